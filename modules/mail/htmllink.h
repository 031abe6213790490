// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace Kontor
{

/// Where a link of a mail leads: only http, https and mailto, with the true host in a spelling
/// that cannot be taken for another one.
class HtmlLink
{
public:
    /// Empty unless \p href leads somewhere safe.
    static HtmlLink parse(const QString &href);

    bool isEmpty() const
    {
        return m_url.isEmpty();
    }
    bool isMail() const;
    QString encoded() const;

    /// The host, or the address of a mailto link. Hosts with letters that look like others (Cyrillic
    /// among Latin ones) stand in the spelling of the wire, "xn--…".
    QString target() const;

    /// True if the text of the link reads like an address of a host it does not lead to.
    bool pretends(const QString &shown) const;

private:
    QUrl m_url;
};

}
