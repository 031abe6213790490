// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "base/taskscope.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace std::chrono_literals;

namespace
{
Task<> waitFor(Pending<int> pending)
{
    co_await pending.result(1min);
}

Task<> nothing()
{
    co_return;
}

Task<> noteIdle(TaskScope *scope, std::shared_ptr<bool> idle)
{
    co_await scope->idle();
    *idle = true;
}

/// Starts one more task of the same scope when its own wait is over.
Task<> waitThenStart(Pending<int> pending, TaskScope *scope, Pending<int> next)
{
    co_await pending.result(1min);
    scope->start(waitFor(next));
}
}

class TaskScopeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsWhatRuns();
    void aTaskThatEndsAtOnce();
    void idleWaitsForAll();
    void idleOfAnEmptyScopeDoesNotWait();
    void idleWaitsForTasksStartedMeanwhile();
    void saysWhenItDiesTooEarly();
};

void TaskScopeTest::countsWhatRuns()
{
    TaskScope scope;
    QSignalSpy emptied(&scope, &TaskScope::emptied);
    const Pending<int> first, second;
    scope.start(waitFor(first));
    scope.start(waitFor(second));
    QCOMPARE(scope.running(), 2);

    first.complete(1);
    QTRY_COMPARE(scope.running(), 1);
    QCOMPARE(emptied.count(), 0);
    second.complete(cancelled());
    QTRY_COMPARE(scope.running(), 0);
    QCOMPARE(emptied.count(), 1);
}

void TaskScopeTest::aTaskThatEndsAtOnce()
{
    TaskScope scope;
    scope.start(nothing());
    QCOMPARE(scope.running(), 0);
}

void TaskScopeTest::idleWaitsForAll()
{
    TaskScope scope;
    const Pending<int> first, second;
    scope.start(waitFor(first));
    scope.start(waitFor(second));
    const auto idle = std::make_shared<bool>(false);
    noteIdle(&scope, idle);
    second.complete(2);
    QTRY_COMPARE(scope.running(), 1);
    QVERIFY(!*idle);
    first.complete(1);
    QTRY_VERIFY(*idle);
}

void TaskScopeTest::idleOfAnEmptyScopeDoesNotWait()
{
    TaskScope scope;
    const auto idle = std::make_shared<bool>(false);
    noteIdle(&scope, idle);
    QVERIFY(*idle);
}

void TaskScopeTest::idleWaitsForTasksStartedMeanwhile()
{
    TaskScope scope;
    const Pending<int> first, next;
    scope.start(waitThenStart(first, &scope, next));
    const auto idle = std::make_shared<bool>(false);
    noteIdle(&scope, idle);
    first.complete(1);
    QCoreApplication::processEvents();
    QCOMPARE(scope.running(), 1);
    QVERIFY(!*idle);
    next.complete(1);
    QTRY_VERIFY(*idle);
    QCOMPARE(scope.running(), 0);
}

void TaskScopeTest::saysWhenItDiesTooEarly()
{
    // Such a task would resume into freed memory; the warning names the bug. Here it is never resumed.
    static Pending<int> never;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("a task scope dies with 1 tasks still running")));
    auto scope = std::make_unique<TaskScope>();
    scope->start(waitFor(never));
    scope.reset();
}

QTEST_GUILESS_MAIN(TaskScopeTest)
#include "taskscopetest.moc"
