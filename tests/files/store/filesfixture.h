// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "files/fileactions.h"
#include "files/filecontent.h"
#include "files/filelistmodel.h"
#include "files/fileprojector.h"
#include "files/fileshelf.h"
#include "files/store/filecloud.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/syncengine.h"

#include <QDir>
#include <QFile>

namespace Kontor
{

/// One account's files: its server, its engine and what a user would see.
struct FilesSide {
    FileCloud cloud;
    AccountId account{};
    ResourceId resource{};
    std::unique_ptr<SyncEngine> engine{};
};

/// A store with one account of files at a server in memory; a second one on demand.
struct FilesFixture {
    std::unique_ptr<TemporaryStore> store;
    std::shared_ptr<Outbox> outbox;
    std::shared_ptr<FileProjector> projector = std::make_shared<FileProjector>();
    std::unique_ptr<FileActions> actions;
    FilesSide anna;
    FilesSide bert;
    QList<Error> failures;
    QTemporaryDir local;

    explicit FilesFixture(const QString &folder = {})
        : store(std::make_unique<TemporaryStore>(schemas(), folder))
    {
        bert.cloud.top = QStringLiteral("/dav/bert/");
        begin();
        add(anna, QStringLiteral("anna@example.org"), QStringLiteral("Anna Berg"));
    }
    ~FilesFixture()
    {
        end();
    }

    static QStringList schemas()
    {
        return {QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/files")};
    }

    void begin()
    {
        outbox = std::make_shared<Outbox>(**store);
        outbox->addProjector(ResourceKind::Files, projector);
        actions = std::make_unique<FileActions>(outbox);
        QObject::connect(actions.get(), &FileActions::failed, actions.get(), [this](const Error &error) {
            failures << error;
        });
    }
    void end()
    {
        actions.reset();
        stop(anna);
        stop(bert);
        outbox.reset();
    }

    /// As after the end of the program, however it came.
    void reopen()
    {
        end();
        store->close();
        if (auto opened = store->open(); !opened) {
            qFatal("the store does not open again: %s", qPrintable(opened.error().detail));
        }
        begin();
    }

    void add(FilesSide &side, const QString &address, const QString &name)
    {
        Account account;
        account.address = address;
        account.name = name;
        account.userName = address;
        account.files = QUrl(QStringLiteral("https://files.example.org/"));
        side.account = waitedFor(AccountStore(**store).save(account)).value();
        side.resource = waitedFor(AccountStore(**store).resource(side.account, ResourceKind::Files)).value();
    }

    Result<void> round(FilesSide &side)
    {
        if (!side.engine) {
            SyncEngine::Options options;
            options.resource = side.resource;
            options.store = **store;
            options.projector = projector;
            const FileShelf shelf(**store);
            options.synchronizer = std::make_unique<FileCloudSynchronizer>(
                &side.cloud,
                [shelf](const QString &key, int piece) {
                    return shelf.piece(key, piece);
                },
                [shelf](CollectionId space, const QString &folder) {
                    return shelf.below(space, folder);
                });
            side.engine = std::make_unique<SyncEngine>(std::move(options));
        }
        return waitedFor(side.engine->round());
    }
    Result<void> round()
    {
        return round(anna);
    }

    void stop(FilesSide &side)
    {
        if (!side.engine) {
            return;
        }
        bool stopped = false;
        QObject::connect(side.engine.get(), &SyncEngine::stopped, side.engine.get(), [&stopped] {
            stopped = true;
        });
        side.engine->stop();
        if (!waitUntil([&stopped] {
                return stopped;
            })) {
            qFatal("the engine does not stop");
        }
        side.engine.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    template<class Work>
    auto read(Work work)
    {
        return waitedFor((*store)->read(std::move(work)));
    }

    CollectionId space(const FilesSide &side)
    {
        return read([resource = side.resource](const Reader &reader) {
                   return reader.prepare("SELECT id FROM collection WHERE resource = ?1").value<CollectionId>(resource);
               })
            .value()
            .value_or(CollectionId{});
    }

    /// A folder by its path; "": the top.
    FileTarget target(const QString &path = {})
    {
        return target(anna, path);
    }
    FileTarget target(const FilesSide &side, const QString &path)
    {
        return {space(side), path.isEmpty() ? ItemId{} : item(side, path)};
    }

    ItemId item(const QString &path)
    {
        return item(anna, path);
    }
    ItemId item(const FilesSide &side, const QString &path)
    {
        return read([space = space(side), path](const Reader &reader) {
                   return FileQuery::find(reader, space, path);
               })
            .transform([](const FileRow &row) {
                return row.item;
            })
            .value_or(ItemId{});
    }
    FileRow row(const QString &path)
    {
        return read([space = space(anna), path](const Reader &reader) {
                   return FileQuery::find(reader, space, path);
               })
            .value_or(FileRow{});
    }

    /// What the user sees, as FileCloud::listing(), without content.
    QStringList listing()
    {
        return listing(anna);
    }
    QStringList listing(const FilesSide &side)
    {
        auto lines = read([space = space(side)](const Reader &reader) -> Result<QStringList> {
                         QStringList found;
                         if (auto done = collect(reader, {space, {}}, {}, &found); !done) {
                             return std::unexpected(done.error());
                         }
                         return found;
                     }).value();
        lines.sort();
        return lines;
    }
    static Result<void> collect(const Reader &reader, const FileTarget &folder, const QString &prefix, QStringList *found)
    {
        const auto children = FileQuery::children(reader, folder);
        if (!children) {
            return std::unexpected(children.error());
        }
        for (const auto &child : *children) {
            *found << prefix + child.name + (child.isFolder ? QStringLiteral("/") : QString());
            if (child.isFolder) {
                if (auto done = collect(reader, {folder.space, child.item}, QString(prefix + child.name + u'/'), found); !done) {
                    return done;
                }
            }
        }
        return {};
    }
    static QStringList names(const FileCloud &cloud)
    {
        QStringList lines;
        for (const auto all = cloud.listing(); const auto &line : all) {
            lines << line.section(u'=', 0, 0);
        }
        lines.sort();
        return lines;
    }

    QList<Change> changes()
    {
        return waitedFor(outbox->list()).value();
    }

    qint64 number(const QByteArray &sql)
    {
        return read([sql](const Reader &reader) {
                   return reader.prepareOnce(sql).value<qint64>();
               })
            .value()
            .value_or(-1);
    }

    QString write(const QString &name, const QByteArray &bytes)
    {
        const auto path = local.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s cannot be written", qPrintable(path));
        }
        return path;
    }

    Result<void> save(const QString &path, const QByteArray &bytes)
    {
        return save(row(path).item, bytes);
    }
    Result<void> save(ItemId item, const QByteArray &bytes)
    {
        const auto base = read([item](const Reader &reader) {
                              return reader.prepare("SELECT revision FROM file WHERE item = ?1").value<QString>(item);
                          })
                              .value()
                              .value_or(QString());
        const auto staged = waitedFor(actions->stage(write(QStringLiteral("staged"), bytes)));
        return staged ? waitedFor(actions->save(item, *staged, base)) : std::unexpected(staged.error());
    }

    FileContent::Fetch fetcher(FilesSide &side)
    {
        return [&side](const ItemRef &item, const QString &part) {
            return side.engine->fetchNow(item, part);
        };
    }
};

inline QString operator""_s(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}

}
