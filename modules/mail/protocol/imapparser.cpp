// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapparser.h"

#include "mail/protocol/imapcursor.h"
#include "mail/protocol/imapmailboxparser.h"

namespace Kontor
{

QList<QByteArray> ImapCapabilities::authMechanisms() const
{
    QList<QByteArray> mechanisms;
    for (const auto &name : names) {
        if (name.startsWith("AUTH=")) {
            mechanisms << name.sliced(5);
        }
    }
    return mechanisms;
}

const ImapSection *ImapFetch::section(QByteArrayView name) const
{
    for (const auto &section : sections) {
        const auto given = QByteArrayView(section.name);
        if (given == name || (given.startsWith(name) && given.sliced(name.size()).startsWith(" ("))) {
            return &section;
        }
    }
    return nullptr;
}

namespace ImapParser
{
namespace
{
ImapStatus status(ImapStatus::Kind kind, QByteArrayView tag, QByteArrayView text)
{
    ImapStatus status{.kind = kind, .tag = tag.toByteArray(), .code = {}, .codeArguments = {}, .text = {}};
    if (text.startsWith('[')) {
        // A quoted string in the arguments may hold a bracket.
        qsizetype end = 1;
        bool isQuoted = false;
        while (end < text.size() && (isQuoted || text[end] != ']')) {
            if (text[end] == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted && text[end] == '\\') {
                ++end;
            }
            ++end;
        }
        if (end >= text.size()) {
            end = text.indexOf(']'); // the quote was none
        }
        if (end > 0) {
            const auto code = text.sliced(1, end - 1);
            const auto space = code.indexOf(' ');
            status.code = (space < 0 ? code : code.first(space)).toByteArray().toUpper();
            status.codeArguments = space < 0 ? QByteArray() : code.sliced(space + 1).toByteArray();
            text = text.sliced(end + 1);
        }
    }
    status.text = cleanText(text);
    return status;
}

std::optional<ImapStatus::Kind> statusKind(QByteArrayView word)
{
    static constexpr std::pair<const char *, ImapStatus::Kind> words[] = {{"OK", ImapStatus::Kind::Ok},
                                                                          {"NO", ImapStatus::Kind::No},
                                                                          {"BAD", ImapStatus::Kind::Bad},
                                                                          {"BYE", ImapStatus::Kind::Bye},
                                                                          {"PREAUTH", ImapStatus::Kind::PreAuth}};
    for (const auto &[name, kind] : words) {
        if (word.compare(name, Qt::CaseInsensitive) == 0) {
            return kind;
        }
    }
    return std::nullopt;
}

QList<QByteArray> words(ImapCursor &cursor)
{
    QList<QByteArray> list;
    while (true) {
        cursor.skipSpaces();
        const auto word = cursor.atom();
        if (word.isEmpty()) {
            return list;
        }
        list << word.toByteArray();
    }
}

std::optional<ImapFound> found(ImapCursor &cursor)
{
    ImapFound result;
    QList<quint32> uids;
    while (true) {
        cursor.skipSpaces();
        if (cursor.take('(')) { // (MODSEQ 917162500)
            cursor.atom();
            cursor.skipSpaces();
            result.modSeq = cursor.number();
            break;
        }
        const auto uid = cursor.number32();
        if (!uid) {
            break;
        }
        uids << *uid;
    }
    result.uids = UidSet::fromUids(uids);
    return result;
}

std::optional<ImapFound> foundExtended(ImapCursor &cursor)
{
    ImapFound result{.tag = {}, .isExtended = true, .uids = {}, .count = {}, .minimum = {}, .maximum = {}, .modSeq = {}};
    cursor.skipSpaces();
    if (cursor.take('(')) {
        if (cursor.atom().compare("TAG", Qt::CaseInsensitive) != 0 || !cursor.take(' ')) {
            return std::nullopt;
        }
        const auto tag = cursor.stringOrAtom();
        if (!tag || !cursor.take(')')) {
            return std::nullopt;
        }
        result.tag = tag->bytes();
    }
    while (true) {
        cursor.skipSpaces();
        const auto key = cursor.atom().toByteArray().toUpper();
        if (key.isEmpty()) {
            return result;
        }
        if (key == "UID") {
            continue;
        }
        cursor.skipSpaces();
        if (key == "ALL") {
            const auto uids = UidSet::fromWire(cursor.atom());
            if (!uids) {
                return std::nullopt;
            }
            result.uids = *uids;
        } else if (key == "COUNT") {
            result.count = cursor.number32();
        } else if (key == "MIN") {
            result.minimum = cursor.number32();
        } else if (key == "MAX") {
            result.maximum = cursor.number32();
        } else if (key == "MODSEQ") {
            result.modSeq = cursor.number();
        } else if (!cursor.value()) {
            return std::nullopt;
        }
    }
}

std::optional<ImapId> identity(ImapCursor &cursor)
{
    ImapId result;
    if (cursor.peek() != '(') {
        return cursor.string() ? std::optional(result) : std::nullopt;
    }
    const auto list = cursor.flatList();
    if (!list) {
        return std::nullopt;
    }
    for (qsizetype i = 0; i + 1 < list->size(); i += 2) {
        result.fields.insert(list->at(i).toLower(), list->at(i + 1));
    }
    return result;
}

template <class T>
std::optional<ImapResponse> asResponse(std::optional<T> value)
{
    return value ? std::optional<ImapResponse>(std::move(*value)) : std::nullopt;
}

std::optional<ImapResponse> numbered(ImapCursor &cursor, const QList<ImapOmitted> &omitted, QByteArrayView frame)
{
    const auto number = cursor.number32();
    if (!number || !cursor.take(' ')) {
        return std::nullopt;
    }
    const auto word = cursor.atom();
    if (word.compare("FETCH", Qt::CaseInsensitive) == 0) {
        cursor.skipSpaces();
        const auto at = cursor.position();
        auto shifted = omitted;
        for (auto &one : shifted) {
            one.at -= at;
        }
        return asResponse(parseFetch(*number, frame.sliced(at), shifted));
    }
    if (word.compare("EXISTS", Qt::CaseInsensitive) == 0) {
        return ImapExists{*number};
    }
    if (word.compare("EXPUNGE", Qt::CaseInsensitive) == 0) {
        return ImapExpunged{*number};
    }
    if (word.compare("RECENT", Qt::CaseInsensitive) == 0) {
        return ImapRecent{*number};
    }
    return word.isEmpty() ? std::nullopt : std::optional<ImapResponse>(ImapUnknown{word.toByteArray().toUpper()});
}

std::optional<ImapResponse> untagged(ImapCursor &cursor, const QList<ImapOmitted> &omitted, QByteArrayView frame)
{
    if (cursor.peek() >= '0' && cursor.peek() <= '9') {
        return numbered(cursor, omitted, frame);
    }
    const auto name = cursor.atom().toByteArray().toUpper();
    if (name.isEmpty()) {
        return std::nullopt;
    }
    if (const auto kind = statusKind(name)) {
        cursor.skipSpaces();
        return status(*kind, {}, cursor.rest());
    }
    cursor.skipSpaces();
    if (name == "CAPABILITY") {
        ImapCapabilities capabilities;
        for (const auto &word : words(cursor)) {
            capabilities.names << word.toUpper();
        }
        return capabilities;
    }
    if (name == "LIST" || name == "LSUB") {
        auto result = listed(cursor);
        if (result) {
            result->isLsub = name == "LSUB";
        }
        return asResponse(std::move(result));
    }
    if (name == "STATUS") {
        return asResponse(mailboxStatus(cursor));
    }
    if (name == "VANISHED") {
        ImapVanished vanished;
        if (cursor.take('(')) {
            vanished.earlier = cursor.atom().compare("EARLIER", Qt::CaseInsensitive) == 0;
            if (!vanished.earlier || !cursor.take(')')) {
                return std::nullopt;
            }
            cursor.skipSpaces();
        }
        const auto uids = UidSet::fromWire(cursor.atom());
        if (!uids) {
            return std::nullopt;
        }
        vanished.uids = *uids;
        return vanished;
    }
    if (name == "FLAGS") {
        const auto flags = cursor.flatList();
        return flags ? std::optional<ImapResponse>(ImapFlags{*flags}) : std::nullopt;
    }
    if (name == "SEARCH") {
        return asResponse(found(cursor));
    }
    if (name == "ESEARCH") {
        return asResponse(foundExtended(cursor));
    }
    if (name == "ENABLED") {
        ImapEnabled enabled;
        for (const auto &word : words(cursor)) {
            enabled.names << word.toUpper();
        }
        return enabled;
    }
    if (name == "NAMESPACE") {
        return asResponse(namespaces(cursor));
    }
    if (name == "QUOTA") {
        return asResponse(quota(cursor));
    }
    if (name == "QUOTAROOT") {
        const auto mailbox = cursor.stringOrAtom();
        if (!mailbox) {
            return std::nullopt;
        }
        ImapQuotaRoot root{.mailbox = mailbox->bytes(), .roots = {}};
        cursor.skipSpaces();
        while (const auto word = cursor.stringOrAtom()) {
            root.roots << word->bytes();
            cursor.skipSpaces();
        }
        return root;
    }
    if (name == "ID") {
        return asResponse(identity(cursor));
    }
    return ImapUnknown{name, cursor.rest().first(std::min<qsizetype>(cursor.rest().size(), 4096)).toByteArray()};
}
}

QString cleanText(QByteArrayView text)
{
    QString clean = QString::fromUtf8(text.first(std::min<qsizetype>(text.size(), 2000)));
    for (QChar &c : clean) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format) {
            c = QLatin1Char(' ');
        }
    }
    return clean.simplified().left(500);
}

std::optional<ImapResponse> parse(QByteArrayView frame, const QList<ImapOmitted> &omitted)
{
    while (!frame.isEmpty() && (frame.back() == '\n' || frame.back() == '\r')) {
        frame.chop(1);
    }
    if (frame.startsWith('+')) {
        return ImapContinuation{frame.sliced(frame.startsWith("+ ") ? 2 : 1).toByteArray()};
    }
    ImapCursor cursor(frame, omitted);
    if (cursor.take('*')) {
        return cursor.take(' ') ? untagged(cursor, omitted, frame) : std::nullopt;
    }
    const auto tag = cursor.atom();
    if (tag.isEmpty() || !cursor.take(' ')) {
        return std::nullopt;
    }
    const auto kind = statusKind(cursor.atom());
    if (!kind || *kind == ImapStatus::Kind::Bye || *kind == ImapStatus::Kind::PreAuth) {
        return std::nullopt;
    }
    cursor.skipSpaces();
    return status(*kind, tag, cursor.rest());
}

}
}
