// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/synchronizer.h"

namespace Kontor
{

bool Synchronizer::isCurrent(const RemoteCollection &, const QByteArray &) const
{
    return false;
}

void Synchronizer::setFocus(const QString &) {}

}
