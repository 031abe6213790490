// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/privatefolder.h"

#include <KLocalizedString>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

#include <sys/xattr.h>

namespace Kontor
{

Result<QString> PrivateFolder::put(const QString &name, const QByteArray &bytes)
{
    if (!m_folder) {
        auto where = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation); // in memory on most systems
        if (where.isEmpty() || !QDir(where).exists()) {
            where = QDir::tempPath();
        }
        m_folder = std::make_unique<QTemporaryDir>(where + QStringLiteral("/kontor-XXXXXX")); // 0700
    }
    const auto failed = [&](const QString &detail) {
        return failure(Error::Kind::Storage, i18nc("@info", "The file “%1” could not be written for opening.", name), detail);
    };
    if (!m_folder->isValid()) {
        return failed(m_folder->errorString());
    }
    auto fileName = name.isEmpty() ? QStringLiteral("attachment") : name;
    fileName.replace(QLatin1Char('/'), QLatin1Char('_'));
    if (fileName.startsWith(QLatin1Char('.'))) {
        fileName.prepend(QLatin1Char('_'));
    }
    const auto folder = m_folder->filePath(QString::number(++m_count)); // a folder each: names stay as they are
    if (!QDir().mkdir(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner)) {
        return failed(folder);
    }
    const auto path = folder + QLatin1Char('/') + fileName.left(120);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return failed(file.errorString());
    }
    QFile::setPermissions(path, QFileDevice::ReadOwner); // read-only: edits would be lost with the folder
    constexpr QByteArrayView origin("message attachment");
    setxattr(QFile::encodeName(path).constData(), "user.xdg.origin.url", origin.data(), size_t(origin.size()), 0); // as good as it gets
    return path;
}

QString PrivateFolder::path() const
{
    return m_folder ? m_folder->path() : QString();
}

}
