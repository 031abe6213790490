// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventdrag.h"

#include <QCoreApplication>
#include <QMimeData>

namespace Kontor::EventDrag
{
namespace
{
const QString ownType = QStringLiteral("application/x-kontor-events");
const QString icsType = QStringLiteral("text/calendar");
}

QMimeData *make(const QList<ItemId> &items, const QString &title, const QByteArray &ics)
{
    auto *data = new QMimeData;
    QByteArray ids = QByteArray::number(QCoreApplication::applicationPid()); // ids mean nothing elsewhere
    for (const auto item : items) {
        ids += ' ';
        ids += QByteArray::number(item.value);
    }
    data->setData(ownType, ids);
    data->setData(icsType, ics);
    data->setText(title);
    return data;
}

QList<ItemId> items(const QMimeData *data)
{
    QList<ItemId> items;
    auto ids = data->data(ownType).split(' ');
    if (ids.takeFirst() != QByteArray::number(QCoreApplication::applicationPid())) {
        return items;
    }
    for (const auto &id : std::as_const(ids)) {
        items << ItemId{id.toLongLong()};
    }
    return items;
}

QByteArray ics(const QMimeData *data)
{
    return data->data(icsType);
}

QList<QUrl> files(const QMimeData *data)
{
    QList<QUrl> files;
    const auto urls = data->urls();
    for (const auto &url : urls) {
        const auto name = url.fileName().toLower();
        if (url.isLocalFile() && (name.endsWith(QLatin1String(".ics")) || name.endsWith(QLatin1String(".ical")) || name.endsWith(QLatin1String(".vcs")))) {
            files << url;
        }
    }
    return files;
}

bool mayHoldEvents(const QMimeData *data)
{
    return data->hasFormat(ownType) || data->hasFormat(icsType) || !files(data).isEmpty();
}

}
