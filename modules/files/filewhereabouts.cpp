// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filewhereabouts.h"

#include "files/filelistmodel.h"
#include "files/filerowreader.h"
#include "files/filewordtest.h"

namespace Kontor
{
namespace
{
constexpr int deepest = 1000; // folders; pending moves may for a while put two into one another

struct Found {
    QSet<qint64> folders{};
    QSet<qint64> spaces{};
};

/// Those whose path ends with the typed one.
Result<void> keepAtPath(const Reader &reader, QSet<qint64> &folders, const QString &path)
{
    QSet<qint64> fitting;
    for (const auto folder : std::as_const(folders)) {
        const auto way = FileRowReader::pathOf(reader, ItemId{folder});
        if (!way) {
            return std::unexpected(way.error());
        }
        if (QString(u'/' + FileWordTest::plain(*way)).contains(path)) {
            fitting << folder;
        }
    }
    folders = fitting;
    return {};
}
}

FileWhereabouts::FileWhereabouts(const Reader &reader, QSet<qint64> folders, QSet<qint64> spaces)
    : m_reader(&reader)
    , m_folders(std::move(folders))
    , m_spaces(std::move(spaces))
{
}

Result<FileWhereabouts> FileWhereabouts::named(const Reader &reader, const QString &typed)
{
    const auto path = FileWordTest::plain(typed).split(u'/', Qt::SkipEmptyParts);
    if (path.isEmpty()) {
        return FileWhereabouts(reader, {}, {});
    }
    const auto &wanted = path.last();
    Found exact;
    Found beginning;
    Found containing;
    const auto place = [&](const QString &name) {
        return name == wanted ? &exact : name.startsWith(wanted) ? &beginning : name.contains(wanted) ? &containing : nullptr;
    };
    const auto spaces = FileQuery::spaces(reader);
    if (!spaces) {
        return std::unexpected(spaces.error());
    }
    for (const auto &space : *spaces) {
        if (auto *found = path.size() == 1 ? place(FileWordTest::plain(space.title)) : nullptr) {
            found->spaces << space.id.value;
        }
    }
    const auto runs = FileWordTest(FileSearch::Term{.field = FileSearch::Term::Field::Name, .text = wanted, .isPhrase = true}).runs();
    auto done = reader
                    .prepare("SELECT f.item, f.name FROM (SELECT item FROM file INDEXED BY file_list WHERE folder = 1 AND hidden = 0 AND instr(sort, ?1) > 0) j "
                             "CROSS JOIN file f ON f.item = j.item")
                    .each(
                        [&](const Statement &row) {
                            if (auto *found = place(FileWordTest::plain(row.text(1)))) {
                                found->folders << row.integer(0);
                            }
                        },
                        runs.size() == 1 ? QString::fromUtf8(runs.first()) : QStringLiteral(""));
    const auto whole = QString(u'/' + path.join(u'/'));
    for (auto *found : {&exact, &beginning, &containing}) {
        done = done && path.size() > 1 ? keepAtPath(reader, found->folders, whole) : done;
        if (done && (!found->folders.isEmpty() || !found->spaces.isEmpty())) {
            return FileWhereabouts(reader, found->folders, found->spaces);
        }
    }
    return done.transform([&reader] {
        return FileWhereabouts(reader, {}, {});
    });
}

bool FileWhereabouts::has(qint64 space, qint64 parent)
{
    if (m_spaces.contains(space)) {
        return true;
    }
    QList<qint64> way;
    bool isInside = false;
    auto folder = parent;
    while (folder != 0 && way.size() < deepest) {
        if (const auto known = m_known.constFind(folder); known != m_known.cend()) {
            isInside = *known;
            break;
        }
        way << folder;
        if (m_folders.contains(folder)) {
            isInside = true;
            break;
        }
        folder = m_reader->prepare("SELECT parent FROM file WHERE item = ?1").value<qint64>(folder).value_or(std::nullopt).value_or(0);
    }
    for (const auto passed : std::as_const(way)) {
        m_known.insert(passed, isInside);
    }
    return isInside;
}

}
