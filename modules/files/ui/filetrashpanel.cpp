// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filetrashpanel.h"

#include "files/ui/filerowdelegate.h"
#include "files/ui/filespane.h"
#include "files/ui/filetrashmodel.h"
#include "shell/emptystate.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>

namespace Kontor
{

FileTrashPanel::FileTrashPanel(FilesPane *pane)
    : QWidget(pane)
    , m_pane(pane)
    , m_model(new FileTrashModel(this))
    , m_list(new ItemListView({.spoken = FileTrashModel::SpokenRole}, this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedWidget(this))
    , m_restore(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-undo")), i18nc("@action:button takes files out of the trash", "&Restore"), this))
    , m_purge(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-delete")), i18nc("@action:button", "Delete for &Good…"), this))
    , m_purgeAll(new QPushButton(QIcon::fromTheme(QStringLiteral("trash-empty")), i18nc("@action:button", "&Empty Trash…"), this))
{
    setObjectName(QStringLiteral("trashPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *buttons = new QHBoxLayout;
    Metrics::apply(buttons, this);
    buttons->setContentsMargins(Metrics::margin(this), Metrics::spacing(this), Metrics::margin(this), Metrics::spacing(this));
    m_restore->setObjectName(QStringLiteral("trashRestore"));
    m_purge->setObjectName(QStringLiteral("trashPurge"));
    m_purgeAll->setObjectName(QStringLiteral("trashPurgeAll"));
    buttons->addWidget(m_restore);
    buttons->addWidget(m_purge);
    buttons->addStretch(1);
    buttons->addWidget(m_purgeAll);
    layout->addLayout(buttons);
    m_list->setObjectName(QStringLiteral("trashList"));
    m_list->setAccessibleName(i18nc("@label", "Deleted files"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FileRowDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(FileTrashModel::NameColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(FileTrashModel::FromColumn, QHeaderView::Interactive);
    m_list->header()->setSectionResizeMode(FileTrashModel::DeletedColumn, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(FileTrashModel::SizeColumn, QHeaderView::ResizeToContents);
    m_list->header()->resizeSection(FileTrashModel::FromColumn, fontMetrics().averageCharWidth() * 24);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    connect(m_restore, &QPushButton::clicked, this, &FileTrashPanel::restoreSelected);
    connect(m_purge, &QPushButton::clicked, this, &FileTrashPanel::purgeSelected);
    connect(m_purgeAll, &QPushButton::clicked, this, &FileTrashPanel::purgeAll);
    connect(m_list, &ItemListView::rowsSelected, this, &FileTrashPanel::update);
    connect(m_list, &ItemListView::chosen, this, &FileTrashPanel::restoreSelected);
    connect(m_model, &QAbstractItemModel::modelReset, this, &FileTrashPanel::update);
    update();
}

int FileTrashPanel::count() const
{
    return m_model->rowCount();
}

bool FileTrashPanel::hasSelection() const
{
    return m_list->selectionModel()->hasSelection();
}

void FileTrashPanel::update()
{
    m_restore->setEnabled(hasSelection());
    m_purge->setEnabled(hasSelection());
    m_purgeAll->setEnabled(count() > 0);
    Q_EMIT selectionChanged();
}

void FileTrashPanel::setSpace(CollectionId space)
{
    if (space != m_space) {
        m_model->setEntries({});
    }
    m_space = space;
    refresh();
}

void FileTrashPanel::refresh()
{
    auto *services = m_pane->parts().services;
    if (!services || !m_space) {
        return;
    }
    if (count() == 0) {
        m_empty->setContent(FilesPlace::icon(FilesPlace::Kind::Trash), i18nc("@info", "The server is being asked…"));
        m_stack->setCurrentWidget(m_empty);
    }
    services->trash(m_space).then(this, [this, number = ++m_questions](const Result<QList<FileTrashEntry>> &entries) {
        if (number == m_questions) {
            show(entries);
        }
    });
}

void FileTrashPanel::show(const Result<QList<FileTrashEntry>> &entries)
{
    const bool hadFocus = m_list->hasFocus();
    if (!entries) {
        m_model->setEntries({});
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("network-disconnect"), FilesPlace::icon(FilesPlace::Kind::Trash)),
                            i18nc("@info", "The trash cannot be shown now"), entries.error().message);
    } else {
        m_model->setEntries(*entries);
        m_empty->setContent(FilesPlace::icon(FilesPlace::Kind::Trash), i18nc("@info", "The trash is empty"),
                            i18nc("@info", "What you delete lies here until the server removes it for good."));
    }
    m_stack->setCurrentWidget(count() > 0 ? static_cast<QWidget *>(m_list) : m_empty);
    if (hadFocus) {
        m_pane->entrance()->setFocus(Qt::OtherFocusReason);
    }
}

QStringList FileTrashPanel::selectedHrefs() const
{
    QStringList hrefs;
    for (const auto rows = m_list->selectedRowList(); const auto &row : rows) {
        hrefs << row.data(FileTrashModel::HrefRole).toString();
    }
    return hrefs;
}

void FileTrashPanel::restoreSelected()
{
    const auto hrefs = selectedHrefs();
    if (hrefs.isEmpty() || !m_pane->parts().services) {
        return;
    }
    m_pane->parts().services->restore(m_space, hrefs).then(this, [this, count = hrefs.size()](const Result<void> &done) {
        if (done) {
            m_pane->notify(i18ncp("@info", "Restored %1 entry to where it was.", "Restored %1 entries to where they were.", int(count)), Workbench::Tone::Success);
        } else {
            m_pane->notify(done.error());
        }
        refresh();
    });
}

void FileTrashPanel::purge(const QStringList &hrefs, const QString &question)
{
    auto *box = new QMessageBox(QMessageBox::Warning, i18nc("@title:window", "Delete for Good"), question, QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("purgeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(i18nc("@info", "They cannot be brought back."));
    auto *go = box->addButton(i18nc("@action:button", "Delete for Good"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, go, hrefs](const QAbstractButton *button) {
        if (button != go) {
            return;
        }
        m_pane->parts().services->purge(m_space, hrefs).then(this, [this](const Result<void> &done) {
            if (!done) {
                m_pane->notify(done.error());
            }
            refresh();
        });
    });
    box->open();
}

void FileTrashPanel::purgeSelected()
{
    const auto hrefs = selectedHrefs();
    if (!hrefs.isEmpty() && m_pane->parts().services) {
        purge(hrefs, i18ncp("@info", "Delete %1 entry of the trash for good?", "Delete %1 entries of the trash for good?", int(hrefs.size())));
    }
}

void FileTrashPanel::purgeAll()
{
    if (count() > 0 && m_pane->parts().services) {
        purge({}, i18nc("@info", "Delete everything in the trash for good?"));
    }
}

}
