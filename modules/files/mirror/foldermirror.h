// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filecontent.h"
#include "files/mirror/mirrortypes.h"

#include <QObject>

namespace Kontor
{

/// A folder of this machine that is kept in step with a folder of a space, both ways, for those who want real files.
///
/// It knows no server: it reads the store's rows and content, and what changes here becomes changes of FileActions. What
/// exists on one side only is never removed because a journal is missing or wrong: without a journal entry for it, it is
/// new. Both sides changed: the local one becomes a conflict copy beside. Symbolic links are never followed nor touched;
/// names that the other side cannot have (case, Unicode form, forbidden characters) are left where they are and told, with a
/// proposal. What the ignore list names (temporary files of editors, .~lock.*, *.part …) stays where it is.
class FolderMirror : public QObject
{
    Q_OBJECT
public:
    struct Setting {
        qint64 id = 0;
        FileTarget source{};
        QString path{}; ///< absolute, of this machine
        QStringList ignored{}; ///< further wildcard patterns
        bool isPaused = false;
        QDateTime lastWhole{}; ///< as the store knows it; see Status
    };
    using Problem = MirrorProblem;
    struct Status {
        enum class State { Idle, Looking, Working, Paused, Stopped };
        State state = State::Idle;
        int waiting = 0;
        QList<Problem> problems{};
        QDateTime lastWhole{}; ///< when both sides were last seen to be the same; invalid: never yet
        QString sentence{}; ///< why it is paused or stopped, for the user; empty: the user did it, or nothing is wrong
        int removals = 0; ///< paused with a question: this many files are gone on one side; see removeMuch() and bringBack()
        bool areRemovalsHere = false; ///< they would be removed here; else on the server
    };

    FolderMirror(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, Setting setting, QObject *parent = nullptr);
    ~FolderMirror() override;

    void start(); ///< watches both sides from now on
    void stop(); ///< waits until nothing is done any more
    void lookNow();
    void pause();
    void resume();
    void setIgnored(const QStringList &patterns);
    Status status() const;
    Setting setting() const;

    /// Carries out a proposal: the local file gets that name; where it is on the server alone, it does there.
    QFuture<Result<void>> rename(const QString &path, const QString &name);

    // The answers to the question of Status::removals, which asks since so much at once is seldom meant: another disk, a
    // folder that was emptied by mistake.
    void removeMuch(); ///< it was meant: the other side follows, into the trash
    void bringBack(); ///< it was not: what is gone on one side comes back from the other

Q_SIGNALS:
    void statusChanged();
    void failed(const Kontor::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The mirrors there are, kept in the store.
class FolderMirrors : public QObject
{
    Q_OBJECT
public:
    FolderMirrors(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, QObject *parent = nullptr);
    ~FolderMirrors() override;

    void load(); ///< starts those of the store
    QFuture<Result<qint64>> add(const FolderMirror::Setting &setting); ///< refuses folders inside one another, and the home folder itself
    QFuture<Result<void>> remove(qint64 id); ///< the local files stay
    void pause(qint64 id);
    void resume(qint64 id);
    void setIgnored(qint64 id, const QStringList &patterns); ///< what is there already stays where it is, on both sides
    QList<FolderMirror *> all() const;
    void stopAll();

Q_SIGNALS:
    void changed();
    void failed(const Kontor::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
