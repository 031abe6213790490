// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrows.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chatdevicesdialog.h"
#include "chat/ui/chatdirectorydialog.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatpeopledialog.h"
#include "chat/ui/chatprofiledialog.h"
#include "chat/ui/chatrecoverydialog.h"
#include "chat/ui/chatroomdialog.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chatsourcedialog.h"
#include "chat/ui/chattimelinelist.h"
#include "chat/ui/chatverificationdialog.h"

#include <KLocalizedString>
#include <QComboBox>

namespace Kontor
{

QDialog *ChatPane::opened(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

QDialog *ChatPane::newChat()
{
    if (m_accounts->all().isEmpty()) {
        return nullptr;
    }
    QList<ChatPeopleDialog::Account> accounts;
    for (const auto &entry : m_accounts->all()) {
        accounts << ChatPeopleDialog::Account{entry.id, entry.title};
    }
    auto *dialog = new ChatPeopleDialog(
        ChatPeopleDialog::Use::NewChat, m_parts.services,
        [store = m_parts.store](CollectionId account, const QString &words) {
            return ChatAccounts::known(store, account, words);
        },
        accounts, this);
    connect(dialog, &ChatPeopleDialog::peopleChosen, this, [this](CollectionId account, const QStringList &people) {
        m_parts.actions->startDirectChat(account, people.first()).then(this, [this](const Result<ItemId> &room) {
            if (room && *room) {
                showRoom(*room);
                entrance()->setFocus(Qt::OtherFocusReason);
            }
        });
    });
    return opened(dialog);
}

QDialog *ChatPane::joinDialog()
{
    if (!account() || !m_parts.services) {
        return nullptr;
    }
    auto *dialog = space() ? new ChatDirectoryDialog(m_parts.services, account(), space(), m_spaces->currentText(), this) : new ChatDirectoryDialog(m_parts.services, account(), this);
    connect(dialog, &ChatDirectoryDialog::joinWanted, this, &ChatPane::joinRoom);
    connect(dialog, &ChatDirectoryDialog::openWanted, this, [this](const QString &roomId) {
        m_parts.store
            ->read([account = account(), roomId](const Reader &reader) {
                return ChatRows::room(reader, account, roomId);
            })
            .then(this, [this](const Result<std::optional<ItemId>> &room) {
                if (room && *room) {
                    showRoom(**room);
                }
            });
    });
    return opened(dialog);
}

QDialog *ChatPane::createDialog(ChatOutgoingRoom::Sort sort)
{
    if (!account() || !m_parts.actions) {
        return nullptr;
    }
    auto *dialog = new ChatCreateDialog(sort, space() ? m_spaces->currentText() : QString(), this);
    connect(dialog, &ChatCreateDialog::roomWanted, this, [this](ChatOutgoingRoom room, bool isInSpace) {
        room.space = isInSpace ? space() : ItemId();
        m_parts.actions->create(account(), room).then(this, [this, isSpace = room.sort == ChatOutgoingRoom::Sort::Space](const Result<ItemId> &made) {
            if (made && *made && !isSpace) {
                showRoom(*made);
            }
        });
    });
    return opened(dialog);
}

QDialog *ChatPane::inviteDialog()
{
    if (!m_room.item || !m_rights.testFlag(ChatRight::Invite)) {
        return nullptr;
    }
    auto *dialog = new ChatPeopleDialog(
        ChatPeopleDialog::Use::Invite, m_parts.services,
        [store = m_parts.store](CollectionId account, const QString &words) {
            return ChatAccounts::known(store, account, words);
        },
        {{account(), m_accounts->entry(account()).title}}, this);
    connect(dialog, &ChatPeopleDialog::peopleChosen, this, [this, room = m_room.item](CollectionId, const QStringList &people) {
        m_parts.actions->invite(room, people).then(this, [this, count = int(people.size())](const Result<void> &done) {
            if (done) {
                notify(i18ncp("@info", "%1 person is invited.", "%1 people are invited.", count), Workbench::Tone::Success);
            }
        });
    });
    return opened(dialog);
}

QDialog *ChatPane::settingsDialog()
{
    if (!m_room.item) {
        return nullptr;
    }
    auto *dialog = new ChatSettingsDialog(m_room.title, ChatSettingsDialog::settingsOf(m_facts), m_rights, this);
    connect(dialog, &QDialog::accepted, this, [this, dialog, room = m_room.item] {
        dialog->save(m_parts.actions, room);
    });
    return opened(dialog);
}

QDialog *ChatPane::dayDialog()
{
    if (!m_room.item) {
        return nullptr;
    }
    const auto row = m_conversation->current();
    auto *dialog = new ChatDayDialog(row ? row->time.date() : QDate(), this);
    connect(dialog, &ChatDayDialog::dayChosen, m_conversation, &ChatConversation::goToDay);
    return opened(dialog);
}

QDialog *ChatPane::encryptionDialog()
{
    if (!account() || !m_parts.services) {
        return nullptr;
    }
    auto *dialog = new ChatEncryptionDialog(m_parts.services, account(), this);
    connect(dialog, &ChatEncryptionDialog::verifyWanted, this, [this] {
        verifyDialog();
    });
    connect(dialog, &ChatEncryptionDialog::recoveryWanted, this, &ChatPane::recoveryDialog);
    connect(dialog, &ChatEncryptionDialog::restoreWanted, this, &ChatPane::restoreDialog);
    connect(dialog, &ChatEncryptionDialog::devicesWanted, this, [this] {
        devicesDialog();
    });
    connect(dialog, &ChatEncryptionDialog::exportWanted, this, [this] {
        keyFileDialog(Qt::Checked);
    });
    connect(dialog, &ChatEncryptionDialog::importWanted, this, [this] {
        keyFileDialog(Qt::Unchecked);
    });
    return opened(dialog);
}

QDialog *ChatPane::recoveryDialog()
{
    return m_parts.services && account() ? opened(new ChatRecoveryDialog(m_parts.services, account(), this)) : nullptr;
}

QDialog *ChatPane::restoreDialog()
{
    return m_parts.services && account() ? opened(new ChatRestoreDialog(m_parts.services, account(), this)) : nullptr;
}

QDialog *ChatPane::keyFileDialog(Qt::CheckState isExport)
{
    const auto direction = isExport == Qt::Checked ? ChatKeyFileDialog::Direction::Export : ChatKeyFileDialog::Direction::Import;
    return m_parts.services && account() ? opened(new ChatKeyFileDialog(m_parts.services, account(), direction, this)) : nullptr;
}

QDialog *ChatPane::devicesDialog(const QString &userId, const QString &name)
{
    if (!m_parts.services || !account()) {
        return nullptr;
    }
    auto *dialog = new ChatDevicesDialog(m_parts.services, account(), userId.isEmpty() ? ownUser() : userId, userId.isEmpty() ? QString() : name, this);
    connect(dialog, &ChatDevicesDialog::verificationWanted, this, [this, name](const QString &user, const QString &device) {
        verifyDialog(user, device, name);
    });
    return opened(dialog);
}

QDialog *ChatPane::verifyDialog(const QString &userId, const QString &deviceId, const QString &name)
{
    if (!m_parts.services || !account() || m_verification) {
        return nullptr;
    }
    m_verification = new ChatVerificationDialog(m_parts.services, account(), userId.isEmpty() ? ownUser() : userId, deviceId, name, this);
    return opened(m_verification);
}

QDialog *ChatPane::profileDialog()
{
    if (!account() || !m_parts.actions) {
        return nullptr;
    }
    // What is known of it is read first; the dialog comes with it.
    struct Own {
        QString name{};
        QString avatar{};
    };
    m_parts.store
        ->read([account = account()](const Reader &reader) -> Result<Own> {
            Own own;
            return reader.prepare("SELECT name, avatar FROM chat_account WHERE collection = ?1")
                .each(
                    [&own](const Statement &row) {
                        own = {row.text(0), row.text(1)};
                    },
                    account)
                .transform([&own] {
                    return own;
                });
        })
        .then(this, [this, account = account()](const Result<Own> &own) {
            auto *dialog = new ChatProfileDialog(m_accounts->entry(account).userId, own ? own->name : QString(), {}, this);
            connect(dialog, &ChatProfileDialog::nameWanted, this, [this, account](const QString &name) {
                m_parts.actions->setOwnName(account, name);
            });
            connect(dialog, &ChatProfileDialog::pictureWanted, this, [this, account](const QByteArray &image) {
                m_parts.actions->setOwnPicture(account, image);
            });
            opened(dialog);
        });
    return nullptr;
}

QDialog *ChatPane::personDialog(const QString &userId, const QString &name)
{
    if (userId.isEmpty() || !account()) {
        return nullptr;
    }
    QList<ChatPersonDialog::Choice> choices;
    const bool isSelf = userId == ownUser();
    if (!isSelf && m_parts.actions) {
        choices << ChatPersonDialog::Choice{"personChat", i18nc("@action:button", "Write to This &Person"), [this, userId] {
                                                m_parts.actions->startDirectChat(account(), userId).then(this, [this](const Result<ItemId> &room) {
                                                    if (room && *room) {
                                                        showRoom(*room);
                                                        entrance()->setFocus(Qt::OtherFocusReason);
                                                    }
                                                });
                                            }};
    }
    if (m_parts.services) {
        if (!isSelf) {
            choices << ChatPersonDialog::Choice{"personVerify", i18nc("@action:button", "&Verify…"), [this, userId, name] {
                                                    verifyDialog(userId, {}, name.isEmpty() ? userId : name);
                                                }};
            choices << ChatPersonDialog::Choice{"personTrust", i18nc("@action:button after an identity changed", "Accept New &Identity"), [this, userId] {
                                                    m_parts.services->trustNewIdentity(account(), userId).then(this, [this](const Result<void> &done) {
                                                        if (!done) {
                                                            notify(done.error());
                                                        }
                                                    });
                                                }};
        }
        choices << ChatPersonDialog::Choice{"personDevices", i18nc("@action:button", "&Devices…"), [this, userId, name, isSelf] {
                                                devicesDialog(isSelf ? QString() : userId, name.isEmpty() ? userId : name);
                                            }};
    }
    if (!isSelf && m_parts.actions) {
        choices << ChatPersonDialog::Choice{"personIgnore", i18nc("@action:button nothing of somebody is shown any more", "I&gnore"), [this, userId] {
                                                m_parts.actions->ignore(account(), userId);
                                                m_parts.workbench->notify(i18nc("@info", "Nothing of this person is shown any more."), Workbench::Tone::Information, i18nc("@action:button", "Undo"), [this, userId] {
                                                    m_parts.actions->unignore(account(), userId);
                                                });
                                            }};
    }
    return opened(new ChatPersonDialog(m_parts.services, account(), userId, name, choices, this));
}

}
