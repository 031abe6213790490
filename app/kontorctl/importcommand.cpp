// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "calendar/calendaractions.h"
#include "contacts/contactactions.h"
#include "folder.h"
#include "profile.h"

#include <KLocalizedString>
#include <QFile>
#include <QJsonArray>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = qint64(256) << 20;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!(path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly))) {
        return failure(Error::Kind::NotFound, i18nc("@info:shell", "The file %1 cannot be read: %2", path, file.errorString()));
    }
    auto bytes = file.read(largestFile + 1);
    if (bytes.size() > largestFile) {
        return failure(Error::Kind::OverQuota, i18nc("@info:shell", "The file %1 is too large.", path));
    }
    return bytes;
}

/// The one calendar or address book that is meant and fits the file.
Result<Folder> target(Profile &profile, const Invocation &invocation, const QString &kind)
{
    const auto name = invocation.value(QStringLiteral("to"));
    auto folders = profile.read([name](const Reader &reader) { return Folder::named(reader, name); });
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto account = invocation.value(QStringLiteral("account"));
    folders->removeIf([&](const Folder &folder) {
        return folder.kind != kind || (!account.isEmpty() && folder.account.compare(account, Qt::CaseInsensitive) != 0);
    });
    if (folders->size() == 1) {
        return folders->first();
    }
    if (folders->isEmpty()) {
        return failure(Error::Kind::NotFound, kind == ResourceKind::Calendar ? i18nc("@info:shell", "There is no calendar “%1”.", name) : i18nc("@info:shell", "There is no address book “%1”.", name));
    }
    return failure(Error::Kind::NotFound, i18nc("@info:shell", "“%1” is the name of several; --account ADDRESS says whose is meant, or take its name on the server.", name));
}

ExitCode importCalendar(Profile &profile, CollectionId calendar, const QByteArray &bytes, Report &report)
{
    CalendarActions actions(profile.outbox());
    QStringList problems; // what was left out, while the rest went in
    QObject::connect(&actions, &CalendarActions::failed, &actions, [&problems](const Error &error) { problems << error.message; });
    const auto done = await(actions.importIcs(calendar, bytes));
    if (!done) {
        return report.fail(done.error());
    }
    report.line(i18ncp("@info:shell", "1 entry was imported.", "%1 entries were imported.", *done));
    report.set(QStringLiteral("written"), *done);
    report.set(QStringLiteral("problems"), QJsonArray::fromStringList(problems));
    for (const auto &problem : std::as_const(problems)) {
        report.line(problem);
    }
    return problems.isEmpty() ? ExitCode::Ok : ExitCode::Incomplete;
}

ExitCode importCards(Profile &profile, CollectionId book, const QByteArray &bytes, Report &report)
{
    ContactActions actions(profile.outbox());
    const auto done = await(actions.importCards(bytes, book));
    if (!done) {
        return report.fail(done.error());
    }
    report.line(i18nc("@info:shell", "Cards: %1 new, %2 changed, %3 the same, %4 unreadable.", done->created, done->updated, done->unchanged, done->unreadable));
    report.set(QStringLiteral("created"), done->created);
    report.set(QStringLiteral("updated"), done->updated);
    report.set(QStringLiteral("unchanged"), done->unchanged);
    report.set(QStringLiteral("unreadable"), done->unreadable);
    return done->unreadable == 0 ? ExitCode::Ok : ExitCode::Incomplete;
}
}

ExitCode importFile(const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1 || !invocation.has(QStringLiteral("to"))) {
        return report.usage(i18nc("@info:shell", "Please name a file, and the calendar or address book it goes into: import FILE --to NAME."));
    }
    const auto bytes = readFile(invocation.words.first());
    if (!bytes) {
        return report.fail(bytes.error());
    }
    auto profile = Profile::open(invocation, Profile::Use::Write);
    if (!profile) {
        return report.fail(profile.error());
    }
    const bool isCards = bytes->left(4096).toUpper().contains("BEGIN:VCARD");
    const auto folder = target(**profile, invocation, isCards ? ResourceKind::Contacts : ResourceKind::Calendar);
    if (!folder) {
        return report.fail(folder.error());
    }
    return isCards ? importCards(**profile, folder->id, *bytes, report) : importCalendar(**profile, folder->id, *bytes, report);
}

}
