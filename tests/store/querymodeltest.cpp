// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/idsteps.h"
#include "store/querymodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>

using namespace Kontor;

namespace
{

struct Thing {
    QString name;
};

/// Things by name; changes to anything concern it.
class ThingModel : public TypedQueryModel<Thing>
{
public:
    using TypedQueryModel::TypedQueryModel;

    void showAll(Transition transition = Transition::Reset)
    {
        show(QByteArrayLiteral("SELECT id FROM thing ORDER BY name, id"), transition);
    }
    void show(const QByteArray &sql, Transition transition = Transition::Reset)
    {
        setTypedQuery(
            [sql, gate = m_gate](const Reader &reader) -> Result<QList<qint64>> {
                QList<qint64> ids;
                auto done = reader.prepareOnce(sql).each([&](const Statement &row) {
                    ids.append(row.integer(0));
                });
                if (gate) {
                    gate->acquire(); // the answer is old by the time it goes out
                }
                if (!done) {
                    return std::unexpected(done.error());
                }
                return ids;
            },
            [loads = m_loads](const Reader &reader, const QList<qint64> &ids) -> Result<QHash<qint64, Thing>> {
                QHash<qint64, Thing> rows;
                for (const auto id : ids) {
                    ++*loads;
                    auto done = reader.prepare("SELECT name FROM thing WHERE id = ?1")
                                    .each(
                                        [&](const Statement &row) {
                                            rows.insert(id, {row.text(0)});
                                        },
                                        id);
                    if (!done) {
                        return std::unexpected(done.error());
                    }
                }
                return rows;
            },
            transition);
    }
    void hide()
    {
        clearQuery();
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 2;
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == IdRole) {
            return idAt(index.row());
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        const auto *thing = rowAt(index);
        return thing ? thing->name : QStringLiteral("…");
    }
    QString nameAt(int row) const
    {
        return data(index(row, 0), Qt::DisplayRole).toString();
    }
    void letAnswersWait()
    {
        m_gate = std::make_shared<QSemaphore>();
    }
    void letOneAnswerGo()
    {
        m_gate->release();
    }
    int loads() const
    {
        return *m_loads;
    }

protected:
    Concern isConcerned(const ChangeSet &changes) const override
    {
        return changes.collectionList ? Concern::Ids : changes.items.isEmpty() && !changes.manyItems ? Concern::None : concern;
    }

public:
    Concern concern = Concern::Ids;

private:
    std::shared_ptr<QSemaphore> m_gate;
    std::shared_ptr<std::atomic<int>> m_loads = std::make_shared<std::atomic<int>>(0);
};

}

/// The live list: right after every change, however they come, and cheap.
class QueryModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsReachTheGoal();
    void stepsAreFew();
    void init();
    void showsWhatIsThere();
    void loadsOnlyWhatIsAsked();
    void prefetchLoadsAhead();
    void followsChanges();
    void selectionSurvives();
    void onlyTouchedRowsAreLoadedAnew();
    void staleAnswersAreCorrected();
    void newQueryDropsTheOldAnswer();
    void changesAreCoalesced();
    void compareKeepsRows();
    void errorsAreToldAndPass();
    void clearsAtOnce();
    void dyingModelDropsAnswers();
    void randomChangesEndUpRight();
    void hundredThousand();

private:
    void put(const QList<std::pair<qint64, QString>> &things);
    void removeThings(const QList<qint64> &ids);
    QList<qint64> truth();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Store> m_store;
};

void QueryModelTest::stepsReachTheGoal()
{
    QRandomGenerator random(11);
    QList<qint64> list;
    qint64 next = 1;
    for (int round = 0; round < 10000; ++round) {
        auto goal = list;
        switch (random.bounded(7)) {
        case 0: { // come
            for (int i = random.bounded(5); i >= 0; --i) {
                goal.insert(random.bounded(int(goal.size()) + 1), next++);
            }
            break;
        }
        case 1: // go
            for (int i = random.bounded(5); i >= 0 && !goal.isEmpty(); --i) {
                goal.removeAt(random.bounded(int(goal.size())));
            }
            break;
        case 2: // a block moves
            if (goal.size() > 4) {
                const int first = random.bounded(int(goal.size()) - 3);
                std::rotate(goal.begin() + random.bounded(first + 1), goal.begin() + first, goal.begin() + first + 1 + random.bounded(2));
            }
            break;
        case 3: // single ones move
            for (int i = random.bounded(3); i >= 0 && goal.size() > 1; --i) {
                goal.move(random.bounded(int(goal.size())), random.bounded(int(goal.size())));
            }
            break;
        case 4: // reversed
            if (random.bounded(20) == 0) {
                std::reverse(goal.begin(), goal.end());
            }
            break;
        case 5: // shuffled
            if (random.bounded(20) == 0) {
                std::shuffle(goal.begin(), goal.end(), random);
            }
            break;
        default: // other ones
            if (random.bounded(50) == 0) {
                goal.clear();
                for (int i = random.bounded(200); i > 0; --i) {
                    goal.append(next++);
                }
            } else if (!goal.isEmpty()) {
                goal.replace(random.bounded(int(goal.size())), next++);
                goal.prepend(next++);
            }
        }
        auto walked = list;
        const int most = random.bounded(3) == 0 ? 2 : 48;
        for (const auto &step : idSteps(list, goal, most)) {
            // What Qt's models demand of each step.
            switch (step.kind) {
            case IdStep::Kind::Remove:
                QVERIFY(step.first >= 0 && step.first <= step.last && step.last < walked.size());
                break;
            case IdStep::Kind::Insert:
                QVERIFY(step.first >= 0 && step.first <= walked.size() && step.ids.size() == step.last - step.first + 1);
                break;
            case IdStep::Kind::Move:
                QVERIFY(step.first >= 0 && step.first <= step.last && step.last < walked.size());
                QVERIFY(step.destination >= 0 && step.destination <= walked.size());
                QVERIFY(step.destination < step.first || step.destination > step.last + 1);
                break;
            case IdStep::Kind::Arrange: {
                auto one = walked;
                auto two = step.ids;
                std::sort(one.begin(), one.end());
                std::sort(two.begin(), two.end());
                QCOMPARE(one, two);
                break;
            }
            }
            applyStep(walked, step);
        }
        QCOMPARE(walked, goal);
        list = goal;
        if (list.size() > 300) {
            list = list.first(50);
        }
    }
}

void QueryModelTest::stepsAreFew()
{
    QList<qint64> list;
    for (int i = 1; i <= 1000; ++i) {
        list.append(i);
    }
    QCOMPARE(idSteps(list, list).size(), 0);
    auto goal = list;
    goal.prepend(5000); // a new mail
    QCOMPARE(idSteps(list, goal).size(), 1);
    goal = list;
    goal.move(700, 0); // an old thread got an answer
    const auto steps = idSteps(list, goal);
    QCOMPARE(steps.size(), 1);
    QCOMPARE(steps.first().kind, IdStep::Kind::Move);
    goal = list;
    goal.remove(100, 300); // many deleted together
    QCOMPARE(idSteps(list, goal).size(), 1);
    goal = list;
    std::reverse(goal.begin(), goal.end()); // sorted the other way round
    QCOMPARE(idSteps(list, goal).size(), 1);
    goal.clear();
    for (int i = 1; i <= 1000; i += 2) {
        goal.append(i); // every second one gone
    }
    QCOMPARE(idSteps(list, goal).size(), 2);
}

void QueryModelTest::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    auto store = Store::open(thingOptions(m_folder->path()));
    QVERIFY(worked(store));
    m_store = *store;
}

void QueryModelTest::put(const QList<std::pair<qint64, QString>> &things)
{
    answer(m_store->write([things](Transaction &transaction) -> Result<void> {
        for (const auto &[id, name] : things) {
            if (auto done = transaction.prepare("INSERT INTO thing (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name").run(id, name); !done) {
                return done;
            }
            transaction.changes.touch({}, ItemId{id});
        }
        return {};
    }));
}

void QueryModelTest::removeThings(const QList<qint64> &ids)
{
    answer(m_store->write([ids](Transaction &transaction) -> Result<void> {
        for (const auto id : ids) {
            if (auto done = transaction.prepare("DELETE FROM thing WHERE id = ?1").run(id); !done) {
                return done;
            }
            transaction.changes.touch({}, ItemId{id});
        }
        return {};
    }));
}

QList<qint64> QueryModelTest::truth()
{
    return *answer(m_store->read([](const Reader &reader) -> Result<QList<qint64>> {
        QList<qint64> ids;
        auto done = reader.prepare("SELECT id FROM thing ORDER BY name, id").each([&](const Statement &row) {
            ids.append(row.integer(0));
        });
        return ids;
    }));
}

void QueryModelTest::showsWhatIsThere()
{
    put({{1, QStringLiteral("b")}, {2, QStringLiteral("a")}});
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    QSignalSpy finished(&model, &QueryModel::queryFinished);
    QVERIFY(model.isReady());
    model.showAll();
    QVERIFY(!model.isReady());
    QVERIFY(finished.wait());
    QVERIFY(model.isReady());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.ids(), (QList<qint64>{2, 1}));
    QCOMPARE(model.nameAt(0), QStringLiteral("a")); // the first page comes with the ids
    QCOMPARE(model.idAt(0), 2);
    QCOMPARE(model.rowOf(1), 1);
    QCOMPARE(model.rowOf(99), -1);
    QCOMPARE(model.idAt(2), 0);
    QCOMPARE(model.idAt(-1), 0);
    QCOMPARE(model.indexOf(1).row(), 1);
    QVERIFY(!model.indexOf(99).isValid());
    QCOMPARE(model.index(0, 0).data(QueryModel::IdRole).toLongLong(), 2);
}

void QueryModelTest::loadsOnlyWhatIsAsked()
{
    QList<std::pair<qint64, QString>> things;
    for (int i = 1; i <= 1500; ++i) {
        things.append({i, QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0'))});
    }
    put(things);
    ThingModel model(m_store);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 1500);
    QCOMPARE(model.loads(), QueryModel::pageSize);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QCOMPARE(model.nameAt(1000), QStringLiteral("…"));
    QTRY_COMPARE(model.nameAt(1000), QStringLiteral("01001"));
    QCOMPARE(model.nameAt(1099), QStringLiteral("01100"));
    QCOMPARE(model.loads(), 2 * QueryModel::pageSize);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 1000);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 1099);
}

void QueryModelTest::prefetchLoadsAhead()
{
    QList<std::pair<qint64, QString>> things;
    for (int i = 1; i <= 1000; ++i) {
        things.append({i, QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0'))});
    }
    put(things);
    ThingModel model(m_store);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 1000);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.prefetch(450, 520);
    QVERIFY(changed.wait());
    QCOMPARE(model.nameAt(450), QStringLiteral("00451"));
    QCOMPARE(model.nameAt(520), QStringLiteral("00521"));
    model.prefetch(-5, 100000);
    model.prefetch(7, 3);
}

void QueryModelTest::followsChanges()
{
    put({{1, QStringLiteral("b")}, {2, QStringLiteral("d")}});
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 2);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
    put({{3, QStringLiteral("c")}});
    QTRY_COMPARE(model.ids(), (QList<qint64>{1, 3, 2}));
    QCOMPARE(inserted.size(), 1);
    QTRY_COMPARE(model.nameAt(1), QStringLiteral("c"));
    put({{2, QStringLiteral("a")}});
    QTRY_COMPARE(model.ids(), (QList<qint64>{2, 1, 3}));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(model.nameAt(0), QStringLiteral("a")); // with the ids, not later
    removeThings({1});
    QTRY_COMPARE(model.ids(), (QList<qint64>{2, 3}));
    QCOMPARE(removed.size(), 1);
    QCOMPARE(reset.size(), 0);
}

void QueryModelTest::selectionSurvives()
{
    QList<std::pair<qint64, QString>> things;
    for (int i = 1; i <= 500; ++i) {
        things.append({i, QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0'))});
    }
    put(things);
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 500);
    const QPersistentModelIndex stays(model.indexOf(252, 1));
    const QPersistentModelIndex goes(model.indexOf(100));
    QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
    things.clear();
    for (int i = 1; i <= 500; ++i) { // every second one backwards, every third gone
        if (i % 2 == 0) {
            things.append({i, QStringLiteral("%1").arg(9999 - i, 5, 10, QLatin1Char('0'))});
        }
    }
    put(things);
    QList<qint64> gone;
    for (int i = 1; i <= 500; i += 3) {
        gone.append(i);
    }
    removeThings(gone);
    QTRY_COMPARE(model.ids(), truth());
    QVERIFY(layout.size() > 0);
    QVERIFY(!gone.contains(252) && gone.contains(100));
    QCOMPARE(model.idAt(stays.row()), 252);
    QCOMPARE(stays.column(), 1);
    QVERIFY(!goes.isValid());
}

void QueryModelTest::onlyTouchedRowsAreLoadedAnew()
{
    QList<std::pair<qint64, QString>> things;
    for (int i = 1; i <= 90; ++i) {
        things.append({i, QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0'))});
    }
    put(things);
    ThingModel model(m_store);
    model.concern = ThingModel::Concern::Rows;
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 90);
    const int before = model.loads();
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    put({{7, QStringLiteral("00007 read")}, {8, QStringLiteral("00008 read")}, {50, QStringLiteral("00050 read")}});
    QTRY_COMPARE(model.nameAt(6), QStringLiteral("00007 read"));
    QCOMPARE(model.loads(), before + 3);
    QCOMPARE(changed.size(), 2); // rows 6–7 and row 49
    QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 6);
    QCOMPARE(changed.at(0).at(1).toModelIndex().row(), 7);
}

void QueryModelTest::staleAnswersAreCorrected()
{
    put({{1, QStringLiteral("a")}});
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.letAnswersWait();
    model.showAll(); // reads {1}, then waits
    QTest::qWait(20);
    put({{2, QStringLiteral("b")}, {1, QStringLiteral("a changed")}}); // while the answer is under way
    QTest::qWait(20);
    model.letOneAnswerGo();
    QTRY_COMPARE(model.rowCount(), 1);
    model.letOneAnswerGo();
    QTRY_COMPARE(model.ids(), (QList<qint64>{1, 2}));
    QTRY_COMPARE(model.nameAt(0), QStringLiteral("a changed"));
    for (int i = 0; i < 100; ++i) {
        model.letOneAnswerGo();
    }
}

void QueryModelTest::newQueryDropsTheOldAnswer()
{
    put({{1, QStringLiteral("a")}, {2, QStringLiteral("b")}});
    ThingModel model(m_store);
    QSignalSpy finished(&model, &QueryModel::queryFinished);
    model.letAnswersWait();
    model.show("SELECT id FROM thing WHERE id = 1");
    model.show("SELECT id FROM thing WHERE id = 2");
    model.letOneAnswerGo();
    QTest::qWait(50);
    QCOMPARE(finished.size(), 0);
    QCOMPARE(model.rowCount(), 0);
    model.letOneAnswerGo();
    QTRY_COMPARE(model.ids(), QList<qint64>{2});
    QCOMPARE(finished.size(), 1);
}

void QueryModelTest::changesAreCoalesced()
{
    ThingModel model(m_store);
    model.showAll();
    QTRY_VERIFY(model.isReady());
    QTest::qWait(200);
    QSignalSpy finished(&model, &QueryModel::queryFinished);
    for (int i = 1; i <= 200; ++i) {
        put({{i, QString::number(i)}});
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(model.ids(), truth());
    // At most one at once and then one per pause, however slow this machine is just now.
    QVERIFY2(finished.size() <= 60, qPrintable(QString::number(finished.size())));
}

void QueryModelTest::compareKeepsRows()
{
    QList<std::pair<qint64, QString>> things;
    for (int i = 1; i <= 50; ++i) {
        things.append({i, QStringLiteral("%1").arg(i, 5, 10, QLatin1Char('0'))});
    }
    put(things);
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 50);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const QPersistentModelIndex current(model.indexOf(20));
    model.show("SELECT id FROM thing WHERE id BETWEEN 10 AND 30 ORDER BY name DESC", ThingModel::Transition::Compare);
    QVERIFY(!model.isReady());
    QCOMPARE(model.rowCount(), 50);
    QTRY_COMPARE(model.rowCount(), 21);
    QVERIFY(model.isReady());
    QCOMPARE(reset.size(), 0);
    QCOMPARE(current.row(), 10);
    QCOMPARE(model.nameAt(10), QStringLiteral("00020"));
    model.showAll(ThingModel::Transition::Reset);
    QTRY_COMPARE(model.rowCount(), 50);
    QCOMPARE(reset.size(), 1);
}

void QueryModelTest::errorsAreToldAndPass()
{
    put({{1, QStringLiteral("a")}});
    ThingModel model(m_store);
    QSignalSpy errors(&model, &QueryModel::error);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 1);
    Database::setFault([]() -> std::optional<Error> {
        return Error{.kind = Error::Kind::Storage, .message = QStringLiteral("x"), .detail = {}};
    });
    model.refresh();
    QTRY_COMPARE(errors.size(), 1);
    Database::setFault({});
    QCOMPARE(model.rowCount(), 1);
    put({{2, QStringLiteral("b")}});
    QTRY_COMPARE(model.rowCount(), 2);
}

void QueryModelTest::clearsAtOnce()
{
    put({{1, QStringLiteral("a")}});
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.showAll();
    model.hide();
    QCOMPARE(model.rowCount(), 0);
    QTest::qWait(50);
    QCOMPARE(model.rowCount(), 0);
    put({{2, QStringLiteral("b")}});
    QTest::qWait(50);
    QCOMPARE(model.rowCount(), 0);
    model.showAll();
    QTRY_COMPARE(model.rowCount(), 2);
}

void QueryModelTest::dyingModelDropsAnswers()
{
    put({{1, QStringLiteral("a")}});
    for (int i = 0; i < 50; ++i) {
        auto model = std::make_unique<ThingModel>(m_store);
        model->showAll();
        if (i % 2 == 0) {
            QCoreApplication::processEvents();
        }
    }
    m_store->drain();
    QCoreApplication::processEvents();
}

void QueryModelTest::randomChangesEndUpRight()
{
    ThingModel model(m_store);
    QAbstractItemModelTester tester(&model);
    model.showAll();
    QRandomGenerator random(3);
    QHash<qint64, QString> names;
    for (int round = 0; round < 400; ++round) {
        if (random.bounded(3) > 0 || names.isEmpty()) {
            QList<std::pair<qint64, QString>> things;
            for (int i = random.bounded(random.bounded(10) == 0 ? 300 : 8); i >= 0; --i) {
                const qint64 id = 1 + random.bounded(800);
                const auto name = QString::number(random.bounded(1000000));
                names.insert(id, name);
                things.append({id, name});
            }
            put(things);
        } else {
            QList<qint64> ids;
            for (int i = random.bounded(random.bounded(10) == 0 ? 100 : 8); i >= 0; --i) {
                ids.append(1 + random.bounded(800));
                names.remove(ids.last());
            }
            removeThings(ids);
        }
        if (model.rowCount() > 0) {
            model.nameAt(random.bounded(model.rowCount())); // somebody scrolls about
        }
        if (random.bounded(3) == 0) {
            QTest::qWait(random.bounded(4));
        }
        if (random.bounded(40) == 0) {
            model.showAll(random.bounded(2) == 0 ? ThingModel::Transition::Reset : ThingModel::Transition::Compare);
        }
    }
    QTRY_COMPARE(model.ids(), truth());
    QCOMPARE(model.rowCount(), names.size());
    const auto allRight = [&] {
        bool right = true;
        for (int row = 0; row < model.rowCount(); ++row) {
            right &= model.nameAt(row) == names.value(model.idAt(row)) && model.rowOf(model.idAt(row)) == row;
        }
        return right;
    };
    QTRY_VERIFY(allRight());
}

void QueryModelTest::hundredThousand()
{
    QVERIFY(worked(answer(m_store->write([](Transaction &transaction) {
        transaction.changes.manyItems = true;
        return transaction.prepare("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO thing (id, name) SELECT i, printf('%06d', i) FROM n")
            .run();
    }))));
    ThingModel model(m_store);
    model.showAll();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 100000, 20000);
    QCOMPARE(model.rowOf(77777), 77776);
    put({{200000, QStringLiteral("000000 first")}, {50000, QStringLiteral("999999 last")}});
    QTRY_COMPARE_WITH_TIMEOUT(model.idAt(0), 200000, 20000);
    QCOMPARE(model.rowOf(50000), 100000);
    QCOMPARE(model.rowCount(), 100001);
    // Scrolling through everything keeps only so many rows in memory.
    for (int row = 0; row < model.rowCount(); row += 50) {
        model.nameAt(row);
    }
    QTRY_VERIFY_WITH_TIMEOUT(model.nameAt(100000) == QStringLiteral("999999 last"), 20000);
}

QTEST_GUILESS_MAIN(QueryModelTest)
#include "querymodeltest.moc"
