// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/bodystructure.h"

#include "mail/protocol/imapcursor.h"
#include "mail/protocol/mimeparameter.h"

namespace Kontor
{
namespace
{
/// Reads a structure part by part; every failure inside leaves what was read so far.
class StructureReader
{
public:
    explicit StructureReader(QByteArrayView raw)
        : m_cursor(raw)
    {
    }

    std::optional<BodyStructure> part(const QByteArray &id, int depth)
    {
        if (depth > BodyStructure::MaximalDepth || ++m_parts > BodyStructure::MaximalParts) {
            return m_cursor.value() ? std::optional(BodyStructure{.id = id, .type = "application", .subtype = "octet-stream"}) : std::nullopt;
        }
        if (!m_cursor.take('(')) {
            return std::nullopt;
        }
        BodyStructure body;
        body.id = id;
        m_cursor.skipSpaces();
        const bool isGood = m_cursor.peek() == '(' ? multipart(body, depth) : single(body, depth);
        return isGood && closeList() ? std::optional(std::move(body)) : std::nullopt;
    }

private:
    // After "(": parts, subtype, then extensions.
    bool multipart(BodyStructure &body, int depth)
    {
        body.type = "multipart";
        int number = 0;
        while (m_cursor.peek() == '(') {
            const QByteArray place = QByteArray::number(++number);
            auto child = part(body.id.isEmpty() ? place : body.id + '.' + place, depth + 1);
            if (!child) {
                return false;
            }
            body.children << std::move(*child);
            m_cursor.skipSpaces();
        }
        const auto subtype = text();
        body.subtype = subtype ? subtype->toLower() : QByteArray("mixed");
        if (more()) {
            body.parameters = parameters();
        }
        extensions(body);
        return true;
    }

    // type subtype params id description encoding size [envelope body lines | lines] [md5 …]
    bool single(BodyStructure &body, int depth)
    {
        if (body.id.isEmpty()) {
            body.id = "1";
        }
        const auto type = text();
        const auto subtype = text();
        if (!type || !subtype) {
            return false;
        }
        body.type = type->isEmpty() ? QByteArray("application") : type->toLower();
        body.subtype = subtype->isEmpty() ? QByteArray("octet-stream") : subtype->toLower();
        body.parameters = parameters();
        body.contentId = text().value_or(QByteArray());
        if (body.contentId.startsWith('<') && body.contentId.endsWith('>')) {
            body.contentId = body.contentId.sliced(1, body.contentId.size() - 2);
        }
        body.description = MimeParameter::decodeWords(text().value_or(QByteArray()));
        body.encoding = text().value_or(QByteArray()).toLower();
        m_cursor.skipSpaces();
        const auto size = m_cursor.number();
        body.size = size && *size < quint64(1) << 62 ? qint64(*size) : 0;
        if (!size && more()) {
            m_cursor.value(); // NIL, or a negative number
        }
        m_cursor.skipSpaces();
        if (body.type == "message" && (body.subtype == "rfc822" || body.subtype == "global") && m_cursor.peek() == '(') {
            if (!m_cursor.value()) { // envelope
                return false;
            }
            m_cursor.skipSpaces();
            if (m_cursor.peek() == '(') {
                // A multipart inside takes this part's own number, a single one gets ".1" (RFC 3501 6.4.5).
                const auto from = m_cursor.position();
                m_cursor.skipByte();
                m_cursor.skipSpaces();
                const bool isMultipart = m_cursor.peek() == '(';
                m_cursor = rewound(from);
                auto inner = part(isMultipart ? body.id : body.id + ".1", depth + 1);
                if (!inner) {
                    return false;
                }
                body.children << std::move(*inner);
            }
            number();
        } else if (body.type == "text") {
            number();
        }
        if (more()) {
            text(); // MD5
        }
        extensions(body);
        return true;
    }

    // [disposition [language [location [anything]]]]
    void extensions(BodyStructure &body)
    {
        if (!more()) {
            return;
        }
        if (m_cursor.take('(')) {
            body.disposition = text().value_or(QByteArray()).toLower();
            body.dispositionParameters = parameters();
            closeList();
        } else {
            text();
        }
    }

    // Up to and with the ")" of the list we are in.
    bool closeList()
    {
        while (true) {
            m_cursor.skipSpaces();
            if (m_cursor.take(')')) {
                return true;
            }
            if (!m_cursor.value()) {
                return false;
            }
        }
    }

    bool more()
    {
        m_cursor.skipSpaces();
        return !m_cursor.atEnd() && m_cursor.peek() != ')';
    }

    void number()
    {
        m_cursor.skipSpaces();
        if (!m_cursor.number() && more() && m_cursor.peek() == 'N') {
            m_cursor.value();
        }
    }

    std::optional<QByteArray> text()
    {
        m_cursor.skipSpaces();
        if (m_cursor.peek() == '(') { // a list where none belongs
            return m_cursor.value() ? std::optional(QByteArray()) : std::nullopt;
        }
        const auto text = m_cursor.stringOrAtom();
        return text ? std::optional(text->isNil ? QByteArray() : text->bytes()) : std::nullopt;
    }

    QHash<QByteArray, QString> parameters()
    {
        m_cursor.skipSpaces();
        if (!m_cursor.take('(')) {
            if (more()) {
                m_cursor.stringOrAtom(); // NIL
            }
            return {};
        }
        MimeParameter::Raw raw;
        while (more()) {
            const auto name = text();
            const auto value = more() ? text() : std::optional(QByteArray());
            if (!name || !value) {
                break;
            }
            raw << std::pair(name->toLower(), *value);
        }
        closeList();
        return MimeParameter::decode(raw);
    }

    ImapCursor rewound(qsizetype position)
    {
        auto cursor = m_cursor;
        cursor.rewind(position);
        return cursor;
    }

    ImapCursor m_cursor;
    int m_parts = 0;
};
}

std::optional<BodyStructure> BodyStructure::parse(QByteArrayView raw)
{
    return StructureReader(raw).part({}, 0);
}

QString BodyStructure::fileName() const
{
    QString name = dispositionParameters.value("filename");
    if (name.isEmpty()) {
        name = parameters.value("name");
    }
    QString clean;
    for (const QChar c : std::as_const(name)) {
        const bool isHarmful = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c == u'/' || c == u'\\';
        clean += isHarmful ? QChar(u'_') : c;
    }
    while (clean.startsWith(QLatin1Char('.'))) {
        clean.remove(0, 1);
    }
    return clean.trimmed().left(200);
}

qint64 BodyStructure::textSize() const
{
    if (children.isEmpty() || !isMultipart()) {
        return type == "text" && disposition != "attachment" ? size : 0;
    }
    qint64 sum = 0;
    for (const auto &child : children) {
        sum += child.textSize();
    }
    return sum;
}

bool BodyStructure::hasAttachment() const
{
    if (!isMultipart()) {
        return disposition == "attachment" || type == "message" || (!fileName().isEmpty() && type != "text" && disposition != "inline");
    }
    return std::ranges::any_of(children, [this](const BodyStructure &child) {
        const bool isPicture = subtype == "related" && !child.contentId.isEmpty() && child.disposition != "attachment";
        return !isPicture && child.hasAttachment();
    });
}

}
