// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/lettercourier.h"

#include "accounts/accountstore.h"
#include "app/kinds/enginekind.h"
#include "letterpost.h"
#include "mail/mailactions.h"
#include "mail/mailchange.h"
#include "mail/messagecontent.h"
#include "store/database.h"
#include "support/temporarystore.h"
#include "support/waiting.h"

#include <QCborArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <csignal>
#include <unistd.h>

using namespace Kontor;

namespace
{
CalendarLetter letterFor(AccountId account, const QByteArray &seed, const QString &from = QStringLiteral("anna@amt.example"))
{
    CalendarLetter letter;
    letter.account = account;
    letter.from = from;
    letter.fromName = QStringLiteral("Anna Müller");
    letter.recipients = {QStringLiteral("chef@amt.example")};
    letter.method = "REPLY";
    letter.subject = QStringLiteral("Zugesagt: Lage ") + QString::fromLatin1(seed);
    letter.text = QStringLiteral("Anna Müller hat zugesagt.");
    letter.ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    letter.seed = seed;
    letter.created = QDateTime::currentDateTimeUtc();
    letter.uid = "u1";
    return letter;
}

/// A profile with mail and the courier, as the program has it.
struct House {
    TemporaryStore store;
    std::shared_ptr<Outbox> outbox;
    MailActions mail;
    QList<Account> accounts;
    LetterCourier courier;

    explicit House(const QString &folder = {})
        : store(EngineKind::schemas(), folder)
        , outbox(EngineKind::makeOutbox(*store))
        , mail(outbox)
        , courier(*store, &mail, [this] { return accounts; })
    {
        AccountStore known(*store);
        accounts = waitedFor(known.accounts()).value_or(QList<Account>());
    }

    void addAccount(const QString &address)
    {
        Account account;
        account.address = address;
        account.userName = address;
        account.password = QStringLiteral("x");
        account.imap = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
        account.smtp = account.imap;
        AccountStore known(*store);
        account.id = waitedFor(known.save(account)).value_or(AccountId{});
        accounts << account;
    }

    bool write(const CalendarLetter &letter)
    {
        return waitedFor(store->write([letter](Transaction &transaction) -> Result<void> {
                   transaction.changes.outbox = true;
                   return CalendarLetters::insert(transaction, letter).transform([](qint64) {});
               }))
            .has_value();
    }

    qsizetype waiting()
    {
        return waitedFor(store->read(&CalendarLetters::waiting)).value_or(QList<CalendarLetter>()).size();
    }

    /// The Message-IDs of what is to be sent.
    QStringList sending()
    {
        QStringList ids;
        const auto changes = waitedFor(outbox->list()).value_or(QList<Change>());
        for (const auto &change : changes) {
            if (change.kind == MailChange::Send) {
                ids << change.arguments.value(QStringLiteral("messageId")).toString();
            }
        }
        return ids;
    }
};

enum class Door { Window, Headless };

/// Carries one letter, as the window or as kontorctl does it, and dies at the i-th access to the database.
int child(const QString &folder, int killAt, Door door)
{
    House house(folder);
    std::unique_ptr<LetterPost> post;
    if (door == Door::Headless) {
        post = std::make_unique<LetterPost>(*house.store, house.outbox, std::exchange(house.accounts, {}));
    }
    std::atomic<int> count = 0;
    Database::setFault([&count, killAt]() -> std::optional<Error> {
        if (++count == killAt) {
            ::kill(::getpid(), SIGKILL);
        }
        return std::nullopt;
    });
    bool isDone = false;
    if (post) {
        const auto handed = post->hand();
        const auto due = post->due();
        isDone = handed && due && due->size() == 1 && house.waiting() == 0; // mail, which was handed it
    } else {
        house.courier.look();
        isDone = waitUntil([&] { return house.waiting() == 0; });
    }
    Database::setFault({});
    return isDone ? 0 : 1;
}
}

/// Letters of the calendar reach mail's outbox once each, wherever the program is ended.
class LetterCourierTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void carriesWhatWaits()
    {
        House house;
        house.addAccount(QStringLiteral("anna@amt.example"));
        QVERIFY(house.write(letterFor(house.accounts.first().id, "seed-1")));
        QVERIFY(house.write(letterFor(house.accounts.first().id, "seed-2")));
        QTRY_COMPARE(house.waiting(), 0); // told by the store, nobody has to ask
        QTRY_COMPARE(house.sending(), (QStringList{QStringLiteral("seed-1@amt.example"), QStringLiteral("seed-2@amt.example")}));
        const auto changes = waitedFor(house.outbox->list()).value_or(QList<Change>());
        const auto send = std::ranges::find(changes, MailChange::Send, &Change::kind);
        QVERIFY(send != changes.cend());
        const auto raw = house.store->blobs().get(send->arguments.value(QStringLiteral("blob")).toString()).value();
        const auto content = MessageContent::parse(raw);
        QCOMPARE(content.calendar, letterFor({}, {}).ics);
        QCOMPARE(content.to.first().address, QStringLiteral("chef@amt.example"));
        for (int i = 0; i < 3; ++i) {
            house.courier.look();
            QTest::qWait(20);
        }
        QCOMPARE(house.sending().size(), 2);
    }

    void manyLooksAtOnceSendOnce()
    {
        House house;
        LetterCourier rival(*house.store, &house.mail, [&] { return house.accounts; }); // as another one that got in between
        house.addAccount(QStringLiteral("anna@amt.example"));
        QSignalSpy failed(&rival, &LetterCourier::failed);
        for (int i = 0; i < 20; ++i) {
            QVERIFY(house.write(letterFor(house.accounts.first().id, "seed-" + QByteArray::number(i))));
        }
        QTRY_COMPARE(house.waiting(), 0);
        QTRY_COMPARE(house.sending().size(), 20);
        QTest::qWait(50);
        QCOMPARE(house.sending().size(), 20);
        QCOMPARE(failed.size(), 0);
    }

    void whoMaySpeakForAnAddressSends()
    {
        House house;
        house.addAccount(QStringLiteral("anna@amt.example"));
        house.addAccount(QStringLiteral("privat@heim.example"));
        house.accounts[1].aliases = {QStringLiteral("a.mueller@heim.example")};
        const auto own = house.accounts.at(0).id;
        const auto other = house.accounts.at(1).id;
        QCOMPARE(LetterCourier::senderOf(letterFor(own, "s"), house.accounts), own);
        QCOMPARE(LetterCourier::senderOf(letterFor(own, "s", QStringLiteral("A.Mueller@heim.example")), house.accounts), other);
        QCOMPARE(LetterCourier::senderOf(letterFor(own, "s", QStringLiteral("fremd@x.example")), house.accounts), AccountId{});
        // An account of calendars alone cannot send.
        auto accounts = house.accounts;
        accounts[0].imap = {};
        accounts[0].smtp = {};
        accounts[0].calendars = QUrl(QStringLiteral("https://dav.amt.example/"));
        QCOMPARE(LetterCourier::senderOf(letterFor(own, "s"), accounts), AccountId{});
    }

    void withoutSenderItWaitsAndSaysSo()
    {
        House house;
        house.addAccount(QStringLiteral("anna@amt.example"));
        QSignalSpy stranded(&house.courier, &LetterCourier::stranded);
        QVERIFY(house.write(letterFor(house.accounts.first().id, "seed-1", QStringLiteral("dienst@amt.example"))));
        QTRY_COMPARE(stranded.size(), 1);
        QVERIFY(stranded.first().first().toString().contains(QStringLiteral("dienst@amt.example")));
        house.courier.look();
        QTest::qWait(50);
        QCOMPARE(stranded.size(), 1); // once is enough
        QCOMPARE(house.waiting(), 1);
        house.accounts[0].aliases << QStringLiteral("dienst@amt.example");
        house.courier.look();
        QTRY_COMPARE(house.waiting(), 0);
        QTRY_COMPARE(house.sending().size(), 1);
    }

    void killedAnywhereItGoesOutOnce_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("window") << QStringLiteral("--child");
        QTest::newRow("kontorctl") << QStringLiteral("--headless-child");
    }
    void killedAnywhereItGoesOutOnce()
    {
        QFETCH(QString, how);
        int survived = 0;
        int killed = 0;
        int sentBefore = 0;
        for (int i = 1; i < 400 && survived == 0; ++i) {
            QTemporaryDir folder;
            {
                House house(folder.path());
                house.accounts.clear(); // nobody carries it yet
                house.addAccount(QStringLiteral("anna@amt.example"));
                const auto account = std::exchange(house.accounts, {});
                QVERIFY(house.write(letterFor(account.first().id, "seed-1")));
            }
            QProcess process;
            process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            process.start(QCoreApplication::applicationFilePath(), {how, folder.path(), QString::number(i)});
            QVERIFY(process.waitForFinished(60'000));
            QVERIFY2(process.exitStatus() == QProcess::CrashExit || process.exitCode() == 0, qPrintable(QStringLiteral("not carried at %1").arg(i)));
            (process.exitStatus() == QProcess::CrashExit ? killed : survived) += 1;
            House house(folder.path());
            const auto context = QStringLiteral("killed at %1: %2 waiting, %3 to be sent").arg(i).arg(house.waiting()).arg(house.sending().size());
            QVERIFY2(house.waiting() + house.sending().size() == 1, qPrintable(context)); // in one place, and in one only
            sentBefore += int(house.sending().size());
            house.courier.look();
            QTRY_COMPARE(house.waiting(), 0);
            QTRY_COMPARE(house.sending(), QStringList{QStringLiteral("seed-1@amt.example")});
        }
        qInfo() << "killed" << killed << "times, of these" << sentBefore << "after the commit";
        QVERIFY(killed > 10);
        QCOMPARE(survived, 1);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && (arguments.at(1) == u"--child" || arguments.at(1) == u"--headless-child")) {
        return child(arguments.at(2), arguments.at(3).toInt(), arguments.at(1) == u"--child" ? Door::Window : Door::Headless);
    }
    LetterCourierTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "lettercouriertest.moc"
