// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/synchronizercontract.h"
#include "files/protocol/protocolfixture.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 seenSize = 1000; ///< as long as this, or longer: it was changed

/// Two spaces at once, as two accounts have them.
class TwoSpaces final : public Synchronizer
{
public:
    TwoSpaces(const Account &first, const Account &second, const std::shared_ptr<Store> &store)
        : m_first(first, FileShelf(store))
        , m_second(second, FileShelf(store))
        , m_secondPath(second.files.path())
    {
    }

    Task<Result<QList<RemoteCollection>>> discover() override
    {
        auto first = co_await m_first.discover();
        auto second = co_await m_second.discover();
        if (first && second) {
            *first << *second;
        }
        co_return first && !second ? std::unexpected(second.error()) : first;
    }
    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const override
    {
        return m_first.isCurrent(remote, token);
    }
    Task<Result<Delta>> pull(Collection collection) override
    {
        return of(collection.remoteId).pull(collection);
    }
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override
    {
        return of(change.collectionRemoteId).push(change, commitPoint);
    }
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override
    {
        return of(item.collectionRemoteId).fetch(item, part, offset);
    }
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override
    {
        return m_first.watch(atMost);
    }
    void stop() override
    {
        m_first.stop();
        m_second.stop();
    }

private:
    FileSynchronizer &of(const QString &space)
    {
        return space == m_secondPath ? m_second : m_first;
    }

    FileSynchronizer m_first;
    FileSynchronizer m_second;
    QString m_secondPath;
};

/// A real file server as a subject of the contract; each test has two folders of its own as spaces.
class FileSubject final : public ContractSubject
{
public:
    FileSubject(const Workplace &workplace, const QString &server)
        : m_scene(workplace, server)
        , m_disk(workplace.folderOf(server) + u'/' + m_scene.files->direct.path().section(u'/', -2, -2))
    {
        for (const auto *const folder : {"first/", "second/"}) {
            if (!m_scene->makeFolder(folder)) {
                qFatal("no folder");
            }
        }
        m_second = m_scene->account;
        m_second.files.setPath(second());
        m_scene->account.files.setPath(first());
        if (!m_scene->round() || m_scene->space() != CollectionId{1}) { // the suite calls it so
            qFatal("no space");
        }
        m_scene->stop();
        m_short = stage(QByteArray("created"));
        m_long = stage(QByteArray(seenSize, 's'));
    }

    Lacks lacks() const override
    {
        return Lack::Moves; // between spaces, FileActions makes it a copy there and a removal here
    }
    std::unique_ptr<Synchronizer> synchronizer() override
    {
        return std::make_unique<TwoSpaces>(m_scene.files->account, m_second, m_scene.files->storage());
    }
    QString first() const override
    {
        return m_scene.files->direct.path() + u"first/"_s;
    }
    QString second() const override
    {
        return m_scene.files->direct.path() + u"second/"_s;
    }
    void create(const QString &collection, const QString &word) override
    {
        put(collection, word, bodyOf(word));
    }
    void markSeen(const QString &collection, const QString &word) override
    {
        put(collection, word, QByteArray(seenSize, 'x'));
    }
    void remove(const QString &collection, const QString &word) override
    {
        if (!m_scene->ask("DELETE", path(collection, word)).isSuccess()) {
            qFatal("not removed");
        }
    }
    QStringList listing(const QString &collection) override
    {
        QStringList words;
        const QDir folder(m_disk + u'/' + collection.section(u'/', -2, -2));
        for (const auto entries = folder.entryInfoList(QDir::Files); const auto &entry : entries) {
            words << (entry.size() >= seenSize ? QString(entry.completeBaseName() + u'+') : entry.completeBaseName());
        }
        words.sort();
        return words;
    }
    void loseNextAnswer() override
    {
        m_scene.proxy->loseNextAnswer();
    }
    void keep(const Delta &delta) override
    {
        const auto kept = waitedFor(m_scene->storage()->write([delta](Transaction &transaction) -> Result<void> {
            Result<void> done;
            for (const auto &href : delta.removed) {
                done = done ? transaction.prepare("DELETE FROM item WHERE remote_id = ?1").run(href) : done;
            }
            for (const auto &item : delta.changed) {
                done = done ? transaction
                                  .prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (1, ?1, ?2, ?3) "
                                           "ON CONFLICT (collection, remote_id) DO UPDATE SET revision = excluded.revision, payload = excluded.payload")
                                  .run(item.remoteId, item.revision, item.payload)
                            : done;
            }
            return done;
        }));
        if (!kept) {
            qFatal("not kept: %s", qPrintable(kept.error().detail));
        }
    }
    QString wordOf(const QByteArray &payload) const override
    {
        const auto facts = FileFacts::fromCbor(payload).value_or(FileFacts{});
        const auto word = facts.name.section(u'.', 0, 0);
        return facts.size >= seenSize ? QString(word + u'+') : word;
    }
    QByteArray merge(const QByteArray &, const QByteArray &partial) const override
    {
        return partial;
    }
    Change seenChange() const override
    {
        Change change;
        change.kind = FileChange::Content;
        change.arguments = {{u"content"_s, m_long.key}, {u"size"_s, m_long.size}};
        return change;
    }
    Change removalChange() const override
    {
        Change change;
        change.kind = FileChange::Delete;
        return change;
    }
    Change moveChange(const QString &) const override
    {
        return {};
    }
    Change creationChange(const QString &word) const override
    {
        Change change;
        change.kind = FileChange::Upload;
        change.arguments = {{u"name"_s, QString(word + u".txt"_s)}, {u"content"_s, m_short.key}, {u"size"_s, m_short.size}};
        return change;
    }
    Change conflictingChange() const override
    {
        return removalChange();
    }
    QByteArray bodyOf(const QString &word) const override
    {
        return "The body of " + word.toUtf8();
    }

private:
    static QByteArray path(const QString &collection, const QString &word)
    {
        return (collection.section(u'/', -2, -2) + u'/' + word + u".txt"_s).toUtf8();
    }
    void put(const QString &collection, const QString &word, const QByteArray &bytes)
    {
        if (!m_scene->put(path(collection, word), bytes)) {
            qFatal("not put");
        }
    }
    StagedContent stage(const QByteArray &bytes)
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"staged"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("no temporary file");
        }
        file.close();
        return waitedFor(m_scene->actions->stage(file.fileName())).value();
    }

    ServerFixture m_scene;
    QString m_disk;
    Account m_second;
    StagedContent m_short;
    StagedContent m_long;
};
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const Workplace workplace({u"apache"_s, u"lighttpd"_s, u"rclone"_s, u"cloud"_s});
    if (!workplace.isRunning()) {
        qWarning() << workplace.error();
        return 1;
    }
    int failed = 0;
    for (const auto *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
        qInfo() << server;
        SynchronizerContract contract([&workplace, server] {
            return std::make_unique<FileSubject>(workplace, QString::fromLatin1(server));
        });
        failed += QTest::qExec(&contract, argc, argv);
    }
    return failed;
}
