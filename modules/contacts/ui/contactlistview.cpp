// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactlistview.h"

#include "contacts/contactlistmodel.h"
#include "contacts/ui/contactphotos.h"
#include "shell/rowbackground.h"

#include <KLocalizedString>
#include <QPainter>

namespace Kontor
{
namespace
{
QString secondLine(const ContactRow &row)
{
    QStringList parts;
    for (const auto &part : {row.organization, row.email.isEmpty() ? row.phone : row.email}) {
        if (!part.isEmpty() && part != row.name) {
            parts << part;
        }
    }
    return parts.join(QStringLiteral(" · "));
}
}

ContactListView::ContactListView(ContactPhotos *photos, QWidget *parent)
    : ItemListView({.spoken = ContactListModel::SpokenRole}, parent)
{
    setObjectName(QStringLiteral("contactList"));
    setAccessibleName(i18nc("@label", "Contacts"));
    setItemDelegate(new ContactDelegate(photos, this));
    setHeaderHidden(true);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    connect(photos, &ContactPhotos::loaded, viewport(), qOverload<>(&QWidget::update));
}

QString ContactListView::dragWords(qsizetype count) const
{
    return i18ncp("@info below the mouse while dragging", "%1 contact", "%1 contacts", count);
}

ContactDelegate::ContactDelegate(ContactPhotos *photos, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_photos(photos)
{
}

QSize ContactDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const auto line = option.fontMetrics.height();
    return {line * 10, 2 * line + 2 * (line / 3)};
}

void ContactDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    RowBackground::paint(painter, option);
    const auto value = index.data(ContactListModel::ContactRole);
    const auto line = option.fontMetrics.height();
    const auto pad = line / 2;
    const auto side = option.rect.height() - 2 * (line / 3);
    const QRect picture(option.rect.left() + pad, option.rect.top() + (option.rect.height() - side) / 2, side, side);
    auto area = option.rect.adjusted(0, line / 3, -pad, -line / 3);
    area.setLeft(picture.right() + pad);
    painter->save();
    painter->setClipRect(option.rect);
    if (!value.isValid()) { // being read from disk
        auto ink = option.palette.color(QPalette::Text);
        ink.setAlphaF(0.12F);
        painter->fillRect(QRect(area.left(), area.center().y() - line / 4, area.width() / 2, line / 2), ink);
        painter->restore();
        return;
    }
    const auto row = value.value<ContactRow>();
    if (row.isGroup) {
        Avatar::paintGroup(painter, picture, row.name, option.palette);
    } else {
        Avatar::paint(painter, picture, row.name, m_photos->photo(row.photo), option.font);
    }
    const auto text = option.palette.color(QPalette::Active, QPalette::Text);
    QList<QIcon> marks;
    if (row.isWaiting) {
        marks << QIcon::fromTheme(QStringLiteral("clock"));
    }
    if (row.isDamaged) {
        marks << QIcon::fromTheme(QStringLiteral("dialog-warning"));
    }
    if (isOfDirectory(row.item)) {
        marks << QIcon::fromTheme(QStringLiteral("view-list-details"), QIcon::fromTheme(QStringLiteral("folder-public")));
    }
    for (const auto &mark : std::as_const(marks)) {
        const auto width = line;
        mark.paint(painter, QRect(area.right() - width, area.top(), width, line));
        area.setRight(area.right() - width - pad / 2);
    }
    const auto lower = secondLine(row);
    const auto half = area.height() / 2;
    const QRect upper(area.left(), area.top(), area.width(), lower.isEmpty() ? area.height() : half);
    painter->setPen(text);
    auto font = option.font;
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->drawText(upper, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, QFontMetrics(font).elidedText(row.name, Qt::ElideRight, upper.width()));
    if (!lower.isEmpty()) {
        painter->setFont(option.font);
        painter->setPen(RowBackground::dimmedText(option));
        const QRect below(area.left(), area.top() + half, area.width(), half);
        painter->drawText(below, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, option.fontMetrics.elidedText(lower, Qt::ElideRight, below.width()));
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

}
