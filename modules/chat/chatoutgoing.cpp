// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatoutgoing.h"

#include "chat/chatlink.h"
#include "chat/chatoutgoingmarkup.h"

#include <QCborArray>
#include <QCborValue>
#include <QJsonArray>
#include <QRegularExpression>

namespace Kontor
{
namespace
{
constexpr qsizetype mostMentions = 200;

QString typeOf(ChatOutgoing::Kind kind)
{
    switch (kind) {
    case ChatOutgoing::Kind::Emote:
        return QStringLiteral("m.emote");
    case ChatOutgoing::Kind::Notice:
        return QStringLiteral("m.notice");
    case ChatOutgoing::Kind::Text:
        break;
    }
    return QStringLiteral("m.text");
}

/// Whom somebody typed as an address, without choosing from the completion.
QList<ChatOutgoingMention> withTyped(const QString &text, QList<ChatOutgoingMention> mentions)
{
    static const QRegularExpression form(QStringLiteral("(?<![\\w@/.=+-])@[A-Za-z0-9._=/+-]+:[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?"));
    for (auto found = form.globalMatch(text); found.hasNext() && mentions.size() < mostMentions;) {
        const auto id = found.next().captured(0);
        const ChatOutgoingMention typed{id, id};
        if (ChatLink::isUserId(id) && !mentions.contains(typed)) {
            mentions << typed;
        }
    }
    return mentions;
}

QJsonObject mentionsOf(const QString &text, const QList<ChatOutgoingMention> &mentions)
{
    QJsonArray people;
    bool isRoom = false;
    for (const auto &mention : mentions) {
        if (!text.contains(mention.text)) {
            continue;
        }
        if (mention.id == u"@room") {
            isRoom = true;
        } else if (mention.id.startsWith(u'@') && !people.contains(mention.id)) {
            people << mention.id;
        }
    }
    QJsonObject said;
    if (!people.isEmpty()) {
        said.insert(QStringLiteral("user_ids"), people);
    }
    if (isRoom) {
        said.insert(QStringLiteral("room"), true);
    }
    return said;
}
}

bool ChatOutgoing::isEmpty() const
{
    return text.trimmed().isEmpty() && !replyTo && !edits;
}

QByteArray ChatOutgoing::toCbor() const
{
    QCborArray people;
    for (const auto &mention : mentions) {
        people << QCborArray{mention.text, mention.id};
    }
    return QCborMap{{QLatin1StringView("text"), text},
                    {QLatin1StringView("mentions"), people},
                    {QLatin1StringView("reply"), replyTo.value},
                    {QLatin1StringView("thread"), threadRoot},
                    {QLatin1StringView("edits"), edits.value},
                    {QLatin1StringView("kind"), int(kind)}}
        .toCborValue()
        .toCbor();
}

ChatOutgoing ChatOutgoing::fromCbor(const QByteArray &bytes)
{
    QCborParserError problem;
    const auto value = QCborValue::fromCbor(bytes, &problem);
    const auto map = problem.error == QCborError::NoError ? value.toMap() : QCborMap(); // half of a map is none
    ChatOutgoing message{.text = map.value(QLatin1StringView("text")).toString(),
                         .mentions = {},
                         .replyTo = ItemId{map.value(QLatin1StringView("reply")).toInteger()},
                         .threadRoot = map.value(QLatin1StringView("thread")).toString(),
                         .edits = ItemId{map.value(QLatin1StringView("edits")).toInteger()},
                         .kind = Kind::Text};
    const auto kind = map.value(QLatin1StringView("kind")).toInteger();
    if (kind == int(Kind::Emote) || kind == int(Kind::Notice)) {
        message.kind = static_cast<Kind>(kind);
    }
    for (const auto people = map.value(QLatin1StringView("mentions")).toArray(); const auto &one : people) {
        const auto pair = one.toArray();
        if (message.mentions.size() < mostMentions && pair.size() == 2 && pair.at(0).isString() && pair.at(1).isString()) {
            message.mentions << ChatOutgoingMention{pair.at(0).toString(), pair.at(1).toString()};
        }
    }
    return message;
}

QString ChatOutgoingText::html(const QString &text, const QList<ChatOutgoingMention> &mentions)
{
    ChatOutgoingMarkup markup(mentions);
    auto made = markup.html(text);
    return markup.hasFormatting() ? made : QString();
}

QJsonObject ChatOutgoingText::content(const ChatOutgoing &message, const QString &text)
{
    const auto mentions = withTyped(text, message.mentions);
    QJsonObject content{{QStringLiteral("msgtype"), typeOf(message.kind)},
                        {QStringLiteral("body"), text},
                        // Also where nobody is meant: then nobody is found by their name in the text.
                        {QStringLiteral("m.mentions"), mentionsOf(text, mentions)}};
    if (const auto formatted = html(text, mentions); !formatted.isEmpty()) {
        content.insert(QStringLiteral("format"), QStringLiteral("org.matrix.custom.html"));
        content.insert(QStringLiteral("formatted_body"), formatted);
    }
    return content;
}

void ChatOutgoingText::relate(QJsonObject &content, const Relation &relation)
{
    QJsonObject relates;
    const auto answered = relation.eventId.isEmpty() ? relation.lastOfThread : relation.eventId;
    if (!relation.threadRoot.isEmpty()) {
        relates.insert(QStringLiteral("rel_type"), QStringLiteral("m.thread"));
        relates.insert(QStringLiteral("event_id"), relation.threadRoot);
        relates.insert(QStringLiteral("is_falling_back"), relation.eventId.isEmpty());
    }
    if (const auto target = answered.isEmpty() ? relation.threadRoot : answered; !target.isEmpty()) {
        relates.insert(QStringLiteral("m.in_reply_to"), QJsonObject{{QStringLiteral("event_id"), target}});
    }
    if (relates.isEmpty()) {
        return;
    }
    content.insert(QStringLiteral("m.relates_to"), relates);
    if (relation.eventId.isEmpty() || relation.sender.isEmpty()) {
        return;
    }
    auto mentions = content.value(QLatin1StringView("m.mentions")).toObject();
    auto people = mentions.value(QLatin1StringView("user_ids")).toArray();
    if (!people.contains(relation.sender)) {
        people << relation.sender;
    }
    mentions.insert(QStringLiteral("user_ids"), people);
    content.insert(QStringLiteral("m.mentions"), mentions);
}

QJsonObject ChatOutgoingText::replacement(const QJsonObject &content, const QString &eventId, const QJsonObject &original)
{
    auto fresh = content;
    fresh.remove(QLatin1StringView("m.relates_to"));
    auto outer = fresh;
    const QLatin1StringView stars("* ");
    outer.insert(QStringLiteral("body"), QString(stars + fresh.value(QLatin1StringView("body")).toString()));
    if (fresh.contains(QLatin1StringView("formatted_body"))) {
        outer.insert(QStringLiteral("formatted_body"), QString(stars + fresh.value(QLatin1StringView("formatted_body")).toString()));
    }
    const auto toldBefore = original.value(QLatin1StringView("m.mentions")).toObject();
    const auto before = toldBefore.value(QLatin1StringView("user_ids")).toArray();
    const auto now = fresh.value(QLatin1StringView("m.mentions")).toObject();
    QJsonArray people;
    for (const auto all = now.value(QLatin1StringView("user_ids")).toArray(); const auto &one : all) {
        if (!before.contains(one)) {
            people << one;
        }
    }
    QJsonObject told;
    if (!people.isEmpty()) {
        told.insert(QStringLiteral("user_ids"), people);
    }
    if (now.value(QLatin1StringView("room")).toBool() && !toldBefore.value(QLatin1StringView("room")).toBool()) {
        told.insert(QStringLiteral("room"), true);
    }
    outer.insert(QStringLiteral("m.mentions"), told);
    outer.insert(QStringLiteral("m.new_content"), fresh);
    outer.insert(QStringLiteral("m.relates_to"), QJsonObject{{QStringLiteral("rel_type"), QStringLiteral("m.replace")}, {QStringLiteral("event_id"), eventId}});
    return outer;
}

}
