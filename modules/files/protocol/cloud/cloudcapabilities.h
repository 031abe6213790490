// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/cloud/cloudserver.h"

#include <QJsonObject>

namespace Kontor
{

/// What status.php and the capabilities (ocs.data of cloud/capabilities) mean for us; pure. Either may be empty, and any
/// field of them missing or of another type: then it is taken for what the oldest supported server (Nextcloud 28) does.
/// Root, person and what is in paths come from elsewhere: see withPaths().
CloudFeatures cloudFeatures(const QUrl &root, const QJsonObject &status, const QJsonObject &capabilities);

/// Fills in the hrefs that hold the person's id.
CloudFeatures withPaths(CloudFeatures features, const QString &userId);

/// The addresses before status.php that \p start may mean, the likeliest first; each ends with a slash.
QList<QUrl> cloudRoots(const QUrl &start);
/// True if the path shows that it is one: ".../remote.php/...".
bool isCloudPath(const QUrl &start);

}
