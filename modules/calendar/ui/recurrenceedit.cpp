// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/recurrenceedit.h"

#include "calendar/recurrencerule.h"
#include "calendar/ui/datelistedit.h"
#include "calendar/ui/rulewords.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QTimeZone>

namespace Kontor
{
namespace
{
const QList<int> workDays{1, 2, 3, 4, 5};

QDate farEnd(QDate start, SimpleRule::Unit unit)
{
    switch (unit) {
    case SimpleRule::Unit::Day:
        return start.addDays(13);
    case SimpleRule::Unit::Week:
        return start.addMonths(3);
    case SimpleRule::Unit::Month:
        return start.addYears(1);
    case SimpleRule::Unit::Year:
        break;
    }
    return start.addYears(5);
}
}

RecurrenceEdit::RecurrenceEdit(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_details(new QWidget(this))
    , m_interval(new QSpinBox(m_details))
    , m_unit(new QComboBox(m_details))
    , m_weekdays(new QWidget(m_details))
    , m_dayCaption(new QLabel(i18nc("@label:listbox of a repetition", "O&n:"), m_details))
    , m_day(new QComboBox(m_details))
    , m_end(new QComboBox(m_details))
    , m_until(new QDateEdit(m_details))
    , m_count(new QSpinBox(m_details))
    , m_sentence(new QLabel(this))
    , m_others(new QLabel(this))
    , m_extras(new DateListEdit({.list = i18nc("@label", "Dates on which the event takes place as well"),
                                 .entry = i18nc("@label", "Another date of the event"),
                                 .add = i18nc("@action:button a date of an event", "Add Date"),
                                 .remove = i18nc("@action:button a date of an event", "Remove Date"),
                                 .name = "repeatExtra"},
                                this))
    , m_exceptionCaption(new QLabel(i18nc("@label:listbox of a repeating event", "Left out:"), this))
    , m_exceptions(new DateListEdit({.list = i18nc("@label", "Dates that are left out"),
                                     .entry = i18nc("@label", "A date to be left out"),
                                     .add = i18nc("@action:button an instance of an event", "&Leave Out"),
                                     .remove = i18nc("@action:button an instance that was left out takes place again", "Take Place &Again"),
                                     .name = "repeatException"},
                                    this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_choice->setObjectName(QStringLiteral("repeats"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a rule in words is long
    m_choice->setMinimumContentsLength(24);
    form->addRow(i18nc("@label:listbox of an event", "&Repeats:"), m_choice);

    auto *details = new QFormLayout(m_details);
    details->setContentsMargins(0, 0, 0, 0);
    auto *every = new QWidget(m_details);
    auto *row = new QHBoxLayout(every);
    row->setContentsMargins(0, 0, 0, 0);
    m_interval->setRange(1, 999);
    m_interval->setObjectName(QStringLiteral("repeatInterval"));
    m_interval->setAccessibleName(i18nc("@label:spinbox of a repetition", "Every how many"));
    m_unit->setObjectName(QStringLiteral("repeatUnit"));
    m_unit->setAccessibleName(i18nc("@label:listbox of a repetition", "Days, weeks, months or years"));
    m_unit->addItems({i18nc("@item:inlistbox every n …", "days"), i18nc("@item:inlistbox every n …", "weeks"), i18nc("@item:inlistbox every n …", "months"), i18nc("@item:inlistbox every n …", "years")});
    row->addWidget(m_interval);
    row->addWidget(m_unit, 1);
    auto *everyCaption = new QLabel(i18nc("@label:spinbox of a repetition: every n weeks", "E&very:"), m_details);
    everyCaption->setBuddy(m_interval);
    details->addRow(everyCaption, every);
    auto *days = new QHBoxLayout(m_weekdays);
    days->setContentsMargins(0, 0, 0, 0);
    for (int day = 1; day <= 7; ++day) {
        auto *box = new QCheckBox(QLocale().standaloneDayName(day, QLocale::ShortFormat), m_weekdays);
        box->setAccessibleName(QLocale().standaloneDayName(day));
        box->setObjectName(QStringLiteral("repeatDay%1").arg(day));
        days->addWidget(box);
        m_days << box;
        connect(box, &QCheckBox::toggled, this, &RecurrenceEdit::refresh);
    }
    days->addStretch();
    details->addRow(i18nc("@label of a repetition: on which weekdays", "On:"), m_weekdays);
    m_day->setObjectName(QStringLiteral("repeatDay"));
    m_dayCaption->setBuddy(m_day);
    details->addRow(m_dayCaption, m_day);
    auto *ends = new QWidget(m_details);
    auto *endRow = new QHBoxLayout(ends);
    endRow->setContentsMargins(0, 0, 0, 0);
    m_end->setObjectName(QStringLiteral("repeatEnd"));
    m_end->addItems({i18nc("@item:inlistbox a repetition ends", "never"), i18nc("@item:inlistbox a repetition ends", "on a day"), i18nc("@item:inlistbox a repetition ends", "after a number of times")});
    m_until->setCalendarPopup(true);
    m_until->setObjectName(QStringLiteral("repeatUntil"));
    m_until->setAccessibleName(i18nc("@label of a repetition", "Last day"));
    m_count->setRange(1, 999);
    m_count->setObjectName(QStringLiteral("repeatCount"));
    m_count->setAccessibleName(i18nc("@label of a repetition", "How many times"));
    endRow->addWidget(m_end);
    endRow->addWidget(m_until);
    endRow->addWidget(m_count);
    endRow->addStretch();
    auto *endCaption = new QLabel(i18nc("@label:listbox of a repetition", "En&ds:"), m_details);
    endCaption->setBuddy(m_end);
    details->addRow(endCaption, ends);
    form->addRow(m_details);

    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sentence->setObjectName(QStringLiteral("repeatSentence"));
    form->addRow(m_sentence);
    m_others->setTextFormat(Qt::PlainText);
    m_others->setWordWrap(true);
    m_others->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_others->setObjectName(QStringLiteral("repeatOthers"));
    m_others->hide();
    form->addRow(m_others);
    form->addRow(i18nc("@label:listbox of an event: on further dates", "Also on:"), m_extras);
    form->addRow(m_exceptionCaption, m_exceptions);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_extras->setCheck([this](const QDateTime &date) {
        return takesPlace(date) ? i18nc("@info", "The event takes place then anyway.") : QString();
    });
    m_exceptions->setCheck([this](const QDateTime &date) {
        // What came before the instance shown here, and what is counted otherwise, is not known.
        const bool isKnown = date >= m_start && RuleWords::isUnderstood(rule()) && m_otherLines.isEmpty();
        return isKnown && !takesPlace(date) && !extras().contains(date) ? i18nc("@info", "The event does not take place on this day.") : QString();
    });

    connect(m_choice, &QComboBox::currentIndexChanged, this, &RecurrenceEdit::choiceMade);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &RecurrenceEdit::refresh);
    connect(m_interval, &QSpinBox::valueChanged, this, &RecurrenceEdit::refresh);
    connect(m_day, &QComboBox::currentIndexChanged, this, &RecurrenceEdit::refresh);
    connect(m_end, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_isFilling && m_until->date() <= m_start.date()) {
            m_until->setDate(farEnd(m_start.date(), SimpleRule::Unit(m_unit->currentIndex())));
        }
        refresh();
    });
    connect(m_until, &QDateEdit::dateChanged, this, &RecurrenceEdit::refresh);
    connect(m_count, &QSpinBox::valueChanged, this, &RecurrenceEdit::refresh);
    connect(m_extras, &DateListEdit::changed, this, [this] {
        {
            const QScopedValueRollback filling(m_isFilling, true); // the rule was not touched
            refresh();
        }
        Q_EMIT changed();
    });
    connect(m_exceptions, &DateListEdit::changed, this, &RecurrenceEdit::changed);
}

void RecurrenceEdit::setRule(const QString &rule, const QDateTime &start, Qt::CheckState allDay)
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_initial = rule;
    m_isTouched = false;
    m_start = start.isValid() ? start : QDateTime::currentDateTime();
    m_allDay = allDay;
    m_first = m_start;
    const auto simple = SimpleRule::read(rule, m_start);
    m_choice->clear();
    const auto offer = [this](Choice choice, const QString &text) { m_choice->addItem(text, int(choice)); };
    offer(Choice::None, i18nc("@item:inlistbox an event repeats", "does not repeat"));
    offer(Choice::Daily, i18nc("@item:inlistbox an event repeats", "every day"));
    offer(Choice::Weekdays, i18nc("@item:inlistbox an event repeats", "every working day, Monday to Friday"));
    offer(Choice::Weekly, i18nc("@item:inlistbox an event repeats", "every week"));
    offer(Choice::Monthly, i18nc("@item:inlistbox an event repeats", "every month"));
    offer(Choice::Yearly, i18nc("@item:inlistbox an event repeats", "every year"));
    offer(Choice::Custom, i18nc("@item:inlistbox an event repeats", "otherwise…"));
    if (!rule.isEmpty() && !simple) {
        offer(Choice::Kept, i18nc("@item:inlistbox a repetition this editor cannot show", "as it is: %1", SimpleRule::words(rule, m_start)));
        m_choice->setItemData(m_choice->count() - 1, rule, Qt::ToolTipRole);
    }
    m_weekStart = simple ? simple->weekStart : QByteArray();
    nameDays();
    fill(simple.value_or(SimpleRule()));
    const bool isWorkWeek = simple && simple->weekdays == workDays && simple->interval == 1 && simple->end == SimpleRule::End::Never;
    const bool isPlain = simple && simple->interval == 1 && simple->end == SimpleRule::End::Never && simple->weekdays.isEmpty() && simple->day == SimpleRule::Day::OfMonth;
    static constexpr Choice plain[] = {Choice::Daily, Choice::Weekly, Choice::Monthly, Choice::Yearly};
    choose(rule.isEmpty() ? Choice::None : !simple ? Choice::Kept : isWorkWeek ? Choice::Weekdays : isPlain ? plain[int(simple->unit)] : Choice::Custom);
    refresh();
}

void RecurrenceEdit::setOthers(const QStringList &lines)
{
    m_otherLines = lines;
    const auto words = RuleWords::others(lines, m_start);
    m_others->setText(words.isEmpty() ? QString() : i18nc("@info %1 are sentences on further rules", "%1 This cannot be changed here and stays as it is.", words));
    m_others->setVisible(!words.isEmpty());
}

void RecurrenceEdit::setDates(const QList<QDateTime> &exceptions, const QList<QDateTime> &extras, Event event)
{
    m_event = event;
    m_exceptionsBefore = exceptions;
    m_extrasBefore = extras;
    m_exceptions->setDates(exceptions);
    m_extras->setDates(extras);
    const QScopedValueRollback filling(m_isFilling, true);
    refresh();
}

void RecurrenceEdit::setStart(const QDateTime &start, Qt::CheckState allDay)
{
    if (!start.isValid() || (start == m_start && allDay == m_allDay && start.timeRepresentation() == m_start.timeRepresentation())) {
        return;
    }
    const QScopedValueRollback filling(m_isFilling, true);
    const auto before = m_start.date();
    m_start = start;
    m_allDay = allDay;
    if (before.dayOfWeek() != start.date().dayOfWeek() && Choice(m_choice->currentData().toInt()) != Choice::Weekdays) {
        m_days.at(before.dayOfWeek() - 1)->setChecked(false);
    }
    nameDays();
    refresh();
}

void RecurrenceEdit::choose(Choice choice)
{
    m_choice->setCurrentIndex(m_choice->findData(int(choice)));
}

void RecurrenceEdit::choiceMade()
{
    if (m_isFilling) {
        return;
    }
    SimpleRule rule;
    switch (Choice(m_choice->currentData().toInt())) {
    case Choice::Daily:
        rule.unit = SimpleRule::Unit::Day;
        break;
    case Choice::Weekdays:
        rule.weekdays = workDays;
        break;
    case Choice::Monthly:
        rule.unit = SimpleRule::Unit::Month;
        break;
    case Choice::Yearly:
        rule.unit = SimpleRule::Unit::Year;
        break;
    case Choice::Custom: // begins with what was chosen before
        refresh();
        return;
    case Choice::Weekly:
    case Choice::None:
    case Choice::Kept:
        break;
    }
    {
        const QScopedValueRollback filling(m_isFilling, true);
        fill(rule);
    }
    refresh();
}

void RecurrenceEdit::nameDays()
{
    const auto chosen = std::max(0, m_day->currentIndex());
    const auto date = m_start.date();
    const auto weekday = QLocale().dayName(date.dayOfWeek());
    m_day->clear();
    m_day->addItem(i18nc("@item:inlistbox a repetition", "day %1 of the month", date.day()), int(SimpleRule::Day::OfMonth));
    m_day->addItem(i18nc("@item:inlistbox a repetition: number, weekday", "%1 no. %2 of the month", weekday, SimpleRule::nthOf(date)), int(SimpleRule::Day::NthWeekday));
    m_day->addItem(i18nc("@item:inlistbox a repetition", "the last %1 of the month", weekday), int(SimpleRule::Day::LastWeekday));
    m_day->addItem(i18nc("@item:inlistbox a repetition", "the last day of the month"), int(SimpleRule::Day::LastOfMonth));
    m_day->setCurrentIndex(chosen);
    for (int day = 1; day <= 7; ++day) {
        auto *box = m_days.at(day - 1);
        const bool isStart = day == date.dayOfWeek();
        box->setEnabled(!isStart); // the first instance is one of them
        if (isStart) {
            box->setChecked(true);
        }
    }
}

void RecurrenceEdit::fill(const SimpleRule &rule)
{
    m_interval->setValue(rule.interval);
    m_unit->setCurrentIndex(int(rule.unit));
    for (int day = 1; day <= 7; ++day) {
        m_days.at(day - 1)->setChecked(rule.weekdays.contains(day) || day == m_start.date().dayOfWeek());
    }
    m_day->setCurrentIndex(m_day->findData(int(rule.day)));
    m_end->setCurrentIndex(int(rule.end));
    m_until->setDate(rule.until.isValid() ? rule.until : farEnd(m_start.date(), rule.unit));
    m_count->setValue(rule.count > 0 ? rule.count : 10);
}

SimpleRule RecurrenceEdit::shown() const
{
    SimpleRule rule;
    rule.unit = SimpleRule::Unit(m_unit->currentIndex());
    rule.interval = m_interval->value();
    if (rule.unit == SimpleRule::Unit::Week) {
        for (int day = 1; day <= 7; ++day) {
            if (m_days.at(day - 1)->isChecked()) {
                rule.weekdays << day;
            }
        }
        if (rule.weekdays == QList{m_start.date().dayOfWeek()}) {
            rule.weekdays.clear();
        }
    }
    if (rule.unit == SimpleRule::Unit::Month || rule.unit == SimpleRule::Unit::Year) {
        rule.day = SimpleRule::Day(m_day->currentData().toInt());
    }
    rule.end = SimpleRule::End(m_end->currentIndex());
    if (rule.end == SimpleRule::End::Until) {
        rule.until = m_until->date();
    } else if (rule.end == SimpleRule::End::Count) {
        rule.count = m_count->value();
    }
    rule.weekStart = m_weekStart;
    return rule;
}

void RecurrenceEdit::refresh()
{
    const auto choice = Choice(m_choice->currentData().toInt());
    const auto unit = SimpleRule::Unit(m_unit->currentIndex());
    auto *details = qobject_cast<QFormLayout *>(m_details->layout());
    m_details->setVisible(choice != Choice::None && choice != Choice::Kept);
    const bool isCustom = choice == Choice::Custom;
    details->setRowVisible(m_interval->parentWidget(), isCustom);
    details->setRowVisible(m_weekdays, isCustom && unit == SimpleRule::Unit::Week);
    details->setRowVisible(m_day, (isCustom || choice == Choice::Monthly) && (unit == SimpleRule::Unit::Month || unit == SimpleRule::Unit::Year));
    m_until->setVisible(m_end->currentIndex() == int(SimpleRule::End::Until));
    m_count->setVisible(m_end->currentIndex() == int(SimpleRule::End::Count));
    if (!m_isFilling) {
        m_isTouched = true;
    }
    if (choice == Choice::Kept) {
        m_sentence->setText(i18nc("@info %1 is how an event repeats, %2 the rule as it is written", "Repeats %1. There are no fields for this here; it stays as it is: %2", sentence(), m_initial));
    } else {
        const auto text = sentence();
        m_sentence->setText(text.isEmpty() ? QString() : i18nc("@info %1 is how an event repeats", "Repeats %1.", text));
    }
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    m_extras->setEntry(DateListEdit::Entry::Times, m_start, m_allDay);
    m_exceptions->setEntry(DateListEdit::Entry::Days, m_start, m_allDay);
    const bool repeats = choice != Choice::None || !m_extras->dates().isEmpty() || !m_otherLines.isEmpty();
    m_exceptions->showEntry(repeats ? Qt::Checked : Qt::Unchecked);
    m_exceptionCaption->setVisible(repeats || !m_exceptions->dates().isEmpty());
    m_exceptions->setVisible(repeats || !m_exceptions->dates().isEmpty());
    if (!m_isFilling) {
        Q_EMIT changed();
    }
}

QString RecurrenceEdit::rule() const
{
    const auto choice = Choice(m_choice->currentData().toInt());
    if (!m_isTouched || choice == Choice::Kept) {
        return m_initial;
    }
    if (choice == Choice::None) {
        return {};
    }
    const auto rule = shown();
    if (const auto before = SimpleRule::read(m_initial, m_start); before && *before == rule) {
        return m_initial; // as it was spelled
    }
    return rule.toRule(m_start, m_allDay);
}

QList<QDateTime> RecurrenceEdit::exceptions() const
{
    return asBefore(m_exceptions->dates(), m_exceptionsBefore);
}

QList<QDateTime> RecurrenceEdit::extras() const
{
    return asBefore(m_extras->dates(), m_extrasBefore);
}

/// The dates of an event that moves go along with it; so what was entered for its new time is told in terms of the old one.
QList<QDateTime> RecurrenceEdit::asBefore(const QList<QDateTime> &now, const QList<QDateTime> &before) const
{
    if (m_event == Event::New || (m_start == m_first && m_start.timeRepresentation() == m_first.timeRepresentation())) {
        return now;
    }
    const auto clock = [](const QDateTime &time) { return QDateTime(time.date(), time.time(), QTimeZone::UTC); };
    const auto moved = clock(m_first).msecsTo(clock(m_start));
    QList<QDateTime> dates;
    for (const auto &one : now) {
        const auto then = clock(one).addMSecs(-moved);
        dates << (before.contains(one) ? one : QDateTime(then.date(), then.time(), m_first.timeRepresentation()));
    }
    return dates;
}

bool RecurrenceEdit::takesPlace(const QDateTime &when) const
{
    const auto clock = [](const QDateTime &time) { return QDateTime(time.date(), time.time(), QTimeZone::UTC).toMSecsSinceEpoch(); };
    const auto same = when.timeRepresentation() == m_start.timeRepresentation() || m_start.timeSpec() == Qt::LocalTime ? when : when.toTimeZone(m_start.timeRepresentation());
    if (clock(same) == clock(m_start)) {
        return true;
    }
    const auto text = rule();
    const auto parsed = RecurrenceRule::parse(text.toLatin1());
    const auto last = parsed && !parsed->until.isEmpty() ? RuleWords::lastDay(parsed->until, m_start) : QDate();
    return parsed && (!last.isValid() || same.date() <= last) && !parsed->starts(clock(m_start), clock(same), clock(same) + 1000, 1).walls.isEmpty();
}

QString RecurrenceEdit::sentence() const
{
    const auto choice = Choice(m_choice->currentData().toInt());
    if (choice == Choice::None) {
        return {};
    }
    return choice == Choice::Kept ? SimpleRule::words(m_initial, m_start) : shown().sentence(m_start);
}

QString RecurrenceEdit::problem() const
{
    const auto choice = Choice(m_choice->currentData().toInt());
    if (choice == Choice::None || choice == Choice::Kept || !m_isTouched) {
        return {};
    }
    const auto rule = shown();
    if (rule.end == SimpleRule::End::Until && rule.until < m_start.date()) {
        return i18nc("@info", "The repetition ends before the event begins.");
    }
    if (rule.day == SimpleRule::Day::LastWeekday && !SimpleRule::isLastOfMonth(m_start.date())) {
        return i18nc("@info", "The event does not begin on the last such weekday of its month.");
    }
    if (rule.day == SimpleRule::Day::LastOfMonth && m_start.date().day() != m_start.date().daysInMonth()) {
        return i18nc("@info", "The event does not begin on the last day of its month.");
    }
    return {};
}

void RecurrenceEdit::focusProblem()
{
    (shown().day != SimpleRule::Day::OfMonth ? static_cast<QWidget *>(m_day) : m_until)->setFocus(Qt::OtherFocusReason);
}

}
