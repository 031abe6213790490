// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimeZone>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLabel;
class QTimeEdit;

namespace Kontor
{

/// When an event begins and ends, or a task begins and is due, each in a time zone of its own.
///
/// What nobody touched comes back exactly as it was given, also where its zone is none that could be chosen.
class EventTimesEdit : public QWidget
{
    Q_OBJECT
public:
    enum class Of { Event, Task };
    explicit EventTimesEdit(Of what, QWidget *parent = nullptr);

    struct Times {
        QDateTime start{}, end{}; ///< as in EventDraft
        bool isAllDay = false;
        bool operator==(const Times &) const = default;
    };
    void setTimes(const Times &times);
    Times times() const;

    void setCaptionWidth(int width); ///< so that fields stand in line with those around

    QString problem() const; ///< a whole sentence, or empty
    void focusProblem();

Q_SIGNALS:
    void changed();

private:
    /// One of the two: when, and where the clock hangs.
    struct Moment {
        QCheckBox *isThere = nullptr; ///< tasks only
        QDateEdit *date = nullptr;
        QTimeEdit *time = nullptr;
        QComboBox *zone = nullptr;
        QDateTime given{};
    };
    void build(Moment &moment, int row, const QString &caption, const QString &dateName, const QString &timeName, const QString &zoneName);
    void put(Moment &moment, const QDateTime &when);
    QDateTime taken(const Moment &moment, Qt::CheckState allDay) const;
    QTimeZone zoneOf(const Moment &moment) const;
    void chooseZone(const Moment &moment, const QTimeZone &zone);
    void fillZones();
    void startMoved();
    void edited();
    void refresh();
    QString clockGap(const Moment &moment) const;

    Of m_of;
    QList<QTimeZone> m_zones;
    bool m_isFilling = false;
    Times m_given;
    QDateTime m_lastStart;
    QTimeZone m_lastZone{QTimeZone::LocalTime};
    QCheckBox *m_allDay;
    QCheckBox *m_showsZones;
    Moment m_start, m_end;
    QLabel *m_here; ///< the same at my clock
    QLabel *m_problem;
};

}
