// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QAbstractTableModel>

namespace Kontor
{

/// What lies in the server's trash, the latest first. Filled by whoever asked the server.
class FileTrashModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, FromColumn, DeletedColumn, SizeColumn, ColumnCount };
    enum Role {
        HrefRole = Qt::UserRole + 1,
        SpokenRole, ///< one sentence for a screen reader
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setEntries(QList<FileTrashEntry> entries);
    const QList<FileTrashEntry> &entries() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<FileTrashEntry> m_entries;
};

}
