// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/otherclient.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUuid>

namespace Kontor
{
namespace
{
constexpr int patience = 30'000; // ms
}

OtherClient::OtherClient(const Workplace &workplace, const Workplace::User &user, const QString &service)
{
    const auto address = workplace.service(service);
    auto configuration = m_socket.sslConfiguration();
    configuration.addCaCertificates(QSslCertificate::fromData(workplace.certificate()));
    m_socket.setSslConfiguration(configuration);
    m_socket.connectToHostEncrypted(address.host, address.port);
    if (!m_socket.waitForEncrypted(patience)) {
        qWarning() << "the other client cannot connect:" << m_socket.errorString();
        return;
    }
    readLine();
    succeeds("LOGIN \"" + user.user.toUtf8() + "\" \"" + user.password.toUtf8() + '"');
}

QByteArray OtherClient::readLine()
{
    QByteArray line;
    while (!line.endsWith('\n')) {
        if (!m_socket.canReadLine() && !m_socket.waitForReadyRead(patience)) {
            return line;
        }
        line += m_socket.readLine();
    }
    // A literal and what follows belong to the same line.
    if (line.endsWith("}\r\n")) {
        const auto open = line.lastIndexOf('{');
        auto left = line.sliced(open + 1, line.size() - open - 4).toLongLong();
        while (left > 0) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience)) {
                return line;
            }
            const auto some = m_socket.read(left);
            line += some;
            left -= some.size();
        }
        line += readLine();
    }
    return line;
}

QByteArrayList OtherClient::run(const QByteArray &command)
{
    const QByteArray tag = "x" + QByteArray::number(++m_tag);
    m_socket.write(tag + ' ' + command + "\r\n");
    QByteArrayList lines;
    while (true) {
        const auto line = readLine();
        if (line.isEmpty()) {
            return lines;
        }
        lines << line.trimmed();
        if (line.startsWith(QByteArray(tag + ' '))) {
            return lines;
        }
    }
}

bool OtherClient::succeeds(const QByteArray &command)
{
    const auto lines = run(command);
    const bool isFine = !lines.isEmpty() && lines.last().contains(" OK ");
    if (!isFine) {
        qWarning() << command << lines;
    }
    return isFine;
}

bool OtherClient::append(const QByteArray &mailbox, const QByteArray &message, const QByteArray &flags)
{
    const QByteArray head = "APPEND \"" + mailbox + "\" (" + flags + ") {" + QByteArray::number(message.size()) + "+}\r\n";
    return succeeds(head + message);
}

QList<int> OtherClient::search(const QByteArray &mailbox, const QByteArray &criteria)
{
    QList<int> uids;
    if (!succeeds("EXAMINE \"" + mailbox + '"')) {
        return uids;
    }
    const auto lines = run("UID SEARCH " + criteria);
    for (const auto &line : lines) {
        if (line.startsWith("* SEARCH")) {
            const auto words = line.sliced(8).split(' ');
            for (const auto &word : words) {
                if (!word.trimmed().isEmpty()) {
                    uids << word.toInt();
                }
            }
        }
    }
    run("UNSELECT");
    return uids;
}

QByteArray OtherClient::message(const QByteArray &subject, const QByteArray &body, const QByteArray &messageId)
{
    const QByteArray id = messageId.isEmpty() ? '<' + QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + "@test.example>" : messageId;
    return "From: Sender <sender@test.example>\r\nTo: anna.mueller@beispielamt.test\r\nSubject: " + subject + "\r\nMessage-ID: " + id
        + "\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body;
}

}
