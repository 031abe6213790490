// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/synchronizercontract.h"

#include "support/waiting.h"

namespace Kontor
{
namespace
{
using Lack = ContractSubject::Lack;

Task<Result<void>> pass()
{
    co_return Result<void>();
}

QString word(const char *text)
{
    return QString::fromLatin1(text);
}
}

SynchronizerContract::SynchronizerContract(Factory factory)
    : m_factory(std::move(factory))
{
}

void SynchronizerContract::init()
{
    m_subject = m_factory();
    m_synchronizer = m_subject->synchronizer();
}

void SynchronizerContract::cleanup()
{
    if (m_synchronizer) {
        m_synchronizer->stop();
        QCoreApplication::processEvents();
    }
    m_synchronizer.reset();
    m_subject.reset();
}

SynchronizerContract::Copy SynchronizerContract::copyOf(const QString &remoteId)
{
    Copy copy;
    const auto listed = waitedFor(m_synchronizer->discover());
    for (const auto &remote : listed.value_or(QList<RemoteCollection>())) {
        if (remote.remoteId == remoteId) {
            copy.collection = Collection{CollectionId{1}, ResourceId{1}, remoteId, remote.name, remote.role, remote.attributes, {}};
        }
    }
    return copy;
}

void SynchronizerContract::pull(Copy &copy)
{
    for (bool more = true; more;) {
        const auto delta = waitedFor(m_synchronizer->pull(copy.collection));
        QVERIFY2(delta, delta ? "" : qPrintable(delta.error().message + delta.error().detail));
        ++copy.pulls;
        QVERIFY(copy.pulls < 1000);
        m_subject->keep(*delta);
        if (delta->restart) {
            copy.items.clear();
        }
        for (const auto &item : delta->changed) {
            auto &seen = copy.items[item.remoteId];
            seen = Seen{item.remoteId, item.revision, item.partial ? m_subject->merge(seen.payload, item.payload) : item.payload};
        }
        for (const auto &gone : delta->removed) {
            copy.items.remove(gone);
        }
        if (delta->present) {
            copy.items.removeIf([&](const auto &entry) { return !delta->present->contains(entry.key()); });
        }
        QVERIFY(!delta->token.isEmpty());
        copy.collection.token = delta->token;
        more = delta->more;
    }
}

QStringList SynchronizerContract::words(const Copy &copy) const
{
    QStringList found;
    for (const auto &item : copy.items) {
        found << m_subject->wordOf(item.payload);
    }
    found.sort();
    return found;
}

SynchronizerContract::Seen SynchronizerContract::find(const Copy &copy, const QString &word) const
{
    for (const auto &item : copy.items) {
        if (m_subject->wordOf(item.payload).remove(QLatin1Char('+')) == word) {
            return item;
        }
    }
    return {};
}

Change SynchronizerContract::about(Change change, const Copy &copy, const QString &word) const
{
    const auto item = find(copy, word);
    change.id = ChangeId{1};
    change.resource = ResourceId{1};
    change.collection = copy.collection.id;
    change.collectionRemoteId = copy.collection.remoteId;
    change.item = ItemId{1};
    change.itemRemoteId = item.remoteId;
    change.revision = item.revision;
    change.state = ChangeState::InFlight;
    return change;
}

Result<Receipt> SynchronizerContract::push(Change change)
{
    return waitedFor(m_synchronizer->push(std::move(change), pass));
}

void SynchronizerContract::discovers()
{
    const auto listed = waitedFor(m_synchronizer->discover());
    QVERIFY(listed);
    QStringList ids;
    for (const auto &remote : *listed) {
        QVERIFY(!remote.remoteId.isEmpty());
        QVERIFY(!remote.name.isEmpty());
        QVERIFY2(!ids.contains(remote.remoteId), "named twice");
        ids << remote.remoteId;
    }
    QVERIFY(ids.contains(m_subject->first()));
    QVERIFY(ids.contains(m_subject->second()));
}

void SynchronizerContract::tellsWhatIsCurrent()
{
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    m_subject->create(m_subject->first(), word("pear"));
    const auto listed = waitedFor(m_synchronizer->discover());
    QVERIFY(listed);
    for (const auto &remote : *listed) {
        if (remote.remoteId == m_subject->first()) {
            QVERIFY(!m_synchronizer->isCurrent(remote, copy.collection.token)); // saying yes here would lose mail
        }
    }
}

void SynchronizerContract::readsFromScratch()
{
    auto empty = copyOf(m_subject->second());
    pull(empty);
    QVERIFY(empty.items.isEmpty());
    for (const auto *text : {"apple", "pear", "plum"}) {
        m_subject->create(m_subject->first(), word(text));
    }
    m_subject->markSeen(m_subject->first(), word("pear"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    QCOMPARE(words(copy), (QStringList{word("apple"), word("pear+"), word("plum")}));
}

void SynchronizerContract::readsInPagesAndResumes()
{
    if (m_subject->lacks() & Lack::Paging) {
        QSKIP("no pages here");
    }
    QStringList expected;
    for (int i = 0; i < 50; ++i) {
        expected << QStringLiteral("w%1").arg(i);
        m_subject->create(m_subject->first(), expected.last());
    }
    expected.sort();
    auto copy = copyOf(m_subject->first());
    const auto beginning = waitedFor(m_synchronizer->pull(copy.collection));
    QVERIFY(beginning);
    m_subject->keep(*beginning);
    for (const auto &item : beginning->changed) {
        copy.items.insert(item.remoteId, Seen{item.remoteId, item.revision, item.payload});
    }
    copy.collection.token = beginning->token;
    // Another day, another connection: the token is all that is left.
    m_synchronizer->stop();
    m_synchronizer = m_subject->synchronizer();
    pull(copy);
    QCOMPARE(words(copy), expected);
}

void SynchronizerContract::readsWhatChanged()
{
    m_subject->create(m_subject->first(), word("apple"));
    m_subject->create(m_subject->first(), word("pear"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    m_subject->markSeen(m_subject->first(), word("apple"));
    m_subject->create(m_subject->first(), word("plum"));
    pull(copy);
    QCOMPARE(words(copy), (QStringList{word("apple+"), word("pear"), word("plum")}));
    const auto token = copy.collection.token;
    pull(copy);
    QCOMPARE(words(copy).size(), 3);
}

void SynchronizerContract::readsWhatIsGone()
{
    for (const auto *text : {"apple", "pear", "plum"}) {
        m_subject->create(m_subject->first(), word(text));
    }
    auto copy = copyOf(m_subject->first());
    pull(copy);
    m_subject->remove(m_subject->first(), word("pear"));
    m_synchronizer->stop(); // while away
    m_synchronizer = m_subject->synchronizer();
    pull(copy);
    QCOMPARE(words(copy), (QStringList{word("apple"), word("plum")}));
}

void SynchronizerContract::fetchesBodies()
{
    QList<Task<Result<FetchedPart>>> running;
    for (int i = 0; i < 20; ++i) {
        m_subject->create(m_subject->first(), QStringLiteral("w%1").arg(i));
    }
    auto copy = copyOf(m_subject->first());
    pull(copy);
    std::vector<std::pair<QString, Task<Result<FetchedPart>>>> fetches;
    for (int i = 0; i < 20; ++i) {
        const auto text = QStringLiteral("w%1").arg(i);
        const auto item = find(copy, text);
        fetches.emplace_back(text, m_synchronizer->fetch(ItemRef{ItemId{i + 1}, CollectionId{1}, m_subject->first(), item.remoteId}, {}, 0));
    }
    for (auto &[text, fetch] : fetches) {
        const auto part = waitedFor(std::move(fetch));
        QVERIFY2(part, part ? "" : qPrintable(part.error().message));
        QVERIFY2(part->bytes.contains(m_subject->bodyOf(text)), part->bytes.constData());
    }
}

void SynchronizerContract::fetchOfTheMissing()
{
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    const auto item = find(copy, word("apple"));
    m_subject->remove(m_subject->first(), word("apple"));
    const auto part = waitedFor(m_synchronizer->fetch(ItemRef{ItemId{1}, CollectionId{1}, m_subject->first(), item.remoteId}, {}, 0));
    QVERIFY(!part);
    QCOMPARE(part.error().kind, Error::Kind::NotFound);
}

void SynchronizerContract::changes()
{
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    const auto receipt = push(about(m_subject->seenChange(), copy, word("apple")));
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message));
    QCOMPARE(m_subject->listing(m_subject->first()), QStringList{word("apple+")});
    pull(copy);
    QCOMPARE(words(copy), QStringList{word("apple+")});
}

void SynchronizerContract::removes()
{
    m_subject->create(m_subject->first(), word("apple"));
    m_subject->create(m_subject->first(), word("pear"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    QVERIFY(push(about(m_subject->removalChange(), copy, word("apple"))));
    QCOMPARE(m_subject->listing(m_subject->first()), QStringList{word("pear")});
    pull(copy);
    QCOMPARE(words(copy), QStringList{word("pear")});
}

void SynchronizerContract::moves()
{
    if (m_subject->lacks() & Lack::Moves) {
        QSKIP("nothing moves here");
    }
    m_subject->create(m_subject->first(), word("apple"));
    auto from = copyOf(m_subject->first());
    auto to = copyOf(m_subject->second());
    pull(from);
    pull(to);
    auto change = about(m_subject->moveChange(word("apple")), from, word("apple"));
    change.destinationRemoteId = m_subject->second();
    const auto receipt = push(change);
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message));
    QCOMPARE(receipt->collectionRemoteId, m_subject->second());
    pull(from);
    pull(to);
    QVERIFY(words(from).isEmpty());
    QCOMPARE(words(to), QStringList{word("apple")});
    if (!(m_subject->lacks() & Lack::NewIds)) {
        QCOMPARE(receipt->remoteId, find(to, word("apple")).remoteId);
    }
}

void SynchronizerContract::creates()
{
    if (m_subject->lacks() & Lack::Creation) {
        QSKIP("nothing is created here");
    }
    auto copy = copyOf(m_subject->first());
    pull(copy);
    const auto receipt = push(about(m_subject->creationChange(word("apple")), copy, word("apple")));
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message));
    pull(copy);
    QCOMPARE(words(copy), QStringList{word("apple")});
    if (!(m_subject->lacks() & Lack::NewIds)) {
        QCOMPARE(receipt->remoteId, find(copy, word("apple")).remoteId);
    }
}

void SynchronizerContract::repeatsAfterALostAnswerExactlyOnce_data()
{
    QTest::addColumn<QString>("what");
    for (const auto *what : {"change", "removal", "move", "creation"}) {
        QTest::newRow(what) << word(what);
    }
}

void SynchronizerContract::repeatsAfterALostAnswerExactlyOnce()
{
    QFETCH(QString, what);
    const auto lacks = m_subject->lacks();
    if (lacks & Lack::LostAnswers || (what == word("creation") && lacks & Lack::Creation) || (what == word("move") && lacks & Lack::Moves)) {
        QSKIP("not here");
    }
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    Change change;
    if (what == word("change")) {
        change = about(m_subject->seenChange(), copy, word("apple"));
    } else if (what == word("removal")) {
        change = about(m_subject->removalChange(), copy, word("apple"));
    } else if (what == word("move")) {
        change = about(m_subject->moveChange(word("apple")), copy, word("apple"));
        change.destinationRemoteId = m_subject->second();
    } else {
        change = about(m_subject->creationChange(word("pear")), copy, word("pear"));
    }
    m_subject->loseNextAnswer();
    const auto lost = push(change);
    QVERIFY(!lost);
    QVERIFY2(isPassing(lost.error().kind), qPrintable(kindName(lost.error().kind)));
    change.answerLost = true;
    const auto receipt = push(change);
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message));
    const auto here = m_subject->listing(m_subject->first());
    const auto there = m_subject->listing(m_subject->second());
    if (what == word("change")) {
        QCOMPARE(here, QStringList{word("apple+")});
    } else if (what == word("removal")) {
        QVERIFY(here.isEmpty());
    } else if (what == word("move")) {
        QVERIFY(here.isEmpty());
        QCOMPARE(there, QStringList{word("apple")});
    } else {
        QCOMPARE(here, (QStringList{word("apple"), word("pear")}));
    }
}

void SynchronizerContract::refusesWhatIsOutdated()
{
    if (m_subject->lacks() & Lack::Conflicts) {
        QSKIP("no conflicts here");
    }
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    m_subject->markSeen(m_subject->first(), word("apple"));
    const auto receipt = push(about(m_subject->conflictingChange(), copy, word("apple")));
    QVERIFY(!receipt);
    QCOMPARE(receipt.error().kind, Error::Kind::Conflict);
    pull(copy);
    QVERIFY(push(about(m_subject->conflictingChange(), copy, word("apple"))));
}

void SynchronizerContract::hintsAtNews()
{
    if (m_subject->lacks() & Lack::Watching) {
        QSKIP("no hints here");
    }
    auto copy = copyOf(m_subject->first());
    pull(copy);
    auto watching = m_synchronizer->watch(std::chrono::seconds(3));
    QTest::qWait(200); // until it really watches
    m_subject->create(m_subject->first(), word("apple"));
    auto hint = waitedFor(std::move(watching));
    // Some look only at the end, and a busy server tells late.
    for (int again = 0; again < 10 && hint && hint->news == Hint::News::None; ++again) {
        hint = waitedFor(m_synchronizer->watch(std::chrono::seconds(3)));
    }
    QVERIFY(hint);
    QCOMPARE(hint->news, Hint::News::Content);
    QVERIFY(hint->collections.isEmpty() || hint->collections.contains(m_subject->first()));
}

void SynchronizerContract::watchEndsInTime()
{
    const auto hint = waitedFor(m_synchronizer->watch(std::chrono::seconds(1)));
    QVERIFY(hint || isPassing(hint.error().kind));
}

void SynchronizerContract::stopEndsEverything()
{
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    m_synchronizer->stop();
    QCOMPARE(waitedFor(m_synchronizer->discover()).error().kind, Error::Kind::Cancelled);
    QCOMPARE(waitedFor(m_synchronizer->pull(copy.collection)).error().kind, Error::Kind::Cancelled);
    QCOMPARE(push(about(m_subject->seenChange(), copy, word("apple"))).error().kind, Error::Kind::Cancelled);
    QCOMPARE(waitedFor(m_synchronizer->fetch(ItemRef{ItemId{1}, CollectionId{1}, m_subject->first(), word("1")}, {}, 0)).error().kind, Error::Kind::Cancelled);
    QCOMPARE(waitedFor(m_synchronizer->watch(std::chrono::seconds(30))).error().kind, Error::Kind::Cancelled);
}

void SynchronizerContract::stopEndsWhatIsUnderWay_data()
{
    QTest::addColumn<QString>("call");
    for (const auto *call : {"discover", "pull", "push", "fetch", "watch"}) {
        QTest::newRow(call) << word(call);
    }
}

void SynchronizerContract::stopEndsWhatIsUnderWay()
{
    QFETCH(QString, call);
    m_subject->create(m_subject->first(), word("apple"));
    auto copy = copyOf(m_subject->first());
    pull(copy);
    const auto item = find(copy, word("apple"));
    const auto ends = [this](auto task) {
        m_synchronizer->stop();
        const auto result = waitedFor(std::move(task), std::chrono::seconds(20));
        return !result && result.error().kind == Error::Kind::Cancelled;
    };
    if (call == word("discover")) {
        QVERIFY(ends(m_synchronizer->discover()));
    } else if (call == word("pull")) {
        QVERIFY(ends(m_synchronizer->pull(copy.collection)));
    } else if (call == word("push")) {
        QVERIFY(ends(m_synchronizer->push(about(m_subject->seenChange(), copy, word("apple")), pass)));
    } else if (call == word("fetch")) {
        QVERIFY(ends(m_synchronizer->fetch(ItemRef{ItemId{1}, CollectionId{1}, m_subject->first(), item.remoteId}, {}, 0)));
    } else {
        (void)waitedFor(m_synchronizer->watch(std::chrono::seconds(1))); // older news
        QVERIFY(ends(m_synchronizer->watch(std::chrono::minutes(20)))); // some sleep between two looks
    }
}

}
