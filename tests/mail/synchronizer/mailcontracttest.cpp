// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/synchronizercontract.h"
#include "mail/mailchange.h"
#include "mail/mailprojector.h"
#include "mail/synchronizer/synchronizerfixture.h"

#include <QCborArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace Kontor;

namespace
{
QString headerWord(const QByteArray &header)
{
    const auto lines = header.split('\n');
    for (const auto &line : lines) {
        if (line.toLower().startsWith("subject:")) {
            return QString::fromUtf8(line.sliced(8).trimmed());
        }
    }
    return {};
}

/// Stands between client and server and can lose what the server answers.
class LosingProxy
{
public:
    explicit LosingProxy(quint16 server)
    {
        QObject::connect(&m_listener, &QTcpServer::newConnection, &m_listener, [this, server] {
            while (auto *client = m_listener.nextPendingConnection()) {
                connect(client, server);
            }
        });
        m_listener.listen(QHostAddress::LocalHost);
    }
    quint16 port() const
    {
        return m_listener.serverPort();
    }

    /// The next words of a client reach the server; the answer does not come back, and the line breaks.
    void loseNextAnswer()
    {
        m_isArmed = true;
    }

private:
    void connect(QTcpSocket *client, quint16 port)
    {
        using Socket = QTcpSocket;
        auto *server = new Socket(client);
        const auto isLosing = std::make_shared<bool>(false);
        const auto toServer = [this, client, server, isLosing] {
            if (server->state() != Socket::ConnectedState || client->bytesAvailable() == 0) {
                return; // kept in the buffer until it is
            }
            *isLosing = *isLosing || std::exchange(m_isArmed, false);
            server->write(client->readAll());
        };
        QObject::connect(client, &Socket::readyRead, server, toServer);
        QObject::connect(server, &Socket::connected, client, toServer);
        QObject::connect(server, &Socket::readyRead, client, [client, server, isLosing] {
            const auto answer = server->readAll();
            if (!*isLosing) {
                client->write(answer);
            } else {
                // Commands sent together are answered one by one.
                QTimer::singleShot(200, client, [client] { client->abort(); });
            }
        });
        QObject::connect(client, &Socket::disconnected, server, &Socket::disconnectFromHost);
        QObject::connect(server, &Socket::disconnected, client, &Socket::disconnectFromHost);
        QObject::connect(client, &Socket::disconnected, client, &QObject::deleteLater);
        server->connectToHost(QHostAddress::LocalHost, port);
    }

    QTcpServer m_listener;
    bool m_isArmed = false;
};

/// A real mail server as a subject of the contract; each test has two folders of its own.
class MailSubject final : public ContractSubject
{
public:
    MailSubject(const Workplace &workplace, const QString &service, Lacks lacks)
        : m_proxy(workplace.service(service).port)
        , m_fixture(workplace, service)
        , m_lacks(lacks)
        , m_first(m_fixture.newMailbox())
        , m_second(m_fixture.newMailbox())
    {
        m_fixture.account.imap.port = m_proxy.port();
        m_fixture.other.succeeds("SUBSCRIBE " + m_first);
        m_fixture.other.succeeds("SUBSCRIBE " + m_second);
    }
    ~MailSubject() override
    {
        m_fixture.other.run("DELETE " + m_first);
        m_fixture.other.run("DELETE " + m_second);
    }

    Lacks lacks() const override
    {
        return m_lacks;
    }
    std::unique_ptr<Synchronizer> synchronizer() override
    {
        return m_fixture.anotherSynchronizer();
    }
    QString first() const override
    {
        return QString::fromUtf8(m_first);
    }
    QString second() const override
    {
        return QString::fromUtf8(m_second);
    }
    void create(const QString &collection, const QString &word) override
    {
        m_fixture.other.append(collection.toUtf8(), message(word));
    }
    void markSeen(const QString &collection, const QString &word) override
    {
        m_fixture.other.succeeds("SELECT " + collection.toUtf8());
        m_fixture.other.succeeds("UID STORE " + uid(collection, word) + " +FLAGS.SILENT (\\Seen)");
    }
    void remove(const QString &collection, const QString &word) override
    {
        const auto number = uid(collection, word);
        m_fixture.other.succeeds("SELECT " + collection.toUtf8());
        m_fixture.other.succeeds("UID STORE " + number + " +FLAGS.SILENT (\\Deleted)");
        m_fixture.other.succeeds("EXPUNGE");
    }
    QStringList listing(const QString &collection) override
    {
        QStringList words;
        m_fixture.other.succeeds("EXAMINE " + collection.toUtf8());
        const auto lines = m_fixture.other.run("FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        for (const auto &line : lines) {
            if (const auto word = headerWord(line); !word.isEmpty()) {
                words << (line.contains("\\Seen") ? QString(word + u'+') : word);
            }
        }
        words.sort();
        return words;
    }
    void loseNextAnswer() override
    {
        m_proxy.loseNextAnswer();
    }
    QString wordOf(const QByteArray &payload) const override
    {
        const auto read = MailPayload::fromCbor(payload);
        if (!read || read->header.isEmpty()) {
            return {};
        }
        const auto word = headerWord(read->header);
        return read->flags.contains(QStringLiteral("\\Seen")) ? QString(word + u'+') : word;
    }
    QByteArray merge(const QByteArray &known, const QByteArray &partial) const override
    {
        return MailProjector().merge(known, partial).value_or(known);
    }
    Change seenChange() const override
    {
        Change change;
        change.kind = MailChange::Flags;
        change.arguments = {{QStringLiteral("add"), QCborArray{QStringLiteral("\\Seen")}}, {QStringLiteral("remove"), QCborArray{}}};
        return change;
    }
    Change removalChange() const override
    {
        Change change;
        change.kind = MailChange::Delete;
        return change;
    }
    Change moveChange(const QString &) const override
    {
        Change change;
        change.kind = MailChange::Move;
        return change;
    }
    Change creationChange(const QString &word) const override
    {
        Change change;
        change.kind = MailChange::Append;
        change.arguments = {{QStringLiteral("blob"), m_fixture.keep(message(word))}, {QStringLiteral("flags"), QCborArray{}}};
        return change;
    }
    QByteArray bodyOf(const QString &word) const override
    {
        return "The body of " + word.toUtf8();
    }

private:
    QByteArray message(const QString &word) const
    {
        return OtherClient::message(word.toUtf8(), bodyOf(word) + "\r\n");
    }
    QByteArray uid(const QString &collection, const QString &word)
    {
        m_fixture.other.succeeds("SELECT " + collection.toUtf8());
        const auto lines = m_fixture.other.run("UID FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]");
        for (const auto &line : lines) {
            if (headerWord(line) == word) {
                return line.sliced(line.indexOf("UID ") + 4).split(' ').first();
            }
        }
        return "0";
    }

    LosingProxy m_proxy;
    mutable SynchronizerFixture m_fixture;
    Lacks m_lacks;
    QByteArray m_first;
    QByteArray m_second;
};

using Lack = ContractSubject::Lack;

int run(const QStringList &start, const QString &service, ContractSubject::Lacks lacks, int argc, char **argv)
{
    const Workplace workplace(start);
    if (!workplace.isRunning()) {
        qWarning() << workplace.error();
        return 1;
    }
    qInfo() << start;
    SynchronizerContract contract([&workplace, service, lacks] {
        return std::make_unique<MailSubject>(workplace, service, lacks);
    });
    return QTest::qExec(&contract, argc, argv);
}
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    // The conflicts the contract means cannot arise here: messages never change, and flags are added
    // and taken away one by one (+FLAGS, -FLAGS), whatever another client did to them. What it moved
    // or removed is gone from the folder, which removals and moves take for done. Only a mailbox made
    // anew refuses changes: mailsynchronizerpushtest. More than one page: mailsynchronizerpulltest.
    const ContractSubject::Lacks usual = Lack::Conflicts;
    const auto imap = QStringLiteral("imap");
    const auto dovecot = QStringLiteral("dovecot");
    const auto capability = QStringLiteral("--imap-capability");
    return run({dovecot}, imap, usual, argc, argv)
        + run({dovecot, capability, QStringLiteral("IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE ENABLE")}, imap, usual, argc, argv)
        + run({dovecot, capability, QStringLiteral("IMAP4rev1 IDLE UIDPLUS")}, imap, usual, argc, argv)
        + run({dovecot, capability, QStringLiteral("IMAP4rev1")}, imap, usual | Lack::Watching | Lack::NewIds, argc, argv)
        + run({QStringLiteral("cyrus")}, QStringLiteral("cyrus.imap"), usual, argc, argv);
}
