// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatsettingspage.h"

#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>

namespace Kontor
{
namespace
{
KConfigGroup groupOf(const char *name)
{
    return KSharedConfig::openConfig()->group(QString::fromLatin1(name));
}
}

ChatSettingsPage::ChatSettingsPage(QWidget *parent)
    : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    box(form, i18nc("@option:check", "&Enter sends a message, Shift+Enter begins a new line"), "chatEnterSends", "Chat", "EnterSends", Qt::Checked);
    box(form, i18nc("@option:check", "Do not let others see what I have &read"), "chatPrivateReceipts", "Chat", "PrivateReceipts", Qt::Unchecked);
    box(form, i18nc("@option:check", "Let others see that I am &typing"), "chatTyping", "Chat", "Typing", Qt::Checked);
    form->addItem(new QSpacerItem(0, Metrics::margin(this)));
    auto *notify = box(form, i18nc("@option:check", "&Notify of messages in chats"), "chatNotify", "Notifications", "Chat", Qt::Checked);
    auto *content = box(form, i18nc("@option:check", "Show &who wrote and what"), "chatNotifyContent", "Notifications", "ChatContent", Qt::Checked);
    const bool mayChange = content->isEnabled();
    content->setEnabled(mayChange && notify->isChecked());
    connect(notify, &QCheckBox::toggled, content, [content, mayChange](bool on) { content->setEnabled(mayChange && on); });
    const auto hint = [form, this](const QString &words) {
        auto *label = new QLabel(words, this);
        label->setWordWrap(true);
        form->addRow(label);
    };
    hint(i18nc("@info", "Which messages notify is up to the rules of your account and to each room's own level. While the screen is locked, only the number of messages is shown."));
    hint(i18nc("@info", "How many days of every room are kept on this computer stands in the account, under “Writing and Keeping”. Rooms kept offline are kept whole."));
}

QCheckBox *ChatSettingsPage::box(QFormLayout *form, const QString &text, const char *name, const char *group, const char *key, Qt::CheckState usual)
{
    auto *check = new QCheckBox(text, this);
    check->setObjectName(QString::fromLatin1(name));
    const auto config = groupOf(group);
    check->setChecked(config.readEntry(key, usual == Qt::Checked));
    if (config.isEntryImmutable(key)) {
        check->setEnabled(false);
        check->setToolTip(i18nc("@info:tooltip", "Set by the administrator"));
        check->setAccessibleDescription(i18nc("@info", "Set by the administrator"));
    }
    connect(check, &QCheckBox::toggled, this, [this, group, key](bool on) {
        auto config = groupOf(group);
        config.writeEntry(key, on);
        config.sync();
        Q_EMIT changed();
    });
    form->addRow(check);
    return check;
}

bool ChatSettingsPage::entersSends()
{
    return groupOf("Chat").readEntry("EnterSends", true);
}

bool ChatSettingsPage::hasPrivateReceipts()
{
    return groupOf("Chat").readEntry("PrivateReceipts", false);
}

bool ChatSettingsPage::tellsTyping()
{
    return groupOf("Chat").readEntry("Typing", true);
}

}
