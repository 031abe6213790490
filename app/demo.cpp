// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include <KLocalizedString>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Kontor
{
namespace
{
ServerAddress serverOf(const QJsonValue &value)
{
    const auto server = value.toObject();
    const auto security = server.value(QStringLiteral("security")).toString().toLower();
    return {.host = server.value(QStringLiteral("host")).toString(),
            .port = quint16(server.value(QStringLiteral("port")).toInt()),
            .security = security.contains(QLatin1String("starttls")) ? ServerAddress::Security::StartTls : ServerAddress::Security::Tls};
}
}

Result<Demo> Demo::read(const QString &path)
{
    QFile file(path);
    const auto wrong = [&](const QString &detail) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The demo file %1 cannot be used: %2", path, detail));
    };
    if (!file.open(QIODevice::ReadOnly)) {
        return wrong(file.errorString());
    }
    QJsonParseError problem;
    const auto root = QJsonDocument::fromJson(file.readAll(), &problem).object();
    if (problem.error != QJsonParseError::NoError) {
        return wrong(problem.errorString());
    }
    const auto user = root.value(QStringLiteral("users")).toArray().first().toObject();
    Demo demo;
    demo.folder = QFileInfo(path).absolutePath() + QStringLiteral("/kontor");
    demo.account.address = user.value(QStringLiteral("address")).toString();
    demo.account.userName = user.value(QStringLiteral("user")).toString(demo.account.address);
    demo.account.password = user.value(QStringLiteral("password")).toString();
    demo.account.name = user.value(QStringLiteral("name")).toString();
    demo.account.imap = serverOf(root.value(QStringLiteral("imap")));
    demo.account.smtp = serverOf(root.value(QStringLiteral("smtp")));
    demo.account.calendars = QUrl(root.value(QStringLiteral("radicale")).toObject().value(QStringLiteral("url")).toString());
    demo.account.contacts = demo.account.calendars;
    demo.account.files = QUrl(root.value(QStringLiteral("cloud")).toObject().value(QStringLiteral("url")).toString());
    demo.account.directory = QUrl(root.value(QStringLiteral("ldap")).toObject().value(QStringLiteral("url")).toString());
    demo.account.keepDays = -1;
    if (const auto ca = root.value(QStringLiteral("ca")).toString(); !ca.isEmpty()) {
        QFile certificates(QFileInfo(ca).isAbsolute() ? ca : QFileInfo(path).absolutePath() + QLatin1Char('/') + ca);
        if (!certificates.open(QIODevice::ReadOnly)) {
            return wrong(certificates.errorString());
        }
        demo.account.ownCertificates = certificates.readAll();
    }
    const auto problems = demo.account.problems();
    if (!problems.isEmpty()) {
        return wrong(problems.join(QLatin1Char(' ')));
    }
    return demo;
}

}
