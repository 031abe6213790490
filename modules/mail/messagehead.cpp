// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagehead.h"

#include "mail/attachmentname.h"
#include "mail/headerfields.h"
#ifdef KONTOR_MAIL_PROTOCOL
#include "mail/protocol/bodystructure.h"
#endif

#include <QTimeZone>

namespace Kontor
{

namespace
{
constexpr qsizetype mostAncestors = 50;
constexpr qsizetype longestPeople = 4000;

QString people(const QList<MailAddress> &addresses)
{
    QString text;
    for (const auto &address : addresses) {
        text += address.name + u' ' + address.address + u'\n';
        if (text.size() > longestPeople) {
            break;
        }
    }
    return text;
}

QString displayNames(const QList<MailAddress> &addresses)
{
    QString text;
    for (const auto &address : addresses) {
        if (!text.isEmpty()) {
            text += QLatin1StringView(", ");
        }
        text += address.display();
        if (text.size() > 300) {
            break;
        }
    }
    return text;
}

#ifdef KONTOR_MAIL_PROTOCOL
void collect(const BodyStructure &part, bool inRelated, QStringList &names, MessageFlags &flags)
{
    if (!part.children.isEmpty() && part.isMultipart()) {
        for (const auto &child : part.children) {
            collect(child, part.subtype == "related", names, flags);
        }
        return;
    }
    const auto name = part.fileName();
    const bool calendar = part.type == "text" && part.subtype == "calendar";
    if (calendar) {
        flags |= MessageFlag::Invitation;
    }
    const bool shown = part.disposition != "attachment" && (part.type == "text" || (inRelated && part.type == "image"));
    if (shown && !(calendar && !name.isEmpty())) {
        return;
    }
    names << AttachmentName::safe(name, part.mimeType());
}
#endif
}

std::optional<QStringList> attachmentsOf(const QByteArray &bodyStructure, MessageFlags &flags)
{
#ifdef KONTOR_MAIL_PROTOCOL
    if (!bodyStructure.isEmpty()) {
        if (const auto structure = BodyStructure::parse(bodyStructure)) {
            QStringList names;
            collect(*structure, false, names, flags);
            return names;
        }
    }
#else
    Q_UNUSED(bodyStructure)
    Q_UNUSED(flags)
#endif
    return std::nullopt;
}

MessageHead MessageHead::read(const MailPayload &payload)
{
    MessageHead head;
    const HeaderFields fields(payload.header);
    auto &row = head.row;
    row.flags = MailPayload::flagBits(payload.flags);
    row.keywords = MailPayload::keywordsOf(payload.flags);
    row.size = payload.size;
    if (payload.waiting) {
        row.flags |= MessageFlag::Waiting;
    }
    if (payload.local) {
        row.flags |= MessageFlag::Local;
    }

    head.received = payload.internalDate;
    row.date = fields.date();
    if (!head.received.isValid() || head.received.date().year() < 1970) {
        head.received = row.date.isValid() ? row.date : QDateTime::fromMSecsSinceEpoch(0, QTimeZone::UTC);
    }
    // A date from the future would stay on top for ever; a day is what time zones and bad clocks explain.
    if (!row.date.isValid() || row.date > head.received.addDays(1)) {
        row.date = head.received;
    }

    head.from = fields.addresses("From");
    const auto from = head.from.isEmpty() ? fields.address("From") : head.from.first();
    const auto shown = from.display().isEmpty() ? fields.address("Sender") : from;
    row.fromName = shown.name;
    row.fromAddress = shown.address;
    const auto to = fields.addresses("To");
    head.recipients = to + fields.addresses("Cc") + fields.addresses("Bcc");
    row.recipients = displayNames(to.isEmpty() ? head.recipients : to);
    row.subject = fields.text("Subject");
    row.messageId = fields.identifiers("Message-ID", 1).value(0);
    head.ancestors = fields.identifiers("References", mostAncestors);
    const auto replied = fields.identifiers("In-Reply-To", 3);
    for (const auto &id : replied) {
        if (!head.ancestors.contains(id)) {
            head.ancestors << id;
        }
    }

    if (const auto names = attachmentsOf(payload.bodyStructure, row.flags)) {
        head.hasStructure = true;
        head.attachmentNames = *names;
        row.attachments = int(names->size());
    }
    head.document = SearchDocument{
        .from = people(head.from.isEmpty() ? QList<MailAddress>{shown} : head.from),
        .to = people(head.recipients),
        .title = row.subject,
        .body = {},
        .names = head.attachmentNames.join(u'\n'),
    };
    return head;
}

MessageBody MessageBody::read(const QByteArray &raw)
{
    MessageBody body;
    const auto content = MessageContent::parseForIndex(raw);
    body.preview = content.preview();
    QStringList names;
    for (const auto &attachment : content.attachments) {
        if (!attachment.isInline) {
            names << attachment.name;
        }
    }
    body.attachments = int(names.size());
    if (!content.calendar.isEmpty()) {
        body.flags |= MessageFlag::Invitation;
    }
    if (!content.rawHeaders.contains(':')) {
        body.flags |= MessageFlag::Unreadable;
    }
    body.document = SearchDocument{
        .from = people({content.from}) + people({content.sender}),
        .to = people(content.to + content.cc + content.bcc),
        .title = content.subject,
        .body = content.searchableText(),
        .names = names.join(u'\n'),
    };
    return body;
}

}
