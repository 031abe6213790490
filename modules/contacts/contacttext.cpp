// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contacttext.h"

#include <KLocalizedString>

namespace Kontor::ContactText
{

QString folded(const QString &text)
{
    QString result;
    const auto decomposed = text.toLower().replace(QChar(0xdf), QLatin1StringView("ss")).normalized(QString::NormalizationForm_KD).simplified();
    result.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (c.category() != QChar::Mark_NonSpacing) {
            result += c;
        }
    }
    return result.isNull() ? QStringLiteral("") : result;
}

bool beginsAWord(const QString &text, const QString &start)
{
    for (auto at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        if (at == 0 || !text[at - 1].isLetterOrNumber()) {
            return true;
        }
    }
    return false;
}

QString nameOfParts(const ContactDraft &card)
{
    QStringList parts;
    for (const auto &part : {card.prefix, card.given, card.middle, card.family, card.suffix}) {
        if (const auto clean = part.simplified(); !clean.isEmpty()) {
            parts << clean;
        }
    }
    return parts.join(u' ');
}

QString shownName(const ContactDraft &card)
{
    const auto first = [](const QList<ContactField> &fields) {
        return preferred(fields);
    };
    for (const auto &name : {card.formattedName, nameOfParts(card), card.organization, card.nickname, first(card.emails), first(card.phones)}) {
        if (const auto clean = line(name, 300); !clean.isEmpty()) {
            return clean;
        }
    }
    return card.isGroup ? i18nc("@item a group of contacts without a name", "Unnamed group") : i18nc("@item a contact without a name", "Unnamed contact");
}

QString initials(const QString &name)
{
    QString letters;
    const auto words = name.split(u' ', Qt::SkipEmptyParts);
    const auto take = [&letters](const QString &word) {
        for (const QChar c : word) {
            if (c.isLetterOrNumber()) {
                letters += c.toUpper();
                return;
            }
        }
    };
    for (const auto &word : words) { // "Dr. Ada Lovelace": titles end with a dot
        if (!word.endsWith(u'.') && letters.isEmpty()) {
            take(word);
        }
    }
    if (words.size() > 1) {
        take(words.last());
    }
    if (letters.isEmpty() && !words.isEmpty()) {
        take(words.first());
    }
    return letters;
}

int colourOf(const QString &name, int count)
{
    quint32 sum = 2166136261U; // FNV-1a: qHash() differs between runs
    for (const QChar c : name) {
        sum = (sum ^ c.unicode()) * 16777619U;
    }
    sum ^= sum >> 15; // the lowest bits alone hardly differ
    sum *= 0x85ebca6bU;
    sum ^= sum >> 13;
    return count > 0 ? int(sum % quint32(count)) : 0;
}

QString digits(const QString &number)
{
    QString plain;
    for (const QChar c : number) {
        if (c.isDigit()) {
            plain += QChar(u'0' + c.digitValue());
        } else if (c == u'+' && plain.isEmpty()) {
            plain += c;
        } else if (c == u'(' && number.contains(QLatin1StringView("(0)")) && plain.startsWith(u'+')) {
            continue;
        }
    }
    if (number.contains(QLatin1StringView("(0)")) && plain.startsWith(u'+')) { // +49 (0)30 …
        const auto before = digits(number.left(number.indexOf(QLatin1StringView("(0)"))));
        plain.remove(before.size(), 1);
    }
    if (plain.startsWith(QLatin1StringView("00"))) {
        plain.replace(0, 2, u'+');
    }
    return plain.isNull() ? QStringLiteral("") : plain;
}

QString line(const QString &text, qsizetype atMost)
{
    QString clean;
    clean.reserve(std::min(text.size(), atMost));
    for (const QChar c : text) {
        if (clean.size() >= atMost) {
            break;
        }
        const bool isTrick = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
        if (c.isSpace() || isTrick) {
            if (c.isSpace() && !clean.isEmpty() && !clean.endsWith(u' ')) {
                clean += u' ';
            }
            continue;
        }
        clean += c;
    }
    if (!clean.isEmpty() && clean.back().isHighSurrogate()) {
        clean.chop(1);
    }
    while (clean.endsWith(u' ')) {
        clean.chop(1);
    }
    return clean.isNull() ? QStringLiteral("") : clean;
}

QString preferred(const QList<ContactField> &fields)
{
    const auto wanted = std::ranges::find_if(fields, [](const ContactField &field) {
        return field.isPreferred && !field.value.isEmpty();
    });
    return wanted != fields.end() ? wanted->value : fields.isEmpty() ? QStringLiteral("") : fields.first().value;
}

}
