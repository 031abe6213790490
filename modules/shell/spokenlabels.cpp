// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/spokenlabels.h"

#include <KLocalizedString>
#include <QComboBox>
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

void SpokenLabels::nameBox(QComboBox *box)
{
    auto *place = box->parentWidget();
    if (box->accessibleName().isEmpty() || !place) {
        return;
    }
    const auto labels = place->findChildren<QLabel *>(Qt::FindDirectChildrenOnly);
    if (std::ranges::any_of(labels, [box](const QLabel *label) { return label->buddy() == box; })) {
        return;
    }
    auto *label = new QLabel(box->accessibleName(), place);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(box);
    label->hide();
}

bool SpokenLabels::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show) {
        return false;
    }
    if (auto *box = qobject_cast<QComboBox *>(watched)) {
        nameBox(box);
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
