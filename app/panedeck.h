// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemurl.h"
#include "shell/pane.h"

#include <QObject>

class KXmlGuiWindow;
class QStackedWidget;

namespace Kontor
{

class PaneBar;
class PaneClient;
class Services;
class Workbench;

/// The panes of the window: made when the store is open, one in front with its menus, dropped when
/// the store closes.
class PaneDeck : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        Services *services;
        KXmlGuiWindow *window;
        Workbench *workbench;
        PaneBar *bar;
        QStackedWidget *stack;
    };
    explicit PaneDeck(const Parts &parts);
    ~PaneDeck() override;

    void make();
    void drop();

    const QList<Pane *> &panes() const;
    Pane *current() const; ///< null: there is none
    void bringToFront(int index);
    void open(const ItemUrl &item);
    bool mayClose() const;

Q_SIGNALS:
    void broughtToFront();
    void badgeChanged(int count); ///< of the pane in front
    void searchEnded();

private:
    void show(int index);

    Parts m_parts;
    QList<Pane *> m_panes;
    QList<PaneClient *> m_clients;
    int m_current = -1;
};

}
