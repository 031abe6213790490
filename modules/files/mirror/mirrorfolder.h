// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "files/mirror/mirrortypes.h"

#include <functional>
#include <memory>
#include <optional>

#include <sys/stat.h>
#include <sys/types.h>

namespace Kontor
{

/// A descriptor that is closed when it goes.
class MirrorDescriptor
{
public:
    explicit MirrorDescriptor(int descriptor = -1);
    ~MirrorDescriptor();
    MirrorDescriptor(MirrorDescriptor &&other) noexcept;
    MirrorDescriptor &operator=(MirrorDescriptor &&other) noexcept;
    Q_DISABLE_COPY(MirrorDescriptor)

    int operator*() const
    {
        return m_descriptor;
    }
    explicit operator bool() const
    {
        return m_descriptor >= 0;
    }
    int release();

private:
    int m_descriptor;
};

/// The real folder. Everything goes through descriptors of folders, one name at a time and never through a link, so that
/// a folder that is swapped for a link meanwhile leads nowhere else. Blocks: not in the GUI thread.
///
/// Errors: NotFound (gone, or something else is there), Conflict (changed meanwhile), OverQuota (disk full), Forbidden.
class MirrorFolder
{
public:
    static Result<std::shared_ptr<MirrorFolder>> open(const QString &path);

    /// Which folder of which file system it is; stays over restarts.
    QString identity() const;
    /// Whether names that differ in case alone are one and the same here.
    bool isCaseBlind() const;
    int descriptor() const;
    QString path() const; ///< as it was opened
    QString absolute(const QString &path) const;

    struct Seen {
        enum class Type { File, Folder, Other };
        Type type = Type::Other;
        MirrorStat stat{};
        mode_t mode = 0;
        dev_t device = 0;
    };
    static Seen seen(const struct ::stat &facts);
    Result<std::optional<Seen>> look(const QString &path) const; ///< none: there is nothing

    /// For reading, if it is as expected.
    Result<MirrorDescriptor> openFile(const QString &path, const MirrorStat &expected) const;
    /// Calls \p piece with all that is in it; Conflict if it changes meanwhile.
    using Piece = std::function<Result<void>(const QByteArray &)>;
    Result<void> read(const QString &path, const MirrorStat &expected, const Piece &piece) const;

    Result<MirrorStat> makeFolder(const QString &path) const; ///< one that is there is as good
    Result<void> move(const QString &from, const QString &to) const; ///< Conflict if something is there
    Result<void> exchange(const QString &one, const QString &other) const;

    /// As a name was told to the user, which perhaps could not be told as it is.
    Result<void> rename(const QString &path, const QString &name) const;

    /// Under a name that says what it is; answers the new path.
    Result<QString> giveWay(const QString &path) const;

    /// Writes a new file: first beside, whole and on the disk, then in its place. \p replaced: what is expected there;
    /// none: nothing. What is there then and is not as expected is kept as a conflict copy. \p pulse: called after each
    /// thing that a killed process would leave behind; false: it is killed.
    struct Replacement {
        std::optional<MirrorStat> replaced{};
        bool isKept = false; ///< what was there goes to the trash, else away
        qint64 modified = 0; ///< ms since epoch; 0: now
        std::function<Result<void>(int descriptor)> fill{};
        std::function<Result<void>()> prepare{}; ///< once it is whole, before it takes its place
        std::function<bool()> pulse{};
    };
    Result<MirrorStat> write(const QString &path, const Replacement &replacement) const;

    /// Into the trash of this user. \p expected: of a file; of a folder all in it, by path. What is not as expected is put
    /// back, with Conflict. Forbidden where there can be no trash.
    Result<void> toTrash(const QString &path, const MirrorLocal &expected, const QList<MirrorLocal> &below) const;

    /// What an interrupted write() left beside: our own files go; what was somebody's goes to the trash where the journal
    /// knows its content in this folder, and comes back as a conflict copy otherwise.
    Result<void> clear(const QString &folder, const QString &name, const QSet<QByteArray> &known) const;

    /// A line that we keep in a file of the folder; empty: there is none.
    QString mark() const;
    Result<void> setMark(const QString &text) const;
    void removeMark() const;

    static bool isOpenForWriting(int descriptor);

private:
    struct Place { ///< of one name
        MirrorDescriptor folder{};
        QByteArray name{};
    };
    Result<Place> place(const QString &path) const;
    Result<MirrorDescriptor> openFolder(const QString &path) const;
    Result<QString> giveWay(const Place &place, const QString &folder, const QString &name) const;
    /// Whatever lies at \p place goes to the trash as if it had been at \p path. \p isSame: whether it is still what is
    /// meant, asked of the folder it is in by then and its name there.
    using Check = std::function<bool(int folder, const QByteArray &name)>;
    Result<void> trash(const Place &place, const QString &path, const Check &isSame) const;
    Result<void> replace(const Place &target, const QByteArray &temporary, const QString &path, const Replacement &replacement) const;

    MirrorDescriptor m_root;
    QString m_path;
};

/// For people, from an errno.
std::unexpected<Error> mirrorFailure(int code, const QString &path);

}
