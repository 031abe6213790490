// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileshelf.h"

#include "sync/changerows.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
/// What sorts right behind everything that begins with a folder's href: "0" follows "/".
QString endOf(const QString &folderHref)
{
    return folderHref.chopped(1) + u'0';
}

/// What lies in a folder that moved still says where it was, until the server tells of it again.
QByteArray payloadAt(const QString &href, const QByteArray &payload)
{
    if (href.isEmpty() || payload.isEmpty() || payload.contains(QCborValue(href).toCbor())) {
        return payload;
    }
    return FileFacts::fromCbor(payload)
        .transform([&href](FileFacts facts) {
            facts.href = href;
            return facts.toCbor();
        })
        .value_or(payload);
}
}

FileShelf::FileShelf(std::shared_ptr<Store> store)
    : m_store(std::move(store))
{
}

QFuture<Result<QHash<QString, FileShelf::Known>>> FileShelf::children(CollectionId space, const QString &folderHref) const
{
    return m_store->read(
        [space, folderHref](const Reader &reader) -> Result<QHash<QString, Known>> {
            QHash<QString, Known> children;
            // By the remote ids alone: rows show pending moves, and those no server knows.
            auto read = reader.prepare("SELECT remote_id, revision, payload FROM item WHERE collection = ?1 AND remote_id > ?2 AND remote_id < ?3 "
                                       "AND instr(rtrim(substr(remote_id, length(?2) + 1), '/'), '/') = 0")
                            .each(
                                [&children](const Statement &row) {
                                    const auto href = row.text(0);
                                    children.insert(href, Known{row.text(1), payloadAt(href, row.blob(2)), href.endsWith(u'/')});
                                },
                                space,
                                folderHref,
                                endOf(folderHref));
            return read.transform([&children] {
                return children;
            });
        },
        Store::Urgency::Background);
}

QFuture<Result<QStringList>> FileShelf::below(CollectionId space, const QString &folderHref) const
{
    return m_store->read(
        [space, folderHref](const Reader &reader) -> Result<QStringList> {
            QStringList hrefs;
            return reader.prepare("SELECT remote_id FROM item WHERE collection = ?1 AND remote_id > ?2 AND remote_id < ?3")
                .each(
                    [&hrefs](const Statement &row) {
                        hrefs << row.text(0);
                    },
                    space,
                    folderHref,
                    endOf(folderHref))
                .transform([&hrefs] {
                    return hrefs;
                });
        },
        Store::Urgency::Background);
}

QFuture<Result<QHash<QString, QString>>> FileShelf::placesOf(CollectionId space, const QStringList &fileIds) const
{
    return m_store->read(
        [space, fileIds](const Reader &reader) -> Result<QHash<QString, QString>> {
            QHash<QString, QString> places;
            return reader
                // By what recognises items anyway (FileProjector::fingerprint): one index less to keep.
                .prepare("SELECT j.value, i.remote_id FROM json_each(?2) j CROSS JOIN item i ON i.fingerprint = CAST('file:' || j.value AS BLOB) "
                         "WHERE i.collection = ?1 AND i.remote_id IS NOT NULL")
                .each(
                    [&places](const Statement &row) {
                        places.insert(row.text(0), row.text(1));
                    },
                    space,
                    jsonList(fileIds))
                .transform([&places] {
                    return places;
                });
        },
        Store::Urgency::Background);
}

QFuture<Result<QStringList>> FileShelf::favourites(CollectionId space) const
{
    return m_store->read(
        [space](const Reader &reader) -> Result<QStringList> {
            QStringList hrefs;
            return reader
                .prepare("SELECT i.remote_id FROM file f JOIN item i ON i.id = f.item "
                         "WHERE f.marks & 101 <> 0 AND f.marks & 1 <> 0 AND f.collection = ?1 AND i.remote_id IS NOT NULL")
                .each(
                    [&hrefs](const Statement &row) {
                        hrefs << row.text(0);
                    },
                    space)
                .transform([&hrefs] {
                    return hrefs;
                });
        },
        Store::Urgency::Background);
}

QFuture<Result<FileShelf::Place>> FileShelf::place(ItemId item) const
{
    return m_store->read([item](const Reader &reader) -> Result<Place> {
        Place place;
        return reader.prepare("SELECT remote_id, revision, payload FROM item WHERE id = ?1")
            .each(
                [&place](const Statement &row) {
                    place = Place{row.text(0), row.text(1), payloadAt(row.text(0), row.blob(2))};
                },
                item)
            .transform([&place] {
                return place;
            });
    });
}

QFuture<Result<QByteArray>> FileShelf::piece(const QString &contentKey, int piece) const
{
    return m_store->read(
        [store = m_store.get(), contentKey, piece](const Reader &reader) -> Result<QByteArray> {
            auto blob = reader.prepare("SELECT blob FROM file_piece WHERE content = ?1 AND place = ?2").value<QString>(contentKey, piece);
            if (!blob) {
                return std::unexpected(blob.error());
            }
            if (!*blob) {
                return failure(Error::Kind::NotFound, i18nc("@info", "The content of this file is not here."), QStringLiteral("a piece is missing"));
            }
            return store->blobs().get(**blob, filePieceSize);
        },
        Store::Urgency::Background);
}

QFuture<Result<qint64>> FileShelf::contentSize(const QString &contentKey) const
{
    return m_store->read([contentKey](const Reader &reader) -> Result<qint64> {
        return reader.prepare("SELECT coalesce(sum(size), 0) FROM file_piece WHERE content = ?1").value<qint64>(contentKey).transform([](std::optional<qint64> size) {
            return size.value_or(0);
        });
    });
}

}
