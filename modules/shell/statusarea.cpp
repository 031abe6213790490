// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/statusarea.h"

#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/syncwords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

namespace Kontor
{

StatusArea::StatusArea(Announcer *announcer, QWidget *parent)
    : QWidget(parent)
    , m_announcer(announcer)
    , m_button(new QToolButton(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("statusArea"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_progress->setObjectName(QStringLiteral("syncProgress"));
    m_progress->setAccessibleName(i18nc("@label", "Progress of synchronisation"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(Metrics::lineHeight(this) * 7);
    m_progress->hide();
    m_button->setObjectName(QStringLiteral("syncState"));
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setToolTip(i18nc("@info:tooltip", "Show what is being synchronised"));
    connect(m_button, &QToolButton::clicked, this, &StatusArea::detailsRequested);
    layout->addWidget(m_progress);
    layout->addWidget(m_button);
    setFocusProxy(m_button);
    setStatus({}, 0);
}

void StatusArea::setStatus(const QList<SyncStatus> &statuses, int waitingChanges)
{
    const auto percent = SyncWords::percent(statuses);
    m_progress->setVisible(percent >= 0);
    m_progress->setValue(std::max(percent, 0));
    const auto words = SyncWords::summary(statuses, waitingChanges);
    const bool isProblem = std::ranges::any_of(statuses, SyncWords::isProblem);
    const bool isOffline = std::ranges::any_of(statuses, [](const SyncStatus &status) {
        return status.error && status.error->kind == Error::Kind::Offline;
    });
    m_button->setIcon(QIcon::fromTheme(isProblem ? QStringLiteral("dialog-warning")
                                           : isOffline ? QStringLiteral("network-disconnect")
                                           : percent >= 0 ? QStringLiteral("view-refresh")
                                                          : QStringLiteral("dialog-ok-apply")));
    if (words == m_words) {
        return;
    }
    m_words = words;
    m_button->setText(Words::shortened(words, 90));
    m_button->setAccessibleName(i18nc("@label spoken", "Synchronisation: %1", words));
    if (isProblem && !m_wasProblem) {
        m_announcer->say(words, Announcer::Urgency::Assertive); // progress itself is not spoken, it would never end
    }
    m_wasProblem = isProblem;
}

QString StatusArea::words() const
{
    return m_words;
}

}
