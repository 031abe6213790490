// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "files/fileservices.h"
#include "files/filetypes.h"

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QString>

namespace Kontor
{

/// By what a file of this machine is recognised as unchanged without reading it.
struct MirrorStat {
    quint64 inode = 0;
    qint64 size = 0; ///< bytes; 0 of folders
    qint64 mtime = 0; ///< ns since epoch; 0 of folders
    qint64 ctime = 0; ///< ns; 0 of folders, and in the journal where it was too young to rely on
    bool operator==(const MirrorStat &) const = default;

    /// The same file with the same content, for all that can be told without reading it.
    bool isCertainly(const MirrorStat &other) const
    {
        return *this == other && ctime != 0;
    }
    /// Very likely the same file, perhaps under another name.
    bool isProbably(const MirrorStat &other) const
    {
        return inode == other.inode && size == other.size && mtime == other.mtime;
    }
};

/// A file or folder in the real folder. A value.
struct MirrorLocal {
    QString path{}; ///< relative: "a/b.txt"
    bool isFolder = false;
    MirrorStat stat{};
    QByteArray hash{}; ///< SHA-256 of the content; empty: not read
    bool isYoung = false; ///< changed a moment ago: another change might leave the same times
    bool holdsOthers = false; ///< a folder with something directly in it that stays where it is: links, devices, what the user ignores
    bool isEmptyButOthers = false; ///< a folder with such things (or temporary files), and nothing else
    bool operator==(const MirrorLocal &) const = default;
};

/// A file or folder below the space's folder, as the store shows it. A value.
struct MirrorRemote {
    ItemId item{};
    ItemId parent{}; ///< 0: directly in the mirrored folder
    QString name{};
    bool isFolder = false;
    qint64 size = 0;
    qint64 modified = 0; ///< ms since epoch
    QString revision{}; ///< the server's
    QString content{}; ///< key of unsent content
    QString fileId{}; ///< stays when it moves, and is another one on another server; empty: the server has none
    FileRights rights = allFileRights;
    QByteArray hash{}; ///< SHA-256; empty: not known

    /// Changes whenever the content does (and sometimes when it does not).
    QString version() const;
    /// The key its pieces have.
    QString key() const;
    bool operator==(const MirrorRemote &) const = default;
};

/// A version both sides once had.
struct MirrorPast {
    QByteArray hash{};
    QString revision{};
    qint64 modified = 0;
    bool operator==(const MirrorPast &) const = default;
};

/// What both sides had when they were last the same. A value.
struct MirrorEntry {
    QString path{};
    bool isFolder = false;
    ItemId item{};
    QString version{};
    QString revision{};
    QString fileId{};
    qint64 modified = 0;
    MirrorStat stat{};
    QByteArray hash{};
    QList<MirrorPast> past{}; ///< newest first, a dozen
    bool operator==(const MirrorEntry &) const = default;
};

/// One thing to do. Each can be left undone, or done without being noted, and the next look finds out.
struct MirrorStep {
    enum class Kind {
        HashLocal, ///< read the file here, so that one knows
        HashRemote, ///< bring the content there, so that one knows
        Note, ///< both are the same: journal
        Forget, ///< both are gone: journal
        MakeLocalFolder,
        MakeRemoteFolder,
        MoveLocal, ///< from → path
        Exchange, ///< here: from ↔ path
        MoveRemote, ///< from → path
        GiveWay, ///< the one here gets a name of a conflict copy; the next look uploads it
        Download, ///< a new file, or over one that is as the journal says
        KeepBoth, ///< as Download, but the one here becomes a conflict copy before
        Upload, ///< a new file, or a new version of the one there
        RemoveLocal, ///< to the trash of this machine; a folder with all in it
        RemoveRemote, ///< to the server's trash, where there is one; a folder with all in it
    };
    Kind kind = Kind::Note;
    QString path{}; ///< where it is, or will be
    QString from{}; ///< where it is, of moves
    bool isFolder = false;
    bool isKept = false; ///< of Download over one that is here: that goes to the trash, as nobody else may have it
    MirrorLocal local{}; ///< what was seen here; inode 0: nothing
    MirrorRemote remote{}; ///< what was seen there; item 0: nothing
    MirrorRemote into{}; ///< the folder there that takes it in; item 0: the top
    QString journalPath{}; ///< of the entry it is about; empty: none
    QList<MirrorLocal> below{}; ///< of RemoveLocal of a folder: what was seen in it
    QList<MirrorRemote> remoteBelow{}; ///< of RemoveRemote likewise
};

/// Something that is left as it is until somebody decides.
struct MirrorProblem {
    QString path{}; ///< relative
    QString sentence{};
    QString proposal{}; ///< a name that would do; empty: none
    bool operator==(const MirrorProblem &) const = default;
};

/// Both sides and the journal as they were seen at one time.
struct MirrorState {
    QList<MirrorLocal> local{};
    QList<MirrorRemote> remote{};
    QList<MirrorEntry> journal{};
    QSet<ItemId> limbo{}; ///< items of the journal that are somewhere between folders just now
    QSet<QString> held{}; ///< paths where something failed a moment ago
    QSet<QString> others{}; ///< paths of links, devices, other disks: left alone, with all that would lie there
    FileFeatures features{};
    FileRights topRights = allFileRights;
    bool isCaseBlind = false; ///< the file system here takes "A" and "a" for the same name
    bool isElsewhere = false; ///< the folder is another one than that of the journal: on another disk, copied
    bool isDoubtful = false; ///< nor is it sure that it is the right one: what is missing here was perhaps not removed
    bool mayRemoveMuch = false; ///< the user was asked
};

/// What is to be done. A value.
struct MirrorAgenda {
    QList<MirrorStep> steps{}; ///< in order; when all are done it is time to look again
    QList<MirrorProblem> problems{};
    int removals = 0; ///< not carried out, since so many are suspicious: the user is to be asked
    bool areRemovalsHere = false;
};

}
