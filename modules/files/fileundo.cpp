// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking back what was done with files.
#include "accounts/account.h"
#include "files/fileactionsprivate.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>

namespace Kontor
{

using What = FileStep::Entry::What;

namespace
{
using Entry = FileStep::Entry;

/// Back from the outbox, as long as no server has heard of it.
Result<void> revive(FileWork &work, ItemId item)
{
    auto &transaction = work.transaction;
    auto removed = transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'delete' AND state IN (0, 3) AND answer_lost = 0").run(item);
    if (!removed) {
        return removed;
    }
    if (transaction.changedRows() == 0) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The server has deleted this already. Look for it in the trash."));
    }
    transaction.changes.outbox = true;
    return ItemWriter(transaction, work.projector).reproject({item});
}

/// What went to another space comes back: as if it had never left, if no server knows the new one yet.
Result<void> crossBack(FileWork &work, const Entry &entry)
{
    const auto there = work.find(entry.item);
    const auto here = there ? work.find(entry.original) : Result<std::optional<FileState>>();
    if (!there || !here) {
        return std::unexpected(there ? here.error() : there.error());
    }
    if (!*there || !*here || !(*there)->isOnlyHere) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This has been carried out already. Move it back instead."));
    }
    // Its creation is discarded, which brings back what it was made of.
    return work.discardUntold(**there);
}

Result<void> takeBackEntry(FileWork &work, const Entry &entry)
{
    if (entry.what == What::Deleted) {
        return revive(work, entry.item);
    }
    if (entry.what == What::Crossed) {
        return crossBack(work, entry);
    }
    const auto state = work.find(entry.item);
    if (!state) {
        return std::unexpected(state.error());
    }
    if (!*state || (*state)->isHidden) {
        return {}; // went meanwhile
    }
    switch (entry.what) {
    case What::Created:
        return work.remove(**state);
    case What::Moved: {
        const auto ground = work.ground({(*state)->space, entry.parent});
        const auto name = ground ? work.freeName(ground->target, entry.name, entry.item) : Result<QString>();
        if (!ground || !name) {
            return std::unexpected(ground ? name.error() : ground.error());
        }
        return work.move(**state, *ground, *name);
    }
    case What::Favoured: {
        auto change = work.changeOf(**state, FileChange::Favourite);
        change.arguments = {{QLatin1StringView("on"), entry.wasFavourite}};
        work.changes << change;
        return {};
    }
    case What::Deleted:
    case What::Crossed:
        break;
    }
    return {};
}
}

void FileActions::Private::takeBack(const FileStep &step)
{
    actVoid(
        [step](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &) -> Result<void> {
            FileWork work(transaction, projector, changes);
            for (auto entry = step.entries.crbegin(); entry != step.entries.crend(); ++entry) {
                if (auto done = takeBackEntry(work, *entry); !done) {
                    return done;
                }
            }
            return {};
        },
        {})
        .then(q, [this](const Result<void> &done) {
            if (done) {
                Q_EMIT q->takenBack();
            }
        });
}

void FileActions::setUndoTime(std::chrono::milliseconds time)
{
    d->undoTime = time;
}

bool FileActions::canUndo() const
{
    return !d->steps.isEmpty();
}

QString FileActions::undoText() const
{
    return d->steps.isEmpty() ? i18nc("@action", "Undo") : d->steps.last().text;
}

void FileActions::undo()
{
    if (d->steps.isEmpty()) {
        return;
    }
    const auto step = d->steps.takeLast();
    Q_EMIT undoChanged();
    d->takeBack(step);
}

void FileActions::Private::forgetTold()
{
    QList<ItemId> deleted;
    for (const auto &step : std::as_const(steps)) {
        for (const auto &entry : step.entries) {
            if (entry.what == What::Deleted) {
                deleted << entry.item;
            }
        }
    }
    if (deleted.isEmpty() || isLookingAtDeletions) {
        return;
    }
    isLookingAtDeletions = true;
    outbox->store()
        ->read([deleted](const Reader &reader) -> Result<QSet<ItemId>> {
            QSet<ItemId> untold;
            return reader
                .prepare("SELECT c.item FROM json_each(?1) j CROSS JOIN change c ON c.item = j.value WHERE c.kind = 'delete' AND c.state IN (0, 3) AND c.answer_lost = 0")
                .each(
                    [&untold](const Statement &row) {
                        untold << row.get<ItemId>(0);
                    },
                    jsonList(deleted))
                .transform([&untold] {
                    return untold;
                });
        })
        .then(q, [this, deleted](const Result<QSet<ItemId>> &untold) {
            isLookingAtDeletions = false;
            if (!untold) {
                return;
            }
            const auto count = steps.size();
            steps.removeIf([&](const FileStep &step) {
                return std::ranges::any_of(step.entries, [&](const Entry &entry) {
                    return entry.what == What::Deleted && deleted.contains(entry.item) && !untold->contains(entry.item);
                });
            });
            if (steps.size() != count) {
                Q_EMIT q->undoChanged();
            }
        });
}

}
