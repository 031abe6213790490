// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/headerfields.h"
#include "mail/messagecomposer.h"
#include "mail/messagereply.h"

#include <QTest>

using namespace Kontor;

/// What is written reads back the same; answers go to the right people.
class MessageComposerTest : public QObject
{
    Q_OBJECT
    static Result<QByteArray> blob(const BlobId &)
    {
        return QByteArray("\x00\xff inhalt", 9);
    }
    static Draft draft()
    {
        Draft draft;
        draft.from = {QStringLiteral("Änne Müller, Dr."), QStringLiteral("a@bücher.example")};
        draft.to = {{QStringLiteral("Groß, Ida"), QStringLiteral("ida@example.org")}, {{}, QStringLiteral("b@example.org")}};
        draft.bcc = {{{}, QStringLiteral("geheim@example.org")}};
        draft.subject = QStringLiteral("Übersicht über die ") + QStringLiteral("Haushaltsplanung ").repeated(10);
        draft.text = QStringLiteral("Liebe Ida,\n\n") + QStringLiteral("ein langer Satz mit Umläuten ").repeated(20) + QStringLiteral("\n\n> zitiert\nFrom hier\n-- \nÄnne");
        draft.inReplyTo = QStringLiteral("x@y");
        draft.references = {QStringLiteral("w@y"), QStringLiteral("x@y")};
        return draft;
    }
private Q_SLOTS:
    void readsBackWhatItWrote()
    {
        auto written = draft();
        written.attachments << DraftAttachment{QStringLiteral("b"), QStringLiteral("Prüfbericht über Öl und eine sehr lange Bezeichnung dazu.pdf"), QStringLiteral("application/pdf"), 9};
        const auto bytes = MessageComposer::compose(written, MessageComposer::Copy::ToKeep, blob).value();
        for (const auto lines = bytes.split('\n'); const auto &line : lines) {
            QVERIFY2(line.size() < 999, line.constData());
            QVERIFY(line.isEmpty() || line == lines.last() || line.endsWith('\r'));
        }
        const auto opened = MessageComposer::open(bytes);
        QCOMPARE(opened.draft.from.name, written.from.name);
        QCOMPARE(opened.draft.from.address, QStringLiteral("a@xn--bcher-kva.example"));
        QCOMPARE(opened.draft.to, written.to);
        QCOMPARE(opened.draft.bcc, written.bcc);
        QCOMPARE(opened.draft.subject, written.subject.trimmed());
        auto expected = written.text;
        expected.replace(QStringLiteral(" \n"), QStringLiteral("\n")).replace(QStringLiteral("--\n"), QStringLiteral("-- \n"));
        QCOMPARE(opened.draft.text, expected);
        QCOMPARE(opened.draft.inReplyTo, written.inReplyTo);
        QCOMPARE(opened.draft.references, written.references);
        QCOMPARE(opened.draft.attachments.size(), 1);
        QCOMPARE(opened.draft.attachments.first().name, written.attachments.first().name);
        QCOMPARE(opened.attachments.first(), blob({}).value());
        QVERIFY(opened.draft.messageId.endsWith(QLatin1StringView("@xn--bcher-kva.example")));
    }

    void hidesAndRefuses()
    {
        const auto bytes = MessageComposer::compose(draft(), MessageComposer::Copy::ToSend, blob).value();
        QVERIFY(!bytes.contains("geheim"));
        auto evil = draft();
        evil.subject = QStringLiteral("x\r\nBcc: z@evil.example\r\n\r\nbody");
        evil.to = {{QStringLiteral("y\r\nX-Evil: 1"), QStringLiteral("b@x.de\r\nX-Evil: 2")}};
        evil.messageId = QStringLiteral("m@x>\r\nX-Evil: 3");
        evil.inReplyTo = evil.messageId;
        evil.references = {evil.messageId};
        evil.attachments << DraftAttachment{QStringLiteral("b"), QStringLiteral("a\r\nX-Evil: 4.txt"), QStringLiteral("text/plain\r\nX-Evil: 5"), 1};
        const auto out = MessageComposer::compose(evil, MessageComposer::Copy::ToKeep, blob).value();
        QVERIFY2(!out.contains("\nX-Evil"), out.constData());
        const HeaderFields fields(out.left(HeaderFields::extentOf(out).end));
        QVERIFY(!fields.has("X-Evil"));
        QCOMPARE(fields.all("Bcc").size(), 1);
        QCOMPARE(MessageComposer::envelope(draft()), (QStringList{QStringLiteral("ida@example.org"), QStringLiteral("b@example.org"), QStringLiteral("geheim@example.org")}));
    }

    void answers()
    {
        Account account;
        account.address = QStringLiteral("me@example.org");
        account.name = QStringLiteral("Ich");
        account.aliases = {QStringLiteral("alias@example.org")};
        account.signature = QStringLiteral("Grüße");
        const QByteArray raw = "From: Anna <anna@x.de>\r\nTo: alias@example.org, bert@x.de\r\nCc: carl@x.de, me@example.org\r\nSubject: AW: Re: WG: Thema\r\nMessage-ID: <m@x>\r\nReferences: <r@x>\r\n"
                               "Date: Tue, 5 May 2026 10:00:00 +0200\r\nList-Post: <mailto:liste@x.de>\r\n\r\nHallo\n> alt\n-- \nsig\n";
        const auto content = MessageContent::parse(raw);
        const auto one = MessageReply::reply(content, ItemId{7}, account, MessageReply::To::Sender);
        QCOMPARE(one.to, QList<MailAddress>{content.from});
        QVERIFY(one.cc.isEmpty());
        QCOMPARE(one.subject, QStringLiteral("Re: Thema"));
        QCOMPARE(one.from.address, QStringLiteral("alias@example.org"));
        QCOMPARE(one.references, (QStringList{QStringLiteral("r@x"), QStringLiteral("m@x")}));
        QVERIFY2(one.text.contains(QStringLiteral("> Hallo\n>> alt\n")), qPrintable(one.text));
        QVERIFY(!one.text.contains(QLatin1StringView("> sig")));
        QVERIFY(one.text.endsWith(QStringLiteral("-- \nGrüße\n")));
        const auto all = MessageReply::reply(content, ItemId{7}, account, MessageReply::To::All);
        QCOMPARE(all.to.size(), 1);
        QCOMPARE(all.cc.size(), 2);
        QCOMPARE(MessageReply::reply(content, ItemId{7}, account, MessageReply::To::List).to.value(0).address, QStringLiteral("liste@x.de"));
        QCOMPARE(MessageReply::forwardInline(content, ItemId{7}, account).subject, QStringLiteral("Fwd: Thema"));
        QCOMPARE(MessageReply::attachedName(content), QStringLiteral("Thema.eml"));
    }
};

QTEST_GUILESS_MAIN(MessageComposerTest)
#include "messagecomposertest.moc"
