// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"
#include "files/ui/filedrops.h"
#include "files/ui/filenameedit.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QStyledItemDelegate>

namespace Kontor
{

/// The list of files: name, size, modified, state. Typing finds, F2 names anew, headings sort.
class FileListView : public ItemListView
{
    Q_OBJECT
public:
    FileListView(std::shared_ptr<Store> store, FileListModel *files, QWidget *parent = nullptr);

    FileListModel *files() const
    {
        return m_files;
    }
    std::optional<FileRow> rowAt(const QModelIndex &index) const;
    QList<FileRow> selectedFiles() const; ///< those that are loaded
    QModelIndex dropRow() const;

    /// What may be dropped on a folder, or beside the rows.
    void setDropRule(FileDropTarget::Takes takes);
    /// What is dragged out besides the model's own content.
    void setDragContent(std::function<QMimeData *(const QModelIndexList &)> make);

    /// The name is written in its row; the current row's.
    void editName(FileNameProblem::Text problem, FileNameProblem::Text proposal);
    QLineEdit *nameEdit() const;

    void showSort(FileView::Sort sort, Qt::SortOrder order);
    void setShowsPaths(Qt::CheckState on); ///< the folder behind the name, in searches and special places

    void keyboardSearch(const QString &typed) override; ///< finds the next name that begins so

Q_SIGNALS:
    void upWanted();
    void renamed(Kontor::ItemId item, const QString &name);
    void dropped(const Kontor::FileDrop &drop);
    void sortWanted(Kontor::FileView::Sort sort, Qt::SortOrder order);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    QMimeData *dragContent(const QModelIndexList &rows) const override;
    QString dragWords(qsizetype count) const override;

private:
    void find();
    void go(const QList<qint64> &matches);
    void layOutColumns();

    std::shared_ptr<Store> m_store;
    FileListModel *m_files;
    FileDropTarget::Takes m_takes;
    FileDropTarget m_drops;
    std::function<QMimeData *(const QModelIndexList &)> m_dragContent;
    QPointer<FileNameEdit> m_nameEdit;
    QString m_typed;
    QElapsedTimer m_sinceTyped;
    quint64 m_finds = 0;
    bool m_showsPaths = false;

    friend class FileDelegate;
};

/// Paints one column of a file.
class FileDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit FileDelegate(FileListView *view);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;
    static QRect nameArea(const QStyleOptionViewItem &option); ///< where the name stands in its column

private:
    void paintName(QPainter *painter, const QStyleOptionViewItem &option, const FileRow &row) const;
    void paintState(QPainter *painter, const QStyleOptionViewItem &option, const FileRow &row) const;

    FileListView *m_view;
};

}
