// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace Kontor
{

/// Bytes of mail → text to show. Pure functions that accept every input; nothing here fails.
namespace MailText
{
/// Valid UTF-8 as such, everything else as windows-1252.
QString guess(QByteArrayView bytes);

/// By the declared charset; unknown, missing and lying names are guessed.
QString decode(QByteArrayView bytes, QByteArrayView charset);

/// Decodes encoded words (RFC 2047, with the charset and language of RFC 2231) as they are found
/// in the wild: split inside a character, with spaces, without an end, in raw 8-bit text.
QString decodeWords(QByteArrayView raw);

/// One line for display: without control characters and direction overrides, white space
/// collapsed, at most \p atMost characters.
QString line(const QString &text, qsizetype atMost = 1000);

/// Several lines for display: line ends as \n, without control characters and overrides.
QString lines(const QString &text);

/// Quoted-printable (RFC 2045 6.7); broken sequences stay as they are.
QByteArray decodeQuotedPrintable(QByteArrayView bytes);

/// Decodes by Content-Transfer-Encoding; unknown ones are left as they are.
QByteArray decodeTransfer(QByteArrayView bytes, QByteArrayView encoding);
}

}
