// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerpush.h"

#include "mail/mailsynchronizertoken.h"
#include "mail/mailtypes.h"

#include <KLocalizedString>
#include <QTimeZone>
#include <QtConcurrentRun>

// Messages that are added to a mailbox: copies and appended ones, and looking whether they are
// there already.

namespace Kontor
{
namespace
{
constexpr qsizetype largeMessage = 512 * 1024;

/// CRLF everywhere, as messages travel (RFC 5322 2.3).
QByteArray withNetworkLines(const QByteArray &message)
{
    qsizetype bare = 0;
    for (qsizetype i = 0; i < message.size(); ++i) {
        bare += message.at(i) == '\n' && (i == 0 || message.at(i - 1) != '\r');
    }
    if (bare == 0) {
        return message;
    }
    QByteArray lines;
    lines.reserve(message.size() + bare);
    for (qsizetype i = 0; i < message.size(); ++i) {
        if (message.at(i) == '\n' && (i == 0 || message.at(i - 1) != '\r')) {
            lines += '\r';
        }
        lines += message.at(i);
    }
    return lines;
}

QDateTime dateOf(const QCborValue &value)
{
    if (value.isDateTime()) {
        return value.toDateTime();
    }
    if (value.isInteger()) {
        if (value.toInteger() <= 0) {
            return {}; // not known: the server takes the present
        }
        return QDateTime::fromMSecsSinceEpoch(value.toInteger(), QTimeZone::UTC);
    }
    return QDateTime::fromString(value.toString(), Qt::ISODate);
}
}

Task<Result<Receipt>> MailSynchronizerPush::copy(Change change)
{
    auto self = shared_from_this();
    const auto from = change.arguments.value(QLatin1StringView("from")).toString();
    const auto uidValue = change.arguments.value(QLatin1StringView("uid"));
    const auto uid = quint32(uidValue.isString() ? uidValue.toString().toUInt() : uidValue.toInteger());
    const auto mailbox = change.destinationRemoteId.isEmpty() ? change.collectionRemoteId : change.destinationRemoteId;
    const auto target = mailbox.toUtf8();
    if (uid == 0 || from.isEmpty() || target.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer on the server."));
    }
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    const auto uidValidity = m_pull->uidValidityOf(from);
    auto opened = co_await MailSynchronizerConnection::select(session, from.toUtf8(), uidValidity, ImapSession::Access::ReadOnly);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    auto messageId = co_await messageIdOfUid(session, uid);
    if (!messageId) {
        co_return std::unexpected(messageId.error());
    }
    Receipt receipt;
    receipt.collectionRemoteId = mailbox;
    if (change.answerLost && !messageId->isEmpty() && from != mailbox) {
        auto found = co_await find(session, target, *messageId, -1);
        if (found && *found != 0) {
            receipt.remoteId = QString::number(*found);
            co_return receipt;
        }
        opened = co_await MailSynchronizerConnection::select(session, from.toUtf8(), uidValidity, ImapSession::Access::ReadOnly);
        if (!opened) {
            co_return std::unexpected(opened.error());
        }
    }
    const UidSet one{uid};
    auto copied = co_await session->copy(one, target);
    if (!copied && copied.error().kind == Error::Kind::NotFound) {
        auto made = co_await m_folders->make(session, target);
        if (made) {
            copied = co_await session->copy(one, target);
        }
    }
    if (!copied) {
        co_return std::unexpected(co_await reasonOfFiling(session, target, copied.error()));
    }
    if (!copied->uids.isEmpty()) {
        receipt.remoteId = QString::number(copied->uids.first().second);
        receipt.revision = MailRevision{.uidValidity = copied->uidValidity, .modSeq = 0}.toString();
        co_return receipt;
    }
    if (!messageId->isEmpty()) {
        auto found = co_await find(session, target, *messageId, -1);
        if (found && *found != 0) {
            receipt.remoteId = QString::number(*found);
            co_return receipt;
        }
    }
    receipt.itemGone = true; // known again when the target is read
    co_return receipt;
}

Task<Result<Receipt>> MailSynchronizerPush::append(Change change)
{
    auto self = shared_from_this();
    const auto id = change.arguments.value(QLatin1StringView("blob")).toString();
    auto read = co_await blob(m_readBlob, id);
    if (!read) {
        co_return std::unexpected(read.error());
    }
    const auto message = withNetworkLines(*read);
    // Large ones take minutes on a slow line, and news should not wait behind them.
    const bool isLarge = message.size() > largeMessage;
    const auto connection = isLarge ? m_focus->lend() : m_connection;
    auto appended = co_await appendOver(connection, change, message);
    if (isLarge) {
        connection->close();
        m_focus->resume();
    }
    co_return appended;
}

Task<Result<Receipt>> MailSynchronizerPush::appendOver(std::shared_ptr<MailSynchronizerConnection> connection, Change change, QByteArray message)
{
    auto self = shared_from_this();
    const auto mailbox = change.destinationRemoteId.isEmpty() ? change.collectionRemoteId : change.destinationRemoteId;
    const auto target = mailbox.toUtf8();
    if (target.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The folder the message should go to no longer exists."));
    }
    const auto messageId = messageIdOf(message);
    auto lease = co_await connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    Receipt receipt;
    receipt.collectionRemoteId = mailbox;

    // Some servers file sent mail by themselves; a draft may lie there in an older version.
    const auto role = co_await m_folders->roleOf(session, mailbox);
    const bool isSent = role && *role == FolderRole::Sent;
    if ((change.answerLost || isSent) && !messageId.isEmpty()) {
        auto found = co_await find(session, target, messageId, isSent ? -1 : message.size());
        if (!found && (isPassing(found.error().kind) || found.error().kind == Error::Kind::Cancelled)) {
            co_return std::unexpected(found.error());
        }
        if (found && *found != 0) {
            receipt.remoteId = QString::number(*found);
            receipt.revision = MailRevision{.uidValidity = session->property("uidValidity").toUInt(), .modSeq = 0}.toString();
            co_return receipt;
        }
    }
    const auto flags = flagList(change.arguments.value(QLatin1StringView("flags")));
    const auto date = dateOf(change.arguments.value(QLatin1StringView("date")));
    auto source = ImapSource::fromBytes(message);
    auto appended = co_await session->append(target, flags, date, source);
    if (!appended && appended.error().kind == Error::Kind::NotFound) {
        auto made = co_await m_folders->make(session, target);
        if (made) {
            source = ImapSource::fromBytes(message);
            appended = co_await session->append(target, flags, date, source);
        }
    }
    if (!appended) {
        co_return std::unexpected(co_await reasonOfFiling(session, target, appended.error()));
    }
    if (appended->uid != 0) {
        receipt.remoteId = QString::number(appended->uid);
        receipt.revision = MailRevision{.uidValidity = appended->uidValidity, .modSeq = 0}.toString();
        co_return receipt;
    }
    if (!messageId.isEmpty()) {
        auto found = co_await find(session, target, messageId, -1);
        if (found && *found != 0) {
            receipt.remoteId = QString::number(*found);
            receipt.revision = MailRevision{.uidValidity = session->property("uidValidity").toUInt(), .modSeq = 0}.toString();
            co_return receipt;
        }
    }
    receipt.itemGone = true; // known again when the folder is read
    co_return receipt;
}

/// The newest message with this Message-ID (and size, unless -1); 0: none.
Task<Result<quint32>> MailSynchronizerPush::find(Session session, QByteArray mailbox, QString messageId, qint64 size)
{
    auto self = shared_from_this();
    auto opened = co_await session->select(mailbox, ImapSession::Access::ReadOnly);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    session->setProperty("uidValidity", opened->uidValidity);
    const QByteArray key("HEADER Message-ID");
    auto found = co_await session->searchText(key, messageId);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    if (found->isEmpty() || size < 0) {
        co_return found->last();
    }
    auto match = std::make_shared<quint32>(0);
    auto asked = co_await session->fetch(*found, "RFC822.SIZE", [match, size](ImapFetch &&fetch) {
        if (fetch.size && *fetch.size == size) {
            *match = std::max(*match, fetch.uid);
        }
    });
    if (!asked) {
        co_return std::unexpected(asked.error());
    }
    co_return *match;
}

Task<Result<QString>> MailSynchronizerPush::messageIdOfUid(Session session, quint32 uid)
{
    auto header = std::make_shared<QByteArray>();
    const UidSet one{uid};
    auto asked = co_await session->fetch(one, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", [header](ImapFetch &&fetch) {
        if (!fetch.sections.isEmpty()) {
            *header = fetch.sections.first().bytes;
        }
    });
    if (!asked) {
        co_return std::unexpected(asked.error());
    }
    co_return messageIdOf(*header);
}

Task<Result<bool>> MailSynchronizerPush::isFiled(QString mailbox, QString messageId)
{
    auto self = shared_from_this();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto found = co_await find(lease->session, mailbox.toUtf8(), messageId, -1);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    co_return *found != 0;
}

Task<Result<QByteArray>> MailSynchronizerPush::blob(ReadBlob readBlob, BlobId id)
{
    auto future = QtConcurrent::run([readBlob, id] { return readBlob(id); });
    co_return co_await resultOf(future);
}

QString MailSynchronizerPush::messageIdOf(const QByteArray &message)
{
    qsizetype from = 0;
    while (from < message.size()) {
        auto end = message.indexOf('\n', from);
        end = end < 0 ? message.size() : end;
        if (end - from <= 1) {
            return {}; // the body begins
        }
        if (QByteArrayView(message).sliced(from, std::min<qsizetype>(11, end - from)).compare("message-id:", Qt::CaseInsensitive) == 0) {
            // The value may go on in folded lines.
            auto last = end;
            while (last + 1 < message.size() && (message.at(last + 1) == ' ' || message.at(last + 1) == '\t')) {
                const auto next = message.indexOf('\n', last + 1);
                last = next < 0 ? message.size() : next;
            }
            const auto value = message.sliced(from, last - from);
            const auto open = value.indexOf('<');
            const auto close = value.indexOf('>', open + 1);
            if (open > 0 && close > open) {
                return QString::fromUtf8(value.sliced(open, close - open + 1));
            }
            return {};
        }
        from = end + 1;
    }
    return {};
}

}
