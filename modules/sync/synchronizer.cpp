// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/synchronizer.h"

#include "sync/synccontext.h"

namespace Kontor
{

bool Synchronizer::isCurrent(const RemoteCollection &, const QByteArray &) const
{
    return false;
}

bool Synchronizer::concernsAll(const Change &, const Error &error) const
{
    return stopsRound(error.kind);
}

void Synchronizer::setFocus(const QString &) {}

}
