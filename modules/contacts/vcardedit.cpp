// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/vcardedit.h"

#include "contacts/vcardlines.h"

namespace Kontor
{

VCardEdit::VCardEdit(ContentComponent &card)
    : m_card(card)
    , m_isVersion4(VCardLines::isVersion4(card))
{
    for (qsizetype part = 0; part < card.parts.size(); ++part) {
        const auto &line = card.parts[part].line;
        if (card.parts[part].component || line.name.isEmpty()) {
            continue;
        }
        m_byName[VCardLines::canonical(line.name)] << part;
        const auto group = line.group.toLower();
        if (group.startsWith("item")) {
            m_lastGroup = std::max(m_lastGroup, group.sliced(4).toInt());
        }
    }
}

QList<qsizetype> VCardEdit::find(const QByteArray &canonicalName) const
{
    return m_byName.value(canonicalName);
}

void VCardEdit::replace(qsizetype part, const ContentLine &line)
{
    m_replaced.insert(part, line);
}

void VCardEdit::replaceValue(qsizetype part, const QByteArray &value)
{
    const auto old = m_replaced.contains(part) ? m_replaced.value(part) : m_card.parts[part].line;
    const auto parameters = old.parameters();
    const bool isEncoded = std::ranges::any_of(parameters, [](const auto &one) {
        return one.first == "ENCODING" || one.first == "CHARSET" || one.second.contains("QUOTED-PRINTABLE");
    });
    if (!isEncoded) {
        const auto logical = old.unfolded();
        m_replaced.insert(part, ContentLine::fromLogical(logical.first(logical.size() - old.value().size()) + value));
        return;
    }
    auto kept = parameters; // the new value is plain UTF-8
    kept.removeIf([](const auto &one) {
        return one.first == "ENCODING" || one.first == "CHARSET" || one.second.contains("QUOTED-PRINTABLE");
    });
    m_replaced.insert(part, ContentLine::make(old.group, old.name, kept, value));
}

void VCardEdit::remove(qsizetype part)
{
    m_removed.insert(part);
    const auto &group = m_card.parts[part].line.group;
    if (group.isEmpty()) {
        return;
    }
    QList<qsizetype> labels;
    for (qsizetype other = 0; other < m_card.parts.size(); ++other) {
        const auto &line = m_card.parts[other].line;
        if (m_card.parts[other].component || line.group.compare(group, Qt::CaseInsensitive) != 0 || m_removed.contains(other)) {
            continue;
        }
        if (line.name != "X-ABLABEL" && line.name != "X-ABADR") {
            return; // still needed
        }
        labels << other;
    }
    for (const auto label : std::as_const(labels)) {
        m_removed.insert(label);
    }
}

void VCardEdit::add(const ContentLine &line)
{
    const auto same = m_byName.value(VCardLines::canonical(line.name));
    m_added[same.isEmpty() ? m_card.parts.size() - 1 : same.last()] << line;
}

QByteArray VCardEdit::freeGroup()
{
    return "item" + QByteArray::number(++m_lastGroup);
}

void VCardEdit::setLabel(const QByteArray &group, const QString &label)
{
    for (const auto part : find("X-ABLABEL")) {
        if (m_card.parts[part].line.group.compare(group, Qt::CaseInsensitive) != 0) {
            continue;
        }
        if (label.isEmpty()) {
            m_removed.insert(part);
        } else {
            replaceValue(part, escapedText(label));
        }
        return;
    }
    if (!label.isEmpty()) {
        m_added[m_card.parts.size() - 1] << ContentLine::make(group, "X-ABLABEL", {}, escapedText(label));
    }
}

void VCardEdit::apply()
{
    QList<ContentComponent::Part> parts;
    const auto addBehind = [&](qsizetype part) {
        for (const auto added = m_added.value(part); const auto &line : added) {
            if (!parts.isEmpty() && !parts.last().component && !parts.last().line.raw.endsWith('\n')) {
                parts.last().line.raw += "\r\n"; // a file that was cut off
            }
            parts << ContentComponent::Part{{}, line};
        }
    };
    addBehind(-1);
    for (qsizetype part = 0; part < m_card.parts.size(); ++part) {
        if (!m_removed.contains(part)) {
            parts << (m_replaced.contains(part) ? ContentComponent::Part{{}, m_replaced.value(part)} : m_card.parts[part]);
        }
        addBehind(part);
    }
    m_card.parts = parts;
}

}
