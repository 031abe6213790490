// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <KIO/WorkerFactory>

namespace Kontor
{

/// Carries the metadata by which KIO finds the plugin, and makes the worker where KIO runs it in a thread.
class KontorWorkerFactory : public KIO::WorkerFactory
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.kde.kio.worker.kontor" FILE "kontor.json")
public:
    std::unique_ptr<KIO::WorkerBase> createWorker(const QByteArray &pool, const QByteArray &application) override;
};

}
