// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/workplace.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// Files of a real server, found from the command line by their names and by what is in them.
class FileSearchCtlTest : public QObject
{
    Q_OBJECT

    struct Outcome {
        int code = -1;
        QJsonObject json;
        QByteArray output;
        QByteArray errors;
    };

    std::unique_ptr<Workplace> m_workplace;
    QTemporaryDir m_folder;

    Outcome run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        process.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"),
                      QStringList{u"--profile"_s, m_folder.filePath(u"profile"_s), u"--key-file"_s, m_folder.filePath(u"key"_s)} + arguments);
        process.write(input);
        process.closeWriteChannel();
        Outcome outcome;
        if (!process.waitForFinished(120'000)) {
            process.kill();
            process.waitForFinished();
            return outcome;
        }
        outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        outcome.output = process.readAllStandardOutput();
        outcome.errors = process.readAllStandardError();
        outcome.json = QJsonDocument::fromJson(outcome.output).object();
        return outcome;
    }

    QStringList found(const QStringList &words)
    {
        const auto outcome = run(QStringList{u"search"_s, u"--json"_s} + words);
        if (outcome.code != 0) {
            return {u"failed: "_s + QString::fromUtf8(outcome.output + outcome.errors)};
        }
        QStringList paths;
        for (const auto files = outcome.json.value(u"files"_s).toArray(); const auto &file : files) {
            paths << file.toObject().value(u"path"_s).toString();
        }
        return paths;
    }

    static bool write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("LANGUAGE", "en");
        m_workplace = std::make_unique<Workplace>(QStringList{u"apache"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        const auto root = m_workplace->folderOf(u"apache"_s);
        QVERIFY(write(root + u"/Projekte/Jahresrechnung 2026.txt"_s, "Der Zwergpinscher wird abgeschrieben."));
        QVERIFY(write(root + u"/Projekte/Übersicht.html"_s, "<p>Ein <b>Zwergpinscher</b> frisst</p>"));
        QVERIFY(write(root + u"/Zwergpinscher.jpg"_s, "no picture"));
        const auto user = m_workplace->user();
        const auto added = run({u"accounts"_s, u"add"_s, user.address, u"--user"_s, user.user, u"--files"_s, m_workplace->url(u"apache"_s).toString(), u"--ca"_s,
                                m_workplace->description().value(u"ca"_s).toString()},
                               user.password.toUtf8() + '\n');
        QVERIFY2(added.code == 0, added.errors.constData());
        const auto synced = run({u"sync"_s, u"--once"_s});
        QVERIFY2(synced.code == 0, synced.errors.constData());
    }

    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void namesAreFoundInTheCache()
    {
        QCOMPARE(found({u"rechnung"_s}), QStringList{u"Projekte/Jahresrechnung 2026.txt"_s});
        QCOMPARE(found({u"uebersicht"_s}), QStringList{u"Projekte/Übersicht.html"_s});
        QCOMPARE(found({u"type:image"_s}), QStringList{u"Zwergpinscher.jpg"_s});
        QCOMPARE(found({u"in:projekte"_s, u"ist:datei"_s}).size(), 2);
        QCOMPARE(found({u"zwergpinscher"_s}), QStringList{u"Zwergpinscher.jpg"_s}); // the others are not here yet
        QCOMPARE(found({u"is:unread"_s}), QStringList()); // only mail can be that
        QCOMPARE(found({u"nothing-like-it"_s}), QStringList());
    }

    void contentIsFoundOnceItIsHere()
    {
        QCOMPARE(run({u"files"_s, u"pin"_s, u"Projekte"_s}).code, 0);
        const auto synced = run({u"sync"_s, u"--once"_s});
        QVERIFY2(synced.code == 0, synced.errors.constData());
        QCOMPARE(found({u"zwergpinscher"_s}), QStringList({u"Projekte/Jahresrechnung 2026.txt"_s, u"Projekte/Übersicht.html"_s, u"Zwergpinscher.jpg"_s}));
        QCOMPARE(found({u"content:zwerg"_s, u"ext:html"_s}), QStringList{u"Projekte/Übersicht.html"_s});
        QCOMPARE(found({u"\"wird abgeschrieben\""_s}), QStringList{u"Projekte/Jahresrechnung 2026.txt"_s});
        QCOMPARE(found({u"is:pinned"_s}), QStringList{u"Projekte"_s});
    }

    void answersAreBoundedAndSayWhatIsWhat()
    {
        const auto one = run({u"search"_s, u"ist:datei"_s, u"--limit"_s, u"1"_s, u"--json"_s});
        QCOMPARE(one.code, 0);
        QCOMPARE(one.json.value(u"files"_s).toArray().size(), 1);
        QCOMPARE(one.json.value(u"filesTotal"_s).toInt(), 3);
        const auto file = one.json.value(u"files"_s).toArray().first().toObject();
        QCOMPARE(file.value(u"account"_s).toString(), m_workplace->user().address);
        QCOMPARE(file.value(u"folder"_s).toBool(), false);
        QVERIFY(file.value(u"item"_s).toInteger() > 0);
        QVERIFY(QDateTime::fromString(file.value(u"modified"_s).toString(), Qt::ISODate).isValid());

        const auto spoken = run({u"search"_s, u"jahresrechnung"_s});
        QCOMPARE(spoken.code, 0);
        QVERIFY2(spoken.output.contains("Projekte/Jahresrechnung 2026.txt") && spoken.output.contains("1 file or folder found."), spoken.output.constData());

        QCOMPARE(found({u"rechnung"_s, u"--account"_s, m_workplace->user().address}).size(), 1);
        QCOMPARE(run({u"search"_s, u"rechnung"_s, u"--account"_s, u"nobody@amt.example"_s}).code, 6);
        QCOMPARE(run({u"search"_s, u"is:nonsense"_s}).code, 1);
        QCOMPARE(run({u"search"_s, u"--limit"_s, u"0"_s, u"x"_s}).code, 1);
    }
};

QTEST_GUILESS_MAIN(FileSearchCtlTest)
#include "filesearchctltest.moc"
