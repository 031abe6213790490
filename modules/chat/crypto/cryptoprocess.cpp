// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptoprocess.h"

#include "chat/crypto/cryptoplaces.h"
#include "chat/crypto/cryptowire.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QProcess>

namespace Kontor
{
namespace
{
Q_LOGGING_CATEGORY(logCrypto, "kontor.chat.crypto", QtInfoMsg)

constexpr std::chrono::seconds toStart{120}; // a slow disk, a first start
constexpr std::chrono::seconds silence{60}; // after which a late answer comes no more

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Error broken()
{
    return {Error::Kind::Timeout, i18nc("@info", "The encryption of chat broke down and starts again."), {}, {}};
}
}

CryptoProcess::CryptoProcess(QObject *parent)
    : CryptoMachine(parent)
{
    m_clock.setInterval(std::chrono::seconds(1));
    connect(&m_clock, &QTimer::timeout, this, &CryptoProcess::lookForLate);
}

CryptoProcess::~CryptoProcess()
{
    close();
}

bool CryptoProcess::isInstalled()
{
    return !CryptoPlaces::program().isEmpty() && !CryptoPlaces::package().isEmpty();
}

qint64 CryptoProcess::processId() const
{
    return m_process ? m_process->processId() : 0;
}

CryptoTrouble CryptoProcess::trouble() const
{
    return m_trouble;
}

QFuture<Result<CryptoOpened>> CryptoProcess::open(const CryptoIdentity &identity)
{
    if (m_opened && identity.userId == m_identity.userId && identity.deviceId == m_identity.deviceId && identity.folder == m_identity.folder) {
        return QtFuture::makeReadyValueFuture(Result<CryptoOpened>(*m_opened));
    }
    close();
    m_identity = identity;
    auto promise = std::make_shared<QPromise<Result<CryptoOpened>>>();
    promise->start();
    sendOpen([promise](const Result<QJsonValue> &result) {
        promise->addResult(result.transform(&CryptoWire::opened));
        promise->finish();
    });
    return promise->future();
}

void CryptoProcess::close()
{
    dropProcess();
    m_identity = {};
    m_trouble = CryptoTrouble::None;
    failAll(cancelled().error());
}

/// The process ends once nobody writes to it any more; until then it is on its own.
void CryptoProcess::dropProcess()
{
    m_opened.reset();
    m_isOpening = false;
    m_frames = {};
    m_clock.stop();
    if (auto *process = std::exchange(m_process, nullptr)) {
        process->disconnect(this);
        process->setParent(nullptr);
        connect(process, &QProcess::finished, process, &QObject::deleteLater);
        if (process->state() == QProcess::NotRunning) {
            process->deleteLater();
        } else {
            process->closeWriteChannel();
        }
    }
}

bool CryptoProcess::start()
{
    if (!isInstalled()) {
        m_trouble = CryptoTrouble::NotInstalled;
        return false;
    }
    m_frames = {};
    m_process = new QProcess(this);
    auto *process = m_process;
    connect(process, &QProcess::readyReadStandardOutput, this, &CryptoProcess::readSome);
    connect(process, &QProcess::readyReadStandardError, this, [process] {
        const auto lines = process->readAllStandardError().split('\n');
        for (const auto &line : lines) {
            qCDebug(logCrypto).noquote() << line.left(400);
        }
    });
    connect(process, &QProcess::finished, this, &CryptoProcess::ended);
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            ended();
        }
    });
    process->start(CryptoPlaces::program(), QStringList());
    m_clock.start();
    m_sinceHeard.start();
    return true;
}

void CryptoProcess::sendOpen(Answered answered)
{
    if (!start()) {
        answered(std::unexpected(errorOf(QStringLiteral("not-installed"), {})));
        return;
    }
    m_isOpening = true;
    // The library wants 32 bytes, whatever the length of the passphrase; it is random, so it needs no stretching.
    const QByteArray stuff = "kontor chat keys 1\n" + m_identity.passphrase;
    const auto key = QCryptographicHash::hash(stuff, QCryptographicHash::Sha256);
    const QJsonObject args{{QStringLiteral("userId"), m_identity.userId},
                           {QStringLiteral("deviceId"), m_identity.deviceId},
                           {QStringLiteral("folder"), m_identity.folder},
                           {QStringLiteral("fingerprint"), m_identity.fingerprint},
                           {QStringLiteral("key"), QString::fromLatin1(key.toBase64())}};
    const auto id = ++m_lastId;
    m_calls.insert(id, {[this, answered](const Result<QJsonValue> &result) {
                            settleOpen(result);
                            answered(result);
                        },
                        QDeadlineTimer(toStart)});
    m_process->write(CryptoFrames::toFrame(toJson({{QStringLiteral("id"), id}, {QStringLiteral("call"), QStringLiteral("open")}, {QStringLiteral("args"), args}})));
}

void CryptoProcess::settleOpen(const Result<QJsonValue> &result)
{
    m_isOpening = false;
    const auto waiting = std::exchange(m_waiting, {});
    if (!result) {
        dropProcess();
        for (const auto &one : waiting) {
            if (const auto call = m_calls.take(one.id); call.answered) {
                call.answered(std::unexpected(result.error()));
            }
        }
        return;
    }
    m_opened = CryptoWire::opened(*result);
    m_identity.fingerprint = m_opened->fingerprint; // from now on nothing else will do
    m_trouble = CryptoTrouble::None;
    for (const auto &one : waiting) {
        m_process->write(one.frame);
    }
}

void CryptoProcess::send(const QString &call, const QJsonObject &args, std::chrono::seconds atMost, Answered answered)
{
    if (m_identity.userId.isEmpty()) {
        answered(failure(Error::Kind::NotFound, i18nc("@info", "The encryption of this account is not set up."), call));
        return;
    }
    const auto id = ++m_lastId;
    const auto json = toJson({{QStringLiteral("id"), id}, {QStringLiteral("call"), call}, {QStringLiteral("args"), args}});
    if (json.size() > CryptoFrames::longest) {
        answered(failure(Error::Kind::Protocol, i18nc("@info", "This is too much for the encryption at once."), call));
        return;
    }
    const auto frame = CryptoFrames::toFrame(json);
    m_calls.insert(id, {std::move(answered), QDeadlineTimer(atMost + (m_opened ? std::chrono::seconds(0) : toStart))});
    if (m_opened) {
        m_process->write(frame);
        return;
    }
    m_waiting << Waiting{frame, id};
    if (!m_isOpening) {
        sendOpen([this](const Result<QJsonValue> &) {
            if (m_opened && m_opened->isRestored) {
                Q_EMIT restored();
            }
        });
    }
}

void CryptoProcess::readSome()
{
    m_frames.add(m_process->readAllStandardOutput());
    const auto *process = m_process;
    while (process == m_process) { // an answer may have closed it
        const auto json = m_frames.next();
        if (!json) {
            break;
        }
        m_sinceHeard.start();
        take(QJsonDocument::fromJson(*json).object());
    }
    if (process == m_process && m_frames.isBroken()) {
        m_process->kill();
    }
}

void CryptoProcess::take(const QJsonObject &message)
{
    if (message.contains(QLatin1StringView("event"))) {
        takeEvent(message);
        return;
    }
    const auto call = m_calls.take(message.value(QLatin1StringView("id")).toInteger());
    if (!call.answered) {
        return;
    }
    const auto error = message.value(QLatin1StringView("error")).toObject();
    if (error.isEmpty()) {
        call.answered(message.value(QLatin1StringView("ok")));
    } else {
        call.answered(std::unexpected(errorOf(error.value(QLatin1StringView("code")).toString(), error.value(QLatin1StringView("text")).toString())));
    }
}

void CryptoProcess::takeEvent(const QJsonObject &message)
{
    const auto event = message.value(QLatin1StringView("event")).toString();
    if (event == QLatin1StringView("roomKeys")) {
        Q_EMIT roomKeysArrived(CryptoWire::roomKeys(message.value(QLatin1StringView("keys"))));
    } else if (event == QLatin1StringView("withheld")) {
        Q_EMIT keysWithheld(CryptoWire::withheld(message.value(QLatin1StringView("withheld"))));
    } else if (event == QLatin1StringView("devices")) {
        Q_EMIT devicesChanged(CryptoWire::strings(message.value(QLatin1StringView("users"))));
    } else if (event == QLatin1StringView("identity")) {
        Q_EMIT identityChanged(message.value(QLatin1StringView("user")).toString());
    } else if (event == QLatin1StringView("verification")) {
        Q_EMIT verificationChanged(CryptoWire::verification(message.value(QLatin1StringView("verification"))));
    } else if (event == QLatin1StringView("secret")) {
        Q_EMIT secretArrived(message.value(QLatin1StringView("name")).toString(), message.value(QLatin1StringView("value")).toString());
    }
}

void CryptoProcess::ended()
{
    qCWarning(logCrypto) << "the process ended" << m_process->exitStatus() << m_process->exitCode();
    dropProcess();
    m_trouble = m_trouble == CryptoTrouble::DiskFull ? m_trouble : CryptoTrouble::Crashed;
    failAll(broken());
    Q_EMIT crashed();
}

void CryptoProcess::lookForLate()
{
    // Where many were made at once the last may take long; as long as others are answered it lives.
    const bool isSilent = m_sinceHeard.hasExpired(std::chrono::milliseconds(silence).count());
    for (const auto &call : std::as_const(m_calls)) {
        if (call.until.hasExpired() && isSilent) {
            qCWarning(logCrypto) << "no answer in time";
            m_process->kill(); // ended() tells everybody
            return;
        }
    }
}

void CryptoProcess::failAll(const Error &error)
{
    m_waiting.clear();
    const auto calls = std::exchange(m_calls, {});
    for (const auto &call : calls) {
        call.answered(std::unexpected(error));
    }
}

Error CryptoProcess::errorOf(const QString &code, const QString &text)
{
    using Kind = Error::Kind;
    const auto is = [&code](const char *name) {
        return code == QLatin1StringView(name);
    };
    if (is("conflict")) {
        return {Kind::Conflict, i18nc("@info", "The encryption refused this, since it does not fit to what is known."), text, {}};
    }
    if (is("not-found")) {
        return {Kind::NotFound, i18nc("@info", "The encryption does not know this person, device or verification."), text, {}};
    }
    if (is("not-installed")) {
        return {Kind::NotFound, i18nc("@info", "The encryption of chat is not installed on this computer."), text, {}};
    }
    if (is("storage")) {
        m_trouble = CryptoTrouble::DiskFull;
        // Passing: what came from the server has to wait there, and not be taken for received.
        return {Kind::Throttled, i18nc("@info", "The encryption keys of chat could not be written. Please make room on the disk."), text,
                std::chrono::seconds(30)};
    }
    if (is("in-use")) {
        m_trouble = CryptoTrouble::InUse;
        return {Kind::Throttled, i18nc("@info", "Another program has the encryption keys of this account open."), text, std::chrono::seconds(10)};
    }
    if (is("passphrase") && m_opened) { // of a file
        return {Kind::Unauthorized, i18nc("@info", "The passphrase does not fit to this file."), text, {}};
    }
    if (is("passphrase")) {
        m_trouble = CryptoTrouble::WrongPassphrase;
        return {Kind::Storage, i18nc("@info", "The encryption keys of this account cannot be opened, since their passphrase is another one."), text, {}};
    }
    if (is("gone")) {
        m_trouble = CryptoTrouble::StoreGone;
        return {Kind::Storage, i18nc("@info", "The encryption keys of this account are gone from this computer."), text, {}};
    }
    if (is("other-device")) {
        m_trouble = CryptoTrouble::OtherDevice;
        return {Kind::Storage, i18nc("@info", "The encryption keys on this computer belong to another account or device."), text, {}};
    }
    if (is("damaged")) {
        m_trouble = CryptoTrouble::Damaged;
        return {Kind::Storage, i18nc("@info", "The encryption keys of this account cannot be read."), text, {}};
    }
    return {Kind::Protocol, i18nc("@info", "The encryption could not make sense of what it was given."), text, {}};
}

}
