// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filetransfers.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace Kontor
{
namespace
{
constexpr int mostLines = 3; // the list of files above needs the room more
}

FileTransfers::FileTransfers(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_more(new QLabel(this))
{
    setObjectName(QStringLiteral("fileTransfers"));
    setAccessibleName(i18nc("@label", "Running transfers"));
    Metrics::apply(m_layout, this);
    m_layout->setContentsMargins(Metrics::margin(this), Metrics::spacing(this) / 2, Metrics::margin(this), Metrics::spacing(this) / 2);
    m_more->setObjectName(QStringLiteral("moreTransfers"));
    m_layout->addWidget(m_more);
    hide();
}

int FileTransfers::begin(const QString &words, std::function<void()> cancel)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(Words::shortened(Words::withoutTricks(words)), row);
    label->setObjectName(QStringLiteral("transferName"));
    label->setTextFormat(Qt::PlainText);
    label->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *bar = new QProgressBar(row);
    bar->setObjectName(QStringLiteral("transferProgress"));
    bar->setAccessibleName(words);
    bar->setRange(0, 0);
    bar->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    auto *stop = new QToolButton(row);
    stop->setObjectName(QStringLiteral("transferCancel"));
    stop->setAutoRaise(true);
    stop->setFocusPolicy(Qt::TabFocus);
    stop->setIcon(QIcon::fromTheme(QStringLiteral("dialog-cancel"), QIcon::fromTheme(QStringLiteral("process-stop"))));
    stop->setText(i18nc("@action:button ends a transfer", "Cancel"));
    stop->setAccessibleName(i18nc("@action:button %1: what is under way", "Cancel: %1", words));
    stop->setToolTip(i18nc("@info:tooltip", "Cancel"));
    connect(stop, &QToolButton::clicked, this, std::move(cancel));
    layout->addWidget(label, 1);
    layout->addWidget(bar, 1);
    layout->addWidget(stop);
    m_layout->insertWidget(m_layout->count() - 1, row);
    m_lines << Line{.id = m_next, .words = words, .widget = row};
    fit();
    return m_next++;
}

void FileTransfers::show(int line, int percent)
{
    const auto found = std::ranges::find(m_lines, line, &Line::id);
    if (found == m_lines.end() || found->percent == percent) {
        return;
    }
    found->percent = percent;
    auto *bar = found->widget->findChild<QProgressBar *>();
    bar->setRange(0, percent < 0 ? 0 : 100);
    bar->setValue(percent);
}

void FileTransfers::end(int line)
{
    const auto found = std::ranges::find(m_lines, line, &Line::id);
    if (found == m_lines.end()) {
        return;
    }
    found->widget->hide();
    found->widget->deleteLater();
    m_lines.erase(found);
    fit();
}

void FileTransfers::fit()
{
    for (int i = 0; i < m_lines.size(); ++i) {
        m_lines.at(i).widget->setVisible(i < mostLines);
    }
    const auto hidden = std::max<qsizetype>(0, m_lines.size() - mostLines);
    m_more->setText(i18ncp("@info below running transfers", "and %1 more", "and %1 more", int(hidden)));
    m_more->setVisible(hidden > 0);
    setVisible(!m_lines.isEmpty());
}

int FileTransfers::count() const
{
    return int(m_lines.size());
}

QString FileTransfers::words() const
{
    if (m_lines.isEmpty()) {
        return {};
    }
    const auto &first = m_lines.first();
    return first.percent < 0 ? first.words : i18nc("@info spoken: what is under way, percent", "%1, %2 percent", first.words, first.percent);
}

}
