// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/accountstore.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/calendarprojector.h"
#include "groupware/davchange.h"
#include "groupware/davproxy.h"
#include "groupware/davsynchronizer.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

namespace
{
QByteArray file(int events)
{
    QByteArray text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:Ferien\r\nX-APPLE-CALENDAR-COLOR:#123456\r\n";
    for (int i = 0; i < events; ++i) {
        text += "BEGIN:VEVENT\r\nUID:" + QByteArray::number(i) + "\r\nDTSTART:20260105T090000Z\r\nSUMMARY:" + QByteArray::number(i) + "\r\nEND:VEVENT\r\n";
    }
    return text + "END:VCALENDAR\r\n";
}

/// Somebody who has subscribed to a file on some server.
struct Subscriber {
    DavProxy server{QUrl(QStringLiteral("http://127.0.0.1:9/")), QByteArray()};
    QByteArray status = "200 OK", body = file(2), headers;
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")}};
    std::shared_ptr<CalendarProjector> projector = std::make_shared<CalendarProjector>();
    std::shared_ptr<Outbox> outbox = std::make_shared<Outbox>(*store);
    Account account;
    QString feed;
    ResourceId resource;
    std::unique_ptr<SyncEngine> engine;

    Subscriber()
    {
        outbox->addProjector(ResourceKind::Calendar, projector);
        server.setFilter([this](DavProxy::Request &) -> std::optional<QByteArray> { return DavProxy::answer(status, body, headers); });
        feed = server.url(QStringLiteral("/ferien.ics")).toString();
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna Berg");
        account.userName = account.address;
        account.feeds = QStringList{feed};
        AccountStore accounts(*store);
        account.id = waitedFor(accounts.save(account)).value();
        resource = waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value();
    }
    ~Subscriber()
    {
        stop();
    }
    void stop()
    {
        if (!engine) {
            return;
        }
        bool isStopped = false;
        QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&isStopped] { isStopped = true; });
        engine->stop();
        waitUntil([&isStopped] { return isStopped; });
        engine.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    Result<void> round()
    {
        if (!engine) {
            SyncEngine::Options options;
            options.resource = resource;
            options.store = *store;
            options.projector = projector;
            options.synchronizer = std::make_unique<DavSynchronizer>(account, DavSynchronizer::calendars(), DavPace{.feeds = {}});
            engine = std::make_unique<SyncEngine>(std::move(options));
        }
        return waitedFor(engine->round(), std::chrono::minutes(2));
    }
    int events()
    {
        return int(waitedFor(store->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM calendar_object").value<qint64>(); })).value().value_or(-1));
    }
    CalendarInfo info()
    {
        CalendarListModel model(*store);
        waitUntil([&] { return model.isReady() && model.calendars().size() == 1; });
        return model.calendars().value(0);
    }
};
}

/// Subscribed calendars as the user sees them: named by the user, and there whatever their server does.
class FeedLookTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isCalledAsTheUserSays()
    {
        Subscriber home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        actions.nameSubscription(home.account.id, home.feed, QStringLiteral("  Schulferien "));
        QVERIFY(home.round());
        auto info = home.info();
        QCOMPARE(info.name, QStringLiteral("Schulferien"));
        QCOMPARE(info.colour, QColor(QStringLiteral("#123456")));
        QCOMPARE(info.feed, home.feed);
        QVERIFY(info.fetched.isValid() && info.problem.isEmpty() && !info.isWritable);
        // The feed's own name changes, and the program begins anew.
        home.body.replace("Ferien", "Anders");
        QVERIFY(home.round());
        QCOMPARE(home.info().name, QStringLiteral("Schulferien"));
        home.stop();
        QVERIFY(home.round());
        QCOMPARE(home.info().name, QStringLiteral("Schulferien"));
        // Called otherwise later, with another colour; no server is asked.
        actions.changeCalendar(info.id, QStringLiteral("Frei"), QColor(QStringLiteral("#aa0000")));
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QVERIFY(home.round());
        info = home.info();
        QCOMPARE(info.name, QStringLiteral("Frei"));
        QCOMPARE(info.colour, QColor(QStringLiteral("#aa0000")));
        actions.undo();
        QVERIFY(waitUntil([&] { return home.info().name == QStringLiteral("Schulferien"); }));
        QCOMPARE(home.info().colour, QColor(QStringLiteral("#123456")));
        // Its own name again.
        actions.changeCalendar(info.id, QStringLiteral("Anders"), {});
        QVERIFY(waitUntil([&] { return home.info().name == QStringLiteral("Anders"); }));
        home.body.replace("Anders", "Neu");
        QVERIFY(home.round());
        QCOMPARE(home.info().name, QStringLiteral("Neu"));
        QCOMPARE(failed.count(), 0);
    }

    void staysWhateverItsServerDoes_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("gone") << QByteArray("404 Not Found") << QByteArray("gone");
        QTest::newRow("broken") << QByteArray("500 Internal Server Error") << QByteArray("sorry");
        QTest::newRow("closed") << QByteArray("401 Unauthorized") << QByteArray("who?");
        QTest::newRow("a page") << QByteArray("200 OK") << QByteArray("<!DOCTYPE html><html><body>Sign in</body></html>");
        QTest::newRow("garbage") << QByteArray("200 OK") << QByteArray::fromHex("00ff17deadbeef").repeated(1000);
        QTest::newRow("nothing") << QByteArray("200 OK") << QByteArray();
        QTest::newRow("cut short") << QByteArray("200 OK") << file(2).first(150);
        QTest::newRow("endless") << QByteArray("200 OK") << QByteArray(file(1) + QByteArray(50 << 20, ' ') + "\r\nEND:VCALENDAR\r\n");
    }
    void staysWhateverItsServerDoes()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        Subscriber home;
        QVERIFY(home.round());
        QCOMPARE(home.events(), 2);
        const auto before = home.info();
        home.status = status;
        home.body = body;
        QVERIFY(home.round()); // the account is well
        auto info = home.info();
        QCOMPARE(home.events(), 2);
        QVERIFY2(!info.problem.isEmpty(), qPrintable(info.name));
        QCOMPARE(info.name, QStringLiteral("Ferien"));
        QCOMPARE(info.fetched, before.fetched);
        // Nor does it forget what it was when the program begins with that.
        home.stop();
        QVERIFY(home.round());
        info = home.info();
        QCOMPARE(home.events(), 2);
        QVERIFY(!info.problem.isEmpty());
        QCOMPARE(info.name, QStringLiteral("Ferien"));
        QCOMPARE(info.colour, before.colour);
        QCOMPARE(info.fetched, before.fetched);
        // The very same file as before: nothing is new but that it is well again.
        home.status = "200 OK";
        home.body = file(2);
        QVERIFY(home.round());
        QVERIFY(home.info().problem.isEmpty());
        QVERIFY(home.info().fetched >= before.fetched);
        home.body = file(5);
        QVERIFY(home.round());
        QCOMPARE(home.events(), 5);
    }

    void isThereBeforeItAnswers()
    {
        Subscriber home;
        home.status = "404 Not Found";
        QVERIFY(home.round());
        auto info = home.info();
        QCOMPARE(info.name, QStringLiteral("ferien")); // of its address
        QVERIFY(!info.problem.isEmpty() && !info.fetched.isValid());
        home.status = "200 OK";
        QVERIFY(home.round());
        QCOMPARE(home.info().name, QStringLiteral("Ferien"));
        QCOMPARE(home.events(), 2);
    }
};

QTEST_GUILESS_MAIN(FeedLookTest)
#include "feedlooktest.moc"
