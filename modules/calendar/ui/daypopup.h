// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"

#include <QFrame>

class QStandardItemModel;

namespace Kontor
{

class ItemListView;

/// All events of one day, over the month that has no room for them.
class DayPopup : public QFrame
{
    Q_OBJECT
public:
    DayPopup(const GridContent &content, const QDate &day, const QDateTime &now, QWidget *parent);

    void showBeside(const QRect &globalArea);

Q_SIGNALS:
    void chosen(const Kontor::Occurrence &occurrence);
    void dayWanted(const QDate &day);

private:
    const Occurrence *at(const QModelIndex &index) const;

    QList<Occurrence> m_occurrences;
    QStandardItemModel *m_model;
    ItemListView *m_list;
};

}
