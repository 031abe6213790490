// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesplacesmodel.h"

#include <KLocalizedString>

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int deepest = 100; // levels; a server may claim any
constexpr qsizetype lookedInto = 2000; // folders beside one another in which it is looked whether they have folders
}

FilesPlacesModel::FilesPlacesModel(std::shared_ptr<Store> store, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(std::move(store))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(200ms); // while a first listing comes in, one commit follows another
    connect(&m_pause, &QTimer::timeout, this, &FilesPlacesModel::read);
    connect(m_store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        const bool isOurs = changes.collectionList || changes.accounts || std::ranges::any_of(m_listing.spaces, [&changes](const FileQuery::Space &space) {
                                return changes.collections.contains(space.id);
                            });
        if (isOurs && !m_pause.isActive()) {
            m_pause.start();
        }
    });
    QTimer::singleShot(0, this, &FilesPlacesModel::read); // the answer may come at once, and nobody listens yet
}

Result<void> FilesPlacesModel::listFolders(const Reader &reader, const FileTarget &parent, int level, const QSet<qint64> &openFolders, QList<Node> &nodes)
{
    const auto folders = FileQuery::folders(reader, parent);
    if (!folders) {
        return std::unexpected(folders.error());
    }
    for (const auto &row : *folders) {
        const FileTarget here{parent.space, row.item};
        bool hasFolders = true;
        if (folders->size() <= lookedInto) {
            const auto below = FileQuery::folders(reader, here);
            if (!below) {
                return std::unexpected(below.error());
            }
            hasFolders = !below->isEmpty();
        }
        const bool isOpen = hasFolders && openFolders.contains(row.item.value);
        nodes << Node{.place = {.folder = here}, .name = row.name, .level = level, .isExpandable = hasFolders, .isExpanded = isOpen, .row = row};
        if (isOpen && level < deepest) {
            if (auto done = listFolders(reader, here, level + 1, openFolders, nodes); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<FilesPlacesModel::Listing> FilesPlacesModel::list(const Reader &reader, const QSet<qint64> &closedSpaces, const QSet<qint64> &openFolders)
{
    auto spaces = FileQuery::spaces(reader);
    if (!spaces) {
        return std::unexpected(spaces.error());
    }
    Listing listing{.spaces = *std::move(spaces)};
    for (const auto &space : std::as_const(listing.spaces)) {
        const bool isOpen = !closedSpaces.contains(space.id.value);
        listing.folders << Node{.place = {.folder = {.space = space.id}}, .name = space.title, .isExpandable = true, .isExpanded = isOpen};
        const auto before = listing.folders.size();
        if (isOpen) {
            if (auto done = listFolders(reader, {.space = space.id}, 1, openFolders, listing.folders); !done) {
                return std::unexpected(done.error());
            }
        }
        if (isOpen && listing.folders.size() == before) {
            listing.folders.last().isExpandable = false;
            listing.folders.last().isExpanded = false;
        }
    }
    return listing;
}

void FilesPlacesModel::setKind(Kind kind)
{
    m_kind = kind;
    show();
}

void FilesPlacesModel::refresh()
{
    read();
}

void FilesPlacesModel::read()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_isStale = false;
    m_store->read([closed = m_closedSpaces, open = m_openFolders](const Reader &reader) {
               return list(reader, closed, open);
           })
        .then(this, [this](const Result<Listing> &listing) {
            m_isReading = false;
            if (listing) {
                const bool isOther = m_listing.spaces != listing->spaces || !m_isLoaded;
                m_listing = *listing;
                m_isLoaded = true;
                show();
                if (isOther) {
                    Q_EMIT spacesChanged();
                }
                Q_EMIT loaded();
            }
            if (m_isStale) {
                read();
            }
        });
}

QList<FilesPlacesModel::Node> FilesPlacesModel::special() const
{
    using Special = FilesPlace::Kind;
    if (m_listing.spaces.isEmpty() || m_kind == Kind::FoldersOnly) {
        return {};
    }
    const auto any = [this](auto feature) {
        return std::ranges::any_of(m_listing.spaces, [this, feature](const FileQuery::Space &space) {
            return m_features.value(space.id).*feature;
        });
    };
    QList<Node> nodes;
    const auto add = [&nodes](Special kind, int count = 0) {
        nodes << Node{.place = {.kind = kind}, .name = FilesPlace::name(kind), .count = count};
    };
    add(Special::Recent);
    if (any(&FileFeatures::favourites)) {
        add(Special::Favourites);
    }
    if (any(&FileFeatures::people)) {
        add(Special::SharedWithMe);
    }
    add(Special::Offline);
    add(Special::Conflicts, m_conflicts);
    for (const auto &space : m_listing.spaces) {
        if (m_features.value(space.id).trash) {
            const auto name = FilesPlace::name(Special::Trash);
            nodes << Node{.place = {.kind = Special::Trash, .folder = {.space = space.id}},
                          .name = m_listing.spaces.size() == 1 ? name : i18nc("@item trash of an account", "Trash of %1", space.title)};
        }
    }
    return nodes;
}

void FilesPlacesModel::show()
{
    apply(special() + m_listing.folders);
}

void FilesPlacesModel::apply(const QList<Node> &wanted)
{
    const auto sameAs = [](const Node &node) {
        return [&node](const Node &other) {
            return node.place == other.place;
        };
    };
    QSet<FilesPlace> staying;
    for (const auto &node : wanted) {
        staying << node.place;
    }
    for (auto row = int(m_nodes.size()) - 1; row >= 0; --row) {
        if (!staying.contains(m_nodes.at(row).place)) {
            beginRemoveRows({}, row, row);
            m_nodes.removeAt(row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < wanted.size(); ++row) {
        const auto &node = wanted.at(row);
        if (row < m_nodes.size() && m_nodes.at(row).place == node.place) {
            if (m_nodes.at(row) != node) {
                m_nodes[row] = node;
                Q_EMIT dataChanged(index(row), index(row));
            }
            continue;
        }
        const auto found = std::ranges::find_if(m_nodes.begin() + std::min<qsizetype>(row, m_nodes.size()), m_nodes.end(), sameAs(node));
        const auto from = int(found - m_nodes.begin());
        if (found != m_nodes.end()) { // renamed: it stands elsewhere now
            beginMoveRows({}, from, from, {}, row);
            m_nodes.move(from, row);
            endMoveRows();
            m_nodes[row] = node;
            Q_EMIT dataChanged(index(row), index(row));
        } else {
            beginInsertRows({}, row, row);
            m_nodes.insert(row, node);
            endInsertRows();
        }
    }
}

int FilesPlacesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_nodes.size());
}

QString FilesPlacesModel::spoken(const Node &node) const
{
    if (node.place.kind == FilesPlace::Kind::Conflicts && node.count > 0) {
        return i18ncp("@info spoken", "Conflicts, %1 file", "Conflicts, %1 files", node.count);
    }
    if (node.place.isTop()) {
        return i18nc("@info spoken: account", "Files of %1", node.name);
    }
    if (node.place.kind != FilesPlace::Kind::Folder) {
        return node.name;
    }
    if (node.row.isMount || node.row.isSharedWithMe) {
        return i18nc("@info spoken", "%1, shared folder", node.name);
    }
    return i18nc("@info spoken", "%1, folder", node.name);
}

QVariant FilesPlacesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto &node = m_nodes.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return node.name;
    case Qt::DecorationRole:
        if (node.place.isTop()) {
            return QIcon::fromTheme(QStringLiteral("folder-cloud"), QIcon::fromTheme(QStringLiteral("folder-remote")));
        }
        return node.row.isSharedWithMe || node.row.isShared ? FilesPlace::icon(FilesPlace::Kind::SharedWithMe) : FilesPlace::icon(node.place.kind);
    case Qt::ToolTipRole:
        return node.name;
    case PlaceRole:
        return QVariant::fromValue(node.place);
    case LevelRole:
        return node.level;
    case ExpandableRole:
        return node.isExpandable ? 2 : 0;
    case ExpandedRole:
        return node.isExpanded;
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return spoken(node);
    case CountRole:
        return node.count;
    case RightsRole:
        return (node.place.isTop() ? allFileRights : node.row.rights).toInt();
    default:
        return {};
    }
}

QModelIndex FilesPlacesModel::indexOf(const FilesPlace &place) const
{
    const auto found = std::ranges::find(m_nodes, place, &Node::place);
    return found == m_nodes.end() ? QModelIndex() : index(int(found - m_nodes.begin()));
}

FilesPlace FilesPlacesModel::placeAt(const QModelIndex &index) const
{
    return index.data(PlaceRole).value<FilesPlace>();
}

void FilesPlacesModel::setExpanded(const QModelIndex &index, Qt::CheckState open)
{
    const auto place = placeAt(index);
    if (!index.isValid() || place.kind != FilesPlace::Kind::Folder) {
        return;
    }
    auto &set = place.folder.folder ? m_openFolders : m_closedSpaces;
    const auto id = place.folder.folder ? place.folder.folder.value : place.folder.space.value;
    const bool isIn = place.folder.folder ? open == Qt::Checked : open != Qt::Checked;
    if (isIn) {
        set.insert(id);
    } else {
        set.remove(id);
    }
    read();
}

void FilesPlacesModel::reveal(CollectionId space, const QList<FileRow> &path)
{
    bool isNew = m_closedSpaces.remove(space.value);
    for (const auto &row : path) {
        if (row.item != path.last().item && !m_openFolders.contains(row.item.value)) {
            m_openFolders.insert(row.item.value);
            isNew = true;
        }
    }
    if (isNew) {
        read();
    }
}

const QList<FileQuery::Space> &FilesPlacesModel::spaces() const
{
    return m_listing.spaces;
}

std::optional<FileQuery::Space> FilesPlacesModel::space(CollectionId id) const
{
    const auto found = std::ranges::find(m_listing.spaces, id, &FileQuery::Space::id);
    return found == m_listing.spaces.end() ? std::nullopt : std::optional(*found);
}

bool FilesPlacesModel::isLoaded() const
{
    return m_isLoaded;
}

void FilesPlacesModel::setFeatures(CollectionId space, const FileFeatures &features)
{
    m_features.insert(space, features);
    show();
}

void FilesPlacesModel::setConflicts(int count)
{
    if (m_conflicts != count) {
        m_conflicts = count;
        show();
    }
}

}
