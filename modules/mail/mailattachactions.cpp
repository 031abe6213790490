// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Beginning a message from another one, and adding files to it.
#include "mail/mailactions.h"

#include "mail/attachmentname.h"
#include "mail/draftopening.h"
#include "mail/mailactionsprivate.h"
#include "mail/messagecomposer.h"
#include "mail/messagecontent.h"

#include <KLocalizedString>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QtConcurrentRun>

namespace Kontor
{

namespace
{
QFuture<Result<Draft>> withBody(const std::shared_ptr<Store> &store, ItemId item, std::function<Result<Draft>(Store &, const DraftOpening::Source &)> make)
{
    return store
        ->read([item](const Reader &reader) {
            return DraftOpening::message(reader, item);
        })
        .then(QtFuture::Launch::Async, [store, make = std::move(make)](const Result<DraftOpening::Source> &source) -> Result<Draft> {
            return source ? make(*store, *source) : Result<Draft>(std::unexpected(source.error()));
        });
}

void storeFile(QPromise<Result<DraftAttachment>> &promise, const std::shared_ptr<Store> &store, const QString &path)
{
    const auto fail = [&promise](Error::Kind kind, const QString &sentence, const QString &detail = {}) {
        promise.addResult(Result<DraftAttachment>(failure(kind, sentence, detail)));
    };
    const QFileInfo info(path);
    const auto name = info.fileName();
    QFile file(path);
    if (!info.isFile() || !file.open(QIODevice::ReadOnly)) {
        fail(Error::Kind::NotFound, i18nc("@info", "The file “%1” cannot be read.", name), file.errorString());
        return;
    }
    if (info.size() > MessageComposer::largestMessage) {
        fail(Error::Kind::OverQuota, i18nc("@info", "“%1” is too large to be sent by mail. Please share it in another way.", name));
        return;
    }
    auto writer = store->blobs().writer();
    if (!writer) {
        promise.addResult(Result<DraftAttachment>(std::unexpected(writer.error())));
        return;
    }
    constexpr int unit = 1024; // progress values are ints
    promise.setProgressRange(0, int(info.size() / unit) + 1);
    qint64 done = 0;
    while (!file.atEnd()) {
        if (promise.isCanceled()) {
            return;
        }
        const auto piece = file.read(1 << 20);
        if (piece.isEmpty() && file.error() != QFileDevice::NoError) {
            fail(Error::Kind::NotFound, i18nc("@info", "The file “%1” cannot be read.", name), file.errorString());
            return;
        }
        done += piece.size();
        if (done > MessageComposer::largestMessage) { // it grows while we read
            fail(Error::Kind::OverQuota, i18nc("@info", "“%1” is too large to be sent by mail. Please share it in another way.", name));
            return;
        }
        if (auto written = (*writer)->append(piece); !written) {
            promise.addResult(Result<DraftAttachment>(std::unexpected(written.error())));
            return;
        }
        promise.setProgressValue(int(done / unit));
    }
    const auto blob = (*writer)->commit();
    if (!blob) {
        promise.addResult(Result<DraftAttachment>(std::unexpected(blob.error())));
        return;
    }
    DraftOpening::remember(*store, *blob);
    const auto type = QMimeDatabase().mimeTypeForFile(info).name();
    promise.addResult(Result<DraftAttachment>(DraftAttachment{*blob, AttachmentName::safe(name, type.toLatin1()), type, done}));
}
}

QFuture<Result<Draft>> MailActions::openDraft(ItemId item)
{
    return withBody(d->store(), item, [](Store &store, const DraftOpening::Source &source) {
        return DraftOpening::open(store, source);
    });
}

QFuture<Result<Draft>> MailActions::reply(Account account, ItemId item, MessageReply::To to)
{
    return withBody(d->store(), item, [account, to](Store &store, const DraftOpening::Source &source) -> Result<Draft> {
        const auto raw = store.blobs().get(source.body);
        if (!raw) {
            return std::unexpected(raw.error());
        }
        return MessageReply::reply(MessageContent::parse(*raw), source.item, account, to);
    });
}

QFuture<Result<Draft>> MailActions::forward(Account account, ItemId item, Forward how)
{
    return withBody(d->store(), item, [account, how](Store &store, const DraftOpening::Source &source) -> Result<Draft> {
        const auto raw = store.blobs().get(source.body);
        if (!raw) {
            return std::unexpected(raw.error());
        }
        const auto content = MessageContent::parse(*raw);
        if (how == Forward::Attached) {
            auto draft = MessageReply::forwardAttached(content, source.item, account);
            const auto kept = DraftOpening::keep(store, *raw, MessageReply::attachedName(content), QStringLiteral("message/rfc822"));
            if (!kept) {
                return std::unexpected(kept.error());
            }
            draft.attachments << *kept;
            return draft;
        }
        auto draft = MessageReply::forwardInline(content, source.item, account);
        for (const auto &attachment : content.attachments) {
            const auto bytes = MessageContent::attachmentBytes(*raw, attachment.partId);
            if (!bytes) {
                continue;
            }
            const auto kept = DraftOpening::keep(store, *bytes, attachment.name, attachment.mimeType);
            if (!kept) {
                return std::unexpected(kept.error());
            }
            draft.attachments << *kept;
        }
        return draft;
    });
}

QFuture<Result<DraftAttachment>> MailActions::attachFile(const QString &path)
{
    return QtConcurrent::run([store = d->store(), path](QPromise<Result<DraftAttachment>> &promise) {
        storeFile(promise, store, path);
    });
}

QFuture<Result<DraftAttachment>> MailActions::attachBytes(const QByteArray &bytes, const QString &name, const QString &mimeType)
{
    return QtConcurrent::run([store = d->store(), bytes, name, mimeType]() -> Result<DraftAttachment> {
        if (bytes.size() > MessageComposer::largestMessage) {
            return failure(Error::Kind::OverQuota, i18nc("@info", "“%1” is too large to be sent by mail. Please share it in another way.", name));
        }
        return DraftOpening::keep(*store, bytes, name, mimeType);
    });
}

}
