// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filelauncher.h"

#include "files/desk/opencopies.h"
#include "files/filecontent.h"
#include "files/ui/fileprivatefolder.h"
#include "files/ui/filespane.h"
#include "files/ui/filetransfers.h"
#include "shell/words.h"

#include <KConfigGroup>
#include <KIO/ApplicationLauncherJob>
#include <KIO/JobUiDelegateFactory>
#include <KIO/OpenUrlJob>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QFile>
#include <QMimeDatabase>

namespace Kontor
{

FileLauncher::FileLauncher(FilesPane *pane)
    : QObject(pane)
    , m_pane(pane)
{
    // KIO notes whatever is opened for the menus of the desktop; this program's files are nobody else's business.
    auto group = KSharedConfig::openConfig()->group(QStringLiteral("RecentDocuments"));
    group.writeEntry("UseRecent", false);
}

bool FileLauncher::isProgram(const QString &path)
{
    const QMimeDatabase types;
    const auto runs = [](const QMimeType &type) {
        static const QStringList programs{QStringLiteral("application/x-desktop"),
                                          QStringLiteral("application/x-sharedlib"),
                                          QStringLiteral("application/x-ms-dos-executable"),
                                          QStringLiteral("application/x-msdownload"),
                                          QStringLiteral("application/vnd.microsoft.portable-executable"),
                                          QStringLiteral("application/x-msi"),
                                          QStringLiteral("application/x-java-archive"),
                                          QStringLiteral("application/java-archive"),
                                          QStringLiteral("application/vnd.appimage"),
                                          QStringLiteral("application/vnd.flatpak.ref"),
                                          QStringLiteral("application/x-mswinurl")};
        const bool isBinary = type.inherits(QStringLiteral("application/x-executable")) && !type.inherits(QStringLiteral("text/plain"));
        return isBinary || std::ranges::any_of(programs, [&type](const QString &program) {
                   return type.inherits(program);
               });
    };
    return runs(types.mimeTypeForFile(path, QMimeDatabase::MatchExtension)) || runs(types.mimeTypeForFile(path, QMimeDatabase::MatchContent));
}

void FileLauncher::open(ItemId item, const QString &name, FilesParts::Program program)
{
    auto *copies = m_pane->parts().copies;
    if (!copies) {
        return;
    }
    const auto path = copies->open(item);
    m_pane->transfers()->add(i18nc("@info:progress", "Opening “%1”", name), path);
    QFuture<Result<QString>>(path).then(this, [this, item, program, copies](const Result<QString> &opened) {
        if (!opened) {
            m_pane->notify(opened.error());
            return;
        }
        if (isProgram(*opened)) {
            m_pane->notify(i18nc("@info", "“%1” is a program. Programs are not started from here; save a copy if you need it.", opened->section(u'/', -1)),
                           Workbench::Tone::Warning);
            copies->close(item);
            return;
        }
        launch(*opened, program);
        Q_EMIT this->opened(item);
    });
}

void FileLauncher::look(const QString &key, const QString &name)
{
    const auto folder = makePrivateFolder();
    auto *content = m_pane->parts().content;
    if (!folder || !content) {
        return;
    }
    auto plain = Words::withoutTricks(name);
    plain.replace(u'/', u'_');
    const auto path = folder->filePath(plain.isEmpty() || plain.startsWith(u'.') ? QStringLiteral("_") + plain : plain);
    content->writeTo(key, path).then(this, [this, folder, path](const Result<void> &written) {
        if (!written) {
            m_pane->notify(written.error());
            return;
        }
        if (isProgram(path)) {
            m_pane->notify(i18nc("@info", "“%1” is a program. Programs are not started from here; save a copy if you need it.", path.section(u'/', -1)), Workbench::Tone::Warning);
            return;
        }
        QFile::setPermissions(path, QFileDevice::ReadOwner);
        m_looks << folder;
        launch(path, FilesParts::Program::Usual);
    });
}

void FileLauncher::launch(const QString &path, FilesParts::Program program)
{
    if (m_pane->parts().launch) {
        m_pane->parts().launch(path, program);
        return;
    }
    const auto url = QUrl::fromLocalFile(path);
    KJob *job = nullptr;
    if (program == FilesParts::Program::Asked) {
        auto *asking = new KIO::ApplicationLauncherJob;
        asking->setUrls({url});
        job = asking;
    } else {
        auto *opening = new KIO::OpenUrlJob(url);
        opening->setRunExecutables(false);
        opening->setShowOpenOrExecuteDialog(false);
        job = opening;
    }
    job->setUiDelegate(KIO::createDefaultJobUiDelegate(KJobUiDelegate::AutoHandlingEnabled, m_pane->window()));
    job->start();
}

}
