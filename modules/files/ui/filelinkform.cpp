// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filelinkform.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QDateEdit>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr int usualDays = 30;
}

FileLinkForm::FileLinkForm(const FileFeatures &features, Qt::CheckState canBeEdited, QWidget *parent)
    : QGroupBox(i18nc("@title:group", "Link"), parent)
    , m_features(features)
    , m_label(new QLineEdit(this))
    , m_hasPassword(new QCheckBox(i18nc("@option:check", "&Password:"), this))
    , m_password(new QLineEdit(this))
    , m_hasExpiry(new QCheckBox(i18nc("@option:check", "E&xpires:"), this))
    , m_expiry(new QDateEdit(this))
    , m_mayEdit(new QCheckBox(i18nc("@option:check", "Whoever has it may &edit"), this))
    , m_policy(new QLabel(this))
    , m_send(new QPushButton(this))
    , m_cancel(new QPushButton(i18nc("@action:button", "Do Not Change"), this))
{
    setObjectName(QStringLiteral("linkForm"));
    auto *layout = new QGridLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(i18nc("@label:textbox name of a link, for oneself", "&Label:"), this);
    label->setBuddy(m_label);
    m_label->setObjectName(QStringLiteral("linkLabel"));
    m_hasPassword->setObjectName(QStringLiteral("linkHasPassword"));
    m_password->setObjectName(QStringLiteral("linkPassword"));
    m_password->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    m_password->setAccessibleName(i18nc("@label:textbox", "Password of the link"));
    m_hasExpiry->setObjectName(QStringLiteral("linkHasExpiry"));
    m_expiry->setObjectName(QStringLiteral("linkExpiry"));
    m_expiry->setCalendarPopup(true);
    m_expiry->setAccessibleName(i18nc("@label", "Last day of the link"));
    m_expiry->setMinimumDate(QDate::currentDate().addDays(1));
    m_mayEdit->setObjectName(QStringLiteral("linkMayEdit"));
    m_mayEdit->setVisible(canBeEdited == Qt::Checked);
    m_policy->setObjectName(QStringLiteral("linkPolicy"));
    m_policy->setWordWrap(true);
    m_send->setObjectName(QStringLiteral("makeLink"));
    m_send->setAutoDefault(false);
    m_cancel->setObjectName(QStringLiteral("leaveLink"));
    m_cancel->setAutoDefault(false);
    layout->addWidget(label, 0, 0);
    layout->addWidget(m_label, 0, 1);
    layout->addWidget(m_hasPassword, 1, 0);
    layout->addWidget(m_password, 1, 1);
    layout->addWidget(m_hasExpiry, 2, 0);
    layout->addWidget(m_expiry, 2, 1);
    layout->addWidget(m_mayEdit, 3, 0, 1, 2);
    layout->addWidget(m_policy, 4, 0, 1, 2);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_send);
    layout->addLayout(buttons, 5, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    QStringList policy;
    if (features.linkPasswordEnforced) {
        policy << i18nc("@info policy of a server", "The server demands a password for links.");
    }
    if (features.linkExpiryEnforced) {
        policy << (features.linkExpiryDays > 0 ? i18ncp("@info policy of a server", "Links end after %1 day at the latest.", "Links end after %1 days at the latest.", features.linkExpiryDays)
                                               : i18nc("@info policy of a server", "The server demands that links expire."));
    }
    m_policy->setText(policy.join(u' '));
    m_policy->setVisible(!policy.isEmpty());
    if (features.linkExpiryEnforced && features.linkExpiryDays > 0) {
        m_expiry->setMaximumDate(QDate::currentDate().addDays(features.linkExpiryDays));
    }
    connect(m_hasPassword, &QCheckBox::toggled, this, &FileLinkForm::update);
    connect(m_hasExpiry, &QCheckBox::toggled, this, &FileLinkForm::update);
    connect(m_password, &QLineEdit::textChanged, this, &FileLinkForm::update);
    connect(m_send, &QPushButton::clicked, this, &FileLinkForm::send);
    connect(m_cancel, &QPushButton::clicked, this, &FileLinkForm::begin);
    begin();
}

void FileLinkForm::begin()
{
    edit({.type = FileShare::Type::Link});
}

void FileLinkForm::edit(const FileShare &link)
{
    m_edited = link;
    const bool isNew = link.id.isEmpty();
    m_label->setText(link.title);
    m_password->clear();
    m_password->setPlaceholderText(link.hasPassword ? i18nc("@info:placeholder", "as it is") : QString());
    m_hasPassword->setChecked(link.hasPassword || m_features.linkPasswordEnforced);
    m_hasPassword->setEnabled(!m_features.linkPasswordEnforced);
    const auto days = m_features.linkExpiryDays > 0 ? m_features.linkExpiryDays : usualDays;
    m_expiry->setDate(link.expires.isValid() ? link.expires : QDate::currentDate().addDays(days));
    m_hasExpiry->setChecked(link.expires.isValid() || m_features.linkExpiryEnforced || (isNew && m_features.linkExpiryDays > 0));
    m_hasExpiry->setEnabled(!m_features.linkExpiryEnforced);
    m_mayEdit->setChecked(link.mayEdit);
    m_cancel->setVisible(!isNew);
    m_send->setText(isNew ? i18nc("@action:button", "Create and Copy &Link") : i18nc("@action:button", "Change &Link"));
    setTitle(isNew ? i18nc("@title:group", "New Link") : i18nc("@title:group", "Change Link"));
    update();
}

void FileLinkForm::setBusy(Qt::CheckState busy)
{
    m_isBusy = busy == Qt::Checked;
    update();
}

void FileLinkForm::update()
{
    m_password->setEnabled(m_hasPassword->isChecked());
    m_expiry->setEnabled(m_hasExpiry->isChecked());
    const bool lacksPassword = m_hasPassword->isChecked() && m_password->text().isEmpty() && !m_edited.hasPassword;
    m_send->setEnabled(!m_isBusy && !lacksPassword);
    m_send->setAccessibleDescription(lacksPassword ? i18nc("@info", "A password is needed first.") : QString());
}

void FileLinkForm::send()
{
    FileShareWish wish{.id = m_edited.id, .type = FileShare::Type::Link, .mayEdit = m_mayEdit->isChecked(), .label = m_label->text().trimmed()};
    if (m_hasExpiry->isChecked()) {
        wish.expires = m_expiry->date();
    }
    if (m_hasPassword->isChecked() && !m_password->text().isEmpty()) {
        wish.password = m_password->text();
    } else if (!m_hasPassword->isChecked() && m_edited.hasPassword) {
        wish.password = QStringLiteral("");
    }
    Q_EMIT wanted(wish);
}

}
