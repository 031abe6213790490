// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/projector.h"

#include <atomic>
#include <functional>

namespace Kontor
{

/// What a note consists of; its payload is a CBOR map of these.
struct Note {
    QString uid{};
    QString text{};
    QStringList flags{};
    qint64 size = 0; ///< of the body

    QByteArray toPayload() const;
    static Note fromPayload(const QByteArray &payload);
    static QByteArray flagsOnly(const QStringList &flags); ///< a partial payload
};

/// The kinds of changes notes know, and their arguments.
namespace NoteChange
{
inline const QString Flags = QStringLiteral("flags"); ///< add, remove: [text]
inline const QString Text = QStringLiteral("text"); ///< text; instead-of: makes sense only if that is the text now
inline const QString Move = QStringLiteral("move"); ///< to: collection id; uid
inline const QString Create = QStringLiteral("create"); ///< uid, text
inline const QString Remove = QStringLiteral("remove");
inline const QString Send = QStringLiteral("send"); ///< uid, text; must not be repeated silently
inline const QString CreateCollection = QStringLiteral("createCollection"); ///< name
inline const QString RenameCollection = QStringLiteral("renameCollection"); ///< name
}

/// How the notes of tests become rows: a small module with everything the contract asks for.
class NoteProjector : public Projector
{
public:
    Result<QByteArray> merge(const QByteArray &known, const QByteArray &partial) const override;
    QByteArray fingerprint(const QByteArray &payload) const override;
    Result<QByteArray> apply(const QByteArray &payload, const Change &change) const override;
    bool isRemoval(const Change &change) const override;
    CollectionId destination(const Change &change) const override;
    std::optional<QCborMap> combine(const Change &older, const Change &newer) const override;
    Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const override;
    Result<Write> projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const override;
    Result<QList<FetchWish>> wishes(const Reader &reader, ResourceId resource, int atMost) const override;
    Result<QSet<BlobId>> usedBlobs(const Reader &reader) const override;
    Result<void> forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const override;

    bool wantsBodies = true;
    std::function<void()> onProject; ///< called once, by the next project() on whatever thread
    mutable std::atomic<bool> interrupts = false; ///< arms onProject
    std::function<void()> onWishes; ///< called after the wishes were read, in the thread that read them
    mutable std::atomic<int> projected = 0; ///< how often project() was asked
};

}
