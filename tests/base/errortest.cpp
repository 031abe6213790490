// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/ids.h"

#include <QSet>
#include <QTest>

using namespace Kontor;

namespace
{
constexpr auto lastKind = Error::Kind::Cancelled;

Result<int> half(int number)
{
    if (number % 2) {
        return failure(Error::Kind::Protocol, QStringLiteral("The number is odd."), QString::number(number));
    }
    return number / 2;
}
}

class ErrorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void failureCarriesEverything();
    void cancelledHasASentence();
    void everyKindHasItsOwnName();
    void whatPassesByItself_data();
    void whatPassesByItself();
    void idsOfDifferentThingsDiffer();
};

void ErrorTest::failureCarriesEverything()
{
    QCOMPARE(half(4).value(), 2);
    const auto result = half(5);
    QVERIFY(!result);
    QCOMPARE(result.error(),
             (Error{.kind = Error::Kind::Protocol, .message = QStringLiteral("The number is odd."), .detail = QStringLiteral("5")}));
    QCOMPARE(result.error().retryAfter.count(), 0);
}

void ErrorTest::cancelledHasASentence()
{
    const Result<void> result = cancelled();
    QCOMPARE(result.error().kind, Error::Kind::Cancelled);
    QVERIFY(result.error().message.endsWith(QLatin1Char('.')));
}

void ErrorTest::everyKindHasItsOwnName()
{
    QSet<QString> names;
    for (int kind = 0; kind <= int(lastKind); ++kind) {
        const auto name = kindName(Error::Kind(kind));
        QVERIFY(!name.isEmpty());
        QVERIFY2(!names.contains(name), qPrintable(name));
        names << name;
    }
    QCOMPARE(kindName(Error::Kind::TokenExpired), QStringLiteral("TokenExpired"));
}

void ErrorTest::whatPassesByItself_data()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind <= int(lastKind); ++kind) {
        QTest::newRow(qPrintable(kindName(Error::Kind(kind)))) << kind;
    }
}

void ErrorTest::whatPassesByItself()
{
    QFETCH(int, kind);
    const QSet passing{int(Error::Kind::Offline), int(Error::Kind::Timeout), int(Error::Kind::Throttled)};
    QCOMPARE(isPassing(Error::Kind(kind)), passing.contains(kind));
}

void ErrorTest::idsOfDifferentThingsDiffer()
{
    static_assert(!std::is_convertible_v<ItemId, CollectionId>);
    static_assert(!std::is_convertible_v<qint64, ItemId>);
    QVERIFY(!ItemId{});
    QVERIFY(ItemId{1});
    QVERIFY(ItemId{1} < ItemId{2});
    const QSet<ItemId> set{{1}, {2}, {1}};
    QCOMPARE(set.size(), 2);
}

QTEST_GUILESS_MAIN(ErrorTest)
#include "errortest.moc"
