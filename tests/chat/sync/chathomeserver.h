// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/memorycryptomachine.h"
#include "chat/protocol/chatsynchronizer.h"
#include "chat/sync/chatcopy.h"
#include "net/httpstage.h"
#include "support/testclock.h"
#include "support/waiting.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Kontor
{

/// A homeserver that says what a test writes down, for what real ones do seldom: lost answers, limited timelines, lies.
class ChatHomeserver
{
public:
    ChatHomeserver();
    ~ChatHomeserver();

    struct Answer {
        int status = 200;
        QJsonObject json{};
        QByteArray raw{}; ///< instead of json
        bool isLost = false; ///< the request was taken, the connection breaks
    };
    /// What is asked for by "METHOD /path" (decoded, without /_matrix/client/v3 and the query); "GET /sync" with the since.
    void say(const QString &what, const QJsonObject &json);
    void refuse(const QString &what, int status, const QString &code, const QString &words = QStringLiteral("because"));
    void answer(const QString &what, const Answer &answer);
    void answerOnce(const QString &what, const Answer &answer); ///< before all else; several one after the other
    void sync(const QString &since, const QString &next, const QJsonObject &rooms, const QJsonObject &more = {});

    int count(const QString &what) const; ///< how often it was asked for; what it begins with
    QList<QJsonObject> bodies(const QString &what) const;
    QUrl url() const;

    // What a test needs besides.
    ChatSynchronizer::Options options(const std::shared_ptr<ChatCopy> &copy, const std::shared_ptr<CryptoMachine> &machine = {}) const;
    static std::shared_ptr<ChatSignIn> signIn(const ChatCredentials &credentials);
    ChatCredentials credentials() const;
    /// Pulls until there is nothing more; the last error, if there was one.
    static std::optional<Error> pull(ChatSynchronizer &synchronizer, ChatCopy &copy);
    static Result<Receipt> push(ChatSynchronizer &synchronizer, const Change &change);

    static QJsonObject message(const QString &id, const QString &text, const QString &sender = QStringLiteral("@ben:example.org"), qint64 at = 1000);
    static QJsonObject state(const QString &id, const QString &type, const QString &key, const QJsonObject &content, const QString &sender = QStringLiteral("@ben:example.org"));
    static QJsonObject joined(const QJsonArray &timeline, const QString &previous = {}, const QJsonArray &state = {}); ///< with previous: limited
    static QJsonObject inRoom(const QString &roomId, const QJsonObject &room);
    static QJsonArray messages(const QString &prefix, int from, int to); ///< "$prefix1" …

private:
    void play(QSslSocket *socket, const HttpAsked &asked);

    struct Asked {
        QString what;
        QJsonObject body;
    };
    QHash<QString, Answer> m_answers;
    QHash<QString, QList<Answer>> m_once;
    QList<Asked> m_asked;
    std::unique_ptr<HttpStage> m_stage;
};

}
