// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

#include <QDialog>
#include <QTimer>

class QAbstractItemModel;
class QDialogButtonBox;
class QLineEdit;
class QListWidget;

namespace Kontor
{

/// Chooses a folder by typing a part of its name; the arrow keys walk the list meanwhile.
class FolderChooser : public QDialog
{
    Q_OBJECT
public:
    FolderChooser(const QAbstractItemModel *folders, const QString &title, const QString &actionText, CollectionId current, QWidget *parent = nullptr);

    CollectionId chosen() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Entry {
        CollectionId folder;
        QString path;
        QString role;
    };
    void collect(const QAbstractItemModel *folders, const QModelIndex &parent, const QString &path);
    void filter(const QString &words);
    void sayMatches();

    QList<Entry> m_entries;
    QLineEdit *m_filter;
    QListWidget *m_list;
    QDialogButtonBox *m_buttons;
    QTimer m_typing; ///< since the last letter
};

}
