// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatreadingview.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatrowtext.h"

#include <KLocalizedString>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>

namespace Kontor
{

ChatReadingView::ChatReadingView(const ChatTimelineRow &row, QWidget *parent)
    : QTextEdit(parent)
{
    setObjectName(QStringLiteral("messageText"));
    setAccessibleName(i18nc("@label name", "Message of %1", row.senderName));
    setReadOnly(true);
    setTabChangesFocus(true);
    setAcceptDrops(false);
    setFrameShape(QFrame::Box);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard | Qt::LinksAccessibleByMouse);
    auto *text = new ChatRowText(this);
    text->show(row, ChatLook::withEmoji(font()), palette());
    if (row.html.isEmpty() && row.text.size() > text->characterCount()) {
        text->setPlainText(row.text); // all of it
    }
    setDocument(text);
    document()->setDocumentMargin(2);
    moveCursor(QTextCursor::Start);
}

void ChatReadingView::place(const QRect &text, int bottom)
{
    document()->setTextWidth(text.width());
    const int wanted = int(document()->size().height()) + frameWidth() * 2 + 4;
    const int room = std::max(fontMetrics().height() * 3, bottom - text.top());
    const int top = std::max(0, text.top() - frameWidth() - 2);
    setGeometry(text.left() - frameWidth() - 2, top, text.width() + frameWidth() * 2 + 8, std::min(wanted, room));
}

QVariant ChatReadingView::loadResource(int type, const QUrl &name)
{
    auto *text = qobject_cast<ChatRowText *>(document());
    return text ? text->loadResource(type, name) : QVariant(QByteArray(" "));
}

QUrl ChatReadingView::linkAtCursor() const
{
    auto cursor = textCursor();
    auto href = cursor.charFormat().anchorHref();
    if (href.isEmpty()) {
        cursor.setPosition(cursor.selectionStart());
        cursor.movePosition(QTextCursor::NextCharacter); // a cursor just before a link
        href = cursor.charFormat().anchorHref();
    }
    const QUrl target(href);
    return !href.isEmpty() && ChatRowText::isAllowed(target) ? target : QUrl();
}

void ChatReadingView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        event->accept();
        Q_EMIT left();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const auto target = linkAtCursor(); !target.isEmpty()) {
            Q_EMIT linkChosen(target);
        }
        event->accept();
        return;
    }
    QTextEdit::keyPressEvent(event);
}

void ChatReadingView::focusOutEvent(QFocusEvent *event)
{
    QTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) {
        Q_EMIT left();
    }
}

void ChatReadingView::mouseReleaseEvent(QMouseEvent *event)
{
    QTextEdit::mouseReleaseEvent(event);
    const QUrl target(anchorAt(event->position().toPoint()));
    if (event->button() == Qt::LeftButton && !target.isEmpty() && !textCursor().hasSelection() && ChatRowText::isAllowed(target)) {
        Q_EMIT linkChosen(target);
    }
}

void ChatReadingView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // Qt's own entry copies what the message calls the link; ours copies the true target.
    const QUrl target = event->reason() == QContextMenuEvent::Keyboard ? linkAtCursor() : QUrl(anchorAt(event->pos()));
    if (!target.isEmpty()) {
        auto *copy = new QAction(QIcon::fromTheme(QStringLiteral("edit-copy")), i18nc("@action:inmenu", "Copy Link Address"), menu);
        connect(copy, &QAction::triggered, menu, [target] {
            QApplication::clipboard()->setText(target.toString(QUrl::FullyEncoded));
        });
        menu->insertAction(menu->actions().value(0), copy);
    }
    menu->popup(event->globalPos());
}

bool ChatReadingView::canInsertFromMimeData(const QMimeData *) const
{
    return false;
}

}
