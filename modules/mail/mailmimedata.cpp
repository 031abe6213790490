// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailmimedata.h"

#include <QDataStream>
#include <QIODevice>

namespace Kontor
{

MailMimeData::MailMimeData(const QList<ItemId> &items, std::shared_ptr<Store> store, const BlobId &body)
    : m_store(std::move(store))
    , m_body(body)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const auto item : items) {
        stream << item.value;
    }
    setData(itemsFormat(), bytes);
}

QString MailMimeData::itemsFormat()
{
    return QStringLiteral("application/x-kontor-mail-items");
}

QString MailMimeData::messageFormat()
{
    return QStringLiteral("message/rfc822");
}

QList<ItemId> MailMimeData::itemsIn(const QMimeData *data)
{
    QList<ItemId> items;
    if (!data || !data->hasFormat(itemsFormat())) {
        return items;
    }
    QDataStream stream(data->data(itemsFormat()));
    while (!stream.atEnd()) {
        qint64 item = 0;
        stream >> item;
        if (item > 0 && stream.status() == QDataStream::Ok) {
            items << ItemId{item};
        }
    }
    return items;
}

bool MailMimeData::hasFormat(const QString &mimeType) const
{
    return (mimeType == messageFormat() && !m_body.isEmpty()) || QMimeData::hasFormat(mimeType);
}

QStringList MailMimeData::formats() const
{
    auto formats = QMimeData::formats();
    if (!m_body.isEmpty()) {
        formats << messageFormat();
    }
    return formats;
}

QVariant MailMimeData::retrieveData(const QString &mimeType, QMetaType preferredType) const
{
    if (mimeType == messageFormat() && !m_body.isEmpty()) {
        constexpr qint64 largest = qint64(64) << 20;
        const auto bytes = m_store->blobs().get(m_body, largest);
        return bytes ? QVariant(*bytes) : QVariant();
    }
    return QMimeData::retrieveData(mimeType, preferredType);
}

}
