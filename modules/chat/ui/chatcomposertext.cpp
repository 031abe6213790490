// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatcomposertext.h"

#include "chat/ui/chatlook.h"

#include <KLocalizedString>
#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QImage>
#include <QKeyEvent>
#include <QMimeData>
#include <QUrl>

#include <cmath>

namespace Kontor
{
namespace
{
constexpr int mostLines = 9;

QStringList localFiles(const QMimeData *source)
{
    QStringList paths;
    for (const auto urls = source->urls(); const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}
}

ChatComposerText::ChatComposerText(QWidget *parent)
    : KTextEdit(parent)
{
    enableFindReplace(false); // Ctrl+F finds messages
    setObjectName(QStringLiteral("chatText"));
    setAccessibleName(i18nc("@label", "Message"));
    setFont(ChatLook::withEmoji(font()));
    setAcceptRichText(false);
    setTabChangesFocus(true); // the keyboard user needs the way out
    setCheckSpellingEnabled(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    document()->setDocumentMargin(fontMetrics().height() * 0.35);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] {
        updateGeometry();
    });
}

void ChatComposerText::setEnter(Enter enter)
{
    m_enter = enter;
}

void ChatComposerText::setKeyTaker(std::function<bool(QKeyEvent *)> taker)
{
    m_taker = std::move(taker);
}

QSize ChatComposerText::sizeHint() const
{
    const int line = fontMetrics().lineSpacing();
    const int margin = int(document()->documentMargin() * 2) + frameWidth() * 2;
    const int wanted = int(std::ceil(document()->size().height())) + frameWidth() * 2;
    return {fontMetrics().averageCharWidth() * 40, std::clamp(wanted, line + margin, line * mostLines + margin)};
}

QSize ChatComposerText::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, sizeHint().height()};
}

void ChatComposerText::resizeEvent(QResizeEvent *event)
{
    KTextEdit::resizeEvent(event);
    updateGeometry();
}

bool ChatComposerText::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && m_taker) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Tab) {
            event->accept(); // comes as a key press then
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && m_taker) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && m_taker(key)) { // before it moves the focus
            event->accept();
            return true;
        }
    }
    return KTextEdit::event(event);
}

void ChatComposerText::keyPressEvent(QKeyEvent *event)
{
    if (m_taker && m_taker(event)) {
        event->accept();
        return;
    }
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        const bool sends = modifiers == Qt::ControlModifier || (modifiers == Qt::NoModifier && m_enter == Enter::Sends);
        event->accept();
        if (sends) {
            Q_EMIT sendWanted();
        } else {
            textCursor().insertBlock();
            ensureCursorVisible();
        }
        return;
    }
    if (event->key() == Qt::Key_Up && modifiers == Qt::NoModifier && document()->isEmpty()) {
        event->accept();
        Q_EMIT upInEmpty();
        return;
    }
    if (event->key() == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        event->accept();
        Q_EMIT escaped();
        return;
    }
    KTextEdit::keyPressEvent(event);
}

bool ChatComposerText::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasUrls() || source->hasImage() || KTextEdit::canInsertFromMimeData(source);
}

void ChatComposerText::insertFromMimeData(const QMimeData *source)
{
    if (const auto paths = localFiles(source); !paths.isEmpty()) {
        Q_EMIT filesOffered(paths);
        return;
    }
    if (source->hasImage() && !source->hasText()) {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        if (qvariant_cast<QImage>(source->imageData()).save(&buffer, "PNG")) {
            Q_EMIT pictureOffered(png);
        }
        return;
    }
    KTextEdit::insertFromMimeData(source);
}

}
