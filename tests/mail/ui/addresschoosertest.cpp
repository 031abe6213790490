// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/addresschooser.h"

#include "support/accessibilitycheck.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

namespace
{
QList<MailAddress> people()
{
    return {{QStringLiteral("Jutta Sommer"), QStringLiteral("jutta@example.org")},
            {QStringLiteral("Jörg Weiß"), QStringLiteral("joerg@example.org")},
            {{}, QStringLiteral("post@example.org")}};
}

AddressChooser::Book book(QList<MailAddress> *known)
{
    return {.find =
                [known](const QString &typed) {
                    QList<MailAddress> found;
                    for (const auto &address : std::as_const(*known)) {
                        if (address.toString().contains(typed, Qt::CaseInsensitive)) {
                            found << address;
                        }
                    }
                    return QtFuture::makeReadyValueFuture(Result<QList<MailAddress>>(found));
                },
            .forget = [known](const MailAddress &address) { known->removeAll(address); }};
}
}

/// Recipients from a list, with the keyboard alone.
class AddressChooserTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void picksWithTheKeyboard()
    {
        auto known = people();
        AddressChooser chooser(book(&known));
        chooser.show();
        auto *filter = chooser.findChild<QLineEdit *>(QStringLiteral("addressFilter"));
        auto *list = chooser.findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(list->count(), 3); // nobody must be typed to see whom there is
        QSignalSpy chosen(&chooser, &AddressChooser::chosen);
        QTest::keyClicks(filter, QStringLiteral("j"));
        QTRY_COMPARE(list->count(), 2);
        QTest::keyClick(filter, Qt::Key_Down);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().at(0).value<QList<MailAddress>>(), QList<MailAddress>{people().at(1)});
        QCOMPARE(chosen.first().at(1).value<AddressChooser::Field>(), AddressChooser::Field::To);
        QVERIFY(chooser.isVisible()); // for the next one
        QCOMPARE(filter->selectedText(), QStringLiteral("j"));
    }

    void picksSeveralAsCopies()
    {
        auto known = people();
        AddressChooser chooser(book(&known));
        chooser.show();
        auto *list = chooser.findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(list->count(), 3);
        list->selectAll();
        QSignalSpy chosen(&chooser, &AddressChooser::chosen);
        chooser.findChild<QPushButton *>(QStringLiteral("addBcc"))->click();
        QCOMPARE(chosen.first().at(0).value<QList<MailAddress>>(), people());
        QCOMPARE(chosen.first().at(1).value<AddressChooser::Field>(), AddressChooser::Field::Bcc);
    }

    void saysWhenNobodyFits()
    {
        auto known = people();
        AddressChooser chooser(book(&known));
        chooser.show();
        auto *filter = chooser.findChild<QLineEdit *>(QStringLiteral("addressFilter"));
        QTest::keyClicks(filter, QStringLiteral("zz"));
        QTRY_COMPARE(chooser.findChild<QLabel *>(QStringLiteral("addressState"))->text(), QStringLiteral("No address fits."));
        QVERIFY(!chooser.findChild<QPushButton *>(QStringLiteral("addTo"))->isEnabled());
        QSignalSpy chosen(&chooser, &AddressChooser::chosen);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
    }

    void forgets()
    {
        auto known = people();
        AddressChooser chooser(book(&known));
        chooser.show();
        auto *list = chooser.findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(list->count(), 3);
        list->setCurrentRow(2);
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_COMPARE(list->count(), 2);
        QCOMPARE(known.size(), 2);
    }

    void listsContactsToo()
    {
        auto known = people();
        auto both = book(&known);
        both.contacts = [](const QString &typed) {
            QList<AddressOffer> found{AddressOffer::of({QStringLiteral("Jutta Sommer"), QStringLiteral("JUTTA@example.org")}),
                                      {.words = QStringLiteral("Juristen (group, 2 people)"), .addresses = {{{}, QStringLiteral("a@example.org")}, {{}, QStringLiteral("b@example.org")}}}};
            found.removeIf([&typed](const AddressOffer &one) { return !one.words.contains(typed, Qt::CaseInsensitive); });
            return QtFuture::makeReadyValueFuture(Result<QList<AddressOffer>>(found));
        };
        AddressChooser chooser(both);
        chooser.show();
        auto *filter = chooser.findChild<QLineEdit *>(QStringLiteral("addressFilter"));
        auto *list = chooser.findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(list->count(), 4); // Jutta once
        QVERIFY(!chooser.findChild<QPushButton *>(QStringLiteral("forgetAddress"))->isEnabled()); // a contact is no mistake of typing
        list->setCurrentRow(3);
        QVERIFY(chooser.findChild<QPushButton *>(QStringLiteral("forgetAddress"))->isEnabled());
        QSignalSpy chosen(&chooser, &AddressChooser::chosen);
        QTest::keyClicks(filter, QStringLiteral("jur"));
        QTRY_COMPARE(list->count(), 1);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(chosen.first().at(0).value<QList<MailAddress>>().size(), 2); // the group's people
        // Books that cannot be read hide nobody else.
        both.contacts = [](const QString &) { return QtFuture::makeReadyValueFuture(Result<QList<AddressOffer>>(failure(Error::Kind::Storage, QStringLiteral("No.")))); };
        AddressChooser other(both);
        auto *rest = other.findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(rest->count(), 3);
    }

    void isAccessible()
    {
        auto known = people();
        AddressChooser chooser(book(&known));
        chooser.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chooser));
        QCOMPARE(accessibilityFindings(&chooser), QStringList());
    }
};

QTEST_MAIN(AddressChooserTest)
#include "addresschoosertest.moc"
