// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/foldermirror.h"

#include "base/stepback.h"
#include "files/filelistmodel.h"
#include "files/mirror/mirrorrun.h"
#include "files/mirror/mirrortree.h"
#include "files/mirror/mirrorwatch.h"

#include <KLocalizedString>
#include <QPromise>
#include <QThreadPool>
#include <QTimeZone>
#include <QTimer>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr auto quiet = std::chrono::milliseconds(1000); // programs that save do several things in a row
constexpr auto mostDelay = std::chrono::seconds(10); // where something changes all the time
constexpr auto wholeLook = std::chrono::hours(2);
constexpr auto unwatchedLook = std::chrono::minutes(2);
constexpr auto mostPause = std::chrono::minutes(5); // between looks for what could not be done the last time
}

struct FolderMirror::Private {
    FolderMirror *q = nullptr;
    std::shared_ptr<Store> store{};
    FileActions *actions = nullptr;
    FileContent *content = nullptr;
    Setting setting{};
    Status status{};
    MirrorWatch *watch = nullptr;
    QTimer delay{};
    QTimer again{};
    QDeadlineTimer latest{};
    QThreadPool pool{};
    std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<QHash<QString, qint64>> missing = std::make_shared<QHash<QString, qint64>>();
    MirrorRun::Removals removals = MirrorRun::Removals::Ask;
    bool isStarted = false;
    bool isRunning = false;
    bool isWanted = false;
    int vainLooks = 0; ///< one after another, with something that could not be done
    int lastQuestion = 0;
    QSet<ChangeId> settled{}; ///< conflicts that were taken care of

    void schedule();
    void run();
    void ended(const Result<MirrorRun::Outcome> &outcome);
    void set(Status::State state);
    QFuture<Result<FileContent::Here>> bring(ItemId item);
};

FolderMirror::FolderMirror(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, Setting setting, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    d->actions = actions;
    d->content = content;
    d->setting = std::move(setting);
    d->watch = new MirrorWatch(this);
    d->pool.setMaxThreadCount(1);
    d->delay.setSingleShot(true);
    d->again.setSingleShot(true);
    d->status.lastWhole = d->setting.lastWhole;
    d->status.state = d->setting.isPaused ? Status::State::Paused : Status::State::Stopped;
    connect(&d->delay, &QTimer::timeout, this, [this] {
        d->run();
    });
    connect(&d->again, &QTimer::timeout, this, [this] {
        d->run();
    });
    connect(d->watch, &MirrorWatch::changed, this, [this] {
        d->schedule();
    });
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.collections.contains(d->setting.source.space) || changes.collectionList) {
            d->schedule();
        }
    });
}

FolderMirror::~FolderMirror()
{
    stop();
}

void FolderMirror::start()
{
    d->isStarted = true;
    *d->ending = false;
    if (!d->setting.isPaused) {
        d->run();
    }
}

void FolderMirror::stop()
{
    d->isStarted = false;
    *d->ending = true;
    d->delay.stop();
    d->again.stop();
    d->pool.waitForDone();
    d->set(Status::State::Stopped);
}

void FolderMirror::lookNow()
{
    d->run();
}

void FolderMirror::pause()
{
    d->setting.isPaused = true;
    *d->ending = true;
    d->delay.stop();
    d->again.stop();
    d->status.sentence.clear();
    d->set(Status::State::Paused);
}

void FolderMirror::resume()
{
    d->setting.isPaused = false;
    d->run();
}

void FolderMirror::setIgnored(const QStringList &patterns)
{
    if (patterns != d->setting.ignored) {
        d->setting.ignored = patterns;
        *d->ending = true; // what goes on knows the old ones
        d->run();
    }
}

void FolderMirror::removeMuch()
{
    d->removals = MirrorRun::Removals::CarryOut;
    d->run();
}

void FolderMirror::bringBack()
{
    d->removals = MirrorRun::Removals::BringBack;
    d->run();
}

FolderMirror::Status FolderMirror::status() const
{
    return d->status;
}

FolderMirror::Setting FolderMirror::setting() const
{
    return d->setting;
}

void FolderMirror::Private::set(Status::State state)
{
    status.state = state;
    Q_EMIT q->statusChanged();
}

void FolderMirror::Private::schedule()
{
    if (!isStarted || setting.isPaused) {
        return;
    }
    if (!delay.isActive()) {
        latest = QDeadlineTimer(mostDelay);
    }
    const auto rest = std::chrono::milliseconds(std::max<qint64>(latest.remainingTime(), 0));
    delay.start(std::min(quiet, rest));
}

QFuture<Result<FileContent::Here>> FolderMirror::Private::bring(ItemId item)
{
    auto promise = std::make_shared<QPromise<Result<FileContent::Here>>>();
    promise->start();
    QMetaObject::invokeMethod(q, [this, item, promise] {
        content->bring(item)
            .then([promise](const Result<FileContent::Here> &here) {
                promise->addResult(here);
                promise->finish();
            })
            .onCanceled([promise] {
                promise->addResult(Result<FileContent::Here>(cancelled()));
                promise->finish();
            });
    });
    return promise->future();
}

void FolderMirror::Private::run()
{
    if (!isStarted || setting.isPaused) {
        return;
    }
    if (isRunning) {
        isWanted = true;
        return;
    }
    isRunning = true;
    isWanted = false;
    delay.stop();
    again.stop();
    *ending = false;
    set(Status::State::Looking);
    MirrorRun::Parts parts{.outbox = actions->outbox(),
                           .mirror = setting.id,
                           .source = setting.source,
                           .path = setting.path,
                           .ignored = setting.ignored,
                           .removals = std::exchange(removals, MirrorRun::Removals::Ask),
                           .bring =
                               [this](ItemId item) {
                                   return bring(item);
                               },
                           .entered =
                               [this](int descriptor, const QString &) {
                                   watch->enter(descriptor);
                               },
                           .working =
                               [this](int waiting) {
                                   QMetaObject::invokeMethod(q, [this, waiting] {
                                       if (isRunning && (status.state != Status::State::Working || waiting % 16 == 0)) {
                                           status.waiting = waiting;
                                           set(Status::State::Working);
                                       }
                                   });
                               },
                           .ending = ending,
                           .missing = missing};
    // The destructor waits for this thread: the object is there.
    pool.start([this, parts = std::move(parts)]() mutable {
        stepBack();
        const auto outcome = MirrorRun(std::move(parts)).run();
        QMetaObject::invokeMethod(q, [this, outcome] {
            ended(outcome);
        });
    });
}

void FolderMirror::Private::ended(const Result<MirrorRun::Outcome> &outcome)
{
    isRunning = false;
    if (setting.isPaused || !isStarted) {
        return;
    }
    std::chrono::milliseconds next = wholeLook;
    if (!outcome) {
        if (outcome.error().kind == Error::Kind::Cancelled) {
            set(Status::State::Idle);
            if (isWanted) {
                run();
            }
            return;
        }
        status.sentence = outcome.error().message;
        set(Status::State::Stopped);
        Q_EMIT q->failed(outcome.error());
        again.start(std::chrono::minutes(5));
        return;
    }
    status.problems = outcome->problems;
    status.waiting = outcome->waiting;
    status.sentence = outcome->sentence;
    status.removals = outcome->removals;
    status.areRemovalsHere = outcome->areRemovalsHere;
    for (const auto change : outcome->conflicts) {
        if (!settled.contains(change)) {
            settled << change;
            actions->keepBoth(change); // the one from here becomes a file beside that of the server
        }
    }
    if (outcome->isWhole) {
        status.lastWhole = QDateTime::currentDateTime();
    }
    vainLooks = outcome->again.count() > 0 && outcome->steps == 0 ? std::min(vainLooks + 1, 10) : 0;
    if (outcome->again.count() > 0) {
        next = std::max(outcome->again, std::min<std::chrono::milliseconds>(outcome->again * (1 << vainLooks) / 2, mostPause));
    }
    if (!watch->isWhole()) {
        next = std::min<std::chrono::milliseconds>(next, unwatchedLook);
    }
    if (outcome->isPaused) {
        next = std::chrono::minutes(1); // a disk that comes back
    }
    set(outcome->isPaused ? Status::State::Paused : Status::State::Idle);
    if (const int before = std::exchange(lastQuestion, outcome->removals); outcome->removals > 0 && before == 0) {
        Q_EMIT q->failed(Error{.kind = Error::Kind::Conflict, .message = outcome->sentence, .detail = {}});
    }
    again.start(next);
    if (isWanted) {
        schedule();
    }
}

QFuture<Result<void>> FolderMirror::rename(const QString &path, const QString &name)
{
    if (name.contains(u'/')) {
        return QtFuture::makeReadyValueFuture(Result<void>(failure(Error::Kind::Forbidden, i18nc("@info", "A name cannot contain a slash."))));
    }
    auto moved = QtConcurrent::run([root = d->setting.path, path, name]() -> Result<void> {
        return MirrorFolder::open(root).and_then([&](const std::shared_ptr<MirrorFolder> &folder) {
            return folder->rename(path, name);
        });
    });
    return moved
        .then(this,
              [this, path, name](const Result<void> &done) -> QFuture<Result<void>> {
                  if (done || done.error().kind != Error::Kind::NotFound) {
                      d->schedule();
                      return QtFuture::makeReadyValueFuture(done);
                  }
                  // It is on the server alone.
                  return d->store
                      ->read([source = d->setting.source, path](const Reader &reader) -> Result<ItemId> {
                          auto at = source.folder;
                          for (const auto names = path.split(u'/'); const auto &one : names) {
                              const auto children = FileQuery::children(reader, {source.space, at});
                              if (!children) {
                                  return std::unexpected(children.error());
                              }
                              const auto found = std::ranges::find(*children, one, &FileRow::name);
                              if (found == children->cend()) {
                                  return failure(Error::Kind::NotFound, i18nc("@info", "“%1” is no longer there.", path));
                              }
                              at = found->item;
                          }
                          return at;
                      })
                      .then(this,
                            [this, name](const Result<ItemId> &item) -> QFuture<Result<void>> {
                                return item ? d->actions->rename(*item, name) : QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(item.error())));
                            })
                      .unwrap();
              })
        .unwrap();
}

}
