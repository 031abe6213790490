// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobfiles.h"

#include "store/derivedkey.h"
#include "store/storageproblem.h"

#include <QDir>
#include <QDirIterator>
#include <QMessageAuthenticationCode>
#include <QUuid>

namespace Kontor
{

namespace
{
const auto unfinished = QStringLiteral(".part");
}

BlobFiles::BlobFiles(const QString &folder, const QByteArray &key)
    : m_folder(folder)
    , m_contentKey(derivedKey(key, "kontor blob files"))
    , m_nameKey(derivedKey(key, "kontor blob names"))
{
}

Result<void> BlobFiles::makeFolder() const
{
    if (!QDir().mkpath(m_folder)) {
        return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be made").arg(m_folder));
    }
    return {};
}

QString BlobFiles::nameOf(const QByteArray &id) const
{
    return QString::fromLatin1(QMessageAuthenticationCode::hash(id, m_nameKey, QCryptographicHash::Sha256).toHex());
}

QString BlobFiles::pathOf(const QByteArray &id) const
{
    return m_folder + QLatin1Char('/') + nameOf(id);
}

bool BlobFiles::has(const QByteArray &id) const
{
    return QFile::exists(pathOf(id));
}

void BlobFiles::remove(const QByteArray &id) const
{
    QFile::remove(pathOf(id));
}

Result<std::unique_ptr<SealedFileWriter>> BlobFiles::create() const
{
    return SealedFileWriter::create(m_folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + unfinished, m_contentKey);
}

Result<std::unique_ptr<SealedFileReader>> BlobFiles::read(const QByteArray &id) const
{
    return SealedFileReader::open(pathOf(id), m_contentKey);
}

void BlobFiles::removeUnfinished() const
{
    const auto leftovers = QDir(m_folder).entryList({QLatin1Char('*') + unfinished}, QDir::Files);
    for (const auto &name : leftovers) {
        QFile::remove(m_folder + QLatin1Char('/') + name);
    }
}

qint64 BlobFiles::keepOnly(const std::function<bool(const QString &)> &isKept) const
{
    qint64 freed = 0;
    QDirIterator files(m_folder, QDir::Files);
    while (files.hasNext()) {
        const auto file = files.nextFileInfo();
        const auto name = file.fileName();
        const auto bytes = file.size();
        if (!isKept(name) && !name.endsWith(unfinished) && QFile::remove(file.filePath())) {
            freed += bytes;
        }
    }
    return freed;
}

QSet<QString> BlobFiles::names() const
{
    const auto all = QDir(m_folder).entryList(QDir::Files);
    return {all.begin(), all.end()};
}

qint64 BlobFiles::size() const
{
    qint64 sum = 0;
    QDirIterator files(m_folder, QDir::Files);
    while (files.hasNext()) {
        sum += files.nextFileInfo().size();
    }
    return sum;
}

}
