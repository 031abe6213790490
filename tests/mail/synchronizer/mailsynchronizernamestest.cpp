// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizernames.h"

#include "mail/mailtypes.h"
#include "mail/mailsynchronizerpush.h"
#include "mail/mailsynchronizersend.h"

#include <QTest>

using namespace Kontor;

class MailSynchronizerNamesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void guessesRoles();
    void givesEachRoleOnce();
    void readsRights();
    void makesWireNames();
    void refusesImpossibleNames_data();
    void refusesImpossibleNames();
    void findsMessageId_data();
    void findsMessageId();
    void dropsBcc();
};

namespace
{
RemoteCollection folder(const QString &remoteId, const QString &name, const QString &parent = {}, const QString &role = {})
{
    RemoteCollection collection;
    collection.remoteId = remoteId;
    collection.name = name;
    collection.parentRemoteId = parent;
    collection.role = role;
    return collection;
}

QString roleOf(const QList<RemoteCollection> &all, const QString &remoteId)
{
    for (const auto &one : all) {
        if (one.remoteId == remoteId) {
            return one.role;
        }
    }
    return QStringLiteral("missing");
}
}

void MailSynchronizerNamesTest::guessesRoles()
{
    QList<RemoteCollection> all{
        folder(QStringLiteral("INBOX"), QStringLiteral("Inbox"), {}, FolderRole::Inbox),
        folder(QStringLiteral("INBOX.Entw&APw-rfe"), QStringLiteral("Entwürfe"), QStringLiteral("INBOX")),
        folder(QStringLiteral("Gesendete Elemente"), QStringLiteral("Gesendete Elemente")),
        folder(QStringLiteral("PAPIERKORB"), QStringLiteral("PAPIERKORB")),
        folder(QStringLiteral("Kunden/Archiv"), QStringLiteral("Archiv"), QStringLiteral("Kunden")),
        folder(QStringLiteral("Spam"), QStringLiteral("Spam")),
    };
    MailSynchronizerNames::guessRoles(all);
    QCOMPARE(roleOf(all, QStringLiteral("INBOX")), FolderRole::Inbox);
    QCOMPARE(roleOf(all, QStringLiteral("INBOX.Entw&APw-rfe")), FolderRole::Drafts);
    QCOMPARE(roleOf(all, QStringLiteral("Gesendete Elemente")), FolderRole::Sent);
    QCOMPARE(roleOf(all, QStringLiteral("PAPIERKORB")), FolderRole::Trash);
    QCOMPARE(roleOf(all, QStringLiteral("Spam")), FolderRole::Junk);
    QCOMPARE(roleOf(all, QStringLiteral("Kunden/Archiv")), QString()); // somebody's own folder deep below
}

void MailSynchronizerNamesTest::givesEachRoleOnce()
{
    QList<RemoteCollection> all{
        folder(QStringLiteral("Sent"), QStringLiteral("Sent")),
        folder(QStringLiteral("Gesendet"), QStringLiteral("Gesendet"), {}, FolderRole::Sent), // the server says so
        folder(QStringLiteral("Sent2"), QStringLiteral("Sent2"), {}, FolderRole::Sent),
        folder(QStringLiteral("Drafts"), QStringLiteral("Drafts")),
        folder(QStringLiteral("Entwurf"), QStringLiteral("Entwurf")),
    };
    MailSynchronizerNames::guessRoles(all);
    QCOMPARE(roleOf(all, QStringLiteral("Gesendet")), FolderRole::Sent);
    QCOMPARE(roleOf(all, QStringLiteral("Sent")), QString());
    QCOMPARE(roleOf(all, QStringLiteral("Sent2")), QString());
    QCOMPARE(roleOf(all, QStringLiteral("Drafts")), FolderRole::Drafts);
    QCOMPARE(roleOf(all, QStringLiteral("Entwurf")), QString());
}

void MailSynchronizerNamesTest::readsRights()
{
    using MailSynchronizerNames::rightsOfLetters;
    QCOMPARE(rightsOfLetters("lrswipkxtea"), allRights);
    QCOMPARE(rightsOfLetters("lrswipcda"), allRights); // RFC 2086
    QCOMPARE(rightsOfLetters("lr"), Rights(Right::Read));
    QCOMPARE(rightsOfLetters("lrs"), Right::Read | Right::Write);
    QCOMPARE(rightsOfLetters("lrswitd"), Right::Read | Right::Insert | Right::Write); // Cyrus: d besides t, and no expunging
    QCOMPARE(rightsOfLetters("lrxc"), Right::Read | Right::Rename);
    QCOMPARE(rightsOfLetters(""), Rights());
    QCOMPARE(MailSynchronizerNames::lastWord("shared/Team lrs"), QByteArray("lrs"));
    QCOMPARE(MailSynchronizerNames::lastWord("\"a b\" \"lr\""), QByteArray("lr"));
}

void MailSynchronizerNamesTest::makesWireNames()
{
    using MailSynchronizerNames::wireName;
    QCOMPARE(wireName({}, QStringLiteral("Büro"), "/").value(), QByteArray("B&APw-ro"));
    QCOMPARE(wireName(QStringLiteral("B&APw-ro"), QStringLiteral("A & B"), "/").value(), QByteArray("B&APw-ro/A &- B"));
    QCOMPARE(wireName(QStringLiteral("INBOX"), QStringLiteral("100 % \"x\" \\ *"), ".").value(), QByteArray("INBOX.100 % \"x\" \\ *"));
    QCOMPARE(wireName({}, QStringLiteral("  Ablage "), {}).value(), QByteArray("Ablage"));
    // e and combining umlaut dots are the same name as the single letter.
    QCOMPARE(wireName({}, QStringLiteral("u\u0308"), "/").value(), wireName({}, QStringLiteral("ü"), "/").value());
}

void MailSynchronizerNamesTest::refusesImpossibleNames_data()
{
    QTest::addColumn<QString>("parent");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("delimiter");
    QTest::newRow("empty") << QString() << QStringLiteral("   ") << QByteArray("/");
    QTest::newRow("delimiter") << QString() << QStringLiteral("a/b") << QByteArray("/");
    QTest::newRow("inbox") << QString() << QStringLiteral("inbox") << QByteArray("/");
    QTest::newRow("control") << QString() << QStringLiteral("a\r\nb") << QByteArray("/");
    QTest::newRow("endless") << QString() << QString(3000, u'x') << QByteArray("/");
    QTest::newRow("no hierarchy") << QStringLiteral("a") << QStringLiteral("b") << QByteArray();
}

void MailSynchronizerNamesTest::refusesImpossibleNames()
{
    QFETCH(QString, parent);
    QFETCH(QString, name);
    QFETCH(QByteArray, delimiter);
    const auto refused = MailSynchronizerNames::wireName(parent, name, delimiter);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, Error::Kind::Forbidden);
    QVERIFY(refused.error().message.endsWith(u'.'));
}

void MailSynchronizerNamesTest::findsMessageId_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("id");
    QTest::newRow("usual") << QByteArray("From: a\r\nMessage-ID: <a@b>\r\n\r\nx") << QStringLiteral("<a@b>");
    QTest::newRow("other case") << QByteArray("MESSAGE-id:<a@b>\n\n") << QStringLiteral("<a@b>");
    QTest::newRow("folded") << QByteArray("Message-ID:\r\n <lang@b>\r\nTo: <x@y>\r\n\r\n") << QStringLiteral("<lang@b>");
    QTest::newRow("none") << QByteArray("From: <a@b>\r\n\r\nMessage-ID: <body@b>\r\n") << QString();
    QTest::newRow("broken") << QByteArray("Message-ID: nonsense\r\nTo: <x@y>\r\n\r\n") << QString();
    QTest::newRow("empty") << QByteArray() << QString();
}

void MailSynchronizerNamesTest::findsMessageId()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, id);
    QCOMPARE(MailSynchronizerPush::messageIdOf(message), id);
}

void MailSynchronizerNamesTest::dropsBcc()
{
    const QByteArray message = "From: a@b\r\nBCC: secret@x,\r\n other@x\r\nTo: c@d\r\nX-Bcc: stays\r\n\r\nBcc: in the body\r\n";
    const QByteArray expected = "From: a@b\r\nTo: c@d\r\nX-Bcc: stays\r\n\r\nBcc: in the body\r\n";
    QCOMPARE(MailSynchronizerSend::withoutBcc(message), expected);
    QCOMPARE(MailSynchronizerSend::withoutBcc("Bcc: a"), QByteArray());
    QCOMPARE(MailSynchronizerSend::withoutBcc(""), QByteArray());
}

QTEST_GUILESS_MAIN(MailSynchronizerNamesTest)
#include "mailsynchronizernamestest.moc"
