// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filecontent.h"
#include "files/mirror/mirrorfolder.h"
#include "files/mirror/mirrorignore.h"
#include "files/mirror/mirrorledger.h"
#include "files/mirror/mirrorscan.h"

#include <atomic>
#include <chrono>

namespace Kontor
{

/// Looks at both sides and brings them into step, again and again until there is nothing left to do. Blocks: on a thread of
/// its own. Whatever ends it, the next run goes on where it ended.
class MirrorRun
{
public:
    /// What the user said about many removals.
    enum class Removals { Ask, CarryOut, BringBack };

    struct Parts {
        std::shared_ptr<Outbox> outbox{};
        qint64 mirror = 0;
        FileTarget source{};
        QString path{};
        QStringList ignored{};
        Removals removals = Removals::Ask;
        std::function<QFuture<Result<FileContent::Here>>(ItemId)> bring{}; ///< from any thread
        std::function<void(int descriptor, const QString &path)> entered{}; ///< each folder that is looked into
        std::function<void(int waiting)> working{};
        std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);
        /// What is gone here is removed there only when it is still gone after this time: programs that save may put the
        /// old file aside for a moment.
        std::chrono::milliseconds patience{2000};
        std::shared_ptr<QHash<QString, qint64>> missing = std::make_shared<QHash<QString, qint64>>(); ///< since when; kept from run to run
        std::function<bool()> pulse{}; ///< after each thing that is done; false: killed
    };

    struct Outcome {
        bool isPaused = false;
        QString sentence{}; ///< why
        int removals = 0; ///< paused: asks
        bool areRemovalsHere = false;
        int waiting = 0; ///< things that could not be done now: offline, just being changed
        bool isWhole = false;
        QList<MirrorProblem> problems{};
        QList<ChangeId> conflicts{}; ///< what was sent met something newer: FileActions::keepBoth() is to be asked for
        std::chrono::milliseconds again{0}; ///< worth another look then; 0: not before something changes
        int steps = 0; ///< that changed anything
    };

    explicit MirrorRun(Parts parts);
    Result<Outcome> run();

private:
    using Kind = MirrorStep::Kind;

    Result<bool> prepare(); ///< false: not now
    Result<std::optional<MirrorState>> look(); ///< none: the ground is no longer what it was
    Result<bool> carryOut(const MirrorAgenda &agenda, const MirrorState &state);
    Result<void> carryOut(const MirrorStep &step);
    void hold(const MirrorStep &step, const Error &error);
    void lookAgain(std::chrono::milliseconds when);
    Result<void> turnMark();
    Result<void> finish();

    Result<void> hashLocal(const MirrorStep &step);
    Result<void> hashRemote(const MirrorStep &step);
    Result<void> note(const MirrorStep &step);
    Result<void> makeLocalFolder(const MirrorStep &step);
    Result<void> makeRemoteFolder(const MirrorStep &step);
    Result<void> moveLocal(const MirrorStep &step);
    Result<void> download(const MirrorStep &step);
    Result<void> upload(const MirrorStep &step);
    Result<void> removeLocal(const MirrorStep &step);
    Result<void> removeRemote(const MirrorStep &step);

    Result<QString> brought(const MirrorStep &step); ///< the key of the content
    void bringAhead(const QList<MirrorStep> &steps, qsizetype from);
    Result<QByteArray> hashOf(const QString &key) const;
    Result<void> expect(const QString &path, const MirrorLocal &local) const; ///< still as it was seen
    Result<FileTarget> target(const MirrorStep &step) const;
    MirrorEntry entry(const MirrorStep &step, const MirrorLocal &local) const;
    Result<void> pulse();
    bool isStopped() const;

    template<class T>
    Result<T> answerOf(QFuture<Result<T>> future) const;

    Parts m_parts;
    MirrorLedger m_ledger;
    MirrorIgnore m_ignore;
    MirrorLedger::Ground m_ground;
    std::shared_ptr<MirrorFolder> m_folder;
    Outcome m_outcome;
    bool m_isElsewhere = false;
    bool m_isDoubtful = false;
    bool m_isCaseBlind = false;
    bool m_isOffline = false;
    bool m_isKilled = false;
    bool m_hasTurned = false;
    QString m_mark;
    QSet<QString> m_held;
    QHash<QString, MirrorProblem> m_troubles; ///< of steps that failed, by path
    QList<MirrorProblem> m_scanProblems;
    QHash<QString, MirrorEntry> m_journal;
    QHash<QString, ItemId> m_made; ///< folders there, by path
    QHash<QString, std::pair<MirrorStat, QByteArray>> m_localHashes;
    QHash<QString, QByteArray> m_remoteHashes; ///< by version
    QHash<ItemId, QFuture<Result<FileContent::Here>>> m_ahead;
};

}
