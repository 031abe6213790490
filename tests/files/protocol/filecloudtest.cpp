// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Nextcloud adds to WebDAV, through the engine and the store, at the stand-in of tests/workplace.
#include "files/protocol/protocolfixture.h"

#include "files/filespace.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture)->round();                                                                                                             \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)

/// The same content for each seed, and none like it for another.
QByteArray pattern(qint64 size, char seed)
{
    QByteArray bytes(size, seed);
    for (qint64 at = 0; at < size; at += 4096) {
        bytes[at] = char(at >> 12);
    }
    return bytes;
}

QByteArray sha1(const QByteArray &bytes)
{
    return "SHA1:" + QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toHex();
}
}

class FileCloudTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }
    void init()
    {
        tell({u"settings"_s, u"faults=[]"_s, u"quota=0"_s, u"put_etag=true"_s, u"trash=true"_s});
    }

    void entersOnlyFoldersThatChanged()
    {
        auto files = fixture();
        for (const auto *const outer : {"a/", "b/", "c/"}) {
            QVERIFY(files->makeFolder(outer));
            for (const auto *const inner : {"x/", "y/", "z/"}) {
                QVERIFY(files->makeFolder(QByteArray(outer) + inner));
                QVERIFY(files->put(QByteArray(outer) + inner + "file.txt", "one"));
            }
        }
        ROUND(files);
        QCOMPARE(files->listing().size(), 3 + 9 + 9);
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files.proxy->count("PROPFIND"), 1); // the top says that nothing has changed
        QVERIFY(files->put("b/y/file.txt", "another"));
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files->open(u"b/y/file.txt"_s).value_or("failed"), "another");
        QStringList entered;
        for (const auto all = files.proxy->requests; const auto &request : all) {
            if (request.startsWith("PROPFIND ")) {
                entered << QString::fromLatin1(request).section(u"/test"_s, 1).section(u'/', 1);
            }
        }
        entered.sort();
        QCOMPARE(entered.join(u' '), u"  b/ b/y/"_s); // the top twice: what it says, and what lies in it
    }

    void whatMovesOnTheServerStaysWhatItIs()
    {
        auto files = fixture();
        const auto large = pattern(9 << 20, 'm');
        QVERIFY(files->makeFolder("old/"));
        QVERIFY(files->makeFolder("old/deep/"));
        QVERIFY(files->makeFolder("elsewhere/"));
        QVERIFY(files->put("old/deep/large.bin", large));
        QVERIFY(files->put("single.txt", "single"));
        ROUND(files);
        QVERIFY(files->open(u"old/deep/large.bin"_s).value_or("failed") == large);
        QVERIFY(files->open(u"single.txt"_s));
        QVERIFY(waitedFor(files->actions->pin({files->item(u"old"_s)})));
        ROUND(files);
        const QList<ItemId> before{files->item(u"old"_s), files->item(u"old/deep"_s), files->item(u"old/deep/large.bin"_s), files->item(u"single.txt"_s)};
        const auto destination = [&files](const QByteArray &path) {
            return HttpHeaders{{"Destination", files->there(path).toEncoded()}};
        };
        QVERIFY(files->ask("MOVE", "old/", {}, destination("elsewhere/new/")).isSuccess());
        QVERIFY(files->ask("MOVE", "single.txt", {}, destination("elsewhere/renamed.txt")).isSuccess());
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"elsewhere/"_s, u"elsewhere/new/"_s, u"elsewhere/new/deep/"_s, u"elsewhere/new/deep/large.bin"_s, u"elsewhere/renamed.txt"_s}));
        const QList<ItemId> after{files->item(u"elsewhere/new"_s), files->item(u"elsewhere/new/deep"_s), files->item(u"elsewhere/new/deep/large.bin"_s), files->item(u"elsewhere/renamed.txt"_s)};
        QCOMPARE(after, before);
        QVERIFY(files->open(u"elsewhere/new/deep/large.bin"_s).value_or("failed") == large);
        QCOMPARE(files->open(u"elsewhere/renamed.txt"_s).value_or("failed"), "single");
        QCOMPARE(files.proxy->count("GET"), 0);
        QVERIFY(files->row(u"elsewhere/new"_s).isPinned);
    }

    void uploadsCarryTimeAndChecksum()
    {
        auto files = fixture();
        ROUND(files);
        for (const qint64 size : {qint64(5), qint64(5) << 20, qint64(12) << 20}) { // at once, streamed, in chunks
            const auto bytes = pattern(size, 'c');
            const auto name = u"file%1.bin"_s.arg(size);
            QTemporaryDir folder;
            QFile local(folder.filePath(name));
            QVERIFY(local.open(QIODevice::WriteOnly) && local.write(bytes) == bytes.size() && local.flush());
            const auto modified = QDateTime::fromSecsSinceEpoch(1'700'000'000 + size);
            QVERIFY(local.setFileTime(modified, QFileDevice::FileModificationTime));
            local.close();
            QVERIFY(waitedFor(files->actions->upload({local.fileName()}, files->target(), NameClash::KeepBoth)));
            ROUND(files);
            QCOMPARE(files->troubles(), QString());
            QVERIFY(files->get(name.toUtf8()) == bytes);
            const auto told = files->ask("PROPFIND", name.toUtf8(), "<d:propfind xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:prop><oc:checksums/><d:getlastmodified/></d:prop></d:propfind>", {{"Depth", "0"}});
            QVERIFY2(told.body.contains(sha1(bytes)), told.body.constData());
            const auto date = QLocale::c().toString(modified.toUTC(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
            QVERIFY2(told.body.contains(date), told.body.constData());
            QCOMPARE(files->row(name).modified.toSecsSinceEpoch(), modified.toSecsSinceEpoch());
        }
        // And what was sent is here under the server's revision, as the server tells it.
        const auto edits = files->number("SELECT sum(edits) FROM item");
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files->number("SELECT sum(edits) FROM item"), edits);
        QCOMPARE(files.proxy->count("GET"), 0);
    }

    void whatCameDamagedIsFetchedAgain()
    {
        auto files = fixture();
        const QByteArray whole(5000, 'w');
        QVERIFY(files->ask("PUT", "a.bin", whole, {{"OC-Checksum", sha1(whole)}}).isSuccess());
        QVERIFY(files->ask("PUT", "b.bin", whole, {{"OC-Checksum", sha1("something else")}}).isSuccess());
        ROUND(files);
        int gets = 0;
        files.proxy->setFilter([&gets](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (request.method == "GET" && request.path.endsWith("/a.bin") && ++gets == 1) {
                return DavProxy::answer("200 OK", QByteArray(5000, 'x'));
            }
            return std::nullopt;
        });
        QCOMPARE(files->open(u"a.bin"_s).value_or("failed"), whole);
        QCOMPARE(gets, 2);
        QCOMPARE(files->open(u"b.bin"_s).value_or("failed"), whole); // the checksum is an old one, and keeps nobody from the file
    }

    void chunksThatArrivedAreNotSentAgain()
    {
        auto files = fixture();
        ROUND(files);
        const auto bytes = pattern(qint64(100) << 20, 'l');
        QVERIFY(waitedFor(files->actions->uploadBytes(bytes, u"large.bin"_s, files->target(), NameClash::KeepBoth)));
        tell({u"fault"_s, u"{\"method\": \"PUT\", \"path\": \"/00003\", \"close\": true, \"times\": 4}"_s});
        (void)files->round();
        QCOMPARE(files->changes().size(), 1);
        QVERIFY(files->get("large.bin").isNull());
        files->stop(); // another day
        tell({u"settings"_s, u"faults=[]"_s});
        tell({u"forget"_s});
        for (int i = 0; i < 3 && !files->changes().isEmpty(); ++i) {
            (void)files->round();
        }
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("large.bin") == bytes);
        const auto asked = requests();
        const auto chunks = asked.filter(QRegularExpression(u"^PUT .*/uploads/.*/\\d{5}"_s));
        QVERIFY2(!chunks.isEmpty() && chunks.size() < 4, qPrintable(asked.join(u'\n'))); // there are four, and at least one was there
        QCOMPARE(files->listing(), QStringList{u"large.bin"_s});
    }

    void chunksWhoseEndIsNotAnswered_data()
    {
        QTest::addColumn<bool>("isNew");
        QTest::newRow("new") << true;
        QTest::newRow("another version") << false;
    }
    void chunksWhoseEndIsNotAnswered()
    {
        QFETCH(bool, isNew);
        auto files = fixture();
        if (!isNew) {
            QVERIFY(files->put("large.bin", "small"));
        }
        ROUND(files);
        const auto bytes = pattern(qint64(12) << 20, 'e');
        if (isNew) {
            QVERIFY(waitedFor(files->actions->uploadBytes(bytes, u"large.bin"_s, files->target(), NameClash::KeepBoth)));
        } else {
            QVERIFY(files->save(u"large.bin"_s, bytes));
        }
        tell({u"fault"_s, u"{\"method\": \"MOVE\", \"path\": \"/uploads/\", \"done\": true, \"close\": true, \"times\": 1}"_s});
        tell({u"forget"_s});
        for (int i = 0; i < 4; ++i) {
            (void)files->round();
        }
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("large.bin") == bytes);
        QCOMPARE(files->listing(), QStringList{u"large.bin"_s});
        QCOMPARE(requests().filter(QRegularExpression(u"^PUT .*/uploads/"_s)).size(), 1); // not sent again, though perhaps asked for twice
        ROUND(files);
        QCOMPARE(files->listing(), QStringList{u"large.bin"_s});
    }

    void favourites()
    {
        auto files = fixture();
        QVERIFY(files->put("mine.txt", "x"));
        QVERIFY(files->put("theirs.txt", "x"));
        ROUND(files);
        files->actions->setFavourite({files->item(u"mine.txt"_s)}, Qt::Checked);
        QVERIFY(waitUntil([&files] {
            return !files->changes().isEmpty();
        }));
        QVERIFY(files->ask("PROPPATCH", "theirs.txt", "<d:propertyupdate xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set></d:propertyupdate>").isSuccess());
        QVERIFY(files->put("another.txt", "x")); // favourites alone change no etag
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->row(u"mine.txt"_s).isFavourite);
        QVERIFY(files->row(u"theirs.txt"_s).isFavourite);
        const auto told = files->ask("PROPFIND", "mine.txt", "<d:propfind xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:prop><oc:favorite/></d:prop></d:propfind>", {{"Depth", "0"}});
        QVERIFY2(told.body.contains("favorite>1<"), told.body.constData());
    }

    void whatOthersShareIsReadOnlyWhereTheySaySo()
    {
        auto files = fixture({});
        const auto joerg = m_workplace->user(1);
        auto root = m_workplace->url(u"cloud.plain"_s);
        HttpClient http({.userName = joerg.user, .password = joerg.password, .origin = root});
        const auto folder = QStringLiteral("from-joerg-%1").arg(QCoreApplication::applicationPid());
        const auto ask = [&](const QByteArray &method, const QString &path, const QByteArray &body = {}) {
            auto url = root;
            url.setPath(path);
            HttpHeaders headers{{"OCS-APIRequest", "true"}};
            if (method == "POST") {
                headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
            }
            return waitedFor(http.send({.method = method, .url = url, .headers = headers, .body = body})).value_or(HttpAnswer{});
        };
        QVERIFY(ask("MKCOL", u"/remote.php/webdav/"_s + folder).isSuccess());
        QVERIFY(ask("PUT", u"/remote.php/webdav/"_s + folder + u"/paper.txt"_s, "paper").isSuccess());
        const auto shared = ask("POST", u"/ocs/v2.php/apps/files_sharing/api/v1/shares"_s,
                                "path=/" + folder.toUtf8() + "&shareType=0&permissions=1&shareWith=" + QUrl::toPercentEncoding(uid()));
        QVERIFY2(shared.isSuccess(), shared.body.constData());
        ROUND(files);
        const auto row = files->row(folder);
        QVERIFY(row.isSharedWithMe);
        QVERIFY(row.isMount);
        QCOMPARE(row.owner, joerg.name);
        QVERIFY(!row.rights.testFlag(FileRight::AddFiles));
        const auto paper = files->row(folder + u"/paper.txt"_s);
        QVERIFY(paper.rights.testFlag(FileRight::Read));
        QVERIFY(!paper.rights.testFlag(FileRight::Write));
        QVERIFY(!paper.rights.testFlag(FileRight::Remove));
        QVERIFY(!waitedFor(files->actions->uploadBytes("x", u"x.txt"_s, files->target(folder), NameClash::KeepBoth)));
        // What the server takes back is gone here, too.
        QVERIFY(ask("DELETE", u"/remote.php/webdav/"_s + folder).isSuccess());
        ROUND(files);
        QVERIFY(!files->item(folder));
    }

    void deletedThingsLieInTheTrash()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("folder/"));
        QVERIFY(files->put("folder/in.txt", "in"));
        QVERIFY(files->put("paper.txt", "paper"));
        ROUND(files);
        QVERIFY(waitedFor(files->actions->remove({files->item(u"paper.txt"_s), files->item(u"folder"_s)})));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->listing().isEmpty());
        const auto trash = waitedFor(files->synchronizer->trash());
        QVERIFY(trash);
        QStringList hrefs;
        for (const auto &entry : *trash) {
            if (entry.from.contains(files->direct.path().section(u'/', -2, -2))) {
                hrefs << entry.href;
            }
        }
        QCOMPARE(hrefs.size(), 2);
        QVERIFY(waitedFor(files->synchronizer->restore(hrefs)));
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"folder/"_s, u"folder/in.txt"_s, u"paper.txt"_s}));
        QCOMPARE(files->open(u"folder/in.txt"_s).value_or("failed"), "in");
    }

    void noRoom()
    {
        auto files = fixture();
        ROUND(files);
        tell({u"settings"_s, u"quota=%1"_s.arg(used() + (2 << 20))});
        QVERIFY(waitedFor(files->actions->uploadBytes(pattern(3 << 20, 'q'), u"too large.bin"_s, files->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(files->actions->uploadBytes(pattern(12 << 20, 'q'), u"much too large.bin"_s, files->target(), NameClash::KeepBoth))); // in chunks
        QVERIFY(waitedFor(files->actions->uploadBytes("fits", u"small.txt"_s, files->target(), NameClash::KeepBoth)));
        (void)files->round();
        (void)files->round();
        QCOMPARE(files->get("small.txt"), "fits");
        const auto changes = files->changes();
        QCOMPARE(changes.size(), 2);
        for (const auto &change : changes) {
            QVERIFY2(change.state == ChangeState::Parked, qPrintable(files->troubles()));
            QCOMPARE(change.error.kind, Error::Kind::OverQuota);
        }
        ROUND(files);
        const auto attributes = files->read([space = files->space()](const Reader &reader) {
            return reader.prepare("SELECT attributes FROM collection WHERE id = ?1").value<QByteArray>(space);
        });
        QVERIFY(attributes && *attributes);
        tell({u"settings"_s, u"quota=0"_s});
        for (const auto &change : changes) {
            QVERIFY(waitedFor(files->outbox->retry(change.id)));
        }
        (void)files->round();
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("much%20too%20large.bin") == pattern(12 << 20, 'q'));
    }

    void aLockPasses()
    {
        auto files = fixture();
        QVERIFY(files->put("locked.txt", "one"));
        ROUND(files);
        QVERIFY(files->save(u"locked.txt"_s, "two"));
        QVERIFY(waitedFor(files->actions->uploadBytes("other", u"other.txt"_s, files->target(), NameClash::KeepBoth)));
        tell({u"fault"_s, u"{\"method\": \"PUT\", \"path\": \"locked.txt\", \"status\": 423, \"times\": 1}"_s});
        (void)files->round();
        QCOMPARE(files->get("other.txt"), "other");
        (void)files->round();
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("locked.txt"), "two");
    }

    void newsArePushed()
    {
        auto base = m_workplace->url(u"cloud.plain"_s);
        auto files = fixture();
        // Not through what counts requests: that knows no websockets.
        files->account.files = files->direct;
        ROUND(files);
        auto watching = files->synchronizer->watch(std::chrono::seconds(1)); // a fresh connection counts as news
        (void)waitedFor(std::move(watching));
        auto again = files->synchronizer->watch(std::chrono::seconds(25)); // less than what passes between two looks
        QVERIFY(files->put("news.txt", "news"));
        const auto hint = waitedFor(std::move(again), std::chrono::seconds(28));
        QVERIFY(hint);
        QCOMPARE(hint->news, Hint::News::Content);
    }

    void namesThatTheServerSpellsOtherwise()
    {
        auto files = fixture();
        ROUND(files);
        QVERIFY(waitedFor(files->actions->uploadBytes("accent", u"cafe\u0301.txt"_s, files->target(), NameClash::KeepBoth)));
        const auto item = files->item(u"cafe\u0301.txt"_s);
        QVERIFY(item);
        ROUND(files);
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->listing(), QStringList{u"caf\u00e9.txt"_s});
        QCOMPARE(files->item(u"caf\u00e9.txt"_s), item);
        QVERIFY(files->save(u"caf\u00e9.txt"_s, "changed"));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QCOMPARE(files->get("caf%C3%A9.txt"), "changed");
    }

private:
    ServerFixture fixture(const QString &folder = u"new"_s)
    {
        return ServerFixture(*m_workplace, u"cloud"_s, folder.isEmpty() ? ServerFixture::Place::Top : ServerFixture::Place::NewFolder);
    }
    void tell(const QStringList &words)
    {
        bool ok = false;
        const auto said = m_workplace->cloud(words, &ok);
        QVERIFY2(ok, said.constData());
    }
    QStringList requests()
    {
        return QString::fromUtf8(m_workplace->cloud({u"requests"_s})).split(u'\n');
    }
    QString uid() const
    {
        return m_workplace->description().value(u"cloud"_s).toObject().value(u"uid"_s).toString();
    }
    qint64 used()
    {
        auto url = m_workplace->url(u"cloud.plain"_s);
        const auto user = m_workplace->user();
        HttpClient http({.userName = user.user, .password = user.password, .origin = url});
        url.setPath(u"/remote.php/webdav/"_s);
        const auto answer = waitedFor(http.send({.method = "PROPFIND", .url = url, .headers = {{"Depth", "0"}}, .body = "<d:propfind xmlns:d='DAV:'><d:prop><d:quota-used-bytes/></d:prop></d:propfind>"}));
        const auto body = answer ? answer->body : QByteArray();
        const auto begin = body.indexOf("quota-used-bytes>") + 17;
        return body.sliced(begin, body.indexOf('<', begin) - begin).toLongLong();
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(FileCloudTest)
#include "filecloudtest.moc"
