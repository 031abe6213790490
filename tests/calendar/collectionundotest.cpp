// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "household.h"

#include "base/clock.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "contacts/booklistmodel.h"
#include "contacts/contactactions.h"
#include "groupware/davfixture.h"
#include "sync/syncengine.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

namespace
{
/// A minute ahead: the time in which something can be taken back is over.
class LateClock : public Clock
{
public:
    QDateTime now() const override
    {
        return Clock::system().now().addSecs(60);
    }
    std::chrono::milliseconds monotonic() const override
    {
        return Clock::system().monotonic();
    }
};

QList<Change> changesOf(Household &home)
{
    return waitedFor(home.outbox->list()).value();
}

CalendarInfo infoOf(Household &home, CollectionId calendar)
{
    CalendarListModel model(*home.store);
    waitUntil([&] { return model.isReady() && (model.rowCount() == 0 || model.calendars().size() == model.rowCount()); });
    for (const auto all = model.calendars(); const auto &one : all) {
        if (one.id == calendar) {
            return one;
        }
    }
    return {};
}

/// The server carries out the changes of collections; or they are on their way to it.
void tell(Household &home, const char *sql)
{
    waitedFor(home.store->write([sql](Transaction &transaction) {
        transaction.changes.outbox = true;
        return transaction.prepare(sql).run();
    })).value();
}

QString bookName(Household &home)
{
    BookListModel model(*home.store);
    waitUntil([&] { return model.isLoaded(); });
    return model.indexOfBook(home.book).isValid() ? model.nameOf(home.book) : QString();
}
}

/// Whole calendars and address books can be renamed and deleted, and that can be taken back as long as it can.
class CollectionUndoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesBackANameNobodyHasHeardOf()
    {
        Household home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        QSignalSpy done(&actions, &CalendarActions::done);
        const auto before = infoOf(home, home.calendar);
        actions.changeCalendar(home.calendar, QStringLiteral("Büro"), QColor(1, 2, 3));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QCOMPARE(done.count(), 1);
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Büro"));
        QCOMPARE(infoOf(home, home.calendar).colour, QColor(1, 2, 3));
        actions.changeCalendar(home.calendar, QStringLiteral("Werk"), QColor(1, 2, 3));
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 2; }));
        QVERIFY(waitUntil([&] { return done.count() == 2; }));
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Büro"));
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).isEmpty(); }));
        QCOMPARE(infoOf(home, home.calendar).name, before.name);
        QCOMPARE(infoOf(home, home.calendar).colour, before.colour);
        QVERIFY(!actions.canUndo());
        actions.changeCalendar(home.calendar, before.name, before.colour); // nothing
        QVERIFY(waitedFor(home.outbox->list()));
        QVERIFY(!actions.canUndo());
        QCOMPARE(failed.count(), 0);
    }

    void tellsTheServerTheOldNameAgain()
    {
        Household home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        actions.changeCalendar(home.calendar, QStringLiteral("Büro"), {});
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        tell(home, "DELETE FROM change");
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QCOMPARE(changesOf(home).first().arguments, (QCborMap{{QLatin1StringView("name"), QStringLiteral("Dienst")}}));
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Dienst"));
        // Somebody else called it something else since.
        tell(home, "DELETE FROM change");
        actions.changeCalendar(home.calendar, QStringLiteral("Büro"), {});
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        tell(home, "DELETE FROM change");
        tell(home, "UPDATE collection SET name = 'Anders' WHERE name = 'Büro'");
        actions.undo();
        QVERIFY(waitUntil([&] { return failed.count() == 1; }));
        QCOMPARE(failed.first().first().value<Error>().kind, Error::Kind::Conflict);
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Anders"));
        QVERIFY(changesOf(home).isEmpty());
    }

    void bringsADeletedCalendarBack()
    {
        Household home;
        const QByteArray event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Urlaub\r\nDTSTART;VALUE=DATE:20261127\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        waitedFor(home.store->write([&home, event](Transaction &transaction) -> Result<void> {
            auto made = transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, '1', ?2)").run(home.calendar, event);
            const ItemId item{transaction.lastInsertId()};
            return made ? ItemWriter(transaction, *home.outbox->projector(ResourceKind::Calendar)).reproject({item}) : made;
        })).value();
        QCOMPARE(home.search(QStringLiteral("urlaub")).size(), 1);
        CalendarActions actions(home.outbox);
        actions.deleteCalendar(home.calendar);
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(!infoOf(home, home.calendar).id); // gone at once, with or without a network
        QVERIFY(home.search(QStringLiteral("urlaub")).isEmpty());
        QCOMPARE(changesOf(home).size(), 1);
        QVERIFY(changesOf(home).first().notBefore > QDateTime::currentDateTime());
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).isEmpty(); }));
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Dienst"));
        QCOMPARE(home.search(QStringLiteral("urlaub")).size(), 1);
        // On its way to the server there is nothing left to be taken back.
        actions.deleteCalendar(home.calendar);
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        const auto step = actions.lastStep();
        QSignalSpy changed(&actions, &CalendarActions::undoChanged);
        tell(home, "UPDATE change SET state = 1");
        QVERIFY(waitUntil([&] { return !actions.canUndo(); }));
        QCOMPARE(changed.count(), 1);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        actions.undo(step); // the notice is still there
        QCOMPARE(failed.count(), 1);
    }

    void remakesWhatNoServerKnew()
    {
        Household home;
        CalendarActions actions(home.outbox);
        actions.createCalendar(waitedFor(home.store->read([](const Reader &reader) { return reader.prepare("SELECT id FROM resource WHERE kind = 'calendar'").value<ResourceId>(); })).value().value(),
                               QStringLiteral("Neu"), QColor(4, 5, 6), true);
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        const auto creation = changesOf(home).first();
        actions.deleteCalendar(creation.collection);
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(changesOf(home).isEmpty());
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QCOMPARE(changesOf(home).first().arguments, creation.arguments);
        const auto info = infoOf(home, changesOf(home).first().collection);
        QCOMPARE(info.name, QStringLiteral("Neu"));
        QCOMPARE(info.colour, QColor(4, 5, 6));
        QVERIFY(info.holdsTasks && !info.holdsEvents);
    }

    void changesAForeignCalendarHereAlone()
    {
        Household home;
        tell(home, "UPDATE collection SET rights = 1, role = 'shared'");
        CalendarActions actions(home.outbox);
        actions.changeCalendar(home.calendar, QStringLiteral("Chefin"), QColor(1, 2, 3));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(changesOf(home).isEmpty());
        QCOMPARE(infoOf(home, home.calendar).name, QStringLiteral("Chefin"));
        actions.undo();
        QVERIFY(waitUntil([&] { return infoOf(home, home.calendar).name == QStringLiteral("Dienst"); }));
    }

    void takesBackWhatWasDoneToAddressBooks()
    {
        Household home;
        home.addBook();
        ContactActions actions(home.outbox);
        QSignalSpy failed(&actions, &ContactActions::failed);
        actions.renameBook(home.book, QStringLiteral("Freunde"));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QCOMPARE(bookName(home), QStringLiteral("Freunde"));
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).isEmpty(); }));
        QCOMPARE(bookName(home), QStringLiteral("Kontakte"));
        actions.renameBook(home.book, QStringLiteral("Freunde"));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        tell(home, "UPDATE collection SET name = 'Freunde' WHERE name = 'Kontakte'");
        tell(home, "DELETE FROM change"); // the server has done it
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QCOMPARE(bookName(home), QStringLiteral("Kontakte"));
        tell(home, "UPDATE collection SET name = 'Kontakte' WHERE name = 'Freunde'");
        tell(home, "DELETE FROM change");
        actions.deleteBook(home.book);
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(bookName(home).isEmpty());
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).isEmpty(); }));
        QCOMPARE(bookName(home), QStringLiteral("Kontakte"));
        actions.deleteBook(home.book);
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        tell(home, "UPDATE change SET state = 1");
        QVERIFY(waitUntil([&] { return !actions.canUndo(); }));
        QCOMPARE(failed.count(), 0);
    }

    void isTrueOfARealServer()
    {
        Workplace workplace(DavFixture::startOf(QStringLiteral("radicale")));
        if (!workplace.isRunning()) {
            QFAIL(qPrintable(workplace.error()));
        }
        DavFixture server(workplace, QStringLiteral("radicale"), DavSynchronizer::calendars());
        const auto href = server.newCollection();
        Household home;
        const auto resource = waitedFor(home.store->read([](const Reader &reader) { return reader.prepare("SELECT id FROM resource WHERE kind = 'calendar'").value<ResourceId>(); })).value().value();
        tell(home, "DELETE FROM collection");
        const LateClock late;
        SyncEngine::Options options;
        options.resource = resource;
        options.store = *home.store;
        options.projector = home.outbox->projector(ResourceKind::Calendar);
        options.synchronizer = server.synchronizer();
        options.clock = &late;
        auto engine = std::make_unique<SyncEngine>(std::move(options));
        const auto round = [&] { return waitedFor(engine->round(), std::chrono::minutes(2)).has_value(); };
        const auto nameThere = [&] {
            const QList<XmlName> names{XmlName{XmlSpace::Dav, QStringLiteral("displayname")}};
            const auto answer = waitedFor(server.other->propfind(href, DavClient::Depth::Zero, names));
            return answer && !answer->resources.isEmpty() ? answer->resources.first().text(names.first()) : QStringLiteral("(gone)");
        };
        const auto idOf = [&] {
            return waitedFor(home.store->read([href](const Reader &reader) { return reader.prepare("SELECT id FROM collection WHERE remote_id = ?1").value<CollectionId>(href); }))
                .value()
                .value_or(CollectionId());
        };
        CalendarActions actions(home.outbox);
        QVERIFY(round());
        QVERIFY(idOf());
        actions.changeCalendar(idOf(), QStringLiteral("Eins"), QColor(1, 2, 3));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(round());
        QCOMPARE(nameThere(), QStringLiteral("Eins"));
        actions.changeCalendar(idOf(), QStringLiteral("Zwei"), {});
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QVERIFY(round());
        QCOMPARE(nameThere(), QStringLiteral("Zwei"));
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QVERIFY(round());
        QCOMPARE(nameThere(), QStringLiteral("Eins"));
        QCOMPARE(infoOf(home, idOf()).name, QStringLiteral("Eins"));
        actions.deleteCalendar(idOf());
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        actions.undo();
        QVERIFY(waitUntil([&] { return changesOf(home).isEmpty(); }));
        QVERIFY(round());
        QCOMPARE(nameThere(), QStringLiteral("Eins"));
        actions.deleteCalendar(idOf());
        QVERIFY(waitUntil([&] { return changesOf(home).size() == 1; }));
        QVERIFY(round());
        QCOMPARE(nameThere(), QStringLiteral("(gone)"));
        QVERIFY(!idOf());
        bool isStopped = false;
        QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&isStopped] { isStopped = true; });
        engine->stop();
        QVERIFY(waitUntil([&isStopped] { return isStopped; }));
        engine.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
};

QTEST_GUILESS_MAIN(CollectionUndoTest)
#include "collectionundotest.moc"
