// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"

#include <QJsonValue>
#include <QPointer>
#include <QUrl>

#include <utility>

namespace Kontor
{

/// A question in OCS, the way Nextcloud's apps answer besides WebDAV (version 2, JSON). A value.
struct CloudQuestion {
    using Fields = QList<std::pair<QString, QString>>;

    QByteArray method{"GET"};
    QString path{}; ///< behind ocs/v2.php/, percent-encoded: "cloud/capabilities"
    Fields query{};
    Fields form{}; ///< the body of POST and PUT
};

/// Asks and answers ocs.data. What the server refuses is an error in the server's own words (ocs.meta.message); what is
/// no OCS is a Protocol error, unless the status says more. Cancelled once the client is gone.
Task<Result<QJsonValue>> askCloud(QPointer<HttpClient> http, QUrl root, CloudQuestion question);

/// The address of \p path behind the root.
QUrl cloudUrl(const QUrl &root, const QString &path, const CloudQuestion::Fields &query = {});
/// application/x-www-form-urlencoded
QByteArray cloudForm(const CloudQuestion::Fields &fields);

/// An error for an answer that is no success, as davError(), but telling also that the server is being maintained
/// (Throttled), wants an application password (Unauthorized) or its terms accepted (Forbidden), or in its own words why not.
Error cloudError(const HttpAnswer &answer);
Error cloudMaintenance(const QString &host);

}
