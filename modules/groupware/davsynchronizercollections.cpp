// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizercollections.h"

#include <KLocalizedString>
#include <QCborArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
const XmlName resourceType{XmlSpace::Dav, u"resourcetype"_s};
const XmlName displayName{XmlSpace::Dav, u"displayname"_s};

XmlName colourName(const DavKind &kind)
{
    return kind.isCalendar() ? XmlName{XmlSpace::Apple, u"calendar-color"_s} : XmlName{u"http://inf-it.com/ns/ab/"_s, u"addressbook-color"_s};
}

XmlElement withChild(const XmlName &name, const XmlElement &child)
{
    XmlElement element{.name = name};
    element.children << child;
    return element;
}
}

DavSynchronizerCollections::DavSynchronizerCollections(std::shared_ptr<DavSynchronizerSession> session)
    : m_session(std::move(session))
{
}

/// Name, colour and order, in that order, as far as the change speaks of them.
QList<XmlElement> DavSynchronizerCollections::properties(const Change &change) const
{
    QList<XmlElement> list;
    if (const auto name = change.arguments.value(u"name"_s).toString(); !name.isEmpty()) {
        list << XmlElement{.name = displayName, .text = name};
    }
    if (const auto colour = change.arguments.value(u"colour"_s).toString(); !colour.isEmpty()) {
        list << XmlElement{.name = colourName(m_session->kind), .text = colour};
    }
    if (const auto order = change.arguments.value(u"order"_s); order.isInteger() && m_session->kind.isCalendar()) {
        list << XmlElement{.name = {XmlSpace::Apple, u"calendar-order"_s}, .text = QString::number(order.toInteger())};
    }
    return list;
}

XmlElement DavSynchronizerCollections::creation(const Change &change, const QByteArray &method) const
{
    const bool isCalendar = m_session->kind.isCalendar();
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    if (method == "MKCOL") {
        XmlElement type{.name = resourceType};
        type.children << XmlElement{.name = {XmlSpace::Dav, u"collection"_s}};
        type.children << XmlElement{.name = isCalendar ? XmlName{XmlSpace::CalDav, u"calendar"_s} : XmlName{XmlSpace::CardDav, u"addressbook"_s}};
        prop.children << type;
    }
    if (const auto name = change.arguments.value(u"name"_s).toString(); !name.isEmpty()) {
        prop.children << XmlElement{.name = displayName, .text = name};
    }
    const auto components = change.arguments.value(u"components"_s).toArray();
    if (isCalendar && !components.isEmpty()) {
        XmlElement set{.name = {XmlSpace::CalDav, u"supported-calendar-component-set"_s}};
        for (const auto &component : components) {
            set.children << XmlElement{.name = {XmlSpace::CalDav, u"comp"_s}, .attributes = {{u"name"_s, component.toString()}}};
        }
        prop.children << set;
    }
    const auto root = method == "MKCOL" ? XmlName{XmlSpace::Dav, u"mkcol"_s} : XmlName{XmlSpace::CalDav, u"mkcalendar"_s};
    return withChild(root, withChild({XmlSpace::Dav, u"set"_s}, prop));
}

Task<Result<bool>> DavSynchronizerCollections::isThere(Link link, QString href)
{
    auto self = shared_from_this();
    auto client = link->client();
    const QList<XmlName> names{resourceType};
    const auto answer = co_await client.propfind(href, DavClient::Depth::Zero, names);
    if (!answer) {
        if (answer.error().kind == Error::Kind::NotFound) {
            co_return false;
        }
        co_return std::unexpected(answer.error());
    }
    const auto *const type = answer->resources.isEmpty() ? nullptr : answer->resources.first().property(resourceType);
    const auto wanted = m_session->kind.isCalendar() ? XmlName{XmlSpace::CalDav, u"calendar"_s} : XmlName{XmlSpace::CardDav, u"addressbook"_s};
    co_return type && type->child(wanted);
}

Task<Result<Receipt>> DavSynchronizerCollections::make(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto segment = change.arguments.value(u"segment"_s).toString().replace(u'/', u'-');
    const auto homes = link.value()->home.homes;
    if (segment.isEmpty() || homes.isEmpty()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server does not say where a new calendar or address book could lie."));
    }
    const auto href = collectionHref(homes.first() + QString::fromLatin1(QUrl::toPercentEncoding(segment)));
    auto client = link.value()->client();
    const bool isCalendar = m_session->kind.isCalendar();
    const QByteArrayList methods = isCalendar ? QByteArrayList{"MKCALENDAR", "MKCOL"} : QByteArrayList{"MKCOL"};
    auto there = co_await isThere(*link, href); // by an attempt whose answer was lost
    for (qsizetype at = 0; there && !*there && at < methods.size(); ++at) {
        const auto method = methods.at(at);
        const auto body = creation(change, method);
        auto made = co_await client.makeCollection(href, method, body);
        if (made) {
            there = true;
            break;
        }
        const auto error = made.error();
        there = co_await isThere(*link, href);
        const bool triesAnother = at + 1 < methods.size() && (error.kind == Error::Kind::Protocol || error.kind == Error::Kind::Conflict);
        if (there && !*there && !triesAnother) {
            co_return std::unexpected(error);
        }
    }
    if (!there) {
        co_return std::unexpected(there.error());
    }
    // Xandikos does not keep the colour, others not the name.
    const auto set = properties(change);
    if (!set.isEmpty()) {
        const auto kept = co_await client.setProperties(href, set);
        if (!kept && isPassing(kept.error().kind)) {
            co_return std::unexpected(kept.error());
        }
    }
    m_session->rights.remove(href);
    m_session->names.insert(href, change.arguments.value(u"name"_s).toString());
    co_return Receipt{.remoteId = href};
}

Task<Result<Receipt>> DavSynchronizerCollections::set(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto client = link.value()->client();
    const auto wished = properties(change);
    if (wished.isEmpty()) {
        co_return Receipt{};
    }
    auto all = co_await client.setProperties(change.collectionRemoteId, wished);
    if (all) {
        co_return Receipt{};
    }
    const auto isFinal = [](const Error &error) {
        return error.kind != Error::Kind::Forbidden && error.kind != Error::Kind::Protocol && error.kind != Error::Kind::Conflict;
    };
    if (isFinal(all.error()) || wished.size() == 1) {
        co_return std::unexpected(all.error());
    }
    // All or nothing (RFC 4918 9.2), though one of them alone may be refused.
    std::optional<Error> refused;
    for (const auto &property : wished) {
        const QList<XmlElement> one{property};
        const auto kept = co_await client.setProperties(change.collectionRemoteId, one);
        if (!kept && (isFinal(kept.error()) || property.name == displayName)) {
            co_return std::unexpected(kept.error());
        }
        if (!kept) {
            refused = kept.error();
        }
    }
    if (refused && wished.first().name != displayName) {
        co_return std::unexpected(*refused);
    }
    co_return Receipt{};
}

Task<Result<Receipt>> DavSynchronizerCollections::remove(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto client = link.value()->client();
    const auto removed = co_await client.remove(change.collectionRemoteId, {});
    if (!removed && removed.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(removed.error());
    }
    co_return Receipt{.itemGone = true};
}

}
