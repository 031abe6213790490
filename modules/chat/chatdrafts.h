// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "store/store.h"

#include <QObject>

#include <memory>

namespace Kontor
{

/// What was begun to be written in each room and thread: kept a moment after each keystroke, and there again at the next
/// start. GUI thread; errors go to the log, since what is typed is still in the field.
class ChatDrafts : public QObject
{
    Q_OBJECT
public:
    explicit ChatDrafts(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~ChatDrafts() override; ///< keeps what is still to be kept

    QFuture<Result<ChatOutgoing>> draft(ItemId room, const QString &threadRoot = {}); ///< empty: none

    /// Call it with each keystroke: kept within a second, at once if nothing remains.
    void note(ItemId room, const ChatOutgoing &draft);
    void drop(ItemId room, const QString &threadRoot = {}); ///< it was sent
    void flush(); ///< now

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
