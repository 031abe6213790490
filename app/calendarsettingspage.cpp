// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calendarsettingspage.h"

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/calendarviews.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr int minutesOfDay = 24 * 60;

QString hourText(int hour)
{
    return hour == 24 ? i18nc("@item:inlistbox the end of a day", "midnight") : QLocale().toString(QTime(hour, 0), QLocale::ShortFormat);
}

QString lengthText(int minutes)
{
    return minutes % 60 == 0 ? i18ncp("@item:inlistbox how long an event takes", "%1 hour", "%1 hours", minutes / 60)
                             : i18ncp("@item:inlistbox how long an event takes", "%1 minute", "%1 minutes", minutes);
}
}

CalendarSettingsPage::CalendarSettingsPage(const KSharedConfig::Ptr &config, QWidget *parent)
    : QWidget(parent)
    , m_config(config)
    , m_form(new QFormLayout(this))
{
    Metrics::apply(m_form, this);
    addHours();
    addDays();
    addViews();
    addEvents();
}

KConfigGroup CalendarSettingsPage::settings() const
{
    return m_config->group(QStringLiteral("Calendar"));
}

void CalendarSettingsPage::write(const char *key, const QVariant &value)
{
    auto group = settings();
    if (group.isEntryImmutable(key)) {
        return;
    }
    group.writeEntry(key, value);
    group.sync();
    Q_EMIT changed();
}

QComboBox *CalendarSettingsPage::choice(const char *name, const char *key)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QString::fromLatin1(name));
    connect(box, &QComboBox::activated, this, [this, box, key] { write(key, box->currentData()); });
    return box;
}

void CalendarSettingsPage::addRow(const QString &label, QWidget *field, const QList<const char *> &keys, const QString &spoken)
{
    auto *caption = new QLabel(label, this);
    caption->setBuddy(field);
    m_form->addRow(caption, field);
    const auto group = settings();
    if (std::ranges::any_of(keys, [&group](const char *key) { return group.isEntryImmutable(key); })) {
        lock(field, spoken);
    }
}

/// A field that is switched off takes no focus; so what it holds, and why, is said by a line that does.
void CalendarSettingsPage::lock(QWidget *field, const QString &spoken)
{
    field->setEnabled(false);
    const auto why = i18nc("@info a setting", "Set by your administrator.");
    field->setAccessibleDescription(why);
    field->setToolTip(why);
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto *sign = new QLabel(line);
    sign->setPixmap(QIcon::fromTheme(QStringLiteral("object-locked")).pixmap(Metrics::smallIcon(this)));
    auto *words = new QLabel(why, line);
    words->setObjectName(field->objectName() + QStringLiteral("Locked"));
    words->setFocusPolicy(Qt::TabFocus);
    const auto *box = qobject_cast<QComboBox *>(field);
    const auto *check = qobject_cast<QCheckBox *>(field);
    const auto value = box ? box->currentText() : check ? (check->isChecked() ? i18nc("@info a setting", "on") : i18nc("@info a setting", "off")) : QString();
    words->setAccessibleName(value.isEmpty() ? i18nc("@info spoken: which setting, why it cannot be changed", "%1: %2", spoken, why)
                                             : i18nc("@info spoken: which setting, what it is, why it cannot be changed", "%1: %2. %3", spoken, value, why));
    row->addWidget(sign);
    row->addWidget(words, 1);
    m_form->addRow(QString(), line);
}

void CalendarSettingsPage::addHours()
{
    const auto now = CalendarSettings::of(settings());
    auto *line = new QWidget(this);
    line->setObjectName(QStringLiteral("workingHours"));
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    m_from = choice("workingFrom", "WorkingFrom");
    m_to = choice("workingTo", "WorkingTo");
    for (int hour = 0; hour < 24; ++hour) {
        m_from->addItem(hourText(hour), hour);
        m_to->addItem(hourText(hour + 1), hour + 1);
    }
    m_from->setCurrentIndex(now.workingFrom);
    m_to->setCurrentIndex(now.workingTo - 1);
    m_from->setAccessibleName(i18nc("@label", "Work begins at"));
    m_to->setAccessibleName(i18nc("@label", "Work ends at"));
    row->addWidget(m_from);
    row->addWidget(new QLabel(i18nc("@label between two times: from … to …", "to"), line));
    row->addWidget(m_to);
    row->addStretch();
    // A day of work has an end after its beginning.
    connect(m_from, &QComboBox::activated, this, [this](int index) {
        if (m_to->currentIndex() < index) {
            m_to->setCurrentIndex(index);
            write("WorkingTo", m_to->currentData());
        }
    });
    connect(m_to, &QComboBox::activated, this, [this](int index) {
        if (m_from->currentIndex() > index) {
            m_from->setCurrentIndex(index);
            write("WorkingFrom", m_from->currentData());
        }
    });
    line->setFocusProxy(m_from);
    addRow(i18nc("@label the hours of work", "&Working hours:"), line, {"WorkingFrom", "WorkingTo"},
           i18nc("@info spoken: hours of work", "Working hours, %1 to %2", m_from->currentText(), m_to->currentText()));
}

void CalendarSettingsPage::addDays()
{
    const auto now = CalendarSettings::of(settings());
    auto *line = new QWidget(this);
    line->setObjectName(QStringLiteral("workingDays"));
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    QStringList names;
    for (int i = 0; i < 7; ++i) {
        const auto day = (now.firstDay - 1 + i) % 7 + 1;
        auto *box = new QCheckBox(QLocale().standaloneDayName(day, QLocale::ShortFormat), line);
        box->setObjectName(QStringLiteral("workingDay%1").arg(day));
        box->setAccessibleName(i18nc("@option:check", "%1 is a working day", QLocale().standaloneDayName(day)));
        box->setProperty("day", day);
        box->setChecked(now.workingDays.contains(day));
        if (box->isChecked()) {
            names << QLocale().standaloneDayName(day);
        }
        row->addWidget(box);
        m_days << box;
        connect(box, &QCheckBox::toggled, this, [this, box] {
            QVariantList days;
            for (const auto *one : std::as_const(m_days)) {
                if (one->isChecked()) {
                    days << one->property("day").toInt();
                }
            }
            if (days.isEmpty()) { // a week without work would have no work week to show
                box->setChecked(true);
                return;
            }
            write("WorkingDays", days);
        });
    }
    row->addStretch();
    line->setFocusProxy(m_days.first());
    addRow(i18nc("@label the days of work", "Working &days:"), line, {"WorkingDays"},
           i18nc("@info spoken: names of days", "Working days, %1", QLocale().createSeparatedList(names)));
}

void CalendarSettingsPage::addViews()
{
    const auto now = CalendarSettings::of(settings());
    auto *first = choice("firstDay", "FirstDay");
    first->addItem(i18nc("@item:inlistbox first day of the week: %1 is a day", "as usual in this language (%1)", QLocale().standaloneDayName(QLocale().firstDayOfWeek())), 0);
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day) {
        first->addItem(QLocale().standaloneDayName(day), day);
    }
    first->setCurrentIndex(std::max(0, first->findData(settings().readEntry("FirstDay", 0))));
    addRow(i18nc("@label:listbox", "&First day of the week:"), first, {"FirstDay"}, i18nc("@info spoken: a setting", "First day of the week"));

    auto *view = choice("startView", "StartView");
    view->addItem(i18nc("@item:inlistbox which view the calendar begins with", "the one used last"), QString());
    using View = CalendarViews::View;
    for (const auto &[which, words] : {std::pair(View::Day, i18nc("@item:inlistbox a view", "Day")), std::pair(View::WorkWeek, i18nc("@item:inlistbox a view", "Work week")),
                                       std::pair(View::Week, i18nc("@item:inlistbox a view", "Week")), std::pair(View::Month, i18nc("@item:inlistbox a view", "Month")),
                                       std::pair(View::Agenda, i18nc("@item:inlistbox a view", "Agenda"))}) {
        view->addItem(words, CalendarViews::keyOf(which));
    }
    view->setCurrentIndex(std::max(0, view->findData(now.startView)));
    addRow(i18nc("@label:listbox", "&Begin with the view:"), view, {"StartView"}, i18nc("@info spoken: a setting", "Begin with the view"));

    m_region = choice("holidayRegion", "HolidayRegion");
    m_region->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // the names come later, and some are long
    m_region->setMinimumContentsLength(28);
    m_region->addItem(i18nc("@item:inlistbox no public holidays", "none"), QString());
    if (!now.holidayRegion.isEmpty()) { // until all of them are read
        m_region->addItem(now.holidayRegion, now.holidayRegion);
        m_region->setCurrentIndex(1);
    }
    addRow(i18nc("@label:listbox", "Public &holidays of:"), m_region, {"HolidayRegion"}, i18nc("@info spoken: a setting", "Public holidays"));
    QtConcurrent::run(Holidays::regions).then(this, [this](const QList<Holidays::Region> &regions) { offerRegions(regions); });

    auto *weeks = new QCheckBox(i18nc("@option:check", "Show the &numbers of the weeks"), this);
    weeks->setObjectName(QStringLiteral("weekNumbers"));
    weeks->setChecked(now.showsWeekNumbers);
    connect(weeks, &QCheckBox::toggled, this, [this](bool on) { write("WeekNumbers", on); });
    m_form->addRow(QString(), weeks);
    if (settings().isEntryImmutable("WeekNumbers")) {
        lock(weeks, i18nc("@info spoken: a setting", "Numbers of the weeks"));
    }
}

void CalendarSettingsPage::offerRegions(const QList<Holidays::Region> &regions)
{
    const auto chosen = m_region->currentData().toString();
    while (m_region->count() > 1) {
        m_region->removeItem(1);
    }
    bool hasStates = false;
    for (const auto &region : regions) {
        const bool isState = region.code.startsWith(QLatin1String("de-"));
        if (hasStates && !isState) {
            m_region->insertSeparator(m_region->count());
        }
        hasStates = isState;
        m_region->addItem(region.name, region.code);
    }
    if (!chosen.isEmpty() && m_region->findData(chosen) < 0) {
        m_region->addItem(chosen, chosen);
    }
    m_region->setCurrentIndex(std::max(0, m_region->findData(chosen)));
    if (auto *words = findChild<QLabel *>(QStringLiteral("holidayRegionLocked"))) {
        words->setAccessibleName(i18nc("@info spoken: which setting, what it is, why it cannot be changed", "%1: %2. %3", i18nc("@info spoken: a setting", "Public holidays"),
                                       m_region->currentText(), words->text()));
    }
}

void CalendarSettingsPage::addEvents()
{
    const auto now = CalendarSettings::of(settings());
    auto *length = choice("eventLength", "EventLength");
    QList<int> lengths{15, 30, 45, 60, 90, 120, 180, 240};
    if (!lengths.contains(now.length)) {
        lengths << now.length;
        std::ranges::sort(lengths);
    }
    for (const auto minutes : std::as_const(lengths)) {
        length->addItem(lengthText(minutes), minutes);
    }
    length->setCurrentIndex(length->findData(now.length));
    addRow(i18nc("@label:listbox", "New events &take:"), length, {"EventLength"}, i18nc("@info spoken: a setting", "Length of new events"));

    const auto reminders = [this](const char *name, const char *key, QList<int> offered, int chosen, const std::function<QString(int)> &words) {
        auto *box = choice(name, key);
        box->addItem(i18nc("@item:inlistbox a reminder", "none"), -1);
        if (chosen >= 0 && !offered.contains(chosen)) {
            offered << chosen;
            std::ranges::sort(offered);
        }
        for (const auto minutes : std::as_const(offered)) {
            box->addItem(words(minutes), minutes);
        }
        box->setCurrentIndex(box->findData(chosen));
        return box;
    };
    auto *reminder = reminders("reminder", "Reminder", {0, 5, 10, 15, 30, 60, 120, minutesOfDay}, now.reminder, [](int minutes) {
        return minutes == 0                    ? i18nc("@item:inlistbox a reminder", "when the event begins")
            : minutes % minutesOfDay == 0      ? i18ncp("@item:inlistbox a reminder", "%1 day before", "%1 days before", minutes / minutesOfDay)
            : minutes % 60 == 0                ? i18ncp("@item:inlistbox a reminder", "%1 hour before", "%1 hours before", minutes / 60)
                                               : i18ncp("@item:inlistbox a reminder", "%1 minute before", "%1 minutes before", minutes);
    });
    addRow(i18nc("@label:listbox", "&Reminder of new events:"), reminder, {"Reminder"}, i18nc("@info spoken: a setting", "Reminder of new events"));
    // Counted from midnight: 15 hours before is nine o'clock of the day before.
    auto *dayReminder = reminders("dayReminder", "DayReminder", {6 * 60, 15 * 60, 6 * 60 + minutesOfDay, 15 * 60 + minutesOfDay, 15 * 60 + 6 * minutesOfDay}, now.dayReminder, [](int minutes) {
        const auto days = (minutes + minutesOfDay - 1) / minutesOfDay;
        const auto clock = QLocale().toString(QTime(0, 0).addSecs((days * minutesOfDay - minutes) * 60), QLocale::ShortFormat);
        return days == 1 ? i18nc("@item:inlistbox a reminder: time of the day", "the day before at %1", clock)
                         : i18ncp("@item:inlistbox a reminder: days before, time of the day", "%1 day before at %2", "%1 days before at %2", days, clock);
    });
    addRow(i18nc("@label:listbox", "Reminder of whole da&ys:"), dayReminder, {"DayReminder"}, i18nc("@info spoken: a setting", "Reminder of new events that take whole days"));
}

}
