// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QCoroTask>

namespace Kontor
{

/// A coroutine that is under way. Only base, store, net, accounts, sync and *synchronizer.cpp
/// may await one; tests/layering holds the fence. Parameters by value, no capturing lambdas.
template<class T = void>
using Task = QCoro::Task<T>;

}
