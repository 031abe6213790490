// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How single steps are carried out.
#include "files/mirror/mirrorrun.h"

#include "files/mirror/mirrorplan.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>
#include <QCryptographicHash>

#include <cerrno>

#include <unistd.h>

namespace Kontor
{
namespace
{
Result<void> writeAll(int descriptor, const QByteArray &bytes, const QString &path)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const auto count = ::write(descriptor, bytes.constData() + at, size_t(bytes.size() - at));
        if (count < 0 && errno != EINTR) {
            return mirrorFailure(errno, path);
        }
        at += std::max<qsizetype>(count, 0);
    }
    return {};
}
}

Result<void> MirrorRun::hashLocal(const MirrorStep &step)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return m_folder
        ->read(step.path,
               step.local.stat,
               [&](const QByteArray &piece) -> Result<void> {
                   hash.addData(piece);
                   return isStopped() ? cancelled() : Result<void>();
               })
        .transform([&] {
            m_localHashes.insert(step.path, {step.local.stat, hash.result()});
        });
}

Result<void> MirrorRun::hashRemote(const MirrorStep &step)
{
    return brought(step)
        .and_then([this](const QString &key) {
            return hashOf(key);
        })
        .transform([&](const QByteArray &hash) {
            m_remoteHashes.insert(step.remote.version(), hash);
        });
}

Result<void> MirrorRun::note(const MirrorStep &step)
{
    return m_ledger.note(entry(step, step.local), step.journalPath);
}

Result<void> MirrorRun::makeLocalFolder(const MirrorStep &step)
{
    const auto made = m_folder->makeFolder(step.path);
    if (!made) {
        return std::unexpected(made.error());
    }
    return pulse().and_then([&] {
        return m_ledger.note(entry(step, MirrorLocal{.path = step.path, .isFolder = true, .stat = *made}), step.journalPath);
    });
}

Result<void> MirrorRun::makeRemoteFolder(const MirrorStep &step)
{
    return expect(step.path, step.local)
        .and_then([&] {
            return target(step);
        })
        .and_then([&](const FileTarget &into) {
            return m_ledger.makeFolder(step, into, entry(step, step.local));
        })
        .transform([&](ItemId item) {
            m_made.insert(step.path, item);
        });
}

Result<void> MirrorRun::moveLocal(const MirrorStep &step)
{
    return expect(step.from, step.local).and_then([&] {
        return m_folder->move(step.from, step.path);
    });
}

Result<void> MirrorRun::download(const MirrorStep &step)
{
    const auto key = brought(step);
    if (!key) {
        return std::unexpected(key.error());
    }
    const bool isOver = step.local.stat.inode != 0;
    if (isOver) {
        if (auto same = expect(step.path, step.local); !same) {
            return same;
        }
    }
    const auto before = m_journal.constFind(step.journalPath);
    if (isOver && step.kind == Kind::Download && before != m_journal.cend()) {
        // What we sent there came back under a new version: there is nothing to write.
        const auto hash = hashOf(*key);
        if (!hash) {
            return std::unexpected(hash.error());
        }
        if (*hash == before->hash) {
            auto local = step.local;
            local.hash = *hash;
            return m_ledger.note(entry(step, local), step.journalPath);
        }
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    MirrorFolder::Replacement replacement;
    replacement.modified = step.remote.modified;
    replacement.pulse = [this] {
        return pulse().has_value();
    };
    replacement.fill = [&](int descriptor) {
        return m_ledger.content(*key, [&](const QByteArray &piece) -> Result<void> {
            hash.addData(piece);
            return isStopped() ? cancelled() : writeAll(descriptor, piece, step.path);
        });
    };
    if (step.kind == Kind::Download && isOver) {
        replacement.replaced = step.local.stat;
        replacement.isKept = step.isKept;
    } else if (isOver) {
        replacement.prepare = [&]() -> Result<void> {
            // Forgotten first: else the copy would be taken for the same file under another name.
            return (step.journalPath.isEmpty() ? Result<void>() : m_ledger.forget(step.journalPath))
                .and_then([&] {
                    return pulse();
                })
                .and_then([&] {
                    return expect(step.path, step.local);
                })
                .and_then([&] {
                    return m_folder->giveWay(step.path);
                })
                .and_then([&](const QString &) {
                    return pulse();
                });
        };
    }
    const auto written = m_folder->write(step.path, replacement);
    if (!written) {
        return std::unexpected(written.error());
    }
    const MirrorLocal local{.path = step.path, .stat = *written, .hash = hash.result(), .isYoung = true};
    return pulse().and_then([&] {
        return m_ledger.note(entry(step, local), step.journalPath);
    });
}

Result<void> MirrorRun::upload(const MirrorStep &step)
{
    const auto into = step.remote.item ? Result<FileTarget>(m_parts.source) : target(step);
    if (!into) {
        return std::unexpected(into.error());
    }
    auto local = step.local;
    const auto staged = m_ledger.stage(
        mirrorName(step.path),
        local.stat.mtime / 1'000'000,
        [&](const std::function<Result<void>(const QByteArray &)> &take) {
            return m_folder->read(step.path, local.stat, [&](const QByteArray &piece) -> Result<void> {
                return isStopped() ? cancelled() : take(piece);
            });
        },
        &local.hash);
    if (!staged) {
        return std::unexpected(staged.error());
    }
    if (auto beaten = pulse(); !beaten) {
        return beaten;
    }
    auto sent = m_ledger.upload(step, *into, *staged, entry(step, local));
    if (!sent) {
        (void)m_ledger.drop(*staged);
    }
    return sent;
}

Result<void> MirrorRun::removeLocal(const MirrorStep &step)
{
    return m_folder->toTrash(step.path, step.local, step.below)
        .and_then([this] {
            return pulse();
        })
        .and_then([&] {
            return m_ledger.forgetAll(step.journalPath);
        });
}

Result<void> MirrorRun::removeRemote(const MirrorStep &step)
{
    const auto seen = m_folder->look(step.journalPath);
    if (!seen) {
        return std::unexpected(seen.error());
    }
    const auto later = failure(Error::Kind::Conflict, i18nc("@info", "“%1” is just being changed.", step.path));
    if (*seen && ((*seen)->type == MirrorFolder::Seen::Type::Folder) == step.isFolder) {
        return later; // of another kind, it has taken the place of what is gone
    }
    const bool wasAsked = m_parts.removals == Removals::CarryOut;
    if (!wasAsked && m_parts.patience.count() > 0) {
        const auto now = qint64(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
        const auto since = m_parts.missing->constFind(step.journalPath);
        if (since == m_parts.missing->cend() || *since > now) {
            m_parts.missing->insert(step.journalPath, now);
            return later;
        }
        if (now - *since < m_parts.patience.count()) {
            return later;
        }
    }
    m_parts.missing->remove(step.journalPath);
    return m_ledger.remove(step);
}

}
