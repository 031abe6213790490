// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/freebusywords.h"

#include <QAbstractScrollArea>

namespace Kontor
{

/// The picture of who is busy when: a row for each person, hours from left to right, and the meeting as a frame across all.
/// What the colours say is said by patterns and in words as well.
class FreeBusyStripChart : public QAbstractScrollArea
{
    Q_OBJECT
public:
    struct Row {
        QString name{};
        QString words{}; ///< how they are off at the time of the meeting
        FreeBusyInquiry::Times times{}; ///< of the days shown
    };

    explicit FreeBusyStripChart(QWidget *parent = nullptr);

    void setRows(const QList<Row> &rows);
    void setDays(const QDate &first, int count);
    void setMeeting(const QDateTime &start, const QDateTime &end); ///< at the user's clock
    void setWorkingHours(const FreeBusy::WorkingHours &hours);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// The part of the day that is drawn: working hours, and the meeting if that is outside of them.
    QDateTime from() const;
    QDateTime to() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Layer { Patterns, Words }; ///< the frame of the meeting lies between them
    int lineHeight() const;
    int rowHeight() const;
    int headHeight() const;
    int footHeight() const;
    int nameWidth() const;
    QRect axis() const; ///< where times are, from the first row to the last
    int place(const QDateTime &when) const; ///< x
    void fitScrollBar();
    void paintHours(QPainter &painter, const QRect &area) const;
    void paintRow(QPainter &painter, const Row &row, const QRect &area, Layer layer) const;
    void paintRows(QPainter &painter, Layer layer) const;
    void paintSpan(QPainter &painter, const QRect &area, FreeBusyWords::Verdict verdict) const;
    void paintWord(QPainter &painter, const QRect &area, const QString &word) const;
    void paintMeeting(QPainter &painter, const QRect &area) const;
    void paintLegend(QPainter &painter) const;
    QColor colourOf(FreeBusyWords::Verdict verdict) const;

    QList<Row> m_rows;
    QDate m_first = QDate::currentDate();
    int m_count = 1;
    QDateTime m_start, m_end;
    FreeBusy::WorkingHours m_hours;
};

}
