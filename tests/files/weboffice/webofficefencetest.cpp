// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficefence.h"
#include "files/weboffice/webofficerequest.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using Verdict = WebOfficeFence::Verdict;

/// Where a web office may go, and what its program understands.
class WebOfficeFenceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void staysWithTheServerAndItsOffice_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("resource");
        const auto row = [](const QString &url, Verdict window, Verdict resource) {
            QTest::newRow(qPrintable(url)) << url << int(window) << int(resource);
        };
        row(u"https://cloud.example.org/apps/x"_s, Verdict::Pass, Verdict::Pass);
        row(u"https://cloud.example.org:443/"_s, Verdict::Pass, Verdict::Pass);
        row(u"https://office.example.org/browser/x"_s, Verdict::Pass, Verdict::Pass);
        row(u"wss://office.example.org/cool/ws"_s, Verdict::Refuse, Verdict::Pass);
        row(u"blob:https://office.example.org/1234"_s, Verdict::Refuse, Verdict::Pass);
        row(u"blob:https://evil.example.org/1234"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"about:blank"_s, Verdict::Pass, Verdict::Refuse);
        row(u"data:image/png;base64,AAAA"_s, Verdict::Refuse, Verdict::Pass);
        row(u"http://cloud.example.org/"_s, Verdict::Ask, Verdict::Refuse); // less safe
        row(u"https://cloud.example.org:8443/"_s, Verdict::Ask, Verdict::Refuse);
        row(u"https://cloud.example.org.evil.example/"_s, Verdict::Ask, Verdict::Refuse);
        row(u"https://cloud.example.org@evil.example/"_s, Verdict::Ask, Verdict::Refuse);
        row(u"https://second.example.org/"_s, Verdict::Ask, Verdict::Refuse);
        row(u"mailto:anna@example.org"_s, Verdict::Ask, Verdict::Refuse);
        row(u"file:///etc/passwd"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"file://cloud.example.org/share"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"javascript:alert(1)"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"chrome://gpu"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"view-source:https://cloud.example.org/"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"ftp://cloud.example.org/"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"smb://x/y"_s, Verdict::Refuse, Verdict::Refuse);
        row(u"https:///nohost"_s, Verdict::Refuse, Verdict::Refuse);
    }
    void staysWithTheServerAndItsOffice()
    {
        QFETCH(QString, url);
        QFETCH(int, window);
        QFETCH(int, resource);
        WebOfficeFence fence(QUrl(u"https://Cloud.example.org/index.php/apps/richdocuments/direct/abc"_s));
        QCOMPARE(fence.frame(QUrl(u"https://office.example.org/browser/dist/cool.html"_s)), Verdict::Pass);
        QCOMPARE(int(fence.navigation(QUrl(url))), window);
        QCOMPARE(int(fence.resource(QUrl(url))), resource);
    }

    void oneOfficeAloneIsLearned()
    {
        WebOfficeFence fence(QUrl(u"https://cloud.example.org/x"_s));
        QCOMPARE(fence.frame(QUrl(u"http://office.example.org/"_s)), Verdict::Refuse); // not as safe as the server
        QCOMPARE(fence.frame(QUrl(u"file:///etc/passwd"_s)), Verdict::Refuse);
        QCOMPARE(fence.frame(QUrl(u"wss://office.example.org/"_s)), Verdict::Refuse);
        QVERIFY(fence.office().isEmpty());
        QCOMPARE(fence.frame(QUrl(u"https://cloud.example.org/inner"_s)), Verdict::Pass);
        QVERIFY(fence.office().isEmpty());
        QCOMPARE(fence.frame(QUrl(u"https://office.example.org:9980/a"_s)), Verdict::Pass);
        QCOMPARE(fence.office(), u"https://office.example.org:9980"_s);
        QCOMPARE(fence.frame(QUrl(u"https://other.example.org/"_s)), Verdict::Refuse);
        QCOMPARE(fence.frame(QUrl(u"about:srcdoc"_s)), Verdict::Pass);
    }

    void requestsKeepTheirWords()
    {
        const WebOfficeRequest request{.page = QUrl(u"https://cloud.example.org/d?token=%2B1&x=ä"_s), .title = u"Plan \"A\"\nöffentlich.odt"_s, .authorities = "-----BEGIN\nx\n"};
        const auto line = request.toLine();
        QCOMPARE(line.count('\n'), 1);
        QCOMPARE(WebOfficeRequest::fromLine(line), request);
        for (const auto *bad : {"", "\n", "{}", "[1]", "{\"page\":\"file:///etc/passwd\"}", "{\"page\":\"https:///x\"}", "{\"page\":7}", "{\"page\":\"javascript:1\"}"}) {
            QVERIFY2(!WebOfficeRequest::fromLine(bad), bad);
        }
    }
};

QTEST_GUILESS_MAIN(WebOfficeFenceTest)
#include "webofficefencetest.moc"
