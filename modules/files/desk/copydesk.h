// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/copyfolder.h"
#include "files/desk/copywatch.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <map>

namespace Kontor
{

/// How long open copies are waited for.
struct CopyPatience {
    std::chrono::milliseconds settle{700}; ///< without any sign before a saved state counts as whole
    std::chrono::milliseconds writing{4000}; ///< the same while somebody still has it open for writing
    std::chrono::milliseconds beside{30 * 1000}; ///< before a file under another name counts as one that is meant to stay
    std::chrono::milliseconds look{4000}; ///< between two looks at who has what open
    std::chrono::milliseconds start{30 * 60 * 1000}; ///< for a program that was not seen to have it open
    std::chrono::milliseconds retry{30 * 1000}; ///< after the store could not take it
};

/// A file that a program put beside a copy: saved under another name, exported, …
struct CopyBeside {
    QString file{};
    ItemId item{}; ///< what it became before; none: it is new
    QByteArray before{}; ///< content that is in the store
    QByteArray content{}; ///< CopyFolder::contentHash() of the state to be taken
    CopyStat stat{};
};

/// Watches the copies of open files on a thread of its own: notices what programs save, and when they are done.
///
/// Each copy has a number. At most one state of a copy is out at a time: after settled() nothing more is told of it until
/// taken() or refused() has been called. Copies end by close(), or by themselves once nobody has them open; then what is
/// not in the store yet is told first.
class CopyDesk : public QObject
{
    Q_OBJECT
public:
    /// \p bases: where copies may lie; the first that has room for one takes it. \p store: the store's folder.
    CopyDesk(const QStringList &bases, const QString &store, CopyPatience patience);
    ~CopyDesk() override;

    // All in the desk's thread.
    Result<QString> prepare(qint64 copy, const QString &name, qint64 size); ///< where the file is to be written
    enum class Access { ReadWrite, ReadOnly };
    /// The file is there. Its hash becomes the record's; answers it.
    Result<QByteArray> begin(qint64 copy, CopyRecord record, Access access, const QDateTime &modified);
    void drop(qint64 copy); ///< it never began

    enum class Use {
        Gone, ///< the file is no longer there
        Idle, ///< nobody has it open, and it is what it was
        Busy,
    };
    Use useOf(qint64 copy) const;

    bool isStill(qint64 copy, const CopyStat &stat) const; ///< so that a state that was read meanwhile is a whole one
    void taken(qint64 copy, const QByteArray &content, const QString &base);
    enum class Again { Now, Later };
    void refused(qint64 copy, Again again);
    void setBase(qint64 copy, const QString &base);
    void setItem(qint64 copy, ItemId item, const QByteArray &called); ///< it is a copy of that from now on

    enum class End { Forget, Watch }; ///< Watch: what a program still puts there is noticed
    void close(qint64 copy, End end);
    void besideTaken(qint64 copy, const Kontor::CopyBeside &taken); ///< with the item it became
    void foldersTaken(qint64 copy, const QStringList &folders); ///< those that lay beside the file are in the store

    /// What earlier programs left; as if each had just begun, whatever state it is in. Numbers from \p firstCopy on.
    struct Left {
        qint64 copy = 0;
        QString file{};
        CopyRecord record{};
        bool isHeld = false;
    };
    QList<Left> takeOver(qint64 firstCopy);
    void lookAfter(qint64 copy); ///< from now on; until then nothing is told of it

    void tidy(); ///< folders that hold nothing any more
    void clear(); ///< the same at the end: nothing is watched any more

Q_SIGNALS:
    void settled(qint64 copy, const QByteArray &content, const Kontor::CopyStat &stat);
    void beside(qint64 copy, const Kontor::CopyBeside &found); ///< one at a time, once it stays, and at the copy's end
    void folders(qint64 copy, const QStringList &folders); ///< that a program put beside it; told once, at its end
    void gone(qint64 copy, Kontor::CopyDesk::End end); ///< End::Watch: it may wake
    void woke(qint64 copy);

private:
    struct Copy;
    Copy *find(qint64 copy);
    Result<CopyFolder *> homeFor(qint64 size);
    void touched(const QString &folder, const QString &name, CopyWatch::Step step);
    void settle(qint64 number);
    void settleSoon(qint64 number, std::chrono::milliseconds after);
    void lookOn();
    void look();
    void lookAt(Copy &copy, bool isHeld);
    void goOn(qint64 number);
    void finish(Copy &copy);
    enum class Entries { Files, Folders };
    QStringList besides(const Copy &copy, Entries which) const;
    bool tellBeside(Copy &copy); ///< answers whether there is one
    void lookBeside(qint64 number);

    QStringList m_bases;
    QString m_store;
    CopyPatience m_patience;
    std::vector<std::unique_ptr<CopyFolder>> m_folders;
    QHash<QString, CopyFolder *> m_own; ///< by base; made when they are needed
    std::map<qint64, std::unique_ptr<Copy>> m_copies;
    CopyWatch m_watch;
    QTimer m_look;
    QSet<QString> m_files; ///< all there ever were, for what the desktop remembers of them
};

}

Q_DECLARE_METATYPE(Kontor::CopyStat)
Q_DECLARE_METATYPE(Kontor::CopyBeside)
