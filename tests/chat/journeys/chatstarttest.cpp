// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatcontrol.h"

#include "accounts/filekeysource.h"
#include "app/chatdesk.h"
#include "app/mainwindow.h"
#include "app/services.h"
#include "chat/chatroomlistmodel.h"
#include "chat/ui/chatconversation.h"
#include "chat/ui/chateventlist.h"
#include "chat/ui/chatpane.h"
#include "chat/ui/chatroomlist.h"
#include "support/waiting.h"

#include <QStandardPaths>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// What kontorctl brought is there when the window opens without any server: rooms, decrypted messages, search; what is
/// written waits and is sent once when the server is back; links to rooms and messages open where they belong.
class ChatStartTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<ChatControl> m_kontor;
    std::unique_ptr<MatrixPeer> m_peer;
    QString m_room;
    QString m_event;

    static QStringList texts(ChatConversation *conversation)
    {
        QStringList list;
        const auto *model = conversation->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto value = model->index(row, 0).data(ChatTimelineModel::RowRole);
            if (value.isValid() && value.value<ChatTimelineRow>().kind == ChatRowKind::Text) {
                list << value.value<ChatTimelineRow>().text;
            }
        }
        return list;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("LANGUAGE", "en");
        m_workplace = std::make_unique<Workplace>(QStringList{u"synapse"_s, u"matrixpeer"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_kontor = std::make_unique<ChatControl>(*m_workplace);
        m_peer = std::make_unique<MatrixPeer>(*m_workplace);
        const auto added = m_kontor->add();
        QVERIFY2(added.code == 0, qPrintable(added.words()));
        m_kontor->sync();
        m_room = m_peer->tell(u"createRoom"_s, {{u"name"_s, u"Budget 2027"_s}, {u"encrypted"_s, true}, {u"invite"_s, QJsonArray{m_kontor->userId()}}}).value(u"room"_s).toString();
        m_kontor->sync();
        QCOMPARE(m_kontor->chat({u"join"_s, m_room}).code, 0);
        m_kontor->sync();
        m_kontor->sync();
        m_peer->tell(u"waitRoom"_s, {{u"room"_s, m_room}, {u"member"_s, m_kontor->userId()}});
        m_event = m_peer->send(m_room, u"Der Zwergpinscher ist teuer."_s);
        m_peer->send(m_room, u"Das Letzte."_s);
        QVERIFY(!m_kontor->arrived(m_room, u"Das Letzte."_s).isEmpty());
    }

    void cleanupTestCase()
    {
        m_peer.reset();
        m_kontor.reset();
        m_workplace.reset();
    }

    void everythingIsThereWithoutAServer()
    {
        m_workplace->stop(u"synapse"_s);
        Services services({.folder = m_kontor->profile(), .keySource = std::make_shared<FileKeySource>(m_kontor->keyFile())});
        {
            MainWindow window(&services);
            window.show();
            services.begin();
            QTRY_COMPARE_WITH_TIMEOUT(services.state(), Services::State::Ready, 20'000);
            QVERIFY(window.hasChat());
            QTRY_VERIFY(window.findChild<ChatPane *>()); // the only thing this account has
            auto *pane = window.findChild<ChatPane *>();
            QTRY_VERIFY(pane->rooms()->rowCount() > 0);

            // A link to a message of it, as it may stand anywhere.
            QVERIFY(MainWindow::isChatLink(QUrl(u"https://matrix.to/#/"_s + m_room + u'/' + m_event)));
            QVERIFY(window.openLink(QUrl(u"https://matrix.to/#/"_s + m_room + u'/' + m_event)));
            QTRY_COMPARE(pane->room().roomId, m_room);
            QTRY_COMPARE_WITH_TIMEOUT(texts(pane->conversation()), QStringList({u"Der Zwergpinscher ist teuer."_s, u"Das Letzte."_s}), 20'000);
            QVERIFY(!window.openLink(QUrl(u"https://example.org/"_s)));

            pane->search(u"zwerg"_s);
            QTRY_COMPARE_WITH_TIMEOUT(pane->found()->model()->rowCount(), 1, 20'000);
            pane->search({});

            // What is written now is seen at once, waits, and is sent once.
            services.chat()->actions()->send(pane->room().item, {.text = u"Ohne Netz."_s});
            QTRY_VERIFY(texts(pane->conversation()).contains(u"Ohne Netz."_s));
            QTRY_VERIFY(services.waitingChanges() > 0);
            m_workplace->start({u"synapse"_s});
            QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
            services.syncNow();
            QTRY_COMPARE_WITH_TIMEOUT(services.waitingChanges(), 0, 60'000);
            QVERIFY2(!m_peer->event(m_room, {{u"body"_s, u"Ohne Netz."_s}}).isEmpty(), qPrintable(m_peer->error()));
            QTest::qWait(500);
            QCOMPARE(texts(pane->conversation()).count(u"Ohne Netz."_s), 1);
        }
        services.shutDown();
    }
};

QTEST_MAIN(ChatStartTest)
#include "chatstarttest.moc"
