// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kontor-extract text|picture MEDIATYPE PATH [PIXELS]
// Writes the text (UTF-8) or a picture (PNG) of one file to its output. Exit code 1: there is none.
#include "files/desk/extract/confinement.h"
#include "files/desk/extract/extractedpicture.h"
#include "files/desk/extract/extractedtext.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>

#include <memory>
#include <unistd.h>

namespace
{
constexpr qsizetype longestText = 512 << 10; // bytes
constexpr int mostPixels = 4096;

bool writeOut(const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const auto written = ::write(STDOUT_FILENO, bytes.constData() + at, size_t(bytes.size() - at));
        if (written <= 0) {
            return false;
        }
        at += written;
    }
    return true;
}

int text(const QString &path, const QString &mediaType)
{
    qsizetype room = longestText;
    const bool isFound = Kontor::extractText(path, mediaType, [&room](const QByteArray &piece) {
        const auto part = piece.first(std::min(piece.size(), room));
        room -= part.size();
        if (!writeOut(part) || room == 0) {
            _exit(0); // whatever else there is
        }
        return true;
    });
    return isFound ? 0 : 1;
}

int picture(const QString &path, const QString &mediaType, int pixels)
{
    const auto image = Kontor::extractPicture(path, mediaType, std::clamp(pixels, 1, mostPixels));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return !image.isNull() && image.save(&buffer, "PNG") && writeOut(bytes) ? 0 : 1;
}
}

int main(int argc, char **argv)
{
    if (argc < 4 || !Kontor::confine()) {
        return 2;
    }
    const bool isPicture = qstrcmp(argv[1], "picture") == 0;
    const bool isDrawing = isPicture && qstrcmp(argv[2], "image/svg+xml") == 0; // its letters need fonts
    const std::unique_ptr<QCoreApplication> app(isDrawing ? new QGuiApplication(argc, argv) : new QCoreApplication(argc, argv));
    const auto mediaType = QString::fromUtf8(argv[2]);
    const auto path = QString::fromLocal8Bit(argv[3]);
    const int code = isPicture ? picture(path, mediaType, argc > 4 ? QByteArray(argv[4]).toInt() : 256) : text(path, mediaType);
    _exit(code); // libraries that read something hostile need not clear up
}
