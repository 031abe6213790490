// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Servers, and what stands before them, that one meets: each does something in a way of its own, and all of them work.
#include "files/protocol/davstage.h"
#include "files/protocol/protocolfixture.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// Anna's files at a stage.
struct Scene {
    DavStage server;
    std::unique_ptr<ProtocolFixture> files;

    ProtocolFixture *operator->()
    {
        if (!files) {
            files = std::make_unique<ProtocolFixture>(server.url(), u"anna"_s, u"secret"_s);
        }
        return files.get();
    }
};

#define ROUND(scene)                                                                                                                                        \
    do {                                                                                                                                                    \
        const auto result = (scene)->round();                                                                                                               \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)

using Manner = std::function<void(DavStage &)>;
}
Q_DECLARE_METATYPE(Manner)

class FileOddServersTest : public QObject
{
    Q_OBJECT

    static void manners()
    {
        QTest::addColumn<Manner>("manner");
        const auto add = [](const char *title, const Manner &manner) {
            QTest::newRow(title) << manner;
        };
        add("as it should be", [](DavStage &) { });
        add("no etags in listings", [](DavStage &server) {
            server.listsEtags = false;
        });
        add("no etags at all", [](DavStage &server) {
            server.listsEtags = false;
            server.tellsEtag = false;
        });
        add("other etags when it is written", [](DavStage &server) {
            server.writtenSuffix = "-new";
        });
        add("other etags when it is read", [](DavStage &server) {
            server.readSuffix = "-gzip";
        });
        add("other etags everywhere", [](DavStage &server) {
            server.readSuffix = "-gzip";
            server.writtenSuffix = "-new";
        });
        add("no lengths in listings", [](DavStage &server) {
            server.listsLengths = false;
        });
        add("no lengths at all", [](DavStage &server) {
            server.listsLengths = false;
            server.tellsLengths = false;
        });
        add("neither lengths nor etags", [](DavStage &server) {
            server.listsLengths = false;
            server.listsEtags = false;
        });
        add("no ranges", [](DavStage &server) {
            server.honoursRange = false;
        });
        add("conditions ignored", [](DavStage &server) {
            server.honoursConditions = false;
        });
        add("Destination by path alone", [](DavStage &server) {
            server.wantsPaths = true;
        });
        add("whole addresses with another host", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return "http://inside.example:8080" + path.toPercentEncoding("/");
            };
        });
        add("a path taken away before it", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return path.sliced(4).toPercentEncoding("/");
            };
        });
        add("a path put before it", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return "/inside" + path.toPercentEncoding("/");
            };
        });
        add("capitals", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return "/DAV" + path.sliced(4).toPercentEncoding("/");
            };
        });
        add("encodes what needs it not", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return path.toPercentEncoding("/", "abe.-").toLower();
            };
        });
        add("encodes nothing", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return QByteArray(path).replace('&', "&amp;");
            };
        });
        add("slashes", [](DavStage &server) {
            server.spelling = [](const QByteArray &path) -> QByteArray {
                return "/" + path.toPercentEncoding("/").replace("dav/", "dav//");
            };
        });
        add("200 instead of 207", [](DavStage &server) {
            server.filter = [&server](const HttpAsked &asked) -> std::optional<QByteArray> {
                if (asked.method != "PROPFIND") {
                    return std::nullopt;
                }
                auto answer = server.usual(asked);
                return answer.startsWith("HTTP/1.1 207") ? std::optional(answer.replace(9, 3, "200")) : std::nullopt;
            };
        });
    }

private Q_SLOTS:
    void aDaysWork_data()
    {
        manners();
    }
    /// The same on each: what is there is read, what is done arrives once, and nothing is written over that was not seen.
    void aDaysWork()
    {
        QFETCH(Manner, manner);
        Scene scene;
        auto &server = scene.server;
        manner(server);
        const QByteArray large(filePieceSize * 2 + 11, 'l');
        server.makeFolder("b & e/");
        server.put("b & e/paper \xC3\xA4.txt", "paper");
        server.put("large.bin", large);
        server.put("theirs.txt", "one");
        server.put("empty", "");
        ROUND(scene);
        QCOMPARE(scene->listing(), (QStringList{u"b & e/"_s, u"b & e/paper ä.txt"_s, u"empty"_s, u"large.bin"_s, u"theirs.txt"_s}));
        const auto size = scene->row(u"b & e/paper ä.txt"_s).size;
        QCOMPARE(size, 5);
        QCOMPARE(scene->open(u"b & e/paper ä.txt"_s).value_or("failed"), "paper");
        QCOMPARE(scene->open(u"empty"_s).value_or("failed"), "");
        const auto opened = scene->open(u"large.bin"_s);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
        QVERIFY(*opened == large);

        // Saved three times, with and without a look in between; each goes on from the one before.
        QVERIFY(waitedFor(scene->actions->uploadBytes("first", u"mine.txt"_s, scene->target(), NameClash::KeepBoth)));
        ROUND(scene);
        QCOMPARE(server.get("mine.txt"), "first");
        for (const auto *const text : {"second", "third, longer", "fourth"}) {
            QVERIFY(scene->save(u"mine.txt"_s, text));
            ROUND(scene);
            QCOMPARE(scene->troubles(), QString());
            QCOMPARE(server.get("mine.txt"), text);
            QCOMPARE(scene->open(u"mine.txt"_s).value_or("failed"), text);
        }
        // What was sent is here under the name the server has for it, unless nothing but reading it tells how long it is.
        QCOMPARE(server.tellsLengths ? server.count("GET", "mine.txt") : 0, 0);

        // Moved, copied, removed.
        const auto folder = waitedFor(scene->actions->createFolder(scene->target(), u"new"_s));
        QVERIFY(folder);
        QVERIFY(waitedFor(scene->actions->move({scene->item(u"b & e"_s)}, {scene->space(), *folder}, NameClash::KeepBoth)));
        QVERIFY(waitedFor(scene->actions->copy({scene->item(u"mine.txt"_s)}, {scene->space(), *folder}, NameClash::KeepBoth)));
        ROUND(scene);
        QVERIFY(waitedFor(scene->actions->remove({scene->item(u"large.bin"_s)})));
        ROUND(scene);
        QCOMPARE(scene->troubles(), QString());
        QCOMPARE(server.get("new/b & e/paper \xC3\xA4.txt"), "paper");
        QCOMPARE(server.get("new/mine.txt"), "fourth");
        QVERIFY(server.get("large.bin").isNull());

        // Somebody else was there in between.
        QVERIFY(scene->save(u"theirs.txt"_s, "mine"));
        server.put("theirs.txt", "theirs, of another length");
        (void)scene->round();
        QCOMPARE(server.get("theirs.txt"), "theirs, of another length");
        QCOMPARE(scene->changes().size(), 1);
        QCOMPARE(scene->changes().first().error.kind, Error::Kind::Conflict);
        QVERIFY(waitedFor(scene->outbox->discard(scene->changes().first().id)));
        ROUND(scene);
        QCOMPARE(scene->open(u"theirs.txt"_s).value_or("failed"), "theirs, of another length");
        QCOMPARE(scene->listing(), (QStringList{u"empty"_s, u"mine.txt"_s, u"new/"_s, u"new/b & e/"_s, u"new/b & e/paper ä.txt"_s, u"new/mine.txt"_s, u"theirs.txt"_s}));

        // Nothing new: nothing is written.
        const auto edits = scene->number("SELECT sum(edits) FROM item");
        ROUND(scene);
        QCOMPARE(scene->number("SELECT sum(edits) FROM item"), edits);
    }

    void oneThatCannotBeToldStaysWhatItWas_data()
    {
        QTest::addColumn<QByteArray>("instead");
        QTest::newRow("500 of the file") << QByteArray("<D:response><D:href>/dav/a.txt</D:href><D:status>HTTP/1.1 500 Oops</D:status></D:response>");
        QTest::newRow("403 of what it says") << QByteArray("<D:response><D:href>/dav/a.txt</D:href><D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 403 No</D:status></D:propstat></D:response>");
    }
    void oneThatCannotBeToldStaysWhatItWas()
    {
        QFETCH(QByteArray, instead);
        Scene scene;
        scene.server.put("a.txt", "a");
        scene.server.put("b.txt", "b");
        ROUND(scene);
        QCOMPARE(scene->open(u"a.txt"_s).value_or("failed"), "a");
        const auto item = scene->item(u"a.txt"_s);
        scene.server.put("b.txt", "another");
        scene.server.filter = [&scene, instead](const HttpAsked &asked) -> std::optional<QByteArray> {
            if (asked.method != "PROPFIND") {
                return std::nullopt;
            }
            auto answer = scene.server.usual(asked);
            const auto body = answer.sliced(answer.indexOf("\r\n\r\n") + 4).replace(scene.server.response("/dav/a.txt", scene.server.entries.value("/dav/a.txt")), instead);
            return HttpStage::answer(207, body);
        };
        ROUND(scene);
        QCOMPARE(scene->listing(), (QStringList{u"a.txt"_s, u"b.txt"_s}));
        QCOMPARE(scene->item(u"a.txt"_s), item);
        QCOMPARE(scene->open(u"a.txt"_s).value_or("failed"), "a");
        QCOMPARE(scene->open(u"b.txt"_s).value_or("failed"), "another");
    }

    void anAddressWithSpacesAndAccents()
    {
        Scene scene;
        scene.server.makeFolder("Meine Akten/");
        scene.server.makeFolder("Meine Akten/Über #1 & 100%/");
        scene.server.put("Meine Akten/Über #1 & 100%/a.txt", "a");
        auto typed = scene.server.url();
        typed.setPath(u"/dav/Meine Akten/Über #1 & 100%"_s, QUrl::DecodedMode);
        ProtocolFixture files(typed, u"anna"_s, u"secret"_s);
        QVERIFY(waitedFor(FileSynchronizer::check(files.account)));
        ROUND(&files);
        QCOMPARE(files.listing(), QStringList{u"a.txt"_s});
        QCOMPARE(files.open(u"a.txt"_s).value_or("failed"), "a");
        QVERIFY(waitedFor(files.actions->uploadBytes("b", u"b#?%41.txt"_s, files.target(), NameClash::KeepBoth)));
        ROUND(&files);
        QCOMPARE(files.troubles(), QString());
        QCOMPARE(scene.server.get("Meine Akten/Über #1 & 100%/b#?%41.txt"), "b");
    }

    void circlesOfLinksEnd()
    {
        Scene scene;
        scene.server.filter = [](const HttpAsked &asked) -> std::optional<QByteArray> {
            if (asked.method != "PROPFIND") {
                return std::nullopt;
            }
            const QByteArray folder = "<D:resourcetype><D:collection/></D:resourcetype>";
            return HttpStage::answer(207, DavStage::multistatus(DavStage::response(asked.path, folder) + DavStage::response(asked.path + "again/", folder)));
        };
        ROUND(scene);
        QVERIFY(scene->number("SELECT count(*) FROM item") < 200);
    }

    void whatTheServerInvents_data()
    {
        QTest::addColumn<QByteArray>("length");
        QTest::newRow("a size beyond all disks") << QByteArray("9223372036854775807");
        QTest::newRow("less than nothing") << QByteArray("-5");
        QTest::newRow("larger than it is") << QByteArray("1000000000000");
    }
    void whatTheServerInvents()
    {
        QFETCH(QByteArray, length);
        Scene scene;
        scene.server.put("a.txt", "a");
        scene.server.filter = [&scene, length](const HttpAsked &asked) -> std::optional<QByteArray> {
            if (asked.method != "PROPFIND") {
                return std::nullopt;
            }
            auto answer = scene.server.usual(asked);
            const auto body = answer.sliced(answer.indexOf("\r\n\r\n") + 4).replace("<D:getcontentlength>1<", QByteArray("<D:getcontentlength>" + length + '<'));
            return HttpStage::answer(207, body);
        };
        ROUND(scene);
        QCOMPARE(scene->listing(), QStringList{u"a.txt"_s});
        const auto opened = scene->open(u"a.txt"_s); // either what there is, or a sentence
        QVERIFY(opened ? *opened == "a" : !opened.error().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(FileOddServersTest)
#include "fileoddserverstest.moc"
