// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/opencopiesprivate.h"

#include <KLocalizedString>

namespace Kontor
{

void OpenCopies::Private::take(qint64 number, const QByteArray &content, const CopyStat &stat)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    entry->hasUnsaved = true;
    entry->size = stat.size;
    Q_EMIT q->changed();
    if (!entry->item) {
        makeNew(number, content);
        return;
    }
    whenAnswered(port.stage(entry->path), q, [this, number, content, stat](const Result<StagedContent> &staged) {
        if (!staged) {
            refused(number, staged.error());
            return;
        }
        const auto still = ask([number, stat](CopyDesk &desk) { return Result<bool>(desk.isStill(number, stat)); });
        whenAnswered(still, q, [this, number, content, staged = *staged](const Result<bool> &isStill) {
            if (!isStill.value_or(false)) { // the next state is on its way already; this one may be half of it
                tell([number](CopyDesk &desk) { desk.refused(number, CopyDesk::Again::Now); });
                return;
            }
            save(number, content, staged);
        });
    });
}

void OpenCopies::Private::save(qint64 number, const QByteArray &content, const StagedContent &staged)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    whenAnswered(port.look(entry->item, entry->content), q, [this, number, content, staged](const Result<CopyPort::Item> &found) {
        auto *entry = at(number);
        if (!entry) {
            return;
        }
        if (!found) {
            found.error().kind == Error::Kind::NotFound ? makeNew(number, content) : refused(number, found.error());
            return;
        }
        entry->rights = found->rights;
        entry->folder = found->folder;
        entry->space = found->space;
        entry->base = found->sameRevision.isEmpty() ? entry->base : found->sameRevision;
        if (!(found->rights & FileRight::Write)) {
            makeNew(number, content);
            return;
        }
        const bool hasGoneOn = entry->hasSaved && !found->isUnsent && found->sameRevision.isEmpty() && found->revision != entry->base;
        if (!hasGoneOn) {
            saveAs(number, content, staged);
            return;
        }
        // Where a conflict was settled by keeping both, what was saved here before is a file of its own by now.
        whenAnswered(port.twin(entry->item, entry->content), q, [this, number, content, staged](const Result<ItemId> &twin) {
            if (at(number) && twin && *twin) {
                become(number, *twin);
                save(number, content, staged);
            } else {
                saveAs(number, content, staged);
            }
        });
    });
}

void OpenCopies::Private::saveAs(qint64 number, const QByteArray &content, const StagedContent &staged)
{
    const auto *entry = at(number);
    if (!entry) {
        return;
    }
    whenAnswered(port.save(entry->item, staged, entry->base), q, [this, number, content](const Result<void> &saved) {
        if (saved) {
            taken(number, content);
        } else if (saved.error().kind == Error::Kind::NotFound || saved.error().kind == Error::Kind::Forbidden || saved.error().kind == Error::Kind::Conflict) {
            makeNew(number, content);
        } else {
            refused(number, saved.error());
        }
    });
}

void OpenCopies::Private::become(qint64 number, ItemId item)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    if (parts.closed && entry->item && entry->item != item) {
        parts.closed(entry->item);
    }
    entry->item = item;
    entry->base.clear();
    entry->rights = allFileRights;
    if (!entry->isAsleep) {
        hold(*entry);
    }
    whenAnswered(port.look(item, {}), q, [this, number, item](const Result<CopyPort::Item> &found) {
        const auto called = found ? CopyFolder::wordHash(found->name) : QByteArray();
        tell([number, item, called](CopyDesk &desk) { desk.setItem(number, item, called); });
    });
}

void OpenCopies::Private::makeNew(qint64 number, const QByteArray &content)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    upload(number, {entry->path}, targetsOf(*entry), [this, number, content](const Result<QList<ItemId>> &made) {
        auto *entry = at(number);
        if (!entry) {
            return;
        }
        if (!made) {
            refused(number, made.error());
            return;
        }
        become(number, made->value(0, entry->item));
        taken(number, content);
    });
}

QList<FileTarget> OpenCopies::Private::targetsOf(const Entry &entry) const
{
    QList<FileTarget> targets{FileTarget{entry.space, entry.folder}};
    if (entry.folder) {
        targets << FileTarget{entry.space, {}};
    }
    return targets;
}

void OpenCopies::Private::upload(qint64 number, const QStringList &files, QList<FileTarget> targets, const std::function<void(const Result<QList<ItemId>> &)> &then)
{
    const auto target = targets.takeFirst();
    if (!target.space) {
        then(failure(Error::Kind::NotFound, i18nc("@info", "The place of this file is no longer here.")));
        return;
    }
    whenAnswered(port.upload(files, target), q, [this, number, files, targets, then](const Result<QList<ItemId>> &made) {
        if (!made && !targets.isEmpty() && made.error().kind != Error::Kind::Cancelled) {
            upload(number, files, targets, then);
        } else {
            then(made);
        }
    });
}

void OpenCopies::Private::taken(qint64 number, const QByteArray &content)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    entry->content = content;
    entry->hasUnsaved = false;
    entry->hasFailed = false;
    entry->hasSaved = true;
    tell([number, content, base = entry->base](CopyDesk &desk) { desk.taken(number, content, base); });
    recoveredStates += recovering.contains(number) ? 1 : 0;
    Q_EMIT q->saved(entry->item, entry->name);
    Q_EMIT q->changed();
}

void OpenCopies::Private::refused(qint64 number, const Error &error)
{
    tell([number](CopyDesk &desk) { desk.refused(number, CopyDesk::Again::Later); });
    if (auto *entry = at(number); entry && !entry->hasFailed) {
        entry->hasFailed = true;
        Q_EMIT q->failed(error);
    }
}

void OpenCopies::Private::follow(const ChangeSet &changes)
{
    QList<qint64> numbers;
    for (const auto &[number, entry] : entries) {
        if (entry.isReady && entry.item && (changes.manyItems || changes.items.contains(entry.item))) {
            numbers << number;
        }
    }
    for (const auto number : std::as_const(numbers)) {
        follow(number);
    }
}

void OpenCopies::Private::follow(qint64 number)
{
    const auto *entry = at(number);
    whenAnswered(port.look(entry->item, entry->content), q, [this, number](const Result<CopyPort::Item> &found) {
        auto *entry = at(number);
        if (!entry || !found || found->isUnsent || found->revision.isEmpty()) {
            return;
        }
        if (!found->sameRevision.isEmpty() && found->sameRevision != entry->base) {
            entry->base = found->sameRevision;
            tell([number, base = entry->base](CopyDesk &desk) { desk.setBase(number, base); });
        } else if (found->sameRevision.isEmpty() && found->revision != entry->base && entry->lookedAt != found->revision && !entry->isClosing && entry->hasSaved
                   && (entry->size < 0 || entry->size == found->size)) {
            // Some servers tell only later which revision an upload became: is it ours?
            entry->lookedAt = found->revision;
            whenAnswered(port.bring(entry->item), q, [this, number](const Result<FileContent::Here> &here) {
                if (here && at(number)) {
                    follow(number);
                }
            });
        }
    });
}

}
