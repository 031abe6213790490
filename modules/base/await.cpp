// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"

#include <KLocalizedString>
#include <QCoroTimer>

namespace Kontor
{

Task<> sleepFor(std::chrono::milliseconds duration)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(duration);
    co_await timer;
}

std::unexpected<Error> timeoutFailure()
{
    return failure(Error::Kind::Timeout, i18nc("@info", "The server did not answer in time."));
}

}
