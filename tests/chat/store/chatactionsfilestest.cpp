// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chatactionsfixture.h"

#include "chat/chatoutgoingpicture.h"

#include <QBuffer>
#include <QCborArray>
#include <QFile>
#include <QImage>
#include <QImageReader>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtEndian>

using namespace Kontor;

/// Sending files: whole, in pieces, pictures without what they tell besides themselves.
class ChatActionsFilesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s cannot be written", qPrintable(name));
        }
        return file.fileName();
    }

    static QImage sample(int width, int height)
    {
        QImage image(width, height, QImage::Format_RGB32);
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                image.setPixel(x, y, qRgb(x * 255 / width, y * 255 / height, (x * y) % 255));
            }
        }
        return image;
    }
    static QByteArray encoded(const QImage &image, const char *format)
    {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, format, 90);
        return bytes;
    }
    static QByteArray segment(quint8 marker, const QByteArray &content)
    {
        QByteArray bytes("\xFF");
        bytes += char(marker);
        QByteArray length(2, '\0');
        qToBigEndian(quint16(content.size() + 2), length.data());
        return bytes + length + content;
    }
    /// As a camera writes it: on its side, with place, comment and another picture behind it.
    static QByteArray photograph(char orientation)
    {
        const auto jpeg = encoded(sample(1600, 1200), "JPEG");
        QByteArray exif("Exif\0\0II\x2A\0\x08\0\0\0\x02\0", 16);
        exif += QByteArray("\x12\x01\x03\0\x01\0\0\0", 8) + orientation + QByteArray(3, '\0');
        exif += QByteArray("\x0F\x01\x02\0\x0A\0\0\0\x26\0\0\0", 12);
        exif += QByteArray(4, '\0') + "SecretCam\0GPS 52.52N 13.40E";
        return jpeg.left(2) + segment(0xE1, exif) + segment(0xE1, "http://ns.adobe.com/xap/1.0/ SecretXmp") + segment(0xFE, "SecretComment")
            + segment(0xED, "SecretIptc") + jpeg.mid(2) + "SecretTrailer" + jpeg;
    }
    static QSize shown(const QByteArray &bytes)
    {
        QBuffer buffer;
        buffer.setData(bytes);
        buffer.open(QIODevice::ReadOnly);
        QImageReader reader(&buffer);
        reader.setAutoTransform(true);
        return reader.read().size();
    }
    QByteArray contentOf(ChatActionsFixture &f, const QCborMap &file)
    {
        QByteArray all;
        for (const auto blobs = file.value("blobs"_L1).toArray(); const auto &blob : blobs) {
            all += (*f.store)->blobs().get(blob.toString()).value_or("missing");
        }
        return all;
    }

private Q_SLOTS:
    void largeFileGoesInPieces()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"files"_s);
        QVERIFY(f.round());
        QByteArray bytes((9 << 20) + 17, '\0');
        QRandomGenerator(5).fillRange(reinterpret_cast<quint32 *>(bytes.data()), bytes.size() / 4);
        const auto path = write(u"plan.bin"_s, bytes);
        const auto sent = waitedFor(f.actions->sendFile(f.item(id), {.path = path, .caption = u"the **plan**"_s}));
        QVERIFY(sent && *sent);
        QVERIFY(QFile::remove(path)); // the original may go
        const auto change = f.changes().value(0);
        const auto file = change.arguments.value("file"_L1).toMap();
        QCOMPARE(file.value("blobs"_L1).toArray().size(), 3);
        QCOMPARE(file.value("size"_L1).toInteger(), bytes.size());
        QCOMPARE(contentOf(f, file), bytes);
        const auto content = change.arguments.value("content"_L1).toMap().toJsonObject();
        QCOMPARE(content.value("msgtype"_L1).toString(), u"m.file"_s);
        QCOMPARE(content.value("filename"_L1).toString(), u"plan.bin"_s);
        QCOMPARE(content.value("body"_L1).toString(), u"the **plan**"_s);
        const auto row = f.row(*sent);
        QCOMPARE(row.kind, ChatRowKind::File);
        QVERIFY(row.isWaiting && row.attachment);
        QCOMPARE(row.attachment->name, u"plan.bin"_s);
        // What waits is used: a sweep takes nothing of it.
        const auto used = f.read([&f](const Reader &reader) {
            return f.projector->usedBlobs(reader);
        });
        for (const auto blobs = file.value("blobs"_L1).toArray(); const auto &blob : blobs) {
            QVERIFY(used->contains(blob.toString()));
        }
        // Texts behind it wait for it.
        QVERIFY(f.send(f.item(id), u"did you get it?"_s));
        QVERIFY(f.round());
        QCOMPARE(f.arrived().last(), u"did you get it?"_s);
    }

    void photographsKeepTheirSecrets_data()
    {
        QTest::addColumn<int>("orientation");
        for (int orientation = 1; orientation <= 8; ++orientation) {
            QTest::addRow("%d", orientation) << orientation;
        }
    }
    void photographsKeepTheirSecrets()
    {
        QFETCH(int, orientation);
        const auto photo = photograph(char(orientation));
        QVERIFY(photo.contains("SecretCam"));
        const auto clean = ChatOutgoingPicture::withoutTraces(photo);
        QVERIFY(clean);
        QVERIFY(!clean->contains("Secret"));
        QVERIFY(!clean->contains("GPS"));
        QCOMPARE(shown(*clean), shown(photo)); // the same way up
        QCOMPARE(shown(*clean), orientation >= 5 ? QSize(1200, 1600) : QSize(1600, 1200));
        QCOMPARE(ChatOutgoingPicture::withoutTraces(*clean).value(), *clean);
    }

    void otherPicturesKeepTheirSecrets()
    {
        auto image = sample(40, 30);
        image.setText(u"Author"_s, u"Secret"_s);
        const auto png = encoded(image, "PNG");
        QVERIFY(png.contains("Secret"));
        const auto clean = ChatOutgoingPicture::withoutTraces(png);
        QVERIFY(clean && !clean->contains("Secret"));
        QCOMPARE(shown(*clean), QSize(40, 30));
        if (QImageReader::supportedImageFormats().contains("webp")) {
            auto webp = encoded(sample(40, 30), "WEBP");
            webp += QByteArray("EXIF\x06\0\0\0Secret", 14);
            qToLittleEndian(quint32(webp.size() - 8), webp.data() + 4);
            const auto cleanWebp = ChatOutgoingPicture::withoutTraces(webp);
            QVERIFY(cleanWebp && !cleanWebp->contains("Secret"));
            QCOMPARE(shown(*cleanWebp), QSize(40, 30));
        }
    }

    /// Bytes of any kind: cut anywhere, changed anywhere.
    void damagedPicturesAreRefusedNotRead()
    {
        QLoggingCategory::setFilterRules(u"qt.gui.imageio*=false"_s); // hundreds of damaged ones
        const auto photo = photograph(6);
        QRandomGenerator random(9);
        for (int round = 0; round < 300; ++round) {
            auto broken = photo.left(random.bounded(4000));
            for (int count = random.bounded(8); count > 0 && !broken.isEmpty(); --count) {
                broken[random.bounded(int(broken.size()))] = char(random.bounded(256));
            }
            const auto clean = ChatOutgoingPicture::withoutTraces(broken);
            if (clean && broken.startsWith("\xFF\xD8\xFF")) {
                QVERIFY(!clean->contains("SecretComment"));
            }
            (void)ChatOutgoingPicture::look(broken);
        }
        QVERIFY(!ChatOutgoingPicture::portrait("no picture"));
        QVERIFY(ChatOutgoingPicture::look("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>").pixels.isEmpty());
    }

    void pictureHasAThumbnail()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"pictures"_s);
        QVERIFY(f.round());
        const auto sent = waitedFor(f.actions->sendFile(f.item(id), {.bytes = photograph(6), .name = u"../../holiday.jpg"_s}));
        QVERIFY(sent);
        const auto arguments = f.changes().value(0).arguments;
        const auto file = arguments.value("file"_L1).toMap();
        QCOMPARE(file.value("name"_L1).toString(), u"holiday.jpg"_s);
        QCOMPARE(file.value("type"_L1).toString(), u"image/jpeg"_s);
        QCOMPARE(file.value("width"_L1).toInteger(), 1200);
        QCOMPARE(file.value("height"_L1).toInteger(), 1600);
        const auto small = (*f.store)->blobs().get(file.value("thumbnail"_L1).toString());
        QVERIFY(small);
        QCOMPARE(shown(*small), QSize(450, 600));
        QVERIFY(!small->contains("Secret") && !contentOf(f, file).contains("Secret"));
        QCOMPARE(arguments.value("content"_L1).toMap().value("msgtype"_L1).toString(), u"m.image"_s);
        QCOMPARE(f.row(*sent).kind, ChatRowKind::Image);

        // What is pasted has no name.
        QVERIFY(waitedFor(f.actions->sendFile(f.item(id), {.bytes = encoded(sample(20, 20), "PNG")})));
        QCOMPARE(f.changes().value(1).arguments.value("file"_L1).toMap().value("name"_L1).toString(), u"picture.png"_s);

        // Unless it is wanted otherwise.
        QVERIFY(waitedFor(f.actions->sendFile(f.item(id), {.bytes = photograph(1), .name = u"a.jpg"_s, .traces = ChatOutgoingFile::Traces::Keep})));
        QVERIFY(contentOf(f, f.changes().value(2).arguments.value("file"_L1).toMap()).contains("SecretCam"));
    }

    /// Large and small ones that are dropped together arrive in their order.
    void filesKeepTheirOrder()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"order"_s);
        QVERIFY(f.round());
        QList<QFuture<Result<ItemId>>> all;
        QStringList wanted;
        for (const int size : {6 << 20, 10, 3 << 20, 20, 5}) {
            const auto name = u"file%1.bin"_s.arg(wanted.size());
            all << f.actions->sendFile(f.item(id), {.path = write(name, QByteArray(size, 'x'))});
            wanted << name;
        }
        for (const auto &one : std::as_const(all)) {
            QVERIFY(waitedFor(one));
        }
        QVERIFY(f.round());
        QCOMPARE(f.arrived(), wanted);
    }

    void whatCannotBeReadIsSaid()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"missing"_s);
        QVERIFY(f.round());
        QVERIFY(!waitedFor(f.actions->sendFile(f.item(id), {.path = m_folder.filePath(u"nowhere"_s)})));
        QVERIFY(!waitedFor(f.actions->sendFile(f.item(id), {.path = m_folder.path()})));
        QVERIFY(!waitedFor(f.actions->sendFile(f.item(id), {.path = u"/dev/zero"_s})));
        QVERIFY(!waitedFor(f.actions->sendFile(f.item(id), {.path = write(u"empty.txt"_s, {})})));
        QVERIFY(!waitedFor(f.actions->sendFile(f.item(id), {.bytes = photograph(1).left(300), .name = u"broken.jpg"_s})));
        QCOMPARE(f.failures.size(), 5);
        QCOMPARE(f.changes().size(), 0);
    }

    void picturesOfRoomsAndPeople()
    {
        ChatActionsFixture f;
        const auto id = f.room(u"faces"_s);
        QVERIFY(f.round());
        QVERIFY(waitedFor(f.actions->setPicture(f.item(id), photograph(1))));
        QVERIFY(waitedFor(f.actions->setOwnPicture(f.account(), encoded(sample(2000, 1000), "PNG"))));
        QVERIFY(!waitedFor(f.actions->setPicture(f.item(id), "no picture")));
        const auto changes = f.changes();
        QCOMPARE(changes.size(), 2);
        QCOMPARE(changes.at(0).kind, ChatChange::State);
        const auto face = contentOf(f, changes.at(1).arguments.value("file"_L1).toMap());
        QCOMPARE(shown(face), QSize(512, 256));
    }
};

QTEST_GUILESS_MAIN(ChatActionsFilesTest)
#include "chatactionsfilestest.moc"
