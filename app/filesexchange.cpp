// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filesexchange.h"

#include "app/filegathering.h"
#include "app/filelinking.h"
#include "files/filelistmodel.h"
#include "files/filename.h"
#include "files/ui/filechooser.h"
#include "files/ui/filefolderchooser.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{

FilesExchange::FilesExchange(std::function<FilesParts()> parts, QWidget *window)
    : QObject(window)
    , m_parts(std::move(parts))
    , m_window(window)
{
}

bool FilesExchange::hasFiles() const
{
    const auto parts = m_parts();
    return parts.store && parts.actions && parts.accounts && !parts.accounts().isEmpty();
}

void FilesExchange::closeAll()
{
    Q_EMIT closing();
}

QDialog *FilesExchange::save(const QByteArray &bytes, const QString &name)
{
    const auto parts = m_parts();
    if (!hasFiles()) {
        return nullptr;
    }
    const auto plain = FileName::proposal(name, {});
    auto *dialog
        = new FileFolderChooser(parts.store,
                                {.title = i18nc("@title:window %1: name of a file", "Save “%1” to Files", Words::shortened(Words::withoutTricks(plain), 40)),
                                 .button = i18nc("@action:button", "&Save Here")},
                                m_savedTo,
                                {},
                                m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(this, &FilesExchange::closing, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, dialog, bytes, plain] {
        upload(bytes, plain, dialog->chosen());
    });
    dialog->open();
    return dialog;
}

void FilesExchange::upload(const QByteArray &bytes, const QString &name, const FileTarget &target)
{
    const auto parts = m_parts();
    if (!parts.actions || !parts.services || !target.space) {
        return;
    }
    m_savedTo = target;
    // What this server does not take as a name is known of the space only.
    parts.services->features(target.space).then(this, [this, bytes, name, target](const Result<FileFeatures> &features) {
        const auto now = m_parts();
        if (!now.actions) {
            return;
        }
        const auto fit = FileName::proposal(name, features.value_or(FileFeatures()));
        now.actions->uploadBytes(bytes, fit, target, NameClash::KeepBoth).then(this, [this](const Result<ItemId> &item) {
            if (item) { // failures are told by the actions
                tellSaved(*item);
            }
        });
    });
}

void FilesExchange::tellSaved(ItemId item)
{
    const auto parts = m_parts();
    if (!parts.store) {
        return;
    }
    struct Place {
        FileRow row;
        QString folder;
    };
    parts.store
        ->read([item](const Reader &reader) -> Result<Place> {
            auto row = FileQuery::row(reader, item);
            if (!row) {
                return std::unexpected(row.error());
            }
            auto path = row->parent ? FileQuery::path(reader, row->parent) : Result<QList<FileRow>>(QList<FileRow>());
            if (!path) {
                return std::unexpected(path.error());
            }
            return Place{*row, path->isEmpty() ? QString() : path->last().name};
        })
        .then(this, [this, item](const Result<Place> &place) {
            const auto now = m_parts();
            if (!place || !now.workbench) {
                return;
            }
            const auto name = Words::shortened(Words::withoutTricks(place->row.name));
            const auto sentence = place->folder.isEmpty() ? i18nc("@info %1: name of a file", "Saved “%1” to your files.", name)
                                                          : i18nc("@info %1: name of a file, %2: of a folder",
                                                                  "Saved “%1” to the folder “%2”.",
                                                                  name,
                                                                  Words::shortened(Words::withoutTricks(place->folder)));
            now.workbench->notify(sentence, Workbench::Tone::Success, i18nc("@action:button", "Show"), [bench = now.workbench, item] {
                bench->open({.pane = QStringLiteral("files"), .type = QStringLiteral("file"), .id = item.value});
            });
        });
}

QDialog *FilesExchange::choose(Workbench::FileUse use, QWidget *parent, Chosen chosen)
{
    const auto parts = m_parts();
    if (!hasFiles()) {
        return nullptr;
    }
    auto *owner = parent ? parent : m_window;
    const bool isLink = use == Workbench::FileUse::Link;
    auto *dialog = new FileChooser(
        parts.store,
        isLink ? FileFolderChooser::Words{.title = i18nc("@title:window", "Insert Links to Files"), .button = i18nc("@action:button", "Insert &Links")}
               : FileFolderChooser::Words{.title = i18nc("@title:window", "Attach from Files"), .button = i18nc("@action:button", "&Attach")},
        isLink ? FileChooser::What::FilesAndFolders : FileChooser::What::Files,
        m_tookFrom,
        owner);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(this, &FilesExchange::closing, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, dialog, isLink, owner = QPointer(owner), chosen = std::move(chosen)] {
        const auto now = m_parts();
        const auto files = dialog->chosen();
        m_tookFrom = dialog->folder();
        if (!now.store || !now.content || !now.services || files.isEmpty() || !owner) {
            return;
        }
        // Both end with the window they are for.
        if (isLink) {
            auto *linking = new FileLinking(now.services, files, owner);
            connect(this, &FilesExchange::closing, linking, &FileLinking::cancel);
            connect(linking, &FileLinking::made, owner, [chosen](const QString &text) {
                chosen({.links = text});
            });
            linking->begin();
        } else {
            auto *gathering = new FileGathering(now.content, files, owner);
            connect(this, &FilesExchange::closing, gathering, &FileGathering::cancel);
            connect(gathering, &FileGathering::gathered, owner, [chosen](const QStringList &paths, const std::shared_ptr<void> &keep) {
                chosen({.paths = paths, .keep = keep});
            });
            gathering->begin();
        }
    });
    dialog->open();
    return dialog;
}

}
