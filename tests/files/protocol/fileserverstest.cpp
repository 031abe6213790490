// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files at real servers: what a user does arrives there, and what others do arrives here.
#include "files/protocol/protocolfixture.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
QByteArray pattern(qint64 size, int seed)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = quint32(seed) * 2654435761U + 1;
    for (auto &octet : bytes) {
        state = state * 1664525U + 1013904223U;
        octet = char(state >> 24);
    }
    return bytes;
}

#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture)->round();                                                                                                             \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)
}

class FileServersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"apache"_s, u"lighttpd"_s, u"rclone"_s, u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void listsAndFetches_data()
    {
        servers();
    }
    void listsAndFetches()
    {
        auto files = fixture();
        const auto large = pattern(9 * 1024 * 1024 + 77, 1);
        QVERIFY(files->makeFolder("a%20b/"));
        QVERIFY(files->makeFolder("a%20b/deep/"));
        QVERIFY(files->put("a%20b/deep/large.bin", large));
        QVERIFY(files->put("small.txt", "small"));
        QVERIFY(files->put("empty", ""));
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"a b/"_s, u"a b/deep/"_s, u"a b/deep/large.bin"_s, u"empty"_s, u"small.txt"_s}));
        QCOMPARE(files->row(u"a b/deep/large.bin"_s).size, large.size());
        QCOMPARE(files->open(u"small.txt"_s).value_or("failed"), "small");
        QCOMPARE(files->open(u"empty"_s).value_or("failed"), "");
        const auto opened = files->open(u"a b/deep/large.bin"_s);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
        QVERIFY(*opened == large);
        // Nothing new: nothing is written.
        const auto before = files->number("SELECT sum(edits) FROM item");
        ROUND(files);
        QCOMPARE(files->number("SELECT sum(edits) FROM item"), before);
    }

    void anotherLookCostsLittle_data()
    {
        servers();
    }
    void anotherLookCostsLittle()
    {
        QFETCH(QString, server);
        auto files = fixture();
        constexpr int folders = 12;
        for (int i = 0; i < folders; ++i) {
            const auto name = "f" + QByteArray::number(i) + '/';
            QVERIFY(files->makeFolder(name));
            QVERIFY(files->put(name + "a.txt", "a"));
        }
        ROUND(files);
        files.proxy->requests.clear();
        ROUND(files);
        // One to see that it is there, and what the favourites are; a plain server tells of each folder only when it is asked.
        QCOMPARE(files.proxy->requests.size(), server == "cloud"_L1 ? 2 : 1 + 1 + folders);
    }

    void seesWhatOthersDo_data()
    {
        servers();
    }
    void seesWhatOthersDo()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("f/"));
        QVERIFY(files->put("f/one.txt", "1"));
        QVERIFY(files->put("f/two.txt", "2"));
        ROUND(files);
        QVERIFY(files->put("f/one.txt", "another"));
        QVERIFY(files->ask("DELETE", "f/two.txt").isSuccess());
        QVERIFY(files->makeFolder("g/"));
        QVERIFY(files->put("g/three.txt", "3"));
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"f/"_s, u"f/one.txt"_s, u"g/"_s, u"g/three.txt"_s}));
        QCOMPARE(files->open(u"f/one.txt"_s).value_or("failed"), "another");
        QVERIFY(files->ask("DELETE", "f/").isSuccess());
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"g/"_s, u"g/three.txt"_s}));
        QCOMPARE(files->number("SELECT count(*) FROM item"), 2);
    }

    void carriesOutEverything_data()
    {
        servers();
    }
    void carriesOutEverything()
    {
        auto files = fixture();
        ROUND(files);
        auto &actions = *files->actions;
        const auto large = pattern(5 * 1024 * 1024 + 3, 2);
        const auto folder = waitedFor(actions.createFolder(files->target(), u"Ümläut & Co"_s));
        QVERIFY(folder);
        QVERIFY(waitedFor(actions.uploadBytes("first", u"a.txt"_s, {files->space(), *folder}, NameClash::KeepBoth)));
        QVERIFY(waitedFor(actions.uploadBytes(large, u"large.bin"_s, files->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(actions.uploadBytes("", u"empty.txt"_s, files->target(), NameClash::KeepBoth)));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("%C3%9Cml%C3%A4ut%20%26%20Co/a.txt"), "first");
        QVERIFY(files->get("large.bin") == large);
        QCOMPARE(files->get("empty.txt"), "");
        // What was sent is here under the server's revision: it needs no fetching.
        QCOMPARE(files->number("SELECT count(*) FROM file WHERE folder = 0 AND kept <> item || '@' || revision"), 0);
        const auto fetched = files.proxy->count("GET");
        QVERIFY(files->open(u"large.bin"_s).value_or("failed") == large);
        QCOMPARE(files.proxy->count("GET"), fetched);

        QVERIFY(files->save(u"Ümläut & Co/a.txt"_s, "second"));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("%C3%9Cml%C3%A4ut%20%26%20Co/a.txt"), "second");
        QVERIFY(files->save(u"Ümläut & Co/a.txt"_s, "third"));
        ROUND(files); // within the second in which etags may be weak
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("%C3%9Cml%C3%A4ut%20%26%20Co/a.txt"), "third");

        QVERIFY(waitedFor(actions.rename(*folder, u"Plain"_s)));
        QVERIFY(waitedFor(actions.move({files->item(u"large.bin"_s)}, {files->space(), *folder}, NameClash::KeepBoth)));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("Plain/large.bin") == large);
        QCOMPARE(files->get("Plain/a.txt"), "third");
        QVERIFY(files->get("large.bin").isNull());
        QCOMPARE(files->listing(), (QStringList{u"Plain/"_s, u"Plain/a.txt"_s, u"Plain/large.bin"_s, u"empty.txt"_s}));
        QCOMPARE(files->item(u"Plain"_s), *folder);

        QVERIFY(waitedFor(actions.copy({files->item(u"Plain/a.txt"_s)}, files->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(actions.remove({files->item(u"Plain/large.bin"_s)})));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("a.txt"), "third");
        QVERIFY(files->get("Plain/large.bin").isNull());
        QVERIFY(waitedFor(actions.remove({*folder})));
        ROUND(files);
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("Plain/a.txt").isNull());
        QCOMPARE(files->listing().join(u' '), u"a.txt empty.txt"_s);
    }

    void neverWritesOverWhatWasNotSeen_data()
    {
        servers();
    }
    void neverWritesOverWhatWasNotSeen()
    {
        auto files = fixture();
        QVERIFY(files->put("edited.txt", "original"));
        QVERIFY(files->put("deleted.txt", "original"));
        ROUND(files);
        QVERIFY(files->save(u"edited.txt"_s, "mine"));
        QVERIFY(waitedFor(files->actions->remove({files->item(u"deleted.txt"_s)})));
        QVERIFY(waitedFor(files->actions->uploadBytes("mine", u"new.txt"_s, files->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(files->actions->createFolder(files->target(), u"folder"_s)));
        QVERIFY(files->put("edited.txt", "theirs, longer"));
        QVERIFY(files->put("deleted.txt", "theirs, longer"));
        QVERIFY(files->put("new.txt", "theirs"));
        QVERIFY(files->makeFolder("folder/"));
        QVERIFY(files->put("folder/in.txt", "theirs"));
        (void)files->round();
        QCOMPARE(files->get("edited.txt"), "theirs, longer");
        QCOMPARE(files->get("deleted.txt"), "theirs, longer");
        QCOMPARE(files->get("new.txt"), "theirs");
        QCOMPARE(files->get("new%20(2).txt"), "mine"); // a free name
        QCOMPARE(files->get("folder/in.txt"), "theirs"); // folders join
        const auto changes = files->changes();
        QStringList parked;
        for (const auto &change : changes) {
            QCOMPARE(change.error.kind, Error::Kind::Conflict);
            QCOMPARE(change.state, ChangeState::Parked);
            parked << change.kind;
        }
        parked.sort();
        QCOMPARE(parked, (QStringList{u"content"_s, u"delete"_s}));
        ROUND(files);
        QVERIFY(files->listing().contains(u"folder/in.txt"_s));
        QVERIFY(files->listing().contains(u"new (2).txt"_s));
        // The user decides.
        for (const auto conflicts = waitedFor(files->actions->conflicts()).value(); const auto &conflict : conflicts) {
            files->actions->keepMine(conflict.change);
        }
        QTest::qWait(100);
        (void)files->round();
        (void)files->round();
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("edited.txt"), "mine");
        QVERIFY(files->get("deleted.txt").isNull());
    }

    void repeatsAfterALostAnswer_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("kind");
        for (const auto *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
            for (const auto *const kind : {"folder", "upload", "content", "move", "movefolder", "copy", "delete"}) {
                QTest::addRow("%s %s", server, kind) << QString::fromLatin1(server) << QString::fromLatin1(kind);
            }
        }
    }
    void repeatsAfterALostAnswer()
    {
        QFETCH(QString, kind);
        auto files = fixture();
        QVERIFY(files->makeFolder("old/"));
        QVERIFY(files->put("old/in.txt", "in"));
        QVERIFY(files->put("there.txt", "there"));
        ROUND(files);
        auto &actions = *files->actions;
        QStringList expected{u"old/"_s, u"old/in.txt"_s, u"there.txt"_s};
        if (kind == "folder"_L1) {
            QVERIFY(waitedFor(actions.createFolder(files->target(), u"new"_s)));
            expected << u"new/"_s;
        } else if (kind == "upload"_L1) {
            QVERIFY(waitedFor(actions.uploadBytes("new", u"new.txt"_s, files->target(), NameClash::KeepBoth)));
            expected << u"new.txt"_s;
        } else if (kind == "content"_L1) {
            QVERIFY(files->save(u"there.txt"_s, "edited"));
        } else if (kind == "move"_L1) {
            QVERIFY(waitedFor(actions.rename(files->item(u"there.txt"_s), u"renamed.txt"_s)));
            expected.replace(2, u"renamed.txt"_s);
        } else if (kind == "movefolder"_L1) {
            QVERIFY(waitedFor(actions.rename(files->item(u"old"_s), u"moved"_s)));
            expected = {u"moved/"_s, u"moved/in.txt"_s, u"there.txt"_s};
        } else if (kind == "copy"_L1) {
            QVERIFY(waitedFor(actions.copy({files->item(u"there.txt"_s)}, files->target(u"old"_s), NameClash::KeepBoth)));
            expected << u"old/there.txt"_s;
        } else {
            QVERIFY(waitedFor(actions.remove({files->item(u"there.txt"_s)})));
            expected.removeLast();
        }
        files.proxy->loseNextAnswer();
        (void)files->round();
        files->stop(); // what follows is another day
        (void)files->round();
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        expected.sort();
        QCOMPARE(files->listing(), expected);
        ROUND(files);
        QCOMPARE(files->listing(), expected);
        if (kind == "content"_L1) {
            QCOMPARE(files->get("there.txt"), "edited");
        } else if (kind == "upload"_L1) {
            QCOMPARE(files->get("new.txt"), "new");
        } else if (kind == "copy"_L1) {
            QCOMPARE(files->get("old/there.txt"), "there");
        }
    }

    void keepsOddNames_data()
    {
        servers();
    }
    void keepsOddNames()
    {
        QFETCH(QString, server);
        auto files = fixture();
        ROUND(files);
        QStringList names{u"100%2F.txt"_s, u"a#b?c&d;e.txt"_s, u"caf\u00e9"_s, u"cafe\u0301"_s, u"line\nbreak"_s, u"plus+and space .txt"_s, u"quote\"'.txt"_s, u"trailing dot."_s, u"trailing space "_s, u" leading"_s, u"back\\slash"_s, u"\u202egnp.exe"_s,
                                u"\U0001F600.txt"_s, QString(255, u'x')};
        if (server == "lighttpd"_L1) {
            names.removeAll(u"line\nbreak"_s); // refused there
            names.last().chop(10); // it writes to a longer name first
        } else if (server == "cloud"_L1) {
            names.removeAll(u"line\nbreak"_s); // refused there, too
            names.removeAll(u"cafe\u0301"_s); // kept as the other one
            names.removeAll(u"back\\slash"_s);
            names.last().chop(5);
        }
        for (const auto &name : std::as_const(names)) {
            const auto done = files->ask("PUT", QUrl::toPercentEncoding(name), name.toUtf8());
            QVERIFY2(done.isSuccess(), qPrintable(name + QString::number(done.status)));
        }
        ROUND(files);
        auto expected = names;
        expected.sort();
        QCOMPARE(files->listing(), expected);
        for (const auto &name : std::as_const(names)) {
            const auto opened = files->open(name);
            QVERIFY2(opened, opened ? "" : qPrintable(name + opened.error().message + opened.error().detail));
            QCOMPARE(*opened, name.toUtf8());
            // And back again, as another version.
            QVERIFY(files->save(name, "changed " + name.toUtf8()));
        }
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        for (const auto &name : std::as_const(names)) {
            QCOMPARE(files->get(QUrl::toPercentEncoding(name)), "changed " + name.toUtf8());
        }
        // And from here.
        const auto folder = waitedFor(files->actions->createFolder(files->target(), u"from here %2e%2e"_s));
        QVERIFY(folder);
        names.removeAll(u"cafe\u0301"_s); // looks like the other one: it would get another name
        for (const auto &name : std::as_const(names)) {
            QVERIFY(waitedFor(files->actions->uploadBytes(name.toUtf8(), name, {files->space(), *folder}, NameClash::KeepBoth)));
        }
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        for (const auto &name : std::as_const(names)) {
            QCOMPARE(files->get("from%20here%20%252e%252e/" + QUrl::toPercentEncoding(name)), name.toUtf8());
        }
        const auto before = files->listing();
        ROUND(files);
        QCOMPARE(files->listing(), before);
    }

    void aFolderThatIsGoneIsMadeAgain_data()
    {
        servers();
    }
    void aFolderThatIsGoneIsMadeAgain()
    {
        auto files = fixture();
        files->account.files = files->direct; // lighttpd hangs up when it refuses, which the proxy passes on too late
        QVERIFY(files->makeFolder("a/"));
        QVERIFY(files->makeFolder("a/b/"));
        ROUND(files);
        QVERIFY(waitedFor(files->actions->uploadBytes("precious", u"new.txt"_s, files->target(u"a/b"_s), NameClash::KeepBoth)));
        QVERIFY(files->ask("DELETE", "a/").isSuccess());
        for (int i = 0; i < 4 && !files->changes().isEmpty(); ++i) {
            (void)files->round();
        }
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("a/b/new.txt"), "precious");
    }

    void aFolderWithNewsIsNotDeleted_data()
    {
        servers();
    }
    void aFolderWithNewsIsNotDeleted()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("a/"));
        QVERIFY(files->makeFolder("a/b/"));
        QVERIFY(files->put("a/b/known.txt", "known"));
        ROUND(files);
        QVERIFY(waitedFor(files->actions->remove({files->item(u"a"_s)})));
        QVERIFY(files->put("a/b/unseen.txt", "unseen"));
        (void)files->round();
        QCOMPARE(files->get("a/b/unseen.txt"), "unseen");
        QCOMPARE(files->changes().value(0).state, ChangeState::Parked);
        ROUND(files);
        QVERIFY(files->listing().contains(u"a/b/unseen.txt"_s)); // shown again, with what is new
        QVERIFY(waitedFor(files->outbox->retry(files->changes().value(0).id)));
        (void)files->round();
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("a/b/unseen.txt").isNull());
    }

    void aFolderThatWasLeftGoesOnlyIfEmpty_data()
    {
        servers();
    }
    /// What others put into a folder whose content went to another space.
    void aFolderThatWasLeftGoesOnlyIfEmpty()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("left/"));
        QVERIFY(files->makeFolder("empty/"));
        ROUND(files);
        QVERIFY(files->put("left/surprise.txt", "surprise"));
        const auto space = files->space();
        QList<Change> changes;
        for (const auto &name : {u"left"_s, u"empty"_s}) {
            Change change;
            change.resource = files->resource;
            change.collection = space;
            change.item = files->item(name);
            change.kind = FileChange::Delete;
            change.reach = ChangeReach::RemovesAllBelow;
            change.arguments = {{u"onlyEmpty"_s, true}};
            changes << change;
        }
        QVERIFY(waitedFor(files->outbox->enqueue(changes)));
        ROUND(files);
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("left/surprise.txt"), "surprise");
        QVERIFY(files->listing().contains(u"left/surprise.txt"_s));
        QVERIFY(!files->listing().contains(u"empty"_s));
    }

    void speaksTlsAndHttp2()
    {
        const auto user = m_workplace->user();
        auto base = m_workplace->url(u"apache.tls"_s);
        base.setPath(base.path() + u"tls%1/"_s.arg(QCoreApplication::applicationPid()));
        const auto authority = m_workplace->certificate();
        ProtocolFixture files(base, user.user, user.password, authority);
        files.direct = base;
        QVERIFY(files.makeFolder({}));
        const auto large = pattern(9 * 1024 * 1024 + 5, 4);
        QVERIFY(files.put("large.bin", large));
        for (int i = 0; i < 60; ++i) { // as many as go at once
            QVERIFY(files.makeFolder("f" + QByteArray::number(i) + '/'));
        }
        ROUND(&files);
        QCOMPARE(files.listing().size(), 61);
        QVERIFY(files.open(u"large.bin"_s).value_or("failed") == large);
        QVERIFY(waitedFor(files.actions->uploadBytes(large, u"again.bin"_s, files.target(), NameClash::KeepBoth)));
        QVERIFY(files.save(u"large.bin"_s, "short"));
        ROUND(&files);
        QCOMPARE(files.troubles(), QString());
        QVERIFY(files.get("again.bin") == large);
        QCOMPARE(files.get("large.bin"), "short");
        // Nobody is trusted without a reason.
        ProtocolFixture stranger(base, user.user, user.password);
        const auto refused = stranger.round();
        QVERIFY(!refused);
        QVERIFY(!refused.error().message.isEmpty());
    }

    void findsItsWay_data()
    {
        servers();
    }
    void findsItsWay()
    {
        auto files = fixture();
        QVERIFY(files->put("x.txt", "x"));
        files->account.files = files->direct;
        auto account = files->account;
        account.files.setPath(account.files.path().chopped(1)); // without the slash
        QVERIFY(waitedFor(FileSynchronizer::check(account)));
        account.files.setPath(account.files.path() + u"/x.txt"_s);
        const auto file = waitedFor(FileSynchronizer::check(account));
        QVERIFY(!file);
        account = files->account;
        account.files.setPath(account.files.path() + u"nowhere/"_s);
        const auto nowhere = waitedFor(FileSynchronizer::check(account));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().kind, Error::Kind::NotFound);
        account = files->account;
        account.password = u"wrong"_s;
        const auto refused = waitedFor(FileSynchronizer::check(account));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
    }

private:
    static void servers()
    {
        QTest::addColumn<QString>("server");
        for (const auto *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
            QTest::newRow(server) << QString::fromLatin1(server);
        }
    }
    ServerFixture fixture()
    {
        QFETCH(QString, server);
        return ServerFixture(*m_workplace, server);
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(FileServersTest)
#include "fileserverstest.moc"
