// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/foldermirror.h"
#include "files/store/filesfixture.h"

namespace Kontor
{

/// FolderMirrors with a server in memory and one folder of this machine that may be chosen.
struct MirrorsRoom {
    FilesFixture f;
    QString root;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<FolderMirrors> mirrors;
    QList<Error> failures;

    MirrorsRoom()
        : root(QFileInfo(f.local.path()).canonicalFilePath() + QStringLiteral("/two-way"))
    {
        for (const auto &[name, folder] : {std::pair("XDG_DATA_HOME", "data"), std::pair("XDG_CONFIG_HOME", "config"), std::pair("XDG_CACHE_HOME", "cache"), std::pair("XDG_STATE_HOME", "state")}) {
            qputenv(name, f.local.filePath(QString::fromLatin1(folder)).toLocal8Bit());
        }
        QDir().mkpath(root);
        content = std::make_unique<FileContent>(**f.store, f.fetcher(f.anna));
        begin();
    }
    ~MirrorsRoom()
    {
        mirrors.reset();
        content.reset();
    }

    /// As after another start of the program.
    void begin()
    {
        mirrors.reset();
        mirrors = std::make_unique<FolderMirrors>(**f.store, f.actions.get(), content.get());
        QObject::connect(mirrors.get(), &FolderMirrors::failed, mirrors.get(), [this](const Error &error) {
            failures << error;
        });
    }

    FolderMirror *add(const QStringList &ignored = {})
    {
        const auto added = waitedFor(mirrors->add({.source = f.target(), .path = root, .ignored = ignored}));
        if (!added) {
            qWarning() << added.error().message;
        }
        return added ? mirrors->all().last() : nullptr;
    }

    QString path(const QString &relative) const
    {
        return root + u'/' + relative;
    }
    void write(const QString &relative, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path(relative)).path());
        QFile file(path(relative));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s cannot be written", qPrintable(relative));
        }
    }
    QByteArray read(const QString &relative) const
    {
        QFile file(path(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

}
