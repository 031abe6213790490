// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatheader.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatpictures.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace Kontor
{

ChatHeader::ChatHeader(ChatPictures *pictures, QWidget *parent)
    : QWidget(parent)
    , m_pictures(pictures)
    , m_picture(new QLabel(this))
    , m_title(new QLabel(this))
    , m_lock(new QLabel(this))
    , m_topic(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    setObjectName(QStringLiteral("chatHeader"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::margin(this), Metrics::spacing(this), Metrics::margin(this), Metrics::spacing(this));
    layout->setSpacing(Metrics::spacing(this));
    layout->addWidget(m_picture);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    auto *first = new QHBoxLayout;
    first->setSpacing(Metrics::spacing(this) / 2);
    auto bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.1);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("roomTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_lock->setObjectName(QStringLiteral("roomLock"));
    first->addWidget(m_lock);
    first->addWidget(m_title, 1);
    m_topic->setObjectName(QStringLiteral("roomTopicLine"));
    m_topic->setTextFormat(Qt::PlainText);
    m_topic->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    m_topic->setFont(small);
    lines->addLayout(first);
    lines->addWidget(m_topic);
    layout->addLayout(lines, 1);
    m_buttons->setSpacing(0);
    layout->addLayout(m_buttons);
    connect(pictures, &ChatPictures::arrived, this, &ChatHeader::paintPicture);
    setMinimumHeight(fontMetrics().height() * 3);
}

void ChatHeader::setActions(const QList<QAction *> &actions)
{
    for (auto *action : actions) {
        auto *tool = new QToolButton(this);
        tool->setDefaultAction(action);
        tool->setAutoRaise(true);
        tool->setToolButtonStyle(Qt::ToolButtonIconOnly);
        tool->setFocusPolicy(Qt::TabFocus);
        tool->setObjectName(QString(QStringLiteral("header_") + action->objectName()));
        tool->setAccessibleName(KLocalizedString::removeAcceleratorMarker(action->text()));
        const auto follow = [tool, action] {
            tool->setVisible(action->isVisible());
        };
        connect(action, &QAction::changed, tool, follow);
        follow();
        m_buttons->addWidget(tool);
    }
}

void ChatHeader::show(const ChatRoomRow &room)
{
    m_room = room;
    m_picture->setAccessibleName(room.title);
    m_title->setText(room.title);
    m_title->setToolTip(room.title.toHtmlEscaped());
    const auto people = i18ncp("@info of a room", "%1 person", "%1 people", room.people);
    const auto topic = Words::withoutTricks(Words::shortened(room.topic.simplified(), 160));
    m_topic->setText(room.directWith.isEmpty() ? (topic.isEmpty() ? people : i18nc("@info how many people, what the room is about", "%1 · %2", people, topic)) : room.directWith);
    m_topic->setToolTip(room.topic.toHtmlEscaped());
    const int side = Metrics::smallIcon(this);
    m_lock->setPixmap(QIcon::fromTheme(room.isEncrypted ? QStringLiteral("object-locked") : QStringLiteral("object-unlocked")).pixmap(side, side));
    const auto words = room.isEncrypted ? i18nc("@info of a room", "Encrypted from end to end") : i18nc("@info of a room", "Not encrypted");
    m_lock->setAccessibleName(words);
    m_lock->setToolTip(words);
    m_lock->show();
    paintPicture();
}

void ChatHeader::showThread(const QString &room)
{
    m_picture->hide();
    m_lock->hide();
    m_title->setText(i18nc("@title messages that answer one", "Thread"));
    m_topic->setText(room);
}

void ChatHeader::clear()
{
    m_room = {};
    m_title->clear();
    m_topic->clear();
    m_picture->clear();
    m_lock->hide();
}

void ChatHeader::paintPicture()
{
    if (!m_room.item) {
        return;
    }
    const int side = fontMetrics().height() * 2;
    const auto ratio = devicePixelRatioF();
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(font());
    const bool isPerson = !m_room.directWith.isEmpty();
    ChatLook::paintAvatar(&painter, QRectF(0, 0, side, side), m_room.title, isPerson ? m_room.directWith : m_room.roomId, m_pictures->avatar(m_room.account, m_room.avatar, int(side * ratio)),
                          isPerson ? ChatLook::Shape::Person : ChatLook::Shape::Room);
    painter.end();
    m_picture->setPixmap(pixmap);
}

ChatBanner::ChatBanner(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_words(new QLabel(this))
    , m_choices(new QHBoxLayout)
{
    setObjectName(QStringLiteral("chatBanner"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::margin(this), Metrics::spacing(this), Metrics::margin(this), Metrics::spacing(this));
    layout->setSpacing(Metrics::spacing(this));
    m_words->setObjectName(QStringLiteral("bannerWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_words, 1);
    layout->addLayout(m_choices);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    hide();
}

void ChatBanner::say(const QIcon &icon, const QString &sentence, const QList<Choice> &choices)
{
    const int side = Metrics::smallIcon(this);
    m_icon->setPixmap(icon.pixmap(side, side));
    m_icon->setAccessibleName(sentence);
    m_words->setText(sentence);
    while (auto *item = m_choices->takeAt(0)) {
        if (item->widget()) {
            item->widget()->deleteLater();
            item->widget()->hide();
        }
        delete item;
    }
    int number = 0;
    for (const auto &choice : choices) {
        auto *button = new QPushButton(choice.text, this);
        button->setObjectName(QStringLiteral("bannerChoice%1").arg(++number));
        connect(button, &QPushButton::clicked, this, [run = choice.run] {
            run();
        });
        m_choices->addWidget(button);
    }
    QWidget::show();
}

void ChatBanner::clear()
{
    m_words->clear();
    hide();
}

QString ChatBanner::sentence() const
{
    return m_words->text();
}

bool ChatBanner::isShown() const
{
    return !isHidden();
}

}
