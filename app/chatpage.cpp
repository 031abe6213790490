// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatpage.h"

#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <KMessageWidget>
#include <KPasswordLineEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
QString serverOf(const QUrl &homeserver)
{
    return homeserver.host() + (homeserver.port() > 0 ? u':' + QString::number(homeserver.port()) : QString());
}
}

ChatPage::ChatPage(Desk desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(std::move(desk))
    , m_start(new QLineEdit(this))
    , m_look(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-find")), i18nc("@action:button looks for a server", "&Look"), this))
    , m_ways(new QWidget(this))
    , m_userName(new QLineEdit(this))
    , m_password(new KPasswordLineEdit(this))
    , m_signIn(new QPushButton(QIcon::fromTheme(QStringLiteral("network-connect")), i18nc("@action:button", "Sign &In"), this))
    , m_browsers(new QVBoxLayout)
    , m_device(new QLineEdit(this))
    , m_state(new QLabel(this))
    , m_again(new QPushButton(QIcon::fromTheme(QStringLiteral("view-refresh")), i18nc("@action:button", "Sign In A&gain…"), this))
    , m_signOut(new QPushButton(QIcon::fromTheme(QStringLiteral("system-log-out")), i18nc("@action:button", "Sign &Out…"), this))
    , m_message(new KMessageWidget(this))
    , m_busy(new QProgressBar(this))
    , m_cancel(new QPushButton(QIcon::fromTheme(QStringLiteral("dialog-cancel")), i18nc("@action:button", "Stop"), this))
{
    build();
    turnTo(Stage::Away);
}

ChatPage::~ChatPage()
{
    drop();
}

void ChatPage::build()
{
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    const auto row = [this](QFormLayout *in, const QString &label, QWidget *field, const char *name) {
        field->setObjectName(QString::fromLatin1(name));
        auto *caption = new QLabel(label, this);
        caption->setBuddy(field);
        in->addRow(caption, field);
    };
    m_state->setObjectName(QStringLiteral("chatState"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_state->setFocusPolicy(Qt::StrongFocus);
    m_state->setAccessibleName(i18nc("@label", "Signed in"));
    form->addRow(m_state);
    auto *inside = new QHBoxLayout;
    inside->addWidget(m_again);
    inside->addWidget(m_signOut);
    inside->addStretch(1);
    form->addRow(inside);
    row(form, i18nc("@label", "&Matrix id or server:"), m_start, "chatStart");
    m_start->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_start->setPlaceholderText(i18nc("@info:placeholder", "@name:example.org, or the address of the server; empty: no chat"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_look);
    line->addStretch(1);
    form->addRow(line);

    auto *ways = new QFormLayout(m_ways);
    ways->setContentsMargins(0, 0, 0, 0);
    row(ways, i18nc("@label the name of this computer in the list of devices", "De&vice name:"), m_device, "chatDevice");
    row(ways, i18nc("@label", "Us&er name:"), m_userName, "chatUserName");
    row(ways, i18nc("@label", "Pass&word:"), m_password, "chatPassword");
    m_password->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_password->lineEdit()->setObjectName(QStringLiteral("chatPasswordEdit"));
    m_password->lineEdit()->setAccessibleName(i18nc("@label", "Password for chat"));
    m_password->setRevealPasswordMode(KPassword::RevealMode::OnlyNew);
    auto *signing = new QHBoxLayout;
    signing->addWidget(m_signIn);
    signing->addStretch(1);
    ways->addRow(signing);
    ways->addRow(m_browsers);
    form->addRow(m_ways);

    m_message->setObjectName(QStringLiteral("chatMessage"));
    m_message->setCloseButtonVisible(false);
    m_message->setWordWrap(true);
    form->addRow(m_message);
    auto *busy = new QHBoxLayout;
    m_busy->setObjectName(QStringLiteral("chatBusy"));
    m_busy->setRange(0, 0);
    m_cancel->setObjectName(QStringLiteral("chatCancel"));
    busy->addWidget(m_busy, 1);
    busy->addWidget(m_cancel);
    form->addRow(busy);

    m_look->setObjectName(QStringLiteral("chatLook"));
    m_signIn->setObjectName(QStringLiteral("chatSignIn"));
    m_again->setObjectName(QStringLiteral("chatSignInAgain"));
    m_signOut->setObjectName(QStringLiteral("chatSignOut"));
    for (auto *button : {m_look, m_signIn, m_again, m_signOut, m_cancel}) {
        button->setAutoDefault(false);
    }
    connect(m_look, &QPushButton::clicked, this, &ChatPage::look);
    connect(m_signIn, &QPushButton::clicked, this, [this] { signIn({.kind = ChatEntryWay::Kind::Password}); });
    connect(m_again, &QPushButton::clicked, this, &ChatPage::askAgain);
    connect(m_signOut, &QPushButton::clicked, this, &ChatPage::leave);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_desk.entry) {
            m_desk.entry->cancel();
        }
    });
    connect(m_start, &QLineEdit::textEdited, this, [this] { turnTo(Stage::Away); }); // what was found is another server's
    m_start->setEnabled(!m_desk.entry.isNull());
    m_look->setEnabled(!m_desk.entry.isNull());
}

void ChatPage::turnTo(Stage stage)
{
    m_stage = stage;
    const bool isBusy = stage == Stage::Looking || stage == Stage::SigningIn;
    const bool isInside = !m_user.isEmpty();
    const bool isOffered = stage == Stage::Offered || stage == Stage::SigningIn;
    m_state->setVisible(isInside);
    m_again->setVisible(isInside && !isOffered && !isBusy && m_remembered && m_remembered->state != ChatCredentials::State::Valid);
    m_signOut->setVisible(isInside && !isOffered);
    m_signOut->setEnabled(!isBusy && !m_desk.entry.isNull());
    auto *form = static_cast<QFormLayout *>(layout());
    form->setRowVisible(m_start, !isInside);
    m_look->setVisible(!isInside);
    m_look->setEnabled(!isBusy && !m_desk.entry.isNull());
    m_start->setEnabled(!isBusy && !m_desk.entry.isNull());
    m_ways->setVisible(isOffered);
    m_ways->setEnabled(stage == Stage::Offered);
    m_busy->setVisible(isBusy);
    m_cancel->setVisible(isBusy);
    if (stage == Stage::Away || stage == Stage::Inside) {
        m_message->hide();
    }
    if (isInside) {
        const auto &known = m_made ? m_made : m_remembered;
        const auto device = known ? known->deviceId : QString();
        m_state->setText(device.isEmpty() ? i18nc("@info %1: a Matrix id, %2: a server", "Signed in as %1 at %2.", m_user, serverOf(m_homeserver))
                                          : i18nc("@info %1: a Matrix id, %2: a server, %3: an id", "Signed in as %1 at %2. This is the device %3.", m_user, serverOf(m_homeserver), device));
    }
}

void ChatPage::tell(const QString &sentence, int type)
{
    m_message->setMessageType(KMessageWidget::MessageType(type));
    m_message->setText(sentence.toHtmlEscaped());
    m_message->setAccessibleName(sentence);
    m_message->show();
    Announcer::sayNow(this, sentence, Announcer::Urgency::Assertive);
}

QString ChatPage::stateText() const
{
    return !m_message->isHidden() ? m_message->accessibleName() : m_state->isHidden() ? QString() : m_state->text();
}

void ChatPage::fill(const Account &account)
{
    ++m_turn;
    m_account = account.id;
    m_user = account.hasChat() ? account.chatUser : QString();
    m_homeserver = account.chat;
    m_mailAddress = account.address;
    m_device->setText(ChatEntry::usualDeviceName());
    turnTo(m_user.isEmpty() ? Stage::Away : Stage::Inside);
    if (m_user.isEmpty() || !m_account || !m_desk.remembered) {
        return;
    }
    m_desk.remembered(m_account).then(this, [this, turn = m_turn](const Result<std::optional<ChatCredentials>> &known) {
        if (turn != m_turn || !known) {
            return;
        }
        m_remembered = *known;
        if (!m_remembered) { // a store that was rebuilt does not know the device any more
            m_remembered = ChatCredentials{.userId = m_user, .homeserver = m_homeserver, .state = ChatCredentials::State::SignedOut};
        }
        turnTo(m_stage);
        if (m_remembered->state != ChatCredentials::State::Valid) {
            tell(i18nc("@info", "The server does not accept the sign-in any more. Please sign in again."), KMessageWidget::Warning);
        }
    });
}

void ChatPage::apply(Account &account) const
{
    account.chat = m_user.isEmpty() ? QUrl() : m_homeserver;
    account.chatUser = m_user;
}

void ChatPage::setAddress(const QString &address)
{
    m_mailAddress = address;
}

void ChatPage::setAuthorities(const QByteArray &certificates)
{
    m_authorities = certificates;
}

std::optional<ChatCredentials> ChatPage::credentials() const
{
    return m_made;
}

void ChatPage::taken()
{
    m_remembered = std::exchange(m_made, std::nullopt);
}

/// A device that nobody keeps would stay in the person's list for ever, and get keys.
void ChatPage::drop()
{
    if (m_made && m_desk.entry) {
        m_desk.entry->signOut(*m_made, m_authorities);
    }
    m_made.reset();
}

QList<QWidget *> ChatPage::tabOrder() const
{
    return {m_state, m_again, m_signOut, m_start, m_look, m_device, m_userName, m_password, m_signIn};
}

void ChatPage::look()
{
    auto start = m_start->text().trimmed();
    if (start.isEmpty()) {
        start = m_mailAddress.section(u'@', -1).trimmed();
    }
    if (start.isEmpty() || !m_desk.entry) {
        tell(i18nc("@info", "Please enter a Matrix id or the address of the server first."), KMessageWidget::Warning);
        return;
    }
    turnTo(Stage::Looking);
    tell(i18nc("@info", "Looking for the server…"), KMessageWidget::Information);
    m_desk.entry->look(start, m_authorities).then(this, [this, start, turn = ++m_turn](const Result<ChatEntryOffer> &offer) {
        if (turn != m_turn) {
            return;
        }
        if (!offer) {
            turnTo(m_user.isEmpty() ? Stage::Away : Stage::Inside);
            tell(offer.error().message, KMessageWidget::Error);
            return;
        }
        m_offer = *offer;
        if (m_userName->text().isEmpty()) {
            m_userName->setText(start.startsWith(u'@') ? start : m_user);
        }
        tellOffer();
    });
}

void ChatPage::tellOffer()
{
    while (auto *item = m_browsers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    bool hasPassword = false;
    QWidget *last = m_signIn;
    for (const auto &way : std::as_const(m_offer.ways)) {
        if (way.kind == ChatEntryWay::Kind::Password) {
            hasPassword = true;
            continue;
        }
        auto *button = new QPushButton(QIcon::fromTheme(QStringLiteral("internet-web-browser")),
                                       way.title.isEmpty() ? i18nc("@action:button", "Sign In in the &Browser") : i18nc("@action:button %1: who knows the user", "Sign In with %1 in the &Browser", way.title),
                                       m_ways);
        button->setObjectName(QStringLiteral("chatBrowser"));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, way] { signIn(way); });
        m_browsers->addWidget(button);
        setTabOrder(last, button);
        last = button;
    }
    auto *ways = static_cast<QFormLayout *>(m_ways->layout());
    ways->setRowVisible(m_userName, hasPassword);
    ways->setRowVisible(m_password, hasPassword);
    m_signIn->setVisible(hasPassword);
    if (m_offer.ways.isEmpty()) {
        turnTo(m_user.isEmpty() ? Stage::Away : Stage::Inside);
        tell(i18nc("@info %1: a server", "%1 offers no way to sign in that Kontor knows.", serverOf(m_offer.homeserver)), KMessageWidget::Warning);
        return;
    }
    turnTo(Stage::Offered);
    tell(i18nc("@info %1: a server", "The server is %1. Choose how to sign in.", serverOf(m_offer.homeserver)), KMessageWidget::Positive);
    if (hasPassword) {
        (m_userName->text().isEmpty() ? static_cast<QWidget *>(m_userName) : m_password)->setFocus();
    } else {
        last->setFocus();
    }
}

void ChatPage::signIn(const ChatEntryWay &way)
{
    const bool isPassword = way.kind == ChatEntryWay::Kind::Password;
    if (isPassword && (m_userName->text().trimmed().isEmpty() || m_password->password().isEmpty())) {
        tell(i18nc("@info", "Please enter the user name and the password first."), KMessageWidget::Warning);
        return;
    }
    const bool isSameDevice = m_remembered && m_remembered->state == ChatCredentials::State::SoftSignedOut; // its keys and messages stay
    turnTo(Stage::SigningIn);
    tell(isPassword ? i18nc("@info", "Signing in…") : i18nc("@info", "Please go on in the browser. This page waits until you are done there."), KMessageWidget::Information);
    if (!m_desk.entry) {
        return;
    }
    m_desk.entry
        ->signIn({.offer = m_offer,
                  .way = way,
                  .user = m_userName->text().trimmed(),
                  .password = m_password->password(),
                  .device = m_device->text().trimmed().isEmpty() ? ChatEntry::usualDeviceName() : m_device->text().trimmed(),
                  .deviceId = isSameDevice ? m_remembered->deviceId : QString(),
                  .authorities = m_authorities})
        .then(this, [this, turn = ++m_turn](const Result<ChatCredentials> &credentials) {
            if (turn != m_turn) {
                return;
            }
            if (credentials) {
                arrived(*credentials);
                return;
            }
            turnTo(Stage::Offered);
            tell(credentials.error().message, credentials.error().kind == Error::Kind::Cancelled ? KMessageWidget::Information : KMessageWidget::Error);
        });
}

void ChatPage::arrived(const ChatCredentials &credentials)
{
    if (m_account && !m_user.isEmpty() && credentials.userId != m_user) {
        m_desk.entry->signOut(credentials, m_authorities);
        turnTo(Stage::Offered);
        tell(i18nc("@info %1, %2: Matrix ids", "You signed in as %1, but this account belongs to %2. Another person needs an account of their own.", credentials.userId, m_user),
             KMessageWidget::Error);
        return;
    }
    drop();
    m_made = credentials;
    m_user = credentials.userId;
    m_homeserver = credentials.homeserver;
    m_password->clear();
    turnTo(Stage::Inside);
    tell(i18nc("@info %1: a Matrix id", "Signed in as %1. Save the account to keep it.", m_user), KMessageWidget::Positive);
    Q_EMIT changed();
}

void ChatPage::askAgain()
{
    m_start->setText(m_homeserver.isEmpty() ? m_user : m_homeserver.toString());
    m_userName->setText(m_user);
    look();
}

void ChatPage::leave()
{
    if (!m_account || m_made || !m_desk.unsavedKeys) {
        leaveNow(0);
        return;
    }
    m_signOut->setEnabled(false);
    m_desk.unsavedKeys(m_account).then(this, [this](int unsaved) {
        m_signOut->setEnabled(true);
        leaveNow(unsaved);
    });
}

void ChatPage::leaveNow(int unsaved)
{
    const bool isNew = m_made.has_value();
    if (!isNew) {
        const auto words = unsaved > 0
            ? i18ncp("@info",
                     "The key of %1 conversation is in no backup yet. Without it, older encrypted messages cannot be read any more after signing out. Set up the key backup in the chat's encryption settings or export the keys first.",
                     "The keys of %1 conversations are in no backup yet. Without them, older encrypted messages cannot be read any more after signing out. Set up the key backup in the chat's encryption settings or export the keys first.",
                     unsaved)
            : i18nc("@info", "The chats of this account are removed from this computer. Encrypted messages can be read again after signing in only with the recovery key or another device.");
        if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Sign Out of Chat?"), KGuiItem(i18nc("@action:button", "Sign Out"), QStringLiteral("system-log-out")),
                                               KStandardGuiItem::cancel(), QString(), KMessageBox::Dangerous)
            != KMessageBox::Continue) {
            return;
        }
    }
    const auto left = [this, isNew] {
        m_made.reset();
        m_remembered.reset();
        m_user.clear();
        m_homeserver.clear();
        turnTo(Stage::Away);
        Q_EMIT changed();
        if (!isNew && m_account) {
            Q_EMIT signedOut();
        }
    };
    const auto &known = m_made ? m_made : m_remembered;
    if (!known || known->state == ChatCredentials::State::SignedOut || !m_desk.entry) {
        left(); // the server has nothing of it
        return;
    }
    turnTo(Stage::SigningIn);
    m_ways->hide();
    tell(i18nc("@info", "Signing out…"), KMessageWidget::Information);
    m_desk.entry->signOut(*known, m_authorities).then(this, [this, left, turn = ++m_turn](const Result<void> &done) {
        if (turn != m_turn) {
            return;
        }
        if (done || done.error().kind == Error::Kind::Unauthorized) {
            left();
            return;
        }
        turnTo(Stage::Inside);
        tell(done.error().message, KMessageWidget::Error);
        const auto words = i18nc("@info %1: why", "The server could not be told: %1 Remove the chats from this computer all the same? The device then stays in your list of devices until you remove it there.",
                                 done.error().message);
        if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Sign Out Here Only?"), KGuiItem(i18nc("@action:button", "Remove Here"), QStringLiteral("edit-delete")))
            == KMessageBox::Continue) {
            left();
        }
    });
}

}
