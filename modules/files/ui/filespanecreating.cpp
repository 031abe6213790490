// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How new things come into the files pane: uploads, folders, files from templates.
#include "files/filecontent.h"
#include "files/filename.h"
#include "files/ui/filelook.h"
#include "files/ui/filenamedialog.h"
#include "files/ui/filespane.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/filetemplates.h"
#include "files/ui/filetransfers.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QCursor>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qint64 largestTemplate = qint64(32) << 20; // bytes
}

void FilesPaneActions::addCreating()
{
    auto *create = add("files_new", "document-new", i18nc("@action opens a menu", "&New File…"), {QKeySequence(QKeySequence::New)}, [this] {
        m_newMenu->popup(m_pane->mapToGlobal(QPoint(m_pane->width() / 3, m_pane->height() / 8)));
    });
    create->setMenu(m_newMenu);
    add("files_new_folder", "folder-new", i18nc("@action", "New &Folder…"), {keys("Ctrl+Shift+N")}, [this] {
        newFolder();
    });
    add("files_upload", "document-open", i18nc("@action", "&Upload Files…"), {keys("Ctrl+U")}, [this] {
        chooseUpload(Qt::Unchecked);
    });
    named("files_upload")->setIcon(QIcon::fromTheme(QStringLiteral("cloud-upload"), QIcon::fromTheme(QStringLiteral("document-import"))));
    add("files_upload_folder", "folder-new", i18nc("@action", "Upload F&older…"), {keys("Ctrl+Shift+U")}, [this] {
        chooseUpload(Qt::Checked);
    });
    named("files_upload_folder")->setIcon(QIcon::fromTheme(QStringLiteral("folder-add"), QIcon::fromTheme(QStringLiteral("folder-new"))));
}

QDialog *FilesPaneActions::askForName(const FileNameDialog::Words &words, const QString &name, CollectionId space, const QStringList &taken,
                                      std::function<void(const QString &)> take)
{
    auto *dialog = new FileNameDialog(words, name, problemIn(space, taken), proposalIn(space), m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [dialog, take = std::move(take)] {
        take(dialog->name());
    });
    dialog->open();
    return dialog;
}

QDialog *FilesPaneActions::newFolder()
{
    const auto target = m_pane->folder();
    if (!target.space) {
        return nullptr;
    }
    return askForName({.title = i18nc("@title:window", "New Folder"), .label = i18nc("@label:textbox", "&Name of the folder:"), .button = i18nc("@action:button", "Create")},
                      {}, target.space, {}, [this, target](const QString &name) {
                          createFolder(name, target);
                      });
}

void FilesPaneActions::createFolder(const QString &name, const FileTarget &target)
{
    m_pane->parts().actions->createFolder(target, name).then(this, [this, name](const Result<ItemId> &made) {
        if (made) {
            m_pane->chooseWhenListed(*made);
            withUndo(i18nc("@info", "The folder “%1” was created.", Words::shortened(name)));
        }
    });
}

void FilesPaneActions::createFile(const QString &name, const QByteArray &bytes, const FileTarget &target)
{
    m_pane->parts().actions->createFile(target, name, bytes).then(this, [this, name](const Result<ItemId> &made) {
        if (made) {
            m_pane->chooseWhenListed(*made);
            withUndo(i18nc("@info", "“%1” was created.", Words::shortened(name)));
        }
    });
}

void FilesPaneActions::createFrom(const FileRow &sample, const QString &name)
{
    auto *content = m_pane->parts().content;
    const auto target = m_pane->folder();
    if (!content) {
        return;
    }
    const auto bringing = content->bring(sample.item);
    m_pane->transfers()->add(i18nc("@info:progress", "Fetching “%1”", Words::shortened(sample.name)), bringing);
    QFuture<Result<FileContent::Here>>(bringing).then(this, [this, content, name, target](const Result<FileContent::Here> &here) {
        if (!here) {
            m_pane->notify(here.error());
            return;
        }
        if (here->size > largestTemplate) {
            m_pane->notify(i18nc("@info", "“%1” is too large for a template. Copy it instead.", here->name), Workbench::Tone::Warning);
            return;
        }
        content->bytes(here->key, largestTemplate).then(this, [this, name, target](const Result<QByteArray> &bytes) {
            bytes ? createFile(name, *bytes, target) : m_pane->notify(bytes.error());
        });
    });
}

void FilesPaneActions::addTemplate(const QString &title, const QIcon &icon, const QString &proposal, std::function<void(const QString &)> make)
{
    auto *action = m_newMenu->addAction(icon, QString(title).replace(u'&', QLatin1StringView("&&")) + u'…');
    connect(action, &QAction::triggered, this, [this, proposal, make = std::move(make)] {
        const auto target = m_pane->folder();
        const FileNameDialog::Words words{.title = i18nc("@title:window", "New File"), .label = i18nc("@label:textbox", "&Name of the file:"), .button = i18nc("@action:button", "Create")};
        askForName(words, proposal, target.space, {}, make);
    });
}

void FilesPaneActions::fillNewMenu()
{
    m_newMenu->clear();
    m_newMenu->addAction(named("files_new_folder"));
    m_newMenu->addSeparator();
    for (const auto templates = FileTemplates::builtIn(); const auto &sample : templates) {
        addTemplate(sample.title, FileLook::icon(sample.type), sample.fileName, [this, bytes = sample.bytes](const QString &name) {
            createFile(name, bytes, m_pane->folder());
        });
    }
    const auto space = m_pane->folder().space;
    m_pane->parts().store
        ->read([space](const Reader &reader) -> Result<QList<FileRow>> {
            QList<FileRow> samples;
            for (const auto names = FileTemplates::folderNames(); const auto &name : names) {
                const auto folder = FileQuery::find(reader, space, name);
                if (!folder || !folder->isFolder) {
                    continue;
                }
                auto children = FileQuery::children(reader, {.space = space, .folder = folder->item});
                if (!children) {
                    return children;
                }
                children->removeIf([](const FileRow &row) {
                    return row.isFolder;
                });
                samples += *children;
            }
            return samples;
        })
        .then(m_newMenu, [this](const Result<QList<FileRow>> &samples) {
            if (!samples || samples->isEmpty()) {
                return;
            }
            m_newMenu->addSeparator();
            for (const auto &sample : samples->first(std::min<qsizetype>(samples->size(), 30))) {
                addTemplate(Words::shortened(Words::withoutTricks(sample.name)), FileLook::icon(sample), sample.name, [this, sample](const QString &name) {
                    createFrom(sample, name);
                });
            }
        });
}

void FilesPaneActions::chooseUpload(Qt::CheckState folders)
{
    const auto target = m_pane->folder();
    auto *dialog = new QFileDialog(m_pane, folders == Qt::Checked ? i18nc("@title:window", "Upload Folder") : i18nc("@title:window", "Upload Files"));
    dialog->setObjectName(QStringLiteral("uploadDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folders == Qt::Checked ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setLabelText(QFileDialog::Accept, i18nc("@action:button", "Upload"));
    connect(dialog, &QFileDialog::filesSelected, this, [this, target](const QStringList &paths) {
        bringIn(paths, target);
    });
    dialog->open();
}

void FilesPaneActions::bringIn(const QStringList &paths, const FileTarget &target)
{
    if (paths.isEmpty() || !target.space) {
        return;
    }
    QStringList names;
    for (const auto &path : paths) {
        names << QFileInfo(path).fileName();
    }
    m_pane->parts().actions->taken(target, names).then(this, [this, paths, target](const Result<QStringList> &taken) {
        if (!taken) {
            m_pane->notify(taken.error());
        } else if (taken->isEmpty()) {
            uploadNow(paths, target, NameClash::KeepBoth);
        } else {
            askAboutClash(*taken, [this, paths, target](NameClash clash) {
                uploadNow(paths, target, clash);
            });
        }
    });
}

void FilesPaneActions::uploadNow(const QStringList &paths, const FileTarget &target, NameClash clash)
{
    const auto uploading = m_pane->parts().actions->upload(paths, target, clash);
    const auto what = paths.size() == 1 ? QFileInfo(paths.first()).fileName() : i18ncp("@info in a sentence", "%1 entry", "%1 entries", int(paths.size()));
    m_pane->transfers()->add(i18nc("@info:progress", "Preparing the upload of “%1”", Words::shortened(what)), uploading);
    QFuture<Result<QList<ItemId>>>(uploading).then(this, [this, space = target.space](const Result<QList<ItemId>> &items) {
        if (!items || items->isEmpty()) {
            return;
        }
        m_pane->chooseWhenListed(items->first());
        withUndo(m_pane->isReachable(space) ? i18ncp("@info", "%1 entry is being uploaded.", "%1 entries are being uploaded.", int(items->size()))
                                            : i18ncp("@info", "%1 entry is uploaded as soon as there is a connection.", "%1 entries are uploaded as soon as there is a connection.",
                                                     int(items->size())));
    });
}

void FilesPaneActions::askAboutClash(const QStringList &taken, std::function<void(NameClash)> go)
{
    auto *box = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Name Taken"),
                                taken.size() == 1 ? i18nc("@info", "There is a “%1” already.", Words::shortened(Words::withoutTricks(taken.first())))
                                                  : i18ncp("@info", "%1 of the names is taken already.", "%1 of the names are taken already.", int(taken.size())),
                                QMessageBox::Cancel, m_pane);
    box->setObjectName(QStringLiteral("clashQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(i18nc("@info", "Replacing makes a new version of what is there; folders are joined."));
    auto *both = box->addButton(i18nc("@action:button", "Keep Both"), QMessageBox::AcceptRole);
    auto *replace = box->addButton(i18nc("@action:button", "Replace"), QMessageBox::DestructiveRole);
    auto *skip = box->addButton(i18nc("@action:button leaves out what is there already", "Skip"), QMessageBox::ActionRole);
    box->setDefaultButton(both);
    connect(box, &QMessageBox::buttonClicked, this, [both, replace, skip, go = std::move(go)](const QAbstractButton *pressed) {
        if (pressed == both) {
            go(NameClash::KeepBoth);
        } else if (pressed == replace) {
            go(NameClash::Replace);
        } else if (pressed == skip) {
            go(NameClash::Skip);
        }
    });
    box->open();
}

}
