// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/workbench.h"

#include <QStringList>
#include <QUrl>

#include <functional>

namespace Kontor
{

/// Notes where the user is led and what is said, and keeps the action offered with it.
class NotingWorkbench : public Workbench
{
public:
    void open(const ItemUrl &item) override
    {
        opened = item;
    }
    void compose(const QUrl &mailto) override
    {
        composed = mailto;
    }
    void notify(const QString &sentence, Tone) override
    {
        sentences << sentence;
    }
    void notify(const QString &sentence, Tone, const QString &, std::function<void()> run) override
    {
        sentences << sentence;
        action = std::move(run);
    }

    ItemUrl opened;
    QUrl composed;
    QStringList sentences;
    std::function<void()> action;
};

}
