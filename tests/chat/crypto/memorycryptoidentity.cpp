// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The identity, backup and key files of the machine that encrypts nothing.
#include "chat/crypto/memorycryptomachine.h"

#include <QJsonDocument>

namespace Kontor
{
namespace
{
template<class T>
QFuture<Result<T>> done(T value)
{
    return QtFuture::makeReadyValueFuture(Result<T>(std::move(value)));
}

QFuture<Result<void>> done()
{
    return QtFuture::makeReadyValueFuture(Result<void>());
}

template<class T>
QFuture<Result<T>> failed(const Error &error)
{
    return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(error)));
}

CryptoRequest post(const QString &id, CryptoRequest::Kind kind, const QString &what, const QByteArray &body)
{
    return {.id = id, .kind = kind, .method = "POST", .path = QString(QStringLiteral("/_matrix/client/v3/") + what), .body = body};
}

QString publicOf(const QByteArray &key)
{
    return QString(QStringLiteral("public-") + QString::fromLatin1(key.toHex()));
}
}

QFuture<Result<CryptoSigningStatus>> MemoryCryptoMachine::signingStatus()
{
    if (const auto error = begin(QStringLiteral("signingStatus"))) {
        return failed<CryptoSigningStatus>(*error);
    }
    return done(m_signing);
}

QFuture<Result<CryptoBootstrap>> MemoryCryptoMachine::bootstrapSigning(Identity identity)
{
    if (const auto error = begin(QStringLiteral("bootstrapSigning"))) {
        return failed<CryptoBootstrap>(*error);
    }
    if (identity == Identity::Reset || !m_signing.isComplete()) {
        const auto number = QString::number(++m_number);
        m_signingKeys = {QStringLiteral("master") + number, QStringLiteral("self") + number, QStringLiteral("user") + number};
    }
    m_signing = {true, true, true, true, true, true};
    return done(CryptoBootstrap{
        .signingKeys = post({}, CryptoRequest::Kind::SigningKeysUpload, QStringLiteral("keys/device_signing/upload"), R"({"master_key":{}})"),
        .signatures = post({}, CryptoRequest::Kind::SignatureUpload, QStringLiteral("keys/signatures/upload"), "{}")});
}

QFuture<Result<CryptoSigningStatus>> MemoryCryptoMachine::importSigningKeys(const CryptoSigningKeys &keys)
{
    if (const auto error = begin(QStringLiteral("importSigningKeys"))) {
        return failed<CryptoSigningStatus>(*error);
    }
    m_signingKeys = keys;
    m_signing.hasMaster = !keys.master.isEmpty();
    m_signing.hasSelfSigning = !keys.selfSigning.isEmpty();
    m_signing.hasUserSigning = !keys.userSigning.isEmpty();
    m_signing.isIdentityVerified = m_signing.hasMaster;
    return done(m_signing);
}

QFuture<Result<std::optional<CryptoSigningKeys>>> MemoryCryptoMachine::exportSigningKeys()
{
    using Keys = std::optional<CryptoSigningKeys>;
    if (const auto error = begin(QStringLiteral("exportSigningKeys"))) {
        return failed<Keys>(*error);
    }
    return done(m_signing.isComplete() ? Keys(m_signingKeys) : Keys());
}

QFuture<Result<CryptoRequest>> MemoryCryptoMachine::signOwnDevice()
{
    if (const auto error = begin(QStringLiteral("signOwnDevice"))) {
        return failed<CryptoRequest>(*error);
    }
    m_signing.isDeviceSigned = true;
    return done(post({}, CryptoRequest::Kind::SignatureUpload, QStringLiteral("keys/signatures/upload"), "{}"));
}

QFuture<Result<bool>> MemoryCryptoMachine::requestSecrets()
{
    if (const auto error = begin(QStringLiteral("requestSecrets"))) {
        return failed<bool>(*error);
    }
    return done(!m_signing.isComplete());
}

QFuture<Result<CryptoNewBackup>> MemoryCryptoMachine::newBackup()
{
    if (const auto error = begin(QStringLiteral("newBackup"))) {
        return failed<CryptoNewBackup>(*error);
    }
    const QByteArray key(32, char('A' + ++m_number % 26));
    const QJsonObject body{{QStringLiteral("algorithm"), QStringLiteral("m.megolm_backup.v1.curve25519-aes-sha2")},
                           {QStringLiteral("auth_data"), QJsonObject{{QStringLiteral("public_key"), publicOf(key)}}}};
    return done(CryptoNewBackup{key, publicOf(key), QJsonDocument(body).toJson(QJsonDocument::Compact)});
}

QFuture<Result<void>> MemoryCryptoMachine::saveBackupKey(const QByteArray &key, const QString &version, const QJsonObject &info)
{
    if (const auto error = begin(QStringLiteral("saveBackupKey"))) {
        return failed<void>(*error);
    }
    if (info.value(QLatin1StringView("auth_data")).toObject().value(QLatin1StringView("public_key")).toString() != publicOf(key)) {
        return failed<void>(Error{Error::Kind::Conflict, QStringLiteral("This is the key of another backup."), {}, {}});
    }
    m_backupKey = key;
    m_backup.hasKey = true;
    m_backup.version = version;
    m_backup.publicKey = publicOf(key);
    return done();
}

QFuture<Result<std::optional<QByteArray>>> MemoryCryptoMachine::backupKey()
{
    using Key = std::optional<QByteArray>;
    if (const auto error = begin(QStringLiteral("backupKey"))) {
        return failed<Key>(*error);
    }
    return done(m_backupKey.isEmpty() ? Key() : Key(m_backupKey));
}

QFuture<Result<void>> MemoryCryptoMachine::enableBackup(const QString &publicKey, const QString &version)
{
    if (const auto error = begin(QStringLiteral("enableBackup"))) {
        return failed<void>(*error);
    }
    m_backup.isEnabled = true;
    m_backup.version = version;
    m_backup.publicKey = publicKey;
    return done();
}

QFuture<Result<void>> MemoryCryptoMachine::disableBackup()
{
    if (const auto error = begin(QStringLiteral("disableBackup"))) {
        return failed<void>(*error);
    }
    m_backup = {.total = m_backup.total};
    m_backupKey.clear();
    return done();
}

QFuture<Result<std::optional<CryptoRequest>>> MemoryCryptoMachine::nextBackup()
{
    using Request = std::optional<CryptoRequest>;
    if (const auto error = begin(QStringLiteral("nextBackup"))) {
        return failed<Request>(*error);
    }
    if (!m_backup.isEnabled || m_backup.backedUp >= m_backup.total) {
        return done(Request());
    }
    return done(Request(CryptoRequest{.id = QStringLiteral("backup%1").arg(++m_number),
                                      .kind = CryptoRequest::Kind::KeysBackup,
                                      .method = "PUT",
                                      .path = QString(QStringLiteral("/_matrix/client/v3/room_keys/keys?version=") + m_backup.version),
                                      .body = R"({"rooms":{}})"}));
}

QFuture<Result<CryptoBackupStatus>> MemoryCryptoMachine::backupStatus()
{
    if (const auto error = begin(QStringLiteral("backupStatus"))) {
        return failed<CryptoBackupStatus>(*error);
    }
    return done(m_backup);
}

QFuture<Result<CryptoBackupTrust>> MemoryCryptoMachine::trustOfBackup(const QJsonObject &info)
{
    if (const auto error = begin(QStringLiteral("trustOfBackup"))) {
        return failed<CryptoBackupTrust>(*error);
    }
    const auto data = info.value(QLatin1StringView("auth_data")).toObject();
    const auto publicKey = data.value(QLatin1StringView("public_key")).toString();
    return done(CryptoBackupTrust{.isSigned = data.contains(QLatin1StringView("signatures")),
                                  .isOurKey = !m_backupKey.isEmpty() && publicKey == publicOf(m_backupKey)});
}

QFuture<Result<CryptoImport>> MemoryCryptoMachine::importBackup(const QString &, const QJsonObject &keys)
{
    if (const auto error = begin(QStringLiteral("importBackup"))) {
        return failed<CryptoImport>(*error);
    }
    CryptoImport import;
    QList<CryptoRoomKey> arrived;
    const auto rooms = keys.value(QLatin1StringView("rooms")).toObject();
    for (auto room = rooms.begin(); room != rooms.end(); ++room) {
        const auto sessions = room.value().toObject().value(QLatin1StringView("sessions")).toObject();
        for (auto session = sessions.begin(); session != sessions.end(); ++session) {
            ++import.total;
            ++import.imported;
            m_keys.insert(QString(room.key() + u' ' + session.key()));
            arrived << CryptoRoomKey{room.key(), session.key()};
        }
    }
    if (!arrived.isEmpty()) {
        Q_EMIT roomKeysArrived(arrived);
    }
    return done(import);
}

QFuture<Result<void>> MemoryCryptoMachine::proveBackup(const QByteArray &key, const QJsonObject &)
{
    if (const auto error = begin(QStringLiteral("proveBackup"))) {
        return failed<void>(*error);
    }
    return key.size() == 32 ? done() : failed<void>(Error{Error::Kind::Conflict, QStringLiteral("This key does not read the backup."), {}, {}});
}

QFuture<Result<QByteArray>> MemoryCryptoMachine::exportKeys(const QString &passphrase)
{
    if (const auto error = begin(QStringLiteral("exportKeys"))) {
        return failed<QByteArray>(*error);
    }
    const QStringList keys(m_keys.begin(), m_keys.end());
    return done(QByteArray(passphrase.toUtf8().toBase64() + '\n' + keys.join(u'\n').toUtf8()));
}

QFuture<Result<CryptoImport>> MemoryCryptoMachine::importKeys(const QByteArray &file, const QString &passphrase)
{
    if (const auto error = begin(QStringLiteral("importKeys"))) {
        return failed<CryptoImport>(*error);
    }
    auto lines = QString::fromUtf8(file).split(u'\n', Qt::SkipEmptyParts);
    if (lines.isEmpty() || lines.takeFirst().toLatin1() != passphrase.toUtf8().toBase64()) {
        return failed<CryptoImport>(Error{Error::Kind::Unauthorized, QStringLiteral("The passphrase does not fit."), {}, {}});
    }
    CryptoImport import;
    QList<CryptoRoomKey> arrived;
    for (const auto &line : std::as_const(lines)) {
        ++import.total;
        import.imported += m_keys.contains(line) ? 0 : 1;
        m_keys.insert(line);
        arrived << CryptoRoomKey{line.section(u' ', 0, 0), line.section(u' ', 1)};
    }
    Q_EMIT roomKeysArrived(arrived);
    return done(import);
}

}
