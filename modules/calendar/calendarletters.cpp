// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarletters.h"

#include "calendar/eventsheet.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QJsonArray>
#include <QJsonDocument>

namespace Kontor
{
namespace
{
#define KONTOR_LETTER_COLUMNS                                                                                                                                  \
    "id, account, item, uid, recurrence, method, sender, sender_name, recipients, subject, text, ics, seed, comment, basis, created, hold"

CalendarLetter read(const Statement &row)
{
    CalendarLetter letter;
    letter.id = row.integer(0);
    letter.account = row.get<AccountId>(1);
    letter.item = row.get<ItemId>(2);
    letter.uid = row.blob(3);
    letter.recurrence = row.integer(4);
    letter.method = row.blob(5);
    letter.from = row.text(6);
    letter.fromName = row.text(7);
    for (const auto &person : QJsonDocument::fromJson(row.text(8).toUtf8()).array()) {
        letter.recipients << person.toString();
    }
    letter.subject = row.text(9);
    letter.text = row.text(10);
    letter.ics = row.blob(11);
    letter.seed = row.blob(12);
    letter.comment = row.text(13);
    letter.basis = row.blob(14);
    letter.created = QDateTime::fromMSecsSinceEpoch(row.integer(15), QTimeZone::UTC);
    letter.hold = row.integer(16) == 0 ? CalendarLetter::Hold::None : CalendarLetter::Hold::UntilServerTold;
    return letter;
}

QString present(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QByteArray present(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

/// Whether a server noted for everybody a letter is for what became of telling them.
bool isTold(const QByteArray &object, const CalendarLetter &letter)
{
    const auto sheet = EventSheet::open(object);
    if (!sheet) {
        return false;
    }
    auto components = sheet->exceptions;
    if (sheet->master) {
        components.prepend(sheet->master);
    }
    return std::ranges::all_of(letter.recipients, [&](const QString &person) {
        return std::ranges::any_of(components, [&](const ComponentPointer &component) {
            const auto lines = component->lines(letter.method == "REPLY" ? "ORGANIZER" : "ATTENDEE");
            return std::ranges::any_of(lines, [&](const ContentLine *line) {
                const auto status = line->parameter("SCHEDULE-STATUS"); // 1.x: sent or delivered (RFC 6638, 3.2.9)
                return status.startsWith('1') && QString::fromUtf8(EventLines::address(line->value())) == person.toLower();
            });
        });
    });
}
}

Result<QList<CalendarLetter>> CalendarLetters::waiting(const Reader &reader)
{
    QList<CalendarLetter> letters;
    return reader.prepare("SELECT " KONTOR_LETTER_COLUMNS " FROM calendar_letter WHERE hold = 0 ORDER BY id")
        .each([&letters](const Statement &row) {
            letters << read(row);
        })
        .transform([&letters] {
            return letters;
        });
}

Result<qint64> CalendarLetters::insert(Transaction &transaction, const CalendarLetter &letter)
{
    transaction.changes.outbox = true;
    const auto recipients = QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(letter.recipients)).toJson(QJsonDocument::Compact));
    return transaction
        .prepare("INSERT INTO calendar_letter (account, item, uid, recurrence, method, sender, sender_name, recipients, subject, text, ics, seed, comment, "
                 "basis, created, hold) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
        .run(letter.account,
             letter.item,
             present(letter.uid),
             letter.recurrence,
             letter.method,
             present(letter.from),
             present(letter.fromName),
             recipients,
             present(letter.subject),
             present(letter.text),
             present(letter.ics),
             letter.seed,
             present(letter.comment),
             present(letter.basis),
             letter.created.toMSecsSinceEpoch(),
             letter.hold == CalendarLetter::Hold::None ? 0 : 1)
        .transform([&transaction] {
            return transaction.lastInsertId();
        });
}

Result<void> CalendarLetters::remove(Transaction &transaction, qint64 letter)
{
    transaction.changes.outbox = true;
    return transaction.prepare("DELETE FROM calendar_letter WHERE id = ?1").run(letter).and_then([&transaction]() -> Result<void> {
        if (transaction.changedRows() == 0) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This message was already sent, or is no longer needed."));
        }
        return {};
    });
}

Result<QList<CalendarLetter>> CalendarLetters::ofEvent(Transaction &transaction, const QByteArray &uid)
{
    QList<CalendarLetter> letters;
    return transaction.prepare("SELECT " KONTOR_LETTER_COLUMNS " FROM calendar_letter WHERE uid = ?1 ORDER BY id")
        .each(
            [&letters](const Statement &row) {
                letters << read(row);
            },
            uid)
        .transform([&letters] {
            return letters;
        });
}

Result<int> CalendarLetters::held(const Reader &reader)
{
    return reader.prepare("SELECT count(*) FROM calendar_letter WHERE hold = 1").value<int>().transform([](const std::optional<int> &count) {
        return count.value_or(0);
    });
}

Result<void> CalendarLetters::settle(Transaction &transaction, const QDateTime &now)
{
    struct Held {
        CalendarLetter letter;
        qint64 arrived;
    };
    QList<Held> held;
    auto done
        = transaction.prepare("SELECT " KONTOR_LETTER_COLUMNS ", arrived FROM calendar_letter WHERE hold = 1 ORDER BY id").each([&held](const Statement &row) {
              held << Held{read(row), row.integer(17)};
          });
    for (qsizetype i = 0; done && i < held.size(); ++i) {
        const auto &[letter, arrived] = held.at(i);
        struct Place {
            bool isThere = false;
            bool isPending = false;
            QByteArray payload;
            qint64 pulled = 0;
        } place;
        done = transaction
                   .prepare("SELECT i.payload, c.pulled, EXISTS (SELECT 1 FROM change h WHERE h.item = i.id) FROM item i JOIN collection c ON c.id = "
                            "i.collection WHERE i.id = ?1")
                   .each(
                       [&place](const Statement &row) {
                           place = {true, row.integer(2) != 0, row.blob(0), row.integer(1)};
                       },
                       letter.item);
        if (!done || place.isPending) {
            continue; // the server has not heard of it
        }
        if (place.isThere && isTold(place.payload, letter)) {
            done = remove(transaction, letter.id);
        } else if (place.isThere && arrived == 0) {
            done = transaction.prepare("UPDATE calendar_letter SET arrived = ?2 WHERE id = ?1").run(letter.id, now.toMSecsSinceEpoch());
        } else if (!place.isThere || place.pulled > arrived) {
            // It has been read again since, or is gone, and nothing says that anybody was told.
            transaction.changes.outbox = true;
            done = transaction.prepare("UPDATE calendar_letter SET hold = 0 WHERE id = ?1").run(letter.id);
        }
    }
    return done;
}

}
