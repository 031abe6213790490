// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagereply.h"

#include "mail/attachmentname.h"
#include "mail/headerfields.h"
#include "mail/mailtext.h"

#include <KLocalizedString>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype longestQuote = 200'000;

bool isOwn(const Account &account, const MailAddress &address)
{
    return address.address.compare(account.address, Qt::CaseInsensitive) == 0 || account.aliases.contains(address.address, Qt::CaseInsensitive);
}

bool contains(const QList<MailAddress> &list, const MailAddress &address)
{
    return std::any_of(list.begin(), list.end(), [&address](const MailAddress &other) {
        return other.address.compare(address.address, Qt::CaseInsensitive) == 0;
    });
}

void addOthers(QList<MailAddress> &list, const QList<MailAddress> &more, const Account &account, const QList<MailAddress> &already = {})
{
    for (const auto &address : more) {
        if (!address.address.isEmpty() && !isOwn(account, address) && !contains(list, address) && !contains(already, address)) {
            list << address;
        }
    }
}

/// The address the message was sent to, so that the answer comes from the one people know.
MailAddress ownAddress(const MessageContent &content, const Account &account)
{
    for (const auto *list : {&content.to, &content.cc}) {
        for (const auto &address : *list) {
            if (isOwn(account, address)) {
                return {account.name, address.address};
            }
        }
    }
    if (isOwn(account, content.from)) {
        return {account.name, content.from.address};
    }
    return {account.name, account.address};
}

Draft begin(const MessageContent &content, const Account &account)
{
    Draft draft;
    draft.account = account.id;
    draft.from = ownAddress(content, account);
    return draft;
}

QString withoutPrefixes(const QString &subject)
{
    static const QRegularExpression prefixes(QStringLiteral("^\\s*(?:(?:re|aw|antw|antwort|sv|vs|odp|ref|res|r|rif|ynt|bls|fw|fwd|wg|wtr|tr|vl|vb|doorst|i|enc)(?:\\s*[\\[(]\\d{1,3}[\\])])?\\s*[:：]\\s*)+"),
                                             QRegularExpression::CaseInsensitiveOption);
    auto rest = subject;
    rest.remove(prefixes);
    return rest.trimmed();
}

QString dateInWords(const QDateTime &date)
{
    return date.isValid() ? QLocale().toString(date.toLocalTime(), QLocale::ShortFormat) : QString();
}

QString addressList(const QList<MailAddress> &addresses)
{
    QStringList texts;
    for (const auto &address : addresses) {
        texts << address.toString();
    }
    return texts.join(QLatin1StringView(", "));
}
}

QString MessageReply::replySubject(const QString &subject)
{
    return QLatin1String("Re: ") + withoutPrefixes(subject);
}

QString MessageReply::forwardSubject(const QString &subject)
{
    return QLatin1String("Fwd: ") + withoutPrefixes(subject);
}

bool MessageReply::hasList(const MessageContent &content)
{
    const auto post = HeaderFields(content.rawHeaders).identifiers("List-Post").value(0);
    return post.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive);
}

QString MessageReply::signatureBlock(const Account &account)
{
    const auto signature = account.signature.trimmed();
    return signature.isEmpty() ? QString() : QString(QLatin1String("\n\n-- \n") + signature + u'\n');
}

QString MessageReply::quoted(const MessageContent &content)
{
    auto text = content.plainText.left(longestQuote);
    static const QRegularExpression signature(QStringLiteral("(?:^|\\n)-- ?\\n"));
    if (const auto at = text.lastIndexOf(signature); at >= 0) {
        text.truncate(at);
    }
    QString result;
    const auto who = content.from.display();
    const auto when = dateInWords(content.date);
    if (!who.isEmpty()) {
        result = when.isEmpty() ? i18nc("@info:whatsthis first line of an answer: %1 is a name", "%1 wrote:", who)
                                : i18nc("@info:whatsthis first line of an answer: %1 is date and time, %2 a name", "On %1, %2 wrote:", when, who);
        result += u'\n';
    }
    const auto lines = text.trimmed().split(u'\n');
    for (auto line : lines) {
        while (line.endsWith(u' ')) {
            line.chop(1);
        }
        result += line.isEmpty() ? QStringLiteral(">") : line.startsWith(u'>') ? QString(u'>' + line) : QString(QLatin1String("> ") + line);
        result += u'\n';
    }
    return result;
}

Draft MessageReply::reply(const MessageContent &content, ItemId item, const Account &account, To to)
{
    auto draft = begin(content, account);
    draft.answers = item;
    draft.subject = replySubject(content.subject);
    draft.inReplyTo = content.messageId;
    draft.references = content.references;
    if (draft.references.isEmpty() && !content.inReplyTo.isEmpty()) {
        draft.references << content.inReplyTo;
    }
    if (!content.messageId.isEmpty()) {
        draft.references.removeAll(content.messageId);
        draft.references << content.messageId;
    }

    const HeaderFields fields(content.rawHeaders);
    auto senders = content.replyTo.isEmpty() ? QList<MailAddress>{content.from} : content.replyTo;
    if (isOwn(account, content.from) && content.replyTo.isEmpty()) {
        senders = content.to; // going on with what one wrote oneself
    }
    if (to == To::List && hasList(content)) {
        const auto post = fields.identifiers("List-Post").first();
        const QUrl url(post, QUrl::TolerantMode);
        draft.to = MailAddress::parseList(url.path(QUrl::FullyDecoded));
    } else if (to == To::Sender) {
        addOthers(draft.to, senders, account);
    } else if (const auto followUp = fields.addresses("Mail-Followup-To"); !followUp.isEmpty()) {
        addOthers(draft.to, followUp, account);
    } else {
        addOthers(draft.to, senders, account);
        addOthers(draft.cc, content.to, account, draft.to);
        addOthers(draft.cc, content.cc, account, draft.to);
    }
    if (draft.to.isEmpty()) {
        if (!draft.cc.isEmpty()) {
            draft.to = std::exchange(draft.cc, {});
        } else if (!senders.isEmpty() && !senders.first().address.isEmpty()) {
            draft.to = {senders.first()}; // a note to oneself
        }
    }
    draft.text = QLatin1String("\n\n") + quoted(content) + signatureBlock(account);
    return draft;
}

Draft MessageReply::forwardInline(const MessageContent &content, ItemId item, const Account &account)
{
    auto draft = begin(content, account);
    draft.forwards = item;
    draft.subject = forwardSubject(content.subject);
    draft.references = content.references;
    if (!content.messageId.isEmpty()) {
        draft.references << content.messageId;
    }
    QString heading = i18nc("@info:whatsthis line above a forwarded message", "---------- Forwarded message ----------") + u'\n';
    heading += i18nc("@info heading of a forwarded message, a field name", "From: %1", content.from.toString()) + u'\n';
    if (content.date.isValid()) {
        heading += i18nc("@info heading of a forwarded message, a field name", "Date: %1", dateInWords(content.date)) + u'\n';
    }
    heading += i18nc("@info heading of a forwarded message, a field name", "Subject: %1", content.subject) + u'\n';
    if (!content.to.isEmpty()) {
        heading += i18nc("@info heading of a forwarded message, a field name", "To: %1", addressList(content.to)) + u'\n';
    }
    if (!content.cc.isEmpty()) {
        heading += i18nc("@info heading of a forwarded message, a field name", "Cc: %1", addressList(content.cc)) + u'\n';
    }
    draft.text = QLatin1String("\n") + signatureBlock(account) + QLatin1String("\n\n") + heading + u'\n' + content.plainText + u'\n';
    return draft;
}

Draft MessageReply::forwardAttached(const MessageContent &content, ItemId item, const Account &account)
{
    auto draft = begin(content, account);
    draft.forwards = item;
    draft.subject = forwardSubject(content.subject);
    draft.text = QLatin1String("\n") + signatureBlock(account);
    return draft;
}

QString MessageReply::attachedName(const MessageContent &content)
{
    auto name = withoutPrefixes(content.subject).left(100);
    name.replace(u'/', u'-').replace(u'\\', u'-');
    return AttachmentName::safe(name.isEmpty() ? QStringLiteral("message.eml") : QString(name + QLatin1String(".eml")), "message/rfc822");
}

}
