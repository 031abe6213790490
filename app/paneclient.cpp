// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paneclient.h"

#include "shell/pane.h"

namespace Kontor
{

PaneClient::PaneClient(Pane *pane)
    : m_pane(pane)
{
    setComponentName(QStringLiteral("kontor"), pane->title());
    setXMLFile(pane->id() + QStringLiteral("pane.rc"));
}

KActionCollection *PaneClient::actionCollection() const
{
    return m_pane->actions();
}

}
