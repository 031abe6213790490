// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filetrashmodel.h"

#include "files/ui/filelook.h"
#include "files/ui/filesplace.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QMimeDatabase>

namespace Kontor
{

void FileTrashModel::setEntries(QList<FileTrashEntry> entries)
{
    std::ranges::stable_sort(entries, std::ranges::greater(), &FileTrashEntry::deleted);
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

const QList<FileTrashEntry> &FileTrashModel::entries() const
{
    return m_entries;
}

int FileTrashModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int FileTrashModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant FileTrashModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto &entry = m_entries.at(index.row());
    const auto name = Words::withoutTricks(entry.name);
    const auto from = Words::withoutTricks(entry.from.section(u'/', 0, -2));
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return name;
        case FromColumn:
            return from;
        case DeletedColumn:
            return entry.deleted.isValid() ? Words::shortDate(entry.deleted) : QString();
        case SizeColumn:
            return entry.size > 0 ? Words::size(entry.size) : QString();
        default:
            return {};
        }
    case Qt::DecorationRole:
        if (index.column() != NameColumn) {
            return {};
        }
        return entry.isFolder ? FilesPlace::icon(FilesPlace::Kind::Folder)
                              : FileLook::icon(QMimeDatabase().mimeTypeForFile(entry.name, QMimeDatabase::MatchExtension).name());
    case Qt::ToolTipRole:
        return index.column() == DeletedColumn ? Words::longDate(entry.deleted) : data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return index.column() == SizeColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case HrefRole:
        return entry.href;
    case SpokenRole: {
        QStringList parts{entry.isFolder ? i18nc("@info spoken", "%1, folder", name) : name};
        if (!from.isEmpty()) {
            parts << i18nc("@info spoken: where a deleted file was", "from %1", from);
        }
        if (entry.deleted.isValid()) {
            parts << i18nc("@info spoken", "deleted %1", Words::shortDate(entry.deleted));
        }
        return parts.join(QLatin1StringView(", "));
    }
    default:
        return {};
    }
}

QVariant FileTrashModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return i18nc("@title:column", "Name");
    case FromColumn:
        return i18nc("@title:column folder a deleted file was in", "Was In");
    case DeletedColumn:
        return i18nc("@title:column", "Deleted");
    case SizeColumn:
        return i18nc("@title:column", "Size");
    default:
        return {};
    }
}

}
