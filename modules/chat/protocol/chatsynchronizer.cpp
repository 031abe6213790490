// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizer.h"

#include "chat/protocol/chatsynchronizerdevices.h"
#include "chat/protocol/chatsynchronizerdirectory.h"
#include "chat/protocol/chatsynchronizerfetch.h"
#include "chat/protocol/chatsynchronizerhistory.h"
#include "chat/protocol/chatsynchronizerpull.h"
#include "chat/protocol/chatsynchronizerpush.h"
#include "chat/protocol/chatsynchronizerrecovery.h"
#include "chat/protocol/chatsynchronizerverification.h"
#include "chat/protocol/matrixerror.h"

#include <KLocalizedString>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Kontor
{

struct ChatSynchronizer::Private {
    explicit Private(Options options)
        : session(std::make_shared<ChatSynchronizerSession>(std::move(options)))
    {
    }

    std::shared_ptr<ChatSynchronizerSession> session;
    std::shared_ptr<ChatSynchronizerKeys> keys = std::make_shared<ChatSynchronizerKeys>(session);
    std::shared_ptr<ChatSynchronizerNews> news = std::make_shared<ChatSynchronizerNews>(session, keys);
    std::shared_ptr<ChatSynchronizerHistory> history = std::make_shared<ChatSynchronizerHistory>(session, keys, news);
    std::shared_ptr<ChatSynchronizerPull> pull = std::make_shared<ChatSynchronizerPull>(session, keys, news, history);
    std::shared_ptr<ChatSynchronizerUpload> upload = std::make_shared<ChatSynchronizerUpload>(session);
    std::shared_ptr<ChatSynchronizerSend> send = std::make_shared<ChatSynchronizerSend>(session, keys, news, upload);
    std::shared_ptr<ChatSynchronizerPush> push = std::make_shared<ChatSynchronizerPush>(session, send, upload);
    std::shared_ptr<ChatSynchronizerFetch> fetch = std::make_shared<ChatSynchronizerFetch>(session);
    std::shared_ptr<ChatSynchronizerDirectory> directory = std::make_shared<ChatSynchronizerDirectory>(session);
    std::shared_ptr<ChatSynchronizerDevices> devices = std::make_shared<ChatSynchronizerDevices>(session, keys);
    std::shared_ptr<ChatSynchronizerVerification> verification = std::make_shared<ChatSynchronizerVerification>(session, keys, send);
    std::shared_ptr<ChatSynchronizerRecovery> recovery = std::make_shared<ChatSynchronizerRecovery>(session, keys, devices);

    void stop()
    {
        session->stop();
        history->stop();
        pull->stop();
    }
};

namespace
{
/// Calls that come after stop(), and those that were under way, return Cancelled.
template<class T>
Task<Result<T>> unlessStopped(std::shared_ptr<ChatSynchronizerSession> session, Task<Result<T>> call)
{
    auto result = co_await call;
    if (session->isStopped && !result) {
        co_return cancelled();
    }
    co_return result;
}

Task<Result<void>> sayForMachine(std::shared_ptr<ChatSynchronizerSession> session, std::shared_ptr<ChatSynchronizerSend> send, CryptoRequest request)
{
    const auto content = QJsonDocument::fromJson(request.body).object();
    const auto eventId = co_await send->say(request.roomId, request.eventType, content, request.transaction);
    if (!eventId) {
        co_return std::unexpected(eventId.error());
    }
    if (!request.id.isEmpty()) {
        const auto response = QJsonDocument(QJsonObject{{u"event_id"_s, *eventId}}).toJson(QJsonDocument::Compact);
        const auto answered = co_await resultOf(session->options.machine->answered(request, response));
        co_return answered;
    }
    co_return {};
}
}

ChatSynchronizer::ChatSynchronizer(Options options, QObject *parent)
    : Synchronizer(parent)
    , d(std::make_shared<Private>(std::move(options)))
{
    d->keys->connectMachine();
    d->verification->connectMachine();
    d->recovery->connectMachine();
    d->keys->say = [session = std::weak_ptr(d->session), send = std::weak_ptr(d->send)](CryptoRequest request) -> Task<Result<void>> {
        return sayForMachine(session.lock(), send.lock(), std::move(request));
    };
    const std::weak_ptr<ChatSynchronizerPull> pull = d->pull;
    d->session->newsCame = [this, pull] {
        if (const auto here = pull.lock()) {
            here->newsCame();
        }
        Q_EMIT noticed(Hint{.news = Hint::News::Content});
    };
    d->session->cryptoOpened = [keys = std::weak_ptr(d->keys), recovery = std::weak_ptr(d->recovery)] {
        if (const auto here = keys.lock()) {
            here->machineOpened();
        }
        if (const auto here = recovery.lock()) {
            here->resume();
        }
    };
    d->session->typing = [this](const QString &roomId, const QStringList &userIds) {
        auto others = userIds;
        others.removeAll(d->session->options.account.chatUser);
        Q_EMIT typingChanged(roomId, others);
    };
    d->session->encryptionChanged = [this] {
        Q_EMIT encryptionChanged();
    };
    d->session->signedOut = [this](MatrixConnection::SignOut how) {
        Q_EMIT signedOut(how);
    };
    d->keys->backupReplaced = [recovery = std::weak_ptr(d->recovery)] {
        if (const auto here = recovery.lock()) {
            here->resume();
        }
    };
    d->verification->verified = [recovery = std::weak_ptr(d->recovery)] {
        if (const auto here = recovery.lock()) {
            here->resume();
        }
    };
    d->verification->changed = [this](const ChatVerification &verification) {
        Q_EMIT verificationChanged(verification);
    };
}

ChatSynchronizer::~ChatSynchronizer()
{
    d->session->newsCame = {};
    d->session->cryptoOpened = {};
    d->session->typing = {};
    d->session->encryptionChanged = {};
    d->session->signedOut = {};
    d->verification->changed = {};
    d->verification->verified = {};
    d->keys->backupReplaced = {};
    d->keys->disconnectMachine();
    d->verification->disconnectMachine();
    d->recovery->disconnectMachine();
    d->stop();
}

Task<Result<QList<RemoteCollection>>> ChatSynchronizer::discover()
{
    return unlessStopped(d->session, d->pull->discover());
}

Task<Result<Delta>> ChatSynchronizer::pull(Collection collection)
{
    return unlessStopped(d->session, d->pull->pull(std::move(collection)));
}

Task<Result<Receipt>> ChatSynchronizer::push(Change change, CommitPoint)
{
    return unlessStopped(d->session, d->push->push(std::move(change)));
}

bool ChatSynchronizer::concernsAll(const Change &change, const Error &error) const
{
    if (error.kind == Error::Kind::Throttled) { // a server that fails at one message may take the others
        return matrixErrorCode(error) == "M_LIMIT_EXCEEDED"_L1 || error.detail.contains("HTTP 503"_L1) || error.detail.contains("HTTP 429"_L1);
    }
    return Synchronizer::concernsAll(change, error);
}

Task<Result<FetchedPart>> ChatSynchronizer::fetch(ItemRef item, QString part, qint64 offset)
{
    return unlessStopped(d->session, d->fetch->fetch(std::move(item), std::move(part), offset));
}

Task<Result<Hint>> ChatSynchronizer::watch(std::chrono::seconds atMost)
{
    return unlessStopped(d->session, d->pull->watch(atMost));
}

void ChatSynchronizer::stop()
{
    d->stop();
}

void ChatSynchronizer::setAccount(Account account)
{
    d->session->options.account = std::move(account);
    d->session->forgetLink();
    Q_EMIT ready();
}

Task<Result<void>> ChatSynchronizer::fillGap(ChatGapFacts gap)
{
    return unlessStopped(d->session, d->history->fill(std::move(gap)));
}

Task<Result<void>> ChatSynchronizer::bringEvent(QString roomId, QString eventId)
{
    return unlessStopped(d->session, d->history->bringEvent(std::move(roomId), std::move(eventId)));
}

Task<Result<QString>> ChatSynchronizer::bringDay(QString roomId, QDate day)
{
    return unlessStopped(d->session, d->history->bringTime(std::move(roomId), day.startOfDay().toMSecsSinceEpoch()));
}

Task<Result<void>> ChatSynchronizer::bringMembers(QString roomId)
{
    return unlessStopped(d->session, d->history->bringMembers(std::move(roomId)));
}

Task<Result<QByteArray>> ChatSynchronizer::picture(QString mxc, int pixels)
{
    return unlessStopped(d->session, d->fetch->picture(std::move(mxc), pixels));
}

Task<Result<QList<ChatPerson>>> ChatSynchronizer::findPeople(QString words)
{
    return unlessStopped(d->session, d->directory->findPeople(std::move(words)));
}

Task<Result<QList<ChatPublicRoom>>> ChatSynchronizer::findRooms(QString words, QString server)
{
    return unlessStopped(d->session, d->directory->findRooms(std::move(words), std::move(server)));
}

Task<Result<QList<ChatPublicRoom>>> ChatSynchronizer::roomsOfSpace(QString roomId)
{
    return unlessStopped(d->session, d->directory->roomsOfSpace(std::move(roomId)));
}

void ChatSynchronizer::tellTyping(QString roomId, Qt::CheckState on)
{
    using Typing = ChatSynchronizerDirectory::Typing;
    d->directory->tellTyping(std::move(roomId), on == Qt::Checked ? Typing::Begins : Typing::Ends);
}

Task<Result<ChatEncryptionState>> ChatSynchronizer::encryption()
{
    return unlessStopped(d->session, d->devices->encryption());
}

Task<Result<QList<ChatDevice>>> ChatSynchronizer::devices(QString userId)
{
    return unlessStopped(d->session, d->devices->devices(std::move(userId)));
}

Task<Result<void>> ChatSynchronizer::renameDevice(QString deviceId, QString name)
{
    return unlessStopped(d->session, d->devices->rename(std::move(deviceId), std::move(name)));
}

Task<Result<void>> ChatSynchronizer::removeDevice(QString deviceId, QString password)
{
    return unlessStopped(d->session, d->devices->remove(std::move(deviceId), std::move(password)));
}

Task<Result<bool>> ChatSynchronizer::isVerified(QString userId)
{
    return unlessStopped(d->session, d->devices->isVerified(std::move(userId)));
}

Task<Result<ChatVerification>> ChatSynchronizer::verify(QString userId, QString deviceId)
{
    return unlessStopped(d->session, d->verification->verify(std::move(userId), std::move(deviceId)));
}

Task<Result<void>> ChatSynchronizer::acceptVerification(QString id)
{
    return unlessStopped(d->session, d->verification->accept(std::move(id)));
}

Task<Result<void>> ChatSynchronizer::confirmVerification(QString id)
{
    return unlessStopped(d->session, d->verification->confirm(std::move(id)));
}

Task<Result<void>> ChatSynchronizer::rejectVerification(QString id)
{
    return unlessStopped(d->session, d->verification->reject(std::move(id)));
}

Task<Result<void>> ChatSynchronizer::trustNewIdentity(QString userId)
{
    return unlessStopped(d->session, d->devices->trustNewIdentity(std::move(userId)));
}

Task<Result<QString>> ChatSynchronizer::setUpRecovery(QString passphrase, QString password)
{
    return unlessStopped(d->session, d->recovery->setUp(std::move(passphrase), std::move(password)));
}

Task<Result<int>> ChatSynchronizer::recover(QString keyOrPassphrase)
{
    return unlessStopped(d->session, d->recovery->recover(std::move(keyOrPassphrase)));
}

Task<Result<void>> ChatSynchronizer::resetIdentity(QString password)
{
    return unlessStopped(d->session, d->recovery->resetIdentity(std::move(password)));
}

Task<Result<QByteArray>> ChatSynchronizer::exportKeys(QString passphrase)
{
    return unlessStopped(d->session, d->recovery->exportKeys(std::move(passphrase)));
}

Task<Result<int>> ChatSynchronizer::importKeys(QByteArray file, QString passphrase)
{
    return unlessStopped(d->session, d->recovery->importKeys(std::move(file), std::move(passphrase)));
}

Task<Result<void>> ChatSynchronizer::askForKeys(QString eventId)
{
    return unlessStopped(d->session, d->recovery->askForKeys(std::move(eventId)));
}

}
