// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Kontor
{

/// A message as it goes over the wire: every line ended by CR LF, dots doubled where DATA needs
/// it (RFC 5321 4.5.2), read piece by piece.
class SmtpBody
{
public:
    enum class Dots { AsTheyAre, Doubled };

    SmtpBody(const QByteArray &message, Dots dots);

    /// The next octets, at least \p wanted unless it is the end; empty at the end.
    QByteArray next(qsizetype wanted);

    /// What must be known before sending.
    struct Survey {
        qint64 size = 0; ///< octets with CR LF, without doubled dots
        qsizetype longestLine = 0; ///< without its end
        bool isEightBit = false;
        bool hasEightBitHeader = false;
    };
    static Survey survey(const QByteArray &message);

private:
    QByteArray m_message;
    Dots m_dots;
    qsizetype m_at = 0;
};

}
