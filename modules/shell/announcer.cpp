// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/announcer.h"

#include <QAccessible>
#include <QAccessibleAnnouncementEvent>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto gather = 150ms; // what is said within this time is said as one
constexpr qint64 repeatAfter = 5000; // ms
constexpr int atMostAtOnce = 3;
}

Announcer::Announcer(QWidget *speaker)
    : QObject(speaker)
    , m_speaker(speaker)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(gather);
    connect(&m_pause, &QTimer::timeout, this, &Announcer::speak);
}

void Announcer::say(const QString &sentence, Urgency urgency)
{
    if (sentence.isEmpty() || m_waiting.contains(sentence)) {
        return;
    }
    if (sentence == m_last && m_sinceLast.isValid() && m_sinceLast.elapsed() < repeatAfter) {
        return;
    }
    m_waiting.append(sentence);
    while (m_waiting.size() > atMostAtOnce) {
        m_waiting.removeFirst(); // the newest counts
    }
    if (urgency == Urgency::Assertive) {
        m_urgency = urgency;
    }
    if (!m_pause.isActive()) {
        m_pause.start();
    }
}

void Announcer::speak()
{
    if (m_waiting.isEmpty() || !m_speaker) {
        return;
    }
    const auto sentence = m_waiting.join(QLatin1Char(' '));
    m_last = m_waiting.last();
    m_waiting.clear();
    m_sinceLast.start();
    sayNow(m_speaker, sentence, m_urgency);
    m_urgency = Urgency::Polite;
    Q_EMIT said(sentence);
}

void Announcer::sayNow(QWidget *widget, const QString &sentence, Urgency urgency)
{
    if (!widget || sentence.isEmpty() || !QAccessible::isActive()) {
        return;
    }
    QAccessibleAnnouncementEvent event(widget, sentence);
    event.setPoliteness(urgency == Urgency::Assertive ? QAccessible::AnnouncementPoliteness::Assertive : QAccessible::AnnouncementPoliteness::Polite);
    QAccessible::updateAccessibility(&event);
}

}
