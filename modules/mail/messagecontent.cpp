// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagecontent.h"

#include "mail/attachmentname.h"
#include "mail/contentbuilder.h"
#include "mail/headerfields.h"
#include "mail/mailtext.h"

#include <KLocalizedString>

namespace Kontor
{

namespace
{
constexpr qsizetype longestFallback = 4 << 20;
constexpr qsizetype longestHeaders = 1 << 20;
constexpr qint64 largestAttachment = qint64(1) << 30;

void readFields(const HeaderFields &fields, MessageContent &content)
{
    content.from = fields.address("From");
    const auto sender = fields.address("Sender");
    if (!sender.address.isEmpty() && sender.address.compare(content.from.address, Qt::CaseInsensitive) != 0) {
        content.sender = sender;
    }
    content.to = fields.addresses("To");
    content.cc = fields.addresses("Cc");
    content.bcc = fields.addresses("Bcc");
    content.replyTo = fields.addresses("Reply-To");
    content.subject = fields.text("Subject");
    content.date = fields.date();
    content.messageId = fields.identifiers("Message-ID").value(0);
    content.inReplyTo = fields.identifiers("In-Reply-To").value(0);
    content.references = fields.identifiers("References");
}

QString unsubscribeAddress(const HeaderFields &fields)
{
    // Several may be offered; https is the one a browser can show before anything happens.
    QString mail;
    const auto addresses = fields.identifiers("List-Unsubscribe");
    for (const auto &address : addresses) {
        if (address.startsWith(QLatin1StringView("https://"), Qt::CaseInsensitive)) {
            return address;
        }
        if (mail.isEmpty() && address.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive)) {
            mail = address;
        }
    }
    return mail;
}

MessageContent parsed(const QByteArray &raw, ContentBuilder::Purpose purpose)
{
    MessageContent content;
    content.size = raw.size();
    if (raw.trimmed().isEmpty()) {
        content.problems << i18nc("@info", "This message is empty.");
        return content;
    }
    const auto extent = HeaderFields::extentOf(raw);
    content.rawHeaders = raw.mid(extent.begin, std::min(extent.end - extent.begin, longestHeaders));
    const HeaderFields fields(content.rawHeaders);
    if (fields.count() == 0) {
        content.plainText = MailText::lines(MailText::guess(QByteArrayView(raw).first(std::min(raw.size(), longestFallback))));
        content.problems << i18nc("@info", "This message could not be understood. It is shown as it was received.");
        return content;
    }
    readFields(fields, content);
    content.listUnsubscribe = unsubscribeAddress(fields);
    const MimeTree tree(raw);
    ContentBuilder(tree, content, purpose).build();
    return content;
}
}

bool Attachment::isDangerous() const
{
    return AttachmentName::isDangerous(name, mimeType);
}

MessageContent MessageContent::parse(const QByteArray &raw)
{
    return parsed(raw, ContentBuilder::Purpose::Reading);
}

MessageContent MessageContent::parseForIndex(const QByteArray &raw)
{
    return parsed(raw, ContentBuilder::Purpose::Indexing);
}

QString MessageContent::searchableText() const
{
    return plainText;
}

QString MessageContent::preview() const
{
    constexpr qsizetype wanted = 200;
    QString result;
    const QStringView text = QStringView(plainText).first(std::min<qsizetype>(plainText.size(), 8000));
    for (auto line : text.split(u'\n')) {
        line = line.trimmed();
        if (line.isEmpty() || line.startsWith(u'>') || line.startsWith(QLatin1StringView("-----"))) {
            continue;
        }
        if (line == u"--") {
            break; // the signature
        }
        result += line;
        result += u' ';
        if (result.size() > wanted * 3) {
            break;
        }
    }
    // Addresses of links say nothing in a list.
    for (auto at = result.indexOf(QLatin1StringView("<http")); at >= 0; at = result.indexOf(QLatin1StringView("<http"), at)) {
        const auto end = result.indexOf(u'>', at);
        result.remove(at, (end < 0 ? result.size() : end + 1) - at);
    }
    return MailText::line(result, wanted);
}

Result<QByteArray> MessageContent::attachmentBytes(const QByteArray &raw, const QString &partId)
{
    const MimeTree tree(raw);
    const auto *part = tree.find(partId);
    if (!part) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The message has no such attachment."));
    }
    if (part->body.size() > largestAttachment) {
        return failure(Error::Kind::Storage, i18nc("@info", "The attachment is too large to be opened."));
    }
    return part->decoded();
}

}
