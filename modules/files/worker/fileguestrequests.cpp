// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is asked for, one by one.
#include "files/worker/fileguest.h"

#include "files/worker/foldernews.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
using Replacing = FileErrands::Replacing;

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

}
