// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace Kontor
{

/// Which document the web office shall show; one line of JSON on the way to its program. A value.
struct WebOfficeRequest {
    QUrl page{}; ///< signs in by itself, once
    QString title{}; ///< name of the document
    QByteArray authorities{}; ///< PEM of CAs to trust besides the system's

    QByteArray toLine() const;
    static std::optional<WebOfficeRequest> fromLine(const QByteArray &line); ///< none: not understood, or no web page
    bool operator==(const WebOfficeRequest &) const = default;
};

}
