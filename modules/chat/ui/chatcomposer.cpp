// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatcomposer.h"

#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatspoken.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
QToolButton *button(const char *name, QWidget *parent)
{
    auto *tool = new QToolButton(parent);
    tool->setObjectName(QString::fromLatin1(name));
    tool->setAutoRaise(true);
    tool->setFocusPolicy(Qt::TabFocus);
    return tool;
}
}

ChatComposer::ChatComposer(QWidget *parent)
    : QWidget(parent)
    , m_text(new ChatComposerText(this))
    , m_completion(new ChatCompletion(m_text))
    , m_bar(new QWidget(this))
    , m_barWords(new QLabel(m_bar))
    , m_barClose(button("endReply", m_bar))
    , m_attach(button("attachFile", this))
    , m_emoji(button("chooseEmoji", this))
    , m_send(button("sendMessage", this))
    , m_typing(new QLabel(this))
{
    setObjectName(QStringLiteral("chatComposer"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Metrics::margin(this), Metrics::spacing(this) / 2, Metrics::margin(this), Metrics::spacing(this) / 2);
    layout->setSpacing(Metrics::spacing(this) / 2);
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(0, 0, 0, 0);
    m_barWords->setObjectName(QStringLiteral("replyBar"));
    m_barWords->setTextFormat(Qt::PlainText);
    m_barWords->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_barClose->setIcon(QIcon::fromTheme(QStringLiteral("dialog-close")));
    bar->addWidget(m_barWords, 1);
    bar->addWidget(m_barClose);
    layout->addWidget(m_bar);
    m_bar->hide();
    auto *line = new QHBoxLayout;
    line->setSpacing(Metrics::spacing(this) / 2);
    m_send->setIcon(QIcon::fromTheme(QStringLiteral("document-send")));
    m_send->setToolTip(i18nc("@info:tooltip", "Send"));
    m_send->setAccessibleName(i18nc("@action:button", "Send"));
    line->addWidget(m_attach, 0, Qt::AlignBottom);
    line->addWidget(m_text, 1);
    line->addWidget(m_emoji, 0, Qt::AlignBottom);
    line->addWidget(m_send, 0, Qt::AlignBottom);
    layout->addLayout(line);
    auto small = font();
    small.setPointSizeF(small.pointSizeF() * 0.86);
    m_typing->setObjectName(QStringLiteral("typing"));
    m_typing->setFont(small);
    m_typing->setTextFormat(Qt::PlainText);
    m_typing->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_typing->setMinimumHeight(QFontMetrics(small).height()); // the field does not jump
    layout->addWidget(m_typing);
    m_text->setKeyTaker([this](QKeyEvent *event) {
        return m_completion->takeKey(event);
    });
    connect(m_completion, &ChatCompletion::taken, this, &ChatComposer::take);
    connect(m_text, &ChatComposerText::sendWanted, this, &ChatComposer::send);
    connect(m_text, &ChatComposerText::upInEmpty, this, [this] {
        if (!isEditing()) {
            Q_EMIT editLastWanted();
        }
    });
    connect(m_text, &ChatComposerText::escaped, this, &ChatComposer::escape);
    connect(m_text, &ChatComposerText::filesOffered, this, &ChatComposer::filesOffered);
    connect(m_text, &ChatComposerText::pictureOffered, this, &ChatComposer::pictureOffered);
    connect(m_text, &QTextEdit::textChanged, this, &ChatComposer::noteChange);
    connect(m_send, &QToolButton::clicked, this, &ChatComposer::send);
    connect(m_barClose, &QToolButton::clicked, this, [this] {
        endEdit();
        m_text->setFocus(Qt::OtherFocusReason);
    });
    m_typingTimer.setSingleShot(true);
    m_typingTimer.setInterval(8s);
    connect(&m_typingTimer, &QTimer::timeout, this, &ChatComposer::stopTyping);
    m_send->setEnabled(false);
    setFocusProxy(m_text);
}

ChatComposer::~ChatComposer()
{
    silence(this); // the spell checker changes the text as it goes
}

ChatComposerText *ChatComposer::text() const
{
    return m_text;
}

ChatCompletion *ChatComposer::completion() const
{
    return m_completion;
}

void ChatComposer::setActions(QAction *attach, QAction *emoji)
{
    const auto give = [](QToolButton *tool, QAction *action) {
        tool->setDefaultAction(action);
        tool->setToolButtonStyle(Qt::ToolButtonIconOnly);
        tool->setAccessibleName(KLocalizedString::removeAcceleratorMarker(action->text()));
    };
    give(m_attach, attach);
    give(m_emoji, emoji);
}

void ChatComposer::setFind(ChatCompletion::Find find)
{
    m_completion->setFind(std::move(find));
}

void ChatComposer::setEnterSends(Qt::CheckState on)
{
    m_text->setEnter(on == Qt::Checked ? ChatComposerText::Enter::Sends : ChatComposerText::Enter::BreaksLine);
}

void ChatComposer::setPlace(const QString &words)
{
    m_text->setPlaceholderText(Words::shortened(words, 70));
    m_text->setAccessibleName(words);
}

void ChatComposer::setContent(const ChatOutgoing &content, const QString &about)
{
    m_isSetting = true;
    stopTyping();
    m_completion->close();
    m_about = content;
    m_mentions = content.mentions;
    m_text->setPlainText(content.text);
    m_text->moveCursor(QTextCursor::End);
    m_isSetting = false;
    m_send->setEnabled(!content.text.trimmed().isEmpty());
    if (content.edits) {
        showBar(i18nc("@info above a text field", "Changing a message"));
    } else if (content.replyTo) {
        showBar(about.isEmpty() ? i18nc("@info above a text field", "Answering a message") : about);
    } else {
        showBar({});
    }
}

ChatOutgoing ChatComposer::content() const
{
    auto content = m_about;
    content.text = m_text->toPlainText();
    content.mentions = ChatMentions::present(content.text, m_mentions);
    return content;
}

bool ChatComposer::isEmpty() const
{
    return m_text->document()->isEmpty();
}

void ChatComposer::showBar(const QString &words)
{
    m_barWords->setText(words);
    m_barWords->setAccessibleName(words);
    m_bar->setVisible(!words.isEmpty());
    const auto close = isEditing() ? i18nc("@action:button", "Do Not Change It") : i18nc("@action:button", "Do Not Answer It");
    m_barClose->setToolTip(close);
    m_barClose->setAccessibleName(close);
}

void ChatComposer::startReply(ItemId to, const QString &name, const QString &text)
{
    if (isEditing()) {
        endEdit();
    }
    m_about.replyTo = to;
    showBar(i18nc("@info above a text field: name, text", "Answer to %1: %2", name, Words::shortened(text, 120)));
    m_text->setFocus(Qt::OtherFocusReason);
    Announcer::sayNow(m_text, i18nc("@info spoken: name", "Answer to %1", name));
    Q_EMIT contentChanged(content());
}

void ChatComposer::startEdit(const ChatOutgoing &message)
{
    if (!isEditing()) {
        m_beforeEdit = content();
        m_barBeforeEdit = m_barWords->text();
    }
    const auto thread = m_about.threadRoot;
    setContent(message);
    m_about.threadRoot = thread;
    m_text->setFocus(Qt::OtherFocusReason);
    Announcer::sayNow(m_text, i18nc("@info spoken", "Changing a message"));
}

void ChatComposer::endEdit()
{
    if (isEditing()) {
        setContent(m_beforeEdit, m_barBeforeEdit);
        m_beforeEdit = {};
        return;
    }
    if (m_about.replyTo) {
        m_about.replyTo = {};
        showBar({});
        Q_EMIT contentChanged(content());
    }
}

bool ChatComposer::isEditing() const
{
    return bool(m_about.edits);
}

void ChatComposer::setThread(const QString &threadRoot)
{
    m_about.threadRoot = threadRoot;
}

void ChatComposer::insert(const QString &text)
{
    m_text->textCursor().insertText(text);
    m_text->setFocus(Qt::OtherFocusReason);
}

void ChatComposer::setTyping(const QStringList &names)
{
    QString words;
    if (names.size() == 1) {
        words = i18nc("@info name", "%1 is typing…", names.first());
    } else if (!names.isEmpty()) {
        words = i18nc("@info names", "%1 are typing…", ChatSpoken::names(names, 2));
    }
    m_typing->setText(m_typing->fontMetrics().elidedText(words, Qt::ElideRight, std::max(80, width() - Metrics::margin(this) * 2)));
    m_typing->setAccessibleName(words);
}

void ChatComposer::noteChange()
{
    const bool isSomething = !m_text->toPlainText().trimmed().isEmpty();
    m_send->setEnabled(isSomething);
    if (m_isSetting) {
        return;
    }
    if (isSomething && !isEditing()) {
        m_typingTimer.start();
        if (!m_isTyping) {
            m_isTyping = true;
            Q_EMIT typingChanged(Qt::Checked);
        }
    } else {
        stopTyping();
    }
    if (!isEditing()) {
        Q_EMIT contentChanged(content());
    }
}

void ChatComposer::stopTyping()
{
    m_typingTimer.stop();
    if (m_isTyping) {
        m_isTyping = false;
        Q_EMIT typingChanged(Qt::Unchecked);
    }
}

void ChatComposer::take(const ChatMentions::Suggestion &suggestion, const ChatMentions::Trigger &trigger)
{
    auto cursor = m_text->textCursor();
    const auto length = m_text->toPlainText().size();
    if (trigger.to > length || trigger.from > trigger.to) {
        return;
    }
    if (suggestion.mention) {
        m_mentions << *suggestion.mention;
    }
    cursor.setPosition(int(trigger.from));
    cursor.setPosition(int(trigger.to), QTextCursor::KeepAnchor);
    cursor.insertText(suggestion.insert + u' ');
    m_text->setTextCursor(cursor);
}

void ChatComposer::escape()
{
    if (isEditing() || m_about.replyTo) {
        endEdit();
        Announcer::sayNow(m_text, i18nc("@info spoken", "Given up"));
    } else {
        Q_EMIT left();
    }
}

void ChatComposer::send()
{
    auto message = content();
    message.text = message.text.trimmed();
    if (message.text.isEmpty()) {
        return;
    }
    stopTyping();
    const bool wasEdit = isEditing();
    Q_EMIT sendWanted(message);
    const auto thread = m_about.threadRoot;
    if (wasEdit) {
        setContent(m_beforeEdit, m_barBeforeEdit);
        m_beforeEdit = {};
    } else {
        setContent({.threadRoot = thread});
    }
}

}
