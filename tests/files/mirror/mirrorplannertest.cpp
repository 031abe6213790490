// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorignore.h"
#include "files/mirror/mirrorplan.h"
#include "files/mirror/mirrortree.h"

#include <QTest>

using namespace Kontor;

namespace
{
QString operator""_s(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}

/// Both sides and the journal, told in short: "" for nothing, else the content; folders end with a slash.
struct Sides {
    MirrorState state;
    quint64 inode = 100;
    qint64 item = 1;

    static MirrorStat stat(quint64 inode, const QByteArray &bytes)
    {
        return {.inode = inode, .size = bytes.size(), .mtime = 1'000, .ctime = qint64(2'000 + qHash(bytes) % 1000)};
    }
    static QByteArray hash(const QByteArray &bytes)
    {
        return "#" + bytes;
    }
    ItemId parentOf(const QString &path) const
    {
        const auto folder = mirrorParent(path);
        QString at;
        ItemId parent;
        for (const auto &name : folder.split(u'/', Qt::SkipEmptyParts)) {
            const auto found = std::ranges::find_if(state.remote, [&](const MirrorRemote &one) {
                return one.parent == parent && one.name == name && one.isFolder;
            });
            parent = found == state.remote.cend() ? ItemId{} : found->item;
        }
        return parent;
    }

    /// A file as it is on both sides and in the journal; content not told: it is not there.
    Sides &file(const QString &path, const std::optional<QByteArray> &here, const std::optional<QByteArray> &there, const std::optional<QByteArray> &journal)
    {
        const ItemId id{item++};
        const auto number = inode++;
        if (here) {
            state.local << MirrorLocal{.path = path, .stat = stat(number, *here), .hash = hash(*here)};
        }
        if (there) {
            state.remote << MirrorRemote{.item = id, .parent = parentOf(path), .name = mirrorName(path), .size = there->size(), .modified = 5, .revision = QString::fromUtf8(*there),
                                         .hash = hash(*there)};
        }
        if (journal) {
            const auto version = MirrorRemote{.item = id, .revision = QString::fromUtf8(*journal)}.version();
            state.journal << MirrorEntry{.path = path, .item = id, .version = version, .revision = QString::fromUtf8(*journal), .modified = 5, .stat = stat(number, *journal), .hash = hash(*journal)};
        }
        return *this;
    }
    enum Where { Here = 1, There = 2, Journal = 4 };
    Sides &folder(const QString &path, int where)
    {
        const ItemId id{item++};
        const auto number = inode++;
        if (where & Here) {
            state.local << MirrorLocal{.path = path, .isFolder = true, .stat = {.inode = number}};
        }
        if (where & There) {
            state.remote << MirrorRemote{.item = id, .parent = parentOf(path), .name = mirrorName(path), .isFolder = true};
        }
        if (where & Journal) {
            state.journal << MirrorEntry{.path = path, .isFolder = true, .item = id, .version = QStringLiteral(""), .revision = QStringLiteral(""), .stat = {.inode = number}, .hash = QByteArray("")};
        }
        return *this;
    }
};

QString word(MirrorStep::Kind kind)
{
    static const QStringList words{u"hash here"_s, u"hash there"_s, u"note"_s, u"forget"_s, u"folder here"_s, u"folder there"_s, u"move here"_s, u"exchange"_s,
                                   u"move there"_s, u"give way"_s, u"download"_s, u"keep both"_s, u"upload"_s, u"remove here"_s, u"remove there"_s};
    return words.at(int(kind));
}

QStringList steps(const MirrorAgenda &agenda)
{
    QStringList lines;
    for (const auto &step : agenda.steps) {
        lines << word(step.kind) + u' ' + (step.from.isEmpty() ? QString() : QString(step.from + u" -> "_s)) + step.path;
    }
    return lines;
}
QStringList steps(const Sides &sides)
{
    return steps(MirrorPlan::agenda(sides.state));
}
}

/// What is decided for each state of the two sides and the journal.
class MirrorPlannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneFile_data()
    {
        using Text = std::optional<QByteArray>;
        QTest::addColumn<Text>("here");
        QTest::addColumn<Text>("there");
        QTest::addColumn<Text>("journal");
        QTest::addColumn<QString>("expected");
        const Text none;
        QTest::newRow("nothing new") << Text("a") << Text("a") << Text("a") << u""_s;
        QTest::newRow("gone on both") << none << none << Text("a") << u"forget f"_s;
        QTest::newRow("new here") << Text("a") << none << none << u"upload f"_s;
        QTest::newRow("new there") << none << Text("a") << none << u"download f"_s;
        QTest::newRow("the same on both, no journal") << Text("a") << Text("a") << none << u"note f"_s;
        QTest::newRow("different on both, no journal") << Text("a") << Text("b") << none << u"keep both f"_s;
        QTest::newRow("changed here") << Text("b") << Text("a") << Text("a") << u"upload f"_s;
        QTest::newRow("changed there") << Text("a") << Text("b") << Text("a") << u"download f"_s;
        QTest::newRow("changed on both") << Text("b") << Text("c") << Text("a") << u"keep both f"_s;
        QTest::newRow("changed on both to the same") << Text("b") << Text("b") << Text("a") << u"note f"_s;
        QTest::newRow("removed here") << none << Text("a") << Text("a") << u"remove there f"_s;
        QTest::newRow("removed there") << Text("a") << none << Text("a") << u"remove here f"_s;
        QTest::newRow("removed here, changed there") << none << Text("b") << Text("a") << u"download f"_s;
        QTest::newRow("changed here, removed there") << Text("b") << none << Text("a") << u"upload f"_s;
    }

    void oneFile()
    {
        using Text = std::optional<QByteArray>;
        QFETCH(Text, here);
        QFETCH(Text, there);
        QFETCH(Text, journal);
        QFETCH(QString, expected);
        Sides sides;
        sides.file(u"f"_s, here, there, journal);
        QCOMPARE(steps(sides).join(u", "_s), expected);
        // What has not been read is read before anything is decided by it.
        Sides unread = sides;
        for (auto &one : unread.state.local) {
            one.hash.clear();
            one.stat.ctime += 1; // somebody touched it
        }
        const auto first = steps(unread).join(u", "_s);
        if (here && journal && !there) {
            QCOMPARE(first, u"hash here f"_s);
        } else if (here && there && journal && here == journal) {
            QCOMPARE(first, u"hash here f"_s);
        }
    }

    void oneFolder_data()
    {
        QTest::addColumn<int>("where");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing new") << int(Sides::Here | Sides::There | Sides::Journal) << u""_s;
        QTest::newRow("new here") << int(Sides::Here) << u"folder there d"_s;
        QTest::newRow("new there") << int(Sides::There) << u"folder here d"_s;
        QTest::newRow("removed here") << int(Sides::There | Sides::Journal) << u"remove there d"_s;
        QTest::newRow("removed there") << int(Sides::Here | Sides::Journal) << u"remove here d"_s;
        QTest::newRow("gone on both") << int(Sides::Journal) << u"forget d"_s;
        QTest::newRow("no journal") << int(Sides::Here | Sides::There) << u"note d"_s;
    }

    void oneFolder()
    {
        QFETCH(int, where);
        QFETCH(QString, expected);
        Sides sides;
        sides.folder(u"d"_s, where);
        QCOMPARE(steps(sides).join(u", "_s), expected);
    }

    void aRemovedFolderStaysForWhatChangedInIt()
    {
        Sides sides;
        sides.folder(u"d"_s, Sides::Here | Sides::Journal);
        sides.file(u"d/old"_s, "a", {}, "a");
        sides.file(u"d/edited"_s, "b", {}, "a");
        auto all = steps(sides);
        QCOMPARE(all, QStringList({u"folder there d"_s, u"upload d/edited"_s, u"remove here d/old"_s}));
        Sides other;
        other.folder(u"d"_s, Sides::There | Sides::Journal);
        other.file(u"d/old"_s, {}, "a", "a");
        other.file(u"d/edited"_s, {}, "b", "a");
        all = steps(other);
        QCOMPARE(all, QStringList({u"folder here d"_s, u"download d/edited"_s, u"remove there d/old"_s}));
    }

    void aFolderGoesAsAWhole()
    {
        Sides sides;
        sides.folder(u"d"_s, Sides::Here | Sides::Journal);
        sides.folder(u"d/e"_s, Sides::Here | Sides::Journal);
        sides.file(u"d/e/f"_s, "a", {}, "a");
        const auto agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(steps(agenda), QStringList({u"remove here d"_s}));
        QCOMPARE(agenda.steps.first().below.size(), 2); // and only what was seen
    }

    void linksKeepTheirFolder()
    {
        Sides sides;
        sides.folder(u"d"_s, Sides::Here | Sides::Journal);
        sides.state.local.first().holdsOthers = true;
        sides.file(u"d/f"_s, "a", {}, "a");
        QVERIFY(!steps(sides).contains(u"remove here d"_s));
    }

    void movesAreMoves()
    {
        Sides here;
        here.file(u"f"_s, "a", "a", "a");
        here.state.local.first().path = u"g"_s;
        QCOMPARE(steps(here), QStringList(u"move there f -> g"_s));
        Sides there;
        there.file(u"f"_s, "a", "a", "a");
        there.state.remote.first().name = u"g"_s;
        QCOMPARE(steps(there), QStringList(u"move here f -> g"_s));
        Sides both; // the server's place counts
        both.file(u"f"_s, "a", "a", "a");
        both.state.local.first().path = u"g"_s;
        both.state.remote.first().name = u"h"_s;
        QCOMPARE(steps(both), QStringList(u"move here g -> h"_s));
    }

    void whatLiesInAFolderWithTwoPlacesIsStillKnown()
    {
        // The folder was moved here to where it cannot be there, and stays under two names; a file in it was noted, then edited.
        Sides sides;
        sides.folder(u"d"_s, Sides::Here | Sides::There | Sides::Journal).folder(u"D1"_s, Sides::Here | Sides::There | Sides::Journal).file(u"d/f"_s, "b", "a", "a");
        sides.state.local[0].path = u"d1"_s;
        sides.state.local[2].path = sides.state.journal[2].path = u"d1/f"_s;
        sides.state.local[2].stat = Sides::stat(999, "b");
        QCOMPARE(steps(sides), QStringList(u"upload d1/f"_s));
        QCOMPARE(MirrorPlan::agenda(sides.state).problems.size(), 1);
    }

    void twoChangePlaces()
    {
        Sides sides;
        sides.file(u"f"_s, "a", "a", "a").file(u"g"_s, "b", "b", "b");
        std::swap(sides.state.remote[0].name, sides.state.remote[1].name);
        QCOMPARE(steps(sides).size(), 1);
        QVERIFY2(steps(sides).first().startsWith(u"exchange "_s), qPrintable(steps(sides).first()));
    }

    void aNewFileUnderAnOldNameIsANewVersion()
    {
        Sides sides;
        sides.file(u"f"_s, "a", "a", "a");
        sides.state.local.first().stat = Sides::stat(999, "b"); // written beside and renamed over, as editors do
        sides.state.local.first().hash = Sides::hash("b");
        QCOMPARE(steps(sides), QStringList(u"upload f"_s));
    }

    void whatThisPersonMayNotDoIsToldAndNotTried()
    {
        Sides sides;
        sides.file(u"f"_s, "b", "a", "a");
        sides.state.remote.first().rights = FileRight::Read;
        auto agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(agenda.steps.size(), 0);
        QCOMPARE(agenda.problems.size(), 1);
        Sides added;
        added.state.topRights = FileRight::Read;
        added.file(u"f"_s, "a", {}, {});
        agenda = MirrorPlan::agenda(added.state);
        QCOMPARE(agenda.steps.size(), 0);
        QCOMPARE(agenda.problems.size(), 1);
        Sides removed;
        removed.file(u"f"_s, {}, "a", "a");
        removed.state.remote.first().rights = FileRight::Read;
        QCOMPARE(steps(removed), QStringList(u"download f"_s)); // it comes back
        Sides moved;
        moved.file(u"f"_s, "a", "a", "a");
        moved.state.local.first().path = u"g"_s;
        moved.state.remote.first().rights = FileRight::Read | FileRight::Write;
        QCOMPARE(steps(moved), QStringList(u"move here g -> f"_s)); // it goes back
    }

    void badNamesComeWithAProposal_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("proposal");
        QTest::newRow("forbidden character") << u"a:b.txt"_s << u"a_b.txt"_s;
        QTest::newRow("dot at the end") << u"name."_s << u"name"_s;
        QTest::newRow("space at the end") << u"name "_s << u"name"_s;
        QTest::newRow("line break") << u"a\nb"_s << u"a_b"_s;
        QTest::newRow("forbidden name") << u"CON.txt"_s << u"_CON.txt"_s;
    }

    void badNamesComeWithAProposal()
    {
        QFETCH(QString, name);
        QFETCH(QString, proposal);
        Sides sides;
        sides.state.features = {.isCloud = true, .forbiddenCharacters = {u":"_s, u"?"_s}, .forbiddenNames = {u"con"_s}};
        sides.file(name, "a", {}, {});
        sides.folder(u"d?"_s, Sides::Here);
        sides.file(u"d?/in it"_s, "a", {}, {});
        const auto agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(agenda.steps.size(), 0); // nor what lies in such a folder
        QCOMPARE(agenda.problems.size(), 2);
        const auto problem = *std::ranges::find(agenda.problems, name, &MirrorProblem::path);
        QCOMPARE(problem.proposal, proposal);
        QVERIFY(problem.sentence.endsWith(u'.'));
    }

    void namesThatDifferInCaseAreTold()
    {
        Sides sides;
        sides.file(u"report.txt"_s, "a", "a", "a").file(u"Report.txt"_s, "b", {}, {});
        const auto agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(agenda.steps.size(), 0);
        QCOMPARE(agenda.problems.size(), 1);
        QCOMPARE(agenda.problems.first().path, u"Report.txt"_s);
        QCOMPARE(agenda.problems.first().proposal, u"Report (2).txt"_s);
        Sides blind; // two of the server that this file system cannot keep apart
        blind.state.isCaseBlind = true;
        blind.file(u"report.txt"_s, {}, "a", {}).file(u"Report.txt"_s, {}, "b", {});
        const auto there = MirrorPlan::agenda(blind.state);
        QCOMPARE(there.steps.size(), 1);
        QCOMPARE(there.problems.size(), 1);
    }

    void anotherSpellingOfTheSameNameIsTheSame()
    {
        Sides sides;
        sides.file(u"a\u0308.txt"_s, "a", {}, {});
        sides.state.remote << MirrorRemote{.item = ItemId{9}, .name = u"\u00e4.txt"_s, .size = 1, .revision = u"a"_s, .hash = Sides::hash("a")};
        QCOMPARE(steps(sides), QStringList(u"move here a\u0308.txt -> \u00e4.txt"_s)); // as the server spells it
    }

    void fileAgainstFolder()
    {
        Sides sides;
        sides.folder(u"x"_s, Sides::There);
        sides.file(u"x/in it"_s, {}, "a", {});
        sides.state.local << MirrorLocal{.path = u"x"_s, .stat = Sides::stat(50, "b"), .hash = Sides::hash("b")};
        QVERIFY2(steps(sides) == QStringList(u"give way x"_s), qPrintable(steps(sides).join(u", "_s))); // and the next look goes on
    }

    void muchAtOnceIsAsked()
    {
        Sides sides;
        for (int i = 0; i < 20; ++i) {
            sides.file(u"f%1"_s.arg(i), i < 12 ? std::optional<QByteArray>() : "a", "a", "a");
        }
        auto agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(agenda.removals, 12);
        QVERIFY(!agenda.areRemovalsHere);
        QCOMPARE(agenda.steps.size(), 0);
        sides.state.mayRemoveMuch = true;
        agenda = MirrorPlan::agenda(sides.state);
        QCOMPARE(agenda.removals, 0);
        QCOMPARE(agenda.steps.size(), 12);
        Sides emptied;
        emptied.file(u"f"_s, {}, "a", "a").file(u"g"_s, {}, "a", "a").file(u"h"_s, {}, "a", "a");
        QCOMPARE(MirrorPlan::agenda(emptied.state).removals, 3); // nothing is left
        Sides few;
        few.file(u"f"_s, {}, "a", "a").file(u"g"_s, "a", "a", "a");
        QCOMPARE(steps(few), QStringList(u"remove there f"_s));
        few.state.isDoubtful = true; // but not where nobody knows whether it is the right folder
        QCOMPARE(MirrorPlan::agenda(few.state).removals, 1);
    }

    void whatWasPutBackIsNoOrdinaryEdit()
    {
        Sides sides;
        sides.file(u"f"_s, "b", "a", "b");
        sides.state.journal.first().past = {{Sides::hash("a"), u"a"_s, 1}};
        QCOMPARE(steps(sides), QStringList(u"keep both f"_s)); // the server has what it had before
        Sides here;
        here.file(u"f"_s, "b", "a", "a");
        here.state.isDoubtful = true;
        QCOMPARE(steps(here), QStringList(u"keep both f"_s));
    }

    void whatOnlyWeStillHaveGoesToTheTrash()
    {
        Sides sides;
        sides.file(u"f"_s, "a", "b", "a");
        QVERIFY(MirrorPlan::agenda(sides.state).steps.first().isKept);
        sides.state.features.versions = true; // then the server has it
        sides.state.remote.first().fileId = sides.state.journal.first().fileId = u"7"_s;
        QVERIFY(MirrorPlan::agenda(sides.state).steps.first().isKept); // older than the one before: from a backup
        sides.state.remote.first().modified += 1;
        QVERIFY(!MirrorPlan::agenda(sides.state).steps.first().isKept);
        sides.state.remote.first().fileId = u"8"_s; // not if it is another file
        QVERIFY(MirrorPlan::agenda(sides.state).steps.first().isKept);
    }

    void namesThatLeadElsewhereAreLeftAlone_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : {u""_s, u"."_s, u".."_s, u"../up"_s, u"/etc/passwd"_s, u"a/b"_s, QString(QChar(0)), QString(256, u'x'), QString(130, u'\u00e4')}) {
            QTest::newRow(qPrintable(name.left(12).replace(QChar(0), u'0') + u' ' + QString::number(name.size()))) << name;
        }
    }

    void namesThatLeadElsewhereAreLeftAlone()
    {
        QFETCH(QString, name);
        Sides sides;
        sides.state.remote << MirrorRemote{.item = ItemId{1}, .name = name, .isFolder = true} << MirrorRemote{.item = ItemId{2}, .parent = ItemId{1}, .name = u"in it"_s, .size = 1};
        QCOMPARE(MirrorPlan::screen(sides.state).size(), 1);
        QCOMPARE(sides.state.remote.size(), 0);
        QCOMPARE(steps(sides), QStringList());
    }

    void foldersThatRunInCirclesEnd()
    {
        Sides sides;
        sides.state.remote << MirrorRemote{.item = ItemId{1}, .parent = ItemId{2}, .name = u"a"_s, .isFolder = true}
                           << MirrorRemote{.item = ItemId{2}, .parent = ItemId{1}, .name = u"b"_s, .isFolder = true};
        (void)MirrorPlan::screen(sides.state);
        QCOMPARE(steps(sides), QStringList());
    }

    void temporaryFilesStayWhereTheyAre_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto *name : {".~lock.report.odt#", "report.odt~", "~$report.docx", "x.tmp", "x.part", "x.crdownload", ".x.swp", ".#x", "#x#", ".DS_Store", "Thumbs.db", ".Trash-1000",
                                 ".~kontor-new-1"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    void temporaryFilesStayWhereTheyAre()
    {
        QFETCH(QString, name);
        Sides sides;
        sides.file(name, "a", {}, {}).file(QString(u"x"_s + name), {}, "b", {});
        sides.state.remote.first().name = name;
        sides.file(u"kept"_s, "a", {}, {});
        MirrorIgnore().strip(sides.state);
        QCOMPARE(steps(sides), QStringList(u"upload kept"_s));
    }

    void whatTheUserIgnoresStaysWhereItIs()
    {
        Sides sides;
        sides.folder(u"build"_s, Sides::Here).file(u"build/out"_s, "a", {}, {}).file(u"log.iso"_s, {}, "a", {}).file(u"src"_s, "a", {}, {});
        sides.folder(u"deep"_s, Sides::Here | Sides::There | Sides::Journal).file(u"deep/log"_s, "a", {}, {}).file(u"log"_s, "a", {}, {});
        MirrorIgnore({u"build/"_s, u"*.ISO"_s, u"/log"_s, u"  "_s}).strip(sides.state);
        QCOMPARE(steps(sides), QStringList({u"upload deep/log"_s, u"upload src"_s}));
    }

    void whatBecomesIgnoredIsNotRemoved()
    {
        Sides sides;
        sides.file(u"a.iso"_s, "a", "a", "a");
        MirrorIgnore({u"*.iso"_s}).strip(sides.state);
        QCOMPARE(steps(sides), QStringList());
        Sides renamed; // there to such a name
        renamed.file(u"a.txt"_s, "a", "a", "a");
        renamed.state.remote.first().name = u"a.iso"_s;
        MirrorIgnore({u"*.iso"_s}).strip(renamed.state);
        QCOMPARE(steps(renamed), QStringList());
    }
};

QTEST_GUILESS_MAIN(MirrorPlannerTest)
#include "mirrorplannertest.moc"
