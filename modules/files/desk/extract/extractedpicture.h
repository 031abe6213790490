// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>

namespace Kontor
{

/// A picture of a file, its longer side at most \p pixels; null: there is none.
QImage extractPicture(const QString &path, const QString &mediaType, int pixels);

}
