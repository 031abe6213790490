// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatconversation.h"

#include "chat/chatmentions.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatemojipicker.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chatopening.h"
#include "chat/ui/chatreadingview.h"
#include "chat/ui/chatspoken.h"
#include "chat/ui/chattimelinelist.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QAction>
#include <QFileDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
bool setting(const char *key)
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Chat")).readEntry(key, true);
}

constexpr int mostSpokenAtOnce = 3;
constexpr qint64 largestThumbnailFetch = qint64(2) << 20; // of a picture without a thumbnail of its own
}

ChatConversation::ChatConversation(const ChatParts &parts, ChatPictures *pictures, ChatOpening *opening, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_pictures(pictures)
    , m_opening(opening)
    , m_announcer(new Announcer(this))
    , m_model(new ChatTimelineModel(parts.store, parts.services, this))
    , m_timeline(new ChatTimelineList(pictures, this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedWidget(this))
    , m_composer(new ChatComposer(this))
    , m_mayNot(new QLabel(this))
    , m_jump(new QToolButton(this))
    , m_attach(new QAction(QIcon::fromTheme(QStringLiteral("mail-attachment")), i18nc("@action:button", "Attach Files…"), this))
    , m_emoji(new QAction(QIcon::fromTheme(QStringLiteral("smiley"), QIcon::fromTheme(QStringLiteral("face-smile"))), i18nc("@action:button", "Choose Emoji…"), this))
{
    build();
    connectTimeline();
    connectComposer();
    showState();
}

ChatConversation::~ChatConversation()
{
    silence(this);
}

void ChatConversation::build()
{
    setAcceptDrops(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_stack->addWidget(m_timeline);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    m_mayNot->setObjectName(QStringLiteral("mayNotWrite"));
    m_mayNot->setWordWrap(true);
    m_mayNot->setMargin(Metrics::margin(this));
    m_mayNot->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_mayNot);
    layout->addWidget(m_composer);
    m_jump->setObjectName(QStringLiteral("jumpToNewest"));
    m_jump->setIcon(QIcon::fromTheme(QStringLiteral("go-bottom")));
    m_jump->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_jump->setFocusPolicy(Qt::TabFocus);
    m_jump->setAutoFillBackground(true);
    m_jump->hide();
    connect(m_jump, &QToolButton::clicked, this, &ChatConversation::goToNewest);
    m_attach->setObjectName(QStringLiteral("attach"));
    m_emoji->setObjectName(QStringLiteral("emoji"));
    m_composer->setActions(m_attach, m_emoji);
    m_timeline->setModel(m_model);
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(600ms);
    m_newsTimer.setSingleShot(true);
    m_newsTimer.setInterval(300ms);
    connect(&m_newsTimer, &QTimer::timeout, this, &ChatConversation::announce);
    connect(&m_readTimer, &QTimer::timeout, this, [this] {
        const bool isSeen = m_room.item && m_threadRoot.isEmpty() && isVisible() && window()->isActiveWindow() && m_timeline->isAtNewest() && m_model->isAtEnd();
        if (isSeen && m_room.membership == QLatin1StringView("join") && m_parts.actions) {
            m_parts.actions->markRead(m_room.item);
        }
    });
}

void ChatConversation::connectTimeline()
{
    connect(m_timeline, &ChatTimelineList::partChosen, this, &ChatConversation::runPart);
    connect(m_timeline, &ChatTimelineList::chosen, this, &ChatConversation::choosePart);
    connect(m_timeline, &ChatTimelineList::contextMenuWanted, this, [this](const QModelIndex &index, const QPoint &position) {
        if (index.isValid()) {
            Q_EMIT menuWanted(position);
        }
    });
    connect(m_timeline, &ChatTimelineList::currentRowChanged, this, &ChatConversation::currentChanged);
    connect(m_timeline, &ChatTimelineList::selectTextWanted, this, &ChatConversation::selectText);
    connect(m_timeline, &ChatTimelineList::typed, this, [this](const QString &text) {
        if (mayWrite()) {
            m_composer->insert(text);
        }
    });
    connect(m_timeline, &ChatTimelineList::visibleRowsChanged, this, [this](int first, int last) {
        m_model->noteVisible(first, last);
        bringThumbnails(first, last);
        placeReading();
        markReadSoon();
        placeJump();
    });
    connect(m_timeline, &ChatTimelineList::atNewestChanged, this, [this] {
        markReadSoon();
        placeJump();
    });
    connect(m_model, &QueryModel::queryFinished, this, [this] {
        showState();
        if (!m_isOpened && m_model->isReady() && m_model->rowCount() > 0) {
            m_isOpened = true;
            m_news.clear();
            if (const auto line = m_model->unreadLine(); line.isValid()) {
                m_timeline->goTo(line, ChatTimelineList::Place::Top);
            }
        }
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        announceSoon(first, last);
        showState();
    });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ChatConversation::showState);
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        const int current = m_timeline->currentIndex().row();
        if (current >= first.row() && current <= last.row()) {
            Q_EMIT currentChanged();
        }
    });
    connect(m_model, &ChatTimelineModel::arrived, this, [this](const QModelIndex &index) {
        m_timeline->goTo(index, ChatTimelineList::Place::Middle);
        m_timeline->setFocus(Qt::OtherFocusReason);
    });
    connect(m_model, &ChatTimelineModel::missed, this, &ChatConversation::tell);
    connect(m_model, &QueryModel::error, this, &ChatConversation::tell);
    connect(m_opening, &ChatOpening::progress, m_timeline, &ChatTimelineList::noteBusy);
    connect(m_opening, &ChatOpening::finished, m_timeline, &ChatTimelineList::noteDone);
}

void ChatConversation::connectComposer()
{
    connect(m_composer, &ChatComposer::sendWanted, this, &ChatConversation::send);
    connect(m_composer, &ChatComposer::contentChanged, this, [this](const ChatOutgoing &content) {
        ++m_drafts; // what is read now came too late
        if (m_parts.drafts && m_room.item) {
            m_parts.drafts->note(m_room.item, content);
        }
    });
    connect(m_composer, &ChatComposer::typingChanged, this, [this](Qt::CheckState on) {
        if (m_parts.services && m_room.item && setting("Typing")) {
            m_parts.services->tellTyping(m_room.item, on);
        }
    });
    connect(m_composer, &ChatComposer::editLastWanted, this, &ChatConversation::editLast);
    connect(m_composer, &ChatComposer::left, this, [this] {
        m_timeline->setFocus(Qt::OtherFocusReason);
    });
    connect(m_composer, &ChatComposer::filesOffered, this, [this](const QStringList &paths) {
        attach(paths);
    });
    connect(m_composer, &ChatComposer::pictureOffered, this, [this](const QByteArray &png) {
        attach({}, png);
    });
    if (m_parts.store) {
        m_composer->setFind([this](const ChatMentions::Trigger &trigger) {
            return ChatMentions::find(m_parts.store, m_room.item, trigger);
        });
    }
    if (m_parts.services) {
        connect(m_parts.services, &ChatServices::typingChanged, this, [this](ItemId room) {
            if (room == m_room.item) {
                m_composer->setTyping(m_parts.services->typing(room));
            }
        });
    }
    connect(m_attach, &QAction::triggered, this, [this] {
        auto *dialog = new QFileDialog(this, i18nc("@title:window", "Choose Files"));
        dialog->setObjectName(QStringLiteral("chooseAttachments"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFiles);
        connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &paths) {
            attach(paths);
        });
        dialog->open();
    });
    connect(m_emoji, &QAction::triggered, this, [this] {
        auto *picker = new ChatEmojiPicker(this);
        picker->setAttribute(Qt::WA_DeleteOnClose);
        connect(picker, &ChatEmojiPicker::taken, m_composer, &ChatComposer::insert);
        picker->open();
    });
}

const ChatRoomRow &ChatConversation::room() const
{
    return m_room;
}

QString ChatConversation::threadRoot() const
{
    return m_threadRoot;
}

ChatTimelineModel *ChatConversation::model() const
{
    return m_model;
}

ChatTimelineList *ChatConversation::timeline() const
{
    return m_timeline;
}

ChatComposer *ChatConversation::composer() const
{
    return m_composer;
}

bool ChatConversation::mayWrite() const
{
    return m_room.item && m_room.membership == QLatin1StringView("join") && m_rights.testFlag(ChatRight::Send);
}

void ChatConversation::show(const ChatRoomRow &room, const QString &threadRoot)
{
    const bool isOther = room.item != m_room.item || threadRoot != m_threadRoot;
    m_room = room;
    if (isOther) {
        endReading();
        m_threadRoot = threadRoot;
        m_isOpened = false;
        m_newBelow = 0;
        m_news.clear();
        m_askedThumbnails.clear();
        m_rights = {};
        m_timeline->setAccount(room.account);
        m_timeline->setIsThread(threadRoot.isEmpty() ? Qt::Unchecked : Qt::Checked);
        m_model->setView({.room = room.item, .threadRoot = threadRoot});
        m_timeline->goToNewest();
        m_composer->setContent({.threadRoot = threadRoot});
        m_composer->setTyping(m_parts.services && threadRoot.isEmpty() ? m_parts.services->typing(room.item) : QStringList());
        readDraft();
    }
    m_composer->setPlace(!threadRoot.isEmpty() ? i18nc("@info:placeholder", "Answer in the thread")
                             : room.isEncrypted ? i18nc("@info:placeholder name of a room", "Write to %1, encrypted", room.title)
                                                : i18nc("@info:placeholder name of a room", "Write to %1, not encrypted", room.title));
    showState();
}

void ChatConversation::close()
{
    endReading();
    if (m_parts.drafts) {
        m_parts.drafts->flush();
    }
    m_room = {};
    m_threadRoot.clear();
    m_model->close();
    m_composer->setContent({});
    showState();
}

void ChatConversation::setRights(ChatRights rights, const QString &ownUser)
{
    m_rights = rights;
    m_ownUser = ownUser;
    showState();
    Q_EMIT currentChanged();
}

void ChatConversation::setOnline(Qt::CheckState on)
{
    if (m_isOnline != (on == Qt::Checked)) {
        m_askedThumbnails.clear();
        m_pictures->forget();
    }
    m_isOnline = on == Qt::Checked;
    m_timeline->setOnline(on);
}

void ChatConversation::showState()
{
    const bool hadFocus = m_composer->text()->hasFocus();
    const bool isJoined = m_room.membership == QLatin1StringView("join");
    m_composer->setVisible(mayWrite());
    m_mayNot->setVisible(m_room.item && isJoined && !m_rights.testFlag(ChatRight::Send) && m_rights.toInt() != 0);
    m_mayNot->setText(i18nc("@info of a room", "You may read in this room, but not write."));
    if (hadFocus && !mayWrite()) {
        m_timeline->setFocus(Qt::OtherFocusReason);
    }
    const bool hasRows = m_model->rowCount() > 0;
    const auto *focus = QWidget::window()->focusWidget();
    const bool timelineHadFocus = focus == m_timeline;
    m_stack->setCurrentIndex(hasRows || !m_model->isReady() ? 0 : 1);
    if (!hasRows) {
        if (m_room.membership == QLatin1StringView("invite")) {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-invitation"), QIcon::fromTheme(QStringLiteral("dialog-messages"))), i18nc("@info", "You are invited"),
                                i18nc("@info", "Messages can be read here once you have accepted."));
        } else if (!m_threadRoot.isEmpty()) {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("dialog-messages")), i18nc("@info", "No answers yet"));
        } else {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("dialog-messages")), i18nc("@info", "No messages yet"),
                                mayWrite() ? i18nc("@info", "Write the first one below.") : QString());
        }
    }
    if (timelineHadFocus && !hasRows && mayWrite()) {
        m_composer->setFocus(Qt::OtherFocusReason);
    }
    placeJump();
}

void ChatConversation::readDraft()
{
    if (!m_parts.drafts) {
        return;
    }
    m_parts.drafts->draft(m_room.item, m_threadRoot).then(this, [this, number = ++m_drafts](const Result<ChatOutgoing> &draft) {
        if (draft && number == m_drafts && !draft->isEmpty()) {
            m_composer->setContent(*draft);
        }
    });
}

void ChatConversation::goToEvent(const QString &eventId)
{
    m_model->goToEvent(eventId);
}

void ChatConversation::goToItem(ItemId event)
{
    m_model->goToItem(event);
}

void ChatConversation::goToDay(const QDate &day)
{
    m_model->goToDay(day);
}

void ChatConversation::goToNewest()
{
    m_newBelow = 0;
    if (!m_model->isAtEnd()) {
        m_model->goToEnd();
    }
    m_timeline->goToNewest();
    if (m_jump->hasFocus()) {
        m_timeline->setFocus(Qt::OtherFocusReason);
    }
    placeJump();
}

void ChatConversation::markReadSoon()
{
    if (!m_readTimer.isActive()) {
        m_readTimer.start();
    }
}

void ChatConversation::announceSoon(int first, int last)
{
    if (!m_isOpened || last < m_model->rowCount() - 1 || !m_model->isAtEnd()) {
        return;
    }
    for (int row = first; row <= last; ++row) {
        if (ChatLook::isMessage(m_model->kindAt(row))) {
            m_news << m_model->index(row, 0);
        }
    }
    if (!m_news.isEmpty() && !m_newsTimer.isActive()) {
        m_newsTimer.start();
    }
}

void ChatConversation::announce()
{
    QStringList sentences;
    int count = 0;
    for (const auto &index : std::as_const(m_news)) {
        const auto row = m_timeline->rowAt(index);
        if (row && !row->isMine) {
            ++count;
            sentences << ChatSpoken::news(*row);
        }
    }
    m_news.clear();
    if (!m_timeline->isAtNewest()) {
        m_newBelow += count;
        placeJump();
    }
    if (count == 0 || !isVisible() || !window()->isActiveWindow()) {
        return;
    }
    if (count > mostSpokenAtOnce) {
        m_announcer->say(i18ncp("@info spoken", "%1 new message", "%1 new messages", count));
    } else {
        for (const auto &sentence : std::as_const(sentences)) {
            m_announcer->say(sentence);
        }
    }
}

void ChatConversation::bringThumbnails(int first, int last)
{
    if (!m_parts.services || !m_isOnline) {
        return;
    }
    for (int at = first; at <= last; ++at) {
        const auto kind = m_model->kindAt(at);
        const auto row = kind == ChatRowKind::Image || kind == ChatRowKind::Sticker ? m_timeline->rowAt(m_model->index(at, 0)) : std::nullopt;
        if (!row || !row->attachment || !row->thumbnailBlob.isEmpty() || !row->attachmentBlob.isEmpty() || row->isWaiting || m_askedThumbnails.contains(row->item)) {
            continue;
        }
        const bool isSmall = row->attachment->size > 0 && row->attachment->size <= largestThumbnailFetch;
        if (!row->attachment->thumbnailUrl.isEmpty() || row->attachment->key.isEmpty() || isSmall) {
            m_askedThumbnails << row->item;
            m_parts.services->bringThumbnail(row->item); // the row changes when it is there
        }
    }
}

void ChatConversation::placeJump()
{
    const bool isWanted = m_stack->currentIndex() == 0 && m_model->rowCount() > 0 && (!m_timeline->isAtNewest() || !m_model->isAtEnd());
    if (m_timeline->isAtNewest()) {
        m_newBelow = 0;
    }
    const auto words = m_newBelow > 0 ? i18ncp("@action:button", "%1 new message", "%1 new messages", m_newBelow) : i18nc("@action:button", "To the newest");
    m_jump->setText(words);
    m_jump->setAccessibleName(words);
    m_jump->setVisible(isWanted);
    m_jump->adjustSize();
    const auto area = m_stack->geometry();
    m_jump->move(area.right() - m_jump->width() - Metrics::margin(this) * 3, area.bottom() - m_jump->height() - Metrics::margin(this));
    m_jump->raise();
}

void ChatConversation::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeReading();
    placeJump();
}

void ChatConversation::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_composer->setEnterSends(setting("EnterSends") ? Qt::Checked : Qt::Unchecked); // may have been changed meanwhile
    markReadSoon();
}

}
