// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/fileguest.h"

#include <KLocalizedString>

#include <chrono>

namespace Kontor
{
namespace
{
constexpr qint64 mostRead = 2 << 20; // bytes that wait in the socket
constexpr qint64 mostUnsent = 1 << 20;
constexpr auto pulse = std::chrono::seconds(1);

using Replacing = FileErrands::Replacing;

QString text(const QCborMap &map, QLatin1StringView key)
{
    return map.value(key).toString();
}

bool isOn(const QCborMap &map, QLatin1StringView key)
{
    return map.value(key).toBool(false);
}

Replacing replacingOf(const QCborMap &request)
{
    return isOn(request, QLatin1StringView("overwrite")) ? Replacing::Yes : Replacing::No;
}
}

FileGuest::FileGuest(FileServing *serving, qintptr descriptor, QObject *parent)
    : QObject(parent)
    , m_serving(serving)
{
    m_socket.setReadBufferSize(mostRead);
    connect(&m_socket, &QLocalSocket::readyRead, this, &FileGuest::take);
    connect(&m_socket, &QLocalSocket::bytesWritten, this, &FileGuest::sendListing);
    connect(&m_socket, &QLocalSocket::disconnected, this, &FileGuest::leave);
    m_socket.setSocketDescriptor(descriptor);
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, &FileGuest::sayProgress);
}

FileGuest::~FileGuest()
{
    m_reading.reset();
    m_writing.reset();
    m_socket.disconnect(this);
}

void FileGuest::leave()
{
    if (std::exchange(m_isLeaving, true)) {
        return;
    }
    m_reading.reset();
    m_writing.reset(); // what was not finished is dropped
    m_socket.abort();
    Q_EMIT left();
}

// Who waits knows that somebody is still at work.
void FileGuest::sayProgress()
{
    if (!m_isBusy) {
        m_pulse.stop();
    } else if (m_socket.bytesToWrite() == 0 && m_listing.isEmpty()) {
        const auto progress = m_reading ? m_reading->progress() : QCborMap{{QLatin1StringView("progress"), 0}};
        if (m_isBusy && m_socket.bytesToWrite() == 0) {
            send(progress);
        }
    }
}

bool FileGuest::mayTake() const
{
    return m_writing ? m_mayFeed && !m_writing->isFull() : !m_isBusy;
}

void FileGuest::take()
{
    if (std::exchange(m_isTaking, true)) {
        return;
    }
    while (!m_isLeaving && mayTake()) {
        const auto message = m_frames.next();
        if (message) {
            if (m_isPassingOver) {
                passOver(*message);
            } else {
                m_writing ? feed(*message) : begin(*message);
            }
            continue;
        }
        if (m_frames.isBroken()) {
            m_isTaking = false;
            leave();
            return;
        }
        const auto bytes = m_socket.read(mostRead);
        if (bytes.isEmpty()) {
            break;
        }
        m_frames.add(bytes);
    }
    m_isTaking = false;
}

void FileGuest::begin(const QCborMap &request)
{
    m_isBusy = true;
    m_pulse.start();
    const auto what = text(request, QLatin1StringView("do"));
    const auto path = text(request, QLatin1StringView("path"));
    if (request.value(QLatin1StringView("version")).toInteger() != WorkerMessage::version) {
        answer({WorkerReason::Other, i18nc("@info", "This program and Kontor are of different versions. Please start both anew.")});
        return;
    }
    if (m_serving->isLocked) {
        answer({WorkerReason::Other, i18nc("@info", "Kontor is locked. Unlock it to see your files here.")});
        return;
    }
    if (what == QLatin1StringView("stat")) {
        stat(path);
    } else if (what == QLatin1StringView("list")) {
        list(path);
    } else if (what == QLatin1StringView("read")) {
        const auto from = request.value(QLatin1StringView("from")).toInteger(0);
        const auto length = request.value(QLatin1StringView("length")).toInteger(-1);
        constexpr auto most = std::numeric_limits<qint64>::max() / 2;
        read(path, {.from = std::clamp<qint64>(from, 0, most), .length = std::clamp<qint64>(length, -1, most)});
    } else if (what == QLatin1StringView("write")) {
        write({.path = path,
               .replacing = replacingOf(request),
               .mode = isOn(request, QLatin1StringView("append")) ? FileWriting::Mode::Append : FileWriting::Mode::Whole,
               .modified = std::max<qint64>(request.value(QLatin1StringView("modified")).toInteger(0), 0)});
    } else if (what == QLatin1StringView("folder")) {
        makeFolder(path);
    } else if (what == QLatin1StringView("move") || what == QLatin1StringView("copy")) {
        transfer(what, path, text(request, QLatin1StringView("to")), replacingOf(request));
    } else if (what == QLatin1StringView("remove")) {
        remove(path, isOn(request, QLatin1StringView("below")) ? FileErrands::Depth::All : FileErrands::Depth::OnlyEmpty);
    } else if (what == QLatin1StringView("space")) {
        space(path);
    } else {
        leave();
    }
}

void FileGuest::sendListing()
{
    if (m_listing.isEmpty()) {
        return;
    }
    while (!m_listing.isEmpty() && m_socket.bytesToWrite() < mostUnsent) {
        m_socket.write(m_listing.takeFirst());
    }
    if (m_listing.isEmpty()) {
        m_isBusy = false;
        take();
    }
}

void FileGuest::feed(const QCborMap &message)
{
    const auto bytes = message.value(QLatin1StringView("bytes"));
    if (bytes.isByteArray()) {
        m_writing->add(bytes.toByteArray());
    } else if (isOn(message, QLatin1StringView("end"))) {
        m_mayFeed = false;
        m_writing->finish();
    } else {
        leave();
    }
}

void FileGuest::passOver(const QCborMap &message)
{
    m_isPassingOver = !isOn(message, QLatin1StringView("end"));
    if (m_isPassingOver && !message.value(QLatin1StringView("bytes")).isByteArray()) {
        leave();
    }
}

void FileGuest::send(const QCborMap &message)
{
    if (!m_isLeaving) {
        m_socket.write(WorkerMessage::frame(message));
    }
}

void FileGuest::answer(const WorkerRefusal &refusal)
{
    if (!refusal) {
        done();
        return;
    }
    send({{QLatin1StringView("refused"), int(refusal.reason)}, {QLatin1StringView("sentence"), refusal.sentence}});
    m_isBusy = false;
    take();
}

void FileGuest::done(QCborMap message)
{
    message.insert(QLatin1StringView("done"), true);
    send(message);
    m_isBusy = false;
    take();
}

}
