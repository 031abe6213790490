// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatsearch.h"
#include "shell/itemlistview.h"
#include "store/store.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace Kontor
{

/// Some messages out of their timeline: pinned ones, files of a room, what a search found. A value.
struct ChatExcerpt {
    ChatTimelineRow row{};
    QString room{}; ///< title, where they come from several
};

/// What to ask of the cache. Each answers at most some hundred, the newest first.
namespace ChatExcerpts
{
QFuture<Result<QList<ChatExcerpt>>> pinned(const std::shared_ptr<Store> &store, ItemId room);
QFuture<Result<QList<ChatExcerpt>>> files(const std::shared_ptr<Store> &store, ItemId room);
/// Words in messages and names of files; room 0: of all rooms.
QFuture<Result<QList<ChatExcerpt>>> search(const std::shared_ptr<Store> &store, const ChatSearch &search, ItemId room);
}

/// A list of them, one sentence a row.
class ChatExcerptModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { SpokenRole = Qt::UserRole + 1 };
    using QAbstractListModel::QAbstractListModel;

    void setExcerpts(const QList<ChatExcerpt> &excerpts);
    std::optional<ChatExcerpt> at(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<ChatExcerpt> m_excerpts;
};

/// Shows excerpts in two lines each; Return goes there.
class ChatExcerptList : public ItemListView
{
    Q_OBJECT
public:
    ChatExcerptList(const char *name, const QString &title, QWidget *parent = nullptr);

    ChatExcerptModel *excerpts() const;
    void setEmptyWords(const QString &words); ///< shown while there is nothing

protected:
    void paintEvent(QPaintEvent *event) override;

Q_SIGNALS:
    void messageChosen(const Kontor::ChatTimelineRow &row);

private:
    ChatExcerptModel *m_excerpts;
    QString m_emptyWords;
};

/// Paints an excerpt.
class ChatExcerptDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}
