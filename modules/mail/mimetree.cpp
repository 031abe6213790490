// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mimetree.h"

#include "mail/headerfields.h"
#include "mail/mailtext.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace Kontor
{

namespace
{
constexpr qsizetype longestBoundary = 250; // RFC 2046 says 70
constexpr qsizetype mostBoundaries = 100'000;
}

/// Walks once over the bytes and builds the tree.
class MimeScanner
{
public:
    explicit MimeScanner(MimeTree &tree)
        : m_tree(tree)
        , m_raw(tree.m_raw)
    {
    }

    void run()
    {
        const auto extent = HeaderFields::extentOf(m_raw);
        qsizetype at = extent.begin;
        int parent = -1;
        for (;;) {
            at = entity(at, parent);
            if (m_nested) { // a message in a message: its fields follow at once
                m_nested = false;
                parent = m_current;
                continue;
            }
            const auto next = nextBoundary(at);
            if (next.level < 0) {
                closeAbove(-1, m_raw.size());
                return;
            }
            closeAbove(next.level, next.contentEnd);
            auto line = next;
            while (line.isLast) { // the end of a multipart: what follows until a boundary further out is noise
                forget(m_boundaries.takeLast());
                line = nextBoundary(line.after);
                if (line.level < 0) {
                    closeAbove(-1, m_raw.size());
                    return;
                }
                closeAbove(line.level, line.contentEnd);
                while (m_boundaries.size() > line.level + 1) {
                    forget(m_boundaries.takeLast());
                }
            }
            at = line.after;
            parent = m_boundaries.last().part;
            if (m_tree.m_parts.size() >= MimeTree::maximumParts) {
                m_tree.m_tooMany = true;
                auto &last = m_tree.m_parts.last();
                last.body = QByteArrayView(last.body.data(), m_raw.constData() + m_raw.size() - last.body.data());
                closeAbove(-1, m_raw.size());
                return;
            }
        }
    }

private:
    struct Boundary {
        QByteArray text;
        int part;
    };
    struct Line {
        int level = -1;
        bool isLast = false;
        qsizetype contentEnd = 0; ///< without the line end that belongs to the boundary
        qsizetype after = 0;
    };
    struct Open {
        int part;
        qsizetype level; ///< number of boundaries when it began
    };

    /// Reads the fields at \p at, makes the part and says where its body begins.
    qsizetype entity(qsizetype at, int parent)
    {
        const auto headerEnd = endOfHeader(at);
        MimePart part;
        part.header = QByteArrayView(m_raw).sliced(at, headerEnd.end - at);
        part.body = QByteArrayView(m_raw).sliced(headerEnd.body);
        describe(part, parent);
        const bool container = part.isMultipart();
        const auto boundary = container ? part.parameters.value("boundary") : QByteArray();
        const int depth = parent < 0 ? 0 : m_depths[parent] + 1;
        const bool plain = part.encoding.isEmpty() || part.encoding == "7bit" || part.encoding == "8bit" || part.encoding == "binary";
        const bool nested = part.isMessage() && plain;
        if ((container || nested) && depth >= MimeTree::maximumDepth) {
            m_tree.m_tooDeep = true;
            m_current = parent; // not kept; what is in it belongs to the deepest one kept
        } else {
            m_current = int(m_tree.m_parts.size());
            number(part, parent);
            m_open << Open{m_current, m_boundaries.size()};
            if (parent >= 0) {
                m_tree.m_parts[parent].children << m_current;
            }
            m_depths << depth;
            m_tree.m_parts << part;
        }
        if (container && !boundary.isEmpty() && boundary.size() <= longestBoundary && m_boundaries.size() < mostBoundaries) {
            m_boundaries << Boundary{boundary, m_current};
            m_levels[boundary] << int(m_boundaries.size()) - 1;
        }
        m_nested = nested;
        return headerEnd.body;
    }

    struct HeaderEnd {
        qsizetype end;
        qsizetype body;
    };
    /// The empty line, or a boundary where it was forgotten.
    HeaderEnd endOfHeader(qsizetype at)
    {
        while (at < m_raw.size()) {
            const char c = m_raw[at];
            if (c == '\n') {
                return {at, at + 1};
            }
            if (c == '\r' && at + 1 < m_raw.size() && m_raw[at + 1] == '\n') {
                return {at, at + 2};
            }
            if (c == '-' && !m_boundaries.isEmpty() && boundaryAt(at).level >= 0) {
                return {at, at};
            }
            const auto line = m_raw.indexOf('\n', at);
            if (line < 0) {
                break;
            }
            at = line + 1;
        }
        return {m_raw.size(), m_raw.size()};
    }

    void describe(MimePart &part, int parent)
    {
        part.parent = parent;
        const HeaderFields fields(QByteArray::fromRawData(part.header.data(), part.header.size()));
        const auto type = MimeParameters::parse(fields.raw("Content-Type"));
        const auto disposition = MimeParameters::parse(fields.raw("Content-Disposition"));
        part.isDeclared = type.value.contains('/');
        const bool inDigest = parent >= 0 && m_tree.m_parts[parent].mimeType == "multipart/digest";
        part.mimeType = part.isDeclared ? type.value : type.value == "text" || type.value.isEmpty() ? QByteArray(inDigest ? "message/rfc822" : "text/plain") : QByteArray("application/octet-stream");
        part.parameters = type.raw;
        part.encoding = fields.raw("Content-Transfer-Encoding").toLower();
        if (const auto end = part.encoding.indexOf(';'); end >= 0) {
            part.encoding.truncate(end);
        }
        part.encoding = part.encoding.trimmed();
        part.disposition = disposition.value;
        part.name = disposition.decoded("filename");
        if (part.name.isEmpty()) {
            part.name = type.decoded("name");
        }
        part.contentId = fields.identifiers("Content-ID", 1).value(0);
        if (part.contentId.isEmpty()) {
            part.contentId = QString::fromUtf8(fields.raw("Content-ID").left(500));
        }
    }

    void number(MimePart &part, int parent)
    {
        if (parent < 0) {
            part.id = part.isMultipart() ? QString() : QStringLiteral("1");
            return;
        }
        const auto &above = m_tree.m_parts[parent];
        if (above.isMessage() && part.isMultipart()) {
            part.id = above.id; // IMAP has no number of its own for it (RFC 9051 6.4.5.1)
            return;
        }
        const auto n = QString::number(above.children.size() + 1);
        part.id = above.id.isEmpty() ? n : QString(above.id + u'.' + n);
    }

    /// The next line that is a boundary of an open multipart.
    Line nextBoundary(qsizetype from)
    {
        if (m_boundaries.isEmpty()) {
            return {};
        }
        auto at = from;
        const std::string_view text(m_raw.constData(), size_t(m_raw.size()));
        if (at < m_raw.size() && m_raw[at] == '-') {
            if (const auto line = boundaryAt(at); line.level >= 0) {
                return line;
            }
        }
        for (;;) {
            const auto found = static_cast<const char *>(memmem(text.data() + at, text.size() - size_t(at), "\n--", 3));
            if (!found) {
                return {};
            }
            at = found - text.data() + 1;
            if (auto line = boundaryAt(at); line.level >= 0) {
                line.contentEnd = std::max(from, at - 1);
                if (line.contentEnd > from && m_raw[line.contentEnd - 1] == '\r') {
                    --line.contentEnd;
                }
                return line;
            }
        }
    }

    Line boundaryAt(qsizetype at)
    {
        if (at + 2 >= m_raw.size() || m_raw[at] != '-' || m_raw[at + 1] != '-') {
            return {};
        }
        const auto limit = std::min(m_raw.size() - at, longestBoundary + 20);
        const auto lineEnd = static_cast<const char *>(std::memchr(m_raw.constData() + at, '\n', size_t(limit)));
        if (!lineEnd && at + limit < m_raw.size()) {
            return {};
        }
        const auto end = lineEnd ? lineEnd - m_raw.constData() : m_raw.size();
        auto length = end - at - 2;
        const char *const text = m_raw.constData() + at + 2;
        while (length > 0 && (text[length - 1] == '\r' || text[length - 1] == ' ' || text[length - 1] == '\t')) {
            --length;
        }
        Line line;
        line.contentEnd = at;
        line.after = lineEnd ? end + 1 : end;
        line.level = levelOf(QByteArray::fromRawData(text, length));
        if (line.level < 0 && length > 2 && text[length - 1] == '-' && text[length - 2] == '-') {
            line.level = levelOf(QByteArray::fromRawData(text, length - 2));
            line.isLast = line.level >= 0;
        }
        return line;
    }

    int levelOf(const QByteArray &boundary) const
    {
        const auto found = m_levels.constFind(boundary);
        return found == m_levels.cend() || found->isEmpty() ? -1 : found->last();
    }

    void forget(const Boundary &boundary)
    {
        const auto found = m_levels.find(boundary.text);
        if (found != m_levels.end()) {
            found->removeLast();
            if (found->isEmpty()) {
                m_levels.erase(found);
            }
        }
    }

    /// Ends all parts inside the multipart of that boundary level.
    void closeAbove(int level, qsizetype end)
    {
        while (!m_open.isEmpty() && m_open.last().level > level) {
            auto &part = m_tree.m_parts[m_open.takeLast().part];
            const auto begin = part.body.data() - m_raw.constData();
            part.body = QByteArrayView(part.body.data(), std::max<qsizetype>(0, end - begin));
        }
        while (m_boundaries.size() > level + 1) {
            forget(m_boundaries.takeLast());
        }
    }

    MimeTree &m_tree;
    const QByteArray &m_raw;
    QList<Boundary> m_boundaries;
    QHash<QByteArray, QList<int>> m_levels;
    QList<Open> m_open;
    QList<int> m_depths;
    int m_current = -1;
    bool m_nested = false;
};

MimeTree::MimeTree(const QByteArray &raw)
    : m_raw(raw)
{
    MimeScanner(*this).run();
}

const MimePart *MimeTree::find(const QString &id) const
{
    for (const auto &part : m_parts) {
        if (part.id == id && !(part.isMultipart() && part.parent >= 0)) {
            return &part;
        }
    }
    return nullptr;
}

qint64 MimePart::decodedSize() const
{
    if (encoding == "base64") {
        const auto text = body.trimmed();
        const auto breaks = std::count_if(text.begin(), text.end(), [](char c) {
            return c == '\n' || c == '\r' || c == '=';
        });
        return (text.size() - breaks) * 3 / 4;
    }
    if (encoding == "quoted-printable" && body.size() < 1 << 20) {
        return MailText::decodeQuotedPrintable(body).size();
    }
    return body.size();
}

QByteArray MimePart::decoded() const
{
    return MailText::decodeTransfer(body, encoding);
}

}
