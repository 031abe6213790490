// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/fileversionlist.h"

#include "shell/words.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{

void FileVersionList::setVersions(QList<FileVersion> versions)
{
    std::ranges::stable_sort(versions, std::ranges::greater(), &FileVersion::modified);
    beginResetModel();
    m_versions = std::move(versions);
    endResetModel();
}

const QList<FileVersion> &FileVersionList::versions() const
{
    return m_versions;
}

int FileVersionList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_versions.size());
}

int FileVersionList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant FileVersionList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto &version = m_versions.at(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case ModifiedColumn:
            return Words::shortDate(version.modified);
        case SizeColumn:
            return Words::size(version.size);
        case AuthorColumn:
            return Words::withoutTricks(version.author);
        case LabelColumn:
            return Words::withoutTricks(version.label);
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        return Words::longDate(version.modified);
    }
    if (role != SpokenRole) {
        return {};
    }
    QStringList parts{Words::longDate(version.modified), Words::size(version.size)};
    for (const auto &part : {version.author, version.label}) {
        if (!part.isEmpty()) {
            parts << Words::withoutTricks(part);
        }
    }
    return parts.join(QLatin1StringView(", "));
}

QVariant FileVersionList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case ModifiedColumn:
        return i18nc("@title:column when a file was changed", "Changed");
    case SizeColumn:
        return i18nc("@title:column", "Size");
    case AuthorColumn:
        return i18nc("@title:column", "By");
    case LabelColumn:
        return i18nc("@title:column", "Label");
    default:
        return {};
    }
}

}
