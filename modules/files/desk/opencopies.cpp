// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/opencopiesprivate.h"

#include <KLocalizedString>
#include <QEventLoop>

namespace Kontor
{
namespace
{
CopyPort completed(const OpenCopies::Parts &parts)
{
    auto port = CopyPort::of(parts.store, parts.actions, parts.content);
    const auto prefer = [](auto &usual, const auto &given) {
        if (given) {
            usual = given;
        }
    };
    prefer(port.look, parts.port.look);
    prefer(port.space, parts.port.space);
    prefer(port.twin, parts.port.twin);
    prefer(port.bring, parts.port.bring);
    prefer(port.writeTo, parts.port.writeTo);
    prefer(port.stage, parts.port.stage);
    prefer(port.save, parts.port.save);
    prefer(port.upload, parts.port.upload);
    prefer(port.hold, parts.port.hold);
    prefer(port.release, parts.port.release);
    return port;
}

QStringList basesOf(const OpenCopies::Parts &parts)
{
    if (!parts.folder.isEmpty()) {
        return {parts.folder};
    }
    const auto storeFolder = parts.store->folder();
    QStringList bases{CopyFolder::usualBase(storeFolder), QString(storeFolder + QStringLiteral("/kontor"))};
    bases.removeDuplicates();
    return bases;
}
}

OpenCopies::Private::Private(OpenCopies *owner, Parts given)
    : q(owner)
    , parts(std::move(given))
    , port(completed(parts))
    , desk(new CopyDesk(basesOf(parts), parts.store->folder(), parts.patience))
{
    thread.setObjectName(QStringLiteral("open copies"));
    desk->moveToThread(&thread);
    connect(&thread, &QThread::finished, desk, &QObject::deleteLater);
    connect(desk, &CopyDesk::settled, q, [this](qint64 number, const QByteArray &content, const CopyStat &stat) { take(number, content, stat); });
    connect(desk, &CopyDesk::beside, q, [this](qint64 number, const CopyBeside &file) { takeBeside(number, file); });
    connect(desk, &CopyDesk::folders, q, [this](qint64 number, const QStringList &folders) { takeFolders(number, folders); });
    connect(desk, &CopyDesk::gone, q, [this](qint64 number, CopyDesk::End end) { gone(number, end); });
    connect(desk, &CopyDesk::woke, q, [this](qint64 number) { woke(number); });
    connect(parts.store.get(), &Store::changed, q, [this](const ChangeSet &changes) { follow(changes); });
    thread.start();
}

OpenCopies::Private::~Private()
{
    thread.quit();
    thread.wait();
    for (auto &[number, entry] : entries) {
        finishOpening(entry, cancelled());
    }
}

OpenCopies::OpenCopies(Parts parts, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(parts)))
{
}

OpenCopies::~OpenCopies() = default;

QList<OpenCopies::Copy> OpenCopies::copies() const
{
    QList<Copy> all;
    for (const auto &[number, entry] : d->entries) {
        if (entry.isReady && !entry.isAsleep) {
            all << Copy{entry.item, entry.path, entry.name, entry.since, entry.hasUnsaved};
        }
    }
    return all;
}

void OpenCopies::close(ItemId item)
{
    if (auto *entry = d->find(item)) {
        d->close(*entry);
    }
}

void OpenCopies::closeAll()
{
    QList<qint64> numbers;
    for (const auto &[number, entry] : d->entries) {
        numbers << number;
    }
    for (const auto number : std::as_const(numbers)) {
        if (auto *entry = d->at(number)) {
            d->close(*entry);
        }
    }
    constexpr auto atMost = std::chrono::seconds(6);
    QEventLoop loop;
    QTimer::singleShot(atMost, &loop, &QEventLoop::quit);
    const auto look = [&] {
        if (d->entries.empty()) {
            loop.quit();
        }
    };
    connect(this, &OpenCopies::changed, &loop, look);
    if (!d->entries.empty()) {
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
    const auto cleared = d->ask([](CopyDesk &desk) {
        desk.clear();
        return Result<void>();
    });
    QEventLoop end;
    QTimer::singleShot(atMost, &end, &QEventLoop::quit);
    whenAnswered(cleared, &end, [&end](const Result<void> &) { end.quit(); });
    end.exec(QEventLoop::ExcludeUserInputEvents);
}

OpenCopies::Private::Entry *OpenCopies::Private::at(qint64 number)
{
    const auto found = entries.find(number);
    return found == entries.end() ? nullptr : &found->second;
}

OpenCopies::Private::Entry *OpenCopies::Private::find(ItemId item)
{
    const auto found = std::ranges::find_if(entries, [item](const auto &one) { return one.second.item == item && !one.second.isAsleep; });
    return found == entries.end() ? nullptr : &found->second;
}

void OpenCopies::Private::close(Entry &entry)
{
    const auto number = entry.number;
    if (!entry.isReady) {
        entry.bringing.cancel();
        fail(number, cancelled().error());
        return;
    }
    entry.isClosing = true;
    tell([number](CopyDesk &desk) { desk.close(number, CopyDesk::End::Forget); });
}

void OpenCopies::Private::gone(qint64 number, CopyDesk::End end)
{
    auto *entry = at(number);
    if (!entry) {
        return;
    }
    const bool wasOpen = !entry->isAsleep && entry->isReady;
    const auto item = entry->item;
    const auto again = std::exchange(entry->again, {});
    letGo(*entry);
    if (end == CopyDesk::End::Watch) {
        entry->isAsleep = true;
        entry->isClosing = false;
        entry->hasUnsaved = false;
    } else {
        if (entry->hasUnsaved) {
            Q_EMIT q->failed(Error{.kind = Error::Kind::Storage,
                                   .message = i18nc("@info %1 is a file name", "What was saved in “%1” could not be kept yet. It is tried again at the next start.", entry->name),
                                   .detail = QStringLiteral("the copy stays")});
        }
        entries.erase(number);
    }
    if (wasOpen && parts.closed) {
        parts.closed(item);
    }
    for (const auto &promise : again) {
        begin(item, promise);
    }
    Q_EMIT q->changed();
    recovered(number);
}

void OpenCopies::Private::woke(qint64 number)
{
    auto *entry = at(number);
    if (!entry || !entry->isAsleep) {
        return;
    }
    entry->isAsleep = false;
    entry->since = QDateTime::currentDateTime();
    hold(*entry);
    if (parts.opened) {
        parts.opened(entry->item);
    }
    Q_EMIT q->changed();
}

}
