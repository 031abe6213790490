// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filelisting.h"

#include "net/davxml.h"
#include "net/httpclient.h"
#include "net/xmlguard.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
enum Space { Dav, OwnCloud, NextCloud };

bool isTrue(const QByteArray &text)
{
    const auto word = text.trimmed().toLower();
    return !word.isEmpty() && word != "0" && word != "false";
}

constexpr qsizetype mostElsewhere = 100'000;

/// Decoded and in one form, without a slash at the end.
QString composed(const QString &href)
{
    const auto path = href.endsWith(u'/') ? href.chopped(1) : href;
    return QString::fromUtf8(QByteArray::fromPercentEncoding(path.toLatin1())).normalized(QString::NormalizationForm_C);
}

QString nameIn(const QString &href)
{
    const auto path = href.endsWith(u'/') ? href.chopped(1) : href;
    return QString::fromUtf8(QByteArray::fromPercentEncoding(path.sliced(path.lastIndexOf(u'/') + 1).toLatin1()));
}
}

FileListing::FileListing(QString href, const QString &host, const FileSpelling &spelling)
    : m_scan({"DAV:"_ba, "http://owncloud.org/ns"_ba, "http://nextcloud.org/ns"_ba})
    , m_href(std::move(href))
    , m_folder(m_href.endsWith(u'/') ? m_href : QString(m_href + u'/'))
    , m_toldFolder(spelling.toTold(m_folder))
    , m_host(hrefAuthority(QByteArray("http://" + host.toUtf8())))
    , m_ownHost(m_host)
{
}

bool FileListing::isUntold(const FileFacts &facts)
{
    return !facts.isFolder && facts.etag.isEmpty();
}

bool FileListing::isUnmeasured(const FileFacts &facts)
{
    return !facts.isFolder && facts.size < 0;
}

QByteArray FileListing::request(Wish wish)
{
    QByteArray body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\" xmlns:nc=\"http://nextcloud.org/ns\"><d:prop>"
                      "<d:resourcetype/><d:getetag/><d:getcontentlength/><d:getlastmodified/><d:getcontenttype/>";
    const bool isCloud = wish == Wish::Cloud || wish == Wish::CloudRoom;
    body += wish == Wish::Plain || wish == Wish::Cloud ? "" : "<d:quota-used-bytes/><d:quota-available-bytes/>";
    body += isCloud ? "<oc:fileid/><oc:permissions/><oc:size/><oc:favorite/><oc:checksums/>"
                      "<oc:owner-display-name/><oc:share-types/><nc:has-preview/><nc:mount-type/><nc:is-mount-root/><nc:is-encrypted/><nc:lock/><nc:lock-owner-displayname/>"
                    : "";
    return body + "</d:prop></d:propfind>";
}

int FileListing::propertyOf(int space, QByteArrayView name)
{
    struct Known {
        int space;
        QByteArrayView name;
        Property property;
    };
    static constexpr Known known[] = {
        {Dav, "resourcetype", Kind},
        {Dav, "getetag", Etag},
        {Dav, "getcontentlength", Length},
        {Dav, "getlastmodified", Modified},
        {Dav, "getcontenttype", Type},
        {Dav, "quota-used-bytes", Used},
        {Dav, "quota-available-bytes", Available},
        {OwnCloud, "fileid", FileId},
        {OwnCloud, "permissions", Permissions},
        {OwnCloud, "size", Size},
        {OwnCloud, "favorite", Favourite},
        {OwnCloud, "checksums", Checksum},
        {OwnCloud, "owner-display-name", OwnerName},
        {NextCloud, "has-preview", Preview},
        {NextCloud, "mount-type", MountType},
        {NextCloud, "is-mount-root", MountRoot},
        {NextCloud, "is-encrypted", Encrypted},
        {NextCloud, "lock-owner-displayname", LockedBy},
        {NextCloud, "lock", Locked},
    };
    for (const auto &one : known) {
        if (one.space == space && one.name == name) {
            return one.property;
        }
    }
    return -1;
}

Result<void> FileListing::add(const QByteArray &bytes)
{
    m_scan.add(bytes);
    while (true) {
        switch (m_scan.next()) {
        case XmlScan::Token::Start:
            begin();
            break;
        case XmlScan::Token::End:
            end();
            break;
        case XmlScan::Token::Text:
            if (!m_places.isEmpty() && m_places.last() != Place::Foreign && m_text.size() < 65536) {
                m_text += m_scan.text();
            }
            break;
        case XmlScan::Token::Broken:
            return m_scan.error();
        case XmlScan::Token::More:
        case XmlScan::Token::Done:
            return {};
        }
    }
}

Result<void> FileListing::finish()
{
    if (auto token = m_scan.next(); token != XmlScan::Token::Done) {
        return m_scan.error();
    }
    if (!m_isMultistatus) {
        return xmlFailure(u"no multistatus"_s);
    }
    if (m_refusal == 507) { // RFC 6578, 3.6: cut short
        return xmlFailure(u"the answer says that it is not complete"_s);
    }
    if (m_refusal != 0) {
        HttpAnswer answer{.status = m_refusal};
        answer.url.setHost(QString::fromUtf8(m_host.left(m_host.indexOf(':'))));
        return std::unexpected(httpError(answer));
    }
    if (!m_self && !m_seen.isEmpty()) { // some leave out the folder itself
        m_self = FileFacts{.href = m_folder, .name = nameIn(m_folder), .isFolder = true, .size = -1};
    }
    // An answer that does not speak of what was asked for says nothing of what lies in it either.
    return m_self ? Result<void>() : xmlFailure(u"nothing about what was asked for"_s);
}

QList<FileFacts> FileListing::take()
{
    return std::exchange(m_entries, {});
}

void FileListing::begin()
{
    const auto name = m_scan.name();
    const bool isDav = m_scan.space() == Dav;
    const auto outer = m_places.isEmpty() ? Place::Outside : m_places.last();
    Place inner = Place::Foreign;
    m_text.clear();
    if (m_places.isEmpty()) {
        m_isMultistatus = isDav && name == "multistatus";
        inner = m_isMultistatus ? Place::Outside : Place::Foreign;
    } else if (outer == Place::Outside && isDav && name == "response") {
        inner = Place::Response;
        m_responseHref.clear();
        m_responseStatus.clear();
        m_values = {};
    } else if (outer == Place::Response && isDav) {
        inner = name == "href" ? Place::Href : name == "status" ? Place::Status : name == "propstat" ? Place::Propstat : Place::Foreign;
        if (inner == Place::Propstat) {
            m_pending = {};
            m_propstatStatus.clear();
        }
    } else if (outer == Place::Propstat && isDav) {
        inner = name == "prop" ? Place::Prop : name == "status" ? Place::PropstatStatus : Place::Foreign;
    } else if (outer == Place::Prop) {
        inner = Place::Property;
        m_property = propertyOf(m_scan.space(), name);
    } else if (outer == Place::Property || outer == Place::Inner) {
        inner = Place::Inner;
        m_pending.isFolder = m_pending.isFolder || (isDav && name == "collection" && m_property == Kind);
    }
    m_places << inner;
}

void FileListing::end()
{
    const auto place = m_places.takeLast();
    switch (place) {
    case Place::Href:
        m_responseHref = m_responseHref.isEmpty() ? m_text.trimmed() : m_responseHref;
        break;
    case Place::Status:
        m_responseStatus = m_text;
        break;
    case Place::PropstatStatus:
        m_propstatStatus = m_text;
        break;
    case Place::Property:
        if (m_property >= 0) {
            if (!(m_pending.has & (1U << m_property))) {
                m_pending.text[size_t(m_property)] = m_text.trimmed();
            }
            m_pending.has |= 1U << m_property;
        }
        m_property = -1;
        break;
    case Place::Inner:
        if (m_scan.space() == OwnCloud && m_scan.name() == "share-type") {
            bool isNumber = false;
            const int type = m_text.trimmed().toInt(&isNumber);
            if (isNumber && m_pending.shareTypes.size() < 16) {
                m_pending.shareTypes << type;
            }
        } else if (m_scan.space() == OwnCloud && m_scan.name() == "checksum") {
            m_pending.text[Checksum] = m_text.trimmed();
            m_pending.has |= 1U << Checksum;
        }
        break;
    case Place::Propstat:
        if (const int status = davStatus(m_propstatStatus); status >= 200 && status < 300) {
            for (int property = 0; property < PropertyCount; ++property) {
                if (m_pending.has & (1U << property)) {
                    m_values.text[size_t(property)] = std::move(m_pending.text[size_t(property)]);
                }
            }
            m_values.has |= m_pending.has;
            m_values.isFolder = m_values.isFolder || m_pending.isFolder;
            m_values.shareTypes += m_pending.shareTypes;
        }
        break;
    case Place::Response:
        endResponse();
        break;
    default:
        break;
    }
    m_text.clear();
}

void FileListing::endResponse()
{
    if (m_responseHref.isEmpty()) {
        return;
    }
    // "?" and "#" begin neither query nor fragment here, but are names that a server forgot to encode.
    QByteArray raw = m_responseHref;
    raw.replace('?', "%3F").replace('#', "%23");
    Told told{.authority = hrefAuthority(raw), .status = davStatus(m_responseStatus), .values = std::move(m_values)};
    if (!told.authority.isEmpty()) {
        told.href = withSingleSlashes(normalHref(QString::fromUtf8(raw)));
    } else if (raw.startsWith('/')) {
        told.href = normalHref(withSingleSlashes(QString::fromUtf8(raw)));
    } else { // by the letter never relative to what was asked for (RFC 4918, 8.3), but some are
        told.href = normalHref(m_toldFolder + QString::fromUtf8(raw.startsWith("./") ? raw.sliced(2) : raw));
    }
    if (m_firstHref.isEmpty()) {
        m_firstHref = told.href;
    }
    if (m_toldFolder != m_folder && told.href.startsWith(m_toldFolder.chopped(1))) {
        told.href = m_folder.chopped(1) + told.href.sliced(m_toldFolder.size() - 1);
    }
    if (isOwn(told.href)) {
        takeSelf(told);
    } else if (!told.authority.isEmpty() && told.authority != m_host && told.authority != m_ownHost) {
        if (!m_self && m_elsewhere.size() < mostElsewhere) {
            m_elsewhere << std::move(told);
        }
    } else {
        takeEntry(std::move(told));
    }
}

/// Names what was asked for, perhaps with other letters of the same look: some keep names in a normal form of Unicode.
bool FileListing::isOwn(const QString &href) const
{
    if (href == m_href || href == m_folder || href + u'/' == m_folder) {
        return true;
    }
    const bool mayBe = !m_self && href.contains(u'%') && m_folder.contains(u'%') && !href.startsWith(m_folder);
    return mayBe && composed(href) == composed(m_folder);
}

void FileListing::takeSelf(const Told &told)
{
    if (told.status < 200 || told.status >= 300) {
        m_refusal = told.status;
        return;
    }
    if (m_self) {
        return;
    }
    const auto &values = told.values;
    const bool isFolder = values.isFolder || (!(values.has & (1U << Kind)) && m_href.endsWith(u'/'));
    if (told.href != m_href && told.href + u'/' != m_folder) {
        m_folder = told.href.endsWith(u'/') ? told.href : QString(told.href + u'/');
    }
    const auto href = isFolder ? m_folder : m_folder.chopped(1);
    m_self = factsOf(values, href, {});
    m_ownHost = told.authority.isEmpty() ? m_host : told.authority;
    for (auto &other : std::exchange(m_elsewhere, {})) {
        if (other.authority == m_ownHost) {
            takeEntry(std::move(other));
        }
    }
}

void FileListing::takeEntry(Told told)
{
    if (told.status == 404 || told.status == 410 || !told.href.startsWith(m_folder)) {
        return;
    }
    auto &values = told.values;
    const bool isUntold = told.status < 200 || told.status >= 300 || values.has == 0;
    // Where nothing is said of what it is, the slash says it.
    const bool hasSlash = told.href.endsWith(u'/');
    values.isFolder = !isUntold && (values.isFolder || (hasSlash && !(values.has & (1U << Kind))));
    auto href = std::move(told.href);
    if (values.isFolder != hasSlash) {
        href = values.isFolder ? QString(href + u'/') : href.chopped(1);
    }
    const auto encoded = QStringView(href).sliced(m_folder.size()).chopped(values.isFolder ? 1 : 0);
    auto name = nameIn(href);
    const bool isAbove = name == "."_L1 || name == ".."_L1;
    if (encoded.isEmpty() || encoded.contains(u'/') || name.contains(u'/') || name.contains(QChar(0)) || isAbove || m_seen.contains(href)) {
        return;
    }
    m_seen.insert(href);
    if (isUntold) {
        m_entries << FileFacts{.href = href, .name = std::move(name)};
        return;
    }
    m_entries << factsOf(values, href, std::move(name));
}

FileFacts FileListing::factsOf(const Values &values, const QString &href, QString name) const
{
    const auto &text = values.text;
    FileFacts facts;
    facts.href = href;
    facts.isFolder = href.endsWith(u'/');
    const bool isSelf = name.isNull();
    facts.name = isSelf ? nameIn(href) : std::move(name);
    facts.size = toldFileSize(facts.isFolder || text[Length].isEmpty() ? text[Size] : text[Length], -1);
    facts.modified = httpMoment(text[Modified]);
    facts.type = facts.isFolder ? QString() : QString::fromUtf8(text[Type]);
    facts.etag = plainFileEtag(text[Etag]);
    if (facts.etag.isEmpty() && !facts.isFolder) {
        facts.etag = madeUpEtag(facts.modified, facts.size);
    }
    facts.fileId = QString::fromUtf8(text[FileId]);
    if (values.has & (1U << Permissions)) {
        facts.rights = cloudFileRights(text[Permissions], facts.isFolder);
        facts.isSharedWithMe = text[Permissions].contains('S');
        // All that lies in a mount is of its type.
        const bool isInMount = text[Permissions].contains('M') || !text[MountType].isEmpty();
        facts.isMount = values.has & (1U << MountRoot) ? isTrue(text[MountRoot]) : isInMount;
    }
    if (facts.isFolder && isTrue(text[Encrypted])) { // from end to end: only clients that can do it get at it
        facts.rights = FileRight::Read;
    }
    if (facts.isSharedWithMe) {
        facts.owner = QString::fromUtf8(text[OwnerName]);
    }
    facts.isFavourite = isTrue(text[Favourite]);
    facts.shareTypes = values.shareTypes;
    facts.hasPreview = isTrue(text[Preview]);
    // The checksums of one file stand in one text, divided by spaces.
    facts.checksum = QString::fromUtf8(text[Checksum].split(' ').first());
    if (isTrue(text[Locked])) {
        facts.lockedBy = QString::fromUtf8(text[LockedBy]);
    }
    if (isSelf && (values.has & (1U << Used))) { // it changes with every upload, and is asked of the top alone
        facts.quotaUsed = toldFileSize(text[Used], -1);
    }
    if (isSelf && (values.has & (1U << Available))) {
        facts.quotaAvailable = toldFileSize(text[Available], -1);
    }
    return facts;
}

}
