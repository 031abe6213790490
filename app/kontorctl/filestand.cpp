// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filestand.h"

#include "accounts/accountstore.h"
#include "app/kinds/enginekind.h"
#include "sync/syncengine.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QThreadPool>

namespace Kontor
{

FileStand::FileStand(Profile &profile)
    : m_profile(profile)
{
    if (!m_profile.store()) {
        return;
    }
    m_actions = std::make_unique<FileActions>(m_profile.outbox());
    QObject::connect(m_actions.get(), &FileActions::failed, m_actions.get(), [this](const Error &error) {
        m_problems << error.message;
    });
    m_content = std::make_unique<FileContent>(m_profile.store(), [](const ItemRef &, const QString &) {
        return QtFuture::makeReadyValueFuture(Result<BlobId>(failure(Error::Kind::Offline, i18nc("@info", "The server is not connected."))));
    });
}

FileStand::~FileStand() = default;

Result<void> FileStand::choose(const QString &account)
{
    struct Named {
        CollectionId id;
        QString address;
    };
    const auto spaces = m_profile.read([](const Reader &reader) -> Result<QList<Named>> {
        QList<Named> found;
        return reader
            .prepare("SELECT k.id, a.address FROM collection k JOIN resource r ON r.id = k.resource JOIN account a ON a.id = r.account "
                     "WHERE r.kind = 'files' AND k.remote_id IS NOT NULL ORDER BY k.id")
            .each([&found](const Statement &row) {
                found << Named{row.get<CollectionId>(0), row.text(1)};
            })
            .transform([&found] {
                return found;
            });
    });
    if (!spaces) {
        return std::unexpected(spaces.error());
    }
    auto fitting = *spaces;
    fitting.removeIf([&account](const Named &one) {
        return !account.isEmpty() && one.address.compare(account, Qt::CaseInsensitive) != 0;
    });
    if (fitting.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info:shell", "No files are known; an account with --files URL and “kontorctl sync --once” bring them."));
    }
    if (fitting.size() > 1) {
        return failure(Error::Kind::NotFound, i18nc("@info:shell", "Several accounts have files; --account ADDRESS says whose are meant."));
    }
    m_space = fitting.first().id;
    return {};
}

QString FileStand::clean(const QString &path)
{
    return path.split(u'/', Qt::SkipEmptyParts).join(u'/');
}

Result<FileRow> FileStand::find(const QString &path)
{
    return m_profile.read([space = m_space, path](const Reader &reader) {
        return FileQuery::find(reader, space, path);
    });
}

Result<FileTarget> FileStand::target(const QString &folder)
{
    if (folder.isEmpty()) {
        return FileTarget{m_space, {}};
    }
    return find(folder).and_then([&](const FileRow &row) -> Result<FileTarget> {
        if (!row.isFolder) {
            return failure(Error::Kind::NotFound, i18nc("@info:shell", "%1 is not a folder.", folder));
        }
        return FileTarget{m_space, row.item};
    });
}

Profile &FileStand::profile()
{
    return m_profile;
}

FileActions &FileStand::actions()
{
    return *m_actions;
}

FileContent &FileStand::content()
{
    return *m_content;
}

QStringList FileStand::problems() const
{
    return m_problems;
}

Result<FileContent::Here> FileStand::bring(ItemId item)
{
    if (auto here = await(m_content->here(item)); here && !here->isOlder) {
        return here;
    }
    auto accounts = m_profile.accounts();
    auto owner = m_profile.read([item](const Reader &reader) {
        return reader.prepare("SELECT r.account FROM item i JOIN collection k ON k.id = i.collection JOIN resource r ON r.id = k.resource WHERE i.id = ?1").value<AccountId>(item);
    });
    if (!accounts || !owner) {
        return std::unexpected(!accounts ? accounts.error() : owner.error());
    }
    const auto account = std::ranges::find(*accounts, owner->value_or(AccountId{}), &Account::id);
    const auto *kind = EngineKind::find(ResourceKind::Files);
    if (account == accounts->end() || !kind) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."));
    }
    AccountStore accountStore(m_profile.store());
    auto resource = await(accountStore.resource(account->id, ResourceKind::Files));
    if (!resource) {
        return std::unexpected(resource.error());
    }
    SyncEngine::Options options;
    options.resource = *resource;
    options.store = m_profile.store();
    options.projector = m_profile.outbox()->projector(ResourceKind::Files);
    options.synchronizer = kind->makeSynchronizer(*account, m_profile.store(), *resource);
    SyncEngine engine(std::move(options)); // not started: it fetches, and changes nothing
    QEventLoop loop;
    QObject::connect(&engine, &SyncEngine::stopped, &loop, &QEventLoop::quit);
    auto here = [&] {
        FileContent content(m_profile.store(), [&engine](const ItemRef &ref, const QString &part) {
            return engine.fetchNow(ref, part);
        });
        return await(content.bring(item));
    }();
    engine.stop();
    return here;
}

void FileStand::settle()
{
    m_profile.store()->drain();
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    m_profile.store()->drain();
    QCoreApplication::processEvents();
}

}
