// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/groupwarepage.h"

#include "app/kinds/webaddress.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace Kontor
{

GroupwarePage::GroupwarePage(QWidget *parent)
    : QWidget(parent)
    , m_calendars(new QLineEdit(this))
    , m_contacts(new QLineEdit(this))
    , m_find(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-find")), i18nc("@action:button", "&Find"), this))
    , m_userName(new QLineEdit(this))
    , m_password(new KPasswordLineEdit(this))
    , m_feeds(new QPlainTextEdit(this))
    , m_directory(new QLineEdit(this))
{
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    const auto row = [form, this](const QString &label, QWidget *field, const char *name) {
        field->setObjectName(QString::fromLatin1(name));
        auto *caption = new QLabel(label, this);
        caption->setBuddy(field);
        form->addRow(caption, field);
    };
    row(i18nc("@label", "Ca&lendars (CalDAV):"), m_calendars, "calendarsUrl");
    row(i18nc("@label", "C&ontacts (CardDAV):"), m_contacts, "contactsUrl");
    for (auto *field : {m_calendars, m_contacts}) {
        field->setInputMethodHints(Qt::ImhUrlCharactersOnly);
        field->setPlaceholderText(i18nc("@info:placeholder", "Address of the server; empty: none"));
    }
    m_find->setObjectName(QStringLiteral("findGroupware"));
    m_find->setAutoDefault(false);
    m_find->setToolTip(i18nc("@info:tooltip", "Look for the calendars and contacts that belong to the mail address, or to the addresses above"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_find);
    line->addStretch(1);
    form->addRow(line);
    row(i18nc("@label", "Us&er name:"), m_userName, "davUserName");
    m_userName->setPlaceholderText(i18nc("@info:placeholder", "The same as for mail"));
    row(i18nc("@label", "Pass&word:"), m_password, "davPassword");
    m_password->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // it would take all the room there is
    m_password->lineEdit()->setObjectName(QStringLiteral("davPasswordEdit"));
    m_password->lineEdit()->setAccessibleName(i18nc("@label", "Password for calendars and contacts"));
    m_password->lineEdit()->setPlaceholderText(i18nc("@info:placeholder", "The same as for mail"));
    m_password->setRevealPasswordMode(KPassword::RevealMode::OnlyNew);
    row(i18nc("@label", "Subscri&bed calendars:"), m_feeds, "feeds");
    m_feeds->setAccessibleName(i18nc("@label", "Subscribed calendars, one address in each line"));
    m_feeds->setPlaceholderText(i18nc("@info:placeholder", "Addresses of calendars on the web (ICS), one in each line"));
    m_feeds->setTabChangesFocus(true);
    m_feeds->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_feeds->setMaximumHeight(fontMetrics().height() * 6);
    row(i18nc("@label", "&Directory of people (LDAP):"), m_directory, "directory");
    m_directory->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_directory->setPlaceholderText(i18nc("@info:placeholder", "For example ldaps://server/base; empty: none"));
    for (auto *field : {m_calendars, m_contacts, m_userName, m_password->lineEdit(), m_directory}) {
        connect(field, &QLineEdit::textChanged, this, &GroupwarePage::changed);
    }
    connect(m_feeds, &QPlainTextEdit::textChanged, this, &GroupwarePage::changed);
    connect(m_find, &QPushButton::clicked, this, &GroupwarePage::findWanted);
}

void GroupwarePage::fill(const Account &account)
{
    m_calendars->setText(account.calendars.toDisplayString());
    m_contacts->setText(account.contacts.toDisplayString());
    m_userName->setText(account.davUserName);
    m_password->setPassword(account.davPassword);
    m_feeds->setPlainText(account.feeds.join(u'\n'));
    m_directory->setText(account.directory.toDisplayString());
}

void GroupwarePage::apply(Account &account) const
{
    account.calendars = webAddress(m_calendars->text());
    account.contacts = webAddress(m_contacts->text());
    account.davUserName = m_userName->text().trimmed();
    account.davPassword = m_password->password();
    account.feeds.clear();
    const auto lines = m_feeds->toPlainText().split(u'\n');
    for (const auto &line : lines) {
        if (const auto feed = line.trimmed(); !feed.isEmpty() && !account.feeds.contains(feed)) {
            account.feeds << feed;
        }
    }
    account.directory = QUrl(m_directory->text().trimmed());
}

void GroupwarePage::setPlaces(const QUrl &calendars, const QUrl &contacts)
{
    if (!calendars.isEmpty()) {
        m_calendars->setText(calendars.toDisplayString());
    }
    if (!contacts.isEmpty()) {
        m_contacts->setText(contacts.toDisplayString());
    }
}

void GroupwarePage::setFinding(Qt::CheckState finding)
{
    m_find->setEnabled(finding == Qt::Unchecked);
}

QList<QWidget *> GroupwarePage::tabOrder() const
{
    return {m_calendars, m_contacts, m_find, m_userName, m_password, m_feeds, m_directory};
}

}
