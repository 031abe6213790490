// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudhref.h"
#include "files/protocol/cloud/cloudjson.h"
#include "files/protocol/cloud/cloudocs.h"
#include "files/protocol/cloud/cloudserver.h"
#include "net/davclient.h"

#include <KLocalizedString>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using CloudJson::at;
using CloudJson::has;
using CloudJson::number;
using CloudJson::text;

/// What a share allows; numbers of the OCS share API.
enum Permission : int { Read = 1, Update = 2, Create = 4, Delete = 8, Reshare = 16 };
constexpr int editing = Update | Create | Delete;

const QString sharesPath = u"apps/files_sharing/api/v1/shares"_s;

FileShare::Type typeOf(const QJsonValue &value)
{
    switch (value.isUndefined() || value.isNull() ? -1 : number(value)) {
    case 0:
        return FileShare::Type::User;
    case 1:
        return FileShare::Type::Group;
    case 3:
        return FileShare::Type::Link;
    case 4:
        return FileShare::Type::Mail;
    case 6:
        return FileShare::Type::Remote;
    default:
        return FileShare::Type::Other;
    }
}

/// Only what can be shown and copied without harm.
QUrl webAddress(const QString &said)
{
    const QUrl url(said, QUrl::StrictMode);
    const bool isWeb = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    return isWeb && !url.host().isEmpty() ? url.adjusted(QUrl::RemoveUserInfo) : QUrl();
}

FileShare shareFrom(const QJsonObject &said)
{
    FileShare share;
    share.id = text(said.value("id"_L1));
    share.type = typeOf(said.value("share_type"_L1));
    const bool isLink = share.type == FileShare::Type::Link;
    if (!isLink) { // of a link the servers put its password there
        share.with = text(said.value("share_with"_L1));
        share.title = text(said.value("share_with_displayname"_L1));
        share.title = share.title.isEmpty() ? share.with : share.title;
    } else {
        share.title = text(said.value("label"_L1));
        share.title = share.title.isEmpty() ? text(said.value("name"_L1)) : share.title; // ownCloud
        share.url = webAddress(text(said.value("url"_L1)));
    }
    share.expires = QDate::fromString(text(said.value("expiration"_L1)).left(10), Qt::ISODate);
    const bool mayHavePassword = isLink || share.type == FileShare::Type::Mail;
    const auto *const field = isLink && !said.contains("password"_L1) ? "share_with" : "password";
    share.hasPassword = mayHavePassword && !text(said.value(QLatin1StringView(field))).isEmpty();
    share.mayEdit = (number(said.value("permissions"_L1)) & (Update | Create)) != 0;
    share.note = text(said.value("note"_L1));
    return share;
}

/// One share, or a list of one.
Result<QJsonObject> oneShare(const Result<QJsonValue> &data, const QUrl &root)
{
    if (!data) {
        return std::unexpected(data.error());
    }
    const auto said = data->toObject().contains("id"_L1) ? QList{data->toObject()} : CloudJson::objects(*data);
    if (said.isEmpty() || text(said.first().value("id"_L1)).isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", root.host()), u"no share"_s);
    }
    return said.first();
}

struct Ground {
    bool isFolder = false;
    int most = Read | editing; ///< what may be given on
};

/// What is to be shared, and how far it may be: asking for more is refused as a whole.
Task<Ground> lookAtGround(QPointer<HttpClient> http, CloudFeatures features, QString path)
{
    Ground ground;
    if (!http) {
        co_return ground;
    }
    const XmlName type{XmlSpace::Dav, u"resourcetype"_s};
    const XmlName permissions = CloudName::ocs(u"share-permissions"_s);
    DavClient dav(*http, features.root);
    const QList<XmlName> wanted{type, permissions};
    const auto answer = co_await dav.propfind(features.files + cloudPathHref(path), DavClient::Depth::Zero, wanted);
    if (!answer || answer->resources.isEmpty()) {
        co_return ground;
    }
    const auto &resource = answer->resources.first();
    const auto *const kind = resource.property(type);
    ground.isFolder = kind && kind->child({XmlSpace::Dav, u"collection"_s});
    bool isNumber = false;
    const int said = resource.text(permissions).toInt(&isNumber);
    ground.most &= isNumber && said > 0 ? (said | Read) : ground.most;
    ground.most &= ground.isFolder ? ground.most : (Read | Update);
    co_return ground;
}

void putExpiry(CloudQuestion::Fields &form, const FileShareWish &wish)
{
    form.emplaceBack(u"expireDate"_s, wish.expires.isValid() ? wish.expires.toString(Qt::ISODate) : QString());
}

bool isLinkLike(FileShare::Type type)
{
    return type == FileShare::Type::Link || type == FileShare::Type::Mail;
}

Task<Result<FileShare>> createShare(QPointer<HttpClient> http, CloudFeatures features, QString path, FileShareWish wish)
{
    const auto ground = co_await lookAtGround(http, features, path);
    const int permissions = wish.mayEdit ? ground.most : Read;
    CloudQuestion question{.method = "POST"_ba, .path = sharesPath};
    question.form.emplaceBack(u"path"_s, path);
    question.form.emplaceBack(u"shareType"_s, QString::number(int(wish.type)));
    question.form.emplaceBack(u"permissions"_s, QString::number(permissions));
    if (wish.type != FileShare::Type::Link) {
        question.form.emplaceBack(u"shareWith"_s, wish.with);
    } else if (wish.mayEdit && ground.isFolder && (ground.most & editing) == editing) {
        question.form.emplaceBack(u"publicUpload"_s, u"true"_s); // older servers pass permissions over; newer ones take it for all of them
    }
    // Without a date the server takes its own proposal; an empty one means none, which it may not allow.
    if (wish.expires.isValid() || (wish.type == FileShare::Type::Link && !features.forUser.linkExpiryEnforced)) {
        putExpiry(question.form, wish);
    }
    if (wish.password && !wish.password->isEmpty() && isLinkLike(wish.type)) {
        question.form.emplaceBack(u"password"_s, *wish.password);
    }
    if (!wish.label.isEmpty() && isLinkLike(wish.type)) {
        question.form.emplaceBack(u"label"_s, wish.label);
        question.form.emplaceBack(u"name"_s, wish.label); // ownCloud
    }
    auto said = oneShare(co_await askCloud(http, features.root, question), features.root);
    if (!said) {
        co_return std::unexpected(said.error());
    }
    // Older servers make links of single files for reading only, whatever was wished.
    const int given = int(number(said->value("permissions"_L1)));
    if (wish.type == FileShare::Type::Link && (given & editing) != (permissions & editing)) {
        CloudQuestion again{.method = "PUT"_ba, .path = sharesPath + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(text(said->value("id"_L1))))};
        again.form.emplaceBack(u"permissions"_s, QString::number(permissions));
        const auto changed = oneShare(co_await askCloud(http, features.root, again), features.root);
        if (changed) {
            co_return shareFrom(*changed);
        }
    }
    co_return shareFrom(*said);
}

Task<Result<FileShare>> changeShare(QPointer<HttpClient> http, CloudFeatures features, QString path, FileShareWish wish)
{
    const QString id = QString::fromLatin1(QUrl::toPercentEncoding(wish.id));
    const CloudQuestion look{.path = sharesPath + u'/' + id};
    const auto before = oneShare(co_await askCloud(http, features.root, look), features.root);
    if (!before) {
        co_return std::unexpected(before.error());
    }
    const auto known = shareFrom(*before);
    const int given = int(number(before->value("permissions"_L1)));
    CloudQuestion question{.method = "PUT"_ba, .path = sharesPath + u'/' + id};
    if (known.mayEdit != wish.mayEdit) { // reading and giving on stay as they are
        const auto ground = co_await lookAtGround(http, features, path);
        const int permissions = wish.mayEdit ? given | (ground.most & editing) | Read : given & ~editing;
        question.form.emplaceBack(u"permissions"_s, QString::number(permissions));
    }
    if (known.expires != wish.expires) {
        putExpiry(question.form, wish);
    }
    if (wish.password && isLinkLike(known.type)) {
        question.form.emplaceBack(u"password"_s, *wish.password);
    }
    if (isLinkLike(known.type) && wish.label != text(before->value("label"_L1))) {
        question.form.emplaceBack(u"label"_s, wish.label);
    }
    if (question.form.isEmpty()) {
        co_return known;
    }
    const auto said = oneShare(co_await askCloud(http, features.root, question), features.root);
    if (!said) {
        co_return std::unexpected(said.error());
    }
    co_return shareFrom(*said);
}
}

Task<Result<QList<FileShare>>> CloudServer::shares(QString path)
{
    const QPointer<HttpClient> http = m_http;
    const QUrl root = m_features.root;
    CloudQuestion question{.path = sharesPath};
    question.query = {{u"path"_s, path}, {u"reshares"_s, u"true"_s}};
    const auto data = co_await askCloud(http, root, question);
    if (!data) {
        co_return std::unexpected(data.error());
    }
    QList<FileShare> shares;
    for (const auto &said : CloudJson::objects(*data)) {
        auto share = shareFrom(said);
        if (share.type == FileShare::Type::Link && text(said.value("url"_L1)).isEmpty() && !share.id.isEmpty()) {
            // Where less is allowed than the link allows (a storage that cannot be removed), only the link itself tells its address.
            const CloudQuestion look{.path = sharesPath + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(share.id))};
            const auto one = oneShare(co_await askCloud(http, root, look), root);
            share.url = one ? shareFrom(*one).url : share.url;
        }
        if (!share.id.isEmpty()) {
            shares << std::move(share);
        }
    }
    co_return shares;
}

Task<Result<FileShare>> CloudServer::share(QString path, FileShareWish wish)
{
    if (wish.id.isEmpty()) {
        return createShare(m_http, m_features, std::move(path), std::move(wish));
    }
    return changeShare(m_http, m_features, std::move(path), std::move(wish));
}

Task<Result<void>> CloudServer::unshare(QString shareId)
{
    const QPointer<HttpClient> http = m_http;
    const QUrl root = m_features.root;
    const QString path = sharesPath + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(shareId));
    const CloudQuestion remove{.method = "DELETE"_ba, .path = path};
    const auto removed = co_await askCloud(http, root, remove);
    if (removed) {
        co_return Result<void>();
    }
    // NotFound also means that it could not be deleted; gone already is as wished.
    if (removed.error().kind == Error::Kind::NotFound) {
        const CloudQuestion look{.path = path};
        const auto left = co_await askCloud(http, root, look);
        if (!left && left.error().kind == Error::Kind::NotFound) {
            co_return Result<void>();
        }
    }
    co_return std::unexpected(removed.error());
}

Task<Result<QList<FileSharee>>> CloudServer::findSharees(QString words, bool isFolder)
{
    CloudQuestion question{.path = u"apps/files_sharing/api/v1/sharees"_s};
    question.query = {{u"search"_s, words},        {u"itemType"_s, isFolder ? u"folder"_s : u"file"_s},
                      {u"page"_s, u"1"_s},         {u"perPage"_s, u"25"_s},
                      {u"lookup"_s, u"false"_s},   {u"shareType[]"_s, u"0"_s},
                      {u"shareType[]"_s, u"1"_s},  {u"shareType[]"_s, u"4"_s},
                      {u"shareType[]"_s, u"6"_s}};
    const auto data = co_await askCloud(m_http, m_features.root, question);
    if (!data) {
        co_return std::unexpected(data.error());
    }
    QList<FileSharee> sharees;
    QSet<QString> known;
    const auto take = [&sharees, &known](const QJsonValue &groups) { // {"users":[…],"groups":[…],…}; best matches first
        const auto kinds = groups.toObject();
        for (const auto *const kind : {"users", "groups", "remotes", "emails"}) {
            for (const auto &said : CloudJson::objects(kinds.value(QLatin1StringView(kind)))) {
                const auto value = said.value("value"_L1);
                FileSharee sharee{.type = typeOf(at(value, {"shareType"_L1})), .id = text(at(value, {"shareWith"_L1}))};
                const QString key = QString::number(int(sharee.type)) + u'/' + sharee.id;
                if (sharee.type == FileShare::Type::Other || sharee.id.isEmpty() || known.contains(key)) {
                    continue;
                }
                known.insert(key);
                const auto name = text(said.value("name"_L1));
                sharee.title = name.isEmpty() ? text(said.value("label"_L1)) : name;
                sharee.title = sharee.title.isEmpty() ? sharee.id : sharee.title;
                sharee.detail = text(said.value("shareWithDisplayNameUnique"_L1));
                if (sharee.detail.isEmpty()) {
                    sharee.detail = text(at(value, {"shareWithAdditionalInfo"_L1}));
                }
                if (sharee.detail.isEmpty() && sharee.title != sharee.id) {
                    sharee.detail = sharee.id;
                }
                sharees << sharee;
            }
        }
    };
    take(at(*data, {"exact"_L1}));
    take(*data);
    co_return sharees;
}

}
