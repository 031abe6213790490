// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/ui/chatrowlayout.h"

#include <QAbstractItemView>
#include <QCache>
#include <QTimer>

namespace Kontor
{

/// The messages of a room, newest below: a list of rows of any height, of which only those in the viewport are asked for.
///
/// The model has the roles of ChatTimelineModel. What is looked at stays where it is when rows come or go above or below;
/// at the newest message the list follows what comes. Assistive technologies see a list of the rows in the viewport, one
/// sentence a row (ChatTimelineAccessible).
class ChatTimelineList : public QAbstractItemView
{
    Q_OBJECT
public:
    explicit ChatTimelineList(ChatPictures *pictures, QWidget *parent = nullptr);
    ~ChatTimelineList() override;

    void setModel(QAbstractItemModel *model) override;
    void setAccount(CollectionId account); ///< whose pictures are asked for
    void setOnline(Qt::CheckState on);
    void setIsThread(Qt::CheckState on); ///< what is shown is a thread

    /// What is under way for an event (an attachment is fetched); percent -1: not known. noteDone() ends it.
    void noteBusy(ItemId event, int percent);
    void noteDone(ItemId event);

    std::optional<ChatTimelineRow> rowAt(const QModelIndex &index) const;
    ChatRowKind kindAt(const QModelIndex &index) const;
    QList<ChatRowPart> partsOf(const QModelIndex &index) const;
    bool isAtNewest() const;
    QModelIndexList visibleRows() const;
    QRectF textAreaOf(const QModelIndex &index) const; ///< in the viewport

    void goToNewest();
    enum class Place { Top, Middle };
    void goTo(const QModelIndex &index, Place place); ///< chooses the row and shows it for a moment in another colour
    void choose(const QModelIndex &index); ///< makes it the current row without a sound

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;

Q_SIGNALS:
    void partChosen(const QModelIndex &index, const Kontor::ChatRowPart &part);
    void chosen(const QModelIndex &index); ///< Return
    void contextMenuWanted(const QModelIndex &index, const QPoint &globalPosition);
    void currentRowChanged(const QModelIndex &index);
    void visibleRowsChanged(int first, int last);
    void atNewestChanged(bool isAtNewest);
    void selectTextWanted(const QModelIndex &index); ///< double click on words
    void typed(const QString &text); ///< letters, which are for the composer

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void doItemsLayout() override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void reset() override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Placed {
        int row = 0;
        int top = 0;
        std::shared_ptr<ChatRowLayout> layout{}; ///< null: being loaded
        int height = 0;
    };
    std::shared_ptr<ChatRowLayout> layOut(int row);
    ChatRowLayout::Surroundings surroundings(const QModelIndex &index, const ChatTimelineRow &row) const;
    int heightOf(int row);
    void place();
    void placeDown(int row, int top);
    void showScrollBar();
    void scrollBy(int pixels); ///< positive: to older ones
    void setAnchor(int row, int bottom);
    const Placed *placedAt(const QPoint &point) const;
    const ChatRowPart *partAt(const QPoint &point) const;
    void touch(const QPoint &point);
    void speakCurrentLater();
    int rows() const;

    ChatPictures *m_pictures;
    CollectionId m_account{};
    bool m_isOnline = true;
    bool m_isThread = false;
    QHash<ItemId, int> m_busy;
    QCache<qint64, std::shared_ptr<ChatRowLayout>> m_layouts;
    QList<Placed> m_placed;
    QPersistentModelIndex m_anchor; ///< the row whose bottom stays where it is
    int m_anchorBottom = 0; ///< in the viewport
    bool m_follows = true; ///< shows the newest, also if there is a newer one
    bool m_toldFollowing = true;
    bool m_isPlacing = false;
    bool m_isScrolling = false; ///< the bar is moved by us
    QPersistentModelIndex m_touched;
    std::optional<ChatRowPart> m_touchedPart;
    std::optional<ChatRowPart> m_pressedPart;
    QPersistentModelIndex m_pressed;
    QPersistentModelIndex m_marked;
    QTimer m_markTimer;
    bool m_speechQueued = false;
};

}
