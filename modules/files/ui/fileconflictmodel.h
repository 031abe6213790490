// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"

#include <QAbstractListModel>

namespace Kontor
{

/// The conflicts that wait for a decision, one row each.
class FileConflictModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        SpokenRole = Qt::UserRole + 1, ///< one sentence for a screen reader
        ChangeRole, ///< ChangeId's number
    };
    using QAbstractListModel::QAbstractListModel;

    void setConflicts(const QList<FileConflict> &conflicts); ///< rows that stay keep their place
    const QList<FileConflict> &conflicts() const;
    std::optional<FileConflict> conflict(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<FileConflict> m_conflicts;
};

}
