// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cloudstage.h"
#include "files/protocol/cloud/cloudocs.h"
#include "net/davxml.h"

#include <QTest>
#include <QUrlQuery>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
void putEtag(CloudStage &cloud)
{
    const QByteArray href = "/nextcloud/remote.php/dav/files/anna/a.odt";
    cloud.on("PROPFIND", href, CloudStage::multistatus(CloudStage::resource(href, "<d:getetag>&quot;e1&quot;</d:getetag>")));
}
}

class CloudServerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsAndRestoresVersions()
    {
        CloudStage cloud;
        const QByteArray folder = "/nextcloud/remote.php/dav/versions/anna/versions/42/";
        cloud.on("PROPFIND",
                 folder,
                 CloudStage::multistatus(CloudStage::resource(folder, "<d:getlastmodified>x</d:getlastmodified>")
                                         + CloudStage::resource(folder + "1700000000",
                                                                "<d:getcontentlength>12</d:getcontentlength><d:getlastmodified>Tue, 14 Nov 2023 22:13:20 "
                                                                "GMT</d:getlastmodified><nc:version-label>Entwurf</nc:version-label><nc:version-author>bernd</nc:version-author>")
                                         + CloudStage::resource(folder + "1800000000", "<d:getcontentlength>-3</d:getcontentlength>")
                                         + CloudStage::resource(folder + "../../../../files/bernd/secret", "<d:getcontentlength>1</d:getcontentlength>")
                                         + CloudStage::resource("/elsewhere/1", "<d:getcontentlength>1</d:getcontentlength>")));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto versions = waitedFor(server.versions(u"42"_s));
        QVERIFY2(versions, whyNot(versions));
        QCOMPARE(versions->size(), 2);
        QCOMPARE(versions->at(0).modified.toSecsSinceEpoch(), 1800000000); // the newest first; by its name
        QCOMPARE(versions->at(0).size, 0);
        QCOMPARE(versions->at(1).modified.toSecsSinceEpoch(), 1700000000);
        QCOMPARE(versions->at(1).label, u"Entwurf"_s);
        QCOMPARE(versions->at(1).author, u"bernd"_s);

        cloud.on("MOVE", folder, HttpStage::answer(204));
        const auto restored = waitedFor(server.restoreVersion(versions->at(1).href));
        QVERIFY2(restored, whyNot(restored));
        QCOMPARE(QUrl::fromEncoded(cloud.last("MOVE").headers.value("destination")).path(), u"/nextcloud/remote.php/dav/versions/anna/restore/target"_s);
        const auto refused = waitedFor(server.restoreVersion(u"/nextcloud/remote.php/dav/files/anna/x"_s));
        QVERIFY(!refused);
        QCOMPARE(cloud.count("MOVE"), 1);
    }

    void listsRestoresAndPurgesTrash()
    {
        CloudStage cloud;
        const QByteArray folder = "/nextcloud/remote.php/dav/trashbin/anna/trash/";
        cloud.on("PROPFIND",
                 folder,
                 CloudStage::multistatus(
                     CloudStage::resource(folder, "<d:resourcetype><d:collection/></d:resourcetype>")
                     + CloudStage::resource(folder + "a%20b.odt.d1700000000",
                                            "<nc:trashbin-filename>a b.odt</nc:trashbin-filename><nc:trashbin-original-location>Projekte/a b.odt</nc:trashbin-original-location>"
                                            "<nc:trashbin-deletion-time>1700000000</nc:trashbin-deletion-time><d:getcontentlength>12</d:getcontentlength><oc:size>12</oc:size>")
                     + CloudStage::resource(folder + "Ordner.d1800000000/",
                                            "<d:resourcetype><d:collection/></d:resourcetype><oc:size>99</oc:size>"
                                            "<nc:trashbin-deletion-time>1800000000</nc:trashbin-deletion-time>")
                     + CloudStage::resource(folder + "%2e%2e/x", "<oc:size>1</oc:size>")));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto entries = waitedFor(server.trash());
        QVERIFY2(entries, whyNot(entries));
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->at(0).name, u"Ordner"_s);
        QVERIFY(entries->at(0).isFolder);
        QCOMPARE(entries->at(0).size, 99);
        QCOMPARE(entries->at(1).name, u"a b.odt"_s);
        QCOMPARE(entries->at(1).from, u"Projekte/a b.odt"_s);

        cloud.on("MOVE", folder, HttpStage::answer(201));
        QVERIFY(waitedFor(server.restore(entries->at(1).href)));
        QCOMPARE(cloud.last("MOVE").headers.value("destination"),
                 cloud.stage.url(u"/nextcloud/remote.php/dav/trashbin/anna/restore/"_s).toEncoded() + "a%20b.odt.d1700000000");
        cloud.on("DELETE", folder, HttpStage::answer(204));
        QVERIFY(waitedFor(server.purge(entries->at(0).href)));
        QCOMPARE(cloud.last("DELETE").path, folder + "Ordner.d1800000000/");
        QVERIFY(waitedFor(server.purge(QString())));
        QCOMPARE(cloud.last("DELETE").path, folder);
        QVERIFY(!waitedFor(server.purge(u"/nextcloud/remote.php/dav/files/anna/"_s)));
        QVERIFY(!waitedFor(server.purge(QString::fromUtf8(folder) + "../../../files/anna/"_L1)));
        QCOMPARE(cloud.count("DELETE"), 2);
    }

    void opensTheOffice_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("office");
        QTest::addColumn<QByteArray>("officeAnswer");
        QTest::addColumn<bool>("editing");
        QTest::addColumn<QByteArray>("editingAnswer");
        QTest::addColumn<QString>("opened"); // path; empty: an error
        const auto linkTo = [](const QByteArray &url) {
            return CloudStage::ocs("{\"url\":\"" + url + "\"}");
        };
        const auto office = linkTo("/nextcloud/index.php/apps/richdocuments/direct/abc");
        const auto editing = linkTo("/nextcloud/index.php/apps/files/directEditing/def");
        const auto page = u"/nextcloud/index.php/f/42"_s;
        QTest::newRow("Collabora") << u"/a.odt"_s << true << office << true << editing << u"/nextcloud/index.php/apps/richdocuments/direct/abc"_s;
        QTest::newRow("a text") << u"/a.md"_s << true << office << true << editing << u"/nextcloud/index.php/apps/files/directEditing/def"_s;
        QTest::newRow("Collabora not for Anna") << u"/a.odt"_s << true << CloudStage::ocs("[]", 403, "no") << true << editing
                                                << u"/nextcloud/index.php/apps/files/directEditing/def"_s;
        QTest::newRow("neither") << u"/a.odt"_s << false << office << false << editing << page;
        QTest::newRow("both refuse") << u"/a.odt"_s << true << CloudStage::ocs("[]", 404, "no") << true << CloudStage::ocs("[]", 403, "no") << page;
        QTest::newRow("a link elsewhere") << u"/a.odt"_s << true << linkTo("https://evil.example/x") << false << QByteArray() << QString();
        QTest::newRow("a script") << u"/a.odt"_s << true << linkTo("javascript:alert(1)") << false << QByteArray() << QString();
        QTest::newRow("no link") << u"/a.odt"_s << true << CloudStage::ocs("[]") << false << QByteArray() << QString();
        QTest::newRow("busy") << u"/a.odt"_s << true << HttpStage::answer(503) << true << editing << QString();
    }

    void opensTheOffice()
    {
        QFETCH(QString, path);
        QFETCH(bool, office);
        QFETCH(QByteArray, officeAnswer);
        QFETCH(bool, editing);
        QFETCH(QByteArray, editingAnswer);
        QFETCH(QString, opened);
        CloudStage cloud;
        cloud.on("POST", "/nextcloud/ocs/v2.php/apps/richdocuments/api/v1/document", officeAnswer);
        cloud.on("POST", "/nextcloud/ocs/v2.php/apps/files/api/v1/directEditing/open", editingAnswer);
        HttpClient http(cloud.settings());
        auto features = cloud.features();
        features.richDocuments = office;
        features.officeTypes = {u"application/vnd.oasis.opendocument.text"_s};
        features.directEditing = editing;
        CloudServer server(http, features);
        const auto url = waitedFor(server.webOffice(path, u"42"_s));
        QCOMPARE(url.has_value(), !opened.isEmpty());
        if (url) {
            QCOMPARE(*url, cloud.stage.url(opened));
        }
    }

    void drawsPreviews()
    {
        CloudStage cloud;
        cloud.on("GET", "/nextcloud/index.php/core/preview", HttpStage::answer(200, "PNG", {"Content-Type: image/png"}));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto picture = waitedFor(server.preview(u"42"_s, 256));
        QVERIFY2(picture, whyNot(picture));
        QCOMPARE(*picture, "PNG");
        QVERIFY(cloud.last("GET").path.contains("fileId=42&x=256&y=256&a=1"));
        cloud.on("GET", "/nextcloud/index.php/core/preview", HttpStage::answer(200, "<html>sign in</html>", {"Content-Type: text/html"}));
        QCOMPARE(waitedFor(server.preview(u"42"_s, 256)).error().kind, Error::Kind::Protocol);
        cloud.on("GET", "/nextcloud/index.php/core/preview", HttpStage::answer(404));
        QCOMPARE(waitedFor(server.preview(u"42"_s, 256)).error().kind, Error::Kind::NotFound);
        QCOMPARE(server.webPage(u"42"_s), cloud.stage.url(u"/nextcloud/index.php/f/42"_s));
        QVERIFY(server.webPage({}).isEmpty());
    }

    void locks_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("owner");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("isLocked");
        QTest::newRow("free") << 200 << "anna"_ba << "0"_ba << true;
        QTest::newRow("mine already") << 423 << "anna"_ba << "0"_ba << true;
        QTest::newRow("of another program of mine") << 423 << "anna"_ba << "2"_ba << false;
        QTest::newRow("of somebody else") << 423 << "bernd"_ba << "0"_ba << false;
        QTest::newRow("of the office") << 423 << "richdocuments"_ba << "1"_ba << false;
    }

    void locks()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, owner);
        QFETCH(QByteArray, type);
        QFETCH(bool, isLocked);
        CloudStage cloud;
        putEtag(cloud);
        cloud.on("LOCK",
                 "/nextcloud/remote.php/dav/files/anna/a.odt",
                 HttpStage::answer(status,
                                   "<?xml version=\"1.0\"?><d:prop xmlns:d=\"DAV:\" xmlns:nc=\"http://nextcloud.org/ns\"><nc:lock>1</nc:lock><nc:lock-owner-type>" + type
                                       + "</nc:lock-owner-type><nc:lock-owner>" + owner + "</nc:lock-owner><nc:lock-owner-displayname>Frau " + owner
                                       + "</nc:lock-owner-displayname></d:prop>"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto locked = waitedFor(server.lock(u"/nextcloud/remote.php/dav/files/anna/a.odt"_s));
        QCOMPARE(locked.has_value(), isLocked);
        QCOMPARE(cloud.last("LOCK").headers.value("x-user-lock"), "1");
        if (!locked) {
            QCOMPARE(locked.error().kind, Error::Kind::Conflict);
            QVERIFY(locked.error().message.contains("Frau "_L1 + QString::fromUtf8(owner)));
        }
    }

    /// The file gets another etag when it is locked and another when it is not any more; its content is the same.
    void knowsWhatLocksMakeOfRevisions_data()
    {
        QTest::addColumn<bool>("tells");
        QTest::newRow("told with the answer") << true;
        QTest::newRow("an older version of the app") << false;
    }

    void knowsWhatLocksMakeOfRevisions()
    {
        QFETCH(bool, tells);
        const auto href = u"/nextcloud/remote.php/dav/files/anna/a%20b.odt"_s;
        CloudStage cloud;
        QByteArray etag = "e1";
        int number = 1;
        cloud.on("PROPFIND", href.toLatin1(), [&etag, href](const HttpAsked &) {
            return CloudStage::multistatus(CloudStage::resource(href.toLatin1(), "<d:getetag>&quot;" + etag + "&quot;</d:getetag>"));
        });
        const auto change = [&](const HttpAsked &asked) {
            if (asked.headers.contains("if-match") && asked.headers.value("if-match") != '"' + etag + '"') {
                return HttpStage::answer(412, "<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\"><s:exception>Sabre\\DAV\\Exception\\PreconditionFailed</s:exception></d:error>");
            }
            etag = "e" + QByteArray::number(++number);
            return HttpStage::answer(200, "<d:prop xmlns:d=\"DAV:\">" + (tells ? "<d:getetag>" + etag + "</d:getetag>" : QByteArray()) + "</d:prop>");
        };
        cloud.on("LOCK", "/", change);
        cloud.on("UNLOCK", "/", change);
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        QCOMPARE(server.revisionNow(href, u"e1"_s), u"e1"_s);
        QVERIFY(waitedFor(server.lock(href)));
        QCOMPARE(cloud.last("LOCK").headers.value("if-match"), "\"e1\"");
        QCOMPARE(server.revisionNow(href, u"e1"_s), u"e2"_s);
        QVERIFY(waitedFor(server.unlock(href)));
        QCOMPARE(server.revisionNow(href, u"e1"_s), u"e3"_s);
        QCOMPARE(server.revisionNow(href, u"e2"_s), u"e3"_s);
        QCOMPARE(server.revisionNow(u"/nextcloud/remote.php/dav/files/anna/c.odt"_s, u"e1"_s), u"e1"_s);
        QVERIFY(server.revisionNow(href, {}).isEmpty());
    }

    /// What somebody else wrote just before the lock is no content of ours, whatever its etag becomes.
    void takesNoOtherContentForTheSame()
    {
        const auto href = u"/nextcloud/remote.php/dav/files/anna/a.odt"_s;
        CloudStage cloud;
        QByteArrayList etags{"e1", "e2"}; // written to between the look and the lock
        cloud.on("PROPFIND", href.toLatin1(), [&etags, href](const HttpAsked &) {
            return CloudStage::multistatus(CloudStage::resource(href.toLatin1(), "<d:getetag>&quot;" + (etags.size() > 1 ? etags.takeFirst() : etags.first()) + "&quot;</d:getetag>"));
        });
        cloud.on("LOCK", "/", [](const HttpAsked &asked) {
            return asked.headers.value("if-match") == "\"e2\"" ? HttpStage::answer(200, "<d:prop xmlns:d=\"DAV:\"><d:getetag>e3</d:getetag></d:prop>")
                                                                : HttpStage::answer(412, "<d:error xmlns:d=\"DAV:\"/>");
        });
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        QVERIFY(waitedFor(server.lock(href)));
        QCOMPARE(server.revisionNow(href, u"e1"_s), u"e1"_s);
        QCOMPARE(server.revisionNow(href, u"e2"_s), u"e3"_s);
    }

    void unlocks_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isFree");
        QTest::newRow("mine") << 200 << true;
        QTest::newRow("not locked") << 412 << true;
        QTest::newRow("gone") << 404 << true;
        QTest::newRow("of somebody else") << 423 << false;
    }

    void unlocks()
    {
        QFETCH(int, status);
        QFETCH(bool, isFree);
        CloudStage cloud;
        putEtag(cloud);
        cloud.on("UNLOCK", "/", HttpStage::answer(status));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        QCOMPARE(waitedFor(server.unlock(u"/nextcloud/remote.php/dav/files/anna/a.odt"_s)).has_value(), isFree);
    }

    void setsFavourites()
    {
        CloudStage cloud;
        const QByteArray href = "/nextcloud/remote.php/dav/files/anna/a.odt";
        cloud.on("PROPPATCH", href, CloudStage::multistatus(CloudStage::resource(href, "<oc:favorite/>")));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        QVERIFY(waitedFor(server.setFavourite(QString::fromUtf8(href), Qt::Checked)));
        const auto sent = XmlElement::parse(cloud.last("PROPPATCH").body);
        QVERIFY(sent);
        const auto *const set = sent->child({XmlSpace::Dav, u"set"_s});
        QVERIFY(set);
        const auto *const prop = set->child({XmlSpace::Dav, u"prop"_s});
        QVERIFY(prop);
        QCOMPARE(prop->childText({u"http://owncloud.org/ns"_s, u"favorite"_s}), u"1"_s);
        QVERIFY(waitedFor(server.setFavourite(QString::fromUtf8(href), Qt::Unchecked)));
        QVERIFY(cloud.last("PROPPATCH").body.contains(">0<"));
    }

    void listsFavourites()
    {
        CloudStage cloud;
        const QByteArray files = "/nextcloud/remote.php/dav/files/anna/";
        cloud.on("REPORT",
                 files,
                 CloudStage::multistatus(CloudStage::resource(files + "z.odt", "<oc:fileid>3</oc:fileid>") + CloudStage::resource(files + "Projekte", "<oc:fileid>1</oc:fileid>")
                                         + CloudStage::resource(files + "Fotos%20neu/", "") + CloudStage::resource("/nextcloud/remote.php/dav/files/bernd/x", "")
                                         + CloudStage::resource(files + "../bernd/y", "") + CloudStage::resource(files, "")));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto found = waitedFor(server.favourites(QString::fromLatin1(files)));
        QVERIFY2(found, whyNot(found));
        const auto folder = QString::fromLatin1(files);
        QCOMPARE(*found, (QStringList{folder + "Fotos%20neu"_L1, folder + "Projekte"_L1, folder + "z.odt"_L1}));
        const auto asked = XmlElement::parse(cloud.last("REPORT").body);
        QVERIFY(asked);
        QCOMPARE(asked->name.local, u"filter-files"_s);
        cloud.on("REPORT", files, HttpStage::answer(415));
        QVERIFY(!waitedFor(server.favourites(folder)));
    }

    void saysWhatOnlyTheExceptionTells_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("exception");
        QTest::addColumn<Error::Kind>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("maintenance") << 503 << "OCA\\DAV\\Exception\\ServerMaintenanceMode"_ba << Error::Kind::Throttled << u"maintained"_s;
        QTest::newRow("a storage that is away") << 503 << "Sabre\\DAV\\Exception\\ServiceUnavailable"_ba << Error::Kind::Throttled << u"busy"_s;
        QTest::newRow("terms") << 403 << "OCA\\TermsOfService\\TermsNotSignedException"_ba << Error::Kind::Forbidden << u"terms of service"_s;
        QTest::newRow("forbidden") << 403 << "Sabre\\DAV\\Exception\\Forbidden"_ba << Error::Kind::Forbidden << u"does not allow"_s;
        QTest::newRow("app password") << 401 << "OCA\\DAV\\Connector\\Sabre\\Exception\\PasswordLoginForbidden"_ba << Error::Kind::Unauthorized << u"app password"_s;
        QTest::newRow("wrong password") << 401 << "Sabre\\DAV\\Exception\\NotAuthenticated"_ba << Error::Kind::Unauthorized << u"did not accept"_s;
    }

    void saysWhatOnlyTheExceptionTells()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, exception);
        QFETCH(Error::Kind, kind);
        QFETCH(QString, words);
        HttpAnswer answer{.status = status, .url = QUrl(u"https://cloud.example/remote.php/dav/"_s)};
        answer.body = "<?xml version=\"1.0\"?><d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\"><s:exception>" + exception
            + "</s:exception><s:message>Irgendetwas</s:message></d:error>";
        const auto error = cloudError(answer);
        QCOMPARE(error.kind, kind);
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    }

    void saysWhyNotInTheServersWords()
    {
        const auto said = [](int status, const QByteArray &inside) {
            HttpAnswer answer{.status = status, .url = QUrl(u"https://cloud.example/remote.php/dav/"_s)};
            answer.body = "<?xml version=\"1.0\"?><d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">" + inside + "</d:error>";
            return cloudError(answer).message;
        };
        const QByteArray name = "<s:exception>OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath</s:exception><s:message>„:“ ist nicht erlaubt.</s:message>"
                                "<o:retry xmlns:o=\"o:\">false</o:retry><o:reason xmlns:o=\"o:\">„:“ ist nicht erlaubt.</o:reason>";
        QVERIFY(said(400, name).endsWith(u"„:“ ist nicht erlaubt."_s));
        const QByteArray virus = "<s:exception>OCA\\DAV\\Connector\\Sabre\\Exception\\UnsupportedMediaType</s:exception><s:message>Virus Eicar\n gefunden</s:message>";
        QVERIFY(said(415, virus).endsWith(u"Virus Eicar gefunden"_s));
        const QByteArray technical = "<s:exception>Sabre\\DAV\\Exception\\BadRequest</s:exception><s:message>Chunks do not sum up</s:message>";
        QVERIFY(!said(400, technical).contains("Chunks"_L1));
        QVERIFY(!said(404, name).contains("erlaubt"_L1));
        QVERIFY(said(400, "<o:reason xmlns:o=\"o:\">" + QByteArray(10'000, 'x') + "</o:reason>").size() < 400);
    }

    void erasesOnlyWhenClearlyAsked_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("asked"); // -1: an error
        QTest::newRow("yes") << CloudStage::json(R"({"wipe":true})") << 1;
        QTest::newRow("no") << CloudStage::json("[]", 404) << 0;
        QTest::newRow("not so") << CloudStage::json(R"({"wipe":false})") << 0;
        QTest::newRow("a number") << CloudStage::json(R"({"wipe":1})") << 0;
        QTest::newRow("a word") << CloudStage::json(R"({"wipe":"true"})") << 0;
        QTest::newRow("a page") << HttpStage::answer(200, "<html>wipe true</html>") << 0;
        QTest::newRow("busy") << HttpStage::answer(503) << -1;
    }

    void erasesOnlyWhenClearlyAsked()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, asked);
        CloudStage cloud;
        cloud.on("POST", "/nextcloud/index.php/core/wipe/check", answer);
        cloud.on("POST", "/nextcloud/index.php/core/wipe/success", CloudStage::json("[]"));
        HttpClient http(cloud.settings());
        CloudServer server(http, cloud.features());
        const auto wipe = waitedFor(server.isWipeAsked("abc+def&"));
        QCOMPARE(wipe ? int(*wipe) : -1, asked);
        const auto post = cloud.last("POST");
        QCOMPARE(post.body, "token=abc%2Bdef%26");
        QVERIFY(!post.headers.contains("authorization")); // Nextcloud answers 401 to a password that was wiped
        QVERIFY(waitedFor(server.confirmWipe("abc")));
        QVERIFY(!cloud.last("POST").headers.contains("authorization"));
    }

    void tellsThatAllIsErased_data()
    {
        QTest::addColumn<QString>("start");
        QTest::addColumn<QByteArray>("root");
        QTest::newRow("its root") << u"/cloud/"_s << QByteArray("/cloud/");
        QTest::newRow("its files") << u"/cloud/remote.php/dav/files/anna/Work/"_s << QByteArray("/cloud/");
        QTest::newRow("a page of it") << u"/cloud/index.php/apps/files/"_s << QByteArray("/cloud/");
        QTest::newRow("a page without index.php") << u"/cloud/apps/files/files/"_s << QByteArray("/cloud/");
        QTest::newRow("the host alone") << u"/"_s << QByteArray("/work/cloud/");
    }

    /// The account knows but the address that was typed; what else is on that host says a page to everything.
    void tellsThatAllIsErased()
    {
        QFETCH(QString, start);
        QFETCH(QByteArray, root);
        CloudStage cloud;
        cloud.on("POST", "/", HttpStage::answer(200, "<html>welcome</html>", {"Content-Type: text/html"}));
        cloud.on("POST", "/cloud/", HttpStage::answer(404));
        cloud.on("GET", "/.well-known/caldav", HttpStage::answer(301, {}, {"Location: /work/cloud/remote.php/dav/"}));
        cloud.on("GET", "/work/cloud/remote.php/dav/", HttpStage::answer(401));
        cloud.on("POST", root + "index.php/core/wipe/success", CloudStage::json("[]"));
        HttpClient http(cloud.settings());
        CloudFeatures features;
        features.root = cloud.stage.url(start);
        CloudServer server(http, features);
        const auto told = waitedFor(server.confirmWipe("abc"));
        QVERIFY2(told, whyNot(told));
        QCOMPARE(cloud.last("POST").path, root + "index.php/core/wipe/success");
        for (const auto &asked : std::as_const(cloud.stage.asked)) {
            QVERIFY(!asked.headers.contains("authorization"));
        }
    }

    void staysUntoldWhereNobodyListens()
    {
        CloudStage cloud;
        HttpClient http(cloud.settings());
        CloudFeatures features;
        features.root = cloud.stage.url(u"/cloud/"_s);
        CloudServer server(http, features);
        QVERIFY(waitedFor(server.confirmWipe("abc"))); // 404: confirmed before
        cloud.on("POST", "/", HttpStage::answer(503));
        QVERIFY(!waitedFor(server.confirmWipe("abc")));
        cloud.on("POST", "/", HttpStage::answer(200, "<html>welcome</html>", {"Content-Type: text/html"}));
        QVERIFY(!waitedFor(server.confirmWipe("abc")));
    }

    void makesTokensForPush()
    {
        CloudStage cloud;
        auto features = cloud.features();
        features.pushToken = cloud.stage.url(u"/nextcloud/pre_auth"_s);
        cloud.on("POST", "/nextcloud/pre_auth", HttpStage::answer(200, "abc123"));
        HttpClient http(cloud.settings());
        CloudServer server(http, features);
        const auto token = waitedFor(server.pushToken());
        QVERIFY2(token, whyNot(token));
        QCOMPARE(*token, u"abc123"_s);
        QVERIFY(cloud.last("POST").headers.contains("authorization"));
        cloud.on("POST", "/nextcloud/pre_auth", HttpStage::answer(200, "<html>sign in</html>"));
        QVERIFY(!waitedFor(server.pushToken()));
    }

    /// Nothing outlives the client, and what it says then is that it was stopped.
    void endsWhenItIsStopped()
    {
        CloudStage cloud;
        for (const auto *const method : {"GET", "POST", "PUT", "DELETE", "PROPFIND", "PROPPATCH", "MOVE", "LOCK", "UNLOCK"}) {
            cloud.on(method, "/", QByteArray());
        }
        auto http = std::make_unique<HttpClient>(cloud.settings());
        auto features = cloud.features();
        features.richDocuments = true;
        auto server = std::make_unique<CloudServer>(*http, features);
        const QString trashed = features.trash + u'x';
        std::vector<Task<Result<void>>> tasks;
        tasks.push_back(server->unshare(u"1"_s));
        tasks.push_back(server->restoreVersion(features.versions + "42/1"_L1));
        tasks.push_back(server->restore(trashed));
        tasks.push_back(server->purge(trashed));
        tasks.push_back(server->lock(features.files + u'x'));
        tasks.push_back(server->unlock(features.files + u'x'));
        tasks.push_back(server->setFavourite(features.files + u'x', Qt::Checked));
        tasks.push_back(server->confirmWipe("x"));
        auto shares = server->shares(u"/x"_s);
        auto share = server->share(u"/x"_s, {});
        auto office = server->webOffice(u"/x.odt"_s, u"42"_s);
        QVERIFY(waitUntil([&cloud] { return cloud.stage.asked.size() >= 11; }));
        server.reset();
        http.reset();
        for (const auto &ended : waitedForAll(std::move(tasks))) {
            QVERIFY(!ended);
            QCOMPARE(ended.error().kind, Error::Kind::Cancelled);
        }
        QCOMPARE(waitedFor(std::move(shares)).error().kind, Error::Kind::Cancelled);
        QVERIFY(!waitedFor(std::move(office)));
        QCOMPARE(waitedFor(std::move(share)).error().kind, Error::Kind::Cancelled); // between two questions
    }
};

QTEST_GUILESS_MAIN(CloudServerTest)
#include "cloudservertest.moc"
