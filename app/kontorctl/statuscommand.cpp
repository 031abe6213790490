// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "app/kinds/enginekind.h"
#include "profile.h"

#include <KLocalizedString>
#include <QJsonArray>

namespace Kontor
{
namespace
{
struct Folder {
    QString account;
    QString remoteId;
    QString name;
    QString role;
    qint64 messages = 0;
    qint64 unread = 0;
    qint64 bodies = 0;
    QDateTime pulled;
    QString problem;
};

/// A calendar or an address book.
struct Shelf {
    QString kind;
    QString account;
    QString remoteId;
    QString name;
    QString role;
    qint64 entries = 0;
    QDateTime pulled;
    QString problem;
};

struct Status {
    QList<Folder> folders;
    QList<Shelf> shelves;
    qint64 waiting = 0;
    qint64 uncertain = 0;
    qint64 parked = 0;
};

Result<QList<Shelf>> readShelves(const Reader &reader)
{
    QList<Shelf> shelves;
    return reader
        .prepare("SELECT r.kind, a.address, coalesce(c.remote_id, ''), c.name, c.role, (SELECT count(*) FROM item i WHERE i.collection = c.id), c.pulled, c.problem "
                 "FROM collection c JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account WHERE r.kind <> 'mail' ORDER BY a.id, r.kind, c.id")
        .each([&shelves](const Statement &row) {
            Shelf shelf{.kind = row.text(0),
                        .account = row.text(1),
                        .remoteId = row.text(2),
                        .name = row.text(3),
                        .role = row.text(4),
                        .entries = row.integer(5),
                        .pulled = {},
                        .problem = row.text(7)};
            if (row.integer(6) > 0) {
                shelf.pulled = QDateTime::fromMSecsSinceEpoch(row.integer(6)).toUTC();
            }
            shelves << shelf;
        })
        .transform([&shelves] { return shelves; });
}

QJsonArray reportShelves(const QList<Shelf> &shelves, Report &report)
{
    QJsonArray list;
    QString heading;
    for (const auto &shelf : shelves) {
        const auto *kind = EngineKind::find(shelf.kind);
        const auto title = i18nc("@item an account's address and what of it, e.g. calendars", "%1 (%2)", shelf.account, kind ? kind->title() : shelf.kind);
        if (title != heading) {
            heading = title;
            report.line(title);
        }
        report.line(i18ncp("@info:shell a calendar or an address book", "  %2: 1 entry", "  %2: %1 entries", shelf.entries, shelf.name));
        if (!shelf.problem.isEmpty()) {
            report.line(QStringLiteral("    ") + shelf.problem);
        }
        QJsonObject object{{QStringLiteral("kind"), shelf.kind},
                           {QStringLiteral("account"), shelf.account},
                           {QStringLiteral("collection"), shelf.remoteId},
                           {QStringLiteral("name"), shelf.name},
                           {QStringLiteral("role"), shelf.role},
                           {QStringLiteral("entries"), shelf.entries},
                           {QStringLiteral("problem"), shelf.problem}};
        if (shelf.pulled.isValid()) {
            object.insert(QStringLiteral("pulled"), shelf.pulled.toString(Qt::ISODate));
        }
        list << object;
    }
    return list;
}

Result<Status> readStatus(const Reader &reader)
{
    Status status;
    auto read = reader
                    .prepare("SELECT a.address, coalesce(c.remote_id, ''), c.name, c.role, "
                             "(SELECT count(*) FROM mail_message m WHERE m.collection = c.id), "
                             "(SELECT count(*) FROM mail_message m WHERE m.collection = c.id AND m.flags & 1 = 0), "
                             "(SELECT count(*) FROM mail_message m WHERE m.collection = c.id AND m.body IS NOT NULL), c.pulled, c.problem "
                             "FROM collection c JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "
                             "WHERE r.kind = 'mail' ORDER BY a.id, c.id")
                    .each([&status](const Statement &row) {
                        Folder folder{.account = row.text(0),
                                      .remoteId = row.text(1),
                                      .name = row.text(2),
                                      .role = row.text(3),
                                      .messages = row.integer(4),
                                      .unread = row.integer(5),
                                      .bodies = row.integer(6),
                                      .pulled = {},
                                      .problem = row.text(8)};
                        if (row.integer(7) > 0) {
                            folder.pulled = QDateTime::fromMSecsSinceEpoch(row.integer(7)).toUTC();
                        }
                        status.folders << folder;
                    });
    if (!read) {
        return std::unexpected(read.error());
    }
    auto shelves = readShelves(reader);
    if (!shelves) {
        return std::unexpected(shelves.error());
    }
    status.shelves = *shelves;
    read = reader.prepare("SELECT state, count(*) FROM change GROUP BY state").each([&status](const Statement &row) {
        switch (row.integer(0)) {
        case 2:
            status.uncertain += row.integer(1);
            break;
        case 3:
            status.parked += row.integer(1);
            break;
        default:
            status.waiting += row.integer(1);
        }
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    return status;
}
}

ExitCode showStatus(const Invocation &invocation, Report &report)
{
    auto profile = Profile::open(invocation, Profile::Use::Read);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto status = (*profile)->read(readStatus);
    if (!status) {
        return report.fail(status.error());
    }
    QJsonArray folders;
    QString account;
    for (const auto &folder : std::as_const(status->folders)) {
        if (folder.account != account) {
            account = folder.account;
            report.line(account);
        }
        report.line(i18nc("@info:shell a folder", "  %1: %2 messages, %3 unread, %4 kept whole", folder.name, folder.messages, folder.unread, folder.bodies));
        if (!folder.problem.isEmpty()) {
            report.line(QStringLiteral("    ") + folder.problem);
        }
        QJsonObject object{{QStringLiteral("account"), folder.account},
                           {QStringLiteral("folder"), folder.remoteId},
                           {QStringLiteral("name"), folder.name},
                           {QStringLiteral("role"), folder.role},
                           {QStringLiteral("messages"), folder.messages},
                           {QStringLiteral("unread"), folder.unread},
                           {QStringLiteral("bodies"), folder.bodies},
                           {QStringLiteral("problem"), folder.problem}};
        if (folder.pulled.isValid()) {
            object.insert(QStringLiteral("pulled"), folder.pulled.toString(Qt::ISODate));
        }
        folders << object;
    }
    report.set(QStringLiteral("collections"), reportShelves(status->shelves, report));
    report.line(i18nc("@info:shell", "Outbox: %1 waiting, %2 uncertain, %3 refused", status->waiting, status->uncertain, status->parked));
    report.set(QStringLiteral("folders"), folders);
    report.set(QStringLiteral("outbox"),
               QJsonObject{{QStringLiteral("waiting"), status->waiting}, {QStringLiteral("uncertain"), status->uncertain}, {QStringLiteral("parked"), status->parked}});
    return ExitCode::Ok;
}

}
