// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatdetails.h"

#include "chat/ui/chateventlist.h"
#include "chat/ui/chatlook.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"
#include "shell/rowbackground.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
/// Paints a person: picture, name, and what power the person has.
class ChatMemberDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.fontMetrics.height() * 8, option.fontMetrics.height() * 2};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const override
    {
        auto option = given;
        option.index = index;
        RowBackground::paint(painter, option);
        const auto value = index.data(ChatMemberModel::MemberRole);
        if (!value.canConvert<ChatMemberRow>()) {
            return;
        }
        const auto person = value.value<ChatMemberRow>();
        painter->save();
        const int line = option.fontMetrics.height();
        const int pad = line / 2;
        const int side = line * 3 / 2;
        const QRect picture(option.rect.left() + pad, option.rect.center().y() - side / 2, side, side);
        const auto name = person.name.isEmpty() ? person.userId : person.name;
        painter->setFont(option.font);
        ChatLook::paintAvatar(painter, picture, name, person.userId, {});
        QRect area(picture.right() + pad, option.rect.top(), option.rect.right() - pad - picture.right() - pad, option.rect.height());
        auto small = option.font;
        small.setPointSizeF(small.pointSizeF() * 0.88);
        painter->setFont(small);
        painter->setPen(RowBackground::dimmedText(option));
        const auto power = ChatMemberModel::powerText(person.power);
        if (!power.isEmpty()) {
            painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, power);
            area.setRight(area.right() - QFontMetrics(small).horizontalAdvance(power) - pad);
        }
        painter->setFont(option.font);
        painter->setPen(option.palette.color(QPalette::Active, QPalette::Text));
        painter->drawText(area, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine, option.fontMetrics.elidedText(name, Qt::ElideRight, area.width()));
        painter->restore();
    }
};
}

ChatDetails::ChatDetails(const ChatParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_tabs(new QTabWidget(this))
    , m_about(new QLabel(this))
    , m_encryption(new QLabel(this))
    , m_notify(new QComboBox(this))
    , m_buttons(new QWidget(this))
    , m_members(new ChatMemberModel(parts.store, this))
    , m_filter(new QLineEdit(this))
    , m_show(new QComboBox(this))
    , m_people(new ItemListView({.spoken = ChatMemberModel::SpokenRole}, this))
    , m_pinned(new ChatExcerptList("pinnedMessages", i18nc("@label", "Pinned messages"), this))
    , m_files(new ChatExcerptList("roomFiles", i18nc("@label", "Files of the room"), this))
{
    setObjectName(QStringLiteral("chatDetails"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_tabs->setObjectName(QStringLiteral("detailTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab(buildRoom(), i18nc("@title:tab", "Room"));
    m_tabs->addTab(buildPeople(), i18nc("@title:tab", "People"));
    m_tabs->addTab(m_pinned, i18nc("@title:tab messages", "Pinned"));
    m_tabs->addTab(m_files, i18nc("@title:tab", "Files"));
    layout->addWidget(m_tabs);
    m_pinned->setEmptyWords(i18nc("@info", "No message is pinned."));
    m_files->setEmptyWords(i18nc("@info", "No pictures or files have been sent here."));
    for (auto *list : {m_pinned, m_files}) {
        connect(list, &ChatExcerptList::messageChosen, this, &ChatDetails::messageChosen);
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, &ChatDetails::refresh);
    m_pause.setSingleShot(true);
    m_pause.setInterval(400ms);
    connect(&m_pause, &QTimer::timeout, this, &ChatDetails::refresh);
    if (m_parts.store) {
        connect(m_parts.store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
            if (m_room.item && changes.collections.contains(m_room.account) && isVisible() && !m_pause.isActive()) {
                m_pause.start();
            }
        });
    }
}

ChatDetails::~ChatDetails()
{
    silence(this);
}

QWidget *ChatDetails::buildRoom()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    Metrics::apply(layout, this);
    for (auto *label : {m_about, m_encryption}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(label);
    }
    m_about->setObjectName(QStringLiteral("roomAbout"));
    m_encryption->setObjectName(QStringLiteral("roomEncryption"));
    auto *label = new QLabel(i18nc("@label:listbox of a room", "&Notify me of:"), page);
    label->setBuddy(m_notify);
    m_notify->setObjectName(QStringLiteral("roomNotify"));
    m_notify->addItems({i18nc("@item:inlistbox notifications", "What is usual"), i18nc("@item:inlistbox notifications", "All messages"), i18nc("@item:inlistbox notifications", "Mentions only"),
                        i18nc("@item:inlistbox notifications", "Nothing")});
    layout->addSpacing(Metrics::spacing(this));
    layout->addWidget(label);
    layout->addWidget(m_notify);
    layout->addSpacing(Metrics::spacing(this));
    auto *buttons = new QVBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_buttons);
    layout->addStretch(1);
    connect(m_notify, &QComboBox::activated, this, [this](int level) {
        Q_EMIT notifyChosen(ChatNotify(level));
    });
    return page;
}

QWidget *ChatDetails::buildPeople()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, Metrics::spacing(this), 0, 0);
    m_filter->setObjectName(QStringLiteral("peopleFilter"));
    m_filter->setPlaceholderText(i18nc("@info:placeholder", "Find people"));
    m_filter->setAccessibleName(i18nc("@label:textbox", "Find people of the room"));
    m_filter->setClearButtonEnabled(true);
    m_show->setObjectName(QStringLiteral("peopleShow"));
    m_show->setAccessibleName(i18nc("@label:listbox", "Which people"));
    m_show->addItems({i18nc("@item:inlistbox people of a room", "In the room"), i18nc("@item:inlistbox people of a room", "Invited"), i18nc("@item:inlistbox people of a room", "Banned")});
    m_people->setObjectName(QStringLiteral("roomPeople"));
    m_people->setAccessibleName(i18nc("@label", "People"));
    m_people->setModel(m_members);
    m_people->setItemDelegate(new ChatMemberDelegate(m_people));
    m_people->setSelectionMode(QAbstractItemView::SingleSelection);
    m_people->setHeaderHidden(true);
    m_people->setFrameShape(QFrame::NoFrame);
    m_people->setMouseTracking(true);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(Metrics::spacing(this), 0, Metrics::spacing(this), 0);
    line->addWidget(m_filter, 1);
    line->addWidget(m_show);
    layout->addLayout(line);
    layout->addWidget(m_people, 1);
    connect(m_filter, &QLineEdit::textChanged, m_members, &ChatMemberModel::setWords);
    connect(m_show, &QComboBox::currentIndexChanged, this, [this](int show) {
        m_members->setShow(ChatMemberModel::Show(show));
    });
    connect(m_people, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (const auto person = index.data(ChatMemberModel::MemberRole); person.canConvert<ChatMemberRow>()) {
            const auto row = person.value<ChatMemberRow>();
            Q_EMIT personChosen(row.userId, row.name);
        }
    });
    connect(m_people, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &index, const QPoint &position) {
        if (const auto person = index.data(ChatMemberModel::MemberRole); person.canConvert<ChatMemberRow>()) {
            Q_EMIT personMenuWanted(person.value<ChatMemberRow>(), position);
        }
    });
    return page;
}

void ChatDetails::setActions(const QList<QAction *> &actions)
{
    for (auto *action : actions) {
        auto *button = new QPushButton(action->icon(), action->text(), m_buttons);
        button->setObjectName(QString(QStringLiteral("detail_") + action->objectName()));
        const auto follow = [button, action] {
            button->setText(action->text());
            button->setEnabled(action->isEnabled());
            button->setVisible(action->isVisible());
        };
        connect(action, &QAction::changed, button, follow);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        follow();
        m_buttons->layout()->addWidget(button);
    }
}

void ChatDetails::show(const ChatRoomRow &room)
{
    const bool isOther = room.item != m_room.item;
    m_room = room;
    if (isOther) {
        m_filter->clear();
        m_show->setCurrentIndex(0);
        m_members->setRoom(room.item);
        if (m_parts.services && room.membership == QLatin1StringView("join")) {
            m_parts.services->bringMembers(room.item);
        }
        refresh();
    }
    QStringList lines{room.title};
    if (!room.topic.isEmpty()) {
        lines << Words::withoutTricks(room.topic);
    }
    lines << i18ncp("@info of a room", "%1 person", "%1 people", room.people);
    if (room.isKeptOffline) {
        lines << i18nc("@info of a room", "All of it is kept on this computer.");
    }
    m_about->setText(lines.join(QStringLiteral("\n\n")));
    m_about->setAccessibleName(lines.join(QStringLiteral(". ")));
    const auto words = room.isEncrypted ? i18nc("@info of a room", "Messages are encrypted from end to end: only the people in the room can read them.")
                                        : i18nc("@info of a room", "Messages are not encrypted: the servers can read them.");
    m_encryption->setText(words);
    m_encryption->setAccessibleName(words);
    m_notify->setCurrentIndex(int(room.notify));
    m_notify->setEnabled(room.membership == QLatin1StringView("join"));
}

void ChatDetails::clear()
{
    m_room = {};
    m_members->setRoom({});
    m_about->clear();
    m_encryption->clear();
    m_pinned->excerpts()->setExcerpts({});
    m_files->excerpts()->setExcerpts({});
}

void ChatDetails::goTo(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
    current()->setFocus(Qt::OtherFocusReason);
}

ChatDetails::Tab ChatDetails::tab() const
{
    return Tab(m_tabs->currentIndex());
}

QWidget *ChatDetails::current() const
{
    switch (tab()) {
    case Tab::People:
        return m_people;
    case Tab::Pinned:
        return m_pinned;
    case Tab::Files:
        return m_files;
    case Tab::Room:
        break;
    }
    return m_about;
}

ItemListView *ChatDetails::people() const
{
    return m_people;
}

std::optional<ChatMemberRow> ChatDetails::chosenPerson() const
{
    const auto value = m_people->currentIndex().data(ChatMemberModel::MemberRole);
    return value.canConvert<ChatMemberRow>() ? std::optional(value.value<ChatMemberRow>()) : std::nullopt;
}

void ChatDetails::refresh()
{
    if (!m_room.item || !m_parts.store || (tab() != Tab::Pinned && tab() != Tab::Files)) {
        return;
    }
    auto *list = tab() == Tab::Pinned ? m_pinned : m_files;
    auto future = tab() == Tab::Pinned ? ChatExcerpts::pinned(m_parts.store, m_room.item) : ChatExcerpts::files(m_parts.store, m_room.item);
    future.then(this, [this, list, number = ++m_reads](const Result<QList<ChatExcerpt>> &found) {
        if (found && number == m_reads) {
            const int row = list->currentIndex().row();
            list->excerpts()->setExcerpts(*found);
            if (row >= 0 && row < found->size()) {
                list->setCurrentIndex(list->excerpts()->index(row));
            }
        }
    });
}

}
