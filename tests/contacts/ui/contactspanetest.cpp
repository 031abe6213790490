// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../contactsfixture.h"
#include "../foreigncards.h"
#include "contacts/booklistmodel.h"
#include "contacts/contactlistmodel.h"
#include "contacts/ui/bookview.h"
#include "contacts/ui/contacteditor.h"
#include "contacts/ui/contactlistview.h"
#include "contacts/ui/contactreader.h"
#include "contacts/ui/contactspane.h"
#include "shell/paneactions.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
struct Bench : Workbench {
    QList<QUrl> composed;
    QList<EventSeed> events;
    QStringList notices;
    std::function<void()> undo;

    void open(const ItemUrl &) override
    {
    }
    void compose(const QUrl &mailto) override
    {
        composed << mailto;
    }
    void newEvent(const EventSeed &seed) override
    {
        events << seed;
    }
    void notify(const QString &sentence, Tone) override
    {
        notices << sentence;
    }
    void notify(const QString &sentence, Tone, const QString &, std::function<void()> action) override
    {
        notices << sentence;
        undo = std::move(action);
    }
};

QByteArray portrait(QColor ground)
{
    QImage image(200, 200, QImage::Format_RGB32);
    image.fill(ground);
    QPainter painter(&image);
    painter.setBrush(QColor(0xf2, 0xd2, 0xb6));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPoint(100, 85), 45, 52);
    painter.drawPie(QRect(20, 140, 160, 140), 0, 180 * 16);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "JPEG");
    return "PHOTO;ENCODING=b;TYPE=JPEG:" + bytes.toBase64() + "\r\n";
}
}

/// The contacts pane as people use it, by keyboard.
class ContactsPaneTest : public QObject
{
    Q_OBJECT

    struct Setting {
        ContactsFixture f;
        ContactActions actions{f.outbox};
        Bench bench;
        std::unique_ptr<ContactsPane> pane;

        Setting()
        {
            f.add(ForeignCards::apple());
            f.add(ForeignCards::google());
            f.add(ForeignCards::nextcloud());
            f.add(ContactsFixture::groupCard(QStringLiteral("Chor"), QStringLiteral("g"), {VCardReader::read(ForeignCards::google()).uid}));
        }

        void show()
        {
            pane = std::make_unique<ContactsPane>(ContactsParts{.store = *f.store, .outbox = f.outbox, .actions = &actions, .workbench = &bench, .accounts = [this] {
                                                                    return QList<Account>{f.account};
                                                                }});
            pane->resize(1280, 800);
            pane->show();
            QVERIFY(QTest::qWaitForWindowExposed(pane.get()));
            QVERIFY(waitUntil([this] {
                return pane->contacts()->rowCount() > 0 && pane->books()->isLoaded();
            }));
        }

        void choose(const QString &name)
        {
            QVERIFY(waitUntil([&] {
                for (int row = 0; row < pane->contacts()->rowCount(); ++row) {
                    const auto index = pane->contacts()->index(row, 0);
                    if (index.data().toString() == name) {
                        pane->list()->setCurrentIndex(index);
                        return true;
                    }
                }
                return false;
            }));
            QVERIFY(waitUntil([&] {
                return pane->reader()->content() && pane->reader()->content()->row.name == name;
            }));
        }

        void chooseBook(const QString &name)
        {
            QVERIFY(waitUntil([&] {
                for (int row = 0; row < pane->books()->rowCount(); ++row) {
                    if (pane->books()->index(row).data(BookListModel::NameRole).toString() == name) {
                        pane->bookView()->choose(pane->books()->index(row));
                        return true;
                    }
                }
                return false;
            }));
        }

        QAction *action(const char *name)
        {
            return pane->actions()->action(QString::fromLatin1(name));
        }
    };

private Q_SLOTS:
    void initTestCase();
    void showsCards();
    void reachesPeople();
    void createsByKeyboard();
    void editsAndUndoes();
    void deletesAndGoesOn();
    void makesGroups();
    void renamesOnTheLeft();
    void searches();
    void showsEmptyPlaces();
    void opensFromElsewhere();
    void importsDroppedFiles();
    void offersOnlyWhatIsAllowed();
    void letsSingleLettersBe();
    void saysWhereOneIs();
    void hasNamesForEverything();
    void looksRight_data();
    void looksRight();
};

void ContactsPaneTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
}

void ContactsPaneTest::showsCards()
{
    Setting s;
    s.show();
    QCOMPARE(s.pane->contacts()->rowCount(), 3);
    s.choose(QStringLiteral("Dr. Ines Marie Sommer"));
    const auto text = s.pane->reader()->text()->toPlainText();
    for (const auto &part : {QStringLiteral("ines.sommer@beispiel.example"), QStringLiteral("Email (Verein)"), QStringLiteral("29 February"), QStringLiteral("12345 Musterstadt"),
                             QStringLiteral("Mag Tee, keinen Kaffee.")}) {
        QVERIFY2(text.contains(part), qPrintable(QString(part + QLatin1StringView(" / ") + text)));
    }
    s.chooseBook(QStringLiteral("Chor"));
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 1;
    }));
    s.choose(QStringLiteral("Jörg Müller"));
    QVERIFY(s.pane->reader()->text()->toPlainText().contains(QStringLiteral("Chor")));
}

void ContactsPaneTest::reachesPeople()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Aylin Öztürk"));
    s.action("contacts_write")->trigger();
    QCOMPARE(s.bench.composed.size(), 1);
    QCOMPARE(s.bench.composed.first().path(QUrl::FullyDecoded), QStringLiteral("\"Aylin Öztürk\" <aylin@amt.example>"));
    s.action("contacts_invite")->trigger();
    QCOMPARE(s.bench.events.value(0).attendees, QStringList{QStringLiteral("aylin@amt.example")});
    for (const auto *name : {"contacts_call", "contacts_chat", "contacts_map", "contacts_edit"}) {
        QVERIFY2(s.action(name)->isEnabled(), name);
    }
    s.choose(QStringLiteral("Jörg Müller"));
    QVERIFY(!s.action("contacts_chat")->isEnabled());
    QVERIFY(!s.action("contacts_map")->isEnabled());
    Q_EMIT s.pane->reader()->linkChosen(QUrl(QStringLiteral("mailto:joerg@haus.example")));
    QCOMPARE(s.bench.composed.size(), 2);
}

void ContactsPaneTest::createsByKeyboard()
{
    Setting s;
    s.show();
    s.action("contacts_new")->trigger();
    auto *editor = s.pane->findChild<ContactEditor *>();
    QVERIFY(editor);
    QTest::keyClicks(editor->findChild<QLineEdit *>(QStringLiteral("given")), QStringLiteral("Berta"));
    QTest::keyClicks(editor->findChild<QLineEdit *>(QStringLiteral("family")), QStringLiteral("Zacharias"));
    editor->accept();
    s.choose(QStringLiteral("Berta Zacharias"));
    QCOMPARE(s.bench.notices, QStringList{QStringLiteral("The contact was created.")});
    QVERIFY(s.bench.undo);
    s.bench.undo();
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 3;
    }));
}

void ContactsPaneTest::editsAndUndoes()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Jörg Müller"));
    QTest::keyClick(s.pane->list(), Qt::Key_Return); // into the card
    s.action("contacts_edit")->trigger();
    auto *editor = s.pane->findChild<ContactEditor *>();
    QVERIFY(editor);
    QTest::keyClicks(editor->findChild<QLineEdit *>(QStringLiteral("organization")), QStringLiteral("Skatclub"));
    editor->accept();
    QVERIFY(waitUntil([&] {
        return s.pane->reader()->text()->toPlainText().contains(QStringLiteral("joerg")) && s.pane->reader()->content()->card.organization == QStringLiteral("Skatclub");
    }));
    QVERIFY(s.action("contacts_undo")->isEnabled());
    s.action("contacts_undo")->trigger();
    QVERIFY(waitUntil([&] {
        return s.pane->reader()->content() && s.pane->reader()->content()->card.organization.isEmpty();
    }));
    QCOMPARE(s.f.changes().size(), 0);
}

void ContactsPaneTest::deletesAndGoesOn()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Jörg Müller"));
    s.action("contacts_delete")->trigger();
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 2;
    }));
    QVERIFY(waitUntil([&] {
        return s.pane->reader()->content() && s.pane->reader()->content()->row.name == QStringLiteral("Aylin Öztürk");
    }));
    QCOMPARE(s.bench.notices, QStringList{QStringLiteral("Deleted 1 contact.")});
    s.bench.undo();
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 3;
    }));
}

void ContactsPaneTest::makesGroups()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Aylin Öztürk"));
    s.action("contacts_new_group")->trigger();
    auto *dialog = s.pane->findChild<QInputDialog *>();
    QVERIFY(dialog);
    dialog->setTextValue(QStringLiteral("Verein"));
    dialog->accept();
    s.chooseBook(QStringLiteral("Verein"));
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 1;
    }));
    s.choose(QStringLiteral("Aylin Öztürk"));
    s.action("contacts_leave_group")->trigger();
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 0;
    }));
}

void ContactsPaneTest::renamesOnTheLeft()
{
    Setting s;
    s.show();
    s.chooseBook(QStringLiteral("Skat"));
    QVERIFY(waitUntil([&] {
        return s.action("contacts_rename_book")->isEnabled();
    }));
    QTest::keyClick(s.pane->bookView(), Qt::Key_F2);
    auto *dialog = s.pane->findChild<QInputDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->textValue(), QStringLiteral("Skat"));
    dialog->setTextValue(QStringLiteral("Doppelkopf"));
    dialog->accept();
    s.chooseBook(QStringLiteral("Doppelkopf"));
    QTest::keyClick(s.pane->bookView(), Qt::Key_Delete);
    QVERIFY(waitUntil([&] {
        return !s.pane->books()->categories().contains(QStringLiteral("Doppelkopf"));
    }));
    QVERIFY(s.bench.notices.value(0).contains(QStringLiteral("Doppelkopf")));
}

void ContactsPaneTest::searches()
{
    Setting s;
    s.show();
    s.pane->search(QStringLiteral("ozt"));
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 1;
    }));
    s.choose(QStringLiteral("Aylin Öztürk"));
    QVERIFY(s.pane->whereAmI().contains(QStringLiteral("Search results")));
    QSignalSpy ended(s.pane.get(), &Pane::searchEnded);
    s.chooseBook(QStringLiteral("Kontakte"));
    QCOMPARE(ended.count(), 1);
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 3;
    }));
}

void ContactsPaneTest::showsEmptyPlaces()
{
    Setting s;
    s.f.addBook(QStringLiteral("Leer"));
    s.show();
    s.chooseBook(QStringLiteral("Leer"));
    QVERIFY(waitUntil([&] {
        return s.pane->entrance() == s.pane->bookView();
    }));
    s.pane->search(QStringLiteral("nobodyhasthis"));
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->isReady() && s.pane->contacts()->rowCount() == 0;
    }));
}

void ContactsPaneTest::opensFromElsewhere()
{
    Setting s;
    s.show();
    s.chooseBook(QStringLiteral("Chor"));
    const auto item = s.f.value("SELECT item FROM contact WHERE name = 'Aylin Öztürk'");
    s.pane->open(ItemUrl{.pane = QStringLiteral("contacts"), .type = QStringLiteral("contact"), .id = item});
    QVERIFY(waitUntil([&] {
        return s.pane->reader()->content() && s.pane->reader()->content()->row.item.value == item;
    }));
}

void ContactsPaneTest::importsDroppedFiles()
{
    Setting s;
    s.show();
    const auto path = QString(s.f.store.folder() + QLatin1StringView("/in.vcf"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(ContactsFixture::card(QStringLiteral("Neu Ling"), QStringLiteral("n1")) + ForeignCards::google());
    file.close();
    Q_EMIT s.pane->books()->filesDropped({path}, s.f.book);
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 4;
    }));
    QVERIFY(waitUntil([&] {
        return !s.bench.notices.isEmpty();
    }));
    QCOMPARE(s.bench.notices.first(), QStringLiteral("Imported into “Kontakte”: 1 new, 1 already there."));
}

void ContactsPaneTest::offersOnlyWhatIsAllowed()
{
    Setting s;
    const auto readOnly = s.f.addBook(QStringLiteral("Fremd"), {}, int(Right::Read));
    s.f.add(ContactsFixture::card(QStringLiteral("Fremde Person"), QStringLiteral("f1"), QStringLiteral("f@x.example")), readOnly);
    s.show();
    s.choose(QStringLiteral("Fremde Person"));
    QVERIFY(waitUntil([&] {
        return !s.action("contacts_edit")->isEnabled();
    }));
    QVERIFY(!s.action("contacts_delete")->isEnabled());
    QVERIFY(!s.action("contacts_photo")->isEnabled());
    QVERIFY(s.action("contacts_write")->isEnabled());
    s.chooseBook(QStringLiteral("Fremd"));
    QVERIFY(!s.action("contacts_rename_book")->isEnabled());
    QVERIFY(!s.action("contacts_delete_book")->isEnabled());
}

void ContactsPaneTest::letsSingleLettersBe()
{
    Setting s;
    s.show();
    auto *actions = s.pane->findChild<PaneActions *>();
    QVERIFY(actions);
    const auto letter = QKeySequence(Qt::Key_E);
    QVERIFY(s.action("contacts_edit")->shortcuts().contains(letter));
    actions->setSingleKeys(Qt::Unchecked);
    QVERIFY(!s.action("contacts_edit")->shortcuts().contains(letter));
    QVERIFY(s.action("contacts_edit")->shortcuts().contains(QKeySequence(QStringLiteral("Ctrl+E"))));
    QVERIFY(s.action("contacts_delete")->shortcuts().contains(QKeySequence(Qt::Key_Delete)));
    actions->setSingleKeys(Qt::Checked);
    QVERIFY(s.action("contacts_edit")->shortcuts().contains(letter));
}

void ContactsPaneTest::saysWhereOneIs()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Jörg Müller"));
    QCOMPARE(s.pane->whereAmI(), QStringLiteral("Contacts, All Contacts, contact 1 of 3"));
    QCOMPARE(s.pane->focusRing().size(), 4);
    QCOMPARE(s.pane->entrance(), s.pane->list());
}

void ContactsPaneTest::hasNamesForEverything()
{
    Setting s;
    s.show();
    s.choose(QStringLiteral("Jörg Müller"));
    const auto problems = accessibilityFindings(s.pane.get());
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
}

void ContactsPaneTest::looksRight_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ContactsPaneTest::looksRight()
{
    QFETCH(const bool, isDark);
    Setting s;
    const auto before = QApplication::palette();
    if (isDark) {
        QPalette dark(QColor(0x31, 0x36, 0x3b), QColor(0x2a, 0x2e, 0x32));
        dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
        dark.setColor(QPalette::Highlight, QColor(0x3d, 0xae, 0xe9));
        dark.setColor(QPalette::Link, QColor(0x1d, 0x99, 0xf3));
        QApplication::setPalette(dark);
    }
    s.f.add(ContactsFixture::card(QStringLiteral("Änne Bäumler"), QStringLiteral("p1"), QStringLiteral("aenne@bfb.example"), "ORG:Bundesamt für Beispielwesen;Referat Z 3\r\n" + portrait(QColor(0x7a, 0xa6, 0xc8))));
    s.f.add(ContactsFixture::card(QStringLiteral("Ömer Şahin"), QStringLiteral("p2"), QStringLiteral("oemer@bfb.example"), portrait(QColor(0xc8, 0x9b, 0x7a))));
    for (const auto &name : {QStringLiteral("Petra Thürmer"), QStringLiteral("René Köhler"), QStringLiteral("Sabine Löwe"), QStringLiteral("Xenia Nowak"), QStringLiteral("Wolfgang Eßer")}) {
        s.f.add(ContactsFixture::card(name, name, QString(name.section(u' ', 1).toLower() + QLatin1StringView("@post.example")), "ORG:Stadtwerke Musterstadt\r\n"));
    }
    s.f.addBook(QStringLiteral("Familie"));
    s.show();
    QVERIFY(waitUntil([&] {
        return s.pane->contacts()->rowCount() == 10;
    }));
    s.choose(QStringLiteral("Dr. Ines Marie Sommer"));
    s.pane->list()->setFocus();
    const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
    const auto grab = [&](QWidget *widget, const char *name) {
        const auto picture = widget->grab();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty()) {
            QVERIFY(picture.save(QStringLiteral("%1/contacts-%2-%3.png").arg(folder, QString::fromLatin1(name), isDark ? QStringLiteral("dark") : QStringLiteral("light"))));
        }
    };
    QTest::qWait(200); // pictures load
    grab(s.pane.get(), "pane");
    s.choose(QStringLiteral("Änne Bäumler"));
    grab(s.pane.get(), "photo");
    s.action("contacts_edit")->trigger();
    auto *editor = s.pane->findChild<ContactEditor *>();
    QVERIFY(editor);
    grab(editor, "editor");
    editor->reject();
    QApplication::setPalette(before);
}

QTEST_MAIN(ContactsPaneTest)
#include "contactspanetest.moc"
