// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/draftattachments.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAction>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMimeDatabase>
#include <QProgressBar>
#include <QPushButton>

#include <numeric>

namespace Kontor
{

DraftAttachments::DraftAttachments(QWidget *parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_progress(new QProgressBar(this))
    , m_remove(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-delete-remove")), i18nc("@action:button", "Remo&ve"), this))
{
    setObjectName(QStringLiteral("draftAttachments"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_caption->setBuddy(m_list);
    m_caption->setObjectName(QStringLiteral("draftAttachmentsCaption"));
    m_list->setObjectName(QStringLiteral("draftAttachmentList"));
    m_list->setAccessibleName(i18nc("@label", "Attached files"));
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setMaximumHeight(Metrics::lineHeight(this) * 4);
    m_list->setSpacing(2);
    m_progress->setObjectName(QStringLiteral("attachProgress"));
    m_progress->setAccessibleName(i18nc("@label", "Progress of attaching"));
    m_progress->setMaximumWidth(Metrics::lineHeight(this) * 8);
    m_remove->setObjectName(QStringLiteral("removeAttachment"));
    m_remove->setAutoDefault(false);
    layout->addWidget(m_caption, 0, Qt::AlignTop);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_progress, 0, Qt::AlignTop);
    layout->addWidget(m_remove, 0, Qt::AlignTop);
    auto *removeAction = new QAction(m_list);
    removeAction->setShortcut(QKeySequence::Delete);
    removeAction->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(removeAction);
    connect(removeAction, &QAction::triggered, this, &DraftAttachments::removeSelected);
    connect(m_remove, &QPushButton::clicked, this, &DraftAttachments::removeSelected);
    connect(m_list, &QListWidget::itemSelectionChanged, this, [this] {
        m_remove->setEnabled(!m_list->selectedItems().isEmpty());
    });
    refresh();
}

void DraftAttachments::setAttachments(const QList<DraftAttachment> &attachments)
{
    m_attachments = attachments;
    refresh();
}

QList<DraftAttachment> DraftAttachments::attachments() const
{
    return m_attachments;
}

void DraftAttachments::add(const QString &name, QFuture<Result<DraftAttachment>> future)
{
    ++m_underWay;
    refresh();
    m_progress->setFormat(i18nc("@info file name", "Attaching %1", Words::shortened(name, 20)));
    m_progress->setRange(0, 0);
    auto *watcher = new QFutureWatcher<Result<DraftAttachment>>(this);
    connect(watcher, &QFutureWatcherBase::progressRangeChanged, m_progress, &QProgressBar::setRange);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, m_progress, &QProgressBar::setValue);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        --m_underWay;
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0) {
            const auto attachment = watcher->result();
            if (attachment) {
                m_attachments << *attachment;
            } else {
                Q_EMIT failed(attachment.error());
            }
        }
        refresh();
        Q_EMIT changed();
    });
    watcher->setFuture(future);
}

int DraftAttachments::underWay() const
{
    return m_underWay;
}

void DraftAttachments::removeSelected()
{
    QList<int> rows;
    for (const auto *item : m_list->selectedItems()) {
        rows << m_list->row(item);
    }
    std::ranges::sort(rows, std::greater());
    for (const auto row : std::as_const(rows)) {
        m_attachments.removeAt(row);
    }
    refresh();
    Q_EMIT changed();
}

void DraftAttachments::refresh()
{
    m_list->clear();
    const QMimeDatabase types;
    for (const auto &attachment : std::as_const(m_attachments)) {
        const auto type = types.mimeTypeForName(attachment.mimeType);
        new QListWidgetItem(QIcon::fromTheme(type.iconName(), QIcon::fromTheme(QStringLiteral("mail-attachment"))),
                            i18nc("@item file name (size)", "%1 (%2)", Words::shortened(attachment.name, 40), Words::size(attachment.size)), m_list);
    }
    const auto total = std::accumulate(m_attachments.begin(), m_attachments.end(), qint64(0), [](qint64 sum, const DraftAttachment &a) {
        return sum + a.size;
    });
    m_caption->setText(m_attachments.isEmpty() ? i18nc("@label", "Attachments:")
                                               : i18ncp("@label %2 is the size", "%1 attachment, %2:", "%1 attachments, %2:", m_attachments.size(), Words::size(total)));
    m_progress->setVisible(m_underWay > 0);
    m_remove->setEnabled(false);
    setVisible(!m_attachments.isEmpty() || m_underWay > 0);
}

}
