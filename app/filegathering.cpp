// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filegathering.h"

#include "app/fileprogress.h"
#include "files/desk/whenanswered.h"
#include "files/filename.h"
#include "files/fileservices.h"
#include "files/ui/fileprivatefolder.h"
#include "shell/words.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
qint64 kibibytes(const FileRow &row)
{
    return std::max<qint64>(0, row.size) / 1024 + 1;
}
}

FileGathering::FileGathering(FileContent *content, const QList<FileRow> &files, QWidget *parent)
    : QObject(parent)
    , m_content(content)
    , m_files(files)
    , m_parent(parent)
    , m_progress(new FileProgress(i18nc("@title:window", "Fetching Files"), parent))
    , m_folder(makePrivateFolder())
{
    connect(m_progress, &QDialog::rejected, this, &FileGathering::cancel);
    connect(&m_bringing, &QFutureWatcherBase::progressValueChanged, this, [this](int value) {
        showProgress(value);
    });
    connect(&m_bringing, &QFutureWatcherBase::finished, this, [this] {
        const auto future = m_bringing.future();
        if (!m_isOver) {
            arrived(future.isCanceled() || future.resultCount() == 0 ? Result<FileContent::Here>(cancelled()) : future.result());
        }
    });
}

FileGathering::~FileGathering()
{
    m_bringing.disconnect(this);
    m_bringing.cancel();
    delete m_progress;
}

void FileGathering::begin()
{
    if (!m_folder) {
        m_problems << i18nc("@info", "There is no place for copies of files on this computer.");
        finish();
        return;
    }
    next();
}

void FileGathering::cancel()
{
    if (std::exchange(m_isOver, true)) {
        return;
    }
    m_bringing.cancel();
    m_progress->pause();
    deleteLater();
}

void FileGathering::next()
{
    if (m_next >= m_files.size()) {
        finish();
        return;
    }
    showProgress(0);
    m_bringing.setFuture(m_content->bring(m_files.at(m_next).item));
}

void FileGathering::showProgress(qint64 now)
{
    if (m_isOver || m_next >= m_files.size()) {
        return;
    }
    qint64 all = 0;
    for (const auto &file : std::as_const(m_files)) {
        all += kibibytes(file);
    }
    const auto name = Words::shortened(Words::withoutTricks(m_files.at(m_next).name), 50);
    m_progress->show(m_files.size() == 1 ? i18nc("@info:progress", "Fetching “%1”", name)
                                         : i18nc("@info:progress %2: number, %3: of how many", "Fetching “%1” (%2 of %3)", name, m_next + 1, m_files.size()),
                     int(std::min<qint64>(99, (m_before + now) * 100 / all)));
}

void FileGathering::arrived(const Result<FileContent::Here> &here)
{
    if (!here) {
        fail(here.error());
        return;
    }
    if (here->isOlder) {
        m_problems << i18nc("@info", "“%1” is an older version, as the server cannot be reached.", Words::withoutTricks(here->name));
    }
    auto plain = FileName::proposal(here->name, {});
    plain = FileName::free(plain.replace(u'/', u'_'), m_names);
    m_names << plain;
    const auto path = m_folder->filePath(plain);
    whenAnswered(m_content->writeTo(here->key, path), this, [this, path](const Result<void> &done) {
        written(path, done);
    });
}

void FileGathering::written(const QString &path, const Result<void> &done)
{
    if (m_isOver) {
        return;
    }
    if (!done) {
        fail(done.error());
        return;
    }
    m_paths << path;
    m_before += kibibytes(m_files.at(m_next));
    ++m_next;
    next();
}

void FileGathering::fail(const Error &error)
{
    if (error.kind == Error::Kind::Cancelled) {
        cancel();
        return;
    }
    m_problems << i18nc("@info %1: name of a file, %2: a sentence", "“%1”: %2", Words::withoutTricks(m_files.at(m_next).name), error.message);
    m_before += kibibytes(m_files.at(m_next));
    ++m_next;
    next();
}

void FileGathering::finish()
{
    if (std::exchange(m_isOver, true)) {
        return;
    }
    m_progress->pause();
    if (!m_paths.isEmpty()) {
        Q_EMIT gathered(m_paths, m_folder);
    }
    FileProgress::tellProblems(i18nc("@title:window", "Files"), m_problems, m_parent);
    deleteLater();
}

}
