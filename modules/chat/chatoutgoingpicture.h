// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QSize>
#include <QString>

namespace Kontor
{

/// Pictures on their way out. Pure functions for a thread of their own; they take every input.
namespace ChatOutgoingPicture
{
/// Takes out what a picture tells besides itself (where and when it was taken, with what, by whom; whole pictures hidden
/// behind it). Which way is up and the colours stay. Of JPEG, PNG and WebP; other bytes are answered as they are. Protocol:
/// it is damaged, so that nobody knows what is in it.
Result<QByteArray> withoutTraces(const QByteArray &bytes);
bool hasTraces(const QString &mediaType); ///< whether it is of a kind that withoutTraces() knows

struct Look {
    QSize pixels{}; ///< as it is shown; empty: no picture that can be read
    QByteArray thumbnail{}; ///< empty: it is small enough itself
    QString thumbnailType{};
    QSize thumbnailPixels{};
};
Look look(const QByteArray &bytes);

/// For people and rooms: small, in a format that everybody reads. Protocol: it is no picture.
struct Portrait {
    QByteArray bytes{};
    QString type{};
    QSize pixels{};
};
Result<Portrait> portrait(const QByteArray &bytes);
}

}
