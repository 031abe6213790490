// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultserver.h"

#include <QRegularExpression>
#include <QSslConfiguration>
#include <QSslSocket>

namespace Kontor
{

FaultServer::FaultServer(ServerAddress::Security security, const TestCertificates::Identity &identity)
    : m_security(security)
    , m_identity(identity)
{
    if (!listen(QHostAddress::LocalHost)) {
        qFatal("the fault server cannot listen");
    }
}

FaultServer::~FaultServer()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
}

ServerAddress FaultServer::address() const
{
    return {.host = QStringLiteral("localhost"), .port = serverPort(), .security = m_security};
}

TlsPolicy FaultServer::trusting()
{
    TlsPolicy policy;
    policy.addAuthorities({TestCertificates::instance().authority});
    return policy;
}

FaultServer &FaultServer::say(const QByteArray &bytes)
{
    m_script << Step{.kind = Step::Kind::Say, .bytes = bytes};
    return *this;
}

FaultServer &FaultServer::expect(const QByteArray &line)
{
    m_script << Step{.kind = Step::Kind::Expect, .bytes = line};
    return *this;
}

FaultServer &FaultServer::expectBytes(const QByteArray &bytes)
{
    m_script << Step{.kind = Step::Kind::ExpectBytes, .bytes = bytes};
    return *this;
}

FaultServer &FaultServer::answer(std::function<QByteArray(const QByteArray &)> answer)
{
    m_script << Step{.kind = Step::Kind::Answer, .answer = std::move(answer)};
    return *this;
}

FaultServer &FaultServer::flood(qint64 count)
{
    m_script << Step{.kind = Step::Kind::Flood, .count = count};
    return *this;
}

FaultServer &FaultServer::beginTls()
{
    m_script << Step{.kind = Step::Kind::BeginTls};
    return *this;
}

FaultServer &FaultServer::hangUp()
{
    m_script << Step{.kind = Step::Kind::HangUp};
    return *this;
}

void FaultServer::dropAfter(qint64 octets)
{
    m_dropAfter = octets;
}

void FaultServer::clearScript()
{
    m_script.clear();
}

void FaultServer::incomingConnection(qintptr descriptor)
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
    }
    m_socket = new QSslSocket(this);
    ++m_connections;
    m_step = 0;
    m_said = m_flooded = 0;
    m_input.clear();
    m_socket->setSocketDescriptor(descriptor);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(m_identity.chain);
    configuration.setPrivateKey(m_identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_socket->setSslConfiguration(configuration);
    connect(m_socket, &QSslSocket::readyRead, this, &FaultServer::play);
    connect(m_socket, &QSslSocket::encrypted, this, &FaultServer::play);
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, &FaultServer::play);
    if (m_security == ServerAddress::Security::Tls) {
        m_socket->startServerEncryption();
    } else {
        play();
    }
}

void FaultServer::play()
{
    const bool isSecuring = m_socket->mode() == QSslSocket::SslServerMode && !m_socket->isEncrypted();
    if (m_isPlaying || isSecuring) {
        return;
    }
    m_isPlaying = true;
    m_input += m_socket->readAll();
    while (m_step < m_script.size() && m_problem.isEmpty() && playStep(m_script[m_step])) {
        ++m_step;
        m_flooded = 0;
    }
    m_isPlaying = false;
}

bool FaultServer::playStep(const Step &step)
{
    QByteArray line;
    switch (step.kind) {
    case Step::Kind::Say:
        return write(step.bytes);
    case Step::Kind::Expect: {
        if (!takeLine(line)) {
            return false;
        }
        const auto pattern = QRegularExpression::wildcardToRegularExpression(QString::fromLatin1(step.bytes).replace(QLatin1Char('['), QLatin1String("[[]")),
                                                                             QRegularExpression::NonPathWildcardConversion);
        if (line != step.bytes && !QRegularExpression(pattern).match(QString::fromLatin1(line)).hasMatch()) {
            complain(step.bytes, line);
            return false;
        }
        return true;
    }
    case Step::Kind::ExpectBytes:
        if (m_input.size() < step.bytes.size()) {
            return false;
        }
        if (!m_input.startsWith(step.bytes)) {
            complain(step.bytes, m_input);
            return false;
        }
        m_input.remove(0, step.bytes.size());
        return true;
    case Step::Kind::Answer:
        return takeLine(line) && write(step.answer(line));
    case Step::Kind::Flood:
        while (m_flooded < step.count) {
            if (m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() > 1024 * 1024) {
                return false;
            }
            const qint64 piece = std::min<qint64>(64 * 1024, step.count - m_flooded);
            m_flooded += piece;
            if (!write(QByteArray(piece, 'x'))) {
                return false;
            }
        }
        return true;
    case Step::Kind::BeginTls:
        m_socket->startServerEncryption();
        ++m_step; // the rest is played when it is encrypted
        return false;
    case Step::Kind::HangUp:
        m_socket->disconnectFromHost();
        return true;
    }
    return false;
}

bool FaultServer::takeLine(QByteArray &line)
{
    const auto end = m_input.indexOf('\n');
    if (end < 0) {
        return false;
    }
    line = m_input.first(end);
    m_input.remove(0, end + 1);
    if (line.endsWith('\r')) {
        line.chop(1);
    }
    return true;
}

bool FaultServer::write(const QByteArray &bytes)
{
    if (m_dropAfter >= 0 && m_said + bytes.size() >= m_dropAfter) {
        m_socket->write(bytes.first(std::clamp<qint64>(m_dropAfter - m_said, 0, bytes.size())));
        m_said = m_dropAfter;
        m_socket->disconnectFromHost();
        m_step = m_script.size();
        return false;
    }
    m_said += bytes.size();
    m_socket->write(bytes);
    return true;
}

void FaultServer::trickle(const QByteArray &bytes)
{
    if (m_socket) {
        m_socket->write(bytes);
        m_socket->flush();
    }
}

void FaultServer::complain(const QByteArray &expected, const QByteArray &got)
{
    m_problem = "expected \"" + expected + "\", got \"" + got.first(std::min<qsizetype>(got.size(), 300)) + '"';
    m_socket->disconnectFromHost();
}

}
