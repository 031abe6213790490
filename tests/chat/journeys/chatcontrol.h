// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/matrixpeer.h"
#include "support/workplace.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <memory>

namespace Kontor
{

/// One profile of Kontor, driven by kontorctl as a process of its own each time.
class ChatControl
{
public:
    struct Outcome {
        int code = -1;
        QJsonObject json;
        QByteArray output;
        QByteArray errors;

        QString words() const
        {
            return QString::fromUtf8(output + errors);
        }
    };

    explicit ChatControl(const Workplace &workplace, int user = 0)
        : m_user(workplace.user(user))
        , m_server(workplace.url(QStringLiteral("synapse")).toString())
        , m_certificate(workplace.description().value(QStringLiteral("ca")).toString())
    {
    }

    /// \p profile: another store, so another device of the same person.
    Outcome add(const QStringList &more = {})
    {
        return run(QStringList{QStringLiteral("accounts"), QStringLiteral("add"), m_user.address, QStringLiteral("--chat"), m_server, QStringLiteral("--chat-user"), m_user.user.section(u'@', 0, 0),
                               QStringLiteral("--ca"), m_certificate}
                       + more,
                   m_user.password.toUtf8() + '\n');
    }

    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        process.closeWriteChannel();
        QElapsedTimer timer; // the event loop runs, for servers of the test
        timer.start();
        while (process.state() != QProcess::NotRunning && timer.elapsed() < 180'000) {
            process.waitForFinished(50);
            QCoreApplication::processEvents();
        }
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
            return {.code = -1, .json = {}, .output = process.readAllStandardOutput(), .errors = "took too long: " + process.readAllStandardError()};
        }
        Outcome outcome;
        outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        outcome.output = process.readAllStandardOutput();
        outcome.errors = process.readAllStandardError();
        outcome.json = QJsonDocument::fromJson(outcome.output).object();
        return outcome;
    }

    void start(QProcess &process, const QStringList &arguments) const
    {
        process.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"),
                      QStringList{QStringLiteral("--profile"), profile(), QStringLiteral("--key-file"), keyFile()} + arguments);
    }

    Outcome chat(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return run(QStringList{QStringLiteral("chat")} + arguments + QStringList{QStringLiteral("--json")}, input);
    }

    Outcome sync() const
    {
        return run({QStringLiteral("sync"), QStringLiteral("--once"), QStringLiteral("--json")});
    }

    /// The room as "chat rooms" tells it; empty: it is not there.
    QJsonObject room(const QString &id) const
    {
        for (const auto rooms = chat({QStringLiteral("rooms")}).json.value(QStringLiteral("rooms")).toArray(); const auto &room : rooms) {
            if (const auto object = room.toObject(); object.value(QStringLiteral("room")).toString() == id || object.value(QStringLiteral("title")).toString() == id) {
                return object;
            }
        }
        return {};
    }

    QList<QJsonObject> messages(const QString &room) const
    {
        QList<QJsonObject> list;
        for (const auto all = chat({QStringLiteral("read"), room, QStringLiteral("--last"), QStringLiteral("1000")}).json.value(QStringLiteral("messages")).toArray(); const auto &one : all) {
            list << one.toObject();
        }
        return list;
    }

    /// The message with this text; empty: there is none.
    QJsonObject message(const QString &room, const QString &text) const
    {
        for (const auto all = messages(room); const auto &one : all) {
            if (one.value(QStringLiteral("text")).toString() == text) {
                return one;
            }
        }
        return {};
    }

    /// Rounds until that message is here. What others send needs one round; keys may need another one.
    QJsonObject arrived(const QString &room, const QString &text, int rounds = 8) const
    {
        for (int round = 0; round < rounds; ++round) {
            sync();
            if (const auto found = message(room, text); !found.isEmpty()) {
                return found;
            }
        }
        return {};
    }

    QString profile() const
    {
        return m_folder.filePath(QStringLiteral("profile"));
    }
    QString keyFile() const
    {
        return m_folder.filePath(QStringLiteral("key"));
    }
    QString path(const QString &name) const
    {
        return m_folder.filePath(name);
    }
    QString userId() const
    {
        return u'@' + m_user.user.section(u'@', 0, 0) + QStringLiteral(":beispielamt.test");
    }

private:
    Workplace::User m_user;
    QString m_server;
    QString m_certificate;
    QTemporaryDir m_folder;
};

}
