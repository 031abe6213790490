// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/peopleinquiry.h"

#include "app/question.h"
#include "groupware/davsynchronizer.h"

#include <QThreadPool>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto usualPatience = 30s;

/// Puts a question to the calendar server of an account.
template <class T, class Ask>
QFuture<Result<T>> put(Engines &engines, AccountId account, std::chrono::milliseconds patience, Ask ask)
{
    return putQuestion<T, DavSynchronizer>(engines, engines.of(account, ResourceKind::Calendar), patience, std::move(ask));
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
