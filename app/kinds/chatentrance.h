// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsignin.h"
#include "chat/protocol/matrixreturn.h"
#include "chat/protocol/matrixsignin.h"

#include <QPointer>

#include <functional>
#include <memory>

namespace Kontor
{

/// One attempt to get into chat: finds the homeserver, asks what it offers, signs in or out. Held by what is under way, so
/// that whoever began may forget it; stop() ends it with Cancelled. In the thread of \p context, which outlives it.
class ChatEntrance : public std::enable_shared_from_this<ChatEntrance>
{
public:
    struct Found {
        MatrixServer server{};
        MatrixSignInWays ways{};
    };
    template <class T>
    using Done = std::function<void(const Result<T> &)>;
    using Open = std::function<void(const QUrl &page)>; ///< shows a page in the browser

    /// \p authorities: PEM of own certificates to trust.
    ChatEntrance(const QByteArray &authorities, QObject *context);
    ~ChatEntrance();
    Q_DISABLE_COPY_MOVE(ChatEntrance)

    /// \p start: a Matrix id, a domain or the address of a server.
    void look(const QString &start, const Done<Found> &done);
    void byPassword(const MatrixServer &server, const QString &user, const QString &password, const MatrixDeviceWish &device, const Done<ChatCredentials> &done);
    /// By SSO, with \p provider if it is not empty.
    void bySso(const MatrixServer &server, const QString &provider, const MatrixDeviceWish &device, const Open &open, const Done<ChatCredentials> &done);
    void byOAuth(const MatrixServer &server, const MatrixOAuthServer &oauth, const MatrixDeviceWish &device, const Open &open, const Done<ChatCredentials> &done);
    /// Ends the device at the server.
    void signOut(const ChatCredentials &credentials, const Done<void> &done);

    void stop();

private:
    template <class T>
    using Then = std::function<void(const T &)>;
    /// \p then with what \p task brings; its failure ends the attempt with \p done.
    template <class T, class End>
    void follow(Task<Result<T>> task, const Done<End> &done, const Then<T> &then);
    template <class End>
    bool listen(const Done<End> &done);
    void finish(const MatrixSignedIn &who, const Done<ChatCredentials> &done);

    QObject *m_context;
    TlsPolicy m_tls;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<MatrixReturn> m_return;
    std::unique_ptr<MatrixConnection> m_connection;
    bool m_isStopped = false;
};

}
