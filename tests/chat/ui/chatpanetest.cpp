// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatuiscene.h"

#include "chat/chatlink.h"
#include "chat/ui/chatattachdialog.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chatemojipicker.h"
#include "chat/ui/chateventlist.h"
#include "chat/ui/chatheader.h"
#include "chat/ui/chatreadingview.h"
#include "chat/ui/chatsourcedialog.h"
#include "chat/ui/chatverificationdialog.h"
#include "shell/emptystate.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// The chat pane as people use it, by keyboard.
class ChatPaneTest : public QObject
{
    Q_OBJECT

    static void fill(ChatScene &s)
    {
        s.room(ChatScene::budget, u"Budget 2027"_s);
        s.say(u"$1"_s, ChatTables::anna, 1, u"Good morning"_s);
        s.say(u"$2"_s, ChatTables::me, 2, u"Morning"_s);
        s.say(u"$3"_s, ChatTables::bert, 3, u"See https://example.org/plan"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void readsAndWrites()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s}));
        QVERIFY(s.text()->isVisible());
        s.text()->setFocus();
        QTest::keyClicks(s.text(), u"Shall we begin?"_s);
        QTest::keyClick(s.text(), Qt::Key_Return);
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s, u"Shall we begin?"_s}));
        QVERIFY(s.pane->conversation()->composer()->isEmpty());
        const auto last = s.timeline()->model()->rowCount() - 1;
        const auto row = s.timeline()->rowAt(s.timeline()->model()->index(last, 0));
        QVERIFY(row && row->isWaiting && row->isMine);
        QVERIFY(s.choose(u"Shall we begin?"_s));
        QVERIFY(s.action("chat_discard")->isVisible());
        s.action("chat_discard")->trigger();
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s}));
        QVERIFY(s.pane->whereAmI().startsWith(u"Chat, Budget 2027, encrypted"_s));
    }

    void answersReactsAndChanges()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.choose(u"Good morning"_s);
        }));
        s.action("chat_reply")->trigger();
        QVERIFY(s.text()->hasFocus());
        QCOMPARE(s.pane->conversation()->findChild<QLabel *>(u"replyBar"_s)->text(), u"Answer to Anna Berg: Good morning"_s);
        QTest::keyClicks(s.text(), u"You too"_s);
        QTest::keyClick(s.text(), Qt::Key_Return);
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s, u"You too"_s}));
        QVERIFY(s.choose(u"You too"_s));
        QCOMPARE(s.pane->conversation()->current()->replyName, u"Anna Berg"_s);
        QVERIFY(s.action("chat_replied")->isEnabled());
        s.action("chat_replied")->trigger();
        QVERIFY(waitUntil([&] {
            return s.pane->conversation()->current() && s.pane->conversation()->current()->text == u"Good morning"_s;
        }));
        s.action("chat_react")->trigger();
        auto *picker = s.pane->findChild<ChatEmojiPicker *>();
        QVERIFY(picker);
        auto *search = picker->findChild<QLineEdit *>(u"emojiSearch"_s);
        QTest::keyClicks(search, u"thumbs up"_s);
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(waitUntil([&] {
            const auto row = s.pane->conversation()->current();
            return row && row->reactions.size() == 1 && row->reactions.first().isMine;
        }));
        QVERIFY(s.choose(u"Morning"_s));
        QVERIFY(s.action("chat_edit")->isEnabled());
        s.action("chat_edit")->trigger();
        QVERIFY(waitUntil([&] {
            return s.text()->toPlainText() == u"Morning"_s;
        }));
        QTest::keyClicks(s.text(), u" all"_s);
        QTest::keyClick(s.text(), Qt::Key_Return);
        QVERIFY(s.shows({u"Good morning"_s, u"Morning all"_s, u"See https://example.org/plan"_s, u"You too"_s}));
        s.text()->setFocus();
        QTest::keyClick(s.text(), Qt::Key_Up); // the last own one
        QVERIFY(waitUntil([&] {
            return s.text()->toPlainText() == u"You too"_s;
        }));
        QTest::keyClick(s.text(), Qt::Key_Escape);
        QVERIFY(s.pane->conversation()->composer()->isEmpty());
    }

    void returnOpensWhatAMessageHas()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.choose(u"See https://example.org/plan"_s);
        }));
        QTest::keyClick(s.timeline(), Qt::Key_Return);
        QCOMPARE(s.opened, QList<QUrl>{QUrl(u"https://example.org/plan"_s)});
        QVERIFY(s.choose(u"Good morning"_s));
        QTest::keyClick(s.timeline(), Qt::Key_Return); // there is nothing but text
        auto *reading = s.pane->findChild<ChatReadingView *>();
        QVERIFY(reading && reading->isVisible() && reading->hasFocus());
        reading->selectAll();
        s.action("chat_copy")->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"Good morning"_s);
        QTest::keyClick(reading, Qt::Key_Escape);
        QVERIFY(s.timeline()->hasFocus());
        s.action("chat_copy_link")->trigger();
        const auto link = ChatLink::parse(QApplication::clipboard()->text());
        QVERIFY(link && link->kind == ChatLink::Kind::Event);
        QCOMPARE(link->id, ChatScene::budget);
        QCOMPARE(link->eventId, u"$1"_s);
        Q_EMIT s.timeline()->contextMenuWanted(s.timeline()->currentIndex(), {});
        auto *menu = s.pane->findChild<QMenu *>(u"chatContextMenu"_s);
        QVERIFY(menu->isVisible());
        QVERIFY(menu->actions().contains(s.action("chat_reply")));
        QVERIFY(!menu->actions().contains(s.action("chat_edit"))); // it is not mine
        menu->close();
    }

    void deletesAfterAQuestion()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.choose(u"Morning"_s);
        }));
        s.action("chat_delete")->trigger();
        auto *question = s.pane->findChild<QMessageBox *>(u"redactQuestion"_s);
        QVERIFY(question);
        for (const auto buttons = question->buttons(); auto *button : buttons) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
                button->click();
            }
        }
        QVERIFY(s.shows({u"Good morning"_s, u"See https://example.org/plan"_s}));
    }

    void draftsSurvive()
    {
        ChatScene s;
        fill(s);
        s.room(u"!other:example.org"_s, u"Other"_s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        s.text()->setFocus();
        QTest::keyClicks(s.text(), u"half a thought"_s);
        QVERIFY(s.enter(u"!other:example.org"_s));
        QTest::qWait(50);
        QCOMPARE(s.text()->toPlainText(), QString());
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.text()->toPlainText() == u"half a thought"_s;
        }));
        s.pane->mayClose();
        s.pane.reset();
        s.show(); // as at the next start
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.text()->toPlainText() == u"half a thought"_s;
        }));
        QTest::keyClick(s.text(), Qt::Key_Return);
        QVERIFY(s.enter(u"!other:example.org"_s));
        QVERIFY(s.enter(ChatScene::budget));
        QTest::qWait(50);
        QCOMPARE(s.text()->toPlainText(), QString());
    }

    void invitationsAreDecidedInPlace()
    {
        ChatScene s;
        auto facts = ChatTables::roomFacts(u"!new:example.org"_s, u"Garden"_s);
        facts.membership = u"invite"_s;
        facts.inviter = ChatTables::anna;
        s.f.deliver({ChatTables::of(facts), ChatTables::of(ChatTables::memberFacts(u"!new:example.org"_s, ChatTables::anna, u"Anna Berg"_s))});
        s.show();
        s.pane->showRoom(s.f.item(u"!new:example.org"_s));
        QVERIFY(waitUntil([&] {
            return s.pane->banner()->isShown();
        }));
        QCOMPARE(s.pane->banner()->sentence(), u"Anna Berg invites you to this room."_s);
        QVERIFY(!s.text()->isVisible());
        auto *accept = s.pane->banner()->findChild<QPushButton *>(u"bannerChoice1"_s);
        QCOMPARE(accept->text(), u"&Accept"_s);
        accept->click();
        QVERIFY(waitUntil([&] {
            return s.pane->room().membership == u"join"_s && !s.pane->banner()->isShown();
        }));
    }

    void roomsThatEndedSaySo()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        auto facts = ChatTables::roomFacts(ChatScene::budget, {});
        facts.state[u"m.room.tombstone"_s][QString()] = {{u"replacement_room"_s, u"!next:example.org"_s}};
        s.f.deliver({ChatTables::of(facts)});
        QVERIFY(waitUntil([&] {
            return s.pane->banner()->sentence() == u"This room is closed. It goes on in another one."_s;
        }));
        facts = ChatTables::roomFacts(ChatScene::budget, {});
        facts.membership = u"ban"_s;
        s.f.deliver({ChatTables::of(facts)});
        QVERIFY(waitUntil([&] {
            return s.pane->banner()->sentence().startsWith(u"You were banned from this room."_s);
        }));
        QVERIFY(!s.text()->isVisible());
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s})); // still to be read
    }

    void saysWhereNothingIs()
    {
        ChatScene s;
        s.show();
        QVERIFY(waitUntil([&] {
            const auto states = s.pane->findChildren<EmptyState *>();
            return std::ranges::any_of(states, [](const EmptyState *state) {
                return state->isVisible() && state->title() == u"No rooms yet"_s;
            });
        }));
        s.room(u"!quiet:example.org"_s, u"Quiet"_s);
        QVERIFY(s.enter(u"!quiet:example.org"_s));
        QVERIFY(waitUntil([&] {
            const auto states = s.pane->findChildren<EmptyState *>();
            return std::ranges::any_of(states, [](const EmptyState *state) {
                return state->isVisible() && state->title() == u"No messages yet"_s;
            });
        }));
        QVERIFY(s.text()->isVisible());
    }

    void searchesWhatIsHere()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        s.pane->search(u"morn"_s);
        QVERIFY(waitUntil([&] {
            return s.pane->found()->isVisible() && s.pane->found()->excerpts()->rowCount() == 2;
        }));
        const auto spoken = s.pane->found()->excerpts()->index(0).data(ChatExcerptModel::SpokenRole).toString();
        QVERIFY2(spoken.contains(u"Morning"_s) && spoken.endsWith(u"Budget 2027"_s), qPrintable(spoken));
        QSignalSpy ended(s.pane.get(), &Pane::searchEnded);
        s.pane->found()->setFocus();
        s.pane->found()->setCurrentIndex(s.pane->found()->excerpts()->index(1));
        QTest::keyClick(s.pane->found(), Qt::Key_Return);
        QVERIFY(waitUntil([&] {
            const auto row = s.pane->conversation()->current();
            return s.timeline()->isVisible() && row && row->text == u"Good morning"_s;
        }));
        QCOMPARE(ended.size(), 1);
        s.pane->search(u"from:bert example"_s);
        QVERIFY(waitUntil([&] {
            return s.pane->found()->isVisible() && s.pane->found()->excerpts()->rowCount() == 1;
        }));
        QVERIFY(!s.pane->searchCompletions(u"fr"_s, 2).isEmpty());
        s.pane->search(u"\"*(- AND"_s); // whatever is typed
        QTest::qWait(300);
        s.pane->search({});
        QVERIFY(s.timeline()->isVisible());
    }

    void threadsOpenBeside()
    {
        ChatScene s;
        fill(s);
        auto answer = ChatTables::message(ChatScene::budget, u"$4"_s, ChatTables::bert, 4, u"In the thread"_s);
        answer.content.insert(u"m.relates_to"_s, ChatTables::relation(u"m.thread"_s, u"$1"_s));
        s.f.deliver({ChatTables::of(answer)});
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(s.shows({u"Good morning"_s, u"Morning"_s, u"See https://example.org/plan"_s}));
        QVERIFY(s.choose(u"Good morning"_s));
        s.action("chat_thread")->trigger();
        QVERIFY(s.pane->isThreadOpen());
        QVERIFY(waitUntil([&] {
            return s.pane->thread()->timeline()->isVisible() && s.pane->thread()->model()->rowCount() > 1;
        }));
        QVERIFY(s.pane->thread()->composer()->text()->hasFocus());
        QTest::keyClicks(s.pane->thread()->composer()->text(), u"Me too"_s);
        QTest::keyClick(s.pane->thread()->composer()->text(), Qt::Key_Return);
        QVERIFY(waitUntil([&] {
            const auto *model = s.pane->thread()->model();
            const auto row = s.pane->thread()->timeline()->rowAt(model->index(model->rowCount() - 1, 0));
            return row && row->text == u"Me too"_s;
        }));
        QCOMPARE(s.texts().size(), 3); // not among the others
        QVERIFY(s.pane->focusRing().contains(s.pane->thread()->timeline()));
        s.action("chat_close_thread")->trigger();
        QVERIFY(!s.pane->isThreadOpen());
        QVERIFY(s.timeline()->hasFocus());
    }

    void roomsByKeyboard()
    {
        ChatScene s;
        fill(s);
        s.room(u"!other:example.org"_s, u"Other"_s);
        s.show();
        const QAbstractItemModelTester tester(s.pane->rooms(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(waitUntil([&] {
            return s.pane->rooms()->rowCount() == 3; // and their heading
        }));
        s.action("chat_find_room")->trigger();
        QVERIFY(s.pane->filter()->hasFocus());
        QTest::keyClicks(s.pane->filter(), u"oth"_s);
        QVERIFY(waitUntil([&] {
            return s.pane->rooms()->rowCount() == 1;
        }));
        QTest::keyClick(s.pane->filter(), Qt::Key_Return);
        QVERIFY(waitUntil([&] {
            return s.pane->room().title == u"Other"_s;
        }));
        QVERIFY(s.pane->filter()->text().isEmpty());
        QVERIFY(waitUntil([&] {
            return s.pane->rooms()->rowCount() == 3;
        }));
        s.action("chat_next_room")->trigger();
        QVERIFY(waitUntil([&] {
            return s.pane->room().title == u"Budget 2027"_s;
        }));
        auto *list = s.pane->roomList();
        list->setFocus();
        for (int row = 0; row < 3; ++row) {
            if (s.pane->rooms()->isHeading(row)) {
                list->selectionModel()->setCurrentIndex(s.pane->rooms()->index(row, 0), QItemSelectionModel::NoUpdate);
            }
        }
        QTest::keyClick(list, Qt::Key_Left);
        QVERIFY(waitUntil([&] {
            return s.pane->rooms()->rowCount() == 1;
        }));
        QTest::keyClick(list, Qt::Key_Right);
        QVERIFY(waitUntil([&] {
            return s.pane->rooms()->rowCount() == 3;
        }));
    }

    void tellsWhoTypesAndThatOneTypes()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        s.text()->setFocus();
        QTest::keyClicks(s.text(), u"x"_s);
        const auto item = s.f.item(ChatScene::budget);
        QVERIFY(s.services.calls.contains(u"typing %1 1"_s.arg(item.value)));
        QTest::keyClick(s.text(), Qt::Key_Backspace);
        QVERIFY(s.services.calls.contains(u"typing %1 0"_s.arg(item.value)));
        s.services.nowTyping = {u"Anna Berg"_s};
        Q_EMIT s.services.typingChanged(item);
        QCOMPARE(s.pane->conversation()->composer()->findChild<QLabel *>(u"typing"_s)->text(), u"Anna Berg is typing…"_s);
    }

    void unreadableRowsCanBeHelped()
    {
        ChatScene s;
        fill(s);
        auto event = ChatTables::eventFacts(ChatScene::budget, u"$9"_s, ChatTables::anna, 9, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"x"_s}});
        event.problem = ChatProblem::NoKeyYet;
        event.sessionId = u"s"_s;
        s.f.deliver({ChatTables::of(event)});
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        auto *model = s.timeline()->model();
        QVERIFY(waitUntil([&] {
            const auto row = s.timeline()->rowAt(model->index(model->rowCount() - 1, 0));
            return row && row->kind == ChatRowKind::Unreadable;
        }));
        s.timeline()->setFocus();
        s.timeline()->choose(model->index(model->rowCount() - 1, 0));
        QTest::keyClick(s.timeline(), Qt::Key_Return);
        QVERIFY(s.services.calls.contains(u"askForKeys %1"_s.arg(s.f.item(u"$9"_s).value)));
        QVERIFY(waitUntil([&] {
            return s.bench.notices.contains(u"Your other devices and the backup were asked for the key."_s);
        }));
    }

    void callsAndHandingOn()
    {
        ChatScene s;
        fill(s);
        auto facts = ChatTables::roomFacts(ChatScene::budget, {});
        facts.state[u"im.vector.modular.widgets"_s][u"w"_s] = {{u"type"_s, u"jitsi"_s}, {u"url"_s, u"https://evil.example/"_s}, {u"data"_s, QJsonObject{{u"domain"_s, u"meet.example.org"_s}, {u"conferenceId"_s, u"Budget27"_s}}}};
        s.f.deliver({ChatTables::of(facts)});
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QVERIFY(waitUntil([&] {
            return s.action("chat_call")->isVisible();
        }));
        s.action("chat_call")->trigger();
        QCOMPARE(s.calls, QList<QUrl>{QUrl(u"https://meet.example.org/Budget27"_s)});
        QVERIFY(waitUntil([&] {
            return s.choose(u"Good morning"_s);
        }));
        s.action("chat_to_mail")->trigger();
        QCOMPARE(s.bench.composed.size(), 1);
        QVERIFY(s.bench.composed.first().toString().contains(u"Good morning"_s));
        s.action("chat_to_task")->trigger();
        QCOMPARE(s.bench.tasks.size(), 1);
        QCOMPARE(s.bench.tasks.first().summary, u"Good morning"_s);
        QVERIFY(s.bench.tasks.first().source.isValid());
        s.action("chat_source")->trigger();
        auto *source = s.pane->findChild<ChatSourceDialog *>();
        QVERIFY(waitUntil([&] {
            return source->text().contains(u"\"event_id\": \"$1\""_s);
        }));
        source->close();
    }

    void takesFilesThatAreDropped()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        QTemporaryDir folder;
        const auto path = folder.filePath(u"plan.txt"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("plan");
        file.close();
        QMimeData content;
        content.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter({50, 50}, Qt::CopyAction, &content, Qt::LeftButton, {});
        QCoreApplication::sendEvent(s.pane->conversation(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &content, Qt::LeftButton, {});
        QCoreApplication::sendEvent(s.pane->conversation(), &drop);
        auto *dialog = s.pane->findChild<ChatAttachDialog *>();
        QVERIFY(dialog);
        auto *send = dialog->findChild<QPushButton *>(u"sendFiles"_s);
        QTRY_VERIFY(send->isEnabled());
        send->click();
        QVERIFY(waitUntil([&] {
            auto *model = s.timeline()->model();
            const auto row = s.timeline()->rowAt(model->index(model->rowCount() - 1, 0));
            return row && row->kind == ChatRowKind::File && row->isWaiting && row->attachment && row->attachment->name == u"plan.txt"_s;
        }));
    }

    void meetsVerifications()
    {
        ChatScene s;
        fill(s);
        s.show();
        ChatVerification incoming{.id = u"v5"_s, .userId = ChatTables::anna, .isIncoming = true};
        Q_EMIT s.services.verificationChanged(s.f.collection, incoming);
        auto *dialog = s.pane->findChild<ChatVerificationDialog *>();
        QVERIFY(dialog);
        Q_EMIT s.services.verificationChanged(s.f.collection, ChatVerification{.id = u"v6"_s, .isIncoming = true});
        QCOMPARE(s.pane->findChildren<ChatVerificationDialog *>().size(), 1); // one at a time
        dialog->close();
        QVERIFY(s.services.calls.contains(u"reject v5"_s));
    }

    void namesEverything()
    {
        ChatScene s;
        fill(s);
        s.show();
        QVERIFY(s.enter(ChatScene::budget));
        s.action("chat_people")->trigger();
        QVERIFY(waitUntil([&] {
            return s.pane->details()->people()->model()->rowCount() == 3;
        }));
        QTest::qWait(50);
        for (const auto tab : {ChatDetails::Tab::Room, ChatDetails::Tab::People, ChatDetails::Tab::Pinned, ChatDetails::Tab::Files}) {
            s.pane->details()->goTo(tab);
            QTest::qWait(20);
            const auto findings = accessibilityFindings(s.pane.get());
            QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        }
        for (auto *part : s.pane->focusRing()) {
            part->setFocus();
            QVERIFY2(part->hasFocus(), qPrintable(part->objectName()));
        }
        for (const auto actions = s.pane->actions()->actions(); const auto *action : actions) {
            QVERIFY(!action->text().isEmpty());
        }
    }
};

QTEST_MAIN(ChatPaneTest)
#include "chatpanetest.moc"
