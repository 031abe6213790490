// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileprojector.h"

#include "files/fileattic.h"
#include "files/filecrossing.h"
#include "files/filerecovery.h"
#include "files/filerows.h"
#include "files/filetypes.h"
#include "store/search.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborValue>
#include <QMimeDatabase>

namespace Kontor
{
namespace
{
QString text(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toString();
}

/// The content that a change brings; empty: none.
QString contentOf(const Change &change)
{
    return change.kind == FileChange::Upload || change.kind == FileChange::Content ? text(change, QLatin1StringView("content")) : QString();
}

void begin(FileFacts &facts, const Change &change)
{
    if (change.kind == FileChange::Copy) {
        facts = FileFacts::fromCbor(change.arguments.value(QLatin1StringView("facts")).toByteArray()).value_or(FileFacts{});
        facts.href.clear();
        facts.etag.clear();
        facts.fileId.clear();
        facts.content.clear();
        facts.shareTypes.clear();
        facts.lockedBy.clear();
        facts.isFavourite = false;
        facts.isMount = false;
    }
    facts.isFolder = facts.isFolder || change.kind == FileChange::Folder;
    facts.name = text(change, QLatin1StringView("name"));
    facts.parent = change.ground;
}

void setContent(FileFacts &facts, const Change &change)
{
    facts.content = contentOf(change);
    facts.size = change.arguments.value(QLatin1StringView("size")).toInteger();
    facts.modified = change.arguments.value(QLatin1StringView("modified")).toInteger();
    if (const auto type = text(change, QLatin1StringView("type")); !type.isEmpty()) {
        facts.type = type;
    }
}

/// Refused is not done: what was to move stays where it is, what was to go is there. Unsent content is shown all the same.
void change(FileFacts &facts, const Change &change)
{
    const bool isRefused = change.state == ChangeState::Parked;
    if (change.kind == FileChange::Folder || change.kind == FileChange::Copy) {
        begin(facts, change);
    } else if (change.kind == FileChange::Upload) {
        begin(facts, change);
        setContent(facts, change);
    } else if (change.kind == FileChange::Content) {
        setContent(facts, change);
    } else if (change.kind == FileChange::Move && !isRefused) {
        facts.name = text(change, QLatin1StringView("name"));
        facts.parent = change.ground;
    } else if (change.kind == FileChange::Delete || change.kind == FileChange::Leave) {
        facts.isDeleted = !isRefused;
    } else if (change.kind == FileChange::Favourite && !isRefused) {
        facts.isFavourite = change.arguments.value(QLatin1StringView("on")).toBool();
    }
    facts.isWaiting = true;
    facts.isContested = facts.isContested || isRefused;
}

/// What was done on top of it meanwhile begins from what the server has now, not from what it had.
Result<void> follow(Transaction &transaction, const Change &done)
{
    const auto revision = transaction.prepare("SELECT revision FROM item WHERE id = ?1").value<QString>(done.item);
    const auto pending = revision ? ChangeRows::ofItem(transaction, done.item) : Result<QList<Change>>();
    if (!revision || !pending) {
        return std::unexpected(revision ? pending.error() : revision.error());
    }
    constexpr QLatin1StringView base("base");
    Result<void> written;
    for (auto change = pending->cbegin(); written && change != pending->cend(); ++change) {
        const bool hasBase = change->kind == FileChange::Content || change->kind == FileChange::Delete;
        const auto before = text(*change, base);
        if (hasBase && !revision->value_or(QString()).isEmpty() && (before.isEmpty() || before == text(done, base))) {
            auto arguments = change->arguments;
            arguments.insert(base, **revision);
            written = ChangeRows::setArguments(transaction, change->id, arguments);
        }
    }
    return written;
}

QString mediaType(const FileFacts &facts)
{
    if (facts.isFolder || (!facts.type.isEmpty() && facts.type != QLatin1StringView("application/octet-stream"))) {
        return facts.isFolder ? QString() : facts.type.section(u';', 0, 0).trimmed().toLower();
    }
    thread_local QHash<QString, QString> known; // a hundred thousand files have some dozens of endings
    const auto ending = facts.name.section(u'.', -1).toLower();
    auto found = known.constFind(ending);
    if (found == known.cend()) {
        if (known.size() > 1000) {
            known.clear();
        }
        found = known.insert(ending, QMimeDatabase().mimeTypeForFile(QStringLiteral("x.") + ending, QMimeDatabase::MatchExtension).name());
    }
    return *found;
}
}

QByteArray FileProjector::fingerprint(const QByteArray &payload) const
{
    const auto facts = FileFacts::fromCbor(payload);
    return facts && !facts->fileId.isEmpty() ? "file:" + facts->fileId.toUtf8() : QByteArray();
}

Result<QByteArray> FileProjector::apply(const QByteArray &payload, const Change &wanted) const
{
    auto facts = payload.isEmpty() ? Result<FileFacts>(FileFacts{}) : FileFacts::fromCbor(payload);
    return facts.transform([&wanted](FileFacts &known) {
        change(known, wanted);
        return known.toCbor();
    });
}

Result<QByteArray> FileProjector::confirm(const QByteArray &payload, const Change &done) const
{
    if (isRemoval(done)) {
        return QByteArray();
    }
    auto facts = payload.isEmpty() ? Result<FileFacts>(FileFacts{}) : FileFacts::fromCbor(payload);
    return facts.transform([&done](FileFacts &known) {
        change(known, done);
        if (!contentOf(done).isEmpty()) {
            known.etag.clear(); // of which revision it is there, the next listing says
            known.checksum.clear();
        }
        known.content.clear();
        known.isWaiting = false;
        known.isContested = false;
        return known.toCbor();
    });
}

bool FileProjector::isRemoval(const Change &change) const
{
    return change.kind == FileChange::Delete;
}

std::optional<QCborMap> FileProjector::combine(const Change &older, const Change &newer) const
{
    auto arguments = newer.arguments;
    if (older.kind == FileChange::Content) {
        arguments.insert(QLatin1StringView("base"), older.arguments.value(QLatin1StringView("base")));
        return arguments;
    }
    const bool lastCounts = older.kind == FileChange::Move || older.kind == FileChange::Favourite || older.kind == FileChange::Delete;
    return lastCounts ? std::optional(arguments) : std::nullopt;
}

Result<Write> FileProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    if (payload.isEmpty()) {
        return [item](Transaction &transaction) {
            return FileRows::remove(transaction, item);
        };
    }
    auto facts = FileFacts::fromCbor(payload);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    facts->type = mediaType(*facts);
    return [item, collection, sort = fileSortKey(facts->name), facts = *std::move(facts)](Transaction &transaction) {
        return FileRows::write(transaction, item, collection, facts, sort);
    };
}

Result<Write> FileProjector::projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const
{
    const auto piece = FilePart::fromString(part);
    if (!piece) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The content of a file came in an unknown form."), part);
    }
    return [item, piece = *piece, blob, size = qint64(bytes.size())](Transaction &transaction) {
        return FileRows::addPiece(transaction, item, piece, blob, size);
    };
}

Result<QList<FetchWish>> FileProjector::wishes(const Reader &reader, ResourceId resource, int atMost) const
{
    struct File {
        ItemRef ref;
        QString revision;
    };
    QList<File> files;
    auto found = reader
                     .prepare("SELECT f.item, f.collection, k.remote_id, i.remote_id, f.size, f.revision FROM collection k "
                              "JOIN file f INDEXED BY file_offline ON f.collection = k.id AND f.offline = 1 AND f.folder = 0 JOIN item i ON i.id = f.item "
                              "WHERE k.resource = ?1 AND f.hidden = 0 AND f.content = '' AND f.revision <> '' AND f.kept <> f.item || '@' || f.revision "
                              "AND i.remote_id IS NOT NULL ORDER BY f.size, f.item LIMIT ?2")
                     .each(
                         [&files](const Statement &row) {
                             files << File{{row.get<ItemId>(0), row.get<CollectionId>(1), row.text(2), row.text(3), row.integer(4)}, row.text(5)};
                         },
                         resource,
                         atMost);
    QList<FetchWish> wishes;
    auto &pieces = reader.prepare("SELECT place FROM file_piece WHERE content = ?1");
    for (auto file = files.cbegin(); found && file != files.cend() && wishes.size() < atMost; ++file) {
        QSet<int> here;
        if (file->ref.size > filePieceSize) {
            found = pieces.each(
                [&here](const Statement &row) {
                    here << int(row.integer(0));
                },
                fileContentKey(file->ref.id, file->revision));
        }
        const int count = std::max(1, filePieces(file->ref.size));
        for (int piece = 0; piece < count && wishes.size() < atMost; ++piece) {
            if (!here.contains(piece)) {
                auto ref = file->ref;
                ref.size = std::min(filePieceSize, ref.size - piece * filePieceSize);
                wishes << FetchWish{.item = ref, .part = FilePart{piece, file->revision}.toString()};
            }
        }
    }
    return found.transform([&wishes] {
        return wishes;
    });
}

Result<QSet<BlobId>> FileProjector::usedBlobs(const Reader &reader) const
{
    QSet<BlobId> used;
    return reader.prepare("SELECT blob FROM file_piece")
        .each([&used](const Statement &row) {
            used << row.text(0);
        })
        .and_then([&] {
            // After a rescue the changes alone know what they consist of, until recover() has run.
            return reader.prepare("SELECT c.arguments FROM resource r JOIN change c ON c.resource = r.id WHERE r.kind = 'files' AND c.kind IN ('upload', 'content')")
                .each([&used](const Statement &row) {
                    for (const auto blobs = QCborValue::fromCbor(row.blob(0)).toMap().value(QLatin1StringView("blobs")).toArray(); const auto &blob : blobs) {
                        used << blob.toString();
                    }
                });
        })
        .transform([&used] {
            return used;
        });
}

Result<void> FileProjector::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const
{
    return FileRows::forgetBlobs(transaction, lost);
}

Result<void> FileProjector::carriedOut(Transaction &transaction, const Change &change) const
{
    const auto content = contentOf(change);
    auto done = content.isEmpty() ? Result<void>() : FileRows::adopt(transaction, change.item, content).and_then([&] {
        return follow(transaction, change);
    });
    return done.and_then([&] {
        return FileCrossing::carriedOut(transaction, *this, change);
    });
}

Result<void> FileProjector::recover(Transaction &transaction, ResourceId resource) const
{
    return FileRows::restorePieces(transaction, resource)
        .and_then([&] {
            return FileRecovery::restoreChanges(transaction, *this, resource);
        })
        .and_then([&] {
            return FileRows::sweep(transaction);
        })
        .and_then([&]() -> Result<void> {
            return FileAttic::offer(transaction, *this, resource).transform([](int) {
            });
        })
        .and_then([&] {
            return FileCrossing::recover(transaction, *this, resource);
        });
}

Result<void> FileProjector::discarded(Transaction &transaction, const Change &change) const
{
    const auto content = contentOf(change);
    auto done = content.isEmpty() ? Result<void>() : FileRows::dropContent(transaction, content);
    return done.and_then([&] {
        return FileCrossing::discarded(transaction, *this, change);
    });
}

}
