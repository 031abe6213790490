// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/ui/filesparts.h"

#include <QObject>
#include <QTemporaryDir>

namespace Kontor
{

class FilesPane;

/// Hands files to the programs of the desktop (KIO). Programs and starters among them are never run, and nothing is noted
/// in the lists of recent documents.
class FileLauncher : public QObject
{
    Q_OBJECT
public:
    explicit FileLauncher(FilesPane *pane);

    /// A copy that is watched for what the program saves; see OpenCopies.
    void open(ItemId item, const QString &name, FilesParts::Program program);

    /// Content that is only to be looked at: a copy nobody watches, read-only.
    void look(const QString &key, const QString &name);

    /// Would opening it run it? By name and by the first bytes.
    static bool isProgram(const QString &path);

Q_SIGNALS:
    void opened(Kontor::ItemId item);

private:
    void launch(const QString &path, FilesParts::Program program);

    FilesPane *m_pane;
    QList<std::shared_ptr<QTemporaryDir>> m_looks; ///< until the pane goes
};

}
