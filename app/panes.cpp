// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panes.h"

#include "app/chatdesk.h"
#include "app/filecabinet.h"
#include "app/peopleinquiry.h"
#include "app/services.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/invitationview.h"
#include "chat/ui/chatpane.h"
#include "contacts/contactcompletion.h"
#include "contacts/directorylookup.h"
#include "contacts/ui/contactspane.h"
#include "files/ui/filespane.h"
#include "files/weboffice/weboffice.h"
#include "mail/ui/mailpane.h"

#include <KLocalizedString>
#include <QDesktopServices>

namespace Kontor
{
namespace
{
/// False when the account's engine waits for a server that does not answer.
bool isReachable(const Services &services, AccountId account, const QString &kind)
{
    const auto accounts = services.accounts();
    const auto mine = std::ranges::find(accounts, account, &Account::id);
    const auto statuses = services.statuses(kind);
    return mine == accounts.end() || std::ranges::none_of(statuses, [&](const SyncStatus &status) {
        return status.error && (status.error->kind == Error::Kind::Offline || status.error->kind == Error::Kind::Timeout)
            && services.addressOf(status.resource) == mine->address;
    });
}

/// People and groups of all address books, as the composer offers them.
QFuture<Result<QList<AddressOffer>>> offers(QFuture<Result<QList<ContactSuggestion>>> suggestions)
{
    return suggestions.then([](const Result<QList<ContactSuggestion>> &found) {
        return found.transform([](const QList<ContactSuggestion> &suggestions) {
            QList<AddressOffer> offers;
            for (const auto &one : suggestions) {
                if (one.source != ContactSuggestion::Source::Group) {
                    offers << AddressOffer::of({one.name, one.address});
                    continue;
                }
                AddressOffer offer;
                for (const auto &member : one.members) {
                    offer.addresses << MailAddress{member.name, member.address};
                }
                offer.words = i18ncp("@item a group of people and how many", "%2 (group, %1 person)", "%2 (group, %1 people)", offer.addresses.size(), one.name);
                if (!offer.addresses.isEmpty()) {
                    offers << offer;
                }
            }
            return offers;
        });
    });
}

CalendarParts calendarParts(Services *services, Workbench *workbench)
{
    return {.store = services->store(),
            .actions = services->calendarActions(),
            .workbench = workbench,
            .accounts = [services] { return services->accounts(); },
            .subscribe = [services](AccountId account, const QUrl &feed) { return services->subscribe(account, feed); },
            .unsubscribe = [services](const CalendarInfo &feed) { return services->unsubscribe(feed.id); },
            .askFreeBusy = [services](AccountId account, const QString &organizer, const QStringList &addresses, const QDateTime &from,
                                      const QDateTime &to) { return services->people()->freeBusy(account, organizer, addresses, from, to); },
            .findPeople = [services](AccountId account, const QString &words) { return services->people()->find(account, words); },
            .searchDirectory =
                [services](const QString &words) {
                    services->directory()->setAccounts(services->accounts());
                    return services->directory()->search(words);
                }};
}

Pane *contactsPane(Services *services, Workbench *workbench, QWidget *parent)
{
    return new ContactsPane({.store = services->store(),
                             .outbox = services->outbox(),
                             .actions = services->contactActions(),
                             .workbench = workbench,
                             .accounts = [services] { return services->accounts(); },
                             .directory = services->directory()},
                            parent);
}

Pane *mailPane(Services *services, Workbench *workbench, QWidget *parent)
{
    return new MailPane({.store = services->store(),
                         .loader = services->loader(),
                         .actions = services->mailActions(),
                         .workbench = workbench,
                         .accounts =
                             [services] {
                                 auto accounts = services->accounts();
                                 accounts.removeIf([](const Account &account) { return !account.hasMail(); });
                                 return accounts;
                             },
                         .searchOnServer =
                             [services](const QString &words, CollectionId folder) {
                                 return services->searchOnServer(words, folder);
                             },
                         .folderOpened =
                             [services](CollectionId folder) {
                                 services->setFocus(folder);
                             },
                         .people = [store = services->store()](const QString &typed) { return offers(ContactCompletion(store).complete(typed)); },
                         .contacts = [store = services->store()](const QString &typed) { return offers(ContactCompletion(store).known(typed)); },
                         .isReachable =
                             [services](AccountId account) {
                                 return isReachable(*services, account, ResourceKind::Mail);
                             }},
                        parent);
}

Pane *chatPane(Services *services, Workbench *workbench, QWidget *parent)
{
    auto *chat = services->chat();
    return new ChatPane({.store = services->store(),
                         .outbox = services->outbox(),
                         .actions = chat->actions(),
                         .drafts = chat->drafts(),
                         .services = chat->services(),
                         .workbench = workbench,
                         .accounts =
                             [services] {
                                 auto accounts = services->accounts();
                                 accounts.removeIf([](const Account &account) { return !account.hasChat(); });
                                 return accounts;
                             },
                         .isReachable = [services](AccountId account) { return isReachable(*services, account, ResourceKind::Chat); },
                         .focusRoom = [chat](ItemId room) { chat->setFocusRoom(room); },
                         .addAccount = [workbench] { workbench->showAccounts(); }},
                        parent);
}

/// In a window of its own where the link signs in by itself. Where one has to sign in first, the browser is the place: it
/// knows who is signed in, and the server may send people elsewhere for that.
void showWebOffice(Services *services, Workbench *workbench, const QUrl &page, const QString &title)
{
    const auto openBrowser = [page, workbench] {
        if (!QDesktopServices::openUrl(page)) {
            workbench->notify(i18nc("@info", "No browser could be opened."), Workbench::Tone::Warning);
        }
    };
    if (!page.path().contains(QLatin1StringView("/direct"), Qt::CaseInsensitive)) {
        openBrowser();
        return;
    }
    if (!WebOffice::isInstalled()) {
        workbench->notify(i18nc("@info", "The web office is not installed on this computer. The document can be edited in the browser."), Workbench::Tone::Information,
                          i18nc("@action:button", "Open in the Browser"), openBrowser);
        return;
    }
    WebOfficeRequest request{.page = page, .title = title};
    for (const auto accounts = services->accounts(); const auto &account : accounts) {
        if (account.files.host() == page.host()) {
            request.authorities = account.ownCertificates;
        }
    }
    if (auto *files = services->files()) {
        files->office()->show(request);
    }
}
}

FilesParts filesParts(Services *services, Workbench *workbench)
{
    auto *files = services->files();
    if (!files) {
        return {};
    }
    return {.store = services->store(),
            .outbox = services->outbox(),
            .actions = files->actions(),
            .content = files->content(),
            .copies = files->copies(),
            .services = files->services(),
            .mirrors = files->mirrors(),
            .workbench = workbench,
            .accounts =
                [services] {
                    auto accounts = services->accounts();
                    accounts.removeIf([](const Account &account) { return !account.hasFiles(); });
                    return accounts;
                },
            .isReachable = [services](AccountId account) { return isReachable(*services, account, ResourceKind::Files); },
            .focusFolder = [files](const FileTarget &folder) { files->focus(folder); },
            .attachToMail = [workbench](const QStringList &paths, const std::shared_ptr<void> &keep) { workbench->composeWith(paths, keep); },
            .showWebOffice = [services, workbench](const QUrl &page, const QString &title) { showWebOffice(services, workbench, page, title); },
            .launch = {}};
}

QList<PaneOffer> paneOffers(Services *services, Workbench *workbench, QWidget *parent)
{
    return {{.id = QStringLiteral("mail"),
             .kind = ResourceKind::Mail,
             .title = i18nc("@title:tab", "Mail"),
             .icon = QIcon::fromTheme(QStringLiteral("mail-message")),
             .searchName = i18nc("@label", "Search messages"),
             .searchTip = i18nc("@info:tooltip", "Words, “phrases”, and operators such as from: subject: has:attachment before:"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 unread", "%1 unread", count); },
             .make = [=] { return mailPane(services, workbench, parent); }},
            {.id = QStringLiteral("calendar"),
             .kind = ResourceKind::Calendar,
             .title = i18nc("@title:tab", "Calendar"),
             .icon = QIcon::fromTheme(QStringLiteral("view-calendar")),
             .searchName = i18nc("@label", "Search events and tasks"),
             .searchTip = i18nc("@info:tooltip", "Words in titles, places, descriptions and names"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 invitation to be answered", "%1 invitations to be answered", count); },
             .make = [=]() -> Pane * { return new CalendarPane(calendarParts(services, workbench), parent); }},
            {.id = QStringLiteral("contacts"),
             .kind = ResourceKind::Contacts,
             .title = i18nc("@title:tab", "Contacts"),
             .icon = QIcon::fromTheme(QStringLiteral("view-pim-contacts")),
             .searchName = i18nc("@label", "Search contacts"),
             .searchTip = i18nc("@info:tooltip", "Words in names, organisations, addresses and notes"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 new", "%1 new", count); },
             .make = [=] { return contactsPane(services, workbench, parent); }},
            {.id = QStringLiteral("chat"),
             .kind = ResourceKind::Chat,
             .title = i18nc("@title:tab", "Chat"),
             .icon = QIcon::fromTheme(QStringLiteral("dialog-messages")),
             .searchName = i18nc("@label", "Search chats"),
             .searchTip = i18nc("@info:tooltip", "Words in messages and in names of people, rooms and files"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 mention or invitation", "%1 mentions and invitations", count); },
             .make = [=] { return chatPane(services, workbench, parent); }},
            {.id = QStringLiteral("files"),
             .kind = ResourceKind::Files,
             .title = i18nc("@title:tab", "Files"),
             .icon = QIcon::fromTheme(QStringLiteral("folder-cloud")),
             .searchName = i18nc("@label", "Search files"),
             .searchTip = i18nc("@info:tooltip", "Words in names, and in the content of files kept on this computer"),
             .badgeWords = [](int count) { return i18ncp("@info", "%1 conflict", "%1 conflicts", count); },
             .make = [=]() -> Pane * { return new FilesPane(filesParts(services, workbench), parent); }}};
}

QWidget *invitationView(Services *services, Workbench *workbench, const QByteArray &ics, const QString &sender, QWidget *parent)
{
    const auto accounts = services->accounts();
    return std::ranges::any_of(accounts, &Account::hasCalendars) ? new InvitationView(calendarParts(services, workbench), ics, sender, parent) : nullptr;
}

}
