// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/keyring.h"

#include "accounts/keychainkeysource.h"
#include "accounts/vaultkeysource.h"
#include "store/database.h"
#include "store/storageproblem.h"
#include "store/store.h"
#include "store/storepaths.h"

#include <KLocalizedString>

#include <QFileInfo>

namespace Kontor
{

namespace
{

/// Whether the key opens the store. Damage is not the key's fault: that is for Store::open() to tell.
KeyAnswer checked(KeyAnswer answer, const QString &folder)
{
    if (answer.state != KeyState::Present || QFileInfo(StorePaths{folder}.index()).size() == 0) {
        return answer;
    }
    const auto database = Database::open({.path = StorePaths{folder}.index(), .key = answer.key, .mode = Database::Mode::ReadOnly});
    if (!database && storageProblem(database.error()) == StorageProblem::WrongKey && !Store::isKeyOf(folder, answer.key)) {
        return keyMissing(KeyState::Changed,
                          i18nc("@info", "The key that was found does not open Kontor's local data; it belongs to other data. Nothing was changed. Restore the right key, or move the local data aside to begin anew."),
                          database.error().detail);
    }
    return answer;
}

}

KeyRing::KeyRing(std::shared_ptr<KeySource> source, const QString &storeFolder)
    : m_source(std::move(source))
    , m_folder(storeFolder)
{
}

QFuture<KeyAnswer> KeyRing::unlock() const
{
    const auto intent = isStoreIn(m_folder) ? KeyIntent::ExistingOnly : KeyIntent::Create;
    return m_source->key(intent).then(QtFuture::Launch::Async, [folder = m_folder, source = m_source](KeyAnswer answer) {
        return checked(std::move(answer), folder);
    });
}

bool KeyRing::isStoreIn(const QString &storeFolder)
{
    const StorePaths paths{storeFolder};
    return QFileInfo(paths.index()).size() > 0 || QFileInfo(paths.blobs()).size() > 0 || QFileInfo::exists(paths.firstPage());
}

bool KeyRing::isVaultIn(const QString &storeFolder)
{
    return QFileInfo::exists(VaultKeySource::vaultIn(storeFolder));
}

std::shared_ptr<KeySource> KeyRing::usualSource(const QString &storeFolder, const QString &passphrase)
{
    if (isVaultIn(storeFolder)) {
        return std::make_shared<VaultKeySource>(VaultKeySource::vaultIn(storeFolder), passphrase);
    }
    return std::make_shared<KeychainKeySource>(storeFolder);
}

}
