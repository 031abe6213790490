// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/readingroom.h"

#include "base/stepback.h"
#include "files/desk/copyfolder.h"

#include <KLocalizedString>
#include <QFile>
#include <QtConcurrentRun>

#include <utility>

namespace Kontor
{

/// In the room's thread alone.
struct ReadingRoom::Private {
    QString base;
    QString store;
    std::unique_ptr<CopyFolder> folder{};
    QString file{};

    Result<QString> add()
    {
        if (!folder) {
            auto made = CopyFolder::make(base, store);
            if (!made) {
                return std::unexpected(made.error());
            }
            folder = *std::move(made);
        }
        remove();
        return folder->add(QStringLiteral("words")).transform([this](const QString &path) {
            return file = path;
        });
    }

    void remove()
    {
        if (folder && !file.isEmpty()) {
            folder->remove(std::exchange(file, {}));
        }
    }
};

ReadingRoom::ReadingRoom(const QString &base, const QString &store)
    : d(std::make_shared<Private>(base, store))
{
    m_pool.setMaxThreadCount(1);
}

ReadingRoom::~ReadingRoom()
{
    clear();
    m_pool.waitForDone();
}

void ReadingRoom::tidy()
{
    m_pool.start([d = d] {
        stepBack();
        for (const auto &left : CopyFolder::leftBehind(d->base, d->store)) {
            left->removeAll();
        }
    });
}

QFuture<Result<QString>> ReadingRoom::place()
{
    return QtConcurrent::run(&m_pool, [d = d] {
        return d->add();
    });
}

QFuture<Result<void>> ReadingRoom::write(const QString &path, const QByteArray &bytes)
{
    return QtConcurrent::run(&m_pool, [path, bytes]() -> Result<void> {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) || file.write(bytes) != bytes.size() || !file.flush()) {
            return failure(Error::Kind::Storage, i18nc("@info", "The private folder for opened files cannot be written."), file.errorString());
        }
        return {};
    });
}

void ReadingRoom::remove(const QFuture<Result<void>> &writing)
{
    m_pool.start([d = d, writing = QFuture<Result<void>>(writing)]() mutable {
        writing.waitForFinished();
        d->remove();
    });
}

void ReadingRoom::clear()
{
    m_pool.start([d = d] {
        d->remove();
        if (d->folder) {
            d->folder->removeAll();
            d->folder.reset();
        }
    });
}

}
