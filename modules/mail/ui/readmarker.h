// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

#include <QObject>
#include <QTimer>

namespace Kontor
{

class MailActions;

/// Marks a message read once it was looked at for a while (a setting, in milliseconds; negative: never).
class ReadMarker : public QObject
{
    Q_OBJECT
public:
    ReadMarker(MailActions *actions, QObject *parent);

    void look(ItemId item);
    void lookAway();

private:
    MailActions *m_actions;
    ItemId m_item;
    QTimer m_patience;
};

}
