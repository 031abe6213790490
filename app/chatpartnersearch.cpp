// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatpartnersearch.h"

#include "chat/chatlink.h"
#include "groupware/contenttext.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype mostCandidates = 20;

QString localPart(const QString &userId)
{
    return userId.sliced(1, userId.indexOf(u':') - 1);
}

QString domain(const QString &userId)
{
    return userId.sliced(userId.indexOf(u':') + 1);
}

/// One address after the other, until the directory knows somebody.
QFuture<QList<ChatPerson>> askDirectory(QPointer<ChatServices> services, CollectionId account, QStringList words)
{
    if (words.isEmpty() || !services) {
        return QtFuture::makeReadyValueFuture(QList<ChatPerson>());
    }
    const auto first = words.takeFirst();
    return services->findPeople(account, first)
        .then(services.data(),
              [services, account, words](const Result<QList<ChatPerson>> &people) {
                  return people && !people->isEmpty() ? QtFuture::makeReadyValueFuture(*people) : askDirectory(services, account, words);
              })
        .unwrap();
}
}

QString ChatPartnerSearch::userIdOf(const QString &value)
{
    const auto link = ChatLink::parse(value.trimmed());
    return link && link->kind == ChatLink::Kind::Person ? link->id : QString();
}

Result<QStringList> ChatPartnerSearch::inAddressBooks(const Reader &reader, const QStringList &addresses)
{
    QStringList found;
    for (const auto &address : addresses) {
        auto read = reader.prepare("SELECT DISTINCT i.payload FROM contact_address a JOIN item i ON i.id = a.item WHERE a.kind = 'email' AND a.folded = ?1 ORDER BY i.id LIMIT 10")
                        .each(
                            [&found](const Statement &row) {
                                const auto text = ContentText::parse(row.blob(0));
                                for (const auto cards = text.root.components("VCARD"); const auto *card : cards) {
                                    for (const auto *line : card->lines("IMPP") + card->lines("X-MATRIX")) {
                                        if (const auto id = userIdOf(QString::fromUtf8(line->value())); !id.isEmpty() && !found.contains(id)) {
                                            found << id;
                                        }
                                    }
                                }
                            },
                            address.trimmed().toLower() + QStringLiteral(""));
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return found;
}

ChatPartnerSearch::Found ChatPartnerSearch::decide(const ChatPartner &partner, const QList<ChatPerson> &people)
{
    Found found{.partner = partner, .userId = {}, .candidates = people.first(std::min(people.size(), mostCandidates))};
    found.candidates.removeIf([](const ChatPerson &person) {
        return !ChatLink::isUserId(person.userId);
    });
    for (const auto &address : partner.addresses) {
        const auto name = address.section(u'@', 0, 0).toLower();
        const auto host = address.section(u'@', -1).toLower();
        const auto isMeant = [&](const ChatPerson &person) {
            const auto server = domain(person.userId).section(u':', 0, 0);
            return localPart(person.userId) == name && (server == host || server.endsWith(u'.' + host));
        };
        const auto fitting = std::ranges::count_if(found.candidates, isMeant);
        if (fitting == 1) {
            found.userId = std::ranges::find_if(found.candidates, isMeant)->userId;
            return found;
        }
    }
    return found;
}

QFuture<ChatPartnerSearch::Found> ChatPartnerSearch::find(const std::shared_ptr<Store> &store, QPointer<ChatServices> services, CollectionId account, const ChatPartner &partner)
{
    if (ChatLink::isUserId(partner.userId)) {
        return QtFuture::makeReadyValueFuture(Found{.partner = partner, .userId = partner.userId, .candidates = {}});
    }
    return store->read([addresses = partner.addresses](const Reader &reader) { return inAddressBooks(reader, addresses); })
        .then(services.data(),
              [services, account, partner](const Result<QStringList> &known) {
                  if (known && known->size() == 1) {
                      return QtFuture::makeReadyValueFuture(Found{.partner = partner, .userId = known->first(), .candidates = {}});
                  }
                  if (known && known->size() > 1) {
                      Found found{.partner = partner, .userId = {}, .candidates = {}};
                      for (const auto &id : *known) {
                          found.candidates << ChatPerson{.userId = id, .name = partner.name, .avatar = {}};
                      }
                      return QtFuture::makeReadyValueFuture(found);
                  }
                  auto words = partner.addresses;
                  for (const auto &address : partner.addresses) {
                      words << address.section(u'@', 0, 0); // many directories know names alone
                  }
                  if (!partner.name.isEmpty()) {
                      words << partner.name;
                  }
                  return askDirectory(services, account, words).then([partner](const QList<ChatPerson> &people) { return decide(partner, people); });
              })
        .unwrap();
}

}
