// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorscene.h"

#include "files/filespace.h"

#include <QCborValue>
#include <QDirIterator>
#include <QPromise>
#include <QtConcurrentRun>

#include <sys/stat.h>

namespace Kontor
{

MirrorScene::MirrorScene(const QString &folder)
    : root(f.local.filePath(u"two-way"_s))
{
    qputenv("XDG_DATA_HOME", f.local.filePath(u"data"_s).toLocal8Bit());
    QDir().mkpath(root);
    if (!f.round()) {
        qFatal("the first round fails");
    }
    if (!folder.isEmpty() && !cloud.has(folder + u'/')) {
        cloud.makeFolder(folder + u'/');
        if (!f.round()) {
            qFatal("the second round fails");
        }
    }
    target = f.target(folder);
    id = waitedFor((*f.store)->write([target = target, path = root](Transaction &transaction) -> Result<qint64> {
             return transaction.prepare("INSERT INTO mirror (collection, folder, path) VALUES (?1, ?2, ?3)").run(target.space, target.folder, path).transform([&transaction] {
                 return transaction.lastInsertId();
             });
         })).value();
}

MirrorScene::~MirrorScene()
{
    content.reset();
    // What tests made unreadable could not be removed either.
    QDirIterator all(f.local.path(), QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        ::chmod(all.next().toUtf8().constData(), 0700);
    }
}

void MirrorScene::reopen()
{
    content.reset();
    missing->clear();
    f.reopen();
}

Result<void> MirrorScene::round()
{
    auto done = f.round();
    if (done && features) {
        FileSpace space;
        space.features = *features;
        done = waitedFor((*f.store)->write([attributes = QCborValue(space.toAttributes()).toCbor()](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET attributes = ?1").run(attributes);
        }));
    }
    return done;
}

Result<MirrorRun::Outcome> MirrorScene::run(MirrorRun::Removals removals)
{
    if (!f.anna.engine) {
        (void)f.round();
    }
    if (!content) {
        content = std::make_unique<FileContent>(**f.store, f.fetcher(f.anna));
    }
    QObject here;
    MirrorRun::Parts parts{.outbox = f.outbox, .mirror = id, .source = target, .path = root, .ignored = ignored, .removals = removals};
    parts.patience = patience;
    parts.missing = missing;
    parts.pulse = pulse;
    parts.bring = [this, &here](ItemId item) {
        auto promise = std::make_shared<QPromise<Result<FileContent::Here>>>();
        promise->start();
        QMetaObject::invokeMethod(&here, [this, item, promise] {
            content->bring(item).then([promise](const Result<FileContent::Here> &brought) {
                promise->addResult(brought);
                promise->finish();
            });
        });
        return promise->future();
    };
    return waitedFor(QtConcurrent::run([parts]() mutable {
        return MirrorRun(std::move(parts)).run();
    }));
}

bool MirrorScene::settle(MirrorRun::Removals removals)
{
    trouble.clear();
    int quiet = 0;
    for (int turn = 0; turn < 40; ++turn) {
        if (const auto done = round(); !done) {
            trouble = u"the round: "_s + done.error().message;
            return false;
        }
        for (const auto all = f.changes(); const auto &change : all) {
            if (change.state == ChangeState::Parked) {
                f.actions->keepBoth(change.id);
                (*f.store)->drain();
            }
        }
        const auto done = run(removals);
        if (!done) {
            trouble = u"the run: "_s + done.error().message + u" "_s + done.error().detail;
            return false;
        }
        outcome = *done;
        if (qEnvironmentVariableIsSet("KONTOR_TELL_STEPS")) {
            qInfo().noquote() << u"%1 steps, %2 waiting, %3 ms"_s.arg(outcome.steps).arg(outcome.waiting).arg(outcome.again.count());
        }
        if (outcome.isPaused) {
            return true;
        }
        const bool isQuiet = outcome.steps == 0 && outcome.waiting == 0 && f.changes().isEmpty();
        quiet = isQuiet ? quiet + 1 : 0;
        if (quiet == 2) {
            return true;
        }
    }
    trouble = u"there is always something to do: %1 steps, %2 waiting"_s.arg(outcome.steps).arg(outcome.waiting);
    return false;
}

QString MirrorScene::path(const QString &relative) const
{
    return relative.isEmpty() ? root : QString(root + u'/' + relative);
}

void MirrorScene::write(const QString &relative, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path(relative)).path());
    QFile file(path(relative));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("%s cannot be written", qPrintable(relative));
    }
}

void MirrorScene::save(const QString &relative, const QByteArray &bytes)
{
    const auto folder = relative.left(relative.lastIndexOf(u'/') + 1);
    const QString beside = folder + u".beside.tmp"_s;
    write(beside, bytes);
    if (::rename(path(beside).toUtf8().constData(), path(relative).toUtf8().constData()) != 0) {
        qFatal("%s cannot be saved", qPrintable(relative));
    }
}

void MirrorScene::remove(const QString &relative)
{
    const QFileInfo facts(path(relative));
    const bool isFolder = facts.isDir() && !facts.isSymLink();
    if (!(isFolder ? QDir(path(relative)).removeRecursively() : QFile::remove(path(relative)))) {
        qFatal("%s cannot be removed", qPrintable(relative));
    }
}

void MirrorScene::rename(const QString &from, const QString &to)
{
    QDir().mkpath(QFileInfo(path(to)).path());
    if (::rename(path(from).toUtf8().constData(), path(to).toUtf8().constData()) != 0) {
        qFatal("%s cannot be renamed", qPrintable(from));
    }
}

void MirrorScene::makeFolder(const QString &relative)
{
    QDir().mkpath(path(relative));
}

QByteArray MirrorScene::read(const QString &relative) const
{
    QFile file(path(relative));
    const bool isFile = QFileInfo(path(relative)).isFile(); // a pipe would wait for ever
    return isFile && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList MirrorScene::listing() const
{
    QStringList lines;
    QDirIterator all(root, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const auto facts = all.nextFileInfo();
        const auto relative = facts.filePath().mid(root.size() + 1);
        if (!facts.fileName().startsWith(u".~kontor"_s)) {
            lines << (facts.isSymLink() || !(facts.isFile() || facts.isDir()) ? QString(relative + u" (other)"_s)
                                           : facts.isDir() ? QString(relative + u'/')
                                                           : QString(relative + u'=' + QString::fromUtf8(read(relative).left(40))));
        }
    }
    lines.sort();
    return lines;
}

QStringList MirrorScene::trashed() const
{
    QStringList contents;
    QDirIterator all(f.local.filePath(u"data/Trash/files"_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        contents << (file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : u"?"_s);
    }
    contents.sort();
    return contents;
}

QStringList MirrorScene::conflicts() const
{
    QStringList found;
    for (const auto all = listing(); const auto &line : all) {
        if (line.contains(u"(conflict"_s)) {
            found << line;
        }
    }
    return found;
}

QString MirrorScene::told() const
{
    auto &scene = const_cast<MirrorScene &>(*this);
    const auto journal = scene.f.read([id = id](const Reader &reader) -> Result<QStringList> {
        QStringList lines;
        return reader.prepare("SELECT path, item, version FROM mirror_entry WHERE mirror = ?1 ORDER BY path")
            .each(
                [&lines](const Statement &row) {
                    lines << u"%1 #%2 %3"_s.arg(row.text(0)).arg(row.integer(1)).arg(row.text(2));
                },
                id)
            .transform([&lines] {
                return lines;
            });
    });
    QStringList waiting;
    for (const auto all = scene.f.changes(); const auto &change : all) {
        waiting << u"%1 of #%2 %3"_s.arg(change.kind).arg(change.item.value).arg(change.error.message);
    }
    QStringList problems;
    for (const auto &problem : outcome.problems) {
        problems << problem.path + u": "_s + problem.sentence + u" -> "_s + problem.proposal;
    }
    return u"\nhere:\n  "_s + listing().join(u"\n  "_s) + u"\nthere:\n  "_s + cloud.listing().join(u"\n  "_s) + u"\nstore:\n  "_s + scene.f.listing().join(u"\n  "_s)
        + u"\njournal:\n  "_s + journal.value_or(QStringList()).join(u"\n  "_s) + u"\nwaiting:\n  "_s + waiting.join(u"\n  "_s) + u"\ntrash:\n  "_s + trashed().join(u"\n  "_s)
        + u"\nproblems:\n  "_s + problems.join(u"\n  "_s) + u'\n' + outcome.sentence + u' ' + trouble;
}

}
