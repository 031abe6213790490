// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outboxview.h"

#include "app/changewords.h"
#include "app/services.h"
#include "calendar/eventconflict.h"
#include "calendar/ui/eventconflictquestion.h"
#include "chat/chattypes.h"
#include "contacts/ui/contactconflictquestion.h"
#include "groupware/davchange.h"
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

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
bool isLater(const Change &change)
{
    return change.state == ChangeState::Waiting && change.notBefore.isValid() && change.notBefore > QDateTime::currentDateTimeUtc();
}

/// Of mail; in chat the same word means something else.
bool isMailSend(const Change &change, const QHash<qint64, ChangeSubject> &subjects)
{
    return change.kind == MailChange::Send && subjects.value(change.id.value).thing == ChangeSubject::Thing::Message;
}

/// A message that no server can have got yet, so that it may become a draft again.
bool canBecomeDraft(const Change &change, const QHash<qint64, ChangeSubject> &subjects)
{
    return isMailSend(change, subjects) && change.state != ChangeState::Uncertain && !change.answerLost
        && !change.arguments.value(QStringLiteral("letter")).toBool();
}

/// Filing the copy is part of sending, and not to be dropped alone.
QList<Change> withoutCopies(const QList<Change> &changes)
{
    QList<Change> shown;
    QSet<ItemId> sending;
    for (const auto &change : changes) {
        if (change.kind == MailChange::Send) {
            sending.insert(change.item);
        }
        if (change.kind != MailChange::Append || !sending.contains(change.item)) {
            shown << change;
        }
    }
    return shown;
}
}

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
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
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
    m_compare = buttons->addButton(i18nc("@action:button shows two versions", "Com&pare…"), QDialogButtonBox::ActionRole);
    m_compare->setObjectName(QStringLiteral("compareVersions"));
    m_compare->setIcon(QIcon::fromTheme(QStringLiteral("vcs-conflicting")));
    m_retry = buttons->addButton(i18nc("@action:button", "&Try Again"), QDialogButtonBox::ActionRole);
    m_retry->setObjectName(QStringLiteral("retryChange"));
    m_retry->setIcon(QIcon::fromTheme(QStringLiteral("view-refresh")));
    m_discard = buttons->addButton(i18nc("@action:button", "&Discard…"), QDialogButtonBox::ActionRole);
    m_discard->setObjectName(QStringLiteral("discardChange"));
    m_discard->setIcon(QIcon::fromTheme(QStringLiteral("edit-delete")));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_compare, &QPushButton::clicked, this, &OutboxView::compare);
    connect(m_tree, &QTreeWidget::itemActivated, this, &OutboxView::compare);
    connect(m_retry, &QPushButton::clicked, this, qOverload<>(&OutboxView::retry));
    connect(m_discard, &QPushButton::clicked, this, qOverload<>(&OutboxView::discard));
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &OutboxView::updateButtons);
    m_pause.setSingleShot(true);
    m_pause.setInterval(200ms);
    connect(&m_pause, &QTimer::timeout, this, &OutboxView::load);
    connect(services, &Services::outboxChanged, this, [this] {
        if (!m_pause.isActive()) {
            m_pause.start();
        }
    });
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
        m_services->store()
            ->read([list = *changes](const Reader &reader) {
                return ChangeSubject::read(reader, list);
            })
            .then(this, [this, list = *changes](const Result<QHash<qint64, ChangeSubject>> &subjects) {
                show(withoutCopies(list), subjects.value_or(QHash<qint64, ChangeSubject>()));
            });
    });
}

void OutboxView::show(const QList<Change> &changes, const QHash<qint64, ChangeSubject> &subjects)
{
    QSet<ChangeId> kept;
    for (const auto &change : selected()) {
        kept.insert(change.id);
    }
    {
        const QSignalBlocker quiet(m_tree); // the buttons follow once, below
        m_changes = changes;
        m_subjects = subjects;
        m_tree->clear();
        for (const auto &change : changes) {
            const auto action = ChangeWords::action(change, subjects.value(change.id.value));
            auto *item = new QTreeWidgetItem(m_tree, {action, ChangeWords::state(change), Words::shortDate(change.created)});
            const bool wantsUser = change.state == ChangeState::Parked || change.state == ChangeState::Uncertain;
            item->setIcon(0, QIcon::fromTheme(wantsUser ? QStringLiteral("dialog-warning") : change.kind == MailChange::Send ? QStringLiteral("document-send") : QStringLiteral("clock")));
            item->setToolTip(0, action);
            item->setToolTip(1, item->text(1));
            if (kept.contains(change.id)) {
                if (!m_tree->currentItem()) {
                    m_tree->setCurrentItem(item, 0, QItemSelectionModel::Current);
                }
                item->setSelected(true);
            }
        }
        if (!m_tree->currentItem() && !changes.isEmpty()) {
            m_tree->setCurrentItem(m_tree->topLevelItem(0));
        }
    }
    m_tree->setVisible(!changes.isEmpty());
    m_empty->setVisible(changes.isEmpty());
    updateButtons();
}

QList<Change> OutboxView::selected() const
{
    QList<Change> list;
    for (int row = 0; row < m_tree->topLevelItemCount() && row < m_changes.size(); ++row) {
        if (m_tree->topLevelItem(row)->isSelected()) {
            list << m_changes.at(row);
        }
    }
    return list;
}

void OutboxView::updateButtons()
{
    const auto changes = selected();
    const bool canAct = !changes.isEmpty() && std::ranges::none_of(changes, [](const Change &change) {
        return change.state == ChangeState::InFlight;
    });
    m_compare->setEnabled(changes.size() == 1 && canCompare(changes.first()));
    m_retry->setEnabled(canAct);
    m_discard->setEnabled(canAct);
    m_retry->setText(canAct && std::ranges::all_of(changes, isLater) ? i18nc("@action:button", "Carry Out &Now") : i18nc("@action:button", "&Try Again"));
    m_discard->setText(canAct && std::ranges::all_of(changes, [this](const Change &change) { return canBecomeDraft(change, m_subjects); }) ? i18nc("@action:button", "Back to &Drafts") : i18nc("@action:button", "&Discard…"));
    QString words;
    if (changes.size() == 1) {
        const auto &change = changes.first();
        words = ChangeWords::state(change) + (change.error.detail.isEmpty() ? QString() : QLatin1Char('\n') + change.error.detail);
        if (canCompare(change)) {
            words = ChangeWords::state(change) + QLatin1Char('\n') + i18nc("@info names the button of the same name", "“Compare…” shows both versions and lets you decide.");
        }
    }
    m_words->setText(words);
}

bool OutboxView::canCompare(const Change &change) const
{
    switch (m_subjects.value(change.id.value).thing) {
    case ChangeSubject::Thing::Event:
    case ChangeSubject::Thing::Task:
        return EventConflict::isContested(change);
    case ChangeSubject::Thing::Contact:
        return change.kind == DavChange::Edit && change.state == ChangeState::Parked && change.error.kind == Error::Kind::Conflict;
    case ChangeSubject::Thing::File:
        return change.state == ChangeState::Parked && (change.error.kind == Error::Kind::Conflict || change.error.kind == Error::Kind::NotFound);
    case ChangeSubject::Thing::Message:
    case ChangeSubject::Thing::Chat:
        break;
    }
    return false;
}

void OutboxView::compare()
{
    const auto changes = selected();
    if (changes.size() != 1 || !canCompare(changes.first())) {
        return;
    }
    const auto explain = [this](const QString &sentence) {
        KMessageBox::information(this, sentence);
    };
    const auto item = changes.first().item;
    if (m_subjects.value(changes.first().id.value).thing == ChangeSubject::Thing::File) {
        Q_EMIT openWanted({QStringLiteral("files"), QStringLiteral("conflicts"), item.value});
        close();
        return;
    }
    if (m_subjects.value(changes.first().id.value).thing == ChangeSubject::Thing::Contact) {
        ContactConflictQuestion::open(m_services->outbox(), m_services->contactActions(), item, this, explain);
    } else {
        EventConflictQuestion::open(m_services->calendarActions(), item, this, explain);
    }
}

void OutboxView::tell(QFuture<Result<void>> done)
{
    done.then(this, [this](const Result<void> &outcome) {
        if (!outcome) {
            KMessageBox::error(this, outcome.error().message);
        }
    });
}

void OutboxView::retry()
{
    const auto changes = selected();
    for (const auto &change : changes) {
        retry(change);
    }
    m_services->syncNow();
}

void OutboxView::retry(const Change &change)
{
    if (change.state == ChangeState::Waiting) {
        tell(m_services->outbox()->hurry(change.id));
        return;
    }
    if (change.state == ChangeState::Uncertain && isMailSend(change, m_subjects)) {
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
            tell(m_services->outbox()->acknowledge(change.id));
            return;
        }
    }
    tell(m_services->outbox()->retry(change.id));
}

void OutboxView::discard()
{
    const auto changes = selected();
    const bool areDrafts = std::ranges::all_of(changes, [this](const Change &change) { return canBecomeDraft(change, m_subjects); });
    if (!areDrafts) {
        const bool isInDoubt = std::ranges::any_of(changes, [this](const Change &change) {
            return isMailSend(change, m_subjects) && (change.state == ChangeState::Uncertain || change.answerLost);
        });
        const bool isLetter = std::ranges::any_of(changes, [](const Change &change) {
            return change.arguments.value(QStringLiteral("letter")).toBool();
        });
        const bool isOnlyHere = std::ranges::any_of(changes, [](const Change &change) {
            return change.kind == MailChange::Append;
        });
        const bool isChatOnlyHere = std::ranges::any_of(changes, [this](const Change &change) {
            return change.kind == ChatChange::Send && m_subjects.value(change.id.value).thing == ChangeSubject::Thing::Chat;
        });
        const bool isEntryOnlyHere = std::ranges::any_of(changes, [](const Change &change) {
            return change.kind == DavChange::Create;
        });
        const auto words = isInDoubt ? i18nc("@info", "The message may have arrived, since the connection broke after it was handed over. It will not be sent again, and it is deleted here.")
            : isLetter               ? i18nc("@info", "The people of the event will not be told. The event itself stays as it is.")
            : isEntryOnlyHere        ? i18nc("@info", "The entry exists on this computer only. It will be deleted.")
            : isChatOnlyHere         ? i18ncp("@info", "The message will not be sent, and it is deleted here.", "The messages will not be sent, and they are deleted here.", changes.size())
            : isOnlyHere             ? i18nc("@info", "The message exists on this computer only. It will be deleted.")
                                     : i18ncp("@info", "The change is taken back, and you see again what the server has.", "%1 changes are taken back, and you see again what the server has.",
                                              changes.size());
        if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Discard?"), KStandardGuiItem::discard(), KStandardGuiItem::cancel(), QString(), KMessageBox::Dangerous)
            != KMessageBox::Continue) {
            return;
        }
    }
    for (const auto &change : changes) {
        discard(change);
    }
}

void OutboxView::discard(const Change &change)
{
    if (!canBecomeDraft(change, m_subjects)) {
        tell(m_services->outbox()->discard(change.id));
        return;
    }
    m_services->mailActions()->undoSend(change.id).then(this, [this](const Result<Draft> &draft) {
        if (!draft) {
            KMessageBox::error(this, draft.error().message);
        }
    });
}

}
