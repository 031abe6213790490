// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/draftwriter.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QRegularExpression>

namespace Kontor
{
namespace
{
constexpr qsizetype mostQuoted = 200'000;

bool isOwn(const MailAddress &address, const Account &account)
{
    if (address.address.compare(account.address, Qt::CaseInsensitive) == 0) {
        return true;
    }
    return account.aliases.contains(address.address, Qt::CaseInsensitive);
}

void append(QList<MailAddress> &list, const QList<MailAddress> &more, const QList<MailAddress> &known)
{
    for (const auto &address : more) {
        const auto same = [&](const MailAddress &other) {
            return other.address.compare(address.address, Qt::CaseInsensitive) == 0;
        };
        if (!address.address.isEmpty() && std::ranges::none_of(list, same) && std::ranges::none_of(known, same)) {
            list << address;
        }
    }
}

QString people(const QList<MailAddress> &list)
{
    QStringList names;
    for (const auto &person : list) {
        names << Words::withoutTricks(person.toString());
    }
    return names.join(QStringLiteral(", "));
}
}

QString DraftWriter::replySubject(const QString &subject)
{
    static const QRegularExpression known(QStringLiteral("^\\s*(re|aw|antw|sv|vs)\\s*(\\[\\d+\\])?\\s*:"), QRegularExpression::CaseInsensitiveOption);
    return known.match(subject).hasMatch() ? subject : QStringLiteral("Re: ") + subject;
}

QString DraftWriter::forwardSubject(const QString &subject)
{
    static const QRegularExpression known(QStringLiteral("^\\s*(fwd?|wg|tr)\\s*:"), QRegularExpression::CaseInsensitiveOption);
    return known.match(subject).hasMatch() ? subject : QStringLiteral("Fwd: ") + subject;
}

QString DraftWriter::quoted(const QString &text)
{
    QString result;
    for (const auto line : QStringView(text).first(std::min(text.size(), mostQuoted)).split(u'\n')) {
        if (line == u"-- ") {
            break; // the signature, RFC 3676 section 4.3
        }
        result += line.startsWith(u'>') ? QStringLiteral(">") + line.toString() : line.isEmpty() ? QStringLiteral(">") : QStringLiteral("> ") + line.toString();
        result += QLatin1Char('\n');
    }
    while (result.endsWith(QLatin1String("\n>\n")) || result.endsWith(QLatin1String("\n\n"))) {
        result.chop(result.endsWith(QLatin1String(">\n")) ? 2 : 1);
    }
    return result;
}

Draft DraftWriter::reply(Draft draft, const Account &account, const MessageContent &content, ItemId item, Answer answer, const QString &selection)
{
    const bool isMine = isOwn(content.from, account);
    if (isMine) {
        draft.to = content.to; // answering oneself goes on with the same people
    } else {
        draft.to = content.replyTo.isEmpty() ? QList<MailAddress>{content.from} : content.replyTo;
    }
    if (answer == Answer::All) {
        QList<MailAddress> others;
        for (const auto &address : (isMine ? QList<MailAddress>() : content.to) + content.cc) {
            if (!isOwn(address, account)) {
                others << address;
            }
        }
        append(draft.cc, others, draft.to);
    }
    // Answered from the address it was sent to.
    for (const auto &address : content.to + content.cc) {
        if (account.aliases.contains(address.address, Qt::CaseInsensitive)) {
            draft.from.address = address.address;
            break;
        }
    }
    draft.subject = replySubject(content.subject);
    draft.inReplyTo = content.messageId;
    draft.references = content.references;
    if (draft.references.isEmpty() && !content.inReplyTo.isEmpty()) {
        draft.references << content.inReplyTo;
    }
    if (!content.messageId.isEmpty()) {
        draft.references << content.messageId;
    }
    while (draft.references.size() > 40) {
        draft.references.removeAt(1); // the first and the newest count, RFC 5322 section 3.6.4
    }
    draft.answers = item;
    const auto who = Words::withoutTricks(content.from.display());
    const auto opening = i18nc("@item first line of an answer: date, person", "On %1, %2 wrote:", Words::longDate(content.date), who);
    const auto signature = draft.text;
    draft.text = QStringLiteral("\n\n") + opening + QLatin1Char('\n') + quoted(selection.isEmpty() ? content.plainText : selection) + (signature.trimmed().isEmpty() ? QString() : signature);
    return draft;
}

Draft DraftWriter::forwardInline(Draft draft, const MessageContent &content, ItemId item)
{
    draft.subject = forwardSubject(content.subject);
    draft.forwards = item;
    QStringList head{i18nc("@item above a forwarded message", "-------- Forwarded message --------")};
    head << i18nc("@item", "Subject: %1", Words::withoutTricks(content.subject));
    head << i18nc("@item", "Date: %1", Words::longDate(content.date));
    head << i18nc("@item", "From: %1", people({content.from}));
    head << i18nc("@item", "To: %1", people(content.to));
    if (!content.cc.isEmpty()) {
        head << i18nc("@item", "Cc: %1", people(content.cc));
    }
    draft.text = QStringLiteral("\n") + draft.text + QStringLiteral("\n\n") + head.join(QLatin1Char('\n')) + QStringLiteral("\n\n")
        + content.plainText.first(std::min(content.plainText.size(), mostQuoted));
    return draft;
}

Draft DraftWriter::forwardAttached(Draft draft, const MessageContent &content, ItemId item)
{
    draft.subject = forwardSubject(content.subject);
    draft.forwards = item;
    return draft;
}

}
