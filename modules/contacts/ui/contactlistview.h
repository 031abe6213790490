// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemlistview.h"

#include <QStyledItemDelegate>

namespace Kontor
{

class ContactPhotos;

/// The list of people: picture, name, and what they are reached by.
class ContactListView : public ItemListView
{
    Q_OBJECT
public:
    explicit ContactListView(ContactPhotos *photos, QWidget *parent = nullptr);

protected:
    QString dragWords(qsizetype count) const override;
};

/// Paints a contact in two lines beside its picture.
class ContactDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ContactDelegate(ContactPhotos *photos, QObject *parent);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ContactPhotos *m_photos;
};

}
