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
{
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

QFuture<Result<QList<MailAddress>>> MailWriting::complete(const QString &beginning) const
{
    // Word beginnings in the name, the address, or its domain; those we write to come first.
    auto pattern = beginning;
    pattern.replace(u'\\', QStringLiteral("\\\\")).replace(u'%', QStringLiteral("\\%")).replace(u'_', QStringLiteral("\\_"));
    return m_parts.store->read([start = pattern + u'%', inside = QStringLiteral("% ") + pattern + u'%', domain = QStringLiteral("%@") + pattern + u'%'](
                                   const Reader &reader) -> Result<QList<MailAddress>> {
        QList<MailAddress> found;
        auto done = reader
                        .prepare("SELECT name, address FROM mail_address WHERE address LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\' "
                                 "OR name LIKE ?2 ESCAPE '\\' OR address LIKE ?3 ESCAPE '\\' ORDER BY written > 0 DESC, written * 4 + seen DESC, last DESC LIMIT 10")
                        .each(
                            [&](const Statement &row) {
                                found << MailAddress{row.text(0), row.text(1)};
                            },
                            start, inside, domain);
        if (!done) {
            return std::unexpected(done.error());
        }
        return found;
    });
}

Composer::Desk MailWriting::desk() const
{
    auto *actions = m_parts.actions;
    return {.accounts = m_parts.accounts,
            .save =
                [actions](const Draft &draft) {
                    return actions->saveDraft(draft);
                },
            .discard =
                [actions](const Draft &draft) {
                    actions->discardDraft(draft);
                },
            .send =
                [actions](const Draft &draft, const QDateTime &when) {
                    return actions->send(draft, when);
                },
            .attachFile =
                [actions](const QString &path) {
                    return actions->attachFile(path);
                },
            .attachBytes =
                [actions](const QByteArray &bytes, const QString &name, const QString &mimeType) {
                    return actions->attachBytes(bytes, name, mimeType);
                },
            .complete =
                [this](const QString &beginning) {
                    return complete(beginning);
                }};
}

Composer *MailWriting::compose(const Draft &draft)
{
    auto *composer = new Composer(desk(), draft, m_window);
    m_composers << composer;
    connect(composer, &Composer::sent, this, &MailWriting::offerUndo);
    connect(composer, &Composer::failed, this, &MailWriting::report);
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
    const auto undo = [this, change] {
        m_parts.actions->undoSend(change).then(this, [this](const Result<Draft> &back) {
            if (back) {
                compose(*back);
            } else {
                report(back.error());
            }
        });
    };
    if (when.isValid()) {
        m_parts.workbench->notify(i18nc("@info", "The message “%1” will be sent on %2.", Words::shortened(draft.subject, 50), Words::longDate(when)),
                                  Workbench::Tone::Success, i18nc("@action:button", "Undo"), undo);
        return;
    }
    int seconds = 0;
    for (const auto &account : m_parts.accounts()) {
        if (account.id == draft.account) {
            seconds = account.undoSendSeconds;
        }
    }
    if (seconds > 0) {
        m_parts.workbench->notify(i18ncp("@info", "The message “%2” will be sent in %1 second.", "The message “%2” will be sent in %1 seconds.", seconds,
                                         Words::shortened(draft.subject, 50)),
                                  Workbench::Tone::Success, i18nc("@action:button", "Undo"), undo);
    } else {
        m_parts.workbench->notify(i18nc("@info", "The message “%1” is in the outbox.", Words::shortened(draft.subject, 50)), Workbench::Tone::Success);
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
    const auto isDirty = [this] {
        return std::ranges::any_of(composers(), &Composer::isDirty);
    };
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
