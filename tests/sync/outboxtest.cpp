// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/syncfixture.h"
#include "support/waiting.h"

#include <QCborArray>

using namespace Kontor;

/// The rules of the outbox, without a server behind it where none is needed.
class OutboxTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SyncFixture> fixture;
    QString inbox;
    QString archive;

    QString text(const QString &uid)
    {
        for (const auto &line : fixture->listing()) {
            if (line.section(u'/', 1).startsWith(uid + u' ')) {
                return line;
            }
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<SyncFixture>();
        inbox = fixture->server.addFolder(QStringLiteral("Inbox"), QStringLiteral("inbox"));
        archive = fixture->server.addFolder(QStringLiteral("Archive"));
        fixture->server.addItem(inbox, QStringLiteral("a"), QStringLiteral("one"));
        fixture->server.addItem(inbox, QStringLiteral("b"), QStringLiteral("two"));
        QVERIFY(fixture->round());
        fixture->stopEngine();
    }

    void showsTheResultInTheSameCommit()
    {
        ChangeSet told;
        connect(
            (*fixture->store).get(),
            &Store::changed,
            this,
            [&told](const ChangeSet &changes) {
                told.unite(changes);
            },
            Qt::DirectConnection);
        QVERIFY(fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen")));
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one [seen]"));
        QCOMPARE(fixture->changes().size(), 1);
        QVERIFY(told.outbox);
        QVERIFY(told.items.contains(fixture->item(QStringLiteral("a"))));
        QVERIFY(told.collections.contains(fixture->collection(QStringLiteral("Inbox"))));
        QVERIFY(fixture->payloads().contains(QStringLiteral("Inbox/a one []"))); // the server's word stays
    }

    void aMoveIsSeenInItsDestination()
    {
        QVERIFY(fixture->move(QStringLiteral("a"), QStringLiteral("Archive")));
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Archive/a one []"));
    }

    void changesOfOneKindMerge()
    {
        const auto first = fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen"));
        const auto second = fixture->addFlag(QStringLiteral("a"), QStringLiteral("flagged"));
        QCOMPARE(first, second);
        const auto changes = fixture->changes();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().arguments.value(QStringLiteral("add")).toArray().size(), 2);
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one [flagged seen]"));
    }

    void aChangeTakenBackDisappears()
    {
        QVERIFY(fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen")));
        const auto back = fixture->change(QStringLiteral("a"), NoteChange::Flags, {{QStringLiteral("remove"), QCborArray{QStringLiteral("seen")}}});
        QVERIFY(back);
        QVERIFY(!*back);
        QVERIFY(fixture->changes().isEmpty());
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one []"));
    }

    void nothingMergesPastAnotherKind()
    {
        QVERIFY(fixture->setText(QStringLiteral("a"), QStringLiteral("x")));
        QVERIFY(fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen")));
        QVERIFY(fixture->setText(QStringLiteral("a"), QStringLiteral("y")));
        QCOMPARE(fixture->changes().size(), 3);
    }

    void nothingMergesIntoWhatMayHaveReachedTheServer()
    {
        QVERIFY(fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen")));
        QVERIFY(waitedFor((*fixture->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET answer_lost = 1").run();
        })));
        QVERIFY(fixture->change(QStringLiteral("a"), NoteChange::Flags, {{QStringLiteral("remove"), QCborArray{QStringLiteral("seen")}}}));
        QCOMPARE(fixture->changes().size(), 2);
        QVERIFY(fixture->round());
        QCOMPARE(fixture->server.listing().first(), QStringLiteral("Inbox/a one []"));
    }

    void countsEdits()
    {
        const auto before = fixture->number("SELECT edits FROM item WHERE id = (SELECT item FROM note WHERE uid = 'a')");
        QVERIFY(fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen")));
        QVERIFY(fixture->number("SELECT edits FROM item WHERE id = (SELECT item FROM note WHERE uid = 'a')") > before);
    }

    void discardReprojects()
    {
        const auto change = fixture->move(QStringLiteral("a"), QStringLiteral("Archive"));
        QVERIFY(waitedFor(fixture->outbox->discard(*change)));
        QVERIFY(fixture->changes().isEmpty());
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one []"));
    }

    void discardOfACreationTakesAllThatBuildsOnIt()
    {
        const auto creation = fixture->create(QStringLiteral("Inbox"), QStringLiteral("new"), QStringLiteral("draft"));
        QCOMPARE(text(QStringLiteral("new")), QStringLiteral("Inbox/new draft []"));
        QVERIFY(fixture->addFlag(QStringLiteral("new"), QStringLiteral("seen")));
        QVERIFY(waitedFor(fixture->outbox->discard(*creation)));
        QVERIFY(fixture->changes().isEmpty());
        QVERIFY(text(QStringLiteral("new")).isEmpty());
        QCOMPARE(fixture->number("SELECT count(*) FROM item"), 2);
    }

    void discardOfANewFolderTakesTheMovesIntoIt()
    {
        const auto creation = fixture->createFolder(QStringLiteral("Project"));
        QVERIFY(fixture->move(QStringLiteral("a"), QStringLiteral("Project")));
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Project/a one []"));
        QVERIFY(waitedFor(fixture->outbox->discard(*creation)));
        QVERIFY(fixture->changes().isEmpty());
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one []"));
        QVERIFY(!fixture->collection(QStringLiteral("Project")));
    }

    void whatIsInFlightCannotBeDiscarded()
    {
        const auto change = fixture->addFlag(QStringLiteral("a"), QStringLiteral("seen"));
        QVERIFY(waitedFor((*fixture->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET state = 1").run();
        })));
        const auto discarded = waitedFor(fixture->outbox->discard(*change));
        QVERIFY(!discarded);
        QCOMPARE(discarded.error().kind, Error::Kind::Conflict);
        QCOMPARE(fixture->changes().size(), 1);
    }

    void aFailingPreparationLeavesNothingBehind()
    {
        const auto queued = waitedFor(fixture->outbox->enqueue({Change{.item = fixture->item(QStringLiteral("a")), .kind = NoteChange::Remove}},
                                                               [](Transaction &, QList<Change> &) -> Result<void> {
                                                                   return failure(Error::Kind::Protocol, QStringLiteral("No."));
                                                               }));
        QVERIFY(!queued);
        QVERIFY(fixture->changes().isEmpty());
        QCOMPARE(text(QStringLiteral("a")), QStringLiteral("Inbox/a one []"));
    }

    void aChangeToNothingIsRefused()
    {
        const auto queued = waitedFor(fixture->outbox->enqueue({Change{.item = ItemId{4711}, .kind = NoteChange::Remove}}));
        QVERIFY(!queued);
        QCOMPARE(queued.error().kind, Error::Kind::NotFound);
    }

    void tenThousandAtOnce()
    {
        for (int i = 0; i < 10000; ++i) {
            fixture->server.addItem(archive, QStringLiteral("n%1").arg(i), QStringLiteral("text"));
        }
        QVERIFY(fixture->round());
        fixture->stopEngine();
        QList<Change> changes;
        QVERIFY(waitedFor((*fixture->store)->read([&changes](const Reader &reader) {
            return reader.prepare("SELECT item FROM note WHERE uid LIKE 'n%'").each([&changes](const Statement &row) {
                changes << Change{.item = row.get<ItemId>(0), .kind = NoteChange::Flags, .arguments = {{QStringLiteral("add"), QCborArray{QStringLiteral("seen")}}}};
            });
        })));
        QElapsedTimer timer;
        timer.start();
        const auto ids = waitedFor(fixture->outbox->enqueue(changes));
        qInfo() << "10,000 changes queued and shown in" << timer.elapsed() << "ms";
        QVERIFY(ids);
        QCOMPARE(ids->size(), 10000);
        QCOMPARE(fixture->number("SELECT count(*) FROM note WHERE flags = 'seen'"), 10000);
        QVERIFY(fixture->round());
        QCOMPARE(fixture->listing(), fixture->server.listing());
        QVERIFY(fixture->changes().isEmpty());
    }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "outboxtest.moc"
