// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatactions.h"
#include "chat/chatdrafts.h"
#include "chat/chatprojector.h"
#include "chat/store/chattables.h"
#include "chat/ui/chatcomposer.h"
#include "chat/ui/chatcomposertext.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatroomlist.h"
#include "chat/ui/chattimelinelist.h"
#include "chat/ui/fakechatservices.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <QAction>
#include <QSignalSpy>
#include <QTest>

namespace Kontor
{

/// Notes what is said and where the user is led.
struct ChatBench : Workbench {
    QStringList notices;
    QList<QUrl> composed;
    QList<EventSeed> tasks;
    std::function<void()> undo;

    void open(const ItemUrl &) override
    {
    }
    void compose(const QUrl &mailto) override
    {
        composed << mailto;
    }
    void newTask(const EventSeed &seed) override
    {
        tasks << seed;
    }
    void notify(const QString &sentence, Tone) override
    {
        notices << sentence;
    }
    void notify(const QString &sentence, Tone, const QString &, std::function<void()> action) override
    {
        notices << sentence;
        undo = std::move(action);
    }
};

/// The chat pane over the tables of one account.
struct ChatScene {
    ChatTables f;
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<ChatActions> actions;
    std::unique_ptr<ChatDrafts> drafts;
    FakeChatServices services;
    ChatBench bench;
    QList<QUrl> opened;
    QList<QUrl> calls;
    std::unique_ptr<ChatPane> pane;

    static inline const QString budget = QStringLiteral("!budget:example.org");

    ChatScene()
    {
        outbox = std::make_shared<Outbox>(*f.store);
        outbox->addProjector(ResourceKind::Chat, std::make_shared<ChatProjector>());
        actions = std::make_unique<ChatActions>(outbox);
        drafts = std::make_unique<ChatDrafts>(*f.store);
        services.state = {.isAvailable = true, .hasIdentity = true, .isVerified = true, .hasRecovery = true, .keys = 3};
    }
    ~ChatScene()
    {
        pane.reset();
        drafts.reset();
        actions.reset();
    }
    /// A room where one has all rights, with two others in it.
    void room(const QString &roomId, const QString &name)
    {
        auto facts = ChatTables::roomFacts(roomId, name);
        facts.state[QStringLiteral("m.room.power_levels")][QString()] = {{QStringLiteral("users"), QJsonObject{{ChatTables::me, 100}}}};
        facts.state[QStringLiteral("m.room.encryption")][QString()] = {{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")}};
        facts.joined = 3;
        f.deliver({ChatTables::of(facts), ChatTables::of(ChatTables::memberFacts(roomId, ChatTables::me, QStringLiteral("Me"))),
                   ChatTables::of(ChatTables::memberFacts(roomId, ChatTables::anna, QStringLiteral("Anna Berg"))),
                   ChatTables::of(ChatTables::memberFacts(roomId, ChatTables::bert, QStringLiteral("Bert Kaiser")))});
    }
    void say(const QString &eventId, const QString &sender, qint64 order, const QString &body)
    {
        f.deliver({ChatTables::of(ChatTables::message(budget, eventId, sender, order, body))});
    }
    void show()
    {
        pane = std::make_unique<ChatPane>(ChatParts{.store = *f.store,
                                                    .outbox = outbox,
                                                    .actions = actions.get(),
                                                    .drafts = drafts.get(),
                                                    .services = &services,
                                                    .workbench = &bench,
                                                    .openUrl =
                                                        [this](const QUrl &url) {
                                                            opened << url;
                                                        },
                                                    .openCall =
                                                        [this](const QUrl &url, const QString &) {
                                                            calls << url;
                                                        }});
        pane->resize(1200, 760);
        pane->show();
        pane->activateWindow();
        if (!QTest::qWaitForWindowActive(pane.get()) || !waitUntil([this] {
                return pane->accounts()->isLoaded() && pane->rooms()->isReady();
            })) {
            qFatal("the pane does not come");
        }
    }
    QAction *action(const char *name) const
    {
        return pane->actions()->action(QString::fromLatin1(name));
    }
    ChatTimelineList *timeline() const
    {
        return pane->conversation()->timeline();
    }
    ChatComposerText *text() const
    {
        return pane->conversation()->composer()->text();
    }
    bool enter(const QString &roomId)
    {
        const auto item = f.item(roomId);
        pane->showRoom(item);
        return waitUntil([this, item] {
            return pane->room().item == item && pane->conversation()->model()->isReady() && pane->rights().toInt() != 0;
        });
    }
    /// The texts of the messages that are shown, oldest first.
    QStringList texts() const
    {
        QStringList list;
        auto *model = timeline()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto message = timeline()->rowAt(model->index(row, 0));
            if (message && message->item && message->kind == ChatRowKind::Text) {
                list << message->text;
            }
        }
        return list;
    }
    bool shows(const QStringList &wanted) const
    {
        const bool isShown = waitUntil([this, &wanted] {
            return texts() == wanted;
        });
        if (!isShown) {
            qWarning() << "shown:" << texts();
        }
        return isShown;
    }
    bool choose(const QString &body) const
    {
        auto *model = timeline()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto message = timeline()->rowAt(model->index(row, 0));
            if (message && message->text == body) {
                timeline()->choose(model->index(row, 0));
                timeline()->setFocus();
                return true;
            }
        }
        return false;
    }
};

}
