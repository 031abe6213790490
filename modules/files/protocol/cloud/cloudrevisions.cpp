// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudrevisions.h"

namespace Kontor
{
namespace
{
constexpr size_t mostRemembered = 1000;
}

void CloudRevisions::note(const QString &href, const QString &before, const QString &after)
{
    if (before.isEmpty() || after.isEmpty() || before == after) {
        return;
    }
    const Key key{href, before};
    if (!m_after.contains(key)) {
        m_order.push_back(key);
    }
    m_after.insert(key, after);
    while (m_order.size() > mostRemembered) {
        m_after.remove(m_order.front());
        m_order.pop_front();
    }
}

QString CloudRevisions::now(const QString &href, const QString &revision) const
{
    QString last = revision;
    for (size_t step = 0; step < mostRemembered; ++step) { // a server may answer in circles
        const auto next = m_after.constFind({href, last});
        if (next == m_after.cend()) {
            break;
        }
        last = *next;
    }
    return last;
}

}
