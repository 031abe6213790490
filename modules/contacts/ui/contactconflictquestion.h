// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactloader.h"
#include "shell/conflictquestion.h"

#include <functional>

namespace Kontor
{

class ContactActions;

/// Shows what the user made of a contact beside what somebody else made of it.
class ContactConflictQuestion : public ConflictQuestion
{
    Q_OBJECT
public:
    explicit ContactConflictQuestion(const ContactCard &card, QWidget *parent = nullptr);

    /// The card with what was chosen.
    ContactDraft wanted() const;

    /// Looks what is to be decided about that contact, asks, and carries out the answer. \p tell: says why nothing was asked.
    using Tell = std::function<void(const QString &sentence)>;
    static void open(const std::shared_ptr<Outbox> &outbox, ContactActions *actions, ItemId item, QWidget *parent, const Tell &tell);

    /// Two cards side by side, in the order people read them.
    static QList<ConflictView::Field> fields(const ContactDraft &mine, const ContactDraft &theirs);

private:
    ContactCard m_card;
};

}
