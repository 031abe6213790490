// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cloudstage.h"
#include "files/filename.h"

#include <QJsonDocument>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QByteArray user = CloudStage::ocs(R"({"id":"anna müller","email":"anna@behoerde.example"})");
const QByteArray all = R"({
    "core":{"webdav-root":"remote.php/webdav"},
    "dav":{"chunking":"1.0","bulkupload":"1.0"},
    "files":{"bigfilechunking":true,"undelete":true,"versioning":true,"locking":"1.0","chunked_upload":{"max_size":104857600,"max_parallel_count":5},
        "forbidden_filenames":[".htaccess"],"forbidden_filename_basenames":{"0":"con","3":"AUX"},"forbidden_filename_characters":["\\","/",":"],
        "forbidden_filename_extensions":[".part",".filepart"],"directEditing":{"url":"x","etag":"y"}},
    "files_sharing":{"api_enabled":true,"public":{"enabled":true,"password":{"enforced":true},"expire_date":{"enabled":true,"days":"30","default_days":7,"enforced":1}}},
    "notify_push":{"type":["files","activities"],"endpoints":{"websocket":"wss://cloud.example/push/ws","pre_auth":"PREAUTH"}},
    "richdocuments":{"mimetypes":["application/vnd.oasis.opendocument.text"],"mimetypesNoDefaultOpen":["text/plain"],"direct_editing":true}})";

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

CloudFeatures read(const QByteArray &capabilities, const QByteArray &version = R"({"major":32})")
{
    return cloudFeatures(QUrl(u"https://cloud.example/"_s), {}, parsed(R"({"version":)" + version + R"(,"capabilities":)" + capabilities + '}'));
}

void putOn(CloudStage &cloud, const QByteArray &folder)
{
    cloud.on("GET", folder + "status.php", CloudStage::status());
    auto capabilities = all;
    const QByteArray token = cloud.stage.url().toEncoded() + folder.mid(1) + "index.php/apps/notify_push/pre_auth";
    capabilities.replace("PREAUTH", token);
    cloud.on("GET", folder + "ocs/v2.php/cloud/capabilities", CloudStage::capabilities(capabilities));
    cloud.on("GET", folder + "ocs/v2.php/cloud/user", user);
}

Result<std::optional<CloudFeatures>> explored(const CloudStage &cloud, const QString &start)
{
    HttpClient http(cloud.settings());
    return waitedFor(exploreCloud(&http, cloud.stage.url(start)));
}
}

class CloudExplorationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsItFromAnyAddress_data()
    {
        QTest::addColumn<QByteArray>("folder");
        QTest::addColumn<QString>("start");
        QTest::newRow("root") << "/"_ba << u"/"_s;
        QTest::newRow("nothing") << "/"_ba << QString();
        QTest::newRow("page") << "/"_ba << u"/index.php/apps/files/files/42"_s;
        QTest::newRow("only index.php") << "/"_ba << u"/index.php"_s;
        QTest::newRow("dav") << "/"_ba << u"/remote.php/dav/files/anna%20m%C3%BCller/"_s;
        QTest::newRow("old dav") << "/"_ba << u"/remote.php/webdav/"_s;
        QTest::newRow("folder below") << "/"_ba << u"/remote.php/dav/files/anna/Projekte/2026/"_s;
        QTest::newRow("status itself") << "/"_ba << u"/status.php"_s;
        QTest::newRow("in a folder") << "/nextcloud/"_ba << u"/nextcloud/"_s;
        QTest::newRow("in a folder without slash") << "/nextcloud/"_ba << u"/nextcloud"_s;
        QTest::newRow("dav in a folder") << "/a/b/"_ba << u"/a/b/remote.php/dav/"_s;
        QTest::newRow("pretty address of the files") << "/nextcloud/"_ba << u"/nextcloud/apps/files/"_s;
        QTest::newRow("a folder that hides nothing") << "/"_ba << u"/apps/files/files"_s;
        QTest::newRow("pretty address further down") << "/a/b/"_ba << u"/a/b/apps/files/files/42"_s;
        QTest::newRow("where one signs in") << "/a/b/"_ba << u"/a/b/login"_s;
    }

    void findsItFromAnyAddress()
    {
        QFETCH(QByteArray, folder);
        QFETCH(QString, start);
        CloudStage cloud;
        putOn(cloud, folder);
        const auto found = explored(cloud, start);
        QVERIFY2(found, whyNot(found));
        QVERIFY(*found);
        const auto &features = **found;
        QCOMPARE(features.root.path(), QString::fromUtf8(folder));
        QCOMPARE(features.userId, u"anna müller"_s);
        QCOMPARE(features.files, QString::fromUtf8(folder) + "remote.php/dav/files/anna%20m%C3%BCller/"_L1);
        QCOMPARE(features.trash, QString::fromUtf8(folder) + "remote.php/dav/trashbin/anna%20m%C3%BCller/trash/"_L1);
        QCOMPARE(features.versions, QString::fromUtf8(folder) + "remote.php/dav/versions/anna%20m%C3%BCller/versions/"_L1);
        QCOMPARE(features.pushToken.path(), QString::fromUtf8(folder) + "index.php/apps/notify_push/pre_auth"_L1);
        QCOMPARE(features.forUser.product, u"Nextcloud 32.0.6"_s);
        QCOMPARE(features.forUser.web, features.root);
    }

    void readsWhatItCanDo()
    {
        const auto features = read(all);
        QVERIFY(features.isNextcloud);
        QVERIFY(features.chunking);
        QVERIFY(features.bulkUpload);
        QCOMPARE(features.chunkSize, 104857600);
        QCOMPARE(features.chunksAtOnce, 5);
        QCOMPARE(features.checksumType, u"SHA1"_s);
        QVERIFY(features.locking);
        QCOMPARE(features.push, QUrl(u"wss://cloud.example/push/ws"_s));
        QVERIFY(features.richDocuments);
        QVERIFY(features.directEditing);
        QCOMPARE(features.officeTypes, (QStringList{u"application/vnd.oasis.opendocument.text"_s, u"text/plain"_s}));
        const auto &mine = features.forUser;
        QVERIFY(mine.links && mine.people && mine.trash && mine.versions && mine.favourites && mine.locking && mine.webOffice && mine.previews);
        QVERIFY(mine.linkPasswordEnforced);
        QVERIFY(mine.linkExpiryEnforced);
        QCOMPARE(mine.linkExpiryDays, 7);
        QCOMPARE(mine.forbiddenNames, (QStringList{u".htaccess"_s, u"con"_s, u"aux"_s}));
        QCOMPARE(mine.forbiddenCharacters, (QStringList{u"\\"_s, u"/"_s, u":"_s}));
        QCOMPARE(mine.forbiddenExtensions, (QStringList{u".part"_s, u".filepart"_s}));
    }

    /// 250 bytes, and what is forbidden up to the first dot.
    void namesAsItTakesThem()
    {
        const auto mine = read(all).forUser;
        QVERIFY(FileName::problem(QString(125, u'ä'), mine).isEmpty());
        QVERIFY(!FileName::problem(QString(126, u'ä'), mine).isEmpty());
        QVERIFY(FileName::problem(QString(255, u'a'), FileFeatures{}).isEmpty());
        QCOMPARE(FileName::proposal(QString(126, u'ä') + u".odt"_s, mine), QString(123, u'ä') + u".odt"_s);
        for (const auto &name : {u"con"_s, u"CON.txt"_s, u"con.tar.gz"_s, u"aux.x"_s}) {
            QVERIFY2(!FileName::problem(name, mine).isEmpty(), qPrintable(name));
            QCOMPARE(FileName::proposal(name, mine), QString(u'_' + name));
        }
        for (const auto &name : {u"a.con"_s, u"console.txt"_s, u".conf"_s}) {
            QVERIFY2(FileName::problem(name, mine).isEmpty(), qPrintable(name));
        }
    }

    /// Whatever a server says, nothing breaks, and what is not said clearly is not offered.
    void takesNothingForGranted_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("nothing") << "{}"_ba;
        QTest::newRow("null") << "null"_ba;
        QTest::newRow("a list") << "[]"_ba;
        QTest::newRow("a word") << "\"yes\""_ba;
        QTest::newRow("lists instead of objects") << R"({"dav":[],"files":[],"files_sharing":[],"notify_push":[],"richdocuments":[]})"_ba;
        QTest::newRow("words instead of objects") << R"({"dav":"1","files":"1","files_sharing":"x","notify_push":"x","richdocuments":"x","checksums":3})"_ba;
        QTest::newRow("nulls") << R"({"dav":{"chunking":null},"files":{"locking":null,"undelete":null,"versioning":null,"forbidden_filenames":null,
            "chunked_upload":null,"directEditing":null},"files_sharing":{"api_enabled":false,"public":{"enabled":"yes"}},
            "notify_push":{"endpoints":{"websocket":null,"pre_auth":null}}})"_ba;
        QTest::newRow("off") << R"({"dav":{"chunking":""},"files":{"locking":"","undelete":false,"versioning":0,"directEditing":{}},
            "files_sharing":{"api_enabled":false,"public":{"enabled":true}},"richdocuments":{},
            "notify_push":{"type":["activities"],"endpoints":{"websocket":"wss://cloud.example/push/ws"}}})"_ba;
        QTest::newRow("absurd numbers") << R"({"files":{"chunked_upload":{"max_size":-5,"max_parallel_count":1e300}}})"_ba;
    }

    void takesNothingForGranted()
    {
        QFETCH(QByteArray, said);
        const auto features = read(said);
        QVERIFY(!features.chunking);
        QVERIFY(!features.locking);
        QVERIFY(features.push.isEmpty());
        QVERIFY(features.pushToken.isEmpty());
        QVERIFY(!features.forUser.links);
        QVERIFY(!features.forUser.people);
        QVERIFY(!features.forUser.trash);
        QVERIFY(!features.forUser.versions);
        QVERIFY(!features.forUser.webOffice);
        QVERIFY(features.forUser.forbiddenNames.isEmpty());
        QCOMPARE(features.chunkSize, 0);
        QCOMPARE(features.chunksAtOnce, 0);
    }

    void sendsSecretsNowhereElse_data()
    {
        QTest::addColumn<QByteArray>("socket");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<bool>("hasSocket");
        QTest::addColumn<bool>("hasToken");
        QTest::newRow("its own") << "wss://cloud.example/push/ws"_ba << "https://cloud.example/index.php/apps/notify_push/pre_auth"_ba << true << true;
        QTest::newRow("believes in http") << "wss://cloud.example/push/ws"_ba << "http://cloud.example/apps/notify_push/pre_auth"_ba << true << true;
        QTest::newRow("unencrypted") << "ws://cloud.example/push/ws"_ba << "https://cloud.example/pre"_ba << false << true;
        QTest::newRow("token elsewhere") << "wss://cloud.example/push/ws"_ba << "https://evil.example/pre"_ba << true << false;
        QTest::newRow("socket elsewhere, token here") << "wss://push.example/ws"_ba << "https://cloud.example/pre"_ba << true << true;
        QTest::newRow("socket elsewhere, no token") << "wss://push.example/ws"_ba << ""_ba << false << false;
        QTest::newRow("a file") << "file:///etc/passwd"_ba << "file:///etc/passwd"_ba << false << false;
    }

    void sendsSecretsNowhereElse()
    {
        QFETCH(QByteArray, socket);
        QFETCH(QByteArray, token);
        QFETCH(bool, hasSocket);
        QFETCH(bool, hasToken);
        const auto features = read(R"({"notify_push":{"type":["files"],"endpoints":{"websocket":")" + socket + R"(","pre_auth":")" + token + R"("}}})");
        QCOMPARE(!features.push.isEmpty(), hasSocket);
        QCOMPARE(!features.pushToken.isEmpty(), hasToken);
        QVERIFY(!hasToken || features.pushToken.scheme() == "https"_L1);
    }

    void tellsOthersFromNextcloud()
    {
        const auto own = read(R"({"dav":{"chunking":"1.0"},"files":{"undelete":true,"versioning":true,"bigfilechunking":true},
            "checksums":{"supportedTypes":["SHA1","MD5"],"preferredUploadType":"SHA1"},"files_sharing":{"api_enabled":true,"public":{"enabled":true}}})",
                              R"({"major":10,"string":"10.15.0"})");
        QVERIFY(!own.isNextcloud);
        QVERIFY(own.chunking);
        QVERIFY(own.forUser.links);
        QVERIFY(!own.forUser.trash); // it has one, but elsewhere
        QVERIFY(!own.forUser.previews);
        QCOMPARE(own.checksumType, u"SHA1"_s);
        QCOMPARE(own.forUser.product, u"ownCloud 10.15.0"_s);

        const auto open = cloudFeatures(QUrl(u"https://cloud.example/"_s),
                                        parsed(R"({"installed":true,"version":"10.11.0.0","productname":"OpenCloud","productversion":"3.2.1"})"),
                                        parsed(R"({"capabilities":{"dav":{"chunking":""},"files":{"bigfilechunking":false}}})"));
        QVERIFY(!open.isNextcloud);
        QVERIFY(!open.chunking);
        QVERIFY(open.checksumType.isEmpty());
        QCOMPARE(open.forUser.product, u"OpenCloud 3.2.1"_s);
    }

    void findsOneThatHides_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("start");
        QTest::newRow("401, root") << 401 << u"/"_s;
        QTest::newRow("403, root") << 403 << u"/"_s;
        QTest::newRow("404, dav") << 404 << u"/remote.php/dav/files/anna/"_s;
    }

    void findsOneThatHides()
    {
        QFETCH(int, status);
        QFETCH(QString, start);
        CloudStage cloud;
        cloud.on("GET", "/", HttpStage::answer(status));
        cloud.on("PROPFIND",
                 "/remote.php/dav/",
                 CloudStage::multistatus(CloudStage::resource(
                     "/remote.php/dav/", "<d:current-user-principal><d:href>/remote.php/dav/principals/users/anna%20m%c3%bcller/</d:href></d:current-user-principal>")));
        const auto found = explored(cloud, start);
        QVERIFY2(found, whyNot(found));
        QVERIFY(*found);
        QCOMPARE((*found)->userId, u"anna müller"_s);
        QCOMPARE((*found)->files, u"/remote.php/dav/files/anna%20m%C3%BCller/"_s);
        QVERIFY(!(*found)->chunking);
    }

    void findsOneWithHiddenStatusByItsCapabilities()
    {
        CloudStage cloud;
        putOn(cloud, "/nextcloud/");
        cloud.on("GET", "/nextcloud/status.php", HttpStage::answer(404));
        const auto found = explored(cloud, u"/nextcloud/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY(*found);
        QVERIFY((*found)->isNextcloud);
        QVERIFY((*found)->forUser.trash);
        QCOMPARE((*found)->forUser.product, u"Nextcloud 32.0.6"_s);
    }

    /// The id by DAV where OCS is closed.
    void asksDavForThePerson()
    {
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/ocs/v2.php/cloud/user", CloudStage::ocs("[]", 404, "no"));
        cloud.on("PROPFIND",
                 "/remote.php/dav/",
                 CloudStage::multistatus(CloudStage::resource(
                     "/remote.php/dav/", "<d:current-user-principal><d:href>/remote.php/dav/principals/users/anna/</d:href></d:current-user-principal>")));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY2(found, whyNot(found));
        QCOMPARE((*found)->userId, u"anna"_s);
    }

    void refusesIdsThatLeadAway_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("dots") << ".."_ba;
        QTest::newRow("slash") << "../bernd"_ba;
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("long") << QByteArray(5000, 'a');
    }

    void refusesIdsThatLeadAway()
    {
        QFETCH(QByteArray, id);
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/ocs/v2.php/cloud/user", CloudStage::ocs("{\"id\":\"" + id + "\"}"));
        cloud.on("PROPFIND", "/remote.php/dav/", CloudStage::multistatus(CloudStage::resource("/remote.php/dav/", "")));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Protocol);
    }

    void leavesPlainServersAlone_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("not found") << HttpStage::answer(404);
        QTest::newRow("not allowed") << HttpStage::answer(405);
        QTest::newRow("says yes to everything") << HttpStage::answer(200, "<html>welcome</html>");
        QTest::newRow("other JSON") << CloudStage::json("{\"status\":\"fine\"}");
        QTest::newRow("JSON without end") << CloudStage::json("{\"installed\":true,");
        QTest::newRow("deep JSON") << CloudStage::json(QByteArray(100'000, '['));
        QTest::newRow("a mistake") << HttpStage::answer(500);
        QTest::newRow("password of somebody else") << HttpStage::answer(401);
    }

    void leavesPlainServersAlone()
    {
        QFETCH(QByteArray, answer);
        CloudStage cloud;
        cloud.on("GET", "/", answer);
        const auto found = explored(cloud, u"/dav/anna/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY(!*found);
        QVERIFY(cloud.count("PUT") + cloud.count("DELETE") + cloud.count("POST") + cloud.count("MKCOL") == 0);
    }

    void saysWhenItIsBeingMaintained_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("status") << CloudStage::json(R"({"installed":true,"maintenance":true,"version":"32.0.6.1"})");
        QTest::newRow("upgrade") << CloudStage::json(R"({"installed":true,"maintenance":false,"needsDbUpgrade":true,"version":"32.0.6.1"})");
        QTest::newRow("503") << HttpStage::answer(503, "{}", {"X-Nextcloud-Maintenance-Mode: 1", "Retry-After: 120"});
    }

    void saysWhenItIsBeingMaintained()
    {
        QFETCH(QByteArray, answer);
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/status.php", answer);
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Throttled);
        QVERIFY(found.error().message.contains("maintained"_L1));
        QVERIFY(found.error().retryAfter >= std::chrono::minutes(1));
    }

    /// A cloud whose gateway is down for a moment is not taken for a plain server.
    void saysWhenItCannotTell()
    {
        CloudStage cloud;
        cloud.on("GET", "/", HttpStage::answer(502));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Throttled);
    }

    void saysThatThePasswordIsWrong()
    {
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/ocs/v2.php/", CloudStage::ocs("[]", 401, "Current user is not logged in"));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Unauthorized);
    }

    void namesTheServerItIsSentTo()
    {
        CloudStage elsewhere;
        putOn(elsewhere, "/");
        CloudStage cloud;
        cloud.on("GET", "/status.php", HttpStage::answer(302, {}, {"Location: " + elsewhere.stage.url(u"/status.php"_s).toEncoded()}));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Protocol);
        QVERIFY(!elsewhere.stage.asked.isEmpty());
        for (const auto &asked : std::as_const(elsewhere.stage.asked)) {
            QVERIFY(!asked.headers.contains("authorization"));
        }
    }

    void followsIntoItsFolder()
    {
        CloudStage cloud;
        putOn(cloud, "/nextcloud/");
        cloud.on("GET", "/status.php", HttpStage::answer(301, {}, {"Location: /nextcloud/status.php"}));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY(*found);
        QCOMPARE((*found)->root.path(), u"/nextcloud/"_s);
    }

    /// Only the host was typed; the cloud lies in a folder.
    void isLedToItsFolder()
    {
        CloudStage cloud;
        putOn(cloud, "/work/cloud/");
        cloud.on("GET", "/.well-known/caldav", HttpStage::answer(301, {}, {"Location: /work/cloud/remote.php/dav/"}));
        cloud.on("GET", "/work/cloud/remote.php/dav/", HttpStage::answer(401));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY(*found);
        QCOMPARE((*found)->root.path(), u"/work/cloud/"_s);
        for (const auto &asked : std::as_const(cloud.stage.asked)) {
            QVERIFY(!asked.path.contains("caldav") || !asked.headers.contains("authorization"));
        }
    }

    void isNotLedAway()
    {
        CloudStage elsewhere;
        putOn(elsewhere, "/");
        CloudStage cloud;
        cloud.on("GET", "/.well-known/caldav", HttpStage::answer(301, {}, {"Location: " + elsewhere.stage.url(u"/remote.php/dav/"_s).toEncoded()}));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY(!*found);
    }

    /// With a second factor OCS only says that nobody is signed in; WebDAV says why.
    void asksForAnotherPasswordWhereItIsWanted()
    {
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/ocs/v2.php/cloud/user", CloudStage::ocs("[]", 401, "Current user is not logged in"));
        cloud.on("PROPFIND",
                 "/remote.php/dav/",
                 HttpStage::answer(401,
                                   "<?xml version=\"1.0\"?><d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\"><s:exception>OCA\\DAV\\Connector\\Sabre\\Exception\\"
                                   "PasswordLoginForbidden</s:exception><s:message/><o:hint xmlns:o=\"o:\">password login forbidden</o:hint></d:error>",
                                   {"Content-Type: application/xml"}));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Unauthorized);
        QVERIFY2(found.error().message.contains("app password"_L1), qPrintable(found.error().message));
    }

    /// Servers count wrong passwords, and close accounts after a few.
    void triesAWrongPasswordTwiceAtMost()
    {
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/ocs/v2.php/", CloudStage::ocs("[]", 401, "Unauthorised"));
        cloud.on("PROPFIND", "/", HttpStage::answer(401));
        QCOMPARE(explored(cloud, u"/index.php/apps/files"_s).error().kind, Error::Kind::Unauthorized);
        const auto tries = std::ranges::count_if(cloud.stage.asked, [](const HttpAsked &asked) {
            return asked.headers.contains("authorization") && !asked.path.contains("status.php");
        });
        QVERIFY2(tries <= 2, QByteArray::number(tries));
    }

    /// A version that is kept secret does not make another product of it.
    void takesNoVersionForAnOldOne()
    {
        CloudStage cloud;
        putOn(cloud, "/");
        cloud.on("GET", "/status.php", CloudStage::json(R"({"installed":true,"maintenance":false,"needsDbUpgrade":false,"version":"","versionstring":"","productname":"Amtswolke","extendedSupport":false})"));
        const auto found = explored(cloud, u"/"_s);
        QVERIFY2(found, whyNot(found));
        QVERIFY((*found)->isNextcloud);
        QVERIFY((*found)->forUser.trash);
    }

    void endsWhenItIsStopped()
    {
        CloudStage cloud;
        cloud.on("GET", "/", QByteArray());
        HttpClient http(cloud.settings());
        auto task = exploreCloud(&http, cloud.stage.url());
        QVERIFY(waitUntil([&cloud] { return !cloud.stage.asked.isEmpty(); }));
        http.stop();
        const auto found = waitedFor(std::move(task));
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(CloudExplorationTest)
#include "cloudexplorationtest.moc"
