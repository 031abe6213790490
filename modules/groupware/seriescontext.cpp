// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/seriescontext.h"

#include <algorithm>

namespace Kontor
{

using namespace ContentIdentity;

namespace
{
bool isInstance(const ComponentKey &key)
{
    return !key.recurrenceId.isEmpty() && key.alarm.isEmpty();
}

bool isSeries(const ComponentKey &key)
{
    return key.recurrenceId.isEmpty() && key.alarm.isEmpty() && (key.name == "VEVENT" || key.name == "VTODO");
}

bool isOfSame(const Located &one, const ComponentKey &key)
{
    return one.key.name == key.name && one.key.uid == key.uid;
}

bool isStart(const PropertyEdit &edit)
{
    return edit.kind == PropertyEdit::Kind::Property && isSeries(edit.component) && edit.property == "DTSTART";
}

bool namesInstances(const PropertyEdit &edit)
{
    return edit.kind == PropertyEdit::Kind::AddComponent ? isInstance(edit.component)
                                                         : edit.kind == PropertyEdit::Kind::Property && isSeries(edit.component)
            && (edit.property == "EXDATE" || edit.property == "RDATE");
}

void addBeginnings(const ComponentKey &key, const QList<Located> &list, QList<QByteArray> &lines)
{
    for (const auto &one : list) {
        const auto *const start = isOfSame(one, key) && isSeries(one.key) ? one.component->line("DTSTART") : nullptr;
        if (start && !lines.contains(start->unfolded())) {
            lines << start->unfolded();
        }
    }
}

void addInstances(const ComponentKey &key, const QList<Located> &list, QList<QByteArray> &names)
{
    const auto add = [&names](const QByteArray &name) {
        if (!names.contains(name)) {
            names << name;
        }
    };
    for (const auto &one : list) {
        if (!isOfSame(one, key)) {
            continue;
        }
        if (isInstance(one.key)) {
            add("own " + instant(one.key.recurrenceId));
        } else if (isSeries(one.key)) {
            for (const auto *const property : {"EXDATE", "RDATE"}) {
                for (const auto *const line : one.component->lines(property)) {
                    for (const auto values = splitValue(line->value(), ','); const auto &value : values) {
                        add(property + QByteArray(" ") + instant(line->parameter("TZID"), value));
                    }
                }
            }
        }
    }
}

QByteArray when(const QByteArray &logical)
{
    const auto line = ContentLine::fromLogical(logical);
    return instant(line.parameter("TZID"), line.value());
}
}

QList<QByteArray> SeriesContext::of(const PropertyEdit &edit, const QList<Located> &before, const QList<Located> &after)
{
    QList<QByteArray> context;
    if (isStart(edit)) {
        context << QByteArray("instances");
        addInstances(edit.component, before, context);
        addInstances(edit.component, after, context);
    } else if (namesInstances(edit)) {
        addBeginnings(edit.component, before, context);
        addBeginnings(edit.component, after, context);
    }
    return context;
}

bool SeriesContext::isOther(const PropertyEdit &edit, const QList<Located> &now)
{
    if (edit.context.isEmpty()) {
        return false;
    }
    QList<QByteArray> present;
    if (isStart(edit)) {
        const bool repeats = std::ranges::any_of(now, [&edit](const Located &one) {
            return isOfSame(one, edit.component) && isSeries(one.key) && (one.component->line("RRULE") || one.component->line("RDATE"));
        });
        if (repeats) {
            addInstances(edit.component, now, present);
        }
        return std::ranges::any_of(present, [&edit](const QByteArray &name) { return !edit.context.contains(name); });
    }
    addBeginnings(edit.component, now, present);
    return !present.isEmpty() && std::ranges::none_of(edit.context, [&present](const QByteArray &line) { return when(line) == when(present.first()); });
}

}
