// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/fileservices.h"
#include "store/store.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace Kontor
{

class Engines;
class FileSynchronizer;
template <class T>
class Question;

/// Asks the server of a space what can only be asked while it is there; see FileServices. Every question ends, and one
/// that was cancelled meanwhile is not asked. GUI thread.
class FileInquiry : public QObject, public FileServices
{
    Q_OBJECT
public:
    FileInquiry(std::shared_ptr<Store> store, Engines *engines, QObject *parent = nullptr);

    /// The folder the user looks at; see FileSynchronizer::setFocusFolder().
    void setFocus(const FileTarget &folder);

    QFuture<Result<FileFeatures>> features(CollectionId space) override;

    QFuture<Result<QList<FileShare>>> shares(ItemId item) override;
    QFuture<Result<FileShare>> share(ItemId item, const FileShareWish &wish) override;
    QFuture<Result<void>> unshare(ItemId item, const QString &shareId) override;
    QFuture<Result<QList<FileSharee>>> findSharees(ItemId item, const QString &words) override;

    QFuture<Result<QList<FileVersion>>> versions(ItemId item) override;
    QFuture<Result<void>> restoreVersion(ItemId item, const QString &href) override;
    QFuture<Result<void>> saveVersion(ItemId item, const QString &href, const QString &path) override;

    QFuture<Result<QList<FileTrashEntry>>> trash(CollectionId space) override;
    QFuture<Result<void>> restore(CollectionId space, const QStringList &hrefs) override;
    QFuture<Result<void>> purge(CollectionId space, const QStringList &hrefs) override;

    QFuture<Result<QUrl>> webOffice(ItemId item) override;
    QFuture<Result<QByteArray>> preview(ItemId item, int pixels) override;
    QFuture<Result<void>> lock(ItemId item) override;
    QFuture<Result<void>> unlock(ItemId item) override;
    QFuture<Result<QUrl>> webPage(ItemId item) override;

private:
    /// Where something is, for the server.
    struct Place {
        ResourceId resource{};
        CollectionId space{};
        FileFacts facts{};
    };
    QFuture<Result<Place>> placeOf(ItemId item) const;

    template <class T>
    using Ask = std::function<void(FileSynchronizer *, const Place &, const std::shared_ptr<Question<T>> &)>;
    template <class T>
    QFuture<Result<T>> ask(const QFuture<Result<Place>> &place, std::chrono::milliseconds patience, Ask<T> put);
    QFuture<Result<Place>> placeOf(CollectionId space) const;
    void lookAnew(const Place &place); ///< the server did something by itself
    void tellFocus();

    std::shared_ptr<Store> m_store;
    Engines *m_engines;
    FileTarget m_focus;
};

}
