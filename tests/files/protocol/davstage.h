// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpstage.h"

#include <QMap>
#include <QTimer>

#include <optional>

namespace Kontor
{

/// A small WebDAV server in memory whose manners the test chooses. Paths are decoded; folders end with a slash.
class DavStage
{
public:
    struct Entry {
        QByteArray bytes{};
        int version = 1;
        int id = 0;
    };
    /// Whole answers instead of the usual ones.
    using Filter = std::function<std::optional<QByteArray>(const HttpAsked &)>;

    explicit DavStage(HttpStage::Security security = HttpStage::Security::Plain)
        : stage([this](QSslSocket *socket, const HttpAsked &asked) { play(socket, asked); }, security)
    {
        entries.insert("/dav/", {});
    }

    QUrl url() const
    {
        return stage.url(QStringLiteral("/dav/"));
    }
    void put(const QByteArray &path, const QByteArray &bytes)
    {
        auto &entry = entries["/dav/" + path];
        entry.bytes = bytes;
        entry.version = ++m_versions;
        entry.id = entry.id ? entry.id : ++m_ids;
    }
    void makeFolder(const QByteArray &path)
    {
        entries.insert("/dav/" + path, {.bytes = {}, .version = ++m_versions, .id = ++m_ids});
    }
    /// Null: not there.
    QByteArray get(const QByteArray &path) const
    {
        const auto found = entries.constFind("/dav/" + path);
        return found == entries.cend() ? QByteArray() : found->bytes.isNull() ? QByteArray("") : found->bytes;
    }
    void remove(const QByteArray &path)
    {
        entries.removeIf([whole = QByteArray("/dav/" + path)](const auto &entry) {
            return entry.key() == whole || (whole.endsWith('/') && entry.key().startsWith(whole));
        });
    }
    int count(const QByteArray &method, const QByteArray &path = {}) const
    {
        return int(std::ranges::count_if(stage.asked, [&](const HttpAsked &asked) {
            return asked.method == method && (path.isEmpty() || asked.path == "/dav/" + path);
        }));
    }

    /// What it would answer without the filter.
    QByteArray usual(const HttpAsked &asked)
    {
        return answerTo(asked);
    }
    QByteArray etag(const Entry &entry) const
    {
        return (isWeak ? "W/\"v" : "\"v") + QByteArray::number(entry.version) + '"';
    }
    static QByteArray response(const QByteArray &href, const QByteArray &properties)
    {
        return "<D:response><D:href>" + href + "</D:href><D:propstat><D:prop>" + properties + "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>";
    }
    QByteArray response(const QByteArray &path, const Entry &entry) const
    {
        const auto href = spelling ? spelling(path) : path.toPercentEncoding("/");
        if (path.endsWith('/')) {
            return response(href, "<D:resourcetype><D:collection/></D:resourcetype>");
        }
        return response(href,
                        "<D:resourcetype/>" + (listsEtags ? "<D:getetag>" + etag(entry) + "</D:getetag>" : QByteArray())
                            + (listsLengths ? "<D:getcontentlength>" + QByteArray::number(entry.bytes.size()) + "</D:getcontentlength>" : QByteArray()) + "<D:getlastmodified>"
                            + modified(entry) + "</D:getlastmodified>");
    }
    /// Another second for each version.
    static QByteArray modified(const Entry &entry)
    {
        return "Mon, 23 Nov 2026 09:" + QByteArray::number(entry.version / 60 % 60).rightJustified(2, '0') + ':' + QByteArray::number(entry.version % 60).rightJustified(2, '0') + " GMT";
    }
    static QByteArray multistatus(const QByteArray &responses)
    {
        return "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" + responses + "</D:multistatus>";
    }

    bool isWeak = false;
    bool honoursConditions = true;
    bool honoursRange = true;
    bool tellsEtag = true; ///< in the answer to PUT
    bool listsEtags = true;
    bool listsLengths = true;
    bool tellsLengths = true; ///< with the content; else it comes in chunks
    QByteArray writtenSuffix; ///< of the etag in the answer to PUT, against what listings tell
    QByteArray readSuffix; ///< of the etag that comes with the content
    bool wantsPaths = false; ///< refuses a Destination with a host
    std::function<QByteArray(const QByteArray &path)> spelling; ///< how it writes hrefs
    Filter filter;
    std::chrono::milliseconds delay{0}; ///< before PUT is answered
    QMap<QByteArray, Entry> entries;
    HttpStage stage;

private:
    void play(QSslSocket *socket, const HttpAsked &asked)
    {
        QByteArray answer;
        if (auto instead = filter ? filter(asked) : std::nullopt) {
            answer = *instead;
        } else {
            answer = answerTo(asked);
        }
        if (answer == "hang up") {
            socket->disconnectFromHost();
        } else if (asked.method == "PUT" && delay.count() > 0) {
            QTimer::singleShot(delay, socket, [socket, answer] {
                socket->write(answer);
            });
        } else {
            socket->write(answer);
        }
    }

    QByteArray answerTo(const HttpAsked &asked)
    {
        const auto path = QByteArray::fromPercentEncoding(asked.path);
        const auto found = entries.find(path);
        const auto folder = path.endsWith('/') ? path : QByteArray(path + '/');
        const bool isFolder = entries.contains(folder);
        if (asked.method == "PROPFIND") {
            if (!path.startsWith("/dav/") || (found == entries.end() && !isFolder)) {
                return HttpStage::answer(404);
            }
            QByteArray responses = isFolder ? response(folder, entries.value(folder)) : response(path, *found);
            if (asked.headers.value("depth") == "1") {
                for (const auto &[name, entry] : entries.asKeyValueRange()) {
                    const auto rest = name.startsWith(folder) ? name.sliced(folder.size()) : QByteArray();
                    if (!rest.isEmpty() && !rest.chopped(rest.endsWith('/') ? 1 : 0).contains('/')) {
                        responses += response(name, entry);
                    }
                }
            }
            return HttpStage::answer(207, multistatus(responses), {"Content-Type: application/xml", "DAV: 1,2", "DAV: <http://apache.org/dav/propset/fs/1>"});
        }
        if (asked.method == "GET" || asked.method == "HEAD") {
            if (found == entries.end() || isFolder) {
                return HttpStage::answer(404);
            }
            return content(asked, *found);
        }
        if (asked.method == "PUT") {
            const bool isRefused = honoursConditions
                && ((asked.headers.value("if-none-match") == "*" && found != entries.end())
                    || (asked.headers.contains("if-match") && (found == entries.end() || asked.headers.value("if-match") != etag(*found))));
            if (isRefused) {
                return HttpStage::answer(412);
            }
            if (!entries.contains(path.first(path.lastIndexOf('/') + 1))) {
                return HttpStage::answer(409);
            }
            put(path.sliced(5), asked.body);
            return HttpStage::answer(201, {}, tellsEtag ? QList<QByteArray>{"ETag: " + suffixed(etag(entries.value(path)), writtenSuffix)} : QList<QByteArray>{});
        }
        if (asked.method == "MKCOL") {
            if (found != entries.end() || isFolder) {
                return HttpStage::answer(405);
            }
            makeFolder(folder.sliced(5));
            return HttpStage::answer(201);
        }
        if (asked.method == "MOVE" || asked.method == "COPY") {
            return relocate(asked, path);
        }
        if (asked.method == "DELETE") {
            if (found == entries.end()) {
                return HttpStage::answer(404);
            }
            remove(path.sliced(5));
            return HttpStage::answer(204);
        }
        return HttpStage::answer(501);
    }

    static QByteArray suffixed(const QByteArray &etag, const QByteArray &suffix)
    {
        return etag.chopped(1) + suffix + '"';
    }

    QByteArray relocate(const HttpAsked &asked, const QByteArray &from)
    {
        const auto destination = asked.headers.value("destination");
        if (wantsPaths && destination.contains("://")) {
            return HttpStage::answer(502);
        }
        const auto to = QByteArray::fromPercentEncoding(QUrl::fromEncoded(destination).path(QUrl::FullyEncoded).toLatin1());
        if (!entries.contains(from)) {
            return HttpStage::answer(404);
        }
        if (entries.contains(to)) {
            return HttpStage::answer(412);
        }
        const auto all = entries;
        for (const auto &[name, entry] : all.asKeyValueRange()) {
            if (name == from || (from.endsWith('/') && name.startsWith(from))) {
                entries.insert(to + name.sliced(from.size()), entry);
                if (asked.method == "MOVE") {
                    entries.remove(name);
                }
            }
        }
        return HttpStage::answer(201);
    }

    QByteArray content(const HttpAsked &asked, const Entry &entry) const
    {
        QList<QByteArray> headers{"ETag: " + suffixed(etag(entry), readSuffix), "Last-Modified: " + modified(entry)};
        if (!tellsLengths) {
            const QByteArray head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + headers.join("\r\n") + "\r\n\r\n";
            const QByteArray chunk = entry.bytes.isEmpty() ? QByteArray() : QByteArray::number(entry.bytes.size(), 16) + "\r\n" + entry.bytes + "\r\n";
            return asked.method == "HEAD" ? head : QByteArray(head + chunk + "0\r\n\r\n");
        }
        const auto range = asked.headers.value("range");
        const auto condition = asked.headers.value("if-range");
        if (asked.method == "HEAD") {
            auto answer = HttpStage::answer(200, entry.bytes, headers);
            return answer.chopped(entry.bytes.size());
        }
        if (!range.startsWith("bytes=") || !honoursRange || (!condition.isEmpty() && condition != suffixed(etag(entry), readSuffix))) {
            return HttpStage::answer(200, entry.bytes, headers);
        }
        const auto ends = range.sliced(6).split('-');
        const auto first = ends.value(0).toLongLong();
        const auto last = std::min<qint64>(ends.value(1).toLongLong(), entry.bytes.size() - 1);
        if (first > last) {
            return HttpStage::answer(416);
        }
        headers << "Content-Range: bytes " + QByteArray::number(first) + '-' + QByteArray::number(last) + '/' + QByteArray::number(entry.bytes.size());
        return HttpStage::answer(206, entry.bytes.mid(first, last - first + 1), headers);
    }

    int m_versions = 0;
    int m_ids = 0;
};

}
