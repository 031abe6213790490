// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/folderlisting.h"

#include "mail/mailchange.h"

#include <KLocalizedString>
#include <QCborMap>
#include <QCborValue>
#include <QCollator>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace Kontor
{

namespace
{
using Folder = FolderListing::Folder;

int rankOf(const QString &role)
{
    static const QStringList order
        = {FolderRole::Inbox, FolderRole::Drafts, FolderRole::Sent, FolderRole::Archive, FolderRole::Junk, FolderRole::Trash, FolderRole::All};
    const auto rank = order.indexOf(role);
    return rank < 0 ? int(order.size()) : int(rank);
}

Result<void> readFolders(const Reader &reader, QHash<qint64, Folder> &folders)
{
    auto asked = reader
                     .prepare("SELECT c.id, c.parent, c.resource, r.account, c.name, c.role, c.rights, c.subscribed, c.attributes, c.policy, c.problem "
                              "FROM collection c JOIN resource r ON r.id = c.resource WHERE r.kind = 'mail'")
                     .each([&folders](const Statement &row) {
                         Folder folder;
                         folder.id = folder.collection = row.integer(0);
                         folder.resource = row.integer(2);
                         folder.account = row.integer(3);
                         folder.parent = row.isNull(1) ? -folder.account : row.integer(1);
                         folder.name = row.text(4);
                         folder.role = row.text(5);
                         folder.rights = int(row.integer(6));
                         folder.subscribed = row.integer(7) != 0;
                         const auto attributes = QCborValue::fromCbor(row.blob(8)).toMap();
                         folder.selectable = !attributes.value(QLatin1StringView("noselect")).toBool();
                         folder.policy = row.text(9);
                         folder.problem = row.text(10);
                         folders.insert(folder.id, folder);
                     });
    if (!asked) {
        return asked;
    }
    return reader.prepare("SELECT collection, count(*), sum(flags & 1 = 0) FROM mail_message GROUP BY collection").each([&folders](const Statement &row) {
        const auto folder = folders.find(row.integer(0));
        if (folder != folders.end()) {
            folder->total = int(row.integer(1));
            folder->unread = int(row.integer(2));
        }
    });
}

/// What the user did to folders and the server does not know yet.
Result<void> foldChanges(const Reader &reader, QHash<qint64, Folder> &folders)
{
    return reader.prepare("SELECT collection, kind, arguments FROM change WHERE item IS NULL ORDER BY id").each([&folders](const Statement &row) {
        const auto folder = folders.find(row.integer(0));
        if (folder == folders.end()) {
            return;
        }
        const auto kind = row.text(1);
        const auto arguments = QCborValue::fromCbor(row.blob(2)).toMap();
        if (kind == MailChange::RenameFolder) {
            folder->name = arguments.value(QLatin1StringView("name")).toString();
            if (arguments.contains(QLatin1StringView("parent"))) {
                const auto to = arguments.value(QLatin1StringView("to")).toInteger();
                folder->parent = to > 0 ? to : -folder->account;
            }
        } else if (kind == MailChange::Subscribe) {
            folder->subscribed = arguments.value(QLatin1StringView("on")).toBool(true);
        } else if (kind == MailChange::DeleteFolder) {
            folders.erase(folder);
        }
    });
}
}

QString FolderListing::Folder::title() const
{
    if (role == FolderRole::Inbox) {
        return i18nc("@item a mail folder", "Inbox");
    }
    if (role == FolderRole::Drafts) {
        return i18nc("@item a mail folder", "Drafts");
    }
    if (role == FolderRole::Sent) {
        return i18nc("@item a mail folder", "Sent");
    }
    if (role == FolderRole::Archive) {
        return i18nc("@item a mail folder", "Archive");
    }
    if (role == FolderRole::Junk) {
        return i18nc("@item a mail folder", "Junk");
    }
    if (role == FolderRole::Trash) {
        return i18nc("@item a mail folder", "Trash");
    }
    return name;
}

Result<FolderListing> FolderListing::read(const Reader &reader)
{
    FolderListing listing;
    QHash<qint64, Folder> folders;
    std::vector<Folder> accounts;
    auto asked = reader.prepare("SELECT a.id, r.id, a.name, a.address FROM account a JOIN resource r ON r.account = a.id AND r.kind = 'mail' ORDER BY a.id")
                     .each([&accounts](const Statement &row) {
                         Folder account;
                         account.id = -row.integer(0);
                         account.account = row.integer(0);
                         account.resource = row.integer(1);
                         account.name = row.text(3).isEmpty() ? row.text(2) : row.text(3);
                         account.selectable = false;
                         accounts.push_back(account);
                     });
    if (asked) {
        asked = readFolders(reader, folders);
    }
    if (asked) {
        asked = foldChanges(reader, folders);
    }
    if (!asked) {
        return std::unexpected(asked.error());
    }
    QHash<qint64, std::vector<Folder>> children;
    for (const auto &folder : std::as_const(folders)) {
        const bool orphan = folder.parent > 0 && !folders.contains(folder.parent);
        children[orphan ? -folder.account : folder.parent].push_back(folder);
    }
    QCollator collator;
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    for (auto &siblings : children) {
        std::sort(siblings.begin(), siblings.end(), [&collator](const Folder &a, const Folder &b) {
            const int ra = rankOf(a.role);
            const int rb = rankOf(b.role);
            if (ra != rb) {
                return ra < rb;
            }
            const int order = collator.compare(a.name, b.name);
            return order != 0 ? order < 0 : a.id < b.id;
        });
    }
    // Without recursion: a circle (a damaged database) is simply never reached.
    std::vector<Folder> todo(accounts.rbegin(), accounts.rend());
    QSet<qint64> seen;
    while (!todo.empty()) {
        auto folder = todo.back();
        todo.pop_back();
        if (seen.contains(folder.id)) {
            continue;
        }
        seen.insert(folder.id);
        if (const auto below = children.constFind(folder.id); below != children.cend()) {
            for (auto it = below->rbegin(); it != below->rend(); ++it) {
                auto child = *it;
                child.parent = folder.id;
                todo.push_back(child);
            }
        }
        listing.folders.push_back(folder);
    }
    return listing;
}

}
