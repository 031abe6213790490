// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/noteprojector.h"

#include <QCborArray>
#include <QCborValue>

namespace Kontor
{
namespace
{
QCborArray array(const QStringList &texts)
{
    return QCborArray::fromStringList(texts);
}

QStringList list(const QCborValue &value)
{
    QStringList texts;
    for (const auto &one : value.toArray()) {
        texts << one.toString();
    }
    return texts;
}

QStringList changed(QStringList flags, const QStringList &add, const QStringList &remove)
{
    flags << add;
    flags.removeDuplicates();
    for (const auto &flag : remove) {
        flags.removeAll(flag);
    }
    flags.sort();
    return flags;
}
}

QByteArray Note::toPayload() const
{
    return QCborValue(QCborMap{{QStringLiteral("u"), uid}, {QStringLiteral("t"), text}, {QStringLiteral("f"), array(flags)}, {QStringLiteral("s"), size}}).toCbor();
}

Note Note::fromPayload(const QByteArray &payload)
{
    const auto map = QCborValue::fromCbor(payload).toMap();
    return Note{map.value(QStringLiteral("u")).toString(),
                map.value(QStringLiteral("t")).toString(),
                list(map.value(QStringLiteral("f"))),
                map.value(QStringLiteral("s")).toInteger()};
}

QByteArray Note::flagsOnly(const QStringList &flags)
{
    return QCborValue(QCborMap{{QStringLiteral("f"), array(flags)}}).toCbor();
}

Result<QByteArray> NoteProjector::merge(const QByteArray &known, const QByteArray &partial) const
{
    auto map = QCborValue::fromCbor(known).toMap();
    const auto news = QCborValue::fromCbor(partial).toMap();
    for (const auto &[key, value] : news) {
        map.insert(key, value);
    }
    return QCborValue(map).toCbor();
}

QByteArray NoteProjector::fingerprint(const QByteArray &payload) const
{
    return Note::fromPayload(payload).uid.toUtf8();
}

Result<QByteArray> NoteProjector::apply(const QByteArray &payload, const Change &change) const
{
    auto note = Note::fromPayload(payload);
    const auto text = [&change](const char *key) {
        return change.arguments.value(QLatin1StringView(key)).toString();
    };
    if (change.kind == NoteChange::Flags) {
        note.flags = changed(note.flags, list(change.arguments.value(QStringLiteral("add"))), list(change.arguments.value(QStringLiteral("remove"))));
    } else if (change.kind == NoteChange::Text) {
        if (const auto expected = text("instead-of"); !expected.isEmpty() && expected != note.text) {
            return failure(Error::Kind::Conflict, QStringLiteral("The text is another one now."));
        }
        note.text = text("text");
    } else if (change.kind == NoteChange::Create || change.kind == NoteChange::Send) {
        note.uid = text("uid");
        note.text = text("text");
    } else if (change.kind == NoteChange::Remove) {
        return QByteArray();
    }
    return payload.isEmpty() && note.uid.isEmpty() ? QByteArray() : note.toPayload();
}

bool NoteProjector::isRemoval(const Change &change) const
{
    return change.kind == NoteChange::Remove;
}

CollectionId NoteProjector::destination(const Change &change) const
{
    return change.kind == NoteChange::Move ? CollectionId{change.arguments.value(QStringLiteral("to")).toInteger()} : CollectionId{};
}

std::optional<QCborMap> NoteProjector::combine(const Change &older, const Change &newer) const
{
    if (newer.kind == NoteChange::Text) {
        auto both = older.arguments;
        both.insert(QStringLiteral("text"), newer.arguments.value(QStringLiteral("text")));
        return both;
    }
    if (newer.kind != NoteChange::Flags) {
        return std::nullopt;
    }
    auto add = list(older.arguments.value(QStringLiteral("add")));
    auto remove = list(older.arguments.value(QStringLiteral("remove")));
    for (const auto &flag : list(newer.arguments.value(QStringLiteral("add")))) {
        if (remove.removeAll(flag) == 0 && !add.contains(flag)) {
            add << flag;
        }
    }
    for (const auto &flag : list(newer.arguments.value(QStringLiteral("remove")))) {
        if (add.removeAll(flag) == 0 && !remove.contains(flag)) {
            remove << flag;
        }
    }
    if (add.isEmpty() && remove.isEmpty()) {
        return QCborMap();
    }
    return QCborMap{{QStringLiteral("add"), array(add)}, {QStringLiteral("remove"), array(remove)}};
}

Result<Write> NoteProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    ++projected;
    if (interrupts.exchange(false)) {
        onProject();
    }
    if (payload.isEmpty()) {
        return [item](Transaction &transaction) {
            return transaction.prepare("DELETE FROM note WHERE item = ?1").run(item);
        };
    }
    const auto note = Note::fromPayload(payload);
    const auto shown = [](const QString &text) {
        return text.isNull() ? QStringLiteral("") : text;
    };
    return [=](Transaction &transaction) {
        return transaction
            .prepare("INSERT INTO note (item, collection, uid, text, flags) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (item) DO UPDATE "
                     "SET collection = excluded.collection, uid = excluded.uid, text = excluded.text, flags = excluded.flags")
            .run(item, collection, shown(note.uid), shown(note.text), shown(note.flags.join(u' ')));
    };
}

Result<Write> NoteProjector::projectPart(ItemId item, const QString &, const BlobId &blob, const QByteArray &bytes) const
{
    if (bytes.startsWith("unreadable")) {
        return failure(Error::Kind::Protocol, QStringLiteral("The body cannot be read."));
    }
    return [item, blob, words = QString::fromUtf8(bytes.left(40))](Transaction &transaction) {
        return transaction.prepare("UPDATE note SET body = ?2, words = ?3 WHERE item = ?1").run(item, blob, words.isNull() ? QStringLiteral("") : words);
    };
}

Result<QList<FetchWish>> NoteProjector::wishes(const Reader &reader, ResourceId resource, int atMost) const
{
    QList<FetchWish> wishes;
    if (!wantsBodies) {
        return wishes;
    }
    return reader
        .prepare("SELECT i.id, i.collection, k.remote_id, i.remote_id FROM note n JOIN item i ON i.id = n.item JOIN collection k ON k.id = i.collection "
                 "WHERE n.body IS NULL AND k.resource = ?1 AND i.remote_id IS NOT NULL ORDER BY n.item DESC LIMIT ?2")
        .each(
            [&wishes](const Statement &row) {
                wishes << FetchWish{.item = ItemRef{row.get<ItemId>(0), row.get<CollectionId>(1), row.text(2), row.text(3)}};
            },
            resource,
            atMost)
        .transform([this, &wishes] {
            if (onWishes) {
                onWishes();
            }
            return wishes;
        });
}

Result<QSet<BlobId>> NoteProjector::usedBlobs(const Reader &reader) const
{
    QSet<BlobId> used;
    return reader.prepare("SELECT body FROM note WHERE body IS NOT NULL")
        .each([&used](const Statement &row) {
            used << row.text(0);
        })
        .transform([&used] {
            return used;
        });
}

Result<void> NoteProjector::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const
{
    Result<void> done;
    for (const auto &blob : lost) {
        if (done) {
            done = transaction.prepare("UPDATE note SET body = NULL WHERE body = ?1").run(blob);
        }
    }
    return done;
}

}
