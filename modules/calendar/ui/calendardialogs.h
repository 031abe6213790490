// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/calendarparts.h"

#include <QObject>

class QDialog;

namespace Kontor
{

class CalendarListModel;

/// The dialogs about calendars: new, name and colour, delete, subscribe.
class CalendarDialogs : public QObject
{
    Q_OBJECT
public:
    CalendarDialogs(const CalendarParts &parts, CalendarListModel *calendars, QWidget *window);

    QDialog *createDialog();
    QDialog *changeDialog(const CalendarInfo &calendar);
    QDialog *subscribeDialog();
    void remove(const CalendarInfo &calendar);

    static bool mayChange(const CalendarInfo &calendar); ///< name and colour; of what can only be read: here alone
    bool mayDelete(const CalendarInfo &calendar) const;

    /// What somebody typed as the address of a calendar on the web; invalid: it is none.
    static QUrl feedOf(const QString &text);

private:
    void subscribe(AccountId account, const QUrl &feed, const QString &name);

    CalendarParts m_parts;
    CalendarListModel *m_calendars;
    QWidget *m_window;
};

}
