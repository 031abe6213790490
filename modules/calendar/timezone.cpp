// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/timezone.h"

#include "calendar/recurrencerule.h"

#include <QHash>
#include <QMutex>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace Kontor
{

namespace
{
constexpr qint64 day = qint64(86400) * 1000;
constexpr int mostTransitions = 2000;
constexpr qsizetype mostObservances = 100;
constexpr qsizetype mostRemembered = 1000;

struct Transition {
    qint64 instant = 0;
    qint64 offset = 0; ///< ms east of Greenwich from then on
    bool operator==(const Transition &) const = default;
};

struct Rules {
    qint64 before = 0; ///< offset before the first transition
    QList<Transition> transitions;
    bool operator==(const Rules &) const = default;

    qint64 offsetAt(qint64 instant) const
    {
        const auto after = std::upper_bound(transitions.begin(), transitions.end(), instant, [](qint64 value, const Transition &transition) {
            return value < transition.instant;
        });
        return after == transitions.begin() ? before : std::prev(after)->offset;
    }
};

qint64 offsetOf(const QTimeZone &zone, qint64 instant)
{
    return qint64(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(instant, QTimeZone::UTC))) * 1000;
}

template <class Offset>
qint64 instantBy(qint64 wall, Offset offsetAt)
{
    const auto before = offsetAt(wall - day);
    if (offsetAt(wall - before) == before) {
        return wall - before; // also the first of two in autumn
    }
    const auto after = offsetAt(wall + day);
    return offsetAt(wall - after) == after ? wall - after : wall - before;
}

qint64 dateOrTimeWall(const QByteArray &value)
{
    const auto date = QDate::fromString(QString::fromLatin1(value.left(8)), QStringLiteral("yyyyMMdd"));
    if (!date.isValid()) {
        return -1;
    }
    const auto time = QTime::fromString(QString::fromLatin1(value.mid(9, 6)), QStringLiteral("hhmmss"));
    return QDateTime(date, time.isValid() ? time : QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
}

/// "+0100", "-033000"; ms.
std::optional<qint64> utcOffset(const QByteArray &text)
{
    static const QRegularExpression form(QStringLiteral("^([+-])(\\d\\d):?(\\d\\d)(?::?(\\d\\d))?$"));
    const auto match = form.match(QString::fromLatin1(text.trimmed()));
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const auto seconds = match.captured(2).toInt() * 3600 + match.captured(3).toInt() * 60 + match.captured(4).toInt();
    if (seconds > 18 * 3600) {
        return std::nullopt;
    }
    return qint64(match.captured(1) == QLatin1StringView("-") ? -seconds : seconds) * 1000;
}

/// The rules of a VTIMEZONE; none if there are none in it.
std::optional<Rules> rulesOf(const ContentComponent &definition)
{
    static const qint64 from = QDateTime(QDate(1970, 1, 1), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
    static const qint64 to = QDateTime(QDate(2060, 1, 1), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
    Rules rules;
    qint64 earliest = std::numeric_limits<qint64>::max();
    bool isAny = false;
    QList<const ContentComponent *> observances = definition.components("STANDARD");
    observances << definition.components("DAYLIGHT");
    observances.resize(std::min(mostObservances, observances.size()));
    for (const auto *observance : std::as_const(observances)) {
        const auto offsetTo = utcOffset(observance->value("TZOFFSETTO"));
        if (!offsetTo) {
            continue;
        }
        const auto offsetFrom = utcOffset(observance->value("TZOFFSETFROM")).value_or(*offsetTo);
        const auto startValue = observance->value("DTSTART").trimmed();
        const auto start = startValue.size() >= 8 ? dateOrTimeWall(startValue) : from;
        isAny = true;
        if (start < earliest) {
            earliest = start;
            rules.before = observance->name == "DAYLIGHT" ? offsetFrom : observances.size() == 1 ? *offsetTo : offsetFrom;
        }
        QList<qint64> walls{start};
        for (const auto lines = observance->lines("RRULE"); const auto *line : lines) {
            const auto rule = RecurrenceRule::parse(line->value());
            if (!rule) {
                continue;
            }
            const auto until = rule->until.isEmpty() ? to : dateOrTimeWall(rule->until) + (rule->until.endsWith('Z') ? offsetFrom : 0);
            walls << rule->starts(start, from, std::min(to, until + 1), mostTransitions / 4).walls;
        }
        for (const auto lines = observance->lines("RDATE"); const auto *line : lines) {
            for (const auto values = line->value().split(','); const auto &value : values.first(std::min<qsizetype>(values.size(), mostTransitions / 4))) {
                walls << dateOrTimeWall(value.trimmed());
            }
        }
        for (const auto wall : std::as_const(walls)) {
            if (rules.transitions.size() < mostTransitions) {
                rules.transitions << Transition{.instant = wall - offsetFrom, .offset = *offsetTo};
            }
        }
    }
    if (!isAny) {
        return std::nullopt;
    }
    std::stable_sort(rules.transitions.begin(), rules.transitions.end(), [](const Transition &a, const Transition &b) {
        return a.instant < b.instant;
    });
    rules.transitions.erase(std::unique(rules.transitions.begin(), rules.transitions.end()), rules.transitions.end());
    return rules;
}

/// The name Qt knows the zone by; empty: it knows none. Names of old ("US/Eastern", "Asia/Calcutta", "CET") are not among
/// those listed, where Debian leaves them out, but have another one; some write names in lower case.
QByteArray knownName(const QByteArray &name)
{
    if (name.isEmpty() || name.size() >= 100) {
        return {};
    }
    if (QTimeZone::isTimeZoneIdAvailable(name)) {
        return name;
    }
    if (const QTimeZone zone(name); zone.isValid()) {
        return zone.id();
    }
    static const QHash<QByteArray, QByteArray> spellings = [] {
        QHash<QByteArray, QByteArray> found;
        for (const auto ids = QTimeZone::availableTimeZoneIds(); const auto &id : ids) {
            found.insert(id.toLower(), id);
        }
        return found;
    }();
    return spellings.value(name.toLower());
}

/// "Europe/Berlin", also in "/freeassociation.sourceforge.net/Europe/Berlin" or "/citadel.org/20190914_1/Europe/Berlin".
QByteArray ianaName(const QByteArray &tzid)
{
    if (const auto name = knownName(tzid); !name.isEmpty()) {
        return name;
    }
    const auto parts = tzid.split('/');
    for (qsizetype count = std::min<qsizetype>(3, parts.size() - 1); count > 0; --count) {
        if (const auto name = knownName(parts.last(count).join('/')); !name.isEmpty()) {
            return name;
        }
    }
    auto spaced = tzid;
    spaced.replace(' ', '_'); // "America/New York"
    return spaced != tzid ? knownName(spaced) : QByteArray();
}

/// "UTC", "GMT+0100", "UTC+01:00", "+0100".
std::optional<qint64> plainOffset(const QByteArray &tzid)
{
    const auto upper = tzid.trimmed().toUpper();
    static const QList<QByteArray> utcNames{
        "UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "UCT", "ZULU", "TZONE://MICROSOFT/UTC", "COORDINATED UNIVERSAL TIME", "(UTC) COORDINATED UNIVERSAL TIME"};
    if (utcNames.contains(upper)) {
        return 0;
    }
    auto rest = upper;
    if (rest.startsWith("UTC") || rest.startsWith("GMT")) {
        rest = rest.sliced(3);
    }
    return utcOffset(rest);
}

/// A Windows zone as it is shown: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna".
QByteArray byTowns(const QByteArray &tzid)
{
    static const QRegularExpression form(QStringLiteral("^\\((?:UTC|GMT)([+-]\\d\\d:?\\d\\d)?\\)\\s*(.+)$"));
    const auto match = form.match(QString::fromUtf8(tzid).trimmed());
    if (!match.hasMatch()) {
        return {};
    }
    const auto wanted = match.captured(1).isEmpty() ? 0 : utcOffset(match.captured(1).toLatin1()).value_or(0);
    auto places = match.captured(2).left(200);
    // "Eastern Time (US & Canada)" is "Eastern Standard Time".
    if (const auto time = places.indexOf(QLatin1StringView(" Time")); time > 0) {
        const QByteArray windows = places.left(time).toLatin1() + " Standard Time";
        if (const auto name = QTimeZone::windowsIdToDefaultIanaId(windows); !name.isEmpty()) {
            return name;
        }
    }
    static const QList<QByteArray> continents{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic"};
    for (const auto towns = places.split(u','); const auto &town : towns) {
        auto name = town.trimmed().toLatin1();
        name.replace(' ', '_');
        for (const auto &continent : continents) {
            const QByteArray zone = continent + '/' + name;
            if (!QTimeZone::isTimeZoneIdAvailable(zone)) {
                continue;
            }
            const QTimeZone found(zone);
            static const qint64 january = QDateTime(QDate(2026, 1, 15), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
            static const qint64 july = QDateTime(QDate(2026, 7, 15), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
            if (std::min(offsetOf(found, january), offsetOf(found, july)) == wanted) {
                const auto main = QTimeZone::windowsIdToDefaultIanaId(QTimeZone::ianaIdToWindowsId(zone));
                return main.isEmpty() ? zone : main;
            }
        }
    }
    return {};
}

/// An IANA zone whose clocks do the same these years; empty: none of the usual ones.
QByteArray twinOf(const Rules &rules)
{
    static const QList<QByteArray> usual{
        "Europe/Berlin",     "Europe/London",      "Europe/Helsinki",     "Europe/Moscow",       "Europe/Istanbul",    "Europe/Chisinau",
        "Atlantic/Azores",   "America/New_York",   "America/Chicago",     "America/Denver",      "America/Phoenix",    "America/Los_Angeles",
        "America/Anchorage", "America/Halifax",    "America/St_Johns",    "America/Sao_Paulo",   "America/Bogota",     "America/Caracas",
        "America/Santiago",  "Africa/Cairo",       "Africa/Lagos",        "Africa/Johannesburg", "Africa/Nairobi",     "Asia/Jerusalem",
        "Asia/Beirut",       "Asia/Dubai",         "Asia/Tehran",         "Asia/Karachi",        "Asia/Kolkata",       "Asia/Kathmandu",
        "Asia/Dhaka",        "Asia/Bangkok",       "Asia/Shanghai",       "Asia/Tokyo",          "Australia/Adelaide", "Australia/Darwin",
        "Australia/Sydney",  "Australia/Brisbane", "Australia/Lord_Howe", "Pacific/Auckland",    "Pacific/Honolulu",   "Pacific/Chatham",
    };
    QList<qint64> samples;
    for (int month = 0; month < 12 * 6; ++month) {
        samples << QDateTime(QDate(2024, 1, 15).addMonths(month), QTime(12, 0), QTimeZone::UTC).toMSecsSinceEpoch();
    }
    for (const auto &transition : rules.transitions) {
        if (transition.instant > samples.first() && transition.instant < samples.last()) {
            samples << transition.instant - 1000 << transition.instant;
        }
    }
    static const QList<QTimeZone> candidates = [] {
        QList<QTimeZone> zones{QTimeZone::systemTimeZone()};
        for (const auto &name : usual) {
            if (const QTimeZone zone(name); zone.isValid()) {
                zones << zone;
            }
        }
        return zones;
    }();
    for (const auto &zone : candidates) {
        if (std::all_of(samples.begin(), samples.end(), [&](qint64 at) {
                return offsetOf(zone, at) == rules.offsetAt(at);
            })) {
            return zone.id();
        }
    }
    return {};
}

/// A definition that has nothing in common with the zone whose name it bears.
bool contradicts(const ContentComponent &definition, const QTimeZone &zone)
{
    bool isAny = false;
    QList<const ContentComponent *> observances = definition.components("STANDARD");
    observances << definition.components("DAYLIGHT");
    for (const auto *observance : std::as_const(observances)) {
        const auto offset = utcOffset(observance->value("TZOFFSETTO"));
        if (!offset) {
            continue;
        }
        isAny = true;
        for (int month = 0; month < 12 * 60; month += 6) {
            if (offsetOf(zone, QDateTime(QDate(1975, 1, 15).addMonths(month), QTime(12, 0), QTimeZone::UTC).toMSecsSinceEpoch()) == *offset) {
                return false;
            }
        }
    }
    return isAny;
}

void appendText(QByteArray &text, const ContentComponent &component)
{
    for (const auto &part : component.parts) {
        if (part.component) {
            text += part.component->name + '\n';
            appendText(text, *part.component);
        } else {
            text += part.line.raw;
        }
        if (text.size() > 20'000) {
            return;
        }
    }
}
}

struct TimeZone::Meaning {
    enum class Kind { Utc, Zone, Rules } kind = Kind::Utc;
    QByteArray name;
    QTimeZone zone{QTimeZone::UTC};
    Rules rules;
    bool isGuessed = false;

    static std::shared_ptr<const Meaning> resolve(const QByteArray &tzid, const ContentComponent *definition);
    static std::shared_ptr<const Meaning> ofZone(const QByteArray &name, bool isGuessed = false)
    {
        return std::make_shared<const Meaning>(Meaning{.kind = Kind::Zone, .name = name, .zone = QTimeZone(name), .rules = {}, .isGuessed = isGuessed});
    }
};

std::shared_ptr<const TimeZone::Meaning> TimeZone::Meaning::resolve(const QByteArray &tzid, const ContentComponent *definition)
{
    if (const auto offset = plainOffset(tzid)) {
        return *offset == 0 ? std::make_shared<const Meaning>() : ofZone(QTimeZone(int(*offset / 1000)).id());
    }
    if (const auto name = ianaName(tzid); !name.isEmpty()) {
        return ofZone(name, definition && contradicts(*definition, QTimeZone(name)));
    }
    if (definition) {
        if (const auto name = ianaName(definition->value("X-LIC-LOCATION").trimmed()); !name.isEmpty()) {
            return ofZone(name);
        }
    }
    if (const auto name = QTimeZone::windowsIdToDefaultIanaId(tzid); !name.isEmpty()) {
        return ofZone(name);
    }
    if (definition) {
        if (auto rules = rulesOf(*definition)) {
            if (const auto twin = twinOf(*rules); !twin.isEmpty()) {
                return ofZone(twin);
            }
            return std::make_shared<const Meaning>(
                Meaning{.kind = Kind::Rules, .name = tzid, .zone = QTimeZone(QTimeZone::UTC), .rules = *std::move(rules), .isGuessed = false});
        }
    }
    if (const auto name = byTowns(tzid); !name.isEmpty()) {
        return ofZone(name, true);
    }
    return ofZone(QTimeZone::systemTimeZoneId(), true);
}

TimeZone TimeZone::utc()
{
    static const auto meaning = std::make_shared<const Meaning>();
    TimeZone zone;
    zone.m_meaning = meaning;
    return zone;
}

TimeZone TimeZone::of(const QTimeZone &zone)
{
    return zone == QTimeZone::utc() || zone.timeSpec() == Qt::UTC ? utc() : named(zone.id(), nullptr);
}

TimeZone TimeZone::named(const QByteArray &tzid, const ContentComponent *definition)
{
    static QMutex mutex;
    static QHash<QByteArray, std::shared_ptr<const Meaning>> known;
    QByteArray key = tzid.left(1000) + '\n';
    if (definition) {
        appendText(key, *definition);
    }
    TimeZone zone;
    {
        const QMutexLocker lock(&mutex);
        zone.m_meaning = known.value(key);
    }
    if (!zone.m_meaning) {
        zone.m_meaning = Meaning::resolve(tzid.left(1000), definition);
        const QMutexLocker lock(&mutex);
        if (known.size() >= mostRemembered) {
            known.clear();
        }
        known.insert(key, zone.m_meaning);
    }
    return zone;
}

bool TimeZone::isFloating() const
{
    return !m_meaning;
}

bool TimeZone::isUtc() const
{
    return m_meaning && m_meaning->kind == Meaning::Kind::Utc;
}

bool TimeZone::isGuessed() const
{
    return m_meaning && m_meaning->isGuessed;
}

QString TimeZone::name() const
{
    return !m_meaning ? QString() : isUtc() ? QStringLiteral("UTC") : QString::fromUtf8(m_meaning->name);
}

QTimeZone TimeZone::toQt(qint64 wall) const
{
    if (!m_meaning) {
        return QTimeZone(QTimeZone::LocalTime);
    }
    switch (m_meaning->kind) {
    case Meaning::Kind::Utc:
        return QTimeZone(QTimeZone::UTC);
    case Meaning::Kind::Zone:
        return m_meaning->zone;
    case Meaning::Kind::Rules:
        break;
    }
    return QTimeZone(int(m_meaning->rules.offsetAt(instantOf(wall, QTimeZone::utc())) / 1000));
}

qint64 TimeZone::instantOf(qint64 wall, const QTimeZone &local) const
{
    if (!m_meaning) {
        return instantOfWall(wall, local);
    }
    switch (m_meaning->kind) {
    case Meaning::Kind::Utc:
        return wall;
    case Meaning::Kind::Zone:
        return instantOfWall(wall, m_meaning->zone);
    case Meaning::Kind::Rules:
        break;
    }
    return instantBy(wall, [this](qint64 instant) {
        return m_meaning->rules.offsetAt(instant);
    });
}

qint64 TimeZone::wallOf(qint64 instant, const QTimeZone &local) const
{
    if (!m_meaning) {
        return wallOfInstant(instant, local);
    }
    switch (m_meaning->kind) {
    case Meaning::Kind::Utc:
        return instant;
    case Meaning::Kind::Zone:
        return wallOfInstant(instant, m_meaning->zone);
    case Meaning::Kind::Rules:
        break;
    }
    return instant + m_meaning->rules.offsetAt(instant);
}

bool TimeZone::operator==(const TimeZone &other) const
{
    if (m_meaning == other.m_meaning) {
        return true;
    }
    return m_meaning && other.m_meaning && m_meaning->kind == other.m_meaning->kind && m_meaning->name == other.m_meaning->name
        && m_meaning->rules == other.m_meaning->rules && m_meaning->isGuessed == other.m_meaning->isGuessed;
}

qint64 instantOfWall(qint64 wall, const QTimeZone &zone)
{
    return instantBy(wall, [&zone](qint64 instant) {
        return offsetOf(zone, instant);
    });
}

qint64 wallOfInstant(qint64 instant, const QTimeZone &zone)
{
    return instant + offsetOf(zone, instant);
}

}
