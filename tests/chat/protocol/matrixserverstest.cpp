// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixaddress.h"
#include "chat/protocol/matrixdevices.h"
#include "chat/protocol/matrixdirectory.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixmedia.h"
#include "chat/protocol/matrixmembership.h"
#include "chat/protocol/matrixpreferences.h"
#include "chat/protocol/matrixrooms.h"
#include "chat/protocol/matrixsignin.h"
#include "chat/protocol/matrixsync.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QJsonArray>
#include <QSslCertificate>
#include <QLoggingCategory>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
Task<Result<QByteArray>> piece(QByteArray whole, qint64 offset, qint64 length)
{
    co_return whole.mid(offset, length);
}

QJsonObject text(const QString &body)
{
    return {{u"msgtype"_s, u"m.text"_s}, {u"body"_s, body}};
}
}

/// The protocol with a real Synapse.
class MatrixServersTest : public QObject
{
    Q_OBJECT
    /// One person's device.
    struct Person {
        MatrixSignedIn signedIn;
        std::unique_ptr<MatrixConnection> connection;
        QByteArray position;

        Result<MatrixSyncAnswer> sync(MatrixSyncWay way, int timeline = 50, std::chrono::milliseconds wait = {})
        {
            auto answer = waitedFor(matrixSync(connection.get(), way, {.user = signedIn.userId, .position = position, .wait = wait, .timeline = timeline}));
            if (answer) {
                position = answer->position;
            }
            return answer;
        }
    };

    TlsPolicy tls() const
    {
        TlsPolicy policy;
        policy.addAuthorities(QSslCertificate::fromData(m_workplace->certificate()));
        return policy;
    }

    /// "anna.mueller"
    QString name(int index) const
    {
        return m_workplace->user(index).address.section(u'@', 0, 0);
    }

    Person signIn(int index)
    {
        HttpClient http({.tls = tls()});
        const auto user = m_workplace->user(index);
        auto signedIn = waitedFor(signInToMatrix(&http, m_server, name(index), user.password, {.name = matrixDeviceName()}));
        if (!signedIn) {
            qFatal("nobody could sign in: %s", qPrintable(signedIn.error().message + signedIn.error().detail));
        }
        auto connection = std::make_unique<MatrixConnection>(MatrixConnection::Settings{.homeserver = signedIn->homeserver, .tls = tls(), .tokens = signedIn->tokens});
        return {.signedIn = *signedIn, .connection = std::move(connection), .position = {}};
    }

    static const MatrixRoomNews *news(const MatrixSyncAnswer &answer, const QString &room)
    {
        const auto found = std::ranges::find(answer.rooms, room, &MatrixRoomNews::roomId);
        return found == answer.rooms.end() ? nullptr : &*found;
    }

    static QStringList bodies(const QList<MatrixEvent> &events)
    {
        QStringList texts;
        for (const auto &event : events) {
            if (event.type == "m.room.message"_L1) {
                texts << event.content.value("body"_L1).toString();
            }
        }
        return texts;
    }

    std::unique_ptr<Workplace> m_workplace;
    MatrixServer m_server;

private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"synapse"_s, u"apache"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        HttpClient http({.tls = tls()});
        const auto server = waitedFor(findMatrixServer(&http, m_workplace->url(u"synapse"_s).toString()));
        QVERIFY2(server, server ? "" : qPrintable(server.error().message + server.error().detail));
        m_server = *server;
        QVERIFY(m_server.hasAuthenticatedMedia());
        QVERIFY(m_server.hasSlidingSync());
    }

    void signInAndOut()
    {
        HttpClient http({.tls = tls()});
        const auto ways = waitedFor(askMatrixSignInWays(&http, m_server));
        QVERIFY2(ways, ways ? "" : qPrintable(ways.error().message));
        QVERIFY(ways->takesPassword);
        const auto wrong = waitedFor(signInToMatrix(&http, m_server, name(0), u"wrong"_s, {}));
        QCOMPARE(wrong.error().kind, Error::Kind::Unauthorized);
        auto anna = signIn(0);
        const auto who = waitedFor(askMatrixWho(anna.connection.get()));
        QCOMPARE(who->userId, anna.signedIn.userId);
        QCOMPARE(who->deviceId, anna.signedIn.deviceId);
        QVERIFY(!anna.signedIn.tokens.refresh.isEmpty());
        // Renewed though nobody refused: the server takes the new ones, and the device is the same.
        const QByteArray before = anna.connection->tokens().access;
        MatrixConnection::Settings settings{.homeserver = anna.signedIn.homeserver, .tls = tls(), .tokens = anna.signedIn.tokens};
        settings.tokens.access = "expired";
        MatrixConnection renewing(settings);
        const auto again = waitedFor(askMatrixWho(&renewing));
        QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
        QCOMPARE(again->deviceId, anna.signedIn.deviceId);
        QVERIFY(renewing.tokens().access != before);
        QVERIFY(renewing.tokens().refresh != anna.signedIn.tokens.refresh);

        QVERIFY(waitedFor(signOutOfMatrix(&renewing, {})));
        QCOMPARE(waitedFor(askMatrixWho(&renewing)).error().kind, Error::Kind::Unauthorized);
        QVERIFY(renewing.signOut() == MatrixConnection::SignOut::Hard);
        QVERIFY(waitedFor(signOutOfMatrix(&renewing, {})));
    }

    void aDeviceSignsInAgain()
    {
        auto anna = signIn(0);
        HttpClient http({.tls = tls()});
        const auto user = m_workplace->user(0);
        const auto again = waitedFor(signInToMatrix(&http, m_server, anna.signedIn.userId, user.password, {.deviceId = anna.signedIn.deviceId, .name = u"x"_s}));
        QVERIFY(again);
        QCOMPARE(again->deviceId, anna.signedIn.deviceId);
        anna.connection->setTokens(again->tokens);
        const MatrixDevices devices(anna.connection.get());
        QVERIFY(waitedFor(devices.rename(anna.signedIn.deviceId, u"Büro"_s)));
        const auto list = waitedFor(devices.list());
        QVERIFY(list);
        QVERIFY(std::ranges::any_of(*list, [&](const MatrixDevice &device) {
            return device.deviceId == anna.signedIn.deviceId && device.name == u"Büro"_s;
        }));
        auto other = signIn(0);
        const auto asked = waitedFor(devices.remove({other.signedIn.deviceId}));
        QVERIFY(asked && asked->question && asked->question->takesPassword);
        const auto wrong = waitedFor(devices.remove({other.signedIn.deviceId}, MatrixProof{.user = anna.signedIn.userId, .password = u"wrong"_s}));
        QVERIFY(wrong && wrong->question && !wrong->question->words.isEmpty());
        const auto removed = waitedFor(devices.remove({other.signedIn.deviceId}, MatrixProof{.user = anna.signedIn.userId, .password = user.password}));
        QVERIFY2(removed && !removed->question, removed ? "" : qPrintable(removed.error().message));
        QVERIFY(!waitedFor(askMatrixWho(other.connection.get())));
    }

    void bothWaysTellTheSame_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("classic") << int(MatrixSyncWay::Classic);
        QTest::newRow("sliding") << int(MatrixSyncWay::Sliding);
    }

    void bothWaysTellTheSame()
    {
        QFETCH(int, way);
        const auto how = MatrixSyncWay(way);
        auto anna = signIn(0);
        auto other = signIn(1);
        const MatrixRooms rooms(anna.connection.get());
        const MatrixRooms others(other.connection.get());
        const MatrixMembership members(anna.connection.get());
        const auto room = waitedFor(members.create({{u"name"_s, u"Raum"_s}, {u"preset"_s, u"private_chat"_s}}));
        QVERIFY2(room, room ? "" : qPrintable(room.error().message));
        const auto first = waitedFor(rooms.say(*room, u"m.room.message"_s, u"t1"_s, text(u"eins"_s)));
        QCOMPARE(*waitedFor(rooms.say(*room, u"m.room.message"_s, u"t1"_s, text(u"eins"_s))), *first); // the same, not another one

        auto answer = anna.sync(how);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message + answer.error().detail));
        while (answer && answer->more) {
            answer = anna.sync(how);
        }
        QVERIFY(answer);
        // From scratch once more, with a short timeline: there is a gap, and it can be filled.
        anna.position.clear();
        answer = anna.sync(how, how == MatrixSyncWay::Classic ? 1 : 50); // the other way one can never be sure
        QVERIFY(answer);
        QCOMPARE(answer->unreadable, 0);
        QVERIFY(answer->keyCounts.has_value());
        const auto *const told = news(*answer, *room);
        QVERIFY(told);
        QVERIFY(told->isInitial && told->isLimited);
        QCOMPARE(told->membership, MatrixRoomNews::Membership::Join);
        QCOMPARE(bodies(told->timeline), QStringList{u"eins"_s});
        QCOMPARE(*told->joined, 1);
        QVERIFY(std::ranges::any_of(told->state, [](const MatrixEvent &event) {
            return event.type == "m.room.name"_L1 && event.content.value("name"_L1).toString() == "Raum"_L1;
        }));
        const auto history = waitedFor(rooms.messages(*room, told->previous, MatrixDirection::Backwards, 100));
        QVERIFY2(history, history ? "" : qPrintable(history.error().message));
        QVERIFY(std::ranges::contains(told->timeline + history->events, u"m.room.create"_s, &MatrixEvent::type));
        QVERIFY(!std::ranges::contains(history->events, *first, &MatrixEvent::id));

        // The other one is invited, joins, speaks, reads, types, is kicked.
        QVERIFY(other.sync(how));
        QVERIFY(waitedFor(members.invite(*room, other.signedIn.userId)));
        QVERIFY(waitedFor(members.invite(*room, other.signedIn.userId)));
        const auto seen = [&](Person &person, const auto &condition) {
            return waitUntil([&] {
                const auto more = person.sync(how, 50, std::chrono::seconds(1));
                const auto *const here = more ? news(*more, *room) : nullptr;
                return here && condition(*here);
            });
        };
        QVERIFY(seen(other, [](const MatrixRoomNews &here) {
            return here.membership == MatrixRoomNews::Membership::Invite && !here.stripped.isEmpty();
        }));
        QCOMPARE(*waitedFor(MatrixMembership(other.connection.get()).join(*room)), *room);
        QVERIFY(seen(other, [](const MatrixRoomNews &here) {
            return here.membership == MatrixRoomNews::Membership::Join && !here.timeline.isEmpty();
        }));
        QVERIFY(waitedFor(members.invite(*room, other.signedIn.userId))); // is there already
        const auto second = waitedFor(others.say(*room, u"m.room.message"_s, u"t2"_s, text(u"zwei"_s)));
        QVERIFY(second);
        QVERIFY(seen(anna, [how](const MatrixRoomNews &here) {
            const bool isCounted = here.notifications == 1 || (how == MatrixSyncWay::Sliding && !here.notifications);
            return bodies(here.timeline).contains(u"zwei"_s) && !here.isLimited && isCounted;
        }));
        QVERIFY(waitedFor(others.setTyping(*room, other.signedIn.userId, std::chrono::seconds(20))));
        QVERIFY(seen(anna, [&](const MatrixRoomNews &here) {
            return here.typing && here.typing->contains(other.signedIn.userId);
        }));
        const auto third = waitedFor(rooms.say(*room, u"m.room.message"_s, u"t3"_s, text(u"drei"_s)));
        QVERIFY(waitedFor(others.sendReceipt(*room, *third, u"m.read"_s)));
        QVERIFY(seen(anna, [&](const MatrixRoomNews &here) {
            return std::ranges::any_of(here.receipts, [&](const MatrixReceipt &receipt) {
                return receipt.eventId == *third && receipt.userId == other.signedIn.userId;
            });
        }));
        QVERIFY(waitedFor(rooms.redact(*room, *first, u"t4"_s, u"Grund"_s)));
        QVERIFY(seen(other, [&](const MatrixRoomNews &here) {
            return std::ranges::contains(here.timeline, *first, &MatrixEvent::redacts);
        }));
        QCOMPARE(waitedFor(rooms.event(*room, *first))->redaction->reason, u"Grund"_s);
        QVERIFY(waitedFor(members.kick(*room, other.signedIn.userId, u"genug"_s)));
        QVERIFY(seen(other, [](const MatrixRoomNews &here) {
            return here.membership == MatrixRoomNews::Membership::Leave;
        }));
        QCOMPARE(waitedFor(others.say(*room, u"m.room.message"_s, u"t5"_s, text(u"vier"_s))).error().kind, Error::Kind::Forbidden);
        QVERIFY(waitedFor(members.kick(*room, other.signedIn.userId)));
    }

    void nothingIsPassedOver_data()
    {
        bothWaysTellTheSame_data();
    }

    /// Away for thirty messages, with a position and without: what the timeline lacks is found behind its gap.
    void nothingIsPassedOver()
    {
        QFETCH(int, way);
        const auto how = MatrixSyncWay(way);
        auto anna = signIn(0);
        const MatrixRooms rooms(anna.connection.get());
        const auto room = waitedFor(MatrixMembership(anna.connection.get()).create({{u"name"_s, u"Lücke"_s}}));
        QVERIFY(room);
        QStringList said;
        const auto say = [&](int count) {
            for (int i = 0; i < count; ++i) {
                said << QString::number(said.size());
                QVERIFY(waitedFor(rooms.say(*room, u"m.room.message"_s, u"t"_s + said.last(), text(said.last()))));
            }
        };
        say(1);
        // Synapse answers the same first question with the same words for two minutes; sliding sync keeps to the first number.
        const int first = how == MatrixSyncWay::Classic ? 50 : 5;
        auto answer = anna.sync(how, first);
        while (answer && answer->more) {
            answer = anna.sync(how, first);
        }
        for (const bool isPositionLost : {false, true}) {
            say(30);
            if (isPositionLost) {
                anna.position.clear();
            }
            answer = anna.sync(how, 5);
            QVERIFY(answer);
            const auto *const here = news(*answer, *room);
            QVERIFY(here);
            QVERIFY(here->isLimited);
            QCOMPARE(here->isInitial, isPositionLost);
            QStringList found = bodies(here->timeline);
            QVERIFY(!found.isEmpty() && found.size() <= 5);
            QString from = here->previous;
            while (!found.contains(u"0"_s)) {
                QVERIFY(!from.isEmpty());
                const auto page = waitedFor(rooms.messages(*room, from, MatrixDirection::Backwards, 7));
                QVERIFY(page);
                auto older = bodies(page->events);
                std::ranges::reverse(older);
                found = older + found;
                from = page->end;
            }
            QCOMPARE(found, said);
        }
    }

    void manyRoomsAreAllTold()
    {
        auto anna = signIn(2);
        const MatrixMembership members(anna.connection.get());
        QSet<QString> all;
        for (int i = 0; i < 30; ++i) {
            all << *waitedFor(members.create({{u"name"_s, QString::number(i)}}));
        }
        QSet<QString> told;
        for (bool more = true; more;) {
            const auto answer = anna.sync(MatrixSyncWay::Sliding, 1);
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
            for (const auto &room : answer->rooms) {
                told << room.roomId;
            }
            more = answer->more;
        }
        QVERIFY(told.contains(all));
        // The oldest of them, far down in the list, still tells its news.
        const QString oldest = *std::ranges::min_element(all);
        QVERIFY(waitedFor(MatrixRooms(anna.connection.get()).say(oldest, u"m.room.message"_s, u"t"_s, text(u"hallo"_s))));
        QVERIFY(waitUntil([&] {
            const auto answer = anna.sync(MatrixSyncWay::Sliding, 1, std::chrono::seconds(1));
            const auto *const here = answer ? news(*answer, oldest) : nullptr;
            return here && bodies(here->timeline).contains(u"hallo"_s);
        }));
    }

    void positionsThatNobodyKnows()
    {
        auto anna = signIn(0);
        anna.position = "c1:nonsense";
        QCOMPARE(anna.sync(MatrixSyncWay::Classic).error().kind, Error::Kind::TokenExpired);
        anna.position.clear();
        QVERIFY(anna.sync(MatrixSyncWay::Sliding));
        anna.position.replace("/s", "/x");
        const auto refused = anna.sync(MatrixSyncWay::Sliding);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::TokenExpired);
    }

    void relationsThreadsMembersAndTime()
    {
        auto anna = signIn(0);
        const MatrixRooms rooms(anna.connection.get());
        const auto room = waitedFor(MatrixMembership(anna.connection.get()).create({{u"name"_s, u"Fäden"_s}}));
        const auto root = waitedFor(rooms.say(*room, u"m.room.message"_s, u"a"_s, text(u"Wurzel"_s)));
        auto answer = text(u"Antwort"_s);
        answer.insert(u"m.relates_to"_s, QJsonObject{{u"rel_type"_s, u"m.thread"_s}, {u"event_id"_s, *root}});
        const auto reply = waitedFor(rooms.say(*room, u"m.room.message"_s, u"b"_s, answer));
        QVERIFY(reply);
        const QJsonObject reaction{{u"m.relates_to"_s, QJsonObject{{u"rel_type"_s, u"m.annotation"_s}, {u"event_id"_s, *root}, {u"key"_s, u"👍"_s}}}};
        QVERIFY(waitedFor(rooms.say(*room, u"m.reaction"_s, u"c"_s, reaction)));
        QCOMPARE(waitedFor(rooms.say(*room, u"m.reaction"_s, u"d"_s, reaction)).error().kind, Error::Kind::Conflict);
        const auto thread = waitedFor(rooms.relations(*room, {.eventId = *root, .relation = u"m.thread"_s}));
        QVERIFY(thread);
        QCOMPARE(thread->events.size(), 1);
        QCOMPARE(MatrixRelation::of(thread->events.first().content).eventId, *root);
        const auto threads = waitedFor(rooms.threads(*room));
        QVERIFY(threads);
        QCOMPARE(threads->events.first().id, *root);
        QVERIFY(threads->events.first().bundled.contains("m.thread"_L1));
        const auto context = waitedFor(rooms.context(*room, *root, 4));
        QVERIFY(context);
        QCOMPARE(context->event.id, *root);
        QCOMPARE(context->after.first().id, *reply);
        const auto members = waitedFor(rooms.members(*room, {}, u"leave"_s));
        QVERIFY(members);
        QCOMPARE(members->size(), 1);
        QCOMPARE(*members->first().stateKey, anna.signedIn.userId);
        QCOMPARE(waitedFor(rooms.joinedMembers(*room))->first().userId, anna.signedIn.userId);
        const auto moment = waitedFor(rooms.eventAt(*room, context->event.at, MatrixDirection::Forwards));
        QVERIFY2(moment, moment ? "" : qPrintable(moment.error().detail));
        QVERIFY(waitedFor(rooms.putState(*room, u"m.room.topic"_s, {}, {{u"topic"_s, u"Worum"_s}})));
        QCOMPARE(waitedFor(rooms.stateContent(*room, u"m.room.topic"_s))->value("topic"_L1).toString(), u"Worum"_s);
        QVERIFY(waitedFor(rooms.state(*room))->size() > 5);
        QVERIFY(waitedFor(rooms.setReadMarkers(*room, *reply, *reply, {})));
    }

    void directoriesAndPreferences()
    {
        auto anna = signIn(0);
        const MatrixDirectory directory(anna.connection.get());
        const MatrixMembership members(anna.connection.get());
        const MatrixPreferences preferences(anna.connection.get(), anna.signedIn.userId);
        const auto space = waitedFor(members.create({{u"name"_s, u"Haus"_s}, {u"creation_content"_s, QJsonObject{{u"type"_s, u"m.space"_s}}}, {u"preset"_s, u"public_chat"_s}, {u"visibility"_s, u"public"_s}}));
        const auto room = waitedFor(members.create({{u"name"_s, u"Zimmer"_s}, {u"preset"_s, u"public_chat"_s}}));
        QVERIFY(space && room);
        QVERIFY(waitedFor(MatrixRooms(anna.connection.get()).putState(*space, u"m.space.child"_s, *room, {{u"via"_s, QJsonArray{u"x"_s}}})));
        const auto inside = waitedFor(directory.hierarchy(*space));
        QVERIFY2(inside, inside ? "" : qPrintable(inside.error().message));
        QCOMPARE(inside->rooms.size(), 2);
        QCOMPARE(inside->rooms.first().type, u"m.space"_s);
        QCOMPARE(*inside->rooms.first().children.first().stateKey, *room);
        const QString alias = u"#zimmer:"_s + anna.signedIn.userId.section(u':', 1);
        QVERIFY(waitedFor(directory.putAlias(alias, *room)));
        QCOMPARE(waitedFor(directory.putAlias(alias, *room)).error().kind, Error::Kind::Conflict);
        QCOMPARE(waitedFor(directory.resolve(alias))->roomId, *room);
        QCOMPARE(*waitedFor(directory.aliases(*room)), QStringList{alias});
        QVERIFY(waitedFor(directory.removeAlias(alias)));
        QCOMPARE(waitedFor(directory.resolve(alias)).error().kind, Error::Kind::NotFound);
        QVERIFY(!*waitedFor(directory.isListed(*room)));
        QVERIFY(waitedFor(directory.setListing(*room, MatrixDirectory::Listing::Public)));
        QVERIFY(*waitedFor(directory.isListed(*room)));
        const auto found = waitedFor(directory.publicRooms({.words = u"Zimmer"_s}));
        QVERIFY(found);
        QCOMPARE(found->rooms.first().roomId, *room);
        QCOMPARE(waitedFor(directory.publicRooms({.onlySpaces = true}))->rooms.first().roomId, *space);
        auto other = signIn(1);
        QVERIFY(waitedFor(MatrixMembership(other.connection.get()).join(*room)));
        QVERIFY(waitUntil([&] { // Synapse fills it in the background
            const auto people = waitedFor(directory.people(name(1)));
            return people && std::ranges::contains(people->people, other.signedIn.userId, &MatrixPerson::userId);
        }));

        QVERIFY(waitedFor(preferences.setName(u"Anna Müller"_s)));
        QCOMPARE(waitedFor(preferences.profile(anna.signedIn.userId))->name, u"Anna Müller"_s);
        QCOMPARE(waitedFor(preferences.accountData(u"app.kontor.none"_s)).error().kind, Error::Kind::NotFound);
        QVERIFY(waitedFor(preferences.putAccountData(u"app.kontor.test"_s, {{u"a"_s, 1}})));
        QCOMPARE(waitedFor(preferences.accountData(u"app.kontor.test"_s))->value("a"_L1).toInt(), 1);
        QVERIFY(waitedFor(preferences.putRoomData(*room, u"app.kontor.test"_s, {{u"b"_s, 2}})));
        QCOMPARE(waitedFor(preferences.roomData(*room, u"app.kontor.test"_s))->value("b"_L1).toInt(), 2);
        QVERIFY(waitedFor(preferences.putTag(*room, u"m.favourite"_s, 0.5)));
        QVERIFY(waitedFor(preferences.removeTag(*room, u"m.favourite"_s)));
        QVERIFY(waitedFor(preferences.removeTag(*room, u"m.favourite"_s)));
        QVERIFY(waitedFor(preferences.pushRules())->contains("override"_L1));
        QVERIFY(waitedFor(preferences.putPushRule(u"room"_s, *room, {{u"actions"_s, QJsonArray()}})));
        QVERIFY(waitedFor(preferences.switchPushRule(u"room"_s, *room, MatrixPreferences::Switch::Off)));
        QVERIFY(waitedFor(preferences.removePushRule(u"room"_s, *room)));
        QVERIFY(waitedFor(preferences.removePushRule(u"room"_s, *room)));
        QVERIFY(waitedFor(members.leave(*room)));
        QVERIFY(waitedFor(members.leave(*room)));
        QVERIFY(waitedFor(members.forget(*room)));
    }

    void media()
    {
        auto anna = signIn(0);
        const MatrixMedia media(anna.connection.get(), MatrixMedia::Way::Authenticated);
        QVERIFY(*waitedFor(media.largestUpload()) > 0);
        QByteArray whole;
        for (int i = 0; whole.size() < 5'000'000; ++i) {
            whole += QByteArray::number(i) + ' ';
        }
        const auto source = std::make_shared<HttpSource>(HttpSource{.size = whole.size(), .read = [whole](qint64 offset, qint64 length) {
            return piece(whole, offset, length);
        }});
        const auto mxc = waitedFor(media.upload(source, "text/plain", u"Zählen.txt"_s));
        QVERIFY2(mxc, mxc ? "" : qPrintable(mxc.error().message));
        const auto address = *MatrixMediaAddress::of(*mxc);
        QByteArray got;
        for (bool more = true; more;) {
            const auto part = waitedFor(media.fetch(address, got.size(), 2'000'000));
            QVERIFY2(part, part ? "" : qPrintable(part.error().message));
            got += part->bytes;
            more = part->more;
            QVERIFY(got.size() <= whole.size());
        }
        QVERIFY(got == whole);
        auto none = address;
        none.id = u"none"_s;
        QCOMPARE(waitedFor(media.fetch(none, 0, 10)).error().kind, Error::Kind::NotFound);
    }

    /// Or the rest of a file nobody reads would fill the memory.
    void whatMayPauseComesByHttp1()
    {
        static QStringList said;
        const auto former = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
            said << message;
        });
        QLoggingCategory::setFilterRules(u"*.debug=true"_s);
        HttpClient http({.tls = tls()});
        const QUrl url = m_workplace->url(u"apache.tls"_s);
        const auto usual = waitedFor(http.send({.url = url}));
        const auto pausing = waitedFor(http.send({.url = url, .headers = {{"Connection", "keep-alive"}}}));
        QLoggingCategory::setFilterRules({});
        qInstallMessageHandler(former);
        QVERIFY(usual && pausing);
        const auto requests = said.filter(u"/dav/"_s);
        QCOMPARE(requests.size(), 2);
        QVERIFY2(requests.at(0).endsWith("h2"_L1), qPrintable(requests.at(0)));
        QVERIFY2(requests.at(1).endsWith("http/1.1"_L1), qPrintable(requests.at(1)));
    }

    void backups()
    {
        auto anna = signIn(0);
        const MatrixDevices devices(anna.connection.get());
        const auto none = waitedFor(devices.backupVersion());
        QVERIFY(none && !*none);
        const auto version = waitedFor(devices.createBackup(R"({"algorithm":"m.megolm_backup.v1.curve25519-aes-sha2","auth_data":{"public_key":"abc","signatures":{}}})"));
        QVERIFY2(version, version ? "" : qPrintable(version.error().message));
        QCOMPARE((*waitedFor(devices.backupVersion()))->version, *version);
        const QByteArray keys = R"({"rooms":{"!r:b":{"sessions":{"s1":{"first_message_index":0,"forwarded_count":0,"is_verified":false,"session_data":{"x":"y"}}}}}})";
        QVERIFY(waitedFor(devices.send("PUT", u"/_matrix/client/v3/room_keys/keys?version="_s + *version, keys)));
        QVERIFY(waitedFor(devices.backedUpKeys(*version))->contains("session_data"));
        QVERIFY(waitedFor(devices.backedUpKeys(*version, u"!r:b"_s, u"s1"_s))->contains("first_message_index"));
        QVERIFY(waitedFor(devices.removeBackup(*version)));
        QVERIFY(waitedFor(devices.removeBackup(*version)));
    }
};

QTEST_GUILESS_MAIN(MatrixServersTest)
#include "matrixserverstest.moc"
