// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslSocket>
#include <QTcpServer>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace Kontor
{

/// Stands between a client without TLS and a DAV server, knows requests from each other, and can
/// lose the answer to one, change one, or answer it itself.
class DavProxy : public QObject
{
    Q_OBJECT
public:
    struct Request {
        QByteArray method{};
        QByteArray path{};
        QByteArray head{}; ///< all header lines, ended by an empty one
        QByteArray body{};

        void removeHeader(const QByteArray &name);
    };
    /// A whole answer to be given instead of the server's; may change the request otherwise.
    using Filter = std::function<std::optional<QByteArray>(Request &)>;

    DavProxy(const QUrl &server, const QByteArray &certificates);

    QUrl url(const QString &path = {}) const;

    /// The next request that changes something reaches the server; its answer does not come back.
    void loseNextAnswer()
    {
        m_isArmed = true;
    }
    void setFilter(Filter filter)
    {
        m_filter = std::move(filter);
    }

    /// "PUT /path", in order, of what reached the server or was answered instead of it.
    QByteArrayList requests{};
    int count(const QByteArray &method) const;

    static QByteArray answer(const QByteArray &status, const QByteArray &body = {}, const QByteArray &headers = {});

private:
    struct Conversation;

    void accept();
    void read(const std::shared_ptr<Conversation> &conversation);
    void handle(const std::shared_ptr<Conversation> &conversation, Request request);

    QUrl m_server;
    QList<QSslCertificate> m_authorities;
    QTcpServer m_listener;
    Filter m_filter;
    bool m_isArmed = false;
};

}
