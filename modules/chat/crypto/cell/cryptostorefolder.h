// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// The folder of one device's keys: "live" is the engine's, "good" a copy of it as it was when it last could be read,
/// "damaged-…" what could not be read. One program at a time. Plain files; cell process only.
class CryptoStoreFolder
{
public:
    explicit CryptoStoreFolder(const QString &path);
    ~CryptoStoreFolder();
    CryptoStoreFolder(const CryptoStoreFolder &) = delete;
    CryptoStoreFolder &operator=(const CryptoStoreFolder &) = delete;

    enum class Lock {
        Held,
        Elsewhere, ///< another program holds it
        Failed, ///< the folder cannot be written
    };
    Lock lock();

    bool isWritable() const; ///< there is room for what the database needs to be opened and to go on

    QString live() const;
    bool hasLive() const; ///< there are files of a database
    bool hasGood() const;

    /// Before the engine opens it, and after it closed it: a copy, which becomes "good" by keepCopy().
    bool copyLive();
    void keepCopy(); ///< what was copied could be read
    void dropCopy();

    /// Puts the last good state in the place of what is there now, which is moved aside.
    bool restore();

private:
    QString m_path;
    int m_lock = -1;
};

}
