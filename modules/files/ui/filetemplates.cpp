// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filetemplates.h"

#include <KLocalizedString>
#include <QtEndian>

#include <array>

namespace Kontor
{
namespace
{
quint32 checksum(const QByteArray &bytes) // CRC-32 as ZIP has it (APPNOTE 4.4.7)
{
    static const auto table = [] {
        std::array<quint32, 256> made{};
        for (quint32 i = 0; i < 256; ++i) {
            auto value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = value & 1 ? 0xedb88320U ^ (value >> 1) : value >> 1;
            }
            made[i] = value;
        }
        return made;
    }();
    quint32 value = 0xffffffffU;
    for (const char byte : bytes) {
        value = table[(value ^ quint8(byte)) & 0xff] ^ (value >> 8);
    }
    return value ^ 0xffffffffU;
}

template<class T>
void put(QByteArray &bytes, T value)
{
    value = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// A ZIP archive of files that are stored as they are (APPNOTE 4.3), in this order.
class StoredArchive
{
public:
    void add(const QByteArray &name, const QByteArray &content)
    {
        const auto offset = quint32(m_files.size());
        QByteArray common;
        put<quint16>(common, 20); // version needed
        put<quint16>(common, 0); // flags
        put<quint16>(common, 0); // stored
        put<quint16>(common, 0); // midnight
        put<quint16>(common, 0x21); // 1980-01-01: an empty document has no date
        put<quint32>(common, checksum(content));
        put<quint32>(common, quint32(content.size()));
        put<quint32>(common, quint32(content.size()));
        put<quint16>(common, quint16(name.size()));
        put<quint16>(common, 0); // extra field
        m_files += "PK\x03\x04" + common + name + content;
        m_directory += QByteArray("PK\x01\x02", 4);
        put<quint16>(m_directory, 20); // version made by
        m_directory += common;
        put<quint16>(m_directory, 0); // comment
        put<quint16>(m_directory, 0); // disk
        put<quint16>(m_directory, 0); // internal attributes
        put<quint32>(m_directory, 0); // external attributes
        put<quint32>(m_directory, offset);
        m_directory += name;
        ++m_count;
    }

    QByteArray bytes() const
    {
        QByteArray whole = m_files + m_directory + QByteArray("PK\x05\x06", 4);
        put<quint16>(whole, 0);
        put<quint16>(whole, 0);
        put<quint16>(whole, m_count);
        put<quint16>(whole, m_count);
        put<quint32>(whole, quint32(m_directory.size()));
        put<quint32>(whole, quint32(m_files.size()));
        put<quint16>(whole, 0);
        return whole;
    }

private:
    QByteArray m_files;
    QByteArray m_directory;
    quint16 m_count = 0;
};

QByteArray bodyOf(const QByteArray &type)
{
    if (type.endsWith("spreadsheet")) {
        return "<office:spreadsheet><table:table table:name=\"1\"><table:table-column/><table:table-row><table:table-cell/></table:table-row></table:table></office:spreadsheet>";
    }
    if (type.endsWith("presentation")) {
        return "<office:presentation><draw:page draw:name=\"1\" draw:master-page-name=\"Default\"/></office:presentation>";
    }
    return "<office:text><text:p/></office:text>";
}

const QByteArray namespaces = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                              "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
                              "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
                              "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.3\"";
}

QByteArray FileTemplates::emptyDocument(const QByteArray &type)
{
    const QByteArray head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    StoredArchive archive;
    archive.add("mimetype", type); // first and stored, so that it can be told by its beginning
    archive.add("content.xml", head + "<office:document-content " + namespaces + "><office:body>" + bodyOf(type) + "</office:body></office:document-content>");
    archive.add("styles.xml",
                head + "<office:document-styles " + namespaces
                    + "><office:automatic-styles><style:page-layout style:name=\"Page\"/></office:automatic-styles>"
                      "<office:master-styles><style:master-page style:name=\"Default\" style:page-layout-name=\"Page\"/></office:master-styles></office:document-styles>");
    archive.add("META-INF/manifest.xml",
                head + "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">"
                       "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\""
                    + type
                    + "\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
                      "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>");
    return archive.bytes();
}

QList<FileTemplates::Template> FileTemplates::builtIn()
{
    const auto document = [](const QString &title, const QString &name, const char *kind) {
        const auto type = QByteArray("application/vnd.oasis.opendocument.") + kind;
        return Template{.title = title, .fileName = name, .type = QString::fromLatin1(type), .bytes = emptyDocument(type)};
    };
    return {
        document(i18nc("@item kind of a new file", "Text document"), i18nc("@item proposed file name, without the ending", "Document") + QLatin1StringView(".odt"), "text"),
        document(i18nc("@item kind of a new file", "Spreadsheet"), i18nc("@item proposed file name, without the ending", "Spreadsheet") + QLatin1StringView(".ods"), "spreadsheet"),
        document(i18nc("@item kind of a new file", "Presentation"), i18nc("@item proposed file name, without the ending", "Presentation") + QLatin1StringView(".odp"), "presentation"),
        {.title = i18nc("@item kind of a new file", "Plain text"), .fileName = i18nc("@item proposed file name, without the ending", "Text") + QLatin1StringView(".txt"), .type = QStringLiteral("text/plain")},
        {.title = i18nc("@item kind of a new file", "Markdown text"), .fileName = i18nc("@item proposed file name, without the ending", "Notes") + QLatin1StringView(".md"), .type = QStringLiteral("text/markdown")},
    };
}

QStringList FileTemplates::folderNames()
{
    return {QStringLiteral("Templates"), QStringLiteral("Vorlagen")};
}

}
