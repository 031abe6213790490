// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chateventlist.h"

#include "chat/chatrows.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chatspoken.h"
#include "shell/rowbackground.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QPainter>

namespace Kontor
{
namespace
{
constexpr int mostFound = 300;

Result<QList<ChatExcerpt>> excerptsOf(const Reader &reader, const QList<qint64> &items, Qt::CheckState withRooms)
{
    auto rows = ChatRows::timeline(reader, items);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QHash<qint64, ChatRoomRow> rooms;
    if (withRooms == Qt::Checked) {
        QSet<qint64> ids;
        for (const auto &row : std::as_const(*rows)) {
            ids << row.room.value;
        }
        auto read = ChatRows::rooms(reader, QList<qint64>(ids.begin(), ids.end()));
        if (!read) {
            return std::unexpected(read.error());
        }
        rooms = *std::move(read);
    }
    QList<ChatExcerpt> excerpts;
    for (const auto item : items) {
        if (const auto row = rows->constFind(item); row != rows->cend()) {
            excerpts << ChatExcerpt{.row = *row, .room = rooms.value(row->room.value).title};
        }
    }
    return excerpts;
}
}

QFuture<Result<QList<ChatExcerpt>>> ChatExcerpts::pinned(const std::shared_ptr<Store> &store, ItemId room)
{
    return store->read([room](const Reader &reader) -> Result<QList<ChatExcerpt>> {
        const auto events = ChatRows::pinned(reader, room);
        if (!events) {
            return std::unexpected(events.error());
        }
        QList<qint64> items;
        for (const auto &event : *events) {
            if (event.item) {
                items.prepend(event.item.value); // the room has the newest last
            }
        }
        return excerptsOf(reader, items, Qt::Unchecked);
    });
}

QFuture<Result<QList<ChatExcerpt>>> ChatExcerpts::files(const std::shared_ptr<Store> &store, ItemId room)
{
    return store->read([room](const Reader &reader) -> Result<QList<ChatExcerpt>> {
        QList<qint64> items;
        auto asked = reader.prepare("SELECT item FROM chat_event WHERE room = ?1 AND kind IN (3, 4, 5, 6, 9) AND shown = 1 AND redacted = 0 ORDER BY position DESC LIMIT ?2")
                         .each(
                             [&items](const Statement &row) {
                                 items << row.integer(0);
                             },
                             room, mostFound);
        return asked ? excerptsOf(reader, items, Qt::Unchecked) : Result<QList<ChatExcerpt>>(std::unexpected(asked.error()));
    });
}

QFuture<Result<QList<ChatExcerpt>>> ChatExcerpts::search(const std::shared_ptr<Store> &store, const ChatSearch &search, ItemId room)
{
    return store->read([search, room](const Reader &reader) -> Result<QList<ChatExcerpt>> {
        const auto hits = ChatFinding::messages(reader, search, {.room = room, .atMost = mostFound});
        if (!hits) {
            return std::unexpected(hits.error());
        }
        QList<qint64> items;
        for (const auto &hit : *hits) {
            items << hit.event.value;
        }
        return excerptsOf(reader, items, Qt::Checked);
    });
}

void ChatExcerptModel::setExcerpts(const QList<ChatExcerpt> &excerpts)
{
    beginResetModel();
    m_excerpts = excerpts;
    endResetModel();
}

std::optional<ChatExcerpt> ChatExcerptModel::at(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_excerpts.size() ? std::optional(m_excerpts.at(index.row())) : std::nullopt;
}

int ChatExcerptModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_excerpts.size());
}

QVariant ChatExcerptModel::data(const QModelIndex &index, int role) const
{
    const auto excerpt = at(index);
    if (!excerpt) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return Words::shortened(ChatSpoken::content(excerpt->row), 200);
    }
    if (role == SpokenRole || role == Qt::AccessibleTextRole) {
        QStringList parts{ChatSpoken::news(excerpt->row), Words::shortDate(excerpt->row.time)};
        if (!excerpt->room.isEmpty()) {
            parts << excerpt->room;
        }
        return parts.join(QStringLiteral(", "));
    }
    return {};
}

ChatExcerptList::ChatExcerptList(const char *name, const QString &title, QWidget *parent)
    : ItemListView({.spoken = ChatExcerptModel::SpokenRole}, parent)
    , m_excerpts(new ChatExcerptModel(this))
{
    setObjectName(QString::fromLatin1(name));
    setAccessibleName(title);
    setItemDelegate(new ChatExcerptDelegate(this));
    setSelectionMode(SingleSelection);
    setHeaderHidden(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setModel(m_excerpts);
    connect(this, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (const auto excerpt = m_excerpts->at(index)) {
            Q_EMIT messageChosen(excerpt->row);
        }
    });
}

ChatExcerptModel *ChatExcerptList::excerpts() const
{
    return m_excerpts;
}

void ChatExcerptList::setEmptyWords(const QString &words)
{
    m_emptyWords = words;
    setAccessibleDescription(words);
}

void ChatExcerptList::paintEvent(QPaintEvent *event)
{
    ItemListView::paintEvent(event);
    if (m_excerpts->rowCount() == 0) {
        QPainter painter(viewport());
        QStyleOptionViewItem option;
        initViewItemOption(&option);
        painter.setPen(RowBackground::dimmedText(option));
        const int pad = fontMetrics().height();
        painter.drawText(viewport()->rect().adjusted(pad, pad, -pad, -pad), Qt::AlignHCenter | Qt::TextWordWrap, m_emptyWords);
    }
}

QSize ChatExcerptDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.height() * 8, option.fontMetrics.height() * 3};
}

void ChatExcerptDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    option.index = index;
    RowBackground::paint(painter, option);
    const auto *model = qobject_cast<const ChatExcerptModel *>(index.model());
    const auto excerpt = model ? model->at(index) : std::nullopt;
    if (!excerpt) {
        return;
    }
    painter->save();
    painter->setClipRect(option.rect);
    const int line = option.fontMetrics.height();
    const int pad = line / 2;
    auto small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.88);
    const QFontMetrics metrics(small);
    QRect first(option.rect.left() + pad, option.rect.top() + line / 2, option.rect.width() - pad * 2, line);
    QRect second(first.left(), first.bottom() + 1, first.width(), line);
    const auto time = Words::shortDate(excerpt->row.time);
    painter->setFont(small);
    painter->setPen(RowBackground::dimmedText(option));
    painter->drawText(first, Qt::AlignRight | Qt::AlignVCenter, time);
    first.setRight(first.right() - metrics.horizontalAdvance(time) - pad);
    const auto who = excerpt->room.isEmpty() ? excerpt->row.senderName : i18nc("@info somebody in a room", "%1 in %2", excerpt->row.senderName, excerpt->room);
    painter->drawText(first, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine, metrics.elidedText(who, Qt::ElideRight, first.width()));
    if (ChatLook::isAttachment(excerpt->row.kind)) {
        const int side = line;
        ChatLook::kindIcon(excerpt->row.kind, excerpt->row.attachment ? excerpt->row.attachment->type : QString()).paint(painter, QRect(second.left(), second.top(), side, side));
        second.setLeft(second.left() + side + pad / 2);
    }
    painter->setFont(option.font);
    painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
    const auto words = ChatLook::isAttachment(excerpt->row.kind) && excerpt->row.attachment ? excerpt->row.attachment->name : Words::shortened(ChatSpoken::content(excerpt->row), 300);
    painter->drawText(second, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine, option.fontMetrics.elidedText(words, Qt::ElideRight, second.width()));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

}
