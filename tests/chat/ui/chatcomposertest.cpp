// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatattachdialog.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatemojipicker.h"
#include "support/accessibilitycheck.h"

#include <QAction>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// Writing messages by keyboard: sending, lines, completion, answers and edits, files, emoji.
class ChatComposerTest : public QObject
{
    Q_OBJECT

    struct Scene {
        ChatComposer composer;
        QAction attach{u"Attach Files…"_s};
        QAction emoji{u"Choose Emoji…"_s};
        QSignalSpy sent{&composer, &ChatComposer::sendWanted};

        Scene()
        {
            composer.setActions(&attach, &emoji);
            composer.setPlace(u"Write to Budget, encrypted"_s);
            composer.resize(600, 120);
            composer.show();
            composer.activateWindow();
            if (!QTest::qWaitForWindowActive(&composer)) {
                qFatal("no window");
            }
            composer.text()->setFocus();
        }
        void type(const QString &text)
        {
            QTest::keyClicks(composer.text(), text);
        }
        void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
        {
            QTest::keyClick(composer.text(), key, modifiers);
        }
        ChatOutgoing lastSent() const
        {
            return sent.last().first().value<ChatOutgoing>();
        }
    };

    static ChatCompletion::Find people(const QList<ChatMentions::Suggestion> &all)
    {
        return [all](const ChatMentions::Trigger &trigger) {
            QList<ChatMentions::Suggestion> found;
            for (const auto &one : all) {
                if (one.kind == trigger.kind && one.title.startsWith(trigger.words, Qt::CaseInsensitive)) {
                    found << one;
                }
            }
            return QtFuture::makeReadyValueFuture(Result<QList<ChatMentions::Suggestion>>(found));
        };
    }
    static ChatMentions::Suggestion person(const QString &name)
    {
        const QString id = u'@' + name.section(u' ', 0, 0).toLower() + u":example.org"_s;
        return {.kind = ChatMentions::Kind::Person, .title = name, .detail = id, .insert = u'@' + name, .mention = ChatOutgoingMention{u'@' + name, id}};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void sendsByReturn()
    {
        Scene s;
        s.press(Qt::Key_Return);
        QCOMPARE(s.sent.size(), 0); // nothing is there
        s.type(u"Hello"_s);
        s.press(Qt::Key_Return, Qt::ShiftModifier);
        s.type(u"world "_s);
        QCOMPARE(s.sent.size(), 0);
        s.press(Qt::Key_Return);
        QCOMPARE(s.sent.size(), 1);
        QCOMPARE(s.lastSent().text, u"Hello\nworld"_s);
        QVERIFY(s.composer.isEmpty());
        s.composer.setEnterSends(Qt::Unchecked);
        s.type(u"One"_s);
        s.press(Qt::Key_Return);
        s.type(u"two"_s);
        QCOMPARE(s.sent.size(), 1);
        s.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(s.lastSent().text, u"One\ntwo"_s);
    }

    void growsWithItsText()
    {
        Scene s;
        const int before = s.composer.text()->sizeHint().height();
        for (int i = 0; i < 4; ++i) {
            s.type(u"line"_s);
            s.press(Qt::Key_Return, Qt::ShiftModifier);
        }
        const int grown = s.composer.text()->sizeHint().height();
        QVERIFY(grown > before * 2);
        for (int i = 0; i < 40; ++i) {
            s.press(Qt::Key_Return, Qt::ShiftModifier);
        }
        QVERIFY(s.composer.text()->sizeHint().height() < before * 12);
    }

    void completesPeople()
    {
        Scene s;
        s.composer.setFind(people({person(u"Anna Berg"_s), person(u"Anne Meyer"_s), person(u"Ben Beispiel"_s)}));
        s.type(u"Hi @an"_s);
        QTRY_VERIFY(s.composer.completion()->isOpen());
        QCOMPARE(s.composer.completion()->count(), 2);
        QCOMPARE(s.composer.completion()->chosenTitle(), u"Anna Berg"_s);
        s.press(Qt::Key_Down);
        QCOMPARE(s.composer.completion()->chosenTitle(), u"Anne Meyer"_s);
        s.press(Qt::Key_Down); // round
        QCOMPARE(s.composer.completion()->chosenTitle(), u"Anna Berg"_s);
        s.press(Qt::Key_Up);
        s.press(Qt::Key_Return); // takes, and does not send
        QCOMPARE(s.sent.size(), 0);
        QVERIFY(!s.composer.completion()->isOpen());
        QCOMPARE(s.composer.text()->toPlainText(), u"Hi @Anne Meyer "_s);
        s.type(u"!"_s);
        s.press(Qt::Key_Return);
        QCOMPARE(s.lastSent().mentions, (QList<ChatOutgoingMention>{{u"@Anne Meyer"_s, u"@anne:example.org"_s}}));
        s.type(u"@an"_s);
        QTRY_VERIFY(s.composer.completion()->isOpen());
        s.press(Qt::Key_Tab);
        QCOMPARE(s.composer.text()->toPlainText(), u"@Anna Berg "_s);
        QVERIFY(s.composer.text()->hasFocus());
        s.composer.text()->selectAll();
        s.type(u"nobody"_s); // a mention that no longer stands there
        s.press(Qt::Key_Return);
        QVERIFY(s.lastSent().mentions.isEmpty());
    }

    void escapeClosesTheListForGood()
    {
        Scene s;
        s.composer.setFind(people({person(u"Anna Berg"_s)}));
        s.type(u"@a"_s);
        QTRY_VERIFY(s.composer.completion()->isOpen());
        s.press(Qt::Key_Escape);
        QVERIFY(!s.composer.completion()->isOpen());
        s.type(u"n"_s);
        QTest::qWait(200);
        QVERIFY(!s.composer.completion()->isOpen());
        s.press(Qt::Key_Return); // sends now
        QCOMPARE(s.lastSent().text, u"@an"_s);
    }

    void lateAnswersAreDropped()
    {
        Scene s;
        auto promise = std::make_shared<QPromise<Result<QList<ChatMentions::Suggestion>>>>();
        promise->start();
        s.composer.setFind([promise](const ChatMentions::Trigger &) {
            return promise->future();
        });
        s.type(u"@a"_s);
        QTest::qWait(150);
        s.composer.text()->clear();
        promise->addResult(Result<QList<ChatMentions::Suggestion>>(QList<ChatMentions::Suggestion>{person(u"Anna Berg"_s)}));
        promise->finish();
        QTest::qWait(50);
        QVERIFY(!s.composer.completion()->isOpen());
    }

    void answersAndChanges()
    {
        Scene s;
        auto *bar = s.composer.findChild<QLabel *>(u"replyBar"_s);
        s.composer.startReply(ItemId{5}, u"Ben"_s, u"When?"_s);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->text(), u"Answer to Ben: When?"_s);
        s.type(u"At ten"_s);
        s.press(Qt::Key_Return);
        QCOMPARE(s.lastSent().replyTo, ItemId{5});
        QVERIFY(!bar->isVisible());
        s.type(u"Draft"_s);
        s.composer.startReply(ItemId{6}, u"Cara"_s, u"Why?"_s);
        s.composer.startEdit({.text = u"At tem"_s, .edits = ItemId{7}});
        QCOMPARE(s.composer.text()->toPlainText(), u"At tem"_s);
        QCOMPARE(bar->text(), u"Changing a message"_s);
        s.press(Qt::Key_Escape); // given up: what was begun is there again
        QCOMPARE(s.composer.text()->toPlainText(), u"Draft"_s);
        QCOMPARE(s.composer.content().replyTo, ItemId{6});
        s.composer.startEdit({.text = u"At tem"_s, .edits = ItemId{7}});
        s.press(Qt::Key_Backspace);
        s.type(u"n"_s);
        s.press(Qt::Key_Return);
        QCOMPARE(s.lastSent().text, u"At ten"_s);
        QCOMPARE(s.lastSent().edits, ItemId{7});
        QCOMPARE(s.composer.text()->toPlainText(), u"Draft"_s);
        s.press(Qt::Key_Escape);
        QVERIFY(!s.composer.content().replyTo);
        QCOMPARE(s.composer.text()->toPlainText(), u"Draft"_s);
        QSignalSpy left(&s.composer, &ChatComposer::left);
        s.press(Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }

    void upChangesTheLastOne()
    {
        Scene s;
        QSignalSpy wanted(&s.composer, &ChatComposer::editLastWanted);
        s.type(u"x"_s);
        s.press(Qt::Key_Up);
        QCOMPARE(wanted.size(), 0); // there is text to go through
        s.press(Qt::Key_Backspace);
        s.press(Qt::Key_Up);
        QCOMPARE(wanted.size(), 1);
    }

    void tellsOfDraftsAndTyping()
    {
        Scene s;
        QSignalSpy drafts(&s.composer, &ChatComposer::contentChanged);
        QSignalSpy typing(&s.composer, &ChatComposer::typingChanged);
        s.composer.setContent({.text = u"kept"_s});
        QCOMPARE(drafts.size(), 0); // not by the user
        s.type(u"!"_s);
        QCOMPARE(drafts.last().first().value<ChatOutgoing>().text, u"kept!"_s);
        QCOMPARE(typing.size(), 1);
        s.type(u"!"_s);
        QCOMPARE(typing.size(), 1);
        s.composer.startEdit({.text = u"old"_s, .edits = ItemId{3}});
        const auto before = drafts.size();
        s.type(u"er"_s);
        QCOMPARE(drafts.size(), before); // an edit is no draft
        QCOMPARE(typing.last().first().value<Qt::CheckState>(), Qt::Unchecked);
        s.composer.setTyping({u"Ben"_s, u"Cara"_s, u"Dora"_s});
        QCOMPARE(s.composer.findChild<QLabel *>(u"typing"_s)->accessibleName(), u"Ben, Cara and 1 more are typing…"_s);
    }

    void offersFilesAndPictures()
    {
        Scene s;
        QSignalSpy files(&s.composer, &ChatComposer::filesOffered);
        QSignalSpy pictures(&s.composer, &ChatComposer::pictureOffered);
        auto *content = new QMimeData;
        content->setUrls({QUrl::fromLocalFile(u"/tmp/a.odt"_s), QUrl(u"https://example.org/b"_s)});
        QApplication::clipboard()->setMimeData(content);
        s.composer.text()->paste();
        QCOMPARE(files.size(), 1);
        QCOMPARE(files.first().first().toStringList(), QStringList{u"/tmp/a.odt"_s});
        QImage image(8, 8, QImage::Format_RGB32);
        image.fill(Qt::red);
        QApplication::clipboard()->setImage(image);
        s.composer.text()->paste();
        QCOMPARE(pictures.size(), 1);
        QVERIFY(pictures.first().first().toByteArray().startsWith("\x89PNG"));
        QVERIFY(s.composer.isEmpty());
    }

    void confirmsFiles()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(u"report.txt"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(2048, 'x'));
        file.close();
        ChatAttachDialog dialog({path}, {}, u"Budget"_s, 0, nullptr);
        dialog.show();
        auto *send = dialog.findChild<QPushButton *>(u"sendFiles"_s);
        QTRY_VERIFY(send->isEnabled());
        QCOMPARE(dialog.status(), u"2.0 KiB in all"_s);
        QVERIFY2(accessibilityFindings(&dialog).isEmpty(), qPrintable(accessibilityFindings(&dialog).join(u'\n')));
        dialog.findChild<QLineEdit *>(u"attachName"_s)->setText(u"minutes.txt"_s);
        dialog.findChild<QLineEdit *>(u"attachCaption"_s)->setText(u"As promised"_s);
        QSignalSpy chosen(&dialog, &ChatAttachDialog::filesChosen);
        send->click();
        QCOMPARE(chosen.size(), 1);
        const auto wanted = chosen.first().first().value<QList<ChatOutgoingFile>>();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().path, path);
        QCOMPARE(wanted.first().name, u"minutes.txt"_s);
        QCOMPARE(wanted.first().caption, u"As promised"_s);
    }

    void refusesWhatCannotBeSent()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(u"large.bin"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        ChatAttachDialog dialog({path, folder.filePath(u"missing.bin"_s)}, {}, u"Budget"_s, 4000, nullptr);
        dialog.show();
        QTRY_VERIFY(dialog.status().contains(u"missing.bin"_s));
        QVERIFY(dialog.status().contains(u"large.bin"_s));
        QVERIFY(!dialog.findChild<QPushButton *>(u"sendFiles"_s)->isEnabled());
        QVERIFY(dialog.files().isEmpty());
    }

    void choosesEmojiByKeyboard()
    {
        ChatEmojiPicker picker;
        picker.show();
        QVERIFY2(accessibilityFindings(&picker).isEmpty(), qPrintable(accessibilityFindings(&picker).join(u'\n')));
        QVERIFY(picker.count() > 5); // proposals
        auto *search = picker.findChild<QLineEdit *>(u"emojiSearch"_s);
        QTest::keyClicks(search, u"thumbs up"_s);
        QCOMPARE(picker.chosenName(), u"thumbs up"_s);
        QSignalSpy taken(&picker, &ChatEmojiPicker::taken);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(taken.size(), 1);
        QVERIFY(taken.first().first().toString().startsWith(u"👍"_s));
        ChatEmojiPicker again;
        again.show();
        QCOMPARE(again.chosenName(), u"thumbs up"_s); // used last
        auto *grid = again.findChild<QListView *>(u"emojiGrid"_s);
        auto *field = again.findChild<QLineEdit *>(u"emojiSearch"_s);
        QTest::keyClick(field, Qt::Key_Right);
        QCOMPARE(grid->currentIndex().row(), 1);
        QTest::keyClicks(field, u"no emoji is called that"_s);
        QCOMPARE(again.count(), 0);
        QTest::keyClick(field, Qt::Key_Return); // nothing to take
        QVERIFY(again.isVisible());
        field->clear();
        again.findChild<QComboBox *>(u"emojiGroups"_s)->setCurrentIndex(3);
        QVERIFY(again.count() > 20);
        QCOMPARE(grid->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().isEmpty(), false);
    }

    void namesEverything()
    {
        Scene s;
        s.composer.startReply(ItemId{5}, u"Ben"_s, u"When?"_s);
        QVERIFY2(accessibilityFindings(&s.composer).isEmpty(), qPrintable(accessibilityFindings(&s.composer).join(u'\n')));
        QCOMPARE(s.composer.text()->accessibleName(), u"Write to Budget, encrypted"_s);
    }
};

QTEST_MAIN(ChatComposerTest)
#include "chatcomposertest.moc"
