// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filebreadcrumbs.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

namespace Kontor
{

FileBreadcrumbs::FileBreadcrumbs(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_row(new QWidget(this))
    , m_layout(new QHBoxLayout(m_row))
    , m_edit(new QLineEdit(this))
{
    setObjectName(QStringLiteral("breadcrumbs"));
    setAccessibleName(i18nc("@label", "Path"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::spacing(this), Metrics::spacing(this) / 2, Metrics::spacing(this), Metrics::spacing(this) / 2);
    layout->addWidget(m_stack);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_stack->addWidget(m_row);
    m_stack->addWidget(m_edit);
    m_edit->setObjectName(QStringLiteral("pathEdit"));
    m_edit->setAccessibleName(i18nc("@label:textbox", "Path of a folder"));
    m_edit->setPlaceholderText(i18nc("@info:placeholder", "Folder/In a folder"));
    m_edit->installEventFilter(this);
    m_stack->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QToolButton *FileBreadcrumbs::addButton(const QString &name, const QIcon &icon)
{
    auto *button = new QToolButton(m_row);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setText(Words::shortened(Words::withoutTricks(name), 40).replace(u'&', QLatin1StringView("&&")));
    button->setAccessibleName(name);
    button->setToolTip(name.toHtmlEscaped());
    if (!icon.isNull()) {
        button->setIcon(icon);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    m_layout->addWidget(button);
    return button;
}

void FileBreadcrumbs::build()
{
    const bool hadFocus = m_row->isAncestorOf(QWidget::window()->focusWidget());
    m_buttons.clear();
    m_more = nullptr;
    while (auto *item = m_layout->takeAt(0)) {
        if (auto *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    if (m_crumbs.isEmpty()) {
        auto *icon = new QLabel(m_row);
        icon->setPixmap(m_icon.pixmap(Metrics::smallIcon(this)));
        icon->setContentsMargins(Metrics::spacing(this), 0, Metrics::spacing(this), 0);
        auto *label = new QLabel(m_title, m_row);
        label->setObjectName(QStringLiteral("placeTitle"));
        label->setTextFormat(Qt::PlainText);
        auto bold = label->font();
        bold.setBold(true);
        label->setFont(bold);
        m_layout->addWidget(icon);
        m_layout->addWidget(label, 1);
        return;
    }
    m_more = new QToolButton(m_row);
    m_more->setObjectName(QStringLiteral("crumbMore"));
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::TabFocus);
    m_more->setText(QStringLiteral("…"));
    m_more->setAccessibleName(i18nc("@action:button opens a menu", "Folders further up"));
    m_more->setToolTip(i18nc("@info:tooltip", "Folders further up"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(new QMenu(m_more));
    m_layout->addWidget(m_more);
    for (int i = 0; i < m_crumbs.size(); ++i) {
        if (i > 0) {
            auto *arrow = new QLabel(QStringLiteral("›"), m_row);
            arrow->setObjectName(QStringLiteral("crumbArrow"));
            m_layout->addWidget(arrow);
        }
        const auto &crumb = m_crumbs.at(i);
        auto *button = addButton(crumb.name, i == 0 ? QIcon::fromTheme(QStringLiteral("folder-cloud"), QIcon::fromTheme(QStringLiteral("folder-remote"))) : QIcon());
        button->setObjectName(QStringLiteral("crumb%1").arg(i));
        if (i + 1 == m_crumbs.size()) {
            auto bold = button->font();
            bold.setBold(true);
            button->setFont(bold);
        }
        connect(button, &QToolButton::clicked, this, [this, folder = crumb.folder] {
            Q_EMIT chosen(folder);
        });
        m_buttons << button;
    }
    m_layout->addStretch(1);
    fit();
    if (hadFocus && !m_buttons.isEmpty()) {
        m_buttons.last()->setFocus(Qt::OtherFocusReason);
    }
}

/// What has no room goes into the menu, from the left.
void FileBreadcrumbs::fit()
{
    if (!m_more) {
        return;
    }
    const auto arrow = fontMetrics().horizontalAdvance(QStringLiteral("›"));
    int room = width() - 2 * Metrics::spacing(this) - m_more->sizeHint().width();
    int first = int(m_buttons.size()) - 1;
    for (int i = first; i >= 0; --i) {
        room -= m_buttons.at(i)->sizeHint().width() + arrow;
        if (room < 0 && i + 1 < m_buttons.size()) {
            break;
        }
        first = i;
    }
    auto *menu = m_more->menu();
    menu->clear();
    for (int i = 0; i < m_buttons.size(); ++i) {
        const bool isShown = i >= first;
        m_buttons.at(i)->setVisible(isShown);
        if (auto *sign = m_layout->itemAt(m_layout->indexOf(m_buttons.at(i)) - 1)->widget(); sign != m_more) {
            sign->setVisible(isShown && i > first);
        }
        if (!isShown) {
            connect(menu->addAction(m_buttons.at(i)->text()), &QAction::triggered, this, [this, folder = m_crumbs.at(i).folder] {
                Q_EMIT chosen(folder);
            });
        }
    }
    m_more->setVisible(first > 0);
}

void FileBreadcrumbs::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void FileBreadcrumbs::setCrumbs(const QList<Crumb> &crumbs)
{
    if (m_crumbs == crumbs && !m_buttons.isEmpty()) {
        return;
    }
    m_crumbs = crumbs;
    build();
    if (m_stack->currentIndex() == 1 && !m_edit->hasFocus()) {
        m_stack->setCurrentIndex(0);
    }
}

void FileBreadcrumbs::setTitle(const QIcon &icon, const QString &title)
{
    m_crumbs.clear();
    m_icon = icon;
    m_title = title;
    build();
    m_stack->setCurrentIndex(0);
}

QString FileBreadcrumbs::path() const
{
    QStringList names;
    for (int i = 1; i < m_crumbs.size(); ++i) {
        names << m_crumbs.at(i).name;
    }
    return names.join(u'/');
}

QString FileBreadcrumbs::text() const
{
    if (m_crumbs.isEmpty()) {
        return m_title;
    }
    QStringList names;
    for (const auto &crumb : m_crumbs) {
        names << crumb.name;
    }
    return names.join(QStringLiteral(" › "));
}

QLineEdit *FileBreadcrumbs::pathEdit() const
{
    return m_edit;
}

void FileBreadcrumbs::editPath()
{
    m_edit->setText(path());
    m_stack->setCurrentIndex(1);
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

bool FileBreadcrumbs::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_edit) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            Q_EMIT pathWritten(m_edit->text());
            return true;
        }
        if (key == Qt::Key_Escape) {
            m_stack->setCurrentIndex(0);
            Q_EMIT left();
            return true;
        }
    }
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason
        && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason) {
        m_stack->setCurrentIndex(0);
    }
    return QWidget::eventFilter(watched, event);
}

}
