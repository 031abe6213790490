// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/peopleinquiry.h"

#include "app/engines.h"
#include "base/await.h"
#include "groupware/davsynchronizer.h"

#include <KLocalizedString>
#include <QThreadPool>
#include <QTimer>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto usualPatience = 30s;

Error notConnected()
{
    return {Error::Kind::Offline, i18nc("@info", "The server is not connected."), {}, {}};
}

/// One question under way, shared by the threads that may end it; the first end counts.
template <class T>
class Question
{
public:
    Question()
    {
        m_promise.start();
    }
    QFuture<Result<T>> future() const
    {
        return m_promise.future();
    }
    bool isOver() const
    {
        return m_isOver.load() || m_promise.isCanceled();
    }
    void end(Result<T> result)
    {
        if (!m_isOver.exchange(true)) {
            m_promise.addResult(std::move(result));
            m_promise.finish();
        }
    }

private:
    QPromise<Result<T>> m_promise;
    std::atomic<bool> m_isOver = false;
};

/// The calendar server of an account, if it may be asked now.
Result<DavSynchronizer *> serverOf(const Engines &engines, AccountId account)
{
    const auto *engine = engines.of(account, ResourceKind::Calendar);
    auto *synchronizer = engine ? qobject_cast<DavSynchronizer *>(engine->synchronizer) : nullptr;
    if (!synchronizer || !engines.isReachable(*engine)) {
        return std::unexpected(notConnected());
    }
    if (const auto error = engine->status.error; error && error->kind == Error::Kind::Unauthorized) { // asked again and again, servers lock an account
        return std::unexpected(*error);
    }
    return synchronizer;
}

/// Lets \p ask put a question on the network thread, unless nobody waits for the answer any more.
template <class T, class Ask>
QFuture<Result<T>> put(Engines &engines, AccountId account, std::chrono::milliseconds patience, Ask ask)
{
    const auto server = serverOf(engines, account);
    if (!server) {
        return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(server.error())));
    }
    auto question = std::make_shared<Question<T>>();
    engines.network().run([question, ask = std::move(ask), synchronizer = *server, patience] {
        if (question->isOver()) {
            return;
        }
        QTimer::singleShot(patience, synchronizer, [weak = std::weak_ptr(question)] {
            if (const auto late = weak.lock()) {
                late->end(timeoutFailure());
            }
        });
        ask(synchronizer, question);
    });
    return question->future();
}

Attendee::Kind kindOf(const QString &word)
{
    return word == QLatin1String("ROOM") ? Attendee::Kind::Room : word == QLatin1String("RESOURCE") ? Attendee::Kind::Resource : word == QLatin1String("GROUP") ? Attendee::Kind::Group : Attendee::Kind::Individual;
}
}

PeopleInquiry::PeopleInquiry(Engines *engines, QObject *parent)
    : QObject(parent)
    , m_engines(engines)
    , m_patience(usualPatience)
{
}

void PeopleInquiry::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
}

QFuture<Result<FreeBusy::Told>> PeopleInquiry::freeBusy(AccountId account, const QString &organizer, const QStringList &addresses, const QDateTime &from, const QDateTime &to)
{
    using Answer = Result<QHash<QString, QByteArray>>;
    return put<FreeBusy::Told>(*m_engines, account, m_patience, [=](DavSynchronizer *synchronizer, const std::shared_ptr<Question<FreeBusy::Told>> &question) {
        QCoro::connect(synchronizer->freeBusy(organizer, addresses, from, to), synchronizer, [question, from, to](const Answer &answer) {
            if (!answer) {
                question->end(std::unexpected(answer.error()));
                return;
            }
            // What servers say may be long; the network thread has other things to do.
            QThreadPool::globalInstance()->start([question, from, to, told = *answer] {
                FreeBusy::Told result;
                for (const auto &[address, text] : told.asKeyValueRange()) {
                    if (const auto spans = text.isEmpty() || question->isOver() ? std::nullopt : FreeBusy::read(text, from, to)) {
                        result.insert(address.toLower(), *spans);
                    }
                }
                question->end(result);
            });
        });
    });
}

QFuture<Result<QList<Attendee>>> PeopleInquiry::find(AccountId account, const QString &words)
{
    using Answer = Result<QList<DavSynchronizer::Principal>>;
    return put<QList<Attendee>>(*m_engines, account, m_patience, [words](DavSynchronizer *synchronizer, const std::shared_ptr<Question<QList<Attendee>>> &question) {
        QCoro::connect(synchronizer->findPrincipals(words), synchronizer, [question](const Answer &answer) {
            question->end(answer.transform([](const QList<DavSynchronizer::Principal> &principals) {
                QList<Attendee> found;
                for (const auto &one : principals) {
                    found << Attendee{.name = one.name.simplified(), .address = one.address, .kind = kindOf(one.kind)};
                }
                return found;
            }));
        });
    });
}

}
