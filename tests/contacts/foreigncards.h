// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace Kontor::ForeignCards
{

/// As an address book of Apple writes them: groups with labels, "1604", upper case types.
inline QByteArray apple()
{
    return "BEGIN:VCARD\r\n"
           "VERSION:3.0\r\n"
           "PRODID:-//Apple Inc.//macOS 14.4//EN\r\n"
           "N:Sommer;Ines;Marie;Dr.;\r\n"
           "FN:Dr. Ines Marie Sommer\r\n"
           "NICKNAME:Inchen\r\n"
           "ORG:Beispielwerke GmbH;Planung;\r\n"
           "TITLE:Leiterin\r\n"
           "EMAIL;type=INTERNET;type=WORK;type=pref:ines.sommer@beispiel.example\r\n"
           "item1.EMAIL;type=INTERNET:i.sommer@verein.example\r\n"
           "item1.X-ABLabel:Verein\r\n"
           "TEL;type=CELL;type=VOICE;type=pref:+49 170 5550101\r\n"
           "item2.ADR;type=HOME;type=pref:;;Am Markt 3\\nHinterhaus;Musterstadt;;12345;Deutschland\r\n"
           "item2.X-ABADR:de\r\n"
           "item3.URL;type=pref:https://ines.example/\r\n"
           "item3.X-ABLabel:_$!<HomePage>!$_\r\n"
           "BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29\r\n"
           "NOTE:Mag Tee\\, keinen Kaffee.\\nUnd ein sehr langer Satz\\, der über mehr als fünfu\r\n"
           " ndsiebzig Zeichen geht und darum gefaltet ist.\r\n"
           "X-SOCIALPROFILE;type=mastodon;x-user=ines:https://social.example/@ines\r\n"
           "UID:6f1c2d9e-7a77-4b0e-9d5c-1f2a3b4c5d6e\r\n"
           "X-ABUID:6F1C2D9E-7A77:ABPerson\r\n"
           "END:VCARD\r\n";
}

/// As a web address book of Google exports them: escaped colons, item groups, line feeds only.
inline QByteArray google()
{
    return "BEGIN:VCARD\n"
           "VERSION:3.0\n"
           "FN:Jörg Müller\n"
           "N:Müller;Jörg;;;\n"
           "EMAIL;TYPE=INTERNET;TYPE=HOME:joerg@haus.example\n"
           "item1.TEL:+49 30 5550102\n"
           "item1.X-ABLabel:Büro Nord\n"
           "TEL;TYPE=CELL:0170/5550103\n"
           "item2.URL:https\\://joerg.example/a?b=c\n"
           "item2.X-ABLabel:BLOG\n"
           "CATEGORIES:myContacts,Skat\n"
           "X-GOOGLE-TALK:joerg@talk.example\n"
           "UID:3c9b1f0088ab77\n"
           "END:VCARD\n";
}

/// As Nextcloud keeps them: version 4, PREF, data: photos, own parameters.
inline QByteArray nextcloud()
{
    return "BEGIN:VCARD\r\n"
           "VERSION:4.0\r\n"
           "PRODID:-//Sabre//Sabre VObject 4.5.4//EN\r\n"
           "UID:urn:uuid:0d4a7f52-93f1-4ac8-8a27-5a0c6a7b1f11\r\n"
           "FN:Aylin Öztürk\r\n"
           "N:Öztürk;Aylin;;;\r\n"
           "EMAIL;TYPE=WORK;PREF=1;X-COLOUR=blue:aylin@amt.example\r\n"
           "TEL;TYPE=\"cell,voice\";VALUE=uri:tel:+491705550104\r\n"
           "ADR;TYPE=HOME;LABEL=\"Ring 5, 54321 Ort\":;;Ring 5;Ort;Land;54321;Deutschland\r\n"
           "IMPP:matrix:u/aylin:amt.example\r\n"
           "BDAY:19850412\r\n"
           "ANNIVERSARY:20100605\r\n"
           "PHOTO:data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4zwAC/xkgFAAX8gP9d6lc\r\n"
           " 3AAAAABJRU5ErkJggg==\r\n"
           "CATEGORIES:Familie,Amt\r\n"
           "X-ABSHOWAS:PERSON\r\n"
           "REV;VALUE=DATE-AND-OR-TIME:20260102T030405Z\r\n"
           "END:VCARD\r\n";
}

/// As desktop programs of Microsoft send them: version 2.1, bare types, another character set.
inline QByteArray outlook()
{
    return "BEGIN:VCARD\r\n"
           "VERSION:2.1\r\n"
           "N;LANGUAGE=de;CHARSET=Windows-1252:Gr\xfc" "n;Udo\r\n"
           "FN;CHARSET=Windows-1252:Udo Gr\xfc" "n\r\n"
           "ORG;CHARSET=Windows-1252:B\xe4" "ckerei Gr\xfc" "n\r\n"
           "TEL;WORK;VOICE:+49 (40) 5550105\r\n"
           "ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:;;Elbstra=C3=9Fe 7;Hamburg;;20000;Deutschland\r\n"
           "EMAIL;PREF;INTERNET:udo@baeckerei.example\r\n"
           "X-MS-CARDPICTURE;TYPE=JPEG;ENCODING=BASE64:\r\n"
           " /9j/4AAQ\r\n"
           "\r\n"
           "REV:20260102T030405Z\r\n"
           "END:VCARD\r\n";
}

inline QList<QByteArray> modern()
{
    return {apple(), google(), nextcloud()};
}

}
