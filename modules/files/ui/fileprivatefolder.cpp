// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/fileprivatefolder.h"

#include <QDir>
#include <QStandardPaths>

namespace Kontor
{

std::shared_ptr<QTemporaryDir> makePrivateFolder()
{
    const auto runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    const auto base = runtime.isEmpty() ? QDir::tempPath() : runtime;
    auto folder = std::make_shared<QTemporaryDir>(QString(base + QLatin1StringView("/kontor-XXXXXX")));
    return folder->isValid() ? folder : nullptr;
}

}
