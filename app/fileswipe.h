// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/mirrorerasure.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Kontor
{

class Engines;
class FileCabinet;
class Housekeeping;

/// Erases the files of an account here when its server asks for that (Nextcloud remote wipe), and tells the server.
///
/// Everything in the store goes, also what waits to be sent: that is the purpose, and the server takes nothing any more.
/// Of real folders kept in step goes what is just as the server had it; what only is there stays. What was begun is noted
/// first and goes on at the next start, until the server has heard of it. GUI thread.
class FilesWipe : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        std::shared_ptr<Store> store;
        Engines *engines = nullptr;
        FileCabinet *files = nullptr;
        Housekeeping *housekeeping = nullptr;
    };
    explicit FilesWipe(Parts parts, QObject *parent = nullptr);

    void begin(const Account &account);

    /// What an earlier run of the program began; once the files have begun. No engine for the files of these may run.
    void goOn();
    static Result<QList<AccountId>> open(const Reader &reader); ///< accounts whose files are still to be erased

Q_SIGNALS:
    /// The files are gone from the store, and the account has none any more.
    void erased(AccountId account, const QString &sentence);
    void failed(const Kontor::Error &error); ///< it is tried again at the next start

private:
    struct Wipe {
        qint64 id = 0;
        Account account{}; ///< as it was
        bool isErased = false;
    };
    struct Mirrored {
        qint64 mirror = 0;
        QString path{};
        QList<MirrorEntry> journal{};
    };
    struct Found { ///< what is here
        QList<Mirrored> mirrored{};
        QList<ItemId> open{}; ///< of those that programs have open
        int unsent = 0;
    };
    void stopEngine(const Wipe &wipe);
    void look(const Wipe &wipe);
    void eraseFolders(const Wipe &wipe, const Found &found);
    void eraseRows(const Wipe &wipe, const Found &found, const QStringList &folders);
    void sweep(const Wipe &wipe);
    void confirm(const Wipe &wipe);
    void end(const Wipe &wipe, const Error &error);

    static Result<Found> find(const Reader &reader, AccountId account, const QList<ItemId> &open);
    static Result<void> erase(Transaction &transaction, const Wipe &wipe);

    Parts m_parts;
    QSet<AccountId> m_running;
};

}
