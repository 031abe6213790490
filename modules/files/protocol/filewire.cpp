// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filewire.h"

#include "files/filename.h"

#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = qint64(1) << 50; ///< what is told to be larger is a lie

/// -1: no number.
int number(QByteArrayView text)
{
    if (text.isEmpty()) {
        return -1;
    }
    int value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return -1;
        }
        value = value * 10 + digit - '0';
    }
    return value;
}

/// "Mon, 23 Nov 2026 09:30:10 GMT", the form that all write.
std::optional<qint64> usualMoment(QByteArrayView t)
{
    constexpr QByteArrayView months("JanFebMarAprMayJunJulAugSepOctNovDec");
    if (t.size() != 29 || t[3] != ',' || !t.endsWith("GMT")) {
        return {};
    }
    const auto month = months.indexOf(t.sliced(8, 3));
    const QDate date(number(t.sliced(12, 4)), month >= 0 && month % 3 == 0 ? int(month) / 3 + 1 : 0, number(t.sliced(5, 2)));
    const int hour = number(t.sliced(17, 2));
    const int minute = number(t.sliced(20, 2));
    const int second = number(t.sliced(23, 2));
    if (!date.isValid() || hour < 0 || minute < 0 || second < 0) {
        return {};
    }
    const qint64 days = date.toJulianDay() - QDate(1970, 1, 1).toJulianDay();
    return (days * 86400 + hour * 3600 + minute * 60 + second) * 1000;
}

QString folded(const QString &href)
{
    return FileName::folded(QString::fromUtf8(QByteArray::fromPercentEncoding(href.toLatin1())));
}
}

QString plainFileEtag(const QByteArray &etag)
{
    auto text = QByteArrayView(etag).trimmed();
    if (text.startsWith("W/") || text.startsWith("w/")) {
        text = text.sliced(2);
    }
    if (text.size() >= 2 && text.startsWith('"') && text.endsWith('"')) {
        text = text.sliced(1, text.size() - 2);
    }
    const bool canBeSent = std::ranges::none_of(text, [](char octet) {
        return octet == '"' || quint8(octet) < 0x20 || octet == 0x7f;
    });
    return canBeSent ? QString::fromUtf8(text) : QString();
}

QString madeUpEtag(qint64 modified, qint64 size)
{
    return u"~%1-%2"_s.arg(modified / 1000).arg(size);
}

bool isKeptEtag(const QString &revision)
{
    return !revision.isEmpty() && !revision.startsWith(u'~');
}

qint64 httpMoment(const QByteArray &text)
{
    const QByteArrayView t = QByteArrayView(text).trimmed();
    if (const auto moment = usualMoment(t)) {
        return *moment;
    }
    const auto string = QString::fromUtf8(t);
    auto moment = QDateTime::fromString(string, Qt::RFC2822Date);
    moment = moment.isValid() ? moment : QDateTime::fromString(string, Qt::ISODate);
    return moment.isValid() ? moment.toMSecsSinceEpoch() : 0;
}

int davStatus(QByteArrayView line)
{
    auto rest = line.trimmed();
    if (rest.isEmpty()) {
        return 200;
    }
    if (rest.startsWith("HTTP")) {
        const auto space = rest.indexOf(' ');
        rest = space < 0 ? QByteArrayView() : rest.sliced(space).trimmed();
    }
    return std::max(0, number(rest.first(std::min<qsizetype>(3, rest.size()))));
}

qint64 toldFileSize(const QByteArray &text, qint64 unknown)
{
    bool isNumber = false;
    const auto size = text.trimmed().toLongLong(&isNumber);
    return isNumber && size >= 0 && size <= largestFile ? size : unknown;
}

FileRights cloudFileRights(const QByteArray &letters, bool isFolder)
{
    constexpr std::pair<char, FileRight> known[] = {{'W', FileRight::Write},  {'C', FileRight::AddFiles}, {'K', FileRight::AddFolders}, {'D', FileRight::Remove},
                                                    {'N', FileRight::Rename}, {'V', FileRight::Move},     {'R', FileRight::Share}};
    FileRights rights = FileRight::Read;
    for (const auto &[letter, right] : known) {
        rights.setFlag(right, letters.contains(letter));
    }
    if (isFolder && rights.testFlag(FileRight::AddFiles)) {
        rights |= FileRight::Write;
    }
    return rights;
}

QByteArray fileChecksum(const QString &kind, const QByteArrayList &pieces)
{
    const auto algorithm = fileChecksumAlgorithm(kind);
    if (!algorithm) {
        return {};
    }
    QCryptographicHash hash(*algorithm);
    for (const auto &piece : pieces) {
        hash.addData(piece);
    }
    return kind.toUpper().toLatin1() + ':' + hash.result().toHex();
}

std::optional<QCryptographicHash::Algorithm> fileChecksumAlgorithm(const QString &kind)
{
    const auto name = kind.toUpper();
    if (name == "SHA1"_L1) {
        return QCryptographicHash::Sha1;
    }
    if (name == "MD5"_L1) {
        return QCryptographicHash::Md5;
    }
    return name == "SHA256"_L1 ? std::optional(QCryptographicHash::Sha256) : std::nullopt;
}

QByteArray hrefAuthority(QByteArrayView href)
{
    // "//host/path" would be one by the letter; those who write it mean a path with a slash too many.
    const auto start = href.first(std::min<qsizetype>(8, href.size())).toByteArray().toLower();
    const qsizetype begin = start == "https://" ? 8 : start.startsWith("http://") ? 7 : 0;
    const auto rest = href.sliced(begin);
    const auto slash = rest.indexOf('/');
    auto authority = begin == 0 ? QByteArray() : (slash < 0 ? rest : rest.first(slash)).toByteArray().toLower();
    authority = authority.mid(authority.lastIndexOf('@') + 1);
    for (const QByteArrayView usual : {QByteArrayView(":80"), QByteArrayView(":443")}) {
        if (authority.endsWith(usual)) {
            authority.chop(usual.size());
            break;
        }
    }
    return authority;
}

QString withSingleSlashes(const QString &href)
{
    auto single = href;
    while (single.contains("//"_L1)) {
        single.replace("//"_L1, "/"_L1);
    }
    return single;
}

QString FileSpelling::toTold(const QString &href) const
{
    return told.isEmpty() || !href.startsWith(asked) ? href : QString(told + href.sliced(asked.size()));
}

std::optional<FileSpelling> FileSpelling::between(const QString &asked, const QString &told)
{
    const bool isSame = folded(asked) == folded(told);
    const bool isPart = asked.endsWith(told) || told.endsWith(asked); // both begin and end with a slash
    if (!told.startsWith(u'/') || !told.endsWith(u'/') || (!isSame && !isPart)) {
        return {};
    }
    return FileSpelling{asked, told};
}

}
