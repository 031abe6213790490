// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattimelinemodel.h"
#include "chat/ui/chatparts.h"
#include "chat/ui/chatproblem.h"
#include "chat/ui/chatrowlayout.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace Kontor
{

class Announcer;
class ChatComposer;
class ChatOpening;
class ChatPictures;
class ChatReadingView;
class ChatTimelineList;
class EmptyState;

/// A timeline with the field to write below it: of a room, or of one of its threads. Drafts, what was read, who is typing, and
/// what can be done with each message.
class ChatConversation : public QWidget
{
    Q_OBJECT
public:
    ChatConversation(const ChatParts &parts, ChatPictures *pictures, ChatOpening *opening, QWidget *parent = nullptr);
    ~ChatConversation() override;

    void show(const ChatRoomRow &room, const QString &threadRoot = {}); ///< the same again: its facts are new
    void close();
    void setRights(ChatRights rights, const QString &ownUser);
    void setOnline(Qt::CheckState on);
    void goToEvent(const QString &eventId);
    void goToItem(ItemId event);
    void goToDay(const QDate &day);
    void goToNewest();

    const ChatRoomRow &room() const;
    QString threadRoot() const;
    ChatTimelineModel *model() const;
    ChatTimelineList *timeline() const;
    ChatComposer *composer() const;
    bool mayWrite() const;

    std::optional<ChatTimelineRow> current() const;
    bool mayEdit(const ChatTimelineRow &row) const;
    bool mayRedact(const ChatTimelineRow &row) const;
    bool isPlaceForMenus() const; ///< something is chosen

    // What can be done with the chosen message.
    void reply();
    void edit();
    void editLast();
    void react(const QString &key);
    void redact();
    void retry();
    void discard();
    void togglePin();
    void copyText();
    void copyLink();
    void selectText();
    void goToReplied();
    void openThread();
    void openAttachment();
    void saveAttachment();
    void showSource();
    void fillPartMenu(QMenu *menu); ///< links, reactions and the like
    void choosePart(); ///< Return: the one thing, or a menu of them

    void attach(const QStringList &paths, const QByteArray &picture = {}, const std::shared_ptr<void> &keep = {}); ///< keep: they lie there for as long
    void attachFromFiles(); ///< of the workplace

Q_SIGNALS:
    void currentChanged();
    void menuWanted(const QPoint &globalPosition);
    void threadWanted(const QString &eventId);
    void linkChosen(const QUrl &target);
    void personChosen(const QString &userId);
    void callWanted(const Kontor::ChatTimelineRow &row);
    void remedyWanted(Kontor::ChatProblemWords::Remedy remedy, Kontor::ItemId event);
    void said(const QString &sentence, Kontor::Workbench::Tone tone);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void connectTimeline();
    void connectComposer();
    void runPart(const QModelIndex &index, const ChatRowPart &part);
    void tell(const Error &error);
    template<class T>
    void follow(QFuture<Result<T>> future);
    void readDraft();
    void send(const ChatOutgoing &message);
    void sendFiles(const QList<ChatOutgoingFile> &files, const std::shared_ptr<void> &keep);
    void markReadSoon();
    void announceSoon(int first, int last);
    void announce();
    void bringThumbnails(int first, int last);
    void placeJump();
    void showState();
    void endReading();
    void placeReading(); ///< its row may have moved

    ChatParts m_parts;
    ChatPictures *m_pictures;
    ChatOpening *m_opening;
    Announcer *m_announcer;
    ChatTimelineModel *m_model;
    ChatTimelineList *m_timeline;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    ChatComposer *m_composer;
    QLabel *m_mayNot;
    QToolButton *m_jump;
    QAction *m_attach;
    QAction *m_emoji;
    QPointer<ChatReadingView> m_reading;
    QPersistentModelIndex m_readingRow;

    ChatRoomRow m_room;
    QString m_threadRoot;
    ChatRights m_rights;
    QString m_ownUser;
    QSet<ItemId> m_askedThumbnails;
    QTimer m_readTimer;
    QTimer m_newsTimer;
    QList<QPersistentModelIndex> m_news;
    int m_newBelow = 0;
    bool m_isOpened = false; ///< the first rows are there: what comes now is news
    bool m_isOnline = true;
    quint64 m_drafts = 0;
};

}
