// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/readertext.h"

#include <KLocalizedString>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QImageReader>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocument>
#include <QUrl>

namespace Kontor
{
namespace
{
constexpr qsizetype mostPlain = 1'000'000; // characters shown; more would stall the window
constexpr qsizetype mostLinks = 2000;
constexpr int deepest = 3;

QImage nothing()
{
    // Not a null image: for that Qt would look for a file of the resource's name on disk.
    QImage image(1, 1, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    return image;
}

QColor quoteColour(int depth, const QPalette &palette)
{
    const bool isDark = palette.color(QPalette::Base).lightnessF() < 0.5F;
    static const QColor light[deepest] = {QColor(0x1d, 0x5a, 0x96), QColor(0x1e, 0x6e, 0x3c), QColor(0x86, 0x3d, 0x7c)};
    static const QColor dark[deepest] = {QColor(0x8c, 0xc4, 0xf5), QColor(0x8f, 0xd9, 0xa8), QColor(0xe4, 0xaa, 0xdb)};
    const auto index = (depth - 1) % deepest;
    return isDark ? dark[index] : light[index];
}

const QRegularExpression &linkPattern()
{
    static const QRegularExpression pattern(QStringLiteral("\\b(?:https?://|www\\.)[^\\s<>\"\\x{201c}\\x{201d}]+|\\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})+"));
    return pattern;
}
}

ReaderText::ReaderText(QWidget *parent)
    : QTextEdit(parent)
{
    setObjectName(QStringLiteral("messageText"));
    setAccessibleName(i18nc("@label", "Message text"));
    setReadOnly(true);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setAcceptDrops(false);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard | Qt::LinksAccessibleByMouse);
    viewport()->setMouseTracking(true);
    document()->setDocumentMargin(fontMetrics().height() * 0.8);
}

void ReaderText::showPlain(const QString &text)
{
    m_isFormatted = false;
    m_images.clear();
    m_plain = text;
    setPalette({});
    renderPlain();
}

void ReaderText::renderPlain()
{
    auto text = m_plain;
    const bool isCut = text.size() > mostPlain;
    if (isCut) {
        text.truncate(mostPlain);
    }
    setUpdatesEnabled(false);
    document()->clear();
    document()->setDefaultFont(font());
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    QTextCharFormat plain;
    QTextCharFormat link;
    link.setForeground(palette().color(QPalette::Link));
    link.setFontUnderline(true);
    link.setAnchor(true);
    qsizetype links = 0;
    bool isFirst = true;
    for (const auto line : QStringView(text).split(u'\n')) {
        if (!isFirst) {
            cursor.insertBlock(QTextBlockFormat(), plain);
        }
        isFirst = false;
        auto base = plain;
        qsizetype start = 0;
        if (const auto depth = quoteDepth(line, &start); depth > 0) {
            base.setForeground(quoteColour(depth, palette()));
        }
        qsizetype written = 0;
        if (links < mostLinks && line.size() < 20000 && (line.contains(u"://") || line.contains(u"www.") || line.contains(u'@'))) {
            auto matches = linkPattern().globalMatchView(line);
            while (matches.hasNext() && links < mostLinks) {
                const auto match = matches.next();
                auto word = match.capturedView();
                while (!word.isEmpty() && QStringView(u".,;:!?)]}'").contains(word.back())) {
                    if (word.back() == u')' && word.contains(u'(')) {
                        break; // belongs to the address
                    }
                    word.chop(1);
                }
                cursor.insertText(line.sliced(written, match.capturedStart() - written).toString(), base);
                const bool isMail = !word.contains(u"://") && word.contains(u'@');
                link.setAnchorHref((isMail ? QStringLiteral("mailto:") : word.startsWith(u"www.") ? QStringLiteral("https://") : QString()) + word.toString());
                cursor.insertText(word.toString(), link);
                written = match.capturedStart() + word.size();
                ++links;
            }
        }
        cursor.insertText(line.sliced(written).toString(), base);
    }
    if (isCut) {
        QTextCharFormat strong;
        strong.setFontItalic(true);
        cursor.insertBlock();
        cursor.insertText(i18nc("@info at the end of a very long message", "The message goes on. Save it as a file to read the rest."), strong);
    }
    cursor.endEditBlock();
    setUpdatesEnabled(true);
    moveCursor(QTextCursor::Start);
}

void ReaderText::showFormatted(const QString &safeHtml, const QHash<QString, QByteArray> &inlineImages)
{
    m_isFormatted = true;
    m_plain.clear();
    m_images = inlineImages;
    m_refused = 0;
    auto paper = palette();
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::Text, QColor(0x1b, 0x1e, 0x20));
    paper.setColor(QPalette::Link, QColor(0x0b, 0x57, 0x9b));
    paper.setColor(QPalette::LinkVisited, QColor(0x6b, 0x3f, 0x94));
    setPalette(paper);
    document()->clear();
    document()->setDefaultFont(font());
    setHtml(safeHtml);
    moveCursor(QTextCursor::Start);
}

QVariant ReaderText::loadResource(int type, const QUrl &name)
{
    if (type == QTextDocument::ImageResource && name.scheme() == QLatin1String("cid")) {
        auto bytes = m_images.value(name.path(QUrl::FullyDecoded));
        if (!bytes.isEmpty()) {
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::ReadOnly);
            QImageReader reader(&buffer);
            reader.setAutoTransform(true);
            reader.setAllocationLimit(64); // MiB; a small file may claim to be a huge picture
            const auto size = reader.size();
            const auto widest = std::max(200, viewport()->width() - 40);
            if (size.isValid() && size.width() > widest) {
                reader.setScaledSize(size.scaled(widest, std::numeric_limits<int>::max(), Qt::KeepAspectRatio));
            }
            auto image = reader.read();
            if (!image.isNull()) {
                return image;
            }
        }
        return nothing();
    }
    ++m_refused;
    return type == QTextDocument::ImageResource ? QVariant(nothing()) : QVariant(QByteArray(" "));
}

int ReaderText::refusedResources() const
{
    return m_refused;
}

int ReaderText::quoteDepth(QStringView line, qsizetype *textStart)
{
    int depth = 0;
    qsizetype i = 0;
    while (i < line.size() && (line[i] == u'>' || (line[i] == u' ' && i + 1 < line.size() && line[i + 1] == u'>'))) {
        if (line[i] == u'>') {
            ++depth;
        }
        ++i;
    }
    if (textStart) {
        *textStart = i < line.size() && line[i] == u' ' && depth > 0 ? i + 1 : i;
    }
    return depth;
}

QList<ReaderText::Link> ReaderText::links() const
{
    QList<Link> list;
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const auto fragment = it.fragment();
            const auto href = fragment.charFormat().anchorHref();
            if (href.isEmpty()) {
                continue;
            }
            const QUrl target(href);
            if (!list.isEmpty() && list.last().target == target) {
                list.last().text += fragment.text();
            } else if (list.size() < mostLinks) {
                list.append({fragment.text(), target});
            }
        }
    }
    return list;
}

QString ReaderText::anchorAtCursor() const
{
    auto cursor = textCursor();
    if (const auto href = cursor.charFormat().anchorHref(); !href.isEmpty()) {
        return href;
    }
    cursor.setPosition(cursor.selectionStart());
    cursor.movePosition(QTextCursor::NextCharacter); // a cursor just before a link
    return cursor.charFormat().anchorHref();
}

void ReaderText::choose(const QString &anchor, const QString &text)
{
    const QUrl target(anchor, QUrl::TolerantMode);
    const auto scheme = target.scheme();
    if (scheme == QLatin1String("http") || scheme == QLatin1String("https") || scheme == QLatin1String("mailto")) {
        Q_EMIT linkChosen(target, text);
    }
}

void ReaderText::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? anchorAt(event->position().toPoint()) : QString();
    QTextEdit::mousePressEvent(event);
}

void ReaderText::mouseReleaseEvent(QMouseEvent *event)
{
    QTextEdit::mouseReleaseEvent(event);
    const auto anchor = anchorAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && !anchor.isEmpty() && anchor == m_pressed && !textCursor().hasSelection()) {
        auto cursor = cursorForPosition(event->position().toPoint());
        choose(anchor, cursor.block().text());
    }
}

void ReaderText::mouseMoveEvent(QMouseEvent *event)
{
    QTextEdit::mouseMoveEvent(event);
    const auto anchor = anchorAt(event->position().toPoint());
    viewport()->setCursor(anchor.isEmpty() ? Qt::IBeamCursor : Qt::PointingHandCursor);
    viewport()->setToolTip(anchor.isEmpty() ? QString() : QUrl(anchor).toString(QUrl::FullyEncoded).toHtmlEscaped());
}

void ReaderText::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const auto anchor = anchorAtCursor(); !anchor.isEmpty()) {
            choose(anchor, textCursor().block().text());
            event->accept();
            return;
        }
    }
    QTextEdit::keyPressEvent(event);
}

void ReaderText::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto anchor = event->reason() == QContextMenuEvent::Keyboard ? anchorAtCursor() : anchorAt(event->pos());
    // Qt's own entry copies what the page calls the link; ours copies the true target.
    if (!anchor.isEmpty()) {
        const auto encoded = QUrl(anchor).toString(QUrl::FullyEncoded);
        auto *copy = new QAction(QIcon::fromTheme(QStringLiteral("edit-copy")), i18nc("@action:inmenu", "Copy Link Address"), menu);
        connect(copy, &QAction::triggered, menu, [encoded] {
            QApplication::clipboard()->setText(encoded);
        });
        auto *open = new QAction(i18nc("@action:inmenu", "Open Link…"), menu);
        connect(open, &QAction::triggered, this, [this, anchor] {
            choose(anchor, QString());
        });
        const auto first = menu->actions().value(0);
        menu->insertAction(first, open);
        menu->insertAction(first, copy);
        menu->insertSeparator(first);
    }
    menu->popup(event->globalPos());
}

void ReaderText::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_isFormatted && !m_plain.isEmpty()) {
        renderPlain();
    }
}

bool ReaderText::canInsertFromMimeData(const QMimeData *) const
{
    return false;
}

}
