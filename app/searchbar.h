// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QStringListModel>

#include <functional>

class QCompleter;

namespace Kontor
{

/// The search field; offers operators and values for the word at the cursor.
class SearchBar : public QLineEdit
{
    Q_OBJECT
public:
    using Complete = std::function<QStringList(const QString &text, int cursor)>;

    explicit SearchBar(Complete complete, QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Empties the field without searching.
    void forget();

    /// Another pane is in front: what was searched there stands in the field again, without searching anew.
    void recall(const QString &text, const QString &name, const QString &tip);

Q_SIGNALS:
    void searched(const QString &text);
    void left(); ///< Escape or Return: back to the list

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void offer();
    void take(const QString &completion);

    Complete m_complete;
    QCompleter *m_completer;
    QStringListModel *m_offers;
    bool m_isForgetting = false;
};

}
