// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/foldermirror.h"

#include "files/mirror/mirrorfolder.h"

#include <KLocalizedString>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimeZone>
#include <QtConcurrentRun>

#include <unistd.h>

namespace Kontor
{
namespace
{
bool isIn(const QString &path, const QString &folder)
{
    return path == folder || folder == u"/" || path.startsWith(QString(folder + u'/'));
}

QString canonical(const QString &path)
{
    const auto whole = QFileInfo(path).canonicalFilePath();
    return whole.isEmpty() ? QDir::cleanPath(path) : whole;
}

std::unexpected<Error> refused(const QString &sentence)
{
    return failure(Error::Kind::Forbidden, sentence);
}

std::unexpected<Error> inOneAnother(const QString &one, const QString &other)
{
    return refused(one == other ? i18nc("@info", "“%1” is kept in step already.", one)
                                : i18nc("@info", "“%1” and “%2” lie in one another. Each folder can be kept in step only once.", one, other));
}

Result<void> isFree(Transaction &transaction, const QString &path)
{
    QStringList others;
    return transaction.prepare("SELECT path FROM mirror")
        .each([&others](const Statement &row) {
            others << row.text(0);
        })
        .and_then([&]() -> Result<void> {
            const auto other = std::ranges::find_if(others, [&path](const QString &one) {
                return isIn(path, one) || isIn(one, path);
            });
            return other == others.cend() ? Result<void>() : inOneAnother(path, *other);
        });
}

/// Why a folder of this machine cannot be kept in step; \p others: those that are.
Result<QString> checked(const QString &wanted, const QString &storeFolder, const QStringList &others)
{
    const QFileInfo facts(wanted);
    const auto path = facts.canonicalFilePath();
    if (!facts.isAbsolute() || path.isEmpty() || !facts.isDir()) {
        return refused(i18nc("@info", "“%1” is no folder of this computer.", wanted));
    }
    if (isIn(canonical(QDir::homePath()), path)) {
        return refused(i18nc("@info", "Your home folder and those above it cannot be kept in step. Please choose a folder in it."));
    }
    using Paths = QStandardPaths;
    QStringList needed{storeFolder};
    for (const auto place : {Paths::RuntimeLocation, Paths::GenericDataLocation, Paths::GenericConfigLocation, Paths::GenericCacheLocation, Paths::GenericStateLocation}) {
        needed << Paths::writableLocation(place); // what programs keep there, our own things too, and the trash
    }
    for (const auto &own : std::as_const(needed)) {
        if (!own.isEmpty() && (isIn(path, canonical(own)) || isIn(canonical(own), path))) {
            return refused(i18nc("@info", "“%1” is needed by this computer itself. Please choose another folder.", wanted));
        }
    }
    for (const auto &other : others) {
        if (isIn(path, canonical(other)) || isIn(canonical(other), path)) {
            return inOneAnother(wanted, other);
        }
    }
    if (QFileInfo(path).ownerId() != ::geteuid()) {
        return refused(i18nc("@info", "“%1” belongs to somebody else. Please choose a folder of your own.", wanted));
    }
    if (!QFileInfo(path).isWritable()) {
        return refused(i18nc("@info", "You may not change anything in “%1”.", wanted));
    }
    return path;
}
}

struct FolderMirrors::Private {
    FolderMirrors *q = nullptr;
    std::shared_ptr<Store> store{};
    FileActions *actions = nullptr;
    FileContent *content = nullptr;
    QList<FolderMirror *> mirrors{};

    FolderMirror *begin(const FolderMirror::Setting &setting);
    FolderMirror *find(qint64 id) const;
    void setPaused(qint64 id, int paused);
    void drop(); ///< those whose account is gone
};

FolderMirrors::FolderMirrors(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    d->actions = actions;
    d->content = content;
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.collectionList) {
            d->drop();
        }
    });
}

void FolderMirrors::Private::drop()
{
    if (mirrors.isEmpty()) {
        return;
    }
    store
        ->read([](const Reader &reader) -> Result<QSet<qint64>> {
            QSet<qint64> known;
            return reader.prepare("SELECT id FROM mirror")
                .each([&known](const Statement &row) {
                    known << row.integer(0);
                })
                .transform([&known] {
                    return known;
                });
        })
        .then(q, [this, before = mirrors](const Result<QSet<qint64>> &known) {
            bool isLess = false;
            for (auto *mirror : before) {
                if (known && mirrors.contains(mirror) && !known->contains(mirror->setting().id)) {
                    mirror->stop();
                    mirrors.removeOne(mirror);
                    mirror->deleteLater();
                    isLess = true;
                }
            }
            if (isLess) {
                Q_EMIT q->changed();
            }
        });
}

FolderMirrors::~FolderMirrors()
{
    stopAll();
    qDeleteAll(d->mirrors);
}

FolderMirror *FolderMirrors::Private::begin(const FolderMirror::Setting &setting)
{
    auto *mirror = new FolderMirror(store, actions, content, setting, q);
    QObject::connect(mirror, &FolderMirror::failed, q, &FolderMirrors::failed);
    mirrors << mirror;
    mirror->start();
    return mirror;
}

FolderMirror *FolderMirrors::Private::find(qint64 id) const
{
    const auto found = std::ranges::find_if(mirrors, [id](const FolderMirror *mirror) {
        return mirror->setting().id == id;
    });
    return found == mirrors.cend() ? nullptr : *found;
}

void FolderMirrors::load()
{
    d->store
        ->read([](const Reader &reader) -> Result<QList<FolderMirror::Setting>> {
            QList<FolderMirror::Setting> settings;
            return reader.prepare("SELECT id, collection, folder, path, ignored, paused, whole FROM mirror ORDER BY id")
                .each([&settings](const Statement &row) {
                    settings << FolderMirror::Setting{.id = row.integer(0),
                                                      .source = {row.get<CollectionId>(1), row.get<ItemId>(2)},
                                                      .path = row.text(3),
                                                      .ignored = row.text(4).split(u'\n', Qt::SkipEmptyParts),
                                                      .isPaused = row.integer(5) != 0,
                                                      .lastWhole = row.integer(6) == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(row.integer(6), QTimeZone::UTC)};
                })
                .transform([&settings] {
                    return settings;
                });
        })
        .then(this, [this](const Result<QList<FolderMirror::Setting>> &settings) {
            if (!settings) {
                Q_EMIT failed(settings.error());
                return;
            }
            for (const auto &setting : *settings) {
                if (!d->find(setting.id)) {
                    d->begin(setting);
                }
            }
            Q_EMIT changed();
        });
}

QFuture<Result<qint64>> FolderMirrors::add(const FolderMirror::Setting &setting)
{
    QStringList others;
    for (const auto *mirror : std::as_const(d->mirrors)) {
        others << mirror->setting().path;
    }
    using Setting = FolderMirror::Setting;
    return QtConcurrent::run([setting, others, store = d->store->folder()] {
               return checked(setting.path, store, others).transform([&setting](const QString &path) {
                   auto wanted = setting;
                   wanted.path = path;
                   return wanted;
               });
           })
        .then(this,
              [this](const Result<Setting> &wanted) -> QFuture<Result<Setting>> {
                  if (!wanted) {
                      return QtFuture::makeReadyValueFuture(wanted);
                  }
                  return d->store->write([wanted = *wanted](Transaction &transaction) mutable -> Result<Setting> {
                      // Another one may have been added since.
                      if (auto still = isFree(transaction, wanted.path); !still) {
                          return std::unexpected(still.error());
                      }
                      const auto ignored = wanted.ignored.join(u'\n');
                      return transaction.prepare("INSERT INTO mirror (collection, folder, path, ignored, paused) VALUES (?1, ?2, ?3, coalesce(?4, ''), ?5)")
                          .run(wanted.source.space, wanted.source.folder, wanted.path, ignored, wanted.isPaused ? 1 : 0)
                          .transform([&] {
                              wanted.id = transaction.lastInsertId();
                              return wanted;
                          });
                  });
              })
        .unwrap()
        .then(this, [this](const Result<Setting> &made) -> Result<qint64> {
            if (!made) {
                return std::unexpected(made.error());
            }
            d->begin(*made);
            Q_EMIT changed();
            return made->id;
        });
}

QFuture<Result<void>> FolderMirrors::remove(qint64 id)
{
    QString path;
    if (auto *mirror = d->find(id)) {
        path = mirror->setting().path;
        mirror->stop();
        d->mirrors.removeOne(mirror);
        mirror->deleteLater();
        Q_EMIT changed();
    }
    return d->store
        ->write([id](Transaction &transaction) -> Result<void> {
            return transaction.prepare("DELETE FROM mirror WHERE id = ?1").run(id);
        })
        .then(QtFuture::Launch::Async, [path](const Result<void> &done) {
            if (const auto folder = done && !path.isEmpty() ? MirrorFolder::open(path) : Result<std::shared_ptr<MirrorFolder>>(cancelled())) {
                (*folder)->removeMark();
            }
            return done;
        });
}

void FolderMirrors::Private::setPaused(qint64 id, int paused)
{
    store->write([id, paused](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE mirror SET paused = ?2 WHERE id = ?1").run(id, paused);
    }).then(q, [this](const Result<void> &done) {
        if (!done) {
            Q_EMIT q->failed(done.error());
        }
    });
}

void FolderMirrors::pause(qint64 id)
{
    if (auto *mirror = d->find(id)) {
        mirror->pause();
        d->setPaused(id, 1);
        Q_EMIT changed();
    }
}

void FolderMirrors::resume(qint64 id)
{
    if (auto *mirror = d->find(id)) {
        mirror->resume();
        d->setPaused(id, 0);
        Q_EMIT changed();
    }
}

void FolderMirrors::setIgnored(qint64 id, const QStringList &patterns)
{
    auto *mirror = d->find(id);
    if (!mirror || mirror->setting().ignored == patterns) {
        return;
    }
    mirror->setIgnored(patterns);
    d->store
        ->write([id, lines = patterns.join(u'\n')](Transaction &transaction) -> Result<void> {
            return transaction.prepare("UPDATE mirror SET ignored = coalesce(?2, '') WHERE id = ?1").run(id, lines);
        })
        .then(this, [this](const Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
    Q_EMIT changed();
}

QList<FolderMirror *> FolderMirrors::all() const
{
    return d->mirrors;
}

void FolderMirrors::stopAll()
{
    for (auto *mirror : std::as_const(d->mirrors)) {
        mirror->stop();
    }
}

}
