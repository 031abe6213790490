// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagecomposer.h"

#include "mail/attachmentname.h"
#include "mail/flowedtext.h"
#include "mail/mailtext.h"
#include "mail/messagecontent.h"

#include <KLocalizedString>
#include <KMime/Message>
#include <KMime/Util>
#include <QUrl>
#include <QUuid>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype mostReferences = 20;

KMime::Types::Mailbox mailbox(const MailAddress &address)
{
    KMime::Types::Mailbox box;
    box.setName(MailText::line(address.name, 200));
    const auto wire = MessageComposer::wireAddress(address.address);
    const auto at = wire.lastIndexOf(u'@');
    KMime::Types::AddrSpec spec;
    spec.localPart = wire.left(at);
    spec.domain = wire.mid(at + 1);
    box.setAddress(spec);
    return box;
}

KMime::Types::AddressList addressList(const QList<MailAddress> &addresses)
{
    KMime::Types::AddressList list;
    for (const auto &address : addresses) {
        KMime::Types::Address entry;
        entry.mailboxList << mailbox(address);
        list << entry;
    }
    return list;
}

/// A msg-id that cannot break out of its field.
QByteArray identifier(const QString &id)
{
    QByteArray result;
    for (const char c : id.toUtf8()) {
        if (c > ' ' && c != 0x7f && c != '<' && c != '>' && c != '(' && c != ')') {
            result += c;
        }
    }
    return result.left(500);
}

bool fitsSevenBit(const QByteArray &text)
{
    qsizetype length = 0;
    for (const char c : text) {
        length = c == '\n' ? 0 : length + 1;
        if (static_cast<unsigned char>(c) >= 0x80 || length > 990 || c == '\0') {
            return false;
        }
    }
    return true;
}

void writeText(KMime::Content &part, const QString &text)
{
    const auto flowed = FlowedText::broken(MailText::lines(text)).toUtf8();
    auto *type = part.contentType();
    type->setMimeType("text/plain");
    type->setCharset("utf-8");
    type->setParameter(QByteArrayLiteral("format"), QStringLiteral("flowed"));
    part.contentTransferEncoding()->setEncoding(fitsSevenBit(flowed) ? KMime::Headers::CE7Bit : KMime::Headers::CEquPr);
    part.setBody(flowed);
}

void writeAttachment(KMime::Content &part, const DraftAttachment &attachment, const QByteArray &bytes)
{
    auto mimeType = attachment.mimeType.toLatin1().toLower();
    const bool plausible = mimeType.count('/') == 1 && !mimeType.startsWith("multipart/") && std::all_of(mimeType.begin(), mimeType.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '+' || c == '-' || c == '_';
    });
    const bool isMessage = plausible && mimeType == "message/rfc822";
    if (!plausible || (mimeType.startsWith("message/") && !isMessage)) {
        mimeType = "application/octet-stream";
    }
    const auto name = AttachmentName::safe(attachment.name, mimeType);
    part.contentType()->setMimeType(mimeType);
    part.contentType()->setRFC2047Charset("utf-8");
    part.contentType()->setName(name);
    part.contentDisposition()->setRFC2047Charset("utf-8");
    part.contentDisposition()->setDisposition(KMime::Headers::CDattachment);
    part.contentDisposition()->setFilename(name);
    if (isMessage) { // may not be encoded (RFC 2046 5.2.1)
        auto raw = bytes;
        raw.replace("\r\n", "\n");
        part.contentTransferEncoding()->setEncoding(fitsSevenBit(raw) ? KMime::Headers::CE7Bit : KMime::Headers::CE8Bit);
        part.setEncodedBody(raw);
        return;
    }
    part.contentTransferEncoding()->setEncoding(KMime::Headers::CEbase64);
    part.setBody(bytes);
}
}

Result<QByteArray> MessageComposer::compose(const Draft &draft, Copy copy, const ReadBlob &readBlob, const QDateTime &date)
{
    KMime::Message message;
    message.from()->setMailboxes({mailbox(draft.from)});
    if (!draft.to.isEmpty()) {
        message.to()->setAddressList(addressList(draft.to));
    }
    if (!draft.cc.isEmpty()) {
        message.cc()->setAddressList(addressList(draft.cc));
    }
    if (copy == Copy::ToKeep && !draft.bcc.isEmpty()) {
        message.bcc()->setAddressList(addressList(draft.bcc));
    }
    message.subject()->setRFC2047Charset("utf-8");
    message.subject()->fromUnicodeString(MailText::line(draft.subject, 900));
    message.date()->setDateTime(date);
    const auto id = draft.messageId.isEmpty() ? newMessageId(draft.from) : draft.messageId;
    message.messageID()->setIdentifier(identifier(id));
    if (const auto answered = identifier(draft.inReplyTo); !answered.isEmpty()) {
        message.inReplyTo()->appendIdentifier(answered);
    }
    auto references = draft.references;
    if (references.size() > mostReferences) {
        references = references.first(1) + references.last(mostReferences - 1);
    }
    for (const auto &reference : std::as_const(references)) {
        if (const auto clean = identifier(reference); !clean.isEmpty()) {
            message.references()->appendIdentifier(clean);
        }
    }
    message.userAgent()->fromUnicodeString(QStringLiteral("Kontor"));

    if (draft.attachments.isEmpty()) {
        writeText(message, draft.text);
    } else {
        message.contentType()->setMimeType("multipart/mixed");
        message.contentType()->setBoundary(KMime::multiPartBoundary());
        message.contentTransferEncoding()->setEncoding(KMime::Headers::CE7Bit);
        auto *text = new KMime::Content; // the message takes it
        writeText(*text, draft.text);
        text->assemble();
        message.appendContent(text);
        qint64 sum = 0;
        for (const auto &attachment : draft.attachments) {
            const auto bytes = readBlob(attachment.blob);
            if (!bytes) {
                return failure(bytes.error().kind, i18nc("@info", "The attachment “%1” cannot be read any more. Please add it again.", attachment.name), bytes.error().detail);
            }
            sum += bytes->size();
            if (sum > largestMessage) {
                return failure(Error::Kind::OverQuota, i18nc("@info", "The attachments are too large to be sent by mail. Please share them in another way."));
            }
            auto *part = new KMime::Content;
            writeAttachment(*part, attachment, *bytes);
            part->assemble();
            message.appendContent(part);
        }
    }
    message.assemble();
    return message.encodedContent(true);
}

QByteArray MessageComposer::compose(const Letter &letter, const QDateTime &date)
{
    KMime::Message message;
    message.from()->setMailboxes({mailbox(letter.from)});
    message.to()->setAddressList(addressList(letter.to));
    message.subject()->setRFC2047Charset("utf-8");
    message.subject()->fromUnicodeString(MailText::line(letter.subject, 900));
    message.date()->setDateTime(date);
    message.messageID()->setIdentifier(identifier(letter.messageId));
    message.userAgent()->fromUnicodeString(QStringLiteral("Kontor"));
    message.contentType()->setMimeType("multipart/alternative");
    message.contentType()->setBoundary(KMime::multiPartBoundary());
    message.contentTransferEncoding()->setEncoding(KMime::Headers::CE7Bit);
    auto *text = new KMime::Content; // the message takes it
    writeText(*text, letter.text);
    text->assemble();
    message.appendContent(text);
    auto *calendar = new KMime::Content;
    auto *type = calendar->contentType();
    type->setMimeType("text/calendar");
    type->setCharset("utf-8");
    // Must be the METHOD inside, or the message is to be ignored (RFC 6047, 2.4).
    type->setParameter(QByteArrayLiteral("method"), QString::fromLatin1(letter.method));
    // Encoded, since its lines end with CRLF and may hold anything; and a relay that fills lines would break it.
    calendar->contentTransferEncoding()->setEncoding(KMime::Headers::CEbase64);
    calendar->setBody(letter.calendar);
    calendar->assemble();
    message.appendContent(calendar);
    message.assemble();
    return message.encodedContent(true);
}

MessageComposer::Opened MessageComposer::open(const QByteArray &raw)
{
    const auto content = MessageContent::parse(raw);
    Opened opened;
    auto &draft = opened.draft;
    draft.from = content.from;
    draft.to = content.to;
    draft.cc = content.cc;
    draft.bcc = content.bcc;
    draft.subject = content.subject;
    draft.text = content.plainText;
    draft.inReplyTo = content.inReplyTo;
    draft.references = content.references;
    draft.messageId = content.messageId;
    for (const auto &attachment : content.attachments) {
        auto bytes = MessageContent::attachmentBytes(raw, attachment.partId);
        if (!bytes) {
            continue;
        }
        draft.attachments << DraftAttachment{{}, attachment.name, attachment.mimeType, bytes->size()};
        opened.attachments << *bytes;
    }
    return opened;
}

QString MessageComposer::wireAddress(const QString &address)
{
    const auto clean = MailText::line(address, 400).remove(u' ').remove(u'<').remove(u'>');
    const auto at = clean.lastIndexOf(u'@');
    if (at < 0) {
        return clean;
    }
    const auto ace = QUrl::toAce(clean.mid(at + 1));
    return ace.isEmpty() ? clean : QString(clean.left(at + 1) + QString::fromLatin1(ace));
}

QString MessageComposer::newMessageId(const MailAddress &sender)
{
    const auto wire = wireAddress(sender.address);
    const auto domain = wire.mid(wire.lastIndexOf(u'@') + 1);
    return QUuid::createUuid().toString(QUuid::WithoutBraces) + u'@' + (domain.isEmpty() || !wire.contains(u'@') ? QStringLiteral("invalid") : domain);
}

QStringList MessageComposer::envelope(const Draft &draft)
{
    QStringList recipients;
    for (const auto *list : {&draft.to, &draft.cc, &draft.bcc}) {
        for (const auto &address : *list) {
            const auto wire = wireAddress(address.address);
            if (wire.contains(u'@') && !recipients.contains(wire, Qt::CaseInsensitive)) {
                recipients << wire;
            }
        }
    }
    return recipients;
}

}
