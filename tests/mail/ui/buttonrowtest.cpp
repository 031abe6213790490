// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/buttonrow.h"

#include <QTest>
#include <QToolButton>

using namespace Kontor;

/// Tools on small screens and with large letters.
class ButtonRowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dropsWordsBeforeAnythingIsCutOff()
    {
        ButtonRow row(nullptr);
        QPixmap picture(16, 16);
        picture.fill(Qt::black);
        QList<QToolButton *> buttons;
        for (const auto &words : {QStringLiteral("Antworten"), QStringLiteral("Allen antworten"), QStringLiteral("Weiterleiten")}) {
            auto *button = new QToolButton(&row);
            button->setIcon(picture);
            button->setText(words);
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            row.add(button);
            buttons << button;
        }
        row.addStretch();
        row.resize(900, 40);
        row.show();
        QVERIFY(QTest::qWaitForWindowExposed(&row));
        const auto isWhole = [](const QToolButton *button) {
            return button->width() >= button->sizeHint().width();
        };
        QVERIFY(std::ranges::all_of(buttons, isWhole));
        QCOMPARE(buttons.first()->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
        for (int width = 900; width >= row.minimumSizeHint().width(); width -= 20) {
            row.resize(width, 40);
            QTRY_VERIFY2(std::ranges::all_of(buttons, isWhole), qPrintable(QString::number(width)));
        }
        QCOMPARE(buttons.first()->toolButtonStyle(), Qt::ToolButtonIconOnly);
        row.resize(900, 40);
        QTRY_COMPARE(buttons.first()->toolButtonStyle(), Qt::ToolButtonTextBesideIcon); // and they come back
    }
};

QTEST_MAIN(ButtonRowTest)
#include "buttonrowtest.moc"
