// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QComboBox;

namespace Kontor
{

/// Takes the "&" of a shortcut out of what screen readers are told about a label.
///
/// A field is spoken with the words of the label beside it, and Qt passes those on as written.
/// Labels with a name of their own keep it. A box to choose from is called by a label alone, whatever name it was
/// given: one that has none beside it gets one that is not shown. Belongs to the application; GUI thread.
class SpokenLabels : public QObject
{
    Q_OBJECT

public:
    explicit SpokenLabels(QObject *application);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static void nameBox(QComboBox *box);
};

}
