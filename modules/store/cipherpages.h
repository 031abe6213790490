// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Kontor
{

/// Knows how SQLCipher 4 seals a page, to tell a damaged page from a wrong key and to mend a
/// first page without which SQLite would read nothing at all.
///
/// A page ends with 16 bytes initialisation vector and 64 bytes HMAC-SHA512; the first page
/// begins with 16 bytes of salt, which Kontor derives from the key.
class CipherPages
{
public:
    CipherPages(const QByteArray &key, int pageSize);
    ~CipherPages();

    /// The salt that belongs to a key: equal bytes at the start of a file mean it was made with this key.
    static QByteArray saltOf(const QByteArray &key);

    /// True if the page was sealed with our key and is unharmed. \p number counts from 1.
    bool isWhole(const QByteArray &page, quint32 number) const;

    std::optional<QByteArray> unseal(const QByteArray &page, quint32 number) const;
    QByteArray seal(const QByteArray &plain, quint32 number) const;

    int pageSize() const
    {
        return m_pageSize;
    }

private:
    QByteArray mac(QByteArrayView sealed, quint32 number) const;

    QByteArray m_key;
    QByteArray m_macKey;
    int m_pageSize;
};

}
