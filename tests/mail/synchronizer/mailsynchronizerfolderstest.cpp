// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailchange.h"
#include "mail/mailtypes.h"
#include "mail/protocol/imapmailboxname.h"
#include "mail/synchronizer/synchronizerfixture.h"

#include <QTest>

using namespace Kontor;

/// Listing and changing folders on real servers.
class MailSynchronizerFoldersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void listsSpecialFolders_data();
    void listsSpecialFolders();
    void makesRenamesRemoves_data();
    void makesRenamesRemoves();
    void takesOddNames_data();
    void takesOddNames();
    void subscribes_data();
    void subscribes();
    void leavesInboxAlone();
    void showsSharedFolders();

private:
    void servers();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    std::unique_ptr<SynchronizerFixture> m_fixture;
};

void MailSynchronizerFoldersTest::initTestCase()
{
    m_workplaces["everything"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["bare"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), QStringLiteral("IMAP4rev1")});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailSynchronizerFoldersTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

void MailSynchronizerFoldersTest::init()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag ? QByteArray(tag).split(',').first() : QByteArray("everything");
    m_fixture = std::make_unique<SynchronizerFixture>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
}

void MailSynchronizerFoldersTest::cleanup()
{
    m_fixture.reset();
}

void MailSynchronizerFoldersTest::listsSpecialFolders_data()
{
    servers();
}

void MailSynchronizerFoldersTest::listsSpecialFolders()
{
    const auto listed = waitedFor(m_fixture->synchronizer->discover());
    QVERIFY2(listed.has_value(), listed ? "" : qPrintable(listed.error().message + listed.error().detail));
    QHash<QString, RemoteCollection> byRole;
    for (const auto &collection : *listed) {
        if (!collection.role.isEmpty()) {
            QVERIFY2(!byRole.contains(collection.role), qPrintable(collection.role));
            byRole.insert(collection.role, collection);
        }
        QVERIFY(collection.attributes.value(QStringLiteral("noselect")).toBool() || !collection.state.isEmpty());
    }
    for (const auto &role : {FolderRole::Inbox, FolderRole::Drafts, FolderRole::Sent, FolderRole::Trash, FolderRole::Junk, FolderRole::Archive}) {
        QVERIFY2(byRole.contains(role), qPrintable(role));
    }
    QCOMPARE(byRole.value(FolderRole::Inbox).remoteId, QStringLiteral("INBOX"));
    if (QByteArray(QTest::currentDataTag()) != "Cyrus") {
        QCOMPARE(byRole.value(FolderRole::Drafts).name, QStringLiteral("Entwürfe"));
        QCOMPARE(byRole.value(FolderRole::Drafts).remoteId, QStringLiteral("Entw&APw-rfe"));
    }
    QVERIFY(byRole.value(FolderRole::Sent).subscribed);
}

void MailSynchronizerFoldersTest::makesRenamesRemoves_data()
{
    servers();
}

void MailSynchronizerFoldersTest::makesRenamesRemoves()
{
    auto &fixture = *m_fixture;
    const auto parent = fixture.newMailbox();
    const auto parentId = QString::fromUtf8(parent);
    auto made = fixture.push(fixture.change({}, 0, MailChange::CreateFolder, {{QStringLiteral("name"), QStringLiteral("Büro & Co")}, {QStringLiteral("parent"), parentId}}));
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().message + made.error().detail));
    const auto first = made->remoteId;
    auto collection = fixture.discovered(first);
    QVERIFY(collection.has_value());
    QCOMPARE(collection->name, QStringLiteral("Büro & Co"));
    QCOMPARE(collection->parentRemoteId, parentId);
    QVERIFY(collection->subscribed);

    // Again, as after a lost answer.
    made = fixture.push(fixture.change({}, 0, MailChange::CreateFolder, {{QStringLiteral("name"), QStringLiteral("Büro & Co")}, {QStringLiteral("parent"), parentId}}));
    QVERIFY(made.has_value());
    QCOMPARE(made->remoteId, first);

    QVERIFY(fixture.other.append(first.toUtf8(), OtherClient::message("Bleibt")));
    auto below = fixture.push(fixture.change({}, 0, MailChange::CreateFolder, {{QStringLiteral("name"), QStringLiteral("Kind")}, {QStringLiteral("parent"), first}}));
    QVERIFY2(below.has_value(), below ? "" : qPrintable(below.error().message + below.error().detail));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(first.toUtf8(), mirror)); // the folder is open when it is renamed

    auto change = fixture.change(first.toUtf8(), 0, MailChange::RenameFolder, {{QStringLiteral("name"), QStringLiteral("Größe")}});
    auto renamed = fixture.push(change);
    QVERIFY2(renamed.has_value(), renamed ? "" : qPrintable(renamed.error().message + renamed.error().detail));
    const auto second = renamed->remoteId;
    QVERIFY(renamed->renamed.contains(below->remoteId));
    QVERIFY(renamed->renamed.value(below->remoteId).startsWith(second));
    QVERIFY(!fixture.discovered(first).has_value());
    collection = fixture.discovered(second);
    QVERIFY(collection.has_value());
    QCOMPARE(collection->name, QStringLiteral("Größe"));
    QVERIFY(collection->subscribed);
    QVERIFY(fixture.discovered(renamed->renamed.value(below->remoteId)).has_value());
    QCOMPARE(fixture.other.search(second.toUtf8()).size(), 1);
    change.answerLost = true;
    QVERIFY(fixture.push(change).has_value());

    // To the top.
    change = fixture.change(second.toUtf8(), 0, MailChange::RenameFolder, {{QStringLiteral("name"), QString(u'x' + parentId)}, {QStringLiteral("parent"), QString()}});
    renamed = fixture.push(change);
    QVERIFY2(renamed.has_value(), renamed ? "" : qPrintable(renamed.error().message));
    QCOMPARE(fixture.discovered(renamed->remoteId)->parentRemoteId, QString());

    const auto child = QByteArray(renamed->remoteId.toUtf8());
    QVERIFY(fixture.pull(child, mirror = {}));
    QVERIFY(fixture.push(fixture.change(child + "/Kind", 0, MailChange::DeleteFolder)).has_value());
    auto removal = fixture.change(child, 0, MailChange::DeleteFolder);
    const auto removed = fixture.push(removal);
    QVERIFY2(removed.has_value(), removed ? "" : qPrintable(removed.error().message + removed.error().detail));
    QVERIFY(removed->itemGone);
    QVERIFY(fixture.push(removal).has_value());
    const auto left = fixture.discovered(renamed->remoteId);
    QVERIFY(!left || left->attributes.value(QStringLiteral("noselect")).toBool());
}

void MailSynchronizerFoldersTest::takesOddNames_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &[server, workplace] : m_workplaces) {
        for (const auto *name : {"Anführung \"x\"", "100 %", "Tom & Jerry", "Stern *", "Schräg \\ Strich", "Ordner {5}", "日本語", "😀 Emoji", "~tilde", "&AAA-"}) {
            const QByteArray row = server + ", " + name;
            QTest::newRow(row.constData()) << QString::fromUtf8(name);
        }
    }
}

void MailSynchronizerFoldersTest::takesOddNames()
{
    QFETCH(QString, name);
    auto &fixture = *m_fixture;
    const auto made = fixture.push(fixture.change({}, 0, MailChange::CreateFolder, {{QStringLiteral("name"), name}}));
    if (!made) { // a server may have its own ideas of names; then it says so, in whole sentences
        const QByteArray row(QTest::currentDataTag());
        QVERIFY2(row.startsWith("Cyrus") || row.endsWith("~tilde"), qPrintable(made.error().message + made.error().detail));
        QVERIFY(!made.error().message.isEmpty());
        QVERIFY(!isPassing(made.error().kind));
        return;
    }
    const auto wire = made->remoteId.toUtf8();
    const auto collection = fixture.discovered(made->remoteId);
    QVERIFY(collection.has_value());
    QCOMPARE(collection->name, name);
    MailboxMirror mirror;
    const auto append = fixture.push(fixture.change(wire, 0, MailChange::Append, {{QStringLiteral("blob"), fixture.keep(OtherClient::message("Da"))}}));
    QVERIFY2(append.has_value(), append ? "" : qPrintable(append.error().message + append.error().detail));
    QVERIFY(fixture.pull(wire, mirror));
    QCOMPARE(mirror.uids(), QList<int>{1});
    const auto renamed = fixture.push(fixture.change(wire, 0, MailChange::RenameFolder, {{QStringLiteral("name"), QString(name + u'2')}}));
    QVERIFY2(renamed.has_value(), renamed ? "" : qPrintable(renamed.error().message + renamed.error().detail));
    QVERIFY(fixture.push(fixture.change(renamed->remoteId.toUtf8(), 0, MailChange::DeleteFolder)).has_value());
    const auto left = fixture.discovered(renamed->remoteId);
    QVERIFY2(!left.has_value(), left ? qPrintable(left->remoteId + left->attributes.toCborValue().toDiagnosticNotation()) : "");
}

void MailSynchronizerFoldersTest::subscribes_data()
{
    servers();
}

void MailSynchronizerFoldersTest::subscribes()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    const auto id = QString::fromUtf8(mailbox);
    for (const bool on : {true, false, false, true}) {
        QVERIFY(fixture.push(fixture.change(mailbox, 0, MailChange::Subscribe, {{QStringLiteral("on"), on}})).has_value());
        QCOMPARE(fixture.discovered(id)->subscribed, on);
    }
}

void MailSynchronizerFoldersTest::leavesInboxAlone()
{
    auto &fixture = *m_fixture;
    const auto renamed = fixture.push(fixture.change("INBOX", 0, MailChange::RenameFolder, {{QStringLiteral("name"), QStringLiteral("Weg")}}));
    QCOMPARE(renamed.error().kind, Error::Kind::Forbidden);
    const auto removed = fixture.push(fixture.change("INBOX", 0, MailChange::DeleteFolder));
    QCOMPARE(removed.error().kind, Error::Kind::Forbidden);
    const auto slash = fixture.push(fixture.change({}, 0, MailChange::CreateFolder, {{QStringLiteral("name"), QStringLiteral("a/b")}}));
    QCOMPARE(slash.error().kind, Error::Kind::Forbidden);
    QVERIFY(slash.error().message.contains(u'/'));
    QVERIFY(fixture.discovered(QStringLiteral("INBOX")).has_value());
}

void MailSynchronizerFoldersTest::showsSharedFolders()
{
    // Levels of the hierarchy nobody made are listed all the same.
    auto &fixture = *m_fixture;
    const auto parent = fixture.newMailbox();
    QVERIFY(fixture.other.succeeds("CREATE " + parent + "/mitte/unten"));
    const auto id = QString::fromUtf8(parent);
    const auto middle = fixture.discovered(id + QStringLiteral("/mitte"));
    QVERIFY(middle.has_value());
    QCOMPARE(middle->parentRemoteId, id);
    const auto bottom = fixture.discovered(id + QStringLiteral("/mitte/unten"));
    QVERIFY(bottom.has_value());
    QCOMPARE(bottom->parentRemoteId, middle->remoteId);
    QCOMPARE(fixture.synchronizer->isCurrent(*middle, {}), middle->attributes.value(QStringLiteral("noselect")).toBool());
}

QTEST_GUILESS_MAIN(MailSynchronizerFoldersTest)
#include "mailsynchronizerfolderstest.moc"
