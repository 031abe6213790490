// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizerfetch.h"

namespace Kontor
{

/// What is written: content that lies in the store in pieces.
struct FileUpload {
    QString key{};
    qint64 size = 0;
    qint64 modified = 0; ///< ms since epoch; 0: unknown
    bool operator==(const FileUpload &) const = default;
};

/// Sends content: new files and new versions of files, never over something that was not seen.
///
/// Conditions go with every write. Servers that ignore them (rclone) are found out, and looked at right before each write;
/// as long as nobody knows, too. After a lost answer it is looked first whether the content is there already.
class FileSynchronizerUpload : public std::enable_shared_from_this<FileSynchronizerUpload>
{
public:
    using Link = FileSynchronizerSession::Link;

    FileSynchronizerUpload(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerFetch> fetch);

    Task<Result<Receipt>> create(Link link, Change change, QString folder);
    Task<Result<Receipt>> replace(Link link, Change change);

    /// A name that is free in a folder: "Report (2).odt".
    Task<Result<QString>> freeName(Link link, QString folder, QString name);

    static Receipt receiptOf(const FileFacts &facts);

private:
    enum class Condition { None, IsNew, IsVersion };
    struct Put {
        QString href{};
        FileUpload upload{};
        Condition condition = Condition::None;
        QString revision{}; ///< for IsVersion
        QByteArray checksum{}; ///< "SHA1:…"; empty: the server wants none
    };
    struct Answer {
        int status = 0; ///< 2xx, or 412: the condition did not hold
        QString etag{}; ///< strong; empty: not told
        QString fileId{};
        qint64 modified = 0; ///< as the server keeps it; 0: not told
        QByteArray checksum{}; ///< that was sent with it
    };

    static FileUpload uploadOf(const Change &change);
    Task<Result<Answer>> put(Link link, Put wanted);
    Task<Result<Answer>> putInChunks(Link link, Put wanted);
    Task<Result<Receipt>> stored(Link link, Put wanted, Answer answer, FileFacts before);
    Task<Result<FileFacts>> looked(Link link, FileFacts facts);
    Task<Error> whyLost(Link link, Put wanted, Error error);
    Task<Result<QByteArray>> checksum(FileUpload upload, QString kind);
    enum class Likeness {
        Other,
        Same,
        Beginning, ///< less than all of it, but nothing else: what was broken off left it there
    };
    enum class Remains { Never, Perhaps }; ///< may an upload that was broken off have left something there?
    Task<Result<Likeness>> likeness(FileFacts there, FileUpload upload, Remains remains);
    Task<Result<bool>> isBase(FileFacts there, Change change, QString base); ///< what was edited, whatever its revision is now
    Task<Result<bool>> isFormer(FileFacts there, Change change); ///< an earlier content of the change, whose answer was lost
    Task<Result<bool>> isFolder(Link link, QString href);
    Task<bool> tryConditions(Link link, Put wanted);
    bool mustLook(const FileLink &link) const;
    static Task<Result<QByteArray>> readPieces(FileShelf shelf, QString key, qint64 offset, qint64 length);

    std::shared_ptr<FileSynchronizerSession> m_session;
    std::shared_ptr<FileSynchronizerFetch> m_fetch;
    bool m_isTrying = false;
};

}
