// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/neweventline.h"

#include "calendar/ui/occurrencewords.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
QIcon swatch(const QColor &colour, int side)
{
    QPixmap picture(side, side);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(2, 2, side - 4, side - 4), 3, 3);
    return picture;
}
}

NewEventLine::NewEventLine(const QList<CalendarInfo> &calendars, CollectionId preferred, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_when(new QLabel(this))
    , m_title(new QLineEdit(this))
    , m_calendar(new QComboBox(this))
    , m_save(new QPushButton(i18nc("@action:button a new event", "&Create"), this))
    , m_more(new QPushButton(i18nc("@action:button opens the whole editor of events", "&More…"), this))
{
    setObjectName(QStringLiteral("newEvent"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(i18nc("@title", "New Event"));
    setFrameShape(StyledPanel);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_title->setObjectName(QStringLiteral("newEventTitle"));
    m_title->setPlaceholderText(i18nc("@info:placeholder of a new event, understood as a sentence", "Title, or “Fri 2–3 pm review, room 4”"));
    m_title->setMinimumWidth(fontMetrics().averageCharWidth() * 42);
    m_calendar->setObjectName(QStringLiteral("newEventCalendar"));
    for (const auto &one : calendars) {
        m_calendar->addItem(swatch(one.colour, Metrics::smallIcon(this)), Words::shortened(Words::withoutTricks(one.name), 40), one.id.value);
    }
    m_calendar->setCurrentIndex(std::max(0, m_calendar->findData(preferred.value)));
    auto *caption = new QLabel(i18nc("@label:listbox of a new event", "Calen&dar:"), this);
    caption->setBuddy(m_calendar);
    m_save->setObjectName(QStringLiteral("newEventSave"));
    m_save->setDefault(true);
    m_more->setObjectName(QStringLiteral("newEventMore"));
    layout->addWidget(m_when);
    layout->addWidget(m_title);
    auto *row = new QHBoxLayout;
    row->addWidget(caption);
    row->addWidget(m_calendar, 1);
    layout->addLayout(row);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_more);
    buttons->addWidget(m_save);
    layout->addLayout(buttons);
    connect(m_title, &QLineEdit::textChanged, this, &NewEventLine::showUnderstood);
    m_pause.setSingleShot(true);
    m_pause.setInterval(700ms);
    connect(m_title, &QLineEdit::textEdited, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (const auto understood = m_title->accessibleDescription(); understood != std::exchange(m_told, understood)) {
            Announcer::sayNow(m_title, understood);
        }
    });
    const auto save = [this] {
        if (m_save->isEnabled()) {
            Q_EMIT saved();
            close();
        }
    };
    connect(m_title, &QLineEdit::returnPressed, this, save);
    connect(m_save, &QPushButton::clicked, this, save);
    connect(m_more, &QPushButton::clicked, this, [this] {
        Q_EMIT moreWanted();
        close();
    });
    m_more->hide();
}

void NewEventLine::begin(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title)
{
    m_start = start;
    m_end = end;
    m_isAllDay = isAllDay;
    m_title->setText(title);
    showUnderstood();
    m_told = m_title->accessibleDescription();
    m_title->setAccessibleName(i18nc("@label:textbox of a new event: when it is", "Title of the new event, %1", m_when->text()));
}

QuickAdd NewEventLine::event() const
{
    auto event = QuickAdd::read(m_title->text(), QDateTime::currentDateTime());
    if (!event.start.isValid()) {
        event.start = m_start;
        event.end = m_end;
        event.isAllDay = m_isAllDay;
    }
    return event;
}

void NewEventLine::showUnderstood()
{
    const auto understood = event();
    Occurrence one;
    one.start = understood.start;
    one.end = understood.isAllDay ? QDateTime(understood.end.date().addDays(1), QTime(0, 0)) : understood.end;
    one.flags.setFlag(EventFlag::AllDay, understood.isAllDay);
    QStringList words{OccurrenceWords::spokenTimes(one)};
    if (!understood.rule.isEmpty()) {
        words << i18nc("@info of a new event", "repeats");
    }
    for (const auto &word : {understood.location, understood.with, understood.conference}) {
        if (!word.isEmpty()) {
            words << Words::shortened(Words::withoutTricks(word), 40);
        }
    }
    m_when->setText(words.join(QStringLiteral(" · ")));
    m_title->setAccessibleDescription(words.join(QStringLiteral(", ")));
    m_save->setEnabled(!understood.summary.isEmpty() || !understood.with.isEmpty());
}

void NewEventLine::offerMore(Qt::CheckState on)
{
    m_more->setVisible(on == Qt::Checked);
}

void NewEventLine::showBeside(const QRect &globalArea)
{
    adjustSize();
    auto place = QRect(QPoint(globalArea.right() + 6, globalArea.top()), size());
    const auto available = parentWidget()->screen()->availableGeometry();
    if (place.right() > available.right()) {
        place.moveRight(std::max(available.left() + width(), globalArea.left() - 6));
    }
    place.moveBottom(std::min(place.bottom(), available.bottom()));
    place.moveTop(std::max(place.top(), available.top()));
    move(place.topLeft());
    show();
    m_title->setFocus(Qt::PopupFocusReason);
    m_title->end(false);
}

CollectionId NewEventLine::calendar() const
{
    return CollectionId{m_calendar->currentData().toLongLong()};
}

}
