// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/occurrencemodel.h"

#include "calendar/birthdaycalendar.h"
#include "calendar/occurrencequery.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QHash>
#include <QSet>
#include <QTimeZone>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr int shortestPause = 120; // ms between two reads while changes stream in
constexpr qsizetype spansKept = 3;

/// What was read for some days.
struct Span {
    QDate first, last;
    QList<Occurrence> occurrences;
    QHash<QDate, QList<qsizetype>> byDay;
    QSet<CollectionId> books{}; ///< address books whose birthdays are in it

    static Span of(const QDate &first, const QDate &last, QList<Occurrence> found)
    {
        Span span{.first = first, .last = last, .occurrences = std::move(found), .byDay = {}, .books = {}};
        for (qsizetype i = 0; i < span.occurrences.size(); ++i) {
            const auto &one = span.occurrences.at(i);
            const auto begin = one.start.date();
            const auto end = one.end <= one.start ? begin : one.end.time() == QTime(0, 0) ? one.end.date().addDays(-1) : one.end.date();
            for (auto day = std::max(first, begin), until = std::min(last, end); day <= until; day = day.addDays(1)) {
                span.byDay[day] << i;
            }
        }
        return span;
    }

    /// Some of its days.
    Span cut(const QDate &from, const QDate &to) const
    {
        QList<qsizetype> places;
        for (auto day = from; day <= to; day = day.addDays(1)) {
            places += byDay.value(day);
        }
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        QList<Occurrence> some;
        some.reserve(places.size());
        for (const auto place : std::as_const(places)) {
            some << occurrences.at(place);
        }
        auto part = of(from, to, std::move(some));
        part.books = books;
        return part;
    }
};
}

struct OccurrenceModel::Private {
    OccurrenceModel *q;
    std::shared_ptr<Store> store;
    QDate first, last;
    QList<CollectionId> calendars;
    Span shown;
    QList<Span> ahead; ///< read ahead, the latest first; only of the present state of the store
    bool isReady = false;
    bool isStale = false; ///< a change came while a read was under way, or right after one
    quint64 generation = 0; ///< counts what makes answers under way worthless
    bool isReading = false;
    QElapsedTimer sinceRead;
    QTimer pause;

    void noteChange(const ChangeSet &changes)
    {
        const bool isConcerned
            = changes.manyItems || changes.collectionList || changes.collections.intersects(shown.books) || std::any_of(calendars.begin(), calendars.end(), [&changes](CollectionId calendar) {
                  return changes.collections.contains(calendar);
              });
        if (!isConcerned && !changes.outbox) {
            return;
        }
        ahead.clear();
        isStale = true;
        schedule();
    }

    void schedule()
    {
        if (!first.isValid() || isReading || pause.isActive()) {
            return;
        }
        const auto elapsed = sinceRead.isValid() ? sinceRead.elapsed() : shortestPause;
        if (elapsed >= shortestPause) {
            read();
        } else {
            pause.start(int(shortestPause - elapsed));
        }
    }

    template <class Finish>
    void ask(const QDate &from, const QDate &to, Store::Urgency urgency, Finish finish)
    {
        auto *watcher = new QFutureWatcher<Result<Span>>(q);
        connect(watcher, &QFutureWatcherBase::finished, q, [watcher, finish = std::move(finish)] {
            watcher->deleteLater();
            if (!watcher->isCanceled()) {
                finish(watcher->future().takeResult());
            }
        });
        watcher->setFuture(store->read(
            [from, to, calendars = calendars](const Reader &reader) -> Result<Span> {
                auto span = OccurrenceQuery::between(reader, calendars, from.startOfDay(), to.addDays(1).startOfDay(), QTimeZone(QTimeZone::LocalTime))
                                .transform([&](QList<Occurrence> found) {
                                    return Span::of(from, to, std::move(found));
                                });
                if (span && calendars.contains(birthdayCalendar)) {
                    auto books = BirthdayCalendar::books(reader);
                    if (!books) {
                        return std::unexpected(books.error());
                    }
                    span->books = *std::move(books);
                }
                return span;
            },
            urgency));
    }

    void read()
    {
        pause.stop();
        isReading = true;
        isStale = false;
        sinceRead.start();
        ask(first, last, Store::Urgency::Interactive, [this, asked = ++generation](Result<Span> answer) {
            if (asked != generation) {
                return;
            }
            isReading = false;
            if (!answer) {
                Q_EMIT q->error(answer.error());
            } else {
                show(*std::move(answer));
            }
            if (isStale) {
                schedule();
            } else {
                readAhead();
            }
        });
    }

    void show(Span span)
    {
        shown = std::move(span);
        isReady = true;
        Q_EMIT q->changed();
    }

    /// As much again before and after, so that leafing finds it here.
    void readAhead()
    {
        const auto days = first.daysTo(last) + 7;
        const auto from = first.addDays(-days), to = last.addDays(days);
        const bool isKnown = std::any_of(ahead.begin(), ahead.end(), [&](const Span &span) {
            return span.first <= from.addDays(7) && span.last >= to.addDays(-7);
        });
        if (isKnown) {
            return;
        }
        ask(from, to, Store::Urgency::Background, [this, asked = generation](Result<Span> answer) {
            if (asked == generation && !isStale && answer) {
                ahead.prepend(*std::move(answer));
                ahead.resize(std::min(ahead.size(), spansKept));
            }
        });
    }

    /// A span that was read ahead, cut to what is wanted.
    std::optional<Span> taken() const
    {
        for (const auto &span : ahead) {
            if (span.first <= first && span.last >= last) {
                return span.cut(first, last);
            }
        }
        return std::nullopt;
    }
};

OccurrenceModel::OccurrenceModel(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    d->pause.setSingleShot(true);
    connect(&d->pause, &QTimer::timeout, this, [this] {
        d->read();
    });
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        d->noteChange(changes);
    });
}

OccurrenceModel::~OccurrenceModel() = default;

void OccurrenceModel::setSpan(const QDate &first, const QDate &last)
{
    if (first == d->first && last == d->last) {
        return;
    }
    d->first = first;
    d->last = std::max(first, last);
    ++d->generation; // what is under way is dropped
    d->isReading = false;
    d->pause.stop();
    if (auto span = d->taken()) {
        d->show(*std::move(span));
        d->readAhead();
        return;
    }
    d->isReady = false;
    d->read();
}

QDate OccurrenceModel::first() const
{
    return d->first;
}

QDate OccurrenceModel::last() const
{
    return d->last;
}

void OccurrenceModel::setCalendars(const QList<CollectionId> &shown)
{
    if (shown == d->calendars) {
        return;
    }
    d->calendars = shown;
    d->ahead.clear();
    ++d->generation;
    d->isReading = false;
    if (d->first.isValid()) {
        d->isReady = false;
        d->read();
    }
}

const QList<Occurrence> &OccurrenceModel::occurrences() const
{
    return d->shown.occurrences;
}

QList<Occurrence> OccurrenceModel::on(const QDate &day) const
{
    QList<Occurrence> list;
    for (const auto index : d->shown.byDay.value(day)) {
        list << d->shown.occurrences.at(index);
    }
    return list;
}

bool OccurrenceModel::isReady() const
{
    return d->isReady;
}

}
