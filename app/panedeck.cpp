// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panedeck.h"

#include "app/paneclient.h"
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
    for (const auto &place : std::as_const(m_places)) {
        if (auto *factory = m_parts.window->guiFactory(); factory && place.client) {
            factory->removeClient(place.client);
        }
        delete place.client;
    }
}

void PaneDeck::offer()
{
    const auto offers = m_parts.offers();
    {
        const QSignalBlocker blocker(m_parts.bar);
        for (const auto &offer : offers) {
            m_places << Place{.offer = offer, .pane = nullptr, .client = nullptr, .searched = {}};
            m_parts.bar->addPane(offer.icon, offer.title);
        }
    }
    const auto accounts = m_parts.accounts();
    const auto isWanted = [&accounts](const Place &place) {
        return std::ranges::any_of(accounts, [&](const Account &account) { return account.resourceKinds().contains(place.offer.kind); });
    };
    const auto first = std::ranges::find_if(std::as_const(m_places), isWanted);
    const auto index = first == m_places.cend() ? 0 : int(first - m_places.cbegin());
    {
        const QSignalBlocker blocker(m_parts.bar);
        m_parts.bar->setCurrentIndex(index);
    }
    show(index);
}

Pane *PaneDeck::make(int index)
{
    auto &place = m_places[index];
    if (place.pane) {
        return place.pane;
    }
    place.pane = place.offer.make();
    place.client = new PaneClient(place.pane);
    m_parts.stack->addWidget(place.pane);
    connect(place.pane, &Pane::badgeChanged, this, [this, index](int count) {
        const auto &offer = m_places.at(index).offer;
        m_parts.bar->setBadge(index, count, offer.badgeWords(count));
        Q_EMIT badgeChanged(offer.id, count);
    });
    connect(place.pane, &Pane::searchEnded, this, [this, index] {
        m_places[index].searched.clear();
        if (index == m_current) {
            Q_EMIT searchEnded();
        }
    });
    return place.pane;
}

void PaneDeck::setBadge(const QString &id, int count)
{
    const auto place = std::ranges::find_if(m_places, [&id](const Place &one) { return one.offer.id == id; });
    if (place != m_places.end()) {
        m_parts.bar->setBadge(int(place - m_places.begin()), count, place->offer.badgeWords(count));
    }
}

void PaneDeck::drop()
{
    const QSignalBlocker blocker(m_parts.bar);
    for (const auto &place : std::as_const(m_places)) {
        if (place.client) {
            m_parts.window->guiFactory()->removeClient(place.client);
            delete place.client;
        }
        m_parts.bar->removeTab(0);
        delete place.pane;
    }
    m_places.clear();
    m_current = -1;
}

bool PaneDeck::isEmpty() const
{
    return m_places.isEmpty();
}

int PaneDeck::count() const
{
    return int(m_places.size());
}

QList<Pane *> PaneDeck::made() const
{
    QList<Pane *> panes;
    for (const auto &place : m_places) {
        if (place.pane) {
            panes << place.pane;
        }
    }
    return panes;
}

Pane *PaneDeck::pane(const QString &id)
{
    for (int i = 0; i < m_places.size(); ++i) {
        if (m_places.at(i).offer.id == id) {
            return make(i);
        }
    }
    return nullptr;
}

Pane *PaneDeck::current() const
{
    return m_places.value(m_current).pane;
}

const PaneOffer *PaneDeck::currentOffer() const
{
    return m_current < 0 ? nullptr : &m_places.at(m_current).offer;
}

void PaneDeck::search(const QString &text)
{
    if (m_current >= 0) {
        m_places[m_current].searched = text;
        current()->search(text);
    }
}

QString PaneDeck::searched() const
{
    return m_places.value(m_current).searched;
}

void PaneDeck::bringToFront(int index)
{
    if (index >= 0 && index < m_places.size()) {
        m_parts.bar->setCurrentIndex(index);
    }
}

void PaneDeck::show(int index)
{
    if (index < 0 || index >= m_places.size() || index == m_current) {
        return;
    }
    if (m_current >= 0) {
        m_parts.window->guiFactory()->removeClient(m_places.at(m_current).client);
    }
    auto *pane = make(index);
    m_current = index;
    m_parts.window->guiFactory()->addClient(m_places.at(index).client);
    m_parts.stack->setCurrentWidget(pane);
    Q_EMIT broughtToFront();
}

void PaneDeck::open(const ItemUrl &item)
{
    for (int i = 0; i < m_places.size(); ++i) {
        if (m_places.at(i).offer.id == item.pane) {
            bringToFront(i);
            make(i)->open(item);
        }
    }
}

bool PaneDeck::mayClose() const
{
    const auto panes = made();
    return std::ranges::all_of(panes, [](Pane *pane) { return pane->mayClose(); });
}

QList<Pane::TourStep> PaneDeck::tour()
{
    QList<Pane::TourStep> steps;
    for (int i = 0; i < m_places.size(); ++i) {
        const auto own = make(i)->tour();
        for (const auto &step : own) {
            steps << Pane::TourStep{step.name, [this, i, show = step.show]() -> QWidget * {
                                        bringToFront(i);
                                        return show();
                                    }};
        }
    }
    return steps;
}

}
