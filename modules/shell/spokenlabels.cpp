// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/spokenlabels.h"

#include <KLocalizedString>
#include <QEvent>
#include <QLabel>
#include <QVariant>

namespace Kontor
{

SpokenLabels::SpokenLabels(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
}

bool SpokenLabels::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show) {
        return false;
    }
    auto *label = qobject_cast<QLabel *>(watched);
    if (!label || !label->buddy() || !label->text().contains(u'&')) {
        return false;
    }
    constexpr auto given = "kontorSpokenLabel";
    if (label->accessibleName().isEmpty() || label->accessibleName() == label->property(given).toString()) {
        const auto words = KLocalizedString::removeAcceleratorMarker(label->text());
        label->setProperty(given, words);
        label->setAccessibleName(words);
    }
    return false;
}

}
