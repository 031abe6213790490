// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/fileserving.h"

namespace Kontor
{

/// Takes a file that another program writes: portion by portion into the store, and only once all of it is there does it
/// become a file or a new version. What breaks off leaves nothing. On the thread of the sockets.
class FileWriting : public QObject
{
    Q_OBJECT
public:
    enum class Mode { Whole, Append }; ///< Append: goes on behind what is there
    struct Wish {
        QString path{};
        FileErrands::Replacing replacing = FileErrands::Replacing::No;
        Mode mode = Mode::Whole;
        qint64 modified = 0; ///< ms since epoch; 0: now
    };
    FileWriting(FileServing *serving, const Wish &wish, QObject *parent);
    ~FileWriting() override;

    void start();
    void add(const QByteArray &portion);
    void finish();

    /// True while more would only be piled up: wait for drained().
    bool isFull() const;

Q_SIGNALS:
    void ready(); ///< may begin
    void drained();
    void ended(const Kontor::WorkerRefusal &refusal);

private:
    void begin(const Result<FileBerth> &berth);
    WorkerRefusal objection() const;
    void continueOld();
    void takeOver(const FileContent::Here &here);
    void keep();
    void kept(const Result<void> &done);
    void compare();
    void save();
    void end(const WorkerRefusal &refusal);
    void drop();

    FileServing *m_serving;
    Wish m_wish;
    FileBerth m_berth{};
    StagedContent m_content{};
    QByteArray m_piece;
    QFuture<Result<FileContent::Here>> m_bringing;
    int m_place = 0;
    bool m_isReady = false;
    bool m_isKeeping = false;
    bool m_isFinishing = false;
    bool m_isEnded = false;
    bool m_isSaving = false;
    bool m_hasPieces = false; ///< in the store
};

}
