// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "filestand.h"

#include <KLocalizedString>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace Kontor
{
namespace
{
QString keptWord(const FileRow &row)
{
    return row.kept == FileKept::Whole ? QStringLiteral("kept") : row.kept == FileKept::Older ? QStringLiteral("older") : QStringLiteral("no");
}

QJsonObject toJson(const FileRow &row, const QString &path)
{
    return {{QStringLiteral("path"), path},
            {QStringLiteral("name"), row.name},
            {QStringLiteral("folder"), row.isFolder},
            {QStringLiteral("size"), row.size},
            {QStringLiteral("modified"), row.modified.toUTC().toString(Qt::ISODate)},
            {QStringLiteral("type"), row.type},
            {QStringLiteral("kept"), keptWord(row)},
            {QStringLiteral("offline"), row.isOffline},
            {QStringLiteral("pinned"), row.isPinned},
            {QStringLiteral("favourite"), row.isFavourite},
            {QStringLiteral("shared"), row.isShared},
            {QStringLiteral("sharedWithMe"), row.isSharedWithMe},
            {QStringLiteral("waiting"), row.isWaiting},
            {QStringLiteral("contested"), row.isContested},
            {QStringLiteral("unsent"), row.isUnsent}};
}

QString line(const FileRow &row, const QString &path)
{
    QStringList marks;
    if (row.isOffline || row.kept == FileKept::Whole) {
        marks << i18nc("@info:shell a mark of a file", "offline");
    }
    if (row.isContested) {
        marks << i18nc("@info:shell a mark of a file", "conflict");
    } else if (row.isWaiting) {
        marks << i18nc("@info:shell a mark of a file", "waiting");
    }
    return QStringList{row.isFolder ? QStringLiteral("-") : QString::number(row.size), row.modified.toLocalTime().toString(Qt::ISODate), path + (row.isFolder ? QStringLiteral("/") : QString()),
                       marks.join(QStringLiteral(", "))}
        .join(u'\t');
}

QString below(const QString &folder, const QString &name)
{
    return folder.isEmpty() ? name : folder + u'/' + name;
}

ExitCode finish(const Result<void> &done, Report &report, const QString &sentence)
{
    if (!done) {
        return report.fail(done.error());
    }
    report.line(sentence);
    return ExitCode::Ok;
}

/// The one path a command is about.
std::optional<QString> onePath(const Invocation &invocation)
{
    return invocation.words.size() == 1 ? std::optional(FileStand::clean(invocation.words.first())) : std::nullopt;
}

ExitCode needsOnePath(Report &report)
{
    return report.usage(i18nc("@info:shell", "Please name one file or folder: its path from the top, for example Projects/Plan.odt."));
}

ExitCode listFolder(FileStand &stand, const Invocation &invocation, Report &report)
{
    const auto path = FileStand::clean(invocation.words.value(0));
    const auto target = stand.target(path);
    const auto rows = target.and_then([&](const FileTarget &folder) {
        return stand.profile().read([folder](const Reader &reader) { return FileQuery::children(reader, folder); });
    });
    if (!rows) {
        return report.fail(rows.error());
    }
    QJsonArray list;
    for (const auto &row : *rows) {
        report.line(line(row, below(path, row.name)));
        list << toJson(row, below(path, row.name));
    }
    report.set(QStringLiteral("files"), list);
    return ExitCode::Ok;
}

ExitCode putFiles(FileStand &stand, const Invocation &invocation, Report &report)
{
    if (invocation.words.isEmpty()) {
        return report.usage(i18nc("@info:shell", "Please name the files and folders to upload, and where to: files put FILE... --to FOLDER."));
    }
    const auto target = stand.target(FileStand::clean(invocation.value(QStringLiteral("to"))));
    if (!target) {
        return report.fail(target.error());
    }
    QStringList paths;
    for (const auto &word : invocation.words) {
        const QFileInfo info(word);
        if (!info.exists() && !info.isSymLink()) {
            return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "The file %1 does not exist.", word), .detail = {}});
        }
        paths << info.absoluteFilePath();
    }
    const auto clash = invocation.has(QStringLiteral("replace")) ? NameClash::Replace : NameClash::KeepBoth;
    const auto made = await(stand.actions().upload(paths, *target, clash));
    if (!made) {
        return report.fail(made.error());
    }
    report.line(i18ncp("@info:shell", "1 file or folder waits to be uploaded.", "%1 files and folders wait to be uploaded.", made->size()));
    report.set(QStringLiteral("written"), made->size());
    for (const auto &problem : stand.problems()) {
        report.line(problem);
    }
    return stand.problems().isEmpty() ? ExitCode::Ok : ExitCode::Incomplete;
}

ExitCode getFile(FileStand &stand, const Invocation &invocation, Report &report)
{
    const auto path = onePath(invocation);
    if (!path || !invocation.has(QStringLiteral("to"))) {
        return report.usage(i18nc("@info:shell", "Please name a file and where to save it: files get PATH --to FILE."));
    }
    const auto row = stand.find(*path);
    if (!row) {
        return report.fail(row.error());
    }
    auto to = invocation.value(QStringLiteral("to"));
    if (QFileInfo(to).isDir()) {
        to = QDir(to).filePath(row->name);
    }
    const auto here = stand.bring(row->item);
    if (!here) {
        return report.fail(here.error());
    }
    const auto written = await(stand.content().writeTo(here->key, to));
    if (!written) {
        return report.fail(written.error());
    }
    report.line(here->isOlder ? i18nc("@info:shell", "%1 was saved; the server has a newer version.", to) : i18nc("@info:shell", "%1 was saved.", to));
    report.set(QStringLiteral("file"), to);
    report.set(QStringLiteral("size"), here->size);
    report.set(QStringLiteral("older"), here->isOlder);
    return ExitCode::Ok;
}

ExitCode makeFolder(FileStand &stand, const Invocation &invocation, Report &report)
{
    const auto path = onePath(invocation);
    if (!path) {
        return needsOnePath(report);
    }
    const auto target = stand.target(path->section(u'/', 0, -2));
    if (!target) {
        return report.fail(target.error());
    }
    const auto made = await(stand.actions().createFolder(*target, path->section(u'/', -1)));
    return finish(made.transform([](ItemId) { }), report, i18nc("@info:shell", "The folder waits to be made on the server."));
}

/// "files move A --to B": into the folder B if there is one, else B is the new path.
ExitCode relocate(FileStand &stand, const Invocation &invocation, Report &report)
{
    const auto path = onePath(invocation);
    if (!path || !invocation.has(QStringLiteral("to"))) {
        return report.usage(i18nc("@info:shell", "Please name a file or folder and where to: --to FOLDER."));
    }
    const auto row = stand.find(*path);
    if (!row) {
        return report.fail(row.error());
    }
    const auto to = FileStand::clean(invocation.value(QStringLiteral("to")));
    const bool isCopy = invocation.command == u"files copy";
    const auto folder = stand.target(to);
    if (folder) {
        const auto done = await(isCopy ? stand.actions().copy({row->item}, *folder, NameClash::KeepBoth) : stand.actions().move({row->item}, *folder, NameClash::KeepBoth));
        return finish(done, report, i18nc("@info:shell", "Done here; the server is told with the next round."));
    }
    const auto name = to.section(u'/', -1);
    const auto parent = stand.target(to.section(u'/', 0, -2));
    if (!parent) {
        return report.fail(parent.error());
    }
    if (isCopy) {
        return report.usage(i18nc("@info:shell", "Please name an existing folder to copy into."));
    }
    auto done = parent->folder == row->parent ? Result<void>() : await(stand.actions().move({row->item}, *parent, NameClash::KeepBoth));
    if (done) {
        done = await(stand.actions().rename(row->item, name));
    }
    return finish(done, report, i18nc("@info:shell", "Done here; the server is told with the next round."));
}

ExitCode change(FileStand &stand, const Invocation &invocation, Report &report)
{
    const auto path = onePath(invocation);
    if (!path) {
        return needsOnePath(report);
    }
    const auto row = stand.find(*path);
    if (!row) {
        return report.fail(row.error());
    }
    if (invocation.command == u"files delete") {
        return finish(await(stand.actions().remove({row->item})), report, i18nc("@info:shell", "Done here; the server is told with the next round."));
    }
    if (invocation.command == u"files unpin") {
        return finish(await(stand.actions().unpin({row->item})), report, i18nc("@info:shell", "It is no longer kept offline."));
    }
    const auto size = await(stand.actions().sizeOf({row->item}));
    if (!size) {
        return report.fail(size.error());
    }
    report.set(QStringLiteral("files"), size->files);
    report.set(QStringLiteral("bytes"), size->bytes);
    report.set(QStringLiteral("missing"), size->missing);
    return finish(await(stand.actions().pin({row->item})), report,
                  i18ncp("@info:shell", "Kept offline from now on: 1 file, %2 bytes, of which %3 are not here yet.", "Kept offline from now on: %1 files, %2 bytes, of which %3 are not here yet.",
                         size->files, size->bytes, size->missing));
}

ExitCode listConflicts(FileStand &stand, const Invocation &, Report &report)
{
    const auto conflicts = await(stand.actions().conflicts());
    if (!conflicts) {
        return report.fail(conflicts.error());
    }
    QJsonArray list;
    for (const auto &conflict : *conflicts) {
        report.line(QStringList{QString::number(conflict.change.value), conflict.name, conflict.sentence}.join(u'\t'));
        list << QJsonObject{{QStringLiteral("number"), conflict.change.value},
                            {QStringLiteral("name"), conflict.name},
                            {QStringLiteral("kind"), conflict.kind},
                            {QStringLiteral("sentence"), conflict.sentence},
                            {QStringLiteral("mineSize"), conflict.mineSize},
                            {QStringLiteral("theirSize"), conflict.theirSize}};
    }
    report.set(QStringLiteral("conflicts"), list);
    return ExitCode::Ok;
}

ExitCode resolve(FileStand &stand, const Invocation &invocation, Report &report)
{
    const ChangeId number{invocation.words.value(0).toLongLong()};
    const auto keep = invocation.value(QStringLiteral("keep"));
    if (!number || invocation.words.size() != 1 || !QStringList{QStringLiteral("both"), QStringLiteral("mine"), QStringLiteral("theirs")}.contains(keep)) {
        return report.usage(i18nc("@info:shell", "Please give the number of a conflict and what to keep: files resolve NUMBER --keep both|mine|theirs."));
    }
    const auto conflicts = await(stand.actions().conflicts());
    if (!conflicts) {
        return report.fail(conflicts.error());
    }
    if (std::ranges::none_of(*conflicts, [number](const FileConflict &one) { return one.change == number; })) {
        return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "There is no such conflict."), .detail = {}});
    }
    if (keep == u"both") {
        stand.actions().keepBoth(number);
    } else if (keep == u"mine") {
        stand.actions().keepMine(number);
    } else {
        stand.actions().keepTheirs(number);
    }
    stand.profile().store()->drain();
    stand.settle();
    for (const auto &problem : stand.problems()) {
        report.line(problem);
    }
    return stand.problems().isEmpty() ? ExitCode::Ok : ExitCode::Incomplete;
}

struct Verb {
    ExitCode (*run)(FileStand &, const Invocation &, Report &);
    Profile::Use use;
};

const QHash<QString, Verb> &verbs()
{
    static const QHash<QString, Verb> known{
        {QStringLiteral("files list"), {listFolder, Profile::Use::Read}},     {QStringLiteral("files get"), {getFile, Profile::Use::Write}},
        {QStringLiteral("files put"), {putFiles, Profile::Use::Write}},       {QStringLiteral("files mkdir"), {makeFolder, Profile::Use::Write}},
        {QStringLiteral("files move"), {relocate, Profile::Use::Write}},      {QStringLiteral("files copy"), {relocate, Profile::Use::Write}},
        {QStringLiteral("files delete"), {change, Profile::Use::Write}},      {QStringLiteral("files pin"), {change, Profile::Use::Write}},
        {QStringLiteral("files unpin"), {change, Profile::Use::Write}},       {QStringLiteral("files conflicts"), {listConflicts, Profile::Use::Write}},
        {QStringLiteral("files resolve"), {resolve, Profile::Use::Write}},
    };
    return known;
}
}

QStringList fileVerbs()
{
    return verbs().keys();
}

ExitCode workOnFiles(const Invocation &invocation, Report &report)
{
    const auto verb = verbs().value(invocation.command);
    auto profile = Profile::open(invocation, verb.use);
    if (!profile) {
        return report.fail(profile.error());
    }
    FileStand stand(**profile);
    if (auto chosen = stand.choose(invocation.value(QStringLiteral("account"))); !chosen && invocation.command != u"files conflicts" && invocation.command != u"files resolve") {
        return report.fail(chosen.error());
    }
    return verb.run(stand, invocation, report);
}

}
