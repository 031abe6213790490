// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventwords.h"

#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QRegularExpression>
#include <QUrl>

namespace Kontor::EventWords
{
namespace
{
constexpr int mostText = 20'000; // characters; some invitations carry whole web pages
}

QString person(const Attendee &attendee)
{
    const auto name = Words::withoutTricks(attendee.name).simplified();
    const auto address = Words::withoutTricks(attendee.address).simplified();
    if (name.isEmpty() || name.compare(address, Qt::CaseInsensitive) == 0) {
        return address;
    }
    return address.isEmpty() ? name : i18nc("@item name <address>", "%1 <%2>", name, address);
}

QString attendeeState(const Attendee &attendee)
{
    QStringList words;
    switch (attendee.kind) {
    case Attendee::Kind::Room:
        words << i18nc("@info kind of an attendee", "room");
        break;
    case Attendee::Kind::Resource:
        words << i18nc("@info kind of an attendee", "resource");
        break;
    case Attendee::Kind::Group:
        words << i18nc("@info kind of an attendee", "group");
        break;
    case Attendee::Kind::Individual:
        break;
    }
    switch (attendee.role) {
    case Attendee::Role::Chair:
        words << i18nc("@info role of an attendee", "chair");
        break;
    case Attendee::Role::Optional:
        words << i18nc("@info role of an attendee", "optional");
        break;
    case Attendee::Role::Informed:
        words << i18nc("@info role of an attendee", "for information");
        break;
    case Attendee::Role::Required:
        break;
    }
    if (const auto answer = OccurrenceWords::participation(attendee.participation); !answer.isEmpty()) {
        words << answer;
    }
    if (!attendee.delegatedTo.isEmpty()) {
        words << i18nc("@info of an attendee", "delegated to %1", Words::withoutTricks(attendee.delegatedTo));
    }
    return words.join(QStringLiteral(", "));
}

QString answersSummary(const QList<Attendee> &attendees)
{
    QStringList words;
    for (const auto participation : {Participation::Accepted, Participation::Tentative, Participation::Declined, Participation::Delegated, Participation::NeedsAction}) {
        const auto count = std::ranges::count(attendees, participation, &Attendee::participation);
        if (count > 0) {
            words << i18nc("@info how many people gave an answer: number, answer", "%1 %2", count, OccurrenceWords::participation(participation));
        }
    }
    return words.join(QStringLiteral(", "));
}

QString alarm(const Alarm &alarm)
{
    if (alarm.at.isValid()) {
        return Words::longDate(alarm.at);
    }
    const auto minutes = std::abs(alarm.minutesBefore);
    constexpr int hour = 60;
    constexpr int day = 24 * hour;
    if (minutes == 0) {
        return i18nc("@info a reminder", "when it begins");
    }
    if (alarm.minutesBefore < 0) {
        return i18ncp("@info a reminder", "%1 minute after the beginning", "%1 minutes after the beginning", minutes);
    }
    if (minutes % day == 0) {
        return i18ncp("@info a reminder", "%1 day before", "%1 days before", minutes / day);
    }
    if (minutes % hour == 0) {
        return i18ncp("@info a reminder", "%1 hour before", "%1 hours before", minutes / hour);
    }
    return i18ncp("@info a reminder", "%1 minute before", "%1 minutes before", minutes);
}

QString attachmentName(const EventAttachment &attachment)
{
    const auto name = Words::withoutTricks(attachment.name).simplified();
    if (!name.isEmpty()) {
        return Words::shortened(name, 60);
    }
    const QUrl url(attachment.uri);
    const auto file = url.fileName();
    return Words::shortened(!file.isEmpty() ? file : !url.host().isEmpty() ? url.host() : i18nc("@item", "Attachment"), 60);
}

QString descriptionHtml(const QString &description)
{
    const auto text = description.left(mostText).trimmed();
    if (text.isEmpty()) {
        return {};
    }
    static const QRegularExpression address(QStringLiteral(R"(\bhttps?://[^\s<>"]+[^\s<>".,;:!?)\]'])"), QRegularExpression::CaseInsensitiveOption);
    QString html;
    qsizetype from = 0;
    const auto plain = [](const QString &part) {
        QStringList lines;
        const auto all = part.split(QLatin1Char('\n'));
        for (const auto &line : all) {
            lines << Words::withoutTricks(line).toHtmlEscaped();
        }
        return lines.join(QStringLiteral("<br>"));
    };
    auto matches = address.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        html += plain(text.mid(from, match.capturedStart() - from));
        const auto link = match.captured().toHtmlEscaped();
        html += QStringLiteral("<a href=\"%1\">%1</a>").arg(link);
        from = match.capturedEnd();
    }
    html += plain(text.mid(from));
    if (description.size() > mostText) {
        html += QStringLiteral("<br>…");
    }
    return html;
}

}
