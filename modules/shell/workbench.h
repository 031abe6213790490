// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemurl.h"

#include <QString>
#include <QUrl>

#include <functional>

namespace Kontor
{

/// Where panes meet: typed calls, no event bus. The main window carries them out. GUI thread.
class Workbench
{
public:
    virtual ~Workbench() = default;

    /// Shows an item in its pane.
    virtual void open(const ItemUrl &item) = 0;

    /// Starts a message (mailto: with subject, body, …).
    virtual void compose(const QUrl &mailto) = 0;

    /// A short notice in the window's message area; also spoken.
    enum class Tone { Information, Success, Warning, Problem };
    virtual void notify(const QString &sentence, Tone tone) = 0;

    /// The same with one action the user may take ("Undo") within some seconds.
    virtual void notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action) = 0;
};

}
