// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatcontrol.h"

#include <QFile>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// What goes wrong with chats on a real server: being thrown out while messages wait, several devices of one person, clocks,
/// keys that are only elsewhere.
class ChatTroubleTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<ChatControl> m_kontor;
    std::unique_ptr<MatrixPeer> m_peer;
    int m_rooms = 0;

    /// A room of the foreign client in which the person is.
    QString joined(const QString &name, bool isEncrypted = true, ChatControl *who = nullptr)
    {
        auto *control = who ? who : m_kontor.get();
        const auto room = m_peer->tell(u"createRoom"_s, {{u"name"_s, name}, {u"encrypted"_s, isEncrypted}, {u"invite"_s, QJsonArray{control->userId()}}}).value(u"room"_s).toString();
        control->sync();
        control->chat({u"join"_s, room});
        control->sync();
        control->sync();
        m_peer->tell(u"waitRoom"_s, {{u"room"_s, room}, {u"member"_s, control->userId()}});
        return control->room(room).value(u"membership"_s).toString() == u"join"_s ? room : QString();
    }

    static int count(const QList<QJsonObject> &messages, const QString &text)
    {
        return int(std::ranges::count_if(messages, [&text](const QJsonObject &one) { return one.value(u"text"_s).toString() == text; }));
    }

    static bool write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("LANGUAGE", "en");
        m_workplace = std::make_unique<Workplace>(QStringList{u"synapse"_s, u"matrixpeer"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_kontor = std::make_unique<ChatControl>(*m_workplace);
        m_peer = std::make_unique<MatrixPeer>(*m_workplace);
        const auto added = m_kontor->add();
        QVERIFY2(added.code == 0, qPrintable(added.words()));
        QCOMPARE(m_kontor->sync().code, 0);
    }

    void cleanupTestCase()
    {
        m_peer.reset();
        m_kontor.reset();
        m_workplace.reset();
    }

    void thrownOutWhileMessagesWait()
    {
        const auto lost = joined(u"Lost"_s);
        const auto kept = joined(u"Kept"_s);
        QVERIFY(!lost.isEmpty() && !kept.isEmpty());
        for (const auto *text : {"one", "two"}) {
            QCOMPARE(m_kontor->chat({u"send"_s, lost, QString::fromLatin1(text)}).code, 0);
        }
        QCOMPARE(m_kontor->chat({u"send"_s, kept, u"still here"_s}).code, 0);
        m_peer->tell(u"kick"_s, {{u"room"_s, lost}, {u"user"_s, m_kontor->userId()}, {u"reason"_s, u"Bye"_s}});
        m_kontor->sync();
        m_kontor->sync();
        // What waits in other rooms is not held up, and nothing of what could not be sent is lost.
        QVERIFY2(!m_peer->event(kept, {{u"body"_s, u"still here"_s}}).isEmpty(), qPrintable(m_peer->error()));
        const auto outbox = m_kontor->run({u"outbox"_s, u"list"_s, u"--json"_s}).json.value(u"changes"_s).toArray();
        QCOMPARE(outbox.size(), 2);
        for (const auto &change : outbox) {
            QCOMPARE(change.toObject().value(u"state"_s).toString(), u"parked"_s);
            QVERIFY(!change.toObject().value(u"error"_s).toObject().value(u"message"_s).toString().isEmpty());
        }
        for (const auto &change : outbox) {
            QCOMPARE(m_kontor->run({u"outbox"_s, u"discard"_s, QString::number(change.toObject().value(u"number"_s).toInteger())}).code, 0);
        }
        QCOMPARE(m_kontor->run({u"outbox"_s, u"list"_s, u"--json"_s}).json.value(u"changes"_s).toArray().size(), 0);
        QCOMPARE(m_kontor->sync().code, 0);
    }

    void twoDevicesOfOnePerson()
    {
        ChatControl other(*m_workplace); // a store of its own: another device
        const auto added = other.add();
        QVERIFY2(added.code == 0, qPrintable(added.words()));
        QCOMPARE(other.sync().code, 0);
        const auto room = joined(u"Two"_s);
        QVERIFY(!room.isEmpty());
        QCOMPARE(other.sync().code, 0);
        QCOMPARE(m_kontor->chat({u"send"_s, room, u"from the first"_s}).code, 0);
        QCOMPARE(m_kontor->sync().code, 0);
        QCOMPARE(other.chat({u"send"_s, room, u"from the second"_s}).code, 0);
        QCOMPARE(other.sync().code, 0);
        const auto there = other.arrived(room, u"from the first"_s);
        QVERIFY2(!there.isEmpty(), qPrintable(other.run({u"chat"_s, u"read"_s, room}).words()));
        QVERIFY(there.value(u"mine"_s).toBool());
        const auto here = m_kontor->arrived(room, u"from the second"_s);
        QVERIFY2(!here.isEmpty(), qPrintable(m_kontor->run({u"chat"_s, u"read"_s, room}).words()));
        QVERIFY(here.value(u"mine"_s).toBool());
        for (const auto *control : {m_kontor.get(), &other}) {
            control->sync();
            QCOMPARE(count(control->messages(room), u"from the first"_s), 1);
            QCOMPARE(count(control->messages(room), u"from the second"_s), 1);
        }
        QVERIFY(!m_peer->event(room, {{u"body"_s, u"from the first"_s}}).isEmpty());
        QVERIFY(!m_peer->event(room, {{u"body"_s, u"from the second"_s}}).isEmpty());
    }

    void theServersClockIsWrong()
    {
        const auto room = joined(u"Clock"_s);
        QVERIFY(!room.isEmpty());
        m_peer->send(room, u"before"_s);
        QVERIFY(!m_kontor->arrived(room, u"before"_s).isEmpty());
        QVERIFY(m_workplace->setChatClock(-86400));
        m_peer->send(room, u"yesterday"_s);
        QVERIFY(!m_kontor->arrived(room, u"yesterday"_s).isEmpty());
        QCOMPARE(m_kontor->chat({u"send"_s, room, u"mine"_s}).code, 0);
        QCOMPARE(m_kontor->sync().code, 0);
        QVERIFY(m_workplace->setChatClock(0));
        m_peer->send(room, u"after"_s);
        QVERIFY(!m_kontor->arrived(room, u"after"_s).isEmpty());
        QStringList order; // as it happened, whatever the clock said
        for (const auto all = m_kontor->messages(room); const auto &one : all) {
            if (one.value(u"kind"_s).toString() == u"text"_s) {
                order << one.value(u"text"_s).toString();
            }
        }
        QCOMPARE(order, QStringList({u"before"_s, u"yesterday"_s, u"mine"_s, u"after"_s}));
    }

    void keysComeBackByTheRecoveryKey()
    {
        const auto room = joined(u"Backup"_s);
        QVERIFY(!room.isEmpty());
        m_peer->send(room, u"an old secret"_s);
        QVERIFY(!m_kontor->arrived(room, u"an old secret"_s).isEmpty());
        QVERIFY(write(m_kontor->path(u"password"_s), m_workplace->user().password.toUtf8()));
        const auto made = m_kontor->chat({u"keys"_s, u"setup"_s, u"--password-file"_s, m_kontor->path(u"password"_s)});
        QVERIFY2(made.code == 0, qPrintable(made.words()));
        const auto key = made.json.value(u"recoveryKey"_s).toString();
        QVERIFY(!key.isEmpty());
        const auto state = m_kontor->chat({u"keys"_s}).json;
        QVERIFY2(state.value(u"verified"_s).toBool(), QJsonDocument(state).toJson().constData());
        QVERIFY(state.value(u"backupUsed"_s).toBool());
        QCOMPARE(state.value(u"keysToBackUp"_s).toInt(-1), 0);

        ChatControl fresh(*m_workplace);
        QCOMPARE(fresh.add().code, 0);
        QCOMPARE(fresh.sync().code, 0);
        QVERIFY(fresh.message(room, u"an old secret"_s).isEmpty());
        QVERIFY(write(fresh.path(u"wrong"_s), "EsTx xxxx"));
        QVERIFY(fresh.chat({u"recover"_s, u"--key-passphrase-file"_s, fresh.path(u"wrong"_s)}).code != 0);
        QVERIFY(write(fresh.path(u"key"_s) + u".recovery"_s, key.toUtf8()));
        const auto recovered = fresh.chat({u"recover"_s, u"--key-passphrase-file"_s, fresh.path(u"key"_s) + u".recovery"_s});
        QVERIFY2(recovered.code == 0, qPrintable(recovered.words()));
        QVERIFY(recovered.json.value(u"keys"_s).toInt() >= 1);
        QVERIFY2(!fresh.arrived(room, u"an old secret"_s).isEmpty(), qPrintable(fresh.run({u"chat"_s, u"read"_s, room}).words()));
        QVERIFY(fresh.chat({u"keys"_s}).json.value(u"verified"_s).toBool());

        // The same keys by a file.
        QVERIFY(write(fresh.path(u"passphrase"_s), "a long passphrase"));
        const auto saved = fresh.chat({u"keys"_s, u"export"_s, fresh.path(u"keys.txt"_s), u"--key-passphrase-file"_s, fresh.path(u"passphrase"_s)});
        QVERIFY2(saved.code == 0, qPrintable(saved.words()));
        ChatControl third(*m_workplace);
        QCOMPARE(third.add().code, 0);
        QCOMPARE(third.sync().code, 0);
        const auto wrong = third.chat({u"keys"_s, u"import"_s, fresh.path(u"keys.txt"_s), u"--key-passphrase-file"_s, fresh.path(u"wrong"_s)});
        QVERIFY(wrong.code != 0);
        const auto read = third.chat({u"keys"_s, u"import"_s, fresh.path(u"keys.txt"_s), u"--key-passphrase-file"_s, fresh.path(u"passphrase"_s)});
        QVERIFY2(read.code == 0, qPrintable(read.words()));
        QVERIFY2(!third.arrived(room, u"an old secret"_s).isEmpty(), qPrintable(third.run({u"chat"_s, u"read"_s, room}).words()));
    }
};

QTEST_GUILESS_MAIN(ChatTroubleTest)
#include "chattroubletest.moc"
