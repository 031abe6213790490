// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventtimesedit.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScopedValueRollback>
#include <QTimeEdit>

namespace Kontor
{
namespace
{
QString zoneText(const QTimeZone &zone)
{
    if (zone.timeSpec() == Qt::LocalTime) {
        return i18nc("@item:inlistbox instead of a time zone", "the same clock time everywhere");
    }
    auto text = QString::fromLatin1(zone.id());
    text.replace(QLatin1Char('_'), QLatin1Char(' '));
    return zone.id() == QTimeZone::systemTimeZoneId() ? i18nc("@item:inlistbox a time zone", "%1 (here)", text) : text;
}

bool isSame(const QTimeZone &a, const QTimeZone &b)
{
    return a == b || (a.timeSpec() != Qt::LocalTime && b.timeSpec() != Qt::LocalTime && a.id() == b.id());
}

bool isElsewhere(const QTimeZone &zone)
{
    return zone.timeSpec() != Qt::LocalTime && zone.id() != QTimeZone::systemTimeZoneId();
}
}

EventTimesEdit::EventTimesEdit(Of what, QWidget *parent)
    : QWidget(parent)
    , m_of(what)
    , m_allDay(nullptr)
    , m_showsZones(nullptr)
    , m_here(new QLabel(this))
    , m_problem(new QLabel(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    build(m_start, 0, what == Of::Task ? i18nc("@option:check of a task", "&Starts on") : i18nc("@label of an event", "&Starts:"), i18nc("@label of an event", "Start, day"),
          i18nc("@label of an event", "Start, time"), i18nc("@label of an event", "Start, time zone"));
    build(m_end, 1, what == Of::Task ? i18nc("@option:check of a task", "D&ue on") : i18nc("@label of an event", "En&ds:"),
          what == Of::Task ? i18nc("@label of a task", "Due, day") : i18nc("@label of an event", "End, day"), what == Of::Task ? i18nc("@label of a task", "Due, time") : i18nc("@label of an event", "End, time"),
          what == Of::Task ? i18nc("@label of a task", "Due, time zone") : i18nc("@label of an event", "End, time zone"));
    // Made after what takes the focus for all of this: Tab would pass over what comes before it.
    m_allDay = new QCheckBox(what == Of::Task ? i18nc("@option:check of a task", "Only days, no times") : i18nc("@option:check of an event", "A&ll day"), this);
    m_showsZones = new QCheckBox(i18nc("@option:check of an event", "Time &zones"), this);
    m_allDay->setObjectName(QStringLiteral("allDay"));
    m_showsZones->setObjectName(QStringLiteral("showsZones"));
    m_start.date->setObjectName(QStringLiteral("startDate"));
    m_start.time->setObjectName(QStringLiteral("startTime"));
    m_start.zone->setObjectName(QStringLiteral("startZone"));
    m_end.date->setObjectName(QStringLiteral("endDate"));
    m_end.time->setObjectName(QStringLiteral("endTime"));
    m_end.zone->setObjectName(QStringLiteral("endZone"));
    auto *checks = new QHBoxLayout;
    checks->addWidget(m_allDay);
    checks->addWidget(m_showsZones);
    checks->addStretch();
    grid->addLayout(checks, 2, 1, 1, 3);
    for (auto *label : {m_here, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_here->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_here->setObjectName(QStringLiteral("timesHere"));
    m_problem->setObjectName(QStringLiteral("timesProblem"));
    grid->addWidget(m_here, 3, 1, 1, 3);
    grid->addWidget(m_problem, 4, 1, 1, 3);
    grid->setColumnStretch(3, 1);

    connect(m_allDay, &QCheckBox::toggled, this, &EventTimesEdit::edited);
    connect(m_showsZones, &QCheckBox::toggled, this, [this] {
        fillZones();
        refresh();
    });
    connect(m_start.date, &QDateEdit::dateChanged, this, &EventTimesEdit::startMoved);
    connect(m_start.time, &QTimeEdit::timeChanged, this, &EventTimesEdit::startMoved);
    connect(m_start.zone, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_isFilling && isSame(zoneOf(m_end), m_lastZone)) { // both were in one zone, and stay so
            const QScopedValueRollback filling(m_isFilling, true);
            m_end.zone->setCurrentIndex(m_start.zone->currentIndex());
        }
        m_lastZone = zoneOf(m_start);
        edited();
    });
    connect(m_end.date, &QDateEdit::dateChanged, this, &EventTimesEdit::edited);
    connect(m_end.time, &QTimeEdit::timeChanged, this, &EventTimesEdit::edited);
    connect(m_end.zone, &QComboBox::currentIndexChanged, this, &EventTimesEdit::edited);
    for (auto *check : {m_start.isThere, m_end.isThere}) {
        if (check) {
            connect(check, &QCheckBox::toggled, this, &EventTimesEdit::edited);
        }
    }
    setFocusProxy(m_start.date);
}

void EventTimesEdit::build(Moment &moment, int row, const QString &caption, const QString &dateName, const QString &timeName, const QString &zoneName)
{
    auto *grid = qobject_cast<QGridLayout *>(layout());
    moment.date = new QDateEdit(this);
    moment.date->setCalendarPopup(true);
    auto format = QLocale().dateFormat(QLocale::ShortFormat);
    if (!format.contains(QLatin1String("yyyy"))) {
        format.replace(QLatin1String("yy"), QLatin1String("yyyy"));
    }
    moment.date->setDisplayFormat(QStringLiteral("ddd ") + format);
    moment.date->setAccessibleName(dateName);
    moment.time = new QTimeEdit(this);
    moment.time->setDisplayFormat(QLocale().timeFormat(QLocale::ShortFormat));
    moment.time->setAccessibleName(timeName);
    moment.zone = new QComboBox(this);
    moment.zone->setEditable(true); // to type a part of a town's name
    moment.zone->setInsertPolicy(QComboBox::NoInsert);
    moment.zone->completer()->setFilterMode(Qt::MatchContains);
    moment.zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    moment.zone->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    moment.zone->setMinimumContentsLength(20);
    moment.zone->setAccessibleName(zoneName);
    connect(moment.zone->lineEdit(), &QLineEdit::editingFinished, moment.zone, [box = moment.zone] {
        const auto found = box->findText(box->currentText(), Qt::MatchFixedString);
        box->setCurrentIndex(found >= 0 ? found : box->currentIndex());
        box->setEditText(box->itemText(box->currentIndex())); // what is no zone does not stay
    });
    if (m_of == Of::Task) {
        moment.isThere = new QCheckBox(caption, this);
        grid->addWidget(moment.isThere, row, 0);
    } else {
        auto *label = new QLabel(caption, this);
        label->setBuddy(moment.date);
        grid->addWidget(label, row, 0);
    }
    grid->addWidget(moment.date, row, 1);
    grid->addWidget(moment.time, row, 2);
    grid->addWidget(moment.zone, row, 3);
}

void EventTimesEdit::fillZones()
{
    if (m_zones.size() > 4) {
        return; // all are there
    }
    const QScopedValueRollback filling(m_isFilling, true);
    const auto ids = QTimeZone::availableTimeZoneIds();
    for (const auto &id : ids) {
        if (!id.startsWith("Etc/") && !id.startsWith("UTC+") && !id.startsWith("UTC-") && id.contains('/')) {
            const QTimeZone zone(id);
            if (!std::ranges::any_of(m_zones, [&zone](const QTimeZone &known) { return isSame(known, zone); })) {
                m_zones << zone;
                m_start.zone->addItem(zoneText(zone));
                m_end.zone->addItem(zoneText(zone));
            }
        }
    }
}

void EventTimesEdit::chooseZone(const Moment &moment, const QTimeZone &zone)
{
    auto place = std::ranges::find_if(m_zones, [&zone](const QTimeZone &known) { return isSame(known, zone); }) - m_zones.begin();
    if (place == m_zones.size()) {
        m_zones << zone;
        m_start.zone->addItem(zoneText(zone));
        m_end.zone->addItem(zoneText(zone));
    }
    moment.zone->setCurrentIndex(int(place));
}

QTimeZone EventTimesEdit::zoneOf(const Moment &moment) const
{
    return m_zones.value(moment.zone->currentIndex(), QTimeZone::systemTimeZone());
}

void EventTimesEdit::put(Moment &moment, const QDateTime &when)
{
    moment.given = when;
    if (moment.isThere) {
        moment.isThere->setChecked(when.isValid());
    }
    auto shown = when;
    if (!shown.isValid()) {
        const auto now = QDateTime::currentDateTime();
        shown = QDateTime(now.date(), QTime(now.time().hour(), 0), QTimeZone::systemTimeZone()).addSecs(3600);
    }
    moment.date->setDate(shown.date());
    moment.time->setTime(shown.time());
    chooseZone(moment, m_given.isAllDay ? QTimeZone::systemTimeZone() : shown.timeRepresentation());
}

void EventTimesEdit::setTimes(const Times &times)
{
    {
        const QScopedValueRollback filling(m_isFilling, true);
        m_given = times;
        m_zones.clear();
        m_start.zone->clear();
        m_end.zone->clear();
        chooseZone(m_start, QTimeZone::systemTimeZone());
        chooseZone(m_start, QTimeZone(QTimeZone::LocalTime));
        m_allDay->setChecked(times.isAllDay);
        put(m_start, times.start);
        put(m_end, times.end.isValid() || m_of == Of::Task ? times.end : times.start);
        if (times.isAllDay) { // should it get times, then those of a working day
            m_start.time->setTime(QTime(9, 0));
            m_end.time->setTime(QTime(10, 0));
        }
        m_lastStart = QDateTime(m_start.date->date(), m_start.time->time(), QTimeZone::UTC);
        m_lastZone = zoneOf(m_start);
        const bool isOdd = !times.isAllDay && ((times.start.isValid() && isElsewhere(zoneOf(m_start))) || (times.end.isValid() && isElsewhere(zoneOf(m_end))));
        const bool isFloating = !times.isAllDay && times.start.isValid() && zoneOf(m_start).timeSpec() == Qt::LocalTime;
        m_showsZones->setChecked(isOdd || isFloating);
    }
    refresh();
}

QDateTime EventTimesEdit::taken(const Moment &moment, Qt::CheckState allDay) const
{
    if (moment.isThere && !moment.isThere->isChecked()) {
        return {};
    }
    const auto date = moment.date->date();
    if (allDay == Qt::Checked) {
        return m_given.isAllDay && moment.given.date() == date ? moment.given : QDateTime(date, QTime(0, 0));
    }
    const auto zone = zoneOf(moment);
    const auto &given = moment.given;
    if (!m_given.isAllDay && given.isValid() && given.date() == date && given.time() == moment.time->time() && isSame(given.timeRepresentation(), zone)) {
        return given;
    }
    return QDateTime(date, moment.time->time(), zone);
}

EventTimesEdit::Times EventTimesEdit::times() const
{
    const auto allDay = m_allDay->checkState();
    return {.start = taken(m_start, allDay), .end = taken(m_end, allDay), .isAllDay = m_allDay->isChecked()};
}

void EventTimesEdit::setCaptionWidth(int width)
{
    qobject_cast<QGridLayout *>(layout())->setColumnMinimumWidth(0, width);
}

void EventTimesEdit::startMoved()
{
    if (m_isFilling) {
        return;
    }
    {
        const QScopedValueRollback filling(m_isFilling, true);
        const auto start = QDateTime(m_start.date->date(), m_start.time->time(), QTimeZone::UTC);
        const auto end = QDateTime(m_end.date->date(), m_end.time->time(), QTimeZone::UTC).addMSecs(m_lastStart.msecsTo(start));
        m_lastStart = start;
        const bool isFollowing = m_of == Of::Event || (m_start.isThere->isChecked() && m_end.isThere->isChecked());
        if (isFollowing) {
            m_end.date->setDate(end.date());
            m_end.time->setTime(end.time());
        }
    }
    edited();
}

void EventTimesEdit::edited()
{
    if (m_isFilling) {
        return;
    }
    refresh();
    Q_EMIT changed();
}

QString EventTimesEdit::clockGap(const Moment &moment) const
{
    const auto zone = zoneOf(moment);
    const auto place = zone.timeSpec() == Qt::LocalTime ? QTimeZone::systemTimeZone() : zone;
    const QDateTime wanted(moment.date->date(), moment.time->time(), place, QDateTime::TransitionResolution::Reject);
    if (wanted.isValid()) {
        return {};
    }
    const QDateTime first(moment.date->date(), moment.time->time(), place, QDateTime::TransitionResolution::PreferBefore);
    return first.time() == moment.time->time() ? i18nc("@info %1 a time of the day", "Clocks are put back then: %1 comes twice on that day, and the first is meant.", QLocale().toString(moment.time->time(), QLocale::ShortFormat))
                                               : i18nc("@info %1 a time of the day", "Clocks are put forward then: there is no %1 on that day.", QLocale().toString(moment.time->time(), QLocale::ShortFormat));
}

void EventTimesEdit::refresh()
{
    const bool isAllDay = m_allDay->isChecked();
    const bool showsZones = m_showsZones->isChecked() && !isAllDay;
    m_showsZones->setVisible(!isAllDay);
    for (const auto &moment : {m_start, m_end}) {
        const bool isThere = !moment.isThere || moment.isThere->isChecked();
        moment.time->setVisible(!isAllDay);
        moment.zone->setVisible(showsZones);
        for (auto *field : QList<QWidget *>{moment.date, moment.time, moment.zone}) {
            field->setEnabled(isThere);
        }
    }
    QStringList notes;
    const auto now = times();
    if (!isAllDay && m_of == Of::Event && (isElsewhere(zoneOf(m_start)) || isElsewhere(zoneOf(m_end)))) {
        Occurrence here;
        here.start = now.start.toLocalTime();
        here.end = now.end.toLocalTime();
        notes << i18nc("@info when an event of another time zone is at the user's place", "Here: %1", OccurrenceWords::spokenTimes(here));
    } else if (!isAllDay && now.end.isValid() && isElsewhere(zoneOf(m_end))) {
        notes << i18nc("@info when an event of another time zone is at the user's place", "Here: %1", QLocale().toString(now.end.toLocalTime(), QLocale::ShortFormat));
    }
    if (!isAllDay && (!m_start.isThere || m_start.isThere->isChecked())) {
        notes << clockGap(m_start);
    }
    if (!isAllDay && (!m_end.isThere || m_end.isThere->isChecked()) && m_end.date->date() != m_start.date->date()) {
        notes << clockGap(m_end);
    }
    notes.removeAll(QString());
    m_here->setText(notes.join(QLatin1Char('\n')));
    m_here->setVisible(!notes.isEmpty());
    const auto text = problem();
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_end.date->setAccessibleDescription(text);
    m_end.time->setAccessibleDescription(text);
}

QString EventTimesEdit::problem() const
{
    const auto now = times();
    if (now.start.isValid() && now.end.isValid() && now.end < now.start && !(now == m_given)) {
        return m_of == Of::Task ? i18nc("@info", "The task is due before it starts.") : i18nc("@info", "The event ends before it begins.");
    }
    return {};
}

void EventTimesEdit::focusProblem()
{
    m_end.date->setFocus(Qt::OtherFocusReason);
}

}
