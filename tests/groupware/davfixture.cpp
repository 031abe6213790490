// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davfixture.h"

#include "groupware/contenttext.h"

#include <QUuid>

namespace Kontor
{
namespace
{
Task<Result<void>> pass()
{
    co_return Result<void>();
}

[[noreturn]] void fail(const char *what, const Error &error)
{
    qFatal("%s: %s %s", what, qPrintable(error.message), qPrintable(error.detail));
}
}

QStringList DavFixture::startOf(const QString &server)
{
    return server == QLatin1StringView("cyrus") ? QStringList{server, QStringLiteral("--dav")} : QStringList{server};
}

DavFixture::DavFixture(const Workplace &workplace, const QString &server, const DavKind &what, int user)
    : kind(what)
{
    const auto person = workplace.user(user);
    const bool isCyrus = server == QLatin1StringView("cyrus");
    auto direct = workplace.url(isCyrus ? QStringLiteral("cyrus.dav") : server);
    if (isCyrus) { // /.well-known/ leads to an address with TLS, which the proxy has not
        direct.setPath(QStringLiteral("/dav/principals/user/%1/").arg(person.address));
    }
    proxy = std::make_unique<DavProxy>(direct, workplace.certificate());
    account.address = person.address;
    account.name = person.name;
    account.davUserName = isCyrus ? person.address : person.user;
    account.davPassword = person.password;
    account.ownCertificates = workplace.certificate();
    (kind.isCalendar() ? account.calendars : account.contacts) = proxy->url();
    HttpClient::Settings settings;
    settings.userName = account.davUserName;
    settings.password = account.davPassword;
    settings.origin = direct;
    settings.tls.addAuthorities(QSslCertificate::fromData(workplace.certificate()));
    http = std::make_unique<HttpClient>(settings);
    const auto found = waitedFor(findDavHome(http.get(), direct, kind.service));
    if (!found) {
        fail("no home", found.error());
    }
    home = *found;
    other = std::make_unique<DavClient>(*http, home.base);
}

DavFixture::~DavFixture()
{
    for (const auto &href : std::as_const(m_made)) {
        (void)waitedFor(other->remove(href, {}));
    }
    http->stop();
}

std::unique_ptr<DavSynchronizer> DavFixture::synchronizer(DavPace pace) const
{
    return std::make_unique<DavSynchronizer>(account, kind, pace);
}

QString DavFixture::newCollection()
{
    auto href = home.homes.first();
    href += (href.endsWith(u'/') ? QString() : QStringLiteral("/")) + QUuid::createUuid().toString(QUuid::WithoutBraces) + u'/';
    XmlElement type{.name = {XmlSpace::Dav, QStringLiteral("resourcetype")}};
    type.children << XmlElement{.name = {XmlSpace::Dav, QStringLiteral("collection")}};
    type.children << XmlElement{.name = kind.isCalendar() ? XmlName{XmlSpace::CalDav, QStringLiteral("calendar")} : XmlName{XmlSpace::CardDav, QStringLiteral("addressbook")}};
    XmlElement prop{.name = {XmlSpace::Dav, QStringLiteral("prop")}};
    prop.children << type;
    XmlElement set{.name = {XmlSpace::Dav, QStringLiteral("set")}};
    set.children << prop;
    XmlElement body{.name = {XmlSpace::Dav, QStringLiteral("mkcol")}};
    body.children << set;
    const auto made = waitedFor(other->makeCollection(href, "MKCOL", body));
    if (!made) {
        fail("MKCOL", made.error());
    }
    m_made << href;
    return href;
}

void DavFixture::put(const QString &collection, const QString &name, const QByteArray &bytes)
{
    const QString href = collection + name;
    const auto written = waitedFor(other->put(href, bytes, kind.contentType, {}));
    if (!written) {
        fail("PUT", written.error());
    }
}

QByteArray DavFixture::get(const QString &href)
{
    return waitedFor(other->get(href)).value_or(DavObject{}).bytes;
}

void DavFixture::remove(const QString &href)
{
    const auto removed = waitedFor(other->remove(href, {}));
    if (!removed) {
        fail("DELETE", removed.error());
    }
}

QStringList DavFixture::hrefs(const QString &collection)
{
    const QList<XmlName> names{{XmlSpace::Dav, QStringLiteral("getetag")}};
    const auto answer = waitedFor(other->propfind(collection, DavClient::Depth::One, names));
    QStringList found;
    for (const auto &resource : answer.value_or(DavMultistatus()).resources) {
        if (!resource.href.endsWith(u'/') && !isSameHref(resource.href, collection)) {
            found << normalHref(resource.href);
        }
    }
    return found;
}

QList<QByteArray> DavFixture::objects(const QString &collection)
{
    QList<QByteArray> found;
    for (const auto list = hrefs(collection); const auto &href : list) {
        found << get(href);
    }
    return found;
}

QByteArray DavFixture::object(const QString &uid, const QString &summary, const QByteArray &more) const
{
    if (kind.isCalendar()) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kontor//test//EN\r\nBEGIN:VEVENT\r\nUID:" + uid.toUtf8()
            + "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20280105T080000Z\r\nDTEND:20280105T090000Z\r\nSUMMARY:" + summary.toUtf8() + "\r\n" + more
            + "END:VEVENT\r\nEND:VCALENDAR\r\n";
    }
    return "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + uid.toUtf8() + "\r\nFN:" + summary.toUtf8() + "\r\nN:" + summary.toUtf8() + ";;;;\r\n" + more + "END:VCARD\r\n";
}

void DavFixture::pull(DavSynchronizer &synchronizer, const QString &collection, Copy &copy)
{
    copy.error.reset();
    for (bool more = true; more;) {
        const Collection asked{CollectionId{1}, ResourceId{1}, collection, {}, {}, {}, copy.token};
        auto delta = waitedFor(synchronizer.pull(asked));
        if (!delta) {
            copy.error = delta.error();
            return;
        }
        ++copy.deltas;
        for (const auto &item : std::as_const(delta->changed)) {
            copy.items.insert(item.remoteId, item);
        }
        for (const auto &gone : std::as_const(delta->removed)) {
            copy.items.remove(gone);
        }
        if (delta->present) {
            copy.items.removeIf([&delta](const auto &entry) { return !delta->present->contains(entry.key()); });
        }
        copy.token = delta->token;
        more = delta->more;
    }
}

Change DavFixture::change(const QString &kind, const QString &collection, const RemoteItem &item)
{
    Change change;
    change.id = ChangeId{1};
    change.resource = ResourceId{1};
    change.collection = CollectionId{1};
    change.item = ItemId{1};
    change.kind = kind;
    change.collectionRemoteId = collection;
    change.itemRemoteId = item.remoteId;
    change.revision = item.revision;
    change.state = ChangeState::InFlight;
    return change;
}

Result<Receipt> DavFixture::push(DavSynchronizer &synchronizer, Change change)
{
    return waitedFor(synchronizer.push(std::move(change), pass));
}

}
