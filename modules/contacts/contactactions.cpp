// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactactions.h"

#include "accounts/account.h"
#include "contacts/contactactionsprivate.h"
#include "contacts/contactmerge.h"
#include "contacts/contactphoto.h"
#include "contacts/vcardreader.h"
#include "groupware/davchange.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QtConcurrentRun>

namespace Kontor
{

using namespace ContactTransactions;
using What = ContactStep::Entry::What;

ContactActions::ContactActions(std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->outbox = std::move(outbox);
    connect(d->outbox->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox) {
            d->forgetToldDeletions();
        }
    });
}

ContactActions::~ContactActions() = default;

void ContactActions::Private::tell(const Error &error)
{
    Q_EMIT q->failed(error);
}

void ContactActions::Private::pushUndo(ContactStep step)
{
    steps << std::move(step);
    if (steps.size() > mostSteps) {
        steps.removeFirst();
    }
    Q_EMIT q->undoChanged();
}

QFuture<Result<std::shared_ptr<ContactStep>>> ContactActions::Private::act(Fill fill, Text text)
{
    auto step = std::make_shared<ContactStep>();
    step->number = ++lastStep;
    beingKept << step->number;
    auto future = outbox->enqueue({},
                                  [fill = std::move(fill), step, projector = outbox->projector(ResourceKind::Contacts)](
                                      Transaction &transaction, QList<Change> &changes) -> Result<void> {
                                      if (!projector) {
                                          return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with address books."));
                                      }
                                      return fill(transaction, *projector, changes, *step);
                                  });
    return future.then(q, [this, step, text = std::move(text)](const Result<QList<ChangeId>> &done) -> Result<std::shared_ptr<ContactStep>> {
        beingKept.removeOne(step->number);
        const bool isUnwanted = unwanted.removeOne(step->number);
        if (!done) {
            tell(done.error());
            return std::unexpected(done.error());
        }
        if (!step->entries.isEmpty()) {
            if (isUnwanted) {
                takeBack(*step);
            } else {
                step->text = text(step->entries.size());
                pushUndo(*step);
            }
        }
        return step;
    });
}

QFuture<Result<ItemId>> ContactActions::create(const ContactDraft &card)
{
    auto whole = card;
    if (whole.uid.isEmpty()) {
        whole.uid = VCardWriter::newUid();
    }
    return d
        ->act(
            [book = card.book, bytes = VCardWriter::create(whole)](Transaction &transaction, const Projector &, QList<Change> &changes, ContactStep &step) -> Result<void> {
                if (auto allowed = mayWrite(transaction, book); !allowed) {
                    return allowed;
                }
                return Kontor::ContactTransactions::create(transaction, changes, book, bytes).transform([&](ItemId item) {
                    step.entries << ContactStep::Entry{.what = What::Created, .item = item, .bytes = bytes, .book = book};
                });
            },
            [](qsizetype count) {
                return i18ncp("@action", "Undo creating %1 contact", "Undo creating %1 contacts", count);
            })
        .then([](const Result<std::shared_ptr<ContactStep>> &step) -> Result<ItemId> {
            if (!step) {
                return std::unexpected(step.error());
            }
            return (*step)->entries.first().item;
        });
}

QFuture<Result<void>> ContactActions::save(const ContactDraft &before, const ContactDraft &after)
{
    return d
        ->act(
            [before, after](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
                const auto list = facts(transaction, projector, {after.item});
                if (!list) {
                    return std::unexpected(list.error());
                }
                if (list->isEmpty() || list->first().bytes.isEmpty()) {
                    return failure(Error::Kind::NotFound, i18nc("@info", "This contact no longer exists."));
                }
                const auto &now = list->first();
                if (!now.mayWrite) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change the contacts of this address book."));
                }
                // Only what the user changed: news of others that came in between are kept.
                const auto wanted = ContactMerge::carried(before, after, VCardReader::read(now.bytes));
                edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
                return after.book ? Kontor::ContactTransactions::move(transaction, changes, step, now, after.book) : Result<void>();
            },
            [](qsizetype) {
                return i18nc("@action", "Undo editing a contact");
            })
        .then([](const Result<std::shared_ptr<ContactStep>> &step) -> Result<void> {
            return step ? Result<void>() : std::unexpected(step.error());
        });
}

void ContactActions::Private::editEach(const QList<ItemId> &items, Edit change, Text text)
{
    if (items.isEmpty()) {
        return;
    }
    act(
        [items, change = std::move(change)](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto list = facts(transaction, projector, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &now : *list) {
                auto wanted = VCardReader::read(now.bytes);
                const auto before = wanted;
                change(wanted);
                if (before == wanted || now.bytes.isEmpty()) {
                    continue;
                }
                if (!now.mayWrite) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change the contacts of this address book."));
                }
                edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
            }
            return {};
        },
        std::move(text));
}

void ContactActions::remove(const QList<ItemId> &items)
{
    if (items.isEmpty()) {
        return;
    }
    d->act(
        [items](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto list = facts(transaction, projector, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &now : *list) {
                if (!now.mayRemove) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not delete contacts of this address book."));
                }
                auto done = renameMember(transaction, projector, changes, step, now, {});
                if (done) {
                    done = drop(transaction, projector, changes, now);
                }
                if (!done) {
                    return done;
                }
                step.entries << ContactStep::Entry{.what = What::Deleted, .item = now.item, .bytes = now.bytes, .book = now.shownIn};
            }
            // A group that was itself deleted above needs no edit.
            changes.removeIf([&items](const Change &change) {
                return change.kind == DavChange::Edit && items.contains(change.item);
            });
            step.entries.removeIf([&items](const ContactStep::Entry &entry) {
                return entry.what == What::Edited && items.contains(entry.item);
            });
            return {};
        },
        [count = items.size()](qsizetype) {
            return i18ncp("@action", "Undo deleting %1 contact", "Undo deleting %1 contacts", count);
        });
}

void ContactActions::move(const QList<ItemId> &items, CollectionId book)
{
    if (items.isEmpty() || !book) {
        return;
    }
    d->act(
        [items, book](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            if (auto allowed = mayWrite(transaction, book); !allowed) {
                return allowed;
            }
            const auto list = facts(transaction, projector, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &now : *list) {
                if (auto done = Kontor::ContactTransactions::move(transaction, changes, step, now, book); !done) {
                    return done;
                }
            }
            return {};
        },
        [](qsizetype count) {
            return i18ncp("@action", "Undo moving %1 contact", "Undo moving %1 contacts", count);
        });
}

void ContactActions::setPhoto(ItemId item, const QByteArray &picture)
{
    const auto keep = [this, item](const QByteArray &photo) {
        d->editEach(
            {item},
            [photo](ContactDraft &card) {
                card.photo = photo;
                card.photoType = photo.isEmpty() ? QString() : ContactPhoto::typeForCard();
                card.photoUri.clear();
            },
            [](qsizetype) {
                return i18nc("@action", "Undo changing a photo");
            });
    };
    if (picture.isEmpty()) {
        keep({});
        return;
    }
    QtConcurrent::run([picture] {
        return ContactPhoto::forCard(picture);
    }).then(this, [this, keep](const QByteArray &photo) {
        if (photo.isEmpty()) {
            d->tell(Error{.kind = Error::Kind::Protocol, .message = i18nc("@info", "This file is not a picture that could be used."), .detail = {}, .retryAfter = {}});
            return;
        }
        keep(photo);
    });
}

void ContactActions::addKey(ItemId item, const QByteArray &key)
{
    const bool isPgp = key.contains("BEGIN PGP") || (!key.isEmpty() && (uchar(key[0]) & 0xc0) == 0xc0 && !key.startsWith("\x30"));
    const auto type = isPgp ? QStringLiteral("application/pgp-keys") : QStringLiteral("application/pkix-cert");
    d->editEach(
        {item},
        [key, type](ContactDraft &card) {
            const ContactDraft::Key wanted{.type = type, .uri = {}, .bytes = key};
            if (!card.keys.contains(wanted)) {
                card.keys << wanted;
            }
        },
        [](qsizetype) {
            return i18nc("@action", "Undo attaching a key");
        });
}

void ContactActions::keepTheirs(ChangeId change)
{
    d->tellOf(d->outbox->discard(change));
}

void ContactActions::resolve(ChangeId change, const ContactDraft &wanted)
{
    d->act(
        [change, wanted](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto found = ChangeRows::find(transaction, change);
            if (!found) {
                return std::unexpected(found.error());
            }
            if (!*found || (*found)->state != ChangeState::Parked) {
                return failure(Error::Kind::NotFound, i18nc("@info", "This has been settled already."));
            }
            auto gone = ChangeRows::remove(transaction, change);
            if (gone) {
                gone = ItemWriter(transaction, projector).reproject({(*found)->item});
            }
            if (!gone) {
                return gone;
            }
            const auto list = facts(transaction, projector, {(*found)->item});
            if (!list) {
                return std::unexpected(list.error());
            }
            if (!list->isEmpty() && !list->first().bytes.isEmpty()) {
                edit(changes, step, list->first(), VCardWriter::write(list->first().bytes, wanted));
            }
            return {};
        },
        [](qsizetype) {
            return i18nc("@action", "Undo editing a contact");
        });
}

bool ContactActions::canUndo() const
{
    return !d->steps.isEmpty();
}

QString ContactActions::undoText() const
{
    return d->steps.isEmpty() ? i18nc("@action", "Undo") : d->steps.last().text;
}

int ContactActions::lastStep() const
{
    return d->lastStep;
}

void ContactActions::undo()
{
    if (!d->beingKept.isEmpty()) {
        undo(d->beingKept.last()); // a fast hand means what it just did
    } else if (!d->steps.isEmpty()) {
        undo(d->steps.last().number);
    }
}

void ContactActions::undo(int number)
{
    if (d->beingKept.contains(number)) {
        if (!d->unwanted.contains(number)) {
            d->unwanted << number;
        }
        return;
    }
    const auto found = std::ranges::find(d->steps, number, &ContactStep::number);
    if (found == d->steps.end()) {
        d->tell(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "There is nothing left to take back here."), .detail = {}, .retryAfter = {}});
        return;
    }
    const auto step = *found;
    d->steps.erase(found);
    Q_EMIT undoChanged();
    d->takeBack(step);
}

}
