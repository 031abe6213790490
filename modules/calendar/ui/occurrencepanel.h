// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QScrollArea>

class KMessageWidget;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Kontor
{

class BirthdayDetails;
struct BirthdayPerson;

/// All there is to know about the selected event, and what one can do with it.
class OccurrencePanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit OccurrencePanel(QWidget *parent = nullptr);

    void showNothing();
    /// At once, from the view alone; the rest comes with showDraft().
    void showOccurrence(const Occurrence &occurrence, const CalendarInfo &calendar);
    void showDraft(const EventDraft &draft);
    void showBirthday(const BirthdayPerson &person);

    OccurrenceRef shown() const;
    bool isEmpty() const;

    /// What is shown, as plain text (for tests and for copying).
    QString text() const;

Q_SIGNALS:
    void editWanted();
    void contactWanted(Kontor::ItemId contact); ///< whose birthday it is
    void writingWanted(const QString &name, const QString &address);
    void removalWanted();
    void answerWanted(Kontor::Participation answer);
    void joinWanted();
    void conflictWanted();
    void attachmentWanted(const Kontor::EventAttachment &attachment);

private:
    QLabel *addLine(const QString &caption, const QString &text, const char *name);
    void clearDetails();
    void showAnswer();
    void showAttendees(const EventDraft &draft);
    void showZones(const EventDraft &draft);
    void showAttachments(const EventDraft &draft);

    Occurrence m_occurrence;
    CalendarInfo m_calendar;
    QWidget *m_page;
    QVBoxLayout *m_layout;
    QLabel *m_nothing;
    QLabel *m_title;
    QLabel *m_when;
    QLabel *m_states;
    KMessageWidget *m_contested;
    BirthdayDetails *m_birthday;
    QPushButton *m_join;
    QWidget *m_answers;
    QPushButton *m_accept;
    QPushButton *m_tentative;
    QPushButton *m_decline;
    QFormLayout *m_form;
    QLabel *m_description;
    QVBoxLayout *m_attachments;
    QWidget *m_buttons;
    QPushButton *m_edit;
    QPushButton *m_delete;
};

}
