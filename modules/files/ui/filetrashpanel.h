// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace Kontor
{

class EmptyState;
class FilesPane;
class FileTrashModel;
class ItemListView;

/// What lies in the server's trash, to be put back or deleted for good.
class FileTrashPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FileTrashPanel(FilesPane *pane);

    void setSpace(CollectionId space); ///< and asks the server
    void refresh();
    void restoreSelected();
    void purgeSelected();
    void purgeAll();

    int count() const;
    bool hasSelection() const;
    ItemListView *list() const
    {
        return m_list;
    }
    FileTrashModel *model() const
    {
        return m_model;
    }

Q_SIGNALS:
    void selectionChanged();

private:
    QStringList selectedHrefs() const;
    void show(const Result<QList<FileTrashEntry>> &entries);
    void purge(const QStringList &hrefs, const QString &question);
    void update();

    FilesPane *m_pane;
    FileTrashModel *m_model;
    ItemListView *m_list;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QPushButton *m_restore;
    QPushButton *m_purge;
    QPushButton *m_purgeAll;
    CollectionId m_space{};
    quint64 m_questions = 0;
};

}
