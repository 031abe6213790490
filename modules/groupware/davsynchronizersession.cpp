// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizersession.h"

#include <KLocalizedString>

#include <utility>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;
}

QString plainEtag(const QString &etag)
{
    const auto trimmed = etag.trimmed();
    return trimmed.startsWith(QLatin1StringView("W/")) ? trimmed.mid(2) : trimmed;
}

QString DavRevision::toString() const
{
    const auto plain = plainEtag(etag);
    return scheduleTag.isEmpty() ? plain : QString(plain + u'\n' + scheduleTag);
}

DavRevision DavRevision::fromString(const QString &revision)
{
    return {revision.section(u'\n', 0, 0), revision.section(u'\n', 1)};
}

QByteArray DavToken::toBytes() const
{
    static constexpr char letters[] = {'s', 'l', 'p', 'f'};
    QByteArray bytes(1, letters[int(kind)]);
    bytes += '\n' + QByteArray::number(page) + '\n' + QString(value).remove(u'\n').toUtf8();
    if (!seen.isEmpty()) {
        bytes += '\n' + seen;
    }
    return bytes;
}

std::optional<DavToken> DavToken::fromBytes(const QByteArray &bytes)
{
    const auto kind = QByteArrayView("slpf").indexOf(bytes.left(1));
    const auto second = bytes.indexOf('\n', 2);
    if (bytes.size() < 3 || kind < 0 || second < 0) {
        return std::nullopt;
    }
    const auto third = bytes.indexOf('\n', second + 1);
    const auto value = third < 0 ? bytes.sliced(second + 1) : bytes.sliced(second + 1, third - second - 1);
    return DavToken{Kind(kind), QString::fromUtf8(value), bytes.sliced(2, second - 2).toInt(), third < 0 ? QByteArray() : bytes.sliced(third + 1)};
}

QByteArray DavState::toBytes() const
{
    return QString(syncToken + u'\n' + ctag).toUtf8();
}

DavState DavState::fromBytes(const QByteArray &bytes)
{
    const auto text = QString::fromUtf8(bytes);
    return {text.section(u'\n', 0, 0), text.section(u'\n', 1)};
}

bool DavState::isCurrent(const DavToken &token) const
{
    switch (token.kind) {
    case DavToken::Kind::Sync:
        return !syncToken.isEmpty() && syncToken == token.value;
    case DavToken::Kind::Listing:
    case DavToken::Kind::Feed:
        return !ctag.isEmpty() && ctag == token.value;
    case DavToken::Kind::Page:
        break;
    }
    return false;
}

bool isHashOfState(const QString &token)
{
    return token.size() >= 40 && std::ranges::all_of(token, [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
}

DavState davStateOf(const DavResource &resource)
{
    return {resource.text({XmlSpace::Dav, QStringLiteral("sync-token")}), resource.text({XmlSpace::CalendarServer, QStringLiteral("getctag")})};
}

QString collectionHref(const QString &href)
{
    auto normal = normalHref(href);
    return normal.endsWith(u'/') ? normal : QString(normal + u'/');
}

DavSynchronizerSession::DavSynchronizerSession(Account settings, DavKind what, DavPace how)
    : account(std::move(settings))
    , kind(std::move(what))
    , pace(how)
{
}

QUrl DavSynchronizerSession::startOf(const Account &account, const DavKind &kind)
{
    return kind.isCalendar() ? account.calendars : account.contacts;
}

std::shared_ptr<HttpClient> DavSynchronizerSession::httpFor(const Account &account, const DavKind &kind)
{
    HttpClient::Settings settings;
    settings.userName = account.userNameForDav();
    settings.password = account.passwordForDav();
    settings.origin = startOf(account, kind);
    if (!account.ownCertificates.isEmpty()) {
        if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates)) {
            settings.tls.addAuthorities(*own);
        }
    }
    return std::make_shared<HttpClient>(settings);
}

Task<Result<DavSynchronizerSession::Link>> DavSynchronizerSession::find(std::shared_ptr<HttpClient> http, QUrl start, DavKind kind)
{
    auto home = co_await findDavHome(http.get(), start, kind.service);
    if (!home) {
        co_return std::unexpected(home.error());
    }
    DavLink link{http, *std::move(home)};
    for (auto &one : link.home.homes) {
        one = collectionHref(one);
    }
    link.home.homes.removeDuplicates();
    co_return std::make_shared<const DavLink>(std::move(link));
}

Task<Result<DavSynchronizerSession::Link>> DavSynchronizerSession::link()
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return cancelled();
    }
    if (m_link) {
        const Link found = m_link;
        co_return found;
    }
    if (m_isFinding) {
        const Pending<Link> found;
        m_waiting << found;
        co_return co_await found.result(10min);
    }
    const auto start = startOf(account, kind);
    if (start.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "No server is set for this account."));
    }
    m_isFinding = true;
    if (!m_http) {
        m_http = httpFor(account, kind);
    }
    const auto http = m_http;
    auto found = co_await find(http, start, kind);
    m_isFinding = false;
    if (isStopped) {
        found = cancelled();
    } else if (found && http == m_http) {
        m_link = *found;
    }
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        one.complete(found);
    }
    co_return found;
}

void DavSynchronizerSession::forgetHome()
{
    m_link.reset();
}

std::shared_ptr<HttpClient> DavSynchronizerSession::stranger(const QUrl &url)
{
    auto &http = m_strangers[url.toString()];
    if (!http) {
        HttpClient::Settings settings;
        settings.userName = url.userName();
        settings.password = url.password();
        settings.origin = url;
        if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates); own && !account.ownCertificates.isEmpty()) {
            settings.tls.addAuthorities(*own);
        }
        http = std::make_shared<HttpClient>(settings);
    }
    return http;
}

Task<> DavSynchronizerSession::nap(std::chrono::milliseconds duration)
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return;
    }
    const Pending<bool> ended;
    m_napping << ended;
    co_await ended.result(duration);
    m_napping.removeIf([](const Pending<bool> &one) { return one.isComplete(); });
}

void DavSynchronizerSession::setAccount(Account settings)
{
    account = std::move(settings);
    if (m_http) {
        m_http->stop(); // those that use it hold it
    }
    for (const auto &http : std::as_const(m_strangers)) {
        http->stop();
    }
    m_strangers.clear();
    m_http.reset();
    m_link.reset();
    withoutSync.clear();
}

void DavSynchronizerSession::stop()
{
    isStopped = true;
    if (m_http) {
        m_http->stop();
    }
    for (const auto &http : std::as_const(m_strangers)) {
        http->stop();
    }
    const auto napping = m_napping;
    for (const auto &one : napping) {
        one.complete(true);
    }
}

}
