// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactquery.h"
#include "shell/itemlistview.h"

#include <QStyledItemDelegate>

namespace Kontor
{

class BookListModel;

/// The list of address books with what lies in them.
class BookView : public ItemListView
{
    Q_OBJECT
public:
    explicit BookView(BookListModel *books, QWidget *parent = nullptr);

    ContactView chosenView() const;
    void choose(const QModelIndex &index);

Q_SIGNALS:
    void viewChosen(const Kontor::ContactView &view);
    void deletionWanted();
    void renameWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    BookListModel *m_books;
    ContactView m_chosen;
};

/// Paints an address book with its colour and count.
class BookDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}
