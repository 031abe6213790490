// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/panes.h"
#include "shell/itemurl.h"
#include "shell/pane.h"

#include <QObject>

class KXmlGuiWindow;
class QStackedWidget;

namespace Kontor
{

class PaneBar;
class PaneClient;

/// The panes of the window: offered when the store is open, each made when it is first wanted, one
/// in front with its menus, all dropped when the store closes.
class PaneDeck : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        KXmlGuiWindow *window;
        PaneBar *bar;
        QStackedWidget *stack;
        std::function<QList<PaneOffer>()> offers;
        std::function<QList<Account>()> accounts;
    };
    explicit PaneDeck(const Parts &parts);
    ~PaneDeck() override;

    void offer(); ///< and brings the first one to the front that an account has something for
    void drop();

    bool isEmpty() const;
    int count() const; ///< made or not
    QList<Pane *> made() const;
    Pane *pane(const QString &id); ///< made now if it was not; null: there is no such pane
    Pane *current() const; ///< null: there is none
    const PaneOffer *currentOffer() const;

    /// Each pane has its own search.
    void search(const QString &text); ///< in the pane in front
    QString searched() const;

    /// The steps of all panes, each behind bringing its pane to the front.
    QList<Pane::TourStep> tour();

    void setBadge(const QString &id, int count); ///< of a pane that need not be made for it

    void bringToFront(int index);
    void open(const ItemUrl &item);
    bool mayClose() const;

Q_SIGNALS:
    void broughtToFront();
    void badgeChanged(const QString &pane, int count);
    void searchEnded(); ///< by the pane in front

private:
    struct Place {
        PaneOffer offer;
        Pane *pane = nullptr; ///< null: not made yet
        PaneClient *client = nullptr;
        QString searched;
    };
    void show(int index);
    Pane *make(int index);

    Parts m_parts;
    QList<Place> m_places;
    int m_current = -1;
};

}
