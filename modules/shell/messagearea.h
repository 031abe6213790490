// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/workbench.h"

#include <QWidget>

class KMessageWidget;
class QVBoxLayout;

namespace Kontor
{

class Announcer;

/// The place for short notices above the panes; each may carry one action ("Undo"). Also spoken.
class MessageArea : public QWidget
{
    Q_OBJECT
public:
    explicit MessageArea(Announcer *announcer, QWidget *parent = nullptr);

    struct Notice {
        QString sentence;
        Workbench::Tone tone = Workbench::Tone::Information;
        QString actionText;
        std::function<void()> action;
        int seconds = 0; ///< 0: by the tone; problems stay until closed
    };
    void show(const Notice &notice);
    int count() const;

private:
    void dismiss(KMessageWidget *widget);

    Announcer *m_announcer;
    QVBoxLayout *m_layout;
};

}
