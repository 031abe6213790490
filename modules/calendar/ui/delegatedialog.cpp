// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/delegatedialog.h"

#include "calendar/ui/attendeeedit.h"
#include "calendar/ui/eventwords.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>

namespace Kontor
{
namespace
{
constexpr int typingPause = 120; // ms

bool isSame(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}
}

DelegateDialog::DelegateDialog(std::shared_ptr<Store> store, const QList<Attendee> &invited, const QString &comment, QWidget *parent)
    : QDialog(parent)
    , m_contacts(std::move(store))
    , m_invited(invited)
    , m_entry(new QLineEdit(this))
    , m_proposals(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_proposals, this))
    , m_comment(new QLineEdit(comment, this))
    , m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("delegateDialog"));
    setWindowTitle(i18nc("@title:window", "Delegate the Invitation"));
    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *what = new QLabel(i18nc("@info", "Who you name here is invited instead of you, and the organiser is told."), this);
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    what->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    form->addRow(what);
    m_entry->setObjectName(QStringLiteral("delegateTo"));
    m_entry->setPlaceholderText(i18nc("@info:placeholder", "Name or address"));
    m_entry->setAccessibleDescription(what->text());
    form->addRow(i18nc("@label:textbox who goes instead of me", "&Goes instead of you:"), m_entry);
    m_comment->setObjectName(QStringLiteral("delegateComment"));
    m_comment->setPlaceholderText(i18nc("@info:placeholder", "For the organiser; may stay empty"));
    form->addRow(i18nc("@label:textbox with an answer to an invitation", "&Comment:"), m_comment);
    m_problem->setObjectName(QStringLiteral("delegateProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    form->addRow(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(i18nc("@action:button an invitation to somebody else", "&Delegate"));
    connect(buttons, &QDialogButtonBox::accepted, this, &DelegateDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &DelegateDialog::reject);
    form->addRow(buttons);

    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(m_entry);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &DelegateDialog::complete);
    connect(m_entry, &QLineEdit::textEdited, this, [this] {
        m_problem->hide();
        m_typing.start();
    });
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, [this](const QModelIndex &index) {
        if (const auto one = m_suggestions.value(index.row()); !one.address.isEmpty()) {
            m_entry->setText(one.name.isEmpty() ? one.address : QString(one.name + QStringLiteral(" <") + one.address + u'>'));
        }
    });
    m_entry->setFocus();
}

Attendee DelegateDialog::person() const
{
    return m_person;
}

QString DelegateDialog::comment() const
{
    return m_comment->text().trimmed();
}

void DelegateDialog::complete()
{
    const auto typed = m_entry->text().trimmed();
    if (typed.isEmpty() || !m_entry->hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    m_contacts.complete(typed).then(this, [this, asked = ++m_asked](const Result<QList<ContactSuggestion>> &found) {
        if (asked != m_asked || !found || !m_entry->hasFocus()) {
            return;
        }
        m_suggestions = *found;
        m_suggestions.removeIf([](const ContactSuggestion &one) { // one person goes, and not a group
            return one.source == ContactSuggestion::Source::Group || one.address.isEmpty();
        });
        m_proposals->clear();
        for (const auto &one : std::as_const(m_suggestions)) {
            m_proposals->appendRow(new QStandardItem(EventWords::person({.name = one.name, .address = one.address})));
        }
        m_suggestions.isEmpty() ? m_completer->popup()->hide() : m_completer->complete();
    });
}

void DelegateDialog::complain(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->show();
    if (layout()->hasHeightForWidth()) { // nothing is squeezed for it
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    }
    m_entry->setFocus(Qt::OtherFocusReason);
    m_entry->selectAll();
    Announcer::sayNow(m_entry, problem);
}

void DelegateDialog::accept()
{
    const auto typed = m_entry->text().trimmed();
    const auto people = AttendeeEdit::parse(typed);
    if (typed.isEmpty()) {
        complain(i18nc("@info", "Say who goes instead of you."));
        return;
    }
    if (people.size() != 1) {
        complain(i18nc("@info", "“%1” is not the mail address of one person.", Words::shortened(typed, 60)));
        return;
    }
    if (std::ranges::any_of(m_invited, [&people](const Attendee &one) { return isSame(one.address, people.first().address); })) {
        complain(i18nc("@info", "%1 takes part already.", EventWords::person({.name = people.first().name, .address = people.first().address})));
        return;
    }
    m_person.name = people.first().name;
    m_person.address = people.first().address;
    QDialog::accept();
}

}
