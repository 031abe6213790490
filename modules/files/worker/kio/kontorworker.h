// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/kio/clientlink.h"

#include <KIO/WorkerBase>

namespace Kontor
{

/// kontor:/ for Dolphin and every KDE file dialog: asks the running client over its socket, keeps nothing of its own.
class KontorWorker : public KIO::WorkerBase
{
public:
    KontorWorker(const QByteArray &pool, const QByteArray &application);

    KIO::WorkerResult stat(const QUrl &url) override;
    KIO::WorkerResult mimetype(const QUrl &url) override;
    KIO::WorkerResult listDir(const QUrl &url) override;
    KIO::WorkerResult get(const QUrl &url) override;
    KIO::WorkerResult put(const QUrl &url, int permissions, KIO::JobFlags flags) override;
    KIO::WorkerResult mkdir(const QUrl &url, int permissions) override;
    KIO::WorkerResult rename(const QUrl &from, const QUrl &to, KIO::JobFlags flags) override;
    KIO::WorkerResult copy(const QUrl &from, const QUrl &to, int permissions, KIO::JobFlags flags) override;
    KIO::WorkerResult del(const QUrl &url, bool isFile) override;
    KIO::WorkerResult chmod(const QUrl &url, int permissions) override;
    KIO::WorkerResult fileSystemFreeSpace(const QUrl &url) override;
    void closeConnection() override;

private:
    KIO::WorkerResult simple(const QCborMap &request, const QUrl &url);
    KIO::WorkerResult transfer(const QString &what, const QUrl &from, const QUrl &to, KIO::JobFlags flags);
    KIO::WorkerResult refused(const QCborMap &answer, const QUrl &url) const;
    KIO::WorkerResult broken();
    KIO::WorkerResult absent() const;
    KIO::WorkerResult pour(const QUrl &url);

    ClientLink m_link;
};

}
