// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A file of a real server is opened, edited by a program, and sent back: offline, with both sides edited, and with
// Kontor killed in between.
#include "files/desk/opencopies.h"
#include "files/protocol/protocolfixture.h"

#include <QProcess>
#include <QTest>

using namespace Kontor;
using Qt::StringLiterals::operator""_L1;
using Qt::StringLiterals::operator""_s;

namespace
{
#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture)->round();                                                                                                             \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)

/// Anna's files at one server, in a folder of their own, and what a program of the desktop does with one of them.
class Desk
{
public:
    Desk(const Workplace &workplace, const QString &server)
    {
        static int count = 0;
        m_folder = "edits" + QByteArray::number(QCoreApplication::applicationPid()) + '-' + QByteArray::number(++count) + '/';
        const auto user = workplace.user();
        const bool isCloud = server == "cloud"_L1;
        const auto base = workplace.url(isCloud ? u"cloud.plain"_s : server);
        proxy = std::make_unique<DavProxy>(base, workplace.certificate());
        const auto login = isCloud ? user.address : user.user;
        auto files = std::make_unique<ProtocolFixture>(proxy->url(base.path()), login, user.password, workplace.certificate());
        files->direct = base;
        if (isCloud) {
            files->direct.setPath(u"/remote.php/dav/files/%1/"_s.arg(workplace.description().value("cloud"_L1).toObject().value("uid"_L1).toString()));
        } else if (!base.path().endsWith(u'/')) {
            files->direct.setPath(base.path() + u'/');
        }
        files->other = std::make_unique<HttpClient>(HttpClient::Settings{.userName = login, .password = user.password, .origin = base});
        fixture = std::move(files);
        if (server == "apache"_L1) {
            m_log = QFileInfo(workplace.folder() + u"/apache/requests"_s);
        }
        isReady = fixture->makeFolder(m_folder) && fixture->put(m_folder + name, "original");
        enter();
    }
    ~Desk()
    {
        leave();
    }

    ProtocolFixture *operator->() const
    {
        return fixture.get();
    }

    void enter()
    {
        content = std::make_unique<FileContent>(fixture->outbox->store(), [this](const ItemRef &item, const QString &part) {
            return fixture->engine->fetchNow(item, part);
        });
        copies = std::make_unique<OpenCopies>(OpenCopies::Parts{
            .store = fixture->outbox->store(),
            .actions = fixture->actions.get(),
            .content = content.get(),
            .folder = folder.path(),
            .patience = {.settle = std::chrono::milliseconds(60), .writing = std::chrono::seconds(60), .look = std::chrono::milliseconds(100)},
        });
        QObject::connect(copies.get(), &OpenCopies::saved, copies.get(), [this] {
            ++saved;
        });
    }
    /// As if it were killed: nothing is cleared up.
    void leave()
    {
        copies.reset();
        content.reset();
    }

    QString path() const
    {
        return QString::fromUtf8(m_folder + name);
    }
    QString open()
    {
        return waitedFor(copies->open(fixture->item(path()))).value_or(QString());
    }

    /// As LibreOffice does it: a lock, a new file beside it, renamed over.
    static bool edit(const QString &copy, const QByteArray &bytes)
    {
        QProcess program;
        program.start(u"/bin/sh"_s,
                      {u"-ec"_s,
                       u"f=${1%/*}; n=${1##*/}; echo ',anna,host;' > \"$f/.~lock.$n#\"; printf '%s' \"$2\" > \"$f/lu4711.tmp\"; mv \"$f/lu4711.tmp\" \"$1\"; rm \"$f/.~lock.$n#\""_s,
                       u"office"_s,
                       copy,
                       QString::fromUtf8(bytes)});
        return program.waitForFinished() && program.exitCode() == 0;
    }
    bool editAndNotice(const QString &copy, const QByteArray &bytes)
    {
        const auto before = saved;
        return edit(copy, bytes) && waitUntil([&] {
                   return saved > before;
               });
    }

    QByteArray there()
    {
        return fixture->get(m_folder + name);
    }
    QStringList names()
    {
        auto all = fixture->listing().filter(QString::fromUtf8(m_folder));
        all.replaceInStrings(QString::fromUtf8(m_folder), QString());
        all.removeAll(QString());
        return all;
    }
    bool putByAnother(const QByteArray &bytes)
    {
        return fixture->put(m_folder + name, bytes);
    }
    /// How often content was sent to it through Kontor, and taken.
    int sent() const
    {
        if (m_log.exists()) { // Apache refuses the first attempt where it cannot tell versions of the same second from each other
            QFile log(m_log.filePath());
            const auto lines = log.open(QIODevice::ReadOnly) ? log.readAll().split('\n') : QByteArrayList();
            return int(std::ranges::count_if(lines, [this](const QByteArray &line) {
                return line.contains("\"PUT ") && line.contains(m_folder) && line.contains("HTTP/1.1\" 20");
            })) - 1; // the test's own
        }
        return int(std::ranges::count_if(proxy->requests, [this](const QByteArray &request) {
            return request.startsWith("PUT ") && request.contains(m_folder);
        }));
    }

    static constexpr auto name = "Report.odt";
    std::unique_ptr<DavProxy> proxy;
    std::unique_ptr<ProtocolFixture> fixture;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<OpenCopies> copies;
    QTemporaryDir folder;
    int saved = 0;
    bool isReady = false;

private:
    QByteArray m_folder;
    QFileInfo m_log;
};
}

class FileEditJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"apache"_s, u"lighttpd"_s, u"rclone"_s, u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void whatWasEditedOfflineArrivesOnce_data()
    {
        servers();
    }
    void whatWasEditedOfflineArrivesOnce()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        QVERIFY(!copy.isEmpty());
        m_workplace->stop(server);
        const auto back = qScopeGuard([&] {
            m_workplace->start({server});
        });
        QVERIFY(!desk->round());
        QVERIFY(desk.editAndNotice(copy, "first edit"));
        QVERIFY(!desk->round());
        QVERIFY(desk.editAndNotice(copy, "second edit"));
        QVERIFY(!desk->round());
        desk.copies->closeAll();
        QCOMPARE(desk->changes().size(), 1);
        QCOMPARE(desk.sent(), 0);

        m_workplace->start({server});
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "second edit");
        QCOMPARE(desk.sent(), 1);
        ROUND(desk);
        ROUND(desk);
        QCOMPARE(desk.sent(), 1);
        QCOMPARE(desk->changes().size(), 0);
        QCOMPARE(desk.names(), QStringList{QString::fromLatin1(Desk::name)});
        // Opening it again needs no server.
        m_workplace->stop(server);
        const auto again = desk.open();
        QFile file(again);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "second edit");
    }

    void savedAgainAndAgainWhileItIsOpen_data()
    {
        servers();
    }
    void savedAgainAndAgainWhileItIsOpen()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        for (int i = 1; i <= 3; ++i) {
            const auto bytes = "state " + QByteArray::number(i);
            QVERIFY(desk.editAndNotice(copy, bytes));
            ROUND(desk);
            QCOMPARE(desk->troubles(), QString());
            QCOMPARE(desk.there(), bytes);
            QCOMPARE(desk.sent(), i);
        }
    }

    void theAnswerToItIsLost_data()
    {
        servers();
    }
    void theAnswerToItIsLost()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        QVERIFY(desk.editAndNotice(copy, "edited"));
        desk.proxy->loseNextAnswer();
        (void)desk->round();
        desk->stop(); // what follows is another day
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "edited");
        QCOMPARE(desk.sent(), 1);
        // The copy is still open: the next edit is no conflict with the own former one.
        QVERIFY(desk.editAndNotice(copy, "edited again"));
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "edited again");
        QCOMPARE(desk.names(), QStringList{QString::fromLatin1(Desk::name)});
    }

    void savedAgainAfterALostAnswer_data()
    {
        servers();
    }
    void savedAgainAfterALostAnswer()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        // A known file, and one that is new.
        const auto copy = desk.open();
        QVERIFY(desk.editAndNotice(copy, "edited"));
        desk.proxy->loseNextAnswer();
        (void)desk->round();
        QVERIFY(desk.editAndNotice(copy, "edited again"));
        desk->stop();
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "edited again");

        const auto folder = desk.path().section(u'/', 0, 0);
        const auto made = waitedFor(desk->actions->uploadBytes("new", u"New.txt"_s, desk->target(folder), NameClash::KeepBoth));
        QVERIFY(made);
        desk.proxy->loseNextAnswer();
        (void)desk->round();
        const auto other = waitedFor(desk.copies->open(*made));
        QVERIFY(other);
        QVERIFY(desk.editAndNotice(*other, "newer"));
        desk->stop();
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk->get(folder.toUtf8() + "/New.txt"), "newer");
        QCOMPARE(desk.names(), (QStringList{u"New.txt"_s, QString::fromLatin1(Desk::name)}));
    }

    void anotherRevisionOfTheSameIsNoConflict_data()
    {
        servers();
    }
    void anotherRevisionOfTheSameIsNoConflict()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        QTest::qWait(1100); // as some servers count seconds
        QVERIFY(desk.putByAnother("original")); // a backup was played back, somebody locked it, …
        QVERIFY(desk.editAndNotice(copy, "edited"));
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "edited");
        QCOMPARE(desk->changes().size(), 0);
        // As long as the original, and another: that is one.
        const auto again = desk.open();
        QTest::qWait(1100);
        QVERIFY(desk.putByAnother("EDITED"));
        QVERIFY(desk.editAndNotice(again, "edited again"));
        (void)desk->round();
        QCOMPARE(desk.there(), "EDITED");
        QCOMPARE(waitedFor(desk->actions->conflicts()).value().size(), 1);
    }

    void bothSidesEdited_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("decision");
        for (const char *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
            for (const char *const decision : {"both", "mine", "theirs"}) {
                QTest::addRow("%s, %s", server, decision) << QString::fromLatin1(server) << QString::fromLatin1(decision);
            }
        }
    }
    void bothSidesEdited()
    {
        QFETCH(QString, server);
        QFETCH(QString, decision);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        QVERIFY(desk.editAndNotice(copy, "mine"));
        QVERIFY(desk.putByAnother("theirs, and longer"));
        (void)desk->round();
        (void)desk->round();
        QCOMPARE(desk.there(), "theirs, and longer");

        // Both versions can be seen.
        auto conflicts = waitedFor(desk->actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        const auto conflict = conflicts.first();
        QVERIFY(desk->row(desk.path()).isContested);
        QVERIFY(!conflict.sentence.isEmpty());
        QCOMPARE(conflict.theirSize, qint64(sizeof "theirs, and longer" - 1));
        QCOMPARE(conflict.mineSize, qint64(4));
        QCOMPARE(waitedFor(desk.content->bytes(conflict.mineKey, 100)).value_or("?"), "mine");
        const auto theirs = waitedFor(desk.content->bringTheirs(conflict.item));
        QVERIFY2(theirs, theirs ? "" : qPrintable(theirs.error().message + theirs.error().detail));
        QCOMPARE(waitedFor(desk.content->bytes(theirs->key, 100)).value_or("?"), "theirs, and longer");

        if (decision == "both"_L1) {
            desk->actions->keepBoth(conflict.change);
        } else if (decision == "mine"_L1) {
            desk->actions->keepMine(conflict.change);
        } else {
            desk->actions->keepTheirs(conflict.change);
        }
        QVERIFY(waitUntil([&] {
            return waitedFor(desk->actions->conflicts()).value().isEmpty();
        }));
        ROUND(desk);
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk->changes().size(), 0);
        const auto names = desk.names();
        QCOMPARE(desk.there(), decision == "mine"_L1 ? "mine" : "theirs, and longer");
        QCOMPARE(desk->open(desk.path()).value_or("?"), desk.there());
        QCOMPARE(names.size(), decision == "both"_L1 ? 2 : 1);
        if (decision == "both"_L1) {
            const auto other = names.first() == QLatin1StringView(Desk::name) ? names.last() : names.first();
            QVERIFY2(other.startsWith("Report"_L1) && other.endsWith(".odt"_L1), qPrintable(other));
            const auto folder = desk.path().section(u'/', 0, 0).toUtf8();
            QCOMPARE(desk->get(folder + '/' + QUrl::toPercentEncoding(other)), "mine");
        }
        QVERIFY(!desk->row(desk.path()).isContested);
    }

    void killedBetweenSavingAndSending_data()
    {
        servers();
    }
    void killedBetweenSavingAndSending()
    {
        QFETCH(QString, server);
        Desk desk(*m_workplace, server);
        QVERIFY(desk.isReady);
        ROUND(desk);
        const auto copy = desk.open();
        QVERIFY(desk.editAndNotice(copy, "first edit"));
        // Killed; the program goes on and saves where nobody listens.
        desk.leave();
        desk->stop();
        QVERIFY(Desk::edit(copy, "second edit"));
        desk.enter();
        QCOMPARE(waitedFor(desk.copies->recover()).value_or(-1), 1);
        QVERIFY(!QFileInfo::exists(copy));
        ROUND(desk);
        QCOMPARE(desk->troubles(), QString());
        QCOMPARE(desk.there(), "second edit");
        QCOMPARE(desk.sent(), 1);
        ROUND(desk);
        QCOMPARE(desk.sent(), 1);
        QCOMPARE(desk.names(), QStringList{QString::fromLatin1(Desk::name)});
    }

private:
    static void servers()
    {
        QTest::addColumn<QString>("server");
        for (const char *const server : {"apache", "lighttpd", "rclone", "cloud"}) {
            QTest::newRow(server) << QString::fromLatin1(server);
        }
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(FileEditJourneyTest)
#include "fileeditjourneytest.moc"
