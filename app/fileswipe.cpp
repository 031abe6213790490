// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fileswipe.h"

#include "app/engines.h"
#include "app/filecabinet.h"
#include "app/housekeeping.h"
#include "app/kinds/wipeconfirmation.h"
#include "base/log.h"
#include "files/desk/opencopies.h"
#include "files/filerows.h"
#include "files/mirror/foldermirror.h"
#include "files/mirror/mirrorrows.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QPointer>
#include <QtConcurrentRun>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto untilToldAgain = 15min;

Account withoutFiles(Account account)
{
    account.files.clear();
    account.filesUserName.clear();
    account.filesPassword.clear();
    return account;
}

/// Content that waits to be sent has no row that it goes with.
Result<QSet<QString>> unsentContent(Transaction &transaction, ResourceId resource)
{
    QSet<QString> keys;
    return transaction.prepare("SELECT arguments FROM change WHERE resource = ?1")
        .each(
            [&keys](const Statement &row) {
                keys << QCborValue::fromCbor(row.blob(0)).toMap().value(QLatin1StringView("content")).toString();
            },
            resource)
        .and_then([&] {
            return transaction.prepare("SELECT f.content FROM file f JOIN collection k ON k.id = f.collection WHERE k.resource = ?1 AND f.content <> ''")
                .each(
                    [&keys](const Statement &row) {
                        keys << row.text(0);
                    },
                    resource);
        })
        .transform([&keys] {
            keys.remove(QString());
            return keys;
        });
}
}

FilesWipe::FilesWipe(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
}

Result<QList<AccountId>> FilesWipe::open(const Reader &reader)
{
    QList<AccountId> accounts;
    return reader.prepare("SELECT account FROM files_wipe WHERE erased = 0")
        .each([&accounts](const Statement &row) {
            accounts << row.get<AccountId>(0);
        })
        .transform([&accounts] {
            return accounts;
        });
}

void FilesWipe::begin(const Account &account)
{
    if (!account.hasFiles() || m_running.contains(account.id)) {
        return;
    }
    m_running << account.id;
    qCWarning(logSync) << "erasing the files of an account, as its server asks for";
    m_parts.store
        ->write([account](Transaction &transaction) -> Result<qint64> {
            transaction.changes.outbox = true; // on the disk before anything is erased
            return transaction.prepare("INSERT INTO files_wipe (account, address, settings) VALUES (?1, ?2, ?3)")
                .run(account.id, account.address, account.toCbor().toCborValue().toCbor())
                .transform([&transaction] {
                    return transaction.lastInsertId();
                });
        })
        .then(this, [this, account](const Result<qint64> &noted) {
            const Wipe wipe{.id = noted.value_or(0), .account = account};
            noted ? stopEngine(wipe) : end(wipe, noted.error());
        });
}

void FilesWipe::goOn()
{
    m_parts.store
        ->read([](const Reader &reader) -> Result<QList<Wipe>> {
            QList<Wipe> wipes;
            return reader.prepare("SELECT id, account, address, settings, erased FROM files_wipe ORDER BY id")
                .each([&wipes](const Statement &row) {
                    wipes << Wipe{.id = row.integer(0),
                                  .account = Account::fromCbor(row.get<AccountId>(1), row.text(2), {}, QCborValue::fromCbor(row.blob(3)).toMap()),
                                  .isErased = row.integer(4) != 0};
                })
                .transform([&wipes] {
                    return wipes;
                });
        })
        .then(this, [this](const Result<QList<Wipe>> &wipes) {
            for (const auto &wipe : wipes.value_or(QList<Wipe>())) {
                if (!wipe.isErased) {
                    m_running << wipe.account.id;
                }
                wipe.isErased ? sweep(wipe) : stopEngine(wipe);
            }
        });
}

void FilesWipe::stopEngine(const Wipe &wipe)
{
    m_parts.engines->stop(wipe.account.id, ResourceKind::Files, [guard = QPointer(this), wipe] {
        if (guard) {
            guard->look(wipe);
        }
    });
}

Result<FilesWipe::Found> FilesWipe::find(const Reader &reader, AccountId account, const QList<ItemId> &open)
{
    Found found;
    auto read
        = reader.prepare("SELECT m.id, m.path FROM mirror m JOIN collection k ON k.id = m.collection JOIN resource r ON r.id = k.resource WHERE r.account = ?1")
              .each(
                  [&found](const Statement &row) {
                      found.mirrored << Mirrored{.mirror = row.integer(0), .path = row.text(1)};
                  },
                  account);
    for (auto &one : found.mirrored) {
        auto journal = read ? MirrorRows::journal(reader, one.mirror) : Result<QList<MirrorEntry>>(std::unexpected(read.error()));
        read = journal.transform([&one](const QList<MirrorEntry> &entries) {
            one.journal = entries;
        });
    }
    for (const auto item : open) {
        auto mine = read ? reader
                               .prepare("SELECT 1 FROM item i JOIN collection k ON k.id = i.collection JOIN resource r ON r.id = k.resource "
                                        "WHERE i.id = ?1 AND r.account = ?2 AND r.kind = 'files'")
                               .value<qint64>(item, account)
                         : Result<std::optional<qint64>>(std::unexpected(read.error()));
        read = mine.transform([&](const std::optional<qint64> &one) {
            if (one) {
                found.open << item;
            }
        });
    }
    return read
        .and_then([&] {
            return reader.prepare("SELECT count(*) FROM change c JOIN resource r ON r.id = c.resource WHERE r.account = ?1 AND r.kind = 'files'")
                .value<qint64>(account);
        })
        .transform([&found](const std::optional<qint64> &count) {
            found.unsent = int(count.value_or(0));
            return found;
        });
}

void FilesWipe::look(const Wipe &wipe)
{
    m_parts.files->recovered().then(this, [this, wipe] {
        QList<ItemId> open;
        for (const auto copies = m_parts.files->copies()->copies(); const auto &copy : copies) {
            open << copy.item;
        }
        m_parts.store
            ->read([account = wipe.account.id, open](const Reader &reader) {
                return find(reader, account, open);
            })
            .then(this, [this, wipe](const Result<Found> &found) {
                if (!found) {
                    end(wipe, found.error());
                    return;
                }
                m_parts.files->closeCopies(found->open).then(this, [this, wipe, found = *found] {
                    eraseFolders(wipe, found);
                });
            });
    });
}

void FilesWipe::eraseFolders(const Wipe &wipe, const Found &found)
{
    auto *mirrors = m_parts.files->mirrors();
    for (const auto &one : found.mirrored) {
        for (const auto all = mirrors->all(); auto *mirror : all) {
            if (mirror->setting().id == one.mirror) {
                mirror->stop();
            }
        }
    }
    QtConcurrent::run([mirrored = found.mirrored] {
        QStringList left; // where something stays
        for (const auto &one : mirrored) {
            const auto report = MirrorErasure::run(one.path, one.journal);
            if (report && !report->isEmpty) {
                left << one.path;
            }
        }
        return left;
    }).then(this, [this, wipe, found](const QStringList &left) {
        for (const auto &one : found.mirrored) {
            m_parts.files->mirrors()->remove(one.mirror);
        }
        eraseRows(wipe, found, left);
    });
}

Result<void> FilesWipe::erase(Transaction &transaction, const Wipe &wipe)
{
    const auto id = wipe.account.id;
    auto resource = transaction.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = 'files'").value<ResourceId>(id);
    if (!resource) {
        return std::unexpected(resource.error());
    }
    Result<void> done;
    if (*resource) {
        auto keys = unsentContent(transaction, **resource);
        if (!keys) {
            return std::unexpected(keys.error());
        }
        for (const auto &key : std::as_const(*keys)) {
            done = done ? FileRows::dropContent(transaction, key) : done;
        }
        done = done.and_then([&] {
            return transaction
                .prepare("DELETE FROM search_index WHERE rowid IN (SELECT i.id FROM item i JOIN collection k ON k.id = i.collection WHERE k.resource = ?1)")
                .run(**resource);
        });
        done = done.and_then([&] {
            return transaction.prepare("DELETE FROM resource WHERE id = ?1").run(**resource);
        }); // and all below
    }
    // What the account is by now, without its files.
    std::optional<QByteArray> settings;
    done = done.and_then([&] {
        return transaction.prepare("SELECT settings FROM account WHERE id = ?1")
            .value<QByteArray>(id)
            .transform([&settings](const std::optional<QByteArray> &known) {
                settings = known;
            });
    });
    if (done && settings) {
        const auto now = withoutFiles(Account::fromCbor(id, wipe.account.address, {}, QCborValue::fromCbor(*settings).toMap()));
        done = transaction.prepare("UPDATE account SET settings = ?2 WHERE id = ?1").run(id, now.toCbor().toCborValue().toCbor());
    }
    transaction.changes.accounts = true;
    transaction.changes.collectionList = true;
    transaction.changes.outbox = true;
    transaction.changes.manyItems = true;
    return done.and_then([&] {
        return transaction.prepare("UPDATE files_wipe SET erased = 1 WHERE id = ?1").run(wipe.id);
    });
}

void FilesWipe::eraseRows(const Wipe &wipe, const Found &found, const QStringList &folders)
{
    m_parts.store
        ->write([wipe](Transaction &transaction) {
            return erase(transaction, wipe);
        })
        .then(this, [this, wipe, found, folders](const Result<void> &done) {
            if (!done) {
                end(wipe, done.error());
                return;
            }
            m_running.remove(wipe.account.id);
            QStringList sentences{i18nc("@info %1: address of an account",
                                        "Your server asked for the files of %1 to be erased from this computer. They were erased.",
                                        wipe.account.address)};
            if (found.unsent > 0) {
                sentences << i18ncp("@info",
                                    "%1 change that the server did not have yet is gone with them.",
                                    "%1 changes that the server did not have yet are gone with them.",
                                    found.unsent);
            }
            if (!folders.isEmpty()) {
                sentences << i18nc("@info %1: paths of folders", "What the server did not have stays in %1.", folders.join(QStringLiteral(", ")));
            }
            Q_EMIT erased(wipe.account.id, sentences.join(u' '));
            sweep(wipe);
        });
}

void FilesWipe::sweep(const Wipe &wipe)
{
    m_parts.housekeeping->sweepSoon([guard = QPointer(this), wipe](const Result<void> &swept) {
        if (!guard) {
            return;
        }
        if (!swept) {
            guard->end(wipe, swept.error());
            return;
        }
        // The words of erased files lie in the index until it is put together anew.
        guard->m_parts.store
            ->write([](Transaction &transaction) {
                return transaction.prepare("INSERT INTO search_index (search_index) VALUES ('optimize')").run();
            })
            .then(guard.data(), [guard, wipe](const Result<void> &) {
                if (guard) {
                    guard->confirm(wipe);
                }
            });
    });
}

void FilesWipe::confirm(const Wipe &wipe)
{
    auto &network = m_parts.engines->network();
    network.run([guard = QPointer(this), wipe, context = network.context()] {
        WipeConfirmation::run(wipe.account, context, [guard, wipe](const Result<void> &told) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, wipe, told] {
                    if (!guard) {
                        return;
                    }
                    if (!told) { // no network, perhaps; also at the next start
                        qCWarning(logSync) << "the server could not be told that its files are erased:" << told.error().detail;
                        QTimer::singleShot(untilToldAgain, guard.data(), [guard, wipe] {
                            guard->confirm(wipe);
                        });
                        return;
                    }
                    guard->m_parts.store->write([id = wipe.id](Transaction &transaction) {
                        return transaction.prepare("DELETE FROM files_wipe WHERE id = ?1").run(id);
                    });
                },
                Qt::QueuedConnection);
        });
    });
}

void FilesWipe::end(const Wipe &wipe, const Error &error)
{
    m_running.remove(wipe.account.id);
    qCWarning(logSync) << "files could not be erased yet:" << error.detail;
    Q_EMIT failed(error);
}

}
