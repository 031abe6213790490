// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unsentquestion.h"

#include "app/services.h"
#include "mail/mailchange.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QProgressDialog>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto soon = 15min; // a longer undo-send time than that is a date
constexpr auto lookEvery = 250ms;
constexpr auto longestLook = 2s; // a disk that does not answer must not keep the window for ever
}

UnsentQuestion::UnsentQuestion(Services *services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
{
}

QList<Change> UnsentQuestion::aboutToBeSent(const QList<Change> &changes, const QDateTime &now)
{
    QList<Change> messages;
    for (const auto &change : changes) {
        const bool isUnderWay = change.state == ChangeState::Waiting || change.state == ChangeState::InFlight;
        if (change.kind == MailChange::Send && isUnderWay && (!change.notBefore.isValid() || change.notBefore <= now.addDuration(soon))) {
            messages << change;
        }
    }
    return messages;
}

QList<Change> UnsentQuestion::waiting() const
{
    if (!m_services->outbox()) {
        return {};
    }
    QEventLoop loop;
    QFutureWatcher<Result<QList<Change>>> watcher;
    connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(m_services->outbox()->list());
    if (!watcher.isFinished()) {
        QTimer::singleShot(longestLook, &loop, &QEventLoop::quit);
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
    if (!watcher.isFinished() || !watcher.result()) {
        return {};
    }
    return aboutToBeSent(*watcher.result(), QDateTime::currentDateTimeUtc());
}

bool UnsentQuestion::isOffline(const QList<Change> &messages) const
{
    const auto statuses = m_services->statuses();
    return std::ranges::none_of(messages, [&statuses](const Change &message) {
        const auto status = std::ranges::find(statuses, message.resource, &SyncStatus::resource);
        return status != statuses.end() && !status->error;
    });
}

bool UnsentQuestion::mayQuit()
{
    const auto messages = waiting();
    if (messages.isEmpty()) {
        return true;
    }
    const auto count = messages.size();
    const KGuiItem quit(i18nc("@action:button", "&Quit, Send Later"), QStringLiteral("application-exit"));
    if (isOffline(messages)) {
        return KMessageBox::warningContinueCancel(
                   m_window,
                   i18ncp("@info",
                          "A message is not sent yet, and the server cannot be reached. It will be sent when Kontor is open again.",
                          "%1 messages are not sent yet, and the server cannot be reached. They will be sent when Kontor is open again.",
                          count),
                   i18nc("@title:window", "Not Sent Yet"),
                   quit)
            == KMessageBox::Continue;
    }
    const auto answer
        = KMessageBox::questionTwoActionsCancel(m_window,
                                                i18ncp("@info",
                                                       "A message is not sent yet. If you quit now, it will be sent when Kontor is open again.",
                                                       "%1 messages are not sent yet. If you quit now, they will be sent when Kontor is open again.",
                                                       count),
                                                i18nc("@title:window", "Not Sent Yet"),
                                                KGuiItem(i18nc("@action:button", "&Send Now and Quit"), QStringLiteral("document-send")),
                                                quit);
    if (answer == KMessageBox::Cancel) {
        return false;
    }
    return answer == KMessageBox::SecondaryAction || sendFirst(messages);
}

bool UnsentQuestion::sendFirst(const QList<Change> &messages)
{
    for (const auto &message : messages) {
        m_services->outbox()->hurry(message.id);
    }
    m_services->syncNow();
    QProgressDialog progress(
        i18ncp("@info", "Sending a message…", "Sending %1 messages…", messages.size()), i18nc("@action:button", "Stay in Kontor"), 0, 0, m_window);
    progress.setObjectName(QStringLiteral("sendingFirst"));
    progress.setWindowTitle(i18nc("@title:window", "Sending"));
    progress.setWindowModality(Qt::WindowModal);
    progress.setMinimumDuration(0);
    progress.show();
    while (!progress.wasCanceled()) {
        QEventLoop pause;
        QTimer::singleShot(lookEvery, &pause, &QEventLoop::quit);
        pause.exec();
        if (waiting().isEmpty()) {
            return true; // what was refused meanwhile waits in the outbox and says so at the next start
        }
        if (isOffline(waiting())) {
            progress.close();
            KMessageBox::error(m_window, i18nc("@info", "The server cannot be reached, so Kontor stays open."));
            return false;
        }
    }
    return false;
}

}
