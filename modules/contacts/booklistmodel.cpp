// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/booklistmodel.h"

#include "contacts/booklisting.h"
#include "contacts/contactlistmodel.h"

#include <KLocalizedString>
#include <QColor>
#include <QMimeData>
#include <QUrl>

namespace Kontor
{
namespace
{
QString spoken(const BookListing::Row &row)
{
    switch (row.kind) {
    case BookListModel::Kind::All:
        return i18ncp("@info spoken", "All contacts, %1 contact", "All contacts, %1 contacts", row.count);
    case BookListModel::Kind::Account:
        return i18nc("@info spoken", "Account %1", row.name);
    case BookListModel::Kind::Book:
        return i18ncp("@info spoken", "Address book %2, %1 contact", "Address book %2, %1 contacts", row.count, row.name);
    case BookListModel::Kind::Group:
        return i18ncp("@info spoken", "Group %2, %1 member", "Group %2, %1 members", row.count, row.name);
    case BookListModel::Kind::Category:
        return i18ncp("@info spoken", "Category %2, %1 contact", "Category %2, %1 contacts", row.count, row.name);
    case BookListModel::Kind::Directory:
        return i18nc("@info spoken", "Directory of people");
    }
    return row.name;
}

QStringList localFiles(const QMimeData *data)
{
    QStringList paths;
    for (const auto urls = data->urls(); const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}
}

struct BookListModel::Private {
    BookListModel *q;
    std::shared_ptr<Store> store;
    BookListing listing;
    bool isLoaded = false;
    bool isReading = false;
    bool readAgain = false;

    void read()
    {
        if (isReading) {
            readAgain = true;
            return;
        }
        isReading = true;
        store
            ->read([](const Reader &reader) {
                return BookListing::read(reader);
            })
            .then(q, [this](const Result<BookListing> &read) {
                isReading = false;
                if (read) {
                    show(*read);
                }
                if (std::exchange(readAgain, false)) {
                    this->read();
                }
            });
    }

    /// Rows come and go one by one, so that the chosen one stays chosen.
    void show(const BookListing &next)
    {
        auto &rows = listing.rows;
        for (qsizetype i = rows.size() - 1; i >= 0; --i) {
            const bool stays = std::ranges::any_of(next.rows, [&](const auto &row) {
                return row.isSamePlace(rows[i]);
            });
            if (!stays) {
                q->beginRemoveRows({}, int(i), int(i));
                rows.removeAt(i);
                q->endRemoveRows();
            }
        }
        for (qsizetype i = 0; i < next.rows.size(); ++i) {
            auto at = i;
            while (at < rows.size() && !rows[at].isSamePlace(next.rows[i])) {
                ++at;
            }
            if (at == rows.size()) {
                q->beginInsertRows({}, int(i), int(i));
                rows.insert(i, next.rows[i]);
                q->endInsertRows();
                continue;
            }
            if (at != i) {
                q->beginMoveRows({}, int(at), int(at), {}, int(i));
                rows.move(at, i);
                q->endMoveRows();
            }
            if (rows[i] != next.rows[i]) {
                rows[i] = next.rows[i];
                Q_EMIT q->dataChanged(q->index(int(i)), q->index(int(i)));
            }
        }
        listing.places = next.places;
        if (!std::exchange(isLoaded, true)) {
            Q_EMIT q->loaded();
        }
    }
};

BookListModel::BookListModel(std::shared_ptr<Store> store, QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Private>(this, std::move(store)))
{
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.collectionList || changes.accounts || changes.manyItems || !changes.items.isEmpty() || !changes.collections.isEmpty()) {
            d->read();
        }
    });
    d->read();
}

BookListModel::~BookListModel() = default;

ContactView BookListModel::viewOf(const QModelIndex &index) const
{
    ContactView view;
    if (!index.isValid() || index.row() >= d->listing.rows.size()) {
        return view;
    }
    const auto &row = d->listing.rows[index.row()];
    if (row.kind == Kind::Directory) {
        view.where = ContactView::Where::Directory;
        view.directory = row.account;
    } else if (row.kind == Kind::Group) {
        view.group = row.group;
    } else if (row.kind != Kind::All && row.kind != Kind::Account) {
        view.book = row.book;
        view.category = row.kind == Kind::Category ? row.name : QString();
    }
    return view;
}

QModelIndex BookListModel::indexOf(const ContactView &wanted) const
{
    for (int row = 0; row < rowCount(); ++row) {
        auto view = viewOf(index(row));
        view.sortBy = wanted.sortBy;
        view.search = wanted.search;
        if (view == wanted && d->listing.rows[row].kind != Kind::Account) {
            return index(row);
        }
    }
    return {};
}

QModelIndex BookListModel::indexOfBook(CollectionId book) const
{
    return indexOf({.book = book});
}

QModelIndex BookListModel::indexOfGroup(ItemId group) const
{
    return indexOf({.group = group});
}

QString BookListModel::nameOf(CollectionId book) const
{
    return indexOfBook(book).data(NameRole).toString();
}

QColor BookListModel::colourOf(CollectionId book) const
{
    return QColor(indexOfBook(book).data(ColourRole).toString());
}

Rights BookListModel::rightsOf(CollectionId book) const
{
    return Rights::fromInt(indexOfBook(book).data(RightsRole).toInt());
}

QList<CollectionId> BookListModel::writableBooks() const
{
    QList<CollectionId> books;
    for (const auto &row : std::as_const(d->listing.rows)) {
        if (row.kind == Kind::Book && row.rights.testFlag(Right::Insert)) {
            books << row.book;
        }
    }
    return books;
}

QList<BookListModel::Place> BookListModel::places() const
{
    return d->listing.places;
}

QStringList BookListModel::categories() const
{
    QStringList names;
    for (const auto &row : std::as_const(d->listing.rows)) {
        if (row.kind == Kind::Category && !names.contains(row.name)) {
            names << row.name;
        }
    }
    return names;
}

bool BookListModel::isLoaded() const
{
    return d->isLoaded;
}

int BookListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->listing.rows.size());
}

QVariant BookListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= d->listing.rows.size()) {
        return {};
    }
    const auto &row = d->listing.rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case Qt::ToolTipRole:
        return row.problem.isEmpty() ? row.name : row.problem;
    case Qt::AccessibleTextRole:
    case SpokenRole:
        return row.problem.isEmpty() ? spoken(row) : QString(spoken(row) + QLatin1StringView(". ") + row.problem);
    case KindRole:
        return int(row.kind);
    case LevelRole:
        return row.level;
    case CountRole:
        return row.count;
    case ColourRole:
        return row.colour;
    case CollectionRole:
        return row.book.value;
    case GroupRole:
        return row.group.value;
    case ResourceRole:
        return row.resource.value;
    case AccountRole:
        return row.account.value;
    case RightsRole:
        return row.rights.toInt();
    case ProblemRole:
        return row.problem;
    default:
        return {};
    }
}

Qt::ItemFlags BookListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const auto kind = d->listing.rows[index.row()].kind;
    if (kind == Kind::Account) {
        return Qt::ItemIsEnabled;
    }
    const auto usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return kind == Kind::All || kind == Kind::Directory ? usual : usual | Qt::ItemIsDropEnabled;
}

QStringList BookListModel::mimeTypes() const
{
    return {ContactListModel::itemsFormat(), QStringLiteral("text/uri-list")};
}

Qt::DropActions BookListModel::supportedDropActions() const
{
    return Qt::MoveAction | Qt::CopyAction;
}

bool BookListModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent) const
{
    if (!parent.isValid() || !flags(parent).testFlag(Qt::ItemIsDropEnabled)) {
        return false;
    }
    const auto &row = d->listing.rows[parent.row()];
    if (data->hasFormat(ContactListModel::itemsFormat())) {
        return row.rights.testFlag(row.kind == Kind::Book ? Right::Insert : Right::Write);
    }
    return row.kind == Kind::Book && row.rights.testFlag(Right::Insert) && !localFiles(data).isEmpty();
}

bool BookListModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent)) {
        return false;
    }
    if (const auto items = ContactListModel::itemsFrom(data); !items.isEmpty()) {
        Q_EMIT contactsDropped(items, parent);
    } else {
        Q_EMIT filesDropped(localFiles(data), d->listing.rows[parent.row()].book);
    }
    return false; // nothing is to be removed where it came from: the actions did it
}

}
