// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the store alone can do: rows, blobs, search words.
#include "bench/benchtext.h"
#include "bench/measure.h"
#include "store/search.h"
#include "store/store.h"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
constexpr int batch = 500;

QString schemaFolder(const QString &folder)
{
    const auto path = folder + QStringLiteral("/bench");
    QDir().mkpath(path);
    QFile file(path + QStringLiteral("/001.sql"));
    if (!file.open(QIODevice::WriteOnly)) {
        giveUp(file.errorString());
    }
    file.write("CREATE TABLE row (id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, date INTEGER NOT NULL, name TEXT NOT NULL,"
               " address TEXT NOT NULL, subject TEXT NOT NULL, flags INTEGER NOT NULL, payload BLOB) STRICT;"
               "CREATE INDEX row_list ON row (folder, date, id, flags);");
    return path;
}

void measureRows(Store &store, int rows)
{
    BenchText text(1);
    QList<QStringList> values;
    for (int i = 0; i < rows; ++i) {
        const auto person = text.person();
        values << QStringList{person.name, person.address, text.words(6)};
    }
    const QByteArray payload(700, 'p');
    const auto took = milliseconds([&] {
        for (int start = 0; start < rows; start += batch) {
            store.write([start, part = values.mid(start, batch), payload](Transaction &transaction) -> Result<void> {
                auto &insert = transaction.prepare(
                    "INSERT INTO row (id, folder, date, name, address, subject, flags, payload) VALUES (?1, 1, ?2, ?3, ?4, ?5, 0, ?6)");
                for (int i = 0; i < part.size(); ++i) {
                    const auto &row = part.at(i);
                    if (auto done = insert.run(qint64(start + i + 1), qint64(start + i) * 60'000, row.at(0), row.at(1), row.at(2), payload); !done) {
                        return done;
                    }
                }
                return {};
            });
        }
        store.drain();
    });
    tell("rows", rows / took * 1000);

    QList<double> queries;
    for (int i = 0; i < 20; ++i) {
        queries << milliseconds([&] {
            auto ids = store.read([](const Reader &reader) -> Result<qint64> {
                qint64 found = 0;
                auto done = reader.prepare("SELECT id FROM row WHERE folder = 1 ORDER BY date DESC, id DESC").each([&](const Statement &) {
                    ++found;
                });
                return done ? Result<qint64>(found) : std::unexpected(done.error());
            });
            ids.waitForFinished();
            if (valueOf(ids.takeResult()) != rows) {
                giveUp(QStringLiteral("rows are missing"));
            }
        });
    }
    tell("list-ids", quantile(queries));
}

void measureBlobs(Store &store, int mails)
{
    BenchText text(2);
    QList<QByteArray> bytes;
    qint64 total = 0;
    for (int i = 0; i < mails; ++i) {
        bytes << text.words(1200).toUtf8();
        total += bytes.last().size();
    }
    QList<BlobId> ids;
    const auto writing = milliseconds([&] {
        for (int start = 0; start < mails; start += batch) {
            ids += valueOf(store.blobs().put(bytes.mid(start, batch)));
        }
    });
    tell("blobs-written", double(total) / 1e6 / writing * 1000);
    QList<double> reads;
    for (int i = 0; i < 500; ++i) {
        const auto which = text.number(mails);
        reads << milliseconds([&] {
            if (valueOf(store.blobs().get(ids.at(which))) != bytes.at(which)) {
                giveUp(QStringLiteral("a blob came back otherwise"));
            }
        });
    }
    tell("blob-read", quantile(reads));
}

void measureSearch(Store &store, int documents)
{
    BenchText text(3);
    QList<SearchDocument> all;
    for (int i = 0; i < documents; ++i) {
        const auto person = text.person();
        all << SearchDocument{.from = person.name + QStringLiteral(" ") + person.address, .to = {}, .title = text.words(6), .body = text.words(200), .names = {}};
    }
    const auto took = milliseconds([&] {
        for (int start = 0; start < documents; start += batch) {
            store.write([start, part = all.mid(start, batch)](Transaction &transaction) -> Result<void> {
                for (int i = 0; i < part.size(); ++i) {
                    if (auto done = writeSearch(transaction, ItemId{start + i + 1}, part.at(i)); !done) {
                        return done;
                    }
                }
                return {};
            });
        }
        store.drain();
    });
    tell("search-words", documents / took * 1000);
}
}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    auto store = valueOf(Store::open(
        {.folder = folder.filePath(QStringLiteral("store")), .key = QByteArray(32, 'k'), .schemas = {schemaFolder(folder.path())}}));
    measureRows(*store, count(100'000));
    measureBlobs(*store, std::min(count(5'000), 20'000));
    measureSearch(*store, std::min(count(20'000), 20'000));
    return 0;
}
