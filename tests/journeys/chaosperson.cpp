// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// chaosperson FOLDER ACCOUNT: Kontor without a window for chaos.py. Reads an order a line (JSON) from standard
// input, and answers each with a line when it is done: what is answered has been accepted, and must survive
// whatever happens to this process then.
#include "accounts/accountstore.h"
#include "app/kinds/enginekind.h"
#include "calendar/calendaractions.h"
#include "contacts/contactactions.h"
#include "contacts/contactloader.h"
#include "net/tlspolicy.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/syncengine.h"

#include <QCborValue>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <iostream>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
Account accountIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("no account in %s", qPrintable(path));
    }
    const auto told = QJsonDocument::fromJson(file.readAll()).object();
    Account account;
    account.address = told[u"address"_s].toString();
    account.name = told[u"name"_s].toString();
    account.userName = told[u"user"_s].toString();
    account.password = told[u"password"_s].toString();
    account.calendars = QUrl(told[u"url"_s].toString());
    account.contacts = account.calendars;
    account.ownCertificates = told[u"ca"_s].toString().toUtf8();
    return account;
}

/// One person's Kontor: a store, the engines of calendars and contacts, and what the user does.
class ChaosPerson
{
public:
    ChaosPerson(const QString &folder, Account account)
        : m_store(EngineKind::schemas(), folder)
        , m_account(std::move(account))
        , m_outbox(EngineKind::makeOutbox(*m_store))
        , m_events(m_outbox)
        , m_cards(m_outbox)
    {
        const auto remember = [this](const Error &error) {
            m_failure = error.message + u' ' + error.detail;
        };
        QObject::connect(&m_events, &CalendarActions::failed, &m_events, remember);
        QObject::connect(&m_cards, &ContactActions::failed, &m_cards, remember);
        AccountStore accounts(*m_store);
        const auto known = waitedFor(accounts.accounts()).value();
        m_account.id = known.isEmpty() ? waitedFor(accounts.save(m_account)).value() : known.first().id;
        for (const auto &name : {ResourceKind::Calendar, ResourceKind::Contacts}) {
            const auto *kind = EngineKind::find(name);
            SyncEngine::Options options;
            options.resource = waitedFor(accounts.resource(m_account.id, name)).value();
            options.store = *m_store;
            options.projector = m_outbox->projector(name);
            options.synchronizer = kind->makeSynchronizer(m_account, *m_store, options.resource);
            m_engines.push_back({name, std::make_unique<SyncEngine>(std::move(options))});
        }
    }

    QJsonObject obey(const QJsonObject &order)
    {
        m_failure.clear();
        const auto what = order[u"do"_s].toString();
        if (what == u"round"_s) {
            return round();
        }
        if (what == u"objects"_s) {
            return objects();
        }
        if (what == u"changes"_s) {
            return changes();
        }
        if (what == u"newEvent"_s) {
            return newEvent(order);
        }
        if (what == u"editEvent"_s) {
            return editEvent(order);
        }
        if (what == u"removeEvent"_s) {
            return removeEvent(order);
        }
        if (what == u"newCard"_s) {
            return newCard(order);
        }
        if (what == u"editCard"_s) {
            return editCard(order);
        }
        if (what == u"removeCard"_s) {
            return removeCard(order);
        }
        return {{u"error"_s, QString(u"unknown order "_s + what)}};
    }

    void stop()
    {
        for (auto &engine : m_engines) {
            bool isStopped = false;
            QObject::connect(engine.second.get(), &SyncEngine::stopped, engine.second.get(), [&isStopped] { isStopped = true; });
            engine.second->stop();
            waitUntil([&isStopped] { return isStopped; });
        }
    }

private:
    static QJsonObject failed(const Error &error)
    {
        return {{u"error"_s, QString(error.message + u' ' + error.detail)}};
    }

    QJsonObject round()
    {
        QJsonObject answer;
        for (auto &engine : m_engines) {
            const auto done = waitedFor(engine.second->round(), std::chrono::minutes(3));
            if (!done) {
                answer.insert(u"error"_s, QString(done.error().message + u' ' + done.error().detail));
            }
        }
        return answer;
    }

    QJsonObject objects()
    {
        return waitedFor(m_store->read([](const Reader &reader) -> Result<QJsonObject> {
                   QJsonArray list;
                   auto read = reader
                                   .prepare("SELECT r.kind, coalesce(c.remote_id, ''), coalesce(i.remote_id, ''), coalesce(i.payload, ''), "
                                            "coalesce(o.uid, k.uid, ''), (SELECT count(*) FROM change h WHERE h.item = i.id) "
                                            "FROM item i JOIN collection c ON c.id = i.collection JOIN resource r ON r.id = c.resource "
                                            "LEFT JOIN calendar_object o ON o.item = i.id LEFT JOIN contact k ON k.item = i.id")
                                   .each([&list](const Statement &row) {
                                       list << QJsonObject{{u"kind"_s, row.text(0)},
                                                           {u"collection"_s, row.text(1)},
                                                           {u"href"_s, row.text(2)},
                                                           {u"payload"_s, QString::fromUtf8(row.blob(3))},
                                                           {u"uid"_s, row.text(4)},
                                                           {u"changes"_s, row.integer(5)}};
                                   });
                   if (!read) {
                       return std::unexpected(read.error());
                   }
                   return QJsonObject{{u"objects"_s, list}};
               }))
            .transform_error([](const Error &error) { return failed(error); })
            .value_or(QJsonObject{{u"error"_s, u"the store cannot be read"_s}});
    }

    QJsonObject changes()
    {
        QJsonArray list;
        const auto all = waitedFor(m_outbox->list()).value();
        for (const auto &change : all) {
            list << QJsonObject{{u"kind"_s, change.kind},
                                {u"item"_s, change.item.value},
                                {u"state"_s, int(change.state)},
                                {u"attempts"_s, change.attempts},
                                {u"notBefore"_s, change.notBefore.isValid() ? qint64(change.notBefore.toMSecsSinceEpoch()) : 0},
                                {u"error"_s, QString(change.error.message + u' ' + change.error.detail)},
                                {u"arguments"_s, QCborValue(change.arguments).toDiagnosticNotation()},
                                {u"bytes"_s, plain(change.arguments)}};
        }
        return {{u"changes"_s, list}};
    }

    /// Every text and every bytes of the arguments, so that a mark in a refused change is found.
    static QString plain(const QCborValue &value)
    {
        QString text;
        if (value.isByteArray()) {
            text = QString::fromUtf8(value.toByteArray());
        } else if (value.isString()) {
            text = value.toString();
        } else if (value.isArray()) {
            const auto array = value.toArray();
            for (const auto &entry : array) {
                text += plain(entry);
            }
        } else if (value.isMap()) {
            const auto map = value.toMap();
            for (const auto &entry : map) {
                text += plain(entry.second);
            }
        }
        return text + u'\n';
    }

    template <class T>
    std::optional<T> find(const QByteArray &sql, const QString &word)
    {
        const auto found = waitedFor(m_store->read([sql, word](const Reader &reader) {
            return reader.prepareOnce(sql).value<qint64>(word);
        }));
        return found && *found ? std::optional(T{**found}) : std::nullopt;
    }
    std::optional<CollectionId> collection(const QJsonObject &order)
    {
        return find<CollectionId>("SELECT id FROM collection WHERE remote_id LIKE '%/' || ?1 || '/'", order[u"collection"_s].toString());
    }
    std::optional<ItemId> event(const QJsonObject &order)
    {
        return find<ItemId>("SELECT item FROM calendar_object WHERE uid = CAST(?1 AS BLOB)", order[u"uid"_s].toString());
    }
    std::optional<ItemId> contact(const QJsonObject &order)
    {
        return find<ItemId>("SELECT item FROM contact WHERE uid = ?1", order[u"uid"_s].toString());
    }
    static Scope scope(const QJsonObject &order)
    {
        const auto word = order[u"scope"_s].toString();
        return word == u"this"_s ? Scope::This : word == u"following"_s ? Scope::ThisAndFollowing : Scope::All;
    }
    static QJsonObject gone()
    {
        return {{u"gone"_s, true}};
    }

    QJsonObject newEvent(const QJsonObject &order)
    {
        const auto calendar = collection(order);
        if (!calendar) {
            return gone();
        }
        const auto start = QDateTime::fromString(order[u"start"_s].toString(), Qt::ISODate);
        auto draft = m_events.newEvent(*calendar, start, start.addSecs(3600), false);
        const auto before = draft;
        draft.summary = order[u"summary"_s].toString();
        draft.rule = order[u"rule"_s].toString();
        const auto saved = waitedFor(m_events.save(before, draft, Scope::All));
        if (!saved) {
            return failed(saved.error());
        }
        const auto item = saved->item;
        const auto uid = waitedFor(m_store->read([item](const Reader &reader) {
            return reader.prepare("SELECT CAST(uid AS TEXT) FROM calendar_object WHERE item = ?1").value<QString>(item);
        }));
        return uid && *uid ? QJsonObject{{u"uid"_s, **uid}} : QJsonObject{{u"error"_s, u"the new event is not there"_s}};
    }

    QJsonObject editEvent(const QJsonObject &order)
    {
        const auto item = event(order);
        if (!item) {
            return gone();
        }
        const auto before = waitedFor(m_events.open({.item = *item, .recurrence = qint64(order[u"recurrence"_s].toDouble())}));
        if (!before) {
            return failed(before.error());
        }
        auto after = *before;
        auto &field = order[u"field"_s] == u"location"_s ? after.location : order[u"field"_s] == u"description"_s ? after.description : after.summary;
        field += order[u"append"_s].toString();
        const auto saved = waitedFor(m_events.save(*before, after, scope(order)));
        return saved ? QJsonObject{} : failed(saved.error());
    }

    QJsonObject removeEvent(const QJsonObject &order)
    {
        const auto item = event(order);
        if (!item) {
            return gone();
        }
        m_events.remove({.item = *item, .recurrence = qint64(order[u"recurrence"_s].toDouble())}, scope(order));
        const bool goesAltogether = scope(order) == Scope::All;
        return settled([&] { return !goesAltogether || !event(order); });
    }

    QJsonObject newCard(const QJsonObject &order)
    {
        const auto book = collection(order);
        if (!book) {
            return gone();
        }
        ContactDraft draft;
        draft.book = *book;
        draft.given = u"Chaos"_s;
        draft.family = order[u"name"_s].toString();
        draft.formattedName = u"Chaos "_s + order[u"name"_s].toString();
        const auto made = waitedFor(m_cards.create(draft));
        if (!made) {
            return failed(made.error());
        }
        const auto card = waitedFor(ContactLoader(m_outbox).load(*made));
        return card ? QJsonObject{{u"uid"_s, card->card.uid}} : failed(card.error());
    }

    QJsonObject editCard(const QJsonObject &order)
    {
        const auto item = contact(order);
        if (!item) {
            return gone();
        }
        const auto before = waitedFor(ContactLoader(m_outbox).load(*item));
        if (!before) {
            return failed(before.error());
        }
        auto after = before->card;
        auto &field = order[u"field"_s] == u"title"_s ? after.title : after.note;
        field += order[u"append"_s].toString();
        const auto saved = waitedFor(m_cards.save(before->card, after));
        return saved ? QJsonObject{} : failed(saved.error());
    }

    QJsonObject removeCard(const QJsonObject &order)
    {
        const auto item = contact(order);
        if (!item) {
            return gone();
        }
        m_cards.remove({*item});
        return settled([&] { return !contact(order); });
    }

    /// Actions that answer nothing are done when the store shows it.
    template <class Condition>
    QJsonObject settled(Condition condition)
    {
        const bool isDone = waitUntil([&] { return !m_failure.isEmpty() || condition(); });
        return !m_failure.isEmpty() ? QJsonObject{{u"error"_s, m_failure}} : isDone ? QJsonObject{} : QJsonObject{{u"error"_s, u"nothing happened"_s}};
    }

    TemporaryStore m_store;
    Account m_account;
    std::shared_ptr<Outbox> m_outbox;
    CalendarActions m_events;
    ContactActions m_cards;
    std::vector<std::pair<QString, std::unique_ptr<SyncEngine>>> m_engines;
    QString m_failure;
};
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() != 3) {
        qFatal("chaosperson FOLDER ACCOUNT");
    }
    TlsPolicy::prepare();
    ChaosPerson person(arguments.at(1), accountIn(arguments.at(2)));
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto order = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        std::cout << QJsonDocument(person.obey(order)).toJson(QJsonDocument::Compact).toStdString() << std::endl;
    }
    person.stop();
    return 0;
}
