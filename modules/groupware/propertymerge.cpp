// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/propertymerge.h"

#include "groupware/contentidentity.h"

#include <QSet>

#include <algorithm>

namespace Kontor
{

using namespace ContentIdentity;

namespace
{
using ParameterList = QList<std::pair<QByteArray, QList<QByteArray>>>;

QList<ContentLine> linesOf(const QList<QByteArray> &logical)
{
    QList<ContentLine> lines;
    for (const auto &one : logical) {
        lines << ContentLine::fromLogical(one);
    }
    return lines;
}

QList<QByteArray> meanings(const QList<ContentLine> &lines)
{
    QList<QByteArray> list;
    for (const auto &line : lines) {
        list << canonical(line);
    }
    std::ranges::sort(list);
    return list;
}

/// Written by the server alone (RFC 6638, 7): its word counts.
bool isOfServer(QByteArrayView parameter)
{
    return parameter == "SCHEDULE-STATUS" || parameter == "SCHEDULE-FORCE-SEND";
}

QList<QByteArray> valuesOf(const ContentLine &line)
{
    return splitValue(line.value(), ',');
}

QByteArray setEntry(const ContentLine &line, const QByteArray &value)
{
    if (line.name == "EXDATE" || line.name == "RDATE") {
        return instant(line.parameter("TZID"), value);
    }
    return escapedText(unescapedText(value.trimmed()));
}

/// The line with other values behind the same head.
ContentLine withValues(const ContentLine &line, const QList<QByteArray> &values)
{
    const auto logical = line.unfolded();
    return ContentLine::fromLogical(logical.first(logical.size() - line.value().size()) + values.join(','));
}

QList<QByteArray> valuesNamed(const ParameterList &list, const QByteArray &name)
{
    QList<QByteArray> values;
    for (const auto &[key, several] : list) {
        if (key == name) {
            values << several;
        }
    }
    return values;
}

/// Ours and theirs both made something of a line: parameter by parameter, if they do not clash.
std::optional<ContentLine> joined(const ContentLine &base, const ContentLine &ours, const ContentLine &theirs)
{
    const auto was = parameters(base);
    const auto wished = parameters(ours);
    const auto found = parameters(theirs);
    const auto ourList = ours.parameters();
    auto result = theirs.parameters();
    auto names = was.keys() + wished.keys();
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    for (const auto &name : std::as_const(names)) {
        const auto before = was.value(name);
        const auto after = wished.value(name);
        const auto there = found.value(name);
        if (after == before || after == there || isOfServer(name)) {
            continue;
        }
        if (there != before) {
            return std::nullopt;
        }
        const auto values = valuesNamed(ourList, name);
        const auto at = std::ranges::find(result, name, &std::pair<QByteArray, QList<QByteArray>>::first);
        const auto place = at - result.begin();
        result.removeIf([&name](const auto &one) { return one.first == name; });
        if (!values.isEmpty()) {
            result.insert(std::min<qsizetype>(place, result.size()), {name, values});
        }
    }
    const auto logical = theirs.unfolded();
    const auto nameEnd = std::ranges::find_if(logical, [](char c) { return c == ':' || c == ';'; }) - logical.begin();
    const bool valueIsOurs = entry(base) != entry(ours);
    auto merged = ContentLine::make({}, logical.first(nameEnd), result, valueIsOurs ? ours.value() : theirs.value());
    return canonical(merged) == canonical(theirs) ? theirs : merged;
}
}

PropertyMerge::PropertyMerge(ContentComponent &component)
    : m_component(component)
    , m_lineEnd(component.begin.raw.endsWith("\r\n") || component.begin.raw.isEmpty() ? "\r\n" : component.begin.raw.endsWith('\n') ? "\n"
                    : component.begin.raw.endsWith('\r')                                                                             ? "\r"
                                                                                                                                     : "\r\n")
{
}

PropertyMerge::Outcome PropertyMerge::apply(const PropertyEdit &edit)
{
    m_property = edit.property;
    QList<ContentLine> current;
    for (const auto &part : std::as_const(m_component.parts)) {
        if (!part.component && !part.line.name.isEmpty() && propertyOf(part.line) == m_property) {
            current << part.line;
        }
    }
    const auto before = linesOf(edit.before);
    const auto after = linesOf(edit.after);
    const auto now = meanings(current);
    if (now == meanings(after)) {
        return Outcome::Nothing;
    }
    const bool untouched = now == meanings(before);
    if (!untouched && (edit.weak || isWeak(m_property))) {
        return mergeWeak(after);
    }
    if (!untouched && isSet(m_property)) {
        return mergeSets(before, after);
    }
    if (!untouched && !isList(m_property) && std::max({before.size(), after.size(), current.size()}) <= 1) {
        return Outcome::Clash;
    }
    auto outcome = Outcome::Nothing;
    for (const auto list = wishes(before, after); const auto &wish : list) {
        // Of a line that was there twice one may stay; what somebody else made of both is not for us to count.
        const bool staysOnce = !untouched && !wish.after && std::ranges::find(after, canonical(*wish.before), canonical) != after.end();
        const auto one = staysOnce ? Outcome::Nothing : untouched ? fulfil(wish) : grant(wish);
        if (one == Outcome::Clash) {
            return one;
        }
        outcome = one == Outcome::Changed ? one : outcome;
    }
    return outcome;
}

// Pairs what was with what it became: the same entry first, then what has the same parameters (the work number),
// then, where as many went as came, in their order. Somebody else is never what somebody became.
QList<PropertyMerge::Wish> PropertyMerge::wishes(const QList<ContentLine> &before, const QList<ContentLine> &after) const
{
    auto gone = before;
    auto come = after;
    for (const auto &line : before) {
        const auto twin = std::ranges::find(come, canonical(line), canonical);
        if (twin != come.end()) {
            come.erase(twin);
            gone.erase(std::ranges::find(gone, canonical(line), canonical));
        }
    }
    QList<Wish> list;
    const auto left = gone;
    for (const auto &line : left) {
        const auto same = std::ranges::find(come, entry(line), entry);
        if (same != come.end()) {
            list << Wish{line, *same};
            come.erase(same);
            gone.erase(std::ranges::find(gone, line));
        }
    }
    const bool isSomebody = isIdentity(m_property);
    const auto others = isSomebody ? QList<ContentLine>() : gone;
    for (const auto &line : others) {
        const auto alike = std::ranges::find(come, parameters(line), parameters);
        if (alike != come.end()) {
            list << Wish{line, *alike};
            come.erase(alike);
            gone.erase(std::ranges::find(gone, line));
        }
    }
    const bool pairwise = !isSomebody && gone.size() == come.size();
    for (const auto &line : std::as_const(gone)) {
        list << Wish{line, pairwise ? std::optional(come.takeFirst()) : std::nullopt};
    }
    for (const auto &line : std::as_const(come)) {
        list << Wish{{}, line};
    }
    return list;
}

qsizetype PropertyMerge::find(const QByteArray &meaning) const
{
    const auto found = std::ranges::find_if(m_component.parts, [&](const auto &part) {
        return !part.component && !part.line.name.isEmpty() && propertyOf(part.line) == m_property && canonical(part.line) == meaning;
    });
    return found == m_component.parts.end() ? -1 : found - m_component.parts.begin();
}

qsizetype PropertyMerge::findEntry(const QByteArray &wanted) const
{
    const auto found = std::ranges::find_if(m_component.parts, [&](const auto &part) {
        return !part.component && !part.line.name.isEmpty() && propertyOf(part.line) == m_property && entry(part.line) == wanted;
    });
    return found == m_component.parts.end() ? -1 : found - m_component.parts.begin();
}

// Nobody else was here: exactly as wished.
PropertyMerge::Outcome PropertyMerge::fulfil(const Wish &wish)
{
    const auto at = wish.before ? find(canonical(*wish.before)) : -1;
    if (at >= 0 && wish.after) {
        replace(at, *wish.after);
    } else if (at >= 0) {
        remove(at);
    } else if (wish.after) {
        add(*wish.after);
    }
    return Outcome::Changed;
}

PropertyMerge::Outcome PropertyMerge::grant(const Wish &wish)
{
    const auto exact = wish.before ? find(canonical(*wish.before)) : -1;
    if (!wish.after) {
        const auto meaning = entry(*wish.before);
        auto outcome = Outcome::Nothing;
        for (auto at = exact >= 0 ? exact : findEntry(meaning); at >= 0; at = find(canonical(*wish.before))) {
            remove(at);
            outcome = Outcome::Changed;
        }
        return outcome;
    }
    const bool isThere = find(canonical(*wish.after)) >= 0;
    if (!wish.before) {
        if (isThere || findEntry(entry(*wish.after)) >= 0) { // somebody else was quicker, or the server said more of it
            return Outcome::Nothing;
        }
        add(*wish.after);
        return Outcome::Changed;
    }
    if (exact >= 0) {
        if (isThere) {
            remove(exact);
        } else {
            replace(exact, *wish.after);
        }
        for (auto twin = find(canonical(*wish.before)); twin >= 0; twin = find(canonical(*wish.before))) {
            remove(twin);
        }
        return Outcome::Changed;
    }
    return isThere ? Outcome::Nothing : grantOther(wish, findEntry(entry(*wish.before)));
}

PropertyMerge::Outcome PropertyMerge::grantOther(const Wish &wish, qsizetype at)
{
    if (at < 0) {
        const bool isThere = entry(*wish.before) != entry(*wish.after) && findEntry(entry(*wish.after)) >= 0;
        return isThere ? Outcome::Nothing : Outcome::Clash;
    }
    auto line = joined(*wish.before, *wish.after, m_component.parts.at(at).line);
    if (!line) {
        return Outcome::Clash;
    }
    if (*line == m_component.parts.at(at).line) {
        return Outcome::Nothing;
    }
    replace(at, *std::move(line));
    return Outcome::Changed;
}

PropertyMerge::Outcome PropertyMerge::mergeSets(const QList<ContentLine> &before, const QList<ContentLine> &after)
{
    const auto entries = [](const QList<ContentLine> &lines) {
        QSet<QByteArray> set;
        for (const auto &line : lines) {
            for (const auto values = valuesOf(line); const auto &value : values) {
                set.insert(setEntry(line, value));
            }
        }
        return set;
    };
    const auto was = entries(before);
    const auto wished = entries(after);
    const auto gone = was - wished;
    auto outcome = Outcome::Nothing;
    QSet<QByteArray> there;
    for (qsizetype at = m_component.parts.size() - 1; at >= 0; --at) {
        const auto &part = m_component.parts.at(at);
        if (part.component || part.line.name.isEmpty() || propertyOf(part.line) != m_property) {
            continue;
        }
        const auto line = part.line;
        auto values = valuesOf(line);
        const auto removed = values.removeIf([&](const QByteArray &value) { return gone.contains(setEntry(line, value)); });
        for (const auto &value : std::as_const(values)) {
            there.insert(setEntry(line, value));
        }
        if (removed == 0) {
            continue;
        }
        outcome = Outcome::Changed;
        if (values.isEmpty()) {
            remove(at);
        } else {
            replace(at, withValues(line, values));
        }
    }
    for (const auto &line : after) {
        for (const auto values = valuesOf(line); const auto &value : values) {
            const auto key = setEntry(line, value);
            if (!was.contains(key) && !there.contains(key) && addToSet(value, line)) {
                there.insert(key);
                outcome = Outcome::Changed;
            }
        }
    }
    return outcome;
}

bool PropertyMerge::addToSet(const QByteArray &value, const ContentLine &model)
{
    const auto wanted = parameters(model);
    for (qsizetype at = m_component.parts.size() - 1; at >= 0; --at) {
        const auto &part = m_component.parts.at(at);
        if (!part.component && !part.line.name.isEmpty() && propertyOf(part.line) == m_property && parameters(part.line) == wanted) {
            replace(at, withValues(part.line, valuesOf(part.line) << value));
            return true;
        }
    }
    add(withValues(model, {value}));
    return true;
}

PropertyMerge::Outcome PropertyMerge::mergeWeak(const QList<ContentLine> &after)
{
    if (after.isEmpty()) {
        return Outcome::Nothing;
    }
    const auto found = std::ranges::find_if(m_component.parts, [this](const auto &part) {
        return !part.component && !part.line.name.isEmpty() && propertyOf(part.line) == m_property;
    });
    if (found == m_component.parts.end()) {
        add(after.first());
        return Outcome::Changed;
    }
    const auto there = found->line.value();
    const auto wished = after.first().value();
    const bool isGreater = m_property == "SEQUENCE" ? wished.toLongLong() > there.toLongLong() : wished > there;
    if (!isGreater) {
        return Outcome::Nothing; // what is newer stays
    }
    replace(found - m_component.parts.begin(), after.first());
    return Outcome::Changed;
}

ContentLine PropertyMerge::ended(ContentLine line) const
{
    if (m_lineEnd != "\r\n") {
        line.raw.replace("\r\n", m_lineEnd);
    }
    return line;
}

void PropertyMerge::replace(qsizetype at, ContentLine line)
{
    m_component.parts[at].line = ended(std::move(line));
}

void PropertyMerge::remove(qsizetype at)
{
    m_component.parts.removeAt(at);
}

void PropertyMerge::add(ContentLine line)
{
    qsizetype at = 0;
    qsizetype firstComponent = -1;
    qsizetype lastNamed = -1;
    qsizetype lastSame = -1;
    for (; at < m_component.parts.size(); ++at) {
        const auto &part = m_component.parts.at(at);
        if (part.component) {
            firstComponent = firstComponent < 0 ? at : firstComponent;
        } else if (part.line.name == line.name) {
            lastSame = at;
        } else if (!part.line.name.isEmpty() && firstComponent < 0) {
            lastNamed = at;
        }
    }
    insert((lastSame >= 0 ? lastSame : lastNamed) + 1, ContentComponent::Part{{}, ended(std::move(line))});
}

void PropertyMerge::insert(qsizetype at, ContentComponent::Part part)
{
    // The line before it may be the last of a file that ends without a line end.
    auto *raw = &m_component.begin.raw;
    if (at > 0) {
        auto &previous = m_component.parts[at - 1];
        raw = &previous.line.raw;
        if (auto *inner = previous.component.get()) {
            while (inner->end.raw.isEmpty() && !inner->parts.isEmpty() && inner->parts.last().component) {
                inner = inner->parts.last().component.get();
            }
            raw = !inner->end.raw.isEmpty() ? &inner->end.raw : inner->parts.isEmpty() ? &inner->begin.raw : &inner->parts.last().line.raw;
        }
    }
    if (!raw->isEmpty() && !raw->endsWith('\n') && !raw->endsWith('\r')) {
        raw->append(m_lineEnd);
    }
    m_component.parts.insert(at, std::move(part));
}

}
