// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailfixture.h"

#include "mail/mailactions.h"
#include "mail/messagecontent.h"
#include "mail/messageloader.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QSignalSpy>

using namespace Kontor;

/// What the user does is seen at once, queued once, and can be taken back.
class MailActionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void flagsAndUndoes()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        QSignalSpy failed(&actions, &MailActions::failed);
        QSignalSpy remembered(&actions, &MailActions::undoChanged);
        const auto item = mail.add(mail.inbox, mail.payload(header("a@x")));
        actions.markRead({item});
        actions.star({item});
        QVERIFY(waitUntil([&] { return mail.value("SELECT flags FROM mail_message WHERE item = ?1", item.value) == 3; }));
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE ?1 >= 0"), 1); // merged
        QVERIFY(waitUntil([&] { // both steps: undo takes back the last one
            return remembered.count() == 2;
        }));
        actions.undo();
        QVERIFY(waitUntil([&] { return mail.value("SELECT flags FROM mail_message WHERE item = ?1", item.value) == 1; }));
        QCOMPARE(failed.count(), 0);
    }

    void lookingAtTheNextMessageIsNotWhatUndoTakesBack()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        const auto gone = mail.add(mail.inbox, mail.payload(header("a@x")));
        const auto next = mail.add(mail.inbox, mail.payload(header("b@x")));
        actions.moveToTrash({gone});
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        actions.noteRead(next); // the list went on to it
        QVERIFY(waitUntil([&] { return mail.value("SELECT flags FROM mail_message WHERE item = ?1", next.value) == 1; }));
        actions.undo();
        QVERIFY(waitUntil([&] { return mail.value("SELECT collection FROM mail_message WHERE item = ?1", gone.value) == mail.inbox.value; }));
        QVERIFY(!actions.canUndo());
        QCOMPARE(mail.value("SELECT flags FROM mail_message WHERE item = ?1", next.value), 1);
    }

    void aButtonTakesBackTheStepItStandsBeside()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        QSignalSpy failed(&actions, &MailActions::failed);
        const auto gone = mail.add(mail.inbox, mail.payload(header("a@x")));
        const auto other = mail.add(mail.inbox, mail.payload(header("b@x")));
        actions.moveToTrash({gone});
        const auto step = actions.lastStep();
        actions.star({other}); // says nothing, so the notice about the first is still there
        QTRY_VERIFY(actions.undoText().contains(QLatin1StringView("mark")));
        actions.undo(step);
        QTRY_COMPARE(mail.value("SELECT collection FROM mail_message WHERE item = ?1", gone.value), mail.inbox.value);
        QCOMPARE(mail.value("SELECT flags & 2 FROM mail_message WHERE item = ?1", other.value), 2);
        QCOMPARE(failed.count(), 0);
        actions.undo(step); // the keys were quicker than the button
        QCOMPARE(failed.count(), 1);
        QVERIFY(actions.canUndo());
        QCOMPARE(mail.value("SELECT flags & 2 FROM mail_message WHERE item = ?1", other.value), 2);
    }

    void undoingAtOnceMeansWhatWasJustDone()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        const auto starred = mail.add(mail.inbox, mail.payload(header("a@x")));
        const auto gone = mail.add(mail.inbox, mail.payload(header("b@x")));
        actions.star({starred});
        QTRY_VERIFY(actions.canUndo());
        const auto starring = actions.lastStep();
        actions.moveToTrash({gone});
        actions.undo(); // the store has not even begun
        QCOMPARE(actions.lastStep(), starring + 1);
        actions.markUnread({gone}); // runs after both
        actions.markRead({gone});
        QTRY_COMPARE(mail.value("SELECT flags & 1 FROM mail_message WHERE item = ?1", gone.value), 1);
        QTRY_COMPARE(mail.value("SELECT collection FROM mail_message WHERE item = ?1", gone.value), mail.inbox.value);
        QCOMPARE(mail.value("SELECT flags & 2 FROM mail_message WHERE item = ?1", starred.value), 2);
    }

    void movesAndUndoes()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        QSignalSpy failed(&actions, &MailActions::failed);
        const auto item = mail.add(mail.inbox, mail.payload(header("a@x")));
        actions.moveToTrash({item});
        QVERIFY(waitUntil([&] { return actions.canUndo(); }));
        QCOMPARE(mail.value("SELECT collection FROM mail_message WHERE item = ?1", item.value), mail.trash.value);
        actions.undo();
        QVERIFY(waitUntil([&] { return mail.value("SELECT collection FROM mail_message WHERE item = ?1", item.value) == mail.inbox.value; }));
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE ?1 >= 0"), 0);
        actions.archive({item}); // the folder is made
        QVERIFY(waitUntil([&] { return mail.value("SELECT count(*) FROM change WHERE kind = 'createFolder' AND ?1 >= 0") == 1; }));
        actions.deleteForGood({item});
        QVERIFY(waitUntil([&] { return mail.value("SELECT count(*) FROM mail_message WHERE ?1 >= 0") == 0; }));
        QVERIFY(waitUntil([&] { return actions.undoText().contains(QLatin1StringView("delet")); }));
        actions.undo();
        QVERIFY(waitUntil([&] { return mail.value("SELECT count(*) FROM mail_message WHERE ?1 >= 0") == 1; }));
        QCOMPARE(failed.count(), 0);
    }

    void keepsExactlyOneDraft()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        auto draft = actions.newDraft(mail.account);
        draft.to = {{QStringLiteral("Bert"), QStringLiteral("bert@example.org")}};
        draft.bcc = {{{}, QStringLiteral("geheim@example.org")}};
        draft.subject = QStringLiteral("Entwurf");
        draft.text = QStringLiteral("Grüße");
        draft.attachments << waitedFor(actions.attachBytes("hallo", QStringLiteral("Üb.txt"), QStringLiteral("text/plain"))).value();
        auto saved = waitedFor(actions.saveDraft(draft)).value();
        QVERIFY(saved.item);
        for (int i = 0; i < 3; ++i) {
            saved.text += u'!';
            saved = waitedFor(actions.saveDraft(saved)).value();
        }
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'append' AND ?1 >= 0"), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'delete' AND ?1 >= 0"), 0);
        const auto opened = waitedFor(actions.openDraft(saved.item)).value();
        QCOMPARE(opened.text, QStringLiteral("Grüße!!!"));
        QCOMPARE(opened.bcc, draft.bcc);
        QCOMPARE(opened.attachments, draft.attachments);
        // One the server already has is replaced by delete and append.
        waitedFor(mail.store->write([saved](Transaction &transaction) {
            return transaction.prepare("UPDATE item SET remote_id = '77', payload = x'a0' WHERE id = ?1").run(saved.item).and_then([&] {
                return transaction.prepare("DELETE FROM change WHERE ?1 >= 0").run(0);
            });
        })).value();
        saved = waitedFor(actions.saveDraft(saved)).value();
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'delete' AND ?1 >= 0"), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value), 1);
        actions.discardDraft(saved);
        QVERIFY(waitUntil([&] { return mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value) == 0; }));
    }

    void postsALetterOnce()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        Letter letter;
        letter.account = mail.account.id;
        letter.from = {QStringLiteral("Anna Berg"), QStringLiteral("anna@example.org")};
        letter.to = {{QString(), QStringLiteral("bert@example.org")}, {QStringLiteral("Chef"), QStringLiteral("chef@example.org")}};
        letter.subject = QStringLiteral("Zugesagt: Lagebesprechung");
        letter.text = QStringLiteral("Anna Berg hat zugesagt.");
        letter.method = "REPLY";
        letter.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nSUMMARY:Lagebesprechung für alle\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        letter.messageId = QStringLiteral("seed-1@example.org");
        QVERIFY(waitedFor(mail.store->write([](Transaction &transaction) { return transaction.prepare("CREATE TABLE waiting (id INTEGER)").run(); })));
        QVERIFY(waitedFor(mail.store->write([](Transaction &transaction) { return transaction.prepare("INSERT INTO waiting VALUES (7)").run(); })));
        const auto takeOut = [](Transaction &transaction, QList<Change> &) -> Result<void> {
            if (auto removed = transaction.prepare("DELETE FROM waiting WHERE id = 7").run(); !removed) {
                return removed;
            }
            return transaction.changedRows() == 1 ? Result<void>() : failure(Error::Kind::Conflict, QStringLiteral("It is gone."));
        };
        // Two at once: one of them finds it gone, and nothing of it is kept.
        const auto first = actions.post(letter, takeOut);
        const auto second = actions.post(letter, takeOut);
        QVERIFY(waitedFor(first).has_value() != waitedFor(second).has_value());
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'send' AND ?1 = 0"), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'append' AND ?1 = 0"), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM item WHERE ?1 = 0"), 1);
        QCOMPARE(mail.value("SELECT count(*) FROM waiting WHERE ?1 = 0"), 0);

        const auto arguments = QCborValue::fromCbor(mail.value<QByteArray>("SELECT arguments FROM change WHERE kind = 'send' AND ?1 = 0")).toMap();
        QCOMPARE(arguments.value(QStringLiteral("sender")).toString(), QStringLiteral("anna@example.org"));
        QCOMPARE(arguments.value(QStringLiteral("recipients")).toArray().size(), 2);
        QCOMPARE(arguments.value(QStringLiteral("messageId")).toString(), letter.messageId);
        const auto raw = mail.store->blobs().get(arguments.value(QStringLiteral("blob")).toString()).value();
        const auto content = MessageContent::parse(raw);
        QCOMPARE(content.messageId, letter.messageId);
        QCOMPARE(content.calendar, letter.calendar);
        QVERIFY(content.plainText.contains(letter.text));
        const auto lower = raw.toLower();
        QVERIFY(lower.contains("content-type: multipart/alternative"));
        auto unfolded = lower;
        unfolded.replace("\r\n ", " ").replace("\r\n\t", " ");
        QVERIFY2(unfolded.contains("method=\"reply\"") || unfolded.contains("method=reply"), raw.constData());

        // As a draft it would lose what makes it an answer.
        const ChangeId send{mail.value("SELECT id FROM change WHERE kind = 'send' AND ?1 = 0")};
        QCOMPARE(waitedFor(actions.undoSend(send)).error().kind, Error::Kind::Forbidden);
        QCOMPARE(mail.value("SELECT count(*) FROM change WHERE kind = 'send' AND ?1 = 0"), 1);
    }

    void sendsAndTakesBack()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        const auto answered = mail.add(mail.inbox, mail.payload(header("a@x")));
        auto draft = actions.newDraft(mail.account);
        QVERIFY(!waitedFor(actions.send(draft)));
        draft.to = {{{}, QStringLiteral("bert@example.org")}};
        draft.bcc = {{{}, QStringLiteral("geheim@example.org")}};
        draft.subject = QStringLiteral("Hallo");
        draft.answers = answered;
        draft = waitedFor(actions.saveDraft(draft)).value();
        draft.answers = answered;
        const auto send = waitedFor(actions.send(draft)).value();
        QVERIFY(send);
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value), 0);
        QCOMPARE(mail.value("SELECT flags & 256 FROM mail_message WHERE collection = ?1", mail.sent.value), 256);
        QCOMPARE(mail.value("SELECT flags & 4 FROM mail_message WHERE item = ?1", answered.value), 4);
        QVERIFY(mail.value("SELECT not_before FROM change WHERE id = ?1", send.value) > QDateTime::currentMSecsSinceEpoch());
        const auto arguments = QCborValue::fromCbor(mail.value<QByteArray>("SELECT arguments FROM change WHERE id = ?1", send.value)).toMap();
        const auto bytes = mail.store->blobs().get(arguments.value(QLatin1StringView("blob")).toString()).value();
        QVERIFY(!bytes.contains("geheim"));
        QCOMPARE(arguments.value(QLatin1StringView("recipients")).toArray().size(), 2);
        const auto back = waitedFor(actions.undoSend(send)).value();
        QCOMPARE(back.subject, draft.subject);
        QCOMPARE(back.bcc, draft.bcc);
        QCOMPARE(back.answers, answered);
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.sent.value), 0);
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value), 1);
        QCOMPARE(mail.value("SELECT flags & 4 FROM mail_message WHERE item = ?1", answered.value), 0);
        QVERIFY(!waitedFor(actions.undoSend(send)));
    }

    void emptiesFolders()
    {
        MailFixture mail;
        MailActions actions(mail.outbox);
        for (int i = 0; i < 20; ++i) {
            mail.add(mail.trash, mail.payload(header("m" + QByteArray::number(i) + "@x")));
        }
        actions.emptyFolder(mail.trash);
        QVERIFY(waitUntil([&] { return mail.value("SELECT count(*) FROM mail_message WHERE ?1 >= 0") == 0; }));
        const auto change = mail.value("SELECT id FROM change WHERE kind = 'emptyFolder' AND ?1 >= 0");
        waitedFor(mail.outbox->discard(ChangeId{change})).value();
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE ?1 >= 0"), 20);
    }

    void loadsMessages()
    {
        MailFixture mail;
        const auto item = mail.add(mail.inbox, mail.payload(header("a@x")));
        const auto raw = header("a@x") + "\r\nInhalt";
        int fetches = 0;
        MessageLoader loader(*mail.store, [&](const ItemRef &ref) {
            ++fetches;
            return QtFuture::makeReadyValueFuture(Result<BlobId>(mail.addBody(ref.id, raw)));
        });
        mail.addBody(item, raw);
        QCOMPARE(waitedFor(loader.load(item)).value()->plainText, QStringLiteral("Inhalt"));
        QCOMPARE(fetches, 0);
        QCOMPARE(waitedFor(loader.raw(item)).value(), raw);
        QVERIFY(!waitedFor(loader.load(ItemId{9999})));
    }

    void readsMailto()
    {
        MailFixture mail;
        const MailActions actions(mail.outbox);
        const auto draft = actions.draftFromMailto(
            mail.account, QUrl(QStringLiteral("mailto:a@x.de,b%40y.de?subject=Gr%C3%BC%C3%9Fe%0d%0aBcc:%20z@x&body=a+b%0d%0ac&attach=/etc/passwd&cc=c@x.de")));
        QCOMPARE(draft.to.size(), 2);
        QCOMPARE(draft.cc.size(), 1);
        QVERIFY(draft.bcc.isEmpty());
        QCOMPARE(draft.subject, QStringLiteral("Grüße Bcc: z@x"));
        QVERIFY(draft.text.startsWith(QLatin1StringView("a+b\nc")));
        QVERIFY(draft.attachments.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MailActionsTest)
#include "mailactionstest.moc"
