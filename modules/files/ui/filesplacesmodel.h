// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"
#include "files/fileservices.h"
#include "files/ui/filesplace.h"

#include <QAbstractListModel>
#include <QHash>
#include <QTimer>

namespace Kontor
{

/// The places on the left: special ones, and for each space its folders, as a flat list of rows with levels. Folders are
/// read from the cache when they are opened. GUI thread.
class FilesPlacesModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        PlaceRole = Qt::UserRole + 1, ///< FilesPlace
        LevelRole,
        ExpandableRole, ///< 2: it has folders
        ExpandedRole,
        SpokenRole,
        CountRole, ///< what waits for a decision there; 0: nothing
        RightsRole, ///< FileRights as int; of spaces all
    };

    explicit FilesPlacesModel(std::shared_ptr<Store> store, QObject *parent = nullptr);

    enum class Kind { All, FoldersOnly };
    void setKind(Kind kind); ///< without the special places

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    QModelIndex indexOf(const FilesPlace &place) const;
    FilesPlace placeAt(const QModelIndex &index) const;
    void setExpanded(const QModelIndex &index, Qt::CheckState open);

    /// Opens what lies above a folder (from the top down), so that it is listed.
    void reveal(CollectionId space, const QList<FileRow> &path);

    const QList<FileQuery::Space> &spaces() const;
    std::optional<FileQuery::Space> space(CollectionId id) const;
    bool isLoaded() const;

    void setFeatures(CollectionId space, const FileFeatures &features);
    void setConflicts(int count);
    void refresh();

Q_SIGNALS:
    void loaded(); ///< after each reading
    void spacesChanged();

private:
    struct Node {
        FilesPlace place{};
        QString name{};
        int level = 0;
        bool isExpandable = false;
        bool isExpanded = false;
        FileRow row{};
        int count = 0;
        bool operator==(const Node &) const = default;
    };
    struct Listing {
        QList<FileQuery::Space> spaces{};
        QList<Node> folders{};
    };
    static Result<Listing> list(const Reader &reader, const QSet<qint64> &closedSpaces, const QSet<qint64> &openFolders);
    static Result<void> listFolders(const Reader &reader, const FileTarget &parent, int level, const QSet<qint64> &openFolders, QList<Node> &nodes);
    void read();
    void show();
    QList<Node> special() const;
    void apply(const QList<Node> &wanted);
    QString spoken(const Node &node) const;

    std::shared_ptr<Store> m_store;
    Listing m_listing;
    QList<Node> m_nodes;
    QHash<CollectionId, FileFeatures> m_features;
    QSet<qint64> m_closedSpaces; ///< by the user; the others are open
    QSet<qint64> m_openFolders;
    int m_conflicts = 0;
    Kind m_kind = Kind::All;
    bool m_isLoaded = false;
    bool m_isReading = false;
    bool m_isStale = false;
    QTimer m_pause;
};

}
