// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/measure.h"

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace Kontor::Bench
{

void tell(const char *name, double value)
{
    std::printf("%s %.6g\n", name, value);
    std::fflush(stdout);
}

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

double quantile(QList<double> values, double share)
{
    if (values.isEmpty()) {
        giveUp(QStringLiteral("nothing was measured"));
    }
    std::ranges::sort(values);
    return values.at(std::min(values.size() - 1, qsizetype(double(values.size()) * share)));
}

int count(int usual)
{
    const auto wanted = qEnvironmentVariableIntValue("KONTOR_BENCH_COUNT");
    return wanted > 0 ? wanted : usual;
}

double memoryMB()
{
    QFile file(QStringLiteral("/proc/self/smaps_rollup"));
    if (!file.open(QIODevice::ReadOnly)) {
        giveUp(QStringLiteral("cannot read /proc/self/smaps_rollup"));
    }
    const auto lines = file.readAll().split('\n');
    for (const auto &line : lines) {
        if (line.startsWith("Pss:")) {
            return line.simplified().split(' ').at(1).toDouble() / 1024;
        }
    }
    giveUp(QStringLiteral("the kernel tells no PSS"));
}

void giveUp(const QString &why)
{
    std::fprintf(stderr, "bench: %s\n", qPrintable(why));
    std::exit(1);
}

}
