// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/matrixpeer.h"

#include "support/workplace.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace Kontor
{
namespace
{
constexpr int patience = 90'000; // ms; the client itself gives up after twenty seconds
}

MatrixPeer::MatrixPeer(const Workplace &workplace, const QString &session)
    : m_url(workplace.url(QStringLiteral("matrixpeer")))
    , m_session(session)
{
    if (session == QLatin1StringView("peer")) {
        const auto known = workplace.description().value(QLatin1StringView("matrixpeer")).toObject();
        m_user = known.value(QLatin1StringView("user")).toString();
        m_device = known.value(QLatin1StringView("device")).toString();
    }
}

bool MatrixPeer::signIn(const Workplace &workplace, int user, const QJsonObject &more)
{
    const auto person = workplace.user(user);
    auto order = more;
    order.insert(QLatin1StringView("user"), person.user.section(u'@', 0, 0));
    order.insert(QLatin1StringView("password"), person.password);
    const auto answer = tell(QStringLiteral("login"), order);
    m_user = answer.value(QLatin1StringView("user")).toString();
    m_device = answer.value(QLatin1StringView("device")).toString();
    return !m_device.isEmpty();
}

QJsonObject MatrixPeer::tell(const QString &command, const QJsonObject &order)
{
    auto whole = order;
    whole.insert(QLatin1StringView("as"), m_session);
    QNetworkRequest request(m_url.resolved(QUrl(command)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setTransferTimeout(patience);
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(network.post(request, QJsonDocument(whole).toJson(QJsonDocument::Compact)));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) {
        loop.exec();
    }
    const auto answer = QJsonDocument::fromJson(reply->readAll()).object();
    m_error = answer.value(QLatin1StringView("error")).toString();
    if (m_error.isEmpty() && reply->error() != QNetworkReply::NoError) {
        m_error = reply->errorString();
    }
    return m_error.isEmpty() ? answer : QJsonObject();
}

QJsonObject MatrixPeer::event(const QString &room, const QJsonObject &like)
{
    auto order = like;
    order.insert(QLatin1StringView("room"), room);
    return tell(QStringLiteral("wait"), order);
}

QString MatrixPeer::send(const QString &room, const QString &text)
{
    return tell(QStringLiteral("send"), {{QStringLiteral("room"), room}, {QStringLiteral("text"), text}}).value(QLatin1StringView("event")).toString();
}

}
