// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/vitalblobs.h"

#include <algorithm>

namespace Kontor
{

namespace
{

constexpr int idLength = 64;
constexpr auto textOf64 = "\x78\x40"; // how CBOR begins a text of 64 bytes (RFC 8949, section 3.1)

bool isId(QByteArrayView text)
{
    return text.size() == idLength && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// The value itself, or texts in CBOR.
void collect(const QByteArray &value, QSet<BlobId> &ids)
{
    if (isId(value)) {
        ids.insert(QString::fromLatin1(value));
        return;
    }
    for (qsizetype at = value.indexOf(textOf64); at >= 0; at = value.indexOf(textOf64, at + 1)) {
        const auto text = QByteArrayView(value).sliced(at + 2);
        if (text.size() >= idLength && isId(text.first(idLength))) {
            ids.insert(QString::fromLatin1(text.first(idLength)));
        }
    }
}

struct Table {
    QByteArray name;
    QList<QByteArray> columns; ///< of text and bytes
};

/// Tables with rows about items, and the items themselves.
Result<QList<Table>> tablesOfItems(Database &index)
{
    QList<Table> tables;
    auto done
        = index
              .prepare("SELECT t.name, c.name FROM main.sqlite_schema t JOIN pragma_table_info (t.name) c WHERE t.type = 'table' AND t.name <> 'change' "
                       "AND c.type IN ('TEXT', 'BLOB') AND (t.name = 'item' OR EXISTS (SELECT 1 FROM pragma_table_info (t.name) o WHERE o.name = 'item')) "
                       "AND t.name NOT LIKE 'search\\_index%' ESCAPE '\\' ORDER BY t.name")
              .each([&tables](const Statement &row) {
                  if (tables.isEmpty() || tables.last().name != row.text(0).toUtf8()) {
                      tables.append({row.text(0).toUtf8(), {}});
                  }
                  tables.last().columns.append(row.text(1).toUtf8());
              });
    if (!done) {
        return std::unexpected(done.error());
    }
    return tables;
}

}

Result<QHash<qint64, QSet<BlobId>>> VitalBlobs::ofChanges(Database &index)
{
    QHash<qint64, QSet<BlobId>> found;
    const auto table = index.prepare("SELECT count(*) FROM main.sqlite_schema WHERE name IN ('change', 'item')").value<int>();
    if (!table) {
        return std::unexpected(table.error());
    }
    if (table->value_or(0) < 2) {
        return found; // a store without the outbox
    }
    auto done = index.prepare("SELECT id, arguments FROM change").each([&found](const Statement &row) {
        QSet<BlobId> ids;
        collect(row.blob(1), ids);
        if (!ids.isEmpty()) {
            found.insert(row.integer(0), ids);
        }
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return found;
}

Result<QSet<BlobId>> VitalBlobs::all(Database &index)
{
    QSet<BlobId> ids;
    const auto ofArguments = ofChanges(index);
    if (!ofArguments) {
        return std::unexpected(ofArguments.error());
    }
    for (const auto &some : *ofArguments) {
        ids.unite(some);
    }
    const auto tables = tablesOfItems(index);
    if (!tables) {
        return std::unexpected(tables.error());
    }
    for (const auto &table : *tables) {
        const QByteArray key = table.name == "item" ? "id" : "item";
        auto done = index
                        .prepareOnce("SELECT " + table.columns.join(", ") + " FROM main." + table.name + " WHERE " + key
                                     + " IN (SELECT i.id FROM change c JOIN item i ON i.id = c.item WHERE i.remote_id IS NULL)")
                        .each([&](const Statement &row) {
                            for (int column = 0; column < table.columns.size(); ++column) {
                                collect(row.blob(column), ids);
                            }
                        });
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    return ids;
}

Result<QSet<BlobId>> VitalBlobs::keep(const QSet<BlobId> &wanted, const Blobs &blobs, Blobs &reserve, qint64 mostBytes)
{
    QList<std::pair<qint64, BlobId>> bySize;
    for (const auto &id : wanted) {
        if (const auto size = blobs.size(id)) {
            bySize.append({*size, id});
        } else if (const auto kept = reserve.size(id)) {
            bySize.append({*kept, id}); // lost meanwhile: the copy is all there is
        }
    }
    std::ranges::sort(bySize);
    QSet<BlobId> kept;
    QSet<BlobId> tooMuch;
    qint64 sum = 0;
    for (const auto &[size, id] : std::as_const(bySize)) {
        sum += size;
        if (sum > mostBytes) {
            tooMuch.insert(id);
            continue;
        }
        kept.insert(id);
        if (reserve.contains(id)) {
            continue;
        }
        if (auto done = blobs.copyTo(id, reserve); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto freed = reserve.keepOnly(kept); !freed) {
        return std::unexpected(freed.error());
    }
    return tooMuch;
}

}
