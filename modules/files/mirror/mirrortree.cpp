// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrortree.h"

#include "files/filename.h"

#include <algorithm>

namespace Kontor
{

QString mirrorParent(const QString &path)
{
    return path.left(std::max<qsizetype>(path.lastIndexOf(u'/'), 0));
}

QString mirrorName(const QString &path)
{
    return path.mid(path.lastIndexOf(u'/') + 1);
}

QString mirrorPath(const QString &folder, const QString &name)
{
    return folder.isEmpty() ? name : QString(folder + u'/' + name);
}

QString MirrorNode::localName() const
{
    return local ? mirrorName(local->path) : QString();
}

QString MirrorNode::journalName() const
{
    return journal ? mirrorName(journal->path) : QString();
}

MirrorTree::MirrorTree(const MirrorState &state)
    : m_state(state)
{
    nodes.append(MirrorNode{.isFolder = true});
    m_localNode.fill(-1, state.local.size());
    for (qsizetype at = 0; at < state.local.size(); ++at) {
        m_localByPath.insert(state.local[at].path, at);
        m_localByKey.insert(key(state.local[at].path), at);
    }
    for (const auto &one : state.remote) {
        m_remoteByItem.insert(one.item, &one);
        m_remoteByParent[one.parent].append(&one);
    }
    takeJournal();
    takeRemote();
    matchByInode();
    matchHereByName();
    matchThereByName();
    addLocalRest();
    addRemoteRest();
    link();
}

QString MirrorTree::key(const QString &path) const
{
    return m_state.isCaseBlind ? FileName::folded(path) : path.normalized(QString::NormalizationForm_C);
}

int MirrorTree::journalNode(const QString &path)
{
    if (path.isEmpty()) {
        return 0;
    }
    if (const auto known = m_journalNode.constFind(path); known != m_journalNode.cend()) {
        return *known;
    }
    // A journal may have lost the entry of a folder and kept those of what is in it.
    const int parent = journalNode(mirrorParent(path));
    const int number = int(nodes.size());
    nodes.append(MirrorNode{.isFolder = true, .journalParent = parent});
    m_journalNode.insert(path, number);
    m_journalOrder.append({path, number});
    return number;
}

void MirrorTree::takeJournal()
{
    QList<const MirrorEntry *> sorted;
    for (const auto &entry : m_state.journal) {
        sorted << &entry;
    }
    std::ranges::sort(sorted, {}, [](const MirrorEntry *entry) -> const QString & {
        return entry->path;
    });
    for (const auto *entry : sorted) {
        const int node = journalNode(entry->path);
        nodes[node].journal = entry;
        nodes[node].isFolder = entry->isFolder;
        nodes[node].isLimbo = m_state.limbo.contains(entry->item);
    }
}

void MirrorTree::takeRemote()
{
    for (const auto &[path, number] : m_journalOrder) {
        auto &node = nodes[number];
        const auto *remote = node.journal ? m_remoteByItem.value(node.journal->item) : nullptr;
        if (remote && remote->isFolder == node.isFolder && !m_remoteNode.contains(remote->item)) {
            node.remote = remote;
            m_remoteNode.insert(remote->item, number);
        }
    }
}

bool MirrorTree::isFree(qsizetype local, int node) const
{
    return m_localNode[local] < 0 && m_state.local[local].isFolder == nodes[node].isFolder;
}

bool MirrorTree::claim(int node, qsizetype local)
{
    nodes[node].local = &m_state.local[local];
    m_localNode[local] = node;
    return true;
}

bool MirrorTree::claimAt(int node, const QString &path)
{
    if (const auto found = m_localByPath.constFind(path); found != m_localByPath.cend() && isFree(*found, node)) {
        return claim(node, *found);
    }
    const auto alike = m_localByKey.equal_range(key(path));
    for (auto at = alike.first; at != alike.second; ++at) {
        if (isFree(*at, node)) {
            return claim(node, *at);
        }
    }
    return false;
}

void MirrorTree::matchByInode()
{
    if (m_state.isElsewhere) {
        return; // numbers of another file system say nothing
    }
    const auto isSame = [this](const MirrorEntry &entry, qsizetype local) {
        const auto &stat = m_state.local[local].stat;
        return stat.inode != 0 && (entry.isFolder ? stat.inode == entry.stat.inode : stat.isProbably(entry.stat));
    };
    QMultiHash<quint64, qsizetype> byInode;
    for (qsizetype at = 0; at < m_state.local.size(); ++at) {
        byInode.insert(m_state.local[at].stat.inode, at);
    }
    const auto claimIfSame = [&](int node, const QString &path) {
        const auto found = m_localByPath.constFind(path);
        return found != m_localByPath.cend() && isFree(*found, node) && isSame(*nodes[node].journal, *found) && claim(node, *found);
    };
    // Where it was; then where it is there now; then anywhere, but only if nothing else took its place: who writes a new
    // file under the old name means a new version of it.
    for (const auto &[path, number] : m_journalOrder) {
        if (nodes[number].journal) {
            claimIfSame(number, path);
        }
    }
    for (const auto &[path, number] : m_journalOrder) {
        const auto &node = nodes[number];
        if (node.journal && !node.local && node.remote) {
            QString there = node.remote->name;
            auto parent = node.remote->parent;
            for (int depth = 0; parent && depth < 1000; ++depth) {
                const auto *folder = m_remoteByItem.value(parent);
                if (!folder) {
                    break;
                }
                there = mirrorPath(folder->name, there);
                parent = folder->parent;
            }
            claimIfSame(number, there);
        }
    }
    for (const auto &[path, number] : m_journalOrder) {
        const auto &node = nodes[number];
        if (!node.journal || node.local) {
            continue;
        }
        const auto inPlace = m_localByPath.constFind(path);
        if (inPlace != m_localByPath.cend() && isFree(*inPlace, number)) {
            continue;
        }
        const auto same = byInode.equal_range(node.journal->stat.inode);
        qsizetype best = -1;
        for (auto at = same.first; at != same.second; ++at) {
            if (isFree(*at, number) && isSame(*node.journal, *at) && (best < 0 || m_state.local[*at].path < m_state.local[best].path)) {
                best = *at;
            }
        }
        if (best >= 0) {
            claim(number, best);
        }
    }
}

void MirrorTree::matchHereByName()
{
    for (const auto &[path, number] : m_journalOrder) {
        if (nodes[number].local) {
            continue;
        }
        const int parent = nodes[number].journalParent;
        if (parent == 0 || nodes[parent].local) {
            claimAt(number, mirrorPath(parent == 0 ? QString() : nodes[parent].local->path, mirrorName(path)));
        } else if (!nodes[parent].journal) {
            claimAt(number, path); // its folder is known under another name, as it has two places
        }
    }
}

int MirrorTree::remoteFolderNode(ItemId folder) const
{
    return folder ? m_remoteNode.value(folder, -1) : 0;
}

void MirrorTree::matchThereByName()
{
    for (const auto &[path, number] : m_journalOrder) {
        auto &node = nodes[number];
        const int parent = node.journalParent;
        if (node.remote || node.isLimbo || (parent != 0 && !nodes[parent].remote)) {
            continue;
        }
        const auto name = mirrorName(path);
        const MirrorRemote *best = nullptr;
        for (const auto *one : m_remoteByParent.value(parent == 0 ? ItemId{} : nodes[parent].remote->item)) {
            const bool isFree = !m_remoteNode.contains(one->item) && one->isFolder == node.isFolder;
            if (isFree && (one->name == name || (!best && key(one->name) == key(name)))) {
                best = one;
            }
        }
        if (best) {
            node.remote = best;
            m_remoteNode.insert(best->item, number);
        }
    }
}

void MirrorTree::addLocalRest()
{
    for (qsizetype at = 0; at < m_state.local.size(); ++at) {
        if (m_localNode[at] < 0) {
            const int number = int(nodes.size());
            nodes.append(MirrorNode{.isFolder = m_state.local[at].isFolder});
            claim(number, at);
        }
    }
}

void MirrorTree::addRemoteRest()
{
    // Those that are only here, by the node of their folder and their name.
    QHash<std::pair<int, QString>, QList<int>> onlyHere;
    for (qsizetype at = 0; at < m_state.local.size(); ++at) {
        const auto &local = m_state.local[at];
        const int number = m_localNode[at];
        if (nodes[number].remote || nodes[number].journal) {
            continue;
        }
        const auto folder = mirrorParent(local.path);
        const int parent = folder.isEmpty() ? 0 : atLocal(folder);
        onlyHere[{parent, key(mirrorName(local.path))}].append(number);
    }
    QList<ItemId> folders{ItemId{}};
    QSet<ItemId> seen;
    while (!folders.isEmpty()) {
        const auto folder = folders.takeFirst();
        if (seen.contains(folder)) {
            continue;
        }
        seen << folder;
        const int parent = remoteFolderNode(folder);
        for (const auto *one : m_remoteByParent.value(folder)) {
            if (one->isFolder) {
                folders << one->item;
            }
            if (m_remoteNode.contains(one->item)) {
                continue;
            }
            int number = -1;
            for (const int candidate : onlyHere.value({parent, key(one->name)})) {
                const auto &node = nodes[candidate];
                const bool isBetter = number < 0 || node.localName() == one->name;
                if (!node.remote && node.isFolder == one->isFolder && isBetter) {
                    number = candidate;
                }
            }
            if (number < 0) {
                number = int(nodes.size());
                nodes.append(MirrorNode{.isFolder = one->isFolder});
            }
            nodes[number].remote = one;
            m_remoteNode.insert(one->item, number);
        }
    }
}

void MirrorTree::link()
{
    for (int number = 1; number < nodes.size(); ++number) {
        auto &node = nodes[number];
        if (node.local) {
            const auto folder = mirrorParent(node.local->path);
            node.localParent = folder.isEmpty() ? 0 : atLocal(folder);
        }
        if (node.remote) {
            node.remoteParent = remoteFolderNode(node.remote->parent);
        }
    }
    for (int number = 1; number < nodes.size(); ++number) {
        if (const int parent = nodes[number].localParent; parent >= 0) {
            nodes[parent].localChildren << number;
        }
        if (const int parent = nodes[number].remoteParent; parent >= 0) {
            nodes[parent].remoteChildren << number;
        }
    }
}

int MirrorTree::atLocal(const QString &path) const
{
    if (path.isEmpty()) {
        return 0;
    }
    const auto found = m_localByPath.constFind(path);
    if (found != m_localByPath.cend()) {
        return m_localNode[*found];
    }
    if (m_state.isCaseBlind) {
        const auto alike = m_localByKey.constFind(key(path));
        return alike == m_localByKey.cend() ? -1 : m_localNode[*alike];
    }
    return -1;
}

QString MirrorTree::localPath(int number) const
{
    if (number == 0) {
        return {};
    }
    const auto &node = nodes[number];
    if (node.local) {
        return node.local->path;
    }
    if (node.remote && node.remoteParent >= 0) {
        return mirrorPath(localPath(node.remoteParent), node.remote->name);
    }
    return node.journal ? node.journal->path : QString();
}

QString MirrorTree::remotePath(int number) const
{
    if (number == 0) {
        return {};
    }
    const auto &node = nodes[number];
    if (node.remote && node.remoteParent >= 0) {
        return mirrorPath(remotePath(node.remoteParent), node.remote->name);
    }
    return node.local ? node.local->path : (node.journal ? node.journal->path : QString());
}

bool MirrorTree::isLocallyIn(int node, int folder) const
{
    for (; node > 0; node = nodes[node].localParent) {
        if (node == folder) {
            return true;
        }
    }
    return node == folder;
}

bool MirrorTree::isRemotelyIn(int node, int folder) const
{
    for (; node > 0; node = nodes[node].remoteParent) {
        if (node == folder) {
            return true;
        }
    }
    return node == folder;
}

}
