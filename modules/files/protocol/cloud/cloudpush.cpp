// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudpush.h"

#include "base/await.h"
#include "base/log.h"
#include "net/httpaddress.h"

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>
#include <QWebSocket>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr quint64 longestMessage = 512 * 1024; // of notify_file_id with thousands of numbers; longer ones end the connection
constexpr qint64 readBuffer = 2 * longestMessage; // QWebSocket waits until a whole frame fits

bool isSafeSocket(const QUrl &socket)
{
    QUrl url = socket;
    url.setScheme(socket.scheme() == "wss"_L1 ? u"https"_s : u"http"_s);
    return (socket.scheme() == "wss"_L1 || socket.scheme() == "ws"_L1) && isSafeAddress(url);
}

bool isNewsOfFiles(const QString &message)
{
    return message == "notify_file"_L1 || message == "notify_file_id"_L1 || message.startsWith("notify_file_id "_L1);
}
}

struct CloudPush::Private {
    enum class State {
        Idle, ///< nobody waited yet, or it was stopped
        Connecting, ///< also while the token is made
        SigningIn,
        Listening,
        Pausing,
    };

    explicit Private(Settings wanted)
        : settings(std::move(wanted))
    {
    }

    Settings settings;
    State state = State::Idle;
    QWebSocket *socket = nullptr; ///< of the CloudPush; null once it is gone
    QTimer *timer = nullptr; ///< what it means depends on the state
    QList<Pending<Hint>> waiting;
    std::chrono::milliseconds pause{0};
    QElapsedTimer listening; ///< since it was signed in
    quint64 attempt = 0; ///< tells a late token from the one that is wanted
    bool hasNews = false;
    bool isRefused = false;
    bool isPinged = false;
    bool isStopped = false;

    static Task<Result<Hint>> wait(std::shared_ptr<Private> d, std::chrono::milliseconds atMost);
    static Task<> connectWithToken(std::shared_ptr<Private> d, quint64 attempt);

    void connectNow(const std::shared_ptr<Private> &self);
    void open();
    void signIn();
    void meetMessage(const QString &message);
    void meetTime(const std::shared_ptr<Private> &self);
    void noteLife();
    void tellNews();
    void giveUp(const char *why);
    void stop();

    QString name;
    QString secret;
};

Task<Result<Hint>> CloudPush::Private::wait(std::shared_ptr<Private> d, std::chrono::milliseconds atMost)
{
    if (d->isStopped) {
        co_return cancelled();
    }
    if (d->hasNews) {
        d->hasNews = false;
        Hint news{.news = Hint::News::Content};
        co_return news;
    }
    const Pending<Hint> pending;
    d->waiting << pending;
    if (d->state == State::Idle) {
        d->connectNow(d);
    }
    auto answer = co_await pending.result(atMost);
    d->waiting.removeIf([](const Pending<Hint> &one) {
        return one.isComplete();
    });
    if (!answer && answer.error().kind == Error::Kind::Timeout) {
        Hint nothing;
        co_return nothing;
    }
    co_return answer;
}

void CloudPush::Private::connectNow(const std::shared_ptr<Private> &self)
{
    if (!isSafeSocket(settings.socket)) {
        qCWarning(logNet) << "the push server's address is not safe";
        pause = settings.longestPause;
        giveUp("address");
        return;
    }
    state = State::Connecting;
    ++attempt;
    timer->start(settings.silence);
    name = settings.userName;
    secret = settings.password;
    if (settings.token) {
        connectWithToken(self, attempt);
        return;
    }
    open();
}

Task<> CloudPush::Private::connectWithToken(std::shared_ptr<Private> d, quint64 attempt)
{
    const auto token = co_await d->settings.token();
    if (d->isStopped || d->attempt != attempt || d->state != State::Connecting) {
        co_return;
    }
    if (!token) {
        d->isRefused = token.error().kind == Error::Kind::Unauthorized || token.error().kind == Error::Kind::Forbidden;
        d->giveUp("no token");
        co_return;
    }
    d->name.clear();
    d->secret = *token;
    d->open();
}

void CloudPush::Private::open()
{
    if (settings.socket.scheme() == "wss"_L1 && !settings.tls.isNull()) {
        socket->setSslConfiguration(settings.tls);
    }
    socket->open(settings.socket);
}

void CloudPush::Private::signIn()
{
    state = State::SigningIn;
    timer->start(settings.silence);
    socket->sendTextMessage(name);
    socket->sendTextMessage(secret);
    secret.clear();
}

void CloudPush::Private::noteLife()
{
    isPinged = false;
    if (state == State::Listening) {
        timer->start(settings.silence);
    }
}

void CloudPush::Private::meetMessage(const QString &message)
{
    if (state == State::SigningIn) {
        if (message == "authenticated"_L1) {
            qCInfo(logNet) << "listening at the push server";
            state = State::Listening;
            listening.start();
            isRefused = false;
            noteLife();
            socket->sendTextMessage(u"listen notify_file_id"_s);
            tellNews();
        } else if (message.startsWith("err:"_L1)) {
            // A token may be too old already, or not have reached the push server yet; the next one is another.
            isRefused = !settings.token && message.contains("credentials"_L1, Qt::CaseInsensitive);
            giveUp("not signed in");
        }
        return;
    }
    if (state != State::Listening) {
        return;
    }
    noteLife();
    if (isNewsOfFiles(message)) {
        tellNews();
    }
}

void CloudPush::Private::tellNews()
{
    const auto told = std::exchange(waiting, {});
    bool isTold = false;
    for (const auto &pending : told) {
        isTold |= !pending.isComplete();
        pending.complete(Hint{.news = Hint::News::Content});
    }
    hasNews = hasNews || !isTold;
}

void CloudPush::Private::meetTime(const std::shared_ptr<Private> &self)
{
    switch (state) {
    case State::Pausing:
        connectNow(self);
        return;
    case State::Listening:
        if (!isPinged) {
            isPinged = true;
            timer->start(settings.silence);
            socket->ping();
            return;
        }
        giveUp("silence");
        return;
    case State::Connecting:
    case State::SigningIn:
        giveUp("no answer");
        return;
    case State::Idle:
        return;
    }
}

void CloudPush::Private::giveUp(const char *why)
{
    if (isStopped) {
        return;
    }
    // Some are let in and sent away at once, as there are too many of them: that is no fresh beginning.
    if (state == State::Listening && listening.durationElapsed() >= settings.silence) {
        pause = {};
    }
    state = State::Pausing; // first: abort() tells that the connection is gone
    isPinged = false;
    secret.clear();
    socket->abort();
    pause = pause.count() == 0 ? settings.firstPause : std::min(pause * 2, settings.longestPause);
    if (isRefused) {
        pause = settings.longestPause;
    }
    // Not all clients at once when a server comes back.
    const auto some = std::chrono::milliseconds(QRandomGenerator::global()->bounded(int(pause.count() / 4) + 1));
    qCInfo(logNet) << "not at the push server:" << why << "next attempt in" << (pause + some).count() << "ms";
    timer->start(pause + some);
}

void CloudPush::Private::stop()
{
    isStopped = true;
    state = State::Idle;
    settings.password.clear();
    secret.clear();
    if (timer) {
        timer->stop();
    }
    if (socket) {
        socket->abort();
    }
    const auto told = std::exchange(waiting, {});
    for (const auto &pending : told) {
        pending.complete(cancelled());
    }
}

CloudPush::CloudPush(Settings settings, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>(std::move(settings)))
{
    d->timer = new QTimer(this);
    d->timer->setSingleShot(true);
    d->socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    d->socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    d->socket->setMaxAllowedIncomingFrameSize(longestMessage);
    d->socket->setMaxAllowedIncomingMessageSize(longestMessage);
    d->socket->setReadBufferSize(readBuffer);

    connect(d->timer, &QTimer::timeout, this, [this] {
        d->meetTime(d);
    });
    connect(d->socket, &QWebSocket::connected, this, [this] {
        if (d->state == Private::State::Connecting) {
            d->signIn();
        }
    });
    connect(d->socket, &QWebSocket::textMessageReceived, this, [this](const QString &message) {
        d->meetMessage(message);
    });
    connect(d->socket, &QWebSocket::pong, this, [this] {
        d->noteLife();
    });
    const auto meetEnd = [this] {
        if (d->state == Private::State::Connecting || d->state == Private::State::SigningIn || d->state == Private::State::Listening) {
            d->giveUp("the connection ended");
        }
    };
    connect(d->socket, &QWebSocket::disconnected, this, meetEnd);
    connect(d->socket, &QWebSocket::errorOccurred, this, meetEnd, Qt::QueuedConnection); // aborting inside of it is too early
}

CloudPush::~CloudPush()
{
    d->socket->disconnect(this);
    stop();
    d->socket = nullptr;
    d->timer = nullptr;
}

bool CloudPush::isConnected() const
{
    return d->state == Private::State::Listening;
}

Task<Result<Hint>> CloudPush::wait(std::chrono::seconds atMost)
{
    return Private::wait(d, atMost);
}

void CloudPush::stop()
{
    d->stop();
}

}
