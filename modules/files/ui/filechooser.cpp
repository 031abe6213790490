// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filechooser.h"

#include "files/filelistmodel.h"
#include "files/filewords.h"
#include "files/ui/filelistview.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto typingPause = 250ms;
}

FileChooser::FileChooser(std::shared_ptr<Store> store, const FileFolderChooser::Words &words, What what, const FileTarget &start, QWidget *parent)
    : QDialog(parent)
    , m_store(std::move(store))
    , m_what(what)
    , m_folder(start)
    , m_places(new FilesPlacesModel(m_store, this))
    , m_placesView(new FilesPlacesView(m_places, this))
    , m_files(new FileListModel(m_store, this))
    , m_list(new FileListView(m_store, m_files, this))
    , m_search(new QLineEdit(this))
    , m_hint(new QLabel(this))
    , m_take(nullptr)
{
    setObjectName(QStringLiteral("fileChooser"));
    setWindowTitle(words.title);
    m_places->setKind(FilesPlacesModel::Kind::FoldersOnly);
    m_placesView->setObjectName(QStringLiteral("chooserFolders"));
    m_placesView->setAccessibleName(i18nc("@label", "Folders"));
    m_placesView->setAcceptDrops(false);
    m_placesView->setFrameShape(QFrame::StyledPanel);
    m_list->setObjectName(QStringLiteral("chooserFiles"));
    m_list->setAcceptDrops(false);
    m_list->setDragEnabled(false);
    m_list->setFrameShape(QFrame::StyledPanel);
    m_search->setObjectName(QStringLiteral("chooserSearch"));
    m_search->setPlaceholderText(i18nc("@info:placeholder", "Search"));
    m_search->setAccessibleName(i18nc("@label", "Search files"));
    m_search->setClearButtonEnabled(true);
    m_hint->setObjectName(QStringLiteral("chooserHint"));
    m_hint->setWordWrap(true);

    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *splitter = new QSplitter(this);
    splitter->setObjectName(QStringLiteral("chooserSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_placesView);
    splitter->addWidget(m_list);
    splitter->setStretchFactor(1, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_take = buttons->addButton(words.button, QDialogButtonBox::AcceptRole);
    m_take->setObjectName(QStringLiteral("takeFiles"));
    m_take->setDefault(true);
    layout->addWidget(m_search);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_hint);
    layout->addWidget(buttons);
    const auto character = fontMetrics().averageCharWidth();
    resize(character * 110, fontMetrics().height() * 28);
    splitter->setSizes({character * 32, character * 78});

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &FileChooser::show);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_placesView, &FilesPlacesView::placeChosen, this, [this](const FilesPlace &place) {
        m_search->clear();
        m_folder = place.folder;
        show();
    });
    connect(m_placesView, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        m_placesView->requestExpanded(index, m_placesView->isOpen(index) ? Qt::Unchecked : Qt::Checked);
    });
    connect(m_list, &ItemListView::rowsSelected, this, &FileChooser::update);
    connect(m_list, &ItemListView::chosen, this, &FileChooser::take);
    connect(m_list, &FileListView::upWanted, this, &FileChooser::goUp);
    connect(m_list, &FileListView::sortWanted, this, [this](FileView::Sort sort, Qt::SortOrder order) {
        auto view = m_files->view();
        view.sort = sort;
        view.order = order;
        m_files->setView(view);
    });
    connect(m_files, &FileListModel::queryFinished, this, &FileChooser::update);
    connect(m_places, &FilesPlacesModel::loaded, this, &FileChooser::begin);
    if (m_folder.space) {
        goTo(m_folder);
    }
    m_list->showSort(FileView::Sort::Name, Qt::AscendingOrder);
    m_list->setFocus();
    update();
}

FileChooser::~FileChooser()
{
    silence(this);
}

void FileChooser::begin()
{
    const auto &spaces = m_places->spaces();
    const bool isThere = std::ranges::any_of(spaces, [this](const FileQuery::Space &space) {
        return space.id == m_folder.space;
    });
    if (!isThere && !spaces.isEmpty()) { // none was asked for, or its account is gone
        goTo({.space = spaces.first().id});
    }
}

void FileChooser::goTo(const FileTarget &folder)
{
    m_folder = folder;
    m_search->clear();
    m_placesView->choose({.folder = folder});
    show();
    if (!folder.folder) {
        return;
    }
    m_store
        ->read([folder](const Reader &reader) {
            return FileQuery::path(reader, folder.folder);
        })
        .then(this, [this, folder](const Result<QList<FileRow>> &path) {
            if (m_folder != folder) {
                return;
            }
            if (path && !path->isEmpty()) {
                m_places->reveal(folder.space, *path);
            } else {
                goTo({.space = folder.space}); // it is gone
            }
        });
}

void FileChooser::goUp()
{
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        return;
    }
    if (!m_folder.folder) {
        return;
    }
    m_store
        ->read([folder = m_folder.folder](const Reader &reader) {
            return FileQuery::row(reader, folder);
        })
        .then(this, [this, from = m_folder](const Result<FileRow> &row) {
            if (row && m_folder == from) {
                goTo({.space = from.space, .folder = row->parent});
            }
        });
}

void FileChooser::show()
{
    m_typing.stop();
    auto view = m_files->view();
    const auto words = m_search->text().trimmed();
    view.place = words.isEmpty() ? FileView::Place::Folder : FileView::Place::Search;
    view.folder = words.isEmpty() ? m_folder : FileTarget{};
    view.words = words;
    m_list->setShowsPaths(words.isEmpty() ? Qt::Unchecked : Qt::Checked);
    m_files->setView(view);
    update();
}

void FileChooser::take(const QModelIndex &index)
{
    const auto row = m_list->rowAt(index);
    if (!row) {
        return;
    }
    if (row->isFolder) {
        goTo({.space = row->space, .folder = row->item});
    } else if (m_take->isEnabled()) {
        accept();
    }
}

QList<FileRow> FileChooser::chosen() const
{
    auto files = m_list->selectedFiles();
    files.removeIf([this](const FileRow &row) {
        return (row.isFolder && m_what == What::Files) || !row.rights.testFlag(FileRight::Read);
    });
    return files;
}

FileTarget FileChooser::folder() const
{
    return m_folder;
}

void FileChooser::update()
{
    const auto selected = m_list->selectedFiles();
    const auto files = chosen();
    qint64 size = 0;
    for (const auto &file : files) {
        size += file.isFolder ? 0 : std::max<qint64>(0, file.size);
    }
    QString hint;
    if (files.isEmpty()) {
        const bool isFolder = std::ranges::any_of(selected, &FileRow::isFolder);
        hint = m_files->rowCount() == 0 && !m_search->text().trimmed().isEmpty() ? i18nc("@info", "Nothing was found.")
            : selected.isEmpty()                                                 ? i18nc("@info", "Nothing is chosen.")
            : isFolder                                                           ? i18nc("@info", "Open the folder to choose files in it.")
                                                                                 : i18nc("@info", "You may not read this file.");
    } else {
        hint = i18ncp("@info number of chosen files, size", "%1 chosen (%2)", "%1 chosen (%2)", int(files.size()), FileWords::size(size));
    }
    m_hint->setText(hint);
    m_take->setEnabled(!files.isEmpty());
}

}
