// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/noteprojector.h"
#include "sync/collection.h"

#include <QMap>
#include <QObject>

#include <functional>

namespace Kontor
{

/// A server of notes in memory, with every vice the contract has to live with. One thread.
class MemoryServer : public QObject
{
    Q_OBJECT
public:
    /// Whether a fault strikes before the server acts or only its answer gets lost.
    enum class Strikes { BeforeEffect, AfterEffect };

    struct Item {
        Note note{};
        qint64 revision = 0;
        QByteArray body{};
    };
    struct Folder {
        QString name{};
        QString role{};
        Rights rights = allRights;
        QMap<QString, Item> items{}; ///< by remote id
        QMap<qint64, QString> tombstones{}; ///< revision → remote id
        qint64 epoch = 1; ///< changes when remote ids lose their meaning
    };

    // What people do on the server with other clients.
    QString addFolder(const QString &name, const QString &role = {});
    void removeFolder(const QString &folder);
    void renameFolder(const QString &folder, const QString &name);
    QString addItem(const QString &folder, const QString &uid, const QString &text, const QByteArray &body = {});
    void setText(const QString &folder, const QString &item, const QString &text);
    void changeFlags(const QString &folder, const QString &item, const QStringList &add, const QStringList &remove);
    void removeItem(const QString &folder, const QString &item);
    QString moveItem(const QString &folder, const QString &item, const QString &target);
    void renumber(const QString &folder); ///< all remote ids and tokens become void

    /// "folder/uid text [flags]" of everything, sorted; to be compared with the store.
    QStringList listing() const;
    QString find(const QString &folder, const QString &uid) const; ///< remote id

    // How it behaves.
    bool keepsTombstones = true;
    bool tellsNewIds = true; ///< after moves and creations
    bool tellsPayloads = true; ///< in receipts
    bool sendsPartialWords = true; ///< flags alone where only they changed
    bool remembersStates = true; ///< isCurrent() can tell
    bool authorizes = true;
    int pageSize = 0; ///< items a pull; 0: all
    int quota = 1'000'000; ///< items
    qint64 rangeSize = 0; ///< bytes a fetch; 0: all
    std::chrono::milliseconds latency{0};
    bool answersAtOnce = false; ///< without a turn of the event loop: for measuring

    /// The n-th reply from now (1 is the next) fails. Kind may be empty: any call.
    void failReply(int n, Strikes strikes, const Error &error, const QString &call = {});
    /// What failReply() ordered and has not struck yet never will.
    void forgetFaults()
    {
        m_faults.clear();
    }
    int replies() const
    {
        return m_replies;
    }

    struct Fault {
        int at = 0;
        Strikes strikes = Strikes::BeforeEffect;
        Error error{};
        QString call{};
    };
    std::optional<Fault> nextFault(const QString &call);

    std::function<void()> afterEffect; ///< called after each call was carried out, before its answer

    // For the synchronizer.
    QMap<QString, Folder> folders;
    QStringList sent; ///< uids, in order; doubles show
    QStringList calls; ///< what was asked, in order
    qint64 revision = 0;
    qint64 touch(const QString &folder); ///< the next revision, announced

Q_SIGNALS:
    void changed(const QString &folder);
    void foldersChanged();

private:
    QList<Fault> m_faults;
    int m_replies = 0;
    int m_nextId = 1;
};

}
