// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerverification.h"

#include "base/log.h"
#include "chat/chattext.h"

#include <KLocalizedString>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

using Phase = CryptoVerification::Phase;

constexpr auto untilWeStart = 2s; ///< after an acceptance: the other side may begin by itself
constexpr qsizetype mostKnown = 200;

QString idOf(const CryptoVerification &verification)
{
    return verification.userId + u'\n' + verification.flowId;
}

ChatVerification::Stage stageOf(Phase phase)
{
    switch (phase) {
    case Phase::Asked:
    case Phase::Requested:
        return ChatVerification::Stage::Requested;
    case Phase::Ready:
        return ChatVerification::Stage::Ready;
    case Phase::Started:
        return ChatVerification::Stage::Started;
    case Phase::Comparing:
        return ChatVerification::Stage::Emoji;
    case Phase::Confirmed:
        return ChatVerification::Stage::Confirmed;
    case Phase::Done:
        return ChatVerification::Stage::Done;
    case Phase::Cancelled:
    case Phase::Elsewhere:
        break;
    }
    return ChatVerification::Stage::Cancelled;
}

QString reasonOf(const CryptoVerification &verification)
{
    if (verification.phase == Phase::Elsewhere || verification.cancelCode == "m.accepted"_L1) {
        return i18nc("@info why a verification ended", "Another device of yours goes on with it.");
    }
    if (verification.cancelCode == "m.mismatched_sas"_L1 || verification.cancelCode == "m.key_mismatch"_L1) {
        return i18nc("@info why a verification ended", "The emoji were not the same. Somebody may be listening in: verify again, and compare carefully.");
    }
    if (verification.cancelCode == "m.timeout"_L1) {
        return i18nc("@info why a verification ended", "Nobody answered in time.");
    }
    if (verification.cancelCode == "m.user"_L1) {
        return verification.isCancelledByUs ? i18nc("@info why a verification ended", "You ended it.") : i18nc("@info why a verification ended", "The other side ended it.");
    }
    const auto words = ChatText::line(verification.cancelReason);
    return words.isEmpty() ? i18nc("@info why a verification ended", "It could not be carried out.")
                           : i18nc("@info why a verification ended; %1 is what the other program says", "It could not be carried out: %1", words);
}

std::unexpected<Error> unknown()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This verification is over."));
}
}

ChatSynchronizerVerification::ChatSynchronizerVerification(std::shared_ptr<ChatSynchronizerSession> session,
                                                           std::shared_ptr<ChatSynchronizerKeys> keys,
                                                           std::shared_ptr<ChatSynchronizerSend> send)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
    , m_send(std::move(send))
{
}

void ChatSynchronizerVerification::connectMachine()
{
    if (const auto machine = m_session->options.machine.get()) {
        m_connections << QObject::connect(machine, &CryptoMachine::verificationChanged, machine, [this](const CryptoVerification &verification) {
            note(verification);
        });
    }
}

void ChatSynchronizerVerification::disconnectMachine()
{
    for (const auto &connection : std::exchange(m_connections, {})) {
        QObject::disconnect(connection);
    }
}

ChatVerification ChatSynchronizerVerification::shown(const CryptoVerification &verification) const
{
    ChatVerification shown;
    shown.id = idOf(verification);
    shown.userId = verification.userId;
    shown.deviceId = verification.deviceId;
    shown.isOwn = verification.isSelf;
    shown.isIncoming = !verification.isOurs;
    shown.stage = stageOf(verification.phase);
    for (const auto &emoji : verification.emoji) {
        shown.emoji << ChatVerification::Emoji{emoji.index, emoji.symbol};
    }
    shown.numbers = verification.decimals;
    if (shown.stage == ChatVerification::Stage::Cancelled) {
        shown.reason = reasonOf(verification);
    }
    return shown;
}

void ChatSynchronizerVerification::note(const CryptoVerification &verification)
{
    const auto id = idOf(verification);
    if (m_known.size() >= mostKnown && !m_known.contains(id)) {
        m_known.clear();
    }
    const auto before = m_known.value(id);
    m_known.insert(id, verification);
    if (verification.phase == Phase::Ready && before.phase != Phase::Ready) {
        goOn(id, verification.isOurs ? 0ms : std::chrono::milliseconds(untilWeStart));
    }
    const bool isOver = verification.phase == Phase::Done || verification.phase == Phase::Cancelled || verification.phase == Phase::Elsewhere;
    if (isOver) {
        m_startedByUs.remove(id);
    }
    m_keys->pumpSoon();
    if (verification.phase == Phase::Done && before.phase != Phase::Done) {
        if (verification.isSelf && verified) {
            verified();
        }
        if (m_session->encryptionChanged) {
            m_session->encryptionChanged();
        }
    }
    if (changed && (before != verification)) {
        changed(shown(verification));
    }
}

/// Nobody has to decide that the exchange begins once both want to.
Task<> ChatSynchronizerVerification::goOn(QString id, std::chrono::milliseconds after)
{
    auto self = shared_from_this();
    if (after > 0ms) {
        co_await m_session->nap(after);
    }
    if (m_session->isStopped || m_known.value(id).phase != Phase::Ready || m_startedByUs.contains(id)) {
        co_return;
    }
    m_startedByUs.insert(id);
    const auto taken = co_await take(id, Step::Start);
    if (!taken) {
        qCInfo(logSync) << "a verification did not begin:" << kindName(taken.error().kind) << taken.error().detail;
    }
}

Task<Result<void>> ChatSynchronizerVerification::take(QString id, Step step)
{
    auto self = shared_from_this();
    const auto known = m_known.constFind(id);
    if (known == m_known.cend()) {
        co_return unknown();
    }
    const auto user = known->userId;
    const auto flow = known->flowId;
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    QFuture<Result<CryptoVerificationStep>> asked;
    switch (step) {
    case Step::Accept:
        asked = (*machine)->acceptVerification(user, flow);
        break;
    case Step::Start:
        asked = (*machine)->startEmoji(user, flow);
        break;
    case Step::Confirm:
        asked = (*machine)->confirm(user, flow);
        break;
    case Step::Mismatch:
        asked = (*machine)->mismatch(user, flow);
        break;
    case Step::Cancel:
        asked = (*machine)->cancelVerification(user, flow);
        break;
    }
    const auto taken = co_await resultOf(asked);
    if (!taken) {
        co_return std::unexpected(asCryptoError(taken.error()));
    }
    const auto sent = co_await m_keys->sendAll(taken->requests);
    note(taken->verification);
    m_keys->pumpSoon();
    co_return sent;
}

Task<Result<ChatVerification>> ChatSynchronizerVerification::verify(QString userId, QString deviceId)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (deviceId.isEmpty() && userId != (*link)->userId) {
        co_return co_await verifyInRoom(*machine, userId);
    }
    const auto query = co_await resultOf((*machine)->queryUsers({userId})); // devices as they are now
    if (query) {
        const auto queried = co_await m_keys->send(*query);
        if (!queried) {
            co_return std::unexpected(queried.error());
        }
    }
    const auto step = co_await resultOf((*machine)->requestVerification(userId, deviceId));
    if (!step) {
        co_return std::unexpected(asCryptoError(step.error()));
    }
    const auto sent = co_await m_keys->sendAll(step->requests);
    if (!sent) {
        co_return std::unexpected(sent.error());
    }
    note(step->verification);
    co_return shown(step->verification);
}

Task<Result<ChatVerification>> ChatSynchronizerVerification::verifyInRoom(std::shared_ptr<CryptoMachine> machine, QString userId)
{
    auto self = shared_from_this();
    const auto account = co_await resultOf(m_session->options.memory->account());
    if (!account) {
        co_return std::unexpected(account.error());
    }
    const auto direct = *account ? (*account)->direct.value_or(QHash<QString, QStringList>()).value(userId) : QStringList();
    QString roomId;
    for (const auto &one : direct) {
        const auto room = co_await resultOf(m_session->options.memory->room(one));
        if (room && *room && (*room)->facts.membership == "join"_L1) {
            roomId = one;
        }
    }
    if (roomId.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info %1 is a Matrix id", "Start a chat with %1 first: people verify each other in the chat they share.", userId));
    }
    const auto content = co_await resultOf(machine->verificationContent(userId));
    if (!content) {
        co_return std::unexpected(asCryptoError(content.error()));
    }
    const auto transaction = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto eventId = co_await m_send->say(roomId, u"m.room.message"_s, *content, transaction);
    if (!eventId) {
        co_return std::unexpected(eventId.error());
    }
    const auto begun = co_await resultOf(machine->verificationSent(userId, roomId, *eventId));
    if (!begun) {
        co_return std::unexpected(asCryptoError(begun.error()));
    }
    note(*begun);
    co_return shown(*begun);
}

Task<Result<void>> ChatSynchronizerVerification::accept(QString id)
{
    auto self = shared_from_this();
    const auto phase = m_known.value(id).phase;
    if (phase == Phase::Ready) {
        m_startedByUs.insert(id);
        co_return co_await take(id, Step::Start);
    }
    co_return co_await take(id, Step::Accept);
}

Task<Result<void>> ChatSynchronizerVerification::confirm(QString id)
{
    return take(std::move(id), Step::Confirm);
}

Task<Result<void>> ChatSynchronizerVerification::reject(QString id)
{
    const bool isComparing = m_known.value(id).phase == Phase::Comparing;
    return take(std::move(id), isComparing ? Step::Mismatch : Step::Cancel);
}

}
