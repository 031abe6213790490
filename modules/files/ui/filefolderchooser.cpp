// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filefolderchooser.h"

#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

FileFolderChooser::FileFolderChooser(std::shared_ptr<Store> store, const Words &words, const FileTarget &first, const QList<ItemId> &moved, QWidget *parent)
    : QDialog(parent)
    , m_store(std::move(store))
    , m_folders(new FilesPlacesModel(m_store, this))
    , m_view(nullptr)
    , m_hint(new QLabel(this))
    , m_go(nullptr)
    , m_moved(moved)
    , m_start(first)
{
    setObjectName(QStringLiteral("fileFolderChooser"));
    setWindowTitle(words.title);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_folders->setKind(FilesPlacesModel::Kind::FoldersOnly);
    auto *view = new FilesPlacesView(m_folders, this);
    view->setObjectName(QStringLiteral("folderChoices"));
    view->setAccessibleName(i18nc("@label", "Folders"));
    view->setAcceptDrops(false);
    view->setFrameShape(QFrame::StyledPanel);
    m_view = view;
    m_hint->setObjectName(QStringLiteral("folderHint"));
    m_hint->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_go = buttons->addButton(words.button, QDialogButtonBox::AcceptRole);
    m_go->setObjectName(QStringLiteral("takeFolder"));
    m_go->setDefault(true);
    layout->addWidget(view, 1);
    layout->addWidget(m_hint);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(view, &ItemListView::rowsSelected, this, &FileFolderChooser::update);
    connect(view, &ItemListView::chosen, m_go, &QPushButton::click);
    view->choose({.folder = first});
    start(first);
    connect(m_folders, &FilesPlacesModel::loaded, this, [this, view] { // nowhere yet, or its account is gone
        if (m_view->selectedRowList().isEmpty() && !m_folders->space(m_start.space) && m_folders->rowCount() > 0) {
            view->choose(m_folders->placeAt(m_folders->index(0, 0)));
        }
    });
    resize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 26);
    view->setFocus();
    update();
}

void FileFolderChooser::start(const FileTarget &folder)
{
    if (!folder.folder) {
        return;
    }
    m_store
        ->read([folder](const Reader &reader) {
            return FileQuery::path(reader, folder.folder);
        })
        .then(this, [this, folder](const Result<QList<FileRow>> &path) {
            if (path) {
                m_folders->reveal(folder.space, *path);
            }
        });
}

FileTarget FileFolderChooser::chosen() const
{
    const auto rows = m_view->selectedRowList();
    return rows.isEmpty() ? FileTarget{} : m_folders->placeAt(rows.first()).folder;
}

void FileFolderChooser::update()
{
    const auto rows = m_view->selectedRowList();
    const auto target = chosen();
    const auto rights = rows.isEmpty() ? FileRights() : FileRights::fromInt(rows.first().data(FilesPlacesModel::RightsRole).toInt());
    bool isInside = false;
    for (auto index = rows.value(0); index.isValid() && !isInside;) { // itself, or a folder above
        isInside = m_moved.contains(m_folders->placeAt(index).folder.folder) && m_folders->placeAt(index).folder.folder;
        const auto level = m_view->levelOf(index);
        do {
            index = index.siblingAtRow(index.row() - 1);
        } while (index.isValid() && m_view->levelOf(index) >= level);
    }
    QString hint;
    if (isInside) {
        hint = i18nc("@info", "A folder cannot be put into itself.");
    } else if (target.space && !rights.testFlag(FileRight::AddFiles)) {
        hint = i18nc("@info", "You may put nothing into this folder.");
    }
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    m_go->setEnabled(target.space && hint.isEmpty());
}

}
