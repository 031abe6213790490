// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/opencopiesprivate.h"

namespace Kontor
{

QFuture<Result<int>> OpenCopies::recover()
{
    d->recovery = std::make_shared<QPromise<Result<int>>>();
    d->recovery->start();
    auto future = d->recovery->future();
    constexpr qint64 room = 1'000'000; // numbers for what is found
    const auto first = d->lastNumber + 1;
    d->lastNumber += room;
    const auto left = d->ask([first](CopyDesk &desk) { return Result<QList<CopyDesk::Left>>(desk.takeOver(first)); });
    whenAnswered(left, this, [this](const Result<QList<CopyDesk::Left>> &found) {
        const auto all = found.value_or(QList<CopyDesk::Left>());
        for (const auto &one : all) {
            d->recovering << one.copy;
        }
        for (const auto &one : all) {
            d->adopt(one);
        }
        d->recovered(0);
    });
    return future;
}

void OpenCopies::Private::adopt(const CopyDesk::Left &left)
{
    const auto number = left.copy;
    auto &entry = entries[number];
    entry.number = number;
    entry.path = left.file;
    entry.name = left.file.section(u'/', -1);
    entry.base = left.record.base;
    entry.content = left.record.content;
    entry.since = QDateTime::currentDateTime();
    entry.isReady = true;
    entry.hasSaved = true;
    // Row numbers of a store that was made anew mean other files: name or place must agree, too.
    whenAnswered(port.look(left.record.item, left.record.content), q, [this, left, number](const Result<CopyPort::Item> &found) {
        auto *entry = at(number);
        if (!entry) {
            return;
        }
        const bool isSame = found && CopyFolder::wordHash(found->spaceHref) == left.record.home
            && (CopyFolder::wordHash(CopyFolder::fileName(found->name)) == left.record.name || CopyFolder::wordHash(found->name) == left.record.called || (!found->href.isEmpty() && CopyFolder::wordHash(found->href) == left.record.place));
        if (isSame) {
            entry->item = left.record.item;
            entry->space = found->space;
            entry->folder = found->folder;
            entry->rights = found->rights;
            hold(*entry);
        }
        whenAnswered(port.space(left.record.home), q, [this, left, number](const Result<CollectionId> &space) {
            auto *entry = at(number);
            if (!entry) {
                return;
            }
            entry->space = entry->space ? entry->space : space.value_or(CollectionId{});
            tell([number](CopyDesk &desk) { desk.lookAfter(number); });
            if (left.isHeld) { // its program outlived us
                recovering.remove(number);
                if (entry->item && parts.opened) {
                    parts.opened(entry->item);
                }
                Q_EMIT q->changed();
                recovered(0);
            } else {
                close(*entry);
            }
        });
    });
}

void OpenCopies::Private::recovered(qint64 number)
{
    recovering.remove(number);
    if (!recovery || !recovering.isEmpty()) {
        return;
    }
    tell([](CopyDesk &desk) { desk.tidy(); });
    const auto promise = std::exchange(recovery, nullptr);
    promise->addResult(Result<int>(recoveredStates));
    promise->finish();
}

}
