// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filespage.h"

#include "app/kinds/webaddress.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KPasswordLineEdit>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace Kontor
{

FilesPage::FilesPage(QWidget *parent)
    : QWidget(parent)
    , m_files(new QLineEdit(this))
    , m_userName(new QLineEdit(this))
    , m_password(new KPasswordLineEdit(this))
{
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    const auto row = [form, this](const QString &label, QWidget *field, const char *name) {
        field->setObjectName(QString::fromLatin1(name));
        auto *caption = new QLabel(label, this);
        caption->setBuddy(field);
        form->addRow(caption, field);
    };
    row(i18nc("@label where the files of an account are", "Fi&les (Nextcloud, WebDAV):"), m_files, "filesUrl");
    m_files->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_files->setPlaceholderText(i18nc("@info:placeholder", "Address of the server or of a folder; empty: none"));
    row(i18nc("@label", "Us&er name:"), m_userName, "filesUserName");
    m_userName->setPlaceholderText(i18nc("@info:placeholder", "The same as for calendars and contacts"));
    row(i18nc("@label", "Pass&word:"), m_password, "filesPassword");
    m_password->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_password->lineEdit()->setObjectName(QStringLiteral("filesPasswordEdit"));
    m_password->lineEdit()->setAccessibleName(i18nc("@label", "Password for files"));
    m_password->lineEdit()->setPlaceholderText(i18nc("@info:placeholder", "The same as for calendars and contacts"));
    m_password->setRevealPasswordMode(KPassword::RevealMode::OnlyNew);
    auto *hint = new QLabel(i18nc("@info", "Where sign-in goes through a portal, the server's security settings make an application password to be entered here."), this);
    hint->setWordWrap(true);
    form->addRow(hint);
    for (auto *field : {m_files, m_userName, m_password->lineEdit()}) {
        connect(field, &QLineEdit::textChanged, this, &FilesPage::changed);
    }
}

void FilesPage::fill(const Account &account)
{
    m_files->setText(account.files.toDisplayString());
    m_userName->setText(account.filesUserName);
    m_password->setPassword(account.filesPassword);
}

void FilesPage::apply(Account &account) const
{
    account.files = webAddress(m_files->text());
    account.filesUserName = m_userName->text().trimmed();
    account.filesPassword = m_password->password();
}

QList<QWidget *> FilesPage::tabOrder() const
{
    return {m_files, m_userName, m_password};
}

}
