// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/directorylookup.h"

#include "contacts/contacttext.h"
#include "contacts/ldapconversation.h"
#include "contacts/vcardwriter.h"

#include <KLocalizedString>
#include <QDateTime>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr int mostKept = 5000; // people of one directory, in the store

using Stop = std::shared_ptr<std::atomic<bool>>;

struct Answer {
    QList<std::pair<AccountId, DirectoryPerson>> people{};
    std::optional<Error> error{};
};

QString bound(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

Result<void> keep(Transaction &transaction, AccountId account, const DirectoryPerson &person, qint64 now)
{
    const auto &card = person.card;
    const auto name = ContactText::shownName(card);
    const bool hasParts = !card.family.isEmpty() || !card.given.isEmpty();
    const auto email = bound(ContactText::line(ContactText::preferred(card.emails), 300));
    QStringList words = {name, card.given, card.family, card.organization, card.department, card.title, card.nickname};
    for (const auto &one : card.emails) {
        words << one.value;
    }
    const auto phone = bound(ContactText::line(ContactText::preferred(card.phones), 100));
    const auto bytes = VCardWriter::create(card);
    auto done = transaction
                    .prepare("INSERT INTO contact_directory (account, dn, name, family_key, given_key, words, organization, email, phone, card, seen) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (account, dn) DO UPDATE SET name = excluded.name, "
                             "family_key = excluded.family_key, given_key = excluded.given_key, words = excluded.words, organization = excluded.organization, "
                             "email = excluded.email, phone = excluded.phone, card = excluded.card, seen = excluded.seen")
                    .run(account,
                         bound(person.dn),
                         name,
                         ContactText::folded(hasParts ? QString(card.family + u' ' + card.given) : name),
                         ContactText::folded(hasParts ? QString(card.given + u' ' + card.family) : name),
                         ContactText::folded(words.join(u' ')),
                         ContactText::line(card.organization.isEmpty() ? card.department : card.organization, 200),
                         email,
                         phone,
                         bytes,
                         now);
    if (!done) {
        return done;
    }
    const auto id = transaction.prepare("SELECT id FROM contact_directory WHERE account = ?1 AND dn = ?2").value<qint64>(account, bound(person.dn));
    if (!id) {
        return std::unexpected(id.error());
    }
    transaction.changes.items.insert(ItemId{-id->value_or(0)});
    return {};
}

Result<int> keepAll(Transaction &transaction, const Answer &answer, qint64 now)
{
    QSet<AccountId> accounts;
    for (const auto &[account, person] : answer.people) {
        const auto there = transaction.prepare("SELECT 1 FROM account WHERE id = ?1").value<qint64>(account);
        if (!there) {
            return std::unexpected(there.error());
        }
        if (!*there) {
            continue; // removed meanwhile
        }
        accounts.insert(account);
        if (auto kept = keep(transaction, account, person, now); !kept) {
            return std::unexpected(kept.error());
        }
    }
    for (const auto account : std::as_const(accounts)) { // the ones that were seen last stay
        auto cleared = transaction
                           .prepare("DELETE FROM contact_directory WHERE account = ?1 AND id NOT IN "
                                    "(SELECT id FROM contact_directory WHERE account = ?1 ORDER BY seen DESC LIMIT ?2)")
                           .run(account, mostKept);
        if (!cleared) {
            return std::unexpected(cleared.error());
        }
    }
    return int(answer.people.size());
}
}

struct DirectoryLookup::Private {
    std::shared_ptr<Store> store;
    QList<Account> accounts;
    QThreadPool threads;
    Stop stop = std::make_shared<std::atomic<bool>>(false);
};

DirectoryLookup::DirectoryLookup(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->store = std::move(store);
    d->threads.setMaxThreadCount(2); // the one that is to stop, and the next one
}

DirectoryLookup::~DirectoryLookup()
{
    cancel();
    d->threads.waitForDone();
}

void DirectoryLookup::setAccounts(const QList<Account> &accounts)
{
    d->accounts.clear();
    for (const auto &account : accounts) {
        if (LdapPlace::read(account.directory).isValid()) {
            d->accounts << account;
        }
    }
}

bool DirectoryLookup::hasDirectory() const
{
    return !d->accounts.isEmpty();
}

void DirectoryLookup::cancel()
{
    *d->stop = true;
}

QFuture<Result<int>> DirectoryLookup::search(const QString &words)
{
    cancel();
    d->stop = std::make_shared<std::atomic<bool>>(false);
    if (d->accounts.isEmpty() || words.trimmed().size() < fewestLetters) {
        return QtFuture::makeReadyValueFuture(Result<int>(0));
    }
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    QtConcurrent::run(&d->threads, [accounts = d->accounts, words, stop = d->stop] {
        Answer answer;
        for (const auto &account : accounts) {
            LdapConversation::Question question;
            question.place = LdapPlace::read(account.directory);
            question.words = words;
            question.password = account.password.toUtf8();
            question.certificates = account.ownCertificates;
            const auto people = LdapConversation::ask(question, *stop);
            if (!people) {
                answer.error = people.error();
                continue;
            }
            for (const auto &person : *people) {
                answer.people << std::pair(account.id, person);
            }
        }
        if (*stop) {
            answer.error = cancelled().error();
            answer.people.clear();
        }
        return answer;
    }).then([store = d->store, promise](const Answer &answer) {
        if (answer.people.isEmpty()) {
            promise->addResult(answer.error ? Result<int>(std::unexpected(*answer.error)) : Result<int>(0));
            promise->finish();
            return;
        }
        store
            ->write([answer, now = QDateTime::currentMSecsSinceEpoch()](Transaction &transaction) {
                return keepAll(transaction, answer, now);
            })
            .then([promise, error = answer.error](const Result<int> &kept) {
                promise->addResult(kept && error ? Result<int>(std::unexpected(*error)) : kept);
                promise->finish();
            });
    });
    return promise->future();
}

}
