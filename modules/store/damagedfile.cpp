// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/damagedfile.h"

#include "base/log.h"
#include "store/storageproblem.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

namespace Kontor
{

namespace
{

// Where SQLite's file header keeps what must fit the file (file format, section 1.3).
constexpr int headerChangeCounter = 24;
constexpr int headerPages = 28;
constexpr int headerFreeList = 32;
constexpr int headerVersionValidFor = 92;

QByteArray readPage(const QString &path, int size)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(size) : QByteArray();
}

}

QStringList DamagedFile::suffixes()
{
    return {QStringLiteral(""), QStringLiteral("-wal"), QStringLiteral("-shm")};
}

Result<DamagedFile::Health> DamagedFile::healthOf(const Database::Options &options)
{
    if (auto checked = Database::checkFile(options.path); !checked && !isDamaged(checked.error())) {
        return std::unexpected(checked.error());
    }
    if (QFileInfo(options.path).size() == 0) {
        return Health::Damaged;
    }
    auto database = Database::open(options);
    if (!database) {
        return isDamaged(database.error()) ? Result<Health>(Health::Damaged) : std::unexpected(database.error());
    }
    const auto found = (*database)->prepare("PRAGMA integrity_check (1)").value<QString>();
    return found && found->value_or(QString()) == QStringLiteral("ok") ? Health::Whole : Health::Damaged;
}

Result<QString> DamagedFile::putAside(const QString &path)
{
    const auto time = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
    QString aside = path + QStringLiteral(".damaged-") + time;
    for (int i = 2; QFile::exists(aside); ++i) {
        aside = path + QStringLiteral(".damaged-") + time + QLatin1Char('-') + QString::number(i);
    }
    for (const auto &suffix : suffixes()) {
        if (QFile::exists(path + suffix) && !QFile::rename(path + suffix, aside + suffix)) {
            return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be renamed").arg(path + suffix));
        }
    }
    return aside;
}

QString DamagedFile::lastAside(const QString &path)
{
    const QFileInfo info(path);
    const auto names
        = QDir(info.path())
              .entryList({info.fileName() + QStringLiteral(".damaged-*Z"), info.fileName() + QStringLiteral(".damaged-*Z-?")}, QDir::Files, QDir::Name);
    return names.isEmpty() ? QString() : info.path() + QLatin1Char('/') + names.last();
}

void DamagedFile::mendFirstPage(const QString &path, const CipherPages &pages, const QStringList &copies)
{
    auto plain = pages.unseal(readPage(path, pages.pageSize()), 1);
    for (const auto &copy : copies) {
        if (!plain) {
            plain = pages.unseal(readPage(copy, pages.pageSize()), 1);
        }
    }
    if (!plain) {
        qCWarning(logStore) << "no first page for" << path;
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite)) {
        return;
    }
    const auto counter = qFromBigEndian<quint32>(plain->constData() + headerChangeCounter);
    qToBigEndian(counter, plain->data() + headerVersionValidFor);
    qToBigEndian(quint32(file.size() / pages.pageSize()), plain->data() + headerPages);
    qToBigEndian(quint32(0), plain->data() + headerFreeList);
    qToBigEndian(quint32(0), plain->data() + headerFreeList + 4);
    file.write(pages.seal(*plain, 1));
}

}
