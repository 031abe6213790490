// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cell/cryptoseclusion.h"

#include <QByteArray>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
bool writeFile(const char *path, const QByteArray &content)
{
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    const bool isWritten = ::write(file, content.constData(), size_t(content.size())) == content.size();
    ::close(file);
    return isWritten;
}

QByteArray sameId(unsigned id)
{
    return QByteArray::number(id) + ' ' + QByteArray::number(id) + " 1\n";
}

bool enterEmptyNetwork()
{
    const auto user = ::getuid();
    const auto group = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return false;
    }
    writeFile("/proc/self/setgroups", "deny");
    return writeFile("/proc/self/uid_map", sameId(user)) && writeFile("/proc/self/gid_map", sameId(group));
}
}

bool CryptoSeclusion::leaveNetwork()
{
    // In a child first: in a namespace without its ids written there is no way back.
    const auto child = ::fork();
    if (child == 0) {
        ::_exit(enterEmptyNetwork() ? 0 : 1);
    }
    int status = 1;
    if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) {
        return false;
    }
    return enterEmptyNetwork();
}

void CryptoSeclusion::prepareEngine()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none); // a core would hold keys
    for (const auto *name : {"QTWEBENGINE_REMOTE_DEBUGGING", "QTWEBENGINE_DISABLE_SANDBOX", "QTWEBENGINE_CHROMIUM_FLAGS", "QT_PLUGIN_PATH",
                             "QT_LOGGING_RULES", "SSLKEYLOGFILE"}) {
        qunsetenv(name);
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // The engine deletes what pages stored once less than some gigabytes of the disk are free. These are keys.
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS",
            "--disable-gpu --disable-background-timer-throttling --disable-renderer-backgrounding --disable-backgrounding-occluded-windows"
            " --disable-background-networking --disable-component-update --disable-sync --no-pings"
            " --host-resolver-rules=\"MAP * ~NOTFOUND\" --disable-breakpad"
            " --js-flags=--max-semi-space-size=1,--optimize-for-size" // less memory, and about as fast
            " --enable-features=StorageQuotaSettings:MustRemainAvailableBytes/0/MustRemainAvailableRatio/0"
            "/ShouldRemainAvailableBytes/0/ShouldRemainAvailableRatio/0");
}

}
