// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventconflictsamples.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;
using namespace Kontor::ConflictSamples;

/// Where two people changed the same, the user sees both versions and decides field by field; nothing else is touched, and
/// nothing is lost before that.
class EventConflictTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void differsFieldByField()
    {
        const auto base = eventText(plain);
        const auto theirs = eventText(with(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"), "X-OTHER;X-P=\"a,b\":\\,odd", "X-OTHER;X-P=\"a,b\":new"));
        auto wanted = with(with(plain, "SUMMARY:Runde", "SUMMARY:Meine"), "X-OTHER;X-P=\"a,b\":\\,odd", "X-OTHER;X-P=\"a,b\":mine");
        wanted.replace("LOCATION:hier", "LOCATION:dort");
        const auto mine = mineOver(theirs, base, eventText(wanted));
        QCOMPARE(mine, eventText(wanted));
        const auto fields = EventConflict::between(theirs, mine);
        QCOMPARE(keysOf(fields), QStringList({QStringLiteral("title"), QStringLiteral("place"), QStringLiteral("X-OTHER")}));
        EventConflict conflict;
        conflict.mine = mine;
        conflict.theirs = theirs;
        conflict.fields = fields;
        // Each choice touches its own lines.
        QCOMPARE(conflict.chosen(theirs, {QStringLiteral("title")}).value(), with(theirs, "SUMMARY:Ihre", "SUMMARY:Meine"));
        QCOMPARE(conflict.chosen(theirs, {QStringLiteral("X-OTHER")}).value(), with(theirs, ":new", ":mine"));
        QCOMPARE(conflict.chosen(theirs, {}).value(), theirs);
        QCOMPARE(conflict.chosen(theirs, keysOf(fields)).value(), mine);
        // News that came in meanwhile stay; what was decided and changed again is asked anew.
        const auto newer = with(theirs, "LOCATION:hier", "LOCATION:hier\r\nURL:https://x.example/");
        QCOMPARE(conflict.chosen(newer, {QStringLiteral("title")}).value(), with(newer, "SUMMARY:Ihre", "SUMMARY:Meine"));
        QCOMPARE(conflict.chosen(with(theirs, "SUMMARY:Ihre", "SUMMARY:Noch eine"), {QStringLiteral("title")}).error().kind, Error::Kind::Conflict);
    }

    void aTimeIsOneChoice()
    {
        const auto base = eventText(plain);
        const auto theirs = eventText(with(with(plain, "T080000Z", "T120000Z"), "T090000Z", "T123000Z"));
        const auto wanted = eventText(with(with(plain, "T080000Z", "T100000Z"), "T090000Z", "T110000Z"));
        const auto mine = mineOver(theirs, base, wanted);
        QCOMPARE(mine, wanted);
        QCOMPARE(keysOf(EventConflict::between(theirs, mine)), QStringList({QStringLiteral("when")}));
        // Only the end is mine, and it would lie before their start: theirs takes as much longer.
        const auto longer = mineOver(theirs, base, eventText(with(plain, "T090000Z", "T093000Z")));
        QCOMPARE(longer, with(theirs, "T123000Z", "T130000Z"));
        // A whole day against a time: no mixture of both.
        const auto whole = eventText(with(with(plain, "DTSTART:20360504T080000Z", "DTSTART;VALUE=DATE:20360504"), "DTEND:20360504T090000Z", "DTEND;VALUE=DATE:20360505"));
        QCOMPARE(mineOver(theirs, base, whole), whole);
        QCOMPARE(mineOver(whole, base, wanted), wanted);
    }

    void listsKeepWhatOthersAdded()
    {
        const QByteArray anna = "ATTENDEE;CN=Anna;PARTSTAT=NEEDS-ACTION:mailto:anna@example.org\r\n";
        const QByteArray ben = "ATTENDEE;CN=Ben:mailto:ben@example.org\r\n";
        const QByteArray cleo = "ATTENDEE;CN=Cleo:mailto:cleo@example.org\r\n";
        const auto base = eventText(plain + anna + ben);
        const auto theirs = eventText(plain + with(anna, "NEEDS-ACTION", "DECLINED") + ben + cleo);
        const auto mine = mineOver(theirs, base, eventText(plain + with(anna, "NEEDS-ACTION", "ACCEPTED")));
        QCOMPARE(mine, eventText(plain + with(anna, "NEEDS-ACTION", "ACCEPTED") + cleo));
        QCOMPARE(keysOf(EventConflict::between(theirs, mine)), QStringList({QStringLiteral("people")}));
    }

    void anInstanceSaysWhichItIs()
    {
        const auto base = eventText(weekly);
        const auto day = QByteArray("20360512");
        const auto lines = [&](const QByteArray &summary, const QByteArray &place) {
            return instance(day, "DTSTART:20360512T080000Z\r\nDTEND:20360512T090000Z\r\nSUMMARY:" + summary + "\r\nLOCATION:" + place + "\r\n");
        };
        // Both made it an exception: what is as in the series is nobody's wish.
        const auto theirs = eventText(weekly, lines("Runde", "dort"));
        const auto mine = mineOver(theirs, base, eventText(weekly, lines("Meine", "hier")));
        QCOMPARE(mine, eventText(weekly, lines("Meine", "dort")));
        QCOMPARE(keysOf(EventConflict::between(theirs, mine)), QStringList({QStringLiteral("title@20360512T080000Z")}));
        // They deleted it, I changed it.
        const auto before = eventText(weekly, lines("Runde", "dort"));
        const auto gone = eventText(weekly + "EXDATE:20360512T080000Z\r\n");
        const auto kept = mineOver(gone, before, eventText(weekly, lines("Meine", "dort")));
        QVERIFY2(!kept.contains("EXDATE") && kept.contains("SUMMARY:Meine"), kept.constData());
        QCOMPARE(keysOf(EventConflict::between(gone, kept)), QStringList({QStringLiteral("existence@20360512T080000Z")}));
        // I deleted it, they changed it: leaving it out and taking its lines away are one choice.
        const auto changed = eventText(weekly, lines("Ihre", "dort"));
        const auto removed = mineOver(changed, before, gone);
        QCOMPARE(removed, gone);
        QCOMPARE(keysOf(EventConflict::between(changed, removed)), QStringList({QStringLiteral("existence@20360512T080000Z")}));
    }

    void aSeriesThatBothMovedStaysWhole()
    {
        const auto exception = [](const QByteArray &hour, const QByteArray &id) {
            return componentText("RECURRENCE-ID:20360512T" + id + "0000Z\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20360512T" + hour + "0000Z\r\nSUMMARY:Anders\r\n");
        };
        const auto moved = [](const QByteArray &hour, const QByteArray &end) {
            return with(with(weekly, "T080000Z", "T" + hour + "0000Z"), "T090000Z", "T" + end + "0000Z") + "EXDATE:20360519T" + hour + "0000Z\r\n";
        };
        const auto base = eventText(moved("08", "09"), exception("15", "08"));
        const auto theirs = eventText(moved("12", "13"), exception("15", "12"));
        const auto wanted = eventText(moved("10", "11"), exception("15", "10"));
        const auto mine = mineOver(theirs, base, wanted);
        // No exception of an instance that there is not.
        QCOMPARE(mine, wanted);
        const auto fields = EventConflict::between(theirs, mine);
        QCOMPARE(keysOf(fields), QStringList({QStringLiteral("when")}));
        EventConflict conflict;
        conflict.mine = mine;
        conflict.theirs = theirs;
        conflict.fields = fields;
        QVERIFY(!conflict.chosen(theirs, {QStringLiteral("when")}).value().contains("T120000Z"));
    }

    void anInstanceFollowsASeriesThatMoved()
    {
        const auto base = eventText(weekly);
        const auto own = [](const QByteArray &title, const QByteArray &hour, const QByteArray &end, const QByteArray &id) {
            return componentText("RECURRENCE-ID:20360512T" + id + "0000Z\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20360512T" + hour + "0000Z\r\nDTEND:20360512T" + end
                                 + "0000Z\r\nSUMMARY:" + title + "\r\nLOCATION:hier\r\n");
        };
        const auto theirs = eventText(with(with(weekly, "T080000Z", "T120000Z"), "T090000Z", "T130000Z"));
        // An exception of eight o'clock would be one of no instance: it is asked, and stands for the same week's.
        QVERIFY(!applyEdits(theirs, editsBetween(base, eventText(weekly, own("Meine", "08", "09", "08")))));
        const auto titled = mineOver(theirs, base, eventText(weekly, own("Meine", "08", "09", "08")));
        QCOMPARE(keysOf(EventConflict::between(theirs, titled)), QStringList({QStringLiteral("existence@20360512T120000Z")}));
        QVERIFY2(titled.contains("SUMMARY:Meine") && titled.contains("DTSTART:20360512T120000Z") && !titled.contains("20360512T08"), titled.constData());
        const auto moved = mineOver(theirs, base, eventText(weekly, own("Runde", "15", "16", "08")));
        QVERIFY2(moved.contains("DTSTART:20360512T150000Z") && moved.contains("RECURRENCE-ID:20360512T120000Z"), moved.constData());
        // The same where I moved the series, and they gave an instance something of its own, or left it out.
        const auto mine = mineOver(eventText(weekly, own("Ihre", "08", "09", "08")), base, theirs);
        QVERIFY2(mine.contains("SUMMARY:Ihre") && mine.contains("RECURRENCE-ID:20360512T120000Z") && !mine.contains("T080000Z"), mine.constData());
        const auto without = [](const QByteArray &hour) {
            return QByteArray("EXDATE:20360519T" + hour + "0000Z\r\n");
        };
        QCOMPARE(mineOver(eventText(weekly + without("08")), base, theirs), with(theirs, "LOCATION:hier\r\n", "LOCATION:hier\r\n" + without("12")));
        QVERIFY(!applyEdits(theirs, editsBetween(base, eventText(weekly + without("08")))));
        QCOMPARE(mineOver(theirs, base, eventText(weekly + without("08"))), with(theirs, "LOCATION:hier\r\n", "LOCATION:hier\r\n" + without("12")));
        // My own two steps are no clash: first the one, then all.
        const auto first = eventText(weekly, own("Meine", "08", "09", "08"));
        const auto second = with(theirs, "END:VCALENDAR\r\n", own("Meine", "12", "13", "12") + "END:VCALENDAR\r\n");
        const auto once = applyEdits(base, editsBetween(base, first));
        QCOMPARE(once.value(), first);
        QCOMPARE(applyEdits(*once, editsBetween(first, second)).value(), second);
    }

    void remindersTakenAwayComeBack()
    {
        const auto alarm = [](const QByteArray &trigger) {
            return QByteArray("BEGIN:VALARM\r\nUID:a1\r\nACTION:DISPLAY\r\nDESCRIPTION:Runde\r\nTRIGGER:" + trigger + "\r\nEND:VALARM\r\n");
        };
        const auto base = eventText(plain + alarm("-PT15M"));
        const auto mine = mineOver(eventText(plain), base, eventText(plain + alarm("-PT1H")));
        QVERIFY2(mine.contains("TRIGGER:-PT1H"), mine.constData());
        QCOMPARE(keysOf(EventConflict::between(eventText(plain), mine)), QStringList({QStringLiteral("reminders")}));
    }

    /// Whatever two people do to the same series: each choice can be carried out, and touches nothing else.
    void anyChoiceCanBeCarriedOut()
    {
        const auto given = qEnvironmentVariable("KONTOR_SEED");
        const auto seed = given.isEmpty() ? QRandomGenerator::global()->generate() : given.toUInt();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int turn = 0; turn < 150; ++turn) {
            const auto base = randomObject(random, {});
            const auto theirs = randomObject(random, base);
            const auto wanted = randomObject(random, base);
            EventConflict conflict;
            conflict.mine = mineOver(theirs, base, wanted);
            conflict.theirs = theirs;
            conflict.fields = EventConflict::between(theirs, conflict.mine);
            const auto keys = keysOf(conflict.fields);
            QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), keys.size());
            const auto all = conflict.chosen(theirs, keys);
            QVERIFY2(all && EventConflict::between(conflict.mine, *all).isEmpty(), seen({base, theirs, wanted, conflict.mine, all.value_or(QByteArray())}).constData());
            for (qsizetype i = 0; i < conflict.fields.size(); ++i) {
                const auto one = conflict.chosen(theirs, {keys.at(i)});
                QVERIFY2(one, seen({base, theirs, wanted, conflict.mine, keys.at(i).toUtf8()}).constData());
                QCOMPARE(keysOf(EventConflict::between(theirs, *one)), QStringList{keys.at(i)});
            }
            // No instance of its own that belongs to no instance of the series, unless its rule has none there any more.
            const bool isOtherRule = !theirs.contains("RRULE:FREQ=WEEKLY;COUNT=6") || !wanted.contains("RRULE:FREQ=WEEKLY;COUNT=6");
            QVERIFY2(strays(conflict.mine) == 0 || isOtherRule, seen({base, theirs, wanted, conflict.mine}).constData());
        }
    }

    void resolvesInOneStep()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        edit(home, actions, item, [](EventDraft &draft) {
            draft.summary = QStringLiteral("Meine");
            draft.location = QStringLiteral("dort");
        });
        edit(home, actions, item, [](EventDraft &draft) { draft.priority = 3; });
        const auto theirs = eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"));
        refuse(home, item, theirs, "Conflict");
        const auto conflict = waitedFor(actions.conflict(item)).value();
        QVERIFY(conflict);
        QCOMPARE(conflict->kind, EventConflict::Kind::BothChanged);
        QCOMPARE(keysOf(conflict->fields), QStringList({QStringLiteral("title"), QStringLiteral("place"), QStringLiteral("priority")}));
        QVERIFY(waitedFor(actions.resolve(*conflict, {QStringLiteral("title"), QStringLiteral("priority")})));
        QCOMPARE(home.changes(item).size(), 1);
        QCOMPARE(home.changes(item).first().state, ChangeState::Waiting);
        QCOMPARE(withoutStamps(home.bytes(item)), withoutStamps(eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Meine") + "PRIORITY:3\r\n")));
        QVERIFY(!waitedFor(actions.conflict(item)).value());
        // Twice is once.
        QSignalSpy failed(&actions, &CalendarActions::failed);
        QCOMPARE(waitedFor(actions.resolve(*conflict, {})).error().kind, Error::Kind::NotFound);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(home.changes(item).size(), 1);
    }

    void theLastWordCounts()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
        const auto theirs = eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"));
        refuse(home, item, theirs, "Conflict");
        edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Doch anders"); });
        QCOMPARE(home.changes(item).size(), 2);
        const auto conflict = *waitedFor(actions.conflict(item)).value();
        QCOMPARE(withoutStamps(conflict.mine), withoutStamps(with(theirs, "SUMMARY:Ihre", "SUMMARY:Doch anders")));
        QVERIFY(waitedFor(actions.resolve(conflict, keysOf(conflict.fields))));
        QCOMPARE(home.changes(item).size(), 1);
        QCOMPARE(withoutStamps(home.bytes(item)), withoutStamps(conflict.mine));
    }

    void keepsTheirs()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
        const auto theirs = eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"));
        refuse(home, item, theirs, "Conflict");
        QVERIFY(waitedFor(actions.keepTheirs(*waitedFor(actions.conflict(item)).value())));
        QVERIFY(home.changes(item).isEmpty());
        QCOMPARE(home.bytes(item), theirs);
    }

    void asksBeforeRemovingWhatOthersChanged()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        const auto theirs = eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre"));
        for (const bool isRemoved : {false, true}) {
            actions.remove({item, 0}, Scope::All);
            QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
            QVERIFY(home.bytes(item).isEmpty());
            refuse(home, item, theirs, "Conflict");
            QCOMPARE(home.bytes(item), theirs); // to be seen until that is decided
            const auto conflict = *waitedFor(actions.conflict(item)).value();
            QCOMPARE(conflict.kind, EventConflict::Kind::RemovedHere);
            QVERIFY(waitedFor(actions.resolve(conflict, isRemoved ? keysOf(conflict.fields) : QStringList())));
            QCOMPARE(home.bytes(item), isRemoved ? QByteArray() : theirs);
            QCOMPARE(home.changes(item).size(), isRemoved ? 1 : 0);
        }
        QCOMPARE(home.changes(item).first().arguments.value(QLatin1StringView("revision")).toString(), QStringLiteral("r2"));
        QCOMPARE(home.changes(item).first().state, ChangeState::Waiting);
    }

    void bringsBackWhatOthersRemoved()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        for (const bool isWanted : {true, false}) {
            const auto uid = QByteArray(isWanted ? "wanted" : "unwanted");
            const auto item = home.add(home.calendar, eventText(plain, {}, uid));
            edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
            refuse(home, item, {}, "NotFound");
            const auto conflict = *waitedFor(actions.conflict(item)).value();
            QCOMPARE(conflict.kind, EventConflict::Kind::RemovedThere);
            QVERIFY(waitedFor(actions.resolve(conflict, isWanted ? keysOf(conflict.fields) : QStringList())));
            QVERIFY(home.changes(item).isEmpty());
            const auto again = home.item(uid);
            QCOMPARE(bool(again), isWanted);
            if (isWanted) {
                QCOMPARE(home.changes(again).size(), 1);
                QCOMPARE(home.changes(again).first().kind, DavChange::Create);
                QVERIFY(home.bytes(again).contains("SUMMARY:Meine"));
                QCOMPARE(home.changes(again).first().arguments.value(QLatin1StringView("name")).toString(), QStringLiteral("wanted.ics"));
            }
        }
    }

    void theirPeopleLearnWhatItIsInTheEnd()
    {
        const QByteArray people = "ORGANIZER:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org\r\n";
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain + people));
        edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
        QCOMPARE(home.letters().size(), 1);
        home.sendLetters();
        refuse(home, item, eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre") + people), "Conflict");
        QVERIFY(waitedFor(actions.keepTheirs(*waitedFor(actions.conflict(item)).value())));
        QCOMPARE(home.letters().size(), 1); // they had been told another title
        QVERIFY(home.letters().first().ics.contains("SUMMARY:Ihre"));
    }

    void isMarkedWhereItIsShown()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        const auto flags = [&] {
            const QDateTime from(QDate(2036, 5, 1), QTime(0, 0), QTimeZone::UTC);
            return waitedFor(home.store->read([&, from](const Reader &reader) {
                       return OccurrenceQuery::between(reader, {home.calendar}, from, from.addDays(10), QTimeZone::utc());
                   }))
                .value()
                .first()
                .flags;
        };
        edit(home, actions, item, [](EventDraft &draft) { draft.summary = QStringLiteral("Meine"); });
        QVERIFY(flags().testFlag(EventFlag::Waiting));
        QVERIFY(!flags().testFlag(EventFlag::Contested));
        refuse(home, item, eventText(with(plain, "SUMMARY:Runde", "SUMMARY:Ihre")), "Conflict");
        QVERIFY(flags().testFlag(EventFlag::Contested));
    }

private:
    /// A series with an instance of its own; or what somebody made of one.
    static QByteArray randomObject(QRandomGenerator &random, const QByteArray &before)
    {
        const auto hour = [&random] {
            return QByteArray::number(random.bounded(10, 20));
        };
        if (before.isEmpty()) {
            const auto own = random.bounded(2) ? instance("20360512", "DTSTART:20360512T080000Z\r\nDTEND:20360512T093000Z\r\nSUMMARY:Anders\r\n") : QByteArray();
            return eventText(weekly + (random.bounded(2) ? "EXDATE:20360519T080000Z\r\n" : "")
                                 + "CATEGORIES:a,b\r\nATTENDEE;CN=Ben:mailto:ben@example.org\r\nATTENDEE;CN=Cleo:mailto:cleo@example.org\r\n"
                                   "BEGIN:VALARM\r\nUID:a1\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n",
                             own);
        }
        auto now = before;
        const EventWriter::Circumstances circumstances{.now = QDateTime(QDate(2026, 5, 1), QTime(8, 0), QTimeZone::UTC), .mine = {}};
        for (int edits = random.bounded(1, 4); edits > 0; --edits) {
            const auto object = CalendarObject::read(now);
            const auto *master = object.master();
            const bool isAll = random.bounded(2);
            const auto key = master->start.key() + qint64(isAll ? 0 : random.bounded(0, 4)) * 7 * 24 * 3600 * 1000;
            auto draft = *object.draft(key);
            draft.ref.recurrence = key;
            auto after = draft;
            switch (random.bounded(8)) {
            case 0:
                after.summary = QString::fromLatin1("Titel ") + QString::number(random.bounded(3));
                break;
            case 1: {
                const auto begin = hour();
                after.start.setTime(QTime(begin.toInt(), 0));
                after.end = after.start.addSecs(60LL * random.bounded(1, 200));
                break;
            }
            case 2:
                after.end = after.start.addSecs(60LL * random.bounded(1, 600));
                break;
            case 3:
                after.attendees.removeIf([&random](const Attendee &) { return random.bounded(2) == 0; });
                break;
            case 4:
                after.alarms.clear();
                break;
            case 5:
                after.location = random.bounded(2) ? QString() : QString::number(random.bounded(3));
                break;
            case 6:
                after.rule = QString::fromLatin1(random.bounded(2) ? "FREQ=WEEKLY;COUNT=9" : "FREQ=DAILY;COUNT=30");
                break;
            case 7: {
                const auto removed = EventWriter(now, circumstances).remove(key, Scope::This);
                now = removed && !removed->object.isEmpty() ? removed->object : now;
                continue;
            }
            }
            if (const auto change = EventWriter(now, circumstances).save(draft, after, isAll ? Scope::All : Scope::This)) {
                now = change->object;
            }
        }
        return now;
    }

    static void edit(CalendarActionsFixture &home, CalendarActions &actions, ItemId item, const std::function<void(EventDraft &)> &change)
    {
        const auto before = home.draft({item, 0});
        auto after = before;
        change(after);
        QVERIFY(waitedFor(actions.save(before, after, Scope::All)));
    }

    /// Somebody else was there first; \p theirs empty: it is gone. The item is shown as the engine would.
    static void refuse(CalendarActionsFixture &home, ItemId item, const QByteArray &theirs, const char *kind)
    {
        const auto refused = waitedFor(home.store->write([=, outbox = home.outbox](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true;
            auto done = theirs.isEmpty() ? transaction.prepare("UPDATE item SET remote_id = NULL WHERE id = ?1").run(item)
                                         : transaction.prepare("UPDATE item SET payload = ?2, revision = 'r2' WHERE id = ?1").run(item, theirs);
            return done
                .and_then([&] {
                    return transaction
                        .prepare("UPDATE change SET state = 3, error_kind = ?2, error_message = 'Refused.' WHERE id = (SELECT min(id) FROM change WHERE item = ?1)")
                        .run(item, QString::fromLatin1(kind));
                })
                .and_then([&] { return outbox->reproject(transaction, item); });
        }));
        QVERIFY(refused);
    }
};

QTEST_GUILESS_MAIN(EventConflictTest)
#include "eventconflicttest.moc"
