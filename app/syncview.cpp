// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/syncview.h"

#include "app/services.h"
#include "shell/metrics.h"
#include "shell/syncwords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr qsizetype mostLines = 2000;
}

SyncLog::SyncLog(Services *services)
    : QObject(services)
    , m_services(services)
{
    connect(services, &Services::statusChanged, this, &SyncLog::note);
}

void SyncLog::note(const SyncStatus &status)
{
    // Counts change many times a second; only steps and errors are worth a line.
    const auto detail = status.error ? QStringLiteral(" [%1] %2").arg(kindName(status.error->kind), status.error->detail) : QString();
    auto plain = status;
    plain.done = 0;
    plain.total = 0;
    const auto words = SyncWords::sentence(plain) + detail;
    const auto key = m_services->titleOf(status.resource) + words;
    if (key == m_last) {
        return;
    }
    m_last = key;
    const auto line = QStringLiteral("%1  %2  %3").arg(QTime::currentTime().toString(Qt::ISODate), m_services->titleOf(status.resource), words);
    m_lines << line;
    if (m_lines.size() > mostLines) {
        m_lines.remove(0, mostLines / 4);
    }
    Q_EMIT added(line);
}

QStringList SyncLog::lines() const
{
    return m_lines;
}

SyncView::SyncView(Services *services, SyncLog *log, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_accounts(new QTreeWidget(this))
    , m_log(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("syncView"));
    setWindowTitle(i18nc("@title:window", "Synchronisation"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_accounts->setObjectName(QStringLiteral("syncAccounts"));
    m_accounts->setAccessibleName(i18nc("@label", "Accounts and their state"));
    m_accounts->setRootIsDecorated(false);
    m_accounts->setHeaderLabels({i18nc("@title:column", "Account"), i18nc("@title:column", "State"), i18nc("@title:column", "Last complete")});
    m_accounts->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_accounts->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_accounts->header()->setStretchLastSection(false);
    m_accounts->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_accounts->setMaximumHeight(fontMetrics().height() * 8);
    layout->addWidget(m_accounts);
    auto *label = new QLabel(i18nc("@label", "&Log since the start (without any content):"), this);
    label->setBuddy(m_log);
    layout->addWidget(label);
    m_log->setObjectName(QStringLiteral("syncLog"));
    m_log->setAccessibleName(i18nc("@label", "Log"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_log->setMaximumBlockCount(mostLines);
    m_log->setPlainText(log->lines().join(QLatin1Char('\n')));
    m_log->moveCursor(QTextCursor::End);
    connect(log, &SyncLog::added, m_log, &QPlainTextEdit::appendPlainText);
    layout->addWidget(m_log, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *now = buttons->addButton(i18nc("@action:button", "&Synchronise Now"), QDialogButtonBox::ActionRole);
    now->setObjectName(QStringLiteral("syncNow"));
    now->setIcon(QIcon::fromTheme(QStringLiteral("view-refresh")));
    connect(now, &QPushButton::clicked, services, &Services::syncNow);
    auto *copy = buttons->addButton(i18nc("@action:button", "&Copy Log"), QDialogButtonBox::ActionRole);
    copy->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_log->toPlainText());
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(services, &Services::statusChanged, this, &SyncView::refresh);
    connect(services, &Services::accountsChanged, this, &SyncView::refresh);
    refresh();
    resize(fontMetrics().averageCharWidth() * 96, fontMetrics().height() * 28);
}

void SyncView::refresh()
{
    const auto statuses = m_services->statuses();
    while (m_accounts->topLevelItemCount() > statuses.size()) {
        delete m_accounts->takeTopLevelItem(0);
    }
    for (int i = 0; i < statuses.size(); ++i) {
        auto *item = m_accounts->topLevelItem(i);
        if (!item) {
            item = new QTreeWidgetItem(m_accounts);
        }
        const auto &status = statuses.at(i);
        item->setText(0, m_services->titleOf(status.resource));
        item->setText(1, SyncWords::sentence(status));
        item->setToolTip(1, status.error ? status.error->message : QString());
        item->setText(2, status.lastSuccess.isValid() ? Words::shortDate(status.lastSuccess) : i18nc("@info", "Never"));
    }
}

}
