// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagesearch.h"

#include <QTest>

using namespace Kontor;
using Field = MessageSearch::Term::Field;

/// The words of the search field, English and German.
class MessageSearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses()
    {
        const QDate today(2026, 11, 22);
        const auto search = MessageSearch::parse(QStringLiteral("von:anna an:\"Ida Groß\" -betreff:alt \"genau das\" hat:anhang ist:ungelesen vor:2026-05 "
                                                                "nach:01.04.2026 in:Posteingang tag:wichtig größer:2MB wort"),
                                                 today);
        QCOMPARE(search.terms.size(), 5);
        QCOMPARE(search.terms[0], (MessageSearch::Term{Field::From, QStringLiteral("anna"), false, false}));
        QCOMPARE(search.terms[1], (MessageSearch::Term{Field::To, QStringLiteral("Ida Groß"), true, false}));
        QCOMPARE(search.terms[2], (MessageSearch::Term{Field::Subject, QStringLiteral("alt"), false, true}));
        QCOMPARE(search.terms[3], (MessageSearch::Term{Field::Anywhere, QStringLiteral("genau das"), true, false}));
        QCOMPARE(search.hasAttachment, true);
        QCOMPARE(search.unread, true);
        QCOMPARE(search.before, QDate(2026, 5, 1));
        QCOMPARE(search.after, QDate(2026, 4, 1));
        QCOMPARE(search.folder, QStringLiteral("Posteingang"));
        QCOMPARE(search.tag, QStringLiteral("wichtig"));
        QCOMPARE(search.largerThan, qint64(2) << 20);
        QVERIFY(search.misunderstood.isEmpty());
        const auto english = MessageSearch::parse(QStringLiteral("from:anna is:read on:yesterday -has:attachment smaller:10k http://x.de 10:30"), today);
        QCOMPARE(english.unread, false);
        QCOMPARE(english.after, today.addDays(-1));
        QCOMPARE(english.before, today);
        QCOMPARE(english.hasAttachment, false);
        QCOMPARE(english.terms.size(), 3);
    }

    void survivesAnything()
    {
        for (const auto &text : {QStringLiteral(""),
                                 QStringLiteral("\""),
                                 QStringLiteral("-"),
                                 QStringLiteral(":"),
                                 QStringLiteral("from:"),
                                 QStringLiteral("from:\""),
                                 QStringLiteral("a\"b"),
                                 QStringLiteral("- - :: \"\" AND OR NOT ( ) * ^"),
                                 QStringLiteral("before:nie larger:viel is:schön has:nichts")}) {
            const auto search = MessageSearch::parse(text);
            (void)search.matchExpression();
            for (int cursor = -1; cursor < text.size() + 2; ++cursor) {
                (void)MessageSearch::completions(text, cursor);
            }
        }
        QCOMPARE(MessageSearch::parse(QStringLiteral("before:nie larger:viel is:schön has:nichts")).misunderstood.size(), 4);
        QVERIFY(MessageSearch::parse(QString()).isEmpty());
        for (const auto &signs : {QStringLiteral("("),
                                  QStringLiteral("*"),
                                  QStringLiteral("-"),
                                  QStringLiteral("-*"),
                                  QStringLiteral("subject:*"),
                                  QStringLiteral("\"\\\""),
                                  QStringLiteral("💩")}) {
            QVERIFY2(MessageSearch::parse(signs).isEmpty(), qPrintable(signs)); // and not a search that finds everything
        }
        QCOMPARE(MessageSearch::parse(QStringLiteral("Stra\u00adße")).terms, MessageSearch::parse(QStringLiteral("Straße")).terms);
    }

    void completes()
    {
        QVERIFY(MessageSearch::completions(QStringLiteral("fr"), 2).contains(QLatin1StringView("from:")));
        QVERIFY(MessageSearch::completions(QStringLiteral("betr"), 4).contains(QLatin1StringView("betreff:")));
        QVERIFY(MessageSearch::completions(QStringLiteral("x is:un"), 7).contains(QLatin1StringView("is:unread")));
        QVERIFY(MessageSearch::completions(QStringLiteral("x "), 2).size() > 10);
    }
};

QTEST_GUILESS_MAIN(MessageSearchTest)
#include "messagesearchtest.moc"
