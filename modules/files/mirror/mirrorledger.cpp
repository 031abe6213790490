// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorledger.h"

#include "accounts/account.h"
#include "files/filespace.h"
#include "files/filetransactions.h"
#include "files/mirror/mirrorrows.h"
#include "files/mirror/mirrortree.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QCborValue>
#include <QCryptographicHash>
#include <QMimeDatabase>

namespace Kontor
{
namespace
{
template<class T>
T answerOf(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

std::unexpected<Error> changed()
{
    return failure(Error::Kind::Conflict, i18nc("@info", "It has just changed on the server."));
}

MirrorRemote remoteOf(const FileState &state)
{
    return {.item = state.item, .parent = state.parent, .name = state.name, .isFolder = state.isFolder, .size = state.size, .modified = state.modified,
            .revision = state.revision, .content = state.content, .rights = state.rights};
}

Result<FileState> asSeen(FileWork &work, const MirrorRemote &seen)
{
    auto state = work.state(seen.item);
    if (state && (remoteOf(*state).version() != seen.version() || state->isFolder != seen.isFolder)) {
        return changed();
    }
    return state;
}

/// Whether all that lies in a folder that is to go is as it was seen.
Result<void> checkBelow(FileWork &work, const FileState &folder, QHash<ItemId, QString> &expected)
{
    const auto children = work.children(folder);
    if (!children) {
        return std::unexpected(children.error());
    }
    for (const auto &child : *children) {
        if (child.isHidden) {
            continue;
        }
        const auto seen = expected.constFind(child.item);
        if (seen == expected.cend() || *seen != remoteOf(child).version()) {
            return changed();
        }
        expected.erase(seen);
        if (child.isFolder) {
            if (auto below = checkBelow(work, child, expected); !below) {
                return below;
            }
        }
    }
    return {};
}

Result<MirrorLedger::Ground> groundOf(const Reader &reader, qint64 mirror, const FileTarget &source)
{
    using Ground = MirrorLedger::Ground;
    Ground ground;
    auto asked = reader
                     .prepare("SELECT m.server, m.root, m.mark, m.next_mark, k.remote_id, k.pulled > 0, k.attributes, a.address, a.settings FROM mirror m "
                              "JOIN collection k ON k.id = m.collection JOIN resource r ON r.id = k.resource JOIN account a ON a.id = r.account WHERE m.id = ?1")
                     .each(
                         [&ground](const Statement &row) {
                             ground.isThere = true;
                             ground.serverBefore = row.text(0);
                             ground.root = row.text(1);
                             ground.mark = row.text(2);
                             ground.nextMark = row.text(3);
                             ground.wasRead = row.integer(5) != 0;
                             ground.features = FileSpace::fromAttributes(QCborValue::fromCbor(row.blob(6)).toMap()).features;
                             const auto account = Account::fromCbor({}, row.text(7), {}, QCborValue::fromCbor(row.blob(8)).toMap());
                             ground.server = account.files.toString(QUrl::RemoveUserInfo) + u'\n' + account.userNameForFiles() + u'\n' + row.text(4);
                         },
                         mirror);
    if (!asked || !ground.isThere || !source.folder) {
        return asked.transform([&ground] {
            return ground;
        });
    }
    ground.isThere = false;
    return reader.prepare("SELECT rights FROM file WHERE item = ?1 AND collection = ?2 AND folder = 1 AND hidden = 0")
        .each(
            [&ground](const Statement &row) {
                ground.isThere = true;
                ground.rights = FileRights::fromInt(int(row.integer(0)));
            },
            source.folder,
            source.space)
        .transform([&ground, source] {
            ground.server += u'\n' + QString::number(source.folder.value);
            return ground;
        });
}
}

MirrorLedger::MirrorLedger(std::shared_ptr<Outbox> outbox, qint64 mirror, FileTarget source)
    : m_outbox(std::move(outbox))
    , m_mirror(mirror)
    , m_source(source)
{
}

std::shared_ptr<Store> MirrorLedger::store() const
{
    return m_outbox->store();
}

template<class Work>
auto MirrorLedger::write(Work work) const
{
    return answerOf(m_outbox->store()->write(std::move(work)));
}

template<class Work>
auto MirrorLedger::ask(Work work) const
{
    return answerOf(m_outbox->store()->read(std::move(work), Store::Urgency::Background));
}

template<class Work>
Result<void> MirrorLedger::change(Work work) const
{
    const auto done = answerOf(m_outbox->enqueue({}, [work = std::move(work), projector = m_outbox->projector(ResourceKind::Files)](Transaction &transaction, QList<Change> &changes) mutable -> Result<void> {
        if (!projector) {
            return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with files."));
        }
        FileWork filework(transaction, *projector, changes);
        return work(filework);
    }));
    return done ? Result<void>() : std::unexpected(done.error());
}

Result<MirrorLedger::Ground> MirrorLedger::ground() const
{
    return ask([mirror = m_mirror, source = m_source](const Reader &reader) {
        return groundOf(reader, mirror, source);
    });
}

Result<MirrorLedger::Ground> MirrorLedger::read(MirrorState &state) const
{
    return ask([mirror = m_mirror, source = m_source, &state](const Reader &reader) -> Result<Ground> {
        return MirrorRows::journal(reader, mirror)
            .and_then([&](const QList<MirrorEntry> &journal) {
                state.journal = journal;
                return MirrorRows::below(reader, source);
            })
            .and_then([&](const QList<MirrorRemote> &remote) {
                state.remote = remote;
                return MirrorRows::limbo(reader, state);
            })
            .and_then([&] {
                return groundOf(reader, mirror, source);
            });
    });
}

Result<QList<ChangeId>> MirrorLedger::conflicts() const
{
    return ask([mirror = m_mirror](const Reader &reader) {
        return MirrorRows::conflicts(reader, mirror);
    });
}

// ---------------------------------------------------------------- the journal

Result<void> MirrorLedger::begin(const QString &server, const QString &root, const QString &mark) const
{
    return write([=, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("DELETE FROM mirror_entry WHERE mirror = ?1").run(mirror).and_then([&] {
            return transaction.prepare("UPDATE mirror SET server = ?2, root = ?3, mark = ?4, next_mark = ?4 WHERE id = ?1").run(mirror, server, root, mark);
        });
    });
}

Result<void> MirrorLedger::setRoot(const QString &root) const
{
    return write([=, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE mirror SET root = ?2 WHERE id = ?1").run(mirror, root);
    });
}

Result<void> MirrorLedger::expectMark(const QString &next) const
{
    return write([=, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE mirror SET next_mark = ?2 WHERE id = ?1").run(mirror, next);
    });
}

Result<void> MirrorLedger::settleMark(const QString &mark) const
{
    return write([=, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE mirror SET mark = ?2, next_mark = ?2 WHERE id = ?1").run(mirror, mark);
    });
}

Result<void> MirrorLedger::setWhole(qint64 when) const
{
    return write([=, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE mirror SET whole = ?2 WHERE id = ?1").run(mirror, when);
    });
}

Result<void> MirrorLedger::note(const MirrorEntry &entry, const QString &before) const
{
    return write([entry, before, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return MirrorRows::write(transaction, mirror, entry, before);
    });
}

Result<void> MirrorLedger::forget(const QString &path) const
{
    return write([path, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return transaction.prepare("DELETE FROM mirror_entry WHERE mirror = ?1 AND path = ?2").run(mirror, path);
    });
}

Result<void> MirrorLedger::forgetAll(const QString &path) const
{
    return write([path, mirror = m_mirror](Transaction &transaction) -> Result<void> {
        return MirrorRows::remove(transaction, mirror, path);
    });
}

// ---------------------------------------------------------------- changes

Result<ItemId> MirrorLedger::makeFolder(const MirrorStep &step, const FileTarget &into, MirrorEntry entry) const
{
    auto made = std::make_shared<ItemId>();
    return change([step, into, entry, made, mirror = m_mirror](FileWork &work) mutable -> Result<void> {
               const auto ground = work.ground(into);
               const auto name = mirrorName(step.path);
               const auto taken = ground ? work.taken(into, name) : Result<std::optional<FileWork::Taken>>();
               if (!ground || !taken) {
                   return std::unexpected(ground ? taken.error() : ground.error());
               }
               if (*taken) {
                   return changed();
               }
               const auto item = work.create(*ground, name, FileChange::Folder, {{QLatin1StringView("modified"), QDateTime::currentMSecsSinceEpoch()}});
               if (!item) {
                   return std::unexpected(item.error());
               }
               *made = *item;
               entry.item = *item;
               return MirrorRows::write(work.transaction, mirror, entry, step.journalPath);
           })
        .transform([made] {
            return *made;
        });
}

Result<void> MirrorLedger::upload(const MirrorStep &step, const FileTarget &into, const StagedContent &content, MirrorEntry entry) const
{
    return change([step, into, content, entry, mirror = m_mirror](FileWork &work) mutable -> Result<void> {
        entry.version = content.key;
        if (!step.remote.item) {
            const auto ground = work.ground(into);
            const auto name = mirrorName(step.path);
            const auto taken = ground ? work.taken(into, name) : Result<std::optional<FileWork::Taken>>();
            if (!ground || !taken) {
                return std::unexpected(ground ? taken.error() : ground.error());
            }
            if (*taken) {
                return changed();
            }
            const auto put = work.put({.name = name, .content = content}, *ground, NameClash::Skip, {});
            if (!put || !put->item) {
                return put ? changed() : std::unexpected(put.error());
            }
            entry.item = put->item;
            entry.revision = QStringLiteral("");
            entry.modified = content.modified;
            return MirrorRows::write(work.transaction, mirror, entry, step.journalPath);
        }
        const auto state = asSeen(work, step.remote);
        if (!state) {
            return std::unexpected(state.error());
        }
        if (auto saved = work.save(state->item, content, state->revision); !saved) {
            return saved;
        }
        entry.item = state->item;
        entry.revision = state->revision;
        bool isQueued = !work.changes.isEmpty();
        const auto pending = ChangeRows::ofItem(work.transaction, state->item);
        if (!pending) {
            return std::unexpected(pending.error());
        }
        for (const auto &one : *pending) {
            isQueued = isQueued || one.arguments.value(QLatin1StringView("content")).toString() == content.key;
        }
        entry.modified = isQueued ? content.modified : state->modified;
        if (!isQueued) {
            entry.version = remoteOf(*state).version(); // it is the same there already
        }
        return MirrorRows::write(work.transaction, mirror, entry, step.journalPath);
    });
}

Result<void> MirrorLedger::move(const MirrorStep &step, const FileTarget &into) const
{
    return change([step, into, top = m_source.folder](FileWork &work) -> Result<void> {
        const auto state = work.state(step.remote.item);
        const auto ground = work.ground(into);
        const auto name = mirrorName(step.path);
        const auto taken = ground ? work.taken(into, name, step.remote.item) : Result<std::optional<FileWork::Taken>>();
        if (!state || !ground || !taken) {
            return std::unexpected(!state ? state.error() : (!ground ? ground.error() : taken.error()));
        }
        if (*taken || state->name != step.remote.name || state->parent != (step.remote.parent ? step.remote.parent : top)) {
            return changed();
        }
        return work.move(*state, *ground, name);
    });
}

Result<void> MirrorLedger::remove(const MirrorStep &step) const
{
    return change([step, mirror = m_mirror](FileWork &work) -> Result<void> {
        const auto state = asSeen(work, step.remote);
        if (!state) {
            return std::unexpected(state.error());
        }
        QHash<ItemId, QString> expected;
        for (const auto &one : step.remoteBelow) {
            expected.insert(one.item, one.version());
        }
        return (state->isFolder ? checkBelow(work, *state, expected) : Result<void>())
            .and_then([&] {
                return work.remove(*state);
            })
            .and_then([&] {
                return MirrorRows::remove(work.transaction, mirror, step.journalPath);
            });
    });
}

// ---------------------------------------------------------------- content

Result<StagedContent> MirrorLedger::stage(const QString &name, qint64 modified, const Source &source, QByteArray *hash) const
{
    StagedContent staged{.key = newFileContentKey(), .modified = modified};
    QCryptographicHash sum(QCryptographicHash::Sha256);
    QByteArray buffer;
    int place = 0;
    const auto keep = [&](const QByteArray &piece) -> Result<void> {
        if (place == 0) {
            static const QMimeDatabase types;
            staged.type = types.mimeTypeForFileNameAndData(name, piece.left(64 << 10)).name();
        }
        auto blob = store()->blobs().put(piece);
        if (!blob) {
            return std::unexpected(blob.error());
        }
        return write([key = staged.key, at = place++, size = qint64(piece.size()), blob = *blob](Transaction &transaction) -> Result<void> {
            return transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, ?2, ?3, ?4)").run(key, at, size, blob);
        });
    };
    auto done = source([&](const QByteArray &bytes) -> Result<void> {
        sum.addData(bytes);
        staged.size += bytes.size();
        buffer += bytes;
        while (buffer.size() >= filePieceSize) {
            if (auto kept = keep(buffer.first(filePieceSize)); !kept) {
                return kept;
            }
            buffer.remove(0, filePieceSize);
        }
        return {};
    });
    if (done && !buffer.isEmpty()) {
        done = keep(buffer);
    }
    if (!done) {
        (void)drop(staged);
        return std::unexpected(done.error());
    }
    if (place == 0) {
        staged.type = QMimeDatabase().mimeTypeForFile(name, QMimeDatabase::MatchExtension).name();
    }
    *hash = sum.result();
    return staged;
}

Result<void> MirrorLedger::drop(const StagedContent &content) const
{
    return write([key = content.key](Transaction &transaction) -> Result<void> {
        return transaction.prepare("DELETE FROM file_piece WHERE content = ?1").run(key);
    });
}

Result<void> MirrorLedger::content(const QString &key, const std::function<Result<void>(const QByteArray &)> &piece) const
{
    const auto blobs = ask([key](const Reader &reader) -> Result<QStringList> {
        QStringList found;
        return reader.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place")
            .each(
                [&found](const Statement &row) {
                    found << row.text(0);
                },
                key)
            .transform([&found] {
                return found;
            });
    });
    if (!blobs) {
        return std::unexpected(blobs.error());
    }
    for (const auto &blob : *blobs) {
        auto bytes = store()->blobs().get(blob, filePieceSize);
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        if (auto taken = piece(*bytes); !taken) {
            return taken;
        }
    }
    return {};
}

}
