// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatwords.h"

#include "store/database.h"

#include <QCryptographicHash>
#include <QStringList>

namespace Kontor
{
namespace
{
constexpr int itemBits = 20;
constexpr qint64 latest = (qint64(1) << 42) - 1; // ms: year 2109
constexpr qsizetype longestBody = 1 << 16;

QString kindMark(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::Image:
        return QStringLiteral("kimage kmedia");
    case ChatRowKind::Video:
        return QStringLiteral("kvideo kmedia");
    case ChatRowKind::Audio:
        return QStringLiteral("kaudio kmedia");
    case ChatRowKind::File:
        return QStringLiteral("kfile kmedia");
    case ChatRowKind::Sticker:
        return QStringLiteral("ksticker");
    case ChatRowKind::Location:
        return QStringLiteral("klocation");
    case ChatRowKind::Poll:
        return QStringLiteral("kpoll");
    default:
        return {};
    }
}

bool hasLink(const QString &text)
{
    return text.contains(QLatin1StringView("://")) || text.contains(QLatin1StringView("www."), Qt::CaseInsensitive);
}

QString marks(const ChatWords::Document &document)
{
    QStringList list{ChatWords::everyMark, ChatWords::roomMark(document.room), ChatWords::senderMark(document.sender)};
    if (const auto kind = kindMark(document.kind); !kind.isEmpty()) {
        list << kind;
    }
    if (hasLink(document.body)) {
        list << QStringLiteral("klink");
    }
    return list.join(u' ');
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}
}

qint64 ChatWords::rowOf(qint64 sent, ItemId item)
{
    return firstRowOf(sent) | (item.value & ((qint64(1) << itemBits) - 1));
}

qint64 ChatWords::firstRowOf(qint64 time)
{
    return std::clamp<qint64>(time, 1, latest) << itemBits;
}

QString ChatWords::roomMark(ItemId room)
{
    return u'r' + QString::number(room.value);
}

QString ChatWords::senderMark(const QString &userId)
{
    const auto hash = QCryptographicHash::hash(userId.toUtf8(), QCryptographicHash::Sha1);
    return u'u' + QString::fromLatin1(hash.first(8).toHex());
}

Result<qint64> ChatWords::write(Transaction &transaction, qint64 words, const Document &document)
{
    const auto body = notNull(document.body.left(longestBody));
    const auto names = notNull(document.names);
    const auto said = marks(document);
    bool isSame = false;
    auto done = words == 0 ? Result<void>()
                           : transaction.prepare("SELECT body, names, marks FROM chat_words WHERE rowid = ?1")
                                 .each(
                                     [&](const Statement &row) {
                                         isSame = row.text(0) == body && row.text(1) == names && row.text(2) == said;
                                     },
                                     words);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (isSame && words >> itemBits == firstRowOf(document.sent) >> itemBits) {
        return words;
    }
    done = words == 0 ? Result<void>() : remove(transaction, words);
    auto &taken = transaction.prepare("SELECT 1 FROM chat_words WHERE rowid = ?1");
    auto row = rowOf(document.sent, document.item);
    for (bool isTaken = true; done && isTaken;) {
        const auto found = taken.value<int>(row);
        if (!found) {
            return std::unexpected(found.error());
        }
        isTaken = found->has_value();
        row += isTaken ? 1 : 0;
    }
    return done
        .and_then([&] {
            return transaction.prepare("INSERT INTO chat_words (rowid, body, names, marks, item) VALUES (?1, ?2, ?3, ?4, ?5)")
                .run(row, body, names, said, document.item);
        })
        .transform([row] {
            return row;
        });
}

Result<void> ChatWords::remove(Transaction &transaction, qint64 words)
{
    return transaction.prepare("DELETE FROM chat_words WHERE rowid = ?1").run(words);
}

Result<int> ChatWords::sweep(Transaction &transaction, int atMost)
{
    QList<qint64> rows;
    auto done = transaction.prepare("SELECT words FROM chat_unsaid ORDER BY words LIMIT ?1")
                    .each(
                        [&rows](const Statement &row) {
                            rows << row.integer(0);
                        },
                        atMost);
    if (!done || rows.isEmpty()) {
        return done.transform([] {
            return 0;
        });
    }
    const auto setSecure = [&transaction](int on) {
        return transaction.prepare("INSERT INTO chat_words (chat_words, rank) VALUES ('secure-delete', ?1)").run(on);
    };
    done = setSecure(0);
    auto &drop = transaction.prepare("DELETE FROM chat_unsaid WHERE words = ?1");
    for (auto row = rows.cbegin(); done && row != rows.cend(); ++row) {
        done = remove(transaction, *row).and_then([&] {
            return drop.run(*row);
        });
    }
    return done
        .and_then([&] {
            return setSecure(1);
        })
        .transform([&rows] {
            return int(rows.size());
        });
}

}
