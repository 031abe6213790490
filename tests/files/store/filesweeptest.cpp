// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"
#include "store/database.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>

using namespace Kontor;

namespace
{
// Failures are what these tests are about; the log would drown in them.
void silent(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type == QtFatalMsg) {
        fprintf(stderr, "%s\n", qPrintable(text));
    }
}

/// The story that is interrupted everywhere: a user works offline with files, then both sides meet.
class FileStory
{
public:
    explicit FileStory(FilesFixture &fixture)
        : f(fixture)
    {
        auto &cloud = f.anna.cloud;
        cloud.makeFolder(u"Projects/"_s);
        cloud.makeFolder(u"Projects/2026/"_s);
        cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        cloud.put(u"Projects/notes.txt"_s, "notes");
        cloud.put(u"report.odt"_s, "report");
        cloud.put(u"old.txt"_s, "old");
        cloud.put(u"leaving.txt"_s, "leaving");
        cloud.put(u"contested.txt"_s, "base");
        f.add(f.bert, u"bert@example.org"_s, u"Bert"_s);
        if (!f.round() || !f.round(f.bert) || !waitedFor(f.actions->pin({f.item(u"leaving.txt"_s)})) || !f.round()) {
            qFatal("the beginning fails");
        }
        if (!f.save(u"contested.txt"_s, "mine")) {
            qFatal("the beginning fails");
        }
        cloud.put(u"contested.txt"_s, "theirs");
        if (!f.round() || f.changes().size() != 1 || f.changes().first().state != ChangeState::Parked) {
            qFatal("there is no conflict");
        }
        conflict = f.changes().first().id;
        f.write(u"tree/a.txt"_s, "a");
        f.write(u"tree/deep/b.txt"_s, "b");
        f.stop(f.anna);
        f.stop(f.bert);
        report = f.item(u"report.odt"_s);
        notes = f.item(u"Projects/notes.txt"_s);
        year = f.item(u"Projects/2026"_s);
        old = f.item(u"old.txt"_s);
        leaving = f.item(u"leaving.txt"_s);
        top = f.target();
        elsewhere = f.target(f.bert, {});
        base = f.read([item = report](const Reader &reader) {
                    return reader.prepare("SELECT revision FROM file WHERE item = ?1").value<QString>(item);
                })
                   .value()
                   .value_or(QString());
        saved = f.write(u"saved.odt"_s, "second report");
    }

    void edit()
    {
        uploaded = waitedFor(f.actions->upload({f.local.filePath(u"tree"_s)}, top, NameClash::KeepBoth)).has_value();
        const auto staged = waitedFor(f.actions->stage(saved));
        wasSaved = staged && waitedFor(f.actions->save(report, *staged, base));
        moved = waitedFor(f.actions->move({notes}, top, NameClash::KeepBoth)).has_value();
        renamed = waitedFor(f.actions->rename(year, u"next year"_s)).has_value();
        removed = waitedFor(f.actions->remove({old})).has_value();
        replaced = removed && waitedFor(f.actions->createFile(top, u"old.txt"_s, "new instead of old"));
        f.actions->keepBoth(conflict);
        (*f.store)->drain();
        crossed = waitedFor(f.actions->move({leaving}, elsewhere, NameClash::KeepBoth)).has_value();
    }

    /// The names of conflicts without their time.
    static QStringList plain(QStringList lines)
    {
        static const QRegularExpression moment(u"\\(conflict, Anna Berg, [^)]*\\)"_s);
        lines.replaceInStrings(moment, u"(conflict)"_s);
        lines.sort();
        return lines;
    }

    QStringList expected() const
    {
        QStringList lines{u"contested.txt=theirs"_s, u"contested (conflict).txt=mine"_s, u"Projects/"_s, wasSaved ? u"report.odt=second report"_s : u"report.odt=report"_s, moved ? u"notes.txt=notes"_s : u"Projects/notes.txt=notes"_s};
        lines << (renamed ? QStringList{u"Projects/next year/"_s, u"Projects/next year/plan.txt=plan"_s} : QStringList{u"Projects/2026/"_s, u"Projects/2026/plan.txt=plan"_s});
        if (uploaded) {
            lines << u"tree/"_s << u"tree/a.txt=a"_s << u"tree/deep/"_s << u"tree/deep/b.txt=b"_s;
        }
        if (!removed) {
            lines << u"old.txt=old"_s;
        } else if (replaced) {
            lines << u"old.txt=new instead of old"_s;
        }
        if (!crossed) {
            lines << u"leaving.txt=leaving"_s;
        }
        lines.sort();
        return lines;
    }

    bool isAllDone() const
    {
        return uploaded && wasSaved && moved && renamed && removed && replaced && crossed;
    }

    bool uploaded = false, wasSaved = false, moved = false, renamed = false, removed = false, replaced = false, crossed = false;

private:
    FilesFixture &f;
    ItemId report, notes, year, old, leaving;
    ChangeId conflict;
    FileTarget top, elsewhere;
    QString base, saved;
};
}

/// Whatever fails, nothing that the user did disappears, and nothing is done twice.
class FileSweepTest : public QObject
{
    Q_OBJECT

    static void verify(FilesFixture &f, const FileStory &story, int i)
    {
        Result<void> done;
        for (const auto all = f.changes(); const auto &change : all) {
            if (change.state == ChangeState::Parked) { // the user asks once more
                f.actions->keepBoth(change.id);
                (*f.store)->drain();
            }
        }
        for (int round = 0; round < 4; ++round) {
            done = f.round();
            done = done ? f.round(f.bert) : done;
        }
        QVERIFY2(done, qPrintable(u"fault %1: %2"_s.arg(i).arg(done ? QString() : done.error().detail)));
        const auto changes = f.changes();
        const auto context = u"fault %1\nserver:\n%2\nexpected:\n%3\nother server:\n%4\ndone:\n%5\nwaiting: %6"_s.arg(QString::number(i),
                                                                                                       f.anna.cloud.listing().join(u'\n'),
                                                                                                       story.expected().join(u'\n'),
                                                                                                       f.bert.cloud.listing().join(u'\n'),
                                                                                                       f.anna.cloud.log.join(u'\n'),
                                                                                                       changes.isEmpty() ? QString() : changes.first().kind + changes.first().error.message);
        QVERIFY2(changes.isEmpty(), qPrintable(context));
        QVERIFY2(FileStory::plain(f.anna.cloud.listing()) == FileStory::plain(story.expected()), qPrintable(context));
        QVERIFY2(f.bert.cloud.listing() == (story.crossed ? QStringList(u"leaving.txt=leaving"_s) : QStringList()), qPrintable(context));
        QVERIFY2(f.listing() == FilesFixture::names(f.anna.cloud), qPrintable(context + u"\nlocal:\n"_s + f.listing().join(u'\n')));
        QVERIFY2(f.listing(f.bert) == FilesFixture::names(f.bert.cloud), qPrintable(context));
        auto log = f.anna.cloud.log + f.bert.cloud.log;
        const auto count = log.size();
        log.removeDuplicates();
        QVERIFY2(log.size() == count, qPrintable(context));
        QCOMPARE(f.number("SELECT count(*) FROM item WHERE remote_id IS NULL"), 0);
    }

    QtMessageHandler m_usual = nullptr;

private Q_SLOTS:
    void init()
    {
        m_usual = qInstallMessageHandler(silent);
    }

    void cleanup()
    {
        Database::setFault({});
        qInstallMessageHandler(m_usual);
    }

    void everyDatabaseAccess_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("one fails") << false;
        QTest::newRow("the program ends there") << true;
    }

    void everyDatabaseAccess()
    {
        QFETCH(bool, killed);
        int i = 1;
        for (bool struck = true; struck; i += 1 + i / 60) { // close together at first, then sampled
            FilesFixture f;
            FileStory story(f);
            const auto count = std::make_shared<std::atomic<int>>(0);
            Database::setFault([count, i, killed]() -> std::optional<Error> {
                const int now = ++*count;
                const bool fails = killed ? now >= i : now == i;
                return fails ? std::optional(Error{.kind = Error::Kind::Storage, .message = u"The disk is broken."_s, .detail = {}}) : std::nullopt;
            });
            story.edit();
            (void)f.round();
            (void)f.round(f.bert);
            (void)f.round();
            f.end();
            Database::setFault({});
            struck = *count >= i;
            f.begin();
            f.reopen();
            QVERIFY(struck || story.isAllDone());
            verify(f, story, i);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        qInstallMessageHandler(m_usual);
        qInfo() << "accesses up to" << i;
        QVERIFY(i > 100);
    }

    void everyAnswer_data()
    {
        QTest::addColumn<int>("strikes");
        QTest::addColumn<int>("kind");
        QTest::newRow("offline before") << int(FileCloud::Strikes::BeforeEffect) << int(Error::Kind::Offline);
        QTest::newRow("offline after") << int(FileCloud::Strikes::AfterEffect) << int(Error::Kind::Offline);
        QTest::newRow("timeout after") << int(FileCloud::Strikes::AfterEffect) << int(Error::Kind::Timeout);
    }

    void everyAnswer()
    {
        QFETCH(int, strikes);
        QFETCH(int, kind);
        int i = 1;
        for (bool struck = true; struck; ++i) {
            FilesFixture f;
            FileStory story(f);
            for (auto *side : {&f.anna, &f.bert}) {
                side->cloud.failAt = side->cloud.calls + i;
                side->cloud.strikes = FileCloud::Strikes(strikes);
                side->cloud.kind = Error::Kind(kind);
            }
            story.edit();
            (void)f.round();
            (void)f.round(f.bert);
            (void)f.round();
            struck = f.anna.cloud.calls >= f.anna.cloud.failAt || f.bert.cloud.calls >= f.bert.cloud.failAt;
            f.anna.cloud.failAt = f.bert.cloud.failAt = 0;
            QVERIFY(story.isAllDone());
            verify(f, story, i);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        qInstallMessageHandler(m_usual);
        qInfo() << "answers:" << i - 2;
        QVERIFY(i > 8);
    }
};

QTEST_GUILESS_MAIN(FileSweepTest)
#include "filesweeptest.moc"
