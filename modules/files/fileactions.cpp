// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileactions.h"

#include "accounts/account.h"
#include "base/clock.h"
#include "files/fileactionsprivate.h"
#include "files/fileattic.h"
#include "files/fileimport.h"
#include "files/filename.h"

#include <KLocalizedString>
#include <QPromise>

namespace Kontor
{

using What = FileStep::Entry::What;

namespace
{
constexpr auto atticPause = std::chrono::seconds(20); // a large space is read in several transactions
}

FileActions::FileActions(std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->outbox = std::move(outbox);
    d->pool.setMaxThreadCount(3);
    d->attic.setSingleShot(true);
    d->attic.setInterval(atticPause);
    connect(&d->attic, &QTimer::timeout, this, [this] {
        d->lookIntoAttic();
    });
    connect(d->outbox->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox) {
            d->forgetTold();
        }
        if ((changes.manyItems || !changes.items.isEmpty()) && !d->attic.isActive()) {
            d->attic.start();
        }
    });
}

FileActions::~FileActions()
{
    *d->ending = true;
    d->pool.waitForDone();
}

std::shared_ptr<Outbox> FileActions::outbox() const
{
    return d->outbox;
}

// What a server has lost, and was here: where that is much, the user is asked.
void FileActions::Private::lookIntoAttic()
{
    outbox->store()->read(FileAttic::hasNews, Store::Urgency::Background).then(q, [this](const Result<bool> &has) {
        const auto projector = outbox->projector(ResourceKind::Files);
        if (!has || !*has || !projector) {
            return;
        }
        outbox->store()->write([projector](Transaction &transaction) -> Result<void> {
            QList<ResourceId> resources;
            auto done = transaction.prepare("SELECT DISTINCT resource FROM file_attic WHERE offered = 0").each([&resources](const Statement &row) {
                resources << row.get<ResourceId>(0);
            });
            for (auto resource = resources.cbegin(); done && resource != resources.cend(); ++resource) {
                done = FileAttic::offer(transaction, *projector, *resource).transform([](int) {
                });
            }
            return done;
        });
    });
}

void FileActions::Private::tell(const Error &error)
{
    Q_EMIT q->failed(error);
}

void FileActions::Private::pushUndo(FileStep step, const Text &text)
{
    if (step.entries.isEmpty()) {
        return;
    }
    step.text = text(step.entries.size());
    steps << std::move(step);
    if (steps.size() > mostSteps) {
        steps.removeFirst();
    }
    Q_EMIT q->undoChanged();
}

QFuture<Result<std::shared_ptr<FileStep>>> FileActions::Private::act(Fill fill, Text text)
{
    auto step = std::make_shared<FileStep>();
    auto future = outbox->enqueue(
        {}, [fill = std::move(fill), step, projector = outbox->projector(ResourceKind::Files)](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            if (!projector) {
                return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with files."));
            }
            return fill(transaction, *projector, changes, *step);
        });
    return future.then(q, [this, step, text = std::move(text)](const Result<QList<ChangeId>> &done) -> Result<std::shared_ptr<FileStep>> {
        if (!done) {
            tell(done.error());
            return std::unexpected(done.error());
        }
        if (text) {
            pushUndo(*step, text);
        }
        return step;
    });
}

QFuture<Result<void>> FileActions::Private::actVoid(Fill fill, Text text)
{
    return act(std::move(fill), std::move(text)).then([](const Result<std::shared_ptr<FileStep>> &step) -> Result<void> {
        return step ? Result<void>() : std::unexpected(step.error());
    });
}

QFuture<Result<ItemId>> FileActions::createFolder(const FileTarget &target, const QString &name)
{
    return d
        ->act(
            [target, name](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
                FileWork work(transaction, projector, changes);
                const auto ground = work.ground(target);
                if (!ground) {
                    return std::unexpected(ground.error());
                }
                const auto holder = work.taken(target, name);
                if (!holder) {
                    return std::unexpected(holder.error());
                }
                if (*holder) {
                    return failure(Error::Kind::Conflict, i18nc("@info", "There is already something called “%1” here.", (*holder)->name));
                }
                return work.create(*ground, name, FileChange::Folder, {{QLatin1StringView("modified"), QDateTime::currentMSecsSinceEpoch()}}).transform([&step](ItemId item) {
                    step.entries << FileStep::Entry{.what = What::Created, .item = item};
                });
            },
            [](qsizetype) {
                return i18nc("@action", "Undo: New Folder");
            })
        .then([](const Result<std::shared_ptr<FileStep>> &step) -> Result<ItemId> {
            return step ? Result<ItemId>((*step)->entries.first().item) : std::unexpected(step.error());
        });
}

QFuture<Result<ItemId>> FileActions::createFile(const FileTarget &target, const QString &name, const QByteArray &bytes)
{
    return uploadBytes(bytes, name, target, NameClash::KeepBoth);
}

QFuture<Result<ItemId>> FileActions::uploadBytes(const QByteArray &bytes, const QString &name, const FileTarget &target, NameClash clash)
{
    auto promise = std::make_shared<QPromise<Result<ItemId>>>();
    promise->start();
    auto future = promise->future();
    d->pool.start([bytes, name, target, clash, worker = d->worker(), promise] {
        FileImport import({.outbox = worker.outbox, .ending = worker.ending, .target = target, .clash = clash});
        promise->addResult(import.bytes(bytes, name));
        promise->finish();
    });
    return d->telling(future.then(this, [this](const Result<ItemId> &item) {
        if (item && *item) {
            d->pushUndo(FileStep{.text = {}, .entries = {FileStep::Entry{.what = What::Created, .item = *item}}}, [](qsizetype) {
                return i18nc("@action", "Undo: New File");
            });
        }
        return item;
    }));
}

QFuture<Result<QList<ItemId>>> FileActions::upload(const QStringList &paths, const FileTarget &target, NameClash clash)
{
    auto promise = std::make_shared<QPromise<Result<QList<ItemId>>>>();
    promise->start();
    d->pool.start([this, paths, target, clash, worker = d->worker(), promise] {
        FileImport import({.outbox = worker.outbox,
                           .ending = worker.ending,
                           .target = target,
                           .clash = clash,
                           .isCancelled =
                               [promise] {
                                   return promise->isCanceled();
                               },
                           .progress =
                               [promise](qint64 done, qint64 all) {
                                   promise->setProgressRange(0, int(std::min<qint64>(all >> 10, std::numeric_limits<int>::max())));
                                   promise->setProgressValue(int(std::min<qint64>(done >> 10, std::numeric_limits<int>::max())));
                               }});
        const auto done = import.paths(paths);
        // The destructor waits for this thread: the object is there. Its own thread tells.
        QMetaObject::invokeMethod(
            this,
            [this, promise, done, created = import.created(), problems = import.problems()] {
                for (const auto &problem : problems) {
                    d->tell(problem);
                }
                FileStep step;
                for (const auto item : created) {
                    step.entries << FileStep::Entry{.what = What::Created, .item = item};
                }
                d->pushUndo(step, [](qsizetype count) {
                    return i18ncp("@action", "Undo: Upload of %1 File", "Undo: Upload of %1 Files", count);
                });
                if (!done && done.error().kind != Error::Kind::Cancelled) {
                    d->tell(done.error());
                }
                promise->addResult(done);
                promise->finish();
            },
            Qt::QueuedConnection);
    });
    return promise->future();
}

QFuture<Result<QStringList>> FileActions::taken(const FileTarget &target, const QStringList &names) const
{
    return d->outbox->store()->read([target, names](const Reader &reader) -> Result<QStringList> {
        QStringList found;
        auto &look = reader.prepare("SELECT name FROM file WHERE collection = ?1 AND parent = ?2 AND hidden = 0 AND folder IN (0, 1) AND sort = ?3 AND parent_href IS NULL");
        for (const auto &name : names) {
            bool isTaken = false;
            const auto folded = FileName::folded(name);
            auto asked = look.each(
                [&](const Statement &row) {
                    isTaken = isTaken || FileName::folded(row.text(0)) == folded;
                },
                target.space,
                target.folder,
                fileSortKey(name));
            if (!asked) {
                return std::unexpected(asked.error());
            }
            if (isTaken) {
                found << name;
            }
        }
        return found;
    });
}

QFuture<Result<StagedContent>> FileActions::stage(const QString &path) const
{
    auto promise = std::make_shared<QPromise<Result<StagedContent>>>();
    promise->start();
    d->pool.start([path, worker = d->worker(), promise] {
        FileImport import({.outbox = worker.outbox, .ending = worker.ending});
        promise->addResult(import.stage(path));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<void>> FileActions::save(ItemId item, const StagedContent &content, const QString &base)
{
    return d->actVoid(
        [item, content, base](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &) -> Result<void> {
            FileWork work(transaction, projector, changes);
            return work.save(item, content, base);
        },
        {});
}

QFuture<Result<void>> FileActions::remove(const QList<ItemId> &items)
{
    return d->actVoid(
        [items, undoTime = d->undoTime](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
            FileWork work(transaction, projector, changes);
            for (const auto item : items) {
                const auto state = work.find(item);
                if (!state) {
                    return std::unexpected(state.error());
                }
                if (!*state || (*state)->isHidden) {
                    continue; // gone together with what it lay in, or before
                }
                if (auto done = work.remove(**state); !done) {
                    return done;
                }
                if (!(*state)->isOnlyHere) {
                    step.entries << FileStep::Entry{.what = What::Deleted, .item = item};
                }
            }
            const auto due = undoTime.count() > 0 ? Clock::system().now().addDuration(undoTime) : QDateTime();
            for (auto &change : changes) {
                if (change.kind == FileChange::Delete) {
                    change.notBefore = due;
                }
            }
            return {};
        },
        [](qsizetype count) {
            return i18ncp("@action", "Undo: Deletion of %1 File", "Undo: Deletion of %1 Files", count);
        });
}

void FileActions::setFavourite(const QList<ItemId> &items, Qt::CheckState on)
{
    const bool wanted = on != Qt::Unchecked;
    d->act(
        [items, wanted](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
            FileWork work(transaction, projector, changes);
            for (const auto item : items) {
                const auto state = work.find(item);
                if (!state) {
                    return std::unexpected(state.error());
                }
                if (!*state || (*state)->isHidden || (*state)->isFavourite == wanted) {
                    continue;
                }
                auto change = work.changeOf(**state, FileChange::Favourite);
                change.arguments = {{QLatin1StringView("on"), wanted}};
                changes << change;
                step.entries << FileStep::Entry{.what = What::Favoured, .item = item, .wasFavourite = !wanted};
            }
            return {};
        },
        [wanted](qsizetype) {
            return wanted ? i18nc("@action", "Undo: Add to Favorites") : i18nc("@action", "Undo: Remove From Favorites");
        });
}

}
