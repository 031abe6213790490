// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sending files, and pictures of people and rooms.
#include "chat/chatactionsprivate.h"
#include "chat/chatoutgoingstaging.h"

#include <KLocalizedString>
#include <QPromise>

#include <limits>

namespace Kontor
{
namespace
{
QString messageTypeOf(const QString &mediaType)
{
    // Drawings may hold scripts: as files they are nobody's picture.
    if (mediaType.startsWith(QLatin1StringView("image/")) && mediaType != u"image/svg+xml" && mediaType != u"image/svg+xml-compressed") {
        return QStringLiteral("m.image");
    }
    if (mediaType.startsWith(QLatin1StringView("audio/"))) {
        return QStringLiteral("m.audio");
    }
    return mediaType.startsWith(QLatin1StringView("video/")) ? QStringLiteral("m.video") : QStringLiteral("m.file");
}

QJsonObject contentOf(const ChatOutgoingStaging::Staged &staged, const ChatOutgoingFile &file)
{
    ChatOutgoing caption;
    caption.text = file.caption.trimmed();
    auto content = ChatOutgoingText::content(caption, caption.text.isEmpty() ? staged.name : caption.text);
    if (caption.text.isEmpty()) { // a name is no text: "_a_" stays so
        content.remove(QLatin1StringView("format"));
        content.remove(QLatin1StringView("formatted_body"));
    }
    content.insert(QStringLiteral("msgtype"), messageTypeOf(staged.type));
    content.insert(QStringLiteral("filename"), staged.name);
    return content;
}

int inKiB(qint64 bytes)
{
    return int(std::min<qint64>(bytes >> 10, std::numeric_limits<int>::max()));
}
}

QFuture<Result<ItemId>> ChatActions::sendFile(ItemId room, const ChatOutgoingFile &file)
{
    auto promise = std::make_shared<QPromise<Result<ItemId>>>();
    promise->start();
    auto answer = promise->future();
    const auto finish = [promise](const Result<ItemId> &done) {
        promise->addResult(done);
        promise->finish();
    };
    d->pool.start([this, room, file, promise, finish, store = d->outbox->store(), ending = d->ending] {
        const ChatOutgoingStaging staging({.store = store,
                                           .ending = ending,
                                           .isCancelled =
                                               [promise] {
                                                   return promise->isCanceled();
                                               },
                                           .progress =
                                               [promise](qint64 done, qint64 all) {
                                                   promise->setProgressRange(0, inKiB(all));
                                                   promise->setProgressValue(inKiB(done));
                                               }});
        auto staged = staging.stage(file);
        if (staged) {
            const auto here = staging.areHere(staged->blobs);
            if (here && !*here) { // a long one, and somebody swept meanwhile
                staged = staging.stage(file);
            }
        }
        // The destructor waits for this thread: the object is there. Its own thread goes on.
        QMetaObject::invokeMethod(
            this,
            [this, room, file, finish, staged] {
                if (!staged) {
                    d->tell(staged.error());
                    finish(std::unexpected(staged.error()));
                    return;
                }
                d->act([room, file, staged = *staged](ChatWork &work, ChatStep &) -> Result<ItemId> {
                     const auto in = work.room(room);
                     ChatOutgoing answering;
                     answering.replyTo = file.replyTo;
                     answering.threadRoot = file.threadRoot;
                     const auto relation = in ? work.relation(*in, answering) : Result<ChatOutgoingText::Relation>(std::unexpected(in.error()));
                     if (!relation) {
                         return std::unexpected(relation.error());
                     }
                     auto content = contentOf(staged, file);
                     ChatOutgoingText::relate(content, *relation);
                     return work.send(*in, QStringLiteral("m.room.message"), content, staged.file);
                 }).then(this, finish);
            },
            Qt::QueuedConnection);
    });
    return answer;
}

QFuture<Result<void>> ChatActions::Private::setPicture(const QByteArray &image, std::function<QFuture<Result<void>>(QCborMap)> use)
{
    if (image.isEmpty()) {
        return use({});
    }
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    auto answer = promise->future();
    const auto finish = [promise](const Result<void> &done) {
        promise->addResult(done);
        promise->finish();
    };
    pool.start([this, image, use = std::move(use), finish, store = outbox->store(), asked = ending] {
        const auto staged = ChatOutgoingStaging({.store = store, .ending = asked, .isCancelled = {}, .progress = {}}).portrait(image);
        QMetaObject::invokeMethod(
            q,
            [this, use, finish, staged] {
                if (!staged) {
                    tell(staged.error());
                    finish(std::unexpected(staged.error()));
                    return;
                }
                use(staged->file).then(q, finish);
            },
            Qt::QueuedConnection);
    });
    return answer;
}

QFuture<Result<void>> ChatActions::setPicture(ItemId room, const QByteArray &image)
{
    return d->setPicture(image, [this, room](const QCborMap &file) {
        return d->changeState(
            room,
            ChatRight::Picture,
            [](const ChatRows::RoomFacts &) -> Result<Private::Wish> {
                return Private::Wish{.type = QStringLiteral("m.room.avatar"), .key = {}, .content = {}};
            },
            file);
    });
}

QFuture<Result<void>> ChatActions::setOwnPicture(CollectionId account, const QByteArray &image)
{
    return d->setPicture(image, [this, account](const QCborMap &file) {
        return d->actVoid([account, file](ChatWork &work, ChatStep &) -> Result<void> {
            const auto own = work.account(account);
            if (!own) {
                return std::unexpected(own.error());
            }
            if (!own->item) {
                return failure(Error::Kind::NotFound, i18nc("@info", "This account has not been read yet. Please try again in a moment."));
            }
            const auto arguments = file.isEmpty() ? QCborMap{{QLatin1StringView("avatar"), QStringLiteral("")}} : QCborMap{{QLatin1StringView("file"), file}};
            work.change(own->item, own->account, own->resource, ChatChange::Profile, arguments);
            return {};
        });
    });
}

}
