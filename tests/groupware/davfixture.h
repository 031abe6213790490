// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davproxy.h"
#include "groupware/davsynchronizer.h"
#include "net/davclient.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <memory>

namespace Kontor
{

/// A person at a real DAV server, behind a proxy, and another client of the same person that goes
/// to the server directly.
class DavFixture
{
public:
    /// \p server: "radicale", "xandikos", "cyrus".
    DavFixture(const Workplace &workplace, const QString &server, const DavKind &kind, int user = 0);
    ~DavFixture();

    static QStringList startOf(const QString &server);

    std::unique_ptr<DavSynchronizer> synchronizer(DavPace pace = {}) const;

    /// Makes a calendar or an address book with a name that nobody else has; its href.
    QString newCollection();
    void put(const QString &collection, const QString &name, const QByteArray &bytes);
    QByteArray get(const QString &href);
    void remove(const QString &href);
    QStringList hrefs(const QString &collection);
    QList<QByteArray> objects(const QString &collection);

    QByteArray object(const QString &uid, const QString &summary, const QByteArray &more = {}) const;

    /// Everything a collection holds as pull() tells it; \p token goes on.
    struct Copy {
        QHash<QString, RemoteItem> items{};
        QByteArray token{};
        int deltas = 0;
        std::optional<Error> error{};
    };
    static void pull(DavSynchronizer &synchronizer, const QString &collection, Copy &copy);
    static Change change(const QString &kind, const QString &collection, const RemoteItem &item = {});
    static Result<Receipt> push(DavSynchronizer &synchronizer, Change change);

    Account account{};
    DavKind kind;
    std::unique_ptr<DavProxy> proxy;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<DavClient> other;
    DavHome home{};

private:
    QStringList m_made;
};

}
