// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filesettingspage.h"

#include "app/filecabinet.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace Kontor
{
namespace
{
constexpr qint64 gibibyte = qint64(1) << 30;
}

FileSettingsPage::FileSettingsPage(QWidget *parent)
    : QWidget(parent)
    , m_limit(new QSpinBox(this))
{
    auto *form = new QFormLayout(this);
    Metrics::apply(form, this);
    auto *caption = new QLabel(i18nc("@label how much of opened files stays on this computer", "&Keep of opened files:"), this);
    caption->setBuddy(m_limit);
    m_limit->setObjectName(QStringLiteral("fileCacheLimit"));
    m_limit->setRange(1, 1024);
    m_limit->setSuffix(i18nc("@item suffix of a number of gibibytes", " GiB"));
    m_limit->setValue(int(std::clamp<qint64>(FileCabinet::cacheLimit() / gibibyte, 1, 1024)));
    form->addRow(caption, m_limit);
    auto *hint = new QLabel(i18nc("@info", "Beyond that, what was opened longest ago goes first. What is kept offline and what waits to be uploaded always stays."), this);
    hint->setWordWrap(true);
    form->addRow(hint);
    if (FileCabinet::isCacheLimitLocked()) {
        m_limit->setEnabled(false);
        m_limit->setToolTip(i18nc("@info:tooltip", "Set by the administrator"));
        m_limit->setAccessibleDescription(i18nc("@info", "Set by the administrator"));
    }
    connect(m_limit, &QSpinBox::valueChanged, this, [](int limit) {
        FileCabinet::setCacheLimit(limit * gibibyte);
    });
}

}
