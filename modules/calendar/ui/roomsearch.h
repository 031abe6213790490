// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/freebusywords.h"
#include "contacts/contactcompletion.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
class QStandardItemModel;

namespace Kontor
{

class ItemListView;

/// Looks for people and rooms on the server and in the address books, and says who is free at the time in question. Stays open
/// for more.
class RoomSearch : public QDialog
{
    Q_OBJECT
public:
    struct Desk {
        std::shared_ptr<Store> store{}; ///< of the address books
        std::function<QFuture<Result<QList<Attendee>>>(const QString &words)> find{}; ///< on the server; rooms without words
        std::function<QFuture<Result<int>>(const QString &words)> searchDirectory{}; ///< fills the store
        FreeBusyInquiry::Ask ask{};
        FreeBusyInquiry::Question question{}; ///< without people and times
        QDateTime start{}, end{}; ///< for this time
        bool isAllDay = false;
    };

    explicit RoomSearch(Desk desk, QWidget *parent = nullptr);
    ~RoomSearch() override;

Q_SIGNALS:
    void chosen(const Kontor::Attendee &attendee);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void askBooks(const QString &words, std::function<void()> then);
    void askServer(const QString &words);
    void askDirectory(const QString &words);
    void fill();
    void describe();
    void sayResult();
    void choose();
    QList<Attendee> merged() const;

    Desk m_desk;
    FreeBusyInquiry *m_inquiry;
    QList<Attendee> m_fromServer, m_fromBooks, m_shown;
    QString m_problem; ///< why the server did not say more
    QFuture<Result<QList<Attendee>>> m_answer;
    bool m_isAsking = false;
    quint64 m_turn = 0;
    QTimer m_typing;
    QLineEdit *m_words;
    QStandardItemModel *m_model;
    ItemListView *m_list;
    QLabel *m_state;
    QPushButton *m_add = nullptr;
};

}
