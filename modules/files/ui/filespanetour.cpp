// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filedetails.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespane.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filetransfers.h"

#include <KLocalizedString>
#include <QDialog>
#include <QPromise>

namespace Kontor
{

QList<Pane::TourStep> FilesPane::tour()
{
    const auto top = [this] {
        search({});
        go({.folder = {.space = m_places->spaces().value(0).id}});
        m_list->setFocus();
    };
    /// The first entry, from the top, for which \p fits; none: the first.
    const auto choose = [this](auto fits) {
        int found = 0;
        for (int row = m_files->rowCount() - 1; row >= 0; --row) {
            const auto *file = m_files->rowAt(row);
            found = file && fits(*file) ? row : found;
        }
        if (m_files->rowCount() > 0) {
            m_list->setCurrentIndex(m_files->index(found, 0));
        }
        m_list->setFocus();
    };
    const auto isFile = [](const FileRow &row) {
        return !row.isFolder;
    };
    const auto special = [this](FilesPlace::Kind kind) {
        return [this, kind]() -> QWidget * {
            go({.kind = kind, .folder = {.space = kind == FilesPlace::Kind::Trash ? m_places->spaces().value(0).id : CollectionId{}}});
            return nullptr;
        };
    };
    return {
        {QStringLiteral("files"),
         [top]() -> QWidget * {
             top();
             return nullptr;
         }},
        {QStringLiteral("files-details"),
         [this, choose, isFile]() -> QWidget * {
             setWantsDetails(Qt::Checked);
             choose(isFile);
             return nullptr;
         }},
        {QStringLiteral("files-folder"),
         [this, choose]() -> QWidget * {
             choose([](const FileRow &row) {
                 return row.isFolder;
             });
             m_selectionTimer.stop();
             m_actions->openSelected();
             return nullptr;
         }},
        {QStringLiteral("files-upload"),
         [this, top]() -> QWidget * {
             top();
             const auto promise = std::make_shared<QPromise<Result<void>>>(); // a picture of progress; nothing is sent
             promise->start();
             promise->setProgressRange(0, 100);
             m_transfers->add(i18nc("@info:progress", "Preparing the upload of “%1”", QStringLiteral("IMG_2026.jpg")), promise->future());
             promise->setProgressValue(42);
             m_tourTransfer = promise;
             return nullptr;
         }},
        {QStringLiteral("dialog-share-file"),
         [this, choose, isFile]() -> QWidget * {
             m_tourTransfer.reset(); // ends
             choose(isFile);
             return m_actions->share();
         }},
        {QStringLiteral("dialog-file-versions"),
         [this, choose, isFile]() -> QWidget * {
             choose(isFile);
             return m_actions->showVersions();
         }},
        {QStringLiteral("dialog-two-way-folder"), [this]() -> QWidget * { return m_actions->showMirrors(); }},
        {QStringLiteral("dialog-new-folder"), [this]() -> QWidget * { return m_actions->newFolder(); }},
        {QStringLiteral("dialog-move-files"),
         [this, choose, isFile]() -> QWidget * {
             choose(isFile);
             return m_actions->chooseTarget(Qt::MoveAction);
         }},
        {QStringLiteral("files-recent"), special(FilesPlace::Kind::Recent)},
        {QStringLiteral("files-offline"), special(FilesPlace::Kind::Offline)},
        {QStringLiteral("files-conflicts"), special(FilesPlace::Kind::Conflicts)},
        {QStringLiteral("files-trash"), special(FilesPlace::Kind::Trash)},
        {QStringLiteral("files-search"),
         [this, top]() -> QWidget * {
             top();
             search(QStringLiteral("a"));
             return nullptr;
         }},
        {QStringLiteral("files-search-nothing"),
         [this]() -> QWidget * {
             search(QStringLiteral("xyzzy-nowhere"));
             return nullptr;
         }},
    };
}

}
