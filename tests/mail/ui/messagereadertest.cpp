// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagereader.h"

#include "mail/ui/attachmentbar.h"
#include "mail/ui/headerblock.h"
#include "mail/ui/messageprinter.h"
#include "mail/ui/privatefolder.h"
#include "mail/ui/readertext.h"

#include "support/accessibilitycheck.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPdfWriter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

namespace
{
MessageReader::Source sourceOf(const std::shared_ptr<MessageContent> &content)
{
    return {.load = [content](ItemId) { return QtFuture::makeReadyValueFuture(Result<MessageReader::Content>(content)); },
            .raw = [](ItemId) { return QtFuture::makeReadyValueFuture(Result<QByteArray>(QByteArray("From: a\r\n\r\nb"))); },
            .attachment = [](ItemId, const QString &part) { return QtFuture::makeReadyValueFuture(Result<QByteArray>("bytes of " + part.toUtf8())); },
            .known = {}};
}

std::shared_ptr<MessageContent> letter()
{
    auto content = std::make_shared<MessageContent>();
    content->from = {QStringLiteral("Jutta Sommer"), QStringLiteral("jutta@example.org")};
    content->to = {{QStringLiteral("Anna"), QStringLiteral("anna@example.org")}};
    content->subject = QStringLiteral("Grüße");
    content->date = QDateTime::currentDateTime();
    content->plainText = QStringLiteral("Hello\n> quoted\n>> deeper\nSee https://example.org/x).\n");
    return content;
}

MessageRow row(qint64 id)
{
    MessageRow row;
    row.item = ItemId{id};
    row.subject = QStringLiteral("Grüße");
    return row;
}
}

/// The reader: what it shows, and that it never asks anybody for anything.
class MessageReaderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anInvitationIsShownByWhoeverCanDoMoreWithIt()
    {
        auto content = letter();
        content->calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lage\nDTSTART:20260505T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
        auto source = sourceOf(content);
        bool isThere = true;
        QString sender;
        source.openInvitation = [&](const QByteArray &ics, const QString &from, QWidget *parent) -> QWidget * {
            sender = ics == content->calendar ? from : QString();
            auto *button = isThere ? new QPushButton(QStringLiteral("Accept"), parent) : nullptr;
            if (button) {
                button->setObjectName(QStringLiteral("accept"));
            }
            return button;
        };
        MessageReader reader(source);
        reader.show();
        reader.showMessage(row(1));
        QTRY_VERIFY(reader.findChild<QWidget *>(QStringLiteral("accept")));
        QCOMPARE(sender, QStringLiteral("jutta@example.org"));
        QTRY_VERIFY(reader.findChild<QWidget *>(QStringLiteral("accept"))->isVisible());
        QVERIFY(!reader.findChild<QWidget *>(QStringLiteral("invitation"))->isVisible());
        // Tab comes from the buttons above it and goes on to the text.
        QStringList met;
        for (auto *widget = reader.nextInFocusChain(); widget != &reader; widget = widget->nextInFocusChain()) {
            if (QStringList{QStringLiteral("showFormatted"), QStringLiteral("accept"), reader.text()->objectName()}.contains(widget->objectName())) {
                met << widget->objectName();
            }
        }
        QCOMPARE(met, (QStringList{QStringLiteral("showFormatted"), QStringLiteral("accept"), reader.text()->objectName()}));
        // The next message has no trace of it.
        content->calendar.clear();
        reader.showMessage(row(2));
        QTRY_VERIFY(!reader.findChild<QWidget *>(QStringLiteral("accept")));
        // Without a calendar it is said in a line.
        isThere = false;
        content->calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lage\nDTSTART:20260505T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
        reader.showMessage(row(3));
        QTRY_VERIFY(reader.findChild<QWidget *>(QStringLiteral("invitation"))->isVisible());
    }

    void showsPlainTextFirst()
    {
        auto content = letter();
        content->safeHtml = QStringLiteral("<p>Hello <b>you</b></p>");
        MessageReader reader(sourceOf(content));
        QSignalSpy loaded(&reader, &MessageReader::loaded);
        reader.showMessage(row(1));
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(reader.isFormatted(), Qt::Unchecked);
        QVERIFY(reader.text()->toPlainText().startsWith(QLatin1String("Hello\n> quoted")));
        reader.showFormatted(Qt::Checked);
        QVERIFY(reader.text()->toPlainText().contains(QLatin1String("Hello you")));
        reader.showMessage(row(2)); // the next message is plain again
        QTRY_COMPARE(loaded.size(), 2);
        QCOMPARE(reader.isFormatted(), Qt::Unchecked);
    }

    void neverAsksNetworkOrDisk()
    {
        QTcpServer canary;
        QVERIFY(canary.listen(QHostAddress::LocalHost));
        QSignalSpy visitors(&canary, &QTcpServer::newConnection);
        QTemporaryDir folder;
        QImage secret(4, 4, QImage::Format_RGB32);
        secret.fill(Qt::red);
        const auto path = folder.filePath(QStringLiteral("secret.png"));
        QVERIFY(secret.save(path));
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        secret.save(&buffer, "PNG");

        // As if the sanitiser had let everything through.
        const auto base = QStringLiteral("http://127.0.0.1:%1/").arg(canary.serverPort());
        ReaderText text;
        text.resize(500, 500);
        text.show();
        text.showFormatted(QStringLiteral("<link rel=stylesheet href='%1a.css'><style>@import url(%1b.css); body{background:url(%1c.png)}</style>"
                                          "<img src='%1d.png'><img src='%2'><img src='file://%2'><img src='/etc/passwd'><img src='qrc:/x'><img src='cid:here'>"
                                          "<img src='data:image/png;base64,AAAA'><table background='%1e.png'><tr><td background='%1f.png'>x</table>")
                               .arg(base, path),
                           {{QStringLiteral("here"), png}});
        QTest::qWait(200);
        text.grab();
        QCOMPARE(visitors.size(), 0);
        QVERIFY(!canary.hasPendingConnections());
        const auto local = text.loadResource(QTextDocument::ImageResource, QUrl::fromLocalFile(path)).value<QImage>();
        QCOMPARE(local.size(), QSize(1, 1)); // nothing of the disk
        QCOMPARE(text.loadResource(QTextDocument::ImageResource, QUrl(QStringLiteral("cid:here"))).value<QImage>().size(), QSize(4, 4));
        QCOMPARE(text.loadResource(QTextDocument::ImageResource, QUrl(QStringLiteral("cid:other"))).value<QImage>().size(), QSize(1, 1));
        QVERIFY(text.refusedResources() > 0);
        // Neither does paper.
        MessageContent content = *letter();
        content.safeHtml = QStringLiteral("<img src='%1g.png'>").arg(base);
        QPdfWriter writer(folder.filePath(QStringLiteral("out.pdf")));
        MessagePrinter::print(content, Qt::RichText, &writer);
        QTest::qWait(100);
        QCOMPARE(visitors.size(), 0);
        QVERIFY(QFileInfo(folder.filePath(QStringLiteral("out.pdf"))).size() > 500);
    }

    void quotesAndLinks()
    {
        QCOMPARE(ReaderText::quoteDepth(u"> > text"), 2);
        QCOMPARE(ReaderText::quoteDepth(u">>> text"), 3);
        QCOMPARE(ReaderText::quoteDepth(u"text > more"), 0);
        QCOMPARE(ReaderText::quoteDepth(u""), 0);
        ReaderText text;
        text.showPlain(QStringLiteral("See https://example.org/a_(b)). Write to anna@example.org, or javascript:alert(1)."));
        const auto links = text.links();
        QCOMPARE(links.size(), 2);
        QCOMPARE(links.at(0).target, QUrl(QStringLiteral("https://example.org/a_(b))")));
        QCOMPARE(links.at(1).target, QUrl(QStringLiteral("mailto:anna@example.org")));
    }

    void dangerousLinksStayClosed()
    {
        ReaderText text;
        text.resize(400, 200);
        text.show();
        text.showFormatted(QStringLiteral("<a href='file:///etc/passwd'>x</a>"), {});
        QSignalSpy chosen(&text, &ReaderText::linkChosen);
        text.setFocus();
        QTest::keyClick(&text, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        text.showFormatted(QStringLiteral("<a href='https://example.org/'>x</a>"), {});
        QTest::keyClick(&text, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
    }

    void hugeAndOddTextIsShown()
    {
        ReaderText text;
        text.showPlain(QString(3'000'000, QLatin1Char('x')) + QChar(0));
        QVERIFY(text.toPlainText().size() < 1'100'000);
    }

    void saysWhatIsNotHere()
    {
        MessageReader reader({.load =
                                  [](ItemId) {
                                      return QtFuture::makeReadyValueFuture(
                                          Result<MessageReader::Content>(failure(Error::Kind::Offline, QStringLiteral("No connection."))));
                                  },
                              .raw = {},
                              .attachment = {},
                              .known = {}});
        reader.show();
        reader.showMessage(row(1));
        QTRY_VERIFY(reader.findChild<QAbstractButton *>(QStringLiteral("choice_retry")));
        QCOMPARE(reader.content(), nullptr);
    }

    void attachmentsGoToAPrivatePlace()
    {
        QString path;
        {
            PrivateFolder folder;
            const auto put = folder.put(QStringLiteral("../../.bashrc"), QByteArray("x"));
            QVERIFY(put);
            path = *put;
            QVERIFY(QFileInfo(path).canonicalFilePath().startsWith(QFileInfo(folder.path()).canonicalFilePath()));
            QCOMPARE(QFileInfo(folder.path()).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
            QVERIFY(!(QFileInfo(path).permissions() & (QFileDevice::ExeOwner | QFileDevice::ReadOther)));
        }
        QVERIFY(!QFileInfo::exists(path)); // gone with the program
    }

    void savesAttachments()
    {
        auto content = letter();
        Attachment file;
        file.partId = QStringLiteral("2");
        file.name = QStringLiteral("Protokoll.pdf");
        file.size = 10;
        content->attachments << file;
        MessageReader reader(sourceOf(content));
        reader.showMessage(row(1));
        QTRY_COMPARE(reader.attachments()->attachments().size(), 1);
        QTemporaryDir folder;
        QSignalSpy saved(reader.attachments(), &AttachmentBar::saved);
        reader.attachments()->saveTo(0, folder.filePath(QStringLiteral("a.pdf")));
        QTRY_COMPARE(saved.size(), 1);
        QFile written(folder.filePath(QStringLiteral("a.pdf")));
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), QByteArray("bytes of 2"));
        QByteArray kept;
        QString name;
        reader.attachments()->setKeep([] { return true; },
                                      [&](const QByteArray &bytes, const QString &fileName) {
                                          kept = bytes;
                                          name = fileName;
                                      });
        reader.attachments()->saveToFiles(0);
        QTRY_COMPARE(kept, QByteArray("bytes of 2"));
        QCOMPARE(name, file.name);
        QSignalSpy failed(reader.attachments(), &AttachmentBar::failed);
        reader.attachments()->saveTo(0, QStringLiteral("/nowhere/at/all"));
        QTRY_COMPARE(failed.size(), 1);
    }

    void isAccessible()
    {
        auto content = letter();
        content->safeHtml = QStringLiteral("<p>x</p>");
        MessageReader reader(sourceOf(content));
        reader.resize(700, 600);
        reader.show();
        reader.showMessage(row(1));
        QTRY_VERIFY(reader.content());
        QCOMPARE(accessibilityFindings(&reader), QStringList());
    }
};

QTEST_MAIN(MessageReaderTest)
#include "messagereadertest.moc"
