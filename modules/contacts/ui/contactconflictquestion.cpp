// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactconflictquestion.h"

#include "contacts/contactactions.h"
#include "contacts/contactfields.h"

#include <KLocalizedString>

namespace Kontor
{

ContactConflictQuestion::ContactConflictQuestion(const ContactCard &card, QWidget *parent)
    : ConflictQuestion({.title = i18nc("@title:window", "Two Versions of a Contact"),
                        .question = i18nc("@info", "You and somebody else changed “%1” at the same time. Choose what shall stay.", card.row.name)},
                       fields(card.mine, card.card),
                       parent)
    , m_card(card)
{
}

ContactDraft ContactConflictQuestion::wanted() const
{
    auto card = m_card.card;
    for (const auto keys = mine(); const auto &key : keys) {
        ContactFields::take(key, m_card.mine, card);
    }
    return card;
}

void ContactConflictQuestion::open(const std::shared_ptr<Outbox> &outbox, ContactActions *actions, ItemId item, QWidget *parent, const Tell &tell)
{
    ContactLoader(outbox).load(item).then(parent, [actions, parent, tell](const Result<ContactCard> &card) {
        if (!card || !card->conflict) {
            tell(card ? i18nc("@info", "This has been settled already.") : card.error().message);
            return;
        }
        auto *question = new ContactConflictQuestion(*card, parent);
        question->setAttribute(Qt::WA_DeleteOnClose);
        connect(question, &QDialog::accepted, actions, [actions, question, change = card->conflict, theirs = card->card] {
            const auto wanted = question->wanted();
            wanted == theirs ? actions->keepTheirs(change) : actions->resolve(change, wanted);
        });
        static_cast<QDialog *>(question)->open();
    });
}

QList<ConflictView::Field> ContactConflictQuestion::fields(const ContactDraft &mine, const ContactDraft &theirs)
{
    const auto mineFacts = ContactFields::of(mine);
    const auto theirFacts = ContactFields::of(theirs);
    const auto textOf = [](const QList<ContactFact> &facts, const QString &key) {
        const auto found = std::ranges::find(facts, key, &ContactFact::key);
        return found == facts.end() ? QString() : found->text;
    };
    auto order = mineFacts;
    for (const auto &fact : theirFacts) {
        if (!std::ranges::contains(order, fact.key, &ContactFact::key)) {
            order << fact;
        }
    }
    QList<ConflictView::Field> fields;
    for (const auto &fact : std::as_const(order)) {
        ConflictView::Field field{.key = fact.key, .label = fact.label, .mine = textOf(mineFacts, fact.key), .theirs = textOf(theirFacts, fact.key)};
        field.isClash = field.mine != field.theirs;
        fields << field;
    }
    return fields;
}

}
