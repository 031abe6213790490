// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/propertyedit.h"

#include "groupware/contentidentity.h"
#include "groupware/propertymerge.h"
#include "groupware/seriescontext.h"

#include <QCborArray>
#include <QHash>
#include <QSet>

#include <ranges>

namespace Kontor
{

using namespace ContentIdentity;

namespace
{
using Lines = QList<const ContentLine *>;

/// The lines of a component by property, and the properties in the order of the file.
struct Properties {
    QList<QByteArray> order{};
    QHash<QByteArray, Lines> lines{};

    explicit Properties(const ContentComponent &component)
    {
        for (const auto &part : component.parts) {
            if (part.component || part.line.name.isEmpty() || part.line.name == "BEGIN" || part.line.name == "END") {
                continue;
            }
            const auto property = propertyOf(part.line);
            auto &list = lines[property];
            if (list.isEmpty()) {
                order << property;
            }
            list << &part.line;
        }
    }
};

QList<QByteArray> logical(const Lines &lines)
{
    QList<QByteArray> list;
    for (const auto *const line : lines) {
        list << line->unfolded();
    }
    return list;
}

bool meanTheSame(const Lines &left, const Lines &right)
{
    if (left.size() != right.size()) {
        return false;
    }
    const auto meanings = [](const Lines &lines) {
        QList<QByteArray> list;
        for (const auto *const line : lines) {
            list << canonical(*line);
        }
        std::ranges::sort(list);
        return list;
    };
    return meanings(left) == meanings(right);
}

QByteArray textOf(const ContentComponent &component)
{
    ContentText text;
    text.root.parts << ContentComponent::Part{std::make_shared<ContentComponent>(component), {}};
    return text.toBytes();
}

ComponentKey withoutAlarm(ComponentKey key)
{
    key.alarm.clear();
    return key;
}

QHash<QByteArray, Located> byKey(const QList<Located> &list)
{
    QHash<QByteArray, Located> found;
    for (const auto &one : list) {
        found.insert(normalized(one.key), one);
    }
    return found;
}

/// An alarm comes and goes with its event.
bool goesAlong(const Located &one, const QHash<QByteArray, Located> &others)
{
    return !one.key.alarm.isEmpty() && !others.contains(normalized(withoutAlarm(one.key)));
}

/// What a new exception was made of, as text; nothing for all else.
QList<QByteArray> seriesOf(ComponentKey key, const QHash<QByteArray, Located> &others)
{
    if (key.recurrenceId.isEmpty() || !key.alarm.isEmpty()) {
        return {};
    }
    key.recurrenceId.clear();
    const auto series = others.constFind(normalized(key));
    return series == others.constEnd() ? QList<QByteArray>() : QList{textOf(*series->component)};
}

QCborArray toArray(const QList<QByteArray> &list)
{
    QCborArray array;
    for (const auto &one : list) {
        array << one;
    }
    return array;
}

QList<QByteArray> fromArray(const QCborValue &value)
{
    QList<QByteArray> list;
    for (const auto array = value.toArray(); const auto &one : array) {
        list << one.toByteArray();
    }
    return list;
}
}

QList<PropertyEdit> propertiesBetween(const ContentComponent &before, const ContentComponent &after)
{
    const Properties old(before);
    const Properties fresh(after);
    QList<PropertyEdit> edits;
    auto properties = old.order;
    for (const auto &property : fresh.order) {
        if (!old.lines.contains(property)) {
            properties << property;
        }
    }
    for (const auto &property : std::as_const(properties)) {
        const auto was = old.lines.value(property);
        const auto is = fresh.lines.value(property);
        if (!meanTheSame(was, is)) {
            edits << PropertyEdit{PropertyEdit::Kind::Property, {}, property, logical(was), logical(is), isWeak(property)};
        }
    }
    return edits;
}

QList<PropertyEdit> editsBetween(const QByteArray &before, const QByteArray &after)
{
    auto oldText = ContentText::parse(before);
    auto newText = ContentText::parse(after);
    const auto oldList = locate(oldText);
    const auto newList = locate(newText);
    const auto oldOnes = byKey(oldList);
    const auto newOnes = byKey(newList);
    QList<PropertyEdit> edits;
    for (const auto &one : newList) {
        const auto was = oldOnes.constFind(normalized(one.key));
        if (was == oldOnes.constEnd() && !goesAlong(one, oldOnes)) {
            edits << PropertyEdit{PropertyEdit::Kind::AddComponent, one.key, {}, seriesOf(one.key, oldOnes), {textOf(*one.component)}, false};
        } else if (was != oldOnes.constEnd() && one.key.name != "VTIMEZONE") { // the same zone in other words is none of the user's doing
            for (auto edit : propertiesBetween(*was->component, *one.component)) {
                edit.component = was->key;
                edits << edit;
            }
        }
    }
    // Backwards, since of two alarms that are alike the second is known by being the second.
    for (const auto &one : oldList | std::views::reverse) {
        if (!newOnes.contains(normalized(one.key)) && !goesAlong(one, newOnes)) {
            edits << PropertyEdit{PropertyEdit::Kind::RemoveComponent, one.key, {}, {textOf(*one.component)}, {}, false};
        }
    }
    for (auto &edit : edits) {
        edit.context = SeriesContext::of(edit, oldList, newList);
    }
    return edits;
}

QCborArray toCbor(const QList<PropertyEdit> &edits)
{
    QCborArray array;
    for (const auto &edit : edits) {
        array << QCborArray{int(edit.kind),
                            edit.component.name,
                            edit.component.uid,
                            edit.component.recurrenceId,
                            edit.component.alarm,
                            edit.property,
                            toArray(edit.before),
                            toArray(edit.after),
                            edit.weak,
                            toArray(edit.context)};
    }
    return array;
}

QList<PropertyEdit> editsFromCbor(const QCborArray &array)
{
    QList<PropertyEdit> edits;
    for (const auto &value : array) {
        const auto fields = value.toArray();
        const auto kind = fields.at(0).toInteger(-1);
        if (fields.size() < 9 || kind < 0 || kind > int(PropertyEdit::Kind::RemoveComponent)) {
            continue;
        }
        edits << PropertyEdit{PropertyEdit::Kind(kind),
                              {fields.at(1).toByteArray(), fields.at(2).toByteArray(), fields.at(3).toByteArray(), fields.at(4).toByteArray()},
                              fields.at(5).toByteArray(),
                              fromArray(fields.at(6)),
                              fromArray(fields.at(7)),
                              fields.at(8).toBool(),
                              fromArray(fields.at(9))};
    }
    return edits;
}

}
