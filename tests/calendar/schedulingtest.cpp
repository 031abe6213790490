// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/accountstore.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarletters.h"
#include "calendar/calendarobject.h"
#include "calendar/calendarprojector.h"
#include "calendar/eventreader.h"
#include "groupware/davchange.h"
#include "groupware/davfixture.h"
#include "support/temporarystore.h"
#include "sync/syncengine.h"

#include <QCborValue>
#include <QTest>
#include <QUuid>

using namespace Kontor;

namespace
{
/// One person's Kontor at a server that schedules itself.
class Desk
{
public:
    Desk(const Workplace &workplace, int user)
        : fixture(workplace, QStringLiteral("cyrus"), DavSynchronizer::calendars(), user)
        , m_store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")})
        , address(workplace.user(user).address)
    {
        projector = std::make_shared<CalendarProjector>();
        outbox = std::make_shared<Outbox>(*m_store);
        outbox->addProjector(QStringLiteral("calendar"), projector);
        auto account = fixture.account;
        account.id = {};
        account.address = address;
        account.calendars = workplace.url(QStringLiteral("cyrus.dav"));
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
        const auto done = waitedFor(m_engine->round(), std::chrono::minutes(3));
        if (!done) {
            qWarning("%s %s", qPrintable(done.error().message), qPrintable(done.error().detail));
        }
        return done.has_value();
    }

    template <class T, class... Args>
    T value(const char *sql, Args... arguments)
    {
        return waitedFor(m_store->read([sql, arguments...](const Reader &reader) { return reader.prepare(sql).value<T>(arguments...); })).value().value_or(T{});
    }

    CollectionId calendar()
    {
        CollectionId found;
        waitedFor(m_store->read([&found](const Reader &reader) {
            return reader.prepare("SELECT id, attributes FROM collection WHERE role = '' ORDER BY remote_id LIKE '%/Default/' DESC, id").each([&found](const Statement &row) {
                if (!found && QCborValue::fromCbor(row.blob(1)).toMap().value(DavAttribute::Schedules).toBool()) {
                    found = row.get<CollectionId>(0);
                }
            });
        })).value();
        return found;
    }

    ItemId item(const QByteArray &uid)
    {
        return value<ItemId>("SELECT o.item FROM calendar_object o JOIN collection c ON c.id = o.collection WHERE o.uid = ?1 AND c.role <> 'inbox'", uid);
    }

    CalendarObject object(const QByteArray &uid)
    {
        return CalendarObject::read(bytes(uid));
    }
    QByteArray bytes(const QByteArray &uid)
    {
        return waitedFor(m_store->read([id = item(uid)](const Reader &reader) { return EventReader::object(reader, id); })).value().bytes;
    }
    EventDraft draft(const QByteArray &uid)
    {
        return waitedFor(m_store->read([id = item(uid)](const Reader &reader) { return EventReader::draft(reader, {id, 0}); })).value();
    }
    QList<CalendarLetter> letters()
    {
        return waitedFor(m_store->read([](const Reader &reader) { return CalendarLetters::waiting(reader); })).value();
    }

    /// What one's calendar says of somebody's answer.
    Participation answerOf(const QByteArray &uid, const QString &whom)
    {
        const auto read = object(uid);
        return read.components.isEmpty() ? Participation::None : read.components.first().participationOf({whom});
    }

    DavFixture fixture;
    std::shared_ptr<CalendarProjector> projector;
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<CalendarActions> actions;

private:
    TemporaryStore m_store;
    std::unique_ptr<SyncEngine> m_engine;

public:
    QString address;
};
}

/// A real server that schedules itself (Cyrus): it tells everybody, so nobody hears anything twice; and what it keeps to itself
/// is told by mail.
class SchedulingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(DavFixture::startOf(QStringLiteral("cyrus")));
        if (!m_workplace->isRunning()) {
            QFAIL(qPrintable(m_workplace->error()));
        }
        m_anna = std::make_unique<Desk>(*m_workplace, 0);
        m_bert = std::make_unique<Desk>(*m_workplace, 1);
        QVERIFY(m_anna->round());
        QVERIFY(m_bert->round());
        QVERIFY(m_anna->calendar());
    }
    void cleanupTestCase()
    {
        m_anna.reset();
        m_bert.reset();
        m_workplace.reset();
    }

    void invitesAndAnswersWithoutAnyLetter()
    {
        const auto uid = invite(QDateTime(QDate::currentDate().addDays(10), QTime(10, 0), QTimeZone("Europe/Berlin")));
        QVERIFY(m_anna->round());
        QVERIFY(waitUntil([&] { return m_bert->round() && m_bert->item(uid); }, std::chrono::minutes(1)));
        QCOMPARE(m_bert->answerOf(uid, m_bert->address), Participation::NeedsAction);
        m_bert->actions->answer({m_bert->item(uid), 0}, Participation::Accepted, {}, Scope::All);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, m_bert->address) == Participation::Accepted; }));

        // Meanwhile the organiser, offline, writes something else into it.
        const auto before = m_anna->draft(uid);
        auto after = before;
        after.description = QStringLiteral("Bitte pünktlich");
        QVERIFY(waitedFor(m_anna->actions->save(before, after, Scope::All)).has_value());
        QVERIFY(m_bert->round());
        QVERIFY(waitUntil([&] { return m_anna->round() && m_anna->answerOf(uid, m_bert->address) == Participation::Accepted; }, std::chrono::minutes(1)));
        QCOMPARE(m_anna->draft(uid).description, after.description);
        QVERIFY(waitUntil([&] { return m_bert->round() && m_bert->draft(uid).description == after.description; }, std::chrono::minutes(1)));
        QCOMPARE(m_bert->answerOf(uid, m_bert->address), Participation::Accepted);
        QCOMPARE(m_anna->letters().size(), 0);
        QCOMPARE(m_bert->letters().size(), 0);

        // Called off.
        m_anna->actions->remove({m_anna->item(uid), 0}, Scope::All);
        QVERIFY(waitUntil([&] { return !m_anna->item(uid); }));
        QVERIFY(m_anna->round());
        QVERIFY(waitUntil([&] { return m_bert->round() && (!m_bert->item(uid) || m_bert->object(uid).components.first().status == QLatin1StringView("CANCELLED")); }, std::chrono::minutes(1)));
        QCOMPARE(m_anna->letters().size(), 0);
    }

    void oneInstanceLeavesTheOthersAlone()
    {
        const QTimeZone berlin("Europe/Berlin");
        const QDateTime start(QDate::currentDate().addDays(7), QTime(10, 0), berlin);
        const auto uid = invite(start, QStringLiteral("FREQ=WEEKLY;COUNT=5"));
        QVERIFY(m_anna->round());
        QVERIFY(waitUntil([&] { return m_bert->round() && m_bert->item(uid); }, std::chrono::minutes(1)));
        m_bert->actions->answer({m_bert->item(uid), 0}, Participation::Accepted, {}, Scope::All);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, m_bert->address) == Participation::Accepted; }));
        QVERIFY(m_bert->round());
        QVERIFY(waitUntil([&] { return m_anna->round() && m_anna->answerOf(uid, m_bert->address) == Participation::Accepted; }, std::chrono::minutes(1)));

        // The organiser moves the second; the other refuses the third. Both offline.
        const auto second = start.addDays(7);
        const auto third = start.addDays(14);
        m_anna->actions->reschedule({m_anna->item(uid), second.toMSecsSinceEpoch()}, second.addSecs(3600), {}, Scope::This);
        m_bert->actions->answer({m_bert->item(uid), third.toMSecsSinceEpoch()}, Participation::Declined, {}, Scope::This);
        QVERIFY(waitUntil([&] { return m_anna->object(uid).exceptions().size() == 1 && m_bert->object(uid).exceptions().size() == 1; }));
        const auto isComplete = [&](Desk &desk) {
            const auto object = desk.object(uid);
            const auto *moved = object.component(second.toMSecsSinceEpoch());
            const auto *refused = object.component(third.toMSecsSinceEpoch());
            return object.master() && object.master()->rules.size() == 1 && object.exceptions().size() == 2 && moved->start.key() == second.addSecs(3600).toMSecsSinceEpoch()
                && refused->start.key() == third.toMSecsSinceEpoch() && refused->participationOf({m_bert->address}) == Participation::Declined
                && object.master()->participationOf({m_bert->address}) == Participation::Accepted;
        };
        QVERIFY(waitUntil([&] { return m_anna->round() && m_bert->round() && isComplete(*m_anna) && isComplete(*m_bert); }, std::chrono::minutes(1)));
        QCOMPARE(m_anna->letters().size(), 0);
        QCOMPARE(m_bert->letters().size(), 0);
    }

    void tellsOfThePastByMail()
    {
        const auto uid = invite(QDateTime(QDate::currentDate().addDays(-10), QTime(10, 0), QTimeZone("Europe/Berlin")));
        QCOMPARE(m_anna->letters().size(), 0);
        QVERIFY(waitUntil([&] { return m_anna->round() && !m_anna->letters().isEmpty(); }, std::chrono::minutes(1)));
        const auto letters = m_anna->letters();
        QCOMPARE(letters.size(), 1);
        QCOMPARE(letters.first().uid, uid);
        QCOMPARE(letters.first().method, QByteArray("REQUEST"));
        QCOMPARE(letters.first().recipients, QStringList{m_bert->address});
        QVERIFY(m_bert->round());
        QVERIFY(!m_bert->item(uid)); // Cyrus says nothing of the past
    }

private:
    QByteArray invite(const QDateTime &start, const QString &rule = {})
    {
        auto wanted = m_anna->actions->newEvent(m_anna->calendar(), start, {}, false);
        wanted.summary = QStringLiteral("Lage");
        wanted.rule = rule;
        wanted.attendees = {Attendee{.name = {}, .address = m_bert->address}};
        const auto saved = waitedFor(m_anna->actions->save(EventDraft{}, wanted, Scope::All));
        if (!saved) {
            qFatal("%s", qPrintable(saved.error().message));
        }
        return wanted.uid;
    }

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<Desk> m_anna, m_bert;
};

QTEST_GUILESS_MAIN(SchedulingTest)
#include "schedulingtest.moc"
