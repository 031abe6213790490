// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrorscene.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Kontor
{

/// What happens at random to the two sides of a mirror, what is given up by it, and what they have in common afterwards.
class MirrorStorm
{
protected:
    std::unique_ptr<MirrorScene> scene;
    QRandomGenerator random;
    // Given up by somebody who wrote over it or removed it.
    QSet<QByteArray> givenHere;
    QSet<QByteArray> givenThere;
    QSet<QByteArray> precious; ///< must be somewhere in the end
    QStringList story;
    int next = 0;
    bool isSettling = false;

    int any(int count)
    {
        return int(random.bounded(count));
    }
    bool isOneIn(int count)
    {
        return any(count) == 0;
    }

    QByteArray fresh(const char *who)
    {
        return QByteArray(who) + ' ' + QByteArray::number(++next);
    }

    void giveUp(QSet<QByteArray> &given, const QByteArray &bytes)
    {
        given << bytes;
        precious.remove(bytes);
    }
    void write(const QByteArray &bytes)
    {
        if (isSettling) {
            precious << bytes;
        }
    }

    QString anyName()
    {
        static const QStringList odd{u"F1"_s, u"f1 "_s, u"\u00e4"_s, u"a\u0308"_s, u"a:b"_s, u"line\nbreak"_s, u"d1.txt"_s, u"dot."_s, u"per%2Fcent"_s, QString(80, u'\u20ac')};
        return isOneIn(6) ? odd.at(any(int(odd.size()))) : QString(u"f%1"_s.arg(any(5)));
    }
    QString anyFolderName()
    {
        return isOneIn(8) ? u"D1"_s : QString(u"d%1"_s.arg(any(4)));
    }

    // ------------------------------------------------------------ here

    struct Here {
        QString path;
        bool isFolder;
    };

    QList<Here> here(bool withFolders)
    {
        QList<Here> found;
        for (const auto all = scene->listing(); const auto &line : all) {
            if (line.endsWith(u'/')) {
                if (withFolders) {
                    found << Here{line.chopped(1), true};
                }
            } else if (!line.endsWith(u" (other)"_s)) {
                found << Here{line.section(u'=', 0, 0), false};
            }
        }
        return found;
    }
    QString anyPlaceHere()
    {
        QStringList folders{QString()};
        for (const auto all = here(true); const auto &one : all) {
            if (one.isFolder) {
                folders << one.path + u'/';
            }
        }
        return folders.at(any(int(folders.size())));
    }
    QList<QByteArray> contentsHere(const QString &path)
    {
        QList<QByteArray> found;
        for (const auto all = here(false); const auto &one : all) {
            if (one.path == path || one.path.startsWith(QString(path + u'/'))) {
                found << scene->read(one.path);
            }
        }
        return found;
    }
    bool isSomething(const QString &path)
    {
        struct ::stat facts = {};
        return ::lstat(scene->path(path).toUtf8().constData(), &facts) == 0;
    }
    void turnClock(const QString &path)
    {
        const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = time_t(random.bounded(-100'000, 2'000'000'000)), .tv_nsec = long(random.bounded(1'000'000'000))}};
        ::utimensat(AT_FDCWD, scene->path(path).toUtf8().constData(), times, AT_SYMLINK_NOFOLLOW);
    }

    void changeHere()
    {
        const auto files = here(false);
        const auto all = here(true);
        const auto file = files.isEmpty() ? QString() : files.at(any(int(files.size()))).path;
        const auto one = all.isEmpty() ? Here{} : all.at(any(int(all.size())));
        const QString fresh = anyPlaceHere() + anyName();
        switch (any(12)) {
        case 0:
        case 1:
            if (!isSomething(fresh)) {
                const auto bytes = this->fresh("here");
                story << u"here: new "_s + fresh + u' ' + QString::fromUtf8(bytes);
                scene->write(fresh, bytes);
                write(bytes);
            }
            break;
        case 2:
            if (const auto folder = QString(anyPlaceHere() + anyFolderName()); !isSomething(folder)) {
                story << u"here: folder "_s + folder;
                scene->makeFolder(folder);
            }
            break;
        case 3:
        case 4:
        case 5:
            if (!file.isEmpty()) {
                const auto before = scene->read(file);
                const auto bytes = this->fresh("here");
                const bool inPlace = isOneIn(2);
                story << u"here: "_s + (inPlace ? u"write "_s : u"save "_s) + file + u' ' + QString::fromUtf8(bytes);
                inPlace ? scene->write(file, bytes) : scene->save(file, bytes);
                giveUp(givenHere, before);
                write(bytes);
            }
            break;
        case 6:
            if (!file.isEmpty()) { // as sneaky as can be: same size, same time
                auto bytes = scene->read(file);
                const auto before = bytes;
                std::reverse(bytes.begin(), bytes.end());
                bytes.replace(' ', '_');
                if (bytes != before && !precious.contains(bytes) && !givenHere.contains(bytes) && !givenThere.contains(bytes)) {
                    story << u"here: same size and time "_s + file + u' ' + QString::fromUtf8(bytes);
                    struct ::stat facts = {};
                    ::stat(scene->path(file).toUtf8().constData(), &facts);
                    scene->write(file, bytes);
                    const timespec times[2] = {facts.st_atim, facts.st_mtim};
                    ::utimensat(AT_FDCWD, scene->path(file).toUtf8().constData(), times, 0);
                    giveUp(givenHere, before);
                    write(bytes);
                }
            }
            break;
        case 7:
        case 8:
            if (const QString to = anyPlaceHere() + (one.isFolder ? anyFolderName() : anyName()); !one.path.isEmpty() && !isSomething(to) && !to.startsWith(QString(one.path + u'/'))) {
                story << u"here: move "_s + one.path + u" to "_s + to;
                scene->rename(one.path, to);
            }
            break;
        case 9:
            if (!one.path.isEmpty()) {
                story << u"here: remove "_s + one.path;
                for (const auto going = contentsHere(one.path); const auto &bytes : going) {
                    giveUp(givenHere, bytes);
                }
                scene->remove(one.path);
            }
            break;
        case 10:
            if (!one.path.isEmpty() && isOneIn(2)) { // something else takes its place
                for (const auto going = contentsHere(one.path); const auto &bytes : going) {
                    giveUp(givenHere, bytes);
                }
                scene->remove(one.path);
                const auto name = scene->path(one.path).toUtf8();
                const int kind = any(4);
                story << u"here: instead of %1 kind %2"_s.arg(one.path).arg(kind);
                if (kind == 0) {
                    (void)::symlink("/etc", name.constData());
                } else if (kind == 1) {
                    (void)::mkfifo(name.constData(), 0600);
                } else if (one.isFolder) {
                    const auto bytes = this->fresh("here");
                    scene->write(one.path, bytes);
                    write(bytes);
                } else {
                    scene->makeFolder(one.path);
                }
            }
            break;
        case 11:
            if (!one.path.isEmpty()) {
                story << u"here: clock of "_s + one.path;
                turnClock(one.path);
            }
            break;
        }
    }

    // ------------------------------------------------------------ there

    QList<QByteArray> contentsThere(const QString &path)
    {
        QList<QByteArray> found;
        for (const auto &[href, entry] : scene->cloud.entries.asKeyValueRange()) {
            const auto one = scene->cloud.pathOf(href);
            if (!entry.isFolder && (one == path || (path.endsWith(u'/') && one.startsWith(path)))) {
                found << entry.bytes;
            }
        }
        return found;
    }
    /// A server has one thing of a name, whatever kind it is.
    bool isFreeThere(const QString &path)
    {
        const QString name = path.endsWith(u'/') ? path.chopped(1) : path;
        const auto shown = scene->f.listing();
        return !scene->cloud.has(name) && !scene->cloud.has(QString(name + u'/')) && !shown.contains(name) && !shown.contains(QString(name + u'/'));
    }

    void changeThere()
    {
        auto &cloud = scene->cloud;
        const auto paths = FilesFixture::names(cloud);
        QStringList folders{QString()};
        for (const auto &path : paths) {
            if (path.endsWith(u'/')) {
                folders << path;
            }
        }
        const auto path = paths.isEmpty() ? QString() : paths.at(any(int(paths.size())));
        const auto folder = folders.at(any(int(folders.size())));
        switch (any(7)) {
        case 0:
            if (const QString name = folder + anyName(); isFreeThere(name)) {
                const auto bytes = fresh("there");
                story << u"there: new "_s + name + u' ' + QString::fromUtf8(bytes);
                cloud.put(name, bytes);
                write(bytes);
            }
            break;
        case 1:
            if (const QString name = folder + anyFolderName() + u'/'; isFreeThere(name)) {
                story << u"there: folder "_s + name;
                cloud.makeFolder(name);
            }
            break;
        case 2:
        case 3:
            if (!path.isEmpty() && !path.endsWith(u'/')) {
                const auto before = cloud.bytes(path);
                const auto bytes = fresh("there");
                story << u"there: write "_s + path + u' ' + QString::fromUtf8(bytes);
                cloud.put(path, bytes);
                if (isOneIn(4)) {
                    cloud.entries[cloud.href(path)].modified = 1000 * qint64(random.bounded(2'000'000'000));
                }
                giveUp(givenThere, before);
                write(bytes);
            }
            break;
        case 4:
            if (!path.isEmpty()) {
                story << u"there: remove "_s + path;
                for (const auto going = contentsThere(path); const auto &bytes : going) {
                    giveUp(givenThere, bytes);
                }
                cloud.remove(path);
            }
            break;
        default: {
            const bool isFolder = path.endsWith(u'/');
            const QString to = isFolder ? QString(folder + anyFolderName() + u'/') : QString(folder + anyName());
            if (!path.isEmpty() && isFreeThere(to) && !(isFolder && to.startsWith(path))) {
                story << u"there: move "_s + path + u" to "_s + to;
                cloud.rename(path, to);
            }
            break;
        }
        }
    }

    // ------------------------------------------------------------ disasters

    QMap<QString, FileCloud::Entry> cloudBackup;
    QString folderBackup() const
    {
        return scene->f.local.filePath(u"backup"_s);
    }
    Result<void> sql(const QByteArray &text)
    {
        return waitedFor((*scene->f.store)->write([text](Transaction &transaction) {
            return transaction.prepareOnce(text).run();
        }));
    }
    static void copy(const QString &from, const QString &to)
    {
        QDir(to).removeRecursively();
        QProcess::execute(u"cp"_s, {u"-a"_s, from, to});
    }
    QByteArray mark() const
    {
        return scene->read(u".~kontor-mirror"_s).trimmed();
    }
    QByteArray markThatIsExpected()
    {
        return scene->f
            .read([id = scene->id](const Reader &reader) {
                return reader.prepare("SELECT mark FROM mirror WHERE id = ?1").value<QString>(id);
            })
            .value()
            .value_or(QString())
            .toLatin1();
    }
    bool hasBackup = false;
    bool hasRootBackup = false;

    void backUp()
    {
        story << u"-- backup"_s;
        cloudBackup = scene->cloud.entries;
        copy(scene->root, folderBackup());
        (void)sql("DROP TABLE IF EXISTS old_entry");
        (void)sql("CREATE TABLE old_entry AS SELECT * FROM mirror_entry");
        (void)sql("DROP TABLE IF EXISTS old_mirror");
        (void)sql("CREATE TABLE old_mirror AS SELECT * FROM mirror");
        hasBackup = true;
    }

    void restoreCloud(const QMap<QString, FileCloud::Entry> &entries)
    {
        auto &cloud = scene->cloud;
        QSet<QByteArray> before;
        for (const auto &entry : std::as_const(cloud.entries)) {
            before << entry.bytes;
        }
        for (const auto hrefs = cloud.entries.keys(); const auto &href : hrefs) {
            if (!entries.contains(href)) {
                cloud.remove(cloud.pathOf(href));
            }
        }
        for (const auto &[href, entry] : entries.asKeyValueRange()) {
            if (cloud.entries.value(href).bytes != entry.bytes || !cloud.entries.contains(href)) {
                entry.isFolder ? cloud.makeFolder(cloud.pathOf(href)) : cloud.put(cloud.pathOf(href), entry.bytes);
                cloud.entries[href].modified = entry.modified;
                cloud.entries[href].fileId = entry.fileId;
                if (!before.contains(entry.bytes)) {
                    givenThere.remove(entry.bytes);
                }
            }
        }
    }

    /// Without a journal nobody knows who gave up what: all has to stay.
    void forgive()
    {
        givenHere.clear();
        givenThere.clear();
    }

    void disaster()
    {
        (void)scene->round(); // what was sent before is no affair of the journal's
        switch (any(9)) {
        case 0:
            story << u"-- the journal is lost"_s;
            QVERIFY(sql("DELETE FROM mirror_entry"));
            forgive();
            break;
        case 1:
            story << u"-- half of the journal is lost"_s;
            QVERIFY(sql("DELETE FROM mirror_entry WHERE item % 2 = 0"));
            break;
        case 2:
            if (hasBackup) {
                story << u"-- an older journal"_s;
                QVERIFY(sql("DELETE FROM mirror_entry"));
                QVERIFY(sql("INSERT INTO mirror_entry SELECT * FROM old_entry"));
                QVERIFY(sql("UPDATE mirror SET (server, root, mark, next_mark) = (SELECT server, root, mark, next_mark FROM old_mirror)"));
                if (mark() != markThatIsExpected()) {
                    forgive();
                }
            }
            break;
        case 3:
            if (hasBackup) {
                story << u"-- an older server"_s;
                restoreCloud(cloudBackup);
            }
            break;
        case 4: {
            story << u"-- another server of the same name"_s;
            auto &cloud = scene->cloud;
            auto entries = cloud.entries;
            restoreCloud({});
            (void)scene->round();
            for (const auto &[href, entry] : entries.asKeyValueRange()) {
                if (isOneIn(2)) {
                    continue;
                }
                const auto path = cloud.pathOf(href);
                for (auto at = path.indexOf(u'/'); at >= 0; at = path.indexOf(u'/', at + 1)) {
                    if (!cloud.has(path.left(at + 1))) {
                        cloud.makeFolder(path.left(at + 1));
                    }
                }
                if (!entry.isFolder) {
                    const auto bytes = fresh("elsewhere");
                    cloud.put(path, bytes);
                    write(bytes);
                }
            }
            break;
        }
        case 5:
            if (hasBackup) {
                story << u"-- an older folder"_s;
                QSet<QByteArray> before;
                for (const auto all = here(false); const auto &one : all) {
                    before << scene->read(one.path);
                }
                copy(folderBackup(), scene->root);
                for (const auto all = here(false); const auto &one : all) {
                    if (!before.contains(scene->read(one.path))) {
                        givenHere.remove(scene->read(one.path));
                    }
                }
                if (mark() != markThatIsExpected()) {
                    forgive();
                }
            }
            break;
        case 6:
            story << u"-- the folder is on another disk now"_s;
            copy(scene->root, scene->f.local.filePath(u"moved"_s));
            QDir(scene->root).removeRecursively();
            QDir().rename(scene->f.local.filePath(u"moved"_s), scene->root);
            break;
        case 7:
            story << u"-- the disk of the folder is missing, its place is empty"_s;
            QDir(scene->root).removeRecursively();
            QDir().mkpath(scene->root);
            break;
        case 8:
            story << u"-- the mark is lost"_s;
            QFile::remove(scene->path(u".~kontor-mirror"_s));
            break;
        }
    }

    // ------------------------------------------------------------ what has to hold

    QSet<QByteArray> contents()
    {
        QSet<QByteArray> all;
        for (const auto files = here(false); const auto &one : files) {
            all << scene->read(one.path);
        }
        for (const auto &entry : std::as_const(scene->cloud.entries)) {
            all << entry.bytes;
        }
        all.remove({}); // folders
        return all;
    }

    bool settle()
    {
        auto removals = MirrorRun::Removals::Ask;
        for (int answers = 0; answers < 4; ++answers) {
            if (!scene->settle(removals)) {
                return false;
            }
            if (!scene->outcome.isPaused) {
                return true;
            }
            if (scene->outcome.removals == 0) {
                return false;
            }
            const bool isMeant = isOneIn(2);
            story << (isMeant ? u"-- it was meant"_s : u"-- it was not meant"_s);
            if (isMeant) {
                // What is to go on the server now was agreed upon.
                const auto remaining = contents();
                for (const auto &bytes : remaining) {
                    giveUp(givenHere, bytes);
                }
                for (const auto files = here(false); const auto &one : files) {
                    if (const auto bytes = scene->read(one.path); !givenThere.contains(bytes)) {
                        givenHere.remove(bytes);
                        precious << bytes;
                    }
                }
            }
            removals = isMeant ? MirrorRun::Removals::CarryOut : MirrorRun::Removals::BringBack;
            if (!isMeant) {
                // Once: it begins anew with that.
                const auto done = scene->run(removals);
                if (!done) {
                    return false;
                }
                removals = MirrorRun::Removals::Ask;
            }
        }
        return false;
    }

    /// What is nobody's to keep in step: told as problems, and things that are no files.
    bool isLeftAlone(const QString &path)
    {
        const auto isIn = [&path](const QString &folder) {
            return path == folder || path.startsWith(QString(folder + u'/'));
        };
        const bool isTold = std::ranges::any_of(scene->outcome.problems, [&](const MirrorProblem &problem) {
            return isIn(problem.path);
        });
        if (isTold) {
            return true;
        }
        const auto all = scene->listing();
        return std::ranges::any_of(all, [&](const QString &line) {
            if (!line.endsWith(u" (other)"_s)) {
                return false;
            }
            const auto other = line.chopped(8);
            // A folder that was removed there stays for what lies in it.
            return isIn(other) || (other.startsWith(QString(path + u'/')) && !scene->cloud.has(QString(path + u'/')));
        });
    }
    /// Places in the journal that are told as problems, or whose place on the server is: what is there has two places.
    QSet<QString> tangle()
    {
        QHash<ItemId, QString> there;
        for (const auto all = scene->f.listing(); auto path : all) {
            path = path.endsWith(u'/') ? path.chopped(1) : path;
            there.insert(scene->f.item(path), path);
        }
        auto journal = scene->f.read([](const Reader &reader) -> Result<QList<std::pair<QString, ItemId>>> {
                                   QList<std::pair<QString, ItemId>> entries;
                                   return reader.prepare("SELECT path, item FROM mirror_entry")
                                       .each([&entries](const Statement &row) {
                                           entries.append({row.text(0), row.get<ItemId>(1)});
                                       })
                                       .transform([&entries] {
                                           return entries;
                                       });
                               }).value();
        QSet<QString> tangled;
        for (const auto &[path, item] : std::as_const(journal)) {
            const auto place = there.value(item);
            // Without its place here it was moved to where it cannot be there.
            const bool isElsewhere = !scene->outcome.problems.isEmpty() && !isSomething(path);
            if (!place.isEmpty() && (isElsewhere || isLeftAlone(path) || isLeftAlone(place))) {
                tangled << path << place;
            }
        }
        return tangled;
    }
    QStringList inStep(const QStringList &listing, const QSet<QString> &tangled)
    {
        QSet<QByteArray> told;
        for (const auto &problem : std::as_const(scene->outcome.problems)) {
            told << scene->read(problem.path);
        }
        told.remove({});
        QStringList lines;
        for (const auto &line : listing) {
            auto path = line.section(u'=', 0, 0);
            path = path.endsWith(u'/') ? path.chopped(1) : path;
            bool isOut = line.endsWith(u" (other)"_s) || isLeftAlone(path) || told.contains(line.section(u'=', 1).toUtf8());
            for (auto at = path; !at.isEmpty() && !isOut; at = at.left(std::max<qsizetype>(at.lastIndexOf(u'/'), 0))) {
                isOut = tangled.contains(at);
            }
            if (!isOut) {
                lines << line;
            }
        }
        return lines;
    }

    QString told(const QString &what)
    {
        return what + u"\nrepeat with KONTOR_SEED=%1 (tries a hundred from there)\nstory:\n  "_s.arg(QString::fromLatin1(QTest::currentDataTag()).section(u' ', 1)) + story.join(u"\n  "_s) + scene->told();
    }
};

}
