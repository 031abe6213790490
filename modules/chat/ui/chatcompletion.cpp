// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatcompletion.h"

#include "chat/ui/chatlook.h"
#include "shell/announcer.h"

#include <KLocalizedString>
#include <QKeyEvent>
#include <QListWidget>
#include <QTextEdit>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int mostVisible = 8;
}

ChatCompletion::ChatCompletion(QTextEdit *edit)
    : QFrame(edit, Qt::ToolTip)
    , m_edit(edit)
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("chatCompletion"));
    setAccessibleName(i18nc("@label", "Suggestions"));
    setFrameShape(QFrame::StyledPanel);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    m_list->setObjectName(QStringLiteral("suggestions"));
    m_list->setAccessibleName(i18nc("@label", "Suggestions"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    layout->addWidget(m_list);
    connect(m_list, &QListWidget::itemClicked, this, &ChatCompletion::take);
    m_pause.setSingleShot(true);
    m_pause.setInterval(60ms);
    connect(&m_pause, &QTimer::timeout, this, &ChatCompletion::ask);
    connect(edit, &QTextEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(edit, &QTextEdit::cursorPositionChanged, this, [this] {
        if (isOpen()) {
            m_pause.start();
        }
    });
    hide();
}

void ChatCompletion::setFind(Find find)
{
    m_find = std::move(find);
}

bool ChatCompletion::isOpen() const
{
    return isVisible();
}

int ChatCompletion::count() const
{
    return m_list->count();
}

QString ChatCompletion::chosenTitle() const
{
    return m_offered.value(m_list->currentRow()).title;
}

std::optional<ChatMentions::Trigger> ChatCompletion::triggerNow() const
{
    const auto cursor = m_edit->textCursor();
    return cursor.hasSelection() ? std::nullopt : ChatMentions::trigger(m_edit->toPlainText(), cursor.position());
}

void ChatCompletion::ask()
{
    const auto trigger = triggerNow();
    if (!trigger || !m_find || !m_edit->hasFocus() || m_dismissed == trigger->from) {
        if (!trigger) {
            m_dismissed.reset();
        }
        close();
        return;
    }
    m_find(*trigger).then(this, [this, number = ++m_asks, trigger = *trigger](const Result<QList<ChatMentions::Suggestion>> &found) {
        const auto now = triggerNow();
        if (found && number == m_asks && now && now->from == trigger.from && now->to == trigger.to && m_edit->hasFocus()) {
            offer(trigger, *found);
        }
    });
}

void ChatCompletion::offer(const ChatMentions::Trigger &trigger, const QList<ChatMentions::Suggestion> &found)
{
    if (found.isEmpty()) {
        close();
        return;
    }
    const bool wasOpen = isOpen();
    m_trigger = trigger;
    m_offered = found;
    m_list->clear();
    const int side = fontMetrics().height() * 5 / 4;
    m_list->setIconSize({side, side});
    for (const auto &one : found) {
        const auto words = one.detail.isEmpty() ? one.title : i18nc("@item:inlistbox title, detail", "%1  –  %2", one.title, one.detail);
        auto *item = new QListWidgetItem(words, m_list);
        item->setData(Qt::AccessibleTextRole, one.detail.isEmpty() ? one.title : QString(one.title + QStringLiteral(", ") + one.detail));
        item->setSizeHint({side * 4, side + 6});
        if (one.kind == ChatMentions::Kind::Person || one.kind == ChatMentions::Kind::Room) {
            item->setIcon(ChatLook::avatar(one.title, one.detail, side, one.kind == ChatMentions::Kind::Room ? ChatLook::Shape::Room : ChatLook::Shape::Person));
        }
    }
    m_list->setCurrentRow(0);
    place();
    show();
    if (!wasOpen) {
        Announcer::sayNow(m_edit, i18ncp("@info spoken: how many, the first one", "%1 suggestion: %2", "%1 suggestions: %2", int(found.size()), found.first().title));
    }
}

void ChatCompletion::place()
{
    const int rows = std::min(mostVisible, m_list->count());
    const int height = m_list->sizeHintForRow(0) * rows + 6;
    const int width = std::min(std::max(m_list->sizeHintForColumn(0) + 40, fontMetrics().averageCharWidth() * 30), std::max(m_edit->width(), 200));
    auto area = m_edit->cursorRect();
    const auto at = m_edit->viewport()->mapToGlobal(area.topLeft());
    setGeometry(at.x(), at.y() - height - 4, width, height); // above the line: the field stands at the bottom
}

void ChatCompletion::choose(int row)
{
    const int count = m_list->count();
    m_list->setCurrentRow((row + count) % count);
    Announcer::sayNow(m_edit, m_list->currentItem()->data(Qt::AccessibleTextRole).toString());
}

bool ChatCompletion::takeKey(QKeyEvent *event)
{
    if (!isOpen()) {
        return false;
    }
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    switch (event->key()) {
    case Qt::Key_Up:
        choose(m_list->currentRow() - 1);
        return true;
    case Qt::Key_Down:
        choose(m_list->currentRow() + 1);
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (modifiers != Qt::NoModifier) {
            close();
            return false;
        }
        take();
        return true;
    case Qt::Key_Escape:
        m_dismissed = m_trigger ? std::optional(m_trigger->from) : std::nullopt;
        close();
        return true;
    default:
        return false;
    }
}

void ChatCompletion::take()
{
    const auto suggestion = m_offered.value(m_list->currentRow());
    const auto trigger = m_trigger;
    close();
    if (trigger && !suggestion.insert.isEmpty()) {
        Q_EMIT taken(suggestion, *trigger);
        m_pause.stop();
    }
}

void ChatCompletion::close()
{
    m_pause.stop();
    ++m_asks;
    hide();
}

}
