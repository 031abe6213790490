// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QDialog>

class QRadioButton;

namespace Kontor
{

/// Asks how far a change of one instance of a series shall reach.
class ScopeQuestion : public QDialog
{
    Q_OBJECT
public:
    enum class About {
        Moving,
        Deleting,
        Editing,
        Opening, ///< one that differs from its series, before it is edited
        Answering,
    };

    ScopeQuestion(About about, const Occurrence &occurrence, QWidget *parent);

    Scope scope() const;

private:
    QRadioButton *m_this;
    QRadioButton *m_following;
    QRadioButton *m_all;
};

}
