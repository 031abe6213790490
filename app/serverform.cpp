// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverform.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace Kontor
{
namespace
{
using Security = ServerAddress::Security;

quint16 usualPort(ServerForm::Service service, Security security)
{
    if (service == ServerForm::Service::Imap) {
        return security == Security::Tls ? 993 : 143;
    }
    return security == Security::Tls ? 465 : 587;
}
}

ServerForm::ServerForm(Service service, QFormLayout *form, QWidget *parent)
    : QObject(parent)
    , m_service(service)
    , m_host(new QLineEdit(parent))
    , m_port(new QSpinBox(parent))
    , m_security(new QComboBox(parent))
{
    const bool isImap = service == Service::Imap;
    const auto title = isImap ? i18nc("@title", "Receiving (IMAP)") : i18nc("@title", "Sending (SMTP)");
    const auto name = isImap ? QStringLiteral("imap") : QStringLiteral("smtp");
    auto *caption = new QLabel(title, parent);
    auto bold = parent->font();
    bold.setBold(true);
    caption->setFont(bold);
    form->addRow(caption);
    m_host->setObjectName(name + QStringLiteral("Host"));
    m_host->setAccessibleName(i18nc("@label spoken: server of a service", "%1 server", title));
    m_host->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_port->setObjectName(name + QStringLiteral("Port"));
    m_port->setAccessibleName(i18nc("@label spoken: port of a service", "%1 port", title));
    m_port->setRange(1, 65535);
    m_security->setObjectName(name + QStringLiteral("Security"));
    m_security->addItem(i18nc("@item:inlistbox", "TLS"), int(Security::Tls));
    m_security->addItem(i18nc("@item:inlistbox", "STARTTLS (required)"), int(Security::StartTls));
    auto *hostLabel = new QLabel(i18nc("@label", "Server:"), parent);
    hostLabel->setBuddy(m_host);
    form->addRow(hostLabel, m_host);
    auto *line = new QHBoxLayout;
    auto *securityLabel = new QLabel(i18nc("@label", "Encryption:"), parent);
    securityLabel->setBuddy(m_security);
    auto *portLabel = new QLabel(i18nc("@label", "Port:"), parent);
    portLabel->setBuddy(m_port);
    line->addWidget(m_security);
    line->addSpacing(Metrics::margin(parent));
    line->addWidget(portLabel);
    line->addWidget(m_port);
    line->addStretch(1);
    form->addRow(securityLabel, line);
    m_port->setValue(usualPort(service, Security::Tls));
    connect(m_security, &QComboBox::activated, this, [this] { m_port->setValue(usualPort(m_service, Security(m_security->currentData().toInt()))); });
    connect(m_host, &QLineEdit::textEdited, this, &ServerForm::hostEdited);
    connect(m_host, &QLineEdit::textChanged, this, &ServerForm::changed);
    connect(m_port, &QSpinBox::valueChanged, this, &ServerForm::changed);
    connect(m_security, &QComboBox::currentIndexChanged, this, &ServerForm::changed);
    for (auto *field : std::initializer_list<QWidget *>{m_security, m_port}) {
        field->setFocusPolicy(Qt::StrongFocus);
        field->installEventFilter(this);
    }
}

bool ServerForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel) { // who scrolls the form must not change the encryption on the way
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void ServerForm::fill(const ServerAddress &server)
{
    m_host->setText(server.host);
    m_security->setCurrentIndex(m_security->findData(int(server.security)));
    if (server.port > 0) {
        m_port->setValue(server.port);
    }
}

ServerAddress ServerForm::address() const
{
    return {.host = m_host->text().trimmed(), .port = quint16(m_port->value()), .security = Security(m_security->currentData().toInt())};
}

QList<QWidget *> ServerForm::tabOrder() const
{
    return {m_host, m_security, m_port};
}

}
