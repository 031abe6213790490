// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenthead.h"

namespace Kontor
{
namespace
{
/// What stands before the colon.
QByteArray headOf(const ContentLine &line)
{
    const auto logical = line.unfolded();
    return logical.first(std::max<qsizetype>(0, logical.size() - line.value().size() - 1));
}

/// The name, then each parameter as it is spelled.
QByteArrayList segmentsOf(const QByteArray &head)
{
    QByteArrayList segments;
    bool isQuoted = false;
    qsizetype from = 0;
    for (qsizetype at = 0; at < head.size(); ++at) {
        if (head[at] == '"') {
            isQuoted = !isQuoted;
        } else if (head[at] == ';' && !isQuoted) {
            segments << head.sliced(from, at - from);
            from = at + 1;
        }
    }
    segments << head.sliced(from);
    return segments;
}

QByteArray nameOf(const QByteArray &segment)
{
    const auto equals = segment.indexOf('=');
    return equals < 0 ? QByteArray("TYPE") : segment.first(equals).trimmed().toUpper(); // "TEL;HOME:" of vCard 2.1
}

QByteArray spelled(const QByteArray &name, const QList<QByteArray> &values)
{
    const auto line = ContentLine::make({}, "X", {{name, values}}, {}).unfolded();
    return line.sliced(2, line.size() - 3);
}
}

QByteArray ContentHead::withValue(const ContentLine &line, const QByteArray &value)
{
    return QByteArray(headOf(line) + ':' + value);
}

QByteArray ContentHead::withParameter(const ContentLine &line, const QByteArray &name, const QList<QByteArray> &values)
{
    QList<QByteArray> current;
    for (const auto parameters = line.parameters(); const auto &parameter : parameters) {
        if (parameter.first == name) {
            current << parameter.second;
        }
    }
    if (current == values) {
        return line.unfolded();
    }
    const auto segments = segmentsOf(headOf(line));
    QByteArrayList kept{segments.first()};
    bool isThere = values.isEmpty();
    for (qsizetype at = 1; at < segments.size(); ++at) {
        if (nameOf(segments.at(at)) != name) {
            kept << segments.at(at);
        } else if (!isThere) {
            kept << spelled(name, values);
            isThere = true;
        }
    }
    if (!isThere) {
        kept << spelled(name, values);
    }
    return QByteArray(kept.join(';') + ':' + line.value());
}

QByteArray ContentHead::withGroup(const ContentLine &line, const QByteArray &group)
{
    const auto logical = line.unfolded();
    const auto plain = line.group.isEmpty() ? logical : logical.sliced(line.group.size() + 1);
    return group.isEmpty() ? plain : QByteArray(group + '.' + plain);
}

}
