// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptoprocess.h"
#include "chat/sync/chatparticipant.h"
#include "journeys/cuttingproxy.h"
#include "support/matrixpeer.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// A person at a real Synapse, and a foreign client with whom they talk; over a network that breaks.
class ChatServerTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<MatrixPeer> m_peer;

    using Sync = ChatSynchronizer::Options::Sync;

    static void ways()
    {
        QTest::addColumn<bool>("isClassic");
        QTest::newRow("sliding") << false;
        QTest::newRow("classic") << true;
    }

    std::unique_ptr<ChatParticipant> person(bool isClassic, const QUrl &home = {})
    {
        return std::make_unique<ChatParticipant>(*m_workplace, ChatParticipant::Wish{.user = 0, .home = home, .sync = isClassic ? Sync::Classic : Sync::Best});
    }

    /// A room of the peer with the person in it.
    QString meet(ChatParticipant &anna, const QString &name)
    {
        const auto made = m_peer->tell(u"createRoom"_s, {{u"name"_s, name}, {u"invite"_s, QJsonArray{anna.account.chatUser}}});
        const auto id = made.value(u"room"_s).toString();
        if (!anna.sees([&] { return anna.room(id).value != 0; })) {
            return {};
        }
        if (!waitedFor(anna.actions->accept(anna.room(id))) || !anna.rounds()) {
            return {};
        }
        return id;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"synapse"_s, u"matrixpeer"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_peer = std::make_unique<MatrixPeer>(*m_workplace);
    }

    void cleanupTestCase()
    {
        m_peer.reset();
        m_workplace.reset();
    }

    void talk_data()
    {
        ways();
    }

    void talk()
    {
        QFETCH(bool, isClassic);
        const auto anna = person(isClassic);
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"talk"_s);
        QVERIFY(!id.isEmpty());
        const auto room = anna->room(id);
        const auto first = m_peer->send(id, u"hello"_s);
        QVERIFY(anna->sees([&] { return anna->texts(room).contains(u"hello"_s); }));
        QVERIFY(anna->send(room, u"good day"_s));
        QVERIFY(anna->rounds());
        QVERIFY(!m_peer->event(id, {{u"body"_s, u"good day"_s}}).isEmpty());
        QVERIFY(anna->changes().isEmpty());
        m_peer->tell(u"edit"_s, {{u"room"_s, id}, {u"event"_s, first}, {u"text"_s, u"hello again"_s}});
        QVERIFY(waitedFor(anna->actions->react(anna->event(room, u"hello"_s), u"👍"_s)));
        QVERIFY(anna->rounds());
        QVERIFY(!m_peer->event(id, {{u"event"_s, first}, {u"reaction"_s, u"👍"_s}}).isEmpty());
        const auto secret = m_peer->send(id, u"a slip"_s);
        QVERIFY(anna->sees([&] { return anna->texts(room).contains(u"a slip"_s); }));
        m_peer->tell(u"redact"_s, {{u"room"_s, id}, {u"event"_s, secret}});
        QVERIFY(anna->sees([&] { return !anna->texts(room).contains(u"a slip"_s); }));
        QCOMPARE(anna->number("SELECT count(*) FROM chat_event WHERE text = 'a slip'"), 0);
        QVERIFY(waitedFor(anna->actions->redact(anna->event(room, u"good day"_s), u"no"_s)));
        QVERIFY(anna->rounds());
        QVERIFY(!m_peer->event(id, {{u"redacted"_s, true}, {u"sender"_s, anna->account.chatUser}}).isEmpty());
    }

    void whatWasSaidMeanwhileIsAGapThatFills_data()
    {
        ways();
    }

    void whatWasSaidMeanwhileIsAGapThatFills()
    {
        QFETCH(bool, isClassic);
        const auto anna = person(isClassic);
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"much"_s);
        const auto room = anna->room(id);
        m_peer->send(id, u"before"_s);
        QVERIFY(anna->sees([&] { return anna->texts(room).contains(u"before"_s); }));
        anna->stopEngine();
        QStringList expected{u"before"_s};
        QJsonArray many;
        for (int i = 1; i <= 130; ++i) {
            expected << u"message %1"_s.arg(i);
            many.append(expected.last());
        }
        m_peer->tell(u"sendMany"_s, {{u"room"_s, id}, {u"texts"_s, many}});
        QVERIFY(anna->sees([&] { return anna->texts(room).size() == expected.size(); }));
        QCOMPARE(anna->texts(room), expected);
        QCOMPARE(anna->gaps(room), 0);
        // The token is lost: everything is there afterwards, and once.
        anna->stopEngine();
        QVERIFY(waitedFor(anna->store->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET token = x'00'").run();
        })));
        m_peer->send(id, u"after"_s);
        expected << u"after"_s;
        QVERIFY(anna->sees([&] { return anna->texts(room).contains(u"after"_s); }));
        QCOMPARE(anna->texts(room), expected);
    }

    void kickedWithQueuedMessages()
    {
        const auto anna = person(false);
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"out"_s);
        const auto room = anna->room(id);
        anna->stopEngine();
        QVERIFY(anna->send(room, u"one"_s));
        QVERIFY(anna->send(room, u"two"_s));
        m_peer->tell(u"kick"_s, {{u"room"_s, id}, {u"user"_s, anna->account.chatUser}});
        QVERIFY(anna->rounds());
        const auto left = anna->changes();
        QCOMPARE(left.size(), 2);
        for (const auto &change : left) {
            QCOMPARE(change.state, ChangeState::Parked);
            QCOMPARE(change.error.kind, Error::Kind::Forbidden);
            QVERIFY(!change.error.message.isEmpty());
        }
        QCOMPARE(anna->texts(room).size(), 2); // nothing is lost
    }

    void filesBothWays()
    {
        const auto anna = person(true);
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"files"_s);
        const auto room = anna->room(id);
        const QByteArray content = QByteArray("0123456789abcdef").repeated(400'000); // more than one piece
        ChatOutgoingFile file;
        file.bytes = content;
        file.name = u"data.bin"_s;
        QVERIFY(waitedFor(anna->actions->sendFile(room, file)));
        QVERIFY(anna->rounds());
        QVERIFY(anna->changes().isEmpty());
        const auto event = m_peer->event(id, {{u"sender"_s, anna->account.chatUser}});
        QVERIFY(!event.isEmpty());
        const auto sent = m_peer->tell(u"file"_s, {{u"room"_s, id}, {u"name"_s, u"reply.bin"_s}, {u"type"_s, u"application/octet-stream"_s}, {u"base64"_s, QString::fromLatin1(content.toBase64())}});
        QVERIFY(sent.contains(u"event"_s));
        QVERIFY(anna->sees([&] { return anna->event(room, u"reply.bin"_s).value != 0 || anna->texts(room).size() >= 2; }));
        const auto item = ItemId{anna->number("SELECT max(item) FROM chat_event WHERE kind = 6 AND mine = 0")};
        const auto blob = waitedFor(anna->engine->fetchNow(ItemRef{.id = item}, ChatPart::File));
        QVERIFY2(blob, blob ? "" : qPrintable(blob.error().message + blob.error().detail));
        QCOMPARE(anna->store->blobs().get(*blob).value_or(QByteArray()), content);
    }

    void talkInSecret()
    {
        if (!CryptoProcess::isInstalled()) {
            QSKIP("the cryptography is not installed");
        }
        const auto anna = std::make_unique<ChatParticipant>(*m_workplace, ChatParticipant::Wish{.isSecret = true});
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        QVERIFY(anna->rounds()); // the device is known from now on
        QVERIFY(anna->sees([&] { return anna->synchronizer && waitedFor(anna->synchronizer->encryption()).value_or(ChatEncryptionState()).isAvailable; }));
        const auto made = m_peer->tell(u"createRoom"_s, {{u"name"_s, u"secret"_s}, {u"encrypted"_s, true}, {u"invite"_s, QJsonArray{anna->account.chatUser}}});
        const auto id = made.value(u"room"_s).toString();
        QVERIFY(anna->sees([&] { return anna->room(id).value != 0; }));
        const auto room = anna->room(id);
        QVERIFY(waitedFor(anna->actions->accept(room)));
        QVERIFY(anna->rounds());
        m_peer->tell(u"waitRoom"_s, {{u"room"_s, id}, {u"member"_s, anna->account.chatUser}, {u"membership"_s, u"join"_s}});
        m_peer->send(id, u"whispered"_s);
        QVERIFY(anna->sees([&] { return anna->texts(room).contains(u"whispered"_s); }));
        QVERIFY(anna->send(room, u"understood"_s));
        QVERIFY(anna->rounds());
        QVERIFY(anna->changes().isEmpty());
        const auto heard = m_peer->event(id, {{u"body"_s, u"understood"_s}});
        QVERIFY(!heard.isEmpty());
        QVERIFY(heard.value(u"encrypted"_s).toBool());
        ChatOutgoingFile file;
        file.bytes = QByteArray("secret content ").repeated(1000);
        file.name = u"plan.bin"_s;
        QVERIFY(waitedFor(anna->actions->sendFile(room, file)));
        QVERIFY(anna->rounds());
        const auto told = m_peer->event(id, {{u"sender"_s, anna->account.chatUser}, {u"body"_s, u"plan.bin"_s}});
        QVERIFY(!told.isEmpty());
        const auto loaded = m_peer->tell(u"download"_s, {{u"room"_s, id}, {u"event"_s, told.value(u"id"_s)}});
        QVERIFY2(loaded.contains(u"base64"_s), qPrintable(m_peer->error()));
        QCOMPARE(QByteArray::fromBase64(loaded.value(u"base64"_s).toString().toLatin1()), file.bytes);
        m_peer->tell(u"file"_s, {{u"room"_s, id}, {u"name"_s, u"answer.bin"_s}, {u"type"_s, u"application/octet-stream"_s}, {u"base64"_s, QString::fromLatin1(file.bytes.toBase64())}});
        QVERIFY(anna->sees([&] { return anna->number("SELECT count(*) FROM chat_event WHERE kind = 6 AND mine = 0") > 0; }));
        const auto item = ItemId{anna->number("SELECT max(item) FROM chat_event WHERE kind = 6 AND mine = 0")};
        const auto blob = waitedFor(anna->engine->fetchNow(ItemRef{.id = item}, ChatPart::File));
        QVERIFY2(blob, blob ? "" : qPrintable(blob.error().message + blob.error().detail));
        QCOMPARE(anna->store->blobs().get(*blob).value_or(QByteArray()), file.bytes);
        // Recovery: set up here; a second device reads everything by its key.
        const auto key = waitedFor(anna->synchronizer->setUpRecovery({}, m_workplace->user(0).password));
        QVERIFY2(key, key ? "" : qPrintable(key.error().message + key.error().detail));
        ChatEncryptionState afterwards;
        const bool isSetUp = waitUntil([&] {
            afterwards = waitedFor(anna->synchronizer->encryption()).value_or(ChatEncryptionState());
            return afterwards.isBackupUsed && afterwards.keysToBackUp == 0 && afterwards.isVerified && afterwards.hasRecovery;
        });
        QVERIFY2(isSetUp, qPrintable(u"used %1, left %2, verified %3, recovery %4"_s.arg(afterwards.isBackupUsed).arg(afterwards.keysToBackUp).arg(afterwards.isVerified).arg(afterwards.hasRecovery)));
        const auto second = std::make_unique<ChatParticipant>(*m_workplace, ChatParticipant::Wish{.isSecret = true});
        QVERIFY(second->sees([&] { return second->room(id).value != 0; }));
        QVERIFY(!second->texts(second->room(id)).contains(u"whispered"_s));
        const auto wrong = waitedFor(second->synchronizer->recover(u"not the key"_s));
        QVERIFY(!wrong);
        const auto restored = waitedFor(second->synchronizer->recover(*key));
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message + restored.error().detail));
        QVERIFY(*restored > 0);
        QVERIFY(second->sees([&] { return second->texts(second->room(id)).contains(u"whispered"_s) && second->texts(second->room(id)).contains(u"understood"_s); }));
        const auto state = waitedFor(second->synchronizer->encryption());
        QVERIFY(state && state->isVerified && state->isBackupUsed);
    }

    void hearsAtOnce_data()
    {
        ways();
    }

    void hearsAtOnce()
    {
        QFETCH(bool, isClassic);
        const auto anna = person(isClassic);
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"watch"_s);
        const auto room = anna->room(id);
        anna->stopEngine();
        anna->startEngine();
        anna->engine->start();
        for (int i = 1; i <= 3; ++i) {
            m_peer->send(id, u"news %1"_s.arg(i));
            QVERIFY(waitUntil([&] { return anna->texts(room).size() == i; })); // long before the next round
            QVERIFY(anna->send(room, u"answer %1"_s.arg(i)));
            QVERIFY(!m_peer->event(id, {{u"body"_s, u"answer %1"_s.arg(i)}}).isEmpty());
            QVERIFY(waitUntil([&] { return anna->changes().isEmpty(); }));
            m_peer->tell(u"redact"_s, {{u"room"_s, id}, {u"event"_s, m_peer->event(id, {{u"body"_s, u"answer %1"_s.arg(i)}}).value(u"id"_s)}});
            QVERIFY(waitUntil([&] { return anna->texts(room).size() == i; }));
        }
        QCOMPARE(anna->texts(room), (QStringList{u"news 1"_s, u"news 2"_s, u"news 3"_s}));
    }

    void verifiesADeviceByEmoji()
    {
        if (!CryptoProcess::isInstalled()) {
            QSKIP("the cryptography is not installed");
        }
        MatrixPeer own(*m_workplace, u"own"_s);
        QVERIFY2(own.signIn(*m_workplace, 1, {{u"accept"_s, true}, {u"confirm"_s, true}}), qPrintable(own.error()));
        own.tell(u"setUp"_s);
        const auto ben = std::make_unique<ChatParticipant>(*m_workplace, ChatParticipant::Wish{.user = 1, .isSecret = true});
        QVERIFY2(ben->problem().isEmpty(), qPrintable(ben->problem()));
        QVERIFY(ben->sees([&] { return waitedFor(ben->synchronizer->encryption()).value_or(ChatEncryptionState()).isAvailable; }));
        QVERIFY(!waitedFor(ben->synchronizer->encryption())->isVerified);
        ChatVerification now;
        QObject::connect(ben->synchronizer, &ChatSynchronizer::verificationChanged, ben->synchronizer, [&now](const ChatVerification &changed) {
            now = changed;
        });
        const auto begun = waitedFor(ben->synchronizer->verify(ben->account.chatUser, own.device()));
        QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message + begun.error().detail));
        QVERIFY(ben->sees([&] { return now.stage == ChatVerification::Stage::Emoji || now.stage == ChatVerification::Stage::Cancelled; }));
        QCOMPARE(now.stage, ChatVerification::Stage::Emoji);
        QCOMPARE(now.emoji.size(), 7);
        QVERIFY(waitedFor(ben->synchronizer->confirmVerification(now.id)));
        QVERIFY(ben->sees([&] { return now.stage == ChatVerification::Stage::Done || now.stage == ChatVerification::Stage::Cancelled; }));
        QCOMPARE(now.stage, ChatVerification::Stage::Done);
        QVERIFY(ben->sees([&] {
            const auto state = waitedFor(ben->synchronizer->encryption());
            return state && state->isVerified && state->isBackupUsed; // the other device gave the key of the backup
        }));
        const auto devices = waitedFor(ben->synchronizer->devices({}));
        QVERIFY(devices);
        QVERIFY(std::ranges::any_of(*devices, [&own](const ChatDevice &device) { return device.deviceId == own.device() && device.isVerified; }));
    }

    void networkThatBreaksAtEveryStep()
    {
        CuttingProxy proxy(quint16(m_workplace->url(u"synapse.plain"_s).port()));
        const auto anna = person(true, QUrl(u"http://127.0.0.1:%1"_s.arg(proxy.port())));
        QVERIFY2(anna->problem().isEmpty(), qPrintable(anna->problem()));
        const auto id = meet(*anna, u"breaks"_s);
        const auto room = anna->room(id);
        anna->stopEngine();
        QStringList expected;
        for (int i = 1; i <= 200; ++i) {
            expected << u"message %1"_s.arg(i);
            QVERIFY(anna->send(room, expected.last()));
        }
        QCOMPARE(anna->texts(room), expected); // as they wait
        int broken = 0;
        int rounds = 0;
        for (; rounds < 400 && !anna->changes().isEmpty(); ++rounds) {
            // Later and later, now in what is asked and now in what is answered.
            if (rounds % 2 == 0) {
                proxy.cutAfter(CuttingProxy::Way::ToServer, 30 + (rounds * 61) % 1500);
            } else {
                proxy.cutAfter(CuttingProxy::Way::ToClient, 10 + (rounds * 47) % 1200);
            }
            broken += anna->round() ? 0 : 1;
            for (const auto all = anna->changes(); const auto &change : all) {
                QVERIFY2(change.state == ChangeState::Waiting, qPrintable(change.error.message));
            }
        }
        proxy.cutNowhere();
        anna->stopEngine();
        QVERIFY(anna->rounds());
        qInfo() << "rounds:" << rounds << "broken:" << broken;
        QVERIFY(broken > 3); // and many more that were not noticed, since connections are made anew
        QVERIFY(anna->changes().isEmpty());
        QVERIFY(anna->sees([&] { return anna->gaps(room) == 0; }));
        QCOMPARE(anna->texts(room), expected);
        // And for somebody who was not there: once, and in this order.
        const auto other = person(true);
        QVERIFY(other->sees([&] { return other->room(id).value != 0 && other->texts(other->room(id)).size() >= 200; }));
        QCOMPARE(other->texts(other->room(id)), expected);
    }
};

QTEST_GUILESS_MAIN(ChatServerTest)
#include "chatservertest.moc"
