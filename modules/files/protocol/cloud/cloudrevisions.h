// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <deque>

namespace Kontor
{

/// Which revisions of files followed others without any change of content, because they were locked or unlocked from here.
/// Remembers the latest ones only. One thread.
class CloudRevisions
{
public:
    /// Nothing where one of them is not known, or nothing changed.
    void note(const QString &href, const QString &before, const QString &after);

    /// The latest revision with the content of \p revision; itself if no other is known.
    QString now(const QString &href, const QString &revision) const;

private:
    using Key = std::pair<QString, QString>; ///< href and revision

    QHash<Key, QString> m_after;
    std::deque<Key> m_order;
};

}
