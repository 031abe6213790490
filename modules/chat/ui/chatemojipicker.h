// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatemoji.h"

#include <QAbstractListModel>
#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace Kontor
{

/// Emoji to choose from, one a cell; each says its name.
class ChatEmojiModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setEmoji(const QList<ChatEmoji> &emoji);
    QString symbolAt(int row) const;
    QString nameAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<ChatEmoji> m_emoji;
};

/// Lets one choose an emoji: by typing its name, from groups, or from those used last. Arrow keys go through the grid from the
/// search field as well; the name of the chosen one is shown and spoken.
class ChatEmojiPicker : public QDialog
{
    Q_OBJECT
public:
    explicit ChatEmojiPicker(QWidget *parent = nullptr);

    QString chosenName() const;
    int count() const;

Q_SIGNALS:
    void taken(const QString &symbol);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void tellCurrent();
    void take();

    std::shared_ptr<const ChatEmojiTable> m_table;
    ChatEmojiModel *m_model;
    QLineEdit *m_search;
    QComboBox *m_groups;
    QComboBox *m_tones;
    QListView *m_grid;
    QLabel *m_name;
};

}
