// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder.h"

namespace Kontor
{

Result<QList<Folder>> Folder::named(const Reader &reader, const QString &wanted)
{
    struct Row {
        qint64 parent = 0;
        QString name;
        QString remoteId;
        QString account;
        QString kind;
    };
    QMap<qint64, Row> rows;
    auto read = reader
                    .prepare("SELECT c.id, coalesce(c.parent, 0), c.name, coalesce(c.remote_id, ''), a.address, r.kind "
                             "FROM collection c JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account ORDER BY c.id")
                    .each([&rows](const Statement &row) {
                        rows.insert(row.integer(0), {.parent = row.integer(1), .name = row.text(2), .remoteId = row.text(3), .account = row.text(4), .kind = row.text(5)});
                    });
    if (!read) {
        return std::unexpected(read.error());
    }
    QList<Folder> folders;
    for (const auto &[id, row] : std::as_const(rows).asKeyValueRange()) {
        auto path = row.name;
        auto parent = row.parent;
        for (int depth = 0; parent != 0 && depth < 100; ++depth) {
            path = rows.value(parent).name + u'/' + path;
            parent = rows.value(parent).parent;
        }
        const bool isMeant = row.account.compare(wanted, Qt::CaseInsensitive) == 0 || row.remoteId == wanted || path.compare(wanted, Qt::CaseInsensitive) == 0
            || row.name.compare(wanted, Qt::CaseInsensitive) == 0;
        if (isMeant) {
            folders << Folder{.id = CollectionId{id}, .kind = row.kind, .account = row.account, .path = path};
        }
    }
    return folders;
}

}
