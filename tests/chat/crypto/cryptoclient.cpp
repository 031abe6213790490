// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptoclient.h"

#include "support/waiting.h"
#include "support/workplace.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QUuid>

#include <csignal>

namespace Kontor
{
namespace
{
const QString root = QStringLiteral("/_matrix/client/v3/");

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString encoded(const QString &part)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(part));
}
}

CryptoClient::CryptoClient(const Workplace &workplace, int user, const QString &folder)
    : m_workplace(workplace)
    , m_index(user)
    , m_server(workplace.url(QStringLiteral("synapse.plain")))
{
    m_identity.folder = folder;
    m_identity.passphrase = QByteArray(32, 'p');
    makeMachine();
}

CryptoClient::~CryptoClient() = default;

void CryptoClient::makeMachine()
{
    m_machine = std::make_unique<CryptoProcess>();
    QObject::connect(m_machine.get(), &CryptoMachine::verificationChanged, m_machine.get(), [this](const CryptoVerification &verification) {
        verifications << verification;
    });
    QObject::connect(m_machine.get(), &CryptoMachine::secretArrived, m_machine.get(), [this](const QString &, const QString &value) {
        secrets << value;
    });
}

bool CryptoClient::signIn()
{
    const auto person = m_workplace.user(m_index);
    const auto answer = ask("POST", QString(root + QStringLiteral("login")),
                            QJsonObject{{QStringLiteral("type"), QStringLiteral("m.login.password")},
                                        {QStringLiteral("identifier"), QJsonObject{{QStringLiteral("type"), QStringLiteral("m.id.user")},
                                                                                   {QStringLiteral("user"), person.user.section(u'@', 0, 0)}}},
                                        {QStringLiteral("password"), person.password}});
    m_token = answer.body.value(QLatin1StringView("access_token")).toString().toLatin1();
    m_identity.userId = answer.body.value(QLatin1StringView("user_id")).toString();
    m_identity.deviceId = answer.body.value(QLatin1StringView("device_id")).toString();
    return answer.status == 200;
}

Result<CryptoOpened> CryptoClient::open()
{
    auto opened = waitedFor(m_machine->open(m_identity), std::chrono::minutes(3));
    if (opened) {
        m_identity.fingerprint = opened->fingerprint;
        pump();
        waitedFor(m_machine->follow({m_identity.userId}));
        pump();
    }
    return opened;
}

void CryptoClient::restart()
{
    makeMachine();
}

void CryptoClient::killMachine()
{
    ::kill(pid_t(m_machine->processId()), SIGKILL);
}

CryptoClient::Answer CryptoClient::ask(const QByteArray &method, const QString &path, const QByteArray &body)
{
    auto url = m_server;
    const auto mark = path.indexOf(u'?');
    url.setPath(mark < 0 ? path : path.left(mark), QUrl::TolerantMode);
    if (mark >= 0) {
        url.setQuery(path.mid(mark + 1), QUrl::TolerantMode);
    }
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!m_token.isEmpty()) {
        request.setRawHeader("Authorization", "Bearer " + m_token);
    }
    request.setTransferTimeout(60'000);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) {
        loop.exec();
    }
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), QJsonDocument::fromJson(reply->readAll()).object()};
}

CryptoClient::Answer CryptoClient::ask(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    return ask(method, path, toJson(body));
}

bool CryptoClient::carry(const QList<CryptoRequest> &requests)
{
    for (const auto &request : requests) {
        const auto answer = ask(request.method, request.path, request.body);
        if (answer.status != 200) {
            qWarning() << request.path << answer.status << answer.body;
            return false;
        }
        if (!waitedFor(m_machine->answered(request, toJson(answer.body)))) {
            return false;
        }
    }
    return true;
}

bool CryptoClient::pump()
{
    for (int round = 0; round < 10; ++round) {
        const auto requests = waitedFor(m_machine->outgoing());
        if (!requests || !carry(*requests)) {
            return false;
        }
        if (requests->isEmpty()) {
            return true;
        }
    }
    return true;
}

bool CryptoClient::sync()
{
    auto path = QString(root + QStringLiteral("sync?timeout=200"));
    if (!m_since.isEmpty()) {
        path += QString(QStringLiteral("&since=") + encoded(m_since));
    }
    const auto answer = ask("GET", path);
    if (answer.status != 200) {
        return false;
    }
    const auto &body = answer.body;
    const auto strings = [](const QJsonValue &value) {
        QStringList all;
        const auto array = value.toArray();
        for (const auto &one : array) {
            all << one.toString();
        }
        return all;
    };
    const auto lists = body.value(QLatin1StringView("device_lists")).toObject();
    CryptoSync news{.toDevice = body.value(QLatin1StringView("to_device")).toObject().value(QLatin1StringView("events")).toArray(),
                    .changed = strings(lists.value(QLatin1StringView("changed"))),
                    .left = strings(lists.value(QLatin1StringView("left")))};
    const auto counts = body.value(QLatin1StringView("device_one_time_keys_count")).toObject();
    for (auto count = counts.begin(); count != counts.end(); ++count) {
        news.keyCounts.insert(count.key(), count.value().toInteger());
    }
    if (body.contains(QLatin1StringView("device_unused_fallback_key_types"))) {
        news.unusedFallbacks = strings(body.value(QLatin1StringView("device_unused_fallback_key_types")));
    }
    const auto received = waitedFor(m_machine->receive(news));
    if (!received) {
        qInfo() << "not taken:" << received.error().message << received.error().detail;
        return false;
    }
    m_since = body.value(QLatin1StringView("next_batch")).toString();
    arrived += received->roomKeys;
    const auto rooms = body.value(QLatin1StringView("rooms")).toObject().value(QLatin1StringView("join")).toObject();
    for (auto room = rooms.begin(); room != rooms.end(); ++room) {
        const auto events = room.value().toObject().value(QLatin1StringView("timeline")).toObject().value(QLatin1StringView("events")).toArray();
        for (const auto &event : events) {
            m_timelines[room.key()] << event.toObject();
        }
    }
    return pump();
}

QString CryptoClient::createRoom(const QStringList &invited)
{
    const QJsonObject encryption{{QStringLiteral("type"), QStringLiteral("m.room.encryption")},
                                 {QStringLiteral("state_key"), QString()},
                                 {QStringLiteral("content"), QJsonObject{{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")}}}};
    return ask("POST", QString(root + QStringLiteral("createRoom")),
               QJsonObject{{QStringLiteral("preset"), QStringLiteral("trusted_private_chat")},
                           {QStringLiteral("invite"), QJsonArray::fromStringList(invited)},
                           {QStringLiteral("initial_state"), QJsonArray{encryption}}})
        .body.value(QLatin1StringView("room_id"))
        .toString();
}

QString CryptoClient::send(const QString &room, const QJsonObject &content, const QString &type, const CryptoRoomPolicy &policy)
{
    const auto members = ask("GET", QString(root + QStringLiteral("rooms/") + encoded(room) + QStringLiteral("/joined_members")));
    const auto users = members.body.value(QLatin1StringView("joined")).toObject().keys();
    if (!waitedFor(m_machine->follow(users)) || !pump()) {
        return {};
    }
    const auto missing = waitedFor(m_machine->missingSessions(users));
    if (!missing || (*missing && !carry({**missing}))) {
        return {};
    }
    const auto shared = waitedFor(m_machine->shareRoomKey(room, users, policy));
    if (!shared || !carry(*shared)) {
        return {};
    }
    const auto encrypted = waitedFor(m_machine->encrypt(room, type, content));
    if (!encrypted) {
        return {};
    }
    const auto transaction = QUuid::createUuid().toString(QUuid::WithoutBraces);
    return ask("PUT", QString(root + QStringLiteral("rooms/") + encoded(room) + QStringLiteral("/send/m.room.encrypted/") + transaction), *encrypted)
        .body.value(QLatin1StringView("event_id"))
        .toString();
}

QString CryptoClient::sendText(const QString &room, const QString &text)
{
    return send(room, {{QStringLiteral("msgtype"), QStringLiteral("m.text")}, {QStringLiteral("body"), text}});
}

QList<CryptoDecrypted> CryptoClient::decryptAll(const QString &room)
{
    QList<CryptoEvent> events;
    for (const auto &event : m_timelines.value(room)) {
        if (event.value(QLatin1StringView("type")) == QLatin1StringView("m.room.encrypted")) {
            events << CryptoEvent{room, event};
        }
    }
    return waitedFor(m_machine->decrypt(events)).value_or(QList<CryptoDecrypted>());
}

CryptoDecrypted CryptoClient::waitForText(const QString &room, const QString &text)
{
    const QDeadlineTimer deadline(std::chrono::seconds(30));
    while (!deadline.hasExpired()) {
        const auto all = decryptAll(room);
        for (const auto &one : all) {
            if (one.isClear() && one.content.value(QLatin1StringView("body")) == text) {
                return one;
            }
        }
        sync();
    }
    return {.failure = CryptoDecrypted::Failure::NoKey};
}

QList<QJsonObject> CryptoClient::timeline(const QString &room) const
{
    return m_timelines.value(room);
}

}
