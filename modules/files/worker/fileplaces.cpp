// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/fileplaces.h"

#include "files/filename.h"
#include "files/filespace.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This file or folder no longer exists."));
}
}

WorkerRefusal WorkerRefusal::of(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::NotFound:
        return {WorkerReason::Missing, error.message};
    case Error::Kind::Forbidden:
        return {WorkerReason::Denied, error.message};
    default:
        return {WorkerReason::Other, error.message};
    }
}

bool FilePlace::isFolder() const
{
    return kind != Kind::Entry || row.isFolder;
}

FileTarget FilePlace::target() const
{
    return {space.id, kind == Kind::Entry ? row.item : ItemId{}};
}

QString FilePlaces::clean(const QString &path)
{
    return QString(u'/' + path.split(u'/', Qt::SkipEmptyParts).join(u'/'));
}

Result<FilePlace> FilePlaces::find(const Reader &reader, const QString &path)
{
    auto names = path.split(u'/', Qt::SkipEmptyParts);
    FilePlace place;
    if (names.isEmpty()) {
        return place;
    }
    const auto spaces = FileQuery::spaces(reader);
    if (!spaces) {
        return std::unexpected(spaces.error());
    }
    const auto title = names.takeFirst();
    const auto space = std::ranges::find(*spaces, title, &FileQuery::Space::title);
    if (space == spaces->cend()) {
        return gone();
    }
    place.space = *space;
    place.kind = FilePlace::Kind::Top;
    if (names.isEmpty()) {
        return place;
    }
    place.kind = FilePlace::Kind::Entry;
    return FileQuery::find(reader, space->id, names.join(u'/')).transform([&place](const FileRow &row) {
        place.row = row;
        return place;
    });
}

Result<FileBerth> FilePlaces::berth(const Reader &reader, const QString &path)
{
    const auto whole = clean(path);
    const auto slash = whole.lastIndexOf(u'/');
    if (slash <= 0) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "Here are the accounts; files and folders lie in them."));
    }
    FileBerth berth{.name = whole.mid(slash + 1)};
    auto folder = find(reader, whole.left(slash));
    if (!folder) {
        return std::unexpected(folder.error());
    }
    if (!folder->isFolder()) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” is no folder.", folder->row.name));
    }
    berth.folder = *folder;
    auto there = find(reader, whole);
    if (!there && there.error().kind != Error::Kind::NotFound) {
        return std::unexpected(there.error());
    }
    if (there) {
        berth.there = there->row;
        return berth;
    }
    const auto attributes = reader.prepare("SELECT attributes FROM collection WHERE id = ?1").value<QByteArray>(folder->space.id);
    if (!attributes) {
        return std::unexpected(attributes.error());
    }
    berth.problem = FileName::problem(berth.name, FileSpace::fromAttributes(QCborValue::fromCbor(attributes->value_or(QByteArray())).toMap()).features);
    return berth;
}

}
