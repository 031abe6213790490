// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatlink.h"

#include <QHash>
#include <QUrlQuery>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype longestId = 255; // of the specification; some servers allow a little more than they should
constexpr qsizetype longestUrl = 4096;
constexpr qsizetype mostVia = 10;
constexpr qsizetype viaGiven = 3;

bool isClean(const QString &text)
{
    return text.size() <= longestId && std::ranges::none_of(text, [](QChar sign) {
               return sign.isSpace() || sign.category() == QChar::Other_Control || sign.category() == QChar::Other_Format;
           });
}

/// "x:server" with something on both sides.
bool hasServer(const QString &text)
{
    const auto colon = text.indexOf(u':');
    return colon > 1 && colon < text.size() - 1;
}

bool isEventId(const QString &text)
{
    return text.size() > 1 && text.startsWith(u'$') && isClean(text);
}

QStringList serversIn(const QString &query)
{
    QStringList servers;
    for (const auto named = QUrlQuery(query).allQueryItemValues(QStringLiteral("via"), QUrl::FullyDecoded); const auto &server : named) {
        if (!server.isEmpty() && isClean(server) && !server.contains(u'/') && servers.size() < mostVia) {
            servers << server;
        }
    }
    servers.removeDuplicates();
    return servers;
}

std::optional<ChatLink> linkOf(const QString &id, const QString &eventId)
{
    ChatLink link{.kind = ChatLink::Kind::Room, .id = id, .eventId = eventId, .via = {}, .action = ChatLink::Action::None};
    if (ChatLink::isUserId(id) && eventId.isEmpty()) {
        link.kind = ChatLink::Kind::Person;
        return link;
    }
    if (!ChatLink::isRoomId(id) && !ChatLink::isAlias(id)) {
        return std::nullopt;
    }
    if (!eventId.isEmpty()) {
        link.kind = ChatLink::Kind::Event;
        return isEventId(eventId) ? std::optional(link) : std::nullopt;
    }
    link.kind = ChatLink::isAlias(id) ? ChatLink::Kind::Alias : ChatLink::Kind::Room;
    return link;
}

QString decoded(const QString &text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

QString encoded(const QString &text, const QByteArray &exclude = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, exclude));
}

// https://matrix.to/#/ID[/EVENT][?via=…]
std::optional<ChatLink> fromMatrixTo(const QUrl &url)
{
    const auto fragment = url.fragment(QUrl::FullyEncoded);
    const auto path = fragment.section(u'?', 0, 0);
    if (!path.startsWith(u'/')) {
        return std::nullopt;
    }
    // Those who write "#" for what it stands for are many.
    const auto id = decoded(path.section(u'/', 1, 1));
    const auto eventId = decoded(path.section(u'/', 2));
    auto link = linkOf(id, eventId);
    if (link) {
        link->via = serversIn(fragment.section(u'?', 1));
    }
    return link;
}

// matrix:u/anna:example.org, matrix:roomid/x:example.org/e/event?via=…&action=join
std::optional<ChatLink> fromUri(const QUrl &url)
{
    auto parts = url.path(QUrl::FullyEncoded).split(u'/');
    if (!parts.isEmpty() && parts.first().isEmpty()) {
        parts.removeFirst(); // matrix:/u/…
    }
    if (parts.size() < 2) {
        return std::nullopt;
    }
    static const QHash<QString, QString> sigils{{QStringLiteral("u"), QStringLiteral("@")},
                                                {QStringLiteral("user"), QStringLiteral("@")},
                                                {QStringLiteral("r"), QStringLiteral("#")},
                                                {QStringLiteral("room"), QStringLiteral("#")},
                                                {QStringLiteral("roomid"), QStringLiteral("!")}};
    const auto sigil = sigils.value(parts.at(0));
    if (sigil.isEmpty()) {
        return std::nullopt;
    }
    QString eventId;
    if (parts.size() >= 4 && (parts.at(2) == u"e" || parts.at(2) == u"event")) {
        eventId = u'$' + decoded(parts.mid(3).join(u'/'));
    } else if (parts.size() > 2 && !(parts.size() == 3 && parts.at(2).isEmpty())) {
        return std::nullopt;
    }
    auto link = linkOf(sigil + decoded(parts.at(1)), eventId);
    if (!link) {
        return std::nullopt;
    }
    const auto query = url.query(QUrl::FullyEncoded);
    link->via = serversIn(query);
    const auto action = QUrlQuery(query).queryItemValue(QStringLiteral("action"));
    if (action == u"join" && link->kind != ChatLink::Kind::Person) {
        link->action = ChatLink::Action::Join;
    } else if (action == u"chat" && link->kind == ChatLink::Kind::Person) {
        link->action = ChatLink::Action::Chat;
    }
    return link;
}

QString queryOf(const ChatLink &link)
{
    QStringList items;
    for (const auto &server : link.via.mid(0, viaGiven)) {
        items << QLatin1StringView("via=") + encoded(server, ":[]");
    }
    return items.join(u'&');
}
}

std::optional<ChatLink> ChatLink::parse(const QUrl &url)
{
    if (!url.isValid() || url.toEncoded().size() > longestUrl) {
        return std::nullopt;
    }
    if (url.scheme() == u"matrix") {
        return fromUri(url);
    }
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    return isWeb && (url.host() == u"matrix.to" || url.host() == u"www.matrix.to") ? fromMatrixTo(url) : std::nullopt;
}

std::optional<ChatLink> ChatLink::parse(const QString &text)
{
    const auto trimmed = text.trimmed();
    if (trimmed.startsWith(u'@') || trimmed.startsWith(u'#') || trimmed.startsWith(u'!')) {
        return linkOf(trimmed, {});
    }
    return trimmed.size() > longestUrl ? std::nullopt : parse(QUrl(trimmed, QUrl::TolerantMode));
}

QString ChatLink::toMatrixTo() const
{
    auto address = QString(QLatin1StringView("https://matrix.to/#/") + encoded(id));
    if (!eventId.isEmpty()) {
        address += u'/' + encoded(eventId);
    }
    const auto query = kind == Kind::Person ? QString() : queryOf(*this);
    return query.isEmpty() ? address : QString(address + u'?' + query);
}

QString ChatLink::toUri() const
{
    const auto sort = isUserId(id) ? QLatin1StringView("u/") : isAlias(id) ? QLatin1StringView("r/") : QLatin1StringView("roomid/");
    auto address = QString(QLatin1StringView("matrix:") + sort + encoded(id.mid(1), ":"));
    if (!eventId.isEmpty()) {
        address += QLatin1StringView("/e/") + encoded(eventId.mid(1), ":");
    }
    auto query = kind == Kind::Person ? QString() : queryOf(*this);
    if (action != Action::None) {
        const auto word = action == Action::Join ? QLatin1StringView("action=join") : QLatin1StringView("action=chat");
        query += (query.isEmpty() ? QString() : QStringLiteral("&")) + word;
    }
    return query.isEmpty() ? address : QString(address + u'?' + query);
}

QStringList ChatLink::viaOf(const QStringList &userIds)
{
    QHash<QString, int> people;
    QStringList servers;
    for (const auto &id : userIds) {
        const auto server = isUserId(id) ? id.section(u':', 1) : QString();
        if (server.isEmpty()) {
            continue;
        }
        if (!people.contains(server)) {
            servers << server;
        }
        ++people[server];
    }
    std::ranges::stable_sort(servers, [&people](const QString &one, const QString &other) {
        return people.value(one) > people.value(other);
    });
    return servers.mid(0, viaGiven);
}

bool ChatLink::isUserId(const QString &text)
{
    return text.startsWith(u'@') && hasServer(text) && isClean(text);
}

bool ChatLink::isRoomId(const QString &text)
{
    return text.startsWith(u'!') && text.size() > 1 && isClean(text) && !text.contains(u'/'); // newer ones have no server
}

bool ChatLink::isAlias(const QString &text)
{
    return text.startsWith(u'#') && hasServer(text) && isClean(text);
}

}
