// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/store.h"

#include <QMimeData>

#include <memory>

namespace Kontor
{

/// Messages on their way by drag and drop or clipboard: item ids for Kontor itself, and the
/// message for other programs if it is one whose body is here (read when it is asked for).
class MailMimeData : public QMimeData
{
    Q_OBJECT
public:
    MailMimeData(const QList<ItemId> &items, std::shared_ptr<Store> store, const BlobId &body);

    static QString itemsFormat();
    static QString messageFormat();

    /// The items in any mime data; empty if there are none.
    static QList<ItemId> itemsIn(const QMimeData *data);

    bool hasFormat(const QString &mimeType) const override;
    QStringList formats() const override;

protected:
    QVariant retrieveData(const QString &mimeType, QMetaType preferredType) const override;

private:
    std::shared_ptr<Store> m_store;
    BlobId m_body;
};

}
