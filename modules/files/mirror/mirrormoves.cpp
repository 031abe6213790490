// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorplanner.h"

#include "files/filename.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{

bool MirrorPlanner::isInPlace(const MirrorNode &node) const
{
    return node.localParent == node.remoteParent && node.localName() == node.remote->name;
}

bool MirrorPlanner::mayMoveThere(const MirrorNode &node) const
{
    const auto rights = node.remote->rights;
    const bool mayLeave = node.localParent == node.remoteParent || rights.testFlag(FileRight::Move);
    const bool mayBeCalled = node.localName() == node.remote->name || rights.testFlag(FileRight::Rename);
    const bool mayEnter = node.localParent == node.remoteParent
        || remoteFolder(node.localParent).rights.testFlag(node.isFolder ? FileRight::AddFolders : FileRight::AddFiles);
    return mayLeave && mayBeCalled && mayEnter;
}

bool MirrorPlanner::movesHere(int number) const
{
    const auto &node = m_tree.nodes[number];
    if (!node.journal) {
        return true; // only spelled differently: as the server does
    }
    const bool movedHere = node.localParent != node.journalParent || node.localName() != node.journalName();
    const bool movedThere = node.remoteParent != node.journalParent || node.remote->name != node.journalName();
    return movedThere || !movedHere || !mayMoveThere(node) || m_tree.isRemotelyIn(node.localParent, number);
}

void MirrorPlanner::planMoves()
{
    QList<int> moved;
    for (const int number : std::as_const(m_order)) {
        const auto &node = m_tree.nodes[number];
        if (node.local && node.remote && node.remoteParent >= 0 && !isInPlace(node)) {
            moved << number;
        }
    }
    // What is below moves first: the paths above stay what they are until then.
    std::ranges::stable_sort(moved, std::greater{}, [this](int number) {
        return m_tree.nodes[number].local->path.count(u'/');
    });
    for (const int number : std::as_const(moved)) {
        if (m_givenWay.contains(number)) {
            continue;
        }
        if (isHeld(number)) {
            m_waiting << number;
        } else if (movesHere(number)) {
            moveHere(number);
        } else {
            moveThere(number);
        }
    }
    std::ranges::stable_sort(m_agenda.steps, {}, [](const MirrorStep &step) {
        return step.kind == Kind::MakeLocalFolder || step.kind == Kind::MakeRemoteFolder ? 0 : 1;
    });
}

void MirrorPlanner::moveHere(int number)
{
    const auto &node = m_tree.nodes[number];
    const int folder = node.remoteParent;
    m_waiting << number; // whatever comes of it, its content is a matter for the next look
    if (m_tree.isLocallyIn(folder, number)) {
        return; // that folder leaves this one first
    }
    if (folder > 0 && !m_tree.nodes[folder].local) {
        // Made from the top down, one level each time.
        int topmost = folder;
        while (m_tree.nodes[topmost].remoteParent > 0 && !m_tree.nodes[m_tree.nodes[topmost].remoteParent].local) {
            topmost = m_tree.nodes[topmost].remoteParent;
        }
        if (!m_givenWay.contains(topmost) && !isHeld(topmost)) {
            const auto before = m_agenda.steps.size();
            bringDown(topmost, Kind::MakeLocalFolder);
            if (m_agenda.steps.size() > before) {
                m_givenWay << topmost;
            }
        }
        return;
    }
    const auto target = mirrorPath(m_tree.localPath(folder), node.remote->name);
    const int occupant = m_tree.atLocal(target);
    if (occupant >= 0 && occupant != number) {
        const auto &other = m_tree.nodes[occupant];
        const bool leaves = other.remote && other.remoteParent >= 0 && !isInPlace(other) && movesHere(occupant);
        if (leaves) {
            m_stuckHere.append({number, occupant});
        } else if (other.remote && isInPlace(other)) {
            tell(node.local->path,
                 i18nc("@info", "On the server there are two names here that this computer cannot keep apart: “%1” and “%2”.", other.remote->name, node.remote->name),
                 FileName::free(node.remote->name, siblings(folder)));
            leaveInPlace(number);
        } else if (!other.isLimbo && !isHeld(occupant)) {
            giveWay(occupant);
        }
        return;
    }
    auto move = step(Kind::MoveLocal, number);
    move.from = node.local->path;
    move.path = target;
    m_agenda.steps << move;
}

void MirrorPlanner::moveThere(int number)
{
    const auto &node = m_tree.nodes[number];
    const int folder = node.localParent;
    const auto name = node.localName();
    m_waiting << number;
    if (const auto problem = FileName::problem(name, m_state.features); !problem.isEmpty()) {
        tell(node.local->path, problem, FileName::free(FileName::proposal(name, m_state.features), siblings(folder)));
        leaveInPlace(number);
        return;
    }
    if (folder > 0 && !m_tree.nodes[folder].remote) {
        int topmost = folder;
        while (m_tree.nodes[topmost].localParent > 0 && !m_tree.nodes[m_tree.nodes[topmost].localParent].remote) {
            topmost = m_tree.nodes[topmost].localParent;
        }
        if (!m_givenWay.contains(topmost) && !m_tree.nodes[topmost].isLimbo && !isHeld(topmost)) {
            const auto before = m_agenda.steps.size();
            sendUp(topmost);
            if (m_agenda.steps.size() > before) {
                m_givenWay << topmost;
            }
        }
        return;
    }
    for (const int other : m_namesThere.value({folder, FileName::folded(name)})) {
        const auto &namesake = m_tree.nodes[other];
        if (other == number || !namesake.remote) {
            continue;
        }
        const bool leaves = namesake.local && !isInPlace(namesake) && !movesHere(other);
        if (leaves) {
            m_stuckThere << number;
        } else if (namesake.journal && !namesake.local && isRemovableThere(other) != Answer::No) {
            // It was removed here, and will be there.
        } else if (namesake.remote->name == name) {
            giveWay(number);
        } else {
            tell(node.local->path,
                 i18nc("@info",
                       "“%1” differs from “%2” only in upper and lower case or in invisible ways, which not every computer can keep apart.",
                       name,
                       namesake.remote->name),
                 FileName::free(name, siblings(folder)));
            leaveInPlace(number);
        }
        return;
    }
    auto move = step(Kind::MoveRemote, number);
    move.from = m_tree.remotePath(number);
    move.path = node.local->path;
    move.into = remoteFolder(folder);
    m_agenda.steps << move;
}

void MirrorPlanner::leaveInPlace(int number)
{
    m_waiting.remove(number);
    m_misplaced << number;
}

void MirrorPlanner::giveWay(int number)
{
    if (!m_givenWay.contains(number)) {
        m_givenWay << number;
        m_agenda.steps << step(Kind::GiveWay, number);
    }
}

void MirrorPlanner::breakDeadlock()
{
    for (const auto &[number, occupant] : std::as_const(m_stuckHere)) {
        if (!m_tree.isLocallyIn(number, occupant) && !m_tree.isLocallyIn(occupant, number)) {
            auto exchange = step(Kind::Exchange, number);
            exchange.from = m_tree.nodes[number].local->path;
            exchange.path = m_tree.nodes[occupant].local->path;
            m_agenda.steps << exchange;
            return;
        }
    }
    if (!m_stuckHere.isEmpty()) {
        giveWay(m_stuckHere.first().second);
    } else if (!m_stuckThere.isEmpty()) {
        giveWay(m_stuckThere.first());
    }
}

}
