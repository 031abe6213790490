// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/calendarparts.h"

#include <QObject>

namespace Kontor
{

class CalendarEditing;

/// Events out of and into files: import, export, and dragging an event to another program.
class CalendarTransfer : public QObject
{
    Q_OBJECT
public:
    CalendarTransfer(const CalendarParts &parts, CalendarEditing *editing, QWidget *window);

    void chooseFiles(); ///< to import
    void importFiles(const QList<QUrl> &files, CollectionId calendar = {}); ///< none: asks where there are several
    void importIcs(const QByteArray &ics, CollectionId calendar = {});
    void exportEvents(const QList<ItemId> &items, const QString &name);
    void exportCalendar(const CalendarInfo &calendar);
    void drag(const Occurrence &occurrence);

private:
    void chooseCalendar(std::function<void(CollectionId calendar)> then);
    void save(const QFuture<Result<QByteArray>> &bytes, const QString &name);

    CalendarParts m_parts;
    CalendarEditing *m_editing;
    QWidget *m_window;
};

}
