// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/addressrows.h"

#include "contacts/contactfields.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qsizetype mostRows = 20;
}

AddressRows::AddressRows(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_add(new QPushButton(QIcon::fromTheme(QStringLiteral("list-add")), i18nc("@action:button", "Add address"), this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_add->setAutoDefault(false);
    m_layout->addWidget(m_add, 0, Qt::AlignLeading);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({.types = {QStringLiteral("home")}});
        m_rows.last().street->setFocus();
        Q_EMIT changed();
    });
}

void AddressRows::setAddresses(const QList<PostalAddress> &addresses)
{
    for (const auto &row : std::as_const(m_rows)) {
        row.frame->deleteLater();
    }
    m_rows.clear();
    m_hidden = addresses.mid(std::min(addresses.size(), mostRows));
    for (const auto &address : addresses.first(std::min(addresses.size(), mostRows))) {
        addRow(address);
    }
}

void AddressRows::addRow(const PostalAddress &address)
{
    Row row;
    row.frame = new QGroupBox(i18nc("@title:group", "Address"), this);
    auto *form = new QFormLayout(row.frame);
    row.type = new QComboBox(row.frame);
    for (const auto *type : {"home", "work", "other"}) {
        row.type->addItem(ContactFields::typeWords(QStringList{QString::fromLatin1(type)}), QString::fromLatin1(type));
    }
    for (int i = 0; i < row.type->count(); ++i) {
        if (address.types.contains(row.type->itemData(i).toString())) {
            row.initialType = i;
            break;
        }
        row.initialType = row.type->count() - 1;
    }
    row.type->setCurrentIndex(row.initialType);
    row.street = new QPlainTextEdit(address.street, row.frame);
    row.street->setTabChangesFocus(true);
    row.street->setFixedHeight(row.street->fontMetrics().height() * 2 + row.street->fontMetrics().height());
    const auto edit = [&](const QString &text) {
        auto *line = new QLineEdit(text, row.frame);
        connect(line, &QLineEdit::textEdited, this, &AddressRows::changed);
        return line;
    };
    row.extra = edit(address.extra);
    row.postcode = edit(address.postcode);
    row.city = edit(address.city);
    row.region = edit(address.region);
    row.country = edit(address.country);
    form->addRow(i18nc("@label:listbox what an address is for", "For:"), row.type);
    form->addRow(i18nc("@label:textbox", "Street:"), row.street);
    form->addRow(i18nc("@label:textbox second line of an address", "Addition:"), row.extra);
    form->addRow(i18nc("@label:textbox", "Postcode:"), row.postcode);
    form->addRow(i18nc("@label:textbox", "Town:"), row.city);
    form->addRow(i18nc("@label:textbox a state or county", "Region:"), row.region);
    form->addRow(i18nc("@label:textbox", "Country:"), row.country);
    auto *remove = new QPushButton(QIcon::fromTheme(QStringLiteral("list-remove")), i18nc("@action:button", "Remove address"), row.frame);
    remove->setAutoDefault(false);
    form->addRow(remove);
    row.initial = address;
    m_rows << row;
    m_layout->insertWidget(m_layout->count() - 1, row.frame);
    connect(row.type, &QComboBox::currentIndexChanged, this, &AddressRows::changed);
    connect(row.street, &QPlainTextEdit::textChanged, this, &AddressRows::changed);
    connect(remove, &QPushButton::clicked, this, [this, frame = row.frame] {
        m_rows.removeIf([frame](const Row &one) {
            return one.frame == frame;
        });
        frame->hide();
        frame->deleteLater();
        m_add->setFocus();
        Q_EMIT changed();
    });
}

QList<PostalAddress> AddressRows::addresses() const
{
    QList<PostalAddress> list;
    for (const auto &row : m_rows) {
        auto address = row.initial;
        if (const auto street = row.street->toPlainText().trimmed(); street != row.initial.street.trimmed()) {
            address.street = street;
        }
        address.extra = row.extra->text();
        address.postcode = row.postcode->text();
        address.city = row.city->text();
        address.region = row.region->text();
        address.country = row.country->text();
        const auto type = row.type->currentData().toString();
        if (row.type->currentIndex() != row.initialType) {
            address.types.removeAll(QStringLiteral("home"));
            address.types.removeAll(QStringLiteral("work"));
            address.types.removeAll(QStringLiteral("other"));
            address.types.prepend(type);
        }
        if (ContactFields::addressText(address).isEmpty() && address.box.isEmpty()) {
            continue;
        }
        list << address;
    }
    return list + m_hidden;
}

}
