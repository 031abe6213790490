// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/groupwaresearch.h"

#include "net/davhome.h"

#include <KLocalizedString>

#include <memory>

namespace Kontor
{
namespace
{
using Found = std::function<void(const GroupwareSearch::Place &)>;

bool lies(const QString &host, const QString &domain)
{
    return !domain.isEmpty() && (host.compare(domain, Qt::CaseInsensitive) == 0 || host.endsWith(QString(u'.' + domain), Qt::CaseInsensitive));
}

std::shared_ptr<HttpClient> clientFor(const Account &account, const QUrl &start)
{
    HttpClient::Settings settings;
    settings.userName = account.userNameForDav();
    settings.password = account.passwordForDav();
    settings.origin = start;
    if (!account.ownCertificates.isEmpty()) {
        if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates)) {
            settings.tls.addAuthorities(*own);
        }
    }
    return {new HttpClient(settings), [](HttpClient *client) { client->deleteLater(); }}; // not from within its own answer
}

void signIn(const Account &account, const QUrl &start, DavService service, QObject *context, const Found &found)
{
    const auto client = clientFor(account, start);
    QCoro::connect(findDavHome(client.get(), start, service), context, [client, start, found](const Result<DavHome> &home) {
        GroupwareSearch::Place place;
        place.url = start;
        if (!home) {
            place.error = home.error();
        } else if (home->homes.isEmpty()) {
            place.error = Error{Error::Kind::NotFound, i18nc("@info", "%1 has nothing of this kind.", start.host()), {}, {}};
        } else {
            place.person = home->displayName;
            place.schedulesItself = home->schedulesItself;
        }
        found(place);
    });
}

void look(const Account &account, const QUrl &given, DavService service, QObject *context, const Found &found)
{
    if (!given.isEmpty()) {
        signIn(account, given, service, context, found);
        return;
    }
    QCoro::connect(davStartFor(account.address, service), context, [account, service, context, found](const Result<QUrl> &start) {
        GroupwareSearch::Place place;
        if (!start) {
            place.error = start.error();
            found(place);
            return;
        }
        if (!GroupwareSearch::isOfDomain(start->host(), account)) {
            place.url = *start;
            place.isElsewhere = true;
            found(place);
            return;
        }
        signIn(account, *start, service, context, found);
    });
}

QString sentenceFor(const GroupwareSearch::Place &place, const QString &what)
{
    if (place.isElsewhere) {
        return i18nc("@info %1 is “Calendars” or “Contacts”, %2 a server",
                     "%1: %2 is said to be the server. If you trust it, choose “Find” again to sign in there.", what, place.url.host());
    }
    if (place.error) {
        return i18nc("@info %1 is “Calendars” or “Contacts”, %2 a sentence", "%1: not found. %2", what, place.error->message);
    }
    return place.person.isEmpty() ? i18nc("@info %1 is “Calendars” or “Contacts”, %2 a server", "%1: found at %2.", what, place.url.host())
                                  : i18nc("@info %1 is “Calendars” or “Contacts”, %2 a server, %3 a person", "%1: found at %2, for %3.", what, place.url.host(), place.person);
}
}

bool GroupwareSearch::isOfDomain(const QString &host, const Account &account)
{
    const auto isSame = [&host](const QString &other) { return host.compare(other, Qt::CaseInsensitive) == 0; };
    // The mail servers are known to the person: they have the password already.
    return lies(host, account.address.section(u'@', -1)) || isSame(account.imap.host) || isSame(account.smtp.host);
}

void GroupwareSearch::run(const Account &account, QObject *context, const Done &done)
{
    // Whoever named only one of them has most likely both at the same server.
    const auto given = [](const QUrl &own, const QUrl &other) { return own.isEmpty() && !other.isEmpty() ? QUrl(other.adjusted(QUrl::RemovePath | QUrl::RemoveQuery)) : own; };
    look(account, given(account.calendars, account.contacts), DavService::Calendars, context, [account, given, context, done](const Place &calendars) {
        look(account, given(account.contacts, account.calendars), DavService::Contacts, context,
             [calendars, done](const Place &contacts) { done({.calendars = calendars, .contacts = contacts}); });
    });
}

bool GroupwareSearch::Places::isComplete() const
{
    const auto isThere = [](const Place &place) { return !place.url.isEmpty() && !place.error && !place.isElsewhere; };
    return isThere(calendars) && isThere(contacts);
}

QString GroupwareSearch::Places::sentence() const
{
    QString words = sentenceFor(calendars, i18nc("@label", "Calendars")) + QLatin1Char(' ') + sentenceFor(contacts, i18nc("@label", "Contacts"));
    if (calendars.schedulesItself) {
        words += QLatin1Char(' ') + i18nc("@info", "The server sends invitations and answers itself.");
    }
    return words;
}

}
