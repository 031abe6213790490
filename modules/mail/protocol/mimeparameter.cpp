// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/mimeparameter.h"

#include <QMap>
#include <QRegularExpression>
#include <QStringDecoder>

namespace Kontor::MimeParameter
{
namespace
{
struct Piece {
    QByteArray bytes;
    bool isExtended = false;
};

QByteArray percentDecoded(const QByteArray &text)
{
    return QByteArray::fromPercentEncoding(text);
}

// RFC 2231 4: charset'language'text in the first piece, percent signs in the marked ones.
QString joined(const QMap<int, Piece> &pieces)
{
    QByteArray charset;
    QByteArray bytes;
    int expected = 0;
    for (auto piece = pieces.cbegin(); piece != pieces.cend(); ++piece) {
        if (piece.key() != expected++) {
            break; // a gap: what follows cannot belong here
        }
        QByteArray text = piece->bytes;
        if (piece.key() == 0 && piece->isExtended && text.count('\'') >= 2) {
            charset = text.first(text.indexOf('\''));
            text = text.sliced(text.indexOf('\'', charset.size() + 1) + 1);
        }
        bytes += piece->isExtended ? percentDecoded(text) : text;
    }
    return decodeCharset(bytes, charset);
}
}

QString decodeCharset(const QByteArray &bytes, const QByteArray &charset)
{
    if (!charset.isEmpty()) {
        QStringDecoder decoder(charset.constData());
        if (decoder.isValid()) {
            const QString text = decoder(bytes);
            if (!decoder.hasError()) {
                return text;
            }
        }
    }
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString text = utf8(bytes);
    return utf8.hasError() ? QString::fromLatin1(bytes) : text;
}

// RFC 2047, by ourselves: KCodecs writes charsets it does not know, which anybody may invent, to the log.
QString decodeWords(const QByteArray &text)
{
    if (!text.contains("=?")) {
        return decodeCharset(text, {});
    }
    static const QRegularExpression encoded(QStringLiteral("=\\?([^?*\\s]{1,60})(?:\\*[^?\\s]{0,60})?\\?([bq])\\?([^?]*)\\?="),
                                            QRegularExpression::CaseInsensitiveOption);
    const QString letters = QString::fromLatin1(text); // one for each octet
    QString result;
    QByteArray bytes; // of words with the same charset; a letter may be divided between them
    QByteArray charset;
    qsizetype at = 0;
    for (auto words = encoded.globalMatch(letters); words.hasNext();) {
        const auto word = words.next();
        const QByteArray between = text.sliced(at, word.capturedStart() - at);
        const QByteArray named = word.captured(1).toLatin1().toLower();
        const bool isFirst = at == 0;
        if (isFirst || !between.trimmed().isEmpty()) {
            result += decodeCharset(std::exchange(bytes, {}), charset) + decodeCharset(between, {});
        } else if (named != charset) {
            result += decodeCharset(std::exchange(bytes, {}), charset);
        }
        charset = named;
        const QByteArray content = word.captured(3).toLatin1();
        const bool isBase64 = word.capturedView(2).compare(u'b', Qt::CaseInsensitive) == 0;
        bytes += isBase64 ? QByteArray::fromBase64(content) : QByteArray::fromPercentEncoding(QByteArray(content).replace('_', ' '), '=');
        at = word.capturedEnd();
    }
    return result + decodeCharset(bytes, charset) + decodeCharset(text.sliced(at), {});
}

QHash<QByteArray, QString> decode(const Raw &raw)
{
    QHash<QByteArray, QString> result;
    QHash<QByteArray, QMap<int, Piece>> pieces;
    for (const auto &[key, value] : raw) {
        const auto star = key.indexOf('*');
        if (star < 0) {
            result.insert(key, decodeWords(value));
            continue;
        }
        const bool isExtended = key.endsWith('*');
        const QByteArray number = key.sliced(star + 1).chopped(isExtended && key.size() > star + 1 ? 1 : 0);
        bool isNumber = false;
        const int place = number.toInt(&isNumber);
        pieces[key.first(star)].insert(isNumber && place >= 0 && place < 1000 ? place : 0, Piece{value, isExtended});
    }
    for (auto piece = pieces.cbegin(); piece != pieces.cend(); ++piece) {
        result.insert(piece.key(), joined(*piece)); // RFC 2231 wins over a plain spelling beside it
    }
    return result;
}

}
