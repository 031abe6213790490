// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorwatch.h"

#include "files/mirror/mirrorignore.h"

#include <sys/inotify.h>
#include <unistd.h>

namespace Kontor
{

MirrorWatch::MirrorWatch(QObject *parent)
    : QObject(parent)
    , m_queue(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
{
    if (m_queue >= 0) {
        m_notifier = std::make_unique<QSocketNotifier>(m_queue, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &MirrorWatch::read);
    }
}

MirrorWatch::~MirrorWatch()
{
    m_notifier.reset();
    if (m_queue >= 0) {
        ::close(m_queue);
    }
}

void MirrorWatch::enter(int descriptor)
{
    // By its descriptor: this is the folder that was looked into, whatever its path leads to by now. Twice is once.
    const auto path = QByteArray("/proc/self/fd/" + QByteArray::number(descriptor));
    const int watch = ::inotify_add_watch(m_queue, path.constData(), IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK);
    if (watch < 0) {
        m_isWhole = false;
    }
}

bool MirrorWatch::isWhole() const
{
    return m_isWhole;
}

void MirrorWatch::read()
{
    alignas(inotify_event) char buffer[16 << 10];
    const auto mark = MirrorIgnore::mark().toLatin1();
    bool isNews = false;
    for (int round = 0; round < 64; ++round) {
        const auto count = ::read(m_queue, buffer, sizeof buffer);
        if (count <= 0) {
            break;
        }
        for (qsizetype at = 0; at < count;) {
            const auto *event = reinterpret_cast<const inotify_event *>(buffer + at);
            const bool isOurs = event->len > 0 && QByteArray(static_cast<const char *>(event->name)).startsWith(mark);
            isNews = isNews || (!isOurs && !(event->mask & IN_IGNORED));
            at += qsizetype(sizeof(inotify_event)) + event->len;
        }
    }
    if (isNews) {
        Q_EMIT changed();
    }
}

}
