// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storelock.h"
#include "support/otherclient.h"
#include "support/workplace.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

/// The headless door as scripts use it: arguments in, JSON and exit codes out.
class KontorctlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void tellsUsage_data();
    void tellsUsage();
    void addsListsRemovesAccounts();
    void refusesWrongPassword();
    void takesNoPasswordFromArguments();
    void bearsClosedStreams_data();
    void bearsClosedStreams();
    void syncsSearchesExports();
    void calendarsComeAlong();
    void readsWhileSomebodyHasTheStore();
    void tellsLockedStore();
    void tellsOffline();
    void survivesKill();

private:
    struct Outcome {
        int code = -1;
        QJsonObject json;
        QByteArray output;
        QByteArray errors;
    };
    Outcome run(const QStringList &arguments, const QByteArray &input = {});
    Outcome runJson(QStringList arguments, const QByteArray &input = {})
    {
        return run(arguments << QStringLiteral("--json"), input);
    }
    QStringList addition(int user = 0) const;
    bool request(const QByteArray &method, const QUrl &url, const Workplace::User &user, const QByteArray &body);
    QString path(const QString &name) const
    {
        return m_folder->filePath(name);
    }

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<QTemporaryDir> m_folder;
    int m_user = 0;
};

namespace
{
const QString program = QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl");
}

void KontorctlTest::initTestCase()
{
    qputenv("LANGUAGE", "en");
    m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("exim"), QStringLiteral("radicale")});
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void KontorctlTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_user = (m_user + 1) % 6;
}

KontorctlTest::Outcome KontorctlTest::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(program, QStringList{QStringLiteral("--profile"), path(QStringLiteral("profile")), QStringLiteral("--key-file"), path(QStringLiteral("key"))} + arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        return outcome;
    }
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    outcome.json = QJsonDocument::fromJson(outcome.output).object();
    return outcome;
}

/// As another program talks to a DAV server.
bool KontorctlTest::request(const QByteArray &method, const QUrl &url, const Workplace::User &user, const QByteArray &body)
{
    QNetworkAccessManager network;
    QNetworkRequest request(url);
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.addCaCertificates(QSslCertificate::fromData(m_workplace->certificate()));
    request.setSslConfiguration(tls);
    request.setRawHeader("Authorization", "Basic " + QByteArray(user.user.toUtf8() + ':' + user.password.toUtf8()).toBase64());
    request.setRawHeader("Content-Type", method == "PUT" ? QByteArray("text/calendar") : QByteArray("application/xml"));
    const std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(request, method, body));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 30'000) || reply->error() != QNetworkReply::NoError) {
        qWarning() << method << url << reply->errorString();
        return false;
    }
    return true;
}

QStringList KontorctlTest::addition(int user) const
{
    const auto imap = m_workplace->service(QStringLiteral("imap"));
    const auto smtp = m_workplace->service(QStringLiteral("smtp"));
    return {QStringLiteral("accounts"),
            QStringLiteral("add"),
            m_workplace->user(user).address,
            QStringLiteral("--imap"),
            QStringLiteral("%1:%2").arg(imap.host).arg(imap.port),
            QStringLiteral("--smtp"),
            QStringLiteral("%1:%2/starttls").arg(smtp.host).arg(smtp.port),
            QStringLiteral("--ca"),
            m_workplace->description().value(QLatin1StringView("ca")).toString(),
            QStringLiteral("--keep-days"),
            QStringLiteral("-1")};
}

void KontorctlTest::tellsUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{QStringLiteral("fly")};
    QTest::newRow("unknown option") << QStringList{QStringLiteral("status"), QStringLiteral("--fly")};
    QTest::newRow("too much") << QStringList{QStringLiteral("status"), QStringLiteral("now")};
    QTest::newRow("no address") << QStringList{QStringLiteral("accounts"), QStringLiteral("add")};
    QTest::newRow("no servers") << QStringList{QStringLiteral("accounts"), QStringLiteral("add"), QStringLiteral("a@b.example")};
    QTest::newRow("bad port") << QStringList{QStringLiteral("accounts"), QStringLiteral("add"), QStringLiteral("a@b.example"), QStringLiteral("--imap"), QStringLiteral("x:y"), QStringLiteral("--smtp"), QStringLiteral("x:1")};
    QTest::newRow("no search words") << QStringList{QStringLiteral("search")};
    QTest::newRow("export where") << QStringList{QStringLiteral("export"), QStringLiteral("INBOX")};
    QTest::newRow("an option of another command") << QStringList{QStringLiteral("status"), QStringLiteral("--limit"), QStringLiteral("3")};
    QTest::newRow("change whom") << QStringList{QStringLiteral("accounts"), QStringLiteral("change")};
    QTest::newRow("retry what") << QStringList{QStringLiteral("outbox"), QStringLiteral("retry")};
}

void KontorctlTest::tellsUsage()
{
    QFETCH(QStringList, arguments);
    const auto plain = run(arguments);
    QCOMPARE(plain.code, 1);
    QVERIFY(plain.errors.startsWith("kontorctl: "));
    QVERIFY(plain.output.isEmpty());
    QVERIFY(!QFile::exists(path(QStringLiteral("profile/kontor.db"))));
    if (!arguments.contains(QStringLiteral("--fly"))) {
        const auto json = runJson(arguments);
        QCOMPARE(json.code, 1);
        QCOMPARE(json.json.value(QLatin1StringView("exitCode")).toInt(), 1);
        QVERIFY(!json.json.value(QLatin1StringView("error")).toObject().value(QLatin1StringView("message")).toString().isEmpty());
    }
    QCOMPARE(run({QStringLiteral("--help")}).code, 0);
}

void KontorctlTest::addsListsRemovesAccounts()
{
    const auto user = m_workplace->user(m_user);
    QCOMPARE(run({QStringLiteral("accounts")}).code, 4); // no store, and none is made by looking
    QVERIFY(!QFile::exists(path(QStringLiteral("profile/kontor.db"))));
    const auto added = run(addition(m_user), user.password.toUtf8() + '\n');
    QVERIFY2(added.code == 0, added.errors.constData());
    auto listed = runJson({QStringLiteral("accounts"), QStringLiteral("list")});
    QCOMPARE(listed.code, 0);
    const auto accounts = listed.json.value(QLatin1StringView("accounts")).toArray();
    QCOMPARE(accounts.size(), 1);
    QCOMPARE(accounts.first().toObject().value(QLatin1StringView("address")).toString(), user.address);
    QVERIFY(!listed.output.contains(user.password.toUtf8()));
    QCOMPARE(run(addition(m_user), user.password.toUtf8()).code, 5); // there is one already
    // What is not named stays as it is; the server is asked before anything is kept.
    const QStringList change{QStringLiteral("accounts"), QStringLiteral("change"), user.address};
    QCOMPARE(run(change + QStringList{QStringLiteral("--name"), QStringLiteral("Neu")}).code, 0);
    QCOMPARE(run(change + QStringList{QStringLiteral("--password-file"), QStringLiteral("-")}, "falsch\n").code, 3);
    QCOMPARE(run({QStringLiteral("accounts"), QStringLiteral("change"), QStringLiteral("niemand@amt.example")}).code, 6);
    const auto changed = runJson({QStringLiteral("accounts")}).json.value(QLatin1StringView("accounts")).toArray().first().toObject();
    QCOMPARE(changed.value(QLatin1StringView("name")).toString(), QStringLiteral("Neu"));
    QCOMPARE(changed.value(QLatin1StringView("imap")), accounts.first().toObject().value(QLatin1StringView("imap")));
    QCOMPARE(run({QStringLiteral("accounts"), QStringLiteral("remove"), QStringLiteral("niemand@amt.example")}).code, 6);
    QCOMPARE(run({QStringLiteral("accounts"), QStringLiteral("remove"), user.address}).code, 0);
    listed = runJson({QStringLiteral("accounts")});
    QVERIFY(listed.json.value(QLatin1StringView("accounts")).toArray().isEmpty());
}

void KontorctlTest::refusesWrongPassword()
{
    const auto refused = run(addition(), "falsch\n");
    QCOMPARE(refused.code, 3);
    QVERIFY(refused.errors.contains("IMAP"));
    QVERIFY(!QFile::exists(path(QStringLiteral("profile/kontor.db"))));
    QCOMPARE(run(addition(), {}).code, 1);
}

void KontorctlTest::bearsClosedStreams_data()
{
    QTest::addColumn<QString>("streams");
    QTest::addColumn<int>("code");
    QTest::newRow("nobody reads") << QStringLiteral(">&-") << 7;
    QTest::newRow("a full disk") << QStringLiteral(">/dev/full") << 7;
    QTest::newRow("no standard input") << QStringLiteral("<&-") << 0;
    QTest::newRow("none at all") << QStringLiteral("<&- >&- 2>&-") << 7;
}

void KontorctlTest::bearsClosedStreams()
{
    QFETCH(QString, streams);
    QFETCH(int, code);
    const auto user = m_workplace->user(m_user);
    QCOMPARE(run(addition(m_user), user.password.toUtf8()).code, 0);
    const auto command = QStringLiteral("'%1' --profile '%2' --key-file '%3' accounts %4").arg(program, path(QStringLiteral("profile")), path(QStringLiteral("key")), streams);
    QCOMPARE(QProcess::execute(QStringLiteral("sh"), {QStringLiteral("-c"), command}), code);
    QCOMPARE(runJson({QStringLiteral("accounts")}).json.value(QLatin1StringView("accounts")).toArray().size(), 1); // nothing was printed into the store
}

void KontorctlTest::takesNoPasswordFromArguments()
{
    QVERIFY(!run({QStringLiteral("--help")}).output.contains("--password "));
    auto arguments = addition();
    QCOMPARE(run(arguments << QStringLiteral("--password") << QStringLiteral("x")).code, 1);
    QFile file(path(QStringLiteral("secret")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(m_workplace->user().password.toUtf8() + '\n');
    file.close();
    QCOMPARE(run(addition() << QStringLiteral("--password-file") << file.fileName()).code, 0);
}

void KontorctlTest::syncsSearchesExports()
{
    const auto user = m_workplace->user(m_user);
    OtherClient other(*m_workplace, user);
    QVERIFY(other.append("INBOX", OtherClient::message("Brücke", "Die Sanierung beginnt.\r\nFrom hier an wird gequotet.\r\n")));
    QVERIFY(other.append("INBOX", OtherClient::message("Haushalt", "Zahlen.\r\n"), "\\Seen"));
    QCOMPARE(run(addition(m_user), user.password.toUtf8()).code, 0);
    const auto safetyCopy = path(QStringLiteral("profile/kontor-safety.db"));
    QVERIFY(QFile::remove(safetyCopy));
    const auto synced = runJson({QStringLiteral("sync"), QStringLiteral("--once")});
    QVERIFY2(synced.code == 0, synced.output.constData());
    QVERIFY2(QFile::exists(safetyCopy), "the program ended before the store was closed");
    QVERIFY(synced.json.value(QLatin1StringView("accounts")).toArray().first().toObject().value(QLatin1StringView("ok")).toBool());

    const auto status = runJson({QStringLiteral("status")});
    QCOMPARE(status.code, 0);
    bool hasInbox = false;
    for (const auto folders = status.json.value(QLatin1StringView("folders")).toArray(); const auto &entry : folders) {
        const auto folder = entry.toObject();
        if (folder.value(QLatin1StringView("folder")).toString() == u"INBOX") {
            hasInbox = true;
            QCOMPARE(folder.value(QLatin1StringView("messages")).toInt(), int(other.search("INBOX").size()));
            QCOMPARE(folder.value(QLatin1StringView("unread")).toInt(), int(other.search("INBOX", "UNSEEN").size()));
            QCOMPARE(folder.value(QLatin1StringView("role")).toString(), QStringLiteral("inbox"));
        }
    }
    QVERIFY(hasInbox);

    auto found = runJson({QStringLiteral("search"), QStringLiteral("sanierung")});
    QCOMPARE(found.code, 0);
    QCOMPARE(found.json.value(QLatin1StringView("total")).toInt(), 1);
    QCOMPARE(found.json.value(QLatin1StringView("results")).toArray().first().toObject().value(QLatin1StringView("subject")).toString(), QStringLiteral("Brücke"));
    found = runJson({QStringLiteral("search"), QStringLiteral("subject:brücke"), QStringLiteral("is:unread")});
    QCOMPARE(found.json.value(QLatin1StringView("total")).toInt(), 1);
    QCOMPARE(runJson({QStringLiteral("search"), QStringLiteral("gibtesnicht")}).json.value(QLatin1StringView("total")).toInt(), 0);

    const auto target = path(QStringLiteral("out"));
    auto exported = runJson({QStringLiteral("export"), QStringLiteral("INBOX"), QStringLiteral("--to"), target});
    QVERIFY2(exported.code == 0, exported.output.constData());
    QCOMPARE(exported.json.value(QLatin1StringView("written")).toInt(), int(other.search("INBOX").size()));
    const auto files = QDir(target).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 1);
    QFile mbox(files.first().filePath());
    QVERIFY(mbox.open(QIODevice::ReadOnly));
    const auto bytes = mbox.readAll();
    QVERIFY(bytes.startsWith("From "));
    QVERIFY(bytes.contains("\n>From hier an"));
    exported = runJson({QStringLiteral("export"), user.address, QStringLiteral("--to"), target, QStringLiteral("--format"), QStringLiteral("eml")});
    QCOMPARE(exported.code, 0);
    QVERIFY(QDir(target).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot).size() > 3);
    QCOMPARE(run({QStringLiteral("export"), QStringLiteral("Gibt es nicht"), QStringLiteral("--to"), target}).code, 6);

    const auto outbox = runJson({QStringLiteral("outbox"), QStringLiteral("list")});
    QCOMPARE(outbox.code, 0);
    QVERIFY(outbox.json.value(QLatin1StringView("changes")).toArray().isEmpty());
    QCOMPARE(run({QStringLiteral("outbox"), QStringLiteral("retry"), QStringLiteral("99")}).code, 6);
}

void KontorctlTest::calendarsComeAlong()
{
    auto user = m_workplace->user(m_user);
    user.user = user.address.section(u'@', 0, 0); // Radicale knows people by their short names
    const auto server = m_workplace->url(QStringLiteral("radicale"));
    const auto home = QUrl(server.resolved(QUrl(QString(u'/' + user.user + u'/'))));
    QVERIFY(request("MKCALENDAR", home.resolved(QUrl(QStringLiteral("arbeit/"))), user,
                    "<?xml version=\"1.0\"?><C:mkcalendar xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:set><D:prop>"
                    "<D:displayname>Arbeit</D:displayname></D:prop></D:set></C:mkcalendar>"));
    for (const auto *uid : {"eins", "zwei"}) {
        QVERIFY(request("PUT", home.resolved(QUrl(QStringLiteral("arbeit/%1.ics").arg(QLatin1StringView(uid)))), user,
                        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//\r\n"
                        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
                        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
                        "BEGIN:VEVENT\r\nUID:" + QByteArray(uid) + "\r\nDTSTAMP:20260501T100000Z\r\nDTSTART;TZID=Europe/Berlin:20260505T100000\r\n"
                        "SUMMARY:Lagebesprechung " + QByteArray(uid) + "\r\nX-FREMD;A=B:bleibt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
    }
    // Without mail, and the sign-in is tried there.
    const QStringList adding{QStringLiteral("accounts"), QStringLiteral("add"), user.address, QStringLiteral("--user"), user.user,
                             QStringLiteral("--calendars"), server.toString(), QStringLiteral("--ca"), m_workplace->description().value(QLatin1StringView("ca")).toString()};
    QCOMPARE(run(adding, "wrong").code, 3);
    const auto added = run(adding, user.password.toUtf8());
    QVERIFY2(added.code == 0, added.errors.constData());
    const auto synced = runJson({QStringLiteral("sync"), QStringLiteral("--once")});
    QVERIFY2(synced.code == 0, synced.output.constData());
    const auto results = synced.json.value(QLatin1StringView("accounts")).toArray();
    QCOMPARE(results.size(), 1);
    QCOMPARE(results.first().toObject().value(QLatin1StringView("kind")).toString(), QStringLiteral("calendar"));

    const auto status = runJson({QStringLiteral("status")});
    QCOMPARE(status.code, 0);
    QVERIFY(status.json.value(QLatin1StringView("folders")).toArray().isEmpty());
    int entries = -1;
    for (const auto shelves = status.json.value(QLatin1StringView("collections")).toArray(); const auto &entry : shelves) {
        if (entry.toObject().value(QLatin1StringView("name")).toString() == u"Arbeit") {
            entries = entry.toObject().value(QLatin1StringView("entries")).toInt();
        }
    }
    QCOMPARE(entries, 2);

    const auto found = runJson({QStringLiteral("search"), QStringLiteral("lagebesprechung"), QStringLiteral("zwei")});
    QCOMPARE(found.code, 0);
    QCOMPARE(found.json.value(QLatin1StringView("entriesTotal")).toInt(), 1);
    const auto event = found.json.value(QLatin1StringView("entries")).toArray().first().toObject();
    QCOMPARE(event.value(QLatin1StringView("title")).toString(), QStringLiteral("Lagebesprechung zwei"));
    QCOMPARE(event.value(QLatin1StringView("kind")).toString(), QStringLiteral("event"));
    QCOMPARE(event.value(QLatin1StringView("start")).toString(), QStringLiteral("2026-05-05T08:00:00Z"));
    QVERIFY(!runJson({QStringLiteral("search"), QStringLiteral("lagebesprechung"), QStringLiteral("is:unread")}).json.contains(QLatin1StringView("entries")));

    const auto target = path(QStringLiteral("out"));
    const auto exported = runJson({QStringLiteral("export"), QStringLiteral("Arbeit"), QStringLiteral("--to"), target});
    QVERIFY2(exported.code == 0, exported.output.constData());
    const auto files = QDir(target).entryInfoList({QStringLiteral("*.ics")}, QDir::Files);
    QCOMPARE(files.size(), 1);
    QFile file(files.first().filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto bytes = file.readAll();
    file.close();
    QCOMPARE(bytes.count("BEGIN:VCALENDAR"), 1);
    QCOMPARE(bytes.count("BEGIN:VTIMEZONE"), 1);
    QCOMPARE(bytes.count("BEGIN:VEVENT"), 2);
    QCOMPARE(bytes.count("X-FREMD;A=B:bleibt"), 2);
    QCOMPARE(run({QStringLiteral("export"), QStringLiteral("Arbeit"), QStringLiteral("--to"), target, QStringLiteral("--format"), QStringLiteral("eml")}).code, 6);

    // A file goes in, once, and what is in it comes out again.
    const auto calendar = path(QStringLiteral("termine.ics"));
    QFile ics(calendar);
    QVERIFY(ics.open(QIODevice::WriteOnly));
    ics.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//\r\n"
              "BEGIN:VEVENT\r\nUID:drei\r\nDTSTAMP:20260501T100000Z\r\nDTSTART:20260506T100000Z\r\nSUMMARY:Drei\r\nX-FREMD;A=B:bleibt\r\nEND:VEVENT\r\n"
              "BEGIN:VEVENT\r\nUID:vier\r\nDTSTAMP:20260501T100000Z\r\nDTSTART;VALUE=DATE:20260507\r\nSUMMARY:Vier\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    ics.close();
    for (const int again : {1, 2}) {
        const auto imported = runJson({QStringLiteral("import"), calendar, QStringLiteral("--to"), QStringLiteral("arbeit")});
        QVERIFY2(imported.code == 0, imported.output.constData());
        QCOMPARE(imported.json.value(QLatin1StringView("written")).toInt(), 2);
        QCOMPARE(runJson({QStringLiteral("sync"), QStringLiteral("--once")}).code, 0);
        QVERIFY(runJson({QStringLiteral("outbox"), QStringLiteral("list")}).json.value(QLatin1StringView("changes")).toArray().isEmpty());
        const auto third = runJson({QStringLiteral("search"), QStringLiteral("drei")});
        QVERIFY2(third.json.value(QLatin1StringView("entriesTotal")).toInt() == 1, qPrintable(QString::number(again)));
    }
    QCOMPARE(runJson({QStringLiteral("export"), QStringLiteral("Arbeit"), QStringLiteral("--to"), target}).json.value(QLatin1StringView("written")).toInt(), 4);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count("X-FREMD;A=B:bleibt"), 3);
    QCOMPARE(run({QStringLiteral("import"), calendar, QStringLiteral("--to"), QStringLiteral("Gibt es nicht")}).code, 6);
    QCOMPARE(run({QStringLiteral("import"), path(QStringLiteral("nichts.ics")), QStringLiteral("--to"), QStringLiteral("Arbeit")}).code, 6);
    QCOMPARE(run({QStringLiteral("import"), calendar}).code, 1);

    // Taken away: its calendars go, the account stays.
    const auto ferien = QStringLiteral("https://127.0.0.1:1/ferien.ics");
    QCOMPARE(run({QStringLiteral("accounts"), QStringLiteral("change"), user.address, QStringLiteral("--no-check"), QStringLiteral("--calendars"), QString(),
                  QStringLiteral("--feed"), ferien, QStringLiteral("--directory"), QStringLiteral("ldaps://127.0.0.1:1/dc=example")})
                 .code,
             0);
    const auto accounts = runJson({QStringLiteral("accounts")}).json.value(QLatin1StringView("accounts")).toArray();
    QCOMPARE(accounts.first().toObject().value(QLatin1StringView("calendars")).toString(), QString());
    QCOMPARE(accounts.first().toObject().value(QLatin1StringView("feeds")).toArray().first().toString(), ferien);
    QCOMPARE(accounts.first().toObject().value(QLatin1StringView("directory")).toString(), QStringLiteral("ldaps://127.0.0.1:1/dc=example"));
}

void KontorctlTest::readsWhileSomebodyHasTheStore()
{
    QCOMPARE(run(addition(m_user), m_workplace->user(m_user).password.toUtf8()).code, 0);
    const auto lock = StoreLock::take(path(QStringLiteral("profile"))); // as a running Kontor
    QVERIFY(lock.has_value());
    QCOMPARE(runJson({QStringLiteral("accounts")}).code, 0);
    QCOMPARE(runJson({QStringLiteral("status")}).code, 0);
    QCOMPARE(runJson({QStringLiteral("search"), QStringLiteral("x")}).code, 0);
    QCOMPARE(runJson({QStringLiteral("outbox")}).code, 0);
    const auto refused = run({QStringLiteral("sync"), QStringLiteral("--once")});
    QCOMPARE(refused.code, 4);
    QVERIFY(refused.errors.contains("running"));
}

void KontorctlTest::tellsLockedStore()
{
    QCOMPARE(run(addition(m_user), m_workplace->user(m_user).password.toUtf8()).code, 0);
    QFile key(path(QStringLiteral("key")));
    QVERIFY(key.open(QIODevice::WriteOnly | QIODevice::Truncate));
    key.write(QByteArray(64, 'a'));
    key.close();
    const auto refused = run({QStringLiteral("status")});
    QCOMPARE(refused.code, 4);
    QVERIFY(!refused.errors.isEmpty());
    QVERIFY(key.remove());
    QCOMPARE(run({QStringLiteral("status")}).code, 4);
    QVERIFY2(!key.exists(), "a missing key never leads to a new one where a store is");
}

void KontorctlTest::tellsOffline()
{
    QCOMPARE(run(addition(m_user), m_workplace->user(m_user).password.toUtf8()).code, 0);
    m_workplace->stop(QStringLiteral("dovecot"));
    const auto offline = runJson({QStringLiteral("sync"), QStringLiteral("--once")});
    m_workplace->start({QStringLiteral("dovecot")});
    QCOMPARE(offline.code, 2);
    const auto account = offline.json.value(QLatin1StringView("accounts")).toArray().first().toObject();
    QCOMPARE(account.value(QLatin1StringView("error")).toObject().value(QLatin1StringView("kind")).toString(), QStringLiteral("Offline"));
}

void KontorctlTest::survivesKill()
{
    const auto user = m_workplace->user(m_user);
    OtherClient other(*m_workplace, user);
    QVERIFY(other.succeeds("CREATE viele"));
    QVERIFY(other.succeeds("SUBSCRIBE viele"));
    constexpr int count = 1500;
    for (int i = 1; i <= count; ++i) {
        QVERIFY(other.append("viele", OtherClient::message("Nummer " + QByteArray::number(i), QByteArray(2000, 'x') + "\r\n")));
    }
    QCOMPARE(run(addition(m_user), user.password.toUtf8()).code, 0);
    // Again and again in the middle, a little later each time.
    for (const int patience : {150, 300, 450, 600, 800, 1000}) {
        QProcess process;
        process.start(program,
                      {QStringLiteral("--profile"), path(QStringLiteral("profile")), QStringLiteral("--key-file"), path(QStringLiteral("key")), QStringLiteral("sync"), QStringLiteral("--once")});
        QVERIFY(process.waitForStarted());
        if (!process.waitForFinished(patience)) {
            QVERIFY(process.processId() > 0);
            process.kill();
            process.waitForFinished();
        }
        QCOMPARE(runJson({QStringLiteral("status")}).code, 0);
    }
    const auto synced = runJson({QStringLiteral("sync"), QStringLiteral("--once")});
    QVERIFY2(synced.code == 0, synced.output.constData());
    for (const auto folders = runJson({QStringLiteral("status")}).json.value(QLatin1StringView("folders")).toArray(); const auto &entry : folders) {
        const auto folder = entry.toObject();
        if (folder.value(QLatin1StringView("folder")).toString() == u"viele") {
            QCOMPARE(folder.value(QLatin1StringView("messages")).toInt(), count);
            QCOMPARE(folder.value(QLatin1StringView("bodies")).toInt(), count);
        }
    }
    QVERIFY(other.succeeds("DELETE viele"));
}

QTEST_GUILESS_MAIN(KontorctlTest)
#include "kontorctltest.moc"
