// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../contactsfixture.h"
#include "../foreigncards.h"
#include "contacts/booklistmodel.h"
#include "contacts/ui/contacteditor.h"
#include "contacts/ui/contacthtml.h"
#include "contacts/ui/dayedit.h"
#include "contacts/ui/fieldrows.h"
#include "contacts/ui/contactconflictquestion.h"
#include "contacts/ui/mergedialog.h"
#include "shell/conflictview.h"
#include "support/accessibilitycheck.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace Kontor;

/// Writing a contact, merging, and settling conflicts, all by keyboard and with words for screen readers.
class ContactEditorTest : public QObject
{
    Q_OBJECT

    struct Setting {
        ContactsFixture f;
        BookListModel books{*f.store};
        Setting()
        {
            waitUntil([this] {
                return books.isLoaded();
            });
        }
    };

private Q_SLOTS:
    void leavesForeignCardsAlone_data();
    void leavesForeignCardsAlone();
    void makesTheShownName();
    void writesFields();
    void editsDays();
    void keepsWhatItDoesNotShow();
    void namesEverything();
    void refusesNothingAtAll();
    void mergesFieldByField();
    void comparesVersions();
    void escapesWhatCardsSay();
};

void ContactEditorTest::leavesForeignCardsAlone_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::newRow("Apple") << ForeignCards::apple();
    QTest::newRow("Google") << ForeignCards::google();
    QTest::newRow("Nextcloud") << ForeignCards::nextcloud();
}

void ContactEditorTest::leavesForeignCardsAlone()
{
    QFETCH(const QByteArray, card);
    Setting s;
    auto draft = VCardReader::read(card);
    draft.book = s.f.book;
    ContactEditor editor(&s.books, draft);
    QVERIFY(!editor.isChanged());
    QCOMPARE(VCardWriter::write(card, editor.card()), card);
    QTest::keyClicks(editor.findChild<QLineEdit *>(QStringLiteral("title")), QStringLiteral("x"));
    QVERIFY(editor.isChanged());
    QCOMPARE(editsBetween(card, VCardWriter::write(card, editor.card())).size(), 1);
}

void ContactEditorTest::makesTheShownName()
{
    Setting s;
    ContactEditor editor(&s.books, {.book = s.f.book});
    const auto type = [&](const char *name, const QString &text) {
        QTest::keyClicks(editor.findChild<QLineEdit *>(QString::fromLatin1(name)), text);
    };
    type("given", QStringLiteral("Ada"));
    type("family", QStringLiteral("Lovelace"));
    QCOMPARE(editor.card().formattedName, QStringLiteral("Ada Lovelace"));
    type("shown", QStringLiteral("!"));
    type("family", QStringLiteral("-King"));
    QCOMPARE(editor.card().formattedName, QStringLiteral("Ada Lovelace!"));
    QCOMPARE(editor.card().family, QStringLiteral("Lovelace-King"));
}

void ContactEditorTest::writesFields()
{
    FieldRows rows(FieldRows::Kind::Phone);
    rows.setFields({{.value = QStringLiteral("1"), .types = {QStringLiteral("cell"), QStringLiteral("voice")}, .isPreferred = true}});
    QCOMPARE(rows.fields().first().types, QStringList({QStringLiteral("cell"), QStringLiteral("voice")}));
    auto *type = rows.findChild<QComboBox *>();
    type->setCurrentIndex(2); // work
    QCOMPARE(rows.fields().first().types, QStringList({QStringLiteral("work"), QStringLiteral("voice")}));
    QVERIFY(rows.fields().first().isPreferred);
    type->setCurrentText(QStringLiteral("Gartenlaube"));
    QCOMPARE(rows.fields().first().label, QStringLiteral("Gartenlaube"));
    auto *line = rows.addRow();
    QCOMPARE(rows.fields().size(), 1); // nothing stands in it
    line->setText(QStringLiteral("2"));
    QCOMPARE(rows.fields().size(), 2);
    QCOMPARE(line->accessibleName(), QStringLiteral("Phone 2"));
    QTest::mouseClick(rows.findChild<QToolButton *>(QStringLiteral("removeRow")), Qt::LeftButton);
    QCOMPARE(rows.fields().size(), 1);
    QCOMPARE(rows.fields().first().value, QStringLiteral("2"));
}

void ContactEditorTest::editsDays()
{
    DayEdit edit(QStringLiteral("Birthday"));
    for (const auto day : {QDate(), QDate(1985, 4, 12), QDate(yearUnknown, 2, 29), QDate(2000, 12, 31)}) {
        edit.setDay(day);
        QCOMPARE(edit.day(), day);
    }
    edit.setDay(QDate(yearUnknown, 2, 29));
    edit.findChildren<QSpinBox *>().last()->setValue(2001); // no leap year
    QCOMPARE(edit.day(), QDate(2001, 2, 28));
}

void ContactEditorTest::keepsWhatItDoesNotShow()
{
    Setting s;
    ContactDraft draft{.book = s.f.book, .formattedName = QStringLiteral("Viele")};
    for (int i = 0; i < 5000; ++i) {
        draft.phones << ContactField{.value = QString::number(i)};
    }
    ContactEditor editor(&s.books, draft);
    QVERIFY(!editor.isChanged());
    QCOMPARE(editor.card().phones.size(), 5000);
    QVERIFY(editor.findChildren<QLineEdit *>().size() < 300);
}

void ContactEditorTest::namesEverything()
{
    Setting s;
    s.f.addBook(QStringLiteral("Zweites"));
    QVERIFY(waitUntil([&] {
        return s.books.writableBooks().size() == 2;
    }));
    auto draft = VCardReader::read(ForeignCards::apple());
    draft.book = s.f.book;
    ContactEditor editor(&s.books, draft);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    const auto problems = accessibilityFindings(&editor);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
}

void ContactEditorTest::refusesNothingAtAll()
{
    Setting s;
    ContactEditor editor(&s.books, {.book = s.f.book});
    QVERIFY(!editor.isChanged());
    editor.findChild<QLineEdit *>(QStringLiteral("given"))->setText(QStringLiteral("A"));
    editor.accept();
    QCOMPARE(editor.result(), int(QDialog::Accepted));
}

void ContactEditorTest::mergesFieldByField()
{
    Setting s;
    const auto one = s.f.add(ForeignCards::google());
    const auto two = s.f.add(ForeignCards::apple());
    MergeDialog dialog(s.f.outbox, {{one, two}});
    QSignalSpy wanted(&dialog, &MergeDialog::mergeWanted);
    QVERIFY(waitUntil([&] {
        return dialog.findChild<QRadioButton *>(QStringLiteral("name.theirs")) != nullptr;
    }));
    dialog.show();
    const auto problems = accessibilityFindings(&dialog);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    QCOMPARE(dialog.merged().formattedName, QStringLiteral("Jörg Müller"));
    dialog.findChild<QRadioButton *>(QStringLiteral("name.theirs"))->setChecked(true);
    QCOMPARE(dialog.merged().formattedName, QStringLiteral("Dr. Ines Marie Sommer"));
    QCOMPARE(dialog.merged().emails.size(), 3);
    QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("merge")), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(dialog.result(), int(QDialog::Accepted)); // it was the last set
}

void ContactEditorTest::comparesVersions()
{
    ContactCard card;
    card.card = VCardReader::read(ForeignCards::apple());
    card.mine = card.card;
    card.mine.title = QStringLiteral("Meine");
    card.mine.note = QStringLiteral("Notiz");
    ContactConflictQuestion dialog(card);
    QCOMPARE(dialog.wanted(), card.mine);
    auto *view = dialog.findChild<ConflictView *>();
    view->chooseTheirs();
    QCOMPARE(dialog.wanted(), card.card);
    auto *mine = dialog.findChild<QRadioButton *>(QStringLiteral("title.mine"));
    QVERIFY(mine->accessibleName().contains(QStringLiteral("Meine")));
    dialog.show();
    mine->setFocus();
    QTest::keyClick(mine, Qt::Key_Space);
    QCOMPARE(dialog.wanted().title, QStringLiteral("Meine"));
    QCOMPARE(dialog.wanted().note, card.card.note);
}

void ContactEditorTest::escapesWhatCardsSay()
{
    ContactCard card;
    card.row.name = QStringLiteral("<b>x</b>");
    card.card.note = QStringLiteral("<img src=\"http://evil.example/a.png\"><script>");
    card.card.links = {{.value = QStringLiteral("javascript:alert(1)")}, {.value = QStringLiteral("file:///etc/passwd")}, {.value = QStringLiteral("www.example.org")}};
    card.card.emails = {{.value = QStringLiteral("a\"b@x.example")}};
    const auto html = ContactHtml::page(card, QPalette());
    QVERIFY(!html.contains(QLatin1String("<img")));
    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(!html.contains(QLatin1String("href=\"javascript")));
    QVERIFY(!html.contains(QLatin1String("href=\"file")));
    QVERIFY(html.contains(QLatin1String("href=\"https://www.example.org")));
    QCOMPARE(ContactHtml::chatUrl(QStringLiteral("@anna:example.org")).toString(), QStringLiteral("matrix:u/anna:example.org"));
    QVERIFY(ContactHtml::mapUrl({.street = QStringLiteral("Weg 1&x=2"), .city = QStringLiteral("Köln")}).toString(QUrl::FullyEncoded).contains(QLatin1String("Weg%201%26x%3D2")));
    QVERIFY(!ContactHtml::phoneUrl(QStringLiteral("call me")).isValid());
}

QTEST_MAIN(ContactEditorTest)
#include "contacteditortest.moc"
