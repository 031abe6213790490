// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What transactions do with content that comes from this machine.
#include "files/filename.h"
#include "files/filerows.h"
#include "files/filetransactions.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
Result<QStringList> blobsOf(Transaction &transaction, const QString &key)
{
    QStringList blobs;
    return transaction.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place")
        .each(
            [&blobs](const Statement &row) {
                blobs << row.text(0);
            },
            key)
        .transform([&blobs] {
            return blobs;
        });
}

/// A copy that no server has heard of needs no original any more once it has content of its own.
const Change *untoldCopy(const QList<Change> &pending)
{
    const auto copy = std::ranges::find(pending, FileChange::Copy, &Change::kind);
    const bool isUntold = copy != pending.end() && (copy->state == ChangeState::Parked || (copy->state == ChangeState::Waiting && !copy->answerLost));
    return isUntold ? &*copy : nullptr;
}

/// The change that already carries content of this item, and may be given another one.
std::optional<Change> carrierOf(const QList<Change> &pending)
{
    for (auto change = pending.crbegin(); change != pending.crend(); ++change) {
        if (change->kind == FileChange::Upload || change->kind == FileChange::Content) {
            const bool isOnItsWay = change->state != ChangeState::Parked && change->state != ChangeState::Waiting;
            return isOnItsWay ? std::nullopt : std::optional(*change);
        }
    }
    return std::nullopt;
}

/// What the server may have had of it already: the pieces of each content, newest last.
QCborArray formerOf(const Change &carrier)
{
    constexpr qsizetype mostFormer = 20;
    auto former = carrier.arguments.value(QLatin1StringView("former")).toArray();
    if (carrier.answerLost) {
        former.append(carrier.arguments.value(QLatin1StringView("blobs")));
    }
    while (former.size() > mostFormer) {
        former.removeFirst();
    }
    return former;
}
}

Result<QString> FileWork::copyContent(const QString &key)
{
    const auto copy = newFileContentKey();
    return transaction.prepare("INSERT INTO file_piece (content, place, size, blob) SELECT ?2, place, size, blob FROM file_piece WHERE content = ?1").run(key, copy).transform([&copy] {
        return copy;
    });
}

Result<QCborMap> FileWork::contentArguments(const QString &key, qint64 size, qint64 modified, const QString &type)
{
    return blobsOf(transaction, key).transform([&](const QStringList &blobs) {
        QCborMap arguments{{QLatin1StringView("content"), key}, {QLatin1StringView("size"), size}, {QLatin1StringView("modified"), modified}};
        if (!type.isEmpty()) {
            arguments.insert(QLatin1StringView("type"), type);
        }
        arguments.insert(QLatin1StringView("blobs"), QCborArray::fromStringList(blobs));
        return arguments;
    });
}

Result<FileWork::Put> FileWork::put(const FileIncoming &incoming, const FileGround &ground, NameClash clash, const QSet<ItemId> &own)
{
    const auto &content = incoming.content;
    if (!incoming.blob.isEmpty()) {
        auto named = transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, 0, ?2, ?3)").run(content.key, content.size, incoming.blob);
        if (!named) {
            return std::unexpected(named.error());
        }
    }
    const auto holder = taken(ground.target, incoming.name);
    if (!holder) {
        return std::unexpected(holder.error());
    }
    QString name = incoming.name;
    if (*holder) {
        const bool isOwn = (*holder)->isNew || own.contains((*holder)->item);
        if (clash == NameClash::Skip && !isOwn) {
            return FileRows::dropContent(transaction, content.key).transform([] {
                return Put{};
            });
        }
        const bool isSame = (*holder)->name.normalized(QString::NormalizationForm_C) == name.normalized(QString::NormalizationForm_C);
        if (clash == NameClash::Replace && !isOwn && isSame && (*holder)->isFolder == incoming.isFolder) {
            const Put joined{(*holder)->item, (*holder)->name, false};
            if (incoming.isFolder) {
                return joined;
            }
            const auto known = state((*holder)->item);
            if (!known) {
                return std::unexpected(known.error());
            }
            return save(known->item, content, known->revision).transform([&joined] {
                return joined;
            });
        }
        const auto other = freeName(ground.target, name);
        if (!other) {
            return std::unexpected(other.error());
        }
        name = *other;
    }
    const auto made = [name](ItemId item) {
        return Put{item, name, true};
    };
    if (incoming.isFolder) {
        return create(ground, name, FileChange::Folder, {{QLatin1StringView("modified"), content.modified}}).transform(made);
    }
    return contentArguments(content.key, content.size, content.modified, content.type)
        .and_then([&](const QCborMap &arguments) {
            return create(ground, name, FileChange::Upload, arguments);
        })
        .transform(made);
}

Result<void> FileWork::save(ItemId item, const StagedContent &content, const QString &base)
{
    const auto known = state(item);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (known->isFolder) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” is a folder.", known->name));
    }
    if (const auto now = known->newest(); !now.isEmpty() && known->size == content.size) {
        const auto before = blobsOf(transaction, now);
        const auto after = before ? blobsOf(transaction, content.key) : Result<QStringList>();
        if (!before || !after) {
            return std::unexpected(before ? after.error() : before.error());
        }
        if (*before == *after) {
            return FileRows::dropContent(transaction, content.key);
        }
    }
    if (!known->isOnlyHere && !known->rights.testFlag(FileRight::Write)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change “%1”.", known->name));
    }
    const auto pending = ChangeRows::ofItem(transaction, item);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    auto arguments = contentArguments(content.key, content.size, content.modified, content.type);
    if (!arguments) {
        return std::unexpected(arguments.error());
    }
    if (const auto *copy = known->isOnlyHere ? untoldCopy(*pending) : nullptr) {
        return becomeUpload(*copy, *arguments);
    }
    const auto carrier = carrierOf(*pending);
    if (!carrier) {
        auto change = changeOf(*known, FileChange::Content);
        change.arguments = *arguments;
        change.arguments.insert(QLatin1StringView("base"), base);
        changes << change;
        return {};
    }
    // One waits already: it carries the newer content instead.
    auto instead = carrier->arguments;
    const auto older = instead.value(QLatin1StringView("content")).toString();
    if (const auto former = formerOf(*carrier); !former.isEmpty()) {
        instead.insert(QLatin1StringView("former"), former);
    }
    for (const auto &[key, value] : std::as_const(*arguments)) {
        instead.insert(key, value);
    }
    return ChangeRows::setArguments(transaction, carrier->id, instead)
        .and_then([&] {
            return FileRows::dropContent(transaction, older);
        })
        .and_then([&] {
            return ItemWriter(transaction, projector).reproject({item});
        });
}

Result<void> FileWork::becomeUpload(Change copy, const QCborMap &content)
{
    QCborMap arguments = content;
    for (const auto key : {QLatin1StringView("name"), QLatin1StringView("path")}) {
        arguments.insert(key, copy.arguments.value(key));
    }
    arguments.remove(QLatin1StringView("base"));
    copy.state = ChangeState::Waiting;
    copy.attempts = 0;
    copy.error = {};
    return ChangeRows::setArguments(transaction, copy.id, arguments)
        .and_then([&] {
            return ChangeRows::update(transaction, copy);
        })
        .and_then([&] {
            return transaction.prepare("UPDATE change SET kind = 'upload' WHERE id = ?1").run(copy.id);
        })
        .and_then([&] {
            return ItemWriter(transaction, projector).reproject({copy.item});
        });
}

}
