// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/contentbuilder.h"

#include "mail/attachmentname.h"
#include "mail/flowedtext.h"
#include "mail/headerfields.h"
#include "mail/htmlsanitizer.h"
#include "mail/mailtext.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qint64 longestText = 4 << 20; // shown
constexpr qint64 longestIndexed = 512 << 10;
constexpr qint64 largestPicture = 8 << 20;
constexpr qint64 mostPictures = 24 << 20;
constexpr int deepest = MimeTree::maximumDepth + 2;

bool isPicture(const QByteArray &type)
{
    static const QByteArrayList shown = {"image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp"};
    return shown.contains(type);
}
}

ContentBuilder::ContentBuilder(const MimeTree &tree, MessageContent &content, Purpose purpose)
    : m_tree(tree)
    , m_content(content)
    , m_purpose(purpose)
{
}

void ContentBuilder::build()
{
    visit(m_tree.root(), 0);
    assemble();
    if (m_tree.isTooDeep()) {
        m_content.problems << i18nc("@info", "This message is nested unusually deep. Its parts are shown one after the other.");
    }
    if (m_tree.hasTooManyParts()) {
        m_content.problems << i18nc("@info", "This message has more than %1 parts. The rest is kept in the last one.", MimeTree::maximumParts);
    }
    if (m_cut) {
        m_content.problems << i18nc("@info", "The text of this message is very long. Only its beginning is shown; save the message to read all of it.");
    }
}

void ContentBuilder::visit(const MimePart &part, int depth)
{
    if (depth > deepest) {
        return;
    }
    if (part.isMultipart() && !part.children.isEmpty()) {
        if (part.mimeType == "multipart/alternative") {
            alternative(part, depth);
        } else if (part.mimeType == "multipart/related") {
            related(part, depth);
        } else {
            if (part.mimeType == "multipart/encrypted") {
                m_content.problems << i18nc("@info", "This message is encrypted. Kontor cannot decrypt it yet.");
            }
            for (const int child : part.children) {
                visit(m_tree.parts()[child], depth + 1);
            }
        }
        return;
    }
    if (part.isMultipart()) { // no boundary, or none of its parts arrived: the text is all there is
        if (!part.body.trimmed().isEmpty()) {
            m_content.problems << i18nc("@info", "This message is incomplete or damaged. What arrived of it is shown as it is.");
            text(part);
        }
        return;
    }
    if (part.isMessage()) {
        attach(part);
        forwarded(part, depth);
        return;
    }
    if (part.mimeType == "text/calendar" && m_content.calendar.isEmpty() && part.body.size() < longestText) {
        m_content.calendar = part.decoded();
    }
    if (!isText(part)) {
        attach(part);
        return;
    }
    if (part.mimeType == "text/html") {
        html(part, {});
    } else {
        text(part);
    }
    if (!part.name.isEmpty()) {
        attach(part);
    }
}

bool ContentBuilder::isText(const MimePart &part) const
{
    if (part.disposition == "attachment") {
        return false;
    }
    return part.mimeType == "text/plain" || part.mimeType == "text/html" || (part.mimeType == "text/enriched" && part.name.isEmpty()) || (part.mimeType == "text/markdown" && part.name.isEmpty())
        || part.mimeType == "message/delivery-status" || (part.mimeType == "text/rfc822-headers");
}

const MimePart *ContentBuilder::firstText(const MimePart &part, const char *type, int depth) const
{
    if (depth > deepest) {
        return nullptr;
    }
    if (part.mimeType == type && part.disposition != "attachment") {
        return &part;
    }
    if (part.isMultipart()) {
        for (const int child : part.children) {
            if (const auto *found = firstText(m_tree.parts()[child], type, depth + 1)) {
                return found;
            }
        }
    }
    return nullptr;
}

void ContentBuilder::alternative(const MimePart &part, int depth)
{
    // Plain and HTML say the same; both are kept, the view chooses. All else is another form of
    // it (calendar, amp) or something that does not belong here and is offered as attachment.
    const MimePart *plain = nullptr;
    const MimePart *rich = nullptr;
    const MimePart *richChild = nullptr;
    for (const int child : part.children) {
        const auto &candidate = m_tree.parts()[child];
        if (const auto *found = firstText(candidate, "text/html", depth + 1)) {
            rich = found;
            richChild = &candidate;
        }
        if (!plain) {
            plain = firstText(candidate, "text/plain", depth + 1);
        }
    }
    QString plainForm;
    if (plain) {
        plainForm = decodedText(*plain);
        if (plainForm.trimmed().isEmpty() && rich) {
            plainForm.clear(); // an empty plain part is a habit of some programs
        }
        m_anyPlain = m_anyPlain || !plainForm.isEmpty();
    }
    if (rich) {
        html(*rich, plainForm);
    } else if (!plainForm.isEmpty()) {
        m_pieces << Piece{plainForm, {}};
    }
    for (const int child : part.children) {
        const auto &candidate = m_tree.parts()[child];
        if (&candidate == plain || &candidate == rich) {
            continue;
        }
        if (candidate.isMultipart()) {
            // The other parts of what holds the chosen texts: pictures, attachments.
            QList<const MimePart *> todo = {&candidate};
            for (int seen = 0; !todo.isEmpty() && seen < MimeTree::maximumParts; ++seen) {
                const auto *next = todo.takeFirst();
                if (next == plain || next == rich) {
                    continue;
                }
                if (next->isMultipart() && !next->children.isEmpty()) {
                    for (const int grandchild : next->children) {
                        todo << &m_tree.parts()[grandchild];
                    }
                } else if (!plain && !rich) {
                    visit(*next, depth + 1);
                } else {
                    attach(*next);
                    if (richChild == &candidate) {
                        picture(*next);
                    }
                }
            }
        } else if (candidate.mimeType == "text/calendar" || !candidate.mimeType.startsWith("text/") || candidate.disposition == "attachment") {
            visit(candidate, depth + 1);
        } else if (!plain && !rich) {
            text(candidate);
        }
    }
}

void ContentBuilder::related(const MimePart &part, int depth)
{
    const auto start = QString::fromUtf8(part.parameters.value("start")).remove(u'<').remove(u'>');
    int root = part.children.first();
    for (const int child : part.children) {
        if (!start.isEmpty() && m_tree.parts()[child].contentId == start) {
            root = child;
        }
    }
    visit(m_tree.parts()[root], depth + 1);
    for (const int child : part.children) {
        if (child == root) {
            continue;
        }
        const auto &other = m_tree.parts()[child];
        if (other.isMultipart() || other.isMessage()) {
            visit(other, depth + 1);
            continue;
        }
        attach(other);
        picture(other);
    }
}

void ContentBuilder::forwarded(const MimePart &part, int depth)
{
    if (part.children.isEmpty()) {
        return;
    }
    const auto &inner = m_tree.parts()[part.children.first()];
    const HeaderFields fields(QByteArray::fromRawData(inner.header.data(), inner.header.size()));
    QString heading = QStringLiteral("----------\n");
    const auto from = fields.address("From");
    if (!from.display().isEmpty()) {
        heading += i18nc("@info heading of a forwarded message, a field name", "From: %1", from.toString()) + u'\n';
    }
    if (const auto date = fields.date(); date.isValid()) {
        heading += i18nc("@info heading of a forwarded message, a field name", "Date: %1", QLocale().toString(date.toLocalTime(), QLocale::ShortFormat)) + u'\n';
    }
    heading += i18nc("@info heading of a forwarded message, a field name", "Subject: %1", fields.text("Subject")) + u'\n';
    m_pieces << Piece{heading, {}};
    visit(inner, depth + 1);
}

QString ContentBuilder::decodedText(const MimePart &part)
{
    const auto limit = m_purpose == Purpose::Reading ? longestText : longestIndexed;
    const auto room = std::max<qint64>(0, limit - m_textSize);
    const bool multiplies = part.encoding == "base64" || part.encoding == "quoted-printable";
    const auto most = multiplies ? room * 3 : room;
    auto body = part.body;
    if (body.size() > most) {
        body = body.first(most);
        m_cut = true;
    }
    const auto bytes = MailText::decodeTransfer(body, part.encoding);
    auto charset = part.parameters.value("charset");
    if (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff")) {
        charset = "utf-16";
    } else if (part.mimeType == "text/html" && charset.isEmpty()) { // the page may know
        const auto head = bytes.left(2000).toLower();
        if (auto at = head.indexOf("charset="); at >= 0) {
            at += 8;
            while (at < head.size() && (head[at] == '"' || head[at] == '\'' || head[at] == ' ')) {
                ++at;
            }
            auto end = at;
            while (end < head.size() && (isalnum(static_cast<unsigned char>(head[end])) || head[end] == '-' || head[end] == '_')) {
                ++end;
            }
            charset = head.mid(at, end - at);
        }
    }
    auto result = MailText::decode(bytes, charset);
    if (result.size() > room) {
        result.truncate(room);
        m_cut = true;
    }
    m_textSize += result.size();
    result = MailText::lines(result);
    if (part.mimeType != "text/html" && part.parameters.value("format").compare("flowed", Qt::CaseInsensitive) == 0) {
        const bool delSp = part.parameters.value("delsp").compare("yes", Qt::CaseInsensitive) == 0;
        result = FlowedText::joined(result, delSp ? FlowedText::DelSp::Yes : FlowedText::DelSp::No);
    }
    return result;
}

void ContentBuilder::text(const MimePart &part)
{
    const auto plain = decodedText(part);
    if (!plain.isEmpty()) {
        m_anyPlain = true;
        m_pieces << Piece{plain, {}};
    }
}

void ContentBuilder::html(const MimePart &part, const QString &plainForm)
{
    if (m_purpose == Purpose::Indexing) {
        m_pieces << Piece{plainForm.isEmpty() ? HtmlSanitizer::toPlainText(decodedText(part), longestIndexed) : plainForm, {}};
        return;
    }
    const auto output = HtmlSanitizer::sanitize(decodedText(part));
    m_content.hadRemoteContent = m_content.hadRemoteContent || output.hadRemoteContent;
    m_cut = m_cut || output.wasCut;
    m_anyHtml = m_anyHtml || !output.html.isEmpty();
    m_pieces << Piece{plainForm.isEmpty() ? output.text : plainForm, output.html};
}

void ContentBuilder::attach(const MimePart &part)
{
    Attachment attachment;
    attachment.partId = part.id;
    attachment.mimeType = QString::fromLatin1(part.mimeType);
    auto name = part.name;
    if (name.isEmpty() && part.isMessage() && !part.children.isEmpty()) {
        const auto &inner = m_tree.parts()[part.children.first()];
        name = HeaderFields(QByteArray::fromRawData(inner.header.data(), inner.header.size())).text("Subject").left(120);
        name = name.isEmpty() ? QString() : QString(name.replace(u'/', u'-').replace(u'\\', u'-') + QLatin1String(".eml"));
    }
    attachment.name = AttachmentName::safe(name, part.mimeType);
    attachment.contentId = part.contentId;
    if (m_purpose == Purpose::Reading) {
        attachment.size = part.decodedSize();
    }
    m_content.attachments << attachment;
}

void ContentBuilder::picture(const MimePart &part)
{
    if (m_content.attachments.isEmpty() || part.contentId.isEmpty() || !isPicture(part.mimeType)) {
        return;
    }
    m_content.attachments.last().isInline = true;
    if (m_purpose == Purpose::Indexing || part.body.size() > largestPicture || m_pictureSize + part.body.size() > mostPictures) {
        return;
    }
    m_pictureSize += part.body.size();
    m_content.inlineImages.insert(part.contentId, part.decoded());
}

void ContentBuilder::assemble()
{
    QStringList plain;
    QStringList rich;
    for (const auto &piece : std::as_const(m_pieces)) {
        const auto trimmed = QStringView(piece.plain).trimmed();
        if (!trimmed.isEmpty()) {
            auto text = piece.plain;
            while (text.endsWith(u'\n')) {
                text.chop(1);
            }
            plain << text;
        }
        if (!m_anyHtml) {
            continue;
        }
        rich << (piece.html.isEmpty() ? QString(QLatin1String("<pre style=\"white-space:pre-wrap;\">") + piece.plain.toHtmlEscaped() + QLatin1String("</pre>")) : piece.html);
    }
    m_content.plainText = plain.join(QLatin1StringView("\n\n"));
    m_content.safeHtml = rich.join(QLatin1StringView("<hr>"));
    m_content.htmlOnly = m_anyHtml && !m_anyPlain;
    // What looks inline but is nowhere in the text is an attachment like any other.
    if (m_purpose == Purpose::Reading) {
        for (auto &attachment : m_content.attachments) {
            if (attachment.isInline && !m_content.safeHtml.contains(QString(QLatin1String("cid:") + attachment.contentId).toHtmlEscaped())) {
                attachment.isInline = false;
            }
        }
    }
}

}
