// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/davxml.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const XmlName etag{XmlSpace::Dav, u"getetag"_s};
const XmlName name{XmlSpace::Dav, u"displayname"_s};

QByteArray multistatus(const QByteArray &inside)
{
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">" + inside + "</d:multistatus>";
}

QByteArray response(const QByteArray &href, const QByteArray &inside)
{
    return "<d:response><d:href>" + href + "</d:href>" + inside + "</d:response>";
}

QByteArray repeated(const QByteArray &piece, int times)
{
    return piece.repeated(times);
}
}

class DavXmlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsNamesTextAttributesAndChildren()
    {
        const auto root = XmlElement::parse("<a xmlns=\"urn:x\" one=\"1\" two='&lt;2&gt;'>\n  <b> text &amp; <!-- not this -->more<![CDATA[ <raw> ]]></b>\n  <b/>\n</a>");
        QVERIFY(root);
        QCOMPARE(root->name, (XmlName{u"urn:x"_s, u"a"_s}));
        QCOMPARE(root->attribute(u"two"), u"<2>"_s);
        QCOMPARE(root->attribute(u"three"), QString());
        QCOMPARE(root->text, QString()); // the indentation is none
        QCOMPARE(root->children.size(), 2);
        QCOMPARE(root->childText({u"urn:x"_s, u"b"_s}), u"text & more <raw>"_s);
        QVERIFY(!root->child({u"urn:y"_s, u"b"_s}));
    }

    void writesWhatItReads()
    {
        XmlElement body{.name = {XmlSpace::CalDav, u"calendar-query"_s}};
        XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
        prop.children << XmlElement{.name = etag} << XmlElement{.name = {XmlSpace::CalDav, u"calendar-data"_s}};
        XmlElement filter{.name = {u"urn:something else"_s, u"filter"_s}, .text = u"ä < ö & \U0001F600"_s, .attributes = {{u"name"_s, u"\"quoted\" & more"_s}}};
        body.children << prop << filter;
        const auto bytes = body.toBytes();
        QVERIFY(bytes.startsWith("<?xml"));
        const auto again = XmlElement::parse(bytes);
        QVERIFY(again);
        QCOMPARE(again->name, body.name);
        QCOMPARE(again->children.size(), 2);
        QCOMPARE(again->children[0].children[1].name, (XmlName{XmlSpace::CalDav, u"calendar-data"_s}));
        QCOMPARE(again->children[1].name, filter.name);
        QCOMPARE(again->children[1].text, filter.text);
        QCOMPARE(again->children[1].attribute(u"name"), u"\"quoted\" & more"_s);
    }

    void whatXmlCannotHoldIsLeftOut()
    {
        const XmlElement body{.name = name, .text = u"a\x01\x0b" "b"_s};
        const auto again = XmlElement::parse(body.toBytes());
        QVERIFY(again);
        QCOMPARE(again->text, u"ab"_s);
    }

    void readsAMultistatus()
    {
        const auto parsed = parseMultistatus(multistatus(
            response("/cal/", "<d:propstat><d:prop><d:displayname>Büro</d:displayname><x:other xmlns:x=\"urn:o\"><x:in>1</x:in></x:other></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
                              "<d:propstat><d:prop><d:getetag/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>")
            + response("/cal/gone.ics", "<d:status>HTTP/1.1 404 Not Found</d:status>")
            + response(" \n/cal/", "<d:status>HTTP/1.1 507 Insufficient Storage</d:status><d:error><d:number-of-matches-within-limits/></d:error>")
            + "<d:sync-token> http://example.org/sync/12 </d:sync-token>"));
        QVERIFY(parsed);
        QCOMPARE(parsed->syncToken, u"http://example.org/sync/12"_s);
        QCOMPARE(parsed->resources.size(), 3);
        const auto &first = parsed->resources[0];
        QCOMPARE(first.href, u"/cal/"_s);
        QCOMPARE(first.status, 200);
        QCOMPARE(first.text(name), u"Büro"_s);
        QVERIFY(!first.property(etag)); // 404: it is not there
        QCOMPARE(first.property({u"urn:o"_s, u"other"_s})->childText({u"urn:o"_s, u"in"_s}), u"1"_s);
        QCOMPARE(parsed->resources[1].status, 404);
        QCOMPARE(parsed->resources[2].href, u"/cal/"_s);
        QCOMPARE(parsed->resources[2].status, 507);
    }

    void aStatusMayStandInFrontOfItsProperties()
    {
        const auto parsed = parseMultistatus(multistatus(response("/a", "<d:propstat><d:status>HTTP/1.1 403 Forbidden</d:status><d:prop><d:getetag>\"1\"</d:getetag></d:prop></d:propstat>"
                                                                        "<d:propstat><d:status>HTTP/2 200</d:status><d:prop><d:displayname>n</d:displayname></d:prop></d:propstat>")));
        QVERIFY(parsed);
        QVERIFY(!parsed->resources[0].property(etag));
        QCOMPARE(parsed->resources[0].text(name), u"n"_s);
    }

    void oneStatusForSeveralHrefs()
    {
        const auto parsed = parseMultistatus(multistatus("<d:response><d:href>/a</d:href><d:href>/b</d:href><d:status>HTTP/1.1 404 Gone</d:status></d:response>"));
        QVERIFY(parsed);
        QCOMPARE(parsed->resources.size(), 2);
        QCOMPARE(parsed->resources[1].href, u"/b"_s);
        QCOMPARE(parsed->resources[1].status, 404);
    }

    void hrefsWithAHostBecomePaths()
    {
        const auto parsed = parseMultistatus(multistatus(response("https://dav.example.org:8443/a%20b/", "") + response("http://example.org", "") + response("/x?to=http://y/", "") + response("", "")));
        QVERIFY(parsed);
        QCOMPARE(parsed->resources.size(), 3);
        QCOMPARE(parsed->resources[0].href, u"/a%20b/"_s);
        QCOMPARE(parsed->resources[1].href, u"/"_s);
        QCOMPARE(parsed->resources[2].href, u"/x?to=http://y/"_s);
    }

    void otherNamespacesAreNotDav()
    {
        QVERIFY(!parseMultistatus("<multistatus><response><href>/a</href></response></multistatus>"));
        QVERIFY(!parseMultistatus("<d:multistatus xmlns:d=\"DAV\"/>"));
        const auto parsed = parseMultistatus("<m:multistatus xmlns:m=\"DAV:\" xmlns:d=\"urn:evil\"><d:response><d:href>/evil</d:href></d:response>"
                                             "<d:sync-token>evil</d:sync-token><m:response><d:href>/evil</d:href><m:href>/good</m:href><d:status>HTTP/1.1 404 x</d:status></m:response></m:multistatus>");
        QVERIFY(parsed);
        QCOMPARE(parsed->resources.size(), 1);
        QCOMPARE(parsed->resources[0].href, u"/good"_s);
        QCOMPARE(parsed->resources[0].status, 200);
        QVERIFY(parsed->syncToken.isEmpty());
    }

    void anyPrefixDoes()
    {
        const auto parsed = parseMultistatus("<multistatus xmlns=\"DAV:\"><response><href>/a</href><propstat><prop><E:getetag xmlns:E=\"DAV:\">\"7\"</E:getetag></prop>"
                                             "<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>");
        QVERIFY(parsed);
        QCOMPARE(parsed->resources[0].text(etag), u"\"7\""_s);
    }

    void refusesWhatIsHostile_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a web page") << QByteArray("<!DOCTYPE html><html><body>Welcome<br></body></html>");
        QTest::newRow("no XML") << QByteArray("{\"error\": 1}");
        QTest::newRow("billion laughs") << QByteArray("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>")
                + multistatus(response("/&c;", ""));
        QTest::newRow("external entity") << QByteArray("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>&e;</d:href></d:response></d:multistatus>");
        QTest::newRow("unknown entity") << multistatus(response("/&nbsp;", ""));
        QTest::newRow("missing end") << multistatus(response("/a", "")).chopped(5);
        QTest::newRow("missing end of all") << QByteArray("<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/a</d:href></d:response>");
        QTest::newRow("more behind the end") << multistatus("") + "<more/>";
        QTest::newRow("crossed tags") << multistatus("<d:response><d:href>/a</d:response></d:href>");
        QTest::newRow("undeclared prefix") << multistatus("<q:x/>");
        QTest::newRow("depth 10,000 in a property") << multistatus(response("/a", "<d:propstat><d:prop>" + repeated("<d:a>", 10'000) + repeated("</d:a>", 10'000) + "</d:prop></d:propstat>"));
        QTest::newRow("depth 10,000 elsewhere") << multistatus(repeated("<d:a>", 10'000) + repeated("</d:a>", 10'000));
        QTest::newRow("depth 100,000 without end") << repeated("<a>", 100'000);
        QByteArray attributes;
        for (int i = 0; i < 100'000; ++i) {
            attributes += " a" + QByteArray::number(i) + "=''";
        }
        QTest::newRow("100,000 attributes") << multistatus("<d:a" + attributes + "/>");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE<\0a\0/\0>\0", 10);
        QTest::newRow("strange encoding") << QByteArray("<?xml version=\"1.0\" encoding=\"UTF-7\"?><d:multistatus xmlns:d=\"DAV:\"/>");
    }

    void refusesWhatIsHostile()
    {
        QFETCH(QByteArray, bytes);
        const auto parsed = parseMultistatus(bytes);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, Error::Kind::Protocol);
        QVERIFY(!parsed.error().message.isEmpty());
        if (bytes.startsWith("<!") || !bytes.startsWith("<d:")) {
            return;
        }
        QVERIFY(!XmlElement::parse(bytes));
    }

    void everyTruncationIsNoticed()
    {
        const auto whole = multistatus(response("/a", "<d:propstat><d:prop><c:calendar-data><![CDATA[BEGIN:X]]>&#13;\n</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"));
        QVERIFY(parseMultistatus(whole));
        for (qsizetype size = 0; size < whole.size(); ++size) {
            QVERIFY2(!parseMultistatus(whole.first(size)), qPrintable(QString::number(size)));
        }
    }

    void oneBadEventDoesNotHideTheOthers()
    {
        // Radicale hands on control characters, others the wrong encoding.
        const auto data = [](const QByteArray &text) {
            return "<d:propstat><d:prop><c:calendar-data>" + text + "</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>";
        };
        for (const QByteArray &start : {QByteArray(), QByteArray("\r\n"), QByteArray("\xEF\xBB\xBF")}) {
            const auto both = parseMultistatus(start + multistatus(response("/a", data("one\x0b two")) + response("/b", data("b\xFCro")) + response("/c", data("fine"))));
            QVERIFY(both);
            QCOMPARE(both->resources.size(), 3);
            QCOMPARE(both->resources[0].text({XmlSpace::CalDav, u"calendar-data"_s}), u"one  two"_s);
            QCOMPARE(both->resources[2].text({XmlSpace::CalDav, u"calendar-data"_s}), u"fine"_s);
        }
        const auto latin = parseMultistatus("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><m:multistatus xmlns:m=\"DAV:\"><m:response><m:href>/b\xFCro</m:href></m:response></m:multistatus>");
        QVERIFY(latin);
        QCOMPARE(latin->resources[0].href, u"/büro"_s);
    }

    void quotesInTagsAndMarksInTextDoNotConfuseTheGuard()
    {
        const auto parsed = parseMultistatus(multistatus("<d:x a=\"a > b = c '\" b='<\"'/>" + response("/a", "<!-- <!DOCTYPE x> = -->") + "<?pi <!DOCTYPE ?>"
                                                         + response("/b", "<d:propstat><d:prop><d:displayname><![CDATA[<!DOCTYPE x>]]></d:displayname></d:prop></d:propstat>")));
        QVERIFY(!parsed); // "<" within an attribute is not well-formed
        const auto good = parseMultistatus(multistatus("<d:x a=\"a > b = c '\" b='\"'/>" + response("/a", "<!-- <!DOCTYPE x> = -->") + "<?pi <!DOCTYPE ?>"
                                                       + response("/b", "<d:propstat><d:prop><d:displayname><![CDATA[<!DOCTYPE x>]]></d:displayname></d:prop></d:propstat>")));
        QVERIFY(good);
        QCOMPARE(good->resources.size(), 2);
        QCOMPARE(good->resources[1].text(name), u"<!DOCTYPE x>"_s);
    }

    void hrefsAreTheSameHoweverTheyAreSpelled_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("equal") << u"/a/b.ics"_s << u"/a/b.ics"_s << true;
        QTest::newRow("case of the digits") << u"/%c3%a4"_s << u"/%C3%A4"_s << true;
        QTest::newRow("not encoded") << u"/ä b"_s << u"/%C3%A4%20b"_s << true;
        QTest::newRow("needlessly encoded") << u"/%61%2D%5f%7E%40%3a%2b"_s << u"/a-_~@:+"_s << true;
        QTest::newRow("host") << u"https://example.org/a"_s << u"/a"_s << true;
        QTest::newRow("other host") << u"https://example.org/a"_s << u"http://example.com:8080/a"_s << true;
        QTest::newRow("spaces around") << u" /a\n"_s << u"/a"_s << true;
        QTest::newRow("encoded slash") << u"/a%2Fb"_s << u"/a/b"_s << false;
        QTest::newRow("encoded slash, spelled differently") << u"/a%2fb"_s << u"/a%2Fb"_s << true;
        QTest::newRow("encoded percent") << u"/a%2541"_s << u"/aA"_s << false;
        QTest::newRow("lone percent") << u"/100%"_s << u"/100%25"_s << true;
        QTest::newRow("half an octet") << u"/%4"_s << u"/%254"_s << true;
        QTest::newRow("encoded question mark") << u"/a%3Fb"_s << u"/a?b"_s << false;
        QTest::newRow("encoded hash") << u"/a%23b"_s << u"/a"_s << false;
        QTest::newRow("fragment") << u"/a#b"_s << u"/a"_s << true;
        QTest::newRow("case") << u"/A"_s << u"/a"_s << false;
        QTest::newRow("slash at the end") << u"/a/"_s << u"/a"_s << false;
        QTest::newRow("plus is no space") << u"/a+b"_s << u"/a%20b"_s << false;
    }

    void hrefsAreTheSameHoweverTheyAreSpelled()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QFETCH(bool, isSame);
        QCOMPARE(isSameHref(left, right), isSame);
        QCOMPARE(isSameHref(right, left), isSame);
        for (const auto &href : {left, right}) {
            QCOMPARE(normalHref(normalHref(href)), normalHref(href));
        }
    }

    void manyResponsesAreRead()
    {
        QByteArray inside;
        for (int i = 0; i < 10'000; ++i) {
            inside += response("/alice/calendar/" + QByteArray::number(i) + ".ics",
                               "<d:propstat><d:prop><d:getetag>\"" + QByteArray::number(i) + "\"</d:getetag><d:getcontenttype>text/calendar</d:getcontenttype></d:prop>"
                               "<d:status>HTTP/1.1 200 OK</d:status></d:propstat>");
        }
        const auto bytes = multistatus(inside);
        Result<DavMultistatus> parsed;
        QBENCHMARK
        {
            parsed = parseMultistatus(bytes);
        }
        QVERIFY(parsed);
        QCOMPARE(parsed->resources.size(), 10'000);
        QCOMPARE(parsed->resources[9'999].text(etag), u"\"9999\""_s);
    }

    void muchDataIsRead()
    {
        const QByteArray event = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Meeting &amp; lunch\nDESCRIPTION:" + QByteArray(4'000, 'x') + "\nEND:VEVENT\nEND:VCALENDAR\n";
        QByteArray inside;
        for (int i = 0; i < 12'500; ++i) {
            inside += response("/c/" + QByteArray::number(i), "<d:propstat><d:prop><c:calendar-data>" + event + "</c:calendar-data></d:prop></d:propstat>");
        }
        const auto bytes = multistatus(inside);
        QVERIFY(bytes.size() > 50'000'000);
        Result<DavMultistatus> parsed;
        QBENCHMARK_ONCE
        {
            parsed = parseMultistatus(bytes);
        }
        QVERIFY(parsed);
        QCOMPARE(parsed->resources.size(), 12'500);
        QCOMPARE(parsed->resources.last().properties[0].text.size(), QString::fromUtf8(event).replace(u"&amp;"_s, u"&"_s).size());
    }
};

QTEST_GUILESS_MAIN(DavXmlTest)
#include "davxmltest.moc"
