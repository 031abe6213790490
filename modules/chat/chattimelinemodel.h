// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "store/querymodel.h"

#include <QDate>
#include <QPointer>

namespace Kontor
{

/// How a row of a timeline stands among the others.
struct ChatTimelineShape {
    bool beginsGroup = true; ///< another sender, another day or a while later than the one above: name and picture are shown
    int folded = 0; ///< of the first of a fold: how many changes of the room it stands for; 0: it is not folded
    bool isUnfolded = false; ///< the first of a fold whose others are shown below
    bool operator==(const ChatTimelineShape &) const = default;
};

/// What a timeline shows.
struct ChatTimelineView {
    ItemId room{};
    QString threadRoot{}; ///< only this thread; empty: the room, where threads are shown by their roots
    bool operator==(const ChatTimelineView &) const = default;
};

/// The timeline of a room, or of one of its threads: oldest above, what waits to be sent at the end. Live.
///
/// It holds a window around what is looked at, which grows as one scrolls (noteVisible()): from the store at once, and by
/// ChatServices where the store has a gap. Rows made by the model: days, and the line above what was unread when the room was
/// opened, which stays where it is until the room is opened again. Several changes of the room in a row are one row that can be
/// unfolded. GUI thread.
class ChatTimelineModel : public TypedQueryModel<ChatTimelineRow>
{
    Q_OBJECT
public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< ChatTimelineRow; invalid while it is loading
        KindRole, ///< int, ChatRowKind; known at once
        GroupRole, ///< bool: name and picture are shown
        FoldedRole, ///< int: how many it stands for; 0: no fold
        UnfoldedRole, ///< bool: of the first of a fold
        LoadingRole, ///< bool: of a gap that is being filled
        ProblemRole, ///< of a gap that could not be filled: a sentence
        SpokenRole, ///< "Anna Weber, 10:12: …, edited, 2 reactions: thumbs up 2"
    };

    /// \p services: none, and gaps stay; must outlive the model otherwise.
    ChatTimelineModel(std::shared_ptr<Store> store, ChatServices *services, QObject *parent = nullptr);
    ~ChatTimelineModel() override;

    /// Opens a room at its end, or at the unread line if there is one; isReady() and queryFinished() as usual.
    void setView(const ChatTimelineView &view);
    const ChatTimelineView &view() const;
    void close();

    ItemId itemAt(int row) const; ///< 0: made by the model
    ChatRowKind kindAt(int row) const;
    ChatTimelineShape shapeAt(int row) const;
    QModelIndex indexOfItem(ItemId event) const; ///< of one in a fold: the fold's; invalid: not in the window
    QModelIndex unreadLine() const; ///< invalid: nothing was unread
    bool isAtEnd() const; ///< the window reaches to the newest message
    bool isAtStart() const; ///< the window reaches to the oldest that is here

    /// What the user sees: the window grows when it comes near an edge, a gap in it is filled.
    void noteVisible(int first, int last);
    void retryGap(const QModelIndex &gap);
    void setUnfolded(const QModelIndex &fold, Qt::CheckState on);

    // Each ends with arrived() or missed().
    void goToItem(ItemId event);
    void goToEvent(const QString &eventId); ///< asks the server if it is not here
    void goToDay(const QDate &day); ///< the first of that day or after it
    void goToEnd();
    void goToUnread();

    static QString dayText(const QDate &day); ///< "Today", "Monday, 23 November 2026"
    QString spokenAt(int row) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    static constexpr int windowStep = 200; ///< events a window begins with and grows by

Q_SIGNALS:
    void arrived(const QModelIndex &index);
    void missed(const Kontor::Error &error);
    void windowGrew(); ///< rows came at its top or end

protected:
    Concern isConcerned(const ChangeSet &changes) const override;
    bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const override;

private:
    void runQuery(Transition transition);
    struct Private;
    std::unique_ptr<Private> d;
};

}
