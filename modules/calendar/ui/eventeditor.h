// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/calendarparts.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTabWidget;

namespace Kontor
{

class AlarmsEdit;
class AttachmentsEdit;
class AttendeeEdit;
class EventTimesEdit;
class FreeBusyStrip;
class RecurrenceEdit;

/// Where an event or a task is written, with everything there is to it. What it does not show stays as it is.
class EventEditor : public QDialog
{
    Q_OBJECT
public:
    EventEditor(const CalendarParts &parts, const QList<CalendarInfo> &calendars, const EventDraft &draft, QWidget *parent = nullptr);

    EventDraft draft() const; ///< as it would be saved now
    bool isChanged() const;
    OccurrenceRef edited() const; ///< none: new

    /// The question before unsaved work goes; true: it may.
    bool mayClose();

public Q_SLOTS:
    void save();
    void reject() override;

Q_SIGNALS:
    void saved(const Kontor::OccurrenceRef &occurrence);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QFormLayout *addPage(const QString &title);
    void addGeneral();
    void addTaskFields(QFormLayout *form);
    void addRepetition();
    void addPeople();
    void followPeople();
    void tellClashes();
    void searchPeople();
    void moveTo(const QDateTime &start, const QDateTime &end); ///< at the user's clock
    Attendee me() const; ///< as whom I take part
    FreeBusyInquiry::Question question() const; ///< when others are free, without whom and when
    void addMore();
    void loadParents();
    QLineEdit *line(const char *name, const QString &text);
    QComboBox *box(const char *name);

    bool isNew() const;
    bool isSeries() const;
    bool isOthersMeeting() const;
    bool isMine(const QString &address) const;
    const CalendarInfo *calendar(CollectionId id) const;
    void follow(); ///< what depends on what was just edited
    bool check();
    void complain(QWidget *field, int page, const QString &sentence);
    void askScope(const EventDraft &after);
    void write(const EventDraft &after, Scope scope);

    enum Page { General, Repetition, People, More };

    CalendarParts m_parts;
    QList<CalendarInfo> m_calendars;
    EventDraft m_before;
    QString m_shownDescription;
    bool m_isSaving = false;
    bool m_isDone = false;
    QTabWidget *m_pages;
    QLabel *m_problem;
    QLabel *m_clashes = nullptr;
    QPushButton *m_save = nullptr;
    QLineEdit *m_summary = nullptr, *m_location = nullptr, *m_conference = nullptr, *m_url = nullptr, *m_categories = nullptr;
    QComboBox *m_calendar = nullptr, *m_show = nullptr, *m_visibility = nullptr, *m_status = nullptr, *m_priority = nullptr, *m_parent = nullptr;
    QSpinBox *m_percent = nullptr;
    EventTimesEdit *m_times = nullptr;
    RecurrenceEdit *m_recurrence = nullptr;
    AttendeeEdit *m_attendees = nullptr;
    FreeBusyStrip *m_strip = nullptr;
    AlarmsEdit *m_alarms = nullptr;
    AttachmentsEdit *m_attachments = nullptr;
    QPlainTextEdit *m_description = nullptr;
};

}
