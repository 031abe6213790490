// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davfixture.h"

#include <QTest>

using namespace Kontor;

namespace
{
const QString xandikos = QStringLiteral("xandikos");
const QString radicale = QStringLiteral("radicale");
const QString cyrus = QStringLiteral("cyrus");

bool isSyncReport(const DavProxy::Request &request)
{
    return request.method == "REPORT" && request.body.contains("sync-collection");
}

bool isMultiget(const DavProxy::Request &request)
{
    return request.method == "REPORT" && request.body.contains("multiget");
}
}

/// Reading from real servers, each with its own idea of the standard.
class DavPullTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{radicale, xandikos, cyrus, QStringLiteral("--dav")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }

    void readsManyInFewRequests_data()
    {
        everywhere();
    }
    void readsManyInFewRequests()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 60; ++i) {
            fixture.put(collection, QStringLiteral("e%1%2").arg(i).arg(fixture.kind.suffix), fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        const auto synchronizer = fixture.synchronizer({.page = 1000, .batch = 20});
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
        QCOMPARE(copy.items.size(), 60);
        for (const auto &item : std::as_const(copy.items)) {
            QVERIFY(item.payload.startsWith("BEGIN:"));
            QVERIFY(item.payload.contains("\r\n"));
            QVERIFY(!item.revision.isEmpty());
        }
        qInfo() << fixture.proxy->count("REPORT") << "reports" << fixture.proxy->count("GET") << "gets";
        QVERIFY(fixture.proxy->count("REPORT") <= 5);
        QCOMPARE(fixture.proxy->count("GET"), 0);
        // A second look: nothing to read, and the listing alone says so.
        const auto listed = waitedFor(synchronizer->discover());
        QVERIFY(listed);
        const auto remote = std::ranges::find(*listed, collection, &RemoteCollection::remoteId);
        QVERIFY(remote != listed->end());
        QVERIFY(synchronizer->isCurrent(*remote, copy.token));
        const auto before = copy.deltas;
        DavFixture::pull(*synchronizer, collection, copy);
        QCOMPARE(copy.deltas, before + 1);
        QCOMPARE(copy.items.size(), 60);
    }

    void refusesBogusTokens_data()
    {
        everywhere();
    }
    void refusesBogusTokens()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        fixture.put(collection, QStringLiteral("a") + fixture.kind.suffix, fixture.object(collection, QStringLiteral("a")));
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        copy.token = "s\n0\nhttp://example.org/bogus/1";
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(copy.error);
        QCOMPARE(copy.error->kind, Error::Kind::TokenExpired);
        copy.token.clear();
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 1);
    }

    void noticesATokenThatGoesBack()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        fixture.proxy->setFilter([](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (!isSyncReport(request)) {
                return std::nullopt;
            }
            return DavProxy::answer("207 Multi-Status", "<d:multistatus xmlns:d='DAV:'><d:sync-token>http://sabre.io/ns/sync/12</d:sync-token></d:multistatus>");
        });
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        copy.token = "s\n0\nhttp://sabre.io/ns/sync/12";
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(!copy.error);
        copy.token = "s\n0\nhttp://sabre.io/ns/sync/11";
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(!copy.error);
        copy.token = "s\n0\nhttp://sabre.io/ns/sync/97";
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(copy.error);
        QCOMPARE(copy.error->kind, Error::Kind::TokenExpired);
    }

    void looksAgainInFewRequests_data()
    {
        everywhere();
    }
    void looksAgainInFewRequests()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 5; ++i) {
            fixture.put(collection, QStringLiteral("e%1%2").arg(i).arg(fixture.kind.suffix), fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        DavFixture::Copy copy;
        {
            const auto synchronizer = fixture.synchronizer();
            QVERIFY(waitedFor(synchronizer->discover()));
            DavFixture::pull(*synchronizer, collection, copy);
        }
        const auto token = copy.token;
        const auto later = fixture.synchronizer(); // another day
        int states = 0, listings = 0;
        fixture.proxy->setFilter([&states, &listings, collection](DavProxy::Request &request) -> std::optional<QByteArray> {
            states += request.method == "PROPFIND" && (request.body.contains("sync-token") || request.body.contains("getctag"));
            listings += request.method == "PROPFIND" && request.body.contains("getetag");
            return std::nullopt;
        });
        QVERIFY(waitedFor(later->discover()));
        QCOMPARE(states, 0); // Radicale would have to look at everything, also at what is no calendar
        copy.deltas = 0;
        DavFixture::pull(*later, collection, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
        QCOMPARE(copy.deltas, 1);
        QCOMPARE(copy.items.size(), 5);
        QVERIFY(states <= 1);
        const auto known = waitedFor(later->discover());
        const auto remote = std::ranges::find(*known, collection, &RemoteCollection::remoteId);
        QVERIFY(later->isCurrent(*remote, copy.token));
        QCOMPARE(copy.token, token);
        QCOMPARE(listings, 0);
    }

    // Cyrus keeps to the limit and says with 507 that there is more.
    void readsPagesOfTheServer()
    {
        DavFixture fixture(*m_workplace, cyrus, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 25; ++i) {
            fixture.put(collection, QStringLiteral("e%1.ics").arg(i), fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        const auto synchronizer = fixture.synchronizer({.page = 10});
        const auto first = waitedFor(synchronizer->pull(Collection{CollectionId{1}, ResourceId{1}, collection, {}, {}, {}, {}}));
        QVERIFY(first);
        QCOMPARE(first->changed.size(), 10);
        QVERIFY(first->more);
        QVERIFY(first->token.startsWith("s\n")); // the server's own token: another day goes on from here
        const auto later = fixture.synchronizer({.page = 10});
        DavFixture::Copy copy;
        for (const auto &item : first->changed) {
            copy.items.insert(item.remoteId, item);
        }
        copy.token = first->token;
        DavFixture::pull(*later, collection, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 25);
        QCOMPARE(copy.deltas, 2);
    }

    // The server gave all at once, we wrote half of it, and meanwhile something was removed.
    void resumesInsideOfALongAnswer()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::contacts());
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 12; ++i) {
            fixture.put(collection, QStringLiteral("e%1.vcf").arg(i), fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        DavFixture::Copy copy;
        {
            const auto synchronizer = fixture.synchronizer({.page = 5});
            const auto first = waitedFor(synchronizer->pull(Collection{CollectionId{1}, ResourceId{1}, collection, {}, {}, {}, {}}));
            QVERIFY(first && first->more);
            for (const auto &item : first->changed) {
                copy.items.insert(item.remoteId, item);
            }
            copy.token = first->token;
        }
        const auto gone = copy.items.constBegin().key();
        fixture.remove(gone);
        const auto later = fixture.synchronizer({.page = 5});
        DavFixture::pull(*later, collection, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 11);
        QVERIFY(!copy.items.contains(gone));
    }

    void comparesEtagsWithoutSyncCollection_data()
    {
        everywhere();
    }
    void comparesEtagsWithoutSyncCollection()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 6; ++i) {
            fixture.put(collection, QStringLiteral("e%1").arg(i) + fixture.kind.suffix, fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        int read = 0;
        fixture.proxy->setFilter([&read](DavProxy::Request &request) -> std::optional<QByteArray> {
            read += isMultiget(request) ? int(request.body.count("href>")) / 2 : 0;
            if (isSyncReport(request)) {
                return DavProxy::answer("403 Forbidden", "<d:error xmlns:d='DAV:'><d:supported-report/></d:error>");
            }
            return std::nullopt;
        });
        DavFixture::Copy copy;
        {
            const auto synchronizer = fixture.synchronizer();
            DavFixture::pull(*synchronizer, collection, copy);
            QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
            QCOMPARE(copy.items.size(), 6);
            QCOMPARE(read, 6);
        }
        fixture.put(collection, QStringLiteral("e2") + fixture.kind.suffix, fixture.object(collection + QStringLiteral("2"), QStringLiteral("changed")));
        fixture.remove(collection + QStringLiteral("e4") + fixture.kind.suffix);
        const auto later = fixture.synchronizer();
        DavFixture::pull(*later, collection, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 5);
        QCOMPARE(read, 7); // only what changed
        QVERIFY(copy.items.value(collection + QStringLiteral("e2") + fixture.kind.suffix).payload.contains("changed"));
    }

    void knowsHrefsInAnySpelling_data()
    {
        everywhere();
    }
    void knowsHrefsInAnySpelling()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        fixture.put(collection, QStringLiteral("%C3%A4%20b@c+d,e'f") + fixture.kind.suffix, fixture.object(collection, QStringLiteral("odd")));
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(!copy.error);
        QCOMPARE(copy.items.size(), 1);
        const auto item = *copy.items.constBegin();
        QVERIFY(item.payload.contains("odd"));
        const auto body = waitedFor(synchronizer->fetch(ItemRef{ItemId{1}, CollectionId{1}, collection, item.remoteId}, {}, 0));
        QVERIFY(body);
        fixture.remove(item.remoteId);
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY(copy.items.isEmpty());
    }

    // Named in the listing, gone when it is to be read.
    void passesOverWhatVanished()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        fixture.put(collection, QStringLiteral("a.ics"), fixture.object(collection + u'a', QStringLiteral("a")));
        fixture.proxy->setFilter([collection](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (!isSyncReport(request)) {
                return std::nullopt;
            }
            const auto path = collection.toUtf8();
            const QByteArray some = "<d:propstat><d:prop><d:getetag>\"1\"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>";
            return DavProxy::answer("207 Multi-Status",
                                    "<d:multistatus xmlns:d='DAV:'><d:response><d:href>" + path + "a.ics</d:href>" + some + "</d:response><d:response><d:href>" + path
                                        + "gone.ics</d:href>" + some + "</d:response><d:sync-token>t:1</d:sync-token></d:multistatus>");
        });
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
        QCOMPARE(copy.items.keys(), QStringList{QString(collection + QStringLiteral("a.ics"))});
    }

    // A server that answers 500 to a multiget because of one of them.
    void readsOneByOneWhatSpoilsAnAnswer()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        for (int i = 0; i < 30; ++i) {
            fixture.put(collection, QStringLiteral("e%1.ics").arg(i), fixture.object(collection + QString::number(i), QStringLiteral("w%1").arg(i)));
        }
        fixture.proxy->setFilter([](DavProxy::Request &request) -> std::optional<QByteArray> {
            const bool isSpoiled = (isMultiget(request) && request.body.contains("/e7.ics")) || (isSyncReport(request) && request.body.contains("calendar-data"))
                || (request.method == "GET" && request.path.endsWith("/e7.ics"));
            return isSpoiled ? std::optional(DavProxy::answer("500 Internal Server Error")) : std::nullopt;
        });
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
        QCOMPARE(copy.items.size(), 29);
    }

    void readsLargeAndOddObjects()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        QByteArray description;
        for (int i = 0; i < 170'000; ++i) {
            description += "DESCRIPTION:0123456789012345678901234567890123456789012345678901234567890\r\n";
            if (i == 0) {
                description.replace("DESCRIPTION:", "X-LONG:");
            }
        }
        description.replace("DESCRIPTION:", "COMMENT:");
        fixture.put(collection, QStringLiteral("large.ics"), fixture.object(collection, QStringLiteral("large"), description));
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->message) : "");
        QVERIFY(copy.items.value(collection + QStringLiteral("large.ics")).payload.size() > 10'000'000);
    }

    void findsEverything_data()
    {
        everywhere();
    }
    void findsEverything()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        const auto synchronizer = fixture.synchronizer();
        QVERIFY(waitedFor(synchronizer->discover()));
        const auto listed = waitedFor(synchronizer->discover()); // with the states, which the first one leaves to the pulls
        QVERIFY2(listed, listed ? "" : qPrintable(listed.error().message));
        const auto found = std::ranges::find(*listed, collection, &RemoteCollection::remoteId);
        QVERIFY(found != listed->end());
        QVERIFY(found->rights.testFlags(Right::Read | Right::Insert | Right::Write | Right::Remove));
        QVERIFY(!found->state.trimmed().isEmpty());
        QVERIFY(!found->name.isEmpty());
        QFETCH(QString, server);
        QFETCH(bool, isCalendar);
        if (server == cyrus && isCalendar) {
            const auto inbox = std::ranges::find(*listed, QStringLiteral("inbox"), &RemoteCollection::role);
            QVERIFY(inbox != listed->end());
            QVERIFY(found->attributes.value(QLatin1StringView("schedules")).toBool());
            QVERIFY(!found->attributes.value(QLatin1StringView("outbox")).toString().isEmpty());
        } else {
            QVERIFY(!found->attributes.value(QLatin1StringView("schedules")).toBool());
        }
    }

    void hintsAtNewAndLostCollections()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto synchronizer = fixture.synchronizer();
        const auto first = fixture.newCollection();
        QVERIFY(waitedFor(synchronizer->discover()));
        QVERIFY(waitedFor(synchronizer->discover())); // the first one leaves the states to the pulls
        QCOMPARE(waitedFor(synchronizer->watch(std::chrono::seconds(0)))->news, Hint::News::None);
        const auto second = fixture.newCollection();
        QCOMPARE(waitedFor(synchronizer->watch(std::chrono::seconds(0)))->news, Hint::News::Collections);
        QVERIFY(waitedFor(synchronizer->discover()));
        fixture.remove(second);
        QCOMPARE(waitedFor(synchronizer->watch(std::chrono::seconds(0)))->news, Hint::News::Collections);
    }

    void hintsAtTheFocusedCollection()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        const auto synchronizer = fixture.synchronizer({.focused = std::chrono::milliseconds(50), .others = std::chrono::hours(1)});
        QVERIFY(waitedFor(synchronizer->discover()));
        QVERIFY(waitedFor(synchronizer->discover())); // the first one leaves the states to the pulls
        synchronizer->setFocus(collection);
        auto watching = synchronizer->watch(std::chrono::minutes(5));
        fixture.put(collection, QStringLiteral("a.ics"), fixture.object(collection, QStringLiteral("a")));
        const auto hint = waitedFor(std::move(watching));
        QVERIFY(hint);
        QCOMPARE(hint->collections, QStringList{collection});
    }

private:
    void everywhere()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("isCalendar");
        for (const auto &server : {radicale, xandikos, cyrus}) {
            QTest::newRow(qPrintable(QString(server + QStringLiteral(" calendars")))) << server << true;
            QTest::newRow(qPrintable(QString(server + QStringLiteral(" contacts")))) << server << false;
        }
    }

    DavFixture make() const
    {
        QFETCH(QString, server);
        QFETCH(bool, isCalendar);
        return DavFixture(*m_workplace, server, isCalendar ? DavSynchronizer::calendars() : DavSynchronizer::contacts());
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(DavPullTest)
#include "davpulltest.moc"
