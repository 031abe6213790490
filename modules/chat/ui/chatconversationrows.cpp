// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatlink.h"
#include "chat/chatrows.h"
#include "chat/ui/chatattachdialog.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatlook.h"
#include "chat/ui/chatopening.h"
#include "chat/ui/chatreadingview.h"
#include "chat/ui/chatsourcedialog.h"
#include "chat/ui/chatspoken.h"
#include "chat/ui/chattimelinelist.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDropEvent>
#include <QImage>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr int mostLookedBack = 400; // rows, for the last own message
}

void ChatConversation::tell(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled) {
        Q_EMIT said(error.message, Workbench::Tone::Warning);
    }
}

/// What is refused is told by ChatActions::failed().
template<class T>
void ChatConversation::follow(QFuture<Result<T>>)
{
}

std::optional<ChatTimelineRow> ChatConversation::current() const
{
    return m_timeline->rowAt(m_timeline->currentIndex());
}

bool ChatConversation::isPlaceForMenus() const
{
    return m_timeline->currentIndex().isValid();
}

bool ChatConversation::mayEdit(const ChatTimelineRow &row) const
{
    const bool isText = row.kind == ChatRowKind::Text || row.kind == ChatRowKind::Emote || row.kind == ChatRowKind::Notice;
    return row.isMine && isText && mayWrite();
}

bool ChatConversation::mayRedact(const ChatTimelineRow &row) const
{
    const bool isThere = ChatLook::isMessage(row.kind) && row.kind != ChatRowKind::Redacted && !row.eventId.isEmpty();
    return isThere && m_rights.testFlag(row.isMine ? ChatRight::RedactOwn : ChatRight::RedactAll);
}

void ChatConversation::runPart(const QModelIndex &index, const ChatRowPart &part)
{
    using Kind = ChatRowPart::Kind;
    const auto row = m_timeline->rowAt(index);
    if (!row) {
        return;
    }
    m_timeline->choose(index);
    switch (part.kind) {
    case Kind::Link:
        Q_EMIT linkChosen(part.target);
        break;
    case Kind::Reply:
        goToReplied();
        break;
    case Kind::Attachment:
        openAttachment();
        break;
    case Kind::Reaction:
        if (part.index < row->reactions.size()) {
            react(row->reactions.at(part.index).key);
        }
        break;
    case Kind::Thread:
        openThread();
        break;
    case Kind::Sender:
        Q_EMIT personChosen(row->sender);
        break;
    case Kind::Problem: {
        const auto words = ChatProblemWords::of(row->problem);
        Q_EMIT remedyWanted(words.remedy, row->item);
        break;
    }
    case Kind::Retry:
        retry();
        break;
    case Kind::Edit:
        edit();
        break;
    case Kind::Discard:
        discard();
        break;
    case Kind::Gap:
        m_model->retryGap(index);
        break;
    case Kind::Call:
        Q_EMIT callWanted(*row);
        break;
    case Kind::Fold:
        m_model->setUnfolded(index, index.data(ChatTimelineModel::UnfoldedRole).toBool() ? Qt::Unchecked : Qt::Checked);
        Announcer::sayNow(m_timeline, index.data(ChatTimelineModel::UnfoldedRole).toBool() ? i18nc("@info spoken: what was folded", "expanded") : i18nc("@info spoken", "collapsed"));
        break;
    case Kind::Readers:
        break;
    }
}

void ChatConversation::fillPartMenu(QMenu *menu)
{
    const QPersistentModelIndex index = m_timeline->currentIndex();
    using Kind = ChatRowPart::Kind;
    for (const auto parts = m_timeline->partsOf(index); const auto &part : parts) {
        if (part.kind == Kind::Readers || part.kind == Kind::Sender) {
            continue;
        }
        auto words = Words::shortened(part.words, 60);
        QIcon icon;
        if (part.kind == Kind::Link) {
            words = i18nc("@action:inmenu the words of a link", "Open “%1”", words);
            icon = QIcon::fromTheme(QStringLiteral("internet-web-browser"));
        } else if (part.kind == Kind::Attachment) {
            words = i18nc("@action:inmenu name of a file", "Open “%1”", words);
            icon = QIcon::fromTheme(QStringLiteral("document-open"));
        }
        auto *action = menu->addAction(icon, words.replace(u'&', QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, index, part] {
            runPart(index, part);
        });
    }
}

void ChatConversation::choosePart()
{
    const auto index = m_timeline->currentIndex();
    using Kind = ChatRowPart::Kind;
    QList<ChatRowPart> parts = m_timeline->partsOf(index);
    const bool isOnlyReaction = std::ranges::all_of(parts, [](const ChatRowPart &part) {
        return part.kind == Kind::Reaction || part.kind == Kind::Readers || part.kind == Kind::Sender;
    });
    parts.removeIf([](const ChatRowPart &part) {
        return part.kind == Kind::Readers || part.kind == Kind::Sender;
    });
    if (parts.isEmpty()) {
        selectText();
        return;
    }
    if (parts.size() == 1 && !isOnlyReaction) {
        runPart(index, parts.first());
        return;
    }
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("partMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillPartMenu(menu);
    menu->setActiveAction(menu->actions().value(0));
    const auto area = m_timeline->visualRect(index).intersected(m_timeline->viewport()->rect());
    menu->popup(m_timeline->viewport()->mapToGlobal(area.center()));
}

void ChatConversation::reply()
{
    const auto row = current();
    if (row && ChatLook::isMessage(row->kind) && !row->eventId.isEmpty() && mayWrite()) {
        m_composer->startReply(row->item, row->senderName, ChatSpoken::content(*row));
    }
}

void ChatConversation::edit()
{
    const auto row = current();
    if (!row || !mayEdit(*row)) {
        return;
    }
    m_parts.actions->startEdit(row->item).then(this, [this](const Result<ChatOutgoing> &message) {
        if (message) {
            m_composer->startEdit(*message);
        } else {
            tell(message.error());
        }
    });
}

void ChatConversation::editLast()
{
    const int count = m_model->rowCount();
    for (int at = count - 1; at >= std::max(0, count - mostLookedBack); --at) {
        const auto row = m_timeline->rowAt(m_model->index(at, 0));
        if (row && mayEdit(*row)) {
            m_timeline->choose(m_model->index(at, 0));
            edit();
            return;
        }
    }
    Announcer::sayNow(m_composer->text(), i18nc("@info spoken", "None of your messages can be changed here"));
}

void ChatConversation::react(const QString &key)
{
    const auto row = current();
    if (row && !row->eventId.isEmpty() && m_rights.testFlag(ChatRight::React)) {
        follow(m_parts.actions->react(row->item, key));
    }
}

void ChatConversation::redact()
{
    const auto row = current();
    if (!row || !mayRedact(*row)) {
        return;
    }
    auto *question = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Delete Message"), i18nc("@info", "Delete this message for everybody? “%1”", Words::shortened(ChatSpoken::content(*row), 80)),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("redactQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *yes = question->addButton(i18nc("@action:button", "Delete"), QMessageBox::DestructiveRole);
    connect(yes, &QAbstractButton::clicked, this, [this, item = row->item] {
        follow(m_parts.actions->redact(item));
    });
    question->open();
}

void ChatConversation::retry()
{
    if (const auto row = current(); row && row->hasFailed) {
        follow(m_parts.actions->retry(row->item));
    }
}

void ChatConversation::discard()
{
    if (const auto row = current(); row && (row->hasFailed || row->isWaiting)) {
        follow(m_parts.actions->discard(row->item));
    }
}

void ChatConversation::togglePin()
{
    if (const auto row = current(); row && !row->eventId.isEmpty()) {
        follow(row->isPinned ? m_parts.actions->unpin(row->item) : m_parts.actions->pin(row->item));
    }
}

void ChatConversation::copyText()
{
    if (m_reading && m_reading->textCursor().hasSelection()) {
        m_reading->copy();
        return;
    }
    const auto row = current();
    if (!row) {
        return;
    }
    if (row->kind == ChatRowKind::Image || row->kind == ChatRowKind::Sticker) {
        m_opening->copyPicture(*row);
    } else {
        QApplication::clipboard()->setText(ChatLook::isAttachment(row->kind) ? ChatSpoken::content(*row) : row->text);
    }
}

void ChatConversation::copyLink()
{
    const auto row = current();
    if (!row || row->eventId.isEmpty()) {
        return;
    }
    const ChatLink link{.kind = ChatLink::Kind::Event, .id = m_room.roomId, .eventId = row->eventId, .via = ChatLink::viaOf({row->sender, m_ownUser})};
    QApplication::clipboard()->setText(link.toMatrixTo());
    Announcer::sayNow(m_timeline, i18nc("@info spoken", "Link copied"));
}

void ChatConversation::endReading()
{
    if (!m_reading) {
        return;
    }
    const bool hadFocus = m_reading->hasFocus();
    m_reading->disconnect(this);
    m_reading->hide();
    m_reading->deleteLater();
    m_reading = nullptr;
    if (hadFocus) {
        m_timeline->setFocus(Qt::OtherFocusReason);
    }
}

void ChatConversation::placeReading()
{
    if (!m_reading) {
        return;
    }
    auto area = m_timeline->textAreaOf(m_readingRow).toRect();
    if (area.isNull()) {
        area = m_timeline->visualRect(m_readingRow);
    }
    if (area.isNull() || area.bottom() < 0 || area.top() > m_timeline->viewport()->height()) {
        endReading();
    } else {
        m_reading->place(area, m_timeline->viewport()->height());
    }
}

void ChatConversation::selectText()
{
    const auto index = m_timeline->currentIndex();
    const auto row = m_timeline->rowAt(index);
    if (!row || row->text.isEmpty()) {
        return;
    }
    endReading();
    m_timeline->scrollTo(index);
    m_readingRow = index;
    m_reading = new ChatReadingView(*row, m_timeline->viewport());
    placeReading();
    if (!m_reading) {
        return;
    }
    m_reading->show();
    m_reading->setFocus(Qt::OtherFocusReason);
    connect(m_reading, &ChatReadingView::left, this, &ChatConversation::endReading);
    connect(m_reading, &ChatReadingView::linkChosen, this, &ChatConversation::linkChosen);
}

void ChatConversation::goToReplied()
{
    const auto row = current();
    if (!row) {
        return;
    }
    if (row->replyTo) {
        m_model->goToItem(row->replyTo);
    } else if (!row->replyToId.isEmpty()) {
        m_model->goToEvent(row->replyToId);
    }
}

void ChatConversation::openThread()
{
    const auto row = current();
    if (row && m_threadRoot.isEmpty() && ChatLook::isMessage(row->kind)) {
        const auto root = row->threadRoot.isEmpty() ? row->eventId : row->threadRoot;
        if (!root.isEmpty()) {
            Q_EMIT threadWanted(root);
        }
    }
}

void ChatConversation::openAttachment()
{
    if (const auto row = current(); row && row->attachment) {
        m_opening->open(*row);
    }
}

void ChatConversation::saveAttachment()
{
    if (const auto row = current(); row && row->attachment) {
        m_opening->save(*row);
    }
}

void ChatConversation::showSource()
{
    const auto row = current();
    if (!row || !row->item) {
        return;
    }
    auto *dialog = new ChatSourceDialog(m_parts.store, row->item, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ChatConversation::send(const ChatOutgoing &message)
{
    if (!m_room.item || !m_parts.actions) {
        return;
    }
    ++m_drafts;
    if (m_parts.drafts && !message.edits) {
        m_parts.drafts->drop(m_room.item, m_threadRoot);
    }
    goToNewest();
    m_parts.actions->send(m_room.item, message).then(this, [this, message, room = m_room.item](const Result<ItemId> &sent) {
        if (!sent && sent.error().kind != Error::Kind::Cancelled && room == m_room.item && m_composer->isEmpty()) {
            m_composer->setContent(message); // nothing typed is lost
        }
    });
}

void ChatConversation::dragEnterEvent(QDragEnterEvent *event)
{
    event->setAccepted(mayWrite() && (event->mimeData()->hasUrls() || event->mimeData()->hasImage()));
}

void ChatConversation::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const auto urls = event->mimeData()->urls(); const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    QByteArray png;
    if (paths.isEmpty() && event->mimeData()->hasImage()) {
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        qvariant_cast<QImage>(event->mimeData()->imageData()).save(&buffer, "PNG");
    }
    event->acceptProposedAction();
    attach(paths, png);
}

void ChatConversation::attachFromFiles()
{
    if (mayWrite() && m_parts.workbench->hasFiles()) {
        m_parts.workbench->chooseFiles(Workbench::FileUse::Copy, this, [self = QPointer(this)](const Workbench::FileChoice &choice) {
            if (self) {
                self->attach(choice.paths, {}, choice.keep);
            }
        });
    }
}

void ChatConversation::attach(const QStringList &paths, const QByteArray &picture, const std::shared_ptr<void> &keep)
{
    if (!mayWrite() || (paths.isEmpty() && picture.isEmpty())) {
        return;
    }
    auto *dialog = new ChatAttachDialog(paths, picture, m_room.title, m_parts.largestUpload, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ChatAttachDialog::filesChosen, this, [this, keep](const QList<ChatOutgoingFile> &files) {
        sendFiles(files, keep);
    });
    dialog->open();
}

void ChatConversation::sendFiles(const QList<ChatOutgoingFile> &files, const std::shared_ptr<void> &keep)
{
    const auto content = m_composer->content();
    for (auto file : files) {
        file.replyTo = content.edits ? ItemId() : content.replyTo;
        file.threadRoot = m_threadRoot;
        m_parts.actions->sendFile(m_room.item, file).then(this, [keep](const Result<ItemId> &) {}); // copied into the store by then
    }
    if (content.replyTo && !content.edits) {
        m_composer->endEdit();
    }
    goToNewest();
}

}
