// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/recurrenceedit.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>

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
    , m_exceptionCaption(new QLabel(i18nc("@label:listbox of a repeating event", "&Left out:"), this))
    , m_exceptionList(new QListWidget(this))
    , m_restore(new QPushButton(i18nc("@action:button an instance that was left out takes place again", "Take Place &Again"), this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_choice->setObjectName(QStringLiteral("repeats"));
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
    m_exceptionList->setObjectName(QStringLiteral("repeatExceptions"));
    m_exceptionList->setMaximumHeight(fontMetrics().height() * 7);
    m_exceptionCaption->setBuddy(m_exceptionList);
    form->addRow(m_exceptionCaption, m_exceptionList);
    m_restore->setAutoDefault(false);
    m_restore->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    form->addRow(QString(), m_restore);

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
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const auto chosen = m_exceptionList->currentRow();
        if (chosen >= 0 && chosen < m_exceptions.size()) {
            m_exceptions.removeAt(chosen);
            setExceptions(QList(m_exceptions));
            Q_EMIT changed();
        }
    });
}

void RecurrenceEdit::setRule(const QString &rule, const QDateTime &start, Qt::CheckState allDay)
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_initial = rule;
    m_isTouched = false;
    m_start = start.isValid() ? start : QDateTime::currentDateTime();
    m_allDay = allDay;
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

void RecurrenceEdit::setExceptions(const QList<QDateTime> &exceptions)
{
    m_exceptions = exceptions;
    m_exceptionList->clear();
    for (const auto &one : exceptions) {
        m_exceptionList->addItem(m_allDay == Qt::Checked ? QLocale().toString(one.date(), QLocale::LongFormat) : Words::longDate(one.toLocalTime()));
    }
    if (m_exceptionList->count() > 0) {
        m_exceptionList->setCurrentRow(0);
    }
    for (auto *widget : QList<QWidget *>{m_exceptionCaption, m_exceptionList, m_restore}) {
        widget->setVisible(!exceptions.isEmpty());
    }
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
        m_sentence->setText(i18nc("@info", "This repetition is more than can be shown here. It stays as it is: %1", m_initial));
    } else {
        const auto text = sentence();
        m_sentence->setText(text.isEmpty() ? QString() : i18nc("@info %1 is how an event repeats", "Repeats %1.", text));
    }
    m_sentence->setVisible(!m_sentence->text().isEmpty());
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
    return m_exceptions;
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
