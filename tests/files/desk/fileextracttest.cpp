// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/fileextract.h"
#include "files/desk/zipfile.h"
#include "support/waiting.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTemporaryDir>
#include <QTest>

namespace Kontor
{

/// Text and pictures of files, also of hostile ones.
class FileExtractTest : public QObject
{
    Q_OBJECT

    static constexpr auto odt = "application/vnd.oasis.opendocument.text";
    static constexpr auto docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("the test's file cannot be written");
        }
        return file.fileName();
    }

    static Result<QString> text(const QString &path, const char *type)
    {
        return waitedFor(FileExtract::text(path, QString::fromLatin1(type)));
    }

    QString pdf(const QString &words)
    {
        const auto path = m_folder.filePath(QStringLiteral("a b.pdf"));
        QPdfWriter writer(path);
        writer.setPageSize(QPageSize(QPageSize::A4));
        QPainter painter(&writer);
        painter.fillRect(QRect(0, 0, 4000, 4000), Qt::red);
        painter.drawText(500, 5000, words);
        painter.end();
        return path;
    }

    static QByteArray document(const QString &words)
    {
        return "<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>" + words.toUtf8()
            + "</w:t></w:r></w:p></w:body></w:document>";
    }

    static QByteArray docxOf(const QByteArray &document)
    {
        return ZipFile::of({{"[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
                            {"word/document.xml", document, true}});
    }

private Q_SLOTS:
    void readsPdf()
    {
        const auto found = text(pdf(QStringLiteral("Quittung Zwergpinscher")), "application/pdf");
        QVERIFY(found);
        QVERIFY2(found->contains(QStringLiteral("Zwergpinscher")), qPrintable(*found));
    }

    void readsOdf()
    {
        const QByteArray names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
        const QByteArray words = QStringLiteral("<text:p>Der Fährmann setzt über.</text:p><text:p>Zweite Zeile</text:p>").toUtf8();
        const QByteArray content = "<?xml version='1.0'?><office:document-content " + names + "><office:body><office:text>" + words + "</office:text></office:body></office:document-content>";
        const QByteArray about = "<?xml version='1.0'?><office:document-meta " + names + "><office:meta/></office:document-meta>";
        const auto found = text(write(QStringLiteral("a.odt"), ZipFile::of({{"mimetype", odt}, {"content.xml", content, true}, {"meta.xml", about}})), odt);
        QVERIFY(found);
        QVERIFY2(found->contains(QStringLiteral("Fährmann")) && found->contains(QStringLiteral("Zweite")), qPrintable(*found));
    }

    void readsOfficeOpen()
    {
        const auto found = text(write(QStringLiteral("a.docx"), docxOf(document(QStringLiteral("Angebot für Äpfel")))), docx);
        QVERIFY(found);
        QVERIFY2(found->contains(QStringLiteral("Äpfel")), qPrintable(*found));
    }

    void readsPlainTextInAnyEncoding()
    {
        QCOMPARE(text(write(QStringLiteral("u8.txt"), "Gr\xc3\xbc\xc3\x9f" "e"), "text/plain"), Result<QString>(QStringLiteral("Grüße")));
        QCOMPARE(text(write(QStringLiteral("l1.txt"), "Gr\xfc\xdf" "e"), "text/plain"), Result<QString>(QStringLiteral("Grüße")));
        QCOMPARE(text(write(QStringLiteral("u16.txt"), QByteArray("\xff\xfe" "G\0r\0\xfc\0", 8)), "text/plain"), Result<QString>(QStringLiteral("Grü")));
        QCOMPARE(text(write(QStringLiteral("a.md"), "# Titel"), "text/markdown"), Result<QString>(QStringLiteral("# Titel")));
        const auto html = text(write(QStringLiteral("a.html"), "<p title='x'>Hallo<script>var secret;</script></p><!-- leise -->"), "text/html");
        QVERIFY(html && html->contains(QStringLiteral("Hallo")) && !html->contains(QStringLiteral("secret")) && !html->contains(QStringLiteral("leise")));
    }

    void isBounded()
    {
        QByteArray much;
        for (int i = 0; i < 400'000; ++i) {
            much += "word" + QByteArray::number(i) + '\n';
        }
        const auto found = text(write(QStringLiteral("much.txt"), much), "text/plain");
        QVERIFY(found);
        QVERIFY(found->startsWith(QStringLiteral("word0\nword1\n")));
        QVERIFY2(found->size() <= 512 << 10, qPrintable(QString::number(found->size())));
    }

    void whatCannotBeReadHasNoText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("no pdf") << QByteArray("%PDF-1.7\nbroken") << QByteArray("application/pdf");
        QTest::newRow("no zip") << QByteArray("PK\x03\x04 nothing of the kind") << QByteArray(odt);
        QTest::newRow("empty") << QByteArray() << QByteArray(docx);
        QTest::newRow("empty text") << QByteArray(" \n") << QByteArray("text/plain");
        QTest::newRow("sound") << QByteArray("RIFF") << QByteArray("audio/x-wav");
        QTest::newRow("no type") << QByteArray("words") << QByteArray("nothing/known");
        QByteArray laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"lollollollollollol\">";
        for (int i = 1; i < 12; ++i) {
            laughs += "<!ENTITY a" + QByteArray::number(i) + " \"" + QByteArray("&a" + QByteArray::number(i - 1) + ";").repeated(10) + "\">";
        }
        QTest::newRow("billion laughs") << ZipFile::of({{"mimetype", odt}, {"content.xml", laughs + "]><office:document-content>&a11;</office:document-content>", true}}) << QByteArray(odt);
    }
    void whatCannotBeReadHasNoText()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, type);
        const auto found = text(write(QStringLiteral("odd"), bytes), type.constData());
        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::NotFound);
        QVERIFY(!found.error().message.isEmpty());
    }

    void anArchiveThatSwellsEnds()
    {
        // 600 MB of one word: bounded by memory, time or output, whichever comes first.
        const auto words = document(QStringLiteral("Anfang ") + QStringLiteral("wort ").repeated(120'000'000 / 5));
        const auto found = text(write(QStringLiteral("bomb.docx"), docxOf(words)), docx);
        QVERIFY(!found || found->size() <= 512 << 10);
    }

    void drawsPdfAndPictures()
    {
        const auto page = waitedFor(FileExtract::preview(pdf(QStringLiteral("x")), QStringLiteral("application/pdf"), 200));
        QVERIFY(page);
        QCOMPARE(std::max(page->width(), page->height()), 200);
        QCOMPARE(page->pixelColor(30, 30), QColor(Qt::red));

        QImage wide(600, 300, QImage::Format_RGB32);
        wide.fill(Qt::blue);
        QVERIFY(wide.save(m_folder.filePath(QStringLiteral("wide.png"))));
        const auto small = waitedFor(FileExtract::preview(m_folder.filePath(QStringLiteral("wide.png")), QStringLiteral("image/png"), 100));
        QVERIFY(small);
        QCOMPARE(small->size(), QSize(100, 50));
        QCOMPARE(small->pixelColor(50, 25), QColor(Qt::blue));
        const auto same = waitedFor(FileExtract::preview(m_folder.filePath(QStringLiteral("wide.png")), QStringLiteral("image/png"), 4000));
        QVERIFY(same);
        QCOMPARE(same->size(), QSize(600, 300));

        const auto drawing = write(QStringLiteral("d.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' fill='lime'/><text y='9'>t</text></svg>");
        const auto drawn = waitedFor(FileExtract::preview(drawing, QStringLiteral("image/svg+xml"), 40));
        QVERIFY(drawn);
        QCOMPARE(drawn->pixelColor(35, 15), QColor(Qt::green));
    }

    void drawsNothingThatLies()
    {
        // A head that promises 30,000 by 30,000 points of 32 bits, and no more.
        QByteArray bmp = "BM" + ZipFile::number(54, 4) + ZipFile::number(0, 4) + ZipFile::number(54, 4) + ZipFile::number(40, 4) + ZipFile::number(30000, 4)
            + ZipFile::number(30000, 4) + ZipFile::number(1, 2) + ZipFile::number(32, 2) + QByteArray(24, '\0');
        const auto drawn = waitedFor(FileExtract::preview(write(QStringLiteral("lie.bmp"), bmp), QStringLiteral("image/bmp"), 64));
        QVERIFY(!drawn || drawn->width() <= 64);
        QVERIFY(!waitedFor(FileExtract::preview(write(QStringLiteral("no.png"), "no picture"), QStringLiteral("image/png"), 64)));
        QVERIFY(!FileExtract::canDraw(QStringLiteral("application/zip")));
        QVERIFY(!FileExtract::canRead(QStringLiteral("image/png")));
        QVERIFY(FileExtract::canRead(QStringLiteral("text/x-c++src")));
        QVERIFY(FileExtract::canRead(QStringLiteral("text/plain; charset=utf-8")));
    }
};

}

QTEST_MAIN(Kontor::FileExtractTest)
#include "fileextracttest.moc"
