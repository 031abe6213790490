// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// newsbench PROFILE KEYFILE FOLDER: keeps the mail of a profile in step and tells when the list of
// a folder shows news. Says "watching COUNT" once it watches the server; for each COUNT read from
// standard input it says "shown TIME" (seconds since 1970) when the list has that many rows.
#include "accounts/accountstore.h"
#include "bench/benchmail.h"
#include "bench/measure.h"
#include "mail/mailprojector.h"
#include "mail/mailsynchronizer.h"
#include "mail/messagelistmodel.h"
#include "sync/syncengine.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QSocketNotifier>
#include <QThread>

#include <cstdio>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
template<class T>
auto waited(QFuture<T> future)
{
    future.waitForFinished();
    return valueOf(future.takeResult());
}

QByteArray readKey(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        giveUp(file.errorString());
    }
    const auto bytes = file.readAll();
    return bytes.size() == 32 ? bytes : QByteArray::fromHex(bytes.trimmed());
}
}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() != 4) {
        giveUp(QStringLiteral("newsbench PROFILE KEYFILE FOLDER"));
    }
    const auto store = valueOf(Store::open({.folder = arguments.at(1), .key = readKey(arguments.at(2)), .schemas = mailSchemas()}));
    AccountStore accounts(store);
    const auto account = waited(accounts.accounts()).constFirst();
    const auto resource = waited(accounts.resource(account.id, QStringLiteral("mail")));
    const auto folder = waited(store->read([name = arguments.at(3)](const Reader &reader) -> Result<CollectionId> {
        auto found = reader.prepare("SELECT id FROM collection WHERE remote_id = ?1").value<CollectionId>(name);
        if (!found) {
            return std::unexpected(found.error());
        }
        return found->value_or(CollectionId{});
    }));
    if (!folder) {
        giveUp(QStringLiteral("there is no such folder"));
    }

    MessageListModel model(store);
    MessageListModel::View view;
    view.folder = folder;
    view.threads = MessageListModel::View::Threads::Off;
    model.setView(view);

    QThread network;
    network.start();
    auto *there = new QObject;
    there->moveToThread(&network);
    std::unique_ptr<SyncEngine> engine;
    QMetaObject::invokeMethod(
        there,
        [&] {
            const auto readBlob = [store](const BlobId &blob) {
                return store->blobs().get(blob);
            };
            engine = std::make_unique<SyncEngine>(SyncEngine::Options{.resource = resource,
                                                                      .store = store,
                                                                      .projector = std::make_shared<MailProjector>(),
                                                                      .synchronizer = std::make_unique<MailSynchronizer>(account, readBlob)});
        },
        Qt::BlockingQueuedConnection);

    int awaited = 0;
    const auto tellWhenShown = [&] {
        if (awaited > 0 && model.rowCount() >= awaited) {
            std::printf("shown %.4f\n", double(QDateTime::currentMSecsSinceEpoch()) / 1000);
            std::fflush(stdout);
            awaited = 0;
        }
    };
    QObject::connect(&model, &MessageListModel::queryFinished, &app, tellWhenShown);
    bool isWatching = false;
    QObject::connect(engine.get(), &SyncEngine::statusChanged, &app, [&](const SyncStatus &status) {
        if (!isWatching && status.activity == SyncStatus::Activity::Watching) {
            isWatching = true;
            std::printf("watching %d\n", model.rowCount());
            std::fflush(stdout);
        }
    });
    QSocketNotifier input(0, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &app, [&] {
        char line[64];
        if (!std::fgets(line, sizeof line, stdin)) {
            QCoreApplication::quit();
            return;
        }
        awaited = QByteArray(line).trimmed().toInt();
        tellWhenShown();
    });
    engine->setFocus(folder); // the user has it open
    engine->start();
    const auto code = QCoreApplication::exec();

    QEventLoop stopping;
    QObject::connect(engine.get(), &SyncEngine::stopped, &stopping, &QEventLoop::quit);
    engine->stop();
    stopping.exec();
    QMetaObject::invokeMethod(
        there,
        [&] {
            engine.reset();
            delete there;
        },
        Qt::BlockingQueuedConnection);
    network.quit();
    network.wait();
    return code;
}
