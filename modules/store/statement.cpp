// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statement.h"

#include "store/database.h"
#include "store/storageproblem.h"

#include <sqlite3.h>

namespace Kontor
{

Statement::Statement(sqlite3 *handle, const QByteArray &sql)
    : m_handle(handle)
    , m_sql(sql)
{
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

bool Statement::isBusy() const
{
    return m_statement && sqlite3_stmt_busy(m_statement);
}

void Statement::compile()
{
    if (auto fault = Database::nextFault()) {
        m_startError = std::move(fault);
        return;
    }
    const int code = sqlite3_prepare_v3(m_handle, m_sql.constData(), int(m_sql.size()) + 1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
    if (code != SQLITE_OK) {
        m_startError = sqliteError(m_handle, code);
    }
}

void Statement::reset()
{
    m_startError.reset();
    if (!m_statement) {
        compile(); // again, if the last attempt failed: the reason may have passed
        return;
    }
    sqlite3_reset(m_statement);
}

void Statement::noteBinding(int code)
{
    if (code != SQLITE_OK && !m_startError) {
        m_startError = sqliteError(m_handle, code);
    }
}

void Statement::bindNull(int position)
{
    if (m_statement) {
        noteBinding(sqlite3_bind_null(m_statement, position));
    }
}

void Statement::bindInteger(int position, qint64 value)
{
    if (m_statement) {
        noteBinding(sqlite3_bind_int64(m_statement, position, value));
    }
}

void Statement::bindReal(int position, double value)
{
    if (m_statement) {
        noteBinding(sqlite3_bind_double(m_statement, position, value));
    }
}

void Statement::bindText(int position, const QString &value)
{
    if (!m_statement) {
        return;
    }
    if (value.isNull()) {
        bindNull(position);
        return;
    }
    const auto utf8 = value.toUtf8();
    noteBinding(sqlite3_bind_text64(m_statement, position, utf8.constData(), sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bindBlob(int position, const QByteArray &value)
{
    if (!m_statement) {
        return;
    }
    if (value.isNull()) {
        bindNull(position);
        return;
    }
    // Not copied: the argument lives until finish(), which clears the bindings.
    noteBinding(sqlite3_bind_blob64(m_statement, position, value.constData(), sqlite3_uint64(value.size()), SQLITE_STATIC));
}

Result<void> Statement::finish(const std::function<void(const Statement &)> &visit)
{
    auto error = std::move(m_startError);
    m_startError.reset();
    if (!error) {
        error = Database::nextFault();
    }
    if (!error) {
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(m_statement)) == SQLITE_ROW) {
            visit(*this);
        }
        if (code != SQLITE_DONE) {
            error = sqliteError(m_handle, code);
        }
    }
    if (m_statement) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
    if (error) {
        return std::unexpected(std::move(*error));
    }
    return {};
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

QString Statement::text(int column) const
{
    if (isNull(column)) {
        return {};
    }
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    const int size = sqlite3_column_bytes(m_statement, column);
    return size > 0 ? QString::fromUtf8(bytes, size) : QStringLiteral("");
}

QByteArray Statement::blob(int column) const
{
    if (isNull(column)) {
        return {};
    }
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    const int size = sqlite3_column_bytes(m_statement, column);
    return size > 0 ? QByteArray(bytes, size) : QByteArray("");
}

}
