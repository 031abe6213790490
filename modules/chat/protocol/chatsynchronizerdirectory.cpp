// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerdirectory.h"

#include "chat/chattext.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr qint64 typingAgain = 10'000; ///< ms
constexpr auto typingLasts = 25s;
constexpr int mostPages = 10; ///< of a space
}

ChatSynchronizerDirectory::ChatSynchronizerDirectory(std::shared_ptr<ChatSynchronizerSession> session)
    : m_session(std::move(session))
{
}

Task<Result<QList<ChatPerson>>> ChatSynchronizerDirectory::findPeople(QString words)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto directory = (*link)->directory();
    const auto found = co_await directory.people(words);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    QList<ChatPerson> people;
    for (const auto &person : found->people) {
        const auto name = ChatText::line(person.name);
        people << ChatPerson{person.userId, name.isEmpty() ? person.userId : name, person.avatar};
    }
    // A whole id may be one that no directory knows.
    const auto wanted = MatrixUserId::of(words.trimmed());
    const bool isAmong = wanted && std::ranges::any_of(people, [&wanted](const ChatPerson &person) {
        return person.userId == wanted->text();
    });
    if (wanted && !isAmong) {
        const auto preferences = (*link)->preferences();
        const auto profile = co_await preferences.profile(wanted->text());
        if (profile) {
            const auto name = ChatText::line(profile->name);
            people.prepend(ChatPerson{wanted->text(), name.isEmpty() ? wanted->text() : name, profile->avatar});
        }
    }
    co_return people;
}

ChatPublicRoom ChatSynchronizerDirectory::shown(const MatrixPublicRoom &room, const QSet<QString> &joined)
{
    ChatPublicRoom shown;
    shown.roomId = room.roomId;
    shown.alias = room.alias;
    shown.name = ChatText::line(room.name);
    if (shown.name.isEmpty()) {
        shown.name = room.alias.isEmpty() ? room.roomId : room.alias;
    }
    shown.topic = ChatText::line(room.topic, 1000);
    shown.avatar = room.avatar;
    shown.people = room.members;
    shown.isSpace = room.type == "m.space"_L1;
    shown.isJoined = joined.contains(room.roomId);
    shown.mayKnock = room.joinRule == "knock"_L1 || room.joinRule == "knock_restricted"_L1;
    return shown;
}

Task<Result<QSet<QString>>> ChatSynchronizerDirectory::joined()
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto membership = (*link)->membership();
    const auto rooms = co_await membership.joinedRooms();
    co_return rooms.transform([](const QStringList &ids) {
        return QSet<QString>(ids.cbegin(), ids.cend());
    });
}

Task<Result<QList<ChatPublicRoom>>> ChatSynchronizerDirectory::findRooms(QString words, QString server)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto directory = (*link)->directory();
    MatrixDirectoryQuestion question;
    question.server = server;
    question.words = words;
    const auto found = co_await directory.publicRooms(question);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    const auto mine = co_await joined();
    if (!mine) {
        co_return std::unexpected(mine.error());
    }
    QList<ChatPublicRoom> rooms;
    for (const auto &room : found->rooms) {
        rooms << shown(room, *mine);
    }
    co_return rooms;
}

Task<Result<QList<ChatPublicRoom>>> ChatSynchronizerDirectory::roomsOfSpace(QString roomId)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto mine = co_await joined();
    if (!mine) {
        co_return std::unexpected(mine.error());
    }
    const auto directory = (*link)->directory();
    QList<ChatPublicRoom> rooms;
    QString from;
    for (int page = 0; page < mostPages; ++page) {
        const auto found = co_await directory.hierarchy(roomId, from);
        if (!found) {
            co_return std::unexpected(found.error());
        }
        for (const auto &room : found->rooms) {
            if (room.roomId != roomId) {
                rooms << shown(room, *mine);
            }
        }
        if (found->next.isEmpty() || found->next == from) {
            break;
        }
        from = found->next;
    }
    co_return rooms;
}

void ChatSynchronizerDirectory::tellTyping(QString roomId, Typing typing)
{
    auto &told = m_typing[roomId];
    if (typing == Typing::Begins && told.isValid() && told.elapsed() < typingAgain) {
        return;
    }
    if (typing == Typing::Ends && !told.isValid()) {
        return;
    }
    if (typing == Typing::Begins) {
        told.start();
    } else {
        told.invalidate();
    }
    sayTyping(std::move(roomId), typing);
}

Task<> ChatSynchronizerDirectory::sayTyping(QString roomId, Typing typing)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return;
    }
    const auto rooms = (*link)->rooms();
    co_await rooms.setTyping(roomId, (*link)->userId, typing == Typing::Begins ? std::chrono::milliseconds(typingLasts) : 0ms);
}

}
