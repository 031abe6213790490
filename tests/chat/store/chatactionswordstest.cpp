// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatroomlistmodel.h"
#include "chat/chatemoji.h"
#include "chat/chatlink.h"
#include "chat/chatmentions.h"
#include "chat/chatoutgoing.h"
#include "chat/chattimelinemodelwords.h"

#include <QJsonArray>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// What needs no store: how typed text becomes a message, commands, addresses, emoji, completion, spoken sentences.
class ChatActionsWordsTest : public QObject
{
    Q_OBJECT

    static QString html(const QString &text)
    {
        return ChatOutgoingText::html(text, {});
    }

private Q_SLOTS:
    void formatting_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("wanted");
        const auto row = [](const char *name, const QString &typed, const QString &wanted) {
            QTest::newRow(name) << typed << wanted;
        };
        row("plain", u"See you at ten"_s, u""_s);
        row("lines", u"one\ntwo"_s, u""_s);
        row("signs", u"2 * 3 < 7 & 4_5_6"_s, u""_s);
        row("bold", u"**now**"_s, u"<strong>now</strong>"_s);
        row("italic", u"*a* and _b_"_s, u"<em>a</em> and <em>b</em>"_s);
        row("both", u"**a *b* c**"_s, u"<strong>a <em>b</em> c</strong>"_s);
        row("struck", u"~~old~~ new"_s, u"<del>old</del> new"_s);
        row("spoiler", u"he ||dies||"_s, u"he <span data-mx-spoiler>dies</span>"_s);
        row("code", u"run `a < b`"_s, u"run <code>a &lt; b</code>"_s);
        row("code is literal", u"`**x**`"_s, u"<code>**x**</code>"_s);
        row("fence", u"```cpp\nif (a < b) {}\n```"_s, u"<pre><code class=\"language-cpp\">if (a &lt; b) {}\n</code></pre>"_s);
        row("open fence", u"```\nno end"_s, u""_s);
        row("quote", u"> said\nyes"_s, u"<blockquote>said</blockquote><p>yes</p>"_s);
        row("list", u"- a\n- b"_s, u"<ul><li>a</li><li>b</li></ul>"_s);
        row("ordered", u"3. a\n4. b"_s, u"<ol start=\"3\"><li>a</li><li>b</li></ol>"_s);
        row("heading", u"# Plan"_s, u"<h1>Plan</h1>"_s);
        row("room is no heading", u"#room"_s, u""_s);
        row("link", u"[here](https://example.org/a_b_c)"_s, u"<a href=\"https://example.org/a_b_c\">here</a>"_s);
        row("no script", u"[x](javascript:alert(1))"_s, u""_s);
        row("no data", u"[x](data:text/html,1)"_s, u""_s);
        row("address", u"https://example.org/_a_/*b*"_s, u""_s);
        row("html stands for itself", u"<b>x</b> **y**"_s, u"&lt;b&gt;x&lt;/b&gt; <strong>y</strong>"_s);
        row("attribute", u"[\"><img src=x onerror=1>](https://a.example/\"onclick=1)"_s, u""_s);
        row("escaped", u"\\*not\\*"_s, u"*not*"_s);
        row("snake", u"a_snake_case **x**"_s, u"a_snake_case <strong>x</strong>"_s);
        row("unclosed", u"**a *b"_s, u""_s);
        row("paragraphs", u"**a**\n\nb"_s, u"<p><strong>a</strong></p><p>b</p>"_s);
    }
    void formatting()
    {
        QFETCH(QString, typed);
        QFETCH(QString, wanted);
        QCOMPARE(html(typed), wanted);
    }

    /// Whatever is typed, the marks of HTML in the result are ours alone.
    void typedHtmlNeverBecomesHtml()
    {
        const QStringList pieces{u"<script>"_s,
                                 u"**"_s,
                                 u"`"_s,
                                 u"["_s,
                                 u"]("_s,
                                 u"https://a.example"_s,
                                 u")"_s,
                                 u"\""_s,
                                 u"> "_s,
                                 u"\n"_s,
                                 u"- "_s,
                                 u"||"_s,
                                 u"_"_s,
                                 u"\\"_s,
                                 u"<img src=x>"_s,
                                 u"a"_s,
                                 u"```"_s};
        quint32 seed = 7;
        const auto next = [&seed] {
            seed = seed * 1664525 + 1013904223;
            return seed >> 8;
        };
        static const QRegularExpression tag(u"<(/?)([a-z0-9]+)([^>]*)>"_s);
        static const QStringList known{
            u"strong"_s, u"em"_s, u"del"_s, u"span"_s, u"code"_s, u"pre"_s, u"blockquote"_s, u"ul"_s, u"ol"_s, u"li"_s, u"a"_s, u"p"_s, u"br"_s, u"h1"_s};
        for (int round = 0; round < 3000; ++round) {
            QString typed;
            for (int count = int(next() % 24); count >= 0; --count) {
                typed += pieces.at(next() % pieces.size());
            }
            const auto made = html(typed);
            for (auto found = tag.globalMatch(made); found.hasNext();) {
                const auto match = found.next();
                QVERIFY2(known.contains(match.captured(2)), qPrintable(typed + u" -> "_s + made));
                QVERIFY2(!match.captured(3).contains(u"src="), qPrintable(made));
            }
            QVERIFY2(!made.contains(u"<script") && !made.contains(u"<img"), qPrintable(made));
        }
    }

    void hugeTextsAreReadOnce()
    {
        for (const auto &piece : {u"**"_s, u"*a "_s, u"["_s, u"`"_s, u"> "_s, u"||x"_s, u"[a]("_s}) {
            const auto made = html(piece.repeated(20'000));
            QVERIFY(made.size() < 4'000'000);
        }
    }

    void contentNamesWhoIsMeant()
    {
        ChatOutgoing message;
        message.mentions = {{u"@Anna Weber"_s, u"@anna:example.org"_s}, {u"@Ben"_s, u"@ben:example.org"_s}};
        const auto content = ChatOutgoingText::content(message, u"@Anna Weber, see **this**"_s);
        QCOMPARE(content.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray(), QJsonArray{u"@anna:example.org"_s});
        QCOMPARE(content.value("formatted_body"_L1).toString(),
                 u"<a href=\"https://matrix.to/#/%40anna%3Aexample.org\">@Anna Weber</a>, see <strong>this</strong>"_s);
        QCOMPARE(content.value("body"_L1).toString(), u"@Anna Weber, see **this**"_s);

        // Who is typed as an address is meant, too.
        const auto typed = ChatOutgoingText::content({}, u"ask @ben:example.org: or mail a@b.example:1"_s);
        QCOMPARE(typed.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray(), QJsonArray{u"@ben:example.org"_s});
        QVERIFY(typed.value("formatted_body"_L1).toString().contains(u"matrix.to/#/%40ben%3Aexample.org"));

        const auto plain = ChatOutgoingText::content({}, u"nobody"_s);
        QVERIFY(plain.value("m.mentions"_L1).isObject());
        QVERIFY(!plain.contains("formatted_body"_L1));
    }

    void relations()
    {
        QJsonObject content = ChatOutgoingText::content({}, u"yes"_s);
        ChatOutgoingText::relate(content, {.eventId = u"$a"_s, .sender = u"@anna:example.org"_s, .threadRoot = {}, .lastOfThread = {}});
        auto relates = content.value("m.relates_to"_L1).toObject();
        QCOMPARE(relates.value("m.in_reply_to"_L1).toObject().value("event_id"_L1).toString(), u"$a"_s);
        QVERIFY(!relates.contains("rel_type"_L1));
        QCOMPARE(content.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray(), QJsonArray{u"@anna:example.org"_s});

        content = ChatOutgoingText::content({}, u"in thread"_s);
        ChatOutgoingText::relate(content, {.eventId = {}, .sender = {}, .threadRoot = u"$root"_s, .lastOfThread = u"$last"_s});
        relates = content.value("m.relates_to"_L1).toObject();
        QCOMPARE(relates.value("rel_type"_L1).toString(), u"m.thread"_s);
        QCOMPARE(relates.value("is_falling_back"_L1).toBool(), true);
        QCOMPARE(relates.value("m.in_reply_to"_L1).toObject().value("event_id"_L1).toString(), u"$last"_s);
    }

    /// Who was told before is not told again (client-server API, "Event replacements").
    void replacementTellsOnlyTheNewOnes()
    {
        ChatOutgoing message;
        message.mentions = {{u"@Anna"_s, u"@anna:example.org"_s}};
        const auto original = ChatOutgoingText::content(message, u"@Anna hi"_s);
        message.mentions << ChatOutgoingMention{u"@Ben"_s, u"@ben:example.org"_s};
        const auto edit = ChatOutgoingText::replacement(ChatOutgoingText::content(message, u"@Anna @Ben hi"_s), u"$a"_s, original);
        QCOMPARE(edit.value("m.relates_to"_L1).toObject().value("event_id"_L1).toString(), u"$a"_s);
        QCOMPARE(edit.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray(), QJsonArray{u"@ben:example.org"_s});
        const auto fresh = edit.value("m.new_content"_L1).toObject();
        QCOMPARE(fresh.value("m.mentions"_L1).toObject().value("user_ids"_L1).toArray().size(), 2);
        QCOMPARE(fresh.value("body"_L1).toString(), u"@Anna @Ben hi"_s);
    }

    void commands()
    {
        using Kind = ChatOutgoingCommand::Kind;
        QCOMPARE(ChatOutgoingCommand::parse(u"hello"_s).kind, Kind::None);
        QCOMPARE(ChatOutgoingCommand::parse(u"/usr/bin is full"_s).kind, Kind::None);
        QCOMPARE(ChatOutgoingCommand::parse(u"//me"_s).text, u"/me"_s);
        const auto me = ChatOutgoingCommand::parse(u"/me is late"_s);
        QCOMPARE(me.kind, Kind::Text);
        QCOMPARE(me.messageKind, ChatOutgoing::Kind::Emote);
        QCOMPARE(me.text, u"is late"_s);
        QVERIFY(ChatOutgoingCommand::parse(u"/shrug well"_s).text.endsWith(u" well"));
        QCOMPARE(ChatOutgoingCommand::parse(u"/topic Lunch"_s).rest, u"Lunch"_s);
        const auto kick = ChatOutgoingCommand::parse(u"/kick @ben:example.org too loud"_s);
        QCOMPARE(kick.subject, u"@ben:example.org"_s);
        QCOMPARE(kick.rest, u"too loud"_s);
        QCOMPARE(ChatOutgoingCommand::parse(u"/invite Ben"_s).kind, Kind::Wrong);
        QCOMPARE(ChatOutgoingCommand::parse(u"/join https://matrix.to/#/%23a:example.org?via=b.example"_s).subject, u"#a:example.org"_s);
        const auto unknown = ChatOutgoingCommand::parse(u"/dance"_s);
        QCOMPARE(unknown.kind, Kind::Wrong);
        QVERIFY(unknown.sentence.contains(u"/dance"));
        for (const auto all = ChatOutgoingCommand::all(); const auto &help : all) {
            QVERIFY(!help.sentence.isEmpty());
            QVERIFY(ChatOutgoingCommand::parse(help.command).kind != Kind::None);
        }
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("eventId");
        QTest::addColumn<QStringList>("via");
        using Kind = ChatLink::Kind;
        const auto row = [](const char *name, const QString &address, int kind, const QString &id, const QString &event = {}, const QStringList &via = {}) {
            QTest::newRow(name) << address << kind << id << event << via;
        };
        row("person", u"https://matrix.to/#/@anna:example.org"_s, int(Kind::Person), u"@anna:example.org"_s);
        row("encoded", u"https://matrix.to/#/%40anna%3Aexample.org"_s, int(Kind::Person), u"@anna:example.org"_s);
        row("alias", u"https://matrix.to/#/#room:example.org"_s, int(Kind::Alias), u"#room:example.org"_s);
        row("room",
            u"https://matrix.to/#/!abc:example.org?via=a.example&via=b.example"_s,
            int(Kind::Room),
            u"!abc:example.org"_s,
            {},
            {u"a.example"_s, u"b.example"_s});
        row("new room",
            u"https://matrix.to/#/!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"_s,
            int(Kind::Room),
            u"!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"_s);
        row("event", u"https://matrix.to/#/!abc:example.org/%24ev_1?via=a.example"_s, int(Kind::Event), u"!abc:example.org"_s, u"$ev_1"_s, {u"a.example"_s});
        row("uri person", u"matrix:u/anna:example.org?action=chat"_s, int(Kind::Person), u"@anna:example.org"_s);
        row("uri room", u"matrix:roomid/abc:example.org/e/ev1?via=a.example"_s, int(Kind::Event), u"!abc:example.org"_s, u"$ev1"_s, {u"a.example"_s});
        row("uri alias", u"matrix:r/room:example.org"_s, int(Kind::Alias), u"#room:example.org"_s);
        row("old uri", u"matrix:room/room:example.org/event/ev1"_s, int(Kind::Event), u"#room:example.org"_s, u"$ev1"_s);
        row("bare", u"#room:example.org"_s, int(Kind::Alias), u"#room:example.org"_s);
        row("elsewhere", u"https://matrix.to.example.org/#/@anna:example.org"_s, -1, {});
        row("nothing", u"https://matrix.to/"_s, -1, {});
        row("event of a person", u"https://matrix.to/#/@anna:example.org/$x"_s, -1, {});
        row("no server", u"@anna"_s, -1, {});
        row("spaces", u"@an na:example.org"_s, -1, {});
        row("hidden", u"@an\u202Ena:example.org"_s, -1, {});
        row("group", u"https://matrix.to/#/+group:example.org"_s, -1, {});
        row("long", u"@"_s + QString(3000, u'a') + u":example.org"_s, -1, {});
    }
    void addresses()
    {
        QFETCH(QString, address);
        QFETCH(int, kind);
        QFETCH(QString, id);
        QFETCH(QString, eventId);
        QFETCH(QStringList, via);
        const auto link = ChatLink::parse(address);
        QCOMPARE(link ? int(link->kind) : -1, kind);
        if (!link) {
            return;
        }
        QCOMPARE(link->id, id);
        QCOMPARE(link->eventId, eventId);
        QCOMPARE(link->via, via);
        // What is made is read again.
        for (const auto &made : {link->toMatrixTo(), link->toUri()}) {
            auto again = ChatLink::parse(QUrl(made));
            QVERIFY2(again, qPrintable(made));
            again->action = link->action;
            QCOMPARE(*again, *link);
        }
    }

    void viaIsWhereMostPeopleAre()
    {
        QCOMPARE(ChatLink::viaOf({u"@a:one.example"_s, u"@b:two.example:8448"_s, u"@c:two.example:8448"_s, u"nobody"_s}),
                 QStringList({u"two.example:8448"_s, u"one.example"_s}));
    }

    void emojiAreNamed()
    {
        const auto table = ChatEmojiTable::load();
        QVERIFY(table->all().size() > 1800);
        QCOMPARE(table->nameOf(u"👍"_s), u"thumbs up"_s);
        QCOMPARE(table->nameOf(u"👍🏽"_s), u"thumbs up"_s);
        QCOMPARE(table->nameOf(u"❤"_s), table->nameOf(u"❤️"_s));
        QVERIFY(!table->nameOf(u"❤"_s).isEmpty());
        QVERIFY(table->nameOf(u"hello"_s).isEmpty());
        QCOMPARE(table->find(u"thumbs up"_s, 5).value(0).symbol, u"👍"_s);
        QCOMPARE(table->find(u"daumen hoch"_s, 5).value(0).symbol, u"👍"_s);
        QVERIFY(!table->find(u"laecheln"_s, 5).isEmpty());
        QVERIFY(table->find(u"zzzz"_s, 5).isEmpty());
        for (int group = 0; group <= int(ChatEmoji::Group::Flags); ++group) {
            QVERIFY(!table->inGroup(ChatEmoji::Group(group)).isEmpty());
            QVERIFY(!ChatEmojiTable::groupTitle(ChatEmoji::Group(group)).isEmpty());
        }
        const auto thumb = table->find(u"thumbs up"_s, 1).value(0);
        QCOMPARE(ChatEmojiTable::skinTones(thumb), QStringList({u"👍🏻"_s, u"👍🏼"_s, u"👍🏽"_s, u"👍🏾"_s, u"👍🏿"_s}));
        QVERIFY(ChatEmojiTable::skinTones(table->find(u"rocket"_s, 1).value(0)).isEmpty());
    }

    void recentEmojiComeFirst()
    {
        auto recents = ChatEmojiTable::used({}, u"a"_s);
        recents = ChatEmojiTable::used(recents, u"b"_s);
        recents = ChatEmojiTable::used(recents, u"a"_s);
        QCOMPARE(recents, QStringList({u"a"_s, u"b"_s}));
        for (int i = 0; i < 100; ++i) {
            recents = ChatEmojiTable::used(recents, QString::number(i));
        }
        QCOMPARE(recents.size(), 32);
    }

    void completionKnowsItsWord()
    {
        using Kind = ChatMentions::Kind;
        const auto at = [](const QString &text) {
            return ChatMentions::trigger(text, text.size());
        };
        QVERIFY(!at(u"hello"_s));
        QVERIFY(!at(u"mail@example"_s));
        QVERIFY(!at(u"at 10:30"_s));
        QVERIFY(!at(u"smile :D"_s));
        QVERIFY(!at(u"a @b c d e"_s));
        QCOMPARE(at(u"hi @an"_s)->kind, Kind::Person);
        QCOMPARE(at(u"hi @an"_s)->from, 3);
        QCOMPARE(at(u"hi @Anna We"_s)->words, u"Anna We"_s);
        QCOMPARE(at(u"@"_s)->words, u""_s);
        QCOMPARE(at(u"see #bud"_s)->kind, Kind::Room);
        QCOMPARE(at(u"ok :thu"_s)->kind, Kind::Emoji);
        QCOMPARE(at(u"/to"_s)->kind, Kind::Command);
        QVERIFY(!at(u"a /to"_s));
    }

    void draftsAreReadAsWritten()
    {
        ChatOutgoing draft;
        draft.text = u"half a sen"_s;
        draft.mentions = {{u"@Anna"_s, u"@anna:example.org"_s}};
        draft.replyTo = ItemId{7};
        draft.threadRoot = u"$root"_s;
        draft.kind = ChatOutgoing::Kind::Notice;
        QCOMPARE(ChatOutgoing::fromCbor(draft.toCbor()), draft);
        const auto bytes = draft.toCbor();
        for (qsizetype cut = 0; cut < bytes.size(); ++cut) {
            (void)ChatOutgoing::fromCbor(bytes.left(cut)); // half of it is no crash
        }
        QVERIFY(ChatOutgoing::fromCbor("rubbish").isEmpty());
    }

    void rowsAreSpoken()
    {
        ChatTimelineRow row;
        row.senderName = u"Anna Weber"_s;
        row.time = QDateTime(QDate(2026, 3, 2), QTime(10, 12));
        row.text = u"See you at ten"_s;
        row.isEdited = true;
        row.reactions = {{.key = u"👍"_s, .count = 2, .isMine = false, .mine = {}, .names = {}}};
        const auto time = ChatRoomListModel::clockText(QTime(10, 12));
        QCOMPARE(ChatTimelineWords::sentence(row), u"Anna Weber, %1: See you at ten, edited, 2 reactions: thumbs up 2"_s.arg(time));

        ChatTimelineRow waiting = row;
        waiting.reactions.clear();
        waiting.isEdited = false;
        waiting.isWaiting = true;
        QVERIFY(ChatTimelineWords::sentence(waiting).endsWith(u"waiting to be sent"));
        waiting.hasFailed = true;
        waiting.failure = u"You may not write here."_s;
        QVERIFY(ChatTimelineWords::sentence(waiting).contains(u"not sent: You may not write here."));

        ChatTimelineRow state;
        state.kind = ChatRowKind::State;
        QCOMPARE(ChatTimelineWords::sentence(state, {.beginsGroup = true, .folded = 5, .isUnfolded = false}), u"5 changes to the room, collapsed"_s);
        for (int problem = 1; problem <= int(ChatProblem::NoCryptography); ++problem) {
            QVERIFY(!ChatTimelineWords::problem(ChatProblem(problem)).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(ChatActionsWordsTest)
#include "chatactionswordstest.moc"
