// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/newmailnotifier.h"

#include "app/services.h"
#include "shell/words.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KNotification>
#include <KSharedConfig>
#include <QApplication>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

NewMailNotifier::NewMailNotifier(Services *services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(2s); // what comes together is told together
    connect(&m_pause, &QTimer::timeout, this, &NewMailNotifier::look);
    connect(m_services->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if ((!changes.items.isEmpty() || changes.manyItems) && !m_pause.isActive()) {
            m_pause.start();
        }
    });
    look();
}

void NewMailNotifier::look()
{
    struct Found {
        qint64 last = 0;
        QList<News> news;
    };
    m_services->store()
        ->read(
            [since = m_lastItem](const Reader &reader) -> Result<Found> {
                Found found;
                const auto last = reader.prepare("SELECT max(item) FROM mail_message").value<qint64>();
                if (!last) {
                    return std::unexpected(last.error());
                }
                found.last = last->value_or(0);
                if (since < 0) {
                    return found; // the first look: nothing of what is there is news
                }
                const auto day = QDateTime::currentMSecsSinceEpoch() - 24 * 3600 * 1000; // old mail that is fetched is no news either
                auto done = reader
                                .prepare("SELECT m.item, m.from_name, m.from_address, m.subject FROM mail_message m JOIN collection c ON c.id = m.collection "
                                         "WHERE m.item > ?1 AND c.role = 'inbox' AND m.flags & 1 = 0 AND m.received > ?2 ORDER BY m.item DESC LIMIT 50")
                                .each(
                                    [&](const Statement &row) {
                                        found.news.append({ItemId{row.integer(0)}, row.text(1).isEmpty() ? row.text(2) : row.text(1), row.text(3)});
                                    },
                                    since, day);
                if (!done) {
                    return std::unexpected(done.error());
                }
                return found;
            },
            Store::Urgency::Background)
        .then(this, [this](const Result<Found> &found) {
            if (!found) {
                return;
            }
            m_lastItem = std::max(m_lastItem, found->last);
            if (!found->news.isEmpty()) {
                tell(found->news);
            }
        });
}

void NewMailNotifier::tell(const QList<News> &news)
{
    Q_EMIT arrived(int(news.size()));
    const auto config = KSharedConfig::openConfig()->group(QStringLiteral("Notifications"));
    if (!config.readEntry("NewMail", true) || QApplication::activeWindow()) {
        return;
    }
    if (m_notification) {
        m_notification->close();
    }
    auto *notification = new KNotification(QStringLiteral("newMail"));
    m_notification = notification;
    notification->setComponentName(QStringLiteral("kontor"));
    notification->setIconName(QStringLiteral("mail-message-new"));
    const auto title = i18ncp("@title of a notification", "%1 new message", "%1 new messages", news.size());
    notification->setTitle(title);
    if (config.readEntry("ShowContent", true) && !m_lock.isLocked()) {
        QStringList lines;
        for (const auto &one : news.first(std::min<qsizetype>(news.size(), 3))) {
            lines << i18nc("@info person: subject", "%1: %2", Words::shortened(Words::withoutTricks(one.person), 40), Words::shortened(Words::withoutTricks(one.subject), 60)).toHtmlEscaped();
        }
        notification->setText(lines.join(QLatin1Char('\n')));
        auto *open = notification->addDefaultAction(i18nc("@action:button", "Open"));
        connect(open, &KNotificationAction::activated, this, [this, item = news.first().item] {
            Q_EMIT openWanted(item.value);
        });
    } else {
        notification->setText(title);
    }
    notification->sendEvent();
}

}
