// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names and places.
#include "files/fileactionsprivate.h"
#include "files/filename.h"
#include "sync/changerows.h"

#include <KLocalizedString>

namespace Kontor
{

using What = FileStep::Entry::What;

namespace
{
/// What to do with one of several that go to a folder.
class Transfer
{
public:
    enum class How { Move, Copy };
    Transfer(FileWork &work, FileStep &step, How how, NameClash clash)
        : m_work(work)
        , m_step(step)
        , m_how(how)
        , m_clash(clash)
    {
    }

    Result<void> carry(const FileState &state, const FileGround &ground)
    {
        const bool stays = state.space == ground.target.space && state.parent == ground.target.folder && !state.isAdrift;
        if (m_how == How::Move && stays) {
            return {};
        }
        if (state.isFolder && state.space == ground.target.space && ground.target.folder) {
            const auto below = m_work.isBelow(ground.target.folder, state.item);
            if (!below) {
                return std::unexpected(below.error());
            }
            if (*below) {
                return failure(Error::Kind::Forbidden,
                               m_how == How::Move ? i18nc("@info", "“%1” cannot be moved into itself.", state.name)
                                                  : i18nc("@info", "“%1” cannot be copied into itself.", state.name));
            }
        }
        const auto holder = m_work.taken(ground.target, state.name, m_how == How::Move ? state.item : ItemId{});
        if (!holder) {
            return std::unexpected(holder.error());
        }
        if (!*holder) {
            return place(state, ground, state.name);
        }
        if (m_clash == NameClash::Skip) {
            return {};
        }
        const bool isSame = (*holder)->name.normalized(QString::NormalizationForm_C) == state.name.normalized(QString::NormalizationForm_C);
        const bool mayReplace = m_clash == NameClash::Replace && !(*holder)->isNew && isSame && (*holder)->isFolder == state.isFolder && (*holder)->item != state.item;
        if (mayReplace) {
            return replace(state, ground, **holder);
        }
        return m_work.freeName(ground.target, state.name).and_then([&](const QString &name) {
            return place(state, ground, name);
        });
    }

private:
    Result<void> place(const FileState &state, const FileGround &ground, const QString &name)
    {
        if (m_how == How::Copy) {
            return copy(state, ground, name).transform([this](ItemId item) {
                m_step.entries << FileStep::Entry{.what = What::Created, .item = item};
            });
        }
        if (state.space == ground.target.space) {
            return m_work.move(state, ground, name).transform([&] {
                m_step.entries << FileStep::Entry{.what = What::Moved, .item = state.item, .parent = state.parent, .name = state.name};
            });
        }
        return cross(state, ground, name);
    }

    Result<ItemId> copy(const FileState &state, const FileGround &ground, const QString &name)
    {
        const bool isKnown = !state.href.isEmpty() && state.space == ground.target.space;
        const auto isChanged = isKnown ? m_work.hasChanges(state) : Result<bool>(true);
        if (!isChanged) {
            return std::unexpected(isChanged.error());
        }
        if (isKnown && !*isChanged) {
            return m_work.serverCopy(state, ground, name);
        }
        if (!state.isFolder && isKnown && state.content.isEmpty()) {
            return m_work.serverCopy(state, ground, name); // only its name or place changes
        }
        if (!state.isFolder || !isKnown) {
            return m_work.copyFromHere(state, ground, name);
        }
        // Some of it is not on the server yet: one by one.
        const auto inside = m_work.children(state);
        if (!inside) {
            return std::unexpected(inside.error());
        }
        const auto folder = m_work.create(ground, name, FileChange::Folder, {{QLatin1StringView("modified"), state.modified}});
        if (!folder) {
            return folder;
        }
        const FileGround below{.target = {ground.target.space, *folder}, .resource = ground.resource, .path = QStringList(ground.path) << name};
        for (const auto &child : *inside) {
            if (child.isHidden) {
                continue;
            }
            if (auto done = copy(child, below, child.name); !done) {
                return done;
            }
        }
        return folder;
    }

    /// Created there; here it is hidden, and deleted once that has happened.
    Result<void> cross(const FileState &state, const FileGround &ground, const QString &name)
    {
        if (!state.isOnlyHere && !state.rights.testFlag(FileRight::Remove)) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "You may not take “%1” away from where it is.", state.name));
        }
        QList<std::pair<FileState, ItemId>> leaving;
        const auto item = m_work.copyFromHere(state, ground, name, [&leaving](const FileState &from, ItemId to) {
            leaving << std::pair(from, to);
        });
        if (!item) {
            return std::unexpected(item.error());
        }
        if (state.isOnlyHere) {
            // No server is to lose it: it simply lies elsewhere from now on.
            for (auto &change : m_work.changes) {
                change.arguments.remove(QLatin1StringView("original"));
            }
            m_step.entries << FileStep::Entry{.what = What::Created, .item = *item};
            return m_work.remove(state);
        }
        for (const auto &[from, to] : std::as_const(leaving)) {
            auto leave = m_work.changeOf(from, FileChange::Leave);
            leave.isHeld = true;
            leave.reach = from.isFolder ? ChangeReach::RemovesAllBelow : ChangeReach::Item;
            leave.arguments = {{QLatin1StringView("as"), to.value}};
            if (from.isFolder) {
                leave.arguments.insert(QLatin1StringView("onlyEmpty"), true); // what others put into it meanwhile stays
            } else if (!from.revision.isEmpty()) {
                leave.arguments.insert(QLatin1StringView("base"), from.revision);
            }
            m_work.changes << leave;
        }
        m_step.entries << FileStep::Entry{.what = What::Crossed, .item = *item, .parent = state.parent, .original = state.item};
        return {};
    }

    Result<void> replace(const FileState &state, const FileGround &ground, const FileWork::Taken &holder)
    {
        const auto there = m_work.state(holder.item);
        if (!there) {
            return std::unexpected(there.error());
        }
        if (!state.isFolder) {
            return m_work.remove(*there).and_then([&] {
                return place(state, ground, holder.name);
            });
        }
        // Folders are joined: what is in the one goes into the other.
        const auto inside = m_work.children(state);
        const auto into = m_work.ground({ground.target.space, there->item});
        if (!inside || !into) {
            return std::unexpected(inside ? into.error() : inside.error());
        }
        for (const auto &child : *inside) {
            if (child.isHidden) {
                continue;
            }
            if (auto done = carry(child, *into); !done) {
                return done;
            }
        }
        if (m_how == How::Copy || m_clash == NameClash::Skip) {
            return {};
        }
        return m_work.removeEmptied(state);
    }

    FileWork &m_work;
    FileStep &m_step;
    How m_how;
    NameClash m_clash;
};

Result<void> carryAll(FileWork &work, FileStep &step, Transfer::How how, const QList<ItemId> &items, const FileTarget &target, NameClash clash)
{
    const auto ground = work.ground(target);
    if (!ground) {
        return std::unexpected(ground.error());
    }
    for (const auto item : items) {
        const auto state = work.state(item);
        if (!state) {
            return std::unexpected(state.error());
        }
        if (auto done = Transfer(work, step, how, clash).carry(*state, *ground); !done) {
            return done;
        }
    }
    return {};
}
}

QFuture<Result<void>> FileActions::rename(ItemId item, const QString &name)
{
    return d->actVoid(
        [item, name](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
            FileWork work(transaction, projector, changes);
            const auto state = work.state(item);
            if (!state) {
                return std::unexpected(state.error());
            }
            const auto ground = work.ground({state->space, state->parent});
            const auto holder = ground ? work.taken(ground->target, name, item) : Result<std::optional<FileWork::Taken>>();
            if (!ground || !holder) {
                return std::unexpected(ground ? holder.error() : ground.error());
            }
            if (*holder) {
                return failure(Error::Kind::Conflict, i18nc("@info", "There is already something called “%1” here.", (*holder)->name));
            }
            if (name == state->name) {
                return {};
            }
            return work.move(*state, *ground, name).transform([&] {
                step.entries << FileStep::Entry{.what = What::Moved, .item = item, .parent = state->parent, .name = state->name};
            });
        },
        [](qsizetype) {
            return i18nc("@action", "Undo: Rename");
        });
}

QFuture<Result<void>> FileActions::move(const QList<ItemId> &items, const FileTarget &target, NameClash clash)
{
    return d->actVoid(
        [=](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
            FileWork work(transaction, projector, changes);
            return carryAll(work, step, Transfer::How::Move, items, target, clash);
        },
        [](qsizetype) {
            return i18nc("@action", "Undo: Move");
        });
}

QFuture<Result<void>> FileActions::copy(const QList<ItemId> &items, const FileTarget &target, NameClash clash)
{
    return d->actVoid(
        [=](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &step) -> Result<void> {
            FileWork work(transaction, projector, changes);
            return carryAll(work, step, Transfer::How::Copy, items, target, clash);
        },
        [](qsizetype) {
            return i18nc("@action", "Undo: Copy");
        });
}

}
