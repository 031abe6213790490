// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filelistview.h"

#include "files/ui/filelook.h"
#include "shell/rowbackground.h"
#include "shell/words.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace Kontor
{
namespace
{
int iconSide(const QStyleOptionViewItem &option)
{
    const auto small = option.widget ? option.widget->style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, option.widget) : 16;
    return std::max(small, option.fontMetrics.height() * 5 / 4);
}
}

FileDelegate::FileDelegate(FileListView *view)
    : QStyledItemDelegate(view)
    , m_view(view)
{
}

QSize FileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.height() * 6, option.fontMetrics.height() * 2};
}

QRect FileDelegate::nameArea(const QStyleOptionViewItem &option)
{
    const auto pad = option.fontMetrics.height() / 2;
    return option.rect.adjusted(pad + iconSide(option) + pad, 0, -pad, 0);
}

void FileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    RowBackground::paint(painter, option);
    painter->save();
    painter->setClipRect(option.rect);
    const auto row = m_view->rowAt(index);
    const auto pad = option.fontMetrics.height() / 2;
    if (!row) { // being read from disk
        if (index.column() == FileListModel::NameColumn) {
            auto ink = option.palette.color(QPalette::Text);
            ink.setAlphaF(0.12F);
            const auto area = nameArea(option);
            painter->fillRect(QRect(area.left(), area.center().y() - pad / 2, area.width() / 2, pad), ink);
        }
        painter->restore();
        return;
    }
    painter->setPen(RowBackground::dimmedText(option));
    const auto area = option.rect.adjusted(pad, 0, -pad, 0);
    switch (index.column()) {
    case FileListModel::NameColumn:
        paintName(painter, option, *row);
        break;
    case FileListModel::SizeColumn:
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, FileLook::sizeText(*row));
        break;
    case FileListModel::ModifiedColumn:
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(FileLook::modifiedText(*row), Qt::ElideRight, area.width()));
        break;
    default:
        paintState(painter, option, *row);
        break;
    }
    const bool isDropRow = m_view->dropRow().isValid() && m_view->dropRow().row() == index.row();
    if (isDropRow || option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(isDropRow ? QPalette::Highlight : QPalette::Text), isDropRow ? 2 : 1, isDropRow ? Qt::SolidLine : Qt::DotLine));
        const auto frame = option.rect.adjusted(0, 1, -1, -2);
        painter->drawLine(frame.topLeft(), frame.topRight());
        painter->drawLine(frame.bottomLeft(), frame.bottomRight());
    }
    painter->restore();
}

void FileDelegate::paintName(QPainter *painter, const QStyleOptionViewItem &option, const FileRow &row) const
{
    const auto side = iconSide(option);
    const auto pad = option.fontMetrics.height() / 2;
    FileLook::icon(row).paint(painter, QRect(option.rect.left() + pad, option.rect.center().y() - side / 2, side, side));
    auto area = nameArea(option);
    const auto name = Words::withoutTricks(row.name);
    const bool hasPath = m_view->m_showsPaths && !row.path.isEmpty();
    painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
    const auto shown = option.fontMetrics.elidedText(name, Qt::ElideMiddle, hasPath ? area.width() * 2 / 3 : area.width());
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, shown);
    if (hasPath) {
        area.setLeft(area.left() + option.fontMetrics.horizontalAdvance(shown) + pad);
        painter->setPen(RowBackground::dimmedText(option));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, option.fontMetrics.elidedText(row.path, Qt::ElideMiddle, area.width()));
    }
}

void FileDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option, const FileRow &row) const
{
    const auto side = option.widget ? option.widget->style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, option.widget) : 16;
    auto left = option.rect.left() + option.fontMetrics.height() / 4;
    for (const auto marks = FileLook::marks(row); const auto &mark : marks) {
        if (left + side > option.rect.right()) {
            break;
        }
        mark.icon.paint(painter, QRect(left, option.rect.center().y() - side / 2, side, side));
        left += side + side / 4;
    }
}

bool FileDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto row = m_view->rowAt(index);
    if (event->type() != QEvent::ToolTip || !row) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QStringList words;
    if (index.column() == FileListModel::StateColumn) {
        for (const auto marks = FileLook::marks(*row); const auto &mark : marks) {
            words << mark.words;
        }
    } else if (index.column() == FileListModel::ModifiedColumn) {
        words << Words::longDate(row->modified);
    } else {
        words << Words::withoutTricks(row->name);
    }
    QToolTip::showText(event->globalPos(), words.join(u'\n').toHtmlEscaped(), view);
    return true;
}

}
