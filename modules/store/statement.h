// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <functional>
#include <optional>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace Kontor
{

/// A compiled SQL statement. Typical use:
///   auto &s = db.prepare("SELECT id, name FROM thing WHERE kind = ?1");
///   auto done = s.each([&](const Statement &row) { list << row.text(1); }, kind);
/// Bindings are positional, in the order of the arguments; a null QString or QByteArray binds
/// NULL. The arguments must stay alive during the call only. Error kind: Storage.
class Statement
{
public:
    /// Compiled when it is first used, on a connection that must outlive it.
    Statement(sqlite3 *handle, const QByteArray &sql);
    ~Statement();
    Q_DISABLE_COPY_MOVE(Statement)

    /// Runs to the end and ignores rows.
    template<class... Args>
    Result<void> run(const Args &...args)
    {
        start(args...);
        return finish([](const Statement &) {});
    }

    /// Calls \p visit for each row.
    template<class Visit, class... Args>
    Result<void> each(Visit visit, const Args &...args)
    {
        start(args...);
        return finish(visit);
    }

    /// The first column of the first row, if there is one. T: qint64, int, bool, double, QString, QByteArray, an Id.
    template<class T, class... Args>
    Result<std::optional<T>> value(const Args &...args)
    {
        std::optional<T> found;
        start(args...);
        auto done = finish([&found](const Statement &row) {
            if (!found) {
                found = row.get<T>(0);
            }
        });
        if (!done) {
            return std::unexpected(done.error());
        }
        return found;
    }

    // Columns of the current row, counted from 0. NULL reads as 0, empty or null.
    bool isNull(int column) const;
    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;
    QByteArray blob(int column) const;

    template<class T>
    T get(int column) const
    {
        if constexpr (std::is_same_v<T, QString>) {
            return text(column);
        } else if constexpr (std::is_same_v<T, QByteArray>) {
            return blob(column);
        } else if constexpr (std::is_floating_point_v<T>) {
            return real(column);
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            return static_cast<T>(integer(column));
        } else {
            return T{integer(column)};
        }
    }

    /// In the middle of each(): a nested use of the same text gets another statement.
    bool isBusy() const;

private:
    void compile();
    void reset();
    void noteBinding(int code);
    void bindNull(int position);
    void bindInteger(int position, qint64 value);
    void bindReal(int position, double value);
    void bindText(int position, const QString &value);
    void bindBlob(int position, const QByteArray &value);
    Result<void> finish(const std::function<void(const Statement &)> &visit);

    template<class T>
    void bind(int position, const T &value)
    {
        if constexpr (std::is_same_v<T, std::nullptr_t>) {
            bindNull(position);
        } else if constexpr (std::is_same_v<T, QString>) {
            bindText(position, value); // a null QString binds NULL
        } else if constexpr (std::is_same_v<T, QByteArray>) {
            bindBlob(position, value); // a null QByteArray binds NULL
        } else if constexpr (std::is_convertible_v<const T &, QString>) {
            bindText(position, QString(value)); // pieces joined by + or %
        } else if constexpr (std::is_floating_point_v<T>) {
            bindReal(position, value);
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            bindInteger(position, static_cast<qint64>(value));
        } else if constexpr (requires { value.has_value(); }) {
            value ? bind(position, *value) : bindNull(position);
        } else {
            bindInteger(position, value.value); // an Id
        }
    }

    template<class... Args>
    void start(const Args &...args)
    {
        reset();
        int position = 0;
        (bind(++position, args), ...);
    }

    sqlite3 *m_handle;
    QByteArray m_sql;
    sqlite3_stmt *m_statement = nullptr;
    std::optional<Error> m_startError; ///< compiling or binding failed; told by finish()
};

}
