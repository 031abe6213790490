// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudhref.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace Kontor
{

bool isBelowCloudFolder(const QString &href, const QString &folder)
{
    const auto normal = normalHref(href);
    const auto top = normalHref(folder);
    if (top.isEmpty() || !normal.startsWith(top) || normal.size() <= top.size()) {
        return false;
    }
    const auto pieces = QStringView(normal).mid(top.size()).split(u'/');
    return std::ranges::none_of(pieces, [](QStringView piece) {
        const auto name = QString::fromUtf8(QByteArray::fromPercentEncoding(piece.toUtf8()));
        return name == "."_L1 || name == ".."_L1 || name.contains(u'/') || name.contains(QChar::Null);
    });
}

QString cloudRevision(const QString &etag)
{
    auto revision = etag.trimmed();
    if (revision.startsWith("W/"_L1)) {
        revision = revision.mid(2);
    }
    if (revision.size() >= 2 && revision.startsWith(u'"') && revision.endsWith(u'"')) {
        revision = revision.mid(1, revision.size() - 2);
    }
    return revision;
}

QString cloudFileId(const QByteArray &header)
{
    const auto value = QString::fromLatin1(header).trimmed();
    qsizetype digits = 0;
    while (digits < value.size() && value.at(digits) >= u'0' && value.at(digits) <= u'9') {
        ++digits;
    }
    const auto instance = QStringView(value).mid(digits);
    if (digits == 0 || digits > 20 || !instance.startsWith(u"oc")) {
        return {};
    }
    qsizetype zeros = 0;
    while (zeros < digits - 1 && value.at(zeros) == u'0') {
        ++zeros;
    }
    return value.mid(zeros, digits - zeros);
}

QString cloudPathHref(const QString &path)
{
    const auto start = path.startsWith(u'/') ? 1 : 0;
    return QString::fromLatin1(QUrl::toPercentEncoding(path.mid(start), "/"));
}

}
