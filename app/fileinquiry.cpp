// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fileinquiry.h"

#include "app/question.h"
#include "files/filespace.h"
#include "files/protocol/filesynchronizer.h"

#include <QSaveFile>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto usualPatience = 30s;
constexpr auto longPatience = 10min; // a version may be large

/// Ends the question with what a task answers.
template <class T>
void pass(Task<Result<T>> task, QObject *context, const std::shared_ptr<Question<T>> &question)
{
    QCoro::connect(std::move(task), context, [question](const Result<T> &answer) {
        question->end(answer);
    });
}

/// Fetches a version piece by piece into a file; in the synchronizer's thread, where writing a piece takes no time worth mentioning.
class VersionDownload : public std::enable_shared_from_this<VersionDownload>
{
public:
    VersionDownload(FileSynchronizer *synchronizer, QString href, const QString &path, std::shared_ptr<Question<void>> question)
        : m_synchronizer(synchronizer)
        , m_href(std::move(href))
        , m_file(path)
        , m_question(std::move(question))
    {
    }

    void begin()
    {
        if (!m_file.open(QIODevice::WriteOnly)) {
            fail();
            return;
        }
        next();
    }

private:
    void next()
    {
        if (m_question->isOver()) {
            return; // QSaveFile takes away what was written
        }
        QCoro::connect(m_synchronizer->versionPiece(m_href, m_offset, filePieceSize), m_synchronizer, [self = shared_from_this()](const Result<QByteArray> &piece) {
            self->arrived(piece);
        });
    }

    void arrived(const Result<QByteArray> &piece)
    {
        if (!piece) {
            m_question->end(std::unexpected(piece.error()));
            return;
        }
        if (m_file.write(*piece) != piece->size()) {
            fail();
            return;
        }
        m_offset += piece->size();
        if (piece->size() == filePieceSize) {
            next();
        } else if (m_file.commit()) {
            m_question->end({});
        } else {
            fail();
        }
    }

    void fail()
    {
        m_question->end(failure(Error::Kind::Storage, i18nc("@info", "The file %1 cannot be written: %2", m_file.fileName(), m_file.errorString())));
    }

    FileSynchronizer *m_synchronizer;
    QString m_href;
    QSaveFile m_file;
    std::shared_ptr<Question<void>> m_question;
    qint64 m_offset = 0;
};
}

FileInquiry::FileInquiry(std::shared_ptr<Store> store, Engines *engines, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_engines(engines)
{
    connect(engines, &Engines::began, this, &FileInquiry::tellFocus); // a new one does not know it
}

QFuture<Result<FileInquiry::Place>> FileInquiry::placeOf(ItemId item) const
{
    return m_store->read([item](const Reader &reader) -> Result<Place> {
        Place place;
        QByteArray payload;
        auto read = reader.prepare("SELECT k.resource, k.id, i.payload FROM item i JOIN collection k ON k.id = i.collection WHERE i.id = ?1 AND i.remote_id IS NOT NULL")
                        .each(
                            [&](const Statement &row) {
                                place.resource = row.get<ResourceId>(0);
                                place.space = row.get<CollectionId>(1);
                                payload = row.blob(2);
                            },
                            item);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (!place.resource) {
            return failure(Error::Kind::NotFound, i18nc("@info", "The server does not have this yet."));
        }
        auto facts = FileFacts::fromCbor(payload);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        place.facts = *std::move(facts);
        return place;
    });
}

QFuture<Result<FileInquiry::Place>> FileInquiry::placeOf(CollectionId space) const
{
    return m_store->read([space](const Reader &reader) -> Result<Place> {
        auto resource = reader.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(space);
        if (!resource) {
            return std::unexpected(resource.error());
        }
        if (!*resource) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This no longer exists."));
        }
        return Place{**resource, space, {}};
    });
}

template <class T>
QFuture<Result<T>> FileInquiry::ask(const QFuture<Result<Place>> &place, std::chrono::milliseconds patience, Ask<T> put)
{
    return QFuture<Result<Place>>(place)
        .then(this,
              [this, patience, put = std::move(put)](const Result<Place> &found) {
                  if (!found) {
                      return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(found.error())));
                  }
                  return putQuestion<T, FileSynchronizer>(*m_engines, m_engines->of(found->resource), patience,
                                                          [put, where = *found](FileSynchronizer *server, const std::shared_ptr<Question<T>> &question) {
                                                              put(server, where, question);
                                                          });
              })
        .unwrap();
}

void FileInquiry::lookAnew(const Place &place)
{
    if (const auto *engine = m_engines->of(place.resource); engine && engine->engine) {
        engine->engine->syncNow();
    }
}

void FileInquiry::setFocus(const FileTarget &folder)
{
    m_focus = folder;
    tellFocus();
}

void FileInquiry::tellFocus()
{
    const auto focus = m_focus;
    if (!focus.space) {
        return;
    }
    struct Folder {
        ResourceId resource{};
        QString href{};
    };
    m_store
        ->read([focus](const Reader &reader) {
            Folder folder; // one that the server does not know yet has no news
            return reader
                .prepare("SELECT k.resource, CASE ?2 WHEN 0 THEN k.remote_id ELSE i.remote_id END FROM collection k LEFT JOIN item i ON i.id = ?2 WHERE k.id = ?1")
                .each([&folder](const Statement &row) { folder = {row.get<ResourceId>(0), row.text(1)}; }, focus.space, focus.folder)
                .transform([&folder] { return folder; });
        })
        .then(this, [this, focus](const Result<Folder> &folder) {
            const auto *engine = folder ? m_engines->of(folder->resource) : nullptr;
            auto *server = engine ? qobject_cast<FileSynchronizer *>(engine->synchronizer) : nullptr;
            if (server && focus == m_focus) {
                m_engines->network().run([server, href = folder->href] {
                    server->setFocusFolder(href);
                });
            }
        });
}

QFuture<Result<FileFeatures>> FileInquiry::features(CollectionId space)
{
    return m_store->read([space](const Reader &reader) -> Result<FileFeatures> {
        auto attributes = reader.prepare("SELECT attributes FROM collection WHERE id = ?1").value<QByteArray>(space);
        return attributes.transform([](const std::optional<QByteArray> &bytes) {
            return FileSpace::fromAttributes(QCborValue::fromCbor(bytes.value_or(QByteArray())).toMap()).features;
        });
    });
}

QFuture<Result<QList<FileShare>>> FileInquiry::shares(ItemId item)
{
    return ask<QList<FileShare>>(placeOf(item), usualPatience, [](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->shares(place.facts.href), server, question);
    });
}

QFuture<Result<FileShare>> FileInquiry::share(ItemId item, const FileShareWish &wish)
{
    return ask<FileShare>(placeOf(item), usualPatience, [wish](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->share(place.facts.href, wish), server, question);
    });
}

QFuture<Result<void>> FileInquiry::unshare(ItemId item, const QString &shareId)
{
    return ask<void>(placeOf(item), usualPatience, [shareId](FileSynchronizer *server, const Place &, const auto &question) {
        pass(server->unshare(shareId), server, question);
    });
}

QFuture<Result<QList<FileSharee>>> FileInquiry::findSharees(ItemId item, const QString &words)
{
    return ask<QList<FileSharee>>(placeOf(item), usualPatience, [words](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->findSharees(place.facts.href, words), server, question);
    });
}

QFuture<Result<QList<FileVersion>>> FileInquiry::versions(ItemId item)
{
    return ask<QList<FileVersion>>(placeOf(item), usualPatience, [](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->versions(place.facts), server, question);
    });
}

QFuture<Result<void>> FileInquiry::restoreVersion(ItemId item, const QString &href)
{
    const auto place = placeOf(item);
    return ask<void>(place, usualPatience,
                     [href](FileSynchronizer *server, const Place &where, const auto &question) {
                         pass(server->restoreVersion(where.facts, href), server, question);
                     })
        .then(this, [this, place](const Result<void> &done) {
            if (done && place.result()) {
                lookAnew(*place.result());
            }
            return done;
        });
}

QFuture<Result<void>> FileInquiry::saveVersion(ItemId item, const QString &href, const QString &path)
{
    return ask<void>(placeOf(item), longPatience, [href, path](FileSynchronizer *server, const Place &, const auto &question) {
        std::make_shared<VersionDownload>(server, href, path, question)->begin();
    });
}

QFuture<Result<QList<FileTrashEntry>>> FileInquiry::trash(CollectionId space)
{
    return ask<QList<FileTrashEntry>>(placeOf(space), usualPatience, [](FileSynchronizer *server, const Place &, const auto &question) {
        pass(server->trash(), server, question);
    });
}

QFuture<Result<void>> FileInquiry::restore(CollectionId space, const QStringList &hrefs)
{
    const auto place = placeOf(space);
    return ask<void>(place, usualPatience,
                     [hrefs](FileSynchronizer *server, const Place &, const auto &question) {
                         pass(server->restore(hrefs), server, question);
                     })
        .then(this, [this, place](const Result<void> &done) {
            if (place.result()) { // some may have come back even if others did not
                lookAnew(*place.result());
            }
            return done;
        });
}

QFuture<Result<void>> FileInquiry::purge(CollectionId space, const QStringList &hrefs)
{
    return ask<void>(placeOf(space), longPatience, [hrefs](FileSynchronizer *server, const Place &, const auto &question) {
        pass(server->purge(hrefs), server, question);
    });
}

QFuture<Result<QUrl>> FileInquiry::webOffice(ItemId item)
{
    return ask<QUrl>(placeOf(item), usualPatience, [](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->webOffice(place.facts), server, question);
    });
}

QFuture<Result<QByteArray>> FileInquiry::preview(ItemId item, int pixels)
{
    return ask<QByteArray>(placeOf(item), usualPatience, [pixels](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->preview(place.facts, pixels), server, question);
    });
}

QFuture<Result<void>> FileInquiry::lock(ItemId item)
{
    return ask<void>(placeOf(item), usualPatience, [](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->lock(place.facts.href), server, question);
    });
}

QFuture<Result<void>> FileInquiry::unlock(ItemId item)
{
    return ask<void>(placeOf(item), usualPatience, [](FileSynchronizer *server, const Place &place, const auto &question) {
        pass(server->unlock(place.facts.href), server, question);
    });
}

QFuture<Result<QUrl>> FileInquiry::webPage(ItemId item)
{
    return placeOf(item).then(this, [this](const Result<Place> &place) -> QFuture<Result<QUrl>> {
        if (!place) {
            return QtFuture::makeReadyValueFuture(Result<QUrl>(std::unexpected(place.error())));
        }
        return features(place->space).then([facts = place->facts](const Result<FileFeatures> &features) {
            return features.transform([&facts](const FileFeatures &known) {
                if (!known.isCloud || facts.fileId.isEmpty() || known.web.isEmpty()) {
                    return QUrl();
                }
                return known.web.resolved(QUrl(QStringLiteral("index.php/f/") + QString::fromLatin1(QUrl::toPercentEncoding(facts.fileId))));
            });
        });
    }).unwrap();
}

}
