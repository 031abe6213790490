// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/correspondent.h"

#include "accounts/accountstore.h"
#include "app/kinds/enginekind.h"
#include "calendar/calendarletters.h"
#include "calendar/eventreader.h"
#include "groupware/davchange.h"
#include "mail/messagecontent.h"

#include <QCborValue>
#include <QTimeZone>

namespace Kontor
{

Correspondent::Correspondent(const Workplace &workplace, int user, const QString &server)
    : store(EngineKind::schemas())
    , outbox(EngineKind::makeOutbox(*store))
    , actions(std::make_unique<CalendarActions>(outbox))
    , mail(std::make_unique<MailActions>(outbox))
{
    const auto person = workplace.user(user);
    account.address = person.address;
    account.name = person.name;
    account.userName = person.user;
    account.password = person.password;
    account.imap = workplace.service(QStringLiteral("imap"));
    account.smtp = workplace.service(QStringLiteral("smtp"));
    account.calendars = workplace.url(server);
    account.davUserName = server.startsWith(QLatin1StringView("cyrus")) ? person.address : person.address.section(u'@', 0, 0);
    account.ownCertificates = workplace.certificate();
    account.undoSendSeconds = 0;
    account.keepDays = -1;
    AccountStore accounts(*store);
    account.id = waitedFor(accounts.save(account)).value();
    m_courier = std::make_unique<LetterCourier>(*store, mail.get(), [this] {
        return QList<Account>{account};
    });
    const auto warn = [](const Error &error) {
        qWarning("%s %s", qPrintable(error.message), qPrintable(error.detail));
    };
    QObject::connect(actions.get(), &CalendarActions::failed, actions.get(), warn);
    QObject::connect(m_courier.get(), &LetterCourier::failed, m_courier.get(), warn);
    if (!round()) {
        qFatal("the first round fails");
    }
    if (!calendar()) {
        actions->createCalendar(waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value(), QStringLiteral("Termine"), QColor(Qt::darkGreen), false);
        waitUntil([this] {
            return bool(calendar());
        });
        round();
    }
    m_taken = messages().size();
}

Correspondent::~Correspondent()
{
    m_courier.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

/// A run of its own each time, as kontorctl makes one.
bool Correspondent::run(const QString &kind)
{
    AccountStore accounts(*store);
    SyncEngine::Options options;
    options.resource = waitedFor(accounts.resource(account.id, kind)).value();
    options.store = *store;
    options.projector = outbox->projector(kind);
    options.synchronizer = EngineKind::find(kind)->makeSynchronizer(account, *store, options.resource);
    SyncEngine engine(std::move(options));
    const auto done = waitedFor(engine.round(), std::chrono::minutes(3));
    bool isStopped = false;
    QObject::connect(&engine, &SyncEngine::stopped, &engine, [&isStopped] {
        isStopped = true;
    });
    engine.stop();
    waitUntil([&isStopped] {
        return isStopped;
    });
    if (!done) {
        qWarning("%s: %s %s", qPrintable(account.address), qPrintable(done.error().message), qPrintable(done.error().detail));
    }
    return done.has_value();
}

void Correspondent::carry()
{
    bool isIdle = false;
    const QObject here;
    QObject::connect(m_courier.get(), &LetterCourier::idle, &here, [&isIdle] {
        isIdle = true;
    });
    m_courier->look();
    waitUntil([&] {
        return isIdle && letters().isEmpty();
    });
}

bool Correspondent::round()
{
    if (!run(ResourceKind::Calendar)) {
        return false;
    }
    carry();
    return run(ResourceKind::Mail);
}

QList<Correspondent::Message> Correspondent::messages()
{
    return waitedFor(store->read([blobs = &store->blobs()](const Reader &reader) -> Result<QList<Message>> {
               QList<Message> found;
               auto done = reader
                               .prepare("SELECT m.body FROM mail_message m JOIN item i ON i.id = m.item JOIN collection c ON c.id = m.collection WHERE c.role = 'inbox' AND m.body IS NOT NULL "
                                        "ORDER BY CAST(i.remote_id AS INTEGER)") // several that came together are read newest first
                               .each([&](const Statement &row) {
                                   const auto raw = blobs->get(row.get<BlobId>(0));
                                   const auto content = raw ? MessageContent::parse(*raw) : MessageContent();
                                   if (!content.calendar.isEmpty()) {
                                       found << Message{.ics = content.calendar, .sender = content.from.address, .subject = content.subject, .text = content.plainText, .raw = *raw};
                                   }
                               });
               return done ? Result<QList<Message>>(found) : std::unexpected(done.error());
           }))
        .value();
}

qsizetype Correspondent::untaken()
{
    return messages().size() - m_taken;
}

Correspondent::Message Correspondent::next(Correspondent *writer)
{
    const bool isThere = waitUntil(
        [this, writer] {
            return (!writer || writer->round()) && round() && untaken() > 0;
        },
        std::chrono::minutes(1));
    if (isThere && qEnvironmentVariableIsSet("KONTOR_LETTERS")) { // to be looked at
        qInfo("%s", messages().at(m_taken).raw.constData());
    }
    return isThere ? messages().at(m_taken++) : Message{};
}

InvitationState Correspondent::state(const Message &message)
{
    return waitedFor(store->read([message](const Reader &reader) {
               return InvitationQuery::read(reader, message.ics, message.sender, QDateTime::currentDateTimeUtc(), QTimeZone("Europe/Berlin"));
           }))
        .value();
}

CollectionId Correspondent::calendar()
{
    CollectionId found;
    waitedFor(store->read([&found](const Reader &reader) {
        return reader
            .prepare("SELECT c.id, c.attributes FROM collection c JOIN resource r ON r.id = c.resource WHERE r.kind = 'calendar' AND c.role = '' AND c.rights & 2 "
                     "ORDER BY c.remote_id LIKE '%/Default/' DESC, c.id")
            .each([&found](const Statement &row) {
                if (!found) {
                    found = row.get<CollectionId>(0);
                }
            });
    })).value();
    return found;
}

ItemId Correspondent::item(const QByteArray &uid)
{
    return waitedFor(store->read([uid](const Reader &reader) {
               return reader.prepare("SELECT o.item FROM calendar_object o JOIN collection c ON c.id = o.collection WHERE o.uid = ?1 AND c.role <> 'inbox'").value<ItemId>(uid);
           }))
        .value()
        .value_or(ItemId{});
}

QByteArray Correspondent::bytes(const QByteArray &uid)
{
    return waitedFor(store->read([id = item(uid)](const Reader &reader) {
               return EventReader::object(reader, id);
           }))
        .value()
        .bytes;
}

CalendarObject Correspondent::object(const QByteArray &uid)
{
    return CalendarObject::read(bytes(uid));
}

Participation Correspondent::answerOf(const QByteArray &uid, const QString &whom, qint64 recurrence)
{
    const auto read = object(uid);
    const auto *component = read.component(recurrence);
    return component ? component->participationOf({whom}) : Participation::None;
}

QList<CalendarLetter> Correspondent::letters()
{
    return waitedFor(store->read([](const Reader &reader) {
               return CalendarLetters::waiting(reader);
           }))
        .value();
}

QByteArray Correspondent::invite(const QDateTime &start, const QStringList &whom, const QString &rule)
{
    auto wanted = actions->newEvent(calendar(), start, {}, false);
    wanted.summary = QStringLiteral("Lagebesprechung im großen Saal");
    wanted.location = QStringLiteral("Raum 2.04");
    wanted.rule = rule;
    for (const auto &address : whom) {
        wanted.attendees << Attendee{.name = {}, .address = address};
    }
    if (const auto saved = waitedFor(actions->save(EventDraft{}, wanted, Scope::All)); !saved) {
        qFatal("%s", qPrintable(saved.error().message));
    }
    return wanted.uid;
}

}
