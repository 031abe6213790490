// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"
#include "net/httpstage.h"
#include "support/waiting.h"

#include <QJsonDocument>

namespace Kontor
{

/// A homeserver whose answers the test makes up: status and body for each request.
class MatrixStage : public HttpStage
{
public:
    struct Answer {
        int status = 200;
        QByteArray body{"{}"};
        QList<QByteArray> headers{};
    };
    using Script = std::function<Answer(const HttpAsked &)>;

    explicit MatrixStage(Script script)
        : HttpStage([script = std::move(script)](QSslSocket *socket, const HttpAsked &asked) {
            const auto answer = script(asked);
            socket->write(HttpStage::answer(answer.status, answer.body, answer.headers));
        })
    {
    }

    QUrl address() const
    {
        return url(QString());
    }

    /// How often a path was asked for.
    int count(QByteArrayView path) const
    {
        return int(std::ranges::count_if(asked, [path](const HttpAsked &one) {
            return one.path.startsWith(path);
        }));
    }
};

/// JSON written with ' for ", which moc's idea of raw strings makes necessary.
inline QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

inline QByteArray refusal(const QByteArray &code, const QByteArray &more = {})
{
    return "{\"errcode\":\"" + code + "\",\"error\":\"because\"" + more + "}";
}

inline MatrixConnection::Settings settingsFor(const MatrixStage &stage, const QByteArray &access = "old", const QByteArray &refresh = "r1")
{
    return {.homeserver = stage.address(), .tokens = {.access = access, .refresh = refresh}};
}

inline QJsonObject sentBody(const HttpAsked &asked)
{
    return QJsonDocument::fromJson(asked.body).object();
}

}
