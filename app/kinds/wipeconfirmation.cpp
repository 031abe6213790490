// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/wipeconfirmation.h"

#include "files/protocol/cloud/cloudserver.h"
#include "net/httpclient.h"

namespace Kontor
{
namespace
{
/// What lives until the server has answered.
struct Telling {
    Telling(const HttpClient::Settings &settings, const CloudFeatures &features)
        : http(settings)
        , server(http, features)
    {
    }
    HttpClient http;
    CloudServer server;
};

QUrl rootOf(const QUrl &files)
{
    auto root = files.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment | QUrl::RemoveQuery);
    auto path = root.path();
    if (const auto remote = path.indexOf(QLatin1StringView("/remote.php")); remote >= 0) {
        path.truncate(remote);
    }
    root.setPath(path.endsWith(u'/') ? path : QString(path + u'/'));
    return root;
}
}

void WipeConfirmation::run(const Account &account, QObject *context, const Done &done)
{
    HttpClient::Settings settings;
    settings.origin = account.files;
    if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates); own && !account.ownCertificates.isEmpty()) {
        settings.tls.addAuthorities(*own);
    }
    CloudFeatures features;
    features.root = rootOf(account.files);
    auto telling = std::make_shared<Telling>(settings, features);
    QCoro::connect(telling->server.confirmWipe(account.passwordForFiles().toUtf8()), context, [telling, done](const Result<void> &told) {
        done(told);
    });
}

}
