// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerfetch.h"

#include "base/log.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr qsizetype batchMessages = 200;
constexpr qint64 batchBytes = 8LL * 1024 * 1024;
constexpr qint64 rangeBytes = 4LL * 1024 * 1024; // larger messages come in pieces of this size
constexpr qint64 assumedSize = 64 * 1024; // where the server did not say
constexpr int underWay = 4;
constexpr auto longestWish = 24h; // the commands below have their own, shorter timeouts

std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer on the server."));
}
}

MailSynchronizerFetch::MailSynchronizerFetch(std::shared_ptr<MailSynchronizerConnection> bodies,
                                             std::shared_ptr<MailSynchronizerConnection> main,
                                             std::shared_ptr<const MailSynchronizerPull> pull)
    : m_bodies(std::move(bodies))
    , m_main(std::move(main))
    , m_pull(std::move(pull))
{
}

Task<Result<FetchedPart>> MailSynchronizerFetch::fetch(ItemRef item, QString part, qint64 offset)
{
    auto self = shared_from_this();
    if (m_isStopped) {
        co_return cancelled();
    }
    Wish wish;
    wish.uid = item.remoteId.toUInt();
    wish.remoteId = item.collectionRemoteId;
    wish.part = part.toLatin1();
    wish.offset = std::max<qint64>(0, offset);
    wish.size = item.size;
    wish.isRange = offset > 0 || item.size > rangeBytes;
    if (wish.uid == 0 || wish.remoteId.isEmpty()) {
        co_return gone();
    }
    for (const auto c : std::as_const(wish.part)) {
        if (!(c >= '0' && c <= '9') && c != '.') {
            co_return failure(Error::Kind::NotFound, i18nc("@info", "This message has no such part."));
        }
    }
    m_arrived << wish;
    if (!m_isSorting) {
        m_isSorting = true;
        sort();
    }
    co_return co_await wish.answer.result(longestWish);
}

void MailSynchronizerFetch::stop()
{
    m_isStopped = true;
    const auto error = cancelled().error();
    answerAll(std::exchange(m_arrived, {}), error);
    for (const auto &wishes : std::exchange(m_waiting, {})) {
        answerAll(wishes, error);
    }
    m_order.clear();
}

void MailSynchronizerFetch::answerAll(const Wishes &wishes, const Error &error)
{
    for (const auto &wish : wishes) {
        wish.answer.complete(std::unexpected(error));
    }
}

/// Collects what is asked within one turn of the event loop.
Task<> MailSynchronizerFetch::sort()
{
    auto self = shared_from_this();
    co_await sleepFor(0ms);
    m_isSorting = false;
    const auto arrived = std::exchange(m_arrived, {});
    if (m_isServing && arrived.size() == 1) {
        serveUrgent(arrived.first());
        co_return;
    }
    for (const auto &wish : arrived) {
        if (!m_order.contains(wish.remoteId)) {
            m_order << wish.remoteId;
        }
        m_waiting[wish.remoteId] << wish;
    }
    if (!m_isServing && !m_order.isEmpty()) {
        m_isServing = true;
        serve();
    }
}

Task<Result<void>> MailSynchronizerFetch::open(Session session, QString remoteId)
{
    auto selected = co_await MailSynchronizerConnection::select(session, remoteId.toUtf8(), m_pull->uidValidityOf(remoteId), ImapSession::Access::ReadOnly);
    co_return selected;
}

Task<> MailSynchronizerFetch::serve()
{
    auto self = shared_from_this();
    while (!m_order.isEmpty()) {
        const auto remoteId = m_order.first();
        auto lease = co_await m_bodies->lease();
        auto opened = Result<void>{};
        if (!lease) {
            opened = std::unexpected(lease.error());
        } else {
            opened = co_await open(lease->session, remoteId);
        }
        if (!opened && opened.error().kind == Error::Kind::NotFound && lease && !lease->isFresh) {
            m_bodies->close(); // as in MailSynchronizerPull: only a new connection finds what was made anew
            continue;
        }
        if (!opened) {
            answerAll(m_waiting.take(remoteId), opened.error());
            m_order.removeOne(remoteId);
            continue;
        }
        std::deque<Task<>> reading;
        while (m_waiting.contains(remoteId) || !reading.empty()) {
            while (m_waiting.contains(remoteId) && reading.size() < underWay) {
                auto &wishes = m_waiting[remoteId];
                auto batch = nextBatch(wishes);
                if (wishes.isEmpty()) {
                    m_waiting.remove(remoteId);
                }
                if (batch.size() == 1 && batch.first().isRange) {
                    reading.push_back(readRange(lease->session, batch.first()));
                } else if (!batch.isEmpty()) {
                    reading.push_back(read(lease->session, batch));
                }
            }
            if (!reading.empty()) {
                auto first = std::move(reading.front());
                reading.pop_front();
                co_await first;
            }
        }
        m_order.removeOne(remoteId);
    }
    m_isServing = false;
}

Task<> MailSynchronizerFetch::serveUrgent(Wish wish)
{
    auto self = shared_from_this();
    auto lease = co_await m_main->lease(Turns::Urgency::Soon);
    if (!lease) {
        wish.answer.complete(std::unexpected(lease.error()));
        co_return;
    }
    auto opened = co_await open(lease->session, wish.remoteId);
    if (!opened) {
        wish.answer.complete(std::unexpected(opened.error()));
        co_return;
    }
    if (wish.isRange) {
        co_await readRange(lease->session, wish);
    } else {
        co_await read(lease->session, Wishes{wish});
    }
}

MailSynchronizerFetch::Wishes MailSynchronizerFetch::nextBatch(Wishes &of) const
{
    Wishes batch;
    qint64 bytes = 0;
    while (!of.isEmpty() && batch.size() < batchMessages && bytes < batchBytes) {
        const auto &next = of.first();
        const bool isSpecial = next.isRange || !next.part.isEmpty();
        if (isSpecial && !batch.isEmpty()) {
            break;
        }
        bytes += next.size > 0 ? next.size : assumedSize;
        batch << of.takeFirst();
        if (isSpecial) {
            break;
        }
    }
    return batch;
}

/// A mailbox that stayed selected does not have the messages that came since, until the server may tell of them
/// (RFC 3501, 5.2 and 7.4.1).
Task<bool> MailSynchronizerFetch::seesNews(Session session)
{
    const auto told = co_await session->noop();
    co_return told.has_value();
}

Task<> MailSynchronizerFetch::read(Session session, Wishes wishes)
{
    auto self = shared_from_this();
    // The same message may be wished for twice.
    auto open = std::make_shared<QMultiHash<quint32, Wish>>();
    QList<quint32> numbers;
    for (const auto &wish : std::as_const(wishes)) {
        open->insert(wish.uid, wish);
        numbers << wish.uid;
    }
    const auto uids = UidSet::fromUids(numbers);
    const auto part = wishes.first().part;
    const auto isSizeKnown = m_pull->uidValidityOf(wishes.first().remoteId) != 0;
    auto tooLarge = std::make_shared<Wishes>();
    const auto reply = co_await session->fetch(uids, "RFC822.SIZE BODY.PEEK[" + part + "]", [open, part, isSizeKnown, tooLarge](ImapFetch &&fetch) {
        const auto *section = fetch.section(part);
        if (fetch.uid == 0 || !section) {
            return;
        }
        const auto asking = open->values(fetch.uid);
        open->remove(fetch.uid);
        for (const auto &wish : asking) {
            if (section->omitted > 0) {
                *tooLarge << wish;
            } else if (section->isNil) {
                wish.answer.complete(gone());
            } else if (!isSizeKnown && wish.part.isEmpty() && wish.size > 0 && fetch.size && *fetch.size != wish.size) {
                // The mailbox was not looked at since the start; this UID seems to name another message now.
                wish.answer.complete(gone());
            } else {
                wish.answer.complete(FetchedPart{.bytes = section->bytes, .more = false});
            }
        }
    });
    for (auto wish : std::as_const(*tooLarge)) { // the server had said otherwise
        wish.isRange = true;
        co_await readRange(session, wish);
    }
    if (open->isEmpty()) {
        co_return;
    }
    if (!reply && !isPassing(reply.error().kind) && reply.error().kind != Error::Kind::Cancelled && wishes.size() > 1) {
        // One message the server refuses does not keep the others away.
        const auto left = open->values();
        const auto half = (left.size() + 1) / 2;
        co_await read(session, left.first(half));
        if (left.size() > half) {
            co_await read(session, left.sliced(half));
        }
        co_return;
    }
    if (reply && !open->begin()->isSecondLook && co_await seesNews(session)) {
        auto left = open->values();
        for (auto &wish : left) {
            wish.isSecondLook = true;
        }
        co_await read(session, left);
        co_return;
    }
    for (const auto &wish : std::as_const(*open)) {
        wish.answer.complete(reply ? Result<FetchedPart>(gone()) : Result<FetchedPart>(std::unexpected(reply.error())));
    }
}

Task<> MailSynchronizerFetch::readRange(Session session, Wish wish)
{
    auto self = shared_from_this();
    const UidSet one{wish.uid};
    const QByteArray items = "BODY.PEEK[" + wish.part + "]<" + QByteArray::number(wish.offset) + '.' + QByteArray::number(rangeBytes) + '>';
    auto found = std::make_shared<std::optional<FetchedPart>>();
    auto omitted = std::make_shared<bool>(false);
    const auto reply = co_await session->fetch(one, items, [found, omitted, wish](ImapFetch &&fetch) {
        const auto *section = fetch.section(wish.part);
        if (fetch.uid != wish.uid || !section) {
            return;
        }
        *omitted = section->omitted > 0;
        FetchedPart part{.bytes = section->bytes, .more = section->bytes.size() >= rangeBytes};
        if (section->origin < 0 && wish.offset > 0) { // ranges are foreign to this server: it sent all
            part.bytes = section->bytes.sliced(std::min<qsizetype>(wish.offset, section->bytes.size()));
            part.more = false;
        }
        *found = part;
    });
    if (!reply) {
        wish.answer.complete(std::unexpected(reply.error()));
    } else if (*omitted) {
        wish.answer.complete(failure(Error::Kind::Protocol, i18nc("@info", "The server sends this message in a size that cannot be handled.")));
    } else if (*found) {
        wish.answer.complete(**found);
    } else if (!wish.isSecondLook && co_await seesNews(session)) {
        wish.isSecondLook = true;
        co_await readRange(session, wish);
    } else {
        wish.answer.complete(gone());
    }
}

}
