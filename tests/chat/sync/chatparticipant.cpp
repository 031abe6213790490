// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chatparticipant.h"

#include "app/kinds/chatrecall.h"
#include "app/kinds/enginekind.h"
#include "chat/chatprojector.h"
#include "chat/crypto/cryptoprocess.h"
#include "chat/protocol/matrixsignin.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Kontor
{

ChatParticipant::ChatParticipant(const Workplace &workplace, const Wish &wish)
    : store(EngineKind::schemas())
    , m_wish(wish)
{
    const auto person = workplace.user(wish.user);
    account.address = person.address;
    account.name = person.name;
    account.userName = person.user;
    account.chat = wish.home.isEmpty() ? workplace.url(u"synapse.plain"_s) : wish.home;
    account.keepDays = -1;
    HttpClient http(HttpClient::Settings{});
    const auto server = waitedFor(askMatrixServer(&http, account.chat));
    if (!server) {
        m_problem = server.error().message + server.error().detail;
        return;
    }
    const auto signedIn = waitedFor(signInToMatrix(&http, *server, person.user.section(u'@', 0, 0), person.password, MatrixDeviceWish{.deviceId = {}, .name = u"Test"_s}));
    if (!signedIn) {
        m_problem = signedIn.error().message + signedIn.error().detail;
        return;
    }
    account.chatUser = signedIn->userId;
    account.id = *waitedFor(AccountStore(*store).save(account));
    resource = *waitedFor(AccountStore(*store).resource(account.id, ResourceKind::Chat));
    ChatCredentials credentials;
    credentials.userId = signedIn->userId;
    credentials.deviceId = signedIn->deviceId;
    credentials.homeserver = account.chat;
    credentials.tokens = signedIn->tokens;
    const auto signIn = std::make_shared<ChatSignIn>(account.chatUser, ChatSignIn::shelfIn(*store, resource));
    if (const auto kept = waitedFor(signIn->signedIn(credentials)); !kept) {
        m_problem = kept.error().message;
        return;
    }
    outbox = std::make_shared<Outbox>(*store);
    outbox->addProjector(ResourceKind::Chat, std::make_shared<ChatProjector>());
    actions = std::make_unique<ChatActions>(outbox);
    QObject::connect(actions.get(), &ChatActions::failed, actions.get(), [](const Error &error) {
        qWarning() << "an action failed:" << error.message << error.detail;
    });
}

ChatParticipant::~ChatParticipant()
{
    stopEngine();
    m_machine.reset();
    actions.reset();
    outbox.reset();
}

QString ChatParticipant::problem() const
{
    return m_problem;
}

void ChatParticipant::startEngine()
{
    ChatSynchronizer::Options options;
    options.account = account;
    options.signIn = std::make_shared<ChatSignIn>(account.chatUser, ChatSignIn::shelfIn(*store, resource));
    options.memory = std::make_shared<ChatRecall>(*store, resource, account.keepDays);
    if (m_wish.isSecret && !m_machine) {
        m_machine = std::make_shared<CryptoProcess>();
    }
    options.machine = m_machine;
    options.keyFolder = store.folder() + u"/chat-keys"_s;
    options.sync = m_wish.sync;
    options.content = [store = *store](const QString &blob) {
        return QtConcurrent::run([store, blob] {
            return store->blobs().get(BlobId(blob));
        });
    };
    auto own = std::make_unique<ChatSynchronizer>(options);
    synchronizer = own.get();
    SyncEngine::Options settings;
    settings.resource = resource;
    settings.store = *store;
    settings.projector = outbox->projector(ResourceKind::Chat);
    settings.synchronizer = std::move(own);
    engine = std::make_unique<SyncEngine>(std::move(settings));
}

void ChatParticipant::stopEngine()
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

Result<void> ChatParticipant::round()
{
    if (!engine) {
        startEngine();
    }
    return waitedFor(engine->round(), std::chrono::minutes(3));
}

bool ChatParticipant::rounds()
{
    for (int attempt = 0; attempt < 10; ++attempt) {
        const auto done = round();
        if (done) {
            return true;
        }
        qWarning() << kindName(done.error().kind) << done.error().message << done.error().detail;
    }
    return false;
}

bool ChatParticipant::sees(const std::function<bool()> &condition)
{
    for (int attempt = 0; attempt < 30; ++attempt) {
        if (!rounds()) {
            return false;
        }
        if (condition()) {
            return true;
        }
        waitUntil([] { return false; }, std::chrono::milliseconds(100));
    }
    return false;
}

qint64 ChatParticipant::number(const QByteArray &sql)
{
    return waitedFor(store->read([sql](const Reader &reader) {
        return reader.prepare(sql.constData()).value<qint64>();
    }))->value_or(0);
}

CollectionId ChatParticipant::collection()
{
    return CollectionId{number("SELECT id FROM collection WHERE remote_id IS NOT NULL LIMIT 1")};
}

ItemId ChatParticipant::room(const QString &roomId)
{
    return waitedFor(store->read([roomId](const Reader &reader) {
        return reader.prepare("SELECT item FROM chat_room WHERE room_id = ?1").value<ItemId>(roomId);
    }))->value_or(ItemId());
}

ItemId ChatParticipant::newestRoom()
{
    return ItemId{number("SELECT max(item) FROM chat_room")};
}

QString ChatParticipant::roomId(ItemId item)
{
    return waitedFor(store->read([item](const Reader &reader) {
        return reader.prepare("SELECT coalesce(room_id, '') FROM chat_room WHERE item = ?1").value<QString>(item);
    }))->value_or(QString());
}

QStringList ChatParticipant::texts(ItemId room)
{
    return *waitedFor(store->read([room](const Reader &reader) -> Result<QStringList> {
        QStringList texts;
        return reader.prepare("SELECT text FROM chat_event WHERE room = ?1 AND kind IN (0, 3, 6) AND shown = 1 ORDER BY position, item")
            .each(
                [&texts](const Statement &row) {
                    texts << row.text(0);
                },
                room)
            .transform([&texts] {
                return texts;
            });
    }));
}

ItemId ChatParticipant::event(ItemId room, const QString &text)
{
    return waitedFor(store->read([room, text](const Reader &reader) {
        return reader.prepare("SELECT item FROM chat_event WHERE room = ?1 AND text = ?2").value<ItemId>(room, text);
    }))->value_or(ItemId());
}

int ChatParticipant::gaps(ItemId room)
{
    return int(waitedFor(store->read([room](const Reader &reader) {
                   return reader.prepare("SELECT count(*) FROM chat_event WHERE room = ?1 AND kind = 15").value<qint64>(room);
               }))
                   ->value_or(0));
}

QList<Change> ChatParticipant::changes()
{
    return *waitedFor(outbox->list());
}

bool ChatParticipant::send(ItemId room, const QString &text)
{
    ChatOutgoing message;
    message.text = text;
    return waitedFor(actions->send(room, message)).has_value();
}

}
