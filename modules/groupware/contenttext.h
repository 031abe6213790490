// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace Kontor
{

/// One content line of iCalendar (RFC 5545, 3.1) or vCard (RFC 6350, 3.3), exactly as it came: folding,
/// spelling, line ends, bytes nobody understands. A value.
struct ContentLine {
    QByteArray raw{}; ///< with folds and the line end
    QByteArray group{}; ///< vCard: "item1" in "item1.TEL"; else empty
    QByteArray name{}; ///< upper case; empty for a line that is none

    QByteArray unfolded() const; ///< one logical line without its end
    QByteArray value() const; ///< what follows the colon, still escaped
    QList<std::pair<QByteArray, QList<QByteArray>>> parameters() const; ///< names upper case, values without quotes and ^-escapes (RFC 6868)
    QByteArray parameter(QByteArrayView wanted) const; ///< first value; null if there is none

    /// A new line, escaped by the caller, folded at 75 octets between characters, ended by CRLF.
    static ContentLine make(const QByteArray &group, const QByteArray &name, const QList<std::pair<QByteArray, QList<QByteArray>>> &parameters,
                            const QByteArray &value);
    static ContentLine fromLogical(const QByteArray &logical); ///< folds it
    bool operator==(const ContentLine &other) const
    {
        return raw == other.raw;
    }
};

/// BEGIN…END with lines and components in their order.
struct ContentComponent {
    QByteArray name{}; ///< upper case: "VCALENDAR", "VEVENT", "VCARD"
    ContentLine begin{}, end{}; ///< as they came; end may be missing (its raw is then empty)
    struct Part; ///< a line or a component
    QList<Part> parts{};

    QList<const ContentLine *> lines(QByteArrayView name) const;
    const ContentLine *line(QByteArrayView name) const; ///< the first, or null
    QList<const ContentComponent *> components(QByteArrayView name) const;
    QByteArray value(QByteArrayView name) const; ///< of the first such line
};

struct ContentComponent::Part {
    std::shared_ptr<ContentComponent> component{}; ///< null: it is a line
    ContentLine line{};
};

/// A whole file. parse() then toBytes() gives back every byte, for any input whatever; text that is
/// not content lines is kept as lines without a name. Nesting deeper than 32 is kept as lines.
struct ContentText {
    ContentComponent root{}; ///< nameless; holds what stands at the top
    static ContentText parse(const QByteArray &bytes);
    QByteArray toBytes() const;
};

/// The UID of the object (of its first event, task or card) in one spelling: "urn:uuid:" at its
/// beginning does not count, as servers take it away when they turn vCard 4 into 3. Empty: it has none.
QByteArray uidOf(const ContentText &text);

/// RFC 5545 3.3.11 and RFC 6350 3.4.
QByteArray escapedText(const QString &text);
QString unescapedText(const QByteArray &value);
/// Splits at a separator that is not escaped (";" in N and ADR, "," in lists), still escaped.
QList<QByteArray> splitValue(const QByteArray &value, char separator);

}
