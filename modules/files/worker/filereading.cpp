// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/filereading.h"

#include <KLocalizedString>
#include <QLocalSocket>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 mostUnsent = 1 << 20; // bytes the other side has not taken yet
constexpr int mostSwitches = 3; // the file changes on the server before a byte was sent
}

FileReading::FileReading(FileServing *serving, const FileRow &row, Range range, QLocalSocket *socket, QObject *parent)
    : QObject(parent)
    , m_serving(serving)
    , m_row(row)
    , m_range(range)
    , m_socket(socket)
    , m_at(std::max<qint64>(range.from, 0))
{
    connect(socket, &QLocalSocket::bytesWritten, this, &FileReading::step);
    connect(&m_bringing, &QFutureWatcherBase::progressValueChanged, this, &FileReading::step);
    connect(&m_bringing, &QFutureWatcherBase::finished, this, &FileReading::step);
}

FileReading::~FileReading()
{
    m_bringing.disconnect(this);
    if (m_bringing.isRunning()) {
        m_bringing.cancel();
    }
}

void FileReading::start()
{
    m_serving->store
        ->read([item = m_row.item](const Reader &reader) -> Result<Content> {
            std::optional<Content> content;
            auto asked = reader.prepare("SELECT content, revision, size FROM file WHERE item = ?1 AND hidden = 0 AND folder = 0")
                             .each(
                                 [&](const Statement &row) {
                                     const auto unsent = row.text(0);
                                     content = Content{unsent.isEmpty() ? fileContentKey(item, row.text(1)) : unsent, row.text(1), row.integer(2)};
                                 },
                                 item);
            if (!asked) {
                return std::unexpected(asked.error());
            }
            return content ? Result<Content>(*content) : failure(Error::Kind::NotFound, i18nc("@info", "This file no longer exists."));
        })
        .then(this, [this](const Result<Content> &content) {
            begin(content);
        });
}

void FileReading::begin(const Result<Content> &content)
{
    if (!content) {
        end(WorkerRefusal::of(content.error()));
        return;
    }
    m_content = *content;
    if (m_content.size != 0) {
        m_bringing.setFuture(m_serving->bring(m_row.item)); // also notes that it was used
    }
    step();
}

qint64 FileReading::last() const
{
    if (m_content.size < 0) {
        return -1;
    }
    return m_range.length < 0 ? m_content.size : std::min(m_content.size, m_range.from + m_range.length);
}

void FileReading::step()
{
    if (m_isEnded || m_isLooking || m_socket->bytesToWrite() > mostUnsent) {
        return;
    }
    if (m_content.size < 0) { // not even the server said how large it is
        if (m_bringing.isFinished()) {
            settle();
        }
        return;
    }
    if (m_at >= last()) {
        announce();
        if (m_range.from == 0 && m_range.length < 0) {
            m_serving->noteSeen(m_row.item, {m_content.revision, FileSeen::hashOf(m_blobs)});
        }
        end({});
        return;
    }
    look(int(m_at / filePieceSize));
}

void FileReading::look(int place)
{
    m_isLooking = true;
    const bool isAll = m_bringing.isFinished(); // nothing more will come
    m_serving->store
        ->read([key = m_content.key, place](const Reader &reader) -> Result<std::optional<QString>> {
            return reader.prepare("SELECT blob FROM file_piece WHERE content = ?1 AND place = ?2").value<QString>(key, place);
        })
        .then(this, [this, place, isAll](const Result<std::optional<QString>> &blob) {
            if (!blob) {
                m_isLooking = false;
                end(WorkerRefusal::of(blob.error()));
                return;
            }
            if (!*blob) {
                m_isLooking = false;
                if (isAll) {
                    settle();
                } else if (m_bringing.isFinished()) {
                    step(); // it came meanwhile
                }
                return; // the next piece that comes wakes this
            }
            QtConcurrent::run(&m_serving->pool, [store = m_serving->store, id = **blob] {
                return store->blobs().get(id, filePieceSize);
            }).then(this, [this, place, id = **blob](const Result<QByteArray> &piece) {
                m_isLooking = false;
                if (!piece) {
                    end(WorkerRefusal::of(piece.error()));
                    return;
                }
                m_blobs << id;
                send(*piece, place * filePieceSize);
            });
        });
}

void FileReading::send(const QByteArray &piece, qint64 at)
{
    const auto from = m_at - at;
    const auto to = std::min<qint64>(piece.size(), last() - at);
    if (to <= from) {
        end({WorkerReason::Other, i18nc("@info", "“%1” cannot be read: a part of it is missing.", m_row.name)});
        return;
    }
    announce();
    for (auto sent = from; sent < to; sent += WorkerMessage::portion) {
        const auto portion = piece.mid(sent, std::min<qint64>(WorkerMessage::portion, to - sent));
        m_socket->write(WorkerMessage::frame({{QLatin1StringView("bytes"), portion}}));
    }
    m_at = at + to;
    step();
}

void FileReading::announce()
{
    if (std::exchange(m_isAnnounced, true)) {
        return;
    }
    QCborMap about{{QLatin1StringView("about"), true}, {QLatin1StringView("size"), std::max<qint64>(m_content.size, 0)}, {QLatin1StringView("type"), m_row.type}};
    if (m_isOlder) {
        about.insert(QLatin1StringView("note"), i18nc("@info", "The server cannot be reached: this is an older version of “%1”.", m_row.name));
    }
    m_socket->write(WorkerMessage::frame(about));
}

// All that can be here is here, and the piece is not among it.
void FileReading::settle()
{
    const auto future = m_bringing.future();
    if (future.resultCount() == 0) {
        end(WorkerRefusal::of(cancelled().error()));
        return;
    }
    const auto here = future.result();
    if (!here) {
        end(WorkerRefusal::of(here.error()));
        return;
    }
    if (here->key == m_content.key && here->size == m_content.size) {
        end({WorkerReason::Other, i18nc("@info", "“%1” cannot be read: a part of it is missing.", m_row.name)});
        return;
    }
    if (m_isAnnounced || ++m_switches > mostSwitches) {
        end({WorkerReason::Other, i18nc("@info", "“%1” was changed while it was read. Please try again.", m_row.name)});
        return;
    }
    m_content = {here->key, here->revision, here->size};
    m_isOlder = here->isOlder;
    step();
}

QCborMap FileReading::progress()
{
    step(); // a piece that came right after another one is not told by itself
    return {{QLatin1StringView("progress"), m_bringing.progressValue()}, {QLatin1StringView("of"), m_bringing.progressMaximum()}};
}

void FileReading::end(const WorkerRefusal &refusal)
{
    if (std::exchange(m_isEnded, true)) {
        return;
    }
    Q_EMIT ended(refusal);
}

}
