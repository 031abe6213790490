// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/cloud/cloudcapabilities.h"
#include "files/protocol/cloud/cloudserver.h"
#include "net/httpstage.h"
#include "support/waiting.h"

#include <functional>
#include <utility>

namespace Kontor
{

/// A cloud whose answers the test writes: by method and the beginning of the path, the newest first; 404 to the rest.
class CloudStage
{
public:
    using Answer = std::function<QByteArray(const HttpAsked &)>;

    CloudStage()
        : stage([this](QSslSocket *socket, const HttpAsked &asked) {
            play(socket, asked);
        })
    {
    }

    void on(const QByteArray &method, const QByteArray &path, Answer answer)
    {
        m_answers.prepend({method, path, std::move(answer)});
    }
    void on(const QByteArray &method, const QByteArray &path, const QByteArray &answer)
    {
        on(method, path, [answer](const HttpAsked &) {
            return answer;
        });
    }

    static QByteArray json(const QByteArray &body, int status = 200)
    {
        return HttpStage::answer(status, body, {"Content-Type: application/json; charset=utf-8"});
    }
    static QByteArray ocs(const QByteArray &data, int status = 200, const QByteArray &message = "OK")
    {
        return json("{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":" + QByteArray::number(status) + ",\"message\":\"" + message + "\"},\"data\":" + data + "}}",
                    status);
    }
    static QByteArray multistatus(const QByteArray &responses)
    {
        return HttpStage::answer(207,
                                 "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\" "
                                 "xmlns:nc=\"http://nextcloud.org/ns\" xmlns:ocs=\"http://open-collaboration-services.org/ns\">"
                                     + responses + "</d:multistatus>",
                                 {"Content-Type: application/xml; charset=utf-8"});
    }
    static QByteArray resource(const QByteArray &href, const QByteArray &properties)
    {
        return "<d:response><d:href>" + href + "</d:href><d:propstat><d:prop>" + properties
            + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
    }
    static QByteArray status(const QByteArray &more = {})
    {
        return json("{\"installed\":true,\"maintenance\":false,\"needsDbUpgrade\":false,\"version\":\"32.0.6.1\",\"versionstring\":\"32.0.6\","
                    "\"edition\":\"\",\"productname\":\"Nextcloud\",\"extendedSupport\":false"
                    + more + "}");
    }
    static QByteArray capabilities(const QByteArray &all)
    {
        return ocs("{\"version\":{\"major\":32,\"minor\":0,\"micro\":6,\"string\":\"32.0.6\",\"edition\":\"\",\"extendedSupport\":false},\"capabilities\":" + all + "}");
    }

    /// Anna, as whom one signs in by another name than her id.
    HttpClient::Settings settings() const
    {
        return {.userName = QStringLiteral("anna@behoerde.example"), .password = QStringLiteral("geheim"), .origin = stage.url()};
    }

    CloudFeatures features() const
    {
        CloudFeatures features;
        features.root = stage.url(QStringLiteral("/nextcloud/"));
        features.isNextcloud = true;
        features.forUser.isCloud = true;
        features.forUser.trash = true;
        features.forUser.versions = true;
        features.chunking = true;
        features.chunkSize = qint64(5) << 20;
        return withPaths(features, QStringLiteral("anna"));
    }

    /// How often that was asked.
    qsizetype count(const QByteArray &method, const QByteArray &path = {}) const
    {
        return std::ranges::count_if(stage.asked, [&](const HttpAsked &asked) {
            return asked.method == method && asked.path.startsWith(path);
        });
    }
    HttpAsked last(const QByteArray &method) const
    {
        HttpAsked found;
        for (const auto &asked : stage.asked) {
            found = asked.method == method ? asked : found;
        }
        return found;
    }

    HttpStage stage;

private:
    struct Entry {
        QByteArray method;
        QByteArray path;
        Answer answer;
    };

    void play(QSslSocket *socket, const HttpAsked &asked)
    {
        for (const auto &entry : std::as_const(m_answers)) {
            if (entry.method == asked.method && asked.path.startsWith(entry.path)) {
                const auto answer = entry.answer(asked); // null: says nothing
                if (!answer.isNull()) {
                    socket->write(answer);
                }
                return;
            }
        }
        socket->write(HttpStage::answer(404, "<html>not here</html>"));
    }

    QList<Entry> m_answers;
};

template<class T>
QByteArray whyNot(const Result<T> &result)
{
    return result ? QByteArray() : QString(kindName(result.error().kind) + QStringLiteral(": ") + result.error().message + u' ' + result.error().detail).toUtf8();
}

}
