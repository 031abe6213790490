// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatcontrol.h"

#include <QFile>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// A Kontor user and somebody with a foreign client hold an encrypted conversation on a real server. Kontor is killed, started
/// without a network, and everything is there and can be found.
class ChatConversationTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<ChatControl> m_kontor;
    std::unique_ptr<MatrixPeer> m_peer;
    QString m_room;

    static QStringList keys(const QJsonObject &message)
    {
        QStringList keys;
        for (const auto all = message.value(u"reactions"_s).toArray(); const auto &one : all) {
            keys << one.toObject().value(u"key"_s).toString();
        }
        return keys;
    }

    static bool write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

    QStringList found(const QStringList &words) const
    {
        const auto outcome = m_kontor->run(QStringList{u"search"_s, u"--json"_s} + words);
        if (outcome.code != 0) {
            return {u"failed: "_s + outcome.words()};
        }
        QStringList texts;
        for (const auto all = outcome.json.value(u"chat"_s).toArray(); const auto &one : all) {
            texts << one.toObject().value(u"text"_s).toString();
        }
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("LANGUAGE", "en");
        m_workplace = std::make_unique<Workplace>(QStringList{u"synapse"_s, u"matrixpeer"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_kontor = std::make_unique<ChatControl>(*m_workplace);
        m_peer = std::make_unique<MatrixPeer>(*m_workplace);
    }

    void cleanupTestCase()
    {
        m_peer.reset();
        m_kontor.reset();
        m_workplace.reset();
    }

    void signsInByPassword()
    {
        const auto wrong = m_kontor->run({u"accounts"_s, u"add"_s, u"anna@example.org"_s, u"--chat"_s, m_workplace->url(u"synapse"_s).toString(), u"--chat-user"_s, u"anna.mueller"_s, u"--ca"_s,
                                          m_workplace->description().value(u"ca"_s).toString()},
                                         "wrong\n");
        QCOMPARE(wrong.code, 3);
        const auto added = m_kontor->add();
        QVERIFY2(added.code == 0, qPrintable(added.words()));
        const auto synced = m_kontor->sync();
        QVERIFY2(synced.code == 0, qPrintable(synced.words()));
        const auto accounts = m_kontor->run({u"accounts"_s, u"list"_s, u"--json"_s});
        QCOMPARE(accounts.json.value(u"accounts"_s).toArray().first().toObject().value(u"chatUser"_s).toString(), m_kontor->userId());
        QVERIFY2(!accounts.output.contains(m_workplace->user().password.toUtf8()), "a password is told");
    }

    void joinsAnEncryptedRoom()
    {
        m_room = m_peer->tell(u"createRoom"_s, {{u"name"_s, u"Budget 2027"_s}, {u"encrypted"_s, true}, {u"invite"_s, QJsonArray{m_kontor->userId()}}}).value(u"room"_s).toString();
        QVERIFY2(!m_room.isEmpty(), qPrintable(m_peer->error()));
        QVERIFY(m_kontor->sync().code == 0);
        QCOMPARE(m_kontor->room(m_room).value(u"membership"_s).toString(), u"invite"_s);
        const auto joined = m_kontor->chat({u"join"_s, u"Budget 2027"_s});
        QVERIFY2(joined.code == 0, qPrintable(joined.words()));
        QVERIFY(m_kontor->sync().code == 0);
        QVERIFY(m_kontor->sync().code == 0);
        const auto room = m_kontor->room(m_room);
        QCOMPARE(room.value(u"membership"_s).toString(), u"join"_s);
        QCOMPARE(room.value(u"title"_s).toString(), u"Budget 2027"_s);
        QVERIFY(room.value(u"encrypted"_s).toBool());
        QVERIFY2(!m_peer->tell(u"waitRoom"_s, {{u"room"_s, m_room}, {u"member"_s, m_kontor->userId()}}).isEmpty(), qPrintable(m_peer->error()));
    }

    void readsWhatTheOtherWrites()
    {
        const auto first = m_peer->send(m_room, u"Der Zwergpinscher ist teuer."_s);
        QVERIFY2(!first.isEmpty(), qPrintable(m_peer->error()));
        const auto read = m_kontor->arrived(m_room, u"Der Zwergpinscher ist teuer."_s);
        QVERIFY2(!read.isEmpty(), qPrintable(m_kontor->run({u"chat"_s, u"read"_s, m_room}).words()));
        QCOMPARE(read.value(u"event"_s).toString(), first);
        QCOMPARE(read.value(u"problem"_s).toString(), QString());
        QVERIFY(read.value(u"trust"_s).toString() != u"plain"_s);

        m_peer->tell(u"edit"_s, {{u"room"_s, m_room}, {u"event"_s, first}, {u"text"_s, u"Der Zwergpinscher ist sehr teuer."_s}});
        m_peer->tell(u"react"_s, {{u"room"_s, m_room}, {u"event"_s, first}, {u"key"_s, u"💰"_s}});
        m_peer->tell(u"file"_s, {{u"room"_s, m_room}, {u"name"_s, u"plan.txt"_s}, {u"type"_s, u"text/plain"_s}, {u"base64"_s, QString::fromLatin1(QByteArray("ein Plan").toBase64())}});
        const auto edited = m_kontor->arrived(m_room, u"Der Zwergpinscher ist sehr teuer."_s);
        QCOMPARE(edited.value(u"event"_s).toString(), first);
        QVERIFY(edited.value(u"edited"_s).toBool());
        QJsonObject file;
        for (int round = 0; round < 5 && file.isEmpty(); ++round) {
            m_kontor->sync();
            for (const auto all = m_kontor->messages(m_room); const auto &one : all) {
                if (one.value(u"file"_s).toObject().value(u"name"_s).toString() == u"plan.txt"_s) {
                    file = one;
                }
            }
        }
        QVERIFY(!file.isEmpty());
        QTRY_COMPARE(keys(m_kontor->message(m_room, u"Der Zwergpinscher ist sehr teuer."_s)), QStringList{u"💰"_s});
        const auto saved = m_kontor->chat({u"get"_s, file.value(u"event"_s).toString(), u"--to"_s, m_kontor->path(u"plan.txt"_s)});
        QVERIFY2(saved.code == 0, qPrintable(saved.words()));
        QFile plan(m_kontor->path(u"plan.txt"_s));
        QVERIFY(plan.open(QIODevice::ReadOnly));
        QCOMPARE(plan.readAll(), QByteArray("ein Plan"));
    }

    void writesWhatTheOtherReads()
    {
        const auto question = m_kontor->message(m_room, u"Der Zwergpinscher ist sehr teuer."_s).value(u"event"_s).toString();
        QCOMPARE(m_kontor->chat({u"send"_s, m_room, u"Dann"_s, u"nehmen"_s, u"wir"_s, u"zwei."_s, u"--reply"_s, question}).code, 0);
        QVERIFY(m_kontor->message(m_room, u"Dann nehmen wir zwei."_s).value(u"waiting"_s).toBool()); // seen before any server has it
        QCOMPARE(m_kontor->chat({u"react"_s, question, u"👍"_s}).code, 0);
        QVERIFY(write(m_kontor->path(u"bild.bin"_s), QByteArray(300'000, 'x')));
        QCOMPARE(m_kontor->chat({u"send"_s, m_room, u"--file"_s, m_kontor->path(u"bild.bin"_s)}).code, 0);
        const auto synced = m_kontor->sync();
        QVERIFY2(synced.code == 0, qPrintable(synced.words()));

        const auto answer = m_peer->event(m_room, {{u"body"_s, u"Dann nehmen wir zwei."_s}});
        QVERIFY2(!answer.isEmpty(), qPrintable(m_peer->error() + m_kontor->run({u"chat"_s, u"read"_s, m_room}).words()));
        QVERIFY(answer.value(u"encrypted"_s).toBool());
        QCOMPARE(answer.value(u"reply"_s).toString(), question);
        QVERIFY2(!m_peer->event(m_room, {{u"event"_s, question}, {u"reaction"_s, u"👍"_s}}).isEmpty(), qPrintable(m_peer->error()));
        const auto file = m_peer->event(m_room, {{u"body"_s, u"bild.bin"_s}});
        QVERIFY2(!file.isEmpty(), qPrintable(m_peer->error()));
        const auto content = m_peer->tell(u"download"_s, {{u"room"_s, m_room}, {u"event"_s, file.value(u"id"_s)}});
        QVERIFY2(!content.isEmpty(), qPrintable(m_peer->error() + QString::fromUtf8(QJsonDocument(file).toJson())));
        QCOMPARE(QByteArray::fromBase64(content.value(u"base64"_s).toString().toLatin1()), QByteArray(300'000, 'x'));

        const auto mine = m_kontor->message(m_room, u"Dann nehmen wir zwei."_s).value(u"event"_s).toString();
        QCOMPARE(mine, answer.value(u"id"_s).toString());
        QCOMPARE(m_kontor->chat({u"edit"_s, mine, u"Dann"_s, u"nehmen"_s, u"wir"_s, u"drei."_s}).code, 0);
        QCOMPARE(m_kontor->sync().code, 0);
        QVERIFY2(!m_peer->event(m_room, {{u"event"_s, mine}, {u"edited"_s, true}, {u"body"_s, u"Dann nehmen wir drei."_s}}).isEmpty(), qPrintable(m_peer->error()));
        QCOMPARE(m_kontor->chat({u"send"_s, m_room, u"Das"_s, u"war"_s, u"geheim."_s}).code, 0);
        QCOMPARE(m_kontor->sync().code, 0);
        const auto secret = m_kontor->message(m_room, u"Das war geheim."_s).value(u"event"_s).toString();
        QCOMPARE(found({u"geheim"_s}), QStringList{u"Das war geheim."_s});
        QCOMPARE(m_kontor->chat({u"redact"_s, secret}).code, 0);
        QCOMPARE(m_kontor->sync().code, 0);
        QVERIFY2(!m_peer->event(m_room, {{u"event"_s, secret}, {u"redacted"_s, true}}).isEmpty(), qPrintable(m_peer->error()));
        QCOMPARE(found({u"geheim"_s}), QStringList()); // gone from the index as well
    }

    void survivesBeingKilledAndHavingNoNetwork()
    {
        QProcess watching;
        m_kontor->start(watching, {u"sync"_s});
        QVERIFY(watching.waitForStarted());
        const int many = 25;
        m_peer->tell(u"sendMany"_s, {{u"room"_s, m_room}, {u"count"_s, many}});
        m_peer->send(m_room, u"Das Letzte vor dem Ende."_s);
        // Reading works beside it.
        QTRY_VERIFY_WITH_TIMEOUT(!m_kontor->message(m_room, u"Das Letzte vor dem Ende."_s).isEmpty(), 60'000);
        const auto before = m_kontor->messages(m_room);
        ::kill(pid_t(watching.processId()), SIGKILL);
        watching.waitForFinished();
        m_workplace->stop(u"synapse"_s);

        const auto offline = m_kontor->sync();
        QCOMPARE(offline.code, 2);
        const auto after = m_kontor->messages(m_room);
        QCOMPARE(after.size(), before.size());
        QVERIFY(after.size() >= many);
        for (const auto &one : after) {
            QVERIFY2(one.value(u"problem"_s).toString().isEmpty(), QJsonDocument(one).toJson().constData());
        }
        QCOMPARE(found({u"Zwergpinscher"_s}), QStringList{u"Der Zwergpinscher ist sehr teuer."_s});
        QCOMPARE(found({u"drei"_s}), QStringList{u"Dann nehmen wir drei."_s});
        QVERIFY(QFile::remove(m_kontor->path(u"plan.txt"_s)));
        QString file;
        for (const auto &one : after) {
            if (one.value(u"file"_s).toObject().value(u"name"_s).toString() == u"plan.txt"_s) {
                file = one.value(u"event"_s).toString();
            }
        }
        QCOMPARE(m_kontor->chat({u"get"_s, file, u"--to"_s, m_kontor->path(u"plan.txt"_s)}).code, 0); // opened once, it stays

        // What is written now waits, and is there at once.
        QCOMPARE(m_kontor->chat({u"send"_s, m_room, u"Ohne"_s, u"Netz."_s}).code, 0);
        QVERIFY(m_kontor->message(m_room, u"Ohne Netz."_s).value(u"waiting"_s).toBool());
        m_workplace->start({u"synapse"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        QCOMPARE(m_kontor->sync().code, 0);
        QVERIFY2(!m_peer->event(m_room, {{u"body"_s, u"Ohne Netz."_s}}).isEmpty(), qPrintable(m_peer->error()));
        m_kontor->sync();
        int times = 0;
        for (const auto all = m_kontor->messages(m_room); const auto &one : all) {
            times += one.value(u"text"_s).toString() == u"Ohne Netz."_s;
        }
        QCOMPARE(times, 1);
    }
};

QTEST_GUILESS_MAIN(ChatConversationTest)
#include "chatconversationtest.moc"
