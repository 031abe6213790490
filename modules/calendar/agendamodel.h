// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/querymodel.h"

#include <QDate>

#include <optional>

namespace Kontor
{

/// One line of the agenda: a day, or something on that day.
struct AgendaRow {
    QDate day{};
    std::optional<Occurrence> occurrence{}; ///< none: the heading of the day
    bool operator==(const AgendaRow &other) const
    {
        return day == other.day && occurrence.has_value() == other.occurrence.has_value() && (!occurrence || occurrence->ref == other.occurrence->ref);
    }
};

/// The agenda: days with their events and due tasks as one flat list that can go on in both directions; live. An event
/// of several days is there on each of them. Days without anything are left out, except today.
class AgendaModel : public TypedQueryModel<AgendaRow>
{
    Q_OBJECT
public:
    enum Role { RowRole = Qt::UserRole + 1, DayRole, HeadingRole, SpokenRole };

    explicit AgendaModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~AgendaModel() override;

    void setCalendars(const QList<CollectionId> &shown);
    void setNames(const QHash<CollectionId, QString> &names); ///< of calendars, for speech

    /// Begins anew around a day.
    void setDay(const QDate &day);

    /// More at an end. Nothing while an earlier wish is being answered.
    enum class Direction { Earlier, Later };
    void extend(Direction direction);
    QDate first() const; ///< of the days asked for
    QDate last() const;

    QModelIndex indexOf(const OccurrenceRef &ref) const; ///< its first line; invalid: not here
    QModelIndex headingOf(const QDate &day) const; ///< or of the next day that has one

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    Concern isConcerned(const ChangeSet &changes) const override;
    bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const override;

private:
    void runQuery(Transition transition);
    struct Private;
    std::unique_ptr<Private> d;
};

}

Q_DECLARE_METATYPE(Kontor::AgendaRow)
