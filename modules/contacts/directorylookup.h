// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "store/store.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace Kontor
{

/// Looks people up in the directories of the accounts (LDAP). What they answer is kept in the
/// store: lists and completion show it from there, also without a connection. GUI thread.
class DirectoryLookup : public QObject
{
    Q_OBJECT
public:
    explicit DirectoryLookup(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~DirectoryLookup() override;

    void setAccounts(const QList<Account> &accounts);
    bool hasDirectory() const;

    /// Asks every directory for people with these words; answers how many were found. A newer
    /// question cancels this one. The error is the last directory's that did not answer.
    QFuture<Result<int>> search(const QString &words);
    void cancel();

    /// Fewer letters are not asked for: half a directory would be the answer.
    static constexpr int fewestLetters = 3;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
