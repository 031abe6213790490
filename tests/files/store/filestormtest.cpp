// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// Two people work on the same files at random, one of them mostly offline, with a connection that breaks now and then.
/// In the end nothing waits, both sides are the same, and each piece of content that nobody meant to go is there.
class FileStormTest : public QObject
{
    Q_OBJECT

    struct Local {
        ItemId item;
        QString path;
        bool isFolder;
    };

    std::unique_ptr<FilesFixture> f;
    QRandomGenerator random;
    quint32 seed = 0;
    QString m_into; ///< where anyFolder() led
    QMap<QString, FileCloud::Entry> m_backup;
    bool m_wasDisaster = false;
    QSet<QByteArray> precious; ///< what I wrote and nobody meant to go
    int next = 0;
    QStringList story;

    QByteArray fresh(const char *who)
    {
        return QByteArray(who) + ' ' + QByteArray::number(++next);
    }

    static Result<void> collect(const Reader &reader, const FileTarget &folder, const QString &prefix, QList<Local> *list)
    {
        return FileQuery::children(reader, folder).and_then([&](const QList<FileRow> &children) {
            Result<void> done;
            for (auto child = children.cbegin(); done && child != children.cend(); ++child) {
                const QString path = prefix + child->name;
                list->append({child->item, path, child->isFolder});
                done = child->isFolder ? collect(reader, {folder.space, child->item}, path + u'/', list) : done;
            }
            return done;
        });
    }

    QList<Local> locals()
    {
        return f->read([space = f->space(f->anna)](const Reader &reader) {
                    QList<Local> list;
                    return collect(reader, {space, {}}, {}, &list).transform([&list] {
                        return list;
                    });
                })
            .value();
    }

    template<class Keep>
    std::optional<Local> any(Keep keep)
    {
        auto list = locals();
        list.removeIf([&](const Local &one) {
            return !one.item || !keep(one);
        });
        return list.isEmpty() ? std::nullopt : std::optional(list.at(random.bounded(list.size())));
    }

    FileTarget anyFolder()
    {
        const auto folder = random.bounded(3) == 0 ? std::nullopt : any([](const Local &one) {
            return one.isFolder;
        });
        m_into = folder ? u" into "_s + folder->path : u" at the top"_s;
        return {f->space(f->anna), folder ? folder->item : ItemId{}};
    }

    /// What I see in a file.
    QByteArray seen(ItemId item)
    {
        QString key;
        QString fileId;
        (void)f->read([&](const Reader &reader) {
            return reader.prepare("SELECT iif(content <> '', content, kept), file_id FROM file WHERE item = ?1")
                .each(
                    [&](const Statement &row) {
                        key = row.text(0);
                        fileId = row.text(1);
                    },
                    item);
        });
        if (const auto here = key.isEmpty() ? Result<QByteArray>() : waitedFor(FileShelf(**f->store).piece(key, 0)); here && !here->isEmpty()) {
            return *here;
        }
        const auto &there = f->anna.cloud.entries;
        const auto found = std::ranges::find(there, fileId, &FileCloud::Entry::fileId); // wherever others have moved it
        return found == there.end() ? QByteArray() : found->bytes;
    }

    void lose(const QByteArray &content)
    {
        precious.remove(content);
    }

    void iDo()
    {
        const auto isFile = [](const Local &one) {
            return !one.isFolder;
        };
        const auto all = [](const Local &) {
            return true;
        };
        switch (random.bounded(8)) {
        case 0:
        case 1: {
            const auto content = fresh("mine");
            const auto item = waitedFor(f->actions->createFile(anyFolder(), u"f%1"_s.arg(random.bounded(6)), content));
            story << u"create "_s + QString::fromUtf8(content) + m_into + u" as item %1"_s.arg(item.value_or(ItemId{}).value);
            if (item) {
                precious << content;
            }
            break;
        }
        case 2:
            (void)waitedFor(f->actions->createFolder(anyFolder(), u"d%1"_s.arg(random.bounded(6))));
            story << u"folder"_s + m_into;
            break;
        case 3:
        case 4:
            if (const auto file = any(isFile)) {
                const auto content = fresh("saved");
                const auto before = seen(file->item);
                story << u"save %1 %2 over %3"_s.arg(file->path, QString::fromUtf8(content), QString::fromUtf8(before));
                if (f->save(file->item, content)) {
                    lose(before);
                    precious << content;
                }
            }
            break;
        case 5:
            if (const auto one = any(all)) {
                const auto name = (one->isFolder ? u"d%1"_s : u"f%1"_s).arg(random.bounded(6));
                story << u"rename "_s + one->path + u" to "_s + name;
                (void)waitedFor(f->actions->rename(one->item, name));
            }
            break;
        case 6:
            if (const auto one = any(all)) {
                const auto target = anyFolder();
                const auto moved = waitedFor(f->actions->move({one->item}, target, NameClash::KeepBoth));
                story << u"move "_s + one->path + m_into + (moved ? QString() : u": "_s + moved.error().message);
            }
            break;
        case 7:
            if (const auto one = any(all); one && random.bounded(2) == 0) {
                QList<QByteArray> going;
                for (const auto list = locals(); const auto &below : list) {
                    if (below.path == one->path || below.path.startsWith(one->path + u'/')) {
                        going << seen(below.item);
                    }
                }
                story << u"remove %1 with %2"_s.arg(one->path, QString::fromUtf8(going.join(", ")));
                if (waitedFor(f->actions->remove({one->item}))) {
                    for (const auto &content : std::as_const(going)) {
                        lose(content);
                    }
                }
            } else if (one) {
                const auto target = anyFolder();
                const auto copied = waitedFor(f->actions->copy({one->item}, target, NameClash::KeepBoth));
                story << u"copy "_s + one->path + m_into + (copied ? QString() : u": "_s + copied.error().message);
            }
            break;
        }
    }

    void theyDo()
    {
        auto &cloud = f->anna.cloud;
        auto paths = FilesFixture::names(cloud);
        const auto path = paths.isEmpty() ? QString() : paths.at(random.bounded(paths.size()));
        switch (random.bounded(5)) {
        case 0:
            if (const auto name = u"f%1"_s.arg(random.bounded(6)); !cloud.has(name + u"/"_s)) {
                story << u"they write "_s + name;
                lose(cloud.bytes(name));
                cloud.put(name, fresh("theirs"));
            }
            break;
        case 1:
        case 2:
            if (!path.isEmpty() && !path.endsWith(u'/')) {
                story << u"they write "_s + path;
                lose(cloud.bytes(path));
                cloud.put(path, fresh("theirs"));
            }
            break;
        case 3:
            if (!path.isEmpty()) {
                story << u"they remove "_s + path;
                for (const auto &one : std::as_const(paths)) {
                    if (one == path || (path.endsWith(u'/') && one.startsWith(path))) {
                        lose(cloud.bytes(one));
                    }
                }
                cloud.remove(path);
            }
            break;
        case 4:
            if (const QString to = u"t%1"_s.arg(random.bounded(4)) + (path.endsWith(u'/') ? u"/"_s : QString()); !path.isEmpty() && !cloud.has(to) && !cloud.has(path.endsWith(u'/') ? to.chopped(1) : QString(to + u'/'))) {
                story << u"they rename "_s + path + u" to "_s + to;
                cloud.rename(path, to);
            }
            break;
        }
    }

    /// What befalls servers, clocks and journals. Left out is what looks exactly like the work of others: a backup whose
    /// files are written again before anybody looked, or of a server whose clock went back along with it.
    void disaster()
    {
        auto &cloud = f->anna.cloud;
        m_wasDisaster = true;
        switch (random.bounded(6)) {
        case 0:
            story << u"-- the outbox is lost"_s;
            f->end();
            sql("DELETE FROM change");
            f->begin();
            cloud.isOffline = true; // a program that starts looks at what it has, before any server
            (void)f->round();
            cloud.isOffline = false;
            break;
        case 1:
            story << u"-- the server is put back to an older state"_s;
            if (cloud.skew == 0) {
                cloud.putBack(m_backup);
                (void)f->round();
            }
            break;
        case 2:
            story << u"-- the server is empty"_s;
            cloud.replaceByEmpty();
            (void)f->round();
            break;
        case 3:
            story << u"-- the server is another one with a copy of the files"_s;
            cloud.replaceByCopy();
            (void)f->round();
            break;
        case 4:
            story << u"-- the server's clock is wrong"_s;
            cloud.skew = cloud.life > 0 ? 0 : (random.bounded(2) ? 1 : -1) * qint64(20 * 365) * 24 * 60 * 60 * 1000;
            break;
        case 5: {
            story << u"-- the clock here was wrong"_s;
            const auto years = QByteArray::number((random.bounded(2) ? 1 : -1) * qint64(20 * 365) * 24 * 60 * 60 * 1000);
            sql("UPDATE change SET created = created + " + years);
            sql("UPDATE file_attic SET since = since + " + years);
            break;
        }
        }
    }

    void sql(const QByteArray &statement)
    {
        waitedFor((*f->store)->write([statement](Transaction &transaction) {
            return transaction.prepareOnce(statement).run();
        })).value();
    }

    /// Content that the server lost, as far as it is still here.
    QSet<QByteArray> inAttic()
    {
        const auto keys = f->read([](const Reader &reader) -> Result<QStringList> {
            QStringList list;
            return reader.prepare("SELECT content FROM file_attic").each([&list](const Statement &row) {
                list << row.text(0);
            }).transform([&list] {
                return list;
            });
        }).value();
        QSet<QByteArray> contents;
        for (const auto &key : keys) {
            contents << waitedFor(FileShelf(**f->store).piece(key, 0)).value_or(QByteArray());
        }
        return contents;
    }

    QString told()
    {
        QStringList waiting;
        for (const auto all = f->changes(); const auto &change : all) {
            waiting << u"%1 %2 of %3 in %4 after %5 state %6: %7"_s.arg(change.id.value)
                           .arg(change.kind)
                           .arg(change.item.value)
                           .arg(change.ground.value)
                           .arg(change.follows.value)
                           .arg(int(change.state))
                           .arg(change.error.message);
        }
        QStringList items;
        (void)f->read([&items](const Reader &reader) {
            return reader.prepare("SELECT i.id, i.remote_id, f.name, f.parent, f.hidden FROM item i LEFT JOIN file f ON f.item = i.id ORDER BY i.remote_id")
                .each([&items](const Statement &row) {
                    items << u"%1 %2 “%3” in %4%5"_s.arg(row.integer(0)).arg(row.text(1), row.text(2)).arg(row.integer(3)).arg(row.integer(4) ? u" hidden"_s : QString());
                });
        });
        return u"\nrepeat: KONTOR_SEED=%1 KONTOR_COUNT=1 filestormtest\nstory:\n"_s.arg(seed) + story.join(u'\n') + u"\nitems:\n"_s + items.join(u'\n') + u"\nwaiting:\n"_s + waiting.join(u'\n') + u"\nhere:\n"_s + f->listing().join(u'\n') + u"\nthere:\n"_s
            + f->anna.cloud.listing().join(u'\n') + u"\ndone there:\n"_s + f->anna.cloud.log.join(u'\n');
    }

private Q_SLOTS:
    void storm_data()
    {
        seeds(15);
    }

    void storm()
    {
        QFETCH(quint32, number);
        rage(number, Weather::Usual);
    }

    /// As before, and the outbox gets lost, the server is put back to a backup, emptied, replaced, clocks are wrong.
    void disasters_data()
    {
        seeds(15);
    }

    void disasters()
    {
        QFETCH(quint32, number);
        rage(number, Weather::Disasters);
    }

private:
    enum class Weather { Usual, Disasters };

    static void seeds(int usual)
    {
        QTest::addColumn<quint32>("number");
        // KONTOR_SEED and KONTOR_COUNT: the first one and how many.
        const auto first = std::max(1u, quint32(qEnvironmentVariableIntValue("KONTOR_SEED")));
        const auto count = qEnvironmentVariableIntValue("KONTOR_COUNT");
        for (quint32 number = first; number < first + quint32(count > 0 ? count : usual); ++number) {
            QTest::addRow("seed %u", number) << number;
        }
    }

    void rage(quint32 number, Weather weather)
    {
        seed = number;
        m_wasDisaster = false;
        m_backup.clear();
        random.seed(seed);
        f = std::make_unique<FilesFixture>();
        precious.clear();
        story.clear();
        next = 0;
        QVERIFY(f->round());
        for (int step = 0; step < 40; ++step) {
            iDo();
            if (random.bounded(4) == 0) {
                theyDo();
            }
            if (random.bounded(6) == 0) {
                if (random.bounded(2) == 0) {
                    f->anna.cloud.failAt = f->anna.cloud.calls + 1 + int(random.bounded(8));
                    f->anna.cloud.strikes = FileCloud::Strikes(random.bounded(2));
                }
                story << u"-- round"_s;
                (void)f->round();
                f->anna.cloud.failAt = 0;
            }
            if (random.bounded(20) == 0) {
                f->reopen();
            }
            if (weather == Weather::Disasters && random.bounded(10) == 0) {
                m_backup = f->anna.cloud.entries;
            }
            if (weather == Weather::Disasters && random.bounded(15) == 0) {
                disaster();
            }
        }
        if (m_wasDisaster) {
            QVERIFY(f->round());
            f->reopen(); // what the server lost is looked at
        }
        for (int round = 0; round < 12; ++round) {
            const auto done = f->round();
            QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
            const auto all = f->changes();
            if (all.isEmpty()) {
                break;
            }
            for (const auto &change : all) {
                if (change.state == ChangeState::Parked) {
                    story << u"keep both: %1 %2"_s.arg(change.id.value).arg(change.kind);
                    f->actions->keepBoth(change.id);
                    (*f->store)->drain();
                }
            }
        }
        QVERIFY(f->round());
        QVERIFY2(f->changes().isEmpty(), qPrintable(told()));
        QVERIFY2(f->listing() == FilesFixture::names(f->anna.cloud), qPrintable(told()));
        QSet<QByteArray> there;
        for (const auto &entry : std::as_const(f->anna.cloud.entries)) {
            there << entry.bytes;
        }
        there.unite(inAttic());
        for (const auto &content : std::as_const(precious)) {
            QVERIFY2(there.contains(content), qPrintable(u"lost: "_s + QString::fromUtf8(content) + told()));
        }
        if (!m_wasDisaster) { // what no change names any more is swept after a day
            QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'"), 0);
        }
    }
};

QTEST_GUILESS_MAIN(FileStormTest)
#include "filestormtest.moc"
