// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactspane.h"

#include "contacts/booklistmodel.h"
#include "contacts/contactactions.h"
#include "contacts/contactlistmodel.h"
#include "contacts/contactloader.h"
#include "contacts/ui/bookview.h"
#include "contacts/ui/contactlistview.h"
#include "contacts/ui/contactphotos.h"
#include "contacts/ui/contactreader.h"
#include "contacts/ui/contactspaneactions.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Contacts"));
}
}

ContactsPane::ContactsPane(const ContactsParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_photos(new ContactPhotos(parts.store, this))
    , m_books(new BookListModel(parts.store, this))
    , m_bookView(new BookView(m_books, this))
    , m_contacts(new ContactListModel(parts.store, this))
    , m_list(new ContactListView(m_photos, this))
    , m_caption(new QLabel(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedWidget(this))
    , m_reader(new ContactReader(m_photos, this))
    , m_splitter(new QSplitter(this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("contactsPane"));
    setAccessibleName(i18nc("@label", "Contacts"));
    m_place.sortBy = settings().readEntry("SortBy", "family") == QLatin1String("given") ? ContactView::SortBy::GivenName : ContactView::SortBy::FamilyName;
    build();
    m_actions = new ContactsPaneActions(this);
    m_reader->setActions(m_actions->readerActions());
    connectParts();
    m_splitter->restoreState(settings().readEntry("Splitter", QByteArray()));
    applyView();
}

ContactsPane::~ContactsPane()
{
    silence(this);
}

void ContactsPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_splitter->setObjectName(QStringLiteral("contactsSplitter"));
    m_splitter->setChildrenCollapsible(false);
    layout->addWidget(m_splitter);
    m_list->setModel(m_contacts);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    auto *column = new QWidget(this);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    m_caption->setObjectName(QStringLiteral("listCaption"));
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setContentsMargins(Metrics::margin(this), Metrics::spacing(this), Metrics::margin(this), Metrics::spacing(this));
    auto bold = font();
    bold.setBold(true);
    m_caption->setFont(bold);
    inner->addWidget(m_caption);
    inner->addWidget(m_stack, 1);
    m_splitter->addWidget(m_bookView);
    m_splitter->addWidget(column);
    m_splitter->addWidget(m_reader);
    m_splitter->setStretchFactor(2, 1);
    const auto character = fontMetrics().averageCharWidth();
    m_bookView->setMinimumWidth(character * 16);
    column->setMinimumWidth(character * 24);
    m_reader->setMinimumWidth(character * 34);
    m_splitter->setSizes({character * 30, character * 46, character * 94});
}

void ContactsPane::connectParts()
{
    connect(m_bookView, &BookView::viewChosen, this, [this](const ContactView &view) {
        const auto sortBy = m_place.sortBy;
        m_place = view;
        m_place.sortBy = sortBy;
        m_hasChosen = true;
        if (!m_search.isEmpty()) {
            m_search.clear();
            Q_EMIT searchEnded();
        }
        applyView();
    });
    connect(m_bookView, &ItemListView::contextMenuWanted, m_actions, &ContactsPaneActions::popUpBookMenu);
    connect(m_bookView, &BookView::renameWanted, m_actions, &ContactsPaneActions::renameChosen);
    connect(m_bookView, &BookView::deletionWanted, m_actions, &ContactsPaneActions::deleteChosen);
    const auto chooseFirst = [this] {
        if (!m_hasChosen && m_search.isEmpty()) {
            m_bookView->choose(m_books->index(0));
        }
        updateState();
        Q_EMIT selectionChanged();
    };
    connect(m_books, &BookListModel::loaded, this, chooseFirst);
    connect(m_books, &QAbstractItemModel::rowsInserted, this, chooseFirst, Qt::QueuedConnection);
    connect(m_books, &QAbstractItemModel::dataChanged, this, &ContactsPane::updateState);
    connect(m_books, &BookListModel::contactsDropped, m_actions, &ContactsPaneActions::takeDropped);
    connect(m_books, &BookListModel::filesDropped, m_actions, &ContactsPaneActions::importFiles);
    connect(m_list, &ItemListView::rowsSelected, this, [this] {
        m_readerTimer.start();
        Q_EMIT selectionChanged();
    });
    connect(m_list, &ItemListView::chosen, this, [this] {
        m_reader->text()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_list, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) {
        m_actions->popUpContextMenu(position);
    });
    connect(m_contacts, &QAbstractItemModel::modelReset, &m_readerTimer, qOverload<>(&QTimer::start));
    connect(m_contacts, &QAbstractItemModel::rowsRemoved, &m_readerTimer, qOverload<>(&QTimer::start));
    connect(m_contacts, &QAbstractItemModel::dataChanged, &m_readerTimer, qOverload<>(&QTimer::start));
    connect(m_contacts, &QueryModel::queryFinished, this, [this] {
        if (m_wanted) {
            const auto index = m_contacts->indexOf(m_wanted.value);
            if (index.isValid()) {
                m_list->setCurrentIndex(index);
                m_list->scrollTo(index);
                m_wanted = {};
            }
        }
        updateState();
        m_tellingTimer.start();
    });
    connect(m_contacts, &QueryModel::error, this, [this](const Error &error) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
    });
    connect(m_reader, &ContactReader::linkChosen, this, &ContactsPane::follow);
    connect(m_reader, &ContactReader::conflictWanted, m_actions, &ContactsPaneActions::settleConflict);
    connect(m_parts.actions, &ContactActions::failed, this, [this](const Error &error) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
    });
    connect(m_parts.actions, &ContactActions::takenBack, this, [this] {
        m_parts.workbench->notify(i18nc("@info an action was undone", "Taken back."), Workbench::Tone::Success);
    });
    m_readerTimer.setSingleShot(true);
    m_readerTimer.setInterval(0);
    connect(&m_readerTimer, &QTimer::timeout, this, &ContactsPane::updateReader);
    m_tellingTimer.setSingleShot(true);
    m_tellingTimer.setInterval(400ms);
    connect(&m_tellingTimer, &QTimer::timeout, this, &ContactsPane::tellFound);
    m_directoryTimer.setSingleShot(true);
    m_directoryTimer.setInterval(400ms);
    connect(&m_directoryTimer, &QTimer::timeout, this, [this] {
        if (!m_parts.directory || m_search.isEmpty()) {
            return;
        }
        m_parts.directory->setAccounts(m_parts.accounts());
        m_parts.directory->search(m_search).then(this, [this](const Result<int> &found) {
            const bool isWorthSaying = !found && found.error().kind != Error::Kind::Cancelled && found.error().kind != Error::Kind::Offline;
            if (isWorthSaying) {
                m_parts.workbench->notify(found.error().message, Workbench::Tone::Warning);
            }
        });
    });
}

QString ContactsPane::id() const
{
    return QStringLiteral("contacts");
}

QString ContactsPane::title() const
{
    return i18nc("@title a pane", "Contacts");
}

QIcon ContactsPane::icon() const
{
    return QIcon::fromTheme(QStringLiteral("view-pim-contacts"), QIcon::fromTheme(QStringLiteral("x-office-address-book")));
}

KActionCollection *ContactsPane::actions()
{
    return m_actions->collection();
}

void ContactsPane::applyView()
{
    auto view = m_place;
    if (!m_search.isEmpty() && m_place.where != ContactView::Where::Directory) {
        view = {.search = m_search, .sortBy = m_place.sortBy};
    } else {
        view.search = m_search;
    }
    m_contacts->setView(view);
    updateState();
    Q_EMIT selectionChanged();
}

void ContactsPane::search(const QString &text)
{
    const auto words = text.trimmed();
    if (words == m_search) {
        return;
    }
    m_search = words;
    m_directoryTimer.stop();
    if (m_parts.directory) {
        m_parts.directory->cancel();
        if (!words.isEmpty()) {
            m_directoryTimer.start();
        }
    }
    applyView();
}

QStringList ContactsPane::searchCompletions(const QString &, int) const
{
    return {};
}

void ContactsPane::updateState()
{
    const bool isSearching = !m_search.isEmpty();
    const auto place = m_books->indexOf(m_place);
    const auto count = m_contacts->rowCount();
    const auto name = isSearching ? i18nc("@title above a list", "Search results") : place.data(BookListModel::NameRole).toString();
    m_caption->setText(i18ncp("@title name of an address book, number of contacts", "%2 – %1 contact", "%2 – %1 contacts", count, name));
    m_caption->setVisible(!name.isEmpty());
    const bool isEmpty = count == 0 && m_contacts->isReady();
    const bool hadFocus = m_list->hasFocus();
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
    if (!isEmpty) {
        return;
    }
    const auto icon = ContactsPane::icon();
    if (isSearching) {
        m_empty->setContent(icon, i18nc("@info", "Nobody found"), i18nc("@info", "No contact has these words."));
        m_empty->setChoices({});
    } else if (m_place.where == ContactView::Where::Directory) {
        m_empty->setContent(icon, i18nc("@info", "Search the directory"), i18nc("@info", "Type a name into the search field. Whoever was found before is listed here, also without a connection."));
        m_empty->setChoices({});
    } else if (m_books->places().isEmpty()) {
        m_empty->setContent(icon, i18nc("@info", "No address books"), i18nc("@info", "None of your accounts has address books yet. You can add them in the settings of an account."));
        m_empty->setChoices({});
    } else {
        m_empty->setContent(icon, i18nc("@info", "No contacts here"), i18nc("@info", "Write the first one, or take them over from a file."));
        m_empty->setChoices({m_actions->collection()->action(QStringLiteral("contacts_new")), m_actions->collection()->action(QStringLiteral("contacts_import"))});
    }
    if (hadFocus) {
        m_bookView->setFocus(Qt::OtherFocusReason);
    }
}

void ContactsPane::tellFound()
{
    const auto words = m_search.isEmpty() ? QString() : i18ncp("@info spoken: what a search found", "%1 contact found", "%1 contacts found", m_contacts->rowCount());
    const auto what = QString(m_search + u' ' + words);
    if (what != std::exchange(m_told, what)) { // later the directory may know more
        Announcer::sayNow(this, words);
    }
}

void ContactsPane::updateReader()
{
    const auto rows = m_list->selectedRowList();
    if (rows.size() != 1) {
        ++m_loads;
        m_reader->showNothing(int(rows.size()));
        Q_EMIT selectionChanged();
        return;
    }
    const auto item = m_contacts->itemAt(rows.first().row());
    ContactLoader(m_parts.outbox).load(item).then(this, [this, load = ++m_loads](const Result<ContactCard> &card) {
        if (load != m_loads) {
            return; // somebody else is chosen meanwhile
        }
        if (!card) {
            m_reader->showNothing(0);
        } else {
            m_reader->setContent(*card);
        }
        Q_EMIT selectionChanged();
    });
}

QList<ItemId> ContactsPane::selectedItems() const
{
    return m_contacts->itemsOf(m_list->selectedRowList());
}

CollectionId ContactsPane::targetBook() const
{
    const auto books = m_books->writableBooks();
    const auto chosen = m_place.group ? CollectionId{m_books->indexOfGroup(m_place.group).data(BookListModel::CollectionRole).toLongLong()} : m_place.book;
    return books.contains(chosen) ? chosen : books.value(0);
}

void ContactsPane::showContact(ItemId item)
{
    m_wanted = item;
    if (const auto index = m_contacts->indexOf(item.value); index.isValid()) {
        m_list->setCurrentIndex(index);
        m_wanted = {};
    }
}

void ContactsPane::leaveSelection()
{
    const auto rows = m_list->selectedRowList();
    if (rows.isEmpty()) {
        return;
    }
    const auto next = rows.last().row() + 1 < m_contacts->rowCount() ? rows.last().row() + 1 : rows.first().row() - 1;
    if (next >= 0) {
        m_list->setCurrentIndex(m_contacts->index(next, 0));
    }
}

void ContactsPane::setSortBy(ContactView::SortBy sortBy)
{
    m_place.sortBy = sortBy;
    auto group = settings();
    group.writeEntry("SortBy", sortBy == ContactView::SortBy::GivenName ? "given" : "family");
    group.sync();
    applyView();
}

ContactView::SortBy ContactsPane::sortBy() const
{
    return m_place.sortBy;
}

void ContactsPane::open(const ItemUrl &item)
{
    if (item.type == QLatin1String("book") || item.type == QLatin1String("group")) {
        m_bookView->choose(item.type == QLatin1String("book") ? m_books->indexOfBook(CollectionId{item.id}) : m_books->indexOfGroup(ItemId{item.id}));
        return;
    }
    if (m_contacts->isReady() && m_contacts->indexOf(item.id).isValid()) {
        showContact(ItemId{item.id});
        return;
    }
    if (!m_search.isEmpty()) {
        m_search.clear();
        Q_EMIT searchEnded();
    }
    m_wanted = ItemId{item.id};
    m_bookView->choose(m_books->index(0));
    m_place = {.sortBy = m_place.sortBy};
    applyView();
}

void ContactsPane::follow(const QUrl &link)
{
    if (link.scheme() == QLatin1String("kontor")) {
        const auto parts = link.path().split(u'/');
        const auto id = parts.value(2).toLongLong();
        if (parts.value(1) == QLatin1String("key")) {
            m_actions->saveKey(int(id));
        } else {
            open(ItemUrl{.pane = QStringLiteral("contacts"), .type = parts.value(1), .id = id});
        }
        return;
    }
    m_actions->openLink(link);
}

QList<QWidget *> ContactsPane::focusRing() const
{
    return {m_bookView, m_stack->currentIndex() == 0 ? static_cast<QWidget *>(m_list) : m_empty, m_reader->text(), m_reader};
}

QWidget *ContactsPane::entrance() const
{
    return m_stack->currentIndex() == 0 ? static_cast<QWidget *>(m_list) : m_bookView;
}

QString ContactsPane::whereAmI() const
{
    const auto place = !m_search.isEmpty() ? i18nc("@info", "Search results") : m_books->indexOf(m_place).data(BookListModel::NameRole).toString();
    const auto current = m_list->currentIndex();
    return current.isValid() ? i18nc("@info spoken: address book, position, count", "Contacts, %1, contact %2 of %3", place, current.row() + 1, m_contacts->rowCount())
                             : i18nc("@info spoken", "Contacts, %1", place);
}

bool ContactsPane::mayClose()
{
    auto group = settings();
    group.writeEntry("Splitter", m_splitter->saveState());
    group.sync();
    return m_actions->mayClose();
}

QList<Pane::TourStep> ContactsPane::tour()
{
    const auto first = [this]() -> QWidget * {
        if (!m_list->currentIndex().isValid() && m_contacts->rowCount() > 0) {
            m_list->setCurrentIndex(m_contacts->index(0, 0));
        }
        m_list->setFocus();
        return nullptr;
    };
    return {{QStringLiteral("contacts"), first},
            {QStringLiteral("contacts-editor"), [this, first]() -> QWidget * {
                 first();
                 return m_actions->edit();
             }}};
}

}
