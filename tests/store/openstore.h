// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace Kontor
{

inline QByteArray testKey(char letter = 'k')
{
    return QByteArray(32, letter);
}

/// A schema of one table, thing(id, name), in a folder of its own below \p folder.
inline QString thingSchema(const QString &folder)
{
    const auto schema = folder + QStringLiteral("/schema/things");
    QDir().mkpath(schema);
    QFile file(schema + QStringLiteral("/001.sql"));
    if (!file.open(QIODevice::WriteOnly) || file.write("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;") < 0) {
        qFatal("no schema");
    }
    return schema;
}

inline Store::Options thingOptions(const QString &folder)
{
    return {.folder = folder + QStringLiteral("/store"), .key = testKey(), .schemas = {thingSchema(folder)}};
}

/// Fails the test with the error's text if there is one.
template<class T>
bool worked(const Result<T> &result)
{
    if (!result) {
        qWarning().noquote() << result.error().message << result.error().detail;
    }
    return result.has_value();
}

/// The answer of a store future, waited for.
template<class T>
Result<T> answer(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.result();
}

}
