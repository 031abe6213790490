// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/fileserving.h"

#include <QFutureWatcher>

class QLocalSocket;

namespace Kontor
{

/// Sends a file, or a range of it, into a connection: piece by piece as they come from the server, never faster than the
/// other side reads. Its end takes back what is still being fetched. On the thread of the sockets.
class FileReading : public QObject
{
    Q_OBJECT
public:
    struct Range {
        qint64 from = 0;
        qint64 length = -1; ///< -1: to the end
    };
    FileReading(FileServing *serving, const FileRow &row, Range range, QLocalSocket *socket, QObject *parent);
    ~FileReading() override;

    void start();

    /// Looks once more whether there is something to send; answers what is here already, for somebody who waits.
    QCborMap progress();

Q_SIGNALS:
    void ended(const Kontor::WorkerRefusal &refusal);

private:
    struct Content {
        QString key{};
        QString revision{};
        qint64 size = -1;
    };
    void begin(const Result<Content> &content);
    void step();
    void look(int place);
    void send(const QByteArray &piece, qint64 at);
    void announce();
    void settle();
    void end(const WorkerRefusal &refusal);
    qint64 last() const; ///< where the range ends; -1: not known yet

    FileServing *m_serving;
    FileRow m_row;
    Range m_range;
    QLocalSocket *m_socket;
    Content m_content{};
    QStringList m_blobs;
    QFutureWatcher<Result<FileContent::Here>> m_bringing;
    qint64 m_at = 0;
    int m_switches = 0;
    bool m_isOlder = false;
    bool m_isAnnounced = false;
    bool m_isLooking = false;
    bool m_isEnded = false;
};

}
