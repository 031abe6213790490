// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/davxml.h"

#include "net/xmlguard.h"

#include <QBuffer>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int maximalDepth = 64;
constexpr qint64 maximalElements = 20'000'000; ///< read
constexpr qint64 maximalKept = 2'000'000; ///< as XmlElement

/// Walks through guarded XML; every element is counted.
class XmlWalk
{
public:
    explicit XmlWalk(const QByteArray &guarded)
    {
        m_buffer.setData(guarded);
        m_buffer.open(QIODevice::ReadOnly);
        m_reader.setDevice(&m_buffer); // in small pieces: as a whole it would be held in UTF-16 too
        m_reader.setEntityExpansionLimit(0);
    }

    QXmlStreamReader::TokenType next()
    {
        const auto token = m_reader.readNext();
        if (token == QXmlStreamReader::StartElement) {
            if (++m_depth > maximalDepth || ++m_elements > maximalElements) {
                m_reader.raiseError(u"too deep or too many elements"_s);
                return QXmlStreamReader::Invalid;
            }
        } else if (token == QXmlStreamReader::EndElement) {
            --m_depth;
        }
        return token;
    }

    /// To the next child of the element we are in; false at its end, and at a mistake.
    bool toChild()
    {
        for (;;) {
            switch (next()) {
            case QXmlStreamReader::StartElement:
                return true;
            case QXmlStreamReader::EndElement:
            case QXmlStreamReader::EndDocument:
            case QXmlStreamReader::Invalid:
                return false;
            default:
                break;
            }
        }
    }

    bool isDav(QStringView local) const
    {
        return m_reader.name() == local && m_reader.namespaceUri() == "DAV:"_L1;
    }

    /// Past the end of the element whose start was just read.
    void skip()
    {
        const int outside = m_depth - 1;
        while (m_depth > outside && !isBroken()) {
            next();
        }
    }

    /// The text of the element whose start was just read; past its end.
    QString text()
    {
        QString text;
        for (;;) {
            switch (next()) {
            case QXmlStreamReader::Characters:
                text += m_reader.text();
                break;
            case QXmlStreamReader::StartElement:
                skip();
                break;
            case QXmlStreamReader::EndElement:
            case QXmlStreamReader::EndDocument:
            case QXmlStreamReader::Invalid:
                return text.trimmed();
            default:
                break;
            }
        }
    }

    /// The element whose start was just read; past its end.
    XmlElement element()
    {
        XmlElement element;
        if (++m_kept > maximalKept) {
            m_reader.raiseError(u"too many elements"_s);
            return element;
        }
        element.name = name();
        for (const auto &attribute : m_reader.attributes()) {
            element.attributes.emplaceBack(attribute.name().toString(), attribute.value().toString());
        }
        for (;;) {
            switch (next()) {
            case QXmlStreamReader::StartElement:
                element.children.append(this->element());
                break;
            case QXmlStreamReader::Characters:
                if (!element.text.isEmpty() || !m_reader.isWhitespace()) { // not the indentation
                    element.text += m_reader.text();
                }
                break;
            case QXmlStreamReader::EndElement:
            case QXmlStreamReader::EndDocument:
            case QXmlStreamReader::Invalid:
                return element;
            default:
                break;
            }
        }
    }

    bool isBroken() const
    {
        return m_reader.hasError();
    }
    std::unexpected<Error> error() const
    {
        return xmlFailure(u"%1 in line %2"_s.arg(m_reader.errorString().left(200)).arg(m_reader.lineNumber()));
    }

private:
    /// The few names of a document are shared, not made anew for each element.
    XmlName name()
    {
        const auto space = m_reader.namespaceUri();
        const auto local = m_reader.name();
        const auto known = std::ranges::find_if(m_names, [&](const XmlName &name) {
            return name.local == local && name.space == space;
        });
        if (known != m_names.end()) {
            return *known;
        }
        const XmlName name{.space = space.toString(), .local = local.toString()};
        if (m_names.size() < 64) {
            m_names << name;
        }
        return name;
    }

    QBuffer m_buffer;
    QXmlStreamReader m_reader;
    QList<XmlName> m_names;
    int m_depth = 0;
    qint64 m_elements = 0;
    qint64 m_kept = 0;
};

/// "HTTP/1.1 404 Not Found"; 0: not a status.
int statusCode(QStringView line)
{
    const auto words = line.trimmed().split(u' ', Qt::SkipEmptyParts);
    const auto code = words.value(words.value(0).startsWith("HTTP"_L1) ? 1 : 0).toInt();
    return code >= 100 && code <= 599 ? code : 0;
}

/// Without scheme and host (RFC 4918, 8.3 allows both forms).
QString pathOf(const QString &href)
{
    const auto scheme = href.indexOf("://"_L1);
    if (scheme < 0 || href.indexOf(u'/') < scheme) {
        return href;
    }
    const auto path = href.indexOf(u'/', scheme + 3);
    return path < 0 ? u"/"_s : href.mid(path);
}

void readPropstat(XmlWalk &walk, QList<XmlElement> &properties)
{
    QList<XmlElement> found;
    int status = 200;
    while (walk.toChild()) {
        if (walk.isDav(u"prop")) {
            while (walk.toChild()) {
                found << walk.element();
            }
        } else if (walk.isDav(u"status")) {
            status = statusCode(walk.text());
        } else {
            walk.skip();
        }
    }
    if (status >= 200 && status < 300) {
        if (properties.isEmpty()) {
            properties = std::move(found);
        } else {
            properties += std::move(found);
        }
    }
}

void readResponse(XmlWalk &walk, QList<DavResource> &resources)
{
    QStringList hrefs; // several share one status (RFC 4918, 14.24)
    DavResource resource;
    while (walk.toChild()) {
        if (walk.isDav(u"propstat")) {
            readPropstat(walk, resource.properties);
        } else if (walk.isDav(u"href")) {
            hrefs << pathOf(walk.text());
        } else if (walk.isDav(u"status")) {
            const int status = statusCode(walk.text());
            resource.status = status ? status : 500;
        } else {
            walk.skip();
        }
    }
    hrefs.removeAll(QString());
    for (const auto &href : std::as_const(hrefs)) {
        resource.href = href;
        resources << (hrefs.size() == 1 ? std::move(resource) : resource);
    }
}

QString withoutForbidden(QString text)
{
    text.removeIf([](QChar character) {
        return character.unicode() < 0x20 && character != u'\t' && character != u'\n' && character != u'\r';
    });
    return text;
}

void write(QXmlStreamWriter &writer, const XmlElement &element)
{
    writer.writeStartElement(element.name.space, element.name.local);
    for (const auto &[name, value] : element.attributes) {
        writer.writeAttribute(name, withoutForbidden(value));
    }
    if (!element.text.isEmpty()) {
        writer.writeCharacters(withoutForbidden(element.text));
    }
    for (const auto &child : element.children) {
        write(writer, child);
    }
    writer.writeEndElement();
}

int hexDigit(char digit)
{
    return digit >= '0' && digit <= '9' ? digit - '0' : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}
}

const XmlElement *XmlElement::child(const XmlName &wanted) const
{
    const auto found = std::ranges::find(children, wanted, &XmlElement::name);
    return found == children.end() ? nullptr : &*found;
}

QString XmlElement::childText(const XmlName &wanted) const
{
    const auto *const found = child(wanted);
    return found ? found->text.trimmed() : QString();
}

QString XmlElement::attribute(QStringView wanted) const
{
    for (const auto &[name, value] : attributes) {
        if (name == wanted) {
            return value;
        }
    }
    return {};
}

Result<XmlElement> XmlElement::parse(const QByteArray &bytes)
{
    const auto guarded = guardedXml(bytes);
    if (!guarded) {
        return std::unexpected(guarded.error());
    }
    XmlWalk walk(*guarded);
    if (!walk.toChild()) {
        return walk.isBroken() ? walk.error() : xmlFailure(u"nothing"_s);
    }
    XmlElement root = walk.element();
    while (!walk.isBroken() && walk.next() != QXmlStreamReader::EndDocument) { }
    if (walk.isBroken()) {
        return walk.error();
    }
    return root;
}

QByteArray XmlElement::toBytes() const
{
    QByteArray bytes;
    QXmlStreamWriter writer(&bytes);
    writer.writeStartDocument();
    // What is written in front of the root is declared in it.
    writer.writeNamespace(XmlSpace::Dav, u"D"_s);
    writer.writeNamespace(XmlSpace::CalDav, u"C"_s);
    writer.writeNamespace(XmlSpace::CardDav, u"A"_s);
    writer.writeNamespace(XmlSpace::CalendarServer, u"S"_s);
    writer.writeNamespace(XmlSpace::Apple, u"I"_s);
    write(writer, *this);
    writer.writeEndDocument();
    return bytes;
}

const XmlElement *DavResource::property(const XmlName &wanted) const
{
    const auto found = std::ranges::find(properties, wanted, &XmlElement::name);
    return found == properties.end() ? nullptr : &*found;
}

QString DavResource::text(const XmlName &wanted) const
{
    const auto *const found = property(wanted);
    return found ? found->text.trimmed() : QString();
}

Result<DavMultistatus> parseMultistatus(const QByteArray &bytes)
{
    const auto guarded = guardedXml(bytes);
    if (!guarded) {
        return std::unexpected(guarded.error());
    }
    XmlWalk walk(*guarded);
    if (!walk.toChild() || !walk.isDav(u"multistatus")) {
        return walk.isBroken() ? walk.error() : xmlFailure(u"no multistatus"_s);
    }
    DavMultistatus multistatus;
    while (walk.toChild()) {
        if (walk.isDav(u"response")) {
            readResponse(walk, multistatus.resources);
        } else if (walk.isDav(u"sync-token")) {
            multistatus.syncToken = walk.text();
        } else {
            walk.skip();
        }
    }
    while (!walk.isBroken() && walk.next() != QXmlStreamReader::EndDocument) { }
    if (walk.isBroken()) {
        return walk.error();
    }
    return multistatus;
}

bool isSameHref(QStringView left, QStringView right)
{
    return left == right || normalHref(left.toString()) == normalHref(right.toString());
}

QString normalHref(const QString &href)
{
    static const char hexDigits[] = "0123456789ABCDEF";
    const QByteArray path = pathOf(href.trimmed()).toUtf8();
    QByteArray normal;
    normal.reserve(path.size() + 8);
    for (qsizetype at = 0; at < path.size(); ++at) {
        char octet = path[at];
        bool isEncoded = false;
        if (octet == '%' && at + 2 < path.size() && hexDigit(path[at + 1]) >= 0 && hexDigit(path[at + 2]) >= 0) {
            octet = char(hexDigit(path[at + 1]) * 16 + hexDigit(path[at + 2]));
            isEncoded = true;
            at += 2;
        }
        if (octet == '#' && !isEncoded) {
            break; // a fragment names no other resource
        }
        const bool isLetter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
        // RFC 3986, 3.3: what a path may hold as it is; "/" and "?" divide only where they are not encoded
        const bool isPlain = isLetter || QByteArrayView("-._~!$&'()*+,;=:@").contains(octet) || (!isEncoded && (octet == '/' || octet == '?'));
        if (isPlain) {
            normal += octet;
        } else {
            normal += '%';
            normal += hexDigits[quint8(octet) >> 4];
            normal += hexDigits[quint8(octet) & 15];
        }
    }
    return QString::fromLatin1(normal);
}

}
