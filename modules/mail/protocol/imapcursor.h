// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapframer.h"

#include <QByteArrayView>

#include <optional>

namespace Kontor
{

/// Reads the words of a whole response, or of a raw piece of one, from left to right. Nothing is
/// copied before it is asked for; the bytes must outlive the cursor. Never reads past the end.
class ImapCursor
{
public:
    /// A string of any spelling: quoted, literal, literal8, atom or NIL.
    struct Text {
        QByteArrayView raw{}; // without quotes
        bool isEscaped = false;
        bool isNil = false;
        qint64 omitted = 0;

        QByteArray bytes() const;
    };

    explicit ImapCursor(QByteArrayView text, const QList<ImapOmitted> &omitted = {});

    bool atEnd() const
    {
        return m_at >= m_text.size();
    }
    qsizetype position() const
    {
        return m_at;
    }
    QByteArrayView between(qsizetype from, qsizetype to) const
    {
        return m_text.sliced(from, to - from);
    }
    char peek() const ///< '\0' at the end
    {
        return atEnd() ? '\0' : m_text[m_at];
    }
    bool take(char c);
    void skipSpaces();
    void skipByte()
    {
        ++m_at;
    }

    /// Everything up to a space, a parenthesis or the end; may be empty. Brackets belong to it.
    QByteArrayView atom();
    /// The same up to one of \p stops too.
    QByteArrayView atomUntil(QByteArrayView stops);
    /// nullopt: no digits, or more than 64 bits.
    std::optional<quint64> number();
    std::optional<quint32> number32();

    /// nullopt: broken.
    std::optional<Text> string();
    /// A string or an atom (ASTRING, and NIL as such).
    std::optional<Text> stringOrAtom();
    /// "(a b c)" of atoms and strings, no lists inside.
    std::optional<QList<QByteArray>> flatList();

    /// Passes over one value of any depth and returns it raw; nullopt: unbalanced. No recursion.
    std::optional<QByteArrayView> value();

    void rewind(qsizetype position)
    {
        m_at = position;
    }

    QByteArrayView rest() const
    {
        return m_text.sliced(std::min(m_at, m_text.size()));
    }

private:
    std::optional<Text> quoted();
    std::optional<Text> literal();

    QByteArrayView m_text;
    qsizetype m_at = 0;
    QList<ImapOmitted> m_omitted;
};

}
