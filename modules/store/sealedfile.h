// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QFile>

#include <memory>

struct evp_cipher_ctx_st;

namespace Kontor
{

/// How a sealed file is laid out: a mark, a random salt, chunks of AES-256-GCM, and a sealed size.
///
/// Each file has a key of its own (from the salt). A chunk's nonce is its number and whether it
/// is the last one, so that chunks that were swapped, cut off or appended do not open.
struct SealedFile {
    static constexpr char mark[] = "KONTOR1\n";
    static constexpr int markSize = 8;
    static constexpr int saltSize = 32;
    static constexpr int chunkSize = 256 * 1024; ///< plain bytes
    static constexpr int tagSize = 16;
    static constexpr int trailerSize = 8 + tagSize;
    enum class Piece : quint32 { Chunk = 0, LastChunk = 1, Size = 2 };
};

/// Writes a sealed file under a name of its own; only finish() makes it one that can be read.
class SealedFileWriter
{
public:
    /// \p path must not exist yet.
    static Result<std::unique_ptr<SealedFileWriter>> create(const QString &path, const QByteArray &key);
    /// Deletes the file unless it was renamed.
    ~SealedFileWriter();
    Q_DISABLE_COPY_MOVE(SealedFileWriter)

    Result<void> append(const QByteArray &bytes);

    enum class Durability { Fast, SurvivesPowerCut };
    /// \p contentSize is kept for size(). Then renames to \p name, replacing what is there.
    Result<void> finish(qint64 contentSize, const QString &name, Durability durability);

private:
    SealedFileWriter(const QString &path, int descriptor);
    Result<void> write(const QByteArray &bytes);
    Result<void> writeSealed(QByteArrayView plain, SealedFile::Piece piece);

    QString m_path;
    int m_descriptor;
    evp_cipher_ctx_st *m_context;
    QByteArray m_key;
    QByteArray m_pending;
    quint64 m_chunk = 0;
    bool m_renamed = false;
};

/// Reads a sealed file chunk by chunk.
class SealedFileReader
{
public:
    static Result<std::unique_ptr<SealedFileReader>> open(const QString &path, const QByteArray &key);
    ~SealedFileReader();
    Q_DISABLE_COPY_MOVE(SealedFileReader)

    qint64 contentSize() const
    {
        return m_contentSize;
    }

    bool atEnd() const
    {
        return m_chunk == m_chunks;
    }

    Result<QByteArray> next();

private:
    SealedFileReader();
    Result<QByteArray> unseal(QByteArrayView sealed, quint64 number, SealedFile::Piece piece);

    QFile m_file;
    evp_cipher_ctx_st *m_context;
    QByteArray m_key;
    qint64 m_contentSize = 0;
    quint64 m_chunk = 0;
    quint64 m_chunks = 0;
};

}
