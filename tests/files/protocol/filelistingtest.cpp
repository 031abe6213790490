// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to PROPFIND as servers give them, and as they should not.
#include "files/protocol/filelisting.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QByteArray folderKind = "<D:resourcetype><D:collection/></D:resourcetype>";
const QByteArray fileKind = "<D:resourcetype/>";

QByteArray response(const QByteArray &href, const QByteArray &properties, const QByteArray &status = "HTTP/1.1 200 OK")
{
    return "<D:response><D:href>" + href + "</D:href><D:propstat><D:prop>" + properties + "</D:prop><D:status>" + status + "</D:status></D:propstat></D:response>";
}

QByteArray file(const QByteArray &href, const QByteArray &status = "HTTP/1.1 200 OK")
{
    return response(href, fileKind + "<D:getetag>\"e\"</D:getetag><D:getcontentlength>3</D:getcontentlength>", status);
}

QByteArray multistatus(const QByteArray &responses)
{
    return "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" + responses + "</D:multistatus>";
}

const QByteArray own = response("/dav/", folderKind);

/// All at once, and once more in pieces of a few octets: the same must come out.
Result<QList<FileFacts>> read(const QByteArray &bytes, const QString &asked = u"/dav/"_s, const FileSpelling &spelling = {})
{
    Result<QList<FileFacts>> results[2];
    for (const qsizetype step : {bytes.size() + 1, qsizetype(7)}) {
        FileListing listing(asked, u"files.example:8443"_s, spelling);
        Result<void> done;
        for (qsizetype at = 0; done && at < bytes.size(); at += step) {
            done = listing.add(bytes.mid(at, step));
        }
        done = done ? listing.finish() : done;
        auto &result = results[step == 7];
        result = done ? Result<QList<FileFacts>>(listing.take()) : std::unexpected(done.error());
    }
    if (results[0].has_value() != results[1].has_value() || (results[0] && *results[0] != *results[1])) {
        qFatal("pieces make a difference");
    }
    return results[0];
}

QString hrefs(const Result<QList<FileFacts>> &listed)
{
    if (!listed) {
        return u"error: "_s + kindName(listed.error().kind);
    }
    QStringList all;
    for (const auto &facts : *listed) {
        all << facts.href;
    }
    return all.join(u' ');
}
}

class FileListingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hrefsOfAllKinds_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char *title, const QByteArray &responses, const QString &expected) {
            QTest::newRow(title) << multistatus(responses) << expected;
        };
        add("paths", own + file("/dav/a") + response("/dav/b/", folderKind), u"/dav/a /dav/b/"_s);
        add("a folder without its slash", response("/dav", folderKind) + response("/dav/b", folderKind), u"/dav/b/"_s);
        add("a file with a slash", own + file("/dav/a/"), u"/dav/a"_s);
        add("nothing told of the kind, but a slash", own + response("/dav/b/", "<D:getlastmodified>Mon, 23 Nov 2026 09:00:00 GMT</D:getlastmodified>"), u"/dav/b/"_s);
        add("whole addresses", response("https://files.example:8443/dav/", folderKind) + file("https://files.example:8443/dav/a"), u"/dav/a"_s);
        add("capitals in the host", own + file("HTTPS://FILES.example:8443/dav/a"), u"/dav/a"_s);
        add("another scheme", own + file("http://files.example:8443/dav/a"), u"/dav/a"_s);
        add("it knows itself by another name", response("http://inside:80/dav/", folderKind) + file("http://inside/dav/a") + file("http://other/dav/b"), u"/dav/a"_s);
        add("and says so at the end", file("http://inside/dav/a") + file("http://other/dav/b") + response("http://inside/dav/", folderKind), u"/dav/a"_s);
        add("others' addresses", own + file("http://inside/dav/a") + file("/dav/b"), u"/dav/b"_s);
        add("small and large hex digits", own + file("/dav/%c3%a4") + file("/dav/%C3%B6"), u"/dav/%C3%A4 /dav/%C3%B6"_s);
        add("what needs no encoding", own + file("/dav/%61%2d%7e") + file("/%64av/b"), u"/dav/a-~ /dav/b"_s);
        add("not encoded", own + file("/dav/ä b#c?d%.txt"), u"/dav/%C3%A4%20b%23c%3Fd%25.txt"_s);
        add("Latin-1", own + file("/dav/%E4.txt"), u"/dav/%E4.txt"_s);
        add("slashes", response("//dav//", folderKind) + file("/dav//a") + file("//dav/b"), u"/dav/a /dav/b"_s);
        add("relative", own + file("a") + file("./b") + response("c/", folderKind), u"/dav/a /dav/b /dav/c/"_s);
        add("space around it", own + file("\n      /dav/a\n  "), u"/dav/a"_s);
        add("twice", own + file("/dav/a") + file("/dav/%61"), u"/dav/a"_s);
        add("the folder itself is left out", file("/dav/a"), u"/dav/a"_s);
        add("the folder comes last", file("/dav/a") + own, u"/dav/a"_s);
        add("out of the folder",
            own + file("/etc/passwd") + file("/dav/../x") + file("/dav/%2e%2e/x") + file("/dav/..") + file("../x") + file("..") + file("/dav/a%2Fb") + file("/dav/..%2Fb") + file("/dav/b/c")
                + file("/davidson") + file("/dav/.") + file("/dav/%2E/") + file("//evil.example/dav/x") + file("http://evil.example/dav/x") + file("/dav/z%00") + file("/") + file("file:///dav/x"),
            QString());
        add("about another folder", response("/dav2/", folderKind) + file("/dav2/a"), u"error: Protocol"_s);
        add("about nothing", {}, u"error: Protocol"_s);
        add("cut short (507)", own + file("/dav/a") + "<D:response><D:href>/dav/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>", u"error: Protocol"_s);
        add("gone (404)", "<D:response><D:href>/dav/</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>", u"error: NotFound"_s);
        add("not allowed (403)", "<D:response><D:href>/dav/</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response>", u"error: Forbidden"_s);
        add("one that is gone", own + "<D:response><D:href>/dav/a</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>" + file("/dav/b"), u"/dav/b"_s);
    }
    void hrefsOfAllKinds()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, expected);
        QCOMPARE(hrefs(read(body)), expected);
    }

    void formsOfXml_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isGood");
        const QByteArray plain = multistatus(own + file("/dav/a"));
        auto other = plain;
        QTest::newRow("usual") << plain << true;
        QTest::newRow("another prefix") << QByteArray(plain).replace("D:", "ns0.x-1:").replace(":D=", ":ns0.x-1=") << true;
        QTest::newRow("no prefix") << QByteArray(plain).replace("<D:", "<").replace("</D:", "</").replace("xmlns:D=", "xmlns=") << true;
        QTest::newRow("declared where it is used")
            << QByteArray(R"(<multistatus xmlns="DAV:"><response xmlns="DAV:"><href>/dav/</href><x:propstat xmlns:x="DAV:"><x:prop><x:resourcetype><y:collection xmlns:y="DAV:"/></x:resourcetype></x:prop></x:propstat></response>)"
                          R"(<response><href>/dav/a</href><propstat><prop><getcontentlength>3</getcontentlength><getetag>"e"</getetag></prop></propstat></response></multistatus>)")
            << true;
        QTest::newRow("another meaning of a prefix")
            << QByteArray(plain).replace(file("/dav/a"), "<D:response xmlns:D=\"urn:other\"><D:href>/dav/a</D:href></D:response>") << false;
        QTest::newRow("CDATA") << QByteArray(plain).replace("/dav/a", "<![CDATA[/dav/a]]>") << true;
        QTest::newRow("comments") << QByteArray(plain).replace("/dav/a", "/dav<!-- <D:href> -->/a").prepend("").replace("<D:prop>", "<!-- -- --><D:prop>") << true;
        QTest::newRow("references") << QByteArray(plain).replace("/dav/a", "&#47;dav&#x2f;a").replace("\"e\"", "&quot;e&quot;") << true;
        QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF" + plain) << true;
        QTest::newRow("without a declaration") << plain.sliced(plain.indexOf("?>") + 2) << true;
        QTest::newRow("Latin-1") << QByteArray(plain).replace("\"1.0\"", "\"1.0\" encoding=\"ISO-8859-1\"") << true;
        QTest::newRow("other elements and attributes")
            << QByteArray(plain).replace("<D:response>", "<D:response z:id='1>' xmlns:z=\"urn:z\"><z:D>x<z:href>/dav/no</z:href></z:D>").replace("</D:multistatus>", "<D:responsedescription>ok</D:responsedescription></D:multistatus>")
            << true;
        QTest::newRow("a processing instruction") << QByteArray(plain).replace("<D:multistatus", "<?xml-stylesheet href=\"a\"?><D:multistatus") << true;
        QTest::newRow("space behind") << QByteArray(plain + "\r\n\r\n") << true;
        QTest::newRow("a document type") << QByteArray(plain).replace("<D:multistatus", "<!DOCTYPE x><D:multistatus") << false;
        QTest::newRow("an entity that grows")
            << QByteArray(plain).replace("<D:multistatus", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><D:multistatus").replace("/dav/a", "/dav/&b;") << false;
        QTest::newRow("an entity from a file") << QByteArray(plain).replace("<D:multistatus", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><D:multistatus") << false;
        QTest::newRow("an unknown entity") << QByteArray(plain).replace("/dav/a", "/dav/&a;") << false;
        QTest::newRow("deep") << QByteArray(plain).replace("<D:resourcetype/>", QByteArray(QByteArray("<x>").repeated(5000) + QByteArray("</x>").repeated(5000))) << false;
        QTest::newRow("a name without end") << QByteArray("<D:multistatus xmlns:D=\"DAV:\"><" + QByteArray(4 << 20, 'x')) << false;
        QTest::newRow("many attributes") << QByteArray(plain).replace("<D:prop>", QByteArray("<D:prop " + QByteArray("a='b' ").repeated(100'000) + '>')) << false;
        QTest::newRow("cut off") << plain.chopped(4) << false;
        QTest::newRow("crossed") << QByteArray(plain).replace("</D:href><D:propstat>", "<D:propstat></D:href>") << false;
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html><body>Please sign in</body></html>") << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }
    void formsOfXml()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, isGood);
        const auto listed = read(body);
        if (!isGood) {
            QVERIFY(!listed || listed->isEmpty());
            return;
        }
        QVERIFY2(listed, listed ? "" : qPrintable(listed.error().detail));
        QCOMPARE(hrefs(listed), u"/dav/a"_s);
        QCOMPARE(listed->first().etag, u"e"_s);
        QCOMPARE(listed->first().size, 3);
    }

    void statusLines_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QString>("etag");
        for (const auto *const good : {"HTTP/1.1 200 OK", "HTTP/1.1 200", "HTTP/2 200", "HTTP/2.0 200 ", "  HTTP/1.1 200 OK  ", "200", "200 OK", "", "HTTP/1.1  200  OK"}) {
            QTest::newRow(good) << QByteArray(good) << u"e"_s;
        }
        for (const auto *const bad : {"HTTP/1.1 404 Not Found", "HTTP/1.1", "HTTP", "HTTP/1.1 ", "HTTP/1.1  2", "2", "OK", "HTTP/1.1 500", "HTTP/1.1 -20"}) {
            QTest::newRow(bad) << QByteArray(bad) << QString();
        }
    }
    void statusLines()
    {
        QFETCH(QByteArray, status);
        QFETCH(QString, etag);
        const auto listed = read(multistatus(own + file("/dav/a", status)));
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
        QCOMPARE(listed->first().etag, etag);
        QCOMPARE(FileListing::isUntold(listed->first()), etag.isEmpty());
    }

    void whatCannotBeToldIsStillThere()
    {
        const auto listed = read(multistatus(own + "<D:response><D:href>/dav/a/</D:href><D:status>HTTP/1.1 500 Oops</D:status></D:response>" + file("/dav/b")));
        QVERIFY(listed);
        QCOMPARE(hrefs(listed), u"/dav/a /dav/b"_s);
        QVERIFY(FileListing::isUntold(listed->first()));
        QVERIFY(!FileListing::isUntold(listed->last()));
    }

    void severalPropstats()
    {
        const auto listed = read(multistatus(own
                                             + "<D:response><D:href>/dav/a</D:href>"
                                               "<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>"
                                               "<D:propstat><D:status>HTTP/1.1 200 OK</D:status><D:prop><D:resourcetype/><D:getetag>\"e\"</D:getetag></D:prop></D:propstat>"
                                               "<D:propstat><D:prop><D:getcontentlength>3</D:getcontentlength></D:prop></D:propstat>"
                                               "<D:propstat><D:prop><D:getetag>\"no\"</D:getetag></D:prop><D:status>HTTP/1.1 403 No</D:status></D:propstat></D:response>"));
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
        QCOMPARE(listed->first().etag, u"e"_s);
        QCOMPARE(listed->first().size, 3);
        QVERIFY(!listed->first().isFolder);
    }

    void valuesThatAreWrong_data()
    {
        QTest::addColumn<QByteArray>("properties");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<qint64>("modified");
        QTest::addColumn<QString>("etag");
        const auto add = [](const char *title, const QByteArray &length, const QByteArray &date, const QByteArray &etag, qint64 size, qint64 modified, const QString &plain) {
            QTest::newRow(title) << fileKind + "<D:getcontentlength>" + length + "</D:getcontentlength><D:getlastmodified>" + date + "</D:getlastmodified><D:getetag>" + etag + "</D:getetag>" << size
                                 << modified << plain;
        };
        constexpr qint64 moment = 1'795'424'400'000;
        const QByteArray date = "Mon, 23 Nov 2026 09:00:00 GMT";
        add("right", "3", date, "\"e\"", 3, moment, u"e"_s);
        add("weak", " 3 ", date, "W/\"e\"", 3, moment, u"e"_s);
        add("bare", "3", date, "e", 3, moment, u"e"_s);
        add("none", "3", date, "", 3, moment, u"~1795424400-3"_s);
        add("an end of line in the etag", "3", date, "\"e&#13;&#10;X: y\"", 3, moment, u"~1795424400-3"_s);
        add("a quote in the etag", "3", date, "\"e\"f\"", 3, moment, u"~1795424400-3"_s);
        add("less than nothing", "-1", date, "\"e\"", -1, moment, u"e"_s);
        add("more than there is", "9223372036854775807", date, "\"e\"", -1, moment, u"e"_s);
        add("too many digits", "99999999999999999999999", date, "\"e\"", -1, moment, u"e"_s);
        add("no number", "3 KB", date, "\"e\"", -1, moment, u"e"_s);
        add("no length", "", date, "\"e\"", -1, moment, u"e"_s);
        add("no such day", "3", "Mon, 31 Feb 2026 09:00:00 GMT", "\"e\"", 3, 0, u"e"_s);
        add("no such month", "3", "Mon, 23 Foo 2026 09:00:00 GMT", "\"e\"", 3, 0, u"e"_s);
        add("half a month", "3", "Mon, 23 anF 2026 09:00:00 GMT", "\"e\"", 3, 0, u"e"_s);
        add("ISO", "3", "2026-11-23T09:00:00Z", "\"e\"", 3, moment, u"e"_s);
        add("RFC 2822", "3", "Mon, 23 Nov 2026 10:00:00 +0100", "\"e\"", 3, moment, u"e"_s);
        add("never", "3", "never", "\"e\"", 3, 0, u"e"_s);
    }
    void valuesThatAreWrong()
    {
        QFETCH(QByteArray, properties);
        QFETCH(qint64, size);
        QFETCH(qint64, modified);
        QFETCH(QString, etag);
        const auto listed = read(multistatus(own + response("/dav/a", properties)));
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
        QCOMPARE(listed->first().size, size);
        QCOMPARE(listed->first().modified, modified);
        QCOMPARE(listed->first().etag, etag);
        QCOMPARE(FileListing::isUnmeasured(listed->first()), size < 0);
    }

    void otherSpellings_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("told");
        QTest::addColumn<bool>("isTheSame");
        QTest::newRow("a proxy adds") << u"/cloud/dav/"_s << u"/dav/"_s << true;
        QTest::newRow("a proxy adds to the root") << u"/cloud/"_s << u"/"_s << true;
        QTest::newRow("a proxy takes away") << u"/dav/"_s << u"/inside/dav/"_s << true;
        QTest::newRow("capitals") << u"/dav/anna/"_s << u"/DAV/Anna/"_s << true;
        QTest::newRow("accents") << u"/dav/M%C3%BCller/"_s << u"/dav/Mu%CC%88ller/"_s << true;
        QTest::newRow("another folder") << u"/dav/"_s << u"/other/"_s << false;
        QTest::newRow("a folder above") << u"/dav/anna/"_s << u"/dav/"_s << false;
        QTest::newRow("a folder below") << u"/dav/"_s << u"/dav/anna/"_s << false;
    }
    void otherSpellings()
    {
        QFETCH(QString, asked);
        QFETCH(QString, told);
        QFETCH(bool, isTheSame);
        const auto spelling = FileSpelling::between(asked, told);
        QCOMPARE(spelling.has_value(), isTheSame);
        if (!isTheSame) {
            return;
        }
        const QByteArray there = told.toLatin1();
        const auto listed = read(multistatus(response(there + "sub/", folderKind) + file(there + "sub/a%20b") + response(there + "sub/c/", folderKind) + file(there + "elsewhere")), asked + u"sub/"_s, *spelling);
        QCOMPARE(hrefs(listed), QString(asked + u"sub/a%20b "_s + asked + u"sub/c/"_s));
    }

    void anotherFormOfUnicode()
    {
        for (const bool isFolder : {true, false}) {
            FileListing listing(isFolder ? u"/dav/cafe%CC%81/"_s : u"/dav/cafe%CC%81"_s, u"files.example"_s);
            QVERIFY(listing.add(multistatus(isFolder ? QByteArray(response("/dav/caf%C3%A9/", folderKind) + file("/dav/caf%C3%A9/a")) : file("/dav/caf%C3%A9"))));
            QVERIFY(listing.finish());
            QCOMPARE(listing.self()->href, isFolder ? u"/dav/caf%C3%A9/"_s : u"/dav/caf%C3%A9"_s);
            QCOMPARE(listing.take().size(), isFolder ? 1 : 0);
        }
    }

    /// Whatever comes: nothing leads out of the folder, and nothing is taken for what it cannot be.
    void anythingAtAll()
    {
        const QByteArray sound = multistatus(own + file("/dav/a%20b") + response("/dav/c/", folderKind) + file("http://files.example:8443/dav/d&amp;e", "HTTP/2 200")
                                             + "<D:response><D:href>/dav/f</D:href><D:status>HTTP/1.1 500 Oops</D:status></D:response>");
        const QByteArrayList words{"<D:href>", "</D:href>", "/", "..", "%2F", "%00", "<![CDATA[", "]]>", "<!--", "-->", "&#0;", "&amp;", "xmlns:D=\"x\"", "<", ">", "\"", "-1", "99999999999999999999", "HTTP/1.1", "\xff", "//", "?", "#", "\r\n"};
        quint32 state = 1;
        const auto next = [&state](qsizetype below) {
            state = state * 1664525U + 1013904223U;
            return qsizetype((state >> 8) % quint32(std::max<qsizetype>(1, below)));
        };
        int good = 0;
        for (int round = 0; round < 20'000; ++round) {
            auto bytes = sound;
            for (auto edits = 1 + next(2); edits > 0; --edits) {
                const auto at = next(bytes.size());
                switch (next(4)) {
                case 0:
                    bytes[at] = char(next(256));
                    break;
                case 1:
                    bytes.remove(at, 1 + next(30));
                    break;
                case 2:
                    bytes.insert(at, words[next(words.size())]);
                    break;
                default:
                    bytes.insert(at, bytes.mid(next(bytes.size()), next(60)));
                }
            }
            FileListing listing(u"/dav/"_s, u"files.example:8443"_s);
            const auto added = listing.add(bytes);
            const auto finished = added ? listing.finish() : added;
            good += finished ? 1 : 0;
            for (const auto entries = listing.take(); const auto &facts : entries) {
                const auto rest = facts.href.startsWith("/dav/"_L1) ? facts.href.sliced(5) : QString(u'/');
                const bool isInside = !rest.isEmpty() && !QStringView(rest).chopped(facts.isFolder ? 1 : 0).contains(u'/') && facts.isFolder == rest.endsWith(u'/');
                const bool isName = !facts.name.isEmpty() && !facts.name.contains(u'/') && !facts.name.contains(QChar(0)) && facts.name != ".."_L1 && facts.name != "."_L1;
                QVERIFY2(isInside && isName && facts.size >= -1 && facts.size <= qint64(1) << 50, qPrintable(u"round %1: %2 %3"_s.arg(round).arg(facts.href, facts.name)));
                QVERIFY2(!facts.etag.contains(u'\r') && !facts.etag.contains(u'\n') && !facts.etag.contains(u'"'), qPrintable(facts.etag));
            }
        }
        qInfo() << "still listings:" << good;
        QVERIFY(good > 500); // else this proves little
    }

    void theTopTellsItsRoom()
    {
        FileListing listing(u"/dav/"_s, u"files.example"_s);
        QVERIFY(listing.add(multistatus(response("/dav/", folderKind + "<D:quota-used-bytes>7</D:quota-used-bytes><D:quota-available-bytes>-3</D:quota-available-bytes>"))));
        QVERIFY(listing.finish());
        QCOMPARE(listing.self()->quotaUsed, 7);
        QCOMPARE(listing.self()->quotaAvailable, -1);
    }
};

QTEST_GUILESS_MAIN(FileListingTest)
#include "filelistingtest.moc"
