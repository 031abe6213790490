// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundfiles.h"

#include "files/filerowreader.h"

namespace Kontor
{

Result<FoundFiles> FoundFiles::matching(const Reader &reader, const QString &text, const QString &account, qint64 atMost)
{
    FoundFiles found;
    auto &address = reader.prepare("SELECT a.address FROM file f JOIN collection k ON k.id = f.collection JOIN resource r ON r.id = k.resource JOIN account a ON a.id = r.account "
                                   "WHERE f.item = ?1");
    const auto ids = FileListing::ids(reader, FileView{.place = FileView::Place::Search, .words = text});
    if (!ids) {
        return std::unexpected(ids.error());
    }
    for (const auto id : *ids) {
        if (found.first.size() >= atMost && account.isEmpty()) {
            found.total = ids->size();
            break;
        }
        const auto whose = address.value<QString>(id);
        if (!whose) {
            return std::unexpected(whose.error());
        }
        if (!account.isEmpty() && *whose != account) {
            continue;
        }
        ++found.total;
        if (found.first.size() >= atMost) {
            continue;
        }
        const auto row = FileQuery::row(reader, ItemId{id});
        if (!row) {
            return std::unexpected(row.error());
        }
        found.first << File{*row, whose->value_or(QString())};
    }
    return found;
}

}
