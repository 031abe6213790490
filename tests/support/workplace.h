// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/serveraddress.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>

namespace Kontor
{

/// Real servers for a test (tests/workplace), on loopback, in a folder of their own. They are
/// stopped with the object, and also when the test ends in any other way.
class Workplace
{
public:
    /// \p arguments go to "workplace start": servers and switches, e.g. {"dovecot", "--quota", "1M"}.
    explicit Workplace(const QStringList &arguments = {QStringLiteral("dovecot"), QStringLiteral("exim")});
    ~Workplace();
    Q_DISABLE_COPY_MOVE(Workplace)

    bool isRunning() const
    {
        return m_error.isEmpty();
    }
    QString error() const
    {
        return m_error;
    }

    /// "imap", "smtp", "cyrus.imap", …
    ServerAddress service(const QString &name) const;

    /// Where calendars and contacts are to be found: "radicale", "xandikos" or "cyrus.dav" (that one needs "--dav").
    /// Where the first user's files are: "apache", "apache.tls", "lighttpd" or "rclone"; "cloud" is the server's
    /// address, as one would type it ("cloud.plain": without TLS). Where chat is: "synapse", "synapse-oauth" ("synapse.plain"
    /// and "synapse-oauth.plain": without TLS); "oidc" is the provider that signs people in.
    QUrl url(const QString &name) const;

    /// The first user's files on the disk of a file server, without a slash at the end: "apache", "lighttpd", …
    QString folderOf(const QString &name) const;

    /// The directory of the agency (server "slapd") as "ldap" or, with STARTTLS, "ldapStarttls".
    struct Directory {
        ServerAddress server;
        QString base;
        QString bindName; ///< of the first user; it may be read without as well
        QString password;
    };
    Directory directory(const QString &name = QStringLiteral("ldap")) const;

    /// The certificate to trust, PEM.
    QByteArray certificate() const;

    struct User {
        QString address;
        QString user;
        QString password;
        QString name;
    };
    User user(int index = 0) const;

    /// Dovecot's administration tool; its output. A failure is told by \p ok.
    QByteArray doveadm(const QStringList &arguments, bool *ok = nullptr) const;

    /// Says something to the server "cloud" beside the protocol: {"settings", "chunking=false"}, {"fault", "{…}"} (see
    /// tests/workplace/cloud/faults.py), {"requests"} for what it was asked line by line, {"forget"}, {"scan"}, {"wipe", "{…}"}.
    QByteArray cloud(const QStringList &arguments, bool *ok = nullptr) const;

    /// Starts the server "synapse" anew with a clock that is wrong by so many seconds; 0: right again.
    bool setChatClock(qint64 seconds);

    void stop(const QString &server);
    void start(const QStringList &arguments);

    QString folder() const
    {
        return m_folder.path();
    }
    const QJsonObject &description() const
    {
        return m_description;
    }

private:
    QByteArray told(const QStringList &arguments, bool *ok) const;
    QJsonObject entry(const QString &name) const;

    QTemporaryDir m_folder;
    QJsonObject m_description;
    QString m_error;
};

}
