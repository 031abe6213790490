// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/vitalrows.h"

#include "store/cipherpages.h"
#include "store/storageproblem.h"

#include <algorithm>

namespace Kontor
{

namespace
{

// Indexes of words and what they consist of: made anew from what they are of, and not to be written to by others.
#define KONTOR_WORD_TABLES "(SELECT t.name FROM pragma_table_list t WHERE t.schema = 'main' AND t.type IN ('virtual', 'shadow'))"

constexpr int mostFailures = 3000; // then the rest of a table is given up
constexpr qint64 mostRows = qint64(1) << 40;
constexpr int mostUnplaced = 2000; // after a token expired every item is without a place for a while

struct Table {
    QByteArray name;
    QByteArray columns; ///< that both sides have, with commas
    QByteArray condition; ///< SQL; empty: every row
    bool hasRowId = true;
};

Result<QList<QByteArray>> columnsOf(Database &database, const QByteArray &schema, const QByteArray &table)
{
    QList<QByteArray> columns;
    auto done = database.prepareOnce("SELECT name FROM pragma_table_info ('" + table + "', '" + schema + "')").each([&](const Statement &row) {
        columns.append(row.text(0).toUtf8());
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return columns;
}

/// Rank order, so that a row's parents come first.
constexpr const char *wholeTables[] = {"account", "resource", "collection", "chat_sign_in", "vital_age"};

Result<QList<Table>> tablesOf(Database &database, VitalRows::Purpose purpose)
{
    QList<Table> whole;
    QList<Table> ofItems;
    QList<Table> others;
    auto done = database
                    .prepare("SELECT name, sql LIKE '%WITHOUT ROWID%' FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN " KONTOR_WORD_TABLES
                             " AND name != 'schema_version'")
                    .each([&](const Statement &row) {
                        Table table{.name = row.text(0).toUtf8(), .columns = {}, .condition = {}, .hasRowId = !row.get<bool>(1)};
                        if (std::find(std::begin(wholeTables), std::end(wholeTables), table.name) != std::end(wholeTables) || table.name == "change"
                            || table.name == "item") {
                            whole.append(table);
                        } else {
                            others.append(table);
                        }
                    });
    if (!done) {
        return std::unexpected(done.error());
    }
    const auto rank = [](const Table &table) {
        const QList<QByteArray> order{"account", "resource", "collection", "chat_sign_in", "change", "item", "vital_age"};
        return order.indexOf(table.name);
    };
    std::sort(whole.begin(), whole.end(), [&](const Table &one, const Table &other) { return rank(one) < rank(other); });
    QList<Table> result;
    for (auto list : {whole, others}) {
        for (auto &table : list) {
            const auto own = columnsOf(database, "main", table.name);
            const auto theirs = columnsOf(database, "source", table.name);
            if (!own || !theirs) {
                return std::unexpected(own ? theirs.error() : own.error());
            }
            QList<QByteArray> common;
            for (const auto &column : *own) {
                // Collections are to be read from scratch: what was known of their items is not copied.
                const bool isPlace = table.name == "collection" && (column == "token" || column == "pulled" || column == "state");
                if (theirs->contains(column) && !isPlace) {
                    common.append(column);
                }
            }
            if (common.isEmpty()) {
                continue;
            }
            table.columns = common.join(", ");
            if (table.name == "item") {
                // The changes are copied by now. A rescue does without the index: it may be damaged.
                const QByteArray unplaced = purpose == VitalRows::Purpose::SafetyCopy
                    ? "id IN (SELECT id FROM source.item WHERE remote_id IS NULL LIMIT " + QByteArray::number(mostUnplaced) + ")"
                    : QByteArray("remote_id IS NULL");
                table.condition = "(id IN (SELECT item FROM main.change) OR " + unplaced + ")";
            } else if (common.contains("item") && table.name != "change") {
                table.condition = "item IN (SELECT id FROM main.item)";
            } else if (purpose == VitalRows::Purpose::SafetyCopy && rank(table) < 0) {
                continue;
            }
            result.append(table);
        }
    }
    return result;
}

Result<void> copyTable(Database &database, const Table &table, VitalRows::Outcome &outcome)
{
    const auto insert = "INSERT OR IGNORE INTO main." + table.name + " (" + table.columns + ") SELECT " + table.columns + " FROM source." + table.name;
    if (!table.hasRowId) {
        const auto done = database.prepareOnce(insert + (table.condition.isEmpty() ? QByteArray() : " WHERE " + table.condition)).run();
        outcome.unreadable += done ? 0 : 1;
        return {};
    }
    // Ranges of rowid by the table itself: an index may be damaged on its own.
    const auto ranged = insert + " NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2" + (table.condition.isEmpty() ? QByteArray() : " AND " + table.condition);
    auto highest = database.prepareOnce("SELECT max(rowid) FROM source." + table.name).value<qint64>();
    const auto failures = VitalRows::halving(1, highest ? highest->value_or(0) : mostRows, [&](qint64 first, qint64 last) {
        auto done = database.prepareOnce(ranged).run(first, last);
        if (done) {
            outcome.rows += database.changedRows();
        }
        return done;
    });
    if (!failures) {
        return std::unexpected(failures.error());
    }
    outcome.unreadable += *failures;
    return {};
}

/// New rows must not get ids that old ones had: blobs, threads and drafts may still speak of them.
void keepSequences(Database &database)
{
    (void)database.execute(
        "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, 0 FROM source.sqlite_sequence WHERE name NOT IN (SELECT name FROM main.sqlite_sequence); "
        "UPDATE main.sqlite_sequence SET seq = max(seq, coalesce((SELECT s.seq FROM source.sqlite_sequence s WHERE s.name = main.sqlite_sequence.name), 0))");
}

Result<void> copyAll(Database &to, VitalRows::Purpose purpose, VitalRows::Outcome &outcome)
{
    const auto tables = tablesOf(to, purpose);
    if (!tables) {
        return std::unexpected(tables.error());
    }
    for (const auto &table : *tables) {
        if (auto done = copyTable(to, table, outcome); !done) {
            return done;
        }
        if (table.name == "change" && purpose == VitalRows::Purpose::RescueFromCopy && table.columns.contains("answer_lost")) {
            // It may have been carried out since: look first, never repeat silently.
            if (auto done = to.prepareOnce("UPDATE main.change SET answer_lost = 1").run(); !done) {
                return done;
            }
        }
    }
    keepSequences(to);
    return {};
}

}

Result<VitalRows::Outcome> VitalRows::copy(Database &to, const Source &source, Purpose purpose)
{
    const auto key = QString::fromLatin1("x'" + source.key.toHex() + CipherPages::saltOf(source.key).toHex() + "'");
    if (auto done = to.prepareOnce("ATTACH DATABASE ?1 AS source KEY ?2").run(source.path, key); !done) {
        return std::unexpected(done.error());
    }
    Outcome outcome;
    // Reading a damaged page spoils the whole transaction, so a rescue has none around it all.
    const bool isAtomic = purpose == Purpose::SafetyCopy;
    auto done = isAtomic ? to.begin() : Result<void>();
    if (done && isAtomic) {
        done = clear(to);
    }
    if (done) {
        done = copyAll(to, purpose, outcome);
    }
    if (done && isAtomic) {
        done = outcome.unreadable > 0 ? storageFailure(StorageProblem::Damaged, QStringLiteral("not all rows could be read")) : to.commit();
    }
    if (!done) {
        to.rollback();
    }
    (void)to.prepareOnce("DETACH DATABASE source").run();
    if (!done) {
        return std::unexpected(done.error());
    }
    return outcome;
}

Result<void> VitalRows::clear(Database &to)
{
    QStringList names;
    auto done
        = to.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN " KONTOR_WORD_TABLES " AND name != 'schema_version'")
              .each([&](const Statement &row) { names.append(row.text(0)); });
    for (const auto &name : std::as_const(names)) {
        if (done) {
            done = to.prepareOnce("DELETE FROM main." + name.toUtf8()).run();
        }
    }
    return done;
}

Result<int> VitalRows::halving(qint64 first, qint64 last, const CopyRange &copyRange)
{
    QList<std::pair<qint64, qint64>> ranges{{first, last}};
    int failures = 0;
    int unreadable = 0;
    while (!ranges.isEmpty()) {
        const auto [from, to] = ranges.takeLast();
        if (from > to) {
            continue;
        }
        const auto done = copyRange(from, to);
        if (done) {
            continue;
        }
        if (storageProblem(done.error()) == StorageProblem::DiskFull) {
            return std::unexpected(done.error());
        }
        if (++failures > mostFailures) {
            return unreadable + 1;
        }
        if (from == to) {
            ++unreadable;
            continue;
        }
        const auto middle = from + (to - from) / 2;
        ranges.append({middle + 1, to});
        ranges.append({from, middle});
    }
    return unreadable;
}

}
