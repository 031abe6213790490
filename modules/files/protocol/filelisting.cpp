// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filelisting.h"

#include "net/davxml.h"
#include "net/xmlguard.h"

#include <QDateTime>
#include <QTimeZone>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
enum Space { Dav, OwnCloud, NextCloud };

/// 200 where no status is told.
int statusOf(QByteArrayView line)
{
    const auto words = line.trimmed();
    if (words.isEmpty()) {
        return 200;
    }
    const auto space = words.startsWith("HTTP") ? words.indexOf(' ') : -1;
    return words.sliced(space + 1).trimmed().first(std::min<qsizetype>(3, words.size() - space - 1)).toInt();
}

int number(QByteArrayView text)
{
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return -1;
        }
        value = value * 10 + digit - '0';
    }
    return value;
}

/// ms since epoch of "Mon, 23 Nov 2026 09:30:10 GMT"; other forms the slow way; 0: none.
qint64 momentOf(const QByteArray &text)
{
    const QByteArrayView t = QByteArrayView(text).trimmed();
    if (t.size() == 29 && t[3] == ',' && t.endsWith("GMT")) {
        constexpr QByteArrayView months("JanFebMarAprMayJunJulAugSepOctNovDec");
        const auto month = months.indexOf(t.sliced(8, 3));
        const int day = number(t.sliced(5, 2));
        const int year = number(t.sliced(12, 4));
        const int hour = number(t.sliced(17, 2));
        const int minute = number(t.sliced(20, 2));
        const int second = number(t.sliced(23, 2));
        if (month >= 0 && month % 3 == 0 && day > 0 && year > 1600 && hour >= 0 && minute >= 0 && second >= 0) {
            const qint64 days = QDate(year, int(month) / 3 + 1, day).toJulianDay() - QDate(1970, 1, 1).toJulianDay();
            return (days * 86400 + hour * 3600 + minute * 60 + second) * 1000;
        }
    }
    const auto string = QString::fromUtf8(t);
    auto moment = QDateTime::fromString(string, Qt::RFC2822Date);
    moment = moment.isValid() ? moment : QDateTime::fromString(string, Qt::ISODate);
    return moment.isValid() ? moment.toMSecsSinceEpoch() : 0;
}

/// Servers lie about sizes, in both directions.
qint64 sizeOf(const QByteArray &text, qint64 unknown)
{
    bool isNumber = false;
    const auto size = text.trimmed().toLongLong(&isNumber);
    return isNumber && size >= 0 ? size : unknown;
}

/// The permissions of Nextcloud and ownCloud.
FileRights rightsOf(const QByteArray &letters, bool isFolder)
{
    constexpr std::pair<char, FileRight> known[] = {{'W', FileRight::Write},  {'C', FileRight::AddFiles}, {'K', FileRight::AddFolders}, {'D', FileRight::Remove},
                                                    {'N', FileRight::Rename}, {'V', FileRight::Move},     {'R', FileRight::Share}};
    FileRights rights = FileRight::Read;
    for (const auto &[letter, right] : known) {
        rights.setFlag(right, letters.contains(letter));
    }
    if (isFolder && rights.testFlag(FileRight::AddFiles)) {
        rights |= FileRight::Write;
    }
    return rights;
}

bool isTrue(const QByteArray &text)
{
    const auto word = text.trimmed().toLower();
    return !word.isEmpty() && word != "0" && word != "false";
}

/// Scheme and host of an href that has them; empty: none.
QByteArrayView authorityOf(QByteArrayView href)
{
    const auto scheme = href.indexOf("://");
    if (scheme < 0 || scheme > 5) {
        return {};
    }
    const auto rest = href.sliced(scheme + 3);
    const auto slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.first(slash);
}
}

QString plainFileEtag(const QByteArray &etag)
{
    auto text = QByteArrayView(etag).trimmed();
    if (text.startsWith("W/")) {
        text = text.sliced(2);
    }
    if (text.size() >= 2 && text.startsWith('"') && text.endsWith('"')) {
        text = text.sliced(1, text.size() - 2);
    }
    return QString::fromUtf8(text);
}

QString madeUpEtag(qint64 modified, qint64 size)
{
    return u"~%1-%2"_s.arg(modified / 1000).arg(size);
}

qint64 httpMoment(const QByteArray &text)
{
    return momentOf(text);
}

FileListing::FileListing(QString href, QString host)
    : m_scan({"DAV:"_ba, "http://owncloud.org/ns"_ba, "http://nextcloud.org/ns"_ba})
    , m_href(std::move(href))
    , m_folder(m_href.endsWith(u'/') ? m_href : QString(m_href + u'/'))
    , m_host(std::move(host))
{
}

QByteArray FileListing::request(bool isCloud)
{
    QByteArray body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\" xmlns:nc=\"http://nextcloud.org/ns\"><d:prop>"
                      "<d:resourcetype/><d:getetag/><d:getcontentlength/><d:getlastmodified/><d:getcontenttype/>";
    body += isCloud ? "<d:quota-used-bytes/><d:quota-available-bytes/><oc:fileid/><oc:permissions/><oc:size/><oc:favorite/><oc:checksums/>"
                      "<oc:owner-display-name/><oc:share-types/><nc:has-preview/><nc:mount-type/><nc:lock/><nc:lock-owner-displayname/>"
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
        if (isDav && name == "collection") {
            m_pending.isFolder = true;
        }
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
        if (const int status = statusOf(m_propstatStatus); status >= 200 && status < 300) {
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
    if (const int status = statusOf(m_responseStatus); status < 200 || status >= 300) {
        return;
    }
    // A "?" names no query here, but a file of a server that forgot to encode it.
    QByteArray raw = m_responseHref;
    raw.replace('?', "%3F");
    auto href = normalHref(QString::fromUtf8(raw));
    const bool isSelf = href == m_href || href == m_folder || href + u'/' == m_folder;
    const auto authority = authorityOf(raw);
    if (isSelf) {
        if (!m_self) {
            m_self = factsOf(m_values.isFolder ? m_folder : href, {});
            // A server behind a proxy may not know its own name; it still has only one.
            m_host = authority.isEmpty() ? m_host : QString::fromUtf8(authority);
        }
        return;
    }
    if (!authority.isEmpty() && QString::fromUtf8(authority).compare(m_host, Qt::CaseInsensitive) != 0) {
        return;
    }
    if (m_values.isFolder != href.endsWith(u'/')) {
        href = m_values.isFolder ? QString(href + u'/') : href.chopped(1);
    }
    if (!href.startsWith(m_folder)) {
        return;
    }
    const auto encoded = href.sliced(m_folder.size(), href.size() - m_folder.size() - (m_values.isFolder ? 1 : 0)).toLatin1();
    auto name = QString::fromUtf8(QByteArray::fromPercentEncoding(encoded));
    if (encoded.isEmpty() || encoded.contains('/') || name.contains(u'/') || name.contains(QChar(0)) || name == "."_L1 || name == ".."_L1 || m_seen.contains(href)) {
        return;
    }
    m_seen.insert(href);
    m_entries << factsOf(href, std::move(name));
}

FileFacts FileListing::factsOf(const QString &href, QString name) const
{
    const auto &text = m_values.text;
    FileFacts facts;
    facts.href = href;
    facts.isFolder = m_values.isFolder;
    const bool isSelf = name.isNull();
    if (isSelf) {
        const auto path = href.endsWith(u'/') ? href.chopped(1) : href;
        name = QString::fromUtf8(QByteArray::fromPercentEncoding(path.sliced(path.lastIndexOf(u'/') + 1).toLatin1()));
    }
    facts.name = std::move(name);
    facts.size = facts.isFolder ? sizeOf(text[Size], -1) : sizeOf(text[Length].isEmpty() ? text[Size] : text[Length], 0);
    facts.modified = momentOf(text[Modified]);
    facts.type = facts.isFolder ? QString() : QString::fromUtf8(text[Type]);
    facts.etag = plainFileEtag(text[Etag]);
    if (facts.etag.isEmpty() && !facts.isFolder) {
        facts.etag = madeUpEtag(facts.modified, facts.size);
    }
    facts.fileId = QString::fromUtf8(text[FileId]);
    if (m_values.has & (1U << Permissions)) {
        facts.rights = rightsOf(text[Permissions], facts.isFolder);
        facts.isSharedWithMe = text[Permissions].contains('S');
        facts.isMount = text[Permissions].contains('M') || !text[MountType].isEmpty();
    }
    if (facts.isSharedWithMe) {
        facts.owner = QString::fromUtf8(text[OwnerName]);
    }
    facts.isFavourite = isTrue(text[Favourite]);
    facts.shareTypes = m_values.shareTypes;
    facts.hasPreview = isTrue(text[Preview]);
    // The checksums of one file stand in one text, divided by spaces.
    facts.checksum = QString::fromUtf8(text[Checksum].split(' ').first());
    if (isTrue(text[Locked])) {
        facts.lockedBy = QString::fromUtf8(text[LockedBy]);
    }
    if (isSelf && (m_values.has & (1U << Used))) { // it changes with every upload, and is asked of the top alone
        facts.quotaUsed = sizeOf(text[Used], -1);
    }
    if (isSelf && (m_values.has & (1U << Available))) {
        facts.quotaAvailable = sizeOf(text[Available], -1);
    }
    return facts;
}

}
