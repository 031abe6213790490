// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatrowtext.h"

#include "chat/ui/chatlook.h"

#include <KLocalizedString>
#include <QImage>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>

namespace Kontor
{
namespace
{
constexpr qsizetype mostShown = 20'000; // characters in the timeline; the reading view has them all
constexpr qsizetype mostLinks = 500;

const QRegularExpression &linkPattern()
{
    static const QRegularExpression pattern(QStringLiteral("\\b(?:https?://|www\\.|matrix:(?=[urer](?:oomid)?/))[^\\s<>\"\\x{201c}\\x{201d}]+"));
    return pattern;
}

QColor tint(const QPalette &palette, float alpha)
{
    auto colour = palette.color(QPalette::Active, QPalette::Highlight);
    colour.setAlphaF(alpha);
    return colour;
}
}

ChatRowText::ChatRowText(QObject *parent)
    : QTextDocument(parent)
{
    setUndoRedoEnabled(false);
    setDocumentMargin(0);
}

QVariant ChatRowText::loadResource(int type, const QUrl &)
{
    ++m_refused;
    if (type != ImageResource) {
        return QByteArray(" ");
    }
    QImage nothing(1, 1, QImage::Format_ARGB32); // not a null image: for that Qt would look for a file of the name on disk
    nothing.fill(Qt::transparent);
    return nothing;
}

int ChatRowText::refusedResources() const
{
    return m_refused;
}

bool ChatRowText::isMention(const QUrl &target)
{
    if (target.scheme() == QLatin1StringView("matrix")) {
        return target.path().startsWith(QLatin1StringView("u/"));
    }
    return target.host() == QLatin1StringView("matrix.to") && target.fragment(QUrl::FullyDecoded).startsWith(QLatin1StringView("/@"));
}

bool ChatRowText::isAllowed(const QUrl &target)
{
    static const QStringList schemes{QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("mailto"), QStringLiteral("matrix")};
    return target.isValid() && schemes.contains(target.scheme());
}

void ChatRowText::show(const ChatTimelineRow &row, const QFont &base, const QPalette &palette)
{
    auto font = base;
    const bool isLarge = row.kind == ChatRowKind::Text && ChatLook::isOnlyEmoji(row.text);
    if (isLarge) {
        font.setPointSizeF(base.pointSizeF() > 0 ? base.pointSizeF() * 2.2 : 24);
    } else if (row.kind == ChatRowKind::Notice || row.kind == ChatRowKind::Redacted) {
        font.setItalic(row.kind == ChatRowKind::Redacted);
    }
    setDefaultFont(font);
    QTextOption option(Qt::AlignLeading);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setDefaultTextOption(option);
    const auto code = tint(palette, 0.12F).name(QColor::HexArgb);
    setDefaultStyleSheet(QStringLiteral("a { color: %1; text-decoration: underline } code, pre { font-family: monospace; background-color: %2 } "
                                        "p, pre, ul, ol, blockquote { margin-top: 2px; margin-bottom: 2px } h1, h2, h3, h4, h5, h6 { font-size: large }")
                             .arg(palette.color(QPalette::Active, QPalette::Link).name(), code));
    if (row.html.isEmpty() || isLarge) {
        insertPlain(row.text, palette);
    } else {
        setHtml(row.html.left(mostShown * 4));
        markMentions(palette);
    }
    if (row.kind == ChatRowKind::Emote) {
        QTextCharFormat strong;
        strong.setFontWeight(QFont::DemiBold);
        QTextCursor cursor(this);
        cursor.insertText(row.senderName + u' ', strong);
    }
    if (row.isEdited) {
        QTextCharFormat faint;
        faint.setFontPointSize(base.pointSizeF() > 0 ? base.pointSizeF() * 0.82 : 8);
        auto ink = palette.color(QPalette::Active, QPalette::Text);
        ink.setAlphaF(0.72F);
        faint.setForeground(ink);
        QTextCursor cursor(this);
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(u' ' + i18nc("@info behind a message that was changed", "(edited)"), faint);
    }
}

void ChatRowText::insertPlain(const QString &whole, const QPalette &palette)
{
    clear();
    const auto text = whole.left(mostShown);
    QTextCursor cursor(this);
    cursor.beginEditBlock();
    const QTextCharFormat plain;
    QTextCharFormat link;
    link.setForeground(palette.color(QPalette::Active, QPalette::Link));
    link.setFontUnderline(true);
    link.setAnchor(true);
    qsizetype written = 0;
    qsizetype links = 0;
    if (text.contains(u"://") || text.contains(u"www.") || text.contains(u"matrix:")) {
        auto matches = linkPattern().globalMatch(text);
        while (matches.hasNext() && links < mostLinks) {
            const auto match = matches.next();
            auto word = match.captured();
            while (!word.isEmpty() && QStringView(u".,;:!?)]}'*").contains(word.back()) && !(word.back() == u')' && word.contains(u'('))) {
                word.chop(1);
            }
            const QUrl target((word.startsWith(u"www.") ? QStringLiteral("https://") : QString()) + word, QUrl::TolerantMode);
            if (!isAllowed(target)) {
                continue;
            }
            cursor.insertText(text.sliced(written, match.capturedStart() - written), plain);
            link.setAnchorHref(target.toString(QUrl::FullyEncoded));
            cursor.insertText(word, link);
            written = match.capturedStart() + word.size();
            ++links;
        }
    }
    cursor.insertText(text.sliced(written), plain);
    if (whole.size() > mostShown) {
        QTextCharFormat strong;
        strong.setFontItalic(true);
        cursor.insertBlock();
        cursor.insertText(i18nc("@info at the end of a very long message", "The message goes on. Select its text to read the rest."), strong);
    }
    cursor.endEditBlock();
    markMentions(palette);
}

void ChatRowText::markMentions(const QPalette &palette)
{
    QTextCharFormat pill;
    pill.setFontUnderline(false);
    pill.setFontWeight(QFont::DemiBold);
    pill.setBackground(tint(palette, 0.18F));
    for (const auto all = links(); const auto &link : all) {
        if (isMention(link.target)) {
            QTextCursor cursor(this);
            cursor.setPosition(link.position);
            cursor.setPosition(link.position + int(link.text.size()), QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(pill);
        }
    }
}

QList<ChatRowText::Link> ChatRowText::links() const
{
    QList<Link> list;
    for (auto block = begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const auto fragment = it.fragment();
            const QUrl target(fragment.charFormat().anchorHref());
            if (target.isEmpty() || !isAllowed(target)) {
                continue;
            }
            const bool goesOn = !list.isEmpty() && list.last().target == target && list.last().position + list.last().text.size() == fragment.position();
            if (goesOn) {
                list.last().text += fragment.text();
            } else if (list.size() < mostLinks) {
                list.append({fragment.text(), target, fragment.position()});
            }
        }
    }
    return list;
}

}
