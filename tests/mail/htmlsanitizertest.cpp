// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmlsanitizer.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Kontor;

namespace
{
/// True if anything but a link could make a program ask the network, or run something.
bool isSafe(const QString &html)
{
    static const QRegularExpression bad(
        QStringLiteral(
            "<\\s*(script|style|link|meta|base|iframe|frame|object|embed|form|input|svg|math|video|audio|body|html)|\\son\\w+\\s*=|javascript:|vbscript:|"
            "\\b(src|background|srcset|poster)\\s*=\\s*\"?\\s*(?!cid:|data:image/|\"cid:|\"data:image/)|url\\s*\\(|expression\\s*\\(|@import"),
        QRegularExpression::CaseInsensitiveOption);
    return !bad.match(html).hasMatch();
}
}

/// No vector gets through, whatever the markup; ordinary mail stays readable.
class HtmlSanitizerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dropsVectors_data()
    {
        QTest::addColumn<QString>("html");
        const QStringList vectors = {
            QStringLiteral("<script>alert(1)</script>"),
            QStringLiteral("<img src=http://t.example/p.gif>"),
            QStringLiteral("<img src='//t.example/p.gif'>"),
            QStringLiteral("<img srcset='http://t.example/p.gif 2x'>"),
            QStringLiteral("<body background=http://t.example/p>"),
            QStringLiteral("<table background='http://t.example/p'><tr><td>x</table>"),
            QStringLiteral("<div style=\"background:url(http://t.example/p)\">x</div>"),
            QStringLiteral("<div style=\"background:u\\72l(http://t.example/p)\">x</div>"),
            QStringLiteral("<style>@import 'http://t.example/c';</style>x"),
            QStringLiteral("<link rel=stylesheet href=http://t.example/c>"),
            QStringLiteral("<link rel=preconnect href=//t.example>"),
            QStringLiteral("<meta http-equiv=refresh content='0;url=http://t.example'>"),
            QStringLiteral("<base href=http://t.example/>"),
            QStringLiteral("<iframe src=http://t.example></iframe>"),
            QStringLiteral("<object data=http://t.example></object>"),
            QStringLiteral("<embed src=http://t.example>"),
            QStringLiteral("<video poster=http://t.example/p src=http://t.example/v></video>"),
            QStringLiteral("<audio src=http://t.example/a></audio>"),
            QStringLiteral("<svg><image href=http://t.example/i /></svg>"),
            QStringLiteral("<svg/onload=alert(1)>"),
            QStringLiteral("<math><mi xlink:href=http://t.example></math>"),
            QStringLiteral("<form action=http://t.example><input name=x></form>"),
            QStringLiteral("<a href=javascript:alert(1)>x</a>"),
            QStringLiteral("<a href='java\nscript:alert(1)'>x</a>"),
            QStringLiteral("<a href='&#106;avascript:alert(1)'>x</a>"),
            QStringLiteral("<a href=data:text/html,x>x</a>"),
            QStringLiteral("<img src=file:///etc/passwd>"),
            QStringLiteral("<img src=data:image/svg+xml;base64,PHN2Zz4=>"),
            QStringLiteral("<img src='data:text/html;base64,AAAA'>"),
            QStringLiteral("<p onclick=alert(1) onmouseover=x>x</p>"),
            QStringLiteral("<!--[if mso]><img src=http://t.example/p><![endif]-->"),
            QStringLiteral("<!--><img src=http://t.example/p>-->"),
            QStringLiteral("<noscript><img src=http://t.example/p></noscript>"),
            QStringLiteral("<textarea></textarea><script>x</script>"),
            QStringLiteral("<scr<script>ipt>alert(1)</script>"),
            QStringLiteral("<img \"\"\"><script>alert(1)</script>\">"),
            QStringLiteral("<a href=\"http://x.de\" style=\"behavior:url(x)\">x</a>"),
            QStringLiteral("<div style='width:expression(alert(1))'>x</div>"),
            QStringLiteral("<font color='url(http://t.example)'>x</font>"),
            QStringLiteral("<img src=\"cid:x\" onerror=alert(1)>"),
            QStringLiteral("<img src='cid:\"onerror=x'>"),
            QStringLiteral("<bgsound src=http://t.example>"),
            QStringLiteral("<input type=image src=http://t.example>"),
            QStringLiteral("<ul style='list-style-image:url(http://t.example)'><li>x</ul>"),
            QStringLiteral("<template><img src=http://t.example/p></template>"),
            QStringLiteral("<title><img src=http://t.example></title>"),
            QStringLiteral("<xmp><img src=http://t.example></xmp>"),
            QStringLiteral("<plaintext><img src=http://t.example>"),
            QStringLiteral("<p/onclick=x/src=http://t.example>"),
        };
        for (const auto &vector : vectors) {
            QTest::newRow(qPrintable(vector.left(60))) << vector;
        }
    }
    void dropsVectors()
    {
        QFETCH(QString, html);
        const auto output = HtmlSanitizer::sanitize(QLatin1String("<p>before</p>") + html + QLatin1String("<p>behind</p>"));
        QVERIFY2(isSafe(output.html), qPrintable(output.html));
        QVERIFY2(!output.html.contains(QLatin1StringView("t.example")), qPrintable(output.html));
        QVERIFY(output.text.contains(QLatin1StringView("before")));
    }

    void tellsOfRemoteContent()
    {
        QVERIFY(HtmlSanitizer::sanitize(QStringLiteral("x<img src=http://t.example/p.gif alt=Bild>")).hadRemoteContent);
        QVERIFY(HtmlSanitizer::sanitize(QStringLiteral("x<style>a{background:url(https://t.example)}</style>")).hadRemoteContent);
        QVERIFY(!HtmlSanitizer::sanitize(QStringLiteral("x<a href=http://x.de>y</a><img src=cid:z>")).hadRemoteContent);
        QCOMPARE(HtmlSanitizer::sanitize(QStringLiteral("<img src=http://t.example/p.gif alt=Bild>")).text, QStringLiteral("[Bild]"));
    }

    void keepsTheReadable()
    {
        const auto output = HtmlSanitizer::sanitize(
            QStringLiteral("<h1>Titel</h1><p>Ein <b>fetter</b>&nbsp;Satz &amp; mehr<br>neu</p><ul><li>eins<li>zwei</ul>"
                           "<table border=1><tr><td colspan=2 style='text-align:right;position:fixed'>a</td><td>b</table><blockquote>zitat</blockquote>"));
        QVERIFY2(output.html.contains(QLatin1StringView("<b>fetter</b>")), qPrintable(output.html));
        QVERIFY(output.html.contains(QLatin1StringView("text-align:right;")));
        QVERIFY(!output.html.contains(QLatin1StringView("position")));
        QVERIFY2(output.text.contains(QStringLiteral("• eins\n• zwei")), qPrintable(output.text));
        QVERIFY(output.text.contains(QLatin1StringView("a b")));
        QVERIFY(output.text.contains(QLatin1StringView("> zitat")));
    }

    void namesTheTrueHost()
    {
        const auto output
            = HtmlSanitizer::sanitize(QStringLiteral("<a href='https://evil.example/x'>www.bank.example</a> <a href='https://bank.example/y'>hier</a>"));
        QVERIFY2(output.html.contains(QLatin1StringView("[evil.example]")), qPrintable(output.html));
        QVERIFY(output.html.contains(QLatin1StringView("title=\"bank.example\"")));
    }

    void namesLookalikesAsTheyAre()
    {
        const auto shown
            = [](const char *host) { return HtmlSanitizer::sanitize(QStringLiteral("<a href='https://%1/'>hier</a>").arg(QString::fromLatin1(host))).html; };
        const auto cyrillic = shown("xn--80ak6aa92e.com"); // reads like apple.com
        QVERIFY2(cyrillic.contains(QLatin1StringView("title=\"xn--80ak6aa92e.com\"")), qPrintable(cyrillic));
        const auto umlaut = shown("xn--mller-kva.de");
        QVERIFY2(umlaut.contains(QStringLiteral("title=\"müller.de\"")), qPrintable(umlaut));
        const auto pretending = HtmlSanitizer::sanitize(QStringLiteral("<a href='https://xn--80ak6aa92e.com/'>apple.com</a>")).html;
        QVERIFY2(pretending.contains(QLatin1StringView("[xn--80ak6aa92e.com]")), qPrintable(pretending));
        const auto same = HtmlSanitizer::sanitize(QStringLiteral("<a href='https://xn--mller-kva.de/'>www.müller.de</a>")).html;
        QVERIFY2(!same.contains(u'['), qPrintable(same));
    }

    void fitsDarkThemes()
    {
        const auto output = HtmlSanitizer::sanitize(
            QStringLiteral("<p style='color:#000;background:#ffffff'>x</p><p style='color:red'>y</p><p bgcolor=yellow style='background:yellow'>z</p>"));
        QVERIFY2(!output.html.contains(QLatin1StringView("#ffffff")), qPrintable(output.html));
        QVERIFY(output.html.contains(QLatin1StringView("color:red")));
        QVERIFY(output.html.contains(QLatin1StringView("color:#000000;background-color:yellow")));
    }

    void hidesTheHidden()
    {
        QCOMPARE(HtmlSanitizer::sanitize(QStringLiteral("<div style='display:none'>geheim</div>x<span hidden>y</span>")).text, QStringLiteral("x"));
    }

    void boundsDepthAndWork()
    {
        for (const auto &tag : {QStringLiteral("<div>"),
                                QStringLiteral("<b>"),
                                QStringLiteral("<table><tr><td>"),
                                QStringLiteral("<blockquote>"),
                                QStringLiteral("<font size=3><p>"),
                                QStringLiteral("<a href=http://x>"),
                                QStringLiteral("<ul><li>"),
                                QStringLiteral("<b></div><i><p>"),
                                QStringLiteral("<!--"),
                                QStringLiteral("<x y='"),
                                QStringLiteral("<style>"),
                                QStringLiteral("</p>")}) {
            const auto output = HtmlSanitizer::sanitize(tag.repeated(30'000) + QStringLiteral("unten"));
            QVERIFY2(isSafe(output.html), qPrintable(output.html.left(500)));
        }
        QVERIFY(HtmlSanitizer::sanitize(QStringLiteral("<div>").repeated(50'000) + QStringLiteral("unten")).text.contains(QLatin1StringView("unten")));
    }

    void survivesMutations()
    {
        const auto seed = QStringLiteral("<html><head><style>p{color:red}</style></head><body bgcolor=\"#fff\"><table><tr><td "
                                         "style='color:#123;background:url(http://t.example/x)'><a href=\"http://x.de/?a=1&b=2\" onclick='x()'>Text</a>"
                                         "<img src=\"http://t.example/p\" alt='a'><img src=cid:y><!-- c --><p>&euro;&#0;&#x110000;<script>var "
                                         "a='</p>';</script></table><ul><li>x</body></html>");
        QRandomGenerator random(11);
        for (int round = 0; round < 5000; ++round) {
            auto html = seed;
            for (int i = 0; i < 6; ++i) {
                const auto at = random.bounded(int(html.size()));
                switch (random.bounded(3)) {
                case 0:
                    html[at] = QChar(char16_t(random.bounded(2) ? random.bounded(128) : random.bounded(65536)));
                    break;
                case 1:
                    html.remove(at, random.bounded(15));
                    break;
                default:
                    html.insert(at, html.mid(random.bounded(int(html.size())), random.bounded(50)));
                }
            }
            const auto output = HtmlSanitizer::sanitize(html);
            QString attributesOnly; // text may say anything; only tags matter
            static const QRegularExpression target(QStringLiteral(" href=\"(?:https?|mailto):[^\"]*\""));
            static const QRegularExpression tag(QStringLiteral("<[^>]*>"));
            for (auto match = tag.globalMatch(output.html); match.hasNext();) {
                attributesOnly += match.next().captured().remove(target);
            }
            static const QRegularExpression remote(QStringLiteral("\\ssrc=\"(?!cid:|data:image/)|<(?:script|style|link|iframe)|url\\(|\\son[a-z]+="),
                                                   QRegularExpression::CaseInsensitiveOption);
            QVERIFY2(!remote.match(attributesOnly).hasMatch(), qPrintable(output.html));
        }
    }
};

QTEST_GUILESS_MAIN(HtmlSanitizerTest)
#include "htmlsanitizertest.moc"
