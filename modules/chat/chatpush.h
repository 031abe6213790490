// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <functional>

namespace Kontor
{

/// The push rules of an account (client-server API, "Push Rules"): what notifies, and what is a mention. In encrypted rooms no
/// server can tell. A value; rules that make no sense match nothing.
class ChatPush
{
public:
    ChatPush() = default; ///< nothing is known: as the specification's defaults
    explicit ChatPush(const QJsonObject &global);

    /// What is asked about an event besides itself.
    struct Room {
        QString userId{}; ///< own
        QString ownName{}; ///< in this room, as the person said it; empty: none
        int people = 0;
        /// Whether the sender may call everybody ("room").
        std::function<bool(const QString &kind)> mayNotify{};
    };
    struct Verdict {
        bool notifies = false;
        bool isMention = false;
    };
    Verdict of(const ChatEventFacts &event, const Room &room) const;

    ChatNotify levelOf(const QString &roomId) const;

private:
    struct Rule {
        QString id{};
        QList<QJsonObject> conditions{};
        QString pattern{}; ///< of a content rule
        bool notifies = false;
        bool isMention = false;
        bool isOn = true;
    };
    static QList<Rule> rulesOf(const QJsonValue &list);
    static bool matches(const Rule &rule, const QJsonObject &event, const Room &room);

    QList<Rule> m_override{};
    QList<Rule> m_content{};
    QList<Rule> m_room{};
    QList<Rule> m_sender{};
    QList<Rule> m_underride{};
    bool m_isKnown = false;
};

}
