// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/fileguest.h"

#include "files/worker/foldernews.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QtConcurrentRun>

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

/// What lies in a folder.
struct Inside {
    WorkerRefusal refusal{};
    QList<FileQuery::Space> spaces{}; ///< of the top of all
    QList<FileRow> rows{};
};

/// The answer to a list: frames, and what is remembered of it.
struct Listing {
    QList<QByteArray> frames{};
    size_t print = 0;
};

bool isName(const QString &name)
{
    return !name.isEmpty() && name != QLatin1StringView(".") && name != QLatin1StringView("..") && !name.contains(u'/');
}
bool isListed(const FileRow &row)
{
    return isName(row.name);
}
bool isListed(const FileQuery::Space &space)
{
    return isName(space.title);
}

template<class T>
QList<QByteArray> framesOf(const QList<T> &all)
{
    QList<QByteArray> frames;
    QCborArray entries;
    for (const auto &one : all) {
        if (isListed(one)) {
            entries << FileEntries::entry(one);
        }
        if (entries.size() >= WorkerMessage::mostEntries) {
            frames << WorkerMessage::frame({{QLatin1StringView("entries"), std::exchange(entries, {})}});
        }
    }
    if (!entries.isEmpty()) {
        frames << WorkerMessage::frame({{QLatin1StringView("entries"), entries}});
    }
    frames << WorkerMessage::frame({{QLatin1StringView("done"), true}});
    return frames;
}

Result<Inside> insideOf(const Reader &reader, const QString &path)
{
    const auto place = FilePlaces::find(reader, path);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (!place->isFolder()) {
        return Inside{.refusal = {WorkerReason::IsFile, i18nc("@info", "“%1” is no folder.", place->row.name)}};
    }
    if (place->kind == FilePlace::Kind::Root) {
        return FileQuery::spaces(reader).transform([](const QList<FileQuery::Space> &spaces) {
            return Inside{.spaces = spaces};
        });
    }
    return FileQuery::children(reader, place->target()).transform([](const QList<FileRow> &rows) {
        return Inside{.rows = rows};
    });
}

/// Both ends of a move or copy.
struct Journey {
    FilePlace from{};
    FileBerth to{};
};
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

template<class T, class Then>
void FileGuest::ask(QFuture<Result<T>> question, Then then)
{
    question.then(this, [this, then](const Result<T> &value) {
        if (m_isLeaving) {
            return;
        }
        if (value) {
            then(*value);
        } else {
            answer(WorkerRefusal::of(value.error()));
        }
    });
}

void FileGuest::stat(const QString &path)
{
    ask(m_serving->store->read([path](const Reader &reader) {
        return FilePlaces::find(reader, path);
    }),
        [this](const FilePlace &place) {
            done({{QLatin1StringView("entry"), FileEntries::entry(place)}});
        });
}

void FileGuest::list(const QString &path)
{
    ask(m_serving->store->read([path](const Reader &reader) {
        return insideOf(reader, path);
    }),
        [this, path](const Inside &inside) {
            if (inside.refusal) {
                answer(inside.refusal);
                return;
            }
            QtConcurrent::run(&m_serving->pool, [inside] {
                return inside.spaces.isEmpty() ? Listing{framesOf(inside.rows), FileEntries::print(inside.rows)}
                                               : Listing{framesOf(inside.spaces), FileEntries::print(inside.spaces)};
            }).then(this, [this, path](const Listing &listing) {
                if (m_serving->news) {
                    m_serving->news->note(FilePlaces::clean(path), listing.print);
                }
                m_listing = listing.frames;
                sendListing();
            });
        });
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

void FileGuest::read(const QString &path, FileReading::Range range)
{
    ask(m_serving->store->read([path](const Reader &reader) {
        return FilePlaces::find(reader, path);
    }),
        [this, range](const FilePlace &place) {
            if (place.isFolder()) {
                answer({WorkerReason::IsFolder, i18nc("@info", "This is a folder.")});
                return;
            }
            m_reading = std::make_unique<FileReading>(m_serving, place.row, range, &m_socket, nullptr);
            connect(
                m_reading.get(),
                &FileReading::ended,
                this,
                [this](const WorkerRefusal &refusal) {
                    m_reading.reset();
                    answer(refusal);
                },
                Qt::QueuedConnection);
            m_reading->start();
        });
}

void FileGuest::write(const FileWriting::Wish &wish)
{
    m_mayFeed = false;
    m_writing = std::make_unique<FileWriting>(m_serving, wish, nullptr);
    connect(m_writing.get(), &FileWriting::ready, this, [this] {
        m_mayFeed = true;
        send({{QLatin1StringView("go"), true}});
        take();
    });
    connect(m_writing.get(), &FileWriting::drained, this, &FileGuest::take, Qt::QueuedConnection);
    connect(
        m_writing.get(),
        &FileWriting::ended,
        this,
        [this](const WorkerRefusal &refusal) {
            m_isPassingOver = std::exchange(m_mayFeed, false) && refusal; // who is still writing hears it as well
            m_writing.reset();
            answer(refusal);
        },
        Qt::QueuedConnection);
    m_writing->start();
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

void FileGuest::makeFolder(const QString &path)
{
    ask(m_serving->store->read([path](const Reader &reader) -> Result<std::optional<FileBerth>> {
        const auto there = FilePlaces::find(reader, path);
        if (there && there->kind != FilePlace::Kind::Entry) {
            return std::nullopt; // a space, or the top of all: programs make whole paths, beginning with these
        }
        return FilePlaces::berth(reader, path).transform([](const FileBerth &berth) {
            return std::optional(berth);
        });
    }),
        [this](const std::optional<FileBerth> &berth) {
            if (!berth) {
                answer({WorkerReason::FolderExists, {}});
                return;
            }
            FileErrands::makeFolder(m_serving->outbox, *berth).then(this, [this](const WorkerRefusal &refusal) {
                answer(refusal);
            });
        });
}

void FileGuest::transfer(const QString &what, const QString &path, const QString &to, Replacing replacing)
{
    ask(m_serving->store->read([path, to](const Reader &reader) -> Result<Journey> {
        const auto from = FilePlaces::find(reader, path);
        const auto berth = from ? FilePlaces::berth(reader, to) : Result<FileBerth>();
        if (!from || !berth) {
            return std::unexpected(from ? berth.error() : from.error());
        }
        return Journey{*from, *berth};
    }),
        [this, what, replacing](const Journey &journey) {
            const auto run = what == QLatin1StringView("move") ? &FileErrands::move : &FileErrands::copy;
            run(m_serving->outbox, journey.from, journey.to, replacing).then(this, [this](const WorkerRefusal &refusal) {
                answer(refusal);
            });
        });
}

void FileGuest::remove(const QString &path, FileErrands::Depth depth)
{
    ask(m_serving->store->read([path](const Reader &reader) {
        return FilePlaces::find(reader, path);
    }),
        [this, depth](const FilePlace &place) {
            FileErrands::remove(m_serving->outbox, place, depth).then(this, [this](const WorkerRefusal &refusal) {
                answer(refusal);
            });
        });
}

void FileGuest::space(const QString &path)
{
    ask(m_serving->store->read([path](const Reader &reader) {
        return FilePlaces::find(reader, path);
    }),
        [this](const FilePlace &place) {
            const auto used = place.space.quotaUsed;
            const auto available = place.space.quotaAvailable;
            if (place.kind == FilePlace::Kind::Root || available < 0) {
                answer({WorkerReason::Other, i18nc("@info", "The server does not say how much room there is.")});
                return;
            }
            done({{QLatin1StringView("total"), std::max<qint64>(used, 0) + available}, {QLatin1StringView("available"), available}});
        });
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
