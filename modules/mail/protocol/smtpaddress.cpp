// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpaddress.h"

#include <KLocalizedString>
#include <QUrl>

#include <algorithm>

namespace Kontor
{

Result<SmtpAddress> SmtpAddress::parse(const QString &address)
{
    const auto at = address.lastIndexOf(QLatin1Char('@'));
    const QString local = address.first(std::max<qsizetype>(at, 0));
    const QString domain = address.sliced(at + 1);
    const bool isQuoted = local.size() > 2 && local.startsWith(QLatin1Char('"')) && local.endsWith(QLatin1Char('"'));
    const bool isClean = std::ranges::none_of(address, [isQuoted](QChar c) {
        return c.unicode() < 0x20 || c.unicode() == 0x7f || c == u'<' || c == u'>' || (c == u' ' && !isQuoted) || c.category() == QChar::Other_Format
            || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
    });
    const bool isPlainDomain = std::ranges::none_of(domain, [](QChar c) {
        return c == u' ' || c == u'"' || c == u'@';
    });
    if (at <= 0 || domain.isEmpty() || !isClean || !isPlainDomain || !address.isValidUtf16() || address.size() > 320) {
        QString shown = address.left(100).simplified();
        shown.removeIf([](QChar c) {
            return !c.isPrint();
        });
        return failure(Error::Kind::Protocol, i18nc("@info", "“%1” is not a mail address, so nothing was sent. Please correct it.", shown));
    }
    const bool isAsciiLocal = std::ranges::all_of(local, [](QChar c) {
        return c.unicode() < 0x80;
    });
    const bool isAsciiDomain = std::ranges::all_of(domain, [](QChar c) {
        return c.unicode() < 0x80;
    });
    if (isAsciiLocal && isAsciiDomain) {
        return SmtpAddress{.wire = address.toLatin1()};
    }
    const QByteArray ascii = isAsciiDomain ? domain.toLatin1() : QUrl::toAce(domain);
    if (ascii.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "“%1” is not a mail address, so nothing was sent. Please correct it.", address));
    }
    return SmtpAddress{.wire = local.toUtf8() + '@' + ascii, .needsUtf8 = !isAsciiLocal};
}

}
