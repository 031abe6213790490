// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatuiscene.h"


#include <QApplication>
#include <QDialog>
#include <QJsonArray>
#include <QStandardPaths>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// The tour through the chat pane: each step shows something, has names for everything, and cuts no text off; light, dark, and
/// with text of double size. KONTOR_PICTURES names a folder for pictures.
class ChatPicturesTest : public QObject
{
    Q_OBJECT

    static void fill(ChatScene &s)
    {
        const auto now = QDateTime::currentMSecsSinceEpoch();
        const auto anna = ChatTables::anna;
        const auto bert = ChatTables::bert;
        const auto me = ChatTables::me;
        const auto room = ChatScene::budget;
        s.room(room, u"Budget 2027"_s);
        auto facts = ChatTables::roomFacts(room, {});
        facts.state[u"m.room.topic"_s][QString()] = {{u"topic"_s, u"Numbers, dates and who does what until the council meets in December"_s}};
        facts.state[u"m.room.pinned_events"_s][QString()] = {{u"pinned"_s, QJsonArray{u"$2"_s}}};
        facts.state[u"im.vector.modular.widgets"_s][u"w"_s] = {{u"type"_s, u"jitsi"_s}, {u"data"_s, QJsonObject{{u"domain"_s, u"meet.example.org"_s}, {u"conferenceId"_s, u"B"_s}}}};
        s.f.deliver({ChatTables::of(facts)});
        int number = 0;
        QList<RemoteItem> items;
        const auto put = [&](const QString &sender, const QString &body, qint64 minutesAgo, QJsonObject more = {}) {
            ++number;
            auto event = ChatTables::message(room, u"$%1"_s.arg(number), sender, number, body);
            event.sent = now - minutesAgo * 60'000;
            for (auto it = more.constBegin(); it != more.constEnd(); ++it) {
                event.content.insert(it.key(), it.value());
            }
            items << ChatTables::of(event);
        };
        const auto html = [](const QString &body) {
            return QJsonObject{{u"format"_s, u"org.matrix.custom.html"_s}, {u"formatted_body"_s, body}};
        };
        put(anna, u"Good morning! The draft of the budget is in the cloud."_s, 1700);
        put(anna, u"Please read it until Thursday: https://cloud.example.org/s/abc123"_s, 1699);
        put(bert, u"Thanks, will do. Two remarks:\n- roads are missing\n- schools look fine"_s, 1690,
            html(u"Thanks, will do. <strong>Two remarks</strong>:<ul><li>roads are <em>missing</em></li><li>schools look fine</li></ul>"_s));
        put(me, u"Roads are on page 12."_s, 1688, {{u"m.relates_to"_s, QJsonObject{{u"m.in_reply_to"_s, QJsonObject{{u"event_id"_s, u"$3"_s}}}}}});
        put(bert, u"👍🎉"_s, 1687);
        put(anna, u"plan.pdf"_s, 60, {{u"msgtype"_s, u"m.file"_s}, {u"url"_s, u"mxc://example.org/plan"_s}, {u"info"_s, QJsonObject{{u"mimetype"_s, u"application/pdf"_s}, {u"size"_s, 482'113}}}});
        put(bert, u"site.jpg"_s, 58,
            {{u"msgtype"_s, u"m.image"_s}, {u"url"_s, u"mxc://example.org/site"_s}, {u"info"_s, QJsonObject{{u"mimetype"_s, u"image/jpeg"_s}, {u"size"_s, 1'482'113}, {u"w"_s, 1600}, {u"h"_s, 900}}}});
        put(me, u"const auto sum = roads + schools;"_s, 40, html(u"Try this:<pre><code>const auto sum = roads + schools;\nreturn sum;</code></pre><blockquote>quoted</blockquote>"_s));
        put(bert, u"Me: can you call me about the Straßenbauverwaltungsgebührenordnung, which is a very long word that has to be broken somewhere in the narrow column?"_s, 12,
            {{u"m.mentions"_s, QJsonObject{{u"user_ids"_s, QJsonArray{me}}}}});
        put(anna, u"waves"_s, 5, {{u"msgtype"_s, u"m.emote"_s}});
        s.f.deliver(items);
        items.clear();
        items << ChatTables::of(ChatTables::reaction(room, u"$r1"_s, bert, number + 1, u"$1"_s, u"👍"_s));
        items << ChatTables::of(ChatTables::reaction(room, u"$r2"_s, me, number + 2, u"$1"_s, u"👍"_s));
        items << ChatTables::of(ChatTables::reaction(room, u"$r3"_s, bert, number + 3, u"$1"_s, u"❤️"_s));
        number += 3;
        auto answer = ChatTables::message(room, u"$t1"_s, bert, ++number, u"In the thread"_s);
        answer.sent = now - 1600 * 60'000;
        answer.content.insert(u"m.relates_to"_s, ChatTables::relation(u"m.thread"_s, u"$2"_s));
        items << ChatTables::of(answer);
        auto locked = ChatTables::eventFacts(room, u"$u1"_s, anna, ++number, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"x"_s}});
        locked.problem = ChatProblem::KeyFromBefore;
        locked.sessionId = u"s"_s;
        locked.sent = now - 3 * 60'000;
        items << ChatTables::of(locked);
        s.f.deliver(items);
        s.room(u"!garden:example.org"_s, u"Garden and Terrace"_s);
        s.f.deliver({ChatTables::of(ChatTables::message(u"!garden:example.org"_s, u"$g1"_s, anna, 1, u"The roses are in bloom"_s))});
        auto unread = ChatTables::roomFacts(u"!garden:example.org"_s, {});
        unread.notifications = 3;
        unread.highlights = 1;
        unread.tags = QHash<QString, double>{{u"m.favourite"_s, 0.5}};
        s.f.deliver({ChatTables::of(unread)});
        auto invitation = ChatTables::roomFacts(u"!new:example.org"_s, u"Choir"_s);
        invitation.membership = u"invite"_s;
        invitation.inviter = anna;
        s.f.deliver({ChatTables::of(invitation), ChatTables::of(ChatTables::memberFacts(u"!new:example.org"_s, anna, u"Anna Berg"_s))});
        s.services.people = {{.userId = u"@ben:example.org"_s, .name = u"Ben Beispiel"_s}};
        s.services.rooms = {{.roomId = u"!a:example.org"_s, .alias = u"#lunch:example.org"_s, .name = u"Lunch"_s, .topic = u"Where to eat"_s, .people = 41}};
        s.services.known = {{.deviceId = u"KONTOR"_s, .name = u"Kontor on desk"_s, .seen = QDateTime::currentDateTime(), .isThisOne = true, .isVerified = true, .hasEncryption = true},
                            {.deviceId = u"PHONE"_s, .name = u"Phone"_s, .seen = QDateTime::currentDateTime().addDays(-2), .hasEncryption = true, .fingerprint = u"abcd efgh ijkl"_s}};
        s.services.state.isVerified = false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void tour_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<int>("percent");
        QTest::newRow("light") << false << 100;
        QTest::newRow("dark") << true << 100;
        QTest::newRow("large") << false << 200;
    }

    void tour()
    {
        QFETCH(const bool, isDark);
        QFETCH(const int, percent);
        const auto before = QApplication::palette();
        const auto usual = QApplication::font();
        const auto icons = QIcon::themeName();
        if (isDark) {
            QPalette dark(QColor(0x31, 0x36, 0x3b), QColor(0x2a, 0x2e, 0x32));
            dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
            dark.setColor(QPalette::Highlight, QColor(0x3d, 0xae, 0xe9));
            dark.setColor(QPalette::Link, QColor(0x3d, 0xae, 0xe9));
            QApplication::setPalette(dark);
        }
        QIcon::setThemeName(isDark ? u"breeze-dark"_s : u"breeze"_s);
        auto font = usual;
        font.setPointSizeF(usual.pointSizeF() * percent / 100);
        QApplication::setFont(font);
        {
            ChatScene s;
            fill(s);
            s.show();
            s.pane->resize(percent > 100 ? 1440 : 1280, percent > 100 ? 900 : 800);
            QVERIFY(s.enter(ChatScene::budget));
            const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
            int dialogs = 0;
            for (const auto steps = s.pane->tour(); const auto &step : steps) {
                QWidget *shown = step.show();
                QTest::qWait(folder.isEmpty() ? 60 : 400); // answers come from other threads
                auto *widget = shown ? shown : s.pane.get();
                const auto findings = accessibilityFindings(widget);
                QVERIFY2(findings.isEmpty(), qPrintable(step.name + u": "_s + findings.join(u'\n')));
                const auto picture = widget->grab();
                QVERIFY(!picture.isNull());
                dialogs += shown ? 1 : 0;
                if (!folder.isEmpty()) {
                    QVERIFY(picture.save(u"%1/%2-%3.png"_s.arg(folder, step.name, QString::fromLatin1(QTest::currentDataTag()))));
                }
                if (shown) {
                    shown->close();
                    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
                }
            }
            QCOMPARE(dialogs, 8);
        }
        QApplication::setFont(usual);
        QApplication::setPalette(before);
        QIcon::setThemeName(icons);
    }
};

QTEST_MAIN(ChatPicturesTest)
#include "chatpicturestest.moc"
