// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "calendar/freebusy.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace Kontor
{

/// Finds out when people are free: me from the calendars here, others from the server. Asked again while an answer is under
/// way, the older one is dropped. Who is not told of is not known, never free. GUI thread.
class FreeBusyInquiry : public QObject
{
    Q_OBJECT
public:
    using Ask = std::function<
        QFuture<Result<FreeBusy::Told>>(AccountId account, const QString &organizer, const QStringList &addresses, const QDateTime &from, const QDateTime &to)>;

    struct Question {
        AccountId account{}; ///< whose server is asked
        QString organizer{}; ///< in whose name
        QStringList addresses{}; ///< of everybody, lower case
        QStringList mine{}; ///< which of them are me, lower case
        QList<CollectionId> calendars{}; ///< mine
        OccurrenceRef except{}; ///< the event itself makes nobody busy
        QDateTime from{}, to{};
        bool operator==(const Question &) const = default;
    };
    enum class State { Asked, Known, Unknown };
    struct Times {
        State state = State::Unknown;
        QList<FreeBusy::Span> spans{};
    };

    /// Without \p ask nobody but me is known.
    FreeBusyInquiry(std::shared_ptr<Store> store, Ask ask, QObject *parent = nullptr);
    ~FreeBusyInquiry() override;

    /// Several questions in a row become one; the same one is asked again only once its answer is old.
    void ask(const Question &question);

    /// What is known of somebody in this span of time.
    Times of(const QString &address, const QDateTime &from, const QDateTime &to) const;

    const Question &question() const; ///< the last one
    bool isAsking() const;
    bool covers(const QDateTime &from, const QDateTime &to) const; ///< what was asked for last
    std::optional<Error> problem() const; ///< why of others nothing is known

    static constexpr qsizetype mostAsked = 200; ///< people at once; of more nobody looks at the times

    void setPause(std::chrono::milliseconds pause); ///< for tests other than usual
    void setPatience(std::chrono::milliseconds patience);

Q_SIGNALS:
    void changed();

private:
    struct Entry {
        State state = State::Unknown;
        QList<FreeBusy::Span> spans{};
        QDateTime from{}, to{};
    };
    void run();
    void askMine(quint64 turn);
    void askOthers(quint64 turn);
    void told(const Question &question, const Result<FreeBusy::Told> &answer);
    void put(const QString &address, const Question &question, State state, const QList<FreeBusy::Span> &spans);
    QStringList others() const;
    void drop();

    std::shared_ptr<Store> m_store;
    Ask m_ask;
    Question m_question;
    QHash<QString, Entry> m_known;
    std::optional<Error> m_problem;
    QFuture<Result<FreeBusy::Told>> m_answer;
    QTimer m_pause, m_patience;
    QDateTime m_asked; ///< when
    quint64 m_turn = 0;
    bool m_waitsForMine = false, m_waitsForOthers = false;
};

}
