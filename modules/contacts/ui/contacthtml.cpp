// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contacthtml.h"

#include "contacts/contactfields.h"
#include "contacts/contacttext.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QUrlQuery>

namespace Kontor::ContactHtml
{
namespace
{
constexpr qsizetype mostShown = 60; // of one kind

QString escaped(const QString &text)
{
    return Words::withoutTricks(text).toHtmlEscaped();
}

/// Lines stay lines; tricks and control characters go from each.
QString escapedLines(const QString &text)
{
    QStringList lines;
    for (const auto parts = text.split(u'\n'); const auto &part : parts) {
        lines << escaped(part);
    }
    return lines.join(QLatin1StringView("<br/>"));
}

QString link(const QUrl &url, const QString &text)
{
    return url.isValid() && !url.isEmpty()
        ? QStringLiteral("<a href=\"%1\">%2</a>").arg(QString::fromLatin1(url.toEncoded()).toHtmlEscaped(), escaped(text))
        : escaped(text);
}

QString dimmedName(const QPalette &palette)
{
    const auto text = palette.color(QPalette::Active, QPalette::Text);
    const auto base = palette.color(QPalette::Active, QPalette::Base);
    constexpr float weight = 0.72F;
    return QColor::fromRgbF(text.redF() * weight + base.redF() * (1 - weight), text.greenF() * weight + base.greenF() * (1 - weight),
                            text.blueF() * weight + base.blueF() * (1 - weight))
        .name();
}

class Page
{
public:
    Page(const QPalette &palette, Form form)
        : m_dim(dimmedName(palette))
        , m_form(form)
    {
    }

    void row(const QString &label, const QString &html)
    {
        if (html.isEmpty()) {
            return;
        }
        if (m_form == Form::Lines) {
            const auto caption = label.isEmpty() ? QString() : i18nc("@label of a line: what it is, as Email", "%1:", escaped(label));
            m_rows += QStringLiteral("<p style=\"margin-top:3px; margin-bottom:3px\"><span style=\"color:%1\">%2</span> %3</p>").arg(m_dim, caption, html);
            return;
        }
        m_rows += QStringLiteral("<tr><td align=\"right\" style=\"color:%1; padding-right:12px; white-space:nowrap\">%2</td><td>%3</td></tr>").arg(m_dim, escaped(label), html);
    }

    void gap()
    {
        if (m_form == Form::Table && !m_rows.isEmpty() && !m_rows.endsWith(spacer())) {
            m_rows += spacer();
        }
    }

    QString html() const
    {
        return m_form == Form::Lines ? m_rows : QStringLiteral("<table cellspacing=\"0\" cellpadding=\"3\">%1</table>").arg(m_rows);
    }

private:
    static QString spacer()
    {
        return QStringLiteral("<tr><td style=\"font-size:4pt\">&nbsp;</td><td></td></tr>");
    }
    QString m_dim;
    Form m_form;
    QString m_rows;
};

template<class Url>
void addFields(Page &page, const QList<ContactField> &fields, const QString &usual, Url url)
{
    for (const auto &field : fields.first(std::min(fields.size(), mostShown))) {
        const auto words = ContactFields::typeWords(field);
        page.row(words.isEmpty() ? usual : i18nc("@label a kind of address and what it is for, e.g. Email (Work)", "%1 (%2)", usual, words), link(url(field), field.value));
    }
    if (fields.size() > mostShown) {
        page.row({}, escaped(i18ncp("@item what is not shown of a long list", "and %1 more", "and %1 more", fields.size() - mostShown)));
    }
    page.gap();
}
}

QUrl safeUrl(const QString &value)
{
    static const QStringList schemes = {QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("mailto"), QStringLiteral("tel"), QStringLiteral("sip"), QStringLiteral("sips"),
                                        QStringLiteral("xmpp"), QStringLiteral("matrix"), QStringLiteral("geo")};
    QUrl url(value.trimmed(), QUrl::TolerantMode);
    if (url.scheme().isEmpty() && value.contains(u'.') && !value.contains(u' ')) {
        url = QUrl(QString(QLatin1StringView("https://") + value.trimmed()), QUrl::TolerantMode);
    }
    return url.isValid() && schemes.contains(url.scheme().toLower()) ? url : QUrl();
}

QUrl phoneUrl(const QString &number)
{
    const auto digits = ContactText::digits(number);
    return digits.size() < 2 ? QUrl() : QUrl(QString(QLatin1StringView("tel:") + digits));
}

QUrl mailUrl(const QString &name, const QString &address)
{
    if (!address.contains(u'@')) {
        return {};
    }
    auto plain = name;
    plain.remove(u'"').remove(u'<').remove(u'>');
    const auto whole = plain.isEmpty() || plain == address ? address : QStringLiteral("\"%1\" <%2>").arg(plain, address);
    QUrl url;
    url.setScheme(QStringLiteral("mailto"));
    url.setPath(QString::fromLatin1(QUrl::toPercentEncoding(whole, "@")), QUrl::StrictMode);
    return url;
}

QUrl chatUrl(const QString &value)
{
    const auto plain = value.trimmed();
    if (plain.startsWith(u'@') && plain.contains(u':')) { // a bare Matrix name
        return QUrl(QString(QLatin1StringView("matrix:u/") + plain.sliced(1)));
    }
    return safeUrl(plain);
}

QUrl mapUrl(const PostalAddress &address)
{
    QStringList parts;
    for (const auto &part : {address.street, QString(address.postcode + u' ' + address.city).trimmed(), address.country}) {
        if (!part.trimmed().isEmpty()) {
            parts << part.simplified();
        }
    }
    if (parts.isEmpty()) {
        return {};
    }
    QUrl url(QStringLiteral("https://www.openstreetmap.org/search"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("query"), QString::fromLatin1(QUrl::toPercentEncoding(parts.join(QLatin1StringView(", ")))));
    url.setQuery(query);
    return url;
}

QString page(const ContactCard &contact, const QPalette &palette, Form form)
{
    const auto &card = contact.card;
    Page page(palette, form);
    addFields(page, card.emails, i18nc("@label of a contact", "Email"), [&](const ContactField &field) {
        return mailUrl(contact.row.name, field.value);
    });
    addFields(page, card.phones, i18nc("@label of a contact", "Phone"), [](const ContactField &field) {
        return phoneUrl(field.value);
    });
    addFields(page, card.chats, i18nc("@label of a contact", "Chat"), [](const ContactField &field) {
        return chatUrl(field.value);
    });
    for (const auto &address : card.addresses.first(std::min(card.addresses.size(), mostShown))) {
        const auto words = ContactFields::typeWords(address.types);
        const auto usual = i18nc("@label a postal address of a contact", "Address");
        page.row(words.isEmpty() ? usual : i18nc("@label a kind of address and what it is for, e.g. Email (Work)", "%1 (%2)", usual, words),
                 QString(escapedLines(ContactFields::addressText(address)) + QLatin1StringView("<br/>") + link(mapUrl(address), i18nc("@action opens a map of an address", "Show on map"))));
    }
    page.gap();
    addFields(page, card.links, i18nc("@label a web address of a contact", "Link"), [](const ContactField &field) {
        return safeUrl(field.value);
    });
    page.row(i18nc("@label of a contact", "Birthday"), escaped(ContactFields::dayText(card.birthday)));
    page.row(i18nc("@label wedding day of a contact", "Anniversary"), escaped(ContactFields::dayText(card.anniversary)));
    page.row(i18nc("@label of a contact", "Nickname"), escaped(card.nickname));
    page.row(i18nc("@label the profession of a contact", "Profession"), escaped(card.role));
    page.row(i18nc("@label of a contact", "Categories"), escaped(card.categories.join(QLatin1StringView(", "))));
    QStringList groups;
    for (const auto &group : contact.groups) {
        groups << link(QUrl(QStringLiteral("kontor:contacts/group/%1").arg(group.item.value)), group.name);
    }
    page.row(i18nc("@label groups a contact is in", "Groups"), groups.join(QLatin1StringView(", ")));
    QStringList keys;
    for (qsizetype i = 0; i < std::min(card.keys.size(), mostShown); ++i) {
        keys << link(QUrl(QStringLiteral("kontor:contacts/key/%1").arg(i)), ContactFields::keyText(card.keys[i]));
    }
    page.row(i18nc("@label cryptographic keys of a contact", "Keys"), keys.join(QLatin1StringView(", ")));
    page.gap();
    page.row(i18nc("@label of a contact", "Note"), escapedLines(card.note.left(20'000)));
    page.gap();
    QStringList members;
    for (const auto &member : contact.members) {
        const auto name = link(QUrl(QStringLiteral("kontor:contacts/contact/%1").arg(member.item.value)), member.name);
        members << (member.email.isEmpty() || member.email == member.name ? name : QString(name + QStringLiteral(" · ") + escaped(member.email)));
    }
    page.row(i18nc("@label of a group of contacts", "Members"), members.join(QLatin1StringView("<br/>")));
    page.gap();
    page.row(isOfDirectory(contact.row.item) ? i18nc("@label where a contact comes from", "From") : i18nc("@label", "Address book"), escaped(contact.bookName));
    return page.html();
}

QString plainText(const ContactCard &contact)
{
    QStringList lines = {contact.row.name};
    for (const auto facts = ContactFields::of(contact.card); const auto &fact : facts) {
        if (fact.key != QLatin1String("name") && fact.key != QLatin1String("parts") && fact.key != QLatin1String("photo") && fact.key != QLatin1String("keys")) {
            lines << i18nc("@info a line of a contact as text: label, value", "%1: %2", fact.label, QString(fact.text).replace(u'\n', QLatin1StringView(", ")));
        }
    }
    return lines.join(u'\n');
}

}
