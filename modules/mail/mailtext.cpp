// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailtext.h"

#include <QList>
#include <QStringDecoder>

#include <algorithm>

namespace Kontor
{

namespace
{
// What windows-1252 has at 0x80–0x9f; elsewhere it is Latin-1.
constexpr char16_t windows1252[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                      0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                      0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

QString fromWindows1252(QByteArrayView bytes)
{
    QString text = QString::fromLatin1(bytes);
    for (QChar &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xa0) {
            c = QChar(windows1252[c.unicode() - 0x80]);
        }
    }
    return text;
}

bool isAscii(QByteArrayView bytes)
{
    return std::none_of(bytes.begin(), bytes.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80;
    });
}

bool isInvisible(char16_t c)
{
    return (c >= 0x202a && c <= 0x202e) // embeddings and overrides: make "gpj.exe" read "exe.jpg"
        || (c >= 0x2066 && c <= 0x2069) // isolates
        || (c >= 0xfff9 && c <= 0xfffb) // interlinear annotations
        || c == 0xfeff || c == 0x200b || c == 0x2060 || c == 0x00ad;
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

QByteArray decodeQ(QByteArrayView word)
{
    QByteArray bytes;
    bytes.reserve(word.size());
    for (qsizetype i = 0; i < word.size(); ++i) {
        const char c = word[i];
        if (c == '_') {
            bytes += ' ';
        } else if (c == '=' && i + 2 < word.size() && hexValue(word[i + 1]) >= 0 && hexValue(word[i + 2]) >= 0) {
            bytes += static_cast<char>(hexValue(word[i + 1]) * 16 + hexValue(word[i + 2]));
            i += 2;
        } else {
            bytes += c;
        }
    }
    return bytes;
}

struct EncodedWord {
    QByteArray charset;
    QByteArray bytes;
    qsizetype end = 0; ///< behind the word
};

/// The encoded word that starts with "=?" at \p at, if there is one.
bool readEncodedWord(QByteArrayView raw, qsizetype at, EncodedWord &word)
{
    const auto charsetEnd = raw.indexOf('?', at + 2);
    if (charsetEnd < 0 || charsetEnd == at + 2 || charsetEnd - at > 80 || charsetEnd + 2 >= raw.size() || raw[charsetEnd + 2] != '?') {
        return false;
    }
    const char encoding = char(raw[charsetEnd + 1] | 0x20);
    if (encoding != 'q' && encoding != 'b') {
        return false;
    }
    const auto textStart = charsetEnd + 3;
    auto textEnd = raw.indexOf(QByteArrayView("?="), textStart);
    word.end = textEnd + 2;
    if (textEnd < 0) {
        textEnd = raw.size(); // cut off by a program that counted wrong
        word.end = textEnd;
    }
    auto charset = raw.sliced(at + 2, charsetEnd - at - 2);
    if (const auto star = charset.indexOf('*'); star > 0) {
        charset = charset.first(star); // RFC 2231 section 5: a language follows
    }
    word.charset = charset.toByteArray().toLower();
    const auto text = raw.sliced(textStart, textEnd - textStart);
    word.bytes = encoding == 'q' ? decodeQ(text) : QByteArray::fromBase64(text.toByteArray());
    return true;
}
}

QString MailText::guess(QByteArrayView bytes)
{
    if (isAscii(bytes)) {
        return QString::fromLatin1(bytes);
    }
    return bytes.isValidUtf8() ? QString::fromUtf8(bytes) : fromWindows1252(bytes);
}

QString MailText::decode(QByteArrayView bytes, QByteArrayView charset)
{
    auto name = charset.trimmed().toByteArray().toLower();
    if (name.startsWith('"') || name.startsWith('\'')) {
        name = name.mid(1).chopped(name.size() > 1 ? 1 : 0).trimmed();
    }
    if (name == "utf-8" || name == "utf8" || name == "unicode-1-1-utf-8") {
        if (bytes.isValidUtf8()) {
            return QString::fromUtf8(bytes);
        }
        // A long text with a few broken places is UTF-8, one without a whole character is not.
        const QString text = QString::fromUtf8(bytes);
        const auto broken = text.count(QChar(QChar::ReplacementCharacter));
        const auto whole = std::count_if(text.begin(), text.end(), [](QChar c) {
            return c.unicode() >= 0x80 && c != QChar(QChar::ReplacementCharacter);
        });
        return broken > whole ? fromWindows1252(bytes) : text;
    }
    static const QList<QByteArray> guessed = {{}, "us-ascii", "ascii", "unknown-8bit", "unknown", "x-unknown", "default", "8bit", "7bit", "ansi_x3.4-1968"};
    if (guessed.contains(name)) {
        return guess(bytes);
    }
    // Programs that say Latin-1 mean windows-1252; where they differ Latin-1 has control characters only.
    if (name == "iso-8859-1" || name == "latin1" || name == "iso8859-1" || name == "iso_8859-1" || name == "windows-1252" || name == "cp1252") {
        return fromWindows1252(bytes);
    }
    if (name.size() > 40) {
        return guess(bytes);
    }
    if (name == "ks_c_5601-1987") {
        name = "windows-949";
    } else if (name == "gb2312") {
        name = "gb18030";
    }
    QStringDecoder decoder(QString::fromLatin1(name));
    if (!decoder.isValid()) {
        return guess(bytes);
    }
    return decoder.decode(bytes);
}

QString MailText::decodeWords(QByteArrayView raw)
{
    auto next = raw.indexOf(QByteArrayView("=?"));
    if (next < 0) {
        return guess(raw);
    }
    QString result;
    QByteArray joined; // bytes of neighbouring words of one charset: characters may be split between them
    QByteArray joinedCharset;
    const auto flush = [&] {
        if (!joined.isEmpty()) {
            result += decode(joined, joinedCharset);
            joined.clear();
        }
        joinedCharset.clear();
    };
    qsizetype at = 0;
    while (next >= 0) {
        EncodedWord word;
        if (!readEncodedWord(raw, next, word)) {
            next = raw.indexOf(QByteArrayView("=?"), next + 2);
            continue;
        }
        const auto between = raw.sliced(at, next - at);
        const bool onlySpace = between.trimmed().isEmpty();
        if (!onlySpace || joinedCharset.isEmpty()) {
            flush();
            result += guess(between);
        } else if (joinedCharset != word.charset) {
            flush();
        }
        joinedCharset = word.charset;
        joined += word.bytes;
        at = word.end;
        next = raw.indexOf(QByteArrayView("=?"), at);
    }
    flush();
    if (at < raw.size()) {
        result += guess(raw.sliced(at));
    }
    return result;
}

QString MailText::line(const QString &text, qsizetype atMost)
{
    QString result;
    result.reserve(std::min(text.size(), atMost + 1));
    bool space = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const char16_t u = c.unicode();
        if (u <= 0x20 || (u >= 0x7f && u <= 0xa0) || u == 0x2028 || u == 0x2029) {
            space = u != 0 || space;
            continue;
        }
        if (u >= 0xad && isInvisible(u)) {
            continue;
        }
        if (result.size() >= atMost) {
            if (!result.isEmpty() && result.back().isHighSurrogate()) {
                result.chop(1);
            }
            result += QChar(0x2026);
            return result;
        }
        if (space && !result.isEmpty()) {
            result += u' ';
        }
        space = false;
        if (c.isSurrogate()) {
            const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
            if (!pair) {
                result += QChar(QChar::ReplacementCharacter);
                continue;
            }
            if (QChar::surrogateToUcs4(c, text[i + 1]) >> 8 == 0xe00) { // tags: invisible text
                ++i;
                continue;
            }
            result += c;
            result += text[++i];
            continue;
        }
        result += c;
    }
    return result;
}

QString MailText::lines(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t u = text[i].unicode();
        if (u == u'\r') {
            if (i + 1 >= text.size() || text[i + 1] != u'\n') {
                result += u'\n';
            }
        } else if (u == u'\n' || u == u'\t') {
            result += text[i];
        } else if (u == 0x2028 || u == 0x2029) {
            result += u'\n';
        } else if (u < 0x20 || (u >= 0x7f && u < 0xa0) || (u >= 0xad && isInvisible(u))) {
            continue;
        } else {
            result += text[i];
        }
    }
    return result;
}

QByteArray MailText::decodeQuotedPrintable(QByteArrayView bytes)
{
    QByteArray result;
    result.resize(bytes.size());
    char *out = result.data();
    const char *in = bytes.data();
    const char *const end = in + bytes.size();
    while (in < end) {
        const char c = *in;
        if (c == '=') {
            const char *look = in + 1;
            while (look < end && (*look == ' ' || *look == '\t')) { // white space added on the way
                ++look;
            }
            if (look == end) {
                break;
            }
            if (*look == '\n') {
                in = look + 1;
                continue;
            }
            if (*look == '\r') {
                in = look + 1 < end && look[1] == '\n' ? look + 2 : look + 1;
                continue;
            }
            if (end - in > 2 && hexValue(in[1]) >= 0 && hexValue(in[2]) >= 0) {
                *out++ = static_cast<char>(hexValue(in[1]) * 16 + hexValue(in[2]));
                in += 3;
                continue;
            }
        }
        *out++ = c;
        ++in;
    }
    result.truncate(out - result.constData());
    return result;
}

QByteArray MailText::decodeTransfer(QByteArrayView bytes, QByteArrayView encoding)
{
    const auto name = encoding.trimmed();
    if (name.compare("base64", Qt::CaseInsensitive) == 0) {
        return QByteArray::fromBase64(QByteArray::fromRawData(bytes.data(), bytes.size()));
    }
    if (name.compare("quoted-printable", Qt::CaseInsensitive) == 0) {
        return decodeQuotedPrintable(bytes);
    }
    return bytes.toByteArray();
}

}
