// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/querymodel.h"

namespace Kontor
{

/// The people of a room that are known here: those with power first, then by name; live.
class ChatMemberModel : public TypedQueryModel<ChatMemberRow>
{
    Q_OBJECT
public:
    enum Role {
        MemberRole = Qt::UserRole + 1, ///< ChatMemberRow; invalid while it is loading
        SpokenRole, ///< "Anna Weber, administrator, @anna:example.org"
    };
    enum class Show { Present, Invited, Banned };

    explicit ChatMemberModel(std::shared_ptr<Store> store, QObject *parent = nullptr);

    void setRoom(ItemId room);
    ItemId room() const;
    void setWords(const QString &words); ///< all must occur in name or id
    void setShow(Show show);

    static QString powerText(int power); ///< "Administrator", "Moderator", "" , "Muted"

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

protected:
    Concern isConcerned(const ChangeSet &changes) const override;
    bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const override;

private:
    void runQuery(Transition transition);
    ItemId m_room{};
    QString m_words{};
    Show m_show = Show::Present;
    CollectionId m_account{};
};

}

Q_DECLARE_METATYPE(Kontor::ChatMemberRow)
