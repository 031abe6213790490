// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagelistmodel.h"

#include "mail/mailmimedata.h"
#include "mail/messagequery.h"
#include "mail/messagesentence.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{

struct MessageListModel::Private {
    std::shared_ptr<Store> store;
    View view;
    QSet<qint64> expanded; ///< threads
    std::shared_ptr<MessageQuery::Channel> channel = std::make_shared<MessageQuery::Channel>();
    MessageQuery::Shapes shapes;
    std::function<QString(CollectionId)> folderNames;

    QString folderName(const MessageRow &message) const
    {
        return view.folder || !folderNames ? QString() : folderNames(message.collection);
    }
    MessageQuery::Shape shapeOf(qint64 item) const
    {
        return shapes.byItem.value(item);
    }
    MessageSentence::Person person() const
    {
        return view.showRecipients ? MessageSentence::Person::Recipients : MessageSentence::Person::Sender;
    }
};

MessageListModel::MessageListModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<MessageRow>(store, parent)
    , d(std::make_unique<Private>())
{
    d->store = std::move(store);
    connect(this, &QueryModel::queryFinished, this, [this] {
        auto next = d->channel->take();
        if (!next) {
            return;
        }
        const auto before = std::exchange(d->shapes, *std::move(next));
        if (d->shapes.isPartial) { // the rest follows
            QMetaObject::invokeMethod(
                this,
                [this] {
                    runQuery(Transition::Compare, Extent::All);
                },
                Qt::QueuedConnection);
        }
        QSet<qint64> changed;
        for (auto it = d->shapes.byItem.cbegin(); it != d->shapes.byItem.cend(); ++it) {
            const auto old = before.byItem.constFind(it.key());
            if (old == before.byItem.cend() || *old != *it) {
                changed.insert(it.key());
            }
        }
        for (auto it = before.byItem.cbegin(); it != before.byItem.cend(); ++it) {
            if (!d->shapes.byItem.contains(it.key())) {
                changed.insert(it.key());
            }
        }
        constexpr qsizetype oneByOne = 200;
        if (changed.size() > oneByOne) {
            if (rowCount() > 0) {
                Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
            }
            return;
        }
        for (const auto item : std::as_const(changed)) {
            if (const int row = rowOf(item); row >= 0) {
                Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
            }
        }
    });
}

MessageListModel::~MessageListModel() = default;

void MessageListModel::setView(const View &view)
{
    const bool otherPlace = view.folder != d->view.folder;
    if (otherPlace) {
        d->expanded.clear();
    }
    d->view = view;
    runQuery(otherPlace ? Transition::Reset : Transition::Compare, Extent::First);
}

void MessageListModel::setFolderNames(std::function<QString(CollectionId)> names)
{
    d->folderNames = std::move(names);
}

void MessageListModel::runQuery(Transition transition, Extent extent)
{
    d->channel = std::make_shared<MessageQuery::Channel>(); // an earlier query may still answer on the old one
    if (!d->view.folder && d->view.search.isEmpty()) {
        d->shapes = {};
        clearQuery();
        return;
    }
    setTypedQuery(
        [view = d->view, expanded = d->expanded, channel = d->channel, extent](const Reader &reader) {
            return MessageQuery::ids(reader, view, expanded, *channel, extent == Extent::First ? MessageQuery::Extent::First : MessageQuery::Extent::All);
        },
        [](const Reader &reader, const QList<qint64> &wanted) {
            return MessageQuery::rows(reader, wanted);
        },
        transition);
}

MessageListModel::View MessageListModel::view() const
{
    return d->view;
}

QueryModel::Concern MessageListModel::isConcerned(const ChangeSet &changes) const
{
    if (changes.manyItems) {
        return Concern::Ids;
    }
    const bool everywhere = !d->view.folder || !d->view.search.folder.isEmpty();
    if (everywhere ? !changes.items.isEmpty() || !changes.collections.isEmpty() || changes.collectionList : changes.collections.contains(d->view.folder)) {
        return Concern::Ids;
    }
    return Concern::None;
}

void MessageListModel::setExpanded(const QModelIndex &index, bool expanded)
{
    const auto shape = d->shapeOf(idAt(index.row()));
    if (!index.isValid() || shape.size < 2 || shape.expanded == expanded) {
        return;
    }
    if (expanded) {
        d->expanded.insert(shape.thread);
    } else {
        d->expanded.remove(shape.thread);
    }
    runQuery(Transition::Compare, Extent::All);
}

QModelIndex MessageListModel::indexOf(ItemId item) const
{
    const auto shown = d->shapes.shownFor.value(item.value, item.value);
    return QueryModel::indexOf(shown);
}

ItemId MessageListModel::itemAt(int row) const
{
    return ItemId{idAt(row)};
}

QList<ItemId> MessageListModel::itemsOf(const QModelIndexList &rows) const
{
    QList<ItemId> items;
    QSet<int> seen;
    for (const auto &index : rows) {
        if (!index.isValid() || seen.contains(index.row())) {
            continue;
        }
        seen.insert(index.row());
        const auto item = idAt(index.row());
        if (item == 0) {
            continue;
        }
        items << ItemId{item};
        const auto shape = d->shapes.byItem.constFind(item);
        if (shape != d->shapes.byItem.cend()) {
            for (const auto hidden : shape->hidden) {
                items << ItemId{hidden};
            }
        }
    }
    return items;
}

QModelIndex MessageListModel::nextUnread(const QModelIndex &from) const
{
    const auto &all = ids();
    for (qsizetype row = from.isValid() ? from.row() + 1 : 0; row < all.size(); ++row) {
        if (size_t(row) < d->shapes.unread.size() && d->shapes.unread[size_t(row)]) {
            return index(int(row), 0);
        }
    }
    return {};
}

int MessageListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant MessageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const auto item = idAt(index.row());
    const auto shape = d->shapeOf(item);
    switch (role) {
    case IdRole:
    case ItemRole:
        return item;
    case LevelRole:
        return shape.level;
    case ExpandedRole:
        return shape.expanded;
    case ThreadSizeRole:
        return shape.size;
    default:
        break;
    }
    const auto *message = rowAt(index.row());
    if (!message) {
        return role == SpokenRole || role == Qt::AccessibleTextRole ? QVariant(i18nc("@info spoken while a message of the list is being loaded", "Loading…")) : QVariant();
    }
    const bool unread = !(message->flags & MessageFlag::Seen);
    switch (role) {
    case MessageRole:
        return QVariant::fromValue(*message);
    case UnreadInThreadRole:
        return shape.size > 1 ? shape.unread : int(unread);
    case FolderNameRole:
        return d->folderName(*message);
    case SpokenRole:
    case Qt::AccessibleTextRole: {
        const auto sentence =
            MessageSentence::spoken(*message, {shape.level == 0 && !shape.expanded ? shape.size : 1, shape.unread}, d->person(), QDateTime::currentDateTime());
        const auto folder = d->folderName(*message);
        return folder.isEmpty() ? sentence : i18nc("@info spoken: a message that was found, then its folder", "%1 In %2.", sentence, folder);
    }
    case Qt::ToolTipRole:
        return index.column() == PersonColumn ? QVariant(message->fromAddress) : index.column() == SubjectColumn ? QVariant(MessageSentence::subject(*message)) : QVariant();
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case SubjectColumn:
        return MessageSentence::subject(*message);
    case PersonColumn:
        return MessageSentence::person(*message, d->person());
    case AddressColumn:
        return message->fromAddress;
    case DateColumn:
        return QLocale().toString(message->date.toLocalTime(), QLocale::ShortFormat);
    case SizeColumn:
        return QLocale().formattedDataSize(message->size, 1, QLocale::DataSizeTraditionalFormat);
    case TagsColumn:
        return message->keywords.join(QLatin1StringView(", "));
    default:
        return {};
    }
}

QVariant MessageListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)) {
        return {};
    }
    switch (section) {
    case UnreadColumn:
        return i18nc("@title:column", "Unread");
    case StarColumn:
        return i18nc("@title:column", "Star");
    case AttachmentColumn:
        return i18nc("@title:column", "Attachment");
    case SubjectColumn:
        return i18nc("@title:column", "Subject");
    case PersonColumn:
        return d->view.showRecipients ? i18nc("@title:column", "To") : i18nc("@title:column", "From");
    case AddressColumn:
        return i18nc("@title:column", "Address");
    case DateColumn:
        return i18nc("@title:column", "Date");
    case SizeColumn:
        return i18nc("@title:column", "Size");
    case TagsColumn:
        return i18nc("@title:column", "Tags");
    default:
        return {};
    }
}

Qt::ItemFlags MessageListModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QStringList MessageListModel::mimeTypes() const
{
    return {MailMimeData::itemsFormat(), MailMimeData::messageFormat()};
}

QMimeData *MessageListModel::mimeData(const QModelIndexList &indexes) const
{
    const auto items = itemsOf(indexes);
    if (items.isEmpty()) {
        return nullptr;
    }
    BlobId body;
    if (items.size() == 1) {
        if (const auto *message = rowAt(indexes.first().row())) {
            body = message->body;
        }
    }
    return new MailMimeData(items, d->store, body);
}

}
