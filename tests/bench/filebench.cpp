// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kontor's side of filessync.py: one process does one thing, as a peer's program would.
//
//   filebench make PROFILE URL USER PASSWORDFILE CA     an account in a new store
//   filebench list PROFILE                              reads the tree: milliseconds
//   filebench download PROFILE                          reads the tree and brings all that is in it
//   filebench upload PROFILE FOLDER                     sends what lies in a folder of this machine
//   filebench open PROFILE FOLDER COUNT                 shows a folder from the cache: milliseconds
//   filebench search PROFILE WORDS COUNT                the same with what a search finds
#include "accounts/accountstore.h"
#include "base/memoryhabit.h"
#include "bench/measure.h"
#include "files/fileactions.h"
#include "files/filelistmodel.h"
#include "files/fileprojector.h"
#include "files/protocol/filesynchronizer.h"
#include "support/waiting.h"
#include "sync/syncengine.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
constexpr auto patience = std::chrono::minutes(60);
constexpr int rounds = 20; // what a program would do in the background; one is the rule

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        giveUp(path + QStringLiteral(": ") + file.errorString());
    }
    return file.readAll();
}

/// The most memory this process ever had, in MB.
double peakMB()
{
    const auto lines = contentOf(QStringLiteral("/proc/self/status")).split('\n');
    for (const auto &line : lines) {
        if (line.startsWith("VmHWM:")) {
            return line.simplified().split(' ').at(1).toDouble() / 1024;
        }
    }
    giveUp(QStringLiteral("the kernel tells no peak"));
}

/// A profile with files at one server.
class Profile
{
public:
    explicit Profile(const QString &folder)
        : m_store(valueOf(Store::open({.folder = folder,
                                       .key = QByteArray(32, 'k'),
                                       .schemas = {QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/files")}})))
        , m_outbox(std::make_shared<Outbox>(m_store))
    {
        m_outbox->addProjector(ResourceKind::Files, m_projector);
        m_actions = std::make_unique<FileActions>(m_outbox);
    }
    ~Profile()
    {
        if (m_engine) {
            bool isStopped = false;
            QObject::connect(m_engine.get(), &SyncEngine::stopped, m_engine.get(), [&isStopped] {
                isStopped = true;
            });
            m_engine->stop();
            waitUntil([&isStopped] {
                return isStopped;
            });
            m_engine.reset();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
    }
    Q_DISABLE_COPY_MOVE(Profile)

    void make(const QStringList &words)
    {
        Account account;
        account.address = words.at(1);
        account.name = words.at(1);
        account.userName = words.at(1);
        account.files = QUrl(words.at(0));
        account.password = QString::fromUtf8(contentOf(words.at(2)));
        account.ownCertificates = contentOf(words.at(3));
        valueOf(waitedFor(AccountStore(m_store).save(account)));
    }

    void round()
    {
        if (!m_engine) {
            const auto account = valueOf(waitedFor(AccountStore(m_store).accounts())).constFirst();
            SyncEngine::Options options;
            options.resource = valueOf(waitedFor(AccountStore(m_store).resource(account.id, ResourceKind::Files)));
            options.store = m_store;
            options.projector = m_projector;
            options.synchronizer = std::make_unique<FileSynchronizer>(account, FileShelf(m_store));
            m_engine = std::make_unique<SyncEngine>(std::move(options));
        }
        valueOf(waitedFor(m_engine->round(), patience));
    }

    CollectionId space()
    {
        return valueOf(waitedFor(m_store->read([](const Reader &reader) {
                   return FileQuery::spaces(reader);
               })))
            .constFirst()
            .id;
    }

    QList<ItemId> top()
    {
        const auto rows = valueOf(waitedFor(m_store->read([space = space()](const Reader &reader) {
            return FileQuery::children(reader, {space, {}});
        })));
        QList<ItemId> items;
        for (const auto &row : rows) {
            items << row.item;
        }
        return items;
    }

    FileActions::Size size()
    {
        return valueOf(waitedFor(m_actions->sizeOf(top()), patience));
    }

    void download()
    {
        round();
        valueOf(waitedFor(m_actions->pin(top())));
        auto left = size();
        for (int count = 0; left.missing > 0 && count < rounds; ++count) {
            round();
            left = size();
        }
        if (left.missing > 0) {
            giveUp(QStringLiteral("%1 of %2 bytes did not come").arg(left.missing).arg(left.bytes));
        }
        tell("files", left.files);
    }

    void upload(const QString &path)
    {
        round();
        QStringList paths;
        const auto entries = QDir(path).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
        for (const auto &entry : entries) {
            paths << entry.absoluteFilePath();
        }
        valueOf(waitedFor(m_actions->upload(paths, {space(), {}}, NameClash::KeepBoth), patience));
        for (int count = 0; !isEmpty() && count < rounds; ++count) {
            round();
        }
        if (!isEmpty()) {
            giveUp(QStringLiteral("the outbox did not become empty"));
        }
        tell("files", size().files);
    }

    void open(const QString &name, int expected)
    {
        const auto folder = valueOf(waitedFor(m_store->read([space = space(), name](const Reader &reader) {
            return FileQuery::find(reader, space, name);
        })));
        FileView view;
        view.folder = {space(), folder.item};
        show(view, expected);
    }

    void search(const QString &words, int expected)
    {
        FileView view;
        view.place = FileView::Place::Search;
        view.words = words;
        show(view, expected);
    }

private:
    void show(const FileView &view, int expected)
    {
        FileListModel model(m_store);
        QElapsedTimer clock;
        clock.start();
        model.setView(view);
        if (!waitUntil([&model, expected] {
                return model.rowCount() == expected && model.data(model.index(0, 0), FileListModel::FileRole).isValid();
            })) {
            giveUp(QStringLiteral("of %1 entries %2 are shown").arg(expected).arg(model.rowCount()));
        }
        tell("ms", double(clock.nsecsElapsed()) / 1e6);
    }

    bool isEmpty()
    {
        return valueOf(waitedFor(m_outbox->list())).isEmpty();
    }

    std::shared_ptr<Store> m_store;
    std::shared_ptr<FileProjector> m_projector = std::make_shared<FileProjector>();
    std::shared_ptr<Outbox> m_outbox;
    std::unique_ptr<FileActions> m_actions;
    std::unique_ptr<SyncEngine> m_engine;
};
}

int main(int argc, char **argv)
{
    setMemoryHabits(); // as the programs do
    const QCoreApplication app(argc, argv);
    const auto words = QCoreApplication::arguments().mid(1);
    if (words.size() < 2) {
        giveUp(QStringLiteral("filebench make|list|download|upload|open|search PROFILE …"));
    }
    const auto what = words.at(0);
    Profile profile(words.at(1));
    if (what == QLatin1StringView("make") && words.size() == 6) {
        profile.make(words.mid(2));
    } else if (what == QLatin1StringView("list")) {
        tell("ms", milliseconds([&profile] {
                 profile.round();
             }));
    } else if (what == QLatin1StringView("download")) {
        profile.download();
    } else if (what == QLatin1StringView("upload") && words.size() == 3) {
        profile.upload(words.at(2));
    } else if (what == QLatin1StringView("open") && words.size() == 4) {
        profile.open(words.at(2), words.at(3).toInt());
    } else if (what == QLatin1StringView("search") && words.size() == 4) {
        profile.search(words.at(2), words.at(3).toInt());
    } else {
        giveUp(QStringLiteral("that cannot be measured: ") + words.join(u' '));
    }
    tell("peak", peakMB());
    return 0;
}
