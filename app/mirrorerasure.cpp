// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mirrorerasure.h"

#include "files/mirror/mirrorfolder.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
/// The folder a path lies in, one name after the other and never through a link.
MirrorDescriptor openParent(int root, const QString &path)
{
    MirrorDescriptor folder(::fcntl(root, F_DUPFD_CLOEXEC, 0));
    auto names = path.split(u'/');
    names.removeLast();
    for (const auto &name : std::as_const(names)) {
        if (!folder || name.isEmpty() || name == u"." || name == u"..") {
            return MirrorDescriptor();
        }
        folder = MirrorDescriptor(::openat(*folder, QFile::encodeName(name).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    }
    return folder;
}
}

Result<MirrorErasure::Report> MirrorErasure::run(const QString &folder, const QList<MirrorEntry> &journal)
{
    const auto root = MirrorFolder::open(folder);
    if (!root) {
        return std::unexpected(root.error());
    }
    Report report;
    auto entries = journal;
    std::ranges::sort(entries, std::ranges::greater(), &MirrorEntry::path); // what lies in a folder comes before it
    for (const auto &entry : std::as_const(entries)) {
        const auto parent = openParent((*root)->descriptor(), entry.path);
        if (!parent) {
            continue;
        }
        const auto name = QFile::encodeName(entry.path.section(u'/', -1));
        struct ::stat facts = {};
        if (::fstatat(*parent, name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
            continue; // it is gone already
        }
        const auto seen = MirrorFolder::seen(facts);
        if (entry.isFolder) {
            if (seen.type == MirrorFolder::Seen::Type::Folder) {
                ::unlinkat(*parent, name.constData(), AT_REMOVEDIR); // only an empty one goes
            }
            continue;
        }
        const bool isSame = seen.type == MirrorFolder::Seen::Type::File && seen.stat.isProbably(entry.stat);
        if (isSame && ::unlinkat(*parent, name.constData(), 0) == 0) {
            ++report.erased;
        } else {
            ++report.left;
        }
    }
    (*root)->removeMark();
    report.isEmpty = QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    return report;
}

}
