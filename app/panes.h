// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace Kontor
{

class Pane;
class Services;
class Workbench;

/// The list of panes: adding one is one line there.
QList<Pane *> makePanes(Services *services, Workbench *workbench, QWidget *parent);

}
