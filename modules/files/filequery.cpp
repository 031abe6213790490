// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Questions of one answer.
#include "files/filelistmodel.h"
#include "files/filerowreader.h"
#include "files/filespace.h"

#include <KLocalizedString>
#include <QCborMap>

namespace Kontor
{
namespace
{
constexpr int deepest = 1000;

std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This file or folder no longer exists."));
}

template<class... Args>
Result<QList<FileRow>> all(Statement &statement, const Args &...args)
{
    QList<FileRow> rows;
    return statement
        .each(
            [&rows](const Statement &row) {
                rows << FileRowReader::read(row);
            },
            args...)
        .transform([&rows] {
            return rows;
        });
}
}

Result<QList<FileQuery::Space>> FileQuery::spaces(const Reader &reader)
{
    QList<Space> spaces;
    QHash<ResourceId, int> count;
    QStringList addresses;
    auto asked = reader
                     .prepare("SELECT k.id, k.resource, r.account, k.name, a.address, k.attributes, k.pulled FROM resource r JOIN account a ON a.id = r.account "
                              "JOIN collection k ON k.resource = r.id WHERE r.kind = 'files' ORDER BY a.id, k.name, k.id")
                     .each([&](const Statement &row) {
                         const auto told = FileSpace::fromAttributes(QCborValue::fromCbor(row.blob(5)).toMap());
                         spaces << Space{.id = row.get<CollectionId>(0),
                                         .resource = row.get<ResourceId>(1),
                                         .account = row.get<AccountId>(2),
                                         .title = row.text(3),
                                         .quotaUsed = told.quotaUsed,
                                         .quotaAvailable = told.quotaAvailable,
                                         .wasRead = row.integer(6) > 0};
                         addresses << row.text(4);
                         ++count[spaces.last().resource];
                     });
    if (!asked) {
        return std::unexpected(asked.error());
    }
    QSet<QString> titles;
    for (qsizetype at = 0; at < spaces.size(); ++at) {
        auto &space = spaces[at];
        if (count.value(space.resource) == 1 && !addresses.at(at).isEmpty()) {
            space.title = addresses.at(at);
        }
        space.title.replace(u'/', u'_'); // it is a part of paths
        const auto usual = space.title;
        for (int n = 2; titles.contains(space.title) || space.title.isEmpty(); ++n) {
            space.title = QStringLiteral("%1 (%2)").arg(usual).arg(n);
        }
        titles << space.title;
    }
    return spaces;
}

Result<FileRow> FileQuery::row(const Reader &reader, ItemId item)
{
    const auto rows = FileRowReader::rows(reader, {item.value}, FileRowReader::Paths::Yes);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const auto found = rows->constFind(item.value);
    return found == rows->cend() ? Result<FileRow>(gone()) : *found;
}

Result<QList<FileRow>> FileQuery::path(const Reader &reader, ItemId folder)
{
    QList<FileRow> path;
    auto &look = reader.prepare("SELECT " KONTOR_FILE_COLUMNS " FROM file f JOIN item i ON i.id = f.item WHERE f.item = ?1");
    while (folder && path.size() < deepest) {
        const auto found = all(look, folder);
        if (!found) {
            return found;
        }
        if (found->isEmpty()) {
            break;
        }
        path.prepend(found->first());
        folder = found->first().parent;
    }
    return path;
}

Result<QList<FileRow>> FileQuery::folders(const Reader &reader, const FileTarget &parent)
{
    return all(reader.prepare("SELECT " KONTOR_FILE_COLUMNS " FROM file f INDEXED BY file_list JOIN item i ON i.id = f.item "
                              "WHERE f.collection = ?1 AND f.parent = ?2 AND f.hidden = 0 AND f.folder = 1 ORDER BY f.sort, f.item"),
               parent.space,
               parent.folder);
}

Result<QList<FileRow>> FileQuery::children(const Reader &reader, const FileTarget &parent)
{
    return all(reader.prepare("SELECT " KONTOR_FILE_COLUMNS " FROM file f INDEXED BY file_list JOIN item i ON i.id = f.item "
                              "WHERE f.collection = ?1 AND f.parent = ?2 AND f.hidden = 0 ORDER BY f.folder DESC, f.sort, f.item"),
               parent.space,
               parent.folder);
}

Result<FileRow> FileQuery::find(const Reader &reader, CollectionId space, const QString &path)
{
    FileRow found;
    const auto names = path.split(u'/', Qt::SkipEmptyParts);
    for (const auto &name : names) {
        // The same spelling first; where it is unique, another Unicode form will do.
        const auto candidates = all(reader.prepare("SELECT " KONTOR_FILE_COLUMNS " FROM file f INDEXED BY file_list JOIN item i ON i.id = f.item "
                                                   "WHERE f.collection = ?1 AND f.parent = ?2 AND f.hidden = 0 AND f.folder IN (0, 1) AND f.sort = ?3"),
                                    space,
                                    found.item,
                                    fileSortKey(name));
        if (!candidates) {
            return std::unexpected(candidates.error());
        }
        auto match = std::ranges::find(*candidates, name, &FileRow::name);
        if (match == candidates->end()) {
            const auto composed = name.normalized(QString::NormalizationForm_C);
            match = std::ranges::find_if(*candidates, [&composed](const FileRow &row) {
                return row.name.normalized(QString::NormalizationForm_C) == composed;
            });
        }
        if (match == candidates->end() || (found.item && !found.isFolder)) {
            return gone();
        }
        found = *match;
    }
    return found.item ? Result<FileRow>(found) : gone();
}

}
