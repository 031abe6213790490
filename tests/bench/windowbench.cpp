// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window with 100,000 messages in the cache. Called without arguments it fills a store and
// starts itself anew for each part: "start" (up to a usable window) and "use" (everything else).
#include "accounts/filekeysource.h"
#include "app/mainwindow.h"
#include "app/services.h"
#include "base/catalogue.h"
#include "bench/benchmail.h"
#include "bench/measure.h"
#include "mail/foldermodel.h"
#include "mail/ui/folderview.h"
#include "mail/ui/mailpane.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/messagereader.h"
#include "shell/itemlistaccessible.h"

#include <KAboutData>
#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
constexpr int smallFolder = 100; // messages in the other folder
constexpr int starts = 5;

QByteArray key()
{
    return QByteArray(32, '\x2a');
}

/// Spins the event loop until the condition holds; the time that took, in milliseconds.
template<class Condition>
double until(Condition condition, const char *what)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        if (timer.hasExpired(60'000)) {
            giveUp(QStringLiteral("waited in vain for %1").arg(QLatin1StringView(what)));
        }
    }
    return double(timer.nsecsElapsed()) / 1e6;
}

/// The program as main() makes it, without the parts that talk to the desktop.
struct Program {
    explicit Program(const QString &folder)
        : services({.folder = folder, .keySource = std::make_shared<FileKeySource>(folder + QStringLiteral("/../key"))})
        , window(std::make_unique<MainWindow>(&services))
    {
        ItemListAccessible::install();
        wakeUp.start(1); // so that every condition is looked at soon
        window->show();
        QMetaObject::invokeMethod(&services, &Services::begin, Qt::QueuedConnection);
    }
    ~Program()
    {
        window.reset();
        services.shutDown();
    }

    MailPane *pane() const
    {
        return window->findChild<MailPane *>();
    }
    /// The list shows rows of the folder the pane is in (or of a search), with their words, on the screen.
    bool showsRows(int least = 1) const
    {
        const auto *mail = pane();
        if (!mail || !mail->messages()->isReady() || mail->messages()->rowCount() < least || !mail->list()->isVisible()) {
            return false;
        }
        const auto folder = mail->currentFolder();
        if (folder && mail->messages()->index(0, 0).data(MessageListModel::MessageRole).value<MessageRow>().collection != folder) {
            return false;
        }
        const auto last = mail->list()->indexAt(mail->list()->viewport()->rect().bottomLeft() - QPoint(0, 2));
        const auto first = mail->messages()->index(0, 0);
        if (!first.data(MessageListModel::MessageRole).isValid() || (last.isValid() && !last.data(MessageListModel::MessageRole).isValid())) {
            return false;
        }
        mail->list()->viewport()->repaint();
        return true;
    }

    QString state() const
    {
        const auto *mail = pane();
        if (!mail) {
            return services.keyAnswer().error.message + services.storeError().message + QStringLiteral(" there is no pane in state %1").arg(int(services.state()));
        }
        return QStringLiteral("ready %1, rows %2, list visible %3, folder %4, first row from %5")
            .arg(mail->messages()->isReady())
            .arg(mail->messages()->rowCount())
            .arg(mail->list()->isVisible())
            .arg(mail->currentFolder().value)
            .arg(mail->messages()->index(0, 0).data(MessageListModel::MessageRole).value<MessageRow>().collection.value);
    }

    Services services;
    std::unique_ptr<MainWindow> window;
    QTimer wakeUp;
};

void fill(const QString &folder, int total)
{
    QFile keyFile(folder + QStringLiteral("/../key"));
    if (!keyFile.open(QIODevice::WriteOnly) || !keyFile.setPermissions(QFile::ReadOwner | QFile::WriteOwner)) {
        giveUp(keyFile.errorString());
    }
    keyFile.write(key().toHex());
    keyFile.close();
    const auto store = valueOf(Store::open({.folder = folder, .key = key(), .schemas = mailSchemas()}));
    const auto inbox = fillCache(*store, total);
    auto other = store->write([inbox](Transaction &transaction) -> Result<void> {
        auto made = transaction.prepare("INSERT INTO collection (resource, remote_id, name) SELECT resource, 'Other', 'Other' FROM collection WHERE id = ?1").run(inbox);
        if (!made) {
            return made;
        }
        const CollectionId target{transaction.lastInsertId()};
        if (auto moved = transaction.prepare("UPDATE item SET collection = ?1 WHERE id <= ?2").run(target, qint64(smallFolder)); !moved) {
            return moved;
        }
        return transaction.prepare("UPDATE mail_message SET collection = ?1 WHERE item <= ?2").run(target, qint64(smallFolder));
    });
    other.waitForFinished();
    valueOf(other.takeResult());
}

void openFolders(Program &program, int total)
{
    auto *mail = program.pane();
    const auto folderAt = [mail](const QString &name) {
        const auto account = mail->folders()->index(0, 0);
        for (int row = 0; row < mail->folders()->rowCount(account); ++row) {
            const auto index = mail->folders()->index(row, 0, account);
            if (index.data(FolderModel::NameRole).toString() == name) {
                return index;
            }
        }
        giveUp(QStringLiteral("the folder is missing: ") + name);
    };
    const auto other = folderAt(QStringLiteral("Other"));
    const auto inbox = mail->folders()->indexOf(mail->currentFolder());
    const auto large = mail->currentFolder();
    QList<double> times, complete;
    for (int i = 0; i < 9; ++i) {
        mail->folderView()->setCurrentIndex(other);
        until([&] { return mail->currentFolder() != large && program.showsRows(); }, "the small folder");
        QElapsedTimer timer;
        timer.start();
        mail->folderView()->setCurrentIndex(inbox);
        until([&] { return mail->currentFolder() == large && program.showsRows(); }, "the large folder");
        times << double(timer.nsecsElapsed()) / 1e6;
        until([&] { return program.showsRows(total / 3); }, "all of the large folder"); // conversations: fewer rows than messages
        complete << double(timer.nsecsElapsed()) / 1e6;
    }
    tell("open-folder", quantile(times));
    tell("open-folder-complete", quantile(complete));
}

void readOn(Program &program)
{
    auto *mail = program.pane();
    mail->list()->setFocus();
    mail->list()->setCurrentIndex(mail->messages()->index(0, 0));
    until([&] { return mail->reader()->content() != nullptr; }, "the first message");
    QList<double> times;
    for (int i = 1; i <= 100; ++i) {
        QElapsedTimer timer;
        timer.start();
        mail->list()->setCurrentIndex(mail->messages()->index(i, 0));
        until(
            [&] {
                const auto item = mail->messages()->itemAt(mail->list()->currentIndex().row());
                return item && mail->reader()->item() == item && mail->reader()->content() != nullptr;
            },
            "the next message");
        mail->reader()->repaint();
        times << double(timer.nsecsElapsed()) / 1e6;
        QTest::qWait(20); // nobody reads faster; the neighbours are read ahead
    }
    tell("next-message", quantile(times));
}

void search(Program &program)
{
    // From the commonest word to two rare ones, beginnings of words, and operators.
    const QStringList queries{QStringLiteral("ver"),         QStringLiteral("v"),        QStringLiteral("walver"),          QStringLiteral("bau amt"),
                              QStringLiteral("person17"),    QStringLiteral("from:person17"), QStringLiteral("subject:wal"), QStringLiteral("antrag is:unread"),
                              QStringLiteral("\"ver wal\""), QStringLiteral("before:2025-01-01 haus"), QStringLiteral("scheid4"), QStringLiteral("nothinglikethis")};
    auto *mail = program.pane();
    auto *model = mail->messages();
    QList<double> times;
    for (int round = 0; round < 3; ++round) {
        for (const auto &query : queries) {
            bool isAnswered = false;
            const auto connection = QObject::connect(model, &QueryModel::queryFinished, model, [&isAnswered] {
                isAnswered = true;
            });
            QElapsedTimer timer;
            timer.start();
            mail->search(query);
            until([&] { return isAnswered && model->isReady() && model->view().search.terms == MessageSearch::parse(query).terms && (model->rowCount() == 0 || program.showsRows()); }, "the search");
            const auto took = double(timer.nsecsElapsed()) / 1e6;
            QObject::disconnect(connection);
            if (round == 0) {
                std::fprintf(stderr, "bench: search %s: %d found, %.1f ms\n", qPrintable(query), model->rowCount(), took);
            }
            times << took;
        }
    }
    mail->search({});
    tell("search", quantile(times));
    tell("search-slowest", quantile(times, 1));
}

int runPart(const QString &part, const QString &folder, int total)
{
    Program program(folder);
    if (!QTest::qWaitFor([&] { return program.showsRows(); }, 20'000)) {
        giveUp(program.state());
    }
    if (part == u"start") {
        std::printf("usable\n");
        std::fflush(stdout);
        return 0;
    }
    QTest::qWait(1000);
    openFolders(program, total - smallFolder);
    readOn(program);
    search(program);
    tell("memory", memoryMB());
    return 0;
}

QProcessEnvironment freshHome(const QString &folder)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto *name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}) {
        environment.insert(QLatin1StringView(name), folder + QStringLiteral("/home"));
    }
    environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
    return environment;
}
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCoreApplication::setQuitLockEnabled(false);
    QGuiApplication::setQuitOnLastWindowClosed(false);
    useCatalogue();
    KAboutData::setApplicationData(KAboutData(QStringLiteral("kontor"), QStringLiteral("Kontor"), QStringLiteral("0")));
    const auto arguments = QCoreApplication::arguments();
    const auto total = count(100'000) + smallFolder;
    if (arguments.size() == 3) {
        return runPart(arguments.at(1), arguments.at(2), total);
    }

    const QTemporaryDir temporary;
    const auto folder = temporary.filePath(QStringLiteral("kontor"));
    QDir().mkpath(folder);
    std::fprintf(stderr, "bench: filling the cache with %d messages\n", total);
    fill(folder, total);
    QList<double> times;
    for (int i = 0; i < starts; ++i) {
        QProcess child;
        child.setProcessEnvironment(freshHome(temporary.path()));
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QElapsedTimer timer;
        timer.start();
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("start"), folder});
        QByteArray said;
        while (!said.contains("usable") && child.waitForReadyRead(60'000)) {
            said += child.readAllStandardOutput();
        }
        times << double(timer.nsecsElapsed()) / 1e6;
        if (!child.waitForFinished(60'000) || child.exitCode() != 0 || !said.contains("usable")) {
            giveUp(QStringLiteral("the window did not become usable"));
        }
    }
    tell("start", quantile(times));
    QProcess child;
    child.setProcessEnvironment(freshHome(temporary.path()));
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("use"), folder});
    return child.waitForFinished(-1) && child.exitStatus() == QProcess::NormalExit ? child.exitCode() : 1;
}
