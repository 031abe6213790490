// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/memorysynchronizer.h"
#include "support/noteprojector.h"
#include "support/temporarystore.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

namespace Kontor
{

/// A store with one resource of notes, the outbox before it, and engines for a MemoryServer.
class SyncFixture
{
public:
    explicit SyncFixture(const QString &folder = {});
    ~SyncFixture();

    /// Makes an engine; the last one must have stopped.
    SyncEngine &startEngine(SyncEngine::Options options = {});
    void stopEngine(); ///< and waits for it
    Result<void> round(); ///< one round with the engine, which is made if there is none

    void reopen(); ///< closes everything and opens the store anew, as after a start of the program

    CollectionId collection(const QString &name);
    ItemId item(const QString &uid); ///< the youngest with that uid
    QStringList listing(); ///< as MemoryServer::listing(), of what the user sees
    QStringList payloads(); ///< the same of what the server last said
    QList<Change> changes();
    qint64 number(const QByteArray &sql); ///< the first number of a query

    // What the user does.
    Result<ChangeId> change(const QString &uid, const QString &kind, const QCborMap &arguments = {});
    Result<ChangeId> addFlag(const QString &uid, const QString &flag);
    Result<ChangeId> setText(const QString &uid, const QString &text, const QString &insteadOf = {});
    Result<ChangeId> move(const QString &uid, const QString &folder);
    Result<ChangeId> remove(const QString &uid);
    Result<ChangeId> create(const QString &folder, const QString &uid, const QString &text, const QString &kind = NoteChange::Create);
    Result<ChangeId> createFolder(const QString &name);

    MemoryServer server;
    std::shared_ptr<NoteProjector> projector = std::make_shared<NoteProjector>();
    TemporaryStore store;
    ResourceId resource{};
    std::unique_ptr<Outbox> outbox;
    std::unique_ptr<SyncEngine> engine;
    MemorySynchronizer *synchronizer = nullptr; ///< the engine's

private:
    void open();
};

}
