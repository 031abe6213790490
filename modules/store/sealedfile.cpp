// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sealedfile.h"

#include "store/storageproblem.h"

#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QtEndian>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace Kontor
{

namespace
{

constexpr int sealedChunkSize = SealedFile::chunkSize + SealedFile::tagSize;
constexpr int headerSize = SealedFile::markSize + SealedFile::saltSize;

using Nonce = std::array<unsigned char, 12>;

Nonce nonceOf(quint64 number, SealedFile::Piece piece)
{
    Nonce nonce;
    qToLittleEndian(quint32(piece), nonce.data());
    qToLittleEndian(number, nonce.data() + 4);
    return nonce;
}

QByteArray keyOf(const QByteArray &key, const QByteArray &salt)
{
    return QMessageAuthenticationCode::hash(salt, key, QCryptographicHash::Sha256);
}

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

const unsigned char *bytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

std::unexpected<Error> broken(const QString &path)
{
    return storageFailure(StorageProblem::Damaged, QStringLiteral("%1 does not open").arg(QFileInfo(path).fileName()));
}

}

SealedFileWriter::SealedFileWriter(const QString &path, int descriptor)
    : m_path(path)
    , m_descriptor(descriptor)
    , m_context(EVP_CIPHER_CTX_new())
{
}

SealedFileWriter::~SealedFileWriter()
{
    EVP_CIPHER_CTX_free(m_context);
    ::close(m_descriptor);
    if (!m_renamed) {
        QFile::remove(m_path);
    }
}

Result<std::unique_ptr<SealedFileWriter>> SealedFileWriter::create(const QString &path, const QByteArray &key)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return systemFailure(errno, QFileInfo(path).fileName());
    }
    std::unique_ptr<SealedFileWriter> writer(new SealedFileWriter(path, descriptor));
    QByteArray salt(SealedFile::saltSize, Qt::Uninitialized);
    if (RAND_bytes(bytes(salt), int(salt.size())) != 1) {
        return storageFailure(StorageProblem::Other, QStringLiteral("no random bytes"));
    }
    writer->m_key = keyOf(key, salt);
    if (auto done = writer->write(QByteArray(SealedFile::mark, SealedFile::markSize) + salt); !done) {
        return std::unexpected(done.error());
    }
    return writer;
}

Result<void> SealedFileWriter::write(const QByteArray &data)
{
    qint64 written = 0;
    while (written < data.size()) {
        const auto now = ::write(m_descriptor, data.constData() + written, size_t(data.size() - written));
        if (now < 0 && errno == EINTR) {
            continue;
        }
        if (now <= 0) {
            return systemFailure(now == 0 ? ENOSPC : errno, QFileInfo(m_path).fileName());
        }
        written += now;
    }
    return {};
}

Result<void> SealedFileWriter::writeSealed(QByteArrayView plain, SealedFile::Piece piece)
{
    const auto nonce = nonceOf(m_chunk, piece);
    QByteArray sealed(plain.size() + SealedFile::tagSize, Qt::Uninitialized);
    int length = 0;
    const bool good = EVP_EncryptInit_ex(m_context, EVP_aes_256_gcm(), nullptr, bytes(std::as_const(m_key)), nonce.data()) == 1
        && EVP_EncryptUpdate(m_context, bytes(sealed), &length, bytes(plain), int(plain.size())) == 1
        && EVP_EncryptFinal_ex(m_context, bytes(sealed) + length, &length) == 1
        && EVP_CIPHER_CTX_ctrl(m_context, EVP_CTRL_GCM_GET_TAG, SealedFile::tagSize, bytes(sealed) + plain.size()) == 1;
    if (!good) {
        return storageFailure(StorageProblem::Other, QStringLiteral("a chunk could not be sealed"));
    }
    return write(sealed);
}

Result<void> SealedFileWriter::append(const QByteArray &data)
{
    m_pending.append(data);
    qsizetype start = 0;
    // A full chunk waits until more follows: only then it is known not to be the last.
    while (m_pending.size() - start > SealedFile::chunkSize) {
        if (auto done = writeSealed(QByteArrayView(m_pending).sliced(start, SealedFile::chunkSize), SealedFile::Piece::Chunk); !done) {
            return done;
        }
        ++m_chunk;
        start += SealedFile::chunkSize;
    }
    m_pending.remove(0, start);
    return {};
}

Result<void> SealedFileWriter::finish(qint64 contentSize, const QString &name, Durability durability)
{
    if (auto done = writeSealed(m_pending, SealedFile::Piece::LastChunk); !done) {
        return done;
    }
    ++m_chunk;
    QByteArray size(8, Qt::Uninitialized);
    qToLittleEndian(contentSize, size.data());
    if (auto done = writeSealed(size, SealedFile::Piece::Size); !done) {
        return done;
    }
    if (durability == Durability::SurvivesPowerCut && ::fdatasync(m_descriptor) != 0) {
        return systemFailure(errno, QFileInfo(m_path).fileName());
    }
    if (std::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(name).constData()) != 0) {
        return systemFailure(errno, QFileInfo(m_path).fileName());
    }
    m_renamed = true;
    return {};
}

SealedFileReader::SealedFileReader()
    : m_context(EVP_CIPHER_CTX_new())
{
}

SealedFileReader::~SealedFileReader()
{
    EVP_CIPHER_CTX_free(m_context);
}

Result<std::unique_ptr<SealedFileReader>> SealedFileReader::open(const QString &path, const QByteArray &key)
{
    std::unique_ptr<SealedFileReader> reader(new SealedFileReader);
    reader->m_file.setFileName(path);
    if (!reader->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return storageFailure(StorageProblem::NotPermitted, reader->m_file.errorString());
    }
    const qint64 body = reader->m_file.size() - headerSize - SealedFile::trailerSize;
    const auto header = reader->m_file.read(headerSize);
    if (body < SealedFile::tagSize || !header.startsWith(QByteArrayView(SealedFile::mark, SealedFile::markSize))) {
        return broken(path);
    }
    reader->m_key = keyOf(key, header.mid(SealedFile::markSize));
    reader->m_chunks = quint64((body + sealedChunkSize - 1) / sealedChunkSize);
    reader->m_file.seek(headerSize + body);
    const auto size = reader->unseal(reader->m_file.read(SealedFile::trailerSize), reader->m_chunks, SealedFile::Piece::Size);
    if (!size) {
        return std::unexpected(size.error());
    }
    reader->m_contentSize = qFromLittleEndian<qint64>(size->constData());
    reader->m_file.seek(headerSize);
    return reader;
}

Result<QByteArray> SealedFileReader::next()
{
    const bool isLast = m_chunk + 1 == m_chunks;
    const qint64 end = m_file.size() - SealedFile::trailerSize;
    const auto sealed = m_file.read(std::min<qint64>(sealedChunkSize, end - m_file.pos()));
    auto plain = unseal(sealed, m_chunk, isLast ? SealedFile::Piece::LastChunk : SealedFile::Piece::Chunk);
    ++m_chunk;
    return plain;
}

Result<QByteArray> SealedFileReader::unseal(QByteArrayView sealed, quint64 number, SealedFile::Piece piece)
{
    if (sealed.size() < SealedFile::tagSize) {
        return broken(m_file.fileName());
    }
    const auto nonce = nonceOf(number, piece);
    const auto size = sealed.size() - SealedFile::tagSize;
    auto tag = sealed.last(SealedFile::tagSize).toByteArray();
    QByteArray plain(size, Qt::Uninitialized);
    int length = 0;
    const bool good = EVP_DecryptInit_ex(m_context, EVP_aes_256_gcm(), nullptr, bytes(std::as_const(m_key)), nonce.data()) == 1
        && EVP_DecryptUpdate(m_context, bytes(plain), &length, bytes(sealed), int(size)) == 1
        && EVP_CIPHER_CTX_ctrl(m_context, EVP_CTRL_GCM_SET_TAG, SealedFile::tagSize, bytes(tag)) == 1
        && EVP_DecryptFinal_ex(m_context, bytes(plain) + length, &length) == 1;
    if (!good) {
        return broken(m_file.fileName());
    }
    return plain;
}

}
