// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrortypes.h"

#include <QHash>

namespace Kontor
{

/// One file or folder, as far as it is here, there and in the journal; moved ones are recognised. Pointers lead into the
/// MirrorState.
struct MirrorNode {
    const MirrorLocal *local = nullptr;
    const MirrorRemote *remote = nullptr;
    const MirrorEntry *journal = nullptr;
    bool isFolder = false;
    bool isLimbo = false; ///< there it is on its way from one folder to another
    // The folders it is in, as numbers of nodes; 0: the mirrored folder itself, -1: it is not on that side.
    int localParent = -1;
    int remoteParent = -1;
    int journalParent = -1;
    QList<int> localChildren{};
    QList<int> remoteChildren{};

    QString localName() const;
    QString journalName() const;
};

/// Both sides and the journal laid over one another. A pure function of them.
///
/// What is the same thing on the two sides and in the journal: there, by the item; here, by inode, size and time where
/// the journal or the other side says it should be, or anywhere if nothing else is in its old place; else by name.
class MirrorTree
{
public:
    /// \p state must outlive the tree.
    explicit MirrorTree(const MirrorState &state);

    QList<MirrorNode> nodes; ///< the first is the mirrored folder itself

    /// Who has this path here; -1: nobody.
    int atLocal(const QString &path) const;
    /// Where it is here, or will be once it is made where it is there.
    QString localPath(int node) const;
    QString remotePath(int node) const;

    /// True if \p node is \p folder or somewhere in it, on that side.
    bool isLocallyIn(int node, int folder) const;
    bool isRemotelyIn(int node, int folder) const;

    /// As the file system here compares names.
    QString key(const QString &path) const;

private:
    void takeJournal();
    void takeRemote();
    void matchByInode();
    void matchHereByName();
    void matchThereByName();
    void addLocalRest();
    void addRemoteRest();
    void link();

    int journalNode(const QString &path);
    bool claim(int node, qsizetype local);
    bool claimAt(int node, const QString &path);
    bool isFree(qsizetype local, int node) const;
    int remoteFolderNode(ItemId folder) const;

    const MirrorState &m_state;
    QHash<QString, qsizetype> m_localByPath;
    QMultiHash<QString, qsizetype> m_localByKey;
    QList<int> m_localNode; ///< by index; -1: unclaimed
    QHash<ItemId, int> m_remoteNode;
    QHash<ItemId, const MirrorRemote *> m_remoteByItem;
    QHash<ItemId, QList<const MirrorRemote *>> m_remoteByParent;
    QHash<QString, int> m_journalNode; ///< by path
    QList<std::pair<QString, int>> m_journalOrder; ///< parents first
};

/// "a/b" of "a/b/c.txt"; empty at the top.
QString mirrorParent(const QString &path);
QString mirrorName(const QString &path);
QString mirrorPath(const QString &folder, const QString &name);

}
