// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/fileextract.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QProcess>
#include <QPromise>
#include <QSet>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr auto patience = std::chrono::seconds(30);
constexpr qint64 betweenLooks = 100; // ms
constexpr qsizetype longestText = 1 << 20; // bytes; the program sends half of it at most
constexpr qsizetype largestPicture = 64 << 20;

/// Two at a time; what is under way ends by itself, within its patience.
QThreadPool &pool()
{
    static QThreadPool threads;
    static const bool isReady = [] {
        threads.setMaxThreadCount(2);
        return true;
    }();
    Q_UNUSED(isReady)
    return threads;
}

QString program()
{
    const auto here = QCoreApplication::applicationDirPath();
    for (const QString &place : {QString(here + QStringLiteral("/kontor-extract")), QString(here + QStringLiteral("/" KONTOR_LIBEXEC_FROM_BIN "/kontor-extract"))}) {
        if (QFileInfo(place).isExecutable()) {
            return place;
        }
    }
    return QStringLiteral(KONTOR_LIBEXEC "/kontor-extract");
}

QProcessEnvironment environment()
{
    const auto own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment bare;
    for (const auto &name : {QStringLiteral("LANG"), QStringLiteral("QT_PLUGIN_PATH"), QStringLiteral("LD_LIBRARY_PATH"), QStringLiteral("ASAN_OPTIONS")}) {
        if (own.contains(name)) {
            bare.insert(name, own.value(name));
        }
    }
    bare.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    bare.insert(QStringLiteral("HOME"), QStringLiteral("/"));
    return bare;
}

std::unexpected<Error> noProgram(const QString &detail)
{
    return failure(Error::Kind::Storage, i18nc("@info", "Files cannot be read now."), detail);
}

/// What the program says; NotFound: nothing, or it ended badly; Storage: it cannot be started. Ends soon after nobody wants
/// it any more.
template<class T>
Result<QByteArray> said(const QStringList &arguments, qsizetype atMost, const QPromise<Result<T>> &wanted)
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setWorkingDirectory(QStringLiteral("/"));
    process.start(program(), arguments, QIODevice::ReadOnly | QIODevice::Unbuffered);
    if (!process.waitForStarted()) {
        return noProgram(process.errorString());
    }
    QByteArray output;
    const QDeadlineTimer deadline(patience);
    while (!deadline.hasExpired() && output.size() <= atMost && !wanted.isCanceled()) {
        const bool isMore = process.state() != QProcess::NotRunning && process.waitForReadyRead(int(std::min<qint64>(deadline.remainingTime(), betweenLooks)));
        output += process.readAllStandardOutput();
        if (!isMore && process.state() == QProcess::NotRunning) {
            break;
        }
    }
    const bool hasEnded = process.state() == QProcess::NotRunning;
    if (!hasEnded) {
        process.kill();
        process.waitForFinished(1000);
    }
    if (wanted.isCanceled()) {
        return cancelled();
    }
    const bool isGood = hasEnded && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 && output.size() <= atMost;
    return isGood ? Result<QByteArray>(output) : failure(Error::Kind::NotFound, {});
}

QMimeType typeOf(const QString &mediaType)
{
    return QMimeDatabase().mimeTypeForName(mediaType.section(u';', 0, 0).trimmed().toLower());
}

/// The type as the program knows it; empty: no text to be had.
QString textType(const QString &mediaType)
{
    static const QSet<QString> documents{
        QStringLiteral("application/pdf"),
        QStringLiteral("application/epub+zip"),
        QStringLiteral("application/vnd.oasis.opendocument.text"),
        QStringLiteral("application/vnd.oasis.opendocument.text-template"),
        QStringLiteral("application/vnd.oasis.opendocument.presentation"),
        QStringLiteral("application/vnd.oasis.opendocument.presentation-template"),
        QStringLiteral("application/vnd.oasis.opendocument.spreadsheet"),
        QStringLiteral("application/vnd.oasis.opendocument.spreadsheet-template"),
        QStringLiteral("application/vnd.oasis.opendocument.graphics"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.presentationml.template"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        QStringLiteral("application/vnd.openxmlformats-officedocument.spreadsheetml.template"),
    };
    const auto type = typeOf(mediaType);
    if (!type.isValid()) {
        return {};
    }
    if (documents.contains(type.name()) || type.name() == u"text/html" || type.name() == u"application/xhtml+xml") {
        return type.name();
    }
    return type.inherits(QStringLiteral("text/plain")) && type.name() != u"image/svg+xml" ? QStringLiteral("text/plain") : QString();
}

QString pictureType(const QString &mediaType)
{
    static const QSet<QString> pictures{
        QStringLiteral("application/pdf"), QStringLiteral("image/png"),  QStringLiteral("image/jpeg"), QStringLiteral("image/gif"),
        QStringLiteral("image/bmp"),       QStringLiteral("image/webp"), QStringLiteral("image/tiff"), QStringLiteral("image/svg+xml"),
        QStringLiteral("image/x-tga"),     QStringLiteral("image/vnd.microsoft.icon"),
        QStringLiteral("image/x-portable-pixmap"), QStringLiteral("image/x-portable-graymap"), QStringLiteral("image/x-portable-bitmap"),
    };
    const auto type = typeOf(mediaType);
    return type.isValid() && pictures.contains(type.name()) ? type.name() : QString();
}

std::unexpected<Error> noText()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "There is no text in this file."));
}

std::unexpected<Error> noPicture()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "There is no preview of this file."));
}
}

bool FileExtract::canRead(const QString &mediaType)
{
    return !textType(mediaType).isEmpty();
}

bool FileExtract::canDraw(const QString &mediaType)
{
    return !pictureType(mediaType).isEmpty();
}

QFuture<Result<QString>> FileExtract::text(const QString &path, const QString &mediaType)
{
    const auto type = textType(mediaType);
    if (type.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<QString>(noText()));
    }
    return QtConcurrent::run(&pool(), [path, type](QPromise<Result<QString>> &promise) {
        const auto output = said({QStringLiteral("text"), type, path}, longestText, promise);
        const bool isNone = !output && output.error().kind == Error::Kind::NotFound;
        promise.addResult(isNone ? noText() : output.transform([](const QByteArray &bytes) {
            return QString::fromUtf8(bytes).remove(QChar(0));
        }));
    });
}

QFuture<Result<QImage>> FileExtract::preview(const QString &path, const QString &mediaType, int pixels)
{
    const auto type = pictureType(mediaType);
    if (type.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<QImage>(noPicture()));
    }
    return QtConcurrent::run(&pool(), [path, type, pixels](QPromise<Result<QImage>> &promise) {
        const auto output = said({QStringLiteral("picture"), type, path, QString::number(pixels)}, largestPicture, promise);
        QImage image;
        const bool isPicture = output && image.loadFromData(*output, "PNG");
        promise.addResult(isPicture ? Result<QImage>(image) : noPicture());
    });
}

}
