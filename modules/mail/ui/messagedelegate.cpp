// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagedelegate.h"

#include "mail/messagelistmodel.h"
#include "shell/rowbackground.h"
#include "mail/ui/tags.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace Kontor
{
namespace
{
using Model = MessageListModel;

QFont weighted(const QStyleOptionViewItem &option, const MessageRow &row)
{
    auto font = option.font;
    font.setBold(!row.flags.testFlag(MessageFlag::Seen));
    return font;
}

struct Inks {
    QColor text;
    QColor dim;
    QColor accent;
};

Inks inksOf(const QStyleOptionViewItem &option)
{
    const auto text = option.palette.color(QPalette::Active, QPalette::Text);
    return {text, RowBackground::dimmedText(option), option.palette.color(QPalette::Active, QPalette::Highlight)};
}

QString personOf(const MessageRow &row, bool showRecipients)
{
    const auto words = showRecipients ? row.recipients : row.fromName.isEmpty() ? row.fromAddress : row.fromName;
    if (words.isEmpty()) {
        return showRecipients ? i18nc("@item in place of recipients", "No recipient") : i18nc("@item no sender known", "Unknown");
    }
    return Words::withoutTricks(words);
}

QString subjectOf(const MessageRow &row)
{
    return row.subject.isEmpty() ? i18nc("@item", "No subject") : Words::withoutTricks(row.subject);
}

QIcon themed(const QString &name)
{
    return QIcon::fromTheme(name);
}

QList<QIcon> marksOf(const MessageRow &row)
{
    QList<QIcon> marks;
    if (row.flags.testFlag(MessageFlag::Waiting)) {
        marks << themed(QStringLiteral("clock"));
    }
    if (row.flags.testFlag(MessageFlag::Answered)) {
        marks << themed(QStringLiteral("mail-replied"));
    }
    if (row.flags.testFlag(MessageFlag::Forwarded)) {
        marks << themed(QStringLiteral("mail-forwarded"));
    }
    if (row.flags.testFlag(MessageFlag::Invitation)) {
        marks << themed(QStringLiteral("view-calendar"));
    }
    if (row.attachments > 0) {
        marks << themed(QStringLiteral("mail-attachment"));
    }
    return marks;
}

QIcon starOf(const MessageRow &row)
{
    return themed(row.flags.testFlag(MessageFlag::Flagged) ? QStringLiteral("starred-symbolic") : QStringLiteral("non-starred-symbolic"));
}

void paintDot(QPainter *painter, const QRect &area, const QColor &colour)
{
    const auto size = std::min(area.width(), area.height()) * 0.5;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawEllipse(QRectF(area.center().x() - size / 2 + 0.5, area.center().y() - size / 2 + 0.5, size, size));
    painter->restore();
}
}

struct MessageDelegate::Geometry {
    int pad;
    QRect upper;
    QRect lower;
    QRect dot;
    QRect expander;
    QRect star;
};

MessageDelegate::MessageDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{
}

void MessageDelegate::setLayout(Layout layout)
{
    m_layout = layout;
}

MessageDelegate::Layout MessageDelegate::layout() const
{
    return m_layout;
}

void MessageDelegate::setShowRecipients(Qt::CheckState show)
{
    m_showRecipients = show == Qt::Checked;
}

MessageDelegate::Geometry MessageDelegate::geometry(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto line = option.fontMetrics.height();
    Geometry g;
    g.pad = line / 3;
    const auto level = index.data(Model::LevelRole).toInt();
    auto area = option.rect.adjusted(g.pad, 0, -g.pad, 0);
    const auto gutter = line * 9 / 10;
    if (m_layout == Layout::TwoLines) {
        area.adjust(0, g.pad * 3 / 4, 0, -g.pad * 3 / 4);
        area.setLeft(area.left() + (level > 0 ? gutter : 0));
        const auto half = area.height() / 2;
        g.upper = QRect(area.left() + gutter, area.top(), area.width() - gutter, half);
        g.lower = QRect(area.left() + gutter, area.top() + half, area.width() - gutter, half);
        g.dot = QRect(area.left(), area.top(), gutter, half);
        g.expander = QRect(area.left(), area.top() + half, gutter, half);
        g.star = QRect(g.lower.right() - line + 1, g.lower.top() + (half - line) / 2, line, line);
    } else {
        g.dot = option.rect;
        g.star = QRect(option.rect.center().x() - line / 2, option.rect.center().y() - line / 2, line, line);
        area.setLeft(area.left() + level * gutter);
        g.expander = QRect(area.left(), area.top(), gutter, area.height());
        g.upper = area.adjusted(gutter + g.pad / 2, 0, 0, 0);
        g.lower = area;
    }
    return g;
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto line = option.fontMetrics.height();
    const auto pad = line / 3;
    return {line * 10, m_layout == Layout::TwoLines ? 2 * line + 2 * pad : line + pad};
}

void MessageDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index; // initStyleOption() would ask the model for texts nobody draws
    RowBackground::paint(painter, option);

    const auto value = index.data(Model::MessageRole);
    painter->save();
    painter->setClipRect(option.rect);
    if (!value.isValid()) { // being read from disk: a quiet placeholder, no word that flickers
        auto ink = option.palette.color(QPalette::Text);
        ink.setAlphaF(0.12F);
        const auto line = option.fontMetrics.height();
        const auto bar = option.rect.adjusted(line * 3 / 2, option.rect.height() / 2 - line / 4, -option.rect.width() / 3, 0);
        painter->fillRect(QRect(bar.left(), bar.top(), std::max(0, bar.width()), line / 2), ink);
    } else if (m_layout == Layout::TwoLines) {
        paintTwoLines(painter, option, index, value.value<MessageRow>());
    } else {
        paintColumn(painter, option, index, value.value<MessageRow>());
    }
    painter->restore();
    if (option.state.testFlag(QStyle::State_HasFocus) || (option.widget && option.widget->hasFocus() && given.state.testFlag(QStyle::State_HasFocus))) {
        painter->save();
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
        painter->restore();
    }
}

void MessageDelegate::paintTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const MessageRow &row) const
{
    const auto g = geometry(option, index);
    const auto inks = inksOf(option);
    const auto font = weighted(option, row);
    const auto &plain = option.fontMetrics;
    const bool isUnread = !row.flags.testFlag(MessageFlag::Seen);
    const auto threadSize = index.data(Model::ThreadSizeRole).toInt();
    const bool isExpanded = index.data(Model::ExpandedRole).toBool();
    const bool hasUnreadInside = index.data(Model::UnreadInThreadRole).toInt() > 0 && !isExpanded;

    if (isUnread || hasUnreadInside) {
        paintDot(painter, g.dot, inks.accent);
    }
    // Upper line: person, address, date.
    painter->setPen(inks.dim);
    const auto dateWidth = m_lines.draw(painter, g.upper, Words::shortDate(row.date), option.font, Qt::ElideRight, Qt::AlignRight);
    auto room = g.upper.adjusted(0, 0, -dateWidth - 2 * g.pad, 0);
    painter->setPen(inks.text);
    const auto personWidth = m_lines.draw(painter, room, personOf(row, m_showRecipients), font);
    if (!m_showRecipients && !row.fromAddress.isEmpty() && !row.fromName.isEmpty() && row.fromName != row.fromAddress) {
        room.setLeft(room.left() + personWidth + g.pad);
        if (room.width() > plain.averageCharWidth() * 6) {
            painter->setPen(inks.dim);
            m_lines.draw(painter, room, row.fromAddress, option.font, Qt::ElideMiddle);
        }
    }
    // Lower line: expander, subject, tags, marks, star.
    if (threadSize > 1 && index.data(Model::LevelRole).toInt() == 0) {
        QStyleOption arrow;
        arrow.rect = g.expander.adjusted(g.pad / 2, g.pad / 2, -g.pad / 2, -g.pad / 2);
        arrow.palette = option.palette;
        arrow.palette.setColor(QPalette::Text, inks.text);
        arrow.palette.setColor(QPalette::ButtonText, inks.text);
        arrow.palette.setColor(QPalette::WindowText, inks.text);
        arrow.state = QStyle::State_Enabled;
        const auto *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(isExpanded ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &arrow, painter, option.widget);
    }
    const auto mode = QIcon::Normal;
    if (row.flags.testFlag(MessageFlag::Flagged)) {
        starOf(row).paint(painter, g.star, Qt::AlignCenter, mode);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        starOf(row).paint(painter, g.star, Qt::AlignCenter, QIcon::Disabled);
    }
    auto rest = g.lower.adjusted(0, 0, -g.star.width() - g.pad, 0);
    const auto marks = marksOf(row);
    const auto markSize = plain.height() * 9 / 10;
    for (const auto &mark : marks) {
        mark.paint(painter, QRect(rest.right() - markSize + 1, rest.center().y() - markSize / 2, markSize, markSize), Qt::AlignCenter, mode);
        rest.setRight(rest.right() - markSize - g.pad / 2);
    }
    if (const auto folder = index.data(Model::FolderNameRole).toString(); !folder.isEmpty()) {
        painter->setPen(inks.dim);
        const auto room = rest.adjusted(rest.width() * 2 / 3, 0, 0, 0);
        rest.setRight(rest.right() - m_lines.draw(painter, room, Words::withoutTricks(folder), option.font, Qt::ElideMiddle, Qt::AlignRight) - g.pad);
    }
    rest.setRight(rest.right() - Tags::paint(painter, rest, option, row.keywords));
    painter->setPen(inks.text);
    auto subject = subjectOf(row);
    if (threadSize > 1 && index.data(Model::LevelRole).toInt() == 0) {
        subject = i18nc("@item subject of a conversation and how many messages it has", "%1 (%2)", subject, threadSize);
    }
    rest.setLeft(rest.left() + m_lines.draw(painter, rest, subject, font) + g.pad);
    if (!row.preview.isEmpty() && rest.width() > plain.averageCharWidth() * 8) {
        painter->setPen(inks.dim);
        m_lines.draw(painter, rest, Words::withoutTricks(row.preview.simplified()), option.font);
    }
}

void MessageDelegate::paintColumn(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const MessageRow &row) const
{
    const auto g = geometry(option, index);
    const auto inks = inksOf(option);
    const auto font = weighted(option, row);
    const auto mode = QIcon::Normal;
    const auto write = [&](QRect area, const QString &text, const QColor &ink, Qt::Alignment alignment = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight) {
        painter->setPen(ink);
        m_lines.draw(painter, area, text, font, elide, alignment);
    };
    const auto area = option.rect.adjusted(g.pad, 0, -g.pad, 0);
    switch (index.column()) {
    case Model::UnreadColumn:
        if (!row.flags.testFlag(MessageFlag::Seen)) {
            paintDot(painter, g.star, inks.accent);
        }
        break;
    case Model::StarColumn:
        starOf(row).paint(painter, g.star, Qt::AlignCenter, row.flags.testFlag(MessageFlag::Flagged) ? mode : QIcon::Disabled);
        break;
    case Model::AttachmentColumn:
        if (row.attachments > 0) {
            themed(QStringLiteral("mail-attachment")).paint(painter, g.star, Qt::AlignCenter, mode);
        }
        break;
    case Model::SubjectColumn: {
        const auto threadSize = index.data(Model::ThreadSizeRole).toInt();
        auto room = g.upper;
        auto subject = subjectOf(row);
        if (threadSize > 1 && index.data(Model::LevelRole).toInt() == 0) {
            QStyleOption arrow;
            arrow.rect = g.expander.adjusted(0, g.pad / 2, 0, -g.pad / 2);
            arrow.palette = option.palette;
            arrow.palette.setColor(QPalette::Text, inks.text);
            arrow.state = QStyle::State_Enabled;
            const auto *style = option.widget ? option.widget->style() : QApplication::style();
            style->drawPrimitive(index.data(Model::ExpandedRole).toBool() ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &arrow, painter, option.widget);
            subject = i18nc("@item subject of a conversation and how many messages it has", "%1 (%2)", subject, threadSize);
        }
        if (row.flags.testFlag(MessageFlag::Answered)) {
            const auto side = option.fontMetrics.height();
            themed(QStringLiteral("mail-replied")).paint(painter, QRect(room.right() - side, room.center().y() - side / 2, side, side), Qt::AlignCenter, mode);
            room.setRight(room.right() - side - g.pad);
        }
        if (const auto folder = index.data(Model::FolderNameRole).toString(); !folder.isEmpty()) {
            painter->setPen(inks.dim);
            const auto corner = room.adjusted(room.width() * 2 / 3, 0, 0, 0);
            room.setRight(room.right() - m_lines.draw(painter, corner, Words::withoutTricks(folder), option.font, Qt::ElideMiddle, Qt::AlignRight) - g.pad);
        }
        write(room, subject, inks.text);
        break;
    }
    case Model::PersonColumn:
        write(area, personOf(row, m_showRecipients), inks.text);
        break;
    case Model::AddressColumn:
        write(area, row.fromAddress, inks.dim, Qt::AlignLeft, Qt::ElideMiddle);
        break;
    case Model::DateColumn:
        write(area, Words::shortDate(row.date), inks.text);
        break;
    case Model::SizeColumn:
        write(area, Words::size(row.size), inks.dim, Qt::AlignRight);
        break;
    case Model::TagsColumn:
        Tags::paint(painter, area.adjusted(-area.width(), 0, 0, 0), option, row.keywords);
        break;
    default:
        break;
    }
}

MessageDelegate::Part MessageDelegate::partAt(const QStyleOptionViewItem &option, const QModelIndex &index, const QPoint &position) const
{
    const auto g = geometry(option, index);
    const bool isThread = index.data(Model::ThreadSizeRole).toInt() > 1 && index.data(Model::LevelRole).toInt() == 0;
    if (m_layout == Layout::TwoLines || index.column() == Model::SubjectColumn) {
        if (isThread && g.expander.adjusted(-2, 0, 2, 0).contains(position)) {
            return Part::Expander;
        }
    }
    if (m_layout == Layout::TwoLines) {
        return g.star.contains(position) ? Part::Star : g.dot.contains(position) ? Part::Dot : Part::Elsewhere;
    }
    return index.column() == Model::StarColumn ? Part::Star : index.column() == Model::UnreadColumn ? Part::Dot : Part::Elsewhere;
}

bool MessageDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto value = index.data(Model::MessageRole);
    if (event->type() != QEvent::ToolTip || !value.isValid()) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    const auto row = value.value<MessageRow>();
    QStringList lines{QStringLiteral("<b>") + subjectOf(row).toHtmlEscaped() + QStringLiteral("</b>"),
                      i18nc("@info:tooltip", "From: %1", MailAddress{row.fromName, row.fromAddress}.toString()).toHtmlEscaped(),
                      Words::longDate(row.date).toHtmlEscaped()};
    if (!row.keywords.isEmpty()) {
        QStringList labels;
        for (const auto &keyword : row.keywords) {
            labels << Tags::label(keyword);
        }
        lines << i18nc("@info:tooltip", "Tags: %1", labels.join(QStringLiteral(", "))).toHtmlEscaped();
    }
    QToolTip::showText(event->globalPos(), lines.join(QStringLiteral("<br>")), view);
    return true;
}

}
