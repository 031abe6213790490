// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarlistmodel.h"

#include "accounts/account.h"
#include "calendar/birthdaycalendar.h"
#include "groupware/davchange.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QLocale>
#include <QUrl>

#include <algorithm>

namespace Kontor
{

namespace
{
const QString hiddenPolicy = QStringLiteral("hidden");

/// A subscription that has never been read has nothing but its address.
QString nameFromAddress(const QUrl &address)
{
    auto file = address.fileName();
    if (file.endsWith(QLatin1StringView(".ics"), Qt::CaseInsensitive)) {
        file.chop(4);
    }
    return file.isEmpty() ? address.host() : file;
}

CalendarInfo infoOf(const Statement &row)
{
    const auto attributes = QCborValue::fromCbor(row.blob(7)).toMap();
    CalendarInfo info;
    info.id = row.get<CollectionId>(0);
    info.resource = row.get<ResourceId>(1);
    info.account = row.get<AccountId>(2);
    info.accountAddress = row.text(3);
    info.name = row.text(4);
    info.role = row.text(5);
    const auto rights = Rights::fromInt(int(row.integer(6)));
    info.isWritable = rights.testFlag(Right::Write) || rights.testFlag(Right::Insert);
    info.feed = info.role == DavRole::Feed ? attributes.value(DavAttribute::Feed).toString() : QString();
    if (!row.text(9).isEmpty()) {
        info.name = row.text(9);
    } else if (info.name.isEmpty()) {
        info.name = nameFromAddress(QUrl(info.feed));
    }
    info.colour = QColor::fromString(row.text(10).isEmpty() ? attributes.value(DavAttribute::Colour).toString().left(7) : row.text(10));
    if (!info.colour.isValid()) {
        info.colour = CalendarListModel::ownColour(info.id);
    }
    info.problem = row.text(11);
    if (const auto fetched = attributes.value(DavAttribute::Fetched).toInteger(0); fetched > 0) {
        info.fetched = QDateTime::fromMSecsSinceEpoch(fetched);
    }
    info.order = int(attributes.value(DavAttribute::Order).toInteger(0));
    const auto components = attributes.value(DavAttribute::Components).toArray();
    const auto holds = [&components](QLatin1StringView name) {
        return std::any_of(components.begin(), components.end(), [name](const QCborValue &value) {
            return value.toString() == name;
        });
    };
    if (!components.isEmpty()) { // none: all of them (RFC 4791, 5.2.3)
        info.holdsEvents = holds(QLatin1StringView("VEVENT"));
        info.holdsTasks = holds(QLatin1StringView("VTODO"));
    } else {
        info.holdsTasks = true;
    }
    info.isShown = row.text(8) != hiddenPolicy;
    info.schedulesItself = attributes.value(DavAttribute::Schedules).toBool();
    for (const auto addresses = attributes.value(DavAttribute::Addresses).toArray(); const auto &address : addresses) {
        const auto text = address.toString();
        info.addresses << (text.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive) ? text.sliced(7) : text);
    }
    if (!info.addresses.contains(info.accountAddress, Qt::CaseInsensitive)) {
        info.addresses << info.accountAddress;
    }
    info.ownerName = attributes.value(DavAttribute::OwnerName).toString();
    return info;
}

Result<QList<CalendarInfo>> readAll(const Reader &reader)
{
    QList<CalendarInfo> all;
    auto read = reader
                    .prepare("SELECT c.id, c.resource, r.account, a.address, c.name, c.role, c.rights, c.attributes, c.policy, l.name, l.colour, c.problem FROM collection c "
                             "JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "
                             "LEFT JOIN calendar_look l ON l.account = r.account AND l.remote_id = c.remote_id WHERE r.kind = ?1 AND c.role <> ?2 "
                             "AND NOT EXISTS (SELECT 1 FROM change d WHERE d.item IS NULL AND d.collection = c.id AND d.kind = ?3 AND d.state <> 3)")
                    .each(
                        [&all](const Statement &row) {
                            all << infoOf(row);
                        },
                        ResourceKind::Calendar,
                        DavRole::Inbox,
                        DavChange::DeleteCollection);
    if (!read) {
        return std::unexpected(read.error());
    }
    std::stable_sort(all.begin(), all.end(), [](const CalendarInfo &a, const CalendarInfo &b) {
        const bool aIsOwn = a.role.isEmpty(), bIsOwn = b.role.isEmpty();
        if (a.account != b.account) {
            return a.account < b.account;
        }
        if (aIsOwn != bIsOwn) {
            return aIsOwn;
        }
        if (a.order != b.order) {
            return a.order < b.order;
        }
        const auto byName = a.name.localeAwareCompare(b.name);
        return byName != 0 ? byName < 0 : a.id < b.id;
    });
    return BirthdayCalendar::info(reader).transform([&all](const std::optional<CalendarInfo> &birthdays) {
        if (birthdays) {
            all << *birthdays;
        }
        return all;
    });
}

QString fetchedInWords(const CalendarInfo &info)
{
    return i18nc("@info of a subscribed calendar, %1 is a date and time", "last fetched %1", QLocale().toString(info.fetched, QLocale::ShortFormat));
}

QString spoken(const CalendarInfo &info)
{
    QStringList parts{info.name};
    if (!info.isShown) {
        parts << i18nc("@info spoken: a calendar", "hidden");
    }
    if (info.id == birthdayCalendar) {
        parts << i18nc("@info spoken: where a calendar comes from", "from the address books") << i18nc("@info spoken: what may be done in a calendar", "read-only");
        return QString(parts.join(QLatin1StringView(", ")) + u'.');
    }
    if (!info.ownerName.isEmpty()) {
        parts << i18nc("@info spoken: a calendar belongs to somebody else", "calendar of %1", info.ownerName);
    }
    if (info.role == DavRole::Resource) {
        parts << i18nc("@info spoken: kind of a calendar", "room or resource");
    } else if (info.role == DavRole::Feed) {
        parts << i18nc("@info spoken: kind of a calendar", "subscribed");
    } else if (info.role == DavRole::Birthdays) {
        parts << i18nc("@info spoken: kind of a calendar", "birthdays");
    }
    if (!info.isWritable) {
        parts << i18nc("@info spoken: what may be done in a calendar", "read-only");
    }
    if (info.holdsTasks && !info.holdsEvents) {
        parts << i18nc("@info spoken: kind of a calendar", "tasks");
    }
    if (!info.problem.isEmpty()) {
        parts << i18nc("@info spoken: a calendar whose server gives it not", "could not be updated");
    }
    if (info.fetched.isValid()) {
        parts << fetchedInWords(info);
    }
    parts << info.accountAddress;
    return QString(parts.join(QLatin1StringView(", ")) + u'.');
}

QString toolTip(const CalendarInfo &info)
{
    if (info.id == birthdayCalendar) {
        return i18nc("@info:tooltip", "Birthdays of everybody in the address books");
    }
    QStringList lines{info.ownerName.isEmpty() ? info.accountAddress
                                               : i18nc("@info:tooltip a calendar of somebody else, then the account", "Calendar of %1 (%2)", info.ownerName, info.accountAddress)};
    if (!info.feed.isEmpty()) {
        lines << i18nc("@info:tooltip an address on the web", "Subscribed: %1", info.feed);
    }
    if (info.fetched.isValid()) {
        lines << i18nc("@info:tooltip of a subscribed calendar, %1 is a date and time", "Last fetched: %1", QLocale().toString(info.fetched, QLocale::ShortFormat));
    }
    if (!info.problem.isEmpty()) {
        lines << info.problem;
    }
    for (auto &line : lines) {
        line = line.toHtmlEscaped(); // else an address could make a rich text of it
    }
    return QString(QLatin1StringView("<p style='white-space:pre-wrap'>") + lines.join(u'\n') + QLatin1StringView("</p>"));
}
}

/// Far enough from each other.
QColor CalendarListModel::ownColour(CollectionId calendar)
{
    static const QList<QColor> colours{
        QColor(0x1d6fb8), QColor(0x2e7d32), QColor(0xb3541e), QColor(0x7b3fa0), QColor(0x00808a), QColor(0xa82a5b), QColor(0x6b6b00), QColor(0x5a5f73)};
    return colours.at(std::abs(calendar.value) % colours.size());
}

CalendarListModel::CalendarListModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<CalendarInfo>(store, parent)
    , m_store(std::move(store))
{
    setTypedQuery(
        [](const Reader &reader) {
            return readAll(reader).transform([](const QList<CalendarInfo> &all) {
                QList<qint64> ids;
                for (const auto &info : all) {
                    ids << info.id.value;
                }
                return ids;
            });
        },
        [](const Reader &reader, const QList<qint64> &wanted) {
            return readAll(reader).transform([&wanted](const QList<CalendarInfo> &all) {
                const QSet<qint64> some(wanted.begin(), wanted.end());
                QHash<qint64, CalendarInfo> rows;
                for (const auto &info : all) {
                    if (some.contains(info.id.value)) {
                        rows.insert(info.id.value, info);
                    }
                }
                return rows;
            });
        });
}

int CalendarListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant CalendarListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == IdRole) {
        return idAt(index.row());
    }
    const auto *info = rowAt(index.row());
    if (!info) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return info->name;
    case Qt::CheckStateRole:
        return info->isShown ? Qt::Checked : Qt::Unchecked;
    case InfoRole:
        return QVariant::fromValue(*info);
    case ColourRole:
        return info->colour;
    case ShownRole:
        return info->isShown;
    case Qt::AccessibleTextRole:
        return spoken(*info);
    case Qt::ToolTipRole:
        return toolTip(*info);
    default:
        return {};
    }
}

bool CalendarListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const auto calendar = CollectionId{idAt(index.row())};
    if (role != Qt::CheckStateRole || !calendar) {
        return false;
    }
    m_store->write([calendar, state = value.value<Qt::CheckState>()](Transaction &transaction) {
        return show(transaction, calendar, state);
    });
    return true;
}

Result<void> CalendarListModel::show(Transaction &transaction, CollectionId calendar, Qt::CheckState shown)
{
    if (calendar == birthdayCalendar) {
        return BirthdayCalendar::show(transaction, shown);
    }
    transaction.changes.collectionList = true;
    return transaction.prepare("UPDATE collection SET policy = ?2 WHERE id = ?1").run(calendar, shown == Qt::Unchecked ? hiddenPolicy : QStringLiteral(""));
}

Qt::ItemFlags CalendarListModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QList<CalendarInfo> CalendarListModel::calendars() const
{
    QList<CalendarInfo> list;
    for (int row = 0; row < rowCount(); ++row) {
        if (const auto *info = rowAt(row)) {
            list << *info;
        }
    }
    return list;
}

QList<CollectionId> CalendarListModel::shownCalendars() const
{
    QList<CollectionId> list;
    for (const auto all = calendars(); const auto &info : all) {
        if (info.isShown) {
            list << info.id;
        }
    }
    return list;
}

QueryModel::Concern CalendarListModel::isConcerned(const ChangeSet &changes) const
{
    return changes.collectionList || changes.accounts ? Concern::Ids : Concern::None;
}

/// The ids are those of collections.
bool CalendarListModel::touchedIds(const ChangeSet &, QSet<qint64> &) const
{
    return false;
}

}
