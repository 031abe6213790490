// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copywatch.h"

#include <QFile>
#include <QSocketNotifier>

#include <array>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

namespace Kontor
{

CopyWatch::CopyWatch(QObject *parent)
    : QObject(parent)
    , m_handle(inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
{
    if (m_handle >= 0) {
        m_notifier = new QSocketNotifier(m_handle, QSocketNotifier::Read, this);
        connect(m_notifier, &QSocketNotifier::activated, this, &CopyWatch::read);
    }
}

CopyWatch::~CopyWatch()
{
    delete m_notifier;
    if (m_handle >= 0) {
        ::close(m_handle);
    }
}

void CopyWatch::add(const QString &folder)
{
    constexpr auto what = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ONLYDIR | IN_DONT_FOLLOW;
    if (const int watch = inotify_add_watch(m_handle, QFile::encodeName(folder).constData(), what); watch >= 0) {
        m_folders.insert(watch, folder);
    }
}

void CopyWatch::remove(const QString &folder)
{
    if (const auto watch = m_folders.key(folder, -1); watch >= 0) {
        inotify_rm_watch(m_handle, watch);
        m_folders.remove(watch);
    }
}

void CopyWatch::read()
{
    alignas(inotify_event) std::array<char, 16384> buffer;
    while (true) {
        const auto length = ::read(m_handle, buffer.data(), buffer.size());
        if (length <= 0) {
            return;
        }
        for (qsizetype at = 0; at + qsizetype(sizeof(inotify_event)) <= length;) {
            inotify_event event;
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char *name = buffer.data() + at + sizeof event;
            at += qsizetype(sizeof event) + event.len;
            if (event.mask & IN_Q_OVERFLOW) {
                Q_EMIT missed();
            } else if (const auto folder = m_folders.constFind(event.wd); folder != m_folders.cend() && event.len > 0) {
                const auto step = event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO) ? Step::Whole : Step::Writing;
                Q_EMIT touched(QString(*folder), QFile::decodeName(name), step);
            }
        }
    }
}

}
