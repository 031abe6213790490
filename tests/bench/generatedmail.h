// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/benchmail.h"
#include "sync/synchronizer.h"

namespace Kontor::Bench
{

/// A server without a wire: one folder whose headers arrive as fast as they can be taken.
class GeneratedMail : public Synchronizer
{
    Q_OBJECT
public:
    explicit GeneratedMail(int total, QObject *parent = nullptr);

    Task<Result<QList<RemoteCollection>>> discover() override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

private:
    BenchMail m_mail;
    int m_total;
};

}
