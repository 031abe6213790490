// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace Kontor
{

/// The text of a file, piece by piece to \p write in UTF-8 until that answers false. Answers whether there was any.
bool extractText(const QString &path, const QString &mediaType, const std::function<bool(const QByteArray &)> &write);

}
