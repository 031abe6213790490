// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesplacesview.h"

#include "files/ui/filesplacesmodel.h"
#include "shell/rowbackground.h"

#include <KLocalizedString>
#include <QDropEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace Kontor
{

FilesPlacesView::FilesPlacesView(FilesPlacesModel *places, QWidget *parent)
    : ItemListView({.spoken = FilesPlacesModel::SpokenRole,
                    .level = FilesPlacesModel::LevelRole,
                    .expandable = FilesPlacesModel::ExpandableRole,
                    .expanded = FilesPlacesModel::ExpandedRole,
                    .isDeep = true},
                   parent)
    , m_places(places)
    , m_drops(this, [this](const QModelIndex &index) {
        return index.isValid() && m_places->placeAt(index).kind == FilesPlace::Kind::Folder
            && (FileRights::fromInt(index.data(FilesPlacesModel::RightsRole).toInt()) & (FileRight::AddFiles | FileRight::AddFolders)) != FileRights();
    })
{
    setObjectName(QStringLiteral("filePlaces"));
    setAccessibleName(i18nc("@label", "Places and folders"));
    setItemDelegate(new FilesPlaceDelegate(this));
    setSelectionMode(SingleSelection);
    setHeaderHidden(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setAcceptDrops(true);
    setDragDropMode(DropOnly);
    setModel(places);
    connect(this, &ItemListView::expansionRequested, places, [places](const QModelIndex &index, bool open) {
        places->setExpanded(index, open ? Qt::Checked : Qt::Unchecked);
    });
    connect(this, &ItemListView::rowsSelected, this, [this] {
        const auto rows = selectedRowList();
        if (m_isShowing || rows.isEmpty()) {
            return;
        }
        const auto place = m_places->placeAt(rows.first());
        if (place != m_chosen) {
            m_chosen = place;
            Q_EMIT placeChosen(place);
        }
    });
    connect(places, &FilesPlacesModel::loaded, this, &FilesPlacesView::showChosen);
    connect(places, &QAbstractItemModel::rowsInserted, this, &FilesPlacesView::showChosen);
}

FilesPlace FilesPlacesView::chosenPlace() const
{
    return m_chosen;
}

QModelIndex FilesPlacesView::dropRow() const
{
    return m_drops.marked();
}

void FilesPlacesView::choose(const FilesPlace &place)
{
    m_chosen = place;
    showChosen();
}

void FilesPlacesView::showChosen()
{
    const auto index = m_places->indexOf(m_chosen);
    const auto rows = selectedRowList();
    if (rows.value(0) == index) {
        return;
    }
    m_isShowing = true;
    if (index.isValid()) {
        setCurrentIndex(index);
        scrollTo(index);
    } else {
        clearSelection();
    }
    m_isShowing = false;
}

void FilesPlacesView::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (isPlain && event->key() == Qt::Key_Delete && !event->isAutoRepeat()) {
        Q_EMIT deletionWanted();
    } else if (isPlain && event->key() == Qt::Key_F2) {
        Q_EMIT renameWanted();
    } else {
        ItemListView::keyPressEvent(event);
    }
}

void FilesPlacesView::keyboardSearch(const QString &typed)
{
    QTreeView::keyboardSearch(typed);
}

void FilesPlacesView::mousePressEvent(QMouseEvent *event)
{
    const auto index = indexAt(event->position().toPoint());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = visualRect(index);
    if (event->button() == Qt::LeftButton && isExpandable(index) && FilesPlaceDelegate::arrow(option, index).contains(event->position().toPoint())) {
        requestExpanded(index, isOpen(index) ? Qt::Unchecked : Qt::Checked);
        event->accept();
        return;
    }
    ItemListView::mousePressEvent(event);
}

void FilesPlacesView::dragEnterEvent(QDragEnterEvent *event)
{
    event->setAccepted(FileDropTarget::isFor(event->mimeData()));
}

void FilesPlacesView::dragMoveEvent(QDragMoveEvent *event)
{
    m_drops.move(event);
}

void FilesPlacesView::dragLeaveEvent(QDragLeaveEvent *)
{
    m_drops.leave();
}

void FilesPlacesView::dropEvent(QDropEvent *event)
{
    if (const auto drop = m_drops.drop(event)) {
        Q_EMIT dropped(*drop);
    }
}

QSize FilesPlaceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.height() * 8, option.fontMetrics.height() * 7 / 4};
}

QRect FilesPlaceDelegate::arrow(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto line = option.fontMetrics.height();
    const auto side = std::max(line, 16);
    const auto left = option.rect.left() + line / 4 + index.data(FilesPlacesModel::LevelRole).toInt() * side * 3 / 4;
    return {left, option.rect.top(), side, option.rect.height()};
}

void FilesPlaceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    RowBackground::paint(painter, option);
    painter->save();
    painter->setClipRect(option.rect);
    const auto line = option.fontMetrics.height();
    const auto pad = line / 2;
    const auto *style = option.widget ? option.widget->style() : nullptr;
    const auto side = style ? style->pixelMetric(QStyle::PM_SmallIconSize, nullptr, option.widget) : 16;
    const auto opener = arrow(option, index);
    if (style && index.data(FilesPlacesModel::ExpandableRole).toInt() > 1) {
        QStyleOption sign;
        sign.initFrom(option.widget);
        const auto edge = std::min(side, opener.width()) * 3 / 4;
        sign.rect = QRect(opener.center().x() - edge / 2, opener.center().y() - edge / 2, edge, edge);
        sign.palette = option.palette;
        const bool isOpen = index.data(FilesPlacesModel::ExpandedRole).toBool();
        style->drawPrimitive(isOpen ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &sign, painter, option.widget);
    }
    auto area = option.rect;
    area.setLeft(opener.right() + pad / 4);
    area.setRight(area.right() - pad);
    const QRect icon(area.left(), area.center().y() - side / 2, side, side);
    index.data(Qt::DecorationRole).value<QIcon>().paint(painter, icon);
    area.setLeft(icon.right() + pad);
    auto font = option.font;
    font.setBold(index.data(FilesPlacesModel::PlaceRole).value<FilesPlace>().isTop());
    painter->setFont(font);
    painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
    const QFontMetrics metrics(font);
    if (const int count = index.data(FilesPlacesModel::CountRole).toInt(); count > 0) {
        const auto words = QLocale().toString(count);
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, words);
        area.setRight(area.right() - metrics.horizontalAdvance(words) - pad);
    }
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, metrics.elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    const auto *view = qobject_cast<const FilesPlacesView *>(option.widget);
    const bool isDropRow = view && view->dropRow() == index;
    if (isDropRow || option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(isDropRow ? QPalette::Highlight : QPalette::Text), isDropRow ? 2 : 1, isDropRow ? Qt::SolidLine : Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

}
