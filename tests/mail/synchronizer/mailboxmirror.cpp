// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/synchronizer/mailboxmirror.h"

namespace Kontor
{

void MailboxMirror::apply(const Delta &delta)
{
    if (delta.restart) {
        messages.clear();
    }
    for (const auto &item : delta.changed) {
        const auto uid = item.remoteId.toInt();
        auto payload = MailPayload::fromCbor(item.payload);
        if (!payload) {
            problems << payload.error().message;
            continue;
        }
        if (!item.partial) {
            ++whole;
            messages.insert(uid, {*payload, item.revision});
            continue;
        }
        ++partial;
        if (!messages.contains(uid)) {
            problems << QStringLiteral("a partial word for unknown %1").arg(uid);
            continue;
        }
        messages[uid].payload.flags = payload->flags;
        messages[uid].revision = item.revision;
    }
    for (const auto &id : delta.removed) {
        messages.remove(id.toInt());
    }
    if (delta.present) {
        const QSet<QString> present(delta.present->begin(), delta.present->end());
        messages.removeIf([&present](const auto &entry) {
            return !present.contains(QString::number(entry.key()));
        });
    }
    token = delta.token;
}

QList<int> MailboxMirror::uids() const
{
    return messages.keys();
}

QStringList MailboxMirror::flags(int uid) const
{
    auto flags = messages.value(uid).payload.flags;
    flags.sort();
    return flags;
}

QString MailboxMirror::subject(int uid) const
{
    const auto lines = messages.value(uid).payload.header.split('\n');
    for (const auto &line : lines) {
        if (line.toLower().startsWith("subject:")) {
            return QString::fromUtf8(line.sliced(8).trimmed());
        }
    }
    return {};
}

}
