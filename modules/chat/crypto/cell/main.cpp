// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kontor-crypto: holds the keys of one device of a Matrix account. Calls come as frames on the standard input (see
// CryptoFrames), answers go to the standard output; when the input ends, so does the process. It has no window and no
// network. Exit codes: 2 nothing understood, 3 the engine broke down.
#include "chat/crypto/cell/cryptocell.h"
#include "chat/crypto/cell/cryptoscheme.h"
#include "chat/crypto/cell/cryptoseclusion.h"

#include <QGuiApplication>
#include <QNetworkProxy>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace Kontor;

int main(int argc, char **argv)
{
    ::signal(SIGPIPE, SIG_IGN);
    // Whatever a library prints must not get between the frames.
    const int input = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    const int output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    CryptoSeclusion::leaveNetwork();
    CryptoSeclusion::prepareEngine();
    CryptoScheme::announce();

    QGuiApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("kontor-crypto"));
    QNetworkProxy::setApplicationProxy(QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), 9));
    CryptoCell cell(input, output);
    return QGuiApplication::exec();
}
