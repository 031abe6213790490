// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailtypes.h"

#include "mail/mailtext.h"

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype maximumAddresses = 5000;
constexpr qsizetype longestName = 1000;

bool isPlausible(const QString &address)
{
    const auto at = address.lastIndexOf(u'@');
    if (at <= 0 || at == address.size() - 1 || address.size() > 400) {
        return false;
    }
    const bool quoted = address.startsWith(u'"') && at > 1 && address[at - 1] == u'"';
    for (qsizetype i = 0; i < address.size(); ++i) {
        const QChar c = address[i];
        if (c < u' ' || c == QChar(0x7f)) {
            return false;
        }
        if (quoted && i < at) {
            continue;
        }
        if (c.isSpace() || QStringView(u"<>(),;\"\\").contains(c) || (c == u'@' && i != at)) {
            return false;
        }
    }
    const auto domain = QStringView(address).sliced(at + 1);
    return !domain.startsWith(u'.') && !domain.contains(u"..") && (domain.startsWith(u'[') || !domain.contains(u':'));
}

/// Reads a list of addresses; tolerant in what it accepts.
class AddressReader
{
public:
    AddressReader(const QString &text, QStringList *rejected)
        : m_text(text)
        , m_rejected(rejected)
    {
    }

    QList<MailAddress> read()
    {
        for (m_at = 0; m_at < m_text.size() && m_list.size() < maximumAddresses; ++m_at) {
            step(m_text[m_at]);
        }
        finish(u';');
        return m_list;
    }

private:
    void step(QChar c)
    {
        switch (c.unicode()) {
        case u'"':
            quoted();
            break;
        case u'(':
            comment();
            break;
        case u'<':
            angle();
            break;
        case u'[': { // a literal domain
            const auto end = m_isLiteralOpen ? -1 : m_text.indexOf(u']', m_at);
            if (end < 0) {
                m_isLiteralOpen = true;
                m_part += c;
                break;
            }
            m_part += QStringView(m_text).sliced(m_at, end - m_at + 1);
            m_at = end;
            break;
        }
        case u',':
        case u';':
        case u'\n':
            finish(c);
            break;
        case u':':
            if (m_angle.isEmpty() && !m_part.contains(u'@')) {
                m_part.clear(); // the name of a group, or "mailto:"
                m_inGroup = true;
            } else {
                m_part += c;
            }
            break;
        default:
            m_part += c;
        }
    }

    void quoted()
    {
        if (m_isQuoteOpen) {
            return;
        }
        QString inner;
        qsizetype end = m_at + 1;
        for (; end < m_text.size() && m_text[end] != u'"'; ++end) {
            if (m_text[end] == u'\\' && end + 1 < m_text.size()) {
                ++end;
            }
            inner += m_text[end];
        }
        if (end >= m_text.size()) { // one lonely quote; looking again at each further one would take forever
            m_isQuoteOpen = true;
            return;
        }
        if (end + 1 < m_text.size() && m_text[end + 1] == u'@') { // a quoted local part
            m_part += QStringView(m_text).sliced(m_at, end - m_at + 1);
        } else {
            m_part += inner.contains(u'@') ? QString(inner).replace(u'@', QChar(1)) : inner;
            m_hasQuoted = true;
        }
        m_at = end;
    }

    void comment()
    {
        if (m_isCommentOpen) {
            m_part += u'(';
            return;
        }
        int depth = 0;
        qsizetype end = m_at;
        QString inner;
        for (; end < m_text.size(); ++end) {
            const QChar c = m_text[end];
            if (c == u'\\' && end + 1 < m_text.size()) {
                inner += m_text[++end];
                continue;
            }
            if (c == u'(' && ++depth == 1) {
                continue;
            }
            if (c == u')' && --depth == 0) {
                break;
            }
            inner += c;
        }
        if (end >= m_text.size()) {
            m_isCommentOpen = true;
            m_part += u'(';
            return;
        }
        if (m_part.size() > longestName || m_part.trimmed().isEmpty() || m_part.contains(u'@') || !m_angle.isEmpty()) {
            m_comment = inner;
        } else {
            m_part += QStringView(m_text).sliced(m_at, end - m_at + 1); // "Anna (Amt 3) <anna@…>"
        }
        m_at = end;
    }

    void angle()
    {
        const auto end = m_text.indexOf(u'>', m_at);
        if (end < 0) {
            m_angle = m_text.mid(m_at + 1).trimmed();
            m_at = m_text.size();
            return;
        }
        m_angle = m_text.mid(m_at + 1, end - m_at - 1).trimmed();
        if (m_angle.startsWith(u'@') && m_angle.contains(u':')) { // a source route (RFC 5322 4.4)
            m_angle = m_angle.mid(m_angle.indexOf(u':') + 1);
        }
        if (m_angle.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive)) {
            m_angle = m_angle.mid(7);
        }
        m_hadAngle = true;
        m_at = end;
    }

    void finish(QChar separator)
    {
        QString part = m_part.trimmed();
        const QString angle = m_angle;
        const bool hadAngle = m_hadAngle || !angle.isEmpty();
        const QString remark = m_comment;
        const bool inGroup = m_inGroup;
        m_part.clear();
        m_angle.clear();
        m_comment.clear();
        m_hadAngle = m_hasQuoted = false;
        if (separator == u';') {
            m_inGroup = false;
        }
        if (hadAngle) {
            if (!m_pending.isEmpty()) { // "Müller, Hans <hans@…>" without quotes
                part = part.isEmpty() ? m_pending : QString(m_pending + QLatin1String(", ") + part);
                m_pending.clear();
            }
            add(part.isEmpty() ? remark : part, angle);
            return;
        }
        flushPending();
        if (part.isEmpty()) {
            return;
        }
        if (!part.contains(u'@')) {
            if (separator == u',' && !inGroup) {
                m_pending = part;
            } else {
                reject(part);
            }
            return;
        }
        if (part.startsWith(u'"')) {
            add(remark, part);
            return;
        }
        const auto words = part.simplified().split(u' ');
        const auto addresses = std::count_if(words.begin(), words.end(), [](const QString &word) { return word.contains(u'@'); });
        if (addresses == words.size()) { // pasted with blanks between
            for (const auto &word : words) {
                add(addresses == 1 ? remark : QString(), word);
            }
        } else if (addresses == 1) { // "Anna Berg anna@…"
            QStringList name;
            QString address;
            for (const auto &word : words) {
                word.contains(u'@') ? address = word : (name << word, QString());
            }
            add(name.join(u' '), address);
        } else {
            reject(part);
        }
    }

    void add(QString name, const QString &address)
    {
        if (!isPlausible(address)) {
            name.replace(QChar(1), u'@');
            reject(name.isEmpty() ? address : QString(name + QLatin1String(" <") + address + u'>'));
            return;
        }
        name.replace(QChar(1), u'@');
        name = name.trimmed();
        if (name.size() > 2 && name.startsWith(u'\'') && name.endsWith(u'\'')) { // a habit of Outlook
            name = name.mid(1, name.size() - 2);
        }
        if (name == address) {
            name.clear();
        }
        m_list << MailAddress{name, address};
    }

    void flushPending()
    {
        if (!m_pending.isEmpty()) {
            reject(m_pending);
            m_pending.clear();
        }
    }

    void reject(const QString &part)
    {
        if (m_rejected && !part.trimmed().isEmpty()) {
            *m_rejected << part.trimmed();
        }
    }

    const QString &m_text;
    QStringList *m_rejected;
    QList<MailAddress> m_list;
    QString m_part, m_angle, m_comment, m_pending;
    qsizetype m_at = 0;
    bool m_hadAngle = false;
    bool m_hasQuoted = false;
    bool m_inGroup = false;
    bool m_isQuoteOpen = false; // nothing closes what would begin from here on
    bool m_isCommentOpen = false;
    bool m_isLiteralOpen = false;
};
}

QString MailAddress::display() const
{
    return name.isEmpty() ? address : name;
}

QString MailAddress::toString() const
{
    if (name.isEmpty()) {
        return address;
    }
    const bool special = std::any_of(name.begin(), name.end(), [](QChar c) { return QStringView(u"()<>[]:;@\\,.\"").contains(c); });
    if (!special) {
        return name + QLatin1String(" <") + address + u'>';
    }
    QString quoted = name;
    quoted.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
    return u'"' + quoted + QLatin1String("\" <") + address + u'>';
}

QList<MailAddress> MailAddress::parseList(const QString &text, QStringList *rejected)
{
    return AddressReader(text, rejected).read();
}

}
