// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"
#include "files/worker/fileserver.h"
#include "files/worker/guestclient.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

namespace
{
QCborMap at(const QString &path)
{
    return {{QLatin1StringView("path"), path}};
}

const QString anna = QStringLiteral("/anna@example.org");
}

/// How other programs have to behave at the socket, and what becomes of those that do not.
class FileGuestTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<FileServer> server;
    QTemporaryDir session;
    QString path;

    std::unique_ptr<GuestClient> guest()
    {
        return std::make_unique<GuestClient>(path);
    }

    qint64 localPieces()
    {
        (*f->store)->drain();
        return f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'");
    }

private Q_SLOTS:
    void init()
    {
        path = session.filePath(u"kontor/files.socket"_s);
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.put(u"report.odt"_s, "report");
        f->anna.cloud.put(u"empty.txt"_s, "");
        QVERIFY(f->round());
        content = std::make_unique<FileContent>(**f->store, f->fetcher(f->anna));
        server = std::make_unique<FileServer>(**f->store, f->actions.get(), content.get());
        QVERIFY(server->listen(path));
    }

    void cleanup()
    {
        server.reset();
        content.reset();
        f.reset();
    }

    void lockedSaysSo()
    {
        const auto one = guest();
        server->setDoor(FileServer::Door::Locked);
        const auto refused = one->last(u"list"_s, at(u"/"_s));
        QVERIFY(refused.value(u"sentence"_s).toString().contains(u"locked"_s));
        server->setDoor(FileServer::Door::Open);
        QCOMPARE(one->names(u"/"_s).size(), 1);
    }

    void otherVersionsAreToldSo()
    {
        const auto one = guest();
        one->say({{QLatin1StringView("do"), u"stat"_s}, {QLatin1StringView("path"), anna}, {QLatin1StringView("version"), WorkerMessage::version + 1}});
        QVERIFY(one->hear().value(u"sentence"_s).toString().contains(u"version"_s));
        QVERIFY(!one->entry(anna).isEmpty());
    }

    void whoBreaksTheRulesIsSentAway_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("too long") << QByteArray("\x7f\xff\xff\xff", 4);
        QTest::newRow("over the limit by one") << QByteArray("\x00\x10\x00\x01", 4);
        QTest::newRow("nothing") << QByteArray(4, '\0');
        QTest::newRow("no CBOR") << QByteArray("\x00\x00\x00\x03\xff\xff\xff", 7);
        QTest::newRow("no map") << QByteArray("\x00\x00\x00\x01\x01", 5);
        QTest::newRow("more behind the map") << QByteArray("\x00\x00\x00\x02\xa0\x00", 6);
        QTest::newRow("http") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("unknown wish") << WorkerMessage::frame({{QLatin1StringView("do"), u"format"_s}, {QLatin1StringView("version"), 1}});
        QTest::newRow("deep") << QByteArray("\x00\x00\x80\x00", 4) + QByteArray(0x8000, '\x81');
    }
    void whoBreaksTheRulesIsSentAway()
    {
        QFETCH(QByteArray, said);
        const auto good = guest();
        const auto bad = guest();
        bad->socket.write(said);
        QVERIFY(bad->isSentAway());
        QVERIFY(!good->entry(anna).isEmpty());
    }

    void noiseHarmsNobody()
    {
        QRandomGenerator random(20261123);
        for (int i = 0; i < 60; ++i) {
            const auto one = guest();
            auto frame = WorkerMessage::frame({{QLatin1StringView("do"), u"list"_s}, {QLatin1StringView("path"), anna}, {QLatin1StringView("version"), 1}});
            for (int n = random.bounded(1, 5); n > 0; --n) {
                frame[random.bounded(4, int(frame.size()))] = char(random.bounded(256));
            }
            one->socket.write(frame);
            one->socket.flush();
        }
        QCOMPARE(guest()->names(anna).size(), 3);
        QVERIFY(f->changes().isEmpty());
    }

    void framesComeInAnyParts()
    {
        const auto frame = WorkerMessage::frame({{QLatin1StringView("do"), u"stat"_s}, {QLatin1StringView("path"), anna}, {QLatin1StringView("version"), 1}});
        const auto one = guest();
        for (const auto byte : frame) {
            one->socket.write(QByteArray(1, byte));
            one->socket.flush();
        }
        QVERIFY(one->answer().last().value(u"done"_s).toBool());
        one->socket.write(frame + frame + frame); // asked ahead, answered in order
        for (int i = 0; i < 3; ++i) {
            QVERIFY(one->answer().last().value(u"done"_s).toBool());
        }
    }

    void contentOutOfPlaceIsNoRequest()
    {
        auto one = guest();
        one->say({{QLatin1StringView("bytes"), QByteArray("x")}, {QLatin1StringView("version"), 1}});
        QVERIFY(one->isSentAway());
        one = guest();
        one->ask(u"write"_s, at(anna + u"/x"_s));
        QVERIFY(one->word().value(u"go"_s).toBool());
        one->ask(u"list"_s, at(anna));
        QVERIFY(one->isSentAway());
        QCOMPARE(localPieces(), 0);
    }
};

QTEST_GUILESS_MAIN(FileGuestTest)
#include "fileguesttest.moc"
