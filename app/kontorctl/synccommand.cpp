// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "accounts/accountstore.h"
#include "app/kinds/enginekind.h"
#include "files/desk/fileindexer.h"
#include "letterpost.h"
#include "net/tlspolicy.h"
#include "profile.h"
#include "sync/syncengine.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QJsonArray>
#include <QSocketNotifier>
#include <QTimer>

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
/// Calls back on Ctrl+C and on "please end": the engines finish what they are writing. Made
/// before any thread, since threads inherit which signals wait.
class EndSignals
{
public:
    EndSignals()
    {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        m_descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
        m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
            signalfd_siginfo ignored;
            if (::read(m_descriptor, &ignored, sizeof ignored) > 0) {
                m_isEnding = true;
                if (m_ended) {
                    m_ended();
                }
            }
        });
    }
    bool isEnding() const
    {
        return m_isEnding;
    }
    void whenEnded(std::function<void()> ended)
    {
        m_ended = std::move(ended);
        if (m_isEnding && m_ended) {
            m_ended();
        }
    }
    ~EndSignals()
    {
        ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(EndSignals)

private:
    int m_descriptor = -1;
    bool m_isEnding = false;
    std::function<void()> m_ended;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

struct Running {
    Account account;
    const EngineKind *kind = nullptr;
    ResourceId resource;
    std::unique_ptr<SyncEngine> engine;
    bool isStopped = false;
};

enum class Pace { Once, Watching };

/// \p only: of these resources; empty: of all.
Result<std::vector<Running>> engines(Profile &profile, const QList<Account> &accounts, Pace pace, const QSet<ResourceId> &only = {})
{
    std::vector<Running> running;
    AccountStore accountStore(profile.store());
    const auto outbox = profile.outbox();
    for (const auto &account : accounts) {
        for (const auto &name : account.resourceKinds()) {
            const auto *kind = EngineKind::find(name);
            if (!kind) {
                continue;
            }
            auto resource = await(accountStore.resource(account.id, name));
            if (!resource) {
                return std::unexpected(resource.error());
            }
            if (!only.isEmpty() && !only.contains(*resource)) {
                continue;
            }
            SyncEngine::Options options;
            options.resource = *resource;
            options.store = profile.store();
            options.projector = outbox->projector(name);
            options.synchronizer = kind->makeSynchronizer(account, profile.store(), *resource);
            options.keepWatching = pace == Pace::Watching;
            running.push_back(
                {.account = account, .kind = kind, .resource = *resource, .engine = std::make_unique<SyncEngine>(std::move(options))});
        }
    }
    return running;
}

/// Until they have stopped by themselves or were ended.
void run(std::vector<Running> &running, EndSignals &signals)
{
    QEventLoop loop;
    const auto leaveWhenDone = [&running, &loop] {
        if (std::ranges::all_of(running, &Running::isStopped)) {
            loop.quit();
        }
    };
    for (auto &one : running) {
        QObject::connect(one.engine.get(), &SyncEngine::stopped, &loop, [&one, leaveWhenDone] {
            one.isStopped = true;
            leaveWhenDone();
        });
        one.engine->start();
    }
    signals.whenEnded([&running] {
        for (const auto &one : running) {
            one.engine->stop();
        }
    });
    if (!std::ranges::all_of(running, &Running::isStopped)) {
        loop.exec();
    }
    signals.whenEnded({});
}

/// What the calendar has to say goes out in the same run: a round of calendars may free letters, and mail may have
/// been through before they came.
Result<void> sendLetters(std::vector<Running> &running, Profile &profile, LetterPost &letters, const QList<Account> &accounts, EndSignals &signals)
{
    constexpr int mostRounds = 4; // calendars are asked again, then mail is sent
    for (int round = 0; round < mostRounds && !signals.isEnding(); ++round) {
        const auto due = letters.hand().and_then([&letters] {
            return letters.due();
        });
        if (!due || due->isEmpty()) {
            return due.transform([](const QSet<ResourceId> &) { });
        }
        auto again = engines(profile, accounts, Pace::Once, *due);
        if (!again || again->empty()) {
            return again.transform([](const std::vector<Running> &) { });
        }
        run(*again, signals);
        for (auto &one : *again) {
            const auto first = std::ranges::find(running, one.resource, &Running::resource);
            *first = std::move(one);
        }
    }
    return {};
}

/// The words of files that are kept here come into the search, as in the window.
class WordReading
{
public:
    explicit WordReading(const std::shared_ptr<Store> &store)
        : m_content(store, [](const ItemRef &, const QString &) {
            return QtFuture::makeReadyValueFuture(Result<BlobId>(cancelled())); // what is here is here
        })
        , m_indexer(store, &m_content)
    {
    }

    void begin()
    {
        m_indexer.start();
    }

    /// Small files first; what is left over after some time waits for the next run.
    void finish(EndSignals &signals)
    {
        constexpr auto atMost = std::chrono::seconds(30);
        QEventLoop loop;
        QObject::connect(&m_indexer, &FileIndexer::idle, &loop, &QEventLoop::quit);
        QTimer::singleShot(atMost, &loop, &QEventLoop::quit);
        m_indexer.setPause(std::chrono::milliseconds(0));
        m_indexer.start();
        signals.whenEnded([&loop] {
            loop.quit();
        });
        if (!signals.isEnding()) {
            loop.exec();
        }
        signals.whenEnded({});
        m_indexer.stop();
    }

private:
    FileContent m_content;
    FileIndexer m_indexer;
};

/// The folders of a resource that the last round had to leave out.
int skippedFolders(Profile &profile, ResourceId resource)
{
    const auto count = profile.read([resource](const Reader &reader) {
        return reader.prepare("SELECT count(*) FROM collection WHERE resource = ?1 AND subscribed = 1 AND problem <> ''").value<int>(resource);
    });
    return count ? count->value_or(0) : 0;
}

/// The account's address, and what of it unless it is mail.
QString nameOf(const Running &one)
{
    return one.kind->kind == ResourceKind::Mail ? one.account.address
                                                : i18nc("@item an account's address and what of it, e.g. calendars", "%1 (%2)", one.account.address, one.kind->title());
}
}

ExitCode synchronise(const Invocation &invocation, Report &report)
{
    EndSignals signals;
    TlsPolicy::prepare();
    auto profile = Profile::open(invocation, Profile::Use::Write);
    if (!profile) {
        return report.fail(profile.error());
    }
    QList<Account> accounts;
    if (invocation.has(QStringLiteral("account"))) {
        auto account = (*profile)->account(invocation.value(QStringLiteral("account")));
        if (!account) {
            return report.fail(account.error());
        }
        accounts << *account;
    } else {
        auto all = (*profile)->accounts();
        if (!all) {
            return report.fail(all.error());
        }
        accounts = *all;
    }
    if (accounts.isEmpty()) {
        return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "There are no accounts."), .detail = {}});
    }
    const auto pace = invocation.has(QStringLiteral("once")) ? Pace::Once : Pace::Watching;
    const auto everybody = (*profile)->accounts();
    auto made = engines(**profile, accounts, pace);
    if (!made || !everybody) {
        return report.fail(!made ? made.error() : everybody.error());
    }
    auto &running = *made;
    auto letters = std::make_unique<LetterPost>((*profile)->store(), (*profile)->outbox(), *everybody);
    auto handed = letters->hand().and_then([&letters] {
        return letters->due().transform([](const QSet<ResourceId> &) { }); // all of them are about to run
    });
    auto words = std::make_unique<WordReading>((*profile)->store());
    if (pace == Pace::Watching) {
        words->begin();
    }
    if (!signals.isEnding()) {
        run(running, signals);
    }
    if (handed && pace == Pace::Once) {
        handed = sendLetters(running, **profile, *letters, accounts, signals);
        words->finish(signals);
    }
    words.reset();

    auto code = ExitCode::Ok;
    for (const auto &sentence : letters->stranded()) {
        report.line(sentence);
        code = ExitCode::Incomplete;
    }
    if (!handed) {
        report.line(handed.error().message);
        code = exitCodeFor(handed.error());
    }
    report.set(QStringLiteral("strandedLetters"), int(letters->stranded().size()));
    QJsonArray results;
    for (const auto &one : running) {
        const auto status = one.engine->status();
        QJsonObject result{{QStringLiteral("account"), one.account.address}, {QStringLiteral("kind"), one.kind->kind}, {QStringLiteral("ok"), !status.error.has_value()}};
        if (status.error) {
            result.insert(QStringLiteral("error"), Report::toJson(*status.error));
            report.line(i18nc("@info:shell %1 is an address, %2 a sentence", "%1: %2", nameOf(one), status.error->message));
            report.tellRemedy(*status.error);
            code = exitCodeFor(*status.error);
        } else if (const int skipped = skippedFolders(**profile, one.resource)) {
            result.insert(QStringLiteral("ok"), false);
            result.insert(QStringLiteral("skippedFolders"), skipped);
            report.line(i18ncp("@info:shell %2 is an address",
                               "%2 is up to date except for one folder; “kontorctl status” says why.",
                               "%2 is up to date except for %1 folders; “kontorctl status” says why.",
                               skipped,
                               nameOf(one)));
            code = code == ExitCode::Ok ? ExitCode::Incomplete : code;
        } else {
            report.line(i18nc("@info:shell", "%1 is up to date.", nameOf(one)));
        }
        if (status.lastSuccess.isValid()) {
            result.insert(QStringLiteral("lastSuccess"), status.lastSuccess.toUTC().toString(Qt::ISODate));
        }
        results << result;
    }
    report.set(QStringLiteral("accounts"), results);
    letters.reset();
    running.clear();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // what the engines leave behind holds the store
    (*profile)->store()->drain();
    return code;
}

}
