// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/roomsearch.h"

#include "calendar/ui/eventwords.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/announcer.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int mostFromBooks = 30;
constexpr qsizetype mostShown = 100;

QString kindOf(const Attendee &one)
{
    switch (one.kind) {
    case Attendee::Kind::Room:
        return i18nc("@info kind of an attendee", "room");
    case Attendee::Kind::Resource:
        return i18nc("@info kind of an attendee", "resource");
    case Attendee::Kind::Group:
        return i18nc("@info kind of an attendee", "group");
    case Attendee::Kind::Individual:
        break;
    }
    return {};
}

bool isPlace(const Attendee &one)
{
    return one.kind == Attendee::Kind::Room || one.kind == Attendee::Kind::Resource;
}
}

RoomSearch::RoomSearch(Desk desk, QWidget *parent)
    : QDialog(parent)
    , m_desk(std::move(desk))
    , m_inquiry(new FreeBusyInquiry(m_desk.store, m_desk.ask, this))
    , m_words(new QLineEdit(this))
    , m_model(new QStandardItemModel(this))
    , m_list(new ItemListView({.spoken = Qt::AccessibleTextRole}, this))
    , m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("roomSearch"));
    setWindowTitle(i18nc("@title:window", "Find People and Rooms"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    Occurrence time;
    time.start = m_desk.start;
    time.end = m_desk.end;
    time.flags.setFlag(EventFlag::AllDay, m_desk.isAllDay);
    auto *when = new QLabel(i18nc("@info %1 a day and times", "Who is free: %1", OccurrenceWords::spokenTimes(time)), this);
    when->setObjectName(QStringLiteral("searchTime"));
    when->setWordWrap(true);
    auto *caption = new QLabel(i18nc("@label:textbox", "&Name or address (type a part of it):"), this);
    caption->setBuddy(m_words);
    m_words->setObjectName(QStringLiteral("searchWords"));
    m_words->setClearButtonEnabled(true);
    m_words->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("foundPeople"));
    m_list->setAccessibleName(i18nc("@label", "People and rooms found"));
    m_list->setHeaderHidden(true);
    m_list->setModel(m_model);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_state->setObjectName(QStringLiteral("searchState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_add = buttons->addButton(i18nc("@action:button", "&Invite"), QDialogButtonBox::ActionRole);
    m_add->setObjectName(QStringLiteral("inviteFound"));
    m_add->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    layout->addWidget(when);
    layout->addWidget(caption);
    layout->addWidget(m_words);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    m_typing.setSingleShot(true);
    m_typing.setInterval(250ms);
    connect(&m_typing, &QTimer::timeout, this, &RoomSearch::search);
    connect(m_words, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_list, &ItemListView::chosen, this, &RoomSearch::choose);
    connect(m_add, &QPushButton::clicked, this, &RoomSearch::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_inquiry, &FreeBusyInquiry::changed, this, &RoomSearch::describe);
    resize(fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 24);
    m_words->setFocus();
    search();
}

RoomSearch::~RoomSearch()
{
    silence(this);
    ++m_turn;
    m_answer.cancel();
}

void RoomSearch::search()
{
    const auto words = m_words->text().simplified();
    ++m_turn;
    m_answer.cancel();
    m_answer = {};
    m_isAsking = false;
    m_problem.clear();
    m_fromBooks.clear();
    m_fromServer.clear();
    if (m_desk.store && !words.isEmpty()) {
        askBooks(words, [this] { fill(); });
    }
    askServer(words);
    askDirectory(words);
    fill();
}

void RoomSearch::askBooks(const QString &words, std::function<void()> then)
{
    ContactCompletion(m_desk.store).complete(words, mostFromBooks).then(this, [this, turn = m_turn, then = std::move(then)](const Result<QList<ContactSuggestion>> &found) {
        if (turn != m_turn) {
            return;
        }
        m_fromBooks.clear();
        for (const auto &one : found.value_or(QList<ContactSuggestion>())) {
            if (!one.address.isEmpty()) {
                m_fromBooks << Attendee{.name = one.name, .address = one.address};
            }
        }
        then();
    });
}

void RoomSearch::askServer(const QString &words)
{
    if (!m_desk.find) {
        return;
    }
    m_isAsking = true;
    m_answer = m_desk.find(words);
    m_answer
        .then(this, [this, turn = m_turn](const Result<QList<Attendee>> &found) {
            if (turn != m_turn) {
                return;
            }
            m_isAsking = false;
            m_fromServer = found.value_or(QList<Attendee>());
            m_problem = found ? QString() : found.error().message;
            std::ranges::stable_sort(m_fromServer, [](const Attendee &a, const Attendee &b) {
                return isPlace(a) != isPlace(b) ? isPlace(a) : QString::localeAwareCompare(a.name, b.name) < 0;
            });
            fill();
            sayResult();
        })
        .onCanceled(this, [this, turn = m_turn] {
            if (turn == m_turn) {
                m_isAsking = false;
                fill();
            }
        });
}

void RoomSearch::askDirectory(const QString &words)
{
    if (!m_desk.searchDirectory || !m_desk.store || words.isEmpty()) {
        return;
    }
    m_desk.searchDirectory(words).then(this, [this, words, turn = m_turn](const Result<int> &found) {
        if (turn == m_turn && found.value_or(0) > 0) {
            askBooks(words, [this] { fill(); });
        }
    });
}

QList<Attendee> RoomSearch::merged() const
{
    QList<Attendee> list;
    QSet<QString> addresses;
    for (const auto &one : m_fromServer + m_fromBooks) {
        const auto key = one.address.toLower();
        if (!addresses.contains(key) && list.size() < mostShown) {
            addresses << key;
            list << one;
        }
    }
    return list;
}

void RoomSearch::fill()
{
    const auto found = merged();
    if (found != m_shown || m_model->rowCount() != found.size()) {
        const auto before = m_shown.value(m_list->currentIndex().row()).address;
        m_shown = found;
        m_model->clear();
        int current = 0;
        for (const auto &one : found) {
            if (one.address == before) {
                current = m_model->rowCount();
            }
            auto *row = new QStandardItem;
            row->setEditable(false);
            m_model->appendRow(row);
        }
        if (!found.isEmpty()) {
            m_list->setCurrentIndex(m_model->index(current, 0));
        }
        auto question = m_desk.question;
        for (const auto &one : found) {
            question.addresses << one.address.toLower();
        }
        question.from = m_desk.start.toUTC();
        question.to = std::max(m_desk.end, m_desk.start.addSecs(60)).toUTC();
        if (!found.isEmpty()) {
            m_inquiry->ask(question);
        }
    }
    m_add->setEnabled(!found.isEmpty());
    QString state;
    if (!found.isEmpty()) {
        state = i18ncp("@info", "%1 found", "%1 found", found.size());
    } else if (m_isAsking) {
        state = i18nc("@info", "The server is being asked …");
    } else {
        state = m_words->text().trimmed().isEmpty() ? i18nc("@info", "Type a part of a name or an address.") : i18nc("@info", "Nobody fits.");
    }
    if (!m_problem.isEmpty()) {
        state += QLatin1Char('\n') + m_problem;
    }
    m_state->setText(state);
    describe();
}

void RoomSearch::describe()
{
    const auto to = std::max(m_desk.end, m_desk.start.addSecs(60));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto &one = m_shown.at(row);
        const auto times = FreeBusyWords::sentence(m_inquiry->of(one.address, m_desk.start, to), m_desk.start, to);
        const auto whole = [&](const QString &time) {
            QStringList words{kindOf(one), time};
            words.removeAll(QString());
            return i18nc("@item:inlistbox somebody who can be invited: who, what and whether free", "%1 – %2", EventWords::person(one), words.join(QLatin1String(", ")));
        };
        auto *item = m_model->item(row);
        if (item->text() != whole(times.shown)) {
            item->setText(whole(times.shown));
            item->setData(whole(times.spoken), Qt::AccessibleTextRole);
        }
    }
}

void RoomSearch::sayResult()
{
    Announcer::sayNow(this,
                      m_shown.isEmpty() ? m_state->text()
                                        : i18nc("@info spoken: the first match, then how many there are", "%1, %2", m_model->item(0)->data(Qt::AccessibleTextRole).toString(), m_state->text()));
}

void RoomSearch::choose()
{
    const auto row = m_list->currentIndex().row();
    if (row < 0 || row >= m_shown.size()) {
        return;
    }
    Q_EMIT chosen(m_shown.at(row));
    m_state->setText(i18nc("@info a person or a room", "%1 is invited.", Words::shortened(EventWords::person(m_shown.at(row)), 60)));
    m_words->setFocus();
    m_words->selectAll(); // the next name replaces this one
}

bool RoomSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_words || event->type() != QEvent::KeyPress) {
        return QDialog::eventFilter(watched, event);
    }
    const auto key = static_cast<QKeyEvent *>(event)->key();
    if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_model->rowCount() > 0) {
        const auto row = std::clamp(m_list->currentIndex().row() + (key == Qt::Key_Down ? 1 : -1), 0, m_model->rowCount() - 1);
        m_list->setCurrentIndex(m_model->index(row, 0));
        Announcer::sayNow(this, m_model->item(row)->data(Qt::AccessibleTextRole).toString());
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        choose();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

}
