// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/mirror/mirrortypes.h"

#include <functional>
#include <memory>

namespace Kontor
{

/// The store's side of a mirror: the rows below its folder, its journal, and content. What changes there is written in one
/// transaction with the journal, so that nothing is ever done twice. Blocks: not in the GUI thread, nor the store's.
class MirrorLedger
{
public:
    MirrorLedger(std::shared_ptr<Outbox> outbox, qint64 mirror, FileTarget source);

    struct Ground {
        bool isThere = false; ///< the folder there; else it is gone, or the account
        bool wasRead = false; ///< all that is there is known, at least once
        QString server{}; ///< names the folder there over the whole world
        QString serverBefore{}; ///< as the journal knows it
        QString root{};
        QString mark{};
        QString nextMark{};
        FileRights rights = allFileRights;
        FileFeatures features{};
    };
    Result<Ground> ground() const;

    /// Fills in what is there, and the journal; answers what both stand on at that moment.
    Result<Ground> read(MirrorState &state) const;

    Result<QList<ChangeId>> conflicts() const; ///< see MirrorRows

    // The journal
    Result<void> begin(const QString &server, const QString &root, const QString &mark) const; ///< empties it
    Result<void> setRoot(const QString &root) const;
    Result<void> expectMark(const QString &next) const; ///< this one is as good from now on
    Result<void> settleMark(const QString &mark) const; ///< only this one is good
    Result<void> setWhole(qint64 when) const;
    Result<void> note(const MirrorEntry &entry, const QString &before) const;
    Result<void> forget(const QString &path) const;
    Result<void> forgetAll(const QString &path) const; ///< with all below

    // Changes for the server. Conflict when it is no longer as \p step saw it.
    Result<ItemId> makeFolder(const MirrorStep &step, const FileTarget &into, MirrorEntry entry) const;
    Result<void> upload(const MirrorStep &step, const FileTarget &into, const StagedContent &content, MirrorEntry entry) const;
    Result<void> move(const MirrorStep &step, const FileTarget &into) const;
    Result<void> remove(const MirrorStep &step) const;

    // Content
    using Source = std::function<Result<void>(const std::function<Result<void>(const QByteArray &)> &)>;
    /// Brings in what \p source hands over piece by piece; \p hash: of all of it.
    Result<StagedContent> stage(const QString &name, qint64 modified, const Source &source, QByteArray *hash) const;
    Result<void> drop(const StagedContent &content) const;
    /// All of it, piece by piece, whatever their sizes; NotFound when some is not here.
    Result<void> content(const QString &key, const std::function<Result<void>(const QByteArray &)> &piece) const;

    std::shared_ptr<Store> store() const;

private:
    template<class Work>
    auto write(Work work) const;
    template<class Work>
    auto ask(Work work) const;
    template<class Work>
    Result<void> change(Work work) const;

    std::shared_ptr<Outbox> m_outbox;
    qint64 m_mirror;
    FileTarget m_source;
};

}
