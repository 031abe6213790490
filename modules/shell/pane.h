// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/itemurl.h"

#include <QIcon>
#include <QWidget>

#include <functional>

class KActionCollection;

namespace Kontor
{

/// One tab of the window: mail, calendar, … A pane's actions live in its own collection, which
/// the window adds to its menus while the pane is in front (xmlgui file <id>pane.rc).
class Pane : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString id() const = 0; ///< "mail"
    virtual QString title() const = 0; ///< translated
    virtual QIcon icon() const = 0;
    virtual KActionCollection *actions() = 0;

    virtual void open(const ItemUrl &item) = 0;

    /// The parts F6 goes round, in order (folder list, message list, reader).
    virtual QList<QWidget *> focusRing() const = 0;

    /// Where the focus goes when the pane comes to the front: something that says what it is.
    virtual QWidget *entrance() const
    {
        return focusRing().value(1);
    }

    /// One sentence for "where am I".
    virtual QString whereAmI() const = 0;

    /// The search field's text; the pane shows what fits. Empty ends the search.
    virtual void search(const QString &text) = 0;
    virtual QStringList searchCompletions(const QString &text, int cursor) const = 0;

    /// Steps of the tour: a name for the picture, and what brings the pane (or one of its
    /// dialogs, returned) into that state. Null: the window itself is photographed.
    struct TourStep {
        QString name;
        std::function<QWidget *()> show;
    };
    virtual QList<TourStep> tour() = 0;

    /// May the window close? False: the user wants to go on (an unsaved draft).
    virtual bool mayClose() = 0;

Q_SIGNALS:
    /// A count for the tab ("12 unread"); 0 for none.
    void badgeChanged(int count);

    /// The pane shows something else than what was searched.
    void searchEnded();
};

}
