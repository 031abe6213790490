// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/store.h"

#include <QDate>
#include <QObject>
#include <QTimer>

#include <memory>

namespace Kontor
{

/// A live span of occurrences for day, week and month views: ask for a span, get told when it is
/// there and whenever it changes. All reads in the background; the last span's values stay until
/// the new ones are there. Results never go back in time. GUI thread.
class OccurrenceModel : public QObject
{
    Q_OBJECT
public:
    explicit OccurrenceModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~OccurrenceModel() override;

    /// Days [first, last], local time. The neighbouring spans are read ahead.
    void setSpan(const QDate &first, const QDate &last);
    QDate first() const;
    QDate last() const;

    void setCalendars(const QList<CollectionId> &shown);

    const QList<Occurrence> &occurrences() const;
    QList<Occurrence> on(const QDate &day) const; ///< touching that day
    bool isReady() const;

Q_SIGNALS:
    void changed();
    void error(const Kontor::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
