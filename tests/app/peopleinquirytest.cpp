// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/peopleinquiry.h"

#include "accounts/accountstore.h"
#include "app/engines.h"
#include "app/kinds/enginekind.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/freebusystrip.h"
#include "calendar/ui/roomsearch.h"
#include "groupware/davfixture.h"
#include "shell/itemlistview.h"
#include "support/temporarystore.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTest>
#include <QUuid>

using namespace Kontor;

namespace
{
const QString cyrus = QStringLiteral("cyrus");
const QString radicale = QStringLiteral("radicale");

/// A working day ahead.
QDate someDay()
{
    auto day = QDate::currentDate().addDays(14);
    while (day.dayOfWeek() != Qt::Wednesday) {
        day = day.addDays(1);
    }
    return day;
}

QDateTime at(int hour, int minute = 0)
{
    return QDateTime(someDay(), QTime(hour, minute), QTimeZone("Europe/Berlin"));
}

QByteArray eventAt(const QByteArray &uid, const QDateTime &start, const QDateTime &end)
{
    const auto utc = [](const QDateTime &time) { return time.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1(); };
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" + utc(start) + "\r\nDTEND:" + utc(end)
        + "\r\nSUMMARY:Besetzt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

/// The program of one person, as far as calendars go.
class House
{
public:
    explicit House(Account account)
        : m_store(EngineKind::schemas())
        , outbox(EngineKind::makeOutbox(*m_store))
        , actions(outbox)
        , inquiry(&engines)
    {
        AccountStore accounts(*m_store);
        account.id = {};
        account.id = waitedFor(accounts.save(account)).value();
        me = account;
        engines.use(*m_store, outbox);
        engines.start(me, ResourceKind::Calendar, waitedFor(accounts.resource(me.id, ResourceKind::Calendar)).value());
    }
    ~House()
    {
        engines.stopAll();
    }
    const Engines::Engine *engine() const
    {
        return engines.of(me.id, ResourceKind::Calendar);
    }
    bool isIn() const
    {
        return waitUntil([this] { return engine()->status.lastSuccess.isValid(); }, std::chrono::minutes(2));
    }
    CalendarParts parts()
    {
        CalendarParts parts;
        parts.store = *m_store;
        parts.actions = &actions;
        parts.accounts = [this] { return QList<Account>{me}; };
        parts.askFreeBusy = [this](AccountId account, const QString &organizer, const QStringList &addresses, const QDateTime &from, const QDateTime &to) {
            return inquiry.freeBusy(account, organizer, addresses, from, to);
        };
        parts.findPeople = [this](AccountId account, const QString &words) { return inquiry.find(account, words); };
        return parts;
    }
    Result<FreeBusy::Told> ask(const QStringList &addresses)
    {
        return waitedFor(inquiry.freeBusy(me.id, me.address, addresses, at(0), at(0).addDays(1)));
    }

private:
    TemporaryStore m_store;

public:
    std::shared_ptr<Outbox> outbox;
    CalendarActions actions;
    Account me;
    Engines engines;
    PeopleInquiry inquiry;
};
}

/// Who is busy and which rooms there are, asked of real servers the way the program asks; and whatever else a server may say.
class PeopleInquiryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
    }
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{radicale, cyrus, QStringLiteral("--dav")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }

    void seesWhenSomebodyElseIsBusy()
    {
        const DavFixture anna(*m_workplace, cyrus, DavSynchronizer::calendars());
        DavFixture other(*m_workplace, cyrus, DavSynchronizer::calendars(), 1);
        other.put(other.home.homes.first() + QStringLiteral("Default/"), QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".ics"), eventAt("busy1", at(10), at(11)));
        House house(anna.account);
        QVERIFY(house.isIn());
        const auto stranger = QStringLiteral("nobody@beispielamt.test");
        const auto told = house.ask({other.account.address, stranger, QStringLiteral("b\r\nX: y@example.org"), QStringLiteral("no address")});
        QVERIFY2(told, told ? "" : qPrintable(told.error().message + told.error().detail));
        QCOMPARE(told->value(other.account.address), (QList<FreeBusy::Span>{{at(10).toUTC(), at(11).toUTC()}}));
        QCOMPARE(told->size(), 1); // of the others nothing is known

        // The same in the editor, and the next time that suits both.
        CalendarListModel calendars(house.parts().store);
        QVERIFY(waitUntil([&] { return std::ranges::any_of(calendars.calendars(), [](const CalendarInfo &one) { return one.isWritable && one.schedulesItself; }); }));
        auto draft = house.actions.newEvent(CollectionId{}, at(10, 30), at(11, 30), false);
        const auto list = calendars.calendars();
        draft.calendar = std::ranges::find_if(list, [](const CalendarInfo &one) { return one.isWritable && one.schedulesItself && one.holdsEvents; })->id;
        draft.attendees = {{.name = {}, .address = other.account.address}};
        EventEditor editor(house.parts(), list, draft);
        editor.show();
        editor.findChild<QTabWidget *>()->setCurrentIndex(2);
        const auto *people = editor.findChild<QListWidget *>(QStringLiteral("attendees"));
        const auto spoken = [people] { return people->item(0)->data(Qt::AccessibleTextRole).toString(); };
        QVERIFY(waitUntil([&] { return spoken().contains(QStringLiteral("– busy 10:00 to 11:00")); }));
        editor.findChild<QPushButton *>(QStringLiteral("nextFree"))->click();
        QVERIFY(waitUntil([&] { return editor.draft().start == at(11); }));
        QVERIFY(waitUntil([&] { return spoken().contains(QStringLiteral("– free")); }));
    }

    void aRoomIsFoundAndBooked()
    {
        const DavFixture anna(*m_workplace, cyrus, DavSynchronizer::calendars());
        DavFixture room(*m_workplace, cyrus, DavSynchronizer::calendars(), 2);
        const auto place = room.home.homes.first() + QStringLiteral("Default/");
        const auto before = room.hrefs(place);
        // Cyrus tells of those only whose calendars one may read.
        const HttpRequest open{.method = "ACL",
                               .url = room.other->url(room.home.homes.first()),
                               .headers = {{"Content-Type", "application/xml"}},
                               .body = "<acl xmlns=\"DAV:\"><ace><principal><self/></principal><grant><privilege><all/></privilege></grant></ace>"
                                       "<ace><principal><authenticated/></principal><grant><privilege><read/></privilege></grant></ace></acl>"};
        QVERIFY(waitedFor(room.http->send(open))->isSuccess());
        House house(anna.account);
        QVERIFY(house.isIn());
        CalendarListModel calendars(house.parts().store);
        QVERIFY(waitUntil([&] { return std::ranges::any_of(calendars.calendars(), [](const CalendarInfo &one) { return one.isWritable && one.schedulesItself && one.role.isEmpty(); }); }));
        const auto list = calendars.calendars();
        auto draft = house.actions.newEvent(std::ranges::find_if(list, [](const CalendarInfo &one) { return one.isWritable && one.schedulesItself && one.role.isEmpty() && one.holdsEvents; })->id, at(13),
                                            at(14), false);
        draft.summary = QStringLiteral("Klausur");
        EventEditor editor(house.parts(), list, draft);
        editor.show();
        auto *pages = editor.findChild<QTabWidget *>();
        pages->setCurrentIndex(2);
        editor.findChild<QPushButton *>(QStringLiteral("findPeople"))->click();
        auto *search = editor.findChild<RoomSearch *>();
        auto *found = search->findChild<ItemListView *>(QStringLiteral("foundPeople"));
        auto *words = search->findChild<QLineEdit *>(QStringLiteral("searchWords"));
        words->setText(room.account.address.section(u'.', 0, 0));
        const auto row = [found] { return found->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(); };
        QVERIFY(waitUntil([&] { return found->model()->rowCount() == 1 && row().endsWith(QLatin1String("free")); }));
        QTest::keyClick(words, Qt::Key_Return);
        search->reject();
        // Cyrus calls everybody an individual; a person knows better.
        auto *kind = editor.findChild<QComboBox *>(QStringLiteral("attendeeKind"));
        kind->setCurrentIndex(int(Attendee::Kind::Room));
        Q_EMIT kind->activated(int(Attendee::Kind::Room));
        QCOMPARE(editor.draft().attendees.size(), 1);
        QCOMPARE(editor.draft().attendees.first().kind, Attendee::Kind::Room);
        QSignalSpy saved(&editor, &EventEditor::saved);
        editor.save();
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        // Delivered by the server.
        QVERIFY(waitUntil(
            [&] {
                house.engines.syncNow();
                return room.hrefs(place).size() > before.size();
            },
            std::chrono::minutes(2)));
        QByteArray booked;
        for (const auto hrefs = room.hrefs(place); const auto &href : hrefs) {
            if (!before.contains(href)) {
                booked = room.get(href).replace("\r\n ", "");
            }
        }
        QVERIFY2(booked.contains("SUMMARY:Klausur") && booked.contains("CUTYPE=ROOM"), booked.constData());
        // And busy from now on, for whoever asks.
        const auto told = house.ask({room.account.address});
        QVERIFY(told);
        QVERIFY(std::ranges::any_of(told->value(room.account.address), [](const FreeBusy::Span &span) { return span.start == at(13) && span.end == at(14); }));
    }

    void knowsRoomsByTheirKind()
    {
        const DavFixture anna(*m_workplace, cyrus, DavSynchronizer::calendars());
        QByteArrayList bodies;
        anna.proxy->setFilter([&bodies](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (!request.body.contains("principal-property-search")) {
                return std::nullopt;
            }
            bodies << request.body;
            const auto one = [](const QByteArray &name, const QByteArray &kind, const QByteArray &address) {
                return QByteArray("<response><href>/p/" + name + "/</href><propstat><prop><displayname>" + name + "</displayname><C:calendar-user-type>" + kind
                                  + "</C:calendar-user-type><C:calendar-user-address-set><href>/p/x/</href><href>mailto:" + address
                                  + "</href></C:calendar-user-address-set></prop><status>HTTP/1.1 200 OK</status></propstat></response>");
            };
            return DavProxy::answer("207 Multi-Status", "<multistatus xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">" + one("Raum 2.04", "ROOM", "raum204@amt.example")
                                                            + one("Beamer", "RESOURCE", "beamer@amt.example") + one("Raum 2.04 noch einmal", "ROOM", "RAUM204@amt.example")
                                                            + one("Boese", "ROOM", "x@amt.example%0d%0aBCC:y@amt.example") + "</multistatus>");
        });
        House house(anna.account);
        QVERIFY(house.isIn());
        const auto rooms = waitedFor(house.inquiry.find(house.me.id, {}));
        QVERIFY(rooms);
        QCOMPARE(rooms->size(), 2); // each once, and no address that is none
        QCOMPARE(rooms->at(0).kind, Attendee::Kind::Room);
        QCOMPARE(rooms->at(0).address, QStringLiteral("raum204@amt.example"));
        QCOMPARE(rooms->at(1).kind, Attendee::Kind::Resource);
        QVERIFY(bodies.first().contains("ROOM")); // nothing typed: rooms are asked for
    }

    void aServerWithoutSchedulingKnowsNobody()
    {
        const DavFixture anna(*m_workplace, radicale, DavSynchronizer::calendars());
        House house(anna.account);
        QVERIFY(house.isIn());
        const auto told = house.ask({QStringLiteral("joerg.weiss@beispielamt.test")});
        QVERIFY(!told);
        QCOMPARE(told.error().kind, Error::Kind::NotFound);
        const auto found = waitedFor(house.inquiry.find(house.me.id, QStringLiteral("weiss")));
        QVERIFY(found);
        QVERIFY(found->isEmpty());
    }

    void withoutConnectionTheAnswerComesAtOnce()
    {
        Account account;
        account.address = QStringLiteral("anna@beispielamt.test");
        account.davUserName = account.address;
        account.davPassword = QStringLiteral("x");
        account.calendars = QUrl(QStringLiteral("http://127.0.0.1:1/"));
        House house(account);
        QVERIFY(waitUntil([&] { return house.engine()->status.error.has_value(); }));
        const auto future = house.inquiry.freeBusy(house.me.id, account.address, {QStringLiteral("b@example.org")}, at(0), at(1));
        QVERIFY(future.isFinished());
        QCOMPARE(future.result().error().kind, Error::Kind::Offline);
        QVERIFY(house.inquiry.find(AccountId{4711}, QStringLiteral("x")).isFinished()); // no such account
    }

    void whateverAServerSays_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("isAnswer");
        const auto wrapped = [](const QByteArray &who, const QByteArray &ics) {
            return QByteArray("<C:schedule-response xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><C:response><C:recipient><D:href>mailto:" + who
                              + "</D:href></C:recipient><C:request-status>2.0;Success</C:request-status><C:calendar-data>" + ics + "</C:calendar-data></C:response></C:schedule-response>");
        };
        QByteArray many = "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n";
        while (many.size() < (10 << 20)) {
            many += "FREEBUSY:20300101T000000Z/PT1H\r\n";
        }
        many += "END:VFREEBUSY\r\nEND:VCALENDAR\r\n";
        QTest::newRow("ten megabytes") << DavProxy::answer("200 OK", wrapped("bert@amt.example", many)) << false;
        QTest::newRow("two megabytes") << DavProxy::answer("200 OK", wrapped("bert@amt.example", many.first(2 << 20) + "\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n")) << true;
        QTest::newRow("garbage") << DavProxy::answer("200 OK", QByteArray("\0\x01\xff<<<&&&", 9)) << false;
        QTest::newRow("page") << DavProxy::answer("200 OK", "<html><body>Welcome</body></html>") << true;
        QTest::newRow("somebody else") << DavProxy::answer("200 OK", wrapped("eve@amt.example", "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n")) << true;
        QTest::newRow("no calendar") << DavProxy::answer("200 OK", wrapped("bert@amt.example", "free, I promise")) << true;
        QTest::newRow("refused") << DavProxy::answer("403 Forbidden") << false;
        QTest::newRow("failed") << DavProxy::answer("200 OK", wrapped("bert@amt.example", "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n").replace("2.0;Success", "5.1;Service unavailable")) << true;
    }
    void whateverAServerSays()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, isAnswer);
        const DavFixture anna(*m_workplace, cyrus, DavSynchronizer::calendars());
        anna.proxy->setFilter([answer](DavProxy::Request &request) { return request.method == "POST" ? std::optional(answer) : std::nullopt; });
        House house(anna.account);
        QVERIFY(house.isIn());
        const auto told = house.ask({QStringLiteral("bert@amt.example"), QStringLiteral("cem@amt.example")});
        QCOMPARE(told.has_value(), isAnswer);
        if (told) { // of whom nothing was told, nothing is known
            QVERIFY(!told->contains(QStringLiteral("cem@amt.example")));
            QVERIFY(!told->contains(QStringLiteral("eve@amt.example")));
            QCOMPARE(told->contains(QStringLiteral("bert@amt.example")), QByteArray(QTest::currentDataTag()) == "two megabytes");
        }
    }

    void silenceEnds()
    {
        const DavFixture anna(*m_workplace, cyrus, DavSynchronizer::calendars());
        anna.proxy->setFilter([](DavProxy::Request &request) {
            return request.method == "POST" ? std::optional<QByteArray>("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<") : std::nullopt;
        });
        House house(anna.account);
        QVERIFY(house.isIn());
        house.inquiry.setPatience(std::chrono::milliseconds(50));
        const auto told = house.ask({QStringLiteral("bert@amt.example")});
        QCOMPARE(told.error().kind, Error::Kind::Timeout);
        // Nobody waits any more, and then the program ends.
        house.inquiry.setPatience(std::chrono::minutes(1));
        auto left = house.inquiry.freeBusy(house.me.id, house.me.address, {QStringLiteral("bert@amt.example")}, at(0), at(1));
        left.cancel();
        auto open = house.inquiry.freeBusy(house.me.id, house.me.address, {QStringLiteral("bert@amt.example")}, at(0), at(1));
        house.engines.stopAll();
        QVERIFY(waitUntil([&] { return open.isFinished(); }));
    }

private:
    std::unique_ptr<Workplace> m_workplace;
};

QTEST_MAIN(PeopleInquiryTest)
#include "peopleinquirytest.moc"
