// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorplanner.h"

#include "files/filename.h"
#include "files/mirror/mirrorplan.h"

#include <KLocalizedString>

#include <QMap>

#include <algorithm>
#include <numeric>

namespace Kontor
{

MirrorAgenda MirrorPlan::agenda(const MirrorState &state)
{
    return MirrorPlanner(state).plan();
}

MirrorEntry MirrorPlan::noted(const MirrorStep &step, const MirrorEntry *before)
{
    constexpr qsizetype mostPast = 12;
    MirrorEntry entry{.path = step.path, .isFolder = step.isFolder, .item = step.remote.item, .version = step.remote.version(), .revision = step.remote.revision,
                      .fileId = step.remote.fileId, .modified = step.remote.modified, .stat = step.local.stat, .hash = step.local.hash};
    if (step.isFolder) {
        entry.version = QStringLiteral("");
        entry.revision = QStringLiteral("");
        entry.modified = 0;
        entry.hash = QByteArray("");
        return entry;
    }
    if (step.local.isYoung) {
        entry.stat.ctime = 0;
    }
    if (before && !before->isFolder) {
        if (entry.hash.isEmpty()) {
            entry.hash = before->hash;
        }
        entry.past = before->past;
        if (entry.hash != before->hash) {
            entry.past.prepend({before->hash, before->revision, before->modified});
            entry.past.resize(std::min(entry.past.size(), mostPast));
        }
    }
    return entry;
}

MirrorPlanner::MirrorPlanner(const MirrorState &state)
    : m_state(state)
    , m_tree(state)
    , m_heldPaths(state.held + state.others)
{
    QList<QString> paths;
    for (int number = 0; number < m_tree.nodes.size(); ++number) {
        paths << m_tree.localPath(number);
        const auto &node = m_tree.nodes[number];
        if (node.remote && node.remoteParent >= 0) {
            m_namesThere[{node.remoteParent, FileName::folded(node.remote->name)}] << number;
        }
    }
    m_order.resize(m_tree.nodes.size() - 1);
    std::iota(m_order.begin(), m_order.end(), 1);
    std::ranges::stable_sort(m_order, {}, [&paths](int number) -> const QString & {
        return paths[number];
    });
}

MirrorAgenda MirrorPlanner::plan()
{
    tellOthers();
    planMoves();
    if (!m_agenda.steps.isEmpty()) {
        return m_agenda;
    }
    m_removableHere.clear(); // what waits is known only now
    m_removableThere.clear();
    for (const int number : std::as_const(m_order)) {
        planContent(number);
    }
    if (m_agenda.steps.isEmpty()) {
        breakDeadlock();
    }
    // What removes comes last: should anything be wrong, the rest is safe by then.
    std::ranges::stable_sort(m_agenda.steps, {}, [](const MirrorStep &step) {
        switch (step.kind) {
        case Kind::Note:
        case Kind::MakeLocalFolder:
        case Kind::MakeRemoteFolder:
            return 0;
        case Kind::RemoveLocal:
        case Kind::RemoveRemote:
            return 2;
        case Kind::Forget:
            return 3;
        default:
            return 1;
        }
    });
    countRemovals();
    return m_agenda;
}

void MirrorPlanner::countRemovals()
{
    const auto files = std::ranges::count_if(m_state.journal, [](const MirrorEntry &entry) {
        return !entry.isFolder;
    });
    const auto isMuch = [files](qsizetype count) {
        return (count >= MirrorPlan::manyRemovals && count * 2 > files) || (count >= MirrorPlan::allRemovals && count == files);
    };
    const bool isSuspicious = isMuch(m_removedHere) || isMuch(m_removedThere) || ((m_state.isElsewhere || m_state.isDoubtful) && m_removedThere > 0);
    if (isSuspicious && !m_state.mayRemoveMuch) {
        m_agenda.steps.clear();
        m_agenda.areRemovalsHere = m_removedHere > m_removedThere;
        m_agenda.removals = int(std::max(m_removedHere, m_removedThere));
    }
}

void MirrorPlanner::tellOthers()
{
    if (m_state.others.isEmpty()) {
        return;
    }
    QMap<QString, int> told;
    const auto look = [&](QString path, int number) {
        for (; !path.isEmpty(); path = mirrorParent(path)) {
            if (m_state.others.contains(path)) {
                told.insert(path, number);
            }
        }
    };
    for (const int number : std::as_const(m_order)) {
        const auto &node = m_tree.nodes[number];
        if (node.remote && node.remoteParent >= 0) {
            look(m_tree.remotePath(number), number);
            look(node.journal ? node.journal->path : QString(), number);
        }
    }
    for (const auto &[path, number] : told.asKeyValueRange()) {
        tell(path,
             i18nc("@info", "A link, another disk or something else that is no file lies here. It is left alone, and so is what the server has under this name."),
             FileName::free(mirrorName(path), QStringList{mirrorName(path)} + siblings(m_tree.atLocal(mirrorParent(path)))));
    }
}

// ---------------------------------------------------------------- what is known

bool MirrorPlanner::isHeld(int number) const
{
    if (m_heldPaths.isEmpty()) {
        return false;
    }
    const auto isIn = [this](QString path) {
        for (; !path.isEmpty(); path = mirrorParent(path)) {
            if (m_heldPaths.contains(path)) {
                return true;
            }
        }
        return false;
    };
    const auto &node = m_tree.nodes[number];
    return isIn(m_tree.localPath(number)) || isIn(m_tree.remotePath(number)) || (node.journal && isIn(node.journal->path));
}

bool MirrorPlanner::isBlocked(int number) const
{
    const auto isStopped = [this](int at) {
        return m_blocked.contains(at) || m_waiting.contains(at) || m_givenWay.contains(at) || m_tree.nodes[at].isLimbo || isHeld(at);
    };
    for (int at = number; at > 0; at = m_tree.nodes[at].localParent) {
        if (isStopped(at)) {
            return true;
        }
    }
    for (int at = number; at > 0; at = m_tree.nodes[at].remoteParent) {
        if (isStopped(at)) {
            return true;
        }
    }
    return false;
}

MirrorPlanner::Answer MirrorPlanner::isChangedHere(const MirrorNode &node) const
{
    if (node.local->stat.isCertainly(node.journal->stat)) {
        return Answer::No;
    }
    if (node.local->stat.size != node.journal->stat.size) {
        return Answer::Yes;
    }
    if (node.local->hash.isEmpty()) {
        return Answer::Unknown;
    }
    return node.local->hash == node.journal->hash ? Answer::No : Answer::Yes;
}

MirrorPlanner::Answer MirrorPlanner::isChangedThere(const MirrorNode &node) const
{
    if (node.remote->version() == node.journal->version) {
        return Answer::No;
    }
    if (node.remote->hash.isEmpty()) {
        return Answer::Unknown;
    }
    return node.remote->hash == node.journal->hash ? Answer::No : Answer::Yes;
}

bool MirrorPlanner::isOneVersionOfMany(const MirrorNode &node) const
{
    const bool isSameFile = node.journal && !node.remote->fileId.isEmpty() && node.remote->fileId == node.journal->fileId;
    const bool isNewer = node.journal && node.remote->modified > node.journal->modified; // else an older state was put back
    return m_state.features.versions && isSameFile && isNewer;
}

bool MirrorPlanner::isEditSuspicious(const MirrorNode &node) const
{
    const auto wasHere = [&node] {
        return std::ranges::any_of(node.journal->past, [&node](const MirrorPast &past) {
            return past.hash == node.local->hash;
        });
    };
    return m_state.isDoubtful || (m_state.isElsewhere && wasHere());
}

bool MirrorPlanner::wasPutBack(const MirrorNode &node) const
{
    return std::ranges::any_of(node.journal->past, [&remote = *node.remote](const MirrorPast &past) {
        return (!past.revision.isEmpty() && past.revision == remote.revision) || past.hash == remote.hash;
    });
}

MirrorPlanner::Answer MirrorPlanner::isRemovableHere(int number)
{
    if (const auto known = m_removableHere.constFind(number); known != m_removableHere.cend()) {
        return *known;
    }
    const auto &node = m_tree.nodes[number];
    auto answer = Answer::Yes;
    if (!node.local || node.remote || !node.journal || node.local->holdsOthers || isBlocked(number)) {
        answer = Answer::No;
    } else if (!node.isFolder) {
        const auto changed = isChangedHere(node);
        answer = changed == Answer::No ? Answer::Yes : (changed == Answer::Yes ? Answer::No : Answer::Unknown);
    }
    for (const int child : node.localChildren) {
        if (answer == Answer::No) {
            break;
        }
        const auto one = isRemovableHere(child);
        answer = one == Answer::Yes ? answer : one;
    }
    m_removableHere.insert(number, answer);
    return answer;
}

MirrorPlanner::Answer MirrorPlanner::isRemovableThere(int number)
{
    if (const auto known = m_removableThere.constFind(number); known != m_removableThere.cend()) {
        return *known;
    }
    const auto &node = m_tree.nodes[number];
    auto answer = Answer::Yes;
    if (!node.remote || node.local || !node.journal || !node.remote->rights.testFlag(FileRight::Remove) || isBlocked(number)) {
        answer = Answer::No;
    } else if (!node.isFolder) {
        const auto changed = isChangedThere(node);
        answer = changed == Answer::No ? Answer::Yes : (changed == Answer::Yes ? Answer::No : Answer::Unknown);
    }
    for (const int child : node.remoteChildren) {
        if (answer == Answer::No) {
            break;
        }
        const auto one = isRemovableThere(child);
        answer = one == Answer::Yes ? answer : one;
    }
    m_removableThere.insert(number, answer);
    return answer;
}

MirrorPlanner::Answer MirrorPlanner::isSentUp(int number)
{
    if (const auto known = m_sentUp.constFind(number); known != m_sentUp.cend()) {
        return *known;
    }
    const auto &node = m_tree.nodes[number];
    auto answer = Answer::No;
    if (node.local && !node.remote && !node.isLimbo) {
        if (!node.isFolder) {
            answer = node.journal ? isChangedHere(node) : Answer::Yes;
        } else {
            for (const int child : node.localChildren) {
                const auto one = isSentUp(child);
                answer = one == Answer::Yes || answer == Answer::No ? one : answer;
                if (answer == Answer::Yes) {
                    break;
                }
            }
            const bool isEmpty = node.localChildren.isEmpty() && !node.local->isEmptyButOthers && !node.local->holdsOthers;
            if (!node.journal && isEmpty) {
                answer = Answer::Yes;
            }
        }
    }
    m_sentUp.insert(number, answer);
    return answer;
}

// ---------------------------------------------------------------- what to do

void MirrorPlanner::planContent(int number)
{
    const auto &node = m_tree.nodes[number];
    if (isBlocked(number) || m_misplaced.contains(number)) {
        return;
    }
    if (!node.local && !node.remote) {
        if (node.journal) {
            forget(number);
        }
    } else if (node.isFolder) {
        planFolder(number);
    } else if (node.local && node.remote) {
        if (node.journal) {
            planBoth(number);
        } else {
            planPairWithoutJournal(number);
        }
    } else if (node.local) {
        planOnlyHere(number);
    } else {
        planOnlyThere(number);
    }
}

void MirrorPlanner::planFolder(int number)
{
    const auto &node = m_tree.nodes[number];
    if (node.local && node.remote) {
        note(number);
        return;
    }
    if (node.local) {
        const auto removable = node.journal ? isRemovableHere(number) : Answer::No;
        const auto sent = isSentUp(number);
        if (removable == Answer::Yes) {
            removeHere(number);
        } else if (sent == Answer::Yes) {
            sendUp(number);
        } else if (node.journal && removable == Answer::No && sent == Answer::No) {
            // What remains in it stays where it is, and is nothing for the server.
            const bool isLeft = std::ranges::all_of(node.localChildren, [this](int child) {
                return !m_tree.nodes[child].remote && !isBlocked(child);
            });
            if (isLeft) {
                forget(number);
            }
        }
        return;
    }
    const auto removable = node.journal ? isRemovableThere(number) : Answer::No;
    if (removable == Answer::Yes) {
        removeThere(number);
    } else if (removable == Answer::No) {
        bringDown(number, Kind::MakeLocalFolder);
    }
}

void MirrorPlanner::planBoth(int number)
{
    const auto &node = m_tree.nodes[number];
    const auto here = isChangedHere(node);
    const auto there = isChangedThere(node);
    if (here == Answer::Unknown) {
        m_agenda.steps << step(Kind::HashLocal, number);
    } else if (there == Answer::No && here == Answer::No) {
        note(number);
    } else if (there == Answer::No && m_state.isElsewhere && node.local->hash.isEmpty()) {
        m_agenda.steps << step(Kind::HashLocal, number);
    } else if (there == Answer::No && !isEditSuspicious(node)) {
        sendUp(number);
    } else if (there == Answer::No) {
        bringDown(number, Kind::KeepBoth); // perhaps an older state was put back here
    } else if (there == Answer::Unknown && (here == Answer::Yes || !node.journal->past.isEmpty())) {
        m_agenda.steps << step(Kind::HashRemote, number);
    } else if (here == Answer::No) {
        bringDown(number, there == Answer::Yes && wasPutBack(node) ? Kind::KeepBoth : Kind::Download);
    } else if (node.local->hash.isEmpty()) {
        m_agenda.steps << step(Kind::HashLocal, number);
    } else if (node.local->hash == node.remote->hash) {
        note(number);
    } else {
        bringDown(number, Kind::KeepBoth);
    }
}

void MirrorPlanner::planPairWithoutJournal(int number)
{
    const auto &node = m_tree.nodes[number];
    if (node.remote->size >= 0 && node.remote->size != node.local->stat.size && node.remote->hash.isEmpty()) {
        bringDown(number, Kind::KeepBoth);
    } else if (node.local->hash.isEmpty()) {
        m_agenda.steps << step(Kind::HashLocal, number);
    } else if (node.remote->hash.isEmpty()) {
        m_agenda.steps << step(Kind::HashRemote, number);
    } else if (node.local->hash == node.remote->hash) {
        note(number);
    } else {
        bringDown(number, Kind::KeepBoth);
    }
}

void MirrorPlanner::planOnlyHere(int number)
{
    const auto &node = m_tree.nodes[number];
    if (!node.journal) {
        sendUp(number);
        return;
    }
    const auto changed = isChangedHere(node);
    if (changed == Answer::Unknown) {
        m_agenda.steps << step(Kind::HashLocal, number);
    } else if (changed == Answer::Yes) {
        sendUp(number);
    } else {
        removeHere(number);
    }
}

void MirrorPlanner::planOnlyThere(int number)
{
    const auto &node = m_tree.nodes[number];
    if (!node.journal) {
        bringDown(number, Kind::Download);
        return;
    }
    const auto changed = isChangedThere(node);
    if (changed == Answer::Unknown) {
        m_agenda.steps << step(Kind::HashRemote, number);
    } else if (isRemovableThere(number) == Answer::Yes) {
        removeThere(number);
    } else {
        bringDown(number, Kind::Download); // changed there meanwhile, or not to be removed by this person
    }
}

// ---------------------------------------------------------------- steps

void MirrorPlanner::tell(const QString &path, const QString &sentence, const QString &proposal)
{
    m_agenda.problems << MirrorProblem{path, sentence, proposal};
}

MirrorStep MirrorPlanner::step(Kind kind, int number) const
{
    const auto &node = m_tree.nodes[number];
    MirrorStep made{.kind = kind, .path = m_tree.localPath(number), .isFolder = node.isFolder};
    if (node.local) {
        made.local = *node.local;
    }
    if (node.remote) {
        made.remote = *node.remote;
    }
    if (node.journal) {
        made.journalPath = node.journal->path;
    }
    return made;
}

MirrorRemote MirrorPlanner::remoteFolder(int number) const
{
    return number > 0 && m_tree.nodes[number].remote ? *m_tree.nodes[number].remote : MirrorRemote{.isFolder = true, .rights = number > 0 ? allFileRights : m_state.topRights};
}

QStringList MirrorPlanner::siblings(int folder) const
{
    QStringList names;
    if (folder >= 0) {
        for (const int child : m_tree.nodes[folder].localChildren) {
            names << m_tree.nodes[child].localName();
        }
        for (const int child : m_tree.nodes[folder].remoteChildren) {
            names << m_tree.nodes[child].remote->name;
        }
    }
    return names;
}

void MirrorPlanner::note(int number)
{
    const auto &node = m_tree.nodes[number];
    const auto wanted = step(Kind::Note, number);
    // Below a folder that keeps its place on both sides the path alone tells.
    const bool isSamePlace = node.journal && node.journalParent == node.localParent && node.journalName() == node.localName();
    if (isSamePlace || (node.journal && node.journal->path == wanted.path)) {
        auto entry = MirrorPlan::noted(wanted, node.journal);
        entry.path = node.journal->path; // a folder above may have been renamed: its own note says so
        const bool isSame = node.isFolder ? entry.item == node.journal->item && entry.stat.inode == node.journal->stat.inode : entry == *node.journal;
        if (isSame) {
            return;
        }
    }
    m_agenda.steps << wanted;
}

void MirrorPlanner::forget(int number)
{
    auto gone = step(Kind::Forget, number);
    gone.path = m_tree.nodes[number].journal->path;
    m_agenda.steps << gone;
}

void MirrorPlanner::bringDown(int number, Kind kind)
{
    const auto &node = m_tree.nodes[number];
    const auto path = m_tree.localPath(number);
    if (!node.local) {
        const int occupant = m_tree.atLocal(path);
        if (occupant >= 0) {
            const auto &other = m_tree.nodes[occupant];
            const bool goesAway = isBlocked(occupant) || isRemovableHere(occupant) != Answer::No;
            if (other.remote) {
                tell(path,
                     i18nc("@info", "On the server there are two names here that this computer cannot keep apart: “%1” and “%2”.", other.remote->name, node.remote->name),
                     FileName::free(node.remote->name, siblings(node.remoteParent)));
                m_blocked << number;
            } else {
                if (!goesAway) {
                    giveWay(occupant);
                }
                m_blocked << number;
            }
            return;
        }
        auto &names = m_namesHere[{node.remoteParent, m_tree.key(node.remote->name)}];
        const bool isTwin = std::ranges::any_of(names, [&](int other) {
            return m_state.isCaseBlind || m_tree.nodes[other].remote->name == node.remote->name;
        });
        names << number;
        if (isTwin) {
            tell(path,
                 i18nc("@info", "On the server there are two names here that this computer cannot keep apart: “%1” and “%2”.",
                       m_tree.nodes[names.first()].remote->name,
                       node.remote->name),
                 FileName::free(node.remote->name, siblings(node.remoteParent)));
            m_blocked << number;
            return;
        }
    }
    auto down = step(kind, number);
    down.isKept = kind == Kind::Download && node.local && !isOneVersionOfMany(node);
    m_agenda.steps << down;
}

void MirrorPlanner::sendUp(int number)
{
    const auto &node = m_tree.nodes[number];
    if (node.remote) {
        if (!node.remote->rights.testFlag(FileRight::Write)) {
            tell(node.local->path, i18nc("@info", "You may not change “%1” on the server, so your version stays on this computer only.", node.localName()));
            return;
        }
        m_agenda.steps << step(Kind::Upload, number);
        return;
    }
    const int folder = node.localParent;
    const auto name = node.localName();
    if (const auto problem = FileName::problem(name, m_state.features); !problem.isEmpty()) {
        tell(node.local->path, problem, FileName::free(FileName::proposal(name, m_state.features), siblings(folder)));
        m_blocked << number;
        return;
    }
    auto &names = m_namesThere[{folder, FileName::folded(name)}];
    for (const int other : std::as_const(names)) {
        const auto taken = m_tree.nodes[other].remote ? m_tree.nodes[other].remote->name : m_tree.nodes[other].localName();
        if (other != number && taken == name) {
            const auto &namesake = m_tree.nodes[other];
            const bool goesAway = namesake.journal && isRemovableThere(other) != Answer::No;
            if (namesake.remote && !namesake.local && !goesAway && !isBlocked(other)) {
                giveWay(number); // for a folder where this is a file, or the other way round
            }
            m_blocked << number;
            return;
        }
        if (other != number) {
            tell(node.local->path,
                 i18nc("@info", "“%1” differs from “%2” only in upper and lower case or in invisible ways, which not every computer can keep apart.", name, taken),
                 FileName::free(name, siblings(folder)));
            m_blocked << number;
            return;
        }
    }
    const auto into = remoteFolder(folder);
    if (!into.rights.testFlag(node.isFolder ? FileRight::AddFolders : FileRight::AddFiles)) {
        tell(node.local->path, i18nc("@info", "You may not add anything to this folder on the server, so “%1” stays on this computer only.", name));
        m_blocked << number;
        return;
    }
    names << number;
    auto up = step(node.isFolder ? Kind::MakeRemoteFolder : Kind::Upload, number);
    up.into = into;
    m_agenda.steps << up;
}

void MirrorPlanner::collectBelow(int number, QList<MirrorLocal> &below) const
{
    for (const int child : m_tree.nodes[number].localChildren) {
        below << *m_tree.nodes[child].local;
        collectBelow(child, below);
    }
}

void MirrorPlanner::collectRemoteBelow(int number, QList<MirrorRemote> &below) const
{
    for (const int child : m_tree.nodes[number].remoteChildren) {
        below << *m_tree.nodes[child].remote;
        collectRemoteBelow(child, below);
    }
}

void MirrorPlanner::removeHere(int number)
{
    const auto &node = m_tree.nodes[number];
    m_removedHere += node.isFolder ? 0 : 1;
    if (node.localParent > 0 && isRemovableHere(node.localParent) == Answer::Yes) {
        return; // goes with its folder
    }
    auto removal = step(Kind::RemoveLocal, number);
    collectBelow(number, removal.below);
    m_agenda.steps << removal;
}

void MirrorPlanner::removeThere(int number)
{
    const auto &node = m_tree.nodes[number];
    m_removedThere += node.isFolder ? 0 : 1;
    if (node.remoteParent > 0 && isRemovableThere(node.remoteParent) == Answer::Yes) {
        return;
    }
    auto removal = step(Kind::RemoveRemote, number);
    removal.path = m_tree.remotePath(number);
    collectRemoteBelow(number, removal.remoteBelow);
    m_agenda.steps << removal;
}

}
