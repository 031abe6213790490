// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/kio/kontorworkerfactory.h"

#include "files/worker/kio/kontorworker.h"

#include <QCoreApplication>

namespace Kontor
{

std::unique_ptr<KIO::WorkerBase> KontorWorkerFactory::createWorker(const QByteArray &pool, const QByteArray &application)
{
    return std::make_unique<KontorWorker>(pool, application);
}

}

/// What the kioworker process calls: name, protocol, and the two sockets of KIO.
extern "C" Q_DECL_EXPORT int kdemain(int argc, char **argv)
{
    if (argc != 4) {
        return 1;
    }
    const QCoreApplication application(argc, argv);
    Kontor::KontorWorker worker(argv[2], argv[3]);
    worker.dispatchLoop();
    return 0;
}
