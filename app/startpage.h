// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QLineEdit;

namespace Kontor
{

class EmptyState;
class Services;

/// What the window shows while there is nothing to show yet: starting, a locked key store, a
/// damaged store, or no account. Each says what happened and offers what can be done.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(Services *services, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void accountWanted();

private:
    void focusFirstChoice();
    void showStarting();
    void showWaitingForKey();
    void showKeyMissing();
    void showStoreBroken();
    void showNoAccount();
    QAction *choice(const char *name, const char *icon, const QString &text, const std::function<void()> &run);

    Services *m_services;
    EmptyState *m_page;
    QWidget *m_passphraseRow;
    QLineEdit *m_passphrase;
    QTimer m_patience; ///< until somebody is told what we wait for
};

}
