// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/changeset.h"
#include "store/store.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

namespace Kontor
{

/// Tells file managers and dialogs which of the folders they have listed look different now (KDirNotify over D-Bus). On
/// the thread of the sockets.
class FolderNews : public QObject
{
    Q_OBJECT
public:
    explicit FolderNews(std::shared_ptr<Store> store, QObject *parent = nullptr);

    /// A folder was listed, and looked so (FileEntries::print()).
    void note(const QString &path, size_t print);

    /// The program has begun: who still shows what an earlier one listed looks again.
    void greet();

    static QUrl url(const QString &path);

private:
    void look();
    void looked(const QHash<QString, std::optional<size_t>> &found);

    std::shared_ptr<Store> m_store;
    QHash<QString, size_t> m_known; ///< by path
    QStringList m_order; ///< listed longest ago first
    QTimer m_pause;
    QElapsedTimer m_began; ///< the look under way
    bool m_isLooking = false;
    bool m_again = false;
};

}
