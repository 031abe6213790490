// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenttext.h"

#include <QStringDecoder>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype octetsPerLine = 75; // RFC 5545 3.1
constexpr int deepest = 32;

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

bool isNameCharacter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Where the name with its group ends; 0: there is none.
qsizetype endOfName(QByteArrayView line)
{
    qsizetype at = 0;
    while (at < line.size() && (isNameCharacter(line[at]) || line[at] == '.')) {
        ++at;
    }
    return at < line.size() && (line[at] == ':' || line[at] == ';') ? at : 0;
}

bool looksLikeDate(QByteArrayView value)
{
    return value.size() >= 8 && std::ranges::all_of(value.first(8), [](char c) {
               return (c >= '0' && c <= '9') || c == '-'; // "2026-05-03" as some write it
           });
}

bool containsWord(QByteArrayView text, QByteArrayView upper)
{
    return !std::ranges::search(text, upper, [](char a, char b) {
                return (a >= 'a' && a <= 'z' ? char(a - 'a' + 'A') : a) == b;
            }).empty();
}

/// Exchange and others write TZID=tzone://Microsoft/Utc and TZID=GMT+01:00 without quotes: the value is what looks like
/// a date.
qsizetype colonBehindZone(QByteArrayView line, qsizetype from, qsizetype first)
{
    if (looksLikeDate(line.sliced(first + 1)) || !containsWord(line.sliced(from, first - from), "TZID=")) {
        return first;
    }
    for (auto at = line.indexOf(':', first + 1); at >= 0; at = line.indexOf(':', at + 1)) {
        if (looksLikeDate(line.sliced(at + 1))) {
            return at;
        }
    }
    return first;
}

/// The colon before the value; -1: there is none.
qsizetype colonOf(QByteArrayView line, qsizetype from)
{
    bool quoted = false;
    for (auto at = from; at < line.size(); ++at) {
        if (line[at] == '"') {
            quoted = !quoted;
        } else if (line[at] == ':' && !quoted) {
            return colonBehindZone(line, from, at);
        }
    }
    return line.indexOf(':', from); // a quote that nobody closed
}

/// Whether quoted-printable text of vCard 2.1 goes on in the next line, with or without a blank, behind a "=".
bool goesOnBehindEquals(QByteArrayView line)
{
    auto end = line.size();
    while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
        --end;
    }
    if (end == 0 || line[end - 1] != '=') {
        return false;
    }
    const auto colon = line.first(std::min<qsizetype>(line.size(), 1000)).indexOf(':');
    return colon > 0 && containsWord(line.first(colon), "QUOTED-PRINTABLE");
}

bool isEndLine(QByteArrayView rest)
{
    return rest.size() >= 4 && rest.first(4).compare("END:", Qt::CaseInsensitive) == 0;
}

QByteArray unfoldedBytes(const QByteArray &raw)
{
    auto end = raw.size();
    const auto isEnd = [&raw](qsizetype at) {
        return raw[at] == '\n' || raw[at] == '\r';
    };
    while (end > 0 && isEnd(end - 1)) {
        --end;
    }
    if (raw.indexOf('\n') >= end && (raw.contains('\n') || !raw.first(end).contains('\r'))) {
        return raw.first(end);
    }
    const char separator = raw.contains('\n') ? '\n' : '\r';
    QByteArray logical;
    logical.reserve(end);
    qsizetype from = 0;
    for (auto stop = raw.indexOf(separator); stop >= 0 && stop + 1 < end; stop = raw.indexOf(separator, stop + 1)) {
        const bool isSoft = goesOnBehindEquals(QByteArrayView(raw).first(stop + 1));
        if (!isSpace(raw[stop + 1]) && !isSoft) {
            continue;
        }
        auto last = stop;
        while (last > from && raw[last - 1] == '\r') {
            --last;
        }
        logical.append(QByteArrayView(raw).sliced(from, last - from - (isSoft ? 1 : 0)));
        from = stop + (isSoft ? 1 : 2); // the separator, and the one space or tab behind it
    }
    logical.append(QByteArrayView(raw).sliced(from, std::max<qsizetype>(0, end - from)));
    return logical;
}

ContentLine lineOf(QByteArray raw)
{
    ContentLine line;
    line.raw = std::move(raw);
    auto name = endOfName(line.raw);
    QByteArray logical = line.raw;
    if (name == 0 || line.raw.indexOf(':', name) < 0) {
        logical = line.unfolded(); // perhaps a name that was folded
        name = endOfName(logical);
    }
    if (name == 0 || logical.indexOf(':', name) < 0) {
        return line;
    }
    const auto whole = logical.first(name);
    const auto dot = whole.lastIndexOf('.');
    if (dot == 0 || dot == whole.size() - 1) {
        return line;
    }
    line.group = dot > 0 ? whole.first(dot) : QByteArray();
    line.name = whole.sliced(dot + 1).toUpper();
    return line;
}

/// Text without what would end the line.
QByteArray tamed(const QByteArray &logical)
{
    if (!logical.contains('\n') && !logical.contains('\r') && !logical.contains('\0')) {
        return logical;
    }
    QByteArray clean = logical;
    clean.replace("\r\n", "\\n").replace('\n', "\\n").replace('\r', "\\n").replace('\0', "");
    return clean;
}

QByteArray folded(const QByteArray &logical)
{
    QByteArray raw;
    raw.reserve(logical.size() + logical.size() / octetsPerLine * 3 + 2);
    qsizetype at = 0;
    while (true) {
        const auto room = at == 0 ? octetsPerLine : octetsPerLine - 1;
        auto length = std::min(room, logical.size() - at);
        if (at + length < logical.size()) {
            auto shorter = length;
            while (shorter > length - 4 && (uchar(logical[at + shorter]) & 0xc0) == 0x80) {
                --shorter; // not inside of a character
            }
            if ((uchar(logical[at + shorter]) & 0xc0) != 0x80) {
                length = shorter;
            }
        }
        raw.append(QByteArrayView(logical).sliced(at, length));
        raw.append("\r\n");
        at += length;
        if (at >= logical.size()) {
            return raw;
        }
        raw.append(' ');
    }
}

QByteArray decodedParameter(QByteArrayView value)
{
    if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"')) {
        value = value.sliced(1, value.size() - 2);
    }
    QByteArray decoded;
    decoded.reserve(value.size());
    for (qsizetype at = 0; at < value.size(); ++at) {
        const char next = value[at] == '^' && at + 1 < value.size() ? value[at + 1] : '\0';
        if (next == 'n' || next == '^' || next == '\'') {
            decoded.append(next == 'n' ? '\n' : next == '\'' ? '"' : '^');
            ++at;
        } else {
            decoded.append(value[at]);
        }
    }
    return decoded;
}

QByteArray encodedParameter(const QByteArray &value)
{
    QByteArray encoded;
    bool quote = value.isEmpty();
    for (const char c : value) {
        if (c == '\n') {
            encoded.append("^n");
        } else if (c == '"') {
            encoded.append("^'");
        } else if (c == '^') {
            encoded.append("^^");
        } else if (uchar(c) >= 0x20 || c == '\t') {
            encoded.append(c);
        }
        quote = quote || c == ',' || c == ';' || c == ':';
    }
    return quote ? QByteArray("\"" + encoded + "\"") : encoded;
}

QByteArray uidBelow(const ContentComponent &component)
{
    for (const auto &part : component.parts) {
        if (!part.component || part.component->name == "VTIMEZONE") {
            continue;
        }
        const auto uid = part.component->value("UID").trimmed();
        const auto found = uid.isEmpty() ? uidBelow(*part.component) : uid;
        if (!found.isEmpty()) {
            return found;
        }
    }
    return {};
}

void append(QByteArray &bytes, const ContentComponent &component)
{
    bytes.append(component.begin.raw);
    for (const auto &part : component.parts) {
        if (part.component) {
            append(bytes, *part.component);
        } else {
            bytes.append(part.line.raw);
        }
    }
    bytes.append(component.end.raw);
}
}

QByteArray ContentLine::unfolded() const
{
    return unfoldedBytes(raw);
}

QByteArray ContentLine::value() const
{
    const auto logical = unfolded();
    const auto colon = name.isEmpty() ? -1 : colonOf(logical, endOfName(logical));
    return colon < 0 ? QByteArray() : logical.sliced(colon + 1);
}

QList<std::pair<QByteArray, QList<QByteArray>>> ContentLine::parameters() const
{
    QList<std::pair<QByteArray, QList<QByteArray>>> list;
    const auto logical = unfolded();
    const auto begin = name.isEmpty() ? -1 : endOfName(logical);
    if (begin < 0 || logical[begin] != ';') {
        return list;
    }
    const auto end = colonOf(logical, begin);
    const QByteArrayView head(logical.constData(), end);
    bool inValue = false;
    bool quoted = false;
    auto from = begin + 1;
    const auto take = [&](qsizetype to) {
        const auto piece = head.sliced(from, to - from);
        if (inValue) {
            list.last().second << decodedParameter(piece);
        } else if (!piece.isEmpty()) {
            list << std::pair(QByteArrayLiteral("TYPE"), QList<QByteArray>{decodedParameter(piece)}); // "TEL;HOME:" of vCard 2.1
        }
        from = to + 1;
    };
    for (auto at = from; at < head.size(); ++at) {
        const char c = head[at];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            continue;
        } else if (c == ';') {
            take(at);
            inValue = false;
        } else if (c == ',' && inValue) {
            take(at);
        } else if (c == '=' && !inValue) {
            list << std::pair(head.sliced(from, at - from).toByteArray().trimmed().toUpper(), QList<QByteArray>());
            from = at + 1;
            inValue = true;
        }
    }
    if (from <= head.size()) {
        take(head.size());
    }
    return list;
}

QByteArray ContentLine::parameter(QByteArrayView wanted) const
{
    const auto list = parameters();
    for (const auto &[key, values] : list) {
        if (key == wanted && !values.isEmpty()) {
            return values.first().isNull() ? QByteArrayLiteral("") : values.first();
        }
    }
    return {};
}

ContentLine ContentLine::make(const QByteArray &group, const QByteArray &name, const QList<std::pair<QByteArray, QList<QByteArray>>> &parameters,
                              const QByteArray &value)
{
    QByteArray logical = group.isEmpty() ? name : QByteArray(group + '.' + name);
    for (const auto &[key, values] : parameters) {
        QByteArrayList encoded;
        for (const auto &one : values) {
            encoded << encodedParameter(one);
        }
        logical += ';' + key + '=' + encoded.join(',');
    }
    logical += ':' + value;
    return fromLogical(logical);
}

ContentLine ContentLine::fromLogical(const QByteArray &logical)
{
    return lineOf(folded(tamed(logical)));
}

QList<const ContentLine *> ContentComponent::lines(QByteArrayView wanted) const
{
    QList<const ContentLine *> found;
    for (const auto &part : parts) {
        if (!part.component && part.line.name == wanted) {
            found << &part.line;
        }
    }
    return found;
}

const ContentLine *ContentComponent::line(QByteArrayView wanted) const
{
    for (const auto &part : parts) {
        if (!part.component && part.line.name == wanted) {
            return &part.line;
        }
    }
    return nullptr;
}

QList<const ContentComponent *> ContentComponent::components(QByteArrayView wanted) const
{
    QList<const ContentComponent *> found;
    for (const auto &part : parts) {
        if (part.component && part.component->name == wanted) {
            found << part.component.get();
        }
    }
    return found;
}

QByteArray ContentComponent::value(QByteArrayView wanted) const
{
    const auto *const found = line(wanted);
    return found ? found->value() : QByteArray();
}

ContentText ContentText::parse(const QByteArray &bytes)
{
    ContentText text;
    QList<ContentComponent *> open{&text.root};
    const char separator = bytes.contains('\n') ? '\n' : '\r';
    const auto endOfLine = [&bytes, separator](qsizetype from) {
        const auto stop = bytes.indexOf(separator, from);
        return stop < 0 ? bytes.size() : stop + 1;
    };
    qsizetype begin = 0;
    if (bytes.startsWith("\xef\xbb\xbf")) { // a byte order mark, as Windows puts in front of files
        begin = 3;
        text.root.parts << ContentComponent::Part{{}, lineOf(bytes.first(begin))};
    }
    for (auto at = begin; at < bytes.size();) {
        auto next = endOfLine(at);
        while (next < bytes.size()
               && (isSpace(bytes[next])
                   || (goesOnBehindEquals(QByteArrayView(bytes).sliced(at, next - at)) && !isEndLine(QByteArrayView(bytes).sliced(next))))) {
            next = endOfLine(next);
        }
        auto line = lineOf(bytes.sliced(at, next - at));
        at = next;
        if (line.name == "BEGIN" && line.group.isEmpty() && open.size() <= deepest) {
            auto component = std::make_shared<ContentComponent>();
            component->name = line.value().trimmed().toUpper();
            component->begin = std::move(line);
            auto *const inner = component.get();
            open.last()->parts << ContentComponent::Part{std::move(component), {}};
            open << inner;
            continue;
        }
        if (line.name == "END" && line.group.isEmpty()) {
            const auto wanted = line.value().trimmed().toUpper();
            auto depth = open.size() - 1;
            while (depth > 0 && open.at(depth)->name != wanted) {
                --depth;
            }
            if (depth > 0) { // those above it were never ended
                open.at(depth)->end = std::move(line);
                open.resize(depth);
                continue;
            }
        }
        open.last()->parts << ContentComponent::Part{{}, std::move(line)};
    }
    return text;
}

QByteArray ContentText::toBytes() const
{
    QByteArray bytes;
    append(bytes, root);
    return bytes;
}

QByteArray uidOf(const ContentText &text)
{
    const auto uid = uidBelow(text.root);
    return uid.first(std::min<qsizetype>(9, uid.size())).compare("urn:uuid:", Qt::CaseInsensitive) == 0 ? uid.sliced(9) : uid;
}

QByteArray escapedText(const QString &text)
{
    QByteArray escaped;
    const auto bytes = text.toUtf8();
    escaped.reserve(bytes.size() + 8);
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (c == '\\' || c == ';' || c == ',') {
            escaped.append('\\').append(c);
        } else if (c == '\n' || (c == '\r' && (at + 1 == bytes.size() || bytes[at + 1] != '\n'))) {
            escaped.append("\\n");
        } else if (uchar(c) >= 0x20 || c == '\t') {
            escaped.append(c);
        }
    }
    return escaped;
}

QString unescapedText(const QByteArray &value)
{
    QByteArray plain;
    plain.reserve(value.size());
    for (qsizetype at = 0; at < value.size(); ++at) {
        const char next = value[at] == '\\' && at + 1 < value.size() ? value[at + 1] : '\0';
        if (next == 'n' || next == 'N') {
            plain.append('\n');
            ++at;
        } else if (next == '\\' || next == ';' || next == ',' || next == ':' || next == '"') { // ":" as old address books of Apple write it
            plain.append(next);
            ++at;
        } else {
            plain.append(value[at]);
        }
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder.decode(plain);
    return decoder.hasError() ? QString::fromLatin1(plain) : text;
}

QList<QByteArray> splitValue(const QByteArray &value, char separator)
{
    QList<QByteArray> pieces;
    qsizetype from = 0;
    for (qsizetype at = 0; at < value.size(); ++at) {
        if (value[at] == '\\') {
            ++at;
        } else if (value[at] == separator) {
            pieces << value.sliced(from, at - from);
            from = at + 1;
        }
    }
    pieces << value.sliced(from);
    return pieces;
}

}
