// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QAbstractTableModel>

namespace Kontor
{

/// The older versions of a file, the latest first.
class FileVersionList : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ModifiedColumn, SizeColumn, AuthorColumn, LabelColumn, ColumnCount };
    enum Role {
        SpokenRole = Qt::UserRole + 1, ///< one sentence for a screen reader
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setVersions(QList<FileVersion> versions);
    const QList<FileVersion> &versions() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<FileVersion> m_versions;
};

}
