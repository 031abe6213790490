// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compiled once and shared by all targets, which halves the time of a build. Every file still
// includes what it uses; nothing may rely on this one.
#pragma once

#include <KLocalizedString>
#include <QByteArray>
#include <QCborMap>
#include <QCoroFuture>
#include <QCoroTask>
#include <QDateTime>
#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPromise>
#include <QSet>
#include <QString>
#include <QTimer>

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
