// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chunkstage.h"
#include "files/protocol/cloud/cloudchunks.h"
#include "files/protocol/cloud/cloudhref.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 MiB = qint64(1) << 20;

/// Three chunks of five megabytes and a short one; each octet says where it is.
QByteArray contentOf(qint64 size = 12 * MiB + 17, char seed = 0)
{
    QByteArray content(size, Qt::Uninitialized);
    for (qint64 at = 0; at < size; ++at) {
        content[at] = char((at * 2654435761U) >> 13) ^ seed;
    }
    return content;
}

Result<CloudServer::Uploaded> uploading(ChunkStage &cloud, CloudServer::Upload upload)
{
    HttpClient http(cloud.settings());
    CloudServer server(http, cloud.features());
    return waitedFor(server.upload(std::move(upload)));
}
}

class CloudUploadTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cutsWithinTheServersLimits_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<qint64>("wish");
        const qint64 GiB = MiB << 10;
        QTest::newRow("one octet") << qint64(1) << qint64(0);
        QTest::newRow("exactly one") << 32 * MiB << qint64(0);
        QTest::newRow("one more") << 32 * MiB + 1 << qint64(0);
        QTest::newRow("small wish") << 100 * MiB << qint64(1);
        QTest::newRow("absurd wish") << 100 * MiB << (qint64(1) << 60);
        QTest::newRow("5 GiB") << 5 * GiB << qint64(0);
        QTest::newRow("a terabyte, small wish") << (GiB << 10) << 5 * MiB;
        QTest::newRow("the largest") << CloudChunks::largestFile << qint64(0);
    }

    void cutsWithinTheServersLimits()
    {
        QFETCH(qint64, size);
        QFETCH(qint64, wish);
        const CloudChunks chunks(size, wish, 0);
        QVERIFY(chunks.count() >= 1 && chunks.count() <= CloudChunks::most);
        qint64 sum = 0;
        for (int number = 1; number <= chunks.count(); ++number) {
            QCOMPARE(chunks.offset(number), sum);
            const auto length = chunks.length(number);
            QVERIFY(length > 0 && length <= CloudChunks::largest);
            QVERIFY(number == chunks.count() || length >= CloudChunks::smallest);
            sum += length;
        }
        QCOMPARE(sum, size);
        QVERIFY(CloudChunks(size, wish, 1'000'000).atOnce() <= 8);
        QCOMPARE(CloudChunks(size, wish, -3).atOnce(), CloudChunks(size, wish, 0).atOnce());
    }

    void namesChunksSoThatTheySort()
    {
        QCOMPARE(CloudChunks::name(1), u"00001"_s);
        QCOMPARE(CloudChunks::name(10'000), u"10000"_s);
        QCOMPARE(CloudChunks::numberOf(u"00017"_s), 17);
        QCOMPARE(CloudChunks::numberOf(u"17"_s), 17); // storages on S3 list them so
        for (const auto &other : {u".file"_s, u".target"_s, u""_s, u"0"_s, u"10001"_s, u"-1"_s, u"1a"_s, u"99999999999999999999"_s}) {
            QVERIFY(!CloudChunks::numberOf(other));
        }
        QCOMPARE(cloudFileId("00000042ocabcdefghij"), u"42"_s);
        QCOMPARE(cloudFileId("123456789012ocxyz"), u"123456789012"_s);
        QVERIFY(cloudFileId("abc").isEmpty());
        QVERIFY(cloudFileId("42").isEmpty());
    }

    void sendsANewFile()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        auto upload = cloud.upload(content);
        upload.ifNoneMatch = true;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(uploaded->etag, u"e1"_s);
        QCOMPARE(uploaded->fileId, u"42"_s);
        QVERIFY(cloud.there.value(cloud.destination).content == content);
        QCOMPARE(cloud.count("PUT"), 3);
        QVERIFY(cloud.folders.isEmpty());
        for (const auto &asked : std::as_const(cloud.stage.asked)) {
            if (asked.path.startsWith(cloud.uploads)) {
                QCOMPARE(asked.headers.value("destination"), cloud.stage.url().resolved(QUrl::fromEncoded(cloud.destination)).toEncoded());
                QCOMPARE(asked.headers.value("oc-total-length"), QByteArray::number(content.size()));
            }
        }
        const auto move = cloud.last("MOVE");
        QCOMPARE(move.headers.value("x-oc-mtime"), "1700000000");
        QCOMPARE(move.headers.value("oc-checksum"), upload.checksum);
        QCOMPARE(move.headers.value("overwrite"), "F");
        QVERIFY(!move.headers.contains("if-match")); // that would be about the chunks
    }

    void replacesWhatItKnows()
    {
        ChunkStage cloud;
        cloud.there.insert(cloud.destination, {.content = "old", .etag = "e0"});
        const auto content = contentOf();
        auto upload = cloud.upload(content);
        upload.ifMatch = u"e0"_s;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(cloud.last("MOVE").headers.value("if"), "<" + cloud.destination + "> ([\"e0\"])");
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    void overwritesNothingUnseen_data()
    {
        QTest::addColumn<bool>("isNew");
        QTest::addColumn<bool>("isLate"); // somebody comes while the chunks are sent
        QTest::newRow("new, there is one") << true << false;
        QTest::newRow("new, then there is one") << true << true;
        QTest::newRow("another version") << false << false;
        QTest::newRow("then another version") << false << true;
    }

    void overwritesNothingUnseen()
    {
        QFETCH(bool, isNew);
        QFETCH(bool, isLate);
        ChunkStage cloud;
        const ChunkStage::File theirs{.content = "theirs", .etag = "theirs"};
        if (!isNew) {
            cloud.there.insert(cloud.destination, {.content = "old", .etag = "e0"});
        }
        if (!isLate) {
            cloud.there.insert(cloud.destination, theirs);
        }
        cloud.beforePut = [&](const HttpAsked &) {
            cloud.there.insert(cloud.destination, theirs);
            return QByteArray();
        };
        auto upload = cloud.upload(contentOf());
        upload.ifNoneMatch = isNew;
        upload.ifMatch = isNew ? QString() : u"e0"_s;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Conflict);
        QCOMPARE(cloud.there.value(cloud.destination).content, "theirs");
        QCOMPARE(cloud.count("PUT") > 0, isLate); // nothing is sent in vain
    }

    /// The last moment, between the look and the assembly, is the server's to guard.
    void letsTheServerGuardTheLastMoment()
    {
        ChunkStage cloud;
        cloud.there.insert(cloud.destination, {.content = "old", .etag = "e0"});
        cloud.beforeMove = [&](const HttpAsked &asked) {
            cloud.there.insert(cloud.destination, {.content = "theirs", .etag = "theirs"});
            return cloud.move(asked);
        };
        auto upload = cloud.upload(contentOf());
        upload.ifMatch = u"e0"_s;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Conflict);
        QCOMPARE(cloud.there.value(cloud.destination).content, "theirs");
    }

    void goesOnWhereItBrokeOff()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        cloud.beforePut = [](const HttpAsked &asked) {
            return asked.path.endsWith("00002") ? HttpStage::answer(503) : QByteArray();
        };
        const auto broken = uploading(cloud, cloud.upload(content));
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, Error::Kind::Throttled);
        QCOMPARE(cloud.count("MOVE"), 0);
        cloud.beforePut = {};
        cloud.stage.asked.clear();
        const auto uploaded = uploading(cloud, cloud.upload(content));
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(cloud.count("PUT"), 1);
        QVERIFY(cloud.last("PUT").path.endsWith("00002"));
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    void sendsAgainWhatIsTooShort()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        cloud.folders.insert("kontor-1", {{"00001", content.first(5 * MiB)}, {"00002", content.mid(5 * MiB, 100)}});
        const auto uploaded = uploading(cloud, cloud.upload(content));
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(cloud.count("PUT"), 2);
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    void dropsWhatIsNotOurs_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<qint64>("size");
        QTest::newRow("too many") << "00009"_ba << qint64(3);
        QTest::newRow("too long") << "00003"_ba << 6 * MiB;
    }

    void dropsWhatIsNotOurs()
    {
        QFETCH(QByteArray, name);
        QFETCH(qint64, size);
        ChunkStage cloud;
        const auto content = contentOf();
        cloud.folders.insert("kontor-1", {{name, QByteArray(size, 'x')}});
        const auto uploaded = uploading(cloud, cloud.upload(content));
        QVERIFY2(uploaded, whyNot(uploaded));
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    /// Servers forget chunks after a day, also while they are being sent; and where they keep them elsewhere, what belongs to them.
    void beginsAgainWhenTheChunksAreGone_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("gone") << 404;
        QTest::newRow("lost track") << 412;
    }

    void beginsAgainWhenTheChunksAreGone()
    {
        QFETCH(int, status);
        ChunkStage cloud;
        const auto content = contentOf();
        bool isForgotten = false;
        cloud.beforePut = [&](const HttpAsked &asked) {
            if (isForgotten || !asked.path.endsWith("00003")) {
                return QByteArray();
            }
            isForgotten = true;
            cloud.folders.clear();
            return HttpStage::answer(status);
        };
        const auto uploaded = uploading(cloud, cloud.upload(content));
        QVERIFY2(uploaded, whyNot(uploaded));
        QVERIFY(isForgotten);
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    void beginsAgainWhenTheyAreGoneAtTheEnd()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        int moves = 0;
        cloud.beforeMove = [&](const HttpAsked &asked) {
            if (++moves == 1) {
                cloud.folders.clear();
            }
            return cloud.move(asked);
        };
        const auto uploaded = uploading(cloud, cloud.upload(content));
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(moves, 2);
        QCOMPARE(cloud.count("PUT"), 6);
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    void givesUpOnAServerThatNeverKeepsThem()
    {
        ChunkStage cloud;
        cloud.beforePut = [](const HttpAsked &) {
            return HttpStage::answer(404);
        };
        const auto uploaded = uploading(cloud, cloud.upload(contentOf()));
        QVERIFY(!uploaded);
        QVERIFY(cloud.count("PUT") <= 8);
    }

    /// Putting a large file together takes longer than a proxy waits.
    void waitsForALateAssembly_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("keepsChecksums");
        QTest::newRow("504") << HttpStage::answer(504) << true;
        QTest::newRow("502") << HttpStage::answer(502) << true;
        QTest::newRow("locked meanwhile") << HttpStage::answer(423) << true;
        QTest::newRow("without checksums") << HttpStage::answer(504) << false;
    }

    void waitsForALateAssembly()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, keepsChecksums);
        ChunkStage cloud;
        cloud.keepsChecksums = keepsChecksums;
        cloud.there.insert(cloud.destination, {.content = "old", .etag = "e0"});
        const auto content = contentOf();
        HttpAsked move;
        cloud.beforeMove = [&](const HttpAsked &asked) {
            move = asked;
            return answer;
        };
        auto upload = cloud.upload(content);
        upload.ifMatch = u"e0"_s;
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        auto task = server.upload(upload);
        QVERIFY(waitUntil([&] { return cloud.count("MOVE") == 1 && cloud.last("PROPFIND").path.startsWith(cloud.uploads); }));
        cloud.move(move); // now it is ready
        const auto uploaded = waitedFor(std::move(task));
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(uploaded->etag, u"e1"_s);
        QCOMPARE(cloud.count("MOVE"), 1);
    }

    void saysWhenTheAssemblyFailed()
    {
        ChunkStage cloud;
        cloud.beforeMove = [&](const HttpAsked &) {
            cloud.folders.clear(); // Nextcloud removes them when it refuses the file
            return HttpStage::answer(504);
        };
        const auto uploaded = uploading(cloud, cloud.upload(contentOf()));
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Timeout);
    }

    /// The answer to the last step was lost; asked again, it is seen that nothing is left to do.
    void isSafeToRepeat_data()
    {
        QTest::addColumn<bool>("isNew");
        QTest::addColumn<bool>("keepsChecksums");
        QTest::newRow("new") << true << true;
        QTest::newRow("replaced") << false << true;
        QTest::newRow("new, without checksums") << true << false;
        QTest::newRow("replaced, without checksums") << false << false;
    }

    void isSafeToRepeat()
    {
        QFETCH(bool, isNew);
        QFETCH(bool, keepsChecksums);
        ChunkStage cloud;
        cloud.keepsChecksums = keepsChecksums;
        if (!isNew) {
            cloud.there.insert(cloud.destination, {.content = "old", .etag = "e0"});
        }
        auto upload = cloud.upload(contentOf());
        upload.ifNoneMatch = isNew;
        upload.ifMatch = isNew ? QString() : u"e0"_s;
        QVERIFY(uploading(cloud, upload));
        cloud.stage.asked.clear();
        const auto again = uploading(cloud, upload);
        QVERIFY2(again, whyNot(again));
        QCOMPARE(again->etag, u"e1"_s);
        QCOMPARE(cloud.count("MKCOL") + cloud.count("PUT") + cloud.count("MOVE"), 0);
    }

    /// Of the same size and at the same second, but with another content: nothing of ours.
    void doesNotMistakeOthersForOurs()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        const auto theirs = contentOf(content.size(), 'x');
        cloud.there.insert(cloud.destination, {.content = theirs, .etag = "t", .checksum = cloud.upload(theirs).checksum});
        auto upload = cloud.upload(content);
        upload.ifNoneMatch = true;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Conflict);
    }

    /// Some storages keep the checksum of what was there before: it does not prove that ours is there.
    void believesNoOldChecksum()
    {
        ChunkStage cloud;
        const auto content = contentOf();
        auto upload = cloud.upload(content);
        cloud.there.insert(cloud.destination,
                           {.content = contentOf(content.size(), 'x'), .etag = "e0", .modified = "Wed, 15 Nov 2023 22:13:20 GMT", .checksum = upload.checksum});
        upload.ifMatch = u"e0"_s;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY2(uploaded, whyNot(uploaded));
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    /// Closing a program unlocks the file while its last edit is on the way: another etag, but nobody else's content.
    void goesOnWhenALockOfOursEnds()
    {
        ChunkStage cloud;
        cloud.there.insert(cloud.destination, {.content = "old", .etag = "locked"});
        cloud.on("UNLOCK", cloud.files, [&](const HttpAsked &asked) {
            if (asked.headers.value("if-match") != "\"locked\"") {
                return HttpStage::answer(412, "<d:error xmlns:d=\"DAV:\"/>");
            }
            cloud.there[cloud.destination].etag = "unlocked";
            return HttpStage::answer(200, "<d:prop xmlns:d=\"DAV:\"><d:getetag>unlocked</d:getetag></d:prop>");
        });
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        bool isUnlocked = false;
        cloud.beforePut = [&](const HttpAsked &) {
            return isUnlocked ? QByteArray() : HttpStage::answer(503);
        };
        const auto content = contentOf();
        auto upload = cloud.upload(content);
        upload.ifMatch = u"locked"_s;
        QVERIFY(!waitedFor(server.upload(upload)));
        isUnlocked = waitedFor(server.unlock(QString::fromLatin1(cloud.destination))).has_value();
        QVERIFY(isUnlocked);
        const auto uploaded = waitedFor(server.upload(upload));
        QVERIFY2(uploaded, whyNot(uploaded));
        QVERIFY(cloud.last("MOVE").headers.value("if").endsWith("([\"unlocked\"])"));
        QVERIFY(cloud.there.value(cloud.destination).content == content);
    }

    /// A time that the server does not take costs the time, not the upload.
    void tellsNoTimeThatIsRefused_data()
    {
        QTest::addColumn<qint64>("modified");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("none") << qint64(0) << false;
        QTest::newRow("on the first day") << qint64(86'400) << false;
        QTest::newRow("later") << qint64(86'401) << true;
        QTest::newRow("before") << qint64(-5) << false;
    }

    void tellsNoTimeThatIsRefused()
    {
        QFETCH(qint64, modified);
        QFETCH(bool, isTold);
        ChunkStage cloud;
        auto upload = cloud.upload(contentOf());
        upload.modified = modified;
        const auto uploaded = uploading(cloud, upload);
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(cloud.last("MOVE").headers.contains("x-oc-mtime"), isTold);
    }

    void looksWhatCameOutWhereTheAnswerDoesNotSay()
    {
        ChunkStage cloud;
        cloud.beforeMove = [&](const HttpAsked &asked) {
            cloud.move(asked);
            return HttpStage::answer(201);
        };
        const auto uploaded = uploading(cloud, cloud.upload(contentOf()));
        QVERIFY2(uploaded, whyNot(uploaded));
        QCOMPARE(uploaded->etag, u"e1"_s);
        QCOMPARE(uploaded->fileId, u"42"_s);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::newRow("no room") << "MKCOL"_ba << 507 << int(Error::Kind::OverQuota);
        QTest::newRow("no room later") << "PUT"_ba << 507 << int(Error::Kind::OverQuota);
        QTest::newRow("not allowed") << "MOVE"_ba << 403 << int(Error::Kind::Forbidden);
        QTest::newRow("no room at the end") << "MOVE"_ba << 507 << int(Error::Kind::OverQuota);
        QTest::newRow("password") << "PUT"_ba << 401 << int(Error::Kind::Unauthorized);
    }

    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(int, kind);
        ChunkStage cloud;
        cloud.on(method, cloud.uploads, HttpStage::answer(status));
        const auto uploaded = uploading(cloud, cloud.upload(contentOf()));
        QVERIFY(!uploaded);
        QCOMPARE(kindName(uploaded.error().kind), kindName(Error::Kind(kind)));
    }

    /// What cannot be read any more is told as it is, and nothing is put together.
    void tellsWhenTheContentIsGone()
    {
        ChunkStage cloud;
        auto upload = cloud.upload(contentOf());
        upload.read = [](qint64, qint64) -> Task<Result<QByteArray>> {
            co_return failure(Error::Kind::Storage, u"It is gone."_s);
        };
        const auto uploaded = uploading(cloud, upload);
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Storage);
        QCOMPARE(cloud.count("MOVE"), 0);
    }

    void refusesTokensThatLeadAway()
    {
        ChunkStage cloud;
        for (const auto &token : {u""_s, u".."_s, u"a/b"_s, u"a b"_s, u"ä"_s}) {
            auto upload = cloud.upload("x");
            upload.token = token;
            QVERIFY(!uploading(cloud, upload));
        }
        QVERIFY(cloud.stage.asked.isEmpty());
    }

    void endsWhenItIsStopped_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("looking") << "PROPFIND"_ba;
        QTest::newRow("opening") << "MKCOL"_ba;
        QTest::newRow("sending") << "PUT"_ba;
        QTest::newRow("finishing") << "MOVE"_ba;
    }

    void endsWhenItIsStopped()
    {
        QFETCH(QByteArray, method);
        ChunkStage cloud;
        cloud.on(method, "/", QByteArray()); // silence
        auto http = std::make_unique<HttpClient>(cloud.settings());
        auto server = std::make_unique<CloudServer>(*http, cloud.features());
        auto task = server->upload(cloud.upload(contentOf()));
        QVERIFY(waitUntil([&] { return cloud.count(method) > 0; }));
        server.reset();
        http.reset();
        const auto uploaded = waitedFor(std::move(task));
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Cancelled);
    }

    void endsWhenItIsStoppedWhileItWaits()
    {
        ChunkStage cloud;
        cloud.beforeMove = [](const HttpAsked &) {
            return HttpStage::answer(504);
        };
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        auto task = server.upload(cloud.upload(contentOf()));
        QVERIFY(waitUntil([&] { return cloud.count("MOVE") == 1 && cloud.last("PROPFIND").path.startsWith(cloud.uploads); }));
        http.stop();
        const auto uploaded = waitedFor(std::move(task));
        QVERIFY(!uploaded);
        QCOMPARE(uploaded.error().kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(CloudUploadTest)
#include "clouduploadtest.moc"
