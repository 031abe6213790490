// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatverificationdialog.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatsasemoji.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace Kontor
{
namespace
{
using Stage = ChatVerification::Stage;
}

ChatVerificationDialog::ChatVerificationDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &deviceId, const QString &name, QWidget *parent)
    : ChatForm("verificationDialog", i18nc("@title:window", "Verify"), parent)
    , m_services(services)
    , m_account(account)
    , m_name(name)
{
    build();
    m_sentence->setText(i18nc("@info", "One moment…"));
    wait<ChatVerification>(services->verify(account, userId, deviceId), i18nc("@info", "The other device is being asked…"), [this](const Result<ChatVerification> &begun) {
        if (!begun) {
            m_sentence->setText(begun.error().message);
            tell(begun.error());
        } else if (!m_isBegun) { // its first news may have come before
            follow(*begun);
        }
    });
}

ChatVerificationDialog::ChatVerificationDialog(ChatServices *services, CollectionId account, const ChatVerification &verification, const QString &name, QWidget *parent)
    : ChatForm("verificationDialog", i18nc("@title:window", "Verify"), parent)
    , m_services(services)
    , m_account(account)
    , m_name(name)
{
    build();
    follow(verification);
}

void ChatVerificationDialog::build()
{
    m_sentence = explain({});
    m_sentence->setObjectName(QStringLiteral("verificationSentence"));
    m_sentence->setMinimumWidth(fontMetrics().averageCharWidth() * 66);
    m_emoji = new QWidget(this);
    m_emojiRow = new QHBoxLayout(m_emoji);
    m_emojiRow->setContentsMargins(0, Metrics::margin(this), 0, Metrics::margin(this));
    m_emojiRow->setSpacing(Metrics::spacing(this));
    body()->addWidget(m_emoji);
    m_emoji->hide();
    // One stop for the keyboard that says all pictures by their names.
    m_inWords = explain({});
    m_inWords->setObjectName(QStringLiteral("emojiInWords"));
    m_inWords->setFocusPolicy(Qt::TabFocus);
    m_inWords->hide();
    body()->addStretch(1);
    m_refuse = addButton("refuseVerification", {});
    m_accept = addAccept("acceptVerification", {});
    m_close = addButton("closeVerification", i18nc("@action:button", "Close"));
    connect(m_accept, &QPushButton::clicked, this, &ChatVerificationDialog::accept);
    connect(m_refuse, &QPushButton::clicked, this, &ChatVerificationDialog::refuse);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_services, &ChatServices::verificationChanged, this, [this](CollectionId account, const ChatVerification &verification) {
        const bool isThis = account == m_account && (verification.id == m_verification.id || (m_verification.id.isEmpty() && !verification.isIncoming));
        if (isThis) {
            follow(verification);
        }
    });
    update();
}

QString ChatVerificationDialog::sentence() const
{
    return m_sentence->text();
}

QStringList ChatVerificationDialog::emojiNames() const
{
    QStringList names;
    for (const auto &emoji : m_verification.emoji) {
        names << ChatSasEmoji::at(emoji.number).name;
    }
    return names;
}

Stage ChatVerificationDialog::stage() const
{
    return m_verification.stage;
}

void ChatVerificationDialog::follow(const ChatVerification &verification)
{
    m_isBegun = true;
    const bool isNews = m_verification.stage != verification.stage || m_verification.id != verification.id;
    m_verification = verification;
    const auto device = verification.deviceId.isEmpty() ? i18nc("@info one of one’s devices", "another device") : verification.deviceId;
    QString words;
    clearEmoji();
    switch (verification.stage) {
    case Stage::Requested:
        if (verification.isIncoming) {
            words = verification.isOwn ? i18nc("@info device", "Your device %1 wants to be verified by this one. You compare seven pictures on both.", device)
                                       : i18nc("@info name", "%1 wants to verify you. Both of you compare seven pictures, best while you see or hear each other.", m_name);
        } else {
            words = verification.isOwn ? i18nc("@info", "Accept the verification on your other device.") : i18nc("@info name", "%1 has to accept the verification.", m_name);
        }
        break;
    case Stage::Ready:
    case Stage::Started:
        words = i18nc("@info", "The pictures are being worked out…");
        break;
    case Stage::Emoji:
        words = verification.emoji.isEmpty() ? i18nc("@info", "Does the other device show the same numbers?")
            : verification.isOwn             ? i18nc("@info", "Does your other device show the same pictures in the same order?")
                                             : i18nc("@info name", "Does %1 see the same pictures in the same order? Ask in person or on the phone, not in this chat.", m_name);
        showEmoji();
        break;
    case Stage::Confirmed:
        words = i18nc("@info", "Now it must be confirmed on the other device, too.");
        break;
    case Stage::Done:
        words = verification.isOwn ? i18nc("@info", "Both devices trust each other now.") : i18nc("@info name", "%1 is verified.", m_name);
        break;
    case Stage::Cancelled:
        words = verification.reason.isEmpty() ? i18nc("@info", "The verification was ended.") : verification.reason;
        break;
    }
    m_sentence->setText(words);
    update();
    if (isNews) {
        const auto pictures = m_inWords->isHidden() ? QString() : m_inWords->text();
        Announcer::sayNow(this, pictures.isEmpty() ? words : QString(words + u' ' + pictures));
    }
}

void ChatVerificationDialog::clearEmoji()
{
    qDeleteAll(m_emoji->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_emoji->hide();
    m_inWords->hide();
}

void ChatVerificationDialog::showEmoji()
{
    if (m_verification.emoji.isEmpty()) {
        QStringList numbers;
        for (const auto number : m_verification.numbers) {
            numbers << QString::number(number);
        }
        m_inWords->setText(numbers.join(QStringLiteral("   ")));
        m_inWords->setAccessibleName(numbers.join(QStringLiteral(", ")));
        m_inWords->show();
        return;
    }
    for (const auto &emoji : std::as_const(m_verification.emoji)) {
        const auto known = ChatSasEmoji::at(emoji.number);
        auto *column = new QWidget(m_emoji);
        auto *layout = new QVBoxLayout(column);
        layout->setContentsMargins(0, 0, 0, 0);
        auto *picture = new QLabel(emoji.symbol.isEmpty() ? known.symbol : emoji.symbol, column);
        auto large = ChatLook::withEmoji(font());
        large.setPointSizeF(large.pointSizeF() * 2.4);
        picture->setFont(large);
        picture->setAlignment(Qt::AlignCenter);
        picture->setFixedHeight(fontMetrics().height() * 3); // whatever font has it
        picture->setAccessibleName(known.name);
        auto *name = new QLabel(known.name, column);
        name->setAlignment(Qt::AlignCenter);
        name->setWordWrap(true);
        layout->addWidget(picture);
        layout->addWidget(name);
        m_emojiRow->addWidget(column, 1, Qt::AlignTop);
        column->show();
    }
    const auto inWords = emojiNames().join(QStringLiteral(", "));
    m_inWords->setText(inWords);
    m_inWords->setAccessibleName(i18nc("@info spoken: names of pictures", "Pictures: %1", inWords));
    m_inWords->show();
    m_emoji->show();
}

void ChatVerificationDialog::update()
{
    const bool isAsked = m_isBegun && m_verification.stage == Stage::Requested && m_verification.isIncoming;
    const bool isCompared = m_isBegun && m_verification.stage == Stage::Emoji;
    const bool isOver = m_isBegun && (m_verification.stage == Stage::Done || m_verification.stage == Stage::Cancelled);
    m_accept->setVisible(isAsked || isCompared);
    m_refuse->setVisible(!isOver);
    m_close->setVisible(isOver);
    m_accept->setText(isCompared ? i18nc("@action:button the pictures", "They Are the Same") : i18nc("@action:button", "Accept"));
    m_refuse->setText(isCompared ? i18nc("@action:button the pictures", "They Differ") : isAsked ? i18nc("@action:button", "Decline") : i18nc("@action:button", "Cancel"));
    m_accept->setEnabled(!isWaiting());
    if (isOver) {
        m_close->setDefault(true);
    }
}

void ChatVerificationDialog::accept()
{
    const auto then = [this](const Result<void> &answer) {
        if (!answer) {
            m_isConfirmed = false;
            tell(answer.error());
        }
    };
    if (m_verification.stage == Stage::Requested) {
        wait<void>(m_services->acceptVerification(m_account, m_verification.id), {}, then);
    } else if (m_verification.stage == Stage::Emoji && !m_isConfirmed) {
        m_isConfirmed = true;
        wait<void>(m_services->confirmVerification(m_account, m_verification.id), {}, then);
    }
}

void ChatVerificationDialog::refuse()
{
    reject();
}

void ChatVerificationDialog::done(int result)
{
    const bool isOver = m_verification.stage == Stage::Done || m_verification.stage == Stage::Cancelled;
    if (!m_verification.id.isEmpty() && !isOver) {
        m_verification.stage = Stage::Cancelled;
        m_services->rejectVerification(m_account, m_verification.id);
    }
    ChatForm::done(m_verification.stage == Stage::Done ? QDialog::Accepted : result);
}

}
