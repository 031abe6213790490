// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/readableselection.h"
#include "shell/spokenlabels.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

using namespace Kontor;

/// Selected rows can be read in every colour scheme; labels are spoken without "&".
class ReadableSelectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void measuresAsWcagDoes()
    {
        QVERIFY(qAbs(ReadableSelection::contrast(Qt::white, Qt::black) - 21) < 0.01);
        QVERIFY(qAbs(ReadableSelection::contrast(Qt::white, QColor(0x30, 0x8c, 0xc6)) - 3.69) < 0.02);
    }

    void makesAnyHighlightReadable_data()
    {
        QTest::addColumn<QColor>("background");
        QTest::addColumn<QColor>("text");
        QTest::newRow("Fusion") << QColor(0x30, 0x8c, 0xc6) << QColor(Qt::white);
        QTest::newRow("Breeze") << QColor(0x3d, 0xae, 0xe9) << QColor(Qt::white);
        QTest::newRow("dark words") << QColor(0x3d, 0x6a, 0x90) << QColor(0x23, 0x26, 0x29);
        QTest::newRow("no difference") << QColor(Qt::white) << QColor(Qt::white);
    }

    void makesAnyHighlightReadable()
    {
        QFETCH(QColor, background);
        QFETCH(QColor, text);
        QPalette palette;
        palette.setColor(QPalette::Highlight, background);
        palette.setColor(QPalette::HighlightedText, text);
        const auto readable = ReadableSelection::readable(palette);
        for (const auto group : {QPalette::Active, QPalette::Inactive}) {
            QVERIFY(ReadableSelection::contrast(readable.color(group, QPalette::HighlightedText), readable.color(group, QPalette::Highlight)) >= 4.5);
        }
        QCOMPARE(readable.color(QPalette::Active, QPalette::HighlightedText), text);
    }

    void leavesAReadableOneAlone()
    {
        QPalette palette;
        palette.setColor(QPalette::Highlight, QColor(0, 0, 0x60));
        palette.setColor(QPalette::HighlightedText, Qt::white);
        QCOMPARE(ReadableSelection::readable(palette).color(QPalette::Highlight), QColor(0, 0, 0x60));
    }

    void followsTheColourScheme()
    {
        ReadableSelection selection(qApp);
        QListWidget list;
        auto scheme = QGuiApplication::palette();
        scheme.setColor(QPalette::Highlight, QColor(0xff, 0x80, 0x80));
        scheme.setColor(QPalette::HighlightedText, Qt::white);
        scheme.setColor(QPalette::Base, QColor(0x20, 0x20, 0x20));
        QApplication::setPalette(scheme);
        QTRY_COMPARE(list.palette().color(QPalette::Base), QColor(0x20, 0x20, 0x20));
        QVERIFY(ReadableSelection::contrast(list.palette().color(QPalette::HighlightedText), list.palette().color(QPalette::Highlight)) >= 4.5);
    }

    void speaksLabelsWithoutTheirShortcut()
    {
        SpokenLabels labels(qApp);
        QWidget window;
        QLabel label(QStringLiteral("&Folder && more:"), &window);
        QLineEdit field(&window);
        label.setBuddy(&field);
        QLabel plain(QStringLiteral("Meyer & Co"), &window);
        window.show();
        QCOMPARE(label.accessibleName(), QStringLiteral("Folder & more:"));
        QCOMPARE(plain.accessibleName(), QString());
    }
};

QTEST_MAIN(ReadableSelectionTest)
#include "readableselectiontest.moc"
