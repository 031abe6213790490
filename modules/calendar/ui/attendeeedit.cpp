// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/attendeeedit.h"

#include "calendar/ui/eventwords.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QStandardItemModel>

namespace Kontor
{
namespace
{
constexpr int typingPause = 120; // ms
constexpr int mostListed = 500; // of 10,000 nobody reads more; the others stay

bool isAddress(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(R"(^[^\s@<>,;"]+@[^\s@<>,;"]+$)"));
    return form.match(text).hasMatch();
}

bool isSame(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QList<Attendee> toAttendees(const QList<ContactAddress> &people)
{
    QList<Attendee> list;
    for (const auto &person : people) {
        list << Attendee{.name = person.name, .address = person.address};
    }
    return list;
}
}

AttendeeEdit::AttendeeEdit(std::shared_ptr<Store> store, QWidget *parent)
    : QWidget(parent)
    , m_contacts(store ? std::make_unique<ContactCompletion>(store) : nullptr)
    , m_notice(new QLabel(this))
    , m_organizerLabel(new QLabel(this))
    , m_entry(new QLineEdit(this))
    , m_proposals(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_proposals, this))
    , m_add(new QPushButton(i18nc("@action:button", "&Invite"), this))
    , m_search(new QPushButton(i18nc("@action:button", "&Find People and Rooms …"), this))
    , m_problem(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_roleCaption(new QLabel(i18nc("@label:listbox of an attendee", "&Takes part as:"), this))
    , m_role(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_rsvp(new QCheckBox(i18nc("@option:check of an attendee", "Ask for an ans&wer"), this))
    , m_remove(new QPushButton(i18nc("@action:button", "Remo&ve"), this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (auto *label : {m_notice, m_organizerLabel, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->hide();
    }
    m_organizerLabel->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    form->addRow(m_notice);
    form->addRow(m_organizerLabel);
    m_entry->setObjectName(QStringLiteral("inviteEntry"));
    m_entry->setPlaceholderText(i18nc("@info:placeholder", "Name or address"));
    m_entry->setAccessibleName(i18nc("@label:textbox", "Invite, name or address"));
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(m_entry);
    m_add->setObjectName(QStringLiteral("invite"));
    m_add->setAutoDefault(false);
    m_search->setObjectName(QStringLiteral("findPeople"));
    m_search->setAutoDefault(false);
    auto *entry = new QWidget(this);
    auto *row = new QHBoxLayout(entry);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_entry, 1);
    row->addWidget(m_add);
    row->addWidget(m_search);
    auto *caption = new QLabel(i18nc("@label:textbox whom to invite", "Peop&le and rooms:"), this);
    caption->setBuddy(m_entry);
    form->addRow(caption, entry);
    m_problem->setObjectName(QStringLiteral("inviteProblem"));
    form->addRow(QString(), m_problem);
    m_list->setObjectName(QStringLiteral("attendees"));
    m_list->setAccessibleName(i18nc("@label", "Invited"));
    m_list->setMinimumHeight(fontMetrics().height() * 6);
    m_list->setMaximumHeight(fontMetrics().height() * 8); // below it is who is free
    form->addRow(i18nc("@label:listbox who is invited", "Invited:"), m_list);
    auto *part = new QWidget(this);
    auto *partRow = new QHBoxLayout(part);
    partRow->setContentsMargins(0, 0, 0, 0);
    m_role->setObjectName(QStringLiteral("attendeeRole"));
    m_role->addItems({i18nc("@item:inlistbox role of an attendee", "chair"), i18nc("@item:inlistbox role of an attendee", "required"), i18nc("@item:inlistbox role of an attendee", "optional"),
                      i18nc("@item:inlistbox role of an attendee", "for information")});
    m_kind->setObjectName(QStringLiteral("attendeeKind"));
    m_kind->setAccessibleName(i18nc("@label:listbox of an attendee", "Person, group, resource or room"));
    m_kind->addItems({i18nc("@item:inlistbox kind of an attendee", "person"), i18nc("@item:inlistbox kind of an attendee", "group"), i18nc("@item:inlistbox kind of an attendee", "resource"),
                      i18nc("@item:inlistbox kind of an attendee", "room")});
    m_rsvp->setObjectName(QStringLiteral("attendeeRsvp"));
    m_remove->setAutoDefault(false);
    m_roleCaption->setBuddy(m_role);
    m_role->setAccessibleName(KLocalizedString::removeAcceleratorMarker(m_roleCaption->text()).remove(QLatin1Char(':'))); // the caption is not beside it
    partRow->addWidget(m_role);
    partRow->addWidget(m_kind);
    partRow->addWidget(m_rsvp);
    partRow->addStretch();
    partRow->addWidget(m_remove);
    form->addRow(m_roleCaption, part);

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &AttendeeEdit::complete);
    connect(m_entry, &QLineEdit::textEdited, this, [this] {
        m_problem->hide();
        m_typing.start();
    });
    connect(m_entry, &QLineEdit::returnPressed, this, &AttendeeEdit::addTyped);
    connect(m_add, &QPushButton::clicked, this, &AttendeeEdit::addTyped);
    connect(m_search, &QPushButton::clicked, this, &AttendeeEdit::searchWanted);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, [this](const QModelIndex &index) { take(index.row()); });
    connect(m_list, &QListWidget::currentRowChanged, this, &AttendeeEdit::showChosen);
    connect(m_remove, &QPushButton::clicked, this, &AttendeeEdit::remove);
    connect(m_role, &QComboBox::activated, this, [this](int role) { change([role](Attendee &one) { one.role = Attendee::Role(role); }); });
    connect(m_kind, &QComboBox::activated, this, [this](int kind) { change([kind](Attendee &one) { one.kind = Attendee::Kind(kind); }); });
    connect(m_rsvp, &QCheckBox::clicked, this, [this](bool on) { change([on](Attendee &one) { one.rsvp = on; }); });
    list();
}

void AttendeeEdit::setAttendees(const Attendee &organizer, const QList<Attendee> &attendees)
{
    m_organizer = organizer;
    m_attendees = attendees;
    m_organizerLabel->setVisible(!organizer.address.isEmpty());
    m_organizerLabel->setText(i18nc("@info", "Organised by %1", EventWords::person(organizer)));
    list();
}

QList<Attendee> AttendeeEdit::attendees() const
{
    return m_attendees;
}

void AttendeeEdit::invite(const Attendee &attendee)
{
    if (m_locked.isEmpty()) {
        add({attendee});
    }
}

void AttendeeEdit::setTimes(const QHash<QString, FreeBusyWords::Sentence> &times)
{
    if (times == m_times) {
        return;
    }
    m_times = times;
    for (int row = 0; row < std::min<qsizetype>(m_attendees.size(), mostListed); ++row) {
        describe(row); // in place: the row one is on stays where it is
    }
}

void AttendeeEdit::setLocked(const QString &reason)
{
    m_locked = reason;
    m_notice->setText(reason);
    m_notice->setVisible(!reason.isEmpty());
    m_entry->setEnabled(reason.isEmpty());
    m_add->setEnabled(reason.isEmpty());
    m_search->setEnabled(reason.isEmpty());
    showChosen();
}

QString AttendeeEdit::problem() const
{
    return m_entry->text().trimmed().isEmpty() ? QString() : i18nc("@info", "“%1” is not invited yet.", Words::shortened(m_entry->text().trimmed(), 60));
}

void AttendeeEdit::focusProblem()
{
    m_problem->setText(problem());
    m_problem->setVisible(!problem().isEmpty());
    m_entry->setFocus(Qt::OtherFocusReason);
}

QList<ContactAddress> AttendeeEdit::parse(const QString &text)
{
    QList<ContactAddress> found;
    static const QRegularExpression between(QStringLiteral("[,;\\n]"));
    static const QRegularExpression named(QStringLiteral(R"re(^"?([^"<]*?)"?\s*<([^<>]+)>$)re"));
    const auto parts = text.left(100'000).split(between, Qt::SkipEmptyParts);
    for (const auto &part : parts) {
        const auto match = named.match(part.trimmed());
        auto address = match.hasMatch() ? match.captured(2).trimmed() : part.trimmed();
        if (address.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive)) {
            address.remove(0, 7);
        }
        if (isAddress(address)) {
            found << ContactAddress{.name = match.hasMatch() ? match.captured(1).simplified() : QString(), .address = address};
        }
    }
    return found;
}

void AttendeeEdit::complete()
{
    const auto typed = m_entry->text().trimmed();
    if (!m_contacts || typed.isEmpty() || !m_entry->hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    m_contacts->complete(typed).then(this, [this, asked = ++m_asked](const Result<QList<ContactSuggestion>> &found) {
        if (asked != m_asked || !found || !m_entry->hasFocus()) {
            return;
        }
        m_suggestions = *found;
        m_proposals->clear();
        for (const auto &one : *found) {
            const auto text = one.source == ContactSuggestion::Source::Group ? i18ncp("@item:inlistbox a group and its members", "%2, %1 person", "%2, %1 people", one.members.size(), Words::withoutTricks(one.name))
                                                                             : EventWords::person({.name = one.name, .address = one.address});
            m_proposals->appendRow(new QStandardItem(text));
        }
        if (found->isEmpty()) {
            m_completer->popup()->hide();
            return;
        }
        m_completer->complete();
    });
}

void AttendeeEdit::take(int suggestion)
{
    if (suggestion < 0 || suggestion >= m_suggestions.size()) {
        return;
    }
    const auto one = m_suggestions.at(suggestion);
    m_entry->clear();
    add(one.source == ContactSuggestion::Source::Group ? toAttendees(one.members) : QList{Attendee{.name = one.name, .address = one.address}});
}

void AttendeeEdit::addTyped()
{
    const auto text = m_entry->text().trimmed();
    if (text.isEmpty()) {
        return;
    }
    const auto people = parse(text);
    if (people.isEmpty()) {
        m_problem->setText(i18nc("@info", "“%1” is no mail address. Choose somebody from the proposals, or write the address.", Words::shortened(text, 60)));
        m_problem->show();
        Announcer::sayNow(m_entry, m_problem->text());
        return;
    }
    m_entry->clear();
    m_problem->hide();
    add(toAttendees(people));
}

void AttendeeEdit::add(const QList<Attendee> &people)
{
    QStringList added;
    for (const auto &person : people) {
        const bool isThere = isSame(person.address, m_organizer.address)
            || std::ranges::any_of(m_attendees, [&person](const Attendee &known) { return isSame(known.address, person.address); });
        if (isThere || !isAddress(person.address)) {
            continue;
        }
        m_attendees << person;
        added << EventWords::person(person);
    }
    list();
    if (!added.isEmpty()) {
        m_list->setCurrentRow(m_list->count() - 1);
        Q_EMIT changed();
    }
    Announcer::sayNow(m_entry,
                      added.isEmpty()       ? i18nc("@info spoken", "Already invited.")
                          : added.size() == 1 ? i18nc("@info spoken", "%1 invited.", added.first())
                                              : i18ncp("@info spoken", "%1 person invited.", "%1 people invited.", added.size()));
}

void AttendeeEdit::remove()
{
    const auto row = m_list->currentRow();
    if (row < 0 || row >= m_attendees.size() || !m_locked.isEmpty()) {
        return;
    }
    m_attendees.removeAt(row);
    list();
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    Q_EMIT changed();
}

void AttendeeEdit::list()
{
    const QScopedValueRollback filling(m_isFilling, true);
    const auto row = m_list->currentRow();
    m_list->clear();
    for (const auto &one : m_attendees.first(std::min<qsizetype>(m_attendees.size(), mostListed))) {
        m_list->addItem(EventWords::person(one));
        describe(m_list->count() - 1);
    }
    if (m_attendees.size() > mostListed) {
        m_list->addItem(i18ncp("@item:inlistbox", "and %1 more", "and %1 more", m_attendees.size() - mostListed));
    }
    m_list->setCurrentRow(std::min(std::max(row, 0), m_list->count() - 1));
    showChosen();
}

void AttendeeEdit::describe(int row)
{
    const auto &one = m_attendees.at(row);
    const auto who = EventWords::person(one);
    const auto times = m_times.value(one.address.toLower());
    const auto whole = [&](const QString &time) {
        QStringList words{time, EventWords::attendeeState(one)}; // what one looks for first
        words.removeAll(QString());
        return words.isEmpty() ? who : i18nc("@item:inlistbox an attendee: who, state", "%1 – %2", who, words.join(QLatin1String(", ")));
    };
    m_list->item(row)->setText(whole(times.shown));
    m_list->item(row)->setData(Qt::AccessibleTextRole, whole(times.spoken));
}

void AttendeeEdit::showChosen()
{
    const auto row = m_list->currentRow();
    const bool isOne = row >= 0 && row < m_attendees.size() && row < mostListed;
    for (auto *widget : QList<QWidget *>{m_role, m_kind, m_rsvp, m_remove}) {
        widget->setEnabled(isOne && m_locked.isEmpty());
    }
    if (!isOne) {
        return;
    }
    const auto &one = m_attendees.at(row);
    m_role->setCurrentIndex(int(one.role));
    m_kind->setCurrentIndex(int(one.kind));
    m_rsvp->setChecked(one.rsvp);
}

void AttendeeEdit::change(const std::function<void(Attendee &)> &how)
{
    const auto row = m_list->currentRow();
    if (row < 0 || row >= m_attendees.size() || !m_locked.isEmpty()) {
        return;
    }
    how(m_attendees[row]);
    list();
    Q_EMIT changed();
}

}
