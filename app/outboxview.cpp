// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outboxview.h"

#include "app/changewords.h"
#include "app/services.h"
#include "mail/mailchange.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace Kontor
{

OutboxView::OutboxView(Services *services, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_tree(new QTreeWidget(this))
    , m_empty(new EmptyState(this))
    , m_words(new QLabel(this))
{
    setObjectName(QStringLiteral("outboxView"));
    setWindowTitle(i18nc("@title:window", "Outbox"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(i18nc("@label", "What you did and the servers have not confirmed &yet:"), this);
    label->setWordWrap(true);
    label->setBuddy(m_tree);
    layout->addWidget(label);
    m_tree->setObjectName(QStringLiteral("changes"));
    m_tree->setAccessibleName(i18nc("@label", "Changes"));
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setHeaderLabels({i18nc("@title:column", "Change"), i18nc("@title:column", "State"), i18nc("@title:column", "Since")});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    layout->addWidget(m_tree, 1);
    m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-folder-outbox")), i18nc("@info", "The outbox is empty"), i18nc("@info", "Everything you did has reached the servers."));
    layout->addWidget(m_empty, 1);
    m_words->setObjectName(QStringLiteral("serverWords"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_words);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_retry = buttons->addButton(i18nc("@action:button", "&Try Again"), QDialogButtonBox::ActionRole);
    m_retry->setObjectName(QStringLiteral("retryChange"));
    m_retry->setIcon(QIcon::fromTheme(QStringLiteral("view-refresh")));
    m_discard = buttons->addButton(i18nc("@action:button", "&Discard…"), QDialogButtonBox::ActionRole);
    m_discard->setObjectName(QStringLiteral("discardChange"));
    m_discard->setIcon(QIcon::fromTheme(QStringLiteral("edit-delete")));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_retry, &QPushButton::clicked, this, &OutboxView::retry);
    connect(m_discard, &QPushButton::clicked, this, &OutboxView::discard);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &OutboxView::updateButtons);
    connect(services, &Services::outboxChanged, this, &OutboxView::load);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 26);
    show({}, {});
    load();
}

void OutboxView::load()
{
    if (!m_services->outbox()) {
        return;
    }
    m_services->outbox()->list().then(this, [this](const Result<QList<Change>> &changes) {
        if (!changes) {
            m_words->setText(changes.error().message);
            return;
        }
        QList<qint64> items;
        QList<qint64> folders;
        for (const auto &change : *changes) {
            items << change.item.value;
            folders << change.arguments.value(QStringLiteral("to")).toInteger();
        }
        m_services->store()
            ->read([items, folders](const Reader &reader) -> Result<Names> {
                Names names;
                const auto look = [](Statement &find, const QList<qint64> &ids, QHash<qint64, QString> &found) -> Result<void> {
                    for (const auto id : ids) {
                        const auto name = find.value<QString>(id);
                        if (!name) {
                            return std::unexpected(name.error());
                        }
                        found.insert(id, name->value_or(QString()));
                    }
                    return {};
                };
                return look(reader.prepare("SELECT subject FROM mail_message WHERE item = ?1"), items, names.subjects)
                    .and_then([&] {
                        return look(reader.prepare("SELECT name FROM collection WHERE id = ?1"), folders, names.folders);
                    })
                    .transform([&] {
                        return names;
                    });
            })
            .then(this, [this, list = *changes](const Result<Names> &names) {
                show(list, names.value_or(Names()));
            });
    });
}

void OutboxView::show(const QList<Change> &changes, const Names &names)
{
    const auto kept = current() ? current()->id : ChangeId{};
    m_changes = changes;
    m_tree->clear();
    for (const auto &change : changes) {
        auto *item = new QTreeWidgetItem(m_tree, {ChangeWords::action(change, names.subjects.value(change.item.value), names.folders.value(change.arguments.value(QStringLiteral("to")).toInteger())), ChangeWords::state(change), Words::shortDate(change.created)});
        const bool wantsUser = change.state == ChangeState::Parked || change.state == ChangeState::Uncertain;
        item->setIcon(0, QIcon::fromTheme(wantsUser ? QStringLiteral("dialog-warning") : change.kind == MailChange::Send ? QStringLiteral("document-send") : QStringLiteral("clock")));
        item->setToolTip(1, item->text(1));
        if (change.id == kept) {
            m_tree->setCurrentItem(item);
        }
    }
    if (!m_tree->currentItem() && !changes.isEmpty()) {
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    }
    m_tree->setVisible(!changes.isEmpty());
    m_empty->setVisible(changes.isEmpty());
    updateButtons();
}

const Change *OutboxView::current() const
{
    const auto row = m_tree->currentItem() ? m_tree->indexOfTopLevelItem(m_tree->currentItem()) : -1;
    return row >= 0 && row < m_changes.size() ? &m_changes.at(row) : nullptr;
}

void OutboxView::updateButtons()
{
    const auto *change = current();
    m_retry->setEnabled(change && change->state != ChangeState::InFlight);
    m_discard->setEnabled(change && change->state != ChangeState::InFlight);
    m_words->setText(change ? ChangeWords::state(*change) + (change->error.detail.isEmpty() ? QString() : QLatin1Char('\n') + change->error.detail) : QString());
}

void OutboxView::retry()
{
    const auto *change = current();
    if (!change) {
        return;
    }
    if (change->state == ChangeState::Uncertain && change->kind == MailChange::Send) {
        const auto answer = KMessageBox::warningTwoActionsCancel(
            this,
            xi18nc("@info", "<para>The connection broke after the message was handed over, so it may have arrived. Sending it again could make a second copy.</para>"
                            "<para>Look into the folder of sent mail or ask a recipient first.</para>"),
            i18nc("@title:window", "Was the Message Sent?"), KGuiItem(i18nc("@action:button", "Send &Again"), QStringLiteral("document-send")),
            KGuiItem(i18nc("@action:button", "It &Was Sent"), QStringLiteral("dialog-ok")), KStandardGuiItem::cancel(), QString(), KMessageBox::Dangerous);
        if (answer == KMessageBox::Cancel) {
            return;
        }
        if (answer == KMessageBox::SecondaryAction) {
            m_services->outbox()->discard(change->id);
            return;
        }
    }
    m_services->outbox()->retry(change->id).then(this, [this](const Result<void> &done) {
        if (!done) {
            KMessageBox::error(this, done.error().message);
        }
        m_services->syncNow();
    });
}

void OutboxView::discard()
{
    const auto *change = current();
    if (!change) {
        return;
    }
    const auto words = change->kind == MailChange::Send ? i18nc("@info", "The message will not be sent. It stays in your drafts.")
                                                        : i18nc("@info", "The change is taken back, and you see again what the server has.");
    if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Discard the Change?"), KStandardGuiItem::discard()) != KMessageBox::Continue) {
        return;
    }
    m_services->outbox()->discard(change->id).then(this, [this](const Result<void> &done) {
        if (!done) {
            KMessageBox::error(this, done.error().message);
        }
    });
}

}
