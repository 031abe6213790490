// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapmailboxparser.h"

#include "mail/protocol/imapcursor.h"

namespace Kontor::ImapParser
{
namespace
{
// Whatever is longer can neither be shown nor be part of a command (RFC 2683 3.2.1.5).
bool isMailboxName(const ImapCursor::Text &text)
{
    constexpr qsizetype Longest = 6000;
    return text.omitted == 0 && text.raw.size() <= Longest;
}

std::optional<QList<ImapNamespaces::Space>> spaces(ImapCursor &cursor)
{
    QList<ImapNamespaces::Space> list;
    cursor.skipSpaces();
    if (cursor.peek() != '(') {
        return cursor.string() ? std::optional(list) : std::nullopt; // NIL
    }
    cursor.take('(');
    while (!cursor.take(')')) {
        cursor.skipSpaces();
        const auto from = cursor.position();
        if (!cursor.value()) {
            return std::nullopt;
        }
        ImapCursor space(cursor.between(from, cursor.position()));
        space.take('(');
        const auto prefix = space.string();
        space.skipSpaces();
        const auto delimiter = space.string();
        if (!prefix || !delimiter) {
            return std::nullopt;
        }
        list << ImapNamespaces::Space{prefix->bytes(), delimiter->bytes()};
    }
    return list;
}
}

std::optional<ImapListed> listed(ImapCursor &cursor)
{
    ImapListed result;
    const auto attributes = cursor.flatList();
    if (!attributes || !cursor.take(' ')) {
        return std::nullopt;
    }
    for (const auto &attribute : *attributes) {
        result.attributes << attribute.toLower();
    }
    const auto delimiter = cursor.string();
    if (!delimiter || !cursor.take(' ')) {
        return std::nullopt;
    }
    result.delimiter = delimiter->bytes().first(std::min<qsizetype>(1, delimiter->bytes().size()));
    const auto isName = cursor.peek() != '(';
    const auto name = isName ? cursor.stringOrAtom() : std::nullopt;
    if (!name || !isMailboxName(*name)) {
        return std::nullopt;
    }
    result.name = name->isNil ? QByteArray("NIL") : name->bytes();
    if (cursor.take(' ') && cursor.take('(')) { // extended data: (OLDNAME ("x") CHILDINFO ("SUBSCRIBED"))
        while (!cursor.take(')')) {
            cursor.skipSpaces();
            const auto key = cursor.stringOrAtom();
            cursor.skipSpaces();
            const auto from = cursor.position();
            if (!key || !cursor.value()) {
                return std::nullopt;
            }
            if (key->bytes().toUpper() == "OLDNAME") {
                ImapCursor old(cursor.between(from, cursor.position()));
                const auto names = old.flatList();
                result.oldName = names && !names->isEmpty() ? names->first() : QByteArray();
            }
        }
    }
    return result;
}

std::optional<ImapMailboxStatus> mailboxStatus(ImapCursor &cursor)
{
    ImapMailboxStatus result;
    const auto mailbox = cursor.stringOrAtom();
    cursor.skipSpaces();
    if (!mailbox || !isMailboxName(*mailbox) || !cursor.take('(')) {
        return std::nullopt;
    }
    result.mailbox = mailbox->isNil ? QByteArray("NIL") : mailbox->bytes();
    while (true) {
        cursor.skipSpaces();
        if (cursor.take(')')) {
            return result;
        }
        const auto key = cursor.atom().toByteArray().toUpper();
        if (key.isEmpty() || !cursor.take(' ')) {
            return std::nullopt;
        }
        if (key == "MAILBOXID") {
            const auto id = cursor.flatList();
            if (!id || id->isEmpty()) {
                return std::nullopt;
            }
            result.mailboxId = id->first();
        } else if (key == "HIGHESTMODSEQ") {
            result.highestModSeq = cursor.number();
        } else if (key == "SIZE") {
            const auto size = cursor.number();
            result.size = size && *size < quint64(std::numeric_limits<qint64>::max()) ? std::optional(qint64(*size)) : std::nullopt;
        } else if (key == "MESSAGES") {
            result.messages = cursor.number32();
        } else if (key == "UIDNEXT") {
            result.uidNext = cursor.number32();
        } else if (key == "UIDVALIDITY") {
            result.uidValidity = cursor.number32();
        } else if (key == "UNSEEN") {
            result.unseen = cursor.number32();
        } else if (!cursor.value()) {
            return std::nullopt;
        }
        if (cursor.peek() != ' ' && cursor.peek() != ')') {
            return std::nullopt;
        }
    }
}

std::optional<ImapNamespaces> namespaces(ImapCursor &cursor)
{
    const auto personal = spaces(cursor);
    const auto others = personal ? spaces(cursor) : std::nullopt;
    const auto shared = others ? spaces(cursor) : std::nullopt;
    return shared ? std::optional(ImapNamespaces{*personal, *others, *shared}) : std::nullopt;
}

std::optional<ImapQuota> quota(ImapCursor &cursor)
{
    ImapQuota result;
    const auto root = cursor.stringOrAtom();
    cursor.skipSpaces();
    if (!root || !cursor.take('(')) {
        return std::nullopt;
    }
    result.root = root->bytes();
    while (true) {
        cursor.skipSpaces();
        if (cursor.take(')')) {
            return result;
        }
        const auto name = cursor.atom().toByteArray().toUpper();
        cursor.skipSpaces();
        const auto usage = cursor.number();
        cursor.skipSpaces();
        const auto limit = cursor.number();
        if (name.isEmpty() || !usage || !limit) {
            return std::nullopt;
        }
        result.resources << ImapQuota::Resource{name, *usage, *limit};
    }
}

}
