// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chathomeserver.h"

#include <QJsonDocument>
#include <QUrlQuery>
#include <QFuture>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
const QString root = u"/_matrix/client/v3"_s;

Task<Result<void>> pass()
{
    co_return Result<void>();
}
}

ChatHomeserver::ChatHomeserver()
    : m_stage(std::make_unique<HttpStage>([this](QSslSocket *socket, const HttpAsked &asked) {
        play(socket, asked);
    }))
{
    say(u"GET /_matrix/client/versions"_s, {{u"versions"_s, QJsonArray{u"v1.11"_s}}});
    say(u"GET /account/whoami"_s, {{u"user_id"_s, u"@anna:example.org"_s}, {u"device_id"_s, u"DEVICE"_s}});
    say(u"POST /keys/upload"_s, {{u"one_time_key_counts"_s, QJsonObject{}}});
    say(u"POST /keys/query"_s, {{u"device_keys"_s, QJsonObject{}}});
    say(u"GET /joined_rooms"_s, {{u"joined_rooms"_s, QJsonArray{}}});
    say(u"GET /profile/@anna:example.org"_s, {{u"displayname"_s, u"Anna"_s}});
}

ChatHomeserver::~ChatHomeserver() = default;

QUrl ChatHomeserver::url() const
{
    return m_stage->url(QString());
}

void ChatHomeserver::play(QSslSocket *socket, const HttpAsked &asked)
{
    const QUrl url = QUrl::fromEncoded(asked.path);
    auto path = url.path(QUrl::FullyDecoded);
    path = path.startsWith(root) ? path.sliced(root.size()) : path;
    QString what = QString::fromLatin1(asked.method) + u' ' + path;
    if (path == "/sync"_L1) {
        what += u' ' + QUrlQuery(url).queryItemValue(u"since"_s);
    }
    if (path.endsWith("/messages"_L1)) {
        what += u' ' + QUrlQuery(url).queryItemValue(u"from"_s);
    }
    m_asked << Asked{what, QJsonDocument::fromJson(asked.body).object()};
    Answer answer{.status = 404, .json = {{u"errcode"_s, u"M_NOT_FOUND"_s}, {u"error"_s, u"not in the script"_s}}};
    if (auto once = m_once.find(what); once != m_once.end() && !once->isEmpty()) {
        answer = once->takeFirst();
    } else if (const auto found = m_answers.constFind(what); found != m_answers.cend()) {
        answer = *found;
    } else if (what.startsWith("PUT "_L1)) { // a pattern: "PUT /rooms/…/send/m.room.message/*"
        const auto pattern = m_answers.constFind(what.left(what.lastIndexOf(u'/') + 1) + u'*');
        const auto lost = m_once.find(what.left(what.lastIndexOf(u'/') + 1) + u'*');
        if (lost != m_once.end() && !lost->isEmpty()) {
            answer = lost->takeFirst();
        } else if (pattern != m_answers.cend()) {
            answer = *pattern;
        }
    }
    if (answer.isLost) {
        socket->abort();
        return;
    }
    const auto body = answer.raw.isNull() ? QJsonDocument(answer.json).toJson(QJsonDocument::Compact) : answer.raw;
    socket->write(HttpStage::answer(answer.status, body));
}

void ChatHomeserver::say(const QString &what, const QJsonObject &json)
{
    m_answers.insert(what, Answer{.json = json});
}

void ChatHomeserver::refuse(const QString &what, int status, const QString &code, const QString &words)
{
    m_answers.insert(what, Answer{.status = status, .json = {{u"errcode"_s, code}, {u"error"_s, words}}});
}

void ChatHomeserver::answer(const QString &what, const Answer &answer)
{
    m_answers.insert(what, answer);
}

void ChatHomeserver::answerOnce(const QString &what, const Answer &answer)
{
    m_once[what] << answer;
}

void ChatHomeserver::sync(const QString &since, const QString &next, const QJsonObject &rooms, const QJsonObject &more)
{
    auto json = more;
    json.insert(u"next_batch"_s, next);
    json.insert(u"rooms"_s, rooms);
    say(u"GET /sync "_s + since, json);
}

int ChatHomeserver::count(const QString &what) const
{
    return int(std::ranges::count_if(m_asked, [&what](const Asked &asked) {
        return asked.what.startsWith(what);
    }));
}

QList<QJsonObject> ChatHomeserver::bodies(const QString &what) const
{
    QList<QJsonObject> found;
    for (const auto &asked : m_asked) {
        if (asked.what.startsWith(what)) {
            found << asked.body;
        }
    }
    return found;
}

ChatCredentials ChatHomeserver::credentials() const
{
    ChatCredentials credentials;
    credentials.userId = u"@anna:example.org"_s;
    credentials.deviceId = u"DEVICE"_s;
    credentials.homeserver = url();
    credentials.tokens.access = "token";
    credentials.passphrase = QByteArray(32, 'p');
    return credentials;
}

std::shared_ptr<ChatSignIn> ChatHomeserver::signIn(const ChatCredentials &credentials)
{
    const auto kept = std::make_shared<std::optional<ChatCredentials>>(credentials);
    ChatSignIn::Shelf shelf;
    shelf.load = [kept] {
        return QtFuture::makeReadyValueFuture(Result<std::optional<ChatCredentials>>(*kept));
    };
    shelf.save = [kept](const ChatCredentials &changed) {
        *kept = changed;
        return QtFuture::makeReadyValueFuture(Result<void>());
    };
    return std::make_shared<ChatSignIn>(credentials.userId, shelf);
}

ChatSynchronizer::Options ChatHomeserver::options(const std::shared_ptr<ChatCopy> &copy, const std::shared_ptr<CryptoMachine> &machine) const
{
    ChatSynchronizer::Options options;
    options.account.chat = url();
    options.account.chatUser = u"@anna:example.org"_s;
    options.signIn = signIn(credentials());
    options.memory = copy;
    options.machine = machine;
    options.keyFolder = u"/nowhere"_s;
    options.sync = ChatSynchronizer::Options::Sync::Classic;
    options.content = [](const QString &blob) {
        return QtFuture::makeReadyValueFuture(Result<QByteArray>(blob.toUtf8()));
    };
    return options;
}

std::optional<Error> ChatHomeserver::pull(ChatSynchronizer &synchronizer, ChatCopy &copy)
{
    for (bool more = true; more;) {
        const auto delta = waitedFor(synchronizer.pull(copy.collection()));
        if (!delta) {
            return delta.error();
        }
        copy.take(*delta);
        more = delta->more;
    }
    return std::nullopt;
}

Result<Receipt> ChatHomeserver::push(ChatSynchronizer &synchronizer, const Change &change)
{
    return waitedFor(synchronizer.push(change, pass));
}

QJsonObject ChatHomeserver::message(const QString &id, const QString &text, const QString &sender, qint64 at)
{
    return {{u"event_id"_s, id},
            {u"type"_s, u"m.room.message"_s},
            {u"sender"_s, sender},
            {u"origin_server_ts"_s, at},
            {u"content"_s, QJsonObject{{u"msgtype"_s, u"m.text"_s}, {u"body"_s, text}}}};
}

QJsonObject ChatHomeserver::state(const QString &id, const QString &type, const QString &key, const QJsonObject &content, const QString &sender)
{
    return {{u"event_id"_s, id}, {u"type"_s, type}, {u"state_key"_s, key}, {u"sender"_s, sender}, {u"origin_server_ts"_s, 1000}, {u"content"_s, content}};
}

QJsonObject ChatHomeserver::joined(const QJsonArray &timeline, const QString &previous, const QJsonArray &state)
{
    QJsonObject told{{u"events"_s, timeline}, {u"limited"_s, !previous.isEmpty()}};
    if (!previous.isEmpty()) {
        told.insert(u"prev_batch"_s, previous);
    }
    return {{u"timeline"_s, told}, {u"state"_s, QJsonObject{{u"events"_s, state}}}};
}

QJsonObject ChatHomeserver::inRoom(const QString &roomId, const QJsonObject &room)
{
    return {{u"join"_s, QJsonObject{{roomId, room}}}};
}

QJsonArray ChatHomeserver::messages(const QString &prefix, int from, int to)
{
    QJsonArray list;
    for (int i = from; i <= to; ++i) {
        const auto name = prefix + QString::number(i);
        list.append(message(u'$' + name, name, u"@ben:example.org"_s, 1000 * i));
    }
    return list;
}

}
