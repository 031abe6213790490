// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerpush.h"

#include "base/await.h"
#include "groupware/contenttext.h"
#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int attempts = 4; // while others keep writing
constexpr int lockAttempts = 6;
constexpr std::chrono::milliseconds lockPause{100}; // twice as long each time

QByteArray uidIn(const QByteArray &bytes)
{
    return uidOf(ContentText::parse(bytes));
}

/// Nothing of it was wished otherwise.
bool isAsWished(const QByteArray &there, const QByteArray &wished)
{
    const auto edits = editsBetween(there, wished);
    return std::ranges::all_of(edits, &PropertyEdit::weak);
}

QString hrefIn(const QString &collection, const QString &name)
{
    return normalHref(collection + QString::fromLatin1(QUrl::toPercentEncoding(name)));
}

QString nameFor(const Change &change, const QString &suffix)
{
    auto name = change.arguments.value(u"name"_s).toString();
    if (name.isEmpty()) {
        name = QUuid::createUuidV5(QUuid(), change.arguments.value(u"data"_s).toByteArray()).toString(QUuid::WithoutBraces) + suffix; // the same when repeated
    }
    return name.replace(u'/', u'-');
}

Receipt receiptFor(const QString &href, const DavObject &object)
{
    return {.remoteId = normalHref(href), .revision = DavRevision{object.etag, object.scheduleTag}.toString(), .payload = object.bytes};
}

std::unexpected<Error> changedMeanwhile(const QString &detail)
{
    return failure(Error::Kind::Conflict, i18nc("@info a change by the user cannot be carried out", "Somebody else changed this meanwhile."), detail);
}

bool isPreconditionFailed(const Error &error)
{
    return error.kind == Error::Kind::Conflict && error.detail.startsWith("HTTP 412"_L1);
}

bool isLocked(const Error &error)
{
    return error.detail.startsWith("HTTP 423"_L1);
}

/// Edits of a card that was shown as version 3, for the card of version 4 that it is.
QList<PropertyEdit> forVersion4(QList<PropertyEdit> edits)
{
    const auto renamed = [](QByteArray name) {
        for (const auto *const known : {"X-ADDRESSBOOKSERVER-MEMBER", "X-ADDRESSBOOKSERVER-KIND"}) {
            if (name.size() >= qsizetype(qstrlen(known)) && name.first(qsizetype(qstrlen(known))).compare(known, Qt::CaseInsensitive) == 0) {
                name.remove(0, qsizetype(qstrlen("X-ADDRESSBOOKSERVER-")));
            }
        }
        return name;
    };
    for (auto &edit : edits) {
        edit.property = renamed(edit.property);
        std::ranges::transform(edit.before, edit.before.begin(), renamed);
        std::ranges::transform(edit.after, edit.after.begin(), renamed);
    }
    return edits;
}

bool isNotOffered(const Error &error)
{
    return error.detail.startsWith("HTTP 405"_L1) || error.detail.startsWith("HTTP 501"_L1) || error.detail.startsWith("HTTP 502"_L1)
        || error.detail.startsWith("HTTP 400"_L1);
}
}

DavSynchronizerPush::DavSynchronizerPush(std::shared_ptr<DavSynchronizerSession> session)
    : m_session(std::move(session))
{
}

Result<void> DavSynchronizerPush::allowed(const QString &collection, Right right) const
{
    const auto known = m_session->rights.constFind(collection);
    if (known == m_session->rights.constEnd() || known->testFlag(right)) {
        return {};
    }
    const auto name = m_session->names.value(collection);
    if (!known->testFlag(Right::Write) && !known->testFlag(Right::Insert) && !known->testFlag(Right::Remove)) {
        return failure(Error::Kind::Forbidden, i18nc("@info %1 is the name of a calendar or address book", "You may only read “%1”.", name));
    }
    switch (right) {
    case Right::Insert:
        return failure(Error::Kind::Forbidden, i18nc("@info %1 is the name of a calendar or address book", "You may not add anything to “%1”.", name));
    case Right::Remove:
        return failure(Error::Kind::Forbidden, i18nc("@info %1 is the name of a calendar or address book", "You may not remove anything from “%1”.", name));
    default:
        return failure(Error::Kind::Forbidden, i18nc("@info %1 is the name of a calendar or address book", "You may not change anything in “%1”.", name));
    }
}

Task<Result<std::optional<DavObject>>> DavSynchronizerPush::look(Link link, QString href)
{
    auto client = link->client();
    auto read = co_await client.get(href);
    if (!read && read.error().kind == Error::Kind::NotFound) {
        co_return std::optional<DavObject>();
    }
    if (!read) {
        co_return std::unexpected(read.error());
    }
    co_return std::optional(*std::move(read));
}

Task<Result<Receipt>> DavSynchronizerPush::write(Link link, QString href, QByteArray bytes, DavCondition condition)
{
    auto self = shared_from_this();
    auto client = link->client();
    auto written = co_await put(link, href, bytes, condition);
    if (!written) {
        co_return std::unexpected(written.error());
    }
    if (!written->etag.isEmpty()) {
        written->bytes.clear(); // some tell an etag although they rewrote the bytes: the next pull tells
        co_return receiptFor(href, *written);
    }
    auto read = co_await client.get(href); // it made something else of it (RFC 4791 5.3.4)
    co_return receiptFor(href, read.value_or(DavObject{}));
}

Task<> DavSynchronizerPush::takeTurn()
{
    auto self = shared_from_this();
    while (m_takesTurns && m_writing > 0) {
        co_await sleepFor(lockPause / 5);
    }
    ++m_writing;
}

Task<Result<DavObject>> DavSynchronizerPush::put(Link link, QString href, QByteArray bytes, DavCondition condition)
{
    auto self = shared_from_this();
    auto client = link->client();
    const auto type = m_session->kind.contentType;
    for (int attempt = 1;; ++attempt) {
        co_await takeTurn();
        auto written = co_await client.put(href, bytes, type, condition);
        --m_writing;
        if (written || !isLocked(written.error()) || attempt == lockAttempts) {
            co_return written;
        }
        m_takesTurns = true;
        co_await sleepFor(lockPause * (1 << attempt));
    }
}

Task<Result<void>> DavSynchronizerPush::removeThere(Link link, QString href, DavCondition condition)
{
    auto self = shared_from_this();
    auto client = link->client();
    for (int attempt = 1;; ++attempt) {
        co_await takeTurn();
        auto removed = co_await client.remove(href, condition);
        --m_writing;
        if (removed || !isLocked(removed.error()) || attempt == lockAttempts) {
            co_return removed;
        }
        m_takesTurns = true;
        co_await sleepFor(lockPause * (1 << attempt));
    }
}

Task<std::optional<DavObject>> DavSynchronizerPush::asStored(Link link, QString href, DavObject shown)
{
    auto self = shared_from_this();
    if (m_session->kind.isCalendar() || !shown.hasOtherForms) {
        co_return std::nullopt;
    }
    // What is stored is as long as it says, whatever it is shown as.
    auto client = link->client();
    const XmlName length{XmlSpace::Dav, u"getcontentlength"_s};
    const QList<XmlName> names{length};
    const auto answer = co_await client.propfind(href, DavClient::Depth::Zero, names);
    const auto stored = answer && !answer->resources.isEmpty() ? answer->resources.first().text(length).toLongLong() : 0;
    if (stored <= 0 || stored == shown.bytes.size()) {
        co_return std::nullopt;
    }
    const auto plain = co_await client.get(href, "text/vcard;version=4.0"_ba);
    const bool isIt = plain && plain->bytes.size() == stored && plain->etag == shown.etag;
    co_return isIt ? std::optional(*plain) : std::nullopt;
}

/// What lies where something was to be created.
Result<Receipt> DavSynchronizerPush::created(const DavObject &there, const QByteArray &wished, const QString &href, const Change &change) const
{
    const bool isSame = !uidIn(wished).isEmpty() && uidIn(there.bytes) == uidIn(wished);
    if ((isSame && change.answerLost) || isAsWished(there.bytes, wished)) {
        return receiptFor(href, there);
    }
    return failure(Error::Kind::Conflict,
                   i18nc("@info", "This is on the server already, with other details."),
                   u"something lies at %1"_s.arg(href));
}

Task<Result<Receipt>> DavSynchronizerPush::create(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (auto may = allowed(change.collectionRemoteId, Right::Insert); !may) {
        co_return std::unexpected(may.error());
    }
    const auto bytes = change.arguments.value(u"data"_s).toByteArray();
    const auto href = hrefIn(change.collectionRemoteId, nameFor(change, m_session->kind.suffix));
    for (int attempt = 0; attempt < 2; ++attempt) {
        // Some servers overwrite whatever If-None-Match says (SOGo).
        auto there = co_await look(*link, href);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (*there) {
            co_return created(**there, bytes, href, change);
        }
        auto written = co_await write(*link, href, bytes, {.ifNoneMatch = true});
        if (written || !isPreconditionFailed(written.error())) {
            const bool isTaken = !written && written.error().detail.contains("unique-scheduling-object-resource"_L1); // Cyrus' no-uid-conflict
            if (isTaken) {
                written.error().kind = Error::Kind::Conflict;
            }
            if (!written && written.error().kind == Error::Kind::Conflict) {
                written.error().message = i18nc("@info %1 is the name of a calendar or address book",
                                                "“%1” already has this, or the server does not take it there.",
                                                m_session->names.value(change.collectionRemoteId));
            }
            co_return written;
        }
    }
    co_return changedMeanwhile(u"something appeared at %1"_s.arg(href));
}

Task<Result<Receipt>> DavSynchronizerPush::edit(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (auto may = allowed(change.collectionRemoteId, Right::Write); !may) {
        co_return std::unexpected(may.error());
    }
    const auto edits = editsFromCbor(change.arguments.value(u"edits"_s).toArray());
    QString scheduleTag;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto there = co_await look(*link, change.itemRemoteId);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (!*there) {
            co_return failure(Error::Kind::NotFound, i18nc("@info a change by the user cannot be carried out", "Somebody else removed this meanwhile."));
        }
        const auto &object = **there;
        auto wished = applyEdits(object.bytes, edits);
        if (!wished) {
            co_return std::unexpected(wished.error());
        }
        if (*wished == object.bytes) {
            co_return receiptFor(change.itemRemoteId, object);
        }
        // Written as it is shown, it would lose what version 3 cannot say, or be refused.
        if (const auto stored = co_await asStored(*link, change.itemRemoteId, object)) {
            if (auto better = applyEdits(stored->bytes, forVersion4(edits))) {
                wished = *std::move(better);
            }
        }
        // Where only the answers of others came in meanwhile, the server knows how to join both (RFC 6638, 3.2.10).
        const bool onlyScheduling = attempt > 0 && !object.scheduleTag.isEmpty() && object.scheduleTag == scheduleTag;
        const DavCondition condition{.ifMatch = onlyScheduling ? QString() : object.etag, .ifScheduleTagMatch = onlyScheduling ? object.scheduleTag : QString()};
        scheduleTag = object.scheduleTag;
        auto written = co_await write(*link, change.itemRemoteId, *wished, condition);
        if (written || !isPreconditionFailed(written.error())) {
            co_return written;
        }
    }
    co_return changedMeanwhile(u"it changes faster than it can be written"_s);
}

Task<Result<Receipt>> DavSynchronizerPush::replace(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (auto may = allowed(change.collectionRemoteId, Right::Write); !may) {
        co_return std::unexpected(may.error());
    }
    const auto bytes = change.arguments.value(u"data"_s).toByteArray();
    co_return co_await write(*link, change.itemRemoteId, bytes, {});
}

Task<Result<Receipt>> DavSynchronizerPush::remove(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (auto may = allowed(change.collectionRemoteId, Right::Remove); !may) {
        co_return std::unexpected(may.error());
    }
    // What the user saw when removing it; asked once, then it is the user's own decision.
    const auto seen = change.arguments.value(u"revision"_s).toString();
    const bool isAsked = m_session->asked.contains(change.id);
    if (!seen.isEmpty() && !DavChange::isSameRevision(seen, change.revision) && !isAsked && !change.answerLost) {
        m_session->asked.insert(change.id);
        co_return changedMeanwhile(u"removed at another revision"_s);
    }
    auto condition = DavCondition{.ifMatch = DavRevision::fromString(change.revision).etag};
    const auto knownTag = DavRevision::fromString(change.revision).scheduleTag;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto removed = co_await removeThere(*link, change.itemRemoteId, condition);
        if (removed || removed.error().kind == Error::Kind::NotFound) {
            m_session->asked.remove(change.id);
            co_return Receipt{.itemGone = true};
        }
        if (!isPreconditionFailed(removed.error())) {
            co_return std::unexpected(removed.error());
        }
        auto there = co_await look(*link, change.itemRemoteId);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (!*there) {
            co_return Receipt{.itemGone = true};
        }
        const bool onlyScheduling = !knownTag.isEmpty() && (*there)->scheduleTag == knownTag;
        const bool isSameAfterAll = plainEtag((*there)->etag) == plainEtag(DavRevision::fromString(change.revision).etag);
        if (!onlyScheduling && !isSameAfterAll) {
            m_session->asked.insert(change.id);
            co_return changedMeanwhile(u"removed at another revision"_s);
        }
        condition.ifMatch = (*there)->etag;
    }
    co_return changedMeanwhile(u"it changes faster than it can be removed"_s);
}

/// It is there now.
Task<Result<Receipt>> DavSynchronizerPush::moved(Link link, Change change, QString target)
{
    auto client = link->client();
    const QList<XmlName> names{{XmlSpace::Dav, u"getetag"_s}, {XmlSpace::CalDav, u"schedule-tag"_s}};
    Receipt receipt{.remoteId = target, .collectionRemoteId = change.destinationRemoteId};
    const auto answer = co_await client.propfind(target, DavClient::Depth::Zero, names);
    if (answer && !answer->resources.isEmpty()) {
        const auto &resource = answer->resources.first();
        receipt.revision = DavRevision{resource.text(names.at(0)), resource.text(names.at(1))}.toString();
    }
    co_return receipt;
}

Task<Result<Receipt>> DavSynchronizerPush::move(Change change)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (auto may = allowed(change.collectionRemoteId, Right::Remove).and_then([&] { return allowed(change.destinationRemoteId, Right::Insert); }); !may) {
        co_return std::unexpected(may.error());
    }
    const auto target = normalHref(change.destinationRemoteId + change.itemRemoteId.section(u'/', -1));
    auto client = link.value()->client();
    auto done = co_await client.move(change.itemRemoteId, target);
    if (done) {
        co_return co_await moved(*link, change, target);
    }
    if (done.error().kind == Error::Kind::NotFound) {
        auto there = co_await look(*link, target);
        if (there && *there) { // by an attempt whose answer was lost
            co_return co_await moved(*link, change, target);
        }
        co_return std::unexpected(there ? done.error() : there.error());
    }
    if (isNotOffered(done.error()) || isPreconditionFailed(done.error())) {
        co_return co_await transfer(*link, change, target);
    }
    co_return std::unexpected(done.error());
}

/// Without MOVE (Xandikos): written there first, then removed here as it was when it was read.
Task<Result<Receipt>> DavSynchronizerPush::transfer(Link link, Change change, QString target)
{
    auto self = shared_from_this();
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto here = co_await look(link, change.itemRemoteId);
        if (!here) {
            co_return std::unexpected(here.error());
        }
        auto there = co_await look(link, target);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        if (!*here) {
            if (*there) {
                co_return co_await moved(link, change, target);
            }
            co_return failure(Error::Kind::NotFound, i18nc("@info a change by the user cannot be carried out", "Somebody else removed this meanwhile."));
        }
        const auto bytes = (*here)->bytes;
        if (*there && uidIn((*there)->bytes) != uidIn(bytes)) {
            co_return failure(Error::Kind::Conflict, i18nc("@info", "Something else lies there under the same name."));
        }
        if (!*there || !isAsWished((*there)->bytes, bytes)) {
            const auto condition = *there ? DavCondition{.ifMatch = (*there)->etag} : DavCondition{.ifNoneMatch = true};
            auto written = co_await write(link, target, bytes, condition);
            if (!written && isPreconditionFailed(written.error())) {
                continue;
            }
            if (!written) {
                co_return written;
            }
        }
        const DavCondition unchanged{.ifMatch = (*here)->etag};
        auto removed = co_await removeThere(link, change.itemRemoteId, unchanged);
        if (removed || removed.error().kind == Error::Kind::NotFound) {
            co_return co_await moved(link, change, target);
        }
        if (!isPreconditionFailed(removed.error())) {
            co_return std::unexpected(removed.error());
        }
    }
    co_return changedMeanwhile(u"it changes faster than it can be moved"_s);
}

}
