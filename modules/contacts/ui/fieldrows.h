// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Kontor
{

/// Rows for the mail addresses, numbers or links of a contact: what each is for, and what it is.
/// Rows can be added and taken away; what cannot be shown is kept as it is.
class FieldRows : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Email, Phone, Chat, Link };

    explicit FieldRows(Kind kind, QWidget *parent = nullptr);

    void setFields(const QList<ContactField> &fields);
    QList<ContactField> fields() const; ///< without empty ones
    QLineEdit *addRow(const ContactField &field = {});

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget *widget = nullptr;
        QComboBox *type = nullptr;
        QLabel *caption = nullptr; ///< only spoken
        QLineEdit *value = nullptr;
        ContactField initial{};
        QString initialType{};
    };
    void removeRow(const QWidget *widget);
    void renumber();
    QString fieldName() const;

    Kind m_kind;
    QVBoxLayout *m_layout;
    QPushButton *m_add;
    QList<Row> m_rows;
    QList<ContactField> m_hidden; ///< more than anybody would look through
};

}
