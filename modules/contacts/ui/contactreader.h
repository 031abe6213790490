// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactloader.h"
#include "contacts/ui/cardtext.h"

#include <optional>

class KMessageWidget;
class QLabel;
class QStackedWidget;

namespace Kontor
{

class ContactPhotos;
class EmptyState;

/// The chosen contact: who it is, what to do with it, and all the card says as text one can read,
/// select and walk through by keyboard.
class ContactReader : public QWidget
{
    Q_OBJECT
public:
    explicit ContactReader(ContactPhotos *photos, QWidget *parent = nullptr);

    /// The buttons below the name.
    void setActions(const QList<QAction *> &actions);
    void setContent(const ContactCard &card);
    void showNothing(int selected); ///< how many contacts are chosen instead of one

    const ContactCard *content() const;
    CardText *text() const;

Q_SIGNALS:
    void linkChosen(const QUrl &url);
    void conflictWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showHead();
    void showPage();

    class Picture;
    std::optional<ContactCard> m_card;
    ContactPhotos *m_photos;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    Picture *m_picture;
    QLabel *m_name;
    QLabel *m_subtitle;
    QWidget *m_buttons;
    KMessageWidget *m_problem;
    CardText *m_text;
};

}
