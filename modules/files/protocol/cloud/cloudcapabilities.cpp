// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudcapabilities.h"

#include "files/protocol/cloud/cloudjson.h"
#include "net/davxml.h"
#include "net/httpaddress.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using CloudJson::at;
using CloudJson::flag;
using CloudJson::has;
using CloudJson::number;
using CloudJson::text;
using CloudJson::texts;

constexpr qint64 lastOwnCloud = 10; // the major version its children (OpenCloud) name as well; Nextcloud began with 9 and is far beyond
constexpr qint64 mostDays = 36500;

QStringList lowerTexts(const QJsonValue &value)
{
    auto words = texts(value);
    for (auto &word : words) {
        word = word.toLower();
    }
    return words;
}

qint64 majorVersion(const QJsonObject &status, const QJsonObject &capabilities)
{
    if (const auto version = text(at(status, {"version"_L1})); !version.isEmpty()) {
        return version.section(u'.', 0, 0).toLongLong();
    }
    return number(at(capabilities, {"version"_L1, "major"_L1}));
}

QString product(bool isNextcloud, const QJsonObject &status, const QJsonObject &capabilities)
{
    auto name = text(at(status, {"productname"_L1}));
    if (name.isEmpty()) {
        name = text(at(capabilities, {"version"_L1, "productname"_L1}));
    }
    if (name.isEmpty()) {
        name = text(at(capabilities, {"version"_L1, "product"_L1}));
    }
    if (name.isEmpty()) {
        name = isNextcloud ? u"Nextcloud"_s : u"ownCloud"_s;
    }
    auto version = text(at(status, {"productversion"_L1})); // what OpenCloud has besides the version of ownCloud it feigns
    if (version.isEmpty()) {
        version = text(at(status, {"versionstring"_L1}));
    }
    if (version.isEmpty()) {
        version = text(at(capabilities, {"version"_L1, "string"_L1}));
    }
    constexpr qsizetype longest = 80;
    return QString(name + u' ' + version).simplified().left(longest);
}

void readSharing(FileFeatures &user, const QJsonValue &sharing)
{
    if (!sharing.isObject() || (has(sharing, {"api_enabled"_L1}) && !flag(at(sharing, {"api_enabled"_L1})))) {
        return;
    }
    user.people = true;
    const auto links = at(sharing, {"public"_L1});
    user.links = flag(at(links, {"enabled"_L1}));
    user.linkPasswordEnforced = flag(at(links, {"password"_L1, "enforced"_L1}));
    const auto expiry = at(links, {"expire_date"_L1});
    if (flag(at(expiry, {"enabled"_L1}))) {
        user.linkExpiryEnforced = flag(at(expiry, {"enforced"_L1}));
        const auto proposed = number(at(expiry, {"default_days"_L1}));
        user.linkExpiryDays = int(std::clamp<qint64>(proposed > 0 ? proposed : number(at(expiry, {"days"_L1})), 0, mostDays));
    }
}

void readNames(FileFeatures &user, const QJsonValue &files)
{
    user.forbiddenCharacters = texts(at(files, {"forbidden_filename_characters"_L1}));
    user.forbiddenNames = lowerTexts(at(files, {"forbidden_filenames"_L1})) + lowerTexts(at(files, {"forbidden_filename_basenames"_L1}))
        + lowerTexts(at(files, {"blacklisted_files"_L1})); // the last is what version 29 and older say
    user.forbiddenNames.removeDuplicates();
    user.forbiddenExtensions = lowerTexts(at(files, {"forbidden_filename_extensions"_L1}));
}

void readOffice(CloudFeatures &features, const QJsonValue &all)
{
    if (const auto office = at(all, {"richdocuments"_L1}); office.isObject() && !office.toObject().isEmpty()) {
        features.richDocuments = true;
        features.officeTypes = texts(at(office, {"mimetypes"_L1})) + texts(at(office, {"mimetypesNoDefaultOpen"_L1}));
        features.officeTypes.removeDuplicates();
    }
    const auto editing = at(all, {"files"_L1, "directEditing"_L1});
    features.directEditing = editing.isObject() && !editing.toObject().isEmpty();
    features.forUser.webOffice = features.richDocuments || features.directEditing || at(all, {"onlyoffice"_L1}).isObject();
}

/// The websocket is where the password goes: only over TLS, except on this machine.
QUrl pushAddress(const QString &said)
{
    QUrl url(said, QUrl::StrictMode);
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1) {
        url.setScheme(url.scheme() == "https"_L1 ? u"wss"_s : u"ws"_s);
    }
    QUrl asHttp = url;
    asHttp.setScheme(url.scheme() == "wss"_L1 ? u"https"_s : u"http"_s);
    const bool isSocket = url.scheme() == "wss"_L1 || url.scheme() == "ws"_L1;
    return isSocket && isSafeAddress(asHttp) ? url.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment) : QUrl();
}

void readPush(CloudFeatures &features, const QJsonValue &push)
{
    const auto types = lowerTexts(at(push, {"type"_L1}));
    if (!types.isEmpty() && !types.contains("files"_L1)) {
        return;
    }
    features.push = pushAddress(text(at(push, {"endpoints"_L1, "websocket"_L1})));
    // A server behind a proxy may believe that it is reached by http.
    const auto token = redirectTarget(features.root, text(at(push, {"endpoints"_L1, "pre_auth"_L1})).toUtf8());
    features.pushToken = token && isSameOrigin(*token, features.root) ? *token : QUrl();
    // The password stays with the server it is for; another one only gets a token that works once.
    if (features.push.host().compare(features.root.host(), Qt::CaseInsensitive) != 0 && features.pushToken.isEmpty()) {
        features.push = QUrl();
    }
}

QString checksumType(bool isNextcloud, const QJsonValue &checksums)
{
    static const QStringList ours{u"SHA1"_s, u"SHA256"_s, u"MD5"_s};
    auto supported = texts(at(checksums, {"supportedTypes"_L1}));
    if (const auto preferred = text(at(checksums, {"preferredUploadType"_L1})); !preferred.isEmpty()) {
        supported.prepend(preferred);
    }
    for (const auto &type : std::as_const(supported)) {
        if (ours.contains(type.toUpper())) {
            return type.toUpper();
        }
    }
    return isNextcloud && supported.isEmpty() ? u"SHA1"_s : QString(); // Nextcloud keeps whatever it is given and announces nothing
}

QUrl rootOf(const QUrl &start, const QString &path)
{
    QUrl root = start.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    root.setPath(path.endsWith(u'/') ? path : QString(path + u'/'));
    return root;
}

/// How many characters of the path come before what only a cloud has; -1: nothing shows it.
qsizetype rootLength(const QString &path)
{
    static const QStringList own{u"/remote.php"_s, u"/index.php"_s, u"/status.php"_s, u"/ocs/v1.php"_s, u"/ocs/v2.php"_s, u"/public.php"_s};
    qsizetype first = -1;
    for (const auto &piece : own) {
        const auto found = path.indexOf(piece);
        const auto end = found + piece.size();
        if (found >= 0 && (end == path.size() || path.at(end) == u'/') && (first < 0 || found < first)) {
            first = found;
        }
    }
    return first;
}
}

CloudFeatures cloudFeatures(const QUrl &root, const QJsonObject &status, const QJsonObject &capabilities)
{
    CloudFeatures features;
    features.root = root;
    const auto all = at(capabilities, {"capabilities"_L1});
    const auto files = at(all, {"files"_L1});
    const auto dav = at(all, {"dav"_L1});
    features.isNextcloud = majorVersion(status, capabilities) > lastOwnCloud || has(status, {"extendedSupport"_L1})
        || has(capabilities, {"version"_L1, "extendedSupport"_L1}) || text(at(status, {"productname"_L1})).contains("nextcloud"_L1, Qt::CaseInsensitive);

    auto &user = features.forUser;
    user.isCloud = true;
    user.product = product(features.isNextcloud, status, capabilities);
    user.web = root;
    readSharing(user, at(all, {"files_sharing"_L1}));
    readNames(user, files);
    readOffice(features, all);
    readPush(features, at(all, {"notify_push"_L1}));
    // ownCloud keeps trash and versions elsewhere.
    user.trash = features.isNextcloud && flag(at(files, {"undelete"_L1}));
    user.versions = features.isNextcloud && flag(at(files, {"versioning"_L1}));
    user.favourites = features.isNextcloud || flag(at(files, {"favorites"_L1}));
    user.previews = features.isNextcloud;
    features.locking = flag(at(files, {"locking"_L1}));
    user.locking = features.locking;

    features.chunking = flag(at(dav, {"chunking"_L1})) && !(has(files, {"bigfilechunking"_L1}) && !flag(at(files, {"bigfilechunking"_L1})));
    features.chunkSize = std::max<qint64>(0, number(at(files, {"chunked_upload"_L1, "max_size"_L1})));
    features.chunksAtOnce = std::max<qint64>(0, number(at(files, {"chunked_upload"_L1, "max_parallel_count"_L1})));
    features.bulkUpload = flag(at(dav, {"bulkupload"_L1}));
    features.checksumType = checksumType(features.isNextcloud, at(all, {"checksums"_L1}));
    return features;
}

CloudFeatures withPaths(CloudFeatures features, const QString &userId)
{
    features.userId = userId;
    const QString dav = features.root.path(QUrl::FullyEncoded) + "remote.php/dav/"_L1;
    const QString person = QString::fromLatin1(QUrl::toPercentEncoding(userId));
    features.files = normalHref(QString(dav + "files/"_L1 + person + u'/'));
    features.trash = features.forUser.trash ? normalHref(QString(dav + "trashbin/"_L1 + person + "/trash/"_L1)) : QString();
    features.versions = features.forUser.versions ? normalHref(QString(dav + "versions/"_L1 + person + "/versions/"_L1)) : QString();
    return features;
}

QList<QUrl> cloudRoots(const QUrl &start)
{
    const QString path = start.path(QUrl::FullyEncoded);
    if (const auto length = rootLength(path); length >= 0) {
        return {rootOf(start, path.left(length))};
    }
    // The address as it was typed, what comes before a page of it, the first folder in it, and the server.
    QList<QUrl> roots{rootOf(start, path)};
    for (const auto *const page : {"/apps/", "/login", "/f/", "/s/", "/settings/"}) {
        if (const auto end = path.indexOf(QLatin1StringView(page)); end > 0) {
            roots << rootOf(start, path.left(end));
        }
    }
    if (const auto folder = path.indexOf(u'/', 1); folder > 0) {
        roots << rootOf(start, path.left(folder));
    }
    roots << rootOf(start, u"/"_s);
    QList<QUrl> different;
    for (const auto &root : std::as_const(roots)) {
        if (!different.contains(root)) {
            different << root;
        }
    }
    return different;
}

bool isCloudPath(const QUrl &start)
{
    return rootLength(start.path(QUrl::FullyEncoded)) >= 0;
}

}
