// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/mergedialog.h"

#include "contacts/contactfields.h"
#include "contacts/contactmerge.h"
#include "contacts/ui/contactconflictquestion.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
/// Fields of which a contact has one only: of the others everything is kept.
bool isSingle(const QString &key)
{
    static const QStringList single = {QStringLiteral("name"), QStringLiteral("parts"), QStringLiteral("nickname"), QStringLiteral("organization"), QStringLiteral("department"),
                                       QStringLiteral("title"), QStringLiteral("role"), QStringLiteral("birthday"), QStringLiteral("anniversary"), QStringLiteral("photo")};
    return single.contains(key);
}

QList<ConflictView::Field> fieldsOf(const ContactDraft &first, const ContactDraft &rest, const ContactDraft &both)
{
    auto fields = ContactConflictQuestion::fields(first, rest);
    const auto facts = ContactFields::of(both);
    for (auto &field : fields) {
        field.isClash = field.isClash && isSingle(field.key) && !field.mine.isEmpty() && !field.theirs.isEmpty();
        if (!field.isClash) {
            const auto kept = std::ranges::find(facts, field.key, &ContactFact::key);
            field.mine = kept == facts.end() ? QString() : kept->text;
        }
    }
    return fields;
}
}

MergeDialog::MergeDialog(std::shared_ptr<Outbox> outbox, const QList<QList<ItemId>> &sets, QWidget *parent)
    : QDialog(parent)
    , m_loader(std::move(outbox))
    , m_sets(sets)
    , m_head(new QLabel(this))
    , m_view(new ConflictView({.mine = i18nc("@title:column the contact that stays", "First contact"),
                               .theirs = i18nc("@title:column the contacts that are merged into it", "Others"),
                               .keepMine = i18nc("@action:button", "Take All from the &First"),
                               .keepTheirs = i18nc("@action:button", "Take All from the &Others")},
                              this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
{
    setObjectName(QStringLiteral("mergeDialog"));
    setWindowTitle(i18nc("@title:window", "Merge Contacts"));
    auto *layout = new QVBoxLayout(this);
    m_head->setWordWrap(true);
    m_head->setTextFormat(Qt::PlainText);
    layout->addWidget(m_head);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_buttons);
    auto *merge = m_buttons->addButton(i18nc("@action:button", "&Merge"), QDialogButtonBox::ActionRole);
    merge->setObjectName(QStringLiteral("merge"));
    merge->setDefault(true);
    auto *skip = m_buttons->addButton(i18nc("@action:button", "&Skip"), QDialogButtonBox::ActionRole);
    skip->setObjectName(QStringLiteral("skip"));
    skip->setVisible(sets.size() > 1);
    connect(merge, &QPushButton::clicked, this, [this] {
        if (m_cards.size() < 2) {
            return;
        }
        QList<ItemId> items;
        for (const auto &card : std::as_const(m_cards)) {
            items << card.row.item;
        }
        Q_EMIT mergeWanted(items, merged());
        next();
    });
    connect(skip, &QPushButton::clicked, this, &MergeDialog::next);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 30);
    load();
}

void MergeDialog::load()
{
    m_cards.clear();
    m_loader.load(m_sets.value(m_at)).then(this, [this](const Result<QList<ContactCard>> &cards) {
        if (!cards || cards->size() < 2) {
            next();
            return;
        }
        compare(*cards);
    });
}

void MergeDialog::compare(const QList<ContactCard> &cards)
{
    m_cards = cards;
    QStringList names;
    for (const auto &card : cards) {
        names << card.row.name;
    }
    const auto people = names.join(QLatin1StringView(", "));
    m_head->setText(m_sets.size() > 1 ? i18nc("@info which of several sets, and who is in it", "Set %1 of %2: %3. Addresses, numbers and notes of all are kept.", m_at + 1, m_sets.size(), people)
                                      : i18nc("@info", "%1. Addresses, numbers and notes of all are kept.", people));
    QList<ContactDraft> others;
    for (const auto &card : cards.sliced(1)) {
        others << card.card;
    }
    const auto rest = ContactMerge::merged(others);
    const auto both = ContactMerge::merged({cards.first().card, rest});
    m_view->setFields(fieldsOf(cards.first().card, rest, both));
}

ContactDraft MergeDialog::merged() const
{
    if (m_cards.isEmpty()) {
        return {};
    }
    QList<ContactDraft> others;
    for (const auto &card : m_cards.sliced(1)) {
        others << card.card;
    }
    auto first = m_cards.first().card;
    auto rest = ContactMerge::merged(others);
    const auto both = ContactMerge::merged({first, rest});
    const auto mine = m_view->mine();
    // What loses changes places with what wins, and so is kept in the note like any second word.
    const auto firstBefore = first;
    for (const auto fields = fieldsOf(first, rest, both); const auto &field : fields) {
        if (field.isClash && !mine.contains(field.key)) {
            ContactFields::take(field.key, rest, first);
            ContactFields::take(field.key, firstBefore, rest);
        }
    }
    return ContactMerge::merged({first, rest});
}

void MergeDialog::next()
{
    if (++m_at >= m_sets.size()) {
        accept();
        return;
    }
    load();
}

}
