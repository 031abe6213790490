// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The process that holds the keys, without a server: what becomes of its store whatever happens to it.
#include "chat/crypto/cryptoframes.h"
#include "chat/crypto/cryptoplaces.h"
#include "chat/crypto/cryptoprocess.h"
#include "support/waiting.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QProcess>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Kontor;

namespace
{
const QString us = QStringLiteral("@anna:example.org");
const QString room = QStringLiteral("!room:example.org");
const QStringList onlyUs{us};

CryptoIdentity identityIn(const QString &folder)
{
    return {.userId = us, .deviceId = QStringLiteral("DEVICE"), .folder = folder, .passphrase = QByteArray(32, 'x')};
}

/// Answers what the machine asks as a server that knows this device alone.
class LonelyServer
{
public:
    void serve(CryptoMachine &machine)
    {
        for (int round = 0; round < 5; ++round) {
            const auto requests = waitedFor(machine.outgoing());
            QVERIFY(requests);
            for (const auto &request : *requests) {
                const auto body = QJsonDocument::fromJson(request.body).object();
                QByteArray answer = "{}";
                if (request.kind == CryptoRequest::Kind::KeysUpload) {
                    const auto device = body.value(QLatin1StringView("device_keys")).toObject();
                    m_device = device.isEmpty() ? m_device : device;
                    answer = R"({"one_time_key_counts":{"signed_curve25519":50}})";
                } else if (request.kind == CryptoRequest::Kind::KeysQuery) {
                    const QJsonObject devices{{us, QJsonObject{{QStringLiteral("DEVICE"), m_device}}}};
                    answer = QJsonDocument(QJsonObject{{QStringLiteral("device_keys"), devices}}).toJson();
                }
                QVERIFY(waitedFor(machine.answered(request, answer)));
            }
        }
    }

private:
    QJsonObject m_device;
};

QJsonObject encrypted(CryptoMachine &machine, const QString &text, const QString &id, const CryptoRoomPolicy &policy = {})
{
    if (!waitedFor(machine.shareRoomKey(room, onlyUs, policy))) {
        return {};
    }
    const auto content = waitedFor(machine.encrypt(room, QStringLiteral("m.room.message"), {{QStringLiteral("body"), text}}));
    return {{QStringLiteral("type"), QStringLiteral("m.room.encrypted")},
            {QStringLiteral("event_id"), id},
            {QStringLiteral("sender"), us},
            {QStringLiteral("origin_server_ts"), 1},
            {QStringLiteral("content"), content.value_or(QJsonObject())}};
}

CryptoDecrypted decrypted(CryptoMachine &machine, const QJsonObject &event)
{
    const auto all = waitedFor(machine.decrypt({{room, event}}));
    return all && all->size() == 1 ? all->first() : CryptoDecrypted{.failure = CryptoDecrypted::Failure::NoMachine};
}

QString bodyOf(const CryptoDecrypted &event)
{
    return event.content.value(QLatin1StringView("body")).toString();
}

}

class CryptoProcessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!CryptoProcess::isInstalled()) {
            QFAIL("the npm package of the cryptography is missing: see KONTOR_CRYPTO_PACKAGE");
        }
    }

    void keysStayTheSame()
    {
        QTemporaryDir folder;
        auto identity = identityIn(folder.path());
        CryptoProcess machine;
        QCOMPARE(waitedFor(machine.outgoing()).error().kind, Error::Kind::NotFound); // open() first
        const auto first = waitedFor(machine.open(identity));
        QVERIFY2(first, first ? "" : qPrintable(first.error().detail));
        QVERIFY(first->isNew);
        QCOMPARE(first->fingerprint.size(), 43);
        LonelyServer().serve(machine);
        const auto message = encrypted(machine, QStringLiteral("geheim"), QStringLiteral("$1"));
        QVERIFY(!QJsonDocument(message).toJson().contains("geheim"));
        QCOMPARE(bodyOf(decrypted(machine, message)), QStringLiteral("geheim"));
        machine.close();

        identity.fingerprint = first->fingerprint;
        const auto second = waitedFor(machine.open(identity));
        QVERIFY(second);
        QVERIFY(!second->isNew);
        QCOMPARE(second->fingerprint, first->fingerprint);
        QCOMPARE(second->made, first->made);
        QCOMPARE(bodyOf(decrypted(machine, message)), QStringLiteral("geheim"));
        QCOMPARE(machine.trouble(), CryptoTrouble::None);
    }

    void nothingSecretLiesOpenOnTheDisk()
    {
        QTemporaryDir folder;
        CryptoProcess machine;
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        QVERIFY(waitedFor(machine.bootstrapSigning(CryptoMachine::Identity::Reset)));
        const auto keys = waitedFor(machine.exportSigningKeys());
        QVERIFY(keys && *keys);
        machine.close();
        QDirIterator files(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto content = file.readAll();
            ++count;
            for (const auto &key : {(*keys)->master, (*keys)->selfSigning, (*keys)->userSigning}) {
                QVERIFY(!content.contains(key.toLatin1()));
                QVERIFY(!content.contains(QByteArray::fromBase64(key.toLatin1())));
            }
            QVERIFY(!content.contains(QByteArray(32, 'x')));
        }
        QVERIFY(count > 3);
        QCOMPARE(QFile::permissions(folder.path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void processIsSecluded()
    {
        // Whatever the environment wishes, and with nothing secret where other programs could read it.
        qputenv("QTWEBENGINE_REMOTE_DEBUGGING", "127.0.0.1:47113");
        qputenv("QTWEBENGINE_CHROMIUM_FLAGS", "--remote-debugging-port=47113");
        const auto forget = qScopeGuard([] {
            qunsetenv("QTWEBENGINE_REMOTE_DEBUGGING");
            qunsetenv("QTWEBENGINE_CHROMIUM_FLAGS");
        });
        QTemporaryDir folder;
        CryptoProcess machine;
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, 47113);
        QVERIFY(!socket.waitForConnected(2000));
        const auto about = [&](const char *what) {
            QFile file(QStringLiteral("/proc/%1/%2").arg(machine.processId()).arg(QLatin1StringView(what)));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QVERIFY(about("cmdline").contains("kontor-crypto"));
        QVERIFY(!about("environ").isEmpty());
        for (const auto *what : {"cmdline", "environ"}) {
            QVERIFY(!about(what).contains(QByteArray(32, 'x')));
            QVERIFY(!about(what).contains("example.org"));
        }
        QVERIFY(about("limits").contains("Max core file size        0 "));
    }

    void rubbishEndsTheProcess_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QByteArray() << 0;
        QTest::newRow("too long") << QByteArray("\xff\xff\xff\xff rubbish") << 2;
        QTest::newRow("no call") << CryptoFrames::toFrame("[1,2") << 2;
        QTest::newRow("another call first") << CryptoFrames::toFrame(R"({"id":1,"call":"outgoing"})") << 2;
    }

    void rubbishEndsTheProcess()
    {
        QFETCH(QByteArray, input);
        QFETCH(int, code);
        QProcess process;
        process.start(CryptoPlaces::program(), QStringList());
        QVERIFY(process.waitForStarted());
        process.write(input);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), code);
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
    }

    void framesComeInAnyPieces()
    {
        const QByteArray all = CryptoFrames::toFrame("first") + CryptoFrames::toFrame("") + CryptoFrames::toFrame(QByteArray(70'000, 'z'));
        for (const int size : {1, 3, 4, 5, 1000, 100'000}) {
            CryptoFrames frames;
            QList<QByteArray> got;
            for (qsizetype at = 0; at < all.size(); at += size) {
                frames.add(all.mid(at, size));
                while (const auto frame = frames.next()) {
                    got << *frame;
                }
            }
            QCOMPARE(got, (QList<QByteArray>{"first", "", QByteArray(70'000, 'z')}));
            QVERIFY(!frames.isBroken());
        }
    }

    void wrongPassphraseChangesNothing()
    {
        QTemporaryDir folder;
        auto identity = identityIn(folder.path());
        CryptoProcess machine;
        const auto first = waitedFor(machine.open(identity));
        QVERIFY(first);
        for (const auto &fingerprint : {QString(), first->fingerprint}) {
            auto wrong = identity;
            wrong.passphrase = QByteArray(32, 'y');
            wrong.fingerprint = fingerprint;
            machine.close();
            const auto refused = waitedFor(machine.open(wrong));
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, Error::Kind::Storage);
            QCOMPARE(machine.trouble(), CryptoTrouble::WrongPassphrase);
        }
        identity.fingerprint = first->fingerprint;
        const auto again = waitedFor(machine.open(identity));
        QVERIFY(again);
        QCOMPARE(again->fingerprint, first->fingerprint);
        QCOMPARE(machine.trouble(), CryptoTrouble::None);
    }

    void lostKeysAreNotReplaced()
    {
        QTemporaryDir folder;
        auto identity = identityIn(folder.filePath(QStringLiteral("keys")));
        CryptoProcess machine;
        const auto first = waitedFor(machine.open(identity));
        QVERIFY(first);
        machine.close();
        identity.fingerprint = first->fingerprint;
        QVERIFY(waitUntil([&] { return QDir(identity.folder).removeRecursively(); }));
        for (int attempt = 0; attempt < 2; ++attempt) {
            const auto refused = waitedFor(machine.open(identity));
            QVERIFY(!refused);
            QCOMPARE(machine.trouble(), CryptoTrouble::StoreGone);
            machine.close();
        }
        // And never those of somebody else.
        auto other = identity;
        other.folder = folder.filePath(QStringLiteral("other"));
        other.fingerprint.clear();
        other.deviceId = QStringLiteral("OTHER");
        QVERIFY(waitedFor(machine.open(other)));
        machine.close();
        other.fingerprint = first->fingerprint;
        QVERIFY(!waitedFor(machine.open(other)));
        QCOMPARE(machine.trouble(), CryptoTrouble::OtherDevice);
        machine.close();
        other.fingerprint.clear();
        other.deviceId = QStringLiteral("DEVICE");
        QVERIFY(!waitedFor(machine.open(other)));
        QCOMPARE(machine.trouble(), CryptoTrouble::OtherDevice);
    }

    void tornDatabaseGoesBackToTheLastGoodOne_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("isRemoved");
        QTest::newRow("all of it gone") << QStringLiteral("*") << true;
        QTest::newRow("the list of tables gone") << QStringLiteral("MANIFEST-*") << true;
        QTest::newRow("the list of tables is rubbish") << QStringLiteral("MANIFEST-*") << false;
        QTest::newRow("the log is rubbish") << QStringLiteral("*.log") << false;
        QTest::newRow("everything is rubbish") << QStringLiteral("*") << false;
    }

    void tornDatabaseGoesBackToTheLastGoodOne()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, isRemoved);
        QTemporaryDir folder;
        auto identity = identityIn(folder.path());
        CryptoProcess machine;
        const auto first = waitedFor(machine.open(identity));
        QVERIFY(first);
        LonelyServer().serve(machine);
        const auto message = encrypted(machine, QStringLiteral("old"), QStringLiteral("$1"));
        machine.close();
        identity.fingerprint = first->fingerprint;
        QVERIFY(waitedFor(machine.open(identity))); // now there is a good copy
        machine.close();
        QTest::qWait(500);

        QDirIterator files(folder.filePath(QStringLiteral("live/IndexedDB")), {pattern}, QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            ++count;
            if (isRemoved) {
                QVERIFY(file.remove());
            } else {
                QVERIFY(file.open(QIODevice::ReadWrite));
                QVERIFY(file.write(QByteArray(file.size(), '\x5a')) > -1);
            }
        }
        QVERIFY(count > 0);
        const auto opened = waitedFor(machine.open(identity), std::chrono::minutes(2));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        QCOMPARE(opened->fingerprint, first->fingerprint);
        QVERIFY(opened->isRestored);
        QCOMPARE(bodyOf(decrypted(machine, message)), QStringLiteral("old"));
        // Its keys are not used a second time.
        const auto next = encrypted(machine, QStringLiteral("new"), QStringLiteral("$2"));
        QVERIFY(next.value(QLatin1StringView("content")).toObject().value(QLatin1StringView("session_id"))
                != message.value(QLatin1StringView("content")).toObject().value(QLatin1StringView("session_id")));
    }

    void oneProgramAtATime()
    {
        QTemporaryDir folder;
        auto identity = identityIn(folder.path());
        CryptoProcess one;
        const auto first = waitedFor(one.open(identity));
        QVERIFY(first);
        CryptoProcess two;
        identity.fingerprint = first->fingerprint;
        const auto refused = waitedFor(two.open(identity));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Throttled);
        QVERIFY(refused.error().retryAfter > std::chrono::milliseconds(0));
        QCOMPARE(two.trouble(), CryptoTrouble::InUse);
        QVERIFY(waitedFor(one.signingStatus())); // was not disturbed
        one.close();
        QVERIFY(waitedFor(two.open(identity)));
    }

    void killedProcessStartsAgain()
    {
        QTemporaryDir folder;
        CryptoProcess machine;
        const auto opened = waitedFor(machine.open(identityIn(folder.path())));
        QVERIFY(opened);
        LonelyServer server;
        server.serve(machine);
        const auto message = encrypted(machine, QStringLiteral("kept"), QStringLiteral("$1"));
        QSignalSpy crashes(&machine, &CryptoMachine::crashed);
        const auto pid = machine.processId();
        QVERIFY(pid > 0);
        auto pending = machine.exportKeys(QStringLiteral("takes a while"));
        ::kill(pid_t(pid), SIGKILL);
        const auto broken = waitedFor(std::move(pending));
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, Error::Kind::Timeout);
        QCOMPARE(crashes.count(), 1);
        QCOMPARE(machine.trouble(), CryptoTrouble::Crashed);
        // Several at once, before it is up.
        auto status = machine.signingStatus();
        QCOMPARE(bodyOf(decrypted(machine, message)), QStringLiteral("kept"));
        QVERIFY(waitedFor(std::move(status)));
        QVERIFY(machine.processId() != pid);
        QCOMPARE(machine.trouble(), CryptoTrouble::None);
        QCOMPARE(waitedFor(machine.user(us))->devices.value(0).fingerprint, opened->fingerprint);
    }

    void whatWasConfirmedSurvivesKills()
    {
        QTemporaryDir folder;
        auto identity = identityIn(folder.path());
        QList<QJsonObject> confirmed;
        LonelyServer server;
        constexpr int kills = 12;
        for (int round = 0; round < kills; ++round) {
            CryptoProcess machine;
            const auto opened = waitedFor(machine.open(identity));
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
            QVERIFY2(!opened->isRestored, "a kill must not tear the database");
            QCOMPARE(opened->isNew, round == 0);
            identity.fingerprint = opened->fingerprint;
            server.serve(machine);
            for (qsizetype at = 0; at < confirmed.size(); ++at) {
                QCOMPARE(bodyOf(decrypted(machine, confirmed.at(at))), QString::number(at));
            }
            // Makes keys as fast as it can, and is killed in the middle of it.
            QTimer::singleShot(5 + round * 17, &machine, [&machine] {
                ::kill(pid_t(machine.processId()), SIGKILL);
            });
            QSignalSpy crashes(&machine, &CryptoMachine::crashed);
            while (crashes.isEmpty()) {
                if (!waitedFor(machine.discardRoomKey(room)) || !crashes.isEmpty()) {
                    break;
                }
                const auto event = encrypted(machine, QString::number(confirmed.size()), QStringLiteral("$%1").arg(confirmed.size()));
                if (event.value(QLatin1StringView("content")).toObject().contains(QLatin1StringView("ciphertext"))) {
                    confirmed << event;
                }
            }
            QVERIFY(waitUntil([&] { return !crashes.isEmpty(); }));
        }
        QVERIFY2(confirmed.size() > kills, "the kills came before anything was done");
    }

    void badInputIsAnswered()
    {
        QTemporaryDir folder;
        CryptoProcess machine;
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        LonelyServer().serve(machine);
        const auto good = encrypted(machine, QStringLiteral("good"), QStringLiteral("$good"));
        const auto with = [&](const char *name, const QJsonValue &value) {
            auto event = good;
            auto content = event.value(QLatin1StringView("content")).toObject();
            content.insert(QLatin1StringView(name), value);
            event.insert(QLatin1StringView("content"), content);
            return event;
        };
        using Failure = CryptoDecrypted::Failure;
        QCOMPARE(decrypted(machine, good).failure, Failure::None);
        QCOMPARE(decrypted(machine, with("algorithm", QStringLiteral("m.new"))).failure, Failure::UnknownAlgorithm);
        QCOMPARE(decrypted(machine, with("session_id", QStringLiteral("AAAA"))).failure, Failure::NoKey);
        QCOMPARE(decrypted(machine, with("ciphertext", QStringLiteral("AwgA"))).failure, Failure::Damaged);
        QCOMPARE(decrypted(machine, with("ciphertext", 5)).failure, Failure::Damaged);
        QCOMPARE(decrypted(machine, with("ciphertext", QString(600'000, u'A'))).failure, Failure::Damaged);
        QCOMPARE(decrypted(machine, {}).failure, Failure::Damaged);
        auto left = with("session_id", QStringLiteral("AAAA"));
        left.insert(QLatin1StringView("unsigned"), QJsonObject{{QStringLiteral("membership"), QStringLiteral("leave")}});
        QCOMPARE(decrypted(machine, left).failure, Failure::NotAMember);
        auto again = good;
        again.insert(QLatin1StringView("event_id"), QStringLiteral("$again"));
        QCOMPARE(decrypted(machine, again).failure, Failure::Duplicate);
        auto stolen = good;
        stolen.insert(QLatin1StringView("sender"), QStringLiteral("@mallory:example.org"));
        const auto shield = decrypted(machine, stolen).shield;
        QCOMPARE(shield.colour, CryptoShield::Colour::Red);
        QCOMPARE(shield.cause, CryptoShield::Cause::MismatchedSender);

        // One bad event of a sync does not cost the others.
        const QJsonObject withheld{{QStringLiteral("type"), QStringLiteral("m.room_key.withheld")},
                                   {QStringLiteral("sender"), QStringLiteral("@bob:example.org")},
                                   {QStringLiteral("content"),
                                    QJsonObject{{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")},
                                                {QStringLiteral("room_id"), room},
                                                {QStringLiteral("session_id"), QStringLiteral("BBBB")},
                                                {QStringLiteral("sender_key"), QStringLiteral("WJ6Ce7U67a6jqkHYHd8o0+5H4bqdi9hInZdk0+swuXs")},
                                                {QStringLiteral("code"), QStringLiteral("m.unverified")},
                                                {QStringLiteral("reason"), QStringLiteral("no")}}}};
        const auto received = waitedFor(machine.receive({.toDevice = {5, QJsonValue(), QJsonArray{1}, QJsonObject(), withheld},
                                                         .changed = {QStringLiteral("nobody"), us},
                                                         .left = {QString()},
                                                         .keyCounts = {{QStringLiteral("signed_curve25519"), -7}}}));
        QVERIFY2(received, received ? "" : qPrintable(received.error().detail));
        QCOMPARE(received->withheld.value(0).code, QStringLiteral("m.unverified"));
        const auto refused = decrypted(machine, with("session_id", QStringLiteral("BBBB")));
        QCOMPARE(refused.failure, Failure::KeyWithheld);
        QCOMPARE(refused.withheldCode, QStringLiteral("m.unverified"));

        QCOMPARE(waitedFor(machine.encrypt(QStringLiteral("!never:shared"), QStringLiteral("m.x"), {})).error().kind, Error::Kind::Conflict);
        QVERIFY(!waitedFor(machine.shareRoomKey(QStringLiteral("no room"), onlyUs, {})));
        QVERIFY(!waitedFor(machine.answered({.id = QStringLiteral("x"), .kind = CryptoRequest::Kind::KeysQuery}, "{\"half\":")));
        QCOMPARE(waitedFor(machine.confirm(us, QStringLiteral("none"))).error().kind, Error::Kind::NotFound);
        QVERIFY(waitedFor(machine.signingStatus())); // and it lives
    }

    void encryptedRoomsStayEncrypted()
    {
        QTemporaryDir folder;
        CryptoProcess machine;
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        QCOMPARE(*waitedFor(machine.roomSettings(room)), std::optional<CryptoRoomSettings>());
        const CryptoRoomSettings settings{.rotationMessages = 50, .isOnlyTrusted = true};
        QVERIFY(waitedFor(machine.setRoomSettings(room, settings)));
        auto weaker = settings;
        weaker.algorithm = QStringLiteral("m.none");
        QCOMPARE(waitedFor(machine.setRoomSettings(room, weaker)).error().kind, Error::Kind::Conflict);
        machine.close();
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        QCOMPARE(*waitedFor(machine.roomSettings(room)), std::optional(settings));
    }

    void keyFilesGoOutAndIn()
    {
        QTemporaryDir folder;
        QTemporaryDir otherFolder;
        CryptoProcess machine;
        QVERIFY(waitedFor(machine.open(identityIn(folder.path()))));
        LonelyServer().serve(machine);
        const auto message = encrypted(machine, QStringLiteral("taken along"), QStringLiteral("$1"));
        const auto file = waitedFor(machine.exportKeys(QStringLiteral("passphrase")), std::chrono::minutes(2));
        QVERIFY(file);
        QVERIFY(file->startsWith("-----BEGIN MEGOLM SESSION DATA-----"));

        CryptoProcess other;
        auto identity = identityIn(otherFolder.path());
        identity.deviceId = QStringLiteral("OTHER");
        QVERIFY(waitedFor(other.open(identity)));
        QCOMPARE(decrypted(other, message).failure, CryptoDecrypted::Failure::NoKey);
        QCOMPARE(waitedFor(other.importKeys(*file, QStringLiteral("wrong"))).error().kind, Error::Kind::Unauthorized);
        QCOMPARE(waitedFor(other.importKeys("no such file", QStringLiteral("passphrase"))).error().kind, Error::Kind::Protocol);
        QSignalSpy arrived(&other, &CryptoMachine::roomKeysArrived);
        const auto import = waitedFor(other.importKeys(*file, QStringLiteral("passphrase")), std::chrono::minutes(2));
        QVERIFY(import);
        QCOMPARE(import->imported, 1);
        QVERIFY(waitUntil([&] { return arrived.count() == 1; }));
        const auto read = decrypted(other, message);
        QCOMPARE(bodyOf(read), QStringLiteral("taken along"));
        QCOMPARE(read.shield.cause, CryptoShield::Cause::AuthenticityNotGuaranteed);
    }
};

QTEST_GUILESS_MAIN(CryptoProcessTest)
#include "cryptoprocesstest.moc"
