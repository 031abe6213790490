// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/querymodel.h"

#include <QSet>

#include <optional>

namespace Kontor
{

/// A row of the list of rooms: a room, or the heading of a section.
struct ChatRoomListRow {
    enum class Section { Invitations, Favourites, People, Rooms, LowPriority };
    Section section = Section::Rooms;
    std::optional<ChatRoomRow> room{}; ///< none: a heading
    int rooms = 0; ///< of a heading: how many
    int unread = 0; ///< of a heading: of all of them
    int mentions = 0;
    bool isCollapsed = false; ///< of a heading
    bool operator==(const ChatRoomListRow &) const = default;
};

/// What the list of rooms shows.
struct ChatRoomView {
    enum class Sort { Activity, UnreadFirst, Name };
    enum class Show { All, Unread };

    CollectionId account{}; ///< 0: of all accounts
    ItemId space{}; ///< only what lies in it, at any depth; 0: all
    QString words{}; ///< typed: all must occur in name, alias, or the name of the person
    Sort sort = Sort::Activity;
    Show show = Show::All;
    bool operator==(const ChatRoomView &) const = default;
};

/// The rooms one is in or invited to, in sections with headings; live. Spaces are not among them, see spaces().
/// Collapsed sections show what has mentions. While words are typed there are no headings.
class ChatRoomListModel : public TypedQueryModel<ChatRoomListRow>
{
    Q_OBJECT
public:
    using Section = ChatRoomListRow::Section;
    enum Role {
        RowRole = Qt::UserRole + 1, ///< ChatRoomListRow; invalid while it is loading
        RoomRole, ///< ChatRoomRow; invalid for headings
        HeadingRole, ///< bool
        SectionRole, ///< int, Section
        SpokenRole, ///< "Budget 2027, 3 unread, 1 mention, Anna: see you at ten, 10:12"
        ExpandedRole, ///< bool; of headings
    };

    explicit ChatRoomListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~ChatRoomListModel() override;

    void setView(const ChatRoomView &view);
    const ChatRoomView &view() const;
    void setCollapsed(Section section, Qt::CheckState collapsed);
    void setCollapsed(const QSet<int> &sections); ///< as kept from before
    QSet<int> collapsed() const;

    ItemId roomAt(int row) const; ///< 0: a heading
    bool isHeading(int row) const;
    QModelIndex indexOfRoom(ItemId room) const;
    QModelIndex nextUnread(const QModelIndex &from) const; ///< the first after it, then from the top; invalid: none

    static QString sectionTitle(Section section);
    static QString spoken(const ChatRoomRow &room);
    static QString spoken(const ChatRoomListRow &row);
    static QString clockText(const QTime &time); ///< "10:12"
    static QString timeText(const QDateTime &time); ///< "10:12", "Yesterday", "Mon", "12.03.26"

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    Concern isConcerned(const ChangeSet &changes) const override;
    bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const override;

private:
    void runQuery(Transition transition);
    struct Private;
    std::unique_ptr<Private> d;
};

/// Questions about rooms of one answer. Reader functions for Store::read().
namespace ChatRoomListing
{
Result<ChatRoomRow> room(const Reader &reader, ItemId room); ///< NotFound
Result<QList<ChatRoomRow>> spaces(const Reader &reader, CollectionId account); ///< account 0: all; those below others too
struct Totals {
    int unread = 0; ///< rooms with something that notifies
    int mentions = 0;
    int invitations = 0;
};
Result<Totals> totals(const Reader &reader); ///< for the pane's button
}

}

Q_DECLARE_METATYPE(Kontor::ChatRoomListRow)
