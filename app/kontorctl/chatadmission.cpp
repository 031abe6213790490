// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatadmission.h"

#include "accounts/accountstore.h"
#include "report.h"

#include <KLocalizedString>
#include <QPromise>

#include <cstdio>

namespace Kontor
{
namespace
{
/// What \p begin brings by its callback.
template <class T>
Result<T> brought(const std::function<void(const ChatEntrance::Done<T> &)> &begin)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    begin([promise](const Result<T> &result) {
        promise->addResult(result);
        promise->finish();
    });
    return await(promise->future());
}

/// What a task brings; \p context ends the wait for it.
template <class T>
Result<T> awaited(Task<Result<T>> task, QObject *context)
{
    return brought<T>([&task, context](const ChatEntrance::Done<T> &done) { QCoro::connect(std::move(task), context, [done](const Result<T> &result) { done(result); }); });
}

void showPage(const QUrl &page)
{
    std::fprintf(stderr, "%s\n%s\n", qPrintable(i18nc("@info:shell", "Please sign in on this page, in a browser on this computer:")), qPrintable(Report::harmless(page.toString(QUrl::FullyEncoded))));
}
}

Result<ChatCredentials> ChatAdmission::signIn(const Account &account, const QString &start, const QString &user, const QString &passwordFile, const std::optional<ChatCredentials> &known)
{
    QObject context;
    const auto entrance = std::make_shared<ChatEntrance>(account.ownCertificates, &context);
    const auto found = brought<ChatEntrance::Found>([&](const auto &done) { entrance->look(start, done); });
    if (!found) {
        return std::unexpected(found.error());
    }
    const bool isSameDevice = known && known->state == ChatCredentials::State::SoftSignedOut;
    const MatrixDeviceWish device{.deviceId = isSameDevice ? known->deviceId : QString(), .name = matrixDeviceName()};
    const auto &ways = found->ways;
    if (ways.oauth) {
        return brought<ChatCredentials>([&](const auto &done) { entrance->byOAuth(found->server, *ways.oauth, device, showPage, done); });
    }
    if (ways.takesPassword) {
        const auto name = !user.isEmpty() ? user : start.startsWith(u'@') ? start : account.address.section(u'@', 0, 0);
        auto password = passwordFile.isEmpty() && !account.password.isEmpty() ? Result<QString>(account.password)
                                                                            : readSecret(passwordFile, i18nc("@info:shell asks for it", "Password for the chat of %1:", name));
        if (!password) {
            return std::unexpected(password.error());
        }
        return brought<ChatCredentials>([&](const auto &done) { entrance->byPassword(found->server, name, *password, device, done); });
    }
    if (ways.takesSso) {
        return brought<ChatCredentials>([&](const auto &done) { entrance->bySso(found->server, ways.providers.value(0).id, device, showPage, done); });
    }
    return failure(Error::Kind::Forbidden, i18nc("@info:shell", "%1 offers no way to sign in that Kontor knows.", found->server.address.host()));
}

Result<void> ChatAdmission::keep(Profile &profile, AccountId account, const ChatCredentials &credentials)
{
    AccountStore accounts(profile.store());
    auto resource = await(accounts.resource(account, ResourceKind::Chat));
    if (!resource) {
        return std::unexpected(resource.error());
    }
    QObject context;
    const auto signIn = std::make_shared<ChatSignIn>(credentials.userId, ChatSignIn::shelfIn(profile.store(), *resource));
    return awaited<void>(signIn->signedIn(credentials), &context);
}

Result<std::optional<ChatCredentials>> ChatAdmission::remembered(Profile &profile, const Account &account)
{
    AccountStore accounts(profile.store());
    auto resource = await(accounts.resource(account.id, ResourceKind::Chat));
    if (!resource) {
        return std::unexpected(resource.error());
    }
    QObject context;
    const auto signIn = std::make_shared<ChatSignIn>(account.chatUser, ChatSignIn::shelfIn(profile.store(), *resource));
    return awaited<std::optional<ChatCredentials>>(signIn->remembered(), &context);
}

Result<void> ChatAdmission::signOut(const Account &account, const ChatCredentials &credentials)
{
    QObject context;
    const auto entrance = std::make_shared<ChatEntrance>(account.ownCertificates, &context);
    return brought<void>([&](const ChatEntrance::Done<void> &done) { entrance->signOut(credentials, done); });
}

}
