// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"

#include <QHash>
#include <QMap>
#include <QSet>

namespace Kontor
{

/// Lines of one card to be replaced, removed and added; everything else stays as it is.
class VCardEdit
{
public:
    explicit VCardEdit(ContentComponent &card);

    const ContentComponent &card() const
    {
        return m_card;
    }
    const ContentLine &line(qsizetype part) const
    {
        return m_card.parts[part].line;
    }
    bool isVersion4() const
    {
        return m_isVersion4;
    }

    /// Positions of the lines with this canonical name, in order.
    QList<qsizetype> find(const QByteArray &canonicalName) const;

    void replace(qsizetype part, const ContentLine &line);
    void replaceValue(qsizetype part, const QByteArray &value); ///< parameters stay as they are
    void remove(qsizetype part); ///< with the label of its group, if that has no other lines
    void add(const ContentLine &line); ///< behind the last one of its name, else at the end
    QByteArray freeGroup(); ///< "item3"

    /// Sets what the user calls a line in a group of its own.
    void setLabel(const QByteArray &group, const QString &label);

    /// Carries it out.
    void apply();

private:
    ContentComponent &m_card;
    bool m_isVersion4;
    QHash<QByteArray, QList<qsizetype>> m_byName;
    QHash<qsizetype, ContentLine> m_replaced;
    QSet<qsizetype> m_removed;
    QMap<qsizetype, QList<ContentLine>> m_added;
    int m_lastGroup = 0;
};

}
