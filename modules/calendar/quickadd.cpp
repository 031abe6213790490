// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/quickadd.h"

#include "calendar/quickaddwhen.h"

#include <QRegularExpression>

namespace Kontor
{
namespace
{
constexpr qsizetype longestSentence = 1000; // the rest belongs to the summary unread
constexpr qsizetype mostPeople = 50;

QRegularExpression expression(const char *pattern)
{
    return QRegularExpression(QString::fromUtf8(pattern), QRegularExpression::UseUnicodePropertiesOption);
}

void readLink(QuickAddText &text, QuickAdd &event)
{
    static const auto link = expression("(?<!\\S)https?://\\S+[^\\s.,;)]");
    if (const auto found = text.take(link); found.hasMatch()) {
        event.conference = found.captured();
    }
}

void readCategories(QuickAddText &text, QuickAdd &event)
{
    static const auto tag = expression("(?<!\\S)#(\\p{L}[\\w-]{0,59})");
    for (auto found = text.take(tag); found.hasMatch(); found = text.take(tag)) {
        if (!event.categories.contains(found.captured(1))) {
            event.categories << found.captured(1);
        }
    }
}

void readPeople(QuickAddText &text, QuickAdd &event)
{
    // A name begins with a capital or is an address; rooms begin so, too, and are none.
    static const QString place = QStringLiteral(
        "(?!(?:Raum|Saal|Zimmer|Besprechungs\\w*|Konferenz\\w*|Sitzungs\\w*|Büro|Gebäude|Haus|Room|Office|Building|Hall|Kantine|Cafeteria|Lagezentrum)\\b)");
    static const QString word = QStringLiteral("\\p{Lu}(?:[\\p{L}'’-]+(?:\\.(?=\\s*\\p{Lu}))?|\\.)");
    static const QString name =
        QString(place + QLatin1String("(?:[\\w.+-]+@[\\w.-]+\\w|") + word + QLatin1String("(?:\\s*") + place + word + QLatin1String("){0,4})"));
    static const QRegularExpression people(
        QString(QLatin1String("(?<!\\S)(?:[mM]it|[wW]ith|w/)\\s+(?:(?:Herrn?|Frau|Mr\\.?|Mrs\\.?|Ms\\.?)\\s+)?(") + name
                + QLatin1String("(?:\\s*(?:,|und|and|&|\\+)\\s*(?:(?:Herrn?|Frau)\\s+)?") + name + QLatin1String(")*)(?=[\\s,;.]|$)")),
        QRegularExpression::UseUnicodePropertiesOption);
    const auto found = text.take(people);
    if (!found.hasMatch()) {
        return;
    }
    event.with = found.captured().simplified();
    static const auto between = expression("\\s*(?:,|&|\\+|(?<=\\s)(?:und|and)(?=\\s))\\s*(?:(?:Herrn?|Frau)\\s+)?");
    for (const auto &one : found.captured(1).split(between, Qt::SkipEmptyParts)) {
        if (event.people.size() < mostPeople) {
            event.people << one.simplified();
        }
    }
}

void readLocation(QuickAddText &text, QuickAdd &event)
{
    static const std::array patterns{
        expression("(?<!\\S)(?:Ort|Wo|Place|Location|Where):\\s*([^,;\\x{1f}]+)"),
        expression("(?<!\\S)@\\s*([^,;\\x{1f}]+)"),
        expression("(?:(?<!\\S)(?:im|in|in der|in the)\\s+)?(?<!\\S)((?:Raum|Saal|Zimmer|Besprechungsraum|Besprechungszimmer|Konferenzraum|Sitzungssaal|"
                   "Sitzungszimmer|Room|Meeting Room|Conference Room|Gebäude|Building|Lagezentrum|Kantine|Cafeteria|Büro)\\b[^,;\\x{1f}]*)"),
        expression(",\\s*(?:in|im|bei|beim|at)\\s+([^,;\\x{1f}]+)(?=\\s*[,;\\x{1f}]|$)"),
        expression("(?<=\\S)\\s+(?:in|im|in der|bei|beim|at|at the|in the)\\s+(\\p{Lu}[^,;\\x{1f}]*)(?=\\s*[,;\\x{1f}]*$)"),
    };
    for (const auto &pattern : patterns) {
        if (const auto found = text.take(pattern); found.hasMatch() && !found.captured(1).trimmed().isEmpty()) {
            event.location = found.captured(1).simplified();
            return;
        }
    }
}
}

QuickAdd QuickAdd::read(const QString &sentence, const QDateTime &now)
{
    QuickAdd event;
    QuickAddText text(sentence.left(longestSentence));
    readLink(text, event);
    readCategories(text, event);
    QuickAddWhen::read(text, now, event);
    readPeople(text, event);
    readLocation(text, event);
    event.summary = QString(text.rest() + sentence.mid(longestSentence)).simplified();
    return event;
}

}
