// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/foldermodel.h"

#include "mail/folderlisting.h"
#include "mail/mailmimedata.h"

#include <KLocalizedString>
#include <QTimer>

namespace Kontor
{

namespace
{
using Folder = FolderListing::Folder;

struct Node {
    Folder folder;
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    int row() const
    {
        for (size_t i = 0; i < parent->children.size(); ++i) {
            if (parent->children[i].get() == this) {
                return int(i);
            }
        }
        return 0;
    }
};
}

struct FolderModel::Private {
    FolderModel *q;
    std::shared_ptr<Store> store;
    Node root;
    QHash<qint64, Node *> byId;
    bool isLoaded = false;
    bool isReading = false;
    bool readAgain = false;

    QModelIndex indexOf(Node *node) const
    {
        return node == &root || !node ? QModelIndex() : q->createIndex(node->row(), 0, node);
    }

    void read()
    {
        if (isReading) {
            readAgain = true;
            return;
        }
        isReading = true;
        store->read([](const Reader &reader) { return FolderListing::read(reader); }).then(q, [this](const Result<FolderListing> &listing) {
            isReading = false;
            if (listing) {
                show(*listing);
            }
            if (std::exchange(readAgain, false)) {
                read();
            }
        });
    }

    void show(const FolderListing &listing)
    {
        QHash<qint64, QList<const Folder *>> children;
        for (const auto &folder : listing.folders) {
            children[folder.parent] << &folder;
        }
        merge(&root, 0, children);
        if (!std::exchange(isLoaded, true)) {
            Q_EMIT q->loaded();
        }
    }

    /// Brings the children of a node to what was read, with as few signals as it takes.
    void merge(Node *node, qint64 id, const QHash<qint64, QList<const Folder *>> &wanted)
    {
        const auto children = wanted.value(id);
        const auto parentIndex = indexOf(node);
        QSet<qint64> staying;
        for (const auto *folder : children) {
            staying.insert(folder->id);
        }
        for (int i = int(node->children.size()) - 1; i >= 0; --i) {
            if (!staying.contains(node->children[size_t(i)]->folder.id)) {
                q->beginRemoveRows(parentIndex, i, i);
                forget(node->children[size_t(i)].get());
                node->children.erase(node->children.begin() + i);
                q->endRemoveRows();
            }
        }
        for (int i = 0; i < children.size(); ++i) {
            const auto &folder = *children[i];
            int at = i;
            while (at < int(node->children.size()) && node->children[size_t(at)]->folder.id != folder.id) {
                ++at;
            }
            if (at == int(node->children.size())) {
                q->beginInsertRows(parentIndex, i, i);
                node->children.insert(node->children.begin() + i, std::make_unique<Node>());
                auto *made = node->children[size_t(i)].get();
                made->parent = node;
                made->folder = folder;
                byId.insert(folder.id, made);
                q->endInsertRows();
            } else if (at != i) {
                q->beginMoveRows(parentIndex, at, at, parentIndex, i);
                auto moved = std::move(node->children[size_t(at)]);
                node->children.erase(node->children.begin() + at);
                node->children.insert(node->children.begin() + i, std::move(moved));
                q->endMoveRows();
            }
            auto *child = node->children[size_t(i)].get();
            if (child->folder != folder) {
                child->folder = folder;
                const auto index = indexOf(child);
                Q_EMIT q->dataChanged(index, index);
            }
            merge(child, folder.id, wanted);
        }
    }

    void forget(Node *node)
    {
        byId.remove(node->folder.id);
        for (const auto &child : node->children) {
            forget(child.get());
        }
    }
};

FolderModel::FolderModel(std::shared_ptr<Store> store, QObject *parent)
    : QAbstractItemModel(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.collectionList || changes.accounts || changes.manyItems || !changes.collections.isEmpty()) {
            d->read();
        }
    });
    d->read();
}

FolderModel::~FolderModel() = default;

QModelIndex FolderModel::indexOf(CollectionId folder) const
{
    auto *node = folder ? d->byId.value(folder.value) : nullptr;
    return node ? d->indexOf(node) : QModelIndex();
}

CollectionId FolderModel::folderWithRole(ResourceId resource, const QString &role) const
{
    for (const auto *node : std::as_const(d->byId)) {
        if (node->folder.collection > 0 && node->folder.resource == resource.value && node->folder.role == role) {
            return CollectionId{node->folder.collection};
        }
    }
    return {};
}

ResourceId FolderModel::resourceOf(CollectionId folder) const
{
    const auto *node = d->byId.value(folder.value);
    return node ? ResourceId{node->folder.resource} : ResourceId{};
}

QString FolderModel::nameOf(CollectionId folder) const
{
    const auto *node = d->byId.value(folder.value);
    return node ? node->folder.title() : QString();
}

bool FolderModel::isLoaded() const
{
    return d->isLoaded;
}

QModelIndex FolderModel::index(int row, int column, const QModelIndex &parent) const
{
    const auto *node = parent.isValid() ? static_cast<Node *>(parent.internalPointer()) : &d->root;
    if (column != 0 || row < 0 || row >= int(node->children.size()) || (parent.isValid() && parent.column() != 0)) {
        return {};
    }
    return createIndex(row, 0, node->children[size_t(row)].get());
}

QModelIndex FolderModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? d->indexOf(static_cast<Node *>(child.internalPointer())->parent) : QModelIndex();
}

int FolderModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() && parent.column() != 0) {
        return 0;
    }
    return int((parent.isValid() ? static_cast<Node *>(parent.internalPointer()) : &d->root)->children.size());
}

int FolderModel::columnCount(const QModelIndex &) const
{
    return 1;
}

namespace
{
/// What a folder's name does not tell: the server's name where another is shown, and troubles.
QString described(const Folder &folder)
{
    QStringList sentences;
    if (folder.title() != folder.name && folder.role != FolderRole::Inbox) { // that one has the same name everywhere
        sentences << i18nc("@info:tooltip", "The server calls it “%1”.", folder.name);
    }
    if (!folder.subscribed) {
        sentences << i18nc("@info:tooltip", "Not subscribed.");
    }
    if (!folder.problem.isEmpty()) {
        sentences << folder.problem;
    }
    return sentences.join(u' ');
}
}

QVariant FolderModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const auto &folder = static_cast<Node *>(index.internalPointer())->folder;
    switch (role) {
    case Qt::DisplayRole:
        return folder.unread > 0 ? i18nc("@item a folder and its number of unread messages", "%1 (%2)", folder.title(), folder.unread) : folder.title();
    case Qt::AccessibleTextRole:
        return folder.unread > 0 ? i18ncp("@item a folder, spoken", "%2, %1 unread message", "%2, %1 unread messages", folder.unread, folder.title())
                                 : folder.title();
    case Qt::AccessibleDescriptionRole:
    case Qt::ToolTipRole:
        return described(folder);
    case NameRole:
        return folder.title();
    case ServerNameRole:
    case Qt::EditRole:
        return folder.name;
    case CollectionRole:
        return folder.collection;
    case ResourceRole:
        return folder.resource;
    case AccountRole:
        return folder.account;
    case FolderRoleRole:
        return folder.role;
    case UnreadRole:
        return folder.unread;
    case TotalRole:
        return folder.total;
    case RightsRole:
        return folder.rights;
    case SubscribedRole:
        return folder.subscribed;
    case PolicyRole:
        return folder.policy;
    case ProblemRole:
        return folder.problem;
    case SelectableRole:
        return folder.selectable;
    default:
        return {};
    }
}

Qt::ItemFlags FolderModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const auto &folder = static_cast<Node *>(index.internalPointer())->folder;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (folder.collection > 0 && folder.selectable && Rights::fromInt(folder.rights).testFlag(Right::Insert)) {
        flags |= Qt::ItemIsDropEnabled;
    }
    return flags;
}

QStringList FolderModel::mimeTypes() const
{
    return {MailMimeData::itemsFormat()};
}

bool FolderModel::canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) const
{
    Q_UNUSED(row)
    Q_UNUSED(column)
    return (action == Qt::MoveAction || action == Qt::CopyAction) && flags(parent).testFlag(Qt::ItemIsDropEnabled) && data
        && data->hasFormat(MailMimeData::itemsFormat());
}

bool FolderModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent)) {
        return false;
    }
    const auto items = MailMimeData::itemsIn(data);
    if (items.isEmpty()) {
        return false;
    }
    Q_EMIT messagesDropped(items, CollectionId{parent.data(CollectionRole).toLongLong()}, action);
    return true;
}

Qt::DropActions FolderModel::supportedDropActions() const
{
    return Qt::MoveAction | Qt::CopyAction;
}

}
