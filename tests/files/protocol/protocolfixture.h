// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "files/fileactions.h"
#include "files/filecontent.h"
#include "files/filelistmodel.h"
#include "files/fileprojector.h"
#include "files/protocol/filesynchronizer.h"
#include "groupware/davproxy.h"
#include "net/httpclient.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "support/workplace.h"
#include "sync/syncengine.h"

#include <QDir>
#include <QFile>

namespace Kontor
{

/// Anna's files at a server: a store, its engine with a real FileSynchronizer, and another client of hers.
class ProtocolFixture
{
public:
    /// \p folder: of the store; it may be one that another process left. Null: a temporary one.
    explicit ProtocolFixture(const QUrl &files, const QString &user, const QString &password, const QByteArray &certificates = {}, const QString &folder = {})
        : m_store(std::make_unique<TemporaryStore>(QStringList{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/files")}, folder))
    {
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna Berg");
        account.userName = user;
        account.password = password;
        account.files = files;
        account.ownCertificates = certificates;
        outbox = std::make_shared<Outbox>(**m_store);
        outbox->addProjector(ResourceKind::Files, projector);
        actions = std::make_unique<FileActions>(outbox);
        const auto known = waitedFor(AccountStore(**m_store).accounts()).value();
        account.id = known.isEmpty() ? waitedFor(AccountStore(**m_store).save(account)).value() : known.first().id;
        resource = waitedFor(AccountStore(**m_store).resource(account.id, ResourceKind::Files)).value();
        other = std::make_unique<HttpClient>(HttpClient::Settings{.userName = user, .password = password, .origin = files});
        if (const auto own = TlsPolicy::readAuthorities(certificates); own && !certificates.isEmpty()) {
            TlsPolicy tls;
            tls.addAuthorities(*own);
            other = std::make_unique<HttpClient>(HttpClient::Settings{.tls = tls, .userName = user, .password = password, .origin = files});
        }
    }
    ~ProtocolFixture()
    {
        stop();
        actions.reset();
        outbox.reset();
    }
    Q_DISABLE_COPY_MOVE(ProtocolFixture)

    Store &store()
    {
        return **(*m_store);
    }

    std::shared_ptr<Store> storage() const
    {
        return **m_store;
    }

    /// One round with the engine, which is made if there is none.
    Result<void> round()
    {
        if (!engine) {
            SyncEngine::Options options;
            options.resource = resource;
            options.store = **m_store;
            options.projector = projector;
            auto files = std::make_unique<FileSynchronizer>(account, FileShelf(**m_store));
            synchronizer = files.get();
            options.synchronizer = std::move(files);
            engine = std::make_unique<SyncEngine>(std::move(options));
        }
        return waitedFor(engine->round(), std::chrono::minutes(4));
    }

    /// As after the end of the program.
    void stop()
    {
        if (!engine) {
            return;
        }
        bool stopped = false;
        QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&stopped] {
            stopped = true;
        });
        engine->stop();
        if (!waitUntil([&stopped] {
                return stopped;
            })) {
            qFatal("the engine does not stop");
        }
        engine.reset();
        synchronizer = nullptr;
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    template<class Work>
    auto read(Work work)
    {
        return waitedFor((*m_store)->read(std::move(work)));
    }

    CollectionId space()
    {
        return read([resource = resource](const Reader &reader) {
                   return reader.prepare("SELECT id FROM collection WHERE resource = ?1").value<CollectionId>(resource);
               })
            .value()
            .value_or(CollectionId{});
    }
    FileRow row(const QString &path)
    {
        return read([space = space(), path](const Reader &reader) {
                   return FileQuery::find(reader, space, path);
               })
            .value_or(FileRow{});
    }
    ItemId item(const QString &path)
    {
        return row(path).item;
    }
    FileTarget target(const QString &path = {})
    {
        return {space(), path.isEmpty() ? ItemId{} : item(path)};
    }
    QString text(const QByteArray &sql)
    {
        return read([sql](const Reader &reader) {
                   return reader.prepareOnce(sql).value<QString>();
               })
            .value()
            .value_or(QString());
    }
    qint64 number(const QByteArray &sql)
    {
        return read([sql](const Reader &reader) {
                   return reader.prepareOnce(sql).value<qint64>();
               })
            .value()
            .value_or(-1);
    }

    /// What the user sees: "a.txt", "b/", "b/c.txt", sorted.
    QStringList listing()
    {
        QStringList lines;
        const auto done = read([space = space(), &lines](const Reader &reader) {
            return collect(reader, {space, {}}, {}, &lines);
        });
        lines.sort();
        return done ? lines : QStringList{QStringLiteral("error")};
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

    QList<Change> changes()
    {
        return waitedFor(outbox->list()).value();
    }
    QString troubles()
    {
        QStringList lines;
        for (const auto all = changes(); const auto &change : all) {
            lines << QStringLiteral("%1 %2: %3 (%4)").arg(change.kind).arg(int(change.state)).arg(change.error.message, change.error.detail);
        }
        return lines.join(u'\n');
    }

    /// As the user opens a file: the whole content.
    Result<QByteArray> open(const QString &path)
    {
        FileContent content(**m_store, [this](const ItemRef &item, const QString &part) {
            return engine->fetchNow(item, part);
        });
        const auto here = waitedFor(content.bring(item(path)), std::chrono::minutes(4));
        if (!here) {
            return std::unexpected(here.error());
        }
        return waitedFor(content.bytes(here->key, qint64(64) << 20));
    }

    /// As a program saves a file that was opened at the newest revision.
    Result<void> save(const QString &path, const QByteArray &bytes)
    {
        const auto before = row(path).item;
        const auto base = text("SELECT revision FROM file WHERE item = " + QByteArray::number(before.value));
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("staged")));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("no temporary file");
        }
        file.close();
        const auto staged = waitedFor(actions->stage(file.fileName()));
        return staged ? waitedFor(actions->save(before, *staged, base)) : std::unexpected(staged.error());
    }

    // What another client does, straight at the server. Paths are encoded already.
    QUrl there(const QByteArray &path) const
    {
        return QUrl::fromEncoded(QByteArray(direct.toEncoded() + path));
    }
    HttpAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}, HttpHeaders headers = {})
    {
        const auto answer = waitedFor(other->send({.method = method, .url = there(path), .headers = std::move(headers), .body = body}));
        if (!answer) {
            qWarning().noquote() << method << path << answer.error().message << answer.error().detail;
        }
        return answer.value_or(HttpAnswer{});
    }
    bool put(const QByteArray &path, const QByteArray &bytes)
    {
        return ask("PUT", path, bytes).isSuccess();
    }
    bool makeFolder(const QByteArray &path)
    {
        return ask("MKCOL", path).isSuccess();
    }
    /// Null: not there.
    QByteArray get(const QByteArray &path)
    {
        const auto answer = ask("GET", path);
        return answer.status == 200 ? (answer.body.isNull() ? QByteArray("") : answer.body) : QByteArray();
    }

    QUrl direct{}; ///< of the top, with a slash, without what stands between
    Account account;
    std::shared_ptr<FileProjector> projector = std::make_shared<FileProjector>();
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<FileActions> actions;
    ResourceId resource{};
    std::unique_ptr<SyncEngine> engine;
    FileSynchronizer *synchronizer = nullptr; ///< the engine's
    std::unique_ptr<HttpClient> other;

private:
    std::unique_ptr<TemporaryStore> m_store;
};

/// The same at a real server, in a new folder of its own, with something between that can lose answers.
class ServerFixture
{
public:
    enum class Place { NewFolder, Top };
    ServerFixture(const Workplace &workplace, const QString &server, Place place = Place::NewFolder)
    {
        static int count = 0;
        const auto user = workplace.user();
        const bool isCloud = server == QLatin1StringView("cloud");
        auto base = workplace.url(isCloud ? QStringLiteral("cloud.plain") : server);
        if (isCloud) {
            base.setPath(QStringLiteral("/remote.php/dav/files/") + workplace.description().value(server).toObject().value(QLatin1StringView("uid")).toString());
        }
        const auto folder = QStringLiteral("test%1-%2/").arg(QCoreApplication::applicationPid()).arg(++count);
        proxy = std::make_unique<DavProxy>(base, workplace.certificate());
        auto path = base.path();
        path += path.endsWith(u'/') ? QString() : QStringLiteral("/");
        path += place == Place::NewFolder ? folder : QString();
        files = std::make_unique<ProtocolFixture>(proxy->url(path), user.user, user.password, workplace.certificate());
        base.setPath(path);
        files->direct = base;
        files->other = std::make_unique<HttpClient>(HttpClient::Settings{.userName = user.user, .password = user.password, .origin = base});
        if (place == Place::NewFolder && !files->makeFolder({})) {
            qWarning() << "the folder for the test could not be made";
        }
    }

    ProtocolFixture *operator->() const
    {
        return files.get();
    }

    std::unique_ptr<DavProxy> proxy;
    std::unique_ptr<ProtocolFixture> files;
};

}
