// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/filereading.h"
#include "files/worker/filewriting.h"

#include <QLocalSocket>
#include <QTimer>

namespace Kontor
{

/// One connection of another program: takes its requests one after the other and answers them (workermessage.h). Whoever
/// breaks the rules is sent away. On the thread of the sockets.
class FileGuest : public QObject
{
    Q_OBJECT
public:
    FileGuest(FileServing *serving, qintptr descriptor, QObject *parent);
    ~FileGuest() override;

Q_SIGNALS:
    void left();

private:
    void take();
    void sayProgress();
    bool mayTake() const;
    void begin(const QCborMap &request);
    void feed(const QCborMap &message);
    void passOver(const QCborMap &message);

    void stat(const QString &path);
    void list(const QString &path);
    void sendListing();
    void read(const QString &path, FileReading::Range range);
    void write(const FileWriting::Wish &wish);
    void makeFolder(const QString &path);
    void transfer(const QString &what, const QString &path, const QString &to, FileErrands::Replacing replacing);
    void remove(const QString &path, FileErrands::Depth depth);
    void space(const QString &path);

    template<class T, class Then>
    void ask(QFuture<Result<T>> question, Then then);
    void send(const QCborMap &message);
    void answer(const WorkerRefusal &refusal);
    void done(QCborMap message = {});
    void leave();

    FileServing *m_serving;
    QLocalSocket m_socket;
    WorkerFrames m_frames;
    QList<QByteArray> m_listing; ///< frames still to be sent
    QTimer m_pulse;
    std::unique_ptr<FileReading> m_reading;
    std::unique_ptr<FileWriting> m_writing;
    bool m_isBusy = false;
    bool m_mayFeed = false; ///< the worker was told to send content
    bool m_isTaking = false;
    bool m_isPassingOver = false; ///< content that was on its way when it was refused
    bool m_isLeaving = false;
};

}
