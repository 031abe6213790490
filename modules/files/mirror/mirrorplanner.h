// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrortree.h"

#include <optional>

namespace Kontor
{

/// Finds the steps for one state: first what is to be moved, and where nothing is, what is to be copied and removed.
class MirrorPlanner
{
public:
    explicit MirrorPlanner(const MirrorState &state);
    MirrorAgenda plan();

private:
    using Kind = MirrorStep::Kind;
    enum class Answer { No, Yes, Unknown };

    // Moves: mirrormoves.cpp
    void planMoves();
    bool isInPlace(const MirrorNode &node) const;
    bool movesHere(int number) const; ///< the server's place counts
    bool mayMoveThere(const MirrorNode &node) const;
    void moveHere(int number);
    void moveThere(int number);
    void giveWay(int number);
    void leaveInPlace(int number);
    void breakDeadlock();

    // Content: mirrorplanner.cpp
    void planContent(int number);
    void planFolder(int number);
    void planBoth(int number);
    void planPairWithoutJournal(int number);
    void planOnlyHere(int number);
    void planOnlyThere(int number);
    void bringDown(int number, Kind kind);
    void sendUp(int number);
    void note(int number);
    void forget(int number);
    void removeHere(int number);
    void removeThere(int number);
    void countRemovals();
    void tellOthers();

    Answer isChangedHere(const MirrorNode &node) const;
    Answer isChangedThere(const MirrorNode &node) const;
    bool wasPutBack(const MirrorNode &node) const;
    bool isEditSuspicious(const MirrorNode &node) const; ///< the folder is perhaps another one, or an older state of it
    bool isOneVersionOfMany(const MirrorNode &node) const; ///< the server still has the one that is here
    Answer isRemovableHere(int number);
    Answer isRemovableThere(int number);
    Answer isSentUp(int number); ///< or something in it

    bool isHeld(int number) const;
    bool isBlocked(int number) const; ///< or something above it
    QStringList siblings(int folder) const;
    void tell(const QString &path, const QString &sentence, const QString &proposal = {});
    MirrorStep step(Kind kind, int number) const;
    MirrorRemote remoteFolder(int number) const;
    void collectBelow(int number, QList<MirrorLocal> &below) const;
    void collectRemoteBelow(int number, QList<MirrorRemote> &below) const;

    const MirrorState &m_state;
    MirrorTree m_tree;
    MirrorAgenda m_agenda;
    QList<int> m_order; ///< parents first, by path
    QSet<int> m_waiting; ///< for another move
    QSet<int> m_misplaced; ///< keeps its place on both sides, which differ; what is in it does not mind
    QSet<int> m_blocked; ///< cannot be on the other side; nor what is in it
    QSet<QString> m_heldPaths;
    QHash<std::pair<int, QString>, QList<int>> m_namesThere; ///< folder and folded name
    QHash<std::pair<int, QString>, QList<int>> m_namesHere; ///< folder and key
    QList<std::pair<int, int>> m_stuckHere; ///< who wants whose place
    QList<int> m_stuckThere;
    QHash<int, Answer> m_removableHere;
    QHash<int, Answer> m_removableThere;
    QHash<int, Answer> m_sentUp;
    QSet<int> m_givenWay;
    qsizetype m_removedHere = 0;
    qsizetype m_removedThere = 0;
};

}
