// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatroomlistmodel.h"

#include "chat/chatroomlistmodelquery.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{

struct ChatRoomListModel::Private {
    ChatRoomView view;
    QSet<int> collapsed;
    bool hasView = false;
    std::shared_ptr<ChatRoomListQuery::Channel> channel = std::make_shared<ChatRoomListQuery::Channel>();
    QSet<qint64> unread;
};

ChatRoomListModel::ChatRoomListModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<ChatRoomListRow>(std::move(store), parent)
    , d(std::make_unique<Private>())
{
    connect(this, &QueryModel::queryFinished, this, [this] {
        d->unread = d->channel->get().unread;
    });
}

ChatRoomListModel::~ChatRoomListModel() = default;

void ChatRoomListModel::setView(const ChatRoomView &view)
{
    if (d->hasView && view == d->view) {
        return;
    }
    const bool isSamePlace = d->hasView && view.account == d->view.account && view.space == d->view.space;
    d->hasView = true;
    d->view = view;
    runQuery(isSamePlace ? Transition::Compare : Transition::Reset);
}

const ChatRoomView &ChatRoomListModel::view() const
{
    return d->view;
}

void ChatRoomListModel::setCollapsed(Section section, Qt::CheckState collapsed)
{
    auto sections = d->collapsed;
    if (collapsed == Qt::Unchecked) {
        sections.remove(int(section));
    } else {
        sections.insert(int(section));
    }
    setCollapsed(sections);
}

void ChatRoomListModel::setCollapsed(const QSet<int> &sections)
{
    if (sections == d->collapsed) {
        return;
    }
    d->collapsed = sections;
    if (d->hasView) {
        runQuery(Transition::Compare);
    }
}

QSet<int> ChatRoomListModel::collapsed() const
{
    return d->collapsed;
}

void ChatRoomListModel::runQuery(Transition transition)
{
    d->channel = std::make_shared<ChatRoomListQuery::Channel>(); // an earlier query may still answer on the old one
    setTypedQuery(
        [view = d->view, collapsed = d->collapsed, channel = d->channel](const Reader &reader) {
            return ChatRoomListQuery::ids(reader, view, collapsed, *channel);
        },
        [channel = d->channel](const Reader &reader, const QList<qint64> &wanted) {
            return ChatRoomListQuery::rows(reader, wanted, *channel);
        },
        transition);
}

QueryModel::Concern ChatRoomListModel::isConcerned(const ChangeSet &changes) const
{
    if (changes.manyItems || changes.accounts || changes.collectionList || changes.outbox) {
        return Concern::Ids;
    }
    if (d->view.account) {
        return changes.collections.contains(d->view.account) ? Concern::Ids : Concern::None;
    }
    // Which collections are chats only the query could tell.
    return changes.collections.isEmpty() && changes.items.isEmpty() ? Concern::None : Concern::Ids;
}

bool ChatRoomListModel::touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const
{
    for (int section = 0; section < ChatRoomListQuery::sections; ++section) {
        ids.insert(ChatRoomListQuery::headingId(static_cast<Section>(section)));
    }
    // A message that was refused, a draft that was begun: few at a time, and rooms are few.
    return QueryModel::touchedIds(changes, ids) && !changes.outbox;
}

ItemId ChatRoomListModel::roomAt(int row) const
{
    const auto id = idAt(row);
    return ChatRoomListQuery::isHeading(id) ? ItemId{} : ItemId{id};
}

bool ChatRoomListModel::isHeading(int row) const
{
    return ChatRoomListQuery::isHeading(idAt(row));
}

QModelIndex ChatRoomListModel::indexOfRoom(ItemId room) const
{
    return room ? indexOf(room.value) : QModelIndex();
}

QModelIndex ChatRoomListModel::nextUnread(const QModelIndex &from) const
{
    const int count = rowCount();
    const int start = from.isValid() ? from.row() + 1 : 0;
    for (int step = 0; step < count; ++step) {
        const int row = (start + step) % count;
        if (d->unread.contains(idAt(row)) && (!from.isValid() || row != from.row())) {
            return index(row, 0);
        }
    }
    return {};
}

QString ChatRoomListModel::sectionTitle(Section section)
{
    switch (section) {
    case Section::Invitations:
        return i18nc("@title a section of the list of chat rooms", "Invitations");
    case Section::Favourites:
        return i18nc("@title a section of the list of chat rooms", "Favourites");
    case Section::People:
        return i18nc("@title a section of the list of chat rooms", "People");
    case Section::Rooms:
        return i18nc("@title a section of the list of chat rooms", "Rooms");
    case Section::LowPriority:
        return i18nc("@title a section of the list of chat rooms", "Low Priority");
    }
    return {};
}

QString ChatRoomListModel::clockText(const QTime &time)
{
    const QLocale locale;
    return locale.language() == QLocale::C ? time.toString(QStringLiteral("HH:mm")) : locale.toString(time, QLocale::ShortFormat);
}

QString ChatRoomListModel::timeText(const QDateTime &time)
{
    if (!time.isValid()) {
        return {};
    }
    const QLocale locale;
    const auto local = time.toLocalTime();
    const auto today = QDate::currentDate();
    const auto days = local.date().daysTo(today);
    constexpr int week = 7;
    if (days == 0) {
        return clockText(local.time());
    }
    if (days == 1) {
        return i18nc("@info when something happened", "Yesterday");
    }
    if (days > 1 && days < week) {
        return locale.standaloneDayName(local.date().dayOfWeek(), QLocale::ShortFormat);
    }
    return locale.toString(local.date(), QLocale::ShortFormat);
}

QString ChatRoomListModel::spoken(const ChatRoomRow &room)
{
    QStringList parts{room.title};
    if (room.membership == u"invite") {
        parts << (room.inviter.isEmpty() ? i18nc("@info spoken of a chat room", "invitation")
                                         : i18nc("@info spoken of a chat room; %1: a person", "invitation from %1", room.inviter));
    }
    if (room.membership == u"leave" || room.membership == u"ban") {
        parts << i18nc("@info spoken of a chat room", "you are no longer in it");
    }
    if (room.unread > 0) {
        parts << i18ncp("@info spoken of a chat room", "%1 unread", "%1 unread", room.unread);
    } else if (room.isMarkedUnread) {
        parts << i18nc("@info spoken of a chat room", "marked as unread");
    }
    if (room.mentions > 0) {
        parts << i18ncp("@info spoken of a chat room", "%1 mention", "%1 mentions", room.mentions);
    }
    if (room.hasFailed) {
        parts << i18nc("@info spoken of a chat room", "a message could not be sent");
    } else if (room.isWaiting) {
        parts << i18nc("@info spoken of a chat room", "waiting to be sent");
    }
    if (room.hasDraft) {
        parts << i18nc("@info spoken of a chat room", "draft");
    }
    if (!room.lastText.isEmpty()) {
        parts << (room.lastSender.isEmpty() ? room.lastText
                                            : i18nc("@info the last message of a chat room; %1: who, %2: what", "%1: %2", room.lastSender, room.lastText));
    }
    if (const auto time = timeText(room.lastTime); !time.isEmpty()) {
        parts << time;
    }
    if (room.notify == ChatNotify::Nothing) {
        parts << i18nc("@info spoken of a chat room", "muted");
    }
    return parts.join(QLatin1StringView(", "));
}

QString ChatRoomListModel::spoken(const ChatRoomListRow &row)
{
    if (row.room) {
        return spoken(*row.room);
    }
    QStringList parts{sectionTitle(row.section), i18ncp("@info spoken of a section of the list of chat rooms", "%1 room", "%1 rooms", row.rooms)};
    if (row.unread > 0) {
        parts << i18ncp("@info spoken of a section of the list of chat rooms", "%1 unread", "%1 unread", row.unread);
    }
    if (row.mentions > 0) {
        parts << i18ncp("@info spoken of a section of the list of chat rooms", "%1 mention", "%1 mentions", row.mentions);
    }
    parts << (row.isCollapsed ? i18nc("@info spoken of a section of a list", "collapsed") : i18nc("@info spoken of a section of a list", "expanded"));
    return parts.join(QLatin1StringView(", "));
}

int ChatRoomListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ChatRoomListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto id = idAt(index.row());
    if (role == IdRole) {
        return id;
    }
    if (role == HeadingRole) {
        return ChatRoomListQuery::isHeading(id);
    }
    const auto *row = rowAt(index);
    if (!row) {
        return role == SpokenRole || role == Qt::AccessibleTextRole ? QVariant(i18nc("@info spoken while a chat room of the list is being loaded", "Loading…"))
                                                                    : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return row->room ? row->room->title : sectionTitle(row->section);
    case Qt::ToolTipRole:
        return row->room ? row->room->topic : QString();
    case RowRole:
        return QVariant::fromValue(*row);
    case RoomRole:
        return row->room ? QVariant::fromValue(*row->room) : QVariant();
    case SectionRole:
        return int(row->section);
    case ExpandedRole:
        return row->room ? QVariant() : QVariant(!row->isCollapsed);
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return spoken(*row);
    default:
        return {};
    }
}

Qt::ItemFlags ChatRoomListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (!isHeading(index.row())) {
        flags |= Qt::ItemIsDropEnabled; // files
    }
    return flags;
}

}
