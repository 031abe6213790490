// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <KXMLGUIClient>

namespace Kontor
{

class Pane;

/// Brings a pane's actions into the window's menus while the pane is in front.
class PaneClient : public KXMLGUIClient
{
public:
    explicit PaneClient(Pane *pane);
    KActionCollection *actionCollection() const override;

private:
    Pane *m_pane;
};

}
