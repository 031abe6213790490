// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/sendlaterdialog.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QButtonGroup>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace Kontor
{

QList<SendLaterDialog::Preset> SendLaterDialog::presets(const QDateTime &now)
{
    QList<Preset> list;
    const auto local = now.toLocalTime();
    const auto at = [&](const QDate &day, int hour) {
        return QDateTime(day, QTime(hour, 0));
    };
    list.append({i18nc("@option:radio", "In one hour"), local.addSecs(3600)});
    if (local.time() < QTime(16, 0)) {
        list.append({i18nc("@option:radio", "Today at 18:00"), at(local.date(), 18)});
    }
    list.append({i18nc("@option:radio", "Tomorrow at 8:00"), at(local.date().addDays(1), 8)});
    const auto toMonday = 8 - local.date().dayOfWeek();
    if (toMonday > 1) {
        list.append({i18nc("@option:radio", "Monday at 8:00"), at(local.date().addDays(toMonday), 8)});
    }
    return list;
}

SendLaterDialog::SendLaterDialog(const QDateTime &now, QWidget *parent)
    : QDialog(parent)
    , m_presets(presets(now))
    , m_buttons(new QButtonGroup(this))
    , m_own(new QDateTimeEdit(now.toLocalTime().addSecs(7200), this))
{
    setObjectName(QStringLiteral("sendLaterDialog"));
    setWindowTitle(i18nc("@title:window", "Send Later"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *caption = new QLabel(i18nc("@info", "Until then the message waits in the outbox. Kontor must be running to send it."), this);
    caption->setWordWrap(true);
    layout->addWidget(caption);
    for (int i = 0; i < m_presets.size(); ++i) {
        auto *button = new QRadioButton(i18nc("@option:radio a time in words (and exactly)", "%1 (%2)", m_presets.at(i).label, Words::longDate(m_presets.at(i).when)), this);
        button->setObjectName(QStringLiteral("preset%1").arg(i));
        m_buttons->addButton(button, i);
        layout->addWidget(button);
    }
    auto *own = new QRadioButton(i18nc("@option:radio", "&At a time of my own:"), this);
    own->setObjectName(QStringLiteral("presetOwn"));
    m_buttons->addButton(own, int(m_presets.size()));
    layout->addWidget(own);
    m_own->setObjectName(QStringLiteral("ownTime"));
    m_own->setAccessibleName(i18nc("@label", "Time to send at"));
    m_own->setCalendarPopup(true);
    m_own->setMinimumDate(now.toLocalTime().date()); // a least time would refuse the hour while the old minutes still stand
    m_own->setEnabled(false);
    layout->addWidget(m_own);
    connect(own, &QRadioButton::toggled, m_own, &QWidget::setEnabled);
    m_buttons->button(0)->setChecked(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *send = buttons->addButton(i18nc("@action:button", "&Send Later"), QDialogButtonBox::AcceptRole);
    send->setIcon(QIcon::fromTheme(QStringLiteral("clock")));
    send->setDefault(true);
    const auto check = [this, send, now] { send->setEnabled(chosen() > now); };
    connect(m_own, &QDateTimeEdit::dateTimeChanged, this, check);
    connect(m_buttons, &QButtonGroup::idToggled, this, check);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

QDateTime SendLaterDialog::chosen() const
{
    const auto id = m_buttons->checkedId();
    return id >= 0 && id < m_presets.size() ? m_presets.at(id).when : m_own->dateTime();
}

}
