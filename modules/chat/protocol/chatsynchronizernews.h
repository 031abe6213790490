// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizerkeys.h"

namespace Kontor
{

/// Makes deltas of what one sync said: the rooms with the newest events first, as many at once as one transaction wants.
/// Numbers live events, marks what is missing, decrypts.
class ChatSynchronizerNews : public std::enable_shared_from_this<ChatSynchronizerNews>
{
public:
    ChatSynchronizerNews(std::shared_ptr<ChatSynchronizerSession> session, std::shared_ptr<ChatSynchronizerKeys> keys);

    enum class Kind {
        First, ///< from scratch: what is not told is not there any more
        Later,
    };
    /// Its keys were received already.
    Task<Result<void>> begin(MatrixSyncAnswer answer, Kind kind);
    bool isAtEnd() const; ///< everything was told
    /// The next part; token and more are the caller's.
    Task<Result<Delta>> next();
    void abandon();

    /// Where an event was told in one of the last deltas, which may not have been written yet; nullptr: nowhere.
    const ChatEventFacts *told(const QString &eventId) const;
    void remember(const ChatEventFacts &facts);

    /// What redactions say of events that are known, whether they are in \p events or were here before.
    Task<Result<void>> redact(QList<ChatEventFacts> redactions, QList<ChatEventFacts> *events);

private:
    struct Known {
        bool isEncrypted = false;
        QString version{};
        qint64 newest = 0;
    };

    Task<Result<void>> leaveUntold();
    Task<Result<Known>> known(QString roomId);
    Task<Result<void>> addRoom(MatrixRoomNews news, QHash<QString, qint64> here, Delta *delta, QList<ChatEventFacts> *events);
    void noteLive(const MatrixRoomNews &news, const ChatRoomFacts &facts);
    bool addMembers(const MatrixRoomNews &news, Delta *delta) const; ///< true: oneself is among them
    Task<> addProfile(Delta *delta);
    Task<> passVerifications(QList<ChatEventFacts> events);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    QString m_user;
    Kind m_kind = Kind::Later;
    bool m_isProfileStale = false;
    QList<MatrixRoomNews> m_rooms; ///< still to be told
    QSet<QString> m_toldRooms; ///< since the first answer
    QList<RemoteItem> m_rest; ///< that is of no room
    QHash<QString, ChatEventFacts> m_told;
    QStringList m_order; ///< of m_told, oldest first
};

}
