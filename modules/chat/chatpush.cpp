// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatpush.h"

#include "chat/chattext.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Kontor
{
namespace
{
constexpr qsizetype mostRules = 2000;
constexpr qsizetype mostConditions = 50;
constexpr qsizetype longestPattern = 500;
constexpr qsizetype longestText = 10'000; // of what is searched

/// The field of a dotted path, "content.m\.mentions.room".
QJsonValue field(const QJsonObject &event, const QString &path)
{
    QJsonValue value = event;
    QString key;
    const auto step = [&value, &key] {
        value = value.isObject() ? value.toObject().value(key) : QJsonValue(QJsonValue::Undefined);
        key.clear();
    };
    for (qsizetype at = 0; at < path.size(); ++at) {
        if (path[at] == u'\\' && at + 1 < path.size() && (path[at + 1] == u'.' || path[at + 1] == u'\\')) {
            key += path[++at];
        } else if (path[at] == u'.') {
            step();
        } else {
            key += path[at];
        }
    }
    step();
    return value;
}

bool isWordSign(const QString &text, qsizetype at)
{
    return at >= 0 && at < text.size() && (text[at].isLetterOrNumber() || text[at] == u'_');
}

/// \p words stands in the text, and not as a part of other words.
bool holdsWord(const QString &text, const QString &words)
{
    if (words.isEmpty()) {
        return false;
    }
    for (auto at = text.indexOf(words, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(words, at + 1, Qt::CaseInsensitive)) {
        if (!isWordSign(text, at - 1) && !isWordSign(text, at + words.size())) {
            return true;
        }
    }
    return false;
}

bool globMatches(const QString &text, const QString &pattern)
{
    // Without recursion and without regular expressions: a hostile pattern costs the product of both lengths at most.
    qsizetype t = 0;
    qsizetype p = 0;
    qsizetype star = -1;
    qsizetype mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == u'?' || (pattern[p] != u'*' && pattern[p].toCaseFolded() == text[t].toCaseFolded()))) {
            ++t;
            ++p;
        } else if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            mark = t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*') {
        ++p;
    }
    return p == pattern.size();
}

/// A pattern with wildcards is compared with each run of words; they do not reach over blanks.
bool bodyMatches(const QString &body, const QString &pattern)
{
    const auto text = body.left(longestText);
    if (!pattern.contains(u'*') && !pattern.contains(u'?')) {
        return holdsWord(text, pattern);
    }
    static const QRegularExpression between(QStringLiteral("[^\\p{L}\\p{N}_]+"));
    const auto words = text.split(between, Qt::SkipEmptyParts);
    return std::ranges::any_of(words, [&pattern](const QString &word) {
        return globMatches(word, pattern);
    });
}

bool eventMatches(const QJsonObject &event, const QString &key, const QString &pattern)
{
    const auto value = field(event, key);
    if (!value.isString() || pattern.size() > longestPattern) {
        return false;
    }
    return key == QLatin1StringView("content.body") ? bodyMatches(value.toString(), pattern) : globMatches(value.toString().left(longestText), pattern);
}

bool countMatches(const QString &is, int people)
{
    static const QRegularExpression form(QStringLiteral("^(==|<|>|<=|>=)?(\\d{1,9})$"));
    const auto found = form.match(is);
    if (!found.hasMatch()) {
        return false;
    }
    const auto sign = found.captured(1);
    const auto number = found.captured(2).toInt();
    if (sign == QLatin1StringView("<")) {
        return people < number;
    }
    if (sign == QLatin1StringView(">")) {
        return people > number;
    }
    if (sign == QLatin1StringView("<=")) {
        return people <= number;
    }
    return sign == QLatin1StringView(">=") ? people >= number : people == number;
}

bool conditionHolds(const QJsonObject &condition, const QJsonObject &event, const ChatPush::Room &room)
{
    const auto kind = condition.value(QLatin1StringView("kind")).toString();
    const auto key = condition.value(QLatin1StringView("key")).toString();
    if (kind == QLatin1StringView("event_match")) {
        return eventMatches(event, key, condition.value(QLatin1StringView("pattern")).toString());
    }
    if (kind == QLatin1StringView("event_property_is")) {
        const auto value = field(event, key);
        return !value.isUndefined() && !value.isObject() && !value.isArray() && value == condition.value(QLatin1StringView("value"));
    }
    if (kind == QLatin1StringView("event_property_contains")) {
        return field(event, key).toArray().contains(condition.value(QLatin1StringView("value")));
    }
    if (kind == QLatin1StringView("contains_display_name")) {
        return holdsWord(field(event, QStringLiteral("content.body")).toString().left(longestText), room.ownName);
    }
    if (kind == QLatin1StringView("room_member_count")) {
        return countMatches(condition.value(QLatin1StringView("is")).toString(), room.people);
    }
    return kind == QLatin1StringView("sender_notification_permission") && room.mayNotify && room.mayNotify(key);
}

/// Rules from before messages said whom they mention.
bool isOutdated(const QString &rule)
{
    return rule == QLatin1StringView(".m.rule.contains_display_name") || rule == QLatin1StringView(".m.rule.contains_user_name")
        || rule == QLatin1StringView(".m.rule.roomnotif");
}

bool isMessage(const QString &type)
{
    return type == QLatin1StringView("m.room.message") || type == QLatin1StringView("m.room.encrypted") || type == QLatin1StringView("m.sticker")
        || type.endsWith(QLatin1StringView("poll.start"));
}
}

ChatPush::ChatPush(const QJsonObject &global)
    : m_override(rulesOf(global.value(QLatin1StringView("override"))))
    , m_content(rulesOf(global.value(QLatin1StringView("content"))))
    , m_room(rulesOf(global.value(QLatin1StringView("room"))))
    , m_sender(rulesOf(global.value(QLatin1StringView("sender"))))
    , m_underride(rulesOf(global.value(QLatin1StringView("underride"))))
    , m_isKnown(!m_override.isEmpty() || !m_underride.isEmpty())
{
}

QList<ChatPush::Rule> ChatPush::rulesOf(const QJsonValue &list)
{
    QList<Rule> rules;
    for (const auto array = list.toArray(); const auto &value : array) {
        if (rules.size() >= mostRules || !value.isObject()) {
            break;
        }
        const auto object = value.toObject();
        Rule rule{.id = object.value(QLatin1StringView("rule_id")).toString(),
                  .pattern = object.value(QLatin1StringView("pattern")).toString(),
                  .isOn = object.value(QLatin1StringView("enabled")).toBool(true)};
        for (const auto conditions = object.value(QLatin1StringView("conditions")).toArray(); const auto &condition : conditions) {
            if (rule.conditions.size() < mostConditions) {
                rule.conditions << condition.toObject();
            }
        }
        for (const auto actions = object.value(QLatin1StringView("actions")).toArray(); const auto &action : actions) {
            rule.notifies = rule.notifies || action.toString() == QLatin1StringView("notify");
            if (action.toObject().value(QLatin1StringView("set_tweak")).toString() == QLatin1StringView("highlight")) {
                rule.isMention = action.toObject().value(QLatin1StringView("value")).toBool(true);
            }
        }
        rules << rule;
    }
    return rules;
}

bool ChatPush::matches(const Rule &rule, const QJsonObject &event, const Room &room)
{
    return rule.isOn && std::ranges::all_of(rule.conditions, [&](const QJsonObject &condition) {
        return conditionHolds(condition, event, room);
    });
}

ChatPush::Verdict ChatPush::of(const ChatEventFacts &facts, const Room &room) const
{
    const auto content = facts.shownContent();
    const auto mentioned = ChatText::mentions(content);
    if (!m_isKnown) {
        const bool isRoom = mentioned.isRoom && room.mayNotify && room.mayNotify(QStringLiteral("room"));
        const auto body = content.value(QLatin1StringView("body")).toString().left(longestText);
        const bool isMeant = mentioned.areSaid ? mentioned.people.contains(room.userId) || isRoom : holdsWord(body, room.ownName) || holdsWord(body, room.userId);
        const bool isEdit = ChatText::of(facts).relation == ChatRelation::Edit;
        const bool isNotice = content.value(QLatin1StringView("msgtype")).toString() == QLatin1StringView("m.notice");
        const bool notifies = isMessage(facts.shownType()) && !facts.stateKey && !isEdit && (!isNotice || isMeant);
        return {.notifies = notifies, .isMention = notifies && isMeant};
    }
    QJsonObject event{{QStringLiteral("type"), facts.shownType()},
                      {QStringLiteral("sender"), facts.sender},
                      {QStringLiteral("room_id"), facts.roomId},
                      {QStringLiteral("content"), content}};
    if (facts.stateKey) {
        event.insert(QStringLiteral("state_key"), *facts.stateKey);
    }
    const auto verdict = [](const Rule &rule) {
        return Verdict{.notifies = rule.notifies, .isMention = rule.notifies && rule.isMention};
    };
    for (const auto &rule : m_override) {
        if (!(mentioned.areSaid && isOutdated(rule.id)) && matches(rule, event, room)) {
            return verdict(rule);
        }
    }
    for (const auto &rule : m_content) {
        if (rule.isOn && !(mentioned.areSaid && isOutdated(rule.id)) && eventMatches(event, QStringLiteral("content.body"), rule.pattern)) {
            return verdict(rule);
        }
    }
    for (const auto &rule : m_room) {
        if (rule.isOn && rule.id == facts.roomId) {
            return verdict(rule);
        }
    }
    for (const auto &rule : m_sender) {
        if (rule.isOn && rule.id == facts.sender) {
            return verdict(rule);
        }
    }
    for (const auto &rule : m_underride) {
        if (matches(rule, event, room)) {
            return verdict(rule);
        }
    }
    return {};
}

ChatNotify ChatPush::levelOf(const QString &roomId) const
{
    for (const auto &rule : m_override) {
        const bool isOfRoom = rule.isOn && !rule.notifies && rule.conditions.size() == 1
            && rule.conditions.first().value(QLatin1StringView("key")).toString() == QLatin1StringView("room_id")
            && rule.conditions.first().value(QLatin1StringView("pattern")).toString() == roomId;
        if (isOfRoom) {
            return ChatNotify::Nothing;
        }
    }
    for (const auto &rule : m_room) {
        if (rule.isOn && rule.id == roomId) {
            return rule.notifies ? ChatNotify::All : ChatNotify::Mentions;
        }
    }
    return ChatNotify::Default;
}

}
