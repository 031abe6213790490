// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesuiscene.h"

#include "files/ui/fileconflictpanel.h"
#include "files/ui/filedetails.h"
#include "files/ui/filetransfers.h"
#include "files/ui/filetrashpanel.h"

#include <QApplication>
#include <QBuffer>
#include <QDialog>
#include <QLinearGradient>
#include <QPainter>
#include <QPromise>
#include <QStandardPaths>

using namespace Kontor;

/// The tour through the files pane: each step shows something, has names for everything, and cuts no text off; light, dark,
/// and with text of double size. KONTOR_PICTURES names a folder for pictures.
class FilePicturesTest : public QObject
{
    Q_OBJECT

    static QByteArray landscape()
    {
        QImage image(400, 260, QImage::Format_RGB32);
        QPainter painter(&image);
        QLinearGradient sky(0, 0, 0, 260);
        sky.setColorAt(0, QColor(0x6c, 0xa8, 0xdc));
        sky.setColorAt(1, QColor(0xf4, 0xe3, 0xc0));
        painter.fillRect(image.rect(), sky);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0x2c, 0x6e, 0x8f));
        painter.drawRect(0, 180, 400, 80);
        painter.end();
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return bytes;
    }

    static void fill(FilesScene &s)
    {
        auto &cloud = s.f.anna.cloud;
        for (const auto *name : {"Photos/", "Templates/", "Contracts/", "Contracts/Offers/"}) {
            cloud.makeFolder(QString::fromLatin1(name));
        }
        for (const auto *name : {"Minutes 2026-11-03.odt", "Minutes 2026-11-17.odt", "Presentation for the council.odp", "Ausschreibung Straßenbau Los 3.pdf", "Readme.md", "backup.tar.gz", "kontor.cpp",
                                 "holiday.mp4", "A very long name of a file that has no room in the list and is therefore cut in its middle, which one should be able to read.docx"}) {
            cloud.put(QString::fromUtf8(name), QByteArray(int(qstrlen(name)) * 4321, 'x'));
        }
        s.services.has = FakeFileServices::cloud();
        s.services.picture = landscape();
        const auto now = QDateTime::currentDateTime();
        s.services.deleted = {{.href = u"/t/1"_s, .name = u"old offer.odt"_s, .from = u"Contracts/old offer.odt"_s, .deleted = now.addDays(-3), .size = 34'010},
                              {.href = u"/t/2"_s, .name = u"Drafts"_s, .from = u"Drafts"_s, .deleted = now.addDays(-1), .size = 0, .isFolder = true},
                              {.href = u"/t/3"_s, .name = u"list.csv"_s, .from = u"list.csv"_s, .deleted = now, .size = 2'300}};
        s.services.known = {{.id = u"1"_s, .type = FileShare::Type::User, .with = u"ben"_s, .title = u"Ben Beispiel"_s, .mayEdit = true},
                            {.id = u"2"_s, .type = FileShare::Type::Group, .with = u"council"_s, .title = u"Council"_s},
                            {.id = u"3"_s,
                             .type = FileShare::Type::Link,
                             .title = u"For the press"_s,
                             .url = QUrl(u"https://cloud.example.org/s/3"_s),
                             .expires = QDate::currentDate().addDays(20),
                             .hasPassword = true}};
        s.services.kept = {{.href = u"/v/1"_s, .modified = now.addDays(-9), .size = 21'100, .author = u"Anna Berg"_s},
                           {.href = u"/v/2"_s, .modified = now.addDays(-2), .size = 24'100, .author = u"Ben Beispiel"_s, .label = u"before the meeting"_s},
                           {.href = u"/v/3"_s, .modified = now.addSecs(-4000), .size = 24'900, .author = u"Anna Berg"_s}};
    }

    static void mark(FilesScene &s)
    {
        const auto item = [&s](const QString &path) {
            return s.f.item(path);
        };
        const auto done = waitedFor((*s.f.store)->write([space = s.f.space(s.f.anna), beach = item(u"beach.jpg"_s), council = item(u"Presentation for the council.odp"_s),
                                                         photos = item(u"Photos"_s)](Transaction &transaction) -> Result<void> {
            transaction.changes.touch(space, beach);
            return transaction.prepare("UPDATE file SET marks = marks | 17 WHERE item = ?1")
                .run(beach)
                .and_then([&] {
                    return transaction.prepare("UPDATE file SET marks = marks | 8, locked_by = 'Ben Beispiel' WHERE item = ?1").run(council);
                })
                .and_then([&] {
                    return transaction.prepare("UPDATE file SET marks = marks | 6, owner = 'Ben Beispiel' WHERE item = ?1").run(photos);
                });
        }));
        QVERIFY(done);
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
            QApplication::setPalette(dark);
        }
        QIcon::setThemeName(isDark ? u"breeze-dark"_s : u"breeze"_s);
        auto font = usual;
        font.setPointSizeF(usual.pointSizeF() * percent / 100);
        QApplication::setFont(font);
        {
            FilesScene s;
            fill(s);
            s.show();
            mark(s);
            QVERIFY(waitedFor(s.f.actions->pin({s.f.item(u"Contracts"_s), s.f.item(u"report.odt"_s)})));
            for (const auto &name : {u"budget.ods"_s, u"Readme.md"_s}) {
                QVERIFY(s.f.save(name, "mine"));
                s.f.anna.cloud.put(name, "theirs, which is another text");
            }
            QVERIFY(s.f.round());
            QVERIFY(waitedFor(s.f.actions->createFolder(s.f.target(), u"New project"_s)));
            s.pane->resize(1280, 760);
            if (percent > 100) {
                s.pane->resize(1440, 900);
            }
            const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
            int pictures = 0;
            for (const auto steps = s.pane->tour(); const auto &step : steps) {
                QWidget *shown = step.show();
                QTest::qWait(folder.isEmpty() ? 50 : 400); // answers come from other threads
                auto *widget = shown ? shown : s.pane.get();
                const auto findings = accessibilityFindings(widget);
                QVERIFY2(findings.isEmpty(), qPrintable(step.name + u": "_s + findings.join(u'\n')));
                const auto picture = widget->grab();
                QVERIFY(!picture.isNull());
                pictures += shown ? 1 : 0;
                if (!folder.isEmpty()) {
                    QVERIFY(picture.save(u"%1/%2-%3.png"_s.arg(folder, step.name, QString::fromLatin1(QTest::currentDataTag()))));
                }
                if (shown) {
                    shown->close();
                    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
                }
            }
            QCOMPARE(pictures, 4); // share, versions, new folder, move; two-way folders need the mirrors
            QCOMPARE(s.pane->conflicts()->count(), 2);
            QCOMPARE(s.pane->trash()->count(), 3);
        }
        QApplication::setFont(usual);
        QApplication::setPalette(before);
        QIcon::setThemeName(icons);
    }
};

QTEST_MAIN(FilePicturesTest)
#include "filepicturestest.moc"
