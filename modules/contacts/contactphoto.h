// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Kontor::ContactPhoto
{

/// The side of the pictures kept for lists, in pixels.
inline constexpr int smallSide = 96;

/// The middle of a picture as a small square (PNG or JPEG); null for what is no picture or is too
/// large to be opened safely. Any thread; takes milliseconds.
QByteArray small(const QByteArray &picture);

/// The picture as it is kept in a card: at most 512 pixels wide and high, JPEG. Null as above.
QByteArray forCard(const QByteArray &picture);
QString typeForCard(); ///< its media type

}
