// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cloudstage.h"

#include <QCryptographicHash>
#include <QMap>

namespace Kontor
{

/// A cloud that takes uploads in chunks the way Nextcloud does, with the mishaps the test wants.
class ChunkStage : public CloudStage
{
public:
    struct File {
        QByteArray content{};
        QByteArray etag{};
        QByteArray modified{"Tue, 14 Nov 2023 22:13:20 GMT"};
        QByteArray checksum{};
    };

    ChunkStage()
    {
        on("MKCOL", uploads, [this](const HttpAsked &asked) {
            const auto name = folderOf(asked.path);
            if (folders.contains(name)) {
                return HttpStage::answer(405);
            }
            folders.insert(name, {});
            return HttpStage::answer(201);
        });
        on("PUT", uploads, [this](const HttpAsked &asked) {
            if (beforePut) {
                const auto answer = beforePut(asked);
                if (!answer.isEmpty()) {
                    return answer;
                }
            }
            const auto name = folderOf(asked.path);
            if (!folders.contains(name)) {
                return HttpStage::answer(404);
            }
            folders[name].insert(asked.path.split('/').last(), asked.body);
            return HttpStage::answer(201);
        });
        on("DELETE", uploads, [this](const HttpAsked &asked) {
            return HttpStage::answer(folders.remove(folderOf(asked.path)) ? 204 : 404);
        });
        on("PROPFIND", uploads, [this](const HttpAsked &asked) {
            const auto name = folderOf(asked.path);
            if (!folders.contains(name)) {
                return HttpStage::answer(404);
            }
            const QByteArray href = uploads + name + '/';
            QByteArray all = resource(href, "<d:resourcetype><d:collection/></d:resourcetype>") + resource(href + ".file", "<d:getcontentlength>99</d:getcontentlength>");
            const auto chunks = folders.value(name);
            for (auto chunk = chunks.begin(); chunk != chunks.end(); ++chunk) {
                all += resource(href + chunk.key(), "<d:getcontentlength>" + QByteArray::number(chunk.value().size()) + "</d:getcontentlength>");
            }
            return multistatus(all);
        });
        on("MOVE", uploads, [this](const HttpAsked &asked) {
            return beforeMove ? beforeMove(asked) : move(asked);
        });
        on("PROPFIND", files, [this](const HttpAsked &asked) {
            if (!there.contains(asked.path)) {
                return HttpStage::answer(404);
            }
            const auto file = there.value(asked.path);
            return multistatus(resource(asked.path,
                                        "<d:getetag>\"" + file.etag + "\"</d:getetag><d:getcontentlength>" + QByteArray::number(file.content.size())
                                            + "</d:getcontentlength><d:getlastmodified>" + file.modified + "</d:getlastmodified><oc:fileid>42</oc:fileid>"
                                            + (file.checksum.isEmpty() ? QByteArray() : "<oc:checksums><oc:checksum>MD5:0 " + file.checksum + "</oc:checksum></oc:checksums>")));
        });
    }

    /// Puts the chunks together, if conditions and sizes hold.
    QByteArray move(const HttpAsked &asked)
    {
        const auto name = folderOf(asked.path);
        if (!folders.contains(name)) {
            return HttpStage::answer(404);
        }
        const auto path = QUrl::fromEncoded(asked.headers.value("destination")).path(QUrl::FullyEncoded).toLatin1();
        if (asked.headers.value("overwrite") == "F" && there.contains(path)) {
            return HttpStage::answer(412);
        }
        const auto condition = asked.headers.value("if");
        if (!condition.isEmpty() && condition != "<" + path + "> ([\"" + there.value(path).etag + "\"])") {
            return HttpStage::answer(412);
        }
        QByteArray content;
        for (const auto &chunk : folders.value(name)) {
            content += chunk;
        }
        if (QByteArray::number(content.size()) != asked.headers.value("oc-total-length")) {
            return HttpStage::answer(400);
        }
        const bool isNew = !there.contains(path);
        File file{.content = content, .etag = "e" + QByteArray::number(++etags)};
        file.checksum = keepsChecksums ? asked.headers.value("oc-checksum") : QByteArray();
        file.modified = QLocale::c()
                            .toString(QDateTime::fromSecsSinceEpoch(asked.headers.value("x-oc-mtime").toLongLong(), QTimeZone::UTC), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'")
                            .toLatin1();
        there.insert(path, file);
        folders.remove(name);
        return HttpStage::answer(isNew ? 201 : 204, {}, {"OC-FileId: 00000042ocabcdefghij", "OC-ETag: \"" + file.etag + '"'});
    }

    CloudServer::Upload upload(const QByteArray &content) const
    {
        CloudServer::Upload upload;
        upload.destination = QString::fromLatin1(destination);
        upload.token = QStringLiteral("kontor-1");
        upload.size = content.size();
        upload.modified = 1'700'000'000;
        upload.checksum = "SHA1:" + QCryptographicHash::hash(content, QCryptographicHash::Sha1).toHex();
        upload.read = [content](qint64 offset, qint64 length) {
            return piece(content, offset, length);
        };
        return upload;
    }

    const QByteArray uploads = "/nextcloud/remote.php/dav/uploads/anna/";
    const QByteArray files = "/nextcloud/remote.php/dav/files/anna/";
    const QByteArray destination = "/nextcloud/remote.php/dav/files/anna/Projekte/gro%C3%9F%20%28neu%29.iso";
    QMap<QByteArray, QMap<QByteArray, QByteArray>> folders; ///< chunks by name
    QMap<QByteArray, File> there;
    std::function<QByteArray(const HttpAsked &)> beforePut; ///< an answer instead; empty: as usual
    std::function<QByteArray(const HttpAsked &)> beforeMove; ///< an answer instead
    bool keepsChecksums = true;
    int etags = 0;

private:
    QByteArray folderOf(const QByteArray &path) const
    {
        return path.mid(uploads.size()).split('/').first();
    }

    static Task<Result<QByteArray>> piece(QByteArray content, qint64 offset, qint64 length)
    {
        co_return content.mid(offset, std::min<qint64>(length, 1 << 20));
    }
};

}
