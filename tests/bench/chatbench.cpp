// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Chat from the cache: 500 rooms with 200,000 events. Called without arguments it fills a store and starts itself anew for
// what is measured ("use"), so that nothing of the filling is still in memory.
#include "accounts/accountstore.h"
#include "base/memoryhabit.h"
#include "bench/benchchat.h"
#include "bench/measure.h"
#include "bench/turnwatch.h"
#include "chat/chatprojector.h"
#include "chat/chatroomlistmodel.h"
#include "chat/chatrows.h"
#include "chat/chatsearch.h"
#include "chat/chattimelinemodel.h"
#include "shell/itemlistview.h"
#include "support/waiting.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
constexpr auto patience = std::chrono::minutes(30);
constexpr int switches = 60;
constexpr int news = 1000;

/// The store and an engine whose server is made up.
struct Cache {
    explicit Cache(const QString &folder, ChatSize size)
        : store(valueOf(Store::open({.folder = folder,
                                     .key = QByteArray(32, 'k'),
                                     .schemas = {QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/chat")}})))
        , size(size)
    {
    }
    ~Cache()
    {
        if (!engine) {
            return;
        }
        bool isStopped = false;
        QObject::connect(engine, &SyncEngine::stopped, &here, [&isStopped] {
            isStopped = true;
        });
        engine->stop();
        waitUntil([&isStopped] {
            return isStopped;
        });
        engine->deleteLater();
        network.quit();
        network.wait();
    }
    Q_DISABLE_COPY_MOVE(Cache)

    void connectServer()
    {
        auto known = valueOf(waitedFor(AccountStore(store).accounts()));
        if (known.isEmpty()) {
            Account account;
            account.address = QStringLiteral("anna@example.org");
            account.name = QStringLiteral("Anna Weber");
            account.chat = QUrl(QStringLiteral("https://example.org"));
            valueOf(waitedFor(AccountStore(store).save(account)));
            known = valueOf(waitedFor(AccountStore(store).accounts()));
        }
        const auto resource = valueOf(waitedFor(AccountStore(store).resource(known.constFirst().id, ResourceKind::Chat)));
        auto *worker = new QObject;
        worker->moveToThread(&network);
        QObject::connect(&network, &QThread::finished, worker, &QObject::deleteLater);
        network.start();
        QMetaObject::invokeMethod(
            worker,
            [this, resource, isNew = isNew] {
                auto synchronizer = std::make_unique<BenchChat>(size);
                server = synchronizer.get();
                if (!isNew) {
                    server->goOn();
                }
                SyncEngine::Options options;
                options.resource = resource;
                options.store = store;
                options.projector = std::make_shared<ChatProjector>();
                options.synchronizer = std::move(synchronizer);
                engine = new SyncEngine(std::move(options));
                engine->start();
            },
            Qt::BlockingQueuedConnection);
    }

    /// Until the store has so many events.
    void waitFor(int events)
    {
        const auto isThere = [this, events] {
            return valueOf(waitedFor(store->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM chat_event").value<qint64>(); }))).value_or(0) >= events;
        };
        QElapsedTimer clock;
        clock.start();
        while (!isThere()) {
            if (clock.hasExpired(std::chrono::milliseconds(patience).count())) {
                giveUp(QStringLiteral("the events did not come"));
            }
            waitUntil([] { return false; }, std::chrono::milliseconds(100));
        }
    }

    std::shared_ptr<Store> store;
    ChatSize size;
    bool isNew = false;
    BenchChat *server = nullptr;
    SyncEngine *engine = nullptr; ///< lives in the network thread, as in the program
    QThread network;
    QObject here;
};

double sinceMs(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

template<class Condition>
void demand(Condition condition, const char *what)
{
    if (!waitUntil(condition, std::chrono::seconds(60))) {
        giveUp(QStringLiteral("waited in vain for %1").arg(QLatin1StringView(what)));
    }
}

/// All rows on the screen are there with their words.
bool isShown(const QAbstractItemView &view, int role)
{
    const auto *model = view.model();
    if (model->rowCount() == 0) {
        return false;
    }
    const auto area = view.viewport()->rect();
    for (const auto &point : {area.topLeft() + QPoint(2, 2), area.center(), area.bottomLeft() - QPoint(-2, 2)}) {
        const auto index = view.indexAt(point);
        if (index.isValid() && !index.data(role).isValid()) {
            return false;
        }
    }
    return true;
}

int use(const QString &folder, ChatSize size, TurnWatch &app)
{
    QElapsedTimer clock;
    clock.start();
    Cache cache(folder, size);
    ChatRoomListModel rooms(cache.store);
    ItemListView list(ItemListView::Roles{.spoken = ChatRoomListModel::SpokenRole});
    list.setModel(&rooms);
    list.resize(320, 900);
    list.show();
    rooms.setView({});
    demand([&] { return rooms.isReady() && isShown(list, ChatRoomListModel::RowRole); }, "the rooms");
    ChatTimelineModel timeline(cache.store, nullptr);
    ItemListView messages(ItemListView::Roles{.spoken = ChatTimelineModel::SpokenRole});
    messages.setModel(&timeline);
    messages.resize(800, 900);
    messages.show();
    const auto open = [&](ItemId room) {
        timeline.setView({.room = room});
        demand(
            [&] {
                if (!timeline.isReady() || timeline.view().room != room || timeline.rowCount() == 0) {
                    return false;
                }
                messages.scrollToBottom();
                return isShown(messages, ChatTimelineModel::RowRole);
            },
            "the room");
    };
    QList<ItemId> all;
    for (int row = 0; row < rooms.rowCount(); ++row) {
        if (const auto room = rooms.roomAt(row)) {
            all << room;
        }
    }
    open(all.constFirst());
    tell("open", sinceMs(clock)); // store, list of rooms, last room

    QList<double> times;
    for (int i = 0; i < switches; ++i) {
        clock.start();
        open(all.at(i * 7 % all.size()));
        times << sinceMs(clock);
    }
    tell("switch", quantile(times));
    tell("switch-slowest", quantile(times, 1));

    // From the commonest word to rare ones.
    times.clear();
    const QStringList queries{QStringLiteral("ver"), QStringLiteral("walver"), QStringLiteral("bau amt"), QStringLiteral("antrag"), QStringLiteral("\"ver wal\""),
                              QStringLiteral("scheid4"), QStringLiteral("nothinglikethis"), QStringLiteral("from:person17 ver")};
    for (int round = 0; round < 3; ++round) {
        for (const auto &words : queries) {
            clock.start();
            const auto found = valueOf(waitedFor(cache.store->read([words](const Reader &reader) {
                return ChatFinding::messages(reader, ChatSearch::parse(words));
            })));
            times << sinceMs(clock);
            if (round == 0) {
                std::fprintf(stderr, "bench: search %s: %lld found, %.1f ms\n", qPrintable(words), qint64(found.size()), times.constLast());
            }
        }
    }
    tell("search", quantile(times));
    tell("search-slowest", quantile(times, 1));

    cache.connectServer();
    open(all.constFirst());
    waitUntil([] { return false; }, std::chrono::milliseconds(500)); // until it listens
    app.begin();
    QMetaObject::invokeMethod(cache.server, [server = cache.server] { server->say(news); });
    cache.waitFor(size.events + news);
    waitUntil([] { return false; }, std::chrono::milliseconds(500)); // until the lists have it
    const auto turns = app.end();
    qInfo("%lld turns", qint64(turns.size()));
    tell("news-turn", quantile(turns, 0.95));
    tell("news-turn-worst", quantile(turns, 1));
    tell("memory", memoryMB());
    return 0;
}
}

int main(int argc, char **argv)
{
    setMemoryHabits();
    qputenv("QT_QPA_PLATFORM", "offscreen");
    TurnWatch app(argc, argv);
    ChatSize size;
    size.events = count(size.events);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 3) {
        return use(arguments.at(2), size, app);
    }
    const QTemporaryDir temporary;
    {
        Cache cache(temporary.path(), size);
        cache.isNew = true;
        std::fprintf(stderr, "bench: filling the cache with %d events\n", size.events);
        tell("events", size.events / milliseconds([&] {
                           cache.connectServer();
                           cache.waitFor(size.events / size.rooms * size.rooms);
                       }) * 1000);
    }
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("use"), temporary.path()});
    return child.waitForFinished(-1) && child.exitStatus() == QProcess::NormalExit ? child.exitCode() : 1;
}
