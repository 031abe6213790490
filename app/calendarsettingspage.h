// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/holidays.h"

#include <KConfigGroup>
#include <KSharedConfig>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;

namespace Kontor
{

/// The calendar's settings. Changes are kept at once; what the administrator locked is shown, and said to be locked.
class CalendarSettingsPage : public QWidget
{
    Q_OBJECT
public:
    explicit CalendarSettingsPage(const KSharedConfig::Ptr &config, QWidget *parent = nullptr);

Q_SIGNALS:
    void changed(); ///< written, and to be followed by the views

private:
    QComboBox *choice(const char *name, const char *key);
    void addRow(const QString &label, QWidget *field, const QList<const char *> &keys, const QString &spoken);
    void lock(QWidget *field, const QString &spoken);
    void addHours();
    void addDays();
    void addViews();
    void addEvents();
    void offerRegions(const QList<Holidays::Region> &regions);
    void write(const char *key, const QVariant &value);
    KConfigGroup settings() const;

    KSharedConfig::Ptr m_config;
    QFormLayout *m_form;
    QComboBox *m_from;
    QComboBox *m_to;
    QComboBox *m_region;
    QList<QCheckBox *> m_days;
};

}
