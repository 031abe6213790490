// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/cardtext.h"

#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTextBlock>
#include <QUrl>

#include <memory>

namespace Kontor
{

CardText::CardText(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    viewport()->setMouseTracking(true);
}

QVariant CardText::loadResource(int, const QUrl &)
{
    return {};
}

/// Where the cursor is, else the first link of its line: a line has one address.
QString CardText::linkAtCursor() const
{
    const auto cursor = textCursor();
    if (const auto here = cursor.charFormat().anchorHref(); !here.isEmpty()) {
        return here;
    }
    const auto block = cursor.block();
    for (auto piece = block.begin(); piece != block.end(); ++piece) {
        const auto href = piece.fragment().charFormat().anchorHref();
        if (!href.isEmpty() && piece.fragment().position() + piece.fragment().length() > cursor.position()) {
            return href;
        }
    }
    return {};
}

void CardText::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? anchorAt(event->position().toPoint()) : QString();
    QTextEdit::mousePressEvent(event);
}

void CardText::mouseReleaseEvent(QMouseEvent *event)
{
    QTextEdit::mouseReleaseEvent(event);
    const auto link = anchorAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && !link.isEmpty() && link == m_pressed && !textCursor().hasSelection()) {
        Q_EMIT linkChosen(QUrl(link));
    }
}

void CardText::mouseMoveEvent(QMouseEvent *event)
{
    QTextEdit::mouseMoveEvent(event);
    viewport()->setCursor(anchorAt(event->position().toPoint()).isEmpty() ? Qt::IBeamCursor : Qt::PointingHandCursor);
}

void CardText::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (const auto link = isReturn ? linkAtCursor() : QString(); !link.isEmpty()) {
        event->accept();
        Q_EMIT linkChosen(QUrl(link));
        return;
    }
    QTextEdit::keyPressEvent(event);
}

void CardText::contextMenuEvent(QContextMenuEvent *event)
{
    const std::unique_ptr<QMenu> menu(createStandardContextMenu(event->pos()));
    const auto link = event->reason() == QContextMenuEvent::Keyboard ? linkAtCursor() : anchorAt(event->pos());
    if (!link.isEmpty()) {
        const auto encoded = QUrl(link).toString(QUrl::FullyEncoded);
        auto *copy = new QAction(QIcon::fromTheme(QStringLiteral("edit-copy")), i18nc("@action:inmenu", "Copy Link Address"), menu.get());
        connect(copy, &QAction::triggered, this, [encoded] { QApplication::clipboard()->setText(encoded); });
        menu->insertAction(menu->actions().value(0), copy);
    }
    menu->exec(event->globalPos());
}

}
