// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailactions.h"

#include "mail/mailactionsprivate.h"
#include "mail/mailchange.h"
#include "mail/mailcrossing.h"
#include "mail/mailpayload.h"
#include "mail/messagewriter.h"
#include "sync/changerows.h"

#include <KLocalizedString>

namespace Kontor
{

using namespace MailTransactions;

namespace
{
QString seenFlag()
{
    return QStringLiteral("\\Seen");
}

/// Those of \p flags that the message has, or has not.
QStringList present(const MessageFacts &facts, const QStringList &flags, bool wanted)
{
    QStringList result;
    for (const auto &flag : flags) {
        const auto bit = MailPayload::flagBits({flag});
        const bool has = bit ? facts.flags.testFlags(bit) : facts.keywords.contains(flag, Qt::CaseInsensitive);
        if (has == wanted) {
            result << flag;
        }
    }
    return result;
}

void addFlagChange(const MessageFacts &facts, const QStringList &add, const QStringList &remove, QList<Change> &changes, MailUndoStep::Entry &entry)
{
    const auto missing = present(facts, add, false);
    const auto there = present(facts, remove, true);
    if (missing.isEmpty() && there.isEmpty()) {
        return;
    }
    Change change;
    change.item = facts.item;
    change.resource = facts.resource;
    change.collection = facts.storedIn;
    change.kind = MailChange::Flags;
    change.arguments = flagArguments(missing, there);
    changes << change;
    entry.add = there;
    entry.remove = missing;
}

Result<void> refuseWaiting(const MessageFacts &facts)
{
    if (facts.flags & MessageFlag::Waiting) {
        return failure(Error::Kind::Forbidden,
                       i18nc("@info", "A message that waits to be sent cannot be moved or deleted. Take it back first, or discard it in the outbox."));
    }
    return {};
}
}

MailActions::MailActions(std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->outbox = std::move(outbox);
}

MailActions::~MailActions() = default;

void MailActions::Private::tell(const QFuture<Result<QList<ChangeId>>> &future)
{
    auto copy = future;
    copy.then(q, [this](const Result<QList<ChangeId>> &done) {
        if (!done) {
            Q_EMIT q->failed(done.error());
        }
    });
}

void MailActions::Private::pushUndo(MailUndoStep step)
{
    steps << std::move(step);
    if (steps.size() > mostSteps) {
        steps.removeFirst();
    }
    Q_EMIT q->undoChanged();
}

void MailActions::Private::act(Fill fill, Text text)
{
    auto step = std::make_shared<MailUndoStep>();
    if (text) {
        step->number = ++lastStep;
        beingKept << step->number;
    }
    auto future
        = outbox->enqueue({}, [fill = std::move(fill), step](Transaction &transaction, QList<Change> &changes) { return fill(transaction, changes, *step); });
    future.then(q, [this, step, text = std::move(text)](const Result<QList<ChangeId>> &done) {
        beingKept.removeOne(step->number);
        const bool isUnwanted = unwanted.removeOne(step->number);
        if (!done) {
            Q_EMIT q->failed(done.error());
            return;
        }
        if (step->entries.isEmpty() || !text) {
            return;
        }
        if (isUnwanted) {
            takeBack(*step);
            return;
        }
        step->text = text(step->entries.size());
        pushUndo(*step);
    });
}

void MailActions::Private::setFlags(const QList<ItemId> &items, const QStringList &add, const QStringList &remove, Text text)
{
    if (items.isEmpty()) {
        return;
    }
    act(
        [items, add, remove](Transaction &transaction, QList<Change> &changes, MailUndoStep &step) -> Result<void> {
            const auto list = facts(transaction, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &facts : *list) {
                MailUndoStep::Entry entry{.item = facts.item, .add = {}, .remove = {}, .moveBack = {}, .body = {}};
                const auto before = changes.size();
                addFlagChange(facts, add, remove, changes, entry);
                if (changes.size() > before) {
                    step.entries << entry;
                }
            }
            return {};
        },
        std::move(text));
}

void MailActions::setFlags(const QList<ItemId> &items, const QStringList &add, const QStringList &remove)
{
    d->setFlags(items, add, remove, [](qsizetype count) { return i18ncp("@action", "Undo marking %1 message", "Undo marking %1 messages", count); });
}

void MailActions::noteRead(ItemId item)
{
    d->setFlags({item}, {seenFlag()}, {}, {});
}

void MailActions::markRead(const QList<ItemId> &items)
{
    setFlags(items, {seenFlag()}, {});
}

void MailActions::markUnread(const QList<ItemId> &items)
{
    setFlags(items, {}, {seenFlag()});
}

void MailActions::star(const QList<ItemId> &items)
{
    setFlags(items, {QStringLiteral("\\Flagged")}, {});
}

void MailActions::unstar(const QList<ItemId> &items)
{
    setFlags(items, {}, {QStringLiteral("\\Flagged")});
}

void MailActions::addTag(const QList<ItemId> &items, const QString &keyword)
{
    setFlags(items, {keyword}, {});
}

void MailActions::removeTag(const QList<ItemId> &items, const QString &keyword)
{
    setFlags(items, {}, {keyword});
}

void MailActions::move(const QList<ItemId> &items, CollectionId target)
{
    if (items.isEmpty() || !target) {
        return;
    }
    d->act(
        [items, target](Transaction &transaction, QList<Change> &changes, MailUndoStep &step) -> Result<void> {
            const auto list = facts(transaction, items);
            const auto resource = transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(target);
            const auto remote = remoteIdOf(transaction, target);
            if (!list || !resource || !remote) {
                return std::unexpected(!list ? list.error() : !resource ? resource.error() : remote.error());
            }
            for (const auto &facts : *list) {
                if (facts.shownIn == target) {
                    continue;
                }
                if (auto allowed = refuseWaiting(facts); !allowed) {
                    return allowed;
                }
                if (facts.resource != resource->value_or(ResourceId{})) {
                    const auto item = MailCrossing::cross(transaction, changes, facts, target, MailCrossing::Original::Leaves);
                    if (!item) {
                        return std::unexpected(item.error());
                    }
                    step.entries << MailUndoStep::Entry{.item = *item, .add = {}, .remove = {}, .moveBack = facts.shownIn, .original = facts.item, .body = {}};
                    continue;
                }
                changes << moveChange(facts, target, *remote);
                step.entries << MailUndoStep::Entry{.item = facts.item, .add = {}, .remove = {}, .moveBack = facts.shownIn, .body = {}};
            }
            return {};
        },
        [](qsizetype count) { return i18ncp("@action", "Undo moving %1 message", "Undo moving %1 messages", count); });
}

void MailActions::copy(const QList<ItemId> &items, CollectionId target)
{
    if (items.isEmpty() || !target) {
        return;
    }
    d->act(
        [items, target](Transaction &transaction, QList<Change> &changes, MailUndoStep &) -> Result<void> {
            const auto list = facts(transaction, items);
            const auto resource = transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(target);
            if (!list || !resource) {
                return std::unexpected(!list ? list.error() : resource.error());
            }
            for (const auto &facts : *list) {
                const bool elsewhere = facts.resource != resource->value_or(ResourceId{});
                if (elsewhere || facts.remoteId.isEmpty()) {
                    if (auto crossed = MailCrossing::cross(transaction, changes, facts, target, MailCrossing::Original::Stays); !crossed) {
                        return std::unexpected(crossed.error());
                    }
                    continue;
                }
                const auto item = insertItem(transaction, target);
                if (!item) {
                    return std::unexpected(item.error());
                }
                Change change;
                change.item = *item;
                change.resource = facts.resource;
                change.collection = target;
                change.kind = MailChange::Copy;
                change.arguments = {{QLatin1StringView("payload"), facts.payload},
                                    {QLatin1StringView("from"), facts.collectionRemoteId},
                                    {QLatin1StringView("uid"), facts.remoteId}};
                changes << change;
            }
            return {};
        },
        {});
}

void MailActions::Private::moveToRole(const QList<ItemId> &items, const QString &role, const QStringList &add, const QStringList &remove, Text text)
{
    if (items.isEmpty()) {
        return;
    }
    act(
        [items, role, add, remove](Transaction &transaction, QList<Change> &changes, MailUndoStep &step) -> Result<void> {
            const auto list = facts(transaction, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            QHash<ResourceId, std::pair<CollectionId, QString>> targets;
            for (const auto &facts : *list) {
                if (auto allowed = refuseWaiting(facts); !allowed) {
                    return allowed;
                }
                MailUndoStep::Entry entry{.item = facts.item, .add = {}, .remove = {}, .moveBack = {}, .body = facts.body};
                addFlagChange(facts, add, remove, changes, entry);
                if (role == FolderRole::Trash && facts.role == FolderRole::Trash) {
                    if (auto dropped = dropItem(transaction, changes, facts.item); !dropped) {
                        return dropped;
                    }
                    entry.deleted = true;
                    step.entries << entry;
                    continue;
                }
                if (!targets.contains(facts.resource)) {
                    const auto target = folderWithRole(transaction, changes, facts.resource, role);
                    if (!target) {
                        return std::unexpected(target.error());
                    }
                    const auto remote = remoteIdOf(transaction, *target);
                    if (!remote) {
                        return std::unexpected(remote.error());
                    }
                    targets.insert(facts.resource, {*target, *remote});
                }
                const auto &[target, remote] = targets[facts.resource];
                if (facts.shownIn != target) {
                    changes << moveChange(facts, target, remote);
                    entry.moveBack = facts.shownIn;
                }
                if (entry.moveBack || !entry.add.isEmpty() || !entry.remove.isEmpty()) {
                    step.entries << entry;
                }
            }
            return {};
        },
        std::move(text));
}

void MailActions::archive(const QList<ItemId> &items)
{
    d->moveToRole(items, FolderRole::Archive, {}, {}, [](qsizetype count) {
        return i18ncp("@action", "Undo archiving %1 message", "Undo archiving %1 messages", count);
    });
}

void MailActions::moveToTrash(const QList<ItemId> &items)
{
    d->moveToRole(
        items, FolderRole::Trash, {}, {}, [](qsizetype count) { return i18ncp("@action", "Undo deleting %1 message", "Undo deleting %1 messages", count); });
}

void MailActions::markJunk(const QList<ItemId> &items)
{
    d->moveToRole(items, FolderRole::Junk, {QStringLiteral("$Junk")}, {QStringLiteral("$NotJunk")}, [](qsizetype count) {
        return i18ncp("@action", "Undo marking %1 message as junk", "Undo marking %1 messages as junk", count);
    });
}

void MailActions::markNotJunk(const QList<ItemId> &items)
{
    d->moveToRole(items, FolderRole::Inbox, {QStringLiteral("$NotJunk")}, {QStringLiteral("$Junk")}, [](qsizetype count) {
        return i18ncp("@action", "Undo marking %1 message as wanted", "Undo marking %1 messages as wanted", count);
    });
}

void MailActions::deleteForGood(const QList<ItemId> &items)
{
    if (items.isEmpty()) {
        return;
    }
    d->act(
        [items](Transaction &transaction, QList<Change> &changes, MailUndoStep &step) -> Result<void> {
            const auto list = facts(transaction, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &facts : *list) {
                if (auto allowed = refuseWaiting(facts); !allowed) {
                    return allowed;
                }
                if (auto dropped = dropItem(transaction, changes, facts.item); !dropped) {
                    return dropped;
                }
                step.entries << MailUndoStep::Entry{.item = facts.item, .add = {}, .remove = {}, .moveBack = {}, .deleted = true, .body = facts.body};
            }
            return {};
        },
        [](qsizetype count) { return i18ncp("@action", "Undo deleting %1 message", "Undo deleting %1 messages", count); });
}

void MailActions::markAllRead(CollectionId folder)
{
    d->act(
        [folder](Transaction &transaction, QList<Change> &changes, MailUndoStep &step) -> Result<void> {
            QList<ItemId> unread;
            auto asked = transaction.prepare("SELECT item FROM mail_message WHERE collection = ?1 AND flags & 1 = 0")
                             .each([&unread](const Statement &row) { unread << row.get<ItemId>(0); }, folder);
            if (!asked) {
                return asked;
            }
            for (const auto item : std::as_const(unread)) {
                Change change;
                change.item = item;
                change.kind = MailChange::Flags;
                change.arguments = flagArguments({seenFlag()}, {});
                changes << change;
                step.entries << MailUndoStep::Entry{.item = item, .add = {}, .remove = {seenFlag()}, .moveBack = {}, .body = {}};
            }
            return {};
        },
        [](qsizetype count) { return i18ncp("@action", "Undo marking %1 message", "Undo marking %1 messages", count); });
}

bool MailActions::canUndo() const
{
    return !d->steps.isEmpty();
}

QString MailActions::undoText() const
{
    return d->steps.isEmpty() ? i18nc("@action", "Undo") : d->steps.last().text;
}

void MailActions::undo()
{
    if (!d->beingKept.isEmpty()) {
        undo(d->beingKept.last()); // a fast hand means what it just did
    } else if (!d->steps.isEmpty()) {
        undo(d->steps.last().number);
    }
}

int MailActions::lastStep() const
{
    return d->lastStep;
}

void MailActions::undo(int number)
{
    if (d->beingKept.contains(number)) {
        if (!d->unwanted.contains(number)) {
            d->unwanted << number;
        }
        return;
    }
    const auto found = std::ranges::find(d->steps, number, &MailUndoStep::number);
    if (found == d->steps.end()) {
        Q_EMIT failed(Error{Error::Kind::NotFound, i18nc("@info", "There is nothing left to take back here."), {}});
        return;
    }
    const auto step = std::move(*found);
    d->steps.erase(found);
    Q_EMIT undoChanged();
    d->takeBack(step);
}

void MailActions::Private::takeBack(const MailUndoStep &step)
{
    tell(outbox->enqueue(
        {}, [outbox = outbox, step, projector = outbox->projector(QStringLiteral("mail"))](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            QHash<CollectionId, QString> remotes;
            QList<MailUndoStep::Entry> revived;
            bool crossedBack = false;
            for (const auto &entry : step.entries) {
                if (entry.original) {
                    auto returned = MailCrossing::takeBack(transaction, changes, *projector, entry.item, entry.original, entry.moveBack);
                    if (!returned) {
                        return returned;
                    }
                    crossedBack = true;
                    continue;
                }
                if (entry.deleted) {
                    auto removed
                        = transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'delete' AND state IN (0, 3) AND answer_lost = 0").run(entry.item);
                    if (!removed) {
                        return removed;
                    }
                    if (transaction.changedRows() > 0) {
                        revived << entry;
                    }
                    continue;
                }
                if (!entry.add.isEmpty() || !entry.remove.isEmpty()) {
                    Change change;
                    change.item = entry.item;
                    change.kind = MailChange::Flags;
                    change.arguments = flagArguments(entry.add, entry.remove);
                    changes << change;
                }
                if (entry.moveBack) {
                    if (!remotes.contains(entry.moveBack)) {
                        const auto remote = remoteIdOf(transaction, entry.moveBack);
                        if (!remote) {
                            return std::unexpected(remote.error());
                        }
                        remotes.insert(entry.moveBack, *remote);
                    }
                    Change change;
                    change.item = entry.item;
                    change.kind = MailChange::Move;
                    change.arguments = {{QLatin1StringView("to"), entry.moveBack.value}, {QLatin1StringView("remote"), remotes.value(entry.moveBack)}};
                    changes << change;
                }
            }
            // Items that went meanwhile cannot be brought back.
            QList<Change> possible;
            for (const auto &change : std::as_const(changes)) {
                const auto there = transaction.prepare("SELECT 1 FROM item WHERE id = ?1").value<qint64>(change.item);
                if (!there) {
                    return std::unexpected(there.error());
                }
                if (*there) {
                    possible << change;
                }
            }
            changes = possible;
            QList<ItemId> items;
            for (const auto &entry : std::as_const(revived)) {
                items << entry.item;
            }
            if (revived.isEmpty()) {
                if (changes.isEmpty() && !crossedBack && !step.entries.isEmpty()) {
                    return failure(Error::Kind::NotFound, i18nc("@info", "This can no longer be taken back: the server has already carried it out."));
                }
                return {};
            }
            if (auto projected = outbox->reproject(transaction, items); !projected) {
                return projected;
            }
            constexpr qsizetype mostIndexed = 50; // the others' texts are fetched anew like any missing one
            for (const auto &entry : revived.first(std::min(revived.size(), mostIndexed))) {
                if (entry.body.isEmpty()) {
                    continue;
                }
                if (const auto bytes = outbox->store()->blobs().get(entry.body)) {
                    if (auto written = MessageWriter(transaction).writeBody(entry.item, entry.body, MessageBody::read(*bytes)); !written) {
                        return written;
                    }
                }
            }
            return {};
        }));
}

}
