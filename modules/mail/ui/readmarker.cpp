// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/readmarker.h"

#include "mail/mailactions.h"

#include <KConfigGroup>
#include <KSharedConfig>

namespace Kontor
{

ReadMarker::ReadMarker(MailActions *actions, QObject *parent)
    : QObject(parent)
    , m_actions(actions)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_actions->noteRead(m_item); // nothing happens to a message that is read already
    });
}

void ReadMarker::look(ItemId item)
{
    m_item = item;
    const auto delay = KSharedConfig::openConfig()->group(QStringLiteral("Mail")).readEntry("MarkReadAfterMs", 800);
    if (delay >= 0 && item) {
        m_patience.start(delay);
    }
}

void ReadMarker::lookAway()
{
    m_patience.stop();
}

}
