// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/extract/extractedtext.h"

#include <KFileMetaData/ExtractionResult>
#include <KFileMetaData/Extractor>
#include <KFileMetaData/ExtractorCollection>
#include <QFile>
#include <QRegularExpression>
#include <QStringDecoder>

namespace Kontor
{
namespace
{
using WriteText = std::function<bool(const QByteArray &)>;

/// Hands on what extractors find.
class TextResult : public KFileMetaData::ExtractionResult
{
public:
    TextResult(const QString &path, const QString &mediaType, WriteText write)
        : ExtractionResult(path, mediaType, ExtractPlainText)
        , m_write(std::move(write))
    {
    }

    void append(const QString &text) override
    {
        hasText = hasText || !text.trimmed().isEmpty();
        if (hasText && !m_isFull) {
            m_isFull = !m_write(text.toUtf8() + '\n');
        }
    }
    void add(KFileMetaData::Property::Property, const QVariant &) override
    {
    }
    void addType(KFileMetaData::Type::Type) override
    {
    }

    bool hasText = false;

private:
    WriteText m_write;
    bool m_isFull = false;
};

/// UTF-8 where it is that, by its byte order mark where it has one, else what Western Europe used before.
QString decoded(const QByteArray &bytes)
{
    if (const auto encoding = QStringConverter::encodingForData(bytes)) {
        return QStringDecoder(*encoding)(bytes);
    }
    QStringDecoder utf8(QStringConverter::Utf8);
    QString text = utf8(bytes);
    return utf8.hasError() ? QString::fromLatin1(bytes) : text;
}

bool plain(const QString &path, bool isMarkup, const WriteText &write)
{
    constexpr qint64 atMost = 1 << 20;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    auto bytes = file.read(atMost);
    if (bytes.size() == atMost) {
        const auto lineEnd = bytes.lastIndexOf('\n');
        bytes.truncate(lineEnd > 0 ? lineEnd : atMost); // not in the middle of a letter
    }
    if (!QStringConverter::encodingForData(bytes) && bytes.contains('\0')) {
        return false; // whatever it is called, that is no text
    }
    auto text = decoded(bytes);
    if (isMarkup) {
        static const QRegularExpression unseen(QStringLiteral("<(script|style)\\b.*?</\\1\\s*>|<!--.*?-->"),
                                               QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
        static const QRegularExpression tags(QStringLiteral("<[^<>]{0,4096}>"));
        text.remove(unseen).replace(tags, QStringLiteral(" "));
    }
    text.remove(QChar(0));
    if (text.trimmed().isEmpty()) {
        return false;
    }
    write(text.toUtf8());
    return true;
}
}

bool extractText(const QString &path, const QString &mediaType, const std::function<bool(const QByteArray &)> &write)
{
    const bool isMarkup = mediaType == u"text/html" || mediaType == u"application/xhtml+xml";
    if (isMarkup || mediaType == u"text/plain") {
        return plain(path, isMarkup, write);
    }
    const KFileMetaData::ExtractorCollection collection;
    TextResult result(path, mediaType, write);
    for (const auto extractors = collection.fetchExtractors(mediaType); auto *extractor : extractors) {
        extractor->extract(&result);
    }
    return result.hasText;
}

}
