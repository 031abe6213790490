// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What programs put beside an open copy: saved under another name, exported, compiled from it. Nothing of it may be lost,
// and it lies where nobody would look for it.
#include "files/desk/copydeskprivate.h"
#include "files/desk/copyholders.h"

#include <KLocalizedString>
#include <QDir>
#include <QRegularExpression>

namespace Kontor
{

QStringList CopyDesk::besides(const Copy &copy, Entries which) const
{
    static const QRegularExpression unfinished(QRegularExpression::anchoredPattern(QStringLiteral(R"(\.(?=.*[A-Z])[A-Za-z]{6})"))); // QSaveFile; ".backup" is a word
    QStringList found;
    const auto kind = which == Entries::Files ? QDir::Files : QDir::Dirs;
    const auto entries = QDir(copy.folder).entryInfoList(kind | QDir::NoDotAndDotDot | QDir::NoSymLinks | QDir::Hidden);
    for (const auto &entry : entries) {
        const auto name = entry.fileName();
        const bool isUnfinished = name.startsWith(copy.name) && unfinished.match(name.mid(copy.name.size())).hasMatch();
        const bool isEmpty = entry.isDir() && QDir(entry.filePath()).isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
        if (name != copy.name && !isUnfinished && !isEmpty && !CopyFolder::isScratch(name)) {
            found << entry.filePath();
        }
    }
    return found;
}

bool CopyDesk::tellBeside(Copy &copy)
{
    for (const auto files = besides(copy, Entries::Files); const auto &file : files) {
        const auto stat = CopyFolder::stat(file);
        if (!stat.isRegular || copy.besidesTaken.value(file) == stat) {
            continue;
        }
        const auto content = CopyFolder::contentHash(file);
        if (!content) { // it changes just now, or cannot be read
            if (copy.end) {
                copy.isOut = true;
                QMetaObject::invokeMethod(this, [this, number = copy.number] { refused(number, Again::Later); }, Qt::QueuedConnection);
                return true;
            }
            copy.besideTimer->start(m_patience.beside);
            continue;
        }
        const auto name = CopyFolder::wordHash(file.mid(copy.folder.size() + 1));
        const auto known = std::ranges::find(copy.record.others, name, &CopyRecord::Other::name);
        if (known != copy.record.others.end() && known->content == *content) {
            copy.besidesTaken.insert(file, stat);
            continue;
        }
        CopyBeside found{.file = file, .content = *content, .stat = stat};
        if (known != copy.record.others.end()) {
            found.item = known->item;
            found.before = known->content;
        }
        copy.isOut = true;
        Q_EMIT beside(copy.number, found);
        return true;
    }
    return false;
}

void CopyDesk::lookBeside(qint64 number)
{
    auto *copy = find(number);
    if (!copy || copy->isAsleep || copy->end) {
        return;
    }
    copy->hasBesides = copy->isOut;
    if (copy->isOut) {
        return; // goOn() comes back
    }
    const bool isRecent = copy->besideQuiet.isValid() && copy->besideQuiet.elapsed() < m_patience.writing.count();
    const auto holds = isRecent ? CopyHolders::of(besides(*copy, Entries::Files)) : QList<CopyHolders::Hold>();
    if (std::ranges::any_of(holds, &CopyHolders::Hold::isWritten)) {
        copy->besideTimer->start(m_patience.beside);
        return;
    }
    tellBeside(*copy);
}

void CopyDesk::besideTaken(qint64 number, const CopyBeside &taken)
{
    auto *copy = find(number);
    if (!copy) {
        return;
    }
    copy->isOut = false;
    copy->hasBesides = true; // there may be more
    copy->besidesTaken.insert(taken.file, taken.stat);
    const auto name = CopyFolder::wordHash(taken.file.mid(copy->folder.size() + 1));
    auto &others = copy->record.others;
    others.removeIf([&name](const CopyRecord::Other &other) {
        return other.name == name;
    });
    others << CopyRecord::Other{.name = name, .item = taken.item, .content = taken.content};
    (void)copy->home->note(copy->file, copy->record); // without it a crash would bring the file twice
    goOn(number);
}

void CopyDesk::foldersTaken(qint64 number, const QStringList &folders)
{
    auto *copy = find(number);
    if (!copy) {
        return;
    }
    copy->isOut = false;
    const auto left = besides(*copy, Entries::Folders);
    const bool isAll = std::ranges::all_of(left, [&folders](const auto &folder) {
        return folders.contains(folder);
    });
    if (!isAll) {
        refused(number, Again::Later);
        return;
    }
    goOn(number);
}

}
