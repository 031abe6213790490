// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatproblem.h"
#include "chat/ui/chatrowsample.h"
#include "chat/ui/chatreadingview.h"
#include "chat/ui/chattimelineaccessible.h"
#include "chat/ui/chattimelinelist.h"

#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// The list of messages: only what is seen is asked for, what is looked at stays, and everything can be done by keyboard.
class ChatTimelineListTest : public QObject
{
    Q_OBJECT

    struct Scene {
        ChatPictures pictures;
        std::unique_ptr<ChatTimelineList> list;

        explicit Scene(QAbstractItemModel *model, const QSize &size = {700, 500})
            : list(std::make_unique<ChatTimelineList>(&pictures))
        {
            list->resize(size);
            list->setModel(model);
            list->show();
            QTest::qWait(0);
            list->grab();
        }
        int lastBottom() const
        {
            return list->visualRect(list->model()->index(list->model()->rowCount() - 1, 0)).bottom() + 1;
        }
    };
    static ChatRowSample *big(QObject *parent)
    {
        return new ChatRowSample(
            200'000,
            [](int row) {
                return ChatSamples::message(row + 1, row % 3 == 0 ? u"Ben Beispiel"_s : u"Cara Carlsen"_s, u"Message %1 "_s.arg(row) + QString(row % 7 * 40, u'x'));
            },
            parent);
    }

private Q_SLOTS:
    void asksOnlyForWhatIsSeen()
    {
        auto *model = big(this);
        Scene s(model);
        QVERIFY(s.list->isAtNewest());
        QCOMPARE(s.lastBottom(), s.list->viewport()->height());
        QVERIFY2(model->asked.size() < 100, qPrintable(QString::number(model->asked.size())));
        model->asked.clear();
        s.list->verticalScrollBar()->setValue(s.list->verticalScrollBar()->maximum() / 2);
        s.list->grab();
        QVERIFY2(model->asked.size() < 100, qPrintable(QString::number(model->asked.size())));
        const auto middle = s.list->visibleRows().first().row();
        QVERIFY2(middle > 80'000 && middle < 120'000, qPrintable(QString::number(middle)));
        model->asked.clear();
        s.list->verticalScrollBar()->setValue(0);
        s.list->grab();
        QCOMPARE(s.list->visibleRows().first().row(), 0);
        QCOMPARE(s.list->visualRect(s.list->visibleRows().first()).top(), 0);
        QVERIFY(model->asked.size() < 100);
        model->asked.clear();
        s.list->setFocus();
        QTest::keyClick(s.list.get(), Qt::Key_End);
        s.list->grab();
        QCOMPARE(s.list->currentIndex().row(), 199'999);
        QVERIFY(s.list->isAtNewest());
        QTest::keyClick(s.list.get(), Qt::Key_Home);
        s.list->grab();
        QCOMPARE(s.list->currentIndex().row(), 0);
        QVERIFY2(model->asked.size() < 200, qPrintable(QString::number(model->asked.size())));
        delete model;
    }

    void staysWhereItIsRead()
    {
        QList<ChatTimelineRow> rows;
        for (int i = 1; i <= 100; ++i) {
            rows << ChatSamples::message(i, u"Ben Beispiel"_s, u"Line %1"_s.arg(i));
        }
        ChatRowSample model(rows);
        Scene s(&model);
        s.list->scrollTo(model.index(40), QAbstractItemView::PositionAtCenter);
        s.list->grab();
        QVERIFY(!s.list->isAtNewest());
        const QPersistentModelIndex looked = model.index(40);
        const int before = s.list->visualRect(looked).top();
        QVERIFY(before > 0);
        QList<ChatTimelineRow> older;
        for (int i = 1001; i <= 1020; ++i) {
            older << ChatSamples::message(i, u"Cara Carlsen"_s, u"Older %1"_s.arg(i));
        }
        model.insert(5, older); // a gap was filled above
        model.append(ChatSamples::message(2000, u"Cara Carlsen"_s, u"New"_s)); // and one came below
        s.list->grab();
        QCOMPARE(looked.row(), 60);
        QCOMPARE(s.list->visualRect(looked).top(), before);
        s.list->goToNewest();
        s.list->grab();
        QVERIFY(s.list->isAtNewest());
        model.append(ChatSamples::message(2001, u"Cara Carlsen"_s, u"Newer"_s));
        s.list->grab();
        QCOMPARE(s.lastBottom(), s.list->viewport()->height()); // follows
        s.list->resize(700, 400);
        s.list->grab();
        QCOMPARE(s.lastBottom(), s.list->viewport()->height());
    }

    void fewRowsStandAtTheBottom()
    {
        ChatRowSample model({ChatSamples::message(1, u"Ben Beispiel"_s, u"Hello"_s)});
        Scene s(&model);
        QCOMPARE(s.lastBottom(), s.list->viewport()->height());
        QCOMPARE(s.list->verticalScrollBar()->maximum(), 0);
        QTest::keyClick(s.list.get(), Qt::Key_PageUp);
        QCOMPARE(s.lastBottom(), s.list->viewport()->height());
    }

    void growsWhenARowIsThere()
    {
        auto tall = ChatSamples::message(2, u"Ben Beispiel"_s, u"word "_s.repeated(400));
        ChatRowSample model({ChatSamples::message(1, u"Ben Beispiel"_s, u"Hello"_s), tall});
        model.missing << 1;
        Scene s(&model);
        const int before = s.list->visualRect(model.index(1)).height();
        model.change(1, tall);
        s.list->grab();
        QVERIFY(s.list->visualRect(model.index(1)).height() > before * 2);
        QCOMPARE(s.lastBottom(), s.list->viewport()->height());
    }

    void goesThroughATallRow()
    {
        ChatRowSample model({ChatSamples::message(1, u"Ben Beispiel"_s, u"First"_s), ChatSamples::message(2, u"Ben Beispiel"_s, u"word "_s.repeated(900)),
                             ChatSamples::message(3, u"Ben Beispiel"_s, u"Last"_s)});
        Scene s(&model, {400, 200});
        s.list->setFocus();
        s.list->goTo(model.index(1), ChatTimelineList::Place::Top);
        int keys = 0;
        while (s.list->currentIndex().row() == 1 && keys < 200) {
            QTest::keyClick(s.list.get(), Qt::Key_Down);
            ++keys;
        }
        QCOMPARE(s.list->currentIndex().row(), 2);
        QVERIFY2(keys > 5, qPrintable(QString::number(keys))); // it was read on the way
    }

    void loadsNothingWhateverAMessageSays()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int connections = 0;
        connect(&server, &QTcpServer::newConnection, this, [&connections] {
            ++connections;
        });
        const auto address = u"http://127.0.0.1:%1/"_s.arg(server.serverPort());
        auto hostile = ChatSamples::message(1, u"Mallory"_s, u"hostile"_s);
        hostile.html = u"<a href='javascript:alert(1)'>press</a><a href='file:///etc/passwd'>file</a><a href='https://example.org/'>fine</a><img src='%1a.png'><img src='file:///etc/passwd'><link rel='stylesheet' href='%1b.css'><style>@import url(%1c.css); body{background:url(%1d.png)}</style>"
                       "<table background='%1e.png'><tr><td style='background-image:url(%1f.png)'>x</td></tr></table><script>window.location='%1g'</script>"
                       "<p>end</p>"_s.arg(address);
        ChatRowSample model({hostile});
        Scene s(&model);
        QTest::qWait(100);
        QCOMPARE(connections, 0);
        QStringList targets;
        for (const auto parts = s.list->partsOf(model.index(0)); const auto &part : parts) {
            if (part.kind == ChatRowPart::Kind::Link) {
                targets << part.target.toString();
            }
        }
        QCOMPARE(targets, QStringList{u"https://example.org/"_s});
        ChatReadingView reading(hostile, s.list->viewport());
        reading.resize(300, 200);
        reading.show();
        reading.grab();
        QTest::qWait(100);
        QCOMPARE(connections, 0);
        ChatRowText text;
        text.show(hostile, {}, {});
        text.setTextWidth(300);
        QVERIFY(text.size().height() > 0);
        QVERIFY(text.refusedResources() > 0); // it was asked for, and refused
    }

    void findsLinksInPlainText()
    {
        ChatRowText text;
        text.show(ChatSamples::message(1, u"Ben"_s, u"See https://example.org/a_(b), www.example.com. and matrix:r/room:example.org; not ftp://x or javascript:x"_s), {}, {});
        QStringList targets;
        for (const auto links = text.links(); const auto &link : links) {
            targets << link.target.toString();
        }
        QCOMPARE(targets, (QStringList{u"https://example.org/a_(b)"_s, u"https://www.example.com"_s, u"matrix:r/room:example.org"_s}));
        QVERIFY(ChatRowText::isMention(QUrl(u"https://matrix.to/#/@ben:example.org"_s)));
        QVERIFY(ChatRowText::isMention(QUrl(u"matrix:u/ben:example.org"_s)));
        QVERIFY(!ChatRowText::isMention(QUrl(u"https://matrix.to/#/#room:example.org"_s)));
    }

    void offersTheParts()
    {
        auto row = ChatSamples::message(1, u"Ben Beispiel"_s, u"Hello https://example.org"_s);
        row.replyTo = ItemId{99};
        row.replyName = u"Cara"_s;
        row.replyText = u"What?"_s;
        row.threadCount = 3;
        row.reactions = {{.key = u"👍"_s, .count = 2, .isMine = true, .names = {u"Ben"_s, u"Cara"_s}}};
        row.hasFailed = true;
        row.failure = u"The room is read-only."_s;
        ChatRowSample model({row});
        Scene s(&model);
        QList<ChatRowPart::Kind> kinds;
        for (const auto parts = s.list->partsOf(model.index(0)); const auto &part : parts) {
            kinds << part.kind;
            if (part.kind != ChatRowPart::Kind::Link) {
                QVERIFY2(part.area.isValid() && s.list->visualRect(model.index(0)).height() >= part.area.bottom(), qPrintable(part.words));
            }
        }
        using Kind = ChatRowPart::Kind;
        QCOMPARE(kinds, (QList<Kind>{Kind::Sender, Kind::Reply, Kind::Link, Kind::Reaction, Kind::Thread, Kind::Retry, Kind::Edit, Kind::Discard}));
        QSignalSpy pressed(s.list.get(), &ChatTimelineList::partChosen);
        for (const auto parts = s.list->partsOf(model.index(0)); const auto &part : parts) {
            if (part.kind == Kind::Retry) {
                const auto at = part.area.center().toPoint() + s.list->visualRect(model.index(0)).topLeft();
                QTest::mouseClick(s.list->viewport(), Qt::LeftButton, {}, at);
            }
        }
        QCOMPARE(pressed.size(), 1);
        QCOMPARE(pressed.first().at(1).value<ChatRowPart>().kind, Kind::Retry);
    }

    void problemsSayWhatMayHelp()
    {
        for (int problem = 1; problem <= int(ChatProblem::NoCryptography); ++problem) {
            auto row = ChatSamples::message(1, u"Ben Beispiel"_s, {});
            row.kind = ChatRowKind::Unreadable;
            row.problem = ChatProblem(problem);
            const auto words = ChatProblemWords::of(row.problem);
            QVERIFY(words.sentence.endsWith(u'.'));
            QCOMPARE(words.remedy == ChatProblemWords::Remedy::None, words.action.isEmpty());
            ChatRowSample model({row});
            Scene s(&model);
            const auto parts = s.list->partsOf(model.index(0));
            const bool hasRemedy = std::ranges::any_of(parts, [](const ChatRowPart &part) {
                return part.kind == ChatRowPart::Kind::Problem;
            });
            QCOMPARE(hasRemedy, words.remedy != ChatProblemWords::Remedy::None);
        }
    }

    void speaksAsAList()
    {
        auto *model = big(this);
        Scene s(model);
        auto *list = QAccessible::queryAccessibleInterface(s.list.get());
        QVERIFY(dynamic_cast<ChatTimelineAccessible *>(list));
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->text(QAccessible::Name), u"Messages"_s);
        const int count = list->childCount();
        QVERIFY(count > 2 && count < 100);
        auto *row = list->child(count - 1);
        QCOMPARE(row->role(), QAccessible::ListItem);
        QVERIFY(row->text(QAccessible::Name).contains(u"Message 199999"_s));
        const auto attributes = row->attributesInterface()->attributeValue(QAccessible::Attribute::Custom).value<QHash<QString, QString>>();
        QCOMPARE(attributes.value(u"posinset"_s), u"200000"_s);
        QCOMPARE(attributes.value(u"setsize"_s), u"200000"_s);
        QVERIFY(row->rect().isValid());
        QSignalSpy chosen(s.list.get(), &ChatTimelineList::chosen);
        row->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(chosen.size(), 1);
        QSignalSpy menu(s.list.get(), &ChatTimelineList::contextMenuWanted);
        row->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
        QCOMPARE(menu.size(), 1);
        delete model;
    }

    void foldsByKeyboard()
    {
        auto state = ChatSamples::message(1, u"Ben Beispiel"_s, u"Ben joined"_s);
        state.kind = ChatRowKind::State;
        ChatRowSample model({state, ChatSamples::message(2, u"Ben Beispiel"_s, u"Hello"_s)});
        model.folds.insert(0, 5);
        Scene s(&model);
        s.list->setFocus();
        s.list->choose(model.index(0));
        QSignalSpy pressed(s.list.get(), &ChatTimelineList::partChosen);
        QTest::keyClick(s.list.get(), Qt::Key_Left); // closed already
        QCOMPARE(pressed.size(), 0);
        QTest::keyClick(s.list.get(), Qt::Key_Right);
        QCOMPARE(pressed.size(), 1);
        QCOMPARE(pressed.first().at(1).value<ChatRowPart>().kind, ChatRowPart::Kind::Fold);
    }

    void typingGoesToTheComposer()
    {
        ChatRowSample model({ChatSamples::message(1, u"Ben Beispiel"_s, u"Hello"_s)});
        Scene s(&model);
        s.list->setFocus();
        QSignalSpy typed(s.list.get(), &ChatTimelineList::typed);
        QTest::keyClicks(s.list.get(), u"He"_s);
        QCOMPARE(typed.size(), 2);
        QCOMPARE(typed.first().first().toString(), u"H"_s);
    }

    void takesOddRows()
    {
        QList<ChatTimelineRow> rows;
        for (int kind = 0; kind <= int(ChatRowKind::Unread); ++kind) {
            auto row = ChatSamples::message(kind + 1, QString(QChar(0x202e) + u"reversed"_s), {});
            row.kind = ChatRowKind(kind);
            row.attachment = ChatAttachment{.name = QString(3000, u'n'), .size = std::numeric_limits<qint64>::max(), .pixels = QSize(-5, 2'000'000'000), .duration = -1};
            row.reactions = {{.key = QString(500, u'r'), .count = -1}};
            row.readers = QStringList(300, u"reader"_s);
            rows << row;
        }
        rows << ChatSamples::message(90, {}, u"\n"_s.repeated(50'000)) << ChatSamples::message(91, u"x"_s, QString(300'000, u'x'));
        ChatRowSample model(rows);
        Scene s(&model, {260, 600});
        for (int row = 0; row < model.rowCount(); ++row) {
            s.list->scrollTo(model.index(row), QAbstractItemView::PositionAtTop);
            QVERIFY(!s.list->grab().isNull());
            QVERIFY(s.list->visualRect(model.index(row)).height() > 0);
        }
    }
};

QTEST_MAIN(ChatTimelineListTest)
#include "chattimelinelisttest.moc"
