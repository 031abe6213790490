// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/accountdialog.h"
#include "app/authorityfield.h"

#include "support/accessibilitycheck.h"
#include "support/testcertificates.h"

#include <KMessageWidget>
#include <QAction>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Kontor;

/// Setting up an account by hand.
class AccountDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void guessesServersUntilTheUserKnowsBetter()
    {
        QCOMPARE(AccountDialog::guess(QStringLiteral("anna@amt.example")).imap.host, QStringLiteral("imap.amt.example"));
        QVERIFY(AccountDialog::guess(QStringLiteral("anna")).imap.host.isEmpty());
        QVERIFY(AccountDialog::guess(QStringLiteral("@")).imap.host.isEmpty());
        AccountDialog dialog({}, {});
        dialog.show();
        auto *address = dialog.findChild<QLineEdit *>(QStringLiteral("address"));
        auto *host = dialog.findChild<QLineEdit *>(QStringLiteral("imapHost"));
        address->setFocus();
        QTest::keyClicks(address, QStringLiteral("anna@amt.example"));
        QCOMPARE(host->text(), QStringLiteral("imap.amt.example"));
        QTest::keyClicks(host, QStringLiteral("x"));
        QTest::keyClicks(address, QStringLiteral("s"));
        QCOMPARE(host->text(), QStringLiteral("imap.amt.examplex"));
    }

    void tabGoesAsItStandsOnTheScreen()
    {
        AccountDialog dialog({}, {});
        const QStringList expected{QStringLiteral("personName"), QStringLiteral("address"),  QStringLiteral("passwordEdit"), QStringLiteral("userName"),
                                   QStringLiteral("imapHost"),   QStringLiteral("imapSecurity"), QStringLiteral("imapPort"),  QStringLiteral("smtpHost"),
                                   QStringLiteral("smtpSecurity"), QStringLiteral("smtpPort"), QStringLiteral("addAuthority"), QStringLiteral("check"), QStringLiteral("save")};
        QStringList met;
        auto *first = dialog.findChild<QWidget *>(expected.first());
        auto *widget = first;
        do {
            if (expected.contains(widget->objectName())) {
                met << widget->objectName();
            }
            widget = widget->nextInFocusChain();
        } while (widget != first);
        QCOMPARE(met, expected);
    }

    void portsFollowTheEncryption()
    {
        AccountDialog dialog({}, {});
        auto *security = dialog.findChild<QComboBox *>(QStringLiteral("imapSecurity"));
        security->setCurrentIndex(1);
        Q_EMIT security->activated(1);
        QCOMPARE(dialog.findChild<QSpinBox *>(QStringLiteral("imapPort"))->value(), 143);
        QCOMPARE(dialog.account().imap.security, ServerAddress::Security::StartTls);
        QCOMPARE(security->count(), 2); // there is no choice without encryption
    }

    void scrollingChangesNothing()
    {
        AccountDialog dialog({}, {});
        auto *security = dialog.findChild<QComboBox *>(QStringLiteral("imapSecurity"));
        QWheelEvent wheel({5, 5}, {5, 5}, {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(security, &wheel);
        QCOMPARE(security->currentIndex(), 0);
    }

    void explainsWhatTheServerSays()
    {
        Account account = AccountDialog::guess(QStringLiteral("anna@amt.example"));
        account.name = QStringLiteral("Anna");
        account.userName = account.address;
        account.password = QStringLiteral("secret");
        int saved = 0;
        AccountDialog dialog({.check =
                                  [](const Account &) {
                                      return QtFuture::makeReadyValueFuture(Result<void>(failure(Error::Kind::Forbidden, QStringLiteral("The certificate of imap.amt.example has expired."), QStringLiteral("issuer X"))));
                                  },
                              .save =
                                  [&](const Account &) {
                                      ++saved;
                                      return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1}));
                                  }},
                             account);
        dialog.show();
        dialog.check();
        QTRY_VERIFY(dialog.resultText().contains(QLatin1String("expired")));
        for (const auto *button : dialog.findChildren<QPushButton *>()) {
            QVERIFY(!button->text().contains(QLatin1String("anyway"), Qt::CaseInsensitive)); // nothing to click the problem away
        }
        QTRY_COMPARE(accessibilityFindings(&dialog), QStringList()); // once the longer words have their room
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        dialog.findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(saved, 1);
    }

    void savingTriesTheSignInFirst()
    {
        int tried = 0;
        int saved = 0;
        auto outcome = Result<void>(failure(Error::Kind::Unauthorized, QStringLiteral("The password is wrong.")));
        AccountDialog dialog({.check =
                                  [&](const Account &) {
                                      ++tried;
                                      return QtFuture::makeReadyValueFuture(outcome);
                                  },
                              .save =
                                  [&](const Account &) {
                                      ++saved;
                                      return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1}));
                                  }},
                             complete());
        dialog.show();
        auto *save = dialog.findChild<QPushButton *>(QStringLiteral("save"));
        const auto usual = save->text();
        save->click();
        QTRY_COMPARE(dialog.resultText(), QStringLiteral("The password is wrong."));
        QCOMPARE(saved, 0);
        QVERIFY(save->text().contains(QLatin1String("Without")));
        // Another password is another try.
        dialog.findChild<QLineEdit *>(QStringLiteral("passwordEdit"))->setText(QStringLiteral("better"));
        QCOMPARE(save->text(), usual);
        outcome = {};
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        save->click();
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(tried, 2);
        QCOMPARE(saved, 1);
    }

    void whoCannotSignInNowMayKeepTheAccount()
    {
        int saved = 0;
        AccountDialog dialog({.check =
                                  [](const Account &) {
                                      return QtFuture::makeReadyValueFuture(Result<void>(failure(Error::Kind::Offline, QStringLiteral("The server cannot be reached."))));
                                  },
                              .save =
                                  [&](const Account &) {
                                      ++saved;
                                      return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1}));
                                  }},
                             complete());
        dialog.show();
        auto *save = dialog.findChild<QPushButton *>(QStringLiteral("save"));
        save->click();
        QTRY_VERIFY(save->text().contains(QLatin1String("Without")));
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        save->click();
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(saved, 1);
    }

    void anAuthorityThatWasMissingIsAddedAndTriedAtOnce()
    {
        const auto certificate = TestCertificates::instance().authority.toPem();
        AccountDialog dialog({.check =
                                  [&](const Account &tried) {
                                      const bool isTrusted = tried.ownCertificates.contains("BEGIN CERTIFICATE");
                                      return QtFuture::makeReadyValueFuture(
                                          isTrusted ? Result<void>() : Result<void>(failure(Error::Kind::Forbidden, QStringLiteral("Unknown issuer."), QStringLiteral("TLS: self-signed"))));
                                  },
                              .save = {}},
                             complete());
        dialog.show();
        dialog.check();
        auto *trust = dialog.findChild<QAction *>(QStringLiteral("trustAuthority"));
        QTRY_COMPARE(dialog.findChild<KMessageWidget *>()->actions(), QList<QAction *>{trust});
        auto *field = dialog.findChild<AuthorityField *>();
        QVERIFY(!field->add("no certificate"));
        QVERIFY(field->add(certificate));
        QTRY_VERIFY(dialog.resultText().contains(QLatin1String("both work")));
        QVERIFY(!dialog.findChild<KMessageWidget *>()->actions().contains(trust));
        const auto once = field->certificates();
        QVERIFY(field->add(certificate));
        QCOMPARE(field->certificates(), once);
        dialog.findChild<QPushButton *>(QStringLiteral("removeAuthority"))->click();
        QVERIFY(dialog.account().ownCertificates.isEmpty());
    }

    void whatKontorctlChoseStays()
    {
        auto account = complete();
        account.keepDays = 45;
        account.undoSendSeconds = 600;
        AccountDialog dialog({}, account);
        QCOMPARE(dialog.account().keepDays, 45);
        QCOMPARE(dialog.account().undoSendSeconds, 600);
    }

    void calendarsAndContactsAreFoundAndNamed()
    {
        Account asked;
        GroupwareSearch::Places places;
        places.calendars.url = QUrl(QStringLiteral("https://dav.amt.example/"));
        places.calendars.person = QStringLiteral("Anna Müller");
        places.calendars.schedulesItself = true;
        places.contacts.error = Error{Error::Kind::NotFound, QStringLiteral("There is no such thing."), QStringLiteral("404"), {}};
        AccountDialog dialog({.check = {},
                              .save = {},
                              .find =
                                  [&](const Account &account) {
                                      asked = account;
                                      return QtFuture::makeReadyValueFuture(places);
                                  }},
                             complete());
        dialog.show();
        dialog.findChild<QPushButton *>(QStringLiteral("findGroupware"))->click();
        QTRY_VERIFY(dialog.resultText().contains(QStringLiteral("Anna Müller")));
        QCOMPARE(asked.address, QStringLiteral("anna@amt.example"));
        QVERIFY(dialog.resultText().contains(QStringLiteral("There is no such thing.")));
        QVERIFY(dialog.resultText().contains(QStringLiteral("invitations")));
        QCOMPARE(dialog.account().calendars, places.calendars.url);
        QVERIFY(dialog.account().contacts.isEmpty()); // what was not found is not filled in
        QVERIFY(dialog.findChild<QPushButton *>(QStringLiteral("findGroupware"))->isEnabled());

        // A server elsewhere is shown, and asked only when the person says so again.
        places = {};
        places.contacts.url = QUrl(QStringLiteral("https://dav.provider.example/"));
        places.contacts.isElsewhere = true;
        dialog.findGroupware();
        QTRY_VERIFY(dialog.resultText().contains(QStringLiteral("dav.provider.example")));
        QCOMPARE(dialog.account().contacts, places.contacts.url);
        QTRY_COMPARE(accessibilityFindings(&dialog), QStringList());
    }

    void onlyServersOfTheDomainGetThePasswordUnasked_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isOfDomain");
        QTest::newRow("the domain") << QStringLiteral("amt.example") << true;
        QTest::newRow("below it") << QStringLiteral("dav.amt.example") << true;
        QTest::newRow("in capitals") << QStringLiteral("DAV.Amt.Example") << true;
        QTest::newRow("its mail server") << QStringLiteral("mail.provider.example") << true;
        QTest::newRow("beside its mail server") << QStringLiteral("dav.provider.example") << false;
        QTest::newRow("looks like it") << QStringLiteral("dav.amt.example.evil.example") << false;
        QTest::newRow("ends like it") << QStringLiteral("xamt.example") << false;
        QTest::newRow("above it") << QStringLiteral("example") << false;
    }
    void onlyServersOfTheDomainGetThePasswordUnasked()
    {
        QFETCH(QString, host);
        QFETCH(bool, isOfDomain);
        auto account = complete();
        account.imap.host = QStringLiteral("mail.provider.example");
        QCOMPARE(GroupwareSearch::isOfDomain(host, account), isOfDomain);
    }

    void mayBeForCalendarsAlone()
    {
        Account saved;
        AccountDialog dialog({.check = [](const Account &) { return QtFuture::makeReadyValueFuture(Result<void>()); },
                              .save =
                                  [&](const Account &account) {
                                      saved = account;
                                      return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1}));
                                  }},
                             complete());
        dialog.show();
        for (const auto *name : {"imapHost", "smtpHost"}) {
            dialog.findChild<QLineEdit *>(QString::fromLatin1(name))->clear();
        }
        dialog.findChild<QLineEdit *>(QStringLiteral("calendarsUrl"))->setText(QStringLiteral("dav.amt.example/cal"));
        dialog.findChild<QPlainTextEdit *>(QStringLiteral("feeds"))->setPlainText(QStringLiteral("https://ferien.example/by.ics\n\n https://ferien.example/by.ics \n"));
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        dialog.findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(saved.calendars, QUrl(QStringLiteral("https://dav.amt.example/cal")));
        QCOMPARE(saved.feeds, QStringList{QStringLiteral("https://ferien.example/by.ics")});
        QCOMPARE(saved.resourceKinds(), QStringList{ResourceKind::Calendar});
    }

    void incompleteIsSaid()
    {
        AccountDialog dialog({}, {});
        dialog.show();
        dialog.check();
        QVERIFY(!dialog.resultText().isEmpty());
    }

private:
    static Account complete()
    {
        auto account = AccountDialog::guess(QStringLiteral("anna@amt.example"));
        account.name = QStringLiteral("Anna");
        account.userName = account.address;
        account.password = QStringLiteral("secret");
        return account;
    }
};

QTEST_MAIN(AccountDialogTest)
#include "accountdialogtest.moc"
