// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

namespace Kontor
{

/// Speaks sentences through the screen reader, not more often than listeners can bear:
/// the same sentence once within some seconds, and several at once as one.
class Announcer : public QObject
{
    Q_OBJECT
public:
    enum class Urgency { Polite, Assertive };

    /// \p speaker is the widget the announcements belong to, usually the window.
    explicit Announcer(QWidget *speaker);

    void say(const QString &sentence, Urgency urgency = Urgency::Polite);

    /// Says it through \p widget at once, without limits; for answers to a key the user pressed.
    static void sayNow(QWidget *widget, const QString &sentence, Urgency urgency = Urgency::Polite);

Q_SIGNALS:
    /// What was handed to the screen reader.
    void said(const QString &sentence);

private:
    void speak();

    QPointer<QWidget> m_speaker;
    QTimer m_pause;
    QStringList m_waiting;
    Urgency m_urgency = Urgency::Polite;
    QString m_last;
    QElapsedTimer m_sinceLast;
};

}
