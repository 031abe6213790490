// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/fileconflictmodel.h"

#include "files/ui/filelook.h"
#include "shell/words.h"

#include <QMimeDatabase>

#include <algorithm>

namespace Kontor
{

void FileConflictModel::setConflicts(const QList<FileConflict> &conflicts)
{
    for (auto row = int(m_conflicts.size()) - 1; row >= 0; --row) {
        if (!std::ranges::contains(conflicts, m_conflicts.at(row).change, &FileConflict::change)) {
            beginRemoveRows({}, row, row);
            m_conflicts.removeAt(row);
            endRemoveRows();
        }
    }
    for (const auto &conflict : conflicts) {
        const auto known = std::ranges::find(m_conflicts, conflict.change, &FileConflict::change);
        if (known != m_conflicts.end()) {
            *known = conflict;
            const auto place = index(int(known - m_conflicts.begin()));
            Q_EMIT dataChanged(place, place);
            continue;
        }
        const auto row = int(m_conflicts.size());
        beginInsertRows({}, row, row);
        m_conflicts << conflict;
        endInsertRows();
    }
}

const QList<FileConflict> &FileConflictModel::conflicts() const
{
    return m_conflicts;
}

std::optional<FileConflict> FileConflictModel::conflict(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_conflicts.size() ? std::optional(m_conflicts.at(index.row())) : std::nullopt;
}

int FileConflictModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_conflicts.size());
}

QVariant FileConflictModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto &conflict = m_conflicts.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return Words::withoutTricks(conflict.name);
    case Qt::DecorationRole:
        return FileLook::icon(QMimeDatabase().mimeTypeForFile(conflict.name, QMimeDatabase::MatchExtension).name());
    case SpokenRole:
        return QString(Words::withoutTricks(conflict.name) + QLatin1StringView(". ") + conflict.sentence);
    case ChangeRole:
        return conflict.change.value;
    default:
        return {};
    }
}

}
