// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/accountdialog.h"

#include "net/tlspolicy.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <KMessageWidget>
#include <KPasswordLineEdit>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
using Security = ServerAddress::Security;

quint16 usualPort(const QString &service, Security security)
{
    if (service == QLatin1String("imap")) {
        return security == Security::Tls ? 993 : 143;
    }
    return security == Security::Tls ? 465 : 587;
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
    , m_authority(new QLabel(this))
    , m_signature(new QPlainTextEdit(this))
    , m_undo(new QSpinBox(this))
    , m_keep(new QComboBox(this))
    , m_result(new KMessageWidget(this))
    , m_detail(new QPlainTextEdit(this))
    , m_busy(new QProgressBar(this))
{
    setObjectName(QStringLiteral("accountDialog"));
    setWindowTitle(account.id ? i18nc("@title:window", "Change Account") : i18nc("@title:window", "Add Account"));
    m_isGuessing = !account.id && account.imap.host.isEmpty();
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("accountTabs"));
    layout->addWidget(tabs, 1);

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
    m_imap = addServer(form, i18nc("@title", "Receiving (IMAP)"), "imap");
    m_smtp = addServer(form, i18nc("@title", "Sending (SMTP)"), "smtp");
    auto *authorityRow = new QHBoxLayout;
    m_authority->setObjectName(QStringLiteral("authority"));
    m_authority->setWordWrap(true);
    auto *choose = new QPushButton(i18nc("@action:button", "Add &Certificate…"), this);
    choose->setObjectName(QStringLiteral("addAuthority"));
    choose->setAutoDefault(false);
    choose->setToolTip(i18nc("@info:tooltip", "Trust the certificate authority of your organisation, from a file"));
    connect(choose, &QPushButton::clicked, this, &AccountDialog::chooseAuthority);
    authorityRow->addWidget(m_authority, 1);
    authorityRow->addWidget(choose);
    form->addRow(new QLabel(i18nc("@label", "Own authority:"), this), authorityRow);
    auto *area = new QScrollArea(this); // at 200 % on a small screen the form is taller than the screen
    area->setWidget(servers);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    tabs->addTab(area, i18nc("@title:tab", "Sign-In and &Servers"));

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
    tabs->addTab(writing, i18nc("@title:tab", "&Writing and Keeping"));

    m_result->setObjectName(QStringLiteral("checkResult"));
    m_result->setCloseButtonVisible(false);
    m_result->setWordWrap(true);
    m_result->hide();
    layout->addWidget(m_result);
    m_detail->setObjectName(QStringLiteral("checkDetail"));
    m_detail->setAccessibleName(i18nc("@label", "Technical details"));
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_detail->setMaximumHeight(fontMetrics().height() * 6);
    m_detail->hide();
    layout->addWidget(m_detail);
    m_busy->setObjectName(QStringLiteral("checkBusy"));
    m_busy->setRange(0, 0);
    m_busy->hide();
    layout->addWidget(m_busy);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_check = buttons->addButton(i18nc("@action:button", "C&heck"), QDialogButtonBox::ActionRole);
    m_check->setObjectName(QStringLiteral("check"));
    m_check->setIcon(QIcon::fromTheme(QStringLiteral("network-connect")));
    m_check->setAutoDefault(false);
    m_save = buttons->addButton(account.id ? i18nc("@action:button", "&Save") : i18nc("@action:button", "&Add Account"), QDialogButtonBox::AcceptRole);
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
    fill(m_imap, account.imap);
    fill(m_smtp, account.smtp);
    m_signature->setPlainText(account.signature);
    m_undo->setValue(account.undoSendSeconds);
    m_keep->setCurrentIndex(std::max(0, m_keep->findData(account.keepDays)));
    showAuthority();
    connect(m_address, &QLineEdit::textEdited, this, &AccountDialog::guessServers);
    for (const auto &fields : {m_imap, m_smtp}) {
        connect(fields.host, &QLineEdit::textEdited, this, [this] {
            m_isGuessing = false; // the user knows better
        });
    }
    // As it stands on the screen: the fields were made in another order. The password field as a whole, or its
    // frame stays behind in front of all and leads into its middle.
    const QList<QWidget *> order{tabs->tabBar(),  m_name,          m_address,   m_password,  m_userName,  m_imap.host, m_imap.security,
                                 m_imap.port, m_smtp.host,     m_smtp.security, m_smtp.port, choose,                 m_signature, m_undo,      m_keep,
                                 m_detail,    m_check,         m_save};
    for (qsizetype i = 1; i < order.size(); ++i) {
        setTabOrder(order.at(i - 1), order.at(i));
    }
    m_name->setFocus();
    resize(fontMetrics().averageCharWidth() * 78, fontMetrics().height() * 36);
}

AccountDialog::ServerFields AccountDialog::addServer(QFormLayout *form, const QString &title, const char *name)
{
    const auto service = QString::fromLatin1(name);
    auto *caption = new QLabel(title, this);
    auto bold = font();
    bold.setBold(true);
    caption->setFont(bold);
    form->addRow(caption);
    ServerFields fields{new QLineEdit(this), new QSpinBox(this), new QComboBox(this)};
    fields.host->setObjectName(service + QStringLiteral("Host"));
    fields.host->setAccessibleName(i18nc("@label spoken: server of a service", "%1 server", title));
    fields.port->setObjectName(service + QStringLiteral("Port"));
    fields.port->setAccessibleName(i18nc("@label spoken: port of a service", "%1 port", title));
    fields.port->setRange(1, 65535);
    fields.security->setObjectName(service + QStringLiteral("Security"));
    fields.security->addItem(i18nc("@item:inlistbox", "TLS"), int(Security::Tls));
    fields.security->addItem(i18nc("@item:inlistbox", "STARTTLS (required)"), int(Security::StartTls));
    auto *hostLabel = new QLabel(i18nc("@label", "Server:"), this);
    hostLabel->setBuddy(fields.host);
    form->addRow(hostLabel, fields.host);
    auto *line = new QHBoxLayout;
    auto *securityLabel = new QLabel(i18nc("@label", "Encryption:"), this);
    securityLabel->setBuddy(fields.security);
    auto *portLabel = new QLabel(i18nc("@label", "Port:"), this);
    portLabel->setBuddy(fields.port);
    line->addWidget(fields.security);
    line->addSpacing(Metrics::margin(this));
    line->addWidget(portLabel);
    line->addWidget(fields.port);
    line->addStretch(1);
    form->addRow(securityLabel, line);
    connect(fields.security, &QComboBox::activated, this, [fields, service] {
        fields.port->setValue(usualPort(service, Security(fields.security->currentData().toInt())));
    });
    fields.port->setValue(usualPort(service, Security::Tls));
    for (auto *field : std::initializer_list<QWidget *>{fields.security, fields.port}) {
        field->setFocusPolicy(Qt::StrongFocus);
        field->installEventFilter(this);
    }
    return fields;
}

bool AccountDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel) { // who scrolls the form must not change the encryption on the way
        event->ignore();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void AccountDialog::fill(const ServerFields &fields, const ServerAddress &server)
{
    fields.host->setText(server.host);
    fields.security->setCurrentIndex(fields.security->findData(int(server.security)));
    if (server.port > 0) {
        fields.port->setValue(server.port);
    }
}

ServerAddress AccountDialog::read(const ServerFields &fields) const
{
    return {.host = fields.host->text().trimmed(), .port = quint16(fields.port->value()), .security = Security(fields.security->currentData().toInt())};
}

Account AccountDialog::guess(const QString &address)
{
    Account account;
    account.address = address;
    const auto domain = address.mid(address.lastIndexOf(u'@') + 1).trimmed().toLower();
    if (!address.contains(u'@') || !domain.contains(u'.')) {
        return account;
    }
    account.imap = {QStringLiteral("imap.") + domain, 993, Security::Tls};
    account.smtp = {QStringLiteral("smtp.") + domain, 465, Security::Tls};
    return account;
}

void AccountDialog::guessServers()
{
    if (!m_isGuessing) {
        return;
    }
    const auto guessed = guess(m_address->text().trimmed());
    fill(m_imap, guessed.imap);
    fill(m_smtp, guessed.smtp);
}

Account AccountDialog::account() const
{
    auto account = m_account;
    account.name = m_name->text().trimmed();
    account.address = m_address->text().trimmed();
    account.password = m_password->password();
    account.userName = m_userName->text().trimmed().isEmpty() ? account.address : m_userName->text().trimmed();
    account.imap = read(m_imap);
    account.smtp = read(m_smtp);
    account.signature = m_signature->toPlainText();
    account.undoSendSeconds = m_undo->value();
    account.keepDays = m_keep->currentData().toInt();
    return account;
}

void AccountDialog::showAuthority()
{
    const auto certificates = QSslCertificate::fromData(m_account.ownCertificates);
    QStringList names;
    for (const auto &certificate : certificates) {
        names << certificate.subjectDisplayName();
    }
    m_authority->setText(names.isEmpty() ? i18nc("@info", "None; the system’s authorities are trusted.") : names.join(QStringLiteral(", ")));
}

void AccountDialog::chooseAuthority()
{
    const auto path = QFileDialog::getOpenFileName(this, i18nc("@title:window", "Certificate of Your Organisation’s Authority"), {},
                                                   i18nc("@item file filter", "Certificates (*.pem *.crt *.cer *.der);;All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        showResult(i18nc("@info", "The file %1 cannot be read: %2", path, file.errorString()), {}, KMessageWidget::Error);
        return;
    }
    const auto found = TlsPolicy::readAuthorities(file.read(1 << 20));
    if (!found) {
        showResult(found.error().message, found.error().detail, KMessageWidget::Error);
        return;
    }
    QStringList lines;
    QByteArray pem;
    for (const auto &certificate : *found) {
        lines << i18nc("@info", "%1, issued by %2, valid until %3\nSHA-256 %4", certificate.subjectDisplayName(), certificate.issuerDisplayName(),
                       QLocale().toString(certificate.expiryDate().date(), QLocale::ShortFormat),
                       QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
        pem += certificate.toPem();
    }
    const auto words = i18nc("@info", "From now on every server that this authority vouches for is trusted. Compare the fingerprint with what your administrator tells you.");
    if (KMessageBox::warningContinueCancelDetailed(this, words, i18nc("@title:window", "Trust This Authority?"), KGuiItem(i18nc("@action:button", "&Trust")), KStandardGuiItem::cancel(),
                                                   QString(), KMessageBox::Dangerous, lines.join(QStringLiteral("\n\n")))
        == KMessageBox::Continue) {
        m_account.ownCertificates = pem;
        showAuthority();
    }
}

void AccountDialog::showResult(const QString &sentence, const QString &detail, int type)
{
    setBusy({});
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
        m_result->setMessageType(KMessageWidget::Information);
        m_result->setText(words);
        m_result->setAccessibleName(words);
        m_result->show();
        m_detail->hide();
    }
}

void AccountDialog::check()
{
    const auto tried = account();
    if (const auto problems = tried.problems(); !problems.isEmpty()) {
        showResult(problems.join(QLatin1Char(' ')), {}, KMessageWidget::Warning);
        return;
    }
    setBusy(i18nc("@info", "Signing in at %1 and %2…", tried.imap.host, tried.smtp.host));
    m_desk.check(tried).then(this, [this](const Result<void> &outcome) {
        if (outcome) {
            showResult(i18nc("@info", "Receiving and sending both work."), {}, KMessageWidget::Positive);
        } else {
            showResult(outcome.error().message, outcome.error().detail, KMessageWidget::Error);
        }
    });
}

void AccountDialog::save()
{
    const auto wanted = account();
    if (const auto problems = wanted.problems(); !problems.isEmpty()) {
        showResult(problems.join(QLatin1Char(' ')), {}, KMessageWidget::Warning);
        return;
    }
    setBusy(i18nc("@info", "Saving…"));
    m_desk.save(wanted).then(this, [this](const Result<AccountId> &saved) {
        if (saved) {
            accept();
        } else {
            showResult(saved.error().message, saved.error().detail, KMessageWidget::Error);
        }
    });
}

}
