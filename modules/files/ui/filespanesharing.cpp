// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one does with others' and older versions of files: shares, versions, two-way folders.
#include "files/ui/filedetails.h"
#ifdef KONTOR_FOLDER_MIRRORS
#include "files/ui/filemirrordialog.h"
#endif
#include "files/ui/filesharedialog.h"
#include "files/ui/filespane.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/fileversionsdialog.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QClipboard>

namespace Kontor
{

void FilesPaneActions::addSharing()
{
    add("files_share", "document-share", i18nc("@action", "&Share…"), {keys("Ctrl+Shift+S")}, [this] {
        share();
    });
    add("files_copy_link", "edit-link", i18nc("@action", "Copy &Link"), {keys("Ctrl+Alt+C")}, [this] {
        withLink([this](const QUrl &link) {
            QApplication::clipboard()->setText(link.toString(QUrl::FullyEncoded));
            m_pane->notify(i18nc("@info", "The link was copied. Whoever has it can see the file."), Workbench::Tone::Success);
        });
    });
    add("files_versions", "view-history", i18nc("@action", "&Versions…"), {keys("Ctrl+H")}, [this] {
        showVersions();
    });
    add("files_mirror", "folder-sync", i18nc("@action", "&Two-Way Folder…"), {}, [this] {
        showMirrors();
    });
}

QDialog *FilesPaneActions::share()
{
    const auto files = chosen();
    if (files.size() != 1 || !m_pane->parts().services) {
        return nullptr;
    }
    auto *dialog = new FileShareDialog(m_pane->parts().services, files.first(), m_pane->features(files.first().space), m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FileShareDialog::linkCopied, this, [this] {
        m_pane->notify(i18nc("@info", "The link was copied. Whoever has it can see the file."), Workbench::Tone::Success);
    });
    connect(dialog, &QDialog::finished, m_pane->details(), &FileDetails::refresh);
    dialog->open();
    return dialog;
}

QDialog *FilesPaneActions::showVersions()
{
    const auto files = chosen();
    if (files.size() != 1 || files.first().isFolder || !m_pane->parts().services) {
        return nullptr;
    }
    auto *dialog = new FileVersionsDialog(m_pane->parts().services, files.first(), m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FileVersionsDialog::done, this, [this](const QString &sentence) {
        m_pane->notify(sentence, Workbench::Tone::Success);
    });
    dialog->open();
    return dialog;
}

QDialog *FilesPaneActions::showMirrors()
{
#ifdef KONTOR_FOLDER_MIRRORS
    const auto files = chosen();
    if (!m_pane->parts().mirrors) {
        return nullptr;
    }
    const bool isFolder = files.size() == 1 && files.first().isFolder;
    const auto source = isFolder ? FileTarget{files.first().space, files.first().item} : m_pane->folder();
    auto *dialog = new FileMirrorDialog(m_pane->parts().mirrors, m_pane->parts().store, source, m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
#else
    return nullptr;
#endif
}

}
