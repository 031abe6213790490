// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/kio/kontorworker.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QDateTime>
#include <QUrl>

#include <sys/stat.h>
#include <unistd.h>

using KIO::WorkerResult;

namespace Kontor
{
namespace
{
QString pathOf(const QUrl &url)
{
    return url.path(QUrl::FullyDecoded);
}

QCborMap request(const QString &what, const QUrl &url)
{
    return {{QLatin1StringView("do"), what}, {QLatin1StringView("path"), pathOf(url)}};
}

bool isDone(const QCborMap &message)
{
    return message.value(QLatin1StringView("done")).toBool(false);
}

bool isRefused(const QCborMap &message)
{
    return message.contains(QLatin1StringView("refused"));
}

KIO::UDSEntry entryOf(const QCborMap &told)
{
    KIO::UDSEntry entry;
    entry.reserve(12);
    const auto text = [&](uint field, QLatin1StringView key) {
        if (const auto value = told.value(key); value.isString()) {
            entry.fastInsert(field, value.toString());
        }
    };
    const auto number = [&](uint field, QLatin1StringView key) {
        if (const auto value = told.value(key); value.isInteger()) {
            entry.fastInsert(field, value.toInteger());
        }
    };
    const bool isFolder = told.value(QLatin1StringView("folder")).toBool(false);
    text(KIO::UDSEntry::UDS_NAME, QLatin1StringView("name"));
    text(KIO::UDSEntry::UDS_DISPLAY_NAME, QLatin1StringView("title"));
    text(KIO::UDSEntry::UDS_ICON_NAME, QLatin1StringView("icon"));
    text(KIO::UDSEntry::UDS_ICON_OVERLAY_NAMES, QLatin1StringView("overlays"));
    text(KIO::UDSEntry::UDS_COMMENT, QLatin1StringView("comment"));
    text(KIO::UDSEntry::UDS_USER, QLatin1StringView("owner"));
    number(KIO::UDSEntry::UDS_ACCESS, QLatin1StringView("access"));
    number(KIO::UDSEntry::UDS_MODIFICATION_TIME, QLatin1StringView("modified"));
    number(isFolder ? KIO::UDSEntry::UDS_RECURSIVE_SIZE : KIO::UDSEntry::UDS_SIZE, QLatin1StringView("size"));
    entry.fastInsert(KIO::UDSEntry::UDS_FILE_TYPE, isFolder ? S_IFDIR : S_IFREG);
    if (isFolder) {
        entry.fastInsert(KIO::UDSEntry::UDS_MIME_TYPE, QStringLiteral("inode/directory"));
    } else {
        text(KIO::UDSEntry::UDS_MIME_TYPE, QLatin1StringView("type"));
    }
    return entry;
}

bool hasRoot(const QUrl &url)
{
    return pathOf(url).startsWith(u'/');
}

QUrl root()
{
    return QUrl(QStringLiteral("kontor:/"));
}
}

KontorWorker::KontorWorker(const QByteArray &pool, const QByteArray &application)
    : WorkerBase(QByteArrayLiteral("kontor"), pool, application)
    , m_link([this] {
        return wasKilled();
    })
{
}

void KontorWorker::closeConnection()
{
    m_link.close();
}

WorkerResult KontorWorker::absent() const
{
    return WorkerResult::fail(KIO::ERR_WORKER_DEFINED, i18nc("@info", "Kontor is not running, or still closed. Start it and sign in to see your files here."));
}

WorkerResult KontorWorker::broken()
{
    m_link.close();
    return WorkerResult::fail(KIO::ERR_WORKER_DEFINED, i18nc("@info", "Kontor did not finish answering. Please try again."));
}

// The codes that programs act upon come with what they expect as text; the others with a sentence.
WorkerResult KontorWorker::refused(const QCborMap &answer, const QUrl &url) const
{
    const auto name = url.toDisplayString();
    const auto sentence = answer.value(QLatin1StringView("sentence")).toString();
    switch (WorkerReason(answer.value(QLatin1StringView("refused")).toInteger())) {
    case WorkerReason::Missing:
        return WorkerResult::fail(KIO::ERR_DOES_NOT_EXIST, name);
    case WorkerReason::FileExists:
        return WorkerResult::fail(KIO::ERR_FILE_ALREADY_EXIST, name);
    case WorkerReason::FolderExists:
        return WorkerResult::fail(KIO::ERR_DIR_ALREADY_EXIST, name);
    case WorkerReason::IsFolder:
        return WorkerResult::fail(KIO::ERR_IS_DIRECTORY, name);
    case WorkerReason::IsFile:
        return WorkerResult::fail(KIO::ERR_IS_FILE, name);
    case WorkerReason::Unsupported:
        return WorkerResult::fail(KIO::ERR_UNSUPPORTED_ACTION, sentence.isEmpty() ? name : sentence);
    case WorkerReason::NotEmpty:
        return WorkerResult::fail(KIO::ERR_CANNOT_RMDIR, name);
    case WorkerReason::Denied:
    case WorkerReason::Other:
    case WorkerReason::None:
        break;
    }
    return sentence.isEmpty() ? WorkerResult::fail(KIO::ERR_ACCESS_DENIED, name) : WorkerResult::fail(KIO::ERR_WORKER_DEFINED, sentence);
}

WorkerResult KontorWorker::simple(const QCborMap &request, const QUrl &url)
{
    if (!m_link.ask(request)) {
        return absent();
    }
    const auto answer = m_link.answer();
    if (!answer) {
        return broken();
    }
    return isDone(*answer) ? WorkerResult::pass() : refused(*answer, url);
}

WorkerResult KontorWorker::stat(const QUrl &url)
{
    if (!m_link.ask(request(QStringLiteral("stat"), url))) {
        return absent();
    }
    const auto answer = m_link.answer();
    if (!answer) {
        return broken();
    }
    if (!isDone(*answer)) {
        return refused(*answer, url);
    }
    statEntry(entryOf(answer->value(QLatin1StringView("entry")).toMap()));
    return WorkerResult::pass();
}

WorkerResult KontorWorker::mimetype(const QUrl &url)
{
    if (!m_link.ask(request(QStringLiteral("stat"), url))) {
        return absent();
    }
    const auto answer = m_link.answer();
    if (!answer) {
        return broken();
    }
    if (!isDone(*answer)) {
        return refused(*answer, url);
    }
    const auto type = entryOf(answer->value(QLatin1StringView("entry")).toMap()).stringValue(KIO::UDSEntry::UDS_MIME_TYPE);
    mimeType(type.isEmpty() ? QStringLiteral("application/octet-stream") : type);
    return WorkerResult::pass();
}

WorkerResult KontorWorker::listDir(const QUrl &url)
{
    if (!hasRoot(url)) {
        redirection(root());
        return WorkerResult::pass();
    }
    if (!m_link.ask(request(QStringLiteral("list"), url))) {
        return absent();
    }
    while (const auto message = m_link.receive()) {
        if (isRefused(*message)) {
            return refused(*message, url);
        }
        KIO::UDSEntryList entries;
        for (const auto told = message->value(QLatin1StringView("entries")).toArray(); const auto &one : told) {
            entries << entryOf(one.toMap());
        }
        if (!entries.isEmpty()) {
            listEntries(entries);
        }
        if (isDone(*message)) {
            KIO::UDSEntry self; // the folder itself
            self.fastInsert(KIO::UDSEntry::UDS_NAME, QStringLiteral("."));
            self.fastInsert(KIO::UDSEntry::UDS_FILE_TYPE, S_IFDIR);
            self.fastInsert(KIO::UDSEntry::UDS_ACCESS, pathOf(url).size() > 1 ? 0700 : 0500);
            self.fastInsert(KIO::UDSEntry::UDS_MIME_TYPE, QStringLiteral("inode/directory"));
            listEntry(self);
            return WorkerResult::pass();
        }
    }
    return broken();
}

WorkerResult KontorWorker::get(const QUrl &url)
{
    auto asked = request(QStringLiteral("read"), url);
    const auto number = [this](const QString &key) {
        bool isNumber = false;
        const auto value = metaData(key).toLongLong(&isNumber);
        return isNumber && value >= 0 ? value : -1;
    };
    const auto from = std::max(number(QStringLiteral("range-start")), number(QStringLiteral("resume")));
    const auto to = number(QStringLiteral("range-end"));
    if (from > 0) {
        asked.insert(QLatin1StringView("from"), from);
    }
    if (to >= 0) {
        asked.insert(QLatin1StringView("length"), to - std::max<qint64>(from, 0) + 1);
    }
    if (!m_link.ask(asked)) {
        return absent();
    }
    KIO::filesize_t done = from > 0 ? KIO::filesize_t(from) : 0;
    while (const auto message = m_link.receive()) {
        if (isRefused(*message)) {
            return refused(*message, url);
        }
        if (message->value(QLatin1StringView("about")).toBool(false)) {
            const auto type = message->value(QLatin1StringView("type")).toString();
            mimeType(type.isEmpty() ? QStringLiteral("application/octet-stream") : type);
            totalSize(KIO::filesize_t(message->value(QLatin1StringView("size")).toInteger()));
            if (from > 0) {
                canResume();
            }
            if (const auto note = message->value(QLatin1StringView("note")).toString(); !note.isEmpty()) {
                infoMessage(note);
            }
        } else if (const auto bytes = message->value(QLatin1StringView("bytes")); bytes.isByteArray()) {
            const auto portion = bytes.toByteArray();
            data(portion);
            done += KIO::filesize_t(portion.size());
            processedSize(done);
        } else if (message->contains(QLatin1StringView("progress"))) {
            infoMessage(i18nc("@info:progress", "Fetching the file from the server…"));
        } else if (isDone(*message)) {
            data(QByteArray());
            return WorkerResult::pass();
        }
    }
    return broken();
}

WorkerResult KontorWorker::put(const QUrl &url, int, KIO::JobFlags flags)
{
    auto asked = request(QStringLiteral("write"), url);
    asked.insert(QLatin1StringView("overwrite"), flags.testFlag(KIO::Overwrite));
    asked.insert(QLatin1StringView("append"), flags.testFlag(KIO::Resume));
    const auto modified = QDateTime::fromString(metaData(QStringLiteral("modified")), Qt::ISODate);
    if (modified.isValid()) {
        asked.insert(QLatin1StringView("modified"), modified.toMSecsSinceEpoch());
    }
    if (!m_link.ask(asked)) {
        return absent();
    }
    while (const auto message = m_link.receive()) {
        if (isRefused(*message)) {
            return refused(*message, url);
        }
        if (message->value(QLatin1StringView("go")).toBool(false)) {
            break;
        }
    }
    const auto poured = pour(url);
    if (!poured.success()) {
        return poured;
    }
    while (const auto message = m_link.receive()) {
        if (isDone(*message)) {
            return WorkerResult::pass();
        }
        if (isRefused(*message)) {
            return refused(*message, url);
        }
    }
    return broken();
}

// Closing the connection before the end takes all of it back.
WorkerResult KontorWorker::pour(const QUrl &url)
{
    while (true) {
        dataReq();
        QByteArray buffer;
        const int read = readData(buffer);
        if (read < 0 || wasKilled()) {
            m_link.close();
            return WorkerResult::fail(KIO::ERR_ABORTED);
        }
        for (qsizetype at = 0; at < buffer.size(); at += WorkerMessage::portion) {
            if (!m_link.send({{QLatin1StringView("bytes"), buffer.mid(at, WorkerMessage::portion)}})) {
                return broken();
            }
            if (const auto refusal = m_link.objection()) {
                m_link.close();
                return refused(*refusal, url);
            }
        }
        if (read == 0) {
            m_link.send({{QLatin1StringView("end"), true}});
            return WorkerResult::pass();
        }
    }
}

WorkerResult KontorWorker::mkdir(const QUrl &url, int)
{
    return simple(request(QStringLiteral("folder"), url), url);
}

WorkerResult KontorWorker::transfer(const QString &what, const QUrl &from, const QUrl &to, KIO::JobFlags flags)
{
    auto asked = request(what, from);
    asked.insert(QLatin1StringView("to"), pathOf(to));
    asked.insert(QLatin1StringView("overwrite"), flags.testFlag(KIO::Overwrite));
    if (!m_link.ask(asked)) {
        return absent();
    }
    const auto answer = m_link.answer();
    if (!answer) {
        return broken();
    }
    if (isDone(*answer)) {
        return WorkerResult::pass();
    }
    const auto reason = WorkerReason(answer->value(QLatin1StringView("refused")).toInteger());
    const bool isAboutTarget = reason == WorkerReason::FileExists || reason == WorkerReason::FolderExists;
    return refused(*answer, isAboutTarget ? to : from);
}

WorkerResult KontorWorker::rename(const QUrl &from, const QUrl &to, KIO::JobFlags flags)
{
    return transfer(QStringLiteral("move"), from, to, flags);
}

WorkerResult KontorWorker::copy(const QUrl &from, const QUrl &to, int, KIO::JobFlags flags)
{
    if (pathOf(from) == pathOf(to)) {
        return WorkerResult::fail(KIO::ERR_IDENTICAL_FILES, to.toDisplayString());
    }
    return transfer(QStringLiteral("copy"), from, to, flags);
}

WorkerResult KontorWorker::del(const QUrl &url, bool isFile)
{
    auto asked = request(QStringLiteral("remove"), url);
    asked.insert(QLatin1StringView("below"), isFile || metaData(QStringLiteral("recurse")) == QLatin1StringView("true"));
    return simple(asked, url);
}

// What KIO moves by reading and writing it gives the permissions it had, even before all is written. Here the server says
// who may do what: there is nothing to do.
WorkerResult KontorWorker::chmod(const QUrl &, int)
{
    return WorkerResult::pass();
}

WorkerResult KontorWorker::fileSystemFreeSpace(const QUrl &url)
{
    if (!m_link.ask(request(QStringLiteral("space"), url))) {
        return absent();
    }
    const auto answer = m_link.answer();
    if (!answer) {
        return broken();
    }
    if (!isDone(*answer)) {
        return refused(*answer, url);
    }
    for (const auto key : {QLatin1StringView("total"), QLatin1StringView("available")}) {
        setMetaData(QString(key), QString::number(answer->value(key).toInteger()));
    }
    return WorkerResult::pass();
}

}
