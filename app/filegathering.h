// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filecontent.h"

#include <QFutureWatcher>
#include <QObject>
#include <QPointer>
#include <QTemporaryDir>

#include <memory>

namespace Kontor
{

class FileProgress;

/// Fetches files one after the other, as far as they are not here, and writes copies of them into a private folder; with
/// progress and a way out. Deletes itself at its end, which also comes with the window it is for. GUI thread.
class FileGathering : public QObject
{
    Q_OBJECT
public:
    FileGathering(FileContent *content, const QList<FileRow> &files, QWidget *parent);
    ~FileGathering() override;

    void begin();
    void cancel();

Q_SIGNALS:
    /// All that could be had; not after cancel(). They lie there for as long as \p keep does.
    void gathered(const QStringList &paths, const std::shared_ptr<void> &keep);

private:
    void next();
    void arrived(const Result<FileContent::Here> &here);
    void written(const QString &path, const Result<void> &done);
    void fail(const Error &error);
    void finish();
    void showProgress(qint64 kibibytes);

    FileContent *m_content;
    QList<FileRow> m_files;
    QWidget *m_parent;
    QPointer<FileProgress> m_progress; ///< of the window, too
    std::shared_ptr<QTemporaryDir> m_folder;
    QFutureWatcher<Result<FileContent::Here>> m_bringing;
    qsizetype m_next = 0;
    qint64 m_before = 0; ///< KiB of the files that are done
    QStringList m_names;
    QStringList m_paths;
    QStringList m_problems;
    bool m_isOver = false;
};

}
