// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupwareexport.h"

#include "accounts/account.h"
#include "app/kinds/enginekind.h"
#include "calendar/icsimport.h"
#include "sync/changerows.h"
#include "sync/folding.h"

namespace Kontor
{
namespace
{
struct Known {
    QByteArray payload;
    CollectionId collection;
    QList<Change> pending;
};

Result<QMap<qint64, Known>> readKnown(const Reader &reader, CollectionId collection)
{
    QMap<qint64, Known> items; // all of the resource: a change may bring one here
    auto read = reader.prepare("SELECT i.id, i.payload, i.collection FROM item i JOIN collection c ON c.id = i.collection "
                               "WHERE c.resource = (SELECT resource FROM collection WHERE id = ?1) "
                               "AND (c.id = ?1 OR i.id IN (SELECT item FROM change WHERE item IS NOT NULL))")
                    .each([&items](const Statement &row) { items.insert(row.integer(0), {.payload = row.blob(1), .collection = row.get<CollectionId>(2), .pending = {}}); },
                          collection);
    if (!read) {
        return std::unexpected(read.error());
    }
    read = reader.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.item IS NOT NULL ORDER BY c.id").each([&items](const Statement &row) {
        const auto change = ChangeRows::read(row);
        if (const auto found = items.find(change.item.value); found != items.end()) {
            found->pending << change;
        }
    });
    return read.transform([&items] { return items; });
}

void append(QByteArray &bytes, const QByteArray &more)
{
    bytes += more;
    if (!bytes.isEmpty() && !bytes.endsWith('\n')) {
        bytes += "\r\n";
    }
}
}

Result<GroupwareExport> GroupwareExport::read(const Reader &reader, CollectionId collection, const QString &kind)
{
    const auto *engineKind = EngineKind::find(kind);
    if (!engineKind) {
        return failure(Error::Kind::NotFound, {});
    }
    auto items = readKnown(reader, collection);
    if (!items) {
        return std::unexpected(items.error());
    }
    const auto projector = engineKind->makeProjector({}); // to fold changes it needs no store
    QList<QByteArray> objects;
    for (const auto &item : std::as_const(*items)) {
        const auto folded = fold(*projector, item.payload, item.collection, item.pending);
        if (folded.collection == collection && !folded.payload.isEmpty()) {
            objects << folded.payload;
        }
    }
    GroupwareExport result;
    result.objects = int(objects.size());
    if (kind == ResourceKind::Calendar) {
        result.bytes = IcsExport::joined(objects);
        return result;
    }
    for (const auto &object : std::as_const(objects)) {
        append(result.bytes, object);
    }
    return result;
}

}
