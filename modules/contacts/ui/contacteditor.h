// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace Kontor
{

class AddressRows;
class BookListModel;
class DayEdit;
class FieldRows;

/// Where a contact is written: every field, rows for what there may be several of.
class ContactEditor : public QDialog
{
    Q_OBJECT
public:
    ContactEditor(BookListModel *books, const ContactDraft &card, QWidget *parent = nullptr);

    /// What the card was, and what it shall be.
    const ContactDraft &before() const;
    ContactDraft card() const;
    bool isChanged() const;

public Q_SLOTS:
    void accept() override;
    void reject() override;

private:
    void addNames(QFormLayout *form);
    void addReach(QFormLayout *form);
    void addMore(QFormLayout *form);
    QLineEdit *line(const char *name, const QString &text, const QString &spoken);
    void followName();
    void choosePhoto();
    void showPhoto();
    void chooseKey();
    void showKeys();

    BookListModel *m_books;
    ContactDraft m_before;
    QByteArray m_photo;
    QString m_photoType, m_photoUri;
    QList<ContactDraft::Key> m_keys;
    bool m_followsName = true; ///< the shown name is made of the parts
    QComboBox *m_book = nullptr;
    QLineEdit *m_shown = nullptr, *m_prefix = nullptr, *m_given = nullptr, *m_middle = nullptr, *m_family = nullptr, *m_suffix = nullptr;
    QLineEdit *m_nickname = nullptr, *m_organization = nullptr, *m_department = nullptr, *m_title = nullptr, *m_role = nullptr, *m_categories = nullptr;
    FieldRows *m_emails = nullptr, *m_phones = nullptr, *m_chats = nullptr, *m_links = nullptr;
    AddressRows *m_addresses = nullptr;
    DayEdit *m_birthday = nullptr, *m_anniversary = nullptr;
    QPlainTextEdit *m_note = nullptr;
    QLabel *m_picture = nullptr;
    QListWidget *m_keyList = nullptr;
};

}
