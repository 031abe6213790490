// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatopening.h"

#include "shell/words.h"

#include <KIO/JobUiDelegateFactory>
#include <KIO/OpenUrlJob>
#include <KLocalizedString>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QImageReader>
#include <QBuffer>
#include <QMimeDatabase>
#include <QSaveFile>
#include <QStandardPaths>

namespace Kontor
{
namespace
{
constexpr qint64 largestInMemory = qint64(64) << 20;

/// The blobs an attachment is made of, in order.
Result<QStringList> pieces(const Reader &reader, ItemId event, const QString &blob)
{
    QStringList list;
    auto asked = reader.prepare("SELECT blob FROM chat_media WHERE item = ?1 AND part = 0 ORDER BY piece").each(
        [&list](const Statement &row) {
            list << row.text(0);
        },
        event);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (list.isEmpty() && !blob.isEmpty()) {
        list << blob;
    }
    return list;
}

Result<void> writePieces(Blobs &blobs, const QStringList &list, const QString &path)
{
    QSaveFile file(path);
    const auto failed = [&file] {
        return failure(Error::Kind::Storage, i18nc("@info", "The file could not be written."), file.errorString());
    };
    if (list.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The attachment is not here any more."));
    }
    if (!file.open(QIODevice::WriteOnly)) {
        return failed();
    }
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const auto &blob : list) {
        const auto bytes = blobs.get(blob);
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        if (file.write(*bytes) != bytes->size()) {
            return failed();
        }
    }
    return file.commit() ? Result<void>() : failed();
}
}

ChatOpening::ChatOpening(const ChatParts &parts, QWidget *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_widget(parent)
{
}

QString ChatOpening::fileName(const ChatTimelineRow &row)
{
    auto name = Words::withoutTricks(row.attachment ? row.attachment->name : QString()).trimmed();
    name.replace(u'/', u'_').replace(u'\\', u'_');
    while (name.startsWith(u'.')) {
        name.remove(0, 1);
    }
    if (name.isEmpty()) {
        const auto suffix = QMimeDatabase().mimeTypeForName(row.attachment ? row.attachment->type : QString()).preferredSuffix();
        name = i18nc("@info name of a file without a name", "Attachment") + (suffix.isEmpty() ? QString() : QString(u'.' + suffix));
    }
    while (name.toUtf8().size() > 200) {
        name.remove(name.lastIndexOf(u'.') > 20 ? name.lastIndexOf(u'.') - 1 : name.size() - 1, 1);
    }
    return name;
}

bool ChatOpening::isProgram(const QString &path)
{
    const QMimeDatabase types;
    static const QStringList programs{QStringLiteral("application/x-desktop"), QStringLiteral("application/x-sharedlib"), QStringLiteral("application/x-ms-dos-executable"),
                                      QStringLiteral("application/x-msdownload"), QStringLiteral("application/vnd.microsoft.portable-executable"), QStringLiteral("application/x-msi"),
                                      QStringLiteral("application/x-java-archive"), QStringLiteral("application/java-archive"), QStringLiteral("application/vnd.appimage"),
                                      QStringLiteral("application/vnd.flatpak.ref"), QStringLiteral("application/x-mswinurl")};
    for (const auto mode : {QMimeDatabase::MatchExtension, QMimeDatabase::MatchContent}) {
        const auto type = types.mimeTypeForFile(path, mode);
        const bool runs = type.inherits(QStringLiteral("application/x-executable")) || std::ranges::any_of(programs, [&type](const QString &program) {
                              return type.inherits(program);
                          });
        if (runs) {
            return true;
        }
    }
    return false;
}

bool ChatOpening::isBusy(ItemId event) const
{
    return m_busy.contains(event);
}

void ChatOpening::bring(const ChatTimelineRow &row, std::function<void()> then)
{
    if (!row.attachmentBlob.isEmpty()) {
        then();
        return;
    }
    if (!m_parts.services) {
        Q_EMIT said(i18nc("@info", "The attachment is on the server, and there is no connection."), Workbench::Tone::Warning);
        return;
    }
    if (m_busy.contains(row.item)) {
        return;
    }
    m_busy << row.item;
    Q_EMIT progress(row.item, -1);
    auto future = m_parts.services->bringAttachment(row.item);
    auto *watcher = new QFutureWatcher<Result<BlobId>>(this);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [this, watcher, item = row.item](int value) {
        const auto range = watcher->progressMaximum();
        Q_EMIT progress(item, range > 0 ? int(qint64(value) * 100 / range) : -1);
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, item = row.item, then] {
        watcher->deleteLater();
        m_busy.remove(item);
        Q_EMIT finished(item);
        if (watcher->isCanceled() || watcher->future().resultCount() == 0) {
            return;
        }
        if (const auto result = watcher->result(); !result) {
            if (result.error().kind != Error::Kind::Cancelled) {
                Q_EMIT said(result.error().message, Workbench::Tone::Warning);
            }
            return;
        }
        then();
    });
    watcher->setFuture(future);
}

QFuture<Result<void>> ChatOpening::write(ItemId event, const QString &blob, const QString &path) const
{
    auto store = m_parts.store;
    return store
        ->read([event, blob](const Reader &reader) {
            return pieces(reader, event, blob);
        })
        .then(QtFuture::Launch::Async, [store, path](const Result<QStringList> &list) -> Result<void> {
            return list ? writePieces(store->blobs(), *list, path) : Result<void>(std::unexpected(list.error()));
        });
}

QFuture<Result<QByteArray>> ChatOpening::read(ItemId event, const QString &blob) const
{
    auto store = m_parts.store;
    return store
        ->read([event, blob](const Reader &reader) {
            return pieces(reader, event, blob);
        })
        .then(QtFuture::Launch::Async, [store](const Result<QStringList> &list) -> Result<QByteArray> {
            if (!list) {
                return std::unexpected(list.error());
            }
            QByteArray whole;
            for (const auto &blob : *list) {
                const auto bytes = store->blobs().get(blob, largestInMemory);
                if (!bytes) {
                    return std::unexpected(bytes.error());
                }
                whole += *bytes;
                if (whole.size() > largestInMemory) {
                    return failure(Error::Kind::Storage, i18nc("@info", "The attachment is too large for that. Save it as a file."));
                }
            }
            return whole;
        });
}

void ChatOpening::open(const ChatTimelineRow &row)
{
    bring(row, [this, row] {
        const auto runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
        const auto base = runtime.isEmpty() ? QDir::tempPath() : runtime;
        auto folder = std::make_shared<QTemporaryDir>(QString(base + QLatin1StringView("/kontor-XXXXXX")));
        if (!folder->isValid()) {
            Q_EMIT said(i18nc("@info", "The file could not be written."), Workbench::Tone::Problem);
            return;
        }
        const auto path = folder->filePath(fileName(row));
        write(row.item, row.attachmentBlob, path).then(this, [this, path, folder](const Result<void> &done) {
            if (!done) {
                Q_EMIT said(done.error().message, Workbench::Tone::Problem);
                return;
            }
            if (isProgram(path)) {
                Q_EMIT said(i18nc("@info", "“%1” is a program. Programs are not started from here; save a copy if you need it.", path.section(u'/', -1)), Workbench::Tone::Warning);
                return;
            }
            m_folders << folder;
            launch(path);
        });
    });
}

void ChatOpening::launch(const QString &path)
{
    if (m_parts.launch) {
        m_parts.launch(path);
        return;
    }
    auto *job = new KIO::OpenUrlJob(QUrl::fromLocalFile(path));
    job->setRunExecutables(false);
    job->setShowOpenOrExecuteDialog(false);
    job->setUiDelegate(KIO::createDefaultJobUiDelegate(KJobUiDelegate::AutoHandlingEnabled, m_widget->window()));
    job->start();
}

void ChatOpening::save(const ChatTimelineRow &row)
{
    auto *dialog = new QFileDialog(m_widget, i18nc("@title:window", "Save Attachment"));
    dialog->setObjectName(QStringLiteral("saveAttachmentDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(fileName(row));
    connect(dialog, &QFileDialog::fileSelected, this, [this, row](const QString &path) {
        saveTo(row, path);
    });
    dialog->open();
}

void ChatOpening::saveTo(const ChatTimelineRow &row, const QString &path)
{
    bring(row, [this, row, path] {
        write(row.item, row.attachmentBlob, path).then(this, [this, path](const Result<void> &done) {
            if (done) {
                Q_EMIT said(i18nc("@info", "Saved “%1”.", path.section(u'/', -1)), Workbench::Tone::Success);
            } else {
                Q_EMIT said(done.error().message, Workbench::Tone::Problem);
            }
        });
    });
}

void ChatOpening::copyPicture(const ChatTimelineRow &row)
{
    bring(row, [this, row] {
        read(row.item, row.attachmentBlob)
            .then(QtFuture::Launch::Async,
                  [](const Result<QByteArray> &bytes) {
                      if (!bytes) {
                          return QImage();
                      }
                      auto copy = *bytes;
                      QBuffer buffer(&copy);
                      buffer.open(QIODevice::ReadOnly);
                      QImageReader reader(&buffer);
                      reader.setAllocationLimit(256);
                      reader.setAutoTransform(true);
                      return reader.format().startsWith("svg") ? QImage() : reader.read();
                  })
            .then(this, [this](const QImage &image) {
                if (image.isNull()) {
                    Q_EMIT said(i18nc("@info", "The picture cannot be read."), Workbench::Tone::Warning);
                } else {
                    QApplication::clipboard()->setImage(image);
                }
            });
    });
}

void ChatOpening::saveToFiles(const ChatTimelineRow &row)
{
    bring(row, [this, row] {
        read(row.item, row.attachmentBlob).then(this, [this, row](const Result<QByteArray> &bytes) {
            if (bytes) {
                m_parts.workbench->saveToFiles(*bytes, fileName(row));
            } else {
                Q_EMIT said(bytes.error().message, Workbench::Tone::Warning);
            }
        });
    });
}

}
