// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/filedoor.h"

#include <KLocalizedString>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int backlog = 16;

void shut(int &descriptor)
{
    if (descriptor >= 0) {
        ::close(std::exchange(descriptor, -1));
    }
}

std::unexpected<Error> notOpened(Error::Kind kind = Error::Kind::Storage)
{
    return failure(kind, i18nc("@info", "Other programs cannot reach Kontor's files: the place in the session's folder cannot be used."), qt_error_string(errno));
}

/// An own folder that only its owner may enter; never where a link leads.
int openFolder(const QByteArray &path)
{
    (void)::mkdir(path.constData(), 0700);
    const int folder = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status = {};
    if (folder < 0 || ::fstat(folder, &status) != 0 || status.st_uid != ::geteuid() || ((status.st_mode & 077) != 0 && ::fchmod(folder, 0700) != 0)) {
        int unfit = folder;
        shut(unfit);
        return -1;
    }
    return folder;
}
}

FileDoor::FileDoor(FileServing *serving, uid_t user, QObject *parent)
    : QObject(parent)
    , m_serving(serving)
    , m_user(user)
{
}

FileDoor::~FileDoor()
{
    close();
}

Result<void> FileDoor::open(const QString &path)
{
    close();
    const QFileInfo about(path);
    m_name = QFile::encodeName(about.fileName());
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    m_folder = openFolder(QFile::encodeName(about.absolutePath()));
    if (m_folder < 0) {
        return notOpened(Error::Kind::Forbidden);
    }
    // The lock says whether somebody is there, whatever lies about.
    m_lock = ::openat(m_folder, QByteArray(m_name + ".lock").constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (m_lock < 0 || ::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        const bool isTaken = m_lock >= 0;
        close();
        return isTaken ? failure(Error::Kind::Conflict, i18nc("@info", "Another Kontor of this session already serves other programs.")) : notOpened();
    }
    (void)::unlinkat(m_folder, m_name.constData(), 0);
    // By way of the open folder: its path may be too long for a socket's address, or lead elsewhere by now.
    const auto place = QByteArray("/proc/self/fd/" + QByteArray::number(m_folder) + '/' + m_name);
    m_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (m_socket < 0 || place.size() >= qsizetype(sizeof(address.sun_path))) {
        close();
        return notOpened();
    }
    std::copy(place.cbegin(), place.cend(), address.sun_path);
    const bool isBound = ::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0;
    // Nobody gets through before listen(), and nobody else into the folder.
    if (!isBound || ::fchmodat(m_folder, m_name.constData(), 0600, 0) != 0 || ::listen(m_socket, backlog) != 0) {
        close();
        return notOpened();
    }
    m_bell = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    connect(m_bell.get(), &QSocketNotifier::activated, this, &FileDoor::welcome);
    return {};
}

void FileDoor::close()
{
    m_bell.reset();
    qDeleteAll(std::exchange(m_guests, {}));
    if (m_socket >= 0) {
        (void)::unlinkat(m_folder, m_name.constData(), 0);
    }
    shut(m_socket);
    shut(m_lock);
    shut(m_folder);
}

void FileDoor::welcome()
{
    const int descriptor = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor < 0) {
        return;
    }
    if (m_guests.size() >= mostGuests || !WorkerMessage::isPeer(descriptor, m_user)) {
        ::close(descriptor);
        return;
    }
    auto *guest = new FileGuest(m_serving, descriptor, this);
    m_guests << guest;
    connect(guest, &FileGuest::left, this, [this, guest] {
        m_guests.removeOne(guest);
        guest->deleteLater();
    });
}

}
