// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reminderbar.h"

#include "app/remindernotifier.h"
#include "app/reminderwords.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QUrl>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int mostLines = 4;

bool isSame(const Reminder &a, const Reminder &b)
{
    return a.occurrence.ref == b.occurrence.ref && a.due == b.due;
}

QUrl conference(const Reminder &reminder)
{
    const QUrl url(reminder.occurrence.conference, QUrl::StrictMode);
    return url.scheme() == QLatin1String("https") ? url : QUrl();
}

/// Shows which one is chosen to those who are there; a bar that nobody asked for stays quiet.
class QuietDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state.setFlag(QStyle::State_Selected, option->state.testFlag(QStyle::State_Selected) && option->widget && option->widget->hasFocus());
    }
};
}

ReminderBar::ReminderBar(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_later(new QMenu(this))
    , m_open(new QPushButton(QIcon::fromTheme(QStringLiteral("document-open")), i18nc("@action:button a reminder", "Open"), this))
    , m_join(new QPushButton(QIcon::fromTheme(QStringLiteral("camera-web")), i18nc("@action:button a conference", "Join"), this))
    , m_laterButton(new QPushButton(QIcon::fromTheme(QStringLiteral("appointment-reminder")), i18nc("@action:button of a reminder", "Remind Me Later"), this))
    , m_dismiss(new QPushButton(i18nc("@action:button of a reminder", "Dismiss"), this))
    , m_dismissAll(new QPushButton(i18nc("@action:button of reminders", "Dismiss All"), this))
{
    setObjectName(QStringLiteral("reminderBar"));
    setAccessibleName(i18nc("@label", "Reminders"));
    m_list->setItemDelegate(new QuietDelegate(m_list));
    auto *layout = new QHBoxLayout(this); // one reminder shall take no more than one line
    Metrics::apply(layout, this);
    m_list->setObjectName(QStringLiteral("reminderList"));
    m_list->setAccessibleName(i18nc("@label", "Reminders"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->installEventFilter(this);
    setFocusProxy(m_list);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    layout->addWidget(m_list, 1, Qt::AlignTop);
    m_open->setObjectName(QStringLiteral("reminderOpen"));
    m_join->setObjectName(QStringLiteral("reminderJoin"));
    m_laterButton->setObjectName(QStringLiteral("reminderLater"));
    m_dismiss->setObjectName(QStringLiteral("reminderDismiss"));
    m_dismissAll->setObjectName(QStringLiteral("reminderDismissAll"));
    m_later->setObjectName(QStringLiteral("reminderLaterMenu"));
    m_later->setTitle(m_laterButton->text());
    m_laterButton->setMenu(m_later);
    for (auto *button : {m_open, m_join, m_laterButton, m_dismiss, m_dismissAll}) {
        button->setAutoDefault(false);
        layout->addWidget(button, 0, Qt::AlignTop);
    }
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();

    connect(m_list, &QListWidget::currentRowChanged, this, &ReminderBar::updateButtons);
    const auto open = [this] {
        if (const auto *one = current()) {
            Q_EMIT openWanted(Reminder(*one));
        }
    };
    connect(m_list, &QListWidget::itemActivated, this, open);
    connect(m_open, &QPushButton::clicked, this, open);
    connect(m_join, &QPushButton::clicked, this, [this] {
        if (const auto *one = current(); one && conference(*one).isValid()) {
            QDesktopServices::openUrl(conference(*one));
        }
    });
    connect(m_later, &QMenu::aboutToShow, this, &ReminderBar::fillLater);
    connect(m_dismiss, &QPushButton::clicked, this, &ReminderBar::dismiss);
    connect(m_dismissAll, &QPushButton::clicked, this, [this] {
        if (m_notifier) {
            m_notifier->dismissAll();
            settled(i18nc("@info spoken", "All reminders dismissed."));
        }
    });
    m_minute.setInterval(30s); // "in 5 minutes" becomes "in 4 minutes"
    connect(&m_minute, &QTimer::timeout, this, &ReminderBar::nameRows);
}

void ReminderBar::setNotifier(ReminderNotifier *notifier)
{
    m_notifier = notifier;
    if (notifier) {
        connect(notifier, &ReminderNotifier::openChanged, this, &ReminderBar::follow);
        connect(notifier, &QObject::destroyed, this, [this] {
            m_notifier = nullptr;
            follow();
        });
    }
    follow();
}

const Reminder *ReminderBar::current() const
{
    const auto row = m_list->currentRow();
    return row >= 0 && row < m_shown.size() ? &m_shown.at(row) : nullptr;
}

void ReminderBar::follow()
{
    const auto *chosen = current();
    const auto before = chosen ? std::optional(*chosen) : std::nullopt;
    const auto row = m_list->currentRow();
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    m_shown = m_notifier ? m_notifier->open() : QList<Reminder>();
    {
        const QSignalBlocker quiet(m_list);
        while (m_list->count() > m_shown.size()) {
            delete m_list->takeItem(m_list->count() - 1);
        }
        while (m_list->count() < m_shown.size()) {
            m_list->addItem(QString());
        }
        nameRows();
        const auto same = before ? std::ranges::find_if(m_shown, [&before](const Reminder &one) { return isSame(one, *before); }) : m_shown.end();
        m_list->setCurrentRow(same != m_shown.end() ? int(same - m_shown.begin()) : std::clamp(row, 0, std::max(0, int(m_shown.size()) - 1)));
    }
    const auto lines = int(std::clamp<qsizetype>(m_shown.size(), 1, mostLines));
    const auto height = lines * std::max(m_list->sizeHintForRow(0), fontMetrics().height()) + 2 * m_list->frameWidth();
    m_list->setFixedHeight(std::max(height, m_dismiss->sizeHint().height()));
    m_list->setAccessibleName(i18ncp("@info how many reminders are due", "Reminder", "%1 reminders", int(m_shown.size())));
    m_shown.isEmpty() ? m_minute.stop() : m_minute.start();
    updateButtons();
    setVisible(!m_shown.isEmpty());
    if (hadFocus && m_shown.isEmpty()) {
        Q_EMIT left();
    }
}

void ReminderBar::nameRows()
{
    const auto now = m_notifier ? m_notifier->now() : QDateTime();
    for (int row = 0; row < std::min<qsizetype>(m_list->count(), m_shown.size()); ++row) {
        const auto text = ReminderWords::sentence(m_shown.at(row), now);
        if (auto *item = m_list->item(row); item->text() != text) {
            item->setText(text);
            item->setToolTip(text.toHtmlEscaped());
        }
    }
}

void ReminderBar::updateButtons()
{
    const auto *one = current();
    for (auto *button : {m_open, m_laterButton, m_dismiss}) {
        button->setEnabled(one != nullptr);
        button->setAccessibleDescription(one ? ReminderWords::title(*one) : QString());
    }
    m_join->setVisible(one && conference(*one).isValid());
    m_dismissAll->setVisible(m_shown.size() > 1);
}

void ReminderBar::fillLater()
{
    m_later->clear();
    const auto *one = current();
    if (!one || !m_notifier) {
        return;
    }
    for (const auto &choice : ReminderWords::later(*one, m_notifier->now())) {
        auto *action = m_later->addAction(choice.text);
        action->setData(choice.minutes);
        connect(action, &QAction::triggered, this, [this, reminder = *one, minutes = choice.minutes] {
            if (!m_notifier) {
                return;
            }
            const auto again = m_notifier->now().addSecs(minutes * 60LL).toLocalTime();
            m_notifier->snooze(reminder, minutes);
            settled(i18nc("@info spoken: title, day and time", "%1 comes again: %2.", ReminderWords::title(reminder), QLocale().toString(again, QLocale::ShortFormat)));
        });
    }
}

void ReminderBar::dismiss()
{
    const auto *one = current();
    if (!one || !m_notifier) {
        return;
    }
    const auto reminder = *one;
    m_notifier->dismiss(reminder);
    settled(i18nc("@info spoken: title of an event", "%1 dismissed.", ReminderWords::title(reminder)));
}

void ReminderBar::settled(const QString &sentence)
{
    auto *speaker = isVisible() ? static_cast<QWidget *>(this) : window();
    Announcer::sayNow(speaker, sentence);
}

bool ReminderBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Delete) {
            dismiss();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QString ReminderBar::spoken(const QList<Reminder> &news) const
{
    const auto now = m_notifier ? m_notifier->now() : QDateTime();
    QStringList sentences;
    for (const auto &one : news.first(std::min<qsizetype>(news.size(), mostLines))) {
        sentences << ReminderWords::sentence(one, now);
    }
    const auto said = i18ncp("@info spoken: how many, what", "Reminder: %2.", "%1 reminders: %2.", int(news.size()), sentences.join(QStringLiteral("; ")));
    return i18nc("@info spoken: reminders, and how to get there", "%1 Reach it with F6.", said);
}

}
