// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/fieldrows.h"

#include "contacts/contactfields.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace Kontor
{
namespace
{
constexpr qsizetype mostRows = 50;

struct Option {
    QString text;
    QStringList types;
};

QList<Option> optionsOf(FieldRows::Kind kind)
{
    const auto option = [](const QStringList &types) {
        return Option{ContactFields::typeWords(types), types};
    };
    const auto home = QStringLiteral("home");
    const auto work = QStringLiteral("work");
    QList<Option> options = {option({home}), option({work})};
    if (kind == FieldRows::Kind::Phone) {
        options = {option({QStringLiteral("cell")}), option({home}), option({work}), option({work, QStringLiteral("fax")}), option({home, QStringLiteral("fax")})};
    }
    options << option({QStringLiteral("other")});
    return options;
}

/// The words that say what an entry is for; others ("internet", "voice") are not the user's.
bool isPurpose(const QString &type)
{
    static const QStringList purposes = {QStringLiteral("home"), QStringLiteral("work"), QStringLiteral("cell"), QStringLiteral("iphone"), QStringLiteral("fax"),
                                         QStringLiteral("main"), QStringLiteral("pager"), QStringLiteral("other")};
    return purposes.contains(type);
}
}

FieldRows::FieldRows(Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_layout(new QVBoxLayout(this))
    , m_add(new QPushButton(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Metrics::spacing(this));
    m_add->setAutoDefault(false);
    m_add->setIcon(QIcon::fromTheme(QStringLiteral("list-add")));
    switch (kind) {
    case Kind::Email:
        m_add->setText(i18nc("@action:button", "Add email address"));
        break;
    case Kind::Phone:
        m_add->setText(i18nc("@action:button", "Add phone number"));
        break;
    case Kind::Chat:
        m_add->setText(i18nc("@action:button", "Add chat address"));
        break;
    case Kind::Link:
        m_add->setText(i18nc("@action:button", "Add link"));
        break;
    }
    m_layout->addWidget(m_add, 0, Qt::AlignLeading);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow()->setFocus();
        Q_EMIT changed();
    });
}

QString FieldRows::fieldName() const
{
    switch (m_kind) {
    case Kind::Email:
        return i18nc("@label of a contact", "Email");
    case Kind::Phone:
        return i18nc("@label of a contact", "Phone");
    case Kind::Chat:
        return i18nc("@label of a contact", "Chat");
    case Kind::Link:
        return i18nc("@label a web address of a contact", "Link");
    }
    return {};
}

void FieldRows::setFields(const QList<ContactField> &fields)
{
    while (!m_rows.isEmpty()) {
        removeRow(m_rows.first().widget);
    }
    m_hidden = fields.mid(std::min(fields.size(), mostRows));
    for (const auto &field : fields.first(std::min(fields.size(), mostRows))) {
        addRow(field);
    }
}

QLineEdit *FieldRows::addRow(const ContactField &field)
{
    Row row;
    row.widget = new QWidget(this);
    auto *line = new QHBoxLayout(row.widget);
    line->setContentsMargins(0, 0, 0, 0);
    row.type = new QComboBox(row.widget);
    row.type->setEditable(true); // what is typed is the user's own word for it
    row.type->setInsertPolicy(QComboBox::NoInsert);
    for (const auto options = optionsOf(m_kind); const auto &option : options) {
        row.type->addItem(option.text);
    }
    const auto words = ContactFields::typeWords(field);
    row.initial = field;
    row.initialType = !words.isEmpty() ? words : field.value.isEmpty() ? row.type->itemText(0) : QString();
    if (const auto known = row.type->findText(row.initialType); known >= 0) {
        row.type->setCurrentIndex(known);
    } else {
        row.type->setEditText(row.initialType);
    }
    row.caption = new QLabel(row.widget);
    row.caption->setBuddy(row.type); // a box has no other name
    row.caption->hide();
    row.value = new QLineEdit(field.value, row.widget);
    if (m_kind == Kind::Chat) {
        row.value->setPlaceholderText(QStringLiteral("matrix:u/name:example.org"));
    }
    auto *remove = new QToolButton(row.widget);
    remove->setIcon(QIcon::fromTheme(QStringLiteral("list-remove"), QIcon::fromTheme(QStringLiteral("edit-delete"))));
    remove->setObjectName(QStringLiteral("removeRow"));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::StrongFocus);
    line->addWidget(row.type);
    line->addWidget(row.value, 1);
    line->addWidget(remove);
    m_layout->insertWidget(m_layout->count() - 1, row.widget);
    connect(row.value, &QLineEdit::textEdited, this, &FieldRows::changed);
    connect(row.type, &QComboBox::currentTextChanged, this, &FieldRows::changed);
    connect(remove, &QToolButton::clicked, this, [this, widget = row.widget] {
        removeRow(widget);
        m_add->setFocus();
        Q_EMIT changed();
    });
    m_rows << row;
    renumber();
    return row.value;
}

void FieldRows::removeRow(const QWidget *widget)
{
    const auto found = std::ranges::find_if(m_rows, [widget](const Row &row) {
        return row.widget == widget;
    });
    if (found == m_rows.end()) {
        return;
    }
    found->widget->hide();
    found->widget->deleteLater();
    m_rows.erase(found);
    renumber();
}

void FieldRows::renumber()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const auto &row = m_rows[i];
        row.value->setAccessibleName(i18nc("@label spoken: kind of field, its number", "%1 %2", fieldName(), i + 1));
        row.caption->setText(i18nc("@label spoken", "What %1 %2 is for", fieldName(), i + 1));
        row.type->setAccessibleName(row.caption->text());
        row.widget->findChild<QToolButton *>(QStringLiteral("removeRow"))->setAccessibleName(i18nc("@action:button spoken", "Remove %1 %2", fieldName(), i + 1));
        row.widget->findChild<QToolButton *>(QStringLiteral("removeRow"))->setToolTip(i18nc("@info:tooltip", "Remove"));
    }
}

QList<ContactField> FieldRows::fields() const
{
    QList<ContactField> list;
    for (const auto &row : m_rows) {
        auto field = row.initial;
        field.value = row.value->text().trimmed();
        if (field.value.isEmpty()) {
            continue;
        }
        const auto words = row.type->currentText().trimmed();
        const bool isNew = row.initial.value.isEmpty();
        if (words != row.initialType || isNew) {
            const auto options = optionsOf(m_kind);
            const auto option = std::ranges::find(options, words, &Option::text);
            field.types.removeIf(isPurpose);
            field.label = option == options.end() ? words : QString();
            if (option != options.end()) {
                field.types = option->types + field.types;
            }
        }
        list << field;
    }
    return list + m_hidden;
}

}
