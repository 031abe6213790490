// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/syncfixture.h"

#include "support/waiting.h"

#include <QCborArray>

namespace Kontor
{

SyncFixture::SyncFixture(const QString &folder)
    : store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/note")}, folder)
{
    open();
}

SyncFixture::~SyncFixture()
{
    stopEngine();
}

void SyncFixture::open()
{
    outbox = std::make_unique<Outbox>(*store);
    outbox->addProjector(QStringLiteral("note"), projector);
    auto found = waitedFor(store->write([](Transaction &transaction) -> Result<ResourceId> {
        return transaction.prepare("INSERT OR IGNORE INTO account (id, address, name, settings) VALUES (1, 'anna@example.org', 'Anna', x'a0')")
            .run()
            .and_then([&] { return transaction.prepare("INSERT OR IGNORE INTO resource (id, account, kind) VALUES (1, 1, 'note')").run(); })
            .transform([] { return ResourceId{1}; });
    }));
    if (!found) {
        qFatal("no resource: %s", qPrintable(found.error().detail));
    }
    resource = *found;
}

SyncEngine &SyncFixture::startEngine(SyncEngine::Options options)
{
    auto own = std::make_unique<MemorySynchronizer>(&server);
    synchronizer = own.get();
    options.resource = resource;
    options.store = *store;
    options.projector = projector;
    options.synchronizer = std::move(own);
    engine = std::make_unique<SyncEngine>(std::move(options));
    return *engine;
}

void SyncFixture::stopEngine()
{
    if (!engine) {
        return;
    }
    bool stopped = false;
    QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&stopped] { stopped = true; });
    engine->stop();
    if (!waitUntil([&stopped] { return stopped; })) {
        qFatal("the engine does not stop");
    }
    engine.reset();
    synchronizer = nullptr;
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

Result<void> SyncFixture::round()
{
    if (!engine) {
        startEngine();
    }
    return waitedFor(engine->round());
}

void SyncFixture::reopen()
{
    stopEngine();
    outbox.reset();
    store.close();
    if (auto opened = store.open(); !opened) {
        qFatal("the store does not open again: %s", qPrintable(opened.error().message));
    }
    open();
}

CollectionId SyncFixture::collection(const QString &name)
{
    return waitedFor(
               store->read([name](const Reader &reader) { return reader.prepare("SELECT id FROM collection WHERE name = ?1").value<CollectionId>(name); }))
        .value_or(std::nullopt)
        .value_or(CollectionId{});
}

ItemId SyncFixture::item(const QString &uid)
{
    return waitedFor(store->read(
                         [uid](const Reader &reader) { return reader.prepare("SELECT item FROM note WHERE uid = ?1 ORDER BY item DESC").value<ItemId>(uid); }))
        .value_or(std::nullopt)
        .value_or(ItemId{});
}

QStringList SyncFixture::listing()
{
    auto lines = waitedFor(store->read([](const Reader &reader) -> Result<QStringList> {
        QStringList found;
        return reader.prepare("SELECT k.name, n.uid, n.text, n.flags FROM note n JOIN collection k ON k.id = n.collection")
            .each([&found](const Statement &row) { found << row.text(0) + u'/' + row.text(1) + u' ' + row.text(2) + u" [" + row.text(3) + u']'; })
            .transform([&found] { return found; });
    }));
    auto sorted = lines.value_or(QStringList{QStringLiteral("unreadable")});
    sorted.sort();
    return sorted;
}

QStringList SyncFixture::payloads()
{
    auto lines = waitedFor(store->read([](const Reader &reader) -> Result<QStringList> {
        QStringList found;
        return reader.prepare("SELECT k.name, i.payload FROM item i JOIN collection k ON k.id = i.collection WHERE i.payload IS NOT NULL")
            .each([&found](const Statement &row) {
                const auto note = Note::fromPayload(row.blob(1));
                found << row.text(0) + u'/' + note.uid + u' ' + note.text + u" [" + note.flags.join(u' ') + u']';
            })
            .transform([&found] { return found; });
    }));
    auto sorted = lines.value_or(QStringList{QStringLiteral("unreadable")});
    sorted.sort();
    return sorted;
}

QList<Change> SyncFixture::changes()
{
    return waitedFor(outbox->list()).value_or(QList<Change>());
}

qint64 SyncFixture::number(const QByteArray &sql)
{
    return waitedFor(store->read([sql](const Reader &reader) { return reader.prepareOnce(sql).value<qint64>(); })).value_or(std::nullopt).value_or(-1);
}

Result<ChangeId> SyncFixture::change(const QString &uid, const QString &kind, const QCborMap &arguments)
{
    auto queued = waitedFor(outbox->enqueue({Change{.item = item(uid), .kind = kind, .arguments = arguments}}));
    return queued.transform([](const QList<ChangeId> &ids) { return ids.value(0); });
}

Result<ChangeId> SyncFixture::addFlag(const QString &uid, const QString &flag)
{
    return change(uid, NoteChange::Flags, {{QStringLiteral("add"), QCborArray{flag}}});
}

Result<ChangeId> SyncFixture::setText(const QString &uid, const QString &text, const QString &insteadOf)
{
    return change(uid, NoteChange::Text, {{QStringLiteral("text"), text}, {QStringLiteral("instead-of"), insteadOf}});
}

Result<ChangeId> SyncFixture::move(const QString &uid, const QString &folder)
{
    const auto target = collection(folder);
    if (!target) {
        return failure(Error::Kind::NotFound, QStringLiteral("There is no such folder."));
    }
    return change(uid, NoteChange::Move, {{QStringLiteral("to"), target.value}, {QStringLiteral("uid"), uid}});
}

Result<ChangeId> SyncFixture::remove(const QString &uid)
{
    return change(uid, NoteChange::Remove);
}

Result<ChangeId> SyncFixture::create(const QString &folder, const QString &uid, const QString &text, const QString &kind)
{
    const auto into = collection(folder);
    if (!into) {
        return failure(Error::Kind::NotFound, QStringLiteral("There is no such folder."));
    }
    const Change creation{.collection = into, .kind = kind, .arguments = {{QStringLiteral("uid"), uid}, {QStringLiteral("text"), text}}};
    auto queued = waitedFor(outbox->enqueue({creation}, [into](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        return transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(into).transform([&] {
            changes[0].item = ItemId{transaction.lastInsertId()};
        });
    }));
    return queued.transform([](const QList<ChangeId> &ids) { return ids.value(0); });
}

Result<ChangeId> SyncFixture::createFolder(const QString &name)
{
    const Change creation{.resource = resource, .kind = NoteChange::CreateCollection, .arguments = {{QStringLiteral("name"), name}}};
    auto queued = waitedFor(outbox->enqueue({creation}, [name, resource = resource](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        return transaction.prepare("INSERT INTO collection (resource, name) VALUES (?1, ?2)").run(resource, name).transform([&] {
            changes[0].collection = CollectionId{transaction.lastInsertId()};
        });
    }));
    return queued.transform([](const QList<ChangeId> &ids) { return ids.value(0); });
}

}
