// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorignore.h"

#include "files/mirror/mirrortree.h"

namespace Kontor
{
namespace
{
// Of LibreOffice, of editors that save a copy first, of browsers, of other systems, of desktops, and our own.
constexpr const char *temporary[] = {".~lock.*#", "*~",     "~$*",       "*.tmp",       "*.part",     "*.crdownload", "*.kate-swp", ".*.sw[a-p]", "#*#",
                                     ".#*",       ".DS_Store", "Thumbs.db", "desktop.ini", ".Trash-*", ".nfs*",        ".fuse_hidden*", ".~kontor*"};

QString expression(const QString &wildcard)
{
    return QRegularExpression::wildcardToRegularExpression(wildcard, QRegularExpression::UnanchoredWildcardConversion);
}

QRegularExpression whole(const QString &pattern)
{
    QRegularExpression made(QRegularExpression::anchoredPattern(pattern), QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    made.optimize();
    return made;
}
}

MirrorIgnore::MirrorIgnore(const QStringList &patterns)
{
    QStringList all;
    for (const auto *pattern : temporary) {
        all << expression(QString::fromLatin1(pattern));
    }
    m_temporary = whole(all.join(u'|'));
    for (auto pattern : patterns) {
        pattern = pattern.trimmed();
        while (pattern.endsWith(u'/')) {
            pattern.chop(1);
        }
        const bool isPath = pattern.contains(u'/');
        while (pattern.startsWith(u'/')) {
            pattern.remove(0, 1);
        }
        if (!pattern.isEmpty()) {
            (isPath ? m_paths : m_names) << whole(expression(pattern));
        }
    }
}

const QString &MirrorIgnore::mark()
{
    static const QString mark = QStringLiteral(".~kontor");
    return mark;
}

bool MirrorIgnore::isTemporary(const QString &name) const
{
    return m_temporary.matchView(name).hasMatch();
}

bool MirrorIgnore::isUnwanted(const QString &path) const
{
    const auto name = mirrorName(path);
    const auto matches = [](const QString &text) {
        return [&text](const QRegularExpression &pattern) {
            return pattern.matchView(text).hasMatch();
        };
    };
    return std::ranges::any_of(m_names, matches(name)) || std::ranges::any_of(m_paths, matches(path));
}

bool MirrorIgnore::isIgnored(const QString &path) const
{
    for (auto at = path; !at.isEmpty(); at = mirrorParent(at)) {
        if (isTemporary(mirrorName(at)) || isUnwanted(at)) {
            return true;
        }
    }
    return false;
}

void MirrorIgnore::strip(MirrorState &state) const
{
    // From the top down, since what is in an ignored folder is ignored too.
    QHash<ItemId, QString> paths{{ItemId{}, QString()}};
    QHash<ItemId, QList<qsizetype>> children;
    for (qsizetype at = 0; at < state.remote.size(); ++at) {
        children[state.remote[at].parent] << at;
    }
    QSet<ItemId> journaled;
    for (const auto &entry : std::as_const(state.journal)) {
        journaled << entry.item;
    }
    QList<MirrorRemote> kept;
    QList<std::pair<ItemId, bool>> folders{{ItemId{}, false}};
    while (!folders.isEmpty()) {
        const auto [folder, isIgnoredFolder] = folders.takeFirst();
        for (const auto at : children.value(folder)) {
            const auto &one = state.remote[at];
            const auto path = mirrorPath(paths.value(folder), one.name);
            const bool isOut = isIgnoredFolder || isTemporary(one.name) || isUnwanted(path);
            if (isOut && journaled.contains(one.item)) {
                state.limbo << one.item; // it is there, under a name that says: leave it alone
            } else if (!isOut) {
                kept << one;
            }
            if (one.isFolder) {
                paths.insert(one.item, path);
                folders.append({one.item, isOut});
            }
        }
    }
    state.remote = kept;
    state.journal.removeIf([this](const MirrorEntry &entry) {
        return isIgnored(entry.path);
    });
    state.local.removeIf([this](const MirrorLocal &local) {
        return isIgnored(local.path);
    });
}

}
