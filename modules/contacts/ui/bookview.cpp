// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/bookview.h"

#include "contacts/booklistmodel.h"
#include "shell/rowbackground.h"

#include <KLocalizedString>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace Kontor
{
namespace
{
using Kind = BookListModel::Kind;

QIcon iconOf(Kind kind)
{
    const auto themed = [](const char *name, const char *other) {
        return QIcon::fromTheme(QString::fromLatin1(name), QIcon::fromTheme(QString::fromLatin1(other)));
    };
    switch (kind) {
    case Kind::All:
        return themed("view-pim-contacts", "x-office-address-book");
    case Kind::Account:
        return themed("user-identity", "user-home");
    case Kind::Book:
        return themed("x-office-address-book", "view-pim-contacts");
    case Kind::Group:
        return themed("system-users", "group");
    case Kind::Category:
        return themed("tag", "bookmarks");
    case Kind::Directory:
        return themed("folder-public", "network-server");
    }
    return {};
}
}

BookView::BookView(BookListModel *books, QWidget *parent)
    : ItemListView({.spoken = BookListModel::SpokenRole, .level = BookListModel::LevelRole}, parent)
    , m_books(books)
{
    setObjectName(QStringLiteral("bookList"));
    setAccessibleName(i18nc("@label", "Address books"));
    setItemDelegate(new BookDelegate(this));
    setSelectionMode(SingleSelection);
    setHeaderHidden(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setAcceptDrops(true);
    setDragDropMode(DropOnly);
    setDropIndicatorShown(true);
    setModel(books);
    connect(this, &ItemListView::rowsSelected, this, [this] {
        const auto rows = selectedRowList();
        if (rows.isEmpty()) {
            return;
        }
        m_chosen = m_books->viewOf(rows.first());
        Q_EMIT viewChosen(m_chosen);
    });
}

ContactView BookView::chosenView() const
{
    return m_chosen;
}

void BookView::choose(const QModelIndex &index)
{
    if (index.isValid()) {
        setCurrentIndex(index);
    }
}

void BookView::keyPressEvent(QKeyEvent *event)
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

QSize BookDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.height() * 8, option.fontMetrics.height() * 7 / 4};
}

void BookDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    const auto kind = Kind(index.data(BookListModel::KindRole).toInt());
    if (kind == Kind::Account) {
        option.state &= ~QStyle::State_MouseOver;
    }
    RowBackground::paint(painter, option);
    painter->save();
    const auto line = option.fontMetrics.height();
    const auto pad = line / 2;
    const auto side = option.widget ? option.widget->style()->pixelMetric(QStyle::PM_SmallIconSize) : 16;
    auto area = option.rect.adjusted(pad + index.data(BookListModel::LevelRole).toInt() * (side + pad / 2), 0, -pad, 0);
    const QRect icon(area.left(), area.center().y() - side / 2, side, side);
    const QColor colour(index.data(BookListModel::ColourRole).toString());
    if (kind == Kind::Book && colour.isValid()) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1)); // seen on any ground
        painter->setOpacity(1);
        painter->setBrush(colour);
        const auto inset = side / 6.0;
        painter->drawRoundedRect(QRectF(icon).adjusted(inset, inset, -inset, -inset), 3, 3);
    } else {
        iconOf(kind).paint(painter, icon);
    }
    area.setLeft(icon.right() + pad);
    auto font = option.font;
    font.setBold(kind == Kind::Account);
    painter->setFont(font);
    painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
    const auto count = kind == Kind::Account ? QString() : QLocale().toString(index.data(BookListModel::CountRole).toInt());
    const QFontMetrics metrics(font);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, count);
    area.setRight(area.right() - metrics.horizontalAdvance(count) - pad);
    if (!index.data(BookListModel::ProblemRole).toString().isEmpty()) {
        QIcon::fromTheme(QStringLiteral("dialog-warning")).paint(painter, QRect(area.right() - side, icon.top(), side, side));
        area.setRight(area.right() - side - pad);
    }
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading, metrics.elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setOpacity(1);
        painter->setBrush(Qt::NoBrush);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

}
