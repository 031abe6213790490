// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerwatch.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;
}

DavSynchronizerWatch::DavSynchronizerWatch(std::shared_ptr<DavSynchronizerSession> session, std::shared_ptr<DavSynchronizerListing> listing)
    : m_session(std::move(session))
    , m_listing(std::move(listing))
{
}

bool DavSynchronizerWatch::isNews(const QString &collection, const DavState &now) const
{
    const auto before = m_session->states.value(collection);
    if (before.syncToken.isEmpty() && !before.ctag.isEmpty() && !now.ctag.isEmpty()) {
        return before.ctag != now.ctag;
    }
    if (!before.syncToken.isEmpty() || !now.syncToken.isEmpty()) {
        return before.syncToken != now.syncToken;
    }
    return before.ctag != now.ctag;
}

Hint DavSynchronizerWatch::compare(const QHash<QString, DavState> &now)
{
    Hint hint;
    for (const auto &[collection, state] : now.asKeyValueRange()) {
        if (!m_session->states.contains(collection)) {
            hint.news = Hint::News::Collections;
        } else if (isNews(collection, state)) {
            hint.collections << collection;
            hint.news = hint.news == Hint::News::None ? Hint::News::Content : hint.news;
            m_session->states.insert(collection, state); // told once
        }
    }
    return hint;
}

Task<Result<Hint>> DavSynchronizerWatch::lookEverywhere()
{
    auto self = shared_from_this();
    if (DavSynchronizerSession::startOf(m_session->account, m_session->kind).isEmpty() || m_session->states.isEmpty()) {
        co_return Hint{}; // only feeds, which the listing looks at; or nobody has listed yet
    }
    auto now = co_await m_listing->states();
    if (!now) {
        co_return std::unexpected(now.error());
    }
    auto hint = compare(*now);
    const auto known = m_session->states.keys();
    const bool isGone = std::ranges::any_of(known, [&now](const QString &collection) { return collection.startsWith(u'/') && !now->contains(collection); });
    if (isGone) {
        hint.news = Hint::News::Collections;
    }
    co_return hint;
}

Task<Result<Hint>> DavSynchronizerWatch::lookAt(QString collection)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto client = link.value()->client();
    QList<XmlName> names{{XmlSpace::Dav, u"sync-token"_s}};
    if (m_session->states.value(collection).syncToken.isEmpty()) {
        names << XmlName{XmlSpace::CalendarServer, u"getctag"_s};
    }
    const auto answer = co_await client.propfind(collection, DavClient::Depth::Zero, names);
    if (!answer && answer.error().kind == Error::Kind::NotFound) {
        co_return Hint{.news = Hint::News::Collections};
    }
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QHash<QString, DavState> now;
    if (!answer->resources.isEmpty() && m_session->states.contains(collection)) {
        now.insert(collection, davStateOf(answer->resources.first()));
    }
    co_return compare(now);
}

Task<Result<Hint>> DavSynchronizerWatch::watch(std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    QElapsedTimer since;
    since.start();
    auto nextEverywhere = std::chrono::nanoseconds(m_session->pace.others);
    auto nextFocused = std::chrono::nanoseconds(m_session->pace.focused);
    while (true) {
        const auto end = std::chrono::nanoseconds(atMost);
        const auto focus = m_session->focus;
        const bool hasFocus = !focus.isEmpty() && focus.startsWith(u'/'); // a feed has none
        const auto due = std::min({end, nextEverywhere, hasFocus ? nextFocused : end});
        const auto left = due - since.durationElapsed();
        if (left > 0ns) {
            co_await m_session->nap(std::chrono::ceil<std::chrono::milliseconds>(left));
        }
        if (m_session->isStopped) {
            co_return cancelled();
        }
        const auto now = since.durationElapsed();
        const bool isOver = now >= end;
        const bool looksAround = isOver || now >= nextEverywhere;
        if (!looksAround && now < nextFocused) {
            continue; // another collection came into focus
        }
        Result<Hint> hint;
        if (looksAround) {
            hint = co_await lookEverywhere();
            nextEverywhere = since.durationElapsed() + m_session->pace.others;
        } else {
            hint = co_await lookAt(focus);
        }
        nextFocused = since.durationElapsed() + m_session->pace.focused;
        if (!hint || hint->news != Hint::News::None || isOver) {
            co_return hint;
        }
    }
}

}
