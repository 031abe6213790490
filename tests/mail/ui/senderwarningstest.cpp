// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/senderwarnings.h"
#include "mail/ui/invitation.h"
#include "mail/ui/linkdialog.h"
#include "mail/ui/tags.h"

#include <QTest>

#include <cmath>

using namespace Kontor;

namespace
{
MessageContent from(const QString &name, const QString &address)
{
    MessageContent content;
    content.from = {name, address};
    return content;
}

qreal luminance(const QColor &colour)
{
    const auto part = [](qreal c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

qreal contrast(const QColor &a, const QColor &b)
{
    const auto la = luminance(a);
    const auto lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}
}

/// What makes a reader careful: senders and links; and other small pure things of the views.
class SenderWarningsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordinarySendersRaiseNothing()
    {
        QCOMPARE(SenderWarnings::of(from(QStringLiteral("Jutta Sommer"), QStringLiteral("jutta@example.org")), SenderWarnings::Known::Familiar), QStringList());
        QCOMPARE(SenderWarnings::of(from(QStringLiteral("jutta@example.org"), QStringLiteral("Jutta@example.org")), SenderWarnings::Known::Familiar),
                 QStringList());
    }

    void deceitIsNamed()
    {
        QCOMPARE(SenderWarnings::of(from(QStringLiteral("chef@amt.example"), QStringLiteral("x@evil.example")), SenderWarnings::Known::Familiar).size(), 1);
        auto reply = from(QStringLiteral("Chef"), QStringLiteral("chef@amt.example"));
        reply.replyTo = {{QString(), QStringLiteral("x@evil.example")}};
        QCOMPARE(SenderWarnings::of(reply, SenderWarnings::Known::Familiar).size(), 1);
        QCOMPARE(SenderWarnings::of(from(QString(), QStringLiteral("a@b.example")), SenderWarnings::Known::First).size(), 1);
        QCOMPARE(SenderWarnings::of(from(QStringLiteral("Chef"), QStringLiteral("chef@аmt.example")), SenderWarnings::Known::Familiar).size(), 1);
        QVERIFY(!SenderWarnings::of(from({}, {}), SenderWarnings::Known::Unknown).isEmpty());
    }

    void linksTellTheTruth()
    {
        QVERIFY(LinkDialog::warnings(QUrl(QStringLiteral("https://example.org/a")), QStringLiteral("www.example.org")).isEmpty());
        QVERIFY(!LinkDialog::warnings(QUrl(QStringLiteral("https://evil.example/a")), QStringLiteral("https://example.org/")).isEmpty());
        QVERIFY(!LinkDialog::warnings(QUrl(QStringLiteral("https://example.org@evil.example/")), QString()).isEmpty());
        QVERIFY(!LinkDialog::warnings(QUrl(QStringLiteral("http://example.org/")), QString()).isEmpty());
        QVERIFY(!LinkDialog::warnings(QUrl(QStringLiteral("https://10.0.0.1/")), QString()).isEmpty());
        QCOMPARE(LinkDialog::mayOpen(QUrl(QStringLiteral("file:///etc/passwd"))), Qt::Unchecked);
        QCOMPARE(LinkDialog::mayOpen(QUrl(QStringLiteral("javascript:alert(1)"))), Qt::Unchecked);
        QCOMPARE(LinkDialog::mayOpen(QUrl(QStringLiteral("https://example.org"))), Qt::Checked);
    }

    void invitationsInOneLine()
    {
        const QByteArray ics(
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Bespre\r\n chung\\, wichtig\r\nDTSTART;TZID=\"Europe/Berlin\":20261120T100000\r\n"
            "DTEND:20261120T100000Z\r\nORGANIZER;CN=Jutta:mailto:jutta@example.org\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM\r\nLOCATION:Saal "
            "1\r\nEND:VEVENT\r\nEND:VCALENDAR");
        const auto invitation = Invitation::parse(ics);
        QVERIFY(invitation.isValid);
        QCOMPARE(invitation.method, Invitation::Method::Request);
        QCOMPARE(invitation.summary, QStringLiteral("Besprechung, wichtig"));
        QCOMPARE(invitation.start.toUTC().time(), QTime(9, 0));
        QVERIFY(invitation.sentence().contains(QLatin1String("Saal 1")));
        QVERIFY(invitation.sentence().contains(QLatin1String("Jutta")));
        for (const auto *bad : {"", "BEGIN:VEVENT", "BEGIN:VEVENT\nDTSTART:x\nEND:VEVENT", ":\n;;;\nBEGIN:VEVENT\nDTSTART;TZID:"}) {
            QCOMPARE(Invitation::parse(bad).sentence(), QString());
        }
    }

    void tagsAreReadable()
    {
        QPalette light(QColor(0xef, 0xf0, 0xf1), Qt::white);
        light.setColor(QPalette::Base, Qt::white);
        QPalette dark;
        dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
        for (const auto &keyword :
             Tags::wellKnown() + QStringList{QStringLiteral("a"), QStringLiteral("Wichtig"), QStringLiteral("Projekt_X"), QStringLiteral("z")}) {
            for (const auto &palette : {light, dark}) {
                const auto colours = Tags::colours(keyword, palette);
                QVERIFY2(contrast(colours.background, colours.text) >= 4.5, qPrintable(keyword));
            }
        }
    }

    void tagsBecomeKeywords()
    {
        QCOMPARE(Tags::keywordFor(QStringLiteral("Important")), QStringLiteral("$label1"));
        QCOMPARE(Tags::keywordFor(QStringLiteral("Größe eins")), QStringLiteral("Groesse_eins"));
        QCOMPARE(Tags::keywordFor(QStringLiteral("a(b){c}\"]\\*%")), QStringLiteral("abc}"));
        QCOMPARE(Tags::keywordFor(QStringLiteral("日本")), QString());
    }
};

QTEST_MAIN(SenderWarningsTest)
#include "senderwarningstest.moc"
