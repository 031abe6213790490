// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/fileextract.h"

#include <KLocalizedString>

namespace Kontor
{

bool FileExtract::canRead(const QString &)
{
    return false;
}

bool FileExtract::canDraw(const QString &)
{
    return false;
}

QFuture<Result<QString>> FileExtract::text(const QString &, const QString &)
{
    return QtFuture::makeReadyValueFuture(Result<QString>(failure(Error::Kind::NotFound, i18nc("@info", "There is no text in this file."))));
}

QFuture<Result<QImage>> FileExtract::preview(const QString &, const QString &, int)
{
    return QtFuture::makeReadyValueFuture(Result<QImage>(failure(Error::Kind::NotFound, i18nc("@info", "There is no preview of this file."))));
}

}
