// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/filekeysource.h"

#include <KLocalizedString>

#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{

namespace
{

KeyAnswer made(const QString &path)
{
    QFile file(path);
    const auto key = randomKey();
    const auto text = key.toHex() + '\n';
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(text) != text.size() || ::fsync(file.handle()) != 0) {
        return keyMissing(KeyState::Denied, i18nc("@info", "The key file %1 could not be written.", path), file.errorString());
    }
    auto answer = keyPresent(key);
    answer.isNew = true;
    return answer;
}

KeyAnswer read(const QString &path, KeyIntent intent)
{
    QFile file(path);
    if (!file.exists()) {
        return intent == KeyIntent::Create ? made(path) : keyMissing(KeyState::Absent, i18nc("@info", "The key file %1 does not exist.", path));
    }
    struct stat status{};
    if (!file.open(QIODevice::ReadOnly) || ::fstat(file.handle(), &status) != 0) {
        return keyMissing(KeyState::Denied, i18nc("@info", "The key file %1 cannot be read.", path), file.errorString());
    }
    if ((status.st_mode & 077) != 0 || status.st_uid != ::geteuid()) {
        return keyMissing(KeyState::Denied, i18nc("@info", "The key file %1 must belong to you and be readable by nobody else (mode 0600).", path));
    }
    const auto content = file.read(100);
    if (content.size() == 32) {
        return keyPresent(content);
    }
    const auto text = content.trimmed();
    const auto key = QByteArray::fromHex(text);
    if (text.size() != 64 || key.toHex() != text.toLower()) {
        return keyMissing(KeyState::Damaged, i18nc("@info", "The key file %1 does not contain a key (64 hexadecimal digits).", path));
    }
    return keyPresent(key);
}

}

FileKeySource::FileKeySource(const QString &path)
    : m_path(path)
{
}

QFuture<KeyAnswer> FileKeySource::key(KeyIntent intent)
{
    return QtFuture::makeReadyValueFuture(read(m_path, intent));
}

}
