// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filelistview.h"

#include "files/filename.h"
#include "shell/announcer.h"

#include <KLocalizedString>
#include <QDropEvent>
#include <QHeaderView>
#include <QKeyEvent>

namespace Kontor
{
namespace
{
constexpr qint64 typingPause = 1000; // ms; then a new word begins

FileView::Sort sortOf(int column)
{
    switch (column) {
    case FileListModel::SizeColumn:
        return FileView::Sort::Size;
    case FileListModel::ModifiedColumn:
        return FileView::Sort::Modified;
    default:
        return FileView::Sort::Name;
    }
}
}

FileListView::FileListView(std::shared_ptr<Store> store, FileListModel *files, QWidget *parent)
    : ItemListView({.spoken = FileListModel::SpokenRole}, parent)
    , m_store(std::move(store))
    , m_files(files)
    , m_drops(this,
              [this](const QModelIndex &index) {
                  return m_takes && m_takes(index);
              })
{
    setObjectName(QStringLiteral("fileList"));
    setAccessibleName(i18nc("@label", "Files"));
    setModel(files);
    setItemDelegate(new FileDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(DragDrop);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *heading = header();
    heading->setObjectName(QStringLiteral("fileListHeader"));
    heading->setSectionsMovable(false);
    heading->setSectionsClickable(true);
    heading->setSortIndicatorShown(true);
    heading->setStretchLastSection(false);
    heading->setSectionResizeMode(QHeaderView::Interactive);
    heading->setSectionResizeMode(FileListModel::NameColumn, QHeaderView::Stretch);
    heading->setHighlightSections(false);
    connect(heading, &QHeaderView::sectionClicked, this, [this, heading](int column) {
        if (column == FileListModel::StateColumn) {
            return;
        }
        const auto view = m_files->view();
        const bool isSame = sortOf(column) == view.sort;
        const auto first = column == FileListModel::NameColumn ? Qt::AscendingOrder : Qt::DescendingOrder; // the newest, the largest
        const auto order = isSame ? (view.order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder) : first;
        heading->setSortIndicator(column, order);
        Q_EMIT sortWanted(sortOf(column), order);
    });
    layOutColumns();
}

void FileListView::layOutColumns()
{
    const auto character = fontMetrics().averageCharWidth();
    const bool isNarrow = viewport()->width() < character * 64;
    setColumnHidden(FileListModel::ModifiedColumn, isNarrow);
    setColumnHidden(FileListModel::SizeColumn, viewport()->width() < character * 44);
    header()->resizeSection(FileListModel::SizeColumn, fontMetrics().horizontalAdvance(QStringLiteral("1.023,9 MiB")) + character * 3);
    header()->resizeSection(FileListModel::ModifiedColumn, fontMetrics().horizontalAdvance(i18nc("@info the longest date in a list", "Yesterday 23:58")) + character * 4);
    header()->resizeSection(FileListModel::StateColumn, fontMetrics().height() * 5);
}

void FileListView::resizeEvent(QResizeEvent *event)
{
    ItemListView::resizeEvent(event);
    layOutColumns();
}

void FileListView::showSort(FileView::Sort sort, Qt::SortOrder order)
{
    const int column = sort == FileView::Sort::Size ? FileListModel::SizeColumn : sort == FileView::Sort::Modified ? FileListModel::ModifiedColumn : FileListModel::NameColumn;
    header()->setSortIndicator(sort == FileView::Sort::Type ? -1 : column, order);
}

void FileListView::setShowsPaths(Qt::CheckState on)
{
    m_showsPaths = on == Qt::Checked;
}

std::optional<FileRow> FileListView::rowAt(const QModelIndex &index) const
{
    const auto value = index.siblingAtColumn(0).data(FileListModel::FileRole);
    return value.isValid() && value.canConvert<FileRow>() ? std::optional(value.value<FileRow>()) : std::nullopt;
}

QList<FileRow> FileListView::selectedFiles() const
{
    QList<FileRow> files;
    for (const auto rows = selectedRowList(); const auto &index : rows) {
        if (auto row = rowAt(index)) {
            files << *std::move(row);
        }
    }
    return files;
}

QModelIndex FileListView::dropRow() const
{
    return m_drops.marked();
}

void FileListView::setDropRule(FileDropTarget::Takes takes)
{
    m_takes = std::move(takes);
}

void FileListView::setDragContent(std::function<QMimeData *(const QModelIndexList &)> make)
{
    m_dragContent = std::move(make);
}

void FileListView::editName(FileNameProblem::Text problem, FileNameProblem::Text proposal)
{
    const auto index = currentIndex().siblingAtColumn(FileListModel::NameColumn);
    const auto row = rowAt(index);
    if (!row || m_nameEdit) {
        return;
    }
    scrollTo(index);
    m_nameEdit = new FileNameEdit(row->name, std::move(problem), std::move(proposal), viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = visualRect(index);
    auto area = FileDelegate::nameArea(option);
    const auto height = std::max(m_nameEdit->sizeHint().height(), option.rect.height());
    area = QRect(area.left() - option.fontMetrics.averageCharWidth(), option.rect.center().y() - height / 2, area.width(), height);
    m_nameEdit->place(area);
    m_nameEdit->show();
    m_nameEdit->setFocus(Qt::OtherFocusReason);
    connect(m_nameEdit, &FileNameEdit::taken, this, [this, item = row->item](const QString &name) {
        setFocus(Qt::OtherFocusReason);
        Q_EMIT renamed(item, name);
    });
    connect(m_nameEdit, &FileNameEdit::left, this, [this] {
        if (m_nameEdit && m_nameEdit->hasFocus()) {
            setFocus(Qt::OtherFocusReason);
        }
    });
    const auto leave = [edit = m_nameEdit.data()] {
        edit->deleteLater();
    };
    connect(m_files, &QAbstractItemModel::modelAboutToBeReset, m_nameEdit, leave);
}

QLineEdit *FileListView::nameEdit() const
{
    return m_nameEdit;
}

void FileListView::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (isPlain && event->key() == Qt::Key_Backspace) {
        Q_EMIT upWanted();
        event->accept();
        return;
    }
    const auto text = event->text();
    const bool isTyped = !text.isEmpty() && text.at(0).isPrint() && (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == Qt::NoModifier;
    const bool isWithin = m_sinceTyped.isValid() && m_sinceTyped.elapsed() < typingPause;
    if (isTyped && (text != QLatin1StringView(" ") || isWithin)) { // also "+" and "-", which open and close rows elsewhere
        keyboardSearch(text);
        event->accept();
        return;
    }
    ItemListView::keyPressEvent(event);
}

void FileListView::keyboardSearch(const QString &typed)
{
    const bool goesOn = m_sinceTyped.isValid() && m_sinceTyped.elapsed() < typingPause;
    m_sinceTyped.start();
    m_typed = goesOn ? m_typed + typed : typed;
    find();
}

void FileListView::find()
{
    const auto view = m_files->view();
    const bool isFolder = view.place == FileView::Place::Folder;
    auto wanted = FileName::folded(m_typed);
    if (wanted.size() > 1 && wanted.count(wanted.at(0)) == wanted.size()) {
        wanted = wanted.left(1); // the same letter again: the next one with it
    }
    if (!isFolder) {
        QList<qint64> matches;
        for (int row = 0; row < m_files->rowCount(); ++row) {
            const auto *file = m_files->rowAt(row);
            if (file && FileName::folded(file->name).startsWith(wanted)) {
                matches << file->item.value;
            }
        }
        go(matches);
        return;
    }
    // Not all rows are loaded, but the cache knows all names.
    m_store
        ->read([folder = view.folder, wanted](const Reader &reader) -> Result<QList<qint64>> {
            return FileQuery::children(reader, folder).transform([&wanted](const QList<FileRow> &children) {
                QList<qint64> matches;
                for (const auto &child : children) {
                    if (FileName::folded(child.name).startsWith(wanted)) {
                        matches << child.item.value;
                    }
                }
                return matches;
            });
        })
        .then(this, [this, number = ++m_finds](const Result<QList<qint64>> &matches) {
            if (matches && number == m_finds) {
                go(*matches);
            }
        });
}

void FileListView::go(const QList<qint64> &matches)
{
    QList<int> rows;
    for (const auto id : matches) {
        if (const int row = m_files->rowOf(id); row >= 0) {
            rows << row;
        }
    }
    if (rows.isEmpty()) {
        Announcer::sayNow(this, i18nc("@info spoken: typing found no file", "Nothing begins with %1", m_typed));
        return;
    }
    std::ranges::sort(rows);
    const auto current = currentIndex().row();
    const auto folded = FileName::folded(m_typed);
    const bool isRepeated = folded.size() == 1 || folded.count(folded.at(0)) == folded.size();
    const auto next = std::ranges::find_if(rows, [current, isRepeated](int row) {
        return isRepeated ? row > current : row >= current;
    });
    const auto index = m_files->index(next == rows.end() ? rows.first() : *next, 0);
    setCurrentIndex(index);
    scrollTo(index);
}

void FileListView::dragEnterEvent(QDragEnterEvent *event)
{
    event->setAccepted(FileDropTarget::isFor(event->mimeData()));
}

void FileListView::dragMoveEvent(QDragMoveEvent *event)
{
    m_drops.move(event);
}

void FileListView::dragLeaveEvent(QDragLeaveEvent *)
{
    m_drops.leave();
}

void FileListView::dropEvent(QDropEvent *event)
{
    if (const auto drop = m_drops.drop(event)) {
        Q_EMIT dropped(*drop);
    }
}

QMimeData *FileListView::dragContent(const QModelIndexList &rows) const
{
    return m_dragContent ? m_dragContent(rows) : ItemListView::dragContent(rows);
}

QString FileListView::dragWords(qsizetype count) const
{
    return i18ncp("@info below the mouse while dragging", "%1 file", "%1 files", count);
}

}
