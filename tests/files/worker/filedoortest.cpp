// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"
#include "files/worker/filedoor.h"
#include "files/worker/fileserver.h"
#include "files/worker/guestclient.h"

#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Kontor;

/// Who gets through to the files, and what may lie about where the socket is to be.
class FileDoorTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<QTemporaryDir> session;
    QString folder;
    QString path;

    std::unique_ptr<FileServer> server()
    {
        return std::make_unique<FileServer>(**f->store, f->actions.get(), content.get());
    }

    static int modeOf(const QString &path)
    {
        struct stat status = {};
        return ::lstat(qPrintable(path), &status) == 0 ? int(status.st_mode) : -1;
    }

private Q_SLOTS:
    void init()
    {
        session = std::make_unique<QTemporaryDir>();
        folder = session->filePath(u"kontor"_s);
        path = folder + u"/files.socket"_s;
        f = std::make_unique<FilesFixture>();
        QVERIFY(f->round());
        content = std::make_unique<FileContent>(**f->store, f->fetcher(f->anna));
    }

    void cleanup()
    {
        content.reset();
        f.reset();
    }

    void onlyItsOwnerComesNear()
    {
        const auto one = server();
        QVERIFY(one->listen(path));
        QCOMPARE(modeOf(folder) & 07777, 0700);
        QCOMPARE(modeOf(path) & 07777, 0600);
        QVERIFY(S_ISSOCK(modeOf(path)));
        QCOMPARE(GuestClient(path).names(u"/"_s).size(), 1);
        one->close();
        QCOMPARE(modeOf(path), -1);
        QVERIFY(one->listen(path));
        QCOMPARE(GuestClient(path).names(u"/"_s).size(), 1);
    }

    void otherUsersAreSentAway()
    {
        int ends[2] = {-1, -1};
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        QVERIFY(WorkerMessage::isPeer(ends[0], ::geteuid()));
        QVERIFY(!WorkerMessage::isPeer(ends[0], ::geteuid() + 1));
        QVERIFY(!WorkerMessage::isPeer(-1, ::geteuid()));
        ::close(ends[0]);
        ::close(ends[1]);

        FileServing serving;
        serving.store = **f->store;
        serving.outbox = f->outbox;
        FileDoor door(&serving, ::geteuid() + 1); // for whom this user is a foreigner
        QVERIFY(door.open(path));
        GuestClient guest(path);
        guest.ask(u"list"_s, {{QLatin1StringView("path"), u"/"_s}});
        QVERIFY(guest.hear().isEmpty());
        QVERIFY(guest.isSentAway());
    }

    void whatWasLeftBehindIsReplaced()
    {
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, QFileDevice::Permissions(0x7755))); // others could look in
        for (const bool isSocket : {true, false}) {
            if (isSocket) {
                QLocalSocket none;
                const int stale = ::socket(AF_UNIX, SOCK_STREAM, 0);
                sockaddr_un address = {};
                address.sun_family = AF_UNIX;
                const auto name = QFile::encodeName(path);
                QVERIFY(name.size() < qsizetype(sizeof(address.sun_path)));
                std::copy(name.cbegin(), name.cend(), address.sun_path);
                QCOMPARE(::bind(stale, reinterpret_cast<sockaddr *>(&address), sizeof(address)), 0);
                ::close(stale); // as after a crash
            } else {
                QVERIFY(QFile::link(u"/etc/passwd"_s, path));
            }
            const auto one = server();
            QVERIFY(one->listen(path));
            QVERIFY(S_ISSOCK(modeOf(path)));
            QCOMPARE(modeOf(folder) & 07777, 0700);
            QCOMPARE(GuestClient(path).names(u"/"_s).size(), 1);
        }
        QVERIFY(QFile::exists(u"/etc/passwd"_s));
    }

    void linksAreNotFollowed()
    {
        const auto elsewhere = session->filePath(u"elsewhere"_s);
        QVERIFY(QDir().mkpath(elsewhere));
        QVERIFY(QFile::link(elsewhere, folder));
        const auto one = server();
        const auto done = one->listen(path);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Forbidden);
        QVERIFY(QDir(elsewhere).isEmpty());
        QVERIFY(QFile::remove(folder));
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::link(session->filePath(u"target"_s), path + u".lock"_s));
        QVERIFY(!one->listen(path));
        QVERIFY(!QFile::exists(session->filePath(u"target"_s)));
    }

    void theFirstOneKeepsIt()
    {
        auto first = server();
        const auto second = server();
        QVERIFY(first->listen(path));
        GuestClient guest(path);
        const auto done = second->listen(path);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Conflict);
        QVERIFY(!done.error().message.isEmpty());
        second->close();
        QCOMPARE(guest.names(u"/"_s).size(), 1);
        QCOMPARE(GuestClient(path).names(u"/"_s).size(), 1);
        first.reset();
        QVERIFY(second->listen(path));
        QCOMPARE(GuestClient(path).names(u"/"_s).size(), 1);
    }

    void tooManyAreNotLetIn()
    {
        const auto one = server();
        QVERIFY(one->listen(path));
        std::vector<std::unique_ptr<GuestClient>> guests;
        for (int i = 0; i < FileDoor::mostGuests; ++i) {
            guests.push_back(std::make_unique<GuestClient>(path));
            QCOMPARE(guests.back()->names(u"/"_s).size(), 1);
        }
        GuestClient late(path);
        QVERIFY(late.isSentAway());
        guests.pop_back();
        QVERIFY(waitUntil([this] {
            return GuestClient(path).names(u"/"_s).size() == 1;
        }));
    }

    void aLongPathIsNoObstacle()
    {
        const auto deep = session->filePath(QString(u"x"_s).repeated(120));
        QVERIFY(QDir().mkpath(deep));
        const auto one = server();
        QVERIFY(one->listen(deep + u"/kontor/files.socket"_s));
        QVERIFY(S_ISSOCK(modeOf(deep + u"/kontor/files.socket"_s)));
    }

    void nowhereIsAnError()
    {
        const auto one = server();
        QVERIFY(!one->listen(u"/proc/kontor/files.socket"_s));
        QVERIFY(!one->listen(u"/nowhere/at/all/files.socket"_s));
        one->close();
    }
};

QTEST_GUILESS_MAIN(FileDoorTest)
#include "filedoortest.moc"
