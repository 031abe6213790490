// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QHash>
#include <QObject>
#include <QPointer>

namespace Kontor
{

class FileProgress;

/// Makes a text of links to files: uses the public links there are, makes those that are missing, and asks for a password
/// where the server demands one. Deletes itself at its end, which also comes with the window it is for. GUI thread.
class FileLinking : public QObject
{
    Q_OBJECT
public:
    FileLinking(FileServices *services, const QList<FileRow> &files, QWidget *parent);
    ~FileLinking() override;

    void begin();
    void cancel();

Q_SIGNALS:
    void made(const QString &text); ///< one line for each file; not after cancel()

private:
    void next();
    void look(const FileFeatures &features);
    void decide(const FileFeatures &features, const QList<FileShare> &shares);
    void ask(const FileFeatures &features);
    void make(const FileShareWish &wish);
    void use(const FileShare &share);
    void fail(const QString &sentence);
    void finish();

    FileServices *m_services;
    QList<FileRow> m_files;
    QWidget *m_parent;
    QPointer<FileProgress> m_progress; ///< of the window, too
    QHash<CollectionId, FileShareWish> m_wishes; ///< what the user answered
    qsizetype m_next = 0;
    QStringList m_lines;
    QStringList m_problems;
    bool m_isOver = false;
};

}
