// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

#include <QWidget>

class QComboBox;
class QGroupBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace Kontor
{

/// The postal addresses of a contact, each in a frame of its own.
class AddressRows : public QWidget
{
    Q_OBJECT
public:
    explicit AddressRows(QWidget *parent = nullptr);

    void setAddresses(const QList<PostalAddress> &addresses);
    QList<PostalAddress> addresses() const; ///< without empty ones
    void addRow(const PostalAddress &address);

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QGroupBox *frame = nullptr;
        QComboBox *type = nullptr;
        QPlainTextEdit *street = nullptr;
        QLineEdit *postcode = nullptr, *city = nullptr, *region = nullptr, *country = nullptr, *extra = nullptr;
        PostalAddress initial{};
        int initialType = 0;
    };

    QVBoxLayout *m_layout;
    QPushButton *m_add;
    QList<Row> m_rows;
    QList<PostalAddress> m_hidden;
};

}
