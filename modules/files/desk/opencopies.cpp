// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/opencopies.h"

#include <KLocalizedString>

namespace Kontor
{

struct OpenCopies::Private {
    Parts parts;
};

OpenCopies::OpenCopies(Parts parts, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(parts)))
{
}

OpenCopies::~OpenCopies() = default;

QFuture<Result<int>> OpenCopies::recover()
{
    return QtFuture::makeReadyValueFuture(Result<int>(0));
}

QFuture<Result<QString>> OpenCopies::open(ItemId)
{
    return QtFuture::makeReadyValueFuture(Result<QString>(failure(Error::Kind::Storage, i18nc("@info", "The file cannot be opened yet."))));
}

QList<OpenCopies::Copy> OpenCopies::copies() const
{
    return {};
}

void OpenCopies::close(ItemId)
{
}

void OpenCopies::closeAll()
{
}

}
