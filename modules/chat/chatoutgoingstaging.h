// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "store/store.h"

#include <QCborMap>

#include <atomic>
#include <functional>

class QIODevice;

namespace Kontor
{

/// Brings a file that is to be sent into the store, in pieces of 4 MiB and bounded memory; a picture without its traces and
/// with a thumbnail. Blocks: on a thread of its own, not the store's, nor the GUI's.
class ChatOutgoingStaging
{
public:
    struct Options {
        std::shared_ptr<Store> store{};
        std::shared_ptr<std::atomic<bool>> ending{}; ///< the program ends
        std::function<bool()> isCancelled{};
        std::function<void(qint64 done, qint64 all)> progress{}; ///< bytes
    };
    explicit ChatOutgoingStaging(Options options);

    struct Staged {
        QCborMap file{}; ///< as ChatChange::Send has it
        QString name{};
        QString type{};
        QStringList blobs{}; ///< all of them
    };
    /// NotFound: it cannot be read. Protocol: it is empty, or a damaged picture.
    Result<Staged> stage(const ChatOutgoingFile &file) const;

    /// A picture of a person or room.
    Result<Staged> portrait(const QByteArray &image) const;

    /// Nobody has cleaned up behind our back.
    Result<bool> areHere(const QStringList &blobs) const;

    static constexpr qint64 pieceSize = 4 << 20;

private:
    bool isStopped() const;
    Result<Staged> picture(QByteArray bytes, const ChatOutgoingFile &file, Staged staged) const;
    Result<Staged> pieces(QIODevice &source, qint64 size, Staged staged) const;
    Result<void> keep(const QByteArray &bytes, QStringList &blobs) const;

    Options m_options;
};

}
