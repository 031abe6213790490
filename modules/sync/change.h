// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QCborMap>
#include <QDateTime>
#include <QHash>
#include <QList>

namespace Kontor
{

enum class ChangeState {
    Waiting = 0,
    InFlight = 1, ///< handed to the server; found at start it means: the answer was lost
    Uncertain = 2, ///< past the point of no return and no answer: the user is asked, never repeated silently
    Parked = 3, ///< refused; waits for Retry or Discard
};

/// What of the items that lie below its item (files in a folder) a change concerns as well: it waits for what was done to
/// those before, and what is done to them later waits for it. "Below" is what the remote ids say: all that begin with a
/// folder's, which ends with a slash.
enum class ChangeReach {
    Item = 0, ///< nothing below
    MovesAllBelow = 1,
    RemovesAllBelow = 2, ///< waits for refused changes below as well: what they wanted to save is still there
};

/// Something the user did, waiting for the server.
struct Change {
    ChangeId id{};
    ResourceId resource{};
    CollectionId collection{}; ///< where the item was when the user acted, or the collection meant
    QString collectionRemoteId{}; ///< filled in for push()
    QString destinationRemoteId{}; ///< filled in for push(): remote id of Projector::destination()
    ItemId item{}; ///< none: the change is about the collection
    /// The item it builds on: the folder that something new or moved is to lie in. It waits until the server knows that one.
    ItemId ground{};
    /// It waits until this older one is carried out, discarded or parked: what has the name that the item shall have goes
    /// first. In Outbox::enqueue() -n is the n-th change of the same call.
    ChangeId follows{};
    ChangeReach reach = ChangeReach::Item;
    QString itemRemoteId{}; ///< filled in for push(); empty: the server does not know it yet
    QString groundRemoteId{}; ///< filled in for push(); empty: none, or it no longer exists
    QString revision{}; ///< the item's, filled in for push()
    QString kind{}; ///< the module's word: "flags", "move", "send"
    QCborMap arguments{}; ///< the module's own
    QDateTime created{};
    QDateTime notBefore{}; ///< null: at once
    ChangeState state = ChangeState::Waiting;
    bool isHeld = false; ///< waits for something else that happens here; no server is told until then
    int attempts = 0;
    Error error{}; ///< meaningful when parked, uncertain or attempted before
    bool answerLost = false; ///< an earlier attempt may have reached the server: look first
};

/// What the server made of a change. For a change to a collection, remoteId is the collection's
/// new remote id and itemGone says that it was deleted.
struct Receipt {
    QString remoteId{}; ///< the item's new id, if it got one
    QString revision{}; ///< the item's new revision, if known
    QString collectionRemoteId{}; ///< where the item is now, if it moved
    QByteArray payload{}; ///< the server's new word, if it said it
    bool partial = false; ///< payload is to be merged
    bool itemGone = false; ///< the item no longer exists (deleted, or moved where its new id is unknown)
    QHash<QString, QString> renamed{}; ///< remote ids of collections that changed along (children of a renamed one): old → new
};

}
