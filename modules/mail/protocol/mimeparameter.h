// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace Kontor
{

/// Parameters of MIME headers as servers hand them on: RFC 2231 pieces and charsets, RFC 2047
/// words where they do not belong but everybody puts them, raw 8-bit.
namespace MimeParameter
{
using Raw = QList<std::pair<QByteArray, QByteArray>>; // lower case names

QHash<QByteArray, QString> decode(const Raw &raw);

/// Text with encoded words (RFC 2047).
QString decodeWords(const QByteArray &text);

/// Bytes in a charset of any name; unknown or wrong: UTF-8 if it is, else Latin-1.
QString decodeCharset(const QByteArray &bytes, const QByteArray &charset);
}

}
