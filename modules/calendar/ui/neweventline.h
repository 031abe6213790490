// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/quickadd.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Kontor
{

/// A new event in one line, typed right where it was drawn; Return saves, Escape does not.
///
/// The line may also say when, where, how often and with whom (see QuickAdd); what was understood is shown above it.
class NewEventLine : public QFrame
{
    Q_OBJECT
public:
    /// \p calendars: those that can be written; \p preferred is offered first.
    NewEventLine(const QList<CalendarInfo> &calendars, CollectionId preferred, QWidget *parent);

    void begin(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title);
    void showBeside(const QRect &globalArea);
    void offerMore(Qt::CheckState on); ///< the button that opens the whole editor

    /// What the line says; where it says nothing of when, the place where it was drawn.
    QuickAdd event() const;
    CollectionId calendar() const;

Q_SIGNALS:
    void saved();
    void moreWanted();

private:
    void showUnderstood();

    QDateTime m_start, m_end;
    bool m_isAllDay = false;
    QLabel *m_when;
    QLineEdit *m_title;
    QComboBox *m_calendar;
    QPushButton *m_save;
    QPushButton *m_more;
    QTimer m_pause; ///< in typing, before it is told what was understood
    QString m_told;
};

}
