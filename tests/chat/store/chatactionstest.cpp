// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chatactionsfixture.h"

#include "chat/chatdrafts.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Kontor;

/// What the user does in chats, on a real store with the real engine: what is shown at once, what the server gets, in which
/// order, and what can be taken back.
class ChatActionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sentMessageIsShownAtOnceAndSentOnce()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"lunch"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto sent = f.send(room, u"see you at **ten**"_s);
        QVERIFY(sent && *sent);
        auto row = f.row(*sent);
        QCOMPARE(row.html, u"see you at <b>ten</b>"_s);
        QVERIFY(row.isWaiting && row.isMine && row.eventId.isEmpty());
        QVERIFY(f.roomRow(room).isWaiting);
        QVERIFY(f.round());
        QCOMPARE(f.server.events.size(), 1);
        QCOMPARE(f.server.events.first().roomId, id);
        QCOMPARE(f.server.events.first().content.value("formatted_body"_L1).toString(), u"see you at <strong>ten</strong>"_s);
        row = f.row(*sent);
        QVERIFY(!row.isWaiting && !row.eventId.isEmpty());
        QVERIFY(f.failures.isEmpty());
    }

    /// The network is cut at random steps, before or behind what the server does: all arrive once, in order.
    void twoHundredMessagesArriveOnceInOrder_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1U, 2U, 3U}) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void twoHundredMessagesArriveOnceInOrder()
    {
        QFETCH(quint32, seed);
        ChatActionsFixture f;
        const auto id = f.room(u"queue"_s);
        const auto otherId = f.room(u"other"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto other = f.item(otherId);
        QStringList wanted;
        QRandomGenerator random(seed);
        f.server.fault = [&random](const Change &) {
            using Strikes = ChatActionsServer::Strikes;
            const auto dice = random.bounded(10);
            return dice == 0 ? Strikes::BeforeEffect : dice == 1 ? Strikes::AfterEffect : Strikes::Nothing;
        };
        for (int number = 0; number < 200; ++number) {
            const auto text = u"message %1"_s.arg(number);
            QVERIFY(f.send(room, text));
            wanted << text;
            if (number % 50 == 49) {
                QVERIFY(f.send(other, u"elsewhere %1"_s.arg(number)));
                (void)f.round(); // some leave while others are written
            }
            if (number == 100) {
                f.reopen();
            }
        }
        QCOMPARE(f.texts(room), wanted);
        f.rounds(400);
        QCOMPARE(f.number("SELECT count(*) FROM change"), 0);
        QStringList here;
        QSet<QString> once;
        for (const auto &event : std::as_const(f.server.events)) {
            if (event.roomId == id) {
                here << event.content.value("body"_L1).toString();
            }
            QVERIFY(!once.contains(event.transaction));
            once << event.transaction;
        }
        QCOMPARE(here, wanted);
        QCOMPARE(f.texts(room), wanted);
        QCOMPARE(f.server.events.size(), 204);
    }

    void refusedMessageHoldsUpNobodyAndCanBeSentAgain()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"strict"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto bad = f.send(room, u"bad"_s);
        const auto good = f.send(room, u"good"_s);
        QVERIFY(bad && good);
        f.server.refusal = [](const Change &change) -> std::optional<Error> {
            const auto body = change.arguments.value("content"_L1).toMap().value("body"_L1).toString();
            return body == u"bad" ? std::optional(Error{.kind = Error::Kind::Forbidden, .message = u"No bad words."_s, .detail = {}}) : std::nullopt;
        };
        (void)f.round();
        QCOMPARE(f.arrived(), QStringList{u"good"_s});
        auto row = f.row(*bad);
        QVERIFY(row.hasFailed);
        QCOMPARE(row.failure, u"No bad words."_s);
        QVERIFY(f.roomRow(room).hasFailed);

        QVERIFY(f.edit(room, *bad, u"better"_s)); // and goes again
        QVERIFY(f.round());
        QCOMPARE(f.arrived(), QStringList({u"good"_s, u"better"_s}));
        QVERIFY(!f.row(*bad).hasFailed);

        const auto worse = f.send(room, u"bad"_s);
        (void)f.round();
        QVERIFY(f.row(*worse).hasFailed);
        f.server.refusal = {};
        QVERIFY(waitedFor(f.actions->retryAll(room)));
        QVERIFY(f.round());
        QCOMPARE(f.arrived().last(), u"bad"_s);
    }

    void waitingMessageIsEditedInItsPlaceAndDiscarded()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"edit"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto one = f.send(room, u"one"_s);
        const auto two = f.send(room, u"two"_s);
        const auto three = f.send(room, u"three"_s);
        const auto four = f.send(room, u"four"_s);
        QVERIFY(one && two && three && four);
        QVERIFY(f.edit(room, *two, u"second"_s));
        QCOMPARE(f.texts(room), QStringList({u"one"_s, u"second"_s, u"three"_s, u"four"_s}));
        QVERIFY(waitedFor(f.actions->discard(*three)));
        QCOMPARE(f.texts(room), QStringList({u"one"_s, u"second"_s, u"four"_s}));
        // What followed the discarded one follows the one before it: with a network that works for a moment only, too.
        const auto all = f.changes();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(2).follows, all.at(1).id);
        f.server.fault = [first = true](const Change &) mutable {
            return std::exchange(first, false) ? ChatActionsServer::Strikes::BeforeEffect : ChatActionsServer::Strikes::Nothing;
        };
        f.rounds(5);
        QCOMPARE(f.arrived(), QStringList({u"one"_s, u"second"_s, u"four"_s}));
        QVERIFY(!f.row(*three).item);
    }

    /// Perhaps the old text has arrived: both are said, so that the new one surely counts.
    void editOfWhatMayHaveArrivedKeepsTheOldText()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"doubt"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto sent = f.send(room, u"old"_s);
        f.server.fault = [](const Change &) {
            return ChatActionsServer::Strikes::AfterEffect;
        };
        (void)f.round();
        QVERIFY(f.edit(room, *sent, u"new"_s));
        QVERIFY(f.edit(room, *sent, u"newest"_s));
        QCOMPARE(f.row(*sent).text, u"newest"_s);
        const auto change = f.changes().value(0);
        QCOMPARE(change.arguments.value("first"_L1).toMap().value("body"_L1).toString(), u"old"_s);
        QCOMPARE(change.arguments.value("content"_L1).toMap().value("body"_L1).toString(), u"newest"_s);
    }

    void sentMessageIsEdited()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"edits"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto sent = f.send(room, u"teh plan"_s);
        QVERIFY(f.round());
        auto draft = waitedFor(f.actions->startEdit(*sent));
        QVERIFY(draft);
        QCOMPARE(draft->text, u"teh plan"_s);
        QCOMPARE(draft->edits, *sent);
        draft->text = u"the plan"_s;
        QVERIFY(waitedFor(f.actions->send(room, *draft)));
        QCOMPARE(f.row(*sent).text, u"the plan"_s); // before the server has heard of it
        QVERIFY(f.row(*sent).isEdited);
        QVERIFY(f.round());
        const auto edit = f.server.events.value(1);
        QCOMPARE(edit.content.value("m.relates_to"_L1).toObject().value("rel_type"_L1).toString(), u"m.replace"_s);
        QCOMPARE(edit.content.value("m.relates_to"_L1).toObject().value("event_id"_L1).toString(), f.server.events.first().eventId);
        QCOMPARE(f.texts(room), QStringList{u"the plan"_s});
        draft = waitedFor(f.actions->startEdit(*sent));
        QVERIFY(draft);
        QCOMPARE(draft->text, u"the plan"_s); // the newest, not the first

        // Without a difference nothing is sent.
        QVERIFY(waitedFor(f.actions->send(room, *draft)));
        QCOMPARE(f.changes().size(), 0);

        // Others' messages are theirs.
        const auto theirs = f.server.say(id, u"@anna:example.org"_s, u"mine"_s);
        QVERIFY(f.round());
        QVERIFY(!waitedFor(f.actions->startEdit(f.item(theirs))));
        QVERIFY(!f.edit(room, f.item(theirs), u"yours"_s));
    }

    void reactionsToggle()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"react"_s);
        const auto said = f.server.say(id, u"@anna:example.org"_s, u"cake?"_s);
        QVERIFY(f.round());
        const auto event = f.item(said);
        QVERIFY(waitedFor(f.actions->react(event, u"👍"_s)));
        QCOMPARE(f.row(event).reactions.size(), 1);
        QVERIFY(f.row(event).reactions.first().isMine);
        // Taken back before anybody heard of it: nothing remains.
        QVERIFY(waitedFor(f.actions->react(event, u"👍"_s)));
        QVERIFY(f.row(event).reactions.isEmpty());
        QCOMPARE(f.changes().size(), 0);

        for (const auto &key : {u"❤️"_s, u"👩🏽‍💻"_s, u"+1"_s}) { // of several signs, some of them unseen
            QVERIFY(waitedFor(f.actions->react(event, key)));
            QCOMPARE(f.row(event).reactions.size(), 1);
            QVERIFY(waitedFor(f.actions->react(event, key)));
            QVERIFY(f.row(event).reactions.isEmpty());
        }

        QVERIFY(waitedFor(f.actions->react(event, u"🎉"_s)));
        QVERIFY(f.round());
        QCOMPARE(f.server.events.last().type, u"m.reaction"_s);
        QVERIFY(waitedFor(f.actions->react(event, u"🎉"_s)));
        QVERIFY(f.row(event).reactions.isEmpty());
        QCOMPARE(f.changes().value(0).kind, ChatChange::Redact);
        QVERIFY(f.round());
        QCOMPARE(f.server.pushed.last().itemRemoteId, f.server.events.last().eventId);

        const auto waiting = f.send(f.item(id), u"not sent"_s);
        QVERIFY(!waitedFor(f.actions->react(*waiting, u"👍"_s)));
        QCOMPARE(f.failures.size(), 1);
    }

    void deletionsWaitAndAreTakenBack()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"delete"_s);
        const auto said = f.server.say(id, f.server.userId, u"oops"_s);
        QVERIFY(f.round());
        const auto event = f.item(said);
        f.actions->setUndoTime(std::chrono::hours(1));
        QVERIFY(waitedFor(f.actions->redact(event, u"typo"_s)));
        QCOMPARE(f.row(event).kind, ChatRowKind::Redacted);
        QVERIFY(f.actions->canUndo());
        QVERIFY(f.round());
        QVERIFY(f.server.pushed.isEmpty()); // it still waits
        bool takenBack = false;
        QObject::connect(f.actions.get(), &ChatActions::takenBack, f.actions.get(), [&takenBack] {
            takenBack = true;
        });
        f.actions->undo();
        QVERIFY(waitUntil([&takenBack] {
            return takenBack;
        }));
        QCOMPARE(f.row(event).text, u"oops"_s);
        QCOMPARE(f.changes().size(), 0);

        f.actions->setUndoTime(std::chrono::milliseconds(0));
        QVERIFY(waitedFor(f.actions->redact(event, u"typo"_s)));
        QVERIFY(f.round());
        QCOMPARE(f.server.pushed.last().arguments.value("reason"_L1).toString(), u"typo"_s);
        QVERIFY(waitUntil([&f] {
            return !f.actions->canUndo(); // there is no way back
        }));
        QCOMPARE(f.row(event).kind, ChatRowKind::Redacted);
    }

    void leavingWaitsAndIsTakenBack()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"leave"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        f.actions->setUndoTime(std::chrono::hours(1));
        QVERIFY(waitedFor(f.actions->leave({room})));
        QCOMPARE(f.roomRow(room).membership, u"leave"_s);
        QVERIFY(!f.send(room, u"too late"_s));
        f.actions->undo();
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).membership == u"join";
        }));
        QVERIFY(f.send(room, u"back"_s));
        QVERIFY(f.round());
        QCOMPARE(f.arrived(), QStringList{u"back"_s});
    }

    void commandsDoWhatTheySay()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"commands"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        QVERIFY(f.send(room, u"/me is late"_s));
        QVERIFY(f.send(room, u"/shrug"_s));
        QVERIFY(f.send(room, u"/topic Lunch at ten"_s));
        QVERIFY(f.send(room, u"/nick Meme"_s));
        QVERIFY(f.send(room, u"/invite @carl:example.org"_s));
        QVERIFY(!f.send(room, u"/dance"_s));
        QVERIFY(!f.send(room, u"/invite Carl"_s));
        QCOMPARE(f.failures.size(), 2);
        QVERIFY(f.failures.first().message.contains(u"/dance"));
        QCOMPARE(f.roomRow(room).topic, u"Lunch at ten"_s);
        QVERIFY(f.round());
        QCOMPARE(f.server.events.value(0).content.value("msgtype"_L1).toString(), u"m.emote"_s);
        QCOMPARE(f.server.events.value(0).content.value("body"_L1).toString(), u"is late"_s);
        QCOMPARE(f.server.events.value(1).content.value("body"_L1).toString(), u"¯\\_(ツ)_/¯"_s);
        QVERIFY(!f.server.events.value(1).content.contains("formatted_body"_L1));
        QStringList kinds;
        for (const auto &change : std::as_const(f.server.pushed)) {
            kinds << change.kind;
        }
        QVERIFY(kinds.contains(ChatChange::State) && kinds.contains(ChatChange::Profile) && kinds.contains(ChatChange::Member));
        QVERIFY(f.send(room, u"/part"_s));
        QCOMPARE(f.roomRow(room).membership, u"leave"_s);
    }

    /// What one may not do is said at once, and does not stand in the way of what comes later.
    void rightsAreRespected()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"guest"_s);
        ChatRoomFacts facts;
        facts.roomId = id;
        facts.state[u"m.room.power_levels"_s].insert(u""_s, {{u"users"_s, QJsonObject{{u"@anna:example.org"_s, 100}}}});
        f.server.tell(facts);
        const auto said = f.server.say(id, u"@anna:example.org"_s, u"rules"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        QVERIFY(!waitedFor(f.actions->setName(room, u"mine"_s)));
        QVERIFY(!waitedFor(f.actions->pin(f.item(said))));
        QVERIFY(!waitedFor(f.actions->kick(room, u"@anna:example.org"_s, {})));
        QVERIFY(!waitedFor(f.actions->encrypt(room)));
        QCOMPARE(f.failures.size(), 4);
        QCOMPARE(f.changes().size(), 0);
    }

    void settingsOfARoom()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"settings"_s);
        const auto said = f.server.say(id, u"@anna:example.org"_s, u"keep this"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto event = f.item(said);
        QVERIFY(waitedFor(f.actions->setName(room, u" Budget 2027 "_s)));
        QCOMPARE(f.roomRow(room).title, u"Budget 2027"_s);
        QVERIFY(waitedFor(f.actions->encrypt(room)));
        QVERIFY(f.roomRow(room).isEncrypted);
        QVERIFY(waitedFor(f.actions->setHistory(room, ChatActions::History::Joined)));
        QVERIFY(waitedFor(f.actions->setJoinRule(room, ChatActions::JoinRule::Knock)));
        QVERIFY(waitedFor(f.actions->pin(event)));
        QVERIFY(f.row(event).isPinned);
        QVERIFY(waitedFor(f.actions->unpin(event)));
        QVERIFY(!f.row(event).isPinned);
        QVERIFY(waitedFor(f.actions->setPower(room, u"@anna:example.org"_s, 50)));
        QVERIFY(f.round());
        QHash<QString, QJsonObject> state;
        for (const auto &change : std::as_const(f.server.pushed)) {
            state.insert(change.arguments.value("type"_L1).toString(), change.arguments.value("content"_L1).toMap().toJsonObject());
        }
        QCOMPARE(state.value(u"m.room.encryption"_s).value("algorithm"_L1).toString(), u"m.megolm.v1.aes-sha2"_s);
        QCOMPARE(state.value(u"m.room.history_visibility"_s).value("history_visibility"_L1).toString(), u"joined"_s);
        const auto users = state.value(u"m.room.power_levels"_s).value("users"_L1).toObject();
        QCOMPARE(users.value("@anna:example.org"_L1).toInt(), 50);
        QCOMPARE(users.value(f.server.userId).toInt(), 100); // the others keep theirs

        // Encryption that is on stays as it is.
        const auto before = f.changes().size();
        QVERIFY(waitedFor(f.actions->encrypt(room)));
        QCOMPARE(f.changes().size(), before);
        QVERIFY(f.failures.isEmpty());
    }

    void directChatIsFoundOrMadeEncrypted()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"direct"_s, {u"@anna:example.org"_s});
        ChatAccountFacts own;
        own.userId = f.server.userId;
        own.direct = QHash<QString, QStringList>{{u"@anna:example.org"_s, {id}}};
        f.server.tell(own);
        QVERIFY(f.round());
        const auto found = waitedFor(f.actions->startDirectChat(f.account(), u"@anna:example.org"_s));
        QVERIFY(found);
        QCOMPARE(*found, f.item(id));
        QCOMPARE(f.changes().size(), 0);

        const auto made = waitedFor(f.actions->startDirectChat(f.account(), u"@carl:example.org"_s));
        QVERIFY(made && *made);
        QVERIFY(f.roomRow(*made).isEncrypted);
        QCOMPARE(f.roomRow(*made).directWith, u"@carl:example.org"_s);
        QCOMPARE(*waitedFor(f.actions->startDirectChat(f.account(), u"@carl:example.org"_s)), *made); // not twice
        QVERIFY(f.send(*made, u"hello Carl"_s)); // before the room is there
        QVERIFY(f.round());
        f.rounds(3);
        QCOMPARE(f.arrived(), QStringList{u"hello Carl"_s});
        QVERIFY(f.server.events.first().roomId.startsWith(u"!new"));
        const auto creation = f.server.pushed.first();
        QVERIFY(creation.arguments.value("isDirect"_L1).toBool() && creation.arguments.value("isEncrypted"_L1).toBool());
        QVERIFY(!waitedFor(f.actions->startDirectChat(f.account(), f.server.userId)));
        QVERIFY(!waitedFor(f.actions->startDirectChat(f.account(), u"carl"_s)));
    }

    void roomThatWillNotBeTakesItsMessagesAlong()
    {
        ChatActionsFixture f;
        QVERIFY(f.round());
        ChatOutgoingRoom wish;
        wish.name = u"Nothing"_s;
        const auto room = waitedFor(f.actions->create(f.account(), wish));
        QVERIFY(room && *room);
        QCOMPARE(f.roomRow(*room).title, u"Nothing"_s);
        QVERIFY(f.send(*room, u"into the void"_s));
        QVERIFY(waitedFor(f.actions->leave({*room})));
        QCOMPARE(f.changes().size(), 0);
        QCOMPARE(f.number("SELECT count(*) FROM chat_event"), 0);
        QVERIFY(f.round());
        QVERIFY(f.server.pushed.isEmpty());
    }

    void answersAndThreads()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"threads"_s);
        const auto said = f.server.say(id, u"@anna:example.org"_s, u"question"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        ChatOutgoing answer;
        answer.text = u"answer"_s;
        answer.replyTo = f.item(said);
        const auto sent = waitedFor(f.actions->send(room, answer));
        QVERIFY(sent);
        QCOMPARE(f.row(*sent).replyToId, said);
        QCOMPARE(f.row(*sent).replyText, u"question"_s);
        ChatOutgoing inThread;
        inThread.text = u"aside"_s;
        inThread.threadRoot = said;
        const auto aside = waitedFor(f.actions->send(room, inThread));
        QVERIFY(aside);
        QCOMPARE(f.texts(room), QStringList({u"question"_s, u"answer"_s})); // a thread is shown by its root
        QCOMPARE(f.row(f.item(said)).threadCount, 1);
        QVERIFY(f.round());
        QCOMPARE(f.server.events.value(0).content.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray(), QJsonArray{u"@anna:example.org"_s});
        QCOMPARE(f.server.events.value(1).content.value("m.relates_to"_L1).toObject().value("rel_type"_L1).toString(), u"m.thread"_s);
        ChatOutgoing unsent;
        unsent.text = u"no"_s;
        unsent.replyTo = *f.send(room, u"waits"_s);
        QVERIFY(!waitedFor(f.actions->send(room, unsent)));
    }

    void readingAndTags()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"read"_s);
        const auto first = f.server.say(id, u"@anna:example.org"_s, u"one"_s);
        const auto last = f.server.say(id, u"@anna:example.org"_s, u"two"_s);
        ChatRoomFacts facts;
        facts.roomId = id;
        facts.readEvent = first;
        facts.notifications = 1;
        facts.highlights = 0;
        f.server.tell(facts);
        QVERIFY(f.round());
        const auto room = f.item(id);
        QCOMPARE(f.roomRow(room).unread, 1);
        f.actions->markRead(room);
        QVERIFY(waitUntil([&f] {
            return !f.changes().isEmpty();
        }));
        QCOMPARE(f.roomRow(room).unread, 0);
        QCOMPARE(f.changes().first().arguments.value("event"_L1).toString(), last);
        QVERIFY(f.round());
        f.actions->markUnread(room);
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).isMarkedUnread;
        }));
        f.actions->markRead(room);
        QVERIFY(waitUntil([&] {
            return !f.roomRow(room).isMarkedUnread;
        }));
        f.actions->setFavourite({room}, Qt::Checked);
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).isFavourite;
        }));
        f.actions->setLowPriority({room}, Qt::Checked); // both make no sense
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).isLowPriority;
        }));
        QVERIFY(!f.roomRow(room).isFavourite);
        QVERIFY(waitUntil([&] {
            return f.actions->undoText().contains("Priority"_L1); // the step is there once the store has answered
        }));
        f.actions->undo();
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).isFavourite && !f.roomRow(room).isLowPriority;
        }));
        f.actions->setNotify(room, ChatNotify::Mentions);
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).notify == ChatNotify::Mentions;
        }));
        f.actions->setKeptOffline({room}, Qt::Checked);
        QVERIFY(waitUntil([&] {
            return f.roomRow(room).isKeptOffline;
        }));
        QVERIFY(f.failures.isEmpty());
    }

    /// Thrown out while something waited: it is refused and stays visible, nothing is lost in silence.
    void kickedWithQueuedMessages()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"kicked"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        const auto one = f.send(room, u"one"_s);
        const auto two = f.send(room, u"two"_s);
        ChatRoomFacts facts;
        facts.roomId = id;
        facts.membership = u"leave"_s;
        f.server.tell(facts);
        f.server.refusal = [](const Change &) {
            return std::optional(Error{.kind = Error::Kind::Forbidden, .message = u"You are not in this room."_s, .detail = {}});
        };
        for (int i = 0; i < 4; ++i) {
            (void)f.round();
        }
        QVERIFY(f.row(*one).hasFailed);
        QVERIFY(f.row(*two).hasFailed);
        QVERIFY(f.server.events.isEmpty());
        QVERIFY(waitedFor(f.actions->discard(*one)));
        QVERIFY(waitedFor(f.actions->discard(*two)));
        QCOMPARE(f.changes().size(), 0);
    }

    void forwardedIsACopyThatCallsNobody()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"from"_s);
        const auto toId = f.room(u"to"_s);
        const auto said
            = f.server.say(id, u"@anna:example.org"_s, u"look @Ben"_s, {{u"m.mentions"_s, QJsonObject{{u"user_ids"_s, QJsonArray{u"@ben:example.org"_s}}}}});
        QVERIFY(f.round());
        QVERIFY(waitedFor(f.actions->forward({f.item(said)}, f.item(toId))));
        QVERIFY(f.round());
        QCOMPARE(f.server.events.first().roomId, toId);
        QCOMPARE(f.server.events.first().content.value("body"_L1).toString(), u"look @Ben"_s);
        QVERIFY(f.server.events.first().content.value("m.mentions"_L1).toObject().isEmpty());
    }

    void tooLongIsSaidAtOnce()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"long"_s);
        QVERIFY(f.round());
        QVERIFY(!f.send(f.item(id), QString(70'000, u'a')));
        QCOMPARE(f.failures.size(), 1);
        // Formatting gives way before the text does.
        QVERIFY(f.send(f.item(id), u"**"_s + QString(40'000, u'a') + u"**"_s));
        QVERIFY(f.round());
        QVERIFY(!f.server.events.first().content.contains("formatted_body"_L1));
    }

    void draftsSurvive()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"drafts"_s);
        QVERIFY(f.round());
        const auto room = f.item(id);
        ChatOutgoing begun;
        begun.text = u"half a sent"_s;
        ChatOutgoing inThread;
        inThread.text = u"aside"_s;
        inThread.threadRoot = u"$root"_s;
        {
            ChatDrafts drafts(**f.store);
            drafts.note(room, begun);
            drafts.note(room, inThread);
            QCOMPARE(waitedFor(drafts.draft(room)).value(), begun); // at once, kept or not
        } // the window closes before the pause is over
        f.reopen();
        {
            ChatDrafts drafts(**f.store);
            QCOMPARE(waitedFor(drafts.draft(room)).value(), begun);
            QCOMPARE(waitedFor(drafts.draft(room, u"$root"_s)).value(), inThread);
            QVERIFY(f.roomRow(room).hasDraft);
            drafts.drop(room);
            (*f.store)->drain();
            QVERIFY(waitedFor(drafts.draft(room)).value().isEmpty());
            QCOMPARE(waitedFor(drafts.draft(room, u"$root"_s)).value(), inThread);
        }
        // Typing for a second writes once or twice, not with each key.
        ChatDrafts drafts(**f.store);
        int commits = 0;
        QObject::connect((**f.store).get(), &Store::changed, &drafts, [&commits](const ChangeSet &) {
            ++commits;
        });
        for (int key = 0; key < 200; ++key) {
            begun.text += u'x';
            drafts.note(room, begun);
        }
        QVERIFY(waitUntil([&commits] {
            return commits > 0;
        }));
        QCOMPARE(commits, 1);
    }

    void joinsOnce()
    {
        ChatActionsFixture f;
        QVERIFY(f.round());
        QVERIFY(!waitedFor(f.actions->join(f.account(), u"nonsense"_s)));
        const auto room = waitedFor(f.actions->join(f.account(), u"#public:example.org"_s));
        QVERIFY(room && *room);
        QVERIFY(f.round());
        QCOMPARE(f.server.pushed.first().arguments.value("via"_L1).toArray().at(0).toString(), u"example.org"_s);
        QVERIFY(f.roomRow(*room).roomId.startsWith(u'!'));
        QCOMPARE(f.roomRow(*room).membership, u"join"_s);
        QCOMPARE(*waitedFor(f.actions->join(f.account(), f.roomRow(*room).roomId)), *room);
        QCOMPARE(f.changes().size(), 0);
    }
};

QTEST_GUILESS_MAIN(ChatActionsTest)
#include "chatactionstest.moc"
