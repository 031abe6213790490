// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/refusalspeech.h"

#include "shell/announcer.h"

#include <KLocalizedString>
#include <QKeyEvent>

namespace Kontor
{

RefusalSpeech::RefusalSpeech(const QList<QWidget *> &views, std::function<std::optional<Occurrence>()> refused, QObject *parent)
    : QObject(parent)
    , m_refused(std::move(refused))
{
    for (auto *view : views) {
        view->installEventFilter(this);
    }
}

QString RefusalSpeech::sentence(const Occurrence &occurrence)
{
    return occurrence.calendar == birthdayCalendar ? i18nc("@info spoken", "Birthdays come from the address books and are changed there.")
                                                   : i18nc("@info spoken", "This can only be read.");
}

bool RefusalSpeech::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isArrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right || key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
        const bool wouldChange = key->key() == Qt::Key_Delete || (isArrow && key->modifiers().testFlag(Qt::AltModifier));
        if (const auto one = wouldChange ? m_refused() : std::nullopt) {
            Announcer::sayNow(static_cast<QWidget *>(watched), sentence(*one));
            Q_EMIT said(sentence(*one));
        }
    }
    return QObject::eventFilter(watched, event);
}

}
