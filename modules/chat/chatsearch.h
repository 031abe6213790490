// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/store.h"

#include <QDate>

namespace Kontor
{

/// What somebody typed to find messages, understood: words, "phrases", -exclusion and operators (from: in: has: before: after:
/// on:), German spellings too (von: raum: hat: vor: nach: am:). A value.
struct ChatSearch {
    struct Term {
        QString text{};
        bool isPhrase = false;
        bool isExcluded = false;
        bool isOpen = false; ///< still being typed: it may go on
        bool operator==(const Term &) const = default;
    };
    /// One value of an operator. Of several of one operator one must fit, and none of the excluded ones.
    struct Wish {
        QString value{};
        bool isExcluded = false;
        bool operator==(const Wish &) const = default;
    };
    enum class Has { Image, Video, Audio, File, Link, Poll, Location, Sticker };
    struct HasWish {
        Has has = Has::File;
        bool isExcluded = false;
        bool operator==(const HasWish &) const = default;
    };

    QList<Term> terms{};
    QList<Wish> senders{}; ///< part of a name or of an id; "me"
    QList<Wish> rooms{}; ///< part of a title or of an address
    QList<HasWish> contents{}; ///< all must hold
    QDate before{}, after{}; ///< before: exclusive; after: inclusive
    QStringList misunderstood{}; ///< operators whose value made no sense, as whole sentences

    bool isEmpty() const;
    static ChatSearch parse(const QString &text, const QDate &today = QDate::currentDate());
    /// Completions for the word at the cursor: operators first, then fitting values.
    static QStringList completions(const QString &text, int cursor);

    bool operator==(const ChatSearch &) const = default;
};

/// Finds messages, rooms and people among what is here. Reader functions for Store::read(); errors: Storage.
namespace ChatFinding
{
struct Hit {
    ItemId event{};
    ItemId room{};
    qint64 sent = 0; ///< ms since epoch
    qint64 row = 0; ///< for Scope::before
    bool operator==(const Hit &) const = default;
};
struct Scope {
    CollectionId account{}; ///< 0: all
    ItemId room{}; ///< 0: all
    int atMost = 200;
    qint64 before = 0; ///< goes on behind the last hit of an earlier answer: its row; 0: from the newest
};
/// Newest first; nothing for an empty search.
Result<QList<Hit>> messages(const Reader &reader, const ChatSearch &search, const Scope &scope = {});

/// Rooms and spaces by their names and addresses, or by the person of a direct chat; newest first.
Result<QList<ItemId>> rooms(const Reader &reader, const QString &words, int atMost = 50);

struct Person {
    CollectionId account{};
    QString userId{};
    QString name{}; ///< safe to show
    QString avatar{};
    bool operator==(const Person &) const = default;
};
/// People of all rooms, each once for an account; by name.
Result<QList<Person>> people(const Reader &reader, const QString &words, int atMost = 50);
}

}
