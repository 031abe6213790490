// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/search.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace Kontor;

/// Words in, items out: the index over all panes.
class SearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsWords_data();
    void findsWords();
    void columns();
    void without();
    void replacesAndRemoves();
    void anythingTypedIsValid();

private:
    void index(qint64 id, const SearchDocument &document);
    QList<qint64> find(const QString &expression, bool *good = nullptr);

    QTemporaryDir m_folder;
    std::shared_ptr<Store> m_store;
};

void SearchTest::index(qint64 id, const SearchDocument &document)
{
    QVERIFY(worked(answer(m_store->write([=](Transaction &transaction) {
        return writeSearch(transaction, ItemId{id}, document);
    }))));
}

QList<qint64> SearchTest::find(const QString &expression, bool *good)
{
    const auto found = answer(m_store->read([expression](const Reader &reader) -> Result<QList<qint64>> {
        QList<qint64> ids;
        auto done = reader.prepare("SELECT rowid FROM search_index WHERE search_index MATCH ?1 ORDER BY rowid")
                        .each(
                            [&](const Statement &row) {
                                ids.append(row.integer(0));
                            },
                            expression);
        if (!done) {
            return std::unexpected(done.error());
        }
        return ids;
    }));
    if (good) {
        *good = found.has_value();
    }
    return found.value_or(QList<qint64>{-1});
}

void SearchTest::initTestCase()
{
    auto store = Store::open(thingOptions(m_folder.path()));
    QVERIFY(worked(store));
    m_store = *store;
    index(1, {.from = QStringLiteral("Jörg Müller <joerg.mueller@amt.example>"), .to = QStringLiteral("Anna Weiß"), .title = QStringLiteral("Straßenplan für die Größe"), .body = QStringLiteral("Der Entwurf liegt bei."), .names = QStringLiteral("plan-2026.pdf")});
    index(2, {.from = QStringLiteral("Anna Weiss"), .to = QStringLiteral("Joerg Mueller"), .title = QStringLiteral("Re: Strassenplan"), .body = QStringLiteral("Danke, der Entwurf \"gefällt\" mir nicht."), .names = {}});
    index(3, {.from = QStringLiteral("list@example.org"), .to = {}, .title = QStringLiteral("Newsletter AND more"), .body = QStringLiteral("Entwürfe und Pläne; naïve café"), .names = {}});
}

void SearchTest::findsWords_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QList<qint64>>("expected");
    QTest::newRow("word") << QStringLiteral("entwurf ") << QList<qint64>{1, 2};
    QTest::newRow("umlaut") << QStringLiteral("Müller ") << QList<qint64>{1, 2};
    QTest::newRow("ue") << QStringLiteral("mueller ") << QList<qint64>{1, 2};
    QTest::newRow("bare u") << QStringLiteral("muller ") << QList<qint64>{1};
    QTest::newRow("sz") << QStringLiteral("straßenplan ") << QList<qint64>{1, 2};
    QTest::newRow("ss") << QStringLiteral("STRASSENPLAN ") << QList<qint64>{1, 2};
    QTest::newRow("several umlauts") << QStringLiteral("groesse ") << QList<qint64>{1};
    QTest::newRow("being typed") << QStringLiteral("entw") << QList<qint64>{1, 2, 3};
    QTest::newRow("ended by space") << QStringLiteral("entw ") << QList<qint64>{};
    QTest::newRow("two words") << QStringLiteral("danke entwurf ") << QList<qint64>{2};
    QTest::newRow("phrase") << QStringLiteral("\"entwurf liegt\"") << QList<qint64>{1};
    QTest::newRow("not that phrase") << QStringLiteral("\"liegt entwurf\"") << QList<qint64>{};
    QTest::newRow("address") << QStringLiteral("joerg.mueller@amt.example") << QList<qint64>{1};
    QTest::newRow("file name") << QStringLiteral("plan-2026.pdf") << QList<qint64>{1};
    QTest::newRow("operator word") << QStringLiteral("newsletter AND ") << QList<qint64>{3};
    QTest::newRow("accent") << QStringLiteral("naive cafe") << QList<qint64>{3};
    QTest::newRow("punctuation between") << QStringLiteral("danke - entwurf") << QList<qint64>{2};
}

void SearchTest::findsWords()
{
    QFETCH(const QString, typed);
    QFETCH(const QList<qint64>, expected);
    QCOMPARE(find(ftsWords(typed)), expected);
}

void SearchTest::columns()
{
    const auto mueller = ftsPhrase(QStringLiteral("Müller"));
    QCOMPARE(find(ftsIn({SearchColumn::From}, mueller)), QList<qint64>{1});
    QCOMPARE(find(ftsIn({SearchColumn::To}, mueller)), QList<qint64>{2});
    QCOMPARE(find(ftsIn({SearchColumn::From, SearchColumn::To}, mueller)), (QList<qint64>{1, 2}));
    QCOMPARE(find(ftsIn({SearchColumn::Names}, ftsPhrase(QStringLiteral("plan"), WordEnd::Open))), QList<qint64>{1});
    QCOMPARE(find(ftsAll({ftsIn({SearchColumn::From}, mueller), ftsIn({SearchColumn::Title}, ftsPhrase(QStringLiteral("größe")))})), QList<qint64>{1});
    QCOMPARE(find(ftsAny({ftsIn({SearchColumn::To}, mueller), ftsPhrase(QStringLiteral("newsletter"))})), (QList<qint64>{2, 3}));
}

void SearchTest::without()
{
    QCOMPARE(find(ftsWithout(ftsPhrase(QStringLiteral("entwurf")), ftsPhrase(QStringLiteral("danke")))), QList<qint64>{1});
    QCOMPARE(find(ftsWithout(ftsPhrase(QStringLiteral("entwurf")), QString())), (QList<qint64>{1, 2}));
}

void SearchTest::replacesAndRemoves()
{
    index(9, {.from = {}, .to = {}, .title = QStringLiteral("vorher"), .body = {}, .names = {}});
    index(9, {.from = {}, .to = {}, .title = QStringLiteral("nachher"), .body = {}, .names = {}});
    QCOMPARE(find(ftsWords(QStringLiteral("vorher"))), QList<qint64>{});
    QCOMPARE(find(ftsWords(QStringLiteral("nachher"))), QList<qint64>{9});
    QVERIFY(worked(answer(m_store->write([](Transaction &transaction) {
        return removeSearch(transaction, ItemId{9});
    }))));
    QCOMPARE(find(ftsWords(QStringLiteral("nachher"))), QList<qint64>{});
}

void SearchTest::anythingTypedIsValid()
{
    QCOMPARE(ftsWords(QString()), QString());
    QCOMPARE(ftsWords(QStringLiteral(" \"-*() ")), QString());
    QRandomGenerator random(7);
    const auto pieces = QStringList{QStringLiteral("\""), QStringLiteral("'"), QStringLiteral("*"), QStringLiteral("("), QStringLiteral(")"), QStringLiteral(":"), QStringLiteral("^"), QStringLiteral("-"), QStringLiteral("+"), QStringLiteral("{"), QStringLiteral("}"), QStringLiteral(" "), QStringLiteral("AND"), QStringLiteral("OR"), QStringLiteral("NOT"), QStringLiteral("NEAR"), QStringLiteral("body"), QStringLiteral("ß"), QStringLiteral("ü"), QString(QChar(0)), QString(QChar(0xd800)), QStringLiteral("漢字"), QStringLiteral("\U0001F600"), QStringLiteral("٣"), QString(QChar(0x301))};
    for (int round = 0; round < 3000; ++round) {
        QString typed;
        for (int i = random.bounded(12); i >= 0; --i) {
            typed += pieces.at(random.bounded(pieces.size()));
        }
        const auto expression = ftsWithout(ftsIn({SearchColumn::Body}, ftsWords(typed)), ftsPhrase(typed));
        if (expression.isEmpty()) {
            continue;
        }
        bool good = false;
        find(expression, &good);
        QVERIFY2(good, qPrintable(expression));
    }
}

QTEST_GUILESS_MAIN(SearchTest)
#include "searchtest.moc"
