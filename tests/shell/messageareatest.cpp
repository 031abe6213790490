// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/announcer.h"
#include "shell/messagearea.h"

#include "support/accessibilitycheck.h"

#include <KMessageWidget>
#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

/// Notices: shown, spoken, undone.
class MessageAreaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offersUndo()
    {
        QWidget window;
        Announcer announcer(&window);
        QSignalSpy said(&announcer, &Announcer::said);
        MessageArea area(&announcer, &window);
        int undone = 0;
        area.show({.sentence = QStringLiteral("Moved <3> messages."), .tone = Workbench::Tone::Information, .actionText = QStringLiteral("Undo"), .action = [&] {
                       ++undone;
                   }});
        window.show();
        QCOMPARE(area.count(), 1);
        auto *notice = area.findChild<KMessageWidget *>();
        QCOMPARE(notice->text(), QStringLiteral("Moved &lt;3&gt; messages.")); // no markup from outside
        QCOMPARE(accessibilityFindings(&window), QStringList());
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.first().first().toString().contains(QLatin1String("Undo")));
        notice->actions().constFirst()->trigger();
        QCOMPARE(undone, 1);
        QCOMPARE(area.count(), 0);
    }

    void keepsAFewAndNeverTheSameTwice()
    {
        QWidget window;
        Announcer announcer(&window);
        MessageArea area(&announcer, &window);
        for (int i = 0; i < 10; ++i) {
            area.show({.sentence = QStringLiteral("Problem %1.").arg(i % 5), .tone = Workbench::Tone::Problem, .actionText = {}, .action = {}});
        }
        QCOMPARE(area.count(), 3);
    }

    void theSameSentenceIsSaidOnce()
    {
        QWidget window;
        Announcer announcer(&window);
        QSignalSpy said(&announcer, &Announcer::said);
        announcer.say(QStringLiteral("News."));
        announcer.say(QStringLiteral("News."));
        announcer.say(QStringLiteral("More news."));
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(said.first().first().toString(), QStringLiteral("News. More news."));
        announcer.say(QStringLiteral("More news."));
        QTest::qWait(300);
        QCOMPARE(said.size(), 1);
    }
};

QTEST_MAIN(MessageAreaTest)
#include "messageareatest.moc"
