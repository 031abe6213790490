// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/account.h"
#include "files/filerows.h"
#include "files/filetransactions.h"
#include "files/worker/fileserving.h"

#include <KLocalizedString>
#include <QCryptographicHash>

namespace Kontor
{
namespace
{
constexpr qsizetype mostSeen = 2000;
const QString neverRead = QStringLiteral("never read"); // no server has such a revision: both versions are kept

using Replacing = FileErrands::Replacing;
using Work = std::function<Result<void>(FileWork &, WorkerRefusal &)>;

/// Ends a transaction that is to leave nothing behind; the refusal says why.
Result<void> refuse(WorkerRefusal &refusal, WorkerReason reason, const QString &sentence)
{
    refusal = {reason, sentence};
    return failure(Error::Kind::Conflict, sentence);
}

QFuture<WorkerRefusal> carryOut(const std::shared_ptr<Outbox> &outbox, Work work)
{
    auto refusal = std::make_shared<WorkerRefusal>();
    return outbox
        ->enqueue({},
                  [work = std::move(work), refusal, projector = outbox->projector(ResourceKind::Files)](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      if (!projector) {
                          return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with files."));
                      }
                      FileWork fileWork(transaction, *projector, changes);
                      return work(fileWork, *refusal);
                  })
        .then([refusal](const Result<QList<ChangeId>> &done) {
            return done || *refusal ? *refusal : WorkerRefusal::of(done.error());
        });
}

bool isSameSpelling(const QString &one, const QString &other)
{
    return one == other || one.normalized(QString::NormalizationForm_C) == other.normalized(QString::NormalizationForm_C);
}

QString takenSentence(const QString &name)
{
    return i18nc("@info", "There is already something called “%1” here.", name);
}

/// Who has the name where something is to go, if it may be replaced by a file.
Result<std::optional<FileState>> replaceable(FileWork &work, WorkerRefusal &refusal, const FileBerth &berth, Replacing replacing, ItemId but = {})
{
    const auto holder = work.taken(berth.folder.target(), berth.name, but);
    if (!holder) {
        return std::unexpected(holder.error());
    }
    if (!*holder) {
        if (!berth.problem.isEmpty()) {
            (void)refuse(refusal, WorkerReason::Other, berth.problem);
            return failure(Error::Kind::Forbidden, berth.problem);
        }
        return std::nullopt;
    }
    const auto sentence = takenSentence((*holder)->name);
    if (!isSameSpelling((*holder)->name, berth.name)) {
        (void)refuse(refusal, WorkerReason::Other, sentence); // not everywhere both could be
    } else if ((*holder)->isFolder) {
        (void)refuse(refusal, WorkerReason::FolderExists, sentence);
    } else if (replacing == Replacing::No) {
        (void)refuse(refusal, WorkerReason::FileExists, sentence);
    } else {
        return work.state((*holder)->item).transform([](const FileState &state) {
            return std::optional(state);
        });
    }
    return failure(Error::Kind::Conflict, sentence);
}

Result<QStringList> blobsOf(FileWork &work, const QString &key)
{
    QStringList blobs;
    return work.transaction.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place")
        .each(
            [&blobs](const Statement &row) {
                blobs << row.text(0);
            },
            key)
        .transform([&blobs] {
            return blobs;
        });
}

/// The revision that what a program saves was made from: the newest, unless it had another content in mind.
Result<QString> baseOf(FileWork &work, const FileState &state, const FileSeen &seen)
{
    const bool knowsNothing = seen.revision.isEmpty() && seen.content.isEmpty();
    if (state.isOnlyHere || state.revision.isEmpty() || knowsNothing || seen.revision == state.revision) {
        return state.revision;
    }
    return blobsOf(work, fileContentKey(state.item, state.revision)).transform([&](const QStringList &blobs) {
        const bool isHere = !blobs.isEmpty() || state.size == 0;
        if (isHere && FileSeen::hashOf(blobs) == seen.content) {
            return state.revision; // its own, under the revision that the server gave it
        }
        return seen.revision.isEmpty() ? neverRead : seen.revision;
    });
}

/// A file that exists only here takes the place of another one: a program wrote anew beside it and renamed. It is a new
/// version, then, and what belongs to the file (shares, versions) stays.
Result<void> becomeVersion(FileWork &work, const FileState &fresh, const FileState &there)
{
    return work.copyContent(fresh.content).and_then([&](const QString &key) {
        return work.save(there.item, StagedContent{key, fresh.size, fresh.modified, fresh.type}, there.revision).and_then([&] {
            return work.remove(fresh);
        });
    });
}

QString notHere()
{
    return i18nc("@info", "Here are the accounts; files and folders lie in them.");
}

QFuture<WorkerRefusal> refused(WorkerReason reason, const QString &sentence)
{
    return QtFuture::makeReadyValueFuture(WorkerRefusal{reason, sentence});
}
}

QByteArray FileSeen::hashOf(const QStringList &blobs)
{
    return QCryptographicHash::hash(blobs.join(u' ').toLatin1(), QCryptographicHash::Sha256);
}

void FileServing::noteSeen(ItemId item, const FileSeen &what)
{
    if (seen.size() >= mostSeen) {
        seen.erase(seen.begin());
    }
    seen.insert(item, what);
}

QFuture<WorkerRefusal> FileErrands::makeFolder(const std::shared_ptr<Outbox> &outbox, const FileBerth &berth)
{
    return carryOut(outbox, [berth](FileWork &work, WorkerRefusal &refusal) -> Result<void> {
        const auto ground = work.ground(berth.folder.target());
        const auto holder = ground ? work.taken(berth.folder.target(), berth.name) : Result<std::optional<FileWork::Taken>>();
        if (!ground || !holder) {
            return std::unexpected(ground ? holder.error() : ground.error());
        }
        if (*holder) {
            const bool isSame = isSameSpelling((*holder)->name, berth.name);
            return refuse(refusal,
                          !isSame ? WorkerReason::Other : (*holder)->isFolder ? WorkerReason::FolderExists : WorkerReason::FileExists,
                          takenSentence((*holder)->name));
        }
        if (!berth.problem.isEmpty()) {
            return refuse(refusal, WorkerReason::Other, berth.problem);
        }
        return work.create(*ground, berth.name, FileChange::Folder, {{QLatin1StringView("modified"), QDateTime::currentMSecsSinceEpoch()}}).transform([](ItemId) {});
    });
}

QFuture<WorkerRefusal> FileErrands::move(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, const FileBerth &berth, Replacing replacing)
{
    if (what.kind != FilePlace::Kind::Entry) {
        return refused(WorkerReason::Denied, notHere());
    }
    if (what.space.id != berth.folder.space.id) {
        return refused(WorkerReason::Unsupported, {});
    }
    return carryOut(outbox, [item = what.row.item, berth, replacing](FileWork &work, WorkerRefusal &refusal) -> Result<void> {
        const auto state = work.state(item);
        const auto ground = state ? work.ground(berth.folder.target()) : Result<FileGround>();
        const auto there = ground && state ? replaceable(work, refusal, berth, replacing, item) : Result<std::optional<FileState>>();
        if (!state || !ground || !there) {
            return std::unexpected(!state ? state.error() : !ground ? ground.error() : there.error());
        }
        if (!*there) {
            return work.move(*state, *ground, berth.name);
        }
        if (state->isFolder) {
            return refuse(refusal, WorkerReason::FileExists, takenSentence((*there)->name));
        }
        if (state->isOnlyHere && !state->content.isEmpty()) {
            return becomeVersion(work, *state, **there);
        }
        return work.remove(**there).and_then([&] {
            return work.move(*state, *ground, (*there)->name);
        });
    });
}

QFuture<WorkerRefusal> FileErrands::copy(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, const FileBerth &berth, Replacing replacing)
{
    const bool isSameSpace = what.space.id == berth.folder.space.id;
    if (what.kind != FilePlace::Kind::Entry || what.row.isFolder) {
        return refused(WorkerReason::IsFolder, i18nc("@info", "“%1” is a folder.", what.kind == FilePlace::Kind::Entry ? what.row.name : what.space.title));
    }
    if (!isSameSpace) {
        return refused(WorkerReason::Unsupported, {});
    }
    return carryOut(outbox, [item = what.row.item, berth, replacing](FileWork &work, WorkerRefusal &refusal) -> Result<void> {
        const auto state = work.state(item);
        const auto ground = state ? work.ground(berth.folder.target()) : Result<FileGround>();
        const auto there = ground && state ? replaceable(work, refusal, berth, replacing) : Result<std::optional<FileState>>();
        if (!state || !ground || !there) {
            return std::unexpected(!state ? state.error() : !ground ? ground.error() : there.error());
        }
        const bool isAtServer = !state->href.isEmpty() && state->content.isEmpty();
        if (*there && (*there)->item == item) {
            return refuse(refusal, WorkerReason::FileExists, takenSentence(state->name));
        }
        if (*there) {
            if (auto done = work.remove(**there); !done) {
                return done;
            }
        }
        const auto name = *there ? (*there)->name : berth.name;
        return (isAtServer ? work.serverCopy(*state, *ground, name) : work.copyFromHere(*state, *ground, name)).transform([](ItemId) {});
    });
}

QFuture<WorkerRefusal> FileErrands::remove(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, Depth depth)
{
    if (what.kind != FilePlace::Kind::Entry) {
        return refused(WorkerReason::Denied, i18nc("@info", "Accounts are removed in Kontor's settings, not here."));
    }
    return carryOut(outbox, [item = what.row.item, depth](FileWork &work, WorkerRefusal &refusal) -> Result<void> {
        const auto state = work.state(item);
        if (!state || !state->isFolder || depth == Depth::All) {
            return state ? work.remove(*state) : std::unexpected(state.error());
        }
        const auto inside = work.children(*state);
        if (!inside) {
            return std::unexpected(inside.error());
        }
        const bool isEmpty = std::ranges::all_of(*inside, &FileState::isHidden);
        if (!isEmpty) {
            return refuse(refusal, WorkerReason::NotEmpty, i18nc("@info", "“%1” is not empty.", state->name));
        }
        if (!state->isOnlyHere && !state->rights.testFlag(FileRight::Remove)) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "You may not delete “%1”.", state->name));
        }
        return work.removeEmptied(*state); // nor where others put something into it meanwhile
    });
}

QFuture<FileErrands::Saved> FileErrands::save(const std::shared_ptr<Outbox> &outbox,
                                              const FileBerth &berth,
                                              const StagedContent &content,
                                              const FileSeen &seen,
                                              Replacing replacing)
{
    auto saved = std::make_shared<Saved>();
    return carryOut(outbox,
                    [berth, content, seen, replacing, saved](FileWork &work, WorkerRefusal &refusal) -> Result<void> {
                        const auto blobs = blobsOf(work, content.key);
                        const auto there = blobs ? replaceable(work, refusal, berth, replacing) : Result<std::optional<FileState>>();
                        if (!blobs || !there) {
                            return std::unexpected(blobs ? there.error() : blobs.error());
                        }
                        saved->seen.content = FileSeen::hashOf(*blobs);
                        if (!*there) {
                            const FileIncoming incoming{.name = berth.name, .content = content};
                            return work.ground(berth.folder.target())
                                .and_then([&](const FileGround &ground) {
                                    return work.put(incoming, ground, NameClash::KeepBoth, {});
                                })
                                .transform([&saved](const FileWork::Put &put) {
                                    saved->item = put.item;
                                });
                        }
                        saved->item = (*there)->item;
                        return baseOf(work, **there, seen).and_then([&](const QString &base) {
                            saved->seen.revision = base;
                            return work.save((*there)->item, content, base);
                        });
                    })
        .then([saved](const WorkerRefusal &refusal) {
            saved->refusal = refusal;
            return *saved;
        });
}

}
