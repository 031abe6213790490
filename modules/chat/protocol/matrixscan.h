// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace Kontor
{

/// Walks over JSON without building anything of it: an answer of a hundred megabytes costs no more than its octets, any part
/// can be passed over, and a value of any depth needs no stack. What is passed over need only be whole (brackets and
/// texts end); whoever takes a part reads it with QJsonDocument.
class MatrixScan
{
public:
    explicit MatrixScan(QByteArrayView json)
        : m_at(json.data())
        , m_end(json.data() + json.size())
    {
    }

    enum class Kind { Object, Array, Text, Other, Nothing };
    Kind kind(); ///< of the value ahead

    /// Calls \p each(key) for each member of the object ahead, which may take its value or leave it. Any other value is
    /// passed over.
    template<class Each>
    void members(Each each)
    {
        if (!enter('{')) {
            skip();
            return;
        }
        for (bool isFirst = true; !leave('}', isFirst); isFirst = false) {
            const QString name = key();
            if (m_isBroken) {
                return;
            }
            const char *const value = m_at;
            each(name);
            if (m_at == value) {
                skip();
            }
        }
    }

    /// Calls \p each() for each element of the array ahead, which may take it or leave it.
    template<class Each>
    void elements(Each each)
    {
        if (!enter('[')) {
            skip();
            return;
        }
        for (bool isFirst = true; !leave(']', isFirst); isFirst = false) {
            space();
            const char *const value = m_at;
            each();
            if (m_at == value) {
                skip();
            }
        }
    }

    /// Passes over the value ahead and answers its octets.
    QByteArrayView skip();
    int deepest() const ///< how many brackets were open at once in what was skipped last
    {
        return m_deepest;
    }
    /// Passes over the value ahead; empty unless it is a text of no more octets.
    QString text(qsizetype atMost = 4096);
    /// Passes over the value ahead; \p otherwise unless it is a whole number that a double counts exactly.
    qint64 number(qint64 otherwise = 0);
    /// Passes over the value ahead; false unless it is true.
    bool flag();

    bool isBroken() const
    {
        return m_isBroken;
    }
    bool isAtEnd(); ///< nothing but space is left, and nothing was broken

private:
    void space();
    bool enter(char bracket);
    bool leave(char bracket, bool isFirst);
    QString key();
    bool skipText();
    void breakOff();

    const char *m_at;
    const char *m_end;
    int m_deepest = 0;
    bool m_isBroken = false;
};

}
