// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking back what was done in chats.
#include "chat/chatactionsprivate.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{
namespace
{
using What = ChatStep::What;

QString kindOf(What what)
{
    return what == What::Left ? ChatChange::Leave : ChatChange::Redact;
}

/// Back from the outbox, as long as no server has heard of it.
Result<void> revive(ChatWork &work, const ChatStep::Entry &entry)
{
    auto removed = work.transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = ?2 AND state IN (0, 3) AND answer_lost = 0")
                       .run(entry.item, kindOf(entry.what));
    if (!removed) {
        return removed;
    }
    if (work.transaction.changedRows() == 0) {
        return failure(Error::Kind::NotFound,
                       entry.what == What::Left ? i18nc("@info", "The room has been left already. You may have to be invited again.")
                                                : i18nc("@info", "The message has been deleted already. It cannot be brought back."));
    }
    work.transaction.changes.outbox = true;
    return ItemWriter(work.transaction, work.projector).reproject({entry.item});
}
}

void ChatActions::Private::pushUndo(ChatStep step, const Text &text)
{
    if (step.entries.isEmpty()) {
        return;
    }
    step.text = text(step.entries.size());
    steps << std::move(step);
    if (steps.size() > mostSteps) {
        steps.removeFirst();
    }
    Q_EMIT q->undoChanged();
}

void ChatActions::Private::takeBack(const ChatStep &step)
{
    actVoid([step](ChatWork &work, ChatStep &) -> Result<void> {
        for (auto entry = step.entries.crbegin(); entry != step.entries.crend(); ++entry) {
            if (entry->what != What::Tagged) {
                if (auto done = revive(work, *entry); !done) {
                    return done;
                }
                continue;
            }
            const auto room = work.room(entry->item);
            if (!room) {
                return std::unexpected(room.error());
            }
            work.change(*room, ChatChange::Tag, {{QLatin1StringView("tag"), entry->tag}, {QLatin1StringView("on"), entry->wasOn}});
        }
        return {};
    }).then(q, [this](const Result<void> &done) {
        if (done) {
            Q_EMIT q->takenBack();
        }
    });
}

bool ChatActions::canUndo() const
{
    return !d->steps.isEmpty();
}

QString ChatActions::undoText() const
{
    return d->steps.isEmpty() ? i18nc("@action", "Undo") : d->steps.last().text;
}

void ChatActions::undo()
{
    if (d->steps.isEmpty()) {
        return;
    }
    const auto step = d->steps.takeLast();
    Q_EMIT undoChanged();
    d->takeBack(step);
}

void ChatActions::setUndoTime(std::chrono::milliseconds time)
{
    d->undoTime = time;
}

void ChatActions::Private::forgetTold()
{
    QList<ItemId> waiting;
    for (const auto &step : std::as_const(steps)) {
        for (const auto &entry : step.entries) {
            if (entry.what != What::Tagged) {
                waiting << entry.item;
            }
        }
    }
    if (waiting.isEmpty() || std::exchange(isLookingAtSteps, true)) {
        return;
    }
    outbox->store()
        ->read([waiting](const Reader &reader) -> Result<QSet<ItemId>> {
            QSet<ItemId> untold;
            return reader
                .prepare("SELECT c.item FROM json_each(?1) j CROSS JOIN change c ON c.item = j.value WHERE c.kind IN ('leave', 'redact') AND c.state IN (0, 3) "
                         "AND c.answer_lost = 0")
                .each(
                    [&untold](const Statement &row) {
                        untold << row.get<ItemId>(0);
                    },
                    jsonList(waiting))
                .transform([&untold] {
                    return untold;
                });
        })
        .then(q, [this, waiting](const Result<QSet<ItemId>> &untold) {
            isLookingAtSteps = false;
            if (!untold) {
                return;
            }
            const auto count = steps.size();
            steps.removeIf([&](const ChatStep &step) {
                return std::ranges::any_of(step.entries, [&](const ChatStep::Entry &entry) {
                    return entry.what != What::Tagged && waiting.contains(entry.item) && !untold->contains(entry.item);
                });
            });
            if (steps.size() != count) {
                Q_EMIT q->undoChanged();
            }
        });
}

}
