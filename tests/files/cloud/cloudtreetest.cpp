// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What etags of a Nextcloud do not tell, and what they tell without need; through the engine and the store.
#include "files/protocol/protocolfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
#define ROUND(fixture)                                                                                                                                      \
    do {                                                                                                                                                    \
        const auto result = (fixture)->round();                                                                                                             \
        QVERIFY2(result, result ? "" : qPrintable(result.error().message + result.error().detail));                                                         \
    } while (false)

bool star(const ServerFixture &files, const QByteArray &path, bool on)
{
    return files->ask("PROPPATCH",
                      path,
                      "<d:propertyupdate xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:set><d:prop><oc:favorite>" + QByteArray(on ? "1" : "0")
                          + "</oc:favorite></d:prop></d:set></d:propertyupdate>")
        .isSuccess();
}
}

class CloudTreeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"cloud"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    }
    void cleanupTestCase()
    {
        m_workplace.reset();
    }
    void init()
    {
        tell({u"settings"_s, u"faults=[]"_s, u"unavailable=\"\""_s, u"encrypted=\"\""_s, u"maintenance=false"_s, u"terms=accepted"_s});
    }

    void favouritesFromElsewhere_data()
    {
        QTest::addColumn<bool>("isRestarted");
        QTest::newRow("while it runs") << false;
        QTest::newRow("while it did not run") << true;
    }

    /// Somebody stars things with a telephone: no etag changes.
    void favouritesFromElsewhere()
    {
        QFETCH(bool, isRestarted);
        auto files = fixture();
        for (const auto *const folder : {"a/", "a/deep/", "b/", "c/", "d/"}) {
            QVERIFY(files->makeFolder(folder));
        }
        QVERIFY(files->put("a/deep/paper.txt", "x"));
        QVERIFY(files->put("b/other.txt", "x"));
        ROUND(files);
        ROUND(files);
        const auto rest = [&] {
            if (isRestarted) {
                files->stop();
            }
        };
        rest();
        QVERIFY(star(files, "a/deep/paper.txt", true));
        QVERIFY(star(files, "c/", true));
        files.proxy->requests.clear();
        ROUND(files);
        QVERIFY(files->row(u"a/deep/paper.txt"_s).isFavourite);
        QVERIFY(files->row(u"c"_s).isFavourite);
        QVERIFY(!files->row(u"b/other.txt"_s).isFavourite);
        QVERIFY(!files.proxy->requests.contains("PROPFIND " + files->direct.path().toUtf8() + "b/")); // only where they are
        QVERIFY(!files.proxy->requests.contains("PROPFIND " + files->direct.path().toUtf8() + "d/"));
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files.proxy->count("PROPFIND"), 1); // it is known now

        rest();
        QVERIFY(star(files, "a/deep/paper.txt", false));
        ROUND(files);
        QVERIFY(!files->row(u"a/deep/paper.txt"_s).isFavourite);
        QVERIFY(files->row(u"c"_s).isFavourite);
        rest();
        QVERIFY(star(files, "c/", false));
        ROUND(files);
        QVERIFY(!files->row(u"c"_s).isFavourite);
    }

    /// What is starred here is no news for anybody here.
    void ownFavouritesStay()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("a/"));
        QVERIFY(files->put("a/mine.txt", "x"));
        ROUND(files);
        files->actions->setFavourite({files->item(u"a/mine.txt"_s)}, Qt::Checked);
        QVERIFY(waitUntil([&files] {
            return !files->changes().isEmpty();
        }));
        QVERIFY(files->row(u"a/mine.txt"_s).isFavourite);
        ROUND(files);
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->row(u"a/mine.txt"_s).isFavourite);
    }

    /// The etag of a share stays when its owner allows more or less; only that of the folder above changes.
    void rightsOfAShareReachAllBelow()
    {
        ServerFixture files(*m_workplace, u"cloud"_s, ServerFixture::Place::Top);
        const auto folder = u"rights-%1"_s.arg(QCoreApplication::applicationPid());
        QVERIFY(asJoerg("MKCOL", u"/remote.php/webdav/"_s + folder).isSuccess());
        QVERIFY(asJoerg("MKCOL", u"/remote.php/webdav/"_s + folder + u"/sub"_s).isSuccess());
        QVERIFY(asJoerg("PUT", u"/remote.php/webdav/"_s + folder + u"/sub/paper.txt"_s, "paper").isSuccess());
        const QString shares = u"/ocs/v2.php/apps/files_sharing/api/v1/shares"_s;
        const auto shared = asJoerg("POST", shares, "path=/" + folder.toUtf8() + "&shareType=0&permissions=1&shareWith=" + QUrl::toPercentEncoding(uid()));
        QVERIFY2(shared.isSuccess(), shared.body.constData());
        ROUND(files);
        QVERIFY(!files->row(folder + u"/sub/paper.txt"_s).rights.testFlag(FileRight::Write));
        const auto said = QString::fromUtf8(shared.body);
        const auto id = said.section(u"<id>"_s, 1).section(u"</id>"_s, 0, 0);
        QVERIFY2(!id.isEmpty(), shared.body.constData());
        QVERIFY(asJoerg("PUT", shares + u'/' + id, "permissions=15").isSuccess());
        ROUND(files);
        QVERIFY(files->row(folder).isMount);
        QVERIFY(!files->row(folder + u"/sub"_s).isMount); // what lies in it is of its type, and begins nothing
        QVERIFY(files->row(folder).rights.testFlag(FileRight::AddFiles));
        QVERIFY(files->row(folder + u"/sub"_s).rights.testFlag(FileRight::AddFiles));
        QVERIFY(files->row(folder + u"/sub/paper.txt"_s).rights.testFlag(FileRight::Write));
        QVERIFY(asJoerg("PUT", shares + u'/' + id, "permissions=1").isSuccess());
        ROUND(files);
        QVERIFY(!files->row(folder + u"/sub/paper.txt"_s).rights.testFlag(FileRight::Write));
        QVERIFY(asJoerg("DELETE", u"/remote.php/webdav/"_s + folder).isSuccess());
    }

    /// A lock gives a file another etag. What is written by whoever holds it is no conflict.
    void editsOfALockedFile_data()
    {
        QTest::addColumn<bool>("hasPulled");
        QTest::addColumn<qint64>("size");
        for (const bool hasPulled : {false, true}) {
            QTest::addRow("small, %s", hasPulled ? "seen" : "not seen") << hasPulled << qint64(100);
            QTest::addRow("in chunks, %s", hasPulled ? "seen" : "not seen") << hasPulled << (qint64(11) << 20);
        }
    }

    void editsOfALockedFile()
    {
        QFETCH(bool, hasPulled);
        QFETCH(qint64, size);
        auto files = fixture();
        QVERIFY(files->put("draft.odt", "one"));
        ROUND(files);
        const auto href = files->text("SELECT remote_id FROM item WHERE remote_id LIKE '%draft.odt'");
        const auto first = revision(files);
        QVERIFY(waitedFor(files->synchronizer->lock(href)));
        const auto two = QByteArray(size, '2');
        QVERIFY(files->save(u"draft.odt"_s, two)); // it was opened before the lock
        if (hasPulled) {
            ROUND(files);
        }
        QVERIFY(waitedFor(files->synchronizer->unlock(href))); // the program ends while the edit is on the way
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("draft.odt") == two);
        QVERIFY(revision(files) != first);

        QVERIFY(waitedFor(files->synchronizer->lock(href)));
        QVERIFY(waitedFor(files->synchronizer->unlock(href)));
        const auto three = QByteArray(size, '3');
        QVERIFY(files->save(u"draft.odt"_s, three));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("draft.odt") == three);

        QVERIFY(waitedFor(files->synchronizer->lock(href)));
        QVERIFY(waitedFor(files->synchronizer->unlock(href)));
        QVERIFY(waitedFor(files->actions->remove({files->item(u"draft.odt"_s)})));
        ROUND(files);
        QCOMPARE(files->troubles(), QString());
        QVERIFY(files->get("draft.odt").isNull());
    }

    /// What was fetched stays good when the lock gives its version another name.
    void whatIsKeptOutlivesALock()
    {
        auto files = fixture();
        QVERIFY(files->put("draft.odt", "one"));
        ROUND(files);
        const auto item = files->item(u"draft.odt"_s);
        QVERIFY(waitedFor(files->actions->pin({item})));
        QVERIFY(waitUntil([&] {
            (void)files->round();
            return files->row(u"draft.odt"_s).kept == FileKept::Whole;
        }));
        const auto href = files->text("SELECT remote_id FROM item WHERE remote_id LIKE '%draft.odt'");
        const auto before = revision(files);
        files.proxy->requests.clear();
        QVERIFY(waitedFor(files->synchronizer->lock(href)));
        ROUND(files);
        QVERIFY(revision(files) != before);
        QCOMPARE(files->row(u"draft.odt"_s).kept, FileKept::Whole);
        QVERIFY(waitedFor(files->synchronizer->unlock(href)));
        ROUND(files);
        QCOMPARE(files->row(u"draft.odt"_s).kept, FileKept::Whole);
        QCOMPARE(files.proxy->count("GET"), 0);

        QVERIFY(files->put("draft.odt", "two"));
        ROUND(files);
        QVERIFY(waitUntil([&] {
            (void)files->round();
            return files.proxy->count("GET") > 0 && files->row(u"draft.odt"_s).kept == FileKept::Whole;
        }));
    }

    /// The lock does not make somebody else's edit from before it ours.
    void editsOfOthersBeforeALock()
    {
        auto files = fixture();
        QVERIFY(files->put("draft.odt", "one"));
        ROUND(files);
        const auto href = files->text("SELECT remote_id FROM item WHERE remote_id LIKE '%draft.odt'");
        QVERIFY(files->put("draft.odt", "theirs"));
        QVERIFY(waitedFor(files->synchronizer->lock(href)));
        QVERIFY(files->save(u"draft.odt"_s, "mine"));
        (void)files->round();
        QCOMPARE(files->get("draft.odt"), "theirs");
        QVERIFY(!files->changes().isEmpty()); // it waits for a decision
        QVERIFY(waitedFor(files->synchronizer->unlock(href)));
    }

    /// A storage that is connected to the server and cannot be reached now.
    void oneStorageIsAway()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("Fern/"));
        QVERIFY(files->put("Fern/kept.txt", "kept"));
        QVERIFY(files->makeFolder("near/"));
        ROUND(files);
        QVERIFY(files->put("Fern/new.txt", "new"));
        QVERIFY(files->put("near/news.txt", "news"));
        tell({u"settings"_s, u"unavailable=\"Fern\""_s});
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"Fern/"_s, u"Fern/kept.txt"_s, u"near/"_s, u"near/news.txt"_s}));
        tell({u"settings"_s, u"unavailable=\"\""_s});
        ROUND(files);
        QVERIFY(files->item(u"Fern/new.txt"_s));
    }

    /// What is encrypted from end to end is seen from outside only, and stops nothing.
    void aFolderThatIsEncrypted()
    {
        auto files = fixture();
        QVERIFY(files->makeFolder("Tresor/"));
        QVERIFY(files->makeFolder("open/"));
        tell({u"settings"_s, u"encrypted=\"Tresor\""_s});
        QVERIFY(files->put("open/paper.txt", "paper"));
        ROUND(files);
        QCOMPARE(files->listing(), (QStringList{u"Tresor/"_s, u"open/"_s, u"open/paper.txt"_s}));
        QVERIFY(files->row(u"open"_s).rights.testFlag(FileRight::AddFiles));
        QCOMPARE(files->row(u"Tresor"_s).rights, FileRights(FileRight::Read));
        files.proxy->requests.clear();
        ROUND(files);
        QCOMPARE(files.proxy->count("PROPFIND"), 1); // it is not asked for again each time
        QVERIFY(files->put("open/news.txt", "news"));
        ROUND(files);
        QVERIFY(files->item(u"open/news.txt"_s));
    }

    void aServerThatIsMaintained()
    {
        auto files = fixture();
        QVERIFY(files->put("kept.txt", "kept"));
        ROUND(files);
        tell({u"settings"_s, u"maintenance=true"_s});
        const auto result = files->round();
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Throttled);
        QVERIFY2(result.error().message.contains("maintained"_L1), qPrintable(result.error().message));
        QVERIFY(files->item(u"kept.txt"_s));
    }

    void termsThatWereNotAccepted()
    {
        auto files = fixture();
        QVERIFY(files->put("kept.txt", "kept"));
        ROUND(files);
        tell({u"settings"_s, u"terms=new"_s});
        const auto result = files->round();
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains("terms of service"_L1), qPrintable(result.error().message));
        QVERIFY(files->item(u"kept.txt"_s));
    }

    /// The administrator asks for it while the program runs.
    void isAskedToEraseWhileItRuns()
    {
        Workplace workplace(QStringList{u"cloud"_s}); // nobody signs in there afterwards
        QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
        ServerFixture files(workplace, u"cloud"_s);
        QVERIFY(files->put("secret.txt", "x"));
        ROUND(files);
        QSignalSpy wipe(files->synchronizer, &FileSynchronizer::wipeAsked);
        bool isTold = false;
        (void)workplace.cloud({u"wipe"_s, u"{\"user\": \"%1\"}"_s.arg(workplace.user().user)}, &isTold);
        QVERIFY(isTold);
        const auto result = files->round();
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Unauthorized);
        QVERIFY(waitUntil([&wipe] {
            return wipe.size() == 1;
        }));
    }

    /// A folder is typed with the login name where the server has the id of the person.
    void takesTheLoginNameForTheId()
    {
        const auto joerg = m_workplace->user(1);
        const auto folder = u"typed-%1"_s.arg(QCoreApplication::applicationPid());
        QVERIFY(asJoerg("MKCOL", u"/remote.php/webdav/"_s + folder).isSuccess());
        QVERIFY(asJoerg("PUT", u"/remote.php/webdav/"_s + folder + u"/inside.txt"_s, "x").isSuccess());
        QVERIFY(asJoerg("PUT", u"/remote.php/webdav/outside-"_s + folder, "x").isSuccess());
        auto url = m_workplace->url(u"cloud.plain"_s);
        url.setPath(u"/remote.php/dav/files/"_s + joerg.user + u'/' + folder);
        ProtocolFixture files(url, joerg.user, joerg.password, m_workplace->certificate());
        ROUND(&files);
        QVERIFY(files.item(u"inside.txt"_s));
        QVERIFY(!files.item(u"outside-"_s + folder));
        QVERIFY(!files.item(folder));
        QVERIFY(asJoerg("DELETE", u"/remote.php/webdav/"_s + folder).isSuccess());
        QVERIFY(asJoerg("DELETE", u"/remote.php/webdav/outside-"_s + folder).isSuccess());
    }

private:
    ServerFixture fixture()
    {
        return ServerFixture(*m_workplace, u"cloud"_s);
    }
    void tell(const QStringList &words)
    {
        bool ok = false;
        const auto said = m_workplace->cloud(words, &ok);
        QVERIFY2(ok, said.constData());
    }
    QString uid() const
    {
        return m_workplace->description().value(u"cloud"_s).toObject().value(u"uid"_s).toString();
    }
    static QString revision(const ServerFixture &files)
    {
        return files->text("SELECT revision FROM item WHERE remote_id LIKE '%draft.odt'");
    }
    HttpAnswer asJoerg(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        const auto joerg = m_workplace->user(1);
        auto url = m_workplace->url(u"cloud.plain"_s);
        HttpClient http({.userName = joerg.user, .password = joerg.password, .origin = url});
        url.setPath(path);
        HttpHeaders headers{{"OCS-APIRequest", "true"}};
        if (path.startsWith("/ocs/"_L1)) {
            headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
        }
        return waitedFor(http.send({.method = method, .url = url, .headers = headers, .body = body})).value_or(HttpAnswer{});
    }

    std::unique_ptr<Workplace> m_workplace;
};

QTEST_GUILESS_MAIN(CloudTreeTest)
#include "cloudtreetest.moc"
