// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panedeck.h"

#include "app/paneclient.h"
#include "app/panes.h"
#include "shell/panebar.h"

#include <KXMLGUIFactory>
#include <KXmlGuiWindow>
#include <QSignalBlocker>
#include <QStackedWidget>

namespace Kontor
{

PaneDeck::PaneDeck(const Parts &parts)
    : QObject(parts.window)
    , m_parts(parts)
{
    connect(parts.bar, &QTabBar::currentChanged, this, &PaneDeck::show);
}

PaneDeck::~PaneDeck()
{
    for (auto *client : std::as_const(m_clients)) {
        if (auto *factory = m_parts.window->guiFactory()) {
            factory->removeClient(client);
        }
        delete client;
    }
}

void PaneDeck::make()
{
    m_panes = makePanes(m_parts.services, m_parts.workbench, m_parts.stack);
    {
        const QSignalBlocker blocker(m_parts.bar);
        for (auto *pane : std::as_const(m_panes)) {
            m_parts.stack->addWidget(pane);
            const auto index = m_parts.bar->addPane(pane->icon(), pane->title());
            connect(pane, &Pane::badgeChanged, this, [this, index](int count) {
                m_parts.bar->setBadge(index, count);
                if (index == m_current) {
                    Q_EMIT badgeChanged(count);
                }
            });
            connect(pane, &Pane::searchEnded, this, &PaneDeck::searchEnded);
            m_clients << new PaneClient(pane);
        }
    }
    show(0);
}

void PaneDeck::drop()
{
    const QSignalBlocker blocker(m_parts.bar);
    for (qsizetype i = 0; i < m_panes.size(); ++i) {
        m_parts.window->guiFactory()->removeClient(m_clients.at(i));
        delete m_clients.at(i);
        m_parts.bar->removeTab(0);
        delete m_panes.at(i);
    }
    m_clients.clear();
    m_panes.clear();
    m_current = -1;
}

const QList<Pane *> &PaneDeck::panes() const
{
    return m_panes;
}

Pane *PaneDeck::current() const
{
    return m_panes.value(m_current);
}

void PaneDeck::bringToFront(int index)
{
    if (index >= 0 && index < m_panes.size()) {
        m_parts.bar->setCurrentIndex(index);
    }
}

void PaneDeck::show(int index)
{
    if (index < 0 || index >= m_panes.size() || index == m_current) {
        return;
    }
    if (m_current >= 0) {
        m_parts.window->guiFactory()->removeClient(m_clients.at(m_current));
    }
    m_current = index;
    m_parts.window->guiFactory()->addClient(m_clients.at(index));
    m_parts.stack->setCurrentWidget(m_panes.at(index));
    Q_EMIT broughtToFront();
}

void PaneDeck::open(const ItemUrl &item)
{
    for (int i = 0; i < m_panes.size(); ++i) {
        if (m_panes.at(i)->id() == item.pane) {
            bringToFront(i);
            m_panes.at(i)->open(item);
        }
    }
}

bool PaneDeck::mayClose() const
{
    return std::ranges::all_of(m_panes, [](Pane *pane) { return pane->mayClose(); });
}

}
