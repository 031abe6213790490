// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/catalogue.h"
#include "base/error.h"

#include <KLocalizedString>
#include <QTest>

#include <clocale>

using namespace Kontor;

class CatalogueTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void speaksGermanFromTheBuildFolder();
    void speaksEnglishWithoutACatalogue();
};

void CatalogueTest::initTestCase()
{
    // In the locale C gettext translates nothing, whatever language is asked for.
    if (!std::setlocale(LC_ALL, "de_DE.UTF-8") && !std::setlocale(LC_ALL, "en_US.UTF-8")) {
        QSKIP("this system has neither the locale de_DE.UTF-8 nor en_US.UTF-8");
    }
}

void CatalogueTest::speaksGermanFromTheBuildFolder()
{
    useCatalogue();
    KLocalizedString::setLanguages({QStringLiteral("de")});
    QVERIFY(KLocalizedString::availableApplicationTranslations().contains(QStringLiteral("de")));
    QCOMPARE(cancelled().error().message, QStringLiteral("Der Vorgang wurde abgebrochen."));
}

void CatalogueTest::speaksEnglishWithoutACatalogue()
{
    useCatalogue();
    KLocalizedString::setLanguages({QStringLiteral("en")});
    QCOMPARE(cancelled().error().message, QStringLiteral("The operation was stopped."));
}

QTEST_GUILESS_MAIN(CatalogueTest)
#include "cataloguetest.moc"
