// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/changesubjects.h"

#include "accounts/account.h"
#include "chat/chatroomlistmodel.h"
#include "groupware/contenttext.h"
#include "groupware/davchange.h"
#include "mail/folderlisting.h"
#include "mail/mailchange.h"

#include <QJsonDocument>

namespace Kontor
{
namespace
{
using Thing = ChangeSubject::Thing;

/// The collection a change is about, for its sentence.
qint64 folderOf(const Change &change)
{
    return change.kind == MailChange::Move ? change.arguments.value(QStringLiteral("to")).toInteger() : change.collection.value; // the same word in all modules
}

Result<QString> titleOf(const Reader &reader, qint64 collection, const QString &resourceKind)
{
    QString title;
    auto read = reader.prepare("SELECT name, role FROM collection WHERE id = ?1")
                    .each(
                        [&](const Statement &row) {
                            title = row.text(0);
                            if (resourceKind == ResourceKind::Mail) {
                                FolderListing::Folder folder;
                                folder.name = row.text(0);
                                folder.role = row.text(1);
                                title = folder.title();
                            }
                        },
                        collection);
    return read.transform([&title] {
        return title;
    });
}

Thing thingOf(const QString &resourceKind)
{
    static const QHash<QString, Thing> things{
        {ResourceKind::Calendar, Thing::Event}, {ResourceKind::Contacts, Thing::Contact}, {ResourceKind::Files, Thing::File}, {ResourceKind::Chat, Thing::Chat}};
    return things.value(resourceKind, Thing::Message);
}

/// The title of the room a change is about: its item, or where that lies. Of what is not here, nothing.
Result<QString> roomOf(const Reader &reader, const Change &change)
{
    auto room = reader.prepare("SELECT coalesce((SELECT room FROM chat_event WHERE item = ?1), (SELECT item FROM chat_room WHERE item = ?1), (SELECT item FROM chat_room WHERE item = ?2), 0)")
                    .value<ItemId>(change.item, change.ground);
    if (!room) {
        return std::unexpected(room.error());
    }
    if (!room->value_or(ItemId())) {
        return QString();
    }
    const auto row = ChatRoomListing::room(reader, **room);
    return row ? Result<QString>(row->title) : row.error().kind == Error::Kind::NotFound ? Result<QString>(QString()) : Result<QString>(std::unexpected(row.error()));
}

/// What a message says, or the name of its file; of a room that does not exist yet, its name.
QString saidBy(const Change &change)
{
    if (change.kind == ChatChange::Create) {
        return change.arguments.value(QStringLiteral("name")).toString();
    }
    if (change.kind != ChatChange::Send || change.arguments.value(QStringLiteral("type")).toString() == QLatin1String("m.reaction")) {
        return {};
    }
    if (const auto file = change.arguments.value(QStringLiteral("file")).toMap(); !file.isEmpty()) {
        return file.value(QStringLiteral("name")).toString();
    }
    const auto content = ChangeSubject::contentOf(change);
    const auto edited = content.value(QLatin1String("m.new_content")).toObject();
    return (edited.isEmpty() ? content : edited).value(QLatin1String("body")).toString().simplified();
}

/// The first title that stands in an object of a calendar or an address book.
void readObject(const QByteArray &bytes, ChangeSubject &subject)
{
    const auto text = ContentText::parse(bytes);
    const auto cards = text.root.components("VCARD");
    if (!cards.isEmpty()) {
        subject.title = unescapedText(cards.first()->value("FN"));
        return;
    }
    const auto calendars = text.root.components("VCALENDAR");
    if (calendars.isEmpty()) {
        return;
    }
    const auto tasks = calendars.first()->components("VTODO");
    const auto events = calendars.first()->components("VEVENT");
    subject.thing = events.isEmpty() && !tasks.isEmpty() ? Thing::Task : Thing::Event;
    const auto &parts = subject.thing == Thing::Task ? tasks : events;
    if (!parts.isEmpty()) {
        subject.title = unescapedText(parts.first()->value("SUMMARY"));
    }
}

Result<void> readItem(const Reader &reader, const Change &change, const QString &resourceKind, ChangeSubject &subject)
{
    if (resourceKind == ResourceKind::Mail) {
        auto title = reader.prepare("SELECT subject FROM mail_message WHERE item = ?1").value<QString>(change.item);
        return title.transform([&subject](const std::optional<QString> &found) {
            subject.title = found.value_or(QString());
        });
    }
    if (resourceKind == ResourceKind::Chat) {
        subject.title = saidBy(change);
        return {};
    }
    if (resourceKind == ResourceKind::Files) {
        auto title = reader.prepare("SELECT name FROM file WHERE item = ?1").value<QString>(change.item);
        return title.transform([&](const std::optional<QString> &found) {
            subject.title = found.value_or(change.arguments.value(QStringLiteral("name")).toString());
        });
    }
    // What the change itself brings is newer than what the server said.
    auto bytes = change.arguments.value(QStringLiteral("data")).toByteArray();
    if (bytes.isEmpty()) {
        auto payload = reader.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(change.item);
        if (!payload) {
            return std::unexpected(payload.error());
        }
        bytes = payload->value_or(QByteArray());
    }
    if (bytes.isEmpty()) { // made here and edited since: it is in the change before
        auto made = reader.prepare("SELECT arguments FROM change WHERE item = ?1 AND kind = 'create' ORDER BY id LIMIT 1").value<QByteArray>(change.item);
        if (!made) {
            return std::unexpected(made.error());
        }
        bytes = QCborValue::fromCbor(made->value_or(QByteArray())).toMap().value(QStringLiteral("data")).toByteArray();
    }
    readObject(bytes, subject);
    return {};
}
}

QJsonObject ChangeSubject::contentOf(const Change &change)
{
    const auto content = change.arguments.value(QStringLiteral("content"));
    if (content.isMap()) {
        return content.toMap().toJsonObject();
    }
    const auto bytes = content.isByteArray() ? content.toByteArray() : content.toString().toUtf8();
    return QJsonDocument::fromJson(bytes).object();
}

Result<QHash<qint64, ChangeSubject>> ChangeSubject::read(const Reader &reader, const QList<Change> &changes)
{
    QHash<qint64, QString> kinds; // of resources
    auto known = reader.prepare("SELECT id, kind FROM resource").each([&kinds](const Statement &row) {
        kinds.insert(row.integer(0), row.text(1));
    });
    if (!known) {
        return std::unexpected(known.error());
    }
    QHash<qint64, ChangeSubject> subjects;
    for (const auto &change : changes) {
        const auto kind = kinds.value(change.resource.value);
        ChangeSubject subject;
        subject.thing = thingOf(kind);
        auto folder = titleOf(reader, folderOf(change), kind);
        if (!folder) {
            return std::unexpected(folder.error());
        }
        subject.folder = *folder;
        if (subject.thing == Thing::Chat) {
            auto room = roomOf(reader, change);
            if (!room) {
                return std::unexpected(room.error());
            }
            subject.folder = *room;
        }
        if (change.item) {
            if (auto read = readItem(reader, change, kind, subject); !read) {
                return std::unexpected(read.error());
            }
        }
        subjects.insert(change.id.value, subject);
    }
    return subjects;
}

}
