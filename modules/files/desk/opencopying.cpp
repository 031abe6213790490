// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/opencopiesprivate.h"

#include <KLocalizedString>

namespace Kontor
{

QFuture<Result<QString>> OpenCopies::open(ItemId item)
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    auto future = promise->future();
    d->begin(item, promise);
    return future;
}

void OpenCopies::Private::begin(ItemId item, const Promise &promise)
{
    if (auto *known = find(item)) {
        if (known->isClosing) {
            known->again << promise;
            return;
        }
        if (known->isReady) {
            openAgain(*known, promise);
            return;
        }
        known->waiting << promise;
        wait(*known, promise);
        return;
    }
    forgetOlder(item);
    const auto number = ++lastNumber;
    auto &entry = entries[number];
    entry.number = number;
    entry.item = item;
    entry.waiting << promise;
    wait(entry, promise);
    whenAnswered(port.look(item, {}), q, [this, number](const Result<CopyPort::Item> &found) {
        if (!dropIfUnwanted(number)) {
            bring(number, found);
        }
    });
}

void OpenCopies::Private::forgetOlder(ItemId item)
{
    qint64 newest = 0;
    for (const auto &[number, entry] : entries) { // by number; all are asleep
        if (entry.item == item) {
            if (newest > 0) {
                tell([newest](CopyDesk &old) { old.close(newest, CopyDesk::End::Forget); });
            }
            newest = number;
        }
    }
}

void OpenCopies::Private::openAgain(Entry &known, const Promise &promise)
{
    const auto answer = [](const Promise &waiting, const QString &path) {
        waiting->addResult(Result<QString>(path));
        waiting->finish();
    };
    const auto number = known.number;
    const auto item = known.item;
    const auto asked = ask([number](CopyDesk &at) { return Result<CopyDesk::Use>(at.useOf(number)); });
    whenAnswered(asked, q, [this, number, item, promise, answer](const Result<CopyDesk::Use> &use) {
        auto *entry = at(number);
        if (!entry || entry->isAsleep || entry->isClosing || entry->item != item) {
            begin(item, promise);
        } else if (use == CopyDesk::Use::Gone) {
            renew(*entry, promise);
        } else if (use == CopyDesk::Use::Busy) {
            answer(promise, entry->path);
        } else {
            whenAnswered(port.look(item, entry->content), q, [this, number, item, promise, answer](const Result<CopyPort::Item> &found) {
                auto *entry = at(number);
                if (!entry || entry->isAsleep || entry->isClosing || entry->item != item) {
                    begin(item, promise);
                } else if (found && !found->newest.isEmpty() && found->newest != entry->content) {
                    renew(*entry, promise);
                } else if (found && found->newest.isEmpty() && found->revision != entry->base && entry->lookedAt != found->revision) {
                    entry->lookedAt = found->revision; // another revision need not be another content
                    whenAnswered(port.bring(item), q, [this, item, promise](const Result<FileContent::Here> &) { begin(item, promise); });
                } else {
                    answer(promise, entry->path);
                }
            });
        }
    });
}

void OpenCopies::Private::renew(Entry &known, const Promise &promise)
{
    // Its program may be one that nobody sees: what it still saves is noticed, and is then no version of the newer one.
    known.again << promise;
    known.isClosing = true;
    tell([number = known.number](CopyDesk &at) { at.close(number, CopyDesk::End::Watch); });
}

void OpenCopies::Private::hold(Entry &entry)
{
    if (entry.held != entry.item) {
        letGo(entry);
        entry.held = entry.item;
        port.hold(entry.held);
    }
}

void OpenCopies::Private::letGo(Entry &entry)
{
    if (entry.held) {
        port.release(std::exchange(entry.held, ItemId{}));
    }
}

void OpenCopies::Private::wait(Entry &entry, const Promise &promise)
{
    auto *watcher = new QFutureWatcher<Result<QString>>(q);
    connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
    connect(watcher, &QFutureWatcherBase::canceled, q, [this, number = entry.number] {
        if (const auto *waiting = at(number); waiting && !waiting->isReady) {
            dropIfUnwanted(number);
        }
    });
    watcher->setFuture(promise->future());
}

bool OpenCopies::Private::dropIfUnwanted(qint64 number)
{
    auto *entry = at(number);
    if (!entry) {
        return true;
    }
    const bool isWanted = std::ranges::any_of(entry->waiting, [](const Promise &promise) { return !promise->isCanceled(); });
    if (!isWanted) {
        fail(number, cancelled().error());
    }
    return !isWanted;
}

void OpenCopies::Private::bring(qint64 number, const Result<CopyPort::Item> &found)
{
    if (!found) {
        fail(number, found.error());
        return;
    }
    if (found->isFolder) {
        fail(number, Error{.kind = Error::Kind::Protocol, .message = i18nc("@info", "A folder cannot be opened with a program."), .detail = {}});
        return;
    }
    auto *entry = at(number);
    entry->name = found->name;
    entry->space = found->space;
    entry->folder = found->folder;
    entry->rights = found->rights;
    hold(*entry);
    CopyRecord record{.item = entry->item,
                      .base = {},
                      .content = {},
                      .name = {},
                      .called = {},
                      .place = CopyFolder::wordHash(found->href),
                      .home = CopyFolder::wordHash(found->spaceHref)};
    entry->bringing = port.bring(entry->item);

    auto *progress = new QFutureWatcher<Result<FileContent::Here>>(q);
    const auto tellProgress = [this, number, progress] {
        if (auto *waiting = at(number)) {
            for (const auto &promise : std::as_const(waiting->waiting)) {
                promise->setProgressRange(progress->progressMinimum(), progress->progressMaximum());
                promise->setProgressValue(progress->progressValue());
            }
        }
    };
    connect(progress, &QFutureWatcherBase::progressRangeChanged, q, tellProgress);
    connect(progress, &QFutureWatcherBase::progressValueChanged, q, tellProgress);
    connect(progress, &QFutureWatcherBase::finished, progress, &QObject::deleteLater);
    progress->setFuture(entry->bringing);

    whenAnswered(entry->bringing, q, [this, number, record](const Result<FileContent::Here> &here) {
        if (dropIfUnwanted(number)) {
            return;
        }
        if (here) {
            write(number, *here, record);
        } else {
            fail(number, here.error());
        }
    });
}

void OpenCopies::Private::write(qint64 number, const FileContent::Here &here, const CopyRecord &record)
{
    auto *entry = at(number);
    entry->base = here.revision;
    const auto prepared = ask([number, name = entry->name, size = here.size](CopyDesk &at) { return at.prepare(number, name, size); });
    whenAnswered(prepared, q, [this, number, here, record](const Result<QString> &path) {
        if (!path) {
            fail(number, path.error());
            return;
        }
        if (dropIfUnwanted(number)) {
            return;
        }
        at(number)->path = *path;
        whenAnswered(port.writeTo(here.key, *path), q, [this, number, here, record](const Result<void> &written) {
            if (!written) {
                fail(number, written.error());
                return;
            }
            if (dropIfUnwanted(number)) {
                return;
            }
            auto noted = record;
            noted.base = here.revision;
            const auto access = at(number)->rights & FileRight::Write ? CopyDesk::Access::ReadWrite : CopyDesk::Access::ReadOnly;
            const auto begun = ask([number, noted, access, modified = here.modified](CopyDesk &at) {
                return at.begin(number, noted, access, modified);
            });
            whenAnswered(begun, q, [this, number](const Result<QByteArray> &content) {
                auto *ready = at(number);
                if (!content || !ready) {
                    fail(number, content ? cancelled().error() : content.error());
                    return;
                }
                ready->content = *content;
                ready->isReady = true;
                ready->since = QDateTime::currentDateTime();
                if (parts.opened) {
                    parts.opened(ready->item);
                }
                finishOpening(*ready, ready->path);
                Q_EMIT q->changed();
            });
        });
    });
}

void OpenCopies::Private::fail(qint64 number, const Error &error)
{
    if (auto *entry = at(number)) {
        entry->bringing.cancel();
        letGo(*entry);
        finishOpening(*entry, std::unexpected(error));
        entries.erase(number);
        Q_EMIT q->changed();
    }
    tell([number](CopyDesk &at) { at.drop(number); });
}

void OpenCopies::Private::finishOpening(Entry &entry, const Result<QString> &answer)
{
    for (const auto waiting = std::exchange(entry.waiting, {}); const auto &promise : waiting) {
        promise->addResult(answer);
        promise->finish();
    }
}

}
