// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What servers do that they should not, one test for each.
#include "files/protocol/davstage.h"
#include "files/protocol/protocolfixture.h"

#include <QTcpSocket>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
QByteArray pattern(qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 7;
    for (auto &octet : bytes) {
        state = state * 1664525U + 1013904223U;
        octet = char(state >> 24);
    }
    return bytes;
}

/// Anna's files at a stage.
struct Scene {
    DavStage server;
    ProtocolFixture files{server.url(), u"anna"_s, u"secret"_s};
};

#define ROUND(scene)                                                                                                                                        \
    do {                                                                                                                                                    \
        const auto result = (scene).files.round();                                                                                                          \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)
}

class FileQuirksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFolderThatCannotBeReadIsNotEmpty_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray whole = DavStage::multistatus(DavStage::response("/dav/bad/", "<D:resourcetype><D:collection/></D:resourcetype>"));
        QTest::newRow("403") << HttpStage::answer(403);
        QTest::newRow("404") << HttpStage::answer(404);
        QTest::newRow("500") << HttpStage::answer(500, "Oops");
        QTest::newRow("200 with a page") << HttpStage::answer(200, "<html>Please sign in</html>");
        QTest::newRow("207 with a page") << HttpStage::answer(207, "<html>Please sign in</html>");
        QTest::newRow("nothing") << HttpStage::answer(207);
        QTest::newRow("cut off") << HttpStage::answer(207, whole.chopped(20));
        QTest::newRow("about another folder") << HttpStage::answer(207, DavStage::multistatus(DavStage::response("/dav/other/", "<D:resourcetype><D:collection/></D:resourcetype>")));
        QTest::newRow("about nothing") << HttpStage::answer(207, DavStage::multistatus({}));
        QTest::newRow("a bomb") << HttpStage::answer(207, "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + whole);
    }
    void aFolderThatCannotBeReadIsNotEmpty()
    {
        QFETCH(QByteArray, answer);
        Scene scene;
        scene.server.makeFolder("bad/");
        scene.server.put("bad/kept.txt", "kept");
        scene.server.makeFolder("bad/deep/");
        scene.server.put("bad/deep/kept.txt", "kept");
        scene.server.makeFolder("good/");
        ROUND(scene);
        scene.server.filter = [answer](const HttpAsked &asked) -> std::optional<QByteArray> {
            return asked.method == "PROPFIND" && asked.path == "/dav/bad/" ? std::optional(answer) : std::nullopt;
        };
        scene.server.put("good/new.txt", "new");
        ROUND(scene);
        QCOMPARE(scene.files.listing().join(u' '), u"bad/ bad/deep/ bad/deep/kept.txt bad/kept.txt good/ good/new.txt"_s);
        scene.server.filter = {};
        scene.server.remove("bad/deep/");
        ROUND(scene);
        QCOMPARE(scene.files.listing().join(u' '), u"bad/ bad/kept.txt good/ good/new.txt"_s);
    }

    void whatLeadsOutOfTheFolderIsPassedOver()
    {
        Scene scene;
        const QByteArray file = "<D:resourcetype/><D:getetag>\"1\"</D:getetag><D:getcontentlength>1</D:getcontentlength>";
        const QByteArray folder = "<D:resourcetype><D:collection/></D:resourcetype>";
        QByteArray responses = DavStage::response("/dav/", folder) + DavStage::response("/dav", folder) + DavStage::response(scene.server.url().toEncoded(), folder);
        for (const auto *const href : {"/etc/passwd", "/dav/../../etc/passwd", "/dav/..", "/dav/../", "/dav/%2e%2e/x", "/dav/%2e%2e", "/dav/.", "/dav/%2E/", "/dav/a%2Fb", "/dav/..%2Fb",
                                       "/dav/sub/grandchild", "//evil.example/dav/x", "http://evil.example/dav/evil.txt", "https://evil.example:8443/dav/evil.txt", "/dav/zero%00byte",
                                       "/davidson/x", "", "../up", "/"}) {
            responses += DavStage::response(href, file) + DavStage::response(href, folder);
        }
        responses += DavStage::response(scene.server.url().toEncoded() + "absolute.txt", file) + DavStage::response("/dav/good%20one.txt", file) + DavStage::response("/dav/good%20one.txt", file);
        scene.server.filter = [responses](const HttpAsked &asked) -> std::optional<QByteArray> {
            const bool isTop = asked.method == "PROPFIND" && asked.path == "/dav/" && asked.headers.value("depth") == "1";
            return isTop ? std::optional(HttpStage::answer(207, DavStage::multistatus(responses))) : std::nullopt;
        };
        ROUND(scene);
        QCOMPARE(scene.files.listing().join(u' '), u"absolute.txt good one.txt"_s);
        QVERIFY(std::ranges::all_of(scene.server.stage.asked, [](const HttpAsked &asked) {
            return asked.headers.value("depth") != "infinity" && (asked.method != "PROPFIND" || asked.headers.contains("content-type"));
        }));
    }

    void aServerThatIgnoresRange()
    {
        Scene scene;
        const auto large = pattern(filePieceSize * 3 + 11);
        scene.server.put("large.bin", large);
        scene.server.honoursRange = false;
        ROUND(scene);
        const auto opened = scene.files.open(u"large.bin"_s);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
        QVERIFY(*opened == large);
    }

    void anotherVersionIsNotMixedIn_data()
    {
        QTest::addColumn<bool>("range");
        QTest::newRow("with ranges") << true;
        QTest::newRow("without") << false;
    }
    void anotherVersionIsNotMixedIn()
    {
        QFETCH(bool, range);
        Scene scene;
        const auto before = pattern(filePieceSize * 2 + 5);
        scene.server.put("large.bin", before);
        scene.server.put("small.txt", "before");
        scene.server.honoursRange = range;
        ROUND(scene);
        const auto after = QByteArray(before.size(), 'x');
        scene.server.put("large.bin", after);
        scene.server.put("small.txt", "after!");
        const auto reference = scene.files.item(u"large.bin"_s);
        const auto revision = scene.files.text("SELECT revision FROM file WHERE item = " + QByteArray::number(reference.value));
        const ItemRef item{reference, scene.files.space(), {}, {}, before.size()};
        const auto piece = waitedFor(scene.files.engine->fetchNow(item, FilePart{1, revision}.toString()));
        QVERIFY(!piece);
        QCOMPARE(piece.error().kind, Error::Kind::Conflict);
        ROUND(scene);
        QVERIFY(scene.files.open(u"large.bin"_s).value_or("failed") == after);
        QCOMPARE(scene.files.open(u"small.txt"_s).value_or("failed"), "after!");
    }

    void whatWasCutOffIsNotTaken_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::newRow("small") << qint64(5000);
        QTest::newRow("large") << qint64(filePieceSize + 5000);
    }
    void whatWasCutOffIsNotTaken()
    {
        QFETCH(qint64, size);
        Scene scene;
        const auto bytes = pattern(size);
        scene.server.put("file.bin", bytes);
        ROUND(scene);
        // In chunks, and it ends as if that were all.
        scene.server.filter = [](const HttpAsked &asked) -> std::optional<QByteArray> {
            if (asked.method != "GET") {
                return std::nullopt;
            }
            QByteArray head = "HTTP/1.1 200 OK\r\n";
            if (asked.headers.contains("range")) {
                head = "HTTP/1.1 206 Part\r\nContent-Range: " + asked.headers.value("range").replace("=", " ") + "/4199304\r\n";
            }
            return head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        };
        const auto opened = scene.files.open(u"file.bin"_s);
        QVERIFY(!opened);
        QVERIFY2(isPassing(opened.error().kind), qPrintable(kindName(opened.error().kind)));
        scene.server.filter = {};
    }

    void aLockOrAnErrorOfOneFileStopsNoOther_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("parked");
        QTest::newRow("423") << 423 << false;
        QTest::newRow("500") << 500 << false;
        QTest::newRow("403") << 403 << true;
        QTest::newRow("507") << 507 << true;
        QTest::newRow("413") << 413 << true;
    }
    void aLockOrAnErrorOfOneFileStopsNoOther()
    {
        QFETCH(int, status);
        QFETCH(bool, parked);
        Scene scene;
        ROUND(scene);
        scene.server.filter = [status](const HttpAsked &asked) -> std::optional<QByteArray> {
            return asked.method == "PUT" && asked.path == "/dav/bad.txt" ? std::optional(HttpStage::answer(status)) : std::nullopt;
        };
        QVERIFY(waitedFor(scene.files.actions->uploadBytes("bad", u"bad.txt"_s, scene.files.target(), NameClash::KeepBoth)));
        for (int i = 0; i < 5; ++i) {
            QVERIFY(waitedFor(scene.files.actions->uploadBytes("good", u"good%1.txt"_s.arg(i), scene.files.target(), NameClash::KeepBoth)));
        }
        (void)scene.files.round();
        QCOMPARE(scene.server.get("good4.txt"), "good");
        const auto changes = scene.files.changes();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().state, parked ? ChangeState::Parked : ChangeState::Waiting);
        QVERIFY(!changes.first().error.message.isEmpty());
        if (status == 507 || status == 413) {
            QCOMPARE(changes.first().error.kind, Error::Kind::OverQuota);
        }
        scene.server.filter = {};
        if (parked) {
            QVERIFY(waitedFor(scene.files.outbox->retry(changes.first().id)));
        }
        (void)scene.files.round();
        QCOMPARE(scene.files.troubles(), QString());
        QCOMPARE(scene.server.get("bad.txt"), "bad");
    }

    /// Apache says 401 also to whoever is known, but not meant.
    void aRefusalOfOneFolderIsNoneOfThePassword()
    {
        Scene scene;
        scene.server.makeFolder("theirs/");
        scene.server.put("theirs/a.txt", "a");
        scene.server.makeFolder("mine/");
        scene.server.put("mine/b.txt", "b");
        scene.server.filter = [](const HttpAsked &asked) -> std::optional<QByteArray> {
            return asked.path.startsWith("/dav/theirs/") && asked.headers.value("depth") != "0" ? std::optional(HttpStage::answer(401, {}, {"WWW-Authenticate: Basic realm=\"x\""})) : std::nullopt;
        };
        ROUND(scene);
        QCOMPARE(scene.files.listing().join(u' '), u"mine/ mine/b.txt theirs/"_s);
        QVERIFY(waitedFor(scene.files.actions->uploadBytes("x", u"x.txt"_s, scene.files.target(u"theirs"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(scene.files.actions->uploadBytes("y", u"y.txt"_s, scene.files.target(u"mine"_s), NameClash::KeepBoth)));
        (void)scene.files.round();
        QCOMPARE(scene.server.get("mine/y.txt"), "y");
        QCOMPARE(scene.files.changes().size(), 1);
        QCOMPARE(scene.files.changes().first().state, ChangeState::Parked);
        QCOMPARE(scene.files.changes().first().error.kind, Error::Kind::Forbidden);
        // A refused password is one everywhere.
        scene.server.filter = [](const HttpAsked &) -> std::optional<QByteArray> {
            return HttpStage::answer(401, {}, {"WWW-Authenticate: Basic realm=\"x\""});
        };
        const auto refused = scene.files.round();
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
    }

    void anErrorOfOneFileStopsNoOtherFromBeingFetched()
    {
        Scene scene;
        scene.server.makeFolder("f/");
        for (int i = 0; i < 20; ++i) {
            scene.server.put("f/" + QByteArray::number(i), QByteArray::number(i));
        }
        ROUND(scene);
        scene.server.filter = [](const HttpAsked &asked) -> std::optional<QByteArray> {
            return asked.method == "GET" && asked.path == "/dav/f/3" ? std::optional(HttpStage::answer(500)) : std::nullopt;
        };
        QVERIFY(waitedFor(scene.files.actions->pin({scene.files.item(u"f"_s)})));
        ROUND(scene);
        QCOMPARE(scene.files.number("SELECT count(*) FROM file WHERE folder = 0 AND kept = item || '@' || revision"), 19);
    }

    void etagsThatAreWeakForAWhile_data()
    {
        QTest::addColumn<bool>("forEver");
        QTest::newRow("for a second") << false;
        QTest::newRow("for ever") << true;
    }
    void etagsThatAreWeakForAWhile()
    {
        QFETCH(bool, forEver);
        Scene scene;
        scene.server.put("a.txt", "one");
        scene.server.tellsEtag = false;
        scene.server.isWeak = true; // and If-Match compares strongly
        ROUND(scene);
        // It is known that conditions hold here.
        scene.server.put("x.txt", "x");
        QVERIFY(scene.files.save(u"a.txt"_s, "two"));
        int refusals = 0;
        scene.server.filter = [&scene, &refusals, forEver](const HttpAsked &asked) -> std::optional<QByteArray> {
            if (asked.method == "PUT" && asked.headers.contains("if-match") && ++refusals == 2 && !forEver) {
                scene.server.isWeak = false;
            }
            return std::nullopt;
        };
        (void)scene.files.round();
        QCOMPARE(scene.files.troubles(), QString());
        QCOMPARE(scene.server.get("a.txt"), "two");
        QVERIFY(refusals >= 2);
    }

    void conditionsThatAreIgnored()
    {
        Scene scene;
        scene.server.honoursConditions = false;
        scene.server.put("edited.txt", "one");
        ROUND(scene);
        for (int i = 0; i < 8; ++i) { // enough to find out what conditions are worth here
            QVERIFY(waitedFor(scene.files.actions->uploadBytes("new", u"new%1.txt"_s.arg(i), scene.files.target(), NameClash::KeepBoth)));
            ROUND(scene);
        }
        QVERIFY(scene.files.save(u"edited.txt"_s, "mine"));
        QVERIFY(waitedFor(scene.files.actions->uploadBytes("mine", u"taken.txt"_s, scene.files.target(), NameClash::KeepBoth)));
        scene.server.put("edited.txt", "theirs");
        scene.server.put("taken.txt", "theirs");
        (void)scene.files.round();
        QCOMPARE(scene.server.get("edited.txt"), "theirs");
        QCOMPARE(scene.server.get("taken.txt"), "theirs");
        QCOMPARE(scene.server.get("taken (2).txt"), "mine");
        QCOMPARE(scene.files.changes().size(), 1);
        QCOMPARE(scene.files.changes().first().error.kind, Error::Kind::Conflict);
    }

    void anUploadThatIsAnsweredLate()
    {
        Scene scene;
        ROUND(scene);
        scene.server.delay = std::chrono::seconds(2);
        const auto bytes = pattern(filePieceSize + 9);
        QVERIFY(waitedFor(scene.files.actions->uploadBytes(bytes, u"late.bin"_s, scene.files.target(), NameClash::KeepBoth)));
        ROUND(scene);
        QCOMPARE(scene.files.troubles(), QString());
        QVERIFY(scene.server.get("late.bin") == bytes);
        QCOMPARE(scene.server.count("PUT"), 1);
    }

    void whatIsRefusedBeforeItHasCome_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("readsOn");
        QTest::newRow("413, and the rest is thrown away") << 413 << true;
        QTest::newRow("413, and it hangs up") << 413 << false;
        QTest::newRow("507, and it hangs up") << 507 << false;
    }
    void whatIsRefusedBeforeItHasCome()
    {
        QFETCH(int, status);
        QFETCH(bool, readsOn);
        // By the head alone: what is longer than a MiB is refused, as many servers are set up.
        DavStage behind;
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            while (auto *const socket = server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                connect(socket, &QTcpSocket::readyRead, socket, [&, socket, input = QByteArray(), isRefused = false]() mutable {
                    input += socket->readAll();
                    while (!isRefused && input.contains("\r\n\r\n")) {
                        const auto end = input.indexOf("\r\n\r\n") + 4;
                        HttpAsked asked{.method = input.left(input.indexOf(' ')), .path = input.split(' ').value(1)};
                        for (const auto lines = input.first(end).split('\n'); const auto &line : lines) {
                            asked.headers.insert(line.left(line.indexOf(':')).toLower(), line.mid(line.indexOf(':') + 1).trimmed());
                        }
                        const auto length = asked.headers.value("content-length").toLongLong();
                        if (length > 1 << 20) {
                            isRefused = true;
                            socket->write(HttpStage::answer(status, {}, {"Connection: close"}));
                            if (!readsOn) {
                                socket->disconnectFromHost();
                            }
                            break;
                        }
                        if (input.size() < end + length) {
                            return;
                        }
                        asked.body = input.sliced(end, length);
                        input.remove(0, end + length);
                        socket->write(behind.usual(asked));
                    }
                    if (isRefused) {
                        input.clear();
                    }
                });
            }
        });
        ProtocolFixture files(QUrl(u"http://127.0.0.1:%1/dav/"_s.arg(server.serverPort())), u"anna"_s, u"secret"_s);
        QVERIFY(files.round());
        QVERIFY(waitedFor(files.actions->uploadBytes(pattern(20 << 20), u"long.bin"_s, files.target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(files.actions->uploadBytes(pattern(2 << 20), u"less long.bin"_s, files.target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(files.actions->uploadBytes("short", u"short.txt"_s, files.target(), NameClash::KeepBoth)));
        for (int i = 0; i < 3; ++i) {
            (void)files.round();
        }
        QCOMPARE(behind.get("short.txt"), "short");
        const auto changes = files.changes();
        QCOMPARE(changes.size(), 2);
        for (const auto &change : changes) {
            if (readsOn) {
                QVERIFY2(change.state == ChangeState::Parked && change.error.kind == Error::Kind::OverQuota, qPrintable(files.troubles()));
            } else { // nobody can know why; but it is no matter of the others
                QVERIFY2(change.state == ChangeState::Waiting && change.error.kind == Error::Kind::Timeout, qPrintable(files.troubles()));
            }
        }
    }

    void anEditOfWhatIsBeingSent()
    {
        Scene scene;
        scene.server.put("a.txt", "one");
        ROUND(scene);
        const auto base = scene.files.text("SELECT revision FROM file WHERE name = 'a.txt'");
        QVERIFY(scene.files.save(u"a.txt"_s, "two"));
        bool isSent = false;
        scene.server.filter = [&isSent](const HttpAsked &asked) -> std::optional<QByteArray> {
            isSent = isSent || asked.method == "PUT";
            return std::nullopt;
        };
        scene.server.delay = std::chrono::seconds(1);
        scene.files.engine->start();
        QVERIFY(waitUntil([&isSent] { return isSent; }));
        QVERIFY(scene.files.save(u"a.txt"_s, "three"));
        QVERIFY(waitUntil([&] { return scene.server.get("a.txt") == "three" && scene.files.changes().isEmpty(); }));
        QCOMPARE(scene.files.troubles(), QString());
        QVERIFY(scene.files.text("SELECT revision FROM file WHERE name = 'a.txt'") != base);
    }

    void thePasswordGoesNowhereElse()
    {
        HttpStage other([](QSslSocket *socket, const HttpAsked &) {
            socket->write(HttpStage::answer(207, DavStage::multistatus(DavStage::response("/dav/", "<D:resourcetype><D:collection/></D:resourcetype>"))));
        });
        Scene scene;
        scene.server.filter = [&other](const HttpAsked &) -> std::optional<QByteArray> {
            return HttpStage::answer(302, {}, {"Location: " + other.url(u"/dav/"_s).toEncoded()});
        };
        const auto checked = waitedFor(FileSynchronizer::check(scene.files.account));
        QVERIFY(!checked);
        for (const auto &asked : std::as_const(other.asked)) {
            QVERIFY(!asked.headers.contains("authorization"));
        }
    }

    void aServerThatIsAskedTooMuchIsAskedLess_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("429") << 429;
        QTest::newRow("503") << 503;
    }
    void aServerThatIsAskedTooMuchIsAskedLess()
    {
        QFETCH(int, status);
        Scene scene;
        for (int i = 0; i < 20; ++i) {
            scene.server.makeFolder("f" + QByteArray::number(i) + '/');
            scene.server.put("f" + QByteArray::number(i) + "/a.txt", "a");
        }
        QSet<QByteArray> met;
        scene.server.filter = [&met, status](const HttpAsked &asked) -> std::optional<QByteArray> {
            const bool isFirst = asked.method == "PROPFIND" && asked.path.startsWith("/dav/f") && !met.contains(asked.path);
            met.insert(asked.path);
            return isFirst ? std::optional(HttpStage::answer(status, {}, {"Retry-After: 1"})) : std::nullopt;
        };
        ROUND(scene);
        QCOMPARE(scene.files.listing().size(), 40);
        QCOMPARE(scene.server.count("PROPFIND", "f7/"), 2);
    }

    void aWalkThatWasKilledIsTakenUpAgain()
    {
        Scene scene;
        for (int folder = 0; folder < 10; ++folder) {
            const auto name = "f" + QByteArray::number(folder) + '/';
            scene.server.makeFolder(name);
            for (int i = 0; i < 500; ++i) {
                scene.server.put(name + QByteArray::number(i), "x");
            }
        }
        ROUND(scene);
        QCOMPARE(scene.files.number("SELECT count(*) FROM item"), 5010);
        QCOMPARE(scene.files.number("SELECT count(*) FROM item WHERE revision = ''"), 0);
        // As if it had been killed within one folder.
        (void)waitedFor(scene.files.store().write([](Transaction &transaction) -> Result<void> {
            return transaction.prepare("DELETE FROM item WHERE remote_id LIKE '/dav/f3/%' AND id % 2 = 0 AND remote_id <> '/dav/f3/'").run().and_then([&] {
                return transaction.prepare("UPDATE item SET revision = '' WHERE remote_id = '/dav/f3/'").run();
            }).and_then([&] {
                return transaction.prepare("UPDATE collection SET token = CAST('walk' AS BLOB)").run();
            });
        }));
        scene.files.stop();
        ROUND(scene);
        QCOMPARE(scene.files.number("SELECT count(*) FROM item"), 5010);
        QCOMPARE(scene.files.number("SELECT count(*) FROM item WHERE revision = ''"), 0);
    }
};

QTEST_GUILESS_MAIN(FileQuirksTest)
#include "filequirkstest.moc"
