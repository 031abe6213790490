// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/generatedmail.h"

namespace Kontor::Bench
{
namespace
{
constexpr int perDelta = 500; // as many as MailSynchronizer asks for at once

// Made outside of the coroutine: GCC 14 believes the unused half of a Result uninitialised there.
Result<Receipt> refuse()
{
    return failure(Error::Kind::Forbidden, QStringLiteral("Nothing can be changed here."));
}

Result<FetchedPart> headersOnly()
{
    return failure(Error::Kind::NotFound, QStringLiteral("There are only headers here."));
}
}

GeneratedMail::GeneratedMail(int total, QObject *parent)
    : Synchronizer(parent)
    , m_total(total)
{
}

Task<Result<QList<RemoteCollection>>> GeneratedMail::discover()
{
    RemoteCollection inbox;
    inbox.remoteId = QStringLiteral("INBOX");
    inbox.name = QStringLiteral("Inbox");
    inbox.role = QStringLiteral("inbox");
    co_return QList<RemoteCollection>{inbox};
}

Task<Result<Delta>> GeneratedMail::pull(Collection collection)
{
    // Newest first, as a real mailbox is read; the token counts how many were told.
    const auto told = collection.token.toInt();
    Delta delta;
    const auto upTo = std::min(told + perDelta, m_total);
    for (auto number = told + 1; number <= upTo; ++number) {
        const auto uid = m_total - number + 1;
        delta.changed << RemoteItem{.remoteId = QString::number(uid), .revision = QStringLiteral("1"), .payload = m_mail.payload(uid, m_total)};
    }
    delta.token = QByteArray::number(upTo);
    delta.more = upTo < m_total;
    co_return delta;
}

Task<Result<Receipt>> GeneratedMail::push(Change, CommitPoint)
{
    co_return refuse();
}

Task<Result<FetchedPart>> GeneratedMail::fetch(ItemRef, QString, qint64)
{
    co_return headersOnly();
}

Task<Result<Hint>> GeneratedMail::watch(std::chrono::seconds)
{
    co_return Hint{};
}

void GeneratedMail::stop()
{
}

}
