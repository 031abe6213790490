// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatname.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype longestInput = 4000; // of what is looked at
constexpr qsizetype longestId = 255; // by the specification
constexpr int mostMarks = 2; // on one letter

bool isInvisible(char32_t c)
{
    switch (c) {
    case 0x00ad: // soft hyphen
    case 0x034f: // grapheme joiner
    case 0x061c: // Arabic letter mark
    case 0x115f: // Hangul fillers
    case 0x1160:
    case 0x17b4:
    case 0x17b5:
    case 0x180e:
    case 0x2800: // Braille without dots
    case 0x3164:
    case 0xfeff:
    case 0xffa0:
    case 0xfffc:
    case 0xfffd:
        return true;
    default:
        break;
    }
    return (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)
        || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xfff0 && c <= 0xfffb) || (c >= 0x1bca0 && c <= 0x1bca3) || (c >= 0x1d173 && c <= 0x1d17a)
        || (c >= 0xe0000 && c <= 0xe0fff);
}

bool isDropped(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
        return true;
    default:
        return isInvisible(c);
    }
}

bool isSpace(char32_t c)
{
    return c == '\n' || c == '\r' || c == '\t' || c == 0x0b || c == 0x0c || c == 0x85 || QChar::isSpace(c);
}

bool isMark(char32_t c)
{
    const auto category = QChar::category(c);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

bool isPicture(char32_t c)
{
    return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2190 && c <= 0x2bff) || c == 0x200d || c == 0xfe0f;
}

bool isRightToLeft(const QString &text)
{
    for (const auto points = text.toUcs4(); const auto point : points) {
        switch (QChar::direction(char32_t(point))) {
        case QChar::DirR:
        case QChar::DirAL:
        case QChar::DirAN:
            return true;
        default:
            break;
        }
    }
    return false;
}

struct Lookalikes {
    char32_t latin;
    const char32_t *others; ///< capitals are lower case by then
};

// Enough to keep names apart in a room; not the whole of Unicode's table of confusables.
constexpr Lookalikes alike[] = {
    {U'a', U"аαɑᴀꭺ@æ"}, {U'b', U"вβʙьъыþ"},  {U'c', U"сςᴄⅽꮯ"},   {U'd', U"ԁᴅⅾժđðꭰ"},  {U'e', U"еёэεᴇєꭼ"}, {U'f', U"ꜰſƒ"},      {U'g', U"ɡɢցгґꮐ"},
    {U'h', U"һнհհħʜңҳꮋ"}, {U'j', U"јյᴊȷꭻ"}, {U'k', U"кκᴋқҡꮶ"},  {U'l', U"і1!|iıɩιїӏⅼⅰǀ∣ɪłʟꮮӀ"}, {U'm', U"мᴍⅿꮇ"}, {U'n', U"иηпոɴ"},
    {U'o', U"0оοσօᴏøөœ"}, {U'p', U"рρքᴘꮲ"},  {U'q', U"ԛզ"},      {U'r', U"ʀꭱя"},     {U's', U"ѕ5$ꜱꮪ"},  {U't', U"тτᴛŧꭲ"},   {U'u', U"υսᴜʋц"},
    {U'v', U"νᴠⅴꮩ"},    {U'w', U"ωѡԝᴡաшꮃ"}, {U'x', U"хχⅹжҳ"},   {U'y', U"уγʏүꭹ"},   {U'z', U"ᴢζꮓ"},
};

// Capitals that look like other letters than their lower case does.
constexpr char32_t capitals[][2] = {{U'Ν', U'n'}, {U'Η', U'h'}, {U'Υ', U'y'}, {U'Ρ', U'p'}, {U'Χ', U'x'}, {U'Ι', U'l'}, {U'Ζ', U'z'}, {U'Μ', U'm'},
                                    {U'Н', U'h'}, {U'В', U'b'}, {U'У', U'y'}, {U'Р', U'p'}, {U'Х', U'x'}, {U'І', U'l'}, {U'Ӏ', U'l'}};

QString withLatinCapitals(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const auto points = text.toUcs4(); const auto point : points) {
        auto c = char32_t(point);
        const auto found = std::ranges::find_if(capitals, [c](const auto &pair) {
            return pair[0] == c;
        });
        c = found == std::end(capitals) ? c : (*found)[1];
        result += QString::fromUcs4(&c, 1);
    }
    return result;
}

const QHash<char32_t, char32_t> &lookalikes()
{
    static const auto table = [] {
        QHash<char32_t, char32_t> found;
        for (const auto &[latin, others] : alike) {
            for (const auto *at = others; *at != 0; ++at) {
                found.insert(*at, latin);
            }
        }
        return found;
    }();
    return table;
}
}

QString ChatName::safe(const QString &name, qsizetype atMost)
{
    const auto points = name.left(longestInput).normalized(QString::NormalizationForm_C).toUcs4();
    QString result;
    result.reserve(std::min<qsizetype>(points.size(), atMost));
    bool isBlank = false;
    int marks = mostMarks; // none on nothing
    char32_t before = 0;
    for (qsizetype at = 0; at < points.size(); ++at) {
        const auto c = char32_t(points[at]);
        if (isSpace(c)) {
            isBlank = true;
            marks = mostMarks;
            before = 0;
            continue;
        }
        // Pictures are joined of several: that is no trick as long as a picture stands on both sides.
        const bool isJoin = c == 0x200d && before != 0 && isPicture(before) && at + 1 < points.size() && isPicture(char32_t(points[at + 1]));
        const bool isShape = c == 0xfe0f && before != 0 && (isPicture(before) || (before < 0x80 && QChar::isDigit(before)));
        if (isDropped(c) && !isJoin && !isShape) {
            continue;
        }
        if (isMark(c) && !isShape && ++marks > mostMarks) {
            continue;
        }
        if (isBlank && !result.isEmpty()) {
            result += u' ';
        }
        isBlank = false;
        result += QString::fromUcs4(&c, 1);
        if (!isMark(c)) {
            marks = 0;
        }
        before = c;
        if (result.size() >= atMost) {
            if (at + 1 < points.size()) {
                while (!result.isEmpty() && (result.back().isLowSurrogate() || result.back().isHighSurrogate() || result.size() >= atMost)) {
                    result.chop(1);
                }
                result += u'…';
            }
            break;
        }
    }
    return result;
}

QString ChatName::id(const QString &id)
{
    const auto cut = id.left(longestId);
    const bool isUsual = std::ranges::all_of(cut, [](QChar c) {
        return c > u' ' && c < QChar(0x7f);
    });
    return isUsual ? cut : safe(cut, longestId);
}

QString ChatName::skeleton(const QString &name)
{
    const auto folded = withLatinCapitals(safe(name).normalized(QString::NormalizationForm_KD)).toLower().normalized(QString::NormalizationForm_KD);
    QString result;
    for (const auto points = folded.toUcs4(); const auto point : points) {
        const auto c = lookalikes().value(char32_t(point), char32_t(point));
        if (isMark(c) || isSpace(c) || isDropped(c) || QChar::isPunct(c)) {
            continue;
        }
        result += QString::fromUcs4(&c, 1);
    }
    result.replace(QLatin1StringView("rn"), QLatin1StringView("m"));
    result.replace(QLatin1StringView("vv"), QLatin1StringView("w"));
    return result.isEmpty() ? safe(name) : result;
}

bool ChatName::pretends(const QString &name, const QString &userId)
{
    static const QRegularExpression address(QStringLiteral("[@＠﹫]\\s*\\S+\\s*[:：﹕։∶ː꞉︰ｰ]\\s*\\S"));
    return name != userId && address.match(name).hasMatch();
}

QString ChatName::shown(const QString &name, const QString &userId, Twins twins)
{
    const auto address = id(userId);
    if (name.isEmpty() || name == address) {
        return address;
    }
    if (twins == Twins::None && !pretends(name, userId)) {
        return name;
    }
    return isolated(name) + QStringLiteral(" (") + address + u')';
}

QString ChatName::isolated(const QString &name)
{
    return isRightToLeft(name) ? QChar(0x2068) + name + QChar(0x2069) : name;
}

}
