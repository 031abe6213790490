// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What needs the server at once: files, keys, devices, verification.
#include "chatcall.h"
#include "chatkeycommands.h"
#include "commands.h"

#include <KLocalizedString>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>
#include <QTextStream>
#include <QTimer>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

namespace Kontor::ChatKeyCommands
{
namespace
{
constexpr auto verificationPatience = 10min;

Result<QString> askSecret(const Invocation &invocation, const QString &question)
{
    return readSecret(invocation.value(QStringLiteral("key-passphrase-file")), question);
}

/// Until all keys are in the backup, as far as that goes in a minute; how many are left.
int keysLeft(ChatCall &call)
{
    call.watch();
    int left = 0;
    for (int second = 0; second < 60; ++second) {
        const auto state = awaited<ChatEncryptionState>(call.server().encryption());
        left = state ? state->keysToBackUp : left;
        if (!state || !state->isBackupUsed || left == 0) {
            break;
        }
        QEventLoop pause;
        QTimer::singleShot(1s, &pause, &QEventLoop::quit);
        pause.exec();
    }
    return left;
}

/// \p work with the account's server, after one round.
template <class Work>
ExitCode withServer(ChatStand &stand, Report &report, Work work)
{
    const auto place = stand.place();
    if (!place) {
        return report.fail(place.error());
    }
    ChatCall call(stand.profile(), *place);
    if (const auto round = call.round(); !round) {
        return report.fail(round.error());
    }
    return work(call, *place);
}

QString stageWord(ChatVerification::Stage stage)
{
    switch (stage) {
    case ChatVerification::Stage::Requested:
        return QStringLiteral("requested");
    case ChatVerification::Stage::Ready:
        return QStringLiteral("ready");
    case ChatVerification::Stage::Started:
        return QStringLiteral("started");
    case ChatVerification::Stage::Emoji:
        return QStringLiteral("emoji");
    case ChatVerification::Stage::Confirmed:
        return QStringLiteral("confirmed");
    case ChatVerification::Stage::Done:
        return QStringLiteral("done");
    case ChatVerification::Stage::Cancelled:
        return QStringLiteral("cancelled");
    }
    return {};
}
}

ExitCode getFile(ChatStand &stand, const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1 || !invocation.has(QStringLiteral("to"))) {
        return report.usage(i18nc("@info:shell", "Please name a message and where to save its file: chat get MESSAGE --to FILE."));
    }
    const auto event = stand.event(invocation.words.first());
    if (!event) {
        return report.fail(event.error());
    }
    struct Found {
        ItemRef item;
        CollectionId account;
        QList<BlobId> pieces;
    };
    auto &profile = stand.profile();
    const auto find = [&profile, event = *event] {
        return profile.read([event](const Reader &reader) -> Result<Found> {
            Found found;
            auto read = reader.prepare("SELECT k.id, k.remote_id, coalesce(i.remote_id, '') FROM item i JOIN collection k ON k.id = i.collection WHERE i.id = ?1")
                            .each(
                                [&](const Statement &row) {
                                    found.account = row.get<CollectionId>(0);
                                    found.item = {.id = event, .collection = found.account, .collectionRemoteId = row.text(1), .remoteId = row.text(2)};
                                },
                                event);
            if (!read) {
                return std::unexpected(read.error());
            }
            return reader.prepare("SELECT blob FROM chat_media WHERE item = ?1 AND part = 0 ORDER BY piece").each([&found](const Statement &row) { found.pieces << row.text(0); }, event).transform([&found] {
                return found;
            });
        });
    };
    auto found = find();
    if (found && found->pieces.isEmpty()) {
        const auto place = stand.placeOf(found->account);
        if (!place) {
            return report.fail(place.error());
        }
        ChatCall call(profile, *place);
        if (const auto brought = await(call.engine().fetchNow(found->item, ChatPart::File)); !brought) {
            return report.fail(brought.error());
        }
        found = find();
    }
    if (!found) {
        return report.fail(found.error());
    }
    QSaveFile file(invocation.value(QStringLiteral("to")));
    bool isWritten = file.open(QIODevice::WriteOnly);
    for (const auto &piece : std::as_const(found->pieces)) {
        const auto bytes = profile.blob(piece);
        if (!bytes) {
            return report.fail(bytes.error());
        }
        isWritten = isWritten && file.write(*bytes) == bytes->size();
    }
    if (!isWritten || !file.commit()) {
        return report.fail(Error{.kind = Error::Kind::Storage, .message = i18nc("@info:shell", "The file %1 cannot be written: %2", file.fileName(), file.errorString()), .detail = {}});
    }
    report.line(i18nc("@info:shell", "%1 was saved.", file.fileName()));
    report.set(QStringLiteral("file"), file.fileName());
    return ExitCode::Ok;
}

ExitCode showKeys(ChatStand &stand, const Invocation &, Report &report)
{
    return withServer(stand, report, [&report](ChatCall &call, const ChatStand::Place &) {
        const auto state = awaited<ChatEncryptionState>(call.server().encryption());
        if (!state) {
            return report.fail(state.error());
        }
        if (!state->isAvailable) {
            report.line(state->sentence);
        }
        report.line(i18nc("@info:shell", "Device %1, key %2", state->deviceId, state->fingerprint));
        report.line(state->isVerified        ? i18nc("@info:shell", "This device is verified.")
                        : state->hasIdentity ? i18nc("@info:shell", "This device is not verified: “kontorctl chat verify” or “chat recover”.")
                                             : i18nc("@info:shell", "There is no identity yet: “kontorctl chat keys setup” makes one."));
        report.line(state->isBackupUsed ? i18ncp("@info:shell", "All keys but %1 are in the backup.", "All keys but %1 are in the backup.", state->keysToBackUp)
                                        : i18ncp("@info:shell", "No backup is used; 1 key is here alone.", "No backup is used; %1 keys are here alone.", state->keys));
        report.set(QStringLiteral("available"), state->isAvailable);
        report.set(QStringLiteral("sentence"), state->sentence);
        report.set(QStringLiteral("identity"), state->hasIdentity);
        report.set(QStringLiteral("verified"), state->isVerified);
        report.set(QStringLiteral("recovery"), state->hasRecovery);
        report.set(QStringLiteral("backup"), state->hasBackup);
        report.set(QStringLiteral("backupUsed"), state->isBackupUsed);
        report.set(QStringLiteral("keys"), state->keys);
        report.set(QStringLiteral("keysToBackUp"), state->keysToBackUp);
        report.set(QStringLiteral("device"), state->deviceId);
        report.set(QStringLiteral("fingerprint"), state->fingerprint);
        return ExitCode::Ok;
    });
}

ExitCode showDevices(ChatStand &stand, const Invocation &invocation, Report &report)
{
    return withServer(stand, report, [&](ChatCall &call, const ChatStand::Place &place) {
        const auto devices = awaited<QList<ChatDevice>>(call.server().devices(invocation.words.value(0, place.account.chatUser)));
        if (!devices) {
            return report.fail(devices.error());
        }
        QJsonArray list;
        for (const auto &device : *devices) {
            report.line(QStringList{device.deviceId, device.name, device.isThisOne ? i18nc("@info:shell a mark of a device", "this one") : QString(),
                                    device.isVerified ? i18nc("@info:shell a mark of a device", "verified") : i18nc("@info:shell a mark of a device", "not verified"), device.fingerprint}
                            .join(u'\t'));
            list << QJsonObject{{QStringLiteral("device"), device.deviceId},
                                {QStringLiteral("name"), device.name},
                                {QStringLiteral("this"), device.isThisOne},
                                {QStringLiteral("verified"), device.isVerified},
                                {QStringLiteral("encryption"), device.hasEncryption},
                                {QStringLiteral("fingerprint"), device.fingerprint}};
        }
        report.set(QStringLiteral("devices"), list);
        return ExitCode::Ok;
    });
}

ExitCode setUp(ChatStand &stand, const Invocation &invocation, Report &report)
{
    QString password;
    if (invocation.has(QStringLiteral("password-file"))) {
        auto read = readSecret(invocation.value(QStringLiteral("password-file")), i18nc("@info:shell asks for it", "Password of the account:"));
        if (!read) {
            return report.usage(read.error().message);
        }
        password = *read;
    }
    QString passphrase;
    if (invocation.has(QStringLiteral("key-passphrase-file"))) {
        auto read = askSecret(invocation, i18nc("@info:shell asks for it", "Passphrase for the recovery:"));
        if (!read) {
            return report.usage(read.error().message);
        }
        passphrase = *read;
    }
    return withServer(stand, report, [&](ChatCall &call, const ChatStand::Place &) {
        const auto key = awaited<QString>(call.server().setUpRecovery(passphrase, password));
        if (!key) {
            return report.fail(key.error());
        }
        report.line(i18nc("@info:shell", "The recovery key, shown this once: %1", *key));
        report.set(QStringLiteral("recoveryKey"), *key);
        if (const int left = keysLeft(call); left > 0) {
            report.line(i18ncp("@info:shell", "1 key is not in the backup yet; it follows with the next rounds.", "%1 keys are not in the backup yet; they follow with the next rounds.", left));
            report.set(QStringLiteral("keysToBackUp"), left);
            return ExitCode::Incomplete;
        }
        return ExitCode::Ok;
    });
}

ExitCode recover(ChatStand &stand, const Invocation &invocation, Report &report)
{
    const auto secret = askSecret(invocation, i18nc("@info:shell asks for it", "Recovery key or passphrase:"));
    if (!secret) {
        return report.usage(secret.error().message);
    }
    return withServer(stand, report, [&](ChatCall &call, const ChatStand::Place &) {
        const auto keys = awaited<int>(call.server().recover(*secret));
        if (!keys) {
            return report.fail(keys.error());
        }
        report.line(i18ncp("@info:shell", "1 key came back.", "%1 keys came back.", *keys));
        report.set(QStringLiteral("keys"), *keys);
        if (const auto round = call.round(); !round) { // what can be read now is read
            return report.fail(round.error());
        }
        return ExitCode::Ok;
    });
}

ExitCode exportKeys(ChatStand &stand, const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1) {
        return report.usage(i18nc("@info:shell", "Please name one file."));
    }
    const auto passphrase = askSecret(invocation, i18nc("@info:shell asks for it", "Passphrase for the file:"));
    if (!passphrase) {
        return report.usage(passphrase.error().message);
    }
    const auto place = stand.place();
    if (!place) {
        return report.fail(place.error());
    }
    ChatCall call(stand.profile(), *place);
    const auto bytes = awaited<QByteArray>(call.server().exportKeys(*passphrase));
    if (!bytes) {
        return report.fail(bytes.error());
    }
    QSaveFile file(invocation.words.first());
    if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size() || !file.commit()) {
        return report.fail(Error{.kind = Error::Kind::Storage, .message = i18nc("@info:shell", "The file %1 cannot be written: %2", file.fileName(), file.errorString()), .detail = {}});
    }
    QFile::setPermissions(file.fileName(), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    report.line(i18nc("@info:shell", "%1 was saved.", file.fileName()));
    report.set(QStringLiteral("file"), file.fileName());
    return ExitCode::Ok;
}

ExitCode importKeys(ChatStand &stand, const Invocation &invocation, Report &report)
{
    QFile file(invocation.words.value(0));
    if (invocation.words.size() != 1 || !file.open(QIODevice::ReadOnly)) {
        return report.usage(invocation.words.size() == 1 ? i18nc("@info:shell", "The file %1 cannot be read: %2", file.fileName(), file.errorString()) : i18nc("@info:shell", "Please name one file."));
    }
    const auto passphrase = askSecret(invocation, i18nc("@info:shell asks for it", "Passphrase of the file:"));
    if (!passphrase) {
        return report.usage(passphrase.error().message);
    }
    return withServer(stand, report, [&](ChatCall &call, const ChatStand::Place &) {
        const auto keys = awaited<int>(call.server().importKeys(file.read(qint64(256) << 20), *passphrase));
        if (!keys) {
            return report.fail(keys.error());
        }
        report.line(i18ncp("@info:shell", "1 key was new.", "%1 keys were new.", *keys));
        report.set(QStringLiteral("keys"), *keys);
        if (const auto round = call.round(); !round) {
            return report.fail(round.error());
        }
        return ExitCode::Ok;
    });
}

ExitCode verify(ChatStand &stand, const Invocation &invocation, Report &report)
{
    return withServer(stand, report, [&](ChatCall &call, const ChatStand::Place &place) {
        auto &server = call.server();
        QEventLoop loop;
        std::optional<ChatVerification> now;
        QObject::connect(&server, &ChatSynchronizer::verificationChanged, &loop, [&](const ChatVerification &changed) {
            if (!now || now->id == changed.id) {
                now = changed;
                loop.quit();
            }
        });
        call.watch();
        if (!invocation.words.isEmpty()) { // who that is may have changed since
            awaited<QList<ChatDevice>>(server.devices(invocation.words.first()));
        }
        const auto begun = awaited<ChatVerification>(server.verify(invocation.words.value(0, place.account.chatUser), invocation.value(QStringLiteral("device"))));
        if (!begun) {
            return report.fail(begun.error());
        }
        if (!now || now->id != begun->id) {
            now = *begun;
        }
        bool isCompared = false;
        QTimer::singleShot(verificationPatience, &loop, [&loop] { loop.exit(1); });
        report.line(i18nc("@info:shell", "Waiting for the other side…"));
        for (;;) {
            if (now->stage == ChatVerification::Stage::Emoji && !isCompared) {
                isCompared = true;
                QStringList symbols;
                QJsonArray numbers;
                for (const auto &emoji : now->emoji) {
                    symbols << emoji.symbol;
                    numbers << emoji.number;
                }
                for (const int number : now->numbers) {
                    symbols << QString::number(number);
                }
                report.set(QStringLiteral("emoji"), numbers);
                QTextStream(stderr) << Report::harmless(symbols.join(QStringLiteral("  "))) << '\n' << i18nc("@info:shell the answer stays English", "Does the other side show the same? (yes/no)") << ' ' << Qt::flush;
                QFile input;
                const bool isSame = input.open(stdin, QIODevice::ReadOnly) && input.readLine(64).trimmed().toLower() == "yes";
                const auto answered = awaited<void>(isSame ? server.confirmVerification(now->id) : server.rejectVerification(now->id));
                if (!answered) {
                    return report.fail(answered.error());
                }
            }
            if (now->stage == ChatVerification::Stage::Done) {
                report.line(i18nc("@info:shell", "Verified."));
                report.set(QStringLiteral("stage"), stageWord(now->stage));
                return ExitCode::Ok;
            }
            if (now->stage == ChatVerification::Stage::Cancelled) {
                report.set(QStringLiteral("stage"), stageWord(now->stage));
                return report.fail(Error{.kind = Error::Kind::Conflict, .message = now->reason.isEmpty() ? i18nc("@info:shell", "The verification was cancelled.") : now->reason, .detail = {}});
            }
            if (loop.exec() != 0) {
                return report.fail(Error{.kind = Error::Kind::Timeout, .message = i18nc("@info:shell", "The other side did not answer."), .detail = {}});
            }
        }
    });
}

}
