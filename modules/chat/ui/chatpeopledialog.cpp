// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatpeopledialog.h"

#include "chat/chatlink.h"
#include "chat/chatname.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chatspoken.h"
#include "shell/announcer.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int idRole = Qt::UserRole;
constexpr int nameRole = Qt::UserRole + 1;
}

ChatPeopleDialog::ChatPeopleDialog(Use use, ChatServices *services, Known known, const QList<Account> &accounts, QWidget *parent)
    : ChatForm("peopleDialog", use == Use::NewChat ? i18nc("@title:window", "New Chat") : i18nc("@title:window", "Invite People"), parent)
    , m_use(use)
    , m_services(services)
    , m_known(std::move(known))
    , m_accounts(new QComboBox(this))
    , m_words(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_chosenWords(new QLabel(this))
{
    auto *form = new QFormLayout;
    m_accounts->setObjectName(QStringLiteral("peopleAccount"));
    for (const auto &account : accounts) {
        m_accounts->addItem(account.title, QVariant::fromValue(account.id));
    }
    if (accounts.size() > 1) {
        form->addRow(i18nc("@label:listbox", "&From:"), m_accounts);
    } else {
        m_accounts->hide();
    }
    m_words->setObjectName(QStringLiteral("peopleWords"));
    m_words->setPlaceholderText(i18nc("@info:placeholder", "Name, or @person:server"));
    m_words->setClearButtonEnabled(true);
    m_words->installEventFilter(this);
    form->addRow(i18nc("@label:textbox", "&Person:"), m_words);
    body()->addLayout(form);
    m_list->setObjectName(QStringLiteral("people"));
    m_list->setAccessibleName(i18nc("@label", "People"));
    const int side = fontMetrics().height() * 3 / 2;
    m_list->setIconSize({side, side});
    m_list->setUniformItemSizes(true);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 54, fontMetrics().height() * 14);
    body()->addWidget(m_list, 1);
    m_chosenWords->setObjectName(QStringLiteral("chosenPeople"));
    m_chosenWords->setWordWrap(true);
    m_chosenWords->setTextFormat(Qt::PlainText);
    m_chosenWords->setVisible(use == Use::Invite);
    body()->addWidget(m_chosenWords);
    m_take = addAccept("takePeople", use == Use::NewChat ? i18nc("@action:button begins a chat", "Begin &Chat") : i18nc("@action:button", "&Invite"));
    addCancel();
    m_pause.setSingleShot(true);
    m_pause.setInterval(250ms);
    connect(&m_pause, &QTimer::timeout, this, &ChatPeopleDialog::ask);
    connect(m_words, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_accounts, &QComboBox::currentIndexChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_list, &QListWidget::currentRowChanged, this, &ChatPeopleDialog::update);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] {
        if (m_use == Use::NewChat) {
            take();
        }
    });
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        if (m_isFilling) {
            return;
        }
        const ChatPerson person{.userId = item->data(idRole).toString(), .name = item->data(nameRole).toString()};
        m_chosen.removeIf([&person](const ChatPerson &other) {
            return other.userId == person.userId;
        });
        if (item->checkState() == Qt::Checked) {
            m_chosen << person;
        }
        update();
    });
    connect(m_take, &QPushButton::clicked, this, &ChatPeopleDialog::take);
    m_words->setFocus();
    update();
    ask();
}

CollectionId ChatPeopleDialog::account() const
{
    return m_accounts->currentData().value<CollectionId>();
}

void ChatPeopleDialog::setWords(const QString &words)
{
    m_words->setText(words);
}

QStringList ChatPeopleDialog::chosen() const
{
    QStringList ids;
    for (const auto &person : m_chosen) {
        ids << person.userId;
    }
    const auto *current = m_list->currentItem();
    if (m_use == Use::NewChat || (ids.isEmpty() && current)) {
        return current ? QStringList{current->data(idRole).toString()} : QStringList();
    }
    return ids;
}

void ChatPeopleDialog::ask()
{
    const auto words = m_words->text().trimmed();
    const auto number = ++m_asks;
    m_list->clear();
    if (ChatLink::isUserId(words)) {
        add({{.userId = words, .name = {}}});
    }
    const auto take = [this, number](const Result<QList<ChatPerson>> &found) {
        if (number != m_asks) {
            return;
        }
        if (found) {
            add(*found);
        } else if (m_list->count() == 0) {
            tell(found.error());
        }
        update();
    };
    if (m_known) {
        m_known(account(), words).then(this, take);
    }
    if (m_services && words.size() > 1) {
        wait<QList<ChatPerson>>(m_services->findPeople(account(), words), i18nc("@info", "The server is being asked…"), [this, take, number, words](const Result<QList<ChatPerson>> &found) {
            take(found);
            if (number == m_asks && found) {
                const int count = m_list->count();
                tell(count == 0 ? i18nc("@info", "Nobody was found. Write the full address, such as @anna:example.org.") : i18ncp("@info", "%1 person", "%1 people", count));
            }
        });
    }
    update();
}

void ChatPeopleDialog::add(const QList<ChatPerson> &people)
{
    m_isFilling = true;
    const int side = m_list->iconSize().height();
    for (const auto &person : people) {
        bool isThere = false;
        for (int row = 0; row < m_list->count(); ++row) {
            isThere = isThere || m_list->item(row)->data(idRole).toString() == person.userId;
        }
        if (isThere) {
            continue;
        }
        const auto name = ChatName::safe(person.name);
        const auto id = ChatName::id(person.userId);
        auto *item = new QListWidgetItem(name.isEmpty() ? id : i18nc("@item:inlistbox name, address", "%1  –  %2", name, id), m_list);
        item->setIcon(ChatLook::avatar(name.isEmpty() ? id : name, person.userId, side));
        item->setData(idRole, person.userId);
        item->setData(nameRole, name.isEmpty() ? id : name);
        item->setData(Qt::AccessibleTextRole, name.isEmpty() ? id : QString(name + QStringLiteral(", ") + id));
        item->setSizeHint({side * 6, side + 8});
        if (m_use == Use::Invite) {
            item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
            const bool isChosen = std::ranges::any_of(m_chosen, [&person](const ChatPerson &other) {
                return other.userId == person.userId;
            });
            item->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
        }
    }
    if (!m_list->currentItem() && m_list->count() > 0) {
        m_list->setCurrentRow(0);
    }
    m_isFilling = false;
}

void ChatPeopleDialog::update()
{
    QStringList names;
    for (const auto &person : std::as_const(m_chosen)) {
        names << person.name;
    }
    m_chosenWords->setText(names.isEmpty() ? i18nc("@info", "Nobody is ticked; the chosen person is invited.") : i18nc("@info names", "To be invited: %1", ChatSpoken::names(names, 8)));
    m_take->setEnabled(!chosen().isEmpty());
}

void ChatPeopleDialog::take()
{
    if (const auto ids = chosen(); !ids.isEmpty()) {
        Q_EMIT peopleChosen(account(), ids);
        accept();
    }
}

bool ChatPeopleDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_words && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, m_list->count() - 1));
            Announcer::sayNow(m_words, m_list->currentItem()->data(Qt::AccessibleTextRole).toString());
            return true;
        }
    }
    return ChatForm::eventFilter(watched, event);
}

}
