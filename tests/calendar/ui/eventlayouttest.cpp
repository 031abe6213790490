// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventcolours.h"
#include "calendar/ui/eventlayout.h"
#include "calendar/ui/eventshift.h"

#include <QPalette>
#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

namespace
{
constexpr int rounds = 300;

bool overlap(const EventLayout::Box &a, const EventLayout::Box &b)
{
    return a.from < b.to && b.from < a.to;
}
}

/// The laws of placing events, on thousands of arbitrary days; the seed is printed.
class EventLayoutTest : public QObject
{
    Q_OBJECT
private:
    quint32 seed = 0;

private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
    }
    void initTestCase()
    {
        seed = qEnvironmentVariableIsSet("KONTOR_SEED") ? qEnvironmentVariable("KONTOR_SEED").toUInt() : QRandomGenerator::global()->generate();
        qInfo("KONTOR_SEED=%u", seed);
    }

    void boxesNeverCoverOneAnother()
    {
        QRandomGenerator random(seed);
        for (int round = 0; round < rounds; ++round) {
            QList<EventLayout::Span> spans;
            const auto count = random.bounded(1, 40);
            for (int i = 0; i < count; ++i) {
                const auto from = random.bounded(0, 1440);
                spans << EventLayout::Span{.index = i, .from = from, .to = from + random.bounded(0, 300)};
            }
            const auto boxes = EventLayout::boxes(spans, 20);
            QCOMPARE(boxes.size(), spans.size());
            for (const auto &a : boxes) {
                QCOMPARE_GE(a.column, 0);
                QCOMPARE_GE(a.width, 1);
                QCOMPARE_LE(a.column + a.width, a.columns);
                QCOMPARE(a.from, spans.at(a.index).from);
                QCOMPARE(a.to, std::max(spans.at(a.index).to, a.from + 20));
                for (const auto &b : boxes) {
                    if (a.index == b.index || !overlap(a, b)) {
                        continue;
                    }
                    QCOMPARE(a.columns, b.columns); // so that their widths are of one measure
                    const bool isApart = a.column + a.width <= b.column || b.column + b.width <= a.column;
                    QVERIFY2(isApart, qPrintable(QStringLiteral("%1 and %2 in round %3").arg(a.index).arg(b.index).arg(round)));
                }
            }
        }
    }

    void noMoreColumnsThanNeeded()
    {
        QRandomGenerator random(seed + 1);
        for (int round = 0; round < rounds; ++round) {
            QList<EventLayout::Span> spans;
            const auto count = random.bounded(1, 30);
            for (int i = 0; i < count; ++i) {
                const auto from = random.bounded(0, 90) * 15;
                spans << EventLayout::Span{.index = i, .from = from, .to = from + 15 * random.bounded(1, 12)};
            }
            const auto boxes = EventLayout::boxes(spans, 15);
            int most = 0; // at one moment
            for (int minute = 0; minute < 1700; minute += 15) {
                most = std::max(most, int(std::ranges::count_if(boxes, [minute](const auto &box) { return box.from <= minute && minute < box.to; })));
            }
            int columns = 0;
            for (const auto &box : boxes) {
                columns = std::max(columns, box.columns);
            }
            QCOMPARE(columns, most);
        }
    }

    void aloneFillsTheDay()
    {
        const auto boxes = EventLayout::boxes({{.index = 0, .from = 60, .to = 120}, {.index = 1, .from = 120, .to = 180}}, 15);
        QCOMPARE(boxes.at(0).columns, 1);
        QCOMPARE(boxes.at(1).columns, 1);
    }

    void aBoxGrowsIntoFreeColumns()
    {
        // Three at ten; one of them lasts till noon, where only one more stands beside it.
        const auto boxes = EventLayout::boxes({{.index = 0, .from = 600, .to = 720}, {.index = 1, .from = 600, .to = 630}, {.index = 2, .from = 600, .to = 630}, {.index = 3, .from = 660, .to = 700}}, 15);
        const auto last = std::ranges::find(boxes, 3, &EventLayout::Box::index);
        QCOMPARE(last->columns, 3);
        QCOMPARE(last->width, 2);
    }

    void barsNeverShareALineOnADay()
    {
        QRandomGenerator random(seed + 2);
        for (int round = 0; round < rounds; ++round) {
            QList<EventLayout::DaySpan> spans;
            const auto count = random.bounded(1, 60);
            for (int i = 0; i < count; ++i) {
                const auto first = random.bounded(0, 7);
                spans << EventLayout::DaySpan{.index = i, .first = first, .last = random.bounded(first, 7), .rank = random.bounded(5)};
            }
            const auto bars = EventLayout::bars(spans);
            QCOMPARE(bars.size(), spans.size());
            for (int day = 0; day < 7; ++day) {
                QSet<int> lanes;
                int onDay = 0;
                for (const auto &bar : bars) {
                    if (bar.first <= day && bar.last >= day) {
                        lanes.insert(bar.lane);
                        ++onDay;
                    }
                }
                QCOMPARE(lanes.size(), onDay);
                QCOMPARE(EventLayout::hiddenOn(bars, day, 0), onDay);
            }
        }
    }

    void everyColourCanBeRead_data()
    {
        QTest::addColumn<QColor>("base");
        QTest::addColumn<QColor>("ink");
        QTest::newRow("light") << QColor(0xff, 0xff, 0xff) << QColor(0x23, 0x26, 0x29);
        QTest::newRow("dark") << QColor(0x1b, 0x1e, 0x20) << QColor(0xfc, 0xfc, 0xfc);
        QTest::newRow("middling") << QColor(0x80, 0x80, 0x80) << QColor(0x20, 0x20, 0x20);
    }

    void everyColourCanBeRead()
    {
        QFETCH(QColor, base);
        QFETCH(QColor, ink);
        QPalette palette;
        palette.setColor(QPalette::Base, base);
        palette.setColor(QPalette::Text, ink);
        using Colours = EventColours;
        for (int red = 0; red < 256; red += 17) {
            for (int green = 0; green < 256; green += 17) {
                for (int blue = 0; blue < 256; blue += 51) {
                    for (const auto tone : {Colours::Tone::Soft, Colours::Tone::Strong, Colours::Tone::Outline}) {
                        for (const auto time : {Colours::Time::Present, Colours::Time::Past}) {
                            const auto colours = Colours::of(QColor(red, green, blue), palette, tone, time);
                            QVERIFY2(Colours::contrast(colours.text, colours.fill) >= 4.5, qPrintable(QStringLiteral("%1 on %2").arg(colours.text.name(), colours.fill.name())));
                        }
                    }
                }
            }
        }
    }

    void contrastIsThatOfTheGuidelines()
    {
        QCOMPARE(qRound(EventColours::contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(EventColours::contrast(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448); // the well-known grey that just fails
    }

    void aMovedEventKeepsItsRealLength_data()
    {
        QTest::addColumn<QDate>("from");
        QTest::addColumn<int>("days");
        QTest::newRow("into the day of 23 hours") << QDate(2026, 3, 28) << 1;
        QTest::newRow("out of it") << QDate(2026, 3, 29) << 1;
        QTest::newRow("into the day of 25 hours") << QDate(2026, 10, 24) << 1;
        QTest::newRow("back over it") << QDate(2026, 10, 26) << -1;
    }

    void aMovedEventKeepsItsRealLength()
    {
        QFETCH(QDate, from);
        QFETCH(int, days);
        for (int minute = 0; minute < 1440; minute += 15) {
            Occurrence one;
            one.start = EventShift::at(from, minute);
            one.end = one.start.addSecs(90 * 60);
            const auto moved = EventShift::shifted(one, days, 0, EventShift::Part::Whole);
            QCOMPARE(moved.start.secsTo(moved.end), 90 * 60);
            QCOMPARE(moved.start.date(), from.addDays(days));
        }
    }

    void wholeDaysStayWholeDays()
    {
        Occurrence one;
        one.flags = EventFlag::AllDay;
        one.start = QDate(2026, 3, 28).startOfDay();
        one.end = QDate(2026, 3, 30).startOfDay(); // over the change of clocks
        const auto moved = EventShift::shifted(one, 1, 0, EventShift::Part::Whole);
        QCOMPARE(moved.start, QDate(2026, 3, 29).startOfDay());
        QCOMPARE(moved.end, QDate(2026, 3, 31).startOfDay());
        const auto shorter = EventShift::shifted(one, -5, 0, EventShift::Part::End);
        QCOMPARE(shorter.start, one.start);
        QCOMPARE(shorter.end, QDate(2026, 3, 29).startOfDay());
    }

    void noEventGetsShorterThanAStep()
    {
        Occurrence one;
        one.start = QDateTime(QDate(2026, 11, 27), QTime(14, 0));
        one.end = QDateTime(QDate(2026, 11, 27), QTime(15, 0));
        QCOMPARE(EventShift::shifted(one, 0, -300, EventShift::Part::End).end, one.start.addSecs(15 * 60));
        QCOMPARE(EventShift::shifted(one, 0, 300, EventShift::Part::Start).start, one.end.addSecs(-15 * 60));
    }
};

QTEST_MAIN(EventLayoutTest)
#include "eventlayouttest.moc"
