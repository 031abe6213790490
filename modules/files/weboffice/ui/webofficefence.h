// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

namespace Kontor
{

/// Where a web office may go: the server that offers the document, and the one office that its page brings along in a
/// frame. Pure, but for learning which that is.
class WebOfficeFence
{
public:
    explicit WebOfficeFence(const QUrl &page);

    enum class Verdict {
        Pass,
        Ask, ///< a web page or a mail address elsewhere: perhaps in the browser
        Refuse, ///< never: files, programs, less safety than the server has
    };
    /// Of the window itself.
    Verdict navigation(const QUrl &url) const;

    /// Of a frame in it. The first other host that the server's own page brings along is the office.
    Verdict frame(const QUrl &url);

    /// Of anything else that a page fetches: pictures, scripts, sockets.
    Verdict resource(const QUrl &url) const;

    QString server() const; ///< scheme, host and port
    QString office() const; ///< likewise; empty: not known (yet)

    /// "https://host:port", that of sockets included; empty: has none.
    static QString originOf(const QUrl &url);

private:
    bool isOurs(const QUrl &url) const;
    bool isSafeEnough(const QUrl &url) const;

    QString m_server;
    QString m_office;
    bool m_isSafe; ///< the server is spoken to over TLS
};

}
