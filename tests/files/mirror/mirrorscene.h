// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrorrun.h"
#include "files/store/filesfixture.h"

namespace Kontor
{

/// A folder of this machine and a server in memory, to be kept in step; a trash of their own.
struct MirrorScene {
    FilesFixture f;
    FileCloud &cloud = f.anna.cloud;
    QString root;
    qint64 id = 0;
    FileTarget target{};
    QStringList ignored{};
    std::optional<FileFeatures> features{}; ///< what the server says of itself
    std::chrono::milliseconds patience{0};
    std::function<bool()> pulse{};
    std::shared_ptr<QHash<QString, qint64>> missing = std::make_shared<QHash<QString, qint64>>();
    std::unique_ptr<FileContent> content;

    /// \p folder: of the server, "" for the top; it has to be there.
    explicit MirrorScene(const QString &folder = {});
    ~MirrorScene();

    Result<void> round();
    using Outcome = MirrorRun::Outcome;
    Result<Outcome> run(MirrorRun::Removals removals = MirrorRun::Removals::Ask);

    /// Rounds and runs until both have nothing to do any more; false: they never have.
    bool settle(MirrorRun::Removals removals = MirrorRun::Removals::Ask);
    Outcome outcome{}; ///< of the last run
    QString trouble{}; ///< why settle() failed

    void reopen(); ///< as after the end of the program, however it came

    // What a person does in the folder.
    QString path(const QString &relative) const;
    void write(const QString &relative, const QByteArray &bytes); ///< in place
    void save(const QString &relative, const QByteArray &bytes); ///< as editors do: a new file, renamed over the old one
    void remove(const QString &relative); ///< with all below
    void rename(const QString &from, const QString &to);
    void makeFolder(const QString &relative);

    QByteArray read(const QString &relative) const;
    QStringList listing() const; ///< as FileCloud::listing(), without our own files
    QStringList trashed() const; ///< contents
    QStringList conflicts() const; ///< paths of conflict copies
    QString told() const; ///< both sides and the journal, for a failed test
};

}
