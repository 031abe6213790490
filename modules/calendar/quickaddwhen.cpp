// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/quickaddwhen.h"

#include "calendar/quickaddwords.h"

#include <QTimeZone>

#include <array>
#include <optional>

namespace Kontor
{
namespace
{
constexpr QChar mark(0x1f); // stands where something was taken out
constexpr int minutesOfDay = 24 * 60;

/// Puts the words' patterns in: ^D weekday, ^d its short form, ^M month, ^N number, ^O ordinal.
QRegularExpression expression(const char *pattern)
{
    auto text = QString::fromUtf8(pattern);
    text.replace(QLatin1String("^D"), QString(QLatin1String("(?i:") + QuickAddWords::weekday + u')'));
    text.replace(QLatin1String("^d"), QuickAddWords::weekdayShort);
    text.replace(QLatin1String("^M"), QString(QLatin1String("(?i:") + QuickAddWords::month + u')'));
    text.replace(QLatin1String("^N"), QString(QLatin1String("(?i:") + QuickAddWords::number + u')'));
    text.replace(QLatin1String("^O"), QString(QLatin1String("(?i:") + QuickAddWords::ordinal + u')'));
    // Whole words only, whatever follows or precedes.
    return QRegularExpression(QString(QLatin1String("(?<![\\p{L}\\d])(?:") + text + QLatin1String(")(?![\\p{L}\\d])")),
                              QRegularExpression::UseUnicodePropertiesOption);
}

/// What was found so far; times in minutes of the day.
struct When {
    QDateTime now{};
    QDate first{}, last{};
    std::optional<int> from{}, to{};
    int minutes = 0; ///< how long; 0: not said
    bool isAllDay = false;
    QString rule{};
    QList<int> ruleDays{}; ///< weekdays of a weekly rule
    int ruleOrdinal = 0, ruleMonthDay = 0;
    QDate until{};
    bool isWeekday = false; ///< the day was said by its name alone: it may be the one next week

    QDate today() const
    {
        return now.date();
    }
};

/// The day of a month; without a year the next such day.
QDate dayOf(int day, int month, const QString &year, const QDate &today)
{
    if (!year.isEmpty()) {
        const int number = year.toInt();
        return QDate(number < 100 ? 2000 + number : number, month, day);
    }
    for (int ahead = 0; ahead < 9; ++ahead) { // 29 February
        const QDate date(today.year() + ahead, month, day);
        if (date.isValid() && date >= today) {
            return date;
        }
    }
    return {};
}

QDate nextWeekday(int weekday, const QDate &from)
{
    return from.addDays((weekday - from.dayOfWeek() + 7) % 7);
}

QList<int> weekdaysIn(const QString &words)
{
    static const auto one = expression("^D|^d");
    QList<int> days;
    for (auto found = one.globalMatch(words); found.hasNext();) {
        if (const int day = QuickAddWords::weekdayOf(found.next().captured()); day > 0 && !days.contains(day)) {
            days << day;
        }
    }
    std::ranges::sort(days);
    return days;
}

QString ruleDays(const QList<int> &days)
{
    QStringList names;
    for (const int day : days) {
        names << QuickAddWords::ruleDay(day);
    }
    return names.join(u',');
}

void setWeekly(When &when, const QList<int> &days, int interval)
{
    when.ruleDays = days;
    when.rule = QLatin1String("FREQ=WEEKLY") + (interval > 1 ? QString(QLatin1String(";INTERVAL=") + QString::number(interval)) : QString())
        + (days.isEmpty() ? QString() : QString(QLatin1String(";BYDAY=") + ruleDays(days)));
}

int intervalOf(const QString &word)
{
    const int number = QuickAddWords::numberOf(word);
    return std::clamp(number > 0 ? number : QuickAddWords::ordinalOf(word), 1, 99);
}

void setUnit(When &when, const QString &unit, int interval)
{
    const auto letters = unit.toLower();
    const auto every = interval > 1 ? QString(QLatin1String(";INTERVAL=") + QString::number(interval)) : QString();
    if (letters.startsWith(QLatin1String("werk")) || letters.startsWith(QLatin1String("arbeits")) || letters.startsWith(QLatin1String("weekday"))
        || letters.startsWith(QLatin1String("workday"))) {
        setWeekly(when, {1, 2, 3, 4, 5}, 1);
    } else if (letters.startsWith(QLatin1String("t")) || letters.startsWith(QLatin1String("d"))) {
        when.rule = QLatin1String("FREQ=DAILY") + every;
    } else if (letters.startsWith(QLatin1String("w"))) {
        setWeekly(when, {}, interval);
    } else if (letters.startsWith(QLatin1String("m"))) {
        when.rule = QLatin1String("FREQ=MONTHLY") + every;
    } else {
        when.rule = QLatin1String("FREQ=YEARLY") + every;
    }
}

void readRepetition(QuickAddText &text, When &when)
{
    static const auto nth = expression("(?:(?i:jede[nrms]?|every|each|immer am|am|on the|the)\\s+)?(^O)\\s+(^D)\\s+(?i:im|jeden|jedes|des|of the|of every|of each|in the|every)\\s+"
                                       "(?i:monats?|month)");
    static const auto monthDay = expression("(?i:jeden|every|each)\\s+([12]?\\d|3[01])(?:\\.|st|nd|rd|th)(?:\\s+(?i:des monats|im monat|of the month|of each month))?");
    static const auto weekdays = expression("(?i:jede[nrms]?|alle|every|each)\\s+(?:(^N|^O)\\s+)?((?:^D|^d)(?:\\s*(?:,|und|and|&)\\s*(?:^D|^d))*)");
    static const auto unit = expression("(?i:jede[nrms]?|alle|every|each)\\s+(?:(^N|^O)\\s+)?"
                                        "((?i:tage?n?|werktage?|arbeitstage?|days?|weekdays?|workdays?|wochen?|weeks?|monate?|months?|jahre?|years?))"
                                        "(?:\\s+(?i:am|on|jeweils|immer)\\s+((?:^D|^d)(?:\\s*(?:,|und|and|&)\\s*(?:^D|^d))*))?");
    static const auto adverb = expression("(?i:(täglich|daily)|(werktags|on weekdays)|(vierzehntägig|14-tägig|zweiwöchentlich|biweekly|fortnightly)|(wöchentlich|weekly)|"
                                          "(monatlich|monthly)|(jährlich|yearly|annually))");
    static const auto habit = expression("(?:(?i:immer|jeweils|on)\\s+)?((?i:(?:mon|diens|donners|frei|sams|sonn)tags|mittwochs|(?:mon|tues|wednes|thurs|fri|satur|sun)days)"
                                         "(?:\\s*(?:,|und|and|&)\\s*(?i:(?:mon|diens|donners|frei|sams|sonn)tags|mittwochs|(?:mon|tues|wednes|thurs|fri|satur|sun)days))*)");
    if (const auto found = text.take(nth); found.hasMatch()) {
        when.ruleOrdinal = std::clamp(QuickAddWords::ordinalOf(found.captured(1)), -1, 4);
        when.ruleDays = {QuickAddWords::weekdayOf(found.captured(2))};
        when.rule = QLatin1String("FREQ=MONTHLY;BYDAY=") + QString::number(when.ruleOrdinal) + ruleDays(when.ruleDays);
    } else if (const auto day = text.take(monthDay); day.hasMatch() && day.captured(1).toInt() > 0) {
        when.ruleMonthDay = day.captured(1).toInt();
        when.rule = QLatin1String("FREQ=MONTHLY;BYMONTHDAY=") + QString::number(when.ruleMonthDay);
    } else if (const auto days = text.take(weekdays); days.hasMatch()) {
        setWeekly(when, weekdaysIn(days.captured(2)), intervalOf(days.captured(1)));
    } else if (const auto units = text.take(unit); units.hasMatch()) {
        setUnit(when, units.captured(2), intervalOf(units.captured(1)));
        if (units.hasCaptured(3)) {
            setWeekly(when, weekdaysIn(units.captured(3)), intervalOf(units.captured(1)));
        }
    } else if (const auto word = text.take(adverb); word.hasMatch()) {
        static constexpr std::array<const char *, 7> units{"", "day", "weekday", "week", "week", "month", "year"};
        const auto which = size_t(word.lastCapturedIndex());
        setUnit(when, QString::fromLatin1(units[which]), which == 3 ? 2 : 1);
    } else if (const auto names = text.take(habit); names.hasMatch()) {
        setWeekly(when, weekdaysIn(names.captured(1)), 1);
    }
    if (when.rule.isEmpty()) {
        return;
    }
    static const auto times = expression("(\\d{1,3})\\s*(?i:mal|x|times)");
    static const auto until = expression("(?i:bis|until|till)\\s+(?:(?i:zum|the)\\s+)?(?:(\\d{1,2})\\.\\s?(?:(\\d{1,2})\\.|(^M))\\s?(\\d{4})?|(\\d{4})-(\\d\\d)-(\\d\\d)|(^M)\\s+(\\d{1,2})(?:st|nd|rd|th)?)");
    if (const auto found = text.take(times); found.hasMatch()) {
        when.rule += QLatin1String(";COUNT=") + QString::number(std::clamp(found.captured(1).toInt(), 1, 999));
    } else if (const auto end = text.take(until); end.hasMatch()) {
        if (end.hasCaptured(8)) {
            when.until = dayOf(end.captured(9).toInt(), QuickAddWords::monthOf(end.captured(8)), {}, when.today());
        } else if (end.hasCaptured(5)) {
            when.until = QDate(end.captured(5).toInt(), end.captured(6).toInt(), end.captured(7).toInt());
        } else {
            const int month = end.captured(2).isEmpty() ? QuickAddWords::monthOf(end.captured(3)) : end.captured(2).toInt();
            when.until = dayOf(end.captured(1).toInt(), month, end.captured(4), when.today());
        }
    }
}

/// A later day of the same span may lie in the next year.
void setSpan(When &when, const QDate &first, int day, int month, const QString &year)
{
    const auto last = dayOf(day, month, year, first.isValid() ? first : when.today());
    if (first.isValid() && last.isValid() && last >= first && first.daysTo(last) < 1000) {
        when.first = first;
        when.last = last;
    }
}

void readSpan(QuickAddText &text, When &when)
{
    static const auto numbers = expression("(?:(?i:vom|von|from|ab)\\s+)?(?:(?:^D|^d)\\.?,?\\s+)?(\\d{1,2})\\.\\s?(?:(\\d{1,2})\\.\\s?(\\d{4}|\\d\\d(?=\\s*[-–—]))?)?\\s*(?:-|–|—|(?i:bis(?: zum)?|to|until))\\s*"
                                           "(?:(?:^D|^d)\\.?,?\\s+)?(\\d{1,2})\\.\\s?(?:(\\d{1,2})\\.\\s?(\\d{4}|\\d\\d(?![.:\\d]))?|(^M)(?:\\s+(\\d{4}))?)");
    static const auto names = expression("(?:(?i:from)\\s+)?(^M)\\s+(\\d{1,2})(?:st|nd|rd|th)?\\s*(?:-|–|—|(?i:to|until|through))\\s*(?:(^M)\\s+)?(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?(?!\\s*(?:[ap]m|:))");
    static const auto weekdays = expression("(?:(?i:von|from)\\s+)?(^D|^d)\\.?\\s*(?:-|–|—|(?i:bis|to|until|through))\\s*(^D|^d)");
    if (const auto found = text.take(numbers); found.hasMatch()) {
        const int lastMonth = found.hasCaptured(5) && !found.captured(5).isEmpty() ? found.captured(5).toInt() : QuickAddWords::monthOf(found.captured(7));
        const int month = found.captured(2).isEmpty() ? lastMonth : found.captured(2).toInt();
        const auto lastYear = found.captured(6).isEmpty() ? found.captured(8) : found.captured(6);
        setSpan(when, dayOf(found.captured(1).toInt(), month, month == lastMonth && found.captured(3).isEmpty() ? lastYear : found.captured(3), when.today()),
                found.captured(4).toInt(), lastMonth, lastYear);
    } else if (const auto english = text.take(names); english.hasMatch()) {
        const int month = QuickAddWords::monthOf(english.captured(1));
        const int lastMonth = english.captured(3).isEmpty() ? month : QuickAddWords::monthOf(english.captured(3));
        setSpan(when, dayOf(english.captured(2).toInt(), month, month == lastMonth ? english.captured(5) : QString(), when.today()), english.captured(4).toInt(), lastMonth,
                english.captured(5));
    } else if (const auto days = text.take(weekdays); days.hasMatch()) {
        when.first = nextWeekday(QuickAddWords::weekdayOf(days.captured(1)), when.today());
        when.last = nextWeekday(QuickAddWords::weekdayOf(days.captured(2)), when.first);
    }
}

void readDate(QuickAddText &text, When &when)
{
    static const auto iso = expression("(?:(?:^D|^d)\\.?,?\\s+)?(?:(?i:am|on)\\s+)?(\\d{4})-(\\d\\d)-(\\d\\d)");
    static const auto numbers = expression("(?:(?i:am|ab|on)\\s+)?(?:(?:^D|^d)\\.?,?\\s+)?(?:(?i:am|den|dem|ab)\\s+)?(\\d{1,2})\\.\\s?(?:(\\d{1,2})\\.\\s?(\\d{4}|\\d\\d(?![.:\\d]|\\s*(?:Uhr|h\\b|[-–])))?|(^M)\\.?(?:\\s+(\\d{4}))?)");
    static const auto bare = expression("(?i:am)\\s+(\\d{1,2})\\.(\\d{1,2})(?!\\s*Uhr)");
    static const auto names = expression("(?:(?i:am|on|the)\\s+)*(?:(?:^D|^d)\\.?,?\\s+)?(?:(?i:the)\\s+)?(?:(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(^M)|(^M)\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\s*(?:[ap]m|:|Uhr)))(?:,?\\s+(\\d{4}))?");
    static const auto relative = expression("(?i:(übermorgen|day after tomorrow)|(morgen(?!s)|tomorrow)|(heute|today|tonight))");
    static const auto ahead = expression("(?i:in)\\s+(^N)\\s+(?i:(tage?n?|days?)|(wochen?|weeks?)|(monate?n?|months?))");
    static const auto nextWeek = expression("(?i:(?:am|on)\\s+)?(?:(^D|^d)\\s+)?(?i:nächste[rn]? woche|kommende[rn]? woche|next week)(?:\\s+(?i:am\\s+|on\\s+)?(^D|^d))?");
    static const auto weekday = expression("(?i:(?:am|on|diese[nrs]?|this|kommende[nrs]?|coming|(nächste[nrs]?|next))\\s+)*(^D)");
    // "Do", "So", "Sun" and "Fr." are words, too: they must stand before a time, punctuation, or the end.
    static const auto shortDay =
        expression("(?i:(?:am|on|this|(next))\\s+)*(?:(Mon|Mo|Di|Mi|Fr(?!\\.\\s*\\p{Lu})|Tues|Tue|Wed|Thurs|Thur|Thu|Fri)|(^d)(?=\\.?,?\\s*(?:\\d|um\\b|ab\\b|von\\b|at\\b|from\\b|noon\\b|$|\\x{1f})|\\.?,))\\.?,?");
    const auto today = when.today();
    if (const auto found = text.take(iso); found.hasMatch()) {
        when.first = QDate(found.captured(1).toInt(), found.captured(2).toInt(), found.captured(3).toInt());
    } else if (const auto german = text.take(numbers); german.hasMatch()) {
        const bool isNamed = !german.captured(4).isEmpty();
        when.first = dayOf(german.captured(1).toInt(), isNamed ? QuickAddWords::monthOf(german.captured(4)) : german.captured(2).toInt(),
                           isNamed ? german.captured(5) : german.captured(3), today);
    } else if (const auto brief = text.take(bare); brief.hasMatch()) {
        when.first = dayOf(brief.captured(1).toInt(), brief.captured(2).toInt(), {}, today);
    } else if (const auto english = text.take(names); english.hasMatch()) {
        const bool dayFirst = !english.captured(1).isEmpty();
        when.first = dayOf(english.captured(dayFirst ? 1 : 4).toInt(), QuickAddWords::monthOf(english.captured(dayFirst ? 2 : 3)), english.captured(5), today);
    } else if (const auto days = text.take(ahead); days.hasMatch()) {
        const int count = QuickAddWords::numberOf(days.captured(1));
        when.first = days.hasCaptured(4) ? today.addMonths(count) : today.addDays(count * (days.hasCaptured(3) ? 7 : 1));
    } else if (const auto word = text.take(relative); word.hasMatch()) {
        when.first = today.addDays(word.hasCaptured(3) ? 0 : word.hasCaptured(2) ? 1 : 2);
        if (word.captured().compare(QLatin1String("tonight"), Qt::CaseInsensitive) == 0) {
            when.from = 19 * 60;
        }
    } else if (const auto week = text.take(nextWeek); week.hasMatch()) {
        const auto named = week.captured(1).isEmpty() ? week.captured(2) : week.captured(1);
        when.first = nextWeekday(1, today.addDays(1)).addDays(std::max(1, QuickAddWords::weekdayOf(named)) - 1);
    } else if (const auto day = text.take(weekday); day.hasMatch()) {
        when.first = nextWeekday(QuickAddWords::weekdayOf(day.captured(2)), day.captured(1).isEmpty() ? today : today.addDays(1));
        when.isWeekday = true;
    } else if (const auto letters = text.take(shortDay); letters.hasMatch()) {
        const auto name = letters.captured(2).isEmpty() ? letters.captured(3) : letters.captured(2);
        when.first = nextWeekday(QuickAddWords::weekdayOf(name), letters.captured(1).isEmpty() ? today : today.addDays(1));
        when.isWeekday = true;
    }
}

enum class Meridiem { None, Am, Pm };

Meridiem meridiemOf(const QString &word)
{
    return word.isEmpty() ? Meridiem::None : word.front().toLower() == u'p' ? Meridiem::Pm : Meridiem::Am;
}

std::optional<int> timeOf(const QString &hour, const QString &minute, Meridiem meridiem)
{
    int hours = hour.toInt();
    const int minutes = minute.toInt();
    if (hours > 24 || minutes > 59 || (hours == 24 && minutes > 0) || (meridiem != Meridiem::None && (hours > 12 || hours == 0))) {
        return {};
    }
    if (meridiem != Meridiem::None) {
        hours = hours % 12 + (meridiem == Meridiem::Pm ? 12 : 0);
    }
    return hours * 60 + minutes;
}

bool readTimeSpan(QuickAddText &text, When &when)
{
    // A span of bare numbers ("8 bis 9.30") needs a sign that it is one: a word before it, or a date.
    static const auto span = expression("(?:(?i:(um|von|from|between|zwischen|at)\\s+)|((?<=^|[\\x{1f}]|[\\x{1f}]\\s)))?(?<![.,])(\\d{1,2})(?:[:.](\\d\\d))?\\s*(?i:(Uhr|h|[ap]\\.?m\\.?))?\\s*(?:-|–|—|(?i:bis|to|till|until|und|and))\\s*"
                                        "(\\d{1,2})(?:[:.](\\d\\d))?(?:\\s*(?i:(Uhr|h|[ap]\\.?m\\.?)))?(?![.:\\d%]|\\s*(?i:min|std|stunden?|hours?|personen|leute|people))");
    auto copy = text;
    const auto found = copy.take(span);
    if (!found.hasMatch()) {
        return false;
    }
    const auto firstUnit = found.captured(5), lastUnit = found.captured(8);
    const bool isTime = !firstUnit.isEmpty() || !lastUnit.isEmpty() || !found.captured(1).isEmpty() || !found.captured(4).isEmpty() || !found.captured(7).isEmpty()
        || found.hasCaptured(2);
    const auto isMeridiem = [](const QString &unit) { return unit.endsWith(u'm', Qt::CaseInsensitive) || unit.endsWith(u'.'); };
    const auto last = timeOf(found.captured(6), found.captured(7), isMeridiem(lastUnit) ? meridiemOf(lastUnit) : Meridiem::None);
    auto first = timeOf(found.captured(3), found.captured(4), isMeridiem(firstUnit) ? meridiemOf(firstUnit) : Meridiem::None);
    if (first && last && firstUnit.isEmpty() && isMeridiem(lastUnit)) {
        // "5-6:30pm" is both; "11-1pm" begins in the morning.
        const auto same = timeOf(found.captured(3), found.captured(4), meridiemOf(lastUnit));
        first = same && *same < *last ? same : first;
    }
    if (!isTime || !first || !last || *first == *last) {
        return false;
    }
    text = copy;
    when.from = first;
    when.to = last;
    return true;
}

void readTime(QuickAddText &text, When &when)
{
    if (readTimeSpan(text, when)) {
        return;
    }
    static const auto german = expression("(?i:um|ab|gegen|von)?\\s*(\\d{1,2})(?:[:.](\\d\\d))?\\s*(?i:Uhr)(?:\\s+(\\d\\d))?");
    static const auto english = expression("(?i:at|from|@)?\\s*(\\d{1,2})(?:[:.](\\d\\d))?\\s*(?i:([ap]\\.?m\\b\\.?))");
    static const auto clock = expression("(?i:um|ab|gegen|von|at|from|@)?\\s*(\\d{1,2})(?::(\\d\\d)|\\s?h(\\d\\d)?)");
    static const auto said = expression("(?i:um|ab|gegen)\\s+(\\d{1,2})(?:\\.(\\d\\d))?(?![.\\d])");
    static const auto saidEnglish = expression("(?i:at)\\s+(\\d{1,2})(?![.\\d])");
    static const auto half = expression("(?i:um|ab|gegen)?\\s*(?i:(halb)|(viertel nach)|(viertel vor)|(dreiviertel))\\s+(^N)(?:\\s+(?i:Uhr))?");
    static const auto past = expression("(?i:at)?\\s*(?i:(half past)|(quarter past)|(quarter to))\\s+(^N)");
    static const auto noon = expression("(?i:(?:at|um|am|gegen)\\s+)?(?i:(noon|midday|mittags?)|(midnight|mitternacht)|(früh|morgens)|(vormittags?|in the morning|am vormittag|this morning)|(nachmittags?|in the afternoon|am nachmittag)|(abends?|in the evening|am abend|tonight))");
    const auto take = [&text](const QRegularExpression &pattern) { return text.take(pattern); };
    if (const auto found = take(half); found.hasMatch()) {
        const int hour = QuickAddWords::numberOf(found.captured(5)) * 60;
        when.from = hour + (found.hasCaptured(4) ? -15 : found.hasCaptured(3) ? -15 : found.hasCaptured(2) ? 15 : -30);
    } else if (const auto quarter = take(past); quarter.hasMatch()) {
        const int hour = QuickAddWords::numberOf(quarter.captured(4)) * 60;
        when.from = hour + (quarter.hasCaptured(3) ? -15 : quarter.hasCaptured(2) ? 15 : 30);
    } else if (const auto am = take(english); am.hasMatch()) {
        when.from = timeOf(am.captured(1), am.captured(2), meridiemOf(am.captured(3)));
    } else if (const auto uhr = take(german); uhr.hasMatch()) {
        when.from = timeOf(uhr.captured(1), uhr.captured(2).isEmpty() ? uhr.captured(3) : uhr.captured(2), Meridiem::None);
    } else if (const auto digits = take(clock); digits.hasMatch()) {
        when.from = timeOf(digits.captured(1), digits.captured(2).isEmpty() ? digits.captured(3) : digits.captured(2), Meridiem::None);
    } else if (const auto word = take(said); word.hasMatch()) {
        when.from = timeOf(word.captured(1), word.captured(2), Meridiem::None);
    } else if (const auto at = take(saidEnglish); at.hasMatch()) {
        const int hour = at.captured(1).toInt(); // nobody meets at three in the night
        when.from = timeOf(at.captured(1), {}, hour >= 1 && hour <= 6 ? Meridiem::Pm : Meridiem::None);
    }
    // "Freitag Vormittag" without a time is one; with a time it says which half of the day.
    if (const auto part = take(noon); part.hasMatch()) {
        static constexpr std::array<int, 7> hours{0, 12, 24, 8, 10, 15, 19};
        const auto which = size_t(part.lastCapturedIndex());
        if (!when.from) {
            when.from = hours[which] * 60;
        } else if (which >= 5 && *when.from < 12 * 60) {
            *when.from += 12 * 60;
        }
    }
    if (when.from && (*when.from < 0 || *when.from > minutesOfDay)) {
        when.from.reset();
    }
}

void readLength(QuickAddText &text, When &when)
{
    static const auto days = expression("(?i:für|for|über)?\\s*(^N)\\s+(?i:tage|days)");
    static const auto halves = expression("(?i:für|for|lang)?\\s*(?i:(eine halbe stunde|half an hour|half hour)|(eine dreiviertelstunde)|(anderthalb stunden|eineinhalb stunden|an hour and a half|one and a half hours)|(eine viertelstunde|a quarter of an hour))");
    static const auto both = expression("(?i:für|for)?\\s*(\\d{1,2})\\s*h\\s*(\\d{1,2})\\s*(?i:min\\.?|m)?");
    static const auto hours = expression("(?i:für|for)?\\s*(\\d{1,2}(?:[.,]\\d{1,2})?|^N)\\s*(?i:std\\.?|stunden?|hours?|hrs?)(?:\\s+(?i:lang|long))?");
    static const auto hoursBrief = expression("(?i:für|for)\\s+(\\d{1,2}(?:[.,]\\d{1,2})?)\\s*h");
    static const auto minutes = expression("(?i:für|for)?\\s*(\\d{1,3})\\s*(?i:min\\.?|minuten?|minutes?|mins)(?:\\s+(?i:lang|long))?");
    const auto number = [](const QString &word) {
        const int whole = QuickAddWords::numberOf(word);
        return whole > 0 ? double(whole) : QString(word).replace(u',', u'.').toDouble();
    };
    if (const auto found = text.take(halves); found.hasMatch()) {
        when.minutes = found.hasCaptured(4) ? 15 : found.hasCaptured(3) ? 90 : found.hasCaptured(2) ? 45 : 30;
    } else if (const auto mixed = text.take(both); mixed.hasMatch()) {
        when.minutes = mixed.captured(1).toInt() * 60 + mixed.captured(2).toInt();
    } else if (const auto some = text.take(hours); some.hasMatch()) {
        when.minutes = qRound(number(some.captured(1)) * 60);
    } else if (const auto brief = text.take(hoursBrief); brief.hasMatch()) {
        when.minutes = qRound(number(brief.captured(1)) * 60);
    } else if (const auto few = text.take(minutes); few.hasMatch()) {
        when.minutes = few.captured(1).toInt();
    } else if (when.first.isValid() && !when.last.isValid() && !when.from) {
        if (const auto many = text.take(days); many.hasMatch()) {
            when.last = when.first.addDays(std::clamp(QuickAddWords::numberOf(many.captured(1)), 1, 366) - 1);
        }
    }
}

bool suits(const When &when, const QDate &date)
{
    if (when.ruleMonthDay > 0) {
        return date.day() == when.ruleMonthDay;
    }
    if (!when.ruleDays.isEmpty() && !when.ruleDays.contains(date.dayOfWeek())) {
        return false;
    }
    if (when.ruleOrdinal == 0) {
        return true;
    }
    return when.ruleOrdinal > 0 ? (date.day() - 1) / 7 + 1 == when.ruleOrdinal : date.day() + 7 > date.daysInMonth();
}

/// The first instance of the rule from the day said (or today) on.
void meetRule(When &when)
{
    auto date = when.first.isValid() ? when.first : when.today();
    const bool isOver = !when.first.isValid() && when.from && *when.from <= when.now.time().msecsSinceStartOfDay() / 60000;
    if (isOver) {
        date = date.addDays(1);
    }
    for (int ahead = 0; ahead < 100 && !suits(when, date); ++ahead) {
        date = date.addDays(1);
    }
    when.first = date;
}

QDateTime at(const QDate &day, int minutes, const QDateTime &now)
{
    return QDateTime(day.addDays(minutes / minutesOfDay), QTime(0, 0).addSecs((minutes % minutesOfDay) * 60), now.timeZone());
}

void settle(When &when, QuickAdd &event)
{
    if (!when.rule.isEmpty()) {
        meetRule(when);
    }
    if (!when.first.isValid() && !when.from) {
        return;
    }
    const int nowMinutes = when.now.time().msecsSinceStartOfDay() / 60000;
    if (!when.first.isValid()) {
        when.first = when.today().addDays(*when.from > nowMinutes ? 0 : 1);
    } else if (when.isWeekday && when.first == when.today() && when.rule.isEmpty() && when.from && *when.from <= nowMinutes) {
        when.first = when.first.addDays(7);
    }
    if (when.isAllDay || !when.from) {
        event.isAllDay = true;
        event.start = QDateTime(when.first, QTime(0, 0), when.now.timeZone());
        event.end = QDateTime(when.last.isValid() ? when.last : when.first, QTime(0, 0), when.now.timeZone());
    } else {
        event.start = at(when.first, *when.from, when.now);
        const int length = when.minutes > 0 ? when.minutes : when.to ? (*when.to - *when.from + minutesOfDay) % minutesOfDay : 60;
        event.end = when.last.isValid() ? at(when.last, when.to.value_or((*when.from + 60) % minutesOfDay), when.now) : event.start.addSecs(qint64(length) * 60);
    }
    event.rule = when.rule;
    if (!when.rule.isEmpty() && when.until.isValid()) {
        // RFC 5545, 3.3.10: a date for whole days, else an instant in UTC.
        const auto format = event.isAllDay ? QStringLiteral("yyyyMMdd") : QStringLiteral("yyyyMMdd'T'HHmmss'Z'");
        const auto end = event.isAllDay ? event.start : QDateTime(when.until, QTime(23, 59, 59), when.now.timeZone()).toUTC();
        event.rule += QLatin1String(";UNTIL=") + (event.isAllDay ? when.until.toString(format) : end.toString(format));
    }
}
}

QuickAddText::QuickAddText(const QString &sentence)
    : m_text(sentence.simplified())
{
    m_text.remove(mark);
}

QRegularExpressionMatch QuickAddText::take(const QRegularExpression &pattern)
{
    auto found = pattern.match(m_text);
    if (found.hasMatch()) {
        m_text.replace(found.capturedStart(), found.capturedLength(), QString(u' ' + QString(mark) + u' '));
    }
    return found;
}

QString QuickAddText::rest() const
{
    static const QRegularExpression before(QStringLiteral("(?:[\\s,;–-]|(?<![\\p{L}])(?:am|um|on|at|von|from|ab|bis|der|den|the|for|für)(?=\\s*$))+$"),
                                           QRegularExpression::UseUnicodePropertiesOption | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression after(QStringLiteral("^(?:[\\s,;:–-]|(?:uhr)(?![\\p{L}]))+"), QRegularExpression::CaseInsensitiveOption);
    auto pieces = m_text.split(mark);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        auto &piece = pieces[i];
        if (i + 1 < pieces.size()) {
            piece.remove(before);
        }
        if (i > 0) {
            piece.remove(after);
        }
        piece = piece.trimmed();
    }
    pieces.removeAll(QString());
    return pieces.join(u' ').simplified();
}

void QuickAddWhen::read(QuickAddText &text, const QDateTime &now, QuickAdd &event)
{
    When when;
    when.now = now;
    static const auto allDay = expression("(?i:ganztägig|ganztags|den ganzen tag|all day|all-day)");
    when.isAllDay = text.take(allDay).hasMatch();
    readRepetition(text, when);
    // What turns out to be no day or time stays in the text.
    auto kept = text;
    readSpan(text, when);
    if (!when.first.isValid()) {
        text = kept;
        readDate(text, when);
    }
    if (!when.first.isValid()) {
        text = kept;
    }
    kept = text;
    readTime(text, when);
    if (!when.from) {
        text = kept;
    }
    readLength(text, when);
    settle(when, event);
}

}
