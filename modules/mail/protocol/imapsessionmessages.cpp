// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of the selected mailbox, and adding some to any.

#include "mail/protocol/imapengine.h"
#include "mail/protocol/imapsession.h"

#include <KLocalizedString>
#include <QLocale>

#include <deque>

namespace Kontor
{
namespace
{
// True if \p fetch answers a question for \p items, and is not merely news of the same message.
bool answers(const ImapFetch &fetch, const QByteArray &items)
{
    const bool asksSections = items.contains("BODY[") || items.contains("BODY.PEEK[") || items.contains("BINARY") || items.contains("RFC822.HEADER");
    const bool asksStructure = items.contains("BODYSTRUCTURE");
    const bool asksSize = items.contains("RFC822.SIZE");
    const bool asksEnvelope = items.contains("ENVELOPE");
    if (!asksSections && !asksStructure && !asksSize && !asksEnvelope) {
        return true;
    }
    return (asksSections && !fetch.sections.isEmpty()) || (asksStructure && !fetch.bodyStructure.isEmpty()) || (asksSize && fetch.size)
        || (asksEnvelope && !fetch.envelope.isEmpty());
}

QByteArray flagList(const QList<QByteArray> &flags)
{
    return '(' + flags.join(' ') + ')';
}

bool areFlags(const QList<QByteArray> &flags)
{
    return std::ranges::all_of(flags, [](const QByteArray &flag) {
        const auto name = flag.startsWith('\\') ? flag.sliced(1) : flag;
        return !name.isEmpty() && std::ranges::all_of(name, [](char c) {
            return uchar(c) > 0x20 && uchar(c) < 0x7f && !QByteArrayView("(){%*\"\\]").contains(c);
        });
    });
}

std::unexpected<Error> noFlag()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "A mark or tag has a name that mail servers cannot keep."));
}

// "38505 304,319:320 3956:3958"
ImapCopied copied(const QByteArray &arguments, const UidSet &asked)
{
    const auto words = arguments.split(' ');
    ImapCopied result;
    if (words.size() < 3) {
        return result;
    }
    const auto from = UidSet::rangesFromWire(words[1]);
    const auto to = UidSet::rangesFromWire(words[2]);
    const auto size = [](const QList<UidSet::Range> &ranges) {
        qint64 sum = 0;
        for (const auto range : ranges) {
            sum += qint64(range.last) - range.first + 1;
        }
        return sum;
    };
    if (!from || !to || size(*from) != size(*to) || size(*from) > asked.count()) {
        return result; // a server that cannot count is not believed
    }
    result.uidValidity = words[0].toUInt();
    auto target = to->cbegin();
    quint64 next = target->first;
    for (const auto range : *from) {
        for (quint64 uid = range.first; uid <= range.last; ++uid) {
            if (next > target->last) {
                next = (++target)->first;
            }
            result.uids.emplace_back(quint32(uid), quint32(next++));
        }
    }
    return result;
}

QByteArray dateTime(const QDateTime &date)
{
    const auto text = QLocale::c().toString(date, QStringLiteral("dd-MMM-yyyy hh:mm:ss "));
    const int offset = date.offsetFromUtc() / 60;
    return '"' + text.toLatin1() + (offset < 0 ? '-' : '+') + QByteArray::number(std::abs(offset) / 60).rightJustified(2, '0')
        + QByteArray::number(std::abs(offset) % 60).rightJustified(2, '0') + '"';
}
}

Task<Result<ImapReply>> ImapSession::fetch(UidSet uids, QByteArray items, EachFetch each, QByteArray modifiers)
{
    if (uids.isEmpty()) {
        co_return ImapReply{};
    }
    ImapCommand command("UID FETCH");
    command.raw(uids.toWire()).raw('(' + (items.contains("UID") ? items : "UID " + items) + ')');
    if (!modifiers.isEmpty()) {
        command.raw('(' + modifiers + ')');
    }
    command.taking([uids, items, each](ImapResponse &response) {
        auto *fetch = std::get_if<ImapFetch>(&response);
        if (!fetch || !uids.contains(fetch->uid) || !answers(*fetch, items)) {
            return false;
        }
        each(std::move(*fetch));
        return true;
    });
    co_return co_await run(std::move(command));
}

Task<Result<void>> ImapSession::fetchInBatches(UidSet uids, QByteArray items, EachFetch each, int batch)
{
    constexpr size_t UnderWay = 4; // measured: more gains nothing, fewer waits on slow lines
    std::deque<Task<Result<ImapReply>>> asked;
    const auto batches = uids.split(batch);
    qsizetype next = 0;
    while (next < batches.size() || !asked.empty()) {
        while (next < batches.size() && asked.size() < UnderWay) {
            asked.push_back(fetch(batches[next++], items, each));
        }
        const auto reply = co_await asked.front();
        asked.pop_front();
        if (!reply) {
            co_return std::unexpected(reply.error());
        }
    }
    co_return {};
}

Task<Result<UidSet>> ImapSession::changedSince(UidSet uids, quint64 modSeq, EachFetch each)
{
    const auto gone = std::make_shared<UidSet>();
    ImapCommand command("UID FETCH");
    command.raw(uids.toWire()).raw("(UID FLAGS)");
    command.raw("(CHANGEDSINCE " + QByteArray::number(modSeq) + (isEnabled("QRESYNC") ? " VANISHED)" : ")"));
    command.taking([gone, uids, each](ImapResponse &response) {
        if (auto *vanished = std::get_if<ImapVanished>(&response); vanished && vanished->earlier) {
            gone->add(vanished->uids);
            return true;
        }
        auto *fetch = std::get_if<ImapFetch>(&response);
        if (!fetch || !uids.contains(fetch->uid)) {
            return false;
        }
        each(std::move(*fetch));
        return true;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return *gone;
}

Task<Result<ImapStored>> ImapSession::store(UidSet uids, StoreMode mode, QList<QByteArray> flags, quint64 unchangedSince)
{
    if (!areFlags(flags)) {
        co_return noFlag();
    }
    if (uids.isEmpty()) {
        co_return ImapStored{};
    }
    const auto result = std::make_shared<ImapStored>();
    ImapCommand command("UID STORE");
    command.raw(uids.toWire());
    if (unchangedSince > 0) {
        command.raw("(UNCHANGEDSINCE " + QByteArray::number(unchangedSince) + ')');
    }
    const QByteArray item = mode == StoreMode::Add ? "+FLAGS" : mode == StoreMode::Remove ? "-FLAGS" : "FLAGS";
    command.raw(item).raw(flagList(flags)).taking([result, uids](ImapResponse &response) {
        auto *fetch = std::get_if<ImapFetch>(&response);
        const bool isOurs = fetch && uids.contains(fetch->uid);
        if (isOurs) {
            result->changed << std::move(*fetch);
        }
        return isOurs;
    });
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(status.error());
    }
    if (status->code == "MODIFIED") { // with OK or, in part, with NO (RFC 7162 3.1.3)
        result->modified = UidSet::fromWire(status->codeArguments).value_or(uids);
        co_return std::move(*result);
    }
    if (status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(imapError(*status));
    }
    co_return std::move(*result);
}

Task<Result<ImapCopied>> ImapSession::transfer(QByteArray name, UidSet uids, QByteArray target)
{
    const auto result = std::make_shared<ImapCopied>();
    ImapCommand command(name);
    command.raw(uids.toWire()).mailbox(target).taking([result, uids](ImapResponse &response) {
        const auto *status = std::get_if<ImapStatus>(&response); // MOVE says it before the expunges (RFC 6851 4.3)
        const bool isOurs = status && status->code == "COPYUID";
        if (isOurs) {
            *result = copied(status->codeArguments, uids);
        }
        return isOurs;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (reply->code == "COPYUID") {
        *result = copied(reply->codeArguments, uids);
    }
    co_return *result;
}

Task<Result<ImapCopied>> ImapSession::copy(UidSet uids, QByteArray target)
{
    if (uids.isEmpty()) {
        co_return ImapCopied{};
    }
    co_return co_await transfer("UID COPY", uids, target);
}

Task<Result<ImapCopied>> ImapSession::move(UidSet uids, QByteArray target)
{
    if (uids.isEmpty()) {
        co_return ImapCopied{};
    }
    if (has("MOVE") || has("IMAP4REV2")) {
        co_return co_await transfer("UID MOVE", uids, target);
    }
    auto copy = co_await transfer("UID COPY", uids, target);
    if (!copy) {
        co_return copy;
    }
    const auto marked = co_await store(uids, StoreMode::Add, {"\\Deleted"});
    if (!marked) {
        co_return std::unexpected(marked.error());
    }
    const auto gone = co_await expunge(uids);
    if (!gone) {
        co_return std::unexpected(gone.error());
    }
    co_return copy;
}

Task<Result<void>> ImapSession::expunge(UidSet uids)
{
    if (uids.isEmpty()) {
        co_return {};
    }
    if (!has("UIDPLUS") && !has("IMAP4REV2")) {
        co_return co_await expungeAmongOthers(uids);
    }
    ImapCommand command("UID EXPUNGE");
    command.raw(uids.toWire());
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<void>> ImapSession::expungeAmongOthers(UidSet uids)
{
    auto others = co_await search("DELETED");
    if (!others) {
        co_return std::unexpected(others.error());
    }
    others->remove(uids);
    const auto spared = co_await store(*others, StoreMode::Remove, {"\\Deleted"});
    if (!spared) {
        co_return std::unexpected(spared.error());
    }
    const auto reply = co_await run(ImapCommand("EXPUNGE"));
    const auto restored = co_await store(*others, StoreMode::Add, {"\\Deleted"});
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!restored) {
        co_return std::unexpected(restored.error());
    }
    co_return {};
}

Task<Result<UidSet>> ImapSession::searchBy(ImapCommand command)
{
    const auto found = std::make_shared<UidSet>();
    command.taking([found](ImapResponse &response) {
        auto *told = std::get_if<ImapFound>(&response);
        if (told) {
            found->add(told->uids);
        }
        return told != nullptr;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return *found;
}

Task<Result<UidSet>> ImapSession::search(QByteArray criteria)
{
    ImapCommand command("UID SEARCH");
    if (has("ESEARCH") || has("IMAP4REV2")) {
        command.raw("RETURN (ALL)");
    }
    command.raw(criteria);
    co_return co_await searchBy(std::move(command));
}

Task<Result<UidSet>> ImapSession::searchText(QByteArray key, QString text, QByteArray furtherCriteria)
{
    const auto isAscii = [](QStringView view) {
        return std::ranges::all_of(view, [](QChar c) {
            return c.unicode() < 0x80;
        });
    };
    const bool isExtended = has("ESEARCH") || has("IMAP4REV2");
    const auto question = [isExtended, furtherCriteria] {
        ImapCommand command("UID SEARCH");
        if (isExtended) {
            command.raw("RETURN (ALL)");
        }
        return command;
    };
    ImapCommand command = question();
    if (!isAscii(text)) {
        command.raw("CHARSET UTF-8");
    }
    if (!furtherCriteria.isEmpty()) {
        command.raw(furtherCriteria);
    }
    command.raw(key).string(text.toUtf8());
    const auto found = co_await searchBy(command);
    if (found || isAscii(text) || found.error().kind == Error::Kind::Offline || found.error().kind == Error::Kind::Timeout
        || found.error().kind == Error::Kind::Cancelled) {
        co_return found;
    }
    // No UTF-8 there (BADCHARSET): search for the words that need none; it finds too much at worst.
    ImapCommand plain = question();
    if (!furtherCriteria.isEmpty()) {
        plain.raw(furtherCriteria);
    }
    int words = 0;
    const auto parts = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const auto &word : parts) {
        if (isAscii(word)) {
            plain.raw(key).string(word.toUtf8());
            ++words;
        }
    }
    if (words == 0) {
        co_return found;
    }
    co_return co_await searchBy(std::move(plain));
}

Task<Result<ImapAppended>> ImapSession::append(QByteArray mailbox, QList<QByteArray> flags, QDateTime date, ImapSource message)
{
    if (!areFlags(flags)) {
        co_return noFlag();
    }
    ImapCommand command("APPEND");
    command.mailbox(mailbox);
    if (!flags.isEmpty()) {
        command.raw(flagList(flags));
    }
    if (date.isValid()) {
        command.raw(dateTime(date));
    }
    command.literal(std::move(message));
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    ImapAppended result;
    if (reply->code == "APPENDUID") {
        const auto words = reply->codeArguments.split(' ');
        const auto uid = words.size() == 2 ? UidSet::fromWire(words[1]) : std::nullopt;
        if (uid && uid->count() == 1) {
            result = {.uidValidity = words[0].toUInt(), .uid = uid->first()};
        }
    }
    co_return result;
}

}
