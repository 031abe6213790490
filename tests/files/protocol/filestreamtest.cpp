// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files larger than memory, and more than the disk holds.
#include "files/protocol/davstage.h"
#include "files/protocol/protocolfixture.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 huge = (qint64(5) << 30) + 7;

/// A server with one file of zeros, and room for another one that it forgets while it reads it.
class ZeroServer : public QTcpServer
{
public:
    ZeroServer()
    {
        if (!listen(QHostAddress::LocalHost)) {
            qFatal("the server cannot listen");
        }
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (auto *const socket = nextPendingConnection()) {
                serve(socket);
            }
        });
    }

    QUrl url() const
    {
        return QUrl(u"http://127.0.0.1:%1/dav/"_s.arg(serverPort()));
    }

    qint64 received = 0; ///< of the last PUT
    bool isOnlyZeros = true;
    QByteArray uploaded; ///< path
    int gets = 0;

private:
    struct Conversation {
        QByteArray head;
        qint64 toRead = 0;
        qint64 toSend = 0;
        bool isUpload = false;
        QByteArray answer; ///< when the body has been read
    };

    void serve(QTcpSocket *socket)
    {
        socket->setReadBufferSize(1 << 20);
        const auto state = std::make_shared<Conversation>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, state] {
            read(socket, *state);
        });
        connect(socket, &QTcpSocket::bytesWritten, this, [this, socket, state] {
            send(socket, *state);
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }

    void read(QTcpSocket *socket, Conversation &state)
    {
        while (socket->bytesAvailable() > 0) {
            if (state.toRead > 0) {
                const auto bytes = socket->read(std::min<qint64>(state.toRead, 256 << 10));
                state.toRead -= bytes.size();
                received += state.isUpload ? bytes.size() : 0;
                isOnlyZeros = isOnlyZeros && (!state.isUpload || bytes == QByteArrayView(m_zeros).first(bytes.size()));
                if (state.toRead == 0) {
                    socket->write(std::exchange(state.answer, {}));
                }
                continue;
            }
            state.head += socket->readLine();
            if (state.head.endsWith("\r\n\r\n")) {
                answer(socket, state, std::exchange(state.head, {}));
            }
        }
    }

    static QByteArray header(const QByteArray &head, const QByteArray &name)
    {
        const auto begin = head.toLower().indexOf(QByteArray("\r\n" + name.toLower() + ": "));
        return begin < 0 ? QByteArray() : head.sliced(begin + name.size() + 4, head.indexOf('\r', begin + 2) - begin - name.size() - 4);
    }

    void answer(QTcpSocket *socket, Conversation &state, const QByteArray &head)
    {
        const auto method = head.left(head.indexOf(' '));
        const auto path = head.split(' ').value(1);
        state.toRead = header(head, "Content-Length").toLongLong();
        state.isUpload = method == "PUT";
        QByteArray said = HttpStage::answer(404);
        if (method == "PROPFIND" && (path == "/dav/" || path == "/dav/huge.bin" || path == uploaded)) {
            const auto file = [](const QByteArray &href) {
                return DavStage::response(href, "<D:resourcetype/><D:getetag>\"zero\"</D:getetag><D:getcontentlength>" + QByteArray::number(huge) + "</D:getcontentlength>");
            };
            said = HttpStage::answer(207, DavStage::multistatus(path != "/dav/" ? file(path)
                                                                                  : DavStage::response("/dav/", "<D:resourcetype><D:collection/></D:resourcetype>") + file("/dav/huge.bin")
                                                                                      + (uploaded.isEmpty() ? QByteArray() : file(uploaded))));
        } else if (method == "HEAD" && (path == "/dav/huge.bin" || path == uploaded)) {
            said = "HTTP/1.1 200 OK\r\nETag: \"zero\"\r\nContent-Length: " + QByteArray::number(huge) + "\r\n\r\n";
        } else if (method == "GET" && path == "/dav/huge.bin") {
            ++gets;
            const auto ends = header(head, "Range").mid(6).split('-');
            const qint64 first = ends.value(0).toLongLong();
            const qint64 last = std::min(ends.value(1).toLongLong(), huge - 1);
            state.toSend = last - first + 1;
            said = "HTTP/1.1 206 Part\r\nETag: \"zero\"\r\nContent-Range: bytes " + QByteArray::number(first) + '-' + QByteArray::number(last) + '/' + QByteArray::number(huge)
                + "\r\nContent-Length: " + QByteArray::number(state.toSend) + "\r\n\r\n";
        } else if (method == "PUT") {
            uploaded = path;
            received = 0;
            said = HttpStage::answer(201, {}, {"ETag: \"zero\""});
        }
        if (state.toRead > 0) {
            state.answer = said;
        } else {
            socket->write(said);
            send(socket, state);
        }
    }

    void send(QTcpSocket *socket, Conversation &state)
    {
        while (state.toSend > 0 && socket->bytesToWrite() < 512 << 10) {
            const auto length = std::min<qint64>(state.toSend, m_zeros.size());
            state.toSend -= length;
            socket->write(m_zeros.constData(), length);
        }
    }

    const QByteArray m_zeros = QByteArray(256 << 10, '\0');
};

/// KiB of memory; "VmHWM" is the most there was.
qint64 memory(const QByteArray &which)
{
    QFile status(u"/proc/self/status"_s);
    if (status.open(QIODevice::ReadOnly)) {
        for (const auto lines = status.readAll().split('\n'); const auto &line : lines) {
            if (line.startsWith(QByteArray(which + ':'))) {
                return line.sliced(which.size() + 1).chopped(2).trimmed().toLongLong();
            }
        }
    }
    return -1;
}

/// How much more memory there was at some time since the beginning; MiB.
class Memory
{
public:
    Memory()
    {
        QFile clear(u"/proc/self/clear_refs"_s);
        m_isClear = clear.open(QIODevice::WriteOnly) && clear.write("5") == 1; // the most there was begins anew
    }
    qint64 growth() const
    {
        return m_isClear ? (memory("VmHWM") - m_before) / 1024 : 1 << 20;
    }

private:
    qint64 m_before = memory("VmRSS");
    bool m_isClear = false;
};
}

class FileStreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aHugeFileComes()
    {
        ZeroServer server;
        ProtocolFixture files(server.url(), u"anna"_s, u"secret"_s);
        QVERIFY(files.round());
        QCOMPARE(files.row(u"huge.bin"_s).size, huge);
        const Memory memory;
        FileContent content(files.storage(), [&files](const ItemRef &item, const QString &part) {
            return files.engine->fetchNow(item, part);
        });
        const auto here = waitedFor(content.bring(files.item(u"huge.bin"_s)), std::chrono::minutes(5));
        QVERIFY2(here, here ? "" : qPrintable(here.error().message + here.error().detail));
        QCOMPARE(waitedFor(FileShelf(files.storage()).contentSize(here->key)).value_or(0), huge);
        qInfo() << "MiB of memory at most:" << memory.growth();
        QVERIFY(memory.growth() < 100);
        QVERIFY(server.gets >= filePieces(huge));
    }

    void aHugeFileGoes()
    {
        ZeroServer server;
        ProtocolFixture files(server.url(), u"anna"_s, u"secret"_s);
        QVERIFY(files.round());
        QTemporaryDir folder;
        QFile local(folder.filePath(u"mine.bin"_s));
        QVERIFY(local.open(QIODevice::WriteOnly) && local.resize(huge)); // it takes no room
        local.close();
        const Memory memory;
        const auto queued = waitedFor(files.actions->upload({local.fileName()}, files.target(), NameClash::KeepBoth), std::chrono::minutes(5));
        QVERIFY2(queued, queued ? "" : qPrintable(queued.error().message));
        const auto done = files.round();
        QVERIFY2(done, done ? "" : qPrintable(done.error().message + done.error().detail));
        QCOMPARE(files.troubles(), QString());
        QCOMPARE(server.uploaded, "/dav/mine.bin");
        QCOMPARE(server.received, huge);
        QVERIFY(server.isOnlyZeros);
        qInfo() << "MiB of memory at most:" << memory.growth();
        QVERIFY(memory.growth() < 100);
    }

    void theDiskIsFullWhileAFileComes()
    {
        DavStage server;
        QByteArray bytes(14 << 20, Qt::Uninitialized);
        quint32 state = 5;
        for (auto &octet : bytes) { // nothing that could be packed
            state = state * 1664525U + 1013904223U;
            octet = char(state >> 24);
        }
        server.put("large.bin", bytes);
        server.put("small.txt", "small");
        ProtocolFixture files(server.url(), u"anna"_s, u"secret"_s);
        QVERIFY(files.round());
        QCOMPARE(files.open(u"small.txt"_s).value_or("failed"), "small");
        QVERIFY(waitedFor(files.actions->uploadBytes("unsent", u"unsent.txt"_s, files.target(), NameClash::KeepBoth)));
        // What is written behind this end of a file fails.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit usual{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &usual), 0);
        const rlimit full{.rlim_cur = 2 << 20, .rlim_max = usual.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
        const auto opened = files.open(u"large.bin"_s);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &usual), 0);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Kind::Storage);
        QVERIFY(!opened.error().message.isEmpty());
        // There is room again.
        const auto again = files.open(u"large.bin"_s);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message + again.error().detail));
        QVERIFY(*again == bytes);
        QCOMPARE(files.open(u"small.txt"_s).value_or("failed"), "small");
        for (int i = 0; i < 3 && !files.changes().isEmpty(); ++i) {
            (void)files.round();
        }
        QCOMPARE(files.troubles(), QString());
        QCOMPARE(server.get("unsent.txt"), "unsent");
    }
};

QTEST_GUILESS_MAIN(FileStreamTest)
#include "filestreamtest.moc"
