// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/fileindexer.h"

#include "base/log.h"
#include "files/desk/copyfolder.h"
#include "files/desk/fileextract.h"
#include "files/desk/readingroom.h"
#include "files/desk/whenanswered.h"
#include "store/search.h"

#include <QMimeDatabase>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <utility>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto usualPause = 100ms;
constexpr auto gathering = 250ms; // news come in numbers
constexpr auto rest = 1min; // after the disk had no room
constexpr int batch = 500;
constexpr qint64 largest = qint64(64) << 20; // of what has to be there whole
constexpr qint64 beginning = qint64(1) << 20; // of plain text

/// Content whose words are not known yet. A value.
struct Unread {
    ItemId item{};
    QString key{};
    QString type{}; ///< by which it is read
    bool isPlain = false; ///< its beginning will do
    qint64 size = 0;
};

struct Batch {
    QList<Unread> readable{};
    QList<Unread> others{}; ///< there are no words in these
};

/// The type by which it can be read: the server's, or what the name says; empty: neither.
QString readableType(const QString &type, const QString &name)
{
    if (FileExtract::canRead(type)) {
        return type;
    }
    const auto named = QMimeDatabase().mimeTypeForFile(name, QMimeDatabase::MatchExtension).name();
    return FileExtract::canRead(named) ? named : QString();
}

Result<Batch> unread(const Reader &reader, const QSet<QString> &skipped)
{
    Batch found;
    const auto take = [&](const Statement &row) {
        Unread one{.item = row.get<ItemId>(0), .key = row.text(1), .type = readableType(row.text(3), row.text(2)), .size = row.integer(4)};
        if (skipped.contains(one.key)) {
            return;
        }
        const auto known = QMimeDatabase().mimeTypeForName(one.type);
        one.isPlain = known.isValid() && known.inherits(QStringLiteral("text/plain"));
        const bool isReadable = !one.type.isEmpty() && one.size > 0 && (one.isPlain || one.size <= largest);
        (isReadable ? found.readable : found.others) << one;
    };
    const auto atMost = batch + skipped.size();
    return reader
        .prepare("SELECT item, kept, name, type, kept_bytes FROM file INDEXED BY file_unread WHERE kept <> '' AND indexed <> kept AND content = '' AND hidden = 0 "
                 "ORDER BY kept_bytes, item LIMIT ?1")
        .each(take, atMost)
        .and_then([&] {
            return reader
                .prepare("SELECT item, content, name, type, size FROM file WHERE marks & 101 <> 0 AND content <> '' AND indexed <> content AND hidden = 0 ORDER BY size, item LIMIT ?1")
                .each(take, atMost);
        })
        .transform([&found] {
            return found;
        });
}

/// Answers whether it was still the content that is here.
Result<bool> note(Transaction &transaction, const Unread &one, const QString &words)
{
    auto done = transaction.prepare("UPDATE file SET indexed = ?2 WHERE item = ?1 AND (content = ?2 OR (content = '' AND kept = ?2))").run(one.item, one.key);
    if (!done || transaction.changedRows() == 0) {
        return done.transform([] {
            return false;
        });
    }
    done = words.isEmpty() ? removeSearch(transaction, one.item)
                           : writeSearch(transaction, one.item, {.from = {}, .to = {}, .title = {}, .body = words, .names = {}});
    if (!words.isEmpty()) {
        transaction.changes.touch({}, one.item); // lists of folders do not show words
    }
    return done.transform([] {
        return true;
    });
}
}

struct FileIndexer::Private {
    Private(FileIndexer *q, std::shared_ptr<Store> store, FileContent *content, Read read, const QString &base)
        : q(q)
        , store(std::move(store))
        , content(content)
        , read(std::move(read))
        , room(base, this->store->folder())
    {
    }

    void look();
    void lookSoon(std::chrono::milliseconds after);
    void looked(const Result<Batch> &found);
    void next();
    void bring(const QString &path);
    void readWords(const QString &path);
    void finish(const Result<QString> &words);
    void noted(const Result<bool> &isNoted, bool hasWords);
    void skip(const Error &error);
    void goOn();

    FileIndexer *q;
    std::shared_ptr<Store> store;
    FileContent *content;
    Read read;
    ReadingRoom room;
    std::chrono::milliseconds pause = usualPause;

    std::unique_ptr<QObject> session{}; ///< whoever answers later than its end is not heard
    QTimer *later = nullptr; ///< of the session
    QList<Unread> queue{};
    Unread current{};
    QFuture<Result<void>> writing{};
    QFuture<Result<QString>> reading{};
    QSet<QString> skipped{}; ///< keys that could not be tried in this session
    bool isWorking = false; ///< looking or reading
    bool hasNews = false;
};

FileIndexer::FileIndexer(std::shared_ptr<Store> store, FileContent *content, Read read, const QString &folder, QObject *parent)
    : QObject(parent)
{
    const auto base = (folder.isEmpty() ? CopyFolder::usualBase(store->folder()) : folder) + QStringLiteral("/reading");
    d = std::make_unique<Private>(this, std::move(store), content, read ? std::move(read) : Read(FileExtract::text), base);
}

FileIndexer::~FileIndexer()
{
    stop();
}

void FileIndexer::start()
{
    if (d->session) {
        return;
    }
    d->session = std::make_unique<QObject>();
    d->later = new QTimer(d->session.get());
    d->later->setSingleShot(true);
    connect(d->later, &QTimer::timeout, d->session.get(), [this] {
        d->look();
    });
    connect(d->store.get(), &Store::changed, d->session.get(), [this](const ChangeSet &changes) {
        if (!changes.items.isEmpty() || changes.manyItems || !changes.collections.isEmpty()) {
            d->hasNews = true;
            d->lookSoon(gathering);
        }
    });
    d->skipped.clear();
    d->room.tidy();
    d->look();
}

void FileIndexer::stop()
{
    if (!d->session) {
        return;
    }
    d->session.reset();
    d->later = nullptr;
    d->queue.clear();
    d->isWorking = false;
    d->reading.cancel();
    d->room.remove(std::exchange(d->writing, {}));
    d->room.clear();
}

void FileIndexer::setPause(std::chrono::milliseconds pause)
{
    d->pause = pause;
}

void FileIndexer::Private::lookSoon(std::chrono::milliseconds after)
{
    if (!isWorking && !later->isActive()) {
        later->start(after);
    }
}

void FileIndexer::Private::look()
{
    isWorking = true;
    hasNews = false;
    const auto found = store->read(
        [skipped = skipped](const Reader &reader) {
            return unread(reader, skipped);
        },
        Store::Urgency::Background);
    whenAnswered(found, session.get(), [this](const Result<Batch> &batch) {
        looked(batch);
    });
}

void FileIndexer::Private::looked(const Result<Batch> &found)
{
    if (!found) {
        isWorking = false;
        lookSoon(rest);
        return;
    }
    queue = found->readable;
    if (found->others.isEmpty() && queue.isEmpty()) {
        isWorking = false;
        if (hasNews) {
            lookSoon(gathering);
        } else {
            Q_EMIT q->idle();
        }
        return;
    }
    if (found->others.isEmpty()) {
        next();
        return;
    }
    const auto written = store->write([others = found->others](Transaction &transaction) -> Result<void> {
        Result<void> done;
        for (auto one = others.cbegin(); done && one != others.cend(); ++one) {
            done = note(transaction, *one, {}).transform([](bool) {});
        }
        return done;
    });
    whenAnswered(written, session.get(), [this](const Result<void> &done) {
        if (done) {
            next();
        } else {
            isWorking = false;
            lookSoon(rest);
        }
    });
}

void FileIndexer::Private::next()
{
    if (queue.isEmpty()) {
        look();
        return;
    }
    current = queue.takeFirst();
    whenAnswered(room.place(), session.get(), [this](const Result<QString> &path) {
        path ? bring(*path) : skip(path.error());
    });
}

void FileIndexer::Private::bring(const QString &path)
{
    const auto whenWritten = [this, path](const Result<void> &done) {
        done ? readWords(path) : skip(done.error());
    };
    if (!current.isPlain) {
        writing = content->writeTo(current.key, path);
        whenAnswered(writing, session.get(), whenWritten);
        return;
    }
    whenAnswered(content->bytes(current.key, beginning), session.get(), [this, path, whenWritten](const Result<QByteArray> &bytes) {
        if (!bytes) {
            skip(bytes.error());
            return;
        }
        writing = room.write(path, *bytes);
        whenAnswered(writing, session.get(), whenWritten);
    });
}

void FileIndexer::Private::readWords(const QString &path)
{
    reading = read(path, current.type);
    whenAnswered(reading, session.get(), [this](const Result<QString> &words) {
        finish(words);
    });
}

void FileIndexer::Private::finish(const Result<QString> &words)
{
    if (!words && (words.error().kind == Error::Kind::Storage || words.error().kind == Error::Kind::Cancelled)) {
        skip(words.error());
        return;
    }
    room.remove(std::exchange(writing, {}));
    const bool hasWords = words && !words->trimmed().isEmpty();
    const auto written = store->write([one = current, text = hasWords ? *words : QString()](Transaction &transaction) {
        return note(transaction, one, text);
    });
    whenAnswered(written, session.get(), [this, hasWords](const Result<bool> &isNoted) {
        noted(isNoted, hasWords);
    });
}

void FileIndexer::Private::noted(const Result<bool> &isNoted, bool hasWords)
{
    if (!isNoted) { // the disk is full, perhaps
        isWorking = false;
        queue.clear();
        lookSoon(rest);
        return;
    }
    const QPointer<QObject> before(session.get());
    if (*isNoted && hasWords) {
        Q_EMIT q->indexed(current.item);
    }
    if (before) { // whoever heard that may have had enough
        goOn();
    }
}

/// It is tried again in another session.
void FileIndexer::Private::skip(const Error &error)
{
    if (skipped.isEmpty()) { // the others will say the same
        qCWarning(logStore) << "the words of a file cannot be read now:" << error.detail;
    }
    room.remove(std::exchange(writing, {}));
    skipped << current.key;
    goOn();
}

void FileIndexer::Private::goOn()
{
    QTimer::singleShot(pause, session.get(), [this] {
        next();
    });
}

}
