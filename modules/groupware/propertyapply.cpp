// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contentidentity.h"
#include "groupware/propertyedit.h"
#include "groupware/propertymerge.h"
#include "groupware/seriescontext.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{

using namespace ContentIdentity;

namespace
{
using Kind = PropertyEdit::Kind;
using Outcome = PropertyMerge::Outcome;

/// An object while edits are carried out on it.
class EditedText
{
public:
    explicit EditedText(const QByteArray &bytes)
        : m_text(ContentText::parse(bytes))
    {
        look();
    }

    Outcome apply(const PropertyEdit &edit)
    {
        switch (edit.kind) {
        case Kind::Property:
            return applyProperty(edit);
        case Kind::AddComponent:
            return addComponent(edit);
        case Kind::RemoveComponent:
            return removeComponent(edit);
        }
        return Outcome::Nothing;
    }

    /// Whether start and end of all components still go together.
    bool isOrderly() const
    {
        return std::ranges::all_of(m_found, [](const Located &one) { return isOrderly(*one.component); });
    }

    QByteArray toBytes() const
    {
        return m_text.toBytes();
    }

private:
    void look()
    {
        m_found = locate(m_text);
    }

    const Located *find(const ComponentKey &key) const
    {
        const auto wanted = normalized(key);
        const auto found = std::ranges::find_if(m_found, [&wanted](const Located &one) { return normalized(one.key) == wanted; });
        if (found != m_found.end()) {
            return &*found;
        }
        const auto cards = std::ranges::count_if(m_found, [](const Located &one) { return one.key.name == "VCARD"; });
        if (key.name == "VCARD" && cards == 1) { // a server that gives cards UIDs of its own
            return &*std::ranges::find_if(m_found, [](const Located &one) { return one.key.name == "VCARD"; });
        }
        return nullptr;
    }

    Outcome applyProperty(const PropertyEdit &edit)
    {
        const auto *const found = find(edit.component);
        if (!found) {
            return edit.weak ? Outcome::Nothing : Outcome::Clash;
        }
        if (SeriesContext::isOther(edit, m_found)) {
            auto copy = *found->component;
            return PropertyMerge(copy).apply(edit) == Outcome::Nothing ? Outcome::Nothing : Outcome::Clash;
        }
        return PropertyMerge(*found->component).apply(edit);
    }

    Outcome addComponent(const PropertyEdit &edit)
    {
        auto added = ContentText::parse(edit.after.value(0));
        if (added.root.parts.isEmpty() || !added.root.parts.first().component) {
            return Outcome::Nothing;
        }
        const auto component = added.root.parts.first().component;
        if (component->end.raw.isEmpty()) {
            close(*component);
        }
        if (const auto *const found = find(edit.component)) {
            if (edit.component.name == "VTIMEZONE") {
                return Outcome::Nothing;
            }
            const auto series = ContentText::parse(edit.before.value(0));
            return addToExisting(*found->component, *component, series.root.parts.isEmpty() ? nullptr : series.root.parts.first().component.get());
        }
        auto *const parent = parentFor(edit.component);
        if (!parent || SeriesContext::isOther(edit, m_found)) {
            return Outcome::Clash;
        }
        qsizetype at = parent->parts.size();
        for (qsizetype index = parent->parts.size() - 1; index >= 0; --index) {
            const auto &part = parent->parts.at(index);
            if (part.component && part.component->name == component->name) {
                at = index + 1; // behind its equals
                break;
            }
            if (part.component && component->name == "VTIMEZONE") {
                at = index; // zones come first
            }
        }
        const bool isLf = parent->begin.raw.endsWith('\n') && !parent->begin.raw.endsWith("\r\n");
        PropertyMerge(*parent).insert(at, {isLf ? withLf(component) : component, {}});
        look();
        return Outcome::Changed;
    }

    /// It came from a text that broke off.
    static void close(ContentComponent &component)
    {
        for (auto &part : component.parts) {
            if (part.component && part.component->end.raw.isEmpty()) {
                close(*part.component);
            }
        }
        PropertyMerge(component).insert(component.parts.size(), {});
        component.end = ContentLine::fromLogical("END:" + component.name);
    }

    static std::shared_ptr<ContentComponent> withLf(const std::shared_ptr<ContentComponent> &component)
    {
        ContentText text;
        text.root.parts << ContentComponent::Part{component, {}};
        return ContentText::parse(text.toBytes().replace("\r\n", "\n")).root.parts.first().component;
    }

    /// It is there already: by an attempt whose answer was lost, or by somebody else, and was changed since perhaps. What it
    /// only has from its series nobody wished.
    static Outcome addToExisting(ContentComponent &there, const ContentComponent &wished, const ContentComponent *series)
    {
        auto outcome = Outcome::Nothing;
        for (auto edit : propertiesBetween(series ? *series : ContentComponent(), wished)) {
            const bool isOwn = isOfInstance(edit.property);
            if (edit.weak || (edit.after.isEmpty() && (isOwn || isOfSeriesAlone(edit.property)))) {
                continue;
            }
            if (isOwn) {
                edit.before.clear();
            }
            const auto one = PropertyMerge(there).apply(edit);
            if (one == Outcome::Clash) {
                return one;
            }
            outcome = one == Outcome::Changed ? one : outcome;
        }
        return outcome;
    }

    static bool isOfSeriesAlone(const QByteArray &property)
    {
        static const QList<QByteArray> alone{"RRULE", "EXRULE", "RDATE", "EXDATE"};
        return alone.contains(property);
    }

    static bool isOfInstance(const QByteArray &property)
    {
        static const QList<QByteArray> own{"RECURRENCE-ID", "DTSTART", "DTEND", "DUE", "DURATION"};
        return own.contains(property);
    }

    ContentComponent *parentFor(const ComponentKey &key)
    {
        if (!key.alarm.isEmpty()) {
            auto outer = key;
            outer.alarm.clear();
            const auto *const found = find(outer);
            return found ? found->component : nullptr;
        }
        if (key.name == "VCARD" || key.name == "VCALENDAR") {
            return &m_text.root;
        }
        const bool hasEqual = std::ranges::any_of(m_found, [&key](const Located &one) { return one.key.name == key.name && one.key.uid == key.uid; });
        if (!key.recurrenceId.isEmpty() && !hasEqual) {
            return nullptr; // the series is gone
        }
        const auto calendar = std::ranges::find_if(m_found, [](const Located &one) { return one.key.name == "VCALENDAR"; });
        return calendar == m_found.end() ? nullptr : calendar->component;
    }

    Outcome removeComponent(const PropertyEdit &edit)
    {
        const auto *const found = find(edit.component);
        if (!found) {
            return Outcome::Nothing;
        }
        if (edit.component.name == "VTIMEZONE") {
            const bool isNeeded = std::ranges::any_of(m_found, [&edit](const Located &one) { return refersTo(*one.component, edit.component.uid); });
            if (isNeeded) {
                return Outcome::Nothing;
            }
        } else {
            const auto was = ContentText::parse(edit.before.value(0));
            if (was.root.parts.isEmpty() || !was.root.parts.first().component || !saysTheSame(*was.root.parts.first().component, *found->component)) {
                return Outcome::Clash;
            }
        }
        found->parent->parts.removeIf([found](const auto &part) { return part.component.get() == found->component; });
        look();
        return Outcome::Changed;
    }

    static bool refersTo(const ContentComponent &component, const QByteArray &zone)
    {
        return component.name != "VTIMEZONE" && std::ranges::any_of(component.parts, [&zone](const auto &part) {
                   return !part.component && part.line.raw.contains(';') && part.line.parameter("TZID") == zone;
               });
    }

    static bool saysTheSame(const ContentComponent &left, const ContentComponent &right)
    {
        const auto meanings = [](const ContentComponent &component) {
            QList<QByteArray> list;
            for (const auto &part : component.parts) {
                if (!part.component && !part.line.name.isEmpty() && !isWeak(part.line.name)) {
                    // What servers add to attendees says nothing new.
                    auto line = part.line;
                    if (line.name == "ATTENDEE" || line.name == "ORGANIZER") {
                        auto list = line.parameters();
                        list.removeIf([](const auto &one) { return one.first.startsWith("SCHEDULE-"); });
                        line = ContentLine::make(line.group, line.name, list, line.value());
                    }
                    list << canonical(line);
                }
            }
            std::ranges::sort(list);
            return list;
        };
        return meanings(left) == meanings(right);
    }

    static bool isOrderly(const ContentComponent &component)
    {
        const auto *const start = component.line("DTSTART");
        const auto *const end = component.line(component.name == "VTODO" ? QByteArrayView("DUE") : QByteArrayView("DTEND"));
        if (end && component.line("DURATION")) {
            return false;
        }
        if (!start || !end) {
            return true;
        }
        const auto from = instant(start->parameter("TZID"), start->value());
        const auto to = instant(end->parameter("TZID"), end->value());
        const bool isDay = from.startsWith("day");
        if (isDay != to.startsWith("day")) {
            return false;
        }
        return from.first(3) != to.first(3) || from <= to;
    }

    ContentText m_text;
    QList<Located> m_found;
};

bool isAboutTime(const PropertyEdit &edit)
{
    return edit.property == "DTSTART" || edit.property == "DTEND" || edit.property == "DUE" || edit.property == "DURATION";
}

QString named(const QList<PropertyEdit> &edits)
{
    QStringList names;
    for (const auto &edit : edits) {
        const auto name = QString::fromLatin1(edit.property.isEmpty() ? edit.component.name : edit.property);
        if (!names.contains(name)) {
            names << name;
        }
    }
    return names.join(QLatin1StringView(", "));
}
}

Result<QByteArray> applyEdits(const QByteArray &bytes, const QList<PropertyEdit> &edits, QList<PropertyEdit> *clashes)
{
    EditedText text(bytes);
    const bool wasOrderly = text.isOrderly();
    // New zones first, as others refer to them; zones nobody refers to any more last.
    QList<PropertyEdit> strong;
    QList<PropertyEdit> weak;
    QList<PropertyEdit> zones;
    for (const auto &edit : edits) {
        const bool isZone = edit.component.name == "VTIMEZONE" && edit.kind == Kind::RemoveComponent;
        (edit.weak ? weak : isZone ? zones : strong) << edit;
    }
    std::ranges::stable_sort(strong, std::greater(), [](const PropertyEdit &edit) { return edit.component.name == "VTIMEZONE"; });
    bool changed = false;
    QList<PropertyEdit> clashing;
    for (const auto &edit : std::as_const(strong)) {
        const auto outcome = text.apply(edit);
        changed = changed || outcome == Outcome::Changed;
        if (outcome == Outcome::Clash) {
            clashing << edit;
        }
    }
    if (clashing.isEmpty() && changed && wasOrderly && !text.isOrderly()) {
        // Somebody else moved one end of it, we the other.
        std::ranges::copy_if(strong, std::back_inserter(clashing), isAboutTime);
    }
    if (clashes) {
        *clashes = clashing;
    }
    if (!clashing.isEmpty()) {
        const auto names = named(clashing);
        return failure(Error::Kind::Conflict,
                       i18nc("@info a change by the user cannot be carried out", "Somebody else changed the same details meanwhile. Both versions were kept."),
                       QStringLiteral("clashing: ") + names);
    }
    if (!changed && !strong.isEmpty()) {
        return bytes; // all of it is there already; a new date of change alone is no news
    }
    for (const auto &edit : zones + weak) {
        changed = text.apply(edit) == Outcome::Changed || changed;
    }
    return changed ? text.toBytes() : bytes;
}

}
