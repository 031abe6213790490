// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <QTextEdit>
#include <QUrl>

namespace Kontor
{

/// The text of one message to be read and selected with the mouse or the keyboard, in its place in the timeline.
/// Escape or a click elsewhere ends it. Asks nothing of the network or the disk.
class ChatReadingView : public QTextEdit
{
    Q_OBJECT
public:
    ChatReadingView(const ChatTimelineRow &row, QWidget *parent);

    /// Where the text stands; grows below if it has more than fits, at most down to \p bottom.
    void place(const QRect &text, int bottom);

    QVariant loadResource(int type, const QUrl &name) override;

Q_SIGNALS:
    void linkChosen(const QUrl &target);
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;

private:
    QUrl linkAtCursor() const;
};

}
