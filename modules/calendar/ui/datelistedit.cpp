// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/datelistedit.h"

#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>

namespace Kontor
{
namespace
{
constexpr int mostDates = 1000;
constexpr qsizetype mostLines = 5;
}

DateListEdit::DateListEdit(const Texts &texts, QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_entry(new QDateTimeEdit(this))
    , m_add(new QPushButton(texts.add, this))
    , m_remove(new QPushButton(texts.remove, this))
    , m_problem(new QLabel(this))
{
    const auto name = QString::fromLatin1(texts.name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list->setObjectName(name + QStringLiteral("List"));
    m_list->setAccessibleName(texts.list);
    layout->addWidget(m_list);
    auto *row = new QHBoxLayout;
    m_entry->setObjectName(name + QStringLiteral("Entry"));
    m_entry->setAccessibleName(texts.entry);
    m_entry->setCalendarPopup(true);
    m_add->setObjectName(name + QStringLiteral("Add"));
    m_remove->setObjectName(name + QStringLiteral("Remove"));
    row->addWidget(m_entry);
    for (auto *button : {m_add, m_remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    layout->addLayout(row);
    m_problem->setObjectName(name + QStringLiteral("Problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
    connect(m_add, &QPushButton::clicked, this, &DateListEdit::add);
    connect(m_remove, &QPushButton::clicked, this, &DateListEdit::remove);
    connect(m_entry, &QDateTimeEdit::dateTimeChanged, this, [this] {
        m_isTyped = true;
        m_problem->hide();
    });
    list();
}

void DateListEdit::setDates(const QList<QDateTime> &dates)
{
    m_dates = dates;
    list();
}

QList<QDateTime> DateListEdit::dates() const
{
    return m_dates;
}

void DateListEdit::setEntry(Entry entry, const QDateTime &start, Qt::CheckState allDay)
{
    const bool isOtherForm = entry != m_kind || allDay != m_allDay || !m_start.isValid();
    m_kind = entry;
    m_start = start;
    m_allDay = allDay;
    const QScopedValueRollback typed(m_isTyped, m_isTyped); // the user did not
    if (isOtherForm) {
        const QLocale locale;
        const auto day = locale.dateFormat(QLocale::ShortFormat);
        m_entry->setDisplayFormat(entry == Entry::Times && allDay != Qt::Checked ? QString(day + u' ' + locale.timeFormat(QLocale::ShortFormat)) : day);
    }
    if (!m_isTyped && start.isValid()) {
        m_entry->setDateTime(QDateTime(start.date().addDays(7), start.time()));
    }
    list();
}

void DateListEdit::setCheck(Check check)
{
    m_check = std::move(check);
}

void DateListEdit::showEntry(Qt::CheckState on)
{
    m_entry->setVisible(on == Qt::Checked);
    m_add->setVisible(on == Qt::Checked);
}

QDateTime DateListEdit::entered() const
{
    const auto day = m_entry->date();
    if (m_allDay == Qt::Checked) {
        return {day, QTime(0, 0)};
    }
    return {day, m_kind == Entry::Times ? m_entry->time() : m_start.time(), m_start.timeRepresentation()};
}

QString DateListEdit::words(const QDateTime &date) const
{
    if (m_allDay == Qt::Checked) {
        return QLocale().toString(date.date(), QLocale::LongFormat);
    }
    return Words::longDate(date.toLocalTime());
}

void DateListEdit::add()
{
    const auto date = entered();
    const bool isKnown = m_dates.contains(date);
    const auto problem = isKnown ? i18nc("@info", "This date is in the list.") : m_check ? m_check(date) : QString();
    if (!problem.isEmpty() || m_dates.size() >= mostDates) {
        m_problem->setText(problem);
        m_problem->setVisible(!problem.isEmpty());
        m_entry->setAccessibleDescription(problem);
        m_entry->setFocus(Qt::OtherFocusReason);
        Announcer::sayNow(m_entry, problem, Announcer::Urgency::Assertive);
        return;
    }
    m_problem->hide();
    m_entry->setAccessibleDescription({});
    const auto place = std::ranges::lower_bound(m_dates, date) - m_dates.begin();
    m_dates.insert(place, date);
    list();
    m_list->setCurrentRow(int(place));
    Announcer::sayNow(this, i18nc("@info spoken: a date was put into a list", "%1 added", words(date)));
    Q_EMIT changed();
}

void DateListEdit::remove()
{
    const auto row = m_list->currentRow();
    if (row < 0 || row >= m_dates.size()) {
        return;
    }
    const auto gone = words(m_dates.at(row));
    m_dates.removeAt(row);
    list();
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    (m_dates.isEmpty() ? static_cast<QWidget *>(m_entry) : m_list)->setFocus(Qt::OtherFocusReason);
    Announcer::sayNow(this, i18nc("@info spoken: a date was taken out of a list", "%1 removed", gone));
    Q_EMIT changed();
}

void DateListEdit::list()
{
    const auto chosen = m_list->currentRow();
    m_list->clear();
    for (const auto &date : std::as_const(m_dates)) {
        m_list->addItem(words(date));
    }
    m_list->setCurrentRow(std::clamp(chosen, 0, std::max(0, m_list->count() - 1)));
    m_list->setFixedHeight(int(std::clamp<qsizetype>(m_dates.size(), 1, mostLines)) * std::max(m_list->sizeHintForRow(0), fontMetrics().height()) + 2 * m_list->frameWidth());
    m_list->setVisible(!m_dates.isEmpty());
    m_remove->setVisible(!m_dates.isEmpty());
}

}
