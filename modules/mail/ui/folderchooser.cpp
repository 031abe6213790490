// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/folderchooser.h"

#include "mail/foldermodel.h"
#include "mail/ui/folderview.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

FolderChooser::FolderChooser(const QAbstractItemModel *folders, const QString &title, const QString &actionText, CollectionId current, QWidget *parent)
    : QDialog(parent)
    , m_filter(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setObjectName(QStringLiteral("folderChooser"));
    setWindowTitle(title);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(i18nc("@label", "&Folder (type a part of its name):"), this);
    label->setBuddy(m_filter);
    m_filter->setObjectName(QStringLiteral("folderFilter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("folderMatches"));
    m_list->setAccessibleName(i18nc("@label", "Matching folders"));
    auto *go = m_buttons->addButton(actionText, QDialogButtonBox::AcceptRole);
    go->setObjectName(QStringLiteral("chooseFolder"));
    go->setDefault(true);
    layout->addWidget(label);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_buttons);
    collect(folders, {}, {});
    m_entries.removeIf([current](const Entry &entry) {
        return entry.folder == current;
    });
    connect(m_filter, &QLineEdit::textChanged, this, &FolderChooser::filter);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_typing.setSingleShot(true);
    m_typing.setInterval(400ms); // a word about each letter would be lost among the keys
    connect(&m_typing, &QTimer::timeout, this, &FolderChooser::sayMatches);
    filter({});
    resize(fontMetrics().averageCharWidth() * 56, fontMetrics().height() * 24);
    m_filter->setFocus();
}

void FolderChooser::collect(const QAbstractItemModel *folders, const QModelIndex &parent, const QString &path)
{
    for (int row = 0; row < folders->rowCount(parent) && m_entries.size() < 20000; ++row) {
        const auto index = folders->index(row, 0, parent);
        const auto name = index.data(FolderModel::NameRole).toString();
        const auto whole = path.isEmpty() ? name : path + QStringLiteral(" / ") + name;
        const CollectionId folder{index.data(FolderModel::CollectionRole).toLongLong()};
        if (folder && index.data(FolderModel::SelectableRole).toBool()) {
            m_entries.append({folder, whole, index.data(FolderModel::FolderRoleRole).toString()});
        }
        // With one account its name before every folder would be noise.
        collect(folders, index, folder || folders->rowCount() > 1 ? whole : QString());
    }
}

void FolderChooser::filter(const QString &words)
{
    const auto parts = words.split(u' ', Qt::SkipEmptyParts);
    QList<const Entry *> matches;
    for (const auto &entry : std::as_const(m_entries)) {
        if (std::ranges::all_of(parts, [&](const QString &part) {
                return entry.path.contains(part, Qt::CaseInsensitive);
            })) {
            matches << &entry;
        }
    }
    bool isSame = matches.size() == m_list->count();
    for (int row = 0; isSame && row < matches.size(); ++row) {
        isSame = m_list->item(row)->data(Qt::UserRole).toLongLong() == matches.at(row)->folder.value;
    }
    if (!isSame) { // each row that comes or goes is an event that assistive technologies look into
        m_list->clear();
        for (const auto *entry : std::as_const(matches)) {
            auto *item = new QListWidgetItem(FolderView::iconFor(entry->role), entry->path, m_list);
            item->setData(Qt::UserRole, entry->folder.value);
        }
    }
    m_list->setCurrentRow(0);
    m_buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    findChild<QPushButton *>(QStringLiteral("chooseFolder"))->setEnabled(m_list->count() > 0);
    words.isEmpty() ? m_typing.stop() : m_typing.start();
}

void FolderChooser::sayMatches()
{
    const auto *first = m_list->item(0);
    Announcer::sayNow(this, first ? i18ncp("@info spoken: the first match and how many there are", "%2, %1 folder", "%2, %1 folders", m_list->count(), first->text())
                                  : i18nc("@info spoken", "No folder matches"));
}

CollectionId FolderChooser::chosen() const
{
    const auto *item = m_list->currentItem();
    return item ? CollectionId{item->data(Qt::UserRole).toLongLong()} : CollectionId{};
}

bool FolderChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_list->count() > 0) {
            const auto row = std::clamp(m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, m_list->count() - 1);
            m_list->setCurrentRow(row);
            m_typing.stop();
            Announcer::sayNow(this, m_list->currentItem()->text());
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}
