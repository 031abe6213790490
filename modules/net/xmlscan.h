// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace Kontor
{

/// Reads XML octet by octet as it comes, without building anything: for answers with a hundred thousand entries, of
/// which QXmlStreamReader would first make UTF-16. Names and texts are views that hold until the next call.
///
/// As careful as guardedXml(): no document types and so no entities, limits for depth, attributes and the length of
/// one tag or text. Well-formed is demanded as far as the structure goes; octets that XML forbids are left to the caller.
class XmlScan
{
public:
    enum class Token {
        More, ///< add() more, or there is none: the document ends too early
        Start,
        End,
        Text, ///< of one piece; several may follow each other
        Done, ///< behind the root
        Broken, ///< see error()
    };

    /// \p spaces: the namespaces that are told apart; space() is an index into them, or -1.
    explicit XmlScan(QList<QByteArray> spaces);

    void add(const QByteArray &bytes);
    Token next();

    int space() const
    {
        return m_space;
    }
    QByteArrayView name() const
    {
        return m_name;
    }
    QByteArrayView text() const ///< UTF-8, references resolved
    {
        return m_text;
    }
    int depth() const ///< how many elements are open; 1 inside of the root
    {
        return int(m_open.size());
    }
    std::unexpected<Error> error() const; ///< Protocol

private:
    struct Binding {
        QByteArray prefix;
        int space = -1;
        int depth = 0;
    };

    Token startTag(qsizetype end);
    Token endTag(qsizetype end);
    Token endElement();
    Token characters(qsizetype end);
    Token broken(const char *why);
    bool readAttributes(const char *at, const char *end, int depth);
    void resolve(QByteArrayView qualified);
    bool decode(QByteArrayView raw);
    bool readDeclaration(QByteArrayView declaration);
    qsizetype tagEnd() const;

    QList<QByteArray> m_spaces;
    std::vector<Binding> m_bindings;
    std::vector<QByteArray> m_open; ///< qualified names
    QByteArray m_buffer;
    qsizetype m_at = 0;
    QByteArrayView m_name;
    QByteArrayView m_text;
    QByteArray m_decoded;
    const char *m_problem = nullptr;
    int m_space = -1;
    bool m_isLatin = false;
    bool m_hasBegun = false;
    bool m_endsAtOnce = false; ///< the tag that was just read is empty: its end comes next
    bool m_isDone = false;
};

}
