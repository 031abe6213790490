// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>

namespace Kontor
{

/// What a card says, as text one walks through with the keys; Return or a click follows the link that is there.
/// Not a QTextBrowser, which screen readers take for a label.
class CardText : public QTextEdit
{
    Q_OBJECT
public:
    explicit CardText(QWidget *parent = nullptr);

    QVariant loadResource(int type, const QUrl &name) override; ///< nothing

Q_SIGNALS:
    void linkChosen(const QUrl &url);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QString linkAtCursor() const;

    QString m_pressed;
};

}
