// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profile.h"

#include "accounts/accountstore.h"
#include "accounts/filekeysource.h"
#include "accounts/keyring.h"
#include "app/kinds/enginekind.h"
#include "store/schemas.h"
#include "store/storageproblem.h"
#include "store/storepaths.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
std::unexpected<Error> noStore(const QString &folder)
{
    return failure(Error::Kind::Storage, i18nc("@info:shell", "There is no Kontor store in %1. Add an account first.", folder));
}

/// The store's key, from wherever the user said it is.
Result<QByteArray> unlock(const Invocation &invocation)
{
    const auto folder = invocation.profile;
    QString passphrase;
    if (!invocation.passphraseFile.isEmpty()) {
        auto read = readSecret(invocation.passphraseFile, i18nc("@info:shell asks for it", "Passphrase:"));
        if (!read) {
            return std::unexpected(read.error());
        }
        passphrase = *read;
    }
    std::shared_ptr<KeySource> source;
    if (!invocation.keyFile.isEmpty()) {
        source = std::make_shared<FileKeySource>(invocation.keyFile);
    } else {
        source = KeyRing::usualSource(folder, passphrase);
    }
    const KeyRing ring(source, folder);
    const auto answer = await(ring.unlock());
    if (answer.state != KeyState::Present) {
        return std::unexpected(answer.error);
    }
    return answer.key;
}
}

Result<std::unique_ptr<Profile>> Profile::open(const Invocation &invocation, Use use)
{
    const auto folder = invocation.profile;
    if (use != Use::Create && !KeyRing::isStoreIn(folder)) {
        return noStore(folder);
    }
    auto key = unlock(invocation);
    if (!key) {
        return std::unexpected(key.error());
    }
    std::unique_ptr<Profile> profile(new Profile);
    const auto beside = use == Use::Read ? profile->openBeside(folder, *key) : Result<void>();
    if (use == Use::Read && beside) {
        return profile;
    }
    // To be made, to be brought up to date, or to be told what is wrong with it.
    auto store = Store::open({.folder = folder, .key = *key, .schemas = EngineKind::schemas()});
    if (store) {
        profile->m_store = *store;
        return profile;
    }
    if (storageProblem(store.error()) != StorageProblem::InUse) {
        return std::unexpected(store.error());
    }
    if (use != Use::Read) {
        return failure(Error::Kind::Storage,
                       i18nc("@info:shell", "Kontor is running with this store. Please close it first; reading commands work meanwhile."),
                       store.error().detail);
    }
    return std::unexpected(beside.error());
}

Result<void> Profile::openBeside(const QString &folder, const QByteArray &key)
{
    auto lock = StoreLock::takeForReading(folder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    auto database = Database::open({.path = StorePaths{folder}.index(), .key = key, .mode = Database::Mode::ReadOnly});
    if (!database) {
        return std::unexpected(database.error());
    }
    const auto age = schemaAge(**database, EngineKind::schemas());
    if (!age) {
        return std::unexpected(age.error());
    }
    if (*age == SchemaAge::Older) {
        return storageFailure(StorageProblem::Other, QStringLiteral("the schema is an older one"));
    }
    auto blobs = Blobs::open(folder, key, Blobs::Access::ReadOnly);
    if (!blobs) {
        return std::unexpected(blobs.error());
    }
    m_lock = std::move(*lock);
    m_database = std::move(*database);
    m_blobs = std::move(*blobs);
    return {};
}

Result<StoreRescue::Report> Profile::repair(const Invocation &invocation)
{
    if (!KeyRing::isStoreIn(invocation.profile)) {
        return noStore(invocation.profile);
    }
    auto key = unlock(invocation);
    if (!key) {
        return std::unexpected(key.error());
    }
    return StoreRescue::run({.folder = invocation.profile, .key = *key, .schemas = EngineKind::schemas()});
}

Result<QList<Account>> Profile::accounts()
{
    return read([](const Reader &reader) -> Result<QList<Account>> {
        QList<Account> accounts;
        auto done = reader.prepare("SELECT id, address, name, settings FROM account ORDER BY id").each([&accounts](const Statement &row) {
            accounts << Account::fromCbor(AccountId{row.integer(0)}, row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap());
        });
        if (!done) {
            return std::unexpected(done.error());
        }
        return accounts;
    });
}

Result<Account> Profile::account(const QString &address)
{
    auto all = accounts();
    if (!all) {
        return std::unexpected(all.error());
    }
    for (const auto &account : std::as_const(*all)) {
        if (account.address.compare(address, Qt::CaseInsensitive) == 0) {
            return account;
        }
    }
    return failure(Error::Kind::NotFound, i18nc("@info:shell", "There is no account for %1.", address));
}

std::shared_ptr<Outbox> Profile::outbox() const
{
    return EngineKind::makeOutbox(m_store);
}

Result<QByteArray> Profile::blob(const BlobId &id)
{
    return m_store ? m_store->blobs().get(id) : m_blobs->get(id);
}

}
