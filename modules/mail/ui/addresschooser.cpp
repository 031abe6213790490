// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/addresschooser.h"

#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostListed = 1000; // of more, one types a part of the name
}

AddressChooser::AddressChooser(Book book, QWidget *parent)
    : QDialog(parent)
    , m_book(std::move(book))
    , m_filter(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("addressChooser"));
    setWindowTitle(i18nc("@title:window", "Choose Recipients"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(i18nc("@label", "&Name or address (type a part of it):"), this);
    label->setBuddy(m_filter);
    m_filter->setObjectName(QStringLiteral("addressFilter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("knownAddresses"));
    m_list->setAccessibleName(i18nc("@label", "Known addresses"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setUniformItemSizes(true);
    m_state->setObjectName(QStringLiteral("addressState"));
    m_state->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto add = [&](const char *name, const QString &text, const QString &spoken, Field field) {
        auto *button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        button->setObjectName(QString::fromLatin1(name));
        button->setAccessibleName(spoken);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, field] { choose(field); });
        m_needSelection << button;
        return button;
    };
    add("addTo", i18nc("@action:button put the chosen addresses into the field", "&To"), i18nc("@action:button spoken", "Add to To"), Field::To)
        ->setDefault(true);
    add("addCc", i18nc("@action:button put the chosen addresses into the field", "&Cc"), i18nc("@action:button spoken", "Add to Cc"), Field::Cc);
    add("addBcc", i18nc("@action:button put the chosen addresses into the field", "&Bcc"), i18nc("@action:button spoken", "Add to Bcc"), Field::Bcc);
    m_forget = buttons->addButton(i18nc("@action:button", "&Forget"), QDialogButtonBox::ResetRole);
    m_forget->setObjectName(QStringLiteral("forgetAddress"));
    m_forget->setToolTip(i18nc("@info:tooltip", "Do not suggest the address any more, until a message brings it again"));
    m_forget->setAutoDefault(false);
    m_forget->setVisible(bool(m_book.forget));
    layout->addWidget(label);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    m_list->installEventFilter(this);
    connect(m_forget, &QPushButton::clicked, this, &AddressChooser::forget);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] { choose(Field::To); });
    connect(m_list, &QListWidget::itemSelectionChanged, this, &AddressChooser::updateButtons);
    m_typing.setSingleShot(true);
    m_typing.setInterval(150ms);
    connect(&m_typing, &QTimer::timeout, this, [this] { ask(Reason::Typed); });
    connect(m_filter, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    resize(fontMetrics().averageCharWidth() * 64, fontMetrics().height() * 24);
    m_filter->setFocus();
    updateButtons();
    ask(Reason::Opened);
}

AddressChooser::~AddressChooser()
{
    silence(this);
}

void AddressChooser::ask(Reason reason)
{
    ++m_turn;
    const auto typed = m_filter->text();
    if (!m_book.contacts) {
        askSeen(typed, {}, reason);
        return;
    }
    m_book.contacts(typed).then(this, [this, typed, reason, turn = m_turn](const Result<QList<AddressOffer>> &contacts) {
        if (turn == m_turn) { // books that cannot be read are no reason to list nobody
            askSeen(typed, contacts.value_or(QList<AddressOffer>()), reason);
        }
    });
}

void AddressChooser::askSeen(const QString &typed, const QList<AddressOffer> &contacts, Reason reason)
{
    m_book.find(typed).then(this, [this, contacts, reason, turn = m_turn](const Result<QList<MailAddress>> &seen) {
        if (turn != m_turn) {
            return;
        }
        if (!seen && contacts.isEmpty()) {
            m_state->setText(seen.error().message);
            Announcer::sayNow(this, seen.error().message);
            return;
        }
        fill(AddressOffer::joined(contacts, seen.value_or(QList<MailAddress>()), mostListed), contacts.size(), reason);
    });
}

void AddressChooser::fill(const QList<AddressOffer> &found, qsizetype kept, Reason reason)
{
    m_found = found;
    m_kept = std::min(kept, found.size());
    m_list->clear();
    for (const auto &offer : found) {
        m_list->addItem(Words::withoutTricks(offer.words));
    }
    m_list->setCurrentRow(0);
    updateButtons();
    if (!found.isEmpty()) {
        m_state->setText(i18ncp("@info", "%1 address", "%1 addresses", found.size()));
    } else {
        m_state->setText(m_filter->text().trimmed().isEmpty() ? i18nc("@info", "No address is known yet. Kontor learns them from the messages it sees.")
                                                              : i18nc("@info", "No address fits."));
    }
    if (reason == Reason::Typed) {
        Announcer::sayNow(this,
                          found.isEmpty()
                              ? m_state->text()
                              : i18nc("@info spoken: the first match, then how many there are", "%1, %2", m_list->item(0)->text(), m_state->text()));
    }
}

QList<AddressOffer> AddressChooser::selected() const
{
    QList<AddressOffer> list;
    for (int row = 0; row < m_list->count() && row < m_found.size(); ++row) { // in the order shown
        if (m_list->item(row)->isSelected()) {
            list << m_found.at(row);
        }
    }
    return list;
}

/// Those of the chosen ones that are known from mail alone; contacts are kept by the person.
QList<MailAddress> AddressChooser::forgettable() const
{
    QList<MailAddress> list;
    for (auto row = int(m_kept); row < m_list->count() && row < m_found.size(); ++row) {
        if (m_list->item(row)->isSelected()) {
            list << m_found.at(row).addresses;
        }
    }
    return list;
}

void AddressChooser::choose(Field field)
{
    QList<MailAddress> addresses;
    for (const auto offers = selected(); const auto &offer : offers) {
        addresses << offer.addresses;
    }
    if (addresses.isEmpty()) {
        return;
    }
    Q_EMIT chosen(addresses, field);
    const auto name = field == Field::To ? i18nc("@label", "To") : field == Field::Cc ? i18nc("@label", "Cc") : i18nc("@label", "Bcc");
    const auto first = Words::shortened(Words::withoutTricks(addresses.first().display()), 60);
    m_state->setText(addresses.size() == 1 ? i18nc("@info a person, then the field", "%1 was added to “%2”.", first, name)
                                           : i18ncp("@info", "%1 address was added to “%2”.", "%1 addresses were added to “%2”.", addresses.size(), name));
    Announcer::sayNow(this, m_state->text());
    m_filter->setFocus();
    m_filter->selectAll(); // the next name replaces this one
}

void AddressChooser::forget()
{
    const auto addresses = forgettable();
    if (addresses.isEmpty() || !m_book.forget) {
        return;
    }
    for (const auto &address : addresses) {
        m_book.forget(address);
    }
    Announcer::sayNow(this, i18ncp("@info spoken", "%1 address forgotten", "%1 addresses forgotten", addresses.size()));
    ask(Reason::Forgotten);
}

void AddressChooser::updateButtons()
{
    const bool has = !m_list->selectedItems().isEmpty();
    for (auto *widget : std::as_const(m_needSelection)) {
        widget->setEnabled(has);
    }
    m_forget->setEnabled(!forgettable().isEmpty());
}

bool AddressChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, m_list->count() - 1));
            Announcer::sayNow(this, m_list->currentItem()->text());
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose(Field::To);
            return true;
        }
    }
    if (watched == m_list && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        forget();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

}
