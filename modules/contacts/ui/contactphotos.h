// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>

namespace Kontor
{

/// The small pictures of contacts, loaded when they are first asked for. GUI thread.
class ContactPhotos : public QObject
{
    Q_OBJECT
public:
    explicit ContactPhotos(std::shared_ptr<Store> store, QObject *parent = nullptr);

    /// Null until it is loaded; loaded() follows.
    QImage photo(const BlobId &blob);

Q_SIGNALS:
    void loaded();

private:
    std::shared_ptr<Store> m_store;
    QCache<BlobId, QImage> m_photos;
    QSet<BlobId> m_asked;
};

/// A round picture of somebody: the photo, or letters on a colour that is always the same for a name.
namespace Avatar
{
void paint(QPainter *painter, const QRect &area, const QString &name, const QImage &photo, const QFont &font);
void paintGroup(QPainter *painter, const QRect &area, const QString &name, const QPalette &palette);
}

}
