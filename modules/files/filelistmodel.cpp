// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filelistmodel.h"

#include "files/filerowreader.h"
#include "files/filewords.h"

#include <KLocalizedString>
#include <QMimeData>
#include <QUrl>

namespace Kontor
{

FileListModel::FileListModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<FileRow>(store, parent)
    , m_store(std::move(store))
{
    connect(m_store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.collectionList || changes.accounts || changes.collections.contains(m_view.folder.space)) {
            learnPlace();
        }
    });
}

void FileListModel::setView(const FileView &view)
{
    if (m_hasView && view == m_view) {
        return;
    }
    const bool isSamePlace = m_hasView && view.place == m_view.place && view.folder == m_view.folder;
    m_hasView = true;
    m_view = view;
    const auto paths = view.place == FileView::Place::Folder ? FileRowReader::Paths::No : FileRowReader::Paths::Yes;
    setTypedQuery(
        [view](const Reader &reader) {
            return FileListing::ids(reader, view);
        },
        [paths](const Reader &reader, const QList<qint64> &wanted) {
            return FileRowReader::rows(reader, wanted, paths);
        },
        isSamePlace ? Transition::Compare : Transition::Reset);
    if (!isSamePlace) {
        m_folderPath.clear();
        learnPlace();
    }
}

const FileView &FileListModel::view() const
{
    return m_view;
}

// What the addresses for other programs are made of.
void FileListModel::learnPlace()
{
    struct Place {
        QList<FileQuery::Space> spaces;
        QString path;
    };
    if (!m_hasView || std::exchange(m_isLearning, true)) {
        return;
    }
    m_store
        ->read([folder = m_view.folder](const Reader &reader) -> Result<Place> {
            auto spaces = FileQuery::spaces(reader);
            auto path = spaces ? FileRowReader::pathOf(reader, folder.folder) : Result<QString>();
            if (!spaces || !path) {
                return std::unexpected(spaces ? path.error() : spaces.error());
            }
            return Place{*std::move(spaces), *std::move(path)};
        })
        .then(this, [this, folder = m_view.folder](const Result<Place> &place) {
            m_isLearning = false;
            if (folder != m_view.folder) {
                learnPlace();
            } else if (place) {
                m_folderPath = place->path;
                m_spaces.clear();
                for (const auto &space : place->spaces) {
                    m_spaces.insert(space.id, space.title);
                }
            }
        });
}

QueryModel::Concern FileListModel::isConcerned(const ChangeSet &changes) const
{
    if (changes.manyItems || changes.accounts || changes.collectionList) {
        return Concern::Ids;
    }
    if (m_view.place == FileView::Place::Search && changes.collections.isEmpty() && !changes.items.isEmpty()) {
        return Concern::Ids; // more words of what is here are known
    }
    if (m_view.place == FileView::Place::Folder || (m_view.place == FileView::Place::Search && m_view.folder.space)) {
        return changes.collections.contains(m_view.folder.space) ? Concern::Ids : Concern::None;
    }
    // A change of mail is no news here; which collections are files' only the query could tell.
    const bool isKnown = m_spaces.isEmpty() || std::ranges::any_of(changes.collections, [this](CollectionId space) {
        return m_spaces.contains(space);
    });
    return isKnown && (!changes.items.isEmpty() || !changes.collections.isEmpty()) ? Concern::Ids : Concern::None;
}

ItemId FileListModel::itemAt(int row) const
{
    return ItemId{idAt(row)};
}

QList<ItemId> FileListModel::itemsOf(const QModelIndexList &rows) const
{
    QList<ItemId> items;
    QSet<ItemId> seen;
    for (const auto &index : rows) {
        if (const auto item = itemAt(index.row()); item && !seen.contains(item)) {
            seen << item;
            items << item;
        }
    }
    return items;
}

int FileListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FileListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == IdRole) {
        return idAt(index.row());
    }
    const auto *row = rowAt(index);
    switch (role) {
    case Qt::DisplayRole:
        if (!row) {
            return {};
        }
        switch (index.column()) {
        case NameColumn:
            return row->name;
        case SizeColumn:
            return row->isFolder && row->size <= 0 ? QString() : FileWords::size(row->size);
        case ModifiedColumn:
            return FileWords::time(row->modified);
        case StateColumn:
            return FileWords::states(*row).join(QLatin1StringView(", "));
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return index.column() == SizeColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::EditRole:
        return row && index.column() == NameColumn ? QVariant(row->name) : QVariant();
    case Qt::ToolTipRole:
        return row ? QVariant(FileWords::sentence(*row)) : QVariant();
    case FileRole:
        return row ? QVariant::fromValue(*row) : QVariant();
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return row ? FileWords::sentence(*row) : i18nc("@info spoken while a file of the list is being loaded", "Loading…");
    default:
        return {};
    }
}

QVariant FileListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return i18nc("@title:column of a list of files", "Name");
    case SizeColumn:
        return i18nc("@title:column of a list of files", "Size");
    case ModifiedColumn:
        return i18nc("@title:column of a list of files", "Changed");
    case StateColumn:
        return i18nc("@title:column of a list of files", "State");
    default:
        return {};
    }
}

Qt::ItemFlags FileListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::ItemIsDropEnabled; // into the folder that is shown
    }
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
    const auto *row = rowAt(index);
    if (row && row->isFolder) {
        flags |= Qt::ItemIsDropEnabled;
    }
    return flags;
}

QString FileListModel::itemsFormat()
{
    return QStringLiteral("application/x-kontor-files");
}

QStringList FileListModel::mimeTypes() const
{
    return {itemsFormat(), QStringLiteral("text/uri-list")};
}

QMimeData *FileListModel::mimeData(const QModelIndexList &indexes) const
{
    QByteArrayList ids;
    QList<QUrl> urls;
    QSet<int> rows;
    for (const auto &index : indexes) {
        const auto item = itemAt(index.row());
        if (!item || rows.contains(index.row())) {
            continue;
        }
        rows << index.row();
        ids << QByteArray::number(item.value);
        const auto *row = rowAt(index);
        if (!row || !m_spaces.contains(row->space)) {
            continue;
        }
        const auto folder = m_view.place == FileView::Place::Folder ? m_folderPath : row->path;
        QUrl url;
        url.setScheme(QStringLiteral("kontor"));
        url.setPath(QString(u'/' + m_spaces.value(row->space) + (folder.isEmpty() ? QString() : QString(u'/' + folder)) + u'/' + row->name));
        urls << url;
    }
    if (ids.isEmpty()) {
        return nullptr;
    }
    auto *content = new QMimeData;
    content->setData(itemsFormat(), ids.join(' '));
    if (urls.size() == ids.size()) {
        content->setUrls(urls);
    }
    return content;
}

QList<ItemId> FileListModel::itemsFrom(const QMimeData *content)
{
    QList<ItemId> items;
    for (const auto ids = content->data(itemsFormat()).split(' '); const auto &id : ids) {
        if (const auto value = id.toLongLong(); value > 0) {
            items << ItemId{value};
        }
    }
    return items;
}

}
