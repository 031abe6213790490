// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "groupware/contenttext.h"

#include <QHash>

namespace Kontor::VCardLines
{

/// The property under whichever of its names the card knows it: KIND or X-ADDRESSBOOKSERVER-KIND.
QByteArray canonical(const QByteArray &name);

bool isVersion4(const ContentComponent &card);

/// The value as text; of a foreign character set (CHARSET, or simply not UTF-8) and quoted-printable, too.
QString text(const ContentLine &line);

/// The value as UTF-8, still escaped, whatever its character set and encoding were.
QByteArray value(const ContentLine &line);

/// What TYPE says, lower case, without "pref"; each once.
QStringList types(const ContentLine &line);
bool isPreferred(const ContentLine &line);

/// The labels that stand beside properties in a group (X-ABLABEL of Apple and Google), by group.
QHash<QByteArray, QString> labels(const ContentComponent &card);

/// The bytes of a PHOTO or KEY, or where they are; both empty for what nobody can read.
struct Binary {
    QByteArray bytes{};
    QString type{}; ///< media type, if it is said
    QString uri{};
};
Binary binary(const ContentLine &line);

/// BDAY and ANNIVERSARY in the spellings of both versions; invalid for what is no day.
QDate date(const ContentLine &line);

/// A UID without "urn:uuid:".
QString plainUid(const QString &uid);

}
