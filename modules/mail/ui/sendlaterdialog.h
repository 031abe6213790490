// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QDialog>

class QButtonGroup;
class QDateTimeEdit;

namespace Kontor
{

/// Asks when a message shall be sent: some usual times, or one of the user's own.
class SendLaterDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SendLaterDialog(const QDateTime &now, QWidget *parent = nullptr);

    QDateTime chosen() const;

    struct Preset {
        QString label;
        QDateTime when;
    };
    static QList<Preset> presets(const QDateTime &now);

private:
    QList<Preset> m_presets;
    QButtonGroup *m_buttons;
    QDateTimeEdit *m_own;
};

}
