// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composertext.h"

#include <KLocalizedString>
#include <QBuffer>
#include <QImage>
#include <QMimeData>
#include <QUrl>

namespace Kontor
{
namespace
{
QStringList localFiles(const QMimeData *source)
{
    QStringList paths;
    const auto urls = source->urls();
    for (const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}
}

ComposerText::ComposerText(QWidget *parent)
    : KTextEdit(parent)
{
    setObjectName(QStringLiteral("composerText"));
    setAccessibleName(i18nc("@label", "Message text"));
    setAcceptRichText(false);
    setTabChangesFocus(true); // a mail rarely needs a tab; the keyboard user needs the way out
    setCheckSpellingEnabled(true);
    setFrameShape(NoFrame);
    document()->setDocumentMargin(fontMetrics().height() * 0.6);
}

bool ComposerText::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasUrls() || source->hasImage() || KTextEdit::canInsertFromMimeData(source);
}

void ComposerText::insertFromMimeData(const QMimeData *source)
{
    if (const auto paths = localFiles(source); !paths.isEmpty()) {
        Q_EMIT filesOffered(paths);
        return;
    }
    if (source->hasImage() && !source->hasText()) {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        if (qvariant_cast<QImage>(source->imageData()).save(&buffer, "PNG")) {
            Q_EMIT pictureOffered(png);
        }
        return;
    }
    KTextEdit::insertFromMimeData(source);
}

}
