// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/weboffice.h"
#include "files/weboffice/ui/webofficedownloads.h"
#include "files/weboffice/ui/webofficepage.h"
#include "files/weboffice/ui/webofficewindow.h"
#include "support/accessibilitycheck.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QHttpServer>
#include <QHttpServerResponse>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>
#include <QWebEngineProfile>
#include <QWebEngineView>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
/// One origin: pages by path, and what was asked of it.
class Site
{
public:
    Site()
    {
        m_server.setMissingHandler(&m_server, [this](const QHttpServerRequest &request, QHttpServerResponder &responder) {
            const auto path = request.url().path();
            asked << path;
            cookies << QString::fromUtf8(request.value("Cookie"));
            QHttpHeaders headers;
            const auto page = pages.value(path);
            headers.append(QHttpHeaders::WellKnownHeader::ContentType, path.endsWith(u".odt") ? "application/vnd.oasis.opendocument.text" : path.endsWith(u".js") ? "text/javascript" : "text/html; charset=utf-8");
            headers.append(QHttpHeaders::WellKnownHeader::SetCookie, "session=secret; Max-Age=100000");
            headers.append("Access-Control-Allow-Origin", "*");
            if (path.endsWith(u".odt")) {
                headers.append(QHttpHeaders::WellKnownHeader::ContentDisposition, "attachment; filename=\"../../.plan.odt\"");
            }
            responder.write(page, headers, pages.contains(path) ? QHttpServerResponder::StatusCode::Ok : QHttpServerResponder::StatusCode::NotFound);
        });
        auto tcp = std::make_unique<QTcpServer>();
        if (tcp->listen(QHostAddress::LocalHost)) {
            m_port = tcp->serverPort();
            if (m_server.bind(tcp.get())) {
                tcp.release();
            }
        }
    }
    QString url(const QString &path) const
    {
        return u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path);
    }
    QHash<QString, QByteArray> pages;
    QStringList asked;
    QStringList cookies;

private:
    QHttpServer m_server;
    quint16 m_port = 0;
};

/// A server, its office and a third one that is none of its business.
struct Scene {
    Site cloud, office, evil;
    QPointer<WebOfficeWindow> window;
    QList<QUrl> browsed;

    explicit Scene(const QByteArray &body = {}, const QByteArray &inner = "<p>text</p>")
    {
        cloud.pages[u"/direct"_s] = "<!doctype html><title>spoofed</title><body>" + body + "<iframe id=office src='" + office.url(u"/edit"_s).toUtf8() + "'></iframe></body>";
        office.pages[u"/edit"_s] = "<!doctype html><body>" + inner + "</body>";
        evil.pages[u"/"_s] = "evil";
    }
    ~Scene()
    {
        delete window;
    }
    void open()
    {
        window = new WebOfficeWindow({.page = QUrl(cloud.url(u"/direct"_s)), .title = u"plan.odt"_s});
        window->setAttribute(Qt::WA_DeleteOnClose);
        window->setBrowser([this](const QUrl &url) {
            browsed << url;
        });
        QSignalSpy loaded(window->page(), &QWebEnginePage::loadFinished);
        window->show();
        QVERIFY(waitUntil([&] { return !loaded.isEmpty(); }, 60s));
        QVERIFY(loaded.first().first().toBool());
        QVERIFY(waitUntil([&] { return office.asked.contains(u"/edit"_s); }));
    }
    QVariant run(const QString &script) const
    {
        std::optional<QVariant> answer;
        window->page()->runJavaScript(script, [&answer](const QVariant &value) {
            answer = value;
        });
        waitUntil([&] { return answer.has_value(); });
        return answer.value_or(QVariant());
    }
    /// What a promise comes to: "yes", or "no: " and the error's name.
    QString outcome(const QString &promise) const
    {
        run(u"window.outcome = ''; try { (%1).then(() => outcome = 'yes', e => outcome = 'no: ' + e.name) } catch (e) { outcome = 'no: ' + e.name }"_s.arg(promise));
        waitUntil([&] { return !run(u"window.outcome"_s).toString().isEmpty(); });
        return run(u"window.outcome"_s).toString();
    }
    void click(const QString &id) const
    {
        // A user's click, not a script's.
        const auto at = run(u"(() => { const r = document.getElementById('%1').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"_s.arg(id)).toList();
        auto *view = window->findChild<QWebEngineView *>();
        auto *target = view->focusProxy() ? view->focusProxy() : view;
        QTest::mouseClick(target, Qt::LeftButton, {}, QPoint(at.value(0).toInt(), at.value(1).toInt()));
    }
};
}

/// The locked-down window of the web office, against three servers of the test.
class WebOfficeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void showsTheOfficeUnderTheNameOfTheDocument()
    {
        Scene s;
        s.open();
        QCOMPARE(s.window->windowTitle(), u"plan.odt"_s);
        QCOMPARE(s.window->fence().office(), s.office.url({}));
        const auto findings = accessibilityFindings(s.window);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        auto *view = s.window->findChild<QWebEngineView *>();
        QCOMPARE(view->accessibleName(), u"Document “plan.odt” in the web office"_s);
        // The keyboard gets out of it, and back.
        s.window->activateWindow();
        view->setFocus();
        auto *round = s.window->findChild<QAction *>(u"office_round"_s);
        round->trigger();
        QVERIFY(QApplication::focusWidget());
        QCOMPARE(QApplication::focusWidget()->objectName(), u"tool_office_close"_s);
        round->trigger();
        QVERIFY(view == QApplication::focusWidget() || view->isAncestorOf(QApplication::focusWidget()));
    }

    void nothingIsFetchedFromElsewhere()
    {
        Scene s;
        const auto evil = s.evil.url(u"/"_s).toUtf8();
        s.cloud.pages[u"/direct"_s] += "<img src='" + evil + "pixel.png'><script src='" + evil + "x.js'></script><link rel=stylesheet href='" + evil + "x.css'><img src='file:///etc/passwd'>";
        s.open();
        s.run(u"fetch('%1fetched').catch(() => 0); navigator.sendBeacon('%1beacon'); new WebSocket('%2socket'); document.body.insertAdjacentHTML('beforeend', '<iframe src=\"%1frame\"></iframe>'); 1"_s.arg(
            QString::fromUtf8(evil), QString::fromUtf8(evil).replace(u"http:"_s, u"ws:"_s)));
        QCOMPARE(s.outcome(u"fetch('%1')"_s.arg(s.evil.url(u"/again"_s))), u"no: TypeError"_s);
        QCOMPARE(s.outcome(u"fetch('file:///etc/passwd')"_s), u"no: TypeError"_s);
        QCOMPARE(s.outcome(u"fetch('%1')"_s.arg(s.office.url(u"/edit"_s))), u"yes"_s);
        QTest::qWait(200);
        QCOMPARE(s.evil.asked, QStringList());
    }

    void scriptsLeadNowhereAndLinksAsk()
    {
        Scene s("<a id=away href='EVIL'>away</a><br><a id=blank target=_blank href='EVILblank'>new</a>");
        s.cloud.pages[u"/direct"_s].replace("EVIL", s.evil.url(u"/"_s).toUtf8());
        s.open();
        s.run(u"location.href = '%1'; 1"_s.arg(s.evil.url(u"/script"_s)));
        QCOMPARE(s.run(u"window.open('%1') === null"_s.arg(s.evil.url(u"/popup"_s))).toBool(), true);
        s.run(u"location.href = 'file:///etc/passwd'; 1"_s);
        QTest::qWait(200);
        QVERIFY(!s.window->findChild<QMessageBox *>()); // nobody clicked
        QCOMPARE(s.window->page()->url(), QUrl(s.cloud.url(u"/direct"_s)));
        s.click(u"away"_s);
        QVERIFY(waitUntil([&] { return s.window->findChild<QMessageBox *>(); }));
        auto *box = s.window->findChild<QMessageBox *>();
        QVERIFY2(box->text().contains(u"127.0.0.1"), qPrintable(box->text()));
        QCOMPARE(box->informativeText(), s.evil.url(u"/"_s));
        QCOMPARE(accessibilityFindings(box), QStringList());
        box->reject();
        QVERIFY(waitUntil([&] { return !s.window->findChild<QMessageBox *>(); }));
        QVERIFY(s.browsed.isEmpty());
        s.click(u"blank"_s);
        QVERIFY(waitUntil([&] { return s.window->findChild<QMessageBox *>(); }));
        s.window->findChild<QPushButton *>(u"openOutside"_s)->click();
        QCOMPARE(s.browsed, QList<QUrl>{QUrl(s.evil.url(u"/blank"_s))});
        QCOMPARE(s.evil.asked, QStringList());
        QCOMPARE(s.window->page()->url(), QUrl(s.cloud.url(u"/direct"_s)));
    }

    void givesNothingOfTheMachine()
    {
        Scene s;
        s.open();
        QVERIFY(s.outcome(u"new Promise((y, n) => navigator.geolocation.getCurrentPosition(y, () => n({name: 'denied'})))"_s).startsWith(u"no"));
        QVERIFY(s.outcome(u"navigator.mediaDevices ? navigator.mediaDevices.getUserMedia({audio: true, video: true}) : Promise.reject({name: 'none'})"_s).startsWith(u"no"));
        QVERIFY(s.outcome(u"navigator.mediaDevices ? navigator.mediaDevices.getDisplayMedia() : Promise.reject({name: 'none'})"_s).startsWith(u"no"));
        QVERIFY(s.outcome(u"navigator.clipboard ? navigator.clipboard.readText() : Promise.reject({name: 'none'})"_s).startsWith(u"no"));
        QVERIFY(s.outcome(u"Notification.requestPermission().then(p => { if (p !== 'granted') throw {name: p} })"_s).startsWith(u"no"));
        QVERIFY(s.outcome(u"document.documentElement.requestFullscreen()"_s).startsWith(u"no"));
        QCOMPARE(s.run(u"document.execCommand('paste')"_s).toBool(), false);
        QVERIFY(s.run(u"document.createElement('canvas').getContext('webgl')"_s).isNull());
    }

    void nothingIsRemembered()
    {
        Scene s;
        s.open();
        QVERIFY(s.run(u"document.cookie"_s).toString().contains(u"session=secret"));
        s.run(u"localStorage.setItem('a', 'b'); 1"_s);
        QVERIFY(s.window->page()->profile()->isOffTheRecord());
        delete s.window;
        s.cloud.cookies.clear();
        s.open();
        QCOMPARE(s.cloud.cookies.first(), QString());
        QVERIFY(s.run(u"localStorage.getItem('a')"_s).isNull());
    }

    void closesWhenTheOfficeSaysSo_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("Collabora") << QByteArray("JSON.stringify({MessageId: 'UI_Close', Values: {}})");
        QTest::newRow("plain") << QByteArray("'close'");
        QTest::newRow("OnlyOffice") << QByteArray("JSON.stringify({event: 'onRequestClose'})");
    }
    void closesWhenTheOfficeSaysSo()
    {
        QFETCH(QByteArray, message);
        Scene s({}, "<script>window.addEventListener('message', e => { if (e.data === 'now') parent.postMessage(" + message + ", '*') }); "
                    "parent.postMessage(JSON.stringify({MessageId: 'App_LoadingStatus'}), '*')</script>");
        s.open();
        QTest::qWait(100);
        QVERIFY(s.window);
        s.run(u"console.info('close'); console.info('x close'); 1"_s); // the page cannot say it for our script
        QTest::qWait(100);
        QVERIFY(s.window && s.window->isVisible());
        QVERIFY(waitUntil([&] {
            if (s.window) {
                s.window->page()->runJavaScript(u"document.getElementById('office').contentWindow.postMessage('now', '*')"_s);
                QTest::qWait(50);
            }
            return !s.window;
        }));
    }

    void aPageThatHangsOnIsClosedAllTheSame()
    {
        Scene s;
        s.open();
        s.run(u"window.addEventListener('beforeunload', () => { while (true) {} }); 1"_s);
        s.click(u"office"_s); // pages that nobody touched are not asked
        s.window->close();
        QVERIFY(s.window); // not at once
        QVERIFY(waitUntil([&] { return !s.window; }, 20s));
    }

    void whatIsDownloadedGoesWhereTheUserSays()
    {
        Scene s("<a id=get href='/files/plan.odt'>get</a>");
        s.cloud.pages[u"/files/plan.odt"_s] = "the document";
        s.open();
        QTemporaryDir folder;
        QStringList names;
        QString answer;
        s.window->downloads()->setAsk([&](const QString &name, const std::function<void(const QString &)> &answered) {
            names << name;
            answered(answer);
        });
        s.click(u"get"_s);
        QVERIFY(waitUntil([&] { return names.size() == 1; }));
        QCOMPARE(names.first(), u"plan.odt"_s); // stays in its folder, and is seen there
        const auto place = s.window->page()->profile()->downloadPath();
        QVERIFY(QDir(place).isEmpty()); // declined: gone
        QCOMPARE(QFile::permissions(place) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        answer = folder.filePath(u"mine.odt"_s);
        s.click(u"get"_s);
        QVERIFY(waitUntil([&] { return QFile::exists(answer); }));
        QFile file(answer);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("the document"));
        QVERIFY(QDir(place).isEmpty());
        delete s.window;
        QVERIFY(!QFile::exists(place));
    }

    void anAuthorityOfOnesOwnIsTrustedAndNoOther()
    {
        Workplace workplace({u"cloud"_s});
        QVERIFY2(workplace.isRunning(), qPrintable(workplace.error()));
        auto page = workplace.url(u"cloud"_s);
        page.setPath(u"/status.php"_s);
        QCOMPARE(page.scheme(), u"https"_s);
        for (const bool isKnown : {false, true}) {
            WebOfficeWindow window({.page = page, .title = u"plan.odt"_s, .authorities = isKnown ? workplace.certificate() : QByteArray()});
            QSignalSpy loaded(window.page(), &QWebEnginePage::loadFinished);
            window.show();
            QVERIFY(waitUntil([&] { return !loaded.isEmpty(); }, 60s));
            QCOMPARE(loaded.first().first().toBool(), isKnown);
            QCOMPARE(window.findChild<QLabel *>(u"officeNotice"_s)->isVisible(), !isKnown);
        }
    }

    void theProgramUnderstandsWhatItIsToldAndEndsWithUs()
    {
        QVERIFY(WebOffice::isInstalled());
        WebOffice office;
        QSignalSpy failed(&office, &WebOffice::failed);
        QVERIFY(office.show({.page = QUrl(u"file:///etc/passwd"_s), .title = u"x"_s})); // refused there
        QCOMPARE(office.count(), 1);
        QVERIFY(waitUntil([&] { return failed.size() == 1; }, 30s));
        QCOMPARE(office.count(), 0);
    }
};

int main(int argc, char **argv)
{
    // Only here: where tests run, an ordinary user may be without the name spaces that the engine's sandbox is made of.
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox --disable-gpu --in-process-gpu");
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    WebOfficeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "webofficetest.moc"
