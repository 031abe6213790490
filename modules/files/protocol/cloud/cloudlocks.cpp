// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudhref.h"
#include "files/protocol/cloud/cloudocs.h"
#include "files/protocol/cloud/cloudrevisions.h"
#include "files/protocol/cloud/cloudserver.h"
#include "net/davclient.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int conditionalAttempts = 3; ///< while others change the file at the same moment

const XmlName etagName{XmlSpace::Dav, u"getetag"_s};

/// Whose lock it is, as LOCK and UNLOCK answer it: {DAV:}prop with nc:lock-owner and more.
struct CloudLock {
    QString owner{};
    QString name{};
    QString revision{}; ///< of the file, now; older versions of the app do not tell it
    bool isOfPerson = false; ///< not of an app or of one program
    bool isRefusal = false; ///< the server speaks, not the app: a condition did not hold
};

CloudLock lockIn(const QByteArray &body)
{
    const auto prop = XmlElement::parse(body);
    if (!prop) {
        return {};
    }
    CloudLock lock{.owner = prop->childText(CloudName::next(u"lock-owner"_s)),
                   .name = prop->childText(CloudName::next(u"lock-owner-displayname"_s)),
                   .revision = cloudRevision(prop->childText(etagName))};
    const auto type = prop->childText(CloudName::next(u"lock-owner-type"_s));
    lock.isOfPerson = type.isEmpty() || type == "0"_L1;
    lock.isRefusal = prop->name == XmlName{XmlSpace::Dav, u"error"_s};
    if (lock.name.isEmpty()) {
        lock.name = lock.owner;
    }
    return lock;
}

Error lockError(const HttpAnswer &answer, const CloudLock &lock)
{
    auto error = cloudError(answer);
    if (answer.status == 423) {
        error.kind = Error::Kind::Conflict; // it does not pass by itself
        error.message = lock.name.isEmpty() ? i18nc("@info", "Somebody is working on this file; it is locked.")
                                            : i18nc("@info %1 is a person or a program", "%1 is working on this file; it is locked.", lock.name);
    }
    return error;
}

Task<Result<QString>> revisionOf(QPointer<HttpClient> http, QUrl root, QString href)
{
    if (!http) {
        co_return cancelled();
    }
    const QList<XmlName> wanted{etagName};
    DavClient dav(*http, root);
    const auto answer = co_await dav.propfind(href, DavClient::Depth::Zero, wanted);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->resources.isEmpty() ? QString() : cloudRevision(answer->resources.first().text(etagName));
}

enum class LockWish { Lock, Unlock };

/// A lock that comes or goes gives the file another etag, so that other clients notice. With the condition that it is the
/// known one, the content is still the same under the new one; whoever edits it goes on from there.
Task<Result<void>> changeLock(QPointer<HttpClient> http, CloudFeatures features, std::shared_ptr<CloudRevisions> revisions, LockWish wish, QString href)
{
    for (int attempt = 0;; ++attempt) {
        QString before;
        if (attempt < conditionalAttempts) {
            const auto found = co_await revisionOf(http, features.root, href);
            const bool isGone = !found && found.error().kind == Error::Kind::NotFound;
            if (isGone && wish == LockWish::Unlock) {
                co_return Result<void>();
            }
            if (!found) {
                co_return std::unexpected(found.error());
            }
            before = *found;
        }
        if (!http) {
            co_return cancelled();
        }
        HttpRequest request{.method = wish == LockWish::Lock ? "LOCK"_ba : "UNLOCK"_ba, .url = DavClient(*http, features.root).url(href)};
        request.headers.emplaceBack("X-User-Lock", "1");
        if (!before.isEmpty() && !before.contains(u'"')) {
            request.headers.emplaceBack("If-Match", '"' + before.toUtf8() + '"');
        }
        const auto answer = co_await http->send(std::move(request));
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        const auto lock = lockIn(answer->body);
        if (answer->isSuccess()) {
            QString after = lock.revision;
            if (after.isEmpty() && !before.isEmpty()) {
                const auto found = co_await revisionOf(http, features.root, href);
                after = found.value_or(QString());
            }
            revisions->note(normalHref(href), before, after);
            co_return Result<void>();
        }
        if (answer->status == 412 && lock.isRefusal && !before.isEmpty()) {
            continue; // somebody changed it just now
        }
        const bool isMine = lock.isOfPerson && !lock.owner.isEmpty() && lock.owner == features.userId;
        const bool isFree = answer->status == 412 || answer->status == 404; // it is not locked, or there is nothing that could be
        if ((wish == LockWish::Lock && answer->status == 423 && isMine) || (wish == LockWish::Unlock && isFree)) {
            co_return Result<void>();
        }
        co_return std::unexpected(lockError(*answer, lock));
    }
}
}

Task<Result<void>> CloudServer::lock(QString href)
{
    return changeLock(m_http, m_features, m_revisions, LockWish::Lock, std::move(href));
}

Task<Result<void>> CloudServer::unlock(QString href)
{
    return changeLock(m_http, m_features, m_revisions, LockWish::Unlock, std::move(href));
}

QString CloudServer::revisionNow(const QString &href, const QString &revision) const
{
    return m_revisions->now(normalHref(href), revision);
}

}
