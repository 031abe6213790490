// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/workplace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

namespace Kontor
{
namespace
{
const QString command = QStringLiteral(KONTOR_SOURCE_DIR "/tests/workplace/workplace");
constexpr int patience = 60'000; // ms; the servers need less than a second each
}

Workplace::Workplace(const QStringList &arguments)
    : m_folder(QDir::tempPath() + QStringLiteral("/kw-XXXXXX")) // short: unix sockets lie below it
{
    start(arguments);
}

Workplace::~Workplace()
{
    QProcess::execute(command, {QStringLiteral("stop"), folder()});
}

void Workplace::start(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(command,
                  QStringList{QStringLiteral("start"),
                              QStringLiteral("--dir"),
                              folder(),
                              QStringLiteral("--until"),
                              QString::number(QCoreApplication::applicationPid())}
                      + arguments);
    if (!process.waitForFinished(patience) || process.exitCode() != 0) {
        m_error = QStringLiteral("The test servers did not start: %1").arg(process.errorString());
        return;
    }
    QFile file(folder() + QStringLiteral("/workplace.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        m_error = file.errorString();
        return;
    }
    m_description = QJsonDocument::fromJson(file.readAll()).object();
}

void Workplace::stop(const QString &server)
{
    QProcess::execute(command, {QStringLiteral("stop"), folder(), server});
}

QJsonObject Workplace::entry(const QString &name) const
{
    auto object = m_description;
    const auto steps = name.split(u'.');
    for (const auto &step : steps) {
        object = object.value(step).toObject();
    }
    return object;
}

ServerAddress Workplace::service(const QString &name) const
{
    const auto object = entry(name);
    const bool isStartTls = object.value(QLatin1StringView("security")).toString() == QLatin1StringView("starttls");
    return {.host = object.value(QLatin1StringView("host")).toString(),
            .port = quint16(object.value(QLatin1StringView("port")).toInt()),
            .security = isStartTls ? ServerAddress::Security::StartTls : ServerAddress::Security::Tls};
}

QUrl Workplace::url(const QString &name) const
{
    return QUrl(entry(name).value(QLatin1StringView("url")).toString());
}

QString Workplace::folderOf(const QString &name) const
{
    return entry(name).value(QLatin1StringView("folder")).toString();
}

Workplace::Directory Workplace::directory(const QString &name) const
{
    const auto object = entry(name);
    return {.server = service(name),
            .base = object.value(QLatin1StringView("base")).toString(),
            .bindName = object.value(QLatin1StringView("bind")).toString(),
            .password = object.value(QLatin1StringView("password")).toString()};
}

QByteArray Workplace::certificate() const
{
    QFile file(m_description.value(QLatin1StringView("ca")).toString());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Workplace::User Workplace::user(int index) const
{
    const auto user = m_description.value(QLatin1StringView("users")).toArray().at(index).toObject();
    return {.address = user.value(QLatin1StringView("address")).toString(),
            .user = user.value(QLatin1StringView("user")).toString(),
            .password = user.value(QLatin1StringView("password")).toString(),
            .name = user.value(QLatin1StringView("name")).toString()};
}

QByteArray Workplace::doveadm(const QStringList &arguments, bool *ok) const
{
    return told(QStringList{QStringLiteral("doveadm"), folder()} + arguments, ok);
}

QByteArray Workplace::cloud(const QStringList &arguments, bool *ok) const
{
    return told(QStringList{QStringLiteral("cloud"), folder()} + arguments, ok);
}

bool Workplace::setChatClock(qint64 seconds)
{
    // After "--" a number may be negative.
    bool isDone = false;
    told({QStringLiteral("clock"), folder(), QStringLiteral("--"), QString::number(seconds)}, &isDone);
    return isDone;
}

QByteArray Workplace::told(const QStringList &arguments, bool *ok) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(command, arguments);
    const bool isDone = process.waitForFinished(patience) && process.exitCode() == 0;
    if (ok) {
        *ok = isDone;
    }
    return process.readAll();
}

}
