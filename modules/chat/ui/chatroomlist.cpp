// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatroomlist.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatpictures.h"
#include "shell/announcer.h"
#include "shell/rowbackground.h"

#include <KColorScheme>
#include <KLocalizedString>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace Kontor
{

ChatRoomList::ChatRoomList(ChatRoomListModel *rooms, ChatPictures *pictures, QWidget *parent)
    : ItemListView({.spoken = ChatRoomListModel::SpokenRole}, parent)
    , m_rooms(rooms)
    , m_pictures(pictures)
{
    setObjectName(QStringLiteral("roomList"));
    setAccessibleName(i18nc("@label", "Rooms"));
    setUniformRowHeights(false); // headings are lower; a list of rooms is not long
    setItemDelegate(new ChatRoomDelegate(this));
    setSelectionMode(SingleSelection);
    setHeaderHidden(true);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setModel(rooms);
    connect(this, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (m_rooms->isHeading(index.row())) {
            toggle(index);
        }
    });
    connect(this, &ItemListView::rowsSelected, this, [this] {
        const auto rows = selectedRowList();
        const auto room = rows.isEmpty() ? ItemId() : m_rooms->roomAt(rows.first().row());
        if (!m_isShowing && room && room != m_chosen) {
            m_chosen = room;
            Q_EMIT roomChosen(room);
        }
    });
    connect(rooms, &QueryModel::queryFinished, this, &ChatRoomList::showChosen);
    connect(pictures, &ChatPictures::arrived, viewport(), qOverload<>(&QWidget::update));
}

ChatPictures *ChatRoomList::pictures() const
{
    return m_pictures;
}

ChatRoomListModel *ChatRoomList::rooms() const
{
    return m_rooms;
}

std::optional<ChatRoomListRow> ChatRoomList::rowAt(const QModelIndex &index) const
{
    const auto *row = m_rooms->rowAt(index);
    return row ? std::optional(*row) : std::nullopt;
}

ItemId ChatRoomList::chosenRoom() const
{
    return m_chosen;
}

void ChatRoomList::choose(ItemId room)
{
    m_chosen = room;
    showChosen();
}

void ChatRoomList::showChosen()
{
    const auto index = m_rooms->indexOfRoom(m_chosen);
    if (!index.isValid() || selectedRowList().value(0) == index) {
        return;
    }
    m_isShowing = true;
    setCurrentIndex(index);
    scrollTo(index);
    m_isShowing = false;
}

void ChatRoomList::toggle(const QModelIndex &index)
{
    const auto row = rowAt(index);
    if (row && !row->room) {
        m_rooms->setCollapsed(row->section, row->isCollapsed ? Qt::Unchecked : Qt::Checked);
        Announcer::sayNow(this, row->isCollapsed ? i18nc("@info spoken: a section was opened", "expanded") : i18nc("@info spoken", "collapsed"));
    }
}

void ChatRoomList::keyboardSearch(const QString &)
{
}

void ChatRoomList::keyPressEvent(QKeyEvent *event)
{
    const auto row = rowAt(currentIndex());
    const bool isArrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (row && !row->room && isArrow && (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
        if (row->isCollapsed == (event->key() == Qt::Key_Right)) {
            toggle(currentIndex());
        }
        event->accept();
        return;
    }
    ItemListView::keyPressEvent(event);
}

void ChatRoomList::mousePressEvent(QMouseEvent *event)
{
    const auto index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && m_rooms->isHeading(index.row())) {
        toggle(index);
        event->accept();
        return;
    }
    ItemListView::mousePressEvent(event);
}

ChatRoomDelegate::ChatRoomDelegate(ChatRoomList *list)
    : QStyledItemDelegate(list)
    , m_list(list)
{
}

QSize ChatRoomDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool isHeading = m_list->rooms()->isHeading(index.row());
    return {option.fontMetrics.height() * 8, isHeading ? option.fontMetrics.height() * 2 : option.fontMetrics.height() * 3};
}

void ChatRoomDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    RowBackground::paint(painter, option);
    painter->save();
    painter->setClipRect(option.rect);
    const auto row = m_list->rowAt(index);
    if (!row) {
        auto ink = option.palette.color(QPalette::Text);
        ink.setAlphaF(0.1F);
        const int line = option.fontMetrics.height();
        painter->fillRect(QRect(option.rect.left() + line * 3, option.rect.center().y() - line / 4, option.rect.width() / 2, line / 2), ink);
    } else if (row->room) {
        paintRoom(painter, option, *row->room);
    } else {
        paintHeading(painter, option, *row);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

void ChatRoomDelegate::paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const ChatRoomListRow &row) const
{
    const int line = option.fontMetrics.height();
    const auto *style = option.widget->style();
    QStyleOption sign;
    sign.initFrom(option.widget);
    const int side = line * 3 / 4;
    sign.rect = QRect(option.rect.left() + line / 3, option.rect.bottom() - line - line / 4 + (line - side) / 2, side, side);
    style->drawPrimitive(row.isCollapsed ? QStyle::PE_IndicatorArrowRight : QStyle::PE_IndicatorArrowDown, &sign, painter, option.widget);
    auto font = option.font;
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 0.88);
    painter->setFont(font);
    painter->setPen(RowBackground::dimmedText(option));
    const QRect area(sign.rect.right() + line / 3, option.rect.bottom() - line - line / 4, option.rect.right() - sign.rect.right() - line, line);
    auto words = ChatRoomListModel::sectionTitle(row.section);
    if (row.isCollapsed && row.unread > 0) {
        words += QStringLiteral("  ") + QString::number(row.unread);
    }
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, words);
}

void ChatRoomDelegate::paintRoom(QPainter *painter, const QStyleOptionViewItem &option, const ChatRoomRow &room) const
{
    const int line = option.fontMetrics.height();
    const int pad = line / 2;
    const int side = line * 2;
    const QRect picture(option.rect.left() + pad, option.rect.center().y() - side / 2, side, side);
    const auto ratio = painter->device()->devicePixelRatioF();
    const bool isPerson = !room.directWith.isEmpty();
    painter->setFont(option.font);
    ChatLook::paintAvatar(painter, picture, room.title, isPerson ? room.directWith : room.roomId, m_list->pictures()->avatar(room.account, room.avatar, int(side * ratio)),
                          isPerson ? ChatLook::Shape::Person : ChatLook::Shape::Room);
    const bool isInvitation = room.membership == QLatin1StringView("invite");
    const bool isLoud = room.unread > 0 || room.mentions > 0 || room.isMarkedUnread || isInvitation;
    auto strong = option.font;
    strong.setWeight(isLoud ? QFont::Bold : QFont::Normal);
    auto small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.88);
    const QFontMetrics strongMetrics(strong);
    const QFontMetrics smallMetrics(small);
    QRect first(picture.right() + pad, picture.top(), option.rect.right() - pad - picture.right() - pad, line);
    QRect second(first.left(), picture.bottom() + 1 - line, first.width(), line);
    const auto time = room.lastTime.isValid() ? ChatRoomListModel::timeText(room.lastTime) : QString();
    painter->setFont(small);
    painter->setPen(RowBackground::dimmedText(option));
    if (!time.isEmpty() && !isInvitation) {
        painter->drawText(first, Qt::AlignRight | Qt::AlignVCenter, time);
        first.setRight(first.right() - smallMetrics.horizontalAdvance(time) - pad);
    }
    // What counts, at the right of the second line; mentions in another colour and with their sign.
    const auto count = room.mentions > 0 ? u'@' + QString::number(room.mentions) : room.unread > 0 ? QString::number(room.unread) : isLoud ? QStringLiteral("•") : QString();
    if (!count.isEmpty()) {
        auto bold = small;
        bold.setWeight(QFont::Bold);
        const auto width = std::max(line, QFontMetrics(bold).horizontalAdvance(count) + pad);
        const QRectF pill(second.right() - width, second.top() + 1, width, line - 2);
        const auto fill = room.mentions > 0 || isInvitation ? KColorScheme(QPalette::Active, KColorScheme::View).foreground(KColorScheme::NegativeText).color().darker(125)
                                                            : option.palette.color(QPalette::Active, QPalette::Text);
        QPainterPath path;
        path.addRoundedRect(pill, pill.height() / 2, pill.height() / 2);
        painter->setRenderHint(QPainter::Antialiasing);
        auto colour = fill;
        if (room.mentions == 0 && !isInvitation) {
            colour.setAlphaF(0.75F);
        }
        painter->fillPath(path, colour);
        painter->setFont(bold);
        painter->setPen(room.mentions > 0 || isInvitation ? QColor(Qt::white) : option.palette.color(QPalette::Active, QPalette::Base));
        painter->drawText(pill, Qt::AlignCenter, count);
        second.setRight(int(pill.left()) - pad);
    }
    // Signs that say what the words do not.
    QList<QIcon> signs;
    if (room.hasFailed) {
        signs << QIcon::fromTheme(QStringLiteral("dialog-error"));
    } else if (room.isWaiting) {
        signs << QIcon::fromTheme(QStringLiteral("clock"));
    }
    if (room.notify == ChatNotify::Nothing) {
        signs << QIcon::fromTheme(QStringLiteral("notifications-disabled"));
    }
    const int mark = line * 4 / 5;
    for (const auto &sign : signs) {
        sign.paint(painter, QRect(second.right() - mark, second.center().y() - mark / 2, mark, mark));
        second.setRight(second.right() - mark - pad / 2);
    }
    painter->setFont(strong);
    painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
    painter->drawText(first, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, strongMetrics.elidedText(room.title, Qt::ElideRight, first.width()));
    QString words;
    if (isInvitation) {
        words = room.inviter.isEmpty() ? i18nc("@info of a room", "Invitation") : i18nc("@info of a room: name", "%1 invites you", room.inviter);
    } else if (room.hasDraft) {
        words = i18nc("@info of a room", "Draft");
    } else if (!room.lastText.isEmpty()) {
        words = isPerson || room.lastSender.isEmpty() ? room.lastText : QString(room.lastSender + QStringLiteral(": ") + room.lastText);
    }
    small.setItalic(room.hasDraft && !isInvitation);
    painter->setFont(small);
    painter->setPen(RowBackground::dimmedText(option));
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, QFontMetrics(small).elidedText(words, Qt::ElideRight, second.width()));
}

bool ChatRoomDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto row = m_list->rowAt(index);
    if (event->type() != QEvent::ToolTip || !row || !row->room) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QStringList lines{row->room->title};
    if (!row->room->topic.isEmpty()) {
        lines << row->room->topic;
    }
    QToolTip::showText(event->globalPos(), lines.join(u'\n').toHtmlEscaped(), view);
    return true;
}

}
