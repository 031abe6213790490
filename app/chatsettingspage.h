// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QFormLayout;

namespace Kontor
{

/// The settings of chat: how messages are sent, what others see of the user, and what notifications tell. Changes are kept at
/// once; what the administrator locked is shown, and said to be locked.
class ChatSettingsPage : public QWidget
{
    Q_OBJECT
public:
    explicit ChatSettingsPage(QWidget *parent = nullptr);

    // In kontorrc, [Chat].
    static bool entersSends(); ///< Enter sends, Shift+Enter begins a line; else Ctrl+Enter sends
    static bool hasPrivateReceipts(); ///< others do not see what was read
    static bool tellsTyping();

Q_SIGNALS:
    void changed();

private:
    QCheckBox *box(QFormLayout *form, const QString &text, const char *name, const char *group, const char *key, Qt::CheckState usual);
};

}
