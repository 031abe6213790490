// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerpeople.h"

#include "groupware/contenttext.h"

#include <KLocalizedString>
#include <QTimeZone>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
const XmlName displayName{XmlSpace::Dav, u"displayname"_s};
const XmlName href{XmlSpace::Dav, u"href"_s};
const XmlName addressSet{XmlSpace::CalDav, u"calendar-user-address-set"_s};
const XmlName userType{XmlSpace::CalDav, u"calendar-user-type"_s};
const XmlName principalSet{XmlSpace::Dav, u"principal-collection-set"_s};

constexpr qint64 longestAnswer = qint64(8) << 20; // of some weeks of many people
constexpr qsizetype mostFound = 200;
constexpr auto patience = std::chrono::seconds(20); // somebody waits for it

QByteArray utc(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s).toLatin1();
}

QString withoutScheme(const QString &address)
{
    return address.startsWith("mailto:"_L1, Qt::CaseInsensitive) ? address.mid(7) : address;
}

QByteArray question(const QString &organizer, const QStringList &addresses, const QDateTime &from, const QDateTime &to)
{
    QByteArray bytes = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kontor//Kontor//EN\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\n";
    bytes += "UID:" + QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + "\r\nDTSTAMP:" + utc(QDateTime::currentDateTimeUtc()) + "\r\n";
    bytes += "DTSTART:" + utc(from) + "\r\nDTEND:" + utc(to) + "\r\n";
    bytes += ContentLine::make({}, "ORGANIZER", {}, "mailto:" + organizer.toUtf8()).raw;
    for (const auto &address : addresses) {
        bytes += ContentLine::make({}, "ATTENDEE", {}, "mailto:" + address.toUtf8()).raw;
    }
    return bytes + "END:VFREEBUSY\r\nEND:VCALENDAR\r\n";
}

/// Whether an address may stand in a header and in a content line; invitations bring all kinds.
bool isPlain(const QString &address)
{
    return address.contains(u'@') && address.size() < 320 && std::ranges::none_of(address, [](QChar c) { return c <= u' ' || c == u'\x7f' || c == u',' || c == u';' || c == u'"' || c == u'<' || c == u'>'; });
}

XmlElement search(const XmlName &property, const QString &words)
{
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    prop.children << XmlElement{.name = property};
    XmlElement element{.name = {XmlSpace::Dav, u"property-search"_s}};
    element.children << prop << XmlElement{.name = {XmlSpace::Dav, u"match"_s}, .text = words};
    return element;
}

QString mailAddress(const DavResource &resource)
{
    const auto *const set = resource.property(addressSet);
    for (const auto &child : set ? set->children : QList<XmlElement>()) {
        const auto text = child.text.trimmed();
        if (child.name == href && text.startsWith("mailto:"_L1, Qt::CaseInsensitive)) {
            return QUrl::fromPercentEncoding(text.mid(7).toUtf8());
        }
    }
    return {};
}
}

DavSynchronizerPeople::DavSynchronizerPeople(std::shared_ptr<DavSynchronizerSession> session)
    : m_session(std::move(session))
{
}

Task<Result<QHash<QString, QByteArray>>> DavSynchronizerPeople::freeBusy(QString organizer, QStringList addresses, QDateTime from, QDateTime to)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto outbox = link.value()->home.outbox;
    if (outbox.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This server does not tell when others are free."));
    }
    QHash<QString, QByteArray> told;
    for (const auto &address : std::as_const(addresses)) {
        told.insert(address, {});
    }
    addresses.removeIf([](const QString &address) { return !isPlain(address); });
    if (addresses.isEmpty() || !isPlain(organizer)) {
        co_return told;
    }
    HttpRequest request{.method = "POST", .url = link.value()->client().url(outbox), .timeout = patience, .atMost = longestAnswer};
    request.headers.emplaceBack("Content-Type", "text/calendar; charset=utf-8; component=VFREEBUSY; method=REQUEST");
    request.headers.emplaceBack("Originator", "mailto:" + organizer.toUtf8()); // asked for by drafts some servers were made after
    for (const auto &address : std::as_const(addresses)) {
        request.headers.emplaceBack("Recipient", "mailto:" + address.toUtf8());
    }
    request.body = question(organizer, addresses, from, to);
    const auto http = link.value()->http;
    const auto answer = co_await http->send(request);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(davError(*answer));
    }
    const auto root = XmlElement::parse(answer->body);
    if (!root) {
        co_return std::unexpected(root.error());
    }
    for (const auto &response : root->children) {
        const auto *const recipient = response.child({XmlSpace::CalDav, u"recipient"_s});
        const auto *const data = response.child({XmlSpace::CalDav, u"calendar-data"_s});
        const auto *const status = response.child({XmlSpace::CalDav, u"request-status"_s});
        if (!recipient || !data || (status && !status->text.trimmed().startsWith(u'2'))) { // RFC 5546, 3.6
            continue;
        }
        const auto who = withoutScheme(QUrl::fromPercentEncoding(recipient->childText(href).toUtf8()));
        for (const auto &address : std::as_const(addresses)) {
            if (address.compare(who, Qt::CaseInsensitive) == 0) {
                told.insert(address, data->text.trimmed().toUtf8());
            }
        }
    }
    co_return told;
}

Task<Result<QList<DavSynchronizer::Principal>>> DavSynchronizerPeople::find(QString words)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto client = link.value()->client();
    const QList<XmlName> asked{principalSet};
    const auto own = co_await client.propfind(link.value()->home.principal, DavClient::Depth::Zero, asked);
    if (!own) {
        co_return std::unexpected(own.error());
    }
    QStringList places;
    for (const auto &resource : own->resources) {
        const auto *const set = resource.property(principalSet);
        for (const auto &child : set ? set->children : QList<XmlElement>()) {
            if (child.name == href) {
                places << child.text.trimmed();
            }
        }
    }
    // One question for each property: some servers want all of several to fit, whatever "test" says (RFC 3744, 9.4; Cyrus).
    QList<XmlElement> searches;
    if (words.trimmed().isEmpty()) {
        searches << search(userType, u"ROOM"_s) << search(userType, u"RESOURCE"_s);
    } else {
        searches << search(displayName, words.trimmed()) << search(addressSet, words.trimmed());
    }
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    prop.children << XmlElement{.name = displayName} << XmlElement{.name = addressSet} << XmlElement{.name = userType};
    QList<DavSynchronizer::Principal> found;
    QSet<QString> addresses;
    for (const auto &place : std::as_const(places)) {
        for (const auto &one : std::as_const(searches)) {
            XmlElement body{.name = {XmlSpace::Dav, u"principal-property-search"_s}, .attributes = {{u"test"_s, u"anyof"_s}}};
            body.children << one << prop;
            const auto answer = co_await client.report(place, DavClient::Depth::Zero, body);
            if (!answer && (isPassing(answer.error().kind) || answer.error().kind == Error::Kind::Cancelled)) {
                co_return std::unexpected(answer.error());
            }
            for (const auto &resource : answer.value_or(DavMultistatus()).resources) {
                const auto address = mailAddress(resource);
                const auto kind = resource.text(userType).trimmed().toUpper();
                if (isPlain(address) && !addresses.contains(address.toLower()) && found.size() < mostFound) {
                    addresses << address.toLower();
                    found << DavSynchronizer::Principal{resource.text(displayName), address, kind.isEmpty() ? u"INDIVIDUAL"_s : kind};
                }
            }
        }
    }
    co_return found;
}

}
