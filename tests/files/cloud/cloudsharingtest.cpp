// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cloudstage.h"

#include <QTest>
#include <QUrlQuery>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QByteArray sharesPath = "/nextcloud/ocs/v2.php/apps/files_sharing/api/v1/shares";

QString field(const HttpAsked &asked, const QString &name)
{
    return QUrlQuery(QString::fromUtf8(asked.body)).queryItemValue(name, QUrl::FullyDecoded);
}

bool hasField(const HttpAsked &asked, const QString &name)
{
    return QUrlQuery(QString::fromUtf8(asked.body)).hasQueryItem(name);
}

QByteArray link(int permissions, const QByteArray &more = {})
{
    return R"({"id":"17","share_type":3,"permissions":)" + QByteArray::number(permissions)
        + R"(,"url":"https://cloud.example/s/abc","label":"für die Presse","expiration":"2026-12-31 00:00:00","password":null,"share_with":null)" + more + '}';
}

/// What the file that is shared is like.
void putGround(CloudStage &cloud, const QByteArray &permissions, const QByteArray &type = {})
{
    cloud.on("PROPFIND",
             "/nextcloud/remote.php/dav/files/anna/",
             CloudStage::multistatus(CloudStage::resource(
                 "/nextcloud/remote.php/dav/files/anna/x",
                 "<d:resourcetype>" + type + "</d:resourcetype>" + (permissions.isEmpty() ? QByteArray() : "<ocs:share-permissions>" + permissions + "</ocs:share-permissions>"))));
}
}

class CloudSharingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsShares()
    {
        CloudStage cloud;
        cloud.on("GET", sharesPath, CloudStage::ocs('[' + link(1) + R"json(,
            {"id":18,"share_type":0,"permissions":"31","share_with":"bernd","share_with_displayname":"Bernd Bäcker","note":"bitte prüfen","expiration":null},
            {"id":"19","share_type":3,"permissions":3,"url":"javascript:alert(1)","password":"***"},
            {"id":"20","share_type":10,"permissions":1,"share_with":"room"},
            {"share_type":0},
            "nonsense", null])json"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto shares = waitedFor(server.shares(u"/Projekte & mehr/a b.odt"_s));
        QVERIFY2(shares, whyNot(shares));
        QCOMPARE(shares->size(), 4);
        QCOMPARE(shares->at(0).type, FileShare::Type::Link);
        QCOMPARE(shares->at(0).title, u"für die Presse"_s);
        QCOMPARE(shares->at(0).expires, QDate(2026, 12, 31));
        QCOMPARE(shares->at(0).url, QUrl(u"https://cloud.example/s/abc"_s));
        QVERIFY(!shares->at(0).hasPassword);
        QVERIFY(!shares->at(0).mayEdit);
        QCOMPARE(shares->at(1).id, u"18"_s);
        QCOMPARE(shares->at(1).title, u"Bernd Bäcker"_s);
        QCOMPARE(shares->at(1).with, u"bernd"_s);
        QCOMPARE(shares->at(1).note, u"bitte prüfen"_s);
        QVERIFY(shares->at(1).mayEdit);
        QVERIFY(shares->at(2).url.isEmpty()); // nothing that runs when it is clicked
        QVERIFY(shares->at(2).hasPassword);
        QVERIFY(shares->at(2).with.isEmpty()); // never the password
        QCOMPARE(shares->at(3).type, FileShare::Type::Other);
        const auto asked = cloud.last("GET");
        QCOMPARE(asked.headers.value("ocs-apirequest"), "true");
        QVERIFY(asked.path.contains("path=%2FProjekte%20%26%20mehr%2Fa%20b.odt"));
        QVERIFY(asked.path.contains("format=json"));
    }

    /// Nextcloud lists no addresses of links that allow more than the person may do there.
    void asksLinksForTheirAddress()
    {
        CloudStage cloud;
        cloud.on("GET", sharesPath, CloudStage::ocs(R"([{"id":"17","share_type":3,"permissions":31,"token":null,"url":null},{"id":"18","share_type":0,"share_with":"bernd"}])"));
        cloud.on("GET", sharesPath + "/17", CloudStage::ocs('[' + link(31) + ']'));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto shares = waitedFor(server.shares(u"/Platte"_s));
        QVERIFY2(shares, whyNot(shares));
        QCOMPARE(shares->size(), 2);
        QCOMPARE(shares->first().url, QUrl(u"https://cloud.example/s/abc"_s));
        QCOMPARE(cloud.count("GET", sharesPath + "/18"), 0);
        cloud.on("GET", sharesPath + "/17", CloudStage::ocs("[]", 404, "gone"));
        const auto without = waitedFor(server.shares(u"/Platte"_s));
        QVERIFY2(without, whyNot(without));
        QVERIFY(without->first().url.isEmpty());
    }

    void makesLinks_data()
    {
        QTest::addColumn<bool>("mayEdit");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("permissions");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<bool>("upload");
        const QByteArray folder = "<d:collection/>";
        QTest::newRow("file to read") << false << ""_ba << "19"_ba << u"1"_s << false;
        QTest::newRow("file to edit") << true << ""_ba << "19"_ba << u"3"_s << false;
        QTest::newRow("folder to read") << false << folder << "31"_ba << u"1"_s << false;
        QTest::newRow("folder to edit") << true << folder << "31"_ba << u"15"_s << true;
        QTest::newRow("folder of others, without creating") << true << folder << "19"_ba << u"3"_s << false;
        QTest::newRow("nothing told of a file") << true << ""_ba << ""_ba << u"3"_s << false;
    }

    void makesLinks()
    {
        QFETCH(bool, mayEdit);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, permissions);
        QFETCH(QString, asked);
        QFETCH(bool, upload);
        CloudStage cloud;
        putGround(cloud, permissions, type);
        cloud.on("POST", sharesPath, [](const HttpAsked &asked) {
            return CloudStage::ocs(link(field(asked, u"permissions"_s).toInt()));
        });
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const FileShareWish wish{.expires = QDate(2026, 12, 31), .password = u"öffne dich & +"_s, .mayEdit = mayEdit, .label = u"für die Presse"_s};
        const auto share = waitedFor(server.share(u"/x"_s, wish));
        QVERIFY2(share, whyNot(share));
        QCOMPARE(share->id, u"17"_s);
        QCOMPARE(share->mayEdit, mayEdit);
        const auto post = cloud.last("POST");
        QCOMPARE(post.headers.value("content-type"), "application/x-www-form-urlencoded");
        QCOMPARE(field(post, u"path"_s), u"/x"_s);
        QCOMPARE(field(post, u"shareType"_s), u"3"_s);
        QCOMPARE(field(post, u"permissions"_s), asked);
        QCOMPARE(field(post, u"publicUpload"_s) == "true"_L1, upload);
        QCOMPARE(field(post, u"expireDate"_s), u"2026-12-31"_s);
        QVERIFY(post.body.contains("password=%C3%B6ffne%20dich%20%26%20%2B"));
        QCOMPARE(field(post, u"label"_s), u"für die Presse"_s);
        QCOMPARE(cloud.count("PUT"), 0);
    }

    /// Before version 29 a new link to a file is for reading, whatever was asked.
    void asksOldServersTwiceForLinksToEdit()
    {
        CloudStage cloud;
        putGround(cloud, "19");
        cloud.on("POST", sharesPath, CloudStage::ocs(link(1)));
        cloud.on("PUT", sharesPath + "/17", CloudStage::ocs(link(3)));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto share = waitedFor(server.share(u"/x"_s, {.mayEdit = true}));
        QVERIFY2(share, whyNot(share));
        QVERIFY(share->mayEdit);
        QCOMPARE(field(cloud.last("PUT"), u"permissions"_s), u"3"_s);
    }

    void sharesWithPeople()
    {
        CloudStage cloud;
        putGround(cloud, "31", "<d:collection/>");
        cloud.on("POST", sharesPath, CloudStage::ocs(R"({"id":"21","share_type":0,"share_with":"bernd","share_with_displayname":"Bernd","permissions":15})"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto share = waitedFor(server.share(u"/x"_s, {.type = FileShare::Type::User, .with = u"bernd"_s, .mayEdit = true}));
        QVERIFY2(share, whyNot(share));
        const auto post = cloud.last("POST");
        QCOMPARE(field(post, u"shareWith"_s), u"bernd"_s);
        QCOMPARE(field(post, u"permissions"_s), u"15"_s); // they do not give it on
        QVERIFY(!hasField(post, u"expireDate"_s));
        QVERIFY(!hasField(post, u"password"_s));
    }

    /// Only what is another wish than before is told, and the right to give it on stays as it was.
    void changesShares()
    {
        CloudStage cloud;
        putGround(cloud, "31", "<d:collection/>");
        const QByteArray bernd = R"([{"id":"21","share_type":0,"share_with":"bernd","permissions":17,"expiration":"2026-12-31 00:00:00"}])";
        cloud.on("GET", sharesPath + "/21", CloudStage::ocs(bernd));
        cloud.on("PUT", sharesPath + "/21", CloudStage::ocs(R"({"id":"21","share_type":0,"share_with":"bernd","permissions":31,"expiration":null})"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto share = waitedFor(server.share(u"/x"_s, {.id = u"21"_s, .type = FileShare::Type::User, .with = u"bernd"_s, .mayEdit = true}));
        QVERIFY2(share, whyNot(share));
        QVERIFY(share->mayEdit);
        QVERIFY(!share->expires.isValid());
        const auto put = cloud.last("PUT");
        QCOMPARE(field(put, u"permissions"_s), u"31"_s);
        QVERIFY(hasField(put, u"expireDate"_s));
        QVERIFY(field(put, u"expireDate"_s).isEmpty());

        const auto same = waitedFor(server.share(u"/x"_s, {.id = u"21"_s, .type = FileShare::Type::User, .with = u"bernd"_s, .expires = QDate(2026, 12, 31)}));
        QVERIFY2(same, whyNot(same));
        QCOMPARE(cloud.count("PUT"), 1); // there was nothing to change
    }

    void takesPasswordsAway()
    {
        CloudStage cloud;
        cloud.on("GET", sharesPath + "/17", CloudStage::ocs('[' + link(1) + ']'));
        cloud.on("PUT", sharesPath + "/17", CloudStage::ocs(link(1)));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto share = waitedFor(
            server.share(u"/x"_s, {.id = u"17"_s, .expires = QDate(2026, 12, 31), .password = QString(), .label = u"für die Presse"_s}));
        QVERIFY2(share, whyNot(share));
        const auto put = cloud.last("PUT");
        QCOMPARE(put.body, "password=");
    }

    void saysWhatTheServerSays_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("403") << CloudStage::ocs("[]", 403, "Sie dürfen diesen Ordner nicht teilen") << int(Error::Kind::Forbidden) << u"Sie dürfen diesen Ordner nicht teilen"_s;
        QTest::newRow("404") << CloudStage::ocs("[]", 404, "Wrong path") << int(Error::Kind::NotFound) << u"Wrong path"_s;
        QTest::newRow("400") << CloudStage::ocs("[]", 400, "Password needs 10 characters") << int(Error::Kind::Protocol) << u"Password needs 10 characters"_s;
        QTest::newRow("200, but not") << CloudStage::json(R"({"ocs":{"meta":{"status":"failure","statuscode":403,"message":"No sharing"},"data":[]}})")
                                      << int(Error::Kind::Forbidden) << u"No sharing"_s;
        QTest::newRow("997") << CloudStage::json(R"({"ocs":{"meta":{"statuscode":"997","message":"Unauthorised"},"data":[]}})") << int(Error::Kind::Unauthorized) << QString();
        QTest::newRow("a long speech") << CloudStage::ocs("[]", 403, QByteArray(10'000, 'x')) << int(Error::Kind::Forbidden) << QString(300, u'x');
        QTest::newRow("no JSON") << HttpStage::answer(200, "<ocs><meta/></ocs>") << int(Error::Kind::Protocol) << QString();
        QTest::newRow("429") << HttpStage::answer(429) << int(Error::Kind::Throttled) << QString();
        QTest::newRow("507") << HttpStage::answer(507) << int(Error::Kind::OverQuota) << QString();
    }

    void saysWhatTheServerSays()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, kind);
        QFETCH(QString, words);
        CloudStage cloud;
        cloud.on("GET", sharesPath, answer);
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto shares = waitedFor(server.shares(u"/x"_s));
        QVERIFY(!shares);
        QCOMPARE(kindName(shares.error().kind), kindName(Error::Kind(kind)));
        QVERIFY2(shares.error().message.contains(words), qPrintable(shares.error().message));
        QVERIFY(shares.error().message.size() < 400);
    }

    void unsharesWhatIsGone()
    {
        CloudStage cloud;
        cloud.on("DELETE", sharesPath + "/17", CloudStage::ocs("[]", 404, "Wrong share ID"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        QVERIFY(waitedFor(server.unshare(u"17"_s)));

        cloud.on("GET", sharesPath + "/17", CloudStage::ocs('[' + link(1) + ']')); // it is there and could not be deleted
        const auto refused = waitedFor(server.unshare(u"17"_s));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::NotFound);
    }

    void findsPeople()
    {
        CloudStage cloud;
        cloud.on("GET", "/nextcloud/ocs/v2.php/apps/files_sharing/api/v1/sharees", CloudStage::ocs(R"({
            "exact":{"users":[{"label":"Bernd Bäcker","shareWithDisplayNameUnique":"bernd@x","value":{"shareType":0,"shareWith":"bernd"}}],"groups":[]},
            "users":[{"label":"Bernd Bäcker","value":{"shareType":"0","shareWith":"bernd"}},{"label":"Berta","value":{"shareType":0,"shareWith":"berta"}},{"label":"nobody"}],
            "groups":{"0":{"label":"Bearbeitung","value":{"shareType":1,"shareWith":"bearb"}}},
            "emails":[{"label":"b@y","value":{"shareType":4,"shareWith":"b@y"}}],
            "rooms":[{"label":"Besprechung","value":{"shareType":10,"shareWith":"r"}}], "lookupEnabled":false})"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto found = waitedFor(server.findSharees(u"be & co"_s, true));
        QVERIFY2(found, whyNot(found));
        QStringList ids;
        for (const auto &sharee : *found) {
            ids << sharee.id;
        }
        QCOMPARE(ids, (QStringList{u"bernd"_s, u"berta"_s, u"bearb"_s, u"b@y"_s}));
        QCOMPARE(found->first().detail, u"bernd@x"_s);
        QVERIFY(cloud.last("GET").path.contains("search=be%20%26%20co"));
        QVERIFY(cloud.last("GET").path.contains("itemType=folder"));
        QVERIFY(cloud.last("GET").path.contains("lookup=false")); // nobody outside is asked
    }
};

QTEST_GUILESS_MAIN(CloudSharingTest)
#include "cloudsharingtest.moc"
