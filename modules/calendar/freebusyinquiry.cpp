// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/freebusyinquiry.h"

#include "base/await.h"

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto usualPause = 400ms; // between two letters or two clicks
constexpr auto usualPatience = 45s; // whatever becomes of the question
constexpr auto longestAge = 300; // seconds
}

FreeBusyInquiry::FreeBusyInquiry(std::shared_ptr<Store> store, Ask ask, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_ask(std::move(ask))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(usualPause);
    m_patience.setSingleShot(true);
    m_patience.setInterval(usualPatience);
    connect(&m_pause, &QTimer::timeout, this, &FreeBusyInquiry::run);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        drop();
        m_waitsForMine = false;
        told(m_question, Result<FreeBusy::Told>(timeoutFailure()));
    });
}

FreeBusyInquiry::~FreeBusyInquiry()
{
    drop();
}

void FreeBusyInquiry::setPause(std::chrono::milliseconds pause)
{
    m_pause.setInterval(pause);
}

void FreeBusyInquiry::setPatience(std::chrono::milliseconds patience)
{
    m_patience.setInterval(patience);
}

void FreeBusyInquiry::drop()
{
    ++m_turn;
    m_answer.cancel();
    m_answer = {};
    m_patience.stop();
}

void FreeBusyInquiry::ask(const Question &question)
{
    const bool isFresh = m_asked.isValid() && m_asked.secsTo(QDateTime::currentDateTimeUtc()) < longestAge;
    if (question == m_question && (isFresh || m_pause.isActive())) {
        return;
    }
    m_question = question;
    m_asked = {};
    m_pause.start();
}

const FreeBusyInquiry::Question &FreeBusyInquiry::question() const
{
    return m_question;
}

bool FreeBusyInquiry::isAsking() const
{
    return m_pause.isActive() || m_waitsForMine || m_waitsForOthers;
}

bool FreeBusyInquiry::covers(const QDateTime &from, const QDateTime &to) const
{
    return m_question.from.isValid() && m_question.from <= from && m_question.to >= to;
}

std::optional<Error> FreeBusyInquiry::problem() const
{
    return m_problem;
}

QStringList FreeBusyInquiry::others() const
{
    auto list = m_question.addresses;
    list.removeIf([this](const QString &address) { return m_question.mine.contains(address); });
    list.removeDuplicates();
    return list.first(std::min(list.size(), mostAsked));
}

FreeBusyInquiry::Times FreeBusyInquiry::of(const QString &address, const QDateTime &from, const QDateTime &to) const
{
    const auto key = address.toLower();
    const auto entry = m_known.value(key);
    if (entry.state == State::Known && entry.from <= from && entry.to >= to) {
        return {.state = State::Known, .spans = entry.spans};
    }
    const bool isMine = m_question.mine.contains(key);
    const bool isComing = m_pause.isActive() || (isMine ? m_waitsForMine : m_waitsForOthers && others().contains(key));
    return {.state = isComing && covers(from, to) ? State::Asked : State::Unknown};
}

void FreeBusyInquiry::put(const QString &address, const Question &question, State state, const QList<FreeBusy::Span> &spans)
{
    m_known.insert(address, {.state = state, .spans = spans, .from = question.from, .to = question.to});
}

void FreeBusyInquiry::run()
{
    drop();
    m_asked = QDateTime::currentDateTimeUtc();
    askMine(m_turn);
    askOthers(m_turn);
    Q_EMIT changed();
}

void FreeBusyInquiry::askMine(quint64 turn)
{
    m_waitsForMine = m_store && std::ranges::any_of(m_question.addresses, [this](const QString &address) { return m_question.mine.contains(address); });
    if (!m_waitsForMine) {
        return;
    }
    m_store
        ->read([asked = m_question](const Reader &reader) {
            return FreeBusy::own(reader, asked.calendars, asked.from, asked.to, QTimeZone::systemTimeZone(), asked.except);
        })
        .then(this, [this, turn, asked = m_question](const Result<QList<FreeBusy::Span>> &own) {
            if (turn != m_turn) {
                return;
            }
            m_waitsForMine = false;
            for (const auto &address : asked.mine) {
                put(address, asked, own ? State::Known : State::Unknown, own.value_or(QList<FreeBusy::Span>()));
            }
            Q_EMIT changed();
        });
}

void FreeBusyInquiry::askOthers(quint64 turn)
{
    const auto addresses = others();
    m_problem.reset();
    m_waitsForOthers = false;
    if (addresses.isEmpty()) {
        return;
    }
    if (!m_ask || !m_question.account) {
        for (const auto &address : addresses) {
            put(address, m_question, State::Unknown, {});
        }
        return;
    }
    m_waitsForOthers = true;
    m_patience.start();
    m_answer = m_ask(m_question.account, m_question.organizer, addresses, m_question.from, m_question.to);
    m_answer
        .then(this, [this, turn, asked = m_question](const Result<FreeBusy::Told> &answer) {
            if (turn == m_turn) {
                m_patience.stop();
                told(asked, answer);
            }
        })
        .onCanceled(this, [this, turn, asked = m_question] { // the account is gone, or the program ends
            if (turn == m_turn) {
                m_patience.stop();
                told(asked, Result<FreeBusy::Told>(cancelled()));
            }
        });
}

void FreeBusyInquiry::told(const Question &question, const Result<FreeBusy::Told> &answer)
{
    const auto asked = others();
    m_waitsForOthers = false;
    if (!answer) {
        m_problem = answer.error();
        m_asked = {}; // the next question may be the same
    }
    for (const auto &address : asked) {
        const bool isTold = answer && answer->contains(address);
        if (isTold) {
            put(address, question, State::Known, answer->value(address));
        } else if (const auto known = m_known.constFind(address); answer || known == m_known.constEnd() || known->state != State::Known) {
            put(address, question, State::Unknown, {});
        }
    }
    Q_EMIT changed();
}

}
