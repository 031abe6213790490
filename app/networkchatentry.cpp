// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/networkchatentry.h"

#include "app/networkthread.h"
#include "app/question.h"
#include "shell/words.h"

#include <QCoreApplication>
#include <QDesktopServices>

namespace Kontor
{

QString ChatEntry::usualDeviceName()
{
    return matrixDeviceName();
}

NetworkChatEntry::NetworkChatEntry(NetworkThread *network, QObject *parent)
    : ChatEntry(parent)
    , m_network(network)
{
}

NetworkChatEntry::~NetworkChatEntry()
{
    cancel();
}

ChatEntryOffer NetworkChatEntry::offerOf(const ChatEntrance::Found &found)
{
    ChatEntryOffer offer{.homeserver = found.server.address, .domain = found.server.domain, .ways = {}, .found = found};
    const auto &ways = found.ways;
    if (ways.oauth) { // then the homeserver wants nothing else
        offer.ways << ChatEntryWay{.kind = ChatEntryWay::Kind::OAuth};
        return offer;
    }
    if (ways.takesPassword) {
        offer.ways << ChatEntryWay{.kind = ChatEntryWay::Kind::Password};
    }
    if (ways.takesSso && ways.providers.isEmpty()) {
        offer.ways << ChatEntryWay{.kind = ChatEntryWay::Kind::Sso};
    }
    constexpr qsizetype mostProviders = 12;
    for (const auto &provider : ways.takesSso ? ways.providers.first(std::min(ways.providers.size(), mostProviders)) : QList<MatrixIdentityProvider>()) {
        const auto name = Words::shortened(Words::withoutTricks(provider.name.simplified()), 40);
        offer.ways << ChatEntryWay{.kind = ChatEntryWay::Kind::Sso, .id = provider.id, .title = name};
    }
    return offer;
}

template <class T>
QFuture<Result<T>> NetworkChatEntry::attempt(const QByteArray &authorities, Run<T> run)
{
    cancel();
    auto question = std::make_shared<Question<T>>();
    auto attempt = std::make_shared<Attempt>();
    m_attempt = attempt;
    m_network->run([question, attempt, authorities, run = std::move(run), context = m_network->context()] {
        if (attempt->isCancelled) {
            question->end(std::unexpected(cancelled()));
            return;
        }
        const auto entrance = std::make_shared<ChatEntrance>(authorities, context);
        attempt->entrance = entrance;
        run(entrance, [question, attempt](const Result<T> &result) {
            question->end(result);
            attempt->entrance.reset();
        });
    });
    return question->future();
}

void NetworkChatEntry::cancel()
{
    if (auto attempt = std::exchange(m_attempt, nullptr)) {
        m_network->run([attempt] {
            attempt->isCancelled = true;
            if (const auto entrance = attempt->entrance) {
                entrance->stop();
            }
        });
    }
}

QFuture<Result<ChatEntryOffer>> NetworkChatEntry::look(const QString &start, const QByteArray &authorities)
{
    return attempt<ChatEntryOffer>(authorities, [start](const std::shared_ptr<ChatEntrance> &entrance, const ChatEntrance::Done<ChatEntryOffer> &done) {
        entrance->look(start, [done](const Result<ChatEntrance::Found> &found) { done(found.transform(&NetworkChatEntry::offerOf)); });
    });
}

QFuture<Result<ChatCredentials>> NetworkChatEntry::signIn(const Wish &wish)
{
    const auto open = [](const QUrl &page) {
        QMetaObject::invokeMethod(QCoreApplication::instance(), [page] { QDesktopServices::openUrl(page); }, Qt::QueuedConnection);
    };
    return attempt<ChatCredentials>(wish.authorities, [wish, open](const std::shared_ptr<ChatEntrance> &entrance, const ChatEntrance::Done<ChatCredentials> &done) {
        const MatrixDeviceWish device{.deviceId = wish.deviceId, .name = wish.device};
        const auto &found = wish.offer.found;
        switch (wish.way.kind) {
        case ChatEntryWay::Kind::Password:
            entrance->byPassword(found.server, wish.user, wish.password, device, done);
            return;
        case ChatEntryWay::Kind::Sso:
            entrance->bySso(found.server, wish.way.id, device, open, done);
            return;
        case ChatEntryWay::Kind::OAuth:
            entrance->byOAuth(found.server, found.ways.oauth.value_or(MatrixOAuthServer()), device, open, done);
            return;
        }
    });
}

QFuture<Result<void>> NetworkChatEntry::signOut(const ChatCredentials &credentials, const QByteArray &authorities)
{
    auto question = std::make_shared<Question<void>>(); // not an attempt that another one ends
    m_network->run([question, credentials, authorities, context = m_network->context()] {
        std::make_shared<ChatEntrance>(authorities, context)->signOut(credentials, [question](const Result<void> &done) { question->end(done); });
    });
    return question->future();
}

}
