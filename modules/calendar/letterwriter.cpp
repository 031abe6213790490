// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/letterwriter.h"

#include "calendar/calendarcomponentreader.h"
#include "calendar/eventfields.h"
#include "calendar/recurrenceset.h"

#include <QUuid>

namespace Kontor
{
namespace
{
/// What people are told of when it changes. Answers of others, categories and notes of a server are not among it.
const QList<QByteArray> &relevant()
{
    static const QList<QByteArray> names{"SUMMARY",
                                         "LOCATION",
                                         "DESCRIPTION",
                                         "DTSTART",
                                         "DTEND",
                                         "DUE",
                                         "DURATION",
                                         "RRULE",
                                         "RDATE",
                                         "EXDATE",
                                         "EXRULE",
                                         "STATUS",
                                         "URL",
                                         "CONFERENCE",
                                         "ATTACH",
                                         "ORGANIZER",
                                         "PRIORITY"};
    return names;
}

enum class Agent { Server, Client, Nobody };

Agent agentOf(const ContentLine &line, bool schedulesItself)
{
    // RFC 6638, 7.1: with NONE nobody sends anything, and unknown words mean the same.
    const auto word = line.parameter("SCHEDULE-AGENT").toUpper();
    if (!word.isEmpty() && word != "SERVER" && word != "CLIENT") {
        return Agent::Nobody;
    }
    return schedulesItself && word != "CLIENT" ? Agent::Server : Agent::Client;
}

const ContentLine *attendeeLine(const ContentComponent &component, const QString &address)
{
    for (const auto *line : component.lines("ATTENDEE")) {
        if (CalendarComponentReader::attendee(*line).address.compare(address, Qt::CaseInsensitive) == 0) {
            return line;
        }
    }
    return nullptr;
}

/// One version of an object, by instance; 0 is the series.
struct Version {
    std::optional<EventSheet> sheet;
    QMap<qint64, ComponentPointer> components;
    QMap<qint64, QHash<QString, const ContentLine *>> invited; ///< by address; there may be thousands

    explicit Version(const QByteArray &bytes)
    {
        auto opened = bytes.isEmpty() ? Result<EventSheet>(std::unexpected(Error{})) : EventSheet::open(bytes);
        if (!opened) {
            return;
        }
        sheet = *std::move(opened);
        if (sheet->master) {
            components.insert(0, sheet->master);
        }
        for (const auto &exception : std::as_const(sheet->exceptions)) {
            if (const auto wall = sheet->wallOfException(*exception)) {
                components.insert(sheet->keyOf(*wall), exception);
            }
        }
        for (const auto &[key, component] : components.asKeyValueRange()) {
            auto &lines = invited[key];
            for (const auto *line : component->lines("ATTENDEE")) {
                lines.insert(CalendarComponentReader::attendee(*line).address.toLower(), line);
            }
        }
    }
    QMap<qint64, ComponentPointer> listing(const QString &address) const
    {
        QMap<qint64, ComponentPointer> found;
        for (const auto &[key, component] : components.asKeyValueRange()) {
            if (invited.value(key).contains(address.toLower()) && component->value("STATUS").toUpper() != "CANCELLED") {
                found.insert(key, component);
            }
        }
        return found;
    }
    QMap<QString, Agent> people(bool schedulesItself) const
    {
        QMap<QString, Agent> found;
        for (const auto &lines : invited) {
            for (const auto &[address, line] : lines.asKeyValueRange()) {
                found.insert(address, agentOf(*line, schedulesItself));
            }
        }
        return found;
    }
    const ContentLine *organizer() const
    {
        return sheet ? sheet->any().line("ORGANIZER") : nullptr;
    }
    QSet<qint64> excepted() const
    {
        QSet<qint64> keys;
        if (sheet && sheet->master) {
            for (const auto &date : EventLines::dates(*sheet->master, "EXDATE", sheet->calendar.get())) {
                keys.insert(sheet->keyOf(sheet->wallOf(date.time.time)));
            }
        }
        return keys;
    }
};

enum class Exdates { Count, Ignore };
bool isChanged(const ContentComponent &before, const ContentComponent &after, Exdates exdates)
{
    return std::ranges::any_of(relevant(), [&](const QByteArray &name) {
        if (name == "EXDATE" && exdates == Exdates::Ignore) {
            return false;
        }
        auto a = EventLines::logical(before, name);
        auto b = EventLines::logical(after, name);
        std::ranges::sort(a);
        std::ranges::sort(b);
        return a != b;
    });
}

class Writing
{
public:
    explicit Writing(const LetterWriter::Circumstances &circumstances)
        : m_circumstances(circumstances)
    {
    }

    QList<CalendarLetter> letters;
    QList<qsizetype> touched; ///< which of them the last person got

    void add(const Version &version,
             const QByteArray &method,
             QList<ComponentPointer> components,
             const QString &to,
             const QByteArray &basis,
             Agent agent,
             Participation answer = Participation::None)
    {
        if (agent == Agent::Nobody || components.isEmpty()) {
            return;
        }
        CalendarLetter letter;
        letter.hold = agent == Agent::Server ? CalendarLetter::Hold::UntilServerTold : CalendarLetter::Hold::None;
        if (agent == Agent::Server && !isPast(version, components)) {
            return; // the server tells
        }
        letter.method = method;
        letter.recipients = {to};
        letter.basis = basis;
        letter.uid = version.sheet->uid;
        letter.created = m_circumstances.now;
        letter.comment = method == "REPLY" || method == "COUNTER" ? m_circumstances.comment : QString();
        if (const auto time = EventLines::timeOf(*components.first(), "RECURRENCE-ID", version.sheet->calendar.get()).time; components.size() == 1 && time.isValid) {
            letter.recurrence = version.sheet->keyOf(version.sheet->wallOf(time));
        }
        letter.ics = LetterText::message(*version.sheet, method, components);
        letter.subject = LetterText::subject(letter, *components.first(), answer);
        letter.text = LetterText::body(letter, *version.sheet, *components.first(), answer);
        setSender(letter);
        // The same for several people is one letter.
        for (auto &other : letters) {
            if (other.method == method && other.ics == letter.ics && other.basis == basis && other.hold == letter.hold) {
                other.recipients << to;
                touched << &other - letters.data();
                return;
            }
        }
        touched << letters.size();
        letter.seed = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        letters << letter;
    }

    void setSenderAddress(const QString &address)
    {
        m_sender = address;
    }

private:
    bool isPast(const Version &version, const QList<ComponentPointer> &components) const
    {
        const auto object = CalendarObject::read(LetterText::message(*version.sheet, "PUBLISH", components));
        return RecurrenceSet(object).bounds().to < m_circumstances.now.toMSecsSinceEpoch();
    }
    void setSender(CalendarLetter &letter) const
    {
        const auto &people = m_circumstances.people;
        const auto *me = people.of(m_sender) ? people.of(m_sender) : people.of(m_circumstances.place.account);
        if (me) {
            letter.account = me->account;
            letter.from = me->address;
            letter.fromName = me->name;
        }
    }

    const LetterWriter::Circumstances &m_circumstances;
    QString m_sender;
};

QList<ComponentPointer> sharedOf(const QMap<qint64, ComponentPointer> &components)
{
    QList<ComponentPointer> list;
    for (const auto &component : components) {
        list << LetterText::shared(*component);
    }
    return list;
}

/// The instance as its series says it, for people.
ComponentPointer placed(const EventSheet &sheet, const ContentComponent &component, std::optional<qint64> instance)
{
    auto copy = LetterText::shared(component);
    if (instance && !component.line("RECURRENCE-ID")) {
        for (const auto *name : {"RRULE", "RDATE", "EXDATE", "EXRULE"}) {
            EventLines::remove(*copy, name);
        }
        const auto wall = sheet.wallOf(*instance);
        const auto start = sheet.start();
        for (const auto *name : {"DTSTART", "DTEND", "DUE"}) {
            auto time = EventLines::timeOf(*copy, name, sheet.calendar.get());
            if (time.time.isValid) {
                time.time.wall += wall - start.time.wall;
                EventLines::setLogical(*copy, name, {EventLines::timeLine(name, time)});
            }
        }
        EventLines::setLogical(*copy, "RECURRENCE-ID", {EventLines::timeLine("RECURRENCE-ID", sheet.inForm(wall))});
    }
    return copy;
}

ComponentPointer cancelled(
    const EventSheet &sheet, const ContentComponent &component, std::optional<qint64> instance, const LetterWriter::Circumstances &circumstances, int sequence)
{
    auto copy = placed(sheet, component, instance);
    EventLines::set(*copy, "STATUS", "CANCELLED");
    EventLines::set(*copy, "DTSTAMP", EventLines::utc(circumstances.now));
    EventLines::set(*copy, "SEQUENCE", QByteArray::number(sequence));
    return copy;
}

int sequenceOf(const ContentComponent &component)
{
    return component.value("SEQUENCE").trimmed().toInt();
}

/// What one invited person must be told.
void writeTo(Writing &writing,
             const QString &person,
             const Version &was,
             const QByteArray &basis,
             const Version &is,
             Agent agent,
             const LetterWriter::Circumstances &circumstances)
{
    const auto before = was.listing(person);
    const auto after = is.listing(person);
    QList<ComponentPointer> gone;
    const auto cancel = [&](const ContentComponent &component, std::optional<qint64> instance) {
        const auto *current = is.components.value(instance.value_or(0)).get();
        const auto sequence = std::max(sequenceOf(component) + 1, current ? sequenceOf(*current) : 0);
        gone << cancelled(*was.sheet, component, instance, circumstances, sequence);
    };
    if (!before.isEmpty() && after.isEmpty()) {
        for (const auto &[key, component] : before.asKeyValueRange()) {
            if (key == 0 || !before.contains(0)) { // the series stands for its exceptions
                cancel(*component, key == 0 ? std::nullopt : std::optional(key));
            }
        }
        writing.add(was, "CANCEL", gone, person, basis, agent);
        return;
    }
    if (after.contains(0) && !before.contains(0)) {
        writing.add(is, "REQUEST", sharedOf(after), person, before.isEmpty() ? QByteArray() : basis, agent);
        return;
    }
    if (after.contains(0) && isChanged(*before.value(0), *after.value(0), Exdates::Ignore)) {
        writing.add(is, "REQUEST", sharedOf(after), person, basis, agent);
        return;
    }
    // The series is as it was. Only what happened to single instances is told, and only they are named: a message
    // with a RECURRENCE-ID must leave all others alone, and one without would speak of them.
    QMap<qint64, ComponentPointer> changed;
    for (const auto &[key, component] : after.asKeyValueRange()) {
        const auto old = before.value(key);
        const auto model = old ? old : before.value(0); // a new exception is told if it differs from its series
        const bool isNew = !old && key != 0;
        if (key != 0
            && (!model || (isNew ? isChanged(*placed(*is.sheet, *model, key), *component, Exdates::Ignore) : isChanged(*old, *component, Exdates::Count)))) {
            changed.insert(key, component);
        }
    }
    auto dropped = is.excepted() - was.excepted();
    for (const auto &[key, component] : before.asKeyValueRange()) {
        if (key != 0 && !after.contains(key)) {
            dropped.insert(key);
        }
    }
    if (after.contains(0)) {
        for (const auto &[key, component] : is.components.asKeyValueRange()) {
            if (key != 0 && !after.contains(key) && !was.components.contains(key)) {
                dropped.insert(key); // left out of, or called off, in one instance
            }
        }
        if (!(was.excepted() - is.excepted()).isEmpty()) { // instances came back: only the series can say so
            writing.add(is, "REQUEST", sharedOf(after), person, basis, agent);
            return;
        }
    }
    for (const auto key : std::as_const(dropped)) {
        const auto component = before.value(key) ? before.value(key) : before.value(0);
        if (component && !changed.contains(key)) {
            cancel(*component, key);
        }
    }
    std::ranges::sort(gone, {}, [](const ComponentPointer &component) {
        return component->value("RECURRENCE-ID");
    });
    writing.add(is, "REQUEST", sharedOf(changed), person, basis, agent);
    writing.add(was, "CANCEL", gone, person, basis, agent);
}

ComponentPointer answerOf(const ContentComponent &component, const QString &me, Participation participation, const LetterWriter::Circumstances &circumstances)
{
    auto copy = LetterText::shared(component);
    EventFields::setParticipation(*copy, me, participation);
    const auto *line = attendeeLine(*copy, me);
    return line ? LetterText::reply(*copy, line->unfolded(), circumstances.now, circumstances.comment) : nullptr;
}

/// What the organiser must be told by one who is invited.
void writeReply(Writing &writing,
                const Version &was,
                const QByteArray &basis,
                const Version &is,
                const ContentLine &organizer,
                const LetterWriter::Circumstances &circumstances)
{
    const auto to = CalendarComponentReader::attendee(organizer).address;
    const auto mine = [&](const Version &version) -> QString {
        for (const auto &component : version.components) {
            for (const auto *line : component->lines("ATTENDEE")) {
                const auto address = CalendarComponentReader::attendee(*line).address;
                if (circumstances.people.of(address)) {
                    return address;
                }
            }
        }
        return {};
    };
    const auto me = mine(is).isEmpty() ? mine(was) : mine(is);
    if (me.isEmpty()) {
        return;
    }
    writing.setSenderAddress(me);
    const auto agent = agentOf(organizer, circumstances.place.schedulesFor(me));
    const auto answerIn = [&me](const ComponentPointer &component) {
        const auto *line = component ? attendeeLine(*component, me) : nullptr;
        return line ? CalendarComponentReader::attendee(*line).participation : Participation::NeedsAction;
    };
    const auto isCalledOff = [](const ComponentPointer &component) {
        return component->value("STATUS").toUpper() == "CANCELLED";
    };
    const auto add = [&](const Version &version, const ComponentPointer &component, Participation answer, std::optional<qint64> instance = {}) {
        const auto source = instance ? placed(*version.sheet, *component, instance) : component;
        if (const auto reply = answerOf(*source, me, answer, circumstances)) {
            writing.add(version, "REPLY", {reply}, to, basis, agent, answer);
        }
    };
    if (!is.sheet) { // removed: nobody comes
        for (const auto &[key, component] : was.components.asKeyValueRange()) {
            const auto answer = answerIn(component);
            if ((key == 0 || !was.components.contains(0)) && answer != Participation::Declined && answer != Participation::Delegated
                && !isCalledOff(component)) {
                add(was, component, Participation::Declined);
            }
        }
        return;
    }
    const auto series = is.components.value(0);
    const bool isSeriesTold = series && answerIn(series) != answerIn(was.components.value(0));
    if (isSeriesTold) {
        add(is, series, answerIn(series));
    }
    for (const auto &[key, component] : is.components.asKeyValueRange()) {
        if (key == 0) {
            continue;
        }
        const auto old = was.components.value(key) ? was.components.value(key) : was.components.value(0);
        const auto answer = answerIn(component);
        const bool isSaidWithSeries = isSeriesTold && answer == answerIn(series);
        if (answer != answerIn(old) && !isSaidWithSeries) {
            add(is, component, answer);
        }
    }
    const auto dropped = is.excepted() - was.excepted();
    for (const auto key : dropped) {
        const auto old = was.components.value(key) ? was.components.value(key) : was.components.value(0);
        if (old && answerIn(old) != Participation::Declined && !isCalledOff(old)) {
            add(was, old, Participation::Declined, was.components.contains(key) ? std::nullopt : std::optional(key));
        }
    }
}

/// Those to whom I handed my invitation on; no server does that for me.
using VersionFor = std::function<std::pair<std::shared_ptr<Version>, QByteArray>(const QString &person)>;
void writeDelegation(Writing &writing, const VersionFor &versionFor, const Version &is, const LetterWriter::Circumstances &circumstances)
{
    for (const auto &component : is.components) {
        for (const auto *line : component->lines("ATTENDEE")) {
            const auto mine = CalendarComponentReader::attendee(*line);
            if (!circumstances.people.of(mine.address) || mine.participation != Participation::Delegated || mine.delegatedTo.isEmpty()) {
                continue;
            }
            const auto [was, basis] = versionFor(mine.delegatedTo.toLower());
            const bool isKnown = std::ranges::any_of(was->components, [&mine](const ComponentPointer &old) {
                return attendeeLine(*old, mine.delegatedTo) != nullptr;
            });
            if (!isKnown) {
                writing.add(is, "REQUEST", {LetterText::shared(*component)}, mine.delegatedTo, basis, Agent::Client);
                auto &letter = writing.letters[writing.touched.last()];
                auto first = letter; // to them it is an invitation, whatever others know
                first.basis.clear();
                letter.subject = LetterText::subject(first, *component, Participation::None);
                letter.text = LetterText::body(first, *is.sheet, *component, Participation::None);
            }
        }
    }
}
}

QList<CalendarLetter>
LetterWriter::between(const QHash<QString, QByteArray> &known, const QByteArray &before, const QByteArray &after, const Circumstances &circumstances)
{
    const Version is(after);
    const Version plainly(before);
    const auto *organizer = is.organizer() ? is.organizer() : plainly.organizer();
    if (!organizer) {
        return {};
    }
    const auto organizerAddress = CalendarComponentReader::attendee(*organizer).address.toLower();
    Writing writing(circumstances);
    QHash<QByteArray, std::shared_ptr<Version>> versions;
    const VersionFor versionFor = [&](const QString &person) {
        const auto bytes = known.value(person, before);
        auto &version = versions[bytes];
        if (!version) {
            version = std::make_shared<Version>(bytes);
        }
        return std::pair(version, bytes);
    };
    if (!circumstances.people.of(organizerAddress)) {
        const auto [was, basis] = versionFor(organizerAddress);
        writeReply(writing, *was, basis, is, *organizer, circumstances);
        writeDelegation(writing, versionFor, is, circumstances);
        return writing.letters;
    }
    writing.setSenderAddress(organizerAddress);
    auto people = is.people(circumstances.place.schedulesFor(organizerAddress));
    const auto add = [&](const Version &version) {
        for (const auto &[person, agent] : version.people(circumstances.place.schedulesFor(organizerAddress)).asKeyValueRange()) {
            if (!people.contains(person)) {
                people.insert(person, agent);
            }
        }
    };
    add(plainly);
    for (const auto &bytes : known) {
        add(Version(bytes));
    }
    // Whoever knows the same of the same instances gets the same.
    QMap<std::tuple<QByteArray, QList<qint64>, QList<qint64>, Agent>, QList<qsizetype>> written;
    for (const auto &[person, agent] : people.asKeyValueRange()) {
        if (circumstances.people.of(person) || !person.contains(u'@')) {
            continue;
        }
        const auto [was, basis] = versionFor(person);
        const std::tuple key(basis, was->listing(person).keys(), is.listing(person).keys(), agent);
        if (const auto same = written.constFind(key); same != written.cend()) {
            for (const auto place : *same) {
                writing.letters[place].recipients << person;
            }
            continue;
        }
        writing.touched.clear();
        writeTo(writing, person, *was, basis, is, agent, circumstances);
        written.insert(key, writing.touched);
    }
    return writing.letters;
}

Result<void> LetterWriter::tell(Transaction &transaction, ItemId item, const QByteArray &before, const QByteArray &after, const Circumstances &circumstances)
{
    const Version is(after.isEmpty() ? before : after);
    if (!is.sheet || before == after) {
        return {};
    }
    auto waiting = CalendarLetters::ofEvent(transaction, is.sheet->uid);
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    QHash<QString, QByteArray> known;
    auto current = circumstances;
    for (const auto &letter : std::as_const(*waiting)) {
        if (letter.method != "REQUEST" && letter.method != "CANCEL" && letter.method != "REPLY") {
            continue; // says something of its own
        }
        for (const auto &person : letter.recipients) {
            if (!known.contains(person.toLower())) {
                known.insert(person.toLower(), letter.basis);
            }
        }
        if (current.comment.isEmpty()) {
            current.comment = letter.comment;
        }
        if (auto removed = CalendarLetters::remove(transaction, letter.id); !removed) {
            return removed;
        }
    }
    for (auto letter : between(known, before, after, current)) {
        letter.item = item;
        if (auto inserted = CalendarLetters::insert(transaction, letter); !inserted) {
            return std::unexpected(inserted.error());
        }
    }
    return {};
}

}
