// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactloader.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;

namespace Kontor
{

class ConflictView;

/// Contacts that may be the same person, set after set: side by side, field by field, what cannot
/// be kept twice is chosen; everything else is kept of all.
class MergeDialog : public QDialog
{
    Q_OBJECT
public:
    MergeDialog(std::shared_ptr<Outbox> outbox, const QList<QList<ItemId>> &sets, QWidget *parent = nullptr);

    /// What the shown contacts become.
    ContactDraft merged() const;

Q_SIGNALS:
    void mergeWanted(const QList<Kontor::ItemId> &items, const Kontor::ContactDraft &merged);

private:
    void load();
    void compare(const QList<ContactCard> &cards);
    void next();

    ContactLoader m_loader;
    QList<QList<ItemId>> m_sets;
    qsizetype m_at = 0;
    QList<ContactCard> m_cards;
    QLabel *m_head;
    ConflictView *m_view;
    QDialogButtonBox *m_buttons;
};

}
