// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composerhead.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace Kontor
{
namespace
{
/// Half an address is kept in the draft with a domain that nobody has (RFC 6761 6.4), for a header
/// field takes whole addresses only.
const QString unfinished = QStringLiteral("@unfinished.invalid");

QList<MailAddress> asTyped(QList<MailAddress> addresses)
{
    for (auto &address : addresses) {
        if (address.address.endsWith(unfinished)) {
            address = {{}, address.address.chopped(unfinished.size())};
        }
    }
    return addresses;
}
}

ComposerHead::ComposerHead(AddressEdit::Complete complete, AddressChooser::Book book, QWidget *parent)
    : QWidget(parent)
    , m_book(std::move(book))
    , m_from(new QComboBox(this))
    , m_to(new AddressEdit(complete, this))
    , m_cc(new AddressEdit(complete, this))
    , m_bcc(new AddressEdit(complete, this))
    , m_ccLabel(new QLabel(i18nc("@label", "&Cc:"), this))
    , m_bccLabel(new QLabel(i18nc("@label", "&Bcc:"), this))
    , m_more(new QToolButton(this))
    , m_subject(new QLineEdit(this))
{
    setObjectName(QStringLiteral("composerHead"));
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    auto *fromLabel = new QLabel(i18nc("@label", "&From:"), this);
    fromLabel->setBuddy(m_from);
    m_from->setObjectName(QStringLiteral("from"));
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a long name must not widen the window
    m_from->setMinimumContentsLength(24);
    form->addRow(fromLabel, m_from);
    auto *toLabel = new QLabel(i18nc("@label", "&To:"), this);
    toLabel->setBuddy(m_to);
    m_to->setObjectName(QStringLiteral("to"));
    m_cc->setObjectName(QStringLiteral("cc"));
    m_bcc->setObjectName(QStringLiteral("bcc"));
    m_to->setAccessibleName(i18nc("@label", "To"));
    m_cc->setAccessibleName(i18nc("@label", "Cc"));
    m_bcc->setAccessibleName(i18nc("@label", "Bcc"));
    auto *toLine = new QHBoxLayout;
    toLine->addWidget(m_to, 1);
    auto *choose = new QToolButton(this);
    choose->setObjectName(QStringLiteral("chooseAddresses"));
    choose->setIcon(QIcon::fromTheme(QStringLiteral("view-pim-contacts"), QIcon::fromTheme(QStringLiteral("user-identity"))));
    choose->setAccessibleName(i18nc("@action:button", "Choose Recipients…"));
    choose->setToolTip(i18nc("@info:tooltip",
                             "Choose recipients from the addresses known so far (%1)",
                             QKeySequence(QStringLiteral("Ctrl+Shift+O")).toString(QKeySequence::NativeText)));
    choose->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+O")));
    choose->setAutoRaise(true);
    choose->setFocusPolicy(Qt::TabFocus);
    toLine->addWidget(choose);
    m_more->setObjectName(QStringLiteral("showCopies"));
    m_more->setText(i18nc("@action:button", "Cc, Bcc"));
    m_more->setToolTip(i18nc("@info:tooltip", "Show the fields for copies"));
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::TabFocus);
    toLine->addWidget(m_more);
    form->addRow(toLabel, toLine);
    m_ccLabel->setBuddy(m_cc);
    m_bccLabel->setBuddy(m_bcc);
    form->addRow(m_ccLabel, m_cc);
    form->addRow(m_bccLabel, m_bcc);
    for (QWidget *hidden : std::initializer_list<QWidget *>{m_ccLabel, m_cc, m_bccLabel, m_bcc}) {
        hidden->hide();
    }
    auto *subjectLabel = new QLabel(i18nc("@label", "S&ubject:"), this);
    subjectLabel->setBuddy(m_subject);
    m_subject->setObjectName(QStringLiteral("subjectEdit"));
    m_subject->setAccessibleName(i18nc("@label", "Subject"));
    m_subject->setMaxLength(2000);
    form->addRow(subjectLabel, m_subject);
    setTabOrder({m_from, m_to, choose, m_more, m_cc, m_bcc, m_subject});

    connect(choose, &QToolButton::clicked, this, &ComposerHead::chooseAddresses);
    connect(m_more, &QToolButton::clicked, this, [this] {
        showCopies();
        m_cc->setFocus();
    });
    connect(m_from, &QComboBox::currentIndexChanged, this, &ComposerHead::edited);
    connect(m_subject, &QLineEdit::textChanged, this, [this] {
        Q_EMIT edited();
        Q_EMIT subjectChanged();
    });
    for (auto *field : fields()) {
        connect(field, &QLineEdit::textChanged, this, &ComposerHead::edited);
        connect(field, &QLineEdit::editingFinished, this, &ComposerHead::addressesLeft);
    }
}

QList<AddressEdit *> ComposerHead::fields() const
{
    return {m_to, m_cc, m_bcc};
}

AddressEdit *ComposerHead::field(AddressChooser::Field field) const
{
    return field == AddressChooser::Field::To ? m_to : field == AddressChooser::Field::Cc ? m_cc : m_bcc;
}

void ComposerHead::showCopies()
{
    for (QWidget *shown : std::initializer_list<QWidget *>{m_ccLabel, m_cc, m_bccLabel, m_bcc}) {
        shown->show();
    }
    m_more->hide();
}

void ComposerHead::fill(const QList<Account> &accounts, const Draft &draft)
{
    const QSignalBlocker quiet(this);
    for (const auto &account : accounts) {
        for (const auto &address : QStringList{account.address} + account.aliases) {
            m_from->addItem(MailAddress{account.name, address}.toString(), QVariantList{account.id.value, address, account.name});
            if (account.id == draft.account && address.compare(draft.from.address, Qt::CaseInsensitive) == 0) {
                m_from->setCurrentIndex(m_from->count() - 1);
            }
        }
    }
    m_to->setAddresses(asTyped(draft.to));
    m_cc->setAddresses(asTyped(draft.cc));
    m_bcc->setAddresses(asTyped(draft.bcc));
    if (!draft.cc.isEmpty() || !draft.bcc.isEmpty()) {
        showCopies();
    }
    m_subject->setText(draft.subject);
    m_subject->setCursorPosition(0);
}

Draft ComposerHead::written(Draft draft) const
{
    if (const auto from = m_from->currentData().toList(); from.size() == 3) {
        draft.account = AccountId{from.at(0).toLongLong()};
        draft.from = {from.at(2).toString(), from.at(1).toString()};
    }
    const auto all = [](const AddressEdit *field) {
        QStringList rest;
        auto addresses = field->addresses(&rest);
        for (const auto &word : std::as_const(rest)) {
            addresses << MailAddress{{}, word.contains(u'@') ? word : QString(word + unfinished)};
        }
        return addresses;
    };
    draft.to = all(m_to);
    draft.cc = all(m_cc);
    draft.bcc = all(m_bcc);
    draft.subject = m_subject->text();
    return draft;
}

QStringList ComposerHead::wrongAddresses() const
{
    QStringList wrong;
    for (const auto *field : fields()) {
        QStringList rejected;
        field->addresses(&rejected);
        wrong << rejected;
    }
    return wrong;
}

void ComposerHead::goToWrongAddress()
{
    for (auto *field : fields()) {
        QStringList rejected;
        field->addresses(&rejected);
        if (!rejected.isEmpty()) {
            field->setFocus();
            return;
        }
    }
    m_to->setFocus();
}

void ComposerHead::goToSubject()
{
    m_subject->setFocus();
}

void ComposerHead::goToFirstEmpty(QWidget *otherwise)
{
    const auto recipients = m_to->text().isEmpty() && m_cc->text().isEmpty() && m_bcc->text().isEmpty();
    (recipients ? static_cast<QWidget *>(m_to) : m_subject->text().isEmpty() ? static_cast<QWidget *>(m_subject) : otherwise)->setFocus();
}

QString ComposerHead::subject() const
{
    return m_subject->text();
}

QWidget *ComposerHead::last() const
{
    return m_subject;
}

void ComposerHead::chooseAddresses()
{
    if (!m_book.find) {
        return;
    }
    auto *chooser = new AddressChooser(m_book, window());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &AddressChooser::chosen, this, [this](const QList<MailAddress> &addresses, AddressChooser::Field where) {
        if (where != AddressChooser::Field::To) {
            showCopies();
        }
        field(where)->append(addresses);
    });
    chooser->open();
}

}
