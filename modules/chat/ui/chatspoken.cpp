// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatspoken.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatproblem.h"
#include "shell/words.h"

#include <KLocalizedString>

namespace Kontor::ChatSpoken
{
namespace
{
constexpr qsizetype mostSpoken = 1200; // characters; a whole novel is read in the reading view

QString joined(const QStringList &parts)
{
    QStringList some;
    for (const auto &part : parts) {
        if (!part.isEmpty()) {
            some << part;
        }
    }
    return some.join(i18nc("@info spoken: between parts of a sentence", ", "));
}
}

QString names(const QStringList &names, int atMost)
{
    if (names.isEmpty()) {
        return {};
    }
    if (names.size() == 1) {
        return names.first();
    }
    if (names.size() <= atMost) {
        return i18nc("@info all names but the last, the last", "%1 and %2", QStringList(names.first(names.size() - 1)).join(QStringLiteral(", ")), names.last());
    }
    return i18ncp("@info how many more, names", "%2 and %1 more", "%2 and %1 more", int(names.size()) - atMost, QStringList(names.first(atMost)).join(QStringLiteral(", ")));
}

QString content(const ChatTimelineRow &row)
{
    switch (row.kind) {
    case ChatRowKind::Image:
    case ChatRowKind::Audio:
    case ChatRowKind::Video:
    case ChatRowKind::File:
    case ChatRowKind::Sticker: {
        QStringList parts{ChatLook::kindName(row.kind)};
        if (row.attachment) {
            parts << row.attachment->name;
            parts << (row.attachment->duration > 0 ? ChatLook::duration(row.attachment->duration) : QString());
            parts << (row.attachment->size > 0 ? Words::size(row.attachment->size) : QString());
        }
        if (!row.attachment || row.text != row.attachment->name) {
            parts << row.text; // the caption
        }
        return joined(parts);
    }
    case ChatRowKind::Location:
    case ChatRowKind::Poll:
    case ChatRowKind::Call:
        return joined({ChatLook::kindName(row.kind), row.text});
    case ChatRowKind::Redacted:
        return row.text.isEmpty() ? i18nc("@info in place of a message", "This message was deleted.") : row.text;
    case ChatRowKind::Unreadable:
        return ChatProblemWords::of(row.problem).sentence;
    case ChatRowKind::Unknown:
        return row.text.isEmpty() ? i18nc("@info in place of an event", "Something that cannot be shown here.") : row.text;
    default:
        return row.text.size() > mostSpoken ? i18nc("@info spoken: the beginning of a long text", "%1… The text goes on.", row.text.left(mostSpoken)) : row.text;
    }
}

QString news(const ChatTimelineRow &row)
{
    return i18nc("@info spoken: who, what", "%1: %2", row.senderName, Words::shortened(content(row), 200));
}

}
