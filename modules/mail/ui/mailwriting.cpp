// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailwriting.h"

#include "mail/mailactions.h"
#include "mail/ui/draftattachments.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

MailWriting::MailWriting(const MailParts &parts, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_window(window)
    , m_addresses(parts.store)
{
    m_undoTime.setSingleShot(true);
    connect(&m_undoTime, &QTimer::timeout, this, &MailWriting::forgetSent);
    connect(m_parts.actions, &MailActions::undoChanged, this, &MailWriting::forgetSent); // something newer is to be undone first
}

void MailWriting::setAccount(AccountId account)
{
    m_account = account;
}

std::optional<Account> MailWriting::account() const
{
    const auto accounts = m_parts.accounts();
    for (const auto &account : accounts) {
        if (account.id == m_account) {
            return account;
        }
    }
    return accounts.isEmpty() ? std::nullopt : std::optional(accounts.first());
}

void MailWriting::report(const Error &error)
{
    m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
}

AddressChooser::Book MailWriting::book() const
{
    return {.find =
                [addresses = m_addresses](const QString &typed) {
                    return addresses.known(typed);
                },
            .forget =
                [addresses = m_addresses](const MailAddress &address) mutable {
                    addresses.forget(address.address);
                },
            .contacts = m_parts.contacts};
}

namespace
{
/// People one keeps in address books, then whom one has written to. Books that cannot be read are no reason to offer nobody.
QFuture<Result<QList<AddressOffer>>>
offers(const AddressCompletion &addresses, const std::function<QFuture<Result<QList<AddressOffer>>>(const QString &)> &people, const QString &beginning)
{
    constexpr qsizetype most = 12;
    auto kept = people ? people(beginning) : QtFuture::makeReadyValueFuture(Result<QList<AddressOffer>>(QList<AddressOffer>()));
    return kept
        .then([addresses, beginning](const Result<QList<AddressOffer>> &first) {
            return addresses.complete(beginning).then([first = first.value_or(QList<AddressOffer>())](const Result<QList<MailAddress>> &seen) {
                return seen.transform([&first](const QList<MailAddress> &others) { return AddressOffer::joined(first, others, most); });
            });
        })
        .unwrap();
}
}

Composer::Desk MailWriting::desk() const
{
    auto *actions = m_parts.actions;
    return {.accounts = m_parts.accounts,
            .save = [actions](const Draft &draft) { return actions->saveDraft(draft); },
            .discard = [actions](const Draft &draft) { actions->discardDraft(draft); },
            .send = [actions](const Draft &draft, const QDateTime &when) { return actions->send(draft, when); },
            .attachFile = [actions](const QString &path) { return actions->attachFile(path); },
            .attachBytes
            = [actions](const QByteArray &bytes, const QString &name, const QString &mimeType) { return actions->attachBytes(bytes, name, mimeType); },
            .complete = [addresses = m_addresses, people = m_parts.people](const QString &beginning) { return offers(addresses, people, beginning); },
            .book = book(),
            .chooseFromFiles = !m_parts.workbench || !m_parts.workbench->hasFiles()
                ? std::function<void(Workbench::FileUse, QWidget *, std::function<void(const Workbench::FileChoice &)>)>()
                : [workbench = m_parts.workbench](Workbench::FileUse use, QWidget *parent, std::function<void(const Workbench::FileChoice &)> chosen) {
                      workbench->chooseFiles(use, parent, std::move(chosen));
                  }};
}

Composer *MailWriting::compose(const Draft &draft)
{
    auto *composer = new Composer(desk(), draft, m_window);
    m_composers << composer;
    connect(composer, &Composer::sent, this, &MailWriting::offerUndo);
    connect(composer, &Composer::failed, this, &MailWriting::report);
    connect(composer, &Composer::leftAsDraft, this, [this](const Draft &kept) {
        m_parts.workbench->notify(kept.subject.trimmed().isEmpty()
                                      ? i18nc("@info", "The message is kept among the drafts.")
                                      : i18nc("@info", "The message “%1” is kept among the drafts.", Words::shortened(kept.subject, 50)),
                                  Workbench::Tone::Information,
                                  i18nc("@action:button", "Discard"),
                                  [actions = m_parts.actions, kept] { actions->discardDraft(kept); });
    });
    composer->show();
    return composer;
}

void MailWriting::newMessage()
{
    if (const auto from = account()) {
        compose(m_parts.actions->newDraft(*from));
    } else {
        m_parts.workbench->notify(i18nc("@info", "There is no account to write from yet."), Workbench::Tone::Warning);
    }
}

void MailWriting::fromMailto(const QUrl &mailto)
{
    if (const auto from = account()) {
        compose(m_parts.actions->draftFromMailto(*from, mailto));
    }
}

void MailWriting::withFiles(const QStringList &paths, const std::shared_ptr<void> &keep)
{
    const auto from = account();
    if (!from) {
        m_parts.workbench->notify(i18nc("@info", "There is no account to write from yet."), Workbench::Tone::Warning);
        return;
    }
    auto *composer = compose(m_parts.actions->newDraft(*from));
    composer->hold(keep);
    composer->attach(paths);
}

void MailWriting::reply(const MessageContent &content, ItemId item, MessageReply::To to, const QString &selection)
{
    const auto from = account();
    if (!from) {
        return;
    }
    auto quoted = content;
    if (!selection.trimmed().isEmpty()) {
        quoted.plainText = selection; // only what was selected is answered
    }
    compose(MessageReply::reply(quoted, item, *from, to));
}

void MailWriting::forwardInline(const MessageContent &content, ItemId item)
{
    const auto from = account();
    if (!from) {
        return;
    }
    auto *composer = compose(MessageReply::forwardInline(content, item, *from));
    for (const auto &attachment : content.attachments) {
        if (attachment.isInline) {
            continue;
        }
        m_parts.loader->attachment(item, attachment.partId).then(composer, [composer, attachment](const Result<QByteArray> &bytes) {
            if (bytes) {
                composer->attachBytes(*bytes, attachment.name, attachment.mimeType);
            } else {
                Q_EMIT composer->failed(bytes.error());
            }
        });
    }
}

void MailWriting::forwardAttached(const MessageContent &content, ItemId item)
{
    const auto from = account();
    if (!from) {
        return;
    }
    auto *composer = compose(MessageReply::forwardAttached(content, item, *from));
    m_parts.loader->raw(item).then(composer, [composer, name = MessageReply::attachedName(content)](const Result<QByteArray> &raw) {
        if (raw) {
            composer->attachBytes(*raw, name, QStringLiteral("message/rfc822"));
        } else {
            Q_EMIT composer->failed(raw.error());
        }
    });
}

void MailWriting::openDraft(ItemId item)
{
    for (const auto &composer : std::as_const(m_composers)) {
        if (composer && composer->draft().item == item) {
            composer->raise();
            composer->activateWindow();
            return;
        }
    }
    m_parts.actions->openDraft(item).then(this, [this](const Result<Draft> &draft) {
        if (draft) {
            compose(*draft);
        } else {
            report(draft.error());
        }
    });
}

void MailWriting::offerUndo(ChangeId change, const Draft &draft, const QDateTime &when)
{
    const auto undo = [this, change] { takeBack(change); };
    m_sent = change;
    if (when.isValid()) {
        m_parts.workbench->notify(i18nc("@info", "The message “%1” will be sent on %2.", Words::shortened(draft.subject, 50), Words::longDate(when)),
                                  Workbench::Tone::Success,
                                  i18nc("@action:button", "Undo"),
                                  undo);
        m_undoTime.start(10s);
        Q_EMIT undoChanged();
        return;
    }
    int seconds = 0;
    for (const auto &account : m_parts.accounts()) {
        if (account.id == draft.account) {
            seconds = account.undoSendSeconds;
        }
    }
    seconds > 0 ? m_undoTime.start(std::chrono::seconds(seconds)) : forgetSent();
    Q_EMIT undoChanged();
    if (m_parts.isReachable && !m_parts.isReachable(draft.account)) {
        m_parts.workbench->notify(
            i18nc("@info", "The message “%1” will be sent when the server can be reached.", Words::shortened(draft.subject, 50)),
            Workbench::Tone::Success,
            i18nc("@action:button", "Undo"),
            undo);
    } else if (seconds > 0) {
        m_parts.workbench->notify(i18ncp("@info",
                                         "The message “%2” will be sent in %1 second.",
                                         "The message “%2” will be sent in %1 seconds.",
                                         seconds,
                                         Words::shortened(draft.subject, 50)),
                                  Workbench::Tone::Success,
                                  i18nc("@action:button", "Undo"),
                                  undo);
    } else {
        m_parts.workbench->notify(i18nc("@info", "The message “%1” is in the outbox.", Words::shortened(draft.subject, 50)), Workbench::Tone::Success);
    }
}

bool MailWriting::canUndoSend() const
{
    return bool(m_sent);
}

QString MailWriting::undoText() const
{
    return i18nc("@action", "Undo sending");
}

void MailWriting::undoSend()
{
    if (const auto change = m_sent) {
        takeBack(change);
    }
}

void MailWriting::takeBack(ChangeId change)
{
    forgetSent();
    m_parts.actions->undoSend(change).then(this, [this](const Result<Draft> &back) {
        if (back) {
            compose(*back);
        } else {
            report(back.error());
        }
    });
}

void MailWriting::forgetSent()
{
    m_undoTime.stop();
    if (std::exchange(m_sent, {})) {
        Q_EMIT undoChanged();
    }
}

QList<Composer *> MailWriting::composers() const
{
    QList<Composer *> open;
    for (const auto &composer : m_composers) {
        if (composer) {
            open << composer;
        }
    }
    return open;
}

bool MailWriting::mayClose()
{
    const auto isDirty = [this] { return std::ranges::any_of(composers(), &Composer::isDirty); };
    if (!isDirty()) {
        return true;
    }
    QEventLoop loop;
    for (auto *composer : composers()) {
        connect(composer, &Composer::settled, &loop, [&] {
            if (!isDirty()) {
                loop.quit();
            }
        });
        composer->saveNow();
    }
    QTimer::singleShot(5s, &loop, &QEventLoop::quit); // a disk that does not answer must not keep the window for ever
    if (isDirty()) {
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
    if (isDirty()) {
        m_parts.workbench->notify(i18nc("@info", "A message you are writing could not be saved, so Kontor stays open."), Workbench::Tone::Problem);
        return false;
    }
    return true;
}

}
