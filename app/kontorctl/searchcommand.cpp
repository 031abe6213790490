// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "app/kinds/enginekind.h"
#include "entrysearch.h"
#include "files/filesearch.h"
#include "foundchats.h"
#include "foundfiles.h"
#include "mail/mailtypes.h"
#include "mail/messagesearch.h"
#include "profile.h"

#include <KLocalizedString>
#include <QJsonArray>
#include <QLocale>

namespace Kontor
{
namespace
{
struct Found {
    qint64 item = 0;
    QString account;
    QString folder;
    QString remoteId;
    QDateTime date;
    QString fromName;
    QString fromAddress;
    QString subject;
    QString messageId;
    MessageFlags flags;
    QStringList keywords;
    qint64 size = 0;
    qint64 attachments = 0;
};

#define KONTOR_FOUND_COLUMNS \
    "m.item, a.address, c.name, coalesce(i.remote_id, ''), m.date, m.from_name, m.from_address, m.subject, m.message_id, m.flags, m.keywords, m.size, m.attachments " \
    "FROM mail_message m JOIN item i ON i.id = m.item JOIN collection c ON c.id = m.collection JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "

constexpr const char *matchingSql = "SELECT " KONTOR_FOUND_COLUMNS
                                    "WHERE m.item IN (SELECT rowid FROM search_index WHERE search_index MATCH ?1) ORDER BY m.date DESC, m.item DESC";
constexpr const char *withoutSql = "SELECT " KONTOR_FOUND_COLUMNS
                                   "WHERE m.item NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH ?1) ORDER BY m.date DESC, m.item DESC";
constexpr const char *allSql = "SELECT " KONTOR_FOUND_COLUMNS "ORDER BY m.date DESC, m.item DESC";

Found readFound(const Statement &row)
{
    return {.item = row.integer(0),
            .account = row.text(1),
            .folder = row.text(2),
            .remoteId = row.text(3),
            .date = QDateTime::fromMSecsSinceEpoch(row.integer(4)),
            .fromName = row.text(5),
            .fromAddress = row.text(6),
            .subject = row.text(7),
            .messageId = row.text(8),
            .flags = MessageFlags::fromInt(int(row.integer(9))),
            .keywords = row.text(10).split(u' ', Qt::SkipEmptyParts),
            .size = row.integer(11),
            .attachments = row.integer(12)};
}

bool fits(const Found &found, const MessageSearch &search)
{
    const auto is = [&found](std::optional<bool> wanted, MessageFlag flag, bool inverted = false) {
        return !wanted || *wanted == (found.flags.testFlag(flag) != inverted);
    };
    const auto day = found.date.toLocalTime().date();
    return is(search.unread, MessageFlag::Seen, true) && is(search.starred, MessageFlag::Flagged) && is(search.answered, MessageFlag::Answered)
        && (!search.hasAttachment || *search.hasAttachment == (found.attachments > 0)) && (search.tag.isEmpty() || found.keywords.contains(search.tag, Qt::CaseInsensitive))
        && (search.folder.isEmpty() || found.folder.compare(search.folder, Qt::CaseInsensitive) == 0) && (!search.before.isValid() || day < search.before)
        && (!search.after.isValid() || day >= search.after) && (search.largerThan <= 0 || found.size > search.largerThan)
        && (search.smallerThan <= 0 || found.size < search.smallerThan);
}
}

namespace
{
/// Words mean something everywhere; what only messages can be (unread, in a folder, large) leaves the others out.
bool isForEverything(const MessageSearch &search)
{
    return !search.matchExpression().isEmpty() && !search.unread && !search.starred && !search.answered && !search.hasAttachment && search.tag.isEmpty()
        && search.folder.isEmpty() && !search.before.isValid() && !search.after.isValid() && search.largerThan <= 0 && search.smallerThan <= 0;
}

QString pathOf(const FileRow &row)
{
    return row.path.isEmpty() ? row.name : row.path + u'/' + row.name;
}

/// Of an event nobody asks whether it was answered, nor of a file.
bool isForMessagesAlone(const MessageSearch &search)
{
    using Field = MessageSearch::Term::Field;
    return search.unread || search.answered || search.hasAttachment || !search.tag.isEmpty() || std::ranges::any_of(search.terms, [](const MessageSearch::Term &term) {
               return term.field == Field::To || term.field == Field::Subject || term.field == Field::Attachment;
           });
}

QJsonObject toJson(const FoundFiles::File &file)
{
    const auto &row = file.row;
    return {{QStringLiteral("item"), row.item.value},
            {QStringLiteral("account"), file.account},
            {QStringLiteral("path"), pathOf(row)},
            {QStringLiteral("name"), row.name},
            {QStringLiteral("folder"), row.isFolder},
            {QStringLiteral("size"), row.size},
            {QStringLiteral("modified"), row.modified.toUTC().toString(Qt::ISODate)},
            {QStringLiteral("type"), row.type},
            {QStringLiteral("kept"), row.kept != FileKept::No}};
}

QString dateOf(const FoundEntry &entry)
{
    if (!entry.start.isValid()) {
        return {};
    }
    return entry.kind == u"contact" ? QString() : QLocale().toString(entry.start.toLocalTime(), QLocale::ShortFormat);
}

QJsonObject toJson(const FoundEntry &entry)
{
    QJsonObject object{{QStringLiteral("item"), entry.item},
                       {QStringLiteral("kind"), entry.kind},
                       {QStringLiteral("account"), entry.account},
                       {QStringLiteral("collection"), entry.collection},
                       {QStringLiteral("title"), entry.title}};
    if (entry.start.isValid()) {
        object.insert(QStringLiteral("start"), entry.isAllDay ? entry.start.date().toString(Qt::ISODate) : entry.start.toUTC().toString(Qt::ISODate));
    }
    if (!entry.address.isEmpty()) {
        object.insert(QStringLiteral("address"), entry.address);
    }
    return object;
}
}

ExitCode searchMail(const Invocation &invocation, Report &report)
{
    const auto text = invocation.words.join(u' ');
    const auto search = MessageSearch::parse(text);
    const auto fileSearch = FileSearch::parse(text);
    const bool isInFiles = EngineKind::find(ResourceKind::Files) && fileSearch.misunderstood.isEmpty() && !fileSearch.isEmpty() && !isForMessagesAlone(search);
    const bool isInMail = search.misunderstood.isEmpty() && !search.isEmpty() && !(isInFiles && fileSearch.isOfFilesAlone());
    if (!isInMail && !isInFiles) {
        return report.usage(search.misunderstood.isEmpty() ? i18nc("@info:shell", "Please say what to search for.") : search.misunderstood.join(u' '));
    }
    qint64 limit = 100;
    if (invocation.has(QStringLiteral("limit"))) {
        bool isNumber = false;
        limit = invocation.value(QStringLiteral("limit")).toLongLong(&isNumber);
        if (!isNumber || limit < 1) {
            return report.usage(i18nc("@info:shell", "--limit takes a number above 0."));
        }
    }
    auto profile = Profile::open(invocation, Profile::Use::Read);
    if (!profile) {
        return report.fail(profile.error());
    }
    QString only;
    if (invocation.has(QStringLiteral("account"))) {
        auto account = (*profile)->account(invocation.value(QStringLiteral("account")));
        if (!account) {
            return report.fail(account.error());
        }
        only = account->address;
    }
    struct Matches {
        QList<Found> first;
        qint64 total = 0;
    };
    auto matches = (*profile)->read([search, limit, only, isInMail](const Reader &reader) -> Result<Matches> {
        Matches matches;
        if (!isInMail) {
            return matches;
        }
        const auto take = [&](const Statement &row) {
            auto found = readFound(row);
            if (!fits(found, search) || (!only.isEmpty() && found.account != only)) {
                return;
            }
            ++matches.total;
            if (matches.first.size() < limit) {
                matches.first << std::move(found);
            }
        };
        const auto wanted = search.matchExpression();
        const auto unwanted = search.exclusionExpression(); // of a search for nothing but what is not wanted
        auto done = !wanted.isEmpty() ? reader.prepare(matchingSql).each(take, wanted)
            : !unwanted.isEmpty()     ? reader.prepare(withoutSql).each(take, unwanted)
                                      : reader.prepare(allSql).each(take);
        if (!done) {
            return std::unexpected(done.error());
        }
        return matches;
    });
    if (!matches) {
        return report.fail(matches.error());
    }
    QJsonArray results;
    for (const auto &found : std::as_const(matches->first)) {
        const auto from = found.fromName.isEmpty() ? found.fromAddress : found.fromName;
        report.line(QStringLiteral("%1  %2  %3  [%4]").arg(QLocale().toString(found.date.toLocalTime(), QLocale::ShortFormat), from, found.subject, found.folder));
        results << QJsonObject{{QStringLiteral("item"), found.item},
                               {QStringLiteral("account"), found.account},
                               {QStringLiteral("folder"), found.folder},
                               {QStringLiteral("uid"), found.remoteId},
                               {QStringLiteral("date"), found.date.toUTC().toString(Qt::ISODate)},
                               {QStringLiteral("fromName"), found.fromName},
                               {QStringLiteral("fromAddress"), found.fromAddress},
                               {QStringLiteral("subject"), found.subject},
                               {QStringLiteral("messageId"), found.messageId},
                               {QStringLiteral("unread"), !found.flags.testFlag(MessageFlag::Seen)},
                               {QStringLiteral("starred"), found.flags.testFlag(MessageFlag::Flagged)},
                               {QStringLiteral("keywords"), QJsonArray::fromStringList(found.keywords)},
                               {QStringLiteral("attachments"), found.attachments},
                               {QStringLiteral("size"), found.size}};
    }
    if (isInFiles) {
        auto files = (*profile)->read([text, only, limit](const Reader &reader) { return FoundFiles::matching(reader, text, only, limit); });
        if (!files) {
            return report.fail(files.error());
        }
        QJsonArray list;
        for (const auto &file : std::as_const(files->first)) {
            report.line(QStringLiteral("%1  %2  [%3]").arg(QLocale().toString(file.row.modified.toLocalTime(), QLocale::ShortFormat), pathOf(file.row) + (file.row.isFolder ? QStringLiteral("/") : QString()), file.account));
            list << toJson(file);
        }
        if (files->total > 0 || !isInMail) {
            report.line(i18ncp("@info:shell", "1 file or folder found.", "%1 files and folders found.", files->total));
        }
        report.set(QStringLiteral("files"), list);
        report.set(QStringLiteral("filesTotal"), files->total);
    }
    if (FoundChats::isAsked(text)) {
        auto chats = (*profile)->read([text, only, limit](const Reader &reader) { return FoundChats::matching(reader, text, only, limit); });
        if (!chats) {
            return report.fail(chats.error());
        }
        QJsonArray list;
        for (const auto &message : std::as_const(chats->first)) {
            report.line(QStringLiteral("%1  %2: %3  [%4]").arg(QLocale().toString(message.row.time.toLocalTime(), QLocale::ShortFormat), message.row.senderName, message.row.text, message.room));
            list << QJsonObject{{QStringLiteral("item"), message.row.item.value},
                                {QStringLiteral("event"), message.row.eventId},
                                {QStringLiteral("account"), message.account},
                                {QStringLiteral("room"), message.roomId},
                                {QStringLiteral("title"), message.room},
                                {QStringLiteral("sender"), message.row.sender},
                                {QStringLiteral("time"), message.row.time.toUTC().toString(Qt::ISODate)},
                                {QStringLiteral("text"), message.row.text},
                                {QStringLiteral("file"), message.row.attachment ? message.row.attachment->name : QString()}};
        }
        if (chats->total > 0) {
            report.line(i18ncp("@info:shell", "1 chat message found.", "%1 chat messages found.", chats->total));
        }
        report.set(QStringLiteral("chat"), list);
        report.set(QStringLiteral("chatTotal"), chats->total);
    }
    if (isInMail && isForEverything(search)) {
        auto entries = (*profile)->read([search, only](const Reader &reader) { return FoundEntry::matching(reader, search.matchExpression(), only); });
        if (!entries) {
            return report.fail(entries.error());
        }
        QJsonArray list;
        for (const auto &entry : entries->first(std::min<qsizetype>(entries->size(), limit))) {
            report.line(QStringLiteral("%1  %2  %3  [%4]").arg(dateOf(entry), entry.title, entry.address, entry.collection));
            list << toJson(entry);
        }
        if (!entries->isEmpty()) {
            report.line(i18ncp("@info:shell", "1 event, task or contact found.", "%1 events, tasks and contacts found.", entries->size()));
        }
        report.set(QStringLiteral("entries"), list);
        report.set(QStringLiteral("entriesTotal"), entries->size());
    }
    if (isInMail) {
        report.line(i18ncp("@info:shell", "1 message found.", "%1 messages found.", matches->total));
    }
    report.set(QStringLiteral("results"), results);
    report.set(QStringLiteral("total"), matches->total);
    return ExitCode::Ok;
}

}
