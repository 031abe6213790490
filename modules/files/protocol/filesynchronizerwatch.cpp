// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerwatch.h"

#include <QCryptographicHash>
#include <QElapsedTimer>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds between = 30s; ///< two looks
constexpr int looksWithoutPush = 10; ///< while notify_push cannot be reached
}

FileSynchronizerWatch::FileSynchronizerWatch(std::shared_ptr<FileSynchronizerSession> session)
    : m_session(std::move(session))
{
}

void FileSynchronizerWatch::stop()
{
    if (m_push) {
        m_push->stop();
    }
}

void FileSynchronizerWatch::forget()
{
    stop();
    m_push.reset();
    m_state.clear();
    m_folder.clear();
}

Task<Result<Hint>> FileSynchronizerWatch::watch(std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if ((*link)->isCloud() && !(*link)->cloud->features().push.isEmpty()) {
        co_return co_await waitForPush(*link, atMost);
    }
    co_return co_await lookNowAndThen(*link, atMost);
}

Task<Result<Hint>> FileSynchronizerWatch::waitForPush(Link link, std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    if (!m_push) {
        CloudPush::Settings settings;
        settings.socket = link->cloud->features().push;
        settings.userName = m_session->account.userNameForFiles();
        settings.password = m_session->account.passwordForFiles();
        if (!link->cloud->features().pushToken.isEmpty()) {
            settings.token = [link] {
                return link->cloud->pushToken();
            };
        }
        TlsPolicy tls;
        if (const auto own = TlsPolicy::readAuthorities(m_session->account.ownCertificates); own && !m_session->account.ownCertificates.isEmpty()) {
            tls.addAuthorities(*own);
        }
        settings.tls = tls.configuration();
        m_push = std::shared_ptr<CloudPush>(new CloudPush(settings), [](CloudPush *push) {
            push->deleteLater();
        });
    }
    const auto push = m_push;
    QElapsedTimer since;
    since.start();
    if (!push->isConnected() && m_state.isEmpty()) { // it may never be: what later looks are compared with
        const auto first = co_await state(link);
        if (!first) {
            co_return std::unexpected(first.error());
        }
        m_state = *first;
    }
    while (!m_session->isStopped) {
        const auto left = atMost - std::chrono::duration_cast<std::chrono::seconds>(since.durationElapsed());
        if (left <= 0s) {
            co_return Hint{};
        }
        // Without a connection it is looked now and then, as if there were none.
        auto hint = co_await push->wait(push->isConnected() ? left : std::min<std::chrono::seconds>(left, std::chrono::duration_cast<std::chrono::seconds>(between)));
        if (m_session->isStopped) {
            break;
        }
        if (hint && hint->news != Hint::News::None) {
            co_return hint;
        }
        if (!push->isConnected()) {
            const auto now = co_await state(link);
            if (!now) {
                co_return std::unexpected(now.error());
            }
            if (!m_state.isEmpty() && m_state != *now) {
                m_state = *now;
                co_return Hint{.news = Hint::News::Content};
            }
            m_state = *now;
            if (!hint) { // it failed at once
                co_await m_session->nap(between);
            }
        }
    }
    co_return cancelled();
}

/// What changes with every change: of everything on a cloud, else of the folder the user looks at.
Task<Result<QByteArray>> FileSynchronizerWatch::state(Link link)
{
    auto self = shared_from_this();
    if (link->isCloud()) {
        const auto top = co_await m_session->list(link, link->top, FileSynchronizerSession::Depth::Zero);
        co_return top.transform([](const FileFacts &facts) {
            return facts.etag.toUtf8();
        });
    }
    const auto folder = m_session->focusFolder.isEmpty() ? link->top : m_session->focusFolder;
    if (folder != m_folder) {
        m_folder = folder;
        m_state.clear();
    }
    const auto hashes = std::make_shared<QList<QByteArray>>();
    const auto note = [](std::shared_ptr<QList<QByteArray>> all, QList<FileFacts> some) -> Task<Result<void>> {
        for (const auto &facts : some) {
            *all << QCryptographicHash::hash(facts.toCbor(), QCryptographicHash::Sha1);
        }
        co_return {};
    };
    const auto listed = co_await m_session->list(link, folder, FileSynchronizerSession::Depth::One, [hashes, note](QList<FileFacts> some) {
        return note(hashes, std::move(some));
    });
    if (!listed && listed.error().kind == Error::Kind::NotFound) {
        co_return QByteArray("gone");
    }
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    std::ranges::sort(*hashes);
    co_return QCryptographicHash::hash(hashes->join(), QCryptographicHash::Sha1).toHex();
}

Task<Result<Hint>> FileSynchronizerWatch::lookNowAndThen(Link link, std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    QElapsedTimer since;
    since.start();
    if (m_state.isEmpty() || (!link->isCloud() && m_folder != (m_session->focusFolder.isEmpty() ? link->top : m_session->focusFolder))) {
        const auto first = co_await state(link); // what later looks are compared with
        if (!first) {
            co_return std::unexpected(first.error());
        }
        m_state = *first;
    }
    while (true) {
        const auto left = std::chrono::milliseconds(atMost) - std::chrono::milliseconds(since.elapsed());
        if (left > 0ms) {
            co_await m_session->nap(std::min<std::chrono::milliseconds>(left, between));
        }
        if (m_session->isStopped) {
            co_return cancelled();
        }
        const auto now = co_await state(link);
        if (!now) {
            co_return std::unexpected(now.error());
        }
        const bool isNews = !m_state.isEmpty() && *now != m_state;
        m_state = *now;
        if (isNews) {
            co_return Hint{.news = Hint::News::Content};
        }
        if (std::chrono::milliseconds(since.elapsed()) >= atMost) {
            co_return Hint{};
        }
    }
}

}
