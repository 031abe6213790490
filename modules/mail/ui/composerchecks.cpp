// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composerchecks.h"

#include <KLocalizedString>
#include <QRegularExpression>

namespace Kontor::ComposerChecks
{

Qt::CheckState mentionsAttachment(const QString &text)
{
    static const QRegularExpression words(
        QStringLiteral("\\b(attach(ed|ing|ment|ments)|enclosed|anbei|anhang|anhänge|angehängt\\w*|beigefügt\\w*|beiliegend\\w*|im anhang|als anlage|in der anlage|anlage[n]?|füge .{0,40} bei)\\b"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    for (const auto line : QStringView(text).split(u'\n')) {
        if (line.startsWith(u'>')) {
            continue;
        }
        if (line == u"-- " || line.startsWith(u"--------")) {
            break; // signature or forwarded message
        }
        if (words.matchView(line).hasMatch()) {
            return Qt::Checked;
        }
    }
    return Qt::Unchecked;
}

QStringList obstacles(const Draft &draft, const QStringList &rejectedAddresses)
{
    QStringList list;
    for (const auto &address : rejectedAddresses) {
        list << i18nc("@info", "“%1” is not a mail address.", address);
    }
    if (rejectedAddresses.isEmpty() && draft.to.isEmpty() && draft.cc.isEmpty() && draft.bcc.isEmpty()) {
        list << i18nc("@info", "There is no recipient yet.");
    }
    return list;
}

QStringList doubts(const Draft &draft)
{
    QStringList list;
    if (draft.subject.trimmed().isEmpty()) {
        list << i18nc("@info", "The message has no subject.");
    }
    if (draft.attachments.isEmpty() && (mentionsAttachment(draft.text) == Qt::Checked || mentionsAttachment(draft.subject) == Qt::Checked)) {
        list << i18nc("@info", "The text speaks of an attachment, but there is none.");
    }
    return list;
}

}
