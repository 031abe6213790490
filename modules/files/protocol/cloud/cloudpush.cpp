// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudpush.h"

#include "base/await.h"

namespace Kontor
{

struct CloudPush::Private {
    Settings settings;
};

CloudPush::CloudPush(Settings settings, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>(std::move(settings)))
{
}

CloudPush::~CloudPush()
{
    stop();
}

bool CloudPush::isConnected() const
{
    return false;
}

Task<Result<Hint>> CloudPush::wait(std::chrono::seconds atMost)
{
    const Pending<Hint> never;
    auto answer = co_await never.result(atMost);
    if (!answer) {
        co_return Hint();
    }
    co_return answer;
}

void CloudPush::stop()
{
}

}
