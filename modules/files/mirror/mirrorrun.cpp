// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorrun.h"

#include "files/mirror/mirrorplan.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QDateTime>
#include <QSemaphore>
#include <QUuid>

namespace Kontor
{
namespace
{
constexpr int mostLooks = 200;
constexpr auto soon = std::chrono::seconds(3);

constexpr auto notSoSoon = std::chrono::minutes(10); // a full disk, a right that is missing

/// What the next look may find otherwise.
bool isLater(Error::Kind kind)
{
    return isPassing(kind) || kind == Error::Kind::Conflict || kind == Error::Kind::NotFound || kind == Error::Kind::Unauthorized || kind == Error::Kind::Cancelled;
}
}

MirrorRun::MirrorRun(Parts parts)
    : m_parts(std::move(parts))
    , m_ledger(m_parts.outbox, m_parts.mirror, m_parts.source)
    , m_ignore(m_parts.ignored)
{
}

bool MirrorRun::isStopped() const
{
    return m_isKilled || *m_parts.ending;
}

Result<void> MirrorRun::pulse()
{
    if (m_parts.pulse && !m_parts.pulse()) {
        m_isKilled = true;
    }
    return m_isKilled ? cancelled() : Result<void>();
}

Result<MirrorRun::Outcome> MirrorRun::run()
{
    const auto isReady = prepare();
    if (!isReady) {
        return std::unexpected(isReady.error());
    }
    if (!*isReady) {
        return m_outcome;
    }
    for (int looks = 0;; ++looks) {
        if (looks == mostLooks) {
            lookAgain(soon);
            break;
        }
        auto looked = look();
        if (!looked || isStopped()) {
            return looked ? Result<Outcome>(cancelled()) : std::unexpected(looked.error());
        }
        auto &state = *looked;
        if (!state) {
            m_outcome.again = soon;
            return m_outcome;
        }
        const auto screened = MirrorPlan::screen(*state);
        const auto agenda = MirrorPlan::agenda(*state);
        m_outcome.problems = m_scanProblems + screened + agenda.problems;
        if (agenda.removals > 0) {
            m_outcome.isPaused = true;
            m_outcome.removals = agenda.removals;
            m_outcome.areRemovalsHere = agenda.areRemovalsHere;
            m_outcome.sentence = agenda.areRemovalsHere
                ? i18ncp("@info", "%1 file is gone on the server. It stays here until you say that this was meant.", "%1 files are gone on the server. They stay here until you say that this was meant.", agenda.removals)
                : i18ncp("@info", "%1 file is missing in the folder. It stays on the server until you say that this was meant.", "%1 files are missing in the folder. They stay on the server until you say that this was meant.", agenda.removals);
            return m_outcome;
        }
        if (agenda.steps.isEmpty()) {
            break;
        }
        const auto hasMoved = carryOut(agenda, *state);
        if (!hasMoved) {
            return std::unexpected(hasMoved.error());
        }
        if (!*hasMoved) {
            break;
        }
    }
    for (const auto &trouble : std::as_const(m_troubles)) {
        m_outcome.problems << trouble;
    }
    m_outcome.waiting = int(m_held.size());
    m_outcome.isWhole = m_outcome.problems.isEmpty() && m_held.isEmpty();
    const auto conflicts = m_ledger.conflicts();
    if (!conflicts) {
        return std::unexpected(conflicts.error());
    }
    m_outcome.conflicts = *conflicts;
    m_outcome.isWhole = m_outcome.isWhole && conflicts->isEmpty();
    if (auto finished = finish(); !finished) {
        return std::unexpected(finished.error());
    }
    return m_outcome;
}

// ---------------------------------------------------------------- what can be relied on

Result<bool> MirrorRun::prepare()
{
    auto ground = m_ledger.ground();
    if (!ground) {
        return std::unexpected(ground.error());
    }
    m_ground = *ground;
    const auto pause = [this](const QString &sentence) {
        m_outcome.isPaused = true;
        m_outcome.sentence = sentence;
        return false;
    };
    if (!m_ground.isThere) {
        return pause(i18nc("@info", "The folder is no longer on the server. The files stay on this computer."));
    }
    if (!m_ground.wasRead) { // before all is known, what is missing says nothing
        m_outcome.sentence = i18nc("@info", "The folder on the server has not been read completely yet.");
        lookAgain(std::chrono::seconds(30));
        return false;
    }
    auto folder = MirrorFolder::open(m_parts.path);
    if (!folder) {
        return pause(folder.error().kind == Error::Kind::NotFound ? i18nc("@info", "The folder “%1” is not there. Perhaps its disk is missing.", m_parts.path) : folder.error().message);
    }
    m_folder = *folder;
    m_isCaseBlind = m_folder->isCaseBlind();
    const auto root = m_folder->identity();
    m_mark = m_folder->mark();
    const bool isKnown = !m_ground.mark.isEmpty() && m_ground.server == m_ground.serverBefore;
    const bool isPutBack = !m_mark.isEmpty() && m_mark != m_ground.mark && m_mark != m_ground.nextMark;
    if (!isKnown || isPutBack || m_parts.removals == Removals::BringBack) {
        // Another server, or an older state of the folder or of the store was put back: the journal tells of something else.
        m_mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
        auto begun = m_ledger.begin(m_ground.server, root, m_mark);
        if (begun) {
            begun = m_folder->setMark(m_mark);
        }
        if (!begun) {
            return std::unexpected(begun.error());
        }
        return true;
    }
    m_isElsewhere = root != m_ground.root;
    m_isDoubtful = m_mark.isEmpty();
    if (!m_isDoubtful && m_ground.mark != m_ground.nextMark) {
        if (auto settled = m_ledger.settleMark(m_mark); !settled) {
            return std::unexpected(settled.error());
        }
    }
    return true;
}

Result<void> MirrorRun::turnMark()
{
    if (m_hasTurned) {
        return {};
    }
    m_hasTurned = true;
    const auto next = QUuid::createUuid().toString(QUuid::WithoutBraces);
    auto done = m_ledger.expectMark(next);
    if (done && m_folder->setMark(next)) {
        m_mark = next;
    }
    return done;
}

Result<void> MirrorRun::finish()
{
    if (m_isElsewhere || m_isDoubtful) {
        if (auto done = turnMark().and_then([this] {
                return m_ledger.setRoot(m_folder->identity());
            });
            !done) {
            return done;
        }
    }
    if (m_hasTurned && !m_mark.isEmpty()) {
        if (auto settled = m_ledger.settleMark(m_mark); !settled) {
            return settled;
        }
    }
    return m_outcome.isWhole ? m_ledger.setWhole(QDateTime::currentMSecsSinceEpoch()) : Result<void>();
}

Result<std::optional<MirrorState>> MirrorRun::look()
{
    static const auto emptyHash = QCryptographicHash::hash({}, QCryptographicHash::Sha256);
    MirrorState state;
    auto found = MirrorScan::scan(*m_folder, {.ignore = &m_ignore, .entered = m_parts.entered, .isStopped = [this] {
                                                 return isStopped();
                                             }});
    const auto ground = m_ledger.read(state);
    if (!ground) {
        return std::unexpected(ground.error());
    }
    if (!ground->isThere || !ground->wasRead || ground->server != m_ground.server) {
        return std::nullopt; // gone, or being read from scratch: what is missing there says nothing
    }
    m_scanProblems = found.problems;
    m_journal.clear();
    QHash<QString, QSet<QByteArray>> journaled;
    for (const auto &entry : std::as_const(state.journal)) {
        m_journal.insert(entry.path, entry);
        journaled[mirrorParent(entry.path)] << entry.hash;
    }
    bool isCleared = false;
    for (const auto &[folder, name] : std::as_const(found.litter)) {
        if (auto cleared = m_folder->clear(folder, name, journaled.value(folder)); !cleared) {
            m_scanProblems << MirrorProblem{mirrorPath(folder, name), cleared.error().message, {}};
        } else {
            isCleared = true;
        }
    }
    if (isCleared) {
        found = MirrorScan::scan(*m_folder, {.ignore = &m_ignore});
    }
    state.local = found.entries;
    state.held = m_held + found.unread;
    state.others = found.others;
    state.features = m_ground.features;
    state.topRights = m_ground.rights;
    state.isCaseBlind = m_isCaseBlind;
    state.isElsewhere = m_isElsewhere;
    state.isDoubtful = m_isDoubtful;
    state.mayRemoveMuch = m_parts.removals == Removals::CarryOut;
    for (auto &local : state.local) {
        m_parts.missing->remove(local.path);
        if (local.isFolder) {
            continue;
        }
        const auto known = m_localHashes.constFind(local.path);
        if (local.stat.size == 0) {
            local.hash = emptyHash;
        } else if (known != m_localHashes.cend() && known->first == local.stat) {
            local.hash = known->second;
        }
    }
    for (auto &remote : state.remote) {
        if (!remote.isFolder) {
            remote.hash = m_remoteHashes.value(remote.version());
        }
    }
    if (found.unread.contains(QString())) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "The folder “%1” cannot be read.", m_parts.path));
    }
    m_ignore.strip(state);
    m_made.clear();
    return state;
}

// ---------------------------------------------------------------- steps

Result<bool> MirrorRun::carryOut(const MirrorAgenda &agenda, const MirrorState &)
{
    bool hasMoved = false;
    const auto before = m_held.size();
    for (qsizetype at = 0; at < agenda.steps.size(); ++at) {
        if (isStopped()) {
            return cancelled();
        }
        const auto &step = agenda.steps.at(at);
        if (m_parts.working) {
            m_parts.working(int(agenda.steps.size() - at));
        }
        bringAhead(agenda.steps, at);
        const bool isLearning = step.kind == Kind::HashLocal || step.kind == Kind::HashRemote;
        auto done = isLearning ? Result<void>() : turnMark();
        if (!done) {
            return std::unexpected(done.error());
        }
        done = carryOut(step);
        if (m_isKilled) {
            return cancelled();
        }
        if (done) {
            hasMoved = true;
            m_outcome.steps += isLearning || step.kind == Kind::Note || step.kind == Kind::Forget ? 0 : 1;
        } else if (done.error().kind == Error::Kind::Storage) {
            return std::unexpected(done.error()); // our own store: nothing can go on
        } else {
            hold(step, done.error());
        }
        if (auto beaten = pulse(); !beaten) {
            return std::unexpected(beaten.error());
        }
    }
    return hasMoved || m_held.size() > before;
}

void MirrorRun::lookAgain(std::chrono::milliseconds when)
{
    m_outcome.again = m_outcome.again.count() == 0 ? when : std::min(m_outcome.again, when);
}

void MirrorRun::hold(const MirrorStep &step, const Error &error)
{
    m_held << step.path;
    if (!step.from.isEmpty()) {
        m_held << step.from;
    }
    if (isPassing(error.kind)) {
        m_isOffline = true;
    }
    if (isLater(error.kind)) {
        lookAgain(isPassing(error.kind) ? std::chrono::seconds(60) : soon);
    } else {
        m_troubles.insert(step.path, MirrorProblem{step.path, error.message, {}});
        lookAgain(notSoSoon);
    }
}

Result<void> MirrorRun::carryOut(const MirrorStep &step)
{
    switch (step.kind) {
    case Kind::HashLocal:
        return hashLocal(step);
    case Kind::HashRemote:
        return hashRemote(step);
    case Kind::Note:
        return note(step);
    case Kind::Forget:
        return m_ledger.forget(step.path);
    case Kind::MakeLocalFolder:
        return makeLocalFolder(step);
    case Kind::MakeRemoteFolder:
        return makeRemoteFolder(step);
    case Kind::MoveLocal:
        return moveLocal(step);
    case Kind::Exchange:
        return expect(step.from, step.local).and_then([&] {
            return m_folder->exchange(step.from, step.path);
        });
    case Kind::MoveRemote:
        return target(step).and_then([&](const FileTarget &into) {
            return m_ledger.move(step, into);
        });
    case Kind::GiveWay:
        return expect(step.path, step.local).and_then([&] {
            return m_folder->giveWay(step.path).transform([](const QString &) {
            });
        });
    case Kind::Download:
    case Kind::KeepBoth:
        return download(step);
    case Kind::Upload:
        return upload(step);
    case Kind::RemoveLocal:
        return removeLocal(step);
    case Kind::RemoveRemote:
        return removeRemote(step);
    }
    return {};
}

template<class T>
Result<T> MirrorRun::answerOf(QFuture<Result<T>> future) const
{
    auto arrived = std::make_shared<QSemaphore>();
    future.then([arrived](const Result<T> &) {
              arrived->release();
          })
        .onCanceled([arrived] {
            arrived->release();
        });
    while (!arrived->tryAcquire(1, 100)) {
        if (isStopped()) {
            future.cancel();
            return cancelled();
        }
    }
    return future.isFinished() && future.resultCount() > 0 ? future.result() : Result<T>(cancelled());
}

Result<QString> MirrorRun::brought(const MirrorStep &step)
{
    if (m_isOffline && !m_ahead.contains(step.remote.item)) {
        return failure(Error::Kind::Offline, i18nc("@info", "The server cannot be reached."));
    }
    auto future = m_ahead.contains(step.remote.item) ? m_ahead.take(step.remote.item) : m_parts.bring(step.remote.item);
    const auto here = answerOf(std::move(future));
    if (!here) {
        return std::unexpected(here.error());
    }
    if (here->key != step.remote.key() || here->isOlder) {
        return here->isOlder ? failure(Error::Kind::Offline, i18nc("@info", "The server cannot be reached."))
                             : failure(Error::Kind::Conflict, i18nc("@info", "It has just changed on the server."));
    }
    return here->key;
}

void MirrorRun::bringAhead(const QList<MirrorStep> &steps, qsizetype from)
{
    constexpr int atOnce = 6;
    constexpr qsizetype ahead = 40;
    for (auto at = from; at < std::min(from + ahead, steps.size()) && m_ahead.size() < atOnce && !m_isOffline; ++at) {
        const auto &step = steps.at(at);
        const bool isFetched = step.kind == Kind::Download || step.kind == Kind::KeepBoth || step.kind == Kind::HashRemote;
        if (isFetched && !m_ahead.contains(step.remote.item)) {
            m_ahead.insert(step.remote.item, m_parts.bring(step.remote.item));
        }
    }
}

Result<QByteArray> MirrorRun::hashOf(const QString &key) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return m_ledger
        .content(key,
                 [&](const QByteArray &piece) -> Result<void> {
                     hash.addData(piece);
                     return isStopped() ? cancelled() : Result<void>();
                 })
        .transform([&hash] {
            return hash.result();
        });
}

Result<void> MirrorRun::expect(const QString &path, const MirrorLocal &local) const
{
    const auto seen = m_folder->look(path);
    if (!seen) {
        return std::unexpected(seen.error());
    }
    const bool isSame = *seen && ((*seen)->type == MirrorFolder::Seen::Type::Folder) == local.isFolder && (local.isFolder ? (*seen)->stat.inode == local.stat.inode : (*seen)->stat == local.stat);
    return isSame ? Result<void>() : failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", path));
}

MirrorEntry MirrorRun::entry(const MirrorStep &step, const MirrorLocal &local) const
{
    auto done = step;
    done.local = local;
    const auto before = m_journal.constFind(step.journalPath);
    return MirrorPlan::noted(done, before == m_journal.cend() ? nullptr : &*before);
}

Result<FileTarget> MirrorRun::target(const MirrorStep &step) const
{
    if (step.into.item) {
        return FileTarget{m_parts.source.space, step.into.item};
    }
    const auto folder = mirrorParent(step.path);
    if (folder.isEmpty()) {
        return m_parts.source;
    }
    const auto made = m_made.value(folder);
    if (!made) {
        return failure(Error::Kind::Conflict, i18nc("@info", "The folder is not on the server yet."));
    }
    return FileTarget{m_parts.source.space, made};
}

}
