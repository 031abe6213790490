// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/lyingserver.h"
#include "journeys/mailjourney.h"
#include "mail/messagecontent.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace Kontor;

/// A mailbox full of mails that were made to break programs: all are listed, found, opened and
/// exported, and so is everything beside them.
class PoisonJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void onDovecot();
    void onServerThatPassesEverything();

private:
    void verifyAll(MailJourney &journey, const QList<QByteArray> &mails, qsizetype sound);
    QJsonObject kontorctl(const MailJourney &journey, const QStringList &command, int *code);

    std::unique_ptr<Workplace> m_workplace;
    QTemporaryDir m_folder;
};

namespace
{
QByteArray headed(const QByteArray &subject, const QByteArray &rest)
{
    return "From: Gift <gift@test.example>\r\nTo: a@b.example\r\nSubject: Gift " + subject + "\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\n" + rest;
}

QByteArray nested(int depth)
{
    QByteArray mail;
    for (int i = 0; i < depth; ++i) {
        const auto boundary = "b" + QByteArray::number(i);
        mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n";
    }
    return mail + "Content-Type: text/plain\r\n\r\nganz unten\r\n";
}

QList<QByteArray> poison()
{
    const QByteArray text = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    QList<QByteArray> mails;
    mails << headed("tief", "MIME-Version: 1.0\r\n" + nested(10'000));
    mails << headed("Russendorf", "MIME-Version: 1.0\r\n" + QByteArray("Content-Type: message/rfc822\r\n\r\n").repeated(5'000) + "Subject: innen\r\n\r\nx\r\n");
    mails << headed("Zeichensatz", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=\"no-such-\xff\"\r\n\r\nA\xff\xfe\x80\xc3(\xed\xa0\x80\r\n");
    mails << headed("=?utf-7?B?////?= =?no-such?Q?=ZZ=?= =?utf-8?B?w?= =?utf-8?Q?=C3?= =?iso-2022-jp?B?GyRC?=", text + "x\r\n");
    mails << headed("nur Kopf", {});
    mails << headed("riesiger Kopf", QByteArray("X-Fill: ") + QByteArray(2'000'000, 'h') + "\r\n" + text + "x\r\n");
    mails << headed("viele Köpfe", QByteArray("Received: by nowhere.example; Mon, 02 Nov 2026 10:00:00 +0100\r\n").repeated(20'000) + text + "x\r\n");
    mails << headed("viele Teile", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + QByteArray("--b\r\n\r\nx\r\n").repeated(50'000) + "--b--\r\n");
    mails << headed("viele Empfänger", "Cc: " + QByteArray("\"a, b\" <x@y.example>,\r\n ").repeated(20'000) + "z@y.example\r\n" + text + "x\r\n");
    mails << headed("lange Kette", "References: " + QByteArray("<a@b.example>\r\n ").repeated(20'000) + "<c@d.example>\r\nMessage-ID: <c@d.example>\r\nIn-Reply-To: <c@d.example>\r\n" + text + "x\r\n");
    mails << headed("Datum", "Date: 99 Foo 99999\r\nContent-Type: ;;;===\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=utf-16'%%'%ff\r\n\r\n!!!!\r\n");
    mails << headed("Pfad", "MIME-Version: 1.0\r\nContent-Type: application/pdf; name=\"../../../etc/passwd\"\r\nContent-Disposition: attachment; filename=\"..\\\\..\\\\\xe2\x80\xae" "fdp.exe\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n");
    mails << headed("endlose Zeile", text + QByteArray(5'000'000, 'z') + "\r\n");
    mails << headed("HTML", "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + QByteArray("<div><table><tr><td>").repeated(20'000) + "<script>x</script>Schluss<img src=http://x.example/a.png>\r\n");
    mails << headed("anhang60", "MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=gross.bin\r\nContent-Disposition: attachment; filename=gross.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                        + QByteArray(QByteArray(76, 'A') + "\r\n").repeated(60 * 1024 * 1024 / 78));
    mails << "Subject: Gift ohne alles\r\n\r\n";
    return mails;
}
}

void PoisonJourneyTest::initTestCase()
{
    qputenv("LANGUAGE", "en");
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    QFile key(m_folder.filePath(QStringLiteral("key")));
    QVERIFY(key.open(QIODevice::WriteOnly));
    key.write(QByteArray(32, 'k').toHex()); // that of TemporaryStore
    key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

QJsonObject PoisonJourneyTest::kontorctl(const MailJourney &journey, const QStringList &command, int *code)
{
    QProcess process;
    process.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"),
                  QStringList{QStringLiteral("--json"), QStringLiteral("--profile"), journey.store.folder(), QStringLiteral("--key-file"), m_folder.filePath(QStringLiteral("key"))} + command);
    process.waitForFinished(120'000);
    *code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

void PoisonJourneyTest::verifyAll(MailJourney &journey, const QList<QByteArray> &mails, qsizetype sound)
{
    const auto folder = QStringLiteral("INBOX");
    for (int i = 0; i < 2; ++i) {
        const auto round = journey.round();
        QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
    }
    const auto listed = journey.rows(folder);
    for (const auto &row : listed) {
        if (row.body.isEmpty()) { // too large to come unasked: the user opens it
            QCOMPARE(row.subject, QStringLiteral("Gift anhang60"));
            ItemRef item{.id = ItemId{row.item}, .collection = journey.folder(folder), .collectionRemoteId = folder, .remoteId = {}, .size = 0};
            item.size = journey.number("SELECT size FROM mail_message WHERE item = " + QByteArray::number(row.item));
            item.remoteId = QString::number(journey.number("SELECT remote_id FROM item WHERE id = " + QByteArray::number(row.item)));
            QVERIFY(waitedFor(journey.engine->fetchNow(item, {})).has_value());
        }
    }
    const auto rows = journey.rows(folder);
    QCOMPARE(rows.size(), mails.size() + sound);
    int soundOnes = 0;
    for (const auto &row : rows) {
        QVERIFY2(!row.body.isEmpty(), qPrintable(row.subject));
        QVERIFY2(row.subject.size() < 5'000 && !row.subject.contains(u'\0') && !row.subject.contains(u'\n'), qPrintable(row.subject));
        soundOnes += row.subject.startsWith(u"Heil") ? 1 : 0;
        const auto raw = journey.store->blobs().get(row.body);
        QVERIFY(raw.has_value());
        const auto content = MessageContent::parse(*raw);
        QVERIFY2(content.attachments.size() <= 10'000, qPrintable(row.subject));
        for (const auto &attachment : content.attachments) {
            QVERIFY2(!attachment.name.contains(u'/') && !attachment.name.contains(u'\\') && !attachment.name.contains(QChar(0x202e)), qPrintable(attachment.name));
        }
        QVERIFY(!content.safeHtml.contains(QLatin1StringView("<script")) && !content.safeHtml.contains(QLatin1StringView("http://x.example/a.png\"")));
        if (row.subject == u"Gift anhang60") {
            QCOMPARE(content.attachments.size(), 1);
            const auto bytes = MessageContent::attachmentBytes(*raw, content.attachments.first().partId);
            QVERIFY(bytes.has_value());
            QVERIFY(bytes->size() > 40 * 1024 * 1024);
        }
    }
    QCOMPARE(soundOnes, sound);
    // Any of them can be worked with.
    journey.actions->star({ItemId{rows.first().item}, ItemId{rows.last().item}});
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.changes().isEmpty());

    journey.close();
    int code = -1;
    const auto found = kontorctl(journey, {QStringLiteral("search"), QStringLiteral("heilsam"), QStringLiteral("--limit"), QStringLiteral("100")}, &code);
    QCOMPARE(code, 0);
    QCOMPARE(found.value(QLatin1StringView("total")).toInt(), int(sound));
    QCOMPARE(kontorctl(journey, {QStringLiteral("search"), QStringLiteral("subject:Gift")}, &code).value(QLatin1StringView("total")).toInt() >= mails.size() - 1, true);
    const QTemporaryDir target;
    const auto mbox = kontorctl(journey, {QStringLiteral("export"), folder, QStringLiteral("--to"), target.path()}, &code);
    QCOMPARE(code, 0);
    QCOMPARE(mbox.value(QLatin1StringView("written")).toInt(), int(rows.size()));
    const QTemporaryDir single;
    kontorctl(journey, {QStringLiteral("export"), folder, QStringLiteral("--to"), single.path(), QStringLiteral("--format"), QStringLiteral("eml")}, &code);
    QCOMPARE(code, 0);
    int files = 0;
    const auto folders = QDir(single.path()).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot);
    for (const auto &entry : folders) {
        files += entry.isDir() ? int(QDir(entry.filePath()).entryList(QDir::Files).size()) : 1;
    }
    QCOMPARE(files, int(rows.size()));
    journey.restart();
    QCOMPARE(journey.rows(folder).size(), rows.size());
}

void PoisonJourneyTest::onDovecot()
{
    MailJourney journey(*m_workplace, QStringLiteral("imap"), 1);
    journey.other.succeeds("SELECT INBOX");
    journey.other.run("STORE 1:* +FLAGS.SILENT (\\Deleted)");
    journey.other.run("EXPUNGE");
    journey.other.run("UNSELECT");
    constexpr int sound = 20;
    auto mails = poison();
    QList<QByteArray> taken;
    for (int i = 0; i < sound; ++i) {
        QVERIFY(journey.other.append("INBOX", OtherClient::message("Heil " + QByteArray::number(i), "heilsam\r\n")));
        if (i < mails.size()) {
            if (journey.other.append("INBOX", mails[i])) {
                taken << mails[i];
            } else {
                qInfo() << "the server does not take" << mails[i].first(std::min<qsizetype>(mails[i].size(), 100));
            }
        }
    }
    QVERIFY(taken.size() >= mails.size() - 2);
    verifyAll(journey, taken, sound);
}

void PoisonJourneyTest::onServerThatPassesEverything()
{
    LyingServer server;
    auto mails = poison();
    mails.removeIf([](const QByteArray &mail) {
        return mail.size() > 50'000'000; // once is enough
    });
    mails << QByteArray() << QByteArray("\r\n") << QByteArray(1, '\0') << QByteArray(100'000, '\0') << QByteArray("Subject: Gift NUL\0L\r\n\r\na\0b\r\n", 28)
          << QByteArray("Subject: Gift nur CR\rFrom: a@b.example\r\rText\r") << QByteArray("Subject: Gift nur LF\nFrom: a@b.example\n\nText\n") << QByteArray("no header at all")
          << QByteArray(300'000, '\xff') << QByteArray("Subject:") << QByteArray("Subject: Gift \xf0\x9f\x92\xa9\xff\xfe\xc0\x80 roh\r\n\r\n\x1b[31m\a\b\r\n");
    constexpr int sound = 20;
    quint32 uid = 0;
    for (int i = 0; i < std::max<int>(sound, int(mails.size())); ++i) {
        if (i < sound) {
            server.messages.insert(++uid, OtherClient::message("Heil " + QByteArray::number(i), "heilsam\r\n"));
        }
        if (i < mails.size()) {
            server.messages.insert(++uid, mails[i]);
        }
    }
    MailJourney journey(*m_workplace, QStringLiteral("imap"), 2);
    journey.account.imap = server.address();
    journey.account.password = QString::fromLatin1(server.password);
    journey.account.ownCertificates = TestCertificates::instance().authority.toPem();
    const auto folder = QStringLiteral("INBOX");
    for (int i = 0; i < 2; ++i) {
        const auto round = journey.round();
        QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
    }
    const auto rows = journey.rows(folder);
    QCOMPARE(rows.size(), server.messages.size());
    QCOMPARE(std::ranges::count_if(rows, [](const MailJourney::Row &row) {
                 return row.subject.startsWith(u"Heil");
             }),
             sound);
    for (const auto &row : rows) {
        QVERIFY2(!row.body.isEmpty(), qPrintable(QStringLiteral("%1 %2").arg(row.item).arg(row.subject)));
        QVERIFY(!row.subject.contains(u'\0') && !row.subject.contains(u'\x1b'));
        const auto raw = journey.store->blobs().get(row.body);
        QVERIFY(raw.has_value());
        const auto content = MessageContent::parse(*raw);
        QVERIFY(!content.subject.contains(u'\0'));
    }
    journey.stopEngine();
    journey.close();
    int code = -1;
    QCOMPARE(kontorctl(journey, {QStringLiteral("search"), QStringLiteral("heilsam")}, &code).value(QLatin1StringView("total")).toInt(), sound);
    const QTemporaryDir target;
    const auto mbox = kontorctl(journey, {QStringLiteral("export"), folder, QStringLiteral("--to"), target.path()}, &code);
    QCOMPARE(code, 0);
    QCOMPARE(mbox.value(QLatin1StringView("written")).toInt(), int(rows.size()));
}

QTEST_GUILESS_MAIN(PoisonJourneyTest)
#include "poisonjourneytest.moc"
