// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/database.h"

#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace Kontor;

/// SQLCipher, hidden inside Kontor, and the plain SQLite that Qt loads live in one process.
class SqliteCoexistenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ourFileIsEncryptedAndQtsIsPlain();
    void nothingOfSqliteIsExported();
};

namespace
{

QByteArray startOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(15) : QByteArray();
}

}

void SqliteCoexistenceTest::ourFileIsEncryptedAndQtsIsPlain()
{
    QTemporaryDir folder;
    const auto ours = folder.filePath(QStringLiteral("ours.db"));
    const auto theirs = folder.filePath(QStringLiteral("theirs.db"));
    {
        auto qt = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("plain"));
        QVERIFY2(qt.isValid(), "the QSQLITE driver is missing (package libqt6sql6-sqlite)");
        qt.setDatabaseName(theirs);
        QVERIFY(qt.open());
        QSqlQuery query(qt);
        QVERIFY(query.exec(QStringLiteral("CREATE TABLE t (v TEXT)")));
        QVERIFY(query.exec(QStringLiteral("INSERT INTO t VALUES ('visible words')")));

        auto database = Database::open({.path = ours, .key = testKey()});
        QVERIFY(worked(database));
        QVERIFY(worked((*database)->execute("CREATE TABLE t (v TEXT)")));
        QVERIFY(worked((*database)->prepare("INSERT INTO t (v) VALUES (?1)").run(QStringLiteral("hidden words"))));
        QVERIFY(worked((*database)->prepare("PRAGMA cipher_version").value<QString>()));
        QVERIFY(!(*database)->prepare("PRAGMA cipher_version").value<QString>()->value_or(QString()).isEmpty());

        // Qt's SQLite knows no encryption: it is another one than ours.
        QVERIFY(query.exec(QStringLiteral("PRAGMA cipher_version")));
        QVERIFY(!query.next());

        // It still works after ours was used.
        QVERIFY(query.exec(QStringLiteral("SELECT v FROM t")));
        QVERIFY(query.next());
        QCOMPARE(query.value(0).toString(), QStringLiteral("visible words"));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("plain"));

    QCOMPARE(startOf(theirs), QByteArray("SQLite format 3"));
    QVERIFY(startOf(ours) != QByteArray("SQLite format 3"));
    QFile file(ours);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hidden words"));
    {
        auto qt = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("cannot"));
        qt.setDatabaseName(ours);
        QVERIFY(qt.open()); // SQLite opens lazily
        QSqlQuery query(qt);
        QVERIFY(!query.exec(QStringLiteral("SELECT v FROM t")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("cannot"));
}

void SqliteCoexistenceTest::nothingOfSqliteIsExported()
{
    const auto self = QCoreApplication::applicationFilePath();
    QProcess readelf;
    readelf.start(QStringLiteral("readelf"), {QStringLiteral("--wide"), QStringLiteral("--dynamic"), QStringLiteral("--dyn-syms"), self});
    if (!readelf.waitForStarted()) {
        QSKIP("readelf (binutils) is missing");
    }
    QVERIFY(readelf.waitForFinished());
    const auto output = readelf.readAllStandardOutput();
    QVERIFY(output.contains("libQt6Core"));
    QVERIFY(!output.contains("libsqlcipher"));
    QVERIFY(!output.contains("sqlite3_"));
}

QTEST_GUILESS_MAIN(SqliteCoexistenceTest)
#include "sqlitecoexistencetest.moc"
