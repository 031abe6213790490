// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatpane.h"

#include "chat/chattimelinemodel.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatdetails.h"
#include "chat/ui/chateventlist.h"
#include "chat/ui/chatheader.h"
#include "chat/ui/chatopening.h"
#include "chat/ui/chatpaneactions.h"
#include "chat/ui/chatpictures.h"
#include "chat/ui/chatroomfilter.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chattimelinelist.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Chat"));
}

constexpr qint64 largestPicture = qint64(16) << 20;
}

ChatPane::ChatPane(const ChatParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_pictures(new ChatPictures(this))
    , m_accounts(new ChatAccounts(parts.store, this))
    , m_opening(new ChatOpening(parts, this))
    , m_rooms(new ChatRoomListModel(parts.store, this))
    , m_roomList(new ChatRoomList(m_rooms, m_pictures, this))
    , m_spaces(new QComboBox(this))
    , m_filter(new ChatRoomFilter(m_rooms, this))
    , m_header(new ChatHeader(m_pictures, this))
    , m_banner(new ChatBanner(this))
    , m_deviceBanner(new ChatBanner(this))
    , m_conversation(new ChatConversation(parts, m_pictures, m_opening, this))
    , m_empty(new EmptyState(this))
    , m_foundPage(new QWidget(this))
    , m_foundWords(new QLabel(this))
    , m_onlyHere(new QCheckBox(this))
    , m_found(new ChatExcerptList("foundMessages", i18nc("@label", "Found messages"), this))
    , m_stack(new QStackedWidget(this))
    , m_details(new ChatDetails(parts, this))
    , m_threadHeader(new ChatHeader(m_pictures, this))
    , m_thread(new ChatConversation(parts, m_pictures, m_opening, this))
    , m_side(new QStackedWidget(this))
    , m_splitter(new QSplitter(this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("chatPane"));
    setAccessibleName(i18nc("@label", "Chat"));
    m_pictures->setSources(
        [store = parts.store](const BlobId &blob) {
            return QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, [store, blob] {
                return store->blobs().get(blob, largestPicture);
            });
        },
        parts.services ? ChatPictures::Avatar([services = parts.services](CollectionId account, const QString &mxc, int pixels) {
            return services->picture(account, mxc, pixels);
        })
                       : ChatPictures::Avatar());
    m_wantsDetails = settings().readEntry("Details", false);
    QSet<int> collapsed;
    for (const auto sections = settings().readEntry("ClosedSections", QList<int>()); const auto section : sections) {
        collapsed << section;
    }
    m_rooms->setCollapsed(collapsed);
    build();
    m_actions = new ChatPaneActions(this);
    m_header->setActions(m_actions->headerActions());
    m_threadHeader->setActions(m_actions->threadActions());
    m_details->setActions(m_actions->roomActions());
    connectParts();
    connectConversation(m_conversation);
    connectConversation(m_thread);
    m_splitter->restoreState(settings().readEntry("Splitter", QByteArray()));
    m_isLaidOut = settings().hasKey("Splitter");
    m_rooms->setView({});
    readSpaces();
    readTotals();
    showSide();
    updateState();
}

ChatPane::~ChatPane()
{
    silence(this);
}

void ChatPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_splitter->setObjectName(QStringLiteral("chatSplitter"));
    m_splitter->setChildrenCollapsible(false);
    auto *left = buildLeft();
    auto *middle = buildMiddle();
    auto *right = buildRight();
    m_splitter->addWidget(left);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    const auto character = fontMetrics().averageCharWidth();
    left->setMinimumWidth(character * 20);
    middle->setMinimumWidth(character * 40);
    right->setMinimumWidth(character * 30);
    layout->addWidget(m_splitter);
}

QWidget *ChatPane::buildLeft()
{
    auto *left = new QWidget(this);
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(Metrics::spacing(this), Metrics::spacing(this), Metrics::spacing(this), Metrics::spacing(this));
    top->setSpacing(Metrics::spacing(this));
    m_spaces->setObjectName(QStringLiteral("spaces"));
    m_spaces->setAccessibleName(i18nc("@label:listbox", "Space"));
    m_spaces->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_spaces->setMinimumContentsLength(8);
    top->addWidget(m_spaces);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_roomList, 1);
    return left;
}

QWidget *ChatPane::buildMiddle()
{
    auto *middle = new QWidget(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_deviceBanner->setObjectName(QStringLiteral("deviceBanner"));
    layout->addWidget(m_deviceBanner);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    auto *found = new QVBoxLayout(m_foundPage);
    found->setContentsMargins(0, 0, 0, 0);
    m_foundWords->setObjectName(QStringLiteral("foundWords"));
    m_foundWords->setMargin(Metrics::spacing(this));
    m_foundWords->setWordWrap(true);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, Metrics::margin(this), 0);
    m_onlyHere->setObjectName(QStringLiteral("searchOnlyHere"));
    line->addWidget(m_foundWords, 1);
    line->addWidget(m_onlyHere);
    connect(m_onlyHere, &QCheckBox::toggled, this, [this] {
        if (!m_search.isEmpty()) {
            tellFound(m_search);
        }
    });
    found->addLayout(line);
    found->addWidget(m_found, 1);
    m_stack->addWidget(m_conversation);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_foundPage);
    layout->addWidget(m_stack, 1);
    return middle;
}

QWidget *ChatPane::buildRight()
{
    auto *thread = new QWidget(this);
    auto *layout = new QVBoxLayout(thread);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_threadHeader->setObjectName(QStringLiteral("threadHeader"));
    m_thread->setObjectName(QStringLiteral("threadConversation"));
    m_thread->timeline()->setObjectName(QStringLiteral("threadTimeline"));
    m_thread->timeline()->setAccessibleName(i18nc("@label", "Messages of the thread"));
    layout->addWidget(m_threadHeader);
    layout->addWidget(m_thread, 1);
    m_side->addWidget(m_details);
    m_side->addWidget(thread);
    return m_side;
}

void ChatPane::showEvent(QShowEvent *event)
{
    Pane::showEvent(event);
    if (!m_isLaidOut) {
        m_isLaidOut = true;
        const auto character = fontMetrics().averageCharWidth();
        const auto left = std::min(character * 36, width() / 4);
        const auto right = std::min(character * 40, width() / 4);
        m_splitter->setSizes({left, std::max(1, width() - left - right), right});
    }
}

void ChatPane::connectParts()
{
    connect(m_roomList, &ChatRoomList::roomChosen, this, &ChatPane::showRoom);
    connect(m_roomList, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (!m_rooms->isHeading(index.row())) {
            entrance()->setFocus(Qt::OtherFocusReason);
        }
    });
    connect(m_roomList, &ItemListView::contextMenuWanted, m_actions, &ChatPaneActions::popUpRoomMenu);
    connect(m_rooms, &QueryModel::queryFinished, this, [this] {
        updateState();
        auto group = settings();
        const auto collapsed = m_rooms->collapsed();
        group.writeEntry("ClosedSections", QList<int>(collapsed.begin(), collapsed.end()));
    });
    connect(m_rooms, &QueryModel::error, this, [this](const Error &error) {
        notify(error);
    });
    connect(m_filter, &ChatRoomFilter::roomChosen, this, [this](ItemId room) {
        showRoom(room);
        m_roomList->choose(room);
        entrance()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_filter, &ChatRoomFilter::listWanted, this, [this](ItemId first) {
        showRoom(first);
        m_roomList->choose(first);
        m_roomList->setFocus(Qt::OtherFocusReason);
    });
    connect(m_spaces, &QComboBox::activated, this, [this] {
        showSpace(m_spaces->currentData().value<ItemId>());
    });
    connect(m_accounts, &ChatAccounts::changed, this, [this] {
        readSpaces();
        updateState();
    });
    connect(m_found, &ChatExcerptList::messageChosen, this, [this](const ChatTimelineRow &row) {
        showEvent(row.item);
    });
    connect(m_details, &ChatDetails::messageChosen, this, [this](const ChatTimelineRow &row) {
        showEvent(row.item);
    });
    connect(m_details, &ChatDetails::personChosen, this, &ChatPane::personDialog);
    connect(m_details, &ChatDetails::personMenuWanted, m_actions, &ChatPaneActions::popUpPersonMenu);
    connect(m_details, &ChatDetails::notifyChosen, this, [this](ChatNotify level) {
        if (m_room.item && m_parts.actions) {
            m_parts.actions->setNotify(m_room.item, level);
        }
    });
    connect(m_opening, &ChatOpening::said, this, [this](const QString &sentence, Workbench::Tone tone) {
        notify(sentence, tone);
    });
    if (m_parts.actions) {
        connect(m_parts.actions, &ChatActions::failed, this, [this](const Error &error) {
            notify(error);
        });
        connect(m_parts.actions, &ChatActions::takenBack, this, [this] {
            notify(i18nc("@info an action was undone", "Taken back."), Workbench::Tone::Success);
        });
    }
    if (m_parts.services) {
        connect(m_parts.services, &ChatServices::verificationChanged, this, &ChatPane::meetVerification);
        connect(m_parts.services, &ChatServices::encryptionChanged, this, &ChatPane::updateBanner);
    }
    m_roomTimer.setSingleShot(true);
    m_roomTimer.setInterval(50ms);
    connect(&m_roomTimer, &QTimer::timeout, this, [this] {
        readRoom();
        readSpaces();
        readTotals();
    });
    connect(m_parts.store.get(), &Store::changed, this, [this] {
        if (!m_roomTimer.isActive()) {
            m_roomTimer.start();
        }
    });
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(120ms);
    connect(&m_searchTimer, &QTimer::timeout, this, [this] {
        tellFound(m_search);
    });
}

void ChatPane::connectConversation(ChatConversation *conversation)
{
    connect(conversation, &ChatConversation::currentChanged, this, &ChatPane::stateChanged);
    connect(conversation, &ChatConversation::menuWanted, m_actions, &ChatPaneActions::popUpMessageMenu);
    connect(conversation, &ChatConversation::threadWanted, this, &ChatPane::showThread);
    connect(conversation, &ChatConversation::linkChosen, this, &ChatPane::followLink);
    connect(conversation, &ChatConversation::personChosen, this, [this](const QString &userId) {
        personDialog(userId, {});
    });
    connect(conversation, &ChatConversation::callWanted, this, [this](const ChatTimelineRow &row) {
        const auto at = row.text.indexOf(QLatin1StringView("https://"));
        const auto url = at < 0 ? QUrl() : QUrl(row.text.mid(at).section(QRegularExpression(QStringLiteral("\\s")), 0, 0));
        openCall(url.isValid() && !url.host().isEmpty() ? url : call());
    });
    connect(conversation, &ChatConversation::remedyWanted, this, &ChatPane::remedy);
    connect(conversation, &ChatConversation::said, this, [this](const QString &sentence, Workbench::Tone tone) {
        notify(sentence, tone);
    });
}

QString ChatPane::id() const
{
    return QStringLiteral("chat");
}

QString ChatPane::title() const
{
    return i18nc("@title a pane", "Chat");
}

QIcon ChatPane::icon() const
{
    return QIcon::fromTheme(QStringLiteral("dialog-messages"));
}

KActionCollection *ChatPane::actions()
{
    return m_actions->collection();
}

void ChatPane::open(const ItemUrl &item)
{
    if (item.type == QLatin1StringView("room")) {
        showRoom(ItemId{item.id});
        m_roomList->choose(ItemId{item.id});
    } else if (item.type == QLatin1StringView("event") || item.type == QLatin1StringView("message")) {
        showEvent(ItemId{item.id});
    }
}

QList<QWidget *> ChatPane::focusRing() const
{
    QList<QWidget *> ring{m_roomList};
    if (m_stack->currentWidget() == m_conversation) {
        ring << m_conversation->timeline();
        if (m_conversation->mayWrite()) {
            ring << m_conversation->composer()->text();
        }
    } else if (m_stack->currentWidget() == m_foundPage) {
        ring << m_found;
    } else {
        ring << m_empty;
    }
    if (!m_side->isHidden()) {
        ring << (isThreadOpen() ? static_cast<QWidget *>(m_thread->timeline()) : m_details->current());
        if (isThreadOpen() && m_thread->mayWrite()) {
            ring << m_thread->composer()->text();
        }
    }
    return ring;
}

QWidget *ChatPane::entrance() const
{
    if (m_stack->currentWidget() == m_conversation) {
        return m_conversation->mayWrite() ? static_cast<QWidget *>(m_conversation->composer()->text()) : m_conversation->timeline();
    }
    if (m_stack->currentWidget() == m_foundPage) {
        return m_found;
    }
    return m_rooms->rowCount() > 0 ? static_cast<QWidget *>(m_roomList) : m_empty;
}

QString ChatPane::whereAmI() const
{
    QStringList parts{title()};
    if (m_room.item) {
        parts << m_room.title << (m_room.isEncrypted ? i18nc("@info of a room", "encrypted") : i18nc("@info of a room", "not encrypted"));
    } else if (m_stack->currentWidget() == m_empty) {
        parts << m_empty->title();
    }
    if (const auto row = active()->timeline()->currentIndex(); row.isValid() && active()->timeline()->hasFocus()) {
        parts << row.data(ChatTimelineModel::SpokenRole).toString();
    }
    return parts.join(QStringLiteral(", "));
}

void ChatPane::search(const QString &text)
{
    m_search = text.trimmed();
    if (m_search.isEmpty()) {
        ++m_searches;
        m_searchTimer.stop();
        updateState();
        return;
    }
    m_searchTimer.start();
}

QStringList ChatPane::searchCompletions(const QString &text, int cursor) const
{
    return ChatSearch::completions(text, cursor);
}

void ChatPane::tellFound(const QString &text)
{
    const auto search = ChatSearch::parse(text);
    const bool isHere = m_onlyHere->isChecked() && m_shown;
    m_onlyHere->setVisible(bool(m_shown));
    m_onlyHere->setText(i18nc("@option:check name of a room", "Only in %1", Words::shortened(m_room.title, 40)));
    ChatExcerpts::search(m_parts.store, search, isHere ? m_shown : ItemId()).then(this, [this, text, search, number = ++m_searches](const Result<QList<ChatExcerpt>> &found) {
        if (number != m_searches) {
            return;
        }
        if (!found) {
            notify(found.error());
            return;
        }
        m_found->excerpts()->setExcerpts(*found);
        const auto words = !search.misunderstood.isEmpty() ? search.misunderstood.join(u' ') : found->isEmpty() ? i18nc("@info what was searched", "No message on this computer has “%1”.", text) : i18ncp("@info", "%1 message found", "%1 messages found", int(found->size()));
        m_foundWords->setText(words);
        updateState();
        Announcer::sayNow(this, words);
    });
}

bool ChatPane::mayClose()
{
    auto group = settings();
    group.writeEntry("Splitter", m_splitter->saveState());
    group.writeEntry("Details", m_wantsDetails);
    if (m_parts.drafts) {
        m_parts.drafts->flush();
    }
    return true;
}

void ChatPane::notify(const QString &sentence, Workbench::Tone tone) const
{
    m_parts.workbench->notify(sentence, tone);
}

void ChatPane::notify(const Error &error) const
{
    if (error.kind != Error::Kind::Cancelled) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Warning);
    }
}

const ChatParts &ChatPane::parts() const
{
    return m_parts;
}

ChatAccounts *ChatPane::accounts() const
{
    return m_accounts;
}

ChatRoomList *ChatPane::roomList() const
{
    return m_roomList;
}

ChatRoomListModel *ChatPane::rooms() const
{
    return m_rooms;
}

ChatConversation *ChatPane::conversation() const
{
    return m_conversation;
}

ChatConversation *ChatPane::thread() const
{
    return m_thread;
}

ChatConversation *ChatPane::active() const
{
    const auto *focus = QWidget::window()->focusWidget();
    return isThreadOpen() && focus && m_thread->isAncestorOf(focus) ? m_thread : m_conversation;
}

ChatDetails *ChatPane::details() const
{
    return m_details;
}

ChatBanner *ChatPane::banner() const
{
    return m_banner;
}

ChatHeader *ChatPane::header() const
{
    return m_header;
}

QLineEdit *ChatPane::filter() const
{
    return m_filter;
}

ChatExcerptList *ChatPane::found() const
{
    return m_found;
}

}
