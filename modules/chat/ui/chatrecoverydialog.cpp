// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatrecoverydialog.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
QLineEdit *secret(const char *name, QWidget *parent)
{
    auto *edit = new QLineEdit(parent);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setEchoMode(QLineEdit::Password);
    edit->setMinimumWidth(edit->fontMetrics().averageCharWidth() * 34);
    return edit;
}

QString bare(const QString &key)
{
    auto text = key;
    text.remove(QRegularExpression(QStringLiteral("\\s")));
    return text;
}
}

ChatRecoveryDialog::ChatRecoveryDialog(ChatServices *services, CollectionId account, QWidget *parent)
    : ChatForm("recoveryDialog", i18nc("@title:window", "Set Up Recovery"), parent)
    , m_services(services)
    , m_account(account)
    , m_pages(new QStackedWidget(this))
    , m_passphrase(secret("recoveryPassphrase", this))
    , m_again(secret("recoveryPassphraseAgain", this))
    , m_passwordRow(new QWidget(this))
    , m_password(secret("recoveryPassword", this))
    , m_shown(new QLineEdit(this))
    , m_typed(new QLineEdit(this))
{
    auto *first = new QWidget(this);
    auto *form = new QFormLayout(first);
    form->setContentsMargins(0, 0, 0, 0);
    auto *why = new QLabel(i18nc("@info", "Recovery keeps the keys of your messages on the server, locked with a key that only you have. With it a new device can read your old messages. You get a recovery key; a passphrase is another way to the same lock."), first);
    why->setWordWrap(true);
    form->addRow(why);
    form->addRow(i18nc("@label:textbox", "&Passphrase (if you want one):"), m_passphrase);
    form->addRow(i18nc("@label:textbox", "The same &again:"), m_again);
    auto *password = new QFormLayout(m_passwordRow);
    password->setContentsMargins(0, 0, 0, 0);
    password->addRow(i18nc("@label:textbox", "Pass&word of your account:"), m_password);
    form->addRow(m_passwordRow);
    m_passwordRow->hide();
    auto *second = new QWidget(this);
    auto *column = new QVBoxLayout(second);
    column->setContentsMargins(0, 0, 0, 0);
    auto *advice = new QLabel(i18nc("@info", "This is your recovery key. It is shown only now. Keep it in a password safe, or save it to a file you can lock away. Who has it can read your messages."), second);
    advice->setWordWrap(true);
    column->addWidget(advice);
    m_shown->setObjectName(QStringLiteral("recoveryKey"));
    m_shown->setReadOnly(true);
    m_shown->setAccessibleName(i18nc("@label", "Recovery key"));
    auto fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_shown->setFont(fixed);
    m_shown->setMinimumWidth(QFontMetrics(fixed).averageCharWidth() * 62);
    column->addWidget(m_shown);
    auto *buttons = new QHBoxLayout;
    auto *copyButton = new QPushButton(QIcon::fromTheme(QStringLiteral("edit-copy")), i18nc("@action:button", "&Copy"), second);
    copyButton->setObjectName(QStringLiteral("copyRecoveryKey"));
    auto *saveButton = new QPushButton(QIcon::fromTheme(QStringLiteral("document-save")), i18nc("@action:button", "&Save to a File…"), second);
    saveButton->setObjectName(QStringLiteral("saveRecoveryKey"));
    buttons->addWidget(copyButton);
    buttons->addWidget(saveButton);
    buttons->addStretch(1);
    column->addLayout(buttons);
    auto *typedLabel = new QLabel(i18nc("@label:textbox", "Type or paste the key from where you &keep it, unless you saved it to a file:"), second);
    typedLabel->setWordWrap(true);
    typedLabel->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("recoveryKeyTyped"));
    m_typed->setFont(fixed);
    column->addWidget(typedLabel);
    column->addWidget(m_typed);
    m_pages->addWidget(first);
    m_pages->addWidget(second);
    body()->addWidget(m_pages);
    m_start = addAccept("startRecovery", i18nc("@action:button", "Set &Up"));
    m_finish = addButton("finishRecovery", i18nc("@action:button", "&Done"));
    m_cancel = addButton("cancelRecovery", i18nc("@action:button", "Cancel"));
    connect(m_start, &QPushButton::clicked, this, &ChatRecoveryDialog::begin);
    connect(m_finish, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(copyButton, &QPushButton::clicked, this, &ChatRecoveryDialog::copy);
    connect(saveButton, &QPushButton::clicked, this, &ChatRecoveryDialog::save);
    for (auto *edit : {m_passphrase, m_again, m_password, m_typed}) {
        connect(edit, &QLineEdit::textChanged, this, &ChatRecoveryDialog::update);
    }
    update();
}

QString ChatRecoveryDialog::recoveryKey() const
{
    return m_key;
}

void ChatRecoveryDialog::begin()
{
    wait<QString>(m_services->setUpRecovery(m_account, m_passphrase->text(), m_password->text()), i18nc("@info", "Recovery is being set up…"), [this](const Result<QString> &key) {
        if (key) {
            showKey(*key);
            return;
        }
        if (key.error().kind == Error::Kind::Unauthorized && m_passwordRow->isHidden()) {
            m_passwordRow->show();
            m_password->setFocus();
            tell(i18nc("@info", "The server asks for the password of your account."));
        } else {
            tell(key.error());
        }
        update();
    });
}

void ChatRecoveryDialog::showKey(const QString &key)
{
    m_key = key;
    m_passphrase->clear();
    m_again->clear();
    m_password->clear();
    m_shown->setText(key);
    m_shown->setCursorPosition(0);
    m_pages->setCurrentIndex(1);
    m_shown->setFocus();
    m_shown->selectAll();
    m_finish->setDefault(true);
    update();
    tell(i18nc("@info", "Recovery is set up. Keep the key before you close this."));
}

void ChatRecoveryDialog::copy()
{
    auto *content = new QMimeData;
    content->setText(m_key);
    content->setData(QStringLiteral("x-kde-passwordManagerHint"), "secret"); // not into the clipboard's history
    QApplication::clipboard()->setMimeData(content);
    tell(i18nc("@info", "Copied. Put it where you keep your passwords."));
}

void ChatRecoveryDialog::save()
{
    auto *dialog = new QFileDialog(this, i18nc("@title:window", "Save Recovery Key"));
    dialog->setObjectName(QStringLiteral("saveKeyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(i18nc("@info name of a file", "Recovery key.txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        auto written = QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, [path, key = m_key]() -> Result<void> {
            QSaveFile file(path);
            const auto bytes = QByteArray(key.toUtf8() + '\n');
            const bool isDone = file.open(QIODevice::WriteOnly) && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) && file.write(bytes) == bytes.size() && file.commit();
            return isDone ? Result<void>() : failure(Error::Kind::Storage, i18nc("@info", "The file could not be written."), file.errorString());
        });
        wait<void>(written, i18nc("@info", "Saving…"), [this](const Result<void> &done) {
            m_isSaved = m_isSaved || done.has_value();
            update();
            if (done) {
                tell(i18nc("@info", "Saved."));
            } else {
                tell(done.error());
            }
        });
    });
    dialog->open();
}

void ChatRecoveryDialog::update()
{
    const bool isMade = !m_key.isEmpty();
    m_start->setVisible(!isMade);
    m_finish->setVisible(isMade);
    m_cancel->setVisible(!isMade);
    m_cancel->setEnabled(!isWaiting());
    m_start->setEnabled(!isWaiting() && m_passphrase->text() == m_again->text());
    m_finish->setEnabled(isMade && (m_isSaved || bare(m_typed->text()) == bare(m_key)));
}

void ChatRecoveryDialog::done(int result)
{
    if (isWaiting() && m_key.isEmpty()) {
        tell(i18nc("@info", "One moment: the key would never be shown if this were closed now."));
        return;
    }
    if (!m_key.isEmpty() && !m_finish->isEnabled()) {
        tell(i18nc("@info", "The key would be lost. Save it, or type it once, before you close this."));
        return;
    }
    ChatForm::done(m_key.isEmpty() ? result : int(QDialog::Accepted));
}

ChatRestoreDialog::ChatRestoreDialog(ChatServices *services, CollectionId account, QWidget *parent)
    : ChatForm("restoreDialog", i18nc("@title:window", "Restore Keys"), parent)
    , m_services(services)
    , m_account(account)
    , m_key(secret("restoreKey", this))
{
    explain(i18nc("@info", "With your recovery key, or the passphrase you chose, this device gets the keys of your old messages and is verified."));
    auto *form = new QFormLayout;
    form->addRow(i18nc("@label:textbox", "&Recovery key or passphrase:"), m_key);
    body()->addLayout(form);
    m_start = addAccept("startRestore", i18nc("@action:button", "&Restore"));
    addClose();
    connect(m_start, &QPushButton::clicked, this, &ChatRestoreDialog::start);
    connect(m_key, &QLineEdit::textChanged, this, &ChatRestoreDialog::update);
    update();
}

void ChatRestoreDialog::start()
{
    wait<int>(m_services->recover(m_account, m_key->text()), i18nc("@info", "The keys are being fetched…"), [this](const Result<int> &keys) {
        if (!keys) {
            m_key->setFocus();
            m_key->selectAll();
            tell(keys.error());
            return;
        }
        m_isDone = true;
        m_key->clear();
        update();
        tell(i18ncp("@info", "%1 key is here again. This device is verified.", "%1 keys are here again. This device is verified.", *keys));
    });
}

void ChatRestoreDialog::update()
{
    m_start->setEnabled(!isWaiting() && !m_isDone && !m_key->text().trimmed().isEmpty());
}

ChatKeyFileDialog::ChatKeyFileDialog(ChatServices *services, CollectionId account, Direction direction, QWidget *parent)
    : ChatForm("keyFileDialog", direction == Direction::Export ? i18nc("@title:window", "Export Keys") : i18nc("@title:window", "Import Keys"), parent)
    , m_services(services)
    , m_account(account)
    , m_direction(direction)
    , m_path(new QLineEdit(this))
    , m_passphrase(secret("keyFilePassphrase", this))
    , m_again(secret("keyFilePassphraseAgain", this))
{
    const bool isExport = direction == Direction::Export;
    explain(isExport ? i18nc("@info", "The file holds the keys of all messages this device can read, and other clients understand it, too. Choose a long passphrase: who has both can read your messages.")
                     : i18nc("@info", "Keys that this or another client exported. They are added to those that are here."));
    m_path->setObjectName(QStringLiteral("keyFilePath"));
    m_path->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    auto *browse = new QPushButton(i18nc("@action:button", "C&hoose…"), this);
    browse->setObjectName(QStringLiteral("chooseKeyFile"));
    browse->setAutoDefault(false);
    auto *line = new QHBoxLayout;
    line->addWidget(m_path, 1);
    line->addWidget(browse);
    auto *form = new QFormLayout;
    auto *fileLabel = new QLabel(i18nc("@label:textbox", "&File:"), this);
    fileLabel->setBuddy(m_path);
    form->addRow(fileLabel, line);
    form->addRow(i18nc("@label:textbox", "&Passphrase:"), m_passphrase);
    if (isExport) {
        form->addRow(i18nc("@label:textbox", "The same &again:"), m_again);
    } else {
        m_again->hide();
    }
    body()->addLayout(form);
    m_start = addAccept("startKeyFile", isExport ? i18nc("@action:button", "&Export") : i18nc("@action:button", "&Import"));
    addClose();
    connect(browse, &QPushButton::clicked, this, &ChatKeyFileDialog::choose);
    connect(m_start, &QPushButton::clicked, this, &ChatKeyFileDialog::start);
    for (auto *edit : {m_path, m_passphrase, m_again}) {
        connect(edit, &QLineEdit::textChanged, this, &ChatKeyFileDialog::update);
    }
    update();
}

void ChatKeyFileDialog::choose()
{
    auto *dialog = new QFileDialog(this, windowTitle());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_direction == Direction::Export) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(QStringLiteral("matrix-keys.txt"));
    }
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

void ChatKeyFileDialog::start()
{
    const bool isExport = m_direction == Direction::Export;
    auto future = isExport ? m_services->exportKeys(m_account, m_path->text(), m_passphrase->text()) : m_services->importKeys(m_account, m_path->text(), m_passphrase->text());
    wait<int>(future, isExport ? i18nc("@info", "The keys are being written…") : i18nc("@info", "The keys are being read…"), [this, isExport](const Result<int> &keys) {
        if (!keys) {
            tell(keys.error());
            return;
        }
        m_passphrase->clear();
        m_again->clear();
        tell(isExport ? i18ncp("@info", "%1 key was written.", "%1 keys were written.", *keys) : i18ncp("@info", "%1 new key is here now.", "%1 new keys are here now.", *keys));
    });
}

void ChatKeyFileDialog::update()
{
    const bool isMatched = m_direction == Direction::Import || m_passphrase->text() == m_again->text();
    m_start->setEnabled(!isWaiting() && !m_path->text().isEmpty() && !m_passphrase->text().isEmpty() && isMatched);
}

}
