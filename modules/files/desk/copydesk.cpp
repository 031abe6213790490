// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copydeskprivate.h"

#include "files/desk/copyholders.h"
#include "files/desk/copytraces.h"

#include <QDir>
#include <QFile>
#include <QStorageInfo>
#include <KLocalizedString>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>

namespace Kontor
{

CopyDesk::CopyDesk(const QStringList &bases, const QString &store, CopyPatience patience)
    : m_bases(bases)
    , m_store(store)
    , m_patience(patience)
    , m_watch(this)
    , m_look(this)
{
    connect(&m_watch, &CopyWatch::touched, this, &CopyDesk::touched);
    connect(&m_watch, &CopyWatch::missed, this, &CopyDesk::look);
    connect(&m_look, &QTimer::timeout, this, &CopyDesk::look);
}

CopyDesk::~CopyDesk() = default;

CopyDesk::Copy *CopyDesk::find(qint64 copy)
{
    const auto found = m_copies.find(copy);
    return found == m_copies.end() ? nullptr : found->second.get();
}

Result<CopyFolder *> CopyDesk::homeFor(qint64 size)
{
    // Programs write the new state beside the old one, and need room for both.
    const auto hasRoom = [size](const QString &base) {
        QDir().mkpath(base);
        return QStorageInfo(base).bytesAvailable() > 3 * size + (16 << 20);
    };
    const auto fitting = std::ranges::find_if(m_bases, hasRoom);
    const auto base = fitting == m_bases.end() ? m_bases.first() : *fitting;
    if (auto *own = m_own.value(base)) {
        return own;
    }
    auto made = CopyFolder::make(base, m_store);
    if (!made) {
        return std::unexpected(made.error());
    }
    m_folders.push_back(*std::move(made));
    return *m_own.insert(base, m_folders.back().get());
}

Result<QString> CopyDesk::prepare(qint64 number, const QString &name, qint64 size)
{
    const auto home = homeFor(size);
    if (!home) {
        return std::unexpected(home.error());
    }
    auto file = (*home)->add(name);
    if (file) {
        auto copy = std::make_unique<Copy>();
        copy->number = number;
        copy->home = *home;
        copy->file = *file;
        copy->folder = file->left(file->lastIndexOf(u'/'));
        copy->name = file->mid(copy->folder.size() + 1);
        m_copies[number] = std::move(copy);
    }
    return file;
}

Result<QByteArray> CopyDesk::begin(qint64 number, CopyRecord record, Access access, const QDateTime &modified)
{
    auto *copy = find(number);
    if (!copy) {
        return cancelled();
    }
    const auto path = QFile::encodeName(copy->file);
    if (modified.isValid()) {
        const auto ms = modified.toMSecsSinceEpoch();
        const std::array<timespec, 2> times{timespec{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, timespec{.tv_sec = ms / 1000, .tv_nsec = (ms % 1000 + 1000) % 1000 * 1'000'000}};
        utimensat(AT_FDCWD, path.constData(), times.data(), AT_SYMLINK_NOFOLLOW);
    }
    chmod(path.constData(), access == Access::ReadOnly ? 0400 : 0600);
    const auto content = CopyFolder::contentHash(copy->file);
    if (!content) {
        drop(number);
        return failure(Error::Kind::Storage, i18nc("@info", "The copy of the file could not be written."), QStringLiteral("the new copy cannot be read"));
    }
    record.content = *content;
    record.name = CopyFolder::wordHash(copy->name);
    copy->record = record;
    copy->seen = CopyFolder::stat(copy->file);
    if (auto noted = copy->home->note(copy->file, record); !noted) {
        drop(number);
        return std::unexpected(noted.error());
    }
    lookAfter(number);
    return *content;
}

void CopyDesk::drop(qint64 number)
{
    if (auto *copy = find(number)) {
        copy->home->remove(copy->file);
        m_copies.erase(number);
    }
}

void CopyDesk::lookAfter(qint64 number)
{
    auto *copy = find(number);
    if (!copy || copy->hasBegun) {
        return;
    }
    copy->hasBegun = true;
    copy->files << copy->file;
    copy->open.start();
    copy->quiet.start();
    copy->timer = std::make_unique<QTimer>();
    copy->timer->setSingleShot(true);
    connect(copy->timer.get(), &QTimer::timeout, this, [this, number] { settle(number); });
    copy->besideTimer = std::make_unique<QTimer>();
    copy->besideTimer->setSingleShot(true);
    connect(copy->besideTimer.get(), &QTimer::timeout, this, [this, number] { lookBeside(number); });
    m_watch.add(copy->folder);
    lookOn();
    if (CopyFolder::stat(copy->file) != copy->seen) { // between the reading and the watching, or before a crash
        copy->isDirty = true;
        settleSoon(number, m_patience.settle);
    }
}

void CopyDesk::lookOn()
{
    if (!m_look.isActive()) {
        m_look.start(m_patience.look);
    }
}

void CopyDesk::touched(const QString &folder, const QString &name, CopyWatch::Step step)
{
    const auto found = std::ranges::find_if(m_copies, [&folder](const auto &entry) { return entry.second->folder == folder && entry.second->hasBegun; });
    if (found == m_copies.end()) {
        return;
    }
    auto &copy = *found->second;
    copy.files << QString(folder + u'/' + name);
    const bool isScratch = name != copy.name && CopyFolder::isScratch(name);
    if (const QFileInfo about(QString(folder + u'/' + name)); copy.isAsleep && !isScratch && about.exists() && !about.isSymLink()) {
        copy.isAsleep = false;
        copy.end.reset();
        copy.foldersTold = false;
        copy.open.restart();
        copy.wasHeld = false;
        copy.heldLooks = 0;
        copy.freeLooks = 0;
        lookOn();
        Q_EMIT woke(copy.number);
    }
    if (name != copy.name && !isScratch) {
        copy.besideQuiet.start();
        copy.besideTimer->start(m_patience.beside);
    }
    if (name == copy.name) {
        copy.lastStep = step;
        copy.isDirty = true;
        copy.quiet.restart();
        settleSoon(copy.number, m_patience.settle);
    }
}

void CopyDesk::settleSoon(qint64 number, std::chrono::milliseconds after)
{
    auto *copy = find(number);
    if (copy && copy->timer && !copy->isOut) {
        copy->timer->start(copy->end ? std::chrono::milliseconds(0) : after);
    }
}

void CopyDesk::settle(qint64 number)
{
    auto *copy = find(number);
    if (!copy || copy->isOut) {
        return;
    }
    const auto stat = CopyFolder::stat(copy->file);
    if (!stat.isRegular) { // on its way out, or between its deletion and the new one: the next sign tells
        copy->isDirty = false;
        goOn(number);
        return;
    }
    const bool mayBeHalf = copy->lastStep == CopyWatch::Step::Writing; // also at its end: whoever ends Kontor has not ended the program
    if (mayBeHalf && copy->quiet.elapsed() < m_patience.writing.count() && CopyHolders::of({copy->file}).first().isWritten) {
        copy->timer->start(m_patience.settle);
        return;
    }
    const auto content = CopyFolder::contentHash(copy->file);
    if (!content) { // it changed while it was read, or cannot be read
        constexpr int mostAttempts = 20;
        if (++copy->attempts > mostAttempts) {
            copy->attempts = 0;
            refused(number, Again::Later);
        } else {
            copy->timer->start(m_patience.settle);
        }
        return;
    }
    copy->attempts = 0;
    copy->isDirty = false;
    copy->seen = stat;
    if (*content == copy->record.content) {
        goOn(number);
        return;
    }
    copy->isOut = true;
    Q_EMIT settled(number, *content, stat);
}

CopyDesk::Use CopyDesk::useOf(qint64 number) const
{
    const auto found = m_copies.find(number);
    if (found == m_copies.end()) {
        return Use::Gone;
    }
    const auto &copy = *found->second;
    const auto stat = CopyFolder::stat(copy.file);
    if (!stat.isRegular) {
        return Use::Gone;
    }
    const bool isIdle = stat == copy.seen && !copy.isDirty && !copy.isOut && !CopyHolders::of({copy.file}).first().isHeld;
    return isIdle ? Use::Idle : Use::Busy;
}

bool CopyDesk::isStill(qint64 copy, const CopyStat &stat) const
{
    const auto found = m_copies.find(copy);
    return found != m_copies.end() && CopyFolder::stat(found->second->file) == stat;
}

void CopyDesk::taken(qint64 number, const QByteArray &content, const QString &base)
{
    auto *copy = find(number);
    if (!copy) {
        return;
    }
    copy->isOut = false;
    copy->record.content = content;
    copy->record.base = base;
    (void)copy->home->note(copy->file, copy->record); // without it the state would be taken once more after a crash, and found to be known
    goOn(number);
}

void CopyDesk::refused(qint64 number, Again again)
{
    auto *copy = find(number);
    if (!copy) {
        return;
    }
    copy->isOut = false;
    copy->isDirty = true;
    copy->hasBesides = true;
    copy->foldersTold = false;
    if (again == Again::Now) {
        settleSoon(number, m_patience.settle);
    } else if (copy->end == End::Forget) { // it stays where it is, with its record, for the next start
        m_watch.remove(copy->folder);
        m_copies.erase(number);
        Q_EMIT gone(number, End::Forget);
    } else {
        copy->end.reset();
        copy->open.restart();
        copy->wasHeld = false;
        copy->timer->start(m_patience.retry);
    }
}

void CopyDesk::setBase(qint64 number, const QString &base)
{
    auto *copy = find(number);
    if (copy && copy->record.base != base) {
        copy->record.base = base;
        (void)copy->home->note(copy->file, copy->record);
    }
}

void CopyDesk::setItem(qint64 number, ItemId item, const QByteArray &called)
{
    if (auto *copy = find(number)) {
        copy->record.item = item;
        copy->record.called = called;
        copy->record.place.clear();
        (void)copy->home->note(copy->file, copy->record);
    }
}

void CopyDesk::goOn(qint64 number)
{
    auto *copy = find(number);
    if (!copy || copy->isOut) {
        return;
    }
    if (copy->isDirty) {
        settleSoon(number, m_patience.settle);
    } else if (copy->end) {
        finish(*copy);
    } else if (copy->hasBesides) {
        copy->besideTimer->start(m_patience.settle);
    }
}

void CopyDesk::close(qint64 number, End end)
{
    auto *copy = find(number);
    if (!copy) {
        return;
    }
    if (!copy->hasBegun) {
        drop(number);
        Q_EMIT gone(number, End::Forget);
        return;
    }
    copy->end = end;
    if (!copy->isOut) {
        copy->timer->start(0); // a last look at the content, whatever was heard
    }
}

void CopyDesk::finish(Copy &copy)
{
    if (const auto stat = CopyFolder::stat(copy.file); stat.isRegular && stat != copy.seen) {
        copy.isDirty = true;
        settleSoon(copy.number, m_patience.settle);
        return;
    }
    if (tellBeside(copy)) {
        return;
    }
    if (!copy.foldersTold) {
        copy.foldersTold = true;
        if (const auto found = besides(copy, Entries::Folders); !found.isEmpty()) {
            copy.isOut = true;
            Q_EMIT folders(copy.number, found);
            return;
        }
    }
    const auto number = copy.number;
    const auto end = *copy.end;
    const auto names = QDir(copy.folder).entryList(QDir::Files | QDir::Hidden);
    for (const auto &name : names) {
        copy.files << QString(copy.folder + u'/' + name);
    }
    m_files += copy.files;
    const auto folder = copy.folder;
    const auto files = copy.files;
    if (end == End::Watch) {
        copy.home->clear(copy.file);
        copy.isAsleep = true;
        copy.end.reset();
        copy.seen = {};
        copy.besidesTaken.clear();
        copy.besideTimer->stop();
    } else {
        m_watch.remove(copy.folder);
        copy.home->remove(copy.file);
        m_copies.erase(number);
    }
    CopyTraces::forget(folder, files);
    Q_EMIT gone(number, end);
}

void CopyDesk::look()
{
    QStringList files;
    QList<qint64> numbers;
    for (const auto &[number, copy] : m_copies) {
        if (copy->hasBegun && !copy->isAsleep && !copy->end) {
            files << copy->file;
            numbers << number;
        }
    }
    if (files.isEmpty()) {
        m_look.stop();
        return;
    }
    const auto holds = CopyHolders::of(files);
    for (qsizetype i = 0; i < numbers.size(); ++i) {
        if (auto *copy = find(numbers[i])) {
            lookAt(*copy, holds[i].isHeld);
        }
    }
}

void CopyDesk::lookAt(Copy &copy, bool isHeld)
{
    const auto stat = CopyFolder::stat(copy.file);
    if (stat.isRegular && stat != copy.seen && !copy.isDirty && !copy.isOut) { // nothing was heard of it
        copy.lastStep = CopyWatch::Step::Writing;
        copy.isDirty = true;
        settleSoon(copy.number, m_patience.settle);
    }
    copy.heldLooks = isHeld ? copy.heldLooks + 1 : 0;
    copy.freeLooks = isHeld ? 0 : copy.freeLooks + 1;
    copy.wasHeld = copy.wasHeld || copy.heldLooks >= 2; // once may be somebody who only reads it
    const bool isDone = copy.wasHeld ? copy.freeLooks >= 2 : !isHeld && copy.open.elapsed() >= m_patience.start.count();
    if (isDone && !copy.isDirty && !copy.isOut) {
        close(copy.number, End::Watch);
    }
}

QList<CopyDesk::Left> CopyDesk::takeOver(qint64 firstCopy)
{
    QList<Left> all;
    std::vector<std::unique_ptr<CopyFolder>> left;
    for (const auto &base : std::as_const(m_bases)) {
        std::ranges::move(CopyFolder::leftBehind(base, m_store), std::back_inserter(left));
    }
    for (auto &home : left) {
        const auto noted = home->noted();
        for (const auto &[file, record] : noted) {
            auto copy = std::make_unique<Copy>();
            copy->number = firstCopy++;
            copy->home = home.get();
            copy->file = file;
            copy->folder = file.left(file.lastIndexOf(u'/'));
            copy->name = file.mid(copy->folder.size() + 1);
            copy->record = record;
            copy->isDirty = true;
            all << Left{copy->number, file, record, CopyHolders::of({file}).first().isHeld};
            m_copies[copy->number] = std::move(copy);
        }
        if (noted.isEmpty()) {
            home->removeAll(); // also copies that were just being written
        } else {
            m_folders.push_back(std::move(home));
        }
    }
    return all;
}

void CopyDesk::clear()
{
    std::erase_if(m_copies, [this](const auto &entry) {
        auto &copy = *entry.second;
        if (copy.isAsleep) {
            m_watch.remove(copy.folder);
            copy.home->remove(copy.file);
        }
        return copy.isAsleep;
    });
    // Programs may have noted a file once more after it went.
    for (const auto &folder : m_folders) {
        CopyTraces::forget(folder->path(), m_files);
    }
    tidy();
}

void CopyDesk::tidy()
{
    std::erase_if(m_folders, [this](const auto &folder) {
        const bool isUsed = std::ranges::any_of(m_copies, [&folder](const auto &entry) { return entry.second->home == folder.get(); });
        const bool isGone = !isUsed && folder->removeAll();
        if (isGone) {
            m_own.removeIf([&folder](const auto &own) { return own.value() == folder.get(); });
        }
        return isGone;
    });
}

}
