// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/opencopies.h"
#include "files/store/filesfixture.h"

#include <QProcess>

#include <filesystem>

namespace Kontor
{

/// A program of the desktop: a shell script with the file as $1 and its folder as $2 and as the working folder. Each
/// "step" in it waits for step().
class DeskProgram
{
public:
    DeskProgram(const QString &script, const QString &path)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        const auto folder = path.section(u'/', 0, -2);
        m_process.setWorkingDirectory(QStringLiteral("/"));
        m_process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-ec"), QString(QStringLiteral("step() { echo; read -r go; }\n") + script), QStringLiteral("program"), path, folder});
    }
    ~DeskProgram()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(DeskProgram)

    /// Waits until it has come to its next step.
    bool isAtStep()
    {
        const bool isThere = waitUntil([this] {
            return m_process.canReadLine() || m_process.state() == QProcess::NotRunning;
        });
        return isThere && m_process.canReadLine() && !m_process.readLine().isEmpty();
    }
    void step()
    {
        m_process.write("\n");
    }
    bool ends()
    {
        return waitUntil([this] {
                   return m_process.state() == QProcess::NotRunning;
               })
            && m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
    }
    void kill()
    {
        m_process.kill();
    }
    bool isGone()
    {
        return waitUntil([this] {
            return m_process.state() == QProcess::NotRunning;
        });
    }

private:
    QProcess m_process;
};

/// Anna's files at a server in memory, opened in programs. Waits short enough for tests.
struct DeskFixture : FilesFixture {
    QTemporaryDir desk;
    QString deskPath = desk.path(); ///< where copies lie
    CopyPatience patience{.settle = std::chrono::milliseconds(60),
                          .writing = std::chrono::minutes(5),
                          .beside = std::chrono::milliseconds(120),
                          .look = std::chrono::milliseconds(60),
                          .start = std::chrono::minutes(30),
                          .retry = std::chrono::milliseconds(150)};
    CopyPort port{};
    std::unique_ptr<FileContent> content;
    std::unique_ptr<OpenCopies> copies;
    QStringList saved{};
    QList<Error> problems{};
    QList<ItemId> opened{};
    QList<ItemId> closed{};

    explicit DeskFixture(const QString &folder = {})
        : FilesFixture(folder)
    {
        anna.cloud.put(QStringLiteral("Report.odt"), "original");
    }
    ~DeskFixture()
    {
        leave();
    }

    /// Kontor starts: copies can be opened.
    void enter()
    {
        content = std::make_unique<FileContent>(**store, [this](const ItemRef &item, const QString &part) {
            return anna.engine->fetchNow(item, part);
        });
        copies = std::make_unique<OpenCopies>(OpenCopies::Parts{.store = **store,
                                                                .actions = actions.get(),
                                                                .content = content.get(),
                                                                .opened = [this](ItemId item) { opened << item; },
                                                                .closed = [this](ItemId item) { closed << item; },
                                                                .folder = deskPath,
                                                                .patience = patience,
                                                                .port = port});
        QObject::connect(copies.get(), &OpenCopies::saved, copies.get(), [this](ItemId, const QString &name) {
            saved << name;
        });
        QObject::connect(copies.get(), &OpenCopies::failed, copies.get(), [this](const Error &error) {
            problems << error;
        });
    }
    /// As if the program were killed: nothing is cleared up.
    void leave()
    {
        copies.reset();
        content.reset();
    }

    QString open(const QString &path)
    {
        const auto file = waitedFor(copies->open(item(path)));
        if (!file) {
            qWarning() << file.error().message << file.error().detail;
        }
        return file.value_or(QString());
    }

    bool isSaved(int times)
    {
        return waitUntil([&] {
            return saved.size() >= times;
        });
    }
    /// Long enough for everything that could be noticed to be noticed.
    static void quiet()
    {
        QTest::qWait(400);
    }

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static bool run(const QString &script, const QString &path)
    {
        DeskProgram program(script, path);
        return program.ends();
    }

    /// All that lies among the copies now: without the lock and the folders.
    QStringList left() const
    {
        QStringList files;
        std::error_code ignored;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(deskPath.toStdString(), ignored)) {
            if (!entry.is_directory() && entry.path().filename() != "lock") {
                files << QString::fromStdString(entry.path().filename().string());
            }
        }
        files.sort();
        return files;
    }

    int waiting()
    {
        return int(changes().size());
    }
};

}
