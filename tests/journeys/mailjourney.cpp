// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include "mail/mailprojector.h"

namespace Kontor
{
namespace
{
const QStringList schemas{QStringLiteral(":/kontor/schema/store"), QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/mail")};
}

MailJourney::MailJourney(const Workplace &workplace, const QString &service, int user)
    : store(schemas)
    , other(workplace, workplace.user(user), service)
{
    const auto person = workplace.user(user);
    account.address = person.address;
    account.name = person.name;
    account.userName = person.user;
    account.password = person.password;
    account.imap = workplace.service(service);
    account.smtp = workplace.service(QStringLiteral("smtp"));
    account.ownCertificates = workplace.certificate();
    account.undoSendSeconds = 0;
    account.keepDays = -1;
    open();
}

MailJourney::~MailJourney()
{
    stopEngine();
}

void MailJourney::open()
{
    AccountStore accounts(*store);
    auto saved = waitedFor(accounts.save(account));
    if (!saved) {
        qFatal("the account cannot be saved: %s", qPrintable(saved.error().message));
    }
    account.id = *saved;
    resource = *waitedFor(accounts.resource(account.id, QStringLiteral("mail")));
    outbox = std::make_shared<Outbox>(*store);
    outbox->addProjector(QStringLiteral("mail"), std::make_shared<MailProjector>());
    actions = std::make_unique<MailActions>(outbox);
    QObject::connect(actions.get(), &MailActions::failed, actions.get(), [](const Error &error) {
        qWarning() << "an action failed:" << error.message << error.detail;
    });
}

void MailJourney::startEngine()
{
    const auto readBlob = [store = *store](const BlobId &id) {
        return store->blobs().get(id);
    };
    auto own = std::make_unique<MailSynchronizer>(account, readBlob);
    synchronizer = own.get();
    SyncEngine::Options options;
    options.resource = resource;
    options.store = *store;
    options.projector = outbox->projector(QStringLiteral("mail"));
    options.synchronizer = std::move(own);
    engine = std::make_unique<SyncEngine>(std::move(options));
}

void MailJourney::stopEngine()
{
    if (!engine) {
        return;
    }
    bool isStopped = false;
    QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&isStopped] {
        isStopped = true;
    });
    engine->stop();
    if (!waitUntil([&isStopped] {
            return isStopped;
        })) {
        qFatal("the engine does not stop");
    }
    engine.reset();
    synchronizer = nullptr;
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

Result<void> MailJourney::round()
{
    if (!engine) {
        startEngine();
    }
    return waitedFor(engine->round(), std::chrono::minutes(3));
}

void MailJourney::close()
{
    stopEngine();
    actions.reset();
    outbox.reset();
    store.close();
}

void MailJourney::restart()
{
    close();
    if (auto opened = store.open(); !opened) {
        qFatal("the store cannot be opened again: %s", qPrintable(opened.error().message));
    }
    open();
}

QList<MailJourney::Row> MailJourney::rows(const QString &folder)
{
    return *waitedFor(store->read([folder](const Reader &reader) -> Result<QList<Row>> {
        QList<Row> rows;
        auto read = reader
                        .prepare("SELECT m.item, coalesce(c.remote_id, c.name), m.subject, m.flags, m.keywords, coalesce(m.body, ''), m.message_id "
                                 "FROM mail_message m JOIN collection c ON c.id = m.collection WHERE coalesce(c.remote_id, c.name) = ?1 ORDER BY m.item")
                        .each(
                            [&rows](const Statement &row) {
                                rows << Row{.item = row.integer(0),
                                            .folder = row.text(1),
                                            .subject = row.text(2),
                                            .flags = int(row.integer(3)),
                                            .keywords = row.text(4),
                                            .body = row.text(5),
                                            .messageId = row.text(6)};
                            },
                            folder);
        if (!read) {
            return std::unexpected(read.error());
        }
        return rows;
    }));
}

QStringList MailJourney::subjects(const QString &folder)
{
    QStringList subjects;
    const auto all = rows(folder);
    for (const auto &row : all) {
        subjects << row.subject;
    }
    subjects.sort();
    return subjects;
}

ItemId MailJourney::item(const QString &folder, const QString &subject)
{
    const auto all = rows(folder);
    for (const auto &row : all) {
        if (row.subject == subject) {
            return ItemId{row.item};
        }
    }
    return {};
}

CollectionId MailJourney::folder(const QString &remoteId)
{
    auto found = waitedFor(store->read([remoteId](const Reader &reader) {
        return reader.prepare("SELECT id FROM collection WHERE remote_id = ?1 OR name = ?1 ORDER BY remote_id = ?1 DESC LIMIT 1").value<CollectionId>(remoteId);
    }));
    return found && *found ? **found : CollectionId{};
}

QList<Change> MailJourney::changes()
{
    return *waitedFor(outbox->list());
}

qint64 MailJourney::number(const QByteArray &sql)
{
    auto found = waitedFor(store->read([sql](const Reader &reader) {
        return reader.prepareOnce(sql).value<qint64>();
    }));
    return found && *found ? **found : -1;
}

Draft MailJourney::draft(const QString &subject, const QString &to) const
{
    auto draft = actions->newDraft(account);
    draft.to = {MailAddress{.name = {}, .address = to}};
    draft.subject = subject;
    draft.text = QStringLiteral("Grüße aus dem Amt\n");
    return draft;
}

}
