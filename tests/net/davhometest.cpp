// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "davservers.h"
#include "httpstage.h"

#include <QTest>
#include <QUdpSocket>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// A server with persons and collections as the test describes them: path -> properties.
class Town
{
public:
    QHash<QByteArray, QByteArray> properties; ///< what PROPFIND with depth 0 finds
    QHash<QByteArray, QByteArray> redirects;
    QHash<QByteArray, int> statuses;
    QHash<QByteArray, QByteArray> children; ///< added with depth 1
    QByteArray dav = "1, 3, calendar-access";
    bool needsPassword = false;
    QStringList asked;

    HttpStage stage{[this](QSslSocket *socket, const HttpAsked &asked) { answer(socket, asked); }};

    QUrl url(const QString &path = u"/"_s, const QString &host = u"127.0.0.1"_s) const
    {
        return stage.url(path, host);
    }
    Result<DavHome> found(const QString &path = u"/"_s, DavService service = DavService::Calendars)
    {
        HttpClient client({.userName = u"anna"_s, .password = u"x"_s, .origin = url()});
        return waitedFor(findDavHome(&client, url(path), service));
    }

private:
    void answer(QSslSocket *socket, const HttpAsked &request)
    {
        asked << QString::fromLatin1(request.method + ' ' + request.path);
        if (needsPassword && !request.headers.contains("authorization")) {
            socket->write(HttpStage::answer(401));
        } else if (redirects.contains(request.path)) {
            socket->write(HttpStage::answer(301, {}, {"Location: " + redirects[request.path]}));
        } else if (statuses.contains(request.path)) {
            socket->write(HttpStage::answer(statuses[request.path]));
        } else if (!properties.contains(request.path)) {
            socket->write(HttpStage::answer(404));
        } else if (request.method == "OPTIONS") {
            socket->write(HttpStage::answer(200, {}, {"DAV: " + dav}));
        } else {
            QByteArray body = "<d:multistatus xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav' xmlns:a='urn:ietf:params:xml:ns:carddav' xmlns:s='http://calendarserver.org/ns/'>"
                "<d:response><d:href>" + request.path + "</d:href><d:propstat><d:prop>" + properties[request.path] + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
            if (request.headers.value("depth") == "1") {
                body += children[request.path];
            }
            socket->write(HttpStage::answer(207, body + "</d:multistatus>"));
        }
    }
};

QByteArray principalIs(const QByteArray &href)
{
    return "<d:current-user-principal><d:href>" + href + "</d:href></d:current-user-principal>";
}

QByteArray homesAre(const QList<QByteArray> &hrefs)
{
    QByteArray text = "<c:calendar-home-set>";
    for (const auto &href : hrefs) {
        text += "<d:href>" + href + "</d:href>\n";
    }
    return text + "</c:calendar-home-set>";
}

const QByteArray calendarType = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>";

/// A name server that knows two records.
class NameStage : public QUdpSocket
{
public:
    QByteArray name; ///< "_caldavs._tcp.example.org"
    QByteArray target;
    quint16 targetPort = 443;
    QByteArray text;

    NameStage()
    {
        if (!bind(QHostAddress::LocalHost)) {
            qFatal("the name server cannot listen");
        }
        connect(this, &QUdpSocket::readyRead, this, &NameStage::answer);
    }

    NameServer server() const
    {
        return {.address = QHostAddress(QHostAddress::LocalHost), .port = localPort()};
    }

private:
    static QByteArray number(int value)
    {
        return QByteArray(1, char(value >> 8)) + char(value & 255);
    }
    static QByteArray labels(const QByteArray &name)
    {
        QByteArray bytes;
        for (const auto &label : name.split('.')) {
            if (!label.isEmpty()) {
                bytes += char(label.size()) + label;
            }
        }
        return bytes + '\0';
    }
    void answer()
    {
        while (hasPendingDatagrams()) {
            QByteArray query(512, '\0');
            QHostAddress from;
            quint16 port = 0;
            query.resize(readDatagram(query.data(), query.size(), &from, &port));
            const auto end = query.indexOf('\0', 12);
            const QByteArray question = query.mid(12, end + 5 - 12);
            const int type = quint8(question[question.size() - 3]);
            QByteArray record;
            if (question.first(question.size() - 4).toLower() == labels(name).toLower()) {
                if (type == 33 && !target.isEmpty()) {
                    record = number(0) + number(0) + number(targetPort) + labels(target);
                } else if (type == 16 && !text.isEmpty()) {
                    record = char(text.size()) + text;
                }
            }
            QByteArray reply = query.first(2) + number(0x8180) + number(1) + number(record.isEmpty() ? 0 : 1) + number(0) + number(0) + question;
            if (!record.isEmpty()) {
                reply += number(0xC00C) + number(type) + number(1) + number(0) + number(60) + number(int(record.size())) + record;
            }
            writeDatagram(reply, from, port);
        }
    }
};
}

class DavHomeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_servers = std::make_unique<DavServers>();
        QVERIFY2(m_servers->workplace().isRunning(), qPrintable(m_servers->workplace().error()));
    }

    void cleanupTestCase()
    {
        m_servers.reset();
    }

    void realServersAreFound_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("path");
        for (const auto &server : {u"radicale"_s, u"xandikos"_s, u"cyrus"_s}) {
            QTest::addRow("%s by its host", qPrintable(server)) << server << u"/"_s;
            QTest::addRow("%s by the well-known address", qPrintable(server)) << server << u"/.well-known/caldav"_s;
            QTest::addRow("%s by nonsense", qPrintable(server)) << server << u"/nonsense/index.html"_s;
        }
        QTest::newRow("radicale by its principal") << u"radicale"_s << u"/anna.mueller/"_s;
        QTest::newRow("xandikos by its home") << u"xandikos"_s << u"/anna.mueller/calendars/"_s;
        QTest::newRow("cyrus by its context") << u"cyrus"_s << u"/dav/"_s;
        QTest::newRow("cyrus by its home") << u"cyrus"_s << u"/dav/calendars/user/anna.mueller@beispielamt.test/"_s;
    }

    void realServersAreFound()
    {
        QFETCH(QString, server);
        QFETCH(QString, path);
        QUrl url = m_servers->url(server);
        url.setPath(path);
        HttpClient client(m_servers->settings(server));
        for (const auto service : {DavService::Calendars, DavService::Contacts}) {
            const auto home = waitedFor(findDavHome(&client, url, service));
            QVERIFY2(home, home ? "" : qPrintable(home.error().message + home.error().detail));
            QCOMPARE(home->base.host(), url.host());
            QVERIFY2(home->principal.contains(u"anna.mueller"_s), qPrintable(home->principal));
            QCOMPARE(home->homes.size(), 1);
            const auto listed = waitedFor(DavClient(client, home->base).propfind(home->homes.first(), DavClient::Depth::One, {{XmlSpace::Dav, u"resourcetype"_s}}));
            QVERIFY2(listed, listed ? "" : qPrintable(listed.error().message + listed.error().detail));
            QVERIFY(!listed->resources.isEmpty());
            if (service == DavService::Calendars) {
                QCOMPARE(home->schedulesItself, server == "cyrus"_L1);
                QCOMPARE(!home->outbox.isEmpty(), server == "cyrus"_L1);
                if (server == "cyrus"_L1) {
                    QVERIFY2(home->userAddresses.contains(u"anna.mueller@beispielamt.test"_s), qPrintable(home->userAddresses.join(u' ')));
                }
            }
        }
    }

    void wrongPasswordsAreToldAsSuch()
    {
        for (const auto &server : {u"radicale"_s, u"cyrus"_s}) {
            auto settings = m_servers->settings(server);
            settings.password = u"wrong"_s;
            HttpClient client(settings);
            const auto home = waitedFor(findDavHome(&client, m_servers->url(server), DavService::Calendars));
            QVERIFY(!home);
            QCOMPARE(home.error().kind, Error::Kind::Unauthorized);
        }
    }

    void unknownAuthoritiesAreToldAsSuch()
    {
        for (const auto &server : {u"radicale"_s, u"cyrus"_s}) {
            auto settings = m_servers->settings(server);
            settings.tls = TlsPolicy();
            HttpClient client(settings);
            const auto home = waitedFor(findDavHome(&client, m_servers->url(server), DavService::Calendars));
            QVERIFY(!home);
            QCOMPARE(home.error().kind, Error::Kind::Forbidden);
            QVERIFY(home.error().detail.startsWith(u"TLS"_s));
        }
    }

    void cyrusUnderAnotherName()
    {
        // It answers to 127.0.0.1, too, but the principal it names may be at its own name.
        QUrl url = m_servers->url(u"cyrus"_s);
        url.setHost(u"127.0.0.1"_s);
        auto settings = m_servers->settings(u"cyrus"_s);
        settings.origin = url;
        HttpClient client(settings);
        const auto home = waitedFor(findDavHome(&client, url, DavService::Calendars));
        QVERIFY2(home, home ? "" : qPrintable(home.error().message));
        QCOMPARE(home->base.host(), u"127.0.0.1"_s);
    }

    void severalHomesAndThoseOfOthers()
    {
        Town town;
        town.properties["/"] = principalIs("/p/anna/");
        town.properties["/p/anna/"] = "<d:displayname>Anna</d:displayname>" + homesAre({"/c/anna/", "https://127.0.0.1/c/team%2f1/"})
            + "<c:calendar-user-address-set><d:href>/p/anna/</d:href><d:href>MAILTO:anna%2Btag@example.org</d:href><d:href preferred='1'>mailto:Anna.M@example.org</d:href></c:calendar-user-address-set>"
              "<c:schedule-inbox-URL><d:href>/c/anna/inbox/</d:href></c:schedule-inbox-URL><c:schedule-outbox-URL><d:href>/c/anna/outbox/</d:href></c:schedule-outbox-URL>"
              "<s:calendar-proxy-read-for><d:href>/p/bob/</d:href><d:href>/p/gone/</d:href></s:calendar-proxy-read-for><s:calendar-proxy-write-for><d:href>/p/carol/</d:href><d:href>/p/bob/</d:href><d:href>/p/anna/</d:href></s:calendar-proxy-write-for>";
        town.properties["/c/anna/"] = town.properties["/c/team%2F1/"] = "<d:resourcetype><d:collection/></d:resourcetype>";
        town.properties["/p/bob/"] = homesAre({"/c/bob/"});
        town.properties["/p/carol/"] = homesAre({"/c/carol/", "/c/anna/"});
        town.dav = "1, calendar-access,calendar-auto-schedule";
        const auto home = town.found();
        QVERIFY2(home, home ? "" : qPrintable(home.error().message));
        QCOMPARE(home->displayName, u"Anna"_s);
        QCOMPARE(home->principal, u"/p/anna/"_s);
        QCOMPARE(home->homes, (QStringList{u"/c/anna/"_s, u"/c/team%2F1/"_s, u"/c/carol/"_s, u"/c/bob/"_s}));
        QCOMPARE(home->userAddresses, (QStringList{u"Anna.M@example.org"_s, u"/p/anna/"_s, u"anna+tag@example.org"_s}));
        QCOMPARE(home->inbox, u"/c/anna/inbox/"_s);
        QCOMPARE(home->outbox, u"/c/anna/outbox/"_s);
        QVERIFY(home->schedulesItself);
        QCOMPARE(home->base, town.url());
    }

    void aCalendarOfSomebodyElseJoinsOnesOwn()
    {
        Town town;
        town.properties["/c/bob/team/"] = principalIs("/p/anna/") + calendarType;
        town.properties["/c/anna/work/"] = principalIs("/p/anna/") + calendarType;
        town.properties["/p/anna/"] = homesAre({"/c/anna/"});
        town.properties["/c/anna/"] = "";
        QCOMPARE(town.found(u"/c/bob/team/"_s)->homes, (QStringList{u"/c/anna/"_s, u"/c/bob/team/"_s}));
        QCOMPARE(town.found(u"/c/anna/work/"_s)->homes, QStringList{u"/c/anna/"_s});
    }

    void withoutPersonsTheAddressItselfIsTheHome()
    {
        Town town;
        town.properties["/one/"] = calendarType;
        town.properties["/all/"] = "<d:resourcetype><d:collection/></d:resourcetype>";
        town.children["/all/"] = "<d:response><d:href>/all/x/</d:href><d:propstat><d:prop>" + calendarType + "</d:prop></d:propstat></d:response>";
        town.properties["/files/"] = town.properties["/all/"];
        QCOMPARE(town.found(u"/one/"_s)->homes, QStringList{u"/one/"_s});
        QCOMPARE(town.found(u"/all/"_s)->homes, QStringList{u"/all/"_s});
        QCOMPARE(town.found(u"/all/"_s)->principal, QString());
        const auto files = town.found(u"/files/"_s);
        QVERIFY(!files);
        QCOMPARE(files.error().kind, Error::Kind::NotFound);
        QVERIFY(!town.found(u"/one/"_s, DavService::Contacts));
    }

    void stepsThatFailAreSteppedOver()
    {
        Town town; // Nextcloud in a folder, with a web page elsewhere
        town.statuses = {{"/.well-known/caldav", 405}, {"/cloud", 405}, {"/", 200}};
        town.properties["/cloud/remote.php/dav/"] = principalIs("/cloud/p/");
        town.properties["/cloud/p/"] = homesAre({"/cloud/c/"});
        town.properties["/cloud/c/"] = "";
        const auto home = town.found(u"/cloud"_s);
        QVERIFY2(home, home ? "" : qPrintable(home.error().message));
        QCOMPARE(home->homes, QStringList{u"/cloud/c/"_s});
        QVERIFY(!town.found(u"/"_s));
    }

    void aServerWithoutAnythingIsToldAsSuch()
    {
        Town town;
        const auto home = town.found();
        QVERIFY(!home);
        QCOMPARE(home.error().kind, Error::Kind::NotFound);
        QVERIFY(home.error().message.contains(u"127.0.0.1"_s));
    }

    void aBusyServerIsNoMissingOne()
    {
        Town town;
        town.properties["/"] = principalIs("/p/");
        town.statuses = {{"/p/", 503}};
        QCOMPARE(town.found().error().kind, Error::Kind::Throttled);
        town.statuses = {{"/", 503}, {"/.well-known/caldav", 503}};
        QCOMPARE(town.found().error().kind, Error::Kind::Throttled);
        // Else the calendars of others would seem to be gone, or invitations be sent twice.
        town.statuses = {{"/p/bob/", 503}};
        town.properties["/p/"] = homesAre({"/c/"}) + "<s:calendar-proxy-read-for><d:href>/p/bob/</d:href></s:calendar-proxy-read-for>";
        town.properties["/c/"] = "";
        QCOMPARE(town.found().error().kind, Error::Kind::Throttled);
        town.statuses = {{"/c/", 503}};
        QCOMPARE(town.found().error().kind, Error::Kind::Throttled);
    }

    void aServerThatDoesNotKnowItsNameIsAskedUnderTheOneWeKnow()
    {
        Town town;
        town.needsPassword = true;
        const auto elsewhere = town.url(u"/dav/"_s, u"localhost"_s).toEncoded(); // another origin, the same server
        town.redirects["/.well-known/caldav"] = elsewhere;
        town.properties["/dav/"] = principalIs(town.url(u"/p/"_s, u"localhost"_s).toEncoded());
        town.properties["/p/"] = homesAre({town.url(u"/c/"_s, u"localhost"_s).toEncoded()});
        town.properties["/c/"] = "";
        const auto home = town.found();
        QVERIFY2(home, home ? "" : qPrintable(home.error().message));
        QCOMPARE(home->base, town.url());
        QCOMPARE(home->homes, QStringList{u"/c/"_s});
    }

    void anotherHostIsNamedAndGetsNoPassword()
    {
        Town other;
        other.needsPassword = true;
        other.properties["/dav/"] = principalIs("/p/");
        Town town;
        town.needsPassword = true;
        town.redirects["/.well-known/caldav"] = other.url(u"/dav/"_s, u"localhost"_s).toEncoded();
        const auto home = town.found();
        QVERIFY(!home);
        QCOMPARE(home.error().kind, Error::Kind::Unauthorized);
        QVERIFY2(home.error().message.contains(u"localhost"_s), qPrintable(home.error().message));
        for (const auto &asked : std::as_const(other.stage.asked)) {
            QVERIFY(!asked.headers.contains("authorization"));
        }
    }

    void nameServiceLeadsToTheServer()
    {
        NameStage names;
        names.name = "_caldavs._tcp.example.org";
        names.target = "dav.example.org";
        names.targetPort = 8443;
        const auto start = [&names](const QString &address, DavService service = DavService::Calendars) {
            return waitedFor(davStartFor(address, service, names.server()));
        };
        QCOMPARE(start(u"anna@example.org"_s).value(), QUrl(u"https://dav.example.org:8443/.well-known/caldav"_s));
        names.text = "path=/dav/principals";
        QCOMPARE(start(u"anna@example.org"_s).value(), QUrl(u"https://dav.example.org:8443/dav/principals"_s));
        names.targetPort = 443;
        QCOMPARE(start(u"example.org"_s).value(), QUrl(u"https://dav.example.org/dav/principals"_s));
        QCOMPARE(start(u"anna@other.example"_s).value(), QUrl(u"https://other.example/.well-known/caldav"_s));
        QCOMPARE(start(u"anna@example.org"_s, DavService::Contacts).value(), QUrl(u"https://example.org/.well-known/carddav"_s));
        QCOMPARE(start(u"anna@bücher.example"_s).value().host(QUrl::FullyEncoded), u"xn--bcher-kva.example"_s);
        names.target = ".";
        QCOMPARE(start(u"anna@example.org"_s).error().kind, Error::Kind::NotFound);
        QVERIFY(!start(u""_s));
        QVERIFY(!start(u"anna@"_s));
    }

private:
    std::unique_ptr<DavServers> m_servers;
};

QTEST_GUILESS_MAIN(DavHomeTest)
#include "davhometest.moc"
