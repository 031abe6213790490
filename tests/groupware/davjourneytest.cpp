// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenttext.h"
#include "groupware/davchange.h"
#include "groupware/davfixture.h"
#include "groupware/davprojector.h"
#include "groupware/propertyedit.h"
#include "support/temporarystore.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

#include <QCborArray>
#include <QTest>
#include <QUuid>

using namespace Kontor;

namespace
{
/// The smallest projector there may be: the first line of interest of each object.
class LineProjector final : public DavProjector
{
public:
    Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const override
    {
        if (payload.isEmpty()) {
            return [item](Transaction &transaction) { return transaction.prepare("DELETE FROM note WHERE item = ?1").run(item); };
        }
        const auto text = ContentText::parse(payload);
        const auto calendars = text.root.components("VCALENDAR");
        const auto events = calendars.isEmpty() ? QList<const ContentComponent *>() : calendars.first()->components("VEVENT");
        const QString summary = events.isEmpty() ? QString() : QString::fromUtf8(events.first()->value("SUMMARY") + '|' + events.first()->value("LOCATION"));
        const auto uid = QString::fromUtf8(uidOf(text));
        return [=](Transaction &transaction) -> Result<void> {
            return transaction
                .prepare("INSERT INTO note (item, collection, uid, text, flags) VALUES (?1, ?2, ?3, ?4, '') ON CONFLICT (item) DO UPDATE SET collection = ?2, uid = ?3, text = ?4")
                .run(item, collection, uid, summary);
        };
    }
};

/// One Kontor: a store, the outbox and an engine; resource 1 is the account, 2 another of the same person.
class Desk
{
public:
    explicit Desk(const DavFixture &fixture)
        : m_fixture(fixture)
        , m_store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/note")})
    {
        m_outbox = std::make_unique<Outbox>(*m_store);
        m_outbox->addProjector(ResourceKind::Calendar, projector);
        const auto made = waitedFor(m_store->write([](Transaction &transaction) -> Result<void> {
            return transaction.prepare("INSERT INTO account (id, address, name, settings) VALUES (1, 'a@x', 'A', x'a0')")
                .run()
                .and_then([&] { return transaction.prepare("INSERT INTO account (id, address, name, settings) VALUES (2, 'b@x', 'B', x'a0')").run(); })
                .and_then([&] { return transaction.prepare("INSERT INTO resource (id, account, kind) VALUES (1, 1, 'calendar')").run(); })
                .and_then([&] { return transaction.prepare("INSERT INTO resource (id, account, kind) VALUES (2, 2, 'calendar')").run(); });
        }));
        if (!made) {
            qFatal("no resource: %s", qPrintable(made.error().detail));
        }
    }
    ~Desk()
    {
        for (auto &engine : m_engines) {
            if (!engine) {
                continue;
            }
            bool stopped = false;
            QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&stopped] { stopped = true; });
            engine->stop();
            if (!waitUntil([&stopped] { return stopped; })) {
                qFatal("the engine does not stop");
            }
            engine.reset();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
    }

    void round(qint64 resource = 1)
    {
        auto &engine = m_engines[std::size_t(resource - 1)];
        if (!engine) {
            SyncEngine::Options options;
            options.resource = ResourceId{resource};
            options.store = *m_store;
            options.projector = projector;
            options.synchronizer = m_fixture.synchronizer();
            engine = std::make_unique<SyncEngine>(std::move(options));
        }
        last = waitedFor(engine->round());
    }

    CollectionId collection(const QString &remoteId, qint64 resource = 1)
    {
        return value<CollectionId>("SELECT id FROM collection WHERE remote_id = ?1 AND resource = ?2", remoteId, resource);
    }
    ItemId item(const QString &uid)
    {
        return value<ItemId>("SELECT item FROM note WHERE uid = ?1 ORDER BY item DESC", uid);
    }
    QByteArray payload(ItemId item)
    {
        return value<QByteArray>("SELECT payload FROM item WHERE id = ?1", item);
    }
    QStringList texts(CollectionId collection)
    {
        auto list = waitedFor(m_store->read([collection](const Reader &reader) -> Result<QStringList> {
                        QStringList found;
                        return reader.prepare("SELECT text FROM note WHERE collection = ?1")
                            .each([&found](const Statement &row) { found << row.text(0); }, collection)
                            .transform([&found] { return found; });
                    })).value_or(QStringList{QStringLiteral("unreadable")});
        list.sort();
        return list;
    }

    Change change(const QString &kind, CollectionId collection, ItemId item, const QCborMap &arguments = {})
    {
        Change change;
        change.resource = value<ResourceId>("SELECT resource FROM collection WHERE id = ?1", collection);
        change.collection = collection;
        change.item = item;
        change.kind = kind;
        change.arguments = arguments;
        return change;
    }
    Change edit(CollectionId collection, ItemId item, const QByteArray &from, const QByteArray &to)
    {
        auto wished = payload(item);
        wished.replace(from, to);
        return change(DavChange::Edit, collection, item, {{QLatin1StringView("edits"), toCbor(editsBetween(payload(item), wished))}});
    }
    void enqueue(const QList<Change> &changes, Outbox::Prepare before = DavProjector::noteRevisions)
    {
        const auto queued = waitedFor(m_outbox->enqueue(changes, std::move(before)));
        if (!queued) {
            qFatal("not queued: %s", qPrintable(queued.error().detail));
        }
    }
    void create(CollectionId collection, const QByteArray &bytes, const QString &name)
    {
        enqueue({change(DavChange::Create, collection, {}, {{QLatin1StringView("data"), bytes}, {QLatin1StringView("name"), name}})},
                [collection, bytes](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                    return DavProjector::insertItem(transaction, collection, bytes).transform([&changes](ItemId item) { changes[0].item = item; });
                });
    }
    QList<Change> changes()
    {
        return waitedFor(m_outbox->list()).value_or(QList<Change>());
    }
    Outbox &outbox()
    {
        return *m_outbox;
    }

    template<class T, class... Values>
    T value(const char *sql, const Values &...values)
    {
        return waitedFor(m_store->read([sql, values...](const Reader &reader) { return reader.prepare(sql).template value<T>(values...); })).value_or(std::nullopt).value_or(T{});
    }

    std::shared_ptr<LineProjector> projector = std::make_shared<LineProjector>();
    Result<void> last{};

private:
    const DavFixture &m_fixture;
    TemporaryStore m_store;
    std::unique_ptr<Outbox> m_outbox;
    std::array<std::unique_ptr<SyncEngine>, 2> m_engines;
};

QByteArray located(const DavFixture &fixture, const QString &uid, const QByteArray &place)
{
    return fixture.object(uid, QStringLiteral("talk"), "LOCATION:" + place + "\r\n");
}
}

/// Two Kontors and a real server: what is written at both reaches both, once.
class DavJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("radicale")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void init()
    {
        m_fixture = std::make_unique<DavFixture>(*m_workplace, QStringLiteral("radicale"), DavSynchronizer::calendars());
        m_calendar = m_fixture->newCollection();
        m_other = m_fixture->newCollection();
        m_uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
        m_name = m_uid + QStringLiteral(".ics");
    }

    void bothEditOffline()
    {
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "here"));
        Desk anna(*m_fixture);
        Desk joerg(*m_fixture);
        anna.round();
        joerg.round();
        const auto calendar = anna.collection(m_calendar);
        anna.enqueue({anna.edit(calendar, anna.item(m_uid), "SUMMARY:talk", "SUMMARY:long talk")});
        QCOMPARE(anna.texts(calendar), QStringList{QStringLiteral("long talk|here")}); // at once
        joerg.enqueue({joerg.edit(joerg.collection(m_calendar), joerg.item(m_uid), "LOCATION:here", "LOCATION:there")});
        joerg.round();
        anna.round();
        joerg.round();
        for (auto *const desk : {&anna, &joerg}) {
            QCOMPARE(desk->texts(desk->collection(m_calendar)), QStringList{QStringLiteral("long talk|there")});
            QVERIFY(desk->changes().isEmpty());
        }
    }

    void aClashIsParkedAndTellsOfItself()
    {
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "here"));
        Desk anna(*m_fixture);
        anna.round();
        const auto calendar = anna.collection(m_calendar);
        const auto item = anna.item(m_uid);
        anna.enqueue({anna.edit(calendar, item, "SUMMARY:talk", "SUMMARY:mine")});
        m_fixture->put(m_calendar, m_name, m_fixture->object(m_uid, QStringLiteral("theirs"), "LOCATION:here\r\n"));
        anna.round();
        QCOMPARE(anna.changes().size(), 1);
        QCOMPARE(anna.changes().first().state, ChangeState::Parked);
        QCOMPARE(anna.changes().first().error.kind, Error::Kind::Conflict);
        QVERIFY2(anna.changes().first().error.detail.contains(QLatin1StringView("SUMMARY")), qPrintable(anna.changes().first().error.detail));
        QCOMPARE(anna.texts(calendar), QStringList{QStringLiteral("theirs|here")});
        // "Mine": over whatever is there.
        const auto wished = m_fixture->object(m_uid, QStringLiteral("mine"), "LOCATION:here\r\n");
        QVERIFY(waitedFor(anna.outbox().discard(anna.changes().first().id)));
        anna.enqueue({anna.change(DavChange::Replace, calendar, item, {{QLatin1StringView("data"), wished}})});
        anna.round();
        QVERIFY(anna.changes().isEmpty());
        QVERIFY(m_fixture->get(m_calendar + m_name).contains("SUMMARY:mine"));
    }

    void removalOfSomethingNewerAsks()
    {
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "here"));
        Desk anna(*m_fixture);
        anna.round();
        const auto calendar = anna.collection(m_calendar);
        anna.enqueue({anna.change(DavChange::Delete, calendar, anna.item(m_uid))});
        QVERIFY(anna.texts(calendar).isEmpty());
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "there"));
        anna.round();
        QCOMPARE(anna.changes().size(), 1);
        QCOMPARE(anna.changes().first().state, ChangeState::Parked);
        QCOMPARE(anna.changes().first().error.kind, Error::Kind::Conflict);
        QCOMPARE(m_fixture->hrefs(m_calendar).size(), 1);
        QVERIFY(waitedFor(anna.outbox().retry(anna.changes().first().id)));
        anna.round();
        QVERIFY(anna.changes().isEmpty());
        QVERIFY(m_fixture->hrefs(m_calendar).isEmpty());
        QVERIFY(anna.texts(calendar).isEmpty());
    }

    void aLostAnswerCreatesOnce()
    {
        Desk anna(*m_fixture);
        anna.round();
        const auto calendar = anna.collection(m_calendar);
        anna.create(calendar, located(*m_fixture, m_uid, "here"), m_name);
        anna.enqueue({anna.change(DavChange::Edit,
                                  calendar,
                                  anna.item(m_uid),
                                  {{QLatin1StringView("edits"), toCbor(editsBetween(located(*m_fixture, m_uid, "here"), located(*m_fixture, m_uid, "there")))}})});
        m_fixture->proxy->loseNextAnswer();
        anna.round();
        anna.round();
        QVERIFY(waitUntil([&] {
            anna.round();
            return anna.changes().isEmpty();
        }));
        QCOMPARE(m_fixture->hrefs(m_calendar).size(), 1);
        QCOMPARE(anna.texts(calendar), QStringList{QStringLiteral("talk|there")});
        Desk joerg(*m_fixture);
        joerg.round();
        QCOMPARE(joerg.texts(joerg.collection(m_calendar)), QStringList{QStringLiteral("talk|there")});
    }

    void movesBetweenCalendars()
    {
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "here"));
        Desk anna(*m_fixture);
        Desk joerg(*m_fixture);
        anna.round();
        joerg.round();
        const auto item = anna.item(m_uid);
        const auto target = anna.collection(m_other);
        anna.enqueue({anna.change(DavChange::Move, anna.collection(m_calendar), item, {{QLatin1StringView("to"), target.value}, {QLatin1StringView("remote"), m_other}})});
        QCOMPARE(anna.texts(target).size(), 1);
        anna.round();
        joerg.round();
        QCOMPARE(anna.item(m_uid), item);
        for (auto *const desk : {&anna, &joerg}) {
            QVERIFY(desk->texts(desk->collection(m_calendar)).isEmpty());
            QCOMPARE(desk->texts(desk->collection(m_other)), QStringList{QStringLiteral("talk|here")});
        }
    }

    // To another account: there first, then away here.
    void goesToAnotherAccount()
    {
        m_fixture->put(m_calendar, m_name, located(*m_fixture, m_uid, "here"));
        Desk anna(*m_fixture);
        anna.round(1);
        anna.round(2);
        const auto calendar = anna.collection(m_calendar, 1);
        const auto target = anna.collection(m_other, 2);
        const auto original = anna.value<ItemId>("SELECT item FROM note WHERE uid = ?1 AND collection = ?2", m_uid, calendar);
        const auto cross = [&](Outbox::Prepare before) {
            auto create = anna.change(DavChange::Create,
                                      target,
                                      {},
                                      {{QLatin1StringView("data"), anna.payload(original)}, {QLatin1StringView("name"), m_name}, {QLatin1StringView("original"), original.value}});
            auto leave = anna.change(DavChange::Leave, calendar, original);
            leave.isHeld = true;
            anna.enqueue({create, leave}, std::move(before));
        };
        const auto prepare = [target, bytes = anna.payload(original)](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            return DavProjector::insertItem(transaction, target, bytes).transform([&changes](ItemId item) {
                changes[0].item = item;
                changes[1].arguments = {{QLatin1StringView("as"), item.value}};
            });
        };
        cross(prepare);
        QVERIFY(anna.texts(calendar).isEmpty());
        QCOMPARE(anna.texts(target).size(), 1);
        // The user thinks better of it before anything happened.
        QVERIFY(waitedFor(anna.outbox().discard(anna.changes().first().id)));
        QCOMPARE(anna.texts(calendar).size(), 1);
        QVERIFY(anna.texts(target).isEmpty());
        QVERIFY(anna.changes().isEmpty());
        cross(prepare);
        anna.round(1); // the leave waits
        QCOMPARE(m_fixture->hrefs(m_calendar).size(), 1);
        anna.round(2);
        QCOMPARE(m_fixture->hrefs(m_other).size(), 1);
        anna.round(1);
        QVERIFY(m_fixture->hrefs(m_calendar).isEmpty());
        QVERIFY(anna.changes().isEmpty());
        QVERIFY(anna.texts(calendar).isEmpty());
        QCOMPARE(anna.texts(target).size(), 1);
    }

    void joinsEdits()
    {
        const LineProjector projector;
        const auto first = located(*m_fixture, m_uid, "a");
        const auto edit = [](const QByteArray &from, const QByteArray &to) {
            Change change;
            change.kind = DavChange::Edit;
            change.arguments = {{QLatin1StringView("edits"), toCbor(editsBetween(from, to))}};
            return change;
        };
        const auto second = located(*m_fixture, m_uid, "b");
        const auto third = m_fixture->object(m_uid, QStringLiteral("other"), "LOCATION:c\r\n");
        const auto both = projector.combine(edit(first, second), edit(second, third));
        QVERIFY(both);
        Change change;
        change.kind = DavChange::Edit;
        change.arguments = *both;
        QCOMPARE(projector.apply(first, change).value(), third);
        QCOMPARE(projector.apply(third, change).value(), third); // an answer that got lost
        QVERIFY(projector.combine(edit(first, second), edit(second, first))->isEmpty()); // there and back
        QVERIFY(!projector.combine(edit(first, second), edit(located(*m_fixture, m_uid, "x"), third))); // not built on one another
        const auto withException = QByteArray(first).replace("END:VCALENDAR", QByteArray("BEGIN:VEVENT\r\nUID:" + m_uid.toUtf8() + "\r\nRECURRENCE-ID:20280105T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"));
        QVERIFY(!projector.combine(edit(first, withException), edit(first, second)));
    }

    void knowsItsObjects()
    {
        const LineProjector projector;
        QCOMPARE(projector.fingerprint(located(*m_fixture, m_uid, "a")), m_uid.toUtf8());
        QVERIFY(projector.fingerprint(located(*m_fixture, m_uid, "a").replace("VERSION:2.0", "METHOD:REQUEST")).isEmpty());
        QVERIFY(projector.fingerprint("rubbish").isEmpty());
        Change change;
        change.kind = DavChange::Edit;
        QCOMPARE(projector.apply({}, change).error().kind, Error::Kind::Conflict);
        change.kind = DavChange::Delete;
        QVERIFY(projector.apply("x", change)->isEmpty());
        QVERIFY(projector.isRemoval(change));
    }

private:
    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<DavFixture> m_fixture;
    QString m_calendar;
    QString m_other;
    QString m_uid;
    QString m_name;
};

QTEST_GUILESS_MAIN(DavJourneyTest)
#include "davjourneytest.moc"
