// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/itemlistview.h"

#include <QAbstractTableModel>
#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

namespace
{
enum Role { Spoken = Qt::UserRole + 1, Level, Size, Open };

/// 100,000 rows; every tenth is a conversation of three, the second one is open.
class Rows : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 100'000;
    }
    int columnCount(const QModelIndex & = {}) const override
    {
        return 3;
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        switch (role) {
        case Qt::DisplayRole:
            return index.row();
        case Spoken:
            ++asked;
            return QStringLiteral("unread, Person %1, Subject").arg(index.row());
        case Level:
            return index.row() == 11 ? 1 : 0;
        case Size:
            return index.row() % 10 == 0 ? 3 : 1;
        case Open:
            return index.row() == 10;
        default:
            return {};
        }
    }
    mutable int asked = 0;
};
}

/// A list of 100,000 rows as assistive technologies see it.
class ItemListViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        view = std::make_unique<ItemListView>(ItemListView::Roles{.spoken = Spoken, .level = Level, .expandable = Size, .expanded = Open});
        view->setAccessibleName(QStringLiteral("Messages"));
        view->setModel(&rows);
        view->resize(400, 600);
        view->show();
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        list = QAccessible::queryAccessibleInterface(view.get());
        QVERIFY(list);
    }
    void cleanup()
    {
        view.reset();
    }

    void isAListWithTheVisibleRowsOnly()
    {
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->text(QAccessible::Name), QStringLiteral("Messages"));
        QVERIFY(list->childCount() > 5);
        QVERIFY(list->childCount() < 200);
        rows.asked = 0;
        for (int i = 0; i < list->childCount(); ++i) {
            list->child(i)->text(QAccessible::Name);
        }
        QVERIFY(rows.asked < 200);
        QCOMPARE(list->child(list->childCount()), nullptr);
        QCOMPARE(list->child(-1), nullptr);
    }

    void rowsSpeakOneSentence()
    {
        auto *row = list->child(3);
        QCOMPARE(row->role(), QAccessible::ListItem);
        QCOMPARE(row->text(QAccessible::Name), QStringLiteral("unread, Person 3, Subject"));
        QCOMPARE(row->childCount(), 0);
        QCOMPARE(list->indexOfChild(row), 3);
        QCOMPARE(list->child(3), row); // the same object again
    }

    void rowsKnowTheirPlaceAndLevel()
    {
        auto *attributes = list->child(4)->attributesInterface();
        QVERIFY(attributes);
        const auto custom = attributes->attributeValue(QAccessible::Attribute::Custom).value<QHash<QString, QString>>();
        QCOMPARE(custom.value(QStringLiteral("posinset")), QStringLiteral("5"));
        QCOMPARE(custom.value(QStringLiteral("setsize")), QStringLiteral("100000"));
        QCOMPARE(attributes->attributeValue(QAccessible::Attribute::Level).toInt(), 1);
        QCOMPARE(list->child(11)->attributesInterface()->attributeValue(QAccessible::Attribute::Level).toInt(), 2);
    }

    void conversationsAreExpandable()
    {
        QVERIFY(list->child(0)->state().expandable);
        QVERIFY(list->child(0)->state().collapsed);
        QVERIFY(list->child(10)->state().expanded);
        QVERIFY(!list->child(1)->state().expandable);
        QSignalSpy wish(view.get(), &ItemListView::expansionRequested);
        list->child(0)->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
        QCOMPARE(wish.size(), 1);
        QCOMPARE(wish.first().at(1).toBool(), true);
        view->setCurrentIndex(rows.index(10, 0));
        QTest::keyClick(view.get(), Qt::Key_Left);
        QCOMPARE(wish.size(), 2);
        QCOMPARE(wish.last().at(1).toBool(), false);
    }

    void leftGoesToTheHeadOfTheConversation()
    {
        view->setCurrentIndex(rows.index(11, 0));
        QTest::keyClick(view.get(), Qt::Key_Left);
        QCOMPARE(view->currentIndex().row(), 10);
    }

    void selectionReportsVisibleRowsOnly()
    {
        view->selectAll();
        auto *selection = list->selectionInterface();
        QVERIFY(selection);
        QVERIFY(selection->selectedItemCount() < 200);
        QVERIFY(list->child(2)->state().selected);
        QVERIFY(selection->clear());
        QCOMPARE(selection->selectedItemCount(), 0);
        QVERIFY(selection->select(list->child(2)));
        QVERIFY(selection->isSelected(list->child(2)));
    }

    void scrollingMovesTheChildren()
    {
        view->setCurrentIndex(rows.index(50'000, 0));
        view->scrollTo(rows.index(50'000, 0));
        QVERIFY(list->child(0)->text(QAccessible::Name).contains(QLatin1String("Person 4")) || list->child(0)->text(QAccessible::Name).contains(QLatin1String("Person 5")));
        QVERIFY(list->childCount() < 200);
    }

    void rowsOfAResetModelBecomeInvalid()
    {
        auto *row = list->child(0);
        const auto id = QAccessible::uniqueId(row);
        Rows others;
        view->setModel(&others);
        auto *again = QAccessible::accessibleInterface(id);
        QVERIFY(!again || !again->isValid() || again->text(QAccessible::Name).isEmpty() || again->state().invalid || again == row);
        QVERIFY(list->child(0)->isValid());
        view->setModel(&rows);
    }

    void lettersAreNoSearch()
    {
        view->setCurrentIndex(rows.index(0, 0));
        QTest::keyClick(view.get(), Qt::Key_9);
        QCOMPARE(view->currentIndex().row(), 0);
    }

    void theFirstKeySelectsTheRowOneStandsOn()
    {
        view->clearSelection();
        view->selectionModel()->setCurrentIndex(rows.index(0, 0), QItemSelectionModel::NoUpdate);
        QVERIFY(!list->child(0)->state().selectable); // or each row is said to be "not selected"
        QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(view->selectedRowList(), QModelIndexList{rows.index(0, 0)});
        QVERIFY(list->child(0)->state().selected);
        QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(view->selectedRowList(), QModelIndexList{rows.index(1, 0)});
    }

private:
    Rows rows;
    std::unique_ptr<ItemListView> view;
    QAccessibleInterface *list = nullptr;
};

QTEST_MAIN(ItemListViewTest)
#include "itemlistviewtest.moc"
