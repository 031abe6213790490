// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QGridLayout;

namespace Kontor
{

/// Two versions of the same thing side by side, field by field, with a choice for each field and
/// for all of them at once. Knows nothing of what is compared.
class ConflictView : public QWidget
{
    Q_OBJECT
public:
    struct Field {
        QString key{}; ///< the caller's own
        QString label{};
        QString mine{};
        QString theirs{};
        bool isClash = true; ///< false: both say the same, shown for orientation
        enum class Side { Mine, Theirs } chosen = Side::Mine; ///< to begin with
    };
    /// What the two sides are called, e.g. "Yours" and "Theirs"; or two contacts.
    struct Sides {
        QString mine{};
        QString theirs{};
        QString keepMine{}; ///< on the button that chooses this side everywhere
        QString keepTheirs{};
    };

    explicit ConflictView(const Sides &sides, QWidget *parent = nullptr);

    void setFields(const QList<Field> &fields);
    void chooseMine(); ///< everywhere
    void chooseTheirs();

    /// Keys of the fields where "mine" is chosen, the others are "theirs".
    QStringList mine() const;

Q_SIGNALS:
    void choiceChanged();

private:
    void choose(int side);

    Sides m_sides;
    QWidget *m_everywhere; ///< the buttons that choose a side everywhere
    QGridLayout *m_grid;
    QWidget *m_rows;
    QList<Field> m_fields;
    QList<QButtonGroup *> m_choices;
};

}
