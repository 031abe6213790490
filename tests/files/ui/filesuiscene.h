// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/opencopies.h"
#include "files/fileservices.h"
#include "files/store/filesfixture.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespane.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <QAction>
#include <QSignalSpy>
#include <QTest>

namespace Kontor
{

/// Notes what is said and where the user is led.
struct FilesBench : Workbench {
    QStringList notices;
    QList<Tone> tones;
    QList<QUrl> composed;
    std::function<void()> undo;

    void open(const ItemUrl &) override
    {
    }
    void compose(const QUrl &mailto) override
    {
        composed << mailto;
    }
    void notify(const QString &sentence, Tone tone) override
    {
        notices << sentence;
        tones << tone;
    }
    void notify(const QString &sentence, Tone tone, const QString &, std::function<void()> action) override
    {
        notices << sentence;
        tones << tone;
        undo = std::move(action);
    }
};

/// A server's sharing, versions and trash, in memory; notes what it is asked.
class FakeFileServices : public FileServices
{
public:
    FileFeatures has{};
    QList<FileShare> known{};
    QList<FileSharee> people{};
    QList<FileVersion> kept{};
    QList<FileTrashEntry> deleted{};
    QList<FileShareWish> wishes{};
    QStringList calls{};
    std::optional<Error> refusal{}; ///< of what changes something
    bool isOffline = false;

    template<class T>
    QFuture<Result<T>> answer(T value) const
    {
        if (isOffline) {
            return QtFuture::makeReadyValueFuture(Result<T>(failure(Error::Kind::Offline, QStringLiteral("The server cannot be reached."))));
        }
        return QtFuture::makeReadyValueFuture(Result<T>(std::move(value)));
    }
    QFuture<Result<void>> done(const QString &call)
    {
        calls << call;
        return QtFuture::makeReadyValueFuture(refusal ? Result<void>(std::unexpected(*refusal)) : Result<void>());
    }

    QFuture<Result<FileFeatures>> features(CollectionId) override
    {
        return QtFuture::makeReadyValueFuture(Result<FileFeatures>(has));
    }
    QFuture<Result<QList<FileShare>>> shares(ItemId) override
    {
        return answer(known);
    }
    QFuture<Result<FileShare>> share(ItemId, const FileShareWish &wish) override
    {
        wishes << wish;
        if (refusal) {
            return QtFuture::makeReadyValueFuture(Result<FileShare>(std::unexpected(*refusal)));
        }
        const auto before = std::ranges::find(known, wish.id, &FileShare::id);
        FileShare share{.id = wish.id.isEmpty() ? QString::number(known.size() + 1) : wish.id,
                        .type = wish.type,
                        .with = wish.with,
                        .title = wish.type == FileShare::Type::Link ? wish.label : wish.with,
                        .expires = wish.expires,
                        .hasPassword = wish.password ? !wish.password->isEmpty() : before != known.end() && before->hasPassword,
                        .mayEdit = wish.mayEdit};
        if (wish.type == FileShare::Type::Link) {
            share.url = QUrl(QStringLiteral("https://cloud.example.org/s/") + share.id);
        }
        known.removeIf([&share](const FileShare &other) {
            return other.id == share.id;
        });
        known << share;
        return answer(share);
    }
    QFuture<Result<void>> unshare(ItemId, const QString &id) override
    {
        known.removeIf([&id](const FileShare &share) {
            return share.id == id;
        });
        return done(u"unshare "_s + id);
    }
    QFuture<Result<QList<FileSharee>>> findSharees(ItemId, const QString &words) override
    {
        QList<FileSharee> found;
        for (const auto &one : people) {
            if (one.title.contains(words, Qt::CaseInsensitive)) {
                found << one;
            }
        }
        return answer(found);
    }
    QFuture<Result<QList<FileVersion>>> versions(ItemId) override
    {
        return answer(kept);
    }
    QFuture<Result<void>> restoreVersion(ItemId, const QString &href) override
    {
        return done(u"restoreVersion "_s + href);
    }
    QFuture<Result<void>> saveVersion(ItemId, const QString &href, const QString &path) override
    {
        return done(u"saveVersion "_s + href + u' ' + path.section(u'/', -1));
    }
    QFuture<Result<QList<FileTrashEntry>>> trash(CollectionId) override
    {
        return answer(deleted);
    }
    QFuture<Result<void>> restore(CollectionId, const QStringList &hrefs) override
    {
        deleted.removeIf([&hrefs](const FileTrashEntry &entry) {
            return hrefs.contains(entry.href);
        });
        return done(u"restore "_s + hrefs.join(u' '));
    }
    QFuture<Result<void>> purge(CollectionId, const QStringList &hrefs) override
    {
        deleted.removeIf([&hrefs](const FileTrashEntry &entry) {
            return hrefs.isEmpty() || hrefs.contains(entry.href);
        });
        return done(u"purge "_s + hrefs.join(u' '));
    }
    QFuture<Result<QUrl>> webOffice(ItemId) override
    {
        return answer(QUrl(QStringLiteral("https://cloud.example.org/office")));
    }
    QFuture<Result<QByteArray>> preview(ItemId, int) override
    {
        calls << QStringLiteral("preview");
        return answer(picture);
    }
    QFuture<Result<void>> lock(ItemId) override
    {
        return done(QStringLiteral("lock"));
    }
    QFuture<Result<void>> unlock(ItemId) override
    {
        return done(QStringLiteral("unlock"));
    }
    QFuture<Result<QUrl>> webPage(ItemId) override
    {
        return answer(QUrl(QStringLiteral("https://cloud.example.org/f/1")));
    }

    QByteArray picture{};

    /// As a Nextcloud has it.
    static FileFeatures cloud()
    {
        return {.isCloud = true,
                .product = QStringLiteral("Nextcloud 32"),
                .links = true,
                .people = true,
                .trash = true,
                .versions = true,
                .favourites = true,
                .webOffice = true,
                .previews = true,
                .forbiddenCharacters = {QStringLiteral("\\"), QStringLiteral(":"), QStringLiteral("?"), QStringLiteral("*"), QStringLiteral("|")},
                .web = QUrl(QStringLiteral("https://cloud.example.org/"))};
    }
};

/// The pane above a server of files in memory.
struct FilesScene {
    FilesFixture f;
    FilesBench bench;
    FakeFileServices services;
    QStringList launched;
    QStringList attached;
    QUrl office;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<OpenCopies> copies;
    QTemporaryDir copiesFolder;
    std::unique_ptr<FilesPane> pane;
    bool isReachable = true;

    FilesScene()
    {
        auto &cloud = f.anna.cloud;
        cloud.makeFolder(u"Projects/"_s);
        cloud.makeFolder(u"Projects/2026/"_s);
        cloud.makeFolder(u"Projects/2026/Plans/"_s);
        cloud.makeFolder(u"Archive/"_s);
        cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        cloud.put(u"Projects/notes.txt"_s, "notes");
        cloud.put(u"report.odt"_s, "report");
        cloud.put(u"beach.jpg"_s, QByteArray(3000, 'j'));
        cloud.put(u"budget.ods"_s, "budget");
    }
    ~FilesScene()
    {
        pane.reset();
        copies.reset();
        content.reset();
    }

    void show()
    {
        QVERIFY(f.round());
        content = std::make_unique<FileContent>(**f.store, f.fetcher(f.anna));
        copies = std::make_unique<OpenCopies>(OpenCopies::Parts{.store = **f.store, .actions = f.actions.get(), .content = content.get(), .folder = copiesFolder.path()});
        FilesParts parts;
        parts.store = **f.store;
        parts.outbox = f.outbox;
        parts.actions = f.actions.get();
        parts.content = content.get();
        parts.copies = copies.get();
        parts.services = &services;
        parts.workbench = &bench;
        parts.isReachable = [this](AccountId) {
            return isReachable;
        };
        parts.attachToMail = [this](const QStringList &paths, const std::shared_ptr<void> &) {
            for (const auto &path : paths) {
                QFile file(path);
                attached << path.section(u'/', -1) + u'=' + (file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString());
            }
        };
        parts.showWebOffice = [this](const QUrl &page, const QString &) {
            office = page;
        };
        parts.launch = [this](const QString &path, FilesParts::Program) {
            launched << path;
        };
        pane = std::make_unique<FilesPane>(parts);
        pane->resize(1280, 760);
        pane->show();
        QVERIFY(QTest::qWaitForWindowExposed(pane.get()));
        QVERIFY(waitUntil([this] {
            return pane->places()->isLoaded() && (f.anna.cloud.entries.isEmpty() || pane->files()->rowCount() > 0);
        }));
    }

    QStringList names() const
    {
        QStringList found;
        for (int row = 0; row < pane->files()->rowCount(); ++row) {
            const auto *file = pane->files()->rowAt(row);
            found << (file ? file->name : QString());
        }
        return found;
    }
    bool shows(const QStringList &names)
    {
        return waitUntil(
            [&] {
                return pane->files()->isReady() && this->names() == names;
            },
            std::chrono::seconds(10));
    }
    bool choose(const QString &name)
    {
        const bool isFound = waitUntil(
            [&] {
                const auto row = names().indexOf(name);
                if (row >= 0) {
                    pane->list()->setCurrentIndex(pane->files()->index(int(row), 0));
                }
                return row >= 0;
            },
            std::chrono::seconds(10));
        QCoreApplication::processEvents();
        return isFound && waitUntil([&] {
                   return pane->selectedFiles().size() == 1;
               });
    }
    bool says(const QString &part)
    {
        return waitUntil(
            [&] {
                return std::ranges::any_of(bench.notices, [&part](const QString &notice) {
                    return notice.contains(part);
                });
            },
            std::chrono::seconds(10));
    }
    QAction *action(const char *name) const
    {
        return pane->actions()->action(QString::fromLatin1(name));
    }
    template<class T>
    T *find(const char *name) const
    {
        return pane->findChild<T *>(QString::fromLatin1(name));
    }
};

}
