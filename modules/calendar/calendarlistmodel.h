// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/querymodel.h"

namespace Kontor
{

/// The calendars of all accounts, in their order, and the birthdays of the address books behind them; live. Rows are
/// CalendarInfo.
class CalendarListModel : public TypedQueryModel<CalendarInfo>
{
    Q_OBJECT
public:
    enum Role { InfoRole = Qt::UserRole + 1, ColourRole, ShownRole };

    explicit CalendarListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< name; check state; spoken sentence
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; ///< Qt::CheckStateRole: shown or not
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// Shown or hidden here; the server does not hear of it.
    static Result<void> show(Transaction &transaction, CollectionId calendar, Qt::CheckState shown);

    /// What a calendar looks like that brings no colour.
    static QColor ownColour(CollectionId calendar);

    QList<CollectionId> shownCalendars() const;
    QList<CalendarInfo> calendars() const; ///< those loaded so far; all after queryFinished()

protected:
    Concern isConcerned(const ChangeSet &changes) const override;
    bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const override;

private:
    std::shared_ptr<Store> m_store;
};

}

Q_DECLARE_METATYPE(Kontor::CalendarInfo)
