// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatname.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// What a name may never hold.
bool isSafe(const QString &name)
{
    for (const auto points = name.toUcs4(); const auto point : points) {
        const auto c = char32_t(point);
        const bool isJoin = c == 0x200d || c == 0xfe0f; // of pictures
        const auto category = QChar::category(c);
        if (!isJoin && (category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Other_PrivateUse || category == QChar::Other_Surrogate
                        || category == QChar::Separator_Line || category == QChar::Separator_Paragraph)) {
            return false;
        }
    }
    return !name.contains(u'\n') && !name.startsWith(u' ') && !name.endsWith(u' ') && !name.contains(u"  "_s) && name.size() <= ChatName::longest;
}
}

/// Names that strangers choose.
class ChatNameTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void makesNamesSafe_data();
    void makesNamesSafe();
    void keepsNames_data();
    void keepsNames();
    void seesLookalikes_data();
    void seesLookalikes();
    void tellsApart();
    void takesEverything();
};

void ChatNameTest::makesNamesSafe_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("safe");

    QTest::newRow("override") << u"Anna \u202egro.live\u202c"_s << u"Anna gro.live"_s;
    QTest::newRow("isolates") << u"\u2066Anna\u2069"_s << u"Anna"_s;
    QTest::newRow("marks of direction") << u"\u200eAn\u200fna\u061c"_s << u"Anna"_s;
    QTest::newRow("zero width") << u"An\u200bn\u200ca\u2060\ufeff"_s << u"Anna"_s;
    QTest::newRow("soft hyphen") << u"An\u00adna"_s << u"Anna"_s;
    QTest::newRow("lines") << u"Anna\nBert: yes\r\n\u2028\u2029ok"_s << u"Anna Bert: yes ok"_s;
    QTest::newRow("tabs and nulls") << u"\tAnna\t\tB\u0000\u0007"_s << u"Anna B"_s;
    QTest::newRow("blanks of all kinds") << u"\u00a0 Anna \u3000\u2003B\u202f "_s << u"Anna B"_s;
    QTest::newRow("fillers") << u"\u3164\u115f\u1160\uffa0\u2800"_s << QString();
    QTest::newRow("nothing but invisible") << u"\u200b\u200d\ufe0f\u2063"_s << QString();
    QTest::newRow("tags") << QString(u"Anna"_s + QString::fromUcs4(U"\U000e0041\U000e0042\U000e007f")) << u"Anna"_s;
    QTest::newRow("private use") << QString(u"A\ue000na"_s + QString::fromUcs4(U"\U000f0001")) << u"Ana"_s;
    QTest::newRow("marks without a letter") << u"\u0301\u0302Anna"_s << u"Anna"_s;
    QTest::newRow("shape without a picture") << u"A\ufe0fnna"_s << u"Anna"_s;
    QTest::newRow("join without pictures") << u"An\u200dna"_s << u"Anna"_s;
    QTest::newRow("lonely surrogate") << (QString(u"An"_s) + QChar(0xd800) + u"na"_s) << u"Anna"_s;
}

void ChatNameTest::makesNamesSafe()
{
    QFETCH(QString, name);
    QFETCH(QString, safe);
    QCOMPARE(ChatName::safe(name), safe);
}

void ChatNameTest::keepsNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("umlauts") << u"Jörg Müßig-Øster"_s;
    QTest::newRow("Arabic") << u"ليلى"_s;
    QTest::newRow("Hindi") << u"श्री देवी"_s;
    QTest::newRow("Thai") << u"น้ำฝน"_s;
    QTest::newRow("picture") << u"Anna 🦊"_s;
    QTest::newRow("joined picture") << u"👩\u200d🚀 Anna"_s;
    QTest::newRow("heart") << u"Anna ❤\ufe0f"_s;
    QTest::newRow("signs") << u"Dr. A. O'Neil (she/her), M.Sc."_s;
}

void ChatNameTest::keepsNames()
{
    QFETCH(QString, name);
    QCOMPARE(ChatName::safe(name), name.normalized(QString::NormalizationForm_C));
}

void ChatNameTest::seesLookalikes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("alike");

    QTest::newRow("the same") << u"Anna"_s << u"Anna"_s << true;
    QTest::newRow("case") << u"Anna"_s << u"ANNA"_s << true;
    QTest::newRow("Cyrillic") << u"Anna Weber"_s << u"Аnnа Wеbеr"_s << true;
    QTest::newRow("Greek") << u"Nova"_s << u"Νονα"_s << true;
    QTest::newRow("full width") << u"Anna"_s << u"Ａｎｎａ"_s << true;
    QTest::newRow("mathematical") << u"Anna"_s << QString::fromUcs4(U"\U0001d400\U0001d427\U0001d427\U0001d41a") << true;
    QTest::newRow("small capitals") << u"anna"_s << u"ᴀɴɴᴀ"_s << true;
    QTest::newRow("digits") << u"Paul Ollo"_s << u"Pau1 0llo"_s << true;
    QTest::newRow("strokes") << u"Ilse"_s << u"llse"_s << true;
    QTest::newRow("rn and m") << u"Tom"_s << u"Torn"_s << true;
    QTest::newRow("dots and blanks at the end") << u"Anna"_s << u"Anna ."_s << true;
    QTest::newRow("accents") << u"Rene"_s << u"René"_s << true;
    QTest::newRow("zero width") << u"Anna"_s << u"An\u200bna"_s << true;
    QTest::newRow("others") << u"Anna"_s << u"Anne"_s << false;
    QTest::newRow("longer") << u"Anna"_s << u"Annas"_s << false;
    QTest::newRow("pictures") << u"🦊"_s << u"🦉"_s << false;
    QTest::newRow("Chinese") << u"王伟"_s << u"王芳"_s << false;
}

void ChatNameTest::seesLookalikes()
{
    QFETCH(QString, name);
    QFETCH(QString, other);
    QFETCH(bool, alike);
    QCOMPARE(ChatName::skeleton(name) == ChatName::skeleton(other), alike);
    QVERIFY(!ChatName::skeleton(name).isEmpty());
}

void ChatNameTest::tellsApart()
{
    const auto id = u"@eve:example.org"_s;
    QCOMPARE(ChatName::shown(u"Eve"_s, id, ChatName::Twins::None), u"Eve"_s);
    QCOMPARE(ChatName::shown({}, id, ChatName::Twins::None), id);
    QCOMPARE(ChatName::shown(u"Anna"_s, id, ChatName::Twins::Some), u"Anna (@eve:example.org)"_s);
    // Somebody else's address as a name, or behind one.
    QCOMPARE(ChatName::shown(u"@anna:example.org"_s, id, ChatName::Twins::None), u"@anna:example.org (@eve:example.org)"_s);
    QCOMPARE(ChatName::shown(u"Anna (@anna:example.org)"_s, id, ChatName::Twins::None), u"Anna (@anna:example.org) (@eve:example.org)"_s);
    QCOMPARE(ChatName::shown(u"＠anna：example.org"_s, id, ChatName::Twins::None), u"＠anna：example.org (@eve:example.org)"_s);
    QCOMPARE(ChatName::shown(id, id, ChatName::Twins::None), id);
    // Letters from right to left do not reach into what is around the name.
    QCOMPARE(ChatName::isolated(u"ليلى"_s), u"\u2068ليلى\u2069"_s);
    QCOMPARE(ChatName::isolated(u"Anna"_s), u"Anna"_s);
    QCOMPARE(ChatName::id(u"@a\u202eb:example.org"_s), u"@ab:example.org"_s);
}

void ChatNameTest::takesEverything()
{
    QRandomGenerator random(5);
    for (int round = 0; round < 3000; ++round) {
        QString name;
        const auto length = random.bounded(200);
        for (int at = 0; at < length; ++at) {
            name += random.bounded(3) == 0 ? QChar(ushort(random.bounded(0x10000))) : QChar(ushort(0x20 + random.bounded(0x60)));
        }
        const auto safe = ChatName::safe(name);
        QVERIFY2(isSafe(safe), qPrintable(name.toUtf8().toHex()));
        QCOMPARE(ChatName::safe(safe).isEmpty(), safe.isEmpty());
        QCOMPARE(ChatName::skeleton(name).isEmpty(), safe.isEmpty());
        ChatName::shown(safe, u"@x:y"_s, ChatName::Twins::Some);
    }
    QVERIFY(ChatName::safe(QString(2'000'000, u'a')).size() <= ChatName::longest);
    QVERIFY(ChatName::safe(u"a"_s + QString(100'000, QChar(0x301))).size() <= 4);
}

QTEST_GUILESS_MAIN(ChatNameTest)
#include "chatnametest.moc"
