// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactquery.h"
#include "contacts/ui/contactsparts.h"
#include "shell/pane.h"

#include <QTimer>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace Kontor
{

class BookListModel;
class BookView;
class ContactListModel;
class ContactListView;
class ContactPhotos;
class ContactReader;
class ContactsPaneActions;
class EmptyState;

/// Contacts: address books, people, and the card.
class ContactsPane : public Pane
{
    Q_OBJECT
public:
    explicit ContactsPane(const ContactsParts &parts, QWidget *parent = nullptr);
    ~ContactsPane() override;

    QString id() const override;
    QString title() const override;
    QIcon icon() const override;
    KActionCollection *actions() override;
    void open(const ItemUrl &item) override;
    QList<QWidget *> focusRing() const override;
    QWidget *entrance() const override;
    QString whereAmI() const override;
    void search(const QString &text) override;
    QStringList searchCompletions(const QString &text, int cursor) const override;
    QList<TourStep> tour() override;
    bool mayClose() override;

    // For the actions.
    const ContactsParts &parts() const
    {
        return m_parts;
    }
    BookListModel *books() const
    {
        return m_books;
    }
    BookView *bookView() const
    {
        return m_bookView;
    }
    ContactListModel *contacts() const
    {
        return m_contacts;
    }
    ContactListView *list() const
    {
        return m_list;
    }
    ContactReader *reader() const
    {
        return m_reader;
    }
    QList<ItemId> selectedItems() const; ///< of address books
    CollectionId targetBook() const; ///< where what is new goes; none: nowhere
    void showContact(ItemId item); ///< wherever it is
    void leaveSelection(); ///< they are about to go: the next one is chosen
    void setSortBy(ContactView::SortBy sortBy);
    ContactView::SortBy sortBy() const;

Q_SIGNALS:
    void selectionChanged();

private:
    void build();
    void connectParts();
    void applyView();
    void updateReader();
    void tellFound();
    void updateState();
    void follow(const QUrl &link);

    ContactsParts m_parts;
    ContactPhotos *m_photos;
    BookListModel *m_books;
    BookView *m_bookView;
    ContactListModel *m_contacts;
    ContactListView *m_list;
    QLabel *m_caption;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    ContactReader *m_reader;
    QSplitter *m_splitter;
    ContactsPaneActions *m_actions;
    ContactView m_place; ///< what is chosen on the left
    QString m_search;
    QTimer m_readerTimer;
    QTimer m_directoryTimer; ///< a pause in typing
    QTimer m_tellingTimer; ///< the same, before it is told how many were found
    QString m_told;
    ItemId m_wanted{}; ///< to be chosen once it is listed
    quint64 m_loads = 0;
    bool m_hasChosen = false;
};

}
