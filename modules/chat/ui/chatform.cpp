// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatform.h"

#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

ChatForm::ChatForm(const char *name, const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_body(new QVBoxLayout)
    , m_status(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
{
    setObjectName(QString::fromLatin1(name));
    setWindowTitle(title);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_body->setSpacing(Metrics::spacing(this));
    m_status->setObjectName(QStringLiteral("formStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setMinimumHeight(fontMetrics().lineSpacing());
    layout->addLayout(m_body, 1);
    layout->addWidget(m_status);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

ChatForm::~ChatForm()
{
    silence(this);
}

QString ChatForm::status() const
{
    return m_status->text();
}

QVBoxLayout *ChatForm::body() const
{
    return m_body;
}

QLabel *ChatForm::explain(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_body->addWidget(label);
    return label;
}

QPushButton *ChatForm::addButton(const char *name, const QString &text)
{
    auto *button = m_buttons->addButton(text, QDialogButtonBox::ActionRole);
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

QPushButton *ChatForm::addAccept(const char *name, const QString &text)
{
    auto *button = addButton(name, text);
    button->setDefault(true);
    return button;
}

void ChatForm::addCancel()
{
    m_buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
}

void ChatForm::addClose()
{
    m_buttons->addButton(QDialogButtonBox::Close)->setAutoDefault(false);
}

void ChatForm::tell(const QString &sentence)
{
    m_status->setText(sentence);
    if (!sentence.isEmpty()) {
        Announcer::sayNow(this, sentence);
    }
}

void ChatForm::tell(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled) {
        tell(error.message);
    } else {
        m_status->clear();
    }
}

void ChatForm::update()
{
}

bool ChatForm::isWaiting() const
{
    return m_waiting > 0;
}

void ChatForm::beginWaiting(const QString &sentence)
{
    ++m_waiting;
    m_status->setText(sentence);
    update();
}

void ChatForm::endWaiting()
{
    --m_waiting;
    m_status->clear();
    update();
}

}
