// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerpull.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QCryptographicHash>

namespace Kontor
{
namespace
{
constexpr int usualBatch = 500;
constexpr int batchesAhead = 4;
constexpr quint32 narrow = 500; // a range of so many UIDs is asked for without looking what exists
constexpr qsizetype longestHeader = 256 * 1024; // of the chosen fields; what is behind is cut
constexpr qsizetype longestStructure = 1024 * 1024;
constexpr qint64 mostMessages = 20'000'000; // in one folder; whoever tells of more does not tell the truth
constexpr qint64 mostVanished = 5'000'000;
constexpr int refusalsAtMost = 100; // then it is the server, not the messages

QByteArray itemsFor(const ImapSession &session)
{
    QByteArray items = QByteArray("FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (") + MailPayload::headerFields().join(' ') + ")]";
    if (session.has("CONDSTORE") || session.has("QRESYNC")) {
        items += " MODSEQ";
    }
    return items;
}

QStringList flagTexts(const QList<QByteArray> &flags)
{
    QStringList texts;
    for (const auto &flag : flags) {
        if (flag.compare("\\Recent", Qt::CaseInsensitive) != 0) {
            texts << QString::fromUtf8(flag);
        }
    }
    return texts;
}

QByteArray boundedHeader(const QByteArray &header)
{
    if (header.size() <= longestHeader) {
        return header;
    }
    const auto end = header.lastIndexOf('\n', longestHeader);
    return header.first(end > 0 ? end + 1 : longestHeader);
}

/// Shown in place of a message the server cannot deliver, so that the rest goes on and the
/// message is not asked for again and again.
MailPayload problemPayload()
{
    const auto subject = i18nc("@info shown as the subject of a message", "The server cannot deliver this message");
    MailPayload payload;
    payload.hasFlags = true;
    payload.header = "Subject: =?UTF-8?B?" + subject.toUtf8().toBase64() + "?=\r\n\r\n";
    return payload;
}

Error contradiction()
{
    return {.kind = Error::Kind::Protocol, .message = i18nc("@info", "The server does not deliver messages which, it says, are in this folder."), .detail = {}};
}

bool isOutage(const Error &error)
{
    return isPassing(error.kind) || error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Unauthorized;
}
}

MailSynchronizerPull::Row MailSynchronizerPull::refusedRow()
{
    return Row{.payload = problemPayload(), .modSeq = 0, .isWhole = true, .hasFlags = true, .isRefused = true};
}

MailSynchronizerPull::MailSynchronizerPull(std::shared_ptr<MailSynchronizerConnection> connection)
    : m_connection(std::move(connection))
{
}

void MailSynchronizerPull::stop()
{
    m_isStopped = true;
    m_streams.clear();
}

Task<Result<Delta>> MailSynchronizerPull::pull(Collection collection)
{
    auto self = shared_from_this();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    auto delta = std::make_shared<Delta>();
    auto stream = m_streams.value(collection.remoteId);
    const bool goesOn = stream && stream->handedOut == collection.token && stream->session.lock() == session;
    if (goesOn) {
        auto selected
            = co_await MailSynchronizerConnection::select(session, collection.remoteId.toUtf8(), stream->token.uidValidity, ImapSession::Access::ReadWrite);
        if (!selected) {
            m_streams.remove(collection.remoteId);
            co_return std::unexpected(selected.error());
        }
    } else {
        m_streams.remove(collection.remoteId);
        auto begun = co_await begin(session, collection, delta);
        if (!begun && begun.error().kind == Error::Kind::NotFound && !lease->isFresh) {
            // Dovecot does not find a mailbox that was made anew while this connection had it open.
            m_connection->close();
            lease->turn.reset();
            auto again = co_await m_connection->lease(Turns::Urgency::Soon);
            if (!again) {
                co_return std::unexpected(again.error());
            }
            lease = again;
            session = lease->session;
            begun = co_await begin(session, collection, delta);
        }
        if (!begun) {
            co_return std::unexpected(begun.error());
        }
        stream = *begun;
    }
    auto done = co_await readBatch(session, collection, stream, delta);
    if (!done) {
        m_streams.remove(collection.remoteId);
        co_return std::unexpected(done.error());
    }
    delta->more = !stream->token.missing.isEmpty();
    delta->token = stream->token.toBytes();
    stream->handedOut = delta->token;
    if (delta->more && !m_isStopped) {
        m_streams.insert(collection.remoteId, stream);
    } else {
        m_streams.remove(collection.remoteId);
    }
    co_return std::move(*delta);
}

Task<Result<std::shared_ptr<MailSynchronizerPull::Stream>>> MailSynchronizerPull::begin(Session session, Collection collection, std::shared_ptr<Delta> delta)
{
    auto self = shared_from_this();
    const auto known = MailSynchronizerToken::fromBytes(collection.token);
    std::optional<ImapKnownState> knownState;
    if (known && known->modSeq > 0 && session->isEnabled("QRESYNC")) {
        knownState = ImapKnownState{.uidValidity = known->uidValidity, .modSeq = known->modSeq, .uids = {}};
    }
    auto answer = co_await session->select(collection.remoteId.toUtf8(), ImapSession::Access::ReadWrite, knownState);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const auto selected = *answer;
    session->setProperty("uidValidity", selected.uidValidity);
    if (selected.isReadOnly) {
        m_readOnly.insert(collection.remoteId);
    } else {
        m_readOnly.remove(collection.remoteId);
    }
    if (selected.uidValidity == 0) {
        co_return failure(Error::Kind::Protocol,
                          i18nc("@info", "The server gives the messages in “%1” no lasting numbers, so that they cannot be kept here.", collection.name));
    }
    if (known && known->uidValidity != selected.uidValidity) {
        co_return failure(Error::Kind::TokenExpired,
                          i18nc("@info", "The folder “%1” was made anew on the server and is read from the beginning.", collection.name),
                          QStringLiteral("UIDVALIDITY %1, known %2").arg(selected.uidValidity).arg(known->uidValidity));
    }
    // More messages than can have come: what was told the last time was not true.
    const bool hasTooMany = known && known->missing.isEmpty() && selected.uidNext >= known->uidNext
        && selected.exists > quint64(known->count) + (selected.uidNext - known->uidNext);
    if (known && selected.uidNext != 0 && (selected.uidNext < known->uidNext || hasTooMany)) {
        co_return failure(Error::Kind::TokenExpired,
                          i18nc("@info", "The folder “%1” was restored on the server and is read from the beginning.", collection.name),
                          QStringLiteral("UIDNEXT %1, known %2").arg(selected.uidNext).arg(known->uidNext));
    }
    m_validities.insert(collection.remoteId, selected.uidValidity);

    auto next = std::make_shared<MailSynchronizerToken>();
    if (known) {
        *next = *known;
    } else {
        next->uidNext = 1;
        delta->restart = true;
    }
    next->uidValidity = selected.uidValidity;
    next->modSeq = selected.highestModSeq;
    next->count = selected.exists;
    // A server that does not say UIDNEXT has everything asked for that may be new.
    const auto newEnd = selected.uidNext != 0 ? selected.uidNext : 0xffffffffU;
    if (selected.exists == 0) {
        next->missing = {};
    } else if (newEnd > next->uidNext) {
        next->missing.add(UidSet::Range{next->uidNext, newEnd - 1});
    }
    next->uidNext = std::max(selected.uidNext, next->uidNext);
    if (selected.exists > 0) {
        next->missing.add(next->refused); // perhaps it delivers them now
    }
    next->refused = {};
    m_refusals = 0;

    if (known) {
        auto learned = co_await learnChanges(session, selected, *known, next, delta);
        if (!learned) {
            co_return std::unexpected(learned.error());
        }
    }
    auto stream = std::make_shared<Stream>();
    stream->token = *next;
    stream->session = session;
    auto found = co_await findMissing(session, stream);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    co_return stream;
}

Task<Result<void>> MailSynchronizerPull::learnChanges(
    Session session, ImapSelected selected, MailSynchronizerToken known, std::shared_ptr<MailSynchronizerToken> next, std::shared_ptr<Delta> delta)
{
    auto self = shared_from_this();
    const auto add = [delta, next, uidValidity = selected.uidValidity, before = known.uidNext](const ImapFetch &fetch) {
        // What is missing is read whole anyway.
        if (fetch.uid == 0 || !fetch.flags || fetch.uid >= before || next->missing.contains(fetch.uid)) {
            return;
        }
        MailPayload payload;
        payload.flags = flagTexts(*fetch.flags);
        payload.hasFlags = true;
        delta->changed << RemoteItem{.remoteId = QString::number(fetch.uid),
                                     .revision
                                     = MailRevision{.uidValidity = uidValidity, .modSeq = fetch.modSeq.value_or(0), .flags = payload.flags}.toString(),
                                     .payload = payload.toCbor(),
                                     .partial = true};
    };

    // Mod-sequences that began anew tell nothing of what happened since ours.
    if (selected.isResync && selected.highestModSeq >= known.modSeq) {
        // Nobody knows UIDs above.
        UidSet vanished = selected.vanished;
        vanished.remove(UidSet::range(known.uidNext, 0xffffffffU));
        // A hostile 1:4294967295 costs no more than what we had: the whole folder is looked at.
        const bool isBelievable = vanished.count() <= mostVanished;
        if (isBelievable && !vanished.isEmpty()) {
            // What is taken for gone is never asked for again, so a search has to agree.
            auto left = co_await session->search("UID " + vanished.toWire());
            if (!left) {
                co_return std::unexpected(left.error());
            }
            vanished.remove(*left);
        }
        for (const auto &fetch : selected.changed) {
            add(fetch);
        }
        if (isBelievable) {
            for (const auto uid : vanished.uids(mostVanished).value_or(QList<quint32>{})) {
                delta->removed << QString::number(uid);
            }
            next->missing.remove(vanished);
            co_return Result<void>{};
        }
    } else if (selected.highestModSeq == 0 || known.modSeq == 0 || selected.highestModSeq < known.modSeq) {
        // No mod-sequences, or they began anew: only a look at everything tells.
        auto scanned = co_await scanFlags(session, selected, known, next, delta);
        co_return scanned;
    } else if (selected.highestModSeq != known.modSeq && known.uidNext > 1) {
        const QByteArray modifiers = "CHANGEDSINCE " + QByteArray::number(known.modSeq);
        const auto range = UidSet::range(1, known.uidNext - 1);
        auto changed = co_await session->fetch(range, "FLAGS MODSEQ", [add](ImapFetch &&fetch) { add(fetch); }, modifiers);
        if (!changed) {
            co_return std::unexpected(changed.error());
        }
    }

    // CONDSTORE without QRESYNC does not tell what is gone; the number of messages does.
    if (selected.exists == known.count && next->uidNext == known.uidNext) {
        co_return Result<void>{};
    }
    const auto all = co_await session->search("ALL");
    if (!all) {
        co_return std::unexpected(all.error());
    }
    const auto uids = all->uids(10'000'000);
    if (uids && uids->size() >= qsizetype(selected.exists)) { // fewer: news in between; next time
        delta->present.emplace();
        delta->present->reserve(uids->size());
        for (const auto uid : *uids) {
            *delta->present << QString::number(uid);
        }
    } else if (uids) {
        next->count = 0xffffffff; // asks again with the next look
    }
    co_return Result<void>{};
}

Task<Result<void>> MailSynchronizerPull::scanFlags(
    Session session, ImapSelected selected, MailSynchronizerToken known, std::shared_ptr<MailSynchronizerToken> next, std::shared_ptr<Delta> delta)
{
    auto self = shared_from_this();
    auto flags = std::make_shared<QMap<quint32, QStringList>>();
    if (selected.exists > 0) {
        const auto everything = UidSet::range(1, 0xffffffffU);
        auto scanned = co_await session->fetch(everything, "FLAGS", [flags](ImapFetch &&fetch) {
            if (fetch.uid != 0 && fetch.flags) {
                auto texts = flagTexts(*fetch.flags);
                texts.sort();
                flags->insert(fetch.uid, texts);
            }
        });
        if (!scanned) {
            co_return std::unexpected(scanned.error());
        }
    }
    UidSet seen = UidSet::fromUids(flags->keys());
    if (flags->size() < qsizetype(selected.exists)) {
        // Some were not told: expunged meanwhile, or the server lies. Nothing is taken for gone
        // that a search still finds.
        auto all = co_await session->search("ALL");
        if (!all) {
            co_return std::unexpected(all.error());
        }
        seen.add(*all);
    }
    QCryptographicHash digest(QCryptographicHash::Sha1);
    for (const auto &[uid, texts] : std::as_const(*flags).asKeyValueRange()) {
        const QByteArray line = QByteArray::number(uid) + ' ' + texts.join(u' ').toUtf8() + '\n';
        digest.addData(line);
    }
    next->flagsDigest = digest.result();
    // What this process saw last time need not be told again; after a restart all of it is.
    auto before = m_scans.take(selected.mailbox);
    if (before.digest != known.flagsDigest || known.flagsDigest.isEmpty()) {
        before = {};
    }
    m_scans.insert(selected.mailbox, {.digest = next->flagsDigest, .flags = *flags});
    if (next->flagsDigest == known.flagsDigest && known.missing.isEmpty()) {
        co_return Result<void>{};
    }
    for (const auto &[uid, texts] : std::as_const(*flags).asKeyValueRange()) {
        if (uid >= known.uidNext || next->missing.contains(uid)) {
            continue;
        }
        if (const auto same = before.flags.constFind(uid); same != before.flags.constEnd() && *same == texts) {
            continue;
        }
        MailPayload payload;
        payload.flags = texts;
        payload.hasFlags = true;
        delta->changed << RemoteItem{.remoteId = QString::number(uid),
                                     .revision = MailRevision{.uidValidity = selected.uidValidity, .modSeq = 0, .flags = payload.flags}.toString(),
                                     .payload = payload.toCbor(),
                                     .partial = true};
    }
    const auto uids = seen.uids(10'000'000);
    if (uids) {
        delta->present.emplace();
        delta->present->reserve(uids->size());
        for (const auto uid : *uids) {
            *delta->present << QString::number(uid);
        }
    }
    co_return Result<void>{};
}

Task<Result<void>> MailSynchronizerPull::findMissing(Session session, std::shared_ptr<Stream> stream)
{
    auto self = shared_from_this();
    auto &token = stream->token;
    if (token.missing.isEmpty()) {
        co_return Result<void>{};
    }
    UidSet wanted = token.missing;
    if (token.missing.count() > narrow) {
        auto found = co_await session->search("UID " + token.missing.toWire());
        if (!found) {
            co_return std::unexpected(found.error());
        }
        // "n:*" and sloppy servers also answer UIDs nobody asked for.
        UidSet foreign = *found;
        foreign.remove(token.missing);
        wanted = *found;
        wanted.remove(foreign);
        if (wanted.count() > mostMessages) {
            co_return failure(Error::Kind::Protocol, i18nc("@info", "The server tells of more messages in this folder than there can be."));
        }
        stream->isExact = true;
        token.uidNext = std::max(token.uidNext, wanted.isEmpty() || wanted.last() == 0xffffffffU ? 0 : wanted.last() + 1);
        if (wanted.isEmpty()) {
            token.missing = {};
        }
    }
    stream->batches = wanted.split(usualBatch);
    std::ranges::reverse(stream->batches);
    co_return Result<void>{};
}

void MailSynchronizerPull::askAhead(const Session &session, const QString &remoteId, Stream &stream)
{
    const auto size = m_batchSizes.value(remoteId, usualBatch);
    const auto atMost = size < usualBatch ? 1 : batchesAhead;
    while (!stream.batches.isEmpty() && int(stream.ahead.size()) < atMost) {
        auto uids = stream.batches.takeFirst();
        if (uids.count() > size) {
            auto pieces = uids.split(size);
            uids = pieces.takeLast();
            for (const auto &piece : std::as_const(pieces)) {
                stream.batches.prepend(piece);
            }
        }
        stream.ahead.push_back({.uids = uids, .reading = read(session, uids, stream.isExact)});
    }
}

Task<Result<void>> MailSynchronizerPull::readBatch(Session session, Collection collection, std::shared_ptr<Stream> stream, std::shared_ptr<Delta> delta)
{
    auto self = shared_from_this();
    askAhead(session, collection.remoteId, *stream);
    if (stream->ahead.empty()) {
        stream->token.missing = {};
        co_return Result<void>{};
    }
    auto batch = std::move(stream->ahead.front());
    stream->ahead.pop_front();
    auto rows = co_await std::move(batch.reading);
    auto &size = m_batchSizes[collection.remoteId];
    size = size == 0 ? usualBatch : size;
    if (!rows && rows.error().kind != Error::Kind::Cancelled && isPassing(rows.error().kind)) {
        // Perhaps one message brings the server down: come back with less, until it is alone.
        if (size == 1 && batch.uids.count() == 1) {
            qCWarning(logMail) << "passing over message" << batch.uids.first() << "which ends the connection";
            rows = Rows{{batch.uids.first(), refusedRow()}};
        }
        size = std::max(1, size / 8);
    } else if (rows) {
        size = std::min(usualBatch, size * 4);
    }
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    askAhead(session, collection.remoteId, *stream); // before the engine begins to write
    const auto uidValidity = stream->token.uidValidity;
    delta->changed.reserve(delta->changed.size() + rows->size());
    for (auto row = rows->keyValueEnd(); row != rows->keyValueBegin();) {
        --row;
        if (row->second.isRefused) {
            stream->token.refused.add(UidSet{row->first});
        }
        delta->changed << RemoteItem{
            .remoteId = QString::number(row->first),
            // What was refused has no revision: whatever comes later is news.
            .revision = row->second.isRefused
                ? QString()
                : MailRevision{.uidValidity = uidValidity, .modSeq = row->second.modSeq, .flags = row->second.payload.flags}.toString(),
            .payload = row->second.payload.toCbor(),
            .partial = false};
    }
    if (stream->batches.isEmpty() && stream->ahead.empty()) {
        stream->token.missing = {};
    } else {
        stream->token.missing.remove(UidSet::range(batch.uids.first(), 0xffffffffU));
    }
    co_return Result<void>{};
}

/// A batch; one message the server refuses does not keep the others away.
Task<Result<MailSynchronizerPull::Rows>> MailSynchronizerPull::read(Session session, UidSet uids, bool isExact)
{
    auto self = shared_from_this();
    auto rows = co_await readOnce(session, uids, itemsFor(*session));
    if (!rows && (isOutage(rows.error()) || m_isStopped)) {
        co_return rows;
    }
    if (!rows && uids.count() > 1) {
        Rows together;
        const auto halves = uids.split((uids.count() + 1) / 2);
        for (const auto &half : halves) {
            auto some = co_await read(session, half, isExact);
            if (!some) {
                co_return some;
            }
            together.insert(*some);
        }
        co_return together;
    }
    if (!rows) {
        auto reluctant = co_await readReluctant(session, uids.first(), rows.error());
        co_return reluctant;
    }
    if ((isExact || rows->isEmpty()) && rows->size() < uids.count()) {
        UidSet silent = uids;
        silent.remove(UidSet::fromUids(rows->keys()));
        auto left = co_await session->search("UID " + silent.toWire());
        if (left) {
            UidSet foreign = *left;
            foreign.remove(silent);
            left->remove(foreign);
            const auto each = left->uids(usualBatch);
            for (const auto uid : each.value_or(QList<quint32>{})) {
                auto again = co_await readReluctant(session, uid, contradiction());
                if (!again) {
                    co_return again;
                }
                if (again->isEmpty() && ++m_refusals > refusalsAtMost) {
                    co_return std::unexpected(contradiction());
                }
                // Found and yet not told: shown as a row that says so, like what is refused.
                rows->insert(again->isEmpty() ? Rows{{uid, refusedRow()}} : *again);
            }
        } else if (isOutage(left.error())) {
            co_return std::unexpected(left.error());
        }
    }
    co_return rows;
}

Task<Result<MailSynchronizerPull::Rows>> MailSynchronizerPull::readOnce(Session session, UidSet uids, QByteArray items)
{
    auto rows = std::make_shared<Rows>();
    auto reply = co_await session->fetch(uids, items, [rows, uids](ImapFetch &&fetch) {
        if (fetch.uid == 0 || !uids.contains(fetch.uid)) {
            return; // news of others, which the next look brings anyway
        }
        auto &row = (*rows)[fetch.uid];
        if (fetch.flags) {
            row.payload.flags = flagTexts(*fetch.flags);
            row.payload.hasFlags = true;
            row.hasFlags = true;
        }
        row.modSeq = std::max(row.modSeq, fetch.modSeq.value_or(0));
        if (fetch.size) {
            row.payload.size = std::max<qint64>(0, *fetch.size);
            row.isWhole = true;
        }
        if (fetch.internalDate.isValid()) {
            row.payload.internalDate = fetch.internalDate;
        }
        if (!fetch.bodyStructure.isEmpty() && fetch.bodyStructure.size() <= longestStructure) {
            row.payload.bodyStructure = fetch.bodyStructure;
        }
        for (const auto &section : std::as_const(fetch.sections)) {
            if (section.name.startsWith("HEADER")) {
                row.payload.header = boundedHeader(section.bytes);
                row.isWhole = true;
            }
        }
    });
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    // Only flags: somebody changed them while we asked, and the message itself went away.
    rows->removeIf([](Rows::iterator row) { return !row->isWhole; });
    co_return std::move(*rows);
}

/// One message the server refuses: with less asked for, and at last as a row that says so.
Task<Result<MailSynchronizerPull::Rows>> MailSynchronizerPull::readReluctant(Session session, quint32 uid, Error error)
{
    auto self = shared_from_this();
    const UidSet one{uid};
    const QByteArrayList attempts{"FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]", "FLAGS INTERNALDATE RFC822.SIZE"};
    for (const auto &items : attempts) {
        auto rows = co_await readOnce(session, one, items);
        if (!rows && isOutage(rows.error())) {
            co_return rows;
        }
        if (!rows) {
            continue;
        }
        if (rows->isEmpty()) {
            co_return rows; // gone
        }
        auto &row = rows->first();
        if (row.payload.header.isEmpty()) {
            row.payload.header = problemPayload().header;
            row.isRefused = true;
        }
        co_return rows;
    }
    if (++m_refusals > refusalsAtMost) {
        co_return std::unexpected(error);
    }
    qCWarning(logMail) << "the server tells nothing of message" << uid << error.detail;
    co_return Rows{{uid, refusedRow()}};
}

}
