// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QMetaType>
#include <QString>
#include <QUrl>

namespace Kontor
{

/// Names an item of any pane inside Kontor, e.g. kontor:mail/message/42. A value.
struct ItemUrl {
    QString pane; ///< "mail"
    QString type; ///< "message", "folder", "draft"
    qint64 id = 0;

    QUrl toUrl() const;
    static ItemUrl fromUrl(const QUrl &url);
    bool isValid() const;
    bool operator==(const ItemUrl &) const = default;
};

}

Q_DECLARE_METATYPE(Kontor::ItemUrl)
