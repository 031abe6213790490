// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/folderview.h"

#include "mail/foldermodel.h"
#include "shell/rowbackground.h"
#include "shell/announcer.h"

#include <KLocalizedString>
#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

namespace Kontor
{

FolderView::FolderView(QWidget *parent)
    : QTreeView(parent)
{
    setObjectName(QStringLiteral("folders"));
    setAccessibleName(i18nc("@label", "Folders"));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setItemDelegate(new FolderDelegate(this));
    setAcceptDrops(true);
    setDropIndicatorShown(true);
    setDragDropMode(DropOnly);
    setAutoExpandDelay(700);
    setSelectionMode(SingleSelection);
    setFrameShape(QFrame::NoFrame);
    setIndentation(fontMetrics().height());
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setEditTriggers(NoEditTriggers);
    setExpandsOnDoubleClick(true);
}

void FolderView::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    if (!model) {
        return;
    }
    expandToDepth(0);
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &parent) {
        if (!parent.isValid()) {
            expandToDepth(0);
        } else if (!parent.parent().isValid()) {
            expand(parent);
        }
    });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        expandToDepth(0);
    });
}

CollectionId FolderView::currentFolder() const
{
    return CollectionId{currentIndex().data(FolderModel::CollectionRole).toLongLong()};
}

QIcon FolderView::iconFor(const QString &role)
{
    const auto named = [](const char *name) {
        return QIcon::fromTheme(QString::fromLatin1(name), QIcon::fromTheme(QStringLiteral("folder")));
    };
    if (role == FolderRole::Inbox) {
        return named("mail-folder-inbox");
    }
    if (role == FolderRole::Drafts) {
        return named("document-edit");
    }
    if (role == FolderRole::Sent) {
        return named("mail-folder-sent");
    }
    if (role == FolderRole::Archive || role == FolderRole::All) {
        return named("folder-mail");
    }
    if (role == FolderRole::Junk) {
        return named("mail-mark-junk");
    }
    if (role == FolderRole::Trash) {
        return named("user-trash");
    }
    if (role == FolderRole::Outbox) {
        return named("mail-folder-outbox");
    }
    return named("folder");
}

bool FolderView::event(QEvent *event)
{
    // Else the window's shortcuts would delete or archive messages that are selected in another part;
    // here letters go to the folder whose name begins so.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isLetter = !key->text().isEmpty() && key->text().at(0).isPrint() && !(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
        if (isLetter || key->key() == Qt::Key_Delete) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void FolderView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Delete) {
        QTreeView::keyPressEvent(event);
        return;
    }
    if ((event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && !event->isAutoRepeat()) {
        Q_EMIT deletionWanted();
    }
}

void FolderView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    const auto folder = currentFolder();
    if (folder && current.data(FolderModel::SelectableRole).toBool()) {
        Q_EMIT folderChosen(folder);
    }
}

void FolderView::contextMenuEvent(QContextMenuEvent *event)
{
    const auto index = event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    const auto position = event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos();
    Q_EMIT contextMenuWanted(index, position);
    event->accept();
}

void FolderView::keyboardSearch(const QString &)
{
    // Single letters are shortcuts for messages; "Move to folder" offers type-ahead.
}

void FolderView::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    const auto reason = event->reason();
    if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason) {
        Announcer::sayNow(this, accessibleName()); // of a tree screen readers say the row only
    }
}

void FolderView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    // The style paints the whole highlight here; the row has a tint only.
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = rect;
    option.viewItemPosition = QStyleOptionViewItem::Middle; // the bar is the row's own
    if (selectionModel()->isSelected(index)) {
        option.state |= QStyle::State_Selected;
    }
    painter->fillRect(rect, palette().color(QPalette::Base));
    RowBackground::paint(painter, option);
    QTreeView::drawBranches(painter, rect, index);
}

QSize FolderDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() * 7 / 4);
    return size;
}

void FolderDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    initStyleOption(&option, index);
    const auto unread = index.data(FolderModel::UnreadRole).toInt();
    const auto role = index.data(FolderModel::FolderRoleRole).toString();
    const bool isAccount = index.data(FolderModel::CollectionRole).toLongLong() == 0;
    const auto name = index.data(FolderModel::NameRole).toString();
    option.text = name.isEmpty() ? index.data(Qt::DisplayRole).toString() : name;
    option.features |= QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration;
    option.icon = isAccount ? QIcon::fromTheme(QStringLiteral("user-identity"), QIcon::fromTheme(QStringLiteral("mail-folder-inbox"))) : FolderView::iconFor(role);
    const auto side = option.widget ? option.widget->style()->pixelMetric(QStyle::PM_SmallIconSize) : 16;
    option.decorationSize = QSize(side, side);
    const bool showsCount = unread > 0 && role != FolderRole::Trash && role != FolderRole::Sent;
    option.font.setBold(isAccount || showsCount);

    const auto count = showsCount ? QLocale().toString(unread) : QString();
    const QFontMetrics metrics(option.font);
    const auto pad = metrics.height() / 3;
    const auto countWidth = count.isEmpty() ? 0 : metrics.horizontalAdvance(count) + 2 * pad;
    const auto *style = option.widget ? option.widget->style() : QApplication::style();
    // The background over the whole width, the text only up to the count.
    auto text = option.text;
    const auto area = style->subElementRect(QStyle::SE_ItemViewItemText, &option, option.widget);
    option.text = metrics.elidedText(text, Qt::ElideRight, std::max(0, area.width() - countWidth));
    option.textElideMode = Qt::ElideNone;
    RowBackground::paint(painter, option);
    option.state &= ~(QStyle::State_Selected | QStyle::State_MouseOver);
    option.backgroundBrush = Qt::NoBrush;
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    if (!count.isEmpty()) {
        painter->save();
        painter->setFont(option.font);
        painter->setPen(option.palette.color(QPalette::Text));
        painter->drawText(option.rect.adjusted(0, 0, -pad, 0), Qt::AlignRight | Qt::AlignVCenter, count);
        painter->restore();
    }
    if (!index.data(FolderModel::ProblemRole).toString().isEmpty()) {
        const QRect warning(option.rect.right() - countWidth - side, option.rect.center().y() - side / 2, side, side);
        QIcon::fromTheme(QStringLiteral("dialog-warning")).paint(painter, warning);
    }
}

}
