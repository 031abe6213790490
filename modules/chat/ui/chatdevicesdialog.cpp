// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatdevicesdialog.h"

#include "chat/chatname.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QGridLayout>
#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>

namespace Kontor
{

ChatDevicesDialog::ChatDevicesDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &name, QWidget *parent)
    : ChatForm("devicesDialog", name.isEmpty() ? i18nc("@title:window", "Your Devices") : i18nc("@title:window name", "Devices of %1", name), parent)
    , m_services(services)
    , m_account(account)
    , m_userId(userId)
    , m_isOwn(name.isEmpty())
    , m_list(new QListWidget(this))
    , m_facts(new QLabel(this))
{
    m_list->setObjectName(QStringLiteral("devices"));
    m_list->setAccessibleName(i18nc("@label", "Devices"));
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 62, fontMetrics().height() * 12);
    body()->addWidget(m_list, 1);
    m_facts->setObjectName(QStringLiteral("deviceFacts"));
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setFocusPolicy(Qt::TabFocus);
    body()->addWidget(m_facts);
    m_verify = addButton("verifyDevice", i18nc("@action:button", "&Verify…"));
    m_rename = addButton("renameDevice", i18nc("@action:button", "Re&name…"));
    m_remove = addButton("removeDevice", i18nc("@action:button", "Sign &Out…"));
    addClose();
    m_rename->setVisible(m_isOwn);
    m_remove->setVisible(m_isOwn);
    connect(m_list, &QListWidget::currentRowChanged, this, &ChatDevicesDialog::update);
    connect(m_verify, &QPushButton::clicked, this, [this] {
        if (const auto device = chosen()) {
            Q_EMIT verificationWanted(m_userId, device->deviceId);
        }
    });
    connect(m_rename, &QPushButton::clicked, this, &ChatDevicesDialog::rename);
    connect(m_remove, &QPushButton::clicked, this, &ChatDevicesDialog::remove);
    connect(services, &ChatServices::encryptionChanged, this, [this](CollectionId changed) {
        if (changed == m_account && !isWaiting()) {
            load();
        }
    });
    update();
    load();
}

int ChatDevicesDialog::count() const
{
    return m_list->count();
}

std::optional<ChatDevice> ChatDevicesDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_devices.size() ? std::optional(m_devices.at(row)) : std::nullopt;
}

void ChatDevicesDialog::load()
{
    wait<QList<ChatDevice>>(m_services->devices(m_account, m_userId), i18nc("@info", "The server is being asked…"), [this](const Result<QList<ChatDevice>> &devices) {
        if (devices) {
            fill(*devices);
        } else {
            tell(devices.error());
        }
    });
}

void ChatDevicesDialog::fill(const QList<ChatDevice> &devices)
{
    const auto before = chosen() ? chosen()->deviceId : QString();
    m_devices = devices;
    m_list->clear();
    for (const auto &device : devices) {
        const auto name = ChatName::safe(device.name);
        QStringList facts;
        if (device.isThisOne) {
            facts << i18nc("@info of a device", "this device");
        }
        facts << (!device.hasEncryption ? i18nc("@info of a device", "without encryption") : device.isVerified ? i18nc("@info of a device", "verified") : i18nc("@info of a device", "not verified"));
        if (device.seen.isValid()) {
            facts << i18nc("@info of a device: time", "seen %1", Words::shortDate(device.seen));
        }
        const auto title = name.isEmpty() ? device.deviceId : name;
        auto *item = new QListWidgetItem(QString(title + QStringLiteral("  –  ") + facts.join(QStringLiteral(", "))), m_list);
        item->setData(Qt::AccessibleTextRole, QString(title + QStringLiteral(", ") + facts.join(QStringLiteral(", "))));
        item->setIcon(QIcon::fromTheme(device.isVerified ? QStringLiteral("security-high") : device.hasEncryption ? QStringLiteral("security-low") : QStringLiteral("security-medium")));
        if (device.deviceId == before) {
            m_list->setCurrentItem(item);
        }
    }
    if (!m_list->currentItem() && m_list->count() > 0) {
        m_list->setCurrentRow(0);
    }
    update();
    tell(i18ncp("@info", "%1 device", "%1 devices", count()));
}

void ChatDevicesDialog::update()
{
    const auto device = chosen();
    m_verify->setEnabled(device && !isWaiting() && !device->isVerified && device->hasEncryption && !device->isThisOne);
    m_rename->setEnabled(device && !isWaiting());
    m_remove->setEnabled(device && !isWaiting() && !device->isThisOne);
    QStringList lines;
    if (device) {
        lines << i18nc("@info", "Id: %1", device->deviceId);
        if (!device->fingerprint.isEmpty()) {
            lines << i18nc("@info", "Fingerprint: %1", device->fingerprint);
        }
        if (!device->address.isEmpty()) {
            lines << i18nc("@info", "Address: %1", device->address);
        }
    }
    m_facts->setText(lines.join(u'\n'));
    m_facts->setAccessibleName(lines.isEmpty() ? i18nc("@info", "No device is chosen.") : lines.join(QStringLiteral(". ")));
}

void ChatDevicesDialog::rename()
{
    const auto device = chosen();
    if (!device) {
        return;
    }
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("renameDeviceDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(i18nc("@title:window", "Rename Device"));
    dialog->setLabelText(i18nc("@label:textbox", "Name, which others see too:"));
    dialog->setTextValue(device->name);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, id = device->deviceId](const QString &name) {
        wait<void>(m_services->renameDevice(m_account, id, name), {}, [this](const Result<void> &done) {
            if (done) {
                load();
            } else {
                tell(done.error());
            }
        });
    });
    dialog->open();
}

void ChatDevicesDialog::remove()
{
    const auto device = chosen();
    if (!device) {
        return;
    }
    auto *question = new QMessageBox(QMessageBox::Warning, i18nc("@title:window", "Sign Device Out"),
                                     i18nc("@info name of a device", "Sign out “%1”? It can no longer read or write, and messages it alone has the keys of are lost to it.",
                                           Words::shortened(ChatName::safe(device->name.isEmpty() ? device->deviceId : device->name), 40)),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("removeDeviceQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *yes = question->addButton(i18nc("@action:button", "Sign Out"), QMessageBox::DestructiveRole);
    connect(yes, &QAbstractButton::clicked, this, [this, id = device->deviceId] {
        removeWith(id, {});
    });
    question->open();
}

void ChatDevicesDialog::removeWith(const QString &deviceId, const QString &password)
{
    wait<void>(m_services->removeDevice(m_account, deviceId, password), {}, [this, deviceId, password](const Result<void> &done) {
        if (done) {
            load();
            return;
        }
        if (done.error().kind != Error::Kind::Unauthorized || !password.isEmpty()) {
            tell(done.error());
            return;
        }
        auto *dialog = new QInputDialog(this);
        dialog->setObjectName(QStringLiteral("devicePasswordDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(i18nc("@title:window", "Sign Device Out"));
        dialog->setLabelText(i18nc("@label:textbox", "Password of your account:"));
        dialog->setTextEchoMode(QLineEdit::Password);
        connect(dialog, &QInputDialog::textValueSelected, this, [this, deviceId](const QString &typed) {
            if (!typed.isEmpty()) {
                removeWith(deviceId, typed);
            }
        });
        dialog->open();
    });
}

ChatEncryptionDialog::ChatEncryptionDialog(ChatServices *services, CollectionId account, QWidget *parent)
    : ChatForm("encryptionDialog", i18nc("@title:window", "Encryption"), parent)
    , m_services(services)
    , m_account(account)
{
    m_words = explain({});
    m_words->setObjectName(QStringLiteral("encryptionWords"));
    m_words->setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_words->setFocusPolicy(Qt::TabFocus);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    struct Step {
        const char *name;
        QString text;
        void (ChatEncryptionDialog::*wanted)();
    };
    const QList<Step> steps{{"verifyThisDevice", i18nc("@action:button", "&Verify This Device…"), &ChatEncryptionDialog::verifyWanted},
                            {"setUpRecovery", i18nc("@action:button", "Set Up Re&covery…"), &ChatEncryptionDialog::recoveryWanted},
                            {"restoreKeys", i18nc("@action:button", "&Restore Keys…"), &ChatEncryptionDialog::restoreWanted},
                            {"showDevices", i18nc("@action:button", "Your &Devices…"), &ChatEncryptionDialog::devicesWanted},
                            {"exportKeys", i18nc("@action:button", "&Export Keys…"), &ChatEncryptionDialog::exportWanted},
                            {"importKeys", i18nc("@action:button", "&Import Keys…"), &ChatEncryptionDialog::importWanted},
                            {"resetIdentity", i18nc("@action:button", "Reset Identit&y…"), nullptr}};
    auto *grid = new QGridLayout;
    for (qsizetype i = 0; i < steps.size(); ++i) {
        auto *button = new QPushButton(steps.at(i).text, this);
        button->setObjectName(QString::fromLatin1(steps.at(i).name));
        button->setAutoDefault(false);
        grid->addWidget(button, int(i / 2), int(i % 2));
        m_steps << button;
        if (steps.at(i).wanted) {
            connect(button, &QPushButton::clicked, this, steps.at(i).wanted);
        } else {
            connect(button, &QPushButton::clicked, this, &ChatEncryptionDialog::reset);
        }
    }
    body()->addLayout(grid);
    body()->addStretch(1);
    addClose();
    connect(services, &ChatServices::encryptionChanged, this, [this](CollectionId changed) {
        if (changed == m_account) {
            load();
        }
    });
    update();
    load();
}

QStringList ChatEncryptionDialog::describe(const ChatEncryptionState &state)
{
    if (!state.isAvailable) {
        return {state.sentence.isEmpty() ? i18nc("@info", "The encryption is not available here at the moment.") : state.sentence};
    }
    QStringList lines;
    lines << (!state.hasIdentity    ? i18nc("@info", "There is no identity yet: nobody can tell your devices from others’. Setting up recovery makes one.")
                  : state.isVerified ? i18nc("@info", "This device is verified.")
                                     : i18nc("@info", "This device is not verified: others are warned of it, and some give it no keys. Verify it with another device of yours, or restore your keys."));
    if (!state.hasRecovery) {
        lines << i18nc("@info", "Recovery is not set up: if you lose this device, your old messages cannot be read any more.");
    } else {
        lines << i18nc("@info", "Recovery is set up.");
    }
    if (state.hasBackup && state.isBackupUsed) {
        lines << (state.keysToBackUp > 0 ? i18ncp("@info", "%1 key is still to be backed up.", "%1 keys are still to be backed up.", state.keysToBackUp) : i18nc("@info", "All keys of this device are in the backup on the server."));
    } else if (state.hasBackup) {
        lines << i18nc("@info", "There is a backup of keys on the server that this device cannot use yet. Restore the keys.");
    }
    lines << i18ncp("@info", "This device has the keys of %1 session.", "This device has the keys of %1 sessions.", state.keys);
    if (!state.deviceId.isEmpty()) {
        lines << i18nc("@info id, fingerprint", "Device %1, fingerprint %2", state.deviceId, state.fingerprint);
    }
    return lines;
}

QStringList ChatEncryptionDialog::sentences() const
{
    return m_isKnown ? describe(m_state) : QStringList();
}

void ChatEncryptionDialog::load()
{
    wait<ChatEncryptionState>(m_services->encryption(m_account), {}, [this](const Result<ChatEncryptionState> &state) {
        if (!state) {
            tell(state.error());
            return;
        }
        m_state = *state;
        m_isKnown = true;
        const auto lines = describe(m_state);
        m_words->setText(lines.join(u'\n'));
        m_words->setAccessibleName(lines.join(u' '));
        update();
    });
}

void ChatEncryptionDialog::update()
{
    const bool isThere = m_isKnown && m_state.isAvailable;
    const QList<bool> possible{isThere && m_state.hasIdentity && !m_state.isVerified, isThere && !m_state.hasRecovery, isThere && m_state.hasRecovery, true, isThere && m_state.keys > 0, isThere, isThere && m_state.hasIdentity};
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        m_steps.at(i)->setEnabled(possible.value(i));
    }
}

void ChatEncryptionDialog::reset()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("resetIdentityDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(i18nc("@title:window", "Reset Identity"));
    dialog->setLabelText(i18nc("@label:textbox", "Only if all your other devices and the recovery key are lost.\nEverybody who verified you is warned, and has to verify you anew.\nPassword of your account:"));
    dialog->setTextEchoMode(QLineEdit::Password);
    dialog->setOkButtonText(i18nc("@action:button", "Reset"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &password) {
        wait<void>(m_services->resetIdentity(m_account, password), i18nc("@info", "The identity is being reset…"), [this](const Result<void> &done) {
            if (done) {
                tell(i18nc("@info", "You have a new identity. Set up recovery now."));
                load();
            } else {
                tell(done.error());
            }
        });
    });
    dialog->open();
}

}
