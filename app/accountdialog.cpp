// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/accountdialog.h"

#include "app/authorityfield.h"
#include "app/filespage.h"
#include "app/groupwarepage.h"
#include "app/kinds/enginekind.h"
#include "app/serverform.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <KPasswordLineEdit>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
bool hasSameSignIn(const Account &one, const Account &other)
{
    const auto kinds = one.resourceKinds();
    return kinds == other.resourceKinds() && std::ranges::all_of(kinds, [&](const QString &name) {
        const auto *kind = EngineKind::find(name);
        return !kind || kind->isSameSignIn(one, other);
    });
}

/// "imap.example.org and smtp.example.org": all that a sign-in speaks to.
QString hostsOf(const Account &account)
{
    QStringList hosts{account.imap.host, account.smtp.host, account.calendars.host(), account.contacts.host(), account.chat.host(), account.files.host()};
    for (const auto &feed : account.feeds) {
        hosts << QUrl(feed).host();
    }
    hosts.removeAll(QString());
    hosts.removeDuplicates();
    return QLocale().createSeparatedList(hosts);
}

QString whatWorks(const Account &account)
{
    const auto kinds = account.resourceKinds();
    if (kinds == QStringList{ResourceKind::Mail}) {
        return i18nc("@info", "Receiving and sending both work.");
    }
    QStringList titles;
    for (const auto &name : kinds) {
        if (const auto *kind = EngineKind::find(name)) {
            titles << kind->title();
        }
    }
    return i18nc("@info %1 is a list of “Mail”, “Calendars”, “Contacts”", "This works: %1.", QLocale().createSeparatedList(titles));
}

bool isAboutCertificate(const Error &error)
{
    return error.kind == Error::Kind::Forbidden && error.detail.startsWith(QLatin1String("TLS:"));
}
}

AccountDialog::AccountDialog(Desk desk, const Account &account, QWidget *parent)
    : QDialog(parent)
    , m_desk(std::move(desk))
    , m_account(account)
    , m_address(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_password(new KPasswordLineEdit(this))
    , m_userName(new QLineEdit(this))
    , m_authority(new AuthorityField(this))
    , m_groupware(new GroupwarePage(this))
    , m_chat(new ChatPage(m_desk.chat, this))
    , m_files(new FilesPage(this))
    , m_signature(new QPlainTextEdit(this))
    , m_undo(new QSpinBox(this))
    , m_keep(new QComboBox(this))
    , m_result(new KMessageWidget(this))
    , m_detail(new QPlainTextEdit(this))
    , m_busy(new QProgressBar(this))
    , m_trust(new QAction(QIcon::fromTheme(QStringLiteral("security-high")), i18nc("@action:button", "Add Certificate…"), this))
{
    setObjectName(QStringLiteral("accountDialog"));
    setWindowTitle(account.id ? i18nc("@title:window", "Change Account") : i18nc("@title:window", "Add Account"));
    m_isGuessing = !account.id && account.imap.host.isEmpty();
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *tabs = new QTabWidget(this);
    tabs->setUsesScrollButtons(false); // no key leads to them
    tabs->setObjectName(QStringLiteral("accountTabs"));
    layout->addWidget(tabs, 1);
    tabs->addTab(serversPage(), i18nc("@title:tab", "Sign-In and &Servers"));
    tabs->addTab(scrolled(m_groupware), i18nc("@title:tab", "Calen&dars and Contacts"));
    tabs->addTab(scrolled(m_chat), i18nc("@title:tab", "Cha&t"));
    tabs->addTab(scrolled(m_files), i18nc("@title:tab", "&Files"));
    tabs->addTab(writingPage(), i18nc("@title:tab", "&Writing and Keeping"));
    buildResult();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_check = buttons->addButton(i18nc("@action:button", "C&heck"), QDialogButtonBox::ActionRole);
    m_check->setObjectName(QStringLiteral("check"));
    m_check->setIcon(QIcon::fromTheme(QStringLiteral("network-connect")));
    m_check->setAutoDefault(false);
    m_save = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("save"));
    m_save->setIcon(QIcon::fromTheme(QStringLiteral("dialog-ok-apply")));
    connect(m_check, &QPushButton::clicked, this, &AccountDialog::check);
    connect(buttons, &QDialogButtonBox::accepted, this, &AccountDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);

    m_name->setText(account.name);
    m_address->setText(account.address);
    m_password->setPassword(account.password);
    m_userName->setText(account.userName == account.address ? QString() : account.userName);
    m_imap->fill(account.imap);
    m_smtp->fill(account.smtp);
    m_authority->setCertificates(account.ownCertificates);
    m_groupware->fill(account);
    m_chat->setAuthorities(account.ownCertificates);
    m_chat->fill(account);
    m_files->fill(account);
    m_signature->setPlainText(account.signature);
    m_undo->setMaximum(std::max(m_undo->maximum(), account.undoSendSeconds));
    m_undo->setValue(account.undoSendSeconds);
    if (m_keep->findData(account.keepDays) < 0) { // chosen by kontorctl
        m_keep->addItem(i18ncp("@item:inlistbox", "The last day", "The last %1 days", account.keepDays), account.keepDays);
    }
    m_keep->setCurrentIndex(m_keep->findData(account.keepDays));
    connectFields();
    putInOrder();
    updateSave();
    m_name->setFocus();
    resize(fontMetrics().averageCharWidth() * 78, fontMetrics().height() * 36);
}

QWidget *AccountDialog::serversPage()
{
    auto *servers = new QWidget(this);
    auto *form = new QFormLayout(servers);
    Metrics::apply(form, this);
    const auto row = [form](const QString &label, QWidget *field, const char *name) {
        field->setObjectName(QString::fromLatin1(name));
        auto *caption = new QLabel(label, field->parentWidget());
        caption->setBuddy(field);
        form->addRow(caption, field);
    };
    row(i18nc("@label", "&Name:"), m_name, "personName");
    m_name->setPlaceholderText(i18nc("@info:placeholder", "As others shall see it"));
    row(i18nc("@label", "Mail &address:"), m_address, "address");
    m_address->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    row(i18nc("@label", "&Password:"), m_password, "password");
    m_password->lineEdit()->setObjectName(QStringLiteral("passwordEdit"));
    m_password->lineEdit()->setAccessibleName(i18nc("@label", "Password"));
    m_password->setRevealPasswordMode(KPassword::RevealMode::OnlyNew);
    row(i18nc("@label", "&User name:"), m_userName, "userName");
    m_userName->setPlaceholderText(i18nc("@info:placeholder", "Usually the mail address"));
    m_imap = new ServerForm(ServerForm::Service::Imap, form, this);
    m_smtp = new ServerForm(ServerForm::Service::Smtp, form, this);
    form->addRow(new QLabel(i18nc("@label", "Own authority:"), this), m_authority);
    return scrolled(servers);
}

QWidget *AccountDialog::scrolled(QWidget *page)
{
    auto *area = new QScrollArea(this); // at 200 % on a small screen the form is taller than the screen
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

QWidget *AccountDialog::writingPage()
{
    auto *writing = new QWidget(this);
    auto *writingForm = new QFormLayout(writing);
    Metrics::apply(writingForm, this);
    auto *signatureLabel = new QLabel(i18nc("@label", "&Signature:"), this);
    signatureLabel->setBuddy(m_signature);
    m_signature->setObjectName(QStringLiteral("signature"));
    m_signature->setAccessibleName(i18nc("@label", "Signature"));
    m_signature->setTabChangesFocus(true);
    writingForm->addRow(signatureLabel, m_signature);
    auto *undoLabel = new QLabel(i18nc("@label", "Take back &sending for:"), this);
    undoLabel->setBuddy(m_undo);
    m_undo->setObjectName(QStringLiteral("undoSend"));
    m_undo->setRange(0, 120);
    m_undo->setSuffix(i18nc("@item suffix of a number of seconds", " s"));
    m_undo->setSpecialValueText(i18nc("@item", "Not at all"));
    writingForm->addRow(undoLabel, m_undo);
    auto *keepLabel = new QLabel(i18nc("@label", "&Keep offline:"), this);
    keepLabel->setBuddy(m_keep);
    m_keep->setObjectName(QStringLiteral("keepOffline"));
    m_keep->addItem(i18nc("@item:inlistbox", "Everything"), -1);
    m_keep->addItem(i18nc("@item:inlistbox", "The last year"), 365);
    m_keep->addItem(i18nc("@item:inlistbox", "The last 90 days"), 90);
    m_keep->addItem(i18nc("@item:inlistbox", "The last 30 days"), 30);
    m_keep->addItem(i18nc("@item:inlistbox", "Only opened messages"), 0);
    writingForm->addRow(keepLabel, m_keep);
    return writing;
}

void AccountDialog::buildResult()
{
    m_result->setObjectName(QStringLiteral("checkResult"));
    m_result->setCloseButtonVisible(false);
    m_result->setWordWrap(true);
    m_result->hide();
    layout()->addWidget(m_result);
    m_trust->setObjectName(QStringLiteral("trustAuthority"));
    connect(m_trust, &QAction::triggered, m_authority, &AuthorityField::choose);
    m_detail->setObjectName(QStringLiteral("checkDetail"));
    m_detail->setAccessibleName(i18nc("@label", "Technical details"));
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_detail->setMaximumHeight(fontMetrics().height() * 6);
    m_detail->hide();
    layout()->addWidget(m_detail);
    m_busy->setObjectName(QStringLiteral("checkBusy"));
    m_busy->setRange(0, 0);
    m_busy->hide();
    layout()->addWidget(m_busy);
}

void AccountDialog::connectFields()
{
    connect(m_address, &QLineEdit::textEdited, this, &AccountDialog::guessServers);
    for (auto *field : {m_address, m_userName, m_password->lineEdit()}) {
        connect(field, &QLineEdit::textChanged, this, &AccountDialog::updateSave);
    }
    for (auto *server : {m_imap, m_smtp}) {
        connect(server, &ServerForm::hostEdited, this, [this] {
            m_isGuessing = false; // the user knows better
        });
        connect(server, &ServerForm::changed, this, &AccountDialog::updateSave);
    }
    connect(m_groupware, &GroupwarePage::changed, this, &AccountDialog::updateSave);
    connect(m_files, &FilesPage::changed, this, &AccountDialog::updateSave);
    connect(m_chat, &ChatPage::changed, this, &AccountDialog::updateSave);
    connect(m_chat, &ChatPage::signedOut, this, &AccountDialog::forgetChat);
    connect(m_address, &QLineEdit::textChanged, m_chat, &ChatPage::setAddress);
    connect(m_groupware, &GroupwarePage::findWanted, this, &AccountDialog::findGroupware);
    connect(m_authority, &AuthorityField::failed, this, [this](const Error &error) {
        showResult(error.message, error.detail, KMessageWidget::Error);
    });
    connect(m_authority, &AuthorityField::changed, this, [this] {
        m_chat->setAuthorities(m_authority->certificates());
        updateSave();
        if (m_refused) {
            check(); // that was what was missing
        }
    });
}

void AccountDialog::putInOrder()
{
    // As it stands on the screen: the fields were made in another order. The password field as a whole, or its
    // frame stays behind in front of all and leads into its middle.
    QList<QWidget *> order{findChild<QTabWidget *>()->tabBar(), m_name, m_address, m_password, m_userName};
    order << m_imap->tabOrder() << m_smtp->tabOrder() << m_authority->tabOrder() << m_groupware->tabOrder() << m_chat->tabOrder() << m_files->tabOrder() << m_signature << m_undo << m_keep << m_detail << m_check << m_save;
    for (qsizetype i = 1; i < order.size(); ++i) {
        setTabOrder(order.at(i - 1), order.at(i));
    }
}

Account AccountDialog::guess(const QString &address)
{
    Account account;
    account.address = address;
    const auto domain = address.mid(address.lastIndexOf(u'@') + 1).trimmed().toLower();
    if (!address.contains(u'@') || !domain.contains(u'.')) {
        return account;
    }
    account.imap = {QStringLiteral("imap.") + domain, 993, ServerAddress::Security::Tls};
    account.smtp = {QStringLiteral("smtp.") + domain, 465, ServerAddress::Security::Tls};
    return account;
}

void AccountDialog::guessServers()
{
    if (!m_isGuessing) {
        return;
    }
    const auto guessed = guess(m_address->text().trimmed());
    m_imap->fill(guessed.imap);
    m_smtp->fill(guessed.smtp);
}

Account AccountDialog::account() const
{
    auto account = m_account;
    account.name = m_name->text().trimmed();
    account.address = m_address->text().trimmed();
    account.password = m_password->password();
    account.userName = m_userName->text().trimmed().isEmpty() ? account.address : m_userName->text().trimmed();
    account.imap = m_imap->address();
    account.smtp = m_smtp->address();
    account.ownCertificates = m_authority->certificates();
    m_groupware->apply(account);
    m_chat->apply(account);
    m_files->apply(account);
    if (account.address.isEmpty() && account.resourceKinds() == QStringList{ResourceKind::Chat}) {
        account.address = account.chatUser; // it has no other name
    }
    account.signature = m_signature->toPlainText();
    account.undoSendSeconds = m_undo->value();
    account.keepDays = m_keep->currentData().toInt();
    return account;
}

void AccountDialog::showResult(const QString &sentence, const QString &detail, int type)
{
    setBusy({});
    m_result->removeAction(m_trust);
    m_result->setMessageType(KMessageWidget::MessageType(type));
    m_result->setText(sentence.toHtmlEscaped());
    m_result->setAccessibleName(sentence);
    m_result->show();
    m_detail->setPlainText(detail);
    m_detail->setVisible(!detail.isEmpty());
    Announcer::sayNow(this, sentence, Announcer::Urgency::Assertive);
}

QString AccountDialog::resultText() const
{
    return m_result->isHidden() ? QString() : m_result->accessibleName();
}

void AccountDialog::setBusy(const QString &words)
{
    const bool isBusy = !words.isEmpty();
    m_busy->setVisible(isBusy);
    m_busy->setAccessibleName(words);
    m_check->setEnabled(!isBusy);
    m_save->setEnabled(!isBusy);
    if (isBusy) {
        m_result->removeAction(m_trust);
        m_result->setMessageType(KMessageWidget::Information);
        m_result->setText(words);
        m_result->setAccessibleName(words);
        m_result->show();
        m_detail->hide();
    }
}

bool AccountDialog::isTried(const Account &account) const
{
    return (m_refused && hasSameSignIn(account, *m_refused)) || (m_account.id && hasSameSignIn(account, m_account));
}

void AccountDialog::updateSave()
{
    const bool isRefused = m_refused && hasSameSignIn(account(), *m_refused);
    m_save->setText(isRefused    ? i18nc("@action:button", "&Save Without Signing In")
                    : m_account.id ? i18nc("@action:button", "&Save")
                                   : i18nc("@action:button", "&Add Account"));
}

void AccountDialog::tryOut(const Account &tried, const std::function<void()> &whenFine)
{
    setBusy(i18nc("@info %1 is one server or several", "Signing in at %1…", hostsOf(tried)));
    m_desk.check(tried).then(this, [this, tried, whenFine](const Result<void> &outcome) {
        if (outcome) {
            m_refused.reset();
            updateSave();
            whenFine();
            return;
        }
        m_refused = tried;
        updateSave();
        showResult(outcome.error().message, outcome.error().detail, KMessageWidget::Error);
        if (isAboutCertificate(outcome.error())) {
            m_result->addAction(m_trust);
            const auto buttons = m_result->findChildren<QToolButton *>();
            for (auto *button : buttons) {
                button->setFocusPolicy(Qt::StrongFocus); // Qt gives tool buttons none
            }
        }
    });
}

void AccountDialog::check()
{
    const auto tried = account();
    if (const auto problems = tried.problems(); !problems.isEmpty()) {
        showResult(problems.join(QLatin1Char(' ')), {}, KMessageWidget::Warning);
        return;
    }
    tryOut(tried, [this, tried] {
        showResult(whatWorks(tried), {}, KMessageWidget::Positive);
    });
}

void AccountDialog::findGroupware()
{
    const auto asked = account();
    if (asked.address.isEmpty() && asked.calendars.isEmpty() && asked.contacts.isEmpty()) {
        showResult(i18nc("@info", "Please enter the mail address first, or the address of the server."), {}, KMessageWidget::Warning);
        return;
    }
    if (asked.userNameForDav().isEmpty() || asked.passwordForDav().isEmpty()) {
        showResult(i18nc("@info", "Please enter the user name and the password first."), {}, KMessageWidget::Warning);
        return;
    }
    if (!m_desk.find) {
        return;
    }
    setBusy(i18nc("@info", "Looking for calendars and contacts…"));
    m_groupware->setFinding(Qt::Checked);
    m_desk.find(asked).then(this, [this](const GroupwareSearch::Places &places) {
        m_groupware->setFinding(Qt::Unchecked);
        const auto worthKeeping = [](const GroupwareSearch::Place &place) { return place.error ? QUrl() : place.url; };
        m_groupware->setPlaces(worthKeeping(places.calendars), worthKeeping(places.contacts));
        QStringList details;
        for (const auto *place : {&places.calendars, &places.contacts}) {
            if (place->error && !place->error->detail.isEmpty() && !details.contains(place->error->detail)) {
                details << place->error->detail;
            }
        }
        showResult(places.sentence(), details.join(u'\n'), places.isComplete() ? KMessageWidget::Positive : KMessageWidget::Warning);
    });
}

void AccountDialog::save()
{
    const auto wanted = account();
    if (const auto problems = wanted.problems(); !problems.isEmpty()) {
        showResult(problems.join(QLatin1Char(' ')), {}, KMessageWidget::Warning);
        return;
    }
    if (isTried(wanted)) {
        keep(wanted);
        return;
    }
    tryOut(wanted, [this, wanted] {
        keep(wanted);
    });
}

/// The device is gone at the server, whatever becomes of the other fields.
void AccountDialog::forgetChat()
{
    m_account.chat.clear();
    m_account.chatUser.clear();
    m_desk.save(m_account).then(this, [this](const Result<AccountId> &saved) {
        if (!saved) {
            showResult(saved.error().message, saved.error().detail, KMessageWidget::Error);
        }
    });
}

void AccountDialog::keep(const Account &account)
{
    setBusy(i18nc("@info", "Saving…"));
    const auto credentials = m_chat->credentials();
    const auto saving = credentials && m_desk.saveWithChat ? m_desk.saveWithChat(account, *credentials) : m_desk.save(account);
    QFuture<Result<AccountId>>(saving).then(this, [this](const Result<AccountId> &saved) {
        if (saved) {
            m_chat->taken();
            accept();
        } else {
            showResult(saved.error().message, saved.error().detail, KMessageWidget::Error);
        }
    });
}

}
