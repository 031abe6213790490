// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testcertificates.h"

#include <QFile>
#include <QProcess>

namespace Kontor
{
namespace
{
void run(const QString &directory, const QString &arguments)
{
    QProcess process;
    process.setWorkingDirectory(directory);
    process.start(QStringLiteral("openssl"), QProcess::splitCommand(arguments));
    if (!process.waitForFinished() || process.exitCode() != 0) {
        qFatal("openssl %s: %s", qPrintable(arguments), process.readAllStandardError().constData());
    }
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

QByteArray read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    return file.readAll();
}
}

const TestCertificates &TestCertificates::instance()
{
    static const TestCertificates certificates;
    return certificates;
}

TestCertificates::TestCertificates()
{
    const QTemporaryDir temporary;
    const QString directory = temporary.path();
    run(directory,
        QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj \"/O=Kontor/CN=Test Authority\" "
                       "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem"));
    run(directory, QStringLiteral("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr"));
    const QByteArray usage = "extendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\nbasicConstraints=CA:FALSE\n";
    write(directory + QLatin1String("/good.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n" + usage);
    write(directory + QLatin1String("/wrong.ext"), "subjectAltName=DNS:wrong.example\n" + usage);
    const QString sign = QStringLiteral("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial ");
    run(directory, sign + QLatin1String("-days 30 -extfile good.ext -out good.pem"));
    run(directory, sign + QLatin1String("-not_before 20240101000000Z -not_after 20240201000000Z -extfile good.ext -out expired.pem"));
    run(directory, QStringLiteral("req -new -key server.key -subj /CN=wrong.example -out wrong.csr"));
    run(directory, QStringLiteral("x509 -req -in wrong.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile wrong.ext -out wrong.pem"));
    run(directory, QStringLiteral("req -x509 -key server.key -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost -out self.pem"));

    const QSslKey key(read(directory + QLatin1String("/server.key")), QSsl::Ec);
    const auto identity = [&](const char *name) {
        return Identity{QSslCertificate::fromData(read(directory + QLatin1Char('/') + QLatin1String(name))), key};
    };
    authority = identity("ca.pem").chain.first();
    good = identity("good.pem");
    expired = identity("expired.pem");
    wrongName = identity("wrong.pem");
    selfSigned = identity("self.pem");
}

}
