// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prints figures of the process that holds the keys: start, memory, encrypting and decrypting. Not a test.
#include "chat/crypto/cryptoprocess.h"
#include "support/waiting.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Kontor;

namespace
{
const QString us = QStringLiteral("@anna:example.org");

/// Proportional share in KiB of a process and what it started.
qint64 memoryOf(qint64 process)
{
    qint64 sum = 0;
    QFile own(QStringLiteral("/proc/%1/smaps_rollup").arg(process));
    if (own.open(QIODevice::ReadOnly)) {
        for (const auto &line : own.readAll().split('\n')) {
            if (line.startsWith("Pss:")) {
                sum += line.mid(4).trimmed().split(' ').value(0).toLongLong();
            }
        }
    }
    for (const auto &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile status(QStringLiteral("/proc/%1/status").arg(name));
        const QByteArray mark = "\nPPid:\t" + QByteArray::number(process) + '\n';
        if (name.toLongLong() > 0 && status.open(QIODevice::ReadOnly) && status.readAll().contains(mark)) {
            sum += memoryOf(name.toLongLong());
        }
    }
    return sum;
}

void serve(CryptoMachine &machine)
{
    QJsonObject device;
    for (int round = 0; round < 3; ++round) {
        const auto requests = waitedFor(machine.outgoing());
        for (const auto &request : *requests) {
            const auto keys = QJsonDocument::fromJson(request.body).object().value(QLatin1StringView("device_keys")).toObject();
            QByteArray answer = R"({"one_time_key_counts":{"signed_curve25519":50}})";
            if (request.kind == CryptoRequest::Kind::KeysQuery) {
                answer = QJsonDocument(QJsonObject{{QStringLiteral("device_keys"), QJsonObject{{us, QJsonObject{{QStringLiteral("BENCH"), device}}}}}}).toJson();
            } else if (!keys.isEmpty()) {
                device = keys;
            }
            (void)waitedFor(machine.answered(request, answer));
        }
    }
}
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    CryptoIdentity identity{.userId = us, .deviceId = QStringLiteral("BENCH"), .folder = folder.path(), .passphrase = QByteArray(32, 'b')};
    QElapsedTimer clock;
    const auto open = [&](CryptoProcess &machine, const char *what) {
        clock.start();
        const auto opened = waitedFor(machine.open(identity));
        std::printf("%-36s %6lld ms\n", what, qlonglong(clock.elapsed()));
        identity.fingerprint = opened ? opened->fingerprint : QString();
    };
    CryptoProcess machine;
    open(machine, "first start to ready, with new keys");
    machine.close();
    open(machine, "start to ready");
    std::printf("%-36s %6lld MiB\n", "memory, nothing done yet", qlonglong(memoryOf(machine.processId()) / 1024));
    serve(machine);

    constexpr int rooms = 10;
    constexpr int each = 100;
    QList<CryptoEvent> events;
    clock.start();
    for (int room = 0; room < rooms; ++room) {
        const auto name = QStringLiteral("!room%1:example.org").arg(room);
        for (int at = 0; at < each; ++at) {
            (void)waitedFor(machine.shareRoomKey(name, {us}, {.rotationMessages = 1000}));
            const auto content = waitedFor(machine.encrypt(name, QStringLiteral("m.room.message"), {{QStringLiteral("body"), QString(80, u'x')}}));
            events << CryptoEvent{name, {{QStringLiteral("type"), QStringLiteral("m.room.encrypted")},
                                         {QStringLiteral("event_id"), QStringLiteral("$%1-%2").arg(room).arg(at)},
                                         {QStringLiteral("sender"), us},
                                         {QStringLiteral("origin_server_ts"), 1},
                                         {QStringLiteral("content"), content.value_or(QJsonObject())}}};
        }
    }
    std::printf("%-36s %6lld ms\n", "encrypt 1,000, one after another", qlonglong(clock.elapsed()));
    machine.close();
    open(machine, "start to ready, with 10 room keys");
    for (int round = 0; round < 2; ++round) {
        clock.start();
        const auto all = waitedFor(machine.decrypt(events));
        const auto clear = all ? std::ranges::count_if(*all, &CryptoDecrypted::isClear) : 0;
        std::printf("%-36s %6lld ms (%lld clear)\n", "decrypt 1,000 in a batch", qlonglong(clock.elapsed()), qlonglong(clear));
    }
    std::printf("%-36s %6lld MiB\n", "memory after that", qlonglong(memoryOf(machine.processId()) / 1024));
    return 0;
}
