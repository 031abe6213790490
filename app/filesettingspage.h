// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QSpinBox;

namespace Kontor
{

/// The settings of files: how much of what was opened stays on this computer. Changes are kept at once; what the
/// administrator locked is shown, and said to be locked.
class FileSettingsPage : public QWidget
{
    Q_OBJECT
public:
    explicit FileSettingsPage(QWidget *parent = nullptr);

private:
    QSpinBox *m_limit;
};

}
