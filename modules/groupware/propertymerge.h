// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"
#include "groupware/propertyedit.h"

namespace Kontor
{

/// Carries one edit of a property out on a component that somebody else may have changed.
class PropertyMerge
{
public:
    enum class Outcome { Nothing, Changed, Clash };

    explicit PropertyMerge(ContentComponent &component);

    /// \p edit.kind is Property.
    Outcome apply(const PropertyEdit &edit);

    /// Puts a line or a component at that place, on lines of its own.
    void insert(qsizetype at, ContentComponent::Part part);

private:
    /// A wish about one line: away (no after), new (no before), or other than it was.
    struct Wish {
        std::optional<ContentLine> before{};
        std::optional<ContentLine> after{};
    };

    QList<Wish> wishes(const QList<ContentLine> &before, const QList<ContentLine> &after) const;
    qsizetype find(const QByteArray &canonical) const;
    qsizetype findEntry(const QByteArray &entry) const;
    Outcome fulfil(const Wish &wish);
    Outcome grant(const Wish &wish);
    Outcome grantOther(const Wish &wish, qsizetype at);
    Outcome mergeSets(const QList<ContentLine> &before, const QList<ContentLine> &after);
    Outcome mergeWeak(const QList<ContentLine> &after);
    bool addToSet(const QByteArray &value, const ContentLine &model);
    void replace(qsizetype at, ContentLine line);
    void remove(qsizetype at);
    void add(ContentLine line);
    ContentLine ended(ContentLine line) const;

    ContentComponent &m_component;
    QByteArray m_property;
    QByteArray m_lineEnd;
};

/// What changes the lines of one component into those of the other, property by property; the key is the caller's to set.
QList<PropertyEdit> propertiesBetween(const ContentComponent &before, const ContentComponent &after);

}
