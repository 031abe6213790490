// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filename.h"
#include "files/mirror/mirrorplan.h"
#include "files/mirror/mirrortree.h"

#include <KLocalizedString>

namespace Kontor
{

QList<MirrorProblem> MirrorPlan::screen(MirrorState &state)
{
    constexpr qsizetype mostBytes = 255;
    QList<MirrorProblem> problems;
    QHash<ItemId, QList<qsizetype>> children;
    for (qsizetype at = 0; at < state.remote.size(); ++at) {
        children[state.remote[at].parent] << at;
    }
    QSet<ItemId> journaled;
    for (const auto &entry : std::as_const(state.journal)) {
        journaled << entry.item;
    }
    QList<MirrorRemote> kept;
    struct Folder {
        ItemId item{};
        QString path{};
        bool isOut = false;
    };
    QList<Folder> folders{{}};
    while (!folders.isEmpty()) {
        const auto folder = folders.takeFirst();
        for (const auto at : children.value(folder.item)) {
            const auto &one = state.remote[at];
            QString sentence;
            if (one.name.isEmpty() || one.name == u"." || one.name == u".." || one.name.contains(u'/') || one.name.contains(QChar(0))) {
                sentence = i18nc("@info", "The server calls something “%1”, which is no name for a file. It is left alone.", one.name);
            } else if (one.name.toUtf8().size() > mostBytes) {
                sentence = i18nc("@info", "The name on the server is too long for this computer.");
            }
            const bool isOut = folder.isOut || !sentence.isEmpty();
            if (!folder.isOut && isOut) {
                problems << MirrorProblem{mirrorPath(folder.path, one.name), sentence, FileName::proposal(one.name, state.features)};
            }
            if (isOut && journaled.contains(one.item)) {
                state.limbo << one.item;
            } else if (!isOut) {
                kept << one;
            }
            if (one.isFolder) {
                folders << Folder{one.item, mirrorPath(folder.path, one.name), isOut};
            }
        }
        children.remove(folder.item); // the server's folders may run in circles
    }
    state.remote = kept;
    return problems;
}

}
