// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/lyingserver.h"

#include "mail/protocol/uidset.h"

#include <QRegularExpression>
#include <QSslConfiguration>
#include <QSslSocket>

namespace Kontor
{

struct LyingServer::Client : QObject {
    QSslSocket *socket = nullptr;
    QByteArray input;
    QByteArray line; ///< of a command with literals
    qint64 literal = -1;
    qint64 said = 0;
    qint64 toFlood = 0;
    QByteArray afterFlood;
};

LyingServer::LyingServer(const TestCertificates::Identity &identity)
    : m_identity(identity)
{
    if (!listen(QHostAddress::LocalHost)) {
        qFatal("the lying server cannot listen");
    }
}

LyingServer::~LyingServer()
{
    const auto sockets = findChildren<QSslSocket *>();
    for (auto *socket : sockets) {
        socket->disconnect();
        socket->abort();
    }
}

ServerAddress LyingServer::address() const
{
    return {.host = QStringLiteral("localhost"), .port = serverPort(), .security = ServerAddress::Security::Tls};
}

void LyingServer::incomingConnection(qintptr descriptor)
{
    auto *client = new Client;
    client->setParent(this);
    client->socket = new QSslSocket(client);
    client->socket->setSocketDescriptor(descriptor);
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(m_identity.chain);
    configuration.setPrivateKey(m_identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    client->socket->setSslConfiguration(configuration);
    connect(client->socket, &QSslSocket::encrypted, client, [this, client] {
        write(client, "* OK [CAPABILITY " + capabilities + "] here\r\n");
    });
    connect(client->socket, &QSslSocket::readyRead, client, [this, client] {
        read(client);
    });
    connect(client->socket, &QSslSocket::encryptedBytesWritten, client, [this, client] {
        flood(client);
    });
    connect(client->socket, &QSslSocket::disconnected, client, &QObject::deleteLater);
    client->socket->startServerEncryption();
}

void LyingServer::read(Client *client)
{
    client->input += client->socket->readAll();
    while (true) {
        if (client->literal >= 0) {
            if (client->input.size() < client->literal) {
                return;
            }
            client->line += client->input.first(client->literal);
            client->input.remove(0, client->literal);
            client->literal = -1;
        }
        const auto end = client->input.indexOf("\r\n");
        if (end < 0) {
            return;
        }
        client->line += client->input.first(end);
        client->input.remove(0, end + 2);
        static const QRegularExpression literal(QStringLiteral("\\{(\\d+)\\+?\\}$"));
        if (const auto match = literal.match(QString::fromLatin1(client->line)); match.hasMatch()) {
            client->literal = match.captured(1).toLongLong();
            client->line.chop(match.capturedLength());
            if (!match.captured().contains(u'+')) {
                write(client, "+ go on\r\n");
            }
            continue;
        }
        command(client, std::exchange(client->line, {}));
    }
}

void LyingServer::command(Client *client, const QByteArray &line)
{
    const auto space = line.indexOf(' ');
    if (space < 0) {
        return;
    }
    const auto tag = line.first(space);
    const auto words = line.sliced(space + 1);
    const auto answer = lie ? lie(tag, words) : std::nullopt;
    if (!answer) {
        write(client, honest(tag, words));
        return;
    }
    write(client, answer->before);
    client->afterFlood = answer->after + (answer->thenHonestly ? honest(tag, words) : QByteArray());
    client->toFlood = answer->flood;
    flood(client);
}

void LyingServer::flood(Client *client)
{
    while (client->toFlood > 0 && client->socket->bytesToWrite() + client->socket->encryptedBytesToWrite() < 1024 * 1024) {
        const auto piece = std::min<qint64>(client->toFlood, 64 * 1024);
        client->toFlood -= piece;
        write(client, QByteArray(piece, 'x'));
    }
    if (client->toFlood == 0 && !client->afterFlood.isEmpty()) {
        write(client, std::exchange(client->afterFlood, {}));
    }
}

void LyingServer::write(Client *client, const QByteArray &bytes)
{
    if (client->socket->state() != QAbstractSocket::ConnectedState) {
        return;
    }
    if (dropAfter >= 0 && client->said + bytes.size() >= dropAfter) {
        client->socket->write(bytes.first(std::clamp<qint64>(dropAfter - client->said, 0, bytes.size())));
        said += dropAfter - client->said;
        client->said = dropAfter;
        client->socket->disconnectFromHost();
        return;
    }
    client->said += bytes.size();
    said += bytes.size();
    client->socket->write(bytes);
}

QByteArray LyingServer::honest(const QByteArray &tag, const QByteArray &command)
{
    const auto is = [upper = command.toUpper()](const char *word) {
        return upper.startsWith(word);
    };
    const QByteArray ok = tag + " OK done\r\n";
    const auto uidNext = QByteArray::number(messages.isEmpty() ? 1 : messages.lastKey() + 1);
    const auto count = QByteArray::number(messages.size());
    if (is("AUTHENTICATE PLAIN ")) {
        ++signIns;
        const auto proof = QByteArray::fromBase64(command.sliced(command.lastIndexOf(' ') + 1));
        if (!proof.endsWith(password)) {
            return tag + " NO [AUTHENTICATIONFAILED] wrong\r\n";
        }
        return tag + " OK [CAPABILITY " + capabilities + "] welcome\r\n";
    }
    if (is("CAPABILITY")) {
        return "* CAPABILITY " + capabilities + "\r\n" + ok;
    }
    if (is("LIST")) {
        return "* LIST () \"/\" INBOX\r\n" + folders + ok;
    }
    if (is("LSUB")) {
        return "* LSUB () \"/\" INBOX\r\n" + ok;
    }
    if (is("STATUS")) {
        const auto end = command.lastIndexOf(" (");
        return "* STATUS " + command.sliced(7, end - 7) + " (MESSAGES " + count + " UIDNEXT " + uidNext + " UIDVALIDITY 7 UNSEEN 0)\r\n" + ok;
    }
    if (is("SELECT") || is("EXAMINE")) {
        if (!command.toUpper().contains("INBOX")) {
            return tag + " NO [NOPERM] not yours\r\n";
        }
        return "* FLAGS (\\Seen \\Deleted \\Flagged)\r\n* " + count + " EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT " + uidNext
            + "] x\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted \\Flagged \\*)] x\r\n" + tag + " OK [READ-WRITE] open\r\n";
    }
    if (is("UID SEARCH")) {
        QByteArray found;
        for (auto message = messages.keyBegin(); message != messages.keyEnd(); ++message) {
            if (!is("UID SEARCH DELETED") || flags.value(*message).contains("\\Deleted")) {
                found += ' ' + QByteArray::number(*message);
            }
        }
        return "* SEARCH" + found + "\r\n" + ok;
    }
    if (is("UID FETCH")) {
        return fetched(command) + ok;
    }
    if (is("UID STORE")) {
        return stored(command) + ok;
    }
    if (is("UID EXPUNGE") || is("EXPUNGE")) {
        const auto among = is("UID") ? UidSet::fromWire(command.sliced(12)) : UidSet::range(1, 0xffffffffU);
        QByteArray gone;
        for (auto uid : messages.keys()) {
            if (among && among->contains(uid) && flags.value(uid).contains("\\Deleted")) {
                gone += "* " + QByteArray::number(1 + std::distance(messages.begin(), messages.find(uid))) + " EXPUNGE\r\n";
                messages.remove(uid);
                flags.remove(uid);
            }
        }
        return gone + ok;
    }
    return ok;
}

QByteArray LyingServer::fetched(const QByteArray &command) const
{
    const auto words = command.split(' ');
    const auto uids = UidSet::fromWire(words.value(2));
    static const QRegularExpression section(QStringLiteral("BODY\\.PEEK(\\[[^\\]]*\\])(<(\\d+)\\.(\\d+)>)?"));
    const auto items = QString::fromLatin1(command);
    const auto asked = section.match(items);
    QByteArray all;
    int number = 0;
    for (const auto &[uid, message] : messages.asKeyValueRange()) {
        ++number;
        if (!uids || !uids->contains(uid)) {
            continue;
        }
        all += "* " + QByteArray::number(number) + " FETCH (UID " + QByteArray::number(uid) + " FLAGS (" + flags.value(uid) + ')';
        if (items.contains(u"RFC822.SIZE")) {
            all += " INTERNALDATE \"02-Nov-2026 10:00:00 +0100\" RFC822.SIZE " + QByteArray::number(message.size());
        }
        if (items.contains(u"BODYSTRUCTURE")) {
            all += " BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" " + QByteArray::number(message.size()) + " 1)";
        }
        if (asked.hasMatch()) {
            const auto name = asked.captured(1).toLatin1();
            auto bytes = message;
            if (name.startsWith("[HEADER")) {
                const auto end = message.indexOf("\r\n\r\n");
                bytes = end < 0 ? message : message.first(end + 4);
            }
            QByteArray origin;
            if (!asked.captured(2).isEmpty()) {
                bytes = bytes.mid(asked.captured(3).toLongLong(), asked.captured(4).toLongLong());
                origin = '<' + asked.captured(3).toLatin1() + '>';
            }
            all += " BODY" + name + origin + " {" + QByteArray::number(bytes.size()) + "}\r\n" + bytes;
        }
        all += ")\r\n";
    }
    return all;
}

QByteArray LyingServer::stored(const QByteArray &command)
{
    const auto uids = UidSet::fromWire(command.split(' ').value(2));
    const auto open = command.lastIndexOf('(');
    const auto named = command.sliced(open + 1).chopped(1).split(' ');
    QByteArray told;
    int number = 0;
    for (auto uid : messages.keys()) {
        ++number;
        if (!uids || !uids->contains(uid)) {
            continue;
        }
        auto now = flags.value(uid).split(' ');
        now.removeAll(QByteArray());
        for (const auto &flag : named) {
            now.removeAll(flag);
            if (!command.contains("-FLAGS")) {
                now << flag;
            }
        }
        flags[uid] = now.join(' ');
        told += "* " + QByteArray::number(number) + " FETCH (UID " + QByteArray::number(uid) + " FLAGS (" + flags[uid] + "))\r\n";
    }
    return told;
}

}
