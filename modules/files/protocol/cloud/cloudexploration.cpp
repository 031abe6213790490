// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudserver.h"

namespace Kontor
{

Task<Result<std::optional<CloudFeatures>>> exploreCloud([[maybe_unused]] HttpClient *http, [[maybe_unused]] QUrl start)
{
    co_return std::optional<CloudFeatures>();
}

}
