// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panedeck.h"

#include "shell/panebar.h"

#include <KActionCollection>
#include <KXmlGuiWindow>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
/// A pane that notes what it is asked.
class NotingPane : public Pane
{
public:
    NotingPane(const QString &id, QStringList &notes, QWidget *parent)
        : Pane(parent)
        , m_id(id)
        , m_notes(notes)
        , m_actions(new KActionCollection(this))
    {
        m_notes << QStringLiteral("made ") + id;
        m_entrance = new QLineEdit(this);
    }
    QString id() const override
    {
        return m_id;
    }
    QString title() const override
    {
        return m_id;
    }
    QIcon icon() const override
    {
        return {};
    }
    KActionCollection *actions() override
    {
        return m_actions;
    }
    void open(const ItemUrl &item) override
    {
        m_notes << QStringLiteral("open %1 %2").arg(m_id).arg(item.id);
    }
    QList<QWidget *> focusRing() const override
    {
        return {m_entrance};
    }
    QWidget *entrance() const override
    {
        return m_entrance;
    }
    QString whereAmI() const override
    {
        return m_id;
    }
    void search(const QString &text) override
    {
        m_notes << QStringLiteral("search %1 %2").arg(m_id, text);
    }
    QStringList searchCompletions(const QString &, int) const override
    {
        return {};
    }
    QList<TourStep> tour() override
    {
        return {{m_id + QStringLiteral("-step"), [this]() -> QWidget * {
                     m_notes << QStringLiteral("step ") + m_id;
                     return nullptr;
                 }}};
    }
    bool mayClose() override
    {
        m_notes << QStringLiteral("close ") + m_id;
        return true;
    }

private:
    QString m_id;
    QStringList &m_notes;
    KActionCollection *m_actions;
    QWidget *m_entrance;
};
}

/// Several panes in one window: made when wanted, each with its own search and count.
class PaneDeckTest : public QObject
{
    Q_OBJECT

    struct Desk {
        KXmlGuiWindow window;
        PaneBar *bar = new PaneBar(&window);
        QStackedWidget *stack = new QStackedWidget(&window);
        QStringList notes;
        QList<Account> accounts;
        std::unique_ptr<PaneDeck> deck;

        explicit Desk(const QList<Account> &owned = {})
            : accounts(owned)
        {
            window.createGUI();
            deck = std::make_unique<PaneDeck>(PaneDeck::Parts{.window = &window,
                                                              .bar = bar,
                                                              .stack = stack,
                                                              .offers = [this] { return offers(); },
                                                              .accounts = [this] { return accounts; }});
        }
        QList<PaneOffer> offers()
        {
            QList<PaneOffer> list;
            for (const auto &[id, kind] : {std::pair(QStringLiteral("mail"), ResourceKind::Mail), std::pair(QStringLiteral("calendar"), ResourceKind::Calendar),
                                           std::pair(QStringLiteral("contacts"), ResourceKind::Contacts)}) {
                list << PaneOffer{.id = id,
                                  .kind = kind,
                                  .title = id,
                                  .icon = {},
                                  .searchName = QStringLiteral("search ") + id,
                                  .searchTip = {},
                                  .badgeWords = [](int count) { return QStringLiteral("%1 things").arg(count); },
                                  .make = [this, id]() -> Pane * { return new NotingPane(id, notes, stack); }};
            }
            return list;
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(QStringLiteral("kontor"));
    }

    void panesAreMadeWhenTheyAreWanted()
    {
        Desk desk;
        desk.deck->offer();
        QCOMPARE(desk.bar->count(), 3);
        QCOMPARE(desk.notes, QStringList{QStringLiteral("made mail")});
        desk.deck->bringToFront(2);
        QCOMPARE(desk.notes.last(), QStringLiteral("made contacts"));
        QCOMPARE(desk.deck->current()->id(), QStringLiteral("contacts"));
        desk.deck->bringToFront(0);
        desk.deck->bringToFront(2);
        QCOMPARE(desk.notes.size(), 2); // once each
        desk.notes.clear();
        QVERIFY(desk.deck->mayClose());
        QCOMPARE(desk.notes, (QStringList{QStringLiteral("close mail"), QStringLiteral("close contacts")})); // nobody asks what is not there
        desk.deck->drop();
        QVERIFY(desk.deck->isEmpty());
        QCOMPARE(desk.bar->count(), 0);
        desk.deck->offer();
        QCOMPARE(desk.deck->current()->id(), QStringLiteral("mail"));
    }

    void whoHasNoMailBeginsElsewhere()
    {
        Account account;
        account.contacts = QUrl(QStringLiteral("https://dav.example/"));
        Desk desk({account});
        desk.deck->offer();
        QCOMPARE(desk.deck->current()->id(), QStringLiteral("contacts"));
        QCOMPARE(desk.bar->currentIndex(), 2);
        QCOMPARE(desk.notes, QStringList{QStringLiteral("made contacts")});
    }

    void anItemOpensInItsPane()
    {
        Desk desk;
        desk.deck->offer();
        desk.deck->open({QStringLiteral("calendar"), QStringLiteral("event"), 42});
        QCOMPARE(desk.deck->current()->id(), QStringLiteral("calendar"));
        QCOMPARE(desk.notes.last(), QStringLiteral("open calendar 42"));
        desk.deck->open({QStringLiteral("chess"), QStringLiteral("game"), 1});
        QCOMPARE(desk.deck->current()->id(), QStringLiteral("calendar"));
    }

    void aSearchStaysInItsPane()
    {
        Desk desk;
        desk.deck->offer();
        desk.deck->search(QStringLiteral("from:anna"));
        desk.deck->bringToFront(1);
        QCOMPARE(desk.deck->searched(), QString());
        desk.deck->search(QStringLiteral("jour fixe"));
        desk.deck->bringToFront(0);
        QCOMPARE(desk.deck->searched(), QStringLiteral("from:anna"));
        QCOMPARE(desk.notes.filter(QStringLiteral("search")), (QStringList{QStringLiteral("search mail from:anna"), QStringLiteral("search calendar jour fixe")}));

        // A pane behind that ends its search does not empty the field of the one in front.
        QSignalSpy ended(desk.deck.get(), &PaneDeck::searchEnded);
        Q_EMIT desk.deck->pane(QStringLiteral("calendar"))->searchEnded();
        QCOMPARE(ended.size(), 0);
        QCOMPARE(desk.deck->searched(), QStringLiteral("from:anna"));
        Q_EMIT desk.deck->current()->searchEnded();
        QCOMPARE(ended.size(), 1);
        QCOMPARE(desk.deck->searched(), QString());
        desk.deck->bringToFront(1);
        QCOMPARE(desk.deck->searched(), QString());
    }

    void eachTabCountsItsOwn()
    {
        Desk desk;
        desk.deck->offer();
        QSignalSpy told(desk.deck.get(), &PaneDeck::badgeChanged);
        Q_EMIT desk.deck->pane(QStringLiteral("contacts"))->badgeChanged(3);
        QCOMPARE(told.first().first().toString(), QStringLiteral("contacts"));
        QCOMPARE(desk.bar->tabWhatsThis(2), QStringLiteral("3 things"));
        QCOMPARE(desk.bar->tabWhatsThis(0), QString());
        Q_EMIT desk.deck->pane(QStringLiteral("contacts"))->badgeChanged(0);
        QCOMPARE(desk.bar->tabWhatsThis(2), QString());
    }

    void theTourGoesThroughAll()
    {
        Desk desk;
        desk.deck->offer();
        const auto steps = desk.deck->tour();
        QCOMPARE(steps.size(), 3);
        for (const auto &step : steps) {
            step.show();
            QCOMPARE(QString(desk.deck->current()->id() + QStringLiteral("-step")), step.name); // in front while it is photographed
        }
    }
};

QTEST_MAIN(PaneDeckTest)
#include "panedecktest.moc"
