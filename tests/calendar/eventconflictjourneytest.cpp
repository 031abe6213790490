// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventconflictsamples.h"
#include "groupware/davfixture.h"
#include "sync/syncengine.h"

#include <QTest>
#include <QUuid>

using namespace Kontor;
using namespace Kontor::ConflictSamples;

namespace
{
/// One Kontor of a person at a real server.
class Desk
{
public:
    explicit Desk(const DavFixture &fixture)
        : m_store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")})
    {
        const auto projector = std::make_shared<CalendarProjector>();
        outbox = std::make_shared<Outbox>(*m_store);
        outbox->addProjector(QStringLiteral("calendar"), projector);
        auto account = fixture.account;
        account.id = {};
        AccountStore accounts(*m_store);
        account.id = waitedFor(accounts.save(account)).value();
        SyncEngine::Options options;
        options.resource = waitedFor(accounts.resource(account.id, QStringLiteral("calendar"))).value();
        options.store = *m_store;
        options.projector = projector;
        options.synchronizer = fixture.synchronizer();
        m_engine = std::make_unique<SyncEngine>(std::move(options));
        actions = std::make_unique<CalendarActions>(outbox);
    }
    ~Desk()
    {
        bool isStopped = false;
        QObject::connect(m_engine.get(), &SyncEngine::stopped, m_engine.get(), [&isStopped] { isStopped = true; });
        m_engine->stop();
        waitUntil([&isStopped] { return isStopped; });
        m_engine.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    bool round()
    {
        return waitedFor(m_engine->round(), std::chrono::minutes(2)).has_value();
    }
    OccurrenceRef ref(const QByteArray &uid)
    {
        return {waitedFor(m_store->read([uid](const Reader &reader) { return reader.prepare("SELECT item FROM calendar_object WHERE uid = ?1").value<ItemId>(uid); }))
                    .value()
                    .value_or(ItemId{}),
                0};
    }
    QList<Change> changes()
    {
        return waitedFor(outbox->list()).value();
    }
    void edit(const QByteArray &uid, const std::function<void(EventDraft &)> &change)
    {
        const auto before = waitedFor(actions->open(ref(uid))).value();
        auto after = before;
        change(after);
        QVERIFY(waitedFor(actions->save(before, after, Scope::All)));
    }
    std::optional<EventConflict> conflict(ItemId item)
    {
        return waitedFor(actions->conflict(item)).value();
    }

    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<CalendarActions> actions;

private:
    TemporaryStore m_store;
    std::unique_ptr<SyncEngine> m_engine;
};
}

/// Two people at a real server who change, move or delete the same: nothing is lost, and only what was decided is written.
class EventConflictJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsDecidedArrives_data()
    {
        QTest::addColumn<bool>("isTask");
        QTest::newRow("event") << false;
        QTest::newRow("task") << true;
    }
    void whatIsDecidedArrives()
    {
        QFETCH(bool, isTask);
        const auto fixture = radicale();
        const auto calendar = fixture->newCollection();
        const auto uid = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        const QString name = QString::fromLatin1(uid) + QStringLiteral(".ics");
        auto text = eventText("DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nSUMMARY:Runde\r\nDESCRIPTION:Ein\\, langer\r\n  Text\r\n"
                              "LOCATION:hier\r\nX-FOREIGN;X-P=\"a;b\":c\\;d\r\nCATEGORIES:b,a\r\n",
                              {},
                              uid);
        if (isTask) {
            text.replace("VEVENT", "VTODO");
        }
        fixture->put(calendar, name, text);
        const auto written = fixture->get(calendar + name);
        Desk anna(*fixture);
        Desk ben(*fixture);
        QVERIFY(anna.round() && ben.round());
        // Anna is offline and changes title and place; Ben changes the title and the time, and is first.
        anna.edit(uid, [](EventDraft &draft) {
            draft.summary = QStringLiteral("Annas Runde");
            draft.location = QStringLiteral("dort");
        });
        ben.edit(uid, [](EventDraft &draft) {
            draft.summary = QStringLiteral("Bens Runde");
            draft.description = QStringLiteral("Kurz");
        });
        QVERIFY(ben.round());
        QVERIFY(anna.round());
        const auto bens = fixture->get(calendar + name);
        QVERIFY(bens.contains("SUMMARY:Bens Runde"));
        const auto item = anna.ref(uid).item;
        const auto conflict = anna.conflict(item);
        QVERIFY(conflict);
        QCOMPARE(keysOf(conflict->fields), QStringList({QStringLiteral("title"), QStringLiteral("place")}));
        QVERIFY(waitedFor(anna.actions->resolve(*conflict, {QStringLiteral("title")})));
        QVERIFY(anna.round());
        QVERIFY(anna.changes().isEmpty());
        QCOMPARE(withoutStamps(fixture->get(calendar + name)), withoutStamps(with(bens, "SUMMARY:Bens Runde", "SUMMARY:Annas Runde")));
        QVERIFY(ben.round());
        QCOMPARE(waitedFor(ben.actions->open(ben.ref(uid)))->summary, QStringLiteral("Annas Runde"));
        QCOMPARE(waitedFor(ben.actions->open(ben.ref(uid)))->location, QStringLiteral("hier"));
    }

    /// One is offline and gives an instance a title of its own, while another one moves the whole series.
    void aSeriesThatMovedMeanwhile()
    {
        const auto fixture = radicale();
        const auto calendar = fixture->newCollection();
        const auto uid = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        const QString name = QString::fromLatin1(uid) + QStringLiteral(".ics");
        fixture->put(calendar, name, eventText(weekly, {}, uid));
        Desk anna(*fixture);
        Desk ben(*fixture);
        QVERIFY(anna.round() && ben.round());
        const auto key = QDateTime(QDate(2036, 5, 12), QTime(8, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        const auto before = waitedFor(anna.actions->open({anna.ref(uid).item, key})).value();
        auto after = before;
        after.summary = QStringLiteral("Annas Runde");
        QVERIFY(waitedFor(anna.actions->save(before, after, Scope::This)));
        ben.edit(uid, [](EventDraft &draft) {
            draft.start = draft.start.addSecs(4 * 3600);
            draft.end = draft.end.addSecs(4 * 3600);
        });
        QVERIFY(ben.round());
        QVERIFY(anna.round());
        const auto bens = fixture->get(calendar + name);
        QVERIFY(bens.contains("DTSTART:20360505T120000Z"));
        const auto conflict = anna.conflict(anna.ref(uid).item);
        QVERIFY(conflict);
        QCOMPARE(keysOf(conflict->fields), QStringList{QStringLiteral("existence@20360512T120000Z")});
        QVERIFY(waitedFor(anna.actions->resolve(*conflict, keysOf(conflict->fields))));
        QVERIFY(anna.round());
        QVERIFY(anna.changes().isEmpty());
        QVERIFY(ben.round());
        const auto object = CalendarObject::read(fixture->get(calendar + name));
        QCOMPARE(object.components.size(), 2);
        QCOMPARE(strays(fixture->get(calendar + name)), 0);
        const auto noon = QDateTime(QDate(2036, 5, 12), QTime(12, 0), QTimeZone::UTC);
        const auto seen = waitedFor(ben.actions->open({ben.ref(uid).item, noon.toMSecsSinceEpoch()})).value();
        QCOMPARE(seen.summary, QStringLiteral("Annas Runde"));
        QCOMPARE(seen.start, noon);
    }

    void removalsAreAskedFor()
    {
        const auto fixture = radicale();
        const auto calendar = fixture->newCollection();
        Desk anna(*fixture);
        for (const bool isWanted : {true, false}) {
            // They removed what Anna changes.
            const auto uid = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
            const QString href = calendar + QString::fromLatin1(uid) + QStringLiteral(".ics");
            fixture->put(calendar, QString::fromLatin1(uid) + QStringLiteral(".ics"), eventText(plain, {}, uid));
            QVERIFY(anna.round());
            anna.edit(uid, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
            fixture->remove(href);
            QVERIFY(anna.round());
            auto conflict = anna.conflict(anna.ref(uid).item);
            QVERIFY(conflict);
            QCOMPARE(conflict->kind, EventConflict::Kind::RemovedThere);
            QVERIFY(waitedFor(anna.actions->resolve(*conflict, isWanted ? keysOf(conflict->fields) : QStringList())));
            QVERIFY(anna.round());
            QVERIFY(anna.changes().isEmpty());
            QCOMPARE(fixture->get(href).contains("SUMMARY:Meine"), isWanted);
            QCOMPARE(bool(anna.ref(uid).item), isWanted);
            if (!isWanted) {
                fixture->put(calendar, QString::fromLatin1(uid) + QStringLiteral(".ics"), eventText(plain, {}, uid));
                QVERIFY(anna.round());
            }
            // Anna removes what they changed.
            const auto item = anna.ref(uid).item;
            anna.actions->remove({item, 0}, Scope::All);
            QTRY_COMPARE_WITH_TIMEOUT(anna.changes().size(), 1, 30000);
            fixture->put(calendar, QString::fromLatin1(uid) + QStringLiteral(".ics"), eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"), {}, uid));
            QVERIFY(anna.round());
            QCOMPARE(waitedFor(anna.actions->open({item, 0}))->summary, QStringLiteral("Ihre")); // to be seen again
            conflict = anna.conflict(item);
            QVERIFY(conflict);
            QCOMPARE(conflict->kind, EventConflict::Kind::RemovedHere);
            QVERIFY(waitedFor(anna.actions->resolve(*conflict, isWanted ? keysOf(conflict->fields) : QStringList())));
            QVERIFY(anna.round());
            QVERIFY(anna.changes().isEmpty());
            QCOMPARE(fixture->get(href).isEmpty(), isWanted);
            QCOMPARE(bool(anna.ref(uid).item), !isWanted);
        }
    }

private:
    std::unique_ptr<DavFixture> radicale()
    {
        if (!m_workplace) {
            m_workplace = std::make_unique<Workplace>(DavFixture::startOf(QStringLiteral("radicale")));
            if (!m_workplace->isRunning()) {
                qFatal("%s", qPrintable(m_workplace->error()));
            }
        }
        return std::make_unique<DavFixture>(*m_workplace, QStringLiteral("radicale"), DavSynchronizer::calendars());
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(EventConflictJourneyTest)
#include "eventconflictjourneytest.moc"
