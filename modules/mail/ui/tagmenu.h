// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace Kontor
{

class MailPane;

/// Tags of the selected messages: the usual ones, the user's own, and what the message has already.
class TagMenu : public QMenu
{
    Q_OBJECT
public:
    explicit TagMenu(MailPane *pane);

private:
    void fill();
    void makeTag();

    MailPane *m_pane;
};

}
