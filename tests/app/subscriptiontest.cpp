// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/keysource.h"
#include "app/services.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "groupware/davproxy.h"
#include "support/waiting.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

namespace
{
class FixedKey : public KeySource
{
public:
    QFuture<KeyAnswer> key(KeyIntent) override
    {
        return QtFuture::makeReadyValueFuture(keyPresent(QByteArray(32, 'k')));
    }
};

QByteArray file(const QByteArray &name)
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:" + name + "\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260105T090000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

/// The program without a window, and what its calendar list shows.
struct Program {
    explicit Program(const QString &folder)
        : services({.folder = folder, .keySource = std::make_shared<FixedKey>()})
    {
        services.begin();
        waitUntil([this] { return services.state() == Services::State::Ready; });
        calendars = std::make_unique<CalendarListModel>(services.store());
    }
    ~Program()
    {
        calendars.reset();
        services.shutDown();
    }
    CalendarInfo named(const QString &name) const
    {
        for (const auto all = calendars->calendars(); const auto &one : all) {
            if (one.name == name) {
                return one;
            }
        }
        return {};
    }
    QStringList feeds() const
    {
        return services.accounts().value(0).feeds;
    }
    Services services;
    std::unique_ptr<CalendarListModel> calendars;
};
}

/// Subscribing to calendars on the web and ending that, with the engines at work.
class SubscriptionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesByItsNameAndGoes()
    {
        DavProxy server(QUrl(QStringLiteral("http://127.0.0.1:9/")), QByteArray());
        QByteArray status = "200 OK";
        server.setFilter([&status](DavProxy::Request &request) -> std::optional<QByteArray> {
            return request.path == "/missing.ics" ? DavProxy::answer("404 Not Found") : DavProxy::answer(status, file(request.path.sliced(1)));
        });
        const auto first = server.url(QStringLiteral("/first.ics")), second = server.url(QStringLiteral("/second.ics"));
        QTemporaryDir folder;
        {
            Program program(folder.path());
            QCOMPARE(program.services.state(), Services::State::Ready);
            Account account;
            account.address = QStringLiteral("anna@example.org");
            account.name = QStringLiteral("Anna Berg");
            account.feeds = QStringList{first.toString()};
            const auto id = waitedFor(program.services.saveAccount(account));
            QVERIFY(id);
            QVERIFY(waitUntil([&] { return bool(program.named(QStringLiteral("first.ics")).id); }));
            program.services.calendarActions()->nameSubscription(*id, second.toString(), QStringLiteral("Ferien"));
            QVERIFY(waitedFor(program.services.subscribe(*id, second)));
            QVERIFY(waitUntil([&] { return program.named(QStringLiteral("Ferien")).fetched.isValid(); }));
            const auto missing = waitedFor(program.services.subscribe(*id, server.url(QStringLiteral("/missing.ics"))));
            QVERIFY(!missing);
            QCOMPARE(missing.error().kind, Error::Kind::NotFound);
            QCOMPARE(program.feeds(), (QStringList{first.toString(), second.toString()}));
        }
        status = "500 Internal Server Error"; // nor does anything else need a network
        Program program(folder.path());
        QVERIFY(waitUntil([&] { return bool(program.named(QStringLiteral("Ferien")).id); }));
        QVERIFY(waitUntil([&] { return !program.named(QStringLiteral("Ferien")).problem.isEmpty(); }));
        QCOMPARE(program.named(QStringLiteral("first.ics")).feed, first.toString());
        QVERIFY(waitedFor(program.services.unsubscribe(program.named(QStringLiteral("Ferien")).id)));
        QVERIFY(waitUntil([&] { return !program.named(QStringLiteral("Ferien")).id; }));
        QCOMPARE(program.feeds(), QStringList{first.toString()});
        status = "200 OK";
        program.services.syncNow();
        QVERIFY(waitUntil([&] { return program.named(QStringLiteral("first.ics")).problem.isEmpty(); }));
        QCOMPARE(program.calendars->calendars().size(), 1);
        // The last one takes the account's calendars with it.
        QVERIFY(waitedFor(program.services.unsubscribe(program.named(QStringLiteral("first.ics")).id)));
        QVERIFY(waitUntil([&] { return program.calendars->rowCount() == 0; }));
    }
};

QTEST_MAIN(SubscriptionTest)
#include "subscriptiontest.moc"
