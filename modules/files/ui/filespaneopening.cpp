// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one does with files of the pane without changing them: opening, saving copies, mailing.
#include "files/filecontent.h"
#include "files/filename.h"
#include "files/ui/fileconflictpanel.h"
#include "files/ui/filelauncher.h"
#include "files/ui/fileprivatefolder.h"
#include "files/ui/filespane.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/filetransfers.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QUrlQuery>

namespace Kontor
{
namespace
{
constexpr qsizetype mostOpened = 10; // at once
constexpr int usualDays = 30; // of a link that must end, where the server proposes nothing

bool isWeb(const QUrl &page)
{
    return page.isValid() && (page.scheme() == QLatin1StringView("https") || page.scheme() == QLatin1StringView("http"));
}

QString plainName(const QString &name)
{
    auto plain = FileName::proposal(name, {});
    return plain.replace(u'/', u'_');
}
}

void FilesPaneActions::addOpening()
{
    add("files_open", "document-open", i18nc("@action", "&Open"), {QKeySequence(QKeySequence::Open)}, [this] {
        openSelected();
    });
    add("files_open_with", "system-run", i18nc("@action", "Open &With…"), {keys("Ctrl+Shift+Return")}, [this] {
        if (const auto files = chosen(); files.size() == 1) {
            openOne(files.first(), FilesParts::Program::Asked);
        }
    });
    add("files_web_office", "document-edit", i18nc("@action", "Edit in Web O&ffice"), {keys("Ctrl+E")}, [this] {
        openInWebOffice();
    });
    add("files_download", "document-save-as", i18nc("@action", "&Save a Copy…"), {QKeySequence(QKeySequence::Save)}, [this] {
        download();
    });
    add("files_browser", "internet-web-browser", i18nc("@action", "Open in the &Browser"), {keys("Ctrl+Shift+B")}, [this] {
        openInBrowser();
    });
    add("files_mail_attach", "mail-attachment", i18nc("@action", "Mail as &Attachment…"), {keys("Ctrl+Shift+A")}, [this] {
        attachToMail();
    });
    add("files_chat", "dialog-messages", i18nc("@action", "Send in a C&hat…"), {keys("Ctrl+Shift+H")}, [this] {
        sendToChat();
    });
    add("files_mail_link", "mail-forward", i18nc("@action", "Mail as &Link…"), {keys("Ctrl+Shift+K")}, [this] {
        linkInMail();
    });
    add("files_conflict", "vcs-conflicting", i18nc("@action", "Settle &Conflict…"), {keys("Ctrl+Shift+T")}, [this] {
        settleConflict();
    });
}

void FilesPaneActions::openSelected()
{
    const auto files = chosen();
    if (files.size() == 1 && files.first().isFolder) {
        m_pane->goTo({.space = files.first().space, .folder = files.first().item});
        return;
    }
    int opened = 0;
    for (const auto &file : files) {
        if (!file.isFolder && opened < mostOpened) {
            openOne(file, FilesParts::Program::Usual);
            ++opened;
        }
    }
    if (opened == mostOpened && files.size() > mostOpened) {
        m_pane->notify(i18ncp("@info", "Only the first file was opened.", "Only the first %1 files were opened.", opened));
    }
}

void FilesPaneActions::openOne(const FileRow &row, FilesParts::Program program)
{
    if (m_pane->parts().copies) {
        m_launcher->open(row.item, Words::shortened(Words::withoutTricks(row.name)), program);
        return;
    }
    auto *content = m_pane->parts().content;
    if (!content) {
        return;
    }
    // Without copies that are watched it can at least be looked at.
    const auto bringing = content->bring(row.item);
    m_pane->transfers()->add(i18nc("@info:progress", "Opening “%1”", row.name), bringing);
    QFuture<Result<FileContent::Here>>(bringing).then(this, [this](const Result<FileContent::Here> &here) {
        here ? m_launcher->look(here->key, here->name) : m_pane->notify(here.error());
    });
}

void FilesPaneActions::openInWebOffice()
{
    const auto files = chosen();
    if (files.size() != 1 || !m_pane->parts().services) {
        return;
    }
    m_pane->parts().services->webOffice(files.first().item).then(this, [this, name = files.first().name](const Result<QUrl> &page) {
        if (!page) {
            m_pane->notify(page.error());
        } else if (!isWeb(*page)) {
            m_pane->notify(i18nc("@info", "The server has no page for this file."), Workbench::Tone::Warning);
        } else if (m_pane->parts().showWebOffice) {
            m_pane->parts().showWebOffice(*page, name);
        } else if (!QDesktopServices::openUrl(*page)) {
            m_pane->notify(i18nc("@info", "No browser could be opened."), Workbench::Tone::Warning);
        }
    });
}

void FilesPaneActions::openInBrowser()
{
    const auto files = chosen();
    if (files.size() != 1 || !m_pane->parts().services) {
        return;
    }
    m_pane->parts().services->webPage(files.first().item).then(this, [this](const Result<QUrl> &page) {
        if (!page) {
            m_pane->notify(page.error());
            return;
        }
        if (!isWeb(*page) || !QDesktopServices::openUrl(*page)) {
            m_pane->notify(i18nc("@info", "The server has no page for this file."), Workbench::Tone::Warning);
        }
    });
}

void FilesPaneActions::download()
{
    const auto files = chosen();
    if (files.isEmpty()) {
        return;
    }
    auto *dialog = new QFileDialog(m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("downloadDialog"));
    const bool isOne = files.size() == 1 && !files.first().isFolder;
    if (isOne) {
        dialog->setWindowTitle(i18nc("@title:window", "Save a Copy"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(plainName(files.first().name));
    } else {
        dialog->setWindowTitle(i18nc("@title:window", "Save Copies to Folder"));
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, files, isOne](const QString &path) {
        isOne ? saveTo(files.first(), path) : downloadTo(files, path);
    });
    dialog->open();
}

void FilesPaneActions::saveTo(const FileRow &row, const QString &path)
{
    auto *content = m_pane->parts().content;
    const auto bringing = content->bring(row.item);
    m_pane->transfers()->add(i18nc("@info:progress", "Saving “%1”", Words::shortened(row.name)), bringing);
    QFuture<Result<FileContent::Here>>(bringing).then(this, [this, content, path](const Result<FileContent::Here> &here) {
        if (!here) {
            m_pane->notify(here.error());
            return;
        }
        // A new file beside it first: what was there stays until all of the new one is written.
        const auto part = QString(path + QLatin1StringView(".kontor-part"));
        QFile::remove(part);
        content->writeTo(here->key, part).then(this, [this, path, part, isOlder = here->isOlder](const Result<void> &written) {
            if (!written) {
                QFile::remove(part);
                m_pane->notify(written.error());
                return;
            }
            QFile::remove(path);
            if (!QFile::rename(part, path)) {
                QFile::remove(part);
                m_pane->notify(i18nc("@info", "“%1” could not be written.", path), Workbench::Tone::Problem);
                return;
            }
            m_pane->notify(isOlder ? i18nc("@info", "Saved “%1”: an older version, as the server cannot be reached.", path.section(u'/', -1))
                                   : i18nc("@info", "Saved “%1”.", path.section(u'/', -1)),
                           isOlder ? Workbench::Tone::Warning : Workbench::Tone::Success);
        });
    });
}

void FilesPaneActions::downloadTo(const QList<FileRow> &files, const QString &folder)
{
    for (const auto &file : files) {
        auto path = QDir(folder).filePath(plainName(file.name));
        QStringList taken = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        if (QFileInfo::exists(path) && !file.isFolder) {
            path = QDir(folder).filePath(FileName::free(plainName(file.name), taken));
        }
        if (!file.isFolder) {
            saveTo(file, path);
            continue;
        }
        if (QFileInfo(path).isSymLink() || !QDir().mkpath(path)) {
            m_pane->notify(i18nc("@info", "“%1” could not be written.", path), Workbench::Tone::Problem);
            continue;
        }
        m_pane->parts().store
            ->read([target = FileTarget{file.space, file.item}](const Reader &reader) {
                return FileQuery::children(reader, target);
            })
            .then(this, [this, path](const Result<QList<FileRow>> &children) {
                children ? downloadTo(*children, path) : m_pane->notify(children.error());
            });
    }
}

void FilesPaneActions::attachToMail()
{
    gather([this](const QStringList &paths, const std::shared_ptr<void> &keep) {
        const auto &attach = m_pane->parts().attachToMail;
        attach ? attach(paths, keep) : m_pane->parts().workbench->composeWith(paths, keep);
    });
}

void FilesPaneActions::sendToChat()
{
    gather([workbench = m_pane->parts().workbench](const QStringList &paths, const std::shared_ptr<void> &keep) { workbench->sendToChat(paths, keep); });
}

/// Copies of the chosen files in a folder that nobody else may look into.
void FilesPaneActions::gather(std::function<void(const QStringList &paths, const std::shared_ptr<void> &keep)> then)
{
    auto files = chosen();
    files.removeIf([](const FileRow &row) {
        return row.isFolder;
    });
    const auto folder = makePrivateFolder();
    auto *content = m_pane->parts().content;
    if (files.isEmpty() || !folder || !content) {
        return;
    }
    struct Gathering {
        QStringList paths;
        qsizetype open = 0;
    };
    auto gathering = std::make_shared<Gathering>();
    gathering->open = files.size();
    const auto done = [gathering, folder, then = std::move(then)](const QString &path) {
        if (!path.isEmpty()) {
            gathering->paths << path;
        }
        if (--gathering->open == 0 && !gathering->paths.isEmpty()) {
            then(gathering->paths, folder);
        }
    };
    QStringList taken;
    for (const auto &file : std::as_const(files)) {
        const auto name = FileName::free(plainName(file.name), taken);
        taken << name;
        const auto bringing = content->bring(file.item);
        m_pane->transfers()->add(i18nc("@info:progress", "Fetching “%1”", Words::shortened(file.name)), bringing);
        QFuture<Result<FileContent::Here>>(bringing).then(this, [this, content, done, path = folder->filePath(name)](const Result<FileContent::Here> &here) {
            if (!here) {
                m_pane->notify(here.error());
                done({});
                return;
            }
            content->writeTo(here->key, path).then(this, [this, done, path](const Result<void> &written) {
                if (!written) {
                    m_pane->notify(written.error());
                }
                done(written ? path : QString());
            });
        });
    }
}

void FilesPaneActions::withLink(std::function<void(const QUrl &)> use)
{
    const auto files = chosen();
    auto *services = m_pane->parts().services;
    if (files.size() != 1 || !services) {
        return;
    }
    const auto row = files.first();
    services->shares(row.item).then(this, [this, services, row, use = std::move(use)](const Result<QList<FileShare>> &shares) {
        if (!shares) {
            m_pane->notify(shares.error());
            return;
        }
        const auto link = std::ranges::find_if(*shares, [](const FileShare &share) {
            const bool isOver = share.expires.isValid() && share.expires < QDate::currentDate();
            return share.type == FileShare::Type::Link && !share.hasPassword && !isOver && isWeb(share.url);
        });
        if (link != shares->end()) {
            use(link->url);
            return;
        }
        const auto features = m_pane->features(row.space);
        if (features.linkPasswordEnforced) {
            m_pane->notify(i18nc("@info", "Links of this server need a password. Choose one, then copy the link."));
            share();
            return;
        }
        FileShareWish wish{.type = FileShare::Type::Link};
        if (features.linkExpiryDays > 0 || features.linkExpiryEnforced) {
            wish.expires = QDate::currentDate().addDays(features.linkExpiryDays > 0 ? features.linkExpiryDays : usualDays);
        }
        services->share(row.item, wish).then(this, [this, use](const Result<FileShare> &made) {
            made ? use(made->url) : m_pane->notify(made.error());
        });
    });
}

void FilesPaneActions::linkInMail()
{
    withLink([this, files = chosen()](const QUrl &link) {
        QUrl mail;
        mail.setScheme(QStringLiteral("mailto"));
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("subject"), QString::fromUtf8(QUrl::toPercentEncoding(files.value(0).name)));
        query.addQueryItem(QStringLiteral("body"), QString::fromUtf8(QUrl::toPercentEncoding(link.toString(QUrl::FullyEncoded))));
        mail.setQuery(query);
        m_pane->parts().workbench->compose(mail);
    });
}

void FilesPaneActions::settleConflict()
{
    const auto files = chosen();
    if (files.isEmpty()) {
        return;
    }
    m_pane->conflicts()->choose(files.first().item);
    m_pane->go({.kind = FilesPlace::Kind::Conflicts});
}

}
