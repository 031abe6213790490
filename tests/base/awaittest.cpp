// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"

#include <QtConcurrentRun>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace Kontor;
using namespace std::chrono_literals;

namespace
{
/// Where a coroutine under test leaves what it got.
template<class T>
using Answer = std::shared_ptr<std::optional<Result<T>>>;

template<class T>
Answer<T> noAnswer()
{
    return std::make_shared<std::optional<Result<T>>>();
}

template<class T>
Task<> waitFor(Pending<T> pending, std::chrono::milliseconds atMost, Answer<T> answer)
{
    answer->emplace(co_await pending.result(atMost));
}

template<class T>
Task<> waitForFuture(QFuture<Result<T>> future, Answer<T> answer)
{
    answer->emplace(co_await resultOf(std::move(future)));
}

Task<> sleepThenNote(std::chrono::milliseconds duration, std::shared_ptr<QThread *> where)
{
    co_await sleepFor(duration);
    *where = QThread::currentThread();
}
}

class AwaitTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerArrives();
    void anAnswerThatWasThereBefore();
    void anErrorArrives();
    void silenceBecomesTimeout();
    void theFirstAnswerWins();
    void anAnswerAfterTheTimeoutIsIgnored();
    void copiesShareTheAnswer();
    void aValueThatCannotBeCopied();
    void nothingIsLeftWhenTheWaitIsOver();

    void aFutureFinishes();
    void aFutureThatWasFinished();
    void aFutureFromThePoolResumesHere();
    void aCancelledFutureIsCancelled();
    void aFutureCancelledWhileWeWait();
    void aFutureWithoutResultIsCancelled();

    void sleepingResumesInTheSameThread();
};

void AwaitTest::anAnswerArrives()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    waitFor(pending, 1min, answer);
    QVERIFY(!answer->has_value());
    QVERIFY(!pending.isComplete());

    pending.complete(42);
    QVERIFY(pending.isComplete());
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(**answer, 42);
}

void AwaitTest::anAnswerThatWasThereBefore()
{
    const Pending<QString> pending;
    pending.complete(QStringLiteral("early"));
    const auto answer = noAnswer<QString>();
    waitFor(pending, 1min, answer);
    QVERIFY2(answer->has_value(), "an answer that is there needs no turn of the event loop");
    QCOMPARE(**answer, QStringLiteral("early"));
}

void AwaitTest::anErrorArrives()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    waitFor(pending, 1min, answer);
    pending.complete(failure(Error::Kind::NotFound, QStringLiteral("It is gone.")));
    QTRY_VERIFY(answer->has_value());
    QCOMPARE((*answer)->error().kind, Error::Kind::NotFound);
    QCOMPARE((*answer)->error().message, QStringLiteral("It is gone."));
}

void AwaitTest::silenceBecomesTimeout()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    waitFor(pending, 5ms, answer);
    QTRY_VERIFY(answer->has_value());
    QCOMPARE((*answer)->error().kind, Error::Kind::Timeout);
    QVERIFY(!(*answer)->error().message.isEmpty());
    QVERIFY(pending.isComplete());
}

void AwaitTest::theFirstAnswerWins()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    waitFor(pending, 1min, answer);
    pending.complete(1);
    pending.complete(2);
    pending.complete(cancelled());
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(**answer, 1);
}

void AwaitTest::anAnswerAfterTheTimeoutIsIgnored()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    waitFor(pending, 1ms, answer);
    QTRY_VERIFY(answer->has_value());
    pending.complete(7);
    QCoreApplication::processEvents();
    QCOMPARE((*answer)->error().kind, Error::Kind::Timeout);
}

void AwaitTest::copiesShareTheAnswer()
{
    const Pending<int> pending;
    const auto answer = noAnswer<int>();
    const auto copy = pending;
    waitFor(pending, 1min, answer);
    copy.complete(3);
    QVERIFY(pending.isComplete());
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(**answer, 3);
}

void AwaitTest::aValueThatCannotBeCopied()
{
    const Pending<std::unique_ptr<int>> pending;
    const auto answer = noAnswer<std::unique_ptr<int>>();
    waitFor(pending, 1min, answer);
    pending.complete(std::make_unique<int>(9));
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(****answer, 9);
}

void AwaitTest::nothingIsLeftWhenTheWaitIsOver()
{
    // The coroutine's frame holds the last reference to what it waited with: no timer may fire into it later.
    const auto marker = std::make_shared<int>(1);
    const std::weak_ptr<int> watcher = marker;
    {
        Pending<std::shared_ptr<int>> pending;
        const auto answer = noAnswer<std::shared_ptr<int>>();
        waitFor(pending, 20ms, answer);
        pending.complete(marker);
        QTRY_VERIFY(answer->has_value());
    }
    QTest::qWait(30);
    QCOMPARE(watcher.use_count(), 1);
}

void AwaitTest::aFutureFinishes()
{
    QPromise<Result<int>> promise;
    promise.start();
    const auto answer = noAnswer<int>();
    waitForFuture(promise.future(), answer);
    QVERIFY(!answer->has_value());
    promise.addResult(5);
    promise.finish();
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(**answer, 5);
}

void AwaitTest::aFutureThatWasFinished()
{
    const auto answer = noAnswer<int>();
    waitForFuture(QtFuture::makeReadyValueFuture(Result<int>(6)), answer);
    QVERIFY(answer->has_value());
    QCOMPARE(**answer, 6);
}

void AwaitTest::aFutureFromThePoolResumesHere()
{
    const auto answer = noAnswer<quintptr>();
    waitForFuture(QtConcurrent::run([]() -> Result<quintptr> {
                      return quintptr(QThread::currentThread());
                  }),
                  answer);
    QTRY_VERIFY(answer->has_value());
    QVERIFY(**answer != quintptr(QThread::currentThread()));
}

void AwaitTest::aCancelledFutureIsCancelled()
{
    QPromise<Result<int>> promise;
    promise.start();
    auto future = promise.future();
    future.cancel();
    promise.finish();
    const auto answer = noAnswer<int>();
    waitForFuture(future, answer);
    QTRY_VERIFY(answer->has_value());
    QCOMPARE((*answer)->error().kind, Error::Kind::Cancelled);
}

void AwaitTest::aFutureCancelledWhileWeWait()
{
    QPromise<Result<int>> promise;
    promise.start();
    const auto answer = noAnswer<int>();
    waitForFuture(promise.future(), answer);
    promise.future().cancel();
    promise.finish();
    QTRY_VERIFY(answer->has_value());
    QCOMPARE((*answer)->error().kind, Error::Kind::Cancelled);
}

void AwaitTest::aFutureWithoutResultIsCancelled()
{
    const auto answer = noAnswer<int>();
    {
        QPromise<Result<int>> promise; // dropped without an answer, as when a store closes
        promise.start();
        waitForFuture(promise.future(), answer);
    }
    QTRY_VERIFY(answer->has_value());
    QCOMPARE((*answer)->error().kind, Error::Kind::Cancelled);
}

void AwaitTest::sleepingResumesInTheSameThread()
{
    const auto where = std::make_shared<QThread *>(nullptr);
    sleepThenNote(1ms, where);
    QCOMPARE(*where, nullptr);
    QTRY_COMPARE(*where, QThread::currentThread());
}

QTEST_GUILESS_MAIN(AwaitTest)
#include "awaittest.moc"
