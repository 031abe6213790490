// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactprojector.h"

#include "contacts/contactphoto.h"
#include "contacts/contactrecord.h"
#include "contacts/vcardreader.h"

namespace Kontor
{

ContactProjector::ContactProjector(PutBlob putBlob)
    : m_putBlob(std::move(putBlob))
{
}

Result<Write> ContactProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    if (payload.isEmpty()) {
        return [item](Transaction &transaction) {
            return ContactRecord::remove(transaction, item);
        };
    }
    auto record = ContactRecord::read(payload);
    if (payload.contains("PHOTO") || payload.contains("photo") || payload.contains("Photo")) {
        if (const auto picture = ContactPhoto::small(VCardReader::read(payload).photo); !picture.isEmpty()) {
            const auto blob = m_putBlob(picture);
            if (!blob) {
                return std::unexpected(blob.error());
            }
            record.photo = *blob;
        }
    }
    return [item, collection, record = std::move(record)](Transaction &transaction) {
        return record.write(transaction, item, collection);
    };
}

Result<QSet<BlobId>> ContactProjector::usedBlobs(const Reader &reader) const
{
    QSet<BlobId> used;
    return reader.prepare("SELECT photo FROM contact WHERE photo IS NOT NULL")
        .each([&used](const Statement &row) {
            used << row.text(0);
        })
        .transform([&used] {
            return used;
        });
}

Result<void> ContactProjector::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const
{
    for (const auto &blob : lost) {
        struct Owner {
            ItemId item;
            CollectionId collection;
            QByteArray payload;
        };
        QList<Owner> owners;
        auto done = transaction.prepare("SELECT c.item, c.collection, i.payload FROM contact c JOIN item i ON i.id = c.item WHERE c.photo = ?1")
                        .each(
                            [&owners](const Statement &row) {
                                owners << Owner{row.get<ItemId>(0), row.get<CollectionId>(1), row.blob(2)};
                            },
                            blob);
        if (done) {
            done = transaction.prepare("UPDATE contact SET photo = NULL WHERE photo = ?1").run(blob);
        }
        for (const auto &owner : std::as_const(owners)) { // the card has it still
            const auto picture = done ? ContactPhoto::small(VCardReader::read(owner.payload).photo) : QByteArray();
            const auto anew = picture.isEmpty() ? Result<BlobId>(BlobId()) : m_putBlob(picture);
            if (done && anew && !anew->isEmpty()) {
                done = transaction.prepare("UPDATE contact SET photo = ?2 WHERE item = ?1").run(owner.item, *anew);
            }
            transaction.changes.touch(owner.collection, owner.item);
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

}
