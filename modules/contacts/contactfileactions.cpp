// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cards from files and into files.
#include "accounts/account.h"
#include "contacts/contactactionsprivate.h"
#include "contacts/contactloader.h"
#include "contacts/vcardlines.h"
#include "contacts/vcardreader.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QFile>
#include <QSaveFile>
#include <QtConcurrentRun>

namespace Kontor
{

using namespace ContactTransactions;
using What = ContactStep::Entry::What;

namespace
{
constexpr qint64 largestFile = qint64(256) << 20;

struct ReadCards {
    QList<std::pair<QString, QByteArray>> cards{}; ///< UID and bytes
    int unreadable = 0;
};

/// Cards without a UID get one: a server needs it to tell them apart.
QByteArray withUid(const QByteArray &card, QString &uid)
{
    uid = VCardReader::read(card).uid;
    if (!uid.isEmpty()) {
        return card;
    }
    uid = VCardWriter::newUid();
    auto text = ContentText::parse(card);
    for (auto &part : text.root.parts) {
        if (part.component && part.component->name == "VCARD") {
            auto &lines = part.component->parts;
            lines.removeIf([](const ContentComponent::Part &line) {
                return line.line.name == "UID";
            });
            lines.insert(lines.isEmpty() ? 0 : 1, ContentComponent::Part{{}, ContentLine::make({}, "UID", {}, escapedText(uid))});
        }
    }
    return text.toBytes();
}

void readCards(QPromise<ReadCards> &promise, const QByteArray &file)
{
    ReadCards read;
    const auto cards = VCardReader::split(file);
    promise.setProgressRange(0, int(cards.size()));
    QHash<QString, qsizetype> places;
    for (int i = 0; i < cards.size() && !promise.isCanceled(); ++i) {
        promise.setProgressValue(i);
        if (!VCardReader::isReadable(cards[i])) {
            ++read.unreadable;
            continue;
        }
        QString uid;
        const auto bytes = withUid(cards[i], uid);
        if (const auto place = places.constFind(uid); place != places.cend()) {
            read.cards[*place].second = bytes; // the same one twice: the later word counts
            continue;
        }
        places.insert(uid, read.cards.size());
        read.cards << std::pair(uid, bytes);
    }
    promise.addResult(read);
}

Result<void> importOne(Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step, ContactImport &report, CollectionId book,
                       const QString &uid, const QByteArray &bytes)
{
    const auto known = transaction.prepare("SELECT item FROM contact WHERE uid = ?1 AND collection = ?2").value<ItemId>(uid, book);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (!*known) {
        ++report.created;
        return create(transaction, changes, book, bytes).transform([&](ItemId item) {
            step.entries << ContactStep::Entry{.what = What::Created, .item = item, .bytes = bytes, .book = book};
        });
    }
    const auto list = facts(transaction, projector, {**known});
    if (!list) {
        return std::unexpected(list.error());
    }
    const auto before = changes.size();
    for (const auto &now : *list) {
        edit(changes, step, now, bytes);
    }
    ++(changes.size() > before ? report.updated : report.unchanged);
    return {};
}
}

QFuture<Result<ContactImport>> ContactActions::importCards(const QByteArray &file, CollectionId book)
{
    auto promise = std::make_shared<QPromise<Result<ContactImport>>>();
    promise->start();
    auto reading = QtConcurrent::run(readCards, file);
    auto *watcher = new QFutureWatcher<ReadCards>(this);
    connect(watcher, &QFutureWatcherBase::progressRangeChanged, this, [promise](int from, int to) {
        promise->setProgressRange(from, to);
    });
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [promise](int value) {
        promise->setProgressValue(value);
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, promise, book] {
        watcher->deleteLater();
        const auto read = watcher->result();
        auto report = std::make_shared<ContactImport>();
        report->unreadable = read.unreadable;
        d->act(
             [read, report, book](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
                 if (auto allowed = mayWrite(transaction, book); !allowed) {
                     return allowed;
                 }
                 for (const auto &[uid, bytes] : read.cards) {
                     if (auto done = importOne(transaction, projector, changes, step, *report, book, uid, bytes); !done) {
                         return done;
                     }
                 }
                 return {};
             },
             [](qsizetype count) {
                 return i18ncp("@action", "Undo importing %1 contact", "Undo importing %1 contacts", count);
             })
            .then(this, [promise, report](const Result<std::shared_ptr<ContactStep>> &done) {
                promise->addResult(done ? Result<ContactImport>(*report) : std::unexpected(done.error()));
                promise->finish();
            });
    });
    watcher->setFuture(reading);
    return promise->future();
}

QFuture<Result<ContactImport>> ContactActions::importFile(const QString &path, CollectionId book)
{
    auto promise = std::make_shared<QPromise<Result<ContactImport>>>();
    promise->start();
    QtConcurrent::run([path]() -> Result<QByteArray> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            return failure(Error::Kind::NotFound, i18nc("@info", "“%1” cannot be read.", path), file.errorString());
        }
        if (file.size() > largestFile) {
            return failure(Error::Kind::OverQuota, i18nc("@info", "“%1” is too large for a file of contacts.", path));
        }
        return file.readAll();
    }).then(this, [this, promise, book](const Result<QByteArray> &bytes) {
        if (!bytes) {
            d->tell(bytes.error());
            promise->addResult(std::unexpected(bytes.error()));
            promise->finish();
            return;
        }
        auto inner = importCards(*bytes, book);
        auto *watcher = new QFutureWatcher<Result<ContactImport>>(this);
        connect(watcher, &QFutureWatcherBase::progressRangeChanged, this, [promise](int from, int to) {
            promise->setProgressRange(from, to);
        });
        connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [promise](int value) {
            promise->setProgressValue(value);
        });
        connect(watcher, &QFutureWatcherBase::finished, this, [watcher, promise] {
            promise->addResult(watcher->result());
            promise->finish();
            watcher->deleteLater();
        });
        watcher->setFuture(inner);
    });
    return promise->future();
}

QFuture<Result<QByteArray>> ContactActions::exportCards(const QList<ItemId> &items, Form form) const
{
    return ContactLoader(d->outbox).bytes(items).then([form](const Result<QList<QByteArray>> &cards) -> Result<QByteArray> {
        if (!cards) {
            return std::unexpected(cards.error());
        }
        QByteArray file;
        for (const auto &card : *cards) {
            file += form == Form::AsStored ? card : VCardWriter::converted(card, form == Form::Version4 ? VCardWriter::Version::Four : VCardWriter::Version::Three);
            if (!file.endsWith('\n')) {
                file += "\r\n";
            }
        }
        return file;
    });
}

QFuture<Result<int>> ContactActions::exportFile(const QList<ItemId> &items, const QString &path, Form form) const
{
    return exportCards(items, form).then(QtFuture::Launch::Async, [path, count = int(items.size())](const Result<QByteArray> &bytes) -> Result<int> {
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size() || !file.commit()) {
            return failure(Error::Kind::Storage, i18nc("@info", "“%1” cannot be written.", path), file.errorString());
        }
        return count;
    });
}

}
