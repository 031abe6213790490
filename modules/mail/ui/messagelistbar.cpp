// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagelistbar.h"

#include "mail/ui/buttonrow.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
using Model = MessageListModel;
using Show = Model::View::Show;
}

MessageListBar::MessageListBar(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_count(new QLabel(this))
    , m_filters(new QActionGroup(this))
    , m_sortMenu(new QMenu(i18nc("@title:menu", "&Sort"), this))
    , m_keys(new QActionGroup(this))
    , m_orders(new QActionGroup(this))
    , m_threads(new QAction(i18nc("@action:inmenu", "&Group by Conversation"), this))
    , m_sort(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageListBar"));
    auto *layout = new QVBoxLayout(this);
    const auto gap = Metrics::spacing(this);
    layout->setContentsMargins(Metrics::margin(this), gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *upper = new QHBoxLayout;
    auto bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("folderTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(0);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_count->setObjectName(QStringLiteral("folderCount"));
    upper->addWidget(m_title, 1);
    upper->addWidget(m_count);
    layout->addLayout(upper);

    auto *lower = new ButtonRow(this);
    const auto filter = [&](Show show, const char *name, const char *icon, const QString &text, const QString &tip) {
        auto *action = m_filters->addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text);
        action->setObjectName(QString::fromLatin1(name));
        action->setCheckable(true);
        action->setData(int(show));
        action->setToolTip(tip);
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setObjectName(QLatin1String("filter_") + QString::fromLatin1(name));
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(show == Show::All || show == Show::Unread ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
        button->setAccessibleName(tip);
        lower->add(button);
        connect(action, &QAction::triggered, this, [this, show] {
            Q_EMIT showChosen(show);
        });
        return action;
    };
    filter(Show::All, "show_all", "mail-message", i18nc("@action:button filter", "All"), i18nc("@info:tooltip", "Show all messages"))->setChecked(true);
    filter(Show::Unread, "show_unread", "mail-unread", i18nc("@action:button filter", "Unread"), i18nc("@info:tooltip", "Show unread messages only"));
    filter(Show::Starred, "show_starred", "starred-symbolic", i18nc("@action:button filter", "Starred"), i18nc("@info:tooltip", "Show starred messages only"));
    filter(Show::WithAttachment,
           "show_attachment",
           "mail-attachment",
           i18nc("@action:button filter", "With Attachment"),
           i18nc("@info:tooltip", "Show messages with attachments only"));
    lower->addStretch();

    const auto keys = {Model::SortBy::Date,
                       Model::SortBy::Person,
                       Model::SortBy::Subject,
                       Model::SortBy::Size,
                       Model::SortBy::Unread,
                       Model::SortBy::Starred,
                       Model::SortBy::Attachment};
    const auto changed = [this] {
        const auto *key = m_keys->checkedAction();
        const auto *order = m_orders->checkedAction();
        if (key && order) {
            Q_EMIT sortChosen(Model::SortBy(key->data().toInt()), Qt::SortOrder(order->data().toInt()));
        }
    };
    for (const auto key : keys) {
        auto *action = m_keys->addAction(sortName(key));
        action->setCheckable(true);
        action->setData(int(key));
        m_sortMenu->addAction(action);
        connect(action, &QAction::triggered, this, changed);
    }
    m_sortMenu->addSeparator();
    for (const auto order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
        auto *action = m_orders->addAction(order == Qt::DescendingOrder ? i18nc("@action:inmenu sort order", "&Newest or Largest First")
                                                                        : i18nc("@action:inmenu sort order", "&Oldest or Smallest First"));
        action->setCheckable(true);
        action->setData(int(order));
        m_sortMenu->addAction(action);
        connect(action, &QAction::triggered, this, changed);
    }
    m_sortMenu->addSeparator();
    m_threads->setObjectName(QStringLiteral("mail_threads"));
    m_threads->setCheckable(true);
    m_sortMenu->addAction(m_threads);
    connect(m_threads, &QAction::triggered, this, [this](bool on) {
        Q_EMIT threadsChosen(on ? Model::View::Threads::On : Model::View::Threads::Off);
    });
    m_sort->setObjectName(QStringLiteral("sortButton"));
    m_sort->setAutoRaise(true);
    m_sort->setFocusPolicy(Qt::TabFocus);
    m_sort->setPopupMode(QToolButton::InstantPopup);
    m_sort->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_sort->setIcon(QIcon::fromTheme(QStringLiteral("view-sort")));
    m_sort->setMenu(m_sortMenu);
    lower->add(m_sort);
    layout->addWidget(lower);
    setView({});
}

QString MessageListBar::sortName(Model::SortBy key)
{
    switch (key) {
    case Model::SortBy::Date:
        return i18nc("@item sort by", "Date");
    case Model::SortBy::Person:
        return i18nc("@item sort by", "Person");
    case Model::SortBy::Subject:
        return i18nc("@item sort by", "Subject");
    case Model::SortBy::Size:
        return i18nc("@item sort by", "Size");
    case Model::SortBy::Unread:
        return i18nc("@item sort by", "Unread");
    case Model::SortBy::Starred:
        return i18nc("@item sort by", "Starred");
    case Model::SortBy::Attachment:
        return i18nc("@item sort by", "Attachment");
    }
    return {};
}

void MessageListBar::setView(const Model::View &view)
{
    const auto check = [](const QActionGroup *group, int value) {
        for (auto *action : group->actions()) {
            if (action->data().toInt() == value) {
                action->setChecked(true);
            }
        }
    };
    check(m_filters, int(view.show));
    check(m_keys, int(view.sortBy));
    check(m_orders, int(view.order));
    m_threads->setChecked(view.threads == Model::View::Threads::On);
    m_sort->setText(sortName(view.sortBy));
    m_sort->setAccessibleName(i18nc("@action:button spoken", "Sorted by %1", sortName(view.sortBy)));
    m_sort->setToolTip(i18nc("@info:tooltip", "Change the order of the list"));
}

void MessageListBar::setCaption(const QString &title, const QString &count)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_count->setText(count);
}

QMenu *MessageListBar::sortMenu() const
{
    return m_sortMenu;
}

QList<QAction *> MessageListBar::filterActions() const
{
    return m_filters->actions();
}

}
