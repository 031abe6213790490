// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/senderwarnings.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QRegularExpression>
#include <QUrl>

namespace Kontor
{
namespace
{
QString domainOf(const QString &address)
{
    return address.mid(address.lastIndexOf(QLatin1Char('@')) + 1).toLower();
}
}

QString SenderWarnings::trueSpelling(const QString &domain)
{
    const auto ace = QString::fromLatin1(QUrl::toAce(domain));
    return ace.contains(QLatin1String("xn--")) ? ace : QString();
}

QStringList SenderWarnings::of(const MessageContent &content, Known known)
{
    QStringList warnings;
    const auto &from = content.from;
    static const QRegularExpression address(QStringLiteral("[^\\s<>\"'(),;:]+@[^\\s<>\"'(),;:]+\\.[^\\s<>\"'(),;:]+"));
    const auto match = address.match(from.name);
    if (match.hasMatch() && match.captured().compare(from.address, Qt::CaseInsensitive) != 0) {
        warnings << i18nc("@info", "The sender's name looks like the address %1, but the message comes from %2.", Words::withoutTricks(match.captured()), from.address);
    }
    if (from.address.isEmpty()) {
        warnings << i18nc("@info", "The message names no sender.");
    }
    if (Words::withoutTricks(from.name) != from.name) {
        warnings << i18nc("@info", "The sender's name contains invisible characters, as they are used to deceive. They were taken out.");
    }
    if (const auto spelling = trueSpelling(domainOf(from.address)); !spelling.isEmpty()) {
        warnings << i18nc("@info", "The sender's domain uses letters that may look like others. Its true spelling is %1.", spelling);
    }
    for (const auto &reply : content.replyTo) {
        if (!reply.address.isEmpty() && domainOf(reply.address) != domainOf(from.address)) {
            warnings << i18nc("@info", "Answers go to %1, not to the sender %2.", reply.address, from.address);
            break;
        }
    }
    if (!content.sender.address.isEmpty() && domainOf(content.sender.address) != domainOf(from.address)) {
        warnings << i18nc("@info", "The message was sent by %1 in the name of %2.", content.sender.address, from.address);
    }
    if (known == Known::First) {
        warnings << i18nc("@info", "This is the first message from %1.", from.address);
    }
    return warnings;
}

}
