// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace Kontor
{

/// An address of a person, a room or an event: "matrix:" or https://matrix.to (both in the appendices of the Matrix
/// specification, "URIs"). A value; what it holds is as foreign as any address.
struct ChatLink {
    enum class Kind { Person, Room, Alias, Event };
    enum class Action { None, Join, Chat };

    Kind kind = Kind::Room;
    QString id{}; ///< "@…", "!…", "#…": of an event, the room's id or alias
    QString eventId{};
    QStringList via{}; ///< servers that know the room, at most some
    Action action = Action::None;

    static std::optional<ChatLink> parse(const QUrl &url);
    static std::optional<ChatLink> parse(const QString &text); ///< also a bare id: "#room:example.org"
    QString toMatrixTo() const;
    QString toUri() const;

    /// At most three servers for the address of a room: of its people, those with the most of them first.
    static QStringList viaOf(const QStringList &userIds);
    static bool isUserId(const QString &text);
    static bool isRoomId(const QString &text);
    static bool isAlias(const QString &text);
    bool operator==(const ChatLink &) const = default;
};

}
