// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davchange.h"
#include "groupware/davfixture.h"
#include "groupware/davsynchronizerfeeds.h"

#include <QTest>

using namespace Kontor;

namespace
{
QByteArray meeting(const QByteArray &uid, const QByteArray &lines)
{
    return "BEGIN:VEVENT\r\n" + (uid.isEmpty() ? QByteArray() : QByteArray("UID:" + uid + "\r\n")) + lines + "END:VEVENT\r\n";
}

QByteArray zone(const QByteArray &name)
{
    return "BEGIN:VTIMEZONE\r\nTZID:" + name + "\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
}

QByteArray calendar(const QByteArray &content)
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Ferien\\, Bayern\r\n" + content + "END:VCALENDAR\r\n";
}
}

/// Calendars that are one file somewhere.
class DavFeedTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_proxy = std::make_unique<DavProxy>(QUrl(QStringLiteral("http://127.0.0.1:9/")), QByteArray());
        m_heads.clear();
        m_file = calendar(zone("Berlin") + zone("Paris") + meeting("1", "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Berlin:20260105T090000\r\nSUMMARY:one\r\n")
                          + meeting("1", "RECURRENCE-ID;TZID=Paris:20260105T090000\r\nSUMMARY:exception\r\n") + meeting("2", "DTSTAMP:20260101T000000Z\r\nDTSTART:20260106T090000Z\r\nSUMMARY:two\r\n")
                          + meeting({}, "SUMMARY:nameless\r\n"));
        m_proxy->setFilter([this](DavProxy::Request &request) -> std::optional<QByteArray> {
            m_heads << request.head;
            if (!m_status.isEmpty()) {
                return DavProxy::answer(m_status);
            }
            if (request.head.contains(QByteArray(": \"" + QByteArray::number(qHash(m_file)) + '"'))) {
                return DavProxy::answer("304 Not Modified");
            }
            return DavProxy::answer("200 OK", m_file, "ETag: \"" + QByteArray::number(qHash(m_file)) + "\"\r\n");
        });
        m_status.clear();
        m_account = {};
        m_feed = m_proxy->url(QStringLiteral("/ferien.ics")).toString();
        m_account.feeds = QStringList{m_feed};
    }

    void readsOneItemAUid()
    {
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars(), DavPace{.feeds = {}});
        const auto listed = waitedFor(synchronizer.discover());
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
        QCOMPARE(listed->first().remoteId, m_feed);
        QCOMPARE(listed->first().name, QStringLiteral("Ferien, Bayern"));
        QCOMPARE(listed->first().role, DavRole::Feed);
        QCOMPARE(listed->first().rights, Rights(Right::Read));
        DavFixture::Copy copy;
        DavFixture::pull(synchronizer, m_feed, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 3);
        const auto series = copy.items.value(QStringLiteral("1")).payload;
        QVERIFY(series.contains("SUMMARY:one") && series.contains("SUMMARY:exception") && !series.contains("SUMMARY:two") && !series.contains("METHOD"));
        QVERIFY(series.contains("TZID:Berlin\r\n") && series.contains("TZID:Paris\r\n"));
        QVERIFY(!copy.items.value(QStringLiteral("2")).payload.contains("VTIMEZONE"));
        const auto known = *waitedFor(synchronizer.discover());
        QVERIFY(synchronizer.isCurrent(known.first(), copy.token));
        QVERIFY(m_heads.last().toLower().contains("if-none-match"));
        // A new version: all times of writing are new, one event is, one is gone.
        m_file.replace("DTSTAMP:20260101", "DTSTAMP:20260202").replace("SUMMARY:two", "SUMMARY:zwei").replace(meeting({}, "SUMMARY:nameless\r\n"), "");
        const auto changed = *waitedFor(synchronizer.discover());
        QVERIFY(!synchronizer.isCurrent(changed.first(), copy.token));
        const auto before = copy.items;
        DavFixture::pull(synchronizer, m_feed, copy);
        QCOMPARE(copy.items.size(), 2);
        QCOMPARE(copy.items.value(QStringLiteral("1")).revision, before.value(QStringLiteral("1")).revision);
        QVERIFY(copy.items.value(QStringLiteral("2")).revision != before.value(QStringLiteral("2")).revision);
        const auto fetched = waitedFor(synchronizer.fetch(ItemRef{ItemId{1}, CollectionId{1}, m_feed, QStringLiteral("2")}, {}, 0));
        QVERIFY(fetched && fetched->bytes.contains("SUMMARY:zwei"));
        synchronizer.stop();
        QCOMPARE(waitedFor(synchronizer.discover()).error().kind, Error::Kind::Cancelled);
    }

    void isReadOnly()
    {
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars());
        for (const auto &kind : {DavChange::Create, DavChange::Edit, DavChange::Delete}) {
            QCOMPARE(DavFixture::push(synchronizer, DavFixture::change(kind, m_feed)).error().kind, Error::Kind::Forbidden);
        }
    }

    void aBrokenFeedBreaksNothingElse()
    {
        m_account.feeds << m_proxy->url(QStringLiteral("/other.ics")).toString();
        m_status = "404 Not Found";
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars());
        const auto listed = waitedFor(synchronizer.discover());
        QVERIFY(listed);
        QCOMPARE(listed->size(), 2);
        QVERIFY(listed->first().name.isEmpty()); // whatever was known of it stays
        const auto asked = m_heads.size();
        DavFixture::Copy copy;
        DavFixture::pull(synchronizer, m_feed, copy);
        QVERIFY(copy.error);
        QCOMPARE(copy.error->kind, Error::Kind::NotFound);
        QCOMPARE(m_heads.size(), asked); // once a round is enough
        m_status = "401 Unauthorized";
        QVERIFY(waitedFor(synchronizer.discover()));
        DavFixture::pull(synchronizer, m_feed, copy);
        QCOMPARE(copy.error->kind, Error::Kind::Forbidden); // the account itself is well
        QCOMPARE(waitedFor(DavSynchronizer::check(m_account, DavSynchronizer::calendars())).error().kind, Error::Kind::Forbidden);
        m_status.clear();
        m_file = "<html>Sign in</html>";
        QVERIFY(waitedFor(synchronizer.discover()));
        DavFixture::pull(synchronizer, m_feed, copy);
        QCOMPARE(copy.error->kind, Error::Kind::Protocol);
        for (const auto *passing : {"500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"}) { // would hold up everything else
            m_status = passing;
            QVERIFY(waitedFor(synchronizer.discover()));
            DavFixture::pull(synchronizer, m_feed, copy);
            QVERIFY2(copy.error && !isPassing(copy.error->kind), passing);
        }
    }

    void oneThatIsDownIsItsOwnProblem()
    {
        const auto down = QStringLiteral("http://127.0.0.1:1/down.ics"); // nobody listens there
        m_account.feeds = QStringList{down};
        DavFixture::Copy copy;
        {
            DavSynchronizer alone(m_account, DavSynchronizer::calendars());
            QVERIFY(waitedFor(alone.discover()));
            DavFixture::pull(alone, down, copy);
            QVERIFY(copy.error);
            QCOMPARE(copy.error->kind, Error::Kind::Offline); // as far as one can see there is no network
        }
        m_account.feeds << m_feed;
        DavSynchronizer beside(m_account, DavSynchronizer::calendars());
        QVERIFY(waitedFor(beside.discover()));
        DavFixture::pull(beside, down, copy);
        QVERIFY(copy.error && !isPassing(copy.error->kind));
        copy = {};
        DavFixture::pull(beside, m_feed, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 3);
    }

    void tellsTheEndOfAProblem()
    {
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars(), DavPace{.feeds = {}});
        DavFixture::Copy copy;
        const auto round = [&] {
            const auto listed = waitedFor(synchronizer.discover());
            const bool isPulled = listed && !synchronizer.isCurrent(listed->first(), copy.token);
            copy.error.reset();
            if (isPulled) {
                DavFixture::pull(synchronizer, m_feed, copy);
            }
            return isPulled;
        };
        QVERIFY(round());
        QVERIFY(!round());
        m_status = "404 Not Found";
        QVERIFY(round() && copy.error);
        QCOMPARE(copy.items.size(), 3);
        m_status.clear();
        QVERIFY(round() && !copy.error); // the same file as before, and yet there is something to tell
        QVERIFY(!round());
    }

    void goesWhereItIsSent()
    {
        const auto there = m_proxy->url(QStringLiteral("/there.ics")).toString();
        const auto file = m_file;
        bool isSent = false;
        m_proxy->setFilter([&](DavProxy::Request &request) -> std::optional<QByteArray> {
            m_heads << request.head;
            if (request.path == "/ferien.ics") {
                return DavProxy::answer("301 Moved Permanently", {}, "Location: /there.ics\r\n");
            }
            isSent = true;
            return DavProxy::answer(request.head.toLower().contains("if-none-match: \"x\"") ? "304 Not Modified" : "200 OK", file, "ETag: \"x\"\r\n");
        });
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars(), DavPace{.feeds = {}});
        const auto listed = waitedFor(synchronizer.discover());
        QVERIFY(listed && isSent);
        QCOMPARE(listed->first().remoteId, m_feed); // it is still the same subscription
        DavFixture::Copy copy;
        DavFixture::pull(synchronizer, m_feed, copy);
        QCOMPARE(copy.items.size(), 3);
        const auto again = waitedFor(synchronizer.discover());
        QVERIFY(again && synchronizer.isCurrent(again->first(), copy.token));
        QVERIFY(m_heads.last().toLower().contains("if-none-match"));
    }

    void keepsPasswordsOutOfSight()
    {
        auto url = QUrl(m_feed);
        url.setUserInfo(QStringLiteral("anna:secret"));
        m_account.feeds = QStringList{url.toString()};
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars());
        const auto listed = waitedFor(synchronizer.discover());
        QVERIFY(listed);
        QVERIFY(m_heads.first().contains(QByteArray("Basic " + QByteArray("anna:secret").toBase64())));
        QVERIFY(!listed->first().attributes.value(DavAttribute::Feed).toString().contains(QLatin1StringView("secret")));
    }

    void isFetchedSafely()
    {
        QCOMPARE(feedAddress(QStringLiteral("webcal://example.org/a.ics")), QUrl(QStringLiteral("https://example.org/a.ics")));
        QCOMPARE(feedAddress(QStringLiteral("webcals://example.org/a.ics")), QUrl(QStringLiteral("https://example.org/a.ics")));
        m_account.feeds = QStringList{QStringLiteral("http://192.0.2.1/a.ics")};
        DavSynchronizer synchronizer(m_account, DavSynchronizer::calendars());
        DavFixture::Copy copy;
        DavFixture::pull(synchronizer, m_account.feeds.first(), copy);
        QVERIFY(copy.error);
        QVERIFY(!isPassing(copy.error->kind)); // without TLS only to this very machine
    }

private:
    std::unique_ptr<DavProxy> m_proxy;
    Account m_account;
    QString m_feed;
    QByteArray m_file;
    QByteArray m_status;
    QByteArrayList m_heads;
};

QTEST_GUILESS_MAIN(DavFeedTest)
#include "davfeedtest.moc"
