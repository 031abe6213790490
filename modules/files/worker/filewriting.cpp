// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/filewriting.h"

#include <KLocalizedString>
#include <QMimeDatabase>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qsizetype headBytes = 64 << 10; // tell the type

using Replacing = FileErrands::Replacing;

/// What a piece was kept as.
struct KeptPiece {
    BlobId blob{};
    QString type{}; ///< of the first one
};

void dropContent(const std::shared_ptr<Store> &store, const QString &key)
{
    store->write([key](Transaction &transaction) {
        return transaction.prepare("DELETE FROM file_piece WHERE content = ?1").run(key);
    });
}
}

FileWriting::FileWriting(FileServing *serving, const Wish &wish, QObject *parent)
    : QObject(parent)
    , m_serving(serving)
    , m_wish(wish)
{
    m_content.key = newFileContentKey();
    m_content.modified = wish.modified > 0 ? wish.modified : QDateTime::currentMSecsSinceEpoch();
}

FileWriting::~FileWriting()
{
    m_bringing.cancel();
    if (!m_isSaving) {
        drop();
    }
}

bool FileWriting::isFull() const
{
    return m_isKeeping && m_piece.size() >= filePieceSize;
}

void FileWriting::start()
{
    m_serving->store
        ->read([path = m_wish.path](const Reader &reader) {
            return FilePlaces::berth(reader, path);
        })
        .then(this, [this](const Result<FileBerth> &berth) {
            begin(berth);
        });
}

void FileWriting::begin(const Result<FileBerth> &berth)
{
    if (!berth) {
        end(WorkerRefusal::of(berth.error()));
        return;
    }
    m_berth = *berth;
    if (const auto refusal = objection()) {
        end(refusal);
        return;
    }
    if (m_wish.mode == Mode::Append && m_berth.there && m_berth.there->size != 0) {
        continueOld();
        return;
    }
    m_isReady = true;
    Q_EMIT ready();
}

/// What is known before the first byte; the rest the transaction will see.
WorkerRefusal FileWriting::objection() const
{
    const auto &there = m_berth.there;
    if (!there) {
        if (!m_berth.problem.isEmpty()) {
            return {WorkerReason::Other, m_berth.problem};
        }
        const auto &folder = m_berth.folder;
        if (folder.kind == FilePlace::Kind::Entry && !folder.row.isUnsent && !folder.row.rights.testFlag(FileRight::AddFiles)) {
            return {WorkerReason::Denied, i18nc("@info", "You may not put files into “%1”.", folder.row.name)};
        }
        return {};
    }
    if (there->isFolder) {
        return {WorkerReason::FolderExists, i18nc("@info", "“%1” is a folder.", there->name)};
    }
    if (m_wish.replacing == Replacing::No && m_wish.mode == Mode::Whole) {
        return {WorkerReason::FileExists, i18nc("@info", "There is already something called “%1” here.", there->name)};
    }
    if (!there->isUnsent && !there->rights.testFlag(FileRight::Write)) {
        return {WorkerReason::Denied, i18nc("@info", "You may not change “%1”.", there->name)};
    }
    return {};
}

void FileWriting::continueOld()
{
    m_bringing = m_serving->bring(m_berth.there->item);
    m_bringing
        .then(this,
              [this](const Result<FileContent::Here> &here) {
                  if (!here || here->isOlder) {
                      end(here ? WorkerRefusal{WorkerReason::Other, i18nc("@info", "The newest version of “%1” is not on this computer.", m_berth.name)}
                               : WorkerRefusal::of(here.error()));
                      return;
                  }
                  takeOver(*here);
              })
        .onCanceled(this, [this] {
            end(WorkerRefusal::of(cancelled().error()));
        });
}

// Whole pieces are taken as they are; the last one is read, as it will grow.
void FileWriting::takeOver(const FileContent::Here &here)
{
    const int whole = int(here.size / filePieceSize);
    m_hasPieces = true;
    m_serving->noteSeen(here.item, {here.revision, {}});
    m_serving->store
        ->write([from = here.key, to = m_content.key, whole](Transaction &transaction) -> Result<std::optional<QString>> {
            return transaction
                .prepare("INSERT INTO file_piece (content, place, size, blob) SELECT ?2, place, size, blob FROM file_piece WHERE content = ?1 AND place < ?3")
                .run(from, to, whole)
                .and_then([&] {
                    return transaction.prepare("SELECT blob FROM file_piece WHERE content = ?1 AND place = ?2").value<QString>(from, whole);
                });
        })
        .then(&m_serving->pool,
              [store = m_serving->store](const Result<std::optional<QString>> &rest) -> Result<QByteArray> {
                  if (!rest) {
                      return std::unexpected(rest.error());
                  }
                  return *rest ? store->blobs().get(**rest, filePieceSize) : Result<QByteArray>(QByteArray());
              })
        .then(this, [this, whole, size = here.size](const Result<QByteArray> &rest) {
            if (!rest) {
                end(WorkerRefusal::of(rest.error()));
                return;
            }
            m_place = whole;
            m_content.size = size - rest->size();
            m_content.type = m_berth.there->type;
            m_piece = *rest;
            m_isReady = true;
            Q_EMIT ready();
        });
}

void FileWriting::add(const QByteArray &portion)
{
    if (m_isEnded || m_isFinishing || !m_isReady) {
        return;
    }
    m_piece += portion;
    if (m_piece.size() >= filePieceSize && !m_isKeeping) {
        keep();
    }
}

void FileWriting::finish()
{
    if (m_isEnded || std::exchange(m_isFinishing, true)) {
        return;
    }
    if (!m_isKeeping) {
        kept({});
    }
}

void FileWriting::keep()
{
    m_isKeeping = true;
    m_hasPieces = true;
    auto piece = m_piece.left(filePieceSize);
    m_piece.remove(0, piece.size());
    const auto size = qint64(piece.size());
    const int place = m_place++;
    m_content.size += size;
    QtConcurrent::run(&m_serving->pool,
                      [store = m_serving->store, piece = std::move(piece), name = m_content.type.isEmpty() ? m_berth.name : QString()]() -> Result<KeptPiece> {
                          auto blob = store->blobs().put(piece);
                          if (!blob) {
                              return std::unexpected(blob.error());
                          }
                          return KeptPiece{*blob, name.isEmpty() ? QString() : QMimeDatabase().mimeTypeForFileNameAndData(name, piece.left(headBytes)).name()};
                      })
        .then(this, [this, place, size](const Result<KeptPiece> &piece) {
            if (!piece) {
                kept(std::unexpected(piece.error()));
                return;
            }
            if (m_content.type.isEmpty()) {
                m_content.type = piece->type;
            }
            m_serving->store
                ->write([key = m_content.key, place, size, blob = piece->blob](Transaction &transaction) {
                    return transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, ?2, ?3, ?4)").run(key, place, size, blob);
                })
                .then(this, [this](const Result<void> &done) {
                    kept(done);
                });
        });
}

void FileWriting::kept(const Result<void> &done)
{
    m_isKeeping = false;
    if (m_isEnded) {
        return;
    }
    if (!done) {
        end(WorkerRefusal::of(done.error()));
        return;
    }
    if (m_piece.size() >= filePieceSize || (m_isFinishing && !m_piece.isEmpty())) {
        keep();
    } else if (m_isFinishing) {
        compare();
        return;
    }
    Q_EMIT drained();
}

// Some servers tell only later which revision an upload became. Whether that is what the program wrote, or somebody else's,
// only the content tells.
void FileWriting::compare()
{
    const auto item = m_berth.there ? m_berth.there->item : ItemId{};
    const auto seen = m_serving->seenOf(item);
    if (!item || (seen.revision.isEmpty() && seen.content.isEmpty())) {
        save();
        return;
    }
    m_serving->store
        ->read([item, seen](const Reader &reader) -> Result<bool> {
            return reader
                .prepare("SELECT revision <> ?2 AND revision <> '' AND content = '' AND kept <> item || '@' || revision AND size > 0 FROM file WHERE item = ?1")
                .value<bool>(item, seen.revision.isNull() ? QStringLiteral("") : seen.revision)
                .transform([](std::optional<bool> isUnknown) {
                    return isUnknown.value_or(false);
                });
        })
        .then(this, [this, item](const Result<bool> &isUnknown) {
            if (!isUnknown.value_or(false)) {
                save();
                return;
            }
            m_bringing = m_serving->bring(item);
            m_bringing
                .then(this,
                      [this](const Result<FileContent::Here> &) {
                          save(); // where it could not be fetched, the server will tell them apart
                      })
                .onCanceled(this, [this] {
                    save();
                });
        });
}

void FileWriting::save()
{
    if (m_content.type.isEmpty()) {
        m_content.type = QMimeDatabase().mimeTypeForFile(m_berth.name, QMimeDatabase::MatchExtension).name();
    }
    m_isSaving = true;
    const auto replacing = m_wish.mode == Mode::Append ? Replacing::Yes : m_wish.replacing;
    const auto seen = m_berth.there ? m_serving->seenOf(m_berth.there->item) : FileSeen{};
    // What happens here happens whether or not anybody still waits for the answer.
    FileErrands::save(m_serving->outbox, m_berth, m_content, seen, replacing)
        .then([store = m_serving->store, key = m_content.key](const FileErrands::Saved &saved) {
            if (saved.refusal) {
                dropContent(store, key);
            }
            return saved;
        })
        .then(this, [this](const FileErrands::Saved &saved) {
            if (!saved.refusal) {
                m_serving->noteSeen(saved.item, saved.seen);
            }
            end(saved.refusal);
        });
}

void FileWriting::end(const WorkerRefusal &refusal)
{
    if (std::exchange(m_isEnded, true)) {
        return;
    }
    m_piece.clear();
    if (!m_isSaving) {
        drop();
    }
    Q_EMIT ended(refusal);
}

void FileWriting::drop()
{
    if (std::exchange(m_hasPieces, false)) {
        dropContent(m_serving->store, m_content.key);
    }
}

}
