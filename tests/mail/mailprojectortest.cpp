// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailfixture.h"

#include "mail/addresscompletion.h"
#include "mail/mailchange.h"
#include "mail/messagequery.h"

#include <QCborArray>

using namespace Kontor;

/// Payloads become rows, threads, words and addresses; bodies add to them.
class MailProjectorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesRows()
    {
        MailFixture mail;
        auto payload = mail.payload(header("a@x", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?="), 1000, {QStringLiteral("\\Seen"), QStringLiteral("wichtig")});
        const auto item = mail.add(mail.inbox, payload);
        QCOMPARE(mail.value<QString>("SELECT subject FROM mail_message WHERE item = ?1", item.value), QStringLiteral("Grüße"));
        QCOMPARE(mail.value("SELECT flags FROM mail_message WHERE item = ?1", item.value), 1);
        QCOMPARE(mail.value<QString>("SELECT keywords FROM mail_message WHERE item = ?1", item.value), QStringLiteral("wichtig"));
        QCOMPARE(mail.value("SELECT count(*) FROM search_index WHERE search_index MATCH 'grusse OR grüße' AND ?1 >= 0", 0), 1);
    }

    void joinsThreads()
    {
        MailFixture mail;
        const auto a = mail.add(mail.inbox, mail.payload(header("a@x")));
        const auto c = mail.add(mail.inbox, mail.payload(header("c@x", "Re: Test", "In-Reply-To: <b@x>\r\n")));
        const auto other = mail.add(mail.inbox, mail.payload(header("z@x")));
        const auto threadOf = [&mail](ItemId item) {
            return mail.value("SELECT thread FROM mail_message WHERE item = ?1", item.value);
        };
        QVERIFY(threadOf(a) != threadOf(c));
        const auto b = mail.add(mail.inbox, mail.payload(header("b@x", "Re: Test", "References: <a@x>\r\n"))); // the missing link
        QCOMPARE(threadOf(a), threadOf(c));
        QCOMPARE(threadOf(a), threadOf(b));
        QVERIFY(threadOf(a) != threadOf(other));
    }

    void addsBodies()
    {
        MailFixture mail;
        const auto item = mail.add(mail.inbox, mail.payload(header("a@x")));
        mail.addBody(item, header("a@x") + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nEin Zebra.\r\n--b\r\nContent-Disposition: attachment; filename=Giraffe.pdf\r\n\r\nx\r\n--b--\r\n");
        QCOMPARE(mail.value<QString>("SELECT preview FROM mail_message WHERE item = ?1", item.value), QStringLiteral("Ein Zebra."));
        QCOMPARE(mail.value("SELECT attachments FROM mail_message WHERE item = ?1", item.value), 1);
        QCOMPARE(mail.value("SELECT rowid FROM search_index WHERE search_index MATCH 'zebra AND names:giraffe' AND ?1 >= 0"), item.value);
        // A copy takes it over, also for the search.
        auto payload = mail.payload(header("a@x"));
        const auto copy = mail.add(mail.trash, payload);
        QVERIFY(!mail.value<QString>("SELECT body FROM mail_message WHERE item = ?1", copy.value).isEmpty());
        QCOMPARE(mail.value("SELECT count(*) FROM search_index WHERE search_index MATCH 'zebra' AND ?1 >= 0"), 2);
    }

    void survivesRubbish()
    {
        MailFixture mail;
        const auto broken = mail.projector->project(ItemId{1}, mail.inbox, "rubbish");
        QVERIFY(broken);
        MailPayload future = mail.payload("Date: Tue, 5 May 2099 10:00:00 +0200\r\nSubject: x\r\n");
        const auto item = mail.add(mail.inbox, future);
        QCOMPARE(mail.value("SELECT date FROM mail_message WHERE item = ?1", item.value), future.internalDate.toMSecsSinceEpoch());
        mail.add(mail.inbox, mail.payload(QByteArray("Subject: \xff\xfe\0\r\nFrom: \x80\r\n", 26)));
        mail.add(mail.inbox, mail.payload({}));
        QCOMPARE(mail.value("SELECT count(*) FROM mail_message WHERE ?1 >= 0"), 3);
    }

    void appliesChanges()
    {
        const MailProjector projector;
        const auto payload = MailFixture::payload(header("a@x"), 10, {QStringLiteral("\\Seen")}).toCbor();
        Change change;
        change.kind = MailChange::Flags;
        change.arguments = {{QLatin1StringView("add"), QCborArray{QStringLiteral("\\Flagged")}}, {QLatin1StringView("remove"), QCborArray{QStringLiteral("\\SEEN")}}};
        QCOMPARE(MailPayload::fromCbor(*projector.apply(payload, change))->flags, QStringList{QStringLiteral("\\Flagged")});
        Change back = change;
        back.arguments = {{QLatin1StringView("add"), QCborArray{QStringLiteral("\\Seen")}}, {QLatin1StringView("remove"), QCborArray()}};
        const auto both = projector.combine(change, back);
        QVERIFY(both);
        QCOMPARE(both->value(QLatin1StringView("add")).toArray().size(), 2);
        QCOMPARE(both->value(QLatin1StringView("remove")).toArray().size(), 0);
        Change move;
        move.kind = MailChange::Move;
        move.collection = CollectionId{3};
        move.arguments = {{QLatin1StringView("to"), 4}};
        QCOMPARE(projector.destination(move), CollectionId{4});
        Change home = move;
        home.arguments = {{QLatin1StringView("to"), 3}};
        QVERIFY(projector.combine(move, home)->isEmpty());
        Change gone;
        gone.kind = MailChange::Delete;
        QVERIFY(MailPayload::fromCbor(*projector.apply(payload, gone))->gone);
        QVERIFY(projector.isRemoval(gone));
        const auto merged = projector.merge(payload, [] {
            MailPayload flags;
            flags.hasFlags = true;
            return flags.toCbor();
        }());
        QVERIFY(MailPayload::fromCbor(*merged)->flags.isEmpty());
        QCOMPARE(MailPayload::fromCbor(*merged)->header, header("a@x"));
    }

    void wishesByPolicy()
    {
        MailFixture mail;
        auto recent = mail.payload("Subject: x\r\n");
        recent.internalDate = QDateTime::currentDateTimeUtc().addDays(-5);
        auto old = recent;
        old.internalDate = QDateTime::currentDateTimeUtc().addDays(-500);
        auto large = recent;
        large.size = qint64(21) << 20;
        const auto wanted = mail.add(mail.inbox, recent);
        const auto older = mail.add(mail.inbox, old);
        mail.add(mail.inbox, large);
        mail.add(mail.trash, recent);
        const auto wishes = [&mail] {
            return waitedFor(mail.store->read([&mail](const Reader &reader) {
                       return mail.projector->wishes(reader, mail.resource, 100);
                   }))
                .value();
        };
        QCOMPARE(wishes().size(), 1);
        QCOMPARE(wishes().first().item.id, wanted);
        waitedFor(mail.store->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET policy = 'all' WHERE role = 'inbox'").run();
        })).value();
        QCOMPARE(wishes().size(), 2);
        QCOMPARE(wishes().last().item.id, older);
        waitedFor(mail.store->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET policy = 'opened'").run();
        })).value();
        QVERIFY(wishes().isEmpty());
    }

    void completesAddresses()
    {
        MailFixture mail;
        mail.add(mail.inbox, mail.payload("From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <jm@example.org>\r\n"));
        mail.add(mail.sent, mail.payload("From: anna@example.org\r\nTo: Juliane <juli@example.org>\r\n"));
        AddressCompletion completion(*mail.store);
        const auto found = waitedFor(completion.complete(QStringLiteral("j"))).value();
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.first().address, QStringLiteral("juli@example.org")); // written to
        QCOMPARE(waitedFor(completion.complete(QStringLiteral("mull"))).value().value(0).name, QStringLiteral("Jörg Müller"));
        QVERIFY(waitedFor(completion.complete(QStringLiteral("uller"))).value().isEmpty());
    }

    void searchFindsWhatIsThere()
    {
        // Recall against brute force on a generated corpus.
        MailFixture mail;
        const QStringList words = {QStringLiteral("haushalt"), QStringLiteral("antrag"), QStringLiteral("protokoll"), QStringLiteral("sitzung"), QStringLiteral("müller"), QStringLiteral("frist")};
        QHash<qint64, QStringList> corpus;
        for (int i = 0; i < 200; ++i) {
            QStringList text;
            for (int bit = 0; bit < words.size(); ++bit) {
                if ((i * 37 + bit * 11) % (bit + 2) == 0) {
                    text << words[bit];
                }
            }
            const auto id = "m" + QByteArray::number(i) + "@x";
            const auto item = mail.add(mail.inbox, mail.payload(header(id, "Betreff")));
            mail.addBody(item, header(id, "Betreff") + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.join(u' ').toUtf8());
            corpus.insert(item.value, text);
        }
        for (const auto &query : {QStringLiteral("haushalt"), QStringLiteral("antrag sitzung"), QStringLiteral("protokoll -frist"), QStringLiteral("müller"), QStringLiteral("-haushalt")}) {
            QSet<qint64> expected;
            for (auto it = corpus.cbegin(); it != corpus.cend(); ++it) {
                bool fits = true;
                for (const auto parts = query.split(u' '); const auto &part : parts) {
                    fits = fits && (part.startsWith(u'-') ? !it->contains(part.mid(1)) : it->contains(part));
                }
                if (fits) {
                    expected.insert(it.key());
                }
            }
            MessageListModel::View view;
            view.search = MessageSearch::parse(query);
            view.threads = MessageListModel::View::Threads::Off;
            MessageQuery::Channel channel;
            const auto ids = waitedFor(mail.store->read([view, &channel](const Reader &reader) {
                                 return MessageQuery::ids(reader, view, {}, channel);
                             }))
                                 .value();
            QCOMPARE(QSet<qint64>(ids.begin(), ids.end()), expected);
        }
    }
};

QTEST_GUILESS_MAIN(MailProjectorTest)
#include "mailprojectortest.moc"
