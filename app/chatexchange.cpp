// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatexchange.h"

#include "chat/chatlink.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRandomGenerator>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
QString nameOf(const ChatPartner &partner)
{
    const auto name = !partner.name.isEmpty() ? partner.name : !partner.addresses.isEmpty() ? partner.addresses.first() : partner.userId;
    return Words::shortened(Words::withoutTricks(name), 60);
}

QString domainOf(const QString &userId)
{
    return userId.section(u':', 1);
}

/// An address for the room, so that its link is known before the server made it. Nobody can guess it.
QString newAlias()
{
    quint32 bits[3];
    QRandomGenerator::system()->fillRange(bits);
    return QStringLiteral("kontor-") + QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(bits), sizeof bits).toHex());
}
}

ChatExchange::ChatExchange(std::function<Parts()> parts, ChooseRoom chooseRoom, QWidget *window)
    : QObject(window)
    , m_parts(std::move(parts))
    , m_chooseRoom(std::move(chooseRoom))
    , m_window(window)
{
}

void ChatExchange::closeAll()
{
    Q_EMIT closing();
}

/// The account of the same homeserver, if there is one; else the first.
void ChatExchange::withPlace(const QString &userId, WithPlace use)
{
    const auto parts = m_parts();
    if (!parts.store || !parts.actions || !parts.services) {
        return;
    }
    parts.store
        ->read([](const Reader &reader) -> Result<QList<Place>> {
            QList<Place> places;
            return reader.prepare("SELECT k.id, k.remote_id FROM collection k JOIN resource r ON r.id = k.resource WHERE r.kind = 'chat' AND k.remote_id IS NOT NULL ORDER BY k.id")
                .each([&places](const Statement &row) { places << Place{.id = row.get<CollectionId>(0), .userId = row.text(1)}; })
                .transform([&places] { return places; });
        })
        .then(this, [this, userId, use = std::move(use)](const Result<QList<Place>> &places) {
            const auto now = m_parts();
            if (!places || places->isEmpty() || !now.store) {
                if (now.workbench) {
                    now.workbench->notify(i18nc("@info", "The chats were not read from the server yet."), Workbench::Tone::Warning);
                }
                return;
            }
            const auto same = std::ranges::find_if(*places, [&](const Place &place) { return !userId.isEmpty() && domainOf(place.userId) == domainOf(userId); });
            use(same == places->end() ? places->first() : *same);
        });
}

void ChatExchange::showRoom(ItemId room)
{
    if (const auto parts = m_parts(); parts.workbench && room) {
        parts.workbench->open({.pane = QStringLiteral("chat"), .type = QStringLiteral("room"), .id = room.value});
    }
}

void ChatExchange::begin(const Place &place, const QString &userId)
{
    const auto parts = m_parts();
    if (!parts.actions) {
        return;
    }
    if (userId == place.userId) {
        parts.workbench->notify(i18nc("@info", "That is you."), Workbench::Tone::Information);
        return;
    }
    parts.actions->startDirectChat(place.id, userId).then(this, [this](const Result<ItemId> &room) {
        if (room) { // failures are told by the actions
            showRoom(*room);
        }
    });
}

void ChatExchange::chatWith(const ChatPartner &partner)
{
    withPlace(partner.userId, [this, partner](const Place &place) {
        const auto parts = m_parts();
        ChatPartnerSearch::find(parts.store, parts.services, place.id, partner).then(this, [this, place](const ChatPartnerSearch::Found &found) {
            const auto now = m_parts();
            if (!now.store) {
                return;
            }
            if (!found.userId.isEmpty()) {
                begin(place, found.userId);
            } else if (!found.candidates.isEmpty()) {
                askWhom(place, found);
            } else {
                now.workbench->notify(i18nc("@info %1: a person", "Nobody in chat is known as %1. A Matrix address in the contact's card tells who it is.", nameOf(found.partner)),
                                      Workbench::Tone::Warning);
            }
        });
    });
}

void ChatExchange::askWhom(const Place &place, const ChatPartnerSearch::Found &found)
{
    auto *dialog = new QDialog(m_window);
    dialog->setObjectName(QStringLiteral("chatPartnerDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(i18nc("@title:window %1: a person", "Chat with %1", nameOf(found.partner)));
    auto *layout = new QVBoxLayout(dialog);
    auto *list = new QListWidget(dialog);
    auto *label = new QLabel(i18nc("@label", "Who is &meant? The server's directory knows these people:"), dialog);
    label->setWordWrap(true);
    label->setBuddy(list);
    layout->addWidget(label);
    list->setObjectName(QStringLiteral("chatPartners"));
    list->setAccessibleName(i18nc("@label", "People"));
    for (const auto &person : found.candidates) {
        auto *item = new QListWidgetItem(QIcon::fromTheme(QStringLiteral("user-identity")),
                                         person.name.isEmpty() ? person.userId : i18nc("@item name of a person (Matrix id)", "%1 (%2)", person.name, person.userId), list);
        item->setData(Qt::UserRole, person.userId);
    }
    list->setCurrentRow(0);
    layout->addWidget(list);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    auto *chat = buttons->addButton(i18nc("@action:button", "C&hat"), QDialogButtonBox::AcceptRole);
    chat->setIcon(QIcon::fromTheme(QStringLiteral("dialog-messages")));
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(list, &QListWidget::itemActivated, dialog, &QDialog::accept);
    layout->addWidget(buttons);
    connect(this, &ChatExchange::closing, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, list, place] {
        if (const auto *chosen = list->currentItem()) {
            begin(place, chosen->data(Qt::UserRole).toString());
        }
    });
    list->setFocus();
    dialog->open();
}

void ChatExchange::makeRoom(const RoomSeed &seed, QWidget *parent, std::function<void(const QUrl &link)> made)
{
    auto *owner = parent ? parent : m_window;
    withPlace({}, [this, seed, owner = QPointer(owner), made = std::move(made)](const Place &place) {
        const auto parts = m_parts();
        QList<QFuture<ChatPartnerSearch::Found>> questions;
        for (const auto &person : seed.people) {
            questions << ChatPartnerSearch::find(parts.store, parts.services, place.id, person);
        }
        const auto ask = [this, seed, place, owner, made](const QList<ChatPartnerSearch::Found> &people) {
            if (!owner || !m_parts().store) {
                return;
            }
            QStringList invited;
            QStringList names;
            QStringList missing;
            for (const auto &person : people) {
                if (person.userId == place.userId) {
                    continue;
                }
                if (person.userId.isEmpty()) {
                    missing << nameOf(person.partner);
                } else if (!invited.contains(person.userId)) {
                    invited << person.userId;
                    names << i18nc("@item name of a person (Matrix id)", "%1 (%2)", nameOf(person.partner), person.userId);
                }
            }
            auto words = names.isEmpty() ? i18nc("@info", "An encrypted room is made, and its link is kept in the event.")
                                         : i18nc("@info %1: people, one in each line", "An encrypted room is made, and its link is kept in the event. These people are invited:\n%1", names.join(u'\n'));
            if (!missing.isEmpty()) {
                words += QStringLiteral("\n\n") + i18nc("@info %1: people, one in each line", "In chat nobody is known as:\n%1", missing.join(u'\n'));
            }
            auto *question = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Make a Chat Room?"), words, QMessageBox::Cancel, owner);
            question->setObjectName(QStringLiteral("chatRoomQuestion"));
            question->setTextFormat(Qt::PlainText);
            question->setAttribute(Qt::WA_DeleteOnClose);
            auto *make = question->addButton(i18nc("@action:button", "&Make Room"), QMessageBox::AcceptRole);
            question->setDefaultButton(make);
            connect(this, &ChatExchange::closing, question, &QDialog::reject);
            connect(make, &QPushButton::clicked, this, [this, place, seed, invited, made] { create(place, seed, invited, made); });
            question->open();
        };
        if (questions.isEmpty()) {
            ask({});
            return;
        }
        QtFuture::whenAll(questions.begin(), questions.end()).then(this, [ask](const QList<QFuture<ChatPartnerSearch::Found>> &answers) {
            QList<ChatPartnerSearch::Found> people;
            for (const auto &answer : answers) {
                if (answer.isValid() && answer.resultCount() > 0) {
                    people << answer.result();
                }
            }
            ask(people);
        });
    });
}

void ChatExchange::create(const Place &place, const RoomSeed &seed, const QStringList &userIds, const std::function<void(const QUrl &link)> &made)
{
    const auto parts = m_parts();
    if (!parts.actions) {
        return;
    }
    const auto alias = newAlias();
    const ChatOutgoingRoom room{.name = seed.name.isEmpty() ? i18nc("@item the name of a new room", "Meeting") : seed.name, .topic = seed.topic, .alias = alias, .invite = userIds};
    const ChatLink link{.kind = ChatLink::Kind::Alias, .id = u'#' + alias + u':' + domainOf(place.userId), .eventId = {}, .via = {}, .action = ChatLink::Action::None};
    parts.actions->create(place.id, room).then(this, [this, link, made](const Result<ItemId> &item) {
        if (!item) {
            return; // told by the actions
        }
        made(QUrl(link.toMatrixTo(), QUrl::StrictMode));
        if (const auto now = m_parts(); now.workbench) {
            now.workbench->notify(i18nc("@info", "The room was made."), Workbench::Tone::Success, i18nc("@action:button", "Show"), [self = QPointer(this), item = *item] {
                if (self) {
                    self->showRoom(item);
                }
            });
        }
    });
}

void ChatExchange::sendFiles(const QStringList &paths, const std::shared_ptr<void> &keep)
{
    if (paths.isEmpty() || !m_parts().store || !m_chooseRoom) {
        return;
    }
    const auto title = paths.size() == 1 ? i18nc("@title:window %1: name of a file", "Send “%1” to", Words::shortened(Words::withoutTricks(QFileInfo(paths.first()).fileName()), 40))
                                         : i18ncp("@title:window", "Send %1 File to", "Send %1 Files to", paths.size());
    auto *dialog = m_chooseRoom(title, m_window, [this, paths, keep](ItemId room) {
        const auto parts = m_parts();
        if (!parts.actions || !room) {
            return;
        }
        for (const auto &path : paths) {
            parts.actions->sendFile(room, {.path = path}).then(this, [keep](const Result<ItemId> &) { }); // keep: until it lies in the store
        }
        showRoom(room);
    });
    if (dialog) {
        connect(this, &ChatExchange::closing, dialog, &QDialog::reject);
    }
}

}
