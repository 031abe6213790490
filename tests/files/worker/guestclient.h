// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/workermessage.h"
#include "support/waiting.h"

#include <QCborArray>
#include <QLocalSocket>

namespace Kontor
{

/// Another program's end of the socket, for tests: says whatever it is told to.
class GuestClient
{
public:
    explicit GuestClient(const QString &path)
    {
        socket.connectToServer(path);
        waitUntil([this] {
            return socket.state() != QLocalSocket::ConnectingState;
        });
    }

    bool isConnected() const
    {
        return socket.state() == QLocalSocket::ConnectedState;
    }

    /// True once the server has closed the connection.
    bool isSentAway()
    {
        return waitUntil([this] {
            return socket.state() == QLocalSocket::UnconnectedState;
        });
    }

    void say(QCborMap message)
    {
        socket.write(WorkerMessage::frame(message));
    }
    void ask(const QString &what, QCborMap message = {})
    {
        message.insert(QLatin1StringView("do"), what);
        message.insert(QLatin1StringView("version"), WorkerMessage::version);
        say(message);
    }

    /// The next message; an empty map where the connection ended instead.
    QCborMap hear()
    {
        std::optional<QCborMap> message;
        waitUntil([&] {
            frames.add(socket.isOpen() ? socket.readAll() : QByteArray());
            message = frames.next();
            return message || !isConnected();
        });
        return message.value_or(QCborMap());
    }

    /// The next one that is not about progress.
    QCborMap word()
    {
        auto message = hear();
        while (message.contains(QLatin1StringView("progress"))) {
            message = hear();
        }
        return message;
    }

    /// All messages up to the one that ends the answer.
    QList<QCborMap> answer()
    {
        QList<QCborMap> all;
        while (true) {
            const auto message = word();
            all << message;
            if (message.isEmpty() || message.value(QLatin1StringView("done")).toBool() || message.contains(QLatin1StringView("refused"))) {
                return all;
            }
        }
    }
    QCborMap last(const QString &what, const QCborMap &message = {})
    {
        ask(what, message);
        return answer().last();
    }
    WorkerReason reason(const QString &what, const QCborMap &message = {})
    {
        const auto end = last(what, message);
        return end.isEmpty() ? WorkerReason::Other : WorkerReason(end.value(QLatin1StringView("refused")).toInteger());
    }

    QStringList names(const QString &path)
    {
        QStringList found;
        ask(QStringLiteral("list"), {{QLatin1StringView("path"), path}});
        for (const auto all = answer(); const auto &message : all) {
            for (const auto entries = message.value(QLatin1StringView("entries")).toArray(); const auto &entry : entries) {
                found << entry.toMap().value(QLatin1StringView("name")).toString();
            }
        }
        return found;
    }
    QCborMap entry(const QString &path)
    {
        return last(QStringLiteral("stat"), {{QLatin1StringView("path"), path}}).value(QLatin1StringView("entry")).toMap();
    }

    QByteArray bytes(const QString &path, QCborMap range = {})
    {
        range.insert(QLatin1StringView("path"), path);
        ask(QStringLiteral("read"), range);
        QByteArray bytes;
        heard = answer();
        for (const auto &message : std::as_const(heard)) {
            bytes += message.value(QLatin1StringView("bytes")).toByteArray();
        }
        return heard.last().value(QLatin1StringView("done")).toBool() ? bytes : "refused: " + heard.last().value(QLatin1StringView("sentence")).toString().toUtf8();
    }

    /// None: written.
    WorkerReason write(const QString &path, const QByteArray &bytes, QCborMap how = {})
    {
        how.insert(QLatin1StringView("path"), path);
        ask(QStringLiteral("write"), how);
        auto message = word();
        if (!message.value(QLatin1StringView("go")).toBool()) {
            return message.isEmpty() ? WorkerReason::Other : WorkerReason(message.value(QLatin1StringView("refused")).toInteger());
        }
        feed(bytes);
        say({{QLatin1StringView("end"), true}});
        message = answer().last();
        return message.isEmpty() ? WorkerReason::Other : WorkerReason(message.value(QLatin1StringView("refused")).toInteger());
    }
    void feed(const QByteArray &bytes)
    {
        for (qsizetype at = 0; at < bytes.size(); at += WorkerMessage::portion) {
            say({{QLatin1StringView("bytes"), bytes.mid(at, WorkerMessage::portion)}});
        }
    }

    QLocalSocket socket;
    WorkerFrames frames;
    QList<QCborMap> heard; ///< by bytes()
};

}
