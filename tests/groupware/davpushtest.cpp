// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenttext.h"
#include "groupware/davchange.h"
#include "groupware/davfixture.h"
#include "groupware/propertyedit.h"
#include "support/otherclient.h"

#include <QCborArray>
#include <QTest>
#include <QTimeZone>
#include <QUuid>

using namespace Kontor;

namespace
{
const QString xandikos = QStringLiteral("xandikos");
const QString radicale = QStringLiteral("radicale");
const QString cyrus = QStringLiteral("cyrus");

QString fresh()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Change editing(const QString &collection, const RemoteItem &item, const QByteArray &before, const QByteArray &after)
{
    auto change = DavFixture::change(DavChange::Edit, collection, item);
    change.arguments = {{QStringLiteral("edits"), toCbor(editsBetween(before, after))}};
    return change;
}

Change creating(const QString &collection, const QString &name, const QByteArray &bytes)
{
    auto change = DavFixture::change(DavChange::Create, collection);
    change.arguments = {{QStringLiteral("data"), bytes}, {QStringLiteral("name"), name}};
    return change;
}
}

/// Writing to real servers, while others write too.
class DavPushTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{radicale, xandikos, cyrus, QStringLiteral("--dav")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }

    void keepsWhatOthersChanged_data()
    {
        everywhere();
    }
    void keepsWhatOthersChanged()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        const auto name = QString(uid + fixture.kind.suffix);
        const QByteArray note = fixture.kind.isCalendar() ? "DESCRIPTION:" : "NOTE:";
        const auto base = fixture.object(uid, QStringLiteral("old"), "X-FOREIGN;X-P=\"a:b\":v\r\n" + note + "n\r\n");
        fixture.put(collection, name, base);
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        const auto item = copy.items.value(collection + name);
        // Another client changes something else meanwhile: both are kept.
        fixture.put(collection, name, fixture.object(uid, QStringLiteral("old"), "X-FOREIGN;X-P=\"a:b\":v\r\n" + note + "other\r\nCATEGORIES:A\r\n"));
        const auto receipt = DavFixture::push(*synchronizer, editing(collection, item, base, fixture.object(uid, QStringLiteral("new"), "X-FOREIGN;X-P=\"a:b\":v\r\n" + note + "n\r\n")));
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
        const auto now = fixture.get(collection + name);
        QVERIFY(now.contains(":new"));
        QVERIFY(now.contains(QByteArray(note + "other")));
        QVERIFY(now.contains("CATEGORIES:A"));
        QVERIFY2(now.contains("X-FOREIGN;X-P=\"a:b\":v"), now.constData());
        // And the same: a clash that names what clashes, and nothing is written.
        const auto clash = DavFixture::push(*synchronizer, editing(collection, item, base, fixture.object(uid, QStringLiteral("mine"), "X-FOREIGN;X-P=\"a:b\":v\r\n" + note + "n\r\n")));
        QVERIFY(!clash);
        QCOMPARE(clash.error().kind, Error::Kind::Conflict);
        QVERIFY(clash.error().detail.contains(fixture.kind.isCalendar() ? QStringLiteral("SUMMARY") : QStringLiteral("FN")));
        QCOMPARE(fixture.get(collection + name), now);
    }

    void touchesNothingElse_data()
    {
        everywhere();
    }
    // Somebody else's object with all its oddities: what the server has afterwards differs in one line.
    void touchesNothingElse()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        const auto name = QString(uid + fixture.kind.suffix);
        fixture.put(collection, name, fixture.object(uid, QStringLiteral("old"), "X-ODD;X-A=1;X-B=\"x;y:z\":a\\,b\\;c\r\nX-LONG:" + QByteArray("0123456789").repeated(30) + "\r\n"));
        const auto stored = fixture.get(collection + name);
        auto wished = stored;
        wished.replace("SUMMARY:old", "SUMMARY:new").replace("FN:old", "FN:new");
        const auto synchronizer = fixture.synchronizer();
        QVERIFY(DavFixture::push(*synchronizer, editing(collection, {.remoteId = QString(collection + name)}, stored, wished)));
        const auto now = fixture.get(collection + name);
        QCOMPARE(editsBetween(wished, now), QList<PropertyEdit>());
    }

    void writesAgainAfterALostRace()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        const auto base = fixture.object(uid, QStringLiteral("old"));
        fixture.put(collection, uid + QStringLiteral(".ics"), base);
        int refused = 0;
        fixture.proxy->setFilter([&refused](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (request.method == "PUT" && refused++ == 0) {
                return DavProxy::answer("412 Precondition Failed");
            }
            return std::nullopt;
        });
        const auto synchronizer = fixture.synchronizer();
        const RemoteItem item{.remoteId = QString(collection + uid + QStringLiteral(".ics"))};
        QVERIFY(DavFixture::push(*synchronizer, editing(collection, item, base, fixture.object(uid, QStringLiteral("new")))));
        QCOMPARE(refused, 2);
        QVERIFY(fixture.get(item.remoteId).contains("SUMMARY:new"));
    }

    // Xandikos says so to whoever writes at the same moment as another.
    void writesAgainWhenItWasLocked()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        const auto base = fixture.object(uid, QStringLiteral("old"));
        fixture.put(collection, uid + QStringLiteral(".ics"), base);
        QHash<QByteArray, int> asked;
        fixture.proxy->setFilter([&asked](DavProxy::Request &request) -> std::optional<QByteArray> {
            if ((request.method == "PUT" || request.method == "DELETE") && asked[request.method]++ < 2) {
                return DavProxy::answer("423 Locked");
            }
            return std::nullopt;
        });
        const auto synchronizer = fixture.synchronizer();
        const RemoteItem item{.remoteId = QString(collection + uid + QStringLiteral(".ics"))};
        QVERIFY(DavFixture::push(*synchronizer, editing(collection, item, base, fixture.object(uid, QStringLiteral("new")))));
        QVERIFY(fixture.get(item.remoteId).contains("SUMMARY:new"));
        QVERIFY(DavFixture::push(*synchronizer, DavFixture::change(DavChange::Delete, collection, item)));
        QCOMPARE(asked, (QHash<QByteArray, int>{{"PUT", 3}, {"DELETE", 3}}));
        QVERIFY(fixture.hrefs(collection).isEmpty());
    }

    // Cyrus shows cards of version 4 as version 3, which loses what that one cannot say, and refuses what is missing then (N).
    void keepsTheVersionOfCards()
    {
        DavFixture fixture(*m_workplace, cyrus, DavSynchronizer::contacts());
        const auto collection = fixture.newCollection();
        const auto synchronizer = fixture.synchronizer();
        const auto changed = [&](const QByteArray &card, auto change) {
            const auto name = QString(fresh() + QStringLiteral(".vcf"));
            const RemoteItem item{.remoteId = QString(collection + name)};
            fixture.put(collection, name, card);
            const auto shown = fixture.get(item.remoteId);
            const auto receipt = DavFixture::push(*synchronizer, editing(collection, item, shown, change(shown)));
            const auto stored = waitedFor(fixture.other->get(item.remoteId, "text/vcard;version=4.0"));
            return receipt && stored ? stored->bytes : receipt ? stored.error().detail.toUtf8() : receipt.error().detail.toUtf8();
        };
        const auto with = [](const QByteArray &line) {
            return [line](QByteArray shown) {
                return shown.replace("END:VCARD", QByteArray(line + "\r\nEND:VCARD"));
            };
        };
        const QByteArray group = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Team\r\nUID:urn:uuid:" + fresh().toLatin1()
            + "\r\nMEMBER:urn:uuid:3b4a3f4e-0000-4444-8888-abcdefabcdef\r\nX-FOREIGN;X-P=\"a:b\":v\r\nEND:VCARD\r\n";
        QCOMPARE(changed(group, with("NOTE:new")), QByteArray(group).replace("END:VCARD", "NOTE:new\r\nEND:VCARD"));
        const QByteArray other = QByteArray(group).replace("3b4a3f4e", "4b4a3f4e").replace(group.mid(group.indexOf("uuid:") + 5, 36), fresh().toLatin1());
        const auto joined = changed(other, with("X-ADDRESSBOOKSERVER-MEMBER:mailto:x@example.org"));
        QCOMPARE(joined, QByteArray(other).replace("X-FOREIGN", "MEMBER:mailto:x@example.org\r\nX-FOREIGN"));
        // What is stored as version 3 stays so.
        const QByteArray old = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:B;A;;;\r\nFN:A B\r\nUID:" + fresh().toLatin1() + "\r\nTEL;TYPE=CELL:1\r\nEND:VCARD\r\n";
        const auto name = QString(fresh() + QStringLiteral(".vcf"));
        fixture.put(collection, name, old);
        QVERIFY(DavFixture::push(*synchronizer, editing(collection, {.remoteId = QString(collection + name)}, old, with("NOTE:new")(old))));
        QCOMPARE(fixture.get(collection + name), QByteArray(old).replace("END:VCARD", "NOTE:new\r\nEND:VCARD"));
    }

    // Only answers of others came in meanwhile: the schedule tag is the same.
    void usesTheScheduleTag()
    {
        DavFixture fixture(*m_workplace, cyrus, DavSynchronizer::calendars());
        const auto other = m_workplace->user(1).address.toUtf8();
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        const QByteArray people = "ORGANIZER:mailto:" + fixture.account.address.toUtf8() + "\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:" + fixture.account.address.toUtf8()
            + "\r\nATTENDEE;RSVP=TRUE:mailto:" + other + "\r\n";
        const auto base = fixture.object(uid, QStringLiteral("old"), people);
        fixture.put(collection, uid + QStringLiteral(".ics"), base);
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        QCOMPARE(copy.items.size(), 1);
        const auto item = *copy.items.constBegin();
        QVERIFY2(item.revision.contains(u'\n'), "no schedule tag");
        QByteArrayList conditions;
        fixture.proxy->setFilter([&conditions](DavProxy::Request &request) -> std::optional<QByteArray> {
            if (request.method != "PUT") {
                return std::nullopt;
            }
            conditions << (request.head.toLower().contains("if-schedule-tag-match:") ? "tag" : request.head.toLower().contains("if-match:") ? "etag" : "none");
            return conditions.size() == 1 ? std::optional(DavProxy::answer("412 Precondition Failed")) : std::nullopt;
        });
        const auto receipt = DavFixture::push(*synchronizer, editing(collection, item, base, fixture.object(uid, QStringLiteral("new"), people)));
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
        QCOMPARE(conditions, (QByteArrayList{"etag", "tag"}));
        QVERIFY(fixture.get(item.remoteId).contains("SUMMARY:new"));
        // The invited person answers; that does not keep the organiser from removing the event.
        DavFixture::pull(*synchronizer, collection, copy);
        const auto known = *copy.items.constBegin();
        DavFixture invited(*m_workplace, cyrus, DavSynchronizer::calendars(), 1);
        QString invitation;
        QByteArray bytes;
        for (const auto hrefs = invited.hrefs(invited.home.homes.first() + QStringLiteral("Default/")); const auto &href : hrefs) {
            if (invited.get(href).contains(uid.toUtf8())) {
                invitation = href;
                bytes = invited.get(href);
            }
        }
        QVERIFY(!invitation.isEmpty());
        auto accepted = ContentText::parse(bytes).toBytes();
        accepted.replace("RSVP=TRUE", "PARTSTAT=ACCEPTED");
        QVERIFY(accepted != bytes);
        const auto answered = waitedFor(invited.other->put(invitation, accepted, invited.kind.contentType, {}));
        QVERIFY2(answered, answered ? "" : qPrintable(answered.error().detail));
        auto removal = DavFixture::change(DavChange::Delete, collection, known);
        removal.arguments[QLatin1StringView("revision")] = known.revision;
        const auto removed = DavFixture::push(*synchronizer, removal);
        QVERIFY2(removed, removed ? "" : qPrintable(removed.error().detail));
        QVERIFY(fixture.hrefs(collection).isEmpty());
    }

    void asksBeforeRemovingWhatOthersChanged()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        fixture.put(collection, uid + QStringLiteral(".ics"), fixture.object(uid, QStringLiteral("old")));
        const auto synchronizer = fixture.synchronizer();
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, collection, copy);
        auto removal = DavFixture::change(DavChange::Delete, collection, *copy.items.constBegin());
        removal.arguments[QLatin1StringView("revision")] = removal.revision;
        fixture.put(collection, uid + QStringLiteral(".ics"), fixture.object(uid, QStringLiteral("new")));
        const auto refused = DavFixture::push(*synchronizer, removal);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Conflict);
        QCOMPARE(fixture.hrefs(collection).size(), 1);
        // Read meanwhile; the user says: yes, all the same.
        DavFixture::pull(*synchronizer, collection, copy);
        removal.revision = copy.items.constBegin()->revision;
        QVERIFY(DavFixture::push(*synchronizer, removal));
        QVERIFY(fixture.hrefs(collection).isEmpty());
        // And what was read before it could be pushed is asked for, too.
        fixture.put(collection, uid + QStringLiteral(".ics"), fixture.object(uid, QStringLiteral("third")));
        copy = {};
        DavFixture::pull(*synchronizer, collection, copy);
        auto late = DavFixture::change(DavChange::Delete, collection, *copy.items.constBegin());
        late.arguments[QLatin1StringView("revision")] = QStringLiteral("\"older\"");
        QCOMPARE(DavFixture::push(*synchronizer, late).error().kind, Error::Kind::Conflict);
        QVERIFY(DavFixture::push(*synchronizer, late));
    }

    // SOGo overwrites whatever If-None-Match says.
    void looksBeforeItCreates()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::contacts());
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        fixture.put(collection, QStringLiteral("a.vcf"), fixture.object(uid, QStringLiteral("theirs")));
        fixture.proxy->setFilter([](DavProxy::Request &request) -> std::optional<QByteArray> {
            request.removeHeader("If-None-Match");
            return std::nullopt;
        });
        const auto synchronizer = fixture.synchronizer();
        const auto refused = DavFixture::push(*synchronizer, creating(collection, QStringLiteral("a.vcf"), fixture.object(uid, QStringLiteral("mine"))));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Conflict);
        QVERIFY(fixture.get(collection + QStringLiteral("a.vcf")).contains("theirs"));
        // What is exactly as wished is there.
        QVERIFY(DavFixture::push(*synchronizer, creating(collection, QStringLiteral("a.vcf"), fixture.object(uid, QStringLiteral("theirs")))));
    }

    void saysThatTheIdentifierIsTaken_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("radicale") << radicale;
        QTest::newRow("cyrus") << cyrus;
    }
    void saysThatTheIdentifierIsTaken()
    {
        QFETCH(QString, server);
        DavFixture fixture(*m_workplace, server, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        const auto uid = fresh();
        fixture.put(collection, QStringLiteral("a.ics"), fixture.object(uid, QStringLiteral("one")));
        const auto synchronizer = fixture.synchronizer();
        const auto refused = DavFixture::push(*synchronizer, creating(collection, QStringLiteral("b.ics"), fixture.object(uid, QStringLiteral("two"))));
        QVERIFY(!refused);
        QVERIFY2(refused.error().kind == Error::Kind::Conflict, qPrintable(refused.error().detail));
        QVERIFY(!refused.error().message.isEmpty());
        QCOMPARE(fixture.hrefs(collection).size(), 1);
    }

    void refusesWhatTheServerCannotUnderstand_data()
    {
        everywhere();
    }
    void refusesWhatTheServerCannotUnderstand()
    {
        DavFixture fixture = make();
        const auto collection = fixture.newCollection();
        const auto synchronizer = fixture.synchronizer();
        const auto refused = DavFixture::push(*synchronizer, creating(collection, QStringLiteral("a") + fixture.kind.suffix, "this is nothing"));
        QVERIFY(!refused);
        QVERIFY2(!isPassing(refused.error().kind) && refused.error().kind != Error::Kind::Unauthorized, qPrintable(kindName(refused.error().kind)));
        QVERIFY(fixture.hrefs(collection).isEmpty());
    }

    void tellsAFullServer()
    {
        DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto collection = fixture.newCollection();
        QByteArray status = "507 Insufficient Storage";
        fixture.proxy->setFilter([&status](DavProxy::Request &request) -> std::optional<QByteArray> {
            return request.method == "PUT" ? std::optional(DavProxy::answer(status)) : std::nullopt;
        });
        const auto synchronizer = fixture.synchronizer();
        const auto uid = fresh();
        for (const auto &one : {QByteArray("507 Insufficient Storage"), QByteArray("413 Content Too Large")}) {
            status = one;
            QCOMPARE(DavFixture::push(*synchronizer, creating(collection, uid + QStringLiteral(".ics"), fixture.object(uid, QStringLiteral("x")))).error().kind,
                     Error::Kind::OverQuota);
        }
    }

    void makesChangesAndDeletesCollections_data()
    {
        everywhere();
    }
    void makesChangesAndDeletesCollections()
    {
        DavFixture fixture = make();
        const auto synchronizer = fixture.synchronizer();
        auto make = DavFixture::change(DavChange::MakeCollection, {});
        make.item = {};
        make.arguments = {{QLatin1StringView("name"), QStringLiteral("Küche & Co")},
                          {QLatin1StringView("colour"), QStringLiteral("#12ab34")},
                          {QLatin1StringView("components"), QCborArray{QStringLiteral("VEVENT"), QStringLiteral("VTODO")}},
                          {QLatin1StringView("segment"), fresh()}};
        fixture.proxy->loseNextAnswer();
        const auto first = DavFixture::push(*synchronizer, make); // looks itself what became of it
        QVERIFY2(first || isPassing(first.error().kind), first ? "" : qPrintable(first.error().detail));
        make.answerLost = true;
        const auto made = DavFixture::push(*synchronizer, make);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message + made.error().detail));
        const auto listed = waitedFor(synchronizer->discover());
        QVERIFY(listed);
        auto found = std::ranges::find(*listed, made->remoteId, &RemoteCollection::remoteId);
        QVERIFY(found != listed->end());
        QCOMPARE(found->name, QStringLiteral("Küche & Co"));
        if (fixture.kind.isCalendar()) {
            QCOMPARE(found->attributes.value(DavAttribute::Colour).toString(), QStringLiteral("#12ab34"));
            const auto components = found->attributes.value(DavAttribute::Components).toArray();
            QVERIFY(components.contains(QStringLiteral("VEVENT")) && components.contains(QStringLiteral("VTODO")));
        }
        auto set = DavFixture::change(DavChange::SetCollection, made->remoteId);
        set.item = {};
        set.arguments = {{QLatin1StringView("name"), QStringLiteral("Garten")}, {QLatin1StringView("colour"), QStringLiteral("#ff0000")}};
        const auto changed = DavFixture::push(*synchronizer, set);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message + changed.error().detail));
        const auto again = waitedFor(synchronizer->discover());
        QVERIFY(again);
        found = std::ranges::find(*again, made->remoteId, &RemoteCollection::remoteId);
        QVERIFY(found != again->end());
        QCOMPARE(found->name, QStringLiteral("Garten"));
        if (fixture.kind.isCalendar()) {
            QCOMPARE(found->attributes.value(DavAttribute::Colour).toString(), QStringLiteral("#ff0000"));
        }
        auto remove = DavFixture::change(DavChange::DeleteCollection, made->remoteId);
        remove.item = {};
        const auto removed = DavFixture::push(*synchronizer, remove);
        QVERIFY(removed);
        QVERIFY(removed->itemGone);
        QVERIFY(DavFixture::push(*synchronizer, remove)); // it is gone, as wished
    }

    void obeysRights_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("radicale") << radicale;
        QTest::newRow("cyrus") << cyrus;
    }
    // Somebody else's calendar that one may only read.
    void obeysRights()
    {
        QFETCH(QString, server);
        DavFixture owner(*m_workplace, server, DavSynchronizer::calendars());
        DavFixture reader(*m_workplace, server, DavSynchronizer::calendars(), 2);
        auto shared = owner.newCollection();
        const auto uid = fresh();
        if (server == radicale) { // the name decides there
            const auto named = QString(owner.home.homes.first() + QStringLiteral("team-") + uid + u'/');
            XmlElement body{.name = {XmlSpace::CalDav, QStringLiteral("mkcalendar")}};
            const auto made = waitedFor(owner.other->makeCollection(named, "MKCALENDAR", body));
            QVERIFY2(made, made ? "" : qPrintable(made.error().detail + named));
            shared = named;
        } else {
            const QByteArray list = "<d:acl xmlns:d='DAV:'><d:ace><d:principal><d:href>/dav/principals/user/" + reader.account.davUserName.toUtf8()
                + "/</d:href></d:principal><d:grant><d:privilege><d:read/></d:privilege></d:grant></d:ace><d:ace><d:principal><d:href>/dav/principals/user/"
                + owner.account.davUserName.toUtf8() + "/</d:href></d:principal><d:grant><d:privilege><d:all/></d:privilege></d:grant></d:ace></d:acl>";
            HttpRequest request{.method = "ACL", .url = owner.other->url(shared), .headers = {{"Content-Type", "application/xml"}}, .body = list};
            const auto answer = waitedFor(owner.http->send(request));
            QVERIFY(answer && answer->isSuccess());
            // It is listed only when it is subscribed, which Cyrus knows from IMAP alone.
            auto person = m_workplace->user(2);
            person.user = person.address;
            OtherClient mail(*m_workplace, person, QStringLiteral("cyrus.imap"));
            QVERIFY(mail.succeeds("SUBSCRIBE \"Other Users/" + owner.account.davUserName.section(u'@', 0, 0).toUtf8() + "/#calendars/" + shared.chopped(1).section(u'/', -1).toUtf8()
                                  + "\""));
        }
        owner.put(shared, uid + QStringLiteral(".ics"), owner.object(uid, QStringLiteral("theirs")));
        if (server == radicale) {
            reader.account.calendars = reader.proxy->url(shared); // nothing leads there
        }
        const auto synchronizer = reader.synchronizer();
        const auto listed = waitedFor(synchronizer->discover());
        QVERIFY2(listed, listed ? "" : qPrintable(listed.error().message + listed.error().detail));
        const auto segment = shared.chopped(1).section(u'/', -1);
        const auto found = std::ranges::find_if(*listed, [&segment](const RemoteCollection &one) { return one.remoteId.contains(segment); });
        QVERIFY(found != listed->end());
        QCOMPARE(found->role, DavRole::Shared);
        QVERIFY(found->rights.testFlag(Right::Read));
        QVERIFY(!found->rights.testFlag(Right::Write));
        QVERIFY(!found->rights.testFlag(Right::Insert));
        QVERIFY(!found->rights.testFlag(Right::Remove));
        DavFixture::Copy copy;
        DavFixture::pull(*synchronizer, found->remoteId, copy);
        QVERIFY2(!copy.error, copy.error ? qPrintable(copy.error->detail) : "");
        QCOMPARE(copy.items.size(), 1);
        const auto item = *copy.items.constBegin();
        const auto edit = editing(found->remoteId, item, item.payload, QByteArray(item.payload).replace("SUMMARY:theirs", "SUMMARY:mine"));
        // As listed, and, by another synchronizer that has not listed yet, as the server says.
        const auto unknowing = reader.synchronizer();
        for (const auto *const one : {synchronizer.get(), unknowing.get()}) {
            const auto refused = DavFixture::push(*const_cast<DavSynchronizer *>(one), edit);
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, Error::Kind::Forbidden);
            QVERIFY(!refused.error().message.isEmpty());
        }
        QVERIFY(owner.get(shared + uid + QStringLiteral(".ics")).contains("SUMMARY:theirs"));
    }

    void asksForFreeTimes()
    {
        DavFixture fixture(*m_workplace, cyrus, DavSynchronizer::calendars());
        DavFixture other(*m_workplace, cyrus, DavSynchronizer::calendars(), 1);
        const auto uid = fresh();
        other.put(other.home.homes.first() + QStringLiteral("Default/"), uid + QStringLiteral(".ics"), other.object(uid, QStringLiteral("busy")));
        const auto synchronizer = fixture.synchronizer();
        const auto stranger = QStringLiteral("nobody@beispielamt.test");
        const auto told = waitedFor(synchronizer->freeBusy(fixture.account.address, {other.account.address, stranger}, QDateTime({2028, 1, 5}, {0, 0}, QTimeZone::UTC),
                                                           QDateTime({2028, 1, 6}, {0, 0}, QTimeZone::UTC)));
        QVERIFY2(told, told ? "" : qPrintable(told.error().message + told.error().detail));
        QVERIFY2(told->value(other.account.address).contains("FREEBUSY"), told->value(other.account.address).constData());
        QVERIFY(told->contains(stranger));
        QVERIFY(!told->value(stranger).contains("FREEBUSY;"));
        const DavFixture simple(*m_workplace, radicale, DavSynchronizer::calendars());
        const auto alone = simple.synchronizer();
        QCOMPARE(waitedFor(alone->freeBusy(fixture.account.address, {stranger}, QDateTime::currentDateTimeUtc(), QDateTime::currentDateTimeUtc())).error().kind, Error::Kind::NotFound);
    }

    void findsPeople()
    {
        const DavFixture fixture(*m_workplace, cyrus, DavSynchronizer::calendars());
        const auto synchronizer = fixture.synchronizer();
        const auto other = fixture.account.address; // Cyrus tells of no others
        const auto found = waitedFor(synchronizer->findPrincipals(other.section(u'@', 0, 0)));
        QVERIFY2(found, found ? "" : qPrintable(found.error().message + found.error().detail));
        QVERIFY(std::ranges::any_of(*found, [&other](const auto &one) { return one.address == other; }));
    }

    void checksTheSignIn()
    {
        const DavFixture fixture(*m_workplace, radicale, DavSynchronizer::calendars());
        QVERIFY(waitedFor(DavSynchronizer::check(fixture.account, fixture.kind)));
        auto wrong = fixture.account;
        wrong.davPassword = QStringLiteral("wrong");
        QCOMPARE(waitedFor(DavSynchronizer::check(wrong, fixture.kind)).error().kind, Error::Kind::Unauthorized);
        // A renewed password is taken at once.
        const auto synchronizer = std::make_unique<DavSynchronizer>(wrong, fixture.kind);
        QCOMPARE(waitedFor(synchronizer->discover()).error().kind, Error::Kind::Unauthorized);
        synchronizer->setAccount(fixture.account);
        QVERIFY(waitedFor(synchronizer->discover()));
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

QTEST_GUILESS_MAIN(DavPushTest)
#include "davpushtest.moc"
