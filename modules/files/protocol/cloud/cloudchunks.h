// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Kontor
{

/// How a file is cut for chunked upload v2: numbers from 1 to 10,000, each chunk but the last between 5 MB and 5 GB. The
/// same for the same file and server, so that an upload can go on later. A value.
class CloudChunks
{
public:
    static constexpr int most = 10'000;
    static constexpr qint64 smallest = qint64(5) << 20;
    static constexpr qint64 largest = qint64(5) * 1000 * 1000 * 1000;
    static constexpr qint64 largestFile = largest * most;

    CloudChunks() = default;
    /// \p wish: the most the server wants in one, \p atOnce: of them side by side; 0: it does not say.
    CloudChunks(qint64 size, qint64 wish, qint64 atOnce);

    int count() const;
    qint64 offset(int number) const;
    qint64 length(int number) const;
    int atOnce() const
    {
        return m_atOnce;
    }

    static QString name(int number); ///< "00001": servers sort them as text or as numbers
    static std::optional<int> numberOf(const QString &name); ///< also of "1"; nothing for other names

private:
    qint64 m_size = 0;
    qint64 m_chunk = smallest;
    int m_atOnce = 1;
};

}
