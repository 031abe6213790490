// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/keysource.h"
#include "app/filecabinet.h"
#include "app/mirrorerasure.h"
#include "app/services.h"
#include "files/desk/opencopies.h"
#include "files/filelistmodel.h"
#include "files/mirror/foldermirror.h"
#include "files/mirror/mirrorfolder.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{
class FixedKey : public KeySource
{
public:
    QFuture<KeyAnswer> key(KeyIntent) override
    {
        return QtFuture::makeReadyValueFuture(keyPresent(QByteArray(32, 'k')));
    }
};

/// The program without a window.
struct Program {
    explicit Program(const QString &folder)
        : services({.folder = folder, .keySource = std::make_shared<FixedKey>(), .pauseBeforeSweeping = 10ms})
        , told(&services, &Services::filesErased)
    {
        services.begin();
        waitUntil([this] { return services.state() == Services::State::Ready; });
    }
    ~Program()
    {
        services.shutDown();
    }
    qint64 count(const char *sql)
    {
        return waitedFor(services.store()->read([sql](const Reader &reader) { return reader.prepare(sql).value<qint64>(); })).value_or(-1).value_or(-1);
    }
    Result<FileRow> find(const QString &path)
    {
        return waitedFor(services.store()->read([path](const Reader &reader) -> Result<FileRow> {
            const auto spaces = FileQuery::spaces(reader);
            return spaces && !spaces->isEmpty() ? FileQuery::find(reader, spaces->first().id, path) : Result<FileRow>(failure(Error::Kind::NotFound, {}));
        }));
    }
    Services services;
    QSignalSpy told;
};

Account accountAt(const Workplace &workplace)
{
    const auto user = workplace.user();
    Account account;
    account.address = user.address;
    account.name = user.name;
    account.userName = user.address;
    account.password = user.password;
    account.filesUserName = user.address;
    account.filesPassword = user.password;
    account.files = workplace.url(u"cloud"_s);
    account.ownCertificates = workplace.certificate();
    account.feeds = {u"http://127.0.0.1:9/none.ics"_s}; // something that stays
    return account;
}

void put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

bool wasTold(const Workplace &workplace)
{
    return workplace.cloud({u"requests"_s}).contains("core/wipe/success");
}
}

/// What becomes of the files here when the server wants them erased.
class FilesWipeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingGoesAndTheServerHearsOfIt()
    {
        Workplace workplace({u"cloud"_s});
        QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
        put(workplace.folderOf(u"cloud"_s) + u"/secret.txt"_s, "the secret plan");
        put(workplace.folderOf(u"cloud"_s) + u"/Team/list.txt"_s, "names");
        workplace.cloud({u"scan"_s});
        QTemporaryDir folder, real;
        Program program(folder.path());
        QVERIFY(waitedFor(program.services.saveAccount(accountAt(workplace))));
        QVERIFY(waitUntil([&] { return program.find(u"Team/list.txt"_s).has_value(); }, 60s));
        auto *files = program.services.files();
        const auto secret = *program.find(u"secret.txt"_s);
        const auto copy = waitedFor(files->copies()->open(secret.item));
        QVERIFY(copy);
        const auto blob = Blobs::idOf("the secret plan");
        QVERIFY(program.services.store()->blobs().contains(blob));
        // A real folder, in step.
        const auto team = *program.find(u"Team"_s);
        QVERIFY(waitedFor(files->mirrors()->add({.source = {.space = team.space, .folder = team.item}, .path = real.path()})));
        QVERIFY(waitUntil([&] { return QFile::exists(real.filePath(u"list.txt"_s)) && program.count("SELECT count(*) FROM mirror_entry") == 1; }, 60s));

        put(real.filePath(u".~lock.list.txt#"_s), "of an editor"); // on the ignore list: the server never had it

        workplace.cloud({u"wipe"_s, u"{\"user\": \"anna.mueller\"}"_s});
        program.services.syncNow();
        QVERIFY(waitUntil([&] { return program.told.size() == 1; }, 60s));
        QVERIFY(program.told.first().first().toString().contains(accountAt(workplace).address));
        QCOMPARE(program.services.accounts().size(), 1);
        QVERIFY(!program.services.accounts().first().hasFiles());
        QVERIFY(program.services.accounts().first().filesPassword.isEmpty());
        QCOMPARE(program.services.accounts().first().feeds.size(), 1);
        for (const auto *sql : {"SELECT count(*) FROM file", "SELECT count(*) FROM file_piece", "SELECT count(*) FROM mirror", "SELECT count(*) FROM mirror_entry",
                                "SELECT count(*) FROM change", "SELECT count(*) FROM item", "SELECT count(*) FROM resource WHERE kind = 'files'"}) {
            QVERIFY2(program.count(sql) == 0, sql);
        }
        QVERIFY(!QFile::exists(*copy));
        QCOMPARE(QDir(real.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList{u".~lock.list.txt#"_s});
        QVERIFY(program.told.first().first().toString().contains(real.path()));
        QVERIFY(waitUntil([&] { return wasTold(workplace); }, 60s));
        QVERIFY(!program.services.store()->blobs().contains(blob)); // before the server heard of it
        QVERIFY(waitUntil([&] { return program.count("SELECT count(*) FROM files_wipe") == 0; }));
    }

    void whatWasBegunGoesOnAlsoWithoutTheServer()
    {
        auto workplace = std::make_unique<Workplace>(QStringList{u"cloud"_s});
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
        put(workplace->folderOf(u"cloud"_s) + u"/secret.txt"_s, "the secret plan");
        workplace->cloud({u"scan"_s});
        QTemporaryDir folder;
        {
            Program program(folder.path());
            QVERIFY(waitedFor(program.services.saveAccount(accountAt(*workplace))));
            QVERIFY(waitUntil([&] { return program.find(u"secret.txt"_s).has_value(); }, 60s));
            QVERIFY(waitedFor(program.services.files()->content()->bring(program.find(u"secret.txt"_s)->item)));
            // Something that was never sent is no reason to stay.
            program.services.files()->actions()->uploadBytes("unsent", u"unsent.txt"_s, {.space = program.find(u"secret.txt"_s)->space}, NameClash::KeepBoth);
            // As a program leaves it that was killed right after it had begun.
            const auto account = program.services.accounts().first();
            QVERIFY(waitedFor(program.services.store()->write([account](Transaction &transaction) {
                return transaction.prepare("INSERT INTO files_wipe (account, address, settings) VALUES (?1, ?2, ?3)")
                    .run(account.id, account.address, account.toCbor().toCborValue().toCbor());
            })));
        }
        workplace->cloud({u"wipe"_s, u"{\"user\": \"anna.mueller\"}"_s});
        workplace->stop(u"cloud"_s);
        {
            Program program(folder.path());
            QVERIFY(waitUntil([&] { return program.told.size() == 1; }, 60s));
            QVERIFY(!program.services.accounts().first().hasFiles());
            QCOMPARE(program.count("SELECT count(*) FROM file"), 0);
            QCOMPARE(program.count("SELECT count(*) FROM file_piece"), 0);
            QVERIFY(waitUntil([&] { return !program.services.store()->blobs().contains(Blobs::idOf("the secret plan")); }));
            QVERIFY(!program.services.store()->blobs().contains(Blobs::idOf("unsent")));
            QCOMPARE(program.count("SELECT count(*) FROM files_wipe WHERE erased = 1"), 1);
        }
        workplace->start({u"cloud"_s});
        Program program(folder.path());
        QVERIFY(waitUntil([&] { return wasTold(*workplace); }, 60s));
        QVERIFY(waitUntil([&] { return program.count("SELECT count(*) FROM files_wipe") == 0; }));
        QVERIFY(program.told.isEmpty()); // told once
    }

    void aWrongPasswordAloneErasesNothing()
    {
        Workplace workplace({u"cloud"_s});
        QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
        put(workplace.folderOf(u"cloud"_s) + u"/secret.txt"_s, "the secret plan");
        workplace.cloud({u"scan"_s});
        QTemporaryDir folder;
        Program program(folder.path());
        auto account = accountAt(workplace);
        account.id = *waitedFor(program.services.saveAccount(account));
        QVERIFY(waitUntil([&] { return program.find(u"secret.txt"_s).has_value(); }, 60s));
        account.filesPassword = u"no longer this one"_s;
        QVERIFY(waitedFor(program.services.saveAccount(account)));
        program.services.syncNow();
        QVERIFY(waitUntil([&] { return workplace.cloud({u"requests"_s}).contains("core/wipe/check"); }, 60s));
        QTest::qWait(300);
        QVERIFY(program.told.isEmpty());
        QVERIFY(program.find(u"secret.txt"_s));
        QCOMPARE(program.count("SELECT count(*) FROM files_wipe"), 0);
    }

    void inARealFolderOnlyWhatTheServerHadGoes()
    {
        QTemporaryDir folder, elsewhere;
        put(folder.filePath(u"a/same.txt"_s), "same");
        put(folder.filePath(u"a/changed.txt"_s), "changed");
        put(folder.filePath(u"own.txt"_s), "own");
        put(folder.filePath(u"b/gone/deep.txt"_s), "deep");
        put(elsewhere.filePath(u"same.txt"_s), "not ours");
        QVERIFY(QFile::link(elsewhere.path(), folder.filePath(u"link"_s)));
        const auto root = MirrorFolder::open(folder.path());
        QVERIFY(root);
        QList<MirrorEntry> journal;
        for (const auto &path : {u"a"_s, u"b"_s, u"b/gone"_s}) {
            journal << MirrorEntry{.path = path, .isFolder = true};
        }
        for (const auto &path : {u"a/same.txt"_s, u"a/changed.txt"_s, u"b/gone/deep.txt"_s}) {
            journal << MirrorEntry{.path = path, .stat = (*(*root)->look(path))->stat};
        }
        // What a hostile journal would say: out of the folder, and through a link.
        journal << MirrorEntry{.path = u"link/same.txt"_s, .stat = (*(*MirrorFolder::open(elsewhere.path()))->look(u"same.txt"_s))->stat};
        journal << MirrorEntry{.path = u"../"_s + QFileInfo(elsewhere.path()).fileName() + u"/same.txt"_s, .stat = journal.last().stat};
        put(folder.filePath(u"a/changed.txt"_s), "changed again");
        const auto report = MirrorErasure::run(folder.path(), journal);
        QVERIFY(report);
        QCOMPARE(report->erased, 2);
        QCOMPARE(report->left, 1);
        QVERIFY(!report->isEmpty);
        QVERIFY(!QFile::exists(folder.filePath(u"a/same.txt"_s)));
        QVERIFY(!QFile::exists(folder.filePath(u"b"_s)));
        QVERIFY(QFile::exists(folder.filePath(u"a/changed.txt"_s)));
        QVERIFY(QFile::exists(folder.filePath(u"own.txt"_s)));
        QVERIFY(QFile::exists(elsewhere.filePath(u"same.txt"_s)));
    }
};

QTEST_MAIN(FilesWipeTest)
#include "fileswipetest.moc"
