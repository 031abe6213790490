// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QHash>
#include <QObject>
#include <QSet>

namespace Kontor
{

/// The public holidays of a German state, or of any other region KHolidays knows; read in the background.
class HolidayNames : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// "de-nw_de"; empty: none.
    void setRegion(const QString &region);
    QString region() const;

    /// What is known by now; changed() follows when more is.
    QHash<QDate, QString> between(const QDate &first, const QDate &last);

Q_SIGNALS:
    void changed();

private:
    void read(int year);

    QString m_region;
    QHash<int, QHash<QDate, QString>> m_years;
    QSet<int> m_reading;
};

}
