// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filename.h"

#include "files/fileservices.h"

#include <KLocalizedString>
#include <QLocale>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostBytes = 255; // of one name, on nearly every file system
constexpr qsizetype mostCloudBytes = 250; // Nextcloud's and ownCloud's tables of files take no more; names made here keep to it everywhere

/// "Report" and ".odt"; what begins with a dot has no ending.
std::pair<QString, QString> parted(const QString &name)
{
    const auto dot = name.lastIndexOf(u'.');
    // "(conflict 2026-11-23 10.12)" ends in no ending.
    const bool hasEnding = dot > 0 && name.size() - dot <= 16 && !QStringView(name).mid(dot).contains(u')') && !QStringView(name).mid(dot).contains(u' ');
    return hasEnding ? std::pair(name.left(dot), name.mid(dot)) : std::pair(name, QString());
}

/// As much of the stem as leaves room for the rest.
QString fitting(QString stem, const QString &rest)
{
    while (!stem.isEmpty() && stem.toUtf8().size() + rest.toUtf8().size() > mostCloudBytes) {
        stem.chop(stem.back().isLowSurrogate() ? 2 : 1);
    }
    return stem + rest;
}

bool isForbiddenName(const QString &name, const FileFeatures &features)
{
    const auto lower = name.toLower();
    const QString base = lower.left(1) + lower.mid(1).section(u'.', 0, 0); // "con" also of "con.tar.gz"
    return features.forbiddenNames.contains(lower) || features.forbiddenNames.contains(base);
}

QString forbiddenEnding(const QString &name, const FileFeatures &features)
{
    const auto lower = name.toLower();
    for (const auto &ending : features.forbiddenExtensions) {
        if (!ending.isEmpty() && lower.endsWith(ending)) {
            return ending;
        }
    }
    return {};
}

bool isControl(QChar c)
{
    return c.unicode() < 0x20 || c.unicode() == 0x7f;
}

QString conflictOf(const QString &person, const QString &moment)
{
    return person.isEmpty() ? i18nc("in a file name; %1 a date and time", " (conflict %1)", moment)
                            : i18nc("in a file name; %1 a person, %2 a date and time", " (conflict, %1, %2)", person, moment);
}

/// What an earlier conflict added: a second one takes its place.
QString withoutConflict(const QString &stem)
{
    const auto pattern = [](const QString &person) {
        auto words = QRegularExpression::escape(conflictOf(person, u"MOMENT"_s));
        words.replace(u"PERSON"_s, u".{1,100}?"_s);
        words.replace(u"MOMENT"_s, u"\\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d"_s);
        return words;
    };
    const QRegularExpression added(u"(?:%1|%2)(?: \\(\\d+\\))?$"_s.arg(pattern({}), pattern(u"PERSON"_s)));
    auto plain = stem;
    for (auto found = added.match(plain); found.hasMatch() && found.capturedStart() > 0; found = added.match(plain)) {
        plain.truncate(found.capturedStart());
    }
    return plain;
}
}

QString FileName::problem(const QString &name, const FileFeatures &features)
{
    if (name.trimmed().isEmpty()) {
        return i18nc("@info about the name of a file", "A name is needed.");
    }
    if (name == u"." || name == u"..") {
        return i18nc("@info about the name of a file", "“%1” has a meaning of its own and cannot be a name.", name);
    }
    if (name.contains(u'/')) {
        return i18nc("@info about the name of a file", "A name cannot contain a slash.");
    }
    if (std::ranges::any_of(name, isControl)) {
        return i18nc("@info about the name of a file", "The name contains a line break or another character that cannot be seen.");
    }
    if (name.toUtf8().size() > (features.isCloud ? mostCloudBytes : mostBytes)) {
        return i18nc("@info about the name of a file", "The name is too long.");
    }
    for (const auto &character : features.forbiddenCharacters) {
        if (!character.isEmpty() && name.contains(character)) {
            return i18nc("@info about the name of a file; %1 is a character", "The server does not allow “%1” in names.", character);
        }
    }
    if (isForbiddenName(name, features)) {
        return i18nc("@info about the name of a file", "The server does not allow the name “%1”.", name);
    }
    if (const auto ending = forbiddenEnding(name, features); !ending.isEmpty()) {
        return i18nc("@info about the name of a file", "The server does not allow names that end in “%1”.", ending);
    }
    if (features.isCloud && (name.endsWith(u'.') || name.endsWith(u' ') || name.startsWith(u' '))) {
        return i18nc("@info about the name of a file", "The name begins with a space or ends in a space or a dot, which not every system can keep.");
    }
    return {};
}

QString FileName::proposal(const QString &name, const FileFeatures &features)
{
    if (problem(name, features).isEmpty()) {
        return name;
    }
    QString proposed;
    for (const auto c : name) {
        proposed += c == u'/' || isControl(c) || features.forbiddenCharacters.contains(QString(c)) ? u'_' : c;
    }
    for (const auto &text : features.forbiddenCharacters) {
        proposed.replace(text, QStringLiteral("_"));
    }
    proposed = proposed.trimmed();
    while (features.isCloud && (proposed.endsWith(u'.') || proposed.endsWith(u' '))) {
        proposed.chop(1);
    }
    if (const auto ending = forbiddenEnding(proposed, features); !ending.isEmpty()) {
        proposed = proposed.chopped(ending.size()) + u'_' + ending.mid(ending.startsWith(u'.') ? 1 : 0);
    }
    if (proposed.isEmpty() || proposed == u"." || proposed == u"..") {
        proposed = QStringLiteral("_");
    }
    if (isForbiddenName(proposed, features)) {
        proposed.prepend(u'_');
    }
    const auto [stem, ending] = parted(proposed);
    return fitting(stem, ending);
}

QString FileName::free(const QString &name, const QStringList &taken)
{
    QSet<QString> used;
    for (const auto &one : taken) {
        used << folded(one);
    }
    const auto [stem, ending] = parted(name);
    QString candidate = name;
    for (int count = 2; used.contains(folded(candidate)); ++count) {
        candidate = fitting(stem, QStringLiteral(" (%1)").arg(count) + ending);
    }
    return candidate;
}

QString FileName::ofConflict(const QString &name, const QString &whose, const QDateTime &when)
{
    auto [stem, ending] = parted(name);
    stem = withoutConflict(stem);
    const auto moment = when.toString(QStringLiteral("yyyy-MM-dd HH.mm")); // no colon: some systems cannot keep it
    auto person = whose;
    for (auto &c : person) {
        c = QStringLiteral("/\\:?*\"|<>").contains(c) || isControl(c) ? u'_' : c;
    }
    return fitting(stem, conflictOf(person, moment) + ending);
}

QString FileName::folded(const QString &name)
{
    return name.normalized(QString::NormalizationForm_C).toCaseFolded();
}

}
