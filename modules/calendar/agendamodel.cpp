// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/agendamodel.h"

#include "calendar/birthdaycalendar.h"
#include "calendar/occurrencequery.h"

#include <KLocalizedString>
#include <QLocale>
#include <QMap>
#include <QMutex>
#include <QTimeZone>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr int daysAtOnce = 42;
constexpr int mostDays = 366 * 20;
using Lines = QHash<qint64, AgendaRow>;

qint64 idOf(const QDate &day)
{
    return -day.toJulianDay();
}

qint64 idOf(const OccurrenceRef &ref, int part, const QDate &day)
{
    return qint64((quint64(qHashMulti(0x5eed, ref.item.value, ref.recurrence, part)) * 31 + quint64(day.toJulianDay())) & 0x3fff'ffff'ffff'ffffULL) + 1;
}

struct Answer {
    QList<qint64> ids;
    Lines rows;
    QHash<OccurrenceRef, qint64> firstLines;
    QSet<CollectionId> books; ///< address books whose birthdays are in it
};

/// Hands the rows of the last run from ids() to rows(), both on the reader thread, and to the model.
class Channel
{
public:
    void put(std::shared_ptr<const Answer> answer)
    {
        const QMutexLocker lock(&m_mutex);
        m_answer = std::move(answer);
    }
    std::shared_ptr<const Answer> get() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_answer;
    }

private:
    mutable QMutex m_mutex;
    std::shared_ptr<const Answer> m_answer = std::make_shared<const Answer>();
};

Result<std::shared_ptr<const Answer>> ask(const Reader &reader, const QList<CollectionId> &calendars, const QDate &first, const QDate &last)
{
    auto found = OccurrenceQuery::between(reader, calendars, first.startOfDay(), last.addDays(1).startOfDay(), QTimeZone(QTimeZone::LocalTime));
    if (!found) {
        return std::unexpected(found.error());
    }
    QMap<QDate, QList<qsizetype>> days;
    if (const auto today = QDate::currentDate(); today >= first && today <= last) {
        days.insert(today, {});
    }
    for (qsizetype i = 0; i < found->size(); ++i) {
        const auto &one = found->at(i);
        const auto begin = one.start.date();
        const auto end = one.end <= one.start ? begin : one.end.time() == QTime(0, 0) ? one.end.date().addDays(-1) : one.end.date();
        for (auto day = std::max(first, begin), until = std::min(last, end); day <= until; day = day.addDays(1)) {
            days[day] << i;
        }
    }
    auto answer = std::make_shared<Answer>();
    if (calendars.contains(birthdayCalendar)) {
        const auto books = BirthdayCalendar::books(reader);
        if (!books) {
            return std::unexpected(books.error());
        }
        answer->books = *books;
    }
    for (auto it = days.cbegin(); it != days.cend(); ++it) {
        answer->ids << idOf(it.key());
        answer->rows.insert(idOf(it.key()), {.day = it.key(), .occurrence = {}});
        // What goes on since yesterday stands among the whole days.
        auto order = *it;
        std::stable_partition(order.begin(), order.end(), [&](qsizetype index) {
            return found->at(index).isAllDay() || found->at(index).start.date() < it.key();
        });
        int twin = 0;
        for (const auto index : std::as_const(order)) {
            const auto &one = found->at(index);
            auto id = idOf(one.ref, 0, it.key());
            while (answer->rows.contains(id)) { // two parts of an odd object
                id = idOf(one.ref, ++twin, it.key());
            }
            answer->ids << id;
            answer->rows.insert(id, {.day = it.key(), .occurrence = one});
            if (!answer->firstLines.contains(one.ref)) {
                answer->firstLines.insert(one.ref, id);
            }
        }
    }
    return answer;
}

QString dayInWords(const QDate &day, const QDate &today)
{
    const auto date = QLocale().toString(day, QLocale::LongFormat);
    switch (today.daysTo(day)) {
    case 0:
        return i18nc("@title:group a day of the agenda, %1 is the date", "Today, %1", date);
    case 1:
        return i18nc("@title:group a day of the agenda, %1 is the date", "Tomorrow, %1", date);
    case -1:
        return i18nc("@title:group a day of the agenda, %1 is the date", "Yesterday, %1", date);
    default:
        return date;
    }
}

QString timesOn(const Occurrence &one, const QDate &day)
{
    const auto time = [](const QDateTime &when) {
        return QLocale().toString(when.time(), QLocale::ShortFormat);
    };
    const bool beginsHere = one.start.date() == day;
    const bool endsHere = one.end.date() == day || one.end <= one.start;
    if (one.isAllDay() || (!beginsHere && !endsHere)) {
        return i18nc("@info of an event in the agenda", "all day");
    }
    if (beginsHere && one.end <= one.start) {
        return time(one.start);
    }
    if (beginsHere && endsHere) {
        return i18nc("@info from and to, times of an event", "%1 to %2", time(one.start), time(one.end));
    }
    return beginsHere ? i18nc("@info an event that goes on the next day", "from %1", time(one.start))
                      : i18nc("@info an event that began the day before", "until %1", time(one.end));
}

QString spoken(const AgendaRow &row, const QDate &today, const QHash<CollectionId, QString> &names)
{
    if (!row.occurrence) {
        return dayInWords(row.day, today);
    }
    const auto &one = *row.occurrence;
    QStringList parts;
    if (one.flags.testFlag(EventFlag::Cancelled)) {
        parts << i18nc("@info state of an event, spoken", "cancelled");
    }
    if (one.flags.testFlag(EventFlag::Task)) {
        parts << (one.flags.testFlag(EventFlag::Done) ? i18nc("@info spoken", "task, done") : i18nc("@info spoken", "task"));
    }
    parts << (one.summary.isEmpty() ? i18nc("@info in place of the title of an event", "(no title)") : one.summary);
    parts << timesOn(one, row.day);
    if (!one.location.isEmpty()) {
        parts << one.location.simplified();
    }
    if (const auto name = names.value(one.calendar); !name.isEmpty()) {
        parts << i18nc("@info spoken: which calendar an event is in", "calendar %1", name);
    }
    if (one.mine == Participation::NeedsAction) {
        parts << i18nc("@info state of an invitation, spoken", "not answered yet");
    } else if (one.mine == Participation::Tentative) {
        parts << i18nc("@info state of an invitation, spoken", "tentative");
    } else if (one.mine == Participation::Declined) {
        parts << i18nc("@info state of an invitation, spoken", "declined");
    }
    if (one.flags.testFlag(EventFlag::OddZone)) {
        parts << i18nc("@info state of an event, spoken", "time zone unknown");
    }
    if (one.flags.testFlag(EventFlag::Contested)) {
        parts << i18nc("@info state of an event, spoken", "also changed elsewhere");
    } else if (one.flags.testFlag(EventFlag::Waiting)) {
        parts << i18nc("@info state of an event, spoken", "not on the server yet");
    }
    return parts.join(QLatin1StringView(", ")) + u'.';
}
}

struct AgendaModel::Private {
    QList<CollectionId> calendars;
    QHash<CollectionId, QString> names;
    QDate first, last;
    std::shared_ptr<Channel> channel = std::make_shared<Channel>();
};

AgendaModel::AgendaModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<AgendaRow>(std::move(store), parent)
    , d(std::make_unique<Private>())
{
}

AgendaModel::~AgendaModel() = default;

void AgendaModel::setCalendars(const QList<CollectionId> &shown)
{
    if (shown == d->calendars) {
        return;
    }
    d->calendars = shown;
    if (d->first.isValid()) {
        runQuery(Transition::Compare);
    }
}

void AgendaModel::setNames(const QHash<CollectionId, QString> &names)
{
    d->names = names;
}

void AgendaModel::setDay(const QDate &day)
{
    d->first = day.addDays(-daysAtOnce / 3);
    d->last = day.addDays(daysAtOnce);
    runQuery(Transition::Reset);
}

void AgendaModel::extend(Direction direction)
{
    if (!d->first.isValid() || !isReady() || d->first.daysTo(d->last) >= mostDays) {
        return;
    }
    if (direction == Direction::Earlier) {
        d->first = d->first.addDays(-daysAtOnce);
    } else {
        d->last = d->last.addDays(daysAtOnce);
    }
    runQuery(Transition::Compare);
}

void AgendaModel::runQuery(Transition transition)
{
    setTypedQuery(
        [calendars = d->calendars, first = d->first, last = d->last, channel = d->channel](const Reader &reader) {
            return ask(reader, calendars, first, last).transform([&channel](const std::shared_ptr<const Answer> &answer) {
                channel->put(answer);
                return answer->ids;
            });
        },
        // What ids() found a moment ago; it always runs before, as every change may move lines.
        [channel = d->channel](const Reader &, const QList<qint64> &wanted) -> Result<Lines> {
            const auto answer = channel->get();
            Lines rows;
            for (const auto id : wanted) {
                if (const auto row = answer->rows.constFind(id); row != answer->rows.cend()) {
                    rows.insert(id, *row);
                }
            }
            return rows;
        },
        transition);
}

QDate AgendaModel::first() const
{
    return d->first;
}

QDate AgendaModel::last() const
{
    return d->last;
}

QModelIndex AgendaModel::indexOf(const OccurrenceRef &ref) const
{
    return QueryModel::indexOf(d->channel->get()->firstLines.value(ref, 0));
}

QModelIndex AgendaModel::headingOf(const QDate &day) const
{
    for (auto each = day; each <= d->last; each = each.addDays(1)) {
        if (const auto found = QueryModel::indexOf(idOf(each)); found.isValid()) {
            return found;
        }
    }
    return {};
}

int AgendaModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant AgendaModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const auto id = idAt(index.row());
    switch (role) {
    case IdRole:
        return id;
    case HeadingRole:
        return id < 0;
    default:
        break;
    }
    const auto *row = rowAt(index.row());
    if (!row) {
        return role == SpokenRole || role == Qt::AccessibleTextRole ? QVariant(i18nc("@info spoken while a line of the agenda is being loaded", "Loading…"))
                                                                    : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return row->occurrence ? row->occurrence->summary : dayInWords(row->day, QDate::currentDate());
    case RowRole:
        return QVariant::fromValue(*row);
    case DayRole:
        return row->day;
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return spoken(*row, QDate::currentDate(), d->names);
    default:
        return {};
    }
}

Qt::ItemFlags AgendaModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QueryModel::Concern AgendaModel::isConcerned(const ChangeSet &changes) const
{
    const bool isMine = changes.manyItems || changes.collectionList || changes.outbox || changes.collections.intersects(d->channel->get()->books)
        || std::any_of(d->calendars.begin(), d->calendars.end(), [&changes](CollectionId calendar) {
                            return changes.collections.contains(calendar);
                        });
    return isMine ? Concern::Ids : Concern::None;
}

/// The ids are those of lines, not of items.
bool AgendaModel::touchedIds(const ChangeSet &, QSet<qint64> &) const
{
    return false;
}

}
