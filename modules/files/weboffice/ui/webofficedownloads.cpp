// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficedownloads.h"

#include <KLocalizedString>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QStandardPaths>
#include <QWebEngineDownloadRequest>

namespace Kontor
{
namespace
{
/// A name that stays in its folder and is not hidden.
QString plainName(const QString &wanted)
{
    auto name = wanted.section(u'/', -1);
    name.removeIf([](QChar c) {
        return c.unicode() < 0x20 || c.category() == QChar::Other_Format || c == u'\\';
    });
    while (name.startsWith(u'.')) {
        name.remove(0, 1);
    }
    return name.isEmpty() ? QStringLiteral("document") : name.left(120);
}
}

WebOfficeDownloads::WebOfficeDownloads(const QString &folder, QWidget *window)
    : QObject(window)
    , m_folder(folder)
    , m_window(window)
{
    m_ask = [this](const QString &name, const std::function<void(const QString &)> &answered) {
        const auto start = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
        auto *dialog = new QFileDialog(m_window, i18nc("@title:window", "Save a Copy"), start);
        dialog->setObjectName(QStringLiteral("officeSaveDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(name);
        connect(dialog, &QFileDialog::finished, this, [dialog, answered](int result) {
            answered(result == QDialog::Accepted ? dialog->selectedFiles().value(0) : QString());
        });
        dialog->open();
    };
}

void WebOfficeDownloads::setAsk(Ask ask)
{
    m_ask = std::move(ask);
}

void WebOfficeDownloads::take(QWebEngineDownloadRequest *download)
{
    if (m_current || m_isAsking || download->isSavePageDownload() || m_folder.isEmpty()) {
        download->cancel(); // a page that starts many shall not fill the disk
        return;
    }
    m_current = download;
    const auto name = plainName(download->downloadFileName());
    download->setDownloadDirectory(m_folder);
    download->setDownloadFileName(QStringLiteral("download-%1").arg(++m_number));
    const auto path = QDir(m_folder).filePath(download->downloadFileName());
    connect(download, &QWebEngineDownloadRequest::isFinishedChanged, this, [this, download, path, name] {
        if (!download->isFinished()) {
            return;
        }
        m_current = nullptr;
        if (download->state() == QWebEngineDownloadRequest::DownloadCompleted) {
            arrived(path, name);
        } else {
            QFile::remove(path);
            if (download->state() == QWebEngineDownloadRequest::DownloadInterrupted) {
                Q_EMIT failed(i18nc("@info", "“%1” could not be fetched from the web office.", name));
            }
        }
    });
    download->accept();
}

void WebOfficeDownloads::arrived(const QString &path, const QString &name)
{
    m_isAsking = true;
    m_ask(name, [guard = QPointer(this), path, name](const QString &chosen) {
        if (chosen.isEmpty()) {
            QFile::remove(path);
        }
        if (!guard) {
            return;
        }
        guard->m_isAsking = false;
        if (chosen.isEmpty()) {
            return;
        }
        // The dialog asked before something is replaced. What was there goes only once the new file is whole.
        const auto part = QString(chosen + QStringLiteral(".kontor-part"));
        QFile::remove(part);
        const bool isWritten = QFile::copy(path, part);
        QFile::remove(path);
        if (!isWritten || (QFile::exists(chosen) && !QFile::remove(chosen)) || !QFile::rename(part, chosen)) {
            QFile::remove(part);
            Q_EMIT guard->failed(i18nc("@info", "“%1” could not be written.", chosen));
            return;
        }
        Q_EMIT guard->saved(chosen);
    });
}

}
